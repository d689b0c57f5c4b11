package ui

import (
	"fmt"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
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
}

// lotView is a part of the call one applies to on its own.
type lotView struct {
	Name      string
	State     string // code
	StateName string
	Opens     string
	Closes    string
	MovedFrom string // the deadline first announced, where it was moved
	GrantMax  string
	Budget    string
}

func (u *UI) call(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	k, err := u.catalogue.Call(v.c.Request.Context(), directory.RecordID(v.c.Param("id")), v.page.Lang)
	if err != nil {
		return v.movedOr(directory.Calls, fmt.Errorf("call page: %w", err))
	}
	return v.show("call", callPageOf(v.page, k))
}

func callPageOf(page Page, k *catalogue.CallPage) callPage {
	p := callPage{recordPage: page.recordPage(k.Call, k.Common, k.Call.Keywords, k.Call.Website), Call: k.Call, Kind: k.Kind,
		Named: len(k.Lots) > 1, Who: k.Who, Countries: k.Countries, Regions: k.Regions, NACE: strings.Join(k.Call.Eligible.NACE, ", "),
		Consortium: page.consortium(k.Call.Consortium, k.Roles)}
	for _, l := range k.Lots {
		p.Named = p.Named || l.Name != ""
		p.Lots = append(p.Lots, lotView{Name: l.Name, State: l.State, StateName: p.StateBadge(directory.Calls, l.State),
			Opens: p.Date(l.Opens), Closes: p.Date(l.Closes), MovedFrom: p.Date(l.ExtendedFrom),
			GrantMax: p.amount(l.GrantMax), Budget: p.amount(l.Budget)})
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
