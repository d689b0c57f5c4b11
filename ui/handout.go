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
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/httpkit"
	"euxine/internal/match"
	"euxine/internal/meetings"
)

// schedulePage is for paper: a sheet for each participant or table.
type schedulePage struct {
	Page
	Event     *directory.Event
	EventLink string
	Heading   string
	When      string // of the event, and where it is
	Note      string
	Days      bool // lines say their day
	Booklet   bool // the sheets follow each other; else each has a page of its own when printed
	Sheets    []scheduleSheet
}

// scheduleSheet is what one participant or table gets.
type scheduleSheet struct {
	ID     string
	Name   string
	Beside string
	Lines  []scheduleLine
	With   bool           // the lines have a table and one partner; else two partners
	Entry  *scheduleEntry // in the booklet
}

// scheduleLine is a meeting.
type scheduleLine struct {
	Day, Hours string
	Table      string
	A, B       string
	Beside     string
	Mutual     bool
	Why        []string
}

// scheduleEntry is what the directory says of a participant.
type scheduleEntry struct {
	Line     refLine
	Text     []string
	TextLang directory.Language
	Sectors  []string
	Offers   []string
	Needs    []string
	Website  string
}

func (p *planPage) schedulePage(heading string) *schedulePage {
	s := &schedulePage{Page: p.Page, Event: p.Event, EventLink: p.EventLink, Heading: heading, When: p.Page.When(p.Event.Start, p.Event.End)}
	s.Title = p.T("label.value", heading, p.Event.Title)
	return s
}

// appointment is a meeting as a participant or table has it.
type appointment struct {
	slot   gathering.Slot
	table  gathering.Table
	a, b   gathering.ParticipantID
	fixed  bool
	number int // of the slot
	seat   int
}

// appointments are the meetings of a state by slot, then table; those that are
// nowhere are left out.
func appointments(s *gathering.State) (list []appointment) {
	for _, m := range s.Meetings {
		slot := slices.IndexFunc(s.Slots, func(x gathering.Slot) bool { return x.ID == m.Slot })
		table := slices.IndexFunc(s.Tables, func(x gathering.Table) bool { return x.ID == m.Table })
		if slot >= 0 && table >= 0 && len(m.Participants) == 2 {
			list = append(list, appointment{s.Slots[slot], s.Tables[table], m.Participants[0], m.Participants[1], m.Fixed, slot, table})
		}
	}
	slices.SortStableFunc(list, func(x, y appointment) int {
		if x.number != y.number {
			return x.number - y.number
		}
		return x.seat - y.seat
	})
	return list
}

// appointmentsOf are the meetings of each participant, in the same order.
func appointmentsOf(s *gathering.State) map[gathering.ParticipantID][]appointment {
	each := map[gathering.ParticipantID][]appointment{}
	for _, a := range appointments(s) {
		each[a.a] = append(each[a.a], a)
		if a.b != a.a {
			each[a.b] = append(each[a.b], a)
		}
	}
	return each
}

// of is whom a participant meets; not ok: it is not of the meeting.
func (a appointment) of(id gathering.ParticipantID) (gathering.ParticipantID, bool) {
	switch id {
	case a.a:
		return a.b, true
	case a.b:
		return a.a, true
	}
	return "", false
}

// besideOf is where a participant is from: by the directory, else by the list, whose
// countries may be codes.
func (u *UI) besideOf(l directory.Language, g *catalogue.Planned, p *gathering.Participant) string {
	city, code, country := p.City, directory.CountryCode(p.Country), p.Country
	if ref, ok := g.Names[p.Organisation]; ok {
		city, code, country = ref.City, directory.CountryCode(ref.Country.Code), ref.Country.Label
	} else if directory.KnownCountry(code) {
		country = catalogue.CountryName(u.vocabulary, code, l)
	}
	var parts []string
	for _, s := range []string{u.city(code, city, l), country} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ", ")
}

// lineOf is a meeting of a participant.
func (u *UI) lineOf(p Page, g *catalogue.Planned, names partyNames, a appointment, of, with gathering.ParticipantID) scheduleLine {
	line := scheduleLine{Table: p.tableName(a.table), A: names.of(with), Mutual: names.mutual(of, with)}
	line.Day, line.Hours = p.slotTime(a.slot)
	if q := names.party[with]; q != nil {
		line.Beside = u.besideOf(p.Lang, g, q)
	}
	line.Why = u.whyMeet(p, names, of, with)
	return line
}

