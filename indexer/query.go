package indexer

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// How the ways to match weigh against each other, before the field's boost. The
// name as written beats the name in another script, which beats a word form and
// a translated concept; a corrected spelling comes last.
const (
	boostWhole    = 60.0 // the question is a whole name; this is the score
	boostStrict   = 1000 // every group is answered by the words as spelt
	boostAll      = 1000 // every group is answered, where some of them are enough
	boostWord     = 1.0  // the word itself
	boostApart    = 0.1  // the words of a phrase, but not together
	boostPrefix   = 0.5  // a word that begins with it
	boostStem     = 0.6  // another form of the word
	boostSound    = 4.0  // a name's word in any script; the field has no boost of its own
	boostSaid     = 0.8  // a text that speaks of the concept, in any language
	boostValue    = 12.0 // a record that carries the sense, whatever its words; this is the score
	boostNear     = 0.3  // another spelling; squared for two letters
	boostOptional = 0.2  // a stop word
	rarity        = 3.0  // stands for the rarity of what scores the same whatever is found
)

// textQuery is what the words of a question ask for, and, where they only leave
// out, what they leave out. Both are nil when it has no words.
func textQuery(q search.Question, kept *beginnings) (find, leave query.Query) {
	groups := q.Read()
	if len(groups) == 0 {
		return nil, nil
	}
	w := wording{fields: textFields, said: saidFields, prefixes: !q.Exact, known: &known{}, kept: kept}
	if q.NamesOnly {
		w.fields, w.said = nameFields, nil
	}
	var asked, raise []part
	var not []query.Query
	var whole []string
	for _, g := range groups {
		switch {
		case g.Not:
			not = append(not, w.group(g))
			continue
		case g.Optional:
			raise = append(raise, part{w.group(g), boostOptional, false})
		default:
			asked = append(asked, part{w.group(g), 1, false})
		}
		for _, word := range g.Words {
			whole = append(whole, word.Key)
		}
	}
	if len(asked) == 0 {
		if len(not) == 0 {
			return nil, nil
		}
		return nil, bleve.NewDisjunctionQuery(not...)
	}
	least := len(asked)
	if q.Least > 0 {
		least = min(least, q.Least)
	}
	var base query.Query = combined{parts: asked, sum: true, min: least, known: w.known}
	if len(not) > 0 {
		b := bleve.NewBooleanQuery()
		b.AddMustNot(not...)
		b.AddMust(base)
		base = b
	}
	if q.Least > 0 && len(asked) > q.Least {
		raise = append(raise, part{w.all(groups), boostAll, true})
	}
	if strict, corrected := strictly(groups); corrected {
		raise = append(raise, part{w.all(strict), boostStrict, true})
	}
	if len(whole) > 0 {
		raise = append(raise, part{termIn(fieldFullName, strings.Join(whole, " ")), boostWhole, true})
	}
	if len(raise) == 0 {
		return base, nil
	}
	return lifted{base: base, parts: raise, known: w.known}, nil
}

// wording turns words into queries.
type wording struct {
	fields   []textField
	said     []textField // where what texts speak of is looked for
	prefixes bool
	known    *known
	kept     *beginnings
}

// nameFields are what is looked through when names alone are.
var nameFields = []textField{textFields[0], textFields[1]}

// all is what answers every group that is asked for.
func (w wording) all(groups []search.Group) query.Query {
	var all []query.Query
	for _, g := range groups {
		if !g.Not && !g.Optional {
			all = append(all, w.group(g))
		}
	}
	return bleve.NewConjunctionQuery(all...)
}

// strictly is the groups without corrected spellings, and whether there were any.
func strictly(groups []search.Group) (strict []search.Group, corrected bool) {
	strict = slices.Clone(groups)
	for i, g := range strict {
		words := slices.Clone(g.Words)
		for k := range words {
			corrected = corrected || len(words[k].Near) > 0
			words[k].Near = nil
		}
		strict[i].Words = words
	}
	return strict, corrected
}

