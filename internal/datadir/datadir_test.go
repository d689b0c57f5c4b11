package datadir_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"euxine/internal/datadir"
	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

// childEnv makes the test binary take the folder it names, say so and stay.
const childEnv = "EUXINE_TEST_HOLD"

func TestMain(m *testing.M) {
	if path := os.Getenv(childEnv); path != "" {
		if _, err := datadir.Open(path); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("held")
		_, _ = bufio.NewReader(os.Stdin).ReadString('\n') // until the parent ends or kills it
		return
	}
	os.Exit(m.Run())
}

func open(t *testing.T, path string) *datadir.Dir {
	t.Helper()
	d, err := datadir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func closeDir(t *testing.T, d *datadir.Dir) {
	t.Helper()
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// initialised makes a folder that holds a directory and was left in order.
func initialised(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data")
	d := open(t, path)
	s, err := boltstore.Create(d.Path(datadir.DatabaseFile), boltstore.Options{})
	if err == nil {
		err = s.Close()
	}
	if err == nil {
		err = d.Initialise()
	}
	if err != nil {
		t.Fatal(err)
	}
	closeDir(t, d)
	return path
}

// listing is every name in the folder with its size.
func listing(t *testing.T, path string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(path, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && !e.IsDir() {
			names = append(names, fmt.Sprint(p, " ", info.Size()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestLife(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "data")
	d := open(t, path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, want 0700", info.Mode())
	}
	if d.Initialised() || d.Doubtful() {
		t.Errorf("a new folder: initialised %v, doubtful %v", d.Initialised(), d.Doubtful())
	}
	if err := d.Initialise(); !errors.Is(err, store.ErrNotADirectory) {
		t.Errorf("marked without a database: %v", err)
	}
	closeDir(t, d)

	// Closed before there was a database, it is still new.
	d = open(t, path)
	if d.Initialised() || d.Doubtful() {
		t.Errorf("a folder without a database: initialised %v, doubtful %v", d.Initialised(), d.Doubtful())
	}
	s, err := boltstore.Create(datadir.DatabaseFile, boltstore.Options{Root: d.Root()})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), d.Initialise(), d.Initialise()); err != nil {
		t.Fatal(err)
	}
	closeDir(t, d)

	d = open(t, path)
	if !d.Initialised() || d.Doubtful() {
		t.Errorf("closed in order: initialised %v, doubtful %v", d.Initialised(), d.Doubtful())
	}
	if err := d.Abandon(); err != nil {
		t.Fatal(err)
	}
	d = open(t, path)
	if !d.Doubtful() {
		t.Error("abandoned, but not doubtful")
	}
	closeDir(t, d)
	d = open(t, path)
	if d.Doubtful() {
		t.Error("closed in order, but doubtful")
	}
	closeDir(t, d)
}

func TestLocked(t *testing.T) {
	t.Parallel() // it waits for locks
	path := initialised(t)
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childEnv+"="+path)
	stdin, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "held\n" {
		t.Fatalf("child: %q, %v", line, err)
	}

	began := time.Now()
	_, err = datadir.Open(path)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("refused after %v, want within 2 s", took)
	}
	var locked *datadir.LockedError
	if !errors.As(err, &locked) || locked.PID != child.Process.Pid || !errors.Is(err, directory.ErrUnavailable) {
		t.Errorf("error %v, want one that names process %d", err, child.Process.Pid)
	}
	if err != nil && !strings.Contains(err.Error(), fmt.Sprint("process ", child.Process.Pid)) {
		t.Errorf("%q does not name process %d", err, child.Process.Pid)
	}

	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed: an error by design
	d := open(t, path)
	if !d.Initialised() || !d.Doubtful() {
		t.Errorf("after a killed process: initialised %v, doubtful %v", d.Initialised(), d.Doubtful())
	}
	if _, err := datadir.Open(path); !errors.As(err, &locked) || locked.PID != os.Getpid() {
		t.Errorf("opened twice by one process: %v", err)
	}
	closeDir(t, d)
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		damage func(path string) error
		kind   error
		says   string
	}{
		{"database missing", func(p string) error { return os.Remove(filepath.Join(p, datadir.DatabaseFile)) }, store.ErrNotADirectory, "records.db is missing"},
		{"database empty", func(p string) error { return os.Truncate(filepath.Join(p, datadir.DatabaseFile), 0) }, store.ErrNotADirectory, "empty"},
		{"database cut short", func(p string) error { return os.Truncate(filepath.Join(p, datadir.DatabaseFile), 9000) }, store.ErrNotADirectory, "cut short"},
		{"database foreign", func(p string) error {
			return os.WriteFile(filepath.Join(p, datadir.DatabaseFile), []byte(strings.Repeat("SQLite format 3", 9999)), 0o600)
		}, store.ErrNotADirectory, "no bbolt mark"},
		{"database a folder", func(p string) error {
			p = filepath.Join(p, datadir.DatabaseFile)
			return errors.Join(os.Remove(p), os.Mkdir(p, 0o700))
		}, store.ErrNotADirectory, "not a file"},
		{"database outside", func(p string) error {
			outside := filepath.Join(filepath.Dir(p), "elsewhere.db")
			p = filepath.Join(p, datadir.DatabaseFile)
			return errors.Join(os.Rename(p, outside), os.Symlink(outside, p))
		}, nil, "escapes"},
		{"empty database without a marker", func(p string) error {
			return errors.Join(os.Remove(filepath.Join(p, "EUXINE")), os.Truncate(filepath.Join(p, datadir.DatabaseFile), 0))
		}, store.ErrNotADirectory, "empty"},
		{"newer marker", func(p string) error { return os.WriteFile(filepath.Join(p, "EUXINE"), []byte("x\nformat: 2\n"), 0o600) }, store.ErrNewer, "format 2"},
		{"empty marker", func(p string) error { return os.Truncate(filepath.Join(p, "EUXINE"), 0) }, store.ErrNotADirectory, "EUXINE"},
		{"senseless marker", func(p string) error { return os.WriteFile(filepath.Join(p, "EUXINE"), []byte("format: many"), 0o600) }, store.ErrNotADirectory, "EUXINE"},
		{"files of others", func(p string) error {
			return errors.Join(os.Remove(filepath.Join(p, "EUXINE")), os.WriteFile(filepath.Join(p, "thesis.tex"), nil, 0o600))
		}, store.ErrNotADirectory, "thesis.tex"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := initialised(t)
			if err := c.damage(path); err != nil {
				t.Fatal(err)
			}
			before := listing(t, path)
			_, err := datadir.Open(path)
			if err == nil || (c.kind != nil && !errors.Is(err, c.kind)) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one that says %q", err, c.says)
			}
			if after := listing(t, path); !slices.Equal(before, after) {
				t.Errorf("a refused folder was changed: %v, before %v", after, before)
			}
		})
	}
}

