// Package eval measures the quality of search with judged queries: what people
// type, and which records answer it how well. It reads the judgements, asks and
// counts; it knows no search but the function it is given.
//
// It judges rankings, not speed: the times it reports are those of one client on
// whatever machine this is.
//
// And it measures suggestions of partners, by hiding links that are known.
//
// Where to begin: [Read], [Run]; [Pairs].
package eval

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"
	"time"
)

// Depth is how many hits are looked at: recall is taken at it.
const Depth = 50

// Query is one judged query.
type Query struct {
	ID       string
	Class    string // such as known-native, typo, topic-place
	Lang     string // the asker's
	Text     string
	Filters  url.Values
	Expected map[string]int // ids with grades: 3 what is meant, 2 clearly relevant, 1 marginal
	Line     int            // of the file
}

// Search answers parameters of the search with the ids of the first Depth hits,
// best first.
type Search func(ctx context.Context, parameters url.Values) ([]string, error)

// Result is how one query did.
type Result struct {
	Query
	NDCG   float64 // at 10: gain 2^grade-1, discount log2(rank+1), against the ideal order
	Recall float64 // at 50: the share of the expected found
	Rank   int     // of the first hit of the highest grade expected; 0 not among the first 50
	First  string  // id of the first hit, "" for none
	Took   time.Duration
}

// Run asks every query and measures what comes back. It stops at the first
// query that cannot be asked.
func Run(ctx context.Context, queries []Query, search Search) ([]Result, error) {
	results := make([]Result, 0, len(queries))
	for _, q := range queries {
		vs := url.Values{}
		for k, list := range q.Filters {
			vs[k] = slices.Clone(list)
		}
		vs.Set("q", q.Text)
		vs.Set("lang", q.Lang)
		vs.Set("per_page", fmt.Sprint(Depth))
		start := time.Now()
		ids, err := search(ctx, vs)
		if err != nil {
			return nil, fmt.Errorf("query %s %q: %w", q.ID, q.Text, err)
		}
		r := measure(q, ids)
		r.Took = time.Since(start)
		results = append(results, r)
	}
	return results, nil
}

func measure(q Query, ids []string) Result {
	r := Result{Query: q}
	if len(ids) > 0 {
		r.First = ids[0]
	}
	grades := make([]int, 0, len(q.Expected))
	for _, g := range q.Expected {
		grades = append(grades, g)
	}
	slices.Sort(grades)
	slices.Reverse(grades)
	found, gain := 0, 0.0
	for i, id := range ids[:min(len(ids), Depth)] {
		g := q.Expected[id]
		if g == 0 {
			continue
		}
		found++
		if i < 10 {
			gain += discounted(g, i)
		}
		if r.Rank == 0 && g == grades[0] {
			r.Rank = i + 1
		}
	}
	ideal := 0.0
	for i, g := range grades[:min(len(grades), 10)] {
		ideal += discounted(g, i)
	}
	if ideal > 0 {
		r.NDCG = gain / ideal
	}
	if len(grades) > 0 {
		r.Recall = float64(found) / float64(min(len(grades), Depth))
	}
	return r
}

func discounted(grade, at int) float64 {
	return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(at)+2)
}

// Score sums up the results of a class, a language or all.
type Score struct {
	Name     string
	Queries  int
	NDCG     float64
	Recall   float64
	MRR      float64
	Success1 float64 // share of queries whose best answer comes first
	Success3 float64 // or among the first three
}

// ScoreOf is the mean over results.
func ScoreOf(name string, results []Result) Score {
	s := Score{Name: name, Queries: len(results)}
	for _, r := range results {
		s.NDCG += r.NDCG
		s.Recall += r.Recall
		if r.Rank > 0 {
			s.MRR += 1 / float64(r.Rank)
		}
		if r.Rank == 1 {
			s.Success1++
		}
		if r.Rank > 0 && r.Rank <= 3 {
			s.Success3++
		}
	}
	if n := float64(len(results)); n > 0 {
		s.NDCG, s.Recall, s.MRR, s.Success1, s.Success3 = s.NDCG/n, s.Recall/n, s.MRR/n, s.Success1/n, s.Success3/n
	}
	return s
}

// By groups results by a key of theirs, in the order in which keys first occur.
func By(results []Result, key func(Result) string) []Score {
	var order []string
	groups := map[string][]Result{}
	for _, r := range results {
		k := key(r)
		if _, ok := groups[k]; !ok {
			order = append(order, k)
		}
		groups[k] = append(groups[k], r)
	}
	list := make([]Score, len(order))
	for i, k := range order {
		list[i] = ScoreOf(k, groups[k])
	}
	return list
}

// Failed says whether a query fell short of what a person expects: where one
// record is meant, that it is among the first three; else that most of the best
// ten are there.
func (r Result) Failed() bool {
	if r.KnownItem() {
		return r.Rank == 0 || r.Rank > 3
	}
	return r.NDCG < 0.75
}

// KnownItem says whether the query names a record.
func (r Result) KnownItem() bool {
	switch r.Class {
	case "topic-cross-language", "topic-place", "offer-need", "offer-everyday", "smes-filter":
		return false
	}
	return true
}
