package wordform

// Stops are the stop words.
func Stops() map[string]map[string]bool { return stops }

// Irregular is the forms written out, by language.
func Irregular() map[string]map[string]string {
	m := map[string]map[string]string{"en": englishForms}
	for lang, s := range stemmers {
		m[lang] = s.forms
	}
	return m
}
