package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	matching "euxine/internal/match"
	"euxine/internal/search"
)

// partners are suggestions for one side, best first.
type partners struct {
	Revision     uint64    `json:"revision"`
	Organisation *ref      `json:"organisation,omitempty"`
	Read         []label   `json:"read,omitempty"` // of one described: the concepts its words were read as
	Total        int       `json:"total"`
	LeftOut      int       `json:"left_out"`
	Page         int       `json:"page"`
	PerPage      int       `json:"per_page"`
	Off          []string  `json:"off"`
	Known        string    `json:"known"`
	Filters      []filter  `json:"filters"`
	Partners     []partner `json:"partners"`
	Next         string    `json:"next,omitempty"`
}

// partner is one suggestion.
type partner struct {
	Organisation ref           `json:"organisation"`
	Contact      *contact      `json:"contact,omitempty"`
	Points       float64       `json:"points"`
	Known        []matchReason `json:"known"`
	Parts        []matchPart   `json:"parts"`
}

type matchPart struct {
	Factor  string        `json:"factor"`
	Points  float64       `json:"points"`
	Most    float64       `json:"most"`
	Reasons []matchReason `json:"reasons"`
}

// matchReason is one thing that is true of the two; text says it in English.
type matchReason struct {
	How      string    `json:"how"`
	Need     string    `json:"need,omitempty"`
	Offer    string    `json:"offer,omitempty"`
	Meets    []meeting `json:"meets,omitempty"`
	Concept  *label    `json:"concept,omitempty"`
	Other    *label    `json:"other,omitempty"`
	Strength float64   `json:"strength,omitempty"`
	Country  *label    `json:"country,omitempty"`
	Km       *float64  `json:"km,omitempty"`
	Record   *linked   `json:"record,omitempty"`
	Text     string    `json:"text"`
}

type meeting struct {
	Sought label   `json:"sought"`
	Found  *label  `json:"found,omitempty"`
	By     string  `json:"by"`
	Worth  float64 `json:"worth"`
}

type linked struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

// partnersOf answers whom an organisation could work with.
func (a *API) partnersOf(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	o, faults := a.catalogue.ReadPartnerOptions(values)
	if len(faults) > 0 {
		return httpkit.BadParameters(each(faults, faultOf))
	}
	if done, err := a.notModified(c, o.Question.Lang); done || err != nil {
		return err
	}
	found, err := a.catalogue.Partners(c.Request.Context(), directory.RecordID(c.Param("id")), o)
	if err != nil {
		return a.missing(c, directory.Organisations, err, o.Question.Lang, "/partners", values)
	}
	return a.sendPartners(c, found, o, recordPath(directory.Organisations, c.Param("id"), "/partners"))
}

// seeker is somebody who looks for partners, as a body describes it.
type seeker struct {
	Needs           []string `json:"needs,omitempty"`
	Offers          []string `json:"offers,omitempty"`
	Country         string   `json:"country,omitempty"`
	Region          string   `json:"region,omitempty"`
	Kind            string   `json:"kind,omitempty"`
	Sectors         []string `json:"sectors,omitempty"`
	Technologies    []string `json:"technologies,omitempty"`
	Priorities      []string `json:"priorities,omitempty"`
	TargetCountries []string `json:"target_countries,omitempty"`
}

// matchDescribed answers with whom somebody described could work.
func (a *API) matchDescribed(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	o, faults := a.catalogue.ReadPartnerOptions(values)
	if len(faults) > 0 {
		return httpkit.BadParameters(each(faults, faultOf))
	}
	var s seeker
	if err := readBody(c, &s, catalogue.DescribedFields...); err != nil {
		return err
	}
	d, faults := a.catalogue.ReadDescribed(url.Values{"needs": s.Needs, "offers": s.Offers, "country": {s.Country}, "region": {s.Region}, "kind": {s.Kind},
		"sectors": s.Sectors, "technologies": s.Technologies, "priorities": s.Priorities, "target_countries": s.TargetCountries})
	if len(faults) == 0 && d.IsZero() {
		faults = []search.ParameterFault{{Parameter: "needs", Key: search.FaultNoWords}}
	}
	if len(faults) > 0 {
		return httpkit.BadParameters(each(faults, faultOf))
	}
	c.Header("Cache-Control", "no-store")
	found, err := a.catalogue.PartnersFor(c.Request.Context(), d, o)
	if err != nil {
		return err
	}
	return a.sendPartners(c, found, o, "")
}

