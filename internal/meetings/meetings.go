// Package meetings plans who meets whom at an event: from wishes to a table and a slot
// for each meeting. It works on names alone and knows neither the directory nor files nor
// pages.
//
// A plan puts nobody in two places, respects times that people are not there, and keeps
// what was fixed before. Among plans that do, the one with more mutual wishes met is
// better; then the one that serves people more evenly (a first meeting counts more than
// anybody's second, see fair); then the one that meets the dearer wishes. Where few may meet
// the plan is the best of all; with more no fast way is known to that, and what is found
// comes with bounds no plan can pass, so that the organiser sees how far from the best it
// may be at most.
//
// Where to begin: [Make]; [Judge] weighs a plan there is.
package meetings

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Limits of what is planned: an event of a big hall over some days, whose state is a
// file of a few megabytes.
const (
	MaxParticipants = 2000
	MaxSlots        = 96
	MaxTables       = 500
	MaxWishes       = 100 // of one participant: more says nothing
)

// Round is what a plan is made of.
type Round struct {
	Slots        int // how many; they are numbered from 0
	Tables       int // how many meetings a slot has room for; numbered from 0
	Participants []Participant
	Wishes       []Wish
	Fixed        []Meeting // meetings that stay where they are
}

// Participant is somebody who takes part.
type Participant struct {
	ID      string
	Group   string // those of one group do not meet: an organisation. "" is none
	Blocked []int  // slots it cannot come to
	Most    int    // meetings it wants at most; 0: as many as there are slots
}

// Wish is that one wants to meet another. Of a participant's wishes the earlier are the
// dearer.
type Wish struct {
	From, To string
	// Suggested: nobody asked for it. Two that were only suggested to each other are
	// not a mutual wish.
	Suggested bool
}

// Meeting is two participants at a table in a slot. A is before B in the round's order.
type Meeting struct {
	Slot, Table int
	A, B        string
	Mutual      bool
}

// Plan is what was found, meetings by slot and table.
type Plan struct {
	Meetings []Meeting
	Unmet    []Unmet // in the order of the wishes
	Faults   []Fault // what was not understood and left out
	Standing Standing
}

// Standing is how good a plan is beside the best there may be. None of the bounds can
// be passed; the best plan may lie below them.
type Standing struct {
	Meetings, MeetingsBound int
	Mutual, MutualBound     int // meetings both asked for
	Served, ServedBound     int // participants with a meeting
	// Gap is the part of the bound by which the sum of evenness and wishes, mutual ones
	// weighing no more than others, lies below it: 0 is the best there is.
	Gap float64
}

// Why says why a wish was not met.
type Why string

const (
	WhyNoTime  Why = "no_time"  // there is no slot both can come to
	WhyFull    Why = "full"     // one of them has all the meetings it can or wants to have
	WhyNoTable Why = "no_table" // where both are free all tables are taken
	WhyOthers  Why = "others"   // where both could, one or both meet somebody else
)

// Whys lists them.
var Whys = []Why{WhyNoTime, WhyFull, WhyNoTable, WhyOthers}

// Unmet is a wish without a meeting.
type Unmet struct {
	Wish
	Why Why
	// Who is the participant that has all its meetings, for WhyFull.
	Who string
}

// FaultKind is what is wrong with a part of a round.
type FaultKind string

const (
	FaultTwice       FaultKind = "twice"         // a participant or a wish given before
	FaultNoID        FaultKind = "no_id"         // a participant without an id
	FaultAbsent      FaultKind = "absent"        // a wish or meeting of somebody who does not take part
	FaultSelf        FaultKind = "self"          // a wish for oneself
	FaultSameGroup   FaultKind = "same_group"    // a wish for somebody of the same organisation
	FaultTooMany     FaultKind = "too_many"      // more wishes than MaxWishes
	FaultMoreThan    FaultKind = "more_than"     // more wishes than slots, without what is suggested: some will not be met
	FaultNoSlot      FaultKind = "no_slot"       // a slot there is not
	FaultNoTable     FaultKind = "no_such_table" // a table there is not
	FaultTaken       FaultKind = "taken"         // a fixed meeting where another is, or somebody is blocked
	FaultFixedBefore FaultKind = "fixed_before"  // a fixed meeting of two who meet already
)

// FaultKinds lists them.
var FaultKinds = []FaultKind{FaultTwice, FaultNoID, FaultAbsent, FaultSelf, FaultSameGroup, FaultTooMany, FaultMoreThan, FaultNoSlot, FaultNoTable, FaultTaken, FaultFixedBefore}

