package ui

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/httpkit"
	"euxine/internal/meetings"
)

// PlanPath is the pattern of the address of the page that plans meetings: its body may
// have [MaxParticipantsBody] bytes.
const PlanPath = "/:lang/events/:id/plan"

// planPage plans the meetings of an event. As with participants, nothing is stored: the
// state is in the form.
type planPage struct {
	Page
	Event            *directory.Event
	EventLink        string
	ParticipantsLink string
	Action           string
	Problem          string
	Done             bool // there is a state
	State            string
	Notes            []string
	MoreNotes        int
	People           int
	Open             int // rows still to be settled
	Given, Suggested int
	Suggest          bool
	Times            planTimes
	OwnTimes         bool // the slots of the file are no timetable of the form
	SlotCount        int
	Tables           string
	Typed            planTyped
	Blocks           *blockTable
	Blocked          int // participants with blocked times, where there is no table of them
	Standing         []string
	Heads            []string
	Grid             []planRow
	Meetings         int
	Unmet            []string
	UnmetMore        int
	Who              []planParty
}

// planTimes is what the fields of the timetable hold.
type planTimes struct{ Day, Last, First, Minutes, Pause, Count, Breaks string }

// planTyped is what was typed and is shown again where it could not be taken over.
type planTyped struct{ Wishes, Blocked string }

// UnmetCount is how many wishes were not met.
func (p *planPage) UnmetCount() int { return len(p.Unmet) + p.UnmetMore }

// planParty is one of the participants to choose from.
type planParty struct{ Value, Label string }

// blockTable has a box for each participant and slot.
type blockTable struct {
	Heads []string
	Rows  []blockRow
}

type blockRow struct {
	Name  string
	Boxes []blockBox
}

type blockBox struct {
	Field   string
	Label   string
	Checked bool
}

// maxBoxes is how many boxes the table of blocked times may have: as many as one can
// go through by hand. Larger events give them as a list.
const maxBoxes = 600

// planRow is a table of the plan.
type planRow struct {
	Name  string
	Cells []planCell
}

type planCell struct {
	Field  string // "" where nobody meets
	A, B   string
	Mutual bool
	Fixed  bool
}

// shownUnmet is how many wishes that were not met the page lists; the files have all.
const shownUnmet = 100

// Fields of the form that stand for the boxes of tables: a box that is not ticked is not
// sent, so these say that it was there.
const (
	fieldBlocks = "blocks-shown"
	fieldFixes  = "fixes-shown"
)

func blockField(p gathering.ParticipantID, slot int) string {
	return "block-" + string(p) + "-" + strconv.Itoa(slot)
}

func fixField(meeting int) string { return "fix-" + strconv.Itoa(meeting) }

// planForm shows the form.
func (u *UI) planForm(v *visit) error {
	if done, err := u.unsent(v); done || err != nil {
		return err
	}
	p, err := u.planPage(v)
	if err != nil || p == nil {
		return err
	}
	return v.show("plan", p)
}

// planPage is the page before anything was sent; nil without an error: the visitor was
// sent on to the event of a former id.
func (u *UI) planPage(v *visit) (*planPage, error) {
	e, err := u.eventOf(v)
	if e == nil {
		return nil, err
	}
	p := &planPage{Page: v.page, Event: e, Suggest: true}
	p.EventLink = p.Link("events/" + string(e.ID))
	p.ParticipantsLink, p.Action = p.EventLink+"/participants", p.EventLink+"/plan"
	p.Title, p.Summary, p.NoIndex = p.T("plan.title", e.Title), p.T("plan.summary"), true
	p.Times = planTimes{First: "10:00", Minutes: "30", Pause: "0", Count: "12"}
	if e.Start.Precision == directory.PrecisionDay {
		p.Times.Day = e.Start.String()
	}
	return p, nil
}

