package catalogue

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Offers and needs are parts of organisations and no records of their own: the index
// finds organisations, and which of their offers and needs answer is told from the
// records. Of up to maxPooled organisations all are read: then everything is counted,
// by facets that leave out their own filter, and pages have numbers. Where the words
// find more, the index narrows them down by what it knows, one page is filled from the
// first of them, and a cursor leads on; what it costs does not depend on how many there
// are.

// maxPooled is how many organisations are read for one answer: some 60 µs each.
const maxPooled = 1000

// pooled is how many organisations are read at first where not all are: mostly they fill
// a page. Each time twice as many follow, since finding them costs more than reading them.
const pooled = 100

// Opportunity is something offered or sought, ready to show.
type Opportunity struct {
	Side search.Side
	Nth  int // place among the offers, or needs, of its organisation, from 0
	Offering
	Shown        Marked             // the text, marked where it answers the words
	Lang         directory.Language // of the text, "" not known
	Organisation Ref
	NameLang     directory.Language
	Region       Labelled // zero not known
	Contact      Contact
	SourceDate   directory.Date
}

// OpportunityAnswer is a question about offers and needs answered for a reader.
type OpportunityAnswer struct {
	Asked          search.Opportunities
	Interpretation []Interpretation
	Terms          search.Question // as the words were understood, for the ways back
	List           []Opportunity
	// Whole says that all organisations were read. Then Total is how many offers and
	// needs answer, of Organisations. Else only Organisations is known: how many the
	// index finds that may have some.
	Whole         bool
	Total         int
	Organisations int
	Who           []directory.RecordID // where Whole and no more than search.MaxIDs: these, sorted
	Lapsed        int                  // left out since their last day has passed; where Whole
	// Facets count offers and needs, in an order for showing: side, kind, about, country,
	// who. Where not Whole they are of country and who alone and count organisations.
	Facets []FacetCounts
	// Without is how many would be found without the filter by a facet; where Whole, and
	// only of filters in force that leave out something.
	Without  map[search.Facet]int
	Active   []ActiveFilter
	Next     string // cursor, where not Whole; "" at the end
	Revision directory.Revision
	Took     time.Duration
}

// The facets of offers and needs, beside the country.
const (
	FacetSide     search.Facet = "side"
	FacetOffering search.Facet = "kind"
	FacetAbout    search.Facet = "about"
	FacetWhose    search.Facet = "who"
)

// maxAbout is how many concepts are listed to filter by: there are hundreds, and most
// are of one offer.
const maxAbout = 40

// Opportunities answers a question about offers and needs. Errors are those of Search.
func (c *Catalogue) Opportunities(ctx context.Context, asked search.Opportunities) (*OpportunityAnswer, error) {
	start := time.Now()
	asked.Question.Type, asked.Question.Today = directory.Organisations, c.Today()
	a := &OpportunityAnswer{Asked: asked}
	a.Active = c.activeOpportunities(ctx, asked)
	p, at, err := c.poolOf(ctx, asked)
	if err != nil {
		return nil, fmt.Errorf("opportunities: %w", err)
	}
	if a.Revision = at; p != nil && asked.Question.Cursor == "" {
		err = c.fromPool(ctx, a, p)
	} else {
		err = c.fromIndex(ctx, a)
	}
	if err != nil {
		return nil, fmt.Errorf("opportunities: %w", err)
	}
	a.Took = time.Since(start)
	return a, nil
}