// Fault is a part of a round that was left out; of FaultMoreThan nothing was.
type Fault struct {
	Kind     FaultKind
	Part     string // "participants", "wishes" or "fixed"
	Index    int    // in the part; of FaultMoreThan and FaultTooMany the participant's
	From, To string // whose it is; To of wishes and meetings
	Number   int    // the slot, table or number of wishes
}

// limits says what a round may not be at all.
func (r *Round) limits() error {
	for _, l := range []struct {
		what       string
		n, least   int
		mostOfThem int
	}{{"participants", len(r.Participants), 0, MaxParticipants}, {"slots", r.Slots, 1, MaxSlots}, {"tables", r.Tables, 1, MaxTables}} {
		if l.n < l.least || l.n > l.mostOfThem {
			return fmt.Errorf("%d %s: from %d to %d can be planned", l.n, l.what, l.least, l.mostOfThem)
		}
	}
	return nil
}

// pair is two participants who may meet.
type pair struct {
	a, b  int // a < b
	worth int // of the wishes, without mutual
	both  bool
	fixed bool
}

// dear is what a wish is worth by its place among the wishes of a participant: what was
// asked for is worth more than what was suggested.
func dear(place int, suggested bool) int {
	if suggested {
		return max(1, 50-place)
	}
	return max(51, 150-place)
}

// fair is what the nth meeting of a participant is worth, n from 1: the first more than
// the dearest wishes of many, and less with each, so that who has fewer comes first. The
// square makes a third meeting of one less than the second of another by more than any
// wish can make good.
func fair(n int) int { return 10_000 / (n * n) }

// read makes pairs of the wishes, leaving out what cannot be.
func (r *Round) read() (s *search, faults []Fault) {
	s = &search{slots: r.Slots, tables: r.Tables, work: patience}
	number := map[string]int{}
	for i, p := range r.Participants {
		switch _, twice := number[p.ID]; {
		case p.ID == "":
			faults = append(faults, Fault{Kind: FaultNoID, Part: "participants", Index: i})
			continue
		case twice:
			faults = append(faults, Fault{Kind: FaultTwice, Part: "participants", Index: i, From: p.ID})
			continue
		}
		number[p.ID] = len(s.ids)
		s.ids = append(s.ids, p.ID)
		busy := make([]int32, r.Slots)
		for k := range busy {
			busy[k] = free
		}
		open := r.Slots
		for _, slot := range p.Blocked {
			if slot < 0 || slot >= r.Slots {
				faults = append(faults, Fault{Kind: FaultNoSlot, Part: "participants", Index: i, From: p.ID, Number: slot})
			} else if busy[slot] == free {
				busy[slot] = blocked
				open--
			}
		}
		if p.Most > 0 {
			open = min(open, p.Most)
		}
		s.busy, s.most = append(s.busy, busy), append(s.most, open)
	}
	s.of, s.has, s.used = make([][]int, len(s.ids)), make([]int, len(s.ids)), make([]int, r.Slots)
	s.tableOf = map[int]int{}
	group := make([]string, len(s.ids))
	for _, p := range slices.Backward(r.Participants) {
		if n, ok := number[p.ID]; ok {
			group[n] = p.Group // the first of two with an id
		}
	}

	type asked struct{ from, to int }
	at := map[asked]int{} // the pair, by a and b
	find := func(x, y int) int {
		a, b := min(x, y), max(x, y)
		p, ok := at[asked{a, b}]
		if !ok {
			p = len(s.pairs)
			at[asked{a, b}] = p
			s.pairs, s.at = append(s.pairs, pair{a: a, b: b}), append(s.at, -1)
			s.of[a], s.of[b] = append(s.of[a], p), append(s.of[b], p)
		}
		return p
	}
	wishes := map[asked]bool{} // whether it was suggested alone
	for _, w := range r.Wishes {
		from, ok := number[w.From]
		to, ok2 := number[w.To]
		if !ok || !ok2 {
			continue
		}
		of := asked{from, to}
		if suggested, before := wishes[of]; !before || suggested {
			wishes[of] = w.Suggested
		}
	}
	read := map[asked]bool{}
	places, asking := make([]int, len(s.ids)), make([]int, len(s.ids))
	for i, w := range r.Wishes {
		from, ok := number[w.From]
		to, ok2 := number[w.To]
		fault := Fault{Part: "wishes", Index: i, From: w.From, To: w.To}
		way := asked{from, to}
		switch {
		case !ok || !ok2:
			fault.Kind = FaultAbsent
		case from == to:
			fault.Kind = FaultSelf
		case group[from] != "" && group[from] == group[to]:
			fault.Kind = FaultSameGroup
		case read[way]:
			fault.Kind = FaultTwice
		case places[from] >= MaxWishes:
			fault.Kind, fault.Number = FaultTooMany, MaxWishes
		}
		if fault.Kind != "" {
			faults = append(faults, fault)
			continue
		}
		p := find(from, to)
		back, answered := wishes[asked{to, from}]
		s.pairs[p].worth += dear(places[from], wishes[way])
		s.pairs[p].both = answered && !back && !wishes[way]
		read[way] = true
		s.wishes = append(s.wishes, wish{Wish: w, pair: p})
		places[from]++
		if !w.Suggested {
			asking[from]++
		}
	}
	for n, wishes := range asking {
		if wishes > s.most[n] {
			faults = append(faults, Fault{Kind: FaultMoreThan, Part: "participants", Index: n, From: s.ids[n], Number: wishes})
		}
	}
	faults = append(faults, s.fix(r, number, group, find)...)
	for i, has := range s.has { // what was fixed counts more than how many somebody wants
		s.most[i] = max(s.most[i], has)
	}
	return s, faults
}

