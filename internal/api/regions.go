package api

import (
	"fmt"
	"net/url"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// regions is the answer of /regions: the tree in depth-first order.
type regions struct {
	Total   int      `json:"total"`
	Regions []region `json:"regions"`
}

// region is a unit of territory with how many organisations lie in it.
type region struct {
	Code           string            `json:"code"`
	Level          int               `json:"level"`
	Country        label             `json:"country"`
	Parent         string            `json:"parent,omitempty"`
	Children       []string          `json:"children"`
	Name           string            `json:"name"`
	NativeName     string            `json:"native_name,omitempty"`
	Names          map[string]string `json:"names"`
	Point          point             `json:"point"`
	Priorities     []conceptRef      `json:"priorities,omitempty"`
	PrioritySource string            `json:"priority_source,omitempty"`
	Organisations  int               `json:"organisations"`
}

// regionPage is one region with those around it.
type regionPage struct {
	region
	Path          []label   `json:"path"`  // what it lies in, innermost first
	Below         []region  `json:"below"` // directly
	Kinds         []count   `json:"kinds"` // of its organisations
	Sectors       []count   `json:"sectors"`
	Events        []itemRef `json:"events"`
	Calls         []itemRef `json:"calls"`
	WithoutRegion *int      `json:"without_region,omitempty"` // of countries
}

// levels of regions, as texts: 0 country, 1 to 3 NUTS.
var levels = []string{"0", "1", "2", "3"}

func (a *API) listRegions(c *gin.Context) error {
	p, err := query(c, "lang", "country", "level")
	if err != nil {
		return err
	}
	l := p.language()
	if p.values.Has("country") {
		p.values["country"] = each(p.values["country"], countryCode)
	}
	country := oneOf(p, "country", directory.Countries)
	level := oneOf(p, "level", levels)
	if err := p.faults.Err(); err != nil {
		return err
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	counts, err := a.catalogue.Counts(c.Request.Context(), search.FacetRegion)
	if err != nil {
		return err
	}
	v := regions{Regions: []region{}}
	var walk func(code directory.RegionCode)
	walk = func(code directory.RegionCode) {
		r, _ := a.vocabulary.Region(code)
		if level == "" || fmt.Sprint(r.Level) == level {
			v.Regions = append(v.Regions, a.regionOf(r, counts, l))
		}
		for _, child := range a.vocabulary.RegionChildren(code) {
			walk(child)
		}
	}
	for _, r := range a.vocabulary.Regions() {
		if r.Parent == "" && (country == "" || r.Country == country) {
			walk(r.Code)
		}
	}
	v.Total = len(v.Regions)
	return send(c, v)
}

// countryCode understands lower case and Greece's code in NUTS.
func countryCode(s string) string {
	if s = canonical(s); s == "EL" {
		return "GR"
	}
	return s
}

// askedRegion is the region an address names and the language of labels. done is
// true where it has answered: the code is written otherwise (rest is what follows it
// in the address), or the visitor has the answer.
func (a *API) askedRegion(c *gin.Context, rest string) (r directory.Region, l directory.Language, done bool, err error) {
	asked, err := query(c, "lang")
	if err != nil {
		return r, l, false, err
	}
	l = asked.language()
	if err := asked.faults.Err(); err != nil {
		return r, l, false, err
	}
	given := c.Param("code")
	r, ok := a.vocabulary.Region(directory.RegionCode(canonical(given)))
	if !ok {
		hint := fmt.Sprintf("%s/regions lists them", Prefix)
		if near := a.vocabulary.NearestRegion(given); near != "" {
			hint = fmt.Sprintf("perhaps %s is meant; %s", near, hint)
		}
		return r, l, false, httpkit.Say(fmt.Errorf("region %q: %w", given, directory.ErrNotFound),
			fmt.Sprintf("There is no region %q: %s.", quotable(given), hint))
	}
	if string(r.Code) != given {
		return r, l, true, redirect(c, address(Prefix+"/regions/"+url.PathEscape(string(r.Code))+rest, url.Values{}, l))
	}
	done, err = a.notModified(c, l)
	return r, l, done, err
}

func (a *API) oneRegion(c *gin.Context) error {
	r, l, done, err := a.askedRegion(c, "")
	if done || err != nil {
		return err
	}
	counts, err := a.catalogue.Counts(c.Request.Context(), search.FacetRegion)
	if err != nil {
		return err
	}
	p, err := a.catalogue.Region(c.Request.Context(), r.Code, l)
	if err != nil {
		return err
	}
	v := regionPage{region: a.regionOf(r, counts, l), Kinds: countsOf(p.Kinds), Sectors: countsOf(p.Sectors),
		Events: itemRefsOf(p.Events), Calls: itemRefsOf(p.Calls)}
	if r.Level == 0 {
		v.WithoutRegion = &p.WithoutRegion
	}
	v.Path = each(a.vocabulary.RegionPath(r.Code)[1:], func(code directory.RegionCode) label {
		return label{string(code), a.vocabulary.RegionName(code, l)}
	})
	v.Below = each(a.vocabulary.RegionChildren(r.Code), func(code directory.RegionCode) region {
		child, _ := a.vocabulary.Region(code)
		return a.regionOf(child, counts, l)
	})
	return send(c, v)
}

func (a *API) regionOf(r directory.Region, counts map[string]int, l directory.Language) region {
	v := region{
		Code: string(r.Code), Level: r.Level, Country: a.country(r.Country, l), Parent: string(r.Parent),
		Children: stringsOf(a.vocabulary.RegionChildren(r.Code)),
		Name:     a.vocabulary.RegionName(r.Code, l), NativeName: r.Native, Names: byLanguage(r.Names),
		Point: point{r.Point.Lat, r.Point.Lon}, PrioritySource: r.PrioritySource,
		Priorities:    each(r.Priorities, func(id directory.ConceptID) conceptRef { return a.conceptRef(id, l) }),
		Organisations: counts[string(r.Code)],
	}
	v.Names["en"] = r.Name
	return v
}
