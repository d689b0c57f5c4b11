package ui

import (
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"euxine/indexer"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
)

func (o *odd) Changes(context.Context, search.ChangesQuestion) (*catalogue.ChangeList, error) {
	return o.changed, o.err
}

func (o *odd) RecordHistory(context.Context, directory.Key, directory.Revision, int) (*catalogue.RecordHistory, error) {
	return &catalogue.RecordHistory{}, o.err
}

func (o *odd) HistoryOf(context.Context, directory.Key, directory.Revision, int) ([]store.Version, error) {
	return nil, directory.ErrDamaged
}

func (o *odd) Address() string { return "" }

// diary is a directory of the test's own, that it writes to.
type diary struct {
	*catalogue.Catalogue
	store *memstore.Store
	index *indexer.Index
	now   time.Time
	http.Handler
}

func newDiary(t *testing.T) *diary {
	t.Helper()
	v := vocabulary(t)
	d := &diary{store: memstore.New(), now: time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)}
	words, said := lexicon.Later(v)
	var err error
	if d.index, err = indexer.Open(t.Context(), indexer.Config{Dir: t.TempDir(), Store: d.store, Vocabulary: v, Mentions: said, Log: quiet}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.index.Close() })
	d.Catalogue = catalogue.New(catalogue.Config{Store: d.store, Index: d.index, Vocabulary: v, Lexicon: words, Log: quiet,
		Now: func() time.Time { return d.now }, Address: "https://euxine.example/directory", Pages: Languages()})
	d.Handler = serve(t, d.Catalogue)
	return d
}

// imports imports lines of NDJSON on a day of November 2026.
func (d *diary) imports(t *testing.T, day int, name string, lines ...string) {
	t.Helper()
	d.now = time.Date(2026, 11, day, 9, 30, 0, 0, time.UTC)
	r, err := d.Import(t.Context(), []catalogue.ImportFile{{Name: name, Type: directory.Organisations, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(strings.Join(lines, "\n"))), nil
	}}}, catalogue.ImportOptions{By: "import " + name})
	if err != nil || r.Refused() {
		t.Fatalf("import %s: %v, %+v", name, err, r)
	}
	if err := d.index.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (d *diary) remove(t *testing.T, day int, by string, ids ...directory.RecordID) {
	t.Helper()
	b := store.Batch{By: by, At: time.Date(2026, 11, day, 9, 30, 0, 0, time.UTC)}
	for _, id := range ids {
		b.Ops = append(b.Ops, store.Op{Delete: directory.Key{Type: directory.Organisations, ID: id}})
	}
	if _, err := d.store.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

func line(id, name, country string, more ...string) string {
	return fmt.Sprintf(`{"id":%q,"kind":"cluster","name":%q,"country":%q%s}`, id, name, country, strings.Join(more, ""))
}

// told is a diary with two imports: the second brings something new, changes some,
// leaves one as it was and takes one out of Bulgaria.
func told(t *testing.T) *diary {
	t.Helper()
	d := newDiary(t)
	d.imports(t, 2, "first.ndjson",
		line("bg-same", "Same Cluster", "BG"), line("bg-better", "Better Cluster", "BG"),
		line("bg-leaver", "Leaving Cluster", "BG"), line("ro-comer", "Coming Cluster", "RO"), line("ro-other", "Other Cluster", "RO"))
	d.imports(t, 9, "second.ndjson",
		line("bg-same", "Same Cluster", "BG"), line("bg-better", "Better Cluster", "BG", `,"founded":2001,"keywords":["wine","cheese"]`),
		line("bg-leaver", "Leaving Cluster", "RO"), line("ro-comer", "Coming Cluster", "BG"), line("ro-other", "Other Cluster", "RO", `,"founded":1999`),
		line("bg-new", "New Cluster & Sons", "BG"))
	return d
}

func feedOf(t *testing.T, h http.Handler, url string) *gofeed.Feed {
	t.Helper()
	a := get(t, h, url).want(200)
	if got := a.header.Get("Content-Type"); got != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%s is %q", url, got)
	}
	f, err := gofeed.NewParser().ParseString(a.body)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return f
}

