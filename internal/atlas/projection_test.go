package atlas

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
)

// Snyder, Map Projections: A Working Manual, appendix A, pages 332 and 333: radius
// 3, centre 40° N 100° W, point 20° S 100° E.
func TestProjectionAgainstSnyder(t *testing.T) {
	p := newProjection(3, 40, -100)
	v := p.forward(directory.Point{Lat: -20, Lon: 100})
	if math.Abs(v.x - -4.2339303) > 5e-8 || math.Abs(-v.y-4.0257775) > 5e-8 {
		t.Errorf("x %.7f, y %.7f, want -4.2339303, 4.0257775", v.x, -v.y)
	}
	g := p.inverse(vec{-4.2339303, -4.0257775})
	if math.Abs(g.Lat - -20) > 1e-6 || math.Abs(math.Mod(g.Lon+360, 360)-100) > 1e-6 {
		t.Errorf("lat %.7f, lon %.7f, want -20, 100", g.Lat, g.Lon)
	}
}

func TestProjectionRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := directory.Point{
			Lat: rapid.Float64Range(dataSouth, dataNorth).Draw(t, "lat"),
			Lon: rapid.Float64Range(dataWest, dataEast).Draw(t, "lon"),
		}
		if got := pontus.inverse(pontus.forward(g)); math.Abs(got.Lat-g.Lat) > 1e-9 || math.Abs(got.Lon-g.Lon) > 1e-9 {
			t.Fatalf("%v came back as %v", g, got)
		}
	})
	if g := pontus.inverse(vec{}); math.Abs(g.Lat-44) > 1e-9 || g.Lon != 35 {
		t.Errorf("the centre is %v", g)
	}
}

// A small square of the sphere has the area on the plane that it has on the
// sphere: R² Δλ (sin φ2 − sin φ1).
func TestProjectionIsEqualArea(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := rapid.Float64Range(dataSouth, dataNorth).Draw(t, "lat")
		lon := rapid.Float64Range(dataWest, dataEast).Draw(t, "lon")
		const side = 0.01
		var ring []vec
		for _, d := range [][2]float64{{0, 0}, {0, side}, {side, side}, {side, 0}, {0, 0}} {
			ring = append(ring, pontus.forward(directory.Point{Lat: lat + d[0], Lon: lon + d[1]}))
		}
		got := math.Abs(area([]arc{{points: ring}}, [][]int{{0}}))
		rad := math.Pi / 180
		want := authalicRadius * authalicRadius * side * rad * (math.Sin((lat+side)*rad) - math.Sin(lat*rad))
		if math.Abs(got-want) > 1e-4*want {
			t.Fatalf("at lat %v, lon %v: %v km², want %v", lat, lon, got, want)
		}
	})
}
