package catalogue

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
	"euxine/internal/translit"
)

func askOpportunities(t testing.TB, c *Catalogue, query string) *OpportunityAnswer {
	t.Helper()
	vs, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := search.ParseOpportunities(vs, c.vocabulary)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", query, faults)
	}
	a, err := c.Opportunities(t.Context(), q)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return a
}

// names tells offers and needs apart.
func opportunityNames(list []Opportunity) []string {
	var names []string
	for _, o := range list {
		names = append(names, fmt.Sprintf("%s %s %d", o.Organisation.ID, o.Side, o.Nth))
	}
	return names
}

// allOpportunities are all a question finds, page after page.
func allOpportunities(t testing.TB, c *Catalogue, query string) []Opportunity {
	t.Helper()
	vs, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := search.ParseOpportunities(vs, c.vocabulary)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", query, faults)
	}
	var list []Opportunity
	if err := c.EachOpportunity(t.Context(), q, func(o Opportunity) error { list = append(list, o); return nil }); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return list
}

// TestOpportunitiesOfTheSeed: without words what is found is what the records say,
// looked through one by one.
func TestOpportunitiesOfTheSeed(t *testing.T) {
	s := overSeed(t)
	about := func(text search.Text, id directory.ConceptID) bool {
		return slices.Contains(text.About(s.vocabulary, translit.Words(text.Text), s.lexicon().Said), id)
	}
	for _, tt := range []struct {
		query string
		pass  func(o *directory.Organisation, t search.Text) bool
	}{
		{"", func(*directory.Organisation, search.Text) bool { return true }},
		{"side=offer&side=need", func(*directory.Organisation, search.Text) bool { return true }},
		{"side=need", func(_ *directory.Organisation, t search.Text) bool { return t.Field == search.InNeed }},
		{"kind=funding&kind=research", func(_ *directory.Organisation, t search.Text) bool {
			return t.Of.Kind == "funding" || t.Of.Kind == "research"
		}},
		{"about=service:upskilling&side=offer", func(_ *directory.Organisation, t search.Text) bool {
			return t.Field == search.InOffer && about(t, "service:upskilling")
		}},
		{"about=topic:export&about=topic:wine", func(_ *directory.Organisation, t search.Text) bool {
			return about(t, "topic:export") || about(t, "topic:wine")
		}},
		{"country=BG&who=cluster", func(o *directory.Organisation, _ search.Text) bool {
			return o.Place.Country == "BG" && o.Kind == directory.KindCluster
		}},
		{"region=BG34", func(o *directory.Organisation, _ search.Text) bool {
			return slices.Contains(s.vocabulary.RegionPath(o.Place.Region), "BG34")
		}},
		{"ids=bg-ict-cluster-burgas,tr-ossa", func(o *directory.Organisation, _ search.Text) bool {
			return o.ID == "bg-ict-cluster-burgas" || o.ID == "tr-ossa"
		}},
	} {
		var want []string
		for _, o := range s.organisations {
			for _, text := range search.TextsOf(o, s.vocabulary) {
				if text.Of == nil || text.Of.Lapsed(s.Today()) || !tt.pass(o, text) {
					continue
				}
				among, side := o.Offers, search.SideOffer
				if text.Field == search.InNeed {
					among, side = o.Needs, search.SideNeed
				}
				n := slices.IndexFunc(among, func(f directory.Offering) bool { return f.Text == text.Of.Text })
				want = append(want, fmt.Sprintf("%s %s %d", o.ID, side, n))
			}
		}
		got := opportunityNames(allOpportunities(t, s.Catalogue, tt.query))
		a := askOpportunities(t, s.Catalogue, tt.query)
		if !a.Whole || a.Total != len(want) || len(want) < 2 {
			t.Errorf("%q: %d of all: %v, want %d", tt.query, a.Total, a.Whole, len(want))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %d, want %d: %.300q\nwant %.300q", tt.query, len(got), len(want), got, want)
		}
	}
}