// group finds what answers a group: its words, or any of its senses.
func (w wording) group(g search.Group) query.Query {
	parts := w.words(g)
	for _, s := range g.Senses {
		for _, v := range s.Values {
			parts = append(parts, part{termIn(string(v.Facet), v.Code), boostValue * s.Weight * v.Weight, true})
		}
		if !s.Said {
			continue
		}
		for _, f := range w.said {
			parts = append(parts, part{termIn(f.name, string(s.Concept)), f.boost * boostSaid * s.Weight, false})
		}
	}
	return combined{parts: parts, known: w.known}
}

// words finds the words of a group, in any field.
func (w wording) words(g search.Group) []part {
	if len(g.Words) == 1 {
		return w.word(g.Words[0], g.AsWritten)
	}
	var parts []part
	terms := make([][]string, len(g.Words))
	for i, word := range g.Words {
		terms[i] = spellings(word, g.AsWritten)
	}
	for _, f := range w.fields {
		parts = append(parts, part{query.NewMultiPhraseQuery(terms, f.name), f.boost * boostWord * math.Sqrt(float64(len(terms))), false})
	}
	last := g.Words[len(g.Words)-1]
	if g.AsWritten || g.Phrase && !(last.Prefix && w.prefixes) {
		return parts
	}
	// A compound still being typed, and words that form one sense: anywhere.
	all := make([]query.Query, len(g.Words))
	for i, word := range g.Words {
		all[i] = combined{parts: w.word(word, false), known: w.known}
	}
	return append(parts, part{bleve.NewConjunctionQuery(all...), boostApart, false})
}

// spellings are the terms of the index a word is found by within a phrase.
func spellings(w search.Word, asWritten bool) []string {
	terms := []string{w.Key}
	if !asWritten {
		for _, stem := range w.Stems {
			terms = append(terms, stem, stemMark+stem)
		}
		for _, n := range w.Near {
			if !n.Sound {
				terms = append(terms, n.Key)
			}
		}
	}
	return terms
}

// word finds one word, in any field and any of the ways it allows.
func (w wording) word(word search.Word, asWritten bool) []part {
	var parts []part
	for _, f := range w.fields {
		parts = append(parts, part{termIn(f.name, word.Key), f.boost * boostWord, false})
		if asWritten {
			continue
		}
		// One letter begins a tenth of all words: only names are looked through.
		if word.Prefix && w.prefixes && (f.name == fieldName || f.name == fieldAcronym || utf8.RuneCountInString(word.Key) > 1) {
			parts = append(parts, part{w.prefix(f.name, word.Key), f.boost * boostPrefix * rarity, true})
		}
		for _, stem := range word.Stems {
			parts = append(parts, part{termIn(f.name, stemMark+stem), f.boost * boostStem, false})
			if stem != word.Key {
				parts = append(parts, part{termIn(f.name, stem), f.boost * boostStem, false})
			}
		}
	}
	if asWritten {
		return parts
	}
	for _, key := range word.Sounds {
		parts = append(parts, part{termIn(fieldSound, key), boostSound, false})
	}
	for _, key := range word.Begins {
		if word.Prefix && w.prefixes && len(key) > 1 {
			parts = append(parts, part{w.prefix(fieldSound, key), boostSound * boostPrefix * rarity, true})
		}
	}
	for _, n := range word.Near {
		by := boostNear
		if n.Edits > 1 {
			by *= boostNear
		}
		if n.Sound {
			parts = append(parts, part{termIn(fieldSound, n.Key), boostSound * by, false})
			continue
		}
		for _, f := range w.fields {
			parts = append(parts, part{termIn(f.name, n.Key), f.boost * by, false})
		}
	}
	return parts
}

func termIn(field, term string) *query.TermQuery {
	t := bleve.NewTermQuery(term)
	t.SetField(field)
	return t
}

func (w wording) prefix(field, letters string) query.Query { return beginning{field, letters, w.kept} }

// typeOf is the record type a question is about.
func typeOf(q search.Question) directory.RecordType {
	if q.Type == "" {
		return directory.Organisations
	}
	return q.Type
}
