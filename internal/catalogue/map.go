package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// MapMeasure is what a map is coloured by.
type MapMeasure string

const (
	MapOrganisations  MapMeasure = "organisations"  // of the search
	MapMembers        MapMeasure = "members"        // known members of a cluster, on average, of the search's clusters
	MapStale          MapMeasure = "stale"          // per cent of the search's organisations with an old or undated source
	MapSpecialisation MapMeasure = "specialisation" // location quotient of a group, of all organisations
)

// MapMeasures in the order pages offer them.
var MapMeasures = []MapMeasure{MapOrganisations, MapSpecialisation, MapMembers, MapStale}

// MapQuestion is what a map is to show.
type MapQuestion struct {
	search.Question // of organisations; paging and order do not matter
	Measure         MapMeasure
	Group           directory.ConceptID // for MapSpecialisation: of one of GroupSchemes
	Level           int                 // for MapSpecialisation: regions of this level are compared
	Towns           bool                // the places of the organisations are wanted
}

// GroupSchemes are the schemes specialisation can be told of.
func GroupSchemes() []directory.Scheme { return slices.Clone(briefSchemes) }

// MapValue is the number of a region.
type MapValue struct {
	Organisations int // of the search
	// Value is the number of the measure: members of a cluster, per cent, or the same
	// as Organisations. Known is false where there is none to tell.
	Value int
	Known bool
	Of    int                     // what Value is the mean or share of
	Said  *insight.Specialisation // for MapSpecialisation
}

// MapAnswer is the numbers of a map.
type MapAnswer struct {
	*Answer // without hits
	Regions map[directory.RegionCode]MapValue
	Places  []MapPlace // the most first, where they are wanted
	// Unplaced is how many of the organisations have no region of the directory.
	Unplaced int
}

// MapPlace is a point with the organisations that lie there: a town, or what is known
// of their region.
type MapPlace struct {
	Name          string // of the town, in English; "" where it is none
	Country       directory.CountryCode
	Point         directory.Point
	Organisations int
}

// mapCache keeps maps of one state of the index: a map of a million organisations takes
// a tenth of a second, and is asked for again by everybody who opens the page.
type mapCache struct {
	mu       sync.Mutex
	revision directory.Revision
	kept     map[string]*MapAnswer // at most maxMaps
	places   int                   // of all that are kept; at most maxMapPlaces
}

// Bounds of what is kept. Every organisation may have a place of its own, so that one
// map may take as much as a thousand others: half a million places are some 40 MB.
const (
	maxMaps      = 64
	maxMapPlaces = 500_000
)

// get is the map of a name and a state of the index, nil where it is not kept.
func (k *mapCache) get(at directory.Revision, name string) *MapAnswer {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.revision != at {
		return nil
	}
	return k.kept[name]
}

func (k *mapCache) keep(at directory.Revision, name string, m *MapAnswer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if at < k.revision || len(m.Places) > maxMapPlaces {
		return
	}
	if k.kept == nil || k.revision != at || len(k.kept) >= maxMaps || k.places+len(m.Places) > maxMapPlaces {
		k.revision, k.kept, k.places = at, map[string]*MapAnswer{}, 0
	}
	k.kept[name] = m
	k.places += len(m.Places)
}

// Map counts what a map shows. It is kept until the index changes, and shared: not to be
// changed. One of a list of records is not kept: it is whoever's asks for it.
func (c *Catalogue) Map(ctx context.Context, q MapQuestion) (*MapAnswer, error) {
	if q.Filters.Among != nil {
		return c.makeMap(ctx, q)
	}
	at, _ := c.index.Revision()
	name := fmt.Sprint(q.Measure, q.Group, q.Level, q.Towns, q.Lang, c.Today(), "?", q.Values().Encode())
	if m := c.maps.get(at, name); m != nil {
		return m, nil
	}
	m, err := c.makeMap(ctx, q)
	if err != nil {
		return nil, err
	}
	c.maps.keep(at, name, m)
	return m, nil
}

func (c *Catalogue) makeMap(ctx context.Context, q MapQuestion) (*MapAnswer, error) {
	q.Type, q.Today, q.Page, q.PerPage, q.Sort, q.Cursor, q.WithFacets = directory.Organisations, c.Today(), 1, 1, search.SortName, "", true
	if q.Measure == MapSpecialisation && !slices.Contains(briefSchemes, q.Group.Scheme()) {
		return nil, fmt.Errorf("specialisation in %q: %w", q.Group, directory.ErrInvalid)
	}
	a, _, err := c.answer(ctx, q.Question)
	if err != nil {
		return nil, err
	}
	m := &MapAnswer{Answer: a, Regions: map[directory.RegionCode]MapValue{}, Unplaced: a.Total}
	counts, err := c.byRegion(ctx, a)
	if err != nil {
		return nil, err
	}
	for code, n := range counts {
		v := MapValue{Organisations: n}
		if q.Measure == MapOrganisations {
			v.Value, v.Known, v.Of = n, true, n
		}
		m.Regions[code] = v
		if r, ok := c.vocabulary.Region(code); ok && r.Level == 0 {
			m.Unplaced -= n
		}
	}
	switch q.Measure {
	case MapMembers:
		err = c.mapMembers(ctx, a.Question, m)
	case MapStale:
		err = c.mapStale(ctx, a.Question, m)
	case MapSpecialisation:
		err = c.mapSpecialisation(ctx, q, m)
	}
	if err != nil {
		return nil, err
	}
	if q.Towns {
		points, err := c.index.Points(ctx, a.Question)
		if err != nil {
			return nil, err
		}
		m.Places = c.places(points)
	}
	return m, nil
}