// plan makes a plan of what was sent, or hands one out.
func (u *UI) plan(v *visit) error {
	if err := u.sent(v); err != nil {
		return err
	}
	p, err := u.planPage(v)
	if err != nil || p == nil {
		return err
	}
	form, err := readUpload(v.c.Request)
	if err != nil {
		return err
	}
	s, problem := p.stateOf(form)
	if problem != "" {
		p.Problem = problem
		return v.show("plan", p)
	}
	p.takeOver(form, s)
	do := form.text("do")
	q := catalogue.MeetQuestion{State: s, Lang: p.Lang}
	if do == "plan" || do == "set" {
		if p.Problem = p.settings(form, &q); p.Problem == "" && do == "plan" {
			q.Plan = true
			if len(q.Slots)+len(s.Slots) == 0 || q.Tables+len(s.Tables) == 0 {
				p.Problem = p.T("plan.no-times")
			}
		}
		if p.Problem != "" {
			q = catalogue.MeetQuestion{State: s, Lang: p.Lang}
		}
	}
	q.Weighed = handOuts[do] == nil
	done, err := u.catalogue.Meet(v.c.Request.Context(), q)
	if err == nil && handOuts[do] != nil {
		if done.Plan != nil || do == "download" {
			return handOuts[do](u, v, p, form, done)
		}
		p.Problem = p.T("plan.none-yet")
	}
	if errors.Is(err, directory.ErrInvalid) { // what is wrong is its sender's alone to know
		p.Problem = p.T("plan.invalid")
		done, err = u.catalogue.Meet(v.c.Request.Context(), catalogue.MeetQuestion{State: &gathering.State{Format: gathering.Format, Version: gathering.Version, Event: s.Event,
			Columns: s.Columns, Participants: s.Participants, Wishes: s.Wishes}, Lang: p.Lang})
	}
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if p.Problem != "" {
		p.Typed = planTyped{form.text("wishes"), form.text("blocked")}
	}
	p.fill(done)
	return v.show("plan", p)
}

// stateOf is the state that was sent: a file that was chosen, else that of the form.
func (p *planPage) stateOf(form *upload) (*gathering.State, string) {
	content := form.file
	if len(content) == 0 {
		content = []byte(form.text("state"))
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return nil, p.T("plan.no-state")
	}
	s, err := readState(p.Event, content)
	switch {
	case err == nil && len(s.Participants) == 0:
		return nil, p.T("participants.empty")
	case err == nil:
		return s, ""
	case errors.Is(err, gathering.ErrNotState):
		return nil, p.T("plan.not-state")
	}
	return nil, p.stateProblem(err)
}

// takeOver takes over the boxes of the form, which are of the state it carries, and the
// choices of the page of participants.
func (p *planPage) takeOver(form *upload, s *gathering.State) {
	if len(form.file) > 0 { // another state
		return
	}
	settle(s, form)
	if form.text(fieldBlocks) != "" {
		for i := range s.Participants {
			q := &s.Participants[i]
			q.Blocked = nil
			for n, slot := range s.Slots {
				if form.text(blockField(q.ID, n)) != "" {
					q.Block(slot.ID)
				}
			}
		}
	}
	if form.text(fieldFixes) != "" {
		for i, shown := range inGrid(s) {
			if shown {
				s.Meetings[i].Fixed = form.text(fixField(i)) != ""
			}
		}
	}
}

// inGrid says of each meeting whether the grid shows it: it is of two, at a time and a
// table there are, and no later one is there. Others have no box that could be ticked.
func inGrid(s *gathering.State) []bool {
	slots, tables := map[string]bool{}, map[string]bool{}
	for _, slot := range s.Slots {
		slots[slot.ID] = true
	}
	for _, t := range s.Tables {
		tables[t.ID] = true
	}
	type cell struct{ slot, table string }
	taken := map[cell]bool{}
	shown := make([]bool, len(s.Meetings))
	for i, m := range slices.Backward(s.Meetings) {
		at := cell{m.Slot, m.Table}
		if shown[i] = slots[m.Slot] && tables[m.Table] && len(m.Participants) == 2 && !taken[at]; shown[i] {
			taken[at] = true
		}
	}
	return shown
}

