package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// Brief is what a region's authority can be told of its region: the page of the
// region, and what the counts say. All counts are of one state of the index, Revision.
type Brief struct {
	*RegionPage
	Revision  directory.Revision
	Day       directory.Date
	Reference []Labelled // the countries it is compared with
	Address   string     // where people reach the directory; "" not known

	Kinds      []KindLine // all kinds, those without organisations too
	Membership insight.Membership
	Clusters   int // of these so many were read for Membership and the gaps: see maxBriefClusters
	Labels     []FacetValue

	Specialisation []SchemeLines // one for each of briefSchemes
	Diversity      insight.Diversity

	Offers, Needs []NamedLine // the most named first

	NoCluster    []PresenceLine // sectors with firms and no cluster
	WithoutFirms []Ref          // clusters none of whose sectors has a firm here, at most maxUnfirmed
	Unfirmed     int            // all of them
	Unsectored   int            // clusters whose sectors are not known: of them nothing can be said
	Backing      []BackingLine  // of the region's priorities

	// Nearby are events within NearbyKm of the region that are not in it: those on and to
	// come, soonest first, else the latest.
	Nearby []Item

	Ties []TieLine // other regions, the most ties first
	// TiesOf says of how many organisations ties were looked for; of the region's
	// most members first.
	TiesOf int
	// TiesAtLeast: some of these have more ties than were followed, so that there may
	// be more than the lines say.
	TiesAtLeast bool

	Similar       []PeerLine
	Complementary []ComplementLine
	PeersReason   insight.Reason // why none are similar; "" otherwise

	Data  insight.DataState
	Years []YearCount // of the sources, latest first; the undated last, with year 0
}

// KindLine is how many organisations are of a kind.
type KindLine struct {
	Labelled
	insight.KindCount
}

// SchemeLines is what is said of the concepts of a scheme in a region.
type SchemeLines struct {
	Scheme directory.Scheme
	Of     int // organisations here that carry any
	All    int // in the reference
	Lines  []SpecialisationLine
	TooFew int // concepts of which nothing is said and that have no organisation here: not among the lines
}

// SpecialisationLine is what is said of a concept.
type SpecialisationLine struct {
	Labelled
	insight.Specialisation
}

// NamedLine is a concept that offers or needs speak of.
type NamedLine struct {
	Labelled
	N int // organisations
}

// PresenceLine is who of a sector is in a region.
type PresenceLine struct {
	Labelled
	insight.Presence
}

// BackingLine is what stands behind a priority.
type BackingLine struct {
	ConceptTag
	insight.Backing
	Through []PresenceLine // the same as Backing.Through, named
}

// PeerLine is a region with a similar profile.
type PeerLine struct {
	RegionCount
	insight.Peer
	Reasons []AlikeLine
}

// AlikeLine is a sector two regions share.
type AlikeLine struct {
	Labelled
	insight.Alike
}

// ComplementLine is a region that completes another.
type ComplementLine struct {
	RegionCount
	insight.Complementary
	Reasons []MatchLine
}

// MatchLine is one way it does.
type MatchLine struct {
	Labelled
	insight.Match
}

// NearbyKm is how far people go for an event and home again within two days.
const NearbyKm = 300

// Bounds of a brief: what a person reads on paper, and what may be read of records.
const (
	maxNamed         = 12
	maxPeers         = 5
	maxPeerReasons   = 3
	maxBriefClusters = 1000 // one reading of the store
	maxUnfirmed      = 12
	maxNearby        = 5
)

// Brief gathers a region's brief; ErrNotFound for an unknown code. It is kept until the
// index changes, and shared: not to be changed.
func (c *Catalogue) Brief(ctx context.Context, code directory.RegionCode, l directory.Language) (*Brief, error) {
	r, ok := c.vocabulary.Region(code)
	if !ok {
		return nil, fmt.Errorf("region %q: %w", code, directory.ErrNotFound)
	}
	for try := 1; ; try++ {
		ref, err := c.reference(ctx)
		if err != nil {
			return nil, err
		}
		name := briefName{r.Code, l, c.Today()}
		if b := ref.brief(name); b != nil {
			return b, nil
		}
		b, err := c.makeBrief(ctx, ref, r, l)
		if err != nil {
			return nil, fmt.Errorf("brief of %q: %w", code, err)
		}
		at, _ := c.index.Revision()
		if at == ref.revision {
			ref.keep(name, b)
		}
		if at == ref.revision || try == briefTries {
			return b, nil
		}
	}
}

