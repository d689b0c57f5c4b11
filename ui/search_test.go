package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// total is the number the page says it found.
func (a answer) total() int {
	a.t.Helper()
	words := strings.Fields(text(a.one("h2", class("results-count"))))
	n, err := strconv.Atoi(strings.ReplaceAll(words[0], ",", ""))
	if err != nil {
		return 0 // "No organisation found"
	}
	return n
}

func (a answer) cards() []*html.Node { return all(a.doc, "article", class("card")) }

// boxes are the check boxes of a parameter by value.
func (a answer) boxes(name string) map[string]*html.Node {
	list := map[string]*html.Node{}
	for _, in := range all(a.doc, "input", with("name", name), with("type", "checkbox")) {
		list[attr(in, "value")] = in
	}
	return list
}

// countBeside is the number in the line of a check box.
func countBeside(t *testing.T, box *html.Node) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(text(all(box.Parent, "span", class("facet-count"))[0]), ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// submit is the address the form leads to as it stands, with more values.
func (a answer) submit(more ...string) string {
	a.t.Helper()
	form := a.one("form", with("id", "search-form"))
	values := url.Values{}
	for _, in := range all(a.doc, "input") {
		_, checked := attrOf(in, "checked")
		inForm := attr(in, "form") == "search-form"
		for p := in.Parent; p != nil; p = p.Parent {
			inForm = inForm || p == form
		}
		if inForm && (attr(in, "type") != "checkbox" || checked) {
			values.Add(attr(in, "name"), attr(in, "value"))
		}
	}
	for i := 0; i < len(more); i += 2 {
		values.Add(more[i], more[i+1])
	}
	return attr(form, "action") + "?" + values.Encode()
}

// TestCountsHold: what a facet promises beside a value is what choosing it gives,
// through the form as a browser without scripts sends it, empty fields included.
func TestCountsHold(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, path := range []string{"/en/search", "/en/search?q=tourism", "/bg/search?country=BG&sector=hospitality-and-tourism"} {
		a := get(t, h, path).want(200)
		tried := 0
		for _, f := range []search.Facet{search.FacetKind, search.FacetCountry, search.FacetRegion, search.FacetSector, search.FacetHas} {
			for value, box := range a.boxes(string(f)) {
				if _, checked := attrOf(box, "checked"); checked || tried%7 != 0 {
					tried++
					continue
				}
				tried++
				// The facet's own values widen: ask for this value alone.
				q, _ := search.Parse(mustQuery(t, path), vocabulary(t))
				q.Filters.Values[f] = []string{value}
				got := get(t, h, "/en/search?"+q.Values().Encode()).want(200).total()
				if want := countBeside(t, box); got != want {
					t.Errorf("%s: %s=%s promises %d, gives %d", path, f, value, want, got)
				}
				get(t, h, a.submit(string(f), value)).want(200)
			}
		}
		if tried < 15 {
			t.Errorf("%s: only %d values", path, tried)
		}
	}
}

func mustQuery(t *testing.T, address string) url.Values {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

// TestFormKeeps: the form sends everything in force on, but for the page.
func TestFormKeeps(t *testing.T) {
	h := serve(t, realCatalogue(t))
	const address = "/en/search?q=cluster&country=BG&country=RO&region=BG3&sort=name&member_of=bg-ict-cluster-burgas&near=42.5,27.5&within=900" +
		"&founded_from=1900&members_to=100000&exact=1&per_page=5&has=website&lacks=region&page=1"
	a := get(t, h, address).want(200)
	got, want := mustQuery(t, a.submit()), mustQuery(t, address)
	want.Del("page")
	for name := range want {
		slices.Sort(got[name])
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s: the form sends %q, want %q", name, got[name], want[name])
		}
	}
}

func TestChips(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/search?q=tourism&country=BG&country=RO&founded_from=1990&has=website&sort=name").want(200)
	var got []string
	for _, c := range all(a.doc, "a", class("chip")) {
		if strings.HasPrefix(text(c), "Search for the words as written: “tourism” read as Tourism") {
			if next := get(t, h, attr(c, "href")).want(200); strings.Contains(text(next.doc), "read as Tourism") {
				t.Error("the reading cannot be removed")
			}
			continue
		}
		label := strings.TrimPrefix(text(c), "Remove the filter ")
		got = append(got, label+" → "+attr(c, "href"))
	}
	want := []string{
		"Country Bulgaria × → /en/search?country=RO&founded_from=1990&has=website&q=tourism&sort=name",
		"Country Romania × → /en/search?country=BG&founded_from=1990&has=website&q=tourism&sort=name",
		"Has website × → /en/search?country=BG&country=RO&founded_from=1990&q=tourism&sort=name",
		"Founded from 1990 × → /en/search?country=BG&country=RO&has=website&q=tourism&sort=name",
		"Remove all filters → /en/search?q=tourism&sort=name",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	bg := get(t, h, "/bg/search?has=offers").want(200)
	if c := text(all(bg.doc, "a", class("chip"))[0]); !strings.Contains(c, "Има предлагания") {
		t.Errorf("the Bulgarian chip says %q", c)
	}
}

func TestSorts(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/search?q=tourism&page=2").want(200)
	var labels []string
	for _, s := range all(a.doc, "a", class("sort")) {
		labels = append(labels, text(s))
		b := get(t, h, attr(s, "href")).want(200)
		if current := all(b.doc, "a", class("sort"), with("aria-current", "true")); len(current) != 1 || text(current[0]) != text(s) {
			t.Errorf("sorted by %q the page says %q", text(s), texts(current))
		}
		if b.total() != a.total() {
			t.Errorf("sorted by %q there are %d hits, not %d", text(s), b.total(), a.total())
		}
	}
	if want := []string{"Relevance", "Name", "Members", "Oldest", "Latest source"}; !slices.Equal(labels, want) {
		t.Errorf("sorts %q, want %q", labels, want)
	}
	for _, s := range all(get(t, h, "/en/search").want(200).doc, "a", class("sort")) {
		if text(s) == "Relevance" {
			t.Errorf("relevance is offered without words")
		}
	}
}

// TestCard: what a hit shows.
func TestCard(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/search?q=dressed").want(200)
	card := a.cards()[0]
	for _, want := range []string{"Dressed Cluster", "Облечен клъстер", "Burgas", "Bulgaria", "since 4 October 2016", "1,200 members",
		"Gold", "Hospitality and Tourism", "Found in name “Dressed”", "Source: March 2012, 14 years old"} {
		if got := strings.ReplaceAll(strings.ReplaceAll(text(card), "name Dressed", "name “Dressed”"), "  ", " "); !strings.Contains(got, want) {
			t.Errorf("the card lacks %q: %s", want, got)
		}
	}
	if m := all(card, "mark"); len(m) == 0 || text(m[0]) != "Dressed" {
		t.Errorf("marked: %q", texts(m))
	}
	if native := all(card, "p", class("card-native")); attr(native[0], "lang") != "bg" || attr(native[0], "dir") != "auto" {
		t.Errorf("the native name has lang %q, dir %q", attr(native[0], "lang"), attr(native[0], "dir"))
	}
	bg := get(t, h, "/bg/search?q=dressed").want(200).cards()[0]
	for _, want := range []string{"Бургас", "България", "1\u00a0200 членове", "Намерено в име"} {
		if !strings.Contains(strings.ReplaceAll(text(bg), "1 200", "1\u00a0200"), want) {
			t.Errorf("the Bulgarian card lacks %q: %s", want, text(bg))
		}
	}
}

func TestEmptyAnswer(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, `/en/search?q=tourism+xyzzyx&country=BG&exact=1`).want(200)
	if a.total() != 0 || len(a.cards()) != 0 {
		t.Fatalf("found %d", a.total())
	}
	ways := all(a.one("div", class("empty")), "li")
	found := false
	for _, w := range ways {
		link := all(w, "a")
		if len(link) == 0 || !strings.Contains(text(w), "without “xyzzyx”") {
			continue
		}
		found = true
		b := get(t, h, attr(link[0], "href")).want(200)
		if !strings.Contains(text(w), fmt.Sprint(b.total(), " organisations")) || b.total() == 0 {
			t.Errorf("%q leads to %d", text(w), b.total())
		}
	}
	if !found {
		t.Errorf("no way out without the word: %q", texts(ways))
	}
}

// TestFurther: what has some of the words only stands apart, with how many there
// are, and its numbers go on from what has them all.
func TestFurther(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, c := range []struct {
		path string
		page int
		none bool // nothing stands apart
	}{
		{"/en/search?q=film+cluster&per_page=20", 1, false},
		{"/en/search?q=film+cluster&per_page=20&page=2", 2, false},
		{"/en/search?q=furniture+Troyan&per_page=20&country=RO", 1, false}, // the one that has both is elsewhere
		{"/en/search?q=organic+cheese+textile+shipyard", 1, true},          // no record has all
		{"/en/search?q=furniture", 1, true},                                // each has all
	} {
		q, faults := search.Parse(mustQuery(t, c.path), vocabulary(t))
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		q.Lang = "en"
		want, err := realCatalogue(t).Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		a := get(t, h, c.path).want(200)
		sections := all(a.doc, "section", class("results-section"))
		if c.none {
			if len(sections) > 0 || len(a.cards()) != len(want.Hits) {
				t.Errorf("%s: %d sections, %d cards of %d", c.path, len(sections), len(a.cards()), len(want.Hits))
			}
			continue
		}
		if len(sections) != 1 {
			t.Fatalf("%s: %d sections", c.path, len(sections))
		}
		whole := max(0, want.AllWords-(c.page-1)*20) // that have all the words, on this page
		if title, further := text(all(sections[0], "h2")[0]), fmt.Sprintf("With some of the words %d", want.Total-want.AllWords); title != further {
			t.Errorf("%s: the section is %q, want %q", c.path, title, further)
		}
		apart := all(sections[0], "article", class("card"))
		if len(apart) != len(want.Hits)-whole || len(a.cards()) != len(want.Hits) {
			t.Errorf("%s: %d of %d cards stand apart, want %d of %d", c.path, len(apart), len(a.cards()), len(want.Hits)-whole, len(want.Hits))
		}
		lists := all(a.doc, "ol", class("cards"))
		if start := attr(lists[len(lists)-1], "start"); start != strconv.Itoa((c.page-1)*20+whole+1) || (len(lists) == 2) != (whole > 0) {
			t.Errorf("%s: %d lists, the last starts at %s, with %d that have all the words", c.path, len(lists), start, whole)
		}
	}
}

// TestPaging walks through all pages by "next" and meets every hit once.
func TestPaging(t *testing.T) {
	h := serve(t, realCatalogue(t))
	seen := map[string]bool{}
	address, pages, total := "/en/search?country=GE&per_page=25", 0, 0
	for address != "" && pages < 20 {
		a := get(t, h, address).want(200)
		pages++
		total = a.total()
		for _, c := range all(a.doc, "a", class("card-link")) {
			if seen[attr(c, "href")] {
				t.Errorf("%s twice", attr(c, "href"))
			}
			seen[attr(c, "href")] = true
		}
		if start := attr(a.one("ol", class("cards")), "start"); pages > 1 && start != strconv.Itoa(25*(pages-1)+1) {
			t.Errorf("page %d starts at %q", pages, start)
		}
		next := all(a.doc, "a", with("rel", "next"))
		address = ""
		if len(next) > 0 {
			address = attr(next[0], "href")
		}
	}
	if len(seen) != total || pages != (total+24)/25 {
		t.Errorf("%d hits on %d pages, want %d", len(seen), pages, total)
	}
	past := get(t, h, "/en/search?country=GE&page=99").want(200)
	if back := all(past.one("p", class("notice")), "a"); len(back) != 1 || get(t, h, attr(back[0], "href")).total() != total {
		t.Errorf("no way back from beyond the last page")
	}
}

// numbers are the pages a pager offers, 0 for a gap, the current one negative.
func numbers(p pager) []int {
	var list []int
	for _, l := range p.Pages {
		n := l.N
		if l.Current {
			n = -n
		}
		list = append(list, n)
	}
	return list
}

func TestPager(t *testing.T) {
	loc, err := loadLocales(embedded)
	if err != nil {
		t.Fatal(err)
	}
	page := Page{Locale: loc.byLang["en"]}
	for _, c := range []struct {
		name                 string
		page, per, total     int
		cursor, following    string
		want                 []int
		previous, next, past bool
		from, to             int
	}{
		{name: "nothing", page: 1, per: 20},
		{name: "one page", page: 1, per: 20, total: 20, from: 1, to: 20},
		{name: "two pages", page: 1, per: 20, total: 21, want: []int{-1, 2}, next: true, from: 1, to: 20},
		{name: "last of two", page: 2, per: 20, total: 21, want: []int{1, -2}, previous: true, from: 21, to: 21},
		{name: "in the middle", page: 10, per: 20, total: 400, want: []int{1, 0, 9, -10, 11, 0, 20}, previous: true, next: true, from: 181, to: 200},
		{name: "near the beginning", page: 2, per: 20, total: 400, want: []int{1, -2, 3, 0, 20}, previous: true, next: true, from: 21, to: 40},
		{name: "beyond", page: 30, per: 20, total: 400, past: true},
		{name: "end of the window", page: 500, per: 20, total: 50000, following: "abc", want: []int{1, 0, 499, -500}, previous: true, next: true, from: 9981, to: 10000},
		{name: "behind a cursor", page: 1, per: 20, total: 50000, cursor: "abc", following: "def", next: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := search.Question{Page: c.page, PerPage: c.per, Cursor: c.cursor, Sort: search.SortName}
			p := page.pages(q, &catalogue.Answer{Total: c.total, Next: c.following})
			if got := numbers(p); !slices.Equal(got, c.want) {
				t.Errorf("pages %v, want %v", got, c.want)
			}
			if (p.Previous != "") != c.previous || (p.Next != "") != c.next || p.Past != c.past {
				t.Errorf("previous %q, next %q, past %v", p.Previous, p.Next, p.Past)
			}
			if want := fmt.Sprint("page=", c.page-1); c.previous && c.page > 2 && !strings.Contains(p.Previous, want) {
				t.Errorf("previous leads to %q", p.Previous)
			}
			if want := fmt.Sprint("page=", c.page+1); c.next && c.cursor == "" && c.following == "" && !strings.Contains(p.Next, want) {
				t.Errorf("next leads to %q", p.Next)
			}
			if p.From != c.from || p.To != c.to {
				t.Errorf("from %d to %d, want %d to %d", p.From, p.To, c.from, c.to)
			}
			if c.following != "" && !strings.Contains(p.Next, "cursor="+c.following) {
				t.Errorf("next %q does not follow the cursor", p.Next)
			}
			if (c.past || c.cursor != "") && p.First == "" {
				t.Errorf("no way to the beginning")
			}
		})
	}
}

