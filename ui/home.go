package ui

import (
	"fmt"
	"slices"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// homePage is the front page.
type homePage struct {
	Page
	Facts   *catalogue.HomeFacts
	Figures []figure
	Agendas []agendaView
	Tallies []tally
	Themes  []choice
}

// agendaView is what comes next of events or calls: what is on, what is to come,
// and when there is neither, the latest that are over, called so.
type agendaView struct {
	*Locale
	Type  directory.RecordType
	Title string
	Over  string // said when nothing is on or to come
	Cards []itemCard
	All   string // the whole list
}

func (u *UI) agenda(p Page, t directory.RecordType, a catalogue.Agenda) agendaView {
	v := agendaView{Locale: p.Locale, Type: t, All: p.ListLink(t)}
	next := slices.Concat(a.Open, a.Coming)
	if t == directory.Events {
		v.Title, v.Over = p.T("home.events-next"), p.T("home.events-over")
	} else {
		v.Title, v.Over = p.T("home.calls-next"), p.T("home.calls-over")
	}
	if len(next) > 0 {
		v.Over = ""
	} else {
		next = a.Past
	}
	v.Cards = u.itemCards(p, next, true)
	return v
}

// tally is what is here by one property: each value a link into the search.
type tally struct {
	Title string
	Rows  []tallyRow
	// Folded are the rows beyond what is read at a glance.
	Folded []tallyRow
}

type tallyRow struct {
	*Locale
	Label string
	Href  string
	Count int
	Of    string // what part of all, "" not told
	// Share is the count in proportion to the largest of the tally, 0 to 100.
	Share int
}

// tallyRows is how many values of a tally are shown unfolded.
const tallyRows = 12

func (u *UI) home(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	facts, err := u.catalogue.Home(v.c.Request.Context(), v.page.Lang)
	if err != nil {
		return fmt.Errorf("home: %w", err)
	}
	p := homePage{Page: v.page, Facts: facts}
	p.Title = p.T("home.title")
	p.Summary = p.T("home.summary")
	p.HasSearch = true
	p.Figures = p.figures(facts)
	for _, t := range u.vocabulary.Themes() {
		p.Themes = append(p.Themes, choice{Label: t.Name(p.Lang), Href: p.ThemeLink(t.Code)})
	}
	for _, a := range []agendaView{u.agenda(p.Page, directory.Events, facts.EventAgenda), u.agenda(p.Page, directory.Calls, facts.CallAgenda)} {
		if len(a.Cards) > 0 {
			p.Agendas = append(p.Agendas, a)
		}
	}
	for _, t := range []struct {
		facet  search.Facet
		values []catalogue.FacetValue
	}{
		{search.FacetCountry, facts.Countries},
		{search.FacetKind, facts.Kinds},
		{search.FacetSector, facts.Sectors},
	} {
		if len(t.values) > 0 {
			p.Tallies = append(p.Tallies, p.tally(p.Of("facet", t.facet), t.values, func(value string) string {
				return p.SearchFor(string(t.facet), value)
			}))
		}
	}
	return v.show("home", p)
}

// tally lists the values that occur; link gives the address each leads to.
func (p Page) tally(title string, values []catalogue.FacetValue, link func(value string) string) tally {
	t := tally{Title: title}
	largest := 1
	for _, v := range values {
		largest = max(largest, v.Count)
	}
	for _, v := range values {
		if v.Count == 0 {
			continue
		}
		t.Rows = append(t.Rows, tallyRow{Locale: p.Locale, Label: v.Label, Href: link(v.Value), Count: v.Count, Share: share(v.Count, largest)})
	}
	if len(t.Rows) > tallyRows {
		t.Rows, t.Folded = t.Rows[:tallyRows:tallyRows], t.Rows[tallyRows:]
	}
	return t
}
