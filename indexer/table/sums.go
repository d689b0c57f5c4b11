package table

import (
	"cmp"
	"maps"
	"slices"

	"euxine/internal/search"
)

// Sums adds up rows and their members by combinations of values of up to two
// facets. It is for one goroutine.
//
// A facet is told by the classes of rows, which are told apart by values at the end,
// or where those are fewer by the values at once: a row in four regions with three
// sectors is three sums, not twelve.
type Sums struct {
	s       *Selection
	measure search.Measure
	facets  [2]dimension
	n       int // facets
	major   int // the facet whose numbers come first in the order of cells
	sums    pile
}

// dimension is how a row has a facet.
type dimension struct {
	how    how
	place  uint8 // of a facet of the table, in counted
	group  int
	spread bool       // of classed: numbers are places in codes, and not classes
	codes  []uint16   // of classed: the facet's values
	lists  [][]uint32 // of classed, by class: the places of its values in codes; see list
	width  int        // more than all numbers; of told: not known
}

type how uint8

const (
	absent how = iota // nothing has it
	single            // there is no such facet: one value for all
	classed
	dated // the state of the day
	told  // by AddDocuments
)

type sum struct{ rows, members int }

// pile is sums by number: in a list, where not too many are possible.
type pile struct {
	list   []sum
	sparse map[uint64]*sum
}

// maxDense is how many sums are kept in a list, of 16 MB then. All regions by all
// values of another facet are a quarter of that.
const maxDense = 1 << 20

func newPile(size uint64) pile {
	if size > maxDense {
		return pile{sparse: map[uint64]*sum{}}
	}
	return pile{list: make([]sum, size)}
}

// at is the sum of a number.
func (p *pile) at(n uint64) *sum {
	if p.sparse == nil {
		if n >= uint64(len(p.list)) {
			p.list = append(p.list, make([]sum, int(n)+1-len(p.list))...)
		}
		return &p.list[n]
	}
	c := p.sparse[n]
	if c == nil {
		c = &sum{}
		p.sparse[n] = c
	}
	return c
}

