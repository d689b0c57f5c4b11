package meetings

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// names are participants with nothing said of them.
func names(ids ...string) (list []Participant) {
	for _, id := range ids {
		list = append(list, Participant{ID: id})
	}
	return list
}

// each is wishes "a>b".
func each(wishes ...string) (list []Wish) {
	for _, w := range wishes {
		list = append(list, Wish{From: w[:1], To: w[2:]})
	}
	return list
}

func made(t testing.TB, r Round) *Plan {
	t.Helper()
	p, err := Make(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if err := verify(r, p); err != nil {
		t.Fatalf("%v\nof %+v", err, r)
	}
	return p
}

// verify holds a plan against its round, knowing nothing of how it was made.
func verify(r Round, p *Plan) error {
	who := map[string]Participant{}
	for _, one := range r.Participants {
		if _, twice := who[one.ID]; !twice && one.ID != "" {
			who[one.ID] = one
		}
	}
	wanted, asked := map[string]bool{}, map[string]bool{}
	for _, w := range r.Wishes {
		wanted[w.From+">"+w.To] = true
		if !w.Suggested {
			asked[w.From+">"+w.To] = true
		}
	}
	fixed, kept := map[Meeting]bool{}, map[string]int{}
	for _, m := range r.Fixed {
		m.Mutual = false
		fixed[m] = true
		kept[m.A]++
		kept[m.B]++
	}
	at, tables, met, number := map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]int{}
	last := Meeting{Slot: -1}
	for _, m := range p.Meetings {
		if m.Slot < last.Slot || m.Slot == last.Slot && m.Table <= last.Table {
			return fmt.Errorf("%+v stands behind %+v", m, last)
		}
		last = m
		bare := m
		bare.Mutual = false
		turned := bare
		turned.A, turned.B = m.B, m.A
		if !wanted[m.A+">"+m.B] && !wanted[m.B+">"+m.A] && !fixed[bare] && !fixed[turned] {
			return fmt.Errorf("nobody asked for %+v", m)
		}
		if m.Mutual != (asked[m.A+">"+m.B] && asked[m.B+">"+m.A]) {
			return fmt.Errorf("%+v: mutual is wrong", m)
		}
		if m.Slot >= r.Slots || m.Table < 0 || m.Table >= r.Tables {
			return fmt.Errorf("%+v is nowhere", m)
		}
		table := fmt.Sprint(m.Slot, " ", m.Table)
		if tables[table] {
			return fmt.Errorf("two meetings at %s", table)
		}
		tables[table] = true
		if pair := min(m.A, m.B) + " " + max(m.A, m.B); met[pair] {
			return fmt.Errorf("%s meet twice", pair)
		} else {
			met[pair] = true
		}
		if g := who[m.A].Group; g != "" && g == who[m.B].Group {
			return fmt.Errorf("%+v are of one group", m)
		}
		for _, id := range []string{m.A, m.B} {
			one, is := who[id]
			key := fmt.Sprint(id, " ", m.Slot)
			switch {
			case !is:
				return fmt.Errorf("%s does not take part", id)
			case at[key]:
				return fmt.Errorf("%s is in two places in slot %d", id, m.Slot)
			case slices.Contains(one.Blocked, m.Slot):
				return fmt.Errorf("%s is not there in slot %d", id, m.Slot)
			}
			at[key] = true
			if number[id]++; one.Most > 0 && number[id] > max(one.Most, kept[id]) {
				return fmt.Errorf("%s has %d meetings", id, number[id])
			}
		}
	}
	for _, u := range p.Unmet {
		if met[min(u.From, u.To)+" "+max(u.From, u.To)] {
			return fmt.Errorf("%+v is met", u)
		}
	}
	st := p.Standing
	if st.Meetings != len(p.Meetings) || st.Meetings > st.MeetingsBound || st.Mutual > st.MutualBound || st.Served > st.ServedBound || st.Gap < 0 || st.Gap > 1 {
		return fmt.Errorf("standing %+v of %d meetings", st, len(p.Meetings))
	}
	return nil
}

func TestMutualWishesComeFirst(t *testing.T) {
	// One slot: b and c want each other; a's wish for b has to wait.
	p := made(t, Round{Slots: 1, Tables: 3, Participants: names("a", "b", "c"), Wishes: each("a>b", "b>c", "c>b")})
	if want := []Meeting{{0, 0, "b", "c", true}}; !reflect.DeepEqual(p.Meetings, want) {
		t.Errorf("planned %+v", p.Meetings)
	}
	if want := []Unmet{{Wish{From: "a", To: "b"}, WhyFull, "b"}}; !reflect.DeepEqual(p.Unmet, want) {
		t.Errorf("unmet %+v", p.Unmet)
	}
}