// TestOpportunityCounts: what a facet promises is what choosing the value gives.
func TestOpportunityCounts(t *testing.T) {
	s := overSeed(t)
	for _, query := range []string{"", "q=training", "country=BG&kind=service", "side=need&about=topic:export", "theme=blue-economy", "q=export&country=TR&who=cluster"} {
		a := askOpportunities(t, s.Catalogue, query)
		tried := 0
		for _, f := range a.Facets {
			for n, v := range f.Values {
				if n%4 != 0 && f.Facet != FacetSide {
					continue
				}
				vs, _ := url.ParseQuery(query)
				vs[string(f.Facet)] = []string{v.Value}
				if got := askOpportunities(t, s.Catalogue, vs.Encode()).Total; got != v.Count {
					t.Errorf("%q: %s=%s promises %d, gives %d", query, f.Facet, v.Value, v.Count, got)
				}
				tried++
			}
		}
		if tried < 8 || a.Total == 0 {
			t.Errorf("%q: %d values tried of %d", query, tried, a.Total)
		}
	}
}

// TestOpportunitiesPartByPart: where not all organisations are read, cursors lead to the
// same offers and needs, in the same order where the index gives it.
func TestOpportunitiesPartByPart(t *testing.T) {
	s := overSeed(t)
	parted := New(Config{Store: s.store, Index: s.Catalogue.index, Vocabulary: s.vocabulary, Lexicon: s.lexicon, Now: s.now, Log: s.log})
	parted.mostPooled = 3 // fewer than pooled: each part is one reading
	for _, query := range []string{"", "side=offer&about=service:upskilling", "kind=funding", "country=RO&side=need", "q=training", "theme=green-innovators"} {
		whole, part := allOpportunities(t, s.Catalogue, query), allOpportunities(t, parted, query)
		if a := askOpportunities(t, parted, query); a.Whole || a.Organisations == 0 || len(a.List) == 0 {
			t.Errorf("%q: whole: %v, %d organisations, %d shown", query, a.Whole, a.Organisations, len(a.List))
		}
		a, b := opportunityNames(whole), opportunityNames(part)
		if strings.Contains(query, "q=") {
			slices.Sort(a)
			slices.Sort(b)
		}
		if !slices.Equal(a, b) {
			t.Errorf("%q: %d in parts, %d at once:\n%.400q\n%.400q", query, len(b), len(a), b, a)
		}
	}
	// Small pages end within an organisation, and go on there.
	var got []string
	for cursor, n := "", 0; ; n++ {
		a := askOpportunities(t, parted, "per_page=3&country=GE&cursor="+cursor)
		got = append(got, opportunityNames(a.List)...)
		if cursor = a.Next; cursor == "" || n > 500 {
			break
		}
	}
	if want := opportunityNames(allOpportunities(t, s.Catalogue, "country=GE")); !slices.Equal(got, want) || len(want) < 10 {
		t.Errorf("pages of three: %d, want %d", len(got), len(want))
	}
	for _, cursor := range []string{"made-up", "LTEu", "eC4"} {
		q, _ := search.ParseOpportunities(url.Values{"cursor": {cursor}}, s.vocabulary)
		if _, err := s.Opportunities(t.Context(), q); err == nil {
			t.Errorf("cursor %q leads somewhere", cursor)
		}
	}
}

