package exchange

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"euxine/internal/directory"
)

func TestSheets(t *testing.T) {
	meetings := Sheet{"Meetings", []SheetColumn{{Name: "table", Number: true}, {Name: "who"}}, [][]string{{"1", "=cmd()"}, {"", "A;B"}}}
	people := Sheet{"Participants", []SheetColumn{{Name: "name"}}, [][]string{{"Алфа & <b>"}}}
	var b bytes.Buffer
	if err := WriteSheets(&b, CSV, meetings); err != nil || b.String() != "table,who\n1,'=cmd()\n,A;B\n" {
		t.Errorf("%v %q", err, b.String())
	}
	b.Reset()
	if err := WriteSheets(&b, XLSX, meetings, people); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if got := book.GetSheetList(); !slices.Equal(got, []string{"Meetings", "Participants"}) {
		t.Error(got)
	}
	rows, err := book.GetRows("Meetings")
	kind, err2 := book.GetCellType("Meetings", "A2")
	if err != nil || err2 != nil || kind != excelize.CellTypeUnset { // a number says no type
		t.Errorf("%v %v %v", err, err2, kind)
	}
	if diff := cmp.Diff([][]string{{"table", "who"}, {"1", "'=cmd()"}, {"", "A;B"}}, rows); diff != "" {
		t.Error(diff)
	}
	if got, err := book.GetCellValue("Participants", "A2"); err != nil || got != "Алфа & <b>" {
		t.Errorf("%q %v", got, err)
	}
	for _, err := range []error{WriteSheets(&b, CSV, meetings, people), WriteSheets(&b, YAML, people),
		WriteSheets(&b, XLSX, Sheet{"X", people.Columns, [][]string{{strings.Repeat("x", maxSheetCell+1)}}})} {
		if !errors.Is(err, directory.ErrInvalid) {
			t.Error(err)
		}
	}
}

func TestAppointments(t *testing.T) {
	at := func(s string) time.Time {
		d, err := time.Parse("2006-01-02T15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	list := []Appointment{{ID: "fair.p1.p2", Start: at("2026-05-14T10:00"), End: at("2026-05-14T10:30"), Summary: "Алфа; Beta, Ltd\r\nEND:VEVENT", Location: "Table 3", Description: "A\nB", URL: "https://euxine.example/en/events/fair"},
		{ID: "fair.p1.p3", Start: at("2026-11-14T10:00"), End: at("2026-11-14T10:30"), Summary: "Gama"}}
	for _, test := range []struct {
		country        directory.CountryCode
		summer, winter string
	}{
		{"BG", "20260514T070000Z", "20261114T080000Z"}, // three hours before UTC's noon in summer, two in winter
		{"GE", "20260514T060000Z", "20261114T060000Z"}, // four all the year
		{"CZ", "20260514T080000Z", "20261114T090000Z"},
		{"UA", "20260514T100000", "20261114T100000"}, // as the clock there shows it
	} {
		var b bytes.Buffer
		if err := WriteAppointments(&b, Setting{Address: testAddress, Stamp: testStamp}, ZoneOf(test.country), list); err != nil {
			t.Fatal(err)
		}
		read := flatten(t, components(t, b.String()))
		if len(read) != 2 || read[0].Props["DTSTART"] != test.summer || read[1].Props["DTSTART"] != test.winter {
			t.Errorf("%s: %+v", test.country, read)
		}
		if got := read[0].Props; got["SUMMARY"] != "Алфа; Beta, Ltd\nEND:VEVENT" || got["LOCATION"] != "Table 3" || got["UID"] != "fair.p1.p2@euxine.example" || got["DESCRIPTION"] != "A\nB" {
			t.Errorf("%+v", got)
		}
		for _, line := range strings.Split(b.String(), "\r\n") {
			if len(line) > 75 || strings.Contains(line, "\n") {
				t.Errorf("line %q", line)
			}
		}
	}
	for c := range zones {
		if ZoneOf(c) == nil {
			t.Errorf("%s has no clock", c)
		}
	}
}
