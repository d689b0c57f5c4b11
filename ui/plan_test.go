package ui

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-ical"
	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"euxine/internal/gathering"
)

const planAt = "/en/events/" + participantsEvent + "/plan"

// planState is five rows, three of them organisations of the directory.
func planState(t *testing.T, h http.Handler) string {
	t.Helper()
	a := sendForm(t, h, participantsAt, map[string]string{"list": "Organisation\tCountry\tCity\nТОВ «Юнітек»\tУкраїна\t\nWalltopia\tBG\tSofia\n\tBG\t\nBlack Sea Enregy Cluster\tBulgaria\t\n=cmd Ltd\tBG\tVarna\n", "do": "recognise"}, formFile{}).want(200)
	return stateIn(t, a)
}

func stateIn(t *testing.T, a answer) string {
	t.Helper()
	inputs := all(a.doc, "input", named("state"))
	if len(inputs) != 1 {
		t.Fatalf("%d states in %.2000s", len(inputs), a.body)
	}
	return attribute(inputs[0], "value")
}

// fieldsWith is fields and more of them.
func fieldsWith(fields map[string]string, more ...string) map[string]string {
	m := maps.Clone(fields)
	for i := 0; i < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}

var planTimetable = map[string]string{"day": "2026-05-14", "first": "10:00", "minutes": "30", "pause": "0", "count": "3", "breaks": "10:30-11:00", "tables": "2"}

func TestPlanTheWholeWay(t *testing.T) {
	h := serve(t, realCatalogue(t))
	get(t, h, planAt).want(200)
	opened := sendForm(t, h, planAt, map[string]string{"state": planState(t, h), "do": "open"}, formFile{}).want(200)
	if got := opened.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("it may be kept: %q", got)
	}
	a := sendForm(t, h, planAt, fieldsWith(planTimetable, "state", stateIn(t, opened), "do", "plan", "suggest", "1",
		"wishes", "p1;p2;1\nWalltopia;p1\n=cmd Ltd;Nobody\n", "blocked", "p1;10:00\n"), formFile{}).want(200)
	s, err := gathering.Read(strings.NewReader(stateIn(t, a)))
	if err != nil {
		t.Fatal(err)
	}
	var mutual *gathering.Meeting
	for i, m := range s.Meetings {
		if slices.Equal(m.Participants, []gathering.ParticipantID{"p1", "p2"}) {
			mutual = &s.Meetings[i]
		}
	}
	if mutual == nil || mutual.Slot == "2026-05-14T10:00" || s.Slots[1].ID != "2026-05-14T11:00" || s.Given() != 2 || len(s.Wishes) <= 2 {
		t.Fatalf("%+v", s)
	}
	for _, want := range []string{"1 mutual wishes are met, of at most 1", "4 of 4 participants have a meeting", "“Nobody” is none of the participants", "names nobody and is not planned"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if n := len(all(a.doc, "td", func(n *html.Node) bool { return strings.Contains(attribute(n, "class"), "plan-meeting") })); n != len(s.Meetings) {
		t.Errorf("%d cells of %d meetings", n, len(s.Meetings))
	}

	// What is ticked stays; with no suggestions only what was asked for comes beside it.
	kept := slices.IndexFunc(s.Meetings, func(m gathering.Meeting) bool { return !slices.Contains(m.Participants, "p1") })
	if kept < 0 {
		t.Fatalf("%+v", s.Meetings)
	}
	b := sendForm(t, h, planAt, fieldsWith(planTimetable, "state", stateIn(t, a), "do", "plan", fieldFixes, "1", fixField(kept), "1", fieldBlocks, "1", blockField("p2", 1), "1"), formFile{}).want(200)
	again, err := gathering.Read(strings.NewReader(stateIn(t, b)))
	if err != nil || len(again.Meetings) != 2 || len(again.Wishes) != 2 || again.Participants[0].Blocked != nil || !slices.Equal(again.Participants[1].Blocked, []string{"2026-05-14T11:00"}) {
		t.Fatalf("%v %+v", err, again)
	}
	if !slices.ContainsFunc(again.Meetings, func(m gathering.Meeting) bool {
		return m.Fixed && m.Slot == s.Meetings[kept].Slot && m.Table == s.Meetings[kept].Table && slices.Equal(m.Participants, s.Meetings[kept].Participants)
	}) {
		t.Errorf("%+v is not kept in %+v", s.Meetings[kept], again.Meetings)
	}

	// Opening a file shows the plan it has, in the other language too.
	bg := sendForm(t, h, strings.Replace(planAt, "/en/", "/bg/", 1), map[string]string{"do": "open"}, formFile{"kept.json", stateIn(t, a)}).want(200)
	if stateIn(t, bg) != stateIn(t, a) || !strings.Contains(bg.body, "1 взаимни желания") {
		t.Error("opened, it is another plan")
	}
	download := sendForm(t, h, planAt, map[string]string{"state": stateIn(t, a), "do": "download"}, formFile{}).want(200)
	if loaded, err := gathering.Read(strings.NewReader(download.body)); err != nil || loaded.Line() != stateIn(t, a) {
		t.Errorf("%v %.200s", err, download.body)
	}
}

