package translit

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// latinReading says what the Latin letters that differ between languages stand
// for, as codes of key.
type latinReading struct {
	c, cFront, cEnd, cOther byte // c before a o u, before e i, at the end, before consonants
	ch, chFront             byte // ch, and before e i
	j, q, x                 byte // x: 'x' for ks
	gFront                  byte // g before e i
	signs                   bool // hooks are heard; else the word is read as if typed without them
	schwa                   byte // ə
	central                 byte // â
	breve                   byte // ă
	spoken                  bool // the i of Romanian gi before a vowel, and of a final ți, is not heard
	carons                  bool // ř as rzh
	digits                  bool // 4 as ч, 6 as ш, as Bulgarians type without Cyrillic keys
	zhh                     bool // the h of zhh as g: Uzhhorod, Uzhgorod
	finalV                  bool // a final ff as v: Petroff
}

// English and its like, and romanised names: c as k, j as in jam.
var plainLatin = latinReading{c: 'k', cFront: 'C', cEnd: 'k', cOther: 'k', ch: 'C', chFront: 'C', j: 'Z', q: 'k', x: 'x', gFront: 'g', schwa: 'a', central: 'a', breve: 'a'}

// The Slavic and Baltic alphabets, German j, ch as in Greek names romanised by
// ELOT 743, and x as Greeks and Georgians type χ and ხ.
var slavicLatin = latinReading{c: 'C', cFront: 'C', cEnd: 'C', cOther: 'k', ch: 'H', chFront: 'H', j: 'i', q: 'k', x: 'H', gFront: 'g', schwa: 'a', central: 'a', breve: 'a'}

// Turkish, and Azerbaijani with q and x. C before a consonant is k all the same
// in a word of an unknown language; such words are rarely Turkish.
var turkicLatin = latinReading{c: 'Z', cFront: 'Z', cEnd: 'k', cOther: 'k', ch: 'C', chFront: 'C', j: 'Z', q: 'g', x: 'H', gFront: 'g', schwa: 'a', central: 'a', breve: 'a'}

// Turkish typed without its signs: c for ç, which is oftener lost than c is
// kept.
var bareTurkicLatin = latinReading{c: 'C', cFront: 'C', cEnd: 'C', cOther: 'k', ch: 'C', chFront: 'C', j: 'Z', q: 'k', x: 'x', gFront: 'g', schwa: 'a', central: 'a', breve: 'a'}

// Romanian: ce ci, che chi, ge gi.
var romanianLatin = latinReading{c: 'k', cFront: 'C', cEnd: 'k', cOther: 'k', ch: 'k', chFront: 'k', j: 'Z', q: 'k', x: 'x', gFront: 'Z', schwa: 'a', central: 'a', breve: 'a', spoken: true}

func (w *spelling) latinReadings(lang string, first *reading, add func(reading)) {
	give := func(l latinReading) {
		r := *first
		r.latin = l
		add(r)
	}
	has := w.latinTraits()
	turkish := func() {
		l := turkicLatin
		l.signs, l.cEnd, l.cOther = true, 'Z', 'Z'
		give(l)
		if w.traits&hasSchwa != 0 {
			l.schwa = 'e'
			give(l)
			l = bareTurkicLatin
			l.schwa = 'e'
			give(l)
		}
	}
	romanian := func() {
		l := romanianLatin
		l.signs = true
		give(l)
		// Vâlcea, Buzău: ъ in Bulgarian, but ы and э, и and е in Russian and
		// Ukrainian.
		if has&(latinCentral|latinBreve) != 0 {
			l.central, l.breve = 'i', 'e'
			give(l)
		}
		if has&(latinSilent|latinFinalI) != 0 {
			l.spoken = false
			give(l)
			l.central, l.breve = 'a', 'a'
			give(l)
		}
	}
	czech := func() {
		l := slavicLatin
		l.signs, l.cOther, l.x = true, 'C', 'x'
		give(l)
		if has&latinCaron != 0 {
			l.carons = true
			give(l)
		}
	}
	switch lang {
	case "tr", "az":
		turkish()
		give(bareTurkicLatin)
		give(plainLatin)
	case "ro":
		romanian()
		give(plainLatin)
	case "cs":
		czech()
		give(plainLatin)
	default:
		known := true // by its signs
		switch {
		case w.traits&hasCaron != 0:
			czech()
		case w.traits&hasComma != 0:
			romanian()
		case w.traits&hasCedilla != 0:
			turkish()
			if has&(latinGFront|latinChFront|latinC) != 0 {
				romanian() // ş and ţ of old Romanian fonts
			}
		default:
			known = false
		}
		give(plainLatin)
		if known {
			if has&latinC != 0 {
				give(bareTurkicLatin)
			}
			break
		}
		if has&latinCentral != 0 {
			romanian()
		}
		if has&(latinC|latinCEnd|latinCh|latinJ|latinQu) != 0 {
			give(slavicLatin)
		}
		if has&(latinC|latinX) != 0 {
			give(turkicLatin)
		}
		if has&(latinGFront|latinChFront|latinSilent) != 0 {
			give(romanianLatin)
		}
	}
	if has&latinDigit != 0 {
		l := plainLatin
		l.digits = true
		give(l)
	}
	if has&latinZhh != 0 {
		l := plainLatin
		l.zhh = true
		give(l)
	}
	if n := w.n; n > 3 && w.letters[n-1].r == 'f' && w.letters[n-2].r == 'f' {
		l := plainLatin
		l.finalV = true
		give(l)
	}
}

