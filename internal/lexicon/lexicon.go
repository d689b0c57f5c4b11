// Package lexicon reads what people type: which words of a question name a
// concept or a place, in any of the directory's languages and in any of their
// forms. It is built from the vocabulary and is pure: no index, no network.
//
// It does not search and does not correct spelling; package catalogue does, and
// asks here again for the corrected words.
//
// Where to begin: [New], [Lexicon.Read].
package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// maxPhrase is how many words a phrase of the lexicon may have; longer labels
// ("Water supply, sewerage, waste management and remediation") are nothing a
// person types.
const maxPhrase = 5

// How a phrase names its sense, the surest first.
type naming int8

const (
	byName  naming = iota // its preferred label; the name of a place
	byAlt                 // another label
	byPlain               // the name of a region without "province", "област", …
	byWord                // one of the words of its label
)

// weight is how surely the sense is meant.
func (n naming) weight() float64 { return [...]float64{1, 0.85, 0.9, 0.3}[n] }

// entry is a sense a phrase names.
type entry struct {
	sense int32 // index into Lexicon.senses
	by    naming
}

// sense is a concept or a place.
type sense struct {
	concept directory.ConceptID
	place   search.Place
}

// Lexicon is safe for concurrent use.
type Lexicon struct {
	v      *directory.Vocabulary
	senses []sense
	// phrases are found by language and stems: see phraseKeys. The language ""
	// holds them by their words as written.
	phrases     map[string][]entry
	spoken      spoken           // the phrases of texts
	words       map[int][]string // that name something by themselves, by their number of letters
	completions []completion     // by key
}

// New builds the lexicon of a vocabulary.
func New(v *directory.Vocabulary) *Lexicon {
	x := &Lexicon{v: v, phrases: map[string][]entry{}, words: map[int][]string{},
		spoken: spoken{phrases: map[string][]int32{}, longest: map[string]int{}, capital: map[string]bool{}}}
	for _, s := range directory.Schemes {
		for _, id := range v.ConceptsOf(s) {
			c, _ := v.Concept(id)
			x.concept(c)
		}
	}
	for _, r := range v.Regions() {
		x.place(search.Place{Region: r.Code})
	}
	cities := v.Cities()
	for i := range cities {
		x.place(search.Place{Region: cities[i].Region, City: &cities[i]})
	}
	x.labelWords()
	x.sortCompletions()
	return x
}

func (x *Lexicon) concept(c directory.Concept) {
	n := int32(len(x.senses))
	x.senses = append(x.senses, sense{concept: c.ID})
	for _, l := range directory.Languages {
		for i, label := range append([]string{c.PrefLabel[l]}, c.AltLabel[l]...) {
			by := byAlt
			if i == 0 {
				by = byName
			}
			words := x.enter(n, label, l, by)
			if len(words) > 0 && speaks(c.ID, i) {
				x.spoken.enter(n, label, words, string(l))
			}
		}
	}
}

// placeName is a name of a place in a language.
type placeName struct {
	label string
	lang  directory.Language
}

