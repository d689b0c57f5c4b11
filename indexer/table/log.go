package table

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Log is a table on disk: what each step added and what died by it, one entry
// behind the other. An entry is its length and its CRC-32 (Castagnoli), four bytes
// each, then, in varints,
//
//	the values, the links and, by group, the classes registered since the entry
//	before, each list with its length: texts, and of classes the numbers of values
//	the number of dead rows, and each as its difference from the one before
//	the number of rows
//
// then the rows, column by column as blocks have them, so that a start need only
// copy them, in numbers of four bytes, little-endian:
//
//	of each row: the classes
//	by column, of each row: the number
//	of each row: latitude and longitude
//	of each row: where its id ends among the ids; then the ids
//	of each row: where its name's key ends among the keys; then the keys
//	the number of links, and of each: the row, from the entry's first, and to what
//
// and, in varints, the number of rows with spans, and of each: the row, from the
// entry's first, the number of its spans, and each from and to.
//
// Appending is not safe for concurrent use.
type Log struct {
	f  *os.File
	at Mark
}

const entryHead = 8

// maxEntry is the largest entry a log may claim to have: a step is some thousand
// rows of a few hundred bytes.
const maxEntry = 1 << 30

var crcTable = crc32.MakeTable(crc32.Castagnoli)

// CreateLog makes an empty log where there is none.
func CreateLog(path string) (*Log, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &Log{f: f}, nil
}

// OpenLog reads a log up to its end as it was last confirmed, and cuts off what
// stands behind: a step that a crash has interrupted.
func OpenLog(path string, end int64) (*Log, *Table, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	l := &Log{f: f}
	t, err := l.read(end)
	if err == nil {
		err = f.Truncate(end)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("read %s: %w", path, err), f.Close())
	}
	return l, t, nil
}

// errCut: the log ends before it should, or in the middle of an entry.
var errCut = errors.New("the rows are cut short")

func (l *Log) read(end int64) (*Table, error) {
	t := New()
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	// Entries are larger than the buffer and go past it, but for small ones.
	in := bufio.NewReaderSize(io.NewSectionReader(l.f, 0, end), 1<<16)
	d := &decoder{t: t}
	var entry []byte
	for at := int64(0); at < end; {
		var head [entryHead]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return nil, errCut
		}
		size := int64(binary.LittleEndian.Uint32(head[:4]))
		if size > maxEntry || at+entryHead+size > end {
			return nil, errCut
		}
		if int64(cap(entry)) < size {
			entry = make([]byte, size)
		}
		entry = entry[:size]
		if _, err := io.ReadFull(in, entry); err != nil {
			return nil, errCut
		}
		if crc32.Checksum(entry, crcTable) != binary.LittleEndian.Uint32(head[4:]) {
			return nil, errors.New("the rows do not match their checksum")
		}
		if err := d.step(entry); err != nil {
			return nil, err
		}
		at += entryHead + size
	}
	t.complete()
	l.at = Mark{end: end, values: len(t.names.values), links: len(t.names.linked)}
	for g := range l.at.classes {
		l.at.classes[g] = len(t.names.classes[g].ends)
	}
	return t, nil
}

// Mark is where a log stands: its length and how much of the registry it has.
type Mark struct {
	end           int64
	values, links int
	classes       [groups]int
}

// Mark says where the log stands, for going back there.
func (l *Log) Mark() Mark { return l.at }

// Back takes back what was appended since the mark.
func (l *Log) Back(m Mark) { l.at = m }

// End is how long the log is: what is to be confirmed elsewhere once a step's
// documents are kept too.
func (l *Log) End() int64 { return l.at.end }

// Append writes the step that made a table: what died, and its rows from one on. It
// is on disk for good after Sync.
func (l *Log) Append(t *Table, dead []uint32, from uint32) error {
	e := encoder{b: make([]byte, entryHead, 192*int(t.Rows()-from)+64)}
	next := e.registered(l.at, t.names)
	e.uint(uint64(len(dead)))
	last := uint32(0)
	for _, row := range dead {
		e.int(int64(row) - int64(last))
		last = row
	}
	e.rows(t, from)
	entry := e.b[entryHead:]
	binary.LittleEndian.PutUint32(e.b[:4], uint32(len(entry)))
	binary.LittleEndian.PutUint32(e.b[4:entryHead], crc32.Checksum(entry, crcTable))
	if _, err := l.f.WriteAt(e.b, l.at.end); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	next.end += int64(len(e.b))
	l.at = next
	return nil
}

// Sync waits until all that was appended is on disk.
func (l *Log) Sync() error { return l.f.Sync() }

// Close closes the file.
func (l *Log) Close() error { return l.f.Close() }

type encoder struct{ b []byte }

func (e *encoder) uint(n uint64) { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) int(n int64)   { e.b = binary.AppendVarint(e.b, n) }

