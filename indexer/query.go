package indexer

import (
	"math"
	"strconv"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// How the ways to match weigh against each other, before the field's boost.
const (
	boostWhole  = 50.0 // the query is a whole name
	boostWord   = 1.0  // the word itself
	boostPrefix = 0.3  // a word that begins with it
)

// textQuery is what the words of a question ask for: every term somewhere, the
// left-out ones nowhere. nil when it has no words.
func textQuery(q search.Question) query.Query {
	if len(q.Terms) == 0 {
		return nil
	}
	b := bleve.NewBooleanQuery()
	whole := ""
	for _, t := range q.Terms {
		if t.Not {
			b.AddMustNot(anywhere(t, q.Exact, false))
			continue
		}
		b.AddMust(anywhere(t, q.Exact, !q.Exact))
		for _, w := range t.Words {
			whole += w + " "
		}
	}
	if whole != "" {
		b.AddShould(boosted(termIn(fieldFullName, whole[:len(whole)-1]), boostWhole))
	}
	return b
}

// anywhere finds a term in any text field; in an exact search not among the
// labels of concepts, which the record itself does not say.
func anywhere(t search.Term, exact, prefixes bool) query.Query {
	var any []query.Query
	for _, f := range textFields {
		if exact && f.name == fieldConcept {
			continue
		}
		switch {
		case t.Prefix && prefixes && !t.Phrase:
			any = append(any, boosted(prefixIn(f.name, t.Words[0]), f.boost*boostPrefix))
			fallthrough
		case len(t.Words) == 1:
			any = append(any, boosted(termIn(f.name, t.Words[0]), f.boost*boostWord))
		case t.Prefix && prefixes:
			// A compound still being typed: its last word may go on.
			last := len(t.Words) - 1
			parts := []query.Query{prefixIn(f.name, t.Words[last])}
			for _, w := range t.Words[:last] {
				parts = append(parts, termIn(f.name, w))
			}
			c := bleve.NewConjunctionQuery(parts...)
			c.SetBoost(f.boost * boostPrefix)
			any = append(any, c)
			fallthrough
		default:
			p := bleve.NewPhraseQuery(t.Words, f.name)
			p.SetBoost(f.boost * boostWord * float64(len(t.Words)))
			any = append(any, p)
		}
	}
	return bleve.NewDisjunctionQuery(any...)
}

func termIn(field, term string) *query.TermQuery {
	t := bleve.NewTermQuery(term)
	t.SetField(field)
	return t
}

func prefixIn(field, prefix string) *query.PrefixQuery {
	p := bleve.NewPrefixQuery(prefix)
	p.SetField(field)
	return p
}

func boosted(q interface {
	query.Query
	SetBoost(float64)
}, by float64) query.Query {
	q.SetBoost(by)
	return q
}

// baseQuery is the question without its facet filters: words, record type and
// the other filters. Facet counting starts from it.
func baseQuery(q search.Question) query.Query {
	all := []query.Query{filter(termIn(fieldType, string(typeOf(q))))}
	if t := textQuery(q); t != nil {
		all = append(all, t)
	}
	f := q.Filters
	if len(f.MemberOf) > 0 {
		var any []query.Query
		for _, id := range f.MemberOf {
			any = append(any, filter(termIn(fieldMemberOf, string(id))))
		}
		all = append(all, bleve.NewDisjunctionQuery(any...))
	}
	all = appendRange(all, fieldFounded, f.Founded)
	all = appendRange(all, fieldMembers, f.Members)
	if n := f.Near; n != nil {
		d := bleve.NewGeoDistanceQuery(n.Point.Lon, n.Point.Lat, strconv.FormatFloat(n.Km, 'f', -1, 64)+"km")
		d.SetField(fieldPoint)
		all = append(all, filter(d))
	}
	if !f.From.IsZero() || !f.To.IsZero() {
		from, to := search.NoDay, math.MaxInt32
		if !f.From.IsZero() {
			from = search.Day(f.From.First())
		}
		if !f.To.IsZero() {
			to = search.Day(f.To.Last())
		}
		all = append(all, spanQuery(from, to))
	}
	return bleve.NewConjunctionQuery(all...)
}

// typeOf is the record type a question is about.
func typeOf(q search.Question) directory.RecordType {
	if q.Type == "" {
		return directory.Organisations
	}
	return q.Type
}

// fullQuery is the question with all its filters.
func fullQuery(q search.Question) query.Query {
	all := []query.Query{baseQuery(q)}
	for _, f := range search.CountedOf(typeOf(q)) {
		var any []query.Query
		for _, value := range q.Filters.Values[f] {
			if f == search.FacetState {
				any = append(any, stateQuery(value, search.Day(q.Today.First())))
			} else {
				any = append(any, filter(termIn(string(f), value)))
			}
		}
		if len(any) > 0 {
			all = append(all, bleve.NewDisjunctionQuery(any...))
		}
	}
	return bleve.NewConjunctionQuery(all...)
}

// filter makes a query weigh nothing: filters narrow, they do not rank.
func filter(q interface {
	query.Query
	SetBoost(float64)
}) query.Query {
	q.SetBoost(0)
	return q
}

func appendRange(all []query.Query, field string, r search.Range) []query.Query {
	if r.IsZero() {
		return all
	}
	bound := func(n *int) *float64 {
		if n == nil {
			return nil
		}
		f := float64(*n)
		return &f
	}
	inclusive := true
	q := bleve.NewNumericRangeInclusiveQuery(bound(r.From), bound(r.To), &inclusive, &inclusive)
	q.SetField(field)
	return append(all, filter(q))
}
