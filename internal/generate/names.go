package generate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/directory"
)

// languageOf is the language names and descriptions of a country are in.
var languageOf = map[directory.CountryCode]directory.Language{"BG": "bg", "RO": "ro", "MD": "ro", "TR": "tr", "UA": "uk",
	"GE": "ka", "AM": "hy", "AZ": "az", "GR": "el"}

// letter is a sound as a language writes it and as it is written in Latin
// letters by the usual rule of that language.
type letter struct{ native, latin string }

// tongue is what names and descriptions of a language are made of.
type tongue struct {
	language   directory.Language
	consonants []letter
	vowels     []letter
	endings    []letter // of a name; the empty one is none
	// names by kind: {root} is the made-up word, {field} the field of work.
	names     map[directory.Kind]string
	sentences []string // of a description: {name}, {city}, {field}
}

// letters pairs the two writings.
func letters(native, latin string) []letter {
	n, l := strings.Fields(native), strings.Fields(latin)
	list := make([]letter, len(n))
	for i := range n {
		list[i] = letter{n[i], l[i]}
	}
	return list
}

const (
	plainConsonants = "b d g k l m n p r s t v z"
	plainVowels     = "a e i o u"
	plainEndings    = "n r s l m"
)

// englishNames are the names in English by kind.
var englishNames = map[directory.Kind]string{
	directory.KindCluster:      "{root} {field} Cluster",
	directory.KindSME:          "{root} {field} Ltd",
	directory.KindLargeCompany: "{root} {field} Group",
	directory.KindResearch:     "{root} Institute of {field}",
	directory.KindSupport:      "{root} Association for {field}",
	directory.KindAuthority:    "{root} Development Agency – {field}",
	directory.KindHub:          "{root} Digital Innovation Hub – {field}",
	directory.KindNetwork:      "{root} {field} Network",
}

// maxSyllables is the length of the longest made-up words. Two syllables and an
// ending make some 25,000 words, three some 1,600,000.
const maxSyllables = 3

// named is a name and what else is made of the same word.
type named struct {
	names  []directory.Name
	root   string // in Latin letters
	native string // the whole name in the country's language
}

// name makes the names of an organisation: the one in the country's language,
// and the one in English with the made-up word in Latin letters.
func (g *Generator) name(t *tongue, kind directory.Kind, f *field) named {
	var native, latin strings.Builder
	put := func(l letter) {
		native.WriteString(l.native)
		latin.WriteString(l.latin)
	}
	syllables := 2
	if g.chance(70) {
		syllables = maxSyllables
	}
	for range syllables {
		put(one(g, t.consonants))
		put(one(g, t.vowels))
	}
	if g.chance(60) {
		put(one(g, t.endings))
	}
	n := named{root: capital(latin.String())}
	fill := func(pattern, root, field string) string {
		return strings.NewReplacer("{root}", root, "{field}", field).Replace(pattern)
	}
	n.native = fill(t.names[kind], capital(native.String()), f.native[t.language])
	english := fill(englishNames[kind], n.root, f.english)
	n.names = []directory.Name{
		{Text: english, Language: "en", Script: "Latn", Type: directory.NameDisplay},
		{Text: n.native, Language: t.language, Script: directory.ScriptOf(n.native), Type: directory.NameOfficial},
	}
	if g.chance(20) {
		if short := acronym(english); directory.LooksLikeAcronym(short) {
			n.names = append(n.names, directory.Name{Text: short, Script: "Latn", Type: directory.NameAcronym})
		}
	}
	return n
}

// capital makes the first letter a capital where the script has them; Georgian
// writes names without.
func capital(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if unicode.Is(unicode.Georgian, r) {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

// acronym is the first letters of the words that have a capital.
func acronym(name string) string {
	var b strings.Builder
	for word := range strings.FieldsSeq(name) {
		if r, _ := utf8.DecodeRuneInString(word); unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
