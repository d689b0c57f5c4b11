package exchange

import (
	"strconv"
	"strings"

	"euxine/internal/directory"
)

// Located is a fault with the place it stands at. Sheet is for workbooks; Line
// and Column count from 1, columns in characters; 0 is "not known". Record is
// the id of the record the fault is in, as far as it could be read.
type Located struct {
	directory.Fault
	File   string
	Sheet  string `json:",omitempty"`
	Line   int    `json:",omitempty"`
	Column int    `json:",omitempty"`
	Record directory.RecordID
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

// Where is file, sheet, line and column as far as known: "file:line:column".
func (l Located) Where() string {
	s := l.File
	if l.Sheet != "" {
		s += "!" + l.Sheet
	}
	if l.Line > 0 {
		s += ":" + strconv.Itoa(l.Line)
		if l.Column > 0 {
			s += ":" + strconv.Itoa(l.Column)
		}
	}
	return s
}

// located makes a fault at a place of the file; the value is cut as faults cut it.
func located(file, sheet string, p place, f, value, key string, args ...string) Located {
	var fs directory.Faults
	fs.Add(f, value, key, args...)
	return Located{Fault: fs[0], File: file, Sheet: sheet, Line: p.line, Column: p.column}
}
