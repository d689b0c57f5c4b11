package translit

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxSounds is the most keys Sounds gives for one word. The fullest words of the
// region's names have six; the bound keeps made-up ones from filling the index.
const MaxSounds = 8

// maxLetters is how much of a word its keys tell; words of one language that
// occur in names are under 40 letters long.
const maxLetters = 64

// Sounds gives the keys by which one word, as [Words] finds it, is found however
// it is spelled and in whichever of the scripts Latin, Cyrillic, Greek, Georgian
// and Armenian. Two spellings meet when their keys share one: Бургас, Burgaz,
// Μπουργκάς, ბურგასი and Bourgas all have "burgas". Keys are coarser than
// romanisations: habits of spelling vanish in them, so different words may meet.
//
// lang is the language the word is written in ("bg", "uk", "ru", "ka", "el",
// "hy", "tr", "az", "ro", "cs", "en"), and "" where that is not known: then it
// has the readings of all languages that its letters allow. A language of
// another script than the word's tells nothing. English texts are full of names
// of others, so "en" is as good as not known.
//
// The keys are of the letters a to z and digits, sorted and each given once, at
// most [MaxSounds]; a word that has a letter of the five scripts other than ъ and
// ь has at least one. Case, combining marks and normalisation make no difference,
// and each key is a key of itself: Sounds(key, lang) contains key. Letters past
// the 64th are passed over.
//
// The keys of a beginning of a word are beginnings of keys of the word, except
// where the cut is within a group of letters that has another sound than its
// first letter: дж or dzh (cut after д), ph, ou, ου and ու, a first μπ, a first y
// or i before e and u, y between a vowel and e, sch. [Beginnings] mends that.
func Sounds(word, lang string) []string {
	var w spelling
	w.read(word)
	if w.n == 0 {
		return nil
	}
	var readings [maxReadings]reading
	n := w.readings(lang, &readings)

	keys := make([]string, 0, min(n+1, MaxSounds))
	var k key
	add := func() {
		if len(keys) == MaxSounds {
			return
		}
		if text := k.text(); len(text) > 0 && !holds(keys, text) {
			keys = append(keys, string(text))
		}
	}
	for i := range readings[:n] {
		k.n = 0
		w.pronounce(&k, &readings[i])
		add()
		if readings[i].georgian.nominative && k.dropFinalI() {
			add()
		}
		// A final z is heard as s, and the town on the bay is written both ways:
		// Burgas and Burgaz.
		if k.n > 1 && k.codes[k.n-1] == 'z' {
			k.n--
			k.put('s')
			add()
		}
	}
	slices.Sort(keys)
	return keys
}

func holds(keys []string, text []byte) bool {
	for _, k := range keys {
		if k == string(text) {
			return true
		}
	}
	return false
}

// letter is one letter in lower case: those of Latin and Greek as their base
// letter and what stood on it.
type letter struct {
	r    rune
	sign sign
}

// sign is what a letter has beside its base, where that changes the sound.
type sign uint8

const (
	bare      sign = iota
	hook           // ç č ć, ş ș š, ž, ț: another consonant than the bare letter
	schwa          // ə, held as a
	central        // â of Romanian, held as a
	breve          // ă of Romanian, held as a
	caron          // ř
	accent         // of Greek vowels: the second of two begins no pair with it
	diaeresis      // of Greek ι and υ: no pair with the vowel before
	parted         // a Cyrillic consonant before an apostrophe: я and ю keep their y
)

// traits of a word tell which readings it may have.
type traits uint32

const (
	inLatin traits = 1 << iota
	inCyrillic
	inGreek
	inGeorgian
	inArmenian
	hasCedilla // ç ş ğ ı ö ü and such, of Turkish and Azerbaijani
	hasCaron   // of Czech and its neighbours
	hasComma   // ș ț ă â î, of Romanian
	hasSchwa
)

// spelling is a word taken apart.
type spelling struct {
	letters [maxLetters]letter
	n       int
	traits  traits
}

