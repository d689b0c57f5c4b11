// Package lexicon reads what people type: which words of a question name a
// concept or a place, in any of the directory's languages and in any of their
// forms. It is built from the vocabulary and is pure: no index, no network.
//
// With the same labels it reads the texts of records, for the index and for what
// explains a hit: which concepts they speak of. And it completes what is being
// typed to concepts and places.
//
// It does not search and does not correct spelling; package catalogue does, and
// asks here again for the corrected words.
//
// Where to begin: [New]; [Lexicon.Read] for questions; [Lexicon.Mentions],
// [Lexicon.Said] and [Later] for texts; [Lexicon.Complete].
package lexicon

import (
	"bytes"
	"slices"
	"strings"
	"sync"
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
	byAsked               // a hidden label: an everyday word to look for it by
	byWord                // one of the words of its label
)

// weight is how surely the sense is meant.
func (n naming) weight() float64 { return [...]float64{1, 0.85, 0.9, 0.6, 0.3}[n] }

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

// Lexicon is safe for concurrent use. Its parts are for reading questions, for
// reading texts and for completing; each is built when it is first asked for,
// since a program that only imports needs one of them and none is cheap.
type Lexicon struct {
	v      *directory.Vocabulary
	senses []sense

	labelling sync.Once
	labels    [][]label // by sense; see labelsOf

	reading sync.Once
	// phrases are found by language and stems: see phraseKeys. The language ""
	// holds them by their words as written.
	phrases map[string][]entry
	words   map[int][]lettered // that name something by themselves, by their number of letters
	firsts  []entry            // memory for what phrases name first, most but one sense

	speaking sync.Once
	spoken   spoken // the phrases of texts

	completing  sync.Once
	completions []completion // by key
}

// New is the lexicon of a vocabulary.
func New(v *directory.Vocabulary) *Lexicon {
	x := &Lexicon{v: v}
	for _, s := range directory.Schemes {
		for _, id := range v.ConceptsOf(s) {
			x.senses = append(x.senses, sense{concept: id})
		}
	}
	for _, r := range v.Regions() {
		x.senses = append(x.senses, sense{place: search.Place{Region: r.Code}})
	}
	cities := v.Cities()
	for i := range cities {
		x.senses = append(x.senses, sense{place: search.Place{Region: cities[i].Region, City: &cities[i]}})
	}
	return x
}

// PrepareQuestions builds what is needed to read questions and to explain hits: the
// two beside each other.
func (x *Lexicon) PrepareQuestions() {
	var listening sync.WaitGroup
	listening.Go(x.toListen)
	x.toRead()
	listening.Wait()
}

// Prepare builds all parts, so that no reader waits for one.
func (x *Lexicon) Prepare() {
	x.PrepareQuestions()
	x.toComplete()
}

// toRead makes phrases and words ready.
func (x *Lexicon) toRead() {
	x.reading.Do(func() {
		labels, n := x.labelsOf(), 0
		for _, of := range labels {
			n += len(of)
		}
		x.phrases, x.words = make(map[string][]entry, 2*n), map[int][]lettered{} // about as many as there will be
		for n, s := range x.senses {
			if s.concept == "" {
				x.enterPlace(int32(n), s.place)
				continue
			}
			for _, l := range labels[n] {
				by := byAlt
				if l.n == 0 {
					by = byName
				}
				if !l.asked {
					x.enter(int32(n), l.keys, l.lang, by)
				}
			}
		}
		for n := range x.senses {
			for _, l := range labels[n] {
				if l.asked {
					x.enter(int32(n), l.keys, l.lang, byAsked)
				}
			}
		}
		x.labelWords()
	})
}

// label is a label of a concept, folded once for all parts.
type label struct {
	text string
	lang directory.Language
	n    int      // its number among those of the language; 0 the preferred one
	keys []string // of its words
	// asked is a word to look for the concept by: texts that have it may be about something else.
	asked bool
}

// labelsOf lists the labels of every sense that is a concept, by sense.
func (x *Lexicon) labelsOf() [][]label {
	x.labelling.Do(func() {
		x.labels = make([][]label, len(x.senses))
		var folding sync.WaitGroup
		const stretch = 64 // senses
		for from := 0; from < len(x.senses); from += stretch {
			folding.Go(func() {
				for i := from; i < min(from+stretch, len(x.senses)); i++ {
					if id := x.senses[i].concept; id != "" {
						x.labels[i] = x.labelsOfConcept(id)
					}
				}
			})
		}
		folding.Wait()
	})
	return x.labels
}

func (x *Lexicon) labelsOfConcept(id directory.ConceptID) (list []label) {
	c, _ := x.v.Concept(id)
	for _, l := range directory.Languages {
		if text := c.PrefLabel[l]; text != "" {
			list = append(list, label{text: text, lang: l, keys: keysOf(text)})
		}
		for n, text := range c.AltLabel[l] {
			list = append(list, label{text: text, lang: l, n: n + 1, keys: keysOf(text)})
		}
		for n, text := range c.HiddenLabel[l] {
			list = append(list, label{text: text, lang: l, n: len(c.AltLabel[l]) + n + 1, keys: keysOf(text), asked: true})
		}
	}
	return list
}

