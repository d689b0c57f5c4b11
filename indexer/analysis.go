package indexer

import (
	"slices"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"euxine/internal/memo"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// Texts are analysed in the language they are written in, before Bleve sees them:
// its fields get words ready made. All texts are split with translit.Words, so that
// documents, queries and highlights see the same words.

// stemMark precedes stems where they stand beside words, so that no stem is
// taken for a word as written. No word contains it.
const stemMark = "~"

// words are the words of one field of a document, of all its texts: Bleve gets them
// counted already. It is Bleve's document.Field.
type words struct {
	name    string
	options bleveindex.FieldIndexingOptions
	tokens  []token
	texts   int32 // how many it has
	counts  bleveindex.TokenFrequencies
}

// token is a term at a place in one of a field's texts. Texts are numbered, so that
// no phrase begins in one and ends in the next; places count from 1. Where in the
// text its bytes are is not kept: highlights are looked for in the record.
type token struct {
	term        string
	text, place int32
}

func (f *words) Name() string                                          { return f.name }
func (f *words) Options() bleveindex.FieldIndexingOptions              { return f.options }
func (f *words) ArrayPositions() []uint64                              { return nil }
func (f *words) Value() []byte                                         { return nil }
func (f *words) EncodedFieldType() byte                                { return 't' }
func (f *words) NumPlainTextBytes() uint64                             { return 0 }
func (f *words) AnalyzedLength() int                                   { return len(f.tokens) }
func (f *words) AnalyzedTokenFrequencies() bleveindex.TokenFrequencies { return f.counts }

// Size is about what it takes in memory, in bytes.
func (f *words) Size() int { return 100 * len(f.tokens) }

// Analyze counts the words, with few pieces of memory: it is half of what making a
// document takes.
func (f *words) Analyze() {
	n := len(f.tokens)
	f.counts = make(bleveindex.TokenFrequencies, n)
	counts := make([]bleveindex.TokenFreq, n)
	var places []bleveindex.TokenLocation
	var lists []*bleveindex.TokenLocation
	if f.options.IncludeTermVectors() {
		places, lists = make([]bleveindex.TokenLocation, n), make([]*bleveindex.TokenLocation, n)
	}
	for i, t := range f.tokens {
		c := f.counts[t.term]
		if c == nil {
			c, counts = &counts[0], counts[1:]
			f.counts[t.term] = c
		}
		if !f.options.SkipFreqNorm() {
			c.SetFrequency(c.Frequency() + 1)
		}
		if places == nil {
			continue
		}
		places[i] = bleveindex.TokenLocation{ArrayPositions: textNumber(t.text), Position: int(t.place)}
		if c.Locations == nil { // most words stand in a text once
			lists[i] = &places[i]
			c.Locations = lists[i : i+1 : i+1]
		} else {
			c.Locations = append(c.Locations, &places[i])
		}
	}
}

// textNumber is the number of a text as Bleve wants it: small ones are shared.
func textNumber(n int32) []uint64 {
	if int(n) < len(textNumbers) {
		return textNumbers[n : n+1 : n+1]
	}
	return []uint64{uint64(n)}
}

var textNumbers = func() (list [64]uint64) {
	for i := range list {
		list[i] = uint64(i)
	}
	return list
}()

// addText gives the words of a text and, at the same place, their stems where they
// differ.
func (f *words) addText(list []translit.Word, lang string) {
	f.tokens = slices.Grow(f.tokens, 2*len(list))
	for i, w := range list {
		place := int32(i + 1)
		f.tokens = append(f.tokens, token{w.Key, f.texts, place})
		for _, stem := range markedStems(w.Key, lang) {
			f.tokens = append(f.tokens, token{stem, f.texts, place})
		}
	}
	f.texts++
}

// addSounds gives each word's keys in any script.
func (f *words) addSounds(text string, list []translit.Word, lang string) {
	for i, w := range list {
		for _, key := range translit.Sounds(text[w.Start:w.End], lang) {
			f.tokens = append(f.tokens, token{key, f.texts, int32(i + 1)})
		}
	}
	f.texts++
}

// markedStems is the stems of a word of a text that differ from it, marked; of an
// unknown language those of every language it may be in.
func markedStems(key, lang string) []string {
	if m := stems[lang]; m != nil {
		return m.Get(key)
	}
	return nil // of a language without stems
}

// stems are the marked stems of words met before, by language. 16,384 places are
// about two megabytes where all are taken.
var stems = func() map[string]*memo.Memo[[]string] {
	m := map[string]*memo.Memo[[]string]{}
	for _, lang := range append(wordform.Languages(), "") {
		m[lang] = memo.New(1<<14, func(key string) []string {
			list := wordform.AllStems
			if lang != "" {
				list = func(key string) []string { return wordform.Stems(key, lang) }
			}
			var marked []string
			for _, stem := range list(key) {
				if stem != key {
					marked = append(marked, stemMark+stem)
				}
			}
			return marked
		})
	}
	return m
}()
