package indexer

import (
	"context"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"euxine/indexer/table"
)

// What words find is worked out a stretch of documents at a time: every way to
// match is read in turn and adds to what is kept of each document, in memory that
// stays near the processor. Bleve's searchers hold all ways at one document instead
// and order them anew for the next: with the thirty ways a word has that takes ten
// times as long. The words of a document, how often and in how long a text, are read
// from Bleve's segments, and the score of a word is Bleve's BM25.

// stretch is how many documents are worked out at a time.
const stretch = 1 << 16

// docSet is a set of the documents of a stretch, by their number in it.
type docSet [stretch / 64]uint64

func (s *docSet) has(i uint32) bool { return s[i/64]>>(i%64)&1 != 0 }
func (s *docSet) add(i uint32)      { s[i/64] |= 1 << (i % 64) }

// next is the first document of the set from one on; stretch where there is none.
func (s *docSet) next(i uint32) uint32 {
	n := i / 64
	for w := s[n] >> (i % 64) << (i % 64); ; w = s[n] {
		if w != 0 {
			return n*64 + uint32(bits.TrailingZeros64(w))
		}
		if n++; n == uint32(len(s)) {
			return stretch
		}
	}
}

func (s *docSet) each(visit func(i uint32)) {
	for n, w := range s {
		for ; w != 0; w &= w - 1 {
			visit(uint32(n*64 + bits.TrailingZeros64(w)))
		}
	}
}

// weighing is a search for words in a view.
type weighing struct {
	v      *view
	kept   *beginnings
	scored bool // scores are wanted
	fields map[string]*fieldIn
	only   [][]uint32 // the documents of each segment that matter, in order; nil: all do
	// phrase finds a phrase, its documents in order.
	phrase func(way) ([]found, error)
	// narrow gives only, when it is known that at most so many documents answer.
	narrow func(most uint64) [][]uint32

	wanted
	readAsked, readStrict, readOptional, readNot []readGroup
	readWhole                                    *readWay
}

// found is a document of a segment with a score.
type found struct {
	segment int
	doc     uint32
	score   float64
}

// readGroup is a group that is read; ways nothing can match are left out.
type readGroup struct {
	ways  []*readWay
	count uint64 // at most so many documents answer it
}

// readWay is a way that is read, in the segment where the reading is.
type readWay struct {
	way
	idf      float64
	field    *fieldIn
	here     int                    // the segment where the reading is
	postings []segment.PostingsList // by segment; nil where there are none
	sets     []*roaring.Bitmap      // of a beginning, by segment
	hits     []found                // of a phrase
	words    []readGroup            // of apart
	count    uint64

	each segment.PostingsIterator
	at   segment.Posting // that is read next; nil at the end
	set  roaring.IntPeekable
}

// scratch is what is kept of the documents of a stretch.
type scratch struct {
	seen        docSet // documents that answer the group
	best, rest  []float64
	hits        docSet // documents that answer any group asked for
	score       []float64
	matched     []uint8
	other, more docSet
	inner       *scratch // for words within a group
	rows        [table.Chunk]uint32
	scores      [table.Chunk]float64
}

var scratches = sync.Pool{New: func() any { return newScratch() }}

func newScratch() *scratch {
	return &scratch{best: make([]float64, stretch), rest: make([]float64, stretch), score: make([]float64, stretch), matched: make([]uint8, stretch)}
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
		most = w.readAsked[0].count
	}
	if w.narrow != nil {
		w.only = w.narrow(most)
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for n := range w.v.segments {
		if w.only != nil && len(w.only[n]) == 0 {
			continue
		}
		if err := w.enter(n); err != nil {
			return err
		}
		docs := uint32(len(w.v.segments[n].rows))
		for from := uint32(0); from < docs; from += stretch {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := w.stretch(s, n, from, visit); err != nil {
				return err
			}
		}
	}
	return nil
}

// stretch works out one stretch of a segment.
func (w *weighing) stretch(s *scratch, n int, from uint32, visit func(rows []uint32, scores []float64)) error {
	var within *docSet
	if w.only != nil {
		list := w.only[n]
		begin, _ := slices.BinarySearch(list, from)
		end, _ := slices.BinarySearch(list, from+stretch)
		if begin == end {
			return nil
		}
		s.other = docSet{}
		for _, doc := range list[begin:end] {
			s.other.add(doc - from)
		}
		within = &s.other
	}
	all := w.least == len(w.asked)
	s.hits = docSet{}
	for i, g := range w.readAsked {
		if err := w.group(s, g, from, within, w.scored); err != nil {
			return err
		}
		for k, seen := range s.seen {
			if all && i > 0 {
				s.hits[k] &= seen
			}
			for m := seen; m != 0; m &= m - 1 {
				doc := uint32(k*64 + bits.TrailingZeros64(m))
				score := 0.0
				if w.scored {
					score = s.best[doc] + besides*s.rest[doc]
				}
				if s.hits.has(doc) {
					s.score[doc] += score
					s.matched[doc]++
				} else if i == 0 || !all {
					s.score[doc], s.matched[doc] = score, 1
				}
			}
			if !all || i == 0 {
				s.hits[k] |= seen
			}
		}
		if all {
			within = &s.hits
		}
	}
	if !all {
		for k, word := range s.hits {
			for m := word; m != 0; m &= m - 1 {
				if doc := k*64 + bits.TrailingZeros64(m); int(s.matched[doc]) < w.least {
					s.hits[k] &^= m & -m
				}
			}
		}
	}
	for _, g := range w.readNot {
		if err := w.group(s, g, from, &s.hits, false); err != nil {
			return err
		}
		for k, seen := range s.seen {
			s.hits[k] &^= seen
		}
	}
	if w.scored {
		if err := w.raise(s, from); err != nil {
			return err
		}
	}
	rows := w.v.segments[n].rows
	some, scores := s.rows[:0], s.scores[:0]
	s.hits.each(func(i uint32) {
		if some, scores = append(some, rows[from+i]), append(scores, s.score[i]); len(some) == cap(some) {
			visit(some, scores)
			some, scores = some[:0], scores[:0]
		}
	})
	visit(some, scores)
	return nil
}