// settings reads times, tables and lists out of the form; what is wrong with them is
// said, and then nothing is taken over.
func (p *planPage) settings(form *upload, q *catalogue.MeetQuestion) (problem string) {
	field := func(name string) string { return strings.TrimSpace(form.text(name)) }
	p.Times = planTimes{Day: field("day"), Last: field("last"), First: field("first"), Minutes: field("minutes"), Pause: field("pause"), Count: field("count"), Breaks: field("breaks")}
	p.Tables, p.Suggest = field("tables"), form.text("suggest") != ""
	if p.Times.Day != "" {
		t := gathering.Times{Day: p.Times.Day, LastDay: p.Times.Last, First: p.Times.First, Breaks: p.Times.Breaks}
		for _, n := range []struct {
			part, text string
			to         *int
		}{{"minutes", p.Times.Minutes, &t.Minutes}, {"pause", cmp.Or(p.Times.Pause, "0"), &t.Pause}, {"count", p.Times.Count, &t.Count}} {
			var err error
			if *n.to, err = strconv.Atoi(n.text); err != nil {
				return p.badTime(&gathering.TimeFault{Part: n.part, Value: n.text})
			}
		}
		slots, err := t.Slots()
		if err != nil {
			return p.badTime(err)
		}
		if len(slots) > meetings.MaxSlots {
			return p.T("plan.too-many-slots", len(slots), meetings.MaxSlots)
		}
		q.Slots = slots
	}
	if p.Tables != "" {
		n, err := strconv.Atoi(p.Tables)
		if err != nil || n < 1 || n > meetings.MaxTables {
			return p.T("plan.bad-tables", meetings.MaxTables)
		}
		q.Tables = n
	}
	q.Wishes, q.Blocked = form.list("wishes"), form.list("blocked")
	if q.Suggest = p.Suggest; !q.Suggest {
		q.State.Suggest(nil)
	}
	return ""
}

// badTime says which part of the timetable cannot be read, and how one is given.
func (p *planPage) badTime(err error) string {
	how := p.T("plan.bad-times")
	if f, ok := errors.AsType[*gathering.TimeFault](err); ok {
		return p.T("plan.bad-time", p.Of("plan", f.Part), f.Value) + " " + how
	}
	return how
}

// list is a file that was chosen, else what was pasted.
func (f *upload) list(name string) catalogue.List {
	if file, ok := f.files[name+"-file"]; ok && len(file.content) > 0 {
		return catalogue.List{Name: file.name, Content: file.content}
	}
	return catalogue.List{Name: name + ".txt", Content: []byte(f.text(name))}
}

// fill puts a state and its plan on the page.
func (p *planPage) fill(done *catalogue.Planned) {
	s := done.State
	names := namesOf(p.Page, done)
	p.Done, p.State, p.People, p.Open = true, s.Line(), len(s.Participants)-len(s.LeftOut()), s.Open()
	p.Notes, p.MoreNotes = p.notes(done.Issues)
	p.Given = s.Given()
	p.Suggested = len(s.Wishes) - p.Given
	if len(s.Tables) > 0 && p.Problem == "" {
		p.Tables = strconv.Itoa(len(s.Tables))
	}
	if p.Tables == "" {
		p.Tables = strconv.Itoa(min(max(1, p.People/2), meetings.MaxTables))
	}
	if p.SlotCount = len(s.Slots); p.SlotCount > 0 && p.Problem == "" {
		t, ok := gathering.TimesOf(s.Slots)
		if p.OwnTimes = !ok; ok {
			p.Times = planTimes{t.Day, t.LastDay, t.First, strconv.Itoa(t.Minutes), strconv.Itoa(t.Pause), strconv.Itoa(t.Count), t.Breaks}
		} else {
			p.Times.Day = "" // what is not filled in changes nothing
		}
	}
	for _, slot := range s.Slots {
		p.Heads = append(p.Heads, p.slot(slot, s.Slots))
	}
	p.fillBlocks(s, names)
	for i := range s.Participants {
		if q := &s.Participants[i]; q.Planned() {
			p.Who = append(p.Who, planParty{string(q.ID), names.of(q.ID)})
		}
	}
	if done.Plan == nil {
		return
	}
	p.Meetings = len(s.Meetings)
	p.fillGrid(s, names)
	p.say(done.Plan, names)
}

