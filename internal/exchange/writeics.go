package exchange

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"euxine/internal/directory"
)

// icsOutput writes a calendar (RFC 5545) of events, or of the deadlines of
// calls: all-day entries that leave their day free, since who follows a calendar
// of fairs is not away on each. Of a call there is an entry for each day on
// which lots close, with reminders before it; see reminders.
//
// What is known by its month or year alone is on no day, and an entry on the
// first or over the whole month would say what no source does. Such a record is
// a VJOURNAL without a date, which calendars do not show and programs find: the
// file has every record found, in its order, and claims no more than is known.
//
// A calendar of nothing has no component, of which the grammar wants one;
// readers take it for what it is.
type icsOutput struct{ entry icsEntry }

// icsLines is how lines are written: 75 octets without their end (3.1).
var icsLines = &ics.SerializationConfiguration{MaxLength: 75, PropertyMaxLength: 75, NewLine: "\r\n"}

func (o *icsOutput) begin(w *Writer, _ directory.RecordType, _ bool) error {
	address, err := w.setting.address(ICS)
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	o.entry = icsEntry{setting: w.setting, address: address, host: u.Hostname()}
	if o.entry.setting.Language == "" {
		o.entry.setting.Language = "en"
	}
	return w.put("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Euxine//Euxine//EN\r\nCALSCALE:GREGORIAN\r\n")
}

func (*icsOutput) end(w *Writer) error { return w.put("END:VCALENDAR\r\n") }

func (*icsOutput) close(w *Writer) error {
	if w.typ == "" {
		return fmt.Errorf("a calendar is of events or calls: %w", directory.ErrInvalid)
	}
	return nil
}

func (o *icsOutput) record(w *Writer, r directory.Record) error {
	e := o.entry
	e.record = r
	switch r := r.(type) {
	case *directory.Event:
		if r.Start.Precision != directory.PrecisionDay {
			return e.undated(w, spell(r.Start, r.End))
		}
		return e.day(w, 1, r.Title, r.Start, r.End, "")
	case *directory.Call:
		deadlines := deadlinesOf(r)
		if len(deadlines) == 0 {
			return e.undated(w, closing(r))
		}
		for _, d := range deadlines {
			summary := deadlineWord(e.setting.Language) + ": " + r.Title
			if len(d.lots) > 0 {
				summary += " (" + strings.Join(d.lots, ", ") + ")"
			}
			if err := e.day(w, d.number, summary, d.day, directory.Date{}, closing(r)); err != nil {
				return err
			}
		}
	}
	return nil
}

// reminders are how long before the day of a deadline calendars remind: time
// enough to find partners, and to send in what is written. The days begin where
// the reader is, as the deadline's does: a date has no time zone.
var reminders = []string{"-P30D", "-P7D", "-P1D"}

// deadline is a day on which lots of a call close.
type deadline struct {
	day    directory.Date
	lots   []string // their names
	number int      // of the first of them, from 1
}

// deadlinesOf are the days on which a call closes, in the order of its lots.
func deadlinesOf(k *directory.Call) []deadline {
	var list []deadline
	at := map[directory.Date]int{}
	for i, l := range k.Lots {
		if l.Closes.Precision != directory.PrecisionDay {
			continue
		}
		n, ok := at[l.Closes]
		if !ok {
			n = len(list)
			at[l.Closes], list = n, append(list, deadline{day: l.Closes, number: i + 1})
		}
		if l.Name != "" {
			list[n].lots = append(list[n].lots, l.Name)
		}
	}
	return list
}

// deadlineWord is what stands before the title of a call, so that the entry is
// not taken for its beginning.
func deadlineWord(l directory.Language) string {
	switch l {
	case "bg":
		return "Краен срок"
	case "ro":
		return "Termen limită"
	case "tr":
		return "Son başvuru"
	case "uk":
		return "Кінцевий термін"
	case "ka":
		return "ბოლო ვადა"
	case "el":
		return "Προθεσμία"
	case "hy":
		return "Վերջնաժամկետ"
	case "az":
		return "Son tarix"
	case "cs":
		return "Uzávěrka"
	case "ru":
		return "Крайний срок"
	}
	return "Deadline"
}

// icsEntry makes the components of a record.
type icsEntry struct {
	setting Setting
	address string // of the directory
	host    string // of the address
	record  directory.Record
}

// uid names an entry for good, whatever day it is put on: calendars that have it
// already then move it. Of several of one record it is that of the lot's number.
func (e icsEntry) uid(number int) string {
	id := string(e.record.Head().ID)
	if number > 1 {
		id += "." + strconv.Itoa(number)
	}
	return icsText(id + "." + string(e.record.Type()) + "@" + e.host)
}

