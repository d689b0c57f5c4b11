package ui

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/net/html"

	"euxine/indexer"
	"euxine/internal/atlas"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/lexicon"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/seed"
)

// The pages are tested over the real catalogue, index and seed, loaded once: it
// takes about a second. Records are added for what no record of the seed has.

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// dressed has every field a page can show.
var dressed = &directory.Organisation{
	Header: directory.Header{ID: "bg-dressed", FormerIDs: []directory.RecordID{"bg-undressed"},
		Provenance: directory.Provenance{Source: "https://example.org/list", File: "somewhere/records.ndjson", Line: 7, Note: "merged by hand",
			SourceDate: directory.Date{Year: 2012, Month: 3, Precision: directory.PrecisionMonth}},
		FieldSources: map[string]directory.Provenance{"founded": {Source: "https://example.net/about", SourceDate: directory.Date{Year: 2020, Precision: directory.PrecisionYear}}}},
	Kind: directory.KindCluster,
	Names: []directory.Name{{Text: "Dressed Cluster", Language: "en", Script: "Latn", Type: directory.NameDisplay},
		{Text: "Облечен клъстер", Language: "bg", Script: "Cyrl", Type: directory.NameOfficial},
		{Text: "DRESS", Type: directory.NameAcronym}},
	Place:   directory.Place{Country: "BG", Region: "BG341", City: "Burgas"},
	Website: "https://www.dressed.example/", Founded: directory.Date{Year: 2016, Month: 10, Day: 4, Precision: directory.PrecisionDay},
	Members: directory.Members{Total: number(1200), SMEs: number(900), Large: number(100), Research: number(20), Startups: number(40)},
	Size:    "medium", NACE: []string{"C10", "J62"}, MemberOf: []directory.RecordID{"bg-ict-cluster-burgas"},
	Concepts: []directory.Tag{{Concept: "sector:hospitality-and-tourism", Strength: 4}, {Concept: "ecosystem:tourism"}, {Concept: "service:mentoring"}},
	Keywords: []string{"sewing circle"}, Offers: []directory.Offering{{Text: "pattern making", Kind: "business",
		Concepts: []directory.ConceptID{"sector:apparel", "topic:sewing"}, TargetCountries: []directory.CountryCode{"NO", "TR"}, ValidUntil: directory.Date{Year: 2099, Month: 6, Precision: directory.PrecisionMonth}}},
	Needs: []directory.Offering{{Text: "buttons", Kind: "technology", ValidUntil: directory.Date{Year: 2013, Precision: directory.PrecisionYear}}}, TargetCountries: []directory.CountryCode{"NO", "RO"}, Label: "gold",
	Projects: []directory.ProjectRef{{Name: "Needlework"}}, Languages: []directory.Language{"bg", "ro"},
	Descriptions: map[directory.Language]string{"en": "First paragraph.\nSecond paragraph.", "bg": "Описание."},
	Status:       directory.StatusActive, Predecessor: "bg-ict-cluster", Successor: "bg-ict-cluster-burgas",
}

func number(n int) *int { return &n }

var real struct {
	once       sync.Once
	err        error
	folder     string
	vocabulary *directory.Vocabulary
	store      store.Store
	catalogue  *catalogue.Catalogue
	index      *indexer.Index
}

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	code := m.Run()
	if real.index != nil {
		if err := real.index.Close(); err != nil && code == 0 {
			code = 1
		}
		os.RemoveAll(real.folder)
	}
	os.Exit(code)
}

// vocabulary is the seed's.
func vocabulary(t *testing.T) *directory.Vocabulary {
	t.Helper()
	realCatalogue(t)
	return real.vocabulary
}

// realCatalogue is the catalogue over the seed.
func realCatalogue(t *testing.T) *catalogue.Catalogue {
	t.Helper()
	real.once.Do(func() { real.err = loadReal() })
	if real.err != nil {
		t.Fatalf("load the seed: %v", real.err)
	}
	return real.catalogue
}

