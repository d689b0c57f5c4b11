package table

import (
	"encoding/binary"
	"errors"
	"math"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// decoder takes the steps of a log: it puts what they added at the end of a table
// that nobody else sees yet.
type decoder struct {
	t   *Table
	b   []byte
	bad bool
}

// skip goes on behind a number of so many bytes; none is no number.
func (d *decoder) skip(size int) {
	if size <= 0 {
		d.bad, size = true, len(d.b)
	}
	d.b = d.b[size:]
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.b)
	d.skip(size)
	return n
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.b)
	d.skip(size)
	return n
}

func (d *decoder) take(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.bad, d.b = true, nil
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

// count is a number of things each of which takes a byte at least.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.bad, d.b = true, nil
		return 0
	}
	return int(n)
}

func (d *decoder) text() string { return string(d.take(d.uint())) }

// below reads a number that is less than n.
func (d *decoder) below(n int) uint32 {
	x := d.uint()
	if x >= uint64(n) {
		d.bad, d.b = true, nil
		return 0
	}
	return uint32(x)
}

var errNoStep = errors.New("the rows cannot be read")

// registered reads what encoder.registered wrote.
func (d *decoder) registered() error {
	r := d.t.names
	for range d.count() {
		v := Value{search.Facet(d.text()), d.text()}
		if n := len(r.values); !d.bad {
			if _, err := r.code(v); err != nil {
				return err
			}
			d.bad = len(r.values) == n // it was there
		}
	}
	for range d.count() {
		n := len(r.linked)
		r.link(d.text())
		d.bad = d.bad || len(r.linked) == n
	}
	var codes []uint16
	for g := range r.classes {
		c := &r.classes[g]
		for range d.count() {
			codes = codes[:0]
			for range d.count() {
				codes = append(codes, uint16(d.below(len(r.values))))
			}
			if d.bad || g == 0 && (len(codes) == 0 || r.values[codes[0]].Facet != typeFacet) {
				return errNoStep
			}
			n := len(c.ends)
			c.number(codes)
			d.bad = len(c.ends) == n
		}
	}
	if d.bad {
		return errNoStep
	}
	return nil
}

// step reads an entry and takes the step. After an error the table is no use.
func (d *decoder) step(entry []byte) error {
	d.b, d.bad = entry, false
	if err := d.registered(); err != nil {
		return err
	}
	last := int64(0)
	for range d.count() {
		last += d.int()
		d.t.bury(uint32(last))
	}
	d.rows()
	if d.bad || len(d.b) > 0 {
		return errNoStep
	}
	return nil
}

// bury notes that a row has died, in a table that nobody else sees.
func (t *Table) bury(row uint32) {
	if t.Alive(row) {
		t.alive[row/blockRows].remove(row % blockRows)
		t.living--
	}
}

// four is a column of numbers of four bytes.
type four []byte

func (f four) at(i int) uint32 { return binary.LittleEndian.Uint32(f[4*i:]) }

// columns are the rows of an entry.
type columns struct {
	n               int
	classes         four
	numbers         [Columns]four
	points          four
	idEnds, keyEnds four
	ids, keys       []byte
}

// fours reads a column of n numbers.
func (d *decoder) fours(n int) four { return d.take(4 * uint64(n)) }

// texts reads what encoder.texts wrote.
func (d *decoder) texts(n int) (ends four, texts []byte) {
	if ends = d.fours(n); d.bad || n == 0 {
		return ends, nil
	}
	last := uint32(0)
	for i := range n {
		end := ends.at(i)
		d.bad = d.bad || end < last
		last = end
	}
	return ends, d.take(uint64(last))
}

// rows reads what encoder.rows wrote.
func (d *decoder) rows() {
	c := columns{n: d.count()}
	c.classes = d.fours(groups * c.n)
	for i := range c.numbers {
		c.numbers[i] = d.fours(c.n)
	}
	c.points = d.fours(2 * c.n)
	c.idEnds, c.ids = d.texts(c.n)
	c.keyEnds, c.keys = d.texts(c.n)
	if d.bad {
		return
	}
	first := uint32(d.t.rows)
	for from := 0; from < c.n; {
		if d.t.rows%blockRows == 0 {
			d.t.blocks, d.t.alive = append(d.t.blocks, newBlock(d.t.blocks)), append(d.t.alive, &set{})
		}
		b := d.t.blocks[len(d.t.blocks)-1]
		to := min(c.n, from+blockRows-b.rows)
		d.bad = d.bad || !b.addColumns(&c, from, to, d.t.names)
		alive := d.t.alive[len(d.t.alive)-1]
		for i := range to - from {
			alive.add(uint32(b.rows + i))
		}
		b.grow(to - from)
		d.t.rows += to - from
		d.t.living += to - from
		from = to
	}
	d.tails(first, c.n)
}

