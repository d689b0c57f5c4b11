package exchange

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"euxine/internal/directory"
)

// yaml reads a list of records, or such lists by record type. The library holds
// a document whole, at many times its size; so the text is cut into records
// where their dashes stand, and each is parsed by itself. What reaches over the
// cut (an alias of an earlier record, a quote that is not closed) is a fault of
// the record it reaches into. Aliases are refused altogether: with them, a
// kilobyte can stand for gigabytes.
func (r *rowReader) yaml() error {
	if ok, err := r.decoded(); !ok {
		return err
	}
	start, err := r.in.Peek(512)
	if err != nil && err != io.EOF {
		return err
	}
	if start = bytes.TrimSpace(start); len(start) > 0 && (start[0] == '[' || start[0] == '{') {
		return r.json() // which is YAML too
	}
	y := &yamlCutter{rowReader: r, indent: -1}
	for y.line = 1; ; y.line++ {
		b, long, err := r.line()
		last := err == io.EOF
		if err != nil && !last {
			return err
		}
		if long {
			err = y.tooLarge(y.line)
		} else {
			err = y.take(bytes.TrimSuffix(b, []byte("\r")))
		}
		if err == nil && last {
			err = y.flush()
		}
		if err != nil || last {
			return err
		}
	}
}

// yamlCutter finds the records of a YAML file by the indent of their lines.
type yamlCutter struct {
	*rowReader
	line   int
	indent int // of the dashes of records; -1: not known yet
	types  map[string]place
	begun  bool // something was there: a record, or the name of a type
	begin  int  // the line the record begins on; 0: none is open
	record []byte
	// dropped: the lines up to the next record are not read; skip: those up to
	// the next type.
	dropped, skip bool
}

var (
	yamlItem = regexp.MustCompile(`^( *)-(?:\s|$)`)
	yamlType = regexp.MustCompile(`^["']?([\pL\d_-]+)["']?\s*:\s*(\[\s*\])?\s*(?:#.*)?$`)
)

// take takes in a line.
func (y *yamlCutter) take(b []byte) error {
	text := string(bytes.TrimSpace(b))
	at := place{line: y.line, column: 1}
	switch m := yamlItem.FindSubmatch(b); {
	case m != nil && (y.indent < 0 || len(m[1]) == y.indent):
		if err := y.flush(); err != nil {
			return err
		}
		if !y.begun {
			if ok, err := y.typeKnown(); !ok {
				if err == nil {
					err = errEnough
				}
				return err
			}
		}
		y.begun, y.dropped, y.indent = true, false, len(m[1])
		if !y.skip {
			y.begin = y.line
		}
	case text == "---" || text == "..." || strings.HasPrefix(text, "%") && y.begin == 0:
		y.indent = -1
		return y.flush()
	case text == "" || text[0] == '#':
	case len(b) > 0 && b[0] != ' ' && b[0] != '\t' && b[0] != '-':
		if err := y.flush(); err != nil {
			return err
		}
		return y.typeLine(text, at)
	case y.begin == 0 && !y.skip && !y.dropped:
		if err := y.refuse(at, "file", text, directory.FaultSyntax, wantedYAML); err != nil {
			return err
		}
		return errEnough
	}
	if y.begin == 0 {
		return nil
	}
	if len(y.record)+len(b) > MaxRecord {
		return y.tooLarge(y.begin)
	}
	y.record = append(append(y.record, b...), '\n')
	return nil
}

const wantedYAML = `wanted a list of records, each beginning with "- id: …", or such lists under organisations:, events:, calls: or projects:`

// typeLine takes in "events:" at the beginning of a line.
func (y *yamlCutter) typeLine(text string, at place) error {
	m := yamlType.FindStringSubmatch(text)
	known := m != nil && slices.Contains(directory.RecordTypes, directory.RecordType(m[1]))
	switch {
	case !known && (m == nil || y.types == nil): // most likely one record without the list around it
		if err := y.refuse(at, "file", text, directory.FaultSyntax, wantedYAML); err != nil {
			return err
		}
		return errEnough
	case !known:
		y.skip = true
		return y.refuse(at, "type", m[1], directory.FaultUnknownValue, "organisations, events, calls, projects")
	}
	if first, ok := y.types[m[1]]; ok {
		if err := y.refuse(at, m[1], "", directory.FaultDuplicate, first.String()); err != nil {
			return err
		}
	}
	if y.types == nil {
		y.types = map[string]place{}
	}
	y.types[m[1]] = at
	y.begun, y.skip, y.dropped, y.indent = true, false, false, -1
	y.src.Type = directory.RecordType(m[1])
	return nil
}

// tooLarge refuses a record; its lines are passed over.
func (y *yamlCutter) tooLarge(line int) error {
	y.begin, y.record, y.dropped = 0, nil, true
	return y.refuse(place{line: line, column: 1}, "record", "", directory.FaultTooLarge, fmt.Sprintf("%d MiB", MaxRecord>>20))
}

