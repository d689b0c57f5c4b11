package indexer

import (
	"context"
	"math"
	"math/bits"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"euxine/indexer/table"
)

// What words find is worked out in two steps. First which documents answer, from the
// sets Bleve keeps of the documents of every word: see match.go. Then what they are
// worth, a stretch of documents at a time: every way to match is read in turn and
// adds to what is kept of each document, in memory that stays near the processor.
// Bleve's searchers hold all ways at one document instead and order them anew for the
// next: with the thirty ways a word has that takes ten times as long. How often words
// are in a document, and in how long a text, is read from Bleve's segments, and the
// score of a word is Bleve's BM25.

// stretch is how many documents are worked out at a time.
const stretch = 1 << 16

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
	v      *view
	kept   *beginnings
	scored bool // scores are wanted
	heard  int  // how many postings are weighed: see hear
	fields map[string]*fieldIn
	only   []*roaring.Bitmap // the documents of each segment that matter; nil: all do
	// narrow gives only, when it is known that at most so many documents answer.
	narrow func(most uint64) []*roaring.Bitmap
	// enough says, between visits, whether no more need be visited; may be nil.
	enough func() bool

	wanted
	readAsked, readStrict, readOptional, readNot []readGroup // the rarest first
	readWhole                                    *readWay
}

// readGroup is a group that is read; ways nothing can match are left out.
type readGroup struct {
	ways    []*readWay
	count   uint64 // at most so many documents answer it
	unheard bool   // it is not weighed: see hear
}

// readWay is a way that is read, in the segment where the reading is.
type readWay struct {
	way
	count uint64
	term  *reading
	begun []*roaring.Bitmap // by segment; of a beginning
	spelt [][]*reading      // of a phrase: the spellings of each of its words
	found [][]phraseHit     // of a phrase, by segment; nil: not yet looked for
	apart []readGroup

	set  roaring.IntPeekable // in the segment: what scores the same whatever is found
	hits []phraseHit         // in the segment: of a phrase
}

// reading is a word of a field that is read.
type reading struct {
	field    *fieldIn
	idf      float64
	count    uint64
	postings []segment.PostingsList // by segment; nil where there are none

	each segment.PostingsIterator
	at   segment.Posting // in the segment, that is read next; nil at the end
}

// scratch is what is kept of the documents of a stretch.
type scratch struct {
	seen       docSet // documents that answer the group
	best, rest []float64
	hits       docSet // documents that answer the question
	score      []float64
	inner      *scratch // for words within a group
	rows       [table.Chunk]uint32
	scores     [table.Chunk]float64
}

var scratches = sync.Pool{New: func() any { return newScratch() }}

func newScratch() *scratch {
	return &scratch{best: make([]float64, stretch), rest: make([]float64, stretch), score: make([]float64, stretch)}
}

