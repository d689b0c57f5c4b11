package meetings

import (
	"cmp"
	"slices"
)

// meetings gives each meeting a table. Who met at a table in the slot before stays there
// where it can: people walk less.
func (s *search) meetings() []Meeting {
	in := make([][]int, s.slots)
	for p, slot := range s.at {
		if slot >= 0 {
			in[slot] = append(in[slot], p)
		}
	}
	last := make([]int, len(s.ids)) // the table of a participant's last meeting
	for i := range last {
		last[i] = -1
	}
	var all []Meeting
	for slot, pairs := range in {
		taken := make([]bool, s.tables)
		table := map[int]int{}
		take := func(p, at int) bool {
			if _, has := table[p]; has || at < 0 || taken[at] {
				return has
			}
			table[p], taken[at] = at, true
			return true
		}
		for _, p := range pairs {
			if at, fixed := s.tableOf[p]; fixed {
				take(p, at)
			}
		}
		for _, p := range pairs {
			if !take(p, last[s.pairs[p].a]) {
				take(p, last[s.pairs[p].b])
			}
		}
		next := 0
		for _, p := range pairs {
			if _, has := table[p]; has {
				continue
			}
			for taken[next] {
				next++
			}
			take(p, next)
		}
		for _, p := range pairs {
			q := &s.pairs[p]
			last[q.a], last[q.b] = table[p], table[p]
			all = append(all, Meeting{Slot: slot, Table: table[p], A: s.ids[q.a], B: s.ids[q.b], Mutual: q.both})
		}
	}
	slices.SortFunc(all, func(x, y Meeting) int {
		return cmp.Or(x.Slot-y.Slot, x.Table-y.Table)
	})
	return all
}

// unmet says of each wish without a meeting why.
func (s *search) unmet() (list []Unmet) {
	for _, w := range s.wishes {
		if s.at[w.pair] >= 0 {
			continue
		}
		q := &s.pairs[w.pair]
		u := Unmet{Wish: w.Wish, Why: WhyNoTime}
		both, meet := false, false // slots both can come to, and in which both are free
		for slot := range s.slots {
			a, b := s.busy[q.a][slot], s.busy[q.b][slot]
			both = both || a != blocked && b != blocked
			meet = meet || a == free && b == free
		}
		switch {
		case !both:
		case s.has[q.a] >= s.most[q.a]:
			u.Why, u.Who = WhyFull, s.ids[q.a]
		case s.has[q.b] >= s.most[q.b]:
			u.Why, u.Who = WhyFull, s.ids[q.b]
		case meet:
			u.Why = WhyNoTable
		default:
			u.Why = WhyOthers
		}
		list = append(list, u)
	}
	return list
}
