package match

import (
	"cmp"
	"math"
	"slices"

	"euxine/internal/directory"
)

// Bounds of relatedness.
const (
	// MostRelated is the most that two sectors are near each other: less than the same.
	MostRelated = 0.8
	// MinTogether is how many organisations must be of both sectors: of two or three
	// one stroke of the pen makes a third more.
	MinTogether = 3
	// MinLift is how many times more often than by chance they must be.
	MinLift = 1.5
	// SameEcosystem is how near two sectors of one industrial ecosystem are, whatever
	// the data: the ecosystems were made to join value chains, and are wide.
	SameEcosystem = 0.3
)

// Pair is two sectors that are near each other, and by what.
type Pair struct {
	A, B      directory.ConceptID // A before B
	Together  int                 // organisations of both
	OfA, OfB  int                 // organisations of each
	Lift      float64             // 0 where none are of both
	Cosine    float64
	Ecosystem directory.ConceptID // they share, "" none
	Strength  float64
}

// Relatedness is which sectors are near each other. It is read-only.
type Relatedness struct {
	pairs []Pair
	near  map[[2]directory.ConceptID]float64
	total int
}

// Relate works out which sectors are near each other, from what organisations carry
// together and from the concept scheme. Of total organisations that carry any, n(a)
// carry a and n(a,b) both. What is carried together more often than by chance is near
// by how much of each other the two are:
//
//	lift(a,b)   = n(a,b) · total / (n(a) · n(b))
//	cosine(a,b) = n(a,b) / √(n(a) · n(b))
//	d           = cosine where n(a,b) ≥ MinTogether and lift ≥ MinLift, else 0
//	e           = SameEcosystem where the scheme gives both one ecosystem, else 0
//	strength    = min(MostRelated, 1 - (1-d) · (1-e))
//
// The cosine is Salton's measure of co-occurrence (G. Salton and M. J. McGill,
// Introduction to Modern Information Retrieval, 1983); lift is that of association
// rules (S. Brin et al., 1997), which keeps out sectors that are together only
// because both are common. A sector that belongs to no ecosystem in the scheme is
// near others by the data alone.
func Relate(v *directory.Vocabulary, counts map[directory.ConceptID]int, together map[[2]directory.ConceptID]int, total int) *Relatedness {
	r := &Relatedness{near: map[[2]directory.ConceptID]float64{}, total: total}
	sectors := v.ConceptsOf(directory.SchemeSector)
	for i, a := range sectors {
		for _, b := range sectors[i+1:] {
			p := Pair{A: a, B: b, OfA: counts[a], OfB: counts[b], Ecosystem: ecosystem(v, a, b)}
			p.Together = max(together[[2]directory.ConceptID{a, b}], together[[2]directory.ConceptID{b, a}])
			if p.Together > 0 && p.OfA > 0 && p.OfB > 0 {
				p.Lift = float64(p.Together) * float64(total) / (float64(p.OfA) * float64(p.OfB))
				p.Cosine = float64(p.Together) / math.Sqrt(float64(p.OfA)*float64(p.OfB))
			}
			left := 1.0
			if p.Together >= MinTogether && p.Lift >= MinLift {
				left *= 1 - p.Cosine
			}
			if p.Ecosystem != "" {
				left *= 1 - SameEcosystem
			}
			if left == 1 {
				continue
			}
			p.Strength = min(MostRelated, 1-left)
			r.pairs = append(r.pairs, p)
			r.near[[2]directory.ConceptID{a, b}], r.near[[2]directory.ConceptID{b, a}] = p.Strength, p.Strength
		}
	}
	slices.SortStableFunc(r.pairs, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(y.Strength, x.Strength), cmp.Compare(y.Together, x.Together))
	})
	return r
}

// ecosystem is one the scheme gives both sectors.
func ecosystem(v *directory.Vocabulary, a, b directory.ConceptID) directory.ConceptID {
	x, _ := v.Concept(a)
	y, _ := v.Concept(b)
	for _, id := range x.Related {
		if id.Scheme() == directory.SchemeEcosystem && slices.Contains(y.Related, id) {
			return id
		}
	}
	return ""
}

// Of is how near two sectors are: 1 the same, 0 not.
func (r *Relatedness) Of(a, b directory.ConceptID) float64 {
	if a == b {
		return 1
	}
	if r == nil {
		return 0
	}
	return r.near[[2]directory.ConceptID{a, b}]
}

// Pairs lists the sectors that are near each other, nearest first. Not to be changed.
func (r *Relatedness) Pairs() []Pair {
	if r == nil {
		return nil
	}
	return r.pairs
}

// Total is how many organisations the table rests on.
func (r *Relatedness) Total() int {
	if r == nil {
		return 0
	}
	return r.total
}

// To lists the sectors near one, nearest first.
func (r *Relatedness) To(id directory.ConceptID) []Pair {
	var list []Pair
	for _, p := range r.Pairs() {
		if p.A == id || p.B == id {
			list = append(list, p)
		}
	}
	return list
}
