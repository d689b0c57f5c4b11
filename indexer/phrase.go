package indexer

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// phraseHit is a document in which words stand together, with the sum of their scores.
type phraseHit struct {
	doc   uint32
	score float64
}

// place is where a word stands in a field: which of its texts, and at which word of
// that.
type place struct{ text, word uint64 }

// look finds a phrase in a segment, among the documents within, once: next to each
// other, in order and in one text, any spelling of each word. Positions are read only
// of documents that have all the words.
func (w *weighing) look(ctx context.Context, r *readWay, n int, within *roaring.Bitmap) error {
	if r.found[n] != nil {
		return nil
	}
	r.found[n] = []phraseHit{}
	for _, spellings := range r.spelt {
		var sets []*roaring.Bitmap
		for _, s := range spellings {
			if set := s.set(n, within); set != nil {
				sets = append(sets, set)
			}
		}
		if within = roaring.FastOr(sets...); within.IsEmpty() {
			return nil
		}
	}
	for _, spellings := range r.spelt {
		for _, s := range spellings {
			if err := s.enter(n, within, s.set(n, within), true); err != nil {
				return err
			}
		}
	}
	var ends, places []place
	for docs := within.Iterator(); docs.HasNext(); {
		doc := docs.Next()
		if doc%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		score := 0.0
		ends = ends[:0]
		for i, spellings := range r.spelt {
			places = places[:0]
			best := 0.0
			for _, s := range spellings {
				if s.at == nil || s.at.Number() != uint64(doc) {
					continue
				}
				if w.scored {
					best = max(best, s.score())
				}
				for _, l := range s.at.Locations() {
					p := place{word: l.Pos()}
					if in := l.ArrayPositions(); len(in) > 0 {
						p.text = in[0]
					}
					places = append(places, p)
				}
				if err := s.next(); err != nil {
					return err
				}
			}
			score += best
			slices.SortFunc(places, func(a, b place) int {
				return cmp.Or(cmp.Compare(a.text, b.text), cmp.Compare(a.word, b.word))
			})
			if i == 0 {
				ends = append(ends, places...)
				continue
			}
			ends = follow(ends, places)
		}
		if len(ends) > 0 {
			r.found[n] = append(r.found[n], phraseHit{doc, score})
		}
	}
	return nil
}

// follow keeps of some places those right behind one of the ends before. Both are in
// order.
func follow(ends, places []place) []place {
	var kept []place
	k := 0
	for _, p := range places {
		for k < len(ends) && (ends[k].text < p.text || ends[k].text == p.text && ends[k].word+1 < p.word) {
			k++
		}
		if k < len(ends) && ends[k].text == p.text && ends[k].word+1 == p.word {
			kept = append(kept, p)
		}
	}
	return kept
}
