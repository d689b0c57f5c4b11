package wordform

import "strings"

// Turkish and Azerbaijani endings follow each other: the plural, whose it is, the
// case. They come off in the opposite order, each where the vowels allow: an
// ending's vowel is back after a back one and front after a front one, round after
// a round one where it is high. Of folded keys it is known still that -a does not
// follow e, nor -e a, nor -u any but o and u, nor -i those. Between vowels stands
// y, n or s, so that -i, -in, -e follow consonants alone and -yi, -nin, -si vowels
// alone.
//
// One vowel is an ending only after four letters: kum is no küme.
const turkicVowels = "aeiou"
const turkicConsonants = "bcdfghjklmnpqrstvxyz"

// harmony says whether an ending's vowel may follow the rest's last.
func harmony(rest, end string) bool {
	i, j := strings.LastIndexAny(rest, turkicVowels), strings.IndexAny(end, turkicVowels)
	if i < 0 || j < 0 {
		return false
	}
	switch last := rest[i]; end[j] {
	case 'a':
		return last != 'e'
	case 'e':
		return last != 'a'
	case 'i':
		return last != 'o' && last != 'u'
	default:
		return last == 'o' || last == 'u'
	}
}

// azHarmony is that of Azerbaijani, whose ə is folded to a.
func azHarmony(rest, end string) bool {
	if j := strings.IndexAny(end, turkicVowels); j >= 0 && end[j] == 'a' {
		return strings.ContainsAny(rest, turkicVowels)
	}
	return harmony(rest, end)
}

func harmonic(may func(rest, end string) bool, rules ...[]rule) *table {
	t := newTable("", rules...)
	t.may = may
	return t
}

var tr = &stemmer{
	forms: irregular(
		"suy su suyu sular suyun sulari suda sudan suya", "sanayi sanayii sanayisi sanayiye sanayiyi",
		// words that end as if they were forms of others
		"araba", "cevre", "sifre", "sofra", "pudra", "tasra", "bakla", "kombine", "isleme", "dokuma", "koruma", "okuma", "sogutma", "kurutma", "banka", "kanada", "hollanda", "irlanda", "ayna",
		"zeytin zeytini zeytinin zeytinini", "benzin benzini benzinin", "vitamin vitamini vitaminin", "protein proteini proteinin",
		"margarin margarini", "disiplin disiplini disiplinin", "pektin", "berlin", "mersin mersini mersinin", "artvin artvini artvinin",
		"mardin mardini mardinin", "bartin bartini bartinin", "dolar",
		"turkiye", "forma", "norma", "karton", "sosyete", "bursa", "karsi", "firma",
	),
	steps: []*table{
		harmonic(harmony,
			ends(4, "iu", "nda nde ndan nden"), ends(5, "iu", "ni nu na ne nin nun"),
			ends(3, "iu", "nin>n| nun>n|"), ends(3, "ae", "nin>|n"), ends(3, "o", "nun>n"),
			ends(4, turkicVowels+"bcdgjlmnrsvyz", "dan den da de"), ends(4, "fstkchp", "tan ten ta te"),
			ends(3, "", "lara>lar lere>ler larla>lar lerle>ler"),
			ends(3, "aeou", "ya>|y ye>|y"), ends(3, turkicVowels, "yi>|y yu>|y"), ends(4, turkicConsonants, "in>|in un>|un"),
		),
		harmonic(harmony, ends(3, "", "lari leri"), ends(3, turkicVowels, "si>|s su>|s"), ends(3, "", "lar ler")),
		harmonic(harmony, ends(4, turkicConsonants, "a e i u"), ends(4, "i", "i")),
	},
	finish: hardened,
}

// hardened undoes what vowels did to the stem's end: p, t, k between vowels are b,
// d, ğ, and nk is ng; of one syllable d and ğ stay, for many words have them
// (ad, bağ). Words such as şehir, vakıf have lost the vowel of their second
// syllable: it comes back between consonants that do not end a word together.
func hardened(s string) string {
	n := len(s)
	if n < minStem {
		return s
	}
	vowel := func(c byte) bool { return strings.IndexByte(turkicVowels, c) >= 0 }
	switch last, before := s[n-1], s[n-2]; {
	case last == 'b':
		return s[:n-1] + "p"
	case last == 'd' && (before == 'r' || vowel(before) && strings.ContainsAny(s[:n-2], turkicVowels)):
		return s[:n-1] + "t"
	case last == 'g' && (before == 'n' || vowel(before) && strings.ContainsAny(s[:n-2], turkicVowels)):
		return s[:n-1] + "k"
	case n <= 4 && n >= 3 && !vowel(last) && !vowel(before) && vowel(s[n-3]) && clash(before, last):
		if s[n-3] == 'o' || s[n-3] == 'u' {
			return s[:n-1] + "u" + s[n-1:]
		}
		return s[:n-1] + "i" + s[n-1:]
	}
	return s
}

// clash holds for two consonants that cannot end a Turkish word together.
func clash(a, b byte) bool {
	switch b {
	case 'r':
		return strings.IndexByte("bdfghkmstvz", a) >= 0
	case 'n':
		return strings.IndexByte("bghtz", a) >= 0
	case 'l':
		return strings.IndexByte("gksv", a) >= 0
	case 'm':
		return strings.IndexByte("sk", a) >= 0
	case 'z':
		return a == 'g'
	case 'f':
		return a == 'k'
	}
	return false
}

var az = &stemmer{
	forms: irregular(
		"baki bakida bakinin bakidan bakiya", "suy su suyu sular suyun suda sudan suya", "banka", "kanada",
		"benzin benzini benzinin", "vitamin vitamini vitaminin", "kiraya", "zeytun zeytunu zeytunun", "sudan", "berlin", "mersin mersini mersinin", "artvin artvini artvinin",
		"mardin mardini mardinin", "bartin bartini bartinin", "dolar",
	),
	steps: []*table{
		harmonic(azHarmony,
			ends(4, "iu", "nda ndan"), ends(5, "iu", "na ni nu nin nun"), ends(3, "iu", "ni>n| nu>n| nin>n| nun>n|"),
			ends(3, "ae", "ni>n| nin>|n"), ends(3, "o", "nu>n nun>n"),
			ends(4, "", "dan da"), ends(3, "", "lara>lar larla>lar"), ends(3, "aeou", "ya"), ends(4, turkicConsonants, "in>|in un>|un"),
		),
		harmonic(azHarmony, ends(3, "", "lari lar"), ends(3, turkicVowels, "si>|s su>|s")),
		harmonic(azHarmony, ends(4, turkicConsonants, "a i u")),
	},
	// q between vowels is ğ, k is y.
	finish: func(s string) string {
		n := len(s)
		if n < minStem || !strings.ContainsAny(s[:n-2], turkicVowels) || strings.IndexByte(turkicVowels, s[n-2]) < 0 {
			return s
		}
		switch s[n-1] {
		case 'g':
			return s[:n-1] + "q"
		case 'y':
			return s[:n-1] + "k"
		}
		return s
	},
}
