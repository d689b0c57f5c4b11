package ui

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"euxine/internal/directory"
	"euxine/internal/exchange"
)

// A brief as Markdown. Every text goes through [exchange.MarkdownCell], whatever it
// says and wherever it stands, so that no name of a record can be more than text;
// and no text begins a line, where more would mean something than within one.

// sheet is a page of Markdown being written.
type sheet struct {
	b    strings.Builder
	base string // goes before addresses of this site
	last string // the kind of block written last
}

// block begins a block of another kind with an empty line.
func (s *sheet) block(kind string) {
	if s.last != "" && (s.last != kind || kind == "line") {
		s.b.WriteString("\n")
	}
	s.last = kind
}

// markdown writes the brief.
func (p *briefPage) markdown() []byte {
	s := &sheet{base: p.Brief.Address}
	s.heading(1, p.Region.Label)
	s.line(p.LevelName + " · " + p.Region.Code)
	var path []string
	for _, above := range p.Region.Path {
		path = append(path, s.link(above.Label, p.RegionLink(above.Code)))
	}
	s.item(strings.Join(path, " / "))
	s.item(s.link(p.Count(directory.Organisations, p.Total), p.All))
	s.item(md(p.Standing))
	if p.Unplaced != "" {
		s.item(s.link(p.N("region.unplaced", p.Region.WithoutRegion), p.Unplaced))
	}
	if p.Total == 0 {
		p.markdownEmpty(s)
	} else {
		p.markdownFindings(s)
	}
	s.heading(2, p.T("brief.events"))
	for _, a := range p.Agendas() {
		s.heading(3, a.Title)
		if a.None != "" {
			s.line(a.None)
		}
		s.items(a.Now)
		if len(a.Past) > 0 {
			s.line(a.PastTitle)
			s.items(a.Past)
		}
	}
	if p.Total > 0 {
		s.heading(2, p.T("site.organisations"))
		for _, list := range [][]refLine{p.Refs, p.Folded} {
			for _, r := range list {
				s.ref(r)
			}
		}
		if p.More {
			s.item(s.link(p.N("region.all-organisations", p.Total), p.All))
		}
		p.markdownData(s)
	}
	s.block("line")
	s.b.WriteString("---\n")
	s.line(p.Colophon)
	s.line(p.T("data.credit-line"))
	return []byte(s.b.String())
}

func (p *briefPage) markdownEmpty(s *sheet) {
	s.line(p.T("brief.empty", p.Region.Label))
	if len(p.Nearby) > 0 {
		s.heading(2, p.T("brief.nearby"))
		for _, n := range p.Nearby {
			s.item(s.link(n.Label, n.Href))
		}
	}
	s.heading(2, p.T("data.correct"))
	s.item(s.link(p.T("brief.how-to-add"), p.Link("data#correct")))
}

// markdownFindings is all that can be said of a region with organisations.
func (p *briefPage) markdownFindings(s *sheet) {
	s.heading(2, p.T("brief.short"))
	for _, point := range p.Short {
		var parts []string
		for _, l := range point.Links {
			parts = append(parts, s.link(l.Label, l.Href))
		}
		if point.Text != "" {
			parts = append(parts, md(point.Text))
		}
		s.item("**" + md(point.Name) + "** – " + strings.Join(parts, ", "))
	}
	s.heading(2, p.T("brief.here"))
	s.table(p.Of("facet", "kind"), p.T("site.organisations"), p.T("data.share"))
	for _, k := range p.Kinds {
		s.row(s.link(k.Label, k.Href), p.Number(k.Count), md(k.Of))
	}
	if p.Absent != "" {
		s.line(p.T("brief.absent", p.Absent))
	}
	if t := p.Sectors; t != nil {
		s.tally(p, t.Title, append(t.Rows[:len(t.Rows):len(t.Rows)], t.Folded...))
	}
	for _, t := range p.Tallies {
		s.tally(p, t.Title, append(t.Rows[:len(t.Rows):len(t.Rows)], t.Folded...))
	}
	s.heading(3, p.T("brief.members-title"))
	s.line(p.MembersLead)
	if len(p.Members) > 0 {
		s.table(p.T("brief.member-type"), p.T("brief.members-sum"), p.T("brief.members-clusters"))
		for _, m := range p.Members {
			s.row(md(m.Label), p.Number(m.Sum), p.Number(m.Clusters))
		}
	}
	p.markdownSpecialisation(s)
	s.heading(2, p.T("brief.exchange"))
	s.line(p.T("brief.exchange-note"))
	for _, e := range p.Exchange {
		if len(e.Rows.First) > 0 {
			s.tally(p, e.Title, e.Rows.All())
			continue
		}
		s.heading(3, e.Title)
		s.line(e.None)
	}
	p.markdownGaps(s)
	p.markdownRegions(s)
}

