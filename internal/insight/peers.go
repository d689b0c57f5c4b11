package insight

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"euxine/internal/directory"
)

// Profile is what a region is compared by. Counts are of organisations by group
// of one scheme.
type Profile struct {
	Region        directory.RegionCode
	Organisations int                         // that carry a group of the scheme
	Groups        map[directory.ConceptID]int // organisations with the group
	// Strong and Lacking are groups of which the region has more and less than the
	// reference, in no order that matters; the caller may add to Lacking the groups with firms but no
	// cluster. [Table.Profile] fills both.
	Strong, Lacking []directory.ConceptID
	// Offers and Needs count what the region's organisations say they offer and
	// seek, by concept; nil where that is not known.
	Offers, Needs map[directory.ConceptID]int
}

// Profile is the region's profile as far as the table knows it.
func (t *Table) Profile(region directory.RegionCode) Profile {
	p := Profile{Region: region, Organisations: t.Regions[region].Organisations, Groups: map[directory.ConceptID]int{}}
	for _, group := range slices.Sorted(maps.Keys(t.Groups)) {
		c, _ := t.Counts(region, group)
		if c.Here > 0 {
			p.Groups[group] = c.Here
		}
		switch judgeDifference(c) {
		case VerdictAbove:
			p.Strong = append(p.Strong, group)
		case VerdictBelow:
			p.Lacking = append(p.Lacking, group)
		}
	}
	return p
}

// enough says why the profile is too thin to compare, "" where it is not.
func (p Profile) enough() Reason {
	switch {
	case p.Organisations < MinRegion:
		return ReasonFewInRegion
	case total(p.Groups) == 0:
		return ReasonEmpty
	}
	return ""
}

// Alike is a group that two regions share, as a reason for calling them alike.
type Alike struct {
	Group       directory.ConceptID
	Here, There int     // organisations
	Part        float64 // of the similarity; the parts of all groups sum to it
}

// Peer is a region with a similar profile.
type Peer struct {
	Region        directory.RegionCode
	Organisations int     // there, that carry a group
	Similarity    float64 // 0 nothing shared, 1 the same shares
	Reasons       []Alike // the largest parts first, then by group
	Shared        int     // groups both have, of which Reasons are the first
}

// Similar lists the regions whose profile is most like the region's, at most
// limit of them with at most reasons reasons each, the most similar first, then
// by code. Regions with fewer than MinRegion organisations, or nothing in common,
// are left out; of a region that thin itself nothing is said, and the reason
// given.
//
// The similarity is the cosine of the vectors of shares
//
//	cos(a, b) = Σ a_g·b_g / (√Σ a_g² · √Σ b_g²)
//
// of which a_g·b_g over the same root is the part of group g. Source: G. Salton
// and M. J. McGill, Introduction to Modern Information Retrieval (1983); for
// profiles of regions A. B. Jaffe, "Technological Opportunity and Spillovers of
// R&D", American Economic Review 76 (1986), who took it between firms. Being of
// angles, it is the same of shares and of counts.
func Similar(region Profile, others []Profile, limit, reasons int) ([]Peer, Reason) {
	if why := region.enough(); why != "" {
		return nil, why
	}
	var peers []Peer
	for _, other := range others {
		if other.Region == region.Region || other.enough() != "" {
			continue
		}
		if p := compare(region, other); p.Shared > 0 {
			p.Reasons = slices.Clone(first(p.Reasons, reasons))
			peers = append(peers, p)
		}
	}
	slices.SortFunc(peers, func(a, b Peer) int {
		return cmp.Or(down(a.Similarity, b.Similarity), cmp.Compare(a.Region, b.Region))
	})
	return first(peers, limit), ""
}

func compare(a, b Profile) Peer {
	p := Peer{Region: b.Region, Organisations: b.Organisations}
	// One root of the product of exact sums: the same region has 1 and not nearly.
	root := math.Sqrt(squares(a.Groups) * squares(b.Groups))
	dot := 0.0
	for _, g := range groupsOf(a.Groups) {
		if b.Groups[g] <= 0 {
			continue
		}
		product := float64(a.Groups[g]) * float64(b.Groups[g])
		dot += product
		p.Reasons = append(p.Reasons, Alike{Group: g, Here: a.Groups[g], There: b.Groups[g], Part: ratio(product, root)})
	}
	p.Shared = len(p.Reasons)
	p.Similarity = min(1, ratio(dot, root))
	slices.SortStableFunc(p.Reasons, func(x, y Alike) int { return down(x.Part, y.Part) })
	return p
}

