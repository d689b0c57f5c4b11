package atlas

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"euxine/internal/directory"
)

// Levels of a map, from the country to the smallest units.
const (
	Countries = iota // level 0
	NUTS1
	NUTS2
	Smallest // level 3: NUTS 3, ISO 3166-2 where there is no NUTS
	levels
)

// Footnote is to be printed where a [Shape] that bears it is named.
const Footnote = "* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 " +
	"and the ICJ Opinion on the Kosovo declaration of independence."

// footnoted is the country the footnote is for.
const footnoted = "XK"

// Atlas is the outlines of all regions and countries, projected. It is read once
// and does not change: safe for concurrent use.
type Atlas struct {
	arcs    []arc
	units   map[directory.RegionCode]*unit
	drawn   [levels][]*unit // what a map of a level consists of, in the caller's order
	context []*unit         // other countries, by code
	lines   []line          // what the arcs are as borders
	sea     *View
	views   sync.Map // of region codes: *View
}

// unit is a region or country with its outline.
type unit struct {
	code    directory.RegionCode
	country directory.CountryCode
	level   int
	name    string // as the file has it, of context countries
	point   vec    // where its label goes; of context countries unknown
	rings   [][]int
	box     box
	area    float64 // km²
	context bool
	// shown is what a map of each level shows in the place of this one, of the
	// smallest units.
	shown      [levels]*unit
	neighbours []directory.RegionCode
}

// line says what an arc separates.
type line struct {
	kind lineKind
	// parts are the smallest units on its two sides, nil where there is none.
	parts [2]*unit
}

type lineKind uint8

const (
	coast  lineKind = iota
	border          // between two units of the directory, or of one and a country abroad
	abroad          // between two countries the directory has no regions of
)

// Read reads a TopoJSON file with the objects regions (polygons with the
// properties code and country) and countries (code and name_en), quantised, lines
// shared. Regions is the tree they belong to, countries included, as
// directory.Vocabulary lists it: each of level 3 must have an outline and no
// other may; the outlines of those above are made of theirs, or are the country's
// own where it has no regions.
//
// All faults are gathered, each with the place in the file; the error is then of
// kind directory.ErrInvalid.
func Read(data []byte, regions []directory.Region) (*Atlas, error) {
	r, parts, countries := readTopology(data)
	a := &Atlas{arcs: r.arcs, units: map[directory.RegionCode]*unit{}}
	if len(r.faults) == 0 {
		a.assemble(&r, regions, parts, countries)
	}
	if len(r.faults) > 0 {
		return nil, fmt.Errorf("read outlines: %w:\n%s", directory.ErrInvalid, strings.Join(r.faults, "\n"))
	}
	a.findNeighbours()
	a.sea = a.newSea()
	return a, nil
}

// assemble makes the units of all levels and says what each arc separates.
func (a *Atlas) assemble(r *topologyReader, regions []directory.Region, parts, countries []outline) {
	byCode := map[directory.RegionCode]directory.Region{}
	hasParts := map[directory.RegionCode]bool{}
	for _, g := range regions {
		byCode[g.Code] = g
		hasParts[g.Parent] = true
	}
	outlines := map[directory.RegionCode]outline{}
	below := map[directory.RegionCode][]outline{}
	for _, p := range parts {
		where := "regions: " + p.code
		g, ok := byCode[directory.RegionCode(p.code)]
		switch {
		case !ok || g.Level != Smallest:
			r.bad(where, "there is no such region of level 3")
			continue
		case string(g.Country) != p.country:
			r.bad(where, "lies in %q, not in %q", g.Country, p.country)
			continue
		}
		outlines[g.Code] = p
		for code, steps := g.Parent, 0; code != "" && steps < levels; code, steps = byCode[code].Parent, steps+1 {
			below[code] = append(below[code], p)
		}
	}
	layer := map[string]outline{}
	for _, c := range countries {
		layer[c.code] = c
		if _, ok := byCode[directory.RegionCode(c.code)]; !ok {
			u := a.newUnit(directory.Region{Code: directory.RegionCode(c.code), Country: directory.CountryCode(c.code), Name: c.name}, c.rings)
			u.context = true
			a.context = append(a.context, u)
		}
	}
	slices.SortFunc(a.context, func(u, v *unit) int { return cmp.Compare(u.code, v.code) })
	for _, g := range regions {
		var rings [][]int
		switch {
		case g.Level == Smallest:
			rings = outlines[g.Code].rings
		case hasParts[g.Code]:
			rings = dissolve(a.arcs, below[g.Code])
		default:
			rings = layer[string(g.Code)].rings
		}
		if len(rings) == 0 {
			r.bad("file", "has no outline of %s", g.Code)
			continue
		}
		a.units[g.Code] = a.newUnit(g, rings)
	}
	if len(r.faults) > 0 {
		return
	}
	a.chooseDrawn(regions, byCode, hasParts)
	a.readLines(r, parts, countries)
}

func (a *Atlas) newUnit(g directory.Region, rings [][]int) *unit {
	u := &unit{code: g.Code, country: g.Country, level: g.Level, name: g.Name, rings: rings, box: emptyBox, point: pontus.forward(g.Point)}
	for _, ring := range rings {
		for _, i := range ring {
			u.box = u.box.join(a.arcs[index(i)].box)
		}
	}
	u.area = max(area(a.arcs, rings), -area(a.arcs, rings))
	return u
}

