package gathering

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func table(rows ...string) []Row {
	var list []Row
	for i, r := range rows {
		list = append(list, Row{Line: i + 1, Cells: strings.Split(r, "|")})
	}
	return list
}

func TestHeadersSayTheColumns(t *testing.T) {
	for _, test := range []struct {
		header, row string
		want        Participant // its facts
	}{
		{"Organisation|Country|City|Web", "Volt|UA|Kyiv|volt.ua", Participant{Name: "Volt", Country: "UA", City: "Kyiv", Website: "volt.ua"}},
		{"Name|Company name|Country", "Ana|Volt|UA", Participant{Name: "Volt", Country: "UA"}}, // a person's name is no organisation's
		{"Име на организацията|Държава|Град|Уебсайт", "Волт|България|Варна|", Participant{Name: "Волт", Country: "България", City: "Варна"}},
		{"Kuruluş Adı|Ülke|Şehir", "Volt|TR|Bursa", Participant{Name: "Volt", Country: "TR", City: "Bursa"}},
		{"Назва|Країна|Місто|Тип", "Вольт|UA|Київ|sme", Participant{Name: "Вольт", Country: "UA", City: "Київ", Kind: "sme"}},
		{"Denumire|Țara|Localitate|E-mail", "Volt|RO|Iași|a@volt.ro", Participant{Name: "Volt", Country: "RO", City: "Iași", Website: "a@volt.ro"}},
		{"ორგანიზაცია|ქვეყანა|ქალაქი", "ვოლტ|GE|ბათუმი", Participant{Name: "ვოლტ", Country: "GE", City: "ბათუმი"}},
		{"Επωνυμία|Χώρα|Πόλη", "Βολτ|GR|Αθήνα", Participant{Name: "Βολτ", Country: "GR", City: "Αθήνα"}},
		{"Name|Native name", "Volt|Волт", Participant{Name: "Volt", OtherName: "Волт"}},
	} {
		s := New("e")
		s.AddRows(table(test.header, test.row))
		if len(s.Participants) != 1 {
			t.Errorf("%s: %+v", test.header, s.Participants)
			continue
		}
		got := s.Participants[0]
		got.ID, got.Line, got.Cells = "", 0, nil
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", test.header, diff)
		}
	}
}

func TestRowsAreKeptWhateverTheyHold(t *testing.T) {
	s := New("e")
	issues := s.AddRows(table("Organisation|Phone|Country", "Volt|123|UA", "|456|", "Volt|123|UA"))
	if len(s.Participants) != 3 || s.Participants[1].Issues[0].Key != IssueEmpty || s.Participants[1].Cells[1] != "456" || s.Participants[2].ID != "p3" || s.Participants[2].Line != 4 {
		t.Errorf("%+v", s.Participants)
	}
	if diff := cmp.Diff([]Issue{{IssueNotRead, []string{"Phone"}}}, issues); diff != "" {
		t.Error(diff)
	}
	s = New("e")
	if issues = s.AddRows(table("Volt", "Roneva")); len(issues) != 1 || issues[0].Key != IssueFirstColumn || len(s.Participants) != 2 {
		t.Errorf("without a header: %v %+v", issues, s.Participants)
	}
	many := make([]Row, MaxParticipants+1)
	for i := range many {
		many[i] = Row{Line: i + 1, Cells: []string{"x"}}
	}
	s = New("e")
	if issues = s.AddRows(many); len(s.Participants) != MaxParticipants || issues[len(issues)-1].Key != IssueOverfull {
		t.Errorf("%d participants, %v", len(s.Participants), issues)
	}
}

func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := New("bg-event")
		text := rapid.StringN(0, 20, -1)
		for range rapid.IntRange(0, 4).Draw(t, "participants") {
			s.AddRows([]Row{{Line: 3, Cells: []string{text.Draw(t, "name"), text.Draw(t, "x")}}})
		}
		s.Wishes = append(s.Wishes, Wish{From: "p1", To: "p2", Rank: 1})
		s.Slots, s.Tables = []Slot{{ID: "s1", Start: "2026-05-14T10:00"}}, []Table{{ID: "t1"}}
		s.Meetings = []Meeting{{Slot: "s1", Table: "t1", Participants: []ParticipantID{"p1", "p2"}, Fixed: true}}
		var b bytes.Buffer
		if err := s.Write(&b); err != nil {
			t.Fatal(err)
		}
		first := b.String()
		again, err := Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		var c bytes.Buffer
		if err := again.Write(&c); err != nil || c.String() != first {
			t.Fatalf("%v\n%s\n%s", err, first, c.String())
		}
	})
}

