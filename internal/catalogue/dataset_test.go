package catalogue

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/generate"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
	"euxine/seed"
)

// overGenerated is a catalogue over n made-up organisations in a file of bbolt.
func overGenerated(tb testing.TB, n int) *Catalogue {
	tb.Helper()
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		tb.Fatal(err)
	}
	st, err := boltstore.Create(filepath.Join(tb.TempDir(), "euxine.db"), boltstore.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := st.Close(); err != nil {
			tb.Error(err)
		}
	})
	g, err := generate.New(v, 1)
	if err != nil {
		tb.Fatal(err)
	}
	ops := make([]store.Op, n)
	for i := range ops {
		ops[i].Put = g.Next()
	}
	for chunk := range slices.Chunk(ops, store.MaxOps) {
		if _, err := st.Apply(context.Background(), store.Batch{Ops: chunk, By: "a benchmark", At: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}); err != nil {
			tb.Fatal(err)
		}
	}
	return New(Config{Store: st, Vocabulary: v, Now: time.Now, Log: slog.New(slog.DiscardHandler), Address: "https://euxine.example"})
}

// BenchmarkExport reads made-up organisations out of a file of bbolt and writes
// them as files, and the whole data set as one; the figure to watch is records/s,
// of which an export is to stream 20,000:
//
//	EUXINE_BENCH_RECORDS=100000 go test -run - -bench Export ./internal/catalogue
func BenchmarkExport(b *testing.B) {
	n := benchRecords(b)
	c := overGenerated(b, n)
	run := func(name string, write func(io.Writer) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
	for _, f := range exchange.Formats {
		if f.Holds(directory.Organisations) {
			run(string(f), func(w io.Writer) error {
				return c.Export(b.Context(), w, ExportOptions{Types: []directory.RecordType{directory.Organisations}, Format: f})
			})
		}
	}
	run("dataset", func(w io.Writer) error {
		return c.Dataset(b.Context(), w, func(DatasetFacts) string { return "" })
	})
}

// TestDatasetTakesLittleMemory: what a download holds does not grow with the
// records, of which these would take some 25 MB.
func TestDatasetTakesLittleMemory(t *testing.T) {
	c := overGenerated(t, 8_000)
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	most := uint64(0)
	err := c.Dataset(t.Context(), watched(func() {
		var now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc)
	}), func(DatasetFacts) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	if grown := int64(most) - int64(before.HeapAlloc); grown > 16<<20 {
		t.Errorf("the heap grew by %d MB while 8,000 records were written", grown>>20)
	} else {
		t.Logf("the heap grew by %d kB", grown>>10)
	}
}

// watched looks every megabyte.
func watched(look func()) io.Writer { return &watcher{look: look} }

type watcher struct {
	look func()
	n    int
}

func (w *watcher) Write(p []byte) (int, error) {
	if w.n += len(p); w.n > 1<<20 {
		w.n = 0
		w.look()
	}
	return len(p), nil
}

// TestDatasetSaysWhenItWasLastWritten, by the history of what the last write
// changed, and nothing where the log no longer reaches there.
func TestDatasetSaysWhenItWasLastWritten(t *testing.T) {
	c := overGenerated(t, 3)
	at := time.Date(2026, 8, 9, 10, 11, 0, 0, time.UTC)
	gone := directory.Key{Type: directory.Organisations, ID: firstID(t, c)}
	if _, err := c.store.Apply(t.Context(), store.Batch{Ops: []store.Op{{Delete: gone}}, By: "a test", At: at}); err != nil {
		t.Fatal(err)
	}
	f, err := c.DatasetFacts(t.Context())
	if err != nil || !f.Changed.Equal(at) || f.Revision != 2 || f.Records[directory.Organisations] != 2 || f.Records[directory.Calls] != 0 {
		t.Errorf("facts %+v (%v), want revision 2 of %v with two organisations", f, err, at)
	}
	if err := c.store.Compact(t.Context(), f.Revision); err != nil {
		t.Fatal(err)
	}
	if f, err = c.DatasetFacts(t.Context()); err != nil || !f.Changed.IsZero() {
		t.Errorf("behind a compacted log: %v (%v), want no time", f.Changed, err)
	}
	empty := overGenerated(t, 0)
	if f, err := empty.DatasetFacts(t.Context()); err != nil || f.Revision != 0 || !f.Changed.IsZero() {
		t.Errorf("of nothing: %+v (%v)", f, err)
	}
	var b bytes.Buffer
	if err := empty.Dataset(t.Context(), &b, func(DatasetFacts) string { return "" }); err != nil || b.Len() == 0 {
		t.Errorf("of nothing: %d bytes (%v), want an archive", b.Len(), err)
	}
}

func firstID(t *testing.T, c *Catalogue) directory.RecordID {
	t.Helper()
	rev, err := c.store.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.store.Scan(t.Context(), store.Scan{Type: directory.Organisations, Limit: 1, AsOf: rev})
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	return list[0].Head().ID
}

// TestAheadStops where the loop is left, at an error, and with the context; the
// reader has then ended.
func TestAheadStops(t *testing.T) {
	calls := 0
	endless := func(context.Context) ([]directory.Record, bool, error) {
		calls++
		return make([]directory.Record, calls), true, nil
	}
	got := 0
	for records, err := range ahead(t.Context(), endless) {
		if got++; err != nil || len(records) != got {
			t.Fatalf("chunk %d: %d records, %v", got, len(records), err)
		}
		if got == 3 {
			break
		}
	}
	if made := calls; made > 4 {
		t.Errorf("%d chunks read where 3 were wanted", made)
	}
	broken := errors.New("broken")
	var errs []error
	for _, err := range ahead(t.Context(), func(context.Context) ([]directory.Record, bool, error) { return nil, true, broken }) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || errs[0] != broken {
		t.Errorf("errors %v, want the one", errs)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var last error
	for _, err := range ahead(ctx, func(ctx context.Context) ([]directory.Record, bool, error) {
		cancel()
		<-ctx.Done()
		return nil, true, nil
	}) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("the end of a context that ended: %v", last)
	}
}
