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

// searchPage is a search in the list of one record type, and its answer.
type searchPage struct {
	Page
	Type   directory.RecordType
	Answer *catalogue.Answer
	Tabs   []tab
	// Elsewhere are the other lists that have something for the same words,
	// where this one has nothing.
	Elsewhere []tab
	Facets    []facetView
	Ranges    []rangeView
	// Hidden are the parameters in force that no control of the form shows.
	Hidden   []parameter
	Exact    bool
	Chips    []chip
	Readings []chip // how the words were understood; each leads to the search as written
	Clear    string // the address without any filter
	Sorts    []choice
	Cards    []card // of organisations, and
	Further  []card // those that have some of the words only, or
	// Sections are events, calls or projects: by state where nothing particular
	// was asked for, else one without a heading.
	Sections []section
	WaysOut  []wayOut
	Pager    pager
	Map      string // the same search on the map; "" where there is none
	// Opportunities is what the organisations found offer and seek, "" where nothing
	// is like it.
	Opportunities string
	API           string // the same search for programs
	Downloads     []choice
	Changes       string    // what changed in this search
	Feed          string    // the list itself as a feed, "" where it is none
	Desk          *deskView // of calls
}

// FurtherCount is how many records have some of the words only.
func (p searchPage) FurtherCount() int { return p.Answer.Total - p.Answer.AllWords }

// FurtherStart is the place in the list of the first of them on this page.
func (p searchPage) FurtherStart() int { return p.Pager.From + len(p.Cards) }

// parameter is one name and value of an address.
type parameter struct{ Name, Value string }

// chip is a filter in force, with the address of the search without it.
type chip struct {
	Title string // what is filtered by
	Label string
	Href  string
}

// choice is one of several ways to see the same answer.
type choice struct {
	Label   string
	Href    string
	Current bool
}

// rangeView is a pair of fields for numbers or dates.
type rangeView struct {
	Dates    bool
	Title    string
	FromName string
	ToName   string
	From, To string
}

// wayOut is a search near the one without hits, with what it finds.
type wayOut struct {
	Word  string // the word left out, or
	Title string // what the filter left out is by, and
	Label string // its value
	Href  string
	Total int
}

