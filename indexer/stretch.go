package indexer

import (
	"math"
	"math/bits"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"

	"euxine/indexer/table"
)

// A page shows twenty of the thousands of documents that answer. So ways are read in
// the order of what they may add at most, and before each it is asked which documents
// can still come among those kept: only of them the way is weighed. What is kept is
// the same as if all were.

// scratch is what is kept of the documents of a stretch.
type scratch struct {
	from, end  uint32 // the stretch: its first document, and the one behind it
	hits       docSet // documents that answer the question
	able       docSet // hits that may still come among those kept
	ables      int    // how many
	seen       docSet // documents that answer the group
	best, rest []float64
	score      []float64
	inner      *scratch // for words within a group
	rows       [table.Chunk]uint32
	scores     [table.Chunk]float64
}

var scratches = sync.Pool{New: func() any { return newScratch() }}

func newScratch() *scratch {
	return &scratch{best: make([]float64, stretch), rest: make([]float64, stretch), score: make([]float64, stretch)}
}

// take visits a stretch's documents of a set that is read in order; nil: none.
func (s *scratch) take(each roaring.IntPeekable, visit func(i uint32)) {
	if each == nil {
		return
	}
	for each.AdvanceIfNeeded(s.from); each.HasNext() && each.PeekNext() < s.end; {
		visit(each.Next() - s.from)
	}
}

// stretch works out one stretch of a segment.
func (w *weighing) stretch(s *scratch, in *here, visit visitor) error {
	s.hits, s.ables = docSet{}, 0
	n := copy(s.hits[:], in.hits[s.from/64:(s.end+63)/64])
	for _, word := range s.hits[:n] {
		s.ables += bits.OnesCount64(word)
	}
	if s.ables == 0 {
		return nil
	}
	clear(s.score[:s.end-s.from])
	s.able = s.hits
	if w.scored && s.ables > 0 {
		if err := w.score(s, in, visit.floor); err != nil {
			return err
		}
	}
	shown := &s.hits
	if w.firstOnly && w.scored {
		shown = &s.able
	}
	rows := w.v.segments[in.segment].rows
	some, scores := s.rows[:0], s.scores[:0]
	for i := range shown.all {
		if some, scores = append(some, rows[s.from+i]), append(scores, s.score[i]); len(some) == cap(some) {
			visit.take(some, scores)
			if some, scores = some[:0], scores[:0]; w.enough != nil && w.enough() {
				return nil
			}
		}
	}
	visit.take(some, scores)
	return nil
}

// score works out what the hits of a stretch are worth, as far as that matters.
func (w *weighing) score(s *scratch, in *here, wanted func() float64) error {
	floor, later := math.Inf(-1), 0.0 // what the groups to come may add
	if wanted != nil && in.matched == nil {
		floor = wanted()
	}
	for _, g := range w.readAsked {
		later += g.ceiling
	}
	for _, g := range w.readOptional {
		later += boostOptional * g.ceiling
	}
	raise := func() {
		s.take(in.strict, func(i uint32) { s.score[i] += boostStrict })
		if w.readWhole != nil {
			s.take(w.readWhole.set, func(i uint32) { s.score[i] += boostWhole })
		}
	}
	if in.matched == nil {
		raise()
	}
	add := func(groups []readGroup, share float64) error {
		for _, g := range groups {
			if later -= share * g.ceiling; g.unheard {
				continue
			}
			if err := w.group(s, g, bound{floor, share, max(later, 0)}); err != nil {
				return err
			}
			for i := range s.seen.all {
				s.score[i] += share * s.worth(i)
			}
		}
		return nil
	}
	if err := add(w.readAsked, 1); err != nil {
		return err
	}
	if in.matched != nil {
		for i := range s.hits.all {
			n := in.matched.of(s.from + i)
			answered := float64(n)
			if in.matched.sober != nil {
				n = in.matched.sober.of(s.from + i)
				answered = related*answered + (1-related)*float64(n)
			}
			share := answered / float64(len(w.asked))
			if s.score[i] *= share * share; n == len(w.asked) {
				s.score[i] += boostAll
			}
		}
	}
	if err := add(w.readOptional, boostOptional); err != nil {
		return err
	}
	if in.matched != nil {
		raise()
	}
	return nil
}

// bound is what tells that a document need not be weighed further.
type bound struct {
	floor float64 // what scores less is not wanted
	share float64 // of the group's worth that is added to the score
	later float64 // what the groups after this may add
}

// unbound weighs all documents.
var unbound = bound{floor: math.Inf(-1)}

// near is a margin for sums that are rounded on the way.
const near = 1 - 1e-9

