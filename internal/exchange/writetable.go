package exchange

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"unicode/utf8"

	"euxine/internal/directory"
)

// tableOutput writes records as rows of a table: a header of dotted field names
// in canonical order, only those that have a value, and a row a record. The
// columns are known when all records are, so the records wait in a spool.
type tableOutput struct {
	sink    tableSink
	spool   spool
	columns map[string]outColumn
}

// tableSink puts rows down.
type tableSink interface {
	begin(t directory.RecordType, columns []outColumn) error
	row(cells []outCell) error
	close() error
	// room is how long the text of a cell may be, in the units size counts.
	room() int
	size(s string) int
}

// outColumn is a column that occurs; order is its place among the fields of the
// record, field by field downwards.
type outColumn struct {
	name  string
	order []int
}

// outCell is a cell to write: text, number or boolean, or absent.
type outCell struct {
	kind nodeKind
	text string
}

func (o *tableOutput) begin(*Writer, directory.RecordType, bool) error {
	o.columns = map[string]outColumn{}
	return o.spool.open()
}

func (o *tableOutput) record(w *Writer, r directory.Record) error {
	n := writeRecord(r)
	err := o.cells(recordParts[w.typ], n, func(c outColumn, _ outCell) {
		if _, ok := o.columns[c.name]; !ok {
			c.order = slices.Clone(c.order)
			o.columns[c.name] = c
		}
	})
	if err != nil {
		return err
	}
	return o.spool.add(appendJSON(nil, n))
}

func (o *tableOutput) end(w *Writer) (err error) {
	defer func() { err = errors.Join(err, o.spool.close()) }()
	columns := make([]outColumn, 0, len(o.columns))
	for _, c := range o.columns {
		columns = append(columns, c)
	}
	slices.SortFunc(columns, func(a, b outColumn) int { return slices.Compare(a.order, b.order) })
	if len(columns) == 0 { // no records: still a table
		columns = []outColumn{{name: "id"}}
	}
	if len(columns) > MaxColumns {
		return fmt.Errorf("the records need %d columns, a table has at most %d, choose another format: %w", len(columns), MaxColumns, directory.ErrInvalid)
	}
	index := map[string]int{}
	for i, c := range columns {
		index[c.name] = i
	}
	if err := o.sink.begin(w.typ, columns); err != nil {
		return err
	}
	row := make([]outCell, len(columns))
	again := &rowReader{src: Source{Type: w.typ}}
	return o.spool.each(func(line []byte) error {
		clear(row)
		n := again.record(line, place{}).fields
		err := o.cells(recordParts[w.typ], n, func(c outColumn, cell outCell) { row[index[c.name]] = cell })
		if err != nil {
			return err
		}
		return o.sink.row(row)
	})
}

func (o *tableOutput) close(*Writer) error { return o.sink.close() }

// cells gives the cells of a record.
func (o *tableOutput) cells(parts []part, n node, put func(outColumn, outCell)) error {
	for i, p := range parts {
		if v := n.get(p.name); v.kind != absent {
			if err := o.field(outColumn{p.name, []int{i}}, v, p.shape, put); err != nil {
				return err
			}
		}
	}
	return nil
}

// field gives the cells of one field.
func (o *tableOutput) field(c outColumn, n node, s shape, put func(outColumn, outCell)) error {
	switch {
	case s.list && s.parts != nil:
		for i, item := range n.items {
			if err := o.parts(c.numbered(i), item, s.parts, put); err != nil {
				return err
			}
		}
		return nil
	case s.parts != nil:
		return o.parts(c, n, s.parts, put)
	case n.kind == number || n.kind == boolean:
		put(c, outCell{n.kind, n.text})
		return nil
	}
	if n.kind != text && !s.list && !s.keyed && s.inline == nil {
		return fmt.Errorf("%s has no form in a table", c.name) // a rule without a shape
	}
	whole := neutral(cellText(n, s))
	switch {
	case o.sink.size(whole) <= o.sink.room():
		put(c, outCell{text, whole})
		return nil
	case !s.list || s.keyed:
		return fmt.Errorf("%s is too long for a cell, choose another format: %w", c.name, directory.ErrInvalid)
	}
	// A list that does not fit goes over as many columns as it needs.
	part, number := "", 0
	flush := func() {
		put(c.numbered(number), outCell{text, neutral(part)})
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

func (o *tableOutput) parts(c outColumn, n node, parts []part, put func(outColumn, outCell)) error {
	for i, p := range parts {
		if v := n.get(p.name); v.kind != absent {
			if err := o.field(outColumn{c.name + "." + p.name, append(slices.Clone(c.order), i)}, v, p.shape, put); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c outColumn) numbered(i int) outColumn {
	return outColumn{c.name + "." + strconv.Itoa(i+1), append(slices.Clone(c.order), i)}
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

func (s *csvSink) begin(_ directory.RecordType, columns []outColumn) error {
	s.cells = make([]string, len(columns))
	for i, c := range columns {
		s.cells[i] = c.name
	}
	return s.w.Write(s.cells)
}

func (s *csvSink) row(cells []outCell) error {
	for i, c := range cells {
		s.cells[i] = c.text
	}
	return s.w.Write(s.cells)
}

func (s *csvSink) close() error {
	s.w.Flush()
	return s.w.Error()
}

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

// spool keeps lines for a second reading: in memory, beyond maxSpool in a
// temporary file.
type spool struct {
	memory bytes.Buffer
	file   *os.File
	named  bool // the file still has its name
	w      *bufio.Writer
}

// maxSpool holds the seed of 614 organisations several times.
const maxSpool = 4 << 20

func (s *spool) open() error {
	s.memory.Reset()
	return nil
}

func (s *spool) add(line []byte) error {
	line = append(line, '\n')
	if s.file == nil && s.memory.Len()+len(line) > maxSpool {
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
	if s.file == nil {
		s.memory.Write(line)
		return nil
	}
	_, err := s.w.Write(line)
	return err
}

// each reads the lines, without their ends; they are good until the next.
func (s *spool) each(do func(line []byte) error) error {
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
	// A record is written as one line, whatever its length.
	for r := bufio.NewReader(in); ; {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := do(line[:len(line)-1]); err != nil {
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
