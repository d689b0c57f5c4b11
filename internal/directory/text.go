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
// that are not UTF-8, NUL or other control characters, or heaps of combining
// marks. CleanText(CleanText(s)) == CleanText(s).
//
// ş and ţ with cedilla are folded only where they are Romanian: Turkish needs
// ş with cedilla. Pass the text's language, or "" to leave them.
func CleanText(s, language string) (clean string, ok bool) {
	return cleanLines(s, language, false)
}

// CleanParagraphs is CleanText for texts that may hold line breaks: runs of
// blank lines become one break between paragraphs.
func CleanParagraphs(s, language string) (clean string, ok bool) {
	return cleanLines(s, language, true)
}

func cleanLines(s, language string, keepBreaks bool) (string, bool) {
	if !utf8.ValidString(s) {
		return "", false
	}
	s = norm.NFC.String(s)
	var b strings.Builder
	b.Grow(len(s))
	space, breaks, marks := false, 0, 0
	for _, r := range s {
		switch {
		case r == '\n' && keepBreaks:
			breaks++
			continue
		case unicode.IsSpace(r):
			space = true
			continue
		case unicode.IsControl(r), r == utf8.RuneError, r >= 0xFFF0 && r <= 0xFFFF, unicode.Is(unicode.Co, r):
			return "", false
		case invisible(r):
			continue
		}
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
			if marks++; marks > maxMarks {
				return "", false
			}
		} else {
			marks = 0
		}
		if b.Len() > 0 {
			switch {
			case breaks > 0:
				b.WriteByte('\n')
			case space:
				b.WriteByte(' ')
			}
		}
		space, breaks = false, 0
		if language == "ro" {
			r = commaBelow(r)
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String()), true
}

// invisible are the format characters that carry no meaning in names and
// sentences of the region's languages, and are used to disguise them.
func invisible(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x034F, r == 0x061C, r == 0x180E, r == 0xFEFF,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E,
		r >= 0x2060 && r <= 0x206F, r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE01EF:
		return true
	}
	return false
}

func commaBelow(r rune) rune {
	switch r {
	case 'ş':
		return 'ș'
	case 'Ş':
		return 'Ș'
	case 'ţ':
		return 'ț'
	case 'Ţ':
		return 'Ț'
	}
	return r
}
