package exchange

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"euxine/internal/directory"
)

// nodeKind is the form of a value in a file.
type nodeKind uint8

const (
	absent nodeKind = iota // not there; writers leave it out
	null
	text   // Text is the string, not yet cleaned
	number // Text is the literal, so that no digit is lost
	boolean
	list
	object
	cell  // of a table: text that may stand for any of these
	piece // part of a cell: the same, with escapes (see split)
)

// node is a value of a row: a tree, with the place where each part stands.
// Readers of formats make nodes, the mapping turns them into domain values and
// back, writers put them down; nothing else passes between the three.
type node struct {
	kind  nodeKind
	text  string // of text, number, boolean, cell and piece
	items []node // of a list
	// numbers are those of the columns a list's items stand in, as far as they do.
	numbers []int
	fields  []field // of an object, in the order of the file
	place
}

// field is a named value of an object.
type field struct {
	name  string
	value node
	place // of the name
}

// place is a position in a file, both from 1; 0 is "not known". Columns count
// characters, in a table the columns of the table.
type place struct {
	line, column int
	table        bool
}

func (p place) String() string {
	if p.table {
		return fmt.Sprintf("line %d, column %s", p.line, p.letters())
	}
	return fmt.Sprintf("line %d, column %d", p.line, p.column)
}

// letters is how spreadsheets call the place's column, "" outside tables.
func (p place) letters() string {
	if !p.table {
		return ""
	}
	return columnLetters(p.column)
}

// columnLetters is how spreadsheets count columns: A to Z, AA, AB, …
func columnLetters(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

// get finds a field of an object by name; an absent node when there is none.
func (n node) get(name string) node {
	for i := range n.fields { // by number, since a field is large
		if n.fields[i].name == name {
			return n.fields[i].value
		}
	}
	return node{}
}

// empty says whether a value is the same as none.
func (n node) empty() bool {
	return n.kind == absent || n.kind == null || n.text == "" && (n.kind == text || n.kind == cell || n.kind == piece)
}

// brief is the value as a message quotes it.
func (n node) brief() string {
	switch n.kind {
	case absent:
		return ""
	case text, number, boolean, cell, piece:
		return n.text
	}
	return string(appendJSON(nil, n))
}

// The nodes the mapping writes. An empty value is an absent node.

func textNode(s string) node {
	if s == "" {
		return node{}
	}
	return node{kind: text, text: s}
}

func numberNode(n int64) node { return node{kind: number, text: strconv.FormatInt(n, 10)} }

func listNode(items []node) node {
	if len(items) == 0 {
		return node{}
	}
	return node{kind: list, items: items}
}

func objectNode(fields []field) node {
	kept := fields[:0]
	for _, f := range fields {
		if f.value.kind != absent {
			kept = append(kept, f)
		}
	}
	if len(kept) == 0 {
		return node{}
	}
	return node{kind: object, fields: kept}
}

// row is one record as a reader found it.
type row struct {
	typ    directory.RecordType
	sheet  string // of a workbook
	fields node   // an object; absent when the row could not be read
	faults []Located
	notes  []Notice
	place  // where the row begins
}

// after is the place behind byte c, if c stands at p.
func (p place) after(c byte) place {
	switch {
	case c == '\n':
		return place{line: p.line + 1, column: 1}
	case utf8.RuneStart(c):
		return place{line: p.line, column: p.column + 1}
	}
	return p
}
