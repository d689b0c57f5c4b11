package indexer

import (
	"github.com/blevesearch/bleve/v2/analysis"

	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// Texts are analysed in the language they are written in, before Bleve sees them:
// its fields get words ready made. All texts are split with translit.Words, so that
// documents, queries and highlights see the same words.

// stemMark precedes stems where they stand beside words, so that no stem is
// taken for a word as written. No word contains it.
const stemMark = "~"

// analysed are the words of a field, analysed already.
type analysed analysis.TokenStream

// Analyze implements Bleve's analysis.Analyzer.
func (a analysed) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(a) }

// tokens gathers words with few pieces of memory.
type tokens struct {
	terms []byte
	list  []analysis.Token
	ends  []int // of the terms
}

func newTokens(n int) *tokens {
	return &tokens{terms: make([]byte, 0, 12*n), list: make([]analysis.Token, 0, n), ends: make([]int, 0, n)}
}

// add takes a term at a place in the text; places count from 1. Where in the text
// its bytes are is not kept: highlights are looked for in the record.
func (t *tokens) add(mark, term string, place int) {
	t.terms = append(append(t.terms, mark...), term...)
	t.ends = append(t.ends, len(t.terms))
	t.list = append(t.list, analysis.Token{Position: place})
}

func (t *tokens) stream() analysis.TokenStream {
	stream := make(analysis.TokenStream, len(t.list))
	start := 0
	for i, end := range t.ends {
		t.list[i].Term = t.terms[start:end:end]
		stream[i] = &t.list[i]
		start = end
	}
	return stream
}

// wordTokens gives each word and, at the same place, its stems where they differ.
func wordTokens(words []translit.Word, lang string) analysis.TokenStream {
	t := newTokens(2 * len(words))
	for i, w := range words {
		t.add("", w.Key, i+1)
		for _, stem := range stemsOf(w.Key, lang) {
			if stem != w.Key {
				t.add(stemMark, stem, i+1)
			}
		}
	}
	return t.stream()
}

// stemsOf is the stems of a word of a text; of an unknown language those of
// every language it may be in.
func stemsOf(key, lang string) []string {
	if lang == "" {
		return wordform.AllStems(key)
	}
	return wordform.Stems(key, lang)
}

// soundTokens gives each word's keys in any script.
func soundTokens(text string, words []translit.Word, lang string) analysis.TokenStream {
	t := newTokens(2 * len(words))
	for i, w := range words {
		for _, key := range translit.Sounds(text[w.Start:w.End], lang) {
			t.add("", key, i+1)
		}
	}
	return t.stream()
}
