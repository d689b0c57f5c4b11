package ui

import (
	"fmt"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
	"euxine/internal/search"
	"euxine/internal/translit"
)

func (u *UI) compareRegions(v *visit, p *comparePage, codes []string) error {
	var briefs []*catalogue.Brief
	for _, code := range codes {
		r, ok := u.vocabulary.Region(directory.RegionCode(code))
		if !ok {
			return unknownCompared("regions", code, u.vocabulary.NearestRegion(code))
		}
		b, err := u.catalogue.Brief(v.c.Request.Context(), r.Code, p.Lang)
		if err != nil {
			return fmt.Errorf("compare: %w", err)
		}
		briefs = append(briefs, b)
		p.Columns = append(p.Columns, compareColumn{Name: b.Label, Note: p.levelName(b.RegionCount), Href: p.RegionLink(b.Code)})
	}
	p.Sections = u.regionRows(*p, briefs)
	if p.Add != "" && len(briefs) < maxCompared {
		p.Found = u.findRegions(*p, codes)
	}
	return nil
}

// findRegions looks for further regions by what is typed.
func (u *UI) findRegions(p comparePage, but []string) []choice {
	var list []choice
	for _, r := range u.regionsCalled(p.Add) {
		if !slices.Contains(but, string(r.Code)) && len(list) < maxFound {
			list = append(list, choice{Label: p.regionWithCode(u.vocabulary, r), Href: p.compareLink(append(slices.Clone(but), string(r.Code)))})
		}
	}
	return list
}

// regionWithCode is a region's name and, since there are several of one name, its code.
func (p Page) regionWithCode(v *directory.Vocabulary, r directory.Region) string {
	return v.RegionName(r.Code, p.Lang) + " · " + string(r.Code)
}

// regionsCalled are the regions whose name in any language, or whose code, begins a
// word with each that is typed, in any script.
func (u *UI) regionsCalled(words string) []directory.Region {
	typed := translit.Words(words)
	if len(typed) == 0 {
		return nil
	}
	var list []directory.Region
	for _, r := range u.vocabulary.Regions() {
		names := []string{string(r.Code), r.Name, r.Native}
		for _, name := range r.Names {
			names = append(names, name)
		}
		if slices.ContainsFunc(names, func(name string) bool {
			words := translit.Words(name)
			return !slices.ContainsFunc(typed, func(t translit.Word) bool {
				return !slices.ContainsFunc(words, func(w translit.Word) bool { return strings.HasPrefix(w.Key, t.Key) })
			})
		}) {
			list = append(list, r)
		}
	}
	return list
}

// regionRows are the facts of regions, out of their briefs.
func (u *UI) regionRows(p comparePage, briefs []*catalogue.Brief) []compareSection {
	number := func(label string, of func(*catalogue.Brief) *int) compareRow {
		values := make([]*int, len(briefs))
		for i, b := range briefs {
			values[i] = of(b)
		}
		return p.numbers(label, values)
	}
	count := func(label string, of func(*catalogue.Brief) int) compareRow {
		return number(label, func(b *catalogue.Brief) *int { n := of(b); return &n })
	}
	list := func(label string, of func(*catalogue.Brief) []compareItem) compareRow {
		lists := make([][]compareItem, len(briefs))
		for i, b := range briefs {
			lists[i] = of(b)
		}
		return lined(label, lists)
	}
	percent := func(label string, of func(*catalogue.Brief) (float64, bool)) compareRow {
		r := compareRow{Label: label}
		for _, b := range briefs {
			var c compareCell
			if share, ok := of(b); ok {
				c = compareCell{Text: p.T("data.percent", percentOf(share)), Number: true}
			}
			r.Cells = append(r.Cells, c)
		}
		return r
	}
	said := func(s directory.Scheme, verdict insight.Verdict) func(*catalogue.Brief) []compareItem {
		return func(b *catalogue.Brief) []compareItem {
			var items []compareItem
			for _, lines := range b.Specialisation {
				for _, line := range lines.Lines {
					if lines.Scheme == s && line.Verdict == verdict {
						items = append(items, compareItem{Label: line.Label, Href: p.SearchBoth(string(search.FacetRegion), b.Code, string(s), line.Group.Code())})
					}
				}
			}
			return items
		}
	}
	named := func(of func(*catalogue.Brief) []catalogue.NamedLine) func(*catalogue.Brief) []compareItem {
		return func(b *catalogue.Brief) []compareItem {
			var items []compareItem
			for _, n := range of(b) {
				items = append(items, compareItem{Label: n.Label})
			}
			return items
		}
	}
	who := compareSection{Key: "who", Rows: []compareRow{count(p.T("site.organisations"), func(b *catalogue.Brief) int { return b.RegionCount.Organisations })}}
	for i, k := range directory.Kinds {
		label := ""
		if len(briefs) > 0 {
			label = briefs[0].Kinds[i].Label
		}
		who.Rows = append(who.Rows, count(label, func(b *catalogue.Brief) int {
			at := slices.IndexFunc(b.Kinds, func(line catalogue.KindLine) bool { return line.Kind == k })
			return b.Kinds[at].N
		}))
	}
	who.Rows = append(who.Rows, number(p.T("compare.cluster-members"), func(b *catalogue.Brief) *int {
		if b.Membership.All.Known == 0 {
			return nil
		}
		return &b.Membership.All.Sum
	}))
	return p.told([]compareSection{
		who,
		{Key: "fields", Rows: []compareRow{
			list(p.T("compare.sectors"), func(b *catalogue.Brief) []compareItem {
				var items []compareItem
				for _, s := range b.Sectors {
					items = append(items, compareItem{Label: s.Label, Href: p.SearchBoth(string(search.FacetRegion), b.Code, string(search.FacetSector), s.Value)})
				}
				return items
			}),
			list(p.T("compare.above"), said(directory.SchemeSector, insight.VerdictAbove)),
			list(p.T("compare.below"), said(directory.SchemeSector, insight.VerdictBelow)),
			list(p.T("compare.priorities"), func(b *catalogue.Brief) []compareItem {
				var items []compareItem
				for _, line := range b.Priorities {
					items = append(items, compareItem{Label: line.Label, Href: p.SearchFor(string(line.Facet), line.Code)})
				}
				return items
			}),
			list(p.T("compare.no-cluster"), func(b *catalogue.Brief) []compareItem {
				var items []compareItem
				for _, line := range b.NoCluster {
					items = append(items, compareItem{Label: line.Label})
				}
				return items
			}),
		}},
		{Key: "offers", Rows: []compareRow{
			list(p.T("compare.offers"), named(func(b *catalogue.Brief) []catalogue.NamedLine { return b.Offers })),
			list(p.T("compare.needs"), named(func(b *catalogue.Brief) []catalogue.NamedLine { return b.Needs })),
		}},
		{Key: "ties", Rows: []compareRow{list(p.T("compare.ties"), func(b *catalogue.Brief) []compareItem {
			var items []compareItem
			for _, t := range b.Ties {
				items = append(items, compareItem{Label: t.Label, Href: p.RegionLink(t.Code)})
			}
			return items
		})}},
		{Key: "data", Rows: []compareRow{
			percent(p.T("compare.complete"), func(b *catalogue.Brief) (float64, bool) { return b.Data.Completeness, b.Data.Total > 0 }),
			percent(p.T("compare.stale"), func(b *catalogue.Brief) (float64, bool) { return b.Data.StaleShare, b.Data.Total > 0 }),
		}},
	})
}
