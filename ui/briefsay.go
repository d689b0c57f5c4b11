package ui

import (
	"slices"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// schemeView is what is said of the concepts of a scheme: of each in a sentence, a
// bar and a line of the table, and why nothing is said of the rest.
type schemeView struct {
	Page
	Key        string // of anchors
	Title      string
	Lead       string // on what it rests
	Spread     string // how varied the region is
	Axis       []tick
	Statements folded[statement]
	TooFew     []unsaid
	Missing    string // concepts nobody here carries and nobody need
}

// Said are all statements, in the order of the table.
func (s schemeView) Said() []statement { return s.Statements.All() }

// statements are some of them as a chart.
type statements struct {
	Axis []tick
	List []statement
}

// Chart makes one of statements.
func (s schemeView) Chart(list []statement) statements { return statements{s.Axis, list} }

// Opened says that the table is short enough to stand open.
func (s schemeView) Opened() bool { return len(s.Said()) <= openStatements }

// Unsaid is how many concepts of the region nothing is said of.
func (s schemeView) Unsaid() int {
	n := 0
	for _, u := range s.TooFew {
		n += len(u.Items)
	}
	return n
}

// statement is what is said of one concept.
type statement struct {
	catalogue.SpecialisationLine
	Href      string
	Usual     string // more than usual, less, about as much
	Sentence  string
	Stars     []string // in words
	Bar       interval
	Share     int    // per cent of the region
	Elsewhere int    // per cent of the reference
	Times     string // the quotient
	Between   string // its bounds
	Members   string // the quotient by members, "–" not known
}

// unsaid are concepts of which nothing is said for one reason.
type unsaid struct {
	Reason string
	Items  []tallyRow
}

// How many statements stand unfolded: those of more and of less than usual, as
// people ask for them; what is as usual is folded.
const (
	aboveShown     = 8
	belowShown     = 5
	openStatements = 12
)

func (p *briefPage) scheme(s catalogue.SchemeLines) schemeView {
	v := schemeView{Page: p.Page, Key: string(s.Scheme), Title: p.Of("scheme", s.Scheme),
		Lead: p.T("brief.basis-ecosystem", s.Of, p.Total, s.All)}
	if s.Scheme == directory.SchemeSector {
		v.Lead, v.Spread = p.T("brief.basis-sector", s.Of, p.Total, s.All), p.spread(s)
	}
	var list []statement
	reasons := map[insight.Reason]int{}
	for _, line := range s.Lines {
		if line.Said() {
			list = append(list, p.statement(line))
			continue
		}
		at, ok := reasons[line.Reason]
		if !ok {
			at = len(v.TooFew)
			reasons[line.Reason] = at
			v.TooFew = append(v.TooFew, unsaid{Reason: p.Of("brief-reason", line.Reason)})
		}
		v.TooFew[at].Items = append(v.TooFew[at].Items, tallyRow{Locale: p.Locale, Label: line.Label, Count: line.Here, Href: p.conceptHere(line.Group)})
	}
	if s.TooFew > 0 {
		v.Missing = p.N("brief.missing", s.TooFew)
	}
	scale := newScale(list)
	v.Axis = scale.ticks()
	for i := range list {
		list[i].Bar = scale.interval(list[i].Statement)
	}
	above, below := 0, 0
	for _, one := range list {
		shown := false
		switch one.Verdict {
		case insight.VerdictAbove:
			above++
			shown = above <= aboveShown
		case insight.VerdictBelow:
			below++
			shown = below <= belowShown
		}
		if shown {
			v.Statements.First = append(v.Statements.First, one)
		} else {
			v.Statements.Rest = append(v.Statements.Rest, one)
		}
	}
	if len(v.Statements.First) == 0 { // nothing stands out: then what is as usual is the news
		v.Statements = fold(v.Statements.Rest, belowShown)
	}
	return v
}

// conceptHere is the region's organisations of a concept.
func (p *briefPage) conceptHere(id directory.ConceptID) string {
	return p.here(string(id.Scheme()), id.Code())
}

func (p *briefPage) spread(s catalogue.SchemeLines) string {
	d := p.Brief.Diversity
	largest := slices.IndexFunc(s.Lines, func(l catalogue.SpecialisationLine) bool { return l.Group == d.Largest })
	switch {
	case d.Groups < 2 || largest < 0:
		return ""
	case d.Reason != "":
		return p.T("brief.spread-few", d.Groups, s.Lines[largest].Label)
	}
	return p.T("brief.spread", d.Groups, p.Decimal(d.Effective, 1), s.Lines[largest].Label, percentOf(d.LargestShare))
}

func (p *briefPage) statement(line catalogue.SpecialisationLine) statement {
	s := statement{SpecialisationLine: line, Href: p.conceptHere(line.Group), Usual: p.Of("brief-verdict", line.Verdict),
		Share: percentOf(line.Counts.Share()), Elsewhere: percentOf(line.ReferenceShare()),
		Times: p.Times(line.Quotient), Between: p.T("brief.between", p.Times(line.Low), p.Times(line.High)), Members: "–"}
	if line.MembersQuotient > 0 {
		s.Members = p.Times(line.MembersQuotient)
	}
	low, high := p.Times(line.Low), p.Times(line.High)
	switch {
	case line.Here == 0:
		s.Sentence = p.T("brief.say-none", line.OfRegion, p.Decimal(line.Expected(), 0), high, s.Elsewhere)
	case line.Verdict == insight.VerdictAlike:
		s.Sentence = p.T("brief.say-alike", line.Here, line.OfRegion, s.Share, s.Times, s.Elsewhere, low, high)
	default:
		s.Sentence = p.T("brief.say", line.Here, line.OfRegion, s.Share, s.Times, s.Elsewhere, low, high)
	}
	s.Stars = p.stars(line.Stars)
	return s
}

func (p *briefPage) stars(s insight.Stars) []string {
	var list []string
	if s.Size {
		list = append(list, p.T("brief.star-size", s.SizeRank, s.SizeOf))
	}
	if s.Specialisation {
		list = append(list, p.T("brief.star-specialisation"))
	}
	if s.Focus {
		list = append(list, p.T("brief.star-focus", s.FocusRank, s.FocusOf))
	}
	return list
}

// short gathers what a reader should know who reads no further.
func (p *briefPage) short() {
	if p.Total == 0 {
		return
	}
	add := func(name string, links []choice, text string) {
		if len(links) > 0 || text != "" {
			p.Short = append(p.Short, briefPoint{Name: name, Text: text, Links: links[:min(len(links), shortLinks)]})
		}
	}
	var kinds, more, less, gaps, unbacked, peers, ties []choice
	for _, k := range p.Kinds {
		kinds = append(kinds, choice{Label: p.T("brief.named", k.Label, k.Count), Href: k.Href})
	}
	sectors := schemeView{}
	for _, s := range p.Schemes {
		if s.Key == string(search.FacetSector) {
			sectors = s
		}
	}
	for _, s := range sectors.Said() {
		one := choice{Label: s.Label, Href: s.Href}
		switch s.Verdict {
		case insight.VerdictAbove:
			one.Label = p.T("brief.named", s.Label, p.T("brief.times", s.Times))
			more = append(more, one)
		case insight.VerdictBelow:
			one.Label = p.T("brief.named", s.Label, p.T("brief.times", s.Times))
			less = append(less, one)
		}
	}
	for _, g := range p.NoCluster.All() {
		gaps = append(gaps, choice{Label: g.Label, Href: g.FirmsHref})
	}
	for _, b := range p.Backing {
		if b.Clusters == 0 {
			unbacked = append(unbacked, choice{Label: b.Label, Href: b.Href})
		}
	}
	for _, r := range p.Similar.All() {
		peers = append(peers, choice{Label: r.Name, Href: r.Href})
	}
	for _, r := range p.Ties {
		ties = append(ties, choice{Label: r.Name, Href: r.Href})
	}
	add(p.T("brief.here"), kinds, "")
	p.Short[0].Kinds = true
	if len(sectors.Said()) == 0 {
		add(p.T("brief.specialisation"), nil, p.T("brief.short-few", len(p.Region.Sectors)))
	}
	add(p.T("brief.short-more"), more, "")
	add(p.T("brief.short-less"), less, "")
	for _, e := range p.Exchange {
		var links []choice
		for _, row := range e.Rows.First {
			links = append(links, choice{Label: p.T("brief.named", row.Label, row.Count), Href: row.Href})
		}
		add(e.Title, links, "")
	}
	add(p.T("brief.short-gaps"), gaps, "")
	add(p.T("brief.short-unbacked"), unbacked, "")
	add(p.T("brief.similar"), peers, "")
	add(p.T("brief.ties"), ties, "")
	for _, a := range []agenda{p.Events, p.Calls} {
		var links []choice
		for _, c := range a.Now {
			links = append(links, choice{Label: c.Item.Title.String(), Href: c.Href})
		}
		add(a.Title, links, "")
	}
}
