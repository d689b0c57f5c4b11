package search

import (
	"net/url"
	"slices"
	"strconv"
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

// With is the address of q with the value added to the parameter, from page 1.
func With(q Question, parameter, value string) url.Values {
	vs := fromStart(q)
	if !slices.Contains(vs[parameter], value) {
		vs.Add(parameter, value)
	}
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

// Page is the address of page n of q.
func Page(q Question, n int) url.Values {
	q.Page, q.Cursor = n, ""
	return q.Values()
}

func fromStart(q Question) url.Values {
	q.Page, q.Cursor = 1, ""
	return q.Values()
}
