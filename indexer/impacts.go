package indexer

import (
	"maps"
	"math"
	"slices"
	"sync"

	blevesearch "github.com/blevesearch/bleve/v2/search"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Bleve packs how often a word is in a text, and how long that is: to unpack a posting
// takes ten times as long as to reckon with it. What common words have is kept unpacked,
// by segment, since segments do not change: people ask for the same words, and for
// concepts, of which there are some hundreds.

// impacts are a term's postings in a segment.
type impacts struct {
	docs  []uint32 // in order; also those deleted since
	codes []uint16 // of each the occurrence, by its code in the field
	kinds []uint16 // the codes there are
}

// occurrence is how a word is in a text: how often, and Bleve's norm, which is of how many
// words that is.
type occurrence struct {
	frequency uint32
	norm      float32
}

// factor is what an occurrence makes of Bleve's BM25, the rarity of the word left out.
func (o occurrence) factor(average float64) float64 {
	return factor(math.Sqrt(float64(o.frequency)), lengthPart(float64(o.norm), average))
}

func factor(tf, lengthPart float64) float64 { return tf * blevesearch.BM25_k1 / (tf + lengthPart) }

// lengthPart is what the length of the text adds below the line.
func lengthPart(norm, average float64) float64 {
	return blevesearch.BM25_k1 * (1 - blevesearch.BM25_b + blevesearch.BM25_b/(norm*norm)/average)
}

// codebook gives the occurrences of a field codes. Safe for concurrent use.
type codebook struct {
	mu   sync.Mutex
	of   map[occurrence]uint16
	list []occurrence // by code; only added to
}

// code is false where there are no more codes.
func (c *codebook) code(o occurrence) (uint16, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	code, ok := c.of[o]
	if !ok {
		if len(c.list) > math.MaxUint16 {
			return 0, false
		}
		code = uint16(len(c.list))
		c.of[o], c.list = code, append(c.list, o)
	}
	return code, true
}

func (c *codebook) occurrences() []occurrence {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list
}

// unpacking keeps impacts. Safe for concurrent use.
type unpacking struct {
	mu     sync.Mutex
	books  map[string]*codebook // by field
	kept   map[packedIn]*packed
	weight int // of all that is kept, in postings
}

type packedIn struct {
	segment segment.Segment
	key     termKey
}

// packed is a term that was asked for in a segment.
type packed struct {
	asked  int
	once   sync.Once
	list   *impacts // nil: not worth keeping, or not to be kept
	err    error
	weight int
}

// worthUnpacking is how many postings are kept unpacked: of fewer reading them takes a few
// microseconds. maxUnpacked is how many all that is kept may have, at six bytes each, and
// packedWeight how many one that is only known of counts for.
const (
	worthUnpacking = 512
	maxUnpacked    = 8 << 20
	packedWeight   = 32
)

// get gives the postings of a term in a segment; nil: they are to be read. Where few of
// them are asked for, they are unpacked the second time.
func (u *unpacking) get(at packedIn, most bool) (*impacts, error) {
	u.mu.Lock()
	p := u.kept[at]
	if p == nil {
		p = &packed{weight: packedWeight}
		if u.kept == nil {
			u.kept = map[packedIn]*packed{}
		}
		u.kept[at] = p
		u.weight += p.weight
	}
	p.asked++
	worth := most || p.asked > 1
	book := u.book(at.key.field)
	u.mu.Unlock()
	if !worth {
		return nil, nil
	}
	p.once.Do(func() {
		if p.list, p.err = unpack(at, book); p.list == nil {
			return
		}
		u.mu.Lock()
		defer u.mu.Unlock()
		if u.kept[at] == p { // not forgotten meanwhile
			p.weight += len(p.list.docs)
			u.weight += len(p.list.docs)
			u.forget()
		}
	})
	return p.list, p.err
}

// forget makes room: whatever comes first in a map, which is in no order.
func (u *unpacking) forget() {
	if u.weight <= maxUnpacked {
		return
	}
	for at, p := range u.kept {
		if u.weight <= maxUnpacked/4*3 {
			return
		}
		u.weight -= p.weight
		delete(u.kept, at)
	}
}

func (u *unpacking) bookOf(field string) *codebook {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.book(field)
}

func (u *unpacking) book(field string) *codebook {
	b := u.books[field]
	if b == nil {
		if u.books == nil {
			u.books = map[string]*codebook{}
		}
		b = &codebook{of: map[occurrence]uint16{}}
		u.books[field] = b
	}
	return b
}

// only forgets what is of other segments than these.
func (u *unpacking) only(v *view) {
	u.mu.Lock()
	defer u.mu.Unlock()
	maps.DeleteFunc(u.kept, func(at packedIn, p *packed) bool {
		gone := !slices.ContainsFunc(v.segments, func(s segmentRows) bool { return s.file == at.segment })
		if gone {
			u.weight -= p.weight
		}
		return gone
	})
}

// unpack reads a term's postings in a segment; nil where they have occurrences that have no
// code.
func unpack(at packedIn, book *codebook) (*impacts, error) {
	dictionary, err := at.segment.Dictionary(at.key.field)
	if err != nil {
		return nil, err
	}
	postings, err := dictionary.PostingsList([]byte(at.key.term), nil, nil)
	if err != nil {
		return nil, err
	}
	list := &impacts{docs: make([]uint32, 0, postings.Count()), codes: make([]uint16, 0, postings.Count())}
	known := map[occurrence]uint16{}
	each := postings.Iterator(true, true, false, nil)
	for {
		p, err := each.Next()
		if err != nil || p == nil {
			return list, err
		}
		o := occurrence{uint32(p.Frequency()), float32(p.Norm())}
		code, ok := known[o]
		if !ok {
			if code, ok = book.code(o); !ok {
				return nil, nil
			}
			known[o] = code
			list.kinds = append(list.kinds, code)
		}
		list.docs, list.codes = append(list.docs, uint32(p.Number())), append(list.codes, code)
	}
}

// factors are what the occurrences of a field make of a score, by code, at the length its
// texts have on average in a view. Safe for concurrent use.
type factors struct {
	mu sync.Mutex
	of map[string][]float64 // by field
}

// factors gives those of a field, of all codes there are by now.
func (v *view) factorsOf(field string, average float64, book *codebook) []float64 {
	f := v.factors
	f.mu.Lock()
	defer f.mu.Unlock()
	list := f.of[field]
	occurrences := book.occurrences()
	if len(list) == len(occurrences) {
		return list
	}
	list = slices.Clone(list) // others read what there is
	for _, o := range occurrences[len(list):] {
		list = append(list, o.factor(average))
	}
	f.of[field] = list
	return list
}
