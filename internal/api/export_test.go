package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
	"euxine/internal/store"
)

// idsOf are the ids of the lines of an NDJSON file.
func idsOf(t *testing.T, file []byte) []string {
	t.Helper()
	ids := []string{}
	for line := range bytes.Lines(file) {
		var r struct{ ID string }
		if err := json.Unmarshal(line, &r); err != nil || r.ID == "" {
			t.Fatalf("line %q: %v", line, err)
		}
		ids = append(ids, r.ID)
	}
	return ids
}

// onScreen follows the pages of a search to the end.
func onScreen(s *site, target string) (ids []string, total int) {
	s.t.Helper()
	ids = []string{}
	for target != "" {
		a := get[answer[struct{ ID string }]](s, target)
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		target, total = a.Next, a.Total
	}
	return ids, total
}

// Whatever is asked, the file holds what the pages show, in their order.
func TestExportsHoldWhatTheScreenShows(t *testing.T) {
	questions := 200
	if testing.Short() {
		questions = 40
	}
	s := newSeedSite(t)
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	asks := newAskers(s)
	found := 0
	for i := range questions {
		// Half of them about organisations, of which there are most.
		typ := directory.Organisations
		if i%2 == 1 {
			typ = directory.RecordTypes[1+r.IntN(3)]
		}
		values := asks[typ].question(r)
		path := Prefix + "/" + string(typ)
		values.Set("per_page", strconv.Itoa(80+r.IntN(21)))
		want, total := onScreen(s, path+"?"+values.Encode())
		values.Set("format", "ndjson")
		rec := s.do("GET", path+"?"+values.Encode())
		if rec.Code != http.StatusOK {
			t.Fatalf("GET %s?%s = %d %s", path, values.Encode(), rec.Code, rec.Body)
		}
		got := idsOf(t, rec.Body.Bytes())
		if diff := cmp.Diff(want, got); diff != "" || total != len(got) {
			t.Errorf("%s?%s (random seed %d): %d in all; screen and file (-screen +file):\n%s", path, values.Encode(), seed, total, diff)
		}
		if total > 0 {
			found++
		}
		for _, view := range []exchange.Format{exchange.JSONLD, exchange.ICS} {
			if !view.Holds(typ) {
				continue
			}
			values.Set("format", string(view))
			rec := s.do("GET", path+"?"+values.Encode())
			if rec.Code != http.StatusOK {
				t.Fatalf("GET %s?%s = %d %s", path, values.Encode(), rec.Code, rec.Body)
			}
			if diff := cmp.Diff(want, readByOthers(t, view, typ, rec.Body.Bytes())); diff != "" {
				t.Errorf("%s?%s (random seed %d): screen and view (-screen +view):\n%s", path, values.Encode(), seed, diff)
			}
		}
	}
	if found < questions/3 {
		t.Errorf("only %d of %d questions found anything: they test little", found, questions)
	}
}

// asker makes questions about a type from what there is of it.
type asker struct {
	typ    directory.RecordType
	values map[string][]string // of facets
	words  []string
}

// newAskers are askers of every record type.
func newAskers(s *site) map[directory.RecordType]*asker {
	asks := map[directory.RecordType]*asker{}
	for _, typ := range directory.RecordTypes {
		asks[typ] = newAsker(s, typ)
	}
	return asks
}

func newAsker(s *site, typ directory.RecordType) *asker {
	s.t.Helper()
	a := &asker{typ: typ, values: map[string][]string{}}
	all := get[answer[struct{ Name, Title string }]](s, Prefix+"/"+string(typ)+"?per_page=100")
	for facet, values := range all.Facets {
		for _, v := range values {
			a.values[facet] = append(a.values[facet], v.Value)
		}
	}
	for _, h := range all.Hits {
		for _, w := range strings.Fields(h.Name + " " + h.Title) {
			// A word cut after its first sign must still be one.
			w = strings.TrimLeftFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if w != "" && strings.IndexFunc(w, func(r rune) bool { return strings.ContainsRune(`"„“«»-–+&`, r) }) < 0 {
				a.words = append(a.words, w)
			}
		}
	}
	return a
}

