package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/match"
	"euxine/internal/search"
)

// Candidates for partners come from the index by a few searches, each for a bounded
// number of hits, and are then scored from their records. A search asks for any of
// what the score would count and the index orders by how much of it there is: so that
// the first few hundred hold the best, however many there are.
const (
	poolLikely  = 150    // of the search for all that counts
	poolSought  = 60     // of that for what is sought alone, and of that for the words of needs
	poolMet     = 60     // of those met at events and in clusters
	poolHere    = 40     // where nothing is known but the place
	maxSignals  = 30     // of one search: search.MaxTerms, with room for the place
	maxSpoken   = 2      // needs whose words are searched for, where they were read as hardly any concept
	maxLooked   = 10     // the share of all, one in so many, that is looked at for what is sought most tellingly
	leastLooked = 20_000 // but so many always: that is done in a millisecond
	bestKinds   = 0.8    // complementarity
	leastSignal = 0.5    // points; what could give less is not asked for
)

// signal is something candidates are searched by: any of the values, and what it may
// be worth in points.
type signal struct {
	values []search.Value
	points float64
}

// anyOf asks the index for what has any of the values of the most telling signals, in
// the order of what all are worth together: those beside are not asked for, and of the
// signals those not that would have too many looked at. What a group of a question's
// words is worth depends on how many others are answered; so one group asks for all,
// for nothing, and each signal is beside it.
func anyOf(signals, beside []signal, scale *match.Scale) []search.Group {
	const nothing = 1e-6 // 0 would leave it unweighed
	const optional = 5   // the index takes what is beside for a stop word, worth a fifth
	groups := make([]search.Group, 1, 1+len(signals)+len(beside))
	left := max(leastLooked, scale.Total()/maxLooked)
	for i, s := range signals {
		for _, v := range s.values {
			n := 0
			switch {
			case v.Facet == search.FacetOffer || v.Facet == search.FacetNeed:
				n = scale.Count(directory.ConceptID(v.Code))
			case v.Facet.SchemeOf() == "" || v.Facet == search.FacetKind: // a place or kind
				n = scale.Total() / len(directory.Kinds)
			default:
				n = scale.Count(directory.NewConceptID(v.Facet.SchemeOf(), v.Code))
			}
			if left -= n; left >= 0 || i == 0 {
				groups[0].Senses = append(groups[0].Senses, search.Sense{Values: []search.Value{v}, Weight: nothing})
			}
		}
	}
	for _, s := range slices.Concat(signals, beside) {
		groups = append(groups, search.Group{Optional: true, Senses: []search.Sense{{Values: s.values, Weight: optional * s.points / 100}}})
	}
	return groups
}

// valueOf is how records carry a concept; ok is false of those the index does not find
// them by.
func valueOf(id directory.ConceptID, weight float64) (v search.Value, ok bool) {
	switch id.Scheme() {
	case directory.SchemeSector, directory.SchemeEmerging, directory.SchemeTechnology, directory.SchemePriority, directory.SchemeService:
		return search.Value{Facet: search.Facet(id.Scheme()), Code: id.Code(), Weight: weight}, true
	}
	return search.Value{}, false
}

// sought are the signals of what is sought, or offered, by who seeks or offers it.
func (c *Catalogue) sought(list []match.Statement, facet search.Facet, scale *match.Scale, points float64) []signal {
	var signals []signal
	var seen []directory.ConceptID
	for _, st := range list {
		for _, id := range st.Concepts {
			if slices.Contains(seen, id) {
				continue
			}
			seen = append(seen, id)
			s := signal{points: points * scale.Says(id), values: []search.Value{{Facet: facet, Code: string(id), Weight: 1}}}
			concept, _ := c.vocabulary.Concept(id)
			for _, kin := range append([]directory.ConceptID{id}, concept.Related...) {
				if kin != id && kin.Scheme() != directory.SchemeEcosystem {
					s.values = append(s.values, search.Value{Facet: facet, Code: string(kin), Weight: 0.7})
				}
				if facet == search.FacetNeed { // who is served is told by their needs alone
					continue
				}
				if v, ok := valueOf(kin, 0.7); ok {
					if kin != id {
						v.Weight = 0.5
					}
					s.values = append(s.values, v)
				}
			}
			if kind := match.KindSought(id); kind != "" && facet == search.FacetOffer {
				s.values = append(s.values, search.Value{Facet: search.FacetKind, Code: string(kind), Weight: 0.7})
			}
			signals = append(signals, s)
		}
	}
	return signals
}

