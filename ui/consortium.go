package ui

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// consortiumPage holds a basket of organisations against a call's rule on who must
// apply together. The basket is in the address alone, so that it can be kept, sent
// and printed.
type consortiumPage struct {
	Page
	Call         *itemCard
	Calls        []itemCard // to choose from, where none is chosen
	Stated       bool
	Answer       eligibility.Answer
	Label        string
	Lots         []lotView
	Partners     []partnerLine
	Unknown      []string
	Requirements []requirementLine
	Seats        int // partners still to be found at least
	Possible     bool
	Unsure       bool
	Short        []requirementLine
	Gaps         []gapView
	Add          string
	Found        []choice
	Kept         []parameter
	Full         bool
	CSV, API     string
}

// UnknownSaid names the ids that are no organisations.
func (p consortiumPage) UnknownSaid() string { return strings.Join(p.Unknown, ", ") }

// partnerLine is an organisation of the basket.
type partnerLine struct {
	Line    refLine
	Verdict *verdictView
	Without string // the address without it
}

// requirementLine is one need with its numbers.
type requirementLine struct {
	Label   string
	Wanted  string
	Have    int
	Unsure  int
	Missing int
	Answer  eligibility.Answer
	Said    string
}

// gapView is partners still to be found that are alike.
type gapView struct {
	Title      string
	There      int
	Candidates []candidateLine
}

// candidateLine is an organisation that would fill a gap.
type candidateLine struct {
	Line    refLine
	Verdict *verdictView
	Add     string
}

// consortiumLink is the address of the check for a call and a basket.
func (u *UI) consortiumLink(p Page, call directory.RecordID, ids []string) string {
	values := url.Values{"call": {string(call)}}
	if len(ids) > 0 {
		values.Set("ids", strings.Join(ids, ","))
	}
	return withQuery(p.Link("consortium"), values)
}