// byRegion is how many of the hits lie in each region. The facet tells it, but where it
// is filtered by: its counts leave that filter out.
func (c *Catalogue) byRegion(ctx context.Context, a *Answer) (map[directory.RegionCode]int, error) {
	counts := map[directory.RegionCode]int{}
	if len(a.Question.Filters.Values[search.FacetRegion]) == 0 {
		for _, f := range a.Facets {
			if f.Facet != search.FacetRegion {
				continue
			}
			for _, v := range f.Values {
				counts[directory.RegionCode(v.Value)] = v.Count
			}
		}
		return counts, nil
	}
	cells, err := c.index.Aggregate(ctx, a.Question, []search.Facet{search.FacetRegion}, search.MeasureCount)
	for _, cell := range cells {
		counts[directory.RegionCode(cell.Values[0])] = cell.N
	}
	return counts, err
}

// mapMembers is how many members clusters have on average, of those that tell.
func (c *Catalogue) mapMembers(ctx context.Context, q search.Question, m *MapAnswer) error {
	f := q.Filters
	if kinds := f.Values[search.FacetKind]; len(kinds) > 0 && !slices.Contains(kinds, string(directory.KindCluster)) {
		return nil // the search has no clusters
	}
	if f.Values = maps.Clone(f.Values); f.Values == nil {
		f.Values = map[search.Facet][]string{}
	}
	f.Values[search.FacetKind] = []string{string(directory.KindCluster)}
	if f.Members.From == nil { // only those that tell have a number from 0 on
		f.Members.From = new(int)
	}
	q.Filters = f
	cells, err := c.index.Aggregate(ctx, q, []search.Facet{search.FacetRegion}, search.MeasureMembers)
	if err != nil {
		return err
	}
	for _, cell := range cells {
		v := m.Regions[directory.RegionCode(cell.Values[0])]
		v.Value, v.Known, v.Of = int(math.Round(float64(cell.Sum)/float64(cell.N))), true, cell.N
		m.Regions[directory.RegionCode(cell.Values[0])] = v
	}
	return nil
}

// mapStale is how many of a hundred organisations have a source that is old or has no
// date.
func (c *Catalogue) mapStale(ctx context.Context, q search.Question, m *MapAnswer) error {
	cells, err := c.index.Aggregate(ctx, q, []search.Facet{search.FacetRegion, search.FacetSourceYear}, search.MeasureCount)
	if err != nil {
		return err
	}
	fresh := map[directory.RegionCode]int{}
	for _, cell := range cells {
		if c.Today().Year-parseYear(cell.Values[1]) < StaleYears {
			fresh[directory.RegionCode(cell.Values[0])] += cell.N
		}
	}
	for code, v := range m.Regions {
		v.Value, v.Known, v.Of = insight.Percent(float64(v.Organisations-fresh[code])/float64(v.Organisations)), true, v.Organisations
		m.Regions[code] = v
	}
	return nil
}

// mapSpecialisation is what is said of a group in every region of a level, of the
// countries of the sea: of others a map says nothing.
func (c *Catalogue) mapSpecialisation(ctx context.Context, q MapQuestion, m *MapAnswer) error {
	ref, err := c.reference(ctx)
	if err != nil {
		return err
	}
	t := c.peersOf(ref, directory.Region{Level: q.Level, Country: directory.Countries[0]}).tables[q.Group.Scheme()]
	for _, said := range t.Across(q.Group) {
		v := m.Regions[said.Region]
		v.Said, v.Value, v.Known, v.Of = &said, said.Here, said.Said(), said.OfRegion
		m.Regions[said.Region] = v
	}
	return nil
}

// places names the points that are towns.
func (c *Catalogue) places(points map[directory.Point]int) []MapPlace {
	towns := map[[2]float32]*directory.City{}
	cities := c.vocabulary.Cities()
	for i := range cities {
		towns[[2]float32{float32(cities[i].Point.Lat), float32(cities[i].Point.Lon)}] = &cities[i]
	}
	list := make([]MapPlace, 0, len(points))
	for at, n := range points {
		p := MapPlace{Point: at, Organisations: n}
		if city := towns[[2]float32{float32(at.Lat), float32(at.Lon)}]; city != nil {
			p.Name, p.Country = city.Name, city.Country
		}
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b MapPlace) int {
		return cmp.Or(b.Organisations-a.Organisations, cmp.Compare(a.Point.Lat, b.Point.Lat), cmp.Compare(a.Point.Lon, b.Point.Lon))
	})
	return list
}
