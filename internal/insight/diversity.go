package insight

import (
	"math"
	"slices"

	"euxine/internal/directory"
)

// Diversity is how a region's organisations spread over groups.
type Diversity struct {
	Groups  int // with a count
	Total   int // of the counts: an organisation with several groups counts in each
	Largest directory.ConceptID
	// LargestShare is the part of the largest group, the first by name of equals.
	LargestShare float64
	Reason       Reason // why the rest is not told; "" otherwise
	// Herfindahl is Σ s², from 1/k of an even spread over k groups to 1 of a
	// single one; Normalised takes it to 0 and 1 whatever k.
	Herfindahl, Normalised float64
	// Shannon is −Σ s·ln s, in nats; Evenness is its part of the greatest possible,
	// ln k; Effective is e^Shannon: as many groups of equal size would be as
	// diverse, which is the number to tell people.
	Shannon, Evenness, Effective float64
}

// Diversify measures the spread of the counts. Groups with the count 0 are those
// that were possible: k counts them. It tells no measure of fewer than MinRegion,
// where the number of groups follows that of organisations.
//
// Sources: O. C. Herfindahl (1950) and A. O. Hirschman (1945) for the index, and
// its normalised form (H − 1/k)/(1 − 1/k); C. E. Shannon, "A Mathematical Theory
// of Communication", Bell System Technical Journal 27 (1948); E. C. Pielou,
// Journal of Theoretical Biology 13 (1966), for evenness; M. O. Hill, Ecology 54
// (1973), for the effective number.
func Diversify(counts map[directory.ConceptID]int) Diversity {
	d := Diversity{Total: total(counts)}
	present := groupsOf(counts)
	d.Groups = len(present)
	if d.Groups == 0 {
		d.Reason = ReasonEmpty
		return d
	}
	most := 0
	for _, g := range present {
		if counts[g] > most {
			d.Largest, most = g, counts[g]
		}
	}
	d.LargestShare = share(most, d.Total)
	if d.Total < MinRegion {
		d.Reason = ReasonFewInRegion
		return d
	}
	for _, g := range present { // in order: sums of floating point depend on it
		s := share(counts[g], d.Total)
		d.Herfindahl += s * s
		d.Shannon -= s * math.Log(s)
	}
	k := float64(len(counts))
	d.Herfindahl = min(1, d.Herfindahl)
	d.Shannon = max(0, d.Shannon)
	d.Effective = math.Exp(d.Shannon)
	if len(counts) == 1 {
		d.Normalised = 1
		return d
	}
	d.Normalised = max(0, (d.Herfindahl-1/k)/(1-1/k))
	d.Evenness = min(1, d.Shannon/math.Log(k))
	return d
}

// KindCount is how many organisations are of a kind.
type KindCount struct {
	Kind  directory.Kind
	N     int
	Share float64 // of all
}

// CountKinds tells every kind of organisation, in the order pages list them,
// those without any too.
func CountKinds(counts map[directory.Kind]int) []KindCount {
	sum := 0
	for _, k := range directory.Kinds {
		sum += max(0, counts[k])
	}
	list := make([]KindCount, 0, len(directory.Kinds))
	for _, k := range directory.Kinds {
		n := max(0, counts[k])
		list = append(list, KindCount{k, n, share(n, sum)})
	}
	return list
}

// Sum adds up what is known of a number, and says of how many it is.
type Sum struct{ Known, Sum int }

func (s *Sum) add(n *int) {
	if n != nil {
		s.Known, s.Sum = s.Known+1, s.Sum+max(0, *n)
	}
}

// Membership sums the members of clusters by type. Types need not add up to All:
// sources often tell one and not the other, and start-ups are SMEs as well. A
// firm in two clusters counts twice.
type Membership struct {
	Clusters                              int
	All                                   Sum // the total, or the sum of the parts where there is none
	SMEs, Startups, Large, Research, Rest Sum
	Median                                float64 // members of the clusters that tell; whole or half; 0 where none does
}

// CountMembers sums them.
func CountMembers(list []directory.Members) Membership {
	m := Membership{Clusters: len(list)}
	var sizes []int
	for _, c := range list {
		if n, ok := c.Known(); ok {
			n = max(0, n)
			m.All.add(&n)
			sizes = append(sizes, n)
		}
		m.SMEs.add(c.SMEs)
		m.Startups.add(c.Startups)
		m.Large.add(c.Large)
		m.Research.add(c.Research)
		m.Rest.add(c.Others)
	}
	if n := len(sizes); n > 0 {
		slices.Sort(sizes)
		m.Median = (float64(sizes[(n-1)/2]) + float64(sizes[n/2])) / 2
	}
	return m
}
