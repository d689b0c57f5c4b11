package exchange

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"euxine/internal/directory"
)

// xlsxSink writes a workbook with a sheet for each type, row by row into the
// archive: the few parts of Office Open XML (ECMA-376, part 1) that a table needs,
// with texts in their cells. The library that reads workbooks writes them too, but
// takes as long for it as all else does, and holds a sheet back until its end.
type xlsxSink struct {
	archive *Archive // nil before the first sheet
	w       io.Writer
	sheets  []string
	sheet   io.WriteCloser
	columns []string // their letters
	line    int      // written last
	buffer  []byte   // begins with what is to stand before the next row; used again
}

// What a sheet holds, by "Excel specifications and limits" of its maker: rows, the
// header among them, and characters in a cell, in units of UTF-16.
const (
	maxSheetRows  = 1_048_576
	maxSheetCell  = 32_767
	styleOfHeader = "1" // of styles.xml
)

// maxSignificant is how many digits of a number spreadsheets keep. Numbers with
// more, as some coordinates have, are written as text.
const maxSignificant = 15

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSchema   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeSchema = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relSchema    = "http://schemas.openxmlformats.org/package/2006/relationships"
	partTypes    = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// The parts that are the same in each workbook: where it is, and two styles of
// cells, plain and bold.
const (
	xlsxRoot = xmlHead + `<Relationships xmlns="` + relSchema + `"><Relationship Id="rId1" Type="` + officeSchema +
		`/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	xlsxStyles = xmlHead + `<styleSheet xmlns="` + mainSchema + `">` +
		`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
		`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
		`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
		`<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`
)

func newXLSXSink(w io.Writer) *xlsxSink { return &xlsxSink{w: w} }

// open begins the archive with the files by which programs that read no further
// know a workbook.
func (s *xlsxSink) open() error {
	if s.archive != nil {
		return nil
	}
	s.archive = NewArchive(s.w, time.Time{})
	return errors.Join(s.part("_rels/.rels", xlsxRoot), s.part("xl/styles.xml", xlsxStyles))
}

func (s *xlsxSink) part(name, content string) error {
	w, err := s.archive.Begin(name)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, content); err != nil {
		w.Close()
		return err
	}
	return w.Close()
}