// A meeting that is to stay has no box where its time is no more, or where another is in
// its place: that none is ticked says nothing of it.
func TestPlanKeepsWhatTheGridDoesNotShow(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := sendForm(t, h, planAt, fieldsWith(planTimetable, "state", planState(t, h), "do", "plan", "wishes", "p1;p2\np4;p5"), formFile{}).want(200)
	s, err := gathering.Read(strings.NewReader(stateIn(t, a)))
	if err != nil || len(s.Meetings) != 2 {
		t.Fatalf("%v %+v", err, s)
	}
	for i := range s.Meetings {
		s.Meetings[i].Fixed = true
	}
	gone, shown := s.Meetings[0], s.Meetings[1]
	gone.Slot = "2026-05-13T09:00"
	under := shown
	under.Participants = []gathering.ParticipantID{"p1", "p2"}
	s.Meetings = []gathering.Meeting{gone, under, shown}
	b := sendForm(t, h, planAt, map[string]string{"state": s.Line(), "do": "open"}, formFile{}).want(200)
	if n := len(all(b.doc, "input", func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "name"), "fix-") })); n != 1 || len(all(b.doc, "input", named(fieldFixes))) != 1 {
		t.Fatalf("%d boxes", n)
	}
	c := sendForm(t, h, planAt, map[string]string{"state": stateIn(t, b), "do": "open", fieldFixes: "1"}, formFile{}).want(200)
	again, err := gathering.Read(strings.NewReader(stateIn(t, c)))
	if err != nil || len(again.Meetings) != 3 || !again.Meetings[0].Fixed || !again.Meetings[1].Fixed || again.Meetings[2].Fixed {
		t.Errorf("%v %+v", err, again.Meetings)
	}
}

func TestPlansAreHandedOut(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := sendForm(t, h, planAt, fieldsWith(planTimetable, "state", planState(t, h), "do", "plan", "suggest", "1", "wishes", "p1;p2\np2;p1"), formFile{}).want(200)
	state := stateIn(t, a)
	s, err := gathering.Read(strings.NewReader(state))
	if err != nil {
		t.Fatal(err)
	}
	out := func(do string, more ...string) answer {
		return sendForm(t, h, planAt, fieldsWith(map[string]string{"state": state, "do": do}, more...), formFile{}).want(200)
	}
	sheets := func(a answer) int {
		return len(all(a.doc, "section", func(n *html.Node) bool { return attribute(n, "class") == "sheet" }))
	}
	people := out("participants")
	if sheets(people) != 4 || !strings.Contains(people.body, "Both asked for it.") || !strings.Contains(people.body, "Table 1") || strings.Count(people.body, "<tr><th scope=\"row\">") != 2*len(s.Meetings) {
		t.Errorf("%d sheets for participants: %s", sheets(people), people.body)
	}
	if tables := out("tables"); sheets(tables) != 2 || !strings.Contains(tables.body, "Walltopia") {
		t.Errorf("%d sheets for tables", sheets(tables))
	}
	if booklet := out("booklet"); sheets(booklet) != 4 || !strings.Contains(booklet.body, "Looks for") {
		t.Errorf("%d sheets in the booklet", sheets(booklet))
	}

	// A calendar as a reader of others has it: an entry for each meeting, at the hour of
	// Burgas, three hours before that of UTC in May.
	calendar := out("calendar", "who", "p1")
	entries := calendarEntries(t, calendar.body)
	if len(entries) == 0 || len(entries) != strings.Count(s.Line(), `"participants":["p1"`)+strings.Count(s.Line(), `,"p1"]`) {
		t.Fatalf("%d entries: %s", len(entries), calendar.body)
	}
	found := false
	for _, e := range entries {
		summary, err := e.Props.Text("SUMMARY")
		if err != nil {
			t.Fatal(err)
		}
		if summary != "Meeting: Walltopia" {
			continue
		}
		found = true
		i := slices.IndexFunc(s.Meetings, func(m gathering.Meeting) bool {
			return slices.Equal(m.Participants, []gathering.ParticipantID{"p1", "p2"})
		})
		start, err := e.DateTimeStart(nil)
		if err != nil || start.UTC().Format("2006-01-02T15:04") != strings.NewReplacer("T10:", "T07:", "T11:", "T08:").Replace(s.Meetings[i].Slot) {
			t.Errorf("%v %v, planned %s", err, start, s.Meetings[i].Slot)
		}
		if where, err := e.Props.Text("LOCATION"); err != nil || where != "Table "+s.Meetings[i].Table+", Burgas" {
			t.Errorf("%q %v", where, err)
		}
	}
	if !found {
		t.Errorf("the mutual meeting is not in %s", calendar.body)
	}
	all := out("calendars")
	z, err := zip.NewReader(strings.NewReader(all.body), int64(len(all.body)))
	if err != nil || len(z.File) != 4 || z.File[0].Name != "002-ua-unitek.ics" || z.File[1].Name != "003-p2.ics" {
		t.Fatalf("%v %+v", err, z)
	}
	in, err := z.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	first, err := io.ReadAll(in)
	if err != nil || string(first) != calendar.body {
		t.Error("the calendar in the archive is another")
	}

	if csv := out("meetings-csv"); strings.Count(csv.body, "\n") != 1+len(s.Meetings) || !strings.Contains(csv.body, "'=cmd Ltd") || !strings.HasPrefix(csv.header.Get("Content-Type"), "text/csv") {
		t.Errorf("%s", csv.body)
	}
	if csv := out("participants-csv"); strings.Count(csv.body, "\n") != 6 || !strings.Contains(csv.body, ",'=cmd Ltd,") {
		t.Errorf("%s", csv.body)
	}
	book, err := excelize.OpenReader(strings.NewReader(out("workbook").body))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	wishes, err := book.GetRows("Wishes")
	if err != nil || len(wishes) != 1+len(s.Wishes) || !slices.Equal(book.GetSheetList(), []string{"Meetings", "Participants", "Wishes"}) {
		t.Errorf("%v %v", err, wishes)
	}
	sendForm(t, h, planAt, map[string]string{"state": state, "do": "calendar", "who": "p99"}, formFile{}).want(400)
}