// whyMeet says why two meet: what one of them asked for, else the reasons of the match.
func (u *UI) whyMeet(p Page, names partyNames, of, with gathering.ParticipantID) (why []string) {
	switch {
	case names.mutual(of, with):
		return []string{p.T("plan.both-asked")}
	case names.asked(of, with):
		return []string{p.T("plan.you-asked")}
	case names.asked(with, of):
		return []string{p.T("plan.they-asked")}
	}
	if w := names.wished[[2]gathering.ParticipantID{of, with}]; w != nil {
		return u.wishReasons(p, w.Reasons, false)
	}
	if w := names.wished[[2]gathering.ParticipantID{with, of}]; w != nil {
		return u.wishReasons(p, w.Reasons, true)
	}
	return nil
}

// turned are the reasons as the other of the two sees them.
var turned = map[string]string{"they-offer": "they-seek-it", "they-seek": "they-offer-it", "they-do": "we-do-it", "we-do": "they-do-it", "sought": "sought-by", "sought-by": "sought"}

// wishReasons says the reasons of a suggestion, for who has it or for the other.
func (u *UI) wishReasons(p Page, list []gathering.Reason, other bool) (why []string) {
	for _, r := range list {
		key, args := r.Key, make([]any, len(r.Args))
		for i, a := range r.Args {
			args[i] = a
			switch match.How(r.Key) {
			case match.Same, match.Broader, match.Related:
				args[i] = u.vocabulary.ConceptLabel(directory.ConceptID(a), p.Lang)
			case match.SoughtThere, match.SoughtHere:
				args[i] = u.vocabulary.RegionName(directory.RegionCode(a), p.Lang)
			case match.Completes:
				args[i] = u.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, a), p.Lang)
			}
		}
		if other && turned[key] != "" {
			key = turned[key]
		}
		why = append(why, p.sentence("wish-reason."+key, p.Of("wish-reason", key), args...))
	}
	return why
}

// participantSheets is the schedule of every participant.
func (u *UI) participantSheets(p *planPage, done *catalogue.Planned) *schedulePage {
	s, names := done.State, namesOf(p.Page, done)
	page := p.timedPage(p.T("plan.schedules"), s)
	all := appointmentsOf(s)
	for i := range s.Participants {
		q := &s.Participants[i]
		if !q.Planned() {
			continue
		}
		sheet := scheduleSheet{ID: string(q.ID), Name: names.of(q.ID), Beside: u.besideOf(p.Lang, done, q), With: true}
		for _, a := range all[q.ID] {
			with, _ := a.of(q.ID)
			sheet.Lines = append(sheet.Lines, u.lineOf(p.Page, done, names, a, q.ID, with))
		}
		page.Sheets = append(page.Sheets, sheet)
	}
	return page
}

// timedPage is a page of sheets with times: the day stands above them, or where there
// are several in their lines.
func (p *planPage) timedPage(heading string, s *gathering.State) *schedulePage {
	page := p.schedulePage(heading)
	page.Note = p.T("plan.local-time")
	day := ""
	for _, slot := range s.Slots {
		on, _ := p.slotTime(slot)
		page.Days = page.Days || day != "" && on != day
		day = on
	}
	if !page.Days && day != "" {
		page.When = day
	}
	return page
}

// tableSheets is the schedule of every table that is used.
func tableSheets(p *planPage, done *catalogue.Planned) *schedulePage {
	s, names := done.State, namesOf(p.Page, done)
	page := p.timedPage(p.T("plan.table-schedules"), s)
	all := appointments(s)
	for _, t := range s.Tables {
		sheet := scheduleSheet{ID: "table-" + t.ID, Name: p.tableName(t)}
		for _, a := range all {
			if a.table.ID == t.ID {
				line := scheduleLine{A: names.of(a.a), B: names.of(a.b)}
				line.Day, line.Hours = p.slotTime(a.slot)
				sheet.Lines = append(sheet.Lines, line)
			}
		}
		if len(sheet.Lines) > 0 {
			page.Sheets = append(page.Sheets, sheet)
		}
	}
	return page
}

