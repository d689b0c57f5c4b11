package ui

import (
	"net/url"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// listPaths are the addresses of the lists behind the language. Organisations
// are what people look for first: theirs is the search.
var listPaths = map[directory.RecordType]string{
	directory.Organisations: "search",
	directory.Events:        "events",
	directory.Calls:         "calls",
	directory.Projects:      "projects",
}

// recordTypeOf is the record type whose list has the path.
func recordTypeOf(path string) (directory.RecordType, bool) {
	for t, p := range listPaths {
		if p == path {
			return t, true
		}
	}
	return "", false
}

// ListLink is the address of a type's list.
func (p Page) ListLink(t directory.RecordType) string { return p.listLink(t, nil) }

// listLink is the address of a search in a type's list; "" is organisations.
func (p Page) listLink(t directory.RecordType, values url.Values) string {
	if t == "" {
		t = directory.Organisations
	}
	switch {
	case t == directory.Calls && len(p.asking) > 0:
		values = maps2(values, p.asking)
	case t == directory.Organisations && len(p.listed) > 0:
		values = maps2(values, p.listed)
	}
	return withQuery(p.Link(listPaths[t]), values)
}

// FilterLink is the address of a type's list with one filter.
func (p Page) FilterLink(t directory.RecordType, parameter, value string) string {
	return p.listLink(t, url.Values{parameter: {value}})
}

// RecordLink is the address of a record's page.
func (p Page) RecordLink(t directory.RecordType, id directory.RecordID) string {
	path := p.Link(string(t) + "/" + url.PathEscape(string(id)))
	switch t {
	case directory.Calls:
		return withQuery(path, p.asking)
	case directory.Organisations:
		return withQuery(path, p.listed)
	}
	return path
}

// RegionLink is the address of a region's page.
func (p Page) RegionLink(code string) string { return p.Link("regions/" + url.PathEscape(code)) }

// SearchAction is where the page's search box leads: a form brings its own parameters.
func (p Page) SearchAction() string { return p.Link(listPaths[p.searches()]) }

// SearchLabel names the search box.
func (p Page) SearchLabel() string { return p.Of("search-label", p.searches()) }

// SearchPlaceholder says what to type into it.
func (p Page) SearchPlaceholder() string { return p.Of("search-placeholder", p.searches()) }

// searches is the record type the page's search box looks through.
func (p Page) searches() directory.RecordType {
	if p.searchType == "" {
		return directory.Organisations
	}
	return p.searchType
}

// Count is a number of records of a type in words: "54 events".
func (l *Locale) Count(t directory.RecordType, n int) string {
	switch t {
	case directory.Events:
		return l.N("count.events", n)
	case directory.Calls:
		return l.N("count.calls", n)
	case directory.Projects:
		return l.N("count.projects", n)
	}
	return l.N("count.organisations", n)
}

// StateName is a state of [search.States] in the words of a record type: an
// event is over, a call closed, a project finished.
func (l *Locale) StateName(t directory.RecordType, state string) string {
	switch t {
	case directory.Events:
		return l.Of("state-events", state)
	case directory.Calls:
		return l.Of("state-calls", state)
	}
	return l.Of("state-projects", state)
}

// StateBadge is a state of one record: some languages tell it from that of many.
func (l *Locale) StateBadge(t directory.RecordType, state string) string {
	switch t {
	case directory.Events:
		return l.Of("badge-events", state)
	case directory.Calls:
		return l.Of("badge-calls", state)
	}
	return l.Of("badge-projects", state)
}

// tab is one of the lists that answer the same words.
type tab struct {
	Type    directory.RecordType
	Label   string
	Count   int
	Href    string
	Current bool
}

// tabs lead to the same words in every list, without filters: each list has its own.
func (p Page) tabs(q search.Question, counts []catalogue.TypeCount) []tab {
	var list []tab
	words := url.Values{}
	if q.Q != "" {
		words.Set("q", q.Q)
		if q.Exact {
			words.Set("exact", "1")
		}
	}
	for _, c := range counts {
		list = append(list, tab{Type: c.Type, Label: p.Of("list-title", c.Type), Count: c.Count,
			Href: p.listLink(c.Type, words), Current: c.Type == q.Type})
	}
	return list
}

// elsewhere are the other lists that have something for the words.
func elsewhere(tabs []tab) []tab {
	return slices.DeleteFunc(slices.Clone(tabs), func(t tab) bool { return t.Current || t.Count == 0 })
}

// itemCard is an event, call or project as lists show it.
type itemCard struct {
	Page
	Item  catalogue.Item
	When  string
	City  string // in the reader's language where known
	State string // in words
	// Stated says that the state is to be shown: a list under a heading that
	// says it need not repeat it.
	Stated bool
	// Countries are those of a call or project, shortened.
	Countries string
	Href      string
	Lots      []lotView    // of a call, those that say something beside its deadline
	Verdict   *verdictView // of a call, where somebody asks
}

// maxCountriesNamed is how many countries a card names before it counts them.
const maxCountriesNamed = 4

func (u *UI) itemCard(p Page, it catalogue.Item, stated bool) itemCard {
	c := itemCard{Page: p, Item: it, City: u.city(directory.CountryCode(it.Country.Code), it.City, p.Lang),
		State: p.StateBadge(it.Type, it.State), Stated: stated, Href: p.RecordLink(it.Type, it.ID)}
	switch it.Type {
	case directory.Events:
		c.When = p.When(it.Start, it.End)
	case directory.Calls:
		c.When = p.deadline(it.State, it.Start, it.Closes)
		if it.Call != nil {
			c.Lots = p.cardLots(it.Call, u.catalogue.Today())
		}
	default:
		c.When = p.Period(it.Start, it.End)
	}
	if n := len(it.Countries); n > maxCountriesNamed {
		c.Countries = p.N("count.countries", n)
	} else if n > 0 {
		c.Countries = labels(it.Countries)
	}
	return c
}

func (u *UI) itemCards(p Page, items []catalogue.Item, stated bool) []itemCard {
	list := make([]itemCard, len(items))
	for i, it := range items {
		list[i] = u.itemCard(p, it, stated)
	}
	return list
}

func labels(list []catalogue.Labelled) string {
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = l.Label
	}
	return strings.Join(names, ", ")
}

