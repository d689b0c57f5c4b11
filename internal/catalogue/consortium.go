package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/match"
	"euxine/internal/search"
)

// Ranker scores candidates for a group that applies to a call, higher is better,
// one score for each. It is called with at most a few hundred candidates and may
// be called at the same time by several requests.
type Ranker func(ctx context.Context, k *directory.Call, group, candidates []*directory.Organisation) ([]float64, error)

// MaxBasket is how many organisations one basket holds: more than any call of the
// directory asks for, and few enough for an address.
const MaxBasket = 40

// BasketPartner is an organisation of a basket.
type BasketPartner struct {
	Ref       Ref
	Applicant eligibility.Applicant
	Verdict   eligibility.Verdict
}

// Candidate is an organisation that would fill a gap.
type Candidate struct {
	Ref     Ref // Shared: the concepts it has in common with the call
	Verdict eligibility.Verdict
	Score   float64
}

// CandidateGap is partners still to be found that are alike: so many, and who may
// be asked.
type CandidateGap struct {
	Kind       Labelled // zero: any
	NewCountry bool     // of a country nobody else of the group is of
	Seats      int
	Candidates []Candidate // best first, at most maxCandidates
	There      int         // organisations the index has that may be asked
}

// ConsortiumPage is a basket held against a call.
type ConsortiumPage struct {
	Call       *CallPage
	Item       Item
	Partners   []BasketPartner
	Unknown    []directory.RecordID // ids of the basket that are no organisations
	Group      eligibility.Group
	Completion eligibility.Completion // where the group lacks something; else zero
	Gaps       []CandidateGap         // its seats, alike ones together
}

// maxCandidates is how many are named for a gap: as many as are worth reading
// before the next is chosen.
const maxCandidates = 6

// Consortium holds the organisations of a basket against a call's rule on who must
// apply together, and looks for what is lacking. Former ids are followed. Errors
// are those of Call.
func (c *Catalogue) Consortium(ctx context.Context, call directory.RecordID, ids []directory.RecordID, l directory.Language) (*ConsortiumPage, error) {
	page, err := c.Call(ctx, call, l)
	if err != nil {
		return nil, err
	}
	k := page.Call
	show := search.Question{Type: directory.Calls, Lang: l, Today: c.Today()}
	p := &ConsortiumPage{Call: page, Item: c.item(c.newFinder(show), k, show)}
	records, err := c.current(ctx, ids)
	if err != nil {
		return nil, err
	}
	var group []*directory.Organisation
	var applicants []eligibility.Applicant
	seen := map[directory.RecordID]bool{}
	for i, o := range records {
		switch {
		case o == nil:
			p.Unknown = append(p.Unknown, ids[i])
		case !seen[o.ID]:
			seen[o.ID] = true
			group, applicants = append(group, o), append(applicants, eligibility.Of(o))
			p.Partners = append(p.Partners, BasketPartner{Ref: c.ref(o, l), Applicant: eligibility.Of(o)})
		}
	}
	p.Group = eligibility.Together(k, applicants, c.vocabulary)
	for i := range p.Partners {
		p.Partners[i].Verdict = p.Group.Partners[i]
	}
	if !p.Group.Stated || !lacking(p.Group) {
		return p, nil
	}
	classes, err := c.classes(ctx, k, group)
	if err != nil {
		return nil, err
	}
	p.Completion = eligibility.Complete(k, applicants, classes, c.vocabulary)
	p.Gaps, err = c.gaps(ctx, k, group, p, l)
	return p, err
}

// lacking says whether a need is not met that further partners could meet.
func lacking(g eligibility.Group) bool {
	return slices.ContainsFunc(g.Requirements, func(r eligibility.Requirement) bool { return r.Need != eligibility.NeedEach && r.Missing() > 0 })
}

// classes counts who could be asked, by country and kind: from the index, so that
// it costs the same however many there are. The size of firms is not in it.
func (c *Catalogue) classes(ctx context.Context, k *directory.Call, group []*directory.Organisation) ([]eligibility.Class, error) {
	q, some := c.narrow(search.Question{Type: directory.Organisations, Sort: search.SortName, Today: c.Today()}, k)
	if !some {
		return nil, nil
	}
	cells, err := c.index.Aggregate(ctx, q, []search.Facet{search.FacetCountry, search.FacetKind}, search.MeasureCount)
	if err != nil {
		return nil, err
	}
	var list []eligibility.Class
	for _, cell := range cells {
		class := eligibility.Class{Country: directory.CountryCode(cell.Values[0]), Kind: directory.Kind(cell.Values[1]), N: cell.N}
		for _, o := range group {
			if o.Place.Country == class.Country && o.Kind == class.Kind {
				class.N--
			}
		}
		list = append(list, class)
	}
	return list, nil
}

// gaps names candidates for each seat of the completion.
func (c *Catalogue) gaps(ctx context.Context, k *directory.Call, group []*directory.Organisation, p *ConsortiumPage, l directory.Language) ([]CandidateGap, error) {
	var list []CandidateGap
	at := map[eligibility.Seat]int{}
	for _, s := range p.Completion.Seats {
		s.Class = eligibility.Class{}
		if i, ok := at[s]; ok {
			list[i].Seats++
			continue
		}
		at[s] = len(list)
		gap := CandidateGap{NewCountry: s.NewCountry, Seats: 1}
		if s.Kind != "" {
			gap.Kind = c.kindLabel(s.Kind, l)
		}
		var err error
		if gap.Candidates, gap.There, err = c.candidates(ctx, k, group, p, s, l); err != nil {
			return nil, err
		}
		list = append(list, gap)
	}
	return list, nil
}

