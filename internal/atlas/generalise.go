package atlas

import (
	"container/heap"
	"math"
	"slices"
)

// weigh says what each point of a line matters: the area in km² of the triangle
// that its removal cuts off, once all points that matter less are gone. Thinning
// to a threshold keeps the points that weigh as much. The ends weigh infinitely,
// since other lines begin there. Source: M. Visvalingam, J. D. Whyatt, Line
// generalisation by repeated elimination of points, The Cartographic Journal 30
// (1993).
func weigh(points []vec) []float64 {
	n := len(points)
	weights := make([]float64, n)
	weights[0], weights[n-1] = math.Inf(1), math.Inf(1)
	h := &corners{at: make([]int, n)}
	all := make([]corner, n)
	for i := 1; i < n-1; i++ {
		all[i] = corner{i: i, before: i - 1, after: i + 1, area: triangle(points[i-1], points[i], points[i+1])}
		h.list = append(h.list, &all[i])
		h.at[i] = len(h.list) - 1
	}
	heap.Init(h)
	least := 0.0
	for len(h.list) > 0 {
		c := heap.Pop(h).(*corner)
		// A point whose turn comes later never weighs less than one removed
		// before, or the order of removal would be lost.
		least = max(least, c.area)
		weights[c.i] = least
		for _, side := range [2]int{c.before, c.after} {
			if side == 0 || side == n-1 {
				continue
			}
			s := &all[side]
			if side == c.before {
				s.after = c.after
			} else {
				s.before = c.before
			}
			s.area = triangle(points[s.before], points[s.i], points[s.after])
			heap.Fix(h, h.at[side])
		}
	}
	return weights
}

func triangle(a, b, c vec) float64 {
	return math.Abs((b.x-a.x)*(c.y-a.y)-(c.x-a.x)*(b.y-a.y)) / 2
}

// corner is a point of a line between the two that are left beside it.
type corner struct {
	i, before, after int
	area             float64
}

// corners is a heap of corners, the smallest area first.
type corners struct {
	list []*corner
	at   []int // where each point's corner lies in list
}

func (h *corners) Len() int { return len(h.list) }
func (h *corners) Less(i, j int) bool {
	if h.list[i].area != h.list[j].area {
		return h.list[i].area < h.list[j].area
	}
	return h.list[i].i < h.list[j].i
}
func (h *corners) Swap(i, j int) {
	h.list[i], h.list[j] = h.list[j], h.list[i]
	h.at[h.list[i].i], h.at[h.list[j].i] = i, j
}
func (h *corners) Push(x any) { h.list = append(h.list, x.(*corner)) }
func (h *corners) Pop() any {
	last := h.list[len(h.list)-1]
	h.list = h.list[:len(h.list)-1]
	return last
}

// How the sea's view is thinned. At its scale a unit is 2.7 km and a square unit
// 7.4 km².
const (
	seaCorner = 2.0 // square units: points that matter less go; 0.5 makes 83 KB of the 58 KB map
	// A line that is a ring of its own, such as an island, keeps corners of this
	// share of its area: more than a triangle is left of the smallest.
	ringCorner = 0.1
	seaShare   = 0.04 // of its area that a region may lose or gain
	seaRounds  = 6    // of mending at most; the threshold is quartered in each
)

// thin finds the thresholds, in km², by which each arc is thinned in a view. Where
// thinning spoils something (two lines cross or become one, a region is no more
// its size or does not hold its own point) the arcs concerned keep more, until it
// does not or they keep all.
func (a *Atlas) thin(v *View) []float64 {
	thresholds := make([]float64, len(a.arcs))
	for i := range thresholds {
		thresholds[i] = seaCorner / (v.scale * v.scale)
		if begin, end := ends(a.arcs, i); begin == end {
			thresholds[i] = min(thresholds[i], math.Abs(area(a.arcs, [][]int{{i}}))*ringCorner)
		}
	}
	v.thresholds = thresholds
	for range seaRounds {
		lines := v.traces()
		spoilt := crossing(lines, v.clip())
		for _, u := range slices.Concat(a.drawn[Smallest], a.context) {
			if !u.spoiltBy(v, lines) {
				continue
			}
			for _, ring := range u.rings {
				for _, i := range ring {
					spoilt[index(i)] = true
				}
			}
		}
		if len(spoilt) == 0 {
			break
		}
		for i := range spoilt {
			thresholds[i] /= 4
		}
	}
	return thresholds
}

// spoiltBy says whether a unit is not itself any more when drawn with these lines.
// What the frame cuts off, as it does most context countries, is not looked at.
func (u *unit) spoiltBy(v *View, lines []trace) bool {
	if u.context || !v.box().holds(vec{u.box.x0, u.box.y0}) || !v.box().holds(vec{u.box.x1, u.box.y1}) {
		return false
	}
	var rings [][]dot
	sum := 0.0
	for _, ring := range u.rings {
		dots := join(lines, ring)
		rings = append(rings, dots)
		sum += dotArea(dots)
	}
	want := u.area * v.scale * v.scale
	if math.Abs(math.Abs(sum)-want) > seaShare*want {
		return true
	}
	return !holdsDot(rings, v.dot(u.point))
}

// crossing finds the lines that cross or cover another or themselves within a box.
// Lines that touch do neither.
func crossing(lines []trace, b dotBox) map[int]bool {
	type edge struct{ line, i int }
	const cell = 64 // tenths of a unit; several times the usual edge
	cells := map[dot][]edge{}
	found := map[int]bool{}
	for l, t := range lines {
		for i := 1; i < len(t.dots); i++ {
			p, q := t.dots[i-1], t.dots[i]
			// An edge may be as long as the Earth: only its cells in the box count.
			x0, x1 := max(min(p.x, q.x), b.x0)/cell, min(max(p.x, q.x), b.x1)/cell
			y0, y1 := max(min(p.y, q.y), b.y0)/cell, min(max(p.y, q.y), b.y1)/cell
			for x := x0; x <= x1; x++ {
				for y := y0; y <= y1; y++ {
					for _, e := range cells[dot{x, y}] {
						r, s := lines[e.line].dots[e.i-1], lines[e.line].dots[e.i]
						if cross(p, q, r, s) || p == r && q == s || p == s && q == r {
							found[l], found[e.line] = true, true
						}
					}
					cells[dot{x, y}] = append(cells[dot{x, y}], edge{l, i})
				}
			}
		}
	}
	return found
}

// cross says whether two edges have a point in common that is no end of either.
func cross(p, q, r, s dot) bool {
	return turn(p, q, r)*turn(p, q, s) < 0 && turn(r, s, p)*turn(r, s, q) < 0
}

// turn is 1 or -1 as the way from p over q to r turns, 0 when it is straight.
func turn(p, q, r dot) int {
	t := int64(q.x-p.x)*int64(r.y-p.y) - int64(q.y-p.y)*int64(r.x-p.x)
	switch {
	case t > 0:
		return 1
	case t < 0:
		return -1
	}
	return 0
}
