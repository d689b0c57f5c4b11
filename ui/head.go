package ui

import (
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// What the head of a page tells search engines, previews and programs. There is
// no script in it, JSON-LD neither: the policy of the site allows none in a page,
// so that a page links to its record as JSON-LD. Nor is there a picture for
// previews: the server makes none that stands for a page.

// Absolute is an address as others may keep it: with the public address of the
// directory, where that is known.
func (p Page) Absolute(href string) string { return p.base + href }

// DefaultHref is the page for readers of other languages: the front page finds the
// language the browser prefers, others are in the first.
func (p Page) DefaultHref() string {
	if p.path == "" {
		return "/"
	}
	return p.Alternates[0].Href
}

// previewLocales are the languages as Open Graph writes them: with the country
// whose spelling the pages keep to.
var previewLocales = map[directory.Language]string{
	"en": "en_GB", "bg": "bg_BG", "ro": "ro_RO", "tr": "tr_TR", "uk": "uk_UA", "ka": "ka_GE", "el": "el_GR", "hy": "hy_AM", "az": "az_AZ", "cs": "cs_CZ",
}

// PreviewLocale is a language as Open Graph writes it.
func (p Page) PreviewLocale(l directory.Language) string { return previewLocales[l] }

// linkedData is a record as JSON-LD, with the texts of all languages.
func linkedData(t directory.RecordType, id directory.RecordID) string {
	return recordInAPI(t, id) + "?format=jsonld"
}

// listedAlone are the facets whose values each make a page worth finding: "clusters",
// "organisations in Georgia", "calls for tourism". Regions have pages of their own.
var listedAlone = []search.Facet{search.FacetKind, search.FacetCountry, search.FacetSector}

// isListed says whether search engines are to list a search: the plain list, or
// one value of a facet of listedAlone. What has words is an answer to one person,
// and filters combine without end: a page each, with the same records over and
// over. Such pages are not listed, but their links may be followed, since they lead
// to records; and robots.txt asks not to fetch them at all.
func isListed(q search.Question) bool {
	if q.Q != "" || q.Cursor != "" {
		return false
	}
	if q.Filters.IsZero() {
		return true
	}
	_, alone := onlyFilter(q)
	return alone
}

// onlyFilter is the facet a search is filtered by, where it is one of listedAlone
// with one value and nothing else.
func onlyFilter(q search.Question) (search.Facet, bool) {
	for _, f := range listedAlone {
		if len(q.Filters.Values[f]) == 1 {
			rest := q.Filters
			rest.Values = nil
			return f, rest.IsZero() && len(q.Filters.Values) == 1
		}
	}
	return "", false
}

// robotsOf is what robots.txt says of a type's list in a language: only what
// isListed lists, the pages of the plain list, and the states through which an
// overview leads to all. The longest rule that fits a path is the one that holds
// (RFC 9309).
func robotsOf(b *strings.Builder, l directory.Language, t directory.RecordType) {
	list := "/" + string(l) + "/" + listPaths[t] + "?"
	say := func(rule, rest string) { b.WriteString(rule + ": " + list + rest + "\n") }
	say("Allow", "page=")
	if t != directory.Organisations {
		say("Allow", "state=")
		say("Allow", "page=*&state=")
	}
	for _, f := range listedAlone {
		for _, own := range search.FacetsOf(t) {
			if own == f {
				say("Allow", string(f)+"=")
				say("Disallow", string(f)+"=*&")
			}
		}
	}
	say("Disallow", "")
}