// raise adds to the scores of the hits what the whole question is worth.
func (w *weighing) raise(s *scratch, from uint32) error {
	asked := float64(len(w.asked))
	s.hits.each(func(i uint32) {
		share := float64(s.matched[i]) / asked
		s.score[i] *= share * share
		if w.least < len(w.asked) && int(s.matched[i]) == len(w.asked) {
			s.score[i] += boostAll
		}
	})
	for _, g := range w.readOptional {
		if err := w.group(s, g, from, &s.hits, true); err != nil {
			return err
		}
		s.seen.each(func(i uint32) { s.score[i] += boostOptional * (s.best[i] + besides*s.rest[i]) })
	}
	if len(w.readStrict) > 0 {
		s.more = s.hits
		for _, g := range w.readStrict {
			if err := w.group(s, g, from, &s.more, false); err != nil {
				return err
			}
			s.more = s.seen
		}
		s.more.each(func(i uint32) { s.score[i] += boostStrict })
	}
	if w.readWhole != nil {
		s.seen = docSet{}
		if err := w.way(s, w.readWhole, from, &s.hits, true); err != nil {
			return err
		}
		s.seen.each(func(i uint32) { s.score[i] += boostWhole })
	}
	return nil
}

// group sets s.seen to the documents that answer a group, and of these s.best and
// s.rest. within, if given, are the documents that matter.
func (w *weighing) group(s *scratch, g readGroup, from uint32, within *docSet, scored bool) error {
	s.seen = docSet{}
	for _, way := range g.ways {
		if err := w.way(s, way, from, within, scored); err != nil {
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

// jump is how far the next document that matters must be for postings to be asked
// for it instead of read on.
const jump = 64

// way adds what a way matches.
func (w *weighing) way(s *scratch, r *readWay, from uint32, within *docSet, scored bool) error {
	end := uint64(from) + stretch
	switch r.how {
	case byBeginning:
		if r.set == nil {
			return nil
		}
		for r.set.HasNext() && uint64(r.set.PeekNext()) < end {
			if i := r.set.Next() - from; within == nil || within.has(i) {
				s.add(i, r.boost)
			}
		}
		return nil
	case byPhrase:
		for len(r.hits) > 0 && r.hits[0].segment == r.here && uint64(r.hits[0].doc) < end {
			if i := r.hits[0].doc - from; within == nil || within.has(i) {
				s.add(i, r.boost*r.hits[0].score)
			}
			r.hits = r.hits[1:]
		}
		return nil
	case apart:
		return w.apart(s, r, from, within, scored)
	}
	for r.at != nil && r.at.Number() < end {
		i := uint32(r.at.Number()) - from
		if within == nil || within.has(i) {
			score := r.boost
			if scored && !r.constant {
				score *= r.score()
			}
			s.add(i, score)
		} else if to := within.next(i); to-i > jump {
			if err := r.advance(uint64(from + to)); err != nil {
				return err
			}
			continue
		}
		if err := r.next(); err != nil {
			return err
		}
	}
	return nil
}

// apart adds the documents that have all of some words, with the sum of these.
func (w *weighing) apart(s *scratch, r *readWay, from uint32, within *docSet, scored bool) error {
	if s.inner == nil {
		s.inner = newScratch()
	}
	in := s.inner
	for i, g := range r.words {
		if err := w.group(in, g, from, within, scored); err != nil {
			return err
		}
		for k, seen := range in.seen {
			if i > 0 {
				seen &= in.hits[k]
			}
			in.hits[k] = seen
			for m := seen; m != 0; m &= m - 1 {
				doc := k*64 + bits.TrailingZeros64(m)
				score := in.best[doc] + besides*in.rest[doc]
				if i > 0 {
					score += in.score[doc]
				}
				in.score[doc] = score
			}
		}
		within = &in.hits
	}
	in.hits.each(func(i uint32) { s.add(i, r.boost*in.score[i]) })
	return nil
}

func (r *readWay) next() (err error) {
	r.at, err = r.each.Next()
	return err
}

func (r *readWay) advance(doc uint64) (err error) {
	r.at, err = r.each.Advance(doc)
	return err
}

// score is Bleve's BM25 of the posting being read.
func (r *readWay) score() float64 {
	tf := math.Sqrt(float64(r.at.Frequency()))
	return r.idf * (tf * blevesearch.BM25_k1) / (tf + r.field.lengthPart(r.at))
}
