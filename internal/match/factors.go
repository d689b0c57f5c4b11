package match

import (
	"math"
	"slices"

	"euxine/internal/directory"
)

// Factor is one thing that counts; its text is the value of the parameter that
// switches it off.
type Factor string

// The factors.
const (
	Needs        Factor = "needs"        // what the first seeks meets what the second offers
	Offers       Factor = "offers"       // what the second seeks meets what the first offers
	Sectors      Factor = "sectors"      // the same sectors, or near ones
	Topics       Factor = "topics"       // what both speak of in keywords, offers and needs
	Technologies Factor = "technologies" // technologies both work with
	Priorities   Factor = "priorities"   // smart specialisation priorities and emerging industries both have
	Countries    Factor = "countries"    // one seeks partners where the other is
	Kinds        Factor = "kinds"        // what they are completes each other
	Distance     Factor = "distance"     // how far apart they are
	Links        Factor = "links"        // events, clusters and projects they have in common
)

// Factors in the order pages show them.
var Factors = []Factor{Needs, Offers, Sectors, Topics, Technologies, Priorities, Countries, Kinds, Distance, Links}

// Off is the factors that take no part.
type Off map[Factor]bool

// The weights of the factors: points of a hundred where all take part.
//
// A need that is met is why one looks for a partner at all, and one's own need more
// than the other's; the sector is what the event's people call "the same or related
// activities". What is shared beside that (topics, technologies, priorities) tells
// between those of one sector. Kind, place and acquaintance decide between equals and
// must not lift a stranger over who has what is sought: together they are less than the
// first of one's own needs.
const (
	weightNeeds        = 22
	weightOffers       = 14
	weightSectors      = 24
	weightTopics       = 6
	weightTechnologies = 5
	weightPriorities   = 5
	weightCountries    = 3
	weightKinds        = 6
	weightDistance     = 10
	weightLinks        = 5
)

var weights = map[Factor]float64{
	Needs: weightNeeds, Offers: weightOffers, Sectors: weightSectors, Topics: weightTopics, Technologies: weightTechnologies,
	Priorities: weightPriorities, Countries: weightCountries, Kinds: weightKinds, Distance: weightDistance, Links: weightLinks,
}

// Weight is a factor's weight: its points of a hundred where all take part.
func Weight(f Factor) float64 { return weights[f] }

var factors = map[Factor]func(s *Scale, a, b *Side) (float64, []Reason){
	Needs:   func(s *Scale, a, b *Side) (float64, []Reason) { return s.met(a, b) },
	Offers:  func(s *Scale, a, b *Side) (float64, []Reason) { return s.met(b, a) },
	Sectors: (*Scale).sectors,
	Topics: func(s *Scale, a, b *Side) (float64, []Reason) {
		return s.shared(a.Topics, b.Topics, directory.SchemeTopic)
	},
	Technologies: func(s *Scale, a, b *Side) (float64, []Reason) {
		return s.shared(a.Concepts, b.Concepts, directory.SchemeTechnology)
	},
	Priorities: func(s *Scale, a, b *Side) (float64, []Reason) {
		return s.shared(a.Concepts, b.Concepts, directory.SchemePriority, directory.SchemeEmerging)
	},
	Countries: func(_ *Scale, a, b *Side) (float64, []Reason) { return countries(a, b) },
	Kinds:     func(_ *Scale, a, b *Side) (float64, []Reason) { return kinds(a, b) },
	Distance:  func(_ *Scale, a, b *Side) (float64, []Reason) { return distance(a, b) },
	Links:     func(_ *Scale, a, b *Side) (float64, []Reason) { return links(a, b) },
}

// sureSector is how much of the value is there however common the sectors are: that
// two are of one sector matters even of the commonest.
const sureSector = 0.4

