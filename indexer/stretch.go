package indexer

import (
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"

	"euxine/indexer/table"
)

// A page shows twenty of the thousands of documents that answer. So ways are read in
// the order of what they may add at most, and before each it is asked which documents
// can still come among those kept: only of them the way is weighed. What is kept is
// the same as if all were.

// scratch is what is kept of the documents of a stretch: of those that answer, one after
// the other, so that a page's worth of memory holds what a common word finds in it.
type scratch struct {
	from, end  uint32   // the stretch: its first document, and the one behind it
	hits       docSet   // documents that answer the question
	docs       []uint32 // these, in order, by their number in the stretch
	before     [stretch / 64]uint16
	able       docSet // hits that may still come among those kept
	ables      int    // how many
	best, rest []float64
	score      []float64
	inner      *scratch // for words within a group
	dense      []uint64 // the hits of a segment
	rows       []uint32 // of the hits
}

// unseen is the best of what does not answer the group.
const unseen = -1

var scratches = sync.Pool{New: func() any { return &scratch{} }}

// begin makes room for the hits, of which all are able.
func (s *scratch) begin() {
	s.docs = s.docs[:0]
	for n, w := range s.hits {
		s.before[n] = uint16(len(s.docs))
		for ; w != 0; w &= w - 1 {
			s.docs = append(s.docs, uint32(n*64+bits.TrailingZeros64(w)))
		}
	}
	s.able, s.ables = s.hits, len(s.docs)
	if s.ables > cap(s.score) {
		s.score, s.best, s.rest = make([]float64, 2*s.ables), make([]float64, 2*s.ables), make([]float64, 2*s.ables)
	}
	s.score, s.best, s.rest = s.score[:s.ables], s.best[:s.ables], s.rest[:s.ables]
	clear(s.score)
}

// place is where a hit is among the hits.
func (s *scratch) place(i uint32) int {
	return int(s.before[i/64]) + bits.OnesCount64(s.hits[i/64]&(1<<(i%64)-1))
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
	n := copy(s.hits[:], in.hits[s.from/64:(s.end+63)/64])
	clear(s.hits[n:])
	if s.begin(); len(s.docs) == 0 {
		return nil
	}
	if w.scored {
		if err := w.score(s, in, visit.floor); err != nil {
			return err
		}
	}
	rows, scores := s.shown(w.v.segments[in.segment].rows[s.from:s.end], w.firstOnly && w.scored), s.score
	for len(rows) > 0 && (w.enough == nil || !w.enough()) {
		n := min(len(rows), table.Chunk)
		visit.take(rows[:n], scores[:n])
		rows, scores = rows[n:], scores[n:]
	}
	return nil
}

// shown is the rows of the hits, or of those that are able, with their scores first. They
// lie far apart: where nothing else is done between, memory is read for a dozen at once.
func (s *scratch) shown(rows []uint32, able bool) []uint32 {
	if able {
		n := 0
		for k, i := range s.docs {
			if s.able.has(i) {
				s.docs[n], s.score[n] = i, s.score[k]
				n++
			}
		}
		s.docs = s.docs[:n]
	}
	s.rows = slices.Grow(s.rows[:0], len(s.docs))[:len(s.docs)]
	shown := s.rows
	for k, i := range s.docs {
		shown[k] = rows[i]
	}
	return shown
}

