package exchange

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"euxine/internal/directory"
	"euxine/internal/translit"
)

// conceptFields are the concept lists of the exchange form, in their order. In
// the domain they are one list of tags.
var conceptFields = []struct {
	name   string
	scheme directory.Scheme
}{
	{"sectors", directory.SchemeSector},
	{"emerging", directory.SchemeEmerging},
	{"ecosystems", directory.SchemeEcosystem},
	{"technologies", directory.SchemeTechnology},
	{"priorities", directory.SchemePriority},
	{"services", directory.SchemeService},
}

// conceptRules are the concept lists: each item a concept, or
// {"concept": …, "strength": 1–5}.
func conceptRules[T any](at func(T) *[]directory.Tag) []rule[T] {
	var rules []rule[T]
	for _, f := range conceptFields {
		tag := tagCodec(f.scheme)
		s := tag.shape
		s.list = true
		rules = append(rules, rule[T]{
			name:  f.name,
			shape: s,
			read: func(c *reading, path string, n node, into T) {
				first := map[directory.ConceptID]string{}
				for i, item := range c.items(path, n, s) {
					p := path + "[" + strconv.Itoa(i) + "]"
					t := tag.read(c, p, item)
					switch where, ok := first[t.Concept]; {
					case t.Concept == "": // reported
					case ok:
						c.fault(p, item, directory.FaultDuplicate, where)
					default:
						first[t.Concept] = p
						*at(into) = append(*at(into), t)
					}
				}
			},
			write: func(from T) node {
				var items []node
				for _, t := range *at(from) {
					if t.Concept.Scheme() == f.scheme {
						items = append(items, tag.write(t))
					}
				}
				return listNode(items)
			},
		})
	}
	return rules
}

// tagCodec reads a tag of the scheme; one that cannot be read has no concept.
func tagCodec(s directory.Scheme) codec[directory.Tag] {
	concept := codec[directory.ConceptID]{
		read: func(c *reading, path string, n node) directory.ConceptID { return c.concept(path, n, s) },
		write: func(id directory.ConceptID) node {
			return textNode(id.Code())
		},
	}
	strength := stated
	strength.read = func(c *reading, path string, n node) int {
		i := stated.read(c, path, n)
		if !c.alreadyFaulted(path) && (i < 1 || i > 5) {
			c.fault(path, n, directory.FaultBadNumber, "1", "5")
			return 0
		}
		return i
	}
	full := record(
		one("concept", func(t *directory.Tag) *directory.ConceptID { return &t.Concept }, concept),
		one("strength", func(t *directory.Tag) *int { return &t.Strength }, strength),
	)
	v := orText(full,
		func(c *reading, path string, n node) directory.Tag {
			return directory.Tag{Concept: concept.read(c, path, n)}
		},
		func(t directory.Tag) (string, bool) { return t.Concept.Code(), t.Strength == 0 })
	read := v.read
	v.read = func(c *reading, path string, n node) directory.Tag {
		t := read(c, path, n)
		if n.kind == object && n.get("concept").empty() {
			c.fault(path+".concept", node{place: n.place}, directory.FaultRequired)
		}
		return t
	}
	return v
}

// conceptID is a concept of any scheme a record can carry, or a topic, as a full id
// "sector:furniture". A topic is known by its code alone: its labels are everyday
// words, and whoever names one by a word means the word.
var conceptID = codec[directory.ConceptID]{
	read: func(c *reading, path string, n node) directory.ConceptID {
		id := directory.ConceptID(c.str(path, n))
		for _, f := range conceptFields {
			if f.scheme == id.Scheme() {
				return c.concept(path, n, f.scheme)
			}
		}
		if id.Scheme() == directory.SchemeTopic {
			id = directory.NewConceptID(directory.SchemeTopic, strings.ToLower(hyphens.Replace(id.Code())))
			if _, ok := c.m.vocabulary.Concept(id); ok {
				return id
			}
			c.fault(path, n, directory.FaultUnknownConcept, string(directory.SchemeTopic), "")
			return ""
		}
		if !c.alreadyFaulted(path) {
			c.fault(path, n, directory.FaultWrongType, `a concept with its scheme, such as "sector:furniture"`)
		}
		return ""
	},
	write: func(id directory.ConceptID) node { return textNode(string(id)) },
}

// concept understands a code, a full id, a notation or a label in any language.
func (c *reading) concept(path string, n node, s directory.Scheme) directory.ConceptID {
	given := c.str(path, n)
	if c.alreadyFaulted(path) {
		return ""
	}
	id, ok := c.m.concepts.find(s, given)
	if !ok {
		c.fault(path, n, directory.FaultUnknownConcept, string(s), perhaps(c.m.concepts.nearest(s, given)))
	}
	return id
}

