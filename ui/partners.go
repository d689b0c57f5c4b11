package ui

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/match"
	"euxine/internal/search"
)

// partnersPage suggests partners: for an organisation of the directory, or for
// somebody a form describes. What is asked lives in the address alone.
type partnersPage struct {
	Page
	Of      *refLine // nil on the page with the form
	Form    *matchForm
	Asked   bool // something is asked for
	Read    []string
	Lines   []partnerCard
	Total   int
	From    int
	LeftOut string // says how many are left out, with WithKnown to show them
	Switch  string // the address with them, or without
	Marked  bool
	Chips   []chip
	Clear   string
	Pager   pager
	Action  string
	Kept    []parameter // of the address, which the filters' form carries along
	Picks   []pick
	Factors []factorSwitch
	Off     int // factors that take no part
	API     string
	Data    string // where related sectors are told
}

// Number1 is the rank of the first suggestion of the page.
func (p partnersPage) Number1() int { return p.From + 1 }

// matchForm is what somebody seeks and offers, and who it is.
type matchForm struct {
	Seek, Give string
	Picks      []pick // who it is
}

// pick is a choice of one value.
type pick struct {
	Name, Label, None string
	Values            []choiceOf
}

// factorSwitch switches a factor off.
type factorSwitch struct {
	Factor match.Factor
	Label  string
	Note   string
	Off    bool
}

// partnerCard is one suggestion.
type partnerCard struct {
	Line    refLine
	Rank    int
	Points  int
	Known   []string
	Reasons []reasonLine
	More    []reasonLine // behind a fold
	Parts   []partLine
	Site    *Website
	Via     string // says whose page the site is, "" its own
	Map     string
}

// reasonLine is a reason in words: a need and what meets it, or a sentence.
type reasonLine struct {
	Page
	Text      string
	Seeks     string // who seeks, as a beginning
	Need      string
	NeedLang  directory.Language
	Offers    string
	Offer     string
	OfferLang directory.Language
	By        string // the concepts
}

// partLine is a part of the score with its bar of a hundred.
type partLine struct {
	Label  string
	Points string
	Most   string
	Width  float64
}

// What is sought and offered, in the form.
const (
	seekParameter = "seek"
	giveParameter = "give"
)

