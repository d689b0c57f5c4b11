// Package storetest is the behaviour every store must show: [Run] for any
// backend, [RunPersistent] for one that keeps its state when it is closed.
//
// The cases say what the contract of package store promises, each with a store
// of its own. model.go holds random sequences of calls against a model that is
// a plain map per revision.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// Run holds a backend against the contract. open gives an empty store, which
// Run closes; it is called from several goroutines.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	cases := []struct {
		name string
		test func(t *testing.T, s store.Store)
	}{
		{"empty store", testEmpty},
		{"put, get, revisions", testPutGet},
		{"every field comes back", testFidelity},
		{"expected revisions", testExpect},
		{"batch is all or nothing", testBatchAtomic},
		{"batch refused", testBatchRefused},
		{"deleting the absent", testDeleteAbsent},
		{"own copies", testOwnCopies},
		{"former ids", testFormerIDs},
		{"former ids refused", testFormerConflicts},
		{"related", testRelated},
		{"related by former ids", testRelatedFormer},
		{"history", testHistory},
		{"changes", testChanges},
		{"compaction", testCompact},
		{"wait", testWait},
		{"scan in chunks", testScanChunks},
		{"scan under writes", testScanUnderWrites},
		{"get many", testGetMany},
		{"get many in one state", testGetManyOneState},
		{"import", testImport},
		{"import dropped", testImportDropped},
		{"import refused", testImportRefused},
		{"import shuts out writers", testImportExclusive},
		{"import moves former ids across chunks", testImportFormerAcrossChunks},
		{"concurrent writers", testConcurrentWriters},
		{"cancelled context", testCancelled},
		{"close", testClose},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			c.test(t, s)
			clean(t, s)
		})
	}
	t.Run("random calls against a model", func(t *testing.T) {
		t.Parallel()
		testModel(t, open)
	})
}

// clean verifies and closes s, unless the case has closed it.
func clean(t tb, s store.Store) {
	t.Helper()
	verify(t, s)
	if err := s.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
		t.Errorf("close: %v", err)
	}
}

func verify(t tb, s store.Store) {
	t.Helper()
	err := s.Verify(context.Background(), func(d store.Damage) { t.Errorf("verify: %s: %s", d.Where, d.What) })
	if err != nil && !errors.Is(err, store.ErrClosed) {
		t.Errorf("verify: %v", err)
	}
}

// tb is what the helpers need of a test; a *rapid.T has it too.
type tb interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
}

var (
	ctx = context.Background()
	day = time.Date(2026, 3, 14, 9, 26, 53, 589793000, time.UTC)
)

func key(t directory.RecordType, id string) directory.Key {
	return directory.Key{Type: t, ID: directory.RecordID(id)}
}

func orgKey(id string) directory.Key { return key(directory.Organisations, id) }

// org is an organisation; the website tells versions apart.
func org(id, website string, edit ...func(*directory.Organisation)) *directory.Organisation {
	o := &directory.Organisation{
		Header:  directory.Header{ID: directory.RecordID(id)},
		Kind:    directory.KindCluster,
		Names:   []directory.Name{{Text: "Клъстер " + id, Language: "bg", Script: "Cyrl", Type: directory.NameOfficial}},
		Place:   directory.Place{Country: "BG"},
		Website: website,
		Status:  directory.StatusActive,
	}
	for _, e := range edit {
		e(o)
	}
	return o
}

func put(r directory.Record) store.Op { return store.Op{Put: r} }

func del(k directory.Key) store.Op { return store.Op{Delete: k} }

// at makes the op conditional.
func at(op store.Op, rev directory.Revision) store.Op {
	op.Expect = &rev
	return op
}

// apply writes a batch that must succeed.
func apply(t tb, s store.Store, ops ...store.Op) directory.Revision {
	t.Helper()
	rev, err := s.Apply(ctx, store.Batch{Ops: ops, By: "test", At: day})
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	return rev
}

// refuse writes a batch that must be refused with the kind and change nothing.
func refuse(t tb, s store.Store, kind error, ops ...store.Op) {
	t.Helper()
	before := revision(t, s)
	if _, err := s.Apply(ctx, store.Batch{Ops: ops, By: "test", At: day}); !errors.Is(err, kind) {
		t.Errorf("apply: error %v, want %v", err, kind)
	}
	if now := revision(t, s); now != before {
		t.Errorf("a refused batch moved the revision from %d to %d", before, now)
	}
}

func revision(t tb, s store.Store) directory.Revision {
	t.Helper()
	rev, err := s.Revision(ctx)
	if err != nil {
		t.Fatalf("revision: %v", err)
	}
	return rev
}

// get reads a record that must be there.
func get(t tb, s store.Store, k directory.Key) directory.Record {
	t.Helper()
	r, err := s.Get(ctx, k)
	if err != nil {
		t.Fatalf("get %s: %v", k, err)
	}
	return r
}

// absent says that there must be no such record.
func absent(t tb, s store.Store, k directory.Key) {
	t.Helper()
	if r, err := s.Get(ctx, k); !errors.Is(err, directory.ErrNotFound) || r != nil {
		t.Errorf("get %s: %v, %v; want not found", k, r, err)
	}
}

// state reads all records of a type as of a revision in chunks of the size, as
// "id@revision website" for organisations and "id@revision" for others.
func state(t tb, s store.Store, rt directory.RecordType, asOf directory.Revision, chunk int) []string {
	t.Helper()
	var out []string
	after := directory.RecordID("")
	for {
		rs, err := s.Scan(ctx, store.Scan{Type: rt, After: after, Limit: chunk, AsOf: asOf})
		if err != nil {
			t.Fatalf("scan %s as of %d after %q: %v", rt, asOf, after, err)
		}
		for _, r := range rs {
			out = append(out, brief(r))
			after = r.Head().ID
		}
		if len(rs) < chunk {
			return out
		}
	}
}

func brief(r directory.Record) string {
	text := fmt.Sprintf("%s@%d", r.Head().ID, r.Head().Revision)
	if o, ok := r.(*directory.Organisation); ok {
		text += " " + o.Website
	}
	return text
}

func equal(t tb, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantKind(t tb, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: error %v, want %v", what, err, kind)
	}
}
