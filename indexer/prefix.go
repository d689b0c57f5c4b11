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
	// foreseen are the segments of which the first letters of names are, or were, kept.
	foreseen map[segment.Segment]bool
}

type begunIn struct {
	segment        segment.Segment
	field, letters string
}

// worthKeeping is from how many words, and worthKnowing from how many documents on a
// beginning is kept; maxKept how many bytes are: of more, a quarter is forgotten. A set
// takes an eighth of a byte for each document at most, and people type some hundreds of
// first letters in three fields.
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
	if k.docs == nil {
		k.docs = map[begunIn]*roaring.Bitmap{}
	}
	k.docs[at] = docs
	k.size += docs.GetSizeInBytes()
	for other, docs := range k.docs { // in no order
		if k.size <= maxKept || other == at {
			continue
		}
		k.size -= docs.GetSizeInBytes()
		delete(k.docs, other)
	}
	return docs, nil
}

// only forgets what was found in other segments than these.
func (k *beginnings) only(v *view) {
	k.mu.Lock()
	defer k.mu.Unlock()
	gone := func(file segment.Segment) bool {
		return !slices.ContainsFunc(v.segments, func(s segmentRows) bool { return s.file == file })
	}
	maps.DeleteFunc(k.foreseen, func(s segment.Segment, _ bool) bool { return gone(s) })
	maps.DeleteFunc(k.docs, func(at begunIn, docs *roaring.Bitmap) bool {
		if !gone(at.segment) {
			return false
		}
		k.size -= docs.GetSizeInBytes()
		return true
	})
}

// documents joins what the words of a segment have that begin with the letters, and
// says how many words those are.
func (b beginning) documents(s segment.Segment) (docs *roaring.Bitmap, words int, err error) {
	dict, err := s.Dictionary(b.field)
	if err != nil {
		return nil, 0, err
	}
	terms := dict.AutomatonIterator(&vellum.AlwaysMatch{}, []byte(b.letters), behind(b.letters))
	var sets []*roaring.Bitmap
	var all union
	for {
		e, err := terms.Next()
		if err != nil {
			return nil, 0, err
		}
		if e == nil {
			break
		}
		words++
		list, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			return nil, 0, err
		}
		if set := documentsIn(list); set != nil {
			sets = append(sets, set)
		}
		if len(sets) == worthKeeping {
			if all == nil {
				all = make(union, (s.Count()+63)/64)
			}
			all.add(sets)
			sets = sets[:0]
		}
	}
	if all == nil {
		return roaring.FastOr(sets...), words, nil
	}
	all.add(sets)
	return roaring.FromDense(all, true), words, nil
}

// union is a set as a bit for each document. Thousands of small sets are joined so: to join
// one more with what is there already would take longer each time.
type union []uint64

func (u union) add(sets []*roaring.Bitmap) {
	var some [256]uint32
	for _, set := range sets {
		each := set.ManyIterator()
		for n := each.NextMany(some[:]); n > 0; n = each.NextMany(some[:]) {
			for _, doc := range some[:n] {
				u[doc/64] |= 1 << (doc % 64)
			}
		}
	}
}

// foreseen is how many first letters of names are looked for before they are typed, in
// segments of at least so many documents: people type names letter by letter, and the first
// letters begin the most words.
const (
	foreseen        = 2
	worthForeseeing = 1 << 16
)

// foreseeing is what names begin with in a segment that is looked for in one go, so that
// nobody waits for it.
type foreseeing struct {
	segment segment.Segment
	field   int    // of foreseenFields
	from    string // the first letters that are next
}

var foreseenFields = []string{fieldName, fieldAcronym, fieldSound}

// unforeseen is a big segment of a view that nothing was foreseen of; nil for none.
func (k *beginnings) unforeseen(v *view) segment.Segment {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range v.segments {
		if len(s.rows) >= worthForeseeing && !k.foreseen[s.file] {
			return s.file
		}
	}
	return nil
}

// beginsFrom is the first letters of the first word from a string on, and the string the
// next letters begin from; "" at the end.
func beginsFrom(dict segment.TermDictionary, from string) (letters []rune, next string, err error) {
	e, err := dict.AutomatonIterator(&vellum.AlwaysMatch{}, []byte(from), nil).Next()
	if err != nil || e == nil {
		return nil, "", err
	}
	if letters = []rune(e.Term); len(letters) < foreseen { // others begin so as well
		return letters, e.Term + "\x00", nil
	}
	letters = letters[:foreseen]
	return letters, string(behind(string(letters))), nil
}

// foresee makes the sets of some of the first letters, and says how it goes on; there is
// no segment at the end.
func (k *beginnings) foresee(f foreseeing) (foreseeing, error) {
	field := foreseenFields[f.field]
	dict, err := f.segment.Dictionary(field)
	if err != nil {
		return f, err
	}
	const inOneGo = 16
	for range inOneGo {
		var letters []rune
		if letters, f.from, err = beginsFrom(dict, f.from); err != nil {
			return f, err
		}
		for n := range letters {
			if _, err := k.get(beginning{field, string(letters[:n+1])}, f.segment); err != nil {
				return f, err
			}
		}
		if f.from == "" {
			break
		}
	}
	if f.from != "" {
		return f, nil
	}
	if f.field++; f.field < len(foreseenFields) {
		return f, nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.foreseen == nil {
		k.foreseen = map[segment.Segment]bool{}
	}
	k.foreseen[f.segment] = true
	return foreseeing{}, nil
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