func TestForeignFolder(t *testing.T) {
	path := t.TempDir()
	if err := os.WriteFile(filepath.Join(path, "letter.txt"), []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := datadir.Open(path); !errors.Is(err, store.ErrNotADirectory) || !strings.Contains(err.Error(), "letter.txt") {
		t.Errorf("error %v, want one that names letter.txt", err)
	}
	if got := listing(t, path); len(got) != 1 {
		t.Errorf("files were put into a foreign folder: %v", got)
	}
	if _, err := datadir.Open(filepath.Join(path, "letter.txt")); err == nil {
		t.Error("a file was opened as a folder")
	}
}

// TestMarkerLost: killed between the making of the database and the marker, or
// the marker removed by hand. The records are kept.
func TestMarkerLost(t *testing.T) {
	path := initialised(t)
	if err := os.Remove(filepath.Join(path, "EUXINE")); err != nil {
		t.Fatal(err)
	}
	d := open(t, path)
	if !d.Initialised() {
		t.Error("the database would be created anew")
	}
	closeDir(t, d)
	if _, err := os.Stat(filepath.Join(path, "EUXINE")); err != nil {
		t.Errorf("the marker is not back: %v", err)
	}
}

// TestInterruptedCreation: what a creation that was killed leaves is no database.
func TestInterruptedCreation(t *testing.T) {
	path := t.TempDir()
	for _, name := range []string{datadir.DatabaseFile + ".new", "EUXINE.new", "lock"} {
		if err := os.WriteFile(filepath.Join(path, name), []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := open(t, path)
	if d.Initialised() {
		t.Error("taken for a directory")
	}
	s, err := boltstore.Create(d.Path(datadir.DatabaseFile), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), d.Initialise()); err != nil {
		t.Fatal(err)
	}
	closeDir(t, d)
	closeDir(t, open(t, path))
}
