package atlas

import "strconv"

// dot is a point of a picture in tenths of a unit, the finest that is written.
type dot struct{ x, y int32 }

// pen writes path data in relative moves, with as few letters and separators as
// the grammar asks for (SVG 1.1, section 8.3.9): a move's further coordinates are
// those of lines, and a sign or a second decimal point begins a new number.
//
// The first move of a path is relative to the origin, so it may be written as
// relative too.
type pen struct {
	out    []byte
	at     dot
	letter bool // a letter was written last
	point  bool // the number written last has a decimal point
}

// ring draws a closed line; its first point is not repeated at the end.
func (p *pen) ring(dots []dot) {
	p.line(dots)
	p.out = append(p.out, 'z')
	p.at = dots[0] // closing leads back there
}

// line draws an open line.
func (p *pen) line(dots []dot) {
	p.out = append(p.out, 'm')
	p.letter = true
	for _, d := range dots {
		p.number(d.x - p.at.x)
		p.number(d.y - p.at.y)
		p.at = d
	}
}

// number writes tenths: 123 as 12.3, -5 as -.5, 120 as 12.
func (p *pen) number(tenths int32) {
	whole, tenth := tenths/10, tenths%10
	negative := tenths < 0
	if negative {
		whole, tenth = -whole, -tenth
	}
	leadingPoint := whole == 0 && tenth != 0
	switch {
	case negative:
		p.out = append(p.out, '-')
	case !p.letter && !(leadingPoint && p.point):
		p.out = append(p.out, ' ')
	}
	if !leadingPoint {
		p.out = strconv.AppendInt(p.out, int64(whole), 10)
	}
	if tenth != 0 {
		p.out = append(p.out, '.', byte('0'+tenth))
	}
	p.letter, p.point = false, tenth != 0
}