func (e *encoder) text(s string) {
	e.uint(uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) bytes(b []byte) {
	e.uint(uint64(len(b)))
	e.b = append(e.b, b...)
}

// registered writes what the registry has beyond what the log has.
func (e *encoder) registered(m Mark, r *registry) Mark {
	r.mu.RLock()
	defer r.mu.RUnlock()
	e.uint(uint64(len(r.values) - m.values))
	for _, v := range r.values[m.values:] {
		e.text(string(v.Facet))
		e.text(v.Code)
	}
	e.uint(uint64(len(r.linked) - m.links))
	for _, id := range r.linked[m.links:] {
		e.text(id)
	}
	m.values, m.links = len(r.values), len(r.linked)
	for g := range r.classes {
		c := &r.classes[g]
		e.uint(uint64(len(c.ends) - m.classes[g]))
		for n := m.classes[g]; n < len(c.ends); n++ {
			codes := c.of(uint32(n))
			e.uint(uint64(len(codes)))
			for _, code := range codes {
				e.uint(uint64(code))
			}
		}
		m.classes[g] = len(c.ends)
	}
	return m
}

func (e *encoder) four(n uint32) { e.b = binary.LittleEndian.AppendUint32(e.b, n) }

// stretch is what an entry has of a block: the rows from one up to another.
type stretch struct {
	*block
	from, to int
}

// stretchesFrom is where the rows from one on stand.
func (t *Table) stretchesFrom(row uint32) []stretch {
	var parts []stretch
	for row < t.Rows() {
		b := t.blocks[row/blockRows]
		parts = append(parts, stretch{b, int(row % blockRows), b.rows})
		row += uint32(b.rows) - row%blockRows
	}
	return parts
}

// rows writes the rows of a table from one on.
func (e *encoder) rows(t *Table, from uint32) {
	parts := t.stretchesFrom(from)
	e.uint(uint64(t.Rows() - from))
	for _, p := range parts {
		for _, row := range p.classes[p.from:p.to] {
			for _, class := range row {
				e.four(class)
			}
		}
	}
	for c := range Columns {
		for _, p := range parts {
			for _, n := range p.numbers[c][p.from:p.to] {
				e.four(uint32(n))
			}
		}
	}
	for _, p := range parts {
		for _, at := range p.points[p.from:p.to] {
			e.four(math.Float32bits(at.Lat))
			e.four(math.Float32bits(at.Lon))
		}
	}
	e.texts(parts, func(b *block) ([]uint32, []byte) { return b.idEnds, b.ids })
	e.texts(parts, func(b *block) ([]uint32, []byte) { return b.keyEnds, b.keys })
	e.tails(parts)
}

// texts writes where each text of a column ends, and the texts.
func (e *encoder) texts(parts []stretch, column func(*block) ([]uint32, []byte)) {
	before := uint32(0)
	for _, p := range parts {
		ends, _ := column(p.block)
		begin := beginOf(ends, p.from)
		for _, end := range ends[p.from:p.to] {
			e.four(before + end - begin)
		}
		before += ends[p.to-1] - begin
	}
	for _, p := range parts {
		ends, texts := column(p.block)
		e.b = append(e.b, texts[beginOf(ends, p.from):ends[p.to-1]]...)
	}
}

// beginOf is where the text of a row begins.
func beginOf(ends []uint32, row int) uint32 {
	if row == 0 {
		return 0
	}
	return ends[row-1]
}

// tails writes links and spans, of which rows have any number.
func (e *encoder) tails(parts []stretch) {
	links, spans := 0, 0
	for _, p := range parts {
		links += len(p.links) - firstOfLinks(p.links, p.from)
		spans += len(p.spans) - firstOfSpans(p.spans, p.from)
	}
	e.four(uint32(links))
	first := 0 // of the block among the entry's rows
	for _, p := range parts {
		first -= p.from
		for _, l := range p.links[firstOfLinks(p.links, p.from):] {
			e.four(uint32(first + int(l.row)))
			e.four(l.to)
		}
		first += p.to
	}
	e.uint(uint64(spans))
	first = 0
	for _, p := range parts {
		first -= p.from
		for _, s := range p.spans[firstOfSpans(p.spans, p.from):] {
			e.uint(uint64(first + int(s.row)))
			e.uint(uint64(len(s.spans)))
			for _, span := range s.spans {
				e.int(int64(span.From))
				e.int(int64(span.To))
			}
		}
		first += p.to
	}
}

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

// The order of names is kept in a file of its own, so that a start need not sort:
// the number of rows and each in order, four bytes each, then a CRC-32. It may be
// missing, or of fewer rows than there are.

// SaveOrder writes the order as it stands, if it has been worked out.
func (t *Table) SaveOrder(path string) error {
	if t.ordered == nil || !t.ordered.made.Load() {
		return nil
	}
	b := make([]byte, 0, 4*(len(t.ordered.list)+2))
	b = binary.LittleEndian.AppendUint32(b, uint32(len(t.ordered.list)))
	for _, row := range t.ordered.list {
		b = binary.LittleEndian.AppendUint32(b, row)
	}
	b = binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, crcTable))
	if err := os.WriteFile(path+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// LoadOrder takes a saved order over. What is wrong with it does not matter: the
// order is then worked out when first asked for.
func (t *Table) LoadOrder(path string) {
	b, err := os.ReadFile(path)
	if err != nil || len(b) < 8 || t.ordered == nil {
		return
	}
	body := b[:len(b)-4]
	n := binary.LittleEndian.Uint32(body)
	if crc32.Checksum(body, crcTable) != binary.LittleEndian.Uint32(b[len(b)-4:]) || int(n) != len(body)/4-1 || n > t.Rows() {
		return
	}
	list := make([]uint32, n)
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(body[4*(i+1):])
	}
	t.ordered = &ordered{make: func() []uint32 { return t.merged(list, t.sorted(n)) }}
}
