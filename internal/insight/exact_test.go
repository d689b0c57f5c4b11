package insight

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func near(got, want, within float64) bool { return math.Abs(got-want) <= within }

// Published: R's manual of fisher.test, whose examples are Fisher's own.
func TestExactTestAsPublished(t *testing.T) {
	// The lady tasting tea told three of the four cups with milk first. By hand:
	// (C(4,3)·C(4,1) + C(4,4)·C(4,0)) / C(8,4) = 17/70.
	tea := draws{region: 4, group: 4, total: 8}
	if _, p, mean := tea.tails(3, 1); !near(p, 17.0/70, 1e-12) || !near(mean, 2, 1e-12) {
		t.Errorf("lady tasting tea: p = %v, mean %v, want %v and 2", p, mean, 17.0/70)
	}
	// With all four right, as Fisher told it: 1/70.
	if _, p, _ := tea.tails(4, 1); !near(p, 1.0/70, 1e-12) {
		t.Errorf("all four right: p = %v, want 1/70", p)
	}
	// R: the one-sided 95 % interval of the odds ratio begins at 0.3135693. R seeks
	// its roots to about 1e-4; TestLimitsHaveTheirLevel holds ours to more.
	if low, _ := tea.interval(3, 0.05); !near(math.Exp(low), 0.3135693, 1e-5) {
		t.Errorf("lady tasting tea: odds from %v, want 0.3135693", math.Exp(low))
	}

	// Convictions of like-sex twins: 2 of 17 dizygotic and 10 of 13 monozygotic.
	twins := draws{region: 17, group: 12, total: 30}
	if p, _, _ := twins.tails(2, 1); !near(p, 0.0004652, 5e-8) {
		t.Errorf("twins: p = %v, want 0.0004652", p)
	}
	for level, want := range map[float64][2]float64{
		0.025: {0.003325764, 0.363182271},
		0.005: {0.001386333, 0.578851645},
	} {
		low, high := twins.interval(2, level)
		if !near(math.Exp(low), want[0], 2e-5) || !near(math.Exp(high), want[1], 2e-5) {
			t.Errorf("twins at %v: odds %v to %v, want %v", level, math.Exp(low), math.Exp(high), want)
		}
	}
}

func TestIntervalEndsAtThePossible(t *testing.T) {
	d := draws{region: 4, group: 4, total: 8}
	if low, _ := d.interval(0, 0.025); !math.IsInf(low, -1) || d.meanAt(low) != 0 {
		t.Errorf("none: low %v, mean %v", low, d.meanAt(low))
	}
	if _, high := d.interval(4, 0.025); !math.IsInf(high, 1) || d.meanAt(high) != 4 {
		t.Errorf("all: high %v, mean %v", high, d.meanAt(high))
	}
}

// Against the definition, by binomial coefficients in floating point.
func TestTailsAreTheDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "total")
		d := draws{region: rapid.IntRange(0, n).Draw(t, "region"), group: rapid.IntRange(0, n).Draw(t, "group"), total: n}
		lo, hi := d.bounds()
		x := rapid.IntRange(lo, hi).Draw(t, "x")
		odds := rapid.Float64Range(0.05, 20).Draw(t, "odds")
		var sum, atMost, atLeast, mean float64
		for k := lo; k <= hi; k++ {
			w := choose(d.region, k) * choose(n-d.region, d.group-k) * math.Pow(odds, float64(k))
			sum, mean = sum+w, mean+w*float64(k)
			if k <= x {
				atMost += w
			}
			if k >= x {
				atLeast += w
			}
		}
		a, b, m := d.tails(x, odds)
		if !near(a, atMost/sum, 1e-9) || !near(b, atLeast/sum, 1e-9) || !near(m, mean/sum, 1e-8) {
			t.Fatalf("%+v at %d, odds %v: %v %v %v, want %v %v %v", d, x, odds, a, b, m, atMost/sum, atLeast/sum, mean/sum)
		}
	})
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// At its limits the odds give the tails the level they were sought for, however
// large the counts.
func TestLimitsHaveTheirLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 2_000_000).Draw(t, "total")
		d := draws{region: rapid.IntRange(1, n).Draw(t, "region"), group: rapid.IntRange(1, n).Draw(t, "group"), total: n}
		lo, hi := d.bounds()
		x := rapid.IntRange(lo, hi).Draw(t, "x")
		low, high := d.interval(x, Level)
		if low > high {
			t.Fatalf("%+v at %d: %v above %v", d, x, low, high)
		}
		if x > lo {
			if _, p, _ := d.tails(x, math.Exp(low)); !near(p, Level, 1e-7) {
				t.Fatalf("%+v at %d: P(X ≥ x) = %v at the lower limit %v", d, x, p, low)
			}
		}
		if x < hi {
			if p, _, _ := d.tails(x, math.Exp(high)); !near(p, Level, 1e-7) {
				t.Fatalf("%+v at %d: P(X ≤ x) = %v at the upper limit %v", d, x, p, high)
			}
		}
	})
}
