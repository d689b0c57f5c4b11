package boltstore_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

const (
	envCycle = "EUXINE_TEST_CYCLE"

	// importSize is a chunk and a bit, so that a kill can come between chunks.
	importSize   = store.MaxOps + 200
	crashWriters = 3
)

func init() { children["crash"] = crashChild }

// crashChild writes until it is killed: several writers of pairs, and one import
// after the other. Each line it prints says what has been acknowledged:
//
//	pair W N revision       both records of a pair are written
//	import N                import N is committed
func crashChild() error {
	s, err := boltstore.Open(os.Getenv(envFile), boltstore.Options{})
	if err != nil {
		return err
	}
	cycle := os.Getenv(envCycle)
	failed := make(chan error, crashWriters+1)
	for w := range crashWriters {
		go func() {
			for n := 0; ; n++ {
				rev, err := writePair(s, fmt.Sprintf("pair-%s-%d-%d-", cycle, w, n), strconv.Itoa(n))
				if err != nil {
					failed <- err
					return
				}
				fmt.Printf("pair %d %d %d\n", w, n, rev)
			}
		}()
	}
	from, _ := strconv.Atoi(os.Getenv(envFrom))
	go func() {
		for n := from; ; n++ {
			if err := crashImport(s, n); err != nil {
				failed <- err
				return
			}
		}
	}()
	return <-failed
}

// writePair writes two records in one batch, waiting while an import is applied.
func writePair(s store.Store, prefix, website string) (directory.Revision, error) {
	for {
		rev, err := s.Apply(ctx, store.Batch{By: "writer", At: time.Unix(1, 0),
			Ops: []store.Op{{Put: org(prefix+"a", website)}, {Put: org(prefix+"b", website)}}})
		if !errors.Is(err, store.ErrImporting) {
			return rev, err
		}
		// The imports never end, so there is always a next revision.
		if rev, err = s.Revision(ctx); err == nil {
			err = s.Wait(ctx, rev)
		}
		if err != nil {
			return 0, err
		}
	}
}

// crashImport sets the website of all the import's records to its number.
func crashImport(s store.Store, n int) error {
	if err := s.BeginImport(ctx, "import", time.Unix(2, 0)); err != nil {
		return err
	}
	for staged := 0; staged < importSize; staged += importSize / 4 {
		ops := make([]store.Op, importSize/4)
		for i := range ops {
			ops[i].Put = &directory.Organisation{Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("import-%04d", staged+i))}, Website: strconv.Itoa(n)}
		}
		if err := s.StageImport(ctx, ops); err != nil {
			return err
		}
	}
	if err := s.CommitImport(ctx); err != nil {
		return err
	}
	fmt.Printf("import %d\n", n)
	for left := 1; left > 0; {
		var err error
		if left, _, err = s.ApplyImport(ctx); err != nil {
			return err
		}
	}
	return nil
}

