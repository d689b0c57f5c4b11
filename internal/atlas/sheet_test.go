package atlas

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"euxine/internal/directory"
	"euxine/seed"
)

// picture is a plain SVG of all that a sheet has.
func picture(v *View, s *Sheet) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %g">`, Width, v.Height)
	for _, u := range slices.Concat(s.Context, s.Units) {
		fmt.Fprintf(&b, `<a href="/en/regions/%s"><path d="%s"/></a>`, u.Code, u.Path)
	}
	for _, d := range append(s.Borders[:], s.Abroad, s.Coast) {
		fmt.Fprintf(&b, `<path class="line" d="%s"/>`, d)
	}
	b.WriteString(`</svg>`)
	return b.Bytes()
}

func compressed(t testing.TB, b []byte) int {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return z.Len()
}

// A page with its map is to stay under 120 KB compressed; the map may take half of
// it. A line of the log says what it takes.
func TestPicturesAreSmall(t *testing.T) {
	a, _ := seedAtlas()
	for level := range levels {
		b := picture(a.Sea(), a.Sea().Sheet(level))
		size := compressed(t, b)
		t.Logf("sea, level %d: %d bytes, %d compressed", level, len(b), size)
		if size > 60_000 {
			t.Errorf("the sea at level %d takes %d bytes compressed, more than 60,000", level, size)
		}
	}
	for _, c := range directory.Countries {
		v, err := a.Of(directory.RegionCode(c))
		if err != nil {
			t.Fatal(err)
		}
		if size := compressed(t, picture(v, v.Sheet(Smallest))); size > 55_000 {
			t.Errorf("%s takes %d bytes compressed, more than 55,000", c, size)
		}
	}
}

// views are those whose sheets the tests below look at: of every size and shape.
func views(t *testing.T) map[string]*View {
	a, _ := seedAtlas()
	list := map[string]*View{"sea": a.Sea()}
	for _, code := range []directory.RegionCode{"BG", "GR", "TR", "UA", "MD", "AZ", "RS", "CZ", "BG341", "BG34", "BG3", "TR831", "UA-51", "UA-40", "GE-AJ", "EL421", "MD-BD"} {
		v, err := a.Of(code)
		if err != nil {
			t.Fatal(err)
		}
		list[string(code)] = v
	}
	return list
}

func read(t *testing.T, where, d string) []subpath {
	t.Helper()
	list, err := readPath(d)
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	return list
}

// segment is an edge of a picture, whichever way it is drawn.
type segment [2]dot

func segments(list []subpath) (all []segment) {
	for _, s := range list {
		for i, d := range s.dots {
			switch {
			case i > 0:
				all = append(all, newSegment(s.dots[i-1], d))
			case s.closed:
				all = append(all, newSegment(s.dots[len(s.dots)-1], d))
			}
		}
	}
	return all
}

func newSegment(p, q dot) segment {
	if p.x > q.x || p.x == q.x && p.y > q.y {
		p, q = q, p
	}
	return segment{p, q}
}

// Rings are closed and have an area, lines are open; no number leaves the frame by
// more than the overhang; labels lie in the frame and in their shape.
func TestPathsAreWellFormed(t *testing.T) {
	for name, v := range views(t) {
		if v.Height < minRatio*Width-1 || v.Height > maxRatio*Width+1 {
			t.Errorf("%s is %g high", name, v.Height)
		}
		for level := range levels {
			s := v.Sheet(level)
			if len(s.Units) == 0 {
				t.Errorf("%s, level %d, is empty", name, level)
			}
			for _, u := range slices.Concat(s.Units, s.Context) {
				where := fmt.Sprintf("%s, level %d, %s", name, level, u.Code)
				var rings [][]dot
				for _, p := range read(t, where, u.Path) {
					if !p.closed || len(p.dots) < 3 || dotArea(p.dots) == 0 {
						t.Errorf("%s: %v is no ring", where, p)
					}
					rings = append(rings, p.dots)
					for _, d := range p.dots {
						if !v.clip().holds(d) {
							t.Errorf("%s: %v is out of the frame", where, d)
						}
					}
				}
				at := dot{int32(math.Round(10 * u.X)), int32(math.Round(10 * u.Y))}
				if u.X < 0 || u.X > Width || u.Y < 0 || u.Y > v.Height {
					t.Errorf("%s: label at %v, %v", where, u.X, u.Y)
				}
				if u.Room > 1 && !holdsDot(rings, at) {
					t.Errorf("%s: label at %v, %v is not in the shape", where, u.X, u.Y)
				}
			}
			for i, d := range append(s.Borders[:], s.Coast, s.Abroad) {
				for _, p := range read(t, name, d) {
					if p.closed || len(p.dots) < 2 {
						t.Errorf("%s, level %d, lines %d: %v is no line", name, level, i, p)
					}
					for _, d := range p.dots {
						if !v.clip().holds(d) {
							t.Errorf("%s, level %d: %v is out of the frame", name, level, d)
						}
					}
				}
			}
		}
	}
}

