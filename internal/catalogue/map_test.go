package catalogue

import (
	"errors"
	"math"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

// The numbers of a map are those counted over the records.
func TestMapsEqualTheRecords(t *testing.T) {
	s := overSeed(t)
	for _, query := range []string{"", "kind=cluster", "country=RO&country=TR", "members_from=20", "sector=furniture", "region=BG3&kind=cluster"} {
		for _, measure := range []MapMeasure{MapOrganisations, MapMembers, MapStale} {
			q := question(t, s.vocabulary, query)
			m, err := s.Map(t.Context(), MapQuestion{Question: q, Measure: measure, Towns: true})
			if err != nil {
				t.Fatal(err)
			}
			ids, _, err := s.index.All(t.Context(), search.Question{Type: directory.Organisations, Filters: q.Filters, Sort: search.SortName, Today: s.Today()})
			if err != nil {
				t.Fatal(err)
			}
			found := map[directory.RecordID]bool{}
			for _, id := range ids {
				found[id] = true
			}
			for _, r := range s.vocabulary.Regions() {
				organisations, clusters, members, stale := 0, 0, 0, 0
				for _, o := range s.organisations {
					if !found[o.ID] || !within(s, o.Place, r.Code) {
						continue
					}
					organisations++
					if n, ok := o.Members.Known(); ok && o.Kind == directory.KindCluster {
						clusters++
						members += n
					}
					if at := o.Provenance.SourceDate; at.IsZero() || s.Today().Year-at.Year >= StaleYears {
						stale++
					}
				}
				want := MapValue{Organisations: organisations, Known: organisations > 0}
				switch {
				case measure == MapMembers:
					if want.Known = clusters > 0; want.Known {
						want.Value, want.Of = int(math.Round(float64(members)/float64(clusters))), clusters
					}
				case organisations > 0 && measure == MapStale:
					if want.Value, want.Of = int(math.Round(100*float64(stale)/float64(organisations))), organisations; stale > 0 && stale < organisations {
						want.Value = min(99, max(1, want.Value)) // all and none are what they say
					}
				case organisations > 0:
					want.Value, want.Of = organisations, organisations
				}
				if got := m.Regions[r.Code]; got != want {
					t.Errorf("%s of %q in %s: %+v, want %+v", measure, query, r.Code, got, want)
				}
			}
			placed := 0
			for _, p := range m.Places {
				placed += p.Organisations
			}
			if placed > m.Total || placed == 0 && m.Total > 0 {
				t.Errorf("%q: %d of %d organisations have a place", query, placed, m.Total)
			}
		}
	}
	if _, err := s.Map(t.Context(), MapQuestion{Measure: MapSpecialisation, Group: "kind:cluster"}); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("specialisation in a kind: %v", err)
	}
}

// What is kept of maps is bounded, also where each has many places, and is of one state.
func TestMapsKeptAreBounded(t *testing.T) {
	var k mapCache
	k.keep(0, "of nothing", &MapAnswer{}) // nothing was ever written
	large := &MapAnswer{Places: make([]MapPlace, maxMapPlaces/3)}
	for i := range 10 {
		k.keep(1, string(rune('a'+i)), large)
		kept := 0
		for _, m := range k.kept {
			kept += len(m.Places)
		}
		if kept > maxMapPlaces || k.get(1, string(rune('a'+i))) != large {
			t.Fatalf("%d places in %d maps after %d", kept, len(k.kept), i+1)
		}
	}
	k.keep(1, "more", &MapAnswer{Places: make([]MapPlace, maxMapPlaces+1)})
	if k.get(1, "more") != nil {
		t.Error("a map beyond the bound is kept")
	}
	k.keep(2, "a", large)
	k.keep(1, "late", large)
	if k.get(1, "a") != nil || k.get(1, "late") != nil || k.get(2, "a") != large {
		t.Error("what is kept is not of the latest state alone")
	}
}

// A directory nothing was ever written to has maps, briefs and statistics of nothing.
func TestNothingAtAll(t *testing.T) {
	v := overSeed(t).vocabulary
	c, x, err := opened(v, memstore.New(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for _, measure := range MapMeasures {
		m, err := c.Map(t.Context(), MapQuestion{Measure: measure, Group: "sector:furniture", Level: 3, Towns: true})
		if err != nil || m.Total != 0 || len(m.Places) != 0 {
			t.Errorf("map of %s: %+v, %v", measure, m, err)
		}
	}
	if b, err := c.Brief(t.Context(), "BG341", "en"); err != nil || b.Data.Total != 0 {
		t.Errorf("brief: %+v, %v", b, err)
	}
	if s, err := c.Statistics(t.Context(), search.Statistics{By: []search.Facet{search.FacetRegion}, Measure: search.MeasureCount, Level: -1}); err != nil || s.Total.N != 0 {
		t.Errorf("statistics: %+v, %v", s, err)
	}
	if l, err := c.Changes(t.Context(), search.ChangesQuestion{}); err != nil || l.Len() != 0 {
		t.Errorf("changes: %+v, %v", l, err)
	}
}