// fromPool fills in an answer from all there is.
func (c *Catalogue) fromPool(ctx context.Context, a *OpportunityAnswer, p *pool) error {
	a.Whole, a.Terms = true, p.reading.Question
	a.Interpretation = c.interpretations(p.reading, p.total)
	q := a.Asked.Question
	var passed []dealt
	a.Without = map[search.Facet]int{}
	organisations := map[directory.RecordID]bool{}
	counts := map[search.Facet]map[string]int{}
	for _, f := range []search.Facet{FacetSide, FacetOffering, FacetAbout, search.FacetCountry, FacetWhose} {
		counts[f] = map[string]int{}
	}
	for _, e := range p.entries {
		missed, ok := c.misses(a.Asked, e)
		if !ok {
			continue
		}
		if e.what.Lapsed(c.Today()) {
			if missed == "" {
				a.Lapsed++
			}
			continue
		}
		if missed != "" {
			a.Without[missed]++
		}
		if missed == "" {
			passed = append(passed, e)
			organisations[e.of.ID] = true
		}
		for f, of := range counts {
			if missed == "" || missed == f {
				for _, value := range c.valuesIn(f, e) {
					of[value]++
				}
			}
		}
	}
	a.Total, a.Organisations = len(passed), len(organisations)
	if a.Organisations <= search.MaxIDs {
		a.Who = slices.Sorted(maps.Keys(organisations))
	}
	for f := range a.Without {
		a.Without[f] += a.Total
	}
	a.Facets = c.opportunityFacets(a.Asked, counts)
	from := min((q.Page-1)*q.PerPage, len(passed))
	return c.showOffered(ctx, a, passed[from:min(from+q.PerPage, len(passed))])
}

// fromIndex fills in an answer from the first organisations the index finds, or those
// behind the cursor.
func (c *Catalogue) fromIndex(ctx context.Context, a *OpportunityAnswer) error {
	q := a.Asked.Question
	skip, behind, err := readOpportunityCursor(q.Cursor)
	if err != nil {
		return search.ParameterFaults{{Parameter: "cursor", Value: q.Cursor, Key: search.FaultBadCursor}}
	}
	want := q.PerPage
	q.Cursor, q.Page, q.PerPage = behind, 1, pooled
	var found []dealt
	for looked := 0; ; {
		at := q.Cursor
		one, hits, err := c.answer(ctx, q)
		if err != nil {
			return err
		}
		if looked == 0 {
			a.Terms, a.Interpretation, a.Organisations = one.Question, one.Interpretation, one.Total
			for _, f := range one.Facets {
				if f.Facet == search.FacetKind {
					f.Facet = FacetWhose
				}
				if f.Facet == search.FacetCountry || f.Facet == FacetWhose {
					a.Facets = append(a.Facets, f)
				}
			}
		}
		q.WithFacets = false
		ids := make([]directory.RecordID, len(hits))
		for i, h := range hits {
			ids[i] = h.ID
		}
		records, err := c.organisations(ctx, ids)
		if err != nil {
			return err
		}
		r := c.offerReader(one.Question)
		n := 0 // offers and needs behind the cursor
		for _, o := range records {
			if o == nil {
				continue
			}
			for _, e := range r.read(o) {
				if n++; n <= skip {
					continue
				}
				if missed, ok := c.misses(a.Asked, e); !ok || missed != "" || e.what.Lapsed(c.Today()) {
					continue
				}
				if len(found) == want {
					a.Next = writeOpportunityCursor(n-1, at)
					return c.showOffered(ctx, a, found)
				}
				found = append(found, e)
			}
		}
		skip = max(0, skip-n) // the cursor may be of a longer reading than this
		looked += len(hits)
		if one.Next == "" {
			return c.showOffered(ctx, a, found)
		}
		if q.Cursor = one.Next; looked >= c.mostPooled {
			a.Next = writeOpportunityCursor(0, q.Cursor)
			return c.showOffered(ctx, a, found)
		}
		q.PerPage = min(2*q.PerPage, c.mostPooled-looked)
	}
}

// A cursor of opportunities is how many offers and needs to pass over behind a cursor
// of the index.
func writeOpportunityCursor(skip int, behind string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.Itoa(skip) + "." + behind))
}

func readOpportunityCursor(s string) (skip int, behind string, err error) {
	if s == "" {
		return 0, "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return 0, "", err
	}
	number, behind, ok := strings.Cut(string(b), ".")
	if skip, err = strconv.Atoi(number); err != nil || !ok || skip < 0 {
		return 0, "", directory.ErrInvalid
	}
	return skip, behind, nil
}

