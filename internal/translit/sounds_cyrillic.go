package translit

// cyrillicReading says what the Cyrillic letters that differ between languages
// stand for. The zero value is Russian.
type cyrillicReading struct {
	h   bool // г as h: Ukrainian
	sht bool // щ as sht: Bulgarian, else shch, which has the key of sh
	yer byte // ъ: a, u or y (as i) in Bulgarian; 0 where it is silent
	// soft letters after a consonant as plain vowels: Дюздже is Düzce, Бингёль
	// Bingöl, Гянджа Ganja.
	plain bool
	yo    bool // ё as yo, not as the е it is mostly printed as
}

// What a word has that languages read differently.
const (
	cyrillicG     = 1 << iota // г, but not after з
	cyrillicShch              // щ
	cyrillicYer               // ъ
	cyrillicSoft              // я, ю, ё or ьо after a consonant
	cyrillicYo                // ё
	onlyUkrainian             // і ї є ґ
	onlyRussian               // ы э ё
)

func (w *spelling) cyrillicReadings(lang string, first *reading, add func(reading)) {
	letters := w.letters[:w.n]
	has := 0
	for i, l := range letters {
		switch l.r {
		case 'г':
			if at(letters, i-1) != 'з' {
				has |= cyrillicG
			}
		case 'щ':
			has |= cyrillicShch
		case 'ъ':
			has |= cyrillicYer
		case 'я', 'ю':
			if isSoftening(letters, i) {
				has |= cyrillicSoft
			}
		case 'ь':
			if at(letters, i+1) == 'о' {
				has |= cyrillicSoft
			}
		case 'ё':
			has |= cyrillicYo | onlyRussian
			if isSoftening(letters, i) {
				has |= cyrillicSoft
			}
		case 'ы', 'э':
			has |= onlyRussian
		case 'і', 'ї', 'є', 'ґ':
			has |= onlyUkrainian
		}
	}
	switch lang {
	case "bg", "uk", "ru":
	default:
		switch has & (onlyUkrainian | onlyRussian) {
		case onlyUkrainian:
			lang = "uk"
		case onlyRussian:
			lang = "ru"
		default:
			lang = ""
		}
	}

	bulgarian := cyrillicReading{sht: true, yer: 'a'}
	ukrainian := cyrillicReading{h: true}
	russian := cyrillicReading{}
	one := *first
	first.cyrillic = bulgarian
	give := func(c cyrillicReading) {
		r := one
		r.cyrillic = c
		add(r)
	}
	// softened gives the reading, and that with plain vowels.
	softened := func(c cyrillicReading) {
		give(c)
		if has&cyrillicSoft != 0 {
			c.plain = true
			give(c)
		}
	}
	yers := func() {
		if has&cyrillicYer != 0 {
			for _, v := range []byte{'u', 'i'} {
				b := bulgarian
				b.yer = v
				give(b)
			}
		}
	}
	switch lang {
	case "bg":
		softened(bulgarian)
		yers()
	case "uk":
		first.cyrillic = ukrainian
		softened(ukrainian)
		if has&cyrillicG != 0 {
			softened(russian)
		}
	case "ru":
		first.cyrillic = russian
		softened(russian)
		if has&cyrillicYo != 0 {
			give(cyrillicReading{yo: true})
		}
	default:
		softened(bulgarian)
		yers()
		if has&(cyrillicShch|cyrillicYer) != 0 {
			softened(russian)
		}
		if has&cyrillicG != 0 {
			softened(ukrainian)
		}
	}
}

// cyrillicKnown says whether a letter in lower case has a sound of its own
// here: those of Bulgarian, Ukrainian and Russian, and of Belarusian, Serbian
// and Macedonian, which names of neighbours have.
func cyrillicKnown(r rune) bool {
	switch r {
	case 'ё', 'ђ', 'ѓ', 'є', 'ѕ', 'і', 'ї', 'ј', 'љ', 'њ', 'ћ', 'ќ', 'ў', 'џ', 'ґ', 'ѣ', 'ѫ':
		return true
	}
	return 'а' <= r && r <= 'я'
}

func isCyrillicConsonant(r rune) bool {
	switch r {
	case 'б', 'в', 'г', 'ґ', 'д', 'ж', 'з', 'к', 'л', 'м', 'н', 'п', 'р', 'с', 'т', 'ф', 'х', 'ц', 'ч', 'ш', 'щ':
		return true
	}
	return false
}

// isSoftening holds for я, ю and ё right after a consonant, which they soften.
func isSoftening(letters []letter, i int) bool {
	return i > 0 && letters[i-1].sign != parted && isCyrillicConsonant(letters[i-1].r)
}

// cyrillic adds the sound of the letter at i and says how many letters it took.
func (k *key) cyrillic(letters []letter, i int, r *cyrillicReading) int {
	switch c := letters[i].r; c {
	case 'а':
		k.put('a')
	case 'б':
		k.put('b')
	case 'в':
		k.put('v')
	case 'г':
		if r.h && at(letters, i-1) != 'з' { // зг is zgh, lest it read as ж
			k.put('H')
		} else {
			k.put('g')
		}
	case 'ґ':
		k.put('g')
	case 'д':
		k.put('d')
	case 'е':
		if before := at(letters, i-1); before == 'ь' || before == 'ъ' && r.yer == 0 {
			k.put('i')
		}
		k.put('e')
	case 'э', 'ѣ':
		k.put('e')
	case 'є':
		k.put('i')
		k.put('e')
	case 'ё':
		switch {
		case r.plain && isSoftening(letters, i):
			k.put('o')
		case r.yo:
			k.put('i')
			k.put('o')
		default:
			k.put('e')
		}
	case 'ж', 'ђ', 'џ':
		k.put('Z')
	case 'з':
		k.put('z')
	case 'и', 'і', 'ї', 'й', 'ы', 'ј':
		k.put('i')
	case 'к':
		k.put('k')
	case 'л':
		k.put('l')
	case 'м':
		k.put('m')
	case 'н':
		k.put('n')
	case 'о':
		if at(letters, i-1) == 'ь' && !r.plain {
			k.put('i')
		}
		k.put('o')
	case 'п':
		k.put('p')
	case 'р':
		k.put('r')
	case 'с':
		k.put('s')
	case 'т':
		k.put('t')
	case 'у', 'ў':
		k.put('u')
	case 'ф':
		k.put('f')
	case 'х':
		k.put('H')
	case 'ц', 'ч', 'ћ':
		k.put('C')
	case 'ш':
		k.put('S')
	case 'щ':
		k.put('S')
		if r.sht {
			k.put('t')
		}
	case 'ъ', 'ѫ':
		if r.yer != 0 {
			k.put(r.yer)
		}
	case 'ю', 'я':
		if !r.plain || !isSoftening(letters, i) {
			k.put('i')
		}
		if c == 'ю' {
			k.put('u')
		} else {
			k.put('a')
		}
	case 'љ':
		k.put('l')
		k.put('i')
	case 'њ':
		k.put('n')
		k.put('i')
	case 'ѓ':
		k.put('g')
		k.put('i')
	case 'ќ':
		k.put('k')
		k.put('i')
	case 'ѕ':
		k.put('d')
		k.put('z')
	}
	return 1
}
