package catalogue

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
	"euxine/internal/translit"
)

// within says whether a place lies in a region.
func within(s *seeded, p directory.Place, code directory.RegionCode) bool {
	path := s.vocabulary.RegionPath(p.Region)
	if len(path) == 0 {
		path = s.vocabulary.RegionPath(directory.RegionCode(p.Country))
	}
	return slices.Contains(path, code)
}

// The numbers of every region's brief are those counted over the records.
func TestBriefsEqualTheRecords(t *testing.T) {
	s := overSeed(t)
	words := s.lexicon()
	told := 0
	for _, r := range s.vocabulary.Regions() {
		here := slices.DeleteFunc(slices.Clone(s.organisations), func(o *directory.Organisation) bool { return !within(s, o.Place, r.Code) })
		if testing.Short() && (len(here) == 0 || r.Level == 3 && told > 300) {
			continue // the rest is run in full elsewhere
		}
		b, err := s.Brief(t.Context(), r.Code, "en")
		if err != nil {
			t.Fatal(err)
		}
		kinds, members, clusters := map[directory.Kind]int{}, 0, 0
		offers, needs, lacks := map[directory.ConceptID]int{}, map[directory.ConceptID]int{}, 0
		sectors, carrying := map[directory.ConceptID]int{}, 0
		for _, o := range here {
			kinds[o.Kind]++
			if o.Kind == directory.KindCluster {
				clusters++
				n, _ := o.Members.Known()
				members += n
			}
			for _, list := range []struct {
				field search.TextField
				count map[directory.ConceptID]int
			}{{search.InOffer, offers}, {search.InNeed, needs}} {
				once := map[directory.ConceptID]bool{}
				for _, text := range search.TextsOf(o, s.vocabulary) {
					if text.Field != list.field {
						continue
					}
					for _, id := range text.About(s.vocabulary, translit.Words(text.Text), words.Said) {
						once[id] = true
					}
				}
				for id := range once {
					list.count[id]++
				}
			}
			if o.Website == "" {
				lacks++
			}
			of := o.ConceptsOf(directory.SchemeSector)
			for _, id := range of {
				sectors[id]++
			}
			if len(of) > 0 {
				carrying++
			}
		}
		got := map[directory.Kind]int{}
		for _, k := range b.Kinds {
			if k.N > 0 {
				got[k.Kind] = k.N
			}
		}
		if diff := gocmp.Diff(kinds, got); diff != "" {
			t.Errorf("%s: kinds: %s", r.Code, diff)
		}
		if b.Clusters != clusters || b.Membership.All.Sum != members {
			t.Errorf("%s: %d clusters with %d members, want %d with %d", r.Code, b.Clusters, b.Membership.All.Sum, clusters, members)
		}
		for _, list := range []struct {
			told []NamedLine
			want map[directory.ConceptID]int
		}{{b.Offers, offers}, {b.Needs, needs}} {
			for _, line := range list.told {
				told++
				if n := list.want[directory.ConceptID(line.Code)]; n != line.N {
					t.Errorf("%s: %d name %s, want %d", r.Code, line.N, line.Code, n)
				}
			}
		}
		lines := b.Specialisation[0]
		if lines.Scheme != directory.SchemeSector || lines.Of != carrying {
			t.Errorf("%s: %d carry a %s, want %d", r.Code, lines.Of, lines.Scheme, carrying)
		}
		counted := map[directory.ConceptID]int{}
		for _, line := range lines.Lines {
			if line.Here > 0 {
				counted[line.Group] = line.Here
			}
		}
		if !maps.Equal(sectors, counted) {
			t.Errorf("%s: sectors: %s", r.Code, gocmp.Diff(sectors, counted))
		}
		for _, f := range b.Data.Facts {
			if f.Name == "website" && f.Of-f.Known != lacks {
				t.Errorf("%s: %d lack a website, want %d", r.Code, f.Of-f.Known, lacks)
			}
		}
		if len(here) == 0 && (len(b.Offers)+len(b.Ties)+len(b.NoCluster)+len(b.Similar) > 0 || b.Data.Total != 0) {
			t.Errorf("%s has nothing in it, but is told %+v", r.Code, b)
		}
	}
	if told < 300 {
		t.Errorf("only %d offers and needs were compared", told)
	}
	if _, err := s.Brief(t.Context(), "XX1", "en"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("unknown region: %v", err)
	}
}