// TestCrash kills a process that writes, at random moments, and looks at what it
// has left: what was acknowledged is there, what was not is whole or absent, and
// a committed import completes.
func TestCrash(t *testing.T) {
	t.Parallel()
	cycles, each := 20, 5
	if testing.Short() {
		cycles = 3
	}
	var path string
	var acked map[directory.RecordID]directory.Revision
	imports, pairs, resumed := 0, 0, 0
	for cycle := range cycles {
		if cycle%each == 0 { // a database is crashed several times, but does not grow for ever
			path = filepath.Join(t.TempDir(), "records.db")
			closeStore(t, create(t, path))
			acked, imports = make(map[directory.RecordID]directory.Revision), 0
		}
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childEnv+"=crash", envFile+"="+path, envCycle+"="+strconv.Itoa(cycle), envFrom+"="+strconv.Itoa(imports+1))
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		var killer *time.Timer
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if killer == nil { // it is under way
				killer = time.AfterFunc(rand.N(120*time.Millisecond), func() { _ = child.Process.Kill() })
			}
			f := strings.Fields(lines.Text())
			switch {
			case len(f) == 4 && f[0] == "pair":
				rev, err := strconv.ParseUint(f[3], 10, 64)
				if err != nil {
					t.Fatalf("child says %q", lines.Text())
				}
				for _, half := range []string{"a", "b"} {
					acked[directory.RecordID(fmt.Sprintf("pair-%d-%s-%s-%s", cycle, f[1], f[2], half))] = directory.Revision(rev)
				}
				pairs++
			case len(f) == 2 && f[0] == "import":
				if imports, err = strconv.Atoi(f[1]); err != nil {
					t.Fatalf("child says %q", lines.Text())
				}
				if rand.IntN(3) == 0 { // often while it is applied
					killer.Reset(rand.N(10 * time.Millisecond))
				}
			default:
				t.Fatalf("child says %q", lines.Text())
			}
		}
		if err := child.Wait(); err == nil || killer == nil {
			t.Fatalf("the child ended by itself: %v", err)
		}
		if err := boltstore.Quick(path); err != nil {
			t.Fatalf("cycle %d: quick: %v", cycle, err)
		}
		s := reopen(t, path)
		if left, err := s.PendingImport(ctx); err != nil {
			t.Fatal(err)
		} else if left > 0 {
			resumed++
		}
		for left := 1; left > 0; {
			if left, _, err = s.ApplyImport(ctx); err != nil {
				t.Fatalf("cycle %d: complete the import: %v", cycle, err)
			}
		}
		imports = checkCrashed(t, s, cycle, acked, imports)
		if damage := verify(t, s); len(damage) > 0 {
			t.Errorf("cycle %d: verify: %v", cycle, damage)
		}
		closeStore(t, s)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d kills; %d acknowledged pairs, %d imports completed after a kill", cycles, pairs, resumed)
}

// checkCrashed compares the store with what was acknowledged, and gives the
// number of the last import that is in it.
func checkCrashed(t *testing.T, s store.Store, cycle int, acked map[directory.RecordID]directory.Revision, imports int) int {
	now, err := s.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[directory.RecordID]*directory.Organisation)
	imported := make(map[string]int)
	for after := directory.RecordID(""); ; {
		if now == 0 {
			break
		}
		rs, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: now, After: after})
		if err != nil {
			t.Fatalf("cycle %d: %v", cycle, err)
		}
		for _, r := range rs {
			o := r.(*directory.Organisation)
			if after = o.ID; strings.HasPrefix(string(o.ID), "import-") {
				imported[o.Website]++
				continue
			}
			found[o.ID] = o
		}
		if len(rs) < store.MaxScan {
			break
		}
	}
	for id, rev := range acked {
		if o := found[id]; o == nil || o.Revision != rev || o.Website != strings.Split(string(id), "-")[3] {
			t.Errorf("cycle %d: acknowledged %s@%d is %+v", cycle, id, rev, o)
		}
	}
	for id, o := range found {
		other := strings.TrimSuffix(strings.TrimSuffix(string(id), "a"), "b")
		a, b := found[directory.RecordID(other+"a")], found[directory.RecordID(other+"b")]
		if a == nil || b == nil || a.Revision != b.Revision {
			t.Errorf("cycle %d: half of the pair of %s@%d", cycle, id, o.Revision)
		}
	}
	if len(imported) > 1 {
		t.Errorf("cycle %d: the records are of several imports: %v", cycle, imported)
	}
	for tag, n := range imported {
		last, err := strconv.Atoi(tag)
		// One more may have been committed and not yet said so.
		if err != nil || n != importSize || last < imports || last > imports+1 {
			t.Errorf("cycle %d: %d records of import %q, want %d of %d", cycle, n, tag, importSize, imports)
		}
		return last
	}
	if imports > 0 {
		t.Errorf("cycle %d: import %d was acknowledged and is not there", cycle, imports)
	}
	return imports
}
