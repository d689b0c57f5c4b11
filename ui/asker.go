package ui

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// An asker is who wants to know which calls it may apply to: an organisation of
// the directory, a description, or both, where the description tells what the
// record does not. It lives in the address alone: "as" is the organisation, the
// rest of the names are asPrefix and a field of the description.

const (
	asParameter = "as"
	asPrefix    = "as_"
	// answerParameter leaves the calls with one answer.
	answerParameter = "answer"
)

// asker is who asks, as read from an address.
type asker struct {
	Applicant eligibility.Applicant
	Ref       *catalogue.Ref // where it is an organisation of the directory
	Typed     string         // words that name none
	Only      eligibility.Answer
	values    url.Values // what its addresses carry
}

// Known says whether anything is known of who asks.
func (a *asker) Known() bool { return !a.Applicant.IsZero() }

// readAsker takes the parameters of who asks out of the values.
func (u *UI) readAsker(v *visit, values url.Values) (*asker, error) {
	a := &asker{values: url.Values{}}
	var bad httpkit.BadParameters
	one := func(name string) string {
		vs := slices.DeleteFunc(slices.Clone(values[name]), func(s string) bool { return s == "" })
		values.Del(name)
		if len(vs) > 1 {
			bad = append(bad, httpkit.Fault{Parameter: name, Value: vs[1], Key: search.FaultRepeated, Detail: "is given more than once: give it once"})
		}
		if len(vs) == 0 {
			return ""
		}
		return vs[0]
	}
	given := url.Values{}
	for _, field := range catalogue.ApplicantFields {
		if field == "nace" {
			given[field] = values[asPrefix+field]
			values.Del(asPrefix + field)
			continue
		}
		if s := one(asPrefix + field); s != "" {
			given.Set(field, s)
		}
	}
	var faults []search.ParameterFault
	a.Applicant, faults = u.catalogue.ReadApplicant(given)
	for i := range faults {
		faults[i].Parameter = asPrefix + faults[i].Parameter
	}
	if len(faults) > 0 {
		errors.As(badParameters(faults), &bad)
	}
	described := a.Applicant
	id := strings.TrimSpace(one(asParameter))
	if len([]rune(id)) > search.MaxQuery {
		bad = append(bad, httpkit.Fault{Parameter: asParameter, Value: id[:20], Key: search.FaultTooLong, Args: []string{fmt.Sprint(search.MaxQuery)}, Detail: "is too long"})
		id = ""
	}
	if id != "" {
		who, ref, err := u.catalogue.ApplicantOf(v.c.Request.Context(), directory.RecordID(id), v.page.Lang)
		var moved *catalogue.MovedError
		if errors.As(err, &moved) {
			who, ref, err = u.catalogue.ApplicantOf(v.c.Request.Context(), moved.To, v.page.Lang)
		}
		switch {
		case errors.Is(err, directory.ErrNotFound):
			a.Typed = id
		case err != nil:
			return nil, fmt.Errorf("who asks: %w", err)
		default:
			a.Ref = &ref
			a.Applicant = completed(who, described)
			a.values.Set(asParameter, string(ref.ID))
		}
	}
	switch a.Only = eligibility.Answer(one(answerParameter)); {
	case a.Only != "" && !slices.Contains(eligibility.Answers, a.Only):
		bad = append(bad, httpkit.Fault{Parameter: answerParameter, Value: string(a.Only), Key: search.FaultUnknownValue, Args: []string{": yes, unknown, no"}, Detail: "is not a known value: yes, unknown, no"})
	case !a.Known():
		a.Only = ""
	}
	for field, s := range map[string]string{"country": string(described.Country), "region": string(described.Region), "kind": string(described.Kind),
		"size": string(described.Size), "nace": strings.Join(described.NACE, " ")} {
		if s != "" {
			a.values.Set(asPrefix+field, s)
		}
	}
	return a, bad.Err()
}

// completed is a record's applicant with what a description adds.
func completed(of, described eligibility.Applicant) eligibility.Applicant {
	if of.Region == "" && (described.Country == "" || described.Country == of.Country) {
		of.Region = described.Region
	}
	if of.Size == "" {
		of.Size = described.Size
	}
	if len(of.NACE) == 0 {
		of.NACE = described.NACE
	}
	return of
}

// askerForm is the form "who are you?".
type askerForm struct {
	Page
	Action    string
	Kept      []parameter    // of the address, which the form carries along
	Open      bool           // nothing is known yet
	Asks      *catalogue.Ref // the organisation
	Name      string         // of the organisation, or the words typed
	Said      string         // who asks, in words
	Missing   []string       // what is not known, in words
	Clear     string
	Found     []choice // organisations the words may mean
	Sought    bool     // words were typed
	Countries []choiceOf
	Regions   []choiceOf
	Kinds     []choiceOf
	Sizes     []choiceOf
	NACE      string
}

