package reconcile

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// token is a word of a name as it is compared.
type token struct {
	text, key string
	sounds    []string
	meaning
	topics []directory.ConceptID // what the word alone names
	work   bool                  // it is a word of what organisations work on
	places []place               // what the word, or it with those after it, names
	weight float64
	short  bool // a full stop follows: it may be the beginning of a word
	slip   bool // the meaning is that of a word it is spelt much like
	number bool
}

// name is a name taken apart.
type name struct {
	text    string
	tokens  []token
	acronym bool    // a short run of capitals: many bear it
	part    float64 // what it costs that this is but a part of what was written
}

// maxTokens is how many words of a name are compared: names have up to fifteen, and
// the rest of a longer text tells no more.
const maxTokens = 24

// read takes a name apart: without legal forms, and without words that say nothing
// unless it has no others.
func (m *Matcher) read(text string) name {
	n := name{text: strings.TrimSpace(text)}
	words, _ := withoutForms(text, translit.Words(text))
	kept := words[:0:0]
	capitals := strings.IndexFunc(text, unicode.IsLower) < 0
	for _, w := range words {
		// ISE is a name, though ise is a Turkish "if".
		short := !capitals && w.End-w.Start > 1 && strings.ToUpper(text[w.Start:w.End]) == text[w.Start:w.End]
		if short || !wordform.StopAny(w.Key) {
			kept = append(kept, w)
		}
	}
	if len(kept) == 0 {
		kept = words
	}
	kept = kept[:min(len(kept), maxTokens)]
	for _, w := range kept {
		typed := text[w.Start:w.End]
		t := token{text: typed, key: w.Key, sounds: sounds(typed), meaning: meant.Get(w.Key), weight: weighsName}
		t.short = w.End < len(text) && text[w.End] == '.'
		t.number = strings.IndexFunc(w.Key, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
		t.topics, t.work = m.topics(w.Key)
		n.tokens = append(n.tokens, t)
	}
	m.locate(n.tokens)
	for i := range n.tokens {
		t := &n.tokens[i]
		switch {
		case t.class == "title":
			t.weight = weighsTitle
		case t.class != "":
			t.weight = weighsGeneric
		case t.country != "":
			t.weight = weighsCountry
		case len(t.places) > 0:
			t.weight = weighsPlace
		case t.work:
			t.weight = weighsTopic
		case utf8.RuneCountInString(t.key) == 1 && len(n.tokens) > 1 && !t.number:
			t.weight = weighsLetter
		case len(n.tokens) > 1 && utf8.RuneCountInString(t.key) <= 6 && directory.ScriptOf(t.key) != "Latn" && wordform.StopAny(translit.Fold(translit.Romanise(t.text, ""))):
			t.weight = weighsTitle
		default:
			if known := slipped.Get(t.key); known != (meaning{}) && known.class != "" {
				t.meaning, t.slip, t.weight = known, true, weighsGeneric
			}
		}
	}
	n.acronym = len(n.tokens) == 1 && directory.LooksLikeAcronym(n.tokens[0].text)
	return n
}

// locate finds the names of places among the words; of two that begin with the same
// word the longer.
func (m *Matcher) locate(tokens []token) {
	keys := make([]string, len(tokens))
	for i, t := range tokens {
		keys[i] = t.key
	}
	for i := 0; i < len(tokens); {
		took := 1
		for n := min(m.places.longest, len(tokens)-i); n > 0; n-- {
			found := m.places.named[strings.Join(keys[i:i+n], " ")]
			if n == 1 && (tokens[i].class != "" || tokens[i].country != "") {
				break
			}
			if n == 1 && len(found) == 0 {
				for _, s := range tokens[i].sounds {
					found = append(found, m.places.heard[s]...)
				}
			}
			if len(found) > 0 {
				for k := range n {
					if tokens[i+k].class == "" {
						tokens[i+k].places = found
					}
				}
				took = n
				break
			}
		}
		i += took
	}
}

// What a name that is a part of what was written costs: brackets and strokes set
// apart what is a name of its own more surely than dashes do.
const (
	partBracket = 0.02
	partDash    = 0.05
)

// variants are the ways to take what a list has for a name: all of it but what is in
// brackets, that, and its parts where strokes or dashes part it (names in two
// languages, a short name before the long one).
func (m *Matcher) variants(text string) []name {
	outside, inside := brackets(text)
	var list []name
	add := func(s string, part float64) {
		n := m.read(s)
		if len(n.tokens) == 0 || slices.ContainsFunc(list, func(o name) bool { return sameTokens(o.tokens, n.tokens) }) {
			return
		}
		n.part = part
		list = append(list, n)
	}
	add(outside, 0)
	for _, s := range inside {
		add(s, partBracket)
	}
	if len(inside) > 0 { // what is in brackets may belong to the name: ELINCLUS (Romania)
		add(strings.NewReplacer("(", " ", ")", " ", "[", " ", "]", " ").Replace(text), partBracket)
	}
	parts := strings.FieldsFunc(outside, func(r rune) bool { return r == '/' || r == '|' || r == ';' || r == '\n' })
	if len(parts) > 1 {
		for _, s := range parts {
			add(s, partBracket)
		}
	}
	for _, dash := range []string{" - ", " – ", " — "} {
		if before, after, ok := strings.Cut(outside, dash); ok {
			for _, s := range []string{before, after} {
				if n := m.read(s); telling(n.tokens) {
					add(s, partDash)
				}
			}
		}
	}
	return list
}

// telling says whether words are more than what many are called by.
func telling(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool {
		return t.class == "" && t.country == "" && len(t.places) == 0 && utf8.RuneCountInString(t.key) > 1
	})
}

func sameTokens(a, b []token) bool {
	return slices.EqualFunc(a, b, func(x, y token) bool { return x.key == y.key })
}

// brackets is a text without what stands in brackets, and that.
func brackets(text string) (outside string, inside []string) {
	var out strings.Builder
	depth, start := 0, 0
	for i, r := range text {
		switch r {
		case '(', '[':
			if depth == 0 {
				start = i + 1
			}
			depth++
			continue
		case ')', ']':
			if depth > 0 {
				if depth--; depth == 0 {
					inside = append(inside, text[start:i])
				}
				continue
			}
		}
		if depth == 0 {
			out.WriteRune(r)
		}
	}
	if depth > 0 { // never closed: a sign like others
		return strings.TrimSpace(text), nil
	}
	if strings.TrimSpace(out.String()) == "" {
		return strings.TrimSpace(strings.Join(inside, " ")), nil
	}
	return out.String(), inside
}

// recordNames are the names of a record, the long and the short one apart where one
// name holds both ("INMA – National Institute …").
func (m *Matcher) recordNames(o *directory.Organisation) []name {
	var list []name
	add := func(text string, acronym bool) {
		n := m.read(text)
		if len(n.tokens) == 0 {
			return
		}
		n.acronym = n.acronym || acronym
		list = append(list, n)
	}
	for _, n := range o.Names {
		outside, inside := brackets(n.Text)
		add(outside, n.Type == directory.NameAcronym)
		for _, s := range inside {
			add(s, false)
		}
		for _, dash := range []string{" – ", " - ", " — "} {
			before, after, ok := strings.Cut(outside, dash)
			if ok && !strings.ContainsAny(strings.TrimSpace(before), " ") && utf8.RuneCountInString(before) > 2 && telling(m.read(before).tokens) {
				add(before, false)
				add(after, false)
			}
		}
	}
	return list
}
