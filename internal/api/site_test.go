package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"euxine/indexer"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/lexicon"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/seed"
)

// today is the day of the tests.
var today = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// site is the API over a real catalogue: a store in memory, followed by a real
// index, with the seed's vocabulary and a handful of organisations.
type site struct {
	t         *testing.T
	engine    *gin.Engine
	store     *memstore.Store
	index     *indexer.Index
	catalogue *catalogue.Catalogue
}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteOver(t, filledByHand(t), asItIs).waitReady()
}

// newSeedSite is a site with the whole seed.
func newSeedSite(t *testing.T) *site {
	t.Helper()
	names, err := fs.Glob(seed.Files, "*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	files := each(names, func(name string) catalogue.ImportFile {
		return catalogue.ImportFile{Name: name, Open: func() (io.ReadCloser, error) { return seed.Files.Open(name) }}
	})
	st := memstore.New()
	c := catalogue.New(catalogue.Config{Store: st, Vocabulary: vocabulary(t), Now: func() time.Time { return today }, Log: slog.New(slog.DiscardHandler)})
	report, err := c.Import(t.Context(), files, catalogue.ImportOptions{By: "seed"})
	if err != nil || report.Refused() {
		t.Fatalf("import the seed: %v, %+v", err, report)
	}
	return newSiteOver(t, st, asItIs).waitReady()
}

