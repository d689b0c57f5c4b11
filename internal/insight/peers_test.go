package insight

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

type groups = map[directory.ConceptID]int

func TestSimilarByHand(t *testing.T) {
	here := Profile{Region: "BG341", Organisations: 15, Groups: groups{"s:tourism": 3, "s:ict": 4}}
	// 3·4 + 4·3 = 24 over 5·5.
	varna := Profile{Region: "BG331", Organisations: 30, Groups: groups{"s:tourism": 4, "s:ict": 3}}
	// Twice the same: 1.
	same := Profile{Region: "RO223", Organisations: 30, Groups: groups{"s:tourism": 6, "s:ict": 8}}
	// 4·3 = 12 over 5·5, and one group shared.
	odesa := Profile{Region: "UA-51", Organisations: 10, Groups: groups{"s:ict": 3, "s:grain": 4}}
	// As Odesa, and before it by code.
	adjara := Profile{Region: "GE-AJ", Organisations: 10, Groups: groups{"s:ict": 3, "s:citrus": 4}}
	other := Profile{Region: "TR831", Organisations: 10, Groups: groups{"s:hazelnuts": 9}}
	thin := Profile{Region: "BG311", Organisations: 9, Groups: groups{"s:tourism": 3, "s:ict": 4}}

	got, why := Similar(here, []Profile{odesa, varna, other, here, thin, same, adjara}, 4, 1)
	if why != "" {
		t.Fatalf("nothing said: %s", why)
	}
	want := []Peer{
		{"RO223", 30, 1, []Alike{{"s:ict", 4, 8, 16.0 / 25}}, 2},
		{"BG331", 30, 24.0 / 25, []Alike{{"s:ict", 4, 3, 12.0 / 25}}, 2},
		{"GE-AJ", 10, 12.0 / 25, []Alike{{"s:ict", 4, 3, 12.0 / 25}}, 1},
		{"UA-51", 10, 12.0 / 25, []Alike{{"s:ict", 4, 3, 12.0 / 25}}, 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got, why := Similar(thin, []Profile{here}, 4, 1); got != nil || why != ReasonFewInRegion {
		t.Errorf("of a thin region: %v, %q", got, why)
	}
	if got, why := Similar(Profile{Organisations: 20}, []Profile{here}, 4, 1); got != nil || why != ReasonEmpty {
		t.Errorf("of a region without groups: %v, %q", got, why)
	}
}

func TestComplementByHand(t *testing.T) {
	here := Profile{
		Region: "BG341", Groups: groups{"s:tourism": 9, "s:steel": 1},
		Strong: []directory.ConceptID{"s:tourism"}, Lacking: []directory.ConceptID{"s:steel", "s:ict", "s:steel"},
		Needs: groups{"s:ict": 6, "s:energy": 2}, Offers: groups{"s:tourism": 5},
	}
	// Offers 5 of 10 in ICT and 1 of 10 in energy, needed 6 and 2 of 8: 0.5 + 0.1.
	// Strong in ICT, one of two lacking, of which one is named twice. Lacks tourism, strong here: 1.
	// The score: (0.6 + 0 + 0.5 + 1) / 4.
	sofia := Profile{
		Region: "BG411", Groups: groups{"s:ict": 50, "s:tourism": 2},
		Strong: []directory.ConceptID{"s:ict"}, Lacking: []directory.ConceptID{"s:tourism"},
		Offers: groups{"s:ict": 5, "s:energy": 1, "s:law": 4}, Needs: groups{"s:tourism": 4},
	}
	// One offer, all of it ICT: too few to count.
	small := Profile{Region: "BG311", Offers: groups{"s:ict": 1}}
	got := Complement(here, []Profile{small, here, sofia}, 5, 2)
	want := []Complementary{{
		Region: "BG411", Score: 2.1 / 4, Matches: 4,
		Reasons: []Match{
			{WayStrongHere, "s:tourism", 9, 2, 0.25},
			{WayOffersNeeded, "s:ict", 6, 5, 0.125},
		},
	}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b float64) bool { return near(a, b, 1e-12) })); diff != "" {
		t.Error(diff)
	}
	// The other way round the same score, with the ways turned.
	back := Complement(sofia, []Profile{here}, 5, 10)
	if len(back) != 1 || !near(back[0].Score, 2.1/4, 1e-12) || back[0].Reasons[0].Way != WayStrongThere {
		t.Errorf("the other way round: %+v", back)
	}
}