func (w *spelling) read(word string) {
	ascii := true
	for i := 0; i < len(word) && w.n < maxLetters; i++ {
		c := word[i]
		switch {
		case 'a' <= c && c <= 'z':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case '0' <= c && c <= '9':
			w.letters[w.n].r = rune(c)
			w.n++
			continue
		case c >= utf8.RuneSelf:
			ascii = false
		default:
			continue
		}
		if !ascii {
			break
		}
		w.traits |= inLatin
		w.letters[w.n].r = rune(c)
		w.n++
	}
	if ascii {
		return
	}
	w.n, w.traits = 0, 0
	clear(w.letters[:])
	if !norm.NFC.IsNormalString(word) {
		word = norm.NFC.String(word)
	}
	for _, r := range word {
		if w.n == maxLetters {
			return
		}
		w.add(unicode.ToLower(r))
	}
}

// add adds a letter in lower case, composed.
func (w *spelling) add(r rune) {
	switch {
	case '0' <= r && r <= '9':
		w.put(letter{r: r}, 0)
	case 'a' <= r && r <= 'z':
		w.put(letter{r: r}, inLatin)
	case isApostrophe(r):
		if w.n > 0 && isCyrillicConsonant(w.letters[w.n-1].r) {
			w.letters[w.n-1].sign = parted
		}
	case r < 0x80:
	case r < latinEnd:
		w.addLatin(r)
	case 0x370 <= r && r < 0x400:
		w.addGreek(r)
	case 0x400 <= r && r < 0x530:
		if cyrillicKnown(r) {
			w.put(letter{r: r}, inCyrillic)
		} else {
			w.addDecomposed(r)
		}
	case 0x561 <= r && r <= 0x587:
		w.put(letter{r: r}, inArmenian)
	case 0x10D0 <= r && r <= 0x10F6:
		w.put(letter{r: r}, inGeorgian)
	case 0x2D00 <= r && r <= 0x2D25: // the church's minuscules, in the same order
		w.put(letter{r: r - 0x2D00 + 0x10D0}, inGeorgian)
	default:
		w.addDecomposed(r)
	}
}

func (w *spelling) put(l letter, t traits) {
	if w.n < maxLetters {
		w.letters[w.n] = l
		w.n++
		w.traits |= t
	}
}

// addDecomposed adds what a letter without a place in the tables is made of:
// ligatures, full-width letters, letters with rare marks, polytonic Greek.
func (w *spelling) addDecomposed(r rune) {
	if unicode.IsMark(r) || r == utf8.RuneError {
		return
	}
	var buf [utf8.UTFMax]byte
	parts := norm.NFKD.Bytes(buf[:utf8.EncodeRune(buf[:], r)])
	for len(parts) > 0 {
		p, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		p = unicode.ToLower(p)
		switch {
		case p == r || unicode.IsMark(p):
		case p < 0x370 || 0x370 <= p && p < 0x530 || 0x561 <= p && p <= 0x587 || 0x10D0 <= p && p <= 0x10F6:
			if p < 0x400 || p >= 0x530 || cyrillicKnown(p) {
				w.add(p)
			}
		}
	}
}

// reading is one way to say a word: for each script, what its letters may stand
// for.
type reading struct {
	latin    latinReading
	cyrillic cyrillicReading
	greek    greekReading
	georgian georgianReading
	armenian armenianReading
}

// maxReadings bounds the readings tried; some come to the same key.
const maxReadings = 12

// readings lists the readings of the word, the likeliest first. A word in
// several scripts has the first reading of one with each of another.
func (w *spelling) readings(lang string, list *[maxReadings]reading) int {
	first := reading{latin: plainLatin}
	n := 0
	add := func(r reading) {
		if n < maxReadings {
			list[n] = r
			n++
		}
	}
	if w.traits&inCyrillic != 0 {
		w.cyrillicReadings(lang, &first, add)
	}
	if w.traits&inGreek != 0 {
		w.greekReadings(&first, add)
	}
	if w.traits&inGeorgian != 0 {
		w.georgianReadings(&first, add)
	}
	if w.traits&inArmenian != 0 {
		w.armenianReadings(&first, add)
	}
	if w.traits&inLatin != 0 {
		w.latinReadings(lang, &first, add)
	}
	if n == 0 {
		add(first)
	}
	return n
}

