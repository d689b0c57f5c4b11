package indexer

import (
	"slices"
	"strings"
	"unicode/utf8"

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
	boostValue    = 12.0 // a record that carries the sense, whatever its words; this is the score where few do
	boostTogether = 10.0 // two senses are in one statement; this is the score where few have that
	boostNear     = 0.3  // another spelling; squared for two letters
	boostOptional = 0.2  // a stop word
	related       = 0.5  // what answers a thing asked for but by a related concept, against what answers it
	rarity        = 3.0  // stands for the rarity of what scores the same whatever is found
)

// besides is what a further way to match adds to the best. Alternatives ("this
// word, or that form of it, or a record that carries the concept") are not summed
// as Bleve's disjunction does, nor multiplied by the share of them that matched: one
// good way to match is as good with thirty others beside it as alone.
const besides = 0.3

// wanted is what the words of a question ask for.
type wanted struct {
	asked    []group
	least    int     // how many of asked a record must answer
	strict   []group // asked without corrected spellings and related concepts; nil where there are none
	sober    bool    // what answers with related concepts alone does not answer all
	optional []group
	not      []group
	whole    *way // the question as a whole name
}

// group is the ways to answer some words of a question. It scores with the best and
// a little for each other.
type group []way

// way is one way to match.
type way struct {
	how      how
	field    string
	terms    [][]string // a term, a beginning, or the words of a phrase with their spellings
	words    []group    // of apart: each must match
	boost    float64
	rare     bool // of constant: the boost is less where many records match
	constant bool // the boost is the score; else it multiplies that of what is matched
}

type how int

const (
	byTerm how = iota
	byBeginning
	byPhrase
	apart // words anywhere; scores with the sum of them
)

// wants is what a question's words ask for; nil when it has none.
func wants(q search.Question) *wanted {
	groups := q.Read()
	w := wording{fields: textFields, said: saidFields, prefixes: !q.Exact}
	if search.WhoNeeds(groups) {
		w.said = needFields
	}
	if q.NamesOnly {
		w.fields, w.said = nameFields, nil
	}
	a := &wanted{}
	named := w // a word that says nothing may be part of a name; in a text it tells nothing
	named.fields, named.said = nameFields, nil
	var whole []string
	strict, differs := strictly(groups)
	sober := w
	if a.sober = !differs && search.SeveralRelated(groups); a.sober {
		differs, sober.sober, w.sober = true, true, q.Sober
	}
	for i, g := range groups {
		switch {
		case g.Not:
			a.not = append(a.not, w.group(g))
			continue
		case g.Optional:
			a.optional = append(a.optional, named.group(g))
		default:
			a.asked = append(a.asked, w.group(g))
			if differs {
				a.strict = append(a.strict, sober.group(strict[i]))
			}
		}
		for _, word := range g.Words {
			whole = append(whole, word.Key)
		}
	}
	if len(a.asked)+len(a.not) == 0 {
		return nil
	}
	if w.said != nil {
		a.optional = append(a.optional, inOneStatement(groups)...)
	}
	a.least = len(a.asked)
	if q.Least > 0 {
		a.least = min(a.least, q.Least)
	}
	if len(whole) > 0 {
		a.whole = &way{field: fieldFullName, terms: [][]string{{strings.Join(whole, " ")}}, boost: boostWhole, constant: true}
	}
	return a
}

// wording turns words into ways to match.
type wording struct {
	fields   []textField
	said     []textField // where what texts speak of is looked for
	prefixes bool
	sober    bool // without related concepts
}

// inOneStatement is what makes words of one offer or need more than words of two: for
// each two groups that what is stated to be offered or needed may speak of together. An
// organisation that trains staff and also helps hotels is not yet who trains staff of
// hotels.
func inOneStatement(groups []search.Group) []group {
	var list []group
	for i, g := range groups {
		for _, h := range groups[:i] {
			if ways := statedTogether(g, h); len(ways) > 0 {
				list = append(list, ways)
			}
		}
	}
	return list
}

func statedTogether(g, h search.Group) group {
	if g.Not || h.Not || g.Optional || h.Optional {
		return nil
	}
	var ways group
	for _, a := range g.Senses {
		for _, b := range h.Senses {
			if a.Said && b.Said && a.Concept != b.Concept {
				// Optional groups are worth a share, these all they are.
				ways = append(ways, byCode(fieldTogether, bothOf(a.Concept, b.Concept), boostTogether*min(a.Weight, b.Weight)/boostOptional))
			}
		}
	}
	return ways
}