// sectors compares each sector with the nearest of the other side, the telling ones
// counting more, from both sides:
//
//	cover(A,B) = Σ says(a) · max_b near(a,b) / Σ says(a)
//	value      = (cover(A,B) + cover(B,A)) / 2 · (sureSector + (1-sureSector) · m)
//
// where near is 1 of the same sector and else what the table of relatedness says, and
// m the most that near(a,b) · says(a) is for any pair.
func (s *Scale) sectors(a, b *Side) (float64, []Reason) {
	of, other := ofScheme(a.Concepts, directory.SchemeSector), ofScheme(b.Concepts, directory.SchemeSector)
	if len(of) == 0 || len(other) == 0 {
		return 0, nil
	}
	var reasons []Reason
	most := 0.0
	cover := func(of, other []directory.ConceptID, first bool) float64 {
		sum, all := 0.0, 0.0
		for _, id := range of {
			best, nearest := 0.0, directory.ConceptID("")
			for _, o := range other {
				if near := s.related.Of(id, o); near > best {
					best, nearest = near, o
				}
			}
			says := s.Says(id)
			sum, all, most = sum+says*best, all+says, max(most, says*best)
			switch {
			case best == 0 || !first:
			case best == 1:
				reasons = append(reasons, reason(Reason{How: Same, Concept: id}))
			default:
				reasons = append(reasons, reason(Reason{How: Related, Concept: id, Other: nearest, Strength: best}))
			}
		}
		return sum / all
	}
	value := (cover(of, other, true) + cover(other, of, false)) / 2
	slices.SortStableFunc(reasons, func(x, y Reason) int { // the same before the related, the rest as in the record
		return rank(x.How) - rank(y.How)
	})
	return value * (sureSector + (1-sureSector)*most), reasons
}

func rank(h How) int { return slices.Index(Hows, h) }

// eachShared is what one concept in common gives of what is possible: two rare ones are
// three quarters of all.
const eachShared = 0.5

// partOf is what a concept is worth beside one that it is part of.
const partOf = 0.6

// shared counts what both carry of some schemes:
//
//	value = 1 - Π (1 - eachShared · says(c) · near)
//
// with near 1 of the same concept and partOf of one and its broader one.
func (s *Scale) shared(of, other []directory.ConceptID, schemes ...directory.Scheme) (float64, []Reason) {
	var reasons []Reason
	left := 1.0
	for _, id := range of {
		if !slices.Contains(schemes, id.Scheme()) {
			continue
		}
		if slices.Contains(other, id) {
			left *= 1 - eachShared*s.Says(id)
			reasons = append(reasons, reason(Reason{How: Same, Concept: id}))
			continue
		}
		for _, o := range other {
			if o.Scheme() == id.Scheme() && !slices.Contains(of, o) && s.within(id, o) {
				// The narrower one is the rarer, and not known of the other: it is the broader they share.
				left *= 1 - eachShared*partOf*min(s.Says(id), s.Says(o))
				reasons = append(reasons, reason(Reason{How: Broader, Concept: id, Other: o}))
				break
			}
		}
	}
	return 1 - left, reasons
}

// within says whether one of two concepts is part of the other.
func (s *Scale) within(a, b directory.ConceptID) bool {
	return a != b && (slices.Contains(s.vocabulary.ConceptPath(a), b) || slices.Contains(s.vocabulary.ConceptPath(b), a))
}

// oneWay is what it is worth that one of two seeks partners where the other is; both
// do is 1.
const oneWay = 0.6

func countries(a, b *Side) (float64, []Reason) {
	var reasons []Reason
	if b.Country != "" && slices.Contains(a.Targets, b.Country) {
		reasons = append(reasons, reason(Reason{How: SoughtThere, Country: b.Country}))
	}
	if a.Country != "" && slices.Contains(b.Targets, a.Country) {
		reasons = append(reasons, reason(Reason{How: SoughtHere, Country: a.Country}))
	}
	return [...]float64{0, oneWay, 1}[len(reasons)], reasons
}

