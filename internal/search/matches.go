package search

import (
	"math"
	"slices"
	"strconv"

	"euxine/internal/directory"
	"euxine/internal/translit"
)

// This file says of one record what an index says of all: whether it passes the
// filters of a question. It is for records no index holds, such as versions that
// were superseded; a test of package catalogue keeps the two in agreement.

// Matches says whether a record is of the question's type and passes its filters,
// as of the question's day. Words take no part. said is
// what the index was made with.
func Matches(q Question, r directory.Record, v *directory.Vocabulary, said Mentions) bool {
	t := q.Type
	if t == "" {
		t = directory.Organisations
	}
	if r.Type() != t || q.Filters.Among != nil && !slices.Contains(q.Filters.Among, r.Head().ID) {
		return false
	}
	for _, f := range CountedOf(t) {
		asked := q.Filters.Values[f]
		if len(asked) > 0 && !meets(asked, valuesOf(f, r, v, q.Today)) {
			return false
		}
	}
	if o, ok := r.(*directory.Organisation); ok && !matchesOrganisation(q.Filters, o) {
		return false
	}
	if asked := q.Filters.Values; len(asked[FacetOffer])+len(asked[FacetNeed]) > 0 && !speaks(q.Filters, TextsOf(r, v), v, said) {
		return false
	}
	if f := q.Filters; len(f.IDs) > 0 && !slices.Contains(f.IDs, r.Head().ID) || f.Theme != nil && !Carries(r, f.Theme.Groups(), v) {
		return false
	}
	if about := q.Filters.About; len(about) > 0 && !slices.ContainsFunc(TextsOf(r, v), func(t Text) bool {
		return t.Of != nil && meets(texts(about), texts(t.About(v, translit.Words(t.Text), said)))
	}) {
		return false
	}
	if n := q.Filters.Near; n != nil {
		at, ok := pointOf(placeOf(r), v)
		if !ok || n.Point.Km(at) > n.Km {
			return false
		}
	}
	return (q.Filters.From.IsZero() && q.Filters.To.IsZero()) || q.Filters.spanned(spansOf(r))
}

// Carries says whether a record carries a concept of each group, or one below it.
func Carries(r directory.Record, groups [][]directory.ConceptID, v *directory.Vocabulary) bool {
	tags := tagsOf(r)
	for _, any := range groups {
		if !slices.ContainsFunc(tags, func(t directory.Tag) bool {
			return slices.ContainsFunc(v.ConceptPath(t.Concept), func(id directory.ConceptID) bool {
				return slices.Contains(directory.Themed, id.Scheme()) && slices.Contains(any, id)
			})
		}) {
			return false
		}
	}
	return true
}

func tagsOf(r directory.Record) []directory.Tag {
	switch r := r.(type) {
	case *directory.Organisation:
		return r.Concepts
	case *directory.Event:
		return r.Concepts
	case *directory.Call:
		return r.Concepts
	case *directory.Project:
		return r.Concepts
	}
	return nil
}

