package exchange

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"

	"euxine/internal/directory"
)

// Writer writes records in a format. The same records in the same order give
// the same bytes, and reading them gives the same records.
//
// Call Begin before the records of each type, and Close at the end. JSON, NDJSON,
// YAML, GeoJSON, JSON-LD and calendars are streamed. Tables name only columns that have values, so they are
// kept until the last record is known: in memory, and beyond a few megabytes in
// a temporary file.
type Writer struct {
	w       *bufio.Writer
	format  Format
	out     output
	setting Setting
	typ     directory.RecordType // begun last, "" before the first
	count   int                  // records of typ
	line    []byte               // of putNode, used again
	row     *node                // of the record being written, absent until it is made; nil outside RecordIn
}

// output is what a format adds to a Writer.
type output interface {
	begin(w *Writer, t directory.RecordType, first bool) error // the last type ended, if any
	record(w *Writer, r directory.Record) error
	end(w *Writer) error // of the records of a type
	close(w *Writer) error
}

// NewWriter begins a file; directory.ErrInvalid when the format cannot be written.
func NewWriter(w io.Writer, format Format) (*Writer, error) {
	out := &Writer{w: bufio.NewWriter(w), format: format}
	switch format {
	case NDJSON:
		out.out = ndjsonOutput{}
	case JSON:
		out.out = jsonOutput{}
	case CSV:
		out.out = &tableOutput{sink: newCSVSink(out.w, ',')}
	case TSV:
		out.out = &tableOutput{sink: newCSVSink(out.w, '\t')}
	case XLSX:
		out.out = &tableOutput{sink: newXLSXSink(out.w)}
	case YAML:
		out.out = yamlOutput{}
	case GeoJSON:
		out.out = &geoOutput{}
	case JSONLD:
		out.out = &ldOutput{}
	case ICS:
		out.out = &icsOutput{}
	default:
		return nil, fmt.Errorf("write format %q: %w", format, directory.ErrInvalid)
	}
	return out, nil
}

// Begin says that records of the type follow. Some formats hold one type a file,
// or not every type: directory.ErrInvalid for what they do not hold.
func (w *Writer) Begin(t directory.RecordType) error {
	first := w.typ == ""
	if !first {
		if w.format.OneType() {
			return fmt.Errorf("write %s behind %s: a file of %s holds one type: %w", t, w.typ, w.format, directory.ErrInvalid)
		}
		if err := w.out.end(w); err != nil {
			return w.wrap(err)
		}
	}
	if err := w.format.fit(t); err != nil {
		return w.wrap(err)
	}
	w.typ, w.count = t, 0
	return w.wrap(w.out.begin(w, t, first))
}

// Record writes one record of the type begun.
func (w *Writer) Record(r directory.Record) error {
	if r.Type() != w.typ {
		return fmt.Errorf("write %s among %q: %w", directory.KeyOf(r), w.typ, directory.ErrInvalid)
	}
	if err := w.out.record(w, r); err != nil {
		return w.wrap(fmt.Errorf("%s: %w", directory.KeyOf(r), err))
	}
	w.count++
	return nil
}

// RecordIn writes one record into each of the files, as Record does. What they
// share of the work is done once.
func RecordIn(files []*Writer, r directory.Record) error {
	var row node
	for _, w := range files {
		w.row = &row
		err := w.Record(r)
		if w.row = nil; err != nil {
			return err
		}
	}
	return nil
}

// rowOf is the row of the record being written, which is not to be changed.
func (w *Writer) rowOf(r directory.Record) node {
	if w.row == nil {
		return writeRecord(r)
	}
	if w.row.kind == absent {
		*w.row = writeRecord(r)
	}
	return *w.row
}

// Close completes the file. It does not close what the file is written to.
func (w *Writer) Close() error {
	if w.typ != "" {
		if err := w.out.end(w); err != nil {
			return w.wrap(err)
		}
	}
	if err := w.out.close(w); err != nil {
		return w.wrap(err)
	}
	return w.wrap(w.w.Flush())
}

func (w *Writer) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("write %s: %w", w.format, err)
}

func (w *Writer) put(s string) error {
	_, err := w.w.WriteString(s)
	return err
}

// putNode puts a value as JSON behind a text.
func (w *Writer) putNode(before string, n node) error {
	w.line = appendJSON(append(w.line[:0], before...), n)
	_, err := w.w.Write(w.line)
	return err
}

type ndjsonOutput struct{}

func (ndjsonOutput) begin(*Writer, directory.RecordType, bool) error { return nil }
func (ndjsonOutput) end(*Writer) error                               { return nil }
func (ndjsonOutput) close(*Writer) error                             { return nil }

func (ndjsonOutput) record(w *Writer, r directory.Record) error {
	if err := w.putNode("", w.rowOf(r)); err != nil {
		return err
	}
	return w.put("\n")
}

// jsonOutput writes one object with an array for each type.
type jsonOutput struct{}

func (jsonOutput) begin(w *Writer, t directory.RecordType, first bool) error {
	before := ",\n"
	if first {
		before = "{\n"
	}
	return w.put(before + `"` + string(t) + `": [`)
}

func (jsonOutput) record(w *Writer, r directory.Record) error {
	before := ",\n"
	if w.count == 0 {
		before = "\n"
	}
	return w.putNode(before, w.rowOf(r))
}

func (jsonOutput) end(w *Writer) error {
	if w.count == 0 {
		return w.put("]")
	}
	return w.put("\n]")
}

func (jsonOutput) close(w *Writer) error {
	if w.typ == "" {
		return w.put("{}\n")
	}
	return w.put("\n}\n")
}

// Encode is a record as one line of NDJSON, without the line's end: fields in
// canonical order, empty ones left out. Two records are the same in all that is
// exchanged exactly when their encodings are equal.
func Encode(r directory.Record) []byte { return appendJSON(nil, writeRecord(r)) }

// appendJSON appends a value as JSON without white space.
func appendJSON(b []byte, n node) []byte {
	switch n.kind {
	case text:
		return appendQuoted(b, n.text)
	case number, boolean:
		return append(b, n.text...)
	case list:
		b = append(b, '[')
		for i, item := range n.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, item)
		}
		return append(b, ']')
	case object:
		b = append(b, '{')
		for i, f := range n.fields {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendQuoted(b, f.name)
			b = append(b, ':')
			b = appendJSON(b, f.value)
		}
		return append(b, '}')
	}
	return append(b, "null"...)
}

// appendQuoted quotes a string with the fewest escapes, so that every script
// stays readable. encoding/json escapes <, > and & as well, for HTML, which
// these files are not.
func appendQuoted(b []byte, s string) []byte {
	if plain(s) {
		return append(append(append(b, '"'), s...), '"')
	}
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r < ' ':
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&0xF])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// plain says whether a text is the same in JSON, as nearly all are.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' {
			return false
		}
	}
	return utf8.ValidString(s)
}
