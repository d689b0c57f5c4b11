package seed_test

import (
	"strings"
	"testing"
	"unicode"

	"euxine/internal/directory"
)

// spokenIn gives the language in which a country reads of its organisations.
var spokenIn = map[directory.CountryCode]directory.Language{"BG": "bg", "RO": "ro", "TR": "tr", "UA": "uk", "GE": "ka"}

// TestDescriptionsAreTheirOwn: every organisation is described in English and in
// its country's language, in that language's script, and no two word for word alike.
func TestDescriptionsAreTheirOwn(t *testing.T) {
	first := map[string]directory.RecordID{}
	for _, o := range loaded(t).organisations() {
		for _, lang := range []directory.Language{"en", spokenIn[o.Place.Country]} {
			text := o.Descriptions[lang]
			if text == "" {
				t.Errorf("%s, of %s, has no description in %q", o.ID, o.Place.Country, lang)
				continue
			}
			if id, ok := first[text]; ok {
				t.Errorf("%s and %s are described word for word alike: %s", id, o.ID, text)
			}
			first[text] = o.ID
			script := unicode.Latin
			switch lang {
			case "bg", "uk":
				script = unicode.Cyrillic
			case "ka":
				script = unicode.Georgian
			}
			own := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(script, r) })
			if !own {
				t.Errorf("%s: the description in %q is in another script: %s", o.ID, lang, text)
			}
		}
	}
}
