package exchange

import (
	"errors"
	"fmt"
	"io"

	"euxine/internal/directory"
)

// Sheet is a table that is not of records, such as the meetings of an event. Texts are
// written as the tables of records write theirs: what a spreadsheet would take for a
// formula stands behind an apostrophe.
type Sheet struct {
	Name    string // letters and spaces
	Columns []SheetColumn
	Rows    [][]string
}

// SheetColumn is a column of a sheet.
type SheetColumn struct {
	Name   string
	Number bool // its cells are whole numbers, or empty
}

// WriteSheets writes sheets as a workbook, or one as text with separators: XLSX, CSV or
// TSV, else ErrInvalid.
func WriteSheets(w io.Writer, format Format, sheets ...Sheet) error {
	type sink interface {
		begin(t directory.RecordType, columns []string) error
		row(cells []outCell) error
		end() error
		close() error
		room() int
		size(string) int
	}
	var out sink
	switch {
	case format == XLSX:
		out = newXLSXSink(w)
	case format == CSV && len(sheets) == 1:
		out = newCSVSink(w, ',')
	case format == TSV && len(sheets) == 1:
		out = newCSVSink(w, '\t')
	default:
		return fmt.Errorf("%d sheets as %s: %w", len(sheets), format, directory.ErrInvalid)
	}
	var errs []error
	for _, s := range sheets {
		names := make([]string, len(s.Columns))
		for i, c := range s.Columns {
			names[i] = c.Name
		}
		errs = append(errs, out.begin(directory.RecordType(s.Name), names))
		for _, row := range s.Rows {
			cells := make([]outCell, len(s.Columns))
			for i := range cells {
				if i >= len(row) || row[i] == "" {
					continue
				}
				cells[i] = outCell{text, neutral(row[i])}
				if s.Columns[i].Number {
					cells[i].kind = number
				}
				if out.size(cells[i].text) > out.room() {
					return errors.Join(fmt.Errorf("%s is too long for a cell, choose another format: %w", s.Columns[i].Name, directory.ErrInvalid), out.close())
				}
			}
			if err := out.row(cells); err != nil {
				return errors.Join(err, out.close())
			}
		}
		errs = append(errs, out.end())
	}
	return errors.Join(append(errs, out.close())...)
}
