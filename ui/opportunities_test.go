package ui

import (
	"encoding/xml"
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

// opps are the offers and needs a page lists.
func (a answer) opps() []*html.Node { return all(a.one("main"), "article", class("opp")) }

// firstNumber is the number a text begins with.
func firstNumber(t *testing.T, s string) int {
	t.Helper()
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.SplitN(s, " ", 2)[0])
	n, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatalf("%q begins with no number", s)
	}
	return n
}

func TestOpportunitiesPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/opportunities?q=pattern+making").want(200)
	line := text(a.opps()[0])
	for _, want := range []string{"Offer business", "pattern making", "Apparel", "Sewing", "for Norway, Türkiye", "until June 2099", "Dressed Cluster", "Burgas, Bulgaria", "Contact: dressed.example"} {
		if !strings.Contains(line, want) {
			t.Errorf("%q does not say %q", line, want)
		}
	}
	// Buttons are no longer sought since 2013.
	a = get(t, h, "/en/opportunities?ids=bg-dressed").want(200)
	if n := len(a.opps()); n != 1 || !strings.Contains(text(a.one("main")), "1 more is left out: its last day has passed") {
		t.Errorf("%d shown: %.300s", n, text(a.one("main")))
	}
	// What is offered stands in its own language.
	found := false
	for _, l := range all(get(t, h, "/en/opportunities?country=GE&per_page=100").want(200).doc, "h3", class("opp-text")) {
		found = found || attr(l, "lang") != ""
	}
	if !found {
		t.Error("no text says its language")
	}
	// Who has no website is reached another way, and that is said.
	main := text(get(t, h, "/en/opportunities?per_page=100").want(200).one("main"))
	if !strings.Contains(main, "No website of its own is known. The source may tell more:") {
		t.Error("nobody is reached through the source")
	}
}

// TestOpportunitiesLeadOn: the number of organisations, filters, pages and ways out give
// what they say.
func TestOpportunitiesLeadOn(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/opportunities?q=export&side=offer").want(200)
	total := firstNumber(t, text(a.one("h2", class("results-count"))))
	if total < 10 {
		t.Fatalf("%d found", total)
	}
	seen := 0
	for page := a; ; {
		seen += len(page.opps())
		next := all(page.doc, "a", with("rel", "next"))
		if len(next) == 0 {
			break
		}
		page = get(t, h, attr(next[0], "href")).want(200)
	}
	if seen != total {
		t.Errorf("pages show %d of %d", seen, total)
	}
	tried := 0
	for _, name := range []string{"kind", "about", "country", "who"} {
		for value, box := range a.boxes(name) {
			if tried++; tried%3 != 0 {
				continue
			}
			got := get(t, h, a.submit(name, value)).want(200)
			if n := firstNumber(t, text(got.one("h2", class("results-count")))); n != countBeside(t, box) {
				t.Errorf("%s=%s promises %d, gives %d", name, value, countBeside(t, box), n)
			}
		}
	}
	if tried < 9 {
		t.Errorf("%d values", tried)
	}
	// Without a word the organisations are what a search finds.
	a = get(t, h, "/en/opportunities?side=need&about=topic:export").want(200)
	way := all(a.one("p", class("results-map")), "a")[0]
	if got := get(t, h, attr(way, "href")).want(200).total(); got != firstNumber(t, strings.TrimPrefix(text(way), "of ")) {
		t.Errorf("%s finds %d, promised %q", attr(way, "href"), got, text(way))
	}
	a = get(t, h, "/en/opportunities?q=training+tourism&kind=service").want(200)
	way = all(a.one("p", class("results-map")), "a")[0]
	if got := get(t, h, attr(way, "href")).want(200).total(); got != firstNumber(t, strings.TrimPrefix(text(way), "of ")) {
		t.Errorf("%s finds %d, promised %q", attr(way, "href"), got, text(way))
	}
	// Nothing found: every way out is there.
	a = get(t, h, "/bg/opportunities?q=xyzzyx&country=BG").want(200)
	links := all(a.one("div", class("empty")), "a")
	if len(links) < 4 {
		t.Errorf("ways out: %q", texts(links))
	}
	for _, l := range links {
		get(t, h, attr(l, "href")).want(200)
	}
	// What leaving a filter out finds is told, and found.
	a = get(t, h, "/en/opportunities?kind=funding&side=offer&country=BG&country=RO&about=topic:wine").want(200)
	if n := len(all(a.doc, "span", class("empty-count"))); n == 0 {
		t.Error("no way out has a number")
	}
	for _, count := range all(a.doc, "span", class("empty-count")) {
		link := all(count.Parent, "a")[0]
		if got := get(t, h, attr(link, "href")).want(200); firstNumber(t, text(got.one("h2", class("results-count")))) != firstNumber(t, text(count)) {
			t.Errorf("%s promises %q", attr(link, "href"), text(count))
		}
	}
	if got := get(t, h, "/en/opportunities?page=400").want(200); len(all(got.one("main"), "p", class("notice"))) != 1 || len(got.opps()) > 0 {
		t.Errorf("past the end: %.200s", text(got.one("main")))
	}
	// The search leads to the same words here.
	a = get(t, h, "/en/search?q=training+tourism&country=BG").want(200)
	ways := all(a.one("p", class("results-map")), "a")
	if href := attr(ways[1], "href"); href != "/en/opportunities?country=BG&q=training+tourism" {
		t.Errorf("the search leads to %s", href)
	}
}

