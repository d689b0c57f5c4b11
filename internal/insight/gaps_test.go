package insight

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
)

func TestFindGaps(t *testing.T) {
	got := FindGaps([]Presence{
		{"sector:wood", 2, 0, 1},
		{"sector:tourism", 5, 2, 2},
		{"sector:textiles", 2, 0, 0},
		{"sector:fishing", 7, 0, 0},
		{"sector:software", 0, 1, 4},
		{"sector:aerospace", 0, 3, 3},
		{"sector:mining", 0, 0, 2},
	})
	want := Gaps{
		NoCluster: []Presence{{"sector:fishing", 7, 0, 0}, {"sector:textiles", 2, 0, 0}, {"sector:wood", 2, 0, 1}},
		NoFirm:    []Presence{{"sector:aerospace", 0, 3, 3}, {"sector:software", 0, 1, 4}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWithoutFirms(t *testing.T) {
	tourism := Grouped{"bg-tourism", []directory.ConceptID{"sector:tourism", "sector:food"}}
	ships := Grouped{"bg-ships", []directory.ConceptID{"sector:ships", "sector:metal"}}
	air := Grouped{"bg-air", []directory.ConceptID{"sector:aerospace"}}
	got, unknown := WithoutFirms([]Grouped{tourism, ships, {ID: "bg-any"}, air}, map[directory.ConceptID]int{"sector:food": 1, "sector:wood": 9})
	if diff := cmp.Diff([]Grouped{air, ships}, got); diff != "" || unknown != 1 {
		t.Errorf("%d unknown, %s", unknown, diff)
	}
}

func TestBackPriorities(t *testing.T) {
	got := BackPriorities(
		[]directory.ConceptID{"priority:tourism", "priority:blue-growth", "priority:health", "priority:tourism"},
		map[directory.ConceptID][]directory.ConceptID{
			"priority:tourism":     {"sector:hospitality", "sector:sport", "sector:hospitality"},
			"priority:blue-growth": {"sector:fishing"},
		},
		map[directory.ConceptID]Presence{
			"priority:tourism":   {Clusters: 1, Firms: 0},
			"sector:hospitality": {Clusters: 2, Firms: 6},
			"sector:fishing":     {Clusters: 0, Firms: 3},
			"sector:software":    {Clusters: 9, Firms: 9},
		})
	want := []Backing{
		// Not 3 clusters: the one of the priority may be one of the two of the sector.
		{"priority:tourism", 2, 6, []Presence{{Group: "sector:hospitality", Firms: 6, Clusters: 2}, {Group: "priority:tourism", Clusters: 1}}},
		{"priority:blue-growth", 0, 3, []Presence{{Group: "sector:fishing", Firms: 3}}},
		{Priority: "priority:health"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !got[0].Backed() || got[1].Backed() || got[2].Backed() {
		t.Error("tourism alone has a cluster behind it")
	}
}
