package translit

// romaniseRussian follows BGN/PCGN 1947, which readers of English know from maps,
// rather than the rule of passports (ICAO 9303), which writes я as ia and ъ as
// ie. Its apostrophes for ь and ъ, the diaeresis of ё and the dot that parts
// letters are left out: е is ye at the beginning, after a vowel, й, ь and ъ, and
// ё like it.
func romaniseRussian(r *romaniser) (string, int) {
	c := r.low(0)
	if c == 'е' || c == 'ё' {
		if r.initial() {
			return "ye", 1
		}
		switch r.low(-1) {
		case 'а', 'е', 'ё', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'й', 'ь', 'ъ':
			return "ye", 1
		}
		return "e", 1
	}
	if latin, ok := russianLetters[c]; ok {
		return latin, 1
	}
	return otherCyrillic(r)
}

var russianLetters = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ё': "e", 'ж': "zh", 'з': "z", 'и': "i",
	'й': "y", 'к': "k", 'л': "l", 'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t",
	'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch", 'ъ': "", 'ы': "y", 'ь': "",
	'э': "e", 'ю': "yu", 'я': "ya",
}
