package atlas

import "math"

// dotBox is a rectangle of a picture.
type dotBox struct{ x0, y0, x1, y1 int32 }

func (b dotBox) holds(d dot) bool {
	return d.x >= b.x0 && d.x <= b.x1 && d.y >= b.y0 && d.y <= b.y1
}

// side is one of a box's four sides as a line x = at or y = at, and which half of
// the picture is kept.
type side struct {
	vertical bool // x = at
	at       int32
	above    bool // larger coordinates are kept
}

func (b dotBox) sides() [4]side {
	return [4]side{{true, b.x0, true}, {true, b.x1, false}, {false, b.y0, true}, {false, b.y1, false}}
}

func (s side) keeps(d dot) bool {
	c := d.y
	if s.vertical {
		c = d.x
	}
	return c == s.at || c > s.at == s.above
}

// meet is where the edge between two dots on different sides crosses the line. It
// is the same whichever way the edge is taken, so that neighbours still coincide.
func (s side) meet(p, q dot) dot {
	if p.x > q.x || p.x == q.x && p.y > q.y {
		p, q = q, p
	}
	if s.vertical {
		t := float64(s.at-p.x) / float64(q.x-p.x)
		return dot{s.at, p.y + int32(math.Round(t*float64(q.y-p.y)))}
	}
	t := float64(s.at-p.y) / float64(q.y-p.y)
	return dot{p.x + int32(math.Round(t*float64(q.x-p.x))), s.at}
}

// clipRing cuts a closed line down to what lies within the box. Parts left apart
// stay joined along the box's sides, where nothing is seen of it (I. E. Sutherland,
// G. W. Hodgman, Reentrant polygon clipping, CACM 17, 1974).
func clipRing(ring []dot, b dotBox) []dot {
	for _, s := range b.sides() {
		out := make([]dot, 0, len(ring)+4)
		for i, d := range ring {
			before := ring[(i+len(ring)-1)%len(ring)]
			if s.keeps(d) != s.keeps(before) {
				out = append(out, s.meet(before, d))
			}
			if s.keeps(d) {
				out = append(out, d)
			}
		}
		if ring = out; len(ring) == 0 {
			return nil
		}
	}
	return ring
}

// clipLine cuts an open line down to the pieces within the box.
func clipLine(line []dot, b dotBox) [][]dot {
	pieces := [][]dot{line}
	for _, s := range b.sides() {
		var kept [][]dot
		for _, piece := range pieces {
			kept = append(kept, s.cut(piece)...)
		}
		pieces = kept
	}
	return pieces
}

// cut gives the pieces of a line on the side kept.
func (s side) cut(line []dot) (pieces [][]dot) {
	var piece []dot
	end := func() {
		if len(piece) > 1 {
			pieces = append(pieces, piece)
		}
		piece = nil
	}
	for i, d := range line {
		if i > 0 && s.keeps(d) != s.keeps(line[i-1]) {
			piece = append(piece, s.meet(line[i-1], d))
		}
		if s.keeps(d) {
			piece = append(piece, d)
		} else {
			end()
		}
	}
	end()
	return pieces
}
