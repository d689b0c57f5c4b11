package exchange

import (
	"fmt"

	"euxine/internal/directory"
)

// Notice is something about a file that is not wrong but should be known: what
// was decided where it could have been otherwise. Places are as in [Located].
type Notice struct {
	File    string
	Sheet   string             `json:",omitempty"`
	Line    int                `json:",omitempty"`
	Column  int                `json:",omitempty"`
	Letters string             `json:",omitempty"`
	Record  directory.RecordID `json:",omitempty"`
	Field   string             `json:",omitempty"`
	Key     string             // one of the Notice… constants
	Args    []string           `json:",omitempty"`
}

// The message keys of notices.
const (
	NoticeCleaned  = "cleaned"  // invisible characters were taken out; args: which
	NoticeEncoding = "encoding" // the file is in a code page; args: its name
	NoticeContent  = "content"  // the content is of another format than the name says; args: which
	NoticeSheet    = "sheet"    // a sheet with something in it was not read
)

var noticeTexts = map[string]string{
	NoticeCleaned:  "held invisible characters (%[1]s), which were taken out",
	NoticeEncoding: "the file was read as %[1]s; save it as UTF-8 if letters came out wrong",
	NoticeContent:  "the file was read as %[1]s, whatever its name says",
	NoticeSheet:    "the sheet was not read: only those named organisations, events, calls or projects are, or else the first",
}

// Text is the English message without the place.
func (n Notice) Text() string {
	args := make([]any, len(n.Args))
	for i, a := range n.Args {
		args[i] = a
	}
	t := noticeTexts[n.Key]
	if len(args) > 0 {
		t = fmt.Sprintf(t, args...)
	}
	if n.Field != "" {
		t = n.Field + " " + t
	}
	return t
}

// Where is the place as far as known, as [Located.Where] writes it.
func (n Notice) Where() string { return where(n.File, n.Sheet, n.Line, n.Column, n.Letters) }

// String is one line for people, as a fault's.
func (n Notice) String() string {
	s := n.Where() + ": "
	if n.Record != "" {
		s += string(n.Record) + ": "
	}
	return s + n.Text()
}

func noticeAt(file, sheet string, p place, field, key string, args ...string) Notice {
	return Notice{File: file, Sheet: sheet, Line: p.line, Column: p.column, Letters: p.letters(), Field: field, Key: key, Args: args}
}
