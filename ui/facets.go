package ui

import (
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// facetView is a facet as a group of check boxes.
type facetView struct {
	*Locale
	Name     string // the parameter
	Title    string
	Selected int
	Open     bool
	// Working says that the list of values is ours and not confirmed by its source.
	Working bool
	Lines   []facetLine
	// Folded are the lines beyond what is read at a glance.
	Folded     []facetLine
	FoldedOpen bool // one of them is selected
}

// facetLine is a value with those below it.
type facetLine struct {
	*Locale
	Name string // the parameter
	Form string // id of the form it belongs to
	catalogue.FacetValue
	Below []facetLine
	Open  bool // one of those below is selected
}

// facetLines is how many lines a facet shows unfolded. Two more are not worth
// a fold.
const (
	facetLines = 8
	facetSlack = 2
)

// openFacets are those open from the start: what most people narrow by.
var openFacets = map[search.Facet]bool{
	search.FacetState: true, search.FacetKind: true, search.FacetCountry: true, search.FacetSector: true,
}

// facetTitle is the name of a facet in the words of a record type: the country
// of a call is one that may apply.
func (l *Locale) facetTitle(t directory.RecordType, f search.Facet) string {
	switch {
	case f == search.FacetCountry && t == directory.Calls:
		return l.T("facet.country-calls")
	case f == search.FacetCountry && t == directory.Projects:
		return l.T("facet.country-projects")
	}
	return l.Of("facet", f)
}

// searchForm is the id of the form of a search.
const searchForm = "search-form"

// facets are facets as groups of check boxes of a form.
func (u *UI) facets(l *Locale, form string, t directory.RecordType, counts []catalogue.FacetCounts) []facetView {
	var list []facetView
	for _, f := range counts {
		if len(f.Values) == 0 {
			continue
		}
		lines, _ := nest(l, form, t, string(f.Facet), f.Values, 0)
		v := facetView{Locale: l, Name: string(f.Facet), Title: l.facetTitle(t, f.Facet), Selected: f.Selected, Lines: lines,
			Open: f.Selected > 0 || openFacets[f.Facet]}
		if scheme := f.Facet.SchemeFor(t); scheme != "" {
			if info, ok := u.vocabulary.Scheme(scheme); ok {
				v.Working = info.Status != "" && info.Status != "verified"
			}
		}
		if len(lines) > facetLines+facetSlack {
			v.Lines, v.Folded = lines[:facetLines:facetLines], lines[facetLines:]
			v.FoldedOpen = anySelected(v.Folded)
		}
		list = append(list, v)
	}
	return list
}

// nest makes a tree of values in tree order, from the first of the given depth
// on; rest is what lies above that depth again.
func nest(l *Locale, form string, t directory.RecordType, name string, values []catalogue.FacetValue, depth int) (lines []facetLine, rest []catalogue.FacetValue) {
	for len(values) > 0 && values[0].Depth >= depth {
		line := facetLine{Locale: l, Name: name, Form: form, FacetValue: values[0]}
		line.Label = l.valueLabel(t, name, line.Label)
		line.Below, values = nest(l, form, t, name, values[1:], values[0].Depth+1)
		line.Open = anySelected(line.Below)
		lines = append(lines, line)
	}
	return lines, values
}

// namedHere are the facets whose values are words of the pages, not of the
// vocabulary.
var namedHere = []search.Facet{search.FacetHas, search.FacetLacks}

// valueLabel is the label of a parameter's value as the catalogue gives it, in
// the reader's language where it is the pages' to name.
func (l *Locale) valueLabel(t directory.RecordType, parameter, label string) string {
	if parameter == string(search.FacetState) {
		return l.StateName(t, label)
	}
	for _, f := range namedHere {
		if parameter == string(f) {
			return l.Of(parameter, label)
		}
	}
	return label
}

func anySelected(lines []facetLine) bool {
	for _, l := range lines {
		if l.Selected || anySelected(l.Below) {
			return true
		}
	}
	return false
}
