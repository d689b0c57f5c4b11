package importtest

import (
	"bytes"
	"go/format"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// Every Go file, tests and nested modules too, is as gofmt writes it.
func TestFilesAreFormatted(t *testing.T) {
	folder, seen := root(t), 0
	err := fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case err != nil:
			return err
		case d.IsDir() && name != "." && base[0] == '.':
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(base, ".go"):
			return nil
		}
		written, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		seen++
		formatted, err := format.Source(written)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !bytes.Equal(written, formatted) {
			t.Errorf("%s is not formatted: gofmt -w %s", name, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("%d Go files: that is not the whole program", seen)
	}
}
