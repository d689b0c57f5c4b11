package indexer

import (
	"math"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A question looks for a word in all fields, in some forms and spellings, and may be
// asked in several ways before it is understood: most terms are looked up several times,
// in every segment. What is found of a term is kept with the view.

// term is a term of a field in a view. It is shared, and not to be changed.
type term struct {
	key      termKey
	count    uint64
	idf      float64
	postings []segment.PostingsList // by segment; nil where there are none
	docs     []*roaring.Bitmap      // of these
}

// absent is a term no document has.
var absent = &term{}

type termKey struct{ field, term string }

// terms are those that were looked up in a view. Safe for concurrent use.
type terms struct {
	mu   sync.RWMutex
	of   map[termKey]*term
	size int // of them, about, in bytes
}

// maxTerms is how many bytes of terms are kept in a view: of more, all are forgotten. One
// that is in few segments takes less than a kilobyte.
const maxTerms = 16 << 20

// term looks up a term, in a field's dictionaries if it is new.
func (v *view) term(key termKey, dictionaries func() ([]segment.TermDictionary, error)) (*term, error) {
	k := v.terms
	k.mu.RLock()
	t, ok := k.of[key]
	k.mu.RUnlock()
	if ok {
		return t, nil
	}
	in, err := dictionaries()
	if err != nil {
		return nil, err
	}
	t, size, err := v.newTerm(in, key)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.size += size + len(key.term) + 128; k.of == nil || k.size > maxTerms {
		k.of, k.size = map[termKey]*term{}, size
	}
	k.of[key] = t
	return t, nil
}

// newTerm reads where a term is to be found, and says how much memory that takes.
func (v *view) newTerm(in []segment.TermDictionary, key termKey) (t *term, size int, err error) {
	for n, part := range v.snapshot.Segments() {
		list, err := in[n].PostingsList([]byte(key.term), part.Deleted(), nil)
		if err != nil {
			return nil, 0, err
		}
		count := list.Count()
		if count == 0 {
			continue
		}
		docs := documentsIn(list)
		if docs == nil {
			continue
		}
		// What is joined out of it is not to share with it in a way that writes to it.
		docs.SetCopyOnWrite(false)
		if t == nil {
			t = &term{key: key, postings: make([]segment.PostingsList, len(in)), docs: make([]*roaring.Bitmap, len(in))}
			size += 32 * len(in)
		}
		t.postings[n], t.docs[n] = list, docs
		t.count += count
		size += 512
		if part.Deleted() != nil { // else they are in the segment's file
			size += int(docs.GetSizeInBytes())
		}
	}
	if t == nil {
		return absent, 0, nil
	}
	living := float64(v.table.Living())
	t.idf = math.Log(1 + (living-float64(t.count)+0.5)/(float64(t.count)+0.5))
	return t, size, nil
}

// set is the documents of a segment that have the term, of those within; it may be
// shared, and nil for none.
func (t *term) set(n int, within *roaring.Bitmap) *roaring.Bitmap {
	docs := t.docs[n]
	if docs == nil || within == nil {
		return docs
	}
	return roaring.And(docs, within)
}