// briefTries is how often a brief is begun anew because the index has changed on the
// way: what is told then is of two states. While an import is indexed it is shown all
// the same, and not kept.
const briefTries = 3

func (c *Catalogue) makeBrief(ctx context.Context, ref *reference, r directory.Region, l directory.Language) (*Brief, error) {
	page, result, err := c.region(ctx, r, l)
	if err != nil {
		return nil, err
	}
	b := &Brief{RegionPage: page, Revision: ref.revision, Day: c.Today(), Address: c.address, Reference: c.countryLabels(seaCountries(r.Country), l)}
	counts := func(f search.Facet) map[string]int {
		m := map[string]int{}
		for _, n := range result.Facets[f] {
			m[n.Value] = n.Count
		}
		return m
	}
	c.briefKinds(b, counts(search.FacetKind), l)
	b.Labels = c.facetCounts(directory.Organisations, search.FacetLabel, result.Facets[search.FacetLabel], nil, l).Values
	b.Data, b.Years = c.briefData(result.Total, counts)
	b.Offers, b.Needs = c.named(ref.offers[r.Code], l), c.named(ref.needs[r.Code], l)
	// The parts wait for the store each, and set different fields.
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error {
		c.briefSpecialisation(b, ref, r, l)
		if err := c.briefGaps(ctx, b, r, l); err != nil {
			return err
		}
		c.briefPeers(b, ref, r, l)
		return nil
	})
	work.Go(func() error { return c.briefTies(ctx, b, r, l) })
	work.Go(func() (err error) {
		b.Nearby, err = c.nearby(ctx, r, l)
		return err
	})
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return b, nil
}

// nearby lists events near a region that are not in it.
func (c *Catalogue) nearby(ctx context.Context, r directory.Region, l directory.Language) ([]Item, error) {
	q := inState(directory.Events, search.StateOpen, l)
	q.Filters.Near = &search.Near{Point: r.Point, Km: NearbyKm}
	q.Filters.Values[search.FacetState] = []string{search.StateOpen, search.StateComing}
	items, err := c.Soonest(ctx, q, maxNearby, in(r.Code))
	if err != nil || len(items) > 0 {
		return items, err
	}
	q.Filters.Values[search.FacetState] = []string{search.StatePast}
	return c.latest(ctx, q, maxNearby, in(r.Code))
}

// in is the filter for a region.
func in(code directory.RegionCode) search.Filters {
	return search.Filters{Values: map[search.Facet][]string{search.FacetRegion: {string(code)}}}
}

func (c *Catalogue) briefKinds(b *Brief, counts map[string]int, l directory.Language) {
	of := map[directory.Kind]int{}
	for k, n := range counts {
		of[directory.Kind(k)] = n
	}
	for _, k := range insight.CountKinds(of) {
		b.Kinds = append(b.Kinds, KindLine{c.kindLabel(k.Kind, l), k})
	}
}

func (c *Catalogue) briefData(total int, counts func(search.Facet) map[string]int) (insight.DataState, []YearCount) {
	kinds := counts(search.FacetKind)
	d := insight.DataCounts{Total: total, Facts: search.LacksValues, Lacking: counts(search.FacetLacks), Years: map[int]int{},
		Of:       map[string]int{"members": kinds[string(directory.KindCluster)] + kinds[string(directory.KindNetwork)]},
		ThisYear: c.Today().Year, StaleYears: StaleYears}
	var years []YearCount
	for value, n := range counts(search.FacetSourceYear) {
		year := parseYear(value)
		d.Years[year] = n
		years = append(years, YearCount{year, n})
	}
	slices.SortFunc(years, func(a, b YearCount) int { return b.Year - a.Year })
	state := insight.JudgeData(d)
	if state.Undated > 0 {
		years = append(years, YearCount{0, state.Undated})
	}
	return state, years
}

func (c *Catalogue) briefSpecialisation(b *Brief, ref *reference, r directory.Region, l directory.Language) {
	for _, s := range briefSchemes {
		t := c.peersOf(ref, r).tables[s]
		lines := SchemeLines{Scheme: s, Of: t.Regions[r.Code].Organisations, All: t.Reference.Organisations}
		for _, one := range t.Specialise(r.Code) {
			if one.Here == 0 && !one.Said() {
				lines.TooFew++
				continue
			}
			lines.Lines = append(lines.Lines, SpecialisationLine{c.idLabel(one.Group, l), one})
		}
		b.Specialisation = append(b.Specialisation, lines)
		if s == directory.SchemeSector {
			b.Diversity = insight.Diversify(c.peersOf(ref, r).profiles[r.Code].Groups)
		}
	}
}

