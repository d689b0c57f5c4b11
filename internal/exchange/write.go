package exchange

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"euxine/internal/directory"
)

// Writer writes records in a format, streaming. The same records in the same
// order give the same bytes, and reading them gives the same records.
//
// Call Begin before the records of each type, and Close at the end.
type Writer struct {
	w      *bufio.Writer
	format Format
	typ    directory.RecordType // begun last, "" before the first
	count  int                  // records of typ
}

// NewWriter begins a file; directory.ErrInvalid when the format cannot be written.
func NewWriter(w io.Writer, format Format) (*Writer, error) {
	if !slices.Contains(Formats, format) {
		return nil, fmt.Errorf("write format %q: %w", format, directory.ErrInvalid)
	}
	return &Writer{w: bufio.NewWriter(w), format: format}, nil
}

// Begin says that records of the type follow. NDJSON holds one type a file:
// directory.ErrInvalid for a second.
func (w *Writer) Begin(t directory.RecordType) error {
	before := ""
	switch {
	case w.format == NDJSON && w.typ != "":
		return fmt.Errorf("write %s behind %s: an ndjson file holds one type: %w", t, w.typ, directory.ErrInvalid)
	case w.format == NDJSON:
	case w.typ == "":
		before = "{\n"
	default:
		before = w.endOfType() + ",\n"
	}
	if w.format == JSON {
		before += `"` + string(t) + `": [`
	}
	w.typ, w.count = t, 0
	return w.put(before)
}

// Record writes one record of the type begun.
func (w *Writer) Record(r directory.Record) error {
	if r.Type() != w.typ {
		return fmt.Errorf("write %s among %q: %w", directory.KeyOf(r), w.typ, directory.ErrInvalid)
	}
	b := Encode(r)
	switch {
	case w.format == NDJSON:
		b = append(b, '\n')
	case w.count == 0:
		b = append([]byte{'\n'}, b...)
	default:
		b = append([]byte(",\n"), b...)
	}
	w.count++
	return w.put(string(b))
}

// Close completes the file. It does not close what the file is written to.
func (w *Writer) Close() error {
	if w.format == JSON {
		end := "{}\n"
		if w.typ != "" {
			end = w.endOfType() + "\n}\n"
		}
		if err := w.put(end); err != nil {
			return err
		}
	}
	return w.flush()
}

// endOfType closes the array of the type begun last.
func (w *Writer) endOfType() string {
	if w.count == 0 {
		return "]"
	}
	return "\n]"
}

func (w *Writer) put(s string) error {
	if _, err := w.w.WriteString(s); err != nil {
		return fmt.Errorf("write %s: %w", w.format, err)
	}
	return nil
}

func (w *Writer) flush() error {
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", w.format, err)
	}
	return nil
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
