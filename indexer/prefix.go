package indexer

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
)

// beginning finds what has a word that begins with some letters; all of it alike,
// for how many such words there are and how rare each is says nothing. Bleve makes a
// searcher of every word there is, which for the first letters of a name are ten
// thousands; here their documents are joined in a set for each segment.
type beginning struct {
	field, letters string
	kept           *beginnings // nil: none
}

// beginnings keep what the first letters of words have found in a segment, which
// does not change: people type the same beginnings again and again, the shortest
// most often, and those take longest. Safe for concurrent use.
type beginnings struct {
	mu   sync.Mutex
	docs map[begunIn]*roaring.Bitmap
}

type begunIn struct {
	segment        segment.Segment
	field, letters string
}

// worthKeeping is from how many words on a beginning is kept; maxKept how many are,
// of 125 KB at most for each million documents: of more, all are forgotten.
const (
	worthKeeping = 32
	maxKept      = 512
)

func (k *beginnings) get(b beginning, s segment.Segment) (*roaring.Bitmap, error) {
	if k == nil {
		docs, _, err := b.documents(s)
		return docs, err
	}
	at := begunIn{s, b.field, b.letters}
	k.mu.Lock()
	docs, ok := k.docs[at]
	k.mu.Unlock()
	if ok {
		return docs, nil
	}
	docs, words, err := b.documents(s)
	if err != nil || words < worthKeeping {
		return docs, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.docs == nil || len(k.docs) == maxKept {
		k.docs = map[begunIn]*roaring.Bitmap{}
	}
	k.docs[at] = docs
	return docs, nil
}

// only forgets what was found in other segments than these.
func (k *beginnings) only(v *view) {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.DeleteFunc(k.docs, func(at begunIn, _ *roaring.Bitmap) bool {
		return !slices.ContainsFunc(v.segments, func(s segmentRows) bool { return s.file == at.segment })
	})
}

// Searcher implements query.Query.
func (b beginning) Searcher(ctx context.Context, reader bleveindex.IndexReader, _ mapping.IndexMapping,
	_ blevesearch.SearcherOptions) (blevesearch.Searcher, error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("index reader is a %T, not scorch's", reader)
	}
	s := &begun{}
	first := uint64(0)
	for _, part := range snapshot.Segments() {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		docs, err := b.kept.get(b, part.Segment())
		if err != nil {
			return nil, err
		}
		if gone := part.Deleted(); gone != nil && docs.Intersects(gone) {
			docs = roaring.AndNot(docs, gone)
		}
		if !docs.IsEmpty() {
			s.parts = append(s.parts, begunPart{first, docs.Iterator()})
			s.count += docs.GetCardinality()
		}
		first += uint64(part.Segment().Count())
	}
	return s, nil
}

// documents joins what the words of a segment have that begin with the letters, and
// says how many words those are.
func (b beginning) documents(s segment.Segment) (docs *roaring.Bitmap, words int, err error) {
	docs = roaring.New()
	dict, err := s.Dictionary(b.field)
	if err != nil {
		return nil, 0, err
	}
	terms := dict.AutomatonIterator(&vellum.AlwaysMatch{}, []byte(b.letters), behind(b.letters))
	var postings segment.PostingsList
	for {
		e, err := terms.Next()
		if err != nil || e == nil {
			return docs, words, err
		}
		words++
		if postings, err = dict.PostingsList([]byte(e.Term), nil, postings); err != nil {
			return nil, 0, err
		}
		if joined, ok := postings.(interface{ OrInto(*roaring.Bitmap) }); ok {
			joined.OrInto(docs)
			continue
		}
		each := postings.Iterator(false, false, false, nil)
		for {
			p, err := each.Next()
			if err != nil {
				return nil, 0, err
			}
			if p == nil {
				break
			}
			docs.Add(uint32(p.Number()))
		}
	}
}

// behind is the first word that does not begin with the letters; nil at the end of
// all words.
func behind(letters string) []byte {
	b := []byte(letters)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] != 0 {
			return b[:i+1]
		}
	}
	return nil
}

// begun is a beginning being read.
type begun struct {
	parts []begunPart
	count uint64
}

type begunPart struct {
	first uint64 // number of the segment's first document
	docs  roaring.IntPeekable
}

// Next implements search.Searcher.
func (s *begun) Next(ctx *blevesearch.SearchContext) (*blevesearch.DocumentMatch, error) {
	for len(s.parts) > 0 {
		if p := s.parts[0]; p.docs.HasNext() {
			hit := ctx.DocumentMatchPool.Get()
			hit.IndexInternalID = binary.BigEndian.AppendUint64(hit.IndexInternalID[:0], p.first+uint64(p.docs.Next()))
			return hit, nil
		}
		s.parts = s.parts[1:]
	}
	return nil, nil
}

// Advance implements search.Searcher.
func (s *begun) Advance(ctx *blevesearch.SearchContext, id bleveindex.IndexInternalID) (*blevesearch.DocumentMatch, error) {
	doc := binary.BigEndian.Uint64(id)
	for len(s.parts) > 1 && s.parts[1].first <= doc {
		s.parts = s.parts[1:]
	}
	if len(s.parts) > 0 && s.parts[0].first <= doc {
		s.parts[0].docs.AdvanceIfNeeded(uint32(doc - s.parts[0].first))
	}
	return s.Next(ctx)
}

// Close implements search.Searcher.
func (s *begun) Close() error { return nil }

// Weight implements search.Searcher; a beginning has no score of its own.
func (s *begun) Weight() float64 { return 1 }

// SetQueryNorm implements search.Searcher.
func (s *begun) SetQueryNorm(float64) {}

// Count implements search.Searcher.
func (s *begun) Count() uint64 { return s.count }

// Min implements search.Searcher.
func (s *begun) Min() int { return 0 }

// Size implements search.Searcher: roughly the bytes it holds beside what is kept.
func (s *begun) Size() int { return 64 * len(s.parts) }

// DocumentMatchPoolSize implements search.Searcher.
func (s *begun) DocumentMatchPoolSize() int { return 1 }
