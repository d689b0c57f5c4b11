package store

import (
	"bytes"

	"euxine/internal/directory"
)

// Edge is one secondary key: ID stands in Relation to Of. One record yields it,
// its owner: the record whose field makes the link.
type Edge struct {
	Relation Relation
	Of, ID   directory.RecordID
	// ByOf: the owner is Of (an organisation naming its successor), not ID (an
	// organisation naming its predecessor). Both may say the same, and then
	// there are two edges, so that one can go without the other.
	ByOf bool
}

// Relations lists every relation.
var Relations = []Relation{MembersOf, ProjectsOf, EventsOf, PartnersOf, SucceededBy}

// Types are the types of the records on the two sides of the relation: of what
// it is asked, and what it lists. ok is false for an unknown relation.
func (r Relation) Types() (of, lists directory.RecordType, ok bool) {
	switch r {
	case MembersOf, SucceededBy:
		return directory.Organisations, directory.Organisations, true
	case ProjectsOf:
		return directory.Organisations, directory.Projects, true
	case EventsOf:
		return directory.Organisations, directory.Events, true
	case PartnersOf:
		return directory.Projects, directory.Organisations, true
	}
	return "", "", false
}

// EdgesOf lists the edges r owns, without duplicates. They follow from the
// record alone, so that a backend can derive what to remove from the version
// that is superseded. A link that is no id can lead nowhere and makes no edge.
func EdgesOf(r directory.Record) []Edge {
	var edges []Edge
	seen := make(map[Edge]bool)
	add := func(rel Relation, of, id directory.RecordID, byOf bool) {
		e := Edge{rel, of, id, byOf}
		if directory.ValidID(of) && directory.ValidID(id) && !seen[e] {
			seen[e] = true
			edges = append(edges, e)
		}
	}
	id := r.Head().ID
	switch r := r.(type) {
	case *directory.Organisation:
		for _, of := range r.MemberOf {
			add(MembersOf, of, id, false)
		}
		for _, p := range r.Projects {
			add(ProjectsOf, id, p.Project, true)
			add(PartnersOf, p.Project, id, false)
		}
		add(SucceededBy, r.Predecessor, id, false)
		add(SucceededBy, id, r.Successor, true)
	case *directory.Event:
		for _, parties := range [][]directory.Party{r.Organisers, r.Participants} {
			for _, p := range parties {
				add(EventsOf, p.Organisation, id, false)
			}
		}
	case *directory.Project:
		for _, p := range r.Partners {
			add(ProjectsOf, p.Organisation, id, false)
			add(PartnersOf, id, p.Organisation, true)
		}
	}
	return edges
}

// MayHaveFormerIDs says whether a record's JSON can have former ids at all. Few have,
// and to read all of a record for them takes a hundred times as long.
func MayHaveFormerIDs(record []byte) bool { return bytes.Contains(record, []byte(`"former_ids"`)) }