// score works out what the hits of a stretch are worth, as far as that matters.
func (w *weighing) score(s *scratch, in *here, wanted func() float64) error {
	floor, later := math.Inf(-1), 0.0 // what the groups to come may add
	if wanted != nil && in.matched == nil {
		floor = wanted()
	}
	for _, g := range w.readAsked {
		later += g.most
	}
	for _, g := range w.readOptional {
		later += boostOptional * g.most
	}
	raise := func() {
		by := func(score float64) func(i uint32) {
			return func(i uint32) {
				if s.hits.has(i) {
					s.score[s.place(i)] += score
				}
			}
		}
		s.take(in.strict, by(boostStrict))
		if w.readWhole != nil {
			s.take(w.readWhole.set, by(boostWhole))
		}
	}
	if in.matched == nil {
		raise()
	}
	add := func(groups []readGroup, share float64) error {
		for _, g := range groups {
			if later -= share * g.most; g.unheard {
				continue
			}
			if err := w.group(s, g, bound{floor, share, max(later, 0)}); err != nil {
				return err
			}
			for k := range s.score {
				s.score[k] += share * s.worth(k)
			}
		}
		return nil
	}
	if err := add(w.readAsked, 1); err != nil {
		return err
	}
	if in.matched != nil {
		for k, i := range s.docs {
			n := in.matched.of(s.from + i)
			answered := float64(n)
			if in.matched.sober != nil {
				n = in.matched.sober.of(s.from + i)
				answered = related*answered + (1-related)*float64(n)
			}
			share := answered / float64(len(w.asked))
			if s.score[k] *= share * share; n == len(w.asked) {
				s.score[k] += boostAll
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

// drop leaves out documents that cannot reach the floor any more with what ways of the
// group are left.
func (s *scratch) drop(b bound, l left) {
	floor := b.floor*near - b.later - b.share*besides*l.sum
	if b.share*(1-besides)*l.most >= floor { // even what nothing is known of reaches it
		return
	}
	for n, w := range s.able {
		for ; w != 0; w &= w - 1 {
			k := int(s.before[n]) + bits.OnesCount64(s.hits[n]&(w&-w-1))
			if s.score[k]+b.share*(s.worth(k)+(1-besides)*max(0, l.most-max(0, s.best[k]))) < floor {
				s.able[n] &^= w & -w
				s.ables--
			}
		}
	}
}

// group sets s.best and s.rest for the documents that answer a group.
func (w *weighing) group(s *scratch, g readGroup, b bound) error {
	for k := range s.best {
		s.best[k] = unseen
	}
	part := float64(s.end-s.from) / float64(max(w.v.table.Living(), 1))
	for n, r := range g.ways {
		// To ask takes an eighth of the time that weighing takes.
		if !math.IsInf(b.floor, -1) && float64(r.count)*part > float64(s.ables)/8 {
			s.drop(b, g.left[n])
		}
		if s.ables == 0 {
			return nil
		}
		if err := w.way(s, r, float64(r.count)*part); err != nil {
			return err
		}
	}
	return nil
}

// add is one match of a hit.
func (s *scratch) add(i uint32, score float64) {
	k := s.place(i)
	if s.best[k] == unseen {
		s.best[k], s.rest[k] = score, 0
		return
	}
	if score > s.best[k] {
		score, s.best[k] = s.best[k], score
	}
	s.rest[k] += score
}

// worth is the score of a group: its best way and a little for each other; 0 of what does
// not answer it.
func (s *scratch) worth(k int) float64 {
	if s.best[k] == unseen {
		return 0
	}
	return s.best[k] + besides*s.rest[k]
}

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
	case r.term.kept != nil:
		s.impacts(r, sparse)
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
		s.inner = &scratch{}
	}
	in := s.inner
	in.from, in.end, in.hits = s.from, s.end, docSet{}
	s.take(r.set, func(i uint32) {
		if s.able.has(i) {
			in.hits.add(i)
		}
	})
	if in.begin(); in.ables == 0 {
		return nil
	}
	for _, g := range r.apart {
		if err := w.group(in, g, unbound); err != nil {
			return err
		}
		for k := range in.score {
			in.score[k] += in.worth(k)
		}
	}
	for k, i := range in.docs {
		s.add(i, r.boost*in.score[k])
	}
	return nil
}

// impacts adds what the postings that are kept of a term weigh.
func (s *scratch) impacts(r *readWay, sparse bool) {
	t := r.term
	docs, codes := t.kept.docs, t.kept.codes
	k := t.upTo
	if sparse {
		for i := range s.able.all {
			if k = reach(docs, k, s.from+i); k == len(docs) {
				break
			}
			if docs[k] == s.from+i {
				s.add(i, r.boost*(t.idf*t.factors[codes[k]]))
			}
		}
		t.upTo = k
		return
	}
	for k = reach(docs, k, s.from); k < len(docs) && docs[k] < s.end; k++ {
		if i := docs[k] - s.from; s.able.has(i) {
			s.add(i, r.boost*(t.idf*t.factors[codes[k]]))
		}
	}
	t.upTo = k
}

// reach is the place of a document in a list, or of the next there is, from a place on.
func reach(docs []uint32, from int, doc uint32) int {
	step := 1
	for from+step < len(docs) && docs[from+step] < doc {
		from, step = from+step, 2*step
	}
	n, _ := slices.BinarySearch(docs[from:min(from+step+1, len(docs))], doc)
	return from + n
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
	return r.idf * factor(math.Sqrt(float64(r.at.Frequency())), r.field.lengthPart(r.at))
}

// most is what no posting of the segment scores more than.
func (r *reading) most() float64 {
	if r.kept == nil {
		if r.at == nil {
			return 0
		}
		return r.ceiling()
	}
	most := 0.0
	for _, code := range r.kept.kinds {
		most = max(most, r.factors[code])
	}
	return r.idf * most
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