// placeNames are what a place is called: in English, in its country's language,
// in the others; and spellings people also type.
func (x *Lexicon) placeNames(p search.Place) (names []placeName, other []string) {
	country, english, native, all := directory.CountryCode(""), "", "", map[directory.Language]string{}
	if p.City != nil {
		country, english, native, all, other = p.City.Country, p.City.Name, p.City.Native, p.City.Names, p.City.OtherNames
	} else {
		r, _ := x.v.Region(p.Region)
		country, english, native, all = r.Country, r.Name, r.Native, r.Names
	}
	add := func(label string, l directory.Language) {
		if n := (placeName{label, l}); label != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	add(english, "en")
	add(native, directory.CountryLanguage(country))
	for _, l := range directory.Languages {
		add(all[l], l)
	}
	return names, other
}

// place enters a region or city. A region is also found without the word that
// says what kind of territory it is.
func (x *Lexicon) place(p search.Place) {
	n := int32(len(x.senses))
	x.senses = append(x.senses, sense{place: p})
	names, other := x.placeNames(p)
	for _, name := range names {
		x.enter(n, name.label, name.lang, byName)
		if p.City == nil {
			if plain := withoutTerritory(name.label); plain != "" && plain != name.label {
				x.enter(n, plain, name.lang, byPlain)
			}
		}
	}
	for _, name := range other {
		x.enter(n, name, directory.Language(translit.Guess(name)), byName)
	}
}

// enter makes a phrase name a sense, and says which words it has; none where it
// is too long to be typed.
func (x *Lexicon) enter(n int32, phrase string, l directory.Language, by naming) []string {
	words := translit.Words(phrase)
	if len(words) == 0 || len(words) > maxPhrase {
		return nil
	}
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	put := func(key string) {
		list := x.phrases[key]
		for i, e := range list {
			if e.sense == n {
				list[i].by = min(e.by, by)
				return
			}
		}
		x.phrases[key] = append(list, entry{n, by})
	}
	languages := []string{string(l)}
	if l == "" {
		languages = wordform.Candidates(keys[0])
	}
	if key := phraseKey("", keys); len(keys) == 1 && len(x.phrases[key]) == 0 {
		n := utf8.RuneCountInString(keys[0])
		x.words[n] = append(x.words[n], keys[0])
	}
	put(phraseKey("", keys))
	for _, lang := range languages {
		for _, stems := range phraseStems(keys, lang) {
			put(phraseKey(lang, stems))
		}
	}
	return keys
}

// phraseKey is where phrases of a language are found by their stems.
func phraseKey(lang string, stems []string) string { return lang + " " + strings.Join(stems, " ") }

// phraseStems is the one or two ways to stem a phrase: with the first stem of
// each word, and with the last.
func phraseStems(keys []string, lang string) [][]string {
	first, last := make([]string, len(keys)), make([]string, len(keys))
	for i, k := range keys {
		stems := wordform.Stems(k, lang)
		first[i], last[i] = stems[0], stems[len(stems)-1]
	}
	if slices.Equal(first, last) {
		return [][]string{first}
	}
	return [][]string{first, last}
}

// How a word tells a concept although it is but a word of its label: it must be
// long enough to mean something and be in the labels of few concepts.
const (
	minLabelWord   = 4 // letters
	maxLabelSenses = 3
)

// labelWords enters the telling words of labels: somebody who types "vegetables"
// finds the concept "fruit and vegetables".
func (x *Lexicon) labelWords() {
	of := map[string]map[int32]bool{}
	for n, s := range x.senses {
		if s.concept == "" || s.concept.Scheme() == directory.SchemeTopic {
			continue // a word of a narrow label tells nothing: "medical" is no "medical device"
		}
		c, _ := x.v.Concept(s.concept)
		for _, l := range directory.Languages {
			for _, label := range append([]string{c.PrefLabel[l]}, c.AltLabel[l]...) {
				words := translit.Words(label)
				if len(words) < 2 {
					continue
				}
				for _, w := range words {
					if len([]rune(w.Key)) < minLabelWord || wordform.Stop(w.Key, string(l)) {
						continue
					}
					for _, stem := range wordform.Stems(w.Key, string(l)) {
						key := phraseKey(string(l), []string{stem})
						if of[key] == nil {
							of[key] = map[int32]bool{}
						}
						of[key][int32(n)] = true
					}
				}
			}
		}
	}
	for key, senses := range of {
		if len(senses) > maxLabelSenses || len(x.phrases[key]) > 0 {
			continue
		}
		for n := range senses {
			x.phrases[key] = append(x.phrases[key], entry{n, byWord})
		}
		slices.SortFunc(x.phrases[key], func(a, b entry) int { return int(a.sense - b.sense) })
	}
}
