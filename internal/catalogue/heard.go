package catalogue

import (
	"strings"
	"sync"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/memo"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// heard is what of a text does not depend on what is asked. The texts of the records that
// are found most are kept: to explain a page of them is to look through a hundred texts.
// It is shared and not to be changed.
type heard struct {
	words    []translit.Word
	firsts   []byte                   // of the words: see firstOf
	sounds   func() [][]string        // of the words
	mentions func() []lexicon.Mention // by where they begin
}

// How many texts are kept, the shortest and the longest of them, in bytes: about fifty
// megabytes where all are descriptions of a hundred words. A shorter one is read as
// quickly as found.
const (
	textsKept    = 1 << 13
	shortestText = 40
	longestText  = 4096
)

func (c *Catalogue) newHearing() *memo.Memo[*heard] {
	return memo.NewOf(textsKept, longestText, func(key string) *heard {
		lang, text, _ := strings.Cut(key, " ")
		return c.listen(text, directory.Language(lang))
	})
}

// hear reads a text of a record, or finds it read.
func (c *Catalogue) hear(t search.Text) *heard {
	return c.hearing.Get(string(t.Language) + " " + t.Text)
}

func (c *Catalogue) listen(text string, l directory.Language) *heard {
	h := &heard{words: translit.Words(text)}
	h.firsts = make([]byte, len(h.words))
	for i, w := range h.words {
		h.firsts[i] = firstOf(w.Key)
	}
	h.sounds = sync.OnceValue(func() [][]string {
		list := make([][]string, len(h.words))
		for i, w := range h.words {
			list[i] = translit.Sounds(text[w.Start:w.End], string(l))
		}
		return list
	})
	h.mentions = sync.OnceValue(func() []lexicon.Mention { return c.lexicon().Mentions(text, h.words, l) })
	return h
}

// firstOf tells most words apart by their first letter.
func firstOf(key string) byte {
	r, _ := utf8.DecodeRuneInString(key)
	return byte(r)
}