func (a *asker) question(r *rand.Rand) url.Values {
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	v := url.Values{}
	facets := search.FacetsOf(a.typ)
	for range r.IntN(3) {
		f := string(facets[r.IntN(len(facets))])
		for range 1 + r.IntN(3) {
			if len(a.values[f]) > 0 {
				v.Add(f, pick(a.values[f]))
			}
		}
	}
	if r.IntN(3) == 0 {
		word := []rune(pick(a.words))
		v.Set("q", string(word[:1+r.IntN(len(word))]))
		if r.IntN(3) == 0 {
			v.Set("q", v.Get("q")+" "+pick(a.words))
		}
		if r.IntN(4) == 0 {
			v.Set("q", v.Get("q")+" -"+pick(a.words))
		}
		if len(slices.Collect(strings.FieldsSeq(v.Get("q")))) == 0 {
			v.Del("q")
		}
		v.Set("exact", pick([]string{"", "0", "1"}))
	}
	if r.IntN(4) == 0 {
		v.Set("near", fmt.Sprintf("%.2f,%.2f", 38+10*r.Float64(), 22+20*r.Float64()))
		v.Set("within", strconv.Itoa(1+r.IntN(900)))
	}
	if r.IntN(4) == 0 {
		if a.typ == directory.Organisations {
			v.Set(pick([]string{"founded_from", "founded_to"}), strconv.Itoa(1950+r.IntN(75)))
			v.Set(pick([]string{"members_from", "members_to"}), strconv.Itoa(r.IntN(100)))
		} else {
			v.Set(pick([]string{"from", "to"}), pick([]string{"2015", "2022-06", "2023-09-14", "2026"}))
		}
	}
	v.Set("sort", pick(append(stringsOf(search.SortsOf(a.typ)), "")))
	if v.Get("q") == "" {
		v.Del("q")
		v.Del("exact")
	}
	return v
}

// Every format of every type is a file by its headers.
func TestExportsAreFiles(t *testing.T) {
	s := newSite(t)
	for _, typ := range directory.RecordTypes {
		for _, format := range exchange.Formats {
			target := Prefix + "/" + string(typ) + "?country=BG&format=" + string(format)
			rec := s.do("GET", target)
			if !format.Holds(typ) {
				if head := s.do("HEAD", target); rec.Code != http.StatusBadRequest || head.Code != http.StatusBadRequest || !strings.Contains(rec.Body.String(), "cannot hold "+string(typ)) {
					t.Errorf("GET %s = %d, HEAD %d, want 400: %s", target, rec.Code, head.Code, rec.Body)
				}
				continue // a map of what lies nowhere, say
			}
			if rec.Code != http.StatusOK || rec.Body.Len() == 0 {
				t.Errorf("GET %s = %d %s", target, rec.Code, rec.Body)
				continue
			}
			h := rec.Header()
			disposition, params, err := mime.ParseMediaType(h.Get("Content-Disposition"))
			if want := "euxine-" + string(typ) + "-bg-2026-07-01" + format.Extension(); err != nil || disposition != "attachment" || params["filename"] != want {
				t.Errorf("GET %s: Content-Disposition %q, want a file %s", target, h.Get("Content-Disposition"), want)
			}
			if h.Get("Content-Type") != mediaType(format) || h.Get("ETag") == "" || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("GET %s: headers %v", target, h)
			}
			head := s.do("HEAD", target)
			for _, name := range []string{"Content-Disposition", "Content-Type", "ETag", "Cache-Control"} {
				if head.Code != http.StatusOK || head.Header().Get(name) != h.Get(name) || head.Body.Len() > 0 {
					t.Errorf("HEAD %s = %d, %s %q, want %q", target, head.Code, name, head.Header().Get(name), h.Get(name))
				}
			}
			if again := s.do("GET", target, "If-None-Match", h.Get("ETag")); again.Code != http.StatusNotModified {
				t.Errorf("GET %s again = %d, want 304", target, again.Code)
			}
		}
	}
}

func TestWithoutAFormatTheAnswerIsAPage(t *testing.T) {
	s := newSite(t)
	for _, query := range []string{"", "?format=", "?format=&per_page=1"} {
		rec := s.do("GET", "/api/v1/projects"+query)
		if h := rec.Header(); rec.Code != http.StatusOK || h.Get("Content-Type") != jsonType || h.Get("Content-Disposition") != "" {
			t.Errorf("projects%s = %d %v, want a page that is no file", query, rec.Code, h)
		}
	}
}

// The JSON file is that of euxine export, and what was exported can be imported.
func TestExportsAreInTheExchangeForm(t *testing.T) {
	s := newSite(t)
	var got map[string][]map[string]any
	rec := s.do("GET", "/api/v1/calls?format=json&sort=name")
	if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || len(got["calls"]) != 2 || got["calls"][0]["id"] != "digitour-vouchers" || got["calls"][0]["who_can_apply"] == nil {
		t.Errorf("file %s, want both calls in the exchange form", rec.Body)
	}
	report, err := catalogue.New(catalogue.Config{Store: s.store, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)}).
		Import(t.Context(), []catalogue.ImportFile{{Name: "calls.json", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(rec.Body.Bytes())), nil
		}}}, catalogue.ImportOptions{DryRun: true})
	if err != nil || report.Refused() || report.Total().Created+report.Total().Changed > 0 {
		t.Errorf("importing the file again: %v, %+v, want nothing to do", err, report)
	}
}

