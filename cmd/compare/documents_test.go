package main

import (
	"slices"
	"testing"

	"euxine/internal/directory"
)

func TestDocuments(t *testing.T) {
	v := vocabulary(t)
	docs, err := documents(v)
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) < 500 {
		t.Fatalf("%d documents: that is not the whole seed", len(docs))
	}
	for _, d := range docs {
		if d.id == "" || len(d.names) == 0 || len(d.labels) == 0 || len(d.facets) < 2 {
			t.Errorf("%s has %d names, %d labels, %d facets", d.id, len(d.names), len(d.labels), len(d.facets))
		}
	}
}

func TestDocumentHoldsWhatLiesAbove(t *testing.T) {
	d := newDocument(&directory.Organisation{Header: directory.Header{ID: "x"}, Kind: directory.KindCluster, Website: "https://example.org/",
		Names: []directory.Name{{Text: "Sea Tours", Type: directory.NameDisplay}, {Text: "Sea Tours", Type: directory.NameOfficial}},
		Place: directory.Place{Country: "BG", Region: "BG341", City: "Burgas"}, Keywords: []string{"beaches"}, MemberOf: []directory.RecordID{"y"},
		Concepts: []directory.Tag{{Concept: "sector:hospitality-and-tourism"}}}, vocabulary(t))
	if !slices.Equal(d.names, []string{"Sea Tours"}) || !slices.Equal(d.texts, []string{"beaches"}) {
		t.Errorf("names %q, texts %q", d.names, d.texts)
	}
	for _, label := range []string{"Burgas", "Бургас", "Bulgaria", "Хотелиерство и туризъм"} {
		if !slices.Contains(d.labels, label) {
			t.Errorf("no label %q in %q", label, d.labels)
		}
	}
	for _, f := range []facetValue{{"country", "BG"}, {"region", "BG341"}, {"region", "BG34"}, {"region", "BG"}, {"kind", "cluster"},
		{"sector", "hospitality-and-tourism"}, {"has", "website"}, {"member_of", "y"}} {
		if !slices.Contains(d.facets, f) {
			t.Errorf("no facet %v in %v", f, d.facets)
		}
	}
}