func (p *briefPage) markdownSpecialisation(s *sheet) {
	s.heading(2, p.T("brief.specialisation"))
	s.line(p.T("brief.method"))
	s.line(p.T("brief.reference", p.ReferenceNames()))
	for _, scheme := range p.Schemes {
		s.heading(3, scheme.Title)
		s.line(scheme.Lead)
		if scheme.Spread != "" {
			s.line(scheme.Spread)
		}
		said := scheme.Said()
		for _, one := range said {
			text := s.link(one.Label, one.Href) + " – **" + md(one.Usual) + "**"
			for _, star := range one.Stars {
				text += " ★ " + md(star)
			}
			s.item(text + " – " + md(one.Sentence))
		}
		if len(said) > 0 {
			s.table(p.briefColumns()...)
			for _, one := range said {
				s.row(md(one.Label), p.Number(one.Here), p.Number(one.OfRegion), p.Number(one.OfGroup), p.Number(one.OfReference),
					md(one.Times), md(one.Between), md(one.Members))
			}
		} else {
			s.line(p.T("brief.nothing-said"))
		}
		for _, few := range scheme.TooFew {
			var list []string
			for _, row := range few.Items {
				list = append(list, s.link(p.T("brief.named", row.Label, row.Count), row.Href))
			}
			s.item(md(p.T("brief.unsaid-because", few.Reason)) + " " + strings.Join(list, ", "))
		}
		if scheme.Missing != "" {
			s.item(md(scheme.Missing))
		}
	}
}

// briefColumns are the heads of the table of statements.
func (p *briefPage) briefColumns() []string {
	return []string{p.T("brief.col-what"), p.T("brief.col-here"), p.T("brief.col-of"), p.T("brief.col-group"), p.T("brief.col-reference"),
		p.T("brief.col-times"), p.T("brief.col-between"), p.T("brief.col-members")}
}

func (p *briefPage) markdownGaps(s *sheet) {
	s.heading(2, p.T("brief.gaps"))
	s.line(p.T("brief.gaps-note"))
	s.heading(3, p.T("brief.no-cluster"))
	gaps := append(p.NoCluster.First[:len(p.NoCluster.First):len(p.NoCluster.First)], p.NoCluster.Rest...)
	if len(gaps) == 0 {
		s.line(p.T("brief.no-cluster-none"))
	} else {
		s.table(p.Of("facet", "sector"), p.T("brief.firms"), p.T("brief.clusters-in", p.Country.Label))
		for _, g := range gaps {
			around := p.Number(g.Around)
			if g.AroundHref != "" {
				around = s.link(around, g.AroundHref)
			}
			s.row(md(g.Label), s.link(p.Number(g.Firms), g.FirmsHref), around)
		}
	}
	s.heading(3, p.T("brief.no-firm"))
	if len(p.Unfirmed) == 0 {
		s.line(p.T("brief.no-firm-none"))
	}
	for _, r := range p.Unfirmed {
		s.ref(r)
	}
	if n := p.Brief.Unfirmed; n > len(p.Unfirmed) {
		s.line(p.T("brief.no-firm-more", len(p.Unfirmed), n))
	}
	if n := p.Brief.Unsectored; n > 0 {
		s.line(p.N("brief.unsectored", n))
	}
	s.heading(3, p.T("region.priorities"))
	if len(p.Backing) == 0 {
		s.line(p.T("region.no-priorities"))
		return
	}
	s.table(p.T("brief.priority"), p.T("brief.clusters"), p.T("brief.firms"), p.T("brief.through"))
	for _, b := range p.Backing {
		var through []string
		for _, t := range b.Through {
			through = append(through, s.link(t.Label, t.Href))
		}
		if len(through) == 0 {
			through = append(through, md(p.T("brief.through-none")))
		}
		s.row(s.link(b.Label, b.Href), p.Number(b.Clusters), p.Number(b.Firms), strings.Join(through, ", "))
	}
	if p.Source != nil {
		s.item(md(p.T("organisation.source")) + " " + s.link(p.Source.Host, p.Source.Href))
	} else if p.Region.PrioritySrc != "" {
		s.line(p.T("organisation.source") + " " + p.Region.PrioritySrc)
	}
}

func (p *briefPage) markdownRegions(s *sheet) {
	s.heading(2, p.T("brief.regions"))
	s.heading(3, p.T("brief.ties"))
	s.line(p.T("brief.ties-note"))
	if p.TiesNote != "" {
		s.line(p.TiesNote)
	}
	if len(p.Ties) == 0 {
		s.line(p.T("brief.ties-none"))
	} else {
		s.table(p.Of("facet", "region"), p.T("brief.projects"), p.T("brief.memberships"), p.Of("list-title", directory.Events))
		for _, t := range p.Ties {
			s.row(s.region(t.regionName), p.Number(t.Projects), p.Number(t.Memberships), p.Number(t.Events))
		}
	}
	s.heading(3, p.T("brief.similar"))
	s.line(p.T("brief.similar-note"))
	switch {
	case p.NoPeers != "":
		s.line(p.T("brief.similar-few", p.NoPeers))
	case len(p.Similar.First) == 0:
		s.line(p.T("brief.similar-none"))
	}
	for _, r := range p.Similar.All() {
		s.peer(r)
	}
	s.heading(3, p.T("brief.complementary"))
	s.line(p.T("brief.complementary-note"))
	if len(p.Complementary.First) == 0 {
		s.line(p.T("brief.complementary-none"))
	}
	for _, r := range p.Complementary.All() {
		s.peer(r)
	}
}

