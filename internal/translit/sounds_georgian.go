package translit

// georgianReading says what the Georgian letters that differ stand for.
type georgianReading struct {
	f          bool // ფ as f, as in names taken from others: ფრუტერა is Frutera
	nominative bool // a final ი after a consonant is the case ending: a key without it too
}

func (w *spelling) georgianReadings(first *reading, add func(reading)) {
	first.georgian.nominative = true
	add(*first)
	for _, l := range w.letters[:w.n] {
		if l.r == 'ფ' {
			r := *first
			r.georgian.f = true
			add(r)
			return
		}
	}
}

// georgianSounds are the codes of ა to ჶ. Aspirates and ejectives are one, as
// they are in names written without the apostrophe: k and k', ts and ts'. ყ is k:
// Kvareli is ყვარელი.
var georgianSounds = [...]string{
	"a", "b", "g", "d", "e", "v", "z", "t", "i", "k", "l", "m", "n", "o", "p", "Z", "r", "s", "t", "u", "p",
	"k", "g", "k", "S", "C", "C", "dz", "C", "C", "H", "Z", "H", // ქ ღ ყ შ ჩ ც ძ წ ჭ ხ ჯ ჰ
	"e", "i", "ui", "H", "o", "f", // ჱ ჲ ჳ ჴ ჵ ჶ, no longer in use
}

func (k *key) georgian(letters []letter, i int, r *georgianReading) int {
	c := letters[i].r
	if c == 'ფ' && r.f {
		k.put('f')
		return 1
	}
	for _, s := range []byte(georgianSounds[c-'ა']) {
		k.put(s)
	}
	return 1
}
