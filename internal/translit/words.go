package translit

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/memo"
)

// Word is one word of a text.
type Word struct {
	Key        string // folded; what is indexed and compared; never empty
	Start, End int    // bytes of the text the word stands in
}

// maxKey cuts absurdly long words; the longest word of the region's languages
// that occurs in names is under 40 letters.
const maxKey = 200

// Words splits text into words and folds each. A word is a run of letters,
// numbers and marks. An apostrophe between letters belongs to the word in the
// text but not to its key (об'єднання, O'Brien, Luts'k, so that all spellings
// meet), unless what follows is a Turkish suffix or the English s: there the
// word ends before the apostrophe and the suffix is passed over (Ankara'da,
// cluster's), since the name alone is what people type. Every other sign
// separates (Ltd., A.Ş., win-win).
//
// The words are in order and do not overlap. Bytes that are not UTF-8 separate.
func Words(text string) []Word {
	var words []Word
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		end, next := wordEnd(text, i)
		if key := keyOf(text[i:end]); key != "" {
			words = append(words, Word{Key: key, Start: i, End: end})
		}
		i = next
	}
	return words
}

// wordEnd finds where the word beginning at i ends, and where to read on: past
// a suffix that is not part of the word.
func wordEnd(text string, i int) (end, next int) {
	start, stem := i, 0
	suffix := -1 // where the last apostrophe within the word is, if only one is
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if isApostrophe(r) {
			after, _ := utf8.DecodeRuneInString(text[i+n:])
			if !wordRune(after) {
				break
			}
			if suffix < 0 {
				suffix, stem = i, i+n
			} else {
				suffix = start // several: not a name with a suffix
			}
		} else if !wordRune(r) {
			break
		}
		i += n
	}
	if suffix > start && utf8.RuneCountInString(text[start:suffix]) >= minStem && isSuffix(text[stem:i]) {
		return suffix, i
	}
	return i, i
}

// minStem is how many letters a name has before its suffix: AB'nin, but d'Azur.
const minStem = 2

// suffixes of Turkish written after an apostrophe, folded: plural, possession,
// case and -ki, and the copula (https://en.wikipedia.org/wiki/Turkish_grammar);
// and the English s. A list of endings and not any ending, for romanised names
// have letters after an apostrophe that are part of them: Luts'k, Slov'yansk.
var suffixes = regexp.MustCompile(`^(?:s|(?:l[ae]r)?(?:[iu]|s[iu]|[iu]?m[iu]z|[iu]?n[iu]z)?` +
	`(?:n?[iu]n|[yn]?[iu]|[yn]?[ae]|n?[dt][ae]n?|y?l[ae]|n?c[ae]|l[iu]|l[iu]k|s[iu]z)?(?:k[iu])?(?:[dt][iu]r)?)$`)

// maxSuffix is the length in bytes beyond which no suffix needs looking at.
const maxSuffix = 24

func isSuffix(s string) bool { return len(s) <= maxSuffix && suffixes.MatchString(Fold(s)) }

func wordRune(r rune) bool {
	return r != utf8.RuneError && !isApostrophe(r) && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r))
}

// keyOf is what the word is found by: without apostrophes, and without what
// compatibility characters hold beside letters and numbers, such as the stroke
// of ½.
func keyOf(word string) string { return keys.Get(word) }

// keys are of words met before. 32,768 places are some megabytes.
var keys = memo.New(1<<15, makeKey)

func makeKey(word string) string {
	key := Fold(word)
	if strings.ContainsFunc(key, func(r rune) bool { return !wordRune(r) }) {
		key = strings.Map(func(r rune) rune {
			if wordRune(r) {
				return r
			}
			return -1
		}, key)
	}
	if len(key) > maxKey {
		cut := maxKey
		for cut > 0 && !utf8.RuneStart(key[cut]) {
			cut--
		}
		key = key[:cut]
	}
	return key
}
