package atlas

import (
	"math"
	"sync"

	"euxine/internal/directory"
)

// Width of every view in units; the height is [View.Height].
const Width = 1000

// Overhang is how far, in units, path data may reach out of the frame on each
// side: what is cut off is cut there, where a stroke along it is not seen.
const Overhang = 4

// Frames. A frame as flat as a letter slot or taller than wide leaves a page
// little room beside it; one of a few kilometres would show how coarse the
// outlines are.
const (
	minRatio, maxRatio = 0.55, 1.0 // of height to width
	seaMargin          = 0.015     // of the larger extent, on each side
	countryMargin      = 0.05
	regionMargin       = 0.35 // for the surroundings
	minExtent          = 60.0 // km
)

// View is a frame of the map: x from 0 to [Width] eastwards, y from 0 to Height
// southwards. It does not change: safe for concurrent use.
type View struct {
	Height float64 // in units

	atlas *Atlas
	left  float64 // of the frame, in km of the plane
	top   float64
	scale float64 // units a km
	// thresholds are the weights in km² below which points of each arc go; nil to
	// keep all.
	thresholds []float64
	// minIsland is the area in square units below which an island that is not the
	// largest of its region is left out.
	minIsland float64
	sheets    [levels]struct {
		once  sync.Once
		sheet *Sheet
	}
}

// Sea is the view of the countries round the Black Sea that have regions, thinned
// to what is seen at its scale.
func (a *Atlas) Sea() *View { return a.sea }

func (a *Atlas) newSea() *View {
	b := emptyBox
	for _, u := range a.drawn[Smallest] {
		if u.level == Smallest {
			b = b.join(u.box)
		}
	}
	v := a.frame(b, seaMargin)
	v.minIsland = seaIsland
	v.thresholds = a.thin(v)
	return v
}

// Of is the view of one country, or of one region of any level with what lies
// round it, at full detail. An unknown code is directory.ErrNotFound.
func (a *Atlas) Of(code directory.RegionCode) (*View, error) {
	if v, ok := a.views.Load(code); ok {
		return v.(*View), nil
	}
	u, err := a.unit(code)
	if err != nil {
		return nil, err
	}
	margin := regionMargin
	if u.level == Countries {
		margin = countryMargin
	}
	// Of two made at once one is kept, so that its sheets are made once.
	v, _ := a.views.LoadOrStore(code, a.frame(u.box, margin))
	return v.(*View), nil
}

// frame fits a view to a box.
func (a *Atlas) frame(b box, margin float64) *View {
	w, h := b.x1-b.x0, b.y1-b.y0
	extent := max(w, h, minExtent)
	w, h = w+2*margin*extent, h+2*margin*extent
	w = max(w, minExtent, h/maxRatio)
	h = max(h, w*minRatio)
	scale := Width / w
	return &View{
		Height: math.Ceil(h * scale),
		atlas:  a,
		left:   (b.x0 + b.x1 - w) / 2,
		top:    (b.y0 + b.y1 - h) / 2,
		scale:  scale,
	}
}

// Place is where a place lies in the view, in units; false when it is out of the
// frame.
func (v *View) Place(p directory.Point) (x, y float64, ok bool) {
	x, y = v.units(pontus.forward(p))
	return x, y, x >= 0 && x <= Width && y >= 0 && y <= v.Height
}

func (v *View) units(p vec) (x, y float64) {
	return (p.x - v.left) * v.scale, (p.y - v.top) * v.scale
}

func (v *View) dot(p vec) dot {
	x, y := v.units(p)
	return dot{int32(math.Round(x * 10)), int32(math.Round(y * 10))}
}

// box is the frame on the plane.
func (v *View) box() box {
	return box{v.left, v.top, v.left + Width/v.scale, v.top + v.Height/v.scale}
}

// clip is what path data may cover.
func (v *View) clip() dotBox {
	return dotBox{-10 * Overhang, -10 * Overhang, 10 * (Width + Overhang), int32(10 * (v.Height + Overhang))}
}

// trace is an arc as it is drawn in a view.
type trace struct {
	dots  []dot
	sides []uint8 // of the data's frame, for each dot
}

// traces thins and rounds all arcs, each once: whatever is drawn of them fits
// together. Points that rounding puts on one spot or on one straight line go.
func (v *View) traces() []trace {
	list := make([]trace, len(v.atlas.arcs))
	for i, a := range v.atlas.arcs {
		least := 0.0
		if v.thresholds != nil {
			least = v.thresholds[i]
		}
		t := trace{dots: make([]dot, 0, 8), sides: make([]uint8, 0, 8)}
		for j, p := range a.points {
			if a.weights[j] < least {
				continue
			}
			d, n := v.dot(p), len(t.dots)
			if n > 0 && t.dots[n-1] == d {
				t.sides[n-1] &= a.sides[j]
				continue
			}
			if n > 1 && turn(t.dots[n-2], t.dots[n-1], d) == 0 && between(t.dots[n-2], t.dots[n-1], d) {
				t.dots[n-1], t.sides[n-1] = d, a.sides[j]
				continue
			}
			t.dots, t.sides = append(t.dots, d), append(t.sides, a.sides[j])
		}
		list[i] = t
	}
	return list
}

// between says whether q lies between p and r on one line.
func between(p, q, r dot) bool {
	return min(p.x, r.x) <= q.x && q.x <= max(p.x, r.x) && min(p.y, r.y) <= q.y && q.y <= max(p.y, r.y)
}

// join makes one closed line of a ring's arcs, the first dot not repeated.
func join(traces []trace, ring []int) []dot {
	var dots []dot
	add := func(d dot) {
		if len(dots) == 0 || dots[len(dots)-1] != d {
			dots = append(dots, d)
		}
	}
	for _, a := range ring {
		line := traces[index(a)].dots
		for i := range line {
			if a < 0 {
				add(line[len(line)-1-i])
			} else {
				add(line[i])
			}
		}
	}
	for len(dots) > 1 && dots[0] == dots[len(dots)-1] {
		dots = dots[:len(dots)-1]
	}
	return dots
}

// dotArea of a closed line in square units; the sign says which way it runs.
func dotArea(dots []dot) float64 {
	var sum int64
	for i, d := range dots {
		e := dots[(i+1)%len(dots)]
		sum += int64(d.x)*int64(e.y) - int64(e.x)*int64(d.y)
	}
	return float64(sum) / 200
}

// holdsDot says whether a dot lies within closed lines, as [inside] does.
func holdsDot(rings [][]dot, p dot) bool {
	odd := false
	for _, ring := range rings {
		for i, d := range ring {
			e := ring[(i+1)%len(ring)]
			if (d.y > p.y) != (e.y > p.y) &&
				float64(p.x) < float64(d.x)+float64(p.y-d.y)/float64(e.y-d.y)*float64(e.x-d.x) {
				odd = !odd
			}
		}
	}
	return odd
}
