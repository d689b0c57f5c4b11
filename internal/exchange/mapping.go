package exchange

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// Mapping turns rows into records, against a vocabulary. Safe for concurrent use.
type Mapping struct {
	vocabulary *directory.Vocabulary
	concepts   *conceptIndex
}

// NewMapping prepares the vocabulary's labels for looking up.
func NewMapping(v *directory.Vocabulary) *Mapping {
	return &Mapping{vocabulary: v, concepts: newConceptIndex(v)}
}

// Item is what was read in one place: a record, or what is wrong with it, or
// both where it could be read in part. A record without faults is valid but for
// what only the whole import can tell: see [Ledger].
type Item struct {
	Record directory.Record // nil when nothing could be read; its provenance names file and line
	Line   int              // where it begins; 0 for the whole file
	Faults []Located        // in the order of their places
	Notes  []Notice         // what is worth knowing beside
	rows   *reading
}

// Locate gives a fault of one of the record's fields its place in the file.
func (it Item) Locate(f directory.Fault) Located { return it.rows.locate(f) }

// Read reads a source record by record. Faults, of the whole file too, come as
// items in the order of the file; a record with faults must not be stored. The
// error is each's, or of reading the source itself. Items may be kept.
func (m *Mapping) Read(src Source, each func(Item) error) error {
	rows, stop := make(chan []row), make(chan struct{})
	var reading error // before rows is closed
	go func() {
		defer close(rows)
		batch := make([]row, 0, rowsAhead)
		pass := func() error {
			select {
			case rows <- batch:
				batch = make([]row, 0, rowsAhead)
				return nil
			case <-stop:
				return errStopped
			}
		}
		reading = readRows(src, func(w row) error {
			if batch = append(batch, w); len(batch) < rowsAhead {
				return nil
			}
			return pass()
		})
		if err := pass(); reading == nil {
			reading = err
		}
	}()
	var failed error
	for batch := range rows {
		for _, w := range batch {
			if failed == nil {
				failed = each(m.item(src.File, w))
			}
		}
		if failed != nil {
			close(stop)
			for range rows { // until the reader has seen it: it is to be done with the source
			}
			break
		}
	}
	if failed == nil {
		failed = reading
	}
	if failed != nil {
		return fmt.Errorf("read %s: %w", src.File, failed)
	}
	return nil
}

// rowsAhead is how many rows are read while those before them are mapped and
// checked, which takes twice as long.
const rowsAhead = 64

// errStopped ends the reading of rows nobody wants any more.
var errStopped = errors.New("reading stopped")

