package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// regionsPage is the index of all regions.
type regionsPage struct {
	Page
	Countries []regionNode // with organisations
	Empty     []regionNode // without
	Regions   int
}

// regionNode is a region with those below it.
type regionNode struct {
	Page
	catalogue.RegionCount
	LevelName string
	Lang      directory.Language // of the native name, "" not known
	Below     []regionNode
	Parts     int // all regions below, however deep
}

func (u *UI) regions(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	counts, err := u.catalogue.Regions(v.c.Request.Context(), v.page.Lang)
	if err != nil {
		return fmt.Errorf("regions: %w", err)
	}
	p := regionsPage{Page: v.page, Regions: len(counts)}
	p.Title, p.Summary = p.T("regions.title"), p.T("regions.summary")
	below := map[directory.RegionCode][]catalogue.RegionCount{}
	for _, c := range counts {
		r, _ := u.vocabulary.Region(directory.RegionCode(c.Code))
		below[r.Parent] = append(below[r.Parent], c)
	}
	for _, n := range p.regionTree(u, below, "") {
		if n.Organisations > 0 {
			p.Countries = append(p.Countries, n)
		} else {
			p.Empty = append(p.Empty, n)
		}
	}
	return v.show("regions", p)
}

// regionTree is the regions below one, "" the countries.
func (p Page) regionTree(u *UI, below map[directory.RegionCode][]catalogue.RegionCount, parent directory.RegionCode) []regionNode {
	var list []regionNode
	for _, c := range below[parent] {
		n := regionNode{Page: p, RegionCount: c, LevelName: p.levelName(c), Lang: u.nativeLanguage(c)}
		n.Below = p.regionTree(u, below, directory.RegionCode(c.Code))
		for _, b := range n.Below {
			n.Parts += 1 + b.Parts
		}
		list = append(list, n)
	}
	return list
}

// nativeLanguage is the language of a region's native name.
func (u *UI) nativeLanguage(c catalogue.RegionCount) directory.Language {
	r, _ := u.vocabulary.Region(directory.RegionCode(c.Code))
	return directory.GuessLanguage(c.Native, string(r.Country))
}

// levelName says what kind of unit a region is. Codes with a hyphen are of ISO
// 3166-2, where there is no NUTS.
func (l *Locale) levelName(c catalogue.RegionCount) string {
	if strings.Contains(c.Code, "-") {
		return l.Of("region-level", "iso")
	}
	return l.Of("region-level", c.Level)
}

// regionPage is all that is known of one region.
type regionPage struct {
	Page
	Region     *catalogue.RegionPage
	LevelName  string
	NativeLang directory.Language
	Parts      *tally // its parts with organisations, then those without
	Tallies    []tally
	Source     *Website // of the priorities
	Refs       []refLine
	Folded     []refLine // organisations beyond what is read at a glance
	More       bool      // there are more than both
	All        string    // its organisations as a search
	Events     []itemCard
	AllEvents  string
	Calls      []itemCard
	AllCalls   string
	// Unplaced is the search for the country's organisations without a region.
	Unplaced  string
	IsCountry bool
	API       string
}

func (u *UI) region(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	code := directory.RegionCode(v.c.Param("code"))
	if r, ok := u.vocabulary.Region(code); ok && r.Code != code {
		// Greece is GR as a country and EL in NUTS: both are understood.
		v.c.Redirect(http.StatusMovedPermanently, v.page.RegionLink(string(r.Code)))
		return nil
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	r, err := u.catalogue.Region(v.c.Request.Context(), code, v.page.Lang)
	if err != nil {
		return fmt.Errorf("region page: %w", err)
	}
	return v.show("region", u.regionPage(v.page, r))
}

func (u *UI) regionPage(page Page, r *catalogue.RegionPage) regionPage {
	p := regionPage{Page: page, Region: r, LevelName: page.levelName(r.RegionCount), NativeLang: u.nativeLanguage(r.RegionCount),
		Source: page.External(r.PrioritySrc), Refs: u.refLines(page, r.Organisations),
		IsCountry: r.Level == 0, API: "/api/v1/regions/" + url.PathEscape(r.Code)}
	p.Title = r.Label
	p.Summary = p.T("region.summary", r.Label, p.Count(directory.Organisations, r.RegionCount.Organisations))
	here := func(f search.Facet) func(string) string {
		return func(value string) string {
			return p.SearchBoth(string(search.FacetRegion), r.Code, string(f), value)
		}
	}
	p.All = p.SearchFor(string(search.FacetRegion), r.Code)
	p.More = len(p.Refs) < r.RegionCount.Organisations
	if len(p.Refs) > regionRefs {
		p.Refs, p.Folded = p.Refs[:regionRefs:regionRefs], p.Refs[regionRefs:]
	}
	p.Parts = p.parts(r.Children)
	for _, t := range []struct {
		facet  search.Facet
		values []catalogue.FacetValue
	}{{search.FacetKind, r.Kinds}, {search.FacetSector, r.Sectors}} {
		if len(t.values) > 0 {
			p.Tallies = append(p.Tallies, p.tally(p.Of("facet", t.facet), t.values, here(t.facet)))
		}
	}
	p.Events, p.AllEvents = u.itemCards(page, r.Events, true), p.FilterLink(directory.Events, string(search.FacetRegion), r.Code)
	country := r.Code
	if len(r.Path) > 0 {
		country = r.Path[0].Code
	}
	p.Calls, p.AllCalls = u.itemCards(page, r.Calls, true), p.FilterLink(directory.Calls, string(search.FacetCountry), country)
	if r.WithoutRegion > 0 {
		p.Unplaced = p.SearchBoth(string(search.FacetCountry), country, string(search.FacetLacks), "region")
	}
	return p
}

// regionRefs is how many organisations a region's page shows unfolded.
const regionRefs = 20

// parts is a tally of what lies directly below, those without organisations
// folded away; nil where nothing does.
func (p Page) parts(children []catalogue.RegionCount) *tally {
	if len(children) == 0 {
		return nil
	}
	largest := 1
	for _, c := range children {
		largest = max(largest, c.Organisations)
	}
	t := &tally{Title: p.T("region.parts")}
	for _, c := range children {
		row := tallyRow{Locale: p.Locale, Label: c.Label, Href: p.RegionLink(c.Code), Count: c.Organisations, Share: share(c.Organisations, largest)}
		if c.Organisations == 0 {
			t.Folded = append(t.Folded, row)
		} else {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
