package importtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// levels are the packages from the top down. Each may import what stands on a
// lower level, never what stands on its own or above.
var levels = [][]string{
	{"cmd/euxine", "cmd/compare"},
	{"internal/app"},
	{"ui", "internal/api", "internal/control"},
	{"internal/catalogue", "internal/httpkit"},
	// reconcile judges what catalogue found; of search it takes how words are spelt.
	{"internal/lexicon", "internal/reconcile"},
	// generate makes values out of a vocabulary and touches nothing, as match,
	// eligibility and insight do: the command writes them down.
	{"internal/search", "internal/store", "internal/match", "internal/eligibility", "internal/insight", "internal/atlas", "internal/exchange", "internal/generate", "internal/eval"},
	// gathering is what the kit of an event keeps: those who recognise write it. It
	// hands meetings, which knows names alone, what is to be planned.
	{"internal/gathering"},
	{"internal/directory"},
	{"internal/wordform"},
	{"internal/translit"},
	{"internal/memo", "internal/together", "internal/meetings"},
}

// beside are packages that stand beside the levels: what they may import of the
// program, and who may import them. Tests may import any.
var beside = map[string]struct{ imports, by []string }{
	// The makers of what the contracts in search and store describe.
	"indexer": {
		imports: []string{"indexer/table", "internal/search", "internal/store", "internal/directory", "internal/wordform", "internal/translit", "internal/memo", "internal/together", "internal/datadir"},
		by:      []string{"internal/app"},
	},
	"indexer/table": {
		imports: []string{"internal/search", "internal/directory"},
		by:      []string{"indexer"},
	},
	"internal/store/boltstore": {
		imports: []string{"internal/store", "internal/directory", "internal/translit", "internal/datadir", "internal/together"},
		by:      []string{"internal/app"},
	},
	"internal/store/memstore": {
		imports: []string{"internal/store", "internal/directory", "internal/translit"},
		by:      []string{"internal/app"},
	},
	// What only tests use.
	"internal/store/storetest": {imports: []string{"internal/store", "internal/directory"}},
	"internal/importtest":      {},
	// The folder everything lies in: it knows the kinds of errors and no more.
	"internal/datadir": {
		imports: []string{"internal/store", "internal/directory"},
		by:      []string{"cmd/euxine", "internal/app", "internal/control", "internal/store/boltstore", "internal/backup", "indexer"},
	},
	// The file a backup is: it sees a database as bytes, and no store.
	"internal/backup": {
		imports: []string{"internal/store", "internal/directory", "internal/datadir"},
		by:      []string{"internal/app", "internal/control"},
	},
	// What only comparisons use.
	"internal/pgcluster": {by: []string{"cmd/compare"}},
	// Data.
	"seed": {by: []string{"internal/app", "cmd/euxine", "cmd/compare"}},
}

// closed are levels skipped that would be one too many: who may not import what,
// though it stands lower.
var closed = map[string][]string{
	// HTTP mechanics know nothing of what is asked; the error kinds of the
	// domain and of storage are all they share.
	"internal/httpkit": {"internal/search", "internal/match", "internal/eligibility", "internal/insight", "internal/atlas", "internal/exchange", "internal/translit"},
}

// libraries are the packages from elsewhere that belong to one place, by the
// beginning of their path.
var libraries = map[string][]string{
	"github.com/gin-gonic/":   {"internal/httpkit", "ui", "internal/api", "internal/app"},
	"github.com/blevesearch/": {"indexer", "internal/wordform"}, // there only its stemmers: see below
	"go.etcd.io/bbolt":        {"internal/store/boltstore"},
	"net/http":                {"internal/httpkit", "ui", "internal/api", "internal/app", "internal/control"},
	"html/template":           {"ui"},
	"github.com/alecthomas/":  {"cmd/euxine"},
	"testing":                 {"internal/store/storetest"},
}

// plain are the packages that import the standard library and x/text alone.
var plain = []string{"internal/directory", "internal/translit"}

// fault says why a package must not import another, "" when it may.
func fault(pkg, imported string) string {
	for prefix, by := range libraries {
		if within(imported, prefix) && !slices.Contains(by, pkg) {
			return fmt.Sprintf("%s belongs to %s", prefix, strings.Join(by, ", "))
		}
	}
	if first, _, _ := strings.Cut(imported, "/"); slices.Contains(plain, pkg) && strings.Contains(first, ".") && !within(imported, "golang.org/x/text") {
		return "it imports the standard library and golang.org/x/text alone"
	}
	if !own(imported) {
		return ""
	}
	if slices.Contains(closed[pkg], imported) {
		return "it is to know nothing of it"
	}
	if b, ok := beside[imported]; ok {
		if !slices.Contains(b.by, pkg) {
			return fmt.Sprintf("only %s and tests may", strings.Join(b.by, ", "))
		}
		return ""
	}
	if b, ok := beside[pkg]; ok {
		if !slices.Contains(b.imports, imported) {
			return fmt.Sprintf("it may import %s", strings.Join(b.imports, ", "))
		}
		return ""
	}
	from, to := level(pkg), level(imported)
	switch {
	case from < 0 || to < 0:
		return "the table of this test does not place both: say where they stand"
	case to == from:
		return "they stand on one level"
	case to < from:
		return "it stands above"
	}
	return ""
}

