package indexer

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Which documents answer a question is worked out from sets: a word's documents are a
// set in Bleve's segments already, and joining sets of a million takes microseconds
// where reading their postings takes milliseconds.

// matches is which documents answer a question, by segment.
type matches struct {
	// alone: whatever the one group finds is a hit.
	alone bool
	hits  []*roaring.Bitmap
	// matched is how many groups a document answers; nil where all must be.
	matched []*tallies
}

// none says whether nothing in a segment answers.
func (m *matches) none(n int) bool { return m.hits[n] != nil && m.hits[n].IsEmpty() } // nil: not yet known

func (m *matches) count() uint64 {
	count := uint64(0)
	for _, hits := range m.hits {
		count += hits.GetCardinality()
	}
	return count
}

// match finds the documents that answer.
func (w *weighing) match(ctx context.Context) (*matches, error) {
	m := &matches{hits: make([]*roaring.Bitmap, len(w.v.segments)), matched: make([]*tallies, len(w.v.segments))}
	m.alone = len(w.readAsked) == 1 && len(w.readNot)+len(w.readStrict)+len(w.readOptional) == 0 && w.only == nil
	for n := range w.v.segments {
		if w.only != nil {
			m.hits[n] = w.only[n]
		}
		if m.none(n) {
			continue
		}
		var err error
		if w.least == len(w.asked) {
			m.hits[n], err = w.all(ctx, w.readAsked, n, m.hits[n])
		} else {
			m.hits[n], m.matched[n], err = w.some(ctx, n, m.hits[n])
		}
		if err != nil {
			return nil, err
		}
		for _, g := range w.readNot {
			if m.none(n) {
				break
			}
			gone, err := w.set(ctx, g, n, m.hits[n])
			if err != nil {
				return nil, err
			}
			m.hits[n] = roaring.AndNot(m.hits[n], gone)
		}
	}
	return m, nil
}

// all is the documents of a segment that answer every group, of those within.
func (w *weighing) all(ctx context.Context, groups []readGroup, n int, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	// What stands together is found by reading: last, where least is left to be read.
	for _, phrased := range []bool{false, true} {
		for _, g := range groups {
			if g.phrased() != phrased {
				continue
			}
			var err error
			if within, err = w.set(ctx, g, n, within); err != nil || within.IsEmpty() {
				return within, err
			}
		}
	}
	return within, nil
}

func (g readGroup) phrased() bool {
	return slices.ContainsFunc(g.ways, func(r *readWay) bool { return r.how == byPhrase })
}

// some is the documents of a segment that answer enough groups, and how many each
// does: where that is asked soberly, without related concepts.
func (w *weighing) some(ctx context.Context, n int, within *roaring.Bitmap) (*roaring.Bitmap, *tallies, error) {
	t := newTallies(len(w.v.segments[n].rows))
	for _, g := range w.readAsked {
		set, err := w.set(ctx, g, n, within)
		if err != nil {
			return nil, nil, err
		}
		t.add(set)
	}
	hits := t.least(w.least)
	if !w.scored || !w.sober {
		return hits, t, nil
	}
	sober := newTallies(len(w.v.segments[n].rows))
	for _, g := range w.readStrict {
		set, err := w.set(ctx, g, n, hits)
		if err != nil {
			return nil, nil, err
		}
		sober.add(set)
	}
	t.sober = sober
	return hits, t, nil
}

// set is the documents of a segment that answer a group, of those within; nil within:
// of all. It may be shared.
func (w *weighing) set(ctx context.Context, g readGroup, n int, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	sets := make([]*roaring.Bitmap, 0, len(g.ways))
	for _, r := range g.ways {
		set, err := w.wayDocs(ctx, r, n, within)
		if err != nil {
			return nil, err
		}
		if set != nil {
			sets = append(sets, set)
		}
	}
	if len(sets) == 1 {
		return sets[0], nil
	}
	return roaring.FastOr(sets...), nil
}

// wayDocs is the documents a way finds, of those within; it may be shared, and nil for
// none.
func (w *weighing) wayDocs(ctx context.Context, r *readWay, n int, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	switch r.how {
	case byBeginning:
		if within == nil {
			return r.begun[n], nil
		}
		return roaring.And(r.begun[n], within), nil
	case byPhrase:
		if err := w.look(ctx, r, n, within); err != nil {
			return nil, err
		}
		if within == nil {
			return r.found[n].docs, nil
		}
		return roaring.And(r.found[n].docs, within), nil
	case apart:
		if r.whole[n] == nil {
			var err error
			if r.whole[n], err = w.all(ctx, r.apart, n, within); err != nil {
				return nil, err
			}
			return r.whole[n], nil
		}
		if within == nil {
			return r.whole[n], nil
		}
		return roaring.And(r.whole[n], within), nil
	}
	return r.term.set(n, within), nil
}

// documentsIn is the documents of a word in a segment, as Bleve keeps them; nil for
// none.
func documentsIn(p segment.PostingsList) *roaring.Bitmap {
	each, ok := p.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil
	}
	if doc, one := each.DocNum1Hit(); one {
		return roaring.BitmapOf(uint32(doc))
	}
	return each.ActualBitmap()
}

// tallies counts for every document of a segment how many sets it is in: the bits of
// the numbers, each bit of all documents together.
type tallies struct {
	bits  [6][]uint64 // enough for search.MaxTerms
	sober *tallies    // the same without related concepts, where that is less
}

func newTallies(docs int) *tallies {
	t := &tallies{}
	for bit := range t.bits {
		t.bits[bit] = make([]uint64, (docs+63)/64)
	}
	return t
}

func (t *tallies) add(set *roaring.Bitmap) {
	if set.IsEmpty() {
		return
	}
	dense := make([]uint64, len(t.bits[0]))
	set.WriteDenseTo(dense)
	for k, carry := range dense {
		for bit := 0; carry != 0; bit++ {
			t.bits[bit][k], carry = t.bits[bit][k]^carry, t.bits[bit][k]&carry
		}
	}
}

// of is a document's number.
func (t *tallies) of(doc uint32) int {
	n := 0
	for bit := range t.bits {
		n |= int(t.bits[bit][doc/64]>>(doc%64)&1) << bit
	}
	return n
}

// least is the documents with at least the number.
func (t *tallies) least(number int) *roaring.Bitmap {
	dense := make([]uint64, len(t.bits[0]))
	for k := range dense {
		more, same := uint64(0), ^uint64(0)
		for bit := len(t.bits) - 1; bit >= 0; bit-- {
			if number>>bit&1 != 0 {
				same &= t.bits[bit][k]
			} else {
				more |= same & t.bits[bit][k]
				same &^= t.bits[bit][k]
			}
		}
		dense[k] = more | same
	}
	return roaring.FromDense(dense, false)
}
