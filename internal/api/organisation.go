package api

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/store"
)

// record is an organisation as it is stored, with labels.
type record struct {
	ID              string                  `json:"id"`
	FormerIDs       []string                `json:"former_ids,omitempty"`
	Revision        uint64                  `json:"revision"`
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
	Provenance      provenance              `json:"provenance"`
	FieldSources    map[string]provenance   `json:"field_sources,omitempty"`
}

// organisation is a record with what the directory knows around it.
type organisation struct {
	record
	Regions     []label       `json:"regions"` // innermost first, without the country
	Description *text         `json:"description,omitempty"`
	Freshness   freshness     `json:"freshness"`
	Contact     *contact      `json:"contact,omitempty"`
	Memberships []ref         `json:"memberships"`
	Listed      listedMembers `json:"listed_members"`
	Related     []ref         `json:"related"`
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

type conceptTag struct {
	Code     string `json:"code"`
	Label    string `json:"label"`
	Strength int    `json:"strength,omitempty"`
}

type offering struct {
	Text     string       `json:"text"`
	Kind     string       `json:"kind,omitempty"`
	Concepts []conceptRef `json:"concepts,omitempty"`
}

type conceptRef struct {
	Scheme string `json:"scheme"`
	Code   string `json:"code"`
	Label  string `json:"label"`
}

type projectRef struct {
	Name string `json:"name"`
	ID   string `json:"id,omitempty"`
}

type provenance struct {
	Source     string `json:"source,omitempty"`
	SourceDate string `json:"source_date,omitempty"`
	Note       string `json:"note,omitempty"`
}

// freshness is how old the source is.
type freshness struct {
	AgeYears *int `json:"age_years,omitempty"`
	Stale    bool `json:"stale"`
}

type contact struct {
	URL  string `json:"url"`
	Via  string `json:"via"`
	Name string `json:"name,omitempty"`
}

type recordLinks struct {
	Self    string `json:"self"`
	History string `json:"history"`
}

func (a *API) oneOrganisation(c *gin.Context) error {
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
	profile, err := a.catalogue.Organisation(c.Request.Context(), directory.RecordID(c.Param("id")), l)
	if err != nil {
		return a.organisationMissing(c, err, l, "", p.values)
	}
	return send(c, a.organisationOf(profile, l))
}

// organisationMissing sends the visitor on when the id is a former one, and
// otherwise adds to the error which organisations may have been meant.
func (a *API) organisationMissing(c *gin.Context, err error, l directory.Language, rest string, values url.Values) error {
	if moved, ok := errors.AsType[*catalogue.MovedError](err); ok {
		to := organisationPath(string(moved.To), rest)
		if len(values) > 0 {
			to += "?" + values.Encode()
		}
		return redirect(c, to)
	}
	if !errors.Is(err, directory.ErrNotFound) {
		return err
	}
	id := quotable(c.Param("id"))
	near, nearErr := a.catalogue.NearIDs(c.Request.Context(), id, l)
	if nearErr != nil {
		err = fmt.Errorf("%w (near matches: %v)", err, nearErr)
	}
	return httpkit.Say(&nearError{err, near}, fmt.Sprintf("There is no organisation %q.", id))
}

// redirect sends the visitor to where the thing is now. Caches ask again: an id
// may be given back to the record it came from.
func redirect(c *gin.Context, to string) error {
	h := c.Writer.Header()
	h.Del("ETag")
	h.Set("Cache-Control", "no-cache")
	h.Set("Location", to)
	c.Status(http.StatusMovedPermanently)
	return nil
}

func (a *API) organisationOf(p *catalogue.Profile, l directory.Language) organisation {
	v := organisation{
		record:      a.recordOf(p.Organisation, l),
		Regions:     labelsOf(p.Regions),
		Freshness:   freshness{Stale: p.Stale},
		Memberships: refsOf(p.Memberships),
		Listed:      listedMembers{p.MemberCount, refsOf(p.Members)},
		Related:     refsOf(p.Related),
		Links: recordLinks{organisationPath(string(p.Organisation.ID), ""),
			organisationPath(string(p.Organisation.ID), "/history")},
	}
	if p.Description != "" {
		v.Description = &text{p.Description, string(p.DescLang)}
	}
	if p.SourceAge >= 0 {
		v.Freshness.AgeYears = &p.SourceAge
	}
	if p.Contact.URL != "" {
		v.Contact = &contact{p.Contact.URL, p.Contact.Via, p.Contact.Name}
	}
	return v
}

func (a *API) recordOf(o *directory.Organisation, l directory.Language) record {
	v := record{
		ID: string(o.ID), FormerIDs: stringsOf(o.FormerIDs), Revision: uint64(o.Revision),
		Name: o.DisplayName(), NativeName: o.OfficialName(),
		Names: each(o.Names, func(n directory.Name) name {
			return name{n.Text, string(n.Language), string(n.Script), string(n.Type), n.Romanised}
		}),
		Kind: a.conceptLabel(directory.SchemeKind, string(o.Kind), l), Country: a.country(o.Place.Country, l),
		City: o.Place.City, Website: o.Website, Founded: o.Founded.String(), Size: string(o.Size), NACE: o.NACE,
		MemberOf: stringsOf(o.MemberOf), Concepts: map[string][]conceptTag{}, Keywords: o.Keywords,
		Offers:          each(o.Offers, func(f directory.Offering) offering { return a.offering(f, l) }),
		Needs:           each(o.Needs, func(f directory.Offering) offering { return a.offering(f, l) }),
		TargetCountries: each(o.TargetCountries, func(code directory.CountryCode) label { return a.country(code, l) }),
		Projects: each(o.Projects, func(p directory.ProjectRef) projectRef {
			return projectRef{p.Name, string(p.Project)}
		}),
		Languages: stringsOf(o.Languages), Descriptions: byLanguage(o.Descriptions), Status: string(o.Status),
		Predecessor: string(o.Predecessor), Successor: string(o.Successor), Provenance: provenanceOf(o.Provenance),
		FieldSources: map[string]provenance{},
	}
	if v.NativeName == v.Name {
		v.NativeName = ""
	}
	if r := o.Place.Region; r != "" {
		v.Region = &label{string(r), a.vocabulary.RegionName(r, l)}
	}
	if p := o.Place.Point; p != nil {
		v.Point = &point{p.Lat, p.Lon}
	}
	if m := members(o.Members); m != (members{}) {
		v.Members = &m
	}
	for _, t := range o.Concepts {
		scheme := string(t.Concept.Scheme())
		v.Concepts[scheme] = append(v.Concepts[scheme],
			conceptTag{t.Concept.Code(), a.vocabulary.ConceptLabel(t.Concept, l), t.Strength})
	}
	if o.Label != "" {
		excellence := a.conceptLabel(directory.SchemeLabel, string(o.Label), l)
		v.Label = &excellence
	}
	for field, p := range o.FieldSources {
		v.FieldSources[field] = provenanceOf(p)
	}
	return v
}

func (a *API) offering(f directory.Offering, l directory.Language) offering {
	return offering{f.Text, string(f.Kind), each(f.Concepts, func(id directory.ConceptID) conceptRef {
		return conceptRef{string(id.Scheme()), id.Code(), a.vocabulary.ConceptLabel(id, l)}
	})}
}

func provenanceOf(p directory.Provenance) provenance {
	return provenance{p.Source, p.SourceDate.String(), p.Note}
}

func (a *API) country(code directory.CountryCode, l directory.Language) label {
	return label{string(code), catalogue.CountryName(a.vocabulary, code, l)}
}

func (a *API) conceptLabel(s directory.Scheme, code string, l directory.Language) label {
	return label{code, a.vocabulary.ConceptLabel(directory.NewConceptID(s, code), l)}
}

// history is the versions of an organisation, newest first.
type history struct {
	ID       string    `json:"id"`
	Versions []version `json:"versions"`
	Next     string    `json:"next,omitempty"`
}

// version is one state of a record; a deletion has no record.
type version struct {
	Revision uint64  `json:"revision"`
	At       string  `json:"at"`
	By       string  `json:"by"`
	Deleted  bool    `json:"deleted"`
	Record   *record `json:"record,omitempty"`
}

// Versions of an answer: each is a whole record.
const defaultVersions, maxVersions = 20, 100

func (a *API) organisationHistory(c *gin.Context) error {
	p, err := query(c, "lang", "before", "limit")
	if err != nil {
		return err
	}
	l := p.language()
	before := directory.Revision(p.number("before", 1, math.MaxInt64, 0))
	limit := int(p.number("limit", 1, maxVersions, defaultVersions))
	if err := p.faults.Err(); err != nil {
		return err
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	id := directory.RecordID(c.Param("id"))
	// One more than asked for tells whether there are more.
	versions, err := a.catalogue.History(c.Request.Context(), id, before, limit+1)
	if errors.Is(err, directory.ErrNotFound) {
		return a.formerHistory(c, id, l, p.values, err)
	}
	if err != nil {
		return err
	}
	v := history{ID: string(id)}
	if len(versions) > limit {
		versions = versions[:limit]
		more := url.Values{"before": {strconv.FormatUint(uint64(versions[limit-1].Revision), 10)}}
		if limit != defaultVersions {
			more.Set("limit", strconv.Itoa(limit))
		}
		v.Next = address(organisationPath(string(id), "/history"), more, l)
	}
	v.Versions = each(versions, func(s store.Version) version { return a.versionOf(s, l) })
	return send(c, v)
}

// formerHistory follows a former id, whose history is its successor's.
func (a *API) formerHistory(c *gin.Context, id directory.RecordID, l directory.Language, values url.Values, missing error) error {
	_, err := a.catalogue.Organisation(c.Request.Context(), id, l)
	if err == nil {
		return missing // the record came into being this moment: asking again finds it
	}
	return a.organisationMissing(c, err, l, "/history", values)
}

func (a *API) versionOf(s store.Version, l directory.Language) version {
	v := version{Revision: uint64(s.Revision), At: s.At.UTC().Format(time.RFC3339), By: s.By, Deleted: s.Deleted}
	if o, ok := s.Record.(*directory.Organisation); ok {
		r := a.recordOf(o, l)
		v.Record = &r
	}
	return v
}