// list answers searches in the list of a record type.
func (u *UI) list(t directory.RecordType) func(*visit) error {
	return func(v *visit) error {
		values, err := httpkit.Query(v.c)
		if err != nil {
			return err
		}
		var who *asker
		if t == directory.Calls {
			if who, err = u.readAsker(v, values); err != nil {
				return err
			}
			v.page.asking = who.values
		}
		if t == directory.Organisations {
			v.takeListed(values)
		}
		asFeed := slices.Contains(feedTypes, t) && values.Get("format") == "atom"
		if asFeed {
			values.Del("format")
		}
		q, faults := search.ParseFor(t, values, u.vocabulary)
		if len(faults) > 0 {
			return badParameters(faults)
		}
		q.Lang = v.page.Lang
		if done, err := u.fresh(v); done || err != nil {
			return err
		}
		if asFeed {
			return u.itemsFeed(v, q)
		}
		address := q.Values()
		if who != nil {
			address = maps2(address, who.values)
			if who.Only != "" {
				address.Set(answerParameter, string(who.Only))
			}
		}
		v.page.address(v.site, address)
		v.page.Feeds = v.page.feedsOf(q)
		v.page.HasSearch, v.page.searchType, v.page.Query = true, t, q.Q
		p := searchPage{Page: v.page, Type: t, Exact: q.Exact, API: v.page.inAPI(q, ""), Downloads: v.page.downloads(q),
			Changes: v.page.changesLink(search.ChangesOf(q)), Feed: v.page.itemsFeedLink(q)}
		if t == directory.Organisations {
			p.Map = withQuery(p.Link("map"), search.Page(q, 1))
			p.Opportunities = v.page.opportunitiesFor(q)
		}
		if err := u.answer(v, q, &p); err != nil {
			return fmt.Errorf("search %s: %w", t, err)
		}
		if who != nil {
			if err := u.desk(v, q, who, &p); err != nil {
				return err
			}
		}
		counts, err := u.catalogue.TypeCounts(v.c.Request.Context(), q)
		if err != nil {
			return fmt.Errorf("search %s: counts of the other lists: %w", t, err)
		}
		p.Tabs = p.tabs(q, counts)
		if p.Answer.Total == 0 {
			httpkit.CountEmpty(v.c)
			if q.Q != "" {
				p.Elsewhere = elsewhere(p.Tabs)
			}
		}
		p.NoIndex = !isListed(q) || len(p.asking) > 0 || len(p.listed) > 0
		p.Title = p.Of("list-title", t)
		if q.Q != "" {
			p.Title = p.T("search.title-for", q.Q, p.Title)
		} else if _, alone := onlyFilter(q); alone && len(p.Answer.Active) == 1 {
			a := p.Answer.Active[0]
			p.Title = p.T("search.title-filtered", p.valueLabel(t, a.Parameter, a.Label), p.Title)
		}
		p.Summary = p.T("search.summary", p.Count(t, p.Answer.Total))
		p.Facets = u.facets(p.Locale, searchForm, t, p.Answer.Facets)
		p.Ranges = p.ranges(q)
		p.Hidden = hidden(q, p.Facets)
		for _, name := range slices.Sorted(maps.Keys(p.asking)) {
			p.Hidden = append(p.Hidden, parameter{name, p.asking.Get(name)})
		}
		p.Hidden = append(p.Hidden, p.listedParameters()...)
		p.Chips, p.Clear = p.chips(q, p.Answer.Active), p.listLink(t, wordsOnly(q))
		for _, i := range p.Answer.Interpretation {
			p.Readings = append(p.Readings, chip{p.T("reading."+string(i.As), i.Query), i.Label, p.listLink(t, search.AsWritten(p.Answer.Question, i.Terms))})
		}
		p.Sorts = p.sorts(q)
		for _, s := range p.Answer.Suggestions {
			p.WaysOut = append(p.WaysOut, p.wayOut(q, s))
		}
		if who != nil && who.Known() {
			// The desk has pages of its own.
		} else if len(p.Sections) == 0 || p.Sections[0].State == "" { // the overview has links to all of each
			p.Pager = p.pages(q, p.Answer)
		}
		return v.show("search", p)
	}
}

// answer asks the catalogue and fills in what was found.
func (u *UI) answer(v *visit, q search.Question, p *searchPage) error {
	ctx := v.c.Request.Context()
	if q.Type == directory.Organisations {
		a, err := u.catalogue.Search(ctx, q)
		if err != nil {
			return err
		}
		p.Answer = a
		v.page.byName = q.Sort == search.SortName
		for _, h := range a.Hits {
			p.Cards = append(p.Cards, u.card(v.page, h))
		}
		n := allWords(a, len(p.Cards))
		p.Cards, p.Further = p.Cards[:n], p.Cards[n:]
		return nil
	}
	a, err := u.catalogue.Items(ctx, q)
	if err != nil {
		return err
	}
	p.Answer = &a.Answer
	if isOverview(q) {
		p.Sections, err = u.overview(v, q, &a.Answer)
		return err
	}
	n := allWords(&a.Answer, len(a.Items))
	if n > 0 {
		p.Sections = append(p.Sections, section{Locale: v.page.Locale, Type: q.Type, Cards: u.itemCards(v.page, a.Items[:n], true)})
	}
	if n < len(a.Items) {
		p.Sections = append(p.Sections, section{Locale: v.page.Locale, Type: q.Type, Title: p.T("search.further"),
			Count: a.Total - a.AllWords, Cards: u.itemCards(v.page, a.Items[n:], true)})
	}
	return nil
}

