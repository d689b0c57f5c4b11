// Package table keeps what records are counted, filtered and sorted by: one row
// for each document of the search index, in memory, column by column. It counts
// every facet over any set of rows, says which rows pass a question's filters, and
// puts rows in order. It knows no words and no Bleve: what words find it is told as
// row numbers.
//
// A [Table] does not change. [Table.With] makes the next one, which shares nearly
// all of it with the one before, so that a search goes on in the state it began
// with. A row does not change either: a changed record gets a new row at the end
// and its old one dies. Row numbers are thus good for as long as the index is.
//
// The values of a row are four classes, told by number: see groups. Rows stand in
// blocks of 8,192, small enough that a set over one, a kilobyte, stays in the
// processor's nearest cache. A block that is full gets lists of the rows of each
// value, as sets where they are many: filters without words, and their counts, are
// worked out of these. The rows that words find are counted one by one. A million rows
// of generated profiles take 186 MB, and the lists 14 (heap profile of 29 November 2026).
//
// On disk a table is a log of what was added and what died; see [Log].
//
// Where to begin: [Row], [Table.With], [Table.Select].
package table

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Row is what a record is counted, filtered and sorted by.
type Row struct {
	Type    directory.RecordType
	ID      directory.RecordID
	Values  []Value // that are counted; with all broader ones, none twice
	Links   []string
	Name    []byte // its order is that of names
	Numbers [Columns]int32
	Point   Point
	Spans   []Span
}

// Column is a number rows have.
type Column int

// The columns.
const (
	Founded Column = iota // year*10000 + month*100 + day, the latter two 0 where not known
	Members               // known members
	Updated               // day of the source, as search.Day
	Start                 // day a record is sorted by, as search.Day
	Columns
)

// None is a number that is not known.
const None = math.MinInt32

// Point is where a row lies; Lat is NaN where that is not known.
type Point struct{ Lat, Lon float32 }

// Nowhere is no point.
var Nowhere = Point{Lat: float32(math.NaN())}

// Known says whether it is a point.
func (p Point) Known() bool { return p.Lat == p.Lat }

// Span is days from which to which something takes place, as search.Span.Days
// gives them.
type Span struct{ From, To int32 }

// Table is a state of all rows. It is safe for concurrent use.
type Table struct {
	names   *registry
	blocks  []*block
	alive   []*set // by block
	rows    int    // dead ones included
	living  int
	totals  map[directory.RecordType][]int32 // living rows by value, of each type
	ordered *ordered
	whole   map[directory.RecordType]*whole
}

// whole is what is the same for every question about the rows of a type, made when
// first asked for.
type whole struct {
	once    sync.Once
	facetOf []uint8 // by value: the facet's place among the counted; or notCounted
	facets  map[search.Facet][]search.Count
}

func (w *whole) make(totals []int32, counted []search.Facet, values []Value) {
	place := map[search.Facet]uint8{}
	for i, f := range counted {
		place[f] = uint8(i)
	}
	w.facetOf = make([]uint8, len(values))
	for code, v := range values {
		p, ok := place[v.Facet]
		if !ok {
			p = notCounted
		}
		w.facetOf[code] = p
	}
	w.facets = countsOf(totals, w.facetOf, values)
}

// New is a table without rows.
func New() *Table {
	return &Table{names: newRegistry(), totals: map[directory.RecordType][]int32{}}
}

// Rows is how many rows there are, dead ones included: the next row's number.
func (t *Table) Rows() uint32 { return uint32(t.rows) }

// Living is how many rows are alive.
func (t *Table) Living() int { return t.living }

// Alive says whether a row is.
func (t *Table) Alive(row uint32) bool {
	return int(row) < t.rows && t.alive[row/blockRows].has(row%blockRows)
}

// ID is the id of a row's record.
func (t *Table) ID(row uint32) directory.RecordID {
	b, i := t.at(row)
	return directory.RecordID(b.id(i))
}

// Point is where a row lies.
func (t *Table) Point(row uint32) Point {
	b, i := t.at(row)
	return b.points[i]
}

func (t *Table) at(row uint32) (*block, uint32) { return t.blocks[row/blockRows], row % blockRows }

// With is the table with rows added, in their order from Rows on, and others dead.
// Only one successor of a table may be used: the making of another takes its
// place. Two must not be made at the same time.
func (t *Table) With(dead []uint32, rows []Row) (*Table, error) {
	var c coded
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	next := &Table{names: t.names, blocks: slices.Clone(t.blocks), alive: slices.Clone(t.alive), rows: t.rows, living: t.living,
		totals: make(map[directory.RecordType][]int32, len(t.totals)), whole: map[directory.RecordType]*whole{}}
	for typ, totals := range t.totals {
		next.totals[typ] = slices.Clone(totals)
	}
	owned := make(map[int]bool)
	own := func(block int) *set {
		if !owned[block] {
			copied := *next.alive[block]
			next.alive[block], owned[block] = &copied, true
		}
		return next.alive[block]
	}
	for _, row := range dead {
		if !next.Alive(row) {
			continue
		}
		own(int(row / blockRows)).remove(row % blockRows)
		next.living--
		b, i := next.at(row)
		next.count(b.classes[i], -1)
	}
	for done := 0; done < len(rows); {
		if next.rows%blockRows == 0 {
			next.blocks, next.alive = append(next.blocks, newBlock(next.blocks)), append(next.alive, &set{})
			owned[len(next.blocks)-1] = true
		}
		last := len(next.blocks) - 1
		b, alive := next.blocks[last].grown(), own(last)
		for ; done < len(rows) && b.rows < blockRows; done++ {
			if err := c.set(&rows[done], t.names); err != nil {
				return nil, err
			}
			b.add(&c)
			alive.add(uint32(b.rows - 1))
			next.count(c.classes, 1)
			next.rows++
			next.living++
		}
		next.blocks[last] = b
	}
	for typ := range next.totals {
		next.whole[typ] = &whole{}
	}
	next.ordered = t.ordered.after(t, next)
	return next, nil
}

