package translit

import "unicode"

// greekReading says what the pairs of Greek letters stand for. The zero value is
// ELOT 743.
type greekReading struct {
	voiced bool // μπ ντ γκ as b d g, τζ as in дж
	nasal  bool // μπ ντ γκ within the word as mb nd ng
	spoken bool // αι ει οι υι as e i i i, not letter by letter
	f      bool // αυ ευ as af ef even before voiced sounds
	u      bool // αυ ευ as au eu, υ as u
	y      bool // γ before e and i as y
}

// What a word has that is read in several ways.
const (
	greekStops     = 1 << iota // μπ ντ γκ τζ
	greekInner                 // the first three within the word
	greekVowels                // αι ει οι υι
	greekDiphthong             // αυ ευ ηυ
	greekUpsilon               // υ by itself
	greekG                     // γ before e and i
)

func (w *spelling) greekReadings(first *reading, add func(reading)) {
	letters := w.letters[:w.n]
	has := 0
	for i, l := range letters {
		before := at(letters, i-1)
		switch l.r {
		case 'π', 'τ', 'κ', 'ζ':
			if isGreekStop(before, l.r) {
				has |= greekStops
				if i > 1 && l.r != 'ζ' {
					has |= greekInner
				}
			}
		case 'ι':
			if l.sign != diaeresis && i > 0 && letters[i-1].sign == bare && (before == 'α' || before == 'ε' || before == 'ο' || before == 'υ') {
				has |= greekVowels
			}
		case 'υ':
			switch {
			case l.sign == diaeresis || i == 0 || letters[i-1].sign != bare:
				has |= greekUpsilon
			case before == 'α' || before == 'ε' || before == 'η':
				has |= greekDiphthong
			case before != 'ο':
				has |= greekUpsilon
			}
		case 'γ':
			if next := at(letters, i+1); next == 'ε' || next == 'ι' || next == 'η' || next == 'υ' {
				has |= greekG
			}
		}
	}
	give := func(g greekReading) {
		r := *first
		r.greek = g
		add(r)
	}
	give(greekReading{})
	spoken := has&greekVowels != 0
	if has&(greekStops|greekVowels) != 0 {
		give(greekReading{voiced: true, spoken: true})
		if has&greekStops != 0 && spoken {
			give(greekReading{voiced: true})
		}
	}
	if has&greekInner != 0 {
		give(greekReading{nasal: true, spoken: spoken})
	}
	if has&greekDiphthong != 0 {
		give(greekReading{f: true})
	}
	if has&(greekDiphthong|greekUpsilon) != 0 {
		give(greekReading{u: true})
	}
	if has&greekG != 0 {
		give(greekReading{y: true, voiced: true, spoken: spoken})
	}
}

func isGreekStop(a, b rune) bool {
	return a == 'μ' && b == 'π' || a == 'ν' && b == 'τ' || a == 'γ' && b == 'κ' || a == 'τ' && b == 'ζ'
}

// greekSounds are the codes of α to ω.
var greekSounds = [...]string{
	"a", "v", "g", "d", "e", "z", "i", "t", "i", "k", "l", "m", "n", "ks", "o", "p", "r", "s", "s", "t", "i", "f", "H", "ps", "o",
}

// greek adds the sound of the letters at i and says how many they are.
func (k *key) greek(letters []letter, i int, r *greekReading) int {
	l := letters[i]
	next := at(letters, i+1)
	pair := l.sign == bare && i+1 < len(letters) && letters[i+1].sign != diaeresis
	switch {
	case l.r == 'ο' && next == 'υ' && pair:
		k.put('u')
		return 2
	case (l.r == 'α' || l.r == 'ε' || l.r == 'η') && next == 'υ' && pair:
		k.put(greekSounds[l.r-'α'][0])
		switch {
		case r.u:
			k.put('u')
		case r.f || isGreekVoiceless(at(letters, i+2)):
			k.put('f')
		default:
			k.put('v')
		}
		return 2
	case r.spoken && next == 'ι' && pair && (l.r == 'α' || l.r == 'ε' || l.r == 'ο' || l.r == 'υ'):
		if l.r == 'α' {
			k.put('e')
		} else {
			k.put('i')
		}
		return 2
	case isGreekStop(l.r, next):
		voice, inside := byte('b'), i > 0
		switch next {
		case 'τ':
			voice = 'd'
		case 'κ':
			voice = 'g'
		case 'ζ':
			voice = 'Z'
		}
		switch {
		case next == 'ζ':
			if !r.voiced {
				voice = 'C'
			}
		case r.nasal && inside:
			if next == 'π' {
				k.put('m')
			} else {
				k.put('n')
			}
		case r.voiced || r.nasal:
		case next == 'π' && (i == 0 || i+2 == len(letters)): // ELOT 743: b at either end
		default: // letter by letter
			k.put(greekSounds[l.r-'α'][0])
			voice = greekSounds[next-'α'][0]
		}
		k.put(voice)
		return 2
	case l.r == 'γ' && (next == 'γ' || next == 'ξ' || next == 'χ'):
		k.put('n')
		return 1
	case l.r == 'γ' && r.y && (next == 'ε' || next == 'ι' || next == 'η' || next == 'υ'):
		k.put('i')
		return 1
	case l.r == 'υ' && r.u:
		k.put('u')
		return 1
	}
	for _, s := range []byte(greekSounds[l.r-'α']) {
		k.put(s)
	}
	return 1
}

// isGreekVoiceless holds for what αυ and ευ are af and ef before, the end of the
// word included (ISO 843, ELOT 743).
func isGreekVoiceless(r rune) bool {
	switch r {
	case 0, 'θ', 'κ', 'ξ', 'π', 'σ', 'ς', 'τ', 'φ', 'χ', 'ψ':
		return true
	}
	return false
}

var greekLetters = func() (table [0x400 - 0x370]letter) {
	for r := rune(0x370); r < 0x400; r++ {
		if !unicode.IsLetter(r) || unicode.ToLower(r) != r {
			continue
		}
		table[r-0x370] = greekBase(r)
	}
	return table
}()

func (w *spelling) addGreek(r rune) {
	if l := greekLetters[r-0x370]; l.r != 0 {
		w.put(l, inGreek)
	}
}
