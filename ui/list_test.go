package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
)

// TestOverview: without words the states stand apart, each with its number, and
// what is cut is a link away.
func TestOverview(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, c := range []struct {
		path   string
		states []string // that must be there
		first  string   // of the first section
	}{
		{"/en/events", []string{"On now", "Coming", "Past"}, "Dressing at this moment"},
		{"/en/calls", []string{"Open", "Closed", "Without a deadline"}, "Dressed Call"},
		{"/en/projects", []string{"Running", "Finished", "End not known"}, ""},
		{"/en/events?country=BG", []string{"On now", "Coming", "Past"}, "Dressing at this moment"},
	} {
		a := get(t, h, c.path).want(200)
		sum := 0
		var titles []string
		for i, s := range all(a.doc, "section", class("results-section")) {
			words := strings.Fields(text(all(s, "h2")[0]))
			n, err := strconv.Atoi(words[len(words)-1])
			if err != nil {
				t.Fatalf("%s: section %q has no number", c.path, words)
			}
			sum += n
			titles = append(titles, strings.Join(words[:len(words)-1], " "))
			cards := all(s, "article", class("card"))
			rest := all(s, "p", class("results-section-all"))
			if len(cards) < n != (len(rest) == 1) {
				t.Errorf("%s: %q shows %d of %d, and %d links to all", c.path, titles[i], len(cards), n, len(rest))
			}
			for _, r := range rest {
				if got := get(t, h, attr(all(r, "a")[0], "href")).want(200).total(); got != n {
					t.Errorf("%s: all of %q are %d, not %d", c.path, titles[i], got, n)
				}
			}
			if i == 0 && c.first != "" && !slices.Contains(texts(all(s, "h3")), c.first) {
				t.Errorf("%s: %q is not among %q", c.path, c.first, texts(all(s, "h3")))
			}
		}
		if sum != a.total() {
			t.Errorf("%s: sections of %d in all, want %d", c.path, sum, a.total())
		}
		for _, want := range c.states {
			if !slices.Contains(titles, want) {
				t.Errorf("%s: sections %q lack %q", c.path, titles, want)
			}
		}
	}
	for _, path := range []string{"/en/events?q=dressed", "/en/events?sort=name", "/en/events?page=2", "/en/events?state=past", "/en/events?per_page=50"} {
		a := get(t, h, path).want(200)
		if n := len(all(a.doc, "section", class("results-section"))); n > 0 {
			t.Errorf("%s: %d sections where something particular was asked for", path, n)
		}
		if len(all(a.doc, "article", class("card"))) == 0 || len(all(a.doc, "span", class("badge"))) == 0 {
			t.Errorf("%s: no cards, or none with its state", path)
		}
	}
}

// TestSoonest: what is to come stands soonest first, what is over latest first.
func TestSoonest(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/events").want(200)
	past := texts(all(a.one("section", class("is-past")), "p", class("card-when")))
	years := make([]int, len(past))
	for i, when := range past {
		years[i], _ = strconv.Atoi(when[len(when)-4:])
	}
	if !slices.IsSortedFunc(years, func(x, y int) int { return y - x }) || len(years) < 2 {
		t.Errorf("past events in the order %q", past)
	}
	coming := texts(all(a.one("section", class("is-coming")), "p", class("card-when")))
	if want := []string{"30 January – 2 February 2027", "May 2028"}; !slices.Equal(coming, want) {
		t.Errorf("coming events in the order %q, want %q", coming, want)
	}
}

// TestListCounts: what a facet of any list promises is what choosing it gives.
func TestListCounts(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, rt := range []directory.RecordType{directory.Events, directory.Calls, directory.Projects} {
		path := "/en/" + listPaths[rt]
		a := get(t, h, path).want(200)
		tried := 0
		for _, f := range search.FacetsOf(rt) {
			for value, box := range a.boxes(string(f)) {
				if tried++; tried%5 != 0 && f != search.FacetState {
					continue
				}
				got := get(t, h, path+"?"+url.Values{string(f): {value}}.Encode()).want(200).total()
				if want := countBeside(t, box); got != want {
					t.Errorf("%s: %s=%s promises %d, gives %d", path, f, value, want, got)
				}
				get(t, h, a.submit(string(f), value)).want(200)
			}
		}
		if first := text(all(a.doc, "summary", class("facet-head"))[0]); first != "State" {
			t.Errorf("%s: the first facet is %q", path, first)
		}
		if tried < 20 {
			t.Errorf("%s: only %d values", path, tried)
		}
	}
}