// entries are the entries of a feed as an outside reader has them.
func entries(f *gofeed.Feed) []string {
	var list []string
	for _, e := range f.Items {
		list = append(list, e.Title+" | "+e.UpdatedParsed.Format("2006-01-02")+" | "+strings.ReplaceAll(e.Description, "\n", " / ")+" | "+e.Link)
	}
	return list
}

// A feed of a search shows exactly the changes of an import: what is new, changed,
// come or gone, and neither what stayed nor what was never in it.
func TestFeedOfASearchShowsTheChangesOfAnImport(t *testing.T) {
	d := told(t)
	f := feedOf(t, d, "/en/changes?type=organisations&country=BG&since=2026-11-09&format=atom")
	at := "https://euxine.example/directory/en/organisations/"
	want := []string{
		"Better Cluster: Changed | 2026-11-09 | Cluster · Bulgaria / Founded: nothing → 2001 / Keywords: nothing → wine; cheese | " + at + "bg-better",
		"Leaving Cluster: No longer in this search | 2026-11-09 | Cluster · Romania / Country: BG → RO | " + at + "bg-leaver",
		"New Cluster & Sons: Added | 2026-11-09 | Cluster · Bulgaria | " + at + "bg-new",
		"Coming Cluster: New in this search | 2026-11-09 | Cluster · Bulgaria / Country: RO → BG | " + at + "ro-comer",
	}
	if diff := cmp.Diff(want, entries(f)); diff != "" {
		t.Errorf("the import's changes (-want +got):\n%s", diff)
	}
	if f.Title != "Euxine: what changed – Bulgaria, Organisations, since 9 November 2026" || f.UpdatedParsed.Day() != 9 || f.FeedType != "atom" {
		t.Errorf("title %q, updated %s, %s", f.Title, f.UpdatedParsed, f.FeedType)
	}
	if got := f.Items[2].GUID; got != "tag:euxine.example,2026:directory/organisations/bg-new/2" {
		t.Errorf("the entry is called %q", got)
	}

	// Without the day, what the first import brought follows; with words, what has them.
	if got := len(feedOf(t, d, "/en/changes?type=organisations&country=BG&format=atom").Items); got != 7 {
		t.Errorf("%d entries since the beginning, want 4 and 3", got)
	}
	if got := entries(feedOf(t, d, "/en/changes?q=wine&format=atom")); len(got) != 1 || !strings.HasPrefix(got[0], "Better Cluster: New in this search") {
		t.Errorf("for wine: %q", got)
	}
	// What leaves by being removed is told as well, without a link to nowhere.
	d.remove(t, 12, "cleaning", "bg-new")
	f = feedOf(t, d, "/bg/changes?type=organisations&country=BG&since=2026-11-10&format=atom")
	want = []string{"New Cluster & Sons: Премахнат | 2026-11-12 | Клъстер · България | https://euxine.example/directory/bg/changes?batch=3"}
	if diff := cmp.Diff(want, entries(f)); diff != "" {
		t.Errorf("after the removal (-want +got):\n%s", diff)
	}
}

// Pages of a feed lead on and repeat nothing; entries keep their names in every
// feed they are in.
func TestFeedsArePagedAndNamesStay(t *testing.T) {
	d := told(t)
	whole := feedOf(t, d, "/en/changes?format=atom")
	names := func(f *gofeed.Feed) (list []string) {
		for _, e := range f.Items {
			list = append(list, e.GUID)
		}
		return list
	}
	var paged []string
	next := "/en/changes?format=atom&per_page=3"
	for range 9 {
		a := get(t, d, next).want(200)
		f := feedOf(t, d, next)
		paged = append(paged, names(f)...)
		var links struct {
			Links []struct {
				Rel  string `xml:"rel,attr"`
				Href string `xml:"href,attr"`
			} `xml:"link"`
		}
		if err := xml.Unmarshal([]byte(a.body), &links); err != nil {
			t.Fatal(err)
		}
		next = ""
		for _, l := range links.Links {
			if l.Rel == "next" {
				next = strings.TrimPrefix(l.Href, "https://euxine.example/directory")
			}
			if !strings.HasPrefix(l.Href, "https://euxine.example/directory/en/") {
				t.Errorf("a link leads to %q", l.Href)
			}
		}
		if next == "" {
			break
		}
	}
	if diff := cmp.Diff(names(whole), paged); diff != "" || len(paged) != 10 {
		t.Errorf("paged (-whole +paged):\n%s", diff)
	}
	sorted := slices.Clone(paged)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(paged) {
		t.Errorf("names are used twice: %q", paged)
	}
	for _, name := range names(feedOf(t, d, "/bg/changes?kind=cluster&country=RO&format=atom")) {
		if !slices.Contains(paged, name) {
			t.Errorf("%q has another name elsewhere", name)
		}
	}
}

