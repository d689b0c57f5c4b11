package search

import (
	"slices"

	"euxine/internal/directory"
)

// A reading is how the words of a question are understood: a list of groups,
// each a run of words answered together, with the senses they may have; a group may
// have senses alone, where somebody asks for concepts and not by words. Package
// lexicon makes readings; an index without one takes every word for itself, as
// written.

// Group is one or more neighbouring words of a question. A record answers it by
// holding all its words, or by any of its senses.
type Group struct {
	Terms  []int  // which of the question's Terms it stands for
	Words  []Word // in order; none: the senses alone answer it
	Phrase bool   // the words stand together in a text
	// AsWritten allows nothing but the words themselves: no other script, form,
	// sense or spelling. Quotation marks ask for it.
	AsWritten bool
	Optional  bool // raises what has it, but is not asked for: a stop word
	Needs     bool // a word of it says that who is looked for needs it, or the rest
	Not       bool // what has it is left out
	Senses    []Sense
}

// Named says whether the words name a concept as they stand: the last of them may go on in
// a name alone.
func (g Group) Named() bool {
	return slices.ContainsFunc(g.Senses, func(s Sense) bool { return s.Told && s.Concept != "" })
}

// WhoNeeds says whether those are looked for who need something, not who offers it.
func WhoNeeds(groups []Group) bool {
	return slices.ContainsFunc(groups, func(g Group) bool { return g.Needs })
}

// Word is one word of a question and what may stand for it in a record.
type Word struct {
	Text   string     // as typed
	Key    string     // folded
	Prefix bool       // it may go on
	Stems  []string   // of its other forms; without the key itself
	Sounds []string   // keys of names in any script; see translit.Sounds
	Begins []string   // what such keys may begin with when the word goes on; see translit.Beginnings
	Near   []Spelling // what the index has that is spelt much like it, nearest first; only where it is not found itself
}

// Spelling is a word of the index that is spelt much like one asked for.
type Spelling struct {
	Key   string
	Edits int  // letters changed, left out, added or swapped
	Sound bool // Key is one of translit.Sounds: the word is a name's in another script
	Count int  // records that have it
}

// Sense is one meaning of a group: a concept or a place, in whatever language
// it was named.
type Sense struct {
	Concept directory.ConceptID // or
	Place   Place
	// Values are what records carry that have the sense: any of them.
	Values []Value
	// Said is set where texts may speak of the concept: the index knows which do.
	Said   bool
	Wider  bool    // the concept is wider than what was named
	Weight float64 // how surely it is meant: 1 its very name
	Told   bool    // said to the reader; false for faint senses
}

// Place is a country, region or city a sense names.
type Place struct {
	Region directory.RegionCode // the country's code for a country
	City   *directory.City      // nil for a country or region alone
}

// Value is a code records carry in a facet; of FacetOffer and FacetNeed the id of a
// concept.
type Value struct {
	Facet  Facet
	Code   string
	Weight float64 // against the sense's very words: 1 as much
}

// Facets of senses only: not counted and no parameters.
const (
	FacetCity    Facet = "city"    // the town a record has its seat in; see CityCode
	FacetService Facet = "service" // what cluster organisations do for firms
)

// CityCode names a town among all.
func CityCode(c *directory.City) string { return string(c.Country) + ":" + c.Name }

// PlainReading takes every term for itself: what an exact search asks for, and
// any search nobody has read.
func PlainReading(terms []Term) []Group {
	groups := make([]Group, len(terms))
	for i, t := range terms {
		g := Group{Terms: []int{i}, Phrase: t.Phrase, AsWritten: t.Quoted, Not: t.Not}
		for j, key := range t.Words {
			g.Words = append(g.Words, Word{Text: t.Typings[j], Key: key, Prefix: t.Prefix && j == len(t.Words)-1})
		}
		groups[i] = g
	}
	return groups
}

// Read is the question's reading.
func (q Question) Read() []Group {
	if q.Groups == nil || q.Exact {
		groups := PlainReading(q.Terms)
		if q.Exact {
			for i := range groups {
				groups[i].AsWritten = true
			}
		}
		return groups
	}
	return q.Groups
}

// Text is the group as typed.
func (g Group) Text() string {
	s := ""
	for i, w := range g.Words {
		if i > 0 {
			s += " "
		}
		s += w.Text
	}
	return s
}

// Related says whether records that carry a value of the sense are but near to what was
// meant: it is wider, or of a topic a concept that is related to it.
func (s Sense) Related(v Value) bool {
	return s.Wider || s.Concept.Scheme() == directory.SchemeTopic && v.Weight < 1 && v.Facet != FacetOffer && v.Facet != FacetNeed
}

// SeveralRelated says whether several things are asked for at once, one of which has
// concepts that are but related to it. A record that carries these is near to the one
// thing; it has not yet both: a food cluster that exports is no exporter of wine.
func SeveralRelated(groups []Group) bool {
	asked, related := 0, false
	for _, g := range groups {
		if g.Not || g.Optional {
			continue
		}
		asked++
		for _, s := range g.Senses {
			related = related || slices.ContainsFunc(s.Values, s.Related)
		}
	}
	return related && asked > 1
}