// conceptIndex finds concepts by what people write for them.
type conceptIndex struct {
	schemes map[directory.Scheme]*schemeIndex
	mu      sync.Mutex
	near    map[string]string // answers of nearest, by scheme and term
}

type schemeIndex struct {
	byName map[string]directory.ConceptID // "" where two concepts share a name
	labels []label
}

// label is a name a near miss is measured against.
type label struct {
	key  string
	code string
}

// nearCache bounds the answers of nearest kept: a file that gets the same term
// wrong a thousand times costs one search.
const nearCache = 1000

func newConceptIndex(v *directory.Vocabulary) *conceptIndex {
	x := &conceptIndex{schemes: map[directory.Scheme]*schemeIndex{}, near: map[string]string{}}
	for _, f := range conceptFields {
		s := &schemeIndex{byName: map[string]directory.ConceptID{}}
		// What is more binding is entered first and stays: codes, notations,
		// preferred labels, alternative labels.
		for _, names := range []func(directory.Concept) []string{
			func(c directory.Concept) []string { return []string{c.ID.Code()} },
			func(c directory.Concept) []string { return slices.Collect(maps.Values(c.Notations)) },
			func(c directory.Concept) []string { return slices.Collect(maps.Values(c.PrefLabel)) },
			func(c directory.Concept) []string { return slices.Concat(slices.Collect(maps.Values(c.AltLabel))...) },
		} {
			entered := map[string]directory.ConceptID{}
			for _, id := range v.ConceptsOf(f.scheme) {
				c, _ := v.Concept(id)
				for _, name := range names(c) {
					k := nameKey(name)
					if _, ok := s.byName[k]; ok || k == "" {
						continue
					}
					if other, ok := entered[k]; ok && other != id {
						id = "" // ambiguous among equals: no guessing
					}
					entered[k] = id
					s.labels = append(s.labels, label{k, c.ID.Code()})
				}
			}
			maps.Copy(s.byName, entered)
		}
		slices.SortFunc(s.labels, func(a, b label) int { return strings.Compare(a.key+"\x00"+a.code, b.key+"\x00"+b.code) })
		x.schemes[f.scheme] = s
	}
	return x
}

// nameKey is a name as it is compared: its folded words.
func nameKey(name string) string {
	var keys []string
	for _, w := range translit.Words(name) {
		keys = append(keys, w.Key)
	}
	return strings.Join(keys, " ")
}

// find is the concept of the scheme that is called so.
func (x *conceptIndex) find(s directory.Scheme, given string) (directory.ConceptID, bool) {
	given = strings.TrimPrefix(given, string(s)+":")
	id := x.schemes[s].byName[nameKey(given)]
	return id, id != ""
}

// nearest is the code of the concept whose name comes closest, "" when none is
// close: the one with the fewest letters to change, or else one whose name
// holds all the words given.
func (x *conceptIndex) nearest(s directory.Scheme, given string) string {
	k := nameKey(given)
	if k == "" || len(k) > maxNear {
		return ""
	}
	x.mu.Lock()
	near, ok := x.near[string(s)+":"+k]
	x.mu.Unlock()
	if ok {
		return near
	}
	names := make([]string, len(x.schemes[s].labels))
	for i, l := range x.schemes[s].labels {
		names[i] = l.key
	}
	if name := nearest(k, names); name != "" {
		near = x.schemes[s].labels[slices.Index(names, name)].code
	} else {
		shortest := 0
		for _, l := range x.schemes[s].labels {
			if holdsWords(l.key, k) && (near == "" || len(l.key) < shortest) {
				near, shortest = l.code, len(l.key)
			}
		}
	}
	x.mu.Lock()
	if len(x.near) < nearCache {
		x.near[string(s)+":"+k] = near
	}
	x.mu.Unlock()
	return near
}

// holdsWords says whether all words of the second are among those of the first.
func holdsWords(name, words string) bool {
	all := strings.Fields(name)
	for w := range strings.FieldsSeq(words) {
		if !slices.Contains(all, w) {
			return false
		}
	}
	return true
}

// maxNear is the longest text, in bytes, a nearest value is looked for: longer
// ones are no slip of the pen, and the search costs its square.
const maxNear = 100

// nearest is the name that takes the fewest single letters to turn given into,
// at most a third of its letters (and two of a short one); "" when there is none.
func nearest(given string, names []string) string {
	if len(given) > maxNear {
		return ""
	}
	g := []rune(strings.ToLower(given))
	best, fewest := "", max(len(g)/3, min(2, len(g)-1))+1
	for _, name := range names {
		if d := distance(g, []rune(name), fewest); d < fewest {
			best, fewest = name, d
		}
	}
	return best
}

// distance is the Levenshtein distance of a and b, or limit if it is not below it.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		for j, s := range b {
			d := diagonal
			if r != s {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
			least = min(least, d)
		}
		if least >= limit {
			return limit
		}
	}
	return min(row[len(b)], limit)
}