func TestTheLeastServedComeFirst(t *testing.T) {
	// Two slots, one table: everybody wants a, but two may have a; a and b would meet, and
	// the pair c, d is left with nobody. Two meetings: one of each is fairer than two of a.
	p := made(t, Round{Slots: 2, Tables: 1, Participants: names("a", "b", "c", "d"), Wishes: each("b>a", "c>a", "d>a", "d>c")})
	if p.Standing.Served != 4 {
		t.Errorf("%d served by %+v", p.Standing.Served, p.Meetings)
	}
}

func TestChainsMakeRoom(t *testing.T) {
	// A triangle takes three slots; a ring of four with a blocked slot each takes two.
	p := made(t, Round{Slots: 3, Tables: 1, Participants: names("a", "b", "c"), Wishes: each("a>b", "b>c", "c>a")})
	if len(p.Meetings) != 3 || p.Standing.Gap > 1e-9 {
		t.Errorf("%+v, %+v", p.Meetings, p.Standing)
	}
	p = made(t, Round{Slots: 3, Tables: 2, Participants: names("a", "b", "c", "d"), Wishes: each("a>b", "a>c", "a>d", "b>c", "b>d", "c>d")})
	if len(p.Meetings) != 6 {
		t.Errorf("six pairs of four people fit into three slots: %+v", p.Meetings)
	}
}

// Without trying everything: a meeting leaves a slot whose tables are all taken for another
// where its two are free, and a third where that is full too.
func TestFullSlotsMakeRoom(t *testing.T) {
	r := Round{Slots: 3, Tables: 1, Participants: names("a", "b", "c", "d", "e", "f"), Wishes: each("a>b", "c>d", "e>f")}
	for _, out := range [][]int{{0, 1, 2, 2}, {2, 1, 1, 0}, {1, 2, 0, 1}} {
		// e and f have but one slot; c and d may not come to one more.
		r.Participants[4].Blocked = []int{(out[0] + 1) % 3, (out[0] + 2) % 3}
		r.Participants[2].Blocked = []int{out[3]}
		s, _ := r.read()
		if err := s.fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s.taken() != 3 {
			t.Errorf("blocked %v: %d of three meet, in slots %v", r.Participants, s.taken(), s.at)
		}
	}
}

func TestWhatIsFixedStays(t *testing.T) {
	r := Round{Slots: 2, Tables: 2, Participants: names("a", "b", "c", "d"), Wishes: each("a>b", "b>a", "c>d", "a>c")}
	first := made(t, r)
	r.Fixed = []Meeting{{Slot: 1, Table: 1, A: "a", B: "b"}}
	r.Participants[3].Blocked = []int{0, 1}
	again := made(t, r)
	if !slices.Contains(again.Meetings, Meeting{1, 1, "a", "b", true}) {
		t.Errorf("first %+v, again %+v", first.Meetings, again.Meetings)
	}
	if u := (Unmet{Wish{From: "c", To: "d"}, WhyNoTime, ""}); !slices.Contains(again.Unmet, u) {
		t.Errorf("unmet %+v", again.Unmet)
	}
}

