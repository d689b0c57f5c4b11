package indexer

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"euxine/internal/directory"
	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// Texts are analysed in the language they are written in: the documents name
// each text field with its language, and each such name has an analyser of its
// own (see mapping.go). All of them split with translit.Words, so that
// documents, queries and highlights see the same words.

// stemMark precedes stems where they stand beside words, so that no stem is
// taken for a word as written. No word contains it.
const stemMark = "~"

// languages a text can be in; "" is not known.
var languages = append([]directory.Language{""}, directory.Languages...)

// wordsAnalyzer names the analyser of words and stems of a language.
func wordsAnalyzer(l directory.Language) string { return "euxine_words_" + string(l) }

// soundsAnalyzer names the analyser of names of a language to their keys in any
// script.
func soundsAnalyzer(l directory.Language) string { return "euxine_sounds_" + string(l) }

// words gives each word and, at the same place, its stems where they differ.
type words struct{ lang string }

// Tokenize implements Bleve's analysis.Tokenizer.
func (t words) Tokenize(text []byte) analysis.TokenStream {
	list := translit.Words(string(text))
	stream := make(analysis.TokenStream, 0, 2*len(list))
	for i, w := range list {
		add := func(term string) {
			stream = append(stream, &analysis.Token{Term: []byte(term), Start: w.Start, End: w.End, Position: i + 1})
		}
		add(w.Key)
		for _, stem := range stemsOf(w.Key, t.lang) {
			if stem != w.Key {
				add(stemMark + stem)
			}
		}
	}
	return stream
}

// stemsOf is the stems of a word of a text; of an unknown language those of
// every language it may be in.
func stemsOf(key, lang string) []string {
	if lang == "" {
		return wordform.AllStems(key)
	}
	return wordform.Stems(key, lang)
}

// sounds gives each word's keys in any script.
type sounds struct{ lang string }

// Tokenize implements Bleve's analysis.Tokenizer.
func (t sounds) Tokenize(text []byte) analysis.TokenStream {
	s := string(text)
	var stream analysis.TokenStream
	for i, w := range translit.Words(s) {
		for _, key := range translit.Sounds(s[w.Start:w.End], t.lang) {
			stream = append(stream, &analysis.Token{Term: []byte(key), Start: w.Start, End: w.End, Position: i + 1})
		}
	}
	return stream
}

// Bleve finds analysers by name in a registry filled at start.
func init() {
	register := func(name string, t analysis.Tokenizer) {
		err := registry.RegisterAnalyzer(name, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
			return &analysis.DefaultAnalyzer{Tokenizer: t}, nil
		})
		if err != nil {
			panic(err)
		}
	}
	for _, l := range languages {
		register(wordsAnalyzer(l), words{string(l)})
		register(soundsAnalyzer(l), sounds{string(l)})
	}
}
