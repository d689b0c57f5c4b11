package ui

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// briefPage is a region's brief: the paper a regional authority lays on its desk.
// The page and its Markdown say what stands here, so that they cannot differ.
type briefPage struct {
	Page
	Region     *catalogue.RegionPage
	Brief      *catalogue.Brief
	Total      int // organisations
	LevelName  string
	NativeLang directory.Language
	IsCountry  bool
	Country    catalogue.Labelled // itself or the one it lies in
	Beside     []choice           // regions it borders on
	All        string             // its organisations as a search
	Unplaced   string             // the search for the country's organisations without a region
	Standing   string             // the state of the data in one line
	Locator    *locator           // nil where there is no outline
	Colophon   string             // for paper: whose it is, of which day, where it stands
	Ways       []choice           // to other pages about it
	Formats    []choice
	API        string
	Contents   []choice
	Figures    []figure
	Short      []briefPoint
	Nearby     []choice // of a region without organisations: where there are some

	Kinds       []tallyRow
	Absent      string // kinds of which there is none
	MembersLead string
	Members     []memberRow
	Sectors     *tally
	Tallies     []tally // parts and labels

	Schemes   []schemeView
	Exchange  []exchangeView
	NoCluster folded[gapRow]
	Unfirmed  []refLine
	Backing   []backingRow
	Source    *Website // of the priorities

	Ties          []tieRow
	TiesNote      string
	Similar       folded[peerRow]
	NoPeers       string
	Complementary folded[peerRow]

	Events     agenda
	EventsNear agenda // events not in it but near
	Calls      agenda
	Refs       []refLine
	Folded     []refLine // organisations beyond what is read at a glance
	More       bool      // there are more than both

	Complete []completeLine
	Years    []yearLine
	Ages     string
}

// folded is a list with what is beyond a glance set apart.
type folded[T any] struct{ First, Rest []T }

// All is the whole list.
func (f folded[T]) All() []T { return slices.Concat(f.First, f.Rest) }

// fold cuts a list. Two lines more are not worth a fold.
func fold[T any](list []T, most int) folded[T] {
	if len(list) <= most+2 {
		return folded[T]{First: list}
	}
	return foldAt(list, most)
}

func foldAt[T any](list []T, most int) folded[T] {
	most = min(most, len(list))
	return folded[T]{list[:most:most], list[most:]}
}

// briefPoint is one thing said at the top: in words, or by links to what it is about.
type briefPoint struct {
	Name  string
	Text  string
	Links []choice
	Kinds bool // it says what the figures say
}

// memberRow is how many members of a type the clusters that tell have.
type memberRow struct {
	Label    string
	Sum      int
	Clusters int
}

// exchangeView is what is most offered, or sought.
type exchangeView struct {
	Title string
	Rows  folded[tallyRow]
	None  string
}

// Bounds of what a brief shows unfolded: what is read on one sheet.
const (
	regionRefs  = 20 // organisations
	briefGaps   = 8
	briefBeside = 12 // the longest borders: nobody reads more names in a line
	briefNearby = 12
	shortLinks  = 4
	briefPeers  = 3 // each with its reasons
	kindFigures = 5
	briefNamed  = 8 // of what is offered and sought
	fewYears    = 8 // sources of more years are put together, see dataState
	yearBand    = 5
)

// Formats of a brief, beside the page.
const (
	formatMarkdown = "md"
	formatJSON     = "json"
)

// briefFormat reads the only parameter a brief has.
func (v *visit) briefFormat() (string, error) {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return "", err
	}
	bad := httpkit.UnknownParameters(values, "format")
	given := slices.DeleteFunc(slices.Clone(values["format"]), func(s string) bool { return s == "" })
	format := ""
	if len(given) > 0 {
		format = given[0]
	}
	var faults []search.ParameterFault
	if len(given) > 1 {
		faults = append(faults, search.ParameterFault{Parameter: "format", Value: quoted(given[1]), Key: search.FaultRepeated})
	} else if format != "" && format != formatMarkdown && format != formatJSON {
		faults = append(faults, search.ParameterFault{Parameter: "format", Value: quoted(format), Key: search.FaultUnknownValue,
			Args: []string{": use one of " + formatMarkdown + ", " + formatJSON}})
	}
	if len(faults) > 0 {
		bad = append(bad, badParameters(faults).(httpkit.BadParameters)...)
	}
	return format, bad.Err()
}

