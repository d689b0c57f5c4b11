package catalogue

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/internal/translit"
)

func (s *seeded) answer(t testing.TB, query string) *Answer {
	t.Helper()
	a, err := s.Search(t.Context(), question(t, s.vocabulary, query))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return a
}

// One record is among the first hits, whatever script it is asked for in.
func TestSearchInScripts(t *testing.T) {
	s := overSeed(t)
	for _, c := range []struct {
		query string
		want  directory.RecordID
		first int // it is among so many
	}{
		{"q=İzmir+Kalkınma", "tr-izka", 1},
		{"q=IZMIR+KALKINMA", "tr-izka", 1},
		{"q=Община+Бургас", "bg-burgas-municipality", 1},
		{"q=burgas+municipality", "bg-burgas-municipality", 1},
		{"q=ეკოვუდი", "ge-ecowood", 1},
		{"q=ბათუმი", "ge-technopark-batumi", 2},
		{"q=Київ", "ua-appau", 8},
		{"q=ОБ’ЄДНАННЯ", "ua-kharkiv-it-cluster", 7}, // seven have the word
		{"q=Iaşi", "ro-iasi-county-council", 2},
		{"q=Iasi", "ro-iasi-county-council", 2},
		{"q=\"Clusterul+Inovativ+Regional\"", "ro-euronest", 5},
		{"q=georgian+furnit", "ge-georgian-furniture-cluster", 1},
	} {
		a := s.answer(t, c.query)
		if at := slices.Index(ids(a.Hits), c.want); at < 0 || at >= c.first {
			t.Errorf("%s finds %s at %d of %d, want among the first %d: %v", c.query, c.want, at, a.Total, c.first, ids(a.Hits))
		}
	}
	if a := s.answer(t, "q=georgian+furnit&exact=1"); a.Total != 0 {
		t.Errorf("an exact search finds beginnings of words: %v", ids(a.Hits))
	}
}

// fieldOf is what a record says in a field, without the code under test for the
// codes it carries.
func (s *seeded) fieldOf(o *directory.Organisation, field search.TextField) (texts []string) {
	for _, t := range search.TextsOf(o, s.vocabulary) {
		if t.Field == field {
			texts = append(texts, t.Text)
		}
	}
	label := func(id directory.ConceptID) { texts = append(texts, s.vocabulary.ConceptLabel(id, "en")) }
	stated := func(list []directory.Offering) {
		for _, offering := range list {
			for _, c := range offering.Concepts {
				for _, id := range s.vocabulary.ConceptPath(c) {
					label(id)
				}
			}
		}
	}
	switch field {
	case search.InOffer:
		stated(o.Offers)
	case search.InNeed:
		stated(o.Needs)
	case search.InConcept:
		label(directory.NewConceptID(directory.SchemeKind, string(o.Kind)))
		label(directory.NewConceptID(directory.SchemeLabel, string(o.Label)))
		for _, tag := range o.Concepts {
			for _, id := range s.vocabulary.ConceptPath(tag.Concept) {
				label(id)
			}
		}
	case search.InPlace:
		for _, code := range s.vocabulary.RegionPath(o.Place.Region) {
			texts = append(texts, s.vocabulary.RegionName(code, "en"))
		}
		texts = append(texts, s.vocabulary.RegionName(directory.RegionCode(o.Place.Country), "en"))
	}
	return texts
}