func TestOtherFilesAreRefused(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       error
	}{
		{"a list", "Volt\nRoneva", ErrNotState},
		{"nothing", "", ErrNotState},
		{"other JSON", `{"participants": []}`, ErrNotState},
		{"a newer version", `{"format": "euxine-gathering", "version": 2, "tokens": {}}`, ErrNewer},
		{"no version", `{"format": "euxine-gathering"}`, ErrNotState},
		{"a field nobody knows", `{"format": "euxine-gathering", "version": 1, "event": "e", "participants": [], "shoes": 1}`, ErrNotState},
		{"something behind", `{"format": "euxine-gathering", "version": 1, "event": "e", "participants": []} {}`, ErrNotState},
		{"too many tables", `{"format": "euxine-gathering", "version": 1, "event": "e", "participants": [], "tables": [` + strings.Repeat(`{"id": "t"},`, MaxTables) + `{"id": "t"}]}`, ErrTooLarge},
		{"too many candidates", `{"format": "euxine-gathering", "version": 1, "event": "e", "participants": [{"id": "p1", "line": 1, "candidates": [` +
			strings.Repeat(`{"organisation": "a", "score": 1},`, MaxCandidates) + `{"organisation": "a", "score": 1}]}]}`, ErrTooLarge},
		{"too large", `{"format": "euxine-gathering"` + strings.Repeat(" ", MaxBytes) + "}", ErrTooLarge},
	} {
		if _, err := Read(strings.NewReader(test.text)); !errors.Is(err, test.want) || !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
}

func TestCheckNamesWhatIsNotThere(t *testing.T) {
	s := New("e")
	s.AddRows(table("Volt", "Roneva"))
	s.Slots, s.Tables = []Slot{{ID: "s1"}, {ID: "s1"}}, []Table{{ID: "t1"}}
	s.Participants[0].Blocked = []string{"s9"}
	s.Wishes = []Wish{{From: "p1", To: "p1"}, {From: "p1", To: "p2"}, {From: "p1", To: "p2"}, {From: "p2", To: "p7"}}
	s.Meetings = []Meeting{{Slot: "s2", Table: "t2", Participants: []ParticipantID{"p1", "p8"}}}
	var got []string
	for _, i := range s.Check() {
		got = append(got, i.String())
	}
	want := []string{"repeated slot s1", "no-such slot s9", "wish-for-self p1", "wish-repeated p1 p2", "no-such participant p7",
		"no-such slot s2", "no-such table t2", "no-such participant p8"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestChoosing(t *testing.T) {
	p := Participant{Candidates: []Candidate{{Organisation: "a", Score: 0.7}, {Organisation: "b", Score: 0.6}}}
	if p.Choose("c") || p.Settled != SettledOpen {
		t.Errorf("what is no candidate was chosen: %+v", p)
	}
	if !p.Choose("b") || p.Organisation != "b" || p.Settled != SettledChosen || p.Score != 0.6 {
		t.Errorf("%+v", p)
	}
	if !p.Choose("") || p.Organisation != "" || p.Settled != SettledNoneSaid {
		t.Errorf("%+v", p)
	}
	s := State{Participants: []Participant{{Line: 2, Organisation: "a", Settled: SettledCertain}, {Line: 3}, {Line: 5, Organisation: "a", Settled: SettledChosen}}}
	s.SameOrganisations()
	s.SameOrganisations()
	if s.Open() != 1 || len(s.Participants[0].Issues) != 0 || len(s.Participants[2].Issues) != 1 || s.Participants[2].Issues[0].Args[0] != "2" {
		t.Errorf("%+v", s.Participants)
	}
}
