package catalogue

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// dealt is an offer or need of an organisation that was read.
type dealt struct {
	of    *directory.Organisation
	side  search.Side
	n     int
	what  *directory.Offering
	text  search.Text
	about []directory.ConceptID
	own   int // groups of words it answers itself
}

// pool is the offers and needs that answer words, whatever the filters.
type pool struct {
	key     string
	reading understood
	total   int // organisations
	whole   bool
	entries []dealt
}

// pools keeps the latest for one revision of the index: pages and filters of one
// question ask for the same.
type pools struct {
	mu       sync.Mutex
	revision directory.Revision
	kept     []*pool // latest first, at most maxPools
}

// maxPools bounds what is kept: a pool is a few megabytes at most.
const maxPools = 8

func (p *pools) get(at directory.Revision, key string) *pool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.revision != at {
		return nil
	}
	for _, kept := range p.kept {
		if kept.key == key {
			return kept
		}
	}
	return nil
}

func (p *pools) put(at directory.Revision, made *pool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.revision != at {
		p.revision, p.kept = at, nil
	}
	p.kept = append([]*pool{made}, p.kept[:min(len(p.kept), maxPools-1)]...)
}

// poolOf reads the offers and needs that answer the words; nil where the words find too
// many organisations to read them all.
func (c *Catalogue) poolOf(ctx context.Context, asked search.Opportunities) (*pool, directory.Revision, error) {
	broad := search.Opportunities{Question: asked.Question, Theme: asked.Theme}
	q := &broad.Question
	q.Page, q.PerPage, q.Cursor, q.WithFacets = 1, search.DefaultPerPage, "", false
	q.Filters = search.Filters{IDs: asked.Question.Filters.IDs, Values: map[search.Facet][]string{search.FacetHas: search.HasValues[:2]}}
	if asked.Theme != nil {
		q.Filters.About = slices.Concat(asked.Theme.Concepts, asked.Theme.With)
	}
	key := broad.Values().Encode()
	if len(q.Terms) > 0 { // they are read by the language
		key = string(q.Lang) + "?" + key
	}
	at, _ := c.index.Revision()
	if kept := c.pools.get(at, key); kept != nil {
		return kept.orNil(), at, nil
	}
	u, err := c.understand(ctx, *q)
	if err != nil {
		return nil, at, err
	}
	p := &pool{key: key, reading: u, total: u.total}
	if p.total < 0 {
		if p.total, err = c.count(ctx, u.Question); err != nil {
			return nil, at, err
		}
	}
	if p.whole = p.total <= c.mostPooled; p.whole {
		ids, _, err := c.index.All(ctx, u.Question)
		if err != nil {
			return nil, at, err
		}
		records, err := c.organisations(ctx, ids)
		if err != nil {
			return nil, at, err
		}
		r := c.offerReader(u.Question)
		for _, o := range records {
			if o != nil {
				p.entries = append(p.entries, r.read(o)...)
			}
		}
		// Who answers more of the words itself comes first; else the index decides.
		slices.SortStableFunc(p.entries, func(a, b dealt) int { return cmp.Compare(b.own, a.own) })
	}
	c.pools.put(at, p)
	return p.orNil(), at, nil
}

// standingOpportunities is how many offers and needs there are that have not lapsed, 0
// where they are too many to be read.
func (c *Catalogue) standingOpportunities(ctx context.Context) (int, error) {
	q := search.Question{Type: directory.Organisations, Today: c.Today(), Lang: "en", Sort: search.SortUpdated, Page: 1, PerPage: search.DefaultPerPage}
	p, _, err := c.poolOf(ctx, search.Opportunities{Question: q})
	if err != nil || p == nil {
		return 0, err
	}
	n := 0
	for _, e := range p.entries {
		if !e.what.Lapsed(q.Today) {
			n++
		}
	}
	return n, nil
}

// orNil is the pool, if all of it was read.
func (p *pool) orNil() *pool {
	if p.whole {
		return p
	}
	return nil
}

// offerReader tells which offers and needs of organisations answer the words of a
// question. It is for one goroutine.
type offerReader struct {
	c *Catalogue
	q search.Question
	f *finder
}

func (c *Catalogue) offerReader(q search.Question) *offerReader {
	return &offerReader{c: c, q: q, f: c.newFinder(q)}
}

// read lists the offers, then the needs, of an organisation that the words found. With
// words it is those that answer one of them themselves, by what they say or are about;
// and all of them where who the organisation is answers every word: its name, place and
// kind.
func (r *offerReader) read(o *directory.Organisation) []dealt {
	v := r.c.vocabulary
	texts := search.TextsOf(o, v)
	all := len(r.f.groups) == 0 || r.named(o, texts)
	var list []dealt
	for _, t := range texts {
		if t.Of == nil {
			continue
		}
		e := dealt{of: o, side: search.SideOffer, what: t.Of, text: t, about: t.About(v, translit.Words(t.Text), r.c.lexicon().Said)}
		among := o.Offers
		if t.Field == search.InNeed {
			e.side, among = search.SideNeed, o.Needs
		}
		for e.n < len(among) && &among[e.n] != t.Of {
			e.n++
		}
		if e.own = r.answered(e); all || e.own > 0 {
			list = append(list, e)
		}
	}
	return list
}

// answered is how many groups of the words an offer or need answers itself.
func (r *offerReader) answered(e dealt) int {
	found := map[int]bool{}
	for _, s := range r.f.spans(e.text) {
		found[s.group] = true
	}
	for n, g := range r.f.groups {
		if slices.ContainsFunc(g.Senses, func(s search.Sense) bool { return s.Said && slices.Contains(e.about, s.Concept) }) {
			found[n] = true
		}
	}
	n := 0
	for group := range found {
		if !r.f.groups[group].Optional {
			n++
		}
	}
	return n
}

// whoFields and whoFacets tell who an organisation is, beside what it does.
var (
	whoFields = []search.TextField{search.InName, search.InAcronym, search.InPlace}
	whoFacets = []search.Facet{search.FacetKind, search.FacetCountry, search.FacetRegion, search.FacetCity, search.FacetLabel}
)

// named says whether who the organisation is answers every word.
func (r *offerReader) named(o *directory.Organisation, texts []search.Text) bool {
	found := map[int]bool{}
	for _, t := range texts {
		if slices.Contains(whoFields, t.Field) {
			for _, s := range r.f.spans(t) {
				found[s.group] = true
			}
		}
	}
	for n, g := range r.f.groups {
		if g.Optional || found[n] {
			continue
		}
		if !slices.ContainsFunc(g.Senses, func(s search.Sense) bool {
			return slices.ContainsFunc(s.Values, func(v search.Value) bool {
				if !slices.Contains(whoFacets, v.Facet) {
					return false
				}
				_, ok := r.c.carries(o, v, r.q.Lang)
				return ok
			})
		}) {
			return false
		}
	}
	return true
}
