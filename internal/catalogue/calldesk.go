package catalogue

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
)

// CallVerdict is a call with what it says of an applicant.
type CallVerdict struct {
	Item Item
	eligibility.Judgement
}

// CallsAnswer is the calls of a question, each held against an applicant.
type CallsAnswer struct {
	Question search.Question
	Total    int                        // calls that answer the question
	Counts   map[eligibility.Answer]int // of them by answer, as far as judged
	Judged   int                        // less than Total where there are more than maxJudged
	Calls    []CallVerdict              // the page of those with the answer asked for
	Found    int                        // how many have the answer asked for
	Revision directory.Revision
}

// maxJudged bounds the calls one request reads: a hundred times what the seed has,
// read in about 50 ms.
const maxJudged = 5000

// CallsFor holds an applicant against every call a question finds: those that may
// be applied to first, then what is not known, then the others; within these what
// is open, to come, undated, closed, and the next deadline first. only leaves the
// calls with one answer; "" is all.
func (c *Catalogue) CallsFor(ctx context.Context, a eligibility.Applicant, q search.Question, only eligibility.Answer) (*CallsAnswer, error) {
	q.Type, q.Today = directory.Calls, c.Today()
	u, err := c.understand(ctx, q)
	if err != nil {
		return nil, err
	}
	ids, revision, err := c.index.All(ctx, u.Question)
	if err != nil {
		return nil, err
	}
	answer := &CallsAnswer{Question: q, Total: len(ids), Counts: map[eligibility.Answer]int{}, Revision: revision}
	keys := make([]directory.Key, min(len(ids), maxJudged))
	for i := range keys {
		keys[i] = directory.Key{Type: directory.Calls, ID: ids[i]}
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	type judged struct {
		call *directory.Call
		eligibility.Judgement
		closes directory.Date
	}
	var list []judged
	for _, r := range records {
		if r == nil {
			continue
		}
		k := r.(*directory.Call)
		j := judged{call: k, Judgement: eligibility.Judge(k, a, q.Today, c.vocabulary)}
		_, j.closes = nextLot(k, q.Today)
		answer.Judged++
		answer.Counts[j.Answer]++
		if only == "" || j.Answer == only {
			list = append(list, j)
		}
	}
	slices.SortStableFunc(list, func(x, y judged) int {
		sx, sy := c.stateRank(x.call), c.stateRank(y.call)
		soonest := cmp.Compare(x.closes.String(), y.closes.String())
		if sx == len(search.States) { // closed: the latest first
			soonest = -soonest
		}
		return cmp.Or(cmp.Compare(slices.Index(eligibility.Answers, x.Answer), slices.Index(eligibility.Answers, y.Answer)),
			cmp.Compare(sx, sy),
			// Of what is closed, what could have been applied to comes first.
			cmp.Compare(slices.Index(eligibility.Answers, x.Who.Answer), slices.Index(eligibility.Answers, y.Who.Answer)), soonest)
	})
	answer.Found = len(list)
	from := min(max(0, (q.Page-1)*q.PerPage), len(list))
	f := c.newFinder(u.Question)
	for _, j := range list[from:min(from+q.PerPage, len(list))] {
		answer.Calls = append(answer.Calls, CallVerdict{c.item(f, j.call, u.Question), j.Judgement})
	}
	return answer, nil
}

// stateRank orders calls by state: open, coming, undated, past.
func (c *Catalogue) stateRank(k *directory.Call) int {
	switch search.StateOf(search.CallSpans(k), c.Today()) {
	case search.StateOpen:
		return 0
	case search.StateComing:
		return 1
	case search.StateUndated:
		return 2
	}
	return len(search.States)
}

// JudgeItem holds an applicant against a call as lists show it; of another item
// the answer is empty.
func (c *Catalogue) JudgeItem(it Item, a eligibility.Applicant) eligibility.Judgement {
	if it.Call == nil {
		return eligibility.Judgement{}
	}
	return eligibility.Judge(it.Call, a, c.Today(), c.vocabulary)
}

// Applicants is a search for organisations held against a call.
type Applicants struct {
	Call *CallPage
	Item Item
	// Answer is the search, narrowed to those the call's rules on countries and
	// kinds do not refuse: the index has these. Its question is the narrowed one.
	Answer *Answer
	// Verdicts are those of the answer's hits, on the rules alone: the dates are
	// the same for all, and the call's.
	Verdicts []eligibility.Verdict
	// Refused is how many the search has that those rules refuse.
	Refused int
}

// ApplicantsFor holds the organisations of a search against a call. Only the page
// is read: what the index can filter by narrows the search beforehand, so that
// what it has left is answered yes or unknown, or no by a rule on size, activity
// or region, which are read from the record. Errors are those of Call.
func (c *Catalogue) ApplicantsFor(ctx context.Context, id directory.RecordID, q search.Question) (*Applicants, error) {
	page, err := c.Call(ctx, id, q.Lang)
	if err != nil {
		return nil, err
	}
	show := search.Question{Type: directory.Calls, Lang: q.Lang, Today: c.Today()}
	found := &Applicants{Call: page, Item: c.item(c.newFinder(show), page.Call, show)}
	q.Type, q.Today = directory.Organisations, c.Today()
	all, err := c.howMany(ctx, q)
	if err != nil {
		return nil, err
	}
	narrowed, some := c.narrow(q, page.Call)
	if !some {
		found.Answer, found.Refused = &Answer{Question: narrowed}, all
		found.Answer.Revision, _ = c.index.Revision()
		return found, nil
	}
	if found.Answer, err = c.Search(ctx, narrowed); err != nil {
		return nil, err
	}
	found.Refused = max(0, all-found.Answer.Total)
	for _, h := range found.Answer.Hits {
		found.Verdicts = append(found.Verdicts, eligibility.Who(page.Call, h.Applicant, c.vocabulary))
	}
	return found, nil
}

// narrow adds to a search for organisations what a call's rules say on countries
// and kinds, and on the countries its regions are in. some is false where nobody
// the search is for is left.
func (c *Catalogue) narrow(q search.Question, k *directory.Call) (narrowed search.Question, some bool) {
	values := maps.Clone(q.Filters.Values)
	if values == nil {
		values = map[search.Facet][]string{}
	}
	some = true
	keep := func(f search.Facet, allowed []string) {
		if len(allowed) == 0 {
			return
		}
		list := slices.Clone(allowed)
		if had := values[f]; len(had) > 0 {
			list = slices.DeleteFunc(list, func(s string) bool { return !slices.Contains(had, s) })
		}
		slices.Sort(list)
		if list = slices.Compact(list); len(list) == 0 {
			some = false
			return
		}
		values[f] = list
	}
	var countries, of, kinds []string
	for _, code := range k.Eligible.Countries {
		if code == "EL" {
			code = "GR"
		}
		countries = append(countries, string(code))
	}
	for _, code := range k.Eligible.Regions {
		if r, ok := c.vocabulary.Region(code); ok {
			of = append(of, string(r.Country))
		}
	}
	for _, kind := range k.Eligible.Kinds {
		kinds = append(kinds, string(kind))
	}
	keep(search.FacetCountry, countries)
	keep(search.FacetCountry, of)
	keep(search.FacetKind, kinds)
	q.Filters.Values = values
	return q, some
}