func (c *Catalogue) idLabel(id directory.ConceptID, l directory.Language) Labelled {
	return Labelled{string(id), c.vocabulary.ConceptLabel(id, l)}
}

// namedSchemes are those whose concepts are goods and services. The words of sectors
// and ecosystems would say the same once more: two regions that match in tourism match
// once, and not once more in its sector and in its ecosystem.
var namedSchemes = []directory.Scheme{directory.SchemeTopic, directory.SchemeTechnology, directory.SchemeService}

// named is the goods and services most named, by falling number, then id: a brief names
// the same in every language.
func (c *Catalogue) named(counts map[directory.ConceptID]int, l directory.Language) []NamedLine {
	list := make([]NamedLine, 0, len(counts))
	for id, n := range counts {
		list = append(list, NamedLine{c.idLabel(id, l), n})
	}
	slices.SortFunc(list, func(a, b NamedLine) int {
		return cmp.Or(b.N-a.N, strings.Compare(a.Code, b.Code))
	})
	return list[:min(len(list), maxNamed)]
}

// presence is the clusters and firms of each concept of a facet, with a filter.
func (c *Catalogue) presence(ctx context.Context, f search.Filters, facet search.Facet) (clusters, firms map[directory.ConceptID]int, err error) {
	cells, err := c.sum(ctx, f, search.MeasureCount, search.FacetKind, facet)
	clusters, firms = map[directory.ConceptID]int{}, map[directory.ConceptID]int{}
	for _, cell := range cells {
		id := directory.NewConceptID(directory.Scheme(facet), cell.Values[1])
		switch directory.Kind(cell.Values[0]) {
		case directory.KindCluster:
			clusters[id] += cell.N
		case directory.KindSME, directory.KindLargeCompany:
			firms[id] += cell.N
		}
	}
	return clusters, firms, err
}

// briefGaps tells what is missing: clusters of the sectors firms are in, firms of
// the sectors clusters are in, clusters behind the region's priorities.
func (c *Catalogue) briefGaps(ctx context.Context, b *Brief, r directory.Region, l directory.Language) error {
	clusters, firms, err := c.presence(ctx, in(r.Code), search.FacetSector)
	if err != nil {
		return err
	}
	around, _, err := c.presence(ctx, in(directory.RegionCode(r.Country)), search.FacetSector)
	if err != nil {
		return err
	}
	presence := map[directory.ConceptID]insight.Presence{}
	var sectors []insight.Presence
	for _, id := range c.vocabulary.ConceptsOf(directory.SchemeSector) {
		p := insight.Presence{Group: id, Firms: firms[id], Clusters: clusters[id], Around: around[id]}
		presence[id] = p
		sectors = append(sectors, p)
	}
	for _, p := range insight.FindGaps(sectors).NoCluster {
		b.NoCluster = append(b.NoCluster, PresenceLine{c.idLabel(p.Group, l), p})
	}
	records, all, err := c.clustersIn(ctx, r.Code)
	if err != nil {
		return err
	}
	b.Clusters = all
	var members []directory.Members
	var grouped []insight.Grouped
	for _, o := range records {
		members = append(members, o.Members)
		grouped = append(grouped, insight.Grouped{ID: o.ID, Groups: o.ConceptsOf(directory.SchemeSector)})
	}
	b.Membership = insight.CountMembers(members)
	without, unknown := insight.WithoutFirms(grouped, firms)
	b.Unfirmed, b.Unsectored = len(without), unknown
	for _, w := range without[:min(len(without), maxUnfirmed)] {
		at := slices.IndexFunc(records, func(o *directory.Organisation) bool { return o.ID == w.ID })
		b.WithoutFirms = append(b.WithoutFirms, c.ref(records[at], l))
	}
	return c.briefBacking(ctx, b, r, presence, l)
}

// clustersIn reads the clusters of a region, those with most members first, at most
// maxBriefClusters, and says how many there are.
func (c *Catalogue) clustersIn(ctx context.Context, code directory.RegionCode) ([]*directory.Organisation, int, error) {
	f := in(code)
	f.Values[search.FacetKind] = []string{string(directory.KindCluster)}
	return c.largest(ctx, f, maxBriefClusters)
}