// flush reads the record that is open.
func (y *yamlCutter) flush() error {
	begin, content := y.begin, y.record
	y.begin, y.record = 0, nil
	if begin == 0 {
		return nil
	}
	return y.next(y.yamlRecord(content, begin))
}

var yamlError = regexp.MustCompile(`(?s)^yaml: (?:line (\d+): )?(.*)$`)

// yamlRecord makes a row of a list with one item that begins on the line.
func (r *rowReader) yamlRecord(content []byte, line int) row {
	w := row{typ: r.src.Type, place: place{line: line, column: 1}}
	var doc yaml.Node
	content = bytes.ToValidUTF8(content, []byte(string(utf8.RuneError))) // which the mapping refuses by field
	if err := guarded(func() error { return yaml.Unmarshal(content, &doc) }); err != nil {
		at, why := w.place, err.Error()
		if m := yamlError.FindStringSubmatch(why); m != nil {
			why = m[2]
			if n, err := strconv.Atoi(m[1]); err == nil {
				at.line += min(max(n-1, 0), bytes.Count(content, []byte("\n"))-1)
			}
		}
		w.faults = append(w.faults, located(r.src.File, "", at, "record", "", directory.FaultSyntax, why))
		return w
	}
	y := yamlTree{file: r.src.File, above: line - 1, w: &w}
	if len(doc.Content) != 1 || len(doc.Content[0].Content) != 1 {
		w.faults = append(w.faults, located(r.src.File, "", w.place, "record", "", directory.FaultSyntax, wantedYAML))
		return w
	}
	n := y.value(doc.Content[0].Content[0], 0)
	if n.kind != object {
		w.faults = append(w.faults, located(r.src.File, "", n.place, "record", n.brief(), directory.FaultWrongType, `fields such as "id: bg-x"`))
		return w
	}
	w.place, w.fields = n.place, n
	return w
}

// yamlTree turns what the library read into nodes.
type yamlTree struct {
	file  string
	above int // lines above the record
	path  []string
	w     *row
}

func (y *yamlTree) fault(p place, value, key string, args ...string) {
	y.w.faults = append(y.w.faults, located(y.file, "", p, strings.TrimPrefix(strings.Join(y.path, ""), "."), value, key, args...))
}

// jsonNumber is what is a number in JSON as well. YAML knows more of them, such
// as 1_000, 0x1F and .inf, which stay text.
var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

func (y *yamlTree) value(from *yaml.Node, depth int) node {
	n := node{place: place{line: y.above + max(from.Line, 1), column: max(from.Column, 1)}}
	if depth > MaxDepth {
		y.fault(n.place, "", directory.FaultTooLarge, strconv.Itoa(MaxDepth)+" levels")
		n.kind = null
		return n
	}
	switch from.Kind {
	case yaml.AliasNode:
		y.fault(n.place, "*"+from.Value, directory.FaultWrongType, "the value itself: aliases are not read")
		n.kind = null
	case yaml.SequenceNode:
		n.kind = list
		for i, item := range from.Content {
			y.path = append(y.path, "["+strconv.Itoa(i)+"]")
			n.items = append(n.items, y.value(item, depth+1))
			y.path = y.path[:len(y.path)-1]
		}
	case yaml.MappingNode:
		n.kind = object
		if len(from.Content) > 2*MaxFields {
			y.fault(n.place, "", directory.FaultTooLarge, strconv.Itoa(MaxFields)+" fields")
			from.Content = from.Content[:2*MaxFields]
		}
		for i := 0; i+1 < len(from.Content); i += 2 {
			y.member(&n, from.Content[i], from.Content[i+1], depth)
		}
	default:
		n.kind, n.text = text, from.Value
		switch tag := from.ShortTag(); tag {
		case "!!null":
			n = node{kind: null, place: n.place}
		case "!!bool":
			n.kind, n.text = boolean, strings.ToLower(n.text)
		case "!!int", "!!float":
			if jsonNumber.MatchString(n.text) {
				n.kind = number
			}
		case "!!str", "!!timestamp":
		default:
			y.fault(n.place, tag, directory.FaultWrongType, "a value without a tag")
			n.kind = null
		}
	}
	return n
}

func (y *yamlTree) member(n *node, key, value *yaml.Node, depth int) {
	at := place{line: y.above + max(key.Line, 1), column: max(key.Column, 1)}
	if key.Kind != yaml.ScalarNode {
		y.fault(at, "", directory.FaultWrongType, "the name of a field")
		return
	}
	y.path = append(y.path, "."+key.Value)
	defer func() { y.path = y.path[:len(y.path)-1] }()
	v := y.value(value, depth+1)
	if i := slices.IndexFunc(n.fields, func(f field) bool { return f.name == key.Value }); i >= 0 {
		y.fault(at, v.brief(), directory.FaultDuplicate, n.fields[i].place.String())
		return
	}
	n.fields = append(n.fields, field{name: key.Value, value: v, place: at})
}
