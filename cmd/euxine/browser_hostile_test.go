//go:build browser

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"testing"

	"euxine/internal/catalogue"
	"euxine/internal/control"
)

// payloads are texts that would run somewhere in a page that does not escape
// them: between tags, in attributes with either quote, in addresses, in titles,
// styles and templates.
var payloads = []string{
	`<script>window.pwned=1</script>`,
	`"><img src=x onerror="window.pwned=1">`,
	`' autofocus onfocus='window.pwned=1' x='`,
	`</title></textarea></style></script><svg onload=window.pwned=1>`,
	`<a href="javascript:window.pwned=1">x</a><iframe srcdoc="<script>parent.pwned=1</script>">`,
	`javascript:window.pwned=1//`,
	`data:text/html,<script>window.pwned=1</script>`,
	`{{constructor.constructor('window.pwned=1')()}}${window.pwned=1}`,
	`<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=https://evil.example/">`,
	`<mark><form action=//evil.example><input name=q autofocus onfocus=window.pwned=1>`,
	"--><style>@import'//evil.example/x.css';</style><link rel=stylesheet href=//evil.example>",
}

// TestBrowserHostileData imports organisations whose every text is a payload and
// looks at every page that shows them, with scripts allowed: nothing runs, nothing
// is asked of another host, links lead to the web only, and the text is shown as
// it was written.
func TestBrowserHostileData(t *testing.T) {
	s := serveSite(t)
	commands := s.commands(t)
	b := newTab(t, startBrowser(t), s)

	var records strings.Builder
	for i, p := range payloads {
		link := "https://evil.example/" + url.PathEscape(p) + `?x=%22onmouseover=window.pwned=1`
		record := map[string]any{
			"id": fmt.Sprintf("hostile-%d", i), "kind": "cluster", "name": p + " Hostilia", "native_name": "Враждебен " + p, "other_names": []string{p + "a"},
			"country": "BG", "region": "BG341", "city": p, "website": link, "status": "active",
			"sectors": []string{"furniture"}, "keywords": []string{p}, "offers": []string{p}, "needs": []any{map[string]any{"text": p}},
			"projects": []string{p}, "description": p + "\n\n" + p, "descriptions": map[string]string{"bg": p},
			"source": link, "source_date": "2026", "note": p,
			"field_sources": map[string]any{"founded": map[string]any{"source": link, "note": p}},
		}
		line, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		records.Write(line)
		records.WriteByte('\n')
	}
	load := func(text string) *catalogue.Report {
		t.Helper()
		r, err := commands.Import(t.Context(), control.ImportRequest{By: "test " + payloads[0],
			Files: []catalogue.ImportFile{{Name: "organisations-hostile.ndjson", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}}})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if r := load(records.String()); r.Refused() {
		t.Fatalf("the import is refused: %v", r.Faults)
	}

	// Addresses that are not of the web never get in.
	for _, u := range []string{`javascript:window.pwned=1`, `data:text/html,<script>window.pwned=1</script>`, ` JaVaScRiPt:window.pwned=1`, `//evil.example/`} {
		for _, field := range []string{"website", "source"} {
			line, err := json.Marshal(map[string]any{"id": "hostile-link", "kind": "sme", "name": "Link", "country": "BG", field: u})
			if err != nil {
				t.Fatal(err)
			}
			if r := load(string(line) + "\n"); !r.Refused() {
				t.Errorf("%s %q was taken", field, u)
			}
		}
	}

	// The one style element that may be there is the site's own sheet, first in the
	// head (the browser applies it by its hash).
	looked := 0
	look := func(path string, status int64, shown ...string) {
		t.Helper()
		b.open(path, status)
		b.until("true")
		looked++
		if evaluate[bool](b, `window.pwned !== undefined`) {
			t.Errorf("%s: a payload ran", path)
		}
		for _, wrong := range evaluate[[]string](b, `[
			...[...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on') || a.name === 'style' || a.name === 'srcdoc')),
			...document.querySelectorAll('iframe, object, embed, base, meta[http-equiv], style:not(head > style:first-of-type), script:not([src^="/static/"]), img, form[action*="evil"]'),
			...[...document.querySelectorAll('head > style')].filter((e) => !e.textContent.startsWith(':root{color-scheme') || e.textContent.includes('evil')),
			...[...document.querySelectorAll('a[href], link[href]')].filter((e) => !/^https?:$/.test(new URL(e.href).protocol)),
		].map((e) => e.outerHTML.slice(0, 200))`) {
			t.Errorf("%s: a payload became part of the page: %s", path, wrong)
		}
		text := strings.Join(strings.Fields(evaluate[string](b, `document.body.innerText`)), " ")
		for _, want := range shown {
			if !strings.Contains(text, strings.Join(strings.Fields(want), " ")) {
				t.Errorf("%s: does not show %q as it was written", path, want)
			}
		}
	}
	for _, lang := range []string{"en", "bg"} {
		for i, p := range payloads {
			look(fmt.Sprintf("/%s/organisations/hostile-%d", lang, i), 200, p+" Hostilia", "Враждебен "+p)
		}
		look("/"+lang+"/search?q=hostilia", 200, payloads[0]+" Hostilia")
		look("/"+lang+"/search?q=hostilia&sort=name", 200)
		look("/"+lang+"/search?q=pwned", 200)
		look("/"+lang+"/opportunities?q=hostilia", 200, payloads[0])
		look("/"+lang+"/shortlist?ids=hostile-0,hostile-1&add=hostilia", 200, payloads[0]+" Hostilia")
		look("/"+lang+"/", 200)
		for _, p := range payloads {
			q := url.QueryEscape(p)
			status := int64(200)
			if code, _, err := fetch(t.Context(), s.url+"/"+lang+"/search?q="+q); err == nil && code == 400 {
				status = 400 // not every payload is a question
			}
			look("/"+lang+"/search?q="+q, status)
			look("/"+lang+"/search?kind="+q+"&"+q+"="+q, 400, p[:min(len(p), 30)]) // values are quoted in part
			look("/"+lang+"/organisations/"+url.PathEscape(p), 404)
			look("/"+lang+"/shortlist?ids="+q, 200)
			look("/"+lang+"/search?q=hostilia&shortlist="+q, 200)
			look("/"+url.PathEscape(p)+"/", 404)
		}
	}
	for _, path := range []string{"/api/v1/organisations/hostile-0", "/api/v1/organisations?q=hostilia", "/api/v1/organisations/hostile-0/history"} {
		b.open(path, 200) // its answer has no icon of its own
		looked++
		if evaluate[bool](b, `window.pwned !== undefined`) {
			t.Errorf("%s: a payload ran", path)
		}
	}
	t.Logf("looked at %d pages with %d payloads in every text of a record and of an address", looked, len(payloads))
}
