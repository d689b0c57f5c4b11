package catalogue

import (
	"slices"

	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/search"
)

// matched explains a hit: for each group of the question the closest way in
// which the record answers it, in the field that explains best.
func (c *Catalogue) matched(f *finder, texts []search.Text, r directory.Record, l directory.Language) []Match {
	if len(f.groups) == 0 {
		return nil
	}
	list := make([]groupMatch, len(f.groups))
	for i, g := range f.groups {
		list[i].words = make([]Match, len(g.Words))
	}
	for _, t := range texts {
		for _, s := range f.spans(t) {
			m := Match{How: s.how, Field: t.Field, Query: f.groups[s.group].Text(), Text: t.Text[s.start:s.end]}
			at := &list[s.group].whole
			if s.word >= 0 {
				m.Query = f.groups[s.group].Words[s.word].Text
				at = &list[s.group].words[s.word]
			}
			if at.How == "" || m.How.closeness() < at.How.closeness() {
				*at = m
			}
		}
	}
	var matches []Match
	for i, g := range f.groups {
		carried := c.carried(r, g, l)
		if carried.How == "" || carried.How == MatchRelated {
			if stated := c.stated(texts, g, l); stated.How != "" {
				carried = stated
			}
		}
		matches = append(matches, list[i].best(carried)...)
	}
	return matches
}

// stated says which offer or need is stated to be about a sense of a group, whatever
// its words: the zero Match when none.
func (c *Catalogue) stated(texts []search.Text, g search.Group, l directory.Language) Match {
	for _, t := range texts {
		if t.Of == nil {
			continue
		}
		for _, s := range g.Senses {
			if !s.Said {
				continue
			}
			for _, id := range t.Of.Concepts {
				if slices.Contains(c.vocabulary.ConceptPath(id), s.Concept) {
					return Match{How: MatchTranslation, Field: t.Field, Query: g.Text(), Text: c.vocabulary.ConceptLabel(s.Concept, l)}
				}
			}
		}
	}
	return Match{}
}

// groupMatch is how a record answers a group: each of its words, and all of it.
type groupMatch struct {
	words []Match
	whole Match
}

// best is what tells most: all the words as they stand, else a sense, else what
// words there are.
func (m groupMatch) best(carried Match) []Match {
	found := slices.DeleteFunc(slices.Clone(m.words), func(w Match) bool { return w.How == "" })
	worst := -1
	for _, w := range found {
		worst = max(worst, w.How.closeness())
	}
	complete := len(found) == len(m.words)
	for _, sense := range []Match{m.whole, carried} {
		if sense.How != "" && (!complete || sense.How.closeness() < worst) {
			return []Match{sense}
		}
	}
	return found
}

// carried says by which code a record has a sense of a group: the zero Match
// when by none.
func (c *Catalogue) carried(r directory.Record, g search.Group, l directory.Language) Match {
	for _, s := range g.Senses {
		for _, v := range s.Values {
			if label, ok := c.carries(r, v, l); ok {
				if s.Concept == "" {
					return Match{How: MatchPlace, Field: search.InPlace, Query: g.Text(), Text: label}
				}
				how := MatchTranslation
				if s.Related(v) {
					how = MatchRelated
				}
				return Match{How: how, Field: search.InConcept, Query: g.Text(), Text: label}
			}
		}
	}
	return Match{}
}

// carries says whether a record has a value in a facet, as the index has it, and
// what the value is called.
func (c *Catalogue) carries(r directory.Record, v search.Value, l directory.Language) (string, bool) {
	var kind string
	var place directory.Place
	var countries []directory.CountryCode
	var tags []directory.Tag
	switch r := r.(type) {
	case *directory.Organisation:
		kind, place, tags = string(r.Kind), r.Place, r.Concepts
		if v.Facet == search.FacetLabel && string(r.Label) == v.Code {
			return c.excellenceLabel(r.Label, l).Label, true
		}
	case *directory.Event:
		kind, place, tags = string(r.Kind), r.Place, r.Concepts
	case *directory.Call:
		kind, countries, tags = string(r.Kind), r.Eligible.Countries, r.Concepts
	case *directory.Project:
		countries, tags = r.Countries, r.Concepts
	}
	switch v.Facet {
	case search.FacetKind:
		return c.valueLabel(r.Type(), v.Facet, v.Code, l), kind == v.Code
	case search.FacetWho:
		call, ok := r.(*directory.Call)
		return c.valueLabel(r.Type(), v.Facet, v.Code, l), ok && slices.Contains(call.Eligible.Kinds, directory.Kind(v.Code))
	case search.FacetCountry:
		code := directory.CountryCode(v.Code)
		return c.countryLabel(code, l).Label, place.Country == code || slices.Contains(countries, code)
	case search.FacetRegion:
		code := directory.RegionCode(v.Code)
		return c.vocabulary.RegionName(code, l), slices.Contains(c.vocabulary.RegionPath(place.Region), code)
	case search.FacetCity:
		city := c.vocabulary.City(place.Country, place.City)
		if city == nil || search.CityCode(city) != v.Code {
			return "", false
		}
		return lexicon.CityName(city, l), true
	}
	id := directory.NewConceptID(directory.Scheme(v.Facet), v.Code)
	for _, t := range tags {
		if slices.Contains(c.vocabulary.ConceptPath(t.Concept), id) {
			return c.vocabulary.ConceptLabel(id, l), true
		}
	}
	return "", false
}
