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

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
)

// minStem is the fewest letters a stem has: shorter ones are shared by words that
// have nothing to do with each other.
const minStem = 3

// endings of inflection by language, folded, the longest first; from the
// declension tables of the languages' grammars.
var endings = map[string][]string{
	"bg": list("ищата овете евете ията ието иите ета ища ове еве ите ият ата ото ът ят та то те ия ии ие ен на но ни а я о е и"),
	"uk": list("ями ами ого ому ими ові еві ях ах ою ею ам ям ій ий їй их ої ів їв ом ем ю я а у і и е о ь й ї"),
	"ro": list("urilor elor ilor ului iile urile ele ii ul ei lui ea ia a e i u"),
	"tr": list("larinda lerinde larinin lerinin larini lerini larina lerine lari leri lardan lerden larda lerde larin lerin lar ler sinda sinde sinin inda inde inin unun undan inden indan unda unde nin nun dan den tan ten da de ta te sini ini unu si su yi yu ya ye in un i u a e"),
	"az": list("larinda larinin larindan lari lardan larda larin lar larda sinda sinin inda inin unun undan unda nin nun dan da sini ini unu si su ya yi in un i u a"),
	"ka": list("ებისათვის ებისთვის ებთან ებიდან ებში ებზე ებით ების ებმა ებსა ებს ებად ებო ები ისათვის ისთვის იდან თან ში ზე ით ის მა სა ად ს ი ო ა ე"),
	"el": list("ματων ματοσ ματα ουσ ων εσ εισ ησ οσ ασ οι αι ου η α ο ι ε υ"),
	"hy": list("ություններ ություն ներում ներով ներից ների ներին ները ներ երում երով երից երի երը եր ում ով ից ին ի ը ն"),
	"cs": list("ich ych emi ami ovi ech ach ove eho emu iho imu ou em um ym im am at ata y i e a u o"),
}

func list(s string) []string {
	l := strings.Fields(s)
	slices.SortStableFunc(l, func(a, b string) int { return len(b) - len(a) })
	return l
}

// Stems is the stem of a folded key in a language: the key itself where nothing
// is to be taken off or the language is not known. Never empty for a key that is
// not.
func Stems(key, lang string) []string {
	if strings.ContainsAny(key, "0123456789") || utf8.RuneCountInString(key) <= minStem {
		return []string{key}
	}
	switch lang {
	case "en":
		return []string{snowball(key, english.Stem)}
	case "ru":
		return []string{snowball(key, russian.Stem)}
	}
	stem := shorn(key, lang)
	if lang == "tr" || lang == "az" { // endings follow each other, and vowels of the stem look like one
		stem = shorn(stem, lang)
	}
	return []string{stem}
}

// shorn is a word without the longest ending it has.
func shorn(key, lang string) string {
	for _, e := range endings[lang] {
		if stem, ok := strings.CutSuffix(key, e); ok && utf8.RuneCountInString(stem) >= minStem {
			return stem
		}
	}
	return key
}

func snowball(key string, stem func(*snowballstem.Env) bool) string {
	env := snowballstem.NewEnv(key)
	stem(env)
	if s := env.Current(); utf8.RuneCountInString(s) >= minStem {
		return s
	}
	return key
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
