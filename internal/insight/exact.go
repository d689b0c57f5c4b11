package insight

import "math"

// draws is the 2×2 table with its margins held: of total organisations region
// stand in the region and group carry the group; how many do both? With odds 1
// that is hypergeometric, with others Fisher's noncentral hypergeometric
// distribution:
//
//	P(k) ∝ C(region, k)·C(total−region, group−k)·odds^k
//
// Source: R. A. Fisher, "The Logic of Inductive Inference", Journal of the Royal
// Statistical Society 98 (1935).
type draws struct{ region, group, total int }

// negligible is the weight, as a part of the greatest, at which summing stops:
// beyond it a term no longer changes a sum of this precision.
const negligible = 1e-20

// bounds are the least and the greatest number that can do both.
func (d draws) bounds() (lo, hi int) {
	return max(0, d.region+d.group-d.total), min(d.region, d.group)
}

// step is P(k+1)/P(k). It falls with k.
func (d draws) step(k int, odds float64) float64 {
	return float64(d.group-k) * float64(d.region-k) /
		(float64(k+1) * float64(d.total-d.group-d.region+k+1)) * odds
}

// mode is the likeliest number: the first k from which P falls.
func (d draws) mode(odds float64) int {
	lo, hi := d.bounds()
	for lo < hi {
		k := lo + (hi-lo)/2
		if d.step(k, odds) > 1 {
			lo = k + 1
		} else {
			hi = k
		}
	}
	return lo
}

// tails gives P(X ≤ x), P(X ≥ x) and the mean of X. A tail below 1e-18 may be
// given as 0. It sums outwards from the mode by the ratio of neighbours, so
// that nothing overflows and the time grows with the standard deviation, not
// with the counts.
func (d draws) tails(x int, odds float64) (atMost, atLeast, mean float64) {
	lo, hi := d.bounds()
	mode := d.mode(odds)
	var sum, moment float64
	add := func(k int, w float64) {
		sum += w
		moment += w * float64(k-mode)
		if k <= x {
			atMost += w
		}
		if k >= x {
			atLeast += w
		}
	}
	add(mode, 1)
	w := 1.0
	for k := mode; k < hi; k++ {
		if w *= d.step(k, odds); w < negligible {
			break
		}
		add(k+1, w)
	}
	w = 1.0
	for k := mode; k > lo; k-- {
		if w /= d.step(k-1, odds); w < negligible {
			break
		}
		add(k-1, w)
	}
	return min(1, atMost/sum), min(1, atLeast/sum), float64(mode) + moment/sum
}

// oneSided is the probability of a number at least as far from the expected as x, on
// its side.
func (d draws) oneSided(x int) float64 {
	atMost, atLeast, _ := d.tails(x, 1)
	return min(atMost, atLeast)
}

// interval gives the exact conditional limits of the log odds: those under which
// x or more, and x or fewer, have the probability level. At the ends of the
// possible they are infinite; callers turn them into means at once. Source:
// J. Cornfield, "A statistical problem arising from retrospective studies",
// Third Berkeley Symposium (1956); R's fisher.test gives the same.
func (d draws) interval(x int, level float64) (low, high float64) {
	lo, hi := d.bounds()
	low, high = math.Inf(-1), math.Inf(1)
	if x > lo {
		low = d.limit(x, -1, func(logOdds float64) float64 {
			_, p, _ := d.tails(x, math.Exp(logOdds))
			return excess(p, level)
		})
	}
	if x < hi {
		high = d.limit(x, 1, func(logOdds float64) float64 {
			p, _, _ := d.tails(x, math.Exp(logOdds))
			return excess(p, level)
		})
	}
	return low, high
}

// excess is how far p is above the level, in logarithms: nearly straight where
// the root is sought.
func excess(p, level float64) float64 { return math.Log(max(p, 1e-30)) - math.Log(level) }

// limit seeks the log odds where f is 0, going out from the odds of the sample
// (Haldane's, with a half added to every cell) in steps of their standard error
// (Woolf's), then by false position in the Illinois form.
func (d draws) limit(x int, direction float64, f func(logOdds float64) float64) float64 {
	a, b := float64(x)+0.5, float64(d.region-x)+0.5
	c, e := float64(d.group-x)+0.5, float64(d.total-d.region-d.group+x)+0.5
	inner := math.Log(a * e / (b * c))
	width := 2 * direction * math.Sqrt(1/a+1/b+1/c+1/e)
	fInner := f(inner)
	for range 60 { // Haldane's odds can lie outside the limit by a little
		if fInner > 0 {
			break
		}
		inner -= width
		fInner = f(inner)
	}
	outer := inner + width
	fOuter := f(outer)
	for range 60 {
		if fOuter <= 0 {
			break
		}
		inner, fInner = outer, fOuter
		outer += width
		fOuter = f(outer)
	}
	side := 0
	for range 100 {
		if math.Abs(outer-inner) < 1e-10 {
			break
		}
		mid := (inner*fOuter - outer*fInner) / (fOuter - fInner)
		fMid := f(mid)
		if math.Abs(fMid) < 1e-11 {
			return mid
		}
		if fMid > 0 {
			inner, fInner = mid, fMid
			if side > 0 {
				fOuter /= 2
			}
			side = 1
		} else {
			outer, fOuter = mid, fMid
			if side < 0 {
				fInner /= 2
			}
			side = -1
		}
	}
	return (inner + outer) / 2
}

// meanAt is the mean number at these log odds, also where they are infinite.
func (d draws) meanAt(logOdds float64) float64 {
	lo, hi := d.bounds()
	switch {
	case math.IsInf(logOdds, -1):
		return float64(lo)
	case math.IsInf(logOdds, 1):
		return float64(hi)
	}
	_, _, mean := d.tails(lo, math.Exp(logOdds))
	return mean
}
