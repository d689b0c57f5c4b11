package lexicon_test

import (
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// TestHiddenLabels: everyday words are read in questions in the reader's language and in
// English; a text that has them is not said to be about it, nothing is corrected to them,
// and they are not offered to be typed on.
func TestHiddenLabels(t *testing.T) {
	x := seedLexicon()
	read := func(query string, l directory.Language) []string {
		return shown(x.Read(search.Terms(query), directory.Organisations, l), l)
	}
	for _, c := range []struct {
		query string
		l     directory.Language
		want  string
	}{
		{"hackers", "en", "hackers = Cybersecurity"},
		{"hackers", "tr", "hackers = Siber güvenlik"},
		{"senaryo", "tr", "senaryo = Film ve görsel-işitsel yapım"},
		{"senaryo", "en", "senaryo"}, // what it may be in Turkish is not told to who writes English
	} {
		if got := read(c.query, c.l); !slices.Equal(got, []string{c.want}) {
			t.Errorf("%s (%s): %q, want %q", c.query, c.l, got, c.want)
		}
	}
	const text = "Hackers stole a sofa"
	if said := x.Said(text, translit.Words(text), "en"); len(said) > 0 {
		t.Errorf("%q speaks of %v", text, said)
	}
	for _, s := range x.Spellings("hackrs") {
		if s.Key == "hackers" {
			t.Error("hackrs is corrected to a hidden label")
		}
	}
	for _, c := range x.Complete("hacke", "en", 10) {
		t.Errorf("hacke is completed to %+v", c)
	}
}

// TestWordsThatWrap: what people wrap their question in is not asked for, unless there is
// nothing else or it names something.
func TestWordsThatWrap(t *testing.T) {
	for query, want := range map[string][]string{
		"somebody to sew curtains":         {"(somebody)", "(to)"},
		"хто може нам допомогти з меблями": {"(хто)", "(може)", "(нам)", "(допомогти)", "(з)", "меблями = Furniture"},
	} {
		got := shown(seedLexicon().Read(search.Terms(query), directory.Organisations, "en"), "en")
		for i, w := range want {
			if i >= len(got) || got[i] != w {
				t.Errorf("%s: %q, want %q first", query, got, want)
				break
			}
		}
	}
	if got := shown(seedLexicon().Read(search.Terms("somebody"), directory.Organisations, "en"), "en"); got[0] != "somebody" {
		t.Errorf("nothing else: %q", got)
	}
}
