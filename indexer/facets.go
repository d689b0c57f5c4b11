package indexer

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"

	blevesearch "github.com/blevesearch/bleve/v2/search"

	"euxine/internal/search"
)

// counter counts facets over everything that matches a question. It is the one
// place where counting happens, so that a faster way can take its place: walk
// is called once per question with the hits of its base query.
//
// One pass serves all facets. A hit that satisfies every facet filter counts
// everywhere; one that fails exactly one facet's filter counts in that facet
// alone, since a facet's counts leave out its own filter.
type counter struct {
	facets   []search.Facet
	day      int // states are told by
	selected map[search.Facet]map[string]bool
	counts   map[search.Facet]map[string]int
}

func newCounter(q search.Question) *counter {
	c := &counter{facets: search.CountedOf(typeOf(q)), day: search.Day(q.Today.First()),
		selected: map[search.Facet]map[string]bool{}, counts: map[search.Facet]map[string]int{}}
	for _, facet := range c.facets {
		c.counts[facet] = map[string]int{}
		for _, v := range q.Filters.Values[facet] {
			if c.selected[facet] == nil {
				c.selected[facet] = map[string]bool{}
			}
			c.selected[facet][v] = true
		}
	}
	return c
}

// fieldsOf lists the doc-value fields of the facets, in their order.
func fieldsOf(facets []search.Facet) []string {
	fields := make([]string, len(facets))
	for i, f := range facets {
		if fields[i] = string(f); f == search.FacetState {
			fields[i] = fieldSpans
		}
	}
	return fields
}

// tellStates puts the state in the place of the spans it is told from.
func tellStates(facets []search.Facet, values [][]string, day int) {
	for i, f := range facets {
		if f == search.FacetState {
			values[i] = append(values[i][:0], stateOf(values[i], day))
		}
	}
}

// add counts one hit; values are those of fieldsOf(c.facets).
func (c *counter) add(values [][]string) {
	tellStates(c.facets, values, c.day)
	failed, fails := search.Facet(""), 0
	for i, facet := range c.facets {
		want := c.selected[facet]
		if want != nil && !slices.ContainsFunc(values[i], func(v string) bool { return want[v] }) {
			failed = facet
			if fails++; fails > 1 {
				return
			}
		}
	}
	for i, facet := range c.facets {
		if fails == 0 || facet == failed {
			for _, v := range values[i] {
				c.counts[facet][v]++
			}
		}
	}
}

// result is the counts by falling count, then value.
func (c *counter) result() map[search.Facet][]search.Count {
	result := map[search.Facet][]search.Count{}
	for facet, counts := range c.counts {
		if len(counts) == 0 {
			continue
		}
		list := make([]search.Count, 0, len(counts))
		for v, n := range counts {
			list = append(list, search.Count{Value: v, Count: n})
		}
		slices.SortFunc(list, func(a, b search.Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
		})
		result[facet] = list
	}
	return result
}

// checkEvery is how many hits are visited between looks at the context.
const checkEvery = 1024

// walk visits all that match a query and hands on their values in the doc-value
// fields, in the order of the fields. The values are reused between calls.
func walk(ctx context.Context, reader bleveindex.IndexReader, m mapping.IndexMapping, q query.Query,
	fields []string, visit func(values [][]string)) error {
	searcher, err := q.Searcher(ctx, reader, m, blevesearch.SearcherOptions{Score: "none"})
	if err != nil {
		return err
	}
	defer searcher.Close()
	docValues, err := reader.DocValueReader(fields)
	if err != nil {
		return err
	}
	at := make(map[string]int, len(fields))
	for i, f := range fields {
		at[f] = i
	}
	values := make([][]string, len(fields))
	pool := blevesearch.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0)
	sc := &blevesearch.SearchContext{DocumentMatchPool: pool, IndexReader: reader}
	interned := map[string]string{} // few distinct values occur; no string per hit
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		hit, err := searcher.Next(sc)
		if err != nil {
			return err
		}
		if hit == nil {
			return nil
		}
		for i := range values {
			values[i] = values[i][:0]
		}
		err = docValues.VisitDocValues(hit.IndexInternalID, func(field string, term []byte) {
			s, ok := interned[string(term)]
			if !ok {
				s = string(term)
				interned[s] = s
			}
			i := at[field]
			values[i] = append(values[i], s)
		})
		if err != nil {
			return err
		}
		visit(values)
		pool.Put(hit)
	}
}

// aggregate sums over all combinations of values of the dimensions.
type aggregate struct {
	facets []search.Facet
	day    int
	cells  map[string]*search.Cell
	m      search.Measure
}

// add takes the values of one hit: one list per dimension and, last, its member
// count as text.
func (a *aggregate) add(values [][]string) {
	dimensions := values[:len(values)-1]
	tellStates(a.facets, dimensions, a.day)
	members := 0
	if list := values[len(values)-1]; len(list) > 0 {
		members, _ = strconv.Atoi(list[0]) // written by Itoa
	}
	var each func(chosen []string)
	each = func(chosen []string) {
		if len(chosen) == len(dimensions) {
			key := strings.Join(chosen, "\x00")
			cell := a.cells[key]
			if cell == nil {
				cell = &search.Cell{Values: slices.Clone(chosen)}
				a.cells[key] = cell
			}
			cell.N++
			if a.m == search.MeasureMembers {
				cell.Sum += members
			} else {
				cell.Sum++
			}
			return
		}
		for _, v := range dimensions[len(chosen)] {
			each(append(chosen, v))
		}
	}
	each(make([]string, 0, len(dimensions)))
}

func (a *aggregate) result() []search.Cell {
	cells := make([]search.Cell, 0, len(a.cells))
	for _, c := range a.cells {
		cells = append(cells, *c)
	}
	slices.SortFunc(cells, func(a, b search.Cell) int { return slices.Compare(a.Values, b.Values) })
	return cells
}