func TestChangesPage(t *testing.T) {
	d := told(t)
	d.remove(t, 12, "cleaning", "ro-other")
	a := get(t, d, "/en/changes").want(200)
	var got []string
	for _, s := range all(a.doc, "section", class("batch")) {
		got = append(got, text(all(s, "h2")[0])+": "+text(all(s, "p", class("batch-head"))[0]))
		for _, li := range all(s, "li", class("change")) {
			got = append(got, "- "+text(li))
		}
	}
	want := []string{
		"cleaning: 12 November 2026, 09:30 UTC 1 removed Only this",
		"- Removed Other Cluster Cluster · Romania Its history: Other Cluster",
		"Import of second.ndjson: 9 November 2026, 09:30 UTC 1 added, 4 changed Only this",
		"- Changed Better Cluster Cluster · Bulgaria Its history: Better Cluster Founded nothing → now: 2001 Keywords nothing → now: winenow: cheese",
		"- Changed Leaving Cluster Cluster · Romania Its history: Leaving Cluster Country before: BG → now: RO",
		"- Added New Cluster & Sons Cluster · Bulgaria",
		"- Changed Coming Cluster Cluster · Bulgaria Its history: Coming Cluster Country before: RO → now: BG",
		"- Changed Other Cluster Cluster · Romania Its history: Other Cluster It is no longer in the directory. Founded nothing → now: 1999",
		"Import of first.ndjson: 2 November 2026, 09:30 UTC 5 added Only this",
		"- Added Better Cluster Cluster · Bulgaria", "- Added Leaving Cluster Cluster · Bulgaria",
		"- Added Same Cluster Cluster · Bulgaria", "- Added Coming Cluster Cluster · Romania",
		"- Added Other Cluster Cluster · Romania It is no longer in the directory.",
	}
	for i := range want { // blanks between elements are not at issue
		want[i] = strings.ReplaceAll(want[i], " ", "")
	}
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], " ", "")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if tag := a.header.Get("ETag"); get(t, d, "/en/changes", "If-None-Match", tag).status != 304 {
		t.Error("asked again it comes again")
	}
	if feed := all(a.doc, "link", with("type", "application/atom+xml")); len(feed) != 1 || attr(feed[0], "href") != "/en/changes?format=atom" {
		t.Errorf("the head names %d feeds", len(feed))
	}

	a = get(t, d, "/en/changes?batch=2").want(200)
	if got := texts(all(a.doc, "h2", class("batch-title"))); !slices.Equal(got, []string{"Import of second.ndjson"}) {
		t.Errorf("of one batch are shown %q", got)
	}
	a = get(t, d, "/bg/changes?since=2027-01-01&country=BG").want(200)
	if got := text(a.one("div", class("empty"))); !strings.Contains(got, "Нищо от търсеното не се е променило") || !strings.Contains(got, "по-ранен ден") {
		t.Errorf("an empty list says %q", got)
	}
	a = get(t, d, "/en/changes?country=BG&per_page=4").want(200)
	older := attr(a.one("a", with("rel", "next nofollow")), "href")
	if got := len(all(get(t, d, older).want(200).doc, "li", class("change"))); got != 3 {
		t.Errorf("the next page has %d changes, want 3", got)
	}
	for _, bad := range []string{"cursor=x", "type=people", "since=May", "sort=name", "page=2", "colour=red", "format=pdf", "format=atom&format=atom", "batch=-1", "country=XX"} {
		a := get(t, d, "/en/changes?"+bad).want(400)
		name, _, _ := strings.Cut(bad, "=")
		if got := text(all(a.one("li", class("problem-fault")), "code")[0]); got != name {
			t.Errorf("%s names %q", bad, got)
		}
	}
}

