package gathering

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func starts(slots []Slot) string {
	var list []string
	for _, s := range slots {
		list = append(list, s.Start[8:]+"-"+hourOf(s.End))
	}
	return strings.Join(list, " ")
}

func TestTimetables(t *testing.T) {
	for _, test := range []struct {
		times Times
		want  string // "": ErrInvalid
	}{
		{Times{Day: "2026-05-14", First: "10:00", Minutes: 30, Count: 3}, "14T10:00-10:30 14T10:30-11:00 14T11:00-11:30"},
		{Times{Day: "2026-05-14", First: "9:00", Minutes: 25, Pause: 5, Count: 2}, "14T09:00-09:25 14T09:30-09:55"},
		// What would run into the break begins behind it.
		{Times{Day: "2026-05-14", First: "11:00", Minutes: 40, Count: 3, Breaks: "12:00–13:00"}, "14T11:00-11:40 14T13:00-13:40 14T13:40-14:20"},
		{Times{Day: "2026-05-14", LastDay: "2026-05-15", First: "10:00", Minutes: 60, Count: 1}, "14T10:00-11:00 15T10:00-11:00"},
		{Times{Day: "2026-05-14", First: "23:00", Minutes: 30, Count: 2}, "14T23:00-23:30 14T23:30-00:00"},
		{Times{Day: "2026-05-14", First: "23:00", Minutes: 30, Count: 3}, ""},
		{Times{Day: "2026-05-14", First: "10:00", Minutes: 30, Count: 1, Breaks: "12:00"}, ""},
		{Times{Day: "14.5.2026", First: "10:00", Minutes: 30, Count: 1}, ""},
		{Times{Day: "2026-05-14", LastDay: "2026-05-13", First: "10:00", Minutes: 30, Count: 1}, ""},
		{Times{Day: "2026-05-14", First: "10:00", Minutes: 0, Count: 1}, ""},
		{Times{Day: "2026-05-14", First: "10:00", Minutes: 30, Count: 501}, ""},
		{Times{Day: "2026-05-14", First: "00:00", Minutes: 1, Count: 500, LastDay: "2026-05-15"}, ""},
	} {
		slots, err := test.times.Slots()
		if got := starts(slots); got != test.want || (err == nil) != (test.want != "") || err != nil && !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("%+v: %q, %v", test.times, got, err)
		}
	}
	slots, err := ReadTimes("2026-05-14T10:00/30m×2")
	if err != nil || starts(slots) != "14T10:00-10:30 14T10:30-11:00" {
		t.Errorf("%v %v", slots, err)
	}
	for _, s := range []string{"", "2026-05-14", "2026-05-14T10:00/30m", "2026-05-14T10:00/xx12", "2026-05-14T10:00/30mx0", "14T10:00/30mx2"} {
		if _, err := ReadTimes(s); !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}

// What a form says of slots comes back from them, in whatever words it was said.
func TestTimesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := Times{Day: "2026-05-14", First: fmt.Sprintf("%02d:%02d", rapid.IntRange(7, 11).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")),
			Minutes: rapid.IntRange(5, 60).Draw(t, "length"), Pause: rapid.IntRange(0, 15).Draw(t, "pause"), Count: rapid.IntRange(1, 8).Draw(t, "count"),
			Breaks: rapid.SampledFrom([]string{"", "12:00-13:00", "11:10-11:25; 13:00-14:00"}).Draw(t, "breaks"), LastDay: rapid.SampledFrom([]string{"", "2026-05-16"}).Draw(t, "last")}
		slots, err := times.Slots()
		if err != nil {
			t.Fatal(err)
		}
		read, ok := TimesOf(slots)
		again, err := read.Slots()
		if !ok || err != nil || !slices.Equal(again, slots) {
			t.Fatalf("%+v: %+v, %v", times, read, err)
		}
	})
}

// fair is a state of five with two slots and two tables.
func fair(t testing.TB) *State {
	t.Helper()
	s := New("e")
	s.AddRows(table("Organisation|Country", "Alfa|BG", "Beta|BG", "Gama  Ltd|RO", "|RO", "Beta|TR"))
	s.Participants[0].Organisation = "bg-alfa"
	slots, err := ReadTimes("2026-05-14T10:00/30mx2")
	if err != nil || s.SetSlots(slots) != nil || s.SetTables(2) != nil {
		t.Fatal(err)
	}
	return s
}