// askerForm shows who asks; base is the address without, rest what it carries.
func (u *UI) askerForm(v *visit, a *asker, path string, rest url.Values) (askerForm, error) {
	p := v.page
	f := askerForm{Page: p, Action: p.Link(path), Open: !a.Known(), Name: a.Typed, Sought: a.Typed != "", Clear: withQuery(p.Link(path), rest), NACE: a.values.Get(asPrefix + "nace")}
	for name, values := range rest {
		for _, s := range values {
			f.Kept = append(f.Kept, parameter{name, s})
		}
	}
	slices.SortFunc(f.Kept, func(x, y parameter) int { return strings.Compare(x.Name+x.Value, y.Name+y.Value) })
	if f.Asks = a.Ref; a.Ref != nil {
		f.Name = string(a.Ref.ID)
	}
	said := func(s string) string { return a.values.Get(asPrefix + s) }
	for _, c := range directory.Countries {
		f.Countries = append(f.Countries, choiceOf{Value: string(c), Label: catalogue.CountryName(u.vocabulary, c, p.Lang), Chosen: said("country") == string(c)})
	}
	if c := said("country"); c != "" && !slices.ContainsFunc(f.Countries, func(o choiceOf) bool { return o.Chosen }) {
		f.Countries = append(f.Countries, choiceOf{Value: c, Label: catalogue.CountryName(u.vocabulary, directory.CountryCode(c), p.Lang), Chosen: true})
	}
	f.Regions = u.regionChoices(p, nil, directory.RegionCode(said("region")))
	for _, k := range directory.Kinds {
		f.Kinds = append(f.Kinds, choiceOf{Value: string(k), Label: u.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, string(k)), p.Lang), Chosen: said("kind") == string(k)})
	}
	for _, s := range directory.Sizes {
		f.Sizes = append(f.Sizes, choiceOf{Value: string(s), Label: p.Of("size", s), Chosen: said("size") == string(s)})
	}
	if a.Known() {
		f.Said, f.Missing = u.askerSaid(p, a)
	}
	if a.Typed == "" {
		return f, nil
	}
	found, err := u.organisationsNamed(v, a.Typed, nil)
	if err != nil {
		return f, err
	}
	for _, h := range found {
		values := maps2(rest, a.values)
		values.Set(asParameter, string(h.ID))
		f.Found = append(f.Found, choice{Label: h.Name.String() + " · " + h.Country.Label, Href: withQuery(p.Link(path), values)})
	}
	return f, nil
}

// MissingSaid names what is not known.
func (f askerForm) MissingSaid() string { return strings.Join(f.Missing, ", ") }

// maps2 is two sets of parameters as one.
func maps2(a, b url.Values) url.Values {
	both := url.Values{}
	for _, values := range []url.Values{a, b} {
		for name, vs := range values {
			both[name] = append(both[name], vs...)
		}
	}
	return both
}

// organisationsNamed finds a few organisations by words, without some.
func (u *UI) organisationsNamed(v *visit, words string, without []string) ([]catalogue.Hit, error) {
	q, faults := search.ParseFor(directory.Organisations, url.Values{"q": {words}, "lang": {string(v.page.Lang)}}, u.vocabulary)
	if len(faults) > 0 {
		return nil, badParameters(faults)
	}
	q.PerPage, q.WithFacets = min(maxFound+len(without), search.MaxPerPage), false
	answer, err := u.catalogue.Search(v.c.Request.Context(), q)
	if err != nil {
		return nil, fmt.Errorf("organisations named: %w", err)
	}
	hits := slices.DeleteFunc(answer.Hits, func(h catalogue.Hit) bool { return slices.Contains(without, string(h.ID)) })
	return hits[:min(len(hits), maxFound)], nil
}

// askerSaid is who asks in words, and what is not known of it.
func (u *UI) askerSaid(p Page, a *asker) (said string, missing []string) {
	var parts []string
	of := a.Applicant
	note := func(rule eligibility.Rule, known bool, text string) {
		if known {
			parts = append(parts, text)
			return
		}
		missing = append(missing, p.Of("rule", rule))
	}
	note(eligibility.RuleKind, of.Kind != "", u.ruleValue(p, eligibility.RuleKind, string(of.Kind)))
	place := u.ruleValue(p, eligibility.RuleCountry, string(of.Country))
	note(eligibility.RuleCountry, of.Country != "", place)
	note(eligibility.RuleRegion, of.Region != "", u.ruleValue(p, eligibility.RuleRegion, string(of.Region)))
	note(eligibility.RuleSize, of.Size != "", u.ruleValue(p, eligibility.RuleSize, string(of.Size)))
	note(eligibility.RuleNACE, len(of.NACE) > 0, "NACE "+strings.Join(of.NACE, ", "))
	return strings.Join(parts, " · "), missing
}

// regionChoices are the regions of some countries, or of all, below each other.
func (u *UI) regionChoices(p Page, countries []directory.CountryCode, chosen directory.RegionCode) []choiceOf {
	var list []choiceOf
	var walk func(code directory.RegionCode, group string, depth int)
	walk = func(code directory.RegionCode, group string, depth int) {
		for _, child := range u.vocabulary.RegionChildren(code) {
			list = append(list, choiceOf{Value: string(child), Label: strings.Repeat("\u00a0\u00a0", depth) + u.vocabulary.RegionName(child, p.Lang), Group: group, Chosen: child == chosen})
			walk(child, group, depth+1)
		}
	}
	for _, c := range directory.Countries {
		if len(countries) == 0 || slices.Contains(countries, c) {
			walk(directory.RegionCode(c), catalogue.CountryName(u.vocabulary, c, p.Lang), 0)
		}
	}
	return list
}

