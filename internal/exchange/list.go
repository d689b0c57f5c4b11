package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"euxine/internal/directory"
)

// Lists that are no records of the directory, such as participants of an event, come
// as tables of any columns or as lines of text. They are read by the same readers, so
// that the same encodings, workbooks and limits hold; what the columns mean is for
// others to say.

// Limits of a list.
const (
	// MaxList is how large the file of a list may be: ten times a list of two
	// thousand rows with twenty columns.
	MaxList = 4 << 20
	// MaxListRows is how many rows are read of one.
	MaxListRows = 20_000
	// maxListColumns is how many columns are.
	maxListColumns = 200
)

// List is a table of cells as it was read. Rows that are empty are left out.
type List struct {
	Rows    []ListRow
	Notices []Notice
	Faults  []Located // what could not be read; the rows before it were
}

// ListRow is a row of a list.
type ListRow struct {
	Line  int // of the file, or of the sheet
	Cells []string
}

// ReadList reads a list: a workbook, whose first sheet it is, or a text in any of the
// encodings seed files come in. Whatever the file is called, its content says which.
//
// In a text, cells are parted by tabs where the first line that is not empty has one,
// else by semicolons or strokes where it has one and so have most lines; by commas only
// where the name says that it is CSV or header says that the first line is one. Else
// every line is one cell: names have commas.
func ReadList(file string, in io.Reader, header func(cells []string) bool) (List, error) {
	var l List
	r := &rowReader{src: Source{File: file, Format: FormatOf(file)}, in: bufio.NewReaderSize(&limited{r: in, left: MaxList}, encodingSample)}
	r.emit = func(w row) error {
		l.Notices, l.Faults = append(l.Notices, w.notes...), append(l.Faults, w.faults...)
		return nil
	}
	start, err := r.in.Peek(512)
	if err == nil || err == io.EOF {
		switch {
		case bytes.HasPrefix(start, []byte(zipMagic)):
			err = l.workbook(r)
		case bytes.HasPrefix(start, []byte(oleMagic)):
			err = r.refuse(place{line: 1, column: 1}, "file", "", directory.FaultSyntax, "it is a workbook of the old kind (.xls), or one with a password: save it as .xlsx without a password")
		default:
			err = l.text(r, header)
		}
	}
	if errors.Is(err, errTooLarge) {
		err = r.refuse(place{}, "file", "", directory.FaultTooLarge, fmt.Sprintf("%d MiB in a list", MaxList>>20))
	}
	if err == errEnough {
		err = nil
	}
	l.Notices = append(l.Notices, r.notes...)
	if err != nil {
		return l, fmt.Errorf("read list %s: %w", file, err)
	}
	return l, nil
}

// add takes in a row.
func (l *List) add(r *rowReader, line int, cells []string) error {
	filled := 0
	for i, s := range cells {
		cells[i] = cleanCell(restored(s))
		if cells[i] != "" {
			filled = i + 1
		}
	}
	switch {
	case filled == 0:
		return nil
	case filled > maxListColumns:
		return r.refuse(place{line: line, column: maxListColumns + 1, table: true}, "row", "", directory.FaultTooLarge, fmt.Sprintf("%d columns", maxListColumns))
	case len(l.Rows) == MaxListRows:
		if err := r.refuse(place{line: line, column: 1, table: true}, "file", "", directory.FaultTooLarge, fmt.Sprintf("%d rows", MaxListRows)); err != nil {
			return err
		}
		return errEnough
	}
	l.Rows = append(l.Rows, ListRow{Line: line, Cells: cells[:filled]})
	return nil
}

// cleanCell is a cell in one line, without what cannot be seen.
func cleanCell(s string) string {
	clean, ok := directory.CleanText(strings.TrimPrefix(s, byteOrderMark), "")
	if !ok { // not a text a record may hold: what can be read of it
		clean = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) || directory.Invisible(r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, "\uFFFD"))
	}
	return strings.TrimSpace(clean)
}

func (l *List) text(r *rowReader, header func([]string) bool) error {
	if ok, err := r.decoded(); !ok {
		return err
	}
	sample, err := r.in.Peek(32 << 10)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return err
	}
	comma, ok := listSeparator(string(sample), r.src.Format, header)
	if !ok {
		return l.lines(r)
	}
	s := &csvScanner{rowReader: r, line: 1, comma: comma}
	for {
		line := s.line
		cells, err := s.next()
		switch {
		case err == errSkipRow:
			continue
		case err != nil && err != io.EOF:
			return err
		}
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = c.text
		}
		if excel := len(texts) <= 2 && strings.HasPrefix(strings.ToLower(texts[0]), "sep="); !excel || line > 1 {
			if err := l.add(r, line, texts); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// lines reads a line as a cell.
func (l *List) lines(r *rowReader) error {
	for line := 1; ; line++ {
		text, err := r.in.ReadString('\n')
		if err != nil && err != io.EOF {
			return err
		}
		if len(text) > MaxCell {
			if err := r.refuse(place{line: line, column: 1}, "cell", text, directory.FaultTooLarge, fmt.Sprintf("%d KiB", MaxCell>>10)); err != nil {
				return err
			}
			text = ""
		}
		for _, part := range strings.Split(text, "\r") {
			if addErr := l.add(r, line, []string{part}); addErr != nil {
				return addErr
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// listSeparator is what parts the cells of a text; not ok: nothing does.
func listSeparator(sample string, f Format, header func([]string) bool) (rune, bool) {
	var lines []string
	for line := range strings.FieldsFuncSeq(sample, func(r rune) bool { return r == '\n' || r == '\r' }) {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	if len(sample) == 32<<10 && len(lines) > 1 {
		lines = lines[:len(lines)-1] // cut
	}
	if len(lines) == 0 {
		return 0, false
	}
	first := lines[0]
	if rest, ok := strings.CutPrefix(strings.ToLower(first), "sep="); ok && utf8.RuneCountInString(rest) == 1 {
		c, _ := utf8.DecodeRuneInString(rest)
		return c, true
	}
	if strings.ContainsRune(first, '\t') || f == TSV {
		return '\t', true
	}
	heads := func(c rune) bool {
		cells := strings.Split(first, string(c))
		for i := range cells {
			cells[i] = strings.Trim(cells[i], ` "`)
		}
		return len(cells) > 1 && header != nil && header(cells)
	}
	for _, c := range []rune{';', '|', ','} {
		if heads(c) {
			return c, true
		}
	}
	for _, c := range []rune{';', '|'} {
		with := 0
		for _, line := range lines {
			if strings.ContainsRune(line, c) {
				with++
			}
		}
		if strings.ContainsRune(first, c) && 2*with > len(lines) {
			return c, true
		}
	}
	if f == CSV {
		return ',', true
	}
	return 0, false
}

// workbook reads the first sheet that holds anything.
func (l *List) workbook(r *rowReader) error {
	content, err := io.ReadAll(r.in)
	if err != nil {
		return err
	}
	book, key, why := openWorkbook(content)
	if why != "" {
		return r.refuse(place{}, "file", "", key, why)
	}
	defer book.Close() // only temporary files, which no one reads again
	for _, name := range book.GetSheetList() {
		if err := l.sheet(r, book, name); err != nil || len(l.Rows) > 0 {
			return err
		}
	}
	return nil
}

func (l *List) sheet(r *rowReader, book *excelize.File, name string) error {
	return r.eachRow(book, name, "", func(line int, texts []string) error {
		for i := range texts {
			if errorCell(texts[i]) {
				texts[i] = ""
			}
		}
		return l.add(r, line, texts)
	})
}
