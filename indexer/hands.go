package indexer

import (
	"runtime"
	"slices"
	"sync/atomic"
)

// A question is worked out by as many hands as there are processors without work: alone
// on a machine of two it takes little more than half the time, and while as many
// questions are asked as there are processors each has one. What is found is the same.

// maxHands is how many work on a question at most: what each does is then so little that
// more cost more than they gain.
const maxHands = 4

// handful is how many postings, or rows passed over by filters, make a second hand worth
// its beginning.
const handful = 1 << 13

// asking counts the questions that are being worked out.
type asking struct{ n atomic.Int32 }

// begin is that one more is. end is to be called when it is answered.
func (a *asking) begin() (hands int, end func()) {
	n := int(a.n.Add(1))
	return min(max(runtime.GOMAXPROCS(0)/n, 1), maxHands), func() { a.n.Add(-1) }
}

// part is the documents of a segment from one on up to another that is not among them.
type part struct {
	segment   int
	from, end uint32
}

// share shares the documents that answer out among hands: about as many for each, and
// those that lie together to one.
func (w *weighing) share(m *matches, hands int) [][]part {
	shares := make([][]part, hands)
	left, k := m.count()/uint64(hands)+1, 0 // for the hand whose turn it is
	each := left
	for n, hits := range m.hits {
		if m.none(n) {
			continue
		}
		docs := uint32(len(w.v.segments[n].rows))
		from, here, taken := uint32(0), hits.GetCardinality(), uint64(0)
		for here-taken > left && k < hands-1 {
			taken += left
			end, err := hits.Select(uint32(taken)) // the first of the next
			if err != nil {
				break
			}
			end &^= 63 // stretches begin with a word of bits
			if end > from {
				shares[k] = append(shares[k], part{n, from, end})
			}
			from, left = end, each
			k++
		}
		left -= min(left, here-taken)
		shares[k] = append(shares[k], part{n, from, docs})
	}
	return shares
}

// hand is a weighing of the same question for another goroutine: it reads by itself, and
// has found what was found so far.
func (w *weighing) hand() *weighing {
	other := *w
	c := copying{fields: map[*fieldIn]*fieldIn{}}
	other.readAsked, other.readOptional = c.groups(w.readAsked), c.groups(w.readOptional)
	other.readStrict, other.readNot = c.groups(w.readStrict), nil
	if w.readWhole != nil {
		other.readWhole = c.way(w.readWhole)
	}
	return &other
}

// copying copies what is changed while a question is weighed.
type copying struct{ fields map[*fieldIn]*fieldIn }

func (c copying) groups(groups []readGroup) []readGroup {
	groups = slices.Clone(groups)
	for i, g := range groups {
		ways := make([]*readWay, len(g.ways))
		for n, r := range g.ways {
			ways[n] = c.way(r)
		}
		groups[i].ways, groups[i].left = ways, nil
	}
	return groups
}

func (c copying) way(r *readWay) *readWay {
	other := *r
	other.set, other.hits = nil, nil
	if r.term != nil {
		other.term = c.reading(r.term)
	}
	other.spelt = make([][]*reading, len(r.spelt))
	for i, spellings := range r.spelt {
		for _, s := range spellings {
			other.spelt[i] = append(other.spelt[i], c.reading(s))
		}
	}
	other.found, other.whole = slices.Clone(r.found), slices.Clone(r.whole)
	other.apart = c.groups(r.apart)
	return &other
}

func (c copying) reading(r *reading) *reading {
	field := c.fields[r.field]
	if field == nil {
		copied := *r.field
		copied.byLength = nil // is filled as texts are met
		field = &copied
		c.fields[r.field] = field
	}
	return &reading{term: r.term, field: field}
}
