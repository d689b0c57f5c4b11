package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"euxine/internal/directory"
)

// TestArchive: files come out as they went in, in whatever pieces and whatever
// size, also larger than all that may wait.
func TestArchive(t *testing.T) {
	day := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		files := rapid.SliceOfN(rapid.SliceOfN(rapid.IntRange(0, 3*besidePiece), 0, 5), 0, 4).Draw(t, "sizes of pieces")
		var b bytes.Buffer
		a := NewArchive(&b, day)
		want := make([]string, len(files))
		for i, pieces := range files {
			w, err := a.Begin(string(rune('a' + i)))
			if err != nil {
				t.Fatal(err)
			}
			for j, size := range pieces {
				piece := strings.Repeat(string(rune('a'+j)), size)
				if n, err := io.WriteString(w, piece); n != size || err != nil {
					t.Fatalf("%d of %d bytes, %v", n, size, err)
				}
				want[i] += piece
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil || len(z.File) != len(files) {
			t.Fatalf("%d files of %d, %v", len(z.File), len(files), err)
		}
		for i, f := range z.File {
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(in)
			if err != nil || string(got) != want[i] || !f.Modified.Equal(day) {
				t.Errorf("file %d: %d bytes of %d, of %v, %v", i, len(got), len(want[i]), f.Modified, err)
			}
		}
	})
}

// TestArchiveSaysWhatFailed: where what an archive is written to breaks, writing
// ends with that, sooner or at the file's end, and never waits.
func TestArchiveSaysWhatFailed(t *testing.T) {
	broken := errors.New("broken")
	for _, size := range []int{1, besidePiece, 10 * besidePiece} {
		w := newBeside(failing{broken})
		_, err := w.Write(make([]byte, size))
		if err != nil && err != broken {
			t.Errorf("%d bytes: %v", size, err)
		}
		if err == nil && size > (besideWait+2)*besidePiece {
			t.Errorf("%d bytes were taken", size)
		}
		if err := w.Close(); err != broken {
			t.Errorf("%d bytes: closed with %v", size, err)
		}
	}
	// A workbook too: the error of the sheet's end, and no goroutine left behind.
	w, err := NewWriter(failing{broken}, XLSX)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("long ", 5000)
	if err := w.Begin(directory.Projects); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		if err := w.Record(&directory.Project{Header: directory.Header{ID: "p"}, Title: long}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); !errors.Is(err, broken) {
		t.Errorf("closed with %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
