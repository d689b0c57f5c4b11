package catalogue

import (
	"cmp"

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
	case search.FacetOffer, search.FacetNeed:
		return c.vocabulary.ConceptLabel(directory.ConceptID(value), l)
	}
	scheme := f.SchemeFor(t)
	if scheme == "" {
		return value
	}
	return c.vocabulary.ConceptLabel(directory.NewConceptID(scheme, value), l)
}