// Each line is drawn once, and shapes and lines coincide: in the sea's view every
// edge of a shape that the frame does not cut is an edge of one line exactly.
func TestLinesAreDrawnOnceAndFitTheShapes(t *testing.T) {
	a, _ := seedAtlas()
	v := a.Sea()
	for level := range levels {
		s := v.Sheet(level)
		// Islands go from the sea's view with their coast, and only specks.
		if gone := v.specks(v.traces()); len(gone) == 0 || len(gone) > 20 {
			t.Errorf("%d islands are left out", len(gone))
		} else {
			for i := range gone {
				if size := math.Abs(area(a.arcs, [][]int{{i}})) * v.scale * v.scale; size > 1.2*seaIsland {
					t.Errorf("an island of %f square units is left out", size)
				}
			}
		}
		drawn := map[segment]int{}
		for _, d := range append(s.Borders[:], s.Coast, s.Abroad) {
			for _, e := range segments(read(t, "lines", d)) {
				drawn[e]++
			}
		}
		for e, n := range drawn {
			if n != 1 {
				t.Errorf("level %d: %v is drawn %d times", level, e, n)
			}
		}
		sides := map[segment]int{}
		for _, u := range slices.Concat(s.Units, s.Context) {
			for _, e := range segments(read(t, string(u.Code), u.Path)) {
				sides[e]++
				b := v.clip()
				along := e[0].x == e[1].x && (e[0].x == b.x0 || e[0].x == b.x1) || e[0].y == e[1].y && (e[0].y == b.y0 || e[0].y == b.y1)
				if drawn[e] == 0 && !along {
					t.Errorf("level %d: the edge %v of %s is no line", level, e, u.Code)
				}
			}
		}
		for l, d := range s.Borders {
			if level < l && level < NUTS2 && d != "" {
				t.Errorf("level %d has borders of level %d", level, l)
			}
			for _, e := range segments(read(t, "borders", d)) {
				if sides[e] != 2 {
					t.Errorf("level %d: the border %v has %d shapes beside it, not two", level, e, sides[e])
				}
			}
		}
		for _, e := range segments(read(t, "coast", s.Coast)) {
			if sides[e] != 1 {
				t.Errorf("level %d: the coast %v has %d shapes beside it, not one", level, e, sides[e])
			}
		}
	}
}

func TestSheetsShowTheLevelAsked(t *testing.T) {
	a, _ := seedAtlas()
	for level, want := range []map[directory.CountryCode]int{
		{"BG": 1, "RO": 1, "GR": 1, "TR": 1, "UA": 1, "MD": 1, "GE": 1, "AM": 1, "AZ": 1, "RS": 1, "CZ": 1},
		{"BG": 2, "RO": 4, "GR": 4, "TR": 12, "UA": 1, "MD": 1, "GE": 1, "AM": 1, "AZ": 1, "RS": 1, "CZ": 1},
		{"BG": 6, "RO": 8, "GR": 13, "TR": 26, "UA": 27, "MD": 37, "GE": 12, "AM": 11, "AZ": 70, "RS": 1, "CZ": 1},
		{"BG": 28, "RO": 42, "GR": 52, "TR": 81, "UA": 27, "MD": 37, "GE": 12, "AM": 11, "AZ": 70, "RS": 1, "CZ": 1},
	} {
		got := map[directory.CountryCode]int{}
		for _, u := range a.Sea().Sheet(level).Units {
			got[u.Country]++
			if u.Name != "" || u.Footnote != "" {
				t.Errorf("%s has the name %q, footnote %q", u.Code, u.Name, u.Footnote)
			}
		}
		for c, n := range want {
			if got[c] != n {
				t.Errorf("level %d: %d units of %s, want %d", level, got[c], c, n)
			}
		}
	}
	if a.Sea().Sheet(-1) != a.Sea().Sheet(Countries) || a.Sea().Sheet(9) != a.Sea().Sheet(Smallest) {
		t.Error("a level out of range is not the nearest")
	}
}

