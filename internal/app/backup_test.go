package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
)

// quietConfig is a configuration without seed for a folder.
func quietConfig(data string) Config {
	return Config{Data: data, Listen: "127.0.0.1:0", Build: "test", Log: slog.New(slog.DiscardHandler), Create: true}
}

// serving opens a data directory and serves it until the test ends.
func serving(t *testing.T, cfg Config) *App {
	t.Helper()
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	started, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(string) { close(started) }) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, a.Close()); err != nil {
			t.Error(err)
		}
	})
	<-started
	return a
}

// load writes batches until it is stopped, and remembers what it wrote under
// which revision.
type load struct {
	mu      sync.Mutex
	batches map[directory.Revision][]store.Op
}

func (l *load) write(ctx context.Context, s store.Store, writer int) error {
	random := rand.New(rand.NewPCG(1, uint64(writer)))
	for n := 0; ctx.Err() == nil; n++ {
		var ops []store.Op
		seen := map[directory.Key]bool{}
		for range 1 + random.IntN(8) {
			key := directory.Key{Type: directory.Organisations, ID: directory.RecordID(fmt.Sprintf("bg-%d", random.IntN(60)))}
			switch {
			case seen[key]:
			case random.IntN(5) == 0:
				ops = append(ops, store.Op{Delete: key})
			default:
				name := fmt.Sprintf("Cluster %d of writer %d", n, writer)
				ops = append(ops, store.Op{Put: &directory.Organisation{Header: directory.Header{ID: key.ID}, Kind: directory.KindCluster,
					Names:  []directory.Name{{Text: name, Language: "en", Script: "Latn", Type: directory.NameDisplay}},
					Place:  directory.Place{Country: "BG"},
					Status: directory.StatusActive, MemberOf: []directory.RecordID{"bg-0"}}})
			}
			seen[key] = true
		}
		// No batch is without effect: each holds a put of its own.
		own := directory.RecordID(fmt.Sprintf("bg-writer-%d", writer))
		ops = append(ops, store.Op{Put: &directory.Organisation{Header: directory.Header{ID: own}, Kind: directory.KindHub,
			Names: []directory.Name{{Text: fmt.Sprint("Writer at ", n), Type: directory.NameDisplay}}, Place: directory.Place{Country: "BG"}, Status: directory.StatusActive}})
		rev, err := s.Apply(context.WithoutCancel(ctx), store.Batch{Ops: ops, By: "load"})
		if err != nil {
			return err
		}
		l.mu.Lock()
		l.batches[rev] = ops
		l.mu.Unlock()
	}
	return nil
}

// state is the records as of a revision: what the batches up to it make.
func (l *load) state(at directory.Revision) map[string]string {
	records := map[string]string{}
	for rev := directory.Revision(1); rev <= at; rev++ {
		for _, op := range l.batches[rev] {
			key := op.Key().String()
			if op.Put == nil {
				delete(records, key)
				continue
			}
			records[key] = fmt.Sprintf("%d %s", rev, exchange.Encode(op.Put))
		}
	}
	return records
}

