package table

import (
	"slices"

	"euxine/internal/search"
)

// Sums adds up rows and their members by combinations of values of up to two
// facets. It is for one goroutine.
//
// Rows are summed by their classes, few as these are, and the classes told apart by
// values at the end: a row in four regions with three sectors is one sum, not twelve.
type Sums struct {
	s      *Selection
	facets [2]dimension
	n      int // facets
	given  int // which facet's values AddWith is given
	places map[[2]uint32]int
	sums   []sum
}

// dimension is how a row has a facet.
type dimension struct {
	how   how
	place uint8 // of a facet of the table, in counted
	group int
}

type how uint8

const (
	absent how = iota // nothing has it
	single            // there is no such facet: one value for all
	classed
	dated // the state of the day
	told  // by AddWith
)

type sum struct{ rows, members int }

// Sum makes sums by facets. Of a facet the table does not hold, the n-th of them, the
// values are given with each row: see AddWith; n -1: there is none.
func (s *Selection) Sum(facets []search.Facet, n int) *Sums {
	sums := &Sums{s: s, n: len(facets), given: n, places: map[[2]uint32]int{}}
	for i := range sums.facets {
		d := &sums.facets[i]
		if i >= len(facets) {
			d.how = single
			continue
		}
		at := slices.Index(s.counted, facets[i])
		switch {
		case i == n:
			d.how = told
		case at < 0:
		case facets[i] == search.FacetState:
			d.how = dated
		default:
			*d = dimension{classed, uint8(at), groupFor(facets[i])}
		}
	}
	return sums
}

// Add takes a row.
func (s *Sums) Add(row uint32) { s.AddWith(row, 0) }

// AddWith takes a row with a value, by number, of the facet the table does not hold.
func (s *Sums) AddWith(row, value uint32) {
	b, i := s.s.t.at(row)
	var key [2]uint32
	for n, d := range s.facets {
		switch d.how {
		case classed:
			key[n] = b.classes[i][d.group]
		case dated:
			key[n] = uint32(stateOf(b.spansOf(i), s.s.day))
		case told:
			key[n] = value
		}
	}
	at, ok := s.places[key]
	if !ok {
		at = len(s.sums)
		s.places[key], s.sums = at, append(s.sums, sum{})
	}
	c := &s.sums[at]
	c.rows++
	if n := b.numbers[Members][i]; n != None {
		c.members += int(n)
	}
}

// values are what a row's number in a facet stands for, by number.
func (s *Sums) values(d dimension, number uint32) []uint32 {
	switch d.how {
	case single, dated, told:
		return []uint32{number}
	case classed:
		var list []uint32
		for _, code := range s.s.known.classes[d.group].of(number) {
			if s.s.facetOf[code] == d.place {
				list = append(list, uint32(code))
			}
		}
		return list
	}
	return nil
}

// Cells gives the sums of a measure, sorted by values. given are the values AddWith
// was given, by number.
func (s *Sums) Cells(m search.Measure, given []string) []search.Cell {
	cells := map[[2]uint32]sum{}
	for key, at := range s.places {
		second := s.values(s.facets[1], key[1])
		for _, x := range s.values(s.facets[0], key[0]) {
			for _, y := range second {
				c := cells[[2]uint32{x, y}]
				c.rows += s.sums[at].rows
				c.members += s.sums[at].members
				cells[[2]uint32{x, y}] = c
			}
		}
	}
	name := func(d dimension, number uint32) string {
		switch d.how {
		case dated:
			return search.States[number]
		case told:
			return given[number]
		}
		return s.s.known.values[number].Code
	}
	list := make([]search.Cell, 0, len(cells))
	for key, c := range cells {
		cell := search.Cell{N: c.rows, Sum: c.rows, Values: make([]string, s.n)}
		for i := range cell.Values {
			cell.Values[i] = name(s.facets[i], key[i])
		}
		if m == search.MeasureMembers {
			cell.Sum = c.members
		}
		list = append(list, cell)
	}
	slices.SortFunc(list, func(a, b search.Cell) int { return slices.Compare(a.Values, b.Values) })
	return list
}