// For words taken from the records themselves every hit says, for every word,
// where it stands, and there it stands.
func TestMatchedIsTrue(t *testing.T) {
	s := overSeed(t)
	byID := map[directory.RecordID]*directory.Organisation{}
	for _, o := range s.organisations {
		byID[o.ID] = o
	}
	fields := []search.TextField{search.InName, search.InConcept, search.InKeyword, search.InOffer, search.InDescription, search.InName}
	asked, seen := 0, map[search.TextField]int{}
	for i := 0; i < len(s.organisations); i += 11 {
		o := s.organisations[i]
		texts := s.fieldOf(o, fields[asked%len(fields)])
		slices.Sort(texts) // maps have no order
		words := translit.Words(strings.Join(texts, " "))
		if len(words) == 0 {
			continue
		}
		word := words[i%len(words)].Key
		if i%2 == 0 {
			word = firstLetters(word, 5)
		}
		query := "q=" + url.QueryEscape(o.Place.City+" "+word)
		asked++
		a := s.answer(t, query)
		if a.Total == 0 {
			t.Errorf("%s: the record %s it is taken from is not found", query, o.ID)
		}
		for _, h := range a.Hits {
			if len(h.Matched) == 0 {
				t.Errorf("%s: %s is not explained", query, h.ID)
			}
			for _, m := range h.Matched {
				seen[m.Field]++
				if !slices.ContainsFunc(s.fieldOf(byID[h.ID], m.Field), func(text string) bool { return strings.Contains(text, m.Text) }) {
					t.Errorf("%s: %q is not in the %s of %s", query, m.Text, m.Field, h.ID)
				}
				asked, found := fold(m.Query), fold(m.Text)
				switch exact := found == asked; {
				case m.How == MatchTranslation, m.How == MatchPlace: // the sense is what counts
				case exact != (m.How == MatchExact), m.How == MatchPrefix && !strings.HasPrefix(found, asked):
					t.Errorf("%s: %+v says it is %s", query, m, m.How)
				}
			}
			for _, piece := range slices.Concat(h.Name, h.Native, h.Snippet) {
				if piece.Mark && len(translit.Words(piece.Text)) == 0 {
					t.Errorf("%s: %s marks %q", query, h.ID, piece.Text)
				}
			}
		}
	}
	if asked < 50 || len(seen) < 4 {
		t.Errorf("asked %d times, found in %v", asked, seen)
	}
}

// fold is the keys of a text's words.
func fold(text string) string {
	var keys []string
	for _, w := range translit.Words(text) {
		keys = append(keys, w.Key)
	}
	return strings.Join(keys, " ")
}

// Hierarchical facets are trees with their counts: below a value stand only
// values it includes, with no more hits than it has.
func TestFacetsAreTrees(t *testing.T) {
	s := overSeed(t)
	for _, query := range []string{"", "q=tourism", "region=BG341", "region=BG341&country=TR&sector=furniture", "q=zzzz&region=GE&kind=hub"} {
		q := question(t, s.vocabulary, query)
		a := s.answer(t, query)
		for _, f := range a.Facets {
			var path []FacetValue
			for i, v := range f.Values {
				if v.Depth > len(path) {
					t.Fatalf("%s: %s: %s is %d deep below %d", query, f.Facet, v.Value, v.Depth, len(path))
				}
				path = append(path[:v.Depth], v)
				if v.Depth > 0 {
					above := path[v.Depth-1]
					if v.Count > above.Count || !s.above(f.Facet, above.Value, v.Value) {
						t.Errorf("%s: %s: %s (%d) stands below %s (%d)", query, f.Facet, v.Value, v.Count, above.Value, above.Count)
					}
				} else if i > 0 && f.Facet.SchemeOf() == "" && v.Count > f.Values[0].Count {
					t.Errorf("%s: %s: %s is not in falling order", query, f.Facet, v.Value)
				}
				listed := 0 // of the values above it
				for _, w := range f.Values {
					if s.above(f.Facet, w.Value, v.Value) {
						listed++
					}
				}
				if v.Depth != listed {
					t.Errorf("%s: %s: %s is %d deep, below %d", query, f.Facet, v.Value, v.Depth, listed)
				}
				if v.Label == "" || v.Selected != slices.Contains(q.Filters.Values[f.Facet], v.Value) {
					t.Errorf("%s: %s: %+v", query, f.Facet, v)
				}
			}
			if f.Selected != len(q.Filters.Values[f.Facet]) {
				t.Errorf("%s: %s: %d selected", query, f.Facet, f.Selected)
			}
		}
		for f, values := range q.Filters.Values {
			i := slices.IndexFunc(a.Facets, func(c FacetCounts) bool { return c.Facet == f })
			if i < 0 {
				t.Errorf("%s: the facet %s is not listed", query, f)
				continue
			}
			for _, value := range values {
				if !slices.ContainsFunc(a.Facets[i].Values, func(v FacetValue) bool { return v.Value == value && v.Selected }) {
					t.Errorf("%s: the selected %s is not listed", query, value)
				}
			}
		}
	}
}