func (s *site) waitReady() *site {
	s.t.Helper()
	if err := s.index.WaitReady(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	return s
}

func asItIs(st store.Store) store.Store { return st }

// newUnreadySite is a site whose index never gets what it is to be built from.
func newUnreadySite(t *testing.T) *site {
	t.Helper()
	return newSiteOver(t, filledByHand(t), func(st store.Store) store.Store { return heldStore{st} })
}

// heldStore keeps who reads it all waiting.
type heldStore struct{ store.Store }

func (heldStore) Scan(ctx context.Context, _ store.Scan) ([]directory.Record, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// filledByHand is a store with the records of rounds.
func filledByHand(t *testing.T) *memstore.Store {
	t.Helper()
	v, st := vocabulary(t), memstore.New()
	for _, round := range rounds() {
		for _, op := range round {
			if op.Put == nil {
				continue
			}
			if faults := op.Put.Validate(v); len(faults) > 0 {
				t.Fatalf("%s: %v", op.Key(), faults)
			}
		}
		if _, err := st.Apply(t.Context(), store.Batch{Ops: round, By: "a test", At: today}); err != nil {
			t.Fatal(err)
		}
	}
	return st
}

// newSiteOver gives the index what indexed makes of the store.
func newSiteOver(t *testing.T, st *memstore.Store, indexed func(store.Store) store.Store) *site {
	t.Helper()
	ctx, v := t.Context(), vocabulary(t)
	s := &site{t: t, store: st}
	log := slog.New(slog.DiscardHandler)
	var err error
	words, said := lexicon.Later(v)
	s.index, err = indexer.Open(ctx, indexer.Config{Dir: t.TempDir(), Store: indexed(s.store), Vocabulary: v, Mentions: said, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.index.Close(); err != nil {
			t.Error(err)
		}
	})
	s.catalogue = catalogue.New(catalogue.Config{Store: s.store, Index: s.index, Vocabulary: v, Lexicon: words, Address: "https://euxine.example", Pages: []directory.Language{"en", "bg"},
		Now: func() time.Time { return today }, Log: log})
	s.engine = engineOf(s.catalogue)
	return s
}

// readOnce reads the seed's vocabulary; it is read-only afterwards.
var readOnce = sync.OnceValues(func() (*directory.Vocabulary, error) { return exchange.ReadVocabulary(seed.Files) })

// vocabulary is the seed's.
func vocabulary(t *testing.T) *directory.Vocabulary {
	t.Helper()
	v, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func engineOf(c Catalogue) *gin.Engine {
	registry := prometheus.NewRegistry()
	e := httpkit.NewEngine(httpkit.EngineConfig{Log: slog.New(slog.DiscardHandler), Registry: registry, Render: Render, Asking: []string{ReconcilePath}})
	New(Config{Catalogue: c, Searches: httpkit.NewLimiter(4, time.Second), Exports: httpkit.NewLimiter(1, 10*time.Millisecond), Datasets: httpkit.NewLimiter(1, 10*time.Millisecond), Address: "https://euxine.example", Build: "test",
		Metrics: promhttp.HandlerFor(registry, promhttp.HandlerOpts{})}).Register(e)
	return e
}

// write changes the directory and waits for the index.
func (s *site) write(ops ...store.Op) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	rev, err := s.store.Apply(ctx, store.Batch{Ops: ops, By: "an edit", At: today})
	if err != nil {
		s.t.Fatal(err)
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		if at, _ := s.index.Revision(); at >= rev {
			return
		}
		select {
		case <-ctx.Done():
			s.t.Fatal("the index does not follow")
		case <-tick.C:
		}
	}
}

func (s *site) do(method, target string, header ...string) *httptest.ResponseRecorder {
	return do(s.engine, method, target, header...)
}

func do(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, target, nil)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	return rec
}

// get reads an answer of status 200.
func get[T any](s *site, target string) T {
	s.t.Helper()
	var v T
	rec := s.do("GET", target)
	if rec.Code != http.StatusOK {
		s.t.Fatalf("GET %s = %d %s", target, rec.Code, rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &v); err != nil {
		s.t.Fatalf("GET %s: %v in %s", target, err, rec.Body)
	}
	return v
}

// refused reads a problem.
func (s *site) refused(target string, status int) problem {
	s.t.Helper()
	var p problem
	rec := s.do("GET", target)
	if rec.Code != status {
		s.t.Fatalf("GET %s = %d %s, want %d", target, rec.Code, rec.Body, status)
	}
	if got := rec.Header().Get("Content-Type"); got != problemType {
		s.t.Errorf("GET %s: content type %q, want %q", target, got, problemType)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &p); err != nil {
		s.t.Fatalf("GET %s: %v in %s", target, err, rec.Body)
	}
	return p
}

func put(r directory.Record) store.Op { return store.Op{Put: r} }

func number[T int | int64](n T) *T { return &n }

// ict is an organisation with every field filled in.
func ict(members int) *directory.Organisation {
	return &directory.Organisation{
		Header: directory.Header{
			ID: "bg-ict-cluster-burgas", FormerIDs: []directory.RecordID{"bg-ictc-burgas"},
			Provenance: directory.Provenance{Source: "https://ictc-burgas.org/about", SourceDate: date("2024-05"), Note: "read by hand"},
			FieldSources: map[string]directory.Provenance{
				"members.total": {Source: "https://ictc-burgas.org/members", SourceDate: date("2025")}},
		},
		Kind: directory.KindCluster,
		Names: []directory.Name{
			{Text: "ICT Cluster Burgas", Language: "en", Script: "Latn", Type: directory.NameDisplay},
			{Text: "ИКТ Клъстер Бургас", Language: "bg", Script: "Cyrl", Type: directory.NameOfficial},
			{Text: "IKT Klaster Burgas", Language: "bg", Script: "Latn", Type: directory.NameAlias, Romanised: true},
		},
		Place:   directory.Place{Country: "BG", Region: "BG341", City: "Burgas", Point: &directory.Point{Lat: 42.5, Lon: 27.47}},
		Website: "https://ictc-burgas.org/", Founded: date("2016-10"),
		Members: directory.Members{Total: number(members), SMEs: number(25), Startups: number(3), Large: number(1), Research: number(3), Others: number(1)},
		Size:    "small", NACE: []string{"J62"}, MemberOf: []directory.RecordID{"bg-black-sea-network"},
		Concepts: []directory.Tag{
			{Concept: "sector:information-technology-and-analytical-instruments"},
			{Concept: "ecosystem:digital"},
			{Concept: "technology:artificial-intelligence", Strength: 4},
			{Concept: "service:digital"},
		},
		Keywords: []string{"green ICT"},
		Offers: []directory.Offering{{Text: "training & placement for students", Kind: "service", Concepts: []directory.ConceptID{"service:upskilling"},
			TargetCountries: []directory.CountryCode{"NO"}, ValidUntil: date("2027-06")}},
		Needs: []directory.Offering{{Text: "partners for the green transition"}}, TargetCountries: []directory.CountryCode{"NO", "RO"},
		Label:     "bronze",
		Projects:  []directory.ProjectRef{{Name: "DIGIHUB", Project: "digihub"}, {Name: "ICT Greening Up"}},
		Languages: []directory.Language{"bg", "en"},
		Descriptions: map[directory.Language]string{
			"en": "A cluster of IT firms of Burgas <b>and</b> the coast.", "bg": "Клъстер на ИТ фирми от Бургас."},
		Status: directory.StatusActive, Predecessor: "bg-old-cluster", Successor: "bg-firm-01",
	}
}

func firm(n int) *directory.Organisation {
	return &directory.Organisation{
		Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("bg-firm-%02d", n))},
		Kind:   directory.KindSME, Names: []directory.Name{{Text: fmt.Sprintf("Firm %02d", n), Language: "en", Script: "Latn", Type: directory.NameDisplay}},
		Place: directory.Place{Country: "BG"}, MemberOf: []directory.RecordID{"bg-ict-cluster-burgas"},
		Concepts: []directory.Tag{{Concept: "sector:information-technology-and-analytical-instruments"}},
		Status:   directory.StatusUnknown,
	}
}

