package ui

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// opportunitiesPath is the page's address behind the language.
const opportunitiesPath = "opportunities"

// opportunitiesPage is the list of offers and needs themselves.
type opportunitiesPage struct {
	Page
	Answer    *catalogue.OpportunityAnswer
	Lines     []opportunityLine
	Facets    []facetView
	Hidden    []parameter // in force, but no control of the form shows them
	Exact     bool
	Chips     []chip
	Readings  []chip
	WaysOut   []wayOut // where nothing is found: what leaving a filter out finds
	Clear     string
	Theme     *choice // the page of the theme asked for
	Pager     pager
	Who       string // the organisations they are of, as a search
	Words     string // the same words among organisations
	API       string
	Downloads []choice
	Feed      string
}

// opportunityLine is one offer or need with whose it is.
type opportunityLine struct {
	Page
	catalogue.Opportunity
	KindName string
	City     string
	Age      age
	Ask      *Website // where to reach the organisation: Contact says whose it is
	Listed   shortlistMark
	// Alone leaves out what a list of few has no room for.
	Alone bool
}

// SideName says whether it is offered or sought.
func (l opportunityLine) SideName() string { return l.Of("side", l.Side) }

// AboutLink is the address of the offers and needs about a concept.
func (p Page) AboutLink(id string) string { return p.opportunitiesLink(url.Values{"about": {id}}) }

// opportunitiesLink is the address of the page with parameters.
func (p Page) opportunitiesLink(values url.Values) string {
	return withQuery(p.Link(opportunitiesPath), maps2(values, p.listed))
}

// SearchAction is where the page's search box leads; so are the words about it.
func (p opportunitiesPage) SearchAction() string { return p.Link(opportunitiesPath) }

// SearchLabel names the search box.
func (p opportunitiesPage) SearchLabel() string { return p.T("opportunities.search-label") }

// SearchPlaceholder says what to type into it.
func (p opportunitiesPage) SearchPlaceholder() string { return p.T("opportunities.search-placeholder") }

// SuggestFacets are the filters that take what is suggested while typing.
func (p opportunitiesPage) SuggestFacets() string { return "country region" }

func (u *UI) opportunities(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	asFeed, bad := takeAtom(values)
	v.takeListed(values)
	asked, faults := search.ParseOpportunities(values, u.vocabulary)
	if len(bad)+len(faults) > 0 {
		return badParameters(append(bad, faults...))
	}
	asked.Question.Lang, asked.Question.WithFacets = v.page.Lang, true
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	if asFeed {
		return u.opportunitiesFeed(v, asked)
	}
	found, err := u.catalogue.Opportunities(v.c.Request.Context(), asked)
	if err != nil {
		return fmt.Errorf("offers and needs: %w", err)
	}
	if len(found.List) == 0 {
		httpkit.CountEmpty(v.c)
	}
	v.page.address(v.site, asked.Values())
	return v.show("opportunities", u.opportunitiesPage(v.page, asked, found))
}

func (u *UI) opportunitiesPage(page Page, asked search.Opportunities, found *catalogue.OpportunityAnswer) opportunitiesPage {
	start := asked.FromStart()
	p := opportunitiesPage{Page: page, Answer: found, Exact: asked.Question.Exact, Lines: u.opportunityLines(page, found.List, false),
		Facets: u.opportunityFacets(page, found), Feed: page.opportunitiesLink(with1(start, "format", "atom")),
		Who: page.whoseOpportunities(asked, found)}
	p.HasSearch, p.Query = true, asked.Question.Q
	p.Title, p.Summary = p.opportunitiesOf(asked, found), p.T("opportunities.summary")
	p.NoIndex = len(start) > 0 || asked.Question.Cursor != "" || len(p.listed) > 0
	p.Feeds = []feedLink{{p.T("opportunities.feed-name"), p.Feed}}
	for _, a := range found.Active {
		p.Chips = append(p.Chips, chip{Title: p.opportunityFilter(a.Parameter), Label: p.opportunityValue(a.Parameter, a.Label),
			Href: p.opportunitiesLink(without(start, a.Parameter, a.Value))})
	}
	if len(found.List) == 0 {
		p.WaysOut = p.opportunityWaysOut(start, found)
	}
	for _, i := range found.Interpretation {
		values := maps2(start, nil)
		values.Set("q", search.AsWritten(found.Terms, i.Terms).Get("q"))
		p.Readings = append(p.Readings, chip{p.T("reading."+string(i.As), i.Query), i.Label, p.opportunitiesLink(values)})
	}
	words := url.Values{}
	for _, name := range []string{"q", "exact"} {
		if start.Has(name) {
			words[name] = start[name]
		}
	}
	p.Clear = p.opportunitiesLink(words)
	if len(words) > 0 {
		p.Words = p.searchLink(words)
	}
	if t := asked.Theme; t != nil {
		p.Theme = &choice{Label: t.Name(p.Lang), Href: p.ThemeLink(t.Code)}
	}
	for _, name := range slices.Sorted(maps.Keys(start)) {
		if !slices.Contains([]string{"q", "exact"}, name) && !slices.ContainsFunc(p.Facets, func(f facetView) bool { return f.Name == name }) {
			for _, value := range start[name] {
				p.Hidden = append(p.Hidden, parameter{name, value})
			}
		}
	}
	p.Hidden = append(p.Hidden, p.listedParameters()...)
	p.Pager = p.opportunityPages(asked, found)
	api := func(format string) string {
		values := maps2(asked.Values(), nil)
		if format != "" {
			values = with1(maps2(start, nil), "format", format)
		}
		if p.Lang != "en" {
			values.Set("lang", string(p.Lang))
		}
		return withQuery("/api/v1/opportunities", values)
	}
	p.API, p.Downloads = api(""), []choice{{Label: "CSV", Href: api("csv")}}
	return p
}

