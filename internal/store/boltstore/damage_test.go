package boltstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

var ctx = context.Background()

func orgKey(id string) directory.Key {
	return directory.Key{Type: directory.Organisations, ID: directory.RecordID(id)}
}

// org is an organisation with some flesh on it.
func org(id, website string) *directory.Organisation {
	return &directory.Organisation{
		Header:       directory.Header{ID: directory.RecordID(id), Provenance: directory.Provenance{Source: "https://example.org/" + id}},
		Kind:         directory.KindCluster,
		Names:        []directory.Name{{Text: "Клъстер " + id, Language: "bg", Script: "Cyrl", Type: directory.NameOfficial}},
		Place:        directory.Place{Country: "BG", City: "Burgas"},
		Website:      website,
		MemberOf:     []directory.RecordID{"network"},
		Descriptions: map[directory.Language]string{"en": strings.Repeat("A cluster on the coast. ", 12)},
		Status:       directory.StatusActive,
	}
}

// noise is a text that cannot be packed to less than three quarters.
func noise(size int) string {
	b := make([]byte, size)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"[r.IntN(64)]
	}
	return string(b)
}

func apply(t testing.TB, s store.Store, ops ...store.Op) directory.Revision {
	t.Helper()
	rev, err := s.Apply(ctx, store.Batch{Ops: ops, By: "test", At: time.Unix(1700000000, 0)})
	if err != nil {
		t.Fatal(err)
	}
	return rev
}

func closeStore(t testing.TB, s store.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func verify(t testing.TB, s store.Store) (damage []string) {
	t.Helper()
	if err := s.Verify(ctx, func(d store.Damage) { damage = append(damage, d.Where+": "+d.What) }); err != nil {
		t.Fatalf("verify: %v", err)
	}
	return damage
}

// flip changes one bit of the only place in the file that holds the text.
func flip(t *testing.T, path, text string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(b, []byte(text)); n != 1 {
		t.Fatalf("%q is %d times in the file, want once", text, n)
	}
	b[bytes.Index(b, []byte(text))] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestFlippedByteInRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	s := create(t, path)
	apply(t, s, store.Op{Put: org("a", "https://a.example/")}, store.Op{Put: org("b", "https://qzxjkv.example/")}, store.Op{Put: org("c", "https://c.example/")})
	closeStore(t, s)
	flip(t, path, "qzxjkv")

	s = reopen(t, path)
	defer closeStore(t, s)
	_, err := s.Get(ctx, orgKey("b"))
	if !errors.Is(err, directory.ErrDamaged) || !strings.Contains(err.Error(), "organisations/b") {
		t.Errorf("get: %v, want damage of organisations/b", err)
	}
	if r, err := s.Get(ctx, orgKey("c")); err != nil || r.Head().ID != "c" {
		t.Errorf("its neighbour: %v, %v", r, err)
	}

	// A scan ends at it and can go on behind it.
	rs, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: 1})
	var d *store.DamagedError
	if !errors.As(err, &d) || d.Key != orgKey("b") || len(rs) != 1 || rs[0].Head().ID != "a" {
		t.Fatalf("scan: %v, %v", rs, err)
	}
	rs, err = s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: 1, After: d.Key.ID})
	if err != nil || len(rs) != 1 || rs[0].Head().ID != "c" {
		t.Errorf("scan behind it: %v, %v", rs, err)
	}
	rs, err = s.GetMany(ctx, []directory.Key{orgKey("a"), orgKey("b"), orgKey("c")})
	if !errors.As(err, &d) || len(rs) != 3 || rs[0] == nil || rs[1] != nil || rs[2] == nil {
		t.Errorf("get many: %v, %v", rs, err)
	}
	if _, err := s.History(ctx, orgKey("b"), 0, 0); !errors.Is(err, directory.ErrDamaged) {
		t.Errorf("history: %v", err)
	}
	for _, op := range []store.Op{{Put: org("b", "new")}, {Delete: orgKey("b")}} {
		if _, err := s.Apply(ctx, store.Batch{Ops: []store.Op{op}}); !errors.Is(err, directory.ErrDamaged) {
			t.Errorf("write over it: %v", err)
		}
	}
	apply(t, s, store.Op{Put: org("c", "https://new.example/")})
	if damage := verify(t, s); len(damage) != 1 || !strings.HasPrefix(damage[0], "organisations/b: ") {
		t.Errorf("verify: %v", damage)
	}
}