func TestWishesAreReadByRow(t *testing.T) {
	s := fair(t)
	s.Suggest([]Wish{{From: "p1", To: "p3"}, {From: "p3", To: "p2"}})
	issues := s.ReadWishes(table("От|До|Ранг", "p1|p2|2", "bg-alfa|gama ltd|1", "3|Alfa", "beta|Alfa", "Alfa|p1", "Alfa|Nobody", "Alfa", "p1|P2", "p5|p1|first"), nil)
	var got []string
	for _, i := range issues {
		got = append(got, i.String())
	}
	want := []string{
		"several-meant 5 beta", // two participants are called so
		"row-for-self 6 Alfa", "not-a-participant 7 Nobody", "row-incomplete 8", "row-repeated 9 p1 P2", "rank-unread 10 first"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	wishes := []Wish{{From: "p1", To: "p2", Rank: 2, Why: WishGiven}, {From: "p1", To: "p3", Rank: 1, Why: WishGiven}, {From: "p2", To: "p1", Why: WishGiven}, // line 3 of the list of participants is Beta
		{From: "p5", To: "p1", Why: WishGiven}, {From: "p3", To: "p2", Why: WishSuggested}}
	if diff := cmp.Diff(wishes, s.Wishes); diff != "" {
		t.Error(diff)
	}
	if s.Given() != 4 {
		t.Error(s.Given())
	}
}

// TestWishesByTheDirectorysNames: who was recognised may be named as the directory does.
func TestWishesByTheDirectorysNames(t *testing.T) {
	s := fair(t)
	org := s.Participants[0].Organisation
	names := OrganisationNames{org: {"Алфа Клъстер", "Alpha Cluster"}}
	if issues := s.ReadWishes(table("алфа  клъстер|p3", "p3|ALPHA cluster"), names); len(issues) > 0 || len(s.Wishes) != 2 {
		t.Errorf("%v, %+v", issues, s.Wishes)
	}
	if issues := s.ReadWishes(table("Alpha|p3"), names); len(issues) == 0 || issues[0].Key != IssueRowWho {
		t.Errorf("half a name: %v", issues)
	}
}

// A list of which nothing is understood takes nothing away: wishes are replaced by wishes.
func TestAListOfNoWishesReplacesNone(t *testing.T) {
	s := fair(t)
	s.Suggest([]Wish{{From: "p3", To: "p2"}})
	s.ReadWishes(table("p1|p2|1"), nil)
	before := slices.Clone(s.Wishes)
	for _, list := range [][]Row{table("p1 p3", "p3 p1"), table("From|To"), table("p1|p1", "x|p2"), nil} {
		issues := s.ReadWishes(list, nil)
		if len(issues) == 0 || issues[len(issues)-1].Key != IssueWishesStay || !cmp.Equal(s.Wishes, before) {
			t.Errorf("%v: %v, wishes %+v", list, issues, s.Wishes)
		}
	}
	if s.ReadWishes(table("p3|p1", "x|p2"), nil); len(s.Wishes) != 2 || s.Wishes[0].From != "p3" {
		t.Errorf("one of two was understood: %+v", s.Wishes)
	}
}

func TestTimesAreBlocked(t *testing.T) {
	s := fair(t)
	issues := s.ReadBlocked(table("who|time", "p1|10:10-10:20", "p2|2026-05-14", "p3|10:30, 2026-05-14T10:00|", "p5|18:00", "p9|10:00", "p5"), nil)
	var got []string
	for _, i := range issues {
		got = append(got, i.String())
	}
	if diff := cmp.Diff([]string{"no-such-time 5 18:00", "not-a-participant 6 p9", "row-incomplete 7"}, got); diff != "" {
		t.Error(diff)
	}
	const ten, half = "2026-05-14T10:00", "2026-05-14T10:30"
	for i, want := range [][]string{{ten}, {ten, half}, {half, ten}, nil, nil} {
		if !slices.Equal(s.Participants[i].Blocked, want) {
			t.Errorf("%s: %v, want %v", s.Participants[i].ID, s.Participants[i].Blocked, want)
		}
	}
	// Another timetable keeps what is blocked where it has the time.
	slots, err := ReadTimes("2026-05-14T10:00/30mx1")
	if err != nil || s.SetSlots(slots) != nil || !slices.Equal(s.Participants[1].Blocked, []string{ten}) {
		t.Errorf("%v %v", s.Participants[1].Blocked, err)
	}
	if err := s.SetSlots([]Slot{{ID: "a", Start: ten, End: half}, {ID: "b", Start: "2026-05-14T10:15", End: half}}); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("overlapping slots: %v", err)
	}
}