// deadline says what matters most of a call's dates.
func (p Page) deadline(state string, opens, closes directory.Date) string {
	switch {
	case state == search.StateComing && !opens.IsZero():
		return p.T("call.opens-on", p.Date(opens))
	case state == search.StatePast && !closes.IsZero():
		return p.T("call.closed-on", p.Date(closes))
	case !closes.IsZero():
		return p.T("call.open-until", p.DateIn(closes))
	case !opens.IsZero():
		return p.T("call.opened-on", p.Date(opens))
	}
	return p.T("call.undated")
}

// Place is where an event takes place, "" for what has no place.
func (c itemCard) Place() string {
	var parts []string
	for _, s := range []string{c.City, c.Item.Country.Label} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if c.Item.Online {
		parts = append(parts, c.T("event.online"))
	}
	return strings.Join(parts, ", ")
}

// section is a stretch of a list: the items of one state, or all of them.
type section struct {
	*Locale
	Type  directory.RecordType
	State string // "" where states are not apart
	Title string
	Count int
	Cards []itemCard
	All   string // where there are more than shown: the address of all
}

// How many items of a state are shown before a link leads to all of them. What
// is on or to come matters more than what is over.
const (
	sectionLines     = 20
	pastSectionLines = 10
)

// isOverview says whether the states are shown apart: a list nobody has asked
// anything particular of. With words the best match comes first, whatever its
// state; from the second page on the order is by date alone.
func isOverview(q search.Question) bool {
	return q.Type != directory.Organisations && len(q.Terms) == 0 && q.Sort == search.SortDate && q.Page == 1 && q.Cursor == "" &&
		q.PerPage == search.DefaultPerPage && len(q.Filters.Values[search.FacetState]) == 0
}

// overview asks for the items of each state that occurs, as the facet counts them.
func (u *UI) overview(v *visit, q search.Question, answer *catalogue.Answer) ([]section, error) {
	var list []section
	for _, state := range search.States {
		n := stateCount(answer.Facets, state)
		if n == 0 {
			continue
		}
		one := q
		one.Filters.Values = map[search.Facet][]string{search.FacetState: {state}}
		for f, values := range q.Filters.Values {
			one.Filters.Values[f] = values
		}
		one.WithFacets = false
		// The list gives the latest first; what is to come, and what closes, is
		// wanted soonest first.
		soonest := state == search.StateComing || state == search.StateOpen && q.Type == directory.Calls
		if one.PerPage = pastSectionLines; state == search.StateComing || state == search.StateOpen {
			one.PerPage = sectionLines
		}
		items, err := u.byDate(v, one, soonest)
		if err != nil {
			return nil, err
		}
		s := section{Locale: v.page.Locale, Type: q.Type, State: state, Title: v.page.StateName(q.Type, state), Count: n,
			Cards: u.itemCards(v.page, items, false)}
		if n > len(s.Cards) {
			s.All = v.page.listLink(q.Type, search.With(q, string(search.FacetState), state))
		}
		list = append(list, s)
	}
	return list, nil
}

// byDate is as many items of a question by date as a page of it holds: the soonest of all
// there are, or the latest, which is how a list gives them.
func (u *UI) byDate(v *visit, q search.Question, soonest bool) ([]catalogue.Item, error) {
	if soonest {
		return u.catalogue.Soonest(v.c.Request.Context(), q, q.PerPage, search.Filters{})
	}
	found, err := u.catalogue.Items(v.c.Request.Context(), q)
	if err != nil {
		return nil, err
	}
	return found.Items, nil
}

func stateCount(facets []catalogue.FacetCounts, state string) int {
	for _, f := range facets {
		if f.Facet != search.FacetState {
			continue
		}
		for _, v := range f.Values {
			if v.Value == state {
				return v.Count
			}
		}
	}
	return 0
}
