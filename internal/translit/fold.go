// Package translit holds pure text functions for finding names however they
// are typed: splitting text into words and folding words to keys. The same
// code serves the index, the queries and the highlights, so that they cannot
// disagree; nothing else in the program folds or splits text.
//
// It does not stem, knows no stop words and calls no network. It imports only
// the standard library and golang.org/x/text.
//
// Where to begin: [Words] for text to keys, [Fold] for one key in the word's own
// script, [Sounds] for the keys by which spellings in all scripts meet.
//
// How a script is read and romanised is in one file each, sounds_*.go and
// romanise_*.go; [Romanise] is for people to read, sound keys are not.
// [Retypings] is for text typed on the wrong keyboard layout.
package translit

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is the key of a word: lower case, without the diacritics of Latin and
// Greek letters, with the Turkish İ and ı as i, Romanian ş/ș and ţ/ț alike as s
// and t, ligatures and special letters spelled out (æ → ae, ß → ss, ł → l), the
// Russian ё as е, the Greek final sigma as sigma and Georgian capitals as
// letters. Cyrillic й, ў and ї stay letters of their own. All apostrophes and
// soft-sign primes become one.
//
// Fold(Fold(s)) == Fold(s). Bytes that are not UTF-8 become U+FFFD.
func Fold(s string) string {
	if isFoldedASCII(s) {
		return s
	}
	if folded, ok := foldLetters(s); ok {
		return folded
	}
	return foldText(s)
}

// foldText is Fold of any text.
func foldText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	// Before decomposing, which takes the acute accent standing alone for a
	// blank with a mark.
	s = strings.Map(plainApostrophe, s)
	var b strings.Builder
	b.Grow(len(s))
	base := rune(0) // the letter marks belong to; 0 where they are dropped
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsMark(r) {
			if keepMark(base, r) {
				b.WriteRune(r)
			}
			continue
		}
		base = plainApostrophe(unicode.ToLower(r)) // some decompose to one: ‴
		if to, ok := special[base]; ok {
			b.WriteString(to)
			base = 0
			continue
		}
		b.WriteRune(base)
	}
	return norm.NFC.String(b.String())
}

// letters are what becomes of each letter whose neighbours do not matter, which is
// nearly every one written in the region; of others "". Marks do matter: alone they
// fold to nothing.
var letters = sync.OnceValue(func() *[maxLetter]string {
	var list [maxLetter]string
	for r := rune(1); r < maxLetter; r++ {
		list[r] = foldText(string(r))
	}
	return &list
})

// maxLetter is beyond the Georgian letters.
const maxLetter = 0x1100

// foldLetters is Fold of a text that has but such letters.
func foldLetters(s string) (string, bool) {
	list := letters()
	var buf [64]byte
	folded := buf[:0]
	for _, r := range s {
		if r >= maxLetter || list[r] == "" {
			return "", false
		}
		folded = append(folded, list[r]...)
	}
	if string(folded) == s {
		return s, true
	}
	return string(folded), true
}

func isFoldedASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '`' {
			return false
		}
	}
	return true
}

// keepMark keeps the marks that make other letters: the breve of й and ў, the
// diaeresis of ї. Marks on other scripts' letters than Latin, Greek and Cyrillic
// are kept, since there they are vowels rather than accents.
func keepMark(base, mark rune) bool {
	switch {
	case base == 0, unicode.Is(unicode.Me, mark), unicode.Is(unicode.Latin, base), unicode.Is(unicode.Greek, base):
		return false
	case unicode.Is(unicode.Cyrillic, base):
		return mark == 0x0306 && (base == 'и' || base == 'у') || mark == 0x0308 && base == 'і'
	}
	return unicode.IsLetter(base)
}

// special are letters that do not decompose, in lower case.
var special = map[rune]string{
	'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l",
	'đ': "d", 'ð': "d", 'þ': "th", 'ħ': "h", 'ŋ': "n", 'ə': "a", 'ǝ': "a", 'ς': "σ", 'և': "եւ",
}

// isApostrophe holds for the signs written between letters for an apostrophe,
// and for the primes that stand for the soft and hard sign in romanised names.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '‛', 'ʼ', 'ʻ', 'ʽ', '`', '´', '＇', '′', '″', 'ʹ', 'ʺ', '՚', '\u1ffd', '\u1fef', '\u0374', '\u1fbd': // the last four are Greek
		return true
	}
	return false
}

func plainApostrophe(r rune) rune {
	if isApostrophe(r) {
		return '\''
	}
	return r
}