// chooseDrawn says what a map of each level consists of. Where a country has one
// level of units only (ISO 3166-2), they stand for NUTS 2 too, which the larger of
// them resemble, and the country itself for NUTS 1: a map of any level is whole.
func (a *Atlas) chooseDrawn(regions []directory.Region, byCode map[directory.RegionCode]directory.Region, hasParts map[directory.RegionCode]bool) {
	for l := range levels {
		taken := map[directory.RegionCode]bool{}
		for _, g := range regions {
			if hasParts[g.Code] {
				continue
			}
			code := standIn(byCode, g.Code, l)
			a.units[g.Code].shown[l] = a.units[code]
			if !taken[code] {
				taken[code] = true
				a.drawn[l] = append(a.drawn[l], a.units[code])
			}
		}
	}
}

// standIn is the region that stands for one of the smallest on a map of a level.
func standIn(byCode map[directory.RegionCode]directory.Region, code directory.RegionCode, level int) directory.RegionCode {
	path := []directory.RegionCode{code}
	for p := byCode[code].Parent; p != "" && len(path) <= levels; p = byCode[p].Parent {
		path = append(path, p)
	}
	for _, c := range path {
		if byCode[c].Level == level {
			return c
		}
	}
	if level >= NUTS2 {
		return code
	}
	return path[len(path)-1]
}

// readLines says what each arc separates, and checks that the two layers of the
// file agree about it.
func (a *Atlas) readLines(r *topologyReader, parts, countries []outline) {
	users := func(layer []outline) map[int]string {
		by := map[int]string{}
		for _, l := range layer {
			for _, ring := range l.rings {
				for _, i := range ring {
					by[i] = l.code
				}
			}
		}
		return by
	}
	regionOf, countryOf := users(parts), users(countries)
	a.lines = make([]line, len(a.arcs))
	for i := range a.arcs {
		l := &a.lines[i]
		var country [2]string
		for s, side := range [2]int{i, ^i} {
			if u := a.units[directory.RegionCode(regionOf[side])]; u != nil {
				l.parts[s], country[s] = u, string(u.country)
			}
		}
		// Within a country the countries have no line; elsewhere they have the same
		// one, but for the smallest islands, which they lack.
		between := country[0] != country[1]
		for s, side := range [2]int{i, ^i} {
			found := countryOf[side]
			switch {
			case country[s] != "" && found != "" && (!between || found != country[s]):
				r.bad("regions: "+string(l.parts[s].code), "along arc %d the countries have %q", i, found)
			case country[s] == "":
				country[s] = found
				if u := a.units[directory.RegionCode(found)]; u != nil {
					l.parts[s] = u // a country without regions
				}
			}
		}
		switch {
		case country[0] == "" || country[1] == "":
			l.kind = coast
		case l.parts[0] == nil && l.parts[1] == nil:
			l.kind = abroad
		default:
			l.kind = border
		}
	}
}

// level of a border between two units: that of the largest units it separates, so
// the country's is 0, as it is where one side is abroad.
func (l line) level() int {
	p, q := l.parts[0], l.parts[1]
	if p == nil || q == nil {
		return Countries
	}
	for i := range levels {
		if p.shown[i] != q.shown[i] {
			return p.shown[i].level
		}
	}
	return levels // of one unit: no border of any level
}

// findNeighbours gathers which units border on which.
func (a *Atlas) findNeighbours() {
	shared := map[*unit]map[*unit]float64{} // km of border
	add := func(u, v *unit, km float64) {
		if shared[u] == nil {
			shared[u] = map[*unit]float64{}
		}
		shared[u][v] += km
	}
	for i, l := range a.lines {
		if l.parts[0] == nil || l.parts[1] == nil {
			continue
		}
		for level := range levels {
			u, v := l.parts[0].shown[level], l.parts[1].shown[level]
			if u == v {
				continue
			}
			if u.level == level {
				add(u, v, a.arcs[i].length)
			}
			if v.level == level {
				add(v, u, a.arcs[i].length)
			}
		}
	}
	for u, with := range shared {
		list := slices.SortedFunc(maps.Keys(with), func(v, w *unit) int {
			return cmp.Or(cmp.Compare(with[w], with[v]), cmp.Compare(v.code, w.code))
		})
		for _, v := range list {
			u.neighbours = append(u.neighbours, v.code)
		}
	}
}

// Neighbours are the regions of the same level that share a border with a region,
// in its country and in others, longest border first; across the border of a
// country that has no such level, what a map of the level shows there. Islands
// have none. An unknown code is directory.ErrNotFound.
func (a *Atlas) Neighbours(code directory.RegionCode) ([]directory.RegionCode, error) {
	u, err := a.unit(code)
	if err != nil {
		return nil, err
	}
	return slices.Clone(u.neighbours), nil
}

func (a *Atlas) unit(code directory.RegionCode) (*unit, error) {
	if u := a.units[code]; u != nil {
		return u, nil
	}
	return nil, fmt.Errorf("outline of region %q: %w", code, directory.ErrNotFound)
}
