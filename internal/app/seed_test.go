package app

import (
	"bytes"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"euxine/internal/catalogue"
	"euxine/internal/control"
)

// logged is a log that says when a text has come.
type logged struct {
	mu   sync.Mutex
	b    bytes.Buffer
	text string
	come chan struct{} // closed when b holds text
}

func awaiting(text string) *logged { return &logged{text: text, come: make(chan struct{})} }

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := strings.Contains(l.b.String(), l.text)
	l.b.Write(p)
	if !before && strings.Contains(l.b.String(), l.text) {
		close(l.come)
	}
	return len(p), nil
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// cut is a seed file without its first lines, as an older seed has it.
func cut(f catalogue.ImportFile, lines int) catalogue.ImportFile {
	return catalogue.ImportFile{Name: f.Name, Open: func() (io.ReadCloser, error) {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		b, err := io.ReadAll(r)
		for range lines {
			_, b, _ = bytes.Cut(b, []byte("\n"))
		}
		return io.NopCloser(bytes.NewReader(b)), err
	}}
}

// TestUpgradeOfADataDirectory: a start on a directory of an older seed says so;
// an import of the seed through the running server brings it up, and then a
// start says nothing and does not even compare.
func TestUpgradeOfADataDirectory(t *testing.T) {
	cfg := quietConfig(filepath.Join(t.TempDir(), "data"))
	files, err := SeedFiles()
	if err != nil {
		t.Fatal(err)
	}
	older := append([]catalogue.ImportFile(nil), files...)
	for i, f := range older {
		if f.Name == "calls.ndjson" { // nothing links to calls
			older[i] = cut(f, 5)
		}
	}
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.local().Import(t.Context(), control.ImportRequest{Files: older, Seed: true}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}

	log := awaiting("has news")
	cfg.Log = slog.New(slog.NewTextHandler(log, nil))
	t.Run("news", func(t *testing.T) {
		a := serving(t, cfg)
		ops, done, err := Connect(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		defer done()
		<-log.come
		if got := log.String(); !strings.Contains(got, "create=5 change=0 merge=0 changed_here=0") {
			t.Errorf("the log says\n%s", got)
		}
		r, err := ops.Import(t.Context(), control.ImportRequest{Files: files, Seed: true})
		if err != nil {
			t.Fatal(err)
		}
		if n := r.Total(); !r.Seed || n.Created != 5 || n.Changed+n.Kept > 0 || !r.Committed {
			t.Errorf("import of the seed: %+v", n)
		}
		if a.dir.Seed() != "" {
			t.Error("a seed with news is noted as being in")
		}
	})

	log = awaiting("has news")
	cfg.Log = slog.New(slog.NewTextHandler(log, nil))
	if a, err = Open(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.tellSeedNews(t.Context(), files); err != nil {
		t.Fatal(err)
	}
	if digest, err := seedDigest(files); err != nil || a.dir.Seed() != digest {
		t.Errorf("noted is %q, want %q, %v", a.dir.Seed(), digest, err)
	}
	if strings.Contains(log.String(), "has news") {
		t.Errorf("the log says\n%s", log.String())
	}
}

func TestFilledDirectoryNotesItsSeed(t *testing.T) {
	cfg := quietConfig(filepath.Join(t.TempDir(), "data"))
	cfg.Fill = true
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	files, err := SeedFiles()
	if err != nil {
		t.Fatal(err)
	}
	if digest, err := seedDigest(files); a.dir.Seed() != digest || err != nil {
		t.Errorf("noted is %q, want %q, %v", a.dir.Seed(), digest, err)
	}
	if digest, err := seedDigest([]catalogue.ImportFile{cut(files[0], 1)}); digest == a.dir.Seed() || err != nil {
		t.Errorf("another seed has the same digest: %v", err)
	}
}
