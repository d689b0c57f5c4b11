package indexer

import (
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"euxine/internal/translit"
)

// wordsTokenizer names the one tokenizer of the index: translit.Words, so that
// documents, queries and highlights see the same words.
const wordsTokenizer = "euxine_words"

// textAnalyzer is wordsTokenizer alone: the words arrive folded.
const textAnalyzer = "euxine_text"

type tokenizer struct{}

// Tokenize implements Bleve's analysis.Tokenizer.
func (tokenizer) Tokenize(text []byte) analysis.TokenStream {
	words := translit.Words(string(text))
	stream := make(analysis.TokenStream, len(words))
	for i, w := range words {
		stream[i] = &analysis.Token{Term: []byte(w.Key), Start: w.Start, End: w.End, Position: i + 1}
	}
	return stream
}

// Bleve finds analysers by name in a registry filled at start.
func init() {
	must(registry.RegisterTokenizer(wordsTokenizer, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) {
		return tokenizer{}, nil
	}))
	must(registry.RegisterAnalyzer(textAnalyzer, func(map[string]any, *registry.Cache) (analysis.Analyzer, error) {
		return &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}}, nil
	}))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