// items are events, calls and projects: of each type one with every field filled
// in, and others with little. The first is the event with the title.
func items(title string) []directory.Record {
	it := directory.Tag{Concept: "sector:information-technology-and-analytical-instruments"}
	return []directory.Record{
		&directory.Event{
			Header: directory.Header{ID: "cmr-burgas", FormerIDs: []directory.RecordID{"cmr-2026"},
				Provenance:   directory.Provenance{Source: "https://example.org/cmr", SourceDate: date("2026-05"), Note: "from the invitation"},
				FieldSources: map[string]directory.Provenance{"end": {Source: "https://example.org/agenda", SourceDate: date("2026")}}},
			Kind: "conference", Title: title, Series: "Clusters meet Regions", Start: date("2026-06-30"), End: date("2026-07-02"),
			Place:  directory.Place{Country: "BG", Region: "BG341", City: "Burgas", Point: &directory.Point{Lat: 42.5, Lon: 27.47}},
			Online: true, Organisers: []directory.Party{{Name: "ICT Cluster", Organisation: "bg-ict-cluster-burgas", Role: "host"}, {Name: "A ministry"}},
			Concepts: []directory.Tag{it, {Concept: "technology:artificial-intelligence", Strength: 2}}, Keywords: []string{"creative industries"},
			Programme:    []directory.Session{{Title: "Matchmaking", Date: date("2026-07-01"), Text: "Tables of eight."}, {Title: "Dinner"}},
			Participants: []directory.Party{{Name: "Firm One", Organisation: "bg-firm-01"}, {Name: "Gone", Organisation: "bg-firm-25"}},
			Website:      "https://example.org/burgas", Descriptions: map[directory.Language]string{"en": "Three days at the sea.", "bg": "Три дни на морето."}},
		&directory.Event{Header: directory.Header{ID: "cmr-cluj"}, Kind: "workshop", Title: "Earlier in Cluj", Series: "Clusters meet Regions",
			Start: date("2025-03"), Place: directory.Place{Country: "RO"}},
		&directory.Event{Header: directory.Header{ID: "webinar"}, Kind: "info-day", Title: "A webinar <i>", Start: date("2027"), Online: true},
		&directory.Call{
			Header: directory.Header{ID: "digitour-vouchers", FormerIDs: []directory.RecordID{"digitour-voucher-1"},
				Provenance: directory.Provenance{Source: "https://example.org/digitour", SourceDate: date("2015")}},
			Kind: "voucher", Title: "DIGITOUR vouchers", Funder: "European Commission", Programme: "COSME",
			Lots: []directory.Lot{
				{Name: "Up-skilling", GrantMax: number[int64](1000), Budget: number[int64](100000), Opens: date("2026-06-01"), Closes: date("2026-09-30"), ExtendedFrom: date("2026-08-31")},
				{Name: "Collaboration", GrantMax: number[int64](20000), Opens: date("2025-01"), Closes: date("2025-03")}},
			Eligible: directory.Eligibility{Countries: []directory.CountryCode{"BG", "RS"}, Regions: []directory.RegionCode{"BG34"}, NACE: []string{"55", "79.1"},
				Kinds: []directory.Kind{"sme"}, Sizes: []directory.Size{"micro", "small"}},
			Consortium: directory.Consortium{MinPartners: 2, MaxPartners: 5, MinCountries: 2, Roles: []directory.Kind{"cluster"}},
			Concepts:   []directory.Tag{{Concept: "sector:hospitality-and-tourism"}}, Keywords: []string{"digital tourism"},
			Website: "https://example.org/vouchers", Descriptions: map[directory.Language]string{"en": "Vouchers for hotels."}},
		&directory.Call{Header: directory.Header{ID: "some-grant"}, Kind: "grant", Title: "Some grant", Lots: []directory.Lot{{}}},
		&directory.Project{
			Header: directory.Header{ID: "digihub", FormerIDs: []directory.RecordID{"digital-hubs"},
				Provenance: directory.Provenance{Source: "https://example.org/digihub", SourceDate: date("2025")}},
			Acronym: "DIGIHUB", Title: "Digital hubs of the coast", Programme: "Interreg", Start: date("2024-01"), End: date("2025-12"),
			Budget: number[int64](1500000), Countries: []directory.CountryCode{"BG", "RO"},
			Partners: []directory.Party{{Name: "Firm One", Organisation: "bg-firm-01", Role: "coordinator"}, {Name: "A university"}},
			Concepts: []directory.Tag{it}, Keywords: []string{"hubs"}, Website: "https://example.org/hubs",
			Descriptions: map[directory.Language]string{"en": "Hubs on both sides of the border."}},
		&directory.Project{Header: directory.Header{ID: "second"}, Title: "Second"},
	}
}

