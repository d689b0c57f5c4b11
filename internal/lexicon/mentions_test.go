package lexicon_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/translit"
)

// said tells the mentions of a text as "words: concept".
func said(x *lexicon.Lexicon, text string, l directory.Language) []string {
	words := translit.Words(text)
	var list []string
	for _, m := range x.Mentions(text, words, l) {
		list = append(list, text[words[m.From].Start:words[m.To-1].End]+": "+string(m.Concept))
	}
	return list
}

// A text is read in its own language, in any form of the words; Latin ones in
// English too; broad concepts by their first labels only.
func TestMentions(t *testing.T) {
	x := seedLexicon()
	for _, c := range []struct {
		text string
		lang directory.Language
		want string // "" for none of it
		of   directory.ConceptID
	}{
		{"The institute builds robots", "en", "robots", "technology:robotics"},
		{"Институтът строи роботи", "bg", "роботи", "technology:robotics"},
		{"firme de robotică", "ro", "robotică", "technology:robotics"},
		{"Endüstri 4.0 ve industry 4.0", "tr", "industry 4.0", "technology:advanced-manufacturing-technology"},
		{"Ние строим robots", "bg", "robots", "technology:robotics"},
		{"роботи", "", "роботи", "technology:robotics"},
		{"Ние строим robots", "", "robots", "technology:robotics"},
		{"Wood Products of Batumi", "en", "Wood Products", "sector:wood-products"},
		{"AI for farms", "en", "AI", "technology:artificial-intelligence"},
		{"firma ai grijă", "ro", "", "technology:artificial-intelligence"},
		{"a firm that makes wine", "en", "", "sector:food-processing-and-manufacturing"},
		{"a cluster of firms", "en", "cluster", "kind:cluster"},
	} {
		got := said(x, c.text, c.lang)
		want := c.want + ": " + string(c.of)
		found := slices.Contains(got, want)
		if c.want == "" {
			found = slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, want) })
		}
		if found != (c.want != "") {
			t.Errorf("%q in %q: %q, want %q %v", c.text, c.lang, got, want, c.want != "")
		}
	}
}

// Whatever the text, mentions are in order and within it, and what stands in a
// text stands there still when more is added behind.
func TestMentionsOfAnyText(t *testing.T) {
	x := seedLexicon()
	pool := []string{"robots", "industry", "4.0", "smart", "роботика", "туризъм", "ღვინო", "of", "a", "machine", "learning", "İSTANBUL", "9", "-"}
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.OneOf(rapid.SampledFrom(pool), rapid.String())).Draw(t, "words")
		l := rapid.SampledFrom(append([]directory.Language{""}, directory.Languages...)).Draw(t, "language")
		text := strings.Join(words, " ")
		list, n := x.Mentions(text, translit.Words(text), l), len(translit.Words(text))
		last := 0
		for _, m := range list {
			if m.From < last || m.From >= m.To || m.To > n {
				t.Fatalf("%q: %+v", text, list)
			}
			last = m.From
		}
		more := said(x, text+" . robots", l)
		for _, s := range said(x, text, l) {
			if !slices.Contains(more, s) {
				t.Fatalf("%q: %q is lost when the text goes on", text, s)
			}
		}
	})
}
