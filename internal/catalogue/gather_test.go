package catalogue

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/gathering"
)

// anEvent is one of the seed.
func (s *seeded) anEvent(t testing.TB) directory.RecordID {
	t.Helper()
	for _, r := range s.records {
		if r.Type() == directory.Events {
			return r.Head().ID
		}
	}
	t.Fatal("the seed has no event")
	return ""
}

const aList = "Organisation;Country;City;Stand\n" +
	"TOV Volt;UA;;1\n" + // certain
	";;;2\n" + // nothing
	"ИКТ Клъстър;България;Варна;3\n" + // of Sofia: the town contradicts
	"Walltopia;BG;Sofia;4\n" + // none
	"Волт;Україна;;5\n" + // the same organisation as line 2
	"TOV Volt;UA;;6\n" // the same row as line 2

func TestGather(t *testing.T) {
	s := overSeed(t)
	event := s.anEvent(t)
	g, err := s.Gather(t.Context(), event, "list.txt", strings.NewReader(aList), "en")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range g.State.Participants {
		line := string(p.ID) + " " + string(p.Settled) + " " + string(p.Organisation)
		for _, i := range p.Issues {
			line += ", " + i.String()
		}
		got = append(got, line)
	}
	want := []string{"p1 certain ua-volt", "p2 none , empty", "p3  ", "p4 none ", "p5 certain ua-volt, same-organisation 2", "p6 certain ua-volt, duplicate 2, same-organisation 2"}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(g.Issues) != 1 || g.Issues[0].String() != "column-ignored Stand" || g.State.Participants[3].Cells[3] != "4" {
		t.Errorf("%v %+v", g.Issues, g.State.Participants[3])
	}
	asked := g.State.Participants[2]
	if len(asked.Candidates) == 0 || g.Names[asked.Candidates[0].Organisation].Name == "" {
		t.Errorf("nothing to choose from: %+v", asked)
	}

	// What a person says stays, through the file too, and the rest is as it was.
	g.State.Participants[2].Choose(asked.Candidates[0].Organisation)
	var file bytes.Buffer
	if err := g.State.Write(&file); err != nil {
		t.Fatal(err)
	}
	again, err := s.Gather(t.Context(), event, "kept.json", bytes.NewReader(file.Bytes()), "bg")
	if err != nil {
		t.Fatal(err)
	}
	if p := again.State.Participants[2]; p.Settled != gathering.SettledChosen || p.Organisation != asked.Candidates[0].Organisation {
		t.Errorf("%+v", p)
	}
	if again.State.Open() != 0 {
		t.Errorf("%d are open", again.State.Open())
	}
	var file2 bytes.Buffer
	if err := again.State.Write(&file2); err != nil || file2.String() != file.String() {
		t.Errorf("the file changed by being read: %v\n%s\n%s", err, file.String(), file2.String())
	}
}

// Namesakes of two towns are two, who may meet; a row that stands twice is one.
func TestNamesakesOfTwoTownsMayMeet(t *testing.T) {
	s := overSeed(t)
	g, err := s.Gather(t.Context(), s.anEvent(t), "list.txt", strings.NewReader("Organisation;Country;City\nZzyzx Kamara;BG;Varna\nZzyzx Kamara;BG;Burgas\nZZYZX Kamara;България;Варна\n"), "en")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range g.State.Participants {
		for _, i := range p.Issues {
			got = append(got, string(p.ID)+" "+i.String())
		}
	}
	if !slices.Equal(got, []string{"p3 duplicate 2"}) {
		t.Errorf("%q", got)
	}
	if issues := g.State.ReadWishes([]gathering.Row{{Line: 1, Cells: []string{"p1", "p2"}}}, nil); len(issues) != 0 {
		t.Errorf("they may not meet: %v", issues)
	}
}

func TestGatherRefuses(t *testing.T) {
	s := overSeed(t)
	event := s.anEvent(t)
	if _, err := s.Gather(t.Context(), "no-such-event", "l.txt", strings.NewReader("Volt"), "en"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("of no event: %v", err)
	}
	other := `{"format": "euxine-gathering", "version": 1, "event": "another", "participants": []}`
	if _, err := s.Gather(t.Context(), event, "l.json", strings.NewReader(other), "en"); !errors.Is(err, gathering.ErrOtherEvent) {
		t.Errorf("of another event: %v", err)
	}
	// An organisation that is gone is said, and not replaced.
	gone := strings.Replace(strings.Replace(other, "another", string(event), 1), "[]", `[{"id": "p1", "line": 1, "name": "Volt", "organisation": "ua-gone", "settled": "chosen"}]`, 1)
	g, err := s.Gather(t.Context(), event, "l.json", strings.NewReader(gone), "en")
	if err != nil || len(g.State.Participants[0].Issues) != 1 || g.State.Participants[0].Issues[0].Key != gathering.IssueUnknown || g.State.Participants[0].Organisation != "ua-gone" {
		t.Errorf("%v %+v", err, g)
	}
}
