package meetings

import (
	"container/heap"
	"context"
	"math/rand/v2"
	"slices"
)

// What a participant does in a slot, where it is no pair.
const (
	free    = -1
	blocked = -2
)

// wish is one that counts, with the pair it is for.
type wish struct {
	Wish
	pair int
}

// search is a plan being made. Slots are as colours, meetings as edges: to colour them so
// that no two of a participant have the same is what has to be done.
type search struct {
	slots, tables int
	ids           []string
	pairs         []pair
	wishes        []wish
	of            [][]int   // the pairs of a participant
	busy          [][]int32 // the pair of a participant in a slot, free or blocked
	most          []int     // meetings a participant may have
	has           []int     // and has
	used          []int     // meetings of a slot
	at            []int     // the slot of a pair, -1 none
	tableOf       map[int]int
	undo          []move // since the last commit
	work          int    // how much more may be done: see patience
	mutual, rest  int    // what all is worth
	proven        bool   // that no plan is better: see exact
}

// move is that a pair was in another slot before.
type move struct{ pair, from int }

// set puts a pair into a slot, -1 for none.
func (s *search) set(p, slot int) {
	s.undo = append(s.undo, move{p, s.at[p]})
	s.put(p, slot)
}

func (s *search) put(p, slot int) {
	q := &s.pairs[p]
	if was := s.at[p]; was >= 0 {
		s.busy[q.a][was], s.busy[q.b][was] = free, free
		s.used[was]--
		s.count(q, -1)
	}
	if s.at[p] = slot; slot >= 0 {
		s.busy[q.a][slot], s.busy[q.b][slot] = int32(p), int32(p)
		s.used[slot]++
		s.count(q, 1)
	}
}

func (s *search) count(q *pair, by int) {
	if q.both {
		s.mutual += by
	}
	s.rest += by * q.worth
	for _, i := range [2]int{q.a, q.b} {
		if by > 0 {
			s.has[i]++
			s.rest += fair(s.has[i])
		} else {
			s.rest -= fair(s.has[i])
			s.has[i]--
		}
	}
}

// back undoes what was done since there were so many moves. A pair that moved along a
// chain stands between others until all of the chain is back: first all leave.
func (s *search) back(to int) {
	moves := s.undo[to:]
	for _, m := range moves {
		s.put(m.pair, -1)
	}
	seen := map[int]bool{}
	for _, m := range moves { // the first of a pair says where it stood
		if !seen[m.pair] {
			seen[m.pair] = true
			s.put(m.pair, m.from)
		}
	}
	s.undo = s.undo[:to]
}

// room says whether both of a pair may have another meeting.
func (s *search) room(p int) bool {
	q := &s.pairs[p]
	return s.has[q.a] < s.most[q.a] && s.has[q.b] < s.most[q.b]
}

// place finds a slot for a pair, moving other meetings to other slots where need be,
// and says whether it found one. Nothing is moved where it did not.
func (s *search) place(p int) bool {
	if !s.room(p) {
		return false
	}
	q := &s.pairs[p]
	a, b := s.busy[q.a], s.busy[q.b]
	best := -1
	for slot := range s.slots {
		if a[slot] == free && b[slot] == free && (best < 0 || s.used[slot] < s.used[best]) {
			best = slot
		}
	}
	if best >= 0 && s.used[best] < s.tables {
		s.set(p, best)
		return true
	}
	if s.taken() == s.slots*s.tables {
		return false
	}
	before := len(s.undo)
	for x := best; x >= 0 && x < s.slots; x++ { // full, all that both are free in
		if a[x] == free && b[x] == free {
			s.set(p, x)
			if s.relieve(x) {
				return true
			}
			s.back(before)
		}
	}
	for x := range s.slots {
		if a[x] != free || b[x] == blocked {
			continue
		}
		for y := range s.slots {
			if s.work--; s.work < 0 {
				return false
			}
			if b[y] != free || x == y || !s.swap(p, x, y) {
				continue
			}
			if s.relieve(x) && s.relieve(y) {
				return true
			}
			s.back(before)
		}
	}
	return false
}

