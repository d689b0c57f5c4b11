package storetest

import (
	"fmt"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// stageImport opens a stage with the ops, MaxOps at a time.
func stageImport(t tb, s store.Store, ops ...store.Op) {
	t.Helper()
	if err := s.BeginImport(ctx, "import test", day); err != nil {
		t.Fatalf("begin import: %v", err)
	}
	for len(ops) > 0 {
		n := min(len(ops), store.MaxOps)
		if err := s.StageImport(ctx, ops[:n]); err != nil {
			t.Fatalf("stage import: %v", err)
		}
		ops = ops[n:]
	}
}

// finishImport commits and applies.
func finishImport(t tb, s store.Store) {
	t.Helper()
	if err := s.CommitImport(ctx); err != nil {
		t.Fatalf("commit import: %v", err)
	}
	applyImport(t, s)
}

func applyImport(t tb, s store.Store) {
	t.Helper()
	for left := 1; left > 0; {
		var err error
		if left, _, err = s.ApplyImport(ctx); err != nil {
			t.Fatalf("apply import: %v", err)
		}
	}
}

func pending(t tb, s store.Store, want int) {
	t.Helper()
	if left, err := s.PendingImport(ctx); left != want || err != nil {
		t.Errorf("pending: %d, %v; want %d", left, err, want)
	}
}

// bigImport is an import of 2½ chunks over a store that has r00000 and "gone".
func bigImport() []store.Op {
	ops := []store.Op{del(orgKey("gone")), at(put(org("r00000", "imported")), 1)}
	for i := 1; i < 2*store.MaxOps+store.MaxOps/2-1; i++ {
		ops = append(ops, at(put(org(fmt.Sprintf("r%05d", i), "imported")), 0))
	}
	return ops
}

func testImport(t *testing.T, s store.Store) {
	apply(t, s, put(org("gone", "1")), put(org("r00000", "1")))
	ops := bigImport()
	stageImport(t, s, ops...)
	if rev := revision(t, s); rev != 1 {
		t.Errorf("staging moved the revision to %d", rev)
	}
	equal(t, "state while staged", state(t, s, directory.Organisations, 1, 10), []string{"gone@1 1", "r00000@1 1"})
	pending(t, s, 0)
	if left, rev, err := s.ApplyImport(ctx); left != 0 || rev != 1 || err != nil {
		t.Errorf("applying what is not committed: %d left, revision %d, %v", left, rev, err)
	}

	for range 2 { // committing again is no error
		if err := s.CommitImport(ctx); err != nil {
			t.Fatalf("commit: %v", err)
		}
	}
	wantKind(t, "drop of a committed import", s.DropImport(ctx), directory.ErrConflict)
	wantKind(t, "begin over a committed import", s.BeginImport(ctx, "other", day), directory.ErrConflict)
	wantKind(t, "stage into a committed import", s.StageImport(ctx, ops[:1]), directory.ErrConflict)
	pending(t, s, len(ops))
	for chunk := 1; chunk <= 3; chunk++ {
		left, rev, err := s.ApplyImport(ctx)
		if want := max(0, len(ops)-chunk*store.MaxOps); err != nil || left != want || rev != directory.Revision(1+chunk) {
			t.Fatalf("chunk %d: %d left, revision %d, %v; want %d left", chunk, left, rev, err, want)
		}
		pending(t, s, left)
	}
	if n, err := s.Count(ctx, directory.Organisations); n != len(ops)-1 || err != nil {
		t.Errorf("count: %d, %v; want %d", n, err, len(ops)-1)
	}
	absent(t, s, orgKey("gone"))
	vs, err := s.History(ctx, orgKey("r00000"), 0, 1)
	if err != nil || vs[0].By != "import test" || !vs[0].At.Equal(day) {
		t.Errorf("history says %+v, %v", vs, err)
	}
	if left, rev, err := s.ApplyImport(ctx); left != 0 || rev != 4 || err != nil {
		t.Errorf("applying once more: %d left, revision %d, %v", left, rev, err)
	}
	wantKind(t, "commit without a stage", s.CommitImport(ctx), directory.ErrConflict)

	// Nothing to do is nothing kept.
	stageImport(t, s)
	finishImport(t, s)
	stageImport(t, s, del(orgKey("never-was")))
	finishImport(t, s)
	if rev := revision(t, s); rev != 4 {
		t.Errorf("an import of nothing moved the revision to %d", rev)
	}
	pending(t, s, 0)
}

func testImportDropped(t *testing.T, s store.Store) {
	if err := s.DropImport(ctx); err != nil {
		t.Errorf("dropping nothing: %v", err)
	}
	wantKind(t, "stage without begin", s.StageImport(ctx, []store.Op{put(org("a", "1"))}), directory.ErrConflict)
	stageImport(t, s, put(org("a", "dropped")))
	if err := s.DropImport(ctx); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "commit of a dropped import", s.CommitImport(ctx), directory.ErrConflict)
	stageImport(t, s, put(org("b", "replaced by the next")))
	stageImport(t, s, put(org("c", "1")))
	finishImport(t, s)
	equal(t, "state", state(t, s, directory.Organisations, 1, 10), []string{"c@1 1"})
}