// largest reads the organisations with most members that pass a filter, and says how
// many pass.
func (c *Catalogue) largest(ctx context.Context, f search.Filters, most int) ([]*directory.Organisation, int, error) {
	result, err := c.index.Search(ctx, search.Question{Type: directory.Organisations, Page: 1, PerPage: most, Sort: search.SortMembers, Filters: f, Today: c.Today()})
	if err != nil {
		return nil, 0, err
	}
	ids := make([]directory.RecordID, len(result.Hits))
	for i, h := range result.Hits {
		ids[i] = h.ID
	}
	records, err := c.organisations(ctx, ids)
	return slices.DeleteFunc(records, func(o *directory.Organisation) bool { return o == nil }), result.Total, err
}

// briefBacking looks behind the priorities of a region: at the sectors the vocabulary
// relates to each, and at what carries the priority itself.
func (c *Catalogue) briefBacking(ctx context.Context, b *Brief, r directory.Region, presence map[directory.ConceptID]insight.Presence, l directory.Language) error {
	if len(r.Priorities) == 0 {
		return nil
	}
	related := map[directory.ConceptID][]directory.ConceptID{}
	schemes := map[directory.Scheme]bool{}
	for _, id := range r.Priorities {
		schemes[id.Scheme()] = true
		concept, _ := c.vocabulary.Concept(id)
		related[id] = concept.Related
		for _, to := range concept.Related {
			schemes[to.Scheme()] = true
		}
	}
	delete(schemes, directory.SchemeSector) // is there already
	for s := range schemes {
		if !slices.Contains(search.Facets, search.Facet(s)) {
			continue
		}
		clusters, firms, err := c.presence(ctx, in(r.Code), search.Facet(s))
		if err != nil {
			return err
		}
		for _, id := range c.vocabulary.ConceptsOf(s) {
			presence[id] = insight.Presence{Group: id, Firms: firms[id], Clusters: clusters[id]}
		}
	}
	for _, backing := range insight.BackPriorities(r.Priorities, related, presence) {
		line := BackingLine{Backing: backing, ConceptTag: ConceptTag{Facet: search.Facet(backing.Priority.Scheme()),
			Labelled: Labelled{backing.Priority.Code(), c.vocabulary.ConceptLabel(backing.Priority, l)}}}
		for _, p := range backing.Through {
			line.Through = append(line.Through, PresenceLine{c.idLabel(p.Group, l), p})
		}
		b.Backing = append(b.Backing, line)
	}
	return nil
}

// briefPeers compares the region with those of its level: by its sectors, and by what
// it offers and needs.
func (c *Catalogue) briefPeers(b *Brief, ref *reference, r directory.Region, l directory.Language) {
	profiles := c.peersOf(ref, r).profiles
	own := profiles[r.Code]
	own.Region, own.Lacking = r.Code, slices.Clone(own.Lacking)
	for _, gap := range b.NoCluster {
		if !slices.Contains(own.Lacking, gap.Group) {
			own.Lacking = append(own.Lacking, gap.Group)
		}
	}
	var others []insight.Profile
	for code, profile := range profiles {
		if code != r.Code {
			others = append(others, profile)
		}
	}
	peers, reason := insight.Similar(own, others, maxPeers, maxPeerReasons)
	b.PeersReason = reason
	for _, p := range peers {
		line := PeerLine{RegionCount: c.peer(p.Region, l), Peer: p}
		for _, a := range p.Reasons {
			line.Reasons = append(line.Reasons, AlikeLine{c.idLabel(a.Group, l), a})
		}
		b.Similar = append(b.Similar, line)
	}
	for _, p := range insight.Complement(own, others, maxPeers, maxPeerReasons) {
		line := ComplementLine{RegionCount: c.peer(p.Region, l), Complementary: p}
		for _, m := range p.Reasons {
			line.Reasons = append(line.Reasons, MatchLine{c.idLabel(m.Group, l), m})
		}
		b.Complementary = append(b.Complementary, line)
	}
}

// peer is a region with its country told by its code; its organisations are those
// that carry a sector.
func (c *Catalogue) peer(code directory.RegionCode, l directory.Language) RegionCount {
	r, _ := c.vocabulary.Region(code)
	return c.regionCount(r, nil, l)
}