func (s *xlsxSink) begin(t directory.RecordType, columns []string) (err error) {
	if err := s.open(); err != nil {
		return err
	}
	s.sheets = append(s.sheets, string(t))
	if s.sheet, err = s.archive.Begin("xl/worksheets/" + sheetFile(len(s.sheets))); err != nil {
		return err
	}
	selected := ""
	if len(s.sheets) == 1 {
		selected = ` tabSelected="1"`
	}
	// The header stays in sight; 18 characters show most names and codes.
	s.buffer = append(s.buffer[:0], xmlHead+`<worksheet xmlns="`+mainSchema+`"><sheetViews><sheetView`+selected+` workbookViewId="0">`+
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`+
		`<cols><col min="1" max="`+strconv.Itoa(len(columns))+`" width="18" customWidth="1"/></cols><sheetData>`...)
	s.columns, s.line = make([]string, len(columns)), 0
	header := make([]outCell, len(columns))
	for i, name := range columns {
		s.columns[i], header[i] = columnLetters(i+1), outCell{text, name}
	}
	return s.put(header, ` s="`+styleOfHeader+`"`)
}

func sheetFile(number int) string { return "sheet" + strconv.Itoa(number) + ".xml" }

func (s *xlsxSink) row(cells []outCell) error { return s.put(cells, "") }

// put writes a row, behind what the buffer begins with.
func (s *xlsxSink) put(cells []outCell, style string) error {
	s.line++
	b := strconv.AppendInt(append(s.buffer, `<row r="`...), int64(s.line), 10)
	line := b[len(b)-digits(s.line):]
	b = append(b, `">`...)
	for i, c := range cells {
		if c.kind == absent {
			continue
		}
		b = append(append(append(b, `<c r="`...), s.columns[i]...), line...)
		b = append(append(b, '"'), style...)
		switch {
		case c.kind == boolean && c.text == "true":
			b = append(b, ` t="b"><v>1</v></c>`...)
		case c.kind == boolean:
			b = append(b, ` t="b"><v>0</v></c>`...)
		case c.kind == number && significant(c.text) <= maxSignificant:
			b = append(append(append(b, `><v>`...), c.text...), `</v></c>`...)
		default:
			b = append(b, ` t="inlineStr"><is><t`...)
			if c.text != strings.TrimSpace(c.text) {
				b = append(b, ` xml:space="preserve"`...)
			}
			b = append(appendXMLText(append(b, '>'), c.text), `</t></is></c>`...)
		}
	}
	b = append(b, `</row>`...)
	_, err := s.sheet.Write(b)
	s.buffer = b[:0]
	return err
}

// digits is how many a number above zero has.
func digits(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}

// significant counts the digits of a number without exponent from its first
// other than zero.
func significant(s string) int {
	n := 0
	for _, r := range s {
		if r >= '1' && r <= '9' || r == '0' && n > 0 {
			n++
		}
	}
	return n
}

func (s *xlsxSink) end() error {
	if s.sheet == nil {
		return nil
	}
	_, err := io.WriteString(s.sheet, `</sheetData></worksheet>`)
	if closing := s.sheet.Close(); err == nil {
		err = closing
	}
	s.sheet = nil
	return err
}

// close writes what the sheets are called and where they lie, now that it is known.
func (s *xlsxSink) close() error {
	if err := s.open(); err != nil {
		return err
	}
	if len(s.sheets) == 0 { // there must be one
		if err := errors.Join(s.begin("Sheet1", []string{"id"}), s.end()); err != nil {
			return err
		}
	}
	types := xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/xl/workbook.xml" ContentType="` + partTypes + `sheet.main+xml"/>` +
		`<Override PartName="/xl/styles.xml" ContentType="` + partTypes + `styles+xml"/>`
	book := xmlHead + `<workbook xmlns="` + mainSchema + `" xmlns:r="` + officeSchema + `"><bookViews><workbookView/></bookViews><sheets>`
	links := xmlHead + `<Relationships xmlns="` + relSchema + `"><Relationship Id="styles" Type="` + officeSchema + `/styles" Target="styles.xml"/>`
	for i, name := range s.sheets {
		number := strconv.Itoa(i + 1)
		types += `<Override PartName="/xl/worksheets/` + sheetFile(i+1) + `" ContentType="` + partTypes + `worksheet+xml"/>`
		book += `<sheet name="` + name + `" sheetId="` + number + `" r:id="rId` + number + `"/>`
		links += `<Relationship Id="rId` + number + `" Type="` + officeSchema + `/worksheet" Target="worksheets/` + sheetFile(i+1) + `"/>`
	}
	for _, p := range [][2]string{
		{"xl/workbook.xml", book + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", links + `</Relationships>`},
		{"[Content_Types].xml", types + `</Types>`},
	} {
		if err := s.part(p[0], p[1]); err != nil {
			return err
		}
	}
	return s.archive.Close()
}

func (s *xlsxSink) rows() int         { return maxSheetRows - 1 }
func (s *xlsxSink) room() int         { return maxSheetCell }
func (s *xlsxSink) size(t string) int { return utf16Length(t) }

// appendXMLText appends a text as the content of an element: what XML cannot hold
// as U+FFFD, and what a workbook takes for the code of a character ("_x0041_", see
// ST_Xstring of ECMA-376, 22.9.2.19) with its first sign as such a code.
func appendXMLText(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); {
		c, size, instead := s[i], 1, ""
		switch {
		case c == '&':
			instead = "&amp;"
		case c == '<':
			instead = "&lt;"
		case c == '>': // only behind ]] it must be
			instead = "&gt;"
		case c == '\r': // which a reader would take for the end of a line
			instead = "&#xD;"
		case c == '_' && characterCode(s[i:]):
			instead = "_x005F_"
		case c < ' ' && c != '\n' && c != '\t':
			instead = "\uFFFD"
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError || r == '\uFFFE' || r == '\uFFFF' {
				instead = "\uFFFD"
			}
		}
		if instead != "" {
			b, from = append(append(b, s[from:i]...), instead...), i+size
		}
		i += size
	}
	return append(b, s[from:]...)
}

// characterCode says whether a text begins with what a workbook takes for the code
// of a character: _x, four digits to the base of sixteen, _.
func characterCode(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}
