package insight

import (
	"cmp"
	"slices"
)

// DataCounts are the numbers the state of the data is told from: those of the
// facets that count what records lack and in which year their sources are from.
type DataCounts struct {
	Total      int            // organisations
	Facts      []string       // all facts that are asked about
	Lacking    map[string]int // organisations by the fact they lack; no entry is none
	Of         map[string]int // organisations that can have a fact, where that is not all: only clusters have members
	Years      map[int]int    // organisations by the year of their source; those without are undated
	ThisYear   int            // of the day of asking
	StaleYears int            // age in years from which a source is old
}

// Fact is how complete one fact is.
type Fact struct {
	Name      string
	Known, Of int     // organisations
	Share     float64 // Known of Of
}

// DataState is how far the data is to be trusted. Ages are differences of years,
// as sources often give no more; a source from the future has the age 0.
type DataState struct {
	Total        int
	Facts        []Fact  // the least complete first, then by name; without those nobody can have
	Completeness float64 // 0 to 1: the mean over the facts; 0 without facts

	Dated      int // organisations whose source has a date
	Undated    int
	Old        int     // dated, and old
	StaleShare float64 // old or undated, of all: what may no longer be true
	// Of the dated; 0 where there are none.
	MedianAge            float64 // years, of whole or half ones
	NewestAge, OldestAge int     // years
	OldestYear           int
}

// JudgeData tells the state of the data. Completeness of a fact is the simple
// ratio 1 − missing/total, and that of all the mean of the facts'. Source: L. L.
// Pipino, Y. W. Lee and R. Y. Wang, "Data Quality Assessment", Communications of
// the ACM 45(4), 2002. Facts weigh the same, as no weights would please every
// reader; the list tells them apart. Counts that exceed the total are cut to it.
func JudgeData(c DataCounts) DataState {
	s := DataState{Total: max(0, c.Total)}
	sum := 0.0
	for i, name := range c.Facts {
		if slices.Contains(c.Facts[:i], name) {
			continue
		}
		of, some := c.Of[name]
		if !some {
			of = s.Total
		}
		if of = min(of, s.Total); of <= 0 {
			continue
		}
		known := of - min(of, max(0, c.Lacking[name]))
		s.Facts = append(s.Facts, Fact{Name: name, Known: known, Of: of, Share: share(known, of)})
	}
	slices.SortFunc(s.Facts, func(a, b Fact) int { return cmp.Or(cmp.Compare(a.Share, b.Share), cmp.Compare(a.Name, b.Name)) })
	for _, f := range s.Facts {
		sum += f.Share
	}
	s.Completeness = ratio(sum, float64(len(s.Facts)))
	s.ages(c)
	s.Undated = s.Total - s.Dated
	s.StaleShare = share(s.Old+s.Undated, s.Total)
	return s
}

// ages tells how old the sources are.
func (s *DataState) ages(c DataCounts) {
	type bin struct{ year, age, n int }
	var bins []bin
	for year, n := range c.Years {
		if n > 0 {
			bins = append(bins, bin{year, max(0, c.ThisYear-year), n})
		}
	}
	slices.SortFunc(bins, func(a, b bin) int { return down(a.year, b.year) }) // the newest first
	for i, b := range bins {
		bins[i].n = min(b.n, s.Total-s.Dated)
		s.Dated += bins[i].n
		if b.age >= c.StaleYears {
			s.Old += bins[i].n
		}
	}
	bins = slices.DeleteFunc(bins, func(b bin) bool { return b.n == 0 })
	if len(bins) == 0 {
		return
	}
	last := bins[len(bins)-1]
	s.NewestAge, s.OldestAge, s.OldestYear = bins[0].age, last.age, last.year
	// The age of the i-th newest, from 0.
	age := func(i int) float64 {
		for _, b := range bins {
			if i < b.n {
				return float64(b.age)
			}
			i -= b.n
		}
		return float64(last.age)
	}
	s.MedianAge = (age((s.Dated-1)/2) + age(s.Dated/2)) / 2
}