func meets(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// matchesOrganisation is the filters only organisations have.
func matchesOrganisation(f Filters, o *directory.Organisation) bool {
	if len(f.MemberOf) > 0 && !slices.ContainsFunc(f.MemberOf, func(id directory.RecordID) bool { return slices.Contains(o.MemberOf, id) }) {
		return false
	}
	members, counted := o.Members.Known()
	return f.Founded.holds(o.Founded.Year, !o.Founded.IsZero()) && f.Members.holds(members, counted)
}

// speaks is the filters by what is offered and needed.
func speaks(f Filters, list []Text, v *directory.Vocabulary, said Mentions) bool {
	of := func(asked []string, in TextField) bool {
		return len(asked) == 0 || slices.ContainsFunc(list, func(t Text) bool {
			return t.Field == in && meets(asked, texts(t.About(v, translit.Words(t.Text), said)))
		})
	}
	return of(f.Values[FacetOffer], InOffer) && of(f.Values[FacetNeed], InNeed)
}

// holds says whether a number lies in the range; one not known lies in none but
// the range of everything.
func (r Range) holds(n int, known bool) bool {
	return r.IsZero() || known && (r.From == nil || n >= *r.From) && (r.To == nil || n <= *r.To)
}

// spanned says whether any of the spans with an end touches the filter's days.
func (f Filters) spanned(spans []Span) bool {
	from, to := NoDay, math.MaxInt
	if !f.From.IsZero() {
		from = Day(f.From.First())
	}
	if !f.To.IsZero() {
		to = Day(f.To.Last())
	}
	return slices.ContainsFunc(spans, func(s Span) bool {
		begins, ends := s.Days()
		return ends != NoDay && begins <= to && ends >= from
	})
}

func spansOf(r directory.Record) []Span {
	switch r := r.(type) {
	case *directory.Event:
		return EventSpans(r)
	case *directory.Call:
		return CallSpans(r)
	case *directory.Project:
		return ProjectSpans(r)
	}
	return nil
}

func placeOf(r directory.Record) directory.Place {
	switch r := r.(type) {
	case *directory.Organisation:
		return r.Place
	case *directory.Event:
		return r.Place
	}
	return directory.Place{}
}

// valuesOf are the values a record has in a facet, those of broader concepts and
// of the regions around it among them.
func valuesOf(f Facet, r directory.Record, v *directory.Vocabulary, today directory.Date) []string {
	switch f {
	case FacetState:
		return []string{StateOf(spansOf(r), today)}
	case FacetCountry:
		return countriesOf(r)
	case FacetRegion:
		return regionsOf(placeOf(r), v)
	}
	switch r := r.(type) {
	case *directory.Organisation:
		switch f {
		case FacetKind:
			return []string{string(r.Kind)}
		case FacetLabel:
			return []string{string(r.Label)}
		case FacetHas:
			return Has(r)
		case FacetLacks:
			return Lacks(r)
		case FacetSourceYear:
			if at := r.Provenance.SourceDate; !at.IsZero() {
				return []string{strconv.Itoa(at.Year)}
			}
			return nil
		}
		return codesOf(r.Concepts, f, v)
	case *directory.Event:
		if f == FacetKind {
			return []string{string(r.Kind)}
		}
		return codesOf(r.Concepts, f, v)
	case *directory.Call:
		switch f {
		case FacetKind:
			return []string{string(r.Kind)}
		case FacetWho:
			return texts(r.Eligible.Kinds)
		}
		return codesOf(r.Concepts, f, v)
	case *directory.Project:
		return codesOf(r.Concepts, f, v)
	}
	return nil
}

func countriesOf(r directory.Record) []string {
	switch r := r.(type) {
	case *directory.Call:
		return texts(r.Eligible.Countries)
	case *directory.Project:
		return texts(r.Countries)
	}
	return []string{string(placeOf(r).Country)}
}

// regionsOf is the region and what it lies in; of what has no region, its
// country where that is one.
func regionsOf(p directory.Place, v *directory.Vocabulary) []string {
	path := v.RegionPath(p.Region)
	if len(path) == 0 {
		path = v.RegionPath(directory.RegionCode(p.Country))
	}
	return texts(path)
}

// codesOf are the codes of the concepts of a scheme, broader ones among them.
func codesOf(tags []directory.Tag, f Facet, v *directory.Vocabulary) []string {
	var codes []string
	for _, t := range tags {
		for _, id := range v.ConceptPath(t.Concept) {
			if id.Scheme() == directory.Scheme(f) {
				codes = append(codes, id.Code())
			}
		}
	}
	return codes
}

func texts[T ~string](list []T) []string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return s
}

// pointOf is the best point known of a place.
func pointOf(p directory.Place, v *directory.Vocabulary) (directory.Point, bool) {
	if p.Point != nil {
		return *p.Point, true
	}
	if city := v.City(p.Country, p.City); city != nil {
		return city.Point, true
	}
	r, ok := v.Region(p.Region)
	return r.Point, ok
}

// Has lists which of HasValues an organisation has, in their order.
func Has(o *directory.Organisation) []string {
	var has []string
	if len(o.Offers) > 0 {
		has = append(has, "offers")
	}
	if len(o.Needs) > 0 {
		has = append(has, "needs")
	}
	if o.Website != "" {
		has = append(has, "website")
	}
	return has
}

// Lacks lists which of LacksValues an organisation does not have, in their order.
func Lacks(o *directory.Organisation) []string {
	_, members := o.Members.Known()
	has := map[string]bool{
		"region": o.Place.Region != "", "city": o.Place.City != "", "website": o.Website != "",
		"founded": !o.Founded.IsZero(), "sector": len(o.ConceptsOf(directory.SchemeSector)) > 0,
		// Only what has members can lack their number.
		"members": members || o.Kind != directory.KindCluster && o.Kind != directory.KindNetwork,
		"offers":  len(o.Offers) > 0, "needs": len(o.Needs) > 0,
		"official-name": o.OfficialName() != "", "source-date": !o.Provenance.SourceDate.IsZero(),
	}
	var lacks []string
	for _, what := range LacksValues {
		if !has[what] {
			lacks = append(lacks, what)
		}
	}
	return lacks
}
