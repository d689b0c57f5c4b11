package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"euxine/internal/directory"
)

// Limits of a workbook. It is a ZIP archive, in which a few kilobytes can stand
// for gigabytes, and parts of it are held in memory.
const (
	// MaxWorkbook is the file itself, which is held whole: archives are read
	// from their end.
	MaxWorkbook = 32 << 20
	// MaxUnpacked is what the parts may come to: some 80,000 records as the seed
	// has them. Sheets over unpackedInMemory go to temporary files.
	MaxUnpacked      = 128 << 20
	unpackedInMemory = 8 << 20
	// MaxCells bounds what small cells cost beside their text: 80,000 records
	// with 50 cells each.
	MaxCells = 4_000_000
)

// What a file begins with.
const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" // the container of .xls, and of encrypted workbooks
)

// table reads a table by its content: a workbook or a text, whatever its name
// says. Programs give a workbook the name of an older format, or a text that of
// a workbook.
func (r *rowReader) table() error {
	start, err := r.in.Peek(512)
	if err != nil && err != io.EOF {
		return err
	}
	first := place{line: 1, column: 1}
	switch {
	case bytes.HasPrefix(start, []byte(zipMagic)):
		if r.src.Format != XLSX {
			r.notes = append(r.notes, noticeAt(r.src.File, "", place{}, "", NoticeContent, "a workbook"))
		}
		return r.workbook()
	case bytes.HasPrefix(start, []byte(oleMagic)):
		return r.refuse(first, "file", "", directory.FaultSyntax, "it is a workbook of the old kind (.xls), or one with a password: save it as .xlsx without a password")
	case r.src.Format == XLSX && (bytes.Contains(bytes.ToLower(start), []byte("<html")) || bytes.Contains(bytes.ToLower(start), []byte("<table"))):
		return r.refuse(first, "file", "", directory.FaultSyntax, "it is a web page with the name of a workbook: open it in a spreadsheet and save it as .xlsx")
	case r.src.Format == XLSX && bytes.HasPrefix(start, []byte("<?xml")):
		return r.refuse(first, "file", "", directory.FaultSyntax, "it is XML with the name of a workbook: open it in a spreadsheet and save it as .xlsx")
	case r.src.Format == XLSX && len(start) == 0:
		return r.refuse(first, "file", "", directory.FaultSyntax, "it is empty")
	case r.src.Format == XLSX:
		r.notes = append(r.notes, noticeAt(r.src.File, "", place{}, "", NoticeContent, "a text table"))
	}
	return r.csv()
}

// workbook reads the sheets named after record types, or else the first.
func (r *rowReader) workbook() error {
	content, err := io.ReadAll(io.LimitReader(r.in, MaxWorkbook+1))
	if err != nil {
		return err
	}
	if len(content) > MaxWorkbook {
		return r.refuse(place{}, "file", "", directory.FaultTooLarge, fmt.Sprintf("%d MiB in a workbook", MaxWorkbook>>20))
	}
	book, key, why := openWorkbook(content)
	if why != "" {
		return r.refuse(place{}, "file", "", key, why)
	}
	defer book.Close() // only temporary files, which no one reads again
	typed := map[string]directory.RecordType{}
	for _, name := range book.GetSheetList() {
		if t := typeOfSheet(name); t != "" {
			typed[name] = t
		}
	}
	for i, name := range book.GetSheetList() {
		t := typed[name]
		if len(typed) == 0 && i == 0 {
			if ok, err := r.typeKnown(); !ok {
				return err
			}
			t = r.src.Type
		}
		if err := r.worksheet(book, name, t); err != nil {
			return err
		}
	}
	return nil
}

const damagedWorkbook = "it is damaged, or no workbook: "

// typeOfSheet is the record type a sheet is named after, in any spelling.
func typeOfSheet(name string) directory.RecordType {
	for _, t := range directory.RecordTypes {
		if slices.Equal(headerKeys(name), headerKeys(string(t))) {
			return t
		}
	}
	return ""
}

func headerKeys(s string) []string {
	words := headerWords(s)
	for i := range words {
		words[i] = singular(words[i])
	}
	return words
}