func (p *briefPage) markdownData(s *sheet) {
	s.heading(2, p.T("brief.data"))
	s.line(p.T("brief.complete", p.Completeness()))
	if p.Ages != "" {
		s.line(p.Ages)
	}
	s.line(p.T("brief.stale", p.Stale()))
	s.table(p.T("data.fact"), p.T("data.share"), p.T("data.have"), p.T("data.lack"))
	for _, f := range p.Complete {
		lack := p.Number(f.Lack)
		if f.Href != "" {
			lack = s.link(lack, f.Href)
		}
		s.row(md(f.Label), md(p.T("data.percent", f.Percent)), p.Number(f.Have), lack)
	}
	s.table(p.T("data.year"), p.T("site.organisations"))
	for _, y := range p.Years {
		s.row(md(y.Label), p.Number(y.Count))
	}
	s.item(s.link(p.T("brief.how-to-add"), p.Link("data#correct")))
}

// md is a text as it stands. A colon or an ampersand before a blank, as sentences
// have them, needs no backslash: what they could begin goes on without one.
func md(text string) string {
	cell := spaced.Replace(exchange.MarkdownCell(text))
	if rest, ok := strings.CutSuffix(cell, `\:`); ok {
		return rest + ":"
	}
	return cell
}

var spaced = strings.NewReplacer(`\\`, `\\`, `\: `, ": ", `\& `, "& ")

// link leads from a text to an address of this site or of another.
func (s *sheet) link(text, href string) string {
	if strings.HasPrefix(href, "/") {
		href = s.base + href
	}
	// Within <> an address ends at > alone; what is not seen is written out.
	var b strings.Builder
	for _, r := range href {
		if strings.ContainsRune("<>\\|", r) || !unicode.IsPrint(r) || r == ' ' {
			b.WriteString(strings.ReplaceAll(url.QueryEscape(string(r)), "+", "%20"))
		} else {
			b.WriteRune(r)
		}
	}
	return "[" + md(text) + "](<" + b.String() + ">)"
}

func (s *sheet) heading(level int, text string) {
	s.block("line")
	fmt.Fprintf(&s.b, "%s %s\n", strings.Repeat("#", level), md(text))
}

// line is a paragraph. Its first character is kept from beginning a list or a quote.
func (s *sheet) line(text string) {
	s.block("line")
	fmt.Fprintf(&s.b, "%s\n", plain(md(text)))
}

// item is a line of a list, of Markdown.
func (s *sheet) item(markdown string) {
	if markdown != "" {
		s.block("item")
		fmt.Fprintf(&s.b, "- %s\n", plain(markdown))
	}
}

// plain is a line that begins with text: what makes a list or a quote of it, a sign
// or a number with a dot, stands for itself.
func plain(line string) string {
	digits := 0
	for digits < len(line) && line[digits] >= '0' && line[digits] <= '9' {
		digits++
	}
	if digits < len(line) && (digits == 0 && strings.IndexByte("-+>=", line[0]) >= 0 || digits > 0 && strings.IndexByte(".)", line[digits]) >= 0) {
		return line[:digits] + `\` + line[digits:]
	}
	return line
}

func (s *sheet) table(heads ...string) {
	s.block("line")
	cells := make([]string, len(heads))
	for i, h := range heads {
		cells[i] = md(h)
	}
	s.row(cells...)
	s.b.WriteString(strings.Repeat("| --- ", len(heads)) + "|\n")
}

// row is a line of a table, of Markdown.
func (s *sheet) row(cells ...string) {
	s.last = "row"
	s.b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func (s *sheet) tally(p *briefPage, title string, rows []tallyRow) {
	s.heading(3, title)
	s.table(title, p.T("site.organisations"))
	for _, row := range rows {
		s.row(s.link(row.Label, row.Href), p.Number(row.Count))
	}
}

func (s *sheet) items(cards []itemCard) {
	for _, c := range cards {
		text := s.link(c.Item.Title.String(), c.Href)
		for _, more := range []string{c.When, c.Place(), c.State} {
			if more != "" {
				text += " · " + md(more)
			}
		}
		s.item(text)
	}
}

func (s *sheet) ref(r refLine) {
	text := s.link(r.Name, r.OrganisationLink(r.ID))
	if r.Native != "" {
		text += " " + md(r.Native)
	}
	s.item(text + " · " + md(r.Kind.Label))
}

func (s *sheet) region(n regionName) string {
	text := s.link(n.Name, n.Href)
	if n.Country != "" {
		text += ", " + md(n.Country)
	}
	return text
}

func (s *sheet) peer(r peerRow) {
	text := s.region(r.regionName)
	if r.Alike != "" {
		text += " (" + md(r.Alike) + ")"
	}
	for i, reason := range r.Reasons {
		text += map[bool]string{true: " – ", false: "; "}[i == 0] + md(reason)
	}
	if r.More != "" {
		text += "; " + md(r.More)
	}
	s.item(text)
}
