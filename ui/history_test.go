package ui

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func versionsOf(a answer) []string {
	return texts(all(a.doc, "li", class("change")))
}

// TestHistoryPage: every version is told with what it changed, of a removed record too.
func TestHistoryPage(t *testing.T) {
	d := told(t)
	d.imports(t, 10, "third.ndjson", line("bg-better", "Better Cluster", "BG", `,"founded":2001,"keywords":["wine","honey"]`),
		line("bg-heir", "Heir Cluster", "BG", `,"former_ids":["bg-forebear"]`))
	d.remove(t, 12, "cleaning", "ro-other")
	for path, want := range map[string][]string{
		"/en/organisations/bg-better/history": {"Changed 10 November 2026, 09:30 UTC Import of third.ndjson Keywords before: − cheese now: + honey",
			"Changed 9 November 2026, 09:30 UTC Import of second.ndjson Founded nothing → now: 2001 Keywords nothing → now: wine now: cheese",
			"Added 2 November 2026, 09:30 UTC Import of first.ndjson"},
		"/en/organisations/ro-other/history": {"Removed 12 November 2026, 09:30 UTC cleaning", "Changed 9 November 2026, 09:30 UTC Import of second.ndjson Founded nothing → now: 1999",
			"Added 2 November 2026, 09:30 UTC Import of first.ndjson"},
	} {
		a := get(t, d, path).want(200)
		if got := versionsOf(a); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s says\n%s\nwant\n%s", path, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		record := strings.TrimSuffix(path, "/history")
		gone := strings.Contains(path, "ro-other")
		if got := len(all(a.one("main"), "a", with("href", record))); (got == 0) != gone || strings.Contains(text(a.one("main")), "no longer") != gone {
			t.Errorf("%s: %d links to the record", path, got)
		}
	}
	if got := text(get(t, d, "/en/organisations/ro-other/history").one("h1")); got != "History of Other Cluster" {
		t.Errorf("a removed record is headed %q", got)
	}
	if a := get(t, d, "/bg/organisations/bg-forebear/history"); a.status != http.StatusMovedPermanently || a.header.Get("Location") != "/bg/organisations/bg-heir/history" {
		t.Errorf("a former id gives %d and %q", a.status, a.header.Get("Location"))
	}
	for path, status := range map[string]int{"bg-nobody/history": 404, "bg-better/history?before=0": 400, "bg-better/history?before=1e3": 400, "bg-better/history?since=2026": 400} {
		get(t, d, "/en/organisations/"+path).want(status)
	}
}

// TestHistoryPages: what does not fit on a page is on the next, each version once and
// beside the one before it.
func TestHistoryPages(t *testing.T) {
	d := newDiary(t)
	const versions = 2*maxVersions + 5
	for i := range versions {
		d.imports(t, 1+i%28, "n.ndjson", line("bg-busy", "Busy Cluster", "BG", fmt.Sprintf(`,"founded":%d`, 1900+i)))
	}
	var got []string
	pages := 0
	for path := "/en/organisations/bg-busy/history"; path != ""; pages++ {
		a := get(t, d, path).want(200)
		got = append(got, versionsOf(a)...)
		path = ""
		for _, next := range all(a.one("main"), "a", with("rel", "next nofollow")) {
			path = attr(next, "href")
		}
	}
	if pages != 3 || len(got) != versions {
		t.Fatalf("%d pages with %d versions, want 3 with %d", pages, len(got), versions)
	}
	for i, v := range got[:versions-1] {
		year := 1900 + versions - 1 - i
		if want := fmt.Sprintf("Founded before: %d → now: %d", year-1, year); !strings.HasSuffix(v, want) {
			t.Errorf("version %d is %q, want %q", i, v, want)
		}
	}
	if !strings.HasPrefix(got[versions-1], "Added") {
		t.Errorf("the oldest is %q", got[versions-1])
	}
}
