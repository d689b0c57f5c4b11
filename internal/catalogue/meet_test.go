package catalogue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/gathering"
	"euxine/internal/match"
)

// gathered is a state of the first organisations of the seed and more rows.
func (s *seeded) gathered(t testing.TB, organisations int, more ...string) *gathering.State {
	t.Helper()
	rows := []gathering.Row{{Line: 1, Cells: []string{"Organisation", "Country", "City", "Kind", "Looking for"}}}
	for _, row := range more {
		rows = append(rows, gathering.Row{Line: len(rows) + 1, Cells: strings.Split(row, "|")})
	}
	state := gathering.New(s.anEvent(t))
	state.AddRows(rows)
	for i := range state.Participants {
		state.Participants[i].Settled = gathering.SettledNone
	}
	for _, r := range s.records {
		if o, ok := r.(*directory.Organisation); ok && organisations > 0 {
			organisations--
			n := len(state.Participants) + 1
			state.Participants = append(state.Participants, gathering.Participant{ID: gathering.ParticipantID(fmt.Sprint("p", n)), Line: n + 1, Name: o.DisplayName(),
				Organisation: o.ID, Settled: gathering.SettledCertain})
		}
	}
	slots, err := gathering.ReadTimes("2026-05-14T10:00/30mx12")
	if err != nil || state.SetSlots(slots) != nil || state.SetTables(60) != nil {
		t.Fatal(err)
	}
	return state
}

// Every participant gets partners among the others, with reasons; none of its own
// organisation, and none it works with already.
func TestMeetSuggests(t *testing.T) {
	s := overSeed(t)
	state := s.gathered(t, 40, "Bodrum Sail Makers|Turkey|Bodrum|sme|distributors of yachts and boats", "Мебели Иванов ЕООД|България|Варна|МСП|", "|BG|||")
	state.Participants[2].Issues = []gathering.Issue{{Key: gathering.IssueEmpty}}
	p, err := s.Meet(t.Context(), MeetQuestion{State: state, Suggest: true, Plan: true, Lang: "en"})
	if err != nil {
		t.Fatal(err)
	}
	of := map[gathering.ParticipantID]int{}
	reasons := 0
	for _, w := range state.Wishes {
		a, _ := state.Participant(w.From)
		b, _ := state.Participant(w.To)
		if w.Why != gathering.WishSuggested || a == b || a.Organisation != "" && a.Organisation == b.Organisation || w.To == "p3" {
			t.Errorf("%+v", w)
		}
		of[w.From]++
		reasons += len(w.Reasons)
		for _, r := range w.Reasons {
			if !slices.Contains(WishReasonKeys, r.Key) || slices.Contains(r.Args, "") {
				t.Errorf("%+v", r)
			}
		}
		record, err := s.organisation(t.Context(), a.Organisation)
		if a.Organisation != "" && (err != nil || slices.Contains(record.MemberOf, b.Organisation)) {
			t.Errorf("%s works with %s already (%v)", a.Name, b.Name, err)
		}
	}
	for i := range state.Participants {
		q := &state.Participants[i]
		if n := of[q.ID]; (n < leastSuggested || n > mostSuggested) != (q.ID == "p3") {
			t.Errorf("%s %s: %d suggested", q.ID, q.Name, n)
		}
	}
	if reasons < len(state.Wishes) {
		t.Errorf("%d reasons of %d suggestions", reasons, len(state.Wishes))
	}
	if st := p.Plan.Standing; st.Mutual != 0 || st.Served != 42 || st.Meetings == 0 || len(p.Plan.Faults) > 0 {
		t.Errorf("%+v %+v", st, p.Plan.Faults)
	}
	if len(p.Issues) != 1 || p.Issues[0].Key != gathering.IssueLeftOut || len(p.Names) != 40 {
		t.Errorf("%v, %d names", p.Issues, len(p.Names))
	}
	// A furniture maker the directory does not know is understood by its name.
	sector := func(w gathering.Wish) bool {
		return slices.ContainsFunc(w.Reasons, func(r gathering.Reason) bool { return r.Key == string(match.Same) || r.Key == string(match.Related) })
	}
	if !slices.ContainsFunc(state.Wishes, func(w gathering.Wish) bool { return w.From == "p2" && sector(w) }) {
		t.Error("nothing is known of what a participant without an entry does")
	}
	// The same once more is the same.
	before := fmt.Sprint(state.Wishes, state.Meetings)
	if _, err := s.Meet(t.Context(), MeetQuestion{State: state, Suggest: true, Plan: true, Lang: "en"}); err != nil || fmt.Sprint(state.Wishes, state.Meetings) != before {
		t.Errorf("another plan from the same state (%v)", err)
	}
}

func TestMeetReadsLists(t *testing.T) {
	s := overSeed(t)
	state := s.gathered(t, 3)
	a, b := state.Participants[0], state.Participants[1]
	p, err := s.Meet(t.Context(), MeetQuestion{State: state, Lang: "en", Plan: true,
		Wishes:  List{"wishes.csv", []byte(fmt.Sprintf("from;to;rank\n%s;%s;1\np2;p1;1\nnobody;p1;2\n", a.Organisation, b.Name))},
		Blocked: List{"pasted.txt", []byte("p1;10:00-15:30\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Issues) != 1 || p.Issues[0].String() != "not-a-participant 4 nobody" {
		t.Errorf("%v", p.Issues)
	}
	if st := p.Plan.Standing; st.Mutual != 1 || len(state.Meetings) != 1 || state.Meetings[0].Slot != "2026-05-14T15:30" {
		t.Errorf("%+v %+v", st, state.Meetings)
	}
	for _, q := range []MeetQuestion{{State: state, Tables: -1}, {State: state, Slots: append(state.Slots, state.Slots[0])}, {State: gathering.New("e"), Plan: true}} {
		if _, err := s.Meet(t.Context(), q); !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("%v", err)
		}
	}
	p, err = s.Meet(t.Context(), MeetQuestion{State: state, Wishes: List{"x.xls", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest")}})
	if err != nil || len(p.Issues) != 2 || p.Issues[0].Key != gathering.IssueUnreadable || p.Issues[1].Key != gathering.IssueWishesStay {
		t.Errorf("an old workbook: %v %v", err, p)
	}
}

// BenchmarkMeet suggests among 300 and plans 12 slots at 60 tables.
func BenchmarkMeet(b *testing.B) {
	s := overSeed(b)
	for b.Loop() {
		if _, err := s.Meet(b.Context(), MeetQuestion{State: s.gathered(b, 300), Suggest: true, Plan: true, Lang: "en"}); err != nil {
			b.Fatal(err)
		}
	}
}