// taken is how many meetings there are.
func (s *search) taken() (n int) {
	for _, used := range s.used {
		n += used
	}
	return n
}

// relieve takes one meeting more than it has tables from a slot and says whether it could:
// a meeting goes to a slot that both are free in, and where that is full, another from
// there to a third, along the shortest way to a table nobody sits at. Who leaves a slot
// only makes room there, so that a way of slots all different can always be gone.
func (s *search) relieve(slot int) bool {
	if s.used[slot] <= s.tables {
		return true
	}
	type step struct{ pair, from int } // how a slot is reached
	reached := make([]step, s.slots)
	for i := range reached {
		reached[i].from = -1
	}
	reached[slot].from = slot
	for queue := []int{slot}; len(queue) > 0; queue = queue[1:] {
		x := queue[0]
		for i := range s.ids {
			m := s.busy[i][x]
			if m < 0 || s.pairs[m].fixed || s.pairs[m].a != i {
				continue
			}
			a, b := s.busy[i], s.busy[s.pairs[m].b]
			for y := range s.slots {
				if s.work--; s.work < 0 {
					return false
				}
				if reached[y].from >= 0 || a[y] != free || b[y] != free {
					continue
				}
				reached[y] = step{int(m), x}
				if s.used[y] >= s.tables {
					queue = append(queue, y)
					continue
				}
				for y != slot { // the last first: each goes where room was made
					m, x := reached[y].pair, reached[y].from
					s.set(m, y)
					y = x
				}
				return true
			}
		}
	}
	return false
}

// patience is how many pairs of slots are looked at, and meetings of chains gone along,
// to make one plan: some seconds. An event of three hundred takes a tenth of it. Where it
// is used up, what is planned so far stays, and what is left is planned where there is
// room: the same each time, however fast the machine.
const patience = 150_000_000

// swap makes slot x free for b of a pair, of which a is free in x and b in y: the chain
// of meetings from b that are in x and y by turns changes x for y, as in the proof of
// Vizing's theorem. Then the pair meets in x; that or y may have one too many for its
// tables.
func (s *search) swap(p, x, y int) bool {
	q := &s.pairs[p]
	var chain []int
	i, slot, other := q.b, x, y
	for s.busy[i][slot] >= 0 {
		s.work--
		m := int(s.busy[i][slot])
		if s.pairs[m].fixed {
			return false
		}
		chain = append(chain, m)
		if n := &s.pairs[m]; n.a == i {
			i = n.b
		} else {
			i = n.a
		}
		slot, other = other, slot
	}
	// The last of the chain is to come in the slot it is free in now.
	if i == q.a || s.busy[i][slot] == blocked {
		return false
	}
	was := make([]int, len(chain))
	for k, m := range chain {
		was[k] = s.at[m]
		s.set(m, -1)
	}
	for k, m := range chain {
		s.set(m, x+y-was[k])
	}
	s.set(p, x)
	return true
}

// fill places pairs, the one that adds most first, until none can be placed. What a pair
// adds only falls as others are placed: one whose worth is still what it was is the best.
func (s *search) fill(ctx context.Context) error {
	q := &queue{}
	for p := range s.pairs {
		if s.at[p] < 0 {
			*q = append(*q, queued{p, s.adds(p)})
		}
	}
	heap.Init(q)
	for n := 0; q.Len() > 0; n++ {
		if n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		first := heap.Pop(q).(queued)
		if now := s.adds(first.pair); now != first.adds {
			heap.Push(q, queued{first.pair, now})
			continue
		}
		s.place(first.pair)
	}
	s.undo = s.undo[:0]
	return nil
}

// value is what a plan or a part of it is worth: mutual wishes first.
type value struct{ mutual, rest int }

func (v value) more(than value) bool {
	return v.mutual > than.mutual || v.mutual == than.mutual && v.rest > than.rest
}

func (s *search) value() value { return value{s.mutual, s.rest} }

// adds is what a pair not yet placed would add.
func (s *search) adds(p int) value {
	q := &s.pairs[p]
	v := value{0, q.worth + fair(s.has[q.a]+1) + fair(s.has[q.b]+1)}
	if q.both {
		v.mutual = 1
	}
	return v
}