// What a word has that languages read differently.
const (
	latinC       = 1 << iota // c before a vowel
	latinCEnd                // c at the end
	latinCh                  // ch
	latinChFront             // ch before e or i
	latinJ                   // j
	latinX                   // x or q
	latinGFront              // g before e or i
	latinDigit               // 4 or 6 before a letter
	latinZhh                 // zhh
	latinCentral             // â
	latinBreve               // ă
	latinSilent              // e or i that Romanian does not say after c and g
	latinFinalI              // i that it does not say at the end
	latinQu                  // qu before a vowel
	latinCaron               // ř
)

func (w *spelling) latinTraits() (has int) {
	letters := w.letters[:w.n]
	for i, l := range letters {
		switch l.r {
		case 'c':
			switch next := at(letters, i+1); {
			case next == 'h':
				has |= latinCh
				if isFront(at(letters, i+2)) {
					has |= latinChFront
				}
			case next == 0:
				has |= latinCEnd
			case isLatinVowel(next):
				has |= latinC
			}
		case 'j':
			has |= latinJ
		case 'x', 'q':
			has |= latinX
			if isQu(letters, i) {
				has |= latinQu
			}
		case 'g':
			if isFront(at(letters, i+1)) {
				has |= latinGFront
			}
		case '4', '6':
			if next := at(letters, i+1); 'a' <= next && next <= 'z' {
				has |= latinDigit
			}
		case 'h':
			if i > 1 && letters[i-1].r == 'h' && letters[i-2].r == 'z' {
				has |= latinZhh
			}
		case 'a', 'i', 'e':
			switch {
			case l.sign == central:
				has |= latinCentral
			case l.sign == breve:
				has |= latinBreve
			case l.r == 'i' && isFinalI(letters, i):
				has |= latinFinalI
			case l.r != 'a' && isSilent(letters, i):
				has |= latinSilent
			}
		case 'r':
			if l.sign == caron {
				has |= latinCaron
			}
		}
	}
	return has
}

// isSilent holds for the i and e that Romanian writes for the sound of the
// consonant before: Giurgiu, Vrancea.
func isSilent(letters []letter, i int) bool {
	before, next := at(letters, i-1), at(letters, i+1)
	return (before == 'c' || before == 'g') && (next == 'a' || next == 'o' || next == 'u')
}

// isFinalI holds for the last i of a word after a consonant, which Romanian does
// not say as a vowel: Galați, Ploiești.
func isFinalI(letters []letter, i int) bool {
	return i > 1 && i == len(letters)-1 && !isLatinVowel(letters[i-1].r)
}

// isQu holds for q before u and a vowel.
func isQu(letters []letter, i int) bool {
	return letters[i].r == 'q' && at(letters, i+1) == 'u' && isLatinVowel(at(letters, i+2))
}

func isLatinVowel(r rune) bool { return r == 'a' || r == 'o' || r == 'u' || isFront(r) }

func isFront(r rune) bool { return r == 'e' || r == 'i' || r == 'y' }

func (k *key) latinDigit(letters []letter, i int, r *latinReading) int {
	c := letters[i].r
	if next := at(letters, i+1); r.digits && 'a' <= next && next <= 'z' {
		switch c {
		case '4':
			k.put('C')
			return 1
		case '6':
			k.put('S')
			return 1
		}
	}
	k.put(byte(c))
	return 1
}