func TestContextCountries(t *testing.T) {
	a, _ := seedAtlas()
	names := map[directory.RegionCode]string{}
	for _, c := range a.Sea().Sheet(Countries).Context {
		names[c.Code] = c.Name
		if got, want := c.Footnote != "", c.Code == "XK"; got != want {
			t.Errorf("%s has the footnote %q", c.Code, c.Footnote)
		}
	}
	for code, want := range map[directory.RegionCode]string{"XK": "Kosovo*", "RU": "Russia", "CY": "Cyprus", "GB": "Akrotiri and Dhekelia (UK)", "MK": "North Macedonia"} {
		if names[code] != want {
			t.Errorf("%s is called %q, want %q", code, names[code], want)
		}
	}
	if _, err := a.Of("RU"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("a view of a context country: %v", err)
	}
}

// A place is where its region is drawn, and back.
func TestPlacesOfViews(t *testing.T) {
	a, vocabulary := seedAtlas()
	for name, v := range views(t) {
		n := 0
		for _, c := range vocabulary.Cities() {
			x, y, ok := v.Place(c.Point)
			if !ok {
				continue
			}
			n++
			p := v.PointAt(x, y)
			if math.Abs(p.Lat-c.Point.Lat) > 1e-9 || math.Abs(p.Lon-c.Point.Lon) > 1e-9 {
				t.Errorf("%s: %s at %v, %v is %v, want %v", name, c.Name, x, y, p, c.Point)
			}
		}
		if n == 0 && name != "RS" && name != "CZ" { // whose towns are not in the list
			t.Errorf("%s shows no town", name)
		}
	}
	// North is up and east is right.
	x0, y0, _ := a.Sea().Place(directory.Point{Lat: 42.5, Lon: 27.5})  // Burgas
	x1, y1, ok := a.Sea().Place(directory.Point{Lat: 46.5, Lon: 30.7}) // Odesa
	if !ok || x1 <= x0 || y1 >= y0 {
		t.Errorf("Burgas is at %v, %v and Odesa at %v, %v", x0, y0, x1, y1)
	}
	for _, p := range []directory.Point{{Lat: math.NaN(), Lon: 30}, {Lat: -44, Lon: -145}, {Lat: 48.9, Lon: 2.3}} {
		if _, _, ok := a.Sea().Place(p); ok {
			t.Errorf("%v lies in the sea's frame", p)
		}
	}
}

// A region's own view shows the whole of it, with its neighbours.
func TestRegionViews(t *testing.T) {
	a, vocabulary := seedAtlas()
	for _, r := range vocabulary.Regions() {
		v, err := a.Of(r.Code)
		if err != nil {
			t.Fatal(err)
		}
		u, b := a.units[r.Code], v.box()
		if !b.holds(vec{u.box.x0, u.box.y0}) || !b.holds(vec{u.box.x1, u.box.y1}) {
			t.Errorf("%s is not whole in its view", r.Code)
		}
		neighbours, _ := a.Neighbours(r.Code)
		for _, n := range neighbours {
			if !a.units[n].box.meets(b) {
				t.Errorf("%s is not seen from %s", n, r.Code)
			}
		}
	}
}

func TestAtlasIsSafeForConcurrentUse(t *testing.T) {
	a, _ := seedAtlas()
	var wg sync.WaitGroup
	sheets := make([]*Sheet, 8)
	for i := range sheets {
		wg.Go(func() {
			v, err := a.Of("RO223")
			if err != nil {
				t.Error(err)
				return
			}
			sheets[i] = v.Sheet(NUTS2)
		})
	}
	wg.Wait()
	for _, s := range sheets {
		if s != sheets[0] {
			t.Error("a sheet was made twice")
		}
	}
}

func BenchmarkRead(b *testing.B) {
	_, vocabulary := seedAtlas()
	data, err := seed.Files.ReadFile("geo/regions.topo.json")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Read(data, vocabulary.Regions()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSea(b *testing.B) {
	a, _ := seedAtlas()
	for b.Loop() {
		a.Sea().draw(Smallest)
	}
}

func BenchmarkRegion(b *testing.B) {
	a, _ := seedAtlas()
	v, err := a.Of("BG341")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		v.draw(Smallest)
	}
}
