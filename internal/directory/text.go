package directory

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks is how many combining marks may follow one letter. Vietnamese, the
// most demanding living orthography, needs two; more is decoration or attack.
const maxMarks = 4

// CleanText brings a text to the form it is stored in: valid UTF-8 in NFC,
// Romanian cedillas as comma-below, without bidi controls, zero-width and other
// invisible characters, white space as single blanks, trimmed. It reports
// ok=false when the text held what cannot be repaired without guessing: bytes
// that are not UTF-8, NUL or other control characters, the replacement
// character, code points that are no characters or private, or heaps of
// combining marks. CleanText(CleanText(s)) == CleanText(s).
//
// ş and ţ with cedilla are folded only where they are Romanian ("ro"): Turkish
// needs ş with cedilla. Pass the text's language, or "" to leave them.
func CleanText(s, language string) (clean string, ok bool) {
	return cleanLines(s, language, false)
}

// CleanParagraphs is CleanText for texts that may hold line breaks: runs of
// blank lines become one break between paragraphs.
func CleanParagraphs(s, language string) (clean string, ok bool) {
	return cleanLines(s, language, true)
}

func cleanLines(s, language string, keepBreaks bool) (string, bool) {
	if isPlain(s, keepBreaks) {
		if language == "ro" {
			s = commaBelow(s)
		}
		return s, true
	}
	if !utf8.ValidString(s) {
		return "", false
	}
	var b strings.Builder
	b.Grow(len(s))
	space, lineBreak := false, false
	for _, r := range s {
		switch {
		case keepBreaks && breaksLine(r):
			lineBreak = true
			continue
		case unicode.IsSpace(r):
			space = true
			continue
		case refused(r):
			return "", false
		case invisible(r):
			continue
		}
		if b.Len() > 0 {
			switch {
			case lineBreak:
				b.WriteByte('\n')
			case space:
				b.WriteByte(' ')
			}
		}
		space, lineBreak = false, false
		b.WriteRune(r)
	}
	// Only now, since what was invisible may have stood between a letter and
	// its mark.
	clean := norm.NFC.String(b.String())
	if heapsMarks(clean) {
		return "", false
	}
	if language == "ro" {
		clean = commaBelow(clean)
	}
	return clean, true
}

// isPlain says of most texts that there is nothing to clean: they hold plain
// characters only, with single blanks or line breaks between them. That a text is
// not plain says nothing.
func isPlain(s string, keepBreaks bool) bool {
	between := true // nothing, a blank or a break stands before
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c > ' ' && c < 0x7F:
			between = false
		case c == ' ' || c == '\n' && keepBreaks:
			if between {
				return false
			}
			between = true
		case c < utf8.RuneSelf:
			return false
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if !plain(r) {
				return false
			}
			i += n - 1
			between = false
		}
	}
	return !between || s == ""
}

// plain are the letters and signs beyond ASCII that most texts of the region are
// written with and that are as they should be, whatever stands beside them: NFC
// leaves them alone, and they are neither blanks, marks nor invisible.
func plain(r rune) bool {
	return r > 0xAD && r < 0x300 || // Latin
		r >= 0x388 && r < 0x483 || r >= 0x48A && r < 0x530 || // Greek and Cyrillic, without marks
		r >= 0x531 && r < 0x557 || r >= 0x561 && r < 0x588 || // Armenian
		r >= 0x10D0 && r < 0x1100 || // Georgian
		r >= 0x2010 && r < 0x2028 // dashes and quotation marks
}

// breaksLine includes what word processors write for a break within a
// paragraph and between two.
func breaksLine(r rune) bool { return r == '\n' || r == '\u2028' || r == '\u2029' }

// refused are characters whose meaning, if any, cannot be known.
func refused(r rune) bool {
	if r >= ' ' && r < 0x7F || r >= 0xA0 && r < 0xD800 {
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Co, r) ||
		r >= 0xFFF0 && r <= 0xFFFF || // specials: the replacement character, interlinear annotation
		unicode.Is(unicode.Noncharacter_Code_Point, r)
}

// invisible are the default ignorable code points of Unicode (UAX #44): they
// carry no meaning in names and sentences of the region's languages, and are
// used to disguise them.
func invisible(r rune) bool {
	switch { // the region's letters, without a look into tables
	case r < 0xAD, r > 0xAD && r < 0x34F, r > 0x34F && r < 0x600, r > 0x8E2 && r < 0x115F:
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// Invisible says whether CleanText takes the character out of texts, so that an
// importer can tell.
func Invisible(r rune) bool { return invisible(r) }

func heapsMarks(s string) bool {
	marks := 0
	for _, r := range s {
		if !unicode.IsMark(r) {
			marks = 0
		} else if marks++; marks > maxMarks {
			return true
		}
	}
	return false
}

const cedilla, comma = '\u0327', '\u0326' // combining, below

// commaBelow puts a comma for the cedilla of s and t, with other marks beside
// it or without.
func commaBelow(s string) string {
	if !strings.ContainsAny(s, "şŞţŢ\u0327") {
		return s
	}
	base := rune(0)
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if !unicode.IsMark(r) {
			base = unicode.ToLower(r)
		} else if r == cedilla && (base == 's' || base == 't') {
			return comma
		}
		return r
	}, norm.NFD.String(s)))
}
