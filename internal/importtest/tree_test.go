package importtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// module is the path all of the program's own imports begin with.
const module = "euxine/"

// source is one Go file of the tree that is not a test.
type source struct {
	pkg  string // folder, relative to the root: "internal/api"
	name string // of the file, relative to the root
	file *ast.File
}

// imports are the paths the file imports, its own module's without the module.
func (s source) imports() []string {
	var list []string
	for _, i := range s.file.Imports {
		list = append(list, strings.TrimPrefix(strings.Trim(i.Path.Value, `"`), module))
	}
	return list
}

// readTree parses every Go file below root, whatever its build tags, but tests
// and testdata: tests may import what they test with.
func readTree(root string) ([]source, error) {
	var list []source
	fset := token.NewFileSet()
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		base := path.Base(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (base == "testdata" || base[0] == '.' || base[0] == '_'):
			return fs.SkipDir
		case d.IsDir() && name != "." && isModule(filepath.Join(root, name)):
			return fs.SkipDir // the program cannot import another module's packages
		case d.IsDir() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go"):
			return nil
		}
		f, err := parser.ParseFile(fset, filepath.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		list = append(list, source{path.Dir(name), name, f})
		return nil
	})
	return list, err
}

// isModule says whether a folder is a module of its own.
func isModule(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return err == nil
}

// root is the folder of the program's go.mod.
func root(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !isModule(folder) {
		if folder == filepath.Dir(folder) {
			t.Fatal("no go.mod above the test")
		}
		folder = filepath.Dir(folder)
	}
	return folder
}

// tree is the program's source.
func tree(t *testing.T) []source {
	t.Helper()
	folder := root(t)
	list, err := readTree(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 20 {
		t.Fatalf("%d files below %s: that is not the whole program", len(list), folder)
	}
	return list
}
