package indexer_test

import (
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

// TestSensesAlone: a group may have senses and no words. It finds what carries them,
// what offers and needs are about among it, the better ones first.
func TestSensesAlone(t *testing.T) {
	s := memstore.New()
	about := func(ids ...directory.ConceptID) []directory.Offering {
		return []directory.Offering{{Text: "so and so", Concepts: ids}}
	}
	apply(t, s,
		organisation("bg-offers", func(o *directory.Organisation) { o.Offers = about("sector:furniture") }),
		organisation("bg-needs", func(o *directory.Organisation) { o.Needs = about("sector:furniture") }),
		organisation("bg-carries", func(o *directory.Organisation) { o.Concepts = []directory.Tag{{Concept: "sector:furniture"}} }),
		organisation("bg-both", func(o *directory.Organisation) {
			o.Offers, o.Concepts = about("sector:furniture"), []directory.Tag{{Concept: "sector:furniture"}}
		}),
		organisation("bg-none"))
	x := open(t, s, t.TempDir())
	defer x.Close()
	group := func(optional bool, weight float64, values ...search.Value) search.Group {
		return search.Group{Optional: optional, Senses: []search.Sense{{Values: values, Weight: weight}}}
	}
	offered := search.Value{Facet: search.FacetOffer, Code: "sector:furniture", Weight: 1}
	needed := search.Value{Facet: search.FacetNeed, Code: "sector:furniture", Weight: 1}
	carried := search.Value{Facet: search.FacetSector, Code: "furniture", Weight: 0.5}
	for name, tt := range map[string]struct {
		groups []search.Group
		want   []directory.RecordID
	}{
		"offered":             {[]search.Group{group(false, 1, offered)}, []directory.RecordID{"bg-both", "bg-offers"}},
		"needed":              {[]search.Group{group(false, 1, needed)}, []directory.RecordID{"bg-needs"}},
		"any, each beside":    {[]search.Group{group(false, 1e-6, offered, carried), group(true, 1, offered), group(true, 1, carried)}, []directory.RecordID{"bg-both", "bg-offers", "bg-carries"}},
		"beside is not asked": {[]search.Group{group(false, 1, needed), group(true, 1, offered)}, []directory.RecordID{"bg-needs"}},
	} {
		found, err := x.Search(t.Context(), search.Question{Groups: tt.groups, Least: 1, Sort: search.SortRelevance, Page: 1, PerPage: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []directory.RecordID
		for _, h := range found.Hits {
			got = append(got, h.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestOneStatement: who says in one statement what is asked for comes before who says it
// in two, and says each more often.
func TestOneStatement(t *testing.T) {
	s := memstore.New()
	training := directory.Offering{Text: "so", Concepts: []directory.ConceptID{"topic:training"}}
	furniture := directory.Offering{Text: "and so", Concepts: []directory.ConceptID{"sector:furniture"}}
	both := directory.Offering{Text: "so and so", Concepts: []directory.ConceptID{"topic:training", "sector:furniture"}}
	apply(t, s,
		organisation("bg-two", func(o *directory.Organisation) {
			o.Offers = []directory.Offering{training, furniture, training, furniture}
		}),
		organisation("bg-one", func(o *directory.Organisation) { o.Offers = []directory.Offering{both} }),
		organisation("bg-one-needed", func(o *directory.Organisation) { o.Needs = []directory.Offering{both} }))
	x := open(t, s, t.TempDir())
	defer x.Close()
	said := func(id directory.ConceptID) search.Group {
		return search.Group{Senses: []search.Sense{{Concept: id, Said: true, Weight: 1}}}
	}
	found, err := x.Search(t.Context(), search.Question{Groups: []search.Group{said("topic:training"), said("sector:furniture")},
		Sort: search.SortRelevance, Page: 1, PerPage: 10})
	if err != nil {
		t.Fatal(err)
	}
	var got []directory.RecordID
	for _, h := range found.Hits {
		got = append(got, h.ID)
	}
	if len(got) != 3 || got[2] != "bg-two" {
		t.Errorf("%v, want bg-two last of three", got)
	}
}

// TestRelatedComesAfter: what has one of two things only by a concept related to it is
// found after what has both, however much it carries, and is left out when asked soberly;
// of one thing alone nothing is left out.
func TestRelatedComesAfter(t *testing.T) {
	s := memstore.New()
	wine := directory.Offering{Text: "so", Concepts: []directory.ConceptID{"topic:wine"}}
	export := directory.Offering{Text: "and so", Concepts: []directory.ConceptID{"topic:export"}}
	food := []directory.Tag{{Concept: "sector:food-processing-and-manufacturing"}}
	apply(t, s,
		organisation("bg-food", func(o *directory.Organisation) {
			o.Concepts, o.Offers, o.Needs = food, []directory.Offering{export}, []directory.Offering{export}
		}),
		organisation("bg-wine", func(o *directory.Organisation) { o.Needs = []directory.Offering{wine, export} }),
		organisation("bg-wine-alone", func(o *directory.Organisation) { o.Needs = []directory.Offering{wine} }))
	x := open(t, s, t.TempDir())
	defer x.Close()
	carried := []search.Value{{Facet: search.FacetSector, Code: "food-processing-and-manufacturing", Weight: 0.35}}
	wines := search.Group{Senses: []search.Sense{{Concept: "topic:wine", Values: carried, Said: true, Weight: 1}}}
	exports := search.Group{Senses: []search.Sense{{Concept: "topic:export", Said: true, Weight: 1}}}
	for _, tt := range []struct {
		groups []search.Group
		least  int
		sober  bool
		want   []directory.RecordID
	}{
		{[]search.Group{wines, exports}, 0, false, []directory.RecordID{"bg-wine", "bg-food"}},
		{[]search.Group{wines, exports}, 0, true, []directory.RecordID{"bg-wine"}},
		{[]search.Group{wines, exports}, 1, false, []directory.RecordID{"bg-wine", "bg-food", "bg-wine-alone"}},
		{[]search.Group{wines}, 0, true, []directory.RecordID{"bg-food", "bg-wine", "bg-wine-alone"}},
	} {
		found, err := x.Search(t.Context(), search.Question{Groups: tt.groups, Least: tt.least, Sober: tt.sober, Sort: search.SortRelevance, Page: 1, PerPage: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []directory.RecordID
		for _, h := range found.Hits {
			got = append(got, h.ID)
		}
		if len(tt.groups) == 1 {
			slices.Sort(got)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%d groups, at least %d, soberly %v: %v, want %v", len(tt.groups), tt.least, tt.sober, got, tt.want)
		}
	}
}