// Ties are counted from both sides: what ties one region to a second ties the second
// to the first.
func TestTiesGoBothWays(t *testing.T) {
	s := overSeed(t)
	ties := map[[2]string]TieLine{}
	for _, r := range s.vocabulary.Regions() {
		if r.Level != 0 {
			continue
		}
		b, err := s.Brief(t.Context(), r.Code, "en")
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range b.Ties {
			ties[[2]string{string(r.Code), line.Code}] = line
		}
	}
	for of, line := range ties {
		back, ok := ties[[2]string{of[1], of[0]}]
		if !ok || back.Projects != line.Projects || back.Events != line.Events || back.Memberships != line.Memberships {
			t.Errorf("%s: %+v; the other way %+v", of, line, back)
		}
	}
	if len(ties) < 10 {
		t.Errorf("only %d ties between countries", len(ties))
	}
}

// That not all ties of a large cluster were followed is told.
func TestManyTiesAreToldAsAtLeast(t *testing.T) {
	for _, members := range []int{maxTiesOf, maxTiesOf + 1} {
		org := func(id string, kind directory.Kind, region directory.RegionCode) *directory.Organisation {
			return &directory.Organisation{Header: directory.Header{ID: directory.RecordID(id)}, Kind: kind,
				Names: []directory.Name{{Text: id, Type: directory.NameDisplay}}, Place: directory.Place{Country: "BG", Region: region}}
		}
		records := []directory.Record{org("cluster", directory.KindCluster, "BG341")}
		for i := range members {
			o := org(fmt.Sprintf("firm-%03d", i), directory.KindSME, "BG331")
			o.MemberOf = []directory.RecordID{"cluster"}
			records = append(records, o)
		}
		c, x, err := opened(overSeed(t).vocabulary, memstore.New(), t.TempDir(), records...)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		b, err := c.Brief(t.Context(), "BG341", "en")
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Ties) != 1 || b.Ties[0].Memberships != maxTiesOf || b.TiesAtLeast != (members > maxTiesOf) {
			t.Errorf("of %d members: %+v, at least: %v", members, b.Ties, b.TiesAtLeast)
		}
	}
}

// What is needed and offered adds up to the same with and without regions.
func TestSumsByOffers(t *testing.T) {
	s := overSeed(t)
	for _, f := range []search.Facet{search.FacetOffer, search.FacetNeed} {
		alone, err := s.sum(t.Context(), search.Filters{}, search.MeasureCount, f)
		if err != nil {
			t.Fatal(err)
		}
		by, err := s.sum(t.Context(), search.Filters{}, search.MeasureCount, f, search.FacetCountry)
		if err != nil {
			t.Fatal(err)
		}
		sums := map[string]int{}
		for _, c := range by {
			sums[c.Values[0]] += c.N
		}
		for _, c := range alone {
			if sums[c.Values[0]] != c.N {
				t.Errorf("%s %s: %d in countries, %d in all", f, c.Values[0], sums[c.Values[0]], c.N)
			}
		}
		if len(alone) < 50 {
			t.Errorf("only %d different concepts in %s", len(alone), f)
		}
	}
	if _, err := s.sum(t.Context(), search.Filters{}, search.MeasureCount, search.FacetOffer, search.FacetNeed); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("offers by needs: %v", err)
	}
}

// Regions complete each other in goods and services: a sector and its ecosystem would
// say once more what the topic says.
func TestComplementsAreToldOnce(t *testing.T) {
	s := overSeed(t)
	told := 0
	for _, r := range s.vocabulary.Regions() {
		if r.Level != 3 {
			continue
		}
		b, err := s.Brief(t.Context(), r.Code, "en")
		if err != nil {
			t.Fatal(err)
		}
		if b.Unfirmed < len(b.WithoutFirms) || b.Unfirmed+b.Unsectored > b.Clusters {
			t.Errorf("%s: %d clusters without firms, %d without sectors, of %d", r.Code, b.Unfirmed, b.Unsectored, b.Clusters)
		}
		for _, other := range b.Complementary {
			for _, m := range other.Reasons {
				offered := m.Way == insight.WayOffersNeeded || m.Way == insight.WayNeedsOffered
				if told++; offered != slices.Contains(namedSchemes, m.Group.Scheme()) {
					t.Errorf("%s and %s: %s by %s", r.Code, other.Code, m.Group, m.Way)
				}
			}
		}
	}
	if told < 50 {
		t.Errorf("only %d reasons", told)
	}
}
