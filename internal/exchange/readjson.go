package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
)

const byteOrderMark = "\ufeff"

// ndjson reads a record a line. Blank lines are passed over; a line that cannot
// be read is a fault, and reading goes on with the next.
func (r *rowReader) ndjson() error {
	if ok, err := r.typeKnown(); !ok {
		return err
	}
	for line := 1; ; line++ {
		b, long, err := r.line()
		last := err == io.EOF
		if err != nil && !last {
			return err
		}
		at := place{line: line, column: 1}
		if line == 1 {
			b = bytes.TrimPrefix(b, []byte(byteOrderMark))
			if utf16(b) {
				return r.refuse(at, "file", "", directory.FaultSyntax, "it is UTF-16, save it as UTF-8")
			}
		}
		switch {
		case long:
			err = r.refuse(at, "line", "", directory.FaultTooLarge, fmt.Sprintf("%d MiB", MaxRecord>>20))
		case len(bytes.TrimSpace(b)) > 0:
			err = r.next(r.record(b, at))
		default:
			err = nil
		}
		switch {
		case err == errEnough:
			return nil
		case err != nil:
			return err
		case last:
			return nil
		}
	}
}

// line reads up to and without the line's end; of a line longer than MaxRecord
// only that it is. The bytes are good until the next call. io.EOF comes with
// the last line.
func (r *rowReader) line() (b []byte, long bool, err error) {
	r.buffer = r.buffer[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		if long = long || len(r.buffer)+len(part) > MaxRecord+1; !long {
			r.buffer = append(r.buffer, part...)
		}
		if err != bufio.ErrBufferFull {
			return bytes.TrimSuffix(r.buffer, []byte("\n")), long, err
		}
	}
}

// utf16 says whether a file begins as UTF-16 files do.
func utf16(b []byte) bool {
	return bytes.HasPrefix(b, []byte{0xFF, 0xFE}) || bytes.HasPrefix(b, []byte{0xFE, 0xFF})
}

// json reads an array of records, or an object of such arrays by record type.
func (r *rowReader) json() error {
	s := &jsonStream{rowReader: r, at: place{line: 1, column: 1}}
	err := s.file()
	switch {
	case err == errEnough:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return r.refuse(s.at, "file", "", directory.FaultSyntax, "it ends too early, something is not closed")
	}
	return err
}

// jsonStream reads the outer brackets of a JSON file and cuts out the records,
// without holding more than one. It knows only enough of JSON for that; a
// record itself is checked by encoding/json.
type jsonStream struct {
	*rowReader
	at place // of the next byte
}

func (s *jsonStream) file() error {
	if b, err := s.in.Peek(3); string(b) == byteOrderMark {
		_, _ = s.in.Discard(3) // they are there
	} else if utf16(b) {
		return s.stop("it is UTF-16, save it as UTF-8")
	} else if err != nil && err != io.EOF {
		return err
	}
	c, err := s.peek()
	if err != nil {
		return err
	}
	switch c {
	case '[':
		if ok, err := s.typeKnown(); !ok {
			return err
		}
		err = s.array()
	case '{':
		err = s.byType()
	default:
		return s.stop(wantedFile)
	}
	if err != nil {
		return err
	}
	if _, err := s.peek(); err == io.ErrUnexpectedEOF {
		return nil
	} else if err != nil {
		return err
	}
	return s.stop("something follows the closing bracket")
}

// byType reads {"organisations": [ … ], …}.
func (s *jsonStream) byType() error {
	seen := map[string]place{}
	return s.elements('{', '}', func() error {
		at := s.at
		raw, err := s.value()
		if err != nil {
			return err
		}
		var key string
		if err := json.Unmarshal(raw, &key); err != nil {
			return s.stopAt(at, "wanted a name in quotes")
		}
		if c, err := s.peek(); err != nil {
			return err
		} else if c != ':' {
			return s.stop("wanted : after the name")
		}
		s.skip()
		c, err := s.peek()
		if err != nil {
			return err
		}
		if !slices.Contains(directory.RecordTypes, directory.RecordType(key)) {
			if len(seen) == 0 { // most likely one record without the array around it
				return s.stopAt(at, wantedFile)
			}
			if err := s.refuse(at, "type", key, directory.FaultUnknownValue, "organisations, events, calls, projects"); err != nil {
				return err
			}
			_, err := s.value()
			return err
		}
		if first, ok := seen[key]; ok {
			if err := s.refuse(at, key, "", directory.FaultDuplicate, first.String()); err != nil {
				return err
			}
		}
		seen[key] = at
		s.src.Type = directory.RecordType(key)
		if c != '[' {
			return s.stop("wanted [: an array of records")
		}
		return s.array()
	})
}

