package atlas

import (
	"math"
	"slices"
)

// innermost is a place within the rings and the box, far from the edges of both:
// the best of those in the middle of what lies inside along some level lines;
// false when hardly anything lies in both.
func innermost(rings [][]dot, b dotBox) (dot, bool) {
	const lines = 24 // enough that a slanting strip is met near its widest place
	low, high := b.y1, b.y0
	for _, ring := range rings {
		for _, d := range ring {
			low, high = min(low, max(d.y, b.y0)), max(high, min(d.y, b.y1))
		}
	}
	var best dot
	room := math.Inf(-1)
	for i := range int32(lines) {
		y := low + (high-low)*(2*i+1)/(2*lines)
		for _, x := range middles(rings, b, y) {
			d := dot{x, y}
			r := min(clearance(rings, d), float64(x-b.x0), float64(b.x1-x), float64(y-b.y0), float64(b.y1-y))
			if r > room {
				best, room = d, r
			}
		}
	}
	return best, !math.IsInf(room, -1)
}

// middles of the stretches inside the rings and the box on the line of a given y.
func middles(rings [][]dot, b dotBox, y int32) (xs []int32) {
	var cuts []float64
	for _, ring := range rings {
		for i, d := range ring {
			e := ring[(i+1)%len(ring)]
			if (d.y > y) != (e.y > y) {
				x := float64(d.x) + float64(y-d.y)/float64(e.y-d.y)*float64(e.x-d.x)
				cuts = append(cuts, min(max(x, float64(b.x0)), float64(b.x1)))
			}
		}
	}
	slices.Sort(cuts)
	for i := 1; i < len(cuts); i += 2 {
		if cuts[i] > cuts[i-1] {
			xs = append(xs, int32(math.Round((cuts[i-1]+cuts[i])/2)))
		}
	}
	return xs
}

// clearance is the distance from a dot to the nearest edge of the rings, in tenths
// of a unit.
func clearance(rings [][]dot, p dot) float64 {
	least := math.Inf(1)
	for _, ring := range rings {
		for i, d := range ring {
			e := ring[(i+1)%len(ring)]
			dx, dy := float64(e.x-d.x), float64(e.y-d.y)
			px, py := float64(p.x-d.x), float64(p.y-d.y)
			t := 0.0
			if l := dx*dx + dy*dy; l > 0 {
				t = min(max((px*dx+py*dy)/l, 0), 1)
			}
			least = min(least, math.Hypot(px-t*dx, py-t*dy))
		}
	}
	return least
}
