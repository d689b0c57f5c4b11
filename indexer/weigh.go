package indexer

import (
	"context"
	"math/bits"

	"euxine/internal/together"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// What words find is worked out in two steps. First which documents answer, from the
// sets Bleve keeps of the documents of every word: see match.go. Then what they are
// worth, a stretch of documents at a time: every way to match is read in turn and
// adds to what is kept of each document, in memory that stays near the processor.
// Bleve's searchers hold all ways at one document instead and order them anew for the
// next: with the thirty ways a word has that takes ten times as long. How often words
// are in a document, and in how long a text, is read from Bleve's segments, and the
// score of a word is Bleve's BM25.

// stretch is how many documents are worked out at a time, and first how many at
// first: what is found in them tells what need not be weighed of the others.
const (
	stretch = 1 << 16
	first   = 1 << 12
)

// docSet is a set of the documents of a stretch, by their number in it.
type docSet [stretch / 64]uint64

func (s *docSet) has(i uint32) bool { return s[i/64]>>(i%64)&1 != 0 }
func (s *docSet) add(i uint32)      { s[i/64] |= 1 << (i % 64) }

// all is the documents in order.
func (s *docSet) all(yield func(i uint32) bool) {
	for n, w := range s {
		for ; w != 0; w &= w - 1 {
			if !yield(uint32(n*64 + bits.TrailingZeros64(w))) {
				return
			}
		}
	}
}

// weighing is a search for words in a view.
type weighing struct {
	v              *view
	kept           *beginnings
	unpacking      *unpacking
	scored         bool   // scores are wanted
	heard          int    // how many postings are weighed: see hear
	handful        uint64 // postings that are worth a second visitor
	worthUnpacking uint64 // postings of a word that are kept unpacked
	fields         map[string]*fieldIn
	only           []*roaring.Bitmap // the documents of each segment that matter; nil: all do
	// narrow gives only, when it is known that at most so many documents answer.
	narrow func(most uint64) []*roaring.Bitmap
	// firstOnly: what cannot come among the first need not be visited.
	firstOnly bool
	// enough says, between visits, whether no more need be visited; may be nil.
	enough func() bool

	wanted
	readAsked, readStrict, readOptional, readNot []readGroup // the rarest first
	readWhole                                    *readWay
}

// readGroup is a group that is read; ways nothing can match are left out.
type readGroup struct {
	ways    []*readWay // what may add most first
	count   uint64     // at most so many documents answer it
	unheard bool       // it is not weighed: see hear
	ceiling float64    // no document scores more
	most    float64    // nor any of the segment
	left    []left     // of the segment, by way
}

// readWay is a way that is read, in the segment where the reading is.
type readWay struct {
	way
	count   uint64
	ceiling float64 // no document scores more
	most    float64 // nor any of the segment
	term    *reading
	begun   []*roaring.Bitmap // by segment; of a beginning
	spelt   [][]*reading      // of a phrase: the spellings of each of its words
	found   []*standing       // of a phrase, by segment; nil: not yet looked for
	apart   []readGroup
	whole   []*roaring.Bitmap // by segment: the documents of apart, once looked for

	set  roaring.IntPeekable // in the segment: what scores the same whatever is found
	hits []phraseHit         // in the segment: of a phrase
}

// left is what the ways from one on may add: the most one does, and all together.
type left struct{ most, sum float64 }

// reading is a word of a field that is read.
type reading struct {
	*term
	field *fieldIn

	// In the segment: either what is kept of it, or what is read.
	kept    *impacts
	upTo    int       // so many of that are passed
	factors []float64 // by its codes
	each    segment.PostingsIterator
	at      segment.Posting // that is read next; nil at the end
}

// visitor takes rows of the documents that answer, some at a time, with their scores
// where they are wanted.
type visitor struct {
	take func(rows []uint32, scores []float64)
	// floor is the score below which a hit is not wanted any more; may be nil. Of such
	// a hit some score below the floor is told.
	floor func() float64
}

// weigh visits the rows of the documents that answer, in the order of these. Where more
// than one visitor is given and there is enough to do, each is shown some of the rows,
// in a goroutine of its own.
func (w *weighing) weigh(ctx context.Context, visitors ...visitor) error {
	if err := w.prepare(ctx); err != nil {
		return err
	}
	able, most := 0, uint64(0)
	for _, g := range w.readAsked {
		if g.count > 0 {
			able++
		}
		most += g.count
	}
	if able < max(w.least, 1) {
		return nil
	}
	if w.least == len(w.asked) {
		for _, g := range w.readAsked {
			most = min(most, g.count)
		}
	}
	if w.narrow != nil {
		w.only = w.narrow(min(most, uint64(w.v.table.Living())))
	}
	m, err := w.match(ctx)
	if err != nil {
		return err
	}
	w.hear(m)
	hands := len(visitors)
	if w.postings() < w.handful {
		hands = 1
	}
	shares := w.share(m, hands)
	workers := []*weighing{w}
	for range hands - 1 {
		workers = append(workers, w.hand())
	}
	return together.Do(hands, func(k int) error { return workers[k].weighParts(ctx, m, shares[k], visitors[k]) })
}

// weighParts visits the rows of some parts.
func (w *weighing) weighParts(ctx context.Context, m *matches, parts []part, visit visitor) error {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	next := uint32(first)
	for _, p := range parts {
		if w.enough != nil && w.enough() {
			return nil
		}
		in, err := w.enter(ctx, m, p.segment, s)
		if err != nil {
			return err
		}
		for s.end = p.from; s.end < p.end; {
			if err := ctx.Err(); err != nil {
				return err
			}
			s.from, s.end = s.end, min(p.end, s.end+next)
			next = stretch
			if err := w.stretch(s, in, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// postings is how many postings are weighed at most.
func (w *weighing) postings() (n uint64) {
	for _, groups := range [][]readGroup{w.readAsked, w.readOptional} {
		for _, g := range groups {
			n += g.count
		}
	}
	return n
}

// heard is how many postings are weighed for a question. Thirty common words of a
// million documents have ten times as many: then the rarest words, which weigh most,
// are heard, and the others only counted.
const heard = 3 << 19

// hear settles which groups are weighed. To pass over a posting costs a quarter of
// weighing it.
func (w *weighing) hear(m *matches) {
	if m.alone {
		return
	}
	share := float64(m.count()) / float64(max(w.v.table.Living(), 1))
	left := float64(w.heard)
	for _, groups := range [][]readGroup{w.readAsked, w.readOptional} {
		for i := range groups {
			g := &groups[i]
			cost := float64(g.count) * (0.25 + share)
			g.unheard = cost > left && g != &w.readAsked[0]
			left -= cost
		}
	}
}
