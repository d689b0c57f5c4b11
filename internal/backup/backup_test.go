package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"euxine/internal/backup"
	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// written is a backup of a small database, and what its seal says.
func written(t *testing.T) ([]byte, backup.Info) {
	t.Helper()
	s, err := boltstore.Create(filepath.Join(t.TempDir(), "records.db"), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o := &directory.Organisation{Header: directory.Header{ID: "bg-one"}, Kind: directory.KindCluster,
		Names: []directory.Name{{Text: "One", Type: directory.NameDisplay}}, Place: directory.Place{Country: "BG"}, Status: directory.StatusActive}
	if _, err := s.Apply(t.Context(), store.Batch{Ops: []store.Op{{Put: o}}, By: "test", At: noon}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	i, err := backup.Write(t.Context(), s, noon, &b)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), i
}

func check(b []byte) (backup.Info, error) { return backup.Check(bytes.NewReader(b), int64(len(b))) }

func TestWhatIsWrittenIsWhole(t *testing.T) {
	b, wrote := written(t)
	read, err := check(b)
	if err != nil {
		t.Fatal(err)
	}
	if read != wrote || read.Revision != 1 || !read.At.Equal(noon) {
		t.Errorf("seal says %+v, written was %+v", read, wrote)
	}
	database, err := io.ReadAll(read.Database(bytes.NewReader(b)))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(b, database) || int64(len(database)) != read.Bytes {
		t.Errorf("the database is %d bytes, not the first %d of the file", len(database), read.Bytes)
	}
}

// TestChangedFilesAreRefused: cut at any place near its ends and at some in
// between, and flipped likewise, a backup is none.
func TestChangedFilesAreRefused(t *testing.T) {
	b, _ := written(t)
	var places []int
	for i := range len(b) {
		if i < 200 || i > len(b)-300 || i%997 == 0 {
			places = append(places, i)
		}
	}
	for _, i := range places {
		_, err := check(b[:i])
		if !errors.Is(err, directory.ErrInvalid) {
			t.Fatalf("cut to %d of %d bytes: %v, want it refused", i, len(b), err)
		}
		b[i] ^= 0x10
		_, err = check(b)
		b[i] ^= 0x10
		if !errors.Is(err, directory.ErrInvalid) {
			t.Fatalf("byte %d of %d flipped: %v, want it refused", i, len(b), err)
		}
	}
	if _, err := check(append(bytes.Clone(b), "more"...)); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("with more behind it: %v, want it refused", err)
	}
}

func TestRefusalsAreNamed(t *testing.T) {
	b, _ := written(t)
	flipped := bytes.Clone(b)
	flipped[len(b)/2] ^= 1
	for _, tt := range []struct {
		name string
		file []byte
		kind error
		text string
	}{
		{"empty", nil, store.ErrNotADirectory, "it is empty"},
		{"short and foreign", []byte("abc"), store.ErrNotADirectory, "it is a file of another kind"},
		{"foreign", []byte(strings.Repeat("once upon a time\n", 1000)), store.ErrNotADirectory, "it is a file of another kind"},
		{"cut", b[:len(b)/2], store.ErrNotADirectory, "it is cut short"},
		{"cut within the seal", b[:len(b)-10], store.ErrNotADirectory, "it is cut short"},
		{"flipped", flipped, directory.ErrDamaged, "its checksum does not match"},
		{"its middle missing", append(bytes.Clone(b[:8192]), b[12288:]...), directory.ErrDamaged, "does not fit what stands before it"},
		{"newer", bytes.Replace(b, []byte("\nEUXINE-BACKUP 1 "), []byte("\nEUXINE-BACKUP 2 "), 1), store.ErrNewer, "form 2, this program knows up to 1"},
	} {
		_, err := check(tt.file)
		if !errors.Is(err, tt.kind) || !errors.Is(err, directory.ErrInvalid) || !strings.Contains(fmt.Sprint(err), tt.text) {
			t.Errorf("%s: error %q, want one of kind %q that says %q", tt.name, err, tt.kind, tt.text)
		}
	}
}

// TestNoSealWithoutAWholeCopy: when the copy fails, nothing that was written
// passes for a backup.
func TestNoSealWithoutAWholeCopy(t *testing.T) {
	b, i := written(t)
	for _, room := range []int{0, 1000, int(i.Bytes), len(b) - 3} {
		s, err := boltstore.Create(filepath.Join(t.TempDir(), "records.db"), boltstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		w := &narrow{room: room}
		_, err = backup.Write(t.Context(), s, noon, w)
		if err == nil && w.n > room {
			t.Errorf("room for %d bytes: no error", room)
		}
		if _, cerr := check(w.b.Bytes()); err != nil && cerr == nil {
			t.Errorf("room for %d bytes: error %v, but a whole backup", room, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// narrow takes no more than there is room for.
type narrow struct {
	b       bytes.Buffer
	room, n int
}

func (w *narrow) Write(p []byte) (int, error) {
	w.n += len(p)
	if w.n > w.room {
		return 0, errors.New("no room")
	}
	return w.b.Write(p)
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte("\nEUXINE-BACKUP 1 revision 1 bytes 0 at 2026-11-25T12:00:00Z sha256 00\n"))
	f.Add([]byte("\nEUXINE-BACKUP 9 \n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if i, err := check(b); err == nil && (i.Bytes <= 0 || i.Bytes >= int64(len(b))) {
			t.Errorf("%d bytes are a backup of a database of %d", len(b), i.Bytes)
		}
	})
}
