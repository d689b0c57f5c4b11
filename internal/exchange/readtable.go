package exchange

import (
	"fmt"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// table makes rows of records from rows of cells, whichever format they come
// from: the first row that is not empty is the header.
type table struct {
	*rowReader
	sheet   string
	typ     directory.RecordType
	columns []tableColumn
	id      int // the column of ids, or -1
	started bool
	skip    bool // the header could not be understood
}

// tableColumn is a column as its header says it.
type tableColumn struct {
	path  pattern // nil: not a field, reported, or empty
	named bool    // the header has a text
	place
}

// tableCell is a cell as it stands in the file.
type tableCell struct {
	text string
	bad  bool // a spreadsheet's error
	place
}

// row takes in a row of cells that begins on the line.
func (t *table) row(line int, cells []tableCell) error {
	filled := 0
	for i := range cells {
		cells[i].bad = errorCell(cells[i].text)
		cells[i].text = restored(cells[i].text)
		if strings.TrimSpace(cells[i].text) != "" {
			filled = i + 1
		}
	}
	cells = cells[:filled]
	switch {
	case filled == 0, t.skip:
		return nil
	case !t.started:
		t.started = true
		return t.header(line, cells)
	}
	if id := max(t.id, 0); id < filled && strings.HasPrefix(strings.TrimSpace(cells[id].text), "#") && !cells[id].bad {
		return nil // a row of explanation, as templates have
	}
	w := row{typ: t.typ, sheet: t.sheet, place: place{line: line, column: 1, table: true}}
	for i, c := range cells {
		if (i >= len(t.columns) || !t.columns[i].named) && strings.TrimSpace(c.text) != "" {
			w.faults = []Located{located(t.src.File, t.sheet, c.place, "row", c.text, directory.FaultSyntax,
				fmt.Sprintf("column %s has no header: a separator or quote inside a cell may have shifted the row, put such cells in quotes", columnLetters(i+1)))}
			return t.next(w)
		}
	}
	w.fields = node{kind: object, place: w.place}
	for i, c := range cells {
		col := t.columns[i]
		switch {
		case strings.TrimSpace(c.text) == "" || col.path == nil:
		case c.bad:
			w.faults = append(w.faults, located(t.src.File, t.sheet, c.place, col.path.String(), c.text, directory.FaultWrongType, "a value: this is a spreadsheet's error"))
		default:
			if first, ok := w.fields.put(col.path, col.place, node{kind: cell, text: c.text, place: c.place}); !ok {
				w.faults = append(w.faults, located(t.src.File, t.sheet, c.place, col.path.String(), c.text, directory.FaultDuplicate, first.String()))
			}
		}
	}
	return t.next(w)
}

// put grows the tree to the value. Numbers may have gaps and any order; items
// stand in the order of their numbers. What stands in the way of the value, in
// another form of the same field, is returned.
func (n *node) put(path pattern, header place, value node) (first place, ok bool) {
	if len(path) == 0 {
		if n.kind != absent {
			return n.place, false
		}
		*n = value
		return place{}, true
	}
	s, kind := path[0], object
	if s.name == "" {
		kind = list
	}
	if n.kind != absent && n.kind != kind {
		return n.place, false
	}
	if n.kind == absent {
		n.kind, n.place = kind, value.place
	}
	if kind == list {
		i, there := slices.BinarySearch(n.numbers, s.number)
		if !there {
			n.numbers = slices.Insert(n.numbers, i, s.number)
			n.items = slices.Insert(n.items, i, node{})
		}
		return n.items[i].put(path[1:], header, value)
	}
	i := slices.IndexFunc(n.fields, func(f field) bool { return f.name == s.name })
	if i < 0 {
		i = len(n.fields)
		n.fields = append(n.fields, field{name: s.name, place: header})
	}
	return n.fields[i].value.put(path[1:], header, value)
}

// header takes in the header. Every column that is no field is a fault; where
// none is one, the table has no header.
func (t *table) header(line int, cells []tableCell) error {
	h := recordHeaders[t.typ]
	t.id = -1
	seen := map[string]place{}
	w := row{typ: t.typ, sheet: t.sheet, place: place{line: line, column: 1, table: true}}
	fault := func(c tableCell, key string, args ...string) {
		w.faults = append(w.faults, located(t.src.File, t.sheet, c.place, "column", strings.TrimSpace(c.text), key, args...))
	}
	known := 0
	for i, c := range cells {
		col := tableColumn{place: c.place, named: strings.TrimSpace(c.text) != ""}
		path, ok := h.find(c.text)
		first, again := seen[path.String()]
		switch {
		case !col.named:
		case i >= MaxColumns:
			fault(c, directory.FaultTooLarge, fmt.Sprintf("%d columns", MaxColumns))
		case !ok:
			fault(c, directory.FaultUnknownField, perhaps(h.nearest(c.text)))
		case again:
			fault(c, directory.FaultDuplicate, first.String())
		default:
			known++
			seen[path.String()] = c.place
			col.path = path
			if path.String() == "id" {
				t.id = i
			}
		}
		t.columns = append(t.columns, col)
		if i >= MaxColumns {
			t.skip = true
			break
		}
	}
	if known == 0 {
		t.skip = true
		w.faults = w.faults[:0]
		fault(cells[0], directory.FaultSyntax, "this should be the header: names of fields such as "+strings.Join(h.names[:3], ", "))
	}
	if len(w.faults) == 0 {
		return nil
	}
	return t.put(w)
}
