package indexer_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"euxine/indexer"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/lexicon"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/seed"
)

var readVocabulary = sync.OnceValues(func() (*directory.Vocabulary, error) { return exchange.ReadVocabulary(seed.Files) })

func vocabulary(t testing.TB) *directory.Vocabulary {
	t.Helper()
	v, err := readVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// open opens an index over a store and waits until it is ready.
func open(t testing.TB, s store.Store, dir string) *indexer.Index {
	t.Helper()
	x, err := indexer.Open(t.Context(), indexer.Config{Dir: dir, Store: s, Vocabulary: vocabulary(t), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	if err := x.WaitReady(ctx); err != nil {
		t.Fatal(err)
	}
	return x
}

func apply(t testing.TB, s store.Store, records ...directory.Record) directory.Revision {
	t.Helper()
	var rev directory.Revision
	for chunk := range slices.Chunk(records, store.MaxOps) {
		b := store.Batch{By: "test", At: time.Unix(0, 0)}
		for _, r := range chunk {
			b.Ops = append(b.Ops, store.Op{Put: r})
		}
		var err error
		if rev, err = s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return rev
}

// reach waits until the index stands at the revision.
func reach(t testing.TB, x *indexer.Index, rev directory.Revision) {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for {
		if at, _ := x.Revision(); at >= rev {
			return
		}
		if time.Now().After(deadline) {
			at, _ := x.Revision()
			t.Fatalf("index stands at %d, want %d", at, rev)
		}
		time.Sleep(time.Millisecond) // polling, not a guess at a duration
	}
}

func organisation(id string, change ...func(*directory.Organisation)) *directory.Organisation {
	o := &directory.Organisation{
		Header: directory.Header{ID: directory.RecordID(id)}, Kind: directory.KindCluster, Status: directory.StatusUnknown,
		Names: []directory.Name{{Text: id, Type: directory.NameDisplay}}, Place: directory.Place{Country: "BG"},
	}
	for _, c := range change {
		c(o)
	}
	return o
}

func named(names ...directory.Name) func(*directory.Organisation) {
	return func(o *directory.Organisation) { o.Names = names }
}

func display(s string) directory.Name { return directory.Name{Text: s, Type: directory.NameDisplay} }

func question(t testing.TB, v *directory.Vocabulary, raw string) search.Question {
	t.Helper()
	vs, err := url.ParseQuery(raw)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := search.Parse(vs, v)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", raw, faults)
	}
	if !q.Exact { // as package catalogue does
		q.Groups = readLexicon(v).Read(q.Terms, q.Type, q.Lang)
	}
	return q
}

// readLexicon builds the lexicon of a vocabulary once.
func readLexicon(v *directory.Vocabulary) *lexicon.Lexicon {
	l, ok := lexicons.Load(v)
	if !ok {
		l, _ = lexicons.LoadOrStore(v, lexicon.New(v))
	}
	return l.(*lexicon.Lexicon)
}

var lexicons sync.Map

func find(t testing.TB, x *indexer.Index, raw string) []string {
	t.Helper()
	r, err := x.Search(t.Context(), question(t, vocabulary(t), raw))
	if err != nil {
		t.Fatalf("search %s: %v", raw, err)
	}
	if len(r.Hits) > r.Total {
		t.Errorf("search %s: %d hits but total %d", raw, len(r.Hits), r.Total)
	}
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, string(h.ID))
	}
	return ids
}

func TestSearch(t *testing.T) {
	s := memstore.New()
	rev := apply(t, s,
		organisation("burgas", named(display("ICT Cluster Burgas"), directory.Name{Text: "ИКТ Клъстер Бургас", Type: directory.NameOfficial})),
		organisation("istanbul", named(display("İstanbul Tasarım Kümesi")), func(o *directory.Organisation) {
			o.Place = directory.Place{Country: "TR", Region: "TR100"}
			o.Descriptions = map[directory.Language]string{"en": "Designers who work with ICT firms."}
		}),
		organisation("constanta", named(display("Camera de Comerț Constanța")), func(o *directory.Organisation) {
			o.Kind, o.Place = directory.KindSupport, directory.Place{Country: "RO", Region: "RO223"}
			o.Founded = directory.Date{Year: 1990, Precision: directory.PrecisionYear}
		}),
		organisation("furniture", named(display("Troyan Works")), func(o *directory.Organisation) {
			o.Concepts = []directory.Tag{{Concept: "sector:furniture"}}
			o.MemberOf = []directory.RecordID{"burgas"}
			n := 40
			o.Members.Total = &n
		}),
		organisation("ict", named(display("Association of Makers"), directory.Name{Text: "ICT", Type: directory.NameAcronym})),
	)
	x := open(t, s, t.TempDir())
	defer x.Close()
	reach(t, x, rev)
	tests := []struct {
		name, query string
		want        []string
	}{
		{"whole name", "q=ict+cluster+burgas", []string{"burgas"}},
		{"other script of the same record", "q=бургас", []string{"burgas"}},
		{"Turkish dotted capital", "q=ISTANBUL", []string{"istanbul"}},
		{"Turkish dotless", "q=tasarim", []string{"istanbul"}},
		{"Romanian cedilla for comma", "q=Comer%C5%A3", []string{"constanta"}},
		{"without diacritics", "q=constanta", []string{"constanta"}},
		{"every prefix of a word", "q=cons", []string{"constanta"}},
		{"a finished word is no prefix", "q=cons+", nil},
		{"exact is no prefix", "q=cons&exact=1", nil},
		{"concept by its label", "q=furniture", []string{"furniture"}},
		{"concept by its Bulgarian label", "q=мебели", []string{"furniture"}},
		{"no concepts when exact", "q=мебели&exact=1", nil},
		{"place by region name", "q=Constanța&kind=support", []string{"constanta"}},
		{"name before acronym before description", "q=ICT", []string{"burgas", "ict", "istanbul"}},
		{"left out word", "q=ict+-cluster&sort=name", []string{"ict", "istanbul"}},
		{"phrase", `q="cluster+burgas"`, []string{"burgas"}},
		{"phrase in another order", `q="burgas+cluster"`, nil},
		{"two words must both occur", "q=ict+constanta", nil},
		{"region includes what lies in it", "region=RO2", []string{"constanta"}},
		{"member of", "member_of=burgas", []string{"furniture"}},
		{"members range", "members_from=40&members_to=40", []string{"furniture"}},
		{"founded range", "founded_to=1999", []string{"constanta"}},
		{"near", "near=41,29&within=60", []string{"istanbul"}},
		{"or within a facet, and across", "country=BG&country=RO&kind=support", []string{"constanta"}},
		{"by name in CLDR order", "sort=name", []string{"ict", "constanta", "burgas", "istanbul", "furniture"}},
		{"most members first, unknown last", "sort=members&per_page=1", []string{"furniture"}},
		{"oldest first", "sort=founded&per_page=1", []string{"constanta"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := find(t, x, test.query); !slices.Equal(got, test.want) {
				t.Errorf("%s: got %v, want %v", test.query, got, test.want)
			}
		})
	}
}

// The index follows every kind of change, and a restart goes on where it stood.
func TestFollow(t *testing.T) {
	s, dir := memstore.New(), t.TempDir()
	x := open(t, s, dir)
	if got := find(t, x, "q=alpha"); got != nil {
		t.Fatalf("empty store: got %v", got)
	}
	reach(t, x, apply(t, s, organisation("a", named(display("Alpha"))), organisation("b", named(display("Beta")))))
	if got := find(t, x, "q=alpha"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("after a write: got %v", got)
	}
	reach(t, x, apply(t, s, organisation("a", named(display("Gamma")))))
	if got := find(t, x, "q=alpha"); got != nil {
		t.Errorf("after a rename: got %v for the old name", got)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	rev, err := s.Apply(t.Context(), store.Batch{By: "test", Ops: []store.Op{{Delete: directory.Key{Type: directory.Organisations, ID: "b"}}}})
	if err != nil {
		t.Fatal(err)
	}
	x = open(t, s, dir)
	defer x.Close()
	reach(t, x, rev)
	if got := find(t, x, "sort=name"); !slices.Equal(got, []string{"a"}) {
		t.Errorf("after a restart: got %v, want only a", got)
	}
}

// A long way to catch up, with the same records changed again and again, ends where
// the store is.
func TestCatchUp(t *testing.T) {
	s, dir := memstore.New(), t.TempDir()
	if err := open(t, s, dir).Close(); err != nil {
		t.Fatal(err)
	}
	var rev directory.Revision
	for round := range 30 {
		var records []directory.Record
		for i := range 200 {
			records = append(records, organisation(fmt.Sprintf("o-%03d", i), named(display(fmt.Sprintf("Round %d of %d", round, i)))))
		}
		rev = apply(t, s, records...)
	}
	rev, err := s.Apply(t.Context(), store.Batch{By: "test", Ops: []store.Op{{Delete: directory.Key{Type: directory.Organisations, ID: "o-007"}}}})
	if err != nil {
		t.Fatal(err)
	}
	x := open(t, s, dir)
	defer x.Close()
	reach(t, x, rev)
	if got := find(t, x, `q="round+29+of"&per_page=100&page=2`); len(got) != 99 {
		t.Errorf("%d on the second page of the last round, want 99", len(got))
	}
	if got := find(t, x, `q="round+28+of"`); got != nil {
		t.Errorf("of the round before there is %v", got)
	}
	if missing, extra, err := x.Differ(t.Context()); err != nil || len(missing)+len(extra) > 0 {
		t.Errorf("missing %v, extra %v, %v", missing, extra, err)
	}
}

// A follower behind the compacted log builds the index anew.
func TestCompacted(t *testing.T) {
	s, dir := memstore.New(), t.TempDir()
	apply(t, s, organisation("a", named(display("Alpha"))))
	x := open(t, s, dir)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	rev := apply(t, s, organisation("b", named(display("Beta"))))
	rev = apply(t, s, organisation("c", named(display("Gamma"))))
	if err := s.Compact(t.Context(), rev); err != nil {
		t.Fatal(err)
	}
	x = open(t, s, dir)
	defer x.Close()
	reach(t, x, rev)
	if got := find(t, x, "sort=name"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %v, want all three", got)
	}
}

// Whatever happens to the files while the index is closed, it answers rightly
// again, and what was damaged is kept aside.
func TestDamage(t *testing.T) {
	var records []directory.Record
	for i := range 50 {
		records = append(records, organisation(fmt.Sprintf("o-%02d", i), named(display(fmt.Sprintf("Organisation %d", i)))))
	}
	s := memstore.New()
	apply(t, s, records...)
	segments := func(dir string) []string {
		files, _ := filepath.Glob(filepath.Join(dir, "g*", "store", "*.zap"))
		return files
	}
	root := func(dir string) string {
		files, _ := filepath.Glob(filepath.Join(dir, "g*", "store", "root.bolt"))
		return files[0]
	}
	rows := func(dir string) string {
		files, _ := filepath.Glob(filepath.Join(dir, "g*", "rows"))
		return files[0]
	}
	truncate := func(t *testing.T, path string, keep func(int64) int64) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(path, keep(info.Size())); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name   string
		damage func(t *testing.T, dir string)
		aside  bool
	}{
		{"nothing", func(t *testing.T, dir string) {}, false},
		{"folder deleted", func(t *testing.T, dir string) { os.RemoveAll(dir) }, false},
		{"CURRENT deleted", func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "CURRENT")) }, false},
		{"CURRENT names nothing", func(t *testing.T, dir string) {
			os.WriteFile(filepath.Join(dir, "CURRENT"), []byte("../../etc"), 0o600)
		}, false},
		{"root.bolt deleted", func(t *testing.T, dir string) { os.Remove(root(dir)) }, true},
		{"root.bolt empty", func(t *testing.T, dir string) { truncate(t, root(dir), func(int64) int64 { return 0 }) }, true},
		// The file is larger than what is in use, so half of it may be all: of a
		// database with anything in it four pages are in use.
		{"root.bolt three pages", func(t *testing.T, dir string) { truncate(t, root(dir), func(int64) int64 { return 3 * 4096 }) }, true},
		{"root.bolt two pages", func(t *testing.T, dir string) { truncate(t, root(dir), func(int64) int64 { return 8192 }) }, true},
		{"segment deleted", func(t *testing.T, dir string) { os.Remove(segments(dir)[0]) }, true},
		{"segment empty", func(t *testing.T, dir string) { truncate(t, segments(dir)[0], func(int64) int64 { return 0 }) }, true},
		{"segment half", func(t *testing.T, dir string) { truncate(t, segments(dir)[0], func(n int64) int64 { return n / 2 }) }, true},
		{"segment byte flipped", func(t *testing.T, dir string) {
			b, err := os.ReadFile(segments(dir)[0])
			if err != nil {
				t.Fatal(err)
			}
			b[len(b)/3] ^= 0x40
			if err := os.WriteFile(segments(dir)[0], b, 0o600); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"rows byte flipped", func(t *testing.T, dir string) {
			b, err := os.ReadFile(rows(dir))
			if err != nil {
				t.Fatal(err)
			}
			b[len(b)/2] ^= 0x40
			if err := os.WriteFile(rows(dir), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"rows half", func(t *testing.T, dir string) { truncate(t, rows(dir), func(n int64) int64 { return n / 2 }) }, true},
		{"rows deleted", func(t *testing.T, dir string) { os.Remove(rows(dir)) }, true},
		{"index_meta.json deleted", func(t *testing.T, dir string) {
			files, _ := filepath.Glob(filepath.Join(dir, "g*", "index_meta.json"))
			os.Remove(files[0])
		}, true},
		{"half-built generation left over", func(t *testing.T, dir string) {
			os.MkdirAll(filepath.Join(dir, "g000777", "store"), 0o700)
		}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "index")
			x := open(t, s, dir)
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			if len(segments(dir)) == 0 {
				t.Fatal("the closed index has no segment on disk")
			}
			test.damage(t, dir)
			x = open(t, s, dir)
			defer x.Close()
			if got := find(t, x, "q=organisation&per_page=100"); len(got) != 50 {
				t.Errorf("after the damage: %d hits, want 50", len(got))
			}
			if _, err := os.Stat(filepath.Join(dir, "damaged")); (err == nil) != test.aside {
				t.Errorf("put aside: %v, want %v", err == nil, test.aside)
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "g*")); len(left) != 1 {
				t.Errorf("generations left: %v, want one", left)
			}
			missing, extra, err := x.Differ(t.Context())
			if err != nil || len(missing)+len(extra) > 0 {
				t.Errorf("differ: missing %v, extra %v, %v", missing, extra, err)
			}
		})
	}
}