// TestOpportunityWords: an offer answers by what it says or is about, in any language;
// who its organisation is answers for all of them.
func TestOpportunityWords(t *testing.T) {
	offer := func(text string, ids ...directory.ConceptID) directory.Offering {
		return directory.Offering{Text: text, Kind: "service", Concepts: ids}
	}
	org := func(id directory.RecordID, name string, kind directory.Kind, sector directory.ConceptID, offers ...directory.Offering) *directory.Organisation {
		return &directory.Organisation{Header: directory.Header{ID: id, Provenance: directory.Provenance{SourceDate: directory.Date{Year: 2026, Month: 1, Day: 1, Precision: directory.PrecisionDay}}},
			Kind: kind, Names: []directory.Name{{Text: name, Language: "en", Script: "Latn", Type: directory.NameDisplay}},
			Place: directory.Place{Country: "BG", Region: "BG331", City: "Varna"}, Concepts: []directory.Tag{{Concept: sector}}, Offers: offers, Status: directory.StatusActive}
	}
	c, x, err := opened(overSeed(t).vocabulary, memstore.New(), t.TempDir(),
		org("bg-a", "Sunny Coast Cluster", directory.KindCluster, "sector:hospitality-and-tourism", offer("Courses for hotel staff", "service:upskilling"), offer("Laundry")),
		org("bg-b", "Loom", directory.KindSME, "sector:textile-manufacturing", offer("Training at the loom"), offer("Tourism brochures", "topic:tourism"),
			directory.Offering{Text: "Wool", ValidUntil: directory.Date{Year: 2020, Precision: directory.PrecisionYear}}))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for _, tt := range []struct {
		query string
		want  string
	}{
		// By its concept, in Bulgarian; what else the cluster offers is no answer.
		{"q=обучение&lang=bg", "bg-a offer 0, bg-b offer 0"},
		{"q=laundry", "bg-a offer 1"},
		// "Training" by itself, tourism by its organisation or itself.
		{"q=training tourism", "bg-a offer 0, bg-b offer 0, bg-b offer 1"},
		{"q=tourism", "bg-b offer 1"}, // not the cluster's laundry, though tourism is its sector
		// Who it is answers every word.
		{"q=sunny coast", "bg-a offer 0, bg-a offer 1"},
		{"q=Варна", "bg-a offer 0, bg-a offer 1, bg-b offer 0, bg-b offer 1"},
		{"q=laundry varna", "bg-a offer 1"},
		{"", "bg-a offer 0, bg-a offer 1, bg-b offer 0, bg-b offer 1"}, // what ended in 2020 is left out
	} {
		a := askOpportunities(t, c, strings.ReplaceAll(tt.query, " ", "+"))
		got := opportunityNames(a.List)
		slices.Sort(got)
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, want %s", tt.query, got, tt.want)
		}
		if tt.query == "" && a.Lapsed != 1 {
			t.Errorf("%d lapsed, want 1", a.Lapsed)
		}
	}
}