// TestBackupUnderWriteLoad: whatever is written meanwhile, what a backup made
// through a running server restores to is one committed state, sound and
// searchable.
func TestBackupUnderWriteLoad(t *testing.T) {
	dir := t.TempDir()
	cfg := quietConfig(filepath.Join(dir, "data"))
	a := serving(t, cfg)
	l := &load{batches: map[directory.Revision][]store.Op{}}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	const writers = 3
	ended := make(chan error, writers)
	for w := range writers {
		go func() { ended <- l.write(ctx, a.store, w) }()
	}
	var files []string
	for n := range 4 {
		if err := a.store.Wait(ctx, directory.Revision(10*n)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, fmt.Sprintf("backup-%d", n))
		if _, err := Backup(ctx, cfg, file, false); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	stop()
	for range writers {
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	last := directory.Revision(0)
	for n, file := range files {
		to := quietConfig(filepath.Join(dir, fmt.Sprintf("restored-%d", n)))
		r, err := Restore(t.Context(), to, file)
		if err != nil {
			t.Fatal(err)
		}
		if r.Revision < last || r.Revision == 0 {
			t.Errorf("backup %d is of revision %d, the one before of %d", n, r.Revision, last)
		}
		last = r.Revision
		b, err := Open(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Sorted(maps.Keys(recordsOf(t, b.store))); len(got) != r.Records {
			t.Errorf("backup %d: %d records, Restore says %d", n, len(got), r.Records)
		}
		if diff := cmp.Diff(l.state(r.Revision), recordsOf(t, b.store)); diff != "" {
			t.Errorf("backup %d of revision %d (-written +restored):\n%s", n, r.Revision, diff)
		}
		f, err := b.local().Verify(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Damage) > 0 {
			t.Errorf("backup %d: verify found %v", n, f.Damage)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d batches were written; the backups are of revisions up to %d", len(l.batches), last)
}

// recordsOf is every record with its revision, by key.
func recordsOf(t *testing.T, s store.Store) map[string]string {
	t.Helper()
	rev, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	records := map[string]string{}
	for _, typ := range directory.RecordTypes {
		list, err := s.Scan(t.Context(), store.Scan{Type: typ, AsOf: rev}) // far below MaxScan
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			records[directory.KeyOf(r).String()] = fmt.Sprintf("%d %s", r.Head().Revision, exchange.Encode(r))
		}
	}
	return records
}

// TestRestoreRefusesDamageUnderTheSeal: a sealed file whose database is
// damaged is found out by verification; then there is no folder.
func TestRestoreRefusesDamageUnderTheSeal(t *testing.T) {
	dir := t.TempDir()
	cfg := quietConfig(filepath.Join(dir, "data"))
	a, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var ops []store.Op
	for _, name := range []string{"Alpha", "Qzxjkv", "Zeta"} { // the first and last of all are looked at by quick checks
		ops = append(ops, store.Op{Put: &directory.Organisation{Header: directory.Header{ID: directory.RecordID("bg-" + strings.ToLower(name))},
			Kind: directory.KindCluster, Names: []directory.Name{{Text: name + " Optics", Type: directory.NameDisplay}},
			Place: directory.Place{Country: "BG"}, Status: directory.StatusActive}})
	}
	if _, err := a.store.Apply(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	flip(t, filepath.Join(cfg.Data, "records.db"), "Qzxjkv") // no part of it is in what records are packed with
	file := filepath.Join(dir, "backup")
	if _, err := Backup(t.Context(), cfg, file, false); err != nil {
		t.Fatal(err) // a backup of what there is; only reading all of it shows the damage
	}
	to := quietConfig(filepath.Join(dir, "restored"))
	_, err = Restore(t.Context(), to, file)
	if !errors.Is(err, directory.ErrDamaged) || !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("restore: %v, want it refused as damaged", err)
	}
	if _, err := os.Stat(to.Data); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is there: %v", err)
	}
}

func flip(t *testing.T, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range len(b) - len(text) {
		if string(b[i:i+len(text)]) == text {
			b[i] ^= 1
			n++
		}
	}
	if n == 0 {
		t.Fatalf("%s does not hold %q", path, text)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestInterruptedBackup: a backup that is given up leaves neither the file nor
// a trace of it, and the one that was there before.
func TestInterruptedBackup(t *testing.T) {
	dir := t.TempDir()
	cfg := quietConfig(filepath.Join(dir, "data"))
	serving(t, cfg)
	folder := t.TempDir()
	file := filepath.Join(folder, "backup")
	if err := os.WriteFile(file, []byte("older"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Backup(ctx, cfg, file, true); err == nil {
		t.Error("no error though it was given up")
	}
	if _, err := Backup(t.Context(), cfg, file, false); !errors.Is(err, directory.ErrConflict) {
		t.Errorf("over a file: %v, want a conflict", err)
	}
	if b, err := os.ReadFile(file); err != nil || string(b) != "older" {
		t.Errorf("the file holds %q, %v", b, err)
	}
	if names, err := os.ReadDir(folder); err != nil || len(names) != 1 {
		t.Errorf("in the folder: %v, %v", names, err)
	}
	if _, err := Backup(t.Context(), cfg, file, true); err != nil {
		t.Errorf("with the file to be replaced: %v", err)
	}
}
