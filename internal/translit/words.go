package translit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is one word of a text.
type Word struct {
	Key        string // folded; what is indexed and compared
	Start, End int    // bytes of the text the word stands in
}

// maxKey cuts absurdly long words; the longest word of the region's languages
// that occurs in names is under 40 letters.
const maxKey = 200

// Words splits text into words and folds each. A word is a run of letters,
// digits and marks. An apostrophe between letters belongs to the word in the
// text but not to its key (об'єднання, so that all its spellings meet), except
// before a Turkish suffix or English s after a capitalised name, where the word
// ends (Ankara'da, Burgas's): there the name alone is what people type. A full
// stop between single letters (Ltd., A.Ş.) separates as any other sign.
func Words(text string) []Word {
	var words []Word
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		start := i
		end, next := wordEnd(text, i)
		if key := keyOf(text[start:end]); key != "" {
			words = append(words, Word{Key: key, Start: start, End: end})
		}
		i = next
	}
	return words
}

// wordEnd finds where the word beginning at i ends, and where to read on: past
// a suffix after an apostrophe that is not part of the word.
func wordEnd(text string, i int) (end, next int) {
	latin := true
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if wordRune(r) {
			latin = latin && (unicode.Is(unicode.Latin, r) || r < utf8.RuneSelf)
			i += n
			continue
		}
		if isApostrophe(r) {
			if after, _ := utf8.DecodeRuneInString(text[i+n:]); wordRune(after) {
				if latin && unicode.IsLower(after) {
					end = i
					for i += n; i < len(text); {
						r, n := utf8.DecodeRuneInString(text[i:])
						if !wordRune(r) {
							break
						}
						i += n
					}
					if suffix := text[end:i]; utf8.RuneCountInString(suffix) <= maxSuffix {
						return end, i
					}
					return i, i
				}
				i += n
				continue
			}
		}
		break
	}
	return i, i
}

// maxSuffix is the longest tail after an apostrophe, itself included, that is a
// suffix ('sindeki) rather than a part of a name.
const maxSuffix = 8

func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r))
}

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´':
		return true
	}
	return false
}

func keyOf(word string) string {
	key := strings.ReplaceAll(Fold(word), "'", "")
	if len(key) > maxKey {
		cut := maxKey
		for cut > 0 && !utf8.RuneStart(key[cut]) {
			cut--
		}
		key = key[:cut]
	}
	return key
}
