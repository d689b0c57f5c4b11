package lexicon

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// maxSpellings is how many spellings of a word are given.
const maxSpellings = 4

// Spellings lists the words that name something by themselves and are spelt much
// like the one given, nearest first. It compares with each word of about its
// length: some thousands, a millisecond.
func (x *Lexicon) Spellings(key string) []search.Spelling {
	x.toRead()
	most := search.MaxEdits(key)
	if most == 0 {
		return nil
	}
	var list []search.Spelling
	length := utf8.RuneCountInString(key)
	for n := length - most; n <= length+most; n++ {
		for _, word := range x.words[n] {
			if word == key || !sameScript(word, key) {
				continue
			}
			if d := search.Edits(key, word); d <= most {
				list = append(list, search.Spelling{Key: word, Edits: d})
			}
		}
	}
	slices.SortFunc(list, func(a, b search.Spelling) int {
		return cmp.Or(cmp.Compare(a.Edits, b.Edits), strings.Compare(a.Key, b.Key))
	})
	return list[:min(len(list), maxSpellings)]
}

// sameScript compares the first letters' number of bytes, which tells Latin from
// Cyrillic, Greek and Armenian and these from Georgian; it is a quick look before
// the words are compared.
func sameScript(a, b string) bool {
	_, n := utf8.DecodeRuneInString(a)
	_, m := utf8.DecodeRuneInString(b)
	return n == m
}

// nearWeight is what a sense weighs that only another spelling has.
const nearWeight = 0.5

// SensesNear are the senses of the first spelling that has any.
func (x *Lexicon) SensesNear(near []search.Spelling, t directory.RecordType, l directory.Language) []search.Sense {
	x.toRead()
	r := reader{x: x, t: t, lang: l}
	for _, n := range near {
		if n.Sound {
			continue
		}
		senses := r.senses([]located{{word: search.Word{Key: n.Key}}})
		for i := range senses {
			senses[i].Weight *= nearWeight
		}
		if len(senses) > 0 {
			return senses
		}
	}
	return nil
}