func (p *planPage) fillBlocks(s *gathering.State, names partyNames) {
	for _, q := range s.Participants {
		if len(q.Blocked) > 0 {
			p.Blocked++
		}
	}
	if len(s.Slots) == 0 || p.People*len(s.Slots) > maxBoxes {
		return
	}
	p.Blocks = &blockTable{Heads: p.Heads}
	for i := range s.Participants {
		q := &s.Participants[i]
		if !q.Planned() {
			continue
		}
		row := blockRow{Name: names.of(q.ID)}
		for n, slot := range s.Slots {
			row.Boxes = append(row.Boxes, blockBox{Field: blockField(q.ID, n), Label: p.T("plan.block-label", row.Name, p.Heads[n]), Checked: slices.Contains(q.Blocked, slot.ID)})
		}
		p.Blocks.Rows = append(p.Blocks.Rows, row)
	}
}

// fillGrid is the plan, slots by tables. Tables nobody ever sits at are left out.
func (p *planPage) fillGrid(s *gathering.State, names partyNames) {
	slots, tables := map[string]int{}, map[string]int{}
	for i, slot := range s.Slots {
		slots[slot.ID] = i
	}
	for _, t := range s.Tables {
		tables[t.ID] = len(p.Grid)
		p.Grid = append(p.Grid, planRow{Name: p.tableName(t), Cells: make([]planCell, len(s.Slots))})
	}
	used := make([]bool, len(p.Grid))
	shown := inGrid(s)
	for i, m := range s.Meetings {
		if !shown[i] {
			continue
		}
		slot, table := slots[m.Slot], tables[m.Table]
		used[table] = true
		a, b := m.Participants[0], m.Participants[1]
		p.Grid[table].Cells[slot] = planCell{Field: fixField(i), A: names.of(a), B: names.of(b), Mutual: names.mutual(a, b), Fixed: m.Fixed}
	}
	n := 0
	for i, row := range p.Grid {
		if used[i] {
			p.Grid[n] = row
			n++
		}
	}
	p.Grid = p.Grid[:n]
}

// say puts the standing of a plan, what it leaves unmet and what was left out in words.
func (p *planPage) say(plan *meetings.Plan, names partyNames) {
	st := plan.Standing
	p.Standing = []string{p.T("plan.standing-meetings", st.Meetings, st.MeetingsBound)}
	if st.MutualBound > 0 {
		p.Standing = append(p.Standing, p.T("plan.standing-mutual", st.Mutual, st.MutualBound))
	}
	p.Standing = append(p.Standing, p.T("plan.standing-served", st.Served, p.People))
	if st.Gap < 0.0005 {
		p.Standing = append(p.Standing, p.T("plan.standing-best"))
	} else {
		p.Standing = append(p.Standing, p.T("plan.standing-gap", p.Decimal(100*st.Gap, 1)))
	}
	for _, f := range plan.Faults {
		p.Notes = append(p.Notes, p.sentence("plan-fault."+string(f.Kind), p.Of("plan-fault", f.Kind), names.of(gathering.ParticipantID(f.From)), names.of(gathering.ParticipantID(f.To)), f.Number))
	}
	// Wishes that somebody had come first: suggestions are many.
	for _, suggested := range []bool{false, true} {
		for _, w := range plan.Unmet {
			switch {
			case w.Suggested != suggested:
			case len(p.Unmet) == shownUnmet:
				p.UnmetMore++
			default:
				p.Unmet = append(p.Unmet, p.unmet(w, names))
			}
		}
	}
}

func (p Page) unmet(w meetings.Unmet, names partyNames) string {
	from, to := names.of(gathering.ParticipantID(w.From)), names.of(gathering.ParticipantID(w.To))
	why := p.sentence("plan-why."+string(w.Why), p.Of("plan-why", w.Why), names.of(gathering.ParticipantID(w.Who)))
	if w.Suggested {
		return p.T("plan.unmet-suggested", from, to, why)
	}
	return p.T("plan.unmet", from, to, why)
}

// sentence is the message of a member of a family with its arguments; otherwise, where
// the family does not know it, what Of says.
func (p Page) sentence(key, otherwise string, args ...any) string {
	if s := p.T(key, args...); s != key {
		return s
	}
	return otherwise
}

// slot is when a slot is; the day is said where there is more than one.
func (p Page) slot(slot gathering.Slot, all []gathering.Slot) string {
	day, hours := p.slotTime(slot)
	first, _, _ := strings.Cut(all[0].Start, "T")
	last, _, _ := strings.Cut(all[len(all)-1].Start, "T")
	if first == last || day == "" {
		return hours
	}
	return day + ", " + hours
}

