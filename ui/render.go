package ui

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"euxine/internal/httpkit"
)

// pages holds the parsed set of every page by name: the layout, the shared
// components and the page's own file. Each page has its own, so that all may
// define "content".
type pages map[string]pageSet

// pageSet is the templates of a page and the policy that lets its style in.
type pageSet struct {
	*template.Template
	policy string
}

// loadPages parses templates/layout.html, templates/shared/*.html and every
// other file of templates/ as a page, and gives each its style.
func loadPages(fsys fs.FS) (pages, error) {
	frame, err := template.New("layout.html").Option("missingkey=error").
		ParseFS(fsys, "templates/layout.html", "templates/shared/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	components, err := loadStyles(fsys)
	if err != nil {
		return nil, err
	}
	files, err := fs.Glob(fsys, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("find templates: %w", err)
	}
	all := pages{}
	for _, file := range files {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" {
			continue
		}
		set, err := frame.Clone()
		if err == nil {
			set, err = set.ParseFS(fsys, file)
		}
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", file, err)
		}
		if set.Lookup("content") == nil {
			return nil, fmt.Errorf("parse template %s: it defines no \"content\"", file)
		}
		style := components.of(set)
		if _, err := set.New("style").Parse(style); err != nil {
			return nil, fmt.Errorf("style of %s: %w", file, err)
		}
		all[name] = pageSet{set, stylePolicy(style)}
	}
	return all, nil
}

// buffers are reused: a page is some tens of kilobytes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the largest buffer kept for the next page; a rare giant is let go.
const maxKept = 1 << 20

// render shows a page. Nothing is sent before the template has run to its end.
func (p pages) render(c *gin.Context, status int, name string, l *Locale, data any) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= maxKept {
			buffers.Put(b)
		}
	}()
	set, ok := p[name]
	if !ok {
		return fmt.Errorf("render page %q: no such template", name)
	}
	if err := set.ExecuteTemplate(b, "layout.html", data); err != nil {
		return fmt.Errorf("render page %q: %w", name, err)
	}
	c.Header("Content-Language", string(l.Lang))
	c.Header("Content-Security-Policy", set.policy)
	httpkit.Write(c, status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// show renders the visit's page with status 200.
func (v *visit) show(name string, data any) error {
	return v.site.pages.render(v.c, http.StatusOK, name, v.page.Locale, data)
}
