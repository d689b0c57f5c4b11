package indexer

import (
	"context"
	"math"

	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/blevesearch/bleve/v2/search/searcher"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// Bleve's disjunction multiplies the sum of its parts by the share of them that
// matched, and its term scores carry the rarity of a word squared and a norm over
// the whole query. For alternatives ("this word, or that form of it, or a record
// that carries the concept") that is wrong: one good way to match is as good with
// thirty others beside it as alone. So the parts of a question are combined here.

// combined matches what at least min of its parts match. It scores with the best
// part and a little for each other, or with all of them.
type combined struct {
	parts []part
	sum   bool // score with all: parts that are asked for, not ways to match one
	min   int  // 0 is 1
	known *known
}

// part is one way to match and how much it weighs.
type part struct {
	query    query.Query
	boost    float64
	constant bool // the boost is the score; else it multiplies the BM25 score of a term
}

// besides is what a further way to match adds to the best.
const besides = 0.3

// Searcher implements query.Query.
func (c combined) Searcher(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping,
	options blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	c.known.in(reader)
	able := make([]part, 0, len(c.parts))
	for _, p := range c.parts {
		ok, err := c.known.able(&p)
		if err != nil {
			return nil, err
		}
		if ok {
			able = append(able, p)
		}
	}
	if len(able) < max(c.min, 1) {
		return searcher.NewMatchNoneSearcher(reader)
	}
	if options.Score == "none" {
		all := make([]query.Query, len(able))
		for i, p := range able {
			all[i] = p.query
		}
		any := query.NewDisjunctionQuery(all)
		any.SetMin(float64(max(c.min, 1)))
		return any.Searcher(ctx, reader, m, options)
	}
	s := &combiner{sum: c.sum, min: max(c.min, 1), parts: len(c.parts)}
	for _, p := range able {
		child, err := p.stream(ctx, reader, m, options, nil)
		if err != nil {
			s.Close()
			return nil, err
		}
		s.children = append(s.children, child)
	}
	return s, nil
}

// stream makes a part's searcher; nil for a part that nothing can match, where it
// is asked what is known.
func (p part) stream(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping,
	options blevesearch.SearcherOptions, k *known) (*stream, error) {
	if k != nil {
		if ok, err := k.able(&p); !ok || err != nil {
			return nil, err
		}
	}
	if p.constant {
		options.Score = "none"
	}
	child, err := p.query.Searcher(ctx, reader, m, options)
	if err != nil {
		return nil, err
	}
	if _, term := p.query.(*query.TermQuery); term && !p.constant {
		// The weight of a term is its rarity squared (the boosts are applied here); a
		// norm of one over it leaves the rarity in the score once.
		if w := child.Weight(); w > 0 {
			child.SetQueryNorm(1 / math.Sqrt(w))
		}
	}
	return &stream{searcher: child, boost: p.boost, constant: p.constant}, nil
}

// stream is a part being read.
type stream struct {
	searcher blevesearch.Searcher
	boost    float64
	constant bool
	at       *blevesearch.DocumentMatch // nil at the end
	ended    bool                       // told by a lifter, which starts late
}

func (s *stream) score() float64 {
	if s.constant {
		return s.boost
	}
	return s.boost * s.at.Score
}

// combiner is a heap of streams by the document they stand at.
type combiner struct {
	children []*stream
	heap     []*stream
	started  bool
	sum      bool
	min      int
	parts    int
}

func (c *combiner) less(i, j int) bool {
	return c.heap[i].at.IndexInternalID.Compare(c.heap[j].at.IndexInternalID) < 0
}

func (c *combiner) down(i int) {
	for {
		least := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(c.heap) && c.less(child, least) {
				least = child
			}
		}
		if least == i {
			return
		}
		c.heap[i], c.heap[least] = c.heap[least], c.heap[i]
		i = least
	}
}

func (c *combiner) order() {
	for i := len(c.heap)/2 - 1; i >= 0; i-- {
		c.down(i)
	}
}

// settle puts the first stream in its place after it moved on.
func (c *combiner) settle() {
	if c.heap[0].at == nil {
		last := len(c.heap) - 1
		c.heap[0] = c.heap[last]
		c.heap = c.heap[:last]
	}
	if len(c.heap) > 0 {
		c.down(0)
	}
}

func (c *combiner) start(ctx *blevesearch.SearchContext) error {
	c.started = true
	for _, s := range c.children {
		at, err := s.searcher.Next(ctx)
		if err != nil {
			return err
		}
		if s.at = at; at != nil {
			c.heap = append(c.heap, s)
		}
	}
	c.order()
	return nil
}

// Next implements search.Searcher.
func (c *combiner) Next(ctx *blevesearch.SearchContext) (*blevesearch.DocumentMatch, error) {
	if !c.started {
		if err := c.start(ctx); err != nil {
			return nil, err
		}
	}
	for len(c.heap) > 0 {
		hit := ctx.DocumentMatchPool.Get()
		hit.IndexInternalID = append(hit.IndexInternalID[:0], c.heap[0].at.IndexInternalID...)
		matched, best, total := 0, 0.0, 0.0
		for len(c.heap) > 0 && c.heap[0].at.IndexInternalID.Equals(hit.IndexInternalID) {
			s := c.heap[0]
			score := s.score()
			matched, best, total = matched+1, max(best, score), total+score
			ctx.DocumentMatchPool.Put(s.at)
			var err error
			if s.at, err = s.searcher.Next(ctx); err != nil {
				return nil, err
			}
			c.settle()
		}
		if matched < c.min {
			ctx.DocumentMatchPool.Put(hit)
			continue
		}
		if hit.Score = best + besides*(total-best); c.sum {
			share := float64(matched) / float64(c.parts)
			hit.Score = total * share * share
		}
		return hit, nil
	}
	return nil, nil
}

// Advance implements search.Searcher.
func (c *combiner) Advance(ctx *blevesearch.SearchContext, id bleveindex.IndexInternalID) (*blevesearch.DocumentMatch, error) {
	if !c.started {
		if err := c.start(ctx); err != nil {
			return nil, err
		}
	}
	for len(c.heap) > 0 && c.heap[0].at.IndexInternalID.Compare(id) < 0 {
		s := c.heap[0]
		ctx.DocumentMatchPool.Put(s.at)
		var err error
		if s.at, err = s.searcher.Advance(ctx, id); err != nil {
			return nil, err
		}
		c.settle()
	}
	return c.Next(ctx)
}

// Close implements search.Searcher.
func (c *combiner) Close() error {
	var first error
	for _, s := range c.children {
		if err := s.searcher.Close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// Weight implements search.Searcher; what is combined here takes no part in
// Bleve's norms.
func (c *combiner) Weight() float64 { return 1 }

// SetQueryNorm implements search.Searcher.
func (c *combiner) SetQueryNorm(float64) {}

// Count implements search.Searcher: at most so many match.
func (c *combiner) Count() uint64 {
	var n uint64
	for _, s := range c.children {
		n += s.searcher.Count()
	}
	return n
}

// Min implements search.Searcher.
func (c *combiner) Min() int { return c.min }

// Size implements search.Searcher: roughly the bytes it holds.
func (c *combiner) Size() int {
	n := 0
	for _, s := range c.children {
		n += s.searcher.Size() + 64
	}
	return n
}

// DocumentMatchPoolSize implements search.Searcher.
func (c *combiner) DocumentMatchPoolSize() int {
	n := len(c.children) + 1
	for _, s := range c.children {
		n += s.searcher.DocumentMatchPoolSize()
	}
	return n
}
