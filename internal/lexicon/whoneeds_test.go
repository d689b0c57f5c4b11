package lexicon_test

import (
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// TestWhoNeeds: somebody else needs it; who only asks for it looks for who offers it.
func TestWhoNeeds(t *testing.T) {
	for query, needs := range map[string]bool{
		"clusters looking for engineers":       true,
		"who needs packaging":                  true,
		"companies that need packaging":        true,
		"firms lacking engineers":              true,
		"търсят решения за рециклиране":        true,
		"клъстери, които търсят партньори":     true,
		"кому потрібна співпраця з науковцями": true,
		"cine caută parteneri în pescuit":      true,
		"ortak arayan kuruluşlar":              true,
		"ვის სჭირდება შეფუთვა":                 true,
		"ποιοι ψάχνουν προμηθευτές":            true,
		"կարի պատվերներ, ովքեր են փնտրում":     true,
		"klastry, které hledají partnery":      true,
		"какие кластеры ищут участников":       true,
		"looking for engineers":                false,
		"I need packaging":                     false,
		"търся партньор":                       false,
		"потрібна упаковка":                    false,
		"caut parteneri":                       false,
		"ψάχνω προμηθευτές":                    false,
		"hledáme partnery":                     false,
		"packaging":                            false,
		"needs":                                false, // nothing else is asked for
		`packaging "needs"`:                    false,
	} {
		if got := search.WhoNeeds(seedLexicon().Read(search.Terms(query), directory.Organisations, "en")); got != needs {
			t.Errorf("%s: who needs it: %v, want %v", query, got, needs)
		}
	}
	if search.WhoNeeds(seedLexicon().Read(search.Terms("clusters looking for engineers"), directory.Calls, "en")) {
		t.Error("of calls it is asked who needs them")
	}
}
