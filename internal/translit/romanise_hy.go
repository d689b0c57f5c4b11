package translit

// romaniseArmenian follows BGN/PCGN 1981, whose spellings maps and passports
// have, rather than ISO 9985, whose signs they do not: as the east speaks, with
// an apostrophe for aspirates; ե is ye and և yev at the beginning and after a
// vowel, and ո is vo at the beginning, but not in the word ով.
func romaniseArmenian(r *romaniser) (string, int) {
	c := r.low(0)
	open := r.initial() || isArmenianVowel(r.low(-1))
	switch c {
	case 'ո':
		switch {
		case r.low(1) == 'ւ':
			return "u", 2
		case r.initial() && !(r.low(1) == 'վ' && r.final(2)):
			return "vo", 1
		}
		return "o", 1
	case 'ե':
		if r.low(1) == 'ւ' { // the ligature, spelled out
			if open {
				return "yev", 2
			}
			return "ev", 2
		}
		if open {
			return "ye", 1
		}
		return "e", 1
	case 'և':
		if open {
			return "yev", 1
		}
		return "ev", 1
	}
	return armenianLetters[c-'ա'], 1
}

func isArmenianVowel(c rune) bool {
	switch c {
	case 'ա', 'ե', 'է', 'ը', 'ի', 'ո', 'ւ', 'օ': // ւ as the end of ու
		return true
	}
	return false
}

// armenianLetters are ա to և.
var armenianLetters = [...]string{
	"a", "b", "g", "d", "e", "z", "e", "y", "t'", "zh", "i", "l", "kh", "ts", "k", "h", "dz", "gh", "ch",
	"m", "y", "n", "sh", "o", "ch'", "p", "j", "rr", "s", "v", "t", "r", "ts'", "v", "p'", "k'", "o", "f", "ev",
}
