package indexer

import (
	"context"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"

	"euxine/indexer/table"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// saidIn is the field that holds the concepts of what organisations offer and need:
// no facet of the table, as they come in as many combinations as there are records.
var saidIn = map[search.Facet]string{search.FacetOffer: fieldSaid + fieldOffer, search.FacetNeed: fieldSaid + fieldNeed}

// Aggregate sums over the hits of a question; see search.Index.
func (x *Index) Aggregate(ctx context.Context, q search.Question, dimensions []search.Facet, m search.Measure) (cells []search.Cell, err error) {
	said := -1
	for n, d := range dimensions {
		if saidIn[d] != "" {
			if said >= 0 {
				return nil, fmt.Errorf("aggregate by offers and by needs: one at a time: %w", directory.ErrInvalid)
			}
			said = n
		}
	}
	if len(dimensions) > 2 {
		return nil, fmt.Errorf("aggregate by %d facets, at most 2: %w", len(dimensions), directory.ErrInvalid)
	}
	err = x.look(func(g *generation, v *view) error {
		f, err := g.finding(ctx, v, q)
		if err != nil {
			return err
		}
		sums := f.filters.Sum(dimensions, said)
		if said < 0 {
			err := f.each(ctx, func(row uint32, _ float64) { sums.Add(row) })
			cells = sums.Cells(m, nil)
			return err
		}
		hits := v.table.NewRows()
		if err := f.each(ctx, func(row uint32, _ float64) { hits.Add(row) }); err != nil {
			return err
		}
		var concepts []string
		err = v.eachSaid(ctx, saidIn[dimensions[said]], func(row uint32, concept uint32) {
			if hits.Has(row) {
				sums.AddWith(row, concept)
			}
		}, &concepts)
		cells = sums.Cells(m, concepts)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("aggregate: %w", err)
	}
	return cells, nil
}

// Points is where the hits of a question lie; see search.Index.
func (x *Index) Points(ctx context.Context, q search.Question) (points map[directory.Point]int, err error) {
	err = x.look(func(g *generation, v *view) error {
		f, err := g.finding(ctx, v, q)
		if err != nil {
			return err
		}
		at := map[table.Point]int{}
		if err := f.each(ctx, func(row uint32, _ float64) {
			if p := v.table.Point(row); p.Known() {
				at[p]++
			}
		}); err != nil {
			return err
		}
		points = make(map[directory.Point]int, len(at))
		for p, n := range at {
			points[directory.Point{Lat: float64(p.Lat), Lon: float64(p.Lon)}] = n
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("points: %w", err)
	}
	return points, nil
}

// eachSaid visits every living document that speaks of a concept in a field, with the
// concept by its place in the list, which it fills.
func (v *view) eachSaid(ctx context.Context, field string, visit func(row uint32, concept uint32), concepts *[]string) error {
	places := map[string]uint32{}
	var p postings
	for n, part := range v.snapshot.Segments() {
		dictionary, err := part.Segment().Dictionary(field)
		if err != nil {
			return err
		}
		terms := dictionary.AutomatonIterator(&vellum.AlwaysMatch{}, nil, nil)
		for {
			term, err := terms.Next()
			if err != nil {
				return err
			}
			if term == nil {
				break
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			at, ok := places[term.Term]
			if !ok {
				at = uint32(len(*concepts))
				places[term.Term] = at
				*concepts = append(*concepts, term.Term)
			}
			if err := p.each(dictionary, term.Term, part.Deleted(), func(doc uint64) { visit(v.segments[n].rows[doc], at) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// eachSaying visits every living document that speaks of any of some concepts in a
// field, of several of them several times.
func (v *view) eachSaying(ctx context.Context, field string, concepts []string, visit func(row uint32)) error {
	var p postings
	for n, part := range v.snapshot.Segments() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		dictionary, err := part.Segment().Dictionary(field)
		if err != nil {
			return err
		}
		for _, concept := range concepts {
			if err := p.each(dictionary, concept, part.Deleted(), func(doc uint64) { visit(v.segments[n].rows[doc]) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// postings reads lists of documents, each into the memory of the one before.
type postings struct {
	list segment.PostingsList
	next segment.PostingsIterator
}

func (p *postings) each(dictionary segment.TermDictionary, term string, deleted *roaring.Bitmap, visit func(doc uint64)) error {
	var err error
	if p.list, err = dictionary.PostingsList([]byte(term), deleted, p.list); err != nil {
		return err
	}
	p.next = p.list.Iterator(false, false, false, p.next)
	for {
		doc, err := p.next.Next()
		if err != nil || doc == nil {
			return err
		}
		visit(doc.Number())
	}
}