func loadReal() error {
	ctx := context.Background()
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return err
	}
	records, err := seedRecords(v)
	if err != nil {
		return err
	}
	st := memstore.New()
	ops := []store.Op{{Put: dressed}}
	for _, r := range dressedItems() {
		ops = append(ops, store.Op{Put: r})
	}
	for _, r := range records {
		ops = append(ops, store.Op{Put: r})
	}
	for chunk := range slices.Chunk(ops, 100) {
		if _, err := st.Apply(ctx, store.Batch{Ops: chunk, By: "test", At: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)}); err != nil {
			return err
		}
	}
	if real.folder, err = os.MkdirTemp("", "euxine-ui"); err != nil {
		return err
	}
	words, said := lexicon.Later(v)
	x, err := indexer.Open(ctx, indexer.Config{Dir: real.folder, Store: st, Vocabulary: v, Mentions: said, Log: quiet})
	if err != nil {
		return err
	}
	real.index = x
	if err := x.WaitReady(ctx); err != nil {
		return err
	}
	now := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	real.vocabulary, real.store = v, st
	real.catalogue = catalogue.New(catalogue.Config{Store: st, Index: x, Vocabulary: v, Lexicon: words, Now: now, Log: quiet})
	return nil
}

func seedRecords(v *directory.Vocabulary) ([]directory.Record, error) {
	var records []directory.Record
	names, err := fs.Glob(seed.Files, "*.ndjson")
	if err != nil {
		return nil, err
	}
	mapping := exchange.NewMapping(v)
	for _, name := range names {
		f, err := seed.Files.Open(name)
		if err != nil {
			return nil, err
		}
		err = mapping.Read(exchange.Source{File: path.Base(name), Reader: f}, func(it exchange.Item) error {
			if len(it.Faults) > 0 {
				return it.Faults[0]
			}
			records = append(records, it.Record)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// serve is the pages over a catalogue, behind the real engine.
func serve(t *testing.T, c Catalogue) http.Handler {
	t.Helper()
	u, err := New(Config{Catalogue: c, Vocabulary: vocabulary(t), Atlas: outlines(t), Log: quiet, Build: "test"})
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return engine(u)
}

func engine(u *UI) http.Handler {
	e := httpkit.NewEngine(httpkit.EngineConfig{Log: quiet, Registry: prometheus.NewRegistry(), Render: u.RenderProblem,
		Bodies: map[string]int64{ParticipantsPath: MaxParticipantsBody, PlanPath: MaxParticipantsBody}})
	u.Register(e)
	return e
}

// answer is a response with its page parsed.
type answer struct {
	t      *testing.T
	url    string
	status int
	header http.Header
	body   string
	doc    *html.Node
}

// get asks for an address; headers are name, value, name, value …
func get(t *testing.T, h http.Handler, url string, headers ...string) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	doc, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatalf("GET %s: %v", url, err)
	}
	return answer{t: t, url: url, status: w.Code, header: w.Header(), body: w.Body.String(), doc: doc}
}

// want fails the test when the status is another.
func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("GET %s: status %d, want %d; location %q", a.url, a.status, status, a.header.Get("Location"))
	}
	return a
}

// all are the elements of a name, "" for any, that pass.
func all(n *html.Node, name string, pass ...func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type != html.ElementNode || name != "" && d.Data != name {
			continue
		}
		if !slices.ContainsFunc(pass, func(p func(*html.Node) bool) bool { return !p(d) }) {
			found = append(found, d)
		}
	}
	return found
}

func class(name string) func(*html.Node) bool {
	return func(n *html.Node) bool { return slices.Contains(strings.Fields(attr(n, "class")), name) }
}

func with(name, value string) func(*html.Node) bool {
	return func(n *html.Node) bool { v, ok := attrOf(n, name); return ok && v == value }
}

func attrOf(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func attr(n *html.Node, name string) string { v, _ := attrOf(n, name); return v }

// text is what a reader reads, white space as single blanks.
func text(n *html.Node) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// texts are the texts of several elements.
func texts(list []*html.Node) []string {
	var s []string
	for _, n := range list {
		s = append(s, text(n))
	}
	return s
}

// one is the only element of its kind.
func (a answer) one(name string, pass ...func(*html.Node) bool) *html.Node {
	a.t.Helper()
	found := all(a.doc, name, pass...)
	if len(found) != 1 {
		a.t.Fatalf("%s: %d elements <%s> %q, want one", a.url, len(found), name, texts(found))
	}
	return found[0]
}

// outlines are the map inside the program, read once.
func outlines(t *testing.T) func() *atlas.Atlas {
	t.Helper()
	readOutlines.Do(func() {
		var data []byte
		if data, outlinesErr = fs.ReadFile(seed.Files, "geo/regions.topo.json"); outlinesErr == nil {
			theOutlines, outlinesErr = atlas.Read(data, vocabulary(t).Regions())
		}
	})
	if outlinesErr != nil {
		t.Fatal(outlinesErr)
	}
	return func() *atlas.Atlas { return theOutlines }
}

var (
	readOutlines sync.Once
	theOutlines  *atlas.Atlas
	outlinesErr  error
)
