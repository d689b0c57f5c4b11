package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// shown writes a term as the tests name it: the keys joined by +, "…" for a
// phrase, a minus for what must not occur, * for a word still being typed.
func shown(terms []Term) []string {
	var list []string
	for _, t := range terms {
		s := strings.Join(t.Words, "+")
		if t.Phrase {
			s = `"` + s + `"`
		}
		if t.Not {
			s = "-" + s
		}
		if t.Prefix {
			s += "*"
		}
		list = append(list, s)
	}
	return list
}

func TestParseTerms(t *testing.T) {
	for q, want := range map[string][]string{
		"":                           nil,
		"burgas":                     {"burgas*"},
		"Клъстер Бургас":             {"клъстер", "бургас*"},
		"b":                          {"b*"},
		"бу":                         {"бу*"},
		`"blue economy"`:             {`"blue+economy"`},
		`„blue economy“ x`:           {`"blue+economy"`, "x*"},
		"«blue economy» “x” ‟y”":     {`"blue+economy"`, `"x"`, `"y"`},
		`"never closed`:              {"never", "closed*"},
		`a"b c"d`:                    {"a", `"b+c"`, "d*"},
		`"" "" x`:                    {"x*"},
		`"`:                          nil,
		`"-x"`:                       {`"x"`},
		"wine -beer":                 {"wine", "-beer"},
		"-beer wine":                 {"-beer", "wine*"},
		"−beer –wine":                {"-beer", "-wine"},
		`-"craft beer" wine`:         {`-"craft+beer"`, "wine*"},
		`-"never closed`:             {"-never", "closed*"},
		`„Ронев`:                     {"ронев*"},
		`"- never`:                   {"never*"},
		"- beer":                     {"beer*"},
		"-- beer --wine":             {"beer", "-wine"},
		"wine-":                      {"wine"},
		"wine - beer":                {"wine", "beer*"},
		"-":                          nil,
		"- - -- – −":                 nil,
		"-!":                         nil,
		"!? &/ ...":                  nil,
		"win-win":                    {`"win+win"*`},
		"-win-win x":                 {`-"win+win"`, "x*"},
		"2021-2027 A.Ş. R&D":         {`"2021+2027"`, `"a+s"`, `"r+d"*`},
		"Ankara'da":                  {"ankara"},
		"об’єднання O'Brien":         {"обєднання", "obrien*"},
		"C++ .net":                   {"c", "net*"},
		"title:* field:x~2 (a OR b)": {"title", `"field+x+2"`, "a", "or", "b"},
		"ბათუმი ᲑᲐᲗᲣᲛᲘ":              {"ბათუმი", "ბათუმი*"},
	} {
		if diff := cmp.Diff(want, shown(parseTerms(q))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", q, diff)
		}
	}
}

// anyQuery draws the signs of the grammar more often than chance would.
var anyQuery = rapid.OneOf(rapid.StringN(0, 40, -1), rapid.StringOfN(rapid.RuneFrom([]rune(`ab ш "“„»-−–'’.&2ı `)), 0, 40, -1))

// parses holds what must be true of any query.
func parses(t interface {
	Helper()
	Fatalf(string, ...any)
}, q string) {
	t.Helper()
	terms := parseTerms(q)
	if len(terms) > len(q) {
		t.Fatalf("%q: %d terms", q, len(terms))
	}
	for i, term := range terms {
		if len(term.Words) == 0 || slices.Contains(term.Words, "") || len(term.Words) > 1 && !term.Phrase {
			t.Fatalf("%q: words of %+v", q, term)
		}
		if !strings.Contains(q, term.Text) || term.Text == "" {
			t.Fatalf("%q: %q was not typed", q, term.Text)
		}
		last := term.Words[len(term.Words)-1]
		if term.Prefix && (i < len(terms)-1 || term.Not || term.Quoted || last == "") {
			t.Fatalf("%q: %+v cannot still be being typed", q, term)
		}
	}
	// Written anew, the terms are read as they were.
	if diff := cmp.Diff(shown(terms), shown(readAgain(typed(terms)))); diff != "" {
		t.Fatalf("%q is written as %q (-was +is):\n%s", q, typed(terms), diff)
	}
}

// readAgain reads as Parse does: a blank at the end says the word is complete.
func readAgain(q string) []Term {
	terms := parseTerms(q)
	if n := len(terms); n > 0 && strings.HasSuffix(q, " ") {
		terms[n-1].Prefix = false
	}
	return terms
}

func TestParseTermsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { parses(t, anyQuery.Draw(t, "query")) })
}

func FuzzParseTerms(f *testing.F) {
	for _, q := range []string{"", "burgas", `"blue economy" -beer`, "-\"", "win-win", "„a“b«c", "\xff\"\xff", "-–x", "Ankara'da "} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) { parses(t, q) })
}