const wantedFile = `wanted an array of records, or an object such as {"organisations": [ … ]}`

// array reads [ record, … ].
func (s *jsonStream) array() error {
	return s.elements('[', ']', func() error {
		at := s.at
		raw, err := s.value()
		if err != nil {
			return err
		}
		return s.next(s.record(raw, at))
	})
}

// elements reads what stands between two brackets, separated by commas.
func (s *jsonStream) elements(open, closing byte, element func() error) error {
	s.skip() // open, which the caller has seen
	for first := true; ; first = false {
		c, err := s.peek()
		switch {
		case err != nil:
			return err
		case c == closing && first:
			s.skip()
			return nil
		}
		if err := element(); err != nil {
			return err
		}
		if c, err = s.peek(); err != nil {
			return err
		}
		s.skip()
		switch c {
		case ',':
		case closing:
			return nil
		default:
			return s.stop(fmt.Sprintf("wanted , or %c after this value", closing))
		}
	}
}

// value cuts out the next value: to the closing bracket, the end of the string,
// or what may follow a literal. The bytes are good until the next call.
func (s *jsonStream) value() ([]byte, error) {
	start := s.at
	s.buffer = s.buffer[:0]
	depth, quoted, escaped := 0, false, false
	for {
		c, err := s.in.ReadByte()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
			if depth == 0 && !quoted && len(s.buffer) > 0 {
				return s.buffer, nil
			}
		}
		if err != nil {
			return nil, err
		}
		if depth == 0 && !quoted && (strings.IndexByte(" \t\r\n,:]}", c) >= 0) {
			return s.buffer, s.in.UnreadByte()
		}
		s.at = s.at.after(c)
		s.buffer = append(s.buffer, c)
		if len(s.buffer) > MaxRecord {
			if err := s.refuse(start, "record", "", directory.FaultTooLarge, fmt.Sprintf("%d MiB", MaxRecord>>20)); err != nil {
				return nil, err
			}
			return nil, errEnough
		}
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"', quoted && c == '\n': // a string never holds a line break: it was not closed
			quoted = !quoted
			if depth == 0 && !quoted {
				return s.buffer, nil
			}
		case quoted:
		case c == '{', c == '[':
			depth++
		case c == '}', c == ']':
			if depth--; depth == 0 {
				return s.buffer, nil
			}
		}
	}
}

// peek passes over white space and looks at the next byte.
func (s *jsonStream) peek() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err == io.EOF {
			return 0, io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, err
		}
		if strings.IndexByte(" \t\r\n", c) < 0 {
			return c, s.in.UnreadByte()
		}
		s.at = s.at.after(c)
	}
}

// skip passes over the byte peek has seen.
func (s *jsonStream) skip() {
	if c, err := s.in.ReadByte(); err == nil {
		s.at = s.at.after(c)
	}
}

// stop refuses the file from here on.
func (s *jsonStream) stop(why string) error { return s.stopAt(s.at, why) }

func (s *jsonStream) stopAt(p place, why string) error {
	if err := s.refuse(p, "file", "", directory.FaultSyntax, why); err != nil {
		return err
	}
	return errEnough
}

// record makes a row of the JSON text of one record that begins at the place.
func (r *rowReader) record(raw []byte, at place) row {
	w := row{typ: r.src.Type, place: at}
	t := treeReader{file: r.src.File, raw: raw, at: at, w: &w}
	if !json.Valid(raw) {
		var syntax *json.SyntaxError
		switch err := json.Unmarshal(raw, new(any)); {
		case errors.As(err, &syntax):
			p := t.placeOf(max(0, int(syntax.Offset)-1))
			w.faults = append(w.faults, located(r.src.File, "", p, "record", "", directory.FaultSyntax, syntax.Error()))
		default: // there is one
			w.faults = append(w.faults, located(r.src.File, "", at, "record", "", directory.FaultSyntax, fmt.Sprint(err)))
		}
		return w
	}
	n := t.value(0)
	if n.kind != object {
		w.faults = append(w.faults, located(r.src.File, "", n.place, "record", n.brief(), directory.FaultWrongType, `an object such as {"id": "bg-x", …}`))
		return w
	}
	w.place = n.place
	w.fields = n
	return w
}

// treeReader turns JSON text already found valid into nodes.
type treeReader struct {
	file string
	raw  []byte
	i    int
	path []string
	w    *row

	at  place // of raw[pos]
	pos int
}

