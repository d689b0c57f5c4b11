package translit

// romaniseUkrainian follows resolution 55 of the Cabinet of Ministers of 27
// January 2010 (Про впорядкування транслітерації українського алфавіту
// латиницею): є ї й ю я have other letters at the beginning of a word, зг is zgh,
// the soft sign and the apostrophe have none.
func romaniseUkrainian(r *romaniser) (string, int) {
	c := r.low(0)
	if r.initial() {
		switch c {
		case 'є':
			return "ye", 1
		case 'ї':
			return "yi", 1
		case 'й':
			return "y", 1
		case 'ю':
			return "yu", 1
		case 'я':
			return "ya", 1
		}
	}
	if c == 'г' && r.low(-1) == 'з' {
		return "gh", 1
	}
	if latin, ok := ukrainianLetters[c]; ok {
		return latin, 1
	}
	return otherCyrillic(r)
}

var ukrainianLetters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "h", 'ґ': "g", 'д': "d", 'е': "e", 'є': "ie", 'ж': "zh", 'з': "z",
	'и': "y", 'і': "i", 'ї': "i", 'й': "i", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p",
	'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ь': "", 'ю': "iu", 'я': "ia",
}
