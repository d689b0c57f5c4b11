package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/emersion/go-ical"
	"github.com/google/go-cmp/cmp"
	"github.com/thedatashed/xlsxreader"
	"go.yaml.in/yaml/v3"

	"euxine/internal/directory"
	"euxine/internal/exchange"
)

// othersReaders are programs of others that read each format, and none of them
// the one that wrote it: the ids of the records in a file, in its order.
//
//	ndjson json geojson   encoding/json     (the writer is ours)
//	csv tsv               encoding/csv      (shares the package with the writer: the format is its three rules of quoting)
//	xlsx                  xlsxreader        (the writer is ours)
//	yaml                  yaml.in, decoder  (the writer is ours)
//	jsonld                json-gold, expand (the writer is ours)
//	ics                   emersion/go-ical  (the writer is arran4/golang-ical)
var othersReaders = map[exchange.Format]func(t *testing.T, typ directory.RecordType, file []byte) []string{
	exchange.NDJSON: func(t *testing.T, _ directory.RecordType, file []byte) []string { return idsOf(t, file) },
	exchange.JSON: func(t *testing.T, typ directory.RecordType, file []byte) []string {
		var v map[string][]struct{ ID string }
		if err := json.Unmarshal(file, &v); err != nil {
			t.Fatal(err)
		}
		return each(v[string(typ)], func(r struct{ ID string }) string { return r.ID })
	},
	exchange.CSV: func(t *testing.T, _ directory.RecordType, file []byte) []string { return firstColumn(t, file, ',') },
	exchange.TSV: func(t *testing.T, _ directory.RecordType, file []byte) []string { return firstColumn(t, file, '\t') },
	exchange.XLSX: func(t *testing.T, typ directory.RecordType, file []byte) []string {
		book, err := xlsxreader.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for row := range book.ReadRows(string(typ)) {
			if row.Error != nil {
				t.Fatal(row.Error)
			}
			if cell := row.Cells[0]; cell.Column != "A" || row.Index == 1 && cell.Value != "id" {
				t.Fatalf("row %d begins with %+v", row.Index, cell)
			} else if row.Index > 1 {
				ids = append(ids, cell.Value)
			}
		}
		return ids
	},
	exchange.YAML: func(t *testing.T, typ directory.RecordType, file []byte) []string {
		var v map[string][]struct{ ID string }
		if err := yaml.Unmarshal(file, &v); err != nil {
			t.Fatal(err)
		}
		return each(v[string(typ)], func(r struct{ ID string }) string { return r.ID })
	},
	exchange.GeoJSON: func(t *testing.T, _ directory.RecordType, file []byte) []string {
		var v struct {
			Type     string
			Features []struct {
				Type, ID string
				Geometry *struct {
					Type        string
					Coordinates [2]float64
				}
			}
		}
		if err := json.Unmarshal(file, &v); err != nil || v.Type != "FeatureCollection" {
			t.Fatalf("%q: %v", v.Type, err)
		}
		ids := []string{}
		for _, f := range v.Features {
			if g := f.Geometry; f.Type != "Feature" || g != nil && (g.Type != "Point" || g.Coordinates[0] < -180 || g.Coordinates[1] > 90) {
				t.Errorf("feature %+v", f)
			}
			ids = append(ids, f.ID)
		}
		return ids
	},
	exchange.JSONLD: func(t *testing.T, typ directory.RecordType, file []byte) []string {
		ids := []string{}
		for _, n := range expandLD(t, file) {
			n := n.(map[string]any)
			name, _ := n["@id"].(string)
			if id, ok := strings.CutPrefix(name, "https://euxine.example/api/v1/"+string(typ)+"/"); ok {
				if got := valuesOf(n, "https://schema.org/identifier"); len(got) != 1 || got[0] != id || len(valuesOf(n, "https://schema.org/name")) == 0 {
					t.Errorf("node %s has the identifier %v and the name %v", name, got, n["https://schema.org/name"])
				}
				ids = append(ids, id)
			}
		}
		return ids
	},
	exchange.ICS: func(t *testing.T, typ directory.RecordType, file []byte) []string {
		calendar, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
		if err != nil {
			t.Fatalf("%v in\n%s", err, file)
		}
		ids := []string{}
		for _, c := range calendar.Children { // a call has one for each deadline
			id, ok := strings.CutSuffix(c.Props.Get("UID").Value, "."+string(typ)+"@euxine.example")
			if !ok {
				t.Fatalf("UID %s", c.Props.Get("UID").Value)
			}
			if id, _, _ = strings.Cut(id, "."); len(ids) == 0 || ids[len(ids)-1] != id {
				ids = append(ids, id)
			}
		}
		return ids
	},
}

func firstColumn(t *testing.T, file []byte, comma rune) []string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(file))
	r.Comma = comma // and every row has as many cells as the header
	ids := []string{}
	for {
		row, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row[0])
	}
	if len(ids) == 0 || ids[0] != "id" {
		t.Fatalf("the table begins with %q", ids)
	}
	return ids[1:]
}

func readByOthers(t *testing.T, f exchange.Format, typ directory.RecordType, file []byte) []string {
	t.Helper()
	read, ok := othersReaders[f]
	if !ok {
		t.Fatalf("no reader of others for %s", f)
	}
	return read(t, typ, file)
}

// Every format of a filtered search, and of one without, read by a program of
// others: the records are those the pages show, as many and in their order.
func TestEveryFormatIsReadByOthers(t *testing.T) {
	s := newSeedSite(t)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	for _, typ := range directory.RecordTypes {
		path := Prefix + "/" + string(typ)
		questions := []url.Values{{}, {"country": {"BG"}, "sort": {"updated"}}, {"q": {"digital"}}, {"q": {"xyzzy"}}}
		ask := newAsker(s, typ)
		for range 6 {
			questions = append(questions, ask.question(r))
		}
		for _, values := range questions {
			values.Set("per_page", "100")
			want, _ := onScreen(s, path+"?"+values.Encode())
			for _, format := range exchange.Formats {
				if !format.Holds(typ) {
					continue
				}
				values.Set("format", string(format))
				target := path + "?" + values.Encode()
				rec := s.do("GET", target)
				if rec.Code != http.StatusOK {
					t.Fatalf("GET %s = %d %s", target, rec.Code, rec.Body)
				}
				if diff := cmp.Diff(want, readByOthers(t, format, typ, rec.Body.Bytes())); diff != "" {
					t.Errorf("%s (random seed %d): screen and file (-screen +file):\n%s", target, seed, diff)
				}
			}
			values.Del("format")
		}
	}
}
