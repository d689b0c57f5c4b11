package atlas

import (
	"maps"
	"math"
	"slices"
	"testing"

	"euxine/internal/directory"
)

// By hand: of (0,0) (1,1) (2,0) (4,6) (6,0) the corner at (1,1) cuts off 1, at
// (2,0) 7 and at (4,6) 12. The first goes; then (2,0), between (0,0) and (4,6),
// cuts off |2·6 − 0·4|/2 = 6 and goes; then (4,6), between the ends, 6·6/2 = 18.
func TestWeighByHand(t *testing.T) {
	got := weigh([]vec{{0, 0}, {1, 1}, {2, 0}, {4, 6}, {6, 0}})
	want := []float64{math.Inf(1), 1, 6, 18, math.Inf(1)}
	if !slices.Equal(got, want) {
		t.Errorf("weights %v, want %v", got, want)
	}
	// (0,0) (2,1) (4,0) (6,9) (8,0): the first corner cuts off 2, then the second
	// one |4·9 − 0·6|/2 = 18, then the last 8·9/2 = 36.
	if got, want := weigh([]vec{{0, 0}, {2, 1}, {4, 0}, {6, 9}, {8, 0}}), []float64{math.Inf(1), 2, 18, 36, math.Inf(1)}; !slices.Equal(got, want) {
		t.Errorf("weights %v, want %v", got, want)
	}
}

func TestCrossing(t *testing.T) {
	b := dotBox{0, 0, 1000, 1000}
	lines := []trace{
		{dots: []dot{{0, 0}, {500, 500}}},
		{dots: []dot{{0, 500}, {500, 0}}},                        // crosses the first
		{dots: []dot{{500, 500}, {900, 500}}},                    // touches it
		{dots: []dot{{600, 0}, {900, 0}, {900, 90}, {700, -90}}}, // crosses itself
		{dots: []dot{{100, 900}, {300, 900}}},
		{dots: []dot{{300, 950}, {300, 900}, {100, 900}}},          // covers the line before
		{dots: []dot{{2000, 0}, {3000, 500}, {3000, 0}, {0, 900}}}, // out of the box but for its end
	}
	got := crossing(lines, b)
	if want := map[int]bool{0: true, 1: true, 3: true, 4: true, 5: true}; !maps.Equal(got, want) {
		t.Errorf("crossing %v, want %v", got, want)
	}
}

// The sea's view is thinned so that no two lines cross in it and every region
// keeps its size within 4 %.
func TestSeaIsThinnedWell(t *testing.T) {
	a, v := seedAtlas()
	traces := a.sea.traces()
	if got := crossing(traces, a.sea.clip()); len(got) > 0 {
		t.Errorf("%d lines cross others", len(got))
	}
	kept, all := 0, 0
	for i, tr := range traces {
		kept, all = kept+len(tr.dots), all+len(a.arcs[i].points)
	}
	t.Logf("%d of %d points", kept, all)
	if kept > all/2 {
		t.Errorf("%d of %d points are kept: not thinned", kept, all)
	}
	for _, r := range v.Regions() {
		if directory.InRegion(r.Country) && a.units[r.Code].spoiltBy(a.sea, traces) {
			t.Errorf("%s is not itself", r.Code)
		}
	}
}
