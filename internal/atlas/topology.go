package atlas

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"euxine/internal/directory"
)

// topology is a TopoJSON file as it stands
// (https://github.com/topojson/topojson-specification), as far as it is used:
// quantised, with the objects regions and countries, both of polygons.
type topology struct {
	Type      string `json:"type"`
	Transform *struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
	Arcs    [][][]int         `json:"arcs"`
	Objects map[string]object `json:"objects"`
}

type object struct {
	Type       string `json:"type"`
	Geometries []struct {
		Type       string          `json:"type"`
		Arcs       json.RawMessage `json:"arcs"`
		Properties struct {
			Code    string `json:"code"`
			Country string `json:"country"`
			Name    string `json:"name_en"`
		} `json:"properties"`
	} `json:"geometries"`
}

// outline is a region or country of the file: rings of arcs. Arc n stands for
// itself; ^n, a negative number, for it backwards.
type outline struct {
	code, country, name string
	rings               [][]int
}

// arc is a line of the file, shared by the outlines on its two sides.
type arc struct {
	points []vec
	// sides says which sides of the data's frame each point lies on, as bits.
	sides []uint8
	// weights say what each point matters, in km²; see weigh.
	weights []float64
	box     box
	length  float64 // km
}

// The data are cut off along these degrees: a line there is no coast.
const (
	dataWest, dataEast   = 10.0, 55.9
	dataSouth, dataNorth = 33.4, 55.0
	dataStep             = 0.002 // degrees; more than a step of the quantised grid
)

// maxFaults of a file are told; one wrong number may spoil every arc.
const maxFaults = 20

// topologyReader gathers what is wrong with the file.
type topologyReader struct {
	topology
	faults []string
	arcs   []arc
}

func (r *topologyReader) bad(where, format string, args ...any) {
	if len(r.faults) < maxFaults {
		r.faults = append(r.faults, where+": "+fmt.Sprintf(format, args...))
	}
}

// readTopology decodes the file and checks what it says of itself: arcs within
// the Earth, rings that exist and close, codes given once, no arc on the same side
// of two outlines of a layer.
func readTopology(data []byte) (r topologyReader, regions, countries []outline) {
	if err := json.Unmarshal(data, &r.topology); err != nil {
		r.bad("file", "is not TopoJSON: %v", err)
		return r, nil, nil
	}
	if r.Type != "Topology" || r.Transform == nil {
		r.bad("file", "is not a quantised TopoJSON topology: type %q, transform %v", r.Type, r.Transform != nil)
		return r, nil, nil
	}
	r.arcs = make([]arc, len(r.Arcs))
	for i := range r.Arcs {
		r.readArc(i)
	}
	if len(r.faults) > 0 { // rings of broken arcs would only repeat it
		return r, nil, nil
	}
	return r, r.readLayer("regions"), r.readLayer("countries")
}

func (r *topologyReader) readArc(i int) {
	where := fmt.Sprintf("arc %d", i)
	a := &r.arcs[i]
	a.box = emptyBox
	var x, y int
	for j, step := range r.Arcs[i] {
		if len(step) < 2 {
			r.bad(where, "point %d has no two coordinates", j)
			return
		}
		x, y = x+step[0], y+step[1]
		g := directory.Point{
			Lon: float64(x)*r.Transform.Scale[0] + r.Transform.Translate[0],
			Lat: float64(y)*r.Transform.Scale[1] + r.Transform.Translate[1],
		}
		// Written so that NaN fails too.
		if !(math.Abs(g.Lat) <= 90 && math.Abs(g.Lon) <= 180) {
			r.bad(where, "point %d, lon %v, lat %v, is not a place on Earth", j, g.Lon, g.Lat)
			return
		}
		v := pontus.forward(g)
		if math.IsNaN(v.x+v.y) || math.IsInf(v.x+v.y, 0) {
			r.bad(where, "point %d, lon %v, lat %v, is out of the map", j, g.Lon, g.Lat)
			return
		}
		if j > 0 {
			last := a.points[j-1]
			a.length += math.Hypot(v.x-last.x, v.y-last.y)
		}
		a.points = append(a.points, v)
		a.sides = append(a.sides, dataSides(g))
		a.box = a.box.with(v)
	}
	if len(a.points) < 2 {
		r.bad(where, "has %d points, not two or more", len(a.points))
		return
	}
	a.weights = weigh(a.points)
}

