package indexer

import (
	"context"

	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// lifted is a query whose hits score more where they match further parts, the sum
// of those. Bleve's boolean query is for that too, but within a conjunction it
// advances its optional part from behind where that already stands, and loses
// the match: which hits are raised then depends on how documents are numbered
// (bleve 2.6.3, BooleanSearcher.Advance).
type lifted struct {
	base  query.Query
	parts []part
	known *known
}

// Searcher implements query.Query.
func (l lifted) Searcher(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping,
	options blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	base, err := l.base.Searcher(ctx, reader, m, options)
	if err != nil || options.Score == "none" {
		return base, err
	}
	l.known.in(reader)
	s := &lifter{Searcher: base}
	for _, p := range l.parts {
		child, err := p.stream(ctx, reader, m, options, l.known)
		if err != nil {
			s.Close()
			return nil, err
		}
		if child != nil {
			s.children = append(s.children, child)
		}
	}
	return s, nil
}

// lifter is its base but for the scores.
type lifter struct {
	blevesearch.Searcher
	children []*stream
}

// Next implements search.Searcher.
func (l *lifter) Next(ctx *blevesearch.SearchContext) (*blevesearch.DocumentMatch, error) {
	hit, err := l.Searcher.Next(ctx)
	return l.lift(ctx, hit, err)
}

// Advance implements search.Searcher.
func (l *lifter) Advance(ctx *blevesearch.SearchContext, id bleveindex.IndexInternalID) (*blevesearch.DocumentMatch, error) {
	hit, err := l.Searcher.Advance(ctx, id)
	return l.lift(ctx, hit, err)
}

// lift adds to a hit of the base what the parts that match it weigh. Hits come in
// order, so a part that stands behind one stays there.
func (l *lifter) lift(ctx *blevesearch.SearchContext, hit *blevesearch.DocumentMatch, err error) (*blevesearch.DocumentMatch, error) {
	if hit == nil || err != nil {
		return hit, err
	}
	for _, s := range l.children {
		if !s.ended && (s.at == nil || s.at.IndexInternalID.Compare(hit.IndexInternalID) < 0) {
			if s.at != nil {
				ctx.DocumentMatchPool.Put(s.at)
			}
			if s.at, err = s.searcher.Advance(ctx, hit.IndexInternalID); err != nil {
				return nil, err
			}
			s.ended = s.at == nil
		}
		if s.at != nil && s.at.IndexInternalID.Equals(hit.IndexInternalID) {
			hit.Score += s.score()
		}
	}
	return hit, nil
}

// Close implements search.Searcher.
func (l *lifter) Close() error {
	first := l.Searcher.Close()
	for _, s := range l.children {
		if err := s.searcher.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// DocumentMatchPoolSize implements search.Searcher.
func (l *lifter) DocumentMatchPoolSize() int {
	n := l.Searcher.DocumentMatchPoolSize()
	for _, s := range l.children {
		n += s.searcher.DocumentMatchPoolSize() + 1
	}
	return n
}
