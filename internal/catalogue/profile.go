package catalogue

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
)

// MovedError says that an id is a former id of another record.
type MovedError struct{ To directory.RecordID }

func (e *MovedError) Error() string { return "moved to " + string(e.To) }

// Is makes a MovedError an ErrNotFound for those who do not follow it.
func (e *MovedError) Is(target error) bool { return target == directory.ErrNotFound }

// maxRelated is how many related organisations a page shows.
const maxRelated = 6

// Organisation gathers what an organisation's page says, in the reader's
// language. A former id gives a *MovedError; an unknown one ErrNotFound.
func (c *Catalogue) Organisation(ctx context.Context, id directory.RecordID, l directory.Language) (*Profile, error) {
	o, err := c.organisation(ctx, id)
	if err != nil {
		return nil, err
	}
	mainName, native := shownNames(o)
	p := &Profile{
		Organisation: o, Name: mainName.Text, Native: native.Text, NativeLang: native.Language,
		Kind: c.kindLabel(o.Kind, l), Country: c.countryLabel(o.Place.Country, l), City: o.Place.City,
		Label: c.excellenceLabel(o.Label, l), SourceDate: o.Provenance.SourceDate,
		Revision: o.Revision,
	}
	for _, n := range o.Names {
		if n.Text != p.Name && n.Text != p.Native {
			p.OtherNames = append(p.OtherNames, n)
		}
	}
	p.Regions = c.regionLabels(o.Place, l)
	p.Description, p.DescLang = inLanguage(o.Descriptions, l)
	for _, other := range append([]directory.Language{native.Language}, directory.Languages...) {
		if other != p.DescLang && other != "en" && o.Descriptions[other] != "" {
			p.AlsoIn, p.AlsoLang = o.Descriptions[other], other
			break
		}
	}
	p.Concepts = c.conceptGroups(o.Type(), o.Concepts, l)
	for _, code := range o.TargetCountries {
		p.Targets = append(p.Targets, c.countryLabel(code, l))
	}
	p.Offers, p.Needs = c.offerings(o.Offers, l), c.offerings(o.Needs, l)
	p.SourceAge, p.Stale = c.age(o.Provenance.SourceDate)
	clusters, err := c.clusters(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, cl := range clusters {
		p.Memberships = append(p.Memberships, c.ref(cl, l))
	}
	if err := c.members(ctx, p, l); err != nil {
		return nil, err
	}
	if p.Related, err = c.related(ctx, o, p, l); err != nil {
		return nil, err
	}
	if p.Projects, p.Events, err = c.takesPart(ctx, o, l); err != nil {
		return nil, err
	}
	p.Contact = contact(o, clusters)
	return p, nil
}

// organisation reads an organisation; see record.
func (c *Catalogue) organisation(ctx context.Context, id directory.RecordID) (*directory.Organisation, error) {
	r, err := c.record(ctx, directory.Key{Type: directory.Organisations, ID: id})
	if err != nil {
		return nil, err
	}
	return r.(*directory.Organisation), nil
}

// record reads a record, telling former ids from unknown ones.
func (c *Catalogue) record(ctx context.Context, key directory.Key) (directory.Record, error) {
	if !directory.ValidID(key.ID) {
		return nil, fmt.Errorf("%s: %w", key, directory.ErrNotFound)
	}
	r, err := c.store.Get(ctx, key)
	if errors.Is(err, directory.ErrNotFound) {
		if to, moved := c.store.Resolve(ctx, key); moved == nil {
			return nil, &MovedError{To: to}
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", key, err)
	}
	return r, nil
}

// organisations reads several; absent and damaged ones are nil.
func (c *Catalogue) organisations(ctx context.Context, ids []directory.RecordID) ([]*directory.Organisation, error) {
	keys := make([]directory.Key, len(ids))
	for i, id := range ids {
		keys[i] = directory.Key{Type: directory.Organisations, ID: id}
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	list := make([]*directory.Organisation, len(records))
	for i, r := range records {
		if r != nil {
			list[i] = r.(*directory.Organisation)
		}
	}
	return list, nil
}

// read reads records; absent ones are nil. A damaged one does not take the
// others with it: it is logged and nil as well.
func (c *Catalogue) read(ctx context.Context, keys []directory.Key) ([]directory.Record, error) {
	all := make([]directory.Record, 0, len(keys))
	for chunk := range slices.Chunk(keys, store.MaxScan) {
		records, err := c.store.GetMany(ctx, chunk)
		if errors.Is(err, directory.ErrDamaged) {
			c.log.Error("damaged record left out", "error", err)
		} else if err != nil {
			return nil, err
		}
		all = append(all, records...)
	}
	return all, nil
}

// yearsBetween is the whole years that have certainly passed.
func yearsBetween(d, today directory.Date) int {
	then, now := d.Last(), today.First()
	years := now.Year() - then.Year()
	// Not by day of the year, which moves in leap years.
	if now.Month() < then.Month() || now.Month() == then.Month() && now.Day() < then.Day() {
		years--
	}
	return years
}

func (c *Catalogue) conceptGroups(t directory.RecordType, tags []directory.Tag, l directory.Language) []ConceptGroup {
	var groups []ConceptGroup
	for _, s := range directory.Schemes {
		g := ConceptGroup{Scheme: s}
		for _, carried := range tags {
			if carried.Concept.Scheme() != s {
				continue
			}
			tag := ConceptTag{Labelled: Labelled{carried.Concept.Code(), c.vocabulary.ConceptLabel(carried.Concept, l)}, Strength: carried.Strength}
			if slices.Contains(search.FacetsOf(t), search.Facet(s)) {
				tag.Facet = search.Facet(s)
			}
			g.Items = append(g.Items, tag)
		}
		if len(g.Items) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func (c *Catalogue) ref(o *directory.Organisation, l directory.Language) Ref {
	mainName, native := shownNames(o)
	return Ref{ID: o.ID, Name: mainName.Text, Native: native.Text, Kind: c.kindLabel(o.Kind, l),
		Country: c.countryLabel(o.Place.Country, l), City: o.Place.City,
		Sectors: c.conceptLabels(o.ConceptsOf(directory.SchemeSector), l)}
}

// refs reads organisations as other pages mention them, in the given order.
func (c *Catalogue) refs(ctx context.Context, ids []directory.RecordID, l directory.Language) ([]Ref, error) {
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	var list []Ref
	for _, o := range records {
		if o != nil {
			list = append(list, c.ref(o, l))
		}
	}
	return list, nil
}

// current reads organisations other records name, in their order. A former id
// leads to the record that took its place, as it does for the store when it is
// asked the other way round; absent and damaged ones are nil.
func (c *Catalogue) current(ctx context.Context, ids []directory.RecordID) ([]*directory.Organisation, error) {
	list, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, o := range list {
		if o != nil || ids[i] == "" {
			continue
		}
		to, err := c.store.Resolve(ctx, directory.Key{Type: directory.Organisations, ID: ids[i]})
		if err == nil {
			list[i], err = c.organisation(ctx, to)
		}
		if errors.Is(err, directory.ErrDamaged) {
			c.log.Error("damaged record left out", "error", err)
		} else if err != nil && !errors.Is(err, directory.ErrNotFound) {
			return nil, err
		}
	}
	return list, nil
}

// clusters reads what an organisation says it is a member of, in its order and
// each once.
func (c *Catalogue) clusters(ctx context.Context, o *directory.Organisation) ([]*directory.Organisation, error) {
	found, err := c.current(ctx, o.MemberOf)
	if err != nil {
		return nil, err
	}
	var list []*directory.Organisation
	seen := map[directory.RecordID]bool{}
	for _, cl := range found {
		if cl != nil && !seen[cl.ID] {
			seen[cl.ID] = true
			list = append(list, cl)
		}
	}
	return list, nil
}

// members fills in who says it is a member, by name: the first of them, and how
// many there are.
func (c *Catalogue) members(ctx context.Context, p *Profile, l directory.Language) error {
	ids, err := c.store.Related(ctx, store.MembersOf, p.Organisation.ID, store.MaxScan)
	if err != nil {
		return fmt.Errorf("members of %q: %w", p.Organisation.ID, err)
	}
	p.MemberCount = len(ids)
	if p.Members, err = c.refs(ctx, ids, l); err != nil {
		return err
	}
	coll := collate.New(language.Und) // as search.SortName
	slices.SortStableFunc(p.Members, func(a, b Ref) int { return coll.CompareString(a.Name, b.Name) })
	p.Members = p.Members[:min(len(p.Members), MaxMembersShown)]
	return nil
}

// related finds organisations of the same sectors: those that share most first,
// then those of the same kind, country and region.
func (c *Catalogue) related(ctx context.Context, o *directory.Organisation, p *Profile, l directory.Language) ([]Ref, error) {
	sectors := o.ConceptsOf(directory.SchemeSector)
	if len(sectors) == 0 || c.index == nil {
		return nil, nil
	}
	left := map[directory.RecordID]bool{o.ID: true}
	for _, list := range [][]Ref{p.Members, p.Memberships} {
		for _, r := range list {
			left[r.ID] = true
		}
	}
	q := search.Question{Page: 1, PerPage: search.MaxPerPage, Sort: search.SortName, Lang: l,
		Filters: search.Filters{Values: map[search.Facet][]string{}}}
	for _, id := range sectors {
		q.Filters.Values[search.FacetSector] = append(q.Filters.Values[search.FacetSector], id.Code())
	}
	// Two pools, so that a small sector and a large one both give neighbours:
	// the country's own and all.
	var ids []directory.RecordID
	for _, near := range []bool{true, false} {
		if delete(q.Filters.Values, search.FacetCountry); near {
			q.Filters.Values[search.FacetCountry] = []string{string(o.Place.Country)}
		}
		result, err := c.index.Search(ctx, q)
		if errors.Is(err, directory.ErrUnavailable) {
			return nil, nil // the page does without while the index is built
		}
		if err != nil {
			return nil, err
		}
		for _, h := range result.Hits {
			if !left[h.ID] {
				left[h.ID] = true
				ids = append(ids, h.ID)
			}
		}
	}
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	records = slices.DeleteFunc(records, func(o *directory.Organisation) bool { return o == nil })
	shared := func(other *directory.Organisation) (ids []directory.ConceptID) {
		for _, id := range other.ConceptsOf(directory.SchemeSector) {
			if slices.Contains(sectors, id) {
				ids = append(ids, id)
			}
		}
		return ids
	}
	closeness := func(other *directory.Organisation) int {
		n := 4 * len(shared(other))
		if other.Kind == o.Kind {
			n++
		}
		if other.Place.Country == o.Place.Country {
			n++
			if o.Place.Region != "" && other.Place.Region == o.Place.Region {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(records, func(a, b *directory.Organisation) int { return closeness(b) - closeness(a) })
	var list []Ref
	for _, other := range records[:min(len(records), maxRelated)] {
		r := c.ref(other, l)
		r.Shared = c.conceptLabels(shared(other), l)
		list = append(list, r)
	}
	return list, nil
}

// takesPart lists the projects an organisation names or is a partner of, and the
// events it organises or takes part in. Projects that are no records are names.
func (c *Catalogue) takesPart(ctx context.Context, o *directory.Organisation, l directory.Language) (projects []ProjectRef, events []Item, err error) {
	known := map[directory.RecordID]bool{}
	show := search.Question{Lang: l, Today: c.Today()}
	items := func(t directory.RecordType, ids []directory.RecordID) ([]Item, error) {
		keys := make([]directory.Key, len(ids))
		for i, id := range ids {
			keys[i] = directory.Key{Type: t, ID: id}
		}
		records, err := c.read(ctx, keys)
		if err != nil {
			return nil, err
		}
		var list []Item
		for _, r := range records {
			if r != nil {
				list = append(list, c.item(c.newFinder(show), r, show))
			}
		}
		return list, nil
	}
	ids, err := c.store.Related(ctx, store.ProjectsOf, o.ID, store.MaxScan)
	if err != nil {
		return nil, nil, fmt.Errorf("projects of %q: %w", o.ID, err)
	}
	linked, err := items(directory.Projects, ids)
	if err != nil {
		return nil, nil, err
	}
	for i := range linked {
		known[linked[i].ID] = true
		projects = append(projects, ProjectRef{Name: linked[i].Title.String(), Item: &linked[i]})
	}
	for _, p := range o.Projects {
		if !known[p.Project] {
			projects = append(projects, ProjectRef{Name: p.Name})
		}
	}
	if ids, err = c.store.Related(ctx, store.EventsOf, o.ID, store.MaxScan); err != nil {
		return nil, nil, fmt.Errorf("events of %q: %w", o.ID, err)
	}
	if events, err = items(directory.Events, ids); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(events, func(a, b Item) int { return strings.Compare(b.Start.String(), a.Start.String()) })
	return projects, events, nil
}

// contact is the organisation's own website, else that of one of its clusters,
// else the page the facts were read on.
func contact(o *directory.Organisation, clusters []*directory.Organisation) Contact {
	if o.Website != "" {
		return Contact{URL: o.Website, Host: host(o.Website), Via: "website"}
	}
	for _, cl := range clusters {
		if cl.Website != "" {
			return Contact{URL: cl.Website, Host: host(cl.Website), Via: "cluster", Name: cl.DisplayName()}
		}
	}
	if s := o.Provenance.Source; s != "" {
		return Contact{URL: s, Host: host(s), Via: "source"}
	}
	return Contact{}
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// History lists the versions of an organisation, newest first; see store.Store.
func (c *Catalogue) History(ctx context.Context, id directory.RecordID, before directory.Revision, limit int) ([]store.Version, error) {
	return c.HistoryOf(ctx, directory.Key{Type: directory.Organisations, ID: id}, before, limit)
}

// HistoryOf lists the versions of any record, newest first; see store.Store.
func (c *Catalogue) HistoryOf(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]store.Version, error) {
	return c.store.History(ctx, key, before, limit)
}

// offerings labels what is offered or needed.
func (c *Catalogue) offerings(list []directory.Offering, l directory.Language) []Offering {
	var labelled []Offering
	for _, of := range list {
		o := Offering{Offering: of, Lapsed: of.Lapsed(c.Today())}
		for _, id := range of.Concepts {
			o.About = append(o.About, c.idLabel(id, l))
		}
		for _, code := range of.TargetCountries {
			o.Targets = append(o.Targets, c.countryLabel(code, l))
		}
		labelled = append(labelled, o)
	}
	return labelled
}