// squares sums the squares in the order of groups, as sums of floating point
// depend on it.
func squares(counts map[directory.ConceptID]int) float64 {
	sum := 0.0
	for _, g := range groupsOf(counts) {
		sum += float64(counts[g]) * float64(counts[g])
	}
	return sum
}

// Way is how one region completes the other.
type Way string

const (
	WayOffersNeeded Way = "offers-needed" // there they offer what is sought here
	WayNeedsOffered Way = "needs-offered" // there they seek what is offered here
	WayStrongThere  Way = "strong-there"  // there is much of what is lacking here
	WayStrongHere   Way = "strong-here"   // here is much of what is lacking there
)

// Ways in the order they are told.
var Ways = []Way{WayOffersNeeded, WayNeedsOffered, WayStrongThere, WayStrongHere}

// Match is one group in which a region completes another. Here and There are
// what the way counts: needs and offers, or organisations of the group.
type Match struct {
	Way         Way
	Group       directory.ConceptID
	Here, There int
	Part        float64 // of the score; the parts of all matches sum to it
}

// Complementary is a region that completes another.
type Complementary struct {
	Region  directory.RegionCode
	Score   float64 // 0 to 1
	Reasons []Match // the largest parts first, then by way and group
	Matches int     // all, of which Reasons are the first
}

// Complement lists the regions that would complete the region, at most limit of
// them with at most reasons reasons each, the highest score first, then by code.
// Regions without a match are left out.
//
// The score is ours: the mean of four parts, each from 0 to 1.
//
//   - The overlap of what is needed here with what is offered there, and of what
//     is offered here with what is needed there: Σ min(p_g, q_g) over the groups,
//     with the shares of each in its own list. Source: O. Renkonen's percentage
//     similarity, Annales Zoologici Societatis Zoologicae-Botanicae Fennicae
//     Vanamo 6 (1938). It is 0 where either list names fewer than MinGroup: one
//     offer would otherwise be the whole of what a region offers.
//   - The part of what is lacking here in which the other is strong, and of what
//     is lacking there in which this one is.
func Complement(region Profile, others []Profile, limit, reasons int) []Complementary {
	var list []Complementary
	for _, other := range others {
		if other.Region == region.Region {
			continue
		}
		c := Complementary{Region: other.Region}
		c.Reasons = append(c.Reasons, overlap(WayOffersNeeded, region.Needs, other.Offers)...)
		c.Reasons = append(c.Reasons, overlap(WayNeedsOffered, region.Offers, other.Needs)...)
		c.Reasons = append(c.Reasons, strength(WayStrongThere, region.Lacking, other.Strong, region, other)...)
		c.Reasons = append(c.Reasons, strength(WayStrongHere, other.Lacking, region.Strong, region, other)...)
		c.Matches = len(c.Reasons)
		if c.Matches == 0 {
			continue
		}
		for _, m := range c.Reasons {
			c.Score += m.Part
		}
		c.Score = min(1, c.Score)
		slices.SortFunc(c.Reasons, func(x, y Match) int {
			return cmp.Or(down(x.Part, y.Part), cmp.Compare(slices.Index(Ways, x.Way), slices.Index(Ways, y.Way)), cmp.Compare(x.Group, y.Group))
		})
		c.Reasons = slices.Clone(first(c.Reasons, reasons))
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b Complementary) int {
		return cmp.Or(down(a.Score, b.Score), cmp.Compare(a.Region, b.Region))
	})
	return first(list, limit)
}

// overlap matches the counts of one list here with those of the other there.
func overlap(way Way, here, there map[directory.ConceptID]int) []Match {
	ofHere, ofThere := total(here), total(there)
	if ofHere < MinGroup || ofThere < MinGroup {
		return nil
	}
	var list []Match
	for _, g := range groupsOf(here) {
		if there[g] > 0 {
			part := min(share(here[g], ofHere), share(there[g], ofThere)) / float64(len(Ways))
			list = append(list, Match{way, g, here[g], there[g], part})
		}
	}
	return list
}

// strength matches what one region lacks with what the other is strong in.
func strength(way Way, lacking, strong []directory.ConceptID, here, there Profile) []Match {
	lacking = slices.Compact(slices.Sorted(slices.Values(lacking)))
	var list []Match
	for _, g := range lacking {
		if slices.Contains(strong, g) {
			part := ratio(1, float64(len(lacking)*len(Ways)))
			list = append(list, Match{way, g, here.Groups[g], there.Groups[g], part})
		}
	}
	return list
}
