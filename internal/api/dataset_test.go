package api

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/piprate/json-gold/ld"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/store"
)

// unzip is the files of an archive by name.
func unzip(t *testing.T, archive []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	return files
}

// The archive of the seed holds every record twice, in the order of ids, and all
// that records refer to.
func TestDatasetHoldsEverything(t *testing.T) {
	s := newSeedSite(t)
	rec := s.do("GET", datasetPath)
	h := rec.Header()
	if rec.Code != http.StatusOK || h.Get("Content-Type") != zipType || h.Get("Content-Disposition") != "attachment; filename=euxine-2026-07-01.zip" || h.Get("ETag") == "" {
		t.Fatalf("dataset = %d %v", rec.Code, h)
	}
	files := unzip(t, rec.Body.Bytes())
	readme := string(files["README.txt"])
	records := get[stats](s, "/api/v1/stats")
	if want := fmt.Sprintf("revision %d, last changed ", records.Revision); !strings.Contains(readme, want) || !strings.Contains(readme, "CC BY 4.0") || !strings.Contains(readme, "2026-07-01") {
		t.Errorf("README lacks %q, the licence or the day:\n%s", want, readme)
	}
	for typ, n := range map[string]int{"organisations": records.Records.Organisations, "events": records.Records.Events, "calls": records.Records.Calls, "projects": records.Records.Projects} {
		ids := idsOf(t, files[typ+".ndjson"])
		table, err := csv.NewReader(bytes.NewReader(files[typ+".csv"])).ReadAll()
		if err != nil || len(table) == 0 || table[0][0] != "id" {
			t.Fatalf("%s.csv: %v", typ, err)
		}
		var rows []string
		for _, row := range table[1:] {
			rows = append(rows, row[0])
		}
		if len(ids) != n || n < 40 || !slices.IsSorted(ids) || !slices.Equal(ids, rows) || !strings.Contains(readme, fmt.Sprintf("%d records", n)) {
			t.Errorf("%s: %d lines and %d rows (alike: %v), want %d", typ, len(ids), len(rows), slices.Equal(ids, rows), n)
		}
	}
	var concepts struct {
		Schemes []struct {
			Scheme   string
			Concepts []struct {
				Code      string
				PrefLabel map[string]string
			}
		}
	}
	var regions struct {
		Regions []struct {
			Code, Parent, Name string
			Lat, Lon           float64
		}
	}
	for name, into := range map[string]any{"concepts.json": &concepts, "regions.json": &regions} {
		if err := json.Unmarshal(files[name], into); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	v := vocabulary(t)
	known := 0
	for _, scheme := range concepts.Schemes {
		for _, c := range scheme.Concepts {
			id := directory.NewConceptID(directory.Scheme(scheme.Scheme), c.Code)
			if _, ok := v.Concept(id); !ok || c.PrefLabel["bg"] != v.ConceptLabel(id, "bg") || c.PrefLabel["en"] == "" {
				t.Errorf("concept %s: %+v", id, c)
			}
			known++
		}
	}
	if known != 538 || len(regions.Regions) != len(v.Regions()) {
		t.Errorf("%d concepts and %d regions, want 538 and %d", known, len(regions.Regions), len(v.Regions()))
	}
	for _, r := range regions.Regions {
		if want, _ := v.Region(directory.RegionCode(r.Code)); string(want.Parent) != r.Parent || want.Name != r.Name || want.Point != (directory.Point{Lat: r.Lat, Lon: r.Lon}) {
			t.Errorf("region %+v, want %+v", r, want)
		}
	}
	if again := s.do("GET", datasetPath); !bytes.Equal(again.Body.Bytes(), rec.Body.Bytes()) {
		t.Error("the same state on the same day gives other bytes")
	}
	if len(files) != 11 {
		t.Errorf("%d files, want two for each type, two vocabularies and a README", len(files))
	}
	head := s.do("HEAD", datasetPath)
	if head.Code != http.StatusOK || head.Header().Get("Content-Type") != zipType || head.Header().Get("ETag") != h.Get("ETag") || head.Body.Len() > 0 {
		t.Errorf("HEAD = %d %v", head.Code, head.Header())
	}
}

func TestTheDatasetIsOneState(t *testing.T) {
	many := store.MaxScan + 20
	st := filledByHand(t)
	write := func(title string) {
		t.Helper()
		var ops []store.Op
		for n := range many {
			ops = append(ops, put(&directory.Project{Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("p-%04d", n))}, Title: title}))
		}
		for chunk := range slices.Chunk(ops, store.MaxOps) {
			if _, err := st.Apply(t.Context(), store.Batch{Ops: chunk, By: "a test", At: today}); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("Before")
	c := catalogue.New(catalogue.Config{Store: st, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
	var b bytes.Buffer
	changed := false
	err := c.Dataset(t.Context(), &firstWrite{&b, func() { write("After"); changed = true }}, func(f catalogue.DatasetFacts) string { return fmt.Sprint(f.Revision) })
	if err != nil {
		t.Fatal(err)
	}
	files := unzip(t, b.Bytes())
	for _, name := range []string{"projects.ndjson", "projects.csv"} {
		if before := bytes.Count(files[name], []byte("Before")); !changed || before != many || bytes.Contains(files[name], []byte("After")) {
			t.Errorf("%s: %d of %d projects as they were before the change (which came: %v)", name, before, many, changed)
		}
	}
	if string(files["README.txt"]) != "5" { // three rounds, and two chunks
		t.Errorf("README says revision %s, want 5", files["README.txt"])
	}
}

// brokenDataset fails after a while, or waits.
type brokenDataset struct {
	Catalogue
	bytes         int
	err           error
	inside, leave chan struct{}
}

func (b brokenDataset) Dataset(ctx context.Context, w io.Writer, _ func(catalogue.DatasetFacts) string) error {
	if b.inside != nil {
		if _, ok := ctx.Deadline(); ok {
			return errors.New("a deadline for the whole")
		}
		b.inside <- struct{}{}
		<-b.leave
	}
	if _, err := w.Write(make([]byte, b.bytes)); err != nil {
		return err
	}
	return b.err
}

func TestADatasetThatFailsNeverLooksWhole(t *testing.T) {
	s := newSite(t)
	c := catalogue.New(catalogue.Config{Store: s.store, Index: s.index, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
	rec := do(engineOf(brokenDataset{Catalogue: c, bytes: 10, err: directory.ErrDamaged}), "GET", datasetPath)
	if rec.Code != http.StatusInternalServerError || rec.Header().Get("Content-Disposition") != "" || rec.Header().Get("Content-Type") != problemType {
		t.Errorf("damage at once: %d %v, want a problem", rec.Code, rec.Header())
	}
	server := httptest.NewServer(engineOf(brokenDataset{Catalogue: c, bytes: 3 * httpkit.StreamChunk, err: directory.ErrDamaged}))
	defer server.Close()
	resp, err := http.Get(server.URL + datasetPath)
	if err == nil {
		_, err = io.ReadAll(resp.Body)
		resp.Body.Close()
	}
	if err == nil {
		t.Error("half an archive arrived as if whole")
	}
}

func TestFewDatasetsAtOnce(t *testing.T) {
	s := newSite(t)
	c := catalogue.New(catalogue.Config{Store: s.store, Index: s.index, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
	held := brokenDataset{Catalogue: c, inside: make(chan struct{}), leave: make(chan struct{})}
	e := engineOf(held)
	done := make(chan int)
	go func() { done <- do(e, "GET", datasetPath).Code }()
	<-held.inside
	if rec := do(e, "GET", datasetPath); rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Retry-After") == "" {
		t.Errorf("another = %d, want 503 with Retry-After", rec.Code)
	}
	if rec := do(e, "GET", "/api/v1/calls?format=ndjson"); rec.Code != http.StatusOK {
		t.Errorf("an export beside it = %d, want 200", rec.Code)
	}
	close(held.leave)
	if status := <-done; status != http.StatusOK {
		t.Errorf("the first = %d, want 200", status)
	}
}

// What the description names can be had, in the form it says.
func TestDCATNamesWhatCanBeHad(t *testing.T) {
	s := newSite(t)
	rec := s.do("GET", dcatPath)
	if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "application/ld+json" {
		t.Fatalf("dcat = %d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	const dct, dcat = "http://purl.org/dc/terms/", "http://www.w3.org/ns/dcat#"
	d := expandLD(t, rec.Body.Bytes())[0].(map[string]any)
	if got := valuesOf(d, dct+"modified"); !slices.Equal(got, []string{"2026-07-01"}) {
		t.Errorf("modified %v, want the day of the last write", got)
	}
	if got := valuesOf(d, dct+"spatial"); len(got) != len(directory.Countries) || slices.ContainsFunc(got, func(s string) bool { return len(s) != len(authority+"country/BGR") }) {
		t.Errorf("spatial %v, want a country's code of three letters for each", got)
	}
	var downloads []string
	for _, dist := range d[dcat+"distribution"].([]any) {
		dist := dist.(map[string]any)
		address := valuesOf(dist, dcat+"downloadURL")[0]
		downloads = append(downloads, address)
		target, ok := strings.CutPrefix(address, "https://euxine.example")
		head := s.do("HEAD", target)
		if !ok || head.Code != http.StatusOK {
			t.Errorf("HEAD %s = %d", address, head.Code)
		}
		media, _, _ := strings.Cut(head.Header().Get("Content-Type"), ";")
		said := valuesOf(dist, dcat+"mediaType")
		if len(said) > 0 && !strings.HasSuffix(said[0], "/"+media) && media != recordsType {
			t.Errorf("%s is %s, the description says %v", address, media, said)
		}
		if len(valuesOf(dist, dct+"title")) != 2 || valuesOf(dist, dct+"license")[0] != authority+"licence/CC_BY_4_0" {
			t.Errorf("%s: title or licence of %v", address, dist)
		}
	}
	want := 1
	for _, typ := range directory.RecordTypes {
		for _, f := range exchange.Formats {
			if f.Holds(typ) {
				want++
			}
		}
	}
	slices.Sort(downloads)
	if n := len(slices.Compact(downloads)); n != want {
		t.Errorf("%d distributions, want %d", n, want)
	}
}

// expandLD is a document with every term spelt out, by a library of others and
// without a network.
func expandLD(t *testing.T, file []byte) []any {
	t.Helper()
	var v any
	if err := json.Unmarshal(file, &v); err != nil {
		t.Fatal(err)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = noNetwork{t}
	list, err := ld.NewJsonLdProcessor().Expand(v, options)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

type noNetwork struct{ t *testing.T }

func (n noNetwork) LoadDocument(u string) (*ld.RemoteDocument, error) {
	n.t.Errorf("the file wants %s from the network", u)
	return nil, errors.New("no network")
}

// valuesOf are the values or names of an expanded property.
func valuesOf(n map[string]any, property string) (list []string) {
	all, _ := n[property].([]any)
	for _, v := range all {
		v := v.(map[string]any)
		for _, key := range []string{"@value", "@id"} {
			if s, ok := v[key].(string); ok {
				list = append(list, s)
			}
		}
	}
	return list
}

// A record can be had alone in every format that holds its type.
func TestOneRecordAsAFile(t *testing.T) {
	s := newSite(t)
	for typ, id := range map[directory.RecordType]string{directory.Organisations: "bg-ict-cluster-burgas", directory.Events: "cmr-burgas",
		directory.Calls: "digitour-vouchers", directory.Projects: "digihub"} {
		for _, format := range exchange.Formats {
			target := recordPath(typ, id, "?format="+string(format))
			rec := s.do("GET", target)
			if !format.Holds(typ) {
				if rec.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), "cannot hold "+string(typ)) {
					t.Errorf("GET %s = %d %s, want 400", target, rec.Code, rec.Body)
				}
				continue
			}
			h := rec.Header()
			if want := "attachment; filename=euxine-" + string(typ) + "-" + id + "-2026-07-01" + format.Extension(); rec.Code != http.StatusOK || h.Get("Content-Disposition") != want || h.Get("Content-Type") != mediaType(format) || h.Get("ETag") == "" {
				t.Errorf("GET %s = %d %v, want the file %s", target, rec.Code, h, want)
			}
			if diff := cmp.Diff([]string{id}, readByOthers(t, format, typ, rec.Body.Bytes())); diff != "" {
				t.Errorf("GET %s (-want +got):\n%s", target, diff)
			}
		}
	}
	moved := s.do("GET", "/api/v1/organisations/bg-ictc-burgas?format=jsonld&lang=bg")
	if to, _ := url.Parse(moved.Header().Get("Location")); moved.Code != http.StatusMovedPermanently || to.Path != "/api/v1/organisations/bg-ict-cluster-burgas" || to.Query().Get("format") != "jsonld" {
		t.Errorf("a former id = %d to %v, want the same file of the record", moved.Code, to)
	}
	for query, want := range map[string]bool{"": true, "&lang=bg": false} { // labels in all languages, or in one
		if body := s.do("GET", "/api/v1/events/cmr-burgas?format=jsonld"+query).Body.String(); strings.Contains(body, `"@language":"en"`) != want {
			t.Errorf("jsonld%s has English labels: %t, want %t", query, !want, want)
		}
	}
	if p := s.refused("/api/v1/organisations/bg-ict-burgas?format=csv", 404); len(p.Near) == 0 {
		t.Error("nothing near an unknown record asked for as a file")
	}
}