// sendPartners answers; path is that of the next page, "": a body is to be sent again.
func (a *API) sendPartners(c *gin.Context, found *catalogue.Partners, o catalogue.PartnerOptions, path string) error {
	q := o.Question
	v := partners{Revision: uint64(found.Revision), Total: found.Total, LeftOut: found.LeftOut, Page: q.Page, PerPage: q.PerPage,
		Off: []string{}, Known: "left out", Filters: each(found.Active, filterOf), Partners: []partner{}}
	if found.Of != nil {
		r := refOf(*found.Of)
		v.Organisation = &r
	}
	if len(found.Read) > 0 {
		v.Read = labelsOf(found.Read)
	}
	for _, f := range matching.Factors {
		if o.Off[f] {
			v.Off = append(v.Off, string(f))
		}
	}
	if o.Known {
		v.Known = "marked"
	}
	for _, p := range found.List {
		v.Partners = append(v.Partners, a.partnerOf(found, p, q.Lang))
	}
	if path != "" && q.Page*q.PerPage < found.Total {
		values := o.Values()
		values.Set("page", fmt.Sprint(q.Page+1))
		if q.PerPage != search.DefaultPerPage {
			values.Set("per_page", fmt.Sprint(q.PerPage))
		}
		v.Next = address(path, values, q.Lang)
	}
	return send(c, v)
}

func (a *API) partnerOf(found *catalogue.Partners, p catalogue.Partner, l directory.Language) partner {
	v := partner{Organisation: refOf(p.Ref), Points: tenth(p.Score.Points), Parts: []matchPart{}}
	if p.Contact.URL != "" {
		v.Contact = &contact{p.Contact.URL, p.Contact.Via, p.Contact.Name}
	}
	v.Known = each(p.Known, func(r matching.Reason) matchReason { return a.reasonOf(found, p, "", r, l) })
	for _, part := range p.Score.Parts {
		v.Parts = append(v.Parts, matchPart{string(part.Factor), tenth(part.Points), tenth(part.Most),
			each(part.Reasons, func(r matching.Reason) matchReason { return a.reasonOf(found, p, part.Factor, r, l) })})
	}
	return v
}

// tenth is a number of points as it is told.
func tenth(x float64) float64 { return float64(int(x*10+0.5)) / 10 }

func (a *API) reasonOf(found *catalogue.Partners, p catalogue.Partner, f matching.Factor, r matching.Reason, l directory.Language) matchReason {
	v := matchReason{How: string(r.How), Concept: a.conceptIf(r.Concept, l), Other: a.conceptIf(r.Other, l), Strength: hundredth(r.Strength)}
	v.Need, v.Offer = found.Texts(p, f, r)
	for _, m := range r.Meets {
		v.Meets = append(v.Meets, meeting{*a.conceptIf(m.Sought, l), a.conceptIf(m.Found, l), string(m.By), hundredth(m.Worth)})
	}
	if r.Country != "" {
		country := a.country(r.Country, l)
		v.Country = &country
	}
	if r.How == matching.Near {
		km := tenth(r.Km)
		v.Km = &km
	}
	if r.Record.ID != "" {
		v.Record = &linked{string(r.Record.Type), string(r.Record.ID), found.Names[r.Record]}
	}
	v.Text = a.reasonText(found, p, f, r)
	return v
}

func hundredth(x float64) float64 { return float64(int(x*100+0.5)) / 100 }

// conceptIf is a concept with its whole id as the code; nil for none.
func (a *API) conceptIf(id directory.ConceptID, l directory.Language) *label {
	if id == "" {
		return nil
	}
	return &label{string(id), a.vocabulary.ConceptLabel(id, l)}
}