func calendarEntries(t *testing.T, file string) []ical.Event {
	t.Helper()
	d := ical.NewDecoder(strings.NewReader(file))
	c, err := d.Decode()
	if err != nil {
		t.Fatalf("%v in %s", err, file)
	}
	if _, err := d.Decode(); !errors.Is(err, io.EOF) {
		t.Errorf("behind the calendar: %v", err)
	}
	return c.Events()
}

func TestPlanSaysWhatIsWrong(t *testing.T) {
	h := serve(t, realCatalogue(t))
	state := planState(t, h)
	for _, test := range []struct {
		name   string
		fields map[string]string
		file   formFile
		want   string
	}{
		{"nothing", map[string]string{"do": "plan"}, formFile{}, "There is no file"},
		{"another event's file", nil, formFile{"x.json", `{"format":"euxine-gathering","version":1,"event":"other","participants":[]}`}, "another event"},
		{"a newer file", nil, formFile{"x.json", `{"format":"euxine-gathering","version":99}`}, "newer version"},
		{"no state", nil, formFile{"x.json", `{"a": 1}`}, "not one that was kept"},
		{"nobody", nil, formFile{"x.json", `{"format":"euxine-gathering","version":1,"event":"` + participantsEvent + `","participants":[]}`}, "no participant"},
		{"no times", map[string]string{"state": state, "do": "plan", "tables": "2"}, formFile{}, "needs times and tables"},
		{"bad times", fieldsWith(planTimetable, "state", state, "do", "plan", "breaks", "noon"), formFile{}, "timetable cannot be read"},
		{"too many slots", fieldsWith(planTimetable, "state", state, "do", "plan", "minutes", "5", "count", "97"), formFile{}, "97 slots"},
		{"bad tables", fieldsWith(planTimetable, "state", state, "do", "plan", "tables", "0"), formFile{}, "from 1 to 500"},
		{"no plan to hand out", map[string]string{"state": state, "do": "participants"}, formFile{}, "no plan yet"},
		{"an old workbook", fieldsWith(planTimetable, "state", state, "do", "plan", "wishes", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest"), formFile{}, "save it as .xlsx"},
	} {
		a := sendForm(t, h, planAt, test.fields, test.file)
		if a.status != 200 || !strings.Contains(a.body, test.want) {
			t.Errorf("%s: %d, want a page that says %q: %s", test.name, a.status, test.want, a.body)
		}
		if test.fields["state"] != "" {
			if s, err := gathering.Read(strings.NewReader(stateIn(t, a))); err != nil || len(s.Participants) != 5 {
				t.Errorf("%s: the state is lost", test.name)
			}
		}
	}
	get(t, h, "/en/events/no-such-event/plan").want(404)
	get(t, h, planAt+"?x=1").want(400)
	// Meetings where nothing is are no plan, and no panic.
	broken := sendForm(t, h, planAt, map[string]string{"do": "participants"}, formFile{"x.json", `{"format":"euxine-gathering","version":1,"event":"` + participantsEvent + `","participants":[{"id":"p1","line":1,"name":"A"}],
		"slots":[{"id":"s"}],"tables":[{"id":"1"}],"meetings":[{"slot":"s","table":"1","participants":["p1"]},{"slot":"x","table":"9","participants":["p1","p2","p3"]}]}`})
	if broken.want(200); bytes.Contains([]byte(broken.body), []byte("panic")) {
		t.Error(broken.body)
	}
}
