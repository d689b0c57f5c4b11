package table

import (
	"cmp"
	"math/bits"
	"slices"
	"sync"
)

// blockRows is how many rows a block has; a set of them is 1 KB.
const blockRows = 8192

// set is a set of the rows of a block, by their number in it.
type set [blockRows / 64]uint64

func (s *set) has(i uint32) bool { return s[i/64]>>(i%64)&1 != 0 }
func (s *set) add(i uint32)      { s[i/64] |= 1 << (i % 64) }
func (s *set) remove(i uint32)   { s[i/64] &^= 1 << (i % 64) }

func (s *set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// countBoth is how many two sets share.
func (s *set) countBoth(o *set) int {
	n := 0
	for i, w := range s {
		n += bits.OnesCount64(w & o[i])
	}
	return n
}

// each visits the rows in order.
func (s *set) each(visit func(i uint32)) {
	for n, w := range s {
		for w != 0 {
			visit(uint32(n*64 + bits.TrailingZeros64(w)))
			w &= w - 1
		}
	}
}

// block is up to blockRows rows. Its slices grow behind what readers of an earlier
// state look at, so that states share them.
type block struct {
	rows    int
	classes [][groups]uint32 // what values a row has; see registry
	idEnds  []uint32
	ids     []byte
	keyEnds []uint32
	keys    []byte // names as they are sorted
	numbers [Columns][]int32
	points  []Point
	links   []link     // by row
	spans   []rowSpans // of the rows that have any, by row

	lists *lists // of a full block
}

type link struct {
	to  uint32
	row uint16
}

type rowSpans struct {
	row   uint16
	spans []Span
}

// newBlock is an empty block with room for as much as the one before has, so that it
// need not grow.
func newBlock(before []*block) *block {
	b := &block{}
	if len(before) == 0 {
		return b
	}
	last := before[len(before)-1]
	b.classes, b.points = make([][groups]uint32, 0, blockRows), make([]Point, 0, blockRows)
	b.idEnds, b.keyEnds = make([]uint32, 0, blockRows), make([]uint32, 0, blockRows)
	b.ids, b.keys = make([]byte, 0, len(last.ids)*9/8), make([]byte, 0, len(last.keys)*9/8)
	b.links = make([]link, 0, len(last.links)*9/8)
	for c := range b.numbers {
		b.numbers[c] = make([]int32, 0, blockRows)
	}
	return b
}

// grown is a block that may be added to while others read this one.
func (b *block) grown() *block {
	c := *b
	return &c
}

// add puts a row at the end.
func (b *block) add(c *coded) {
	b.classes = append(b.classes, c.classes)
	b.ids = append(b.ids, c.id...)
	b.idEnds = append(b.idEnds, uint32(len(b.ids)))
	b.keys = append(b.keys, c.name...)
	b.keyEnds = append(b.keyEnds, uint32(len(b.keys)))
	for i := range b.numbers {
		b.numbers[i] = append(b.numbers[i], c.numbers[i])
	}
	b.points = append(b.points, c.point)
	for _, to := range c.links {
		b.links = append(b.links, link{to, uint16(b.rows)})
	}
	if len(c.spans) > 0 {
		b.spans = append(b.spans, rowSpans{uint16(b.rows), slices.Clone(c.spans)})
	}
	b.grow(1)
}

// grow counts rows that were put at the end.
func (b *block) grow(by int) {
	if b.rows += by; b.rows == blockRows {
		b.lists = &lists{}
	}
}

func part[T any](ends []uint32, list []T, i uint32) []T {
	start := uint32(0)
	if i > 0 {
		start = ends[i-1]
	}
	return list[start:ends[i]]
}

func (b *block) id(i uint32) []byte   { return part(b.idEnds, b.ids, i) }
func (b *block) name(i uint32) []byte { return part(b.keyEnds, b.keys, i) }

func (b *block) linksOf(i uint32) []link {
	from := firstOfLinks(b.links, int(i))
	return b.links[from : from+firstOfLinks(b.links[from:], int(i)+1)]
}

// firstOfLinks is where the links of rows from one on begin.
func firstOfLinks(links []link, row int) int {
	n, _ := slices.BinarySearchFunc(links, row, func(l link, row int) int { return cmp.Compare(int(l.row), row) })
	return n
}

func (b *block) spansOf(i uint32) []Span {
	n := firstOfSpans(b.spans, int(i))
	if n == len(b.spans) || b.spans[n].row != uint16(i) {
		return nil
	}
	return b.spans[n].spans
}

// firstOfSpans is where the spans of rows from one on begin.
func firstOfSpans(spans []rowSpans, row int) int {
	n, _ := slices.BinarySearchFunc(spans, row, func(s rowSpans, row int) int { return cmp.Compare(int(s.row), row) })
	return n
}

// lists are the rows of each value of a full block, made when first asked for.
type lists struct {
	once  sync.Once
	codes []uint16 // that occur, in order
	lists []list
	cost  int // about the machine words read by counting all of them against a set
}

// list is rows in order, or the set of them where that is smaller.
type list struct {
	rows []uint16
	set  *set
}

// dense is from how many rows on a set is smaller than a list.
const dense = blockRows / 16

// valueLists gives the lists of a full block.
func (b *block) valueLists(k *known) *lists {
	b.lists.once.Do(func() {
		l := b.lists
		counts := make([]uint16, len(k.values))
		most := uint16(0)
		for _, row := range b.classes {
			for g, class := range row {
				for _, code := range k.classes[g].of(class) {
					counts[code]++
					most = max(most, code)
				}
			}
		}
		at := make([]uint32, int(most)+1) // where the rows of each begin
		total := uint32(0)
		for code, n := range counts[:int(most)+1] {
			at[code] = total
			total += uint32(n)
		}
		all := make([]uint16, total)
		next := slices.Clone(at)
		for i, row := range b.classes {
			for g, class := range row {
				for _, code := range k.classes[g].of(class) {
					all[next[code]] = uint16(i)
					next[code]++
				}
			}
		}
		few := 0
		for _, n := range counts[:int(most)+1] {
			if n < dense {
				few += int(n)
			}
		}
		sparse := make([]uint16, 0, few) // one piece of memory for all
		for code, n := range counts[:int(most)+1] {
			if n == 0 {
				continue
			}
			rows := all[at[code]:next[code]]
			l.codes = append(l.codes, uint16(code))
			if n < dense {
				begin := len(sparse)
				sparse = append(sparse, rows...)
				l.lists = append(l.lists, list{rows: sparse[begin:]})
				l.cost += int(n)
				continue
			}
			s := &set{}
			for _, row := range rows {
				s.add(uint32(row))
			}
			l.lists = append(l.lists, list{set: s})
			l.cost += len(s)
		}
	})
	return b.lists
}

// costOf is cost for the values of one facet, by its place.
func (l *lists) costOf(at uint8, facetOf []uint8) int {
	n := 0
	for i, code := range l.codes {
		if facetOf[code] != at {
			continue
		}
		if l.lists[i].set != nil {
			n += len(l.lists[i].set)
		} else {
			n += len(l.lists[i].rows)
		}
	}
	return n
}

// orInto adds the rows of a value to a set.
func (l *lists) orInto(code uint16, s *set) {
	n, ok := slices.BinarySearch(l.codes, code)
	if !ok {
		return
	}
	if o := l.lists[n].set; o != nil {
		for i, w := range o {
			s[i] |= w
		}
		return
	}
	for _, row := range l.lists[n].rows {
		s.add(uint32(row))
	}
}

// countIn is how many of a list are in a set.
func (l *list) countIn(s *set) int {
	if l.set != nil {
		return l.set.countBoth(s)
	}
	n := 0
	for _, row := range l.rows {
		n += int(s[row/64] >> (row % 64) & 1)
	}
	return n
}
