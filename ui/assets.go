package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/tdewolff/minify/v2"
	minjs "github.com/tdewolff/minify/v2/js"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
)

// assets are the static files. Their addresses carry one hash over all of them,
// as a folder (/static/HASH/js/main.js), so that modules can import each other
// by relative addresses and a changed file changes the address of all.
type assets struct {
	hash    string
	files   map[string]asset
	modules []string // the scripts, by name
}

type asset struct {
	contentType string
	body        []byte
}

// contentTypes are stated, not asked of the machine's tables.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// loadAssets reads the folder static of fsys.
func loadAssets(fsys fs.FS) (*assets, error) {
	a := &assets{files: map[string]asset{}}
	sum := sha256.New()
	small := minify.New() // comments are for those who read the source
	small.AddFunc("js", minjs.Minify)
	err := fs.WalkDir(fsys, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(body))
		sum.Write(body)
		name = strings.TrimPrefix(name, "static/")
		if path.Dir(name) == "css" {
			return nil // see styles: a change to them is a change to pages, and to the hash
		}
		kind, ok := contentTypes[path.Ext(name)]
		if !ok {
			return fmt.Errorf("static file %s: no content type for %q", name, path.Ext(name))
		}
		if path.Ext(name) == ".js" {
			a.modules = append(a.modules, name)
			if body, err = small.Bytes("js", body); err != nil {
				return fmt.Errorf("static file %s: %w", name, err)
			}
		}
		a.files[name] = asset{kind, body}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load assets: %w", err)
	}
	a.hash = hex.EncodeToString(sum.Sum(nil)[:6])
	return a, nil
}

// url is the address of a static file.
func (a *assets) url(name string) string { return "/static/" + a.hash + "/" + name }

// static serves /static/HASH/NAME. Under another hash, which a page of another
// version may still ask for, the file is served as it is now but not kept.
func (u *UI) static(c *gin.Context) error {
	s, err := u.current()
	if err != nil {
		return err
	}
	hash, name, _ := strings.Cut(strings.TrimPrefix(c.Param("file"), "/"), "/")
	return s.assets.serve(c, name, hash == s.assets.hash)
}

// favicon serves the mark where browsers look for it by themselves.
func (u *UI) favicon(c *gin.Context) error {
	s, err := u.current()
	if err != nil {
		return err
	}
	return s.assets.serve(c, "favicon.svg", false)
}

func (a *assets) serve(c *gin.Context, name string, keep bool) error {
	f, ok := a.files[name]
	if !ok {
		return fmt.Errorf("static file %q: %w", name, directory.ErrNotFound)
	}
	if keep {
		httpkit.Immutable(c)
	} else if httpkit.NotModified(c, a.hash, name) {
		return nil
	}
	httpkit.Write(c, http.StatusOK, f.contentType, f.body)
	return nil
}
