package catalogue

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// shownMarks is a text with brackets around what is marked.
func shownMarks(m Marked) string {
	var b strings.Builder
	for _, p := range m {
		if p.Mark {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// spansOf finds in a text in no particular language.
func spansOf(t testing.TB, q search.Question, text string) []span {
	return overSeed(t).newFinder(q).spans(search.Text{Field: search.InDescription, Text: text})
}

// typings completes terms made by hand.
func typings(terms []search.Term) []search.Term {
	terms = slices.Clone(terms)
	for i := range terms {
		terms[i].Typings, terms[i].Quoted = terms[i].Words, terms[i].Phrase
	}
	return terms
}

func TestMarks(t *testing.T) {
	s := overSeed(t)
	for _, c := range []struct{ query, text, want string }{
		{"q=burgas", "Burgas, the town of BURGAS.", "[Burgas], the town of [BURGAS]."},
		{"q=burg", "Burgas and burg", "[Burgas] and [burg]"},
		{"q=burg+", "Burgas and burg", "Burgas and [burg]"},
		{"q=burg&exact=1", "Burgas and burg", "Burgas and [burg]"},
		{"q=b", "b Burgas", "[b] [Burgas]"},
		{"q=izmir", "İZMİR'de ızmır", "[İZMİR]'de [ızmır]"},
		{"q=iasi", "Universitatea din Iaşi", "Universitatea din [Iaşi]"},
		{"q=клъстер", "Български клъстер", "Български [клъстер]"},
		{"q=об'єднання", "Об’єднання", "[Об’єднання]"},
		{"q=თბილისი", "ᲗᲑᲘᲚᲘᲡᲘ თბილისი", "[ᲗᲑᲘᲚᲘᲡᲘ] [თბილისი]"},
		{"q=%22blue+economy%22", "blue economy, economy of the blue", "[blue economy], economy of the blue"},
		{"q=%22blue+economy%22+blue", "blue economy, blue sea", "[blue economy], [blue] sea"},
		{"q=win-win", "a win-win, win", "a [win-win], [win]"},
		{"q=win-wi", "a win/winner", "a [win/winner]"},
		{"q=wine+-beer", "wine and beer", "[wine] and beer"},
		{"q=blue+bl", "blue black", "[blue] [black]"},
		{"q=wine", "", ""},
		{"q=wine", "beer", "beer"},
		{"", "wine", "wine"},
	} {
		q := s.readQuestion(t, c.query)
		if got := shownMarks(mark(c.text, spansOf(t, q, c.text))); got != c.want {
			t.Errorf("%s in %q: %s, want %s", c.query, c.text, got, c.want)
		}
	}
}

// seedTexts are all names and descriptions of the seed.
func seedTexts(t *testing.T) (texts []string) {
	for _, o := range overSeed(t).organisations {
		for _, n := range o.Names {
			texts = append(texts, n.Text)
		}
		for _, l := range directory.Languages {
			if d := o.Descriptions[l]; d != "" {
				texts = append(texts, d)
			}
		}
	}
	return texts
}

// In every text of the seed, for a word, a phrase and a beginning taken from it:
// the pieces are the text, exactly the places where the words stand are marked,
// and a passage is a piece of the text of bounded length that shows one of them.
func TestMarksOverTheSeed(t *testing.T) {
	checked := 0
	for n, text := range seedTexts(t) {
		words := translit.Words(text)
		if len(words) == 0 {
			continue
		}
		at := n % len(words)
		word := []search.Term{{Words: []string{words[at].Key}, Text: "word"}}
		questions := [][]search.Term{word}
		if at+1 < len(words) {
			phrase := search.Term{Words: []string{words[at].Key, words[at+1].Key}, Text: "phrase", Phrase: true}
			questions = append(questions, []search.Term{phrase}, append(word, phrase, search.Term{Words: []string{words[at+1].Key}, Text: "not", Not: true}))
		}
		if half := firstLetters(words[at].Key, 3); half != words[at].Key {
			questions = append(questions, []search.Term{{Words: []string{half}, Text: "half", Prefix: true}})
		}
		for _, terms := range questions {
			checked++
			found := spansOf(t, search.Question{Terms: typings(terms)}, text)
			m := mark(text, found)
			if m.String() != text {
				t.Fatalf("the pieces of %q are %q", text, m)
			}
			for i, s := range found {
				if i > 0 && s.start < found[i-1].end || s.end <= s.start {
					t.Fatalf("%q: the spans %v overlap", text, found)
				}
			}
			// Exactly: a word is marked if and only if a term answers there.
			marked := func(w translit.Word) bool {
				return slices.ContainsFunc(found, func(s span) bool { return s.start <= w.Start && w.End <= s.end })
			}
			for i, w := range words {
				if want := answered(words, i, terms); marked(w) != want {
					t.Fatalf("%q: %q marked: %v, want %v, for %v", text, text[w.Start:w.End], !want, want, terms)
				}
			}
			checkPassage(t, text, found)
		}
	}
	if checked < 2000 {
		t.Errorf("only %d questions", checked)
	}
}

// answered says, without the code under test, whether a word is part of what a
// term asks for.
func answered(words []translit.Word, i int, terms []search.Term) bool {
	for _, term := range terms {
		for start := max(0, i-len(term.Words)+1); start <= i && !term.Not; start++ {
			ok := start+len(term.Words) <= len(words)
			for j := 0; ok && j < len(term.Words); j++ {
				have := words[start+j].Key
				ok = have == term.Words[j] || term.Prefix && j == len(term.Words)-1 && strings.HasPrefix(have, term.Words[j])
			}
			if ok {
				return true
			}
		}
	}
	return false
}

func checkPassage(t *testing.T, text string, found []span) {
	t.Helper()
	m := passage(text, found)
	shown := m.String()
	body := strings.TrimSuffix(strings.TrimPrefix(shown, "… "), " …")
	if !strings.Contains(strings.ReplaceAll(text, "\n", " "), body) || !utf8.ValidString(shown) || strings.Contains(shown, "\n") {
		t.Fatalf("%q is no passage of %q", shown, text)
	}
	if n := utf8.RuneCountInString(body); n > snippetLength || n < snippetLength/2 && body != strings.ReplaceAll(text, "\n", " ") {
		t.Fatalf("the passage %q has %d characters", shown, n)
	}
	if len(found) > 0 && !slices.ContainsFunc(m, func(p Piece) bool { return p.Mark }) {
		t.Fatalf("the passage %q of %q marks nothing of %v", shown, text, found)
	}
}

func firstLetters(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

func TestPassage(t *testing.T) {
	cut := func(text, word string) string {
		found := spansOf(t, search.Question{Terms: typings([]search.Term{{Words: []string{word}, Text: word}}), Exact: true}, text)
		checkPassage(t, text, found)
		return shownMarks(passage(text, found))
	}
	filler := strings.Repeat("bread salt ", 40)
	if got := cut("wine "+filler, "wine"); !strings.HasPrefix(got, "[wine] bread") || !strings.HasSuffix(got, " …") {
		t.Errorf("at the start: %s", got)
	}
	if got := cut(filler+"wine", "wine"); !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " [wine]") {
		t.Errorf("at the end: %s", got)
	}
	if got := cut(filler+"wine "+filler, "wine"); !strings.HasPrefix(got, "… ") || !strings.Contains(got, "salt [wine] bread") || !strings.HasSuffix(got, " …") {
		t.Errorf("in the middle: %s", got)
	}
	if got := cut("one\ntwo", "two"); got != "one [two]" {
		t.Errorf("paragraphs: %s", got)
	}
	// A text without a blank is cut between characters.
	if got := passage(strings.Repeat("я", 500), nil).String(); utf8.RuneCountInString(got) != snippetLength+2 || !utf8.ValidString(got) {
		t.Errorf("without blanks: %d characters", utf8.RuneCountInString(got))
	}
	// A word that ends where the passage may end is shown.
	text := strings.Repeat("a", snippetLength-5) + " wine " + filler
	if got := cut(text, "wine"); !strings.Contains(got, "[wine]") {
		t.Errorf("at the limit: %s", got)
	}
	// The most different words of the query, not the first.
	found := spansOf(t, search.Question{Terms: typings([]search.Term{{Words: []string{"wine"}}, {Words: []string{"beer"}}})}, "wine "+filler+filler+"wine and beer")
	if got := shownMarks(passage("wine "+filler+filler+"wine and beer", found)); !strings.HasSuffix(got, "[wine] and [beer]") {
		t.Errorf("the better of two: %s", got)
	}
}

// The exact word explains better than an earlier one it begins, in the same text
// and in another; what stands in the name better than the description.
func TestMatchedPrefersTheExactWord(t *testing.T) {
	s := overSeed(t)
	o := &directory.Organisation{
		Names: []directory.Name{{Text: "Winery Burgas", Type: "display"}}, Place: directory.Place{Country: "BG", City: "Burgas"},
		Keywords: []string{"winery, wine"}, Descriptions: map[directory.Language]string{"en": "wine from Burgas"},
	}
	for query, want := range map[string][]Match{
		"q=wine":            {{MatchExact, "keyword", "wine", "wine"}},
		"q=win":             {{MatchPrefix, "name", "win", "Winery"}},
		"q=win&exact=1":     {},
		"q=Burgas+-x":       {{MatchExact, "name", "Burgas", "Burgas"}},
		"q=бургас":          {{MatchExact, "place", "бургас", "Бургас"}},
		"q=\"from+burgas\"": {{MatchExact, "description", "from burgas", "from Burgas"}},
		"q=from+win":        {{MatchPrefix, "name", "win", "Winery"}}, // stop words explain nothing
		"q=zzz":             {},
	} {
		q := s.readQuestion(t, query)
		if got := s.matched(s.newFinder(q), search.TextsOf(o, s.vocabulary), o, q.Lang); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
}

// TestPronounsAreNoAcronyms: the IT somebody asks for is not the "It" a sentence begins
// with, and what only asks marks nothing.
func TestPronounsAreNoAcronyms(t *testing.T) {
	s := overSeed(t)
	q, faults := search.Parse(url.Values{"q": {"looking for IT in Bulgaria"}}, s.vocabulary)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	a, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range a.Hits {
		for _, m := range h.Matched {
			if m.How == MatchExact && (m.Text == "It" || m.Text == "it" || m.Text == "for" || m.Text == "in") {
				t.Errorf("%s is found for %q", h.ID, m.Text)
			}
		}
	}
	if len(a.Hits) == 0 {
		t.Error("nothing is found")
	}
}
