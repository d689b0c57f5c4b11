package translit

import "unicode"

// romaniseGeorgian follows the national system of 2002 (State Department of
// Geodesy and Cartography and the Institute of Linguistics; BGN/PCGN 2009):
// ejectives have an apostrophe, aspirates are plain.
func romaniseGeorgian(r *romaniser) (string, int) {
	return georgianLetters[r.low(0)-'ა'], 1
}

func isGeorgian(c rune) bool {
	low := unicode.ToLower(c)
	return 0x10D0 <= low && low <= 0x10F6
}

// georgianLetters are ა to ჶ; the last six are no longer in use.
var georgianLetters = [...]string{
	"a", "b", "g", "d", "e", "v", "z", "t", "i", "k'", "l", "m", "n", "o", "p'", "zh", "r", "s", "t'", "u", "p",
	"k", "gh", "q'", "sh", "ch", "ts", "dz", "ts'", "ch'", "kh", "j", "h",
	"ey", "y", "wi", "q", "o", "f",
}