// TestThemesAndIDsFilter: what the index finds is what the records carry.
func TestThemesAndIDsFilter(t *testing.T) {
	s := overSeed(t)
	if len(s.vocabulary.Themes()) < 4 {
		t.Fatalf("%d themes", len(s.vocabulary.Themes()))
	}
	for _, theme := range s.vocabulary.Themes() {
		for _, typ := range directory.RecordTypes {
			q, faults := search.ParseFor(typ, url.Values{"theme": {theme.Code}}, s.vocabulary)
			if len(faults) > 0 {
				t.Fatal(faults)
			}
			found, err := s.FoundIDs(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			want := 0
			for _, r := range s.records {
				if r.Type() == typ && search.Carries(r, theme.Groups(), s.vocabulary) {
					if want++; !found[r.Head().ID] {
						t.Errorf("%s: %s is not found", theme.Code, directory.KeyOf(r))
					}
				}
			}
			if len(found) != want || want == 0 {
				t.Errorf("%s: %d %s found, want %d", theme.Code, len(found), typ, want)
			}
		}
		if n := len(allOpportunities(t, s.Catalogue, "theme="+theme.Code)); n < 4 {
			t.Errorf("%s has %d offers and needs", theme.Code, n)
		}
	}
	a, err := s.Search(t.Context(), question(t, s.vocabulary, "ids=tr-ossa,xx-nobody,bg-ict-cluster-burgas&ids=tr-ossa&per_page=100"))
	if err != nil || a.Total != 2 || a.Hits[0].ID != "bg-ict-cluster-burgas" {
		t.Errorf("%v: %v", a.IDs(), err)
	}
	for _, f := range a.Facets { // counted like any filter that is no facet
		if f.Facet == search.FacetCountry && (len(f.Values) != 2 || f.Values[0].Count != 1) {
			t.Errorf("countries %v", f.Values)
		}
	}
}

// TestOfTheme: of two sides each is met by the offer or by its organisation, one by the
// offer itself.
func TestOfTheme(t *testing.T) {
	c := overSeed(t).Catalogue
	two := &directory.Theme{Concepts: []directory.ConceptID{"sector:hospitality-and-tourism"}, With: []directory.ConceptID{"ecosystem:digital", "service:digital"}}
	one := &directory.Theme{Concepts: two.Concepts}
	of := func(about string, carried ...directory.ConceptID) dealt {
		e := dealt{of: &directory.Organisation{}, what: &directory.Offering{}}
		for _, id := range carried {
			e.of.Concepts = append(e.of.Concepts, directory.Tag{Concept: id})
		}
		for _, id := range strings.Fields(about) {
			e.about = append(e.about, directory.ConceptID(id))
		}
		return e
	}
	for _, tt := range []struct {
		e        dealt
		two, one bool
	}{
		{of("sector:hospitality-and-tourism service:digital"), true, true},
		{of("sector:hospitality-and-tourism", "ecosystem:digital"), true, true},
		{of("service:digital", "sector:hospitality-and-tourism"), true, false}, // its organisation alone is no offer
		{of("topic:wine", "sector:hospitality-and-tourism", "ecosystem:digital"), false, false},
		{of("sector:hospitality-and-tourism"), false, true},
		{of("", "sector:hospitality-and-tourism"), false, false},
	} {
		if c.ofTheme(two, tt.e) != tt.two || c.ofTheme(one, tt.e) != tt.one {
			t.Errorf("about %v, carried %v: %v and %v, want %v and %v", tt.e.about, tt.e.of.Concepts, c.ofTheme(two, tt.e), c.ofTheme(one, tt.e), tt.two, tt.one)
		}
	}
	// Words do not count beside what is stated.
	e := of("sector:hospitality-and-tourism topic:wine")
	if e.what.Concepts = []directory.ConceptID{"topic:wine"}; c.ofTheme(one, e) {
		t.Error("a word makes a theme of an offer that is stated to be about something else")
	}
	if e.what.Concepts = []directory.ConceptID{"priority:ecotourism"}; !c.ofTheme(&directory.Theme{Concepts: []directory.ConceptID{"priority:nature-and-biodiversity"}}, e) {
		t.Error("a broader concept does not include what lies below it")
	}
}

// Where few of many answer, readings grow longer; a cursor is of whichever reading the
// page ended in, and those that go on from it are shorter again.
func TestOpportunitiesOfFewAreShownOnce(t *testing.T) {
	var records []directory.Record
	for i := range 1200 {
		records = append(records, organisation(directory.RecordID(fmt.Sprintf("bg-%04d", i)), func(o *directory.Organisation) {
			o.Offers = []directory.Offering{{Text: "a thing", Kind: "business"}}
			if i%25 == 0 {
				o.Offers[0].Kind = "funding"
			}
		}))
	}
	c := profiles(t, records...)
	c.mostPooled = 1000
	seen := map[directory.RecordID]int{}
	for cursor, pages := "", 0; ; pages++ {
		a := askOpportunities(t, c, "per_page=20&kind=funding&cursor="+cursor)
		for _, o := range a.List {
			if seen[o.Organisation.ID]++; seen[o.Organisation.ID] > 1 {
				t.Fatalf("page %d shows %s again", pages, o.Organisation.ID)
			}
		}
		if cursor = a.Next; cursor == "" {
			break
		}
	}
	if len(seen) != 48 {
		t.Errorf("%d shown, want 48", len(seen))
	}
}
