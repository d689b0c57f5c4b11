package translit

import "golang.org/x/text/unicode/norm"

// romaniseGreek follows ELOT 743 (1982, taken over as the transcription, type 2,
// of ISO 843:1997 and by the United Nations in 1987, resolution V/19), without
// the accents it keeps: αυ ευ ηυ are av ev iv, and af ef if before θ κ ξ π σ τ φ
// χ ψ and at the end; μπ is b at the beginning and the end of a word and mp
// within, γγ ng, γξ nx, γχ nch, ντ nt and γκ gk everywhere. An accent on the
// first or a diaeresis on the second parts two vowels.
func romaniseGreek(r *romaniser) (string, int) {
	l := r.greek(0)
	if l.r == 0 {
		return "", 0
	}
	next := r.greek(1)
	pair := l.sign == bare && next.sign != diaeresis
	switch {
	case l.r == 'ο' && next.r == 'υ' && pair:
		return "ou", 2
	case (l.r == 'α' || l.r == 'ε' || l.r == 'η') && next.r == 'υ' && pair:
		latin := greekRomanised[l.r-'α']
		if r.final(2) || isGreekVoiceless(r.greek(2).r) && r.greek(2).r != 0 {
			return latin + "f", 2
		}
		return latin + "v", 2
	case l.r == 'μ' && next.r == 'π':
		if r.initial() || r.final(2) {
			return "b", 2
		}
	case l.r == 'γ' && (next.r == 'γ' || next.r == 'ξ' || next.r == 'χ'):
		return "n", 1
	}
	return greekRomanised[l.r-'α'], 1
}

// greek is the letter i places on.
func (r *romaniser) greek(i int) letter {
	c := r.low(i)
	if 0x370 <= c && c < 0x400 {
		return greekLetters[c-0x370]
	}
	if 0x1F00 <= c && c < 0x2000 { // polytonic
		return greekBase(c)
	}
	return letter{}
}

// greekRomanised are α to ω.
var greekRomanised = [...]string{
	"a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f", "ch", "ps", "o",
}

// greekBase is a letter of polytonic Greek as those of the table are held.
func greekBase(c rune) (l letter) {
	for i, d := range []rune(norm.NFKD.String(string(c))) {
		switch {
		case i == 0 && 'α' <= d && d <= 'ω':
			l.r = d
		case d == 0x0308:
			l.sign = diaeresis
		case (d == 0x0300 || d == 0x0301 || d == 0x0342) && l.sign == bare:
			l.sign = accent
		}
	}
	return l
}
