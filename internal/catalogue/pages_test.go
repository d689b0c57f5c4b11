package catalogue

import (
	"errors"
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Every event, call and project of the seed has a page: with its state on the
// day, every party that is a record linked, and what it is found by.
func TestPagesOfTheSeed(t *testing.T) {
	s := overSeed(t)
	day := directory.DateOf(today)
	parties := func(id directory.RecordID, list []PartyRef) {
		for _, p := range list {
			if (p.Ref != nil) != (p.Organisation != "") || p.Ref != nil && p.Ref.ID != p.Organisation {
				t.Errorf("%s: %s %q leads to %v", id, p.Name, p.Organisation, p.Ref)
			}
		}
	}
	for _, r := range s.records {
		id := r.Head().ID
		switch r := r.(type) {
		case *directory.Event:
			p, err := s.Event(t.Context(), id, "bg")
			if err != nil {
				t.Fatal(err)
			}
			parties(id, slices.Concat(p.Organisers, p.Participants))
			want := search.StateOpen
			switch end := r.End; {
			case day.Before(r.Start):
				want = search.StateComing
			case r.Start.Before(day) && (end.IsZero() || end.Before(day)):
				want = search.StatePast
			}
			if p.State != want || p.Kind.Label == "" || p.Country.Code != string(r.Place.Country) {
				t.Errorf("%s from %s to %s is %s, want %s; %v, %v", id, r.Start, r.End, p.State, want, p.Kind, p.Country)
			}
			for _, other := range p.Series {
				if other.ID == id || other.Series != r.Series {
					t.Errorf("%s: %s is no other of the series %q", id, other.ID, r.Series)
				}
			}
		case *directory.Call:
			p, err := s.Call(t.Context(), id, "bg")
			if err != nil {
				t.Fatal(err)
			}
			states := map[string]bool{}
			for _, lot := range p.Lots {
				states[lot.State] = true
				if open := !lot.Closes.IsZero() && !lot.Closes.Before(day) && !day.Before(lot.Opens); open != (lot.State == search.StateOpen) {
					t.Errorf("%s: a lot from %s to %s is %s", id, lot.Opens, lot.Closes, lot.State)
				}
			}
			if len(p.Lots) != len(r.Lots) || !states[p.State] || states[search.StateOpen] && p.State != search.StateOpen {
				t.Errorf("%s is %s, its %d lots are %v", id, p.State, len(p.Lots), states)
			}
			if len(p.Countries) != len(r.Eligible.Countries) || len(p.Who) != len(r.Eligible.Kinds) || p.Kind.Label == "" {
				t.Errorf("%s: %v, %v, %v", id, p.Kind, p.Countries, p.Who)
			}
		case *directory.Project:
			p, err := s.Project(t.Context(), id, "bg")
			if err != nil {
				t.Fatal(err)
			}
			parties(id, p.Partners)
			for _, named := range p.Named {
				if slices.ContainsFunc(r.Partners, func(p directory.Party) bool { return p.Organisation == named.ID }) {
					t.Errorf("%s: the partner %s is listed twice", id, named.ID)
				}
			}
		}
	}
	for name, err := range map[string]error{
		"event":   func() error { _, err := s.Event(t.Context(), "no-such-event", "en"); return err }(),
		"call":    func() error { _, err := s.Call(t.Context(), "no-such-call", "en"); return err }(),
		"project": func() error { _, err := s.Project(t.Context(), "../x", "en"); return err }(),
		"region":  func() error { _, err := s.Region(t.Context(), "BG999", "en"); return err }(),
	} {
		if !errors.Is(err, directory.ErrNotFound) {
			t.Errorf("an unknown %s: %v", name, err)
		}
	}
}

// Parties and partners under a former id are linked, and not named again.
func TestPartiesUnderFormerIDs(t *testing.T) {
	c := profiles(t,
		organisation("bg-new", func(o *directory.Organisation) {
			o.FormerIDs, o.Projects = []directory.RecordID{"bg-old"}, []directory.ProjectRef{{Name: "P", Project: "p"}}
		}),
		&directory.Project{Header: directory.Header{ID: "p"}, Title: "P", Partners: []directory.Party{{Name: "Old", Organisation: "bg-old"}, {Name: "Gone", Organisation: "bg-gone"}, {Name: "None"}}})
	p, err := c.Project(t.Context(), "p", "en")
	if err != nil {
		t.Fatal(err)
	}
	if r := p.Partners[0].Ref; r == nil || r.ID != "bg-new" || p.Partners[1].Ref != nil || p.Partners[2].Ref != nil || len(p.Named) > 0 {
		t.Errorf("partners %+v, named %v", p.Partners, p.Named)
	}
}

// Searches for events, calls and projects find each of them by its name and
// count their states as their pages tell them.
func TestItems(t *testing.T) {
	s := overSeed(t)
	count := map[directory.RecordType]int{}
	for i, r := range s.records {
		typ := r.Type()
		count[typ]++
		if typ == directory.Organisations || i%5 != 0 {
			continue
		}
		q := search.Question{Type: typ, Terms: search.Phrase(r.DisplayName()), Sort: search.SortRelevance, Page: 1, PerPage: 5, Lang: "en"}
		if p, ok := r.(*directory.Project); ok {
			q.Terms = search.Phrase(p.Title)
		}
		a, err := s.Items(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(a.Items, func(it Item) bool { return it.ID == r.Head().ID })
		if at < 0 {
			t.Errorf("%s is not found by its name %q", directory.KeyOf(r), r.DisplayName())
			continue
		}
		it := a.Items[at]
		if it.Title.String() != r.DisplayName() || len(it.Matched) != 1 || it.Matched[0].Field != "name" || it.State == "" {
			t.Errorf("%s: %q, %v, %s", directory.KeyOf(r), it.Title, it.Matched, it.State)
		}
	}
	for _, typ := range directory.RecordTypes[1:] {
		q, faults := search.ParseFor(typ, nil, s.vocabulary)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		a, err := s.Items(t.Context(), q)
		if err != nil || a.Total != count[typ] {
			t.Fatalf("%s: %d of %d, %v", typ, a.Total, count[typ], err)
		}
		sum := 0
		for _, f := range a.Facets {
			if f.Facet == search.FacetState {
				for _, v := range f.Values {
					sum += v.Count
				}
			}
		}
		if sum != a.Total {
			t.Errorf("%s: the states add up to %d of %d", typ, sum, a.Total)
		}
	}
	if _, err := s.Items(t.Context(), search.Question{Type: directory.Organisations}); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("organisations are no items: %v", err)
	}
}

// A region's counts are those of a count over the records, here and where they
// are listed.
func TestRegionsCountTheRecords(t *testing.T) {
	s := overSeed(t)
	want := map[directory.RegionCode]int{}
	without := map[directory.CountryCode]int{}
	for _, o := range s.organisations {
		path := s.vocabulary.RegionPath(o.Place.Region)
		if len(path) == 0 {
			without[o.Place.Country]++
			path = s.vocabulary.RegionPath(directory.RegionCode(o.Place.Country))
		}
		for _, code := range path {
			want[code]++
		}
	}
	list, err := s.Regions(t.Context(), "en")
	if err != nil || len(list) != len(s.vocabulary.Regions()) {
		t.Fatalf("%d regions, %v", len(list), err)
	}
	for i, r := range list {
		code := directory.RegionCode(r.Code)
		if r.Organisations != want[code] || r.Label == "" {
			t.Errorf("%s %q: %d organisations, want %d", r.Code, r.Label, r.Organisations, want[code])
		}
		if r.Level > 1 && i%20 != 0 {
			continue
		}
		p, err := s.Region(t.Context(), code, "bg")
		if err != nil {
			t.Fatal(err)
		}
		if p.Organisations == nil && want[code] > 0 || len(p.Organisations) != min(want[code], MaxMembersShown) || r.Level == 0 && p.WithoutRegion != without[directory.CountryCode(code)] {
			t.Errorf("%s: %d of %d organisations, %d without region", code, len(p.Organisations), want[code], p.WithoutRegion)
		}
		sum := 0
		for _, v := range p.Kinds {
			sum += v.Count
		}
		if sum != want[code] || len(p.Path) > 0 && p.Path[0].Code != string(s.vocabulary.RegionPath(code)[len(p.Path)]) {
			t.Errorf("%s: kinds add up to %d of %d; in %v", code, sum, want[code], p.Path)
		}
		for _, child := range p.Children {
			if child.Organisations != want[directory.RegionCode(child.Code)] {
				t.Errorf("%s: %s has %d", code, child.Code, child.Organisations)
			}
		}
	}
}

// What the data page says of completeness and age adds up.
func TestDataAddsUp(t *testing.T) {
	s := overSeed(t)
	d, err := s.Data(t.Context(), "bg")
	if err != nil {
		t.Fatal(err)
	}
	lack := map[string]int{}
	for _, o := range s.organisations {
		for fact, lacks := range map[string]bool{"region": o.Place.Region == "", "city": o.Place.City == "", "website": o.Website == "", "founded": o.Founded.IsZero(),
			"sector": len(o.ConceptsOf(directory.SchemeSector)) == 0, "offers": len(o.Offers) == 0, "needs": len(o.Needs) == 0, "official-name": o.OfficialName() == "", "source-date": o.Provenance.SourceDate.IsZero()} {
			if lacks {
				lack[fact]++
			}
		}
	}
	for i, c := range d.Completeness {
		if c.Fact != "members" && (c.Lack != lack[c.Fact] || c.Have+c.Lack != len(s.organisations)) {
			t.Errorf("%s: %d have it and %d lack it; %d do", c.Fact, c.Have, c.Lack, lack[c.Fact])
		}
		if i > 0 {
			if before := d.Completeness[i-1]; c.Have*(before.Have+before.Lack) > before.Have*(c.Have+c.Lack) {
				t.Errorf("%+v stands before %+v", before, c)
			}
		}
	}
	sum := 0
	for i, y := range d.Years {
		sum += y.Count
		if i > 0 && y.Year >= d.Years[i-1].Year {
			t.Errorf("%d stands after %d", y.Year, d.Years[i-1].Year)
		}
	}
	if sum != len(s.organisations) || d.Stale > sum {
		t.Errorf("the years add up to %d of %d; %d are stale", sum, len(s.organisations), d.Stale)
	}
	for _, f := range d.Schemes {
		if f.Label == "" || f.Concepts == 0 || f.Used > f.Concepts {
			t.Errorf("%s: %q, %d of %d concepts used", f.Scheme, f.Label, f.Used, f.Concepts)
		}
	}
}
