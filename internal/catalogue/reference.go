package catalogue

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// briefSchemes are the schemes a region's specialisation is told by.
var briefSchemes = []directory.Scheme{directory.SchemeSector, directory.SchemeEcosystem}

// reference is the counts all regions are compared by, of one state of the index.
type reference struct {
	revision directory.Revision
	tables   map[directory.Scheme]*groups
	// What organisations say they offer and need, of namedSchemes.
	offers, needs map[directory.RegionCode]map[directory.ConceptID]int

	mu     sync.Mutex
	peers  map[peerGroup]*peers // asked for so far
	briefs map[briefName]*Brief // the same; at most maxBriefs
}

// briefName is what a brief depends on beside the state of the index.
type briefName struct {
	code directory.RegionCode
	l    directory.Language
	day  directory.Date
}

// maxBriefs is how many briefs are kept, of some 50 KB each: the regions of a country in
// a language or two.
const maxBriefs = 128

func (r *reference) brief(n briefName) *Brief {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.briefs[n]
}

func (r *reference) keep(n briefName, b *Brief) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.briefs) >= maxBriefs {
		clear(r.briefs)
	}
	r.briefs[n] = b
}

// peerGroup is regions that are compared with each other: those of a level, of the
// countries of the sea or of all.
type peerGroup struct {
	level int
	all   bool
}

// peers are the regions of a group. They are not changed.
type peers struct {
	tables   map[directory.Scheme]*insight.Table
	profiles map[directory.RegionCode]insight.Profile // by sector
}

// peersOf are the regions a region is compared with, itself among them.
func (c *Catalogue) peersOf(ref *reference, r directory.Region) *peers {
	group := peerGroup{r.Level, len(seaCountries(r.Country)) == len(directory.Countries)}
	ref.mu.Lock()
	defer ref.mu.Unlock()
	if p := ref.peers[group]; p != nil {
		return p
	}
	p := &peers{tables: map[directory.Scheme]*insight.Table{}, profiles: map[directory.RegionCode]insight.Profile{}}
	for _, s := range briefSchemes {
		p.tables[s] = c.table(ref.tables[s], r)
	}
	t := p.tables[directory.SchemeSector]
	for code := range t.Regions {
		profile := t.Profile(code)
		profile.Offers, profile.Needs = ref.offers[code], ref.needs[code]
		p.profiles[code] = profile
	}
	ref.peers[group] = p
	return p
}

// groups is the organisations of all regions by the concepts of a scheme.
type groups struct {
	regions map[directory.RegionCode]insight.Tally
	cells   map[insight.Place]insight.Tally
}

// referenceCache keeps one, as homeCache does.
type referenceCache struct {
	mu   sync.Mutex
	kept *reference
}

// seaCountries are the countries of the sea as the directory has them: those a region
// is compared with. Partner countries (the last two) have no regions and are compared
// with all.
func seaCountries(of directory.CountryCode) []directory.CountryCode {
	sea := directory.Countries[:len(directory.Countries)-2]
	for _, c := range sea {
		if c == of {
			return sea
		}
	}
	return directory.Countries
}