// latin adds the sound of the letters at i and says how many they are.
func (k *key) latin(letters []letter, i int, r *latinReading) int {
	l := letters[i]
	next := at(letters, i+1)
	if l.sign == hook && r.signs {
		switch l.r {
		case 'c', 't':
			k.put('C')
		case 's':
			k.put('S')
		case 'z':
			k.put('Z')
		}
		return 1
	}
	switch l.r {
	case 'c':
		afterSh := i > 1 && letters[i-1].r == 'h' && letters[i-2].r == 's'
		switch {
		case next == 'h':
			switch {
			case afterSh: // shch of щ
			case isFront(at(letters, i+2)):
				k.put(r.chFront)
			default:
				k.put(r.ch)
			}
			return 2
		case next == 'z': // as the Poles and the English write Czech
			k.put('C')
			return 2
		case next == 0:
			if !afterSh {
				k.put(r.cEnd)
			}
		case isFront(next):
			k.put(r.cFront)
		case isLatinVowel(next):
			k.put(r.c)
		default:
			k.put(r.cOther)
		}
	case 'g':
		switch {
		case next == 'h':
			k.put('g')
			return 2
		case isFront(next):
			k.put(r.gFront)
		default:
			k.put('g')
		}
	case 'h':
		if r.zhh && i > 1 && letters[i-1].r == 'h' && letters[i-2].r == 'z' {
			k.put('g')
			return 1
		}
		k.put('H')
	case 'j':
		k.put(r.j)
	case 'k':
		if next == 'h' {
			k.put('H')
			return 2
		}
		k.put('k')
	case 'p':
		if next == 'h' {
			k.put('f')
			return 2
		}
		k.put('p')
	case 'q':
		k.put(r.q)
		// квадро as often as куадро: the first in the plain reading, the other in
		// the Slavic one.
		if r.ch == 'C' && r.q == 'k' && isQu(letters, i) {
			k.put('v')
			return 2
		}
	case 'r':
		k.put('r')
		if l.sign == caron && r.carons {
			switch at(letters, i-1) {
			case 'p', 't', 'k', 'h', 'c', 's':
				k.put('S')
			default:
				k.put('Z')
			}
		}
		if i == 0 && next == 'h' { // Rhodope
			return 2
		}
	case 's':
		switch {
		case next == 'h' && letters[i+1].sign == bare:
			k.put('S')
			return 2
		case next == 'c' && at(letters, i+2) == 'h':
			k.put('S')
			return 3
		}
		k.put('s')
	case 't':
		k.put('t')
		if next == 'h' {
			return 2
		}
	case 'w':
		k.put('v')
	case 'x':
		if r.x == 'x' {
			k.put('k')
			k.put('s')
		} else {
			k.put(r.x)
		}
	case 'y':
		k.put('i')
	case 'z':
		if next == 'h' {
			k.put('Z')
			return 2
		}
		k.put('z')
	case 'f':
		if r.finalV && i >= len(letters)-2 {
			k.put('v')
		} else {
			k.put('f')
		}
	case 'a':
		switch l.sign {
		case schwa:
			k.put(r.schwa)
		case central:
			k.put(r.central)
		case breve:
			k.put(r.breve)
		default:
			k.put('a')
		}
	case 'i':
		if !r.spoken || !isSilent(letters, i) && !isFinalI(letters, i) {
			k.put('i')
		}
	case 'e':
		if !r.spoken || !isSilent(letters, i) {
			k.put('e')
		}
	default:
		k.put(byte(l.r))
	}
	return 1
}

// latinEnd is past the Latin letters that have a place in the table: those of
// the blocks Latin-1 Supplement, Extended-A and Extended-B and the phonetic ə.
const latinEnd = 0x25A

type signedLatin struct {
	base   string
	sign   sign
	traits traits
}

var signedLatins = func() (table [latinEnd]signedLatin) {
	for r := rune(0x80); r < latinEnd; r++ {
		if unicode.ToLower(r) != r || !unicode.IsLetter(r) {
			continue
		}
		base := ""
		if to, ok := special[r]; ok {
			base = to
		} else {
			for _, d := range norm.NFKD.String(string(r)) {
				if 'a' <= d && d <= 'z' {
					base += string(d)
				}
			}
		}
		table[r] = signedLatin{base: base, traits: inLatin}
	}
	set := func(letters string, s sign, t traits) {
		for _, r := range letters {
			table[r].sign = s
			table[r].traits |= t
		}
	}
	set("ç", hook, hasCedilla)
	set("ş", hook, hasCedilla)
	set("ğıöü", bare, hasCedilla)
	set("ə", schwa, hasCedilla|hasSchwa)
	set("čćšśž", hook, hasCaron)
	set("ďěňťůý", bare, hasCaron)
	set("ř", caron, hasCaron)
	set("șțţ", hook, hasComma)
	set("ă", breve, hasComma)
	set("âî", central, 0)
	return table
}()

func (w *spelling) addLatin(r rune) {
	l := &signedLatins[r]
	if l.base == "" {
		w.addDecomposed(r)
		return
	}
	for _, b := range l.base {
		w.put(letter{b, l.sign}, l.traits)
	}
}