// addColumns puts rows of an entry at the end. It is false where they have a class
// there is none of.
func (b *block) addColumns(c *columns, from, to int, names *registry) bool {
	sound := true
	var most [groups]uint32
	for g := range most {
		most[g] = uint32(len(names.classes[g].ends))
	}
	for i := from; i < to; i++ {
		var row [groups]uint32
		for g := range row {
			row[g] = c.classes.at(groups*i + g)
			sound = sound && row[g] < most[g]
		}
		b.classes = append(b.classes, row)
	}
	for n := range b.numbers {
		for i := from; i < to; i++ {
			b.numbers[n] = append(b.numbers[n], int32(c.numbers[n].at(i)))
		}
	}
	for i := from; i < to; i++ {
		b.points = append(b.points, Point{math.Float32frombits(c.points.at(2 * i)), math.Float32frombits(c.points.at(2*i + 1))})
	}
	b.idEnds, b.ids = addTexts(b.idEnds, b.ids, c.idEnds, c.ids, from, to)
	b.keyEnds, b.keys = addTexts(b.keyEnds, b.keys, c.keyEnds, c.keys, from, to)
	return sound
}

func addTexts(ends []uint32, texts []byte, addedEnds four, added []byte, from, to int) ([]uint32, []byte) {
	begin := uint32(0)
	if from > 0 {
		begin = addedEnds.at(from - 1)
	}
	before := uint32(len(texts)) - begin // may wrap around, and back
	for i := from; i < to; i++ {
		ends = append(ends, before+addedEnds.at(i))
	}
	return ends, append(texts, added[begin:addedEnds.at(to-1)]...)
}

// tails reads what encoder.tails wrote of n rows, the first of which is given.
func (d *decoder) tails(first uint32, n int) {
	at := func(row uint32) (*block, uint16) {
		b, i := d.t.at(first + row)
		return b, uint16(i)
	}
	count := d.fours(1)
	if d.bad {
		return
	}
	last := uint32(0)
	links := d.take(8 * uint64(count.at(0)))
	for f := four(links); len(f) > 0; f = f[8:] {
		row, to := f.at(0), f.at(1)
		if row < last || row >= uint32(n) || to >= uint32(len(d.t.names.linked)) {
			d.bad = true
			return
		}
		last = row
		b, i := at(row)
		b.links = append(b.links, link{to, i})
	}
	next := uint32(0) // row that may have spans
	for range d.count() {
		row := d.below(n)
		spans := make([]Span, 0, d.count())
		for range cap(spans) {
			spans = append(spans, Span{int32(d.int()), int32(d.int())})
		}
		if d.bad || row < next || len(spans) == 0 {
			d.bad = true
			return
		}
		next = row + 1
		b, i := at(row)
		b.spans = append(b.spans, rowSpans{i, spans})
	}
}

// complete works out what steps do not: the totals, and what is made of them.
func (t *Table) complete() {
	k := known{values: t.names.values, classes: t.names.classes}
	byType := map[directory.RecordType]*[groups][]int32{} // living rows by class
	typeOf := make([]*[groups][]int32, len(k.classes[0].ends))
	for class := range typeOf {
		typ := k.typeOf(uint32(class))
		if byType[typ] == nil {
			byType[typ] = &[groups][]int32{}
			for g := range byType[typ] {
				byType[typ][g] = make([]int32, len(k.classes[g].ends))
			}
		}
		typeOf[class] = byType[typ]
	}
	for n, b := range t.blocks {
		t.alive[n].each(func(i uint32) {
			row := &b.classes[i]
			of := typeOf[row[0]]
			for g, class := range row {
				of[g][class]++
			}
		})
	}
	t.whole = map[directory.RecordType]*whole{}
	for typ, rows := range byType {
		totals := make([]int32, len(k.values))
		for g := range rows {
			for class, n := range rows[g] {
				if n > 0 {
					for _, code := range k.classes[g].of(uint32(class)) {
						totals[code] += n
					}
				}
			}
		}
		t.totals[typ], t.whole[typ] = totals, &whole{}
	}
	t.ordered = &ordered{make: func() []uint32 { return t.sorted(0) }}
}
