package translit

// armenianReading says what the Armenian letters that differ stand for.
type armenianReading struct {
	o     bool // a first ո as o, not vo: so ISO 9985 has it
	plain bool // յ between a consonant and ո or ու not heard, as for Turkish ö and ü: Բինգյոլ
}

func (w *spelling) armenianReadings(first *reading, add func(reading)) {
	add(*first)
	if w.letters[0].r == 'ո' && at(w.letters[:w.n], 1) != 'ւ' {
		r := *first
		r.armenian.o = true
		add(r)
	}
	for i := range w.letters[:w.n] {
		if isArmenianSoftener(w.letters[:w.n], i) {
			r := *first
			r.armenian.plain = true
			add(r)
			return
		}
	}
}

func isArmenianSoftener(letters []letter, i int) bool {
	if i < 1 || letters[i].r != 'յ' || at(letters, i+1) != 'ո' {
		return false
	}
	switch letters[i-1].r {
	case 'ա', 'ե', 'է', 'ը', 'ի', 'ո', 'ւ', 'օ':
		return false
	}
	return true
}

// armenianSounds are the codes of ա to և, as the east says them. A first ե is
// ye, which has the key of e.
var armenianSounds = [...]string{
	"a", "b", "g", "d", "e", "z", "e", "i", "t", "Z", "i", "l", "H", "C", "k", "H", "dz", "g", "C", // ա–ճ
	"m", "i", "n", "S", "o", "C", "p", "Z", "r", "s", "v", "t", "r", "C", "v", "p", "k", "o", "f", "ev", // մ–և
}

func (k *key) armenian(letters []letter, i int, r *armenianReading) int {
	c := letters[i].r
	if r.plain && isArmenianSoftener(letters, i) {
		return 1
	}
	if c == 'ո' {
		switch {
		case at(letters, i+1) == 'ւ':
			k.put('u')
			return 2
		case i == 0 && !r.o:
			k.put('v')
		}
	}
	for _, s := range []byte(armenianSounds[c-'ա']) {
		k.put(s)
	}
	return 1
}