// opportunityFeed is the feed as a reader has it.
type opportunityFeed struct {
	Title   string `xml:"title"`
	Entries []struct {
		ID         string `xml:"id"`
		Title      string `xml:"title"`
		Summary    string `xml:"summary"`
		Categories []struct {
			Term string `xml:"term,attr"`
		} `xml:"category"`
	} `xml:"entry"`
	Links []struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
}

func TestOpportunitiesFeed(t *testing.T) {
	h := serve(t, realCatalogue(t))
	read := func(address string) opportunityFeed {
		t.Helper()
		a := get(t, h, address).want(200)
		if got := a.header.Get("Content-Type"); !strings.HasPrefix(got, "application/atom+xml") {
			t.Fatalf("%s is %s", address, got)
		}
		var f opportunityFeed
		if err := xml.Unmarshal([]byte(a.body), &f); err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := read("/en/opportunities?format=atom&ids=bg-dressed")
	if len(f.Entries) != 1 || f.Entries[0].Title != "Dressed Cluster: pattern making; buttons" ||
		!strings.Contains(f.Entries[0].Summary, "Offer: pattern making (business) – until June 2099") || !strings.Contains(f.Entries[0].Summary, "Need: buttons (technology)") {
		t.Errorf("%+v", f.Entries)
	}
	f = read("/en/opportunities?format=atom&side=need&kind=funding&country=BG")
	if len(f.Entries) < 2 {
		t.Fatalf("%d entries", len(f.Entries))
	}
	if !strings.HasSuffix(f.Title, "Needs, funding, Bulgaria") {
		t.Errorf("the feed is called %q", f.Title)
	}
	for _, e := range f.Entries {
		if len(e.Categories) != 1 || e.Categories[0].Term != "need" || strings.Contains(e.Summary, "Offer:") || !strings.Contains(e.Summary, "(funding)") {
			t.Errorf("asked for funding sought: %+v", e)
		}
	}
	// The head of the page names its feed, and pages of it lead on without meeting twice.
	a := get(t, h, "/en/opportunities?side=need").want(200)
	link := all(a.one("head"), "link", with("type", "application/atom+xml"))
	ids := map[string]bool{}
	next := attr(link[0], "href")
	for n := 0; next != "" && n < 40; n++ {
		f := read(next)
		for _, e := range f.Entries {
			if ids[e.ID] {
				t.Errorf("%s comes twice", e.ID)
			}
			ids[e.ID] = true
		}
		next = ""
		for _, l := range f.Links {
			if u, _ := url.Parse(l.Href); l.Rel == "next" {
				next = u.RequestURI()
			}
		}
	}
	if len(ids) < 50 {
		t.Errorf("%d entries in all", len(ids))
	}
	get(t, h, "/en/opportunities?format=rss").want(400)
	for _, path := range []string{"/en/opportunities?format=atom&cursor=made-up", "/en/opportunities?cursor=LTEu"} {
		a := get(t, h, path).want(400)
		if got := text(all(a.one("li", class("problem-fault")), "code")[0]); got != "cursor" {
			t.Errorf("%s names %q", path, got)
		}
	}
}

// listed are the ids the short list's page shows, in its order.
func (a answer) listed() []string {
	var ids []string
	for _, l := range all(a.one("main"), "a", class("card-link")) {
		u, _ := url.Parse(attr(l, "href"))
		ids = append(ids, strings.TrimPrefix(u.Path, "/en/organisations/"))
	}
	return ids
}

// TestShortlistThroughAddresses goes the way of a reader without scripts: from a search to
// the short list, on to another organisation, back, and away again.
func TestShortlistThroughAddresses(t *testing.T) {
	h := serve(t, realCatalogue(t))
	mark := func(n *html.Node) string { return attr(all(n, "a", class("shortlist-mark"))[0], "href") }
	a := get(t, h, "/en/search?q=burgas+ict").want(200)
	first := attr(all(all(a.doc, "article", class("card"))[0], "a", class("shortlist-mark"))[0], "data-shortlist-id")
	a = get(t, h, mark(all(a.doc, "article", class("card"))[0])).want(200)
	if got := a.listed(); !slices.Equal(got, []string{first}) {
		t.Fatalf("the list holds %q, want %q", got, first)
	}
	// To more organisations, by the link of the page; they are searched, chosen and added.
	var onward string
	for _, l := range all(a.one("aside"), "a") {
		if text(l) == "Look for more organisations" {
			onward = attr(l, "href")
		}
	}
	a = get(t, h, onward).want(200)
	a = get(t, h, a.submit("country", "TR")).want(200)
	if got := mustQuery(t, a.url).Get("shortlist"); got != first {
		t.Fatalf("the form forgets the list: %s", a.url)
	}
	for _, l := range append(all(a.doc, "a", class("pager-page")), all(a.doc, "a", class("sort"))...) {
		if u, _ := url.Parse(attr(l, "href")); u.Query().Get("shortlist") != first {
			t.Errorf("%s forgets the list", attr(l, "href"))
		}
	}
	a = get(t, h, attr(all(a.doc, "a", class("card-link"))[0], "href")).want(200) // an organisation's page
	second := strings.SplitN(strings.TrimPrefix(a.url, "/en/organisations/"), "?", 2)[0]
	if robots := attr(a.one("meta", with("name", "robots")), "content"); !strings.Contains(robots, "noindex") {
		t.Errorf("a page with a list carried may be indexed: %q", robots)
	}
	a = get(t, h, mark(a.one("p", class("org-actions")))).want(200)
	if got := a.listed(); len(got) != 2 || !slices.Contains(got, first) || !slices.Contains(got, second) {
		t.Fatalf("the list holds %q, want %q and %q", got, first, second)
	}
	// An organisation that is on it says so.
	a = get(t, h, attr(all(a.doc, "a", class("card-link"))[0], "href")).want(200)
	if got := text(all(a.one("p", class("org-actions")), "a")[0]); !strings.HasPrefix(got, "On the short list") {
		t.Errorf("on the list: %q", got)
	}
	// And off it again.
	a = get(t, h, mark(a.one("p", class("org-actions")))).want(200)
	a = get(t, h, attr(all(a.one("main"), "a", class("compare-remove"))[0], "href")).want(200)
	if got := a.listed(); len(got) != 1 {
		t.Errorf("after removal %q", got)
	}
}

func TestShortlistPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	const ids = "tr-ossa,bg-undressed,xx-nobody,bg-ict-cluster-burgas,bg-dressed,No+Id"
	a := get(t, h, "/en/shortlist?ids="+ids+"&add=varna").want(200)
	// Once each, by name; a former id leads to its record, what is unknown is told.
	if got := a.listed(); !slices.Equal(got, []string{"bg-dressed", "bg-ict-cluster-burgas", "tr-ossa"}) {
		t.Errorf("listed %q", got)
	}
	main := text(a.one("main"))
	for _, want := range []string{"Not in the directory: No Id, xx-nobody", "Compare them", "Nothing of it is kept on the server"} {
		if !strings.Contains(main, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if list := all(a.one("ul", class("compare-found")), "a"); len(list) == 0 || !strings.Contains(attr(list[0], "href"), "shortlist?ids=tr-ossa,bg-dressed,bg-ict-cluster-burgas,") {
		t.Errorf("what is found cannot be added: %q", texts(list))
	}
	// What is exported is what is shown, in its order.
	for _, l := range all(a.one("p", class("results-foot")), "a") {
		if text(l) == "NDJSON" {
			u, _ := url.Parse(attr(l, "href"))
			values := u.Query()
			if values.Get("format") != "ndjson" {
				t.Errorf("the export is %s", u)
			}
			values.Del("format")
			q, faults := search.Parse(values, vocabulary(t))
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			q.Today = realCatalogue(t).Today()
			exported, _, err := real.index.All(t.Context(), q)
			if err != nil || !slices.Equal(exported, []directory.RecordID{"bg-dressed", "bg-ict-cluster-burgas", "tr-ossa"}) {
				t.Errorf("exported %q: %v", exported, err)
			}
		}
	}
	for _, l := range append(all(a.one("aside"), "a"), all(a.one("main"), "a", class("shortlist-mark"))...) {
		get(t, h, attr(l, "href")).want(200)
	}
	form := a.one("form", class("shortlist-check"))
	call := attr(all(form, "option")[0], "value")
	if got := text(get(t, h, "/en/consortium?call="+call+"&ids="+attr(all(form, "input")[0], "value")).want(200).one("main")); !strings.Contains(got, "Dressed Cluster") {
		t.Errorf("the check of %s does not hold the list", call)
	}
	// Of more than six the first six are compared, and that is said.
	var many []string
	for _, hit := range mustSearch(t, "country=BG&per_page=100").IDs() {
		many = append(many, hit)
	}
	a = get(t, h, "/en/shortlist?ids="+strings.Join(many[:100], ",")).want(200)
	if got := len(a.listed()); got != 100 || !strings.Contains(text(a.one("main")), "Compare the first 6") || !strings.Contains(text(a.one("main")), "The short list is full: it holds 100.") ||
		!strings.Contains(text(a.one("main")), "(the first 40 of them)") {
		t.Errorf("%d listed", got)
	}
	for _, l := range all(a.one("aside"), "a", class("button")) {
		get(t, h, attr(l, "href")).want(200)
	}
	for _, wrong := range []string{"ids=" + strings.Join(many[:100], ",") + ",tr-ossa", "colour=1", "add=" + strings.Repeat("a", 300)} {
		get(t, h, "/en/shortlist?"+wrong).want(http.StatusBadRequest)
	}
	checkSafe(t, get(t, h, "/en/shortlist?ids="+url.QueryEscape(`"><script>alert(1)</script>`)).want(200))
	checkSafe(t, get(t, h, "/en/search?shortlist="+url.QueryEscape(`"><script>alert(1)</script>`)).want(200))
}

// mustSearch answers a search of the tests.
func mustSearch(t *testing.T, query string) *catalogue.Answer {
	t.Helper()
	q, faults := search.Parse(mustQuery(t, "/?"+query), vocabulary(t))
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	a, err := realCatalogue(t).Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