func TestFlippedByteInHistory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	s := create(t, path)
	apply(t, s, store.Op{Put: org("a", "https://qzxjkv.example/")})
	apply(t, s, store.Op{Put: org("a", "https://second.example/")})
	closeStore(t, s)
	// Freed pages still hold earlier writes of the same version: flip them all.
	text := []byte("qzxjkv")
	b, err := os.ReadFile(path)
	if err != nil || !bytes.Contains(b, text) {
		t.Fatalf("the first version is not in the file, %v", err)
	}
	damaged := bytes.Clone(text)
	damaged[0] ^= 1
	if err := os.WriteFile(path, bytes.ReplaceAll(b, text, damaged), 0o600); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, path)
	defer closeStore(t, s)
	if r, err := s.Get(ctx, orgKey("a")); err != nil || r.(*directory.Organisation).Website != "https://second.example/" {
		t.Errorf("the present version: %v, %v", r, err)
	}
	if _, err := s.History(ctx, orgKey("a"), 0, 0); !errors.Is(err, directory.ErrDamaged) {
		t.Errorf("history: %v", err)
	}
	if _, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: 1}); !errors.Is(err, directory.ErrDamaged) {
		t.Errorf("the past state: %v", err)
	}
	if damage := verify(t, s); len(damage) != 1 || !strings.HasPrefix(damage[0], "history organisations/a@1: ") {
		t.Errorf("verify: %v", damage)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(path string) error
		says   string
	}{
		{"a missing file", os.Remove, "no such file"},
		{"an empty file", func(p string) error { return os.Truncate(p, 0) }, "empty"},
		{"a file cut short", func(p string) error { return os.Truncate(p, 5*int64(os.Getpagesize())) }, "cut short"},
		{"a file cut within its first page", func(p string) error { return os.Truncate(p, 100) }, "the file ends before it"},
		{"a foreign file", func(p string) error { return os.WriteFile(p, bytes.Repeat([]byte("text\n"), 9999), 0o600) }, "no bbolt mark"},
		{"a folder", func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o700)) }, "not a file"},
		{"a meta page destroyed", func(p string) error { return writeAt(p, int64(os.Getpagesize()), make([]byte, 200)) }, "second meta page"},
		{"both meta pages destroyed", func(p string) error { return writeAt(p, 0, make([]byte, 2*os.Getpagesize())) }, "first meta page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "records.db")
			s := create(t, path)
			apply(t, s, store.Op{Put: org("a", "1")})
			closeStore(t, s)
			if err := c.damage(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(path)
			_, err := boltstore.Open(path, boltstore.Options{})
			if !errors.Is(err, store.ErrNotADirectory) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("open: %v, want one that says %q", err, c.says)
			}
			if err := boltstore.Quick(path); !errors.Is(err, store.ErrNotADirectory) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("quick: %v, want one that says %q", err, c.says)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the refused file was changed")
			}
		})
	}
}

func writeAt(path string, pos int64, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(b, pos)
	return errors.Join(err, f.Close())
}

func TestCreateRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	for _, content := range []string{"", "letters"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := boltstore.Create(path, boltstore.Options{}); !errors.Is(err, directory.ErrConflict) {
			t.Errorf("create over a file: %v", err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != content {
			t.Errorf("the file was changed: %q, %v", b, err)
		}
	}
}

func TestOpenTwice(t *testing.T) {
	t.Parallel() // it waits for a lock
	path := filepath.Join(t.TempDir(), "records.db")
	s := create(t, path)
	if _, err := boltstore.Open(path, boltstore.Options{}); !errors.Is(err, directory.ErrUnavailable) {
		t.Errorf("opened twice: %v", err)
	}
	closeStore(t, s)
	closeStore(t, reopen(t, path))
	if err := boltstore.Quick(path); err != nil {
		t.Errorf("quick: %v", err)
	}
}

// TestDamageUnderway: pages that turn senseless, or go, under an open database
// give errors and do not end the process.
func TestDamageUnderway(t *testing.T) {
	page := int64(os.Getpagesize())
	for _, c := range []struct {
		name   string
		damage func(path string) error
	}{
		{"pages overwritten", func(p string) error { return writeAt(p, 2*page, bytes.Repeat([]byte{0xff}, 60*int(page))) }},
		{"file cut short", func(p string) error { return os.Truncate(p, 2*page) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "records.db")
			s := create(t, path)
			apply(t, s, store.Op{Put: org("a", "1")})
			if err := c.damage(path); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Get(ctx, orgKey("a")); !errors.Is(err, directory.ErrDamaged) {
				t.Errorf("get: %v, want damaged", err)
			}
			if _, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: 1}); !errors.Is(err, directory.ErrDamaged) {
				t.Errorf("scan: %v, want damaged", err)
			}
			for range 2 {
				_, err := s.Apply(ctx, store.Batch{Ops: []store.Op{{Put: org("b", "1")}}})
				if !errors.Is(err, directory.ErrDamaged) {
					t.Errorf("apply: %v, want damaged", err)
				}
			}
			if damage := verify(t, s); len(damage) == 0 {
				t.Error("verify finds nothing")
			}
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// sample is a database with some of everything, as the bytes of a backup, and
// what reading it gives.
func sample(t *testing.T) (file []byte, content string) {
	s := create(t, filepath.Join(t.TempDir(), "records.db"))
	for batch := range 6 {
		var ops []store.Op
		for i := range 12 {
			o := org(fmt.Sprintf("r%02d", i+batch*4), fmt.Sprint(batch))
			o.FormerIDs = []directory.RecordID{"old-" + o.ID}
			ops = append(ops, store.Op{Put: o})
		}
		apply(t, s, ops...)
	}
	apply(t, s, store.Op{Delete: orgKey("r03")})
	var b bytes.Buffer
	if _, err := s.Backup(ctx, &b); err != nil {
		t.Fatal(err)
	}
	content, err := readAll(s)
	if err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	return b.Bytes(), content
}

// readAll is everything a store says, as text.
func readAll(s store.Store) (string, error) {
	var b strings.Builder
	now, err := s.Revision(ctx)
	if err != nil {
		return "", err
	}
	for rev := directory.Revision(1); rev <= now; rev++ {
		rs, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, AsOf: rev})
		if err != nil {
			return "", err
		}
		for _, r := range rs {
			fmt.Fprintf(&b, "%d %+v\n", rev, *r.(*directory.Organisation))
		}
	}
	for i := range 40 {
		id := fmt.Sprintf("r%02d", i)
		for _, read := range []func() (any, error){
			func() (any, error) { return s.Resolve(ctx, orgKey("old-"+id)) },
			func() (any, error) { return s.History(ctx, orgKey(id), 0, 0) },
		} {
			v, err := read()
			if err != nil && !errors.Is(err, directory.ErrNotFound) {
				return "", err
			}
			if vs, ok := v.([]store.Version); ok {
				for _, v := range vs {
					fmt.Fprintf(&b, "%d %v %s %v; ", v.Revision, v.Deleted, v.By, v.At)
				}
			} else {
				fmt.Fprintf(&b, "%v; ", v)
			}
		}
	}
	ids, err := s.Related(ctx, store.MembersOf, "network", 0)
	if err != nil {
		return "", err
	}
	cs, err := s.Changes(ctx, 0, 0)
	n, cerr := s.Count(ctx, directory.Organisations)
	fmt.Fprintf(&b, "%v\n%v\n%d\n", ids, cs, n)
	return b.String(), errors.Join(err, cerr)
}

const envFile, envContent, envFrom, envTo = "EUXINE_TEST_FILE", "EUXINE_TEST_CONTENT", "EUXINE_TEST_FROM", "EUXINE_TEST_TO"

func init() { children["flips"] = flipsChild }

// flipsChild opens copies of a file with one bit flipped, each bit by its seed,
// and says for each seed what came of it.
func flipsChild() error {
	file, err := os.ReadFile(os.Getenv(envFile))
	if err != nil {
		return err
	}
	content, err := os.ReadFile(os.Getenv(envContent))
	if err != nil {
		return err
	}
	from, _ := strconv.Atoi(os.Getenv(envFrom))
	to, _ := strconv.Atoi(os.Getenv(envTo))
	for seed := from; seed < to; seed++ {
		fmt.Println("seed", seed)
		path := fmt.Sprint(os.Getenv(envFile), ".", seed)
		b := bytes.Clone(file)
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		b[rng.IntN(len(b))] ^= 1 << rng.IntN(8)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			return err
		}
		fmt.Println(tryFlipped(path, string(content)))
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	return nil
}

// tryFlipped says "same", "refused", "damaged", "verify" or "WRONG".
func tryFlipped(path, content string) string {
	s, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		return "refused"
	}
	defer s.Close()
	got, err := readAll(s)
	found := 0
	verr := s.Verify(ctx, func(store.Damage) { found++ })
	switch {
	case err != nil:
		return "damaged"
	case got == content:
		return "same"
	case found > 0 || verr != nil:
		return "verify"
	}
	return "WRONG"
}

