package insight

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestQuotientAsPublished(t *testing.T) {
	for name, tc := range map[string]struct {
		counts Counts
		want   float64
	}{
		// O. Farhauer and A. Kröll, Standorttheorien (2013), as in the manual of the
		// R package REAT: locq(1714, 79006, 879213, 15593224) = 0.3847623.
		"Farhauer and Kröll": {Counts{Here: 1714, OfRegion: 79006, OfGroup: 879213, OfReference: 15593224}, 0.3847623},
		// By hand: 6 of 20 here, 30 of 300 in all: 0.3 / 0.1.
		"by hand": {Counts{Here: 6, OfRegion: 20, OfGroup: 30, OfReference: 300}, 3},
		"none":    {Counts{Here: 0, OfRegion: 20, OfGroup: 30, OfReference: 300}, 0},
	} {
		if got, ok := tc.counts.Quotient(); !ok || !near(got, tc.want, 5e-8) {
			t.Errorf("%s: %+v has quotient %v, %v, want %v", name, tc.counts, got, ok, tc.want)
		}
	}
}

func TestQuotientIsNotDefined(t *testing.T) {
	for name, c := range map[string]Counts{
		"nothing at all":                 {},
		"empty region":                   {Here: 0, OfRegion: 0, OfGroup: 5, OfReference: 50},
		"group nobody has":               {Here: 0, OfRegion: 10, OfGroup: 0, OfReference: 50},
		"more here than in the region":   {Here: 11, OfRegion: 10, OfGroup: 20, OfReference: 50},
		"more here than in all":          {Here: 6, OfRegion: 10, OfGroup: 5, OfReference: 50},
		"region outside the reference":   {Here: 1, OfRegion: 60, OfGroup: 5, OfReference: 50},
		"others do not fit":              {Here: 0, OfRegion: 40, OfGroup: 20, OfReference: 50},
		"negative":                       {Here: -1, OfRegion: 10, OfGroup: 5, OfReference: 50},
		"larger than any directory":      {Here: 1, OfRegion: 1, OfGroup: 1, OfReference: math.MaxInt},
		"negative that would fit by sum": {Here: math.MinInt, OfRegion: 1, OfGroup: 1, OfReference: 1},
	} {
		if got, ok := c.Quotient(); ok || got != 0 {
			t.Errorf("%s: %+v has quotient %v", name, c, got)
		}
		if s := Judge(c); s.Said() || s.Reason != ReasonEmpty && s.Reason != ReasonInconsistent {
			t.Errorf("%s: %+v is judged %+v", name, c, s)
		}
	}
}

func TestJudge(t *testing.T) {
	for name, tc := range map[string]struct {
		counts  Counts
		verdict Verdict
		reason  Reason
	}{
		// 3 expected, 8 there.
		"clearly more": {Counts{8, 20, 45, 300}, VerdictAbove, ""},
		// 2 of 2: the quotient would be 10.
		"wild quotient of a tiny region": {Counts{2, 2, 30, 300}, VerdictTooFew, ReasonFewInRegion},
		// 4 of 12: the quotient would be 10, and P is small.
		"four of a rare group": {Counts{4, 12, 10, 300}, VerdictTooFew, ReasonFewInGroup},
		"five of a rare group": {Counts{5, 12, 10, 300}, VerdictAbove, ""},
		// 10 expected, none there.
		"clearly less":              {Counts{0, 40, 100, 400}, VerdictBelow, ""},
		"none where few expected":   {Counts{0, 20, 30, 300}, VerdictTooFew, ReasonFewInGroup},
		"a little more, few":        {Counts{6, 20, 60, 300}, VerdictTooFew, ReasonWide},
		"as in the reference":       {Counts{40, 200, 400, 2000}, VerdictAlike, ""},
		"as there, but few":         {Counts{5, 25, 60, 300}, VerdictTooFew, ReasonWide},
		"a twentieth more of a lot": {Counts{10500, 100000, 100000, 1000000}, VerdictAlike, ""},
		"the whole reference":       {Counts{60, 300, 60, 300}, VerdictAlike, ""},
		"a group that all have":     {Counts{20, 20, 300, 300}, VerdictAlike, ""},
	} {
		s := Judge(tc.counts)
		if s.Verdict != tc.verdict || s.Reason != tc.reason {
			t.Errorf("%s: %+v is judged %+v, want %s %q", name, tc.counts, s, tc.verdict, tc.reason)
		}
	}
	// The reference against itself is exactly like itself.
	if s := Judge(Counts{60, 300, 60, 300}); s.Quotient != 1 || s.Low != 1 || s.High != 1 || s.P != 1 {
		t.Errorf("the reference itself: %+v", s)
	}
	// By hand: 5 of a region of 12, out of 6 of 24. P(X ≥ 5) =
	// (C(12,5)·C(12,1) + C(12,6)) / C(24,6) = (792·12 + 924) / 134596.
	s := Judge(Counts{5, 12, 6, 24})
	if want := (792.0*12 + 924) / 134596; !near(s.P, want, 1e-12) {
		t.Errorf("P = %v, want %v", s.P, want)
	}
}

