package datadir_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"euxine/internal/datadir"
	"euxine/internal/store/boltstore"
)

// boltFile is the bytes of a small database, as a backup writes it: no page
// more than are in use.
func boltFile(t testing.TB) []byte {
	t.Helper()
	s, err := boltstore.Create(filepath.Join(t.TempDir(), "x.db"), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := s.Backup(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func check(b []byte) error { return datadir.CheckBoltFile(bytes.NewReader(b), int64(len(b))) }

func TestCheckBoltFile(t *testing.T) {
	whole := boltFile(t)
	if err := check(whole); err != nil {
		t.Errorf("a whole file: %v", err)
	}
	if err := check(append(bytes.Clone(whole), make([]byte, 10000)...)); err != nil {
		t.Errorf("a file with room at the end: %v", err)
	}
	for n := range len(whole) {
		if n > 3*os.Getpagesize() && n%997 != 0 && n != len(whole)-1 {
			continue // the meta pages byte by byte, the rest here and there
		}
		if err := check(whole[:n]); !errors.Is(err, datadir.ErrBoltFile) {
			t.Fatalf("cut to %d of %d bytes: %v", n, len(whole), err)
		}
	}
	// Any flipped bit of either meta page is noticed.
	for _, page := range []int{0, os.Getpagesize()} {
		for i := 16; i < 16+64; i++ {
			b := bytes.Clone(whole)
			b[page+i] ^= 1 << (i % 8)
			if err := check(b); !errors.Is(err, datadir.ErrBoltFile) {
				t.Errorf("byte %d of the meta page at %d flipped: %v", i, page, err)
			}
		}
	}
}

func FuzzCheckBoltFile(f *testing.F) {
	whole := boltFile(f)
	f.Add(whole)
	f.Add(whole[:2*os.Getpagesize()])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := check(b); err != nil && !errors.Is(err, datadir.ErrBoltFile) {
			t.Errorf("error of no known kind: %v", err)
		}
	})
}
