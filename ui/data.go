package ui

import (
	"fmt"
	"slices"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/match"
	"euxine/internal/search"
)

// dataPage says how much there is, how complete and how old it is, where it
// comes from and under which licence, and how to correct it.
type dataPage struct {
	Page
	Facts    *catalogue.DataFacts
	Counts   []figure
	Complete []completeLine
	Years    []yearLine
	Schemes  []schemeLine
	Missing  []catalogue.FacetValue // countries of the directory without organisations
	Unplaced choice                 // organisations without a region
	Credits  []credit
	Related  []sectorLine // nearest first
	Rests    string       // what the table of them rests on
}

// sectorLine is two sectors that are near each other.
type sectorLine struct {
	A, B, Lift, Cosine, Shares, Strength string
	Together                             int
}

// figure is a total with the list it counts.
type figure struct {
	Number int
	What   string
	Href   string // "" where there is nothing to list
}

// completeLine is how many organisations have a fact.
type completeLine struct {
	Label   string
	Have    int
	Lack    int
	Percent int
	Href    string // those without it
}

// yearLine is how many organisations have a source of a year.
type yearLine struct {
	Label string
	Count int
	Share int // of the largest, 0 to 100
	Old   bool
}

// schemeLine is a concept scheme with what it rests on.
type schemeLine struct {
	Label    string
	Concepts int
	Used     int // -1 where organisations do not carry its concepts
	Verified bool
	Partial  bool
	Sources  []sourceLine
}

// sourceLine is a source as a link or, where it is none, as text.
type sourceLine struct {
	Text string
	Link *Website
}

// credit is whom a part of the data is owed to.
type credit struct{ What, Who, Licence string }

func (u *UI) data(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	facts, err := u.catalogue.Data(v.c.Request.Context(), v.page.Lang)
	if err != nil {
		return fmt.Errorf("data page: %w", err)
	}
	p := u.dataPage(v.page, facts)
	if err := u.relatedSectors(v, &p); err != nil {
		return err
	}
	return v.show("data", p)
}

// shownSectors is how many pairs of related sectors the page shows; the others are a
// link away.
const shownSectors = 20

func (u *UI) relatedSectors(v *visit, p *dataPage) error {
	list, total, _, err := u.catalogue.RelatedSectors(v.c.Request.Context(), p.Lang)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	p.Rests = p.T("data.related-text", p.Number(total), match.MinTogether, p.Decimal(match.MinLift, 1), p.Decimal(match.SameEcosystem, 1))
	for _, s := range list[:min(len(list), shownSectors)] {
		line := sectorLine{A: s.LabelA.Label, B: s.LabelB.Label, Shares: s.Shares.Label, Strength: p.Decimal(s.Strength, 2), Together: s.Together}
		if s.Together > 0 {
			line.Lift, line.Cosine = p.Decimal(s.Lift, 1)+"×", p.Decimal(s.Cosine, 2)
		}
		p.Related = append(p.Related, line)
	}
	return nil
}

func (u *UI) dataPage(page Page, facts *catalogue.DataFacts) dataPage {
	p := dataPage{Page: page, Facts: facts, Counts: page.figures(facts.Home)}
	p.Title, p.Summary, p.LinkedData = p.T("data.title"), p.T("data.summary"), "/api/v1/dcat.jsonld"
	p.Counts = append(p.Counts, figure{facts.Regions, p.T("data.regions"), p.Link("regions")})
	for _, c := range facts.Completeness {
		line := completeLine{Label: p.Of("fact-of", c.Fact), Have: c.Have, Lack: c.Lack, Percent: percent(c.Have, c.Have+c.Lack)}
		if c.Lack > 0 {
			line.Href = p.SearchFor(string(search.FacetLacks), c.Fact)
		}
		if c.Fact == "region" {
			p.Unplaced = choice{Label: p.Count(directory.Organisations, c.Lack), Href: line.Href}
		}
		p.Complete = append(p.Complete, line)
	}
	largest := 1
	for _, y := range facts.Years {
		largest = max(largest, y.Count)
	}
	for _, y := range facts.Years {
		line := yearLine{Label: fmt.Sprint(y.Year), Count: y.Count, Share: share(y.Count, largest),
			Old: y.Year == 0 || u.catalogue.Today().Year-y.Year >= catalogue.StaleYears}
		if y.Year == 0 {
			line.Label = p.T("data.undated")
		}
		p.Years = append(p.Years, line)
	}
	for _, s := range facts.Schemes {
		line := schemeLine{Label: s.Label, Concepts: s.Concepts, Used: s.Used, Verified: s.Status == "verified", Partial: s.Status == "partial"}
		if s.Used == 0 {
			line.Used = -1
		}
		for _, source := range s.Sources {
			line.Sources = append(line.Sources, sourceLine{Text: source, Link: p.External(source)})
		}
		p.Schemes = append(p.Schemes, line)
	}
	known := map[string]bool{}
	for _, c := range facts.Home.Countries {
		known[c.Value] = c.Count > 0
	}
	for _, code := range directory.Countries {
		if !known[string(code)] {
			p.Missing = append(p.Missing, catalogue.FacetValue{Value: string(code), Label: catalogue.CountryName(u.vocabulary, code, page.Lang)})
		}
	}
	p.Credits = []credit{
		{p.T("data.credit-records"), p.T("data.credit-records-who"), "CC BY 4.0"},
		{p.T("data.credit-concepts"), p.T("data.credit-concepts-who"), "CC BY 4.0"},
		{p.T("data.credit-regions"), p.T("data.credit-regions-who"), p.T("data.credit-regions-licence")},
		{p.T("data.credit-cities"), p.T("data.credit-cities-who"), "CC BY 4.0"},
		{p.T("data.credit-names"), p.T("data.credit-names-who"), p.T("data.credit-names-licence")},
	}
	return p
}

// figures are the totals of the four record types, each leading to its list.
func (p Page) figures(f *catalogue.HomeFacts) []figure {
	list := []figure{
		{f.Organisations, p.T("home.organisations"), p.ListLink(directory.Organisations)},
		{f.Events, p.T("home.events"), p.ListLink(directory.Events)},
		{f.Calls, p.T("home.calls"), p.ListLink(directory.Calls)},
		{f.Projects, p.T("home.projects"), p.ListLink(directory.Projects)},
	}
	if f.Opportunities > 0 {
		list = slices.Insert(list, 1, figure{f.Opportunities, p.T("home.opportunities"), p.Link(opportunitiesPath)})
	}
	return list
}

// percent is a part of a whole as insight.Percent has it.
func percent(n, of int) int {
	if of <= 0 {
		return 0
	}
	return insight.Percent(float64(n) / float64(of))
}

// share is a count in proportion to the largest, 1 to 100, and 0 for none.
func share(n, largest int) int {
	if n <= 0 || largest <= 0 {
		return 0
	}
	return min(100, max(1, 100*n/largest))
}
