package exchange

import (
	"bufio"
	"errors"
	"strconv"

	"github.com/xuri/excelize/v2"

	"euxine/internal/directory"
)

// xlsxSink writes a workbook with a sheet for each type. The same records give
// the same cells; of several sheets the archive's order may differ.
type xlsxSink struct {
	w     *bufio.Writer
	book  *excelize.File
	sheet *excelize.StreamWriter
	head  int // the style of headers
	line  int
	count int // sheets
	cells []any
}

// maxSignificant is how many digits of a number spreadsheets keep. Numbers with
// more, as some coordinates have, are written as text.
const maxSignificant = 15

func newXLSXSink(w *bufio.Writer) *xlsxSink { return &xlsxSink{w: w} }

func (s *xlsxSink) open() (err error) {
	if s.book == nil {
		s.book = excelize.NewFile()
		s.head, err = s.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	}
	return err
}

func (s *xlsxSink) begin(t directory.RecordType, columns []string) error {
	if err := errors.Join(s.open(), s.endSheet()); err != nil {
		return err
	}
	name := string(t)
	if s.count++; s.count == 1 {
		if err := s.book.SetSheetName("Sheet1", name); err != nil {
			return err
		}
	} else if _, err := s.book.NewSheet(name); err != nil {
		return err
	}
	var err error
	if s.sheet, err = s.book.NewStreamWriter(name); err != nil {
		return err
	}
	// The header stays in sight; 18 characters show most names and codes.
	if err := errors.Join(s.sheet.SetColWidth(1, len(columns), 18),
		s.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})); err != nil {
		return err
	}
	s.cells = make([]any, len(columns))
	for i, name := range columns {
		s.cells[i] = excelize.Cell{StyleID: s.head, Value: name}
	}
	s.line = 1
	return s.sheet.SetRow("A1", s.cells)
}

func (s *xlsxSink) row(cells []outCell) error {
	for i, c := range cells {
		switch c.kind {
		case absent:
			s.cells[i] = nil
		case boolean:
			s.cells[i] = c.text == "true"
		case number:
			s.cells[i] = c.text
			if n, err := strconv.ParseFloat(c.text, 64); err == nil && significant(c.text) <= maxSignificant {
				s.cells[i] = n
			}
		default:
			s.cells[i] = c.text
		}
	}
	s.line++
	return s.sheet.SetRow("A"+strconv.Itoa(s.line), s.cells)
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

func (s *xlsxSink) endSheet() error {
	if s.sheet == nil {
		return nil
	}
	err := s.sheet.Flush()
	s.sheet = nil
	return err
}

func (s *xlsxSink) close() error {
	if err := errors.Join(s.open(), s.endSheet()); err != nil {
		return err
	}
	_, err := s.book.WriteTo(s.w)
	return errors.Join(err, s.book.Close())
}

// room is one less than a cell holds: what is longer the library cuts.
func (s *xlsxSink) room() int         { return excelize.TotalCellChars - 1 }
func (s *xlsxSink) size(t string) int { return utf16Length(t) }