// worksheet reads a sheet; of one without a type only whether it holds anything,
// which is told.
func (r *rowReader) worksheet(book *excelize.File, name string, typ directory.RecordType) error {
	t := &table{rowReader: r, sheet: name, typ: typ}
	return r.eachRow(book, name, typ, func(line int, texts []string) error {
		if typ == "" {
			if strings.Join(texts, "") == "" || name == valuesSheet {
				return nil
			}
			r.notes = append(r.notes, noticeAt(r.src.File, name, place{}, "", NoticeSheet))
			return io.EOF
		}
		if len(texts) == 0 {
			return nil
		}
		cells := make([]tableCell, len(texts))
		for i, s := range texts {
			cells[i] = tableCell{text: s, place: place{line: line, column: i + 1, table: true}}
			if len(s) > MaxCell {
				cells[i].text = ""
				err := r.put(row{typ: typ, sheet: name, faults: []Located{located(r.src.File, name, cells[i].place, "cell", s, directory.FaultTooLarge, fmt.Sprintf("%d KiB", MaxCell>>10))}})
				if err != nil {
					return err
				}
			}
		}
		return t.row(line, cells)
	})
}

// openWorkbook opens a workbook whose parts have been looked at; key and why are those
// of a fault, "" of none.
func openWorkbook(content []byte) (book *excelize.File, key, why string) {
	if key, why = surveyWorkbook(content); why != "" {
		return nil, key, why
	}
	err := guarded(func() (err error) {
		book, err = excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: MaxUnpacked, UnzipXMLSizeLimit: unpackedInMemory})
		if err == nil {
			err = plainFormats(book)
		}
		return err
	})
	if err != nil {
		return nil, directory.FaultSyntax, damagedWorkbook + err.Error()
	}
	return book, "", ""
}

// eachRow visits the rows of a sheet until visit gives io.EOF; one that is damaged is a
// fault, and the sheet ends there.
func (r *rowReader) eachRow(book *excelize.File, name string, typ directory.RecordType, visit func(line int, texts []string) error) error {
	fail := func(line int, err error) error {
		return r.put(row{typ: typ, sheet: name, faults: []Located{located(r.src.File, name, place{line: line}, "file", "", directory.FaultSyntax, damagedWorkbook+err.Error())}})
	}
	var rows *excelize.Rows
	if err := guarded(func() (err error) { rows, err = book.Rows(name); return err }); err != nil {
		return fail(0, err)
	}
	defer rows.Close() // as book
	for line := 1; ; line++ {
		var texts []string
		more := false
		err := guarded(func() (err error) {
			if more = rows.Next(); more {
				texts, err = rows.Columns()
			} else {
				err = rows.Error()
			}
			return err
		})
		switch {
		case err != nil:
			return fail(line, err)
		case !more:
			return nil
		}
		if err := visit(line, texts); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// guarded turns a panic of the library into an error: a file from anywhere must
// not end the program, whatever it makes of it.
func guarded(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%v: %w", p, directory.ErrInvalid)
		}
	}()
	return do()
}

// surveyWorkbook looks at all parts of a workbook before the library does,
// which ends a sheet at the first error without a word, and counts on memory
// for everything. why is empty for a workbook that can be read.
func surveyWorkbook(content []byte) (key, why string) {
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return directory.FaultSyntax, damagedWorkbook + err.Error()
	}
	var size uint64
	has := map[string]bool{}
	for _, f := range z.File {
		has[f.Name] = true
		if size += f.UncompressedSize64; f.UncompressedSize64 > MaxUnpacked || size > MaxUnpacked {
			return directory.FaultTooLarge, fmt.Sprintf("%d MiB unpacked", MaxUnpacked>>20)
		}
	}
	switch {
	case has["xl/workbook.bin"]:
		return directory.FaultSyntax, "it is a binary workbook (.xlsb): save it as .xlsx"
	case has["content.xml"]:
		return directory.FaultSyntax, "it is an OpenDocument spreadsheet (.ods): save it as .xlsx"
	case !has["xl/workbook.xml"]:
		return directory.FaultSyntax, "it is an archive, but no workbook"
	}
	s := survey{strings: -1}
	for _, sheets := range []bool{false, true} { // the shared strings first
		for _, f := range z.File {
			name := strings.ToLower(f.Name)
			if sheets == (name == "xl/sharedstrings.xml") || !strings.HasPrefix(name, "xl/") || !strings.HasSuffix(name, ".xml") {
				continue
			}
			if err := s.part(f); err != nil {
				var large *largeError
				if errors.As(err, &large) {
					return directory.FaultTooLarge, large.what
				}
				return directory.FaultSyntax, damagedWorkbook + f.Name + ": " + err.Error()
			}
		}
	}
	return "", ""
}

