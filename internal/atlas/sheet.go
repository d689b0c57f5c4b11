package atlas

import (
	"math"

	"euxine/internal/directory"
)

// Sheet is what is drawn in a view at one level. It is shared: not to be changed.
type Sheet struct {
	// Units are the regions of the level and their like (see [View.Sheet]) that are
	// seen in the frame, in the order of the tree given to [Read].
	Units []Shape
	// Context are the other countries seen, by code: outlines without numbers.
	Context []Shape
	// Borders are lines between units, each drawn once, by the level of the
	// largest units they separate: those of countries first. Of levels below the
	// sheet's there are none.
	Borders [levels]string
	// Abroad are borders between two context countries, Coast all coasts, lakes
	// and lagoons that belong to no region included.
	Abroad, Coast string
}

// Shape is a unit as it is drawn. Path data are closed rings in units of the view,
// for either fill rule; holes run the other way.
type Shape struct {
	Code    directory.RegionCode
	Country directory.CountryCode
	Level   int
	Path    string
	// X, Y is the place for a label, within what is seen of the unit, and Room how
	// far from there to the outline: a wider label sticks out.
	X, Y, Room float64
	// Name in English and Footnote to be printed with it are those of context
	// countries only; others have theirs from directory.Vocabulary.
	Name, Footnote string
}

// Sheet is what is drawn at a level: regions of that level; where a country has
// regions of [Smallest] only, these at NUTS2 too and the country at NUTS1; the
// country where it has none at all. A level out of range is taken as the nearest.
//
// It is worked out when first asked for, in some milliseconds, and kept: the
// sheets of all regions at all levels together take 19 MB.
func (v *View) Sheet(level int) *Sheet {
	level = min(max(level, Countries), Smallest)
	s := &v.sheets[level]
	s.once.Do(func() { s.sheet = v.draw(level) })
	return s.sheet
}

// seaIsland is the area in square units, each 7.4 km², below which islands go from
// the sea's view: they would be specks of half a pixel.
const seaIsland = 0.5

func (v *View) draw(level int) *Sheet {
	a, s := v.atlas, &Sheet{}
	traces := v.traces()
	gone := v.specks(traces)
	frame := v.box().grow(Overhang / v.scale)
	shape := func(u *unit) (Shape, bool) {
		if !u.box.meets(frame) {
			return Shape{}, false
		}
		return v.shape(u, traces, gone)
	}
	for _, u := range a.drawn[level] {
		if sh, ok := shape(u); ok {
			s.Units = append(s.Units, sh)
		}
	}
	for _, u := range a.context {
		if sh, ok := shape(u); ok {
			sh.Name = u.name
			if u.code == footnoted {
				sh.Footnote = Footnote
			}
			s.Context = append(s.Context, sh)
		}
	}
	var borders [levels]pen
	var coasts, abroads pen
	for i, l := range a.lines {
		if gone[i] || !a.arcs[i].box.meets(frame) {
			continue
		}
		switch l.kind {
		case coast:
			for _, piece := range shore(traces[i]) {
				coasts.lines(clipLine(piece, v.clip()))
			}
		case abroad:
			abroads.lines(clipLine(traces[i].dots, v.clip()))
		case border:
			p, q := l.parts[0], l.parts[1]
			if p == nil || q == nil || p.shown[level] != q.shown[level] {
				borders[l.level()].lines(clipLine(traces[i].dots, v.clip()))
			}
		}
	}
	s.Coast, s.Abroad = string(coasts.out), string(abroads.out)
	for l := range borders {
		s.Borders[l] = string(borders[l].out)
	}
	return s
}

func (p *pen) lines(lines [][]dot) {
	for _, l := range lines {
		p.line(l)
	}
}

// shore is a coast without the stretches along which the data are cut off.
func shore(t trace) (pieces [][]dot) {
	begin := 0
	for i := 1; i <= len(t.dots); i++ {
		if i == len(t.dots) || t.sides[i-1]&t.sides[i] != 0 {
			if i-begin > 1 {
				pieces = append(pieces, t.dots[begin:i])
			}
			begin = i
		}
	}
	return pieces
}

// specks are the arcs that are islands too small for the view.
func (v *View) specks(traces []trace) map[int]bool {
	gone := map[int]bool{}
	if v.minIsland == 0 {
		return gone
	}
	for _, units := range [2][]*unit{v.atlas.drawn[Smallest], v.atlas.context} {
		for _, u := range units {
			largest := 0.0
			for _, ring := range u.rings {
				largest = max(largest, math.Abs(dotArea(join(traces, ring))))
			}
			for _, ring := range u.rings {
				size := math.Abs(dotArea(join(traces, ring)))
				if alone := len(ring) == 1 && v.atlas.lines[index(ring[0])].kind == coast; alone && size < min(v.minIsland, largest) {
					gone[index(ring[0])] = true
				}
			}
		}
	}
	return gone
}

// shape draws a unit; false when nothing of it is seen.
func (v *View) shape(u *unit, traces []trace, gone map[int]bool) (Shape, bool) {
	clip := v.clip()
	var rings [][]dot
	var p pen
	for _, ring := range u.rings {
		if gone[index(ring[0])] {
			continue
		}
		dots := join(traces, ring)
		for _, d := range dots {
			if !clip.holds(d) {
				dots = clipRing(dots, clip)
				break
			}
		}
		if len(dots) > 2 && dotArea(dots) != 0 {
			rings = append(rings, dots)
			p.ring(dots)
		}
	}
	sh := Shape{Code: u.code, Country: u.country, Level: u.level, Path: string(p.out)}
	at, ok := v.label(u, rings)
	if !ok {
		return Shape{}, false
	}
	sh.X, sh.Y, sh.Room = float64(at.x)/10, float64(at.y)/10, clearance(rings, at)/10
	return sh, true
}

// label is the place for a unit's label: its own point where that is seen, else
// one in the middle of what is; false when nothing is.
func (v *View) label(u *unit, rings [][]dot) (dot, bool) {
	if at := v.dot(u.point); !u.context && v.box().holds(u.point) && holdsDot(rings, at) {
		return at, true
	}
	frame := dotBox{0, 0, 10 * Width, int32(10 * v.Height)}
	if at, ok := innermost(rings, frame); ok {
		return at, true
	}
	for _, ring := range rings { // a corner of it may still be seen
		if corner := clipRing(ring, frame); len(corner) > 2 && dotArea(corner) != 0 {
			return corner[0], true
		}
	}
	return dot{}, false
}
