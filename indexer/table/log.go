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

	"euxine/internal/search"
)

// Log is a table on disk: what each step added and what died by it, one entry
// behind the other. An entry is its length and its CRC-32 (Castagnoli), four bytes
// each, then, in varints,
//
//	the values, the links and, by group, the classes registered since the entry
//	before, each list with its length: texts, and of classes the numbers of values
//	the number of dead rows, and each as its difference from the one before
//	the number of rows, and of each: the classes, the id, the name's key, the links,
//	the numbers, the point and the spans
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
	in := bufio.NewReaderSize(io.NewSectionReader(l.f, 0, end), 1<<20)
	d := &decoder{names: t.names}
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
		var err error
		if t, err = d.step(t, entry); err != nil {
			return nil, err
		}
		at += entryHead + size
	}
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
	e.uint(uint64(t.Rows() - from))
	for row := from; row < t.Rows(); row++ {
		b, i := t.at(row)
		e.row(b, i)
	}
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

func (e *encoder) row(b *block, i uint32) {
	for _, class := range b.classes[i] {
		e.uint(uint64(class))
	}
	e.bytes(b.id(i))
	e.bytes(b.name(i))
	links := b.linksOf(i)
	e.uint(uint64(len(links)))
	for _, l := range links {
		e.uint(uint64(l.to))
	}
	for c := range b.numbers {
		e.int(int64(b.numbers[c][i]))
	}
	if p := b.points[i]; math.IsNaN(float64(p.Lat)) {
		e.uint(0)
	} else {
		e.uint(1)
		e.b = binary.LittleEndian.AppendUint32(e.b, math.Float32bits(p.Lat))
		e.b = binary.LittleEndian.AppendUint32(e.b, math.Float32bits(p.Lon))
	}
	spans := b.spansOf(i)
	e.uint(uint64(len(spans)))
	for _, s := range spans {
		e.int(int64(s.From))
		e.int(int64(s.To))
	}
}

type decoder struct {
	names *registry
	b     []byte
	bad   bool
	row   coded
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
	r := d.names
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

// step reads an entry and takes the step.
func (d *decoder) step(t *Table, entry []byte) (*Table, error) {
	d.b, d.bad = entry, false
	if err := d.registered(); err != nil {
		return nil, err
	}
	var dead []uint32
	last := int64(0)
	for range d.count() {
		last += d.int()
		dead = append(dead, uint32(last))
	}
	next, err := t.with(dead, d.count(), func(int) (*coded, error) { return &d.row, d.next() })
	if err == nil && (d.bad || len(d.b) > 0) {
		err = errNoStep
	}
	return next, err
}

// next reads a row.
func (d *decoder) next() error {
	c := &d.row
	for g := range c.classes {
		c.classes[g] = d.below(len(d.names.classes[g].ends))
	}
	c.links, c.spans, c.point = c.links[:0], c.spans[:0], Nowhere
	c.id, c.name = d.take(d.uint()), d.take(d.uint())
	for range d.count() {
		c.links = append(c.links, d.below(len(d.names.linked)))
	}
	for i := range c.numbers {
		c.numbers[i] = int32(d.int())
	}
	if d.uint() == 1 {
		if b := d.take(8); b != nil {
			c.point = Point{math.Float32frombits(binary.LittleEndian.Uint32(b)), math.Float32frombits(binary.LittleEndian.Uint32(b[4:]))}
		}
	}
	for range d.count() {
		c.spans = append(c.spans, Span{int32(d.int()), int32(d.int())})
	}
	if d.bad {
		return errNoStep
	}
	return nil
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
