package datadir_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"euxine/internal/datadir"
	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

// writeDatabase puts a database where a restore wants it.
func writeDatabase(t *testing.T, r *datadir.Restoring) {
	t.Helper()
	s, err := boltstore.Create(r.Unfinished(), boltstore.Options{})
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func restoring(t *testing.T, path string) *datadir.Restoring {
	t.Helper()
	r, err := datadir.Restore(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRestoredFolderOpens(t *testing.T) {
	for _, name := range []string{"new", "deep/er", "empty"} {
		path := filepath.Join(t.TempDir(), name)
		if name == "empty" {
			if err := os.Mkdir(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
		r := restoring(t, path)
		writeDatabase(t, r)
		if err := r.Finish(); err != nil {
			t.Fatal(err)
		}
		d := open(t, path)
		if !d.Initialised() {
			t.Errorf("%s: the database is not found", name)
		}
		closeDir(t, d)
	}
}

// TestUnfinishedRestore: at whatever step the process ends, nobody takes the
// folder for a directory, and another restore begins anew.
func TestUnfinishedRestore(t *testing.T) {
	for _, tt := range []struct {
		name string
		left func(t *testing.T, path string)
	}{
		{"begun", func(t *testing.T, path string) {}},
		{"half a database", func(t *testing.T, path string) {
			if err := os.WriteFile(filepath.Join(path, "records.db.new"), []byte("half"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"named, not yet finished", func(t *testing.T, path string) {
			s, err := boltstore.Create(filepath.Join(path, "records.db"), boltstore.Options{})
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				t.Fatal(err)
			}
		}},
	} {
		path := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		// What a killed process leaves: its files, without anybody's lock.
		for name, text := range map[string]string{"lock": "1\n", "RESTORING": "A restore was begun here.\n"} {
			if err := os.WriteFile(filepath.Join(path, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		tt.left(t, path)
		_, err := datadir.Open(path)
		if !errors.Is(err, store.ErrNotADirectory) || !strings.Contains(err.Error(), "a restore was begun in it and not finished") {
			t.Errorf("%s: opening gives %v, want it refused as unfinished", tt.name, err)
		}
		r := restoring(t, path)
		writeDatabase(t, r)
		if err := r.Finish(); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		closeDir(t, open(t, path))
	}
}

func TestAbandonedRestoreLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data")
	r := restoring(t, path)
	writeDatabase(t, r)
	if err := r.Abandon(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is still there: %v", err)
	}
	// A folder of the caller's is left, empty.
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := restoring(t, path).Abandon(); err != nil {
		t.Fatal(err)
	}
	if names, err := os.ReadDir(path); err != nil || len(names) > 0 {
		t.Errorf("left in the folder: %v, %v", names, err)
	}
}

func TestFoldersNotRestoredInto(t *testing.T) {
	marked := initialised(t)
	foreign := t.TempDir()
	if err := os.WriteFile(filepath.Join(foreign, "letter.txt"), []byte("Dear all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{marked: `it is not empty and holds "EUXINE"`, foreign: `it is not empty and holds "letter.txt"`} {
		before, err := os.ReadDir(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := datadir.Restore(path); !errors.Is(err, directory.ErrConflict) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v, want a conflict that says %s", path, err, text)
		}
		if after, err := os.ReadDir(path); err != nil || len(after) != len(before) {
			t.Errorf("%s held %v, now %v, %v", path, before, after, err)
		}
	}
	d := open(t, marked)
	defer closeDir(t, d)
	var locked *datadir.LockedError
	if _, err := datadir.Restore(marked); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("a folder in use: %v, want who has it", err)
	}
}

func TestSeedIsRemembered(t *testing.T) {
	path := initialised(t)
	d := open(t, path)
	if got := d.Seed(); got != "" {
		t.Errorf("a seed %q before any", got)
	}
	if err := d.SetSeed("abc"); err != nil {
		t.Fatal(err)
	}
	closeDir(t, d)
	d = open(t, path)
	defer closeDir(t, d)
	if got := d.Seed(); got != "abc" {
		t.Errorf("seed %q, want abc", got)
	}
}