func TestFileNames(t *testing.T) {
	s := newSite(t)
	for query, want := range map[string]string{
		"": "euxine-organisations-2026-07-01.ndjson",
		"q=Marine+Technology&country=ro&country=BG&region=BG341": "euxine-organisations-marine-technology-bg-ro-bg341-2026-07-01.ndjson",
		"q=клъстер":       "euxine-organisations-search-2026-07-01.ndjson",
		"founded_to=2000": "euxine-organisations-search-2026-07-01.ndjson",
		"q=" + url.QueryEscape("../../etc/passwd\" \u202e;x=y -not"): "euxine-organisations-etc-passwd-x-y-2026-07-01.ndjson", // a quotation not closed is none: the last word is left out
		"q=" + strings.Repeat("longword+", 20):                       "euxine-organisations-longword-longword-longword-longword-longword-longword-2026-07-01.ndjson",
	} {
		_, params, err := mime.ParseMediaType(s.do("HEAD", "/api/v1/organisations?format=ndjson&"+query).Header().Get("Content-Disposition"))
		if err != nil || params["filename"] != want {
			t.Errorf("%s: file name %q (%v), want %q", query, params["filename"], err, want)
		}
	}
}

// brokenCatalogue fails in the middle of an export.
type brokenCatalogue struct {
	Catalogue
	after int // bytes
	err   error
}

func (b brokenCatalogue) ExportSearch(_ context.Context, w io.Writer, _ search.Question, _ exchange.Format, _ directory.Language) error {
	if _, err := w.Write(bytes.Repeat([]byte("{\"id\":\"x\"}\n"), b.after/11)); err != nil {
		return err
	}
	return b.err
}