// The kinds offered are those of the type; what the form cannot show it carries
// along.
func TestChangesForm(t *testing.T) {
	d := told(t)
	a := get(t, d, "/en/changes?type=calls&sector=hospitality-and-tourism&country=BG").want(200)
	form := a.one("form", class("changes-form"))
	hidden := map[string]string{}
	for _, in := range all(form, "input", with("type", "hidden")) {
		hidden[attr(in, "name")] = attr(in, "value")
	}
	if diff := cmp.Diff(map[string]string{"type": "calls", "sector": "hospitality-and-tourism"}, hidden); diff != "" {
		t.Errorf("carried along (-want +got):\n%s", diff)
	}
	var kinds []string
	for _, s := range all(form, "select", with("name", "kind")) {
		for _, o := range all(s, "option") {
			kinds = append(kinds, attr(o, "value"))
		}
	}
	slices.Sort(kinds)
	if len(kinds) != 1+len(directory.CallKinds) {
		t.Errorf("kinds offered are %q", kinds)
	}
	if got := texts(all(a.doc, "a", class("chip"))); len(got) != 3 || !strings.Contains(got[1]+got[0], "Hospitality") {
		t.Errorf("chips %q", got)
	}
}

// Searches lead to what changed in them, and say so in their head.
func TestSearchesLeadToTheirChanges(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/search?q=wine&country=BG&page=1&sort=name").want(200)
	href := attr(a.one("a", func(n *html.Node) bool { return text(n) == "What changed in this search" }), "href")
	if href != "/en/changes?country=BG&q=wine&type=organisations" {
		t.Errorf("the search leads to %q", href)
	}
	get(t, h, href).want(200)
	feeds := all(a.doc, "link", with("type", "application/atom+xml"))
	if len(feeds) != 1 || attr(feeds[0], "href") != "/en/changes?country=BG&format=atom&q=wine&type=organisations" {
		t.Errorf("the search names %d feeds", len(feeds))
	}
	if f := feedOf(t, h, attr(feeds[0], "href")); len(f.Items) == 0 {
		t.Error("nothing changed, though all came into being")
	}
	for _, path := range []string{"/en/events", "/bg/calls"} {
		a := get(t, h, path).want(200)
		if feeds := all(a.doc, "link", with("type", "application/atom+xml")); len(feeds) != 2 {
			t.Errorf("%s names %d feeds", path, len(feeds))
		}
		f := feedOf(t, h, path+"?format=atom")
		if len(f.Items) == 0 {
			t.Errorf("%s has nothing to come", path)
		}
	}
	f := feedOf(t, h, "/en/events?format=atom")
	var titles []string
	for _, e := range f.Items {
		titles = append(titles, e.Title)
	}
	if !slices.Contains(titles, "Dressing at this moment") || !slices.Contains(titles, "Dressed Fair") || slices.Contains(titles, "Dressed earlier") {
		t.Errorf("events on or to come are %q", titles)
	}
	get(t, h, "/en/projects?format=atom").want(400)
}

// TestHostileChanges: what stands in the history is shown as text.
func TestHostileChanges(t *testing.T) {
	for _, payload := range payloads {
		list := filled[catalogue.ChangeList](payload)
		for i := range list.Batches {
			for k := range list.Batches[i].Changes {
				c := &list.Batches[i].Changes[k]
				c.Key.Type, c.Exists, c.Change = directory.Organisations, k == 0, catalogue.ChangeChanged
			}
		}
		o := &odd{changed: list, ready: true}
		hostilePage(t, o, "/en/changes", payload)
		f := feedOf(t, serve(t, o), "/en/changes?format=atom")
		if !strings.Contains(flat(f.Items[0].Title), flat(strings.ReplaceAll(payload, "\u0000", ""))) {
			t.Errorf("the feed says %q for %q", f.Items[0].Title, payload)
		}
	}
}

