package indexer

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// fieldIn is a field of the index: its dictionaries by segment, and what scores need.
type fieldIn struct {
	name         string
	dictionaries func() ([]segment.TermDictionary, error) // opened when first needed
	average      float64                                  // see averages
	byLength     []float64
}

// maxLength is up to which length of texts the length's part of a score is kept.
const maxLength = 4096

// lengthPart is what the length of the text adds below the line in BM25.
func (f *fieldIn) lengthPart(p segment.Posting) float64 {
	known, ok := p.(interface{ NormUint64() uint64 }) // the length: the norm is worked out of it
	if !ok || known.NormUint64() >= maxLength {
		return lengthPart(p.Norm(), f.average)
	}
	n := known.NormUint64()
	if short := uint64(len(f.byLength)); n >= short { // most texts are short
		f.byLength = append(f.byLength, make([]float64, min(maxLength, max(64, 2*n))-short)...)
	}
	if f.byLength[n] == 0 {
		f.byLength[n] = lengthPart(p.Norm(), f.average)
	}
	return f.byLength[n]
}

// prepare looks up all ways.
func (w *weighing) prepare(ctx context.Context) error {
	w.fields = map[string]*fieldIn{}
	all := func(groups []group) ([]readGroup, error) {
		var list []readGroup
		for _, g := range groups {
			r, err := w.lookUp(ctx, g)
			if err != nil {
				return nil, err
			}
			list = append(list, r)
		}
		return list, nil
	}
	var err error
	if w.readAsked, err = all(w.asked); err == nil {
		w.readNot, err = all(w.not)
	}
	if w.scored && err == nil {
		if w.readOptional, err = all(w.optional); err == nil {
			w.readStrict, err = all(w.strict)
		}
		if w.whole != nil && err == nil {
			w.readWhole, err = w.lookUpWay(ctx, *w.whole)
		}
	}
	for _, groups := range [][]readGroup{w.readAsked, w.readOptional, w.readStrict} {
		slices.SortStableFunc(groups, func(a, b readGroup) int { return cmp.Compare(a.count, b.count) })
	}
	return err
}

func (w *weighing) lookUp(ctx context.Context, g group) (readGroup, error) {
	var r readGroup
	for _, one := range g {
		way, err := w.lookUpWay(ctx, one)
		if err != nil {
			return r, err
		}
		if way != nil {
			r.ways = append(r.ways, way)
			r.count += way.count
			r.ceiling += besides * way.ceiling
		}
	}
	slices.SortStableFunc(r.ways, func(a, b *readWay) int { return cmp.Compare(b.ceiling, a.ceiling) })
	if len(r.ways) > 0 {
		r.ceiling += (1 - besides) * r.ways[0].ceiling
	}
	return r, nil
}

// lookUpWay finds where a way is to be read; nil where nothing matches it.
func (w *weighing) lookUpWay(ctx context.Context, one way) (*readWay, error) {
	var term *reading
	if one.how == byTerm { // most words stand in few fields
		f, err := w.field(one.field)
		if err != nil {
			return nil, err
		}
		if term, err = w.read(f, one.terms[0][0]); err != nil || term.count == 0 {
			return nil, err
		}
	}
	r := &readWay{way: one, ceiling: one.boost, term: term} // as far as that is constant
	if one.how == apart {
		r.count, r.ceiling = math.MaxUint64, 0
		for _, g := range one.words {
			words, err := w.lookUp(ctx, g)
			if err != nil || words.count == 0 {
				return nil, err
			}
			r.apart = append(r.apart, words)
			r.count = min(r.count, words.count)
			r.ceiling += one.boost * words.ceiling
		}
		r.whole = make([]*roaring.Bitmap, len(w.v.segments))
		return r, nil
	}
	f, err := w.field(one.field)
	if err != nil {
		return nil, err
	}
	switch one.how {
	case byBeginning:
		r.begun = make([]*roaring.Bitmap, len(w.v.segments))
		for n, part := range w.v.snapshot.Segments() {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			docs, err := w.kept.get(beginning{one.field, one.terms[0][0]}, part.Segment())
			if err != nil {
				return nil, err
			}
			if gone := part.Deleted(); gone != nil && docs.Intersects(gone) {
				docs = roaring.AndNot(docs, gone)
			}
			r.begun[n] = docs
			r.count += docs.GetCardinality()
		}
	case byPhrase:
		r.count, r.ceiling = math.MaxUint64, 0
		for _, words := range one.terms {
			var spelt []*reading
			count, most := uint64(0), 0.0
			for _, term := range words {
				s, err := w.read(f, term)
				if err != nil {
					return nil, err
				}
				if s.count > 0 {
					spelt = append(spelt, s)
					count += s.count
					most = max(most, s.ceiling())
				}
			}
			if spelt == nil {
				return nil, nil
			}
			r.spelt = append(r.spelt, spelt)
			r.count = min(r.count, count)
			r.ceiling += one.boost * most
		}
		r.found = make([]*standing, len(w.v.segments))
	default:
		switch r.count = r.term.count; {
		case one.rare:
			r.boost *= min(1, r.term.idf/rarity) // what many records carry says little of each
			r.ceiling = r.boost
		case !one.constant:
			r.ceiling *= r.term.ceiling()
		}
	}
	if r.count == 0 {
		return nil, nil
	}
	return r, nil
}

// read looks up a word of a field in all segments.
func (w *weighing) read(f *fieldIn, term string) (*reading, error) {
	t, err := w.v.term(termKey{f.name, term}, f.dictionaries)
	return &reading{term: t, field: f}, err
}