// drawCounts draws counts of one state of a directory.
func drawCounts(t *rapid.T, largest int) Counts {
	n := rapid.IntRange(1, largest).Draw(t, "reference")
	r := rapid.IntRange(0, n).Draw(t, "region")
	g := rapid.IntRange(0, n).Draw(t, "group")
	x := rapid.IntRange(max(0, r+g-n), min(r, g)).Draw(t, "here")
	return Counts{x, r, g, n}
}

func TestStatementsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounts(t, 100_000)
		s := Judge(c)
		if !s.Said() {
			if s.Reason == "" || s.Quotient != 0 || s.Low != 0 || s.High != 0 {
				t.Fatalf("nothing said, but %+v", s)
			}
			return
		}
		quotient, ok := c.Quotient()
		if !ok || s.Reason != "" || s.Quotient != quotient || s.Low > s.Quotient || s.High < s.Quotient {
			t.Fatalf("%+v", s)
		}
		// The interval and the test say the same.
		if math.Abs(s.P-Level) > 1e-6 {
			if outside := s.Low > 1+1e-9 || s.High < 1-1e-9; outside != (s.P < Level) {
				t.Fatalf("P is %v, but the interval %v to %v", s.P, s.Low, s.High)
			}
		}
		// It never leaves what the margins allow.
		lo, hi := draws{c.OfRegion, c.OfGroup, c.OfReference}.bounds()
		if e := c.Expected(); s.Low < float64(lo)/e-1e-9 || s.High > float64(hi)/e+1e-9 {
			t.Fatalf("%+v: beyond %d to %d of %v", s, lo, hi, e)
		}
		if s.Verdict == VerdictAbove && (c.Here < MinGroup || s.Low <= 1) || s.Verdict == VerdictBelow && s.High >= 1 {
			t.Fatalf("%+v", s)
		}
	})
}

func TestQuotientProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounts(t, 10_000)
		quotient, ok := c.Quotient()
		if !ok {
			return
		}
		k := rapid.IntRange(1, 1000).Draw(t, "scale")
		scaled, ok := Counts{k * c.Here, k * c.OfRegion, k * c.OfGroup, k * c.OfReference}.Quotient()
		if !ok || !near(scaled, quotient, 1e-9*max(1, quotient)) {
			t.Fatalf("%+v times %d: %v, want %v", c, k, scaled, quotient)
		}
		if own, ok := (Counts{c.OfGroup, c.OfReference, c.OfGroup, c.OfReference}).Quotient(); !ok || own != 1 {
			t.Fatalf("the reference against itself: %v, %v", own, ok)
		}
		// Weighted by size, a region and the rest average to the reference.
		rest := Counts{c.OfGroup - c.Here, c.OfReference - c.OfRegion, c.OfGroup, c.OfReference}
		other, _ := rest.Quotient()
		mean := (quotient*float64(c.OfRegion) + other*float64(rest.OfRegion)) / float64(c.OfReference)
		if !near(mean, 1, 1e-9) {
			t.Fatalf("%+v: %v and %v average to %v", c, quotient, other, mean)
		}
	})
}

func TestAnyNumbersAreFinite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Large, small and contradictory numbers mixed; margins stay drawable.
		number := rapid.OneOf(rapid.IntRange(-3, 30), rapid.IntRange(0, 5_000_000), rapid.Int())
		c := Counts{number.Draw(t, "here"), number.Draw(t, "region"), number.Draw(t, "group"), number.Draw(t, "reference")}
		s := Judge(c)
		finite(t, s.Quotient, s.Low, s.High, s.P, c.Share(), c.ReferenceShare(), c.SizeShare(), c.Expected())
	})
}

func finite(t interface{ Fatalf(string, ...any) }, numbers ...float64) {
	for i, f := range numbers {
		if math.IsNaN(f) || math.IsInf(f, 0) {
			t.Fatalf("number %d is %v", i, f)
		}
	}
}

// Profiles take the short way to a verdict; it is the one Judge comes to.
func TestJudgeDifferenceIsJudges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounts(t, 3000)
		want := Judge(c).Verdict
		if want != VerdictAbove && want != VerdictBelow {
			want = ""
		}
		if got := judgeDifference(c); got != want {
			t.Fatalf("%+v differs by %q, but is judged %q", c, got, want)
		}
	})
}
