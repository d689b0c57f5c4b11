package catalogue

import (
	"errors"
	"math"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
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
					want.Value, want.Of = int(math.Round(100*float64(stale)/float64(organisations))), organisations
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
