package indexer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"github.com/blevesearch/bleve/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"

	"euxine/internal/directory"
	"euxine/internal/search"
)

var _ search.Index = (*Index)(nil)

// Search answers a question; see search.Index.
func (x *Index) Search(ctx context.Context, q search.Question) (result search.Result, err error) {
	start := time.Now()
	err = x.use(func(g *generation) error {
		result, err = g.search(ctx, q)
		return err
	})
	result.Took = time.Since(start)
	return result, err
}

// Aggregate sums over the hits of a question; see search.Index.
func (x *Index) Aggregate(ctx context.Context, q search.Question, dimensions []search.Facet, m search.Measure) ([]search.Cell, error) {
	if len(dimensions) > 2 {
		return nil, fmt.Errorf("aggregate by %d facets, at most 2: %w", len(dimensions), directory.ErrInvalid)
	}
	a := aggregate{facets: dimensions, day: search.Day(q.Today.First()), cells: map[string]*search.Cell{}, m: m}
	err := x.use(func(g *generation) error {
		return g.walk(ctx, fullQuery(q), append(fieldsOf(dimensions), fieldSumMembers), a.add)
	})
	if err != nil {
		return nil, fmt.Errorf("aggregate: %w", err)
	}
	return a.result(), nil
}

// maxTries is how often All looks again when a batch came between.
const maxTries = 5

// All gives the ids of all hits; see search.Index. It is one search of the size
// of the index. Bleve does not say which state a search saw, so the checkpoint
// is read from the index before and after: when it is the same, so is the state.
func (x *Index) All(ctx context.Context, q search.Question) (ids []directory.RecordID, at directory.Revision, err error) {
	err = x.use(func(g *generation) error {
		for range maxTries {
			if at, err = g.written(); err != nil {
				return err
			}
			if ids, err = g.all(ctx, q); err != nil {
				return err
			}
			after, err := g.written()
			if err != nil || after == at {
				return err
			}
		}
		return fmt.Errorf("the index changes faster than it can be read: %w", directory.ErrUnavailable)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("search all: %w", err)
	}
	return ids, at, nil
}

func (g *generation) all(ctx context.Context, q search.Question) ([]directory.RecordID, error) {
	total, err := g.bleve.DocCount()
	if err != nil {
		return nil, err
	}
	req := bleve.NewSearchRequestOptions(fullQuery(q), int(total), 0, false)
	req.SortByCustom(order(q.Sort))
	answer, err := g.bleve.SearchInContext(ctx, req)
	if err != nil {
		return nil, err
	}
	ids := make([]directory.RecordID, len(answer.Hits))
	for i, hit := range answer.Hits {
		_, ids[i], _ = cutDocID(hit.ID)
	}
	return ids, nil
}

func (g *generation) search(ctx context.Context, q search.Question) (search.Result, error) {
	req := bleve.NewSearchRequestOptions(fullQuery(q), q.PerPage, (q.Page-1)*q.PerPage, false)
	req.SortByCustom(order(q.Sort))
	if q.Cursor != "" {
		after, err := readCursor(q)
		if err != nil {
			return search.Result{}, err
		}
		req.SetSearchAfter(after)
	}
	answer, err := g.bleve.SearchInContext(ctx, req)
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	result := search.Result{Total: int(answer.Total), Revision: g.checkpoint()}
	for _, hit := range answer.Hits {
		_, id, _ := cutDocID(hit.ID)
		found := search.Hit{ID: id}
		if q.Sort == search.SortRelevance { // elsewhere Bleve does not score
			found.Score = hit.Score
		}
		result.Hits = append(result.Hits, found)
	}
	if n := len(answer.Hits); n == q.PerPage && n > 0 {
		result.Next = writeCursor(q, answer.Hits[n-1])
	}
	if q.WithFacets {
		c := newCounter(q)
		if err := g.walk(ctx, baseQuery(q), fieldsOf(c.facets), c.add); err != nil {
			return search.Result{}, fmt.Errorf("count facets: %w", err)
		}
		result.Facets = c.result()
	}
	return result, nil
}

// order is the sort keys of an order; name and id make every order total.
func order(s search.Sort) blevesearch.SortOrder {
	field := func(name string, desc bool) blevesearch.SearchSort {
		return &blevesearch.SortField{Field: name, Type: blevesearch.SortFieldAsString, Desc: desc,
			Missing: blevesearch.SortFieldMissingLast}
	}
	ties := []blevesearch.SearchSort{field(fieldSortName, false), &blevesearch.SortDocID{}}
	switch s {
	case search.SortRelevance:
		return append([]blevesearch.SearchSort{&blevesearch.SortScore{Desc: true}}, ties...)
	case search.SortMembers:
		return append([]blevesearch.SearchSort{field(fieldSortSize, true)}, ties...)
	case search.SortFounded:
		return append([]blevesearch.SearchSort{field(fieldSortYear, false)}, ties...)
	case search.SortDate:
		return append([]blevesearch.SearchSort{field(fieldSortStart, true)}, ties...)
	case search.SortUpdated:
		return append([]blevesearch.SearchSort{field(fieldSortDate, true)}, ties...)
	}
	return ties
}

// cursor is what a page token says: the sort values of the last hit shown and
// the question they belong to.
type cursor struct {
	Question uint64   `json:"q"`
	After    []string `json:"a"`
}

// questionMark tells questions apart by all that decides which hits come in
// which order; not by page, size or language.
func questionMark(q search.Question) uint64 {
	q.Cursor, q.Page, q.PerPage = "", 1, search.DefaultPerPage
	h := fnv.New64a()
	h.Write([]byte(string(typeOf(q)) + "?" + q.Values().Encode()))
	return h.Sum64()
}

func writeCursor(q search.Question, last *blevesearch.DocumentMatch) string {
	after := slices.Clone(last.Sort)
	if q.Sort == search.SortRelevance {
		// Bleve gives "_score" here and wants the score itself back.
		after[0] = strconv.FormatFloat(last.Score, 'g', -1, 64)
	}
	b, err := json.Marshal(cursor{questionMark(q), after})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(q search.Question) ([]string, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err == nil && (c.Question != questionMark(q) || len(c.After) != len(order(q.Sort))) {
		err = errors.New("of another search")
	}
	if err != nil {
		return nil, search.ParameterFaults{{Parameter: "cursor", Value: q.Cursor, Key: search.FaultBadCursor}}
	}
	return c.After, nil
}