// weigh visits the rows of the documents that answer, in the order of these, some at
// a time, with their scores where they are wanted.
func (w *weighing) weigh(ctx context.Context, visit func(rows []uint32, scores []float64)) error {
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
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for n := range w.v.segments {
		if m.none(n) || w.enough != nil && w.enough() {
			continue
		}
		in, err := w.enter(ctx, m, n)
		if err != nil {
			return err
		}
		docs := uint32(len(w.v.segments[n].rows))
		for from := uint32(0); from < docs; from += stretch {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.stretch(s, in, from, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// heard is how many postings are weighed for a question. Thirty common words of a
// million documents have ten times as many: then the rarest words, which weigh most,
// are heard, and the others only counted.
const heard = 3 << 19

// hear settles which groups are weighed. To pass over a posting costs a quarter of
// weighing it.
func (w *weighing) hear(m *matches) {
	if m.simple {
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

// take visits a stretch's documents of a set that is read in order; nil: none.
func take(each roaring.IntPeekable, from uint32, visit func(i uint32)) {
	if each == nil {
		return
	}
	for end := uint64(from) + stretch; each.HasNext() && uint64(each.PeekNext()) < end; {
		visit(each.Next() - from)
	}
}

// stretch works out one stretch of a segment.
func (w *weighing) stretch(s *scratch, in *here, from uint32, visit func(rows []uint32, scores []float64)) error {
	s.hits = docSet{}
	known := in.hits != nil
	take(in.hits, from, func(i uint32) {
		s.hits.add(i)
		s.score[i] = 0
	})
	for _, g := range w.readAsked {
		if g.unheard || !w.scored {
			continue
		}
		if err := w.group(s, g, from); err != nil {
			return err
		}
		if known {
			for i := range s.seen.all {
				s.score[i] += s.worth(i)
			}
			continue
		}
		s.hits = s.seen
		for i := range s.seen.all {
			s.score[i] = s.worth(i)
		}
	}
	if w.scored {
		if err := w.raise(s, in, from); err != nil {
			return err
		}
	}
	rows := w.v.segments[in.segment].rows
	some, scores := s.rows[:0], s.scores[:0]
	for i := range s.hits.all {
		if some, scores = append(some, rows[from+i]), append(scores, s.score[i]); len(some) == cap(some) {
			visit(some, scores)
			if some, scores = some[:0], scores[:0]; w.enough != nil && w.enough() {
				return nil
			}
		}
	}
	visit(some, scores)
	return nil
}

// raise adds to the scores of the hits what the whole question is worth.
func (w *weighing) raise(s *scratch, in *here, from uint32) error {
	if in.matched != nil {
		for i := range s.hits.all {
			n := in.matched.of(from + i)
			share := float64(n) / float64(len(w.asked))
			if s.score[i] *= share * share; n == len(w.asked) {
				s.score[i] += boostAll
			}
		}
	}
	for _, g := range w.readOptional {
		if g.unheard {
			continue
		}
		if err := w.group(s, g, from); err != nil {
			return err
		}
		for i := range s.seen.all {
			s.score[i] += boostOptional * s.worth(i)
		}
	}
	take(in.strict, from, func(i uint32) { s.score[i] += boostStrict })
	if w.readWhole != nil {
		take(w.readWhole.set, from, func(i uint32) {
			if s.hits.has(i) {
				s.score[i] += boostWhole
			}
		})
	}
	return nil
}

// group sets s.seen to the documents that answer a group, and of these s.best and
// s.rest.
func (w *weighing) group(s *scratch, g readGroup, from uint32) error {
	s.seen = docSet{}
	for _, way := range g.ways {
		if err := w.way(s, way, from); err != nil {
			return err
		}
	}
	return nil
}

// add is one match of a document.
func (s *scratch) add(i uint32, score float64) {
	bit, word := uint64(1)<<(i%64), &s.seen[i/64]
	if *word&bit == 0 {
		*word |= bit
		s.best[i], s.rest[i] = score, 0
		return
	}
	if score > s.best[i] {
		score, s.best[i] = s.best[i], score
	}
	s.rest[i] += score
}

// worth is the score of a group: its best way and a little for each other.
func (s *scratch) worth(i uint32) float64 { return s.best[i] + besides*s.rest[i] }

// way adds what a way matches.
func (w *weighing) way(s *scratch, r *readWay, from uint32) error {
	end := uint64(from) + stretch
	switch {
	case r.how == apart:
		return w.apart(s, r, from)
	case r.how == byPhrase:
		for len(r.hits) > 0 && uint64(r.hits[0].doc) < end {
			s.add(r.hits[0].doc-from, r.boost*r.hits[0].score)
			r.hits = r.hits[1:]
		}
	case r.constant:
		take(r.set, from, func(i uint32) { s.add(i, r.boost) })
	default:
		for t := r.term; t.at != nil && t.at.Number() < end; {
			s.add(uint32(t.at.Number())-from, r.boost*t.score())
			if err := t.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// apart adds the documents that have all of some words, with the sum of these.
func (w *weighing) apart(s *scratch, r *readWay, from uint32) error {
	if s.inner == nil {
		s.inner = newScratch()
	}
	in := s.inner
	for i, g := range r.apart {
		if err := w.group(in, g, from); err != nil {
			return err
		}
		if i == 0 {
			in.hits = in.seen
			for i := range in.seen.all {
				in.score[i] = in.worth(i)
			}
			continue
		}
		for i := range in.seen.all {
			in.score[i] += in.worth(i)
		}
	}
	for i := range in.hits.all {
		s.add(i, r.boost*in.score[i])
	}
	return nil
}

func (r *reading) next() (err error) {
	r.at, err = r.each.Next()
	return err
}

// score is Bleve's BM25 of the posting being read.
func (r *reading) score() float64 {
	tf := math.Sqrt(float64(r.at.Frequency()))
	return r.idf * (tf * blevesearch.BM25_k1) / (tf + r.field.lengthPart(r.at))
}