// allWords is how many of the hits shown, n, have all the words. Where no record
// has, the line above the results says so, and nothing is apart; where some have
// that the filters leave out, it says that what has some of the words follows.
func allWords(a *catalogue.Answer, n int) int {
	few := func(i catalogue.Interpretation) bool { return i.As == catalogue.AsFew }
	if !slices.ContainsFunc(a.Interpretation, few) {
		return n
	}
	q := a.Question
	return min(max(a.AllWords-(q.Page-1)*q.PerPage, 0), n)
}

// badParameters makes the question's faults an error the adapter knows.
func badParameters(faults []search.ParameterFault) error {
	var bad httpkit.BadParameters
	for _, f := range faults {
		bad = append(bad, httpkit.Fault{Parameter: f.Parameter, Value: f.Value, Key: f.Key, Args: f.Args, Detail: f.Text()})
	}
	return bad
}

// ranges are the number or date fields of the form.
func (p Page) ranges(q search.Question) []rangeView {
	values := q.Values()
	if q.Type != directory.Organisations {
		return []rangeView{{Dates: true, Title: p.T("range.dates"), FromName: "from", ToName: "to", From: values.Get("from"), To: values.Get("to")}}
	}
	of := func(name, title string) rangeView {
		return rangeView{Title: title, FromName: name + "_from", ToName: name + "_to",
			From: values.Get(name + "_from"), To: values.Get(name + "_to")}
	}
	return []rangeView{of("founded", p.T("range.founded")), of("members", p.T("range.members"))}
}

// hidden are the parameters of q the form carries along unseen: those that no
// facet shown nor other control has. Paging starts anew.
func hidden(q search.Question, facets []facetView) []parameter {
	shown := []string{"q", "exact", "page", "cursor", "founded_from", "founded_to", "members_from", "members_to", "from", "to"}
	for _, f := range facets {
		shown = append(shown, f.Name)
	}
	var list []parameter
	values := q.Values()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if !slices.Contains(shown, name) {
				list = append(list, parameter{name, value})
			}
		}
	}
	return list
}

func (p Page) chips(q search.Question, active []catalogue.ActiveFilter) []chip {
	var list []chip
	for _, a := range active {
		list = append(list, chip{Title: p.Of("filter", a.Parameter), Label: p.valueLabel(q.Type, a.Parameter, a.Label),
			Href: p.listLink(q.Type, search.Without(q, a.Parameter, a.Value))})
	}
	return list
}

// wordsOnly is the address of q without its filters.
func wordsOnly(q search.Question) url.Values {
	q.Filters = search.Filters{}
	return search.Page(q, 1)
}

// sorts are the orders that make sense: by relevance only where there are words
// to be relevant to.
func (p Page) sorts(q search.Question) []choice {
	var list []choice
	for _, s := range search.SortsOf(q.Type) {
		if s == search.SortRelevance && len(q.Terms) == 0 {
			continue
		}
		sorted := q
		sorted.Sort = s
		list = append(list, choice{Label: p.Of("sort", s), Href: p.listLink(q.Type, search.Page(sorted, 1)), Current: s == q.Sort})
	}
	return list
}

// wayOut turns a suggestion into a link.
func (p Page) wayOut(q search.Question, s catalogue.Suggestion) wayOut {
	if s.Parameter != "q" {
		return wayOut{Title: p.Of("filter", s.Parameter), Label: p.valueLabel(q.Type, s.Parameter, s.Label), Total: s.Total,
			Href: p.listLink(q.Type, search.Without(q, s.Parameter, s.Value))}
	}
	return wayOut{Word: s.Label, Total: s.Total, Href: p.listLink(q.Type, search.WithoutWord(q, s.Value))}
}

// card is one hit as the list shows it.
type card struct {
	Page
	catalogue.Hit
	City   string // in the reader's language where known
	Age    age
	Listed shortlistMark
}