func (u *UI) consortium(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	if err := httpkit.UnknownParameters(values, "call", "ids", "add", "format").Err(); err != nil {
		return err
	}
	ids, call := compared(values["ids"]), strings.TrimSpace(values.Get("call"))
	p := consortiumPage{Add: strings.TrimSpace(values.Get("add"))}
	many := func(name, value string, most int) error {
		return httpkit.BadParameters{{Parameter: name, Value: value, Key: search.FaultTooMany, Args: []string{fmt.Sprint(most)}, Detail: fmt.Sprintf("has too many values or words: at most %d", most)}}
	}
	switch {
	case len(ids) > catalogue.MaxBasket:
		return many("ids", ids[catalogue.MaxBasket], catalogue.MaxBasket)
	case len([]rune(p.Add)) > search.MaxQuery:
		return badParameters([]search.ParameterFault{{Parameter: "add", Value: string([]rune(p.Add)[:40]), Key: search.FaultTooLong, Args: []string{fmt.Sprint(search.MaxQuery)}}})
	case values.Has("format") && values.Get("format") != "csv":
		return badParameters([]search.ParameterFault{{Parameter: "format", Value: values.Get("format"), Key: search.FaultUnknownValue, Args: []string{": use csv"}}})
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p.Page = v.page
	p.Title, p.Summary, p.NoIndex = p.T("consortium.title"), p.T("consortium.summary"), true
	if call == "" {
		if err := u.callsWithRules(v, &p); err != nil {
			return err
		}
		return v.show("consortium", p)
	}
	list := make([]directory.RecordID, len(ids))
	for i, id := range ids {
		list[i] = directory.RecordID(id)
	}
	found, err := u.catalogue.Consortium(v.c.Request.Context(), directory.RecordID(call), list, p.Lang)
	var moved *catalogue.MovedError
	if errors.As(err, &moved) {
		found, err = u.catalogue.Consortium(v.c.Request.Context(), moved.To, list, p.Lang)
	}
	if errors.Is(err, directory.ErrNotFound) {
		return unknownCompared("call", call, "")
	}
	if err != nil {
		return fmt.Errorf("consortium: %w", err)
	}
	if err := u.fillConsortium(v, &p, found); err != nil {
		return err
	}
	if values.Get("format") == "csv" {
		return p.writeCSV(v)
	}
	return v.show("consortium", p)
}

// callsWithRules lists the calls that state a rule on who must apply together, of
// the newest hundred.
func (u *UI) callsWithRules(v *visit, p *consortiumPage) error {
	a, err := u.catalogue.Items(v.c.Request.Context(), search.Question{Type: directory.Calls, Sort: search.SortDate, Lang: p.Lang, Page: 1, PerPage: search.MaxPerPage})
	if err != nil {
		return fmt.Errorf("consortium: %w", err)
	}
	for _, it := range a.Items {
		if k := it.Call; k != nil && eligibility.Together(k, nil, u.vocabulary).Stated {
			card := u.itemCard(p.Page, it, true)
			card.Href = u.consortiumLink(p.Page, it.ID, nil)
			p.Calls = append(p.Calls, card)
		}
	}
	return nil
}

func (u *UI) fillConsortium(v *visit, p *consortiumPage, found *catalogue.ConsortiumPage) error {
	card := u.itemCard(p.Page, found.Item, true)
	id := found.Call.Call.ID
	p.Call, p.Stated, p.Answer = &card, found.Group.Stated, found.Group.Answer
	p.Label = p.Of("group-answer", p.Answer)
	if !p.Stated {
		p.Label = p.T("consortium.no-rule")
	}
	for _, l := range found.Call.Lots {
		p.Lots = append(p.Lots, p.lot(l))
	}
	var ids []string
	for _, b := range found.Partners {
		ids = append(ids, string(b.Ref.ID))
	}
	for i, b := range found.Partners {
		var others []string
		for j, other := range ids {
			if j != i {
				others = append(others, other)
			}
		}
		p.Partners = append(p.Partners, partnerLine{Line: u.refLines(p.Page, []catalogue.Ref{b.Ref})[0], Verdict: u.whoVerdict(p.Page, b.Verdict),
			Without: u.consortiumLink(p.Page, id, others)})
	}
	for _, unknown := range found.Unknown {
		p.Unknown = append(p.Unknown, string(unknown))
	}
	with := func(more directory.RecordID) string {
		return u.consortiumLink(p.Page, id, append(ids[:len(ids):len(ids)], string(more)))
	}
	for _, r := range found.Group.Requirements {
		p.Requirements = append(p.Requirements, u.requirement(p.Page, r))
	}
	done := found.Completion
	p.Seats, p.Possible, p.Unsure = len(done.Seats), done.Possible, done.Unsure
	for _, r := range done.Short {
		p.Short = append(p.Short, u.requirement(p.Page, r))
	}
	for _, g := range found.Gaps {
		view := gapView{Title: p.gapTitle(g), There: g.There}
		for _, c := range g.Candidates {
			view.Candidates = append(view.Candidates, candidateLine{Line: u.refLines(p.Page, []catalogue.Ref{c.Ref})[0], Verdict: u.whoVerdict(p.Page, c.Verdict), Add: with(c.Ref.ID)})
		}
		p.Gaps = append(p.Gaps, view)
	}
	values := url.Values{"call": {string(id)}}
	if len(ids) > 0 {
		values.Set("ids", strings.Join(ids, ","))
	}
	p.address(v.site, values)
	for _, name := range []string{"call", "ids"} {
		if s := values.Get(name); s != "" {
			p.Kept = append(p.Kept, parameter{name, s})
		}
	}
	p.CSV = withQuery(p.Link("consortium"), with1(values, "format", "csv"))
	api := values
	if p.Lang != "en" {
		api = with1(values, "lang", string(p.Lang))
	}
	p.API = withQuery("/api/v1/consortium", api)
	p.Full = len(ids) >= catalogue.MaxBasket
	if p.Add == "" || p.Full {
		return nil
	}
	hits, err := u.organisationsNamed(v, p.Add, ids)
	if err != nil {
		return err
	}
	for _, h := range hits {
		p.Found = append(p.Found, choice{Label: h.Name.String() + " · " + h.Kind.Label + " · " + h.Country.Label, Href: with(h.ID)})
	}
	return nil
}

// gapTitle says whom a gap is for: "2 partners: research, from a new country".
func (p consortiumPage) gapTitle(g catalogue.CandidateGap) string {
	title := p.N("consortium.seats", g.Seats)
	switch {
	case g.Kind.Label != "" && g.NewCountry:
		return p.T("consortium.gap-kind-country", title, g.Kind.Label)
	case g.Kind.Label != "":
		return p.T("consortium.gap-kind", title, g.Kind.Label)
	case g.NewCountry:
		return p.T("consortium.gap-country", title)
	}
	return p.T("consortium.gap-any", title)
}

func (u *UI) requirement(p Page, r eligibility.Requirement) requirementLine {
	l := requirementLine{Label: p.Of("need", r.Need), Wanted: p.Number(r.Wanted), Have: r.Have, Unsure: r.Unsure, Missing: r.Missing(), Answer: r.Answer, Said: p.Of("need-answer", r.Answer)}
	if r.Kind != "" {
		l.Label = p.T("consortium.role", u.ruleValue(p, eligibility.RuleKind, string(r.Kind)))
	}
	switch r.Need {
	case eligibility.NeedMaxPartners:
		l.Wanted = "≤ " + l.Wanted
	case eligibility.NeedEach:
	default:
		l.Wanted = "≥ " + l.Wanted
	}
	return l
}

// writeCSV sends the needs, then the partners, as one table of two parts.
func (p consortiumPage) writeCSV(v *visit) error {
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	rows := [][]string{{p.T("consortium.need"), p.T("consortium.wanted"), p.T("consortium.have"), p.T("consortium.unsure"), p.T("consortium.missing"), p.T("consortium.state")}}
	for _, r := range p.Requirements {
		rows = append(rows, []string{r.Label, r.Wanted, fmt.Sprint(r.Have), fmt.Sprint(r.Unsure), fmt.Sprint(r.Missing), r.Said})
	}
	rows = append(rows, []string{"", "", "", "", "", ""}, []string{"id", p.T("consortium.partner"), p.Of("rule", "kind"), p.Of("rule", "country"), p.T("consortium.state"), p.T("consortium.reasons")})
	for _, b := range p.Partners {
		rows = append(rows, []string{string(b.Line.ID), b.Line.Name, b.Line.Kind.Label, b.Line.Country.Label, b.Verdict.Label, strings.Join(b.Verdict.Reasons, " | ")})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = exchange.TableCell(row[i])
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("consortium as CSV: %w", err)
	}
	v.c.Header("Content-Disposition", `attachment; filename="consortium.csv"`)
	httpkit.Write(v.c, http.StatusOK, "text/csv; charset=utf-8", file.Bytes())
	return nil
}
