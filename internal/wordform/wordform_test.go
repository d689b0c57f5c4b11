package wordform_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"euxine/internal/translit"
	"euxine/internal/wordform"
)

// Forms of one word share a stem.
func TestFormsMeet(t *testing.T) {
	for lang, groups := range map[string][]string{
		"en": {"cluster clusters", "winery wineries"},
		"bg": {"мебели мебелите", "клъстери клъстерите"},
		"uk": {"туризм туризму туризмом", "одеса одесі"},
		"ru": {"туризм туризма туризмом", "мебель мебели"},
		"tr": {"turizm turizmde turizmin turizmi", "ankara ankarada"},
		"ka": {"ტურიზმი ტურიზმის ტურიზმში", "თბილისი თბილისში"},
		"el": {"μεταφορα μεταφορεσ μεταφορων"},
		"ro": {"mobila mobile mobilei"},
		"hy": {"կահույք կահույքի"},
	} {
		for _, g := range groups {
			words := strings.Fields(g)
			want := wordform.Stems(words[0], lang)[0]
			for _, w := range words {
				if got := wordform.Stems(w, lang)[0]; got != want {
					t.Errorf("%s: %s has the stem %q, %s %q", lang, w, got, words[0], want)
				}
			}
		}
	}
}

func TestStems(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range translit.Words(rapid.String().Draw(t, "text")) {
			for _, s := range wordform.AllStems(w.Key) {
				if s == "" || !utf8.ValidString(s) || len(s) > len(w.Key)+1 {
					t.Fatalf("the stem of %q is %q", w.Key, s)
				}
			}
		}
	})
	if !wordform.StopAny("the") || wordform.StopAny("cluster") || wordform.Stop("the", "bg") {
		t.Error("stop words")
	}
}