// each visits the sums that have rows, in the order of their numbers.
func (p *pile) each(visit func(n uint64, c sum)) {
	for n, c := range p.list {
		if c.rows > 0 {
			visit(uint64(n), c)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(p.sparse)) {
		visit(n, *p.sparse[n])
	}
}

// Sum makes sums of a measure by facets. Of a facet the table does not hold, the n-th
// of them, the values are given with the rows: see AddDocuments; n -1: there is none.
func (s *Selection) Sum(facets []search.Facet, n int, m search.Measure) *Sums {
	sums := &Sums{s: s, measure: m, n: len(facets), major: max(n, 0)}
	for i := range sums.facets {
		d := &sums.facets[i]
		if i >= len(facets) {
			d.how, d.width = single, 1
			continue
		}
		at := slices.Index(s.counted, facets[i])
		switch {
		case i == n:
			d.how = told
		case at < 0:
		case facets[i] == search.FacetState:
			d.how, d.width = dated, len(search.States)
		default:
			*d = s.dimension(uint8(at), facets[i])
		}
	}
	sums.layOut(nearSums)
	return sums
}

func (s *Selection) dimension(at uint8, f search.Facet) dimension {
	d := dimension{how: classed, place: at, group: groupFor(f)}
	for code, of := range s.facetOf {
		if of == at {
			d.codes = append(d.codes, uint16(code))
		}
	}
	d.lists = make([][]uint32, len(s.known.classes[d.group].ends))
	d.width = len(d.lists)
	return d
}

// nearSums is how many sums the processor keeps near.
const nearSums = 1 << 15

// layOut chooses how the facets are told, so that sums are no more than as many as
// may be, if they can be.
func (s *Sums) layOut(most uint64) {
	for range s.facets {
		d := &s.facets[0]
		if o := &s.facets[1]; o.saves() > d.saves() {
			d = o
		}
		if s.size() > most && d.saves() > 2 {
			d.spread, d.width = true, len(d.codes)
		}
	}
	s.sums = newPile(s.size())
}

// toldValues is about how many values are told by AddDocuments.
const toldValues = 512

func (s *Sums) size() uint64 {
	n := uint64(1)
	for i := range s.facets {
		if s.facets[i].how == told {
			n *= toldValues
		} else {
			n *= uint64(s.facets[i].width)
		}
	}
	return n
}

// saves is how many times fewer numbers there are when values are told at once.
func (d *dimension) saves() float64 {
	if d.how != classed || d.spread {
		return 0
	}
	return float64(d.width) / float64(max(len(d.codes), 1))
}

// list is the places of a class's values.
func (s *Sums) list(d *dimension, class uint32) []uint32 {
	if d.lists[class] == nil {
		list := []uint32{}
		for _, code := range s.s.known.classes[d.group].of(class) {
			if s.s.facetOf[code] == d.place {
				n, _ := slices.BinarySearch(d.codes, code)
				list = append(list, uint32(n))
			}
		}
		d.lists[class] = list
	}
	return d.lists[class]
}

// number is what a row has of a facet: a class, also where its values are told at
// once.
func (s *Sums) number(d *dimension, b *block, i uint32) uint32 {
	switch d.how {
	case classed:
		return b.classes[i][d.group]
	case dated:
		return uint32(stateOf(b.spansOf(i), s.s.day))
	}
	return 0
}

// numbers is those a row counts in; one is room for it.
func (s *Sums) numbers(d *dimension, number uint32, one *[1]uint32) []uint32 {
	if d.spread {
		return s.list(d, number)
	}
	one[0] = number
	return one[:]
}

// AddAll takes rows.
func (s *Sums) AddAll(rows *Rows) {
	if s.never() {
		return
	}
	first, second := &s.facets[0], &s.facets[1]
	var a, b [1]uint32
	for n, set := range rows.sets {
		if set == nil {
			continue
		}
		block := s.s.t.blocks[n]
		set.each(func(i uint32) {
			members := int(max(block.numbers[Members][i], 0)) // none where not known
			seconds := s.numbers(second, s.number(second, block, i), &b)
			for _, x := range s.numbers(first, s.number(first, block, i), &a) {
				for _, y := range seconds {
					s.add(x, y, members)
				}
			}
		})
	}
}

// never says whether there is nothing to sum.
func (s *Sums) never() bool {
	return s.s.none || s.facets[0].how == absent || s.facets[1].how == absent
}

// add adds a row to a sum, told by its numbers in the order of cells.
func (s *Sums) add(major, minor uint32, members int) {
	c := s.sums.at(uint64(major)*uint64(s.facets[1-s.major].width) + uint64(minor))
	c.rows++
	c.members += members
}

// Documents are rows in the order of documents, which sets of these are summed by.
type Documents struct {
	s       *Sums
	numbers []uint32 // in the other facet, from 1; 0 where the row is not to be summed
	members []int32
}

// Documents makes ready the documents whose rows are given, of which those among the
// hits count.
func (s *Sums) Documents(rows []uint32, hits *Rows) *Documents {
	d := &Documents{s: s}
	if s.never() {
		return d
	}
	d.numbers = make([]uint32, len(rows))
	if s.measure == search.MeasureMembers {
		d.members = make([]int32, len(rows))
	}
	other := &s.facets[1-s.major]
	for doc, row := range rows {
		if !hits.Has(row) {
			continue
		}
		b, i := s.s.t.at(row)
		d.numbers[doc] = s.number(other, b, i) + 1
		if d.members != nil {
			d.members[doc] = max(b.numbers[Members][i], 0)
		}
	}
	return d
}

// AddDocuments takes documents that have a value, by number, of the facet the table
// does not hold.
func (d *Documents) AddDocuments(value uint32, docs []uint32) {
	if d.numbers == nil {
		return
	}
	other := &d.s.facets[1-d.s.major]
	var one [1]uint32
	for _, doc := range docs {
		number := d.numbers[doc]
		if number == 0 {
			continue
		}
		members := 0
		if d.members != nil {
			members = int(d.members[doc])
		}
		for _, minor := range d.s.numbers(other, number-1, &one) {
			d.s.add(value, minor, members)
		}
	}
}

// named is a number a cell can have, and what it is called.
type named struct {
	name   string
	number uint32
}

// names are what the cells of a facet can be called, in the order of names. given
// are the values AddDocuments was given, by number.
func (d *dimension) names(values []Value, given []string) []named {
	var list []named
	add := func(number int, name string) { list = append(list, named{name, uint32(number)}) }
	switch d.how {
	case single:
		add(0, "")
	case dated:
		for i, state := range search.States {
			add(i, state)
		}
	case told:
		for i, name := range given {
			add(i, name)
		}
	case classed:
		for i, code := range d.codes {
			add(i, values[code].Code)
		}
	}
	slices.SortFunc(list, func(a, b named) int { return cmp.Compare(a.name, b.name) })
	return list
}

// Cells gives the sums, sorted by values. given are the values AddDocuments was
// given, by number.
func (s *Sums) Cells(given []string) []search.Cell {
	if s.never() {
		return []search.Cell{}
	}
	var names [2][]named
	var ranks [2][]uint32 // where each number stands among the names
	for i := range names {
		names[i] = s.facets[i].names(s.s.known.values, given)
		ranks[i] = make([]uint32, len(names[i]))
		for rank, n := range names[i] {
			ranks[i][n.number] = uint32(rank)
		}
	}
	width, ranked := uint64(s.facets[1-s.major].width), uint64(len(names[1]))
	table := newPile(uint64(len(names[0])) * ranked)
	found := 0
	var one, other [1]uint32
	s.sums.each(func(at uint64, c sum) {
		var numbers [2]uint32
		numbers[s.major], numbers[1-s.major] = uint32(at/width), uint32(at%width)
		second := s.values(&s.facets[1], numbers[1], &other)
		for _, x := range s.values(&s.facets[0], numbers[0], &one) {
			for _, y := range second {
				to := table.at(uint64(ranks[0][x])*ranked + uint64(ranks[1][y]))
				if to.rows == 0 {
					found++
				}
				to.rows += c.rows
				to.members += c.members
			}
		}
	})
	list := make([]search.Cell, 0, found)
	texts := make([]string, 0, found*s.n) // one piece of memory for all
	table.each(func(at uint64, c sum) {
		cell := search.Cell{N: c.rows, Sum: c.rows}
		if s.measure == search.MeasureMembers {
			cell.Sum = c.members
		}
		begin := len(texts)
		for i, rank := range [2]uint64{at / ranked, at % ranked} {
			if i < s.n {
				texts = append(texts, names[i][rank].name)
			}
		}
		cell.Values = texts[begin:len(texts):len(texts)]
		list = append(list, cell)
	})
	return list
}

// values are what a number of a facet stands for, told as in names.
func (s *Sums) values(d *dimension, number uint32, one *[1]uint32) []uint32 {
	if d.how == classed && !d.spread {
		return s.list(d, number)
	}
	one[0] = number
	return one[:]
}
