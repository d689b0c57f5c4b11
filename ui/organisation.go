package ui

import (
	"fmt"
	"net/url"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// organisationPage is all that is known of one organisation.
type organisationPage struct {
	Page
	*catalogue.Profile
	City        string
	Called      string // the name, in the reader's language where there is one
	NameLang    directory.Language
	Beside      string // the other name, "" none
	OtherLang   directory.Language
	Romanised   string      // the other name in Latin letters, "" where there is no need
	InShort     []sheetLine // where there is no description in the reader's language
	Paragraphs  []string    // of the description
	AlsoParas   []string    // of the description in the country's language
	Names       []directory.Name
	Former      []directory.RecordID
	Predecessor directory.RecordID
	Successor   directory.RecordID
	Website     *Website // the organisation's own
	Ask         *Website // who to ask where there is no website: Contact says whose it is
	Fields      fields
	Origin      origin
	Offers      offeringList
	Needs       offeringList
	Members     memberFacts
	Refs        []refList
	Projects    []projectLine
	Events      []itemCard
	Listed      shortlistMark
	Themes      []*directory.Theme // it is of
}

// projectLine is a project the organisation takes part in, with its record where
// there is one.
type projectLine struct {
	Name string
	Card *itemCard
}

// refList is a list of other organisations.
type refList struct {
	Key  string // of the heading's anchor
	Name string
	Note string
	Refs []refLine
	More *choice // the rest, as a search
}

// refLine is one of them.
type refLine struct {
	Page
	catalogue.Ref
	City       string
	NameLang   directory.Language // "" not known
	NativeLang directory.Language // "" not known
}

// offeringList is what is offered or sought.
type offeringList struct {
	Page
	Facet search.Facet // the filter that finds others who offer or seek the same
	Lines []offering
}

// offering is something offered or sought.
type offering struct {
	catalogue.Offering
	Lang     directory.Language // of the text
	KindName string             // "" not stated
}

// memberFacts are a cluster's members by number.
type memberFacts struct {
	Total  int // 0 not known
	Known  bool
	Parts  []memberPart
	Listed int // of them in the directory
}

// memberPart is one kind of member; X and Width place it on a bar of 100.
type memberPart struct {
	Code     string
	Label    string
	N        int
	X, Width float64
}

// fieldSource is a fact that comes from elsewhere than the rest.
type fieldSource struct {
	Field  string // in the reader's words
	Source *Website
	Date   directory.Date
}

func (u *UI) organisation(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	v.takeListed(values)
	if err := httpkit.UnknownParameters(values).Err(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	id := directory.RecordID(v.c.Param("id"))
	profile, err := u.catalogue.Organisation(v.c.Request.Context(), id, v.page.Lang)
	if err != nil {
		return v.movedOr(directory.Organisations, fmt.Errorf("organisation page: %w", err))
	}
	return v.show("organisation", u.organisationPage(v.page, profile))
}

func (u *UI) organisationPage(page Page, profile *catalogue.Profile) organisationPage {
	o := profile.Organisation
	p := organisationPage{Page: page, Profile: profile,
		City:        u.city(o.Place.Country, profile.City, page.Lang),
		Called:      profile.Name,
		NameLang:    nameLanguage(o, profile.Name),
		Beside:      profile.Native,
		OtherLang:   profile.NativeLang,
		Paragraphs:  paragraphs(profile.Description),
		AlsoParas:   paragraphs(profile.AlsoIn),
		Names:       profile.OtherNames,
		Former:      o.FormerIDs,
		Predecessor: o.Predecessor,
		Successor:   o.Successor,
		Fields:      fields{Page: page, Type: directory.Organisations, Groups: profile.Concepts, Keywords: o.Keywords},
		Origin:      page.origin(directory.Organisations, &o.Header),
		Offers:      page.offerings(search.FacetOffer, profile.Offers, o.Place.Country),
		Needs:       page.offerings(search.FacetNeed, profile.Needs, o.Place.Country),
		Members:     page.memberFacts(o.Members, profile.MemberCount),
	}
	if page.own(profile.NativeLang) {
		p.NameLang, p.OtherLang = profile.NativeLang, p.NameLang
		p.Called, p.Beside = profile.Native, profile.Name
	}
	p.Romanised = page.romanised(p.Beside, p.OtherLang, p.Called)
	p.Title, p.LinkedData = p.Called, linkedData(directory.Organisations, o.ID)
	for i := range u.vocabulary.Themes() {
		if t := &u.vocabulary.Themes()[i]; search.Carries(o, t.Groups(), u.vocabulary) {
			p.Themes = append(p.Themes, t)
		}
	}
	p.NoIndex, p.Listed = len(p.listed) > 0, page.shortlistMark(o.ID, p.Called)
	p.Summary = p.summary()
	switch profile.Contact.Via {
	case "website":
		p.Website = p.External(profile.Contact.URL)
	case "cluster", "source":
		p.Ask = p.External(profile.Contact.URL)
	}
	if !page.own(profile.DescLang) {
		p.InShort = page.sheet(profile)
	}
	for _, project := range profile.Projects {
		line := projectLine{Name: project.Name}
		if project.Item != nil {
			card := u.itemCard(page, *project.Item, true)
			line.Card = &card
		}
		p.Projects = append(p.Projects, line)
	}
	p.Events = u.itemCards(page, profile.Events, true)
	if n := profile.MemberCount; n > 0 {
		list := refList{Key: "members", Name: p.N("organisation.members-here", n), Refs: u.refLines(page, profile.Members)}
		if n > len(profile.Members) {
			list.More = &choice{Label: p.N("organisation.members-all", n), Href: p.SearchFor("member_of", string(o.ID))}
		}
		p.Refs = append(p.Refs, list)
	}
	if len(profile.Memberships) > 0 {
		p.Refs = append(p.Refs, refList{Key: "memberships", Name: p.T("organisation.memberships"), Refs: u.refLines(page, profile.Memberships)})
	}
	if len(profile.Related) > 0 {
		list := refList{Key: "related", Name: p.T("organisation.related"), Note: p.T("organisation.related-note"), Refs: u.refLines(page, profile.Related)}
		if values := sectorsOf(profile); len(values) > 0 {
			list.More = &choice{Label: p.T("organisation.related-all"), Href: p.searchLink(url.Values{"sector": values})}
		}
		p.Refs = append(p.Refs, list)
	}
	return p
}

func (u *UI) refLines(page Page, refs []catalogue.Ref) []refLine {
	list := make([]refLine, len(refs))
	for i, r := range refs {
		country := directory.CountryCode(r.Country.Code)
		list[i] = refLine{Page: page, Ref: r, City: u.city(country, r.City, page.Lang),
			NativeLang: directory.GuessLanguage(r.Native, r.Country.Code)}
		if l := &list[i]; page.own(l.NativeLang) {
			l.Name, l.Native, l.NameLang, l.NativeLang = r.Native, r.Name, l.NativeLang, ""
		}
	}
	return list
}

// nameLanguage is the language of one of the organisation's names, "" not known.
func nameLanguage(o *directory.Organisation, name string) directory.Language {
	for _, n := range o.Names {
		if n.Text == name {
			return n.Language
		}
	}
	return ""
}

// sectorsOf are the codes of the profile's sectors.
func sectorsOf(p *catalogue.Profile) []string {
	var codes []string
	for _, id := range p.Organisation.ConceptsOf(directory.SchemeSector) {
		codes = append(codes, id.Code())
	}
	return codes
}

// summary is one sentence for search engines: the description's beginning, else
// what and where it is.
func (p organisationPage) summary() string {
	if s := summary(p.Description); s != "" {
		return s
	}
	return p.T("organisation.summary", p.Kind.Label, p.Country.Label)
}

// summary is the beginning of a description, as much as search engines show.
func summary(description string) string {
	const most = 155
	r := []rune(strings.ReplaceAll(description, "\n", " "))
	if len(r) <= most {
		return string(r)
	}
	s := string(r[:most])
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		s = s[:i]
	}
	return s + "…"
}

func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// offerings have no language of their own. Their script tells Georgian and the
// like; what is in Latin letters is English, as the exchange form has it.
func (p Page) offerings(f search.Facet, list []catalogue.Offering, country directory.CountryCode) offeringList {
	views := offeringList{Page: p, Facet: f}
	for _, o := range list {
		v := offering{Offering: o, Lang: directory.GuessLanguage(o.Text, string(country))}
		if v.Lang == "" && directory.ScriptOf(o.Text) == "Latn" {
			v.Lang = "en"
		}
		if o.Kind != "" {
			v.KindName = p.Of("offering", o.Kind)
		}
		views.Lines = append(views.Lines, v)
	}
	return views
}

// memberFacts are the member counts. The bar is drawn only where the parts fill
// a known whole: what is left of it is "others or not stated".
func (p Page) memberFacts(m directory.Members, listed int) memberFacts {
	f := memberFacts{Listed: listed}
	f.Total, f.Known = m.Known()
	if !f.Known || f.Total == 0 {
		return f
	}
	x := 0.0
	for _, part := range []struct {
		code string
		n    *int
	}{{"smes", m.SMEs}, {"large", m.Large}, {"research", m.Research}, {"others", m.Others}} {
		if part.n == nil || *part.n == 0 {
			continue
		}
		width := 100 * float64(*part.n) / float64(f.Total)
		width = min(width, 100-x) // parts that overlap do not leave the bar
		f.Parts = append(f.Parts, memberPart{Code: part.code, Label: p.Of("member", part.code), N: *part.n, X: x, Width: width})
		x += width
	}
	if m.Startups != nil && *m.Startups > 0 {
		// Start-ups are among the firms counted already: named, but not drawn.
		f.Parts = append(f.Parts, memberPart{Code: "startups", Label: p.Of("member", "startups"), N: *m.Startups})
	}
	return f
}

// Inner is the regions from the country down, for the trail above the name.
func (p organisationPage) Inner() []catalogue.Labelled {
	list := make([]catalogue.Labelled, 0, len(p.Regions))
	for i := len(p.Regions) - 1; i >= 0; i-- {
		list = append(list, p.Regions[i])
	}
	return list
}

// NextSteps are searches that lead on from here.
func (p organisationPage) NextSteps() []choice {
	list := []choice{{Label: p.T("organisation.partners"), Href: p.OrganisationLink(p.Organisation.ID) + "/partners"}}
	if kind := p.Kind; kind.Code != "" {
		list = append(list, choice{Label: p.T("organisation.next-kind", kind.Label, p.Country.Label),
			Href: p.SearchBoth("kind", kind.Code, "country", p.Country.Code)})
	}
	if len(p.Regions) > 0 {
		list = append(list, choice{Label: p.T("organisation.next-region", p.Regions[0].Label), Href: p.SearchFor("region", p.Regions[0].Code)})
	}
	if sectors := sectorsOf(p.Profile); len(sectors) > 0 {
		list = append(list, choice{Label: p.T("organisation.next-sector", p.sectorLabel(sectors[0]), p.Country.Label),
			Href: p.SearchBoth("sector", sectors[0], "country", p.Country.Code)})
	}
	for _, t := range p.Themes {
		list = append(list, choice{Label: p.T("organisation.theme", t.Name(p.Page.Lang)), Href: p.ThemeLink(t.Code)})
	}
	list = append(list, choice{Label: p.T("organisation.calls"), Href: withQuery(p.Link(listPaths[directory.Calls]), url.Values{asParameter: {string(p.Organisation.ID)}})})
	return append(list, choice{Label: p.T("compare.with"), Href: withQuery(p.Link("compare"), url.Values{"ids": {string(p.Organisation.ID)}})})
}

func (p organisationPage) sectorLabel(code string) string {
	for _, g := range p.Concepts {
		if g.Scheme != directory.SchemeSector {
			continue
		}
		for _, t := range g.Items {
			if t.Code == code {
				return t.Label
			}
		}
	}
	return code
}
