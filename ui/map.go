package ui

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/atlas"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/insight"
	"euxine/internal/search"
)

// mapPage is the map: regions coloured by a number of the present search, with the
// same numbers in a table.
type mapPage struct {
	Page
	Answer  *catalogue.MapAnswer
	View    *atlas.View
	Sheet   *atlas.Sheet
	Units   []mapUnit
	Labels  []mapLabel
	Towns   []mapTown
	Legend  []legendLine
	Rows    []mapRow // of the table: regions with something to tell, the most first
	Folded  []mapRow // those after the first mapRows
	Without int      // regions shown without anything to tell
	Column  string   // what the numbers are
	Counts  bool     // they are the organisations themselves
	Note    string   // on how they are made
	How     string   // on the classes

	// The controls, each with what is chosen.
	Measures, Groups, Levels, Views, Kinds, Sectors []choiceOf
	Told                                            bool // the measure tells of the search, not of all
	ShowTowns                                       bool
	Hidden                                          []parameter
	Chips                                           []chip
	NoWords                                         bool // Clear leaves the words out
	Clear                                           string
	List                                            string // the search as a list
	API                                             string
}

// choiceOf is an option of a control.
type choiceOf struct {
	Value, Label, Group string
	Chosen              bool
}

// mapUnit is a region as it is drawn.
type mapUnit struct {
	Class string // of its colour
	Path  string
	Label string // name and number
	Href  string
	Here  bool // the search is filtered by it
}

// mapLabel is a name on the map.
type mapLabel struct {
	X, Y string
	Text string
	Big  bool
}

// mapTown is a circle for a town, or for several.
type mapTown struct {
	X, Y, R string
	Label   string
}

// legendLine is a class of the map.
type legendLine struct {
	Class, Label string
	N            int // regions in it, of those shown
}

// mapRow is a region in the table.
type mapRow struct {
	Name, Country string
	Href          string // its page
	Number, Of    string
	Counts        bool // as of the page
	Organisations int
	All           string // the same, written
	Search        string // its organisations
	value         int
}

// mapParameters are those of the map beside the search's.
var mapParameters = []string{"measure", "group", "level", "view", "towns"}

// levels of a map, from the finest, as addresses write them.
var mapLevels = []int{atlas.Smallest, atlas.NUTS2, atlas.NUTS1, atlas.Countries}