// placeOf is the place of the byte at offset; offsets must not fall from call
// to call.
func (t *treeReader) placeOf(offset int) place {
	for ; t.pos < min(offset, len(t.raw)); t.pos++ {
		t.at = t.at.after(t.raw[t.pos])
	}
	return t.at
}

func (t *treeReader) space() {
	for t.i < len(t.raw) && strings.IndexByte(" \t\r\n", t.raw[t.i]) >= 0 {
		t.i++
	}
}

func (t *treeReader) fault(p place, value, key string, args ...string) {
	t.w.faults = append(t.w.faults, located(t.file, "", p, strings.TrimPrefix(strings.Join(t.path, ""), "."), value, key, args...))
}

// value reads the value that comes next; one nested too deep is a fault and null.
func (t *treeReader) value(depth int) node {
	t.space()
	n := node{place: t.placeOf(t.i)}
	start := t.i
	switch c := t.raw[t.i]; c {
	case '{', '[':
		if depth == MaxDepth {
			t.fault(n.place, "", directory.FaultTooLarge, strconv.Itoa(MaxDepth)+" levels of brackets")
			t.pass()
			n.kind = null
			return n
		}
		t.i++
		if c == '{' {
			n.kind = object
			t.members(&n, depth)
		} else {
			n.kind = list
			t.elements(&n, depth)
		}
	case '"':
		n.kind, n.text = text, t.str()
	case 't', 'f', 'n':
		for t.i < len(t.raw) && t.raw[t.i] >= 'a' && t.raw[t.i] <= 'z' {
			t.i++
		}
		n.kind, n.text = boolean, string(t.raw[start:t.i])
		if n.text == "null" {
			n = node{kind: null, place: n.place}
		}
	default:
		for t.i < len(t.raw) && strings.IndexByte("+-.eE0123456789", t.raw[t.i]) >= 0 {
			t.i++
		}
		n.kind, n.text = number, string(t.raw[start:t.i])
	}
	return n
}

// members reads the inside of an object. Of a name given twice the first value
// counts, and the second is a fault: parsers differ in which they take.
func (t *treeReader) members(n *node, depth int) {
	full := false
	for {
		t.space()
		switch t.raw[t.i] {
		case '}':
			t.i++
			return
		case ',':
			t.i++
			continue
		}
		at := t.placeOf(t.i)
		name := t.str()
		t.space()
		t.i++ // the colon
		t.path = append(t.path, "."+name)
		v := t.value(depth + 1)
		if j := slices.IndexFunc(n.fields, func(f field) bool { return f.name == name }); j >= 0 {
			t.fault(at, v.brief(), directory.FaultDuplicate, n.fields[j].place.String())
		} else if len(n.fields) == MaxFields {
			if !full {
				t.fault(at, "", directory.FaultTooLarge, strconv.Itoa(MaxFields)+" fields")
			}
			full = true
		} else {
			n.fields = append(n.fields, field{name: name, value: v, place: at})
		}
		t.path = t.path[:len(t.path)-1]
	}
}

// elements reads the inside of an array.
func (t *treeReader) elements(n *node, depth int) {
	for {
		t.space()
		switch t.raw[t.i] {
		case ']':
			t.i++
			return
		case ',':
			t.i++
			continue
		}
		t.path = append(t.path, "["+strconv.Itoa(len(n.items))+"]")
		n.items = append(n.items, t.value(depth+1))
		t.path = t.path[:len(t.path)-1]
	}
}

// str reads a string. What is not text (bytes that are not UTF-8, half a
// surrogate pair) becomes U+FFFD, which the mapping refuses by field.
func (t *treeReader) str() string {
	start := t.i
	t.i++
	escaped := false
	for t.raw[t.i] != '"' {
		if t.raw[t.i] == '\\' {
			escaped = true
			t.i++
		}
		t.i++
	}
	t.i++
	if !escaped {
		return strings.ToValidUTF8(string(t.raw[start+1:t.i-1]), string(utf8.RuneError))
	}
	var s string
	if err := json.Unmarshal(t.raw[start:t.i], &s); err != nil {
		return string(utf8.RuneError) // cannot be: the whole has been found valid
	}
	return s
}

// pass goes to the end of the value that comes next, however deep.
func (t *treeReader) pass() {
	depth := 0
	for {
		switch t.raw[t.i] {
		case '"':
			t.str()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		t.i++
		if depth == 0 {
			return
		}
	}
}
