package translit

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tellingCyrillic is how many letters without one of Ukrainian's own tell that a
// text is not Ukrainian: about one in fifteen letters of Ukrainian texts is і, ї,
// є or ґ, so one text of this length in sixteen has none.
const tellingCyrillic = 40

// Guess is the language of a text as its letters tell it, and "" when they do
// not: uk by і ї є ґ, ru by ы э ё, bg by ъ without those; ka, el and hy by
// their scripts; az by ə, tr by ğ ı İ ş, ro by ă ț ș, cs by ě ř ů. The script
// most letters are in decides between scripts.
//
// Cyrillic text without a telling letter is Bulgarian where it has the word и,
// which Ukrainian lacks, or is long enough for Ukrainian letters to be missed;
// Russian is in the directory only as a language of questions. A shorter one, a
// name of a word or two, is as likely Ukrainian as Bulgarian, and "" keeps the
// readings of both.
func Guess(text string) string {
	if !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	var latin, cyrillic, greek, georgian, armenian int // letters
	var seen tells
	var before, last rune // the two letters before in the word, 0 where none
	for _, r := range text {
		low := unicode.ToLower(r)
		switch {
		case 'a' <= low && low <= 'z' || 0xC0 <= low && low < latinEnd && unicode.IsLetter(low):
			latin++
			if r == 'İ' {
				low = r
			}
			seen |= latinTells(low)
		case 0x400 <= low && low < 0x530:
			cyrillic++
			seen |= cyrillicTells(low)
			if last == 'ь' && low != 'о' {
				seen |= seenSoft
			}
		case 0x370 <= low && low < 0x400 || 0x1F00 <= low && low < 0x2000:
			greek++
		case 0x10D0 <= low && low <= 0x10F6:
			georgian++
		case 0x561 <= low && low <= 0x587:
			armenian++
		case unicode.IsMark(r):
			continue
		default:
			seen |= wordTells(before, last)
			before, last = 0, 0
			continue
		}
		before, last = last, low
	}
	seen |= wordTells(before, last)

	switch most := max(latin, cyrillic, greek, georgian, armenian); most {
	case 0:
		return ""
	case cyrillic:
		return guessCyrillic(seen, cyrillic)
	case georgian:
		return "ka"
	case greek:
		return "el"
	case armenian:
		return "hy"
	}
	return guessLatin(seen)
}

// tells are what was seen of the letters that tell languages apart.
type tells uint32

const (
	seenUkrainian tells = 1 << iota // і ї є ґ
	seenRussian                     // ы э ё
	seenYer                         // ъ
	seenSoft                        // ь, but not before о: not Bulgarian
	seenAnd                         // the word и
	seenSchwa                       // ə
	seenQX                          // q x
	seenTurkish                     // ğ ı İ ş
	seenRomanian                    // ă ț ș
	seenCzech                       // ě ř ů
)

func cyrillicTells(r rune) tells {
	switch r {
	case 'і', 'ї', 'є', 'ґ':
		return seenUkrainian
	case 'ы', 'э', 'ё':
		return seenRussian
	case 'ъ':
		return seenYer
	}
	return 0
}

func latinTells(r rune) tells {
	switch r {
	case 'ə':
		return seenSchwa
	case 'q', 'x':
		return seenQX
	case 'ğ', 'ı', 'İ', 'ş':
		return seenTurkish
	case 'ă', 'ț', 'ţ', 'ș':
		return seenRomanian
	case 'ě', 'ř', 'ů':
		return seenCzech
	}
	return 0
}

// wordTells is for the end of a word, of which the last two letters are given.
func wordTells(before, last rune) tells {
	switch {
	case last == 'ь':
		return seenSoft
	case last == 'и' && before == 0:
		return seenAnd
	}
	return 0
}

func guessCyrillic(seen tells, letters int) string {
	switch {
	case seen&seenUkrainian != 0 && seen&seenRussian == 0:
		return "uk"
	case seen&seenRussian != 0 && seen&seenUkrainian == 0:
		return "ru"
	case seen&(seenUkrainian|seenRussian) != 0: // Belarusian, or both quoted
		return ""
	case seen&seenSoft != 0:
		// Not Bulgarian; without a letter of Ukrainian in a text of any length, nor
		// Ukrainian.
		if seen&(seenAnd|seenYer) != 0 || letters >= tellingCyrillic {
			return "ru"
		}
		return ""
	case seen&(seenYer|seenAnd) != 0, letters >= tellingCyrillic:
		return "bg"
	}
	return ""
}

func guessLatin(seen tells) string {
	switch {
	case seen&seenSchwa != 0:
		return "az"
	case seen&seenCzech != 0:
		return "cs"
	case seen&seenRomanian != 0: // before Turkish: older Romanian fonts have ş
		return "ro"
	case seen&seenTurkish != 0 && seen&seenQX != 0: // Turkish has neither q nor x
		return "az"
	case seen&seenTurkish != 0:
		return "tr"
	}
	return ""
}
