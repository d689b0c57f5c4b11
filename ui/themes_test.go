package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
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

// TestSoonestOfMany: of more open calls and coming events than a page of an answer holds,
// those that close and begin next are shown, first of all the next one.
func TestSoonestOfMany(t *testing.T) {
	d := newDiary(t) // 1 November 2026
	var ops []store.Op
	of := []directory.Tag{{Concept: "sector:environmental-services"}} // of the theme green-innovators
	after := func(days int) directory.Date { return directory.DateOf(d.now.AddDate(0, 0, days)) }
	for i := range search.MaxPerPage + 20 {
		ops = append(ops,
			store.Op{Put: &directory.Call{Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("call-%03d", i))}, Kind: "grant", Title: fmt.Sprintf("Grant %03d", i),
				Lots: []directory.Lot{{Opens: after(-30), Closes: after(5 + i)}}, Concepts: of}},
			store.Op{Put: &directory.Event{Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("event-%03d", i))}, Kind: "fair", Title: fmt.Sprintf("Fair %03d", i),
				Start: after(5 + i), Place: directory.Place{Country: "BG"}, Concepts: of}})
	}
	for chunk := range slices.Chunk(ops, 100) {
		if _, err := d.store.Apply(t.Context(), store.Batch{Ops: chunk, By: "test", At: d.now}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.index.Reindex(t.Context()); err != nil {
		t.Fatal(err)
	}
	theme, calls, events := get(t, d, "/en/themes/green-innovators").want(200), get(t, d, "/en/calls").want(200), get(t, d, "/en/events").want(200)
	for _, c := range []struct {
		in    *html.Node
		title string
		shown int
	}{
		{theme.one("section", class("is-calls")), "Grant", themeItems},
		{theme.one("section", class("is-events")), "Fair", themeItems},
		{calls.one("section", class("is-open")), "Grant", sectionLines},
		{events.one("section", class("is-coming")), "Fair", sectionLines},
	} {
		var want []string
		for i := range c.shown {
			want = append(want, fmt.Sprintf("%s %03d", c.title, i))
		}
		got := append(texts(all(c.in, "a", class("ref-name"))), texts(all(c.in, "a", class("card-link")))...)
		if !slices.Equal(got, want) {
			t.Errorf("shown are %q, want %q", got, want)
		}
	}
}

// faceted counts the questions that ask for facets.
type faceted struct {
	Catalogue
	asked, of int
}

func (f *faceted) count(q search.Question) {
	if f.of++; q.WithFacets {
		f.asked++
	}
}

func (f *faceted) Search(ctx context.Context, q search.Question) (*catalogue.Answer, error) {
	f.count(q)
	return f.Catalogue.Search(ctx, q)
}

func (f *faceted) Items(ctx context.Context, q search.Question) (*catalogue.ItemAnswer, error) {
	f.count(q)
	return f.Catalogue.Items(ctx, q)
}

// TestThemesAskForNoFacets: the list of themes shows totals alone, and facets of every
// theme and type cost more than the totals.
func TestThemesAskForNoFacets(t *testing.T) {
	f := &faceted{Catalogue: realCatalogue(t)}
	h := serve(t, f)
	get(t, h, "/en/themes").want(200)
	if want := len(vocabulary(t).Themes()) * (1 + len(feedAndProjects)); f.of != want || f.asked > 0 {
		t.Errorf("%d of %d questions ask for facets, want 0 of %d", f.asked, f.of, want)
	}
	// A theme's page has tallies of organisations, and looks at the states of the others.
	get(t, h, "/en/themes/digital-tourism").want(200)
	if want := 1 + len(feedAndProjects); f.asked != want {
		t.Errorf("a theme's page asks for facets %d times, want %d", f.asked, want)
	}
}
