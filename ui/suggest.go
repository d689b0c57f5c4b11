package ui

import (
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// suggestKind is a kind of what a search field suggests while a person types.
type suggestKind struct {
	Of    catalogue.CompletionOf
	Title string
	Base  string // in front of a record's id in its address; "" of what is no record
}

// SuggestKinds are the kinds by which suggestions are grouped.
func (p Page) SuggestKinds() []suggestKind {
	record := func(of catalogue.CompletionOf, t directory.RecordType) suggestKind {
		return suggestKind{of, p.Of("list-title", t), p.Link(string(t) + "/")}
	}
	return []suggestKind{
		record(catalogue.CompletesOrganisation, directory.Organisations),
		{catalogue.CompletesConcept, p.T("suggest.concepts"), ""},
		{catalogue.CompletesPlace, p.T("suggest.places"), ""},
		record(catalogue.CompletesEvent, directory.Events),
		record(catalogue.CompletesCall, directory.Calls),
		record(catalogue.CompletesProject, directory.Projects),
	}
}

// SuggestFacets are the filters of the list the search box looks through that
// take the concepts and places suggested, parted by blanks. Those are told in
// the words of organisations, whose kinds are no kinds of event or call.
func (p Page) SuggestFacets() string {
	t := p.searches()
	var names []string
	for _, f := range search.FacetsOf(t) {
		if f == search.FacetKind && t != directory.Organisations {
			continue
		}
		if slices.Contains(search.Facets, f) && f != search.FacetHas {
			names = append(names, string(f))
		}
	}
	return strings.Join(names, " ")
}