// verdictView is an answer with its reasons in words.
type verdictView struct {
	Answer   eligibility.Answer
	Label    string
	Reasons  []string
	Unstated string // rules the call is silent on, of a yes
	Together string // the address of the check of partners, where one cannot apply alone
	// ByRules is what the rules on the applicant say where only the date is against.
	ByRules string
}

// verdict says what a call says of who asks.
func (u *UI) verdict(p Page, k *directory.Call, j eligibility.Judgement) *verdictView {
	v := &verdictView{Answer: j.Answer, Label: p.Of("answer", j.Answer)}
	for _, c := range j.Reasons() {
		v.Reasons = append(v.Reasons, u.checkSaid(p, c))
	}
	for _, l := range j.Lots {
		if l.State == eligibility.Coming && l.Answer == j.Answer && j.Answer == eligibility.Yes {
			v.Reasons = append(v.Reasons, u.checkSaid(p, l.Dates))
			break
		}
	}
	if j.Answer == eligibility.No && j.Who.Answer != eligibility.No {
		v.ByRules = p.Of("answer-by-rules", j.Who.Answer)
	}
	if j.Who.Answer == eligibility.Yes {
		v.Unstated = u.unstated(p, j.Who)
	}
	if j.Partnered && j.Answer != eligibility.No {
		v.Together = u.consortiumLink(p, k.ID, nil)
	}
	return v
}

// whoVerdict says what the rules alone say.
func (u *UI) whoVerdict(p Page, who eligibility.Verdict) *verdictView {
	v := &verdictView{Answer: who.Answer, Label: p.Of("answer-who", who.Answer)}
	if who.Answer == eligibility.Yes { // in a list the answer says enough
		v.Unstated = u.unstated(p, who)
		return v
	}
	for _, c := range who.Reasons() {
		v.Reasons = append(v.Reasons, u.checkSaid(p, c))
	}
	return v
}

// unstated names the rules on place and kind a call is silent on: of size and
// activity most are.
func (u *UI) unstated(p Page, who eligibility.Verdict) string {
	var names []string
	for _, r := range who.Unstated {
		if r == eligibility.RuleCountry || r == eligibility.RuleKind {
			names = append(names, p.Of("rule", r))
		}
	}
	return strings.Join(names, ", ")
}

// checkSaid says what a rule says, with its values and the applicant's.
func (u *UI) checkSaid(p Page, c eligibility.Check) string {
	rule, wants, has := p.Of("rule", c.Rule), u.ruleValues(p, c.Rule, c.Wants), u.ruleValues(p, c.Rule, c.Has)
	dated := c.Rule == eligibility.RuleOpens || c.Rule == eligibility.RuleCloses
	switch {
	case c.Rule == eligibility.RuleWho:
		return p.T("check.no-rules")
	case c.Missing == eligibility.OfCall && c.Partly:
		return p.T("check.call-partly", rule, wants)
	case c.Missing == eligibility.OfCall:
		return p.T("check.call-missing", rule)
	case c.Missing == eligibility.OfApplicant && c.Partly:
		return p.T("check.partly", rule, wants, has)
	case c.Missing == eligibility.OfApplicant:
		return p.T("check.missing", rule, wants)
	case dated && c.Answer == eligibility.No:
		return p.T("call.closed-on", wants)
	case c.Rule == eligibility.RuleOpens:
		return p.T("call.opens-on", wants)
	case dated:
		return p.T("call.open-until", wants)
	case c.Answer == eligibility.No:
		return p.T("check.no", rule, wants, has)
	}
	return p.T("check.yes", rule, has)
}

func (u *UI) ruleValues(p Page, rule eligibility.Rule, values []string) string {
	names := make([]string, len(values))
	for i, s := range values {
		names[i] = u.ruleValue(p, rule, s)
	}
	return strings.Join(names, ", ")
}

// ruleValue is a value of a rule as people read it; a place of a rule on regions
// may be a country.
func (u *UI) ruleValue(p Page, rule eligibility.Rule, s string) string {
	switch rule {
	case eligibility.RuleCountry:
		return catalogue.CountryName(u.vocabulary, directory.CountryCode(s), p.Lang)
	case eligibility.RuleRegion:
		if len(s) == 2 {
			return catalogue.CountryName(u.vocabulary, directory.CountryCode(s), p.Lang)
		}
		return u.vocabulary.RegionName(directory.RegionCode(s), p.Lang)
	case eligibility.RuleKind:
		return u.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, s), p.Lang)
	case eligibility.RuleSize:
		return p.Of("size", s)
	case eligibility.RuleOpens, eligibility.RuleCloses:
		if d, err := directory.ParseDate(s); err == nil {
			return p.Date(d)
		}
	}
	return s
}
