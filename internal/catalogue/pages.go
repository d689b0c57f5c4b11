package catalogue

import (
	"context"
	"fmt"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
	"euxine/internal/store"
)

// Common is what the pages of events, calls and projects share.
type Common struct {
	Description string // in the reader's language, else English, else any
	DescLang    directory.Language
	Concepts    []ConceptGroup
	State       string // search.State…
	Source      directory.Provenance
	SourceAge   int  // whole years; -1 not known
	Stale       bool // as in Profile
	Revision    directory.Revision
}

// PartyRef is an organisation taking part: by name, and the record where it is one.
type PartyRef struct {
	directory.Party
	Ref *Ref // nil when it is no record
}

// EventPage is all an event's page says.
type EventPage struct {
	Common
	Event        *directory.Event
	Kind         Labelled
	Country      Labelled   // zero when online
	Regions      []Labelled // innermost first, without the country
	Organisers   []PartyRef
	Participants []PartyRef
	Series       []Item // other events of the series, latest first
}

// LotFacts is a lot with its state on the day of asking.
type LotFacts struct {
	directory.Lot
	State     string
	Prolonged bool // open only since the deadline was moved
}

// LotsOn are the lots of a call on a day.
func LotsOn(k *directory.Call, today directory.Date) []LotFacts {
	var list []LotFacts
	for _, lot := range k.Lots {
		list = append(list, LotFacts{lot, search.StateOf([]search.Span{{From: lot.Opens, To: lot.Closes}}, today), eligibility.OnDay(lot, today).Prolonged})
	}
	return list
}

// CallPage is all a call's page says.
type CallPage struct {
	Common
	Call      *directory.Call
	Kind      Labelled
	Lots      []LotFacts
	Countries []Labelled // that may apply
	Regions   []Labelled
	Who       []Labelled // kinds that may apply
	Roles     []Labelled // kinds that must be among the partners
}

// ProjectPage is all a project's page says.
type ProjectPage struct {
	Common
	Project   *directory.Project
	Countries []Labelled
	Partners  []PartyRef
	// Named are organisations that name the project and are not among its partners.
	Named []Ref
}