// quoted is as much of a wrong value as an answer repeats.
func quoted(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func (u *UI) region(v *visit) error {
	format, err := v.briefFormat()
	if err != nil {
		return err
	}
	code := directory.RegionCode(v.c.Param("code"))
	r, known := u.vocabulary.Region(directory.RegionCode(strings.ToUpper(string(code))))
	if known && r.Code != code {
		// Greece is GR as a country and EL in NUTS: both are understood, and small letters.
		v.c.Redirect(http.StatusMovedPermanently, withQuery(v.page.RegionLink(string(r.Code)), v.c.Request.URL.Query()))
		return nil
	}
	if known && format == formatJSON {
		v.c.Redirect(http.StatusFound, v.page.briefAPI(string(code)))
		return nil
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	b, err := u.catalogue.Brief(v.c.Request.Context(), code, v.page.Lang)
	if err != nil {
		return fmt.Errorf("brief: %w", err)
	}
	p := u.briefPage(v.page, b)
	if p.Total == 0 {
		counts, err := u.catalogue.Regions(v.c.Request.Context(), v.page.Lang)
		if err != nil {
			return fmt.Errorf("brief: %w", err)
		}
		p.Nearby = u.nearby(p.Page, b.RegionPage, counts)
	}
	if format == formatMarkdown {
		v.c.Header("Content-Language", string(v.page.Lang))
		v.c.Header("Content-Disposition", fmt.Sprintf(`inline; filename="%s-%s.md"`, code, v.page.Lang))
		httpkit.Write(v.c, http.StatusOK, "text/markdown; charset=utf-8", p.markdown())
		return nil
	}
	return v.show("region", p)
}

// briefAPI is where programs get a region's brief, in the language of the page.
func (p Page) briefAPI(code string) string {
	return "/api/v1/regions/" + url.PathEscape(code) + "/brief?lang=" + string(p.Lang)
}

func (u *UI) briefPage(page Page, b *catalogue.Brief) *briefPage {
	r := b.RegionPage
	p := &briefPage{Page: page, Region: r, Brief: b, Total: r.RegionCount.Organisations,
		LevelName: page.levelName(r.RegionCount), NativeLang: u.nativeLanguage(r.RegionCount),
		IsCountry: r.Level == 0, Country: r.Labelled, Source: page.External(r.PrioritySrc), Beside: u.beside(page, r),
		All: page.SearchFor(string(search.FacetRegion), r.Code), API: "/api/v1/regions/" + url.PathEscape(r.Code)}
	if len(r.Path) > 0 {
		p.Country = r.Path[0]
	}
	p.Title = r.Label
	p.Summary = p.T("region.summary", r.Label, p.Count(directory.Organisations, p.Total))
	if r.WithoutRegion > 0 {
		p.Unplaced = p.SearchBoth(string(search.FacetCountry), p.Country.Code, string(search.FacetLacks), "region")
	}
	p.Ways = []choice{{Label: p.T("brief.on-map"), Href: withQuery(p.Link("map"), url.Values{"view": {r.Code}})},
		{Label: p.T("compare.with"), Href: withQuery(p.Link("compare"), url.Values{"regions": {r.Code}})}}
	p.Formats = []choice{{Label: "Markdown", Href: page.RegionLink(r.Code) + "?format=" + formatMarkdown}, {Label: "JSON", Href: page.briefAPI(r.Code)}}
	p.Standing = p.T("brief.standing-empty", p.Date(b.Day))
	if p.Total > 0 {
		p.Standing = p.T("brief.standing", p.Date(b.Day), p.Completeness(), p.Stale(), catalogue.StaleYears)
	}
	p.Colophon = p.T("brief.colophon", p.Date(b.Day), b.Address+page.Link("regions/"+url.PathEscape(r.Code)))
	p.Locator = u.locator(page, r, p.Country)
	p.whoIsHere()
	for _, s := range b.Specialisation {
		p.Schemes = append(p.Schemes, p.scheme(s))
	}
	p.Exchange = []exchangeView{
		{p.T("brief.offers"), p.named(b.Offers, search.FacetOffer), p.T("brief.no-offers")},
		{p.T("brief.needs"), p.named(b.Needs, search.FacetNeed), p.T("brief.no-needs")},
	}
	p.gaps()
	p.Unfirmed = u.refLines(page, b.WithoutFirms)
	u.otherRegions(p)
	u.agendas(p)
	p.Refs = u.refLines(page, r.Organisations)
	for i := range p.Refs {
		if ref := &p.Refs[i]; ref.City != "" && ref.Country.Code == p.Country.Code {
			ref.Country.Label = "" // the heading of the brief says it
		}
	}
	p.More = len(p.Refs) < p.Total
	if len(p.Refs) > regionRefs {
		p.Refs, p.Folded = p.Refs[:regionRefs:regionRefs], p.Refs[regionRefs:]
	}
	p.dataState()
	p.contents()
	p.short()
	return p
}

// percentOf is [insight.Percent].
func percentOf(share float64) int { return insight.Percent(share) }

// Completeness is the share of facts that are known, in per cent.
func (p *briefPage) Completeness() int { return percentOf(p.Brief.Data.Completeness) }

// Stale is the share of organisations with an old or undated source, in per cent.
func (p *briefPage) Stale() int { return percentOf(p.Brief.Data.StaleShare) }

// ReferenceNames are the countries the region is compared with.
func (p *briefPage) ReferenceNames() string { return labels(p.Brief.Reference) }

// here is the address of a search in the region with further filters.
func (p *briefPage) here(pairs ...string) string {
	values := url.Values{string(search.FacetRegion): {p.Region.Code}}
	for i := 0; i+1 < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return p.searchLink(values)
}

// beside are the regions that share a border with it, in its country and in others, the
// longest border first; an island has none.
func (u *UI) beside(page Page, r *catalogue.RegionPage) []choice {
	codes, err := u.atlas().Neighbours(directory.RegionCode(r.Code))
	if err != nil {
		return nil
	}
	var list []choice
	for _, code := range codes[:min(len(codes), briefBeside)] {
		list = append(list, choice{Label: u.vocabulary.RegionName(code, page.Lang), Href: page.RegionLink(string(code))})
	}
	return list
}

// nearby are regions with organisations, nearest in the tree of regions: those
// beside it, then those it lies in and their siblings; of a country other countries.
func (u *UI) nearby(page Page, r *catalogue.RegionPage, counts []catalogue.RegionCount) []choice {
	own, _ := u.vocabulary.Region(directory.RegionCode(r.Code))
	var list []choice
	for at := own; len(list) == 0; {
		for _, c := range counts {
			below, _ := u.vocabulary.Region(directory.RegionCode(c.Code))
			if below.Parent == at.Parent && c.Organisations > 0 && len(list) < briefNearby {
				list = append(list, choice{Label: page.T("brief.named", c.Label, page.Count(directory.Organisations, c.Organisations)), Href: page.RegionLink(c.Code)})
			}
		}
		above, ok := u.vocabulary.Region(at.Parent)
		if !ok {
			break
		}
		at = above
	}
	return list
}

func (p *briefPage) whoIsHere() {
	b := p.Brief
	var absent []string
	most := 1
	for _, k := range b.Kinds {
		most = max(most, k.N)
	}
	for _, k := range b.Kinds {
		if k.N == 0 {
			absent = append(absent, k.Label)
			continue
		}
		p.Kinds = append(p.Kinds, tallyRow{Locale: p.Locale, Label: k.Label, Href: p.here(string(search.FacetKind), k.Code), Count: k.N,
			Of: p.T("data.percent", percentOf(k.Share)), Share: share(k.N, most)})
	}
	slices.SortStableFunc(p.Kinds, func(x, y tallyRow) int { return cmp.Compare(y.Count, x.Count) })
	p.figures()
	p.Absent = strings.Join(absent, ", ")
	if t := p.tally(p.Of("facet", search.FacetSector), p.Region.Sectors, func(v string) string { return p.here(string(search.FacetSector), v) }); len(t.Rows) > 0 {
		p.Sectors = &t
	}
	if t := p.parts(p.Region.Children); t != nil {
		p.Tallies = append(p.Tallies, *t)
	}
	if t := p.tally(p.Of("facet", search.FacetLabel), b.Labels, func(v string) string { return p.here(string(search.FacetLabel), v) }); len(t.Rows) > 0 {
		p.Tallies = append(p.Tallies, t)
	}
	m := b.Membership
	switch {
	case b.Clusters == 0:
		p.MembersLead = p.T("brief.members-no-cluster")
		return
	case m.All.Known == 0:
		p.MembersLead = p.N("brief.members-untold", b.Clusters)
		return
	}
	switch {
	case b.Clusters == 1:
		p.MembersLead = p.T("brief.members-only", p.Halves(m.Median))
	case m.All.Known == 1: // half of one is none
		p.MembersLead = p.T("brief.members-one", b.Clusters, p.Halves(m.Median))
	default:
		p.MembersLead = p.T("brief.members", m.All.Known, b.Clusters, p.Halves(m.Median))
	}
	if m.Clusters < b.Clusters {
		p.MembersLead += " " + p.T("brief.members-read", m.Clusters)
	}
	p.Members = append(p.Members, memberRow{p.T("brief.members-all"), m.All.Sum, m.All.Known})
	for _, row := range []struct {
		code          string
		sum, clusters int
	}{{"smes", m.SMEs.Sum, m.SMEs.Known}, {"startups", m.Startups.Sum, m.Startups.Known}, {"large", m.Large.Sum, m.Large.Known},
		{"research", m.Research.Sum, m.Research.Known}, {"others", m.Rest.Sum, m.Rest.Known}} {
		if row.clusters > 0 {
			p.Members = append(p.Members, memberRow{capital(p.Of("member", row.code)), row.sum, row.clusters})
		}
	}
}

// figures are numbers at the top: all organisations and those of the kinds people ask for first, then of
// those there are most of.
func (p *briefPage) figures() {
	p.Figures = []figure{{p.Total, p.T("site.organisations"), p.All}}
	kinds := slices.Clone(p.Brief.Kinds)
	slices.SortStableFunc(kinds, func(x, y catalogue.KindLine) int {
		return cmp.Or(slices.Index(firstFigures, y.Kind)-slices.Index(firstFigures, x.Kind), y.N-x.N)
	})
	for _, k := range kinds[:min(len(kinds), kindFigures)] {
		f := figure{Number: k.N, What: p.Of("kind-many", k.Kind)}
		if k.N == 1 {
			f.What = k.Label
		}
		if k.N > 0 {
			f.Href = p.here(string(search.FacetKind), string(k.Kind))
		}
		p.Figures = append(p.Figures, f)
	}
}

// firstFigures come before others, the last first, however few there are.
var firstFigures = []directory.Kind{directory.KindSME, directory.KindCluster}

// parts is a tally of what lies directly below, those without organisations
// folded away; nil where nothing does.
func (p Page) parts(children []catalogue.RegionCount) *tally {
	if len(children) == 0 {
		return nil
	}
	largest := 1
	for _, c := range children {
		largest = max(largest, c.Organisations)
	}
	t := &tally{Title: p.T("region.parts")}
	for _, c := range children {
		row := tallyRow{Locale: p.Locale, Label: c.Label, Href: p.RegionLink(c.Code), Count: c.Organisations, Share: share(c.Organisations, largest)}
		if c.Organisations == 0 {
			t.Folded = append(t.Folded, row)
		} else {
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}

// named are the concepts most named, each leading to who says so.
func (p *briefPage) named(lines []catalogue.NamedLine, spoken search.Facet) folded[tallyRow] {
	var rows []tallyRow
	for _, n := range lines {
		rows = append(rows, tallyRow{Locale: p.Locale, Label: n.Label, Count: n.N, Share: share(n.N, lines[0].N),
			Href: p.here(string(spoken), n.Code)})
	}
	return fold(rows, briefNamed)
}

// dataState says how far all of it is to be trusted.
func (p *briefPage) dataState() {
	d := p.Brief.Data
	for _, f := range d.Facts {
		line := completeLine{Label: p.Of("fact-of", f.Name), Have: f.Known, Lack: f.Of - f.Known, Percent: percent(f.Known, f.Of)}
		if line.Lack > 0 {
			line.Href = p.here(string(search.FacetLacks), f.Name)
		}
		p.Complete = append(p.Complete, line)
	}
	p.Years = p.yearLines(p.Brief.Years)
	if d.Dated > 0 {
		p.Ages = p.T("brief.ages", d.Dated, d.Total, p.Halves(d.MedianAge), fmt.Sprint(d.OldestYear))
	}
}

// yearLines are the years of the sources, newest first, those without one last. Of
// many years the old ones are put together: that they are old is what counts.
func (p *briefPage) yearLines(years []catalogue.YearCount) []yearLine {
	var lines []yearLine
	newestOld := p.Brief.Day.Year - catalogue.StaleYears
	for _, y := range years {
		line := yearLine{Label: fmt.Sprint(y.Year), Count: y.Count, Old: y.Year <= newestOld}
		if y.Year == 0 {
			line.Label = p.T("data.undated")
		} else if line.Old && len(years) > fewYears {
			last := newestOld - (newestOld-y.Year)/yearBand*yearBand
			line.Label = fmt.Sprintf("%d–%d", last-yearBand+1, last)
		}
		if n := len(lines); n > 0 && lines[n-1].Label == line.Label {
			lines[n-1].Count += line.Count
		} else {
			lines = append(lines, line)
		}
	}
	largest := 1
	for _, l := range lines {
		largest = max(largest, l.Count)
	}
	for i := range lines {
		lines[i].Share = share(lines[i].Count, largest)
	}
	return lines
}

// contents leads to the parts of the page.
func (p *briefPage) contents() {
	for _, c := range []struct{ anchor, label string }{
		{"here", p.T("brief.here")}, {"exchange", p.T("brief.exchange")}, {"specialisation", p.T("brief.specialisation")}, {"gaps", p.T("brief.gaps")},
		{"regions", p.T("brief.regions")}, {"events", p.T("brief.events")}, {"organisations", p.T("site.organisations")}, {"state", p.T("brief.data")},
	} {
		if p.Total > 0 || c.anchor == "events" {
			p.Contents = append(p.Contents, choice{Label: c.label, Href: "#" + c.anchor})
		}
	}
}
