package indexer

import (
	"maps"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
)

// beginning is the words of a field that begin with some letters. Which of them a
// document has says nothing, nor how rare it is: their documents are joined in a set
// for each segment.
type beginning struct{ field, letters string }

// beginnings keep what the first letters of words have found in a segment, which
// does not change: people type the same beginnings again and again, the shortest
// most often, and those take longest. Safe for concurrent use.
type beginnings struct {
	mu   sync.Mutex
	docs map[begunIn]*roaring.Bitmap
	size uint64 // of them, in bytes
}

type begunIn struct {
	segment        segment.Segment
	field, letters string
}

// worthKeeping is from how many words, and worthKnowing from how many documents on a
// beginning is kept; maxKept how many bytes are: of more, all are forgotten. A set takes
// an eighth of a byte for each document at most, and people type some hundreds of first
// letters in three fields.
const (
	worthKeeping = 32
	worthKnowing = 4096
	maxKept      = 48 << 20
)

func (k *beginnings) get(b beginning, s segment.Segment) (*roaring.Bitmap, error) {
	at := begunIn{s, b.field, b.letters}
	k.mu.Lock()
	docs, ok := k.docs[at]
	k.mu.Unlock()
	if ok {
		return docs, nil
	}
	docs, words, err := b.documents(s)
	if err != nil || words < worthKeeping && docs.GetCardinality() < worthKnowing {
		return docs, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.docs[at]; ok { // somebody else was as fast
		return docs, nil
	}
	size := docs.GetSizeInBytes()
	if k.size += size; k.docs == nil || k.size > maxKept {
		k.docs, k.size = map[begunIn]*roaring.Bitmap{}, size
	}
	k.docs[at] = docs
	return docs, nil
}

// only forgets what was found in other segments than these.
func (k *beginnings) only(v *view) {
	k.mu.Lock()
	defer k.mu.Unlock()
	maps.DeleteFunc(k.docs, func(at begunIn, docs *roaring.Bitmap) bool {
		gone := !slices.ContainsFunc(v.segments, func(s segmentRows) bool { return s.file == at.segment })
		if gone {
			k.size -= docs.GetSizeInBytes()
		}
		return gone
	})
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