// survey counts what stands in the parts of a workbook.
type survey struct {
	cells   int
	strings int // shared ones; -1: there are none
}

// largeError is a limit that is passed.
type largeError struct{ what string }

func (e *largeError) Error() string { return "too large: at most " + e.what }

// part reads a part to its end.
func (s *survey) part(f *zip.File) error {
	in, err := f.Open()
	if err != nil {
		return err
	}
	defer in.Close() // read only
	d := xml.NewDecoder(in)
	d.CharsetReader = func(label string, _ io.Reader) (io.Reader, error) {
		return nil, fmt.Errorf("encoding %s: %w", label, directory.ErrInvalid)
	}
	shared := false // the value being read is the number of a shared string
	value := false
	for depth := 0; ; {
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth > MaxDepth {
				return &largeError{strconv.Itoa(MaxDepth) + " levels of elements"}
			}
			value = e.Name.Local == "v"
			switch e.Name.Local {
			case "c":
				shared = slices.ContainsFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == "t" && a.Value == "s" })
				s.cells++
			case "si":
				s.strings = max(s.strings, 0) + 1
			}
			if s.cells > MaxCells || s.strings > MaxCells {
				return &largeError{strconv.Itoa(MaxCells) + " cells"}
			}
		case xml.CharData:
			if value && shared {
				if n, err := strconv.Atoi(strings.TrimSpace(string(e))); err != nil || n < 0 || n >= s.strings {
					return fmt.Errorf("no shared string %q: %w", e, directory.ErrInvalid)
				}
			}
		case xml.EndElement:
			depth--
			value = false
		}
	}
}

// plainFormats gives cells the form the directory reads, whatever they are
// shown as: dates as ISO dates with the precision they are shown in, all else
// as it is stored. The library's stream of rows tells a cell's text as shown,
// and nothing of its style.
func plainFormats(book *excelize.File) error {
	ids := map[string]*int{}
	for _, code := range []string{"yyyy-mm-dd", "yyyy-mm", "yyyy"} {
		style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return err
		}
		ids[code] = book.Styles.CellXfs.Xf[style].NumFmtID
	}
	codes := map[int]string{}
	if book.Styles.NumFmts != nil {
		for _, f := range book.Styles.NumFmts.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	general := 0
	for i, xf := range book.Styles.CellXfs.Xf {
		if xf.NumFmtID == nil {
			continue
		}
		id := *xf.NumFmtID
		as, isDate := dateForm(id, codes[id])
		if isDate {
			book.Styles.CellXfs.Xf[i].NumFmtID = ids[as]
		} else {
			book.Styles.CellXfs.Xf[i].NumFmtID = &general
		}
	}
	return nil
}

// dateForm says whether a number format shows dates, and how exactly. The
// numbers are those of ECMA-376, part 1, 18.8.30.
func dateForm(id int, code string) (as string, isDate bool) {
	switch {
	case id == 17: // mmm-yy: what a spreadsheet makes of 2016-10
		return "yyyy-mm", true
	case id >= 14 && id <= 16, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return "yyyy-mm-dd", true
	case code == "":
		return "", false
	}
	var plain strings.Builder // without literals, colours and locales
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			i += max(strings.IndexByte(code[i+1:], '"'), 0) + 1
		case '[':
			i += max(strings.IndexByte(code[i+1:], ']'), 0) + 1
		default:
			plain.WriteByte(c | 0x20) // lower case
		}
	}
	s, _, _ := strings.Cut(plain.String(), ";")
	has := func(c string) bool { return strings.Contains(s, c) }
	switch {
	case has("general"), has("0") || has("#"):
		return "", false
	case has("d"):
		return "yyyy-mm-dd", true
	case has("y") && has("m"):
		return "yyyy-mm", true
	case has("y"):
		return "yyyy", true
	}
	return "", false
}
