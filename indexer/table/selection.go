package table

import (
	"math"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Selection is the filters of a question, made ready for a table. It is for one
// goroutine.
type Selection struct {
	t      *Table
	typ    uint16
	none   bool // nothing can pass: no row has the type, or no living row
	facets []facetFilter
	known  known
	by     []uint16         // by value: the facet filters it satisfies, as bits
	met    [groups][]uint16 // by class: the same, and metKnown once worked out; of groups that are filtered
	tally  [groups][]int32  // by class: rows that pass
	failed [][]int32        // by facet filter and class: rows that miss it alone
	types  []uint8          // by class of the first group: whether it has the type
	states [4]uint16
	day    int32
	dated  bool // the type has states

	// What leaves rows out before facets are counted.
	linked                 map[uint32]bool // any of; nil: no such filter
	founded, members       numbers
	near                   *near
	spanned                bool
	from, to               int32
	others                 bool // any of these
	whole                  *whole
	excluded               *Rows
	kept                   []*Rows // in all of them
	counts                 []int32
	stateCounts            [4]int32
	facetOf                []uint8 // by value: its place in counted, or none
	counted                []search.Facet
	passed                 int
	miss                   []set // of a block, by facet filter
	base, full, one, wider set
}

type facetFilter struct {
	facet  search.Facet
	codes  []uint16
	states []int // places in search.States
}

// numbers is a range.
type numbers struct{ from, to int32 }

func (n numbers) all() bool          { return n.from == math.MinInt32 && n.to == math.MaxInt32 }
func (n numbers) holds(x int32) bool { return x != None && n.from <= x && x <= n.to }

// notCounted is the place of a facet that is not counted.
const notCounted = math.MaxUint8

// Select makes a question's filters ready. Its words take no part.
func (t *Table) Select(q search.Question) *Selection {
	typ := q.Type
	if typ == "" {
		typ = directory.Organisations
	}
	s := &Selection{t: t, day: int32(search.Day(q.Today.First())), counted: search.CountedOf(typ)}
	s.typ, _ = t.names.find(Value{typeFacet, string(typ)})
	s.dated = slices.Contains(s.counted, search.FacetState)
	s.known = t.names.known()
	values := s.known.values
	whole := t.whole[typ]
	if whole == nil { // no row has the type
		s.none = true
		return s
	}
	whole.once.Do(func() { whole.make(t.totals[typ], s.counted, values) })
	s.whole, s.facetOf = whole, whole.facetOf
	s.by, s.counts = make([]uint16, len(s.facetOf)), make([]int32, len(s.facetOf))
	for _, f := range s.counted {
		asked := q.Filters.Values[f]
		if len(asked) == 0 {
			continue
		}
		filter, bit := facetFilter{facet: f}, uint16(1)<<len(s.facets)
		for _, code := range asked {
			if f == search.FacetState {
				n := slices.Index(search.States, code)
				if n >= 0 {
					filter.states = append(filter.states, n)
					s.states[n] |= bit
				}
				continue
			}
			if n, ok := t.names.find(Value{f, code}); ok && int(n) < len(s.by) {
				filter.codes = append(filter.codes, n)
				s.by[n] |= bit
			}
		}
		s.facets = append(s.facets, filter)
	}
	s.miss, s.failed = make([]set, len(s.facets)), make([][]int32, len(s.facets))
	for _, f := range s.facets {
		if g := groupFor(f.facet); s.met[g] == nil && f.facet != search.FacetState {
			s.met[g] = make([]uint16, len(s.known.classes[g].ends))
		}
	}
	s.types = make([]uint8, len(s.known.classes[0].ends))
	s.readOthers(q.Filters)
	return s
}

// metKnown is set where it is worked out what filters a class satisfies: there are
// fewer facets than bits.
const metKnown = 1 << 15

// meets is the filters a class satisfies.
func (s *Selection) meets(g int, class uint32) uint16 {
	m := s.met[g][class]
	if m == 0 {
		m = metKnown
		for _, code := range s.known.classes[g].of(class) {
			m |= s.by[code]
		}
		s.met[g][class] = m
	}
	return m
}

// typed says whether a row has the type asked for.
func (s *Selection) typed(row *[groups]uint32) bool {
	t := s.types[row[0]]
	if t == 0 {
		if t = 1; s.known.classes[0].of(row[0])[0] == s.typ {
			t = 2
		}
		s.types[row[0]] = t
	}
	return t == 2
}

// readOthers makes ready the filters that are no facets.
func (s *Selection) readOthers(f search.Filters) {
	if len(f.MemberOf) > 0 {
		s.linked = map[uint32]bool{}
		for _, id := range f.MemberOf {
			if n, ok := s.t.names.findLink(string(id)); ok {
				s.linked[n] = true
			}
		}
	}
	bounds := func(r search.Range, scale, rest int) numbers {
		n := numbers{math.MinInt32, math.MaxInt32}
		if r.From != nil {
			n.from = clamp(*r.From, scale, 0)
		}
		if r.To != nil {
			n.to = clamp(*r.To, scale, rest)
		}
		return n
	}
	s.founded, s.members = bounds(f.Founded, 10_000, 9_999), bounds(f.Members, 1, 0)
	if f.Near != nil {
		s.near = newNear(*f.Near)
	}
	if s.spanned = !f.From.IsZero() || !f.To.IsZero(); s.spanned {
		s.from, s.to = search.NoDay, math.MaxInt32
		if !f.From.IsZero() {
			s.from = int32(search.Day(f.From.First()))
		}
		if !f.To.IsZero() {
			s.to = int32(search.Day(f.To.Last()))
		}
	}
	s.others = s.linked != nil || !s.founded.all() || !s.members.all() || s.near != nil || s.spanned
}

func clamp(n, scale, rest int) int32 {
	n = min(max(n, math.MinInt32/scale+1), math.MaxInt32/scale-1)
	return int32(n*scale + rest)
}

// Exclude leaves out a set of rows, as if they were dead.
func (s *Selection) Exclude(rows *Rows) { s.excluded = rows }

// Keep leaves out all but the rows, before facets are counted.
func (s *Selection) Keep(rows *Rows) { s.kept, s.others = append(s.kept, rows), true }

// IsWhole says whether nothing is filtered but the type.
func (s *Selection) IsWhole() bool { return len(s.facets) == 0 && !s.others && s.excluded == nil }

// otherwise says whether a row passes the filters that are no facets.
func (s *Selection) otherwise(b *block, i, row uint32) bool {
	if s.linked != nil && !b.linkedTo(i, s.linked) {
		return false
	}
	if !s.founded.all() && !s.founded.holds(b.numbers[Founded][i]) || !s.members.all() && !s.members.holds(b.numbers[Members][i]) {
		return false
	}
	if s.near != nil && !s.near.holds(b.points[i]) {
		return false
	}
	if s.spanned && !slices.ContainsFunc(b.spansOf(i), func(p Span) bool { return p.To != search.NoDay && p.From <= s.to && p.To >= s.from }) {
		return false
	}
	for _, kept := range s.kept {
		if !kept.Has(row) {
			return false
		}
	}
	return s.excluded == nil || !s.excluded.Has(row)
}

// linkedTo says whether a row is linked to any of some.
func (b *block) linkedTo(i uint32, to map[uint32]bool) bool {
	return slices.ContainsFunc(b.linksOf(i), func(l link) bool { return to[l.to] })
}

// Chunk is how many rows Add is best given at a time.
const Chunk = 256

// Add takes living rows that words have found and tells which of them, by place in
// the list, pass all filters. With counting, a row counts in every facet if it
// passes, and if it fails one facet's filter alone, in that facet.
func (s *Selection) Add(rows []uint32, counting bool, passes func(i int)) {
	if s.none {
		return
	}
	var classes [Chunk][groups]uint32
	for first := 0; first < len(rows); first += Chunk {
		some := rows[first:min(first+Chunk, len(rows))]
		// All rows are fetched before the first is looked at: they lie far apart, and
		// memory is read for several at once where none waits for another.
		for i := 0; i < len(some); {
			n := some[i] / blockRows
			block, from := s.t.blocks[n].classes, n*blockRows
			for ; i < len(some) && some[i]/blockRows == n; i++ {
				classes[i] = block[some[i]-from]
			}
		}
		for i, row := range some {
			if s.add(row, &classes[i], counting) {
				passes(first + i)
			}
		}
	}
}

func (s *Selection) add(row uint32, classes *[groups]uint32, counting bool) bool {
	if !s.typed(classes) {
		return false
	}
	state := -1
	if s.dated || s.others || s.excluded != nil {
		b, i := s.t.at(row)
		if (s.others || s.excluded != nil) && !s.otherwise(b, i, row) {
			return false
		}
		state = s.state(b, i)
	}
	missed := s.missed(classes, state)
	if missed == 0 {
		s.passed++
	}
	if counting {
		s.count(classes, state, missed)
	}
	return missed == 0
}

// missed is the facet filters a row does not satisfy, as bits.
func (s *Selection) missed(row *[groups]uint32, state int) uint16 {
	if len(s.facets) == 0 {
		return 0
	}
	var met uint16
	for g := range s.met {
		if s.met[g] != nil {
			met |= s.meets(g, row[g])
		}
	}
	if state >= 0 {
		met |= s.states[state]
	}
	return (uint16(1)<<len(s.facets) - 1) &^ met
}

// count counts a row by the facet filters it misses.
func (s *Selection) count(row *[groups]uint32, state int, missed uint16) {
	switch {
	case missed == 0:
		if s.tally[0] == nil {
			for g := range s.tally {
				s.tally[g] = make([]int32, len(s.known.classes[g].ends))
			}
		}
		for g, class := range row {
			s.tally[g][class]++
		}
		if state >= 0 {
			s.stateCounts[state]++
		}
	case missed&(missed-1) == 0: // one alone
		f := trailing(missed)
		facet := s.facets[f].facet
		if facet == search.FacetState {
			s.stateCounts[state]++
			return
		}
		g := groupFor(facet)
		if s.failed[f] == nil {
			s.failed[f] = make([]int32, len(s.known.classes[g].ends))
		}
		s.failed[f][row[g]]++
	}
}

// Fork is the same filters for another goroutine, nothing counted yet.
func (s *Selection) Fork() *Selection {
	o := *s
	if s.none {
		return &o
	}
	o.passed, o.counts, o.stateCounts = 0, make([]int32, len(s.counts)), [4]int32{}
	o.tally = [groups][]int32{}
	o.failed, o.miss = make([][]int32, len(s.facets)), make([]set, len(s.facets))
	for g := range s.met {
		o.met[g] = slices.Clone(s.met[g])
	}
	o.types = slices.Clone(s.types)
	return &o
}

// Join adds what a fork has counted, of other rows.
func (s *Selection) Join(o *Selection) {
	s.passed += o.passed
	for i, n := range o.stateCounts {
		s.stateCounts[i] += n
	}
	for g := range s.tally {
		s.tally[g] = plus(s.tally[g], o.tally[g])
	}
	for f := range s.failed {
		s.failed[f] = plus(s.failed[f], o.failed[f])
	}
	s.counts = plus(s.counts, o.counts)
}

// plus is the sums of two lists of numbers, of which either may be nil; it may change
// the first.
func plus(a, b []int32) []int32 {
	if a == nil {
		return b
	}
	for i, n := range b {
		a[i] += n
	}
	return a
}

// settle turns counts of classes into counts of values.
func (s *Selection) settle() {
	for g, tally := range s.tally {
		for class, n := range tally {
			if n != 0 {
				for _, code := range s.known.classes[g].of(uint32(class)) {
					s.counts[code] += n
				}
			}
		}
		s.tally[g] = nil
	}
	for f, tally := range s.failed {
		facet := s.facets[f].facet
		c := &s.known.classes[groupFor(facet)]
		for class, n := range tally {
			if n == 0 {
				continue
			}
			for _, code := range c.of(uint32(class)) {
				if s.known.values[code].Facet == facet {
					s.counts[code] += n
				}
			}
		}
		s.failed[f] = nil
	}
}

// Total is how many rows have passed.
func (s *Selection) Total() int { return s.passed }

// stateOf is search.StateOf, as a place in search.States.
func stateOf(spans []Span, day int32) int {
	coming, dated := false, false
	for _, p := range spans {
		if p.To != search.NoDay {
			dated = true
			if p.From <= day && day <= p.To {
				return stateOpen
			}
		}
		coming = coming || p.From > day
	}
	switch {
	case coming:
		return stateComing
	case dated:
		return statePast
	}
	return stateUndated
}

// Places in search.States.
var (
	stateOpen    = slices.Index(search.States, search.StateOpen)
	stateComing  = slices.Index(search.States, search.StateComing)
	statePast    = slices.Index(search.States, search.StatePast)
	stateUndated = slices.Index(search.States, search.StateUndated)
)

// near is a distance from a point.
type near struct {
	lat, lon, cos float64
	km            float64
	degrees       float64 // of latitude, a little more than the distance
}

func newNear(n search.Near) *near {
	lat := n.Point.Lat * math.Pi / 180
	return &near{lat: lat, lon: n.Point.Lon * math.Pi / 180, cos: math.Cos(lat), km: n.Km, degrees: n.Km/110.5 + 0.01}
}

// holds says whether a point lies within the distance on a sphere.
func (n *near) holds(p Point) bool {
	if !(math.Abs(float64(p.Lat)-n.lat*180/math.Pi) <= n.degrees) { // NaN too
		return false
	}
	lat, lon := float64(p.Lat)*math.Pi/180, float64(p.Lon)*math.Pi/180
	a, o := math.Sin((lat-n.lat)/2), math.Sin((lon-n.lon)/2)
	h := a*a + n.cos*math.Cos(lat)*o*o
	return 2*directory.EarthKm*math.Asin(math.Sqrt(min(h, 1))) <= n.km
}
