package main

import (
	"context"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/simple"
	blevequery "github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"euxine/internal/search"
)

// raw is Bleve as its documentation has it: two text fields, facets from doc values.
type raw struct {
	index  bleve.Index
	counts bool
}

func openBleve(dir string, counts bool) (engine, error) {
	doc := bleve.NewDocumentStaticMapping()
	for _, f := range []string{"name", "text"} {
		m := bleve.NewTextFieldMapping()
		m.Analyzer, m.Store, m.DocValues, m.IncludeInAll = simple.Name, false, false, false
		doc.AddFieldMappingsAt(f, m)
	}
	for _, f := range facets {
		m := bleve.NewTextFieldMapping()
		m.Analyzer, m.Store, m.IncludeInAll, m.IncludeTermVectors = keyword.Name, false, false, false
		doc.AddFieldMappingsAt(string(f), m)
	}
	doc.AddSubDocumentMapping("_all", bleve.NewDocumentDisabledMapping())
	m := bleve.NewIndexMapping()
	m.DefaultMapping, m.ScoringModel = doc, bleveindex.BM25Scoring
	index, err := bleve.New(filepath.Join(dir, "index"), m)
	if err != nil {
		return nil, err
	}
	return &raw{index, counts}, nil
}

func (r *raw) load(ctx context.Context, w *world, records int) error {
	batch := r.index.NewBatch()
	for p := range w.profiles(records) {
		d := map[string]any{"name": p.name, "text": p.text}
		for i, f := range facets {
			d[string(f)] = p.facets[i]
		}
		if err := batch.Index(p.id, d); err != nil {
			return err
		}
		if batch.Size() == 1000 {
			if err := r.index.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return r.index.Batch(batch)
}

func (r *raw) search(ctx context.Context, q query) (answer, error) {
	ask := func(but int) (*bleve.SearchResult, error) {
		var all []blevequery.Query
		for i, w := range q.words {
			var either []blevequery.Query
			for field, boost := range map[string]float64{"name": 10, "text": 1} {
				var one interface {
					blevequery.Query
					SetField(string)
					SetBoost(float64)
				}
				switch {
				case q.prefix && i == len(q.words)-1:
					one = bleve.NewPrefixQuery(w)
				case q.typo:
					f := bleve.NewFuzzyQuery(w)
					f.SetFuzziness(1)
					one = f
				default:
					one = bleve.NewTermQuery(w)
				}
				one.SetField(field)
				one.SetBoost(boost)
				either = append(either, one)
			}
			all = append(all, bleve.NewDisjunctionQuery(either...))
		}
		for f, value := range q.filters {
			if f != but {
				t := bleve.NewTermQuery(value)
				t.SetField(string(facets[f]))
				t.SetBoost(0)
				all = append(all, t)
			}
		}
		var full blevequery.Query = bleve.NewMatchAllQuery()
		if len(all) > 0 {
			full = bleve.NewConjunctionQuery(all...)
		}
		size := 20
		if but >= 0 {
			size = 0
		}
		req := bleve.NewSearchRequestOptions(full, size, 0, false)
		if r.counts {
			for i, f := range facets {
				if _, filtered := q.filters[i]; filtered == (but == i) {
					req.AddFacet(string(f), bleve.NewFacetRequest(string(f), 300))
				}
			}
		}
		return r.index.SearchInContext(ctx, req)
	}
	result, err := ask(-1)
	if err != nil {
		return answer{}, err
	}
	a := answer{total: int(result.Total), countries: -1}
	if !r.counts {
		return a, nil
	}
	counted := result
	for f := range q.filters { // the counts of a filtered facet are without its filter
		without, err := ask(f)
		if err != nil {
			return answer{}, err
		}
		if facets[f] == search.FacetCountry {
			counted = without
		}
	}
	a.countries = 0
	if f := counted.Facets[string(search.FacetCountry)]; f != nil {
		for _, t := range f.Terms.Terms() {
			a.countries += t.Count
		}
	}
	return a, nil
}

func (r *raw) close() error { return r.index.Close() }
