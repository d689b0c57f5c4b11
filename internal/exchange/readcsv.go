package exchange

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
)

// csv reads a table of text. encoding/csv would do but for three things: it
// reads a quote that is not closed to the end of the file, however large; it
// does not say where cells are in characters of any encoding; and it takes a
// stray carriage return or quote where a column may have shifted.
func (r *rowReader) csv() error {
	if ok, err := r.typeKnown(); !ok {
		return err
	}
	if ok, err := r.decoded(); !ok {
		return err
	}
	s := &csvScanner{rowReader: r, line: 1}
	if err := s.separator(r.src.Format); err != nil && err != io.EOF {
		return err
	}
	t := &table{rowReader: r, typ: r.src.Type}
	for {
		line := s.line
		cells, err := s.next()
		switch {
		case err == errSkipRow:
			continue
		case err != nil && err != io.EOF:
			return err
		}
		if rowErr := t.row(line, cells); rowErr != nil {
			return rowErr
		}
		switch {
		case err == io.EOF && !t.started:
			return r.refuse(place{line: 1, column: 1, table: true}, "file", "", directory.FaultSyntax, "it is empty: the first row should be the header")
		case err == io.EOF:
			return nil
		}
	}
}

// csvScanner cuts a text into cells.
type csvScanner struct {
	*rowReader
	comma  rune
	line   int  // of the next character
	bareCR bool // lines end with a carriage return alone
	rows   int
	cells  []tableCell
}

// errSkipRow says that a row is not fit for reading; why has been emitted.
var errSkipRow = fmt.Errorf("row skipped: %w", directory.ErrInvalid)

var separators = []rune{',', ';', '\t', '|'}

// separator finds out what separates the cells: that by which most of the first
// line are names of fields. Excel's own line "sep=;" is believed.
func (s *csvScanner) separator(f Format) error {
	sample, err := s.in.Peek(32 << 10)
	if err != nil && err != io.EOF {
		return err
	}
	first := strings.TrimLeft(string(sample), "\r\n")
	if i := strings.IndexAny(first, "\r\n"); i >= 0 {
		first = first[:i]
	}
	if rest, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && utf8.RuneCountInString(rest) == 1 {
		s.comma, _ = utf8.DecodeRuneInString(rest)
		_, err := s.next()
		return err
	}
	s.comma = ','
	if f == TSV {
		s.comma = '\t'
	}
	h, most := recordHeaders[s.src.Type], 0
	known := func(comma rune) (n int) {
		for name := range strings.SplitSeq(first, string(comma)) {
			if _, ok := h.find(strings.Trim(name, ` "`)); ok {
				n++
			}
		}
		return n
	}
	if most = known(s.comma); most > 1 {
		return nil
	}
	for _, c := range separators {
		if n := known(c); n > most {
			s.comma, most = c, n
		}
	}
	return nil
}

// next reads a row; io.EOF comes with the last one. The cells are good until
// the next call.
func (s *csvScanner) next() ([]tableCell, error) {
	s.cells = s.cells[:0]
	s.rows++
	size, begun := 0, s.line
	for {
		at := place{line: s.line, column: len(s.cells) + 1, table: true}
		text, end, err := s.cell(at, MaxRecord-size)
		if err != nil {
			return nil, err
		}
		size += len(text) + 1
		switch {
		case end == cut || size >= MaxRecord:
			at := place{line: begun, column: 1, table: true}
			if err := s.refuse(at, "row", "", directory.FaultTooLarge, fmt.Sprintf("%d MiB", MaxRecord>>20)); err != nil {
				return nil, err
			}
			return nil, s.passLine(end)
		case len(text) > MaxCell:
			if err := s.refuse(at, "cell", text, directory.FaultTooLarge, fmt.Sprintf("%d KiB", MaxCell>>10)); err != nil {
				return nil, err
			}
			text = ""
		}
		s.cells = append(s.cells, tableCell{text: text, place: at})
		switch {
		case end == endOfFile:
			return s.cells, io.EOF
		case end == endOfRow:
			return s.cells, nil
		}
	}
}

// What a cell ends with.
type cellEnd uint8

