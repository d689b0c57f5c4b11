package translit

import (
	"slices"
	"strings"
	"unicode"
)

// Beginnings gives the keys of a word that is still being typed: what [Sounds]
// gives, and besides, where the letters typed may be the first of a group that is
// one sound, what that group would give. Bo may become Bourgas, so it has the
// beginning of Burgas too. With them adding letter after letter to a
// name never leads away from it: for every beginning of a word some key of the
// beginning is a beginning of a key of the word.
//
// The keys are sorted, each given once, at most four times [MaxSounds].
func Beginnings(word, lang string) []string {
	keys := Sounds(word, lang)
	more := continuations(word)
	for _, rest := range more {
		keys = append(keys, Sounds(word+rest, lang)...)
	}
	if len(more) > 0 {
		slices.Sort(keys)
		keys = slices.Compact(keys)
	}
	return keys
}

// continuations are the letters after which the end of the word would have
// another sound than it has alone.
func continuations(word string) []string {
	var last [4]rune // the last letters, the very last first
	n := 0
	for _, r := range word {
		if unicode.IsLetter(r) {
			last[3], last[2], last[1], last[0] = last[2], last[1], last[0], unicode.ToLower(r)
			n++
		}
	}
	before := last[1]
	switch last[0] {
	case 'o':
		return []string{"u"} // Bourgas
	case 'p':
		return []string{"h"} // Philippi
	case 'd':
		return []string{"zh", "j"} // Dzhebel
	case 'z':
		if before == 'd' || before == 'z' || before == 'h' && last[2] == 'z' {
			return []string{"h"}
		}
	case 'c': // Schumen, shch; ch in a word with another c
		return []string{"h"}
	case 'k':
		if before == 's' || before == 'z' || before == 't' { // skhema, izkhod
			return []string{"h"}
		}
	case 'g':
		return []string{"h"}
	case 'y', 'i', 'j':
		switch {
		case n == 1: // Yerevan, Yunitek
			return []string{"e", "u"}
		case strings.ContainsRune("aeiouyăâîəöüıěáéíóúůý", before): // Dostoyevo
			return []string{"e"}
		}
	case 'ο':
		return []string{"υ"}
	case 'μ':
		if n == 1 {
			return []string{"π"}
		}
	case 'γ':
		return []string{"γ", "χ", "ξ"}
	case 'ι':
		if n == 1 { // Ιερισσός
			return []string{"ε"}
		}
	case 'о':
		return []string{"у"} // as Bulgarians and Russians write the French ou
	case 'д':
		return []string{"ж"}
	case 'и', 'і', 'ї', 'й', 'ј':
		switch {
		case n == 1:
			return []string{"е", "у"}
		case strings.ContainsRune("аеєиіїоуыэюяёъ", before):
			return []string{"е"}
		}
	case 'დ':
		return []string{"ჟ", "ჯ"}
	case 'ი':
		switch {
		case n == 1:
			return []string{"ე", "უ"}
		case strings.ContainsRune("აეიოუ", before):
			return []string{"ე"}
		}
	case 'ո':
		return []string{"ւ"}
	case 'դ':
		return []string{"ժ", "ջ"}
	case 'ի', 'յ', 'ը':
		switch {
		case n == 1:
			return []string{"ե", "ու"}
		case strings.ContainsRune("աեէըիոօւ", before):
			return []string{"ե"}
		}
	}
	return nil
}