// A rebuild on request has no moment without answers.
func TestReindexWithoutGap(t *testing.T) {
	s := memstore.New()
	for i := range 30 {
		apply(t, s, organisation(fmt.Sprintf("o-%02d", i), named(display("Organisation"))))
	}
	x := open(t, s, t.TempDir())
	defer x.Close()
	stop, failed := make(chan struct{}), make(chan string, 1)
	q := question(t, vocabulary(t), "q=organisation")
	go func() {
		defer close(failed)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if r, err := x.Search(context.Background(), q); err != nil || r.Total != 30 {
				failed <- fmt.Sprintf("during the rebuild: %d hits, %v", r.Total, err)
				return
			}
		}
	}()
	for range 3 {
		if err := x.Reindex(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	if why, bad := <-failed; bad {
		t.Error(why)
	}
}

// Pages and cursors show every hit once, in every order.
func TestPagingIsComplete(t *testing.T) {
	s := memstore.New()
	var records []directory.Record
	for i := range 57 {
		records = append(records, organisation(fmt.Sprintf("o-%02d", i), named(display(fmt.Sprintf("Same name %d", i%3))), func(o *directory.Organisation) {
			if i%4 == 0 {
				o.Founded = directory.Date{Year: 1990 + i%5, Precision: directory.PrecisionYear}
				o.Members.Total = &i
			}
		}))
	}
	rev := apply(t, s, records...)
	x := open(t, s, t.TempDir())
	defer x.Close()
	reach(t, x, rev)
	for _, sort := range search.Sorts {
		for _, words := range []string{"", "q=name&"} {
			raw := words + "per_page=10&sort=" + string(sort)
			var paged, cursored []string
			for page := 1; page <= 6; page++ {
				paged = append(paged, find(t, x, raw+fmt.Sprintf("&page=%d", page))...)
			}
			for next := ""; ; {
				r, err := x.Search(t.Context(), question(t, vocabulary(t), raw+"&cursor="+next))
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range r.Hits {
					cursored = append(cursored, string(h.ID))
				}
				if next = r.Next; next == "" {
					break
				}
			}
			if len(paged) != 57 || !slices.Equal(paged, cursored) {
				t.Errorf("%s: %d by page, %d by cursor, equal: %v", raw, len(paged), len(cursored), slices.Equal(paged, cursored))
			}
			seen := slices.Clone(paged)
			slices.Sort(seen)
			if len(slices.Compact(seen)) != 57 {
				t.Errorf("%s: hits repeated or missing", raw)
			}
		}
	}
	bad := question(t, vocabulary(t), "per_page=10&cursor=AAAA")
	if _, err := x.Search(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "cursor") {
		t.Errorf("foreign cursor: %v", err)
	}
}

// Questions are answered, in order and with their counts, before anything was made
// ready for them, and after.
func TestAnswersBeforeIdle(t *testing.T) {
	s := memstore.New()
	apply(t, s, organisation("o-c", named(display("Cedar"))), organisation("o-a", named(display("Alder"))), organisation("o-b", named(display("Beech"))))
	dir := filepath.Join(t.TempDir(), "index")
	if err := open(t, s, dir).Close(); err != nil {
		t.Fatal(err)
	}
	idle := make(chan struct{})
	x, err := indexer.Open(t.Context(), indexer.Config{Dir: dir, Store: s, Vocabulary: vocabulary(t), Log: slog.New(slog.DiscardHandler), Idle: idle})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if err := x.WaitReady(ctx); err != nil {
		t.Fatalf("not ready though nothing is idle: %v", err)
	}
	if got, want := find(t, x, "sort=name"), []string{"o-a", "o-b", "o-c"}; !slices.Equal(got, want) {
		t.Errorf("before: %v, want %v", got, want)
	}
	reach(t, x, apply(t, s, organisation("o-d", named(display("Birch")))))
	close(idle)
	reach(t, x, apply(t, s, organisation("o-e", named(display("Ash")))))
	if got, want := find(t, x, "sort=name"), []string{"o-a", "o-e", "o-b", "o-d", "o-c"}; !slices.Equal(got, want) {
		t.Errorf("after: %v, want %v", got, want)
	}
}
