package api

import (
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// applicant is who asks, with labels.
type applicant struct {
	Organisation *ref     `json:"organisation,omitempty"` // where it is a record
	Country      *label   `json:"country,omitempty"`
	Region       *label   `json:"region,omitempty"`
	Kind         *label   `json:"kind,omitempty"`
	Size         string   `json:"size,omitempty"`
	NACE         []string `json:"nace,omitempty"`
}

// callVerdicts are calls held against an applicant.
type callVerdicts struct {
	Revision  uint64        `json:"revision"`
	Today     string        `json:"today"`
	TimeZone  string        `json:"time_zone"`
	Applicant applicant     `json:"applicant"`
	Total     int           `json:"total"`
	Judged    int           `json:"judged"`
	Counts    answerCounts  `json:"counts"`
	Found     int           `json:"found"`
	Page      int           `json:"page"`
	PerPage   int           `json:"per_page"`
	Calls     []callVerdict `json:"calls"`
}

type answerCounts struct {
	Yes     int `json:"yes"`
	Unknown int `json:"unknown"`
	No      int `json:"no"`
}

// callVerdict is what one call says of an applicant.
type callVerdict struct {
	Call      itemRef      `json:"call"`
	Answer    string       `json:"answer"`
	Reasons   []ruleCheck  `json:"reasons"`
	Who       whoVerdict   `json:"who"`
	Partnered bool         `json:"partnered"`
	Lots      []lotVerdict `json:"lots"`
}

// whoVerdict is what the rules on the applicant say, whatever the day.
type whoVerdict struct {
	Answer   string      `json:"answer"`
	Checks   []ruleCheck `json:"checks"`
	Unstated []string    `json:"unstated"`
}

// lotVerdict is a lot with its answer on the day.
type lotVerdict struct {
	lot
	Answer    string    `json:"answer"`
	Extended  bool      `json:"extended"`
	Prolonged bool      `json:"prolonged"`
	Dates     ruleCheck `json:"dates"`
}

// ruleCheck is what one rule says, with what it was held against.
type ruleCheck struct {
	Rule    string   `json:"rule"`
	Answer  string   `json:"answer"`
	Wants   []string `json:"wants"`
	Has     []string `json:"has"`
	Missing string   `json:"missing,omitempty"`
	Partly  bool     `json:"partly"`
	Text    string   `json:"text"`
}

// applicants are the organisations of a search held against a call.
type applicants struct {
	Revision  uint64           `json:"revision"`
	Today     string           `json:"today"`
	TimeZone  string           `json:"time_zone"`
	Call      itemRef          `json:"call"`
	Total     int              `json:"total"`
	Refused   int              `json:"refused"`
	Page      int              `json:"page"`
	PerPage   int              `json:"per_page"`
	Filters   []filter         `json:"filters"`
	Found     []applicantFound `json:"applicants"`
	Next      string           `json:"next,omitempty"`
	Partnered bool             `json:"partnered"`
}

type applicantFound struct {
	Organisation hit        `json:"organisation"`
	Who          whoVerdict `json:"who"`
}

// timeZone is where today is told: see catalogue.Today.
const timeZone = "UTC"

// callsAsked reads what both lists of calls know.
func callsAsked(c *gin.Context) (p *params, q search.Question, only eligibility.Answer, err error) {
	if p, err = query(c, "answer", "state", "page", "per_page", "lang"); err != nil {
		return p, q, "", err
	}
	only = oneOf(p, "answer", eligibility.Answers)
	q = search.Question{Type: directory.Calls, Sort: search.SortDate, Lang: p.language(),
		Page: int(p.number("page", 1, 1000, 1)), PerPage: int(p.number("per_page", 1, search.MaxPerPage, search.MaxPerPage)),
		Filters: search.Filters{Values: map[search.Facet][]string{}}}
	if s := oneOf(p, "state", search.States); s != "" {
		q.Filters.Values[search.FacetState] = []string{s}
	}
	return p, q, only, p.faults.Err()
}

// callsOf answers which calls an organisation may apply to.
func (a *API) callsOf(c *gin.Context) error {
	p, q, only, err := callsAsked(c)
	if err != nil {
		return err
	}
	if done, err := a.notModified(c, q.Lang); done || err != nil {
		return err
	}
	who, r, err := a.catalogue.ApplicantOf(c.Request.Context(), directory.RecordID(c.Param("id")), q.Lang)
	if err != nil {
		return a.missing(c, directory.Organisations, err, q.Lang, "/calls", p.values)
	}
	shown := refOf(r)
	return a.sendCalls(c, who, &shown, q, only)
}

// described is an applicant as a body describes it.
type described struct {
	Country string   `json:"country,omitempty"`
	Region  string   `json:"region,omitempty"`
	Kind    string   `json:"kind,omitempty"`
	Size    string   `json:"size,omitempty"`
	NACE    []string `json:"nace,omitempty"`
}

// eligible answers which calls a described applicant may apply to.
func (a *API) eligible(c *gin.Context) error {
	_, q, only, err := callsAsked(c)
	if err != nil {
		return err
	}
	var d described
	if err := readBody(c, &d, catalogue.ApplicantFields...); err != nil {
		return err
	}
	values := url.Values{"nace": d.NACE}
	for field, s := range map[string]string{"country": d.Country, "region": d.Region, "kind": d.Kind, "size": d.Size} {
		if s != "" {
			values.Set(field, s)
		}
	}
	who, faults := a.catalogue.ReadApplicant(values)
	if len(faults) > 0 {
		return httpkit.BadParameters(each(faults, faultOf))
	}
	c.Header("Cache-Control", "no-store")
	return a.sendCalls(c, who, nil, q, only)
}

func (a *API) sendCalls(c *gin.Context, who eligibility.Applicant, r *ref, q search.Question, only eligibility.Answer) error {
	found, err := a.catalogue.CallsFor(c.Request.Context(), who, q, only)
	if err != nil {
		return err
	}
	return send(c, callVerdicts{
		Revision: uint64(found.Revision), Today: a.catalogue.Today().String(), TimeZone: timeZone, Applicant: a.applicantOf(who, r, q.Lang),
		Total: found.Total, Judged: found.Judged, Found: found.Found, Page: q.Page, PerPage: q.PerPage,
		Counts: answerCounts{found.Counts[eligibility.Yes], found.Counts[eligibility.Unknown], found.Counts[eligibility.No]},
		Calls:  each(found.Calls, callVerdictOf),
	})
}

func (a *API) applicantOf(who eligibility.Applicant, r *ref, l directory.Language) applicant {
	v := applicant{Organisation: r, Region: a.regionIf(who.Region, l), Size: string(who.Size), NACE: who.NACE}
	if who.Country != "" {
		country := a.country(who.Country, l)
		v.Country = &country
	}
	if who.Kind != "" {
		kind := a.conceptLabel(directory.SchemeKind, string(who.Kind), l)
		v.Kind = &kind
	}
	return v
}

func callVerdictOf(k catalogue.CallVerdict) callVerdict {
	v := callVerdict{Call: itemRefOf(k.Item), Answer: string(k.Answer), Reasons: each(k.Reasons(), checkOf), Who: whoOf(k.Who), Partnered: k.Partnered, Lots: []lotVerdict{}}
	for i, l := range k.Lots {
		of := k.Item.Call.Lots[i]
		v.Lots = append(v.Lots, lotVerdict{
			lot: lot{Name: of.Name, State: string(l.State), GrantMax: of.GrantMax, Budget: of.Budget,
				Opens: of.Opens.String(), Closes: of.Closes.String(), ExtendedFrom: of.ExtendedFrom.String()},
			Answer: string(l.Answer), Extended: l.Extended, Prolonged: l.Prolonged, Dates: checkOf(l.Dates)})
	}
	return v
}

func whoOf(v eligibility.Verdict) whoVerdict {
	return whoVerdict{string(v.Answer), each(v.Checks, checkOf), stringsOf(v.Unstated)}
}

func checkOf(c eligibility.Check) ruleCheck {
	return ruleCheck{string(c.Rule), string(c.Answer), each(c.Wants, itself), each(c.Has, itself), string(c.Missing), c.Partly, checkText(c)}
}

func itself(s string) string { return s }

// ruleNames are the rules in English, for texts.
var ruleNames = map[eligibility.Rule]string{
	eligibility.RuleCountry: "country", eligibility.RuleRegion: "region", eligibility.RuleKind: "kind", eligibility.RuleSize: "size", eligibility.RuleNACE: "activity (NACE)",
	eligibility.RuleWho: "who may apply", eligibility.RuleOpens: "day of opening", eligibility.RuleCloses: "closing date"}

// checkText says in English what a check says in codes.
func checkText(c eligibility.Check) string {
	name, wants, has := ruleNames[c.Rule], strings.Join(c.Wants, ", "), strings.Join(c.Has, ", ")
	dated := c.Rule == eligibility.RuleOpens || c.Rule == eligibility.RuleCloses
	switch {
	case c.Rule == eligibility.RuleWho:
		return "The call states no rule on who may apply."
	case c.Missing == eligibility.OfCall && c.Partly:
		return "The call states its " + name + " only as " + wants + "."
	case c.Missing == eligibility.OfCall:
		return "The call states no " + name + "."
	case c.Missing == eligibility.OfApplicant && c.Partly:
		return "The applicant's " + name + " is known only as " + has + "; the rule is " + wants + "."
	case c.Missing == eligibility.OfApplicant:
		return "The applicant's " + name + " is not known; the rule is " + wants + "."
	case dated && c.Answer == eligibility.No:
		return "It closed on " + wants + "; today is " + has + "."
	case c.Rule == eligibility.RuleOpens:
		return "It opens on " + wants + "."
	case dated:
		return "It is open until " + wants + "."
	case c.Answer == eligibility.No:
		return "The rule on " + name + " is " + wants + "; the applicant's is " + has + "."
	}
	return "The rule on " + name + " is met."
}

// applicantsFor answers which organisations of a search may apply to a call.
func (a *API) applicantsFor(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	q, faults := search.Parse(values, a.vocabulary)
	if len(faults) > 0 {
		return httpkit.BadParameters(each(faults, faultOf))
	}
	q.WithFacets = false
	if done, err := a.notModified(c, q.Lang); done || err != nil {
		return err
	}
	found, err := a.catalogue.ApplicantsFor(c.Request.Context(), directory.RecordID(c.Param("id")), q)
	if err != nil {
		return a.missing(c, directory.Calls, err, q.Lang, "/applicants", values)
	}
	v := applicants{
		Revision: uint64(found.Answer.Revision), Today: a.catalogue.Today().String(), TimeZone: timeZone, Call: itemRefOf(found.Item),
		Total: found.Answer.Total, Refused: found.Refused, Page: q.Page, PerPage: q.PerPage, Partnered: eligibility.Partnered(found.Call.Call.Consortium),
		Filters: each(found.Answer.Active, filterOf), Found: []applicantFound{},
	}
	for i, h := range found.Answer.Hits {
		v.Found = append(v.Found, applicantFound{hitOf(h, q), whoOf(found.Verdicts[i])})
	}
	if q.Page*q.PerPage < min(found.Answer.Total, search.MaxWindow) {
		v.Next = address(recordPath(directory.Calls, c.Param("id"), "/applicants"), search.Page(q, q.Page+1), q.Lang)
	}
	return send(c, v)
}
