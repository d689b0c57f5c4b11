package directory

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Language is an ISO 639-1 code of the directory.
type Language string

// Languages the directory is written in, in the order the pages offer them.
// Russian is understood in searches only; names may be tagged with it.
var Languages = []Language{"en", "bg", "ro", "tr", "uk", "ka", "el", "hy", "az", "cs", "ru"}

// KnownLanguage says whether l is one of Languages.
func KnownLanguage(l Language) bool { return slices.Contains(Languages, l) }

// Script is an ISO 15924 code: Latn, Cyrl, Grek, Geor, Armn; Zyyy when a text
// has no letters of these.
type Script string

// Scripts are those of the directory.
var Scripts = []Script{"Latn", "Cyrl", "Grek", "Geor", "Armn", "Zyyy"}

// NameType says what a name is to its bearer.
type NameType string

const (
	NameDisplay  NameType = "display"  // the one shown to readers of any language (usually English)
	NameOfficial NameType = "official" // in the country's language, as registered
	NameAlias    NameType = "alias"    // another name in use
	NameAcronym  NameType = "acronym"  // letters standing for a longer name
)

// NameTypes is the closed list.
var NameTypes = []NameType{NameDisplay, NameOfficial, NameAlias, NameAcronym}

// Name is one name of an organisation.
type Name struct {
	Text      string   `json:"text"`
	Language  Language `json:"language,omitempty"` // empty: not known
	Script    Script   `json:"script,omitempty"`
	Type      NameType `json:"type"`
	Romanised bool     `json:"romanised,omitempty"` // written in Latin by a rule from Text's language
}

// scriptTables are tried in the order of how often they occur in the region, Latin
// first.
var scriptTables = []struct {
	script Script
	table  *unicode.RangeTable
}{
	{"Latn", unicode.Latin}, {"Cyrl", unicode.Cyrillic}, {"Grek", unicode.Greek},
	{"Geor", unicode.Georgian}, {"Armn", unicode.Armenian},
}

// ScriptOf is the script most letters of s are written in.
func ScriptOf(s string) Script {
	best, most := Script("Zyyy"), 0
	var counts [5]int
	for _, r := range s {
		if r < utf8.RuneSelf { // most are, and there is no other script
			if c := r | 0x20; c >= 'a' && c <= 'z' {
				if counts[0]++; counts[0] > most {
					best, most = scriptTables[0].script, counts[0]
				}
			}
			continue
		}
		for i, t := range scriptTables {
			if unicode.Is(t.table, r) {
				if counts[i]++; counts[i] > most {
					best, most = t.script, counts[i]
				}
			}
		}
	}
	return best
}

// GuessLanguage names the language of a text by its script and by the letters
// only one language of the record's country uses; "" when that stays open.
// country is the ISO code of the record the text belongs to.
func GuessLanguage(s, country string) Language {
	has := func(set string) bool {
		for _, r := range s {
			if r < utf8.RuneSelf { // no set holds any, small or large
				continue
			}
			for _, q := range set {
				if r == q || unicode.ToLower(r) == q {
					return true
				}
			}
		}
		return false
	}
	switch ScriptOf(s) {
	case "Geor":
		return "ka"
	case "Armn":
		return "hy"
	case "Grek":
		return "el"
	case "Cyrl":
		switch {
		case has("іїєґ"):
			return "uk"
		case has("ыэё"):
			return "ru"
		case country == "BG":
			return "bg"
		case country == "UA":
			return "uk"
		}
	case "Latn":
		switch {
		case has("ə"):
			return "az"
		case country == "TR" && has("ığşçöüİ"):
			return "tr"
		case (country == "RO" || country == "MD") && has("ăâîșțşţ"):
			return "ro"
		case country == "CZ" && has("ěščřžýáíéůúďťň"):
			return "cs"
		}
	}
	return ""
}

// LooksLikeAcronym says whether a name is a short run of capitals such as
// "BEBKA" or "АППАУ": at most eight letters, no blank, at least two letters
// and nothing in lower case. Georgian has no capitals, so never.
func LooksLikeAcronym(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r) && !unicode.Is(unicode.Georgian, r): // Mtavruli is for headings
			letters++
		case unicode.IsDigit(r), r == '-', r == '&', r == '.':
		default:
			return false
		}
	}
	return letters >= 2 && letters <= 8
}