func testImportRefused(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1", formerly("old"))))
	stageImport(t, s, put(org("b", "1")))
	wantKind(t, "a key twice in one call", s.StageImport(ctx, []store.Op{put(org("c", "1")), del(orgKey("c"))}), directory.ErrInvalid)
	wantKind(t, "a key twice in two calls", s.StageImport(ctx, []store.Op{put(org("d", "1")), put(org("b", "2"))}), directory.ErrInvalid)
	if err := s.StageImport(ctx, []store.Op{put(org("d", "1"))}); err != nil {
		t.Errorf("a refused call left something staged: %v", err)
	}
	for name, op := range map[string]store.Op{
		"revision":          at(put(org("a", "2")), 9),
		"must not exist":    at(put(org("a", "2", formerly("old"))), 0),
		"former id taken":   put(org("e", "1", formerly("old"))),
		"former id live":    put(org("e", "1", formerly("a"))),
		"former id staged":  put(org("e", "1", formerly("b"))),
		"id is a former id": put(org("old", "1")),
	} {
		stageImport(t, s, put(org("b", "1")), op)
		wantKind(t, name, s.CommitImport(ctx), directory.ErrConflict)
		pending(t, s, 0)
	}
	// An edit between staging and committing is noticed too.
	stageImport(t, s, at(put(org("a", "2")), 1))
	apply(t, s, put(org("a", "edited")))
	wantKind(t, "commit over an edit", s.CommitImport(ctx), directory.ErrConflict)
	equal(t, "state", state(t, s, directory.Organisations, 2, 10), []string{"a@2 edited"})
	if err := s.DropImport(ctx); err != nil {
		t.Error(err)
	}
}

func testImportExclusive(t *testing.T, s store.Store) {
	stageImport(t, s, put(org("a", "imported")))
	apply(t, s, put(org("b", "1"))) // a stage shuts nobody out
	if err := s.CommitImport(ctx); err != nil {
		t.Fatal(err)
	}
	refuse(t, s, store.ErrImporting, put(org("a", "edited")))
	wantKind(t, "an import under way", store.ErrImporting, directory.ErrUnavailable)
	equal(t, "b", brief(get(t, s, orgKey("b"))), "b@1 1")
	applyImport(t, s)
	apply(t, s, put(org("a", "edited")))
}

// testImportFormerAcrossChunks: the state between two chunks may hold an id
// twice; the state after the last may not, and does not.
func testImportFormerAcrossChunks(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1", formerly("older"))), put(org("z", "1")))
	ops := []store.Op{put(org("b", "1", formerly("a", "older"))), put(org("y", "1", formerly("z")))}
	for i := range store.MaxOps {
		ops = append(ops, put(org(fmt.Sprintf("filler-%d", i), "1")))
	}
	ops = append(ops, del(orgKey("a")), del(orgKey("z")))
	stageImport(t, s, ops...)
	finishImport(t, s)
	resolve(t, s, "a", "b")
	resolve(t, s, "older", "b")
	resolve(t, s, "z", "y")
	absent(t, s, orgKey("a"))
}
