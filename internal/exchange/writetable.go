package exchange

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"unicode/utf8"

	"euxine/internal/directory"
)

// tableOutput writes records as rows of a table: a header of dotted field names
// in canonical order, only those that have a value, and a row a record. The
// columns are known when all records are, so the rows wait in a spool, as cells
// with the numbers of their columns.
type tableOutput struct {
	sink  tableSink
	spool spool
	// fields are the columns of the record's own fields, with those of their parts
	// below them; used is how many of all have had a value.
	fields outColumn
	used   int
	cells  []byte // of the record being written, used again
}

// tableSink puts rows down. What begin has begun, end ends, whatever happens
// between.
type tableSink interface {
	begin(t directory.RecordType, columns []string) error
	row(cells []outCell) error
	end() error
	close() error
	// rows is how many a table may have below its header.
	rows() int
	// room is how long the text of a cell may be, in the units size counts.
	room() int
	size(s string) int
}

// outColumn is a column that may occur. number says when it first did, from 1; 0
// is not yet. Below it are those of the parts of an object in the order of its
// fields, or of the items of a list: read downwards, each before what is below
// it, columns are in canonical order.
type outColumn struct {
	name   string
	number int
	below  []*outColumn
}

// part is the column of a part or item, by its place.
func (c *outColumn) part(i int, name string) *outColumn {
	for len(c.below) <= i {
		c.below = append(c.below, nil)
	}
	if c.below[i] == nil {
		if c.name != "" {
			name = c.name + "." + name
		}
		c.below[i] = &outColumn{name: name}
	}
	return c.below[i]
}

func (c *outColumn) numbered(i int) *outColumn { return c.part(i, strconv.Itoa(i+1)) }

// occurring adds the columns that have had a value, in canonical order.
func (c *outColumn) occurring(list []*outColumn) []*outColumn {
	if c.number > 0 {
		list = append(list, c)
	}
	for _, b := range c.below {
		if b != nil {
			list = b.occurring(list)
		}
	}
	return list
}

// outCell is a cell to write: text, number or boolean, or absent.
type outCell struct {
	kind nodeKind
	text string
}

func (o *tableOutput) begin(*Writer, directory.RecordType, bool) error {
	o.fields, o.used = outColumn{}, 0
	return o.spool.open()
}

func (o *tableOutput) record(w *Writer, r directory.Record) error {
	if w.count == o.sink.rows() {
		return fmt.Errorf("a table of this format has at most %d rows below its header, choose another format: %w", o.sink.rows(), directory.ErrInvalid)
	}
	o.cells = o.cells[:0]
	if err := o.parts(&o.fields, w.rowOf(r), recordParts[w.typ]); err != nil {
		return err
	}
	return o.spool.add(o.cells)
}

func (o *tableOutput) end(w *Writer) (err error) {
	defer func() { err = errors.Join(err, o.spool.close()) }()
	columns := o.fields.occurring(nil)
	if len(columns) > MaxColumns {
		return fmt.Errorf("the records need %d columns, a table has at most %d, choose another format: %w", len(columns), MaxColumns, directory.ErrInvalid)
	}
	names := make([]string, len(columns))
	place := make([]int, o.used+1) // of a column by its number
	for i, c := range columns {
		names[i], place[c.number] = c.name, i
	}
	if len(names) == 0 { // no records: still a table
		names = []string{"id"}
	}
	if err := o.sink.begin(w.typ, names); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.sink.end()) }()
	row := make([]outCell, len(names))
	return o.spool.each(func(cells string) error {
		clear(row)
		for cells != "" {
			number, kind, text, rest := cutCell(cells)
			row[place[number]], cells = outCell{kind, text}, rest
		}
		return o.sink.row(row)
	})
}

func (o *tableOutput) close(*Writer) error { return o.sink.close() }

// put adds a cell to the record's: number and kind of its column, length, text.
func (o *tableOutput) put(c *outColumn, kind nodeKind, text string) {
	if c.number == 0 {
		o.used++
		c.number = o.used
	}
	o.cells = binary.AppendUvarint(o.cells, uint64(c.number))
	o.cells = append(o.cells, byte(kind))
	o.cells = binary.AppendUvarint(o.cells, uint64(len(text)))
	o.cells = append(o.cells, text...)
}

// cutCell undoes put.
func cutCell(s string) (number int, kind nodeKind, text, rest string) {
	number, s = cutNumber(s)
	kind, s = nodeKind(s[0]), s[1:]
	length, s := cutNumber(s)
	return number, kind, s[:length], s[length:]
}

// cutNumber reads what binary.AppendUvarint has written.
func cutNumber(s string) (int, string) {
	n := 0
	for i := range len(s) {
		n |= int(s[i]&0x7F) << (7 * i)
		if s[i] < 0x80 {
			return n, s[i+1:]
		}
	}
	return n, ""
}

// parts gives the cells of an object.
func (o *tableOutput) parts(c *outColumn, n node, parts []part) error {
	for i := range parts {
		if v := n.get(parts[i].name); v.kind != absent {
			if err := o.field(c.part(i, parts[i].name), v, parts[i].shape); err != nil {
				return err
			}
		}
	}
	return nil
}

