package gathering

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"euxine/internal/directory"
	"euxine/internal/meetings"
)

// Planned says whether a participant takes part in plans: a row that names nobody does
// not.
func (p *Participant) Planned() bool {
	return !slices.ContainsFunc(p.Issues, func(i Issue) bool { return i.Key == IssueEmpty })
}

// Round is what is to be planned. Wishes come in the order of who has them, what was
// asked for before what was suggested, by rank; those without one are the last.
// keep says which meetings stay as they are.
func (s *State) Round(keep func(Meeting) bool) meetings.Round {
	r := meetings.Round{Slots: len(s.Slots), Tables: len(s.Tables)}
	slots, tables := map[string]int{}, map[string]int{}
	for i, slot := range slices.Backward(s.Slots) {
		slots[slot.ID] = i
	}
	for i, t := range slices.Backward(s.Tables) {
		tables[t.ID] = i
	}
	at := func(of map[string]int, id string) int {
		if i, ok := of[id]; ok {
			return i
		}
		return -1
	}
	for i := range s.Participants {
		p := &s.Participants[i]
		if !p.Planned() {
			continue
		}
		one := meetings.Participant{ID: string(p.ID), Group: s.group(p)}
		for _, id := range p.Blocked {
			one.Blocked = append(one.Blocked, at(slots, id))
		}
		r.Participants = append(r.Participants, one)
	}
	wishes := slices.Clone(s.Wishes)
	slices.SortStableFunc(wishes, func(a, b Wish) int {
		return cmp.Or(compare(a.Why == WishSuggested, b.Why == WishSuggested), cmp.Compare(rankOf(a), rankOf(b)))
	})
	for _, w := range wishes {
		r.Wishes = append(r.Wishes, meetings.Wish{From: string(w.From), To: string(w.To), Suggested: w.Why == WishSuggested})
	}
	for _, m := range s.Meetings {
		if !keep(m) {
			continue
		}
		fixed := meetings.Meeting{Slot: at(slots, m.Slot), Table: at(tables, m.Table)}
		if len(m.Participants) == 2 {
			fixed.A, fixed.B = string(m.Participants[0]), string(m.Participants[1])
		}
		r.Fixed = append(r.Fixed, fixed)
	}
	return r
}

func rankOf(w Wish) int {
	if w.Rank == 0 {
		return math.MaxInt
	}
	return w.Rank
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Plan makes a plan, keeping what is fixed, and puts it in the place of the one there
// was. Numbers a plan cannot be made of are ErrInvalid.
func (s *State) Plan(ctx context.Context) (*meetings.Plan, error) {
	plan, err := meetings.Make(ctx, s.Round(func(m Meeting) bool { return m.Fixed }))
	if err != nil {
		return nil, planError(err)
	}
	type place struct{ slot, table string }
	fixed := map[place]bool{}
	for _, m := range s.Meetings {
		fixed[place{m.Slot, m.Table}] = m.Fixed
	}
	s.Meetings = nil
	for _, m := range plan.Meetings {
		slot, table := s.Slots[m.Slot].ID, s.Tables[m.Table].ID
		s.Meetings = append(s.Meetings, Meeting{Slot: slot, Table: table, Participants: []ParticipantID{ParticipantID(m.A), ParticipantID(m.B)}, Fixed: fixed[place{slot, table}]})
	}
	return plan, nil
}

// Judge weighs the plan there is; see [meetings.Judge].
func (s *State) Judge(ctx context.Context, weighed bool) (*meetings.Plan, error) {
	plan, err := meetings.Judge(ctx, s.Round(func(Meeting) bool { return true }), weighed)
	if err != nil {
		return nil, planError(err)
	}
	return plan, nil
}

func planError(err error) error {
	if errors.Is(err, meetings.ErrLimits) {
		return fmt.Errorf("%w: %w", directory.ErrInvalid, err)
	}
	return err
}

// LeftOut are the issues of rows that are not planned.
func (s *State) LeftOut() (list []Issue) {
	for i := range s.Participants {
		if p := &s.Participants[i]; !p.Planned() {
			list = append(list, Issue{IssueLeftOut, []string{strconv.Itoa(p.Line)}})
		}
	}
	return list
}

// Fix marks the meetings that are to stay, and no others.
func (s *State) Fix(stays func(Meeting) bool) {
	for i := range s.Meetings {
		s.Meetings[i].Fixed = stays(s.Meetings[i])
	}
}
