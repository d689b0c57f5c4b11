package translit

import (
	"strings"
	"unicode"
)

// layouts are the keyboard layouts of the region as xkeyboard-config 2.35.1 has
// them in its symbol files, named with each: the letters and, where a letter of
// the US layout gives a sign, that sign.
var layouts = []layout{
	// symbols/bg, "bds": BDS 5237:2006. Shift with the key of q gives ы.
	newLayout("bg-bds", unicode.Cyrillic,
		" "+",уеишщксдзц "+" "+"ьяаожгтнвмч"+"юйъэфхпрлб",
		" "+"ыУЕИШЩКСДЗЦ "+" "+"ѝЯАОЖГТНВМЧ"+"ЮЙЪЭФХПРЛБ"),
	// symbols/bg, "phonetic": the traditional phonetic layout.
	newLayout("bg-phonetic", unicode.Cyrillic,
		"ч"+"явертъуиопшщ"+"ю"+"асдфгхйкл  "+"зьцжбнм   ",
		"Ч"+"ЯВЕРТЪУИОПШЩ"+"Ю"+"АСДФГХЙКЛ  "+"ЗѝЦЖБНМ   "),
	// symbols/bg, "bas_phonetic": the phonetic layout of BDS 5237:2006.
	newLayout("bg-phonetic-new", unicode.Cyrillic,
		"ю"+"чшертъуиопящ"+"ь"+"асдфгхйкл  "+"зжцвбнм   ",
		"Ю"+"ЧШЕРТЪУИОПЯЩ"+"ѝ"+"АСДФГХЙКЛ  "+"ЗЖЦВБНМ   "),
	// symbols/ua, "unicode" over "winkeys".
	newLayout("uk", unicode.Cyrillic,
		"'"+"йцукенгшщзхї"+"ґ"+"фівапролджє"+"ячсмитьбю ",
		" "+"ЙЦУКЕНГШЩЗХЇ"+"Ґ"+"ФІВАПРОЛДЖЄ"+"ЯЧСМИТЬБЮ "),
	// symbols/ru, "winkeys".
	newLayout("ru", unicode.Cyrillic,
		"ё"+"йцукенгшщзхъ"+" "+"фывапролджэ"+"ячсмитьбю ",
		"Ё"+"ЙЦУКЕНГШЩЗХЪ"+" "+"ФЫВАПРОЛДЖЭ"+"ЯЧСМИТЬБЮ "),
	// symbols/gr, "bare". The keys of ; and : put an accent and a diaeresis on the
	// vowel typed next; see greekAccents.
	newLayout("el", unicode.Greek,
		" "+";ςερτυθιοπ  "+" "+"ασδφγηξκλ  "+"ζχψωβνμ   ",
		" "+":ΣΕΡΤΥΘΙΟΠ  "+" "+"ΑΣΔΦΓΗΞΚΛ  "+"ΖΧΨΩΒΝΜ   "),
	// symbols/ge, "basic", which "qwerty" includes. Letters without a second one
	// stay themselves with Shift, as on the layout of Windows.
	newLayout("ka", unicode.Georgian,
		" "+"ქწერტყუიოპ  "+" "+"ასდფგჰჯკლ  "+"ზხცვბნმ   ",
		" "+"ქჭეღთყუიოპ  "+" "+"აშდფგჰჟკლ  "+"ძხჩვბნმ   "),
}

// greekAccents puts what the dead keys of the Greek layout stand for on the
// vowel after them.
var greekAccents = strings.NewReplacer(
	";α", "ά", ";ε", "έ", ";η", "ή", ";ι", "ί", ";ο", "ό", ";υ", "ύ", ";ω", "ώ",
	";Α", "Ά", ";Ε", "Έ", ";Η", "Ή", ";Ι", "Ί", ";Ο", "Ό", ";Υ", "Ύ", ";Ω", "Ώ",
	":ι", "ϊ", ":υ", "ϋ", ":Ι", "Ϊ", ":Υ", "Ϋ",
)
