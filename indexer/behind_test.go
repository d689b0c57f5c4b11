package indexer_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"euxine/indexer"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
)

// A large import into a small directory is not followed chunk by chunk: the index
// is built anew, once, when all of it is there.
func TestALargeImportIsIndexedAtOnce(t *testing.T) {
	const chunks = 21 // of a thousand
	s := memstore.New()
	if err := s.BeginImport(t.Context(), "import test", time.Unix(0, 0)); err != nil {
		t.Fatal(err)
	}
	for c := range chunks {
		var ops []store.Op
		for i := range store.MaxOps {
			ops = append(ops, store.Op{Put: organisation(fmt.Sprintf("bg-%02d-%03d", c, i))})
		}
		if err := s.StageImport(t.Context(), ops); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer // slog's handlers write one line at a time
	dir := t.TempDir()
	x, err := indexer.Open(t.Context(), indexer.Config{Dir: dir, Store: s, Vocabulary: vocabulary(t), Log: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := generationOf(t, dir)
	if err := s.CommitImport(t.Context()); err != nil {
		t.Fatal(err)
	}
	for left := 1; left > 0; {
		if left, _, err = s.ApplyImport(t.Context()); err != nil {
			t.Fatal(err)
		}
		if at, _ := x.Revision(); at > 0 && left > 0 {
			t.Errorf("the index follows to revision %d with %d records to come", at, left)
		}
		time.Sleep(time.Millisecond) // for an index that would follow
	}
	reach(t, x, chunks)
	if g := generationOf(t, dir); g == first {
		t.Errorf("the index is still %s", g)
	}
	if ids, _, err := x.All(t.Context(), question(t, vocabulary(t), "")); err != nil || len(ids) != chunks*store.MaxOps {
		t.Errorf("%d records are found, %v", len(ids), err)
	}
	// What comes after is followed again.
	second := generationOf(t, dir)
	reach(t, x, apply(t, s, organisation("bg-late")))
	if g := generationOf(t, dir); g != second {
		t.Errorf("a single record had the index built anew as %s", g)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "search index built"); n != 2 {
		t.Errorf("the index was built %d times, want the empty one and the whole:\n%s", n, log.String())
	}
}

func generationOf(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(dir + "/CURRENT")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}