// booklet presents every participant: what the directory has of it, or what the list
// says.
func (u *UI) booklet(v *visit, p *planPage, _ *upload, done *catalogue.Planned) error {
	s, names := done.State, namesOf(p.Page, done)
	entries, err := u.catalogue.Booklet(v.c.Request.Context(), s.Organisations(), p.Lang)
	if err != nil {
		return fmt.Errorf("booklet: %w", err)
	}
	page := p.schedulePage(p.T("plan.booklet"))
	page.Booklet = true
	for i := range s.Participants {
		q := &s.Participants[i]
		if !q.Planned() {
			continue
		}
		sheet := scheduleSheet{ID: string(q.ID), Name: names.of(q.ID), Beside: u.besideOf(p.Lang, done, q), Entry: &scheduleEntry{Website: q.Website}}
		if e, ok := entries[q.Organisation]; ok {
			entry := scheduleEntry{Line: u.refLines(p.Page, []catalogue.Ref{e.Ref})[0], Text: paragraphs(e.Text), TextLang: e.TextLang, Sectors: e.Sectors, Website: e.Website}
			for _, of := range e.Offers {
				entry.Offers = append(entry.Offers, of.Text)
			}
			for _, of := range e.Needs {
				entry.Needs = append(entry.Needs, of.Text)
			}
			sheet.Entry, sheet.Beside = &entry, ""
		}
		page.Sheets = append(page.Sheets, sheet)
	}
	return v.show("schedule", page)
}

// calendarOf is the calendar of a participant.
func (u *UI) calendarOf(p *planPage, done *catalogue.Planned, names partyNames, all []appointment, of gathering.ParticipantID) ([]byte, error) {
	place := u.city(p.Event.Place.Country, p.Event.Place.City, p.Lang)
	var list []exchange.Appointment
	for _, a := range all {
		with, ok := a.of(of)
		if !ok {
			continue
		}
		start, err := time.Parse("2006-01-02T15:04", a.slot.Start)
		end, err2 := time.Parse("2006-01-02T15:04", a.slot.End)
		if err != nil || err2 != nil { // slots of another program that say no time
			continue
		}
		line := u.lineOf(p.Page, done, names, a, of, with)
		where := line.Table
		if place != "" {
			where += ", " + place
		}
		about := line.Why
		if line.Beside != "" {
			about = append([]string{line.Beside}, about...)
		}
		list = append(list, exchange.Appointment{ID: string(p.Event.ID) + "." + string(min(of, with)) + "." + string(max(of, with)), Start: start, End: end,
			Summary: p.T("plan.meeting-with", line.A), Location: where, Description: strings.Join(about, "\n"), URL: u.base + p.EventLink})
	}
	var b bytes.Buffer
	err := exchange.WriteAppointments(&b, exchange.Setting{Address: cmp.Or(u.base, nowhere), Stamp: u.catalogue.Today().First()}, exchange.ZoneOf(p.Event.Place.Country), list)
	if err != nil {
		return nil, fmt.Errorf("calendar: %w", err)
	}
	return b.Bytes(), nil
}

// nowhere stands for the address of a directory that has none: entries of calendars are
// named by one.
const nowhere = "http://localhost"

// calendar is the calendar of one participant.
func (u *UI) calendar(v *visit, p *planPage, form *upload, done *catalogue.Planned) error {
	q, ok := done.State.Participant(gathering.ParticipantID(form.text("who")))
	if !ok {
		return httpkit.Refuse(http.StatusBadRequest, "")
	}
	file, err := u.calendarOf(p, done, namesOf(p.Page, done), appointmentsOf(done.State)[q.ID], q.ID)
	if err != nil {
		return err
	}
	return attach(v, p, "-"+calendarName(q), exchange.ICS.MediaType(), file)
}

// calendarName is the file of a participant's calendar: its line in the list, and its
// organisation or its id.
func calendarName(q *gathering.Participant) string {
	name := string(q.ID)
	if directory.ValidID(q.Organisation) {
		name = string(q.Organisation)
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, strings.ToLower(name))
	return fmt.Sprintf("%03d-%s.ics", q.Line, name)
}

// calendars is an archive with the calendars of all.
func (u *UI) calendars(v *visit, p *planPage, _ *upload, done *catalogue.Planned) error {
	var b bytes.Buffer
	all, names := appointmentsOf(done.State), namesOf(p.Page, done)
	archive := exchange.NewArchive(&b, u.catalogue.Today().First())
	for i := range done.State.Participants {
		q := &done.State.Participants[i]
		if !q.Planned() {
			continue
		}
		file, err := u.calendarOf(p, done, names, all[q.ID], q.ID)
		if err != nil {
			return err
		}
		w, err := archive.Begin(calendarName(q))
		if err != nil {
			return fmt.Errorf("calendars: %w", err)
		}
		_, err = w.Write(file)
		if closed := w.Close(); err != nil || closed != nil {
			return fmt.Errorf("calendars: %w", errors.Join(err, closed))
		}
	}
	if err := archive.Close(); err != nil {
		return fmt.Errorf("calendars: %w", err)
	}
	return attach(v, p, "-calendars.zip", "application/zip", b.Bytes())
}