// fix puts the fixed meetings in their places.
func (s *search) fix(r *Round, number map[string]int, group []string, find func(x, y int) int) (faults []Fault) {
	type place struct{ slot, table int }
	taken := map[place]bool{}
	for i, m := range r.Fixed {
		a, ok := number[m.A]
		b, ok2 := number[m.B]
		fault := Fault{Part: "fixed", Index: i, From: m.A, To: m.B}
		switch {
		case !ok || !ok2:
			fault.Kind = FaultAbsent
		case a == b:
			fault.Kind = FaultSelf
		case group[a] != "" && group[a] == group[b]:
			fault.Kind = FaultSameGroup
		case m.Slot < 0 || m.Slot >= r.Slots:
			fault.Kind, fault.Number = FaultNoSlot, m.Slot
		case m.Table < 0 || m.Table >= r.Tables:
			fault.Kind, fault.Number = FaultNoTable, m.Table
		case s.busy[a][m.Slot] != free || s.busy[b][m.Slot] != free || taken[place{m.Slot, m.Table}]:
			fault.Kind, fault.Number = FaultTaken, m.Slot
		}
		if fault.Kind == "" {
			if p := find(a, b); s.at[p] >= 0 {
				fault.Kind = FaultFixedBefore
			} else {
				s.pairs[p].fixed = true
				s.set(p, m.Slot)
				s.tableOf[p] = m.Table
				taken[place{m.Slot, m.Table}] = true
			}
		}
		if fault.Kind != "" {
			faults = append(faults, fault)
		}
	}
	return faults
}

// Make plans a round. An error names a number that is out of all bounds; what else is
// wrong with parts of it is among the plan's faults. The same round gives the same plan.
func Make(ctx context.Context, r Round) (*Plan, error) {
	if err := r.limits(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLimits, err)
	}
	s, faults := r.read()
	if err := s.find(ctx); err != nil {
		return nil, err
	}
	return s.plan(ctx, faults, true)
}

// find fills the slots, betters what that gave, and where few may meet makes sure.
func (s *search) find(ctx context.Context) error {
	if err := s.fill(ctx); err != nil {
		return err
	}
	if err := s.improve(ctx); err != nil {
		return err
	}
	s.proven = s.exact(ctx)
	return ctx.Err()
}

// ErrLimits is a round of more than can be planned, or of no slot or table.
var ErrLimits = errors.New("it cannot be planned")

func (s *search) plan(ctx context.Context, faults []Fault, weighed bool) (*Plan, error) {
	p := &Plan{Faults: faults, Unmet: s.unmet(), Meetings: s.meetings()}
	if !weighed {
		return p, nil
	}
	var err error
	p.Standing, err = s.standing(ctx)
	return p, err
}

// Judge is the standing of the fixed meetings of a round as they are, and what they leave
// unmet: no meeting is added. Errors are those of Make.
// weighed: the standing is wanted too, which takes longer than all the rest.
func Judge(ctx context.Context, r Round, weighed bool) (*Plan, error) {
	if err := r.limits(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLimits, err)
	}
	s, faults := r.read()
	if weighed {
		s.proven = s.unbeaten(ctx)
	}
	return s.plan(ctx, faults, weighed)
}

// unbeaten says whether no plan is better than this one, were nothing of it fixed, as far
// as that can be found out; see exact.
func (s *search) unbeaten(ctx context.Context) bool {
	free := *s
	free.pairs, free.at, free.has, free.used = slices.Clone(s.pairs), slices.Clone(s.at), slices.Clone(s.has), slices.Clone(s.used)
	free.busy = make([][]int32, len(s.busy))
	for i := range s.busy {
		free.busy[i] = slices.Clone(s.busy[i])
	}
	for p := range free.pairs {
		free.pairs[p].fixed = false
	}
	return free.exact(ctx) && free.value() == s.value()
}
