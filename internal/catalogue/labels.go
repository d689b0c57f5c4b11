package catalogue

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// CountryName is the country's name in l: the directory's own for its region,
// CLDR's for others, the code when there is none.
func CountryName(v *directory.Vocabulary, code directory.CountryCode, l directory.Language) string {
	if _, ok := v.Region(directory.RegionCode(code)); ok {
		return v.RegionName(directory.RegionCode(code), l)
	}
	region, err := language.ParseRegion(string(code))
	if err != nil {
		return string(code)
	}
	if names := display.Regions(language.Make(string(l))); names != nil { // nil: a language CLDR lacks
		if name := names.Name(region); name != "" {
			return name
		}
	}
	return cmp.Or(display.English.Regions().Name(region), string(code))
}

func (c *Catalogue) countryLabel(code directory.CountryCode, l directory.Language) Labelled {
	return Labelled{string(code), CountryName(c.vocabulary, code, l)}
}

func (c *Catalogue) kindLabel(k directory.Kind, l directory.Language) Labelled {
	return Labelled{string(k), c.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, string(k)), l)}
}

func (c *Catalogue) excellenceLabel(e directory.ExcellenceLabel, l directory.Language) Labelled {
	if e == "" {
		return Labelled{}
	}
	return Labelled{string(e), c.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeLabel, string(e)), l)}
}

func (c *Catalogue) conceptLabels(ids []directory.ConceptID, l directory.Language) []Labelled {
	list := make([]Labelled, len(ids))
	for i, id := range ids {
		list[i] = Labelled{id.Code(), c.vocabulary.ConceptLabel(id, l)}
	}
	return list
}

// valueLabel is the label of a facet's value. Values that are no concepts or
// places (has, lacks, state) are their own labels: pages name them.
func (c *Catalogue) valueLabel(t directory.RecordType, f search.Facet, value string, l directory.Language) string {
	switch f {
	case search.FacetCountry:
		return CountryName(c.vocabulary, directory.CountryCode(value), l)
	case search.FacetRegion:
		return c.vocabulary.RegionName(directory.RegionCode(value), l)
	}
	scheme := f.SchemeFor(t)
	if scheme == "" {
		return value
	}
	return c.vocabulary.ConceptLabel(directory.NewConceptID(scheme, value), l)
}

// facetCounts arranges the counts of a facet for showing.
func (c *Catalogue) facetCounts(t directory.RecordType, f search.Facet, counts []search.Count, selected []string, l directory.Language) FacetCounts {
	fc := FacetCounts{Facet: f, Selected: len(selected)}
	number := map[string]int{}
	for _, n := range counts {
		number[n.Value] = n.Count
	}
	for _, s := range selected {
		number[s] += 0 // a selected value is listed though nothing carries it
	}
	// Children of each value among those that occur; "" for the top.
	children := map[string][]FacetValue{}
	for v, n := range number {
		parent := c.parentValue(t, f, v, number)
		children[parent] = append(children[parent], FacetValue{Value: v, Label: c.valueLabel(t, f, v, l),
			Count: n, Selected: slices.Contains(selected, v)})
	}
	// Dear, and asked for only where two values have the same count.
	coll := sync.OnceValue(func() *collate.Collator { return collate.New(language.Make(string(l))) })
	var list func(parent string, depth int)
	list = func(parent string, depth int) {
		values := children[parent]
		slices.SortFunc(values, func(a, b FacetValue) int {
			if n := cmp.Compare(b.Count, a.Count); n != 0 {
				return n
			}
			return cmp.Or(coll().CompareString(a.Label, b.Label), strings.Compare(a.Value, b.Value))
		})
		for _, v := range values {
			v.Depth = depth
			fc.Values = append(fc.Values, v)
			list(v.Value, depth+1)
		}
	}
	list("", 0)
	return fc
}

// parentValue is the nearest value above that is listed as well, "" at the top.
func (c *Catalogue) parentValue(t directory.RecordType, f search.Facet, value string, listed map[string]int) string {
	var path []string
	switch {
	case f == search.FacetRegion:
		for _, r := range c.vocabulary.RegionPath(directory.RegionCode(value)) {
			path = append(path, string(r))
		}
	case f.SchemeFor(t) != "":
		for _, id := range c.vocabulary.ConceptPath(directory.NewConceptID(f.SchemeFor(t), value)) {
			path = append(path, id.Code())
		}
	}
	if len(path) < 2 {
		return ""
	}
	for _, v := range path[1:] {
		if _, ok := listed[v]; ok {
			return v
		}
	}
	return ""
}
