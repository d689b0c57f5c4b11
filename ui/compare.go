package ui

import (
	"bytes"
	"cmp"
	"encoding/csv"
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
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// maxCompared is how many organisations or regions stand side by side: what fits a
// screen, and a sheet of paper on its side.
const maxCompared = 6

// comparePage puts organisations or regions side by side. What is compared is in its
// address alone, so that it can be kept and sent.
type comparePage struct {
	Page
	Regions  bool // else organisations
	Columns  []compareColumn
	Sections []compareSection
	Full     bool // no more can be added
	// Add is the words a further one is looked for by, and Found what they find.
	Add   string
	Found []choice
	Kept  []parameter // the rest of the address, for the form that adds
	Field string      // the parameter of what is compared
	Other choice      // the same page for the other kind
	CSV   string      // the table as a file
}

// compareColumn is one that is compared.
type compareColumn struct {
	Name    string
	Lang    directory.Language
	Note    string
	Href    string
	Without string // the address without it
}

// compareSection is some rows under a heading.
type compareSection struct {
	Key   string
	Title string
	Rows  []compareRow
}

// compareRow is one fact of all columns.
type compareRow struct {
	Label string
	Same  bool // all columns say the same
	Cells []compareCell
}

// compareCell is what one column says: a text, a number or a list; nothing where it
// is not known.
type compareCell struct {
	Text   string
	Number bool
	Plain  string // a number as programs read it; "" for what is none
	Most   bool   // the greatest number of the row, where they differ
	Items  []compareItem
}

// Shown are the items a screen has room for.
func (c compareCell) Shown() []compareItem { return c.Items[:min(len(c.Items), maxCompareItems)] }

// More is how many others there are.
func (c compareCell) More() int { return len(c.Items) - len(c.Shown()) }

// file is the cell in a table of values: all items, and numbers without signs between
// their digits.
func (c compareCell) file() string {
	if len(c.Items) == 0 {
		return exchange.TableCell(cmp.Or(c.Plain, c.Text))
	}
	items := make([]string, len(c.Items))
	for i, it := range c.Items {
		items[i] = it.Label
	}
	return exchange.TableList(items)
}

// compareItem is an item of a list; Shared ones are in every column.
type compareItem struct {
	Label  string
	Href   string
	Shared bool
}

// maxCompareItems is how many items of a list a cell shows; a file has them all.
const maxCompareItems = 12

func (u *UI) compare(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	if err := httpkit.UnknownParameters(values, "ids", "regions", "add", "format").Err(); err != nil {
		return err
	}
	ids, regions := compared(values["ids"]), compared(values["regions"])
	p := comparePage{Page: v.page, Regions: len(regions) > 0 || len(ids) == 0 && values.Has("regions"), Add: strings.TrimSpace(values.Get("add"))}
	p.Field = "ids"
	list := ids
	if p.Regions {
		for i, code := range regions { // Greece has two
			if r, ok := u.vocabulary.Region(directory.RegionCode(code)); ok {
				regions[i] = string(r.Code)
			}
		}
		p.Field, list = "regions", compared(regions)
	}
	switch {
	case len(ids) > 0 && len(regions) > 0:
		return httpkit.BadParameters{{Parameter: "regions", Value: strings.Join(regions, ","), Key: "compare-one", Args: []string{"ids"},
			Detail: "cannot be compared with organisations: give either ids or regions"}}
	case len(list) > maxCompared:
		return httpkit.BadParameters{{Parameter: p.Field, Value: strings.Join(list, ","), Key: "compare-many", Args: []string{fmt.Sprint(maxCompared)},
			Detail: fmt.Sprintf("has more than %d: leave some out", maxCompared)}}
	case values.Has("format") && values.Get("format") != "csv":
		return httpkit.BadParameters{{Parameter: "format", Value: values.Get("format"), Key: "unknown-value", Args: []string{": use csv"}, Detail: "is not a known value: use csv"}}
	case len([]rune(p.Add)) > search.MaxQuery:
		return httpkit.BadParameters{{Parameter: "add", Value: p.Add, Key: "compare-words", Args: []string{fmt.Sprint(search.MaxQuery)},
			Detail: fmt.Sprintf("is longer than %d characters", search.MaxQuery)}}
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p.Page = v.page
	p.Title, p.Summary, p.NoIndex = p.T("compare.title"), p.T("compare.summary"), true
	if p.Regions {
		err = u.compareRegions(v, &p, list)
	} else {
		err = u.compareOrganisations(v, &p, list)
	}
	if err != nil {
		return err
	}
	p.Full = len(p.Columns) >= maxCompared
	for _, id := range list {
		p.Kept = append(p.Kept, parameter{p.Field, id})
	}
	p.Other = choice{Label: p.T("compare.other-regions"), Href: p.Link("compare?regions=")}
	if p.Regions {
		p.Other = choice{Label: p.T("compare.other-organisations"), Href: p.Link("compare")}
	}
	for i := range p.Columns {
		p.Columns[i].Without = p.compareLink(slices.Delete(slices.Clone(list), i, i+1))
	}
	address := url.Values{}
	if len(list) > 0 {
		address[p.Field] = list
	}
	if values.Get("format") == "csv" {
		return p.writeCSV(v)
	}
	p.address(v.site, address)
	if len(list) > 0 {
		address = maps.Clone(address)
		address.Set("format", "csv")
		p.CSV = withQuery(p.Link("compare"), address)
	}
	return v.show("compare", p)
}

// writeCSV sends the table: a row for each fact, a column for each that is compared.
func (p comparePage) writeCSV(v *visit) error {
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	row := []string{""}
	for _, c := range p.Columns {
		row = append(row, exchange.TableCell(c.Name))
	}
	rows := [][]string{row}
	for _, s := range p.Sections {
		for _, r := range s.Rows {
			row := []string{exchange.TableCell(r.Label)}
			for _, c := range r.Cells {
				row = append(row, c.file())
			}
			rows = append(rows, row)
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("comparison as CSV: %w", err)
	}
	v.c.Header("Content-Disposition", `attachment; filename="comparison.csv"`)
	httpkit.Write(v.c, http.StatusOK, "text/csv; charset=utf-8", file.Bytes())
	return nil
}

// Span is the columns of the table.
func (p comparePage) Span() int { return len(p.Columns) + 1 }

// compared is the values of a parameter, repeated or parted by commas, each once.
func compared(values []string) []string {
	var list []string
	for _, value := range values {
		for one := range strings.SplitSeq(value, ",") {
			if one = strings.TrimSpace(one); one != "" && !slices.Contains(list, one) {
				list = append(list, one)
			}
		}
	}
	return list
}

func (p comparePage) compareLink(list []string) string {
	if len(list) == 0 {
		if p.Regions {
			return p.Link("compare?regions=")
		}
		return p.Link("compare")
	}
	return withQuery(p.Link("compare"), url.Values{p.Field: list})
}

// unknownCompared says which of what is to be compared is not known.
func unknownCompared(parameter, value, nearest string) error {
	hint := ""
	if nearest != "" {
		hint = ": perhaps " + nearest
	}
	return httpkit.BadParameters{{Parameter: parameter, Value: value, Key: "compare-unknown", Args: []string{hint}, Detail: "is not in the directory" + hint}}
}

func (u *UI) compareOrganisations(v *visit, p *comparePage, ids []string) error {
	ctx := v.c.Request.Context()
	var profiles []*catalogue.Profile
	for _, id := range ids {
		profile, err := u.catalogue.Organisation(ctx, directory.RecordID(id), p.Lang)
		var moved *catalogue.MovedError
		if errors.As(err, &moved) {
			profile, err = u.catalogue.Organisation(ctx, moved.To, p.Lang)
		}
		if errors.Is(err, directory.ErrNotFound) {
			nearest := ""
			if near, err := u.catalogue.NearIDs(ctx, id, p.Lang); err == nil && len(near) > 0 {
				nearest = string(near[0].ID)
			}
			return unknownCompared("ids", id, nearest)
		}
		if err != nil {
			return fmt.Errorf("compare: %w", err)
		}
		profiles = append(profiles, profile)
		p.Columns = append(p.Columns, compareColumn{Name: profile.Name, Lang: nameLanguage(profile.Organisation, profile.Name), Note: profile.Kind.Label,
			Href: p.OrganisationLink(profile.Organisation.ID)})
	}
	p.Sections = u.organisationRows(*p, profiles)
	if p.Add == "" || len(profiles) >= maxCompared {
		return nil
	}
	q, faults := search.ParseFor(directory.Organisations, url.Values{"q": {p.Add}, "lang": {string(p.Lang)}}, u.vocabulary)
	if len(faults) > 0 {
		return search.ParameterFaults(faults)
	}
	q.PerPage, q.WithFacets = maxFound+len(ids), false
	answer, err := u.catalogue.Search(ctx, q)
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	for _, hit := range answer.Hits {
		if len(p.Found) < maxFound && !slices.Contains(ids, string(hit.ID)) {
			p.Found = append(p.Found, choice{Label: hit.Name.String() + " · " + hit.Country.Label, Href: p.compareLink(append(slices.Clone(ids), string(hit.ID)))})
		}
	}
	return nil
}

// maxFound is how many a search for a further one offers.
const maxFound = 8

// organisationRows are the facts of organisations.
func (u *UI) organisationRows(p comparePage, profiles []*catalogue.Profile) []compareSection {
	text := func(label string, of func(*catalogue.Profile) string) compareRow {
		r := compareRow{Label: label}
		for _, profile := range profiles {
			r.Cells = append(r.Cells, compareCell{Text: of(profile)})
		}
		return r
	}
	number := func(label string, of func(*catalogue.Profile) *int) compareRow {
		values := make([]*int, len(profiles))
		for i, profile := range profiles {
			values[i] = of(profile)
		}
		return p.numbers(label, values)
	}
	list := func(label string, of func(*catalogue.Profile) []compareItem) compareRow {
		lists := make([][]compareItem, len(profiles))
		for i, profile := range profiles {
			lists[i] = of(profile)
		}
		return lined(label, lists)
	}
	concepts := func(s directory.Scheme) compareRow {
		return list(p.schemeName(s), func(profile *catalogue.Profile) []compareItem {
			var items []compareItem
			for _, g := range profile.Concepts {
				if g.Scheme != s {
					continue
				}
				for _, t := range g.Items {
					it := compareItem{Label: t.Label}
					if t.Facet != "" {
						it.Href = p.SearchFor(string(t.Facet), t.Code)
					}
					items = append(items, it)
				}
			}
			return items
		})
	}
	offerings := func(label string, of func(*directory.Organisation) []directory.Offering) compareRow {
		return list(label, func(profile *catalogue.Profile) []compareItem {
			var items []compareItem
			for _, o := range of(profile.Organisation) {
				items = append(items, compareItem{Label: o.Text})
			}
			return items
		})
	}
	refs := func(label string, of func(*catalogue.Profile) []catalogue.Ref) compareRow {
		return list(label, func(profile *catalogue.Profile) []compareItem {
			var items []compareItem
			for _, r := range of(profile) {
				items = append(items, compareItem{Label: r.Name, Href: p.OrganisationLink(r.ID)})
			}
			return items
		})
	}
	members := func(label string, of func(directory.Members) *int) compareRow {
		return number(label, func(profile *catalogue.Profile) *int { return of(profile.Organisation.Members) })
	}
	sections := []compareSection{
		{Key: "who", Rows: []compareRow{
			text(p.T("facet.kind"), func(o *catalogue.Profile) string { return o.Kind.Label }),
			text(p.T("facet.country"), func(o *catalogue.Profile) string { return o.Country.Label }),
			text(p.T("facet.region"), func(o *catalogue.Profile) string {
				if len(o.Regions) == 0 {
					return ""
				}
				return o.Regions[0].Label
			}),
			text(p.T("compare.city"), func(o *catalogue.Profile) string {
				return u.city(o.Organisation.Place.Country, o.City, p.Lang)
			}),
			text(p.T("compare.founded"), func(o *catalogue.Profile) string { return p.Date(o.Organisation.Founded) }),
			text(p.T("facet.label"), func(o *catalogue.Profile) string { return o.Label.Label }),
		}},
		{Key: "members", Rows: []compareRow{
			members(p.T("compare.members"), func(m directory.Members) *int {
				if n, ok := m.Known(); ok {
					return &n
				}
				return nil
			}),
			members(p.Of("member", "smes"), func(m directory.Members) *int { return m.SMEs }),
			members(p.Of("member", "startups"), func(m directory.Members) *int { return m.Startups }),
			members(p.Of("member", "large"), func(m directory.Members) *int { return m.Large }),
			members(p.Of("member", "research"), func(m directory.Members) *int { return m.Research }),
			members(p.Of("member", "others"), func(m directory.Members) *int { return m.Others }),
		}},
		{Key: "fields", Rows: []compareRow{concepts(directory.SchemeSector), concepts(directory.SchemeEcosystem), concepts(directory.SchemeEmerging),
			concepts(directory.SchemeTechnology), concepts(directory.SchemePriority), concepts(directory.SchemeService)}},
		{Key: "offers", Rows: []compareRow{
			offerings(p.T("compare.offers"), func(o *directory.Organisation) []directory.Offering { return o.Offers }),
			offerings(p.T("compare.needs"), func(o *directory.Organisation) []directory.Offering { return o.Needs }),
			list(p.T("compare.targets"), func(o *catalogue.Profile) []compareItem {
				var items []compareItem
				for _, c := range o.Targets {
					items = append(items, compareItem{Label: c.Label})
				}
				return items
			}),
		}},
		{Key: "ties", Rows: []compareRow{
			refs(p.T("compare.memberships"), func(o *catalogue.Profile) []catalogue.Ref { return o.Memberships }),
			list(p.T("compare.projects"), func(o *catalogue.Profile) []compareItem {
				var items []compareItem
				for _, project := range o.Projects {
					it := compareItem{Label: project.Name}
					if project.Item != nil {
						it.Href = p.RecordLink(directory.Projects, project.Item.ID)
					}
					items = append(items, it)
				}
				return items
			}),
		}},
		{Key: "data", Rows: []compareRow{
			text(p.T("compare.source"), func(o *catalogue.Profile) string { return p.Date(o.SourceDate) }),
			text(p.T("compare.website"), func(o *catalogue.Profile) string {
				if w := p.External(o.Organisation.Website); w != nil {
					return w.Host
				}
				return ""
			}),
		}},
	}
	return p.told(sections)
}

// schemeName names a scheme as the facets do; services are none yet.
func (p comparePage) schemeName(s directory.Scheme) string {
	if s == directory.SchemeService {
		return p.T("compare.services")
	}
	return p.Of("facet", string(s))
}

// told leaves out rows nobody says anything in, and sections without rows, and names
// the sections.
func (p comparePage) told(sections []compareSection) []compareSection {
	var kept []compareSection
	for _, s := range sections {
		s.Title = p.Of("compare-section", s.Key)
		s.Rows = slices.DeleteFunc(s.Rows, func(r compareRow) bool {
			return !slices.ContainsFunc(r.Cells, func(c compareCell) bool { return c.Text != "" || len(c.Items) > 0 })
		})
		for i := range s.Rows {
			s.Rows[i].Same = s.Rows[i].same()
		}
		if len(s.Rows) > 0 {
			kept = append(kept, s)
		}
	}
	return kept
}

// same says whether all cells say the same, the same items in whatever order; of one
// column there is nothing to say.
func (r compareRow) same() bool {
	for _, c := range r.Cells {
		if c.Text != r.Cells[0].Text || slices.ContainsFunc(c.Items, func(it compareItem) bool { return !it.Shared }) {
			return false
		}
	}
	return len(r.Cells) > 1
}

// numbers is a row of numbers, the greatest marked where they differ.
func (p comparePage) numbers(label string, values []*int) compareRow {
	r := compareRow{Label: label}
	var told []int
	for _, n := range values {
		if n != nil {
			told = append(told, *n)
		}
	}
	most, differ := 0, false
	if len(told) > 0 {
		most = slices.Max(told)
		differ = slices.Min(told) < most
	}
	for _, n := range values {
		c := compareCell{Number: true}
		if n != nil {
			c.Text, c.Plain = p.Number(*n), strconv.Itoa(*n)
			c.Most = differ && *n == most
		}
		r.Cells = append(r.Cells, c)
	}
	return r
}

// lined is a row of lists: what all have comes first and is marked, the rest in the
// order of each.
func lined(label string, lists [][]compareItem) compareRow {
	r := compareRow{Label: label}
	in := map[string]int{}
	for _, list := range lists {
		seen := map[string]bool{}
		for _, it := range list {
			if !seen[it.Label] {
				seen[it.Label] = true
				in[it.Label]++
			}
		}
	}
	for _, list := range lists {
		var c compareCell
		for i := range list {
			list[i].Shared = len(lists) > 1 && in[list[i].Label] == len(lists)
		}
		slices.SortStableFunc(list, func(a, b compareItem) int {
			switch {
			case a.Shared == b.Shared:
				return 0
			case a.Shared:
				return -1
			}
			return 1
		})
		c.Items = list
		r.Cells = append(r.Cells, c)
	}
	return r
}