// TestListFormKeeps: the form of a list sends everything in force on.
func TestListFormKeeps(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, address := range []string{
		"/en/events?q=cluster&country=BG&state=past&from=2014&to=2026-05&exact=1&per_page=5&sort=name&near=42.5,27.5&within=900",
		"/bg/calls?who=sme&who=cluster&state=past&country=BG&priority=biodiversity",
	} {
		got, want := mustQuery(t, get(t, h, address).want(200).submit()), mustQuery(t, address)
		for name := range want {
			slices.Sort(got[name])
			slices.Sort(want[name])
			if !slices.Equal(got[name], want[name]) {
				t.Errorf("%s: the form sends %s=%q, want %q", address, name, got[name], want[name])
			}
		}
	}
}

// TestTabs: every list leads to the same words in the others, and the number
// beside each is what is found there.
func TestTabs(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, address := range []string{"/en/search", "/en/search?q=dressed&country=BG", "/en/events?q=dressed&state=past", "/en/calls?q=tourism&exact=1", "/en/projects"} {
		a := get(t, h, address).want(200)
		tabs := all(a.one("nav", class("tabs")), "a")
		if len(tabs) != len(directory.RecordTypes) {
			t.Fatalf("%s: tabs %q", address, texts(tabs))
		}
		current := 0
		for _, link := range tabs {
			b := get(t, h, attr(link, "href")).want(200)
			if got, want := fmt.Sprint(b.total()), text(all(link, "span", class("tab-count"))[0]); got != want {
				t.Errorf("%s: tab %q leads to %s", address, text(link), got)
			}
			if mustQuery(t, attr(link, "href")).Get("q") != mustQuery(t, address).Get("q") {
				t.Errorf("%s: tab %q forgets the words", address, text(link))
			}
			if _, ok := attrOf(link, "aria-current"); ok {
				current++
			}
		}
		if current != 1 {
			t.Errorf("%s: %d current tabs", address, current)
		}
	}
}

// TestElsewhere: a list without hits says which other has some.
func TestElsewhere(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, `/en/calls?q="dressed+fair"`).want(200)
	found := false
	for _, link := range all(a.one("div", class("empty")), "a") {
		if strings.HasPrefix(attr(link, "href"), "/en/events?q=") {
			found = true
			if got := get(t, h, attr(link, "href")).total(); text(link) != "1 event" || got != 1 {
				t.Errorf("%q leads to %d", text(link), got)
			}
		}
	}
	if !found {
		t.Errorf("no way to the event: %q", text(a.one("div", class("empty"))))
	}
}

// TestItemPaging meets every event of a state once.
func TestItemPaging(t *testing.T) {
	h := serve(t, realCatalogue(t))
	seen, total := map[string]bool{}, 0
	for address := "/en/events?state=past"; address != ""; {
		a := get(t, h, address).want(200)
		total = a.total()
		for _, c := range all(a.doc, "a", class("card-link")) {
			if seen[attr(c, "href")] {
				t.Errorf("%s twice", attr(c, "href"))
			}
			seen[attr(c, "href")] = true
		}
		address = ""
		if next := all(a.doc, "a", with("rel", "next")); len(next) > 0 {
			address = attr(next[0], "href")
		}
	}
	if len(seen) != total || total < 30 {
		t.Errorf("%d of %d events", len(seen), total)
	}
}