// A value of a facet, chosen, leaves as many hits as stand beside it, however the
// words had to be understood.
func TestFacetCountsAreTrue(t *testing.T) {
	s := overSeed(t)
	for _, c := range []struct {
		query string
		as    InterpretedAs // what is done to its words, "" nothing
	}{
		{"q=furniture", ""},
		{"q=organic+cheese+textile+shipyard", AsSome},
		{"q=vineyrd+Burgas", AsSpelling},
		{"q=агктшегку", AsLayout},
		{"q=фиьсш", AsLayout}, // found as typed too, by nothing but the beginnings of sounds
		{"q=furniture+Troyan", AsFew},
		{"q=furniture+Troyan&sort=name", ""},
	} {
		a := s.answer(t, c.query)
		is := func(i Interpretation) bool { return i.As == c.as }
		if a.Total == 0 || c.as != "" && !slices.ContainsFunc(a.Interpretation, is) {
			t.Errorf("%s finds %d, understood as %+v, want %s", c.query, a.Total, a.Interpretation, c.as)
		}
		for _, f := range a.Facets {
			// Values in the middle of the list have few hits, and are where a question
			// is read otherwise if filters take part; some of each facet will do.
			for i := 0; i < len(f.Values); i += max(1, len(f.Values)/8) {
				v := f.Values[i]
				chosen := c.query + "&" + string(f.Facet) + "=" + url.QueryEscape(v.Value)
				q := question(t, s.vocabulary, chosen)
				q.Today = s.Today()
				if total, err := s.howMany(t.Context(), q); err != nil || total != v.Count {
					t.Errorf("%s finds %d, told were %d, %v", chosen, total, v.Count, err)
				}
			}
		}
	}
}

// above says whether one value of a facet includes another.
func (s *seeded) above(f search.Facet, above, value string) bool {
	switch {
	case above == value:
		return false
	case f == search.FacetRegion:
		return slices.Contains(s.vocabulary.RegionPath(directory.RegionCode(value)), directory.RegionCode(above))
	}
	return slices.Contains(s.vocabulary.ConceptPath(directory.NewConceptID(f.SchemeOf(), value)), directory.NewConceptID(f.SchemeOf(), above))
}

