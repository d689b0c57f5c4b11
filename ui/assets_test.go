package ui

import (
	"fmt"
	"io/fs"
	"math"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestStatic(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/help").want(200)
	var addresses []string
	for _, n := range append(all(a.doc, "link"), all(a.doc, "script")...) {
		if v := attr(n, "href") + attr(n, "src"); strings.HasPrefix(v, "/static/") && !slices.Contains(addresses, v) {
			addresses = append(addresses, v)
		}
	}
	scripts, err := fs.Glob(embedded, "static/js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	if len(addresses) != len(scripts)+1 { // and the mark
		t.Fatalf("the page loads %q", addresses)
	}
	folder := path.Dir(addresses[0])
	for _, address := range addresses {
		f := get(t, h, address).want(200)
		if cc := f.header.Get("Cache-Control"); !strings.Contains(cc, "immutable") {
			t.Errorf("%s: Cache-Control %q", address, cc)
		}
		if want := contentTypes[path.Ext(address)]; f.header.Get("Content-Type") != want {
			t.Errorf("%s: Content-Type %q, want %q", address, f.header.Get("Content-Type"), want)
		}
		// A page of another version gets the file, but may not keep it.
		old := get(t, h, strings.Replace(address, folder, "/static/0123456789ab", 1)).want(200)
		if cc := old.header.Get("Cache-Control"); strings.Contains(cc, "immutable") || old.body != f.body {
			t.Errorf("%s under another hash: Cache-Control %q", address, cc)
		}
	}
	icon := get(t, h, "/favicon.svg").want(200)
	get(t, h, "/favicon.svg", "If-None-Match", icon.header.Get("ETag")).want(304)
	for _, wrong := range []string{"/static/", "/static/x", folder + "/", folder + "/css/base.css", folder + "/../../ui.go", folder + "/%2e%2e/ui.go"} {
		get(t, h, wrong).want(404)
	}
}

// TestModules: modules import only files that are there.
func TestModules(t *testing.T) {
	a, err := loadAssets(embedded)
	if err != nil {
		t.Fatal(err)
	}
	imports := regexp.MustCompile(`\bimport\b[^"']*["']([^"']+)["']`)
	seen := 0
	for name, f := range a.files {
		for _, m := range imports.FindAllSubmatch(f.body, -1) {
			seen++
			if target := path.Join(path.Dir(name), string(m[1])); a.files[target].body == nil || !strings.HasPrefix(string(m[1]), "./") {
				t.Errorf("%s imports %q", name, m[1])
			}
		}
		if path.Ext(name) == ".js" && regexp.MustCompile(`\b(innerHTML|outerHTML|insertAdjacentHTML|eval|document\.write)\b`).Match(f.body) {
			t.Errorf("%s makes HTML of text", name)
		}
	}
	if seen < 5 {
		t.Errorf("only %d imports", seen)
	}
}

// TestDevelopment: in development the files are read anew for every page.
func TestDevelopment(t *testing.T) {
	v := vocabulary(t)
	t.Chdir("..")
	u, err := New(Config{Catalogue: realCatalogue(t), Vocabulary: v, Atlas: outlines(t), Log: quiet, Build: "test", Dev: true})
	if err != nil {
		t.Fatal(err)
	}
	get(t, engine(u), "/en/help").want(200)
	t.Chdir(t.TempDir())
	get(t, engine(u), "/en/help").want(500)
}

// TestStyles holds the rules of the style sheets: no ids, no !important, every
// class begins with the name of one of the file's components, and colours and
// sizes of text come from the tokens.
func TestStyles(t *testing.T) {
	files, err := fs.Glob(embedded, "static/css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	comment := regexp.MustCompile(`(?s)/\*.*?\*/`)
	selector := regexp.MustCompile(`(?m)^\s*([^@{}\n][^{}]*)\{`)
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(`)
	for _, file := range files {
		raw, err := fs.ReadFile(embedded, file)
		if err != nil {
			t.Fatal(err)
		}
		css := comment.ReplaceAllString(string(raw), "")
		if strings.Contains(css, "!important") || strings.Contains(css, "url(") || strings.Contains(css, "@import") {
			t.Errorf("%s has !important, url() or @import", file)
		}
		name := strings.TrimSuffix(path.Base(file), ".css")
		if name != "tokens" && name != "print" && colour.MatchString(css) {
			t.Errorf("%s has a colour of its own: %q", file, colour.FindString(css))
		}
		for _, m := range selector.FindAllStringSubmatch(css, -1) {
			if strings.Contains(m[1], "#") {
				t.Errorf("%s: a selector with an id: %q", file, strings.TrimSpace(m[1]))
			}
		}
	}
}

// TestClasses: every class of a page has a style, in the page itself, or is a state or
// hook; and the page's policy lets that style in.
func TestClasses(t *testing.T) {
	// Structure that needs no looks of its own.
	plain := map[string]bool{}
	for _, c := range []string{"hero-text", "tally", "card-head", "card-place", "card-why", "card-why-label", "cards-item",
		"facet-item", "facet-more", "org", "org-main", "org-side", "theme", "theme-said", "theme-list", "shortlist"} {
		plain[c] = false
	}
	h := serve(t, realCatalogue(t))
	for _, p := range pagesToCheck {
		a := get(t, h, "/en/"+p.path)
		style := a.one("style").FirstChild.Data
		styled := map[string]bool{}
		for _, m := range classInStyle.FindAllStringSubmatch(style, -1) {
			styled[m[1]] = true
		}
		if got := a.header.Get("Content-Security-Policy"); got != stylePolicy(style) {
			t.Errorf("%q has the policy %s", p.path, got)
		}
		for _, n := range all(a.doc, "") {
			for _, c := range strings.Fields(attr(n, "class")) {
				if _, known := plain[c]; known {
					plain[c] = true
				} else if !styled[c] && !strings.HasPrefix(c, "is-") {
					t.Errorf("on %q: class %q has no style", p.path, c)
				}
			}
		}
	}
	for c, met := range plain {
		if !met {
			t.Errorf("class %q is not met", c)
		}
	}
}

// TestContrast computes the contrast of every pair of colours text is set in,
// in both schemes (WCAG 2.2, 1.4.3 and 1.4.11).
func TestContrast(t *testing.T) {
	raw, err := fs.ReadFile(embedded, "static/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(raw), "@media (prefers-color-scheme: dark)")
	if !found {
		t.Fatal("no dark scheme")
	}
	schemes := map[string]map[string]string{"light": colours(light), "dark": colours(light)}
	for name, value := range colours(dark) {
		if schemes["light"][name] == "" {
			t.Errorf("%s is a colour of the dark scheme only", name)
		}
		schemes["dark"][name] = value
	}
	type pair struct {
		front, back string
		least       float64
	}
	pairs := []pair{
		{"on-accent", "accent", 4.5}, {"on-accent", "accent-hover", 4.5}, {"mark-text", "mark", 4.5}, {"warning-text", "warning", 4.5},
		{"accent", "accent-soft", 4.5}, {"accent-hover", "accent-soft", 4.5}, {"text", "accent-soft", 4.5}, {"text-muted", "accent-soft", 4.5},
		{"band-text", "band", 4.5}, {"band-muted", "band", 4.5}, {"band", "band-muted", 4.5}, {"band", "band-text", 4.5},
	}
	for _, back := range []string{"paper", "surface", "sunken"} {
		for _, front := range []string{"text", "text-muted", "accent", "accent-hover", "warning-text", "gold", "silver", "bronze"} {
			pairs = append(pairs, pair{front, back, 4.5})
		}
		for _, front := range []string{"focus", "line-strong", "bar-2"} {
			pairs = append(pairs, pair{front, back, 3})
		}
	}
	for scheme, values := range schemes {
		for _, p := range pairs {
			got, err := contrast(values[p.front], values[p.back])
			if err != nil {
				t.Fatalf("%s: %s on %s: %v", scheme, p.front, p.back, err)
			}
			if got < p.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", scheme, p.front, p.back, got, p.least)
			}
		}
	}
}

func colours(css string) map[string]string {
	list := map[string]string{}
	for _, m := range regexp.MustCompile(`--color-([a-z0-9-]+):\s*(#[0-9a-f]{6});`).FindAllStringSubmatch(css, -1) {
		list[m[1]] = m[2]
	}
	return list
}

func contrast(a, b string) (float64, error) {
	x, err := luminance(a)
	if err != nil {
		return 0, err
	}
	y, err := luminance(b)
	if err != nil {
		return 0, err
	}
	return (max(x, y) + 0.05) / (min(x, y) + 0.05), nil
}

// luminance is the relative luminance of #rrggbb as WCAG defines it.
func luminance(hex string) (float64, error) {
	if len(hex) != 7 {
		return 0, fmt.Errorf("colour %q", hex)
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 0, err
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum, nil
}
