package atlas

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// subpath is what path data draw from one move to the next.
type subpath struct {
	dots   []dot
	closed bool
}

var pathToken = regexp.MustCompile(`[mz]|-?(?:\d+(?:\.\d)?|\.\d)|[ ]`)

// readPath reads path data made of relative moves and closings, after the grammar
// of SVG and not after the pen.
func readPath(d string) (list []subpath, err error) {
	var at dot
	var numbers []int32
	flush := func() error {
		if len(numbers)%2 != 0 {
			return fmt.Errorf("%d numbers after a move", len(numbers))
		}
		for i := 0; i < len(numbers); i += 2 {
			at = dot{at.x + numbers[i], at.y + numbers[i+1]}
			list[len(list)-1].dots = append(list[len(list)-1].dots, at)
		}
		numbers = nil
		return nil
	}
	for end := 0; end < len(d); {
		loc := pathToken.FindStringIndex(d[end:])
		if loc == nil || loc[0] != 0 {
			return nil, fmt.Errorf("%.20q is no path data", d[end:])
		}
		token := d[end : end+loc[1]]
		end += loc[1]
		switch token {
		case "m":
			if err := flush(); err != nil {
				return nil, err
			}
			list = append(list, subpath{})
		case "z":
			if err := flush(); err != nil {
				return nil, err
			}
			last := &list[len(list)-1]
			last.closed, at = true, last.dots[0]
		case " ":
		default:
			n, err := strconv.ParseFloat(token, 64)
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, int32(math.Round(10*n)))
		}
	}
	if len(list) == 0 {
		return nil, nil
	}
	return list, flush()
}

func TestPathByHand(t *testing.T) {
	var p pen
	p.ring([]dot{{100, 205}, {103, 205}, {103, 210}})
	p.line([]dot{{95, 195}, {95, 194}, {-1000, 0}})
	// To 10,20.5; .3 right; .5 down; back to the start and from there -.5,-1.
	if want := "m10 20.5.3 0 0 .5zm-.5-1 0-.1-109.5-19.4"; string(p.out) != want {
		t.Errorf("path %q, want %q", p.out, want)
	}
}

func TestPathRoundTrip(t *testing.T) {
	dots := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dot {
		return dot{rapid.Int32Range(-40, 10040).Draw(t, "x"), rapid.Int32Range(-40, 10040).Draw(t, "y")}
	}), 2, 8)
	rapid.Check(t, func(t *rapid.T) {
		var p pen
		var want []subpath
		for range rapid.IntRange(1, 5).Draw(t, "lines") {
			s := subpath{dots.Draw(t, "dots"), rapid.Bool().Draw(t, "closed")}
			if s.closed {
				p.ring(s.dots)
			} else {
				p.line(s.dots)
			}
			want = append(want, s)
		}
		got, err := readPath(string(p.out))
		if err != nil {
			t.Fatalf("%s: %v", p.out, err)
		}
		if !slices.EqualFunc(got, want, func(a, b subpath) bool { return a.closed == b.closed && slices.Equal(a.dots, b.dots) }) {
			t.Fatalf("%s reads as %v, want %v", p.out, got, want)
		}
	})
}

func TestClip(t *testing.T) {
	b := dotBox{0, 0, 10, 10}
	// A bar across the box; a U with both legs in it; one that misses it.
	for _, c := range []struct{ ring, want []dot }{
		{[]dot{{-5, 2}, {15, 2}, {15, 4}, {-5, 4}}, []dot{{0, 2}, {10, 2}, {10, 4}, {0, 4}}},
		{[]dot{{1, 1}, {9, 1}, {9, 9}}, []dot{{1, 1}, {9, 1}, {9, 9}}},
		{[]dot{{20, 20}, {30, 20}, {30, 30}}, nil},
	} {
		if got := clipRing(c.ring, b); math.Abs(dotArea(got)) != math.Abs(dotArea(c.want)) || len(got) != len(c.want) {
			t.Errorf("%v clipped is %v, want %v", c.ring, got, c.want)
		}
	}
	line := []dot{{-5, 5}, {5, 5}, {5, 15}, {8, 15}, {8, 5}, {20, 5}}
	want := [][]dot{{{0, 5}, {5, 5}, {5, 10}}, {{8, 10}, {8, 5}, {10, 5}}}
	got := clipLine(line, b)
	if !slices.EqualFunc(got, want, func(a, b []dot) bool { return slices.Equal(a, b) }) {
		t.Errorf("%v clipped is %v, want %v", line, got, want)
	}
}

// Whatever is clipped lies in the box, a point of the box lies within the clipped
// ring as it lies within the whole one, and neither way round makes a difference.
func TestClipProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.Int32Range(-300, 300)
		ring := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dot { return dot{at.Draw(t, "x"), at.Draw(t, "y")} }), 3, 12).Draw(t, "ring")
		b := dotBox{-100, -100, 100, 100}
		clipped := clipRing(ring, b)
		for _, d := range slices.Concat(append(clipLine(ring, b), clipped)...) {
			if !b.holds(d) {
				t.Fatalf("%v is out of the box", d)
			}
		}
		back := slices.Clone(ring)
		slices.Reverse(back)
		if got := clipRing(back, b); math.Abs(dotArea(got)) != math.Abs(dotArea(clipped)) {
			t.Fatalf("clipped %v, and backwards %v", clipped, got)
		}
		p := dot{rapid.Int32Range(-98, 98).Draw(t, "px"), rapid.Int32Range(-98, 98).Draw(t, "py")}
		// Rounding where edges are cut moves them by less than two dots.
		if len(clipped) > 0 && clearance([][]dot{ring}, p) > 2 && holdsDot([][]dot{ring}, p) != holdsDot([][]dot{clipped}, p) {
			t.Fatalf("%v lies in %v: %v, in the clipped %v: %v", p, ring, holdsDot([][]dot{ring}, p), clipped, holdsDot([][]dot{clipped}, p))
		}
	})
}
