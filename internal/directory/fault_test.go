package directory_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
)

var placeholder = regexp.MustCompile(`%\[(\d)\]s`)

// placeholders is how many arguments a text takes; the texts number them.
func placeholders(t *testing.T, text string) int {
	t.Helper()
	highest := 0
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		highest = max(highest, int(m[1][0]-'0'))
	}
	if rest := placeholder.ReplaceAllString(text, ""); strings.Contains(rest, "%") {
		t.Errorf("%q has placeholders without numbers", text)
	}
	return highest
}

// TestFaultsHaveTheirArguments reads the whole program: every place that makes
// a fault gives its message as many arguments as it takes, and every message is
// made somewhere.
func TestFaultsHaveTheirArguments(t *testing.T) {
	files := token.NewFileSet()
	root := filepath.Join("..", "..")
	var sources []*ast.File
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err == nil && (f.Name.Name == "directory" || slices.ContainsFunc(f.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"euxine/internal/directory"` })) {
			sources = append(sources, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	values := constants(sources)
	wants := map[string]int{}
	for _, key := range directory.FaultKeys() {
		text := directory.Fault{Key: key}.Text()
		if text == key {
			t.Errorf("%s has no text", key)
		}
		wants[key] = placeholders(t, text)
	}
	if keys := slices.Sorted(maps.Values(values)); !slices.Equal(keys, directory.FaultKeys()) {
		t.Errorf("constants %v, texts %v", keys, directory.FaultKeys())
	}
	made := map[string]bool{}
	check := func(at ast.Node, key string, given int) {
		made[key] = true
		if given != wants[key] {
			t.Errorf("%s: fault %s takes %d arguments, not %d", files.Position(at.Pos()), key, wants[key], given)
		}
	}
	for _, f := range sources {
		own := f.Name.Name == "directory"
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr: // add(field, value, key, args...) and its like
				for i, arg := range n.Args {
					if key := values[constantName(arg, own)]; key != "" && n.Ellipsis == token.NoPos {
						check(n, key, len(n.Args)-i-1)
					}
				}
			case *ast.CompositeLit: // Fault{Key: …, Args: …}
				key, given := "", 0
				for _, e := range n.Elts {
					kv, ok := e.(*ast.KeyValueExpr)
					if !ok {
						continue
					}
					switch name := fmt.Sprint(kv.Key); {
					case name == "Key":
						key = values[constantName(kv.Value, own)]
					case name == "Args":
						if list, ok := kv.Value.(*ast.CompositeLit); ok {
							given = len(list.Elts)
						}
					}
				}
				if key != "" {
					check(n, key, given)
				}
			}
			return true
		})
	}
	for _, key := range directory.FaultKeys() {
		if !made[key] {
			t.Errorf("no code makes the fault %s", key)
		}
	}
}

// constants reads the names and values of the message keys.
func constants(sources []*ast.File) map[string]string {
	values := map[string]string{}
	for _, f := range sources {
		if f.Name.Name != "directory" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range spec.Names {
				if strings.HasPrefix(name.Name, "Fault") && i < len(spec.Values) {
					values[name.Name] = strings.Trim(spec.Values[i].(*ast.BasicLit).Value, `"`)
				}
			}
			return true
		})
	}
	return values
}

// constantName is the name of the Fault… constant an expression is, else "".
func constantName(e ast.Expr, own bool) string {
	switch e := e.(type) {
	case *ast.Ident:
		if own {
			return e.Name
		}
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok && x.Name == "directory" {
			return e.Sel.Name
		}
	}
	return ""
}
