package table

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Rows is a set of rows of all blocks.
type Rows struct{ sets []*set }

// Has says whether a row is in the set.
func (r *Rows) Has(row uint32) bool {
	s := r.sets[row/blockRows]
	return s != nil && s.has(row%blockRows)
}

// NewRows is an empty set for the rows of the table.
func (t *Table) NewRows() *Rows { return &Rows{sets: make([]*set, len(t.blocks))} }

// Add puts a row in the set.
func (r *Rows) Add(row uint32) {
	n := row / blockRows
	if r.sets[n] == nil {
		r.sets[n] = &set{}
	}
	r.sets[n].add(row % blockRows)
}

// Each visits the rows in order.
func (r *Rows) Each(visit func(row uint32)) {
	for n, s := range r.sets {
		if s != nil {
			s.each(func(i uint32) { visit(uint32(n)*blockRows + i) })
		}
	}
}

// All takes every living row that passes and gives the set of them. With counting
// they count as in Add.
func (s *Selection) All(counting bool) *Rows {
	found := s.t.NewRows()
	s.Some(found, 0, len(s.t.blocks), counting)
	return found
}

// Blocks is how many blocks of rows there are.
func (t *Table) Blocks() int { return len(t.blocks) }

// Some is All for the rows of some blocks, from one on up to another that is not among
// them, into a set that others may fill with other blocks meanwhile.
func (s *Selection) Some(found *Rows, from, to int, counting bool) {
	if s.none {
		return
	}
	for n := from; n < to; n++ {
		if !s.block(n) {
			continue
		}
		if total := s.full.count(); total > 0 {
			s.passed += total
			copied := s.full
			found.sets[n] = &copied
		}
		if counting {
			s.countBlock(n)
		}
	}
}

// Narrow is the living rows that may matter to the words of a question: all that
// pass, and with counting those too that miss one facet filter.
func (s *Selection) Narrow(counting bool) (rows *Rows, total int) {
	rows = s.t.NewRows()
	if s.none {
		return rows, 0
	}
	for n := range s.t.blocks {
		if !s.block(n) {
			continue
		}
		found := s.full
		if counting {
			for i := range found {
				found[i] |= s.one[i]
			}
		}
		if c := found.count(); c > 0 {
			total += c
			rows.sets[n] = &found
		}
	}
	return rows, total
}

// block works out a block: full is the rows that pass, one those that miss one
// facet filter alone, miss those that miss each. It is false where no row passes
// the other filters.
func (s *Selection) block(n int) bool {
	b, alive := s.t.blocks[n], s.t.alive[n]
	if b.lists == nil || s.dated {
		return s.blockByRow(n)
	}
	l := b.valueLists(&s.known)
	s.base = set{}
	l.orInto(s.typ, &s.base)
	some := uint64(0)
	for i := range s.base {
		s.base[i] &= alive[i]
		some |= s.base[i]
	}
	if some == 0 {
		return false
	}
	if s.others || s.excluded != nil {
		rest := set{}
		s.base.each(func(i uint32) {
			if s.otherwise(b, i, uint32(n)*blockRows+i) {
				rest.add(i)
			}
		})
		s.base = rest
	}
	s.full, s.one = s.base, set{}
	if len(s.facets) == 0 {
		return true
	}
	var missed, more set // at least one filter, at least two
	for f, filter := range s.facets {
		s.wider = set{}
		for _, code := range filter.codes {
			l.orInto(code, &s.wider)
		}
		m := &s.miss[f]
		for i, w := range s.base {
			m[i] = w &^ s.wider[i]
			more[i] |= missed[i] & m[i]
			missed[i] |= m[i]
		}
	}
	for i, w := range s.base {
		s.full[i] = w &^ missed[i]
		s.one[i] = missed[i] &^ more[i]
	}
	return true
}

