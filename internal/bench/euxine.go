package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"euxine/indexer"
	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

// euxine is the product's store and index, without what reads words for meanings.
type euxine struct {
	dir string
	s   *boltstore.Store
	x   *indexer.Index
	w   *world
}

func openEuxine(dir string) (engine, error) {
	s, err := boltstore.Create(filepath.Join(dir, "store.db"), boltstore.Options{})
	if err != nil {
		return nil, err
	}
	return &euxine{dir: dir, s: s}, nil
}

func (e *euxine) load(ctx context.Context, w *world, records int) (err error) {
	e.w = w
	var ops []store.Op
	apply := func() error {
		_, err := e.s.Apply(ctx, store.Batch{By: "bench", At: time.Now(), Ops: ops})
		ops = ops[:0]
		return err
	}
	for p := range w.profiles(records) {
		if ops = append(ops, store.Op{Put: p.organisation()}); len(ops) == store.MaxOps {
			if err := apply(); err != nil {
				return err
			}
		}
	}
	if len(ops) > 0 {
		if err := apply(); err != nil {
			return err
		}
	}
	e.x, err = indexer.Open(ctx, indexer.Config{Dir: filepath.Join(e.dir, "index"), Store: e.s, Vocabulary: w.vocabulary, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	return e.x.WaitReady(ctx)
}

func (e *euxine) search(ctx context.Context, q query) (answer, error) {
	question := search.Question{Type: directory.Organisations, Sort: search.SortRelevance, Page: 1, PerPage: 20, WithFacets: true,
		Filters: search.Filters{Values: map[search.Facet][]string{}}}
	for f, value := range q.filters {
		question.Filters.Values[facets[f]] = []string{value}
	}
	for i, w := range q.words {
		term := search.Terms(w)[0]
		term.Prefix = q.prefix && i == len(q.words)-1
		question.Terms = append(question.Terms, term)
	}
	question.Groups = search.PlainReading(question.Terms)
	if q.typo {
		near, err := e.x.Spellings(ctx, question.Groups[0].Words)
		if err != nil {
			return answer{}, err
		}
		question.Groups[0].Words[0].Near = near[0]
	}
	r, err := e.x.Search(ctx, question)
	a := answer{total: r.Total}
	for _, c := range r.Facets[search.FacetCountry] {
		a.countries += c.Count
	}
	return a, err
}

func (e *euxine) close() error {
	var err error
	if e.x != nil {
		err = e.x.Close()
	}
	return errors.Join(err, e.s.Close())
}
