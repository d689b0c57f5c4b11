package insight

import (
	"cmp"
	"slices"

	"euxine/internal/directory"
)

// Tally is a number of organisations and the sum of their known members.
type Tally struct{ Organisations, Members int }

// Place is a cell of a table.
type Place struct {
	Region directory.RegionCode
	Group  directory.ConceptID
}

// Table is organisations by region and group of one scheme. Regions are the
// peers that stars rank against each other: of one level, each with all that
// lies below it. What each number counts: see [Counts].
type Table struct {
	Reference Tally // the Black Sea countries in the directory
	Regions   map[directory.RegionCode]Tally
	Groups    map[directory.ConceptID]Tally // of the reference
	Cells     map[Place]Tally               // no entry is none
}

// Counts gives the numbers of organisations behind a cell, and the same of members.
func (t *Table) Counts(region directory.RegionCode, group directory.ConceptID) (organisations, members Counts) {
	x, r, g, n := t.Cells[Place{region, group}], t.Regions[region], t.Groups[group], t.Reference
	return Counts{x.Organisations, r.Organisations, g.Organisations, n.Organisations},
		Counts{x.Members, r.Members, g.Members, n.Members}
}

// Stars are the European Cluster Observatory's three marks of a regional
// cluster.
//
// The Observatory gave a star each for
//
//   - size: the region is among the top 10 % of all regions in the group by
//     number of employees;
//   - specialisation: the location quotient is at least 2;
//   - focus: the region is among the top 10 % of all regions in the group by the
//     share of the region's employees.
//
// Source: European Cluster Observatory (Stockholm School of Economics), Cluster
// Mapping, "Evaluation of regional cluster strength", clusterobservatory.eu.
//
// What is adapted here, since organisations of a directory are counted and not
// employees in statistics: every star needs MinGroup organisations of the group;
// specialisation needs the verdict above as well, so that chance earns none;
// focus is ranked among regions with MinRegion organisations; regions are
// ranked where they have the group at all; a tenth of fewer than ten regions is
// none, so there is no star of rank then; and regions that tie at the edge of the
// tenth all stay without.
type Stars struct {
	Size, Specialisation, Focus bool
	// SizeRank and FocusRank are places from 1, equal values sharing the better
	// one, among SizeOf and FocusOf regions; 0 where not ranked.
	SizeRank, SizeOf   int
	FocusRank, FocusOf int
}

// Count is the number of stars, 0 to 3.
func (s Stars) Count() int {
	n := 0
	for _, star := range []bool{s.Size, s.Specialisation, s.Focus} {
		if star {
			n++
		}
	}
	return n
}

// Specialisation is what is said of one group in one region.
type Specialisation struct {
	Region directory.RegionCode
	Group  directory.ConceptID
	Statement
	Stars Stars
	// Members are the same four numbers in known members, and MembersQuotient
	// their location quotient: a second basis beside the first. It is 0 unless the
	// organisations carry a statement, since one large cluster can make any
	// quotient, and it has no test: members of a cluster do not come one by one.
	Members         Counts
	MembersQuotient float64
}

// Specialise says something, or why not, of every group of the table in the
// region: by verdict in the order of Verdicts, the largest lower bound first,
// where too few the most organisations first, then by group. Without the region
// in the table all are too few.
func (t *Table) Specialise(region directory.RegionCode) []Specialisation {
	list := make([]Specialisation, 0, len(t.Groups))
	for group := range t.Groups {
		list = append(list, t.judge(region, group))
	}
	slices.SortFunc(list, func(a, b Specialisation) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Verdicts, a.Verdict), slices.Index(Verdicts, b.Verdict)),
			down(a.Low, b.Low),
			down(a.Here, b.Here),
			cmp.Compare(a.Group, b.Group))
	})
	return list
}

// Across is the same of one group in every region of the table, sorted by
// region: what a map of specialisation colours.
func (t *Table) Across(group directory.ConceptID) []Specialisation {
	list := make([]Specialisation, 0, len(t.Regions))
	for region := range t.Regions {
		list = append(list, t.judge(region, group))
	}
	slices.SortFunc(list, func(a, b Specialisation) int { return cmp.Compare(a.Region, b.Region) })
	return list
}

// judge is what is said of a group in a region.
func (t *Table) judge(region directory.RegionCode, group directory.ConceptID) Specialisation {
	organisations, members := t.Counts(region, group)
	s := Specialisation{Region: region, Group: group, Statement: Judge(organisations), Members: members}
	if s.Said() {
		s.MembersQuotient, _ = members.Quotient()
	}
	s.Stars = t.stars(s)
	return s
}

// stars ranks the region among the table's.
func (t *Table) stars(s Specialisation) Stars {
	stars := Stars{Specialisation: s.Verdict == VerdictAbove && s.Quotient >= MuchMore}
	own := s.Counts
	if !own.Consistent() || own.Here == 0 {
		return stars
	}
	larger, asLarge, keener, asKeen := 0, 0, 0, 0
	for region, r := range t.Regions {
		c, _ := t.Counts(region, s.Group)
		if !c.Consistent() || c.Here == 0 {
			continue
		}
		stars.SizeOf++
		larger += bit(c.Here > own.Here)
		asLarge += bit(c.Here >= own.Here)
		if r.Organisations < MinRegion {
			continue
		}
		stars.FocusOf++
		// Shares compared by products of counts, which are exact.
		keener += bit(c.Here*own.OfRegion > own.Here*c.OfRegion)
		asKeen += bit(c.Here*own.OfRegion >= own.Here*c.OfRegion)
	}
	stars.SizeRank = larger + 1
	stars.Size = own.Here >= MinGroup && asLarge <= stars.SizeOf/10
	if own.OfRegion < MinRegion {
		stars.FocusOf = 0
		return stars
	}
	stars.FocusRank = keener + 1
	stars.Focus = own.Here >= MinGroup && asKeen <= stars.FocusOf/10
	return stars
}

func bit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