// partners is the page of an organisation.
func (u *UI) partners(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	o, faults := u.partnerOptions(v, values)
	if len(faults) > 0 {
		return badParameters(faults)
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	id := directory.RecordID(v.c.Param("id"))
	found, err := u.catalogue.Partners(v.c.Request.Context(), id, o)
	if moved, ok := errors.AsType[*catalogue.MovedError](err); ok {
		v.c.Redirect(http.StatusMovedPermanently, withQuery(v.page.Link("organisations/"+url.PathEscape(string(moved.To))+"/partners"), values))
		return nil
	}
	if err != nil {
		return fmt.Errorf("partners: %w", err)
	}
	p := partnersPage{Asked: true}
	path := "organisations/" + url.PathEscape(string(id)) + "/partners"
	v.page.address(v.site, o.Values())
	p.Page = v.page
	line := u.refLines(p.Page, []catalogue.Ref{*found.Of})[0]
	p.Of = &line
	p.Title, p.Summary, p.NoIndex = p.T("partners.title", found.Of.Name), p.T("partners.summary", found.Of.Name), true
	u.fillPartners(&p, found, o, path, url.Values{})
	p.API = withQuery("/api/v1/"+path, u.inAPI(p.Page, o.Values()))
	return v.show("partners", p)
}

// describedBy are the fields of a description by the names of the form's parameters.
var describedBy = map[string]string{"as_country": "country", "as_region": "region", "as_kind": "kind", "as_sector": "sectors"}

// matching is the page with the form.
func (u *UI) matching(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	own, given := url.Values{}, url.Values{}
	for name, field := range map[string]string{seekParameter: "needs", giveParameter: "offers"} {
		for _, text := range values[name] {
			for line := range strings.Lines(strings.ReplaceAll(text, "\r", "\n")) {
				if line = strings.TrimSpace(line); line != "" {
					given.Add(field, line)
					own.Add(name, line)
				}
			}
		}
		values.Del(name)
	}
	for name, field := range describedBy {
		for _, s := range values[name] {
			if s != "" {
				given.Add(field, s)
				own.Add(name, s)
			}
		}
		values.Del(name)
	}
	d, faults := u.catalogue.ReadDescribed(given)
	for i, f := range faults {
		for name, field := range merged(describedBy, map[string]string{seekParameter: "needs", giveParameter: "offers"}) {
			if f.Parameter == field {
				faults[i].Parameter = name
			}
		}
	}
	o, more := u.partnerOptions(v, values)
	if faults = append(faults, more...); len(faults) > 0 {
		return badParameters(faults)
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p := partnersPage{Form: u.matchForm(v.page, own)}
	all := maps2(own, o.Values())
	v.page.address(v.site, all)
	p.Page = v.page
	p.Title, p.Summary, p.NoIndex = p.T("match.title"), p.T("match.summary"), len(all) > 0
	found := &catalogue.Partners{Question: o.Question}
	if p.Asked = !d.IsZero(); p.Asked {
		if found, err = u.catalogue.PartnersFor(v.c.Request.Context(), d, o); err != nil {
			return fmt.Errorf("match: %w", err)
		}
	}
	u.fillPartners(&p, found, o, "match", own)
	return v.show("partners", p)
}

func merged(a, b map[string]string) map[string]string {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

// partnerOptions reads the options in the page's language; language is the page's.
func (u *UI) partnerOptions(v *visit, values url.Values) (catalogue.PartnerOptions, []search.ParameterFault) {
	var faults []search.ParameterFault
	if values.Has("lang") {
		faults = append(faults, search.ParameterFault{Parameter: "lang", Value: values.Get("lang"), Key: search.FaultUnknownParameter, Args: []string{""}})
	}
	o, more := u.catalogue.ReadPartnerOptions(values)
	o.Question.Lang = v.page.Lang
	return o, append(faults, more...)
}

func (u *UI) inAPI(p Page, values url.Values) url.Values {
	if p.Lang != "en" {
		return with1(values, "lang", string(p.Lang))
	}
	return values
}

// matchForm shows the form with what is in it.
func (u *UI) matchForm(p Page, own url.Values) *matchForm {
	f := &matchForm{Seek: strings.Join(own[seekParameter], "\n"), Give: strings.Join(own[giveParameter], "\n")}
	f.Picks = []pick{
		{"as_kind", p.Of("rule", "kind"), p.T("desk.any"), u.kindChoices(p, own.Get("as_kind"))},
		{"as_country", p.Of("rule", "country"), p.T("desk.any"), u.countryChoices(p, own.Get("as_country"))},
		{"as_region", p.Of("rule", "region"), p.T("desk.any"), u.regionChoices(p, nil, directory.RegionCode(own.Get("as_region")))},
		{"as_sector", p.Of("filter", "sector"), p.T("desk.any"), u.sectorChoices(p, own.Get("as_sector"))},
	}
	return f
}

func (u *UI) kindChoices(p Page, chosen string) (list []choiceOf) {
	for _, k := range directory.Kinds {
		list = append(list, choiceOf{Value: string(k), Label: u.vocabulary.ConceptLabel(directory.NewConceptID(directory.SchemeKind, string(k)), p.Lang), Chosen: chosen == string(k)})
	}
	return list
}

func (u *UI) countryChoices(p Page, chosen string) (list []choiceOf) {
	known := false
	for _, c := range directory.Countries {
		known = known || chosen == string(c)
		list = append(list, choiceOf{Value: string(c), Label: catalogue.CountryName(u.vocabulary, c, p.Lang), Chosen: chosen == string(c)})
	}
	if chosen != "" && !known {
		list = append(list, choiceOf{Value: chosen, Label: catalogue.CountryName(u.vocabulary, directory.CountryCode(chosen), p.Lang), Chosen: true})
	}
	return list
}

func (u *UI) sectorChoices(p Page, chosen string) (list []choiceOf) {
	for _, id := range u.vocabulary.ConceptsOf(directory.SchemeSector) {
		list = append(list, choiceOf{Value: id.Code(), Label: u.vocabulary.ConceptLabel(id, p.Lang), Chosen: chosen == id.Code()})
	}
	slices.SortStableFunc(list, func(a, b choiceOf) int { return strings.Compare(a.Label, b.Label) })
	return list
}

// fillPartners shows what was found, the filters and the switches. own is what the
// address carries beside the options.
func (u *UI) fillPartners(p *partnersPage, found *catalogue.Partners, o catalogue.PartnerOptions, path string, own url.Values) {
	p.Action, p.Data = p.Link(path), p.Link("data")+"#related"
	link := func(values url.Values) string { return withQuery(p.Action, maps2(own, values)) }
	q := o.Question
	for _, l := range found.Read {
		p.Read = append(p.Read, l.Label)
	}
	p.Total, p.From = found.Total, (q.Page-1)*q.PerPage
	for i, of := range found.List {
		p.Lines = append(p.Lines, u.partnerCard(p.Page, found, of, p.From+i+1))
	}
	known := o
	known.Known = !o.Known
	p.Marked, p.Switch = o.Known, link(known.Values())
	if found.LeftOut > 0 {
		p.LeftOut = p.N("partners.left-out", found.LeftOut)
	}
	for _, a := range found.Active {
		without := o
		without.Question, _ = search.Parse(search.Without(q, a.Parameter, a.Value), u.vocabulary)
		p.Chips = append(p.Chips, chip{Title: p.Locale.Of("filter", a.Parameter), Label: p.valueLabel(q.Type, a.Parameter, a.Label), Href: link(without.Values())})
	}
	if len(p.Chips) > 0 {
		bare := o
		bare.Question.Filters = search.Filters{Values: map[search.Facet][]string{}}
		p.Clear = link(bare.Values())
	}
	one := func(f search.Facet) string {
		if vs := q.Filters.Values[f]; len(vs) == 1 {
			return vs[0]
		}
		return ""
	}
	p.Picks = []pick{
		{"kind", p.Locale.Of("filter", "kind"), p.T("partners.any"), u.kindChoices(p.Page, one(search.FacetKind))},
		{"country", p.Locale.Of("filter", "country"), p.T("partners.any"), u.countryChoices(p.Page, one(search.FacetCountry))},
		{"sector", p.Locale.Of("filter", "sector"), p.T("partners.any"), u.sectorChoices(p.Page, one(search.FacetSector))},
	}
	for name, values := range o.Values() {
		inForm := name == catalogue.OffParameter || name == catalogue.KnownParameter ||
			len(values) == 1 && slices.ContainsFunc(p.Picks, func(k pick) bool { return k.Name == name })
		for _, s := range values {
			if !inForm {
				p.Kept = append(p.Kept, parameter{name, s})
			}
		}
	}
	slices.SortFunc(p.Kept, func(a, b parameter) int { return strings.Compare(a.Name+a.Value, b.Name+b.Value) })
	for _, f := range match.Factors {
		p.Factors = append(p.Factors, factorSwitch{f, p.Locale.Of("factor", f), p.Locale.Of("factor-note", f), o.Off[f]})
	}
	p.Off = len(o.Off)
	last := (found.Total + q.PerPage - 1) / q.PerPage
	page := func(n int) string {
		values := o.Values()
		if n > 1 {
			values.Set("page", strconv.Itoa(n))
		}
		if q.PerPage != search.DefaultPerPage {
			values.Set("per_page", strconv.Itoa(q.PerPage))
		}
		return link(values)
	}
	if last > 1 {
		for n := 1; n <= last; n++ {
			p.Pager.Pages = append(p.Pager.Pages, pageLink{N: n, Href: page(n), Current: n == q.Page})
		}
		if q.Page > 1 {
			p.Pager.Previous = page(q.Page - 1)
		}
		if q.Page < last {
			p.Pager.Next = page(q.Page + 1)
		}
	}
}

// shownReasons is how many reasons stand on a card before the fold.
const shownReasons = 4

func (u *UI) partnerCard(p Page, found *catalogue.Partners, of catalogue.Partner, rank int) partnerCard {
	c := partnerCard{Line: u.refLines(p, []catalogue.Ref{of.Ref})[0], Rank: rank, Points: int(of.Score.Points + 0.5)}
	c.Line.Sectors = nil
	for _, r := range of.Known {
		c.Known = append(c.Known, p.knownSaid(found, r))
	}
	var lines []reasonLine
	for _, part := range of.Score.Parts {
		if part.Points >= 0.05 {
			c.Parts = append(c.Parts, partLine{p.Of("factor", part.Factor), p.Decimal(part.Points, 1), p.Decimal(part.Most, 0), 100 * part.Value})
		}
		lines = append(lines, u.reasonLines(p, found, of, part)...)
	}
	c.Reasons = lines[:min(len(lines), shownReasons)]
	if rest := lines[len(c.Reasons):]; len(rest) > 1 {
		c.More = rest
	} else {
		c.Reasons = lines
	}
	c.Site = p.External(of.Contact.URL)
	switch of.Contact.Via {
	case "cluster":
		c.Via = p.T("organisation.ask-cluster", of.Contact.Name)
	case "source":
		c.Via = p.T("organisation.ask-source")
	}
	return c
}

func (p Page) knownSaid(found *catalogue.Partners, r match.Reason) string {
	if r.How == match.SameProject {
		return p.T("partners.known-project", found.Names[r.Record])
	}
	return p.T("partners.known-member", found.Names[r.Record])
}

// reasonLines says the reasons of a part: needs that are met one by one, what is
// shared in one sentence.
func (u *UI) reasonLines(p Page, found *catalogue.Partners, of catalogue.Partner, part match.Part) []reasonLine {
	var list []reasonLine
	label := func(id directory.ConceptID) string { return u.vocabulary.ConceptLabel(id, p.Lang) }
	var same, near []string
	for _, r := range part.Reasons {
		switch r.How {
		case match.ByOffer, match.ByRecord, match.ByWords:
			list = append(list, u.meetingSaid(p, found, of, part.Factor, r))
		case match.Same:
			same = append(same, label(r.Concept))
		case match.Broader:
			same = append(same, label(r.Concept)+" – "+label(r.Other))
		case match.Related:
			near = append(near, label(r.Concept)+" – "+label(r.Other))
		case match.SoughtThere:
			there := catalogue.CountryName(u.vocabulary, r.Country, p.Lang)
			said := p.T("partners.sought", there)
			if found.Of == nil {
				said = p.T("partners.sought-you", there)
			}
			list = append(list, reasonLine{Page: p, Text: said})
		case match.SoughtHere:
			list = append(list, reasonLine{Page: p, Text: p.T("partners.sought-by", catalogue.CountryName(u.vocabulary, r.Country, p.Lang))})
		case match.Completes:
			// The kind stands beside the name: said among the parts of the score.
		case match.Near:
			said := p.T("partners.here")
			if km := int(r.Km + 0.5); km > 0 {
				said = p.N("partners.near", km)
			}
			list = append(list, reasonLine{Page: p, Text: said})
		case match.SameEvent:
			list = append(list, reasonLine{Page: p, Text: p.T("partners.event", found.Names[r.Record])})
		case match.SameCluster:
			list = append(list, reasonLine{Page: p, Text: p.T("partners.cluster", found.Names[r.Record])})
		case match.SameProject:
			list = append(list, reasonLine{Page: p, Text: p.T("partners.project", found.Names[r.Record])})
		}
	}
	if all := strings.Join(same, ", "); all != "" {
		said := p.T("partners.same-sectors", all)
		switch part.Factor {
		case match.Topics:
			said = p.T("partners.same-topics", all)
		case match.Technologies:
			said = p.T("partners.same-technologies", all)
		case match.Priorities:
			said = p.T("partners.same-priorities", all)
		}
		list = append(list, reasonLine{Page: p, Text: said})
	}
	if len(near) > 0 {
		list = append(list, reasonLine{Page: p, Text: p.T("partners.related", strings.Join(near, ", "))})
	}
	return list
}

// meetingSaid says which need meets what.
func (u *UI) meetingSaid(p Page, found *catalogue.Partners, of catalogue.Partner, f match.Factor, r match.Reason) reasonLine {
	l := reasonLine{Page: p}
	l.Need, l.Offer = found.Texts(of, f, r)
	l.NeedLang, l.OfferLang = textLanguage(l.Need), textLanguage(l.Offer)
	theirs := found.Of == nil // how to call who asks
	switch {
	case f == match.Offers && theirs:
		l.Seeks, l.Offers = p.T("partners.it-seeks"), p.T("partners.you-offer")
	case f == match.Offers:
		l.Seeks, l.Offers = p.T("partners.it-seeks"), p.T("partners.who-offers", found.Of.Name)
	case theirs:
		l.Seeks, l.Offers = p.T("partners.you-seek"), p.T("partners.it-offers")
	default:
		l.Seeks, l.Offers = p.T("partners.who-seeks", found.Of.Name), p.T("partners.it-offers")
	}
	var by []string
	for _, m := range r.Meets {
		what := u.vocabulary.ConceptLabel(m.Found, p.Lang)
		switch {
		case m.Found == "":
			what = p.T("partners.by-kind")
		case m.Found != m.Sought && r.How == match.ByOffer:
			what = u.vocabulary.ConceptLabel(m.Sought, p.Lang) + " – " + what
		}
		if !slices.Contains(by, what) {
			by = append(by, what)
		}
	}
	switch by := strings.Join(by, ", "); {
	case r.How == match.ByWords:
		l.By = p.T("partners.by-words")
	case l.Offer != "":
		l.By = by
	case f == match.Offers && theirs:
		l.Offers = p.T("partners.you-have", by)
	case f == match.Offers:
		l.Offers = p.T("partners.who-has", found.Of.Name, by)
	default:
		l.Offers = p.T("partners.it-has", by)
	}
	return l
}

// textLanguage is the language of the text of an offer or need, as the exchange form
// has it.
func textLanguage(s string) directory.Language {
	if s == "" {
		return ""
	}
	if l := directory.GuessLanguage(s, ""); l != "" || directory.ScriptOf(s) != "Latn" {
		return l
	}
	return "en"
}
