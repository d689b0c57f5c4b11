package catalogue

import (
	"context"
	"fmt"
	"sync"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// homeCache keeps the counts over everything for one index revision: they are
// on every front page and change only with the index.
type homeCache struct {
	mu       sync.Mutex
	revision directory.Revision
	filled   bool
	facets   map[search.Facet][]search.Count
	total    int
}

// everything counts all organisations by every facet.
func (c *Catalogue) everything(ctx context.Context) (map[search.Facet][]search.Count, int, directory.Revision, error) {
	at, _ := c.index.Revision()
	h := &c.home
	h.mu.Lock()
	if h.filled && h.revision == at {
		defer h.mu.Unlock()
		return h.facets, h.total, h.revision, nil
	}
	h.mu.Unlock()
	result, err := c.index.Search(ctx, search.Question{Page: 1, PerPage: 1, Sort: search.SortName, WithFacets: true})
	if err != nil {
		return nil, 0, 0, fmt.Errorf("count everything: %w", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.facets, h.total, h.revision, h.filled = result.Facets, result.Total, result.Revision, true
	return h.facets, h.total, h.revision, nil
}

// Home is what the front page counts, in the reader's language.
func (c *Catalogue) Home(ctx context.Context, l directory.Language) (*HomeFacts, error) {
	facets, total, at, err := c.everything(ctx)
	if err != nil {
		return nil, err
	}
	f := &HomeFacts{Organisations: total, Revision: at,
		Countries: c.facetCounts(directory.Organisations, search.FacetCountry, facets[search.FacetCountry], nil, l).Values,
		Kinds:     c.facetCounts(directory.Organisations, search.FacetKind, facets[search.FacetKind], nil, l).Values,
		Sectors:   c.facetCounts(directory.Organisations, search.FacetSector, facets[search.FacetSector], nil, l).Values,
	}
	for t, n := range map[directory.RecordType]*int{
		directory.Events: &f.Events, directory.Calls: &f.Calls, directory.Projects: &f.Projects} {
		if *n, err = c.store.Count(ctx, t); err != nil {
			return nil, err
		}
	}
	if f.Opportunities, err = c.standingOpportunities(ctx); err != nil {
		return nil, err
	}
	if f.EventAgenda, err = c.agenda(ctx, directory.Events, l, agendaLength); err != nil {
		return nil, err
	}
	if f.CallAgenda, err = c.agenda(ctx, directory.Calls, l, agendaLength); err != nil {
		return nil, err
	}
	return f, nil
}

// Counts is how many organisations carry each value of a facet.
func (c *Catalogue) Counts(ctx context.Context, f search.Facet) (map[string]int, error) {
	facets, _, _, err := c.everything(ctx)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, n := range facets[f] {
		counts[n.Value] = n.Count
	}
	return counts, nil
}

// Standing is how the index stands to the store.
func (c *Catalogue) Standing(ctx context.Context) (Standing, error) {
	at, err := c.store.Revision(ctx)
	if err != nil {
		return Standing{}, err
	}
	index, ready := c.index.Revision()
	return Standing{Store: at, Index: index, Ready: ready}, nil
}
