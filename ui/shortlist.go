package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// A short list is organisations a person collects while looking around. It is kept in
// the browser by a script and nowhere on the server; its page has the ids in its
// address, so that it can be kept, sent and printed. Without scripts it is carried in
// addresses: from the page of the short list every way to an organisation or a search
// takes it along, and "add" leads back to it with one more.

const (
	shortlistPath = "shortlist"
	// carriedParameter holds a short list on pages that are about something else.
	carriedParameter = "shortlist"
)

// maxShortlist is how many organisations a short list holds: what one page of a search
// shows, so that its export is what is seen, and what fits an address.
const maxShortlist = search.MaxIDs

// shortlistMark puts an organisation on the short list or says that it is there.
type shortlistMark struct {
	*Locale
	ID   directory.RecordID
	Name string
	Href string // the short list with it
	On   bool   // it is on the list that is carried
}

func (p Page) shortlistMark(id directory.RecordID, name string) shortlistMark {
	ids := p.listedIDs()
	m := shortlistMark{Locale: p.Locale, ID: id, Name: name, On: slices.Contains(ids, string(id))}
	if !m.On {
		ids = append(ids, string(id))
	}
	m.Href = p.shortlistLink(ids)
	return m
}

// shortlistLink is the address of a short list.
func (p Page) shortlistLink(ids []string) string {
	if len(ids) == 0 {
		return p.Link(shortlistPath)
	}
	// Commas as they are: the address is read by people and sent in letters.
	escaped := make([]string, len(ids))
	for i, id := range ids {
		escaped[i] = url.QueryEscape(id)
	}
	return p.Link(shortlistPath) + "?ids=" + strings.Join(escaped, ",")
}

// takeListed takes the short list a reader carries out of the parameters. What cannot
// be one is left out: it is not what the page is about.
func (v *visit) takeListed(values url.Values) {
	ids := compared(values[carriedParameter])
	values.Del(carriedParameter)
	ids = slices.DeleteFunc(ids, func(id string) bool { return !directory.ValidID(directory.RecordID(id)) })
	v.page.carry(ids[:min(len(ids), maxShortlist)])
}

// carry makes the page's ways on take a short list along.
func (p *Page) carry(ids []string) {
	p.listed = nil
	if len(ids) > 0 {
		p.listed = url.Values{carriedParameter: {strings.Join(ids, ",")}}
	}
}

// listedIDs are the ids of the short list that is carried.
func (p Page) listedIDs() []string { return compared(p.listed[carriedParameter]) }

// listedParameters are what a form carries of it.
func (p Page) listedParameters() []parameter {
	if len(p.listed) == 0 {
		return nil
	}
	return []parameter{{carriedParameter, p.listed.Get(carriedParameter)}}
}

// ShortlistHref is the address of the short list, as far as the server knows it.
func (p Page) ShortlistHref() string { return p.shortlistLink(p.listedIDs()) }

// ShortlistCount is how many the server knows to be on it, 0 for none or not known.
func (p Page) ShortlistCount() int { return len(p.listedIDs()) }

// ShortlistMost is how many it holds, for the script.
func (p Page) ShortlistMost() int { return maxShortlist }

// ShortlistHere says that the page is the short list's own.
func (p Page) ShortlistHere() bool { return p.path == shortlistPath }

// shortlistPage is the organisations collected, with what to do with them.
type shortlistPage struct {
	Page
	Lines   []shortlistLine
	IDs     string   // as the address holds them
	Unknown []string // ids that are no organisations
	// Compare is the comparison of the first of them, Compared how many those are, where
	// not all.
	Compare   string
	Compared  int
	Calls     []callChoice // to hold the list against
	Checked   int          // how many the check takes, where not all
	Partners  string       // those it takes
	Map       string
	Offers    string // what they offer and seek
	Search    string // the list as a search
	Add       string
	Found     []choice
	Full      bool
	Clear     string
	API       string
	Downloads []choice
	Changes   string
	Feed      string
	Address   string // of this page, to be sent
}

// shortlistLine is an organisation of the list.
type shortlistLine struct {
	card
	Without string // the list without it
	Apply   string // the calls it may apply to
}

// callChoice is a call that states a rule on who must apply together.
type callChoice struct {
	ID    directory.RecordID
	Title string
	State string
}

