package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
)

func TestGeoJSON(t *testing.T) {
	v := smallVocabulary(t)
	m := NewMapping(v)
	var b bytes.Buffer
	w, err := NewWriter(&b, GeoJSON)
	if err != nil {
		t.Fatal(err)
	}
	w.Set(Setting{Vocabulary: v})
	if err := w.Begin(directory.Organisations); err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{
		`{"id":"own","kind":"cluster","name":"=O","country":"BG","city":"Burgas","point":{"lat":42.5,"lon":-27.25},"members":{"smes":3}}`,
		`{"id":"city","kind":"cluster","name":"C","country":"BG","city":"БУРГАС"}`,
		`{"id":"region","kind":"cluster","name":"R","country":"BG","region":"BG342","city":"Burgas"}`,
		`{"id":"country","kind":"cluster","name":"G","country":"GR","city":"Nowhere"}`,
		`{"id":"unknown","kind":"cluster","name":"D","country":"DE"}`,
	} {
		if err := w.Record(readOne[*directory.Organisation](t, m, given)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Type     string
		Features []struct {
			Type, ID string
			Geometry *struct {
				Type        string
				Coordinates []float64
			}
			Properties map[string]any
		}
	}
	d := json.NewDecoder(bytes.NewReader(b.Bytes()))
	d.DisallowUnknownFields()
	if err := d.Decode(&got); err != nil {
		t.Fatalf("%v in\n%s", err, b.Bytes())
	}
	type at struct {
		ID, Of   string
		Lon, Lat float64
	}
	var points []at
	for _, f := range got.Features {
		p := at{ID: f.ID}
		p.Of, _ = f.Properties["point_of"].(string)
		if f.Geometry != nil {
			p.Lon, p.Lat = f.Geometry.Coordinates[0], f.Geometry.Coordinates[1]
		}
		points = append(points, p)
		if f.Properties["id"] != f.ID || f.Properties["point"] != nil {
			t.Errorf("properties %v", f.Properties)
		}
	}
	want := []at{{"own", "record", -27.25, 42.5}, {"city", "city", 27.4678, 42.5061}, {"region", "region", 26.3, 42.7}, {"country", "country", 21.926, 39.476}, {"unknown", "", 0, 0}}
	if diff := cmp.Diff(want, points); diff != "" || got.Type != "FeatureCollection" {
		t.Errorf("-want +got:\n%s\n%s", diff, b.Bytes())
	}
	for _, typ := range []directory.RecordType{directory.Calls, directory.Projects} {
		w, err := NewWriter(&bytes.Buffer{}, GeoJSON)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Begin(typ); !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("%s on a map: %v", typ, err)
		}
	}
}

func TestFormats(t *testing.T) {
	for _, f := range Formats {
		if f.MediaType() == "" || f.Extension() == "" {
			t.Errorf("%s has type %q and extension %q", f, f.MediaType(), f.Extension())
		}
		if _, err := NewWriter(&bytes.Buffer{}, f); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
	for _, f := range InputFormats {
		if got := FormatOf("A" + f.Extension()); got != f {
			t.Errorf("%s is taken for %q", f.Extension(), got)
		}
	}
	if f := FormatOf("map.geojson"); f != GeoJSON {
		t.Errorf("map.geojson is taken for %q", f)
	}
	if FormatOf("a.pdf") != "" || Format("pdf").MediaType() != "" || Format("pdf").Extension() != "" {
		t.Error("pdf is a format")
	}
}
