package boltstore_test

import (
	"path/filepath"
	"testing"

	"euxine/internal/store"
	"euxine/internal/store/boltstore"
	"euxine/internal/store/storetest"
)

func create(t testing.TB, path string) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Create(path, boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func reopen(t testing.TB, path string) *boltstore.Store {
	t.Helper()
	s, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestBehaviour(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		return create(t, filepath.Join(t.TempDir(), "records.db"))
	})
}

func TestBehaviourPersistent(t *testing.T) {
	t.Parallel()
	storetest.RunPersistent(t, func(t *testing.T) (store.Store, func() store.Store) {
		path := filepath.Join(t.TempDir(), "records.db")
		return create(t, path), func() store.Store { return reopen(t, path) }
	})
}