// day writes an entry of whole days. An end that is not known to the day is not
// given: the entry is then of its first day. also is said beside its text.
func (e icsEntry) day(w *Writer, number int, summary string, start, end directory.Date, also string) error {
	entry := ics.NewEvent(e.uid(number))
	e.common(&entry.ComponentBase, summary, also)
	date := func(p ics.ComponentProperty, t time.Time) {
		entry.SetProperty(p, t.Format("20060102"), ics.WithValue(string(ics.ValueDataTypeDate)))
	}
	date(ics.ComponentPropertyDtStart, start.First())
	if end.Precision == directory.PrecisionDay && end.First().After(start.First()) {
		date(ics.ComponentPropertyDtEnd, end.First().AddDate(0, 0, 1)) // the first day that is not of it (3.6.1)
	}
	entry.SetProperty(ics.ComponentPropertyTransp, string(ics.TransparencyTransparent))
	if e.record.Type() == directory.Calls {
		for _, before := range reminders {
			alarm := entry.AddAlarm()
			alarm.SetAction(ics.ActionDisplay)
			alarm.SetTrigger(before)
			alarm.SetProperty(ics.ComponentPropertyDescription, icsText(summary)) // a display needs one (3.6.6)
		}
	}
	if r, ok := e.record.(*directory.Event); ok {
		if where := e.location(r); where != "" {
			entry.SetProperty(ics.ComponentPropertyLocation, icsText(where))
		}
		if p := r.Place.Point; p != nil {
			entry.SetProperty(ics.ComponentPropertyGeo, degrees.write(p.Lat).text+";"+degrees.write(p.Lon).text)
		}
	}
	return entry.SerializeTo(w.w, icsLines)
}

// undated writes a note of what is on no day; when is what is known of its time.
func (e icsEntry) undated(w *Writer, when string) error {
	note := ics.NewJournal(e.uid(1))
	e.common(&note.ComponentBase, e.record.DisplayName(), when)
	return note.SerializeTo(w.w, icsLines)
}

// common are the properties entries and notes share; when begins the description.
func (e icsEntry) common(c *ics.ComponentBase, summary, when string) {
	c.SetProperty(ics.ComponentPropertyDtstamp, e.setting.Stamp.UTC().Format("20060102T150405Z"))
	c.SetProperty(ics.ComponentPropertySummary, icsText(summary))
	var website string
	var texts map[directory.Language]string
	var kind directory.ConceptID
	var tags []directory.Tag
	switch r := e.record.(type) {
	case *directory.Event:
		website, texts, tags, kind = r.Website, r.Descriptions, r.Concepts, directory.NewConceptID(directory.SchemeEventKind, string(r.Kind))
	case *directory.Call:
		website, texts, tags, kind = r.Website, r.Descriptions, r.Concepts, directory.NewConceptID(directory.SchemeCallKind, string(r.Kind))
	}
	text, _ := described(texts, e.setting.Language)
	var lines []string
	for _, line := range []string{when, text, website} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) > 0 {
		c.SetProperty(ics.ComponentPropertyDescription, icsText(strings.Join(lines, "\n")))
	}
	c.AddProperty(ics.ComponentPropertyCategories, icsText(e.label(kind)))
	for _, t := range tags {
		c.AddProperty(ics.ComponentPropertyCategories, icsText(e.label(t.Concept)))
	}
	c.SetProperty(ics.ComponentPropertyUrl, icsText(e.setting.page(e.address, e.record.Type(), e.record.Head().ID)))
}

func (e icsEntry) label(id directory.ConceptID) string {
	if e.setting.Vocabulary == nil {
		return id.Code()
	}
	return e.setting.Vocabulary.ConceptLabel(id, e.setting.Language)
}

// location is town and country, nothing for what is online alone.
func (e icsEntry) location(r *directory.Event) string {
	var parts []string
	if city := e.setting.cityName(r.Place, e.setting.Language); city != "" {
		parts = append(parts, city)
	}
	if r.Place.Country != "" && (len(parts) > 0 || !r.Online) {
		parts = append(parts, e.setting.countryName(r.Place.Country, e.setting.Language))
	}
	return strings.Join(parts, ", ")
}

// spell is a stretch of time as far as it is known, "2026-09 – 2026-10".
func spell(from, to directory.Date) string {
	if to.IsZero() || to == from {
		return from.String()
	}
	return from.String() + " – " + to.String()
}

// closing is what is known of the lots that close on no day, in their order.
func closing(k *directory.Call) string {
	var known []string
	for _, l := range k.Lots {
		if l.Closes.IsZero() || l.Closes.Precision == directory.PrecisionDay {
			continue
		}
		s := l.Closes.String()
		if l.Name != "" {
			s = l.Name + ": " + s
		}
		known = append(known, s)
	}
	return strings.Join(known, "\n")
}

// icsText takes out what no value may hold (3.1): control characters but the
// tab and the line break, which is written as \n, and bytes that are no UTF-8.
// The library escapes and folds what is left.
func icsText(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case r < ' ' || r == 0x7F:
			return -1
		}
		return r
	}, s)
}
