// Package wordform finds what the forms of one word share, in the directory's
// languages: a stem by which "туризма" finds "туризъм" and "turizmde" finds
// "turizm"; and says which words say nothing in a search.
//
// It works on folded keys (package translit), since people type with and without
// diacritics, and is pure. It is light on purpose: endings come off where what
// stands before them lets them, and the changes of sound they brought are undone;
// what derivation makes of a word is another word here. A stem is a key to meet
// by and not always a word.
//
// What it is worth is in testdata: for each language forms that must meet and
// words that must not, with the known misses. English goes through the Snowball
// stemmer, with a list of words that it gets wrong (without: 54 of 67 groups of
// forms met whole, 50 of 68 pairs stayed apart). Of the others Snowball has
// Russian, Romanian and Turkish. On folded keys the judges say of them, and of the
// tables here, which to be sure were made to pass them:
//
//	          Snowball        here            (groups, pairs)
//	Russian   65/80  53/66    79/80  63/66
//	Romanian  47/89  50/68    88/89  66/68
//	Turkish   18/85  67/82    82/85  82/82
//
// So they are not used: Romanian and Turkish look for letters that folding takes
// away, and Russian takes ends of nouns for those of verbs (кредит, домен).
//
// The languages' tables are in slavic.go, romanian.go, turkic.go, greek.go,
// caucasian.go and english.go, with the facts of grammar they rest on; rules.go is
// how they are read.
//
// Where to begin: [Stems], [AllStems].
package wordform

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/memo"
)

// minStem is the fewest letters a stem has: shorter ones are shared by words that
// have nothing to do with each other.
const minStem = 3

var stemmers = map[string]*stemmer{
	"bg": bg, "uk": uk, "ru": ru, "ro": ro, "tr": tr, "az": az, "ka": ka, "el": el, "hy": hy, "cs": cs,
}

// Stems is the one or two stems of a folded key in a language, the likelier
// first, since some endings can be read in two ways (столиці is of столиця,
// фабриці of фабрика): the key itself where nothing is to be taken off or the
// language is not known. Words meet that share one. Never empty for a key that is
// not; those of a word begin with the letter it begins with. The list is not to be changed.
func Stems(key, lang string) []string {
	if m := memos[lang]; m != nil && key != "" {
		return m.Get(key)
	}
	return []string{key}
}

// memos are the stems of words met before, by language. 8,192 places are about a
// megabyte.
var memos = map[string]*memo.Memo[[]string]{}

func init() {
	for _, lang := range Languages() {
		memos[lang] = memo.New(1<<13, func(key string) []string { return makeStems(key, lang) })
	}
}

func makeStems(key, lang string) []string {
	if strings.ContainsAny(key, "0123456789") {
		return []string{key}
	}
	if lang == "en" {
		return []string{englishStem(key)}
	}
	if s := stemmers[lang]; s != nil {
		return s.stems(key)
	}
	return []string{key}
}

// Languages are the languages whose forms are known.
func Languages() []string { return append(slices.Sorted(maps.Keys(stemmers)), "en") }

// Candidates are the languages a key may be in, by its first letter's script. The
// list is not to be changed.
func Candidates(key string) []string {
	r, _ := utf8.DecodeRuneInString(key)
	switch {
	case r < 0x250:
		return latin
	case r >= 0x370 && r < 0x400:
		return greek
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x530 && r < 0x590:
		return armenian
	case r >= 0x10a0 && r < 0x1100:
		return georgian
	}
	return unknown
}

// The languages by script; made once, since Candidates is asked about every word.
var (
	latin    = []string{"en", "ro", "tr", "az", "cs"}
	greek    = []string{"el"}
	cyrillic = []string{"bg", "uk", "ru"}
	armenian = []string{"hy"}
	georgian = []string{"ka"}
	unknown  = []string{""}
)

// AllStems is the distinct stems of a key over the languages it may be in.
func AllStems(key string) []string {
	var all []string
	for _, l := range Candidates(key) {
		for _, s := range Stems(key, l) {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}
