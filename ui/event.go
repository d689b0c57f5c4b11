package ui

import (
	"fmt"
	"slices"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// eventPage is all that is known of one event.
type eventPage struct {
	recordPage
	Event        *directory.Event
	Kind         catalogue.Labelled
	Country      catalogue.Labelled   // zero when not known
	Regions      []catalogue.Labelled // innermost first, without the country
	City         string
	When         string
	Organisers   []party
	Participants []party
	Programme    []sessionView
	Series       []itemCard
}

// sessionView is an item of a programme.
type sessionView struct {
	Title      string
	When       string
	Paragraphs []string
}

func (u *UI) event(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	e, err := u.catalogue.Event(v.c.Request.Context(), directory.RecordID(v.c.Param("id")), v.page.Lang)
	if err != nil {
		return v.movedOr(directory.Events, fmt.Errorf("event page: %w", err))
	}
	return v.show("event", u.eventPage(v.page, e))
}

func (u *UI) eventPage(page Page, e *catalogue.EventPage) eventPage {
	p := eventPage{recordPage: page.recordPage(e.Event, e.Common, e.Event.Keywords, e.Event.Website),
		Event: e.Event, Kind: e.Kind, Country: e.Country, Regions: e.Regions,
		City: u.city(e.Event.Place.Country, e.Event.Place.City, page.Lang), When: page.When(e.Event.Start, e.Event.End)}
	p.Organisers, p.Participants = u.parties(p.Page, e.Organisers), u.parties(p.Page, e.Participants)
	for _, s := range e.Event.Programme {
		p.Programme = append(p.Programme, sessionView{Title: s.Title, When: p.Date(s.Date), Paragraphs: paragraphs(s.Text)})
	}
	p.Series = u.itemCards(p.Page, e.Series, true)
	p.lead("record.next-kind", e.Kind.Label, p.FilterLink(directory.Events, string(search.FacetKind), e.Kind.Code))
	p.lead("event.next-country", e.Country.Label, p.FilterLink(directory.Events, string(search.FacetCountry), e.Country.Code))
	p.leadBySectors()
	return p
}

// Trail is the regions the event takes place in, from the country down.
func (p eventPage) Trail() []catalogue.Labelled {
	var list []catalogue.Labelled
	if p.Country.Code != "" {
		list = append(list, p.Country)
	}
	inner := slices.Clone(p.Regions)
	slices.Reverse(inner)
	return append(list, inner...)
}

// HasRegion says whether the directory knows the place: only then its parts have
// pages.
func (p eventPage) HasRegion() bool { return directory.InRegion(p.Event.Place.Country) }
