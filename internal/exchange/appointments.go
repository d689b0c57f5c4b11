package exchange

import (
	"fmt"
	"io"
	"net/url"
	"time"
	_ "time/tzdata" // the clocks of the region's countries, wherever the program runs

	ics "github.com/arran4/golang-ical"

	"euxine/internal/directory"
)

// Appointment is an entry of a calendar with hours.
type Appointment struct {
	ID          string // names it for good among those of the directory
	Start, End  time.Time
	Summary     string
	Location    string
	Description string
	URL         string
}

// zones are the clocks of countries that have one for all of them, by the names of the
// IANA time zone database; parts of Ukraine and Russia have others.
var zones = map[directory.CountryCode]string{
	"AL": "Europe/Tirane", "AM": "Asia/Yerevan", "AT": "Europe/Vienna", "AZ": "Asia/Baku", "BA": "Europe/Sarajevo", "BE": "Europe/Brussels", "BG": "Europe/Sofia",
	"CZ": "Europe/Prague", "DE": "Europe/Berlin", "GE": "Asia/Tbilisi", "GR": "Europe/Athens", "HR": "Europe/Zagreb", "HU": "Europe/Budapest", "IT": "Europe/Rome",
	"MD": "Europe/Chisinau", "ME": "Europe/Podgorica", "MK": "Europe/Skopje", "PL": "Europe/Warsaw", "RO": "Europe/Bucharest", "RS": "Europe/Belgrade",
	"SI": "Europe/Ljubljana", "SK": "Europe/Bratislava", "TR": "Europe/Istanbul",
}

// ZoneOf is the clock of a country; nil where it is not known or has several.
func ZoneOf(c directory.CountryCode) *time.Location {
	name, ok := zones[c]
	if !ok {
		return nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil { // the table is tested
		return nil
	}
	return zone
}

// WriteAppointments writes a calendar (RFC 5545). Times are civil, in the zone given: they
// are written in UTC, so that they are the same instant wherever the reader's calendar
// is. Without a zone they are written as they are, for the clock of the place (3.3.5,
// form 1). Unlike the events of other calendars they take their time: who meets is
// busy. Of the setting, Address and Stamp are used.
func WriteAppointments(w io.Writer, s Setting, zone *time.Location, list []Appointment) error {
	address, err := s.address(ICS)
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Euxine//Euxine//EN\r\nCALSCALE:GREGORIAN\r\n"); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	for _, a := range list {
		entry := ics.NewEvent(icsText(a.ID + "@" + u.Hostname()))
		entry.SetProperty(ics.ComponentPropertyDtstamp, s.Stamp.UTC().Format("20060102T150405Z"))
		entry.SetProperty(ics.ComponentPropertyDtStart, appointed(a.Start, zone))
		entry.SetProperty(ics.ComponentPropertyDtEnd, appointed(a.End, zone))
		for _, p := range []struct {
			property ics.ComponentProperty
			value    string
		}{{ics.ComponentPropertySummary, a.Summary}, {ics.ComponentPropertyLocation, a.Location}, {ics.ComponentPropertyDescription, a.Description}, {ics.ComponentPropertyUrl, a.URL}} {
			if p.value != "" {
				entry.SetProperty(p.property, icsText(p.value))
			}
		}
		if err := entry.SerializeTo(w, icsLines); err != nil {
			return fmt.Errorf("write calendar: %w", err)
		}
	}
	if _, err := io.WriteString(w, "END:VCALENDAR\r\n"); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

// appointed is a civil time as calendars write it.
func appointed(t time.Time, zone *time.Location) string {
	if zone == nil {
		return t.Format("20060102T150405")
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, zone).UTC().Format("20060102T150405Z")
}
