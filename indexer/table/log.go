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
	"strings"

	"euxine/internal/search"
)

// Log is a table on disk: what each step added and what died by it, one entry
// behind the other. An entry is its length and its CRC-32 (Castagnoli), four bytes
// each, then
//
//	the number of dead rows, and each as its difference from the one before
//	the number of rows, and of each: the type, the id, the name's key, the values
//	and the links (as strings when first met, then by number), the numbers, the
//	point and the spans
//
// in varints. Appending is not safe for concurrent use.
type Log struct {
	f       *os.File
	end     int64
	strings map[string]uint64 // that the log has already
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
	return &Log{f: f, strings: map[string]uint64{}}, nil
}

// OpenLog reads a log up to its end as it was last confirmed, and cuts off what
// stands behind: a step that a crash has interrupted.
func OpenLog(path string, end int64) (*Log, *Table, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	l := &Log{f: f, end: end}
	t, err := l.read()
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

func (l *Log) read() (*Table, error) {
	t := New()
	in := bufio.NewReaderSize(io.NewSectionReader(l.f, 0, l.end), 1<<20)
	d := &decoder{names: t.names}
	var entry []byte
	for at := int64(0); at < l.end; {
		var head [entryHead]byte
		var err error
		if _, err = io.ReadFull(in, head[:]); err != nil {
			return nil, errCut
		}
		size := int64(binary.LittleEndian.Uint32(head[:4]))
		if size > maxEntry || at+entryHead+size > l.end {
			return nil, errCut
		}
		if int64(cap(entry)) < size {
			entry = make([]byte, size)
		}
		entry = entry[:size]
		if _, err = io.ReadFull(in, entry); err != nil {
			return nil, errCut
		}
		if crc32.Checksum(entry, crcTable) != binary.LittleEndian.Uint32(head[4:]) {
			return nil, errors.New("the rows do not match their checksum")
		}
		if t, err = d.step(t, entry); err != nil {
			return nil, err
		}
		at += entryHead + size
	}
	l.strings = make(map[string]uint64, len(d.strings))
	for n, s := range d.strings {
		l.strings[s] = uint64(n)
	}
	return t, nil
}

// End is how long the log is: what is to be confirmed elsewhere once a step's
// documents are kept too.
func (l *Log) End() int64 { return l.end }

// Append writes a step. It is on disk for good after Sync.
func (l *Log) Append(dead []uint32, rows []Row) error {
	e := encoder{l: l, b: make([]byte, entryHead, 256*len(rows)+64)}
	e.uint(uint64(len(dead)))
	last := uint32(0)
	for _, row := range dead {
		e.int(int64(row) - int64(last))
		last = row
	}
	e.uint(uint64(len(rows)))
	for i := range rows {
		e.row(&rows[i])
	}
	entry := e.b[entryHead:]
	binary.LittleEndian.PutUint32(e.b[:4], uint32(len(entry)))
	binary.LittleEndian.PutUint32(e.b[4:entryHead], crc32.Checksum(entry, crcTable))
	if _, err := l.f.WriteAt(e.b, l.end); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	l.end += int64(len(e.b))
	return nil
}

// Mark is where a log stands.
type Mark struct {
	end     int64
	strings int
}

// Mark says where the log stands, for going back there.
func (l *Log) Mark() Mark { return Mark{l.end, len(l.strings)} }

// Back takes back what was appended since the mark.
func (l *Log) Back(m Mark) {
	l.end = m.end
	for s, n := range l.strings {
		if n >= uint64(m.strings) {
			delete(l.strings, s)
		}
	}
}

// Sync waits until all that was appended is on disk.
func (l *Log) Sync() error { return l.f.Sync() }

// Close closes the file.
func (l *Log) Close() error { return l.f.Close() }

type encoder struct {
	l *Log
	b []byte
}

func (e *encoder) uint(n uint64) { e.b = binary.AppendUvarint(e.b, n) }
func (e *encoder) int(n int64)   { e.b = binary.AppendVarint(e.b, n) }

func (e *encoder) bytes(b string) {
	e.uint(uint64(len(b)))
	e.b = append(e.b, b...)
}

// known writes a string that is met often: its number, or one more than there are
// and the string.
func (e *encoder) known(s string) {
	n, ok := e.l.strings[s]
	if !ok {
		n = uint64(len(e.l.strings))
		e.l.strings[s] = n
		e.uint(n)
		e.bytes(s)
		return
	}
	e.uint(n)
}

func (e *encoder) row(r *Row) {
	e.known("type\x00" + string(r.Type))
	e.bytes(string(r.ID))
	e.bytes(string(r.Name))
	e.uint(uint64(len(r.Values)))
	for _, v := range r.Values {
		e.known(string(v.Facet) + "\x00" + v.Code)
	}
	e.uint(uint64(len(r.Links)))
	for _, id := range r.Links {
		e.known("link\x00" + id)
	}
	for _, n := range r.Numbers {
		e.int(int64(n))
	}
	if math.IsNaN(float64(r.Point.Lat)) {
		e.uint(0)
	} else {
		e.uint(1)
		e.b = binary.LittleEndian.AppendUint32(e.b, math.Float32bits(r.Point.Lat))
		e.b = binary.LittleEndian.AppendUint32(e.b, math.Float32bits(r.Point.Lon))
	}
	e.uint(uint64(len(r.Spans)))
	for _, s := range r.Spans {
		e.int(int64(s.From))
		e.int(int64(s.To))
	}
}

type decoder struct {
	names   *names
	b       []byte
	bad     bool
	strings []string
	codes   []int32 // of the same strings as values or types; -1 not asked for yet
	links   []int64 // of the same strings as links
	row     coded
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[size:]
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

// known reads what encoder.known wrote: the string's number.
func (d *decoder) known() int {
	n := d.uint()
	if n == uint64(len(d.strings)) && !d.bad {
		d.strings = append(d.strings, string(d.take(d.uint())))
		d.codes, d.links = append(d.codes, -1), append(d.links, -1)
	}
	if n >= uint64(len(d.strings)) {
		d.bad = true
		return -1
	}
	return int(n)
}

// code reads the number of a value.
func (d *decoder) code(facet func(s string) Value) (uint16, error) {
	n := d.known()
	if n < 0 {
		return 0, errNoStep
	}
	if d.codes[n] < 0 {
		code, err := d.names.code(facet(d.strings[n]))
		if err != nil {
			return 0, err
		}
		d.codes[n] = int32(code)
	}
	return uint16(d.codes[n]), nil
}

func asType(s string) Value { return Value{typeFacet, strings.TrimPrefix(s, "type\x00")} }

func asValue(s string) Value {
	facet, code, _ := strings.Cut(s, "\x00")
	return Value{search.Facet(facet), code}
}

var errNoStep = errors.New("the rows cannot be read")

// step reads an entry and takes the step.
func (d *decoder) step(t *Table, entry []byte) (*Table, error) {
	d.b, d.bad = entry, false
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
	typ, err := d.code(asType)
	if err != nil {
		return err
	}
	c.codes, c.links, c.spans, c.point = append(c.codes[:0], typ), c.links[:0], c.spans[:0], Nowhere
	c.id, c.name = d.take(d.uint()), d.take(d.uint())
	for range d.count() {
		code, err := d.code(asValue)
		if err != nil {
			return err
		}
		c.codes = append(c.codes, code)
	}
	for range d.count() {
		n := d.known()
		if n < 0 {
			return errNoStep
		}
		if d.links[n] < 0 {
			d.links[n] = int64(d.names.link(strings.TrimPrefix(d.strings[n], "link\x00")))
		}
		c.links = append(c.links, uint32(d.links[n]))
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
