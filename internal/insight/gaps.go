package insight

import (
	"cmp"
	"slices"

	"euxine/internal/directory"
)

// Presence is who of a group is in a region, in numbers of organisations.
type Presence struct {
	Group    directory.ConceptID
	Firms    int // SMEs, or whatever kinds the caller calls firms
	Clusters int
	Around   int // clusters in the wider territory, such as the country, the region's own included
}

// Gaps are groups with one side missing. All are gaps of the directory: it does
// not know the missing side, which may yet exist.
type Gaps struct {
	NoCluster []Presence // firms but no cluster: the most firms first, then by group
	NoFirm    []Presence // a cluster but no firm: the most clusters first, then by group
}

// FindGaps finds them in the region's groups, one entry for each group. Counts
// below nothing count as nothing.
func FindGaps(region []Presence) Gaps {
	var g Gaps
	for _, p := range region {
		switch {
		case p.Firms > 0 && p.Clusters <= 0:
			g.NoCluster = append(g.NoCluster, p)
		case p.Clusters > 0 && p.Firms <= 0:
			g.NoFirm = append(g.NoFirm, p)
		}
	}
	slices.SortFunc(g.NoCluster, func(a, b Presence) int {
		return cmp.Or(down(a.Firms, b.Firms), cmp.Compare(a.Group, b.Group))
	})
	slices.SortFunc(g.NoFirm, func(a, b Presence) int {
		return cmp.Or(down(a.Clusters, b.Clusters), cmp.Compare(a.Group, b.Group))
	})
	return g
}

// Grouped is a cluster with its groups of one scheme.
type Grouped struct {
	ID     directory.RecordID
	Groups []directory.ConceptID
}

// WithoutFirms lists the clusters none of whose groups has a firm in the region,
// by id, and counts those whose groups are not known: of them nothing can be
// said. firms counts the region's firms by group.
func WithoutFirms(clusters []Grouped, firms map[directory.ConceptID]int) (without []Grouped, unknown int) {
	for _, c := range clusters {
		switch {
		case len(c.Groups) == 0:
			unknown++
		case !slices.ContainsFunc(c.Groups, func(g directory.ConceptID) bool { return firms[g] > 0 }):
			without = append(without, c)
		}
	}
	slices.SortFunc(without, func(a, b Grouped) int { return cmp.Compare(a.ID, b.ID) })
	return without, unknown
}

// Backing is what stands behind a priority of a region.
type Backing struct {
	Priority directory.ConceptID
	// Clusters and Firms are how many there are at the least: an organisation may
	// carry several of the concepts below, so their counts are not added but the
	// greatest is taken.
	Clusters, Firms int
	Through         []Presence // the priority and its related concepts with a cluster or a firm: most clusters, most firms, then by concept
}

// Backed says whether a cluster is behind it.
func (b Backing) Backed() bool { return b.Clusters > 0 }

// BackPriorities looks behind each stated priority of a region, in the order
// stated, each once. related are the concepts of any scheme that mean the same
// or are part of it, such as the sectors of a priority area; presence is the
// region's, by concept.
func BackPriorities(stated []directory.ConceptID, related map[directory.ConceptID][]directory.ConceptID, presence map[directory.ConceptID]Presence) []Backing {
	list := make([]Backing, 0, len(stated))
	for i, priority := range stated {
		if slices.Contains(stated[:i], priority) {
			continue
		}
		b := Backing{Priority: priority}
		concepts := append([]directory.ConceptID{priority}, related[priority]...)
		for j, concept := range concepts {
			p := presence[concept]
			if slices.Contains(concepts[:j], concept) || p.Clusters <= 0 && p.Firms <= 0 {
				continue
			}
			p.Group = concept
			b.Through = append(b.Through, p)
			b.Clusters, b.Firms = max(b.Clusters, p.Clusters), max(b.Firms, p.Firms)
		}
		slices.SortFunc(b.Through, func(x, y Presence) int {
			return cmp.Or(down(x.Clusters, y.Clusters), down(x.Firms, y.Firms), cmp.Compare(x.Group, y.Group))
		})
		list = append(list, b)
	}
	return list
}