// Who wants one meeting and has two that are fixed has these two and no more.
func TestWhatIsFixedIsMoreThanWanted(t *testing.T) {
	r := Round{Slots: 3, Tables: 2, Participants: []Participant{{ID: "a", Most: 1}, {ID: "b"}, {ID: "c"}, {ID: "d"}}, Wishes: each("d>a"),
		Fixed: []Meeting{{Slot: 0, A: "a", B: "b"}, {Slot: 1, A: "a", B: "c"}}}
	if p := made(t, r); len(p.Meetings) != 2 || p.Standing.MeetingsBound != 2 || len(p.Faults) != 0 || p.Unmet[0].Why != WhyFull {
		t.Errorf("%+v", p)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	r := Round{Slots: 2, Tables: 1,
		Participants: []Participant{{ID: "a", Group: "x"}, {ID: "b", Group: "x", Blocked: []int{7}}, {ID: "a"}, {}, {ID: "c"}, {ID: "d", Most: 1}},
		Wishes:       each("a>a", "a>b", "a>z", "a>c", "a>c", "d>a", "d>c"),
		Fixed:        []Meeting{{Slot: 5, A: "a", B: "c"}, {Slot: 0, A: "a", B: "c"}, {Slot: 0, A: "d", B: "c"}, {Slot: 1, A: "c", B: "a"}, {Slot: 1, Table: 3, A: "c", B: "d"}}}
	p := made(t, r)
	var got []string
	for _, f := range p.Faults {
		got = append(got, fmt.Sprint(f.Part, " ", f.Index, " ", f.Kind))
	}
	want := []string{"participants 1 no_slot", "participants 2 twice", "participants 3 no_id",
		"wishes 0 self", "wishes 1 same_group", "wishes 2 absent", "wishes 4 twice", "participants 3 more_than",
		"fixed 0 no_slot", "fixed 2 taken", "fixed 3 fixed_before", "fixed 4 no_such_table"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("faults\n%q\nwant\n%q", got, want)
	}
	for _, r := range []Round{{Slots: 0, Tables: 1}, {Slots: 1, Tables: 0}, {Slots: MaxSlots + 1, Tables: 1}} {
		if _, err := Make(t.Context(), r); err == nil {
			t.Errorf("%d slots and %d tables are planned", r.Slots, r.Tables)
		}
	}
}

// drawn is a round of any kind, not too big.
func drawn(t *rapid.T, people, slots int) Round {
	r := Round{Slots: rapid.IntRange(1, slots).Draw(t, "slots"), Tables: rapid.IntRange(1, 3).Draw(t, "tables")}
	n := rapid.IntRange(0, people).Draw(t, "people")
	for i := range n {
		r.Participants = append(r.Participants, Participant{ID: fmt.Sprint("p", i),
			Group:   rapid.SampledFrom([]string{"", "", "", "x", "y"}).Draw(t, "group"),
			Blocked: rapid.SliceOfN(rapid.IntRange(0, slots), 0, 2).Draw(t, "blocked"),
			Most:    rapid.SampledFrom([]int{0, 0, 0, 1, 2}).Draw(t, "most")})
	}
	who := rapid.IntRange(0, n) // one of them is absent
	for range rapid.IntRange(0, 3*people).Draw(t, "wishes") {
		r.Wishes = append(r.Wishes, Wish{From: fmt.Sprint("p", who.Draw(t, "from")), To: fmt.Sprint("p", who.Draw(t, "to")), Suggested: rapid.Bool().Draw(t, "suggested")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "fixed") {
		r.Fixed = append(r.Fixed, Meeting{Slot: rapid.IntRange(0, slots).Draw(t, "slot"), Table: rapid.IntRange(0, 3).Draw(t, "table"),
			A: fmt.Sprint("p", who.Draw(t, "a")), B: fmt.Sprint("p", who.Draw(t, "b"))})
	}
	return r
}

// Whatever is asked: no plan breaks a rule, and the same round gives the same plan.
func TestPlansKeepTheRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 14, 6)
		p, err := Make(context.Background(), r)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(r, p); err != nil {
			t.Fatal(err)
		}
		if again, _ := Make(context.Background(), r); !reflect.DeepEqual(p, again) {
			t.Fatal("another plan the second time")
		}
		kept := r
		kept.Fixed = p.Meetings
		again, err := Make(context.Background(), kept)
		if err != nil {
			t.Fatal(err)
		}
		if err := verify(kept, again); err != nil {
			t.Fatal(err)
		}
		for _, m := range p.Meetings {
			if !slices.Contains(again.Meetings, m) {
				t.Fatalf("%+v was fixed and is gone", m)
			}
		}
	})
}

// best is the most a round can be worth, found by trying everything.
func best(r Round) value {
	s, _ := r.read()
	best := s.value()
	var try func(p int)
	try = func(p int) {
		if p == len(s.pairs) {
			if s.value().more(best) {
				best = s.value()
			}
			return
		}
		try(p + 1)
		if s.at[p] >= 0 || !s.room(p) {
			return
		}
		q := &s.pairs[p]
		for slot := range s.slots {
			if s.busy[q.a][slot] == free && s.busy[q.b][slot] == free && s.used[slot] < s.tables {
				s.put(p, slot)
				try(p + 1)
				s.put(p, -1)
			}
		}
	}
	try(0)
	return best
}

