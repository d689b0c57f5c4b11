package insight

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func TestDiversifyByHand(t *testing.T) {
	// The example of the US Department of Justice's guidelines: four firms with 30,
	// 30, 20 and 20 % have an index of 900+900+400+400 = 2,600 points, here 0.26.
	got := Diversify(groups{"s:a": 30, "s:b": 30, "s:c": 20, "s:d": 20})
	entropy := -2*0.3*math.Log(0.3) - 2*0.2*math.Log(0.2)
	want := Diversity{
		Groups: 4, Total: 100, Largest: "s:a", LargestShare: 0.3,
		Herfindahl: 0.26, Normalised: 0.01 / 0.75,
		Shannon: entropy, Evenness: entropy / math.Log(4), Effective: math.Exp(entropy),
	}
	if diff := cmp.Diff(want, got, closely); diff != "" {
		t.Error(diff)
	}
	for name, tc := range map[string]struct {
		counts groups
		want   Diversity
	}{
		"even": {groups{"s:a": 5, "s:b": 5, "s:c": 5, "s:d": 5},
			Diversity{Groups: 4, Total: 20, Largest: "s:a", LargestShare: 0.25, Herfindahl: 0.25, Shannon: math.Log(4), Evenness: 1, Effective: 4}},
		"two of four possible": {groups{"s:a": 8, "s:b": 8, "s:c": 0, "s:d": 0},
			Diversity{Groups: 2, Total: 16, Largest: "s:a", LargestShare: 0.5, Herfindahl: 0.5, Normalised: 1.0 / 3, Shannon: math.Log(2), Evenness: 0.5, Effective: 2}},
		"a single group": {groups{"s:a": 12},
			Diversity{Groups: 1, Total: 12, Largest: "s:a", LargestShare: 1, Herfindahl: 1, Normalised: 1, Effective: 1}},
		"too few": {groups{"s:a": 4, "s:b": 5},
			Diversity{Groups: 2, Total: 9, Largest: "s:b", LargestShare: 5.0 / 9, Reason: ReasonFewInRegion}},
		"none": {groups{"s:a": 0}, Diversity{Reason: ReasonEmpty}},
	} {
		if diff := cmp.Diff(tc.want, Diversify(tc.counts), closely); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDiversityStaysInItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := groups{}
		for i, n := range rapid.SliceOfN(rapid.IntRange(-1, 10_000), 0, 12).Draw(t, "counts") {
			counts[directory.ConceptID(fmt.Sprint("s:", i))] = n
		}
		d := Diversify(counts)
		finite(t, d.LargestShare, d.Herfindahl, d.Normalised, d.Shannon, d.Evenness, d.Effective)
		if d.Reason != "" {
			return
		}
		// Hill's numbers fall with their order: k ≥ e^Shannon ≥ 1/Herfindahl ≥ 1.
		if float64(d.Groups) < d.Effective-1e-9 || d.Effective < 1/d.Herfindahl-1e-9 || d.Herfindahl > 1 ||
			d.Normalised < 0 || d.Normalised > 1 || d.Evenness < 0 || d.Evenness > 1 {
			t.Fatalf("%v: %+v", counts, d)
		}
		for g := range counts {
			counts[g] *= 7
		}
		scaled := Diversify(counts)
		scaled.Total = d.Total
		if diff := cmp.Diff(d, scaled, closely); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestCountKinds(t *testing.T) {
	list := CountKinds(map[directory.Kind]int{directory.KindCluster: 3, directory.KindSME: 1, "unheard-of": 9})
	if len(list) != len(directory.Kinds) {
		t.Fatalf("%d kinds", len(list))
	}
	sum := 0.0
	for i, k := range list {
		if k.Kind != directory.Kinds[i] {
			t.Errorf("kind %d is %s", i, k.Kind)
		}
		sum += k.Share
	}
	if list[0] != (KindCount{directory.KindCluster, 3, 0.75}) || !near(sum, 1, 1e-12) {
		t.Errorf("%+v, shares sum to %v", list, sum)
	}
	for _, k := range CountKinds(nil) {
		if k.N != 0 || k.Share != 0 {
			t.Errorf("of nothing: %+v", k)
		}
	}
}

func TestCountMembersByHand(t *testing.T) {
	n := func(i int) *int { return &i }
	got := CountMembers([]directory.Members{
		{Total: n(30)},
		{Total: n(293), SMEs: n(280), Research: n(6)},
		{SMEs: n(10), Startups: n(4), Large: n(2)}, // 12: start-ups are among the SMEs
		{},
	})
	want := Membership{
		Clusters: 4, All: Sum{3, 30 + 293 + 12}, Median: 30,
		SMEs: Sum{2, 290}, Startups: Sum{1, 4}, Large: Sum{1, 2}, Research: Sum{1, 6},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := CountMembers([]directory.Members{{}, {}}); got.Median != 0 || got.All.Known != 0 {
		t.Errorf("none known: %+v", got)
	}
}
