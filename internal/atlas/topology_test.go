package atlas

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
)

// small is a map of one country, XA, of two square regions side by side, the
// second with a hole that is the country XB without regions, and of XC to the
// east of it, which no tree knows:
//
//	F---A---D---H
//	|XA1|XA2|XC |
//	E---B---C---G
//
// Arc 0 is the border A-B, 1 the coast from B round by E and F to A, 2 that from D
// to A, 3 the border D-C, 4 the coast from C to B, 5 the ring of XB, 6 the coast
// of XC from D by H and G to C.
const small = `{"type":"Topology","transform":{"scale":[0.01,0.01],"translate":[30,40]},
"arcs":[[[100,100],[0,-100]],[[100,0],[-100,0],[0,100],[100,0]],[[200,100],[-100,0]],[[200,100],[0,-100]],[[200,0],[-100,0]],
[[140,40],[0,20],[20,0],[0,-20],[-20,0]],[[200,100],[100,0],[0,-100],[-100,0]]],
"objects":{"regions":{"type":"GeometryCollection","geometries":[
{"type":"Polygon","arcs":[[0,1]],"properties":{"code":"XA1","country":"XA"}},
{"type":"MultiPolygon","arcs":[[[-3,3,4,-1],[-6]]],"properties":{"code":"XA2","country":"XA"}}]},
"countries":{"type":"GeometryCollection","geometries":[
{"type":"Polygon","arcs":[[1,-3,3,4],[-6]],"properties":{"code":"XA","name_en":"Exampland"}},
{"type":"Polygon","arcs":[[5]],"properties":{"code":"XB","name_en":"Within"}},
{"type":"Polygon","arcs":[[6,-4]],"properties":{"code":"XC","name_en":"Abroad"}}]}}}`

var smallTree = []directory.Region{
	{Code: "XA", Level: 0, Country: "XA", Point: directory.Point{Lat: 40.5, Lon: 30.5}},
	{Code: "XB", Level: 0, Country: "XB", Point: directory.Point{Lat: 40.5, Lon: 31.5}},
	{Code: "XA1", Level: 3, Parent: "XA", Country: "XA", Point: directory.Point{Lat: 40.5, Lon: 30.5}},
	{Code: "XA2", Level: 3, Parent: "XA", Country: "XA", Point: directory.Point{Lat: 40.2, Lon: 31.2}},
}

func TestReadSmall(t *testing.T) {
	a, err := Read([]byte(small), smallTree)
	if err != nil {
		t.Fatal(err)
	}
	// The borders A-B and D-C and the ring of XB; coasts 1, 2, 4 and 6.
	var kinds []lineKind
	for _, l := range a.lines {
		kinds = append(kinds, l.kind)
	}
	if want := []lineKind{border, coast, coast, border, coast, border, coast}; !slices.Equal(kinds, want) {
		t.Errorf("lines %v, want %v", kinds, want)
	}
	// Dissolved, XA keeps its hole and loses the border within.
	rings := a.units["XA"].rings
	if len(rings) != 2 || len(rings[0])+len(rings[1]) != 5 {
		t.Errorf("XA has the rings %v, want one of four arcs and one of one", rings)
	}
	for code, want := range map[directory.RegionCode][]directory.RegionCode{"XA": {"XB"}, "XB": {"XA"}, "XA1": {"XA2"}, "XA2": {"XA1", "XB"}} {
		if got, _ := a.Neighbours(code); !slices.Equal(got, want) {
			t.Errorf("%s borders on %q, want %q", code, got, want)
		}
	}
	for want, p := range map[directory.RegionCode]directory.Point{
		"XA1": {Lat: 40.5, Lon: 30.5}, "XA2": {Lat: 40.1, Lon: 31.9}, "XB": {Lat: 40.5, Lon: 31.5}, "": {Lat: 40.5, Lon: 32.5},
	} {
		if got, _ := a.RegionAt(p); got != want {
			t.Errorf("%v lies in %q, want %q", p, got, want)
		}
	}
	s := a.Sea().Sheet(Smallest)
	if len(s.Units) != 3 || len(s.Context) != 1 || s.Context[0].Name != "Abroad" || s.Abroad != "" {
		t.Errorf("the sheet has %d units, context %v, abroad %q", len(s.Units), s.Context, s.Abroad)
	}
	// XB's ring and the border with XC are those of countries, A-B one of level 3.
	for l, want := range [levels]int{2, 0, 0, 1} {
		if got := len(read(t, "borders", s.Borders[l])); got != want {
			t.Errorf("%d borders of level %d, want %d", got, l, want)
		}
	}
	if got := a.Sea().Sheet(Countries).Borders[Smallest]; got != "" {
		t.Errorf("a map of countries has the border %q", got)
	}
}

