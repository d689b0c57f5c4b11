package exchange

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

var testStamp = time.Date(2026, 7, 1, 2, 30, 0, 0, time.FixedZone("EEST", 3*3600))

func writeICS(t rapid.TB, s Setting, typ directory.RecordType, records ...directory.Record) string {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, ICS)
	if err != nil {
		t.Fatal(err)
	}
	s.Address, s.Stamp = testAddress, testStamp
	w.Set(s)
	if err := w.Begin(typ); err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Record(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// components are what a parser of others finds in a calendar, in its order.
func components(t rapid.TB, file string) []*ical.Component {
	t.Helper()
	d := ical.NewDecoder(strings.NewReader(file))
	c, err := d.Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	if _, err := d.Decode(); !errors.Is(err, io.EOF) {
		t.Fatalf("behind the calendar: %v in\n%s", err, file)
	}
	if v := c.Props.Get("VERSION"); v == nil || v.Value != "2.0" || c.Props.Get("PRODID") == nil {
		t.Fatalf("no calendar: %s", file)
	}
	return c.Children
}

// component is one as tests write it down.
type component struct {
	Name  string
	Props map[string]string // texts without their escapes; several with | between
}

func flatten(t rapid.TB, list []*ical.Component) []component {
	t.Helper()
	var out []component
	for _, c := range list {
		flat := component{c.Name, map[string]string{}}
		for name, props := range c.Props {
			var values []string
			for _, p := range props {
				v := p.Value
				if p.ValueType() == ical.ValueText {
					var err error
					if v, err = p.Text(); err != nil {
						t.Fatalf("%s %q: %v", name, p.Value, err)
					}
				}
				if p.ValueType() == ical.ValueDate {
					v = "day " + v
				}
				values = append(values, v)
			}
			flat.Props[name] = strings.Join(values, "|")
		}
		out = append(out, flat)
	}
	return out
}

func TestCalendarOfEvents(t *testing.T) {
	v := smallVocabulary(t)
	m := NewMapping(v)
	s := Setting{Vocabulary: v, Language: "bg", Pages: []directory.Language{"en", "bg"},
		CountryName: func(c directory.CountryCode, l directory.Language) string {
			return v.RegionName(directory.RegionCode(c), l)
		}}
	file := writeICS(t, s, directory.Events,
		readOne[*directory.Event](t, m, `{"id":"fair","kind":"fair","title":"Wine, fair; 1\\2","start":"2026-02-27","end":"2026-02-28","country":"BG","city":"Burgas","point":{"lat":42.5,"lon":27.25},"sectors":["hospitality-and-tourism","furniture"],"website":"https://fair.example/","description":"A\nB"}`),
		readOne[*directory.Event](t, m, `{"id":"month","kind":"fair","title":"Some time","start":"2026-09","end":"2026-10","country":"BG"}`),
		readOne[*directory.Event](t, m, `{"id":"one","kind":"workshop","title":"One day","start":"2026-12-31","end":"2026-12-31","online":true}`),
		readOne[*directory.Event](t, m, `{"id":"open","kind":"workshop","title":"No end known","start":"2026-09-14","end":"2026-09","country":"DE"}`))
	want := []component{
		{"VEVENT", map[string]string{
			"UID": "fair.events@euxine.example", "DTSTAMP": "20260630T233000Z", "SUMMARY": `Wine, fair; 1\2`,
			"DTSTART": "day 20260227", "DTEND": "day 20260301", // the first day that is not of it
			"LOCATION": "Бургас, България", "GEO": "42.5;27.25", "TRANSP": "TRANSPARENT",
			"CATEGORIES":  "fair|Хотелиерство и туризъм|Furniture",
			"DESCRIPTION": "A\nB\nhttps://fair.example/", "URL": "https://euxine.example/bg/events/fair"}},
		{"VJOURNAL", map[string]string{
			"UID": "month.events@euxine.example", "DTSTAMP": "20260630T233000Z", "SUMMARY": "Some time", "DESCRIPTION": "2026-09 – 2026-10",
			"CATEGORIES": "fair", "URL": "https://euxine.example/bg/events/month"}},
		{"VEVENT", map[string]string{
			"UID": "one.events@euxine.example", "DTSTAMP": "20260630T233000Z", "SUMMARY": "One day", "DTSTART": "day 20261231",
			"TRANSP": "TRANSPARENT", "CATEGORIES": "workshop", "URL": "https://euxine.example/bg/events/one"}},
		{"VEVENT", map[string]string{
			"UID": "open.events@euxine.example", "DTSTAMP": "20260630T233000Z", "SUMMARY": "No end known", "DTSTART": "day 20260914",
			"TRANSP": "TRANSPARENT", "LOCATION": "DE", "CATEGORIES": "workshop", "URL": "https://euxine.example/bg/events/open"}},
	}
	if diff := cmp.Diff(want, flatten(t, components(t, file))); diff != "" {
		t.Errorf("-want +got:\n%s\n%s", diff, file)
	}
	if !strings.HasPrefix(file, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") || !strings.HasSuffix(file, "END:VEVENT\r\nEND:VCALENDAR\r\n") {
		t.Errorf("file %q", file)
	}
}

func TestCalendarOfDeadlines(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	file := writeICS(t, Setting{}, directory.Calls,
		// Two lots close on one day, one later, one in a month; one has no date.
		readOne[*directory.Call](t, m, `{"id":"c","kind":"voucher","title":"Voucher","lots":[{"name":"A","closes":"2026-06"},{"name":"B","closes":"2026-03-31"},{"name":"C","closes":"2026-05-01"},{"name":"D","closes":"2026-03-31"},{"name":"E"}]}`),
		readOne[*directory.Call](t, m, `{"id":"flat","kind":"grant","title":"Grant","opens":"2026-01-01","closes":"2026-04-01"}`),
		readOne[*directory.Call](t, m, `{"id":"none","kind":"programme","title":"Always","description":"D"}`))
	type entry struct{ Name, UID, Day, Summary, Description string }
	var got []entry
	for _, c := range flatten(t, components(t, file)) {
		got = append(got, entry{c.Name, c.Props["UID"], c.Props["DTSTART"], c.Props["SUMMARY"], c.Props["DESCRIPTION"]})
	}
	want := []entry{
		{"VEVENT", "c.2.calls@euxine.example", "day 20260331", "Deadline: Voucher (B, D)", "A: 2026-06"},
		{"VEVENT", "c.3.calls@euxine.example", "day 20260501", "Deadline: Voucher (C)", "A: 2026-06"},
		{"VEVENT", "flat.calls@euxine.example", "day 20260401", "Deadline: Grant", ""},
		{"VJOURNAL", "none.calls@euxine.example", "", "Always", "D"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s\n%s", diff, file)
	}
	// Each deadline reminds three times, with what it is about; what is on no day does not.
	for _, c := range components(t, file) {
		var triggers []string
		for _, alarm := range c.Children {
			if alarm.Name != "VALARM" || alarm.Props.Get("ACTION").Value != "DISPLAY" {
				t.Errorf("%s of %s", alarm.Name, c.Props.Get("UID").Value)
			}
			text, err := alarm.Props.Get("DESCRIPTION").Text()
			if title, _ := c.Props.Get("SUMMARY").Text(); err != nil || text != title {
				t.Errorf("a reminder of %q for %q (%v)", text, title, err)
			}
			triggers = append(triggers, alarm.Props.Get("TRIGGER").Value)
		}
		if want := []string{"-P30D", "-P7D", "-P1D"}; c.Name == "VEVENT" && !slices.Equal(triggers, want) || c.Name != "VEVENT" && len(triggers) > 0 {
			t.Errorf("%s reminds %v", c.Props.Get("UID").Value, triggers)
		}
	}
	for _, l := range directory.Languages {
		if word := deadlineWord(l); (word == "Deadline") != (l == "en") {
			t.Errorf("%s says %q", l, word)
		}
	}
	for _, typ := range []directory.RecordType{directory.Organisations, directory.Projects} {
		w, err := NewWriter(&bytes.Buffer{}, ICS)
		if err != nil {
			t.Fatal(err)
		}
		w.Set(Setting{Address: testAddress})
		if err := w.Begin(typ); !errors.Is(err, directory.ErrInvalid) || !strings.Contains(err.Error(), "are no entries of a calendar") {
			t.Errorf("a calendar of %s: %v", typ, err)
		}
	}
}

// checkLines fails on lines that RFC 5545 (3.1) does not know: longer than 75
// octets, cut within a character, ended otherwise than with CRLF, or with
// control characters.
func checkLines(t rapid.TB, file string) {
	t.Helper()
	if !strings.HasSuffix(file, "\r\n") {
		t.Fatalf("the last line has no end: %q", file)
	}
	for line := range strings.SplitSeq(strings.TrimSuffix(file, "\r\n"), "\r\n") {
		if len(line) > 75 || line == "" || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7F }) {
			t.Fatalf("line of %d octets: %q", len(line), line)
		}
	}
}

