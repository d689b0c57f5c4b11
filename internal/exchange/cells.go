package exchange

import (
	"slices"
	"strings"

	"euxine/internal/directory"
)

// What a cell of a table may hold beside plain text:
//
//	a | b | c                             a list
//	BizGarden {role: lead; organisation: cz-bizgarden}   an object, its main value first
//
// A backslash takes the meaning from the |, {, }, ; or \ behind it; before
// anything else it is itself. Fields that hold one plain text have no syntax.

// A spreadsheet takes a cell that begins so for a formula and runs it. Such
// texts are written behind an apostrophe, which reading takes away again; a
// text that already looks so gets one more.
const formulaStarts = "=+-@\t\r"

// alive says whether a text is more than text to a spreadsheet: a formula, or
// one of its errors.
func alive(s string) bool {
	s = strings.TrimLeft(s, "'")
	return s != "" && strings.IndexByte(formulaStarts, s[0]) >= 0 || errorCell(s)
}

// errorCell says whether a spreadsheet shows an error in the cell.
func errorCell(s string) bool {
	switch strings.TrimSpace(s) {
	case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!":
		return true
	}
	return false
}

// neutral is a text as a cell may hold it.
func neutral(s string) string {
	if alive(s) {
		return "'" + s
	}
	return s
}

// restored undoes neutral.
func restored(s string) string {
	if s != "" && s[0] == '\'' && alive(s) {
		return s[1:]
	}
	return s
}

const escapable = `\|{};`

// escape puts a backslash before each of the characters.
func escape(s, characters string) string {
	if !strings.ContainsAny(s, characters) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune(characters, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// unescape takes the backslashes that escape away.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if escapes(s, i) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// escapes says whether the byte at i is a backslash that escapes the next.
func escapes(s string, i int) bool {
	return s[i] == '\\' && i+1 < len(s) && strings.IndexByte(escapable, s[i+1]) >= 0
}

// indexOf is the first unescaped c from i on, or -1.
func indexOf(s string, i int, c byte) int {
	for ; i < len(s); i++ {
		switch {
		case escapes(s, i):
			i++
		case s[i] == c:
			return i
		}
	}
	return -1
}

// split cuts a text at the separator, where it is not escaped; with braces not
// inside "{key: value}" either.
func split(s string, separator byte, braces bool) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s); i++ {
		switch {
		case escapes(s, i):
			i++
		case s[i] == '{' && braces:
			// Only where it closes as an object does: a stray brace must not
			// swallow the rest of the list.
			if end := indexOf(s, i+1, '}'); end >= 0 && (strings.Contains(s[i:end], ":") || strings.TrimSpace(s[i+1:end]) == "") {
				if rest := strings.TrimLeft(s[end+1:], " "); rest == "" || rest[0] == separator {
					i = end
				}
			}
		case s[i] == separator:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// pieces are the items of a list in a cell. Empty ones are none: a list that
// ends with a separator is no longer than it looks.
func (n node) pieces(inline []string) []node {
	var items []node
	for _, s := range split(n.text, '|', len(inline) > 0) {
		if s = strings.TrimSpace(s); s != "" {
			items = append(items, node{kind: piece, text: s, place: n.place}.object(inline))
		}
	}
	return items
}

// object is what a cell or piece holds, if it may be an object: that, or else
// the piece. What only looks like one is text.
func (n node) object(keys []string) node {
	n.kind = piece
	open := indexOf(n.text, 0, '{')
	if len(keys) == 0 || open < 0 || indexOf(n.text, open, '}') != len(n.text)-1 {
		return n
	}
	o := node{kind: object, place: n.place}
	if main := strings.TrimSpace(n.text[:open]); main != "" {
		o.fields = append(o.fields, field{name: keys[0], value: node{kind: piece, text: main, place: n.place}, place: n.place})
	}
	for _, s := range split(n.text[open+1:len(n.text)-1], ';', false) {
		if strings.TrimSpace(s) == "" {
			continue
		}
		key, value, ok := strings.Cut(s, ":")
		if !ok {
			return n
		}
		name := strings.ToLower(hyphens.Replace(strings.TrimSpace(key)))
		name = strings.ReplaceAll(name, "-", "_")
		o.fields = append(o.fields, field{name: name, value: node{kind: piece, text: strings.TrimSpace(value), place: n.place}, place: n.place})
	}
	return o
}

// byName is the object that the items of a keyed cell make.
func (n node) byName(s shape) node {
	if n.kind != cell {
		return n
	}
	o := node{kind: object, place: n.place}
	for _, item := range n.pieces(s.inline) {
		f := field{name: unescape(item.text), value: item, place: n.place}
		if item.kind == object && len(item.fields) > 0 && item.fields[0].name == s.inline[0] {
			f.name = unescape(item.fields[0].value.text)
			f.value.fields = item.fields[1:]
		}
		o.fields = append(o.fields, f)
	}
	return o
}

// scalar is a cell or piece as one plain text.
func (n node) scalar() node {
	if n.kind == piece {
		n.kind, n.text = cell, unescape(n.text)
	}
	return n
}

// items are the values of a list, from whatever form it has; of none that it is
// not a list is a fault.
func (c *reading) items(path string, n node, s shape) []node {
	switch n.kind {
	case list:
		if !slices.ContainsFunc(n.items, func(i node) bool { return i.kind == cell }) {
			return n.items
		}
		var items []node
		for _, i := range n.items {
			if i.kind == cell && s.parts == nil {
				items = append(items, i.pieces(s.inline)...)
			} else {
				items = append(items, i)
			}
		}
		return items
	case cell, piece:
		return n.pieces(s.inline)
	}
	c.fault(path, n, directory.FaultWrongType, "a list")
	return nil
}

// Writing.

// cellText is a value as the text of a cell.
func cellText(n node, s shape) string {
	switch {
	case s.keyed:
		var items []string
		for _, f := range n.fields {
			items = append(items, escape(f.name, `\|{}`)+attributes(f.value.fields))
		}
		return strings.Join(items, "|")
	case s.list:
		return strings.Join(itemTexts(n, s), "|")
	case s.inline != nil:
		return inlineText(n, `\{}`)
	}
	return n.text
}

// itemTexts are the items of a list as they stand in a cell.
func itemTexts(n node, s shape) []string {
	items := make([]string, len(n.items))
	for i, item := range n.items {
		if s.inline != nil {
			items[i] = inlineText(item, `\|{}`)
		} else {
			items[i] = escape(item.text, `\|`)
		}
	}
	return items
}

// inlineText is a plain value, or an object with its first field as the main value.
func inlineText(n node, special string) string {
	if n.kind != object {
		return escape(n.text, special)
	}
	return escape(n.fields[0].value.text, special) + attributes(n.fields[1:])
}

// attributes are the fields of an object in braces.
func attributes(fields []field) string {
	var b strings.Builder
	b.WriteString(" {")
	for i, f := range fields {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(f.name + ": ")
		if f.value.kind == list {
			for j, item := range f.value.items {
				if j > 0 {
					b.WriteByte('|')
				}
				b.WriteString(escape(item.text, escapable))
			}
		} else {
			b.WriteString(escape(f.value.text, escapable))
		}
	}
	b.WriteByte('}') // "name {}" is an object too: one that says no more
	return b.String()
}
