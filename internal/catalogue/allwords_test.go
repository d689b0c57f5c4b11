package catalogue

import (
	"net/url"
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

// Where few records have all the words, those come first, all of them, and
// nothing else among them.
func TestAllWordsComeFirst(t *testing.T) {
	s := overSeed(t)
	asked := 0
	for _, text := range []string{"film cluster", "овочі Херсон", "wine Pomorie", "Accessible Tourism", "export mussels", "მეღვინეობა ბათუმი",
		"textile Adjara", "Köstence denizcilik", "Ankara raylı sistemler", "medical Samsun", "furniture Troyan", "камари на търговията Варна"} {
		q, faults := search.Parse(url.Values{"q": {text}, "per_page": {"100"}}, s.vocabulary)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		a, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if a.AllWords == 0 || a.AllWords == a.Total {
			continue
		}
		asked++
		all := a.Question
		all.Least, all.Sober = 0, true
		found, err := s.index.Search(t.Context(), all)
		if err != nil {
			t.Fatal(err)
		}
		want := map[directory.RecordID]bool{}
		for _, h := range found.Hits {
			want[h.ID] = true
		}
		if len(want) != a.AllWords {
			t.Errorf("%s: %d have all the words, told are %d", text, len(want), a.AllWords)
		}
		for i, h := range a.Hits {
			if want[h.ID] != (i < a.AllWords) {
				t.Errorf("%s: %s at %d of %d has all the words: %v", text, h.ID, i+1, a.AllWords, want[h.ID])
			}
		}
	}
	if asked < 4 {
		t.Errorf("only %d questions had few hits", asked)
	}
}

// That few have all the words, or nothing has, is told of all records, and where
// what has some of them follows.
func TestSomeWordsAreTold(t *testing.T) {
	s := overSeed(t)
	for _, c := range []struct {
		query string
		want  InterpretedAs // "" for neither
		all   int
	}{
		{"q=furniture+Troyan", AsFew, 1},
		{"q=furniture+Troyan&country=BG", AsFew, 1},
		{"q=furniture+Troyan&country=RO", AsFew, 0},      // one has them all, in Bulgaria
		{"q=furniture+Troyan&kind=hub", "", 0},           // nothing at all
		{"q=wine+Pomorie&country=BG&kind=sme", "", 1},    // nothing more
		{"q=organic+cheese+textile+shipyard", AsSome, 0}, // nothing anywhere
		{"q=organic+cheese+textile+shipyard&country=RO", AsSome, 0},
	} {
		a := s.answer(t, c.query)
		var told InterpretedAs
		for _, i := range a.Interpretation {
			if i.As == AsFew || i.As == AsSome {
				told = i.As
			}
		}
		if a.Question.Least == 0 || told != c.want || a.AllWords != c.all || (told != "") != (a.Total > c.all) {
			t.Errorf("%s: told is %q, %d of %d have all the words; want %q, %d", c.query, told, a.AllWords, a.Total, c.want, c.all)
		}
	}
}

// Who needs something comes before who offers it where that is asked for, and the other
// way round where it is not; it is told.
func TestWhoNeedsComesFirst(t *testing.T) {
	s := overSeed(t)
	organisation := func(id string, offers, needs []directory.Offering) directory.Record {
		return &directory.Organisation{Header: directory.Header{ID: directory.RecordID(id)}, Kind: directory.KindCluster, Status: directory.StatusActive,
			Names: []directory.Name{{Text: "Cluster " + id, Type: directory.NameDisplay}}, Place: directory.Place{Country: "BG"}, Offers: offers, Needs: needs}
	}
	stated := []directory.Offering{{Text: "glass packaging"}}
	c, x, err := opened(s.vocabulary, memstore.New(), t.TempDir(), organisation("offering", stated, nil), organisation("needing", nil, stated))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for text, first := range map[string]directory.RecordID{"packaging": "offering", "looking for packaging": "offering", "clusters looking for packaging": "needing", "кой търси опаковки": "needing"} {
		q, faults := search.Parse(url.Values{"q": {text}}, s.vocabulary)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		a, err := c.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(a.Interpretation, func(i Interpretation) bool { return i.As == AsNeed })
		if len(a.Hits) != 2 || a.Hits[0].ID != first || told != (first == "needing") {
			t.Errorf("%s: %v, told %v, want %s first", text, a.Hits, told, first)
		}
	}
}
