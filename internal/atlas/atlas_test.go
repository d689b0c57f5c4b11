package atlas

import (
	"errors"
	"math"
	"slices"
	"sync"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/seed"
)

// seedAtlas is the atlas of the seed, with the vocabulary it belongs to.
var seedAtlas = sync.OnceValues(func() (*Atlas, *directory.Vocabulary) {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		panic(err)
	}
	data, err := seed.Files.ReadFile("geo/regions.topo.json")
	if err != nil {
		panic(err)
	}
	a, err := Read(data, v.Regions())
	if err != nil {
		panic(err)
	}
	return a, v
})

func TestPlacesLieInTheirCountries(t *testing.T) {
	a, _ := seedAtlas()
	for _, c := range []struct {
		name     string
		lat, lon float64
		region   directory.RegionCode
		country  directory.RegionCode
	}{
		{"Simferopol", 44.952, 34.102, "UA-43", "UA"},
		{"Sevastopol", 44.601, 33.530, "UA-40", "UA"},
		{"Kerch", 45.353, 36.468, "UA-43", "UA"},
		{"Armiansk", 46.108, 33.692, "UA-43", "UA"},
		{"Donetsk", 48.003, 37.805, "UA-14", "UA"},
		{"Sukhumi", 43.004, 41.019, "GE-AB", "GE"},
		{"Tskhinvali", 42.225, 43.970, "GE-SK", "GE"},
		{"Tiraspol", 46.840, 29.643, "MD-SN", "MD"},
		{"Khankendi", 39.815, 46.752, "AZ-XA", "AZ"},
		{"Burgas", 42.506, 27.468, "BG341", "BG"},
		{"Athens", 37.984, 23.728, "EL303", "GR"},
		{"Ankara", 39.920, 32.854, "TR510", "TR"},
		{"Belgrade", 44.804, 20.465, "RS", "RS"},
		{"Prague", 50.088, 14.421, "CZ", "CZ"},
	} {
		p := directory.Point{Lat: c.lat, Lon: c.lon}
		if got, _ := a.RegionAt(p); got != c.region {
			t.Errorf("%s lies in %q, want %q", c.name, got, c.region)
		}
		for _, country := range directory.Countries {
			code := directory.RegionCode(country)
			if got, want := a.Contains(code, p), code == c.country; got != want {
				t.Errorf("%s lies in %s: %v, want %v", c.name, code, got, want)
			}
		}
		for _, u := range a.context {
			if inside(a.arcs, u.rings, pontus.forward(p)) {
				t.Errorf("%s lies in %s", c.name, u.code)
			}
		}
	}
	for name, p := range map[string]directory.Point{
		"the Black Sea": {Lat: 43.5, Lon: 34}, "Novorossiysk": {Lat: 44.724, Lon: 37.769}, "nowhere": {Lat: math.NaN()}, "the other side": {Lat: -44, Lon: -145},
	} {
		if got, ok := a.RegionAt(p); ok {
			t.Errorf("%s lies in %q, want no region", name, got)
		}
	}
}

// Every region's point lies in its own outline, as the file has it and as the
// sea's view draws it, without exception; its smallest region is one below it.
func TestRegionsHoldTheirPoints(t *testing.T) {
	a, v := seedAtlas()
	traces := a.sea.traces()
	for _, r := range v.Regions() {
		if !a.Contains(r.Code, r.Point) {
			t.Errorf("%s does not contain its point", r.Code)
		}
		if at, _ := a.RegionAt(r.Point); !slices.Contains(v.RegionPath(at), r.Code) {
			t.Errorf("the point of %s lies in %q", r.Code, at)
		}
		u := a.units[r.Code]
		var rings [][]dot
		for _, ring := range u.rings {
			rings = append(rings, join(traces, ring))
		}
		if !holdsDot(rings, a.sea.dot(u.point)) {
			t.Errorf("%s, as the sea's view draws it, does not hold its point", r.Code)
		}
	}
}

// Areas of the countries in km² as their statistical offices have them; the README
// of the outlines promises 2.2 %. That they come out is a test of the projection,
// of the dissolving and of the outlines in one.
func TestAreas(t *testing.T) {
	a, v := seedAtlas()
	for code, want := range map[directory.RegionCode]float64{
		"BG": 110_994, "RO": 238_397, "GR": 131_957, "TR": 783_562, "UA": 603_628,
		"MD": 33_846, "GE": 69_700, "AM": 29_743, "AZ": 86_600,
	} {
		if got := a.Area(code); math.Abs(got-want) > 0.022*want {
			t.Errorf("%s is %.0f km², want %.0f within 2.2 %%", code, got, want)
		}
	}
	// What lies above is the sum of what lies below.
	for _, r := range v.Regions() {
		sum := 0.0
		for _, c := range v.RegionChildren(r.Code) {
			sum += a.Area(c)
		}
		if got := a.Area(r.Code); sum > 0 && math.Abs(got-sum) > 1e-6*sum {
			t.Errorf("%s is %f km², the regions in it %f", r.Code, got, sum)
		}
	}
	if got := a.Area("XX"); got != 0 {
		t.Errorf("an unknown region has %f km²", got)
	}
}

// A country dissolved out of its regions is the country the file itself has.
func TestDissolvedCountriesAreTheFiles(t *testing.T) {
	a, _ := seedAtlas()
	data, err := seed.Files.ReadFile("geo/regions.topo.json")
	if err != nil {
		t.Fatal(err)
	}
	_, _, countries := readTopology(data)
	compared := 0
	for _, c := range countries {
		if u := a.units[directory.RegionCode(c.code)]; u != nil {
			compared++
			if want := math.Abs(area(a.arcs, c.rings)); math.Abs(u.area-want) > 0.005*want {
				t.Errorf("%s: %f km² dissolved, %f in the file", c.code, u.area, want)
			}
		}
	}
	if compared != 11 {
		t.Errorf("%d countries compared, want 11", compared)
	}
}

func TestNeighbours(t *testing.T) {
	a, v := seedAtlas()
	for code, want := range map[directory.RegionCode][]directory.RegionCode{
		"BG341": {"BG331", "BG333", "BG342", "BG343", "TR213"}, // Varna, Shumen, Sliven, Yambol, Kırklareli
		"BG34":  {"BG33", "BG42", "TR21", "BG32"},
		"BG":    {"GR", "RO", "RS", "TR"}, // North Macedonia is abroad
		"UA-43": {"UA-40", "UA-65"},
		"UA-40": {"UA-43"},
		"EL411": nil, // Lesvos and Limnos, islands
		"RS":    {"BG", "RO"},
		"CZ":    nil, // its neighbours are abroad
	} {
		got, err := a.Neighbours(code)
		if err != nil {
			t.Fatal(err)
		}
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("%s borders on %q, want %q", code, got, want)
		}
	}
	// Whoever borders on one is bordered by it, where both are of one level.
	for _, r := range v.Regions() {
		list, _ := a.Neighbours(r.Code)
		for _, n := range list {
			if n == r.Code {
				t.Errorf("%s borders on itself", n)
			}
			if back, _ := a.Neighbours(n); a.units[n].level == r.Level && !slices.Contains(back, r.Code) {
				t.Errorf("%s borders on %s, not %s on it", r.Code, n, r.Code)
			}
		}
	}
	if _, err := a.Neighbours("BG999"); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("neighbours of an unknown region: %v", err)
	}
	// The list is the caller's own.
	first, _ := a.Neighbours("BG341")
	first[0] = "changed"
	if again, _ := a.Neighbours("BG341"); again[0] == "changed" {
		t.Error("a caller changed the atlas's own list")
	}
}