// Each way out of an empty answer, followed by its address, finds what it says.
func TestWaysOutAreTrue(t *testing.T) {
	s := overSeed(t)
	for query, want := range map[string][]string{
		// Where words need not be as typed, what has some of them is shown.
		"q=zzzz+burgas&exact=1":                      {"q zzzz"},
		"q=burg+zzzz&exact=1":                        nil, // burg was complete, and remains so
		"q=wine+-wine+burgas&exact=1":                {"q wine", "q -wine"},
		"q=%22burgas+municipality%22+zzzz&exact=1":   {"q zzzz"},
		"q=burgas&kind=sme&country=GE":               {"country GE"},
		"q=wine&near=42.5,27.4&within=10&country=RO": {"country RO", "near 42.5,27.4"},
		"q=wine&founded_from=2200":                   {"founded_from 2200"},
		"kind=sme&country=GE&label=gold":             {"label gold"},
		"kind=sme&member_of=no-such-cluster":         {"member_of no-such-cluster"},
		"q=zzzz":                                     nil,
		"member_of=no-such-cluster":                  nil, // everything there is is no way out
	} {
		a := s.answer(t, query)
		if a.Total != 0 {
			t.Errorf("%s finds %d", query, a.Total)
		}
		var got []string
		for _, way := range a.Suggestions {
			got = append(got, way.Parameter+" "+way.Value)
			vs := search.Without(a.Question, way.Parameter, way.Value)
			if way.Parameter == "q" {
				vs = search.WithoutWord(a.Question, way.Value)
			}
			if there := s.answer(t, vs.Encode()); there.Total != way.Total || way.Total == 0 || way.Label == "" {
				t.Errorf("%s: %+v, but %s finds %d", query, way, vs.Encode(), there.Total)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if a := s.answer(t, "q=burgas"); len(a.Suggestions) > 0 {
		t.Errorf("an answer with hits has ways out: %v", a.Suggestions)
	}
}

func TestActiveFilters(t *testing.T) {
	s := overSeed(t)
	a := s.answer(t, "lang=bg&kind=cluster&region=BG341&member_of=ua-ukrainian-cluster-alliance&member_of=gone&founded_from=1990&members_to=10&near=42.5,27.4&within=50")
	var got []string
	for _, f := range a.Active {
		got = append(got, fmt.Sprintf("%s=%s %s", f.Parameter, f.Value, f.Label))
		if vs := search.Without(a.Question, f.Parameter, f.Value); slices.Contains(vs[f.Parameter], f.Value) {
			t.Errorf("%+v cannot be removed", f)
		}
	}
	want := []string{"kind=cluster Клъстер", "region=BG341 Бургас", "member_of=gone gone", "member_of=ua-ukrainian-cluster-alliance Ukrainian Cluster Alliance",
		"founded_from=1990 1990", "members_to=10 10", "near=42.5,27.4 42.5,27.4, 50 km"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// holed is a store in which some records have gone or are damaged since the
// index saw them.
type holed struct {
	store.Store
	gone, damaged directory.RecordID
}

func (h holed) GetMany(ctx context.Context, keys []directory.Key) ([]directory.Record, error) {
	records, err := h.Store.GetMany(ctx, keys)
	for i, k := range keys {
		if k.ID == h.gone || k.ID == h.damaged {
			records[i] = nil
		}
		if k.ID == h.damaged && err == nil {
			err = &store.DamagedError{Key: k, Where: k.String(), What: "checksum differs"}
		}
	}
	return records, err
}

func TestHitsWithoutRecordsAreLeftOut(t *testing.T) {
	s := overSeed(t)
	all := ids(s.answer(t, "q=municipality&per_page=100").Hits)
	if len(all) < 3 {
		t.Fatalf("found %v", all)
	}
	var log strings.Builder
	c := New(Config{Store: holed{s.store, all[0], all[2]}, Index: s.index, Vocabulary: s.vocabulary, Now: s.now,
		Log: slog.New(slog.NewTextHandler(&log, nil))})
	a, err := c.Search(t.Context(), question(t, s.vocabulary, "q=municipality&per_page=100"))
	if err != nil {
		t.Fatal(err)
	}
	if want := slices.Concat(all[1:2], all[3:]); !slices.Equal(ids(a.Hits), want) || a.Total != len(all) {
		t.Errorf("of %v remain %v", all, ids(a.Hits))
	}
	if got := log.String(); !strings.Contains(got, "level=ERROR") || !strings.Contains(got, string(all[2])) || strings.Contains(got, string(all[0])+":") {
		t.Errorf("the log says %q", got)
	}
}

// An answer names the revision of the index, and an index that is closed says so.
func TestSearchWithoutIndex(t *testing.T) {
	s := overSeed(t)
	c, x, err := opened(s.vocabulary, memstore.New(), t.TempDir(), s.organisations[0])
	if err != nil {
		t.Fatal(err)
	}
	if a, err := c.Search(t.Context(), question(t, s.vocabulary, "")); err != nil || a.Total != 1 || a.Revision != 1 {
		t.Errorf("one record: %+v, %v", a, err)
	}
	x.Close()
	if _, err := c.Search(t.Context(), question(t, s.vocabulary, "")); !isUnavailable(err) {
		t.Errorf("a closed index: %v", err)
	}
	// A page does without its related organisations meanwhile.
	if p, err := c.Organisation(t.Context(), s.organisations[0].ID, "en"); err != nil || len(p.Related) > 0 {
		t.Errorf("the page: %v", err)
	}
}
