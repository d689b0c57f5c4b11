package ui

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
)

// Everything can be taken along as a file: a search and a record at the foot of
// its page, the organisations of a region at the foot of its brief, all there is
// on the page of the data.

// formatsOf are the formats a record type can be had in: some, such as maps, do
// not hold every type.
func formatsOf(t directory.RecordType) []exchange.Format {
	return slices.DeleteFunc(slices.Clone(exchange.Formats), func(f exchange.Format) bool { return !f.Holds(t) })
}

// formatNames are those of formats that are not written in capitals.
var formatNames = map[exchange.Format]string{exchange.GeoJSON: "GeoJSON", exchange.JSONLD: "JSON-LD", exchange.ICS: "iCalendar"}

func formatName(f exchange.Format) string { return cmp.Or(formatNames[f], strings.ToUpper(string(f))) }

// inAPI is a search's address in the API. The language goes with it where it is
// not the API's own default: words are read by it, and labels are in it.
func (p Page) inAPI(q search.Question, format exchange.Format) string {
	values := q.Values()
	if format != "" {
		values.Set("format", string(format))
	}
	if p.Lang != "en" {
		values.Set("lang", string(p.Lang))
	}
	return withQuery("/api/v1/"+string(q.Type), values)
}

// downloads are all hits of a search as files, in its order, from the API.
func (p Page) downloads(q search.Question) []choice {
	var list []choice
	q.Page, q.PerPage, q.Cursor = 1, search.DefaultPerPage, ""
	for _, f := range formatsOf(q.Type) {
		list = append(list, choice{Label: formatName(f), Href: p.inAPI(q, f)})
	}
	return list
}

// recordDownloads are one record as files.
func (p Page) recordDownloads(t directory.RecordType, id directory.RecordID) []choice {
	var list []choice
	for _, f := range formatsOf(t) {
		values := url.Values{"format": {string(f)}}
		if p.Lang != "en" {
			values.Set("lang", string(p.Lang))
		}
		list = append(list, choice{Label: formatName(f), Href: withQuery(recordInAPI(t, id), values)})
	}
	return list
}

// recordInAPI is a record's address in the API.
func recordInAPI(t directory.RecordType, id directory.RecordID) string {
	return "/api/v1/" + string(t) + "/" + url.PathEscape(string(id))
}

// Downloads are the organisations of the region as files.
func (p *briefPage) Downloads() []choice {
	return p.downloads(search.Question{Type: directory.Organisations, Sort: search.SortName,
		Filters: search.Filters{Values: map[search.Facet][]string{search.FacetRegion: {p.Region.Code}}}})
}

// typeFiles is the whole list of a type as files.
type typeFiles struct {
	Label string
	Href  string // of the list
	Files []choice
}

// Lists are all records as files, by type.
func (p dataPage) Lists() []typeFiles {
	var list []typeFiles
	for _, t := range directory.RecordTypes {
		sort := search.SortName
		if t != directory.Organisations {
			sort = search.SortDate
		}
		list = append(list, typeFiles{p.Of("list-title", t), p.ListLink(t), p.downloads(search.Question{Type: t, Sort: sort})})
	}
	return list
}
