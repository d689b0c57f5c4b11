package search

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Values is the question as URL parameters in canonical form: defaults and the
// language left out, so that equal questions have equal addresses.
func (q Question) Values() url.Values {
	vs := url.Values{}
	set := func(name, value string) {
		if value != "" {
			vs.Set(name, value)
		}
	}
	set("q", q.Q)
	for f, list := range q.Filters.Values {
		vs[string(f)] = slices.Clone(list)
	}
	for _, id := range q.Filters.MemberOf {
		vs.Add("member_of", string(id))
	}
	for _, id := range q.Filters.IDs {
		vs.Add("ids", string(id))
	}
	for _, id := range q.Filters.About {
		vs.Add("about", string(id))
	}
	if t := q.Filters.Theme; t != nil {
		vs.Set("theme", t.Code)
	}
	num := func(name string, n *int) {
		if n != nil {
			vs.Set(name, strconv.Itoa(*n))
		}
	}
	num("founded_from", q.Filters.Founded.From)
	num("founded_to", q.Filters.Founded.To)
	num("members_from", q.Filters.Members.From)
	num("members_to", q.Filters.Members.To)
	set("from", q.Filters.From.String())
	set("to", q.Filters.To.String())
	if n := q.Filters.Near; n != nil {
		vs.Set("near", coordinate(n.Point.Lat)+","+coordinate(n.Point.Lon))
		vs.Set("within", coordinate(n.Km))
	}
	if q.Sort != q.defaultSort() {
		set("sort", string(q.Sort))
	}
	if q.Page > 1 {
		vs.Set("page", strconv.Itoa(q.Page))
	}
	if q.PerPage != DefaultPerPage {
		vs.Set("per_page", strconv.Itoa(q.PerPage))
	}
	set("cursor", q.Cursor)
	if q.Exact {
		vs.Set("exact", "1")
	}
	return vs
}

func coordinate(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func (q Question) defaultSort() Sort { return defaultSort(q.Type, len(q.Terms) > 0) }

// With is the address of q with the value added to the parameter, or put in its
// place where one may be given only once, from page 1.
func With(q Question, parameter, value string) url.Values {
	vs := fromStart(q)
	if single(parameter) {
		vs.Set(parameter, value)
		return vs
	}
	list := append(vs[parameter], value)
	slices.Sort(list)
	vs[parameter] = slices.Compact(list)
	return vs
}

// Without is the address of q with the value of the parameter removed, or the
// whole parameter when value is "", from page 1. "near" goes with "within".
func Without(q Question, parameter, value string) url.Values {
	vs := fromStart(q)
	if value == "" {
		vs.Del(parameter)
	} else {
		vs[parameter] = slices.DeleteFunc(vs[parameter], func(s string) bool { return s == value })
	}
	if len(vs[parameter]) == 0 {
		vs.Del(parameter)
	}
	switch parameter {
	case "near":
		vs.Del("within")
	case "within":
		vs.Del("near")
	}
	return vs
}

// WithoutWord is the address of q without one of its words or phrases, from page
// 1. The word is given by the term's Text, with a minus before it if it is one
// that must not occur. What is left means what it meant in q.
func WithoutWord(q Question, word string) url.Values {
	q.Terms = slices.DeleteFunc(slices.Clone(q.Terms), func(t Term) bool { return t.Typed() == word })
	q.Q = typed(q.Terms)
	return fromStart(q)
}

// AsWritten is the address of q with the terms in quotation marks: they are
// then found as written and no other way. Numbers of no term are passed over.
func AsWritten(q Question, terms []int) url.Values {
	q.Terms = slices.Clone(q.Terms)
	for _, i := range terms {
		if i >= len(q.Terms) {
			continue
		}
		q.Terms[i].Quoted, q.Terms[i].Prefix = true, false
	}
	q.Q = typed(q.Terms)
	return fromStart(q)
}

// Typed names the term within its question: its text, with the minus it was
// given, without quotes.
func (t Term) Typed() string {
	if t.Not {
		return "-" + t.Text
	}
	return t.Text
}

// typed is a query that parseTerms reads as the terms.
func typed(terms []Term) string {
	var b strings.Builder
	for i, t := range terms {
		if i > 0 {
			b.WriteByte(' ')
		}
		if t.Not {
			b.WriteByte('-')
		}
		if t.Quoted {
			b.WriteString(`"` + t.Text + `"`)
		} else {
			b.WriteString(t.Text)
		}
	}
	q := b.String()
	if read := parseTerms(q); len(read) > 0 && read[len(read)-1].Prefix && !terms[len(terms)-1].Prefix {
		q += " " // see parser.query
	}
	return q
}

// Page is the address of page n of q.
func Page(q Question, n int) url.Values {
	q.Page, q.Cursor = n, ""
	return q.Values()
}

func fromStart(q Question) url.Values {
	q.Page, q.Cursor = 1, ""
	return q.Values()
}
