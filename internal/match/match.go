// Package match says how well two organisations would work together, and why: what
// one seeks against what the other offers and the reverse, what they share, where
// they are and whom they know. It is pure: it takes two sides and gives a score with
// its parts, and every part with its reasons as data, so that each face can say them
// in the reader's language.
//
// It does not look for candidates and reads no record's texts for concepts; package
// catalogue does both. It says nothing on whether two organisations would like each
// other: a score is a reason to look, in points of a hundred that only rank.
//
// Where to begin: [Side], [Scale.Score]; factors.go has what counts and why,
// meet.go how a need meets an offer, related.go which sectors are near each other.
package match

import (
	"math"

	"euxine/internal/directory"
)

// Side is one of the two: an organisation, or somebody described. What is not known
// is left out and then counts for nothing.
type Side struct {
	ID       directory.RecordID // "" of one described
	Kind     directory.Kind
	Country  directory.CountryCode
	Point    *directory.Point // the best known; nil: none
	Concepts []directory.ConceptID
	Topics   []directory.ConceptID // what its keywords, offers and needs speak of, once each
	Offers   []Statement
	Needs    []Statement
	Targets  []directory.CountryCode // where partners or customers are sought
	MemberOf []directory.RecordID
	Events   []directory.RecordID
	Projects []directory.RecordID
}

// Statement is one offer or need.
type Statement struct {
	N        int // its place in the record's list
	Concepts []directory.ConceptID
	Words    []string // what is left of its words for comparing: see Words
}

// Reason is why a factor counts: one thing that is true of the two. Which fields
// are set says How.
type Reason struct {
	How      How
	Need     int    // ByOffer, ByRecord, ByWords: place of the need in the list of who seeks; else -1
	Offer    int    // ByOffer, ByWords: place of the offer in the list of who offers; else -1
	Meets    []Meet // ByOffer, ByRecord
	Concept  directory.ConceptID
	Other    directory.ConceptID // Related: the other side's
	Strength float64             // Related: up to MostRelated
	Country  directory.CountryCode
	Km       float64
	Record   directory.Key // SameEvent, SameCluster, SameProject
}

// How names a kind of reason.
type How string

// The kinds of reasons.
const (
	ByOffer     How = "offer"     // a need meets an offer
	ByRecord    How = "record"    // a need meets what the other is or works on
	ByWords     How = "words"     // a need and an offer share words
	Same        How = "same"      // both carry the concept
	Broader     How = "broader"   // one carries the concept, the other one that it is part of
	Related     How = "related"   // the sectors are near each other
	SoughtThere How = "sought"    // the first seeks partners in the country of the second
	SoughtHere  How = "sought-by" // the second seeks partners in the country of the first
	Completes   How = "completes" // the kinds complete each other
	Near        How = "near"      // so many kilometres
	SameEvent   How = "event"     // both take part in or organise the event
	SameCluster How = "cluster"   // both are members of it
	SameProject How = "project"   // both are partners of the project
)

// Hows lists the kinds of reasons.
var Hows = []How{ByOffer, ByRecord, ByWords, Same, Broader, Related, SoughtThere, SoughtHere, Completes, Near, SameEvent, SameCluster, SameProject}

// Meet is one concept of a need with what meets it.
type Meet struct {
	Sought directory.ConceptID
	Found  directory.ConceptID // "" where the kind of organisation meets it
	By     How                 // ByOffer or ByRecord
	Worth  float64             // 0 to 1
}

// Part is what one factor gives.
type Part struct {
	Factor  Factor
	Value   float64 // 0 to 1
	Points  float64 // of Most
	Most    float64 // the factor's weight
	Reasons []Reason
}

// Score is how well two sides match.
type Score struct {
	Points float64 // 0 to 100: the sum of the parts
	Parts  []Part  // in the order of Factors, without those switched off
}

// Part is the part of a factor, zero where it is switched off.
func (s Score) Part(f Factor) Part {
	for _, p := range s.Parts {
		if p.Factor == f {
			return p
		}
	}
	return Part{Factor: f}
}

// Tells says whether anything speaks for the two beside what they are and where: a
// kind, a country and a distance are no reason to look at somebody.
func (s Score) Tells() bool {
	for _, p := range s.Parts {
		if p.Value > 0 && p.Factor != Kinds && p.Factor != Distance && p.Factor != Countries {
			return true
		}
	}
	return false
}

// Scale is what two sides are measured by: how much a concept says, and which
// sectors are near each other. It is read-only: safe for concurrent use.
type Scale struct {
	vocabulary *directory.Vocabulary
	related    *Relatedness
	counts     map[directory.ConceptID]int
	total      int
}

// NewScale is a scale over a directory of total organisations, of which counts have
// each concept: as their own, offered or needed, whatever is most. The map is kept
// and not to be changed.
func NewScale(v *directory.Vocabulary, related *Relatedness, counts map[directory.ConceptID]int, total int) *Scale {
	return &Scale{vocabulary: v, related: related, counts: counts, total: total}
}

// Related is the scale's table of sectors.
func (s *Scale) Related() *Relatedness { return s.related }

// Count is how many organisations have a concept: as their own, offered or needed,
// whatever is most.
func (s *Scale) Count(id directory.ConceptID) int { return s.counts[id] }

// Total is how many organisations there are.
func (s *Scale) Total() int { return s.total }

// Bounds of what a concept says.
const (
	rareShare = 0.01 // of the organisations: what one in a hundred has says all it can
	leastSaid = 0.1  // what all have still says something
)

// Says is how much it says that two share a concept, from leastSaid to 1: the rarer,
// the more,
//
//	says(c) = log10(1/share(c)) / log10(1/rareShare)
//
// within its bounds: the inverse document frequency of retrieval (K. Spärck Jones,
// 1972), over shares so that it is the same for a directory of any size.
func (s *Scale) Says(id directory.ConceptID) float64 {
	n := s.counts[id]
	if n == 0 || s.total == 0 {
		return 1
	}
	share := float64(n) / float64(s.total)
	return max(leastSaid, min(1, math.Log10(share)/math.Log10(rareShare)))
}

// Score measures b as a partner for a: "needs" are a's and "offers" a's, met by or
// meeting what b has. Factors that are off take no part, and the others share the
// hundred points.
func (s *Scale) Score(a, b *Side, off Off) Score {
	total := 0.0
	for _, f := range Factors {
		if !off[f] {
			total += weights[f]
		}
	}
	var score Score
	for _, f := range Factors {
		if off[f] {
			continue
		}
		p := Part{Factor: f, Most: 100 * weights[f] / total}
		p.Value, p.Reasons = factors[f](s, a, b)
		p.Points = p.Value * p.Most
		score.Points += p.Points
		score.Parts = append(score.Parts, p)
	}
	return score
}

// Known says how two know each other already: one is a member of the other, or both
// are partners of a project. Nil: they do not.
func Known(a, b *Side) []Reason {
	var list []Reason
	for _, of := range [][2]*Side{{a, b}, {b, a}} {
		for _, id := range of[0].MemberOf {
			if id != "" && id == of[1].ID {
				list = append(list, reason(Reason{How: SameCluster, Record: directory.Key{Type: directory.Organisations, ID: id}}))
			}
		}
	}
	return append(list, sharedRecords(SameProject, directory.Projects, a.Projects, b.Projects)...)
}

// reason is a reason that is of no need and no offer.
func reason(r Reason) Reason {
	r.Need, r.Offer = -1, -1
	return r
}
