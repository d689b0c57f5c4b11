package catalogue

import (
	"context"
	"fmt"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// RegionCount is a region with the number of organisations in it.
type RegionCount struct {
	Labelled
	Native        string // "" when the same
	Level         int
	Organisations int
}

// RegionPage is all a region's page says.
type RegionPage struct {
	RegionCount
	Path          []Labelled    // what it lies in, country first, without itself
	Children      []RegionCount // directly below, in the order of the vocabulary
	Priorities    []ConceptTag
	PrioritySrc   string
	Kinds         []FacetValue // of its organisations
	Sectors       []FacetValue
	Organisations []Ref // at most MaxMembersShown, by name
	Events        []Item
	Calls         []Item // that its country may apply to and that are open or to come, else the latest
	WithoutRegion int    // organisations of the country whose region is not known; countries only
}

// Regions lists all regions with their counts, in the order of the vocabulary.
func (c *Catalogue) Regions(ctx context.Context, l directory.Language) ([]RegionCount, error) {
	counts, err := c.Counts(ctx, search.FacetRegion)
	if err != nil {
		return nil, err
	}
	var list []RegionCount
	for _, r := range c.vocabulary.Regions() {
		list = append(list, c.regionCount(r, counts, l))
	}
	return list, nil
}

func (c *Catalogue) regionCount(r directory.Region, counts map[string]int, l directory.Language) RegionCount {
	rc := RegionCount{Labelled: Labelled{string(r.Code), c.vocabulary.RegionName(r.Code, l)}, Level: r.Level, Organisations: counts[string(r.Code)]}
	if r.Native != rc.Label {
		rc.Native = r.Native
	}
	return rc
}

// maxRegionItems is how many events and calls a region's page lists.
const maxRegionItems = 8

// Region gathers what a region's page says; ErrNotFound for an unknown code.
func (c *Catalogue) Region(ctx context.Context, code directory.RegionCode, l directory.Language) (*RegionPage, error) {
	r, ok := c.vocabulary.Region(code)
	if !ok {
		return nil, fmt.Errorf("region %q: %w", code, directory.ErrNotFound)
	}
	p, _, err := c.region(ctx, r, l)
	return p, err
}

// region is Region, with the search for the region's organisations that it stands on:
// a page of them and all facets.
func (c *Catalogue) region(ctx context.Context, r directory.Region, l directory.Language) (*RegionPage, search.Result, error) {
	var none search.Result
	counts, err := c.Counts(ctx, search.FacetRegion)
	if err != nil {
		return nil, none, err
	}
	p := &RegionPage{RegionCount: c.regionCount(r, counts, l), PrioritySrc: r.PrioritySource}
	for _, id := range r.Priorities {
		p.Priorities = append(p.Priorities, ConceptTag{Labelled: Labelled{id.Code(), c.vocabulary.ConceptLabel(id, l)}, Facet: search.Facet(id.Scheme())})
	}
	path := c.vocabulary.RegionPath(r.Code)
	for i := len(path) - 1; i > 0; i-- {
		p.Path = append(p.Path, Labelled{string(path[i]), c.vocabulary.RegionName(path[i], l)})
	}
	for _, child := range c.vocabulary.RegionChildren(r.Code) {
		below, _ := c.vocabulary.Region(child)
		p.Children = append(p.Children, c.regionCount(below, counts, l))
	}
	here := in(r.Code)
	q := search.Question{Type: directory.Organisations, Page: 1, PerPage: MaxMembersShown, Sort: search.SortName, Lang: l, Filters: here, WithFacets: true, Today: c.Today()}
	result, err := c.index.Search(ctx, q)
	if err != nil {
		return nil, none, err
	}
	p.Kinds = c.facetCounts(q.Type, search.FacetKind, result.Facets[search.FacetKind], nil, l).Values
	p.Sectors = c.facetCounts(q.Type, search.FacetSector, result.Facets[search.FacetSector], nil, l).Values
	ids := make([]directory.RecordID, len(result.Hits))
	for i, h := range result.Hits {
		ids[i] = h.ID
	}
	if p.Organisations, err = c.refs(ctx, ids, l); err != nil {
		return nil, none, err
	}
	if p.Events, err = c.list(ctx, search.Question{Type: directory.Events, Sort: search.SortDate, Lang: l, Filters: here}, maxRegionItems); err != nil {
		return nil, none, err
	}
	if p.Calls, err = c.callsFor(ctx, r.Country, l); err != nil {
		return nil, none, err
	}
	if r.Level == 0 {
		without := q
		without.PerPage, without.WithFacets = 1, false
		without.Filters = search.Filters{Values: map[search.Facet][]string{
			search.FacetCountry: {string(r.Country)}, search.FacetLacks: {"region"}}}
		unplaced, err := c.index.Search(ctx, without)
		if err != nil {
			return nil, none, err
		}
		p.WithoutRegion = unplaced.Total
	}
	return p, result, nil
}

// callsFor lists calls a country may apply to: open ones and those to come, the next
// deadline first, or when there are none the latest.
func (c *Catalogue) callsFor(ctx context.Context, country directory.CountryCode, l directory.Language) ([]Item, error) {
	q := search.Question{Type: directory.Calls, Sort: search.SortDate, Lang: l, Filters: search.Filters{Values: map[search.Facet][]string{
		search.FacetCountry: {string(country)}, search.FacetState: {search.StateOpen, search.StateComing}}}}
	items, err := c.Soonest(ctx, q, maxRegionItems, search.Filters{})
	if err != nil || len(items) > 0 {
		return items, err
	}
	q.Filters.Values[search.FacetState] = []string{search.StatePast}
	return c.list(ctx, q, maxRegionItems)
}
