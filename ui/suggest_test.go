package ui

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// TestSuggestTemplate: every search field brings what scripts make its
// suggestions of, and nothing of it is in the page before they do.
func TestSuggestTemplate(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, c := range []struct {
		path string
		of   directory.RecordType
	}{
		{"/en/", directory.Organisations}, {"/bg/search", directory.Organisations}, {"/en/events", directory.Events},
		{"/bg/calls", directory.Calls}, {"/en/projects", directory.Projects}, {"/bg/help", directory.Organisations},
	} {
		a := get(t, h, c.path).want(200)
		fields := 0
		for _, n := range all(a.doc, "input") {
			for _, at := range n.Attr {
				if at.Key == "data-search" {
					fields++
				}
			}
		}
		templates := all(a.doc, "template")
		if fields != 1 || len(templates) != 1 {
			t.Errorf("%s: %d search fields, %d templates", c.path, fields, len(templates))
			continue
		}
		if got, want := attr(templates[0], "data-suggest"), "/api/v1/suggest?lang="+c.path[1:3]; got != want {
			t.Errorf("%s: suggestions come from %q, want %q", c.path, got, want)
		}
		if found := attr(templates[0], "data-found"); strings.Count(found, "{n}") != 1 {
			t.Errorf("%s: the number is said as %q", c.path, found)
		}
		var kinds []catalogue.CompletionOf
		for _, n := range all(templates[0], "div") {
			kinds = append(kinds, catalogue.CompletionOf(attr(n, "data-of")))
		}
		if !slices.Equal(kinds, catalogue.CompletionsOf) {
			t.Errorf("%s: kinds %q, suggested are %q", c.path, kinds, catalogue.CompletionsOf)
		}
		for _, n := range all(a.doc, "") {
			if role := attr(n, "role"); role == "combobox" || role == "listbox" || role == "option" {
				t.Errorf("%s: a %s without scripts", c.path, role)
			}
		}
		// Every filter named takes what is suggested for it.
		v := vocabulary(t)
		for _, f := range strings.Fields(attr(templates[0], "data-facets")) {
			values := url.Values{f: {suggestedValue(t, v, f)}}
			if _, faults := search.ParseFor(c.of, values, v); len(faults) > 0 {
				t.Errorf("%s: %v is refused: %v", c.path, values, faults)
			}
		}
		if attr(templates[0], "data-facets") == "" {
			t.Errorf("%s: no filter takes suggestions", c.path)
		}
	}
}

// suggestedValue is a value as a suggestion has it for a parameter.
func suggestedValue(t *testing.T, v *directory.Vocabulary, parameter string) string {
	t.Helper()
	switch parameter {
	case "country":
		return "BG"
	case "region":
		return "BG341"
	}
	concepts := v.ConceptsOf(directory.Scheme(parameter))
	if len(concepts) == 0 {
		t.Fatalf("no concept of %q is suggested", parameter)
	}
	return concepts[0].Code()
}

// TestSuggestTemplateIsInert: what the template holds is no part of the page for
// a browser; the parser of the tests sees it below the template only.
func TestSuggestTemplateIsInert(t *testing.T) {
	a := get(t, serve(t, realCatalogue(t)), "/en/").want(200)
	for _, n := range all(a.doc, "") {
		if !strings.HasPrefix(attr(n, "class"), "suggest") {
			continue
		}
		inside := false
		for p := n.Parent; p != nil; p = p.Parent {
			inside = inside || p.Type == html.ElementNode && p.Data == "template"
		}
		if !inside {
			t.Errorf("%s is in the page", attr(n, "class"))
		}
	}
}
