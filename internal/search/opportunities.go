package search

import (
	"net/url"
	"slices"
	"strconv"

	"euxine/internal/directory"
)

// Side says whether something is offered or sought.
type Side string

const (
	SideOffer Side = "offer"
	SideNeed  Side = "need"
)

// Sides in the order pages list them.
var Sides = []Side{SideOffer, SideNeed}

// Opportunities asks for offers and needs themselves. Build one with
// ParseOpportunities.
type Opportunities struct {
	// Question finds the organisations they are of: words, places, kinds; and what
	// the index knows of what they offer and need. It has page and cursor too.
	Question Question
	Side     Side                     // "" both
	Kinds    []directory.OfferingKind // any of; none: all
	About    []directory.ConceptID    // any of, or below one of them; none: all
	Theme    *directory.Theme         // nil: all
}

// The parameters of opportunities: those of organisations and their own. "kind" is
// that of the offer or need, "who" that of the organisation.
var (
	ofOpportunities     = []string{"about", "kind", "side", "theme", "who"}
	sharedOpportunities = []string{"country", "cursor", "exact", "ids", "lang", "page", "per_page", "q", "region"}
)

// ParseOpportunities reads a question about offers and needs from URL values, and all
// that is wrong with them, as ParseFor does. format is the caller's.
func ParseOpportunities(values url.Values, v *directory.Vocabulary) (Opportunities, []ParameterFault) {
	p := parser{t: directory.Organisations, values: values, v: v}
	known := slices.Concat(ofOpportunities, sharedOpportunities)
	slices.Sort(known)
	p.unknown(known)
	o := Opportunities{Theme: p.theme()}
	sides := p.list("side")
	for _, s := range sides {
		if !slices.Contains(Sides, Side(s)) {
			p.fault("side", s, FaultUnknownValue, ": use one of "+joined(Sides))
		}
	}
	if len(sides) == 1 { // both are as none
		o.Side = Side(sides[0])
	}
	for _, k := range p.list("kind") {
		if !slices.Contains(directory.OfferingKinds, directory.OfferingKind(k)) {
			p.fault("kind", k, FaultUnknownValue, hint(k, directory.OfferingKinds))
			continue
		}
		o.Kinds = append(o.Kinds, directory.OfferingKind(k))
	}
	for _, id := range p.list("about") {
		if _, ok := v.Concept(directory.ConceptID(id)); !ok {
			p.fault("about", id, FaultUnknownValue, ": give the id of a concept, such as topic:tourism; /api/v1/concepts lists them")
			continue
		}
		o.About = append(o.About, directory.ConceptID(id))
	}
	rest := url.Values{}
	for _, name := range sharedOpportunities {
		if list, ok := values[name]; ok {
			rest[name] = list
		}
	}
	if list, ok := values["who"]; ok {
		rest[string(FacetKind)] = list
	}
	q, faults := Parse(rest, v)
	for i, f := range faults {
		if f.Parameter == string(FacetKind) {
			faults[i].Parameter = "who"
		}
	}
	if len(q.Terms) == 0 {
		q.Sort = SortUpdated // what was read last of who is most likely to stand still
	}
	o.Question = q
	o.narrow()
	return o, append(p.faults, faults...)
}

// narrow gives the question what the index knows of offers and needs.
func (o *Opportunities) narrow() {
	f := &o.Question.Filters
	has := map[Side][]string{SideOffer: {"offers"}, SideNeed: {"needs"}, "": {"needs", "offers"}}
	f.Values[FacetHas] = has[o.Side]
	delete(f.Values, FacetOffer)
	delete(f.Values, FacetNeed)
	f.About = nil
	switch {
	case len(o.About) > 0 && o.Side == SideOffer:
		f.Values[FacetOffer] = texts(o.About)
	case len(o.About) > 0 && o.Side == SideNeed:
		f.Values[FacetNeed] = texts(o.About)
	case len(o.About) > 0:
		f.About = o.About
	}
	if o.Theme != nil && f.About == nil { // an offer of the theme is about one of its concepts
		f.About = slices.Concat(o.Theme.Concepts, o.Theme.With)
	}
}

// Values is the question as URL parameters in canonical form.
func (o Opportunities) Values() url.Values {
	q := o.Question
	vs := url.Values{}
	for f, name := range map[Facet]string{FacetCountry: "country", FacetRegion: "region", FacetKind: "who"} {
		if list := q.Filters.Values[f]; len(list) > 0 {
			vs[name] = slices.Clone(list)
		}
	}
	for name, list := range map[string][]string{"about": texts(o.About), "kind": texts(o.Kinds), "ids": texts(q.Filters.IDs)} {
		if len(list) > 0 {
			vs[name] = list
		}
	}
	set := func(name, value string) {
		if value != "" {
			vs.Set(name, value)
		}
	}
	set("q", q.Q)
	set("side", string(o.Side))
	set("cursor", q.Cursor)
	if o.Theme != nil {
		vs.Set("theme", o.Theme.Code)
	}
	if q.Exact {
		vs.Set("exact", "1")
	}
	if q.Page > 1 {
		vs.Set("page", strconv.Itoa(q.Page))
	}
	if q.PerPage != DefaultPerPage {
		vs.Set("per_page", strconv.Itoa(q.PerPage))
	}
	return vs
}

// FromStart is Values of the first page.
func (o Opportunities) FromStart() url.Values {
	o.Question.Page, o.Question.Cursor = 1, ""
	return o.Values()
}

// Organisations is the address of the search for the organisations that what is
// asked for is of, as far as a search of organisations can ask it: not the kind of an
// offer or need, nor both sides at once.
func (o Opportunities) Organisations() url.Values {
	q := o.Question
	q.Page, q.Cursor, q.PerPage = 1, "", DefaultPerPage
	q.Filters.About = nil
	if len(q.Terms) == 0 {
		q.Sort = SortName
	}
	return q.Values()
}