// rounds are the batches written before a test: the second supersedes records of
// the first, the third deletes one.
func rounds() [][]store.Op {
	network := &directory.Organisation{
		Header: directory.Header{ID: "bg-black-sea-network", Provenance: directory.Provenance{Source: "https://example.org/", SourceDate: date("2015")}},
		Kind:   directory.KindNetwork, Names: []directory.Name{{Text: "Black Sea Network", Language: "en", Script: "Latn", Type: directory.NameDisplay}},
		Place: directory.Place{Country: "RO", Region: "RO223"}, Concepts: []directory.Tag{{Concept: "priority:aquaculture"}},
		Descriptions: map[directory.Language]string{"ro": "O rețea a clusterelor de la Marea Neagră."}, Status: directory.StatusActive,
	}
	first := []store.Op{put(ict(30)), put(network)}
	for _, r := range items("Clusters meet Regions") {
		first = append(first, put(r))
	}
	for n := range 24 {
		first = append(first, put(firm(n+1)))
	}
	gone := firm(25)
	return [][]store.Op{
		append(first, put(gone)),
		{put(ict(33)), put(items("Clusters meet Regions in Burgas")[0])},
		{{Delete: directory.KeyOf(gone)}},
	}
}

func date(s string) directory.Date {
	d, err := directory.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
