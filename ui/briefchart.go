package ui

import (
	"math"
	"strconv"

	"euxine/internal/insight"
)

// The chart of a brief: one row for each statement, with its quotient as a dot and
// its bounds as a bar, on a logarithmic scale around 1, so that twice and half lie
// equally far from the middle. Places are in per cent of the width, which a drawing
// without a view box takes: text and dots keep their shape however wide it is.

// Bounds of the scale: powers of two from the middle to each edge. What goes beyond
// the last is cut there; its numbers stand beside it.
const (
	leastOctaves = 1
	mostOctaves  = 4
)

// inset is what is left free at each edge, in per cent, for a dot to stand whole.
const inset = 4.0

// scale places quotients between 1/2^octaves and 2^octaves.
type scale struct{ octaves int }

// newScale is the smallest that holds the bounds of the statements.
func newScale(list []statement) scale {
	s := scale{leastOctaves}
	for _, one := range list {
		for _, q := range []float64{one.Low, one.High} {
			for s.octaves < mostOctaves && math.Abs(octaves(q)) > float64(s.octaves) {
				s.octaves++
			}
		}
	}
	return s
}

// octaves is how many doublings a quotient is from 1; of nothing, more than any
// scale holds.
func octaves(q float64) float64 {
	if q <= 0 {
		return -2 * mostOctaves
	}
	return math.Log2(q)
}

// at is the place of a quotient in per cent of the width.
func (s scale) at(q float64) float64 {
	o := max(-float64(s.octaves), min(float64(s.octaves), octaves(q)))
	return 50 + (50-inset)*o/float64(s.octaves)
}

// tick is a line of the scale.
type tick struct {
	X     string
	Label string
	Usual bool // the middle: as everywhere
}

func (s scale) ticks() []tick {
	var list []tick
	for o := -s.octaves; o <= s.octaves; o++ {
		label := strconv.Itoa(1 << max(o, 0))
		if o < 0 {
			label = "1⁄" + strconv.Itoa(1<<-o)
		}
		list = append(list, tick{X: place(s.at(math.Exp2(float64(o)))), Label: label + "×", Usual: o == 0})
	}
	return list
}

// interval is a bar with its dot; cut where it leaves the scale.
type interval struct {
	From, To, Dot string
	Ends          []string // those that are not cut
}

func (s scale) interval(of insight.Statement) interval {
	i := interval{From: place(s.at(of.Low)), To: place(s.at(of.High)), Dot: place(s.at(of.Quotient))}
	for _, q := range []float64{of.Low, of.High} {
		if math.Abs(octaves(q)) <= float64(s.octaves) {
			i.Ends = append(i.Ends, place(s.at(q)))
		}
	}
	return i
}

func place(x float64) string { return strconv.FormatFloat(x, 'f', 2, 64) + "%" }
