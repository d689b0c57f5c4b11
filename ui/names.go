package ui

import (
	"euxine/internal/directory"
	"euxine/internal/translit"
)

// Names. A record has a name in Latin letters and often one in the language of its
// country. A reader of that language is shown the latter first, the other beside it;
// other readers the other way round. Lists in the order of names keep the Latin name
// first, since it is what they are ordered by.

// own says that a text is in the reader's language.
func (l *Locale) own(of directory.Language) bool { return of != "" && of == l.Lang }

// scripts are those of the reader languages that are not written in Latin letters.
var scripts = map[directory.Language]directory.Script{"bg": "Cyrl", "uk": "Cyrl", "ka": "Geor", "el": "Grek", "hy": "Armn"}

// Romanised is a name in Latin letters by the rules of its language, for a reader who is
// not used to its script; "" where there is no need, or the name beside it says as much.
func (l *Locale) romanised(name string, of directory.Language, beside string) string {
	script := directory.ScriptOf(name)
	if script == "Latn" || script == "Zyyy" || script == scripts[l.Lang] {
		return ""
	}
	latin := translit.Romanise(name, string(of))
	if directory.ScriptOf(latin) != "Latn" || translit.Fold(latin) == translit.Fold(beside) {
		return ""
	}
	return latin
}

// marks are the quotation marks of a language where they are not “ ”, as base.css has
// them too.
var marks = map[directory.Language][2]string{
	"bg": {"„", "“"}, "ro": {"„", "”"}, "uk": {"«", "»"}, "ka": {"„", "“"}, "el": {"«", "»"}, "hy": {"«", "»"}, "cs": {"„", "“"},
}

// Quote puts a text between the quotation marks of the reader's language.
func (l *Locale) Quote(s string) string {
	m, ok := marks[l.Lang]
	if !ok {
		m = [2]string{"“", "”"}
	}
	return m[0] + s + m[1]
}