// drop leaves out documents that cannot reach the floor any more: of the group, none
// of the ways left scores more than most, and all together sum.
func (s *scratch) drop(b bound, most, sum float64) {
	floor := b.floor*near - b.later - b.share*besides*sum
	for i := range s.able.all {
		best, worth := 0.0, 0.0
		if s.seen.has(i) {
			best, worth = s.best[i], s.worth(i)
		}
		if s.score[i]+b.share*(worth+(1-besides)*max(0, most-best)) < floor {
			s.able.remove(i)
			s.ables--
		}
	}
}

// group sets s.seen to the documents that answer a group, and of these s.best and
// s.rest.
func (w *weighing) group(s *scratch, g readGroup, b bound) error {
	s.seen = docSet{}
	sum := 0.0
	for _, r := range g.ways {
		sum += r.ceiling
	}
	part := float64(s.end-s.from) / float64(max(w.v.table.Living(), 1))
	for _, r := range g.ways {
		// To ask takes an eighth of the time that weighing takes.
		if !math.IsInf(b.floor, -1) && float64(r.count)*part > float64(s.ables)/8 {
			s.drop(b, r.ceiling, sum)
		}
		if s.ables == 0 {
			return nil
		}
		if err := w.way(s, r, float64(r.count)*part); err != nil {
			return err
		}
		sum = max(sum-r.ceiling, 0)
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

// passing is how many postings are passed over in the time that one is weighed.
const passing = 4

// way adds what a way matches, which are about so many documents of the stretch.
func (w *weighing) way(s *scratch, r *readWay, count float64) error {
	sparse := float64(s.ables)*passing < count
	switch {
	case r.how == apart:
		return w.apart(s, r)
	case r.how == byPhrase:
		for len(r.hits) > 0 && r.hits[0].doc < s.end {
			if doc := r.hits[0].doc; doc >= s.from && s.able.has(doc-s.from) {
				s.add(doc-s.from, r.boost*r.hits[0].score)
			}
			r.hits = r.hits[1:]
		}
	case r.constant && r.set == nil:
	case r.constant && sparse:
		for i := range s.able.all {
			if r.set.AdvanceIfNeeded(s.from + i); !r.set.HasNext() {
				return nil
			}
			if r.set.PeekNext() == s.from+i {
				s.add(i, r.boost)
			}
		}
	case r.constant:
		s.take(r.set, func(i uint32) {
			if s.able.has(i) {
				s.add(i, r.boost)
			}
		})
	case sparse:
		for i := range s.able.all {
			if err := r.term.advance(uint64(s.from + i)); err != nil || r.term.at == nil {
				return err
			}
			if r.term.at.Number() == uint64(s.from+i) {
				s.add(i, r.boost*r.term.score())
			}
		}
	default:
		t := r.term
		if err := t.advance(uint64(s.from)); err != nil {
			return err
		}
		for t.at != nil && t.at.Number() < uint64(s.end) {
			if i := uint32(t.at.Number()) - s.from; s.able.has(i) {
				s.add(i, r.boost*t.score())
			}
			if err := t.next(); err != nil {
				return err
			}
		}
	}
	return nil
}

// apart adds the documents that have all of some words, with the sum of these.
func (w *weighing) apart(s *scratch, r *readWay) error {
	if r.set == nil {
		return nil
	}
	if s.inner == nil {
		s.inner = newScratch()
	}
	in := s.inner
	in.from, in.end, in.able, in.ables = s.from, s.end, docSet{}, 0
	s.take(r.set, func(i uint32) {
		if s.able.has(i) {
			in.able.add(i)
			in.score[i] = 0
			in.ables++
		}
	})
	for _, g := range r.apart {
		if err := w.group(in, g, unbound); err != nil {
			return err
		}
		for i := range in.seen.all {
			in.score[i] += in.worth(i)
		}
	}
	for i := range in.able.all {
		s.add(i, r.boost*in.score[i])
	}
	return nil
}

func (r *reading) next() (err error) {
	r.at, err = r.each.Next()
	return err
}

// advance goes to a document, or the next there is.
func (r *reading) advance(doc uint64) (err error) {
	if r.at != nil && r.at.Number() < doc {
		r.at, err = r.each.Advance(doc)
	}
	return err
}

// score is Bleve's BM25 of the posting being read.
func (r *reading) score() float64 {
	tf := math.Sqrt(float64(r.at.Frequency()))
	return r.idf * (tf * blevesearch.BM25_k1) / (tf + r.field.lengthPart(r.at))
}

// ceiling is what no posting scores more than. A text is at least as long as the word
// is often in it, so tf/(tf+c+d·tf²) is the most there is: at tf=√(c/d), but at
// least 1.
func (r *reading) ceiling() float64 {
	c := blevesearch.BM25_k1 * (1 - blevesearch.BM25_b)
	d := blevesearch.BM25_k1 * blevesearch.BM25_b / max(r.field.average, 1)
	tf := max(1, math.Sqrt(c/d))
	return r.idf * blevesearch.BM25_k1 / (1 + c/tf + d*tf)
}
