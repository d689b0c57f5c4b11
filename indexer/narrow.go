package indexer

import (
	"encoding/binary"
	"slices"

	blevesearch "github.com/blevesearch/bleve/v2/search"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// narrowing is how many times fewer rows filters must leave than words may find
// before the words are looked for in those rows alone: jumping to a document costs
// more than going on to the next.
const narrowing = 8

// worth is how many documents words must be able to find before it is looked how
// few rows the filters leave.
const worth = 4096

// narrow makes a searcher look only at the documents the filters leave, where these
// are few: a narrow filter makes a broad word cheap.
func (f *finding) narrow(s blevesearch.Searcher) blevesearch.Searcher {
	most := s.Count()
	if most < worth || f.filters.IsWhole() {
		return s
	}
	rows, total := f.filters.Narrow(f.counting)
	if uint64(total)*narrowing > most {
		return s
	}
	n := &narrowed{Searcher: s}
	rows.Each(func(row uint32) {
		if doc, ok := f.v.document(row); ok {
			n.docs = append(n.docs, doc)
		}
	})
	slices.Sort(n.docs)
	return n
}

// narrowed is a searcher of which only some documents are asked for.
type narrowed struct {
	blevesearch.Searcher
	docs []uint64 // that are left, in order
	id   [8]byte
}

// Next implements search.Searcher.
func (n *narrowed) Next(ctx *blevesearch.SearchContext) (*blevesearch.DocumentMatch, error) {
	for len(n.docs) > 0 {
		binary.BigEndian.PutUint64(n.id[:], n.docs[0])
		hit, err := n.Searcher.Advance(ctx, n.id[:])
		if hit == nil || err != nil {
			n.docs = nil
			return nil, err
		}
		found := binary.BigEndian.Uint64(hit.IndexInternalID)
		at, there := slices.BinarySearch(n.docs, found)
		n.docs = n.docs[at:]
		if there {
			n.docs = n.docs[1:]
			return hit, nil
		}
		ctx.DocumentMatchPool.Put(hit)
	}
	return nil, nil
}

// Advance implements search.Searcher.
func (n *narrowed) Advance(ctx *blevesearch.SearchContext, id bleveindex.IndexInternalID) (*blevesearch.DocumentMatch, error) {
	at, _ := slices.BinarySearch(n.docs, binary.BigEndian.Uint64(id))
	n.docs = n.docs[at:]
	return n.Next(ctx)
}
