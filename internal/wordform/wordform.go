// Package wordform finds what the forms of one word share, in the directory's
// languages: a stem by which "туризма" finds "туризъм" and "turizmde" finds
// "turizm"; and says which words say nothing in a search.
//
// It works on folded keys (package translit), since people type with and without
// diacritics, and is pure. English and Russian go through the Snowball stemmers;
// the other languages lose the longest of their usual endings. It is light on
// purpose: what derivation makes of a word is another word here.
//
// Where to begin: [Stems], [AllStems].
package wordform

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// minStem is the fewest letters a stem has: shorter ones are shared by words that
// have nothing to do with each other.
const minStem = 3

var stemmers = map[string]*stemmer{
	"bg": bg, "uk": uk, "ru": ru, "ro": ro, "tr": tr, "az": az, "ka": ka, "el": el, "hy": hy, "cs": cs,
}

// Stems is the stem of a folded key in a language: the key itself where nothing
// is to be taken off or the language is not known. Never empty for a key that is
// not.
func Stems(key, lang string) []string {
	s := stemmers[lang]
	if key == "" || s == nil && lang != "en" || strings.ContainsAny(key, "0123456789") {
		return []string{key}
	}
	if lang == "en" {
		return []string{englishStem(key)}
	}
	return s.stems(key)
}

// Candidates are the languages a key may be in, by its first letter's script.
func Candidates(key string) []string {
	r, _ := utf8.DecodeRuneInString(key)
	switch {
	case r < 0x250:
		return []string{"en", "ro", "tr", "az", "cs"}
	case r >= 0x370 && r < 0x400:
		return []string{"el"}
	case r >= 0x400 && r < 0x530:
		return []string{"bg", "uk", "ru"}
	case r >= 0x530 && r < 0x590:
		return []string{"hy"}
	case r >= 0x10a0 && r < 0x1100:
		return []string{"ka"}
	}
	return []string{""}
}

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

// stops are words that say nothing in a search, by language, folded. Words that
// are a name or a subject in another language (it, or, an) are left out.
var stops = map[string][]string{
	"en": strings.Fields("the of for in and to at by with from on"),
	"bg": strings.Fields("в във на за и с със от до по при край към"),
	"uk": strings.Fields("в у на для та і й з із до по при від"),
	"ru": strings.Fields("в на для и с из до по при от у"),
	"ro": strings.Fields("de din si in la cu pentru pe"),
	"tr": strings.Fields("ve ile icin"),
	"az": strings.Fields("va ile ucun"),
	"ka": strings.Fields("და"),
	"el": strings.Fields("και του τησ των στην στη στο για με"),
	"hy": strings.Fields("եւ ու"),
	"cs": strings.Fields("v ve na pro z ze do u"),
}

// Stop says whether a key is a stop word of a language.
func Stop(key, lang string) bool { return slices.Contains(stops[lang], key) }

// StopAny says whether a key is a stop word of some language it may be in.
func StopAny(key string) bool {
	return slices.ContainsFunc(Candidates(key), func(l string) bool { return Stop(key, l) })
}

// Languages are the languages whose forms are known.
func Languages() []string {
	return []string{"bg", "uk", "ru", "ro", "tr", "az", "ka", "el", "hy", "cs", "en"}
}