func drawProfile(t *rapid.T, region int) Profile {
	concept := rapid.Map(rapid.IntRange(1, 8), func(i int) directory.ConceptID { return directory.ConceptID(fmt.Sprint("s:", i)) })
	counts := rapid.MapOf(concept, rapid.IntRange(-1, 40))
	return Profile{
		Region:        directory.RegionCode(fmt.Sprintf("R%02d", region)),
		Organisations: rapid.IntRange(0, 40).Draw(t, "organisations"),
		Groups:        counts.Draw(t, "groups"), Offers: counts.Draw(t, "offers"), Needs: counts.Draw(t, "needs"),
		Strong:  rapid.SliceOfN(concept, 0, 4).Draw(t, "strong"),
		Lacking: rapid.SliceOfN(concept, 0, 4).Draw(t, "lacking"),
	}
}

func TestPeersDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list []Profile
		for i := range rapid.IntRange(1, 8).Draw(t, "regions") {
			list = append(list, drawProfile(t, i))
		}
		shuffled := slices.Clone(list)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		peers, why := Similar(list[0], list, 5, 100)
		again, whyAgain := Similar(list[0], shuffled, 5, 100)
		if diff := cmp.Diff(peers, again); diff != "" || why != whyAgain {
			t.Fatalf("%q and %q: %s", why, whyAgain, diff)
		}
		for _, p := range peers {
			sum := 0.0
			for _, r := range p.Reasons {
				sum += r.Part
			}
			finite(t, p.Similarity, sum)
			if p.Similarity <= 0 || p.Similarity > 1 || !near(sum, p.Similarity, 1e-9) || len(p.Reasons) != p.Shared {
				t.Fatalf("%+v: parts sum to %v", p, sum)
			}
		}
		full := Complement(list[0], list, 5, 100)
		if diff := cmp.Diff(full, Complement(list[0], shuffled, 5, 100)); diff != "" {
			t.Fatal(diff)
		}
		for _, c := range full {
			sum := 0.0
			for _, r := range c.Reasons {
				sum += r.Part
			}
			finite(t, c.Score, sum)
			if c.Score <= 0 || c.Score > 1 || !near(sum, c.Score, 1e-9) {
				t.Fatalf("%+v: parts sum to %v", c, sum)
			}
		}
	})
}

func TestSimilarityIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawProfile(t, 1), drawProfile(t, 2)
		a.Organisations, b.Organisations = MinRegion, MinRegion
		ab, _ := Similar(a, []Profile{b}, 1, 0)
		ba, _ := Similar(b, []Profile{a}, 1, 0)
		if len(ab) != len(ba) || len(ab) == 1 && ab[0].Similarity != ba[0].Similarity {
			t.Fatalf("%+v one way, %+v the other", ab, ba)
		}
		// Its own likeness, scaled, is complete.
		if total(a.Groups) > 0 {
			b.Groups = groups{}
			for g, n := range a.Groups {
				b.Groups[g] = 3 * n
			}
			if own, _ := Similar(a, []Profile{b}, 1, 0); len(own) != 1 || !near(own[0].Similarity, 1, 1e-12) {
				t.Fatalf("its own likeness: %+v", own)
			}
		}
	})
}

func TestProfileOfATable(t *testing.T) {
	table := tourism(12, 9, 1, 1, 1, 1, 1, 1, 1, 1)
	got := table.Profile("R01")
	want := Profile{Region: "R01", Organisations: 20, Groups: groups{"sector:tourism": 12}, Strong: []directory.ConceptID{"sector:tourism"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