func TestExportsThatFailNeverLookWhole(t *testing.T) {
	s := newSite(t)
	broken := func(after int, err error) http.Handler {
		c := catalogue.New(catalogue.Config{Store: s.store, Index: s.index, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
		return engineOf(brokenCatalogue{c, after, err})
	}
	for name, tt := range map[string]struct {
		err    error
		status int
	}{
		"damage":          {fmt.Errorf("read: %w", directory.ErrDamaged), 500},
		"closed store":    {store.ErrClosed, 503},
		"unfit for it":    {fmt.Errorf("no points: %w", directory.ErrInvalid), 400},
		"index too quick": {fmt.Errorf("index: %w", directory.ErrUnavailable), 503},
	} {
		t.Run(name, func(t *testing.T) {
			rec := do(broken(1000, tt.err), "GET", "/api/v1/events?format=ndjson")
			h := rec.Header()
			if rec.Code != tt.status || h.Get("Content-Type") != problemType || h.Get("Content-Disposition") != "" || h.Get("ETag") != "" {
				t.Errorf("before the first chunk: %d %v, want a problem %d that is no file", rec.Code, h, tt.status)
			}
			if tt.status == 400 && !strings.Contains(rec.Body.String(), "cannot hold events") {
				t.Errorf("problem %s does not name the format", rec.Body)
			}
			server := httptest.NewServer(broken(3*httpkit.StreamChunk, tt.err))
			defer server.Close()
			resp, err := http.Get(server.URL + "/api/v1/events?format=ndjson")
			if err == nil {
				_, err = io.ReadAll(resp.Body)
				resp.Body.Close()
			}
			if err == nil {
				t.Error("behind the first chunk: half a file arrived as if whole")
			}
		})
	}
}

func TestExportsDoNotTakeTheTurnsOfSearches(t *testing.T) {
	s := newSite(t)
	c := catalogue.New(catalogue.Config{Store: s.store, Index: s.index, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
	held := heldExport{c, make(chan struct{}), make(chan struct{})}
	e := engineOf(held) // four searches and one export at once
	done := make(chan int)
	go func() { done <- do(e, "GET", "/api/v1/calls?format=ndjson").Code }()
	<-held.inside
	if rec := do(e, "GET", "/api/v1/calls?format=ndjson"); rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Retry-After") == "" {
		t.Errorf("another export = %d, want 503 with Retry-After", rec.Code)
	}
	if rec := do(e, "GET", "/api/v1/calls"); rec.Code != http.StatusOK {
		t.Errorf("a search = %d, want 200", rec.Code)
	}
	close(held.leave)
	if status := <-done; status != http.StatusOK {
		t.Errorf("the export = %d, want 200", status)
	}
}

type heldExport struct {
	Catalogue
	inside, leave chan struct{}
}

func (h heldExport) ExportSearch(ctx context.Context, _ io.Writer, _ search.Question, _ exchange.Format, _ directory.Language) error {
	if _, ok := ctx.Deadline(); ok {
		return errors.New("a deadline for the whole export")
	}
	h.inside <- struct{}{}
	<-h.leave
	return nil
}

func TestExportsAreCompressed(t *testing.T) {
	s := newSite(t)
	plain := s.do("GET", "/api/v1/organisations?format=ndjson")
	zipped := s.do("GET", "/api/v1/organisations?format=ndjson", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(zipped.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(got, plain.Body.Bytes()) || zipped.Header().Get("Content-Encoding") != "gzip" {
		t.Errorf("%d bytes (%v), want the %d of the plain file", len(got), err, plain.Body.Len())
	}
}

// writingCatalogue lets the directory change after the first bytes of an export.
type writingCatalogue struct {
	Catalogue
	meanwhile func()
}

func (w writingCatalogue) ExportSearch(ctx context.Context, to io.Writer, q search.Question, f exchange.Format, l directory.Language) error {
	return w.Catalogue.ExportSearch(ctx, &firstWrite{to, w.meanwhile}, q, f, l)
}

type firstWrite struct {
	io.Writer
	before func()
}

func (w *firstWrite) Write(p []byte) (int, error) {
	if w.before != nil {
		w.before()
		w.before = nil
	}
	return w.Writer.Write(p)
}

func TestAnExportIsOneState(t *testing.T) {
	many := store.MaxScan + 20 // more than are read at once
	st := filledByHand(t)
	apply := func(ops ...store.Op) {
		t.Helper()
		for chunk := range slices.Chunk(ops, store.MaxOps) {
			if _, err := st.Apply(t.Context(), store.Batch{Ops: chunk, By: "a test", At: today}); err != nil {
				t.Fatal(err)
			}
		}
	}
	project := func(n int, title string) store.Op {
		return put(&directory.Project{Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("p-%04d", n))}, Title: title, Start: date("2026"), End: date("2026")})
	}
	var before, meanwhile []store.Op
	for n := range many {
		before = append(before, project(n, "Before"))
		if n%2 == 0 {
			meanwhile = append(meanwhile, project(n, "After"))
		} else {
			meanwhile = append(meanwhile, store.Op{Delete: directory.Key{Type: directory.Projects, ID: directory.RecordID(fmt.Sprintf("p-%04d", n))}})
		}
	}
	apply(before...)
	s := newSiteOver(t, st, asItIs).waitReady()
	c := catalogue.New(catalogue.Config{Store: st, Index: s.index, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
	changed := false
	e := engineOf(writingCatalogue{c, func() { apply(meanwhile...); changed = true }})
	body := do(e, "GET", "/api/v1/projects?format=ndjson&state=open").Body.String()
	if got := strings.Count(body, `"title":"Before"`); !changed || got != many || strings.Contains(body, "After") {
		t.Errorf("%d of %d projects as they were before the change (which came: %v)", got, many, changed)
	}
}

// TestLabelsOfFiles: a graph has the labels of every language unless one is
// asked for; a calendar is in one.
func TestLabelsOfFiles(t *testing.T) {
	s := newSite(t)
	for target, wants := range map[string]map[string]bool{
		"events?format=jsonld":         {`"@language":"en"`: true, `"@language":"bg"`: true, "https://euxine.example/en/events/": true},
		"events?format=jsonld&lang=bg": {`"@language":"tr"`: false, `"@language":"bg"`: true, "https://euxine.example/bg/events/": true},
		"calls?format=ics":             {"SUMMARY:Deadline: ": true, "https://euxine.example/en/calls/": true, "DTSTAMP:20260701T000000Z\r\n": true},
		"calls?format=ics&lang=bg":     {"SUMMARY:Краен срок: ": true, "https://euxine.example/bg/calls/": true},
		"calls?format=ics&lang=cs":     {"SUMMARY:Uzávěrka: ": true, "https://euxine.example/en/calls/": true}, // there are no pages in Czech
	} {
		body := strings.ReplaceAll(s.do("GET", "/api/v1/"+target).Body.String(), "\r\n ", "")
		for text, want := range wants {
			if strings.Contains(body, text) != want {
				t.Errorf("%s: %q is there: %t, want %t\n%s", target, text, !want, want, body)
			}
		}
	}
}
