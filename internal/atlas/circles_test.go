package atlas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
)

var (
	burgas  = directory.Point{Lat: 42.506, Lon: 27.468}
	pomorie = directory.Point{Lat: 42.567, Lon: 27.617} // 14 km from Burgas, 5 units
	odesa   = directory.Point{Lat: 46.477, Lon: 30.733}
	paris   = directory.Point{Lat: 48.857, Lon: 2.352}
)

// Burgas and Pomorie are one circle, at the larger; Odesa, with a quarter of the
// count, has half the radius; Paris is out of the frame.
func TestCirclesByHand(t *testing.T) {
	a, _ := seedAtlas()
	v := a.Sea()
	c := v.Circles([]Spot{
		{ID: "2", Name: "Pomorie", Point: pomorie, Count: 20},
		{ID: "1", Name: "Burgas", Point: burgas, Count: 80},
		{ID: "3", Name: "Odesa", Point: odesa, Count: 25},
		{ID: "4", Name: "Paris", Point: paris, Count: 7},
		{ID: "5", Name: "Nothing", Point: odesa, Count: 0},
	})
	x1, y1, _ := v.Place(burgas)
	x2, y2, _ := v.Place(odesa)
	tenth := func(f float64) float64 { return math.Round(10*f) / 10 }
	want := []Circle{
		{X: tenth(x1), Y: tenth(y1), R: 24, Count: 100, Spots: 2, ID: "1", Name: "Burgas"},
		{X: tenth(x2), Y: tenth(y2), R: 12, Count: 25, Spots: 1, ID: "3", Name: "Odesa"},
	}
	if !slices.Equal(c.List, want) || c.Outside != 7 {
		t.Errorf("circles %+v, outside %d; want %+v, 7", c.List, c.Outside, want)
	}
	if got := c.Radius(25); got != 12 {
		t.Errorf("the legend's radius of 25 is %v, want 12", got)
	}
	// Few things make no large circle.
	if c := v.Circles([]Spot{{ID: "3", Point: odesa, Count: 4}}); c.List[0].R != 8 {
		t.Errorf("a count of four has the radius %v, want 8", c.List[0].R)
	}
	// Of two equal ones at one place the lesser ID leads, whichever comes first.
	for _, ids := range [][2]string{{"a", "b"}, {"b", "a"}} {
		c := v.Circles([]Spot{{ID: ids[0], Point: odesa, Count: 4}, {ID: ids[1], Point: odesa, Count: 4}})
		if len(c.List) != 1 || c.List[0].ID != "a" || c.List[0].Count != 8 || c.List[0].Spots != 2 {
			t.Errorf("two equal spots make %+v", c.List)
		}
	}
	if c := v.Circles(nil); len(c.List) != 0 || c.Outside != 0 || c.Radius(3) != minRadius {
		t.Errorf("no spots make %+v", c)
	}
}

func TestCirclesProperties(t *testing.T) {
	a, _ := seedAtlas()
	v := a.Sea()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		spots := scatter(rapid.IntRange(0, 3000).Draw(t, "spots"), seed)
		c := v.Circles(spots)
		if len(c.List) > maxCircles {
			t.Fatalf("%d circles", len(c.List))
		}
		total, members, n := c.Outside, 0, 0
		for _, s := range spots {
			total -= s.Count
			if _, _, ok := v.Place(s.Point); ok {
				n++
			}
		}
		for i, p := range c.List {
			total += p.Count
			members += p.Spots
			if p.R > maxRadius || p.R < minRadius || p.X < 0 || p.X > Width || p.Y < 0 || p.Y > v.Height {
				t.Fatalf("circle %+v", p)
			}
			for _, q := range c.List[:i] {
				if math.Hypot(p.X-q.X, p.Y-q.Y) < apart-0.2 || q.Count < p.Count {
					t.Fatalf("circles %+v and %+v", q, p)
				}
			}
		}
		if total != 0 || members != n {
			t.Fatalf("%d too many counted, %d of %d spots", total, members, n)
		}
		rand.New(rand.NewPCG(seed, 2)).Shuffle(len(spots), func(i, j int) { spots[i], spots[j] = spots[j], spots[i] })
		if again := v.Circles(spots); !slices.Equal(again.List, c.List) {
			t.Fatal("the order of the spots matters")
		}
	})
}

// scatter makes spots over the data and somewhat beyond.
func scatter(n int, seed uint64) []Spot {
	r := rand.New(rand.NewPCG(seed, 1))
	spots := make([]Spot, n)
	for i := range spots {
		spots[i] = Spot{
			ID: fmt.Sprint(i), Name: "place", Count: 1 + r.IntN(1+r.IntN(1000)),
			Point: directory.Point{Lat: 30 + 30*r.Float64(), Lon: 5 + 55*r.Float64()},
		}
	}
	return spots
}

func TestAMillionSpotsMakeFewCircles(t *testing.T) {
	a, _ := seedAtlas()
	if n := len(a.Sea().Circles(scatter(1_000_000, 1)).List); n > maxCircles || n < maxCircles/3 {
		t.Errorf("a million spots make %d circles", n)
	}
}

func BenchmarkCirclesOfAMillion(b *testing.B) {
	a, _ := seedAtlas()
	spots := scatter(1_000_000, 1)
	for b.Loop() {
		a.Sea().Circles(spots)
	}
}