// candidates finds organisations for a seat: first of the call's sectors, then any.
func (c *Catalogue) candidates(ctx context.Context, k *directory.Call, group []*directory.Organisation, p *ConsortiumPage, s eligibility.Seat, l directory.Language) ([]Candidate, int, error) {
	q, some := c.narrow(search.Question{Type: directory.Organisations, Sort: search.SortName, Today: c.Today(), Page: 1, PerPage: search.MaxPerPage, Lang: l}, k)
	if !some {
		return nil, 0, nil
	}
	if s.Kind != "" {
		q.Filters.Values[search.FacetKind] = []string{string(s.Kind)}
	}
	if s.NewCountry {
		// The filter says where to look, so what is left out is what it would not name.
		counts, err := c.Counts(ctx, search.FacetCountry)
		if err != nil {
			return nil, 0, err
		}
		allowed := q.Filters.Values[search.FacetCountry]
		if len(allowed) == 0 {
			allowed = slices.Sorted(maps.Keys(counts))
		}
		allowed = slices.DeleteFunc(slices.Clone(allowed), func(code string) bool {
			return slices.ContainsFunc(p.Partners, func(b BasketPartner) bool {
				return b.Verdict.Answer != eligibility.No && b.Ref.Country.Code == code
			})
		})
		if len(allowed) == 0 {
			return nil, 0, nil
		}
		q.Filters.Values[search.FacetCountry] = allowed[:min(len(allowed), search.MaxValues)]
	}
	there, err := c.count(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	var ids []directory.RecordID
	seen := map[directory.RecordID]bool{}
	for _, o := range group {
		seen[o.ID] = true
	}
	look := func(q search.Question) error {
		result, err := c.index.Search(ctx, q)
		if err != nil {
			return err
		}
		for _, h := range result.Hits {
			if !seen[h.ID] {
				seen[h.ID] = true
				ids = append(ids, h.ID)
			}
		}
		return nil
	}
	for _, id := range directory.ConceptsOf(k.Concepts, directory.SchemeSector) {
		of := q
		of.Filters.Values = maps.Clone(q.Filters.Values)
		of.Filters.Values[search.FacetSector] = []string{id.Code()}
		if err := look(of); err != nil {
			return nil, 0, err
		}
	}
	if len(ids) < search.MaxPerPage {
		if err := look(q); err != nil {
			return nil, 0, err
		}
	}
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, 0, err
	}
	verdicts := map[directory.RecordID]eligibility.Verdict{}
	records = slices.DeleteFunc(records, func(o *directory.Organisation) bool {
		if o == nil || o.Status == directory.StatusClosed {
			return true
		}
		verdicts[o.ID] = eligibility.Who(k, eligibility.Of(o), c.vocabulary)
		return verdicts[o.ID].Answer == eligibility.No
	})
	scores, err := c.rank(ctx, k, group, records)
	if err != nil {
		return nil, 0, err
	}
	list := make([]Candidate, len(records))
	for i, o := range records {
		list[i] = Candidate{Ref: c.ref(o, l), Verdict: verdicts[o.ID], Score: scores[i]}
		list[i].Ref.Shared = c.conceptLabels(sharedConcepts(k, o), l)
	}
	slices.SortStableFunc(list, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(slices.Index(eligibility.Answers, a.Verdict.Answer), slices.Index(eligibility.Answers, b.Verdict.Answer)),
			cmp.Compare(b.Score, a.Score), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return list[:min(len(list), maxCandidates)], there, nil
}

// Shares of what ranks candidates for a group: fit for the call comes first, since that
// is what the group applies for; each is a part of one.
const (
	ofCall    = 0.5
	ofGroup   = 0.45
	ofReached = 0.05 // a website, by which it can be reached: it decides between equals
	// enoughOfCall is how many of the call's concepts in common are all there is to
	// have, sectors counting double, since they are what calls are filed under.
	enoughOfCall = 4
)

// byMatch ranks candidates by what they have in common with the call, and by how well
// they match the group: the mean of their points with each partner of it.
func (c *Catalogue) byMatch(ctx context.Context, k *directory.Call, group, candidates []*directory.Organisation) ([]float64, error) {
	scale, err := c.scale(ctx)
	if err != nil {
		return nil, err
	}
	sides := make([]*match.Side, len(group))
	for i, o := range group {
		sides[i] = c.side(o)
	}
	scores := make([]float64, len(candidates))
	for i, o := range candidates {
		shared := 0
		for _, id := range sharedConcepts(k, o) {
			if shared++; id.Scheme() == directory.SchemeSector {
				shared++
			}
		}
		scores[i] = ofCall * float64(min(shared, enoughOfCall)) / enoughOfCall
		if o.Website != "" {
			scores[i] += ofReached
		}
		other := c.side(o)
		for _, side := range sides {
			scores[i] += ofGroup * scale.Score(side, other, nil).Points / 100 / float64(len(sides))
		}
	}
	return scores, nil
}

// sharedConcepts are the call's concepts that an organisation carries too.
func sharedConcepts(k *directory.Call, o *directory.Organisation) []directory.ConceptID {
	var ids []directory.ConceptID
	for _, t := range k.Concepts {
		if slices.ContainsFunc(o.Concepts, func(other directory.Tag) bool { return other.Concept == t.Concept }) {
			ids = append(ids, t.Concept)
		}
	}
	return ids
}
