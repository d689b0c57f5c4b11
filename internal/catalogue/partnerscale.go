package catalogue

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/match"
	"euxine/internal/search"
)

// scaleCache keeps what partners are measured by, of one state of the index.
type scaleCache struct {
	mu       sync.Mutex
	revision directory.Revision
	kept     *match.Scale
}

// carried are the facets whose concepts records carry and the match compares.
var carried = []search.Facet{search.FacetSector, search.FacetEmerging, search.FacetTechnology, search.FacetPriority}

// scale counts what partners are measured by: how many organisations have each
// concept, and which sectors are carried together. It asks the index alone, once for
// every state of it.
func (c *Catalogue) scale(ctx context.Context) (*match.Scale, error) {
	at, _ := c.index.Revision()
	k := &c.scales
	k.mu.Lock()
	defer k.mu.Unlock() // who asks meanwhile wants the same
	if k.kept != nil && k.revision == at {
		return k.kept, nil
	}
	facets, total, _, err := c.everything(ctx)
	if err != nil {
		return nil, err
	}
	counts := map[directory.ConceptID]int{}
	for _, f := range carried {
		for _, n := range facets[f] {
			counts[directory.NewConceptID(f.SchemeOf(), n.Value)] = n.Count
		}
	}
	var cells [4][]search.Cell // by offers, by needs, by pairs of sectors, by whether there is any
	work, of := errgroup.WithContext(ctx)
	var some []string
	for _, id := range c.vocabulary.ConceptsOf(directory.SchemeSector) {
		some = append(some, id.Code())
	}
	for i, asked := range []struct {
		filters search.Filters
		by      []search.Facet
	}{
		{by: []search.Facet{search.FacetOffer}},
		{by: []search.Facet{search.FacetNeed}},
		{by: []search.Facet{search.FacetSector, search.FacetSector}},
		{filters: search.Filters{Values: map[search.Facet][]string{search.FacetSector: some}}},
	} {
		work.Go(func() (err error) {
			cells[i], err = c.sum(of, asked.filters, search.MeasureCount, asked.by...)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("what partners are measured by: %w", err)
	}
	for _, list := range cells[:2] {
		for _, cell := range list {
			id := directory.ConceptID(cell.Values[0])
			counts[id] = max(counts[id], cell.N)
		}
	}
	together := map[[2]directory.ConceptID]int{}
	for _, cell := range cells[2] {
		if cell.Values[0] != cell.Values[1] {
			together[[2]directory.ConceptID{directory.NewConceptID(directory.SchemeSector, cell.Values[0]), directory.NewConceptID(directory.SchemeSector, cell.Values[1])}] = cell.N
		}
	}
	with := 0
	for _, cell := range cells[3] {
		with += cell.N
	}
	k.kept, k.revision = match.NewScale(c.vocabulary, match.Relate(c.vocabulary, counts, together, with), counts, total), at
	return k.kept, nil
}

// SectorPair is two sectors that are near each other, with labels.
type SectorPair struct {
	match.Pair
	LabelA, LabelB Labelled
	Shares         Labelled // the ecosystem they share; zero: none
}

// RelatedSectors is the table by which partners of other sectors are found: nearest
// first. total is how many organisations it rests on.
func (c *Catalogue) RelatedSectors(ctx context.Context, l directory.Language) (list []SectorPair, total int, at directory.Revision, err error) {
	scale, err := c.scale(ctx)
	if err != nil {
		return nil, 0, 0, err
	}
	at, _ = c.index.Revision()
	for _, p := range scale.Related().Pairs() {
		shown := SectorPair{Pair: p, LabelA: c.idLabel(p.A, l), LabelB: c.idLabel(p.B, l)}
		if p.Ecosystem != "" {
			shown.Shares = c.idLabel(p.Ecosystem, l)
		}
		list = append(list, shown)
	}
	return list, scale.Related().Total(), at, nil
}
