package api

import (
	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
)

// organisationRecord is an organisation as it is stored, with labels.
type organisationRecord struct {
	identity
	Name            string                  `json:"name"`
	NativeName      string                  `json:"native_name,omitempty"`
	Names           []name                  `json:"names"`
	Kind            label                   `json:"kind"`
	Country         label                   `json:"country"`
	Region          *label                  `json:"region,omitempty"`
	City            string                  `json:"city,omitempty"`
	Point           *point                  `json:"point,omitempty"`
	Website         string                  `json:"website,omitempty"`
	Founded         string                  `json:"founded,omitempty"`
	Members         *members                `json:"members,omitempty"`
	Size            string                  `json:"size,omitempty"`
	NACE            []string                `json:"nace,omitempty"`
	MemberOf        []string                `json:"member_of,omitempty"`
	Concepts        map[string][]conceptTag `json:"concepts"`
	Keywords        []string                `json:"keywords,omitempty"`
	Offers          []offering              `json:"offers,omitempty"`
	Needs           []offering              `json:"needs,omitempty"`
	TargetCountries []label                 `json:"target_countries,omitempty"`
	Label           *label                  `json:"label,omitempty"`
	Projects        []projectRef            `json:"projects,omitempty"`
	Languages       []string                `json:"languages,omitempty"`
	Descriptions    map[string]string       `json:"descriptions,omitempty"`
	Status          string                  `json:"status"`
	Predecessor     string                  `json:"predecessor,omitempty"`
	Successor       string                  `json:"successor,omitempty"`
	sources
}

// organisation is a record with what the directory knows around it.
type organisation struct {
	organisationRecord
	Regions     []label       `json:"regions"` // innermost first, without the country
	Description *text         `json:"description,omitempty"`
	Freshness   freshness     `json:"freshness"`
	Contact     *contact      `json:"contact,omitempty"`
	Memberships []ref         `json:"memberships"`
	Listed      listedMembers `json:"listed_members"`
	Related     []ref         `json:"related"`
	Projects    []projectRef  `json:"projects,omitempty"` // in place of the record's: with those it is a partner of
	Events      []itemRef     `json:"events"`
	Links       recordLinks   `json:"links"`
}

type name struct {
	Text      string `json:"text"`
	Language  string `json:"language,omitempty"`
	Script    string `json:"script,omitempty"`
	Type      string `json:"type"`
	Romanised bool   `json:"romanised,omitempty"`
}

// members are what the organisation says of itself.
type members struct {
	Total    *int `json:"total,omitempty"`
	SMEs     *int `json:"smes,omitempty"`
	Startups *int `json:"startups,omitempty"`
	Large    *int `json:"large,omitempty"`
	Research *int `json:"research,omitempty"`
	Others   *int `json:"others,omitempty"`
}

// listedMembers are the organisations of the directory that say they are members.
type listedMembers struct {
	Total int   `json:"total"`
	Shown []ref `json:"shown"`
}

type offering struct {
	Text            string       `json:"text"`
	Kind            string       `json:"kind,omitempty"`
	Concepts        []conceptRef `json:"concepts,omitempty"`
	TargetCountries []label      `json:"target_countries,omitempty"`
	ValidUntil      string       `json:"valid_until,omitempty"`
}

type projectRef struct {
	Name    string   `json:"name"`
	ID      string   `json:"id,omitempty"`
	Project *itemRef `json:"project,omitempty"` // not in histories
}

type contact struct {
	URL  string `json:"url"`
	Via  string `json:"via"`
	Name string `json:"name,omitempty"`
}

func (a *API) gatherOrganisation(c *gin.Context, id directory.RecordID, l directory.Language) (organisation, error) {
	p, err := a.catalogue.Organisation(c.Request.Context(), id, l)
	if err != nil {
		return organisation{}, err
	}
	return a.organisationOf(p, l), nil
}

func (a *API) organisationOf(p *catalogue.Profile, l directory.Language) organisation {
	v := organisation{
		organisationRecord: a.organisationRecordOf(p.Organisation, l),
		Regions:            labelsOf(p.Regions),
		Description:        textIf(p.Description, p.DescLang),
		Freshness:          freshnessOf(p.SourceAge, p.Stale),
		Memberships:        refsOf(p.Memberships),
		Listed:             listedMembers{p.MemberCount, refsOf(p.Members)},
		Related:            refsOf(p.Related),
		Projects: each(p.Projects, func(j catalogue.ProjectRef) projectRef {
			if j.Item == nil {
				return projectRef{Name: j.Name}
			}
			item := itemRefOf(*j.Item)
			return projectRef{j.Name, item.ID, &item}
		}),
		Events: itemRefsOf(p.Events),
		Links:  linksOf(directory.Organisations, p.Organisation.ID),
	}
	if p.Contact.URL != "" {
		v.Contact = &contact{p.Contact.URL, p.Contact.Via, p.Contact.Name}
	}
	return v
}

func (a *API) organisationRecordOf(o *directory.Organisation, l directory.Language) organisationRecord {
	v := organisationRecord{
		identity: identityOf(&o.Header), sources: sourcesOf(&o.Header),
		Name: o.DisplayName(), NativeName: o.OfficialName(),
		Names: each(o.Names, func(n directory.Name) name {
			return name{n.Text, string(n.Language), string(n.Script), string(n.Type), n.Romanised}
		}),
		Kind: a.conceptLabel(directory.SchemeKind, string(o.Kind), l), Country: a.country(o.Place.Country, l),
		Region: a.regionIf(o.Place.Region, l), City: o.Place.City, Point: pointIf(o.Place.Point), Website: o.Website, Founded: o.Founded.String(), Size: string(o.Size), NACE: o.NACE,
		MemberOf: stringsOf(o.MemberOf), Concepts: a.tags(o.Concepts, l), Keywords: o.Keywords,
		Offers:          each(o.Offers, func(f directory.Offering) offering { return a.offering(f, l) }),
		Needs:           each(o.Needs, func(f directory.Offering) offering { return a.offering(f, l) }),
		TargetCountries: a.countries(o.TargetCountries, l),
		Projects: each(o.Projects, func(p directory.ProjectRef) projectRef {
			return projectRef{Name: p.Name, ID: string(p.Project)}
		}),
		Languages: stringsOf(o.Languages), Descriptions: byLanguage(o.Descriptions), Status: string(o.Status),
		Predecessor: string(o.Predecessor), Successor: string(o.Successor),
	}
	if v.NativeName == v.Name {
		v.NativeName = ""
	}
	if m := members(o.Members); m != (members{}) {
		v.Members = &m
	}
	if o.Label != "" {
		excellence := a.conceptLabel(directory.SchemeLabel, string(o.Label), l)
		v.Label = &excellence
	}
	return v
}

func (a *API) offering(f directory.Offering, l directory.Language) offering {
	return offering{f.Text, string(f.Kind), each(f.Concepts, func(id directory.ConceptID) conceptRef {
		return conceptRef{string(id.Scheme()), id.Code(), a.vocabulary.ConceptLabel(id, l)}
	}), a.countries(f.TargetCountries, l), f.ValidUntil.String()}
}