// Tests of the parts of a change.
func TestDifferingItems(t *testing.T) {
	for _, c := range []struct {
		old, new   string
		gone, came []string
	}{
		{"a", "b", []string{"a"}, []string{"b"}},
		{"", "b", nil, []string{"b"}},
		{`["a","b","c"]`, `["a","c","d"]`, []string{"b"}, []string{"d"}},
		{`["a","b"]`, `["a"]`, []string{"b"}, nil},
		{"", `["a","b"]`, nil, []string{"a", "b"}},
		{`["a","b"]`, `["b","a"]`, []string{`["a","b"]`}, []string{`["b","a"]`}}, // order alone
		{`[{"text":"x","kind":"business"}]`, `["x"]`, []string{"x (business)"}, []string{"x"}},
		{`["x"]`, `[{"text":"x","kind":"business","concepts":["topic:wine"],"target_countries":["RO"],"valid_until":"2027"}]`, []string{"x"}, []string{"x (business, topic:wine, RO, 2027)"}},
		{`["x"]`, `[{"text":"x","language":"bg"}]`, []string{"x"}, []string{`{"text":"x","language":"bg"}`}},
		{"[draft] a text", "a text", []string{"[draft] a text"}, []string{"a text"}},
	} {
		gone, came, partly := differing(c.old, c.new)
		if want := strings.Contains(c.old, `["a",`) && !strings.Contains(c.new, `["b",`); partly != want {
			t.Errorf("%q to %q: partly %v", c.old, c.new, partly)
		}
		if !slices.Equal(gone, c.gone) || !slices.Equal(came, c.came) {
			t.Errorf("%q to %q: %q went and %q came, want %q and %q", c.old, c.new, gone, came, c.gone, c.came)
		}
	}
	if got := cut(strings.Repeat("many words ", 30), 40); got != "many words many words many words many…" {
		t.Errorf("cut to %q", got)
	}
}

// What is shown of long texts begins where they part.
func TestPartingTexts(t *testing.T) {
	start := strings.Repeat("the beginning of both is the same ", 8)
	from := parting(start+"but one ends here.", start+"but the other goes on.")
	if got := start[from:]; len(got) < leadIn/2-4 || len(got) > leadIn || !strings.HasPrefix(start, start[:from]) || start[from-1] != ' ' {
		t.Errorf("shown from %d: %q", from, got)
	}
	v := fieldValues([]string{start + "but one ends here."}, from)[0]
	if !strings.HasPrefix(v.Brief, "… ") || !strings.HasSuffix(v.Brief, "ends here.") {
		t.Errorf("shown first: %q", v.Brief)
	}
	for _, pair := range [][2]string{{"", ""}, {"a", "b"}, {"Бургас", "Бургас и Варна"}, {strings.Repeat("x", 300), strings.Repeat("x", 200)}} {
		if got := parting(pair[0], pair[1]); got != 0 {
			t.Errorf("%q and %q are shown from %d", pair[0], pair[1], got)
		}
	}
}

func TestTagURI(t *testing.T) {
	for home, want := range map[string]string{
		"https://Euxine.Example":             "tag:euxine.example,2026:x",
		"http://127.0.0.1:8080":              "tag:127.0.0.1,2026:x",
		"http://[::1]:8080/a/b":              "tag:--1,2026:a/b/x",
		"https://euxine.example/directory":   "tag:euxine.example,2026:directory/x",
		"http://xn--80abc.example/%D0%B0-b/": "tag:xn--80abc.example,2026:%D0%B0-b/x",
	} {
		if got := tagURI(home, "x"); got != want {
			t.Errorf("%s: %s, want %s", home, got, want)
		}
	}
}
