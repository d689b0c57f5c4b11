package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// TieLine is what ties a region to another of its level, or to a country where the
// other has no region of that level: in numbers of projects, memberships and events
// that organisations of both take part in.
type TieLine struct {
	Labelled
	Country                       Labelled
	Projects, Memberships, Events int
}

// All is the number of ties.
func (t TieLine) All() int { return t.Projects + t.Memberships + t.Events }

// Bounds of ties: so many organisations of the region are looked at, those with most
// members, so many of each one's ties, and so many regions are told.
const (
	maxTied    = 200
	maxTiesOf  = 50
	maxTieList = 10
)

// briefTies finds what ties the organisations of a region to others.
func (c *Catalogue) briefTies(ctx context.Context, b *Brief, r directory.Region, l directory.Language) error {
	records, _, err := c.largest(ctx, in(r.Code), maxTied)
	if err != nil {
		return err
	}
	b.TiesOf = len(records)
	// Which organisations share what with the region; a pair counts once for each
	// project, membership or event.
	type tie struct {
		relation store.Relation
		by       directory.RecordID // the project, the event; of memberships the two
		other    directory.RecordID
	}
	ties := map[tie]bool{}
	// related asks for one more than is followed, to tell whether there is.
	related := func(rel store.Relation, id directory.RecordID) ([]directory.RecordID, error) {
		ids, err := c.store.Related(ctx, rel, id, maxTiesOf+1)
		if err != nil {
			return nil, fmt.Errorf("%s of %q: %w", rel, id, err)
		}
		if len(ids) > maxTiesOf {
			ids, b.TiesAtLeast = ids[:maxTiesOf], true
		}
		return ids, nil
	}
	var shared []directory.Key // projects and events to be read for who else takes part
	here := map[directory.RecordID]bool{}
	for _, o := range records {
		here[o.ID] = true
		for _, to := range o.MemberOf {
			ties[tie{store.MembersOf, o.ID, to}] = true
		}
		for _, rel := range []store.Relation{store.MembersOf, store.ProjectsOf, store.EventsOf} {
			ids, err := related(rel, o.ID)
			if err != nil {
				return err
			}
			for _, id := range ids {
				switch rel {
				case store.MembersOf:
					ties[tie{rel, o.ID, id}] = true
				case store.ProjectsOf:
					shared = append(shared, directory.Key{Type: directory.Projects, ID: id})
				case store.EventsOf:
					shared = append(shared, directory.Key{Type: directory.Events, ID: id})
				}
			}
		}
	}
	slices.SortFunc(shared, func(a, b directory.Key) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
	})
	taken, err := c.read(ctx, slices.Compact(shared))
	if err != nil {
		return err
	}
	for _, record := range taken {
		switch record := record.(type) {
		case *directory.Project:
			for _, p := range record.Partners {
				ties[tie{store.ProjectsOf, record.ID, p.Organisation}] = true
			}
			ids, err := related(store.PartnersOf, record.ID)
			if err != nil {
				return err
			}
			for _, id := range ids {
				ties[tie{store.ProjectsOf, record.ID, id}] = true
			}
		case *directory.Event:
			for _, p := range slices.Concat(record.Organisers, record.Participants) {
				ties[tie{store.EventsOf, record.ID, p.Organisation}] = true
			}
		}
	}
	var ids []directory.RecordID
	for t := range ties {
		if t.other != "" && !here[t.other] {
			ids = append(ids, t.other)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	others, err := c.current(ctx, ids)
	if err != nil {
		return err
	}
	where := map[directory.RecordID]directory.RegionCode{}
	for i, o := range others {
		if o != nil {
			where[ids[i]] = c.atLevel(o.Place, r.Level)
		}
	}
	// A project shared with two organisations of one region is one tie to it.
	type counted struct {
		relation store.Relation
		by       directory.RecordID
		region   directory.RegionCode
		other    directory.RecordID // of memberships alone
	}
	seen := map[counted]bool{}
	lines := map[directory.RegionCode]*TieLine{}
	for t := range ties {
		region := where[t.other]
		one := counted{relation: t.relation, by: t.by, region: region}
		if t.relation == store.MembersOf {
			one.other = t.other
		}
		if region == "" || region == r.Code || slices.Contains(c.vocabulary.RegionPath(r.Code), region) || seen[one] {
			continue
		}
		seen[one] = true
		line := lines[region]
		if line == nil {
			line = &TieLine{Labelled: Labelled{string(region), c.vocabulary.RegionName(region, l)}}
			if at, ok := c.vocabulary.Region(region); ok && at.Level > 0 {
				line.Country = c.countryLabel(at.Country, l)
			}
			lines[region] = line
		}
		switch t.relation {
		case store.MembersOf:
			line.Memberships++
		case store.ProjectsOf:
			line.Projects++
		case store.EventsOf:
			line.Events++
		}
	}
	for _, line := range lines {
		b.Ties = append(b.Ties, *line)
	}
	slices.SortFunc(b.Ties, func(x, y TieLine) int { return cmp.Or(y.All()-x.All(), cmp.Compare(x.Code, y.Code)) })
	b.Ties = b.Ties[:min(len(b.Ties), maxTieList)]
	return nil
}

// atLevel is the region of a level a place lies in; of a country without regions of
// that level the innermost there is, and of a country without any the country if the
// directory knows it.
func (c *Catalogue) atLevel(p directory.Place, level int) directory.RegionCode {
	path := c.vocabulary.RegionPath(p.Region)
	if len(path) == 0 {
		path = c.vocabulary.RegionPath(directory.RegionCode(p.Country))
	}
	best := directory.RegionCode("")
	for _, code := range path { // innermost first
		r, _ := c.vocabulary.Region(code)
		if r.Level == level {
			return code
		}
		if best == "" && r.Level < level || r.Level == 0 && best == "" {
			best = code
		}
	}
	return best
}
