package boltstore

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

func TestFormatMatchesMigrations(t *testing.T) {
	if currentFormat != len(migrations)+1 {
		t.Errorf("format %d, but %d migrations lead to it", currentFormat, len(migrations))
	}
}

func TestMigrate(t *testing.T) {
	s, err := Create(filepath.Join(t.TempDir(), "x.db"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.db.Update(func(tx *bolt.Tx) error { return putNumber(tx.Bucket(bucketEuxine), keyFormat, 1) }); err != nil {
		t.Fatal(err)
	}
	format := func() (n uint64) {
		t.Helper()
		err := s.db.View(func(tx *bolt.Tx) (err error) {
			n, err = getNumber(tx.Bucket(bucketEuxine), keyFormat)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	var ran []string
	step := func(name string, err error) migration {
		return func(tx *bolt.Tx) error {
			ran = append(ran, name)
			return errors.Join(tx.Bucket(bucketEuxine).Put([]byte(name), []byte("x")), err)
		}
	}
	broken := errors.New("broken")
	if err := migrate(s.db, []migration{step("1", nil), step("2", broken), step("3", nil)}); !errors.Is(err, broken) {
		t.Errorf("error %v, want the step's", err)
	}
	if got := format(); got != 2 {
		t.Errorf("format %d after the second step failed, want 2", got)
	}
	if err := s.db.View(func(tx *bolt.Tx) error {
		if tx.Bucket(bucketEuxine).Get([]byte("2")) != nil {
			t.Error("a failed step left something behind")
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := migrate(s.db, []migration{step("1", nil), step("2", nil), step("3", nil)}); err != nil {
		t.Error(err)
	}
	if want := []string{"1", "2", "2", "3"}; !slices.Equal(ran, want) {
		t.Errorf("ran %v, want %v", ran, want)
	}
	if got := format(); got != 4 {
		t.Errorf("format %d, want 4", got)
	}
	if err := migrate(s.db, []migration{step("1", nil), step("2", nil), step("3", nil)}); err != nil || len(ran) != 4 {
		t.Errorf("on a database that is up to date: %v, ran %v", err, ran)
	}
}

// overwrite writes past all checks, as a newer program or a bad disk would.
func overwrite(t *testing.T, path string, fn func(tx *bolt.Tx) error) {
	t.Helper()
	db, err := bolt.Open(path, fileMode, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(fn), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesByContent(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(tx *bolt.Tx) error
		kind   error
	}{
		{"a newer format", func(tx *bolt.Tx) error { return putNumber(tx.Bucket(bucketEuxine), keyFormat, currentFormat+1) }, store.ErrNewer},
		{"no format", func(tx *bolt.Tx) error { return tx.Bucket(bucketEuxine).Delete(keyFormat) }, directory.ErrDamaged},
		{"a format without a seal", func(tx *bolt.Tx) error { return tx.Bucket(bucketEuxine).Put(keyFormat, []byte("1")) }, directory.ErrDamaged},
		{"another program's buckets", func(tx *bolt.Tx) error { return tx.DeleteBucket(bucketEuxine) }, store.ErrNotADirectory},
		{"a bucket missing", func(tx *bolt.Tx) error { return tx.DeleteBucket(bucketHistory) }, directory.ErrDamaged},
		{"a revision of its own", func(tx *bolt.Tx) error { return tx.Bucket(bucketLog).SetSequence(5) }, directory.ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			s, err := Create(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			overwrite(t, path, c.damage)
			if _, err := Open(path, Options{}); !errors.Is(err, c.kind) {
				t.Errorf("open: %v, want %v", err, c.kind)
			}
			if err := Quick(path); !errors.Is(err, c.kind) {
				t.Errorf("quick: %v, want %v", err, c.kind)
			}
		})
	}
}
