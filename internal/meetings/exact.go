package meetings

import (
	"cmp"
	"context"
	"slices"
)

// With few pairs everything is tried, in so many steps at most, which take a fifth of a
// second; with more than mostPairs that would not end, and is not begun.
const (
	mostPairs  = 40
	exactSteps = 200_000
)

// exact tries everything there is for a round of few pairs, leaving out what cannot be
// better than the best so far, and keeps the best. It says whether it came to the end: then
// no plan is better. The plan that was found before saves most of the work: it tells from
// the beginning what need not be tried.
func (s *search) exact(ctx context.Context) bool {
	var open []int // the pairs that may meet in some slot or none
	for p := range s.pairs {
		if q := &s.pairs[p]; !q.fixed && s.most[q.a] > 0 && s.most[q.b] > 0 {
			open = append(open, p)
		}
	}
	if len(open) > mostPairs {
		return false
	}
	best, at := s.value(), slices.Clone(s.at)
	for _, p := range open {
		s.put(p, -1)
	}
	slices.SortStableFunc(open, func(x, y int) int {
		switch {
		case s.dearer(x, y):
			return -1
		case s.dearer(y, x):
			return 1
		}
		return 0
	})
	t := &tree{search: s, open: open, left: exactSteps, best: best, at: at, of: make([]int, len(s.ids))}
	t.behind = make([]value, len(open)+1)
	for k, p := range slices.Backward(open) {
		t.behind[k] = value{t.behind[k+1].mutual, t.behind[k+1].rest + s.pairs[p].worth}
		if s.pairs[p].both {
			t.behind[k].mutual++
		}
		t.of[s.pairs[p].a]++
		t.of[s.pairs[p].b]++
	}
	t.try(ctx, 0)
	for _, p := range open {
		s.put(p, -1)
	}
	for _, p := range open {
		s.put(p, t.at[p])
	}
	return t.left > 0
}

// tree is what is being tried: each of its pairs in turn in each slot and in none.
type tree struct {
	*search
	open   []int
	behind []value // what the pairs from one on are worth by their wishes
	of     []int   // how many pairs of a participant are still to come
	left   int     // steps
	best   value
	at     []int // where the pairs are in the best
}

func (t *tree) try(ctx context.Context, k int) {
	if t.left--; t.left <= 0 || t.left%4096 == 0 && ctx.Err() != nil {
		t.left = 0
		return
	}
	if now := t.value(); now.more(t.best) {
		t.best = now
		copy(t.at, t.search.at)
	}
	if k == len(t.open) || !t.hope(k).more(t.best) {
		return
	}
	p := t.open[k]
	q := &t.pairs[p]
	t.of[q.a]--
	t.of[q.b]--
	if t.room(p) {
		for slot := range t.slots {
			if t.busy[q.a][slot] == free && t.busy[q.b][slot] == free && t.used[slot] < t.tables {
				t.put(p, slot)
				t.try(ctx, k+1)
				t.put(p, -1)
			}
		}
	}
	t.try(ctx, k+1)
	t.of[q.a]++
	t.of[q.b]++
}

// hope is more than anything can be worth that is still to be found with the pairs from k
// on: as if all of them could meet that the tables hold, and each participant had all the
// meetings of its own it can have.
func (t *tree) hope(k int) value {
	v := t.value()
	tables := t.slots*t.tables - t.taken()
	if n := len(t.open) - k; n <= tables {
		v.mutual += t.behind[k].mutual
		v.rest += t.behind[k].rest
	} else { // the dearest stand first
		v.mutual += min(tables, t.behind[k].mutual)
		worth := make([]int, 0, n)
		for _, p := range t.open[k:] {
			worth = append(worth, t.pairs[p].worth)
		}
		slices.SortFunc(worth, func(x, y int) int { return cmp.Compare(y, x) })
		for _, w := range worth[:tables] {
			v.rest += w
		}
	}
	var served []int // what each further meeting of a participant adds
	for i, more := range t.of {
		for n := range min(more, t.most[i]-t.has[i]) {
			served = append(served, fair(t.has[i]+n+1))
		}
	}
	if len(served) > 2*tables {
		slices.SortFunc(served, func(x, y int) int { return cmp.Compare(y, x) })
		served = served[:2*tables]
	}
	for _, worth := range served {
		v.rest += worth
	}
	return v
}
