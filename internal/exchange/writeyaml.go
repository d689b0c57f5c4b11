package exchange

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/directory"
)

// yamlOutput writes a list of records under the name of each type.
type yamlOutput struct{}

func (yamlOutput) begin(*Writer, directory.RecordType, bool) error { return nil }

func (yamlOutput) record(w *Writer, r directory.Record) error {
	if w.count == 0 {
		if err := w.put(string(w.typ) + ":\n"); err != nil {
			return err
		}
	}
	w.line = appendYAML(append(w.line[:0], '-'), w.rowOf(r), 1)
	_, err := w.w.Write(w.line)
	return err
}

func (yamlOutput) end(w *Writer) error {
	if w.count == 0 {
		return w.put(string(w.typ) + ": []\n")
	}
	return nil
}

func (yamlOutput) close(w *Writer) error {
	if w.typ == "" {
		return w.put("{}\n")
	}
	return nil
}

// appendYAML appends a value and the end of its line, behind "-" or "name:" of a
// line that stands depth-1 levels in.
func appendYAML(b []byte, n node, depth int) []byte {
	switch n.kind {
	case list:
		b = append(b, '\n')
		for _, item := range n.items {
			b = append(indent(b, depth), '-')
			b = appendYAML(b, item, depth+1)
		}
		return b
	case object:
		for i, f := range n.fields {
			switch {
			case i == 0 && b[len(b)-1] == '-': // an item begins with its first field
				b = append(b, ' ')
			case i == 0:
				b = indent(append(b, '\n'), depth)
			default:
				b = indent(b, depth)
			}
			b = append(appendYAMLText(b, f.name), ':')
			b = appendYAML(b, f.value, depth+1)
		}
		return b
	case text:
		b = append(b, ' ')
		if literal(n.text) {
			b = append(b, '|', '-')
			for line := range strings.SplitSeq(n.text, "\n") {
				if b = append(b, '\n'); line != "" {
					b = append(indent(b, depth), line...)
				}
			}
		} else {
			b = appendYAMLText(b, n.text)
		}
	case null, absent:
		b = append(b, " null"...)
	default: // a number or boolean
		b = append(append(b, ' '), n.text...)
	}
	return append(b, '\n')
}

func indent(b []byte, depth int) []byte {
	for range depth {
		b = append(b, ' ', ' ')
	}
	return b
}

// appendYAMLText appends a text as it is where nobody could take it for anything
// else, and in double quotes otherwise.
func appendYAMLText(b []byte, s string) []byte {
	if bare(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r < 0x10000 && !visible(r):
			b = fmt.Appendf(b, "\\u%04x", r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// yamlWords are letters that are no text to readers of YAML 1.1 or 1.2.
var yamlWords = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"}

// bare says whether a text needs no quotes: it begins with a letter, so that it is
// no number, date or sign of the language, and nothing in it ends it.
func bare(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsLetter(first) || strings.Contains(s, ": ") || strings.Contains(s, " #") || s[len(s)-1] == ':' || s[len(s)-1] == ' ' {
		return false
	}
	for _, r := range s {
		if !visible(r) {
			return false
		}
	}
	return len(s) > len("infinity") || !slices.ContainsFunc(yamlWords, func(w string) bool { return strings.EqualFold(s, w) })
}

// literal says whether a text of several lines can stand as they are.
func literal(s string) bool {
	if !strings.Contains(s, "\n") || strings.HasSuffix(s, "\n") || s[0] == '\n' || s[0] == ' ' {
		return false
	}
	for _, r := range s {
		if r != '\n' && !visible(r) {
			return false
		}
	}
	return true
}

// visible says whether a letter can be seen, and every reader leaves it alone: among
// spaces only the common one is.
func visible(r rune) bool {
	if r < 0x7F {
		return r >= ' '
	}
	return r != utf8.RuneError && unicode.IsPrint(r)
}
