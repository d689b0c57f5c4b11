package search_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

func TestAbout(t *testing.T) {
	v := vocabulary()
	said := func(string, []translit.Word, directory.Language) []directory.ConceptID {
		return []directory.ConceptID{"technology:mobility", "kind:sme", "topic:internships", "topic:internships"}
	}
	cases := []struct {
		name string
		of   *directory.Offering
		want []directory.ConceptID
	}{
		{"any text is about what it speaks of, once for each time, but for kinds", nil,
			[]directory.ConceptID{"technology:mobility", "topic:internships", "topic:internships"}},
		{"so is an offer that states nothing, and about whom it is for", &directory.Offering{},
			[]directory.ConceptID{"technology:mobility", "kind:sme", "topic:internships", "topic:internships"}},
		{"what is stated beats the words but for topics; broader concepts are meant too", &directory.Offering{Concepts: []directory.ConceptID{"service:staff-mobility", "service:mentoring"}},
			[]directory.ConceptID{"kind:sme", "topic:internships", "topic:internships", "service:staff-mobility", "service:mentoring", "service:upskilling"}},
		{"what is stated and said is not told twice", &directory.Offering{Concepts: []directory.ConceptID{"topic:internships"}},
			[]directory.ConceptID{"kind:sme", "topic:internships", "topic:internships"}},
	}
	for _, c := range cases {
		got := search.Text{Field: search.InOffer, Text: "staff mobility", Of: c.of}.About(v, nil, said)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}
