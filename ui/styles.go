package ui

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"text/template/parse"

	"github.com/tdewolff/minify/v2"
	mincss "github.com/tdewolff/minify/v2/css"

	"euxine/internal/httpkit"
)

// Styles stand in the page itself: one answer has all that is needed for the first
// picture, which on a slow line is half a second earlier than with a sheet to fetch. So
// that pages stay small, each has the rules it uses and no others: a rule is used where
// one of its selectors has only classes that a template of the page, or a script, has. The
// policy of the page allows just that style, by its hash. The folder static/css has a file
// for each component.

// styleOrder are the files every page has, before the others.
var styleOrder = []string{"tokens.css", "base.css", "layout.css"}

// styleEnd are the files every page has after all others: they overrule them.
var styleEnd = []string{"print.css"}

// styles are the rules of all components, in the order they apply in.
type styles struct {
	rules   []rule
	scripts map[string]bool // what may be classes in the scripts: what they make has them too
}

// rule is a rule of a style sheet, or several within one such as @media.
type rule struct {
	head   string // selectors, or the at-rule
	body   string
	within []rule
}

var (
	classInStyle = regexp.MustCompile(`\.([a-z][a-z0-9-]*)`)
	classInText  = regexp.MustCompile(`\bclass="([^"]*)`)      // up to an action, or the end
	classInCode  = regexp.MustCompile(`['"]([a-z0-9 -]+)['"]`) // of a template or a script
)

// loadStyles reads the folder static of fsys.
func loadStyles(fsys fs.FS) (*styles, error) {
	files, err := fs.Glob(fsys, "static/css/*.css")
	if err != nil {
		return nil, fmt.Errorf("find styles: %w", err)
	}
	small := minify.New() // comments are for those who read the source
	small.AddFunc("css", mincss.Minify)
	rank := func(file string) int {
		if i := slices.Index(styleOrder, path.Base(file)); i >= 0 {
			return i
		}
		return len(styleOrder) + 1 + slices.Index(styleEnd, path.Base(file))
	}
	slices.SortStableFunc(files, func(a, b string) int { return rank(a) - rank(b) }) // Glob sorts by name
	s := &styles{scripts: map[string]bool{}}
	for _, file := range files {
		raw, err := fs.ReadFile(fsys, file)
		if err == nil {
			raw, err = small.Bytes("css", raw)
		}
		if err != nil {
			return nil, fmt.Errorf("style %s: %w", file, err)
		}
		rules, rest := parseRules(string(raw))
		if rest != "" {
			return nil, fmt.Errorf("style %s: a brace too many before %.40q", file, rest)
		}
		s.rules = append(s.rules, rules...)
	}
	scripts, err := fs.Glob(fsys, "static/js/*.js")
	if err != nil {
		return nil, fmt.Errorf("find scripts: %w", err)
	}
	for _, file := range scripts {
		raw, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, fmt.Errorf("script: %w", err)
		}
		note(classInCode, string(raw), s.scripts)
	}
	return s, nil
}

// note notes the classes that a pattern finds in a text.
func note(pattern *regexp.Regexp, text string, into map[string]bool) {
	for _, m := range pattern.FindAllStringSubmatch(text, -1) {
		for _, c := range strings.Fields(m[1]) {
			into[c] = true
		}
	}
}

// of is the style of a page by its templates, beginning with the layout.
func (s *styles) of(set *template.Template) string {
	used := map[string]bool{}
	seen := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if seen[name] {
			return
		}
		seen[name] = true
		if t := set.Lookup(name); t != nil && t.Tree != nil {
			walk(t.Tree.Root, func(n parse.Node) {
				switch n := n.(type) {
				case *parse.TextNode:
					note(classInText, string(n.Text), used)
				case *parse.StringNode:
					used[n.Text] = true
				case *parse.TemplateNode:
					visit(n.Name)
				}
			})
		}
	}
	visit("layout.html")
	var b strings.Builder
	s.write(&b, s.rules, used)
	return b.String()
}

// write writes the rules that are used.
func (s *styles) write(b *strings.Builder, rules []rule, used map[string]bool) {
	for _, r := range rules {
		body := r.body
		if r.within != nil {
			var inner strings.Builder
			s.write(&inner, r.within, used)
			body = inner.String()
		}
		if body != "" && s.uses(r.head, used) {
			b.WriteString(r.head + "{" + body + "}")
		}
	}
}

// uses says whether all classes of a selector are used; states (is-…) are everybody's.
// What goes on behind a class in a template, as "tag-{{.}}", is any class that begins so.
func (s *styles) uses(head string, used map[string]bool) bool {
	if strings.HasPrefix(head, "@") {
		return true
	}
	return slices.ContainsFunc(strings.Split(head, ","), func(selector string) bool {
		for _, m := range classInStyle.FindAllStringSubmatch(selector, -1) {
			c := m[1]
			if strings.HasPrefix(c, "is-") || used[c] || s.scripts[c] {
				continue
			}
			if i := strings.LastIndexByte(c, '-'); i < 0 || !used[c[:i+1]] {
				return false
			}
		}
		return true
	})
}

// parseRules reads rules up to a closing brace of those around them, or the end.
func parseRules(css string) (rules []rule, rest string) {
	for css != "" && css[0] != '}' {
		open := strings.IndexByte(css, '{')
		if open < 0 {
			return rules, css
		}
		r := rule{head: css[:open]}
		css = css[open+1:]
		if strings.HasPrefix(r.head, "@media") || strings.HasPrefix(r.head, "@supports") {
			r.within, css = parseRules(css)
		} else {
			end, depth := 0, 0 // @page has boxes of its own
			for end < len(css) && (css[end] != '}' || depth > 0) {
				switch css[end] {
				case '{':
					depth++
				case '}':
					depth--
				}
				end++
			}
			r.body, css = css[:end], css[end:]
		}
		rules, css = append(rules, r), strings.TrimPrefix(css, "}")
	}
	return rules, css
}

// walk calls f for a node of a template and for all below it.
func walk(n parse.Node, f func(parse.Node)) {
	f(n)
	below := func(list ...*parse.ListNode) {
		for _, l := range list {
			if l != nil {
				walk(l, f)
			}
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			walk(c, f)
		}
	case *parse.ActionNode:
		walk(n.Pipe, f)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, f)
		}
	case *parse.IfNode:
		walk(n.Pipe, f)
		below(n.List, n.ElseList)
	case *parse.RangeNode:
		walk(n.Pipe, f)
		below(n.List, n.ElseList)
	case *parse.WithNode:
		walk(n.Pipe, f)
		below(n.List, n.ElseList)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walk(c, f)
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			walk(a, f)
		}
	}
}

// stylePolicy is the policy of pages with this style.
func stylePolicy(style string) string {
	sum := sha256.Sum256([]byte(style))
	return httpkit.Policy("'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'")
}