// dataSides says along which sides of the data's frame a place lies.
func dataSides(g directory.Point) (sides uint8) {
	for i, off := range [4]float64{g.Lon - dataWest, g.Lon - dataEast, g.Lat - dataSouth, g.Lat - dataNorth} {
		if math.Abs(off) < dataStep {
			sides |= 1 << i
		}
	}
	return sides
}

// readLayer reads the outlines of one object.
func (r *topologyReader) readLayer(layer string) []outline {
	o, ok := r.Objects[layer]
	if !ok || o.Type != "GeometryCollection" {
		r.bad(layer, "there is no such object, or it is not a collection")
		return nil
	}
	var outlines []outline
	taken := map[string]bool{}
	user := map[int]string{} // of an arc's side
	for i, g := range o.Geometries {
		where := fmt.Sprintf("%s: %s", layer, g.Properties.Code)
		switch {
		case g.Properties.Code == "":
			r.bad(fmt.Sprintf("%s: geometry %d", layer, i), "has no code")
			continue
		case taken[g.Properties.Code]:
			r.bad(where, "is given twice")
			continue
		}
		taken[g.Properties.Code] = true
		l := outline{code: g.Properties.Code, country: g.Properties.Country, name: g.Properties.Name}
		var polygons [][][]int
		var err error
		switch g.Type {
		case "Polygon":
			polygons = make([][][]int, 1)
			err = json.Unmarshal(g.Arcs, &polygons[0])
		case "MultiPolygon":
			err = json.Unmarshal(g.Arcs, &polygons)
		default:
			err = fmt.Errorf("a %q, not a polygon", g.Type)
		}
		if err != nil {
			r.bad(where, "has no rings of arcs: %v", err)
			continue
		}
		for _, ring := range slices.Concat(polygons...) {
			if !r.ringCloses(where, ring) {
				continue
			}
			for _, a := range ring {
				if other, ok := user[a]; ok {
					r.bad(where, "arc %d has %s on the same side", index(a), other)
				}
				user[a] = l.code
			}
			l.rings = append(l.rings, ring)
		}
		if len(l.rings) == 0 {
			r.bad(where, "has no outline")
			continue
		}
		outlines = append(outlines, l)
	}
	return outlines
}

// ringCloses checks that each arc of a ring exists and begins where the one before
// it ends, the first where the last ends.
func (r *topologyReader) ringCloses(where string, ring []int) bool {
	points := 0
	for _, a := range ring {
		if index(a) >= len(r.arcs) {
			r.bad(where, "there is no arc %d", index(a))
			return false
		}
		points += len(r.arcs[index(a)].points) - 1
	}
	if points < 3 {
		r.bad(where, "a ring has %d points, not three or more", points)
		return false
	}
	for i, a := range ring {
		next := ring[(i+1)%len(ring)]
		if _, end := ends(r.arcs, a); end != first(ends(r.arcs, next)) {
			r.bad(where, "arc %d does not begin where arc %d ends", index(next), index(a))
			return false
		}
	}
	return true
}

func first(v, _ vec) vec { return v }

// index is the number of an arc, whichever way it is taken.
func index(a int) int {
	if a < 0 {
		return ^a
	}
	return a
}

// ends are the first and last point of an arc taken in its direction.
func ends(arcs []arc, a int) (begin, end vec) {
	points := arcs[index(a)].points
	begin, end = points[0], points[len(points)-1]
	if a < 0 {
		begin, end = end, begin
	}
	return begin, end
}