// keysOf are the folded words of a phrase.
func keysOf(phrase string) []string {
	words := translit.Words(phrase)
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	return keys
}

// keySet is the set of the folded words of a list.
func keySet(words string) map[string]bool {
	set := map[string]bool{}
	for _, key := range keysOf(words) {
		set[key] = true
	}
	return set
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

// enterPlace enters a region or city. A region is also found without the word that
// says what kind of territory it is.
func (x *Lexicon) enterPlace(n int32, p search.Place) {
	names, other := x.placeNames(p)
	for _, name := range names {
		x.enter(n, keysOf(name.label), name.lang, byName)
		if p.City == nil {
			if plain := withoutTerritory(name.label); plain != "" && plain != name.label {
				x.enter(n, keysOf(plain), name.lang, byPlain)
			}
		}
	}
	for _, name := range other {
		x.enter(n, keysOf(name), directory.Language(translit.Guess(name)), byName)
	}
}

// enter makes a phrase name a sense, unless it is too long to be typed.
func (x *Lexicon) enter(n int32, keys []string, l directory.Language, by naming) {
	if len(keys) == 0 || len(keys) > maxPhrase {
		return
	}
	var buf, buf2 [128]byte
	asWritten := appendPhraseKey(buf[:0], "", keys)
	if len(keys) == 1 && by != byAsked && len(x.phrases[string(asWritten)]) == 0 { // nothing is corrected to a hidden label
		n := utf8.RuneCountInString(keys[0])
		x.words[n] = append(x.words[n], lettered{keys[0], lettersOf(keys[0])})
	}
	if by != byAsked { // whose language matters
		x.name(asWritten, n, by)
	}
	put := func(lang string) {
		first, last := appendStemKeys(buf[:0], buf2[:0], lang, keys)
		x.name(first, n, by)
		if len(last) > 0 {
			x.name(last, n, by)
		}
	}
	if l != "" {
		put(string(l))
		return
	}
	for _, lang := range wordform.Candidates(keys[0]) {
		put(lang)
	}
}

// name makes the phrase of a key name a sense.
func (x *Lexicon) name(key []byte, n int32, by naming) {
	list, ok := x.phrases[string(key)]
	for i, e := range list {
		if e.sense == n {
			list[i].by = min(e.by, by)
			return
		}
	}
	if ok {
		x.phrases[string(key)] = append(list, entry{n, by})
		return
	}
	if len(x.firsts) == cap(x.firsts) {
		x.firsts = make([]entry, 0, 1<<12)
	}
	x.firsts = append(x.firsts, entry{n, by})
	x.phrases[string(key)] = x.firsts[len(x.firsts)-1 : len(x.firsts) : len(x.firsts)]
}

func appendPhraseKey(key []byte, lang string, stems []string) []byte {
	key = append(key, lang...)
	for _, stem := range stems {
		key = append(append(key, ' '), stem...)
	}
	return key
}

// appendStemKeys appends the keys of a phrase with the first stem of each word, and
// with the last, nothing where that is the same; see phraseStems.
func appendStemKeys(first, last []byte, lang string, keys []string) (a, b []byte) {
	first, last = append(first, lang...), append(last, lang...)
	for _, key := range keys {
		stems := wordform.Stems(key, lang)
		first = append(append(first, ' '), stems[0]...)
		last = append(append(last, ' '), stems[len(stems)-1]...)
	}
	if bytes.Equal(first, last) {
		last = last[:0]
	}
	return first, last
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
	of := map[string][]int32{} // the senses with the word in a label, rising, one more than too many at most
	var buf []byte
	for n, s := range x.senses {
		if s.concept == "" || s.concept.Scheme() == directory.SchemeTopic || s.concept.Scheme() == directory.SchemeService {
			continue // a word of a narrow label tells nothing: "medical" is no "medical device", "project" no "project preparation"
		}
		for _, l := range x.labels[n] {
			if len(l.keys) < 2 || l.n >= surest || l.asked {
				continue
			}
			for _, w := range l.keys {
				if utf8.RuneCountInString(w) < minLabelWord || wordform.Stop(w, string(l.lang)) {
					continue
				}
				for _, stem := range wordform.Stems(w, string(l.lang)) {
					buf = appendPhraseKey(buf[:0], string(l.lang), []string{stem})
					if senses := of[string(buf)]; len(senses) <= maxLabelSenses && (len(senses) == 0 || senses[len(senses)-1] != int32(n)) {
						of[string(buf)] = append(senses, int32(n))
					}
				}
			}
		}
	}
	for key, senses := range of {
		if len(senses) > maxLabelSenses || len(x.phrases[key]) > 0 {
			continue
		}
		for _, n := range senses {
			x.phrases[key] = append(x.phrases[key], entry{n, byWord})
		}
	}
}
