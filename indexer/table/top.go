package table

import (
	"cmp"
	"container/heap"
	"math"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Place is where a row stands in an order: by falling value, then by name and id.
type Place struct {
	Value float64 // the score, or a column's number so turned that more comes first
	Name  []byte
	ID    directory.RecordID
}

// Hit is a row with the value it is sorted by.
type Hit struct {
	Row   uint32
	Value float64
}

// Top keeps the best rows of many. It is for one goroutine.
type Top struct {
	t      *Table
	places []uint32 // of names; nil until two values are the same
	keep   int
	after  *Place
	behind uint32 // the first place behind After's name and id
	hits   hitHeap
	value  func(b *block, i uint32) float64 // nil: told by Add
}

// Unknown is the value of a row whose number is not known: behind all others.
var Unknown = math.Inf(-1)

// Top keeps the first rows of an order, as many as keep, of those behind a place if
// one is given.
func (t *Table) Top(order search.Sort, keep int, after *Place) *Top {
	top := &Top{t: t, keep: keep, after: after, places: t.order().places}
	top.hits.places = top.places
	if after != nil {
		top.behind = t.placeAfter(after.Name, after.ID)
	}
	number := func(c Column, sign float64) func(*block, uint32) float64 {
		return func(b *block, i uint32) float64 {
			if n := b.numbers[c][i]; n != None {
				return sign * float64(n)
			}
			return Unknown
		}
	}
	switch order {
	case search.SortRelevance:
	case search.SortMembers:
		top.value = number(Members, 1)
	case search.SortFounded:
		top.value = number(Founded, -1)
	case search.SortUpdated:
		top.value = number(Updated, 1)
	case search.SortDate:
		top.value = number(Start, 1)
	default:
		top.value = func(*block, uint32) float64 { return 0 }
	}
	return top
}

// Add takes a row; its score counts where the order is by relevance.
func (t *Top) Add(row uint32, score float64) {
	if t.keep == 0 {
		return
	}
	if t.value != nil {
		b, i := t.t.at(row)
		score = t.value(b, i)
	}
	if t.wants(row, score) {
		t.take(Hit{row, score})
	}
}

// Sift gives those of some rows that would be taken now, in the order of relevance; it
// overwrites the lists.
func (t *Top) Sift(rows []uint32, scores []float64) ([]uint32, []float64) {
	n := 0
	for i, row := range rows {
		if t.wants(row, scores[i]) {
			rows[n], scores[n] = row, scores[i]
			n++
		}
	}
	return rows[:n], scores[:n]
}

// wants says whether a row comes among those kept.
func (t *Top) wants(row uint32, value float64) bool {
	full := len(t.hits.list) == t.keep
	if full && (t.keep == 0 || value < t.hits.list[0].Value) {
		return false
	}
	if t.after != nil && (value > t.after.Value || value == t.after.Value && t.places[row] < t.behind) {
		return false
	}
	return !full || t.hits.compare(Hit{row, value}, t.hits.list[0]) < 0
}

// take puts a row that is wanted among those kept.
func (t *Top) take(h Hit) {
	if len(t.hits.list) < t.keep {
		heap.Push(&t.hits, h)
		return
	}
	t.hits.list[0] = h
	heap.Fix(&t.hits, 0)
}

// Join takes what another has kept, of other rows.
func (t *Top) Join(o *Top) {
	for _, h := range o.hits.list {
		if t.wants(h.Row, h.Value) {
			t.take(h)
		}
	}
}

// Floor is the value below which no row is kept any more.
func (t *Top) Floor() float64 {
	if t.keep == 0 || len(t.hits.list) < t.keep {
		return math.Inf(-1)
	}
	return t.hits.list[0].Value
}

// Hits gives what was kept, in order.
func (t *Top) Hits() []Hit {
	slices.SortFunc(t.hits.list, t.hits.compare)
	return t.hits.list
}

// Place is where a hit stands.
func (t *Table) Place(h Hit) Place {
	b, i := t.at(h.Row)
	return Place{h.Value, slices.Clone(b.name(i)), t.ID(h.Row)}
}

// hitHeap has the last of its hits at the top.
type hitHeap struct {
	list   []Hit
	places []uint32
}

func (h *hitHeap) compare(a, b Hit) int {
	if a.Value != b.Value {
		return cmp.Compare(b.Value, a.Value)
	}
	return cmp.Compare(h.places[a.Row], h.places[b.Row]) // dear: places lie far apart
}

func (h *hitHeap) Len() int           { return len(h.list) }
func (h *hitHeap) Less(i, j int) bool { return h.compare(h.list[i], h.list[j]) > 0 }
func (h *hitHeap) Swap(i, j int)      { h.list[i], h.list[j] = h.list[j], h.list[i] }
func (h *hitHeap) Push(x any)         { h.list = append(h.list, x.(Hit)) }
func (h *hitHeap) Pop() any {
	last := len(h.list) - 1
	x := h.list[last]
	h.list = h.list[:last]
	return x
}

// ByName gives the rows of a set from one place on in the order of names, at most
// as many as keep. It walks along the order, so it is for sets that are a good part
// of all rows; living rows of a type where rows is nil.
func (s *Selection) ByName(rows *Rows, keep int, after *Place) []Hit {
	o, from := s.t.order(), uint32(0)
	if after != nil {
		from = s.t.placeAfter(after.Name, after.ID)
	}
	hits := make([]Hit, 0, min(keep, 128))
	for _, row := range o.list[from:] {
		if len(hits) == keep {
			break
		}
		if rows != nil && rows.Has(row) || rows == nil && s.t.Alive(row) && s.ofType(row) {
			hits = append(hits, Hit{Row: row})
		}
	}
	return hits
}

func (s *Selection) ofType(row uint32) bool {
	b, i := s.t.at(row)
	return s.typed(&b.classes[i])
}