// Of small rounds the plan is the best there is: an exact solver finds none better, and no
// bound lies below it.
func TestSmallPlansAreTheBest(t *testing.T) {
	rounds := 0
	rapid.Check(t, func(t *rapid.T) {
		r := drawn(t, 5, 3)
		s, _ := r.read()
		if len(s.pairs) > 7 {
			t.Skip("too many pairs to try everything")
		}
		rounds++
		want := best(r)
		if err := s.find(context.Background()); err != nil {
			t.Fatal(err)
		}
		if !s.proven {
			t.Fatal("seven pairs are not tried to the end")
		}
		if len(r.Fixed) == 0 {
			r.Fixed = s.meetings()
			if judged, err := Judge(context.Background(), r, true); err != nil || judged.Standing.Gap > 0 {
				t.Fatalf("the best plan is judged %+v: %v", judged.Standing, err)
			}
		}
		if s.value().more(want) {
			t.Fatalf("%+v is more than everything tried, %+v", s.value(), want)
		}
		if want.more(s.value()) {
			t.Fatalf("%+v, the best is %+v", s.value(), want)
		}
		st, _ := s.standing(context.Background())
		if want.mutual > st.MutualBound || float64(s.rest)*(1-1e-9) > float64(s.rest)/(1-st.Gap) {
			t.Fatalf("the bounds %+v lie below the best %+v", st, want)
		}
	})
	t.Logf("%d rounds", rounds)
}

// event is a round as an event may have it: some are wanted by many.
func event(participants, slots, tables, wishes int) Round {
	r := Round{Slots: slots, Tables: tables}
	for i := range participants {
		r.Participants = append(r.Participants, Participant{ID: fmt.Sprint("p", i)})
		if i%7 == 0 {
			r.Participants[i].Blocked = []int{i % slots, (i + 1) % slots}
		}
	}
	x := uint32(1)
	for i := range participants {
		seen := map[int]bool{i: true}
		for len(seen) <= wishes {
			x = x*1664525 + 1013904223
			to := int(x>>8) % participants
			if x>>30 != 0 { // the popular
				to /= 5
			}
			if !seen[to] {
				seen[to] = true
				r.Wishes = append(r.Wishes, Wish{From: fmt.Sprint("p", i), To: fmt.Sprint("p", to), Suggested: x>>27&1 == 0})
			}
		}
	}
	return r
}

func TestBigEvent(t *testing.T) {
	p := made(t, event(120, 10, 25, 8))
	if p.Standing.Served < p.Standing.ServedBound {
		t.Errorf("somebody who could be served is not: %+v", p.Standing)
	}
	if p.Standing.Gap > 0.1 {
		t.Errorf("far from the bound: %+v", p.Standing)
	}
}

// BenchmarkPlan plans an event of 300 participants, 12 slots and 60 tables:
//
//	go test -run - -bench Plan -benchtime 3x ./internal/meetings
func BenchmarkPlan(b *testing.B) {
	r := event(300, 12, 60, 12)
	for b.Loop() {
		p := made(b, r)
		b.ReportMetric(p.Standing.Gap*100, "%gap")
		b.ReportMetric(float64(p.Standing.Mutual)/float64(max(p.Standing.MutualBound, 1))*100, "%mutual")
	}
}

// Two who never have time together are in no bound, and Judge adds nothing to what is
// fixed.
func TestBoundsKnowWhoHasTime(t *testing.T) {
	r := Round{Slots: 2, Tables: 2, Participants: []Participant{{ID: "a", Blocked: []int{0}}, {ID: "b", Blocked: []int{1}}, {ID: "c"}},
		Wishes: []Wish{{From: "a", To: "b"}, {From: "b", To: "a"}, {From: "a", To: "c"}}}
	p, err := Make(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if st := p.Standing; st.Meetings != 1 || st.MeetingsBound != 1 || st.MutualBound != 0 || st.Gap > 1e-9 {
		t.Errorf("%+v", st)
	}
	if p, err = Judge(context.Background(), r, true); err != nil || len(p.Meetings) != 0 || p.Standing.MeetingsBound != 1 || len(p.Unmet) != 3 {
		t.Errorf("%v %+v", err, p)
	}
	r.Fixed = []Meeting{{Slot: 1, Table: 1, A: "a", B: "c"}}
	if p, err = Judge(context.Background(), r, true); err != nil || len(p.Meetings) != 1 || p.Meetings[0].Table != 1 {
		t.Errorf("%v %+v", err, p)
	}
	if _, err := Judge(t.Context(), Round{}, true); err == nil {
		t.Error("no slots")
	}
}

// The largest event that is planned, with too few tables, ends all the same, and whoever
// stops waiting for one has it stopped.
func TestTheLargestEventEnds(t *testing.T) {
	if testing.Short() {
		t.Skip("plans two thousand participants: left to the run without -short, which .ci/run makes first")
	}
	r := event(MaxParticipants, MaxSlots, MaxTables, MaxWishes)
	s, _ := r.read()
	if err := s.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.improve(t.Context()); err != nil || s.work >= 0 {
		t.Errorf("%d of the patience is left: %v", s.work, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Make(ctx, r); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits: %v", err)
	}
}
