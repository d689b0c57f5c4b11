package indexer

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// The state of an event, call or project changes with the day, not with the
// record, so what is indexed is when it is open. A document holds its spans with
// both ends as numbers of days (search.Day), joined where they touch, in fields
// numbered from 0; a beginning without a known end counts only for span_last.
// The field spans holds all of them as text, "from/to", for counting.

// maxSpans is how many separate spans a document can hold. Lots of one call
// rarely leave gaps; of more than maxSpans separate ones the closest are joined.
const maxSpans = 4

// addSpans puts spans and the date to sort by into a document.
func addSpans(d map[string]any, spans []search.Span, sortBy directory.Date) {
	if !sortBy.IsZero() {
		d[fieldSortStart] = sortBy.First().Format("2006-01-02")
	}
	var closed [][2]int
	var texts []string
	last := search.NoDay
	for _, s := range spans {
		from, to := s.Days()
		last = max(last, from)
		if to != search.NoDay {
			closed = append(closed, [2]int{from, to})
		} else {
			texts = append(texts, fmt.Sprintf("%d/", from))
		}
	}
	closed = joinSpans(closed)
	for i, s := range closed {
		d[fieldSpanFrom+strconv.Itoa(i)], d[fieldSpanTo+strconv.Itoa(i)] = float64(s[0]), float64(s[1])
		texts = append(texts, fmt.Sprintf("%d/%d", s[0], s[1]))
	}
	if len(texts) == 0 {
		texts = []string{undated}
	}
	d[fieldSpans] = texts
	d[fieldSpanLast] = float64(last)
	if len(closed) > 0 {
		d[fieldSpanDated] = "yes"
	}
}

// undated is what spans holds when there are none.
const undated = "/"

// joinSpans sorts, joins what touches, and then the closest until maxSpans are left.
func joinSpans(spans [][2]int) [][2]int {
	slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
	var joined [][2]int
	for _, s := range spans {
		if n := len(joined); n > 0 && s[0] <= joined[n-1][1]+1 {
			joined[n-1][1] = max(joined[n-1][1], s[1])
			continue
		}
		joined = append(joined, s)
	}
	for len(joined) > maxSpans {
		closest, gap := 1, math.MaxInt
		for i := 1; i < len(joined); i++ {
			if g := joined[i][0] - joined[i-1][1]; g < gap {
				closest, gap = i, g
			}
		}
		joined[closest-1][1] = joined[closest][1]
		joined = slices.Delete(joined, closest, closest+1)
	}
	return joined
}

// stateOf is search.StateOf from the texts of the field spans.
func stateOf(texts []string, day int) string {
	coming, dated := false, false
	for _, t := range texts {
		a, b, _ := strings.Cut(t, "/")
		from, err := strconv.Atoi(a)
		if err != nil {
			continue // undated
		}
		if to, err := strconv.Atoi(b); err == nil {
			dated = true
			if from <= day && day <= to {
				return search.StateOpen
			}
		}
		coming = coming || from > day
	}
	switch {
	case coming:
		return search.StateComing
	case dated:
		return search.StatePast
	}
	return search.StateUndated
}

// stateQuery finds what is in a state on a day; the same rule as stateOf.
func stateQuery(state string, day int) query.Query {
	open := func() query.Query { return spanQuery(day, day) }
	coming := func() query.Query { return between(fieldSpanLast, day+1, math.MaxInt32) }
	dated := func() query.Query { return filter(termIn(fieldSpanDated, "yes")) }
	b := bleve.NewBooleanQuery()
	switch state {
	case search.StateOpen:
		return open()
	case search.StateComing:
		b.AddMust(coming())
		b.AddMustNot(open())
	case search.StatePast:
		b.AddMust(dated())
		b.AddMustNot(open(), coming())
	default:
		b.AddMust(filter(bleve.NewMatchAllQuery()))
		b.AddMustNot(dated(), coming())
	}
	return b
}

// spanQuery finds what has a span that touches the days from … to.
func spanQuery(from, to int) query.Query {
	var any []query.Query
	for n := range maxSpans {
		any = append(any, bleve.NewConjunctionQuery(
			between(fieldSpanFrom+strconv.Itoa(n), search.NoDay, to),
			between(fieldSpanTo+strconv.Itoa(n), from, math.MaxInt32)))
	}
	return bleve.NewDisjunctionQuery(any...)
}

func between(field string, from, to int) query.Query {
	a, b, inclusive := float64(from), float64(to), true
	q := bleve.NewNumericRangeInclusiveQuery(&a, &b, &inclusive, &inclusive)
	q.SetField(field)
	return filter(q)
}