// EachOpportunity gives all offers and needs a question finds, in its order, whatever
// its page. It reads them part by part: what is written meanwhile may be told or not.
func (c *Catalogue) EachOpportunity(ctx context.Context, asked search.Opportunities, do func(Opportunity) error) error {
	asked.Question.Page, asked.Question.PerPage, asked.Question.Cursor, asked.Question.WithFacets = 1, search.MaxPerPage, "", false
	for {
		a, err := c.Opportunities(ctx, asked)
		if err != nil {
			return err
		}
		for _, o := range a.List {
			if err := do(o); err != nil {
				return err
			}
		}
		switch {
		case a.Whole && asked.Question.Page*search.MaxPerPage < a.Total:
			asked.Question.Page++
		case a.Next != "":
			asked.Question.Cursor = a.Next
		default:
			return nil
		}
	}
}

// misses names the one filter of the question an offer or need does not pass, "" where
// it passes all; ok is false where it misses more, or one that is no facet.
func (c *Catalogue) misses(asked search.Opportunities, e dealt) (missed search.Facet, ok bool) {
	f := asked.Question.Filters
	if asked.Theme != nil && !c.ofTheme(asked.Theme, e) {
		return "", false
	}
	if regions := f.Values[search.FacetRegion]; len(regions) > 0 && !slices.ContainsFunc(regions, func(code string) bool {
		return slices.Contains(c.vocabulary.RegionPath(e.of.Place.Region), directory.RegionCode(code)) || code == string(e.of.Place.Country)
	}) {
		return "", false
	}
	n := 0
	test := func(f search.Facet, passes bool) {
		if !passes {
			missed = f
			n++
		}
	}
	test(FacetSide, asked.Side == "" || asked.Side == e.side)
	test(FacetOffering, len(asked.Kinds) == 0 || slices.Contains(asked.Kinds, e.what.Kind))
	test(FacetAbout, len(asked.About) == 0 || slices.ContainsFunc(asked.About, func(id directory.ConceptID) bool { return slices.Contains(e.about, id) }))
	test(search.FacetCountry, len(f.Values[search.FacetCountry]) == 0 || slices.Contains(f.Values[search.FacetCountry], string(e.of.Place.Country)))
	test(FacetWhose, len(f.Values[search.FacetKind]) == 0 || slices.Contains(f.Values[search.FacetKind], string(e.of.Kind)))
	return missed, n <= 1
}

// ofTheme says whether an offer or need is of a theme: each group of its concepts is met
// by what it is about or by what its organisation carries, and one by itself. Where it is
// stated what it is about, words do not count: a festival of energy saving is no theatre.
func (c *Catalogue) ofTheme(t *directory.Theme, e dealt) bool {
	about := e.about
	if stated := e.what.Concepts; len(stated) > 0 {
		about = nil
		for _, id := range stated {
			about = append(about, c.vocabulary.ConceptPath(id)...)
		}
	}
	itself := false
	for _, any := range t.Groups() {
		own := slices.ContainsFunc(any, func(id directory.ConceptID) bool { return slices.Contains(about, id) })
		if !own && !search.Carries(e.of, [][]directory.ConceptID{any}, c.vocabulary) {
			return false
		}
		itself = itself || own
	}
	return itself
}

// valuesIn are the values of a facet an offer or need has.
func (c *Catalogue) valuesIn(f search.Facet, e dealt) []string {
	switch f {
	case FacetSide:
		return []string{string(e.side)}
	case FacetOffering:
		if e.what.Kind == "" {
			return nil
		}
		return []string{string(e.what.Kind)}
	case search.FacetCountry:
		return []string{string(e.of.Place.Country)}
	case FacetWhose:
		return []string{string(e.of.Kind)}
	}
	var ids []string
	for i, id := range e.about {
		// A text may speak of one several times; whom it is for is not what it is about.
		if !slices.Contains(e.about[:i], id) && id.Scheme() != directory.SchemeKind {
			ids = append(ids, string(id))
		}
	}
	return ids
}

