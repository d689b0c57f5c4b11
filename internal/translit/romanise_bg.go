package translit

// cyrillicTable is the table for a text in Cyrillic.
func cyrillicTable(text, lang string) func(*romaniser) (string, int) {
	switch lang {
	case "bg", "uk", "ru":
	default:
		lang = Guess(text)
	}
	switch lang {
	case "uk":
		return romaniseUkrainian
	case "ru":
		return romaniseRussian
	}
	return romaniseBulgarian
}

// romaniseBulgarian follows the Transliteration Act (Закон за
// транслитерацията, State Gazette 19 of 13 March 2009, articles 4 to 7), which
// BGN and PCGN took over in 2013: a final -ия is ia, and the name of the state is
// Bulgaria.
func romaniseBulgarian(r *romaniser) (string, int) {
	switch c := r.low(0); c {
	case 'я':
		if r.low(-1) == 'и' && r.final(1) {
			return "a", 1
		}
	case 'ъ':
		if r.within("българия", 1) {
			return "u", 1
		}
	}
	if latin, ok := bulgarianLetters[r.low(0)]; ok {
		return latin, 1
	}
	return otherCyrillic(r)
}

// within says whether the letter at r.at is the one at place i of a word that
// stands alone.
func (r *romaniser) within(word string, i int) bool {
	letters := []rune(word)
	for j, c := range letters {
		if r.low(j-i) != c {
			return false
		}
	}
	return !isWordLetter(r.peek(-i-1)) && !isWordLetter(r.peek(len(letters)-i))
}

var bulgarianLetters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y",
	'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u",
	'ф': "f", 'х': "h", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "sht", 'ъ': "a", 'ь': "y", 'ю': "yu", 'я': "ya",
}

// otherCyrillic is for the letters that a text in one language takes from
// another: what their own language writes.
func otherCyrillic(r *romaniser) (string, int) {
	c := r.low(0)
	for _, table := range []map[rune]string{ukrainianLetters, russianLetters, bulgarianLetters, southSlavicLetters} {
		if latin, ok := table[c]; ok {
			return latin, 1
		}
	}
	return "", 0
}

// southSlavicLetters are those of Serbian and Macedonian (ISO/R 9:1968, without
// its signs), of Belarusian, and of Bulgarian before 1945.
var southSlavicLetters = map[rune]string{
	'ј': "j", 'љ': "lj", 'њ': "nj", 'ћ': "c", 'ђ': "dj", 'џ': "dz", 'ѓ': "gj", 'ќ': "kj", 'ѕ': "dz", 'ў': "u",
	'ѝ': "i", 'ѐ': "e", 'ѣ': "e", 'ѫ': "a",
}