// pronounce gives the word's key in one reading.
func (w *spelling) pronounce(k *key, r *reading) {
	letters := w.letters[:w.n]
	for i := 0; i < len(letters); {
		switch c := letters[i].r; {
		case c <= '9':
			i += k.latinDigit(letters, i, &r.latin)
		case c <= 'z':
			i += k.latin(letters, i, &r.latin)
		case c < 0x400:
			i += k.greek(letters, i, &r.greek)
		case c < 0x530:
			i += k.cyrillic(letters, i, &r.cyrillic)
		case c < 0x590:
			i += k.armenian(letters, i, &r.armenian)
		default:
			i += k.georgian(letters, i, &r.georgian)
		}
	}
}

// key is a key in the making. Its codes are one byte a sound: letters that stand
// for themselves, and S (sh), Z (zh, dzh, j), C (ts, ch) and H (kh, h, x).
//
// Ts and ch are one class because c and its signs stand for either in the
// languages written with Latin letters, and z with zh is not one because names
// differ by it. In the key the four are spelled out with two letters, so that
// the beginning of zh typed so far, z, is a beginning of the key.
type key struct {
	codes [3 * maxLetters]byte
	n     int
	out   [6 * maxLetters]byte
}

// put adds a sound and unites it with the one before where spellings differ by
// how they part them. What is united needs no more uniting when it is read
// again: that makes a key a key of itself.
func (k *key) put(c byte) {
	for k.n > 0 {
		last := k.codes[k.n-1]
		switch c {
		case last:
			if '0' <= c && c <= '9' {
				break
			}
			return // doubled letters
		case 'u':
			if last == 'o' || last == 'i' && k.n == 1 { // Bourgas; Yunitek, Unitek
				k.n--
				continue
			}
		case 'e':
			if last == 'i' && (k.n == 1 || isVowel(k.codes[k.n-2])) { // Yerevan; Dostoyevo
				k.n--
				continue
			}
		case 'k':
			if last == 'g' { // γκ is gk in ELOT 743
				return
			}
		case 's', 'z':
			switch last {
			case 't':
				k.n--
				c = 'C'
				continue
			case 'C':
				return
			}
		case 'S':
			switch last {
			case 't':
				k.n--
				c = 'C'
				continue
			case 'C':
				return
			case 's':
				k.n--
				continue
			}
		case 'C':
			if last == 't' {
				k.n--
				continue
			}
		case 'Z':
			if last == 'd' || last == 'z' {
				k.n--
				continue
			}
		case 'H':
			// An h after these is part of a digraph in Latin letters, so that сх
			// and ш, зх and ж, тх and т cannot be told apart there.
			switch last {
			case 'k':
				k.n--
				continue
			case 's':
				k.n--
				c = 'S'
				continue
			case 'z':
				k.n--
				c = 'Z'
				continue
			case 't', 'g', 'S', 'Z':
				return
			}
		}
		break
	}
	if k.n < len(k.codes) {
		k.codes[k.n] = c
		k.n++
	}
}

// dropFinalI takes away a last i after a consonant, if there is one.
func (k *key) dropFinalI() bool {
	if k.n < 3 || k.codes[k.n-1] != 'i' || isVowel(k.codes[k.n-2]) {
		return false
	}
	k.n--
	return true
}

// text is the key spelled out; it is valid until the next call.
func (k *key) text() []byte {
	out := k.out[:0]
	for _, c := range k.codes[:k.n] {
		switch c {
		case 'S':
			out = append(out, 's', 'h')
		case 'Z':
			out = append(out, 'z', 'h')
		case 'C':
			out = append(out, 't', 's')
		case 'H':
			out = append(out, 'k', 'h')
		default:
			out = append(out, c)
		}
	}
	return out
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	}
	return false
}

// at is the base letter n places on, 0 past the end.
func at(letters []letter, i int) rune {
	if i < 0 || i >= len(letters) {
		return 0
	}
	return letters[i].r
}
