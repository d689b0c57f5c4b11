package translit

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Romanise writes a text in Latin letters as the rules of its language say, with
// the case of its letters kept; each table cites its rule. lang is a language as
// in [Sounds]. Text in a script other than the language's own is left to the
// table of its script, Cyrillic to the language [Guess] finds in it and to
// Bulgarian where it finds none.
//
// Latin letters lose their diacritics, so that what comes out of the region's
// languages is ASCII. Georgian has no capitals: a Georgian text begins with one,
// as the name of a place or an organisation does in English, and goes on in
// small letters. Letters of other scripts, digits, signs and spaces stay.
func Romanise(text, lang string) string {
	r := romaniser{letters: []rune(norm.NFC.String(strings.ToValidUTF8(text, "\uFFFD")))}
	r.cyrillic = cyrillicTable(text, lang)
	r.out.Grow(len(text) + len(text)/4)
	for r.at < len(r.letters) {
		r.step()
	}
	return r.out.String()
}

type romaniser struct {
	letters  []rune
	at       int
	cyrillic func(*romaniser) (latin string, letters int)
	out      strings.Builder
}

// step writes the letter at r.at, or the group beginning with it.
func (r *romaniser) step() {
	c := r.letters[r.at]
	var latin string
	n := 1
	switch low := unicode.ToLower(c); {
	case isApostrophe(c) && unicode.Is(unicode.Cyrillic, r.peek(-1)) && unicode.Is(unicode.Cyrillic, r.peek(1)):
		r.at++ // within a word; no rule gives it a letter
		return
	case c < utf8.RuneSelf:
		r.out.WriteRune(c)
		r.at++
		return
	case 0x400 <= c && c < 0x530:
		latin, n = r.cyrillic(r)
	case 0x370 <= c && c < 0x400 || 0x1F00 <= c && c < 0x2000:
		latin, n = romaniseGreek(r)
	case 0x561 <= low && low <= 0x587:
		latin, n = romaniseArmenian(r)
	case 0x10D0 <= low && low <= 0x10F6:
		latin, n = romaniseGeorgian(r)
	case unicode.IsMark(c) && r.at > 0 && unicode.In(r.letters[r.at-1], romanised...):
		r.at++ // stress marks and other accents
		return
	default:
		latin, n = romaniseLatin(c)
	}
	if n == 0 { // not of the tables
		r.out.WriteRune(c)
		r.at++
		return
	}
	r.out.WriteString(r.cased(latin, n))
	r.at += n
}

var romanised = []*unicode.RangeTable{unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Georgian, unicode.Latin, unicode.Mark}

// cased gives the letters written for the n letters at r.at the case of those.
func (r *romaniser) cased(latin string, n int) string {
	first := r.letters[r.at]
	if isGeorgian(first) {
		if r.at == 0 {
			return title(latin)
		}
		if unicode.IsUpper(first) { // a heading in Mtavruli
			return strings.ToUpper(latin)
		}
		return latin
	}
	if !unicode.IsUpper(first) {
		return latin
	}
	if utf8.RuneCountInString(latin) < 2 {
		return strings.ToUpper(latin)
	}
	// Шумен is Shumen, ШУМЕН is SHUMEN.
	switch next := r.peek(1); {
	case unicode.IsUpper(next):
		return strings.ToUpper(latin)
	case !unicode.IsLetter(next) && n == 1 && unicode.IsUpper(r.peek(-1)):
		return strings.ToUpper(latin)
	}
	return title(latin)
}

func title(s string) string {
	c, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[n:]
}

// peek is the letter i places from the one at r.at, as written; 0 outside.
func (r *romaniser) peek(i int) rune {
	if i += r.at; i >= 0 && i < len(r.letters) {
		return r.letters[i]
	}
	return 0
}

// low is peek in lower case.
func (r *romaniser) low(i int) rune { return unicode.ToLower(r.peek(i)) }

// initial says whether the letter at r.at begins a word; an apostrophe between
// letters does not end one.
func (r *romaniser) initial() bool {
	before := r.peek(-1)
	if isApostrophe(before) {
		before = r.peek(-2)
	}
	return !isWordLetter(before)
}

// final says whether a word ends n letters on.
func (r *romaniser) final(n int) bool { return !isWordLetter(r.peek(n)) }

func isWordLetter(c rune) bool { return unicode.IsLetter(c) || unicode.IsMark(c) || unicode.IsDigit(c) }

// romaniseLatin takes the diacritics off a Latin letter, and spells out those
// that have none. The Azerbaijani ə is a: BGN and PCGN (1993) allow ä where ə
// cannot be had.
func romaniseLatin(c rune) (string, int) {
	low := unicode.ToLower(c)
	if !unicode.Is(unicode.Latin, c) {
		return "", 0
	}
	if to, ok := special[low]; ok {
		return to, 1
	}
	var b strings.Builder
	for _, d := range norm.NFKD.String(string(c)) {
		if !unicode.IsMark(d) {
			if d >= utf8.RuneSelf {
				return "", 0
			}
			b.WriteRune(unicode.ToLower(d))
		}
	}
	return b.String(), 1
}