// TestCalendarsHaveEveryRecordInOrder: of any records, each has its entries or
// its note, in order, with its title, and nothing else is in the file.
func TestCalendarsHaveEveryRecordInOrder(t *testing.T) {
	v := smallVocabulary(t)
	for _, typ := range []directory.RecordType{directory.Events, directory.Calls} {
		t.Run(string(typ), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				var records []directory.Record
				for range rapid.IntRange(1, 4).Draw(t, "count") {
					records = append(records, newMaker(t, typ).record(typ))
				}
				file := writeICS(t, Setting{Vocabulary: v}, typ, records...)
				checkLines(t, file)
				got := flatten(t, components(t, file))
				for _, r := range records {
					mine := 1
					if k, ok := r.(*directory.Call); ok {
						mine = max(1, len(deadlinesOf(k)))
					}
					if len(got) < mine {
						t.Fatalf("%s is not in\n%s", r.Head().ID, file)
					}
					for _, c := range got[:mine] {
						if !strings.Contains(c.Props["SUMMARY"], r.DisplayName()) || !strings.HasPrefix(c.Props["UID"], string(r.Head().ID)+".") {
							t.Fatalf("%v is not of %s in\n%s", c, r.Head().ID, file)
						}
						if text, _ := described(descriptionsOf(r), "en"); !strings.Contains(c.Props["DESCRIPTION"], text) {
							t.Fatalf("%q is not in the description of %v", text, c)
						}
					}
					got = got[mine:]
				}
				if len(got) > 0 {
					t.Fatalf("%v is of no record", got)
				}
			})
		})
	}
}