// TestDownloads: every list with hits offers the formats there are, with the
// question that is on the screen and no page of it.
func TestDownloads(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for address, want := range map[string]string{
		"/en/search?q=tourism&country=BG&page=2&per_page=5&sort=name": "/api/v1/organisations?country=BG&format=%s&q=tourism&sort=name",
		"/bg/events?state=past&from=2020":                             "/api/v1/events?format=%s&from=2020&lang=bg&state=past",
		"/en/calls":                                                   "/api/v1/calls?format=%s",
		"/en/projects":                                                "/api/v1/projects?format=%s",
	} {
		a := get(t, h, address).want(200)
		var got []string
		for _, link := range all(a.doc, "a", func(n *html.Node) bool { _, ok := attrOf(n, "download"); return ok }) {
			got = append(got, attr(link, "href"))
		}
		var all []string
		for _, f := range exchange.Formats {
			if typ, _, _ := strings.Cut(strings.TrimPrefix(want, "/api/v1/"), "?"); f.Holds(directory.RecordType(typ)) {
				all = append(all, fmt.Sprintf(want, f))
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("%s: got %q, want %q", address, got, all)
		}
	}
	if a := get(t, h, "/en/events?q=xyzzyx"); len(all(a.doc, "a", func(n *html.Node) bool { _, ok := attrOf(n, "download"); return ok })) > 0 {
		t.Errorf("nothing is offered as a file")
	}
}

// TestItemCards: what the lists show of each type.
func TestItemCards(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for address, wants := range map[string][]string{
		`/en/events?q="dressed+fair"`:      {"Dressed Fair", "30 January – 2 February 2027", "Coming", "Trade fair", "Burgas, Bulgaria, online", "Dressed days", "Hospitality and Tourism", "Found in name"},
		`/bg/events?q="dressed+fair"`:      {"30 януари – 2 февруари 2027 г.", "предстоящо", "Панаир", "Бургас, България, онлайн"},
		`/en/calls?q="dressed+call"`:       {"Dressed Call", "Until 31 December 2026", "Open", "Grant", "Needle 2027", "Guild of Tailors", "2 lots", "Bulgaria, Norway"},
		`/bg/calls?q="dressed+call"`:       {"До 31 декември 2026 г.", "отворена", "Needle 2027", "2 обособени части"},
		`/en/calls?q="bare+call"`:          {"Dates not stated", "No deadline stated", "Programme"},
		`/en/projects?q="dressing+coast"`:  nil,
		`/en/projects?q=dressing`:          {"DRESS – Dressing the coast", "March 2025 – February 2028", "Running", "Needle 2021–2027", "Bulgaria, Norway"},
		`/bg/projects?q=dressing&exact=1`:  {"март 2025 г. – февруари 2028 г.", "текущ"},
		`/en/events?q=dressing&state=open`: {"20–25 November 2026", "On now"},
	} {
		a := get(t, h, address).want(200)
		cards := all(a.doc, "article", class("card"))
		if len(wants) == 0 {
			continue
		}
		if len(cards) == 0 {
			t.Errorf("%s: no card", address)
			continue
		}
		for _, want := range wants {
			if got := text(cards[0]); !strings.Contains(got, want) {
				t.Errorf("%s: the card lacks %q: %s", address, want, got)
			}
		}
	}
}

func TestPeriod(t *testing.T) {
	loc, err := loadLocales(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, en, bg string }{
		{"", "", "", ""},
		{"2023-09-26", "2023-09-26", "26 September 2023", "26 септември 2023 г."},
		{"2023-09-26", "2023-09-28", "26–28 September 2023", "26–28 септември 2023 г."},
		{"2023-09-30", "2023-10-02", "30 September – 2 October 2023", "30 септември – 2 октомври 2023 г."},
		{"2023-12-30", "2024-01-02", "30 December 2023 – 2 January 2024", "30 декември 2023 г. – 2 януари 2024 г."},
		{"2023-03", "2023-06", "March – June 2023", "март – юни 2023 г."},
		{"2023-03", "2024-06", "March 2023 – June 2024", "март 2023 г. – юни 2024 г."},
		{"2021", "2027", "2021 – 2027", "2021 г. – 2027 г."},
		{"2023", "2023-06", "2023 – June 2023", "2023 г. – юни 2023 г."},
		{"2022-02", "", "since February 2022", "от февруари 2022 г."},
		{"", "2024", "until 2024", "до 2024 г."},
	} {
		for lang, want := range map[directory.Language]string{"en": c.en, "bg": c.bg} {
			if got := loc.byLang[lang].Period(day(c.from), day(c.to)); got != want {
				t.Errorf("%s: %q to %q is %q, want %q", lang, c.from, c.to, got, want)
			}
		}
	}
	en, bg := loc.byLang["en"], loc.byLang["bg"]
	if got := en.When(day("2024-05-03"), directory.Date{}); got != "3 May 2024" {
		t.Errorf("an event without an end is on %q", got)
	}
	if got := en.Euro(1500000) + " " + bg.Euro(1500000); got != "€1,500,000 1\u00a0500\u00a0000\u00a0€" {
		t.Errorf("amounts: %q", got)
	}
}