// count adds a row to the totals of its type, or takes it away.
func (t *Table) count(row [groups]uint32, by int32) {
	var typ directory.RecordType
	for g, class := range row {
		codes := t.names.classes[g].of(class)
		if g == 0 {
			typ = directory.RecordType(t.names.values[codes[0]].Code)
		}
		totals := t.totals[typ]
		if n := len(t.names.values); n > len(totals) {
			totals = append(totals, make([]int32, n-len(totals))...)
			t.totals[typ] = totals
		}
		for _, code := range codes {
			totals[code] += by
		}
	}
}

// ordered is the rows by name, then id: made when first asked for.
type ordered struct {
	once sync.Once
	made atomic.Bool
	make func() []uint32
	// list is all rows, dead ones too, in order; places where each stands in it.
	list, places []uint32
}

// after is the order of the next state. Where this one has been made, the next is
// made from it at once, by putting the new rows in; otherwise when first asked for,
// by sorting.
func (o *ordered) after(t, next *Table) *ordered {
	n := &ordered{}
	switch {
	case o == nil || !o.made.Load():
		n.make = func() []uint32 { return next.sorted(0) }
	case next.rows == t.rows:
		return o
	default:
		n.make = func() []uint32 { return next.merged(o.list, next.sorted(uint32(t.rows))) }
		n.get()
	}
	return n
}

func (o *ordered) get() *ordered {
	o.once.Do(func() {
		o.list = o.make()
		o.places = make([]uint32, len(o.list))
		for i, row := range o.list {
			o.places[row] = uint32(i)
		}
		o.make = nil
		o.made.Store(true)
	})
	return o
}

// order gives the order of the table.
func (t *Table) order() *ordered {
	if t.ordered == nil {
		return &ordered{}
	}
	return t.ordered.get()
}

// Prepare works out now what is otherwise made when first asked for, so that no
// search waits for it: the order of names and the lists of full blocks, a second or
// two for a million rows. Later states take it over.
func (t *Table) Prepare() {
	t.order()
	k := t.names.known()
	for _, b := range t.blocks {
		if b.lists != nil {
			b.valueLists(&k)
		}
	}
}

// sorted is the rows from one on in order.
func (t *Table) sorted(from uint32) []uint32 {
	type keyed struct {
		begin uint64 // of the key, so that most pairs are told apart without it
		row   uint32
	}
	list := make([]keyed, 0, t.Rows()-from)
	for row := from; row < t.Rows(); row++ {
		b, i := t.at(row)
		var begin [8]byte
		copy(begin[:], b.name(i))
		list = append(list, keyed{binary.BigEndian.Uint64(begin[:]), row})
	}
	slices.SortFunc(list, func(a, b keyed) int {
		if a.begin != b.begin {
			return cmp.Compare(a.begin, b.begin)
		}
		return t.compare(a.row, b.row)
	})
	rows := make([]uint32, len(list))
	for i, k := range list {
		rows[i] = k.row
	}
	return rows
}

// compare orders two rows by name, then id; of a record with several rows, all but
// one dead, the older first.
func (t *Table) compare(x, y uint32) int {
	a, i := t.at(x)
	b, j := t.at(y)
	return cmp.Or(bytes.Compare(a.name(i), b.name(j)), bytes.Compare(a.id(i), b.id(j)), cmp.Compare(x, y))
}

// merged puts a few rows into a list, both in order.
func (t *Table) merged(list, few []uint32) []uint32 {
	merged := make([]uint32, 0, len(list)+len(few))
	for _, row := range few {
		n, _ := slices.BinarySearchFunc(list, row, t.compare)
		merged = append(append(merged, list[:n]...), row)
		list = list[n:]
	}
	return append(merged, list...)
}

// placeAfter is where in the order what stands behind a name and id begins.
func (t *Table) placeAfter(name []byte, id directory.RecordID) uint32 {
	list := t.order().list
	n, _ := slices.BinarySearchFunc(list, struct{}{}, func(row uint32, _ struct{}) int {
		b, i := t.at(row)
		if cmp.Or(bytes.Compare(b.name(i), name), bytes.Compare(b.id(i), []byte(id))) <= 0 {
			return -1
		}
		return 1
	})
	return uint32(n)
}
