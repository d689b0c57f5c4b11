package ui

import (
	"fmt"
	"net/url"
	"slices"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// themesPath is the address of the list of themes behind the language.
const themesPath = "themes"

// themesPage lists the themes with what each gathers.
type themesPage struct {
	Page
	Themes []themeCard
}

// themeCard is a theme in the list.
type themeCard struct {
	*Locale
	Name    string
	Text    string
	Said    directory.Language // the language of the text
	Href    string
	Figures []figure
}

// themePage is what the directory has of a theme, to be shown and printed.
type themePage struct {
	Page
	Name     string
	Text     string
	Said     directory.Language // the language of the text
	Figures  []figure
	Cards    []card // of organisations
	All      string // all of them
	Total    int
	Tallies  []tally
	Lists    []themeList // calls, events, projects
	Sides    []themeSide // offered and sought
	Concepts []themeGroup
	Others   []choice
	Each     []choice // where the theme is of two sides: each by itself
	Map      string
	API      string
	Feed     string
}

// themeList is the records of a type that are of the theme.
type themeList struct {
	*Locale
	Type  directory.RecordType
	Title string
	Over  string // said where nothing is on or to come
	Cards []itemCard
	Total int
	All   string
}

// themeSide is what is offered, or sought.
type themeSide struct {
	*Locale
	Side  search.Side
	Title string
	Lines []opportunityLine
	Total int
	All   string
	None  string // said where there is nothing
}

// themeGroup is concepts any of which make the theme, by scheme: what carries more of the
// theme's records first.
type themeGroup struct {
	Title string
	Terms []themeTerm
}

// themeTerm is a concept with how much of the theme has it.
type themeTerm struct {
	Label string
	Href  string
	Count int
}

// How much a theme's page shows of each: what is looked over while standing before it.
const (
	themeOrganisations = 9
	themeItems         = 5
	themeOpportunities = 6
)

// ThemeLink is the address of a theme's page.
func (p Page) ThemeLink(code string) string { return p.Link(themesPath + "/" + url.PathEscape(code)) }

// themed is a question for what is of a theme.
func themed(t *directory.Theme, typ directory.RecordType, l directory.Language) search.Question {
	return search.Question{Type: typ, Sort: search.SortsOf(typ)[1], Lang: l, Page: 1, PerPage: 1, Filters: search.Filters{Theme: t, Values: map[search.Facet][]string{}}}
}

// gathered is what a theme gathers by number.
type gathered struct {
	organisations *catalogue.Answer
	offers        *catalogue.OpportunityAnswer
	items         map[directory.RecordType]*catalogue.ItemAnswer
}

// gatherTheme counts what is of a theme. Where organisations are shown, it has facets too:
// they cost more than the numbers.
func (u *UI) gatherTheme(v *visit, t *directory.Theme, shown int) (*gathered, error) {
	ctx := v.c.Request.Context()
	g := &gathered{items: map[directory.RecordType]*catalogue.ItemAnswer{}}
	var err error
	q := themed(t, directory.Organisations, v.page.Lang)
	q.WithFacets, q.PerPage, q.Sort = shown > 0, max(1, shown), search.SortUpdated // the latest read are the surest
	if g.organisations, err = u.catalogue.Search(ctx, q); err != nil {
		return nil, err
	}
	for _, typ := range feedAndProjects {
		q := themed(t, typ, v.page.Lang)
		q.WithFacets = shown > 0
		if g.items[typ], err = u.catalogue.Items(ctx, q); err != nil {
			return nil, err
		}
	}
	asked, faults := search.ParseOpportunities(url.Values{"theme": {t.Code}, "per_page": {"1"}}, u.vocabulary)
	if len(faults) > 0 {
		return nil, badParameters(faults)
	}
	asked.Question.Lang = v.page.Lang
	g.offers, err = u.catalogue.Opportunities(ctx, asked)
	return g, err
}

// feedAndProjects are the types beside organisations, the money first.
var feedAndProjects = []directory.RecordType{directory.Calls, directory.Events, directory.Projects}

// figures are a theme's numbers, each the address of what it counts.
func (p Page) themeFigures(t *directory.Theme, g *gathered) []figure {
	theme := url.Values{"theme": {t.Code}}
	list := []figure{{g.organisations.Total, p.Of("list-title", directory.Organisations), p.listLink(directory.Organisations, theme)}}
	if g.offers.Whole {
		list = append(list, figure{g.offers.Total, p.T("opportunities.nav"), p.opportunitiesLink(theme)})
	}
	for _, typ := range feedAndProjects {
		list = append(list, figure{g.items[typ].Total, p.Of("list-title", typ), p.listLink(typ, theme)})
	}
	return list
}

func (u *UI) themes(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p := themesPage{Page: v.page}
	p.Title, p.Summary = p.T("themes.title"), p.T("themes.summary")
	for i := range u.vocabulary.Themes() {
		t := &u.vocabulary.Themes()[i]
		g, err := u.gatherTheme(v, t, 0)
		if err != nil {
			return fmt.Errorf("theme %s: %w", t.Code, err)
		}
		text, lang := t.Text(p.Lang)
		p.Themes = append(p.Themes, themeCard{p.Locale, t.Name(p.Lang), text, lang, p.ThemeLink(t.Code), p.themeFigures(t, g)})
	}
	return v.show("themes", p)
}

func (u *UI) theme(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	t := u.vocabulary.Theme(v.c.Param("code"))
	if t == nil {
		return fmt.Errorf("theme %q: %w", v.c.Param("code"), directory.ErrNotFound)
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	g, err := u.gatherTheme(v, t, themeOrganisations)
	if err != nil {
		return fmt.Errorf("theme %s: %w", t.Code, err)
	}
	p := themePage{Page: v.page, Name: t.Name(v.page.Lang)}
	theme := url.Values{"theme": {t.Code}}
	p.Text, p.Said = t.Text(v.page.Lang)
	p.Title, p.Summary = p.Name, summary(p.Text)
	p.Figures = p.themeFigures(t, g)
	p.All, p.Total = p.listLink(directory.Organisations, theme), g.organisations.Total
	p.Map = withQuery(p.Link("map"), theme)
	p.API = p.inAPI(themed(t, directory.Organisations, p.Lang), "")
	p.Feed = p.opportunitiesLink(with1(theme, "format", "atom"))
	p.Feeds = []feedLink{{p.T("opportunities.feed-name"), p.Feed}}
	if p.Cards, err = u.themeCards(v, t, g); err != nil {
		return fmt.Errorf("theme %s: %w", t.Code, err)
	}
	if len(t.With) > 0 {
		for _, ids := range t.Groups() {
			n := slices.IndexFunc(ids, func(id directory.ConceptID) bool { return slices.Contains(directory.Themed, id.Scheme()) })
			p.Each = append(p.Each, choice{Label: u.vocabulary.ConceptLabel(ids[n], p.Lang), Href: p.SearchFor(string(ids[n].Scheme()), ids[n].Code())})
		}
	}
	for _, f := range g.organisations.Facets {
		if f.Facet == search.FacetCountry || f.Facet == search.FacetKind {
			p.Tallies = append(p.Tallies, p.tally(p.Of("facet", f.Facet), f.Values, func(value string) string {
				return p.listLink(directory.Organisations, with1(theme, string(f.Facet), value))
			}))
		}
	}
	for _, typ := range feedAndProjects {
		list, err := u.themeList(v, t, g.items[typ], typ)
		if err != nil {
			return fmt.Errorf("theme %s: %w", t.Code, err)
		}
		if list.Total > 0 {
			p.Lists = append(p.Lists, list)
		}
	}
	for _, side := range search.Sides {
		s, err := u.themeSide(v, t, side)
		if err != nil {
			return fmt.Errorf("theme %s: %w", t.Code, err)
		}
		p.Sides = append(p.Sides, s)
	}
	p.Concepts = u.themeGroups(v.page, t, g)
	for _, other := range u.vocabulary.Themes() {
		if other.Code != t.Code {
			p.Others = append(p.Others, choice{Label: other.Name(p.Lang), Href: p.ThemeLink(other.Code)})
		}
	}
	return v.show("theme", p)
}

// doers are the kinds of organisation a theme shows first: those that do it, before those
// that help and govern.
var doers = []string{string(directory.KindCluster), string(directory.KindHub), string(directory.KindLargeCompany), string(directory.KindNetwork), string(directory.KindSME)}

// themeCards are the organisations a theme shows, the latest read first.
func (u *UI) themeCards(v *visit, t *directory.Theme, g *gathered) ([]card, error) {
	q := themed(t, directory.Organisations, v.page.Lang)
	q.Sort, q.PerPage = search.SortUpdated, themeOrganisations
	q.Filters.Values[search.FacetKind] = doers
	first, err := u.catalogue.Search(v.c.Request.Context(), q)
	if err != nil {
		return nil, err
	}
	var cards []card
	for _, h := range slices.Concat(first.Hits, g.organisations.Hits) {
		if len(cards) < themeOrganisations && !slices.ContainsFunc(cards, func(c card) bool { return c.ID == h.ID }) {
			cards = append(cards, u.card(v.page, h))
		}
	}
	return cards, nil
}

// themeList shows what of a type is on or to come, soonest first, and where there is
// neither the latest that is over; of projects those that run come first.
func (u *UI) themeList(v *visit, t *directory.Theme, found *catalogue.ItemAnswer, typ directory.RecordType) (themeList, error) {
	p := v.page
	list := themeList{Locale: p.Locale, Type: typ, Title: p.Of("theme-list", typ), Total: found.Total, All: p.listLink(typ, url.Values{"theme": {t.Code}})}
	states := []string{search.StateOpen, search.StateComing}
	take := func(states []string, soonest bool) error {
		if stateCounts(found.Facets, states) == 0 || len(list.Cards) >= themeItems {
			return nil
		}
		q := themed(t, typ, p.Lang)
		q.Filters.Values[search.FacetState] = states
		q.PerPage = themeItems - len(list.Cards)
		items, err := u.byDate(v, q, soonest)
		if err != nil {
			return err
		}
		list.Cards = append(list.Cards, u.itemCards(p, items, true)...)
		return nil
	}
	for _, state := range states {
		if err := take([]string{state}, typ != directory.Projects); err != nil {
			return list, err
		}
	}
	if len(list.Cards) == 0 && typ != directory.Projects {
		list.Over = p.Of("theme-over", typ)
	}
	if len(list.Cards) == 0 || typ == directory.Projects {
		for _, state := range []string{search.StatePast, search.StateUndated} {
			if err := take([]string{state}, false); err != nil {
				return list, err
			}
		}
	}
	return list, nil
}

// stateCounts is how many are in any of some states.
func stateCounts(facets []catalogue.FacetCounts, states []string) int {
	n := 0
	for _, s := range states {
		n += stateCount(facets, s)
	}
	return n
}

func (u *UI) themeSide(v *visit, t *directory.Theme, side search.Side) (themeSide, error) {
	p := v.page
	values := url.Values{"theme": {t.Code}, "side": {string(side)}}
	s := themeSide{Locale: p.Locale, Side: side, Title: p.Of("side-many", side), All: p.opportunitiesLink(values), None: p.Of("theme-none", side)}
	asked, faults := search.ParseOpportunities(with1(values, "per_page", fmt.Sprint(search.MaxPerPage)), u.vocabulary)
	if len(faults) > 0 {
		return s, badParameters(faults)
	}
	asked.Question.Lang = p.Lang
	found, err := u.catalogue.Opportunities(v.c.Request.Context(), asked)
	if err != nil {
		return s, err
	}
	if found.Whole {
		s.Total = found.Total
	}
	// One of each organisation: a page to be looked over shows many of them.
	var list []catalogue.Opportunity
	seen := map[directory.RecordID]bool{}
	for _, o := range found.List {
		if !seen[o.Organisation.ID] && len(list) < themeOpportunities {
			seen[o.Organisation.ID] = true
			list = append(list, o)
		}
	}
	s.Lines = u.opportunityLines(p, list, true)
	return s, nil
}

// themeGroups tells the concepts of the theme with what has them: organisations of it
// that carry them, and offers and needs of it that are about topics and services. What
// has nothing is left out.
func (u *UI) themeGroups(p Page, t *directory.Theme, g *gathered) []themeGroup {
	counts := map[directory.ConceptID]themeTerm{}
	for _, f := range g.organisations.Facets {
		for _, value := range f.Values {
			counts[directory.NewConceptID(directory.Scheme(f.Facet), value.Value)] = themeTerm{value.Label,
				p.listLink(directory.Organisations, url.Values{"theme": {t.Code}, string(f.Facet): {value.Value}}), value.Count}
		}
	}
	for _, f := range g.offers.Facets {
		if f.Facet != catalogue.FacetAbout {
			continue
		}
		for _, value := range f.Values {
			id := directory.ConceptID(value.Value)
			if !slices.Contains(directory.Themed, id.Scheme()) {
				counts[id] = themeTerm{value.Label, p.opportunitiesLink(url.Values{"theme": {t.Code}, "about": {value.Value}}), value.Count}
			}
		}
	}
	var carried, about themeGroup
	carried.Title, about.Title = p.T("theme.carried"), p.T("theme.about")
	for _, ids := range t.Groups() {
		for _, id := range ids {
			term, ok := counts[id]
			if !ok || term.Count == 0 {
				continue
			}
			if slices.Contains(directory.Themed, id.Scheme()) {
				carried.Terms = append(carried.Terms, term)
			} else {
				about.Terms = append(about.Terms, term)
			}
		}
	}
	var list []themeGroup
	for _, group := range []themeGroup{carried, about} {
		slices.SortStableFunc(group.Terms, func(a, b themeTerm) int { return b.Count - a.Count })
		if len(group.Terms) > 0 {
			list = append(list, group)
		}
	}
	return list
}