func (u *UI) shortlist(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	if err := httpkit.UnknownParameters(values, "ids", "add").Err(); err != nil {
		return err
	}
	ids, add := compared(values["ids"]), strings.TrimSpace(values.Get("add"))
	switch {
	case len(ids) > maxShortlist:
		return badParameters([]search.ParameterFault{{Parameter: "ids", Value: cut(ids[maxShortlist], 80), Key: search.FaultTooMany, Args: []string{fmt.Sprint(maxShortlist)}}})
	case len([]rune(add)) > search.MaxQuery:
		return badParameters([]search.ParameterFault{{Parameter: "add", Value: cut(add, 40), Key: search.FaultTooLong, Args: []string{fmt.Sprint(search.MaxQuery)}}})
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	ctx := v.c.Request.Context()
	asked := make([]directory.RecordID, len(ids))
	for i, id := range ids {
		asked[i] = directory.RecordID(id)
	}
	known, unknown, err := u.catalogue.Known(ctx, asked, v.page.Lang)
	if err != nil {
		return fmt.Errorf("short list: %w", err)
	}
	var found []string
	for _, r := range known {
		found = append(found, string(r.ID))
	}
	v.page.address(v.site, nil)
	if len(found) > 0 {
		v.page.address(v.site, url.Values{"ids": {strings.Join(found, ",")}})
	}
	v.page.carry(found)
	p := shortlistPage{Page: v.page, IDs: strings.Join(found, ","), Add: add, Full: len(found) >= maxShortlist, Clear: v.page.Link(shortlistPath)}
	p.Title, p.Summary, p.NoIndex = p.T("shortlist.title"), p.T("shortlist.summary"), true
	for _, id := range unknown {
		p.Unknown = append(p.Unknown, string(id))
	}
	if len(found) > 0 {
		p.Title = p.N("shortlist.of", len(found))
		if err := u.fillShortlist(v, &p, found); err != nil {
			return err
		}
	}
	if add != "" && !p.Full {
		hits, err := u.organisationsNamed(v, add, found)
		if err != nil {
			return err
		}
		for _, h := range hits {
			p.Found = append(p.Found, choice{Label: h.Name.String() + " · " + h.Kind.Label + " · " + h.Country.Label,
				Href: p.shortlistLink(append(slices.Clone(found), string(h.ID)))})
		}
	}
	return v.show("shortlist", p)
}

// fillShortlist shows the organisations with these ids, in the order of a search for
// them, which is that of its exports.
func (u *UI) fillShortlist(v *visit, p *shortlistPage, ids []string) error {
	q, faults := search.ParseFor(directory.Organisations, url.Values{"ids": ids, "per_page": {fmt.Sprint(search.MaxPerPage)}}, u.vocabulary)
	if len(faults) > 0 {
		return badParameters(faults)
	}
	q.Lang, q.WithFacets = p.Lang, false
	ctx := v.c.Request.Context()
	answer, err := u.catalogue.Search(ctx, q)
	if err != nil {
		return fmt.Errorf("short list: %w", err)
	}
	for _, h := range answer.Hits {
		id := string(h.ID)
		p.Lines = append(p.Lines, shortlistLine{card: u.card(p.Page, h),
			Without: p.shortlistLink(slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return s == id })),
			Apply:   withQuery(p.Link(listPaths[directory.Calls]), url.Values{asParameter: {id}})})
	}
	first := ids[:min(len(ids), maxCompared)]
	p.Compare = withQuery(p.Link("compare"), url.Values{"ids": {strings.Join(first, ",")}})
	if len(ids) > maxCompared {
		p.Compared = maxCompared
	}
	group := ids[:min(len(ids), catalogue.MaxBasket)]
	if p.Partners = strings.Join(group, ","); len(group) < len(ids) {
		p.Checked = len(group)
	}
	if p.Calls, err = u.callChoices(v); err != nil {
		return err
	}
	q.PerPage = search.DefaultPerPage
	p.Search = withQuery(p.Link("search"), q.Values())
	p.Map = withQuery(p.Link("map"), q.Values())
	p.Offers = withQuery(p.Link(opportunitiesPath), url.Values{"ids": ids})
	p.API, p.Downloads = p.inAPI(q, ""), p.downloads(q)
	p.Changes = p.changesLink(search.ChangesOf(q))
	p.Feeds = []feedLink{{p.T("search.changes"), p.changesLink(with1(search.ChangesOf(q), "format", "atom"))}}
	p.Address = u.base + p.shortlistLink(ids)
	return nil
}

// callChoices are the calls that state a rule on who must apply together, of the newest
// hundred: those that can be applied to first.
func (u *UI) callChoices(v *visit) ([]callChoice, error) {
	a, err := u.catalogue.Items(v.c.Request.Context(), search.Question{Type: directory.Calls, Sort: search.SortDate, Lang: v.page.Lang, Page: 1, PerPage: search.MaxPerPage})
	if err != nil {
		return nil, fmt.Errorf("calls with rules: %w", err)
	}
	var list []callChoice
	for _, state := range search.States {
		for _, it := range a.Items {
			if k := it.Call; k != nil && it.State == state && eligibility.Together(k, nil, u.vocabulary).Stated {
				list = append(list, callChoice{it.ID, it.Title.String(), v.page.StateBadge(directory.Calls, it.State)})
			}
		}
	}
	return list, nil
}

// UnknownSaid names the ids that are no organisations.
func (p shortlistPage) UnknownSaid() string { return strings.Join(p.Unknown, ", ") }

// opportunitiesFor is what the organisations of a search offer and seek, as far as the
// list of those can be asked for it; "" where it cannot.
func (p Page) opportunitiesFor(q search.Question) string {
	values := url.Values{}
	if q.Q != "" {
		values.Set("q", q.Q)
	}
	for f, name := range map[search.Facet]string{search.FacetCountry: "country", search.FacetRegion: "region", search.FacetKind: "who"} {
		if list := q.Filters.Values[f]; len(list) > 0 {
			values[name] = list
		}
	}
	for _, id := range q.Filters.IDs {
		values.Add("ids", string(id))
	}
	if q.Filters.Theme != nil {
		values.Set("theme", q.Filters.Theme.Code)
	}
	for f, side := range map[search.Facet]search.Side{search.FacetOffer: search.SideOffer, search.FacetNeed: search.SideNeed} {
		if list := q.Filters.Values[f]; len(list) > 0 {
			values["about"] = list
			values.Add("side", string(side))
		}
	}
	return p.opportunitiesLink(values)
}