// opportunityFacets arranges counts for showing. Sides and kinds are words of the pages
// and stand in their own order, the rest as facets of a search do.
func (c *Catalogue) opportunityFacets(asked search.Opportunities, counts map[search.Facet]map[string]int) []FacetCounts {
	l := asked.Question.Lang
	var list []FacetCounts
	fixed := func(f search.Facet, values []string, chosen func(string) bool) {
		fc := FacetCounts{Facet: f}
		for _, v := range values {
			if counts[f][v] > 0 || chosen(v) {
				fc.Values = append(fc.Values, FacetValue{Value: v, Label: v, Count: counts[f][v], Selected: chosen(v)})
			}
			if chosen(v) {
				fc.Selected++
			}
		}
		list = append(list, fc)
	}
	counted := func(f, as search.Facet, selected []string, most int) {
		var found []search.Count
		for value, n := range counts[f] {
			found = append(found, search.Count{Value: value, Count: n})
		}
		slices.SortFunc(found, func(a, b search.Count) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		kept := slices.Clip(found[:min(len(found), most)])
		for _, n := range found[len(kept):] {
			if slices.Contains(selected, n.Value) {
				kept = append(kept, n)
			}
		}
		fc := c.facetCounts(directory.Organisations, as, kept, selected, l)
		fc.Facet = f
		list = append(list, fc)
	}
	fixed(FacetSide, []string{string(search.SideOffer), string(search.SideNeed)}, func(s string) bool { return s == string(asked.Side) })
	var kinds []string
	for _, k := range directory.OfferingKinds {
		kinds = append(kinds, string(k))
	}
	fixed(FacetOffering, kinds, func(s string) bool { return slices.Contains(asked.Kinds, directory.OfferingKind(s)) })
	about := make([]string, len(asked.About))
	for i, id := range asked.About {
		about[i] = string(id)
	}
	counted(FacetAbout, search.FacetOffer, about, maxAbout)
	counted(search.FacetCountry, search.FacetCountry, asked.Question.Filters.Values[search.FacetCountry], search.MaxValues)
	counted(FacetWhose, search.FacetKind, asked.Question.Filters.Values[search.FacetKind], search.MaxValues)
	return list
}

// activeOpportunities lists the filters in force.
func (c *Catalogue) activeOpportunities(ctx context.Context, asked search.Opportunities) []ActiveFilter {
	var list []ActiveFilter
	l := asked.Question.Lang
	if asked.Side != "" {
		list = append(list, ActiveFilter{string(FacetSide), string(asked.Side), string(asked.Side)})
	}
	for _, k := range asked.Kinds {
		list = append(list, ActiveFilter{string(FacetOffering), string(k), string(k)})
	}
	for _, id := range asked.About {
		list = append(list, ActiveFilter{string(FacetAbout), string(id), c.vocabulary.ConceptLabel(id, l)})
	}
	if asked.Theme != nil {
		list = append(list, ActiveFilter{"theme", asked.Theme.Code, asked.Theme.Name(l)})
	}
	q := asked.Question
	q.Filters = search.Filters{IDs: q.Filters.IDs, Values: map[search.Facet][]string{}}
	for _, f := range []search.Facet{search.FacetCountry, search.FacetRegion, search.FacetKind} {
		q.Filters.Values[f] = asked.Question.Filters.Values[f]
	}
	for _, a := range c.active(ctx, q) {
		if a.Parameter == string(search.FacetKind) {
			a.Parameter = string(FacetWhose)
		}
		list = append(list, a)
	}
	return list
}

// showOffered fills in what is shown of offers and needs.
func (c *Catalogue) showOffered(ctx context.Context, a *OpportunityAnswer, list []dealt) error {
	l := a.Asked.Question.Lang
	f := c.newFinder(a.Terms)
	contacts := map[directory.RecordID]Contact{}
	for _, e := range list {
		to, known := contacts[e.of.ID]
		if !known {
			var clusters []*directory.Organisation
			if e.of.Website == "" { // else nobody need be asked in its place
				var err error
				if clusters, err = c.clusters(ctx, e.of); err != nil {
					return err
				}
			}
			to = contact(e.of, clusters)
			contacts[e.of.ID] = to
		}
		o := Opportunity{Side: e.side, Nth: e.n, Offering: c.offerings([]directory.Offering{*e.what}, l)[0], Shown: mark(e.what.Text, f.spans(e.text)),
			Lang: e.text.Language, Organisation: c.ref(e.of, l), Contact: to, SourceDate: e.of.Provenance.SourceDate}
		mainName, _ := shownNames(e.of)
		o.NameLang = mainName.Language
		if r := e.of.Place.Region; r != "" {
			o.Region = Labelled{string(r), c.vocabulary.RegionName(r, l)}
		}
		a.List = append(a.List, o)
	}
	return nil
}