// TestFlippedBits: whatever single bit of the file flips, what is read is what
// was written, or there is an error, or a verification finds it. Some flips send
// bbolt round in circles until the process dies, which is why a file of doubtful
// state is first tried in a child; here they are counted and gone past.
func TestFlippedBits(t *testing.T) {
	t.Parallel()
	file, content := sample(t)
	dir := t.TempDir()
	in, want := filepath.Join(dir, "f.db"), filepath.Join(dir, "content")
	if err := errors.Join(os.WriteFile(in, file, 0o600), os.WriteFile(want, []byte(content), 0o600)); err != nil {
		t.Fatal(err)
	}
	flips := 100
	if testing.Short() {
		flips = 20
	}
	counts := make(map[string]int)
	for from := 0; from < flips; {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), childEnv+"=flips", envFile+"="+in, envContent+"="+want, envFrom+"="+strconv.Itoa(from), envTo+"="+strconv.Itoa(flips))
		out, err := child.Output()
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		for i, line := range lines {
			n, ok := strings.CutPrefix(line, "seed ")
			if !ok {
				continue
			}
			if from, _ = strconv.Atoi(n); i+1 == len(lines) {
				counts["died"]++
			} else {
				counts[lines[i+1]]++
				if lines[i+1] == "WRONG" {
					t.Errorf("seed %d: other data than was written, unnoticed", from)
				}
			}
		}
		from++
		if err == nil {
			break
		}
		if len(lines) == 0 || counts["died"] > flips/20 {
			t.Fatalf("child ended with %v after %v", err, counts)
		}
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	if total != flips {
		t.Errorf("%d flips, want %d: %v", total, flips, counts)
	}
	t.Logf("of %d flipped bits: %v", flips, counts)
}

// TestBackupWhileWriting: a copy is a committed state.
func TestBackupWhileWriting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := create(t, filepath.Join(dir, "records.db"))
	defer closeStore(t, s)
	stop, done := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			_, err := s.Apply(ctx, store.Batch{Ops: []store.Op{{Put: org(fmt.Sprint("r", i%50), fmt.Sprint(i))}, {Put: org("last", fmt.Sprint(i))}}})
			if err != nil {
				done <- err
				return
			}
		}
	}()
	for i := range 5 {
		if err := s.Wait(ctx, directory.Revision(20*i)); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprint("copy", i))
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		rev, err := s.Backup(ctx, f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		c := reopen(t, path)
		if now, err := c.Revision(ctx); now != rev || err != nil {
			t.Errorf("copy is at %d, %v; want %d", now, err, rev)
		}
		sc := store.Scan{Type: directory.Organisations, AsOf: rev}
		got, gerr := c.Scan(ctx, sc)
		want, werr := s.Scan(ctx, sc)
		if err := errors.Join(gerr, werr); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("copy of revision %d (-want +got):\n%s", rev, diff)
		}
		if damage := verify(t, c); len(damage) > 0 {
			t.Errorf("copy: %v", damage)
		}
		closeStore(t, c)
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestMaxBytes: a file that may not grow refuses what does not fit, keeps what
// it has, and takes smaller writes.
func TestMaxBytes(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "records.db")
	s, err := boltstore.Create(path, boltstore.Options{MaxBytes: 9 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var written []string
	for i := 0; ; i++ {
		o := org(fmt.Sprint("r", i), "1")
		o.Descriptions["bg"] = noise(2 << 20)
		_, err := s.Apply(ctx, store.Batch{Ops: []store.Op{{Put: o}}})
		if err == nil && i < 20 {
			written = append(written, string(o.ID))
			continue
		}
		if !errors.Is(err, store.ErrFull) || !errors.Is(err, directory.ErrUnavailable) {
			t.Fatalf("record %d of two megabytes: %v, want full", i, err)
		}
		break
	}
	if rev, err := s.Revision(ctx); int(rev) != len(written) || err != nil {
		t.Errorf("revision %d, %v; want %d", rev, err, len(written))
	}
	apply(t, s, store.Op{Put: org("small", "1")})
	closeStore(t, s)
	s = reopen(t, path)
	defer closeStore(t, s)
	for _, id := range append(slices.Clone(written), "small") {
		if _, err := s.Get(ctx, orgKey(id)); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	if damage := verify(t, s); len(damage) > 0 {
		t.Errorf("verify: %v", damage)
	}
}
