package lexicon

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// maxSpellings is how many spellings of a word are given.
const maxSpellings = 4

// lettered is a word with the set of its letters.
type lettered struct {
	word    string
	letters letters
}

// letters is a set of letters, several of which may share a place.
type letters uint64

func lettersOf(word string) letters {
	var set letters
	for _, r := range word {
		set |= 1 << (r % 64)
	}
	return set
}

// differ is how many letters one set has and the other not. An edit changes it by
// two at most, so that most words need not be compared letter by letter.
func (l letters) differ(o letters) int { return bits.OnesCount64(uint64(l ^ o)) }

// Spellings lists the words that name something by themselves and are spelt much
// like the one given, nearest first. It looks at each word of about its length,
// some thousands.
func (x *Lexicon) Spellings(key string) []search.Spelling {
	x.toRead()
	most := search.MaxEdits(key)
	if most == 0 {
		return nil
	}
	var list []search.Spelling
	length, set := utf8.RuneCountInString(key), lettersOf(key)
	for n := length - most; n <= length+most; n++ {
		for _, w := range x.words[n] {
			if w.letters.differ(set) > 2*most || w.word == key {
				continue
			}
			if d := search.Edits(key, w.word); d <= most {
				list = append(list, search.Spelling{Key: w.word, Edits: d})
			}
		}
	}
	slices.SortFunc(list, func(a, b search.Spelling) int {
		return cmp.Or(cmp.Compare(a.Edits, b.Edits), strings.Compare(a.Key, b.Key))
	})
	return list[:min(len(list), maxSpellings)]
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