const (
	endOfCell cellEnd = iota
	endOfRow
	endOfFile
	cut // too large; the rest has not been read
)

// cell reads one cell and what ends it.
func (s *csvScanner) cell(at place, room int) (string, cellEnd, error) {
	c, end, err := s.char(at)
	if err != nil || end != 0 && c == 0 {
		return "", end, err
	}
	if c == '"' {
		return s.quoted(at, room)
	}
	s.buffer = s.buffer[:0]
	for {
		switch {
		case c == s.comma:
			return string(s.buffer), endOfCell, nil
		case c == '"' && s.comma != '\t':
			return "", 0, s.broken(at, "a quote stands in the middle of a cell: put the whole cell in quotes and double those inside")
		}
		s.buffer = utf8.AppendRune(s.buffer, c)
		if len(s.buffer) > room {
			return string(s.buffer), cut, nil
		}
		if c, end, err = s.char(at); err != nil || end != 0 && c == 0 {
			return string(s.buffer), end, err
		}
	}
}

// quoted reads a cell in quotes; the first has been read.
func (s *csvScanner) quoted(at place, room int) (string, cellEnd, error) {
	s.buffer = s.buffer[:0]
	for {
		c, _, err := s.in.ReadRune()
		switch {
		case err == io.EOF:
			return "", 0, s.broken(at, "the quote that opens here is not closed")
		case err != nil:
			return "", 0, err
		case c == 0:
			return "", 0, s.broken(at, "it holds a NUL byte: this is no text, or a damaged one")
		case c == '\n':
			s.line++
		case c == '\r' && !s.newlineFollows():
			s.line++
		case c == '"':
			c, end, err := s.char(at)
			switch {
			case err != nil:
				return "", 0, err
			case end != 0 && c == 0:
				return string(s.buffer), end, nil
			case c == s.comma:
				return string(s.buffer), endOfCell, nil
			case c != '"':
				return "", 0, s.broken(at, fmt.Sprintf("the quote that opens here closes before %q: put the whole cell in quotes and double those inside", c))
			}
		}
		s.buffer = utf8.AppendRune(s.buffer, c)
		if len(s.buffer) > room {
			return "", 0, s.broken(at, fmt.Sprintf("the quote that opens here is not closed within %d MiB", MaxRecord>>20))
		}
	}
}

// char reads a character outside quotes, or the end of a row or of the file,
// with c == 0. The first end of a row tells whether carriage returns alone end
// rows: elsewhere one of them is a stray that may have broken a row in two.
func (s *csvScanner) char(at place) (c rune, end cellEnd, err error) {
	c, _, err = s.in.ReadRune()
	switch {
	case err == io.EOF:
		return 0, endOfFile, nil
	case err != nil:
		return 0, 0, err
	case c == 0:
		return 0, 0, s.broken(at, "it holds a NUL byte: this is no text, or a damaged one")
	case c == '\r' && s.newlineFollows():
		_, _, _ = s.in.ReadRune() // the newline
	case c == '\r':
		if s.rows == 1 {
			s.bareCR = true
		} else if !s.bareCR {
			return 0, 0, s.broken(at, "a carriage return stands alone in it: put the cell in quotes, or remove it")
		}
	case c != '\n':
		return c, 0, nil
	}
	s.line++
	return 0, endOfRow, nil
}

func (s *csvScanner) newlineFollows() bool {
	b, _ := s.in.Peek(1)
	return len(b) == 1 && b[0] == '\n'
}

// passLine reads on to the end of a line that is too long.
func (s *csvScanner) passLine(end cellEnd) error {
	for end == cut || end == endOfCell {
		c, _, err := s.in.ReadRune()
		switch {
		case err == io.EOF:
			end = endOfFile
		case err != nil:
			return err
		case c == '\n':
			s.line++
			end = endOfRow
		}
	}
	if end == endOfFile {
		return errEnough
	}
	return errSkipRow
}

// broken ends the reading: behind a quote that is wrong nothing is sure to stand
// in its column.
func (s *csvScanner) broken(at place, why string) error {
	if err := s.refuse(at, "cell", "", directory.FaultSyntax, why+"; the rest of the file was not read"); err != nil {
		return err
	}
	return errEnough
}
