package lexicon_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/lexicon"
	"euxine/internal/search"
	"euxine/seed"
)

var seedLexicon = sync.OnceValue(func() *lexicon.Lexicon {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		panic(err)
	}
	return lexicon.New(v)
})

// shown is the groups of a question in order: words, and what each is surely
// read as.
func shown(groups []search.Group, l directory.Language) []string {
	var list []string
	for _, g := range groups {
		s := g.Text()
		for _, sense := range g.Senses {
			if sense.Told {
				s += " = " + seedLexicon().Name(sense, l)
				break
			}
		}
		if g.Optional {
			s = "(" + s + ")"
		}
		if g.AsWritten {
			s = `"` + s + `"`
		}
		list = append(list, s)
	}
	return list
}

func TestRead(t *testing.T) {
	for query, want := range map[string][]string{
		"мебели":            {"мебели = Furniture"},
		"nábytek Cluj":      {"nábytek = Furniture", "Cluj = Cluj"},
		"furniture Burgas":  {"furniture = Furniture", "Burgas = Burgas"},
		`"furniture" Varna`: {`"furniture"`, "Varna = Varna"},
		"the xyzzy of":      {"(the)", "xyzzy", "(of)"},
		"the of":            {"the", "of = Of"}, // nothing else is left but a town
		"looking furniture": {"(looking)", "furniture = Furniture"},
		"търся мебели":      {"(търся)", "мебели = Furniture"},
		"furniture help":    {"furniture = Furniture", "(help)"},
		"where help":        {"where", "help"}, // nothing else is left
		"win-win A.Ş.":      {"win win", "A Ş"},
		"-furniture xyzzy":  {`"furniture"`, "xyzzy"},
	} {
		got := shown(seedLexicon().Read(search.Terms(query), directory.Organisations, "en"), "en")
		if strings.Join(got, " | ") != strings.Join(want, " | ") {
			t.Errorf("%s is read as %q, want %q", query, got, want)
		}
	}
}

// A word by which one asks is one of those looked for while it is being typed:
// help goes on to helpdesk.
func TestReadBeingTyped(t *testing.T) {
	terms := search.Terms("furniture help")
	terms[1].Prefix = true
	got := shown(seedLexicon().Read(terms, directory.Organisations, "en"), "en")
	if want := []string{"furniture = Furniture", "help"}; !slices.Equal(got, want) {
		t.Errorf("read as %q, want %q", got, want)
	}
}

// A word for a territory beside a place says that the region is meant, not the
// town.
func TestTerritory(t *testing.T) {
	for _, query := range []string{"област Бургас", "Burgas Province"} {
		groups := seedLexicon().Read(search.Terms(query), directory.Organisations, "en")
		if len(groups) != 1 || len(groups[0].Senses) == 0 {
			t.Fatalf("%s is read as %q", query, shown(groups, "en"))
		}
		for _, s := range groups[0].Senses {
			if s.Concept == "" && slices.ContainsFunc(s.Values, func(v search.Value) bool { return v.Facet == search.FacetCity }) {
				t.Errorf("%s is read as the town: %+v", query, s.Values)
			}
		}
	}
}

func TestSpellings(t *testing.T) {
	for typed, want := range map[string]string{"furnitre": "furniture", "мебеил": "мебели", "abc": ""} {
		found := seedLexicon().Spellings(typed)
		got := ""
		if len(found) > 0 {
			got = found[0].Key
		}
		if got != want {
			t.Errorf("%s is spelt %q, want %q", typed, got, want)
		}
	}
}

func TestComplete(t *testing.T) {
	for typed, want := range map[string]string{"furn": "sector:furniture", "мебе": "sector:furniture"} {
		list := seedLexicon().Complete(typed, "bg", 10)
		if !slices.ContainsFunc(list, func(c lexicon.Completion) bool { return string(c.Concept) == want }) {
			t.Errorf("%s is completed to %+v, want %s", typed, list, want)
		}
	}
	// A place in a script it has no name in.
	list := seedLexicon().Complete("бургаз", "en", 10)
	if !slices.ContainsFunc(list, func(c lexicon.Completion) bool { return c.Place.City != nil && c.Place.City.Name == "Burgas" }) {
		t.Errorf("бургаз is completed to %+v", list)
	}
}

// Whatever is typed, every word of it is in one group, in order, and groups say
// which terms they are of.
func reads(t interface{ Fatalf(string, ...any) }, query string) {
	terms := search.Terms(query)
	var words []string
	for _, term := range terms {
		words = append(words, term.Words...)
	}
	var got []string
	for _, g := range seedLexicon().Read(terms, directory.Organisations, "bg") {
		if len(g.Terms) == 0 || len(g.Words) == 0 {
			t.Fatalf("%q: empty group %+v", query, g)
		}
		for _, n := range g.Terms {
			if n < 0 || n >= len(terms) {
				t.Fatalf("%q: a group of term %d of %d", query, n, len(terms))
			}
		}
		for _, w := range g.Words {
			got = append(got, w.Key)
		}
	}
	if !slices.Equal(got, words) {
		t.Fatalf("%q: words %q are read as %q", query, words, got)
	}
	seedLexicon().Complete(query, "bg", 10)
}

func TestReadProperties(t *testing.T) {
	signs := rapid.StringOfN(rapid.RuneFrom([]rune("aбγაհ ı'\"„-\u0301\u200d\u202e🙂of в")), 0, 60, -1)
	rapid.Check(t, func(t *rapid.T) { reads(t, rapid.OneOf(rapid.StringN(0, 60, -1), signs).Draw(t, "query")) })
}

func FuzzRead(f *testing.F) {
	for _, q := range []string{"furniture Burgas", "област Бургас", `"x" -y „z`, "A.Ş. of the", "\u202eabc\u0301\u0301", "ტურიზმი ბათუმში"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if len(q) > 4*search.MaxQuery {
			return
		}
		reads(t, q)
	})
}

// BenchmarkNew is what every start of the program pays.
func BenchmarkNew(b *testing.B) {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		lexicon.New(v).Prepare()
	}
}