// The data are cut off at 10° E and elsewhere: no coast is drawn there.
func TestCutIsNoCoast(t *testing.T) {
	a, err := Read([]byte(strings.Replace(small, `"translate":[30,40]`, `"translate":[10,40]`, 1)), smallTree)
	if err != nil {
		t.Fatal(err)
	}
	v := a.Sea()
	got := segments(read(t, "coast", v.Sheet(Countries).Coast))
	cut := newSegment(v.dot(pontus.forward(directory.Point{Lat: 40, Lon: 10})), v.dot(pontus.forward(directory.Point{Lat: 41, Lon: 10})))
	if slices.Contains(got, cut) || len(got) != 6 { // the eastern coast of XC is out of the frame
		t.Errorf("the coast has the edges %v: six are wanted, without %v", got, cut)
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct{ name, from, to, want string }{
		{"no JSON", `{"type":"Topology"`, `{"type":Topology`, "file: is not TopoJSON"},
		{"something else", `"Topology"`, `"FeatureCollection"`, "file: is not a quantised TopoJSON"},
		{"no quantisation", `"transform"`, `"transformed"`, "file: is not a quantised TopoJSON"},
		{"out of the Earth", `"translate":[30,40]`, `"translate":[30,140]`, "arc 0: point 0, lon 31, lat 141, is not a place on Earth"},
		{"half a point", `[[100,100],[0,-100]]`, `[[100,100],[0]]`, "arc 0: point 1 has no two coordinates"},
		{"an arc of a point", `[[100,100],[0,-100]]`, `[[100,100]]`, "arc 0: has 1 points, not two or more"},
		{"no layer", `"regions":{`, `"provinces":{`, "regions: there is no such object"},
		{"a line for a region", `"type":"Polygon","arcs":[[0,1]]`, `"type":"LineString","arcs":[0,1]`, `regions: XA1: has no rings of arcs: a "LineString", not a polygon`},
		{"arcs too deep", `"arcs":[[0,1]]`, `"arcs":[[[0,1]]]`, "regions: XA1: has no rings of arcs: json"},
		{"no outline", `"arcs":[[0,1]]`, `"arcs":[]`, "regions: XA1: has no outline"},
		{"no such arc", `"arcs":[[0,1]]`, `"arcs":[[0,17]]`, "regions: XA1: there is no arc 17"},
		{"no such arc backwards", `"arcs":[[0,1]]`, `"arcs":[[0,-18]]`, "regions: XA1: there is no arc 17"},
		{"an open ring", `"arcs":[[0,1]]`, `"arcs":[[-1,1]]`, "regions: XA1: arc 1 does not begin where arc 0 ends"},
		{"a ring of two points", `"arcs":[[0,1]]`, `"arcs":[[0,-1]]`, "regions: XA1: a ring has 2 points, not three or more"},
		{"two on a side", `"arcs":[[6,-4]]`, `"arcs":[[3,4,1,-3]]`, "countries: XC: arc 3 has XA on the same side"},
		{"no code", `"code":"XA1",`, ``, "regions: geometry 0: has no code"},
		{"a code twice", `"code":"XA1"`, `"code":"XA2"`, "regions: XA2: is given twice"},
		{"an unknown region", `"code":"XA1"`, `"code":"XA9"`, "regions: XA9: there is no such region of level 3"},
		{"a region without outline", `"code":"XA1"`, `"code":"XA9"`, "file: has no outline of XA1"},
		{"a country as a region", `"code":"XA1"`, `"code":"XB"`, "regions: XB: there is no such region of level 3"},
		{"another country's", `"country":"XA"`, `"country":"XC"`, `regions: XA1: lies in "XA", not in "XC"`},
		{"a country without outline", `"code":"XB"`, `"code":"XD"`, "file: has no outline of XB"},
		{"a country twice", `"code":"XC","name_en"`, `"code":"XA","name_en"`, "countries: XA: is given twice"},
		{"layers that disagree", `[[1,-3,3,4],[-6]]`, `[[0,1]]`, `regions: XA1: along arc 0 the countries have "XA"`},
	} {
		text := strings.Replace(small, c.from, c.to, 1)
		if text == small {
			t.Fatalf("%s: %q is not in the file", c.name, c.from)
		}
		_, err := Read([]byte(text), smallTree)
		if !errors.Is(err, directory.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	// A file wrong everywhere is told of in a page's worth of lines.
	_, err := Read([]byte(`{"type":"Topology","transform":{"scale":[1,1],"translate":[0,0]},"arcs":[`+strings.Repeat(`[],`, 500)+`[]],"objects":{}}`), smallTree)
	if err == nil || strings.Count(err.Error(), "\n") != maxFaults {
		t.Errorf("error %v", err)
	}
}

// Whatever the file holds, it is read or refused, and what was read can be drawn.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(strings.Replace(small, `[0.01,0.01]`, `[1e300,1]`, 1)))
	f.Add([]byte(strings.Replace(small, `[0.01,0.01]`, `[0,0]`, 1)))
	f.Add([]byte(strings.Replace(small, `[[0,1]]`, `[[-9223372036854775808,1]]`, 1)))
	f.Add([]byte(`{"type":"Topology","transform":{},"arcs":null,"objects":{"regions":{}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Read(data, smallTree)
		if err != nil {
			return
		}
		for _, r := range smallTree {
			v, err := a.Of(r.Code)
			if err != nil {
				t.Fatal(err)
			}
			for level := range levels {
				for _, u := range v.Sheet(level).Units {
					if _, err := readPath(u.Path); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	})
}
