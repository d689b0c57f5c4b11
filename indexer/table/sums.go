package table

import (
	"slices"

	"euxine/internal/search"
)

// Sums adds up rows and their members by combinations of values of up to two
// facets. It is for one goroutine.
type Sums struct {
	s     *Selection
	at    [2]uint8 // places of the facets
	n     int
	cells map[[2]uint16]*sum
}

type sum struct{ rows, members int }

// Sum makes sums by facets.
func (s *Selection) Sum(facets []search.Facet) *Sums {
	sums := &Sums{s: s, n: len(facets), cells: map[[2]uint16]*sum{}}
	for i, f := range facets {
		sums.at[i] = notCounted
		if n := slices.Index(s.counted, f); n >= 0 {
			sums.at[i] = uint8(n)
		}
	}
	return sums
}

// firstState is the code of the first state in sums, behind those of values.
const firstState = maxValues

// values are the codes of a row in the n-th facet.
func (s *Sums) values(row *[groups]uint32, spans []Span, n int) []uint16 {
	if s.n <= n {
		return []uint16{0}
	}
	if at := s.at[n]; at != notCounted && s.s.counted[at] == search.FacetState {
		return []uint16{uint16(firstState + stateOf(spans, s.s.day))}
	}
	var list []uint16
	if s.at[n] == notCounted {
		return nil
	}
	g := groupFor(s.s.counted[s.at[n]])
	for _, code := range s.s.known.classes[g].of(row[g]) {
		if s.s.facetOf[code] == s.at[n] {
			list = append(list, code)
		}
	}
	return list
}

// Add takes a row.
func (s *Sums) Add(row uint32) {
	b, i := s.s.t.at(row)
	classes, spans := &b.classes[i], b.spansOf(i)
	second := s.values(classes, spans, 1)
	for _, x := range s.values(classes, spans, 0) {
		for _, y := range second {
			c := s.cells[[2]uint16{x, y}]
			if c == nil {
				c = &sum{}
				s.cells[[2]uint16{x, y}] = c
			}
			c.rows++
			if n := b.numbers[Members][i]; n != None {
				c.members += int(n)
			}
		}
	}
}

// Cells gives the sums of a measure, sorted by values.
func (s *Sums) Cells(m search.Measure) []search.Cell {
	names := s.s.known.values
	name := func(code uint16) string {
		if code >= firstState {
			return search.States[code-firstState]
		}
		return names[code].Code
	}
	cells := make([]search.Cell, 0, len(s.cells))
	for codes, c := range s.cells {
		cell := search.Cell{N: c.rows, Sum: c.rows, Values: make([]string, s.n)}
		for i := range cell.Values {
			cell.Values[i] = name(codes[i])
		}
		if m == search.MeasureMembers {
			cell.Sum = c.members
		}
		cells = append(cells, cell)
	}
	slices.SortFunc(cells, func(a, b search.Cell) int { return slices.Compare(a.Values, b.Values) })
	return cells
}