func level(pkg string) int {
	return slices.IndexFunc(levels, func(l []string) bool { return slices.Contains(l, pkg) })
}

// own says whether the import is of the program.
func own(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	// The standard library has an internal too, but nobody outside may import it.
	return slices.Contains([]string{"cmd", "internal", "indexer", "ui", "seed"}, first)
}

// within says whether path is prefix or below it.
func within(path, prefix string) bool {
	rest, ok := strings.CutPrefix(path, prefix)
	return ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(prefix, "/"))
}

func TestImportsPointOneWay(t *testing.T) {
	placed := map[string]bool{}
	for _, s := range tree(t) {
		if _, ok := beside[s.pkg]; !ok && level(s.pkg) < 0 && !placed[s.pkg] {
			t.Errorf("package %s is new: say in the table of this test where it stands", s.pkg)
		}
		placed[s.pkg] = true
		for _, imported := range s.imports() {
			if why := fault(s.pkg, imported); why != "" {
				t.Errorf("%s: %s must not import %s: %s", s.name, s.pkg, imported, why)
			}
		}
	}
}

func TestForbiddenImportsAreSeen(t *testing.T) {
	for _, edge := range []struct {
		pkg, imported string
		allowed       bool
	}{
		{"cmd/euxine", "internal/app", true},
		{"internal/app", "indexer", true},
		{"internal/app", "internal/store/boltstore", true},
		{"ui", "internal/catalogue", true},
		{"internal/api", "github.com/gin-gonic/gin", true},
		{"internal/catalogue", "internal/search", true},
		{"internal/exchange", "internal/translit", true},
		{"internal/directory", "golang.org/x/text/language", true},
		{"internal/directory", "time", true},
		{"indexer", "github.com/blevesearch/bleve/v2/mapping", true},

		{"internal/app", "cmd/euxine", false}, // up
		{"internal/api", "ui", false},         // sideways
		{"internal/catalogue", "internal/httpkit", false},
		{"internal/exchange", "internal/store", false},
		{"internal/translit", "internal/directory", false},
		{"internal/directory", "internal/store", false}, // up
		{"internal/search", "internal/catalogue", false},
		{"internal/catalogue", "indexer", false}, // a maker
		{"ui", "internal/store/boltstore", false},
		{"internal/api", "internal/store/memstore", false},
		{"indexer", "internal/catalogue", false},
		{"internal/store/boltstore", "internal/search", false},
		{"internal/datadir", "internal/exchange", false}, // out of a leaf
		{"internal/catalogue", "seed", false},
		{"internal/app", "internal/store/storetest", false},
		{"internal/httpkit", "internal/search", false},
		{"internal/app", "internal/unheard", false},
		{"internal/search", "github.com/blevesearch/bleve/v2", false},
		{"internal/catalogue", "net/http", false},
		{"indexer", "net/http/httptest", false},
		{"internal/control", "github.com/gin-gonic/gin", false},
		{"indexer", "go.etcd.io/bbolt", false},
		{"internal/directory", "github.com/google/go-cmp/cmp", false},
		{"internal/translit", "golang.org/x/net/html", false},
	} {
		if why := fault(edge.pkg, edge.imported); (why == "") != edge.allowed {
			t.Errorf("%s imports %s: fault %q, want allowed %v", edge.pkg, edge.imported, why, edge.allowed)
		}
	}
}

func TestTreeIsReadWhole(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"ui/page.go":           "package ui\nimport _ \"euxine/internal/api\"\n",
		"ui/page_plan9.go":     "//go:build plan9\n\npackage ui\nimport _ \"euxine/indexer\"\n",
		"ui/page_test.go":      "package ui\nimport _ \"euxine/seed\"\n",
		"ui/testdata/page.go":  "package ui\nimport _ \"euxine/seed\"\n",
		"internal/deep/a/b.go": "package a\nimport _ \"net/http\"\n",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := readTree(root)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range list {
		for _, imported := range s.imports() {
			got = append(got, s.pkg+" "+imported)
		}
	}
	slices.Sort(got)
	if want := []string{"internal/deep/a net/http", "ui indexer", "ui internal/api"}; !slices.Equal(got, want) {
		t.Errorf("imports %q, want %q", got, want)
	}
}