func descriptionsOf(r directory.Record) map[directory.Language]string {
	switch r := r.(type) {
	case *directory.Event:
		return r.Descriptions
	case *directory.Call:
		return r.Descriptions
	}
	return nil
}

// TestHostileTextStaysInItsProperty: whatever a text holds, valid for the
// directory or not, it adds no line, property or component.
func TestHostileTextStaysInItsProperty(t *testing.T) {
	hostile := rapid.SliceOf(rapid.SampledFrom([]string{"\r", "\n", "\r\n", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "UID:x", ":", ";", ",", "\\", "\\n", `"`,
		"\x00", "\x1b", "\x7f", "\u0085", "\u2028", "\xff", "ü", "ქ", "😀", " ", "\t", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "DTSTART;VALUE=DATE:20260101"}))
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return strings.Join(hostile.Draw(t, name), "") }
		day, err := directory.ParseDate("2026-09-14")
		if err != nil {
			t.Fatal(err)
		}
		e := &directory.Event{Kind: directory.EventKind(text("kind")), Title: text("title"), Start: day, Website: text("website"),
			Place: directory.Place{Country: directory.CountryCode(text("country")), City: text("city")}, Descriptions: map[directory.Language]string{"en": text("description")},
			Concepts: []directory.Tag{{Concept: directory.ConceptID(text("concept"))}}}
		e.ID = directory.RecordID(text("id"))
		file := writeICS(t, Setting{}, directory.Events, e)
		checkLines(t, file)
		got := components(t, file)
		if len(got) != 1 || len(got[0].Children) > 0 {
			t.Fatalf("%d components in\n%s", len(got), file)
		}
		var names []string
		for name, props := range got[0].Props {
			names = append(names, name)
			if len(props) > 1 && name != "CATEGORIES" || len(props) > 2 {
				t.Fatalf("%d of %s in\n%s", len(props), name, file)
			}
		}
		for _, name := range names {
			if !slices.Contains([]string{"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "LOCATION", "CATEGORIES", "URL", "TRANSP"}, name) {
				t.Fatalf("property %s in\n%s", name, file)
			}
		}
		if want := icsText(e.Title); flatten(t, got)[0].Props["SUMMARY"] != want {
			t.Fatalf("title %q came back as %q", want, flatten(t, got)[0].Props["SUMMARY"])
		}
	})
}