// signals are all a side is searched by: those that are asked for, most telling first,
// and the place and kind, which only decide between candidates.
func (c *Catalogue) signals(side *match.Side, region directory.RegionCode, scale *match.Scale, off match.Off) (list, beside []signal) {
	on := func(f match.Factor) bool { return !off[f] }
	if on(match.Needs) {
		list = c.sought(side.Needs, search.FacetOffer, scale, match.Weight(match.Needs))
	}
	if on(match.Offers) {
		list = append(list, c.sought(side.Offers, search.FacetNeed, scale, match.Weight(match.Offers))...)
	}
	for _, id := range side.Concepts {
		v, ok := valueOf(id, 1)
		if !ok {
			continue
		}
		s := signal{values: []search.Value{v}, points: scale.Says(id)}
		switch id.Scheme() {
		case directory.SchemeSector:
			if !on(match.Sectors) {
				continue
			}
			s.points *= match.Weight(match.Sectors)
			for _, p := range scale.Related().To(id) {
				other := p.A
				if other == id {
					other = p.B
				}
				s.values = append(s.values, search.Value{Facet: search.FacetSector, Code: other.Code(), Weight: p.Strength})
			}
		case directory.SchemeTechnology:
			if !on(match.Technologies) {
				continue
			}
			s.points *= match.Weight(match.Technologies)
		case directory.SchemePriority, directory.SchemeEmerging:
			if !on(match.Priorities) {
				continue
			}
			s.points *= match.Weight(match.Priorities)
		default:
			continue
		}
		list = append(list, s)
	}
	if on(match.Topics) {
		for _, id := range side.Topics {
			list = append(list, signal{points: scale.Says(id) * match.Weight(match.Topics) / 2, values: []search.Value{
				{Facet: search.FacetOffer, Code: string(id), Weight: 1}, {Facet: search.FacetNeed, Code: string(id), Weight: 1}}})
		}
	}
	list = slices.DeleteFunc(list, func(s signal) bool { return s.points < leastSignal })
	slices.SortStableFunc(list, func(a, b signal) int { return cmp.Compare(b.points, a.points) })
	list = list[:min(len(list), maxSignals)]
	if on(match.Kinds) && side.Kind != "" {
		s := signal{points: match.Weight(match.Kinds)}
		for _, k := range directory.Kinds { // the best alone: there are most of the others
			if w := match.Complementarity(side.Kind, k); w >= bestKinds {
				s.values = append(s.values, search.Value{Facet: search.FacetKind, Code: string(k), Weight: w})
			}
		}
		beside = append(beside, s)
	}
	if on(match.Distance) {
		if here := c.here(side, region); len(here) > 0 {
			beside = append(beside, signal{values: here, points: match.Weight(match.Distance)})
		}
	}
	return list, beside
}

// here are the regions a side lies in, the innermost worth most, each step out half;
// the country only where nothing narrower is known.
func (c *Catalogue) here(side *match.Side, region directory.RegionCode) []search.Value {
	path := c.vocabulary.RegionPath(region)
	if len(path) > 1 {
		path = path[:len(path)-1]
	}
	if len(path) == 0 && side.Country != "" {
		path = []directory.RegionCode{directory.RegionCode(side.Country)}
	}
	var list []search.Value
	for i, code := range path {
		list = append(list, search.Value{Facet: search.FacetRegion, Code: string(code), Weight: 1 / float64(int(1)<<i)})
	}
	return list
}

// pool finds candidates: those to leave out are not among them, and those met are.
func (c *Catalogue) pool(ctx context.Context, side *match.Side, texts []string, region directory.RegionCode, met *acquainted, scale *match.Scale, o PartnerOptions,
	without map[directory.RecordID]bool) ([]directory.RecordID, error) {
	var ids []directory.RecordID
	seen := maps.Clone(without)
	take := func(list []directory.RecordID, most int) {
		for _, id := range list {
			if !seen[id] && most > 0 {
				seen[id] = true
				ids = append(ids, id)
				most--
			}
		}
	}
	ask := func(groups []search.Group, most int) error {
		q := search.Question{Type: directory.Organisations, Today: c.Today(), Filters: o.Question.Filters, Lang: o.Question.Lang,
			Groups: groups, Least: 1, Sort: search.SortRelevance, Page: 1, PerPage: most + min(len(without), maxLeftOut)}
		found, err := c.index.Search(ctx, q)
		if err != nil {
			return err
		}
		list := make([]directory.RecordID, len(found.Hits))
		for i, h := range found.Hits {
			list[i] = h.ID
		}
		take(list, most)
		return nil
	}
	likely, beside := c.signals(side, region, scale, o.Off)
	most := poolLikely
	if len(likely) == 0 { // where nothing else is known they are asked for
		likely, beside, most = beside, nil, poolHere
	}
	if len(likely) > 0 {
		if err := ask(anyOf(likely, beside, scale), most); err != nil {
			return nil, err
		}
	}
	if needs := c.sought(side.Needs, search.FacetOffer, scale, match.Weight(match.Needs)); len(needs) > 0 && !o.Off[match.Needs] {
		slices.SortStableFunc(needs, func(a, b signal) int { return cmp.Compare(b.points, a.points) })
		if err := ask(anyOf(needs[:min(len(needs), maxSignals)], nil, scale), poolSought); err != nil {
			return nil, err
		}
	}
	if !o.Off[match.Needs] {
		for _, text := range texts[:min(len(texts), maxSpoken)] {
			terms := search.Terms(text)
			groups := c.lexicon().Read(terms[:min(len(terms), maxSignals)], directory.Organisations, o.Question.Lang)
			if asked(groups) == 0 {
				continue
			}
			if err := ask(groups, poolSought/2); err != nil {
				return nil, err
			}
		}
	}
	if !o.Off[match.Links] {
		take(slices.Sorted(maps.Keys(met.events)), poolMet)
		take(slices.Sorted(maps.Keys(met.partners(side))), poolMet) // where they are shown
	}
	return ids, nil
}