// field gives what there is of a field.
func (w *weighing) field(name string) (*fieldIn, error) {
	if f := w.fields[name]; f != nil {
		return f, nil
	}
	f := &fieldIn{name: name, dictionaries: sync.OnceValues(func() (list []segment.TermDictionary, err error) {
		for _, part := range w.v.snapshot.Segments() {
			d, err := part.Segment().Dictionary(name)
			if err != nil {
				return nil, err
			}
			list = append(list, d)
		}
		return list, nil
	})}
	if w.scored {
		var err error
		if f.average, err = w.v.average(name); err != nil {
			return nil, err
		}
	}
	w.fields[name] = f
	return f, nil
}

// here is where the reading is.
type here struct {
	segment int
	hits    []uint64            // as bits; the scratch's
	matched *tallies            // nil: all groups are
	strict  roaring.IntPeekable // the hits that have the words as spelt
}

// enter begins the reading of a segment, and looks only at what answers.
func (w *weighing) enter(ctx context.Context, m *matches, n int, s *scratch) (*here, error) {
	words := (len(w.v.segments[n].rows) + 63) / 64
	s.dense = slices.Grow(s.dense[:0], words)[:words]
	clear(s.dense)
	in, hits := &here{segment: n, matched: m.matched[n], hits: s.dense}, m.hits[n]
	hits.WriteDenseTo(in.hits)
	if !w.scored {
		return in, nil
	}
	if m.alone {
		hits = nil // its ways find nothing else
	}
	for _, groups := range [][]readGroup{w.readAsked, w.readOptional} {
		for i := range groups {
			if err := groups[i].enter(ctx, w, n, hits); err != nil {
				return nil, err
			}
		}
	}
	if len(w.readStrict) > 0 {
		strict, err := w.all(ctx, w.readStrict, n, hits)
		if err != nil {
			return nil, err
		}
		in.strict = strict.Iterator()
	}
	if w.readWhole != nil {
		return in, w.readWhole.enter(ctx, w, n, hits)
	}
	return in, nil
}

// enter begins the reading of a group in a segment, and sets what its ways may add there.
func (g *readGroup) enter(ctx context.Context, w *weighing, n int, hits *roaring.Bitmap) error {
	if g.unheard {
		return nil
	}
	for _, r := range g.ways {
		if err := r.enter(ctx, w, n, hits); err != nil {
			return err
		}
	}
	g.left = slices.Grow(g.left[:0], len(g.ways)+1)[:len(g.ways)+1]
	g.left[len(g.ways)] = left{}
	for i := len(g.ways) - 1; i >= 0; i-- {
		behind, most := g.left[i+1], g.ways[i].most
		g.left[i] = left{max(behind.most, most), behind.sum + most}
	}
	g.most = (1-besides)*g.left[0].most + besides*g.left[0].sum
	return nil
}

func (r *readWay) enter(ctx context.Context, w *weighing, n int, hits *roaring.Bitmap) error {
	r.most = r.ceiling
	switch {
	case r.how == apart:
		hits, err := w.wayDocs(ctx, r, n, hits)
		if r.set = nil; err != nil || hits == nil {
			return err
		}
		r.set = hits.Iterator()
		for i := range r.apart {
			if err := r.apart[i].enter(ctx, w, n, hits); err != nil {
				return err
			}
		}
	case r.how == byPhrase:
		err := w.look(ctx, r, n, hits)
		if r.hits = nil; err == nil {
			r.hits = r.found[n].hits
		}
		return err
	case r.constant:
		set, err := w.wayDocs(ctx, r, n, hits)
		if r.set = nil; set != nil && !set.IsEmpty() {
			r.set = set.Iterator()
		} else {
			r.most = 0
		}
		return err
	default:
		if err := r.term.weigh(w, n, hits); err != nil {
			return err
		}
		r.most = r.boost * r.term.most()
	}
	return nil
}

// weigh begins the reading of what the word's postings in a segment weigh, of the
// documents among them; nil: of all.
func (r *reading) weigh(w *weighing, n int, among *roaring.Bitmap) (err error) {
	r.at, r.kept, r.upTo = nil, nil, 0
	docs := r.set(n, among)
	if docs == nil || docs.IsEmpty() {
		return nil
	}
	all := r.docs[n].GetCardinality()
	if all < w.worthUnpacking {
		return r.enter(n, among, docs, false)
	}
	most := docs.GetCardinality()*passing > all
	if r.kept, err = w.unpacking.get(packedIn{w.v.segments[n].file, r.key}, most); err != nil {
		return err
	}
	if r.kept == nil {
		return r.enter(n, among, docs, false)
	}
	r.factors = w.v.factorsOf(r.key.field, r.field.average, w.unpacking.bookOf(r.key.field))
	return nil
}

// enter begins the reading of the word's postings in a segment, of some documents; these
// are those among them that have it, where they are not all.
func (r *reading) enter(n int, among, docs *roaring.Bitmap, placed bool) error {
	r.at = nil
	if docs == nil || docs.IsEmpty() {
		return nil
	}
	r.each = r.postings[n].Iterator(true, true, placed, r.each)
	// To read some of the postings costs more for each than to read all of them.
	if each, ok := r.each.(segment.OptimizablePostingsIterator); ok && among != nil && each.ActualBitmap() != nil {
		if docs.GetCardinality() < each.ActualBitmap().GetCardinality() {
			each.ReplaceActual(docs)
		}
	}
	return r.next()
}
