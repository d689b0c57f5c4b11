package ui

import (
	"slices"
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// agenda is events or calls: what is on or to come, soonest first, and what is over,
// latest first.
type agenda struct {
	Title     string
	Now, Past []itemCard
	None      string // what is said where nothing is on or to come
	PastTitle string
	All       choice // none where there is no such list
}

// agendas are the events and calls of a brief.
func (u *UI) agendas(p *briefPage) {
	r := p.Region
	events, near, calls := u.itemCards(p.Page, r.Events, true), u.itemCards(p.Page, p.Brief.Nearby, true), u.itemCards(p.Page, r.Calls, true)
	p.Events = newAgenda(events, p.T("region.events"), p.T("brief.events-none"), p.T("region.no-events"), p.N("brief.events-past", over(events)),
		choice{Label: p.T("region.all-events"), Href: p.FilterLink(directory.Events, string(search.FacetRegion), r.Code)})
	p.EventsNear = newAgenda(near, p.T("brief.events-near", catalogue.NearbyKm), p.T("brief.events-none"), "", p.N("brief.events-past", over(near)), choice{})
	p.Calls = newAgenda(calls, p.T("region.calls"), p.T("brief.calls-none"), p.T("region.no-calls"), p.N("brief.calls-past", over(calls)),
		choice{Label: p.T("region.all-calls"), Href: p.FilterLink(directory.Calls, string(search.FacetCountry), p.Country.Code)})
}

// Agendas are the lists there are.
func (p *briefPage) Agendas() []agenda {
	if len(p.EventsNear.Now)+len(p.EventsNear.Past) == 0 {
		return []agenda{p.Events, p.Calls}
	}
	return []agenda{p.Events, p.EventsNear, p.Calls}
}

// over is how many of a list are.
func over(list []itemCard) int {
	n := 0
	for _, c := range list {
		if c.Item.State == search.StatePast {
			n++
		}
	}
	return n
}

// newAgenda parts what is over from what is not. noneNow is said where all is over,
// none where there is nothing at all.
func newAgenda(list []itemCard, title, noneNow, none, past string, all choice) agenda {
	a := agenda{Title: title, All: all, PastTitle: past}
	for _, c := range list {
		if c.Item.State == search.StatePast {
			a.Past = append(a.Past, c)
		} else {
			a.Now = append(a.Now, c)
		}
	}
	slices.SortStableFunc(a.Now, func(x, y itemCard) int { return startOrClose(x.Item).Compare(startOrClose(y.Item)) })
	switch {
	case len(list) == 0:
		a.None, a.All = none, choice{}
	case len(a.Now) == 0:
		a.None = noneNow
	}
	return a
}

// startOrClose is when an event begins or a call closes; what is not known comes last.
func startOrClose(i catalogue.Item) time.Time {
	switch {
	case !i.Closes.IsZero():
		return i.Closes.First()
	case !i.Start.IsZero():
		return i.Start.First()
	}
	return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
}