// blockByRow does the same row by row: the last block has no lists, and states
// change with the day.
func (s *Selection) blockByRow(n int) bool {
	b := s.t.blocks[n]
	s.full, s.one = set{}, set{}
	clear(s.miss)
	some := false
	s.t.alive[n].each(func(i uint32) {
		row := &b.classes[i]
		if !s.typed(row) || (s.others || s.excluded != nil) && !s.otherwise(b, i, uint32(n)*blockRows+i) {
			return
		}
		some = true
		missed := s.missed(row, s.state(b, i))
		switch {
		case missed == 0:
			s.full.add(i)
		case missed&(missed-1) == 0:
			s.one.add(i)
			s.miss[trailing(missed)].add(i)
		}
	})
	return some
}

func (s *Selection) state(b *block, i uint32) int {
	if !s.dated {
		return -1
	}
	return stateOf(b.spansOf(i), s.day)
}

// perRow is what counting a row costs, in machine words read.
const perRow = 2 * groups

// countBlock counts the block that was worked out last, by its lists or by its
// rows, whichever are fewer to read: the rows that pass in all facets, those that
// miss one filter in its facet.
func (s *Selection) countBlock(n int) {
	b := s.t.blocks[n]
	var l *lists
	if b.lists != nil && !s.dated {
		l = b.valueLists(&s.known)
	}
	if rows := s.full.count(); l != nil && rows*perRow > l.cost {
		for i, code := range l.codes {
			if s.facetOf[code] != notCounted {
				s.counts[code] += int32(l.lists[i].countIn(&s.full))
			}
		}
	} else if rows > 0 {
		s.full.each(func(i uint32) { s.count(&b.classes[i], s.state(b, i), 0) })
	}
	for f := range s.facets {
		missed := &s.miss[f]
		for i, w := range s.one {
			missed[i] &= w
		}
		rows := missed.count()
		if rows == 0 {
			continue
		}
		if at := uint8(slices.Index(s.counted, s.facets[f].facet)); l != nil && rows*perRow > l.costOf(at, s.facetOf) {
			for i, code := range l.codes {
				if s.facetOf[code] == at {
					s.counts[code] += int32(l.lists[i].countIn(missed))
				}
			}
			continue
		}
		missed.each(func(i uint32) { s.count(&b.classes[i], s.state(b, i), 1<<f) })
	}
}

func trailing(bit uint16) int { return bits.TrailingZeros16(bit) }

// Counts gives what has been counted, by falling count, then value; facets
// without any are left out.
func (s *Selection) Counts() map[search.Facet][]search.Count {
	if s.none {
		return map[search.Facet][]search.Count{}
	}
	s.settle()
	result := countsOf(s.counts, s.facetOf, s.known.values)
	var states []search.Count
	for i, n := range s.stateCounts {
		if n > 0 {
			states = append(states, search.Count{Value: search.States[i], Count: int(n)})
		}
	}
	if len(states) > 0 {
		sortCounts(states)
		result[search.FacetState] = states
	}
	return result
}

// Whole is the total and the counts of a question that filters nothing but the
// type, kept ready; ok is false for any other, and where counts change with the
// day. The counts are not to be changed.
func (s *Selection) Whole() (total int, counts map[search.Facet][]search.Count, ok bool) {
	if s.none || !s.IsWhole() || s.dated {
		return 0, nil, false
	}
	return int(s.t.totals[directory.RecordType(s.known.values[s.typ].Code)][s.typ]), s.whole.facets, true
}

func countsOf(counts []int32, facetOf []uint8, values []Value) map[search.Facet][]search.Count {
	result := map[search.Facet][]search.Count{}
	for code, n := range counts {
		if n > 0 && facetOf[code] != notCounted {
			f := values[code].Facet
			result[f] = append(result[f], search.Count{Value: values[code].Code, Count: int(n)})
		}
	}
	for _, list := range result {
		sortCounts(list)
	}
	return result
}

func sortCounts(list []search.Count) {
	slices.SortFunc(list, func(a, b search.Count) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
	})
}