type queued struct {
	pair int
	adds value
}

// queue is pairs, those that add most on top, then the earliest asked for.
type queue []queued

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	if q[i].adds != q[j].adds {
		return q[i].adds.more(q[j].adds)
	}
	return q[i].pair < q[j].pair
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(queued)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// force puts a pair into a slot, whoever has to go; those are placed elsewhere where they
// can be. It says whether it could.
func (s *search) force(p, slot int) bool {
	q := &s.pairs[p]
	var gone []int
	for _, i := range [2]int{q.a, q.b} {
		m := int(s.busy[i][slot])
		if m == blocked {
			return false
		}
		if m >= 0 && !slices.Contains(gone, m) {
			gone = append(gone, m)
		}
	}
	for _, i := range [2]int{q.a, q.b} { // who has all its meetings gives up the least dear
		if s.has[i] < s.most[i] || s.busy[i][slot] >= 0 {
			continue
		}
		least := -1
		for _, m := range s.of[i] {
			if s.at[m] >= 0 && !s.pairs[m].fixed && !slices.Contains(gone, m) && (least < 0 || s.dearer(least, m)) {
				least = m
			}
		}
		if least < 0 {
			return false
		}
		gone = append(gone, least)
	}
	for _, m := range gone {
		if s.pairs[m].fixed {
			return false
		}
	}
	full := s.used[slot]
	for _, m := range gone {
		if s.at[m] == slot {
			full--
		}
	}
	if full >= s.tables { // no table: the least dear meeting of the slot gives up its own
		least := -1
		for i := range s.ids {
			if m := int(s.busy[i][slot]); m >= 0 && s.pairs[m].a == i && !s.pairs[m].fixed && (least < 0 || s.loses(least).more(s.loses(m))) {
				least = m
			}
		}
		if least < 0 {
			return false
		}
		gone = append(gone, least)
	}
	for _, m := range gone {
		s.set(m, -1)
	}
	s.set(p, slot)
	for _, m := range gone {
		s.place(m)
	}
	return true
}

// loses is what a plan is worth less without a pair that meets.
func (s *search) loses(p int) value {
	q := &s.pairs[p]
	v := value{0, q.worth + fair(s.has[q.a]) + fair(s.has[q.b])}
	if q.both {
		v.mutual = 1
	}
	return v
}

func (s *search) dearer(x, y int) bool {
	a, b := &s.pairs[x], &s.pairs[y]
	return a.both && !b.both || a.both == b.both && a.worth > b.worth
}

// rounds is how often something else is tried for each pair, and tries how often at
// most and at least.
const (
	rounds     = 40
	leastTries = 2_000
	mostTries  = 60_000
)

// improve tries, for pairs that do not meet, to put them in the place of others, and keeps
// what is not worse: a step aside now and then opens the way to a better plan. The numbers
// that choose are the same each time.
func (s *search) improve(ctx context.Context) error {
	chance := rand.New(rand.NewPCG(1, 2))
	var open []int
	if len(s.pairs) == 0 {
		return nil
	}
	for n := range min(mostTries, max(leastTries, rounds*len(s.pairs))) {
		if s.work < 0 {
			break
		}
		if n%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		open = open[:0]
		p := chance.IntN(len(s.pairs))
		for k := 0; s.at[p] >= 0 && k < 20; k++ {
			p = chance.IntN(len(s.pairs))
		}
		if s.at[p] >= 0 {
			continue
		}
		before := s.value()
		if s.place(p) {
			s.undo = s.undo[:0]
			continue
		}
		if !s.force(p, chance.IntN(s.slots)) {
			s.back(0)
			continue
		}
		// Who lost a meeting may have another in its stead.
		for _, m := range s.undo {
			if s.at[m.pair] < 0 {
				open = append(open, s.pairs[m.pair].a, s.pairs[m.pair].b)
			}
		}
		for _, i := range open {
			for _, other := range s.of[i] {
				if s.at[other] < 0 {
					s.place(other)
				}
			}
		}
		if before.more(s.value()) {
			s.back(0)
		}
		s.undo = s.undo[:0]
	}
	return nil
}
