package atlas

import "euxine/internal/directory"

// What the tests ask of outlines, point by point.

// RegionAt is the smallest region that a place lies in, the country where it has
// no regions; not found at sea and in countries the directory has no regions of.
func (a *Atlas) RegionAt(p directory.Point) (directory.RegionCode, bool) {
	v := pontus.forward(p)
	for _, u := range a.drawn[Smallest] {
		if u.box.holds(v) && inside(a.arcs, u.rings, v) {
			return u.code, true
		}
	}
	return "", false
}

// Contains says whether a place lies within a region of any level.
func (a *Atlas) Contains(code directory.RegionCode, p directory.Point) bool {
	u, v := a.units[code], pontus.forward(p)
	return u != nil && u.box.holds(v) && inside(a.arcs, u.rings, v)
}

// Area of a region of any level in km², lakes included; 0 of an unknown one.
func (a *Atlas) Area(code directory.RegionCode) float64 {
	if u := a.units[code]; u != nil {
		return u.area
	}
	return 0
}

// PointAt is the place on Earth that is seen at x, y: [View.Place] the other way.
func (v *View) PointAt(x, y float64) directory.Point {
	return pontus.inverse(vec{x/v.scale + v.left, y/v.scale + v.top})
}