// slotTime is the day and the hours of a slot.
func (p Page) slotTime(slot gathering.Slot) (day, hours string) {
	on, from, _ := strings.Cut(slot.Start, "T")
	_, to, _ := strings.Cut(slot.End, "T")
	d, err := directory.ParseDate(on)
	if err != nil {
		return "", slot.ID
	}
	return p.Date(d), from + "–" + to
}

func (p Page) tableName(t gathering.Table) string {
	if t.Name != "" {
		return t.Name
	}
	return p.T("plan.table-n", t.ID)
}

// partyNames are how participants are called, and who of them wished to meet whom.
type partyNames struct {
	byID   map[gathering.ParticipantID]string
	party  map[gathering.ParticipantID]*gathering.Participant
	wished map[[2]gathering.ParticipantID]*gathering.Wish
}

// namesOf reads them: the directory's name, which others can look up and has no slips,
// with the list's beside it where two are of one organisation; without one the list's.
func namesOf(p Page, g *catalogue.Planned) partyNames {
	n := partyNames{map[gathering.ParticipantID]string{}, map[gathering.ParticipantID]*gathering.Participant{}, map[[2]gathering.ParticipantID]*gathering.Wish{}}
	of := map[directory.RecordID]int{}
	for _, q := range g.State.Participants {
		of[q.Organisation]++
	}
	for i := range g.State.Participants {
		q := &g.State.Participants[i]
		n.party[q.ID] = q
		name := g.Names[q.Organisation].Name
		if name != "" && of[q.Organisation] > 1 && q.Name != "" && q.Name != name {
			name += " (" + q.Name + ")"
		}
		for _, other := range []string{q.Name, q.OtherName, q.Website} {
			if name == "" {
				name = other
			}
		}
		if name == "" {
			name = p.T("participants.no-name")
		}
		n.byID[q.ID] = name
	}
	for i := range g.State.Wishes {
		w := &g.State.Wishes[i]
		n.wished[[2]gathering.ParticipantID{w.From, w.To}] = w
	}
	return n
}

func (n partyNames) of(id gathering.ParticipantID) string {
	if name, ok := n.byID[id]; ok {
		return name
	}
	return string(id)
}

// asked says whether one asked to meet the other.
func (n partyNames) asked(from, to gathering.ParticipantID) bool {
	w := n.wished[[2]gathering.ParticipantID{from, to}]
	return w != nil && w.Why != gathering.WishSuggested
}

func (n partyNames) mutual(a, b gathering.ParticipantID) bool { return n.asked(a, b) && n.asked(b, a) }

// attach sends a file to be kept.
func attach(v *visit, p *planPage, suffix, mediaType string, content []byte) error {
	v.c.Header("Content-Disposition", `attachment; filename="`+string(p.Event.ID)+suffix+`"`)
	httpkit.Write(v.c, http.StatusOK, mediaType, content)
	return nil
}

// handOuts are what the page hands out, by the button.
var handOuts = map[string]func(u *UI, v *visit, p *planPage, form *upload, done *catalogue.Planned) error{
	"download": func(_ *UI, v *visit, p *planPage, _ *upload, done *catalogue.Planned) error {
		var file bytes.Buffer
		if err := done.State.Write(&file); err != nil {
			return fmt.Errorf("plan: %w", err)
		}
		return attach(v, p, "-plan.json", "application/json; charset=utf-8", file.Bytes())
	},
	"participants": func(u *UI, v *visit, p *planPage, _ *upload, done *catalogue.Planned) error {
		return v.show("schedule", u.participantSheets(p, done))
	},
	"tables": func(u *UI, v *visit, p *planPage, _ *upload, done *catalogue.Planned) error {
		return v.show("schedule", tableSheets(p, done))
	},
	"booklet":          (*UI).booklet,
	"calendar":         (*UI).calendar,
	"calendars":        (*UI).calendars,
	"meetings-csv":     tableFile(exchange.CSV, "-meetings.csv", meetingSheet),
	"participants-csv": tableFile(exchange.CSV, "-participants.csv", participantSheet),
	"workbook":         tableFile(exchange.XLSX, "-plan.xlsx", meetingSheet, participantSheet, wishSheet),
}