func (u *UI) chart(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	own := url.Values{}
	for _, name := range mapParameters {
		if values.Has(name) {
			own[name] = values[name]
			delete(values, name)
		}
	}
	q, faults := search.ParseFor(directory.Organisations, values, u.vocabulary)
	q.Lang = v.page.Lang
	m, view, bad := u.readMap(own, q)
	if len(faults) > 0 {
		bad = append(badParameters(faults).(httpkit.BadParameters), bad...)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p := &mapPage{ShowTowns: own.Get("towns") == "1"}
	shown, place := u.atlas().Sea(), view
	if view != "sea" {
		if shown, err = u.atlas().Of(directory.RegionCode(view)); err != nil {
			return fmt.Errorf("map: %w", err)
		}
	}
	m.Towns = p.ShowTowns
	if p.Answer, err = u.catalogue.Map(v.c.Request.Context(), m); err != nil {
		return fmt.Errorf("map: %w", err)
	}
	address := q.Values()
	for name := range own {
		if text := own.Get(name); text != "" && !(name == "view" && text == "sea") && !(name == "measure" && text == string(catalogue.MapOrganisations)) {
			address.Set(name, text)
		}
	}
	v.page.address(v.site, address)
	p.Page = v.page
	p.Title, p.Summary = p.T("map.title"), p.T("map.summary")
	p.NoIndex = len(address) > 0
	p.View, p.Sheet = shown, shown.Sheet(m.Level)
	p.Told = m.Measure != catalogue.MapSpecialisation
	u.fillMap(p, m, address)
	u.mapControls(p, m, place, address)
	return v.show("map", p)
}

// readMap reads the parameters of the map; the view is "sea" or a region.
func (u *UI) readMap(own url.Values, q search.Question) (m catalogue.MapQuestion, view string, bad httpkit.BadParameters) {
	m = catalogue.MapQuestion{Question: q, Measure: catalogue.MapOrganisations, Level: atlas.Smallest}
	unknown := func(name, value string, allowed []string) {
		near := search.Nearest(value, allowed)
		hint := ": use one of " + strings.Join(allowed[:min(len(allowed), 12)], ", ")
		if near != "" {
			hint = ": perhaps " + near
		}
		bad = append(bad, httpkit.Fault{Parameter: name, Value: value, Key: "unknown-value", Args: []string{hint}, Detail: "is not a known value" + hint})
	}
	for name, list := range own {
		if len(list) > 1 {
			bad = append(bad, httpkit.Fault{Parameter: name, Value: strings.Join(list, ", "), Key: "repeated", Detail: "is given more than once: give it once"})
		}
	}
	measures := codesOf(catalogue.MapMeasures)
	if text := own.Get("measure"); text != "" {
		if m.Measure = catalogue.MapMeasure(text); !slices.Contains(measures, text) {
			unknown("measure", text, measures)
		}
	}
	if text := own.Get("level"); text != "" {
		var allowed []string
		for _, l := range mapLevels {
			allowed = append(allowed, strconv.Itoa(l))
		}
		if !slices.Contains(allowed, text) {
			unknown("level", text, allowed)
		} else {
			m.Level, _ = strconv.Atoi(text)
		}
	}
	if text := own.Get("towns"); text != "" && text != "0" && text != "1" {
		unknown("towns", text, []string{"0", "1"})
	}
	group := own.Get("group")
	var groups []string
	for _, s := range catalogue.GroupSchemes() {
		for _, id := range u.vocabulary.ConceptsOf(s) {
			groups = append(groups, string(id))
		}
	}
	switch {
	case group != "" && !slices.Contains(groups, group):
		unknown("group", group, groups)
	case group != "":
		m.Group = directory.ConceptID(group)
	case m.Measure == catalogue.MapSpecialisation:
		m.Group = directory.ConceptID(groups[0])
		if sectors := q.Filters.Values[search.FacetSector]; len(sectors) > 0 {
			m.Group = directory.NewConceptID(directory.SchemeSector, sectors[0])
		}
	}
	view = own.Get("view")
	regions := q.Filters.Values[search.FacetRegion]
	switch {
	case view == "" && len(regions) == 1:
		view = regions[0]
	case view == "" && len(q.Filters.Values[search.FacetCountry]) == 1 && directory.InRegion(directory.CountryCode(q.Filters.Values[search.FacetCountry][0])):
		view = q.Filters.Values[search.FacetCountry][0]
	case view == "", view == "sea":
		view = "sea"
	default:
		r, ok := u.vocabulary.Region(directory.RegionCode(view))
		if !ok {
			near := u.vocabulary.NearestRegion(view)
			hint := ": use sea or the code of a region"
			if near != "" {
				hint = ": perhaps " + near
			}
			bad = append(bad, httpkit.Fault{Parameter: "view", Value: view, Key: "unknown-value", Args: []string{hint}, Detail: "is not a known value" + hint})
		}
		view = string(r.Code)
	}
	return m, view, bad
}

func codesOf[T ~string](list []T) []string {
	var s []string
	for _, v := range list {
		s = append(s, string(v))
	}
	return s
}

// mapRows is how many regions the table shows unfolded.
const mapRows = 20

// mapClasses is how many classes of colour a map has at most, none and zero aside.
const mapClasses = 5

// fillMap draws the regions, the legend and the table.
func (u *UI) fillMap(p *mapPage, m catalogue.MapQuestion, address url.Values) {
	units := p.Sheet.Units
	value := func(code directory.RegionCode) catalogue.MapValue { return p.Answer.Regions[code] }
	var class func(catalogue.MapValue) string
	if m.Measure == catalogue.MapSpecialisation {
		class = u.quotientLegend(p, units)
	} else {
		class = u.countLegend(p, m, units)
	}
	p.How = p.T("map.how")
	if !p.Told {
		p.How = p.T("map.how-fixed")
	}
	p.Counts = m.Measure == catalogue.MapOrganisations
	p.Column = p.Of("map-column", string(m.Measure))
	p.Note = p.Of("map-note", string(m.Measure))
	if m.Group != "" && m.Measure == catalogue.MapSpecialisation {
		p.Note = p.T("map-note.specialisation", u.vocabulary.ConceptLabel(m.Group, p.Lang))
	}
	filtered := m.Filters.Values[search.FacetRegion]
	for _, s := range units {
		val := value(s.Code)
		name := u.vocabulary.RegionName(s.Code, p.Lang)
		number, of := p.mapNumber(m, val)
		unit := mapUnit{Class: class(val), Path: s.Path, Label: p.T("map.unit", name, number), Here: slices.Contains(filtered, string(s.Code))}
		to := maps.Clone(address)
		to.Del("view")
		if to[string(search.FacetRegion)] = []string{string(s.Code)}; unit.Here {
			to.Del(string(search.FacetRegion))
		}
		unit.Href = withQuery(p.Link("map"), to)
		p.Units = append(p.Units, unit)
		if !val.Known && val.Organisations == 0 && (val.Said == nil || val.Said.Here == 0) {
			p.Without++
			continue
		}
		country := ""
		if s.Level > 0 {
			country = catalogue.CountryName(u.vocabulary, s.Country, p.Lang)
		}
		in := m.Question
		in.Filters.Values = maps.Clone(in.Filters.Values)
		if in.Filters.Values == nil {
			in.Filters.Values = map[search.Facet][]string{}
		}
		in.Filters.Values[search.FacetRegion] = []string{string(s.Code)}
		row := mapRow{Name: name, Country: country, Href: p.RegionLink(string(s.Code)), Number: number, Of: of, Counts: p.Counts, Organisations: val.Organisations, All: p.Number(val.Organisations),
			Search: p.listLink(directory.Organisations, search.Page(in, 1)), value: val.Value}
		if val.Said != nil {
			row.value = int(1000 * val.Said.Quotient)
		}
		p.Rows = append(p.Rows, row)
	}
	slices.SortStableFunc(p.Rows, func(a, b mapRow) int {
		if a.value != b.value {
			return b.value - a.value
		}
		return b.Organisations - a.Organisations
	})
	if len(p.Rows) > mapRows+facetSlack {
		p.Rows, p.Folded = p.Rows[:mapRows], p.Rows[mapRows:]
	}
	u.mapNames(p)
	if p.ShowTowns {
		u.mapTowns(p)
	}
}

// mapNumber says the number of a region, and of how many it is.
func (p Page) mapNumber(m catalogue.MapQuestion, v catalogue.MapValue) (number, of string) {
	switch {
	case m.Measure == catalogue.MapSpecialisation:
		if v.Said == nil {
			return p.T("map.none"), ""
		}
		of = p.T("map.here-of", p.Number(v.Said.Here), p.Number(v.Said.OfRegion))
		if !v.Said.Said() {
			return p.T("map.too-few"), of
		}
		return p.Times(v.Said.Quotient), of
	case m.Measure == catalogue.MapOrganisations:
		return p.Number(v.Organisations), ""
	case !v.Known:
		return p.T("map.none"), ""
	case m.Measure == catalogue.MapStale:
		return p.T("data.percent", v.Value), p.N("count.organisations", v.Of)
	}
	return p.Number(v.Value), p.N("count.clusters", v.Of)
}

// countLegend puts whole numbers into classes.
func (u *UI) countLegend(p *mapPage, m catalogue.MapQuestion, units []atlas.Shape) func(catalogue.MapValue) string {
	var counts []int
	none := 0
	for _, s := range units {
		if v := p.Answer.Regions[s.Code]; v.Known {
			counts = append(counts, v.Value)
		} else if m.Measure == catalogue.MapOrganisations {
			counts = append(counts, 0)
		} else {
			none++
		}
	}
	first := 0 // the class of zero, if there is one, has a colour of its own
	if slices.Contains(counts, 0) {
		first = 1
	}
	classes := insight.CountClasses(counts, mapClasses+first)
	colour := func(i int) string {
		if i < first {
			return "is-zero"
		}
		// The darkest is always used, so that few classes are told apart well.
		return "is-c" + strconv.Itoa(mapClasses-(len(classes)-1-i))
	}
	for i := len(classes) - 1; i >= 0; i-- {
		c := classes[i]
		label := p.Number(c.From)
		if c.To != c.From {
			label = p.T("map.from-to", p.Number(c.From), p.Number(c.To))
		}
		if m.Measure == catalogue.MapStale {
			label = p.T("map.per-cent", label)
		}
		p.Legend = append(p.Legend, legendLine{colour(i), label, c.N})
	}
	if none > 0 {
		p.Legend = append(p.Legend, legendLine{"is-none", p.T("map.none"), none})
	}
	return func(v catalogue.MapValue) string {
		if !v.Known && m.Measure != catalogue.MapOrganisations {
			return "is-none"
		}
		return colour(max(insight.ClassOf(classes, v.Value), 0))
	}
}

// quotientColours are those of the classes of quotients, from the least.
var quotientColours = []string{"is-q1", "is-q2", "is-q3", "is-q4", "is-q5"}

// quotientLegend puts quotients into classes around one.
func (u *UI) quotientLegend(p *mapPage, units []atlas.Shape) func(catalogue.MapValue) string {
	var list []insight.Specialisation
	none := 0
	for _, s := range units {
		if v := p.Answer.Regions[s.Code]; v.Said != nil {
			list = append(list, *v.Said)
		} else {
			none++
		}
	}
	classes, tooFew := insight.QuotientClasses(list)
	for i := len(classes) - 1; i >= 0; i-- {
		c := classes[i]
		var label string
		switch {
		case c.From == 0:
			label = p.T("map.at-most", p.exactly(c.To))
		case c.To == 0:
			label = p.T("map.at-least", p.exactly(c.From))
		default:
			label = p.T("map.from-to", p.exactly(c.From), p.exactly(c.To))
		}
		p.Legend = append(p.Legend, legendLine{quotientColours[i], label, c.N})
	}
	p.Legend = append(p.Legend, legendLine{"is-few", p.T("map.too-few"), tooFew})
	if none > 0 {
		p.Legend = append(p.Legend, legendLine{"is-none", p.T("map.none"), none})
	}
	return func(v catalogue.MapValue) string {
		if v.Said == nil {
			return "is-none"
		}
		if i := insight.QuotientClassOf(v.Said.Statement); i >= 0 {
			return quotientColours[i]
		}
		return "is-few"
	}
}

// exactly writes a number with all its decimals.
func (p Page) exactly(f float64) string {
	_, decimals, _ := strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	return p.Decimal(f, len(decimals))
}

// mapNames writes the names of countries on the sea and those of regions in a nearer
// view, where there is room for them. Of two that would lie over each other the one
// with more room round it stands.
func (u *UI) mapNames(p *mapPage) {
	named, letter := p.Sheet.Units, 9.0
	big := p.View == u.atlas().Sea()
	if big {
		named, letter = p.View.Sheet(atlas.Countries).Units, 7.0
	}
	named = slices.Clone(named)
	slices.SortStableFunc(named, func(x, y atlas.Shape) int { return cmp.Compare(y.Room, x.Room) })
	var taken []atlas.Shape // Room is half the width of the name
	for _, s := range named {
		name := u.vocabulary.RegionName(s.Code, p.Lang)
		// A name may stick out of the outline by half its width.
		if width := letter * float64(len([]rune(name))); s.Path == "" || !big && width > 4*s.Room {
			continue
		} else if s.Room = width / 2; !big && slices.ContainsFunc(taken, func(t atlas.Shape) bool {
			return math.Abs(t.X-s.X) < t.Room+s.Room && math.Abs(t.Y-s.Y) < nameHeight
		}) {
			continue
		}
		taken = append(taken, s)
		p.Labels = append(p.Labels, mapLabel{tenth(s.X), tenth(s.Y), name, big})
	}
}

// nameHeight is the height of a line of names, in units of the map.
const nameHeight = 16

// mapTowns draws the circles.
func (u *UI) mapTowns(p *mapPage) {
	spots := make([]atlas.Spot, len(p.Answer.Places))
	for i, at := range p.Answer.Places {
		spots[i] = atlas.Spot{ID: strconv.Itoa(i), Name: at.Name, Point: at.Point, Count: at.Organisations}
		if at.Name != "" {
			spots[i].Name = u.city(at.Country, at.Name, p.Lang)
		}
	}
	circles := p.View.Circles(spots)
	for _, c := range circles.List {
		label := p.N("count.organisations", c.Count)
		switch {
		case c.Name != "" && c.Spots > 1:
			label = p.T("map.town-and", c.Name, label)
		case c.Name != "":
			label = p.T("map.unit", c.Name, label)
		}
		p.Towns = append(p.Towns, mapTown{tenth(c.X), tenth(c.Y), tenth(c.R), label})
	}
}

// Tenth writes a length in units of the map.
func (p mapPage) Tenth(f float64) string { return tenth(f) }

func tenth(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// mapControls fills in the form.
func (u *UI) mapControls(p *mapPage, m catalogue.MapQuestion, view string, address url.Values) {
	for _, measure := range catalogue.MapMeasures {
		p.Measures = append(p.Measures, choiceOf{Value: string(measure), Label: p.Of("map-measure", string(measure)), Chosen: measure == m.Measure})
	}
	for _, s := range catalogue.GroupSchemes() {
		for _, id := range u.vocabulary.ConceptsOf(s) {
			p.Groups = append(p.Groups, choiceOf{Value: string(id), Label: u.vocabulary.ConceptLabel(id, p.Lang), Group: p.Of("facet", string(s)), Chosen: id == m.Group})
		}
	}
	for _, l := range mapLevels {
		p.Levels = append(p.Levels, choiceOf{Value: strconv.Itoa(l), Label: p.Of("map-level", strconv.Itoa(l)), Chosen: l == m.Level})
	}
	p.Views = append(p.Views, choiceOf{Value: "sea", Label: p.T("map.sea"), Chosen: view == "sea"})
	known := view == "sea"
	for _, c := range directory.Countries {
		p.Views = append(p.Views, choiceOf{Value: string(c), Label: catalogue.CountryName(u.vocabulary, c, p.Lang), Chosen: view == string(c)})
		known = known || view == string(c)
	}
	if !known {
		p.Views = append(p.Views, choiceOf{Value: view, Label: u.vocabulary.RegionName(directory.RegionCode(view), p.Lang), Chosen: true})
	}
	option := func(f search.Facet) []choiceOf {
		list := []choiceOf{{Value: "", Label: p.T("map.any")}}
		for _, facet := range p.Answer.Facets {
			if facet.Facet != f {
				continue
			}
			for _, v := range facet.Values {
				list = append(list, choiceOf{Value: v.Value, Label: v.Label + " (" + p.Number(v.Count) + ")", Chosen: v.Selected})
			}
		}
		return list
	}
	shown := append([]string{"q"}, mapParameters...)
	for facet, to := range map[search.Facet]*[]choiceOf{search.FacetKind: &p.Kinds, search.FacetSector: &p.Sectors} {
		if len(address[string(facet)]) < 2 { // a select holds one; several are carried along unseen, and chips tell them
			shown, *to = append(shown, string(facet)), option(facet)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(address)) {
		if !slices.Contains(shown, name) {
			for _, value := range address[name] {
				p.Hidden = append(p.Hidden, parameter{name, value})
			}
		}
	}
	keep := url.Values{}
	for _, name := range mapParameters {
		if name != "view" && address.Has(name) {
			keep[name] = address[name]
		}
	}
	with := func(values url.Values) string {
		for name, list := range keep {
			values[name] = list
		}
		return withQuery(p.Link("map"), values)
	}
	for _, a := range p.Answer.Active {
		p.Chips = append(p.Chips, chip{Title: p.Of("filter", a.Parameter), Label: p.valueLabel(directory.Organisations, a.Parameter, a.Label),
			Href: with(search.Without(m.Question, a.Parameter, a.Value))})
	}
	if p.Clear = with(wordsOnly(m.Question)); len(p.Answer.Active) == 0 {
		p.Clear, p.NoWords = with(url.Values{}), true // nothing but the words to leave out
	}
	p.List = p.listLink(directory.Organisations, search.Page(m.Question, 1))
}