// Event gathers what an event's page says; errors as Organisation's.
func (c *Catalogue) Event(ctx context.Context, id directory.RecordID, l directory.Language) (*EventPage, error) {
	r, err := c.record(ctx, directory.Key{Type: directory.Events, ID: id})
	if err != nil {
		return nil, err
	}
	e := r.(*directory.Event)
	p := &EventPage{Common: c.common(r, e.Descriptions, e.Concepts, search.EventSpans(e), l), Event: e,
		Kind: c.conceptLabel(directory.SchemeEventKind, string(e.Kind), l)}
	if e.Place.Country != "" {
		p.Country = c.countryLabel(e.Place.Country, l)
	}
	p.Regions = c.regionLabels(e.Place, l)
	if p.Organisers, err = c.parties(ctx, e.Organisers, l); err != nil {
		return nil, err
	}
	if p.Participants, err = c.parties(ctx, e.Participants, l); err != nil {
		return nil, err
	}
	if e.Series != "" {
		if p.Series, err = c.series(ctx, e, l); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// maxSeries is how many other events of a series a page lists.
const maxSeries = 12

// series finds the other events of a series, latest first.
func (c *Catalogue) series(ctx context.Context, e *directory.Event, l directory.Language) ([]Item, error) {
	all, err := c.list(ctx, search.Question{Type: directory.Events, Q: e.Series, Terms: search.Phrase(e.Series), Sort: search.SortDate, Lang: l}, search.MaxPerPage)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(it Item) bool { return it.Series != e.Series || it.ID == e.ID })
	return all[:min(len(all), maxSeries)], nil
}

// Call gathers what a call's page says; errors as Organisation's.
func (c *Catalogue) Call(ctx context.Context, id directory.RecordID, l directory.Language) (*CallPage, error) {
	r, err := c.record(ctx, directory.Key{Type: directory.Calls, ID: id})
	if err != nil {
		return nil, err
	}
	k := r.(*directory.Call)
	p := &CallPage{Common: c.common(r, k.Descriptions, k.Concepts, search.CallSpans(k), l), Call: k,
		Kind: c.conceptLabel(directory.SchemeCallKind, string(k.Kind), l), Countries: c.countryLabels(k.Eligible.Countries, l)}
	p.Lots = LotsOn(k, c.Today())
	for _, code := range k.Eligible.Regions {
		p.Regions = append(p.Regions, Labelled{string(code), c.vocabulary.RegionName(code, l)})
	}
	for _, kind := range k.Eligible.Kinds {
		p.Who = append(p.Who, c.kindLabel(kind, l))
	}
	for _, kind := range k.Consortium.Roles {
		p.Roles = append(p.Roles, c.kindLabel(kind, l))
	}
	return p, nil
}

// Project gathers what a project's page says; errors as Organisation's.
func (c *Catalogue) Project(ctx context.Context, id directory.RecordID, l directory.Language) (*ProjectPage, error) {
	r, err := c.record(ctx, directory.Key{Type: directory.Projects, ID: id})
	if err != nil {
		return nil, err
	}
	j := r.(*directory.Project)
	p := &ProjectPage{Common: c.common(r, j.Descriptions, j.Concepts, search.ProjectSpans(j), l), Project: j,
		Countries: c.countryLabels(j.Countries, l)}
	if p.Partners, err = c.parties(ctx, j.Partners, l); err != nil {
		return nil, err
	}
	ids, err := c.store.Related(ctx, store.PartnersOf, id, store.MaxScan)
	if err != nil {
		return nil, fmt.Errorf("partners of %q: %w", id, err)
	}
	ids = slices.DeleteFunc(ids, func(id directory.RecordID) bool {
		return slices.ContainsFunc(p.Partners, func(p PartyRef) bool { return p.Ref != nil && p.Ref.ID == id })
	})
	if p.Named, err = c.refs(ctx, ids, l); err != nil {
		return nil, err
	}
	return p, nil
}

func (c *Catalogue) common(r directory.Record, descriptions map[directory.Language]string, tags []directory.Tag, spans []search.Span, l directory.Language) Common {
	h := r.Head()
	p := Common{Concepts: c.conceptGroups(r.Type(), tags, l), State: search.StateOf(spans, c.Today()), Source: h.Provenance, Revision: h.Revision}
	p.Description, p.DescLang = inLanguage(descriptions, l)
	p.SourceAge, p.Stale = c.age(h.Provenance.SourceDate)
	return p
}

// age is a source's age in whole years, -1 where it has no date, and whether it
// is to be called stale.
func (c *Catalogue) age(d directory.Date) (years int, stale bool) {
	years = -1
	if !d.IsZero() {
		years = max(0, yearsBetween(d, c.Today()))
	}
	return years, years < 0 || years >= StaleYears
}

func (c *Catalogue) regionLabels(p directory.Place, l directory.Language) []Labelled {
	var list []Labelled
	for _, code := range c.vocabulary.RegionPath(p.Region) {
		if code != directory.RegionCode(p.Country) {
			list = append(list, Labelled{string(code), c.vocabulary.RegionName(code, l)})
		}
	}
	return list
}

func (c *Catalogue) parties(ctx context.Context, list []directory.Party, l directory.Language) ([]PartyRef, error) {
	ids := make([]directory.RecordID, len(list))
	for i, p := range list {
		ids[i] = p.Organisation
	}
	records, err := c.current(ctx, ids)
	if err != nil {
		return nil, err
	}
	refs := make([]PartyRef, len(list))
	for i, p := range list {
		refs[i] = PartyRef{Party: p}
		if o := records[i]; o != nil {
			r := c.ref(o, l)
			refs[i].Ref = &r
		}
	}
	return refs, nil
}

// list gives the first items of a question without facets.
func (c *Catalogue) list(ctx context.Context, q search.Question, most int) ([]Item, error) {
	q.Page, q.PerPage, q.WithFacets = 1, most, false
	a, err := c.Items(ctx, q)
	if err != nil {
		return nil, err
	}
	return a.Items, nil
}

// Soonest gives at most most items of a question by date, of however many there are those
// that come first, the next one first, without those that pass the filters but.
func (c *Catalogue) Soonest(ctx context.Context, q search.Question, most int, but search.Filters) ([]Item, error) {
	return c.byDate(ctx, q, most, but, slices.Reverse[[]directory.RecordID]) // the index has the latest first
}

// latest gives those that come last, the last one first.
func (c *Catalogue) latest(ctx context.Context, q search.Question, most int, but search.Filters) ([]Item, error) {
	return c.byDate(ctx, q, most, but, func([]directory.RecordID) {})
}

func (c *Catalogue) byDate(ctx context.Context, q search.Question, most int, but search.Filters, order func([]directory.RecordID)) ([]Item, error) {
	q.Today = c.Today()
	ids, _, err := c.index.All(ctx, q)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if !but.IsZero() {
		q := q
		q.Filters = but
		not, _, err := c.index.All(ctx, q)
		if err != nil {
			return nil, err
		}
		slices.Sort(not)
		ids = slices.DeleteFunc(ids, func(id directory.RecordID) bool {
			_, found := slices.BinarySearch(not, id)
			return found
		})
	}
	order(ids)
	return c.itemsOf(ctx, q, ids[:min(len(ids), most)])
}

// itemsOf shows the records of a question's type with these ids, those that are there.
func (c *Catalogue) itemsOf(ctx context.Context, q search.Question, ids []directory.RecordID) ([]Item, error) {
	keys := make([]directory.Key, len(ids))
	for i, id := range ids {
		keys[i] = directory.Key{Type: q.Type, ID: id}
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	f := c.newFinder(q)
	var items []Item
	for _, r := range records {
		if r != nil {
			items = append(items, c.item(f, r, q))
		}
	}
	return items, nil
}

// inState is a question for the records of a type in a state.
func inState(t directory.RecordType, state string, l directory.Language) search.Question {
	return search.Question{Type: t, Sort: search.SortDate, Lang: l,
		Filters: search.Filters{Values: map[search.Facet][]string{search.FacetState: {state}}}}
}

// Agenda is what comes next of events or calls: what is on now, what is to come
// (soonest first) and, when there is neither, the latest that are over.
type Agenda struct {
	Open, Coming, Past []Item
}

// agenda lists at most most of each.
func (c *Catalogue) agenda(ctx context.Context, t directory.RecordType, l directory.Language, most int) (Agenda, error) {
	var a Agenda
	var err error
	if a.Open, err = c.list(ctx, inState(t, search.StateOpen, l), most); err != nil {
		return a, err
	}
	if a.Coming, err = c.Soonest(ctx, inState(t, search.StateComing, l), most, search.Filters{}); err != nil {
		return a, err
	}
	if len(a.Open)+len(a.Coming) == 0 {
		a.Past, err = c.list(ctx, inState(t, search.StatePast, l), most)
	}
	return a, err
}