// tableFile hands out sheets as a file.
func tableFile(format exchange.Format, suffix string, sheets ...func(p *planPage, done *catalogue.Planned) exchange.Sheet) func(*UI, *visit, *planPage, *upload, *catalogue.Planned) error {
	return func(_ *UI, v *visit, p *planPage, _ *upload, done *catalogue.Planned) error {
		var list []exchange.Sheet
		for _, sheet := range sheets {
			list = append(list, sheet(p, done))
		}
		var b bytes.Buffer
		if err := exchange.WriteSheets(&b, format, list...); err != nil {
			return fmt.Errorf("plan as %s: %w", format, err)
		}
		return attach(v, p, suffix, format.MediaType(), b.Bytes())
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// meetingSheet, participantSheet and wishSheet are for programs as well as for people:
// their headers are the same in every language.
func meetingSheet(p *planPage, done *catalogue.Planned) exchange.Sheet {
	names := namesOf(p.Page, done)
	sheet := exchange.Sheet{Name: "Meetings", Columns: []exchange.SheetColumn{{Name: "start"}, {Name: "end"}, {Name: "table"}, {Name: "a"}, {Name: "a_name"}, {Name: "a_organisation"},
		{Name: "b"}, {Name: "b_name"}, {Name: "b_organisation"}, {Name: "mutual"}, {Name: "fixed"}}}
	organisation := func(id gathering.ParticipantID) string {
		if q := names.party[id]; q != nil {
			return string(q.Organisation)
		}
		return ""
	}
	for _, a := range appointments(done.State) {
		sheet.Rows = append(sheet.Rows, []string{a.slot.Start, a.slot.End, a.table.ID, string(a.a), names.of(a.a), organisation(a.a), string(a.b), names.of(a.b), organisation(a.b),
			yes(names.mutual(a.a, a.b)), yes(a.fixed)})
	}
	return sheet
}

func participantSheet(p *planPage, done *catalogue.Planned) exchange.Sheet {
	sheet := exchange.Sheet{Name: "Participants", Columns: []exchange.SheetColumn{{Name: "id"}, {Name: "line", Number: true}, {Name: "name"}, {Name: "organisation"}, {Name: "organisation_name"},
		{Name: "country"}, {Name: "city"}, {Name: "website"}, {Name: "settled"}, {Name: "meetings", Number: true}, {Name: "blocked"}}}
	count := map[gathering.ParticipantID]int{}
	for _, a := range appointments(done.State) {
		count[a.a]++
		count[a.b]++
	}
	for _, q := range done.State.Participants {
		name := q.Name
		if name == "" {
			name = q.OtherName
		}
		sheet.Rows = append(sheet.Rows, []string{string(q.ID), strconv.Itoa(q.Line), name, string(q.Organisation), done.Names[q.Organisation].Name, q.Country, q.City, q.Website,
			string(q.Settled), strconv.Itoa(count[q.ID]), strings.Join(q.Blocked, "|")})
	}
	return sheet
}

func wishSheet(p *planPage, done *catalogue.Planned) exchange.Sheet {
	names := namesOf(p.Page, done)
	sheet := exchange.Sheet{Name: "Wishes", Columns: []exchange.SheetColumn{{Name: "from"}, {Name: "from_name"}, {Name: "to"}, {Name: "to_name"}, {Name: "rank", Number: true}, {Name: "why"},
		{Name: "met"}, {Name: "not_met_because"}}}
	unmet := map[[2]gathering.ParticipantID]meetings.Why{}
	for _, w := range done.Plan.Unmet {
		unmet[[2]gathering.ParticipantID{gathering.ParticipantID(w.From), gathering.ParticipantID(w.To)}] = w.Why
	}
	met := map[[2]gathering.ParticipantID]bool{}
	for _, a := range appointments(done.State) {
		met[[2]gathering.ParticipantID{a.a, a.b}], met[[2]gathering.ParticipantID{a.b, a.a}] = true, true
	}
	for _, w := range done.State.Wishes {
		rank := ""
		if w.Rank > 0 {
			rank = strconv.Itoa(w.Rank)
		}
		pair := [2]gathering.ParticipantID{w.From, w.To}
		why := w.Why
		if why == "" {
			why = gathering.WishGiven
		}
		sheet.Rows = append(sheet.Rows, []string{string(w.From), names.of(w.From), string(w.To), names.of(w.To), rank, string(why), yes(met[pair]), string(unmet[pair])})
	}
	return sheet
}