// p1 and p2 wish each other: they meet before anything else does. What is fixed stays
// when the wishes change.
func TestStateToPlanAndBack(t *testing.T) {
	s := fair(t)
	s.ReadWishes(table("p1|p3|1", "p1|p2|2", "p2|p1", "p3|p5"), nil)
	s.ReadBlocked(table("p2|10:00"), nil)
	plan, err := s.Plan(t.Context())
	if err != nil || len(plan.Faults) > 0 {
		t.Fatalf("%v %+v", err, plan)
	}
	if plan.Standing.Mutual != 1 || plan.Standing.MutualBound != 1 || plan.Standing.Served != 4 {
		t.Errorf("%+v", plan.Standing)
	}
	met := func(a, b ParticipantID) *Meeting {
		for i, m := range s.Meetings {
			if slices.Equal(m.Participants, []ParticipantID{a, b}) {
				return &s.Meetings[i]
			}
		}
		return nil
	}
	if m := met("p1", "p2"); m == nil || m.Slot != "2026-05-14T10:30" || len(s.Check()) > 0 {
		t.Fatalf("%+v %v", s.Meetings, s.Check())
	}
	judged, err := s.Judge(t.Context(), true)
	if err != nil || judged.Standing != plan.Standing || len(judged.Meetings) != len(s.Meetings) {
		t.Errorf("%v: %+v, planned %+v", err, judged, plan.Standing)
	}
	kept := *met("p1", "p3")
	s.Fix(func(m Meeting) bool { return m.Slot == kept.Slot && m.Table == kept.Table })
	s.ReadWishes(table("p1|p2", "p3|p2", "p2|p3"), nil)
	if _, err := s.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	kept.Fixed = true
	if m := met("p1", "p3"); m == nil || !cmp.Equal(*m, kept) {
		t.Errorf("%+v, want %+v", m, kept)
	}
	if list := s.LeftOut(); len(list) != 1 || list[0].String() != "left-out 5" {
		t.Errorf("%v", list)
	}
	// A fixed meeting whose time is no more is said to be nowhere.
	slots, _ := ReadTimes("2026-05-14T18:00/30mx1")
	if err := s.SetSlots(slots); err != nil {
		t.Fatal(err)
	}
	plan, err = s.Plan(t.Context())
	if err != nil || len(plan.Faults) != 1 || plan.Faults[0].Kind != "no_slot" {
		t.Errorf("%v %+v", err, plan.Faults)
	}
	s.Tables = nil
	if _, err := s.Plan(t.Context()); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("without tables: %v", err)
	}
}

// Two rows of one organisation, or one row twice, do not meet each other.
func TestOneOrganisationIsOneGroup(t *testing.T) {
	s := fair(t)
	s.Participants[2].Organisation = "bg-alfa"
	s.Participants[4].Issues = []Issue{{IssueDuplicate, []string{"3"}}}
	issues := s.ReadWishes(table("p1|p3", "p2|p5", "bg-alfa|p2"), nil)
	if len(issues) != 3 || issues[0].Key != IssueRowSame || issues[1].Key != IssueRowSame || issues[2].Key != IssueRowSeveral {
		t.Errorf("%v", issues)
	}
	s.Wishes = []Wish{{From: "p1", To: "p3"}}
	plan, err := s.Plan(t.Context())
	if err != nil || len(s.Meetings) > 0 || len(plan.Faults) != 1 {
		t.Errorf("%v %+v", err, plan)
	}
}
