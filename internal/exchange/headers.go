package exchange

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"euxine/internal/directory"
	"euxine/internal/translit"
)

// Headers of tables are the dotted names of fields: "members.smes",
// "lots.1.opens". They are matched forgivingly: case, accents, spaces, signs,
// singular and plural do not count.

// step is one part of a header's path: the name of a field, or the number of an
// item.
type step struct {
	name   string
	number int // from 1; 0: a name
}

// pattern is a header as it can be: 0 stands for any number.
type pattern []step

func (p pattern) String() string {
	var names []string
	for _, s := range p {
		if s.name == "" {
			names = append(names, strconv.Itoa(max(s.number, 1)))
		} else {
			names = append(names, s.name)
		}
	}
	return strings.Join(names, ".")
}

// headers finds the fields of a record type by what stands in a header.
type headers struct {
	byKey map[string]pattern
	names []string          // canonical ones, to measure a near miss against
	first map[string]string // a field that has no column of its own: its first
}

var recordHeaders = func() map[directory.RecordType]*headers {
	all := map[directory.RecordType]*headers{}
	for t, parts := range recordParts {
		h := &headers{byKey: map[string]pattern{}, first: map[string]string{}}
		for _, p := range parts {
			for _, name := range append([]string{p.name}, p.aliases...) {
				for _, column := range p.shape.patterns(pattern{{name: name}}) {
					h.byKey[column.key()] = column
					h.names = append(h.names, column.String())
					if _, ok := h.first[name]; !ok {
						h.first[name] = column.String()
					}
				}
			}
		}
		all[t] = h
	}
	return all
}()

// patterns are the columns a field may stand in, the one that is written first.
func (s shape) patterns(at pattern) []pattern {
	under := func(more ...step) pattern { return append(slices.Clone(at), more...) }
	var list []pattern
	if s.list {
		if s.parts == nil {
			list = append(list, at, under(step{}))
		}
		at = under(step{})
	} else if s.parts == nil {
		list = append(list, at)
	}
	for _, p := range s.parts {
		list = append(list, p.shape.patterns(under(step{name: p.name}))...)
	}
	if !s.keyed {
		for _, name := range s.inline {
			list = append(list, under(step{name: name}))
		}
	}
	return list
}

// key is what must be equal for a header to be meant.
func (p pattern) key() string {
	var words []string
	for _, s := range p {
		if s.name == "" {
			words = append(words, "#")
		} else {
			words = append(words, strings.FieldsFunc(s.name, func(r rune) bool { return r == '_' })...)
		}
	}
	for i := range words {
		words[i] = singular(words[i])
	}
	return strings.Join(words, "")
}

// singular is a word without the ending of the plural, roughly: it is only
// compared with others made so.
func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "s"):
		return w[:len(w)-1]
	}
	return w
}

// find is the path a header means.
func (h *headers) find(header string) (pattern, bool) {
	if p, ok := fieldSourceHeader(header); ok {
		return p, true
	}
	var key strings.Builder
	var numbers []int
	for _, w := range headerWords(header) {
		if n, err := strconv.Atoi(w); err == nil {
			numbers = append(numbers, n)
			w = "#"
		}
		key.WriteString(singular(w))
	}
	p, ok := h.byKey[key.String()]
	if !ok {
		return nil, false
	}
	p = slices.Clone(p)
	for i := range p {
		if p[i].name == "" {
			p[i].number, numbers = numbers[0], numbers[1:]
			if p[i].number == 0 {
				return nil, false // they count from 1
			}
		}
	}
	return p, true
}

// headerWords are the folded words of a header, letters and digits apart.
func headerWords(header string) []string {
	var words []string
	kind := func(r rune) int {
		switch {
		case r >= '0' && r <= '9':
			return 1
		case unicode.IsLetter(r):
			return 2
		}
		return 0
	}
	start, last := 0, 0
	folded := translit.Fold(header)
	for i, r := range folded {
		if k := kind(r); k != last {
			if last != 0 {
				words = append(words, folded[start:i])
			}
			start, last = i, k
		}
	}
	if last != 0 {
		words = append(words, folded[start:])
	}
	return words
}

// fieldSourceHeader understands "field_sources.members.smes.note": the name of
// a field, dotted itself, stands between.
func fieldSourceHeader(header string) (pattern, bool) {
	rest, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(header)), "field_sources.")
	i := strings.LastIndexByte(rest, '.')
	if !ok || i <= 0 || !slices.Contains(fieldSources.inline[1:], rest[i+1:]) {
		return nil, false
	}
	return pattern{{name: "field_sources"}, {name: rest[:i]}, {name: rest[i+1:]}}, true
}

// nearest is the header that comes closest, "" when none is close.
func (h *headers) nearest(header string) string {
	words := headerWords(header)
	if near, ok := h.first[strings.Join(words, "_")]; ok {
		return near
	}
	return nearest(strings.Join(words, "_"), h.names)
}
