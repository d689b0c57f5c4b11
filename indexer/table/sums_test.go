package table

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// valuesByRule is what a row has of a facet; of one the table does not hold, what
// toldByRule says.
func valuesByRule(n int, row *Row, f search.Facet, q search.Question) []string {
	switch f {
	case "":
		return []string{""}
	case search.FacetState:
		return []string{stateByRule(row, q)}
	case search.FacetOffer:
		return toldByRule(n)
	}
	var list []string
	for _, v := range row.Values {
		if v.Facet == f {
			list = append(list, v.Code)
		}
	}
	return list
}

// toldByRule is what the n-th row offers: none, one or two of some.
func toldByRule(n int) []string {
	var list []string
	for i := range n % 3 {
		list = append(list, fmt.Sprint("good-", n%(7+i)*2+i))
	}
	return list
}

// Sums are those of the rule, however the facets are told and the sums kept.
func TestSums(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	tab, m, l := filled(t, r)
	tab = edited(t, r, tab, m, l)
	// Documents stand in another order than rows.
	rows := make([]uint32, tab.Rows())
	for i, n := range r.Perm(len(rows)) {
		rows[i] = uint32(n)
	}
	for _, typ := range []directory.RecordType{directory.Organisations, directory.Events} {
		for _, facets := range [][]search.Facet{{}, {search.FacetKind}, {search.FacetState, search.FacetKind}, {search.FacetRegion, search.FacetSector},
			{search.FacetSector, search.FacetEcosystem}, {search.FacetTechnology, search.FacetService}, {search.FacetSector, search.FacetRegion},
			{search.FacetOffer}, {search.FacetRegion, search.FacetOffer}, {search.FacetOffer, search.FacetTechnology}} {
			q := search.Question{Type: typ, Today: directory.Date{Year: 2022, Month: 6, Day: 1, Precision: directory.PrecisionDay}}
			q.Filters.Values = map[search.Facet][]string{search.FacetCountry: {"country-1", "country-2", "country-3"}}
			want := map[string][2]int{}
			both := append(append([]search.Facet{}, facets...), "", "")[:2]
			hits := tab.Select(q).All(false)
			hits.Each(func(n uint32) {
				row := &m.rows[n]
				for _, x := range valuesByRule(int(n), row, both[0], q) {
					for _, y := range valuesByRule(int(n), row, both[1], q) {
						key := strings.Trim(x+" "+y, " ")
						want[key] = [2]int{want[key][0] + 1, want[key][1] + max(int(row.Numbers[Members]), 0)}
					}
				}
			})
			if typ == directory.Organisations && len(facets) > 0 && facets[0] == search.FacetState {
				clear(want) // organisations have no state
			}
			for _, kept := range []string{"as chosen", "by value", "sparse"} {
				said := -1
				for i, f := range facets {
					if f == search.FacetOffer {
						said = i
					}
				}
				s := tab.Select(q).Sum(facets, said, search.MeasureMembers)
				switch kept {
				case "by value":
					s.layOut(0)
				case "sparse":
					s.sums = pile{sparse: map[uint64]*sum{}}
				}
				var given []string
				if said < 0 {
					s.AddAll(hits)
				} else {
					given = addTold(s, rows, hits)
				}
				got, last := map[string][2]int{}, ""
				for _, c := range s.Cells(given) {
					key := strings.Join(c.Values, " ")
					got[key] = [2]int{c.N, c.Sum}
					if place := strings.Join(c.Values, "\x00"); last > place {
						t.Errorf("%s by %v, %s: %q follows %q", typ, facets, kept, place, last)
					} else {
						last = place
					}
				}
				if !maps.Equal(want, got) {
					t.Errorf("%s by %v, %s: sums differ: %v", typ, facets, kept, gocmp.Diff(want, got))
				}
			}
		}
	}
}

// addTold adds the rows, given as documents in two segments, by what they offer.
func addTold(s *Sums, rows []uint32, hits *Rows) (given []string) {
	numbers := map[string]uint32{}
	for _, segment := range [][]uint32{rows[:len(rows)/3], rows[len(rows)/3:]} {
		docs := s.Documents(segment, hits)
		having := map[string][]uint32{}
		for doc, row := range segment {
			for _, name := range toldByRule(int(row)) {
				having[name] = append(having[name], uint32(doc))
			}
		}
		for name, list := range having {
			if _, ok := numbers[name]; !ok {
				numbers[name] = uint32(len(given))
				given = append(given, name)
			}
			docs.AddDocuments(numbers[name], list)
		}
	}
	return given
}
