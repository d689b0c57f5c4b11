package catalogue

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// snippetLength is about how many characters of a description a card shows:
// three lines on a phone.
const snippetLength = 220

// mark cuts a text into marked and unmarked pieces.
func mark(text string, found []span) Marked {
	var m Marked
	at := 0
	for _, s := range found {
		if s.start > at {
			m = append(m, Piece{Text: text[at:s.start]})
		}
		m = append(m, Piece{Text: text[s.start:s.end], Mark: true})
		at = s.end
	}
	if at < len(text) {
		m = append(m, Piece{Text: text[at:]})
	}
	return m
}

// passage cuts the stretch of a text that holds the most of the terms, at word
// ends, with … where something is left out, and marks it.
func passage(text string, found []span) Marked {
	text = strings.ReplaceAll(text, "\n", " ") // same length: spans stay right
	if utf8.RuneCountInString(text) <= snippetLength {
		return mark(text, found)
	}
	start := min(bestStart(text, found), lastStart(text))
	end := advance(text, start, snippetLength)
	if next, _ := utf8.DecodeRuneInString(text[end:]); end < len(text) && !unicode.IsSpace(next) { // back to the last blank, so that no word is cut
		if blank := strings.LastIndexFunc(text[start:end], unicode.IsSpace); blank > 0 {
			end = start + blank
		}
	}
	var inside []span
	for _, s := range found {
		if s.start >= start && s.end <= end {
			s.start, s.end = s.start-start, s.end-start
			inside = append(inside, s)
		}
	}
	m := mark(strings.TrimRightFunc(text[start:end], unicode.IsSpace), inside)
	if start > 0 {
		m = append(Marked{{Text: "… "}}, m...)
	}
	if end < len(text) {
		m = append(m, Piece{Text: " …"})
	}
	return m
}

// bestStart is where the passage with the most different terms begins; a little
// before its first span.
func bestStart(text string, found []span) int {
	const lead = 60 // bytes shown before the first marked word
	best, most := 0, 0
	for i, first := range found {
		groups := map[int]bool{}
		end := advance(text, first.start, snippetLength-lead)
		for _, s := range found[i:] {
			if s.end > end {
				break
			}
			groups[s.group] = true
		}
		if len(groups) > most {
			best, most = first.start, len(groups)
		}
	}
	if best <= lead {
		return 0
	}
	start := best - lead
	for !utf8.RuneStart(text[start]) {
		start++
	}
	return wordStart(text, start, best)
}

// lastStart is where the passage begins that reaches the end of a text longer
// than one.
func lastStart(text string) int {
	start := len(text)
	for n := 0; n < snippetLength; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		start -= size
	}
	return wordStart(text, start, len(text))
}

// wordStart is the beginning of the first word at or after start and before
// limit; start itself where there is none.
func wordStart(text string, start, limit int) int {
	if before, _ := utf8.DecodeLastRuneInString(text[:start]); unicode.IsSpace(before) {
		return start
	}
	if blank := strings.IndexFunc(text[start:limit], unicode.IsSpace); blank >= 0 {
		start += blank
		_, n := utf8.DecodeRuneInString(text[start:])
		start += n
	}
	return start
}

// advance is the byte offset n characters after start, at most the end.
func advance(text string, start, n int) int {
	for i := range text[start:] {
		if n == 0 {
			return start + i
		}
		n--
	}
	return len(text)
}
