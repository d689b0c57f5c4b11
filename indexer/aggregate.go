package indexer

import (
	"context"
	"fmt"

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
	err = x.hits(ctx, q, func(v *view, f *finding, hits *table.Rows) error {
		sums := f.filters.Sum(dimensions, said, m)
		if said < 0 {
			sums.AddAll(hits)
			cells = sums.Cells(nil)
			return nil
		}
		concepts, err := v.sumSaid(ctx, saidIn[dimensions[said]], hits, sums)
		cells = sums.Cells(concepts)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("aggregate: %w", err)
	}
	return cells, nil
}

// Points is where the hits of a question lie; see search.Index.
func (x *Index) Points(ctx context.Context, q search.Question) (points map[directory.Point]int, err error) {
	err = x.hits(ctx, q, func(v *view, _ *finding, hits *table.Rows) error {
		at := map[table.Point]int{}
		hits.Each(func(row uint32) {
			if p := v.table.Point(row); p.Known() {
				at[p]++
			}
		})
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

// hits looks at all hits of a question.
func (x *Index) hits(ctx context.Context, q search.Question, look func(v *view, f *finding, hits *table.Rows) error) error {
	return x.look(func(g *generation, v *view) error {
		f, err := g.finding(ctx, v, q)
		if err != nil {
			return err
		}
		hits, err := f.rows(ctx)
		if err != nil {
			return err
		}
		return look(v, f, hits)
	})
}

// sumSaid sums the hits by the concepts they speak of in a field, and gives these by
// their numbers in the sums. A concept's documents are a set in Bleve's segments
// already: see match.go.
func (v *view) sumSaid(ctx context.Context, field string, hits *table.Rows, sums *table.Sums) ([]string, error) {
	var concepts []string
	places := map[string]uint32{}
	var some [table.Chunk]uint32
	for n, part := range v.snapshot.Segments() {
		dictionary, err := part.Segment().Dictionary(field)
		if err != nil {
			return nil, err
		}
		docs := sums.Documents(v.segments[n].rows, hits) // none that is deleted is a hit
		terms := dictionary.AutomatonIterator(&vellum.AlwaysMatch{}, nil, nil)
		for {
			term, err := terms.Next()
			if err != nil {
				return nil, err
			}
			if term == nil {
				break
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			at, ok := places[term.Term]
			if !ok {
				at = uint32(len(concepts))
				places[term.Term] = at
				concepts = append(concepts, term.Term)
			}
			postings, err := dictionary.PostingsList([]byte(term.Term), nil, nil)
			if err != nil {
				return nil, err
			}
			set := documentsIn(postings)
			if set == nil {
				continue
			}
			each := set.ManyIterator()
			for found := each.NextMany(some[:]); found > 0; found = each.NextMany(some[:]) {
				docs.AddDocuments(at, some[:found])
			}
		}
	}
	return concepts, nil
}

// eachSaying visits every living document that speaks of any of some concepts in a
// field, of several of them several times.
func (v *view) eachSaying(ctx context.Context, field string, concepts []string, visit func(row uint32)) error {
	for n, part := range v.snapshot.Segments() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		dictionary, err := part.Segment().Dictionary(field)
		if err != nil {
			return err
		}
		for _, concept := range concepts {
			postings, err := dictionary.PostingsList([]byte(concept), part.Deleted(), nil)
			if err != nil {
				return err
			}
			if set := documentsIn(postings); set != nil {
				for each := set.Iterator(); each.HasNext(); {
					visit(v.segments[n].rows[each.Next()])
				}
			}
		}
	}
	return nil
}