// nameFields are what is looked through when names alone are.
var nameFields = []textField{textFields[0], textFields[1]}

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

// group is what answers a group: its words, or any of its senses.
func (w wording) group(g search.Group) group {
	ways := w.words(g)
	for _, s := range g.Senses {
		for _, v := range s.Values {
			if w.sober && s.Related(v) {
				continue
			}
			field := string(v.Facet)
			if said := saidIn[v.Facet]; said != "" {
				field = said
			}
			ways = append(ways, byCode(field, v.Code, boostValue*s.Weight*v.Weight))
		}
		if !s.Said {
			continue
		}
		for _, f := range w.said {
			ways = append(ways, byWord(f.name, string(s.Concept), f.boost*boostSaid*s.Weight))
		}
	}
	return ways
}

// words finds the words of a group, in any field. A group of senses alone has none.
func (w wording) words(g search.Group) group {
	switch len(g.Words) {
	case 0: // senses alone
		return nil
	case 1:
		return w.word(g.Words[0], g.AsWritten, g.Named())
	}
	var ways group
	terms := make([][]string, len(g.Words))
	for i, word := range g.Words {
		terms[i] = spellings(word, g.AsWritten)
	}
	for _, f := range w.fields {
		ways = append(ways, way{how: byPhrase, field: f.name, terms: terms, boost: f.boost * boostWord})
	}
	last := g.Words[len(g.Words)-1]
	if g.AsWritten || g.Phrase && !(last.Prefix && w.prefixes) {
		return ways
	}
	// A compound still being typed, and words that form one sense: anywhere.
	all := make([]group, len(g.Words))
	for i, word := range g.Words {
		all[i] = w.word(word, false, false)
	}
	return append(ways, way{how: apart, words: all, boost: boostApart})
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

// word finds one word, in any field and any of the ways it allows; named: see
// search.Group.Named.
func (w wording) word(word search.Word, asWritten, named bool) group {
	var ways group
	for _, f := range w.fields {
		ways = append(ways, byWord(f.name, word.Key, f.boost*boostWord))
		if asWritten {
			continue
		}
		// One letter begins a tenth of all words: only names are looked through. So they
		// are for a word that is whole as it stands: auto is no autonomous republic.
		anywhere := !named && utf8.RuneCountInString(word.Key) > 1
		if word.Prefix && w.prefixes && (anywhere || f.name == fieldName || f.name == fieldAcronym) {
			ways = append(ways, byLetters(f.name, word.Key, f.boost*boostPrefix*rarity))
		}
		for _, stem := range word.Stems {
			ways = append(ways, byWord(f.name, stemMark+stem, f.boost*boostStem))
			if stem != word.Key {
				ways = append(ways, byWord(f.name, stem, f.boost*boostStem))
			}
		}
	}
	if asWritten {
		return ways
	}
	for _, key := range word.Sounds {
		ways = append(ways, byWord(fieldSound, key, boostSound))
	}
	for _, key := range word.Begins {
		if word.Prefix && w.prefixes && len(key) > 1 {
			ways = append(ways, byLetters(fieldSound, key, boostSound*boostPrefix*rarity))
		}
	}
	for _, n := range word.Near {
		by := boostNear
		if n.Edits > 1 {
			by *= boostNear
		}
		if n.Sound {
			ways = append(ways, byWord(fieldSound, n.Key, boostSound*by))
			continue
		}
		for _, f := range w.fields {
			ways = append(ways, byWord(f.name, n.Key, f.boost*by))
		}
	}
	return ways
}

func byWord(field, term string, boost float64) way {
	return way{field: field, terms: [][]string{{term}}, boost: boost}
}

func byCode(field, code string, score float64) way {
	return way{field: field, terms: [][]string{{code}}, boost: score, constant: true, rare: true}
}

func byLetters(field, letters string, score float64) way {
	return way{how: byBeginning, field: field, terms: [][]string{{letters}}, boost: score, constant: true}
}

// typeOf is the record type a question is about.
func typeOf(q search.Question) directory.RecordType {
	if q.Type == "" {
		return directory.Organisations
	}
	return q.Type
}
