package lexicon_test

import (
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// TestForWhom: a kind something is for is not who is looked for, however the language
// says so; who is looked for, and the only thing asked for, is.
func TestForWhom(t *testing.T) {
	for _, c := range []struct {
		query string
		kind  directory.ConceptID
		isFor bool
	}{
		{"training for SMEs", "kind:sme", true},
		{"training for innovative tourism SMEs", "kind:sme", true},
		{"обучение за МСП", "kind:sme", true},
		{"консультації для малого бізнесу", "kind:sme", true},
		{"обучение для МСП", "kind:sme", true},
		{"finanțare pentru IMM", "kind:sme", true},
		{"εκπαίδευση για μικρομεσαίες επιχειρήσεις", "kind:sme", true},
		{"školení pro malé a střední podniky", "kind:sme", true},
		{"KOBİ için eğitim", "kind:sme", true},
		{"küçük işletmelere eğitim", "kind:sme", true},
		{"kiçik biznes üçün təlim", "kind:sme", true},
		{"վերապատրաստում փոքր բիզնեսի համար", "kind:sme", true},
		{"ტრენინგი მცირე ბიზნესისთვის", "kind:sme", true},
		{"looking for SMEs", "kind:sme", false},
		{"software searching for SMEs", "kind:sme", false},
		{"for SMEs", "kind:sme", false},
		{"SMEs for tourism", "kind:sme", false},
		{"tourism SMEs", "kind:sme", false},
		{"KOBİ için", "kind:sme", false},
		{"კლასტერი", "kind:cluster", false},
		{`training for "SMEs"`, "kind:sme", false},
	} {
		var sense *search.Sense
		for _, g := range seedLexicon().Read(search.Terms(c.query), directory.Organisations, "en") {
			if n := slices.IndexFunc(g.Senses, func(s search.Sense) bool { return s.Concept == c.kind }); n >= 0 {
				sense = &g.Senses[n]
			}
		}
		if sense == nil {
			if c.isFor {
				t.Errorf("%s: not read as %s", c.query, c.kind)
			}
			continue
		}
		if sense.Said != c.isFor || (len(sense.Values) == 0) != c.isFor {
			t.Errorf("%s: said %v, carried %v; want for whom: %v", c.query, sense.Said, sense.Values, c.isFor)
		}
	}
}
