package ui

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// callPage is all that is known of one call. What its source does not state is
// said to be not stated, since applicants decide by it.
type callPage struct {
	recordPage
	Call       *directory.Call
	Kind       catalogue.Labelled
	Lots       []lotView
	Named      bool // the lots have names, or there are several
	Who        []catalogue.Labelled
	Sizes      []string
	Countries  []catalogue.Labelled
	Regions    []catalogue.Labelled
	NACE       string
	Consortium []string // the rule in clauses
	Check      string   // the address of the check of partners
	Desk       callDesk
}

// lotView is a part of the call one applies to on its own.
type lotView struct {
	Name      string
	When      string // what matters most of its dates
	Answer    string // may who asks apply, "" nobody asks
	Prolonged bool   // open only since the deadline was moved
	State     string // code
	StateName string
	Opens     string
	Closes    string
	MovedFrom string // the deadline first announced, where it was moved
	GrantMax  string
	Budget    string
}

// call shows a call, what it says of who asks, and the organisations of a region
// that may apply: "region" is which, "page" which of them.
func (u *UI) call(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	if err := httpkit.UnknownParameters(values, "region", "page", asParameter, asPrefix+"country", asPrefix+"region", asPrefix+"kind", asPrefix+"size", asPrefix+"nace").Err(); err != nil {
		return err
	}
	who, err := u.readAsker(v, values)
	if err != nil {
		return err
	}
	asked := url.Values{}
	for _, name := range []string{"region", "page"} {
		if vs, ok := values[name]; ok {
			asked[name] = vs
			values.Del(name)
		}
	}
	q, faults := search.Parse(asked, u.vocabulary)
	if len(faults) > 0 {
		return badParameters(faults)
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	id := directory.RecordID(v.c.Param("id"))
	k, err := u.catalogue.Call(v.c.Request.Context(), id, v.page.Lang)
	if err != nil {
		return v.movedOr(directory.Calls, fmt.Errorf("call page: %w", err))
	}
	v.page.asking = who.values
	p := callPageOf(v.page, k)
	p.Desk.Locale, p.Desk.Today = v.page.Locale, v.page.Date(u.catalogue.Today())
	if p.Desk.Form, err = u.askerForm(v, who, v.page.path, nil); err != nil {
		return err
	}
	if who.Known() {
		j := u.catalogue.JudgeItem(catalogue.Item{Call: k.Call}, who.Applicant)
		p.Desk.Verdict = u.verdict(v.page, k.Call, j)
		for _, c := range j.Who.Checks {
			if c.Answer == j.Answer { // said with the answer
				continue
			}
			p.Desk.Checks = append(p.Desk.Checks, checkView{c.Answer, u.checkSaid(v.page, c)})
		}
		for i := range p.Lots {
			p.Lots[i].Answer = v.page.Of("answer", j.Lots[i].Answer)
		}
	}
	if err := u.applicants(v, q, &p); err != nil {
		return err
	}
	return v.show("call", p)
}

// callDesk is what a call's page says to who asks, and of who may apply.
type callDesk struct {
	Form    askerForm
	Verdict *verdictView
	Checks  []checkView // of the rules that do not decide the answer
	Regions []choiceOf  // to choose from
	Region  string      // the name of the one chosen
	Found   []applicantLine
	Total   int
	Refused int
	Pager   pager
	API     string // the same for programs
	Today   string
	*Locale
}

// said is a verdict as its template shows it.
type said struct {
	*Locale
	Verdict *verdictView
}

// You is what the call says of who asks.
func (p callPage) You() said { return said{p.Locale, p.Desk.Verdict} }

// DeskPath is the address of the page, for its forms, and DeskKept who asks.
func (p callPage) DeskPath() string { return p.path }

// DeskKept is what a form carries along of who asks.
func (p callPage) DeskKept() []parameter {
	var list []parameter
	for _, name := range slices.Sorted(maps.Keys(p.asking)) {
		list = append(list, parameter{name, p.asking.Get(name)})
	}
	return list
}

// checkView is one rule held against who asks.
type checkView struct {
	Answer eligibility.Answer
	Said   string
}

// applicantLine is an organisation that may apply.
type applicantLine struct {
	Line    refLine
	Verdict *verdictView
}

// applicants fills in the organisations of the region asked for.
func (u *UI) applicants(v *visit, q search.Question, p *callPage) error {
	chosen := directory.RegionCode("")
	if vs := q.Filters.Values[search.FacetRegion]; len(vs) > 1 {
		return badParameters([]search.ParameterFault{{Parameter: "region", Value: vs[1], Key: search.FaultRepeated}})
	} else if len(vs) == 1 {
		chosen = directory.RegionCode(vs[0])
	}
	for _, c := range directory.Countries {
		p.Desk.Regions = append(p.Desk.Regions, choiceOf{Value: string(c), Label: v.page.T("applicants.whole", catalogue.CountryName(u.vocabulary, c, v.page.Lang)),
			Group: catalogue.CountryName(u.vocabulary, c, v.page.Lang), Chosen: directory.RegionCode(c) == chosen})
		p.Desk.Regions = append(p.Desk.Regions, u.regionChoices(v.page, []directory.CountryCode{c}, chosen)...)
	}
	if chosen == "" {
		return nil
	}
	p.Desk.Region = u.vocabulary.RegionName(chosen, v.page.Lang)
	q.Lang, q.WithFacets = v.page.Lang, false
	found, err := u.catalogue.ApplicantsFor(v.c.Request.Context(), p.Call.ID, q)
	if err != nil {
		return fmt.Errorf("applicants: %w", err)
	}
	p.Desk.Total, p.Desk.Refused = found.Answer.Total, found.Refused
	for i, h := range found.Answer.Hits {
		line := u.refLines(v.page, []catalogue.Ref{{ID: h.ID, Name: h.Name.String(), Native: h.Native.String(), Kind: h.Kind, Country: h.Country, City: h.City}})[0]
		p.Desk.Found = append(p.Desk.Found, applicantLine{Line: line, Verdict: u.whoVerdict(v.page, found.Verdicts[i])})
	}
	with := func(n int) string {
		values := maps2(url.Values{"region": {string(chosen)}}, v.page.asking)
		if n > 1 {
			values.Set("page", fmt.Sprint(n))
		}
		return withQuery(v.page.Link(v.page.path), values) + "#applicants"
	}
	if q.Page > 1 {
		p.Desk.Pager.Previous = with(q.Page - 1)
	}
	if q.Page*q.PerPage < min(found.Answer.Total, search.MaxWindow) {
		p.Desk.Pager.Next = with(q.Page + 1)
	}
	p.Desk.API = withQuery(recordInAPI(directory.Calls, p.Call.ID)+"/applicants", q.Values())
	// The address of the page is with the region.
	v.page.address(v.site, url.Values{"region": {string(chosen)}})
	p.Page.Canonical, p.Page.Alternates, p.Page.NoIndex = v.page.Canonical, v.page.Alternates, true
	return nil
}

func callPageOf(page Page, k *catalogue.CallPage) callPage {
	p := callPage{Check: withQuery(page.Link("consortium"), url.Values{"call": {string(k.Call.ID)}}), recordPage: page.recordPage(k.Call, k.Common, k.Call.Keywords, k.Call.Website), Call: k.Call, Kind: k.Kind,
		Named: len(k.Lots) > 1, Who: k.Who, Countries: k.Countries, Regions: k.Regions, NACE: strings.Join(k.Call.Eligible.NACE, ", "),
		Consortium: page.consortium(k.Call.Consortium, k.Roles)}
	for _, l := range k.Lots {
		p.Named = p.Named || l.Name != ""
		p.Lots = append(p.Lots, p.lot(l))
	}
	for _, s := range k.Call.Eligible.Sizes {
		p.Sizes = append(p.Sizes, p.Of("size", s))
	}
	p.lead("record.next-kind", k.Kind.Label, p.FilterLink(directory.Calls, string(search.FacetKind), k.Kind.Code))
	for _, who := range k.Who {
		p.lead("call.next-who", who.Label, p.FilterLink(directory.Calls, string(search.FacetWho), who.Code))
	}
	p.leadBySectors()
	return p
}

// lot is a lot as pages show it.
func (p Page) lot(l catalogue.LotFacts) lotView {
	return lotView{Name: l.Name, When: p.deadline(l.State, l.Opens, l.Closes), State: l.State, StateName: p.StateBadge(directory.Calls, l.State), Prolonged: l.Prolonged,
		Opens: p.Date(l.Opens), Closes: p.Date(l.Closes), MovedFrom: p.Date(l.ExtendedFrom),
		GrantMax: p.amount(l.GrantMax), Budget: p.amount(l.Budget)}
}

// cardLots are the lots a card shows: of one lot alone only what is not its
// deadline, which the card has already.
func (p Page) cardLots(k *directory.Call, today directory.Date) []lotView {
	var list []lotView
	for _, l := range catalogue.LotsOn(k, today) {
		if len(k.Lots) == 1 && l.Name == "" && l.GrantMax == nil && l.Budget == nil && l.ExtendedFrom.IsZero() {
			return nil
		}
		list = append(list, p.lot(l))
	}
	return list
}

// lotSaid is a lot in one line: name, deadline, whether it was moved, amounts.
func (p Page) lotSaid(l lotView) string {
	var parts []string
	if l.Name != "" {
		parts = append(parts, p.T("label.value", l.Name, l.When))
	}
	if l.MovedFrom != "" {
		parts = append(parts, p.T("call.moved-from", l.MovedFrom))
	}
	if l.GrantMax != "" {
		parts = append(parts, p.T("label.value", p.T("call.grant-max"), l.GrantMax))
	}
	if l.Budget != "" {
		parts = append(parts, p.T("label.value", p.T("call.budget"), l.Budget))
	}
	return strings.Join(parts, " · ")
}

// amount is an amount in words, "" not stated.
func (l *Locale) amount(n *int64) string {
	if n == nil {
		return ""
	}
	return l.Euro(*n)
}

// consortium says the rule on who must apply together, a clause for each part
// that is stated.
func (l *Locale) consortium(rule directory.Consortium, roles []catalogue.Labelled) []string {
	var clauses []string
	if n := rule.MinPartners; n > 0 {
		clauses = append(clauses, l.N("call.min-partners", n))
	}
	if n := rule.MaxPartners; n > 0 {
		clauses = append(clauses, l.N("call.max-partners", n))
	}
	if n := rule.MinCountries; n > 0 {
		clauses = append(clauses, l.N("call.min-countries", n))
	}
	if len(roles) > 0 {
		clauses = append(clauses, l.T("call.roles", labels(roles)))
	}
	return clauses
}
