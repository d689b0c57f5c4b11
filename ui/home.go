package ui

import (
	"fmt"

	"euxine/internal/catalogue"
	"euxine/internal/search"
)

// homePage is the front page.
type homePage struct {
	Page
	Facts   *catalogue.HomeFacts
	Tallies []tally
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
	// Share is the count in proportion to the largest of the tally, 1 to 100.
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
	for _, t := range []struct {
		facet  search.Facet
		values []catalogue.FacetValue
	}{
		{search.FacetCountry, facts.Countries},
		{search.FacetKind, facts.Kinds},
		{search.FacetSector, facts.Sectors},
	} {
		if len(t.values) > 0 {
			p.Tallies = append(p.Tallies, p.tally(t.facet, t.values))
		}
	}
	return v.show("home", p)
}

func (p Page) tally(f search.Facet, values []catalogue.FacetValue) tally {
	t := tally{Title: p.Of("facet", f)}
	largest := 1
	for _, v := range values {
		largest = max(largest, v.Count)
	}
	for _, v := range values {
		if v.Count == 0 {
			continue
		}
		t.Rows = append(t.Rows, tallyRow{Locale: p.Locale, Label: v.Label, Href: p.SearchFor(string(f), v.Value), Count: v.Count,
			Share: max(1, 100*v.Count/largest)})
	}
	if len(t.Rows) > tallyRows {
		t.Rows, t.Folded = t.Rows[:tallyRows:tallyRows], t.Rows[tallyRows:]
	}
	return t
}
