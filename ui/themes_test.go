package ui

import (
	"strings"
	"testing"

	"euxine/internal/directory"
)

// TestThemes: every number of a theme leads to a list of as many, and each has something
// of every type.
func TestThemes(t *testing.T) {
	h := serve(t, realCatalogue(t))
	index := get(t, h, "/en/themes").want(200)
	cards := all(index.doc, "li", class("theme-card"))
	if len(cards) < 4 {
		t.Fatalf("%d themes", len(cards))
	}
	for _, c := range cards {
		for _, lang := range readerLanguages {
			path := strings.Replace(attr(all(c, "a", class("card-link"))[0], "href"), "/en/", "/"+string(lang)+"/", 1)
			a := get(t, h, path).want(200)
			figures := all(a.one("header", class("theme-head")), "dd")
			if len(figures) != 2+len(feedAndProjects) {
				t.Errorf("%s: figures %q", path, texts(figures))
			}
			for i, f := range figures {
				link := all(f, "a")
				if len(link) == 0 {
					t.Errorf("%s: figure %d is %s", path, i, text(f))
					continue
				}
				got := get(t, h, attr(link[0], "href")).want(200)
				if n := firstNumber(t, text(got.one("", class("results-count")))); n != firstNumber(t, text(f)) {
					t.Errorf("%s: %s promises %s, gives %d", path, attr(link[0], "href"), text(f), n)
				}
			}
			tried := 0
			for _, row := range all(a.one("section", class("tallies")), "a", class("tally-row")) {
				if tried++; tried%5 != 0 {
					continue
				}
				got := get(t, h, attr(row, "href")).want(200)
				if n, want := firstNumber(t, text(got.one("", class("results-count")))), text(all(row, "span", class("tally-count"))[0]); n != firstNumber(t, want) {
					t.Errorf("%s: %s promises %s, gives %d", path, attr(row, "href"), want, n)
				}
			}
			if tried < 10 || len(all(a.doc, "article", class("opp"))) < 3 {
				t.Errorf("%s: %d rows, %d offers and needs", path, tried, len(all(a.doc, "article", class("opp"))))
			}
			for _, id := range []string{"theme-calls", "theme-events", "theme-projects", "theme-who"} {
				if len(all(a.doc, "h2", with("id", id))) != 1 {
					t.Errorf("%s has no section %s", path, id)
				}
			}
		}
	}
	// What is open comes before what is over.
	a := get(t, h, "/en/themes/digital-tourism").want(200)
	if got := texts(all(a.one("section", class("is-events")), "a", class("ref-name"))); len(got) == 0 {
		t.Errorf("events %q", got)
	}
	for _, theme := range vocabulary(t).Themes() {
		for _, lang := range readerLanguages {
			if theme.Names[lang] == "" || theme.Texts[lang] == "" {
				t.Errorf("%s has no name or text in %s", theme.Code, lang)
			}
		}
		for _, lang := range directory.Languages {
			if theme.Names[lang] == "" {
				t.Errorf("%s has no name in %s", theme.Code, lang)
			}
		}
	}
}