// reasonText says a reason in English.
func (a *API) reasonText(found *catalogue.Partners, p catalogue.Partner, f matching.Factor, r matching.Reason) string {
	named := func(id directory.ConceptID) string { return a.vocabulary.ConceptLabel(id, "en") }
	need, offer := found.Texts(p, f, r)
	who, other := "One", p.Ref.Name
	if found.Of != nil {
		who = found.Of.Name
	}
	if f == matching.Offers {
		who, other = other, who
	}
	switch r.How {
	case matching.ByOffer:
		return fmt.Sprintf("%s seeks %q; %s offers %q.", who, need, other, offer)
	case matching.ByRecord:
		var by []string
		for _, m := range r.Meets {
			what := "what it is"
			if m.Found != "" {
				what = named(m.Found)
			}
			if !slices.Contains(by, what) {
				by = append(by, what)
			}
		}
		return fmt.Sprintf("%s seeks %q; the profile of %s has: %s.", who, need, other, strings.Join(by, ", "))
	case matching.ByWords:
		return fmt.Sprintf("%s seeks %q; words of it are in what %s offers: %q.", who, need, other, offer)
	case matching.Same:
		return "Both: " + named(r.Concept) + "."
	case matching.Broader:
		return named(r.Concept) + " and " + named(r.Other) + ": one is part of the other."
	case matching.Related:
		return named(r.Concept) + " and " + named(r.Other) + " are related sectors."
	case matching.SoughtThere, matching.SoughtHere:
		if r.How == matching.SoughtHere {
			who = other
		}
		return who + " looks for partners in " + catalogue.CountryName(a.vocabulary, r.Country, "en") + "."
	case matching.Completes:
		return "What the two are completes each other."
	case matching.Near:
		if r.Km < 0.5 {
			return "They are in the same town or region."
		}
		return fmt.Sprintf("They are %.0f km apart.", r.Km)
	case matching.SameEvent:
		return "Both took part in " + found.Names[r.Record] + "."
	case matching.SameProject:
		return "Both are partners of " + found.Names[r.Record] + "."
	}
	if f == "" { // of Known
		return "One is a member of the other: " + found.Names[r.Record] + "."
	}
	return "Both are members of " + found.Names[r.Record] + "."
}

// nearSectors is the table by which partners of other sectors are found.
type nearSectors struct {
	Revision      uint64       `json:"revision"`
	Organisations int          `json:"organisations"`
	MinTogether   int          `json:"min_together"`
	MinLift       float64      `json:"min_lift"`
	SameEcosystem float64      `json:"same_ecosystem"`
	Pairs         []nearSector `json:"pairs"`
}

type nearSector struct {
	A         label   `json:"a"`
	B         label   `json:"b"`
	Together  int     `json:"together"`
	OfA       int     `json:"of_a"`
	OfB       int     `json:"of_b"`
	Lift      float64 `json:"lift"`
	Cosine    float64 `json:"cosine"`
	Ecosystem *label  `json:"ecosystem,omitempty"`
	Strength  float64 `json:"strength"`
}

// relatedSectors answers which sectors are near each other, and by what.
func (a *API) relatedSectors(c *gin.Context) error {
	p, err := query(c, "lang")
	if err != nil {
		return err
	}
	l := p.language()
	if err := p.faults.Err(); err != nil {
		return err
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	list, total, at, err := a.catalogue.RelatedSectors(c.Request.Context(), l)
	if err != nil {
		return err
	}
	return send(c, nearSectors{uint64(at), total, matching.MinTogether, matching.MinLift, matching.SameEcosystem, each(list, func(n catalogue.SectorPair) nearSector {
		return nearSector{labelOf(n.LabelA), labelOf(n.LabelB), n.Together, n.OfA, n.OfB, hundredth(n.Lift), hundredth(n.Cosine), labelIf(n.Shares), hundredth(n.Strength)}
	})})
}
