package ui

import (
	"net/url"
	"slices"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// sheetLine is a line of the fact sheet that stands in for a description where there is
// none in the reader's language: everything in it is said from structured fields.
type sheetLine struct {
	Title string
	Items []choice // without an address: text
	More  int      // that many are left out
}

// maxSheet bounds the items of a line: a sheet is read in a moment.
const maxSheet = 5

// sheet says what is known of an organisation in the reader's language. What the page
// says beside the name, such as kind and place, it does not repeat.
func (p Page) sheet(profile *catalogue.Profile) []sheetLine {
	var lines []sheetLine
	add := func(title string, items []choice) {
		if len(items) > 0 {
			n := min(len(items), maxSheet)
			lines = append(lines, sheetLine{Title: title, Items: items[:n], More: len(items) - n})
		}
	}
	for _, scheme := range []directory.Scheme{directory.SchemeSector, directory.SchemeTechnology} {
		var items []choice
		for _, g := range profile.Concepts {
			if g.Scheme != scheme {
				continue
			}
			for _, t := range g.Items {
				items = append(items, choice{Label: t.Label, Href: p.SearchFor(string(t.Facet), t.Code)})
			}
		}
		add(p.Of("facet", string(scheme)), items)
	}
	about := func(f search.Facet, list []catalogue.Offering) []choice {
		var items []choice
		for _, o := range list {
			for _, a := range o.About {
				item := choice{Label: a.Label, Href: p.SearchFor(string(f), a.Code)}
				if !o.Lapsed && !slices.Contains(items, item) {
					items = append(items, item)
				}
			}
		}
		return items
	}
	add(p.T("organisation.offers"), about(search.FacetOffer, profile.Offers))
	add(p.T("organisation.needs"), about(search.FacetNeed, profile.Needs))
	if n, known := profile.Organisation.Members.Known(); known {
		add(p.T("fact.members"), []choice{{Label: p.Number(n)}})
	}
	if founded := profile.Organisation.Founded; !founded.IsZero() {
		add(p.T("fact.founded"), []choice{{Label: p.Date(founded)}})
	}
	var clusters []choice
	for _, r := range profile.Memberships {
		name := r.Name
		if r.Native != "" && p.own(directory.GuessLanguage(r.Native, r.Country.Code)) {
			name = r.Native
		}
		clusters = append(clusters, choice{Label: name, Href: p.OrganisationLink(r.ID)})
	}
	add(p.T("organisation.memberships"), clusters)
	if n := len(profile.Projects); n > 0 {
		add(p.T("organisation.projects"), []choice{{Label: p.Number(n), Href: "#projects-title"}})
	}
	var targets []choice
	for _, t := range profile.Targets {
		targets = append(targets, choice{Label: t.Label, Href: p.listLink(directory.Organisations, url.Values{string(search.FacetCountry): {t.Code}})})
	}
	add(p.T("fact.targets"), targets)
	return lines
}

// DescribedIn says in which language a description is, "" where it is the reader's.
func (l *Locale) DescribedIn(lang directory.Language) string {
	if lang == "" || l.own(lang) {
		return ""
	}
	return l.T("organisation.described-in", l.LanguageName(lang))
}