// reference counts what all regions are compared by.
func (c *Catalogue) reference(ctx context.Context) (*reference, error) {
	at, _ := c.index.Revision()
	k := &c.compared
	k.mu.Lock()
	defer k.mu.Unlock() // who asks meanwhile wants the same
	if k.kept != nil && k.kept.revision == at {
		return k.kept, nil
	}
	r := &reference{revision: at, tables: map[directory.Scheme]*groups{}, peers: map[peerGroup]*peers{}, briefs: map[briefName]*Brief{}}
	work, ctx := errgroup.WithContext(ctx)
	var mu sync.Mutex
	for _, s := range briefSchemes {
		work.Go(func() error {
			g, err := c.groupsOf(ctx, s)
			mu.Lock()
			defer mu.Unlock()
			r.tables[s] = g
			return err
		})
	}
	for facet, to := range map[search.Facet]*map[directory.RegionCode]map[directory.ConceptID]int{search.FacetOffer: &r.offers, search.FacetNeed: &r.needs} {
		work.Go(func() (err error) {
			*to, err = c.goods(ctx, facet)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, fmt.Errorf("what regions are compared by: %w", err)
	}
	k.kept = r
	return r, nil
}

// goods counts the goods and services that organisations of all regions speak of.
func (c *Catalogue) goods(ctx context.Context, of search.Facet) (map[directory.RegionCode]map[directory.ConceptID]int, error) {
	cells, err := c.sum(ctx, search.Filters{}, search.MeasureCount, search.FacetRegion, of)
	if err != nil {
		return nil, err
	}
	counts := map[directory.RegionCode]map[directory.ConceptID]int{}
	var here map[directory.ConceptID]int
	last := directory.RegionCode("")
	for _, cell := range cells { // one region after the other
		if code := directory.RegionCode(cell.Values[0]); here == nil || code != last {
			here, last = map[directory.ConceptID]int{}, code
			counts[code] = here
		}
		if id := directory.ConceptID(cell.Values[1]); slices.Contains(namedSchemes, id.Scheme()) {
			here[id] = cell.N
		}
	}
	return counts, nil
}

// sum aggregates organisations.
func (c *Catalogue) sum(ctx context.Context, f search.Filters, m search.Measure, by ...search.Facet) ([]search.Cell, error) {
	return c.index.Aggregate(ctx, search.Question{Type: directory.Organisations, Sort: search.SortName, Filters: f, Today: c.Today()}, by, m)
}

// groupsOf counts the concepts of a scheme in all regions.
func (c *Catalogue) groupsOf(ctx context.Context, s directory.Scheme) (*groups, error) {
	facet := search.Facet(s)
	g := &groups{regions: map[directory.RegionCode]insight.Tally{}, cells: map[insight.Place]insight.Tally{}}
	var codes []string
	for _, id := range c.vocabulary.ConceptsOf(s) {
		codes = append(codes, id.Code())
	}
	// What carries no concept of the scheme says nothing on any.
	carry := search.Filters{Values: map[search.Facet][]string{facet: codes}}
	totals, err := c.sum(ctx, carry, search.MeasureMembers, search.FacetRegion)
	if err != nil {
		return nil, err
	}
	for _, cell := range totals {
		g.regions[directory.RegionCode(cell.Values[0])] = insight.Tally{Organisations: cell.N, Members: cell.Sum}
	}
	cells, err := c.sum(ctx, search.Filters{}, search.MeasureMembers, search.FacetRegion, facet)
	if err != nil {
		return nil, err
	}
	for _, cell := range cells {
		id := directory.NewConceptID(s, cell.Values[1])
		g.cells[insight.Place{Region: directory.RegionCode(cell.Values[0]), Group: id}] = insight.Tally{Organisations: cell.N, Members: cell.Sum}
	}
	return g, nil
}

// table is the regions of a level beside a country's reference.
func (c *Catalogue) table(g *groups, r directory.Region) *insight.Table {
	t := &insight.Table{Regions: map[directory.RegionCode]insight.Tally{}, Groups: map[directory.ConceptID]insight.Tally{}, Cells: map[insight.Place]insight.Tally{}}
	sea := map[directory.CountryCode]bool{}
	for _, country := range seaCountries(r.Country) {
		sea[country] = true
	}
	for code, tally := range g.regions {
		at, ok := c.vocabulary.Region(code)
		if !ok || !sea[at.Country] {
			continue
		}
		if at.Level == 0 {
			t.Reference = add(t.Reference, tally)
		}
		if at.Level == r.Level {
			t.Regions[code] = tally
		}
	}
	for place, tally := range g.cells {
		at, ok := c.vocabulary.Region(place.Region)
		if !ok || !sea[at.Country] {
			continue
		}
		if at.Level == 0 {
			t.Groups[place.Group] = add(t.Groups[place.Group], tally)
		}
		if at.Level == r.Level {
			t.Cells[place] = tally
		}
	}
	return t
}

func add(a, b insight.Tally) insight.Tally {
	return insight.Tally{Organisations: a.Organisations + b.Organisations, Members: a.Members + b.Members}
}