// item maps and checks one row.
func (m *Mapping) item(file string, w row) Item {
	c := &reading{m: m, file: file, row: w, faults: w.faults}
	if w.fields.kind != object {
		return Item{Line: w.line, Faults: c.faults, Notes: w.notes, rows: c}
	}
	c.country = countryOf(w.fields.get("country"))
	c.id = directory.RecordID(strings.TrimSpace(w.fields.get("id").text))
	for i := range c.faults {
		c.faults[i].Record = c.id
		c.failed = append(c.failed, c.faults[i].Field)
	}
	var r directory.Record
	switch w.typ {
	case directory.Organisations:
		o := readRecord(c, organisationRules, &directory.Organisation{})
		if o.Status == "" {
			o.Status = directory.StatusUnknown // what no source states
		}
		r = o
	case directory.Events:
		r = readRecord(c, eventRules, &directory.Event{})
	case directory.Calls:
		k := readRecord(c, callRules, &directory.Call{})
		if len(k.Lots) == 0 {
			k.Lots = []directory.Lot{{}} // a call without any has one of which nothing is known
		}
		r = k
	case directory.Projects:
		r = readRecord(c, projectRules, &directory.Project{})
	default:
		return Item{Line: w.line, Faults: c.faults, Notes: w.notes, rows: c}
	}
	head := r.Head()
	head.Provenance.File, head.Provenance.Line = filepath.Base(file), w.line
	for _, f := range r.Validate(m.vocabulary) {
		if !c.knownBad(f) {
			c.faults = append(c.faults, c.locate(f))
		}
	}
	slices.SortStableFunc(c.faults, func(a, b Located) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	for i := range c.row.notes {
		if c.row.notes[i].Field != "" { // else it is of the whole file
			c.row.notes[i].Record = c.id
		}
	}
	return Item{Record: r, Line: w.line, Faults: c.faults, Notes: c.row.notes, rows: c}
}

func readRecord[R directory.Record](c *reading, rules []rule[R], r R) R {
	c.fieldNames = func() []string { return namesOf(rules) }
	readFields(c, "", c.row.fields, rules, r)
	return r
}

// writeRecord is the row of a record: the inverse of reading it.
func writeRecord(r directory.Record) node {
	switch r := r.(type) {
	case *directory.Organisation:
		return writeFields(organisationRules, r)
	case *directory.Event:
		return writeFields(eventRules, r)
	case *directory.Call:
		return writeFields(callRules, r)
	case *directory.Project:
		return writeFields(projectRules, r)
	}
	return node{}
}

// reading is one row on its way to a record.
type reading struct {
	m       *Mapping
	file    string
	row     row
	id      directory.RecordID
	country string // of the record, for guessing languages; "" not known
	faults  []Located
	failed  []string          // fields that could not be read; what Validate says of them is not news
	aliases map[string]string // canonical name to the one in the file, where they differ

	fieldNames func() []string // of the record type
}

// fault records what is wrong with the value at the path.
func (c *reading) fault(path string, n node, key string, args ...string) {
	c.failed = append(c.failed, path)
	c.add(located(c.file, c.row.sheet, n.place, path, n.brief(), key, args...))
}

func (c *reading) add(l Located) {
	l.Record = c.id
	c.faults = append(c.faults, l)
}

// alreadyFaulted says whether the value at the path, or one it lies in, could
// not be read.
func (c *reading) alreadyFaulted(path string) bool {
	return slices.ContainsFunc(c.failed, func(f string) bool { return within(path, f) })
}

// knownBad says whether a fault of the domain only follows from a value that
// could not be read: what is wrong there has been said, and what lacks a part
// that could not be read is not simply missing.
func (c *reading) knownBad(f directory.Fault) bool {
	return slices.ContainsFunc(c.filePaths(f.Field), func(path string) bool {
		return c.alreadyFaulted(path) || f.Key == directory.FaultRequired &&
			slices.ContainsFunc(c.failed, func(failed string) bool { return within(failed, path) })
	})
}

// within says whether path is outer or lies below it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// locate finds the place of a fault that names a field of the domain: that of
// the field in the file, else of what it lies in, else of the record.
func (c *reading) locate(f directory.Fault) Located {
	l := Located{Fault: f, File: c.file, Sheet: c.row.sheet, Line: c.row.line, Column: c.row.column, Letters: c.row.letters(), Record: c.id}
	for _, path := range c.filePaths(f.Field) {
		n, ok := find(c.row.fields, path)
		if !ok {
			continue
		}
		l.Field, l.Line, l.Column, l.Letters = path, n.line, n.column, n.letters()
		if f.Value != "" && (n.kind == text || n.kind == number || n.kind == cell) {
			// The value as given: the domain has a code in upper case, a number
			// cut to what it can hold.
			l.Fault = located("", "", place{}, path, n.text, f.Key, f.Args...).Fault
		}
		return l
	}
	for path := f.Field; ; {
		i := strings.LastIndexAny(path, ".[")
		if i < 0 {
			return l
		}
		path = path[:i]
		if n, ok := find(c.row.fields, path); ok {
			l.Line, l.Column, l.Letters = n.line, n.column, n.letters()
			return l
		}
	}
}

// filePaths lists where a field of the domain may stand in the file.
func (c *reading) filePaths(path string) []string {
	head, rest := path, ""
	if i := strings.IndexAny(path, ".["); i >= 0 {
		head, rest = path[:i], path[i:]
	}
	switch {
	case c.aliases[head] != "":
		return []string{c.aliases[head] + rest}
	case head == "description":
		if rest == ".en" {
			return []string{"description", "descriptions.en"}
		}
		return []string{"descriptions" + rest, "description_native"}
	case strings.HasPrefix(path, "lots[0]."):
		return []string{path, strings.TrimPrefix(path, "lots[0].")}
	case head == "concepts": // a fault of the tags altogether: each is checked when read
		paths := make([]string, len(conceptFields))
		for i, f := range conceptFields {
			paths[i] = f.name
		}
		return paths
	}
	return []string{path}
}

// find follows a dotted path such as "lots[1].closes" through an object.
func find(n node, path string) (node, bool) {
	for path != "" {
		if path[0] == '[' {
			end := strings.IndexByte(path, ']')
			i := 0
			if _, err := fmt.Sscanf(path[:end+1], "[%d]", &i); err != nil || i >= len(n.items) {
				return node{}, false
			}
			n, path = n.items[i], path[end+1:]
			continue
		}
		path = strings.TrimPrefix(path, ".")
		end := strings.IndexAny(path, ".[")
		if end < 0 {
			end = len(path)
		}
		n, path = n.get(path[:end]), path[end:]
		if n.kind == absent {
			return node{}, false
		}
	}
	return n, true
}
