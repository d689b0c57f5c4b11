package indexer

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// fieldIn is a field of the index: its dictionaries by segment, and what scores need.
type fieldIn struct {
	dictionaries []segment.TermDictionary
	average      float64 // length of its texts, in words and stems
	byLength     []float64
}

// maxLength is up to which length of texts the length's part of a score is kept.
const maxLength = 4096

// lengthPart is what the length of the text adds below the line in BM25.
func (f *fieldIn) lengthPart(p segment.Posting) float64 {
	part := func(norm float64) float64 {
		return blevesearch.BM25_k1 * (1 - blevesearch.BM25_b + blevesearch.BM25_b/(norm*norm)/f.average)
	}
	known, ok := p.(interface{ NormUint64() uint64 }) // the length: the norm is worked out of it
	if !ok || known.NormUint64() >= maxLength {
		return part(p.Norm())
	}
	n := known.NormUint64()
	if f.byLength == nil {
		f.byLength = make([]float64, maxLength)
	}
	if f.byLength[n] == 0 {
		f.byLength[n] = part(p.Norm())
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
	if w.least == len(w.asked) { // the rarest first: the others are looked at only where it is
		slices.SortStableFunc(w.readAsked, func(a, b readGroup) int { return cmp.Compare(a.count, b.count) })
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
		}
	}
	return r, nil
}

// lookUpWay finds where a way is to be read; nil where nothing matches it.
func (w *weighing) lookUpWay(ctx context.Context, one way) (*readWay, error) {
	r := &readWay{way: one}
	if one.how == apart {
		r.count = math.MaxUint64
		for _, g := range one.words {
			words, err := w.lookUp(ctx, g)
			if err != nil || words.count == 0 {
				return nil, err
			}
			r.words = append(r.words, words)
			r.count = min(r.count, words.count)
		}
		return r, nil
	}
	f, err := w.field(one.field)
	if err != nil {
		return nil, err
	}
	r.field = f
	switch one.how {
	case byBeginning:
		r.sets = make([]*roaring.Bitmap, len(f.dictionaries))
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
			r.sets[n] = docs
			r.count += docs.GetCardinality()
		}
	case byPhrase:
		if r.terms, err = f.among(one.terms); err != nil || r.terms == nil {
			return nil, err
		}
		if r.hits, err = w.phrase(r.way); err != nil {
			return nil, err
		}
		r.count = uint64(len(r.hits))
	default:
		r.postings = make([]segment.PostingsList, len(f.dictionaries))
		for n, part := range w.v.snapshot.Segments() {
			term := []byte(one.terms[0][0])
			list, err := f.dictionaries[n].PostingsList(term, part.Deleted(), nil)
			if err != nil {
				return nil, err
			}
			if c := list.Count(); c > 0 {
				r.postings[n] = list
				r.count += c
			}
		}
		docs := w.v.table.Living()
		r.idf = math.Log(1 + (float64(docs)-float64(r.count)+0.5)/(float64(r.count)+0.5))
	}
	if r.count == 0 {
		return nil, nil
	}
	return r, nil
}

// field gives what there is of a field.
func (w *weighing) field(name string) (*fieldIn, error) {
	if f := w.fields[name]; f != nil {
		return f, nil
	}
	f := &fieldIn{}
	for _, part := range w.v.snapshot.Segments() {
		d, err := part.Segment().Dictionary(name)
		if err != nil {
			return nil, err
		}
		f.dictionaries = append(f.dictionaries, d)
	}
	if w.scored {
		words, err := w.v.snapshot.FieldCardinality(name)
		if err != nil {
			return nil, err
		}
		f.average = math.Ceil(float64(words) / float64(max(w.v.table.Living(), 1)))
	}
	w.fields[name] = f
	return f, nil
}

// among leaves out of a phrase the spellings that nothing has; nil where a word has
// none left.
func (f *fieldIn) among(terms [][]string) ([][]string, error) {
	kept := make([][]string, len(terms))
	for i, words := range terms {
		for _, word := range words {
			for _, d := range f.dictionaries {
				there, err := d.Contains([]byte(word))
				if err != nil {
					return nil, err
				}
				if there {
					kept[i] = append(kept[i], word)
					break
				}
			}
		}
		if len(kept[i]) == 0 {
			return nil, nil
		}
	}
	return kept, nil
}

// enter begins the reading of a segment.
func (w *weighing) enter(n int) error {
	for _, groups := range [][]readGroup{w.readAsked, w.readNot, w.readOptional, w.readStrict} {
		for _, g := range groups {
			if err := g.enter(n); err != nil {
				return err
			}
		}
	}
	if w.readWhole != nil {
		return w.readWhole.enter(n)
	}
	return nil
}

func (g readGroup) enter(n int) error {
	for _, r := range g.ways {
		if err := r.enter(n); err != nil {
			return err
		}
	}
	return nil
}

func (r *readWay) enter(n int) error {
	switch r.how {
	case apart:
		for _, g := range r.words {
			if err := g.enter(n); err != nil {
				return err
			}
		}
	case byBeginning:
		r.set = r.sets[n].Iterator()
	case byPhrase:
		for r.here = n; len(r.hits) > 0 && r.hits[0].segment < n; {
			r.hits = r.hits[1:]
		}
	default:
		if r.at = nil; r.postings[n] == nil {
			return nil
		}
		r.each = r.postings[n].Iterator(!r.constant, !r.constant, false, r.each)
		return r.next()
	}
	return nil
}
