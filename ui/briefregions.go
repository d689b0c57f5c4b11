package ui

import (
	"net/url"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// gapRow is a sector with firms and no cluster.
type gapRow struct {
	Label      string
	Firms      int
	FirmsHref  string
	Around     int // clusters in the country
	AroundHref string
}

// backingRow is what stands behind a priority.
type backingRow struct {
	Label           string
	Href            string
	Clusters, Firms int
	Through         []choice
}

// regionName is another region as a row names it.
type regionName struct {
	Name    string
	Country string // "" of a country
	Href    string // its brief
	Beside  choice // both side by side
	Compare string // the same, naming the other
}

// tieRow is what ties the region to another.
type tieRow struct {
	regionName
	Projects, Memberships, Events int
}

// peerRow is a region like it, or one that completes it.
type peerRow struct {
	regionName
	Alike   string // how much; "" where that is not the question
	Reasons []string
	More    string // further reasons, counted
}

// gapTable is some of the gaps as a table.
type gapTable struct {
	*briefPage
	Rows []gapRow
}

// peers are some regions with what is folded away.
type peers struct {
	*briefPage
	folded[peerRow]
}

// Peers makes one of a list.
func (p *briefPage) Peers(list folded[peerRow]) peers { return peers{p, list} }

// GapTable makes one of rows.
func (p *briefPage) GapTable(rows []gapRow) gapTable { return gapTable{p, rows} }

// firms are the kinds a gap counts as firms.
var firms = []directory.Kind{directory.KindSME, directory.KindLargeCompany}

func (p *briefPage) gaps() {
	var rows []gapRow
	for _, g := range p.Brief.NoCluster {
		row := gapRow{Label: g.Label, Firms: g.Firms, Around: g.Around}
		values := url.Values{string(search.FacetRegion): {p.Region.Code}, string(search.FacetSector): {g.Group.Code()}}
		for _, k := range firms {
			values.Add(string(search.FacetKind), string(k))
		}
		row.FirmsHref = p.searchLink(values)
		if g.Around > 0 {
			row.AroundHref = p.searchLink(url.Values{string(search.FacetRegion): {p.Country.Code}, string(search.FacetSector): {g.Group.Code()},
				string(search.FacetKind): {string(directory.KindCluster)}})
		}
		rows = append(rows, row)
	}
	p.NoCluster = fold(rows, briefGaps)
	for _, b := range p.Brief.Backing {
		row := backingRow{Label: b.Label, Href: p.SearchFor(string(b.Facet), b.Code), Clusters: b.Clusters, Firms: b.Firms}
		for _, t := range b.Through {
			row.Through = append(row.Through, choice{Label: t.Label, Href: p.conceptHere(t.Group)})
		}
		p.Backing = append(p.Backing, row)
	}
}

// regionName names another region with its country.
func (u *UI) regionName(p *briefPage, label catalogue.Labelled) regionName {
	n := regionName{Name: label.Label, Href: p.RegionLink(label.Code),
		Beside:  choice{Label: p.T("compare.tick"), Href: withQuery(p.Link("compare"), url.Values{"regions": {p.Region.Code, label.Code}})},
		Compare: p.T("compare.tick-of", label.Label)}
	if r, ok := u.vocabulary.Region(directory.RegionCode(label.Code)); ok && r.Level > 0 {
		n.Country = catalogue.CountryName(u.vocabulary, r.Country, p.Lang)
	}
	return n
}

// otherRegions are those the region has to do with, or could.
func (u *UI) otherRegions(p *briefPage) {
	b := p.Brief
	var similar, complementary []peerRow
	for _, t := range b.Ties {
		p.Ties = append(p.Ties, tieRow{u.regionName(p, t.Labelled), t.Projects, t.Memberships, t.Events})
	}
	if b.TiesOf < p.Total {
		p.TiesNote = p.N("brief.ties-bounded", b.TiesOf)
	}
	if b.TiesAtLeast {
		p.TiesNote = strings.TrimSpace(p.TiesNote + " " + p.T("brief.ties-at-least"))
	}
	for _, peer := range b.Similar {
		row := peerRow{regionName: u.regionName(p, peer.Labelled), Alike: p.T("brief.similarity", p.Decimal(peer.Similarity, 2))}
		for _, a := range peer.Reasons {
			row.Reasons = append(row.Reasons, p.T("brief.alike", a.Label, a.Here, a.There))
		}
		row.more(p, peer.Shared)
		similar = append(similar, row)
	}
	p.Similar = foldAt(similar, briefPeers)
	if b.PeersReason != "" {
		p.NoPeers = p.Of("brief-reason", b.PeersReason)
	}
	for _, peer := range b.Complementary {
		row := peerRow{regionName: u.regionName(p, peer.Labelled)}
		for _, m := range peer.Reasons {
			row.Reasons = append(row.Reasons, p.way(m))
		}
		row.more(p, peer.Matches)
		complementary = append(complementary, row)
	}
	p.Complementary = foldAt(complementary, briefPeers)
}

func (r *peerRow) more(p *briefPage, all int) {
	if n := all - len(r.Reasons); n > 0 {
		r.More = p.N("brief.more-reasons", n)
	}
}

// way says how a region completes this one.
func (p *briefPage) way(m catalogue.MatchLine) string {
	switch m.Way {
	case insight.WayOffersNeeded:
		return p.T("brief.way-offers-needed", m.Label, m.Here, m.There)
	case insight.WayNeedsOffered:
		return p.T("brief.way-needs-offered", m.Label, m.Here, m.There)
	case insight.WayStrongThere:
		return p.T("brief.way-strong-there", m.Label, m.Here, m.There)
	}
	return p.T("brief.way-strong-here", m.Label, m.Here, m.There)
}
