package atlas

import "math"

// dissolve makes one outline of many: an arc between two of the parts, used once
// either way, drops out, and the others are joined end to end. The parts' order
// decides where rings begin; nothing else depends on it.
func dissolve(arcs []arc, parts []outline) [][]int {
	inner := map[int]bool{}
	for _, p := range parts {
		for _, ring := range p.rings {
			for _, a := range ring {
				inner[a] = true
			}
		}
	}
	// Where two rings touch in a point, several arcs begin there. Whichever is
	// taken, the area enclosed is the same.
	begins := map[vec][]int{}
	var order []int
	for _, p := range parts {
		for _, ring := range p.rings {
			for _, a := range ring {
				if !inner[^a] {
					v, _ := ends(arcs, a)
					begins[v] = append(begins[v], a)
					order = append(order, a)
				}
			}
		}
	}
	var rings [][]int
	used := map[int]bool{}
	for _, a := range order {
		if used[a] {
			continue
		}
		start, end := ends(arcs, a)
		used[a] = true
		ring := []int{a}
		for end != start {
			next, ok := 0, false
			for _, b := range begins[end] {
				if !used[b] {
					next, ok = b, true
					break
				}
			}
			if !ok { // the parts' own rings close, so there is always one
				break
			}
			used[next] = true
			ring = append(ring, next)
			_, end = ends(arcs, next)
		}
		rings = append(rings, ring)
	}
	return rings
}

// box is a rectangle of the plane.
type box struct{ x0, y0, x1, y1 float64 }

var emptyBox = box{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}

func (b box) with(v vec) box {
	return box{min(b.x0, v.x), min(b.y0, v.y), max(b.x1, v.x), max(b.y1, v.y)}
}

func (b box) join(c box) box {
	return box{min(b.x0, c.x0), min(b.y0, c.y0), max(b.x1, c.x1), max(b.y1, c.y1)}
}

func (b box) meets(c box) bool {
	return b.x0 <= c.x1 && c.x0 <= b.x1 && b.y0 <= c.y1 && c.y0 <= b.y1
}

func (b box) holds(v vec) bool {
	return v.x >= b.x0 && v.x <= b.x1 && v.y >= b.y0 && v.y <= b.y1
}

func (b box) grow(by float64) box { return box{b.x0 - by, b.y0 - by, b.x1 + by, b.y1 + by} }

// eachEdge calls f with the ends of every edge of the rings, at full detail.
func eachEdge(arcs []arc, rings [][]int, f func(v, w vec)) {
	for _, ring := range rings {
		for _, a := range ring {
			points := arcs[index(a)].points
			for i := 1; i < len(points); i++ {
				if a < 0 {
					f(points[i], points[i-1])
				} else {
					f(points[i-1], points[i])
				}
			}
		}
	}
}

// area of the rings in km², holes taken off: the shoelace formula over all edges.
// The sign says which way they run.
func area(arcs []arc, rings [][]int) float64 {
	sum := 0.0
	eachEdge(arcs, rings, func(v, w vec) { sum += v.x*w.y - w.x*v.y })
	return sum / 2
}

// inside says whether a point lies within the rings: a ray from it crosses their
// edges an odd number of times.
func inside(arcs []arc, rings [][]int, p vec) bool {
	odd := false
	eachEdge(arcs, rings, func(v, w vec) {
		if (v.y > p.y) != (w.y > p.y) && p.x < v.x+(p.y-v.y)/(w.y-v.y)*(w.x-v.x) {
			odd = !odd
		}
	})
	return odd
}
