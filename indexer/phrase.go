package indexer

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

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

// standing is where words stand together in a segment. It is shared, and not to be changed.
type standing struct {
	hits []phraseHit // in order
	docs *roaring.Bitmap
}

// phrases are those that were looked for in a view: a question asks for the same in several
// ways, and many for the same names of concepts. Safe for concurrent use.
type phrases struct {
	mu   sync.RWMutex
	of   map[phraseIn]*standing
	size int // hits of all
}

// phraseIn is a phrase in a segment; without scores where those were not wanted.
type phraseIn struct {
	segment int
	field   string
	words   string // the spellings of each
	scored  bool
}

// maxPhrases is how many hits are kept in a view, at sixteen bytes each: of more, all are
// forgotten.
const maxPhrases = 1 << 20

// get gives a phrase; nil: it is to be looked for.
func (p *phrases) get(at phraseIn) *standing {
	p.mu.RLock()
	defer p.mu.RUnlock()
	s := p.of[at]
	if s == nil && !at.scored { // with scores does as well
		at.scored = true
		s = p.of[at]
	}
	return s
}

func (p *phrases) put(at phraseIn, s *standing) {
	const own = 16 // what a phrase takes beside its hits, in hits
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.size += len(s.hits) + own; p.of == nil || p.size > maxPhrases {
		p.of, p.size = map[phraseIn]*standing{}, len(s.hits)+own
	}
	p.of[at] = s
}

// look finds a phrase in a segment, among the documents within, once: next to each
// other, in order and in one text, any spelling of each word. Positions are read only
// of documents that have all the words; of all these, and kept, where those within are
// not far fewer: then it is found in others as well.
func (w *weighing) look(ctx context.Context, r *readWay, n int, within *roaring.Bitmap) (err error) {
	if r.found[n] != nil {
		return nil
	}
	at := phraseIn{n, r.field, r.written(), w.scored}
	if r.found[n] = w.v.phrases.get(at); r.found[n] != nil {
		return nil
	}
	among := r.among(n)
	few := among
	if within != nil {
		few = roaring.And(among, within)
	}
	if few.GetCardinality()*passing < among.GetCardinality() {
		r.found[n], err = w.standing(ctx, r, n, few)
		return err
	}
	if r.found[n], err = w.standing(ctx, r, n, among); err == nil {
		w.v.phrases.put(at, r.found[n])
	}
	return err
}

// written is the spellings of the words of a phrase, as a key.
func (r *readWay) written() string {
	words := make([]string, len(r.terms))
	for i, spellings := range r.terms {
		words[i] = strings.Join(spellings, "\x00")
	}
	return strings.Join(words, "\x01")
}

// among is the documents of a segment that have all the words of a phrase.
func (r *readWay) among(n int) *roaring.Bitmap {
	var all *roaring.Bitmap
	for _, spellings := range r.spelt {
		var sets []*roaring.Bitmap
		for _, s := range spellings {
			if set := s.set(n, all); set != nil {
				sets = append(sets, set)
			}
		}
		if all = roaring.FastOr(sets...); all.IsEmpty() {
			break
		}
	}
	return all
}

// standing looks where the words of a phrase stand together, in some documents of a
// segment that have them all.
func (w *weighing) standing(ctx context.Context, r *readWay, n int, within *roaring.Bitmap) (*standing, error) {
	for _, spellings := range r.spelt {
		for _, s := range spellings {
			if err := s.enter(n, within, s.set(n, within), true); err != nil {
				return nil, err
			}
		}
	}
	var ends, places []place
	found := &standing{docs: roaring.New()}
	for docs := within.Iterator(); docs.HasNext(); {
		doc := docs.Next()
		if doc%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
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
					return nil, err
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
			found.hits = append(found.hits, phraseHit{doc, score})
			found.docs.Add(doc)
		}
	}
	return found, nil
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
