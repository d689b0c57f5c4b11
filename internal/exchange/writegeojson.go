package exchange

import (
	"slices"

	"euxine/internal/directory"
)

// geoOutput writes a GeoJSON feature collection (RFC 7946) of records that lie
// somewhere: organisations or events. The properties are the fields of the
// exchange form, before them point_of: whose point it is, the record's own, its
// city's, its region's or its country's. A record of which none is known has no
// geometry, so that the file has as many features as records were found.
type geoOutput struct {
	vocabulary *directory.Vocabulary       // nil: only points of records are known
	cities     map[string][]directory.City // by country and folded name
}

func cityKey(country directory.CountryCode, name string) string {
	return string(country) + " " + nameKey(name)
}

func (g *geoOutput) begin(w *Writer, _ directory.RecordType, _ bool) error {
	if g.vocabulary = w.setting.Vocabulary; g.vocabulary != nil {
		g.cities = map[string][]directory.City{}
		for _, c := range g.vocabulary.Cities() {
			keys := []string{cityKey(c.Country, c.Name)}
			if k := cityKey(c.Country, c.Native); k != keys[0] {
				keys = append(keys, k)
			}
			for _, k := range keys {
				g.cities[k] = append(g.cities[k], c)
			}
		}
	}
	return w.put(`{"type":"FeatureCollection","features":[`)
}

func (g *geoOutput) record(w *Writer, r directory.Record) error {
	var place directory.Place
	switch r := r.(type) {
	case *directory.Organisation:
		place = r.Place
	case *directory.Event:
		place = r.Place
	}
	geometry := node{kind: null}
	p, of := g.point(place)
	if of != "" {
		geometry = objectNode([]field{{name: "type", value: textNode("Point")},
			{name: "coordinates", value: listNode([]node{degrees.write(p.Lon), degrees.write(p.Lat)})}})
	}
	properties := objectNode(append([]field{{name: "point_of", value: textNode(of)}},
		slices.DeleteFunc(writeRecord(r).fields, func(f field) bool { return f.name == "point" })...))
	feature := objectNode([]field{{name: "type", value: textNode("Feature")}, {name: "id", value: textNode(string(r.Head().ID))},
		{name: "geometry", value: geometry}, {name: "properties", value: properties}})
	before := ",\n"
	if w.count == 0 {
		before = "\n"
	}
	return w.putNode(before, feature)
}

func (g *geoOutput) end(w *Writer) error { return w.put("\n]}\n") }

func (g *geoOutput) close(w *Writer) error {
	if w.typ == "" {
		return w.put(`{"type":"FeatureCollection","features":[]}` + "\n")
	}
	return nil
}

// point is the point that says most about where a place is, and whose it is; ""
// when none is known.
func (g *geoOutput) point(p directory.Place) (directory.Point, string) {
	if p.Point != nil {
		return *p.Point, "record"
	}
	if g.vocabulary == nil {
		return directory.Point{}, ""
	}
	var found []directory.City
	for _, c := range g.cities[cityKey(p.Country, p.City)] {
		if p.Region == "" || slices.Contains(g.vocabulary.RegionPath(c.Region), p.Region) {
			found = append(found, c)
		}
	}
	if p.City != "" && len(found) == 1 { // of several with one name, none is it
		return found[0].Point, "city"
	}
	r, ok := g.vocabulary.Region(p.Region)
	if p.Region == "" {
		r, ok = g.vocabulary.Region(directory.RegionCode(p.Country))
	}
	switch {
	case !ok || p.Country == "" && p.Region == "":
		return directory.Point{}, ""
	case r.Level == 0:
		return r.Point, "country"
	}
	return r.Point, "region"
}
