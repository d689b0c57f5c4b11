package main

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/seed"
)

// document is an organisation as a table holds it: three columns of text by
// weight, and what it can be filtered by.
type document struct {
	id     string
	names  []string
	labels []string // of its concepts and places, in every language
	texts  []string
	facets []facetValue
}

// facetValue is a value a document can be filtered by, such as country BG.
type facetValue struct{ facet, value string }

// facetMember is what documents are filtered by cluster with.
const facetMember = "member_of"

// documents are the organisations of the seed, read as the program reads them.
func documents(v *directory.Vocabulary) ([]document, error) {
	files, err := fs.Glob(seed.Files, "organisations-*.ndjson")
	if err != nil {
		return nil, err
	}
	var docs []document
	m := exchange.NewMapping(v)
	for _, name := range files {
		f, err := seed.Files.Open(name)
		if err != nil {
			return nil, err
		}
		err = m.Read(exchange.Source{File: path.Base(name), Reader: f}, func(it exchange.Item) error {
			if len(it.Faults) > 0 {
				return it.Faults[0]
			}
			o, ok := it.Record.(*directory.Organisation)
			if !ok {
				return fmt.Errorf("line %d is no organisation: %w", it.Line, directory.ErrInvalid)
			}
			docs = append(docs, newDocument(o, v))
			return nil
		})
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	return docs, nil
}

func newDocument(o *directory.Organisation, v *directory.Vocabulary) document {
	d := document{id: string(o.ID)}
	for _, t := range search.TextsOf(o, v) {
		switch t.Field {
		case search.InName, search.InAcronym:
			d.names = append(d.names, t.Text)
		case search.InPlace:
			d.labels = append(d.labels, t.Text)
		default:
			d.texts = append(d.texts, t.Text)
		}
	}
	d.place(o.Place, v)
	d.add(search.FacetKind, string(o.Kind))
	d.concept(directory.NewConceptID(directory.SchemeKind, string(o.Kind)), v)
	if o.Label != "" {
		d.add(search.FacetLabel, string(o.Label))
		d.concept(directory.NewConceptID(directory.SchemeLabel, string(o.Label)), v)
	}
	for _, t := range o.Concepts {
		for _, id := range v.ConceptPath(t.Concept) {
			d.add(search.Facet(id.Scheme()), id.Code())
			d.concept(id, v)
		}
	}
	for what, has := range map[string]bool{"offers": len(o.Offers) > 0, "needs": len(o.Needs) > 0, "website": o.Website != ""} {
		if has {
			d.add(search.FacetHas, what)
		}
	}
	for _, id := range o.MemberOf {
		d.add(facetMember, string(id))
	}
	d.names, d.labels, d.texts = distinct(d.names), distinct(d.labels), distinct(d.texts)
	slices.SortFunc(d.facets, func(a, b facetValue) int {
		return strings.Compare(a.facet+"\x00"+a.value, b.facet+"\x00"+b.value)
	})
	d.facets = slices.Compact(d.facets)
	return d
}

func (d *document) add(f search.Facet, value string) {
	d.facets = append(d.facets, facetValue{string(f), value})
}

// place gives country and region, with all the region lies in, and what town,
// regions and country are called in every language.
func (d *document) place(p directory.Place, v *directory.Vocabulary) {
	if p.Country != "" {
		d.add(search.FacetCountry, string(p.Country))
	}
	if c := v.City(p.Country, p.City); c != nil {
		d.inLanguages(c.Names)
		d.labels = append(d.labels, c.OtherNames...)
	}
	path := v.RegionPath(p.Region)
	if len(path) == 0 {
		path = v.RegionPath(directory.RegionCode(p.Country))
	}
	for _, code := range path {
		d.add(search.FacetRegion, string(code))
		if r, ok := v.Region(code); ok {
			d.inLanguages(r.Names)
		}
	}
}

// concept gives what a concept is called in every language.
func (d *document) concept(id directory.ConceptID, v *directory.Vocabulary) {
	c, ok := v.Concept(id)
	if !ok {
		return
	}
	d.inLanguages(c.PrefLabel)
	for _, l := range directory.Languages {
		d.labels = append(append(d.labels, c.AltLabel[l]...), c.HiddenLabel[l]...)
	}
}

func (d *document) inLanguages(names map[directory.Language]string) {
	for _, l := range directory.Languages {
		if names[l] != "" {
			d.labels = append(d.labels, names[l])
		}
	}
}

// distinct drops what was there before.
func distinct(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(s string) bool {
		was := seen[s]
		seen[s] = true
		return was
	})
}