// completes is how well two kinds complete each other; a pair stands once, whichever
// comes first. What is not in the table is worth nothing.
//
// Clusters are there for firms, so that a cluster and an SME are the best pair; two
// clusters of different places are the European model of co-operation. A firm finds
// trials at a hub, research at an institute, orders at a large company, help at a
// support body. Authorities work with clusters, hubs and support bodies and seldom with
// single firms. Two of one kind seldom give each other what they lack, firms more than
// offices.
var completes = map[[2]directory.Kind]float64{
	{directory.KindCluster, directory.KindSME}:            1,
	{directory.KindCluster, directory.KindCluster}:        0.9,
	{directory.KindCluster, directory.KindNetwork}:        0.9,
	{directory.KindCluster, directory.KindResearch}:       0.9,
	{directory.KindCluster, directory.KindHub}:            0.8,
	{directory.KindCluster, directory.KindAuthority}:      0.8,
	{directory.KindCluster, directory.KindLargeCompany}:   0.8,
	{directory.KindCluster, directory.KindSupport}:        0.7,
	{directory.KindSME, directory.KindHub}:                0.9,
	{directory.KindSME, directory.KindResearch}:           0.8,
	{directory.KindSME, directory.KindLargeCompany}:       0.8,
	{directory.KindSME, directory.KindSupport}:            0.7,
	{directory.KindSME, directory.KindSME}:                0.6,
	{directory.KindSME, directory.KindNetwork}:            0.5,
	{directory.KindSME, directory.KindAuthority}:          0.3,
	{directory.KindLargeCompany, directory.KindResearch}:  0.8,
	{directory.KindLargeCompany, directory.KindHub}:       0.5,
	{directory.KindLargeCompany, directory.KindSupport}:   0.4,
	{directory.KindResearch, directory.KindHub}:           0.8,
	{directory.KindResearch, directory.KindSupport}:       0.6,
	{directory.KindResearch, directory.KindResearch}:      0.5,
	{directory.KindResearch, directory.KindAuthority}:     0.5,
	{directory.KindHub, directory.KindSupport}:            0.7,
	{directory.KindHub, directory.KindHub}:                0.6,
	{directory.KindHub, directory.KindAuthority}:          0.7,
	{directory.KindSupport, directory.KindAuthority}:      0.7,
	{directory.KindSupport, directory.KindSupport}:        0.5,
	{directory.KindNetwork, directory.KindSupport}:        0.6,
	{directory.KindNetwork, directory.KindNetwork}:        0.6,
	{directory.KindNetwork, directory.KindAuthority}:      0.6,
	{directory.KindNetwork, directory.KindHub}:            0.6,
	{directory.KindNetwork, directory.KindResearch}:       0.6,
	{directory.KindAuthority, directory.KindAuthority}:    0.4,
	{directory.KindLargeCompany, directory.KindAuthority}: 0.3,
	{directory.KindLargeCompany, directory.KindNetwork}:   0.5,
}

// Complementarity is how well two kinds complete each other, 0 to 1; the order is of
// no matter.
func Complementarity(a, b directory.Kind) float64 {
	if v, ok := completes[[2]directory.Kind{a, b}]; ok {
		return v
	}
	return completes[[2]directory.Kind{b, a}]
}

// toldFrom is how well kinds must complete each other for it to be a reason that is
// told: below, it is but no hindrance.
const toldFrom = 0.7

func kinds(a, b *Side) (float64, []Reason) {
	v := Complementarity(a.Kind, b.Kind)
	if v < toldFrom {
		return v, nil
	}
	return v, []Reason{reason(Reason{How: Completes})}
}

// halfKm is how far apart two are for half of what nearness is worth: an hour or
// two by road. nearKm is how near is told as a reason: there and back in a day.
const (
	halfKm = 100
	nearKm = 250
)

func distance(a, b *Side) (float64, []Reason) {
	if a.Point == nil || b.Point == nil {
		return 0, nil
	}
	km := a.Point.Km(*b.Point)
	value := math.Exp2(-km / halfKm)
	if km > nearKm {
		return value, nil
	}
	return value, []Reason{reason(Reason{How: Near, Km: km})}
}

// What one thing two have in common gives: who sits in one cluster meets, who was at
// one event may have met. A project in common is that of acquaintances: see Known.
const (
	linkCluster = 0.6
	linkProject = 0.6
	linkEvent   = 0.4
)

func links(a, b *Side) (float64, []Reason) {
	left := 1.0
	var reasons []Reason
	for _, l := range []struct {
		list  []Reason
		worth float64
	}{
		{sharedRecords(SameCluster, directory.Organisations, a.MemberOf, b.MemberOf), linkCluster},
		{sharedRecords(SameProject, directory.Projects, a.Projects, b.Projects), linkProject},
		{sharedRecords(SameEvent, directory.Events, a.Events, b.Events), linkEvent},
	} {
		for range l.list {
			left *= 1 - l.worth
		}
		reasons = append(reasons, l.list...)
	}
	return 1 - left, reasons
}

func sharedRecords(how How, t directory.RecordType, a, b []directory.RecordID) []Reason {
	var list []Reason
	for _, id := range a {
		if id != "" && slices.Contains(b, id) {
			list = append(list, reason(Reason{How: how, Record: directory.Key{Type: t, ID: id}}))
		}
	}
	return list
}

// ofScheme are the ids of a scheme, in their order.
func ofScheme(ids []directory.ConceptID, s directory.Scheme) []directory.ConceptID {
	var list []directory.ConceptID
	for _, id := range ids {
		if id.Scheme() == s {
			list = append(list, id)
		}
	}
	return list
}
