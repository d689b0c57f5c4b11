package catalogue

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
)

// TestChangesOfOpportunities: what organisations offer and need is told when it comes, is
// worded anew and goes, and nothing else of them.
func TestChangesOfOpportunities(t *testing.T) {
	s := memstore.New()
	c, x, err := opened(overSeed(t).vocabulary, s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	wine := directory.Offering{Text: "Wine tasting", Kind: "business", Concepts: []directory.ConceptID{"topic:wine"}}
	course := directory.Offering{Text: "Courses", Kind: "service", Concepts: []directory.ConceptID{"service:upskilling"}}
	buyers := directory.Offering{Text: "Buyers abroad", Kind: "business"}
	put := func(day, founded int, offers, needs []directory.Offering) {
		t.Helper()
		o := &directory.Organisation{Header: directory.Header{ID: "bg-a"}, Kind: directory.KindSME, Status: directory.StatusActive,
			Names: []directory.Name{{Text: "Cellar", Language: "en", Script: "Latn", Type: directory.NameDisplay}},
			Place: directory.Place{Country: "BG"}, Founded: directory.Date{Year: founded, Precision: directory.PrecisionYear}, Offers: offers, Needs: needs}
		if _, err := s.Apply(t.Context(), store.Batch{Ops: []store.Op{{Put: o}}, By: "hand", At: time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC)}); err != nil {
			t.Fatal(err)
		}
	}
	dated := wine
	dated.ValidUntil = directory.Date{Year: 2027, Precision: directory.PrecisionYear}
	put(1, 1990, nil, nil)
	put(2, 1990, []directory.Offering{wine}, []directory.Offering{buyers})
	put(3, 1991, []directory.Offering{wine}, []directory.Offering{buyers}) // founded otherwise: no matter
	put(4, 1991, []directory.Offering{course, dated}, nil)
	put(5, 1991, []directory.Offering{course}, nil)
	if _, err := s.Apply(t.Context(), store.Batch{Ops: []store.Op{{Delete: directory.Key{Type: directory.Organisations, ID: "bg-a"}}}, By: "hand", At: time.Date(2026, 11, 6, 9, 0, 0, 0, time.UTC)}); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"6 -Courses", "5 -Wine tasting", "4 +Courses +Wine tasting -Buyers abroad", "2 +Wine tasting +Buyers abroad"}},
		{"side=need", []string{"4 -Buyers abroad", "2 +Buyers abroad"}},
		{"kind=service", []string{"6 -Courses", "4 +Courses"}},
		{"about=topic:wine", []string{"5 -Wine tasting", "4 +Wine tasting", "2 +Wine tasting"}},
		{"country=RO", nil},
		{"theme=green-innovators", nil},
	} {
		values, _ := url.ParseQuery(tt.query)
		asked, faults := search.ParseOpportunities(values, c.vocabulary)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		found, err := c.Changes(t.Context(), search.ChangesQuestion{Types: []directory.RecordType{directory.Organisations},
			Filters: []search.Question{asked.Question}, Opportunities: &asked, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, b := range found.Batches {
			for _, change := range b.Changes {
				line := []string{b.At.Format("2")}
				for _, e := range change.Came {
					line = append(line, "+"+e.Text)
				}
				for _, e := range change.Gone {
					line = append(line, "-"+e.Text)
				}
				got = append(got, strings.Join(line, " "))
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %q, want %q", tt.query, got, tt.want)
		}
	}
}
