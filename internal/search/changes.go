package search

import (
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"

	"euxine/internal/directory"
)

// Bounds of a list of changes: a change is many lines, so a page holds fewer of
// them than of hits.
const (
	MaxChanges     = 100
	DefaultChanges = 50
)

// ChangesQuestion asks what changed, newest first. Its zero value asks for all.
type ChangesQuestion struct {
	// Types are the record types asked about; none: all of them.
	Types []directory.RecordType
	// Filters are questions, at most one for each type, whose words and filters a
	// change is to answer; their pages and orders take no part. A type without one
	// is not filtered.
	Filters []Question
	// Opportunities asks for changes of what organisations offer and need alone, of the
	// side, kinds, concepts and theme it names; nil: for all changes.
	Opportunities *Opportunities
	Since         directory.Date     // the list ends before the first batch older than this day
	After         directory.Revision // only what was written by later revisions
	Batch         directory.Revision // only the batch this revision is of; 0: all
	Cursor        string             // goes on behind the last change of an earlier answer
	PerPage       int                // at most MaxChanges; 0: DefaultChanges
	Lang          directory.Language // of labels
}

// ofChanges are the parameters beside those of a search, and notOfChanges those of
// a search that mean nothing here.
var (
	ofChanges    = []string{"after", "batch", "cursor", "per_page", "since", "type"}
	notOfChanges = []string{"page", "sort"}
)

// ParseChanges reads a question about changes from URL values, and all that is
// wrong with them. The parameters of every search are filters here. Without a type
// they are for the types that have them all: "kind=cluster" is about
// organisations, "country=BG" about every type.
func ParseChanges(values url.Values, v *directory.Vocabulary) (ChangesQuestion, []ParameterFault) {
	p := parser{values: values, v: v}
	q := ChangesQuestion{Since: p.date("since"), Cursor: p.one("cursor"), PerPage: DefaultChanges, Lang: "en"}
	if n := p.number("per_page", 1, MaxChanges); n != nil {
		q.PerPage = *n
	}
	if n := p.number("after", 0, math.MaxInt64-1); n != nil {
		q.After = directory.Revision(*n)
	}
	if n := p.number("batch", 1, math.MaxInt64-1); n != nil {
		q.Batch = directory.Revision(*n)
	}
	if len(q.Cursor) > MaxCursor {
		p.fault("cursor", q.Cursor, FaultBadCursor)
	}
	types := directory.RecordTypes
	if t := p.one("type"); slices.Contains(types, directory.RecordType(t)) {
		q.Types = []directory.RecordType{directory.RecordType(t)}
		types = q.Types
	} else if t != "" {
		p.fault("type", t, FaultUnknownValue, ": use one of "+joined(types))
	}
	rest := maps.Clone(values)
	for _, name := range ofChanges {
		delete(rest, name)
	}
	for _, name := range notOfChanges {
		if rest.Has(name) {
			p.fault(name, rest.Get(name), FaultUnknownParameter, "")
			delete(rest, name)
		}
	}
	var refused []ParameterFault
	for _, t := range types {
		f, faults := ParseFor(t, rest, v)
		switch {
		case len(faults) == 0:
			q.Lang = f.Lang
			q.Filters = append(q.Filters, f)
		case refused == nil:
			refused = faults
		}
	}
	if len(q.Filters) == 0 {
		return q, append(p.faults, hinted(refused, types[0])...)
	}
	if len(q.Filters[0].Terms) == 0 && q.Filters[0].Filters.IsZero() {
		q.Filters = nil
		return q, p.faults
	}
	q.Types = nil
	for _, f := range q.Filters {
		q.Types = append(q.Types, f.Type)
	}
	return q, p.faults
}

// hinted are faults of a search as those of a list of changes: what was meant by
// an unknown parameter may be one of its own.
func hinted(faults []ParameterFault, t directory.RecordType) []ParameterFault {
	known := slices.DeleteFunc(parametersOf(t), func(name string) bool { return slices.Contains(notOfChanges, name) })
	known = append(known, ofChanges...)
	for i, f := range faults {
		if f.Key != FaultUnknownParameter {
			continue
		}
		faults[i].Args = []string{""}
		if near := Nearest(f.Parameter, known); near != "" {
			faults[i].Args = []string{": perhaps " + near}
		}
	}
	return faults
}

// Values is the question as URL parameters in canonical form, the cursor and the
// language left out.
func (q ChangesQuestion) Values() url.Values {
	vs := url.Values{}
	if len(q.Filters) > 0 {
		f := fromStart(q.Filters[0])
		for name, list := range f {
			if !slices.Contains(ofChanges, name) && !slices.Contains(notOfChanges, name) {
				vs[name] = list
			}
		}
	}
	if len(q.Types) == 1 {
		vs.Set("type", string(q.Types[0]))
	}
	if !q.Since.IsZero() {
		vs.Set("since", q.Since.String())
	}
	if q.After > 0 {
		vs.Set("after", strconv.FormatUint(uint64(q.After), 10))
	}
	if q.Batch > 0 {
		vs.Set("batch", strconv.FormatUint(uint64(q.Batch), 10))
	}
	if q.PerPage > 0 && q.PerPage != DefaultChanges {
		vs.Set("per_page", strconv.Itoa(q.PerPage))
	}
	return vs
}

// ChangesOf is the address of what changed in a search.
func ChangesOf(q Question) url.Values {
	c := ChangesQuestion{Types: []directory.RecordType{q.Type}, Filters: []Question{q}}
	if q.Type == "" {
		c.Types = []directory.RecordType{directory.Organisations}
	}
	return c.Values()
}