// whoseOpportunities is the search that finds the organisations of an answer, as many as
// it says: by their ids where they are few, else by what was asked where a search can ask
// it; "" where neither.
func (p Page) whoseOpportunities(asked search.Opportunities, found *catalogue.OpportunityAnswer) string {
	switch {
	case len(found.Who) > 0:
		values := url.Values{}
		for _, id := range found.Who {
			values.Add("ids", string(id))
		}
		return p.searchLink(values)
	case len(asked.Question.Terms) == 0 && len(asked.Kinds) == 0 && asked.Theme == nil && found.Lapsed == 0 && (asked.Side != "" || len(asked.About) == 0):
		return p.searchLink(asked.Organisations())
	}
	return ""
}

// opportunityWaysOut are the filters that leave out what else would be found; those whose
// effect is not known are no way out.
func (p Page) opportunityWaysOut(start url.Values, found *catalogue.OpportunityAnswer) []wayOut {
	var list []wayOut
	for i, a := range found.Active {
		total := found.Without[search.Facet(a.Parameter)]
		if total == 0 || slices.ContainsFunc(found.Active[:i], func(b catalogue.ActiveFilter) bool { return b.Parameter == a.Parameter }) {
			continue
		}
		var values []string
		for _, b := range found.Active {
			if b.Parameter == a.Parameter {
				values = append(values, p.opportunityValue(b.Parameter, b.Label))
			}
		}
		list = append(list, wayOut{Title: p.opportunityFilter(a.Parameter), Label: strings.Join(values, ", "), Total: total,
			Href: p.opportunitiesLink(without(start, a.Parameter, ""))})
	}
	return list
}

// opportunitiesOf says what the list is of.
func (p Page) opportunitiesOf(asked search.Opportunities, found *catalogue.OpportunityAnswer) string {
	title := p.T("opportunities.title")
	switch {
	case asked.Question.Q != "":
		return p.T("search.title-for", asked.Question.Q, title)
	case len(found.Active) == 1:
		return p.T("search.title-filtered", p.opportunityValue(found.Active[0].Parameter, found.Active[0].Label), title)
	}
	return title
}

// opportunityFacetNames are the filters that have other names here than in searches.
var opportunityFacetNames = []string{"side", "kind", "about", "who"}

func (p Page) opportunityFilter(parameter string) string {
	if slices.Contains(opportunityFacetNames, parameter) {
		return p.Of("opportunity-facet", parameter)
	}
	return p.Of("filter", parameter)
}

// opportunityValue is a value in words where it is the pages' to name.
func (p Page) opportunityValue(parameter, label string) string {
	switch parameter {
	case "side":
		return p.Of("side-many", label)
	case "kind":
		return p.Of("offering", label)
	}
	return label
}

// opportunityFacets are the filters with their counts; those of concepts are opened
// only on request, since there are many.
func (u *UI) opportunityFacets(p Page, found *catalogue.OpportunityAnswer) []facetView {
	var list []facetView
	for _, f := range found.Facets {
		if len(f.Values) == 0 {
			continue
		}
		name := string(f.Facet)
		values := slices.Clone(f.Values)
		for i := range values {
			values[i].Label = p.opportunityValue(name, values[i].Label)
		}
		lines, _ := nest(p.Locale, searchForm, directory.Organisations, name, values, 0)
		v := facetView{Locale: p.Locale, Name: name, Title: p.opportunityFilter(name), Selected: f.Selected, Lines: lines, Open: true}
		if len(lines) > facetLines+facetSlack {
			v.Lines, v.Folded = lines[:facetLines:facetLines], lines[facetLines:]
			v.FoldedOpen = anySelected(v.Folded)
		}
		list = append(list, v)
	}
	return list
}

// opportunityLines are offers and needs as lists show them; short ones beside others.
func (u *UI) opportunityLines(p Page, list []catalogue.Opportunity, short bool) []opportunityLine {
	var lines []opportunityLine
	for _, o := range list {
		l := opportunityLine{Page: p, Opportunity: o, Age: ageOf(o.SourceDate, u.catalogue.Today()), Ask: p.External(o.Contact.URL),
			City: u.city(directory.CountryCode(o.Organisation.Country.Code), o.Organisation.City, p.Lang), Alone: short,
			Listed: p.shortlistMark(o.Organisation.ID, o.Organisation.Name)}
		if o.Kind != "" {
			l.KindName = p.Of("offering", o.Kind)
		}
		lines = append(lines, l)
	}
	return lines
}

// opportunityPages leads through the pages of an answer.
func (p Page) opportunityPages(asked search.Opportunities, found *catalogue.OpportunityAnswer) pager {
	href := func(n int) string {
		values := asked.FromStart()
		if n > 1 {
			values.Set("page", fmt.Sprint(n))
		}
		return p.opportunitiesLink(values)
	}
	if found.Whole {
		return pagesOf(asked.Question.Page, asked.Question.PerPage, found.Total, href)
	}
	var list pager
	if asked.Question.Cursor != "" {
		list.First = href(1)
	}
	if found.Next != "" {
		list.Next = p.opportunitiesLink(with1(asked.FromStart(), "cursor", found.Next))
	}
	return list
}