// field gives the cells of one field.
func (o *tableOutput) field(c *outColumn, n node, s shape) error {
	switch {
	case s.list && s.parts != nil:
		for i, item := range n.items {
			if err := o.parts(c.numbered(i), item, s.parts); err != nil {
				return err
			}
		}
		return nil
	case s.parts != nil:
		return o.parts(c, n, s.parts)
	case n.kind == number || n.kind == boolean:
		o.put(c, n.kind, n.text)
		return nil
	}
	if n.kind != text && !s.list && !s.keyed && s.inline == nil {
		return fmt.Errorf("%s has no form in a table", c.name) // a rule without a shape
	}
	whole := neutral(cellText(n, s))
	switch {
	case o.sink.size(whole) <= o.sink.room():
		o.put(c, text, whole)
		return nil
	case !s.list || s.keyed:
		return fmt.Errorf("%s is too long for a cell, choose another format: %w", c.name, directory.ErrInvalid)
	}
	// A list that does not fit goes over as many columns as it needs.
	part, number := "", 0
	flush := func() {
		o.put(c.numbered(number), text, neutral(part))
		part, number = "", number+1
	}
	for _, item := range itemTexts(n, s) {
		if o.sink.size(item)+1 > o.sink.room() {
			return fmt.Errorf("%s holds a value too long for a cell, choose another format: %w", c.name, directory.ErrInvalid)
		}
		if part != "" && o.sink.size(part)+o.sink.size(item)+2 > o.sink.room() {
			flush()
		}
		if part != "" {
			part += "|"
		}
		part += item
	}
	flush()
	return nil
}

// csvSink writes text with a separator between cells: UTF-8 without a byte order
// mark, which programs would take for part of the first header (spreadsheets
// are better served by a workbook), and lines that end with a newline.
type csvSink struct {
	w     *csv.Writer
	cells []string
}

func newCSVSink(w io.Writer, comma rune) *csvSink {
	s := &csvSink{w: csv.NewWriter(w)}
	s.w.Comma = comma
	return s
}

func (s *csvSink) begin(_ directory.RecordType, columns []string) error {
	s.cells = make([]string, len(columns))
	return s.w.Write(columns)
}

func (s *csvSink) row(cells []outCell) error {
	for i, c := range cells {
		s.cells[i] = c.text
	}
	return s.w.Write(s.cells)
}

func (s *csvSink) end() error { return nil }

func (s *csvSink) close() error {
	s.w.Flush()
	return s.w.Error()
}

func (s *csvSink) rows() int         { return math.MaxInt }
func (s *csvSink) room() int         { return MaxCell }
func (s *csvSink) size(t string) int { return len(t) }

// utf16Length is how spreadsheets count the characters of a cell.
func utf16Length(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf8.RuneLen(r)-2) // two beyond the first 65,536, which take four bytes of UTF-8
	}
	return n
}

// spool keeps records for a second reading: in memory, beyond maxSpool in a
// temporary file. Each stands behind its length.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	named  bool // the file still has its name
	w      *bufio.Writer
	length []byte // of the record being added, used again
}

// maxSpool holds the seed of 614 organisations several times.
const maxSpool = 4 << 20

func (s *spool) open() error {
	s.memory.Reset()
	return nil
}

func (s *spool) add(record []byte) error {
	if s.file == nil && s.memory.Len()+len(record)+binary.MaxVarintLen64 > maxSpool {
		f, err := os.CreateTemp("", "euxine-export-*")
		if err != nil {
			return err
		}
		// Without a name it goes with the process, whatever happens to it.
		s.file, s.named = f, os.Remove(f.Name()) != nil
		s.w = bufio.NewWriter(f)
		if _, err := s.memory.WriteTo(s.w); err != nil {
			return errors.Join(err, s.close())
		}
	}
	s.length = binary.AppendUvarint(s.length[:0], uint64(len(record)))
	if s.file == nil {
		s.memory.Write(s.length)
		s.memory.Write(record)
		return nil
	}
	if _, err := s.w.Write(s.length); err != nil {
		return err
	}
	_, err := s.w.Write(record)
	return err
}

// each reads the records.
func (s *spool) each(do func(record string) error) error {
	var in io.Reader = bytes.NewReader(s.memory.Bytes())
	if s.file != nil {
		if err := s.w.Flush(); err != nil {
			return err
		}
		if _, err := s.file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		in = s.file
	}
	r := bufio.NewReaderSize(in, 64<<10)
	var record []byte
	for {
		length, err := binary.ReadUvarint(r)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		record = slices.Grow(record[:0], int(length))[:length]
		if _, err := io.ReadFull(r, record); err != nil {
			return err
		}
		if err := do(string(record)); err != nil {
			return err
		}
	}
}

func (s *spool) close() error {
	s.memory.Reset()
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.named {
		if gone := os.Remove(s.file.Name()); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	s.file = nil
	return err
}