func TestNest(t *testing.T) {
	values := []catalogue.FacetValue{
		{Value: "BG", Depth: 0}, {Value: "BG3", Depth: 1}, {Value: "BG34", Depth: 2}, {Value: "BG341", Depth: 3, Selected: true},
		{Value: "BG4", Depth: 1}, {Value: "RO", Depth: 0}, {Value: "RO1", Depth: 1},
	}
	var show func(lines []facetLine) string
	show = func(lines []facetLine) string {
		var parts []string
		for _, l := range lines {
			s := l.Value
			if l.Open {
				s += "!"
			}
			if len(l.Below) > 0 {
				s += "(" + show(l.Below) + ")"
			}
			parts = append(parts, s)
		}
		return strings.Join(parts, " ")
	}
	lines, rest := nest(nil, searchForm, directory.Organisations, "region", values, 0)
	if got, want := show(lines), "BG!(BG3!(BG34!(BG341)) BG4) RO(RO1)"; got != want || len(rest) != 0 {
		t.Errorf("got %s and %d left, want %s", got, len(rest), want)
	}
}

func TestAge(t *testing.T) {
	date := func(s string) directory.Date {
		d, err := directory.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	today := date("2026-11-23")
	for s, want := range map[string]age{
		"":           {Old: true},
		"2026":       {Known: true},
		"2027-01":    {Known: true},
		"2021":       {Known: true, Years: 4},
		"2020":       {Known: true, Years: 5, Old: true},
		"2021-11-23": {Known: true, Years: 5, Old: true},
		"2021-11-24": {Known: true, Years: 4},
		"2012-03":    {Known: true, Years: 14, Old: true},
	} {
		if got := ageOf(date(s), today); got != want {
			t.Errorf("%q: got %+v, want %+v", s, got, want)
		}
	}
}

func TestHomeLeads(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/").want(200)
	rows := all(a.doc, "a", class("tally-row"))
	if len(rows) < 20 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, r := range rows {
		if i%5 != 0 {
			continue
		}
		count := text(all(r, "span", class("tally-count"))[0])
		if got := get(t, h, attr(r, "href")).want(http.StatusOK).total(); strconv.Itoa(got) != count {
			t.Errorf("%q leads to %d", text(r), got)
		}
	}
}

// Where offers are filtered by, the filter is a group with the terms asked for alone,
// each with how many there are; else there is none.
func TestOffersAreAFacetWhereAskedFor(t *testing.T) {
	h := serve(t, realCatalogue(t))
	if groups := all(get(t, h, "/en/search?sector=apparel").want(200).doc, "input", with("name", "offer")); len(groups) > 0 {
		t.Errorf("%d terms are listed that nobody asked for", len(groups))
	}
	a := get(t, h, "/en/search?offer=topic:sewing&offer=service:upskilling").want(200)
	boxes := all(a.doc, "input", with("name", "offer"))
	if len(boxes) != 2 {
		t.Fatalf("%d terms, want the two asked for", len(boxes))
	}
	for _, box := range boxes {
		if value := attr(box, "value"); value != "topic:sewing" && value != "service:upskilling" || !slices.ContainsFunc(box.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) {
			t.Errorf("term %q", value)
		}
	}
	both, one, other := a.total(), get(t, h, "/en/search?offer=topic:sewing").total(), get(t, h, "/en/search?offer=service:upskilling").total()
	if one == 0 || other == 0 || both < max(one, other) || both > one+other {
		t.Errorf("%d offer one or the other, %d and %d each", both, one, other)
	}
}
