package insight

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestNaturalBreaksAsPublished(t *testing.T) {
	// The common textbook example: 4, 5, 9, 10 in two classes. 4 5 | 9 10 deviates
	// by 0.5+0.5 = 1 from its means, 4 | 5 9 10 by 14, 4 5 9 | 10 by 14.
	if got := naturalBreaks([]float64{4, 5, 9, 10}, []int{1, 1, 1, 1}, 2); !slices.Equal(got, []int{2, 4}) {
		t.Errorf("ends %v, want 2 and 4", got)
	}
	// 1 | 2 3 is as good as 1 2 | 3: the earlier cut, always.
	if got := naturalBreaks([]float64{1, 2, 3}, []int{1, 1, 1}, 2); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("ends %v, want 1 and 3", got)
	}
}

// Against all ways to cut.
func TestNaturalBreaksAreTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfNDistinct(rapid.IntRange(0, 500), 1, 9, rapid.ID[int]).Draw(t, "values")
		slices.Sort(set)
		values, weights := make([]float64, len(set)), make([]int, len(set))
		for i, v := range set {
			values[i], weights[i] = float64(v), rapid.IntRange(1, 5).Draw(t, "weight")
		}
		k := rapid.IntRange(1, len(values)).Draw(t, "classes")
		var least func(start, k int) float64
		least = func(start, k int) float64 {
			if k == 1 {
				return deviates(values[start:], weights[start:])
			}
			best := 1e300
			for end := start + 1; end <= len(values)-k+1; end++ {
				best = min(best, deviates(values[start:end], weights[start:end])+least(end, k-1))
			}
			return best
		}
		got, start := 0.0, 0
		for _, end := range naturalBreaks(values, weights, k) {
			got += deviates(values[start:end], weights[start:end])
			start = end
		}
		if want := least(0, k); start != len(values) || !near(got, want, 1e-6*max(1, want)) {
			t.Fatalf("%v × %v in %d: deviation %v, want %v", values, weights, k, got, want)
		}
	})
}

func deviates(values []float64, weights []int) float64 {
	sum, w, squares := 0.0, 0.0, 0.0
	for i, v := range values {
		sum, w = sum+v*float64(weights[i]), w+float64(weights[i])
	}
	for i, v := range values {
		squares += (v - sum/w) * (v - sum/w) * float64(weights[i])
	}
	return squares
}

func TestCountClasses(t *testing.T) {
	for name, tc := range map[string]struct {
		counts []int
		want   int
		get    []Class
	}{
		// Roots 1 1 1.4 1.4 | 3 3.2 3.3 | 10: a capital beside towns.
		"a capital": {[]int{0, 100, 1, 1, 2, 2, 9, 10, 11, 0, 0}, 4, []Class{{0, 0, 3}, {1, 2, 4}, {3, 11, 3}, {12, 100, 1}}},
		// Roots 1 3 5 6: the last two are nearest. Of the counts themselves it would
		// be the first two.
		"roots, not counts":                   {[]int{1, 9, 25, 36}, 3, []Class{{1, 1, 1}, {2, 9, 1}, {10, 36, 2}}},
		"no zero":                             {[]int{1, 2, 9, 10, 100}, 3, []Class{{1, 2, 2}, {3, 10, 2}, {11, 100, 1}}},
		"all equal":                           {[]int{7, 7, 7}, 5, []Class{{1, 7, 3}}},
		"all zero":                            {[]int{0, -4}, 5, []Class{{0, 0, 2}}},
		"nothing":                             {nil, 5, nil},
		"fewer different counts than classes": {[]int{3, 5, 3, 0}, 6, []Class{{0, 0, 1}, {1, 3, 2}, {4, 5, 1}}},
		"more than any eye sees":              {[]int{1, 4, 9, 16, 25, 36, 49, 64}, 99, CountClasses([]int{1, 4, 9, 16, 25, 36, 49, 64}, MaxClasses)},
	} {
		if diff := cmp.Diff(tc.get, CountClasses(tc.counts, tc.want)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestClassesHoldEveryCountOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.OneOf(rapid.IntRange(0, 5), rapid.IntRange(0, 60), rapid.IntRange(0, 1_000_000))
		counts := rapid.SliceOfN(size, 0, 80).Draw(t, "counts")
		want := rapid.IntRange(0, 9).Draw(t, "want")
		classes := CountClasses(counts, want)
		different := len(slices.Compact(slices.Sorted(slices.Values(counts))))
		if n := min(different, min(MaxClasses, max(MinClasses, want))); len(classes) != n {
			t.Fatalf("%d classes, want %d", len(classes), n)
		}
		held := make([]int, len(classes))
		for _, n := range counts {
			held[ClassOf(classes, n)]++
		}
		for i, c := range classes {
			if c.N == 0 || c.N != held[i] || c.From > c.To || i > 0 && c.From != classes[i-1].To+1 || c.From == 0 && c.To != 0 {
				t.Fatalf("class %d of %+v holds %d", i, classes, held[i])
			}
		}
		shuffled := slices.Clone(counts)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		if diff := cmp.Diff(classes, CountClasses(shuffled, want)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestManyDifferentCountsAreCutInTime(t *testing.T) {
	counts := make([]int, 50_000)
	for i := range counts {
		counts[i] = i
	}
	classes, held := CountClasses(counts, 6), 0
	for _, c := range classes {
		held += c.N
	}
	if len(classes) != 6 || held != len(counts) || classes[5].To != 49_999 {
		t.Errorf("%+v", classes)
	}
	if ClassOf(classes, 50_000) != -1 || ClassOf(classes, -1) != 0 {
		t.Error("a count beyond the last class is in none, one below zero in the first")
	}
}

func TestQuotientClasses(t *testing.T) {
	said := func(q float64) Specialisation {
		return Specialisation{Statement: Statement{Verdict: VerdictAlike, Quotient: q}}
	}
	list := []Specialisation{
		said(0), said(0.5), said(0.51), said(0.8), said(0.81), said(1), said(1.24), said(1.25), said(1.99), said(2), said(9),
		{Statement: Statement{Verdict: VerdictTooFew}}, {},
	}
	classes, tooFew := QuotientClasses(list)
	want := []QuotientClass{{0, 0.5, 2}, {0.5, 0.8, 2}, {0.8, 1.25, 3}, {1.25, 2, 2}, {2, 0, 2}}
	if diff := cmp.Diff(want, classes); diff != "" || tooFew != 2 {
		t.Errorf("%d too few, %s", tooFew, diff)
	}
	// Breaks mirror each other, so that half as much is as far from 1 as twice.
	for i, b := range quotientBreaks {
		if !near(b*quotientBreaks[len(quotientBreaks)-1-i], 1, 1e-12) {
			t.Errorf("break %v has no mirror", b)
		}
	}
}
