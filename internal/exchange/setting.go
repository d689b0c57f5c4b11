package exchange

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"euxine/internal/directory"
)

// Setting is what the formats for other programs (GeoJSON, JSON-LD, iCalendar)
// need beyond the records. Formats of the exchange form need none of it.
type Setting struct {
	// Vocabulary has points for maps and labels for what records only have codes of.
	Vocabulary *directory.Vocabulary
	// CountryName is a country's name in a language; nil: its code.
	CountryName func(directory.CountryCode, directory.Language) string
	// Address is where people reach the directory, as [ParseAddress] gives it:
	// what the names of records in JSON-LD and calendars begin with.
	Address string
	// Language is that of labels. "": JSON-LD has them in all languages, a
	// calendar, which can hold one, in English.
	Language directory.Language
	// Pages are the languages there are pages in, the first being for readers of
	// others. None: English.
	Pages []directory.Language
	// Stamp is the DTSTAMP of calendars: when their state was taken. It is
	// handed in so that the same state gives the same bytes.
	Stamp time.Time
}

// Set is to be called before Begin.
func (w *Writer) Set(s Setting) { w.setting = s }

// ParseAddress is the public address of a directory as names are made of it:
// http or https and a host, a path if any, without the slash at its end.
// directory.ErrInvalid for anything else.
func ParseAddress(s string) (string, error) {
	u, err := url.Parse(s)
	// What an IRI may not hold (RFC 3987, 2.2) would make every name invalid.
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil ||
		u.RawQuery != "" || u.ForceQuery || strings.ContainsAny(s, "#<>\"{}|\\^` ") {
		return "", fmt.Errorf("public address %q is not like https://euxine.example: %w", s, directory.ErrInvalid)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

// address is the one set, or why there can be no names.
func (s Setting) address(f Format) (string, error) {
	if s.Address == "" {
		return "", fmt.Errorf("%s needs the public address of the directory: %w", f, directory.ErrInvalid)
	}
	return ParseAddress(s.Address)
}

// recordIRI names a record: its address in the API, which is the same for
// readers of every language.
func recordIRI(address string, t directory.RecordType, id directory.RecordID) string {
	return address + "/api/v1/" + string(t) + "/" + url.PathEscape(string(id))
}

// page is the address of a record's page in the language, as far as there is one.
func (s Setting) page(address string, t directory.RecordType, id directory.RecordID) string {
	l := directory.Language("en")
	switch {
	case slices.Contains(s.Pages, s.Language):
		l = s.Language
	case len(s.Pages) > 0:
		l = s.Pages[0]
	}
	return address + "/" + string(l) + "/" + string(t) + "/" + url.PathEscape(string(id))
}

// countryName is a country's name in a language, else its code.
func (s Setting) countryName(code directory.CountryCode, l directory.Language) string {
	if s.CountryName == nil {
		return string(code)
	}
	return s.CountryName(code, l)
}

// cityName is a town's name in a language, else as the record gives it.
func (s Setting) cityName(p directory.Place, l directory.Language) string {
	if s.Vocabulary == nil {
		return p.City
	}
	c := s.Vocabulary.City(p.Country, p.City)
	switch {
	case c == nil:
		return p.City
	case c.Names[l] != "":
		return c.Names[l]
	case c.Native != "" && directory.CountryLanguage(p.Country) == l:
		return c.Native
	}
	return p.City
}
