//go:build browser && sheets

package main

import (
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"euxine/ui"
)

// TestBrowserSheets renders every kind of page in every language, light and dark, on a
// phone and on a desk, and puts them on contact sheets: EUXINE_SHEETS is the folder, as
// .ci/sheets says. Where EUXINE_AXE is given axe-core looks over each of them; what it
// finds is in the folder too, and a failure. EUXINE_LANGUAGES, as "ka,hy", and EUXINE_SCHEMES,
// as "forced", do others. Two thousand pages take forty minutes: the tag keeps it out of
// the tests that are run for every change.
func TestBrowserSheets(t *testing.T) {
	dir := os.Getenv("EUXINE_SHEETS")
	if dir == "" {
		t.Fatal("EUXINE_SHEETS names no folder: run .ci/sheets DIR")
	}
	axe := ""
	if os.Getenv("EUXINE_AXE") != "" {
		axe = readFile(t, "EUXINE_AXE")
	}
	languages := strings.Split(os.Getenv("EUXINE_LANGUAGES"), ",")
	if languages[0] == "" {
		languages = nil
		for _, l := range ui.Languages() {
			languages = append(languages, string(l))
		}
	}
	schemes := []string{"light", "dark"}
	if s := os.Getenv("EUXINE_SCHEMES"); s != "" {
		schemes = strings.Split(s, ",")
	}
	s := serveSite(t)
	browser := startBrowser(t)
	for _, lang := range languages {
		for _, width := range []int64{360, 1440} {
			for _, scheme := range schemes {
				name := fmt.Sprintf("%s-%d-%s", lang, width, scheme)
				t.Run(name, func(t *testing.T) {
					b := newTab(t, browser, s)
					b.size(width)
					b.scheme(scheme)
					sheet := contactSheet{Name: name, Lang: lang, Width: width / 4}
					for i, p := range axePages {
						path := p.path
						if path == "" {
							path = thinnest(b)
						}
						b.open("/"+lang+path, p.status)
						b.until("true")
						b.fits(p.name)
						file := fmt.Sprintf("%s-%02d.jpg", name, i)
						b.shoot(filepath.Join(dir, file), width)
						sheet.Pages = append(sheet.Pages, sheetPage{p.name, file})
						if axe == "" {
							continue
						}
						evaluate[bool](b, axe+"\n;true")
						for _, v := range evaluate[[]axeViolation](b, axeRun) {
							t.Errorf("%s (%s): %s, %s: %s%s", p.name, b.path(), v.ID, v.Impact, v.Help, places(v))
						}
					}
					sheet.write(t, dir)
				})
			}
		}
	}
}

// maxShot is how much of a page's height is taken: what follows is more of the same.
const maxShot = 2400

// shoot takes the page from its top, at half its size.
func (b *tab) shoot(file string, width int64) {
	b.t.Helper()
	height := min(maxShot, evaluate[float64](b, `document.documentElement.scrollHeight`))
	r := call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: "jpeg", Quality: new(int64(70)), CaptureBeyondViewport: new(true),
		Clip: &page.Viewport{Width: float64(width), Height: height, Scale: 0.5}})
	if err := os.WriteFile(file, r.Data, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// contactSheet is the pictures of one language, width and scheme.
type contactSheet struct {
	Name, Lang string
	Width      int64 // of a picture on the sheet
	Pages      []sheetPage
}

type sheetPage struct{ Name, File string }

var sheetTemplate = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{{.Name}}</title>
<style>body{font:12px sans-serif;margin:8px;background:#888}main{display:flex;flex-wrap:wrap;gap:8px;align-items:start}
figure{margin:0;width:{{.Width}}px}img{width:100%;display:block}figcaption{color:#fff;height:3em;overflow:hidden}</style>
<h1>{{.Name}}</h1><main>{{range .Pages}}<figure><figcaption>{{.Name}}</figcaption><a href="{{.File}}"><img src="{{.File}}" alt=""></a></figure>{{end}}</main></html>
`))

func (s contactSheet) write(t *testing.T, dir string) {
	t.Helper()
	var b strings.Builder
	if err := sheetTemplate.Execute(&b, s); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, s.Name+".html"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