func (u *UI) card(p Page, h catalogue.Hit) card {
	if p.own(h.NativeLang) && !p.byName {
		h.Name, h.NameLang, h.Native, h.NativeLang = h.Native, h.NativeLang, h.Name, h.NameLang
	}
	return card{Page: p, Hit: h, Age: ageOf(h.SourceDate, u.catalogue.Today()), Listed: p.shortlistMark(h.ID, h.Name.String()),
		City: u.city(directory.CountryCode(h.Country.Code), h.City, p.Lang)}
}

// Troubled says that the status is worth a word: at work and not known are the
// usual ones and tell nothing in a list.
func (c card) Troubled() bool {
	return !slices.Contains([]directory.Status{directory.StatusActive, directory.StatusUnknown, ""}, c.Status)
}

// TellsRegion says that the region adds to city and country: many are named
// after their main city ("Sofia (capital)").
func (c card) TellsRegion() bool {
	return c.Region.Label != "" && c.Region.Code != c.Country.Code &&
		(c.City == "" || !strings.HasPrefix(c.Region.Label, c.City))
}

// age is how old a source is.
type age struct {
	Known bool
	Years int
	Old   bool // older than a status can be believed
}

// ageOf counts whole years from the end of what the date can mean.
func ageOf(d, today directory.Date) age {
	if d.IsZero() || today.IsZero() {
		return age{Old: true}
	}
	then, now := d.Last(), today.First()
	years := now.Year() - then.Year()
	if now.Month() < then.Month() || now.Month() == then.Month() && now.Day() < then.Day() {
		years--
	}
	years = max(0, years)
	return age{Known: true, Years: years, Old: years >= catalogue.StaleYears}
}

// pager leads through the pages of an answer.
type pager struct {
	Pages    []pageLink
	Previous string
	Next     string
	First    string // the way back from an address beyond the last page, or behind a cursor
	From, To int    // of the hits shown; 0 behind a cursor, where nobody counts
	Past     bool   // the address lies beyond the last page
}

// pageLink is one page; N is 0 where pages are left out.
type pageLink struct {
	N       int
	Href    string
	Current bool
}

// pages lists the first, the last and the pages around the current one. Pages
// reach as far as the window of a question; from there on the cursor leads.
func (p Page) pages(q search.Question, a *catalogue.Answer) pager {
	var list pager
	href := func(n int) string { return p.listLink(q.Type, search.Page(q, n)) }
	onward := func() string {
		if a.Next == "" {
			return ""
		}
		next := q
		next.Page, next.Cursor = 1, a.Next
		return p.listLink(q.Type, next.Values())
	}
	if q.Cursor != "" {
		list.First, list.Next = href(1), onward()
		return list
	}
	list = pagesOf(q.Page, q.PerPage, a.Total, href)
	if last := search.MaxWindow / q.PerPage; q.Page == last && last*q.PerPage < a.Total {
		list.Next = onward()
	}
	return list
}

// pagesOf lists the pages of so many hits, as far as the window of a question reaches.
func pagesOf(page, perPage, total int, href func(page int) string) (list pager) {
	last := min((total+perPage-1)/perPage, search.MaxWindow/perPage)
	if total > 0 && page > last {
		list.Past, list.First = true, href(1)
		return list
	}
	if total > 0 {
		list.From = (page-1)*perPage + 1
		list.To = min(page*perPage, total)
	}
	if last < 2 {
		return list
	}
	const around = 1 // neighbours shown on each side: five numbers fit a phone
	for n := 1; n <= last; n++ {
		near := n >= page-around && n <= page+around
		switch {
		case n == 1 || n == last || near:
			list.Pages = append(list.Pages, pageLink{N: n, Href: href(n), Current: n == page})
		case len(list.Pages) > 0 && list.Pages[len(list.Pages)-1].N != 0:
			list.Pages = append(list.Pages, pageLink{})
		}
	}
	if page > 1 {
		list.Previous = href(page - 1)
	}
	if page < last {
		list.Next = href(page + 1)
	}
	return list
}
