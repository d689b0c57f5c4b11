package storetest

import (
	"fmt"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// RunPersistent holds a backend that keeps its state to what must be there
// after closing and opening again. open gives an empty store and a way to open
// what it left behind; it is called after the store is closed.
func RunPersistent(t *testing.T, open func(t *testing.T) (store.Store, func() store.Store)) {
	t.Run("everything comes back", func(t *testing.T) {
		s, reopen := open(t)
		apply(t, s, put(org("a", "1", formerly("old"))), put(org("b", "1", inProject("p"))), put(project("p", "a")))
		apply(t, s, put(org("b", "2", inProject("p"))), del(key(directory.Events, "none")))
		apply(t, s, del(orgKey("b")))
		if err := s.Compact(ctx, 1); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = reopen()
			if rev := revision(t, s); rev != 3 {
				t.Fatalf("revision %d, want 3", rev)
			}
			equal(t, "as of 1", state(t, s, directory.Organisations, 1, 10), []string{"a@1 1", "b@1 1"})
			equal(t, "as of 2", state(t, s, directory.Organisations, 2, 10), []string{"a@1 1", "b@2 2"})
			equal(t, "as of 3", state(t, s, directory.Organisations, 3, 10), []string{"a@1 1"})
			resolve(t, s, "old", "a")
			related(t, s, store.PartnersOf, "p", "a")
			_, err := s.Changes(ctx, 0, 10)
			wantKind(t, "changes", err, store.ErrCompacted)
			if cs, err := s.Changes(ctx, 1, 10); len(cs) != 2 || err != nil {
				t.Errorf("changes after 1: %v, %v", cs, err)
			}
			if vs, err := s.History(ctx, orgKey("b"), 0, 10); len(vs) != 3 || err != nil || !vs[0].Deleted {
				t.Errorf("history: %v, %v", vs, err)
			}
			if n, err := s.Count(ctx, directory.Organisations); n != 1 || err != nil {
				t.Errorf("count: %d, %v", n, err)
			}
			if err := s.Wait(ctx, 2); err != nil {
				t.Errorf("wait: %v", err)
			}
			verify(t, s)
		}
		if rev := apply(t, s, put(org("b", "3"))); rev != 4 {
			t.Errorf("revision %d, want 4", rev)
		}
		clean(t, s)
	})

	t.Run("an import not committed is not applied", func(t *testing.T) {
		s, reopen := open(t)
		apply(t, s, put(org("a", "1")))
		stageImport(t, s, put(org("a", "2")))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = reopen()
		pending(t, s, 0)
		applyImport(t, s)
		equal(t, "a", brief(get(t, s, orgKey("a"))), "a@1 1")
		apply(t, s, put(org("b", "1")))
		stageImport(t, s, put(org("c", "1")))
		finishImport(t, s)
		equal(t, "state", state(t, s, directory.Organisations, 3, 10), []string{"a@1 1", "b@2 1", "c@3 1"})
		clean(t, s)
	})

	t.Run("a committed import goes on", func(t *testing.T) {
		for applied := range 3 {
			t.Run(fmt.Sprintf("after %d chunks", applied), func(t *testing.T) {
				s, reopen := open(t)
				apply(t, s, put(org("gone", "1")), put(org("r00000", "1")))
				ops := bigImport()
				stageImport(t, s, ops...)
				if err := s.CommitImport(ctx); err != nil {
					t.Fatal(err)
				}
				for range applied {
					if _, _, err := s.ApplyImport(ctx); err != nil {
						t.Fatal(err)
					}
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
				s = reopen()
				pending(t, s, len(ops)-applied*store.MaxOps)
				verify(t, s)
				refuse(t, s, store.ErrImporting, put(org("a", "1")))
				applyImport(t, s)
				pending(t, s, 0)
				if n, err := s.Count(ctx, directory.Organisations); n != len(ops)-1 || err != nil {
					t.Errorf("count: %d, %v; want %d", n, err, len(ops)-1)
				}
				if rev := revision(t, s); rev != 4 {
					t.Errorf("revision %d, want 4", rev)
				}
				clean(t, s)
			})
		}
	})
}
