package exchange

import (
	"strconv"
	"strings"

	"euxine/internal/directory"
)

// Located is a fault with the place it stands at. Sheet is for workbooks; Line
// and Column count from 1; 0 is "not known". Columns are of characters, but in
// tables of the table: then Letters is how spreadsheets call the column, and
// Line is the row of a workbook's sheet. Record is the id of the record the
// fault is in, as far as it could be read.
type Located struct {
	directory.Fault
	File    string
	Sheet   string `json:",omitempty"`
	Line    int    `json:",omitempty"`
	Column  int    `json:",omitempty"`
	Letters string `json:",omitempty"`
	Record  directory.RecordID
}

// Error is one line for people and tools that jump to places:
// "organisations-bg.ndjson:12:80: bg-x: region "BG999" is not …".
func (l Located) Error() string {
	var b strings.Builder
	b.WriteString(l.Where())
	b.WriteString(": ")
	if l.Record != "" {
		b.WriteString(string(l.Record))
		b.WriteString(": ")
	}
	// A fault of a whole row or file has no field.
	b.WriteString(strings.TrimLeft(l.Fault.Error(), " "))
	return b.String()
}

// Where is file, sheet, line and column as far as known: "file:line:column", of
// a workbook "file!sheet:row:letters".
func (l Located) Where() string { return where(l.File, l.Sheet, l.Line, l.Column, l.Letters) }

func where(file, sheet string, line, column int, letters string) string {
	s := file
	if sheet != "" {
		s += "!" + sheet
	}
	if line > 0 {
		s += ":" + strconv.Itoa(line)
		switch {
		case letters != "":
			s += ":" + letters
		case column > 0:
			s += ":" + strconv.Itoa(column)
		}
	}
	return s
}

// located makes a fault at a place of the file; the value is cut as faults cut it.
func located(file, sheet string, p place, f, value, key string, args ...string) Located {
	var fs directory.Faults
	fs.Add(f, value, key, args...)
	return Located{Fault: fs[0], File: file, Sheet: sheet, Line: p.line, Column: p.column, Letters: p.letters()}
}
