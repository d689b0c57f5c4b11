package meetings

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// standing compares what was found with bounds.
func (s *search) standing(ctx context.Context) (Standing, error) {
	st := Standing{Mutual: s.mutual}
	for p := range s.pairs {
		if s.at[p] >= 0 {
			st.Meetings++
		}
	}
	for i, has := range s.has {
		if has > 0 {
			st.Served++
		}
		if s.most[i] > 0 && len(s.of[i]) > 0 {
			st.ServedBound++
		}
	}
	one := func(*pair) float64 { return 1 }
	none := func(int) float64 { return 0 }
	whole := func(b float64) int { return int(math.Floor(b + 1e-6)) }
	st.MeetingsBound = whole(s.bound(ctx, one, none))
	st.ServedBound = min(st.ServedBound, 2*st.MeetingsBound)
	st.MutualBound = whole(s.bound(ctx, func(p *pair) float64 {
		if p.both {
			return 1
		}
		return 0
	}, none))
	most := s.bound(ctx, func(p *pair) float64 { return float64(p.worth) }, func(n int) float64 { return float64(fair(n)) })
	if most > 0 {
		st.Gap = max(0, (most-float64(s.rest))/most)
	}
	if s.proven {
		st.MutualBound, st.Gap = st.Mutual, 0
	}
	return st, ctx.Err()
}

// steps is how often a bound is bettered; after some dozens little is gained. Of more
// than manyPairs it is done less often in turn, leastSteps times at least: any is a bound.
const (
	steps      = 60
	leastSteps = 6
	manyPairs  = 20_000
)

// bound is what no plan's sum of worths is above, where a meeting is worth something, and
// further the nth of a participant. The worth of each pair is shared out between its two;
// then each takes the best it can have by itself, as if the other always agreed: no
// more than most, and all together no more than the tables hold. That is a bound for every
// way of sharing out (it is Lagrange's relaxation of "both or neither"); sharing out is
// changed step by step towards where those agree who do not, and the lowest bound counts.
func (s *search) bound(ctx context.Context, worth func(*pair) float64, nth func(int) float64) float64 {
	capacity := 0
	for slot := range s.slots {
		there := 0
		for i := range s.ids {
			if s.busy[i][slot] != blocked {
				there++
			}
		}
		capacity += min(there/2, s.tables)
	}
	can := make([]bool, len(s.pairs)) // there is a slot both can come to
	for p, q := range s.pairs {
		for slot := range s.slots {
			can[p] = can[p] || s.busy[q.a][slot] != blocked && s.busy[q.b][slot] != blocked
		}
	}
	share := make([]float64, len(s.pairs)) // of a; b has the rest
	high := 0.0
	for p := range s.pairs {
		share[p] = worth(&s.pairs[p]) / 2
		high = max(high, share[p])
	}
	lowest := math.Inf(1)
	type part struct {
		pair  int
		first bool // a's
		worth float64
	}
	chosen := make([]int, len(s.pairs)) // by a less by b
	for step := range min(steps, max(leastSteps, steps*manyPairs/max(len(s.pairs), 1))) {
		if ctx.Err() != nil {
			break // whoever asked is told
		}
		var all []part
		for i := range s.ids {
			var own []part
			for _, p := range s.of[i] {
				q := &s.pairs[p]
				if !can[p] {
					continue
				}
				if q.a == i {
					own = append(own, part{p, true, share[p]})
				} else {
					own = append(own, part{p, false, worth(q) - share[p]})
				}
			}
			slices.SortFunc(own, func(x, y part) int { return cmp.Compare(y.worth, x.worth) })
			own = own[:min(len(own), s.most[i])]
			for n := range own {
				own[n].worth += nth(n + 1)
			}
			all = append(all, own...)
		}
		slices.SortStableFunc(all, func(x, y part) int { return cmp.Compare(y.worth, x.worth) })
		sum := 0.0
		clear(chosen)
		for _, one := range all[:min(len(all), 2*capacity)] {
			if one.worth <= 0 {
				break
			}
			sum += one.worth
			if one.first {
				chosen[one.pair]++
			} else {
				chosen[one.pair]--
			}
		}
		lowest = min(lowest, sum)
		size := high / (1 + float64(step)/4)
		for p, c := range chosen {
			share[p] -= size * float64(c) / 2
		}
	}
	return lowest
}
