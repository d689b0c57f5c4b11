package importtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// binding is Gin's reading of request bodies by their content type: YAML among
// them, where a hundred kilobytes of "[" take eight gigabytes. ShouldBindJSON
// alone reads one fixed form; everything else is read explicitly.
var binding = regexp.MustCompile(`^(Should|Must)?Bind([A-Z]\w*)?$`)

// bindings are the calls of Gin's binding in a file.
func bindings(f *ast.File) []string {
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && binding.MatchString(s.Sel.Name) && s.Sel.Name != "ShouldBindJSON" {
			names = append(names, s.Sel.Name)
		}
		return true
	})
	return names
}

func TestNoBodyIsReadByItsContentType(t *testing.T) {
	for _, s := range tree(t) {
		if !slices.ContainsFunc(s.imports(), func(i string) bool { return strings.HasPrefix(i, "github.com/gin-gonic/") }) {
			continue
		}
		for _, name := range bindings(s.file) {
			t.Errorf("%s calls %s: read the form explicitly, or ShouldBindJSON", s.name, name)
		}
	}
}

func TestBindingsAreSeen(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
		func h(c *gin.Context) {
			_ = c.ShouldBindJSON(&v)
			_ = c.ShouldBind(&v)
			c.Bind(&v)
			_ = c.MustBindWith(&v, binding.YAML)
			read := c.ShouldBindQuery
		}`, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bindings(f), []string{"ShouldBind", "Bind", "MustBindWith", "ShouldBindQuery"}; !slices.Equal(got, want) {
		t.Errorf("bindings %q, want %q", got, want)
	}
}
