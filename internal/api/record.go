package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
)

// identity and sources are what every stored record has; they stand at the
// beginning and at the end of each.
type identity struct {
	ID        string   `json:"id"`
	FormerIDs []string `json:"former_ids,omitempty"`
	Revision  uint64   `json:"revision"`
}

type sources struct {
	Provenance   provenance            `json:"provenance"`
	FieldSources map[string]provenance `json:"field_sources,omitempty"`
}

type provenance struct {
	Source     string `json:"source,omitempty"`
	SourceDate string `json:"source_date,omitempty"`
	Note       string `json:"note,omitempty"`
}

type conceptTag struct {
	Code     string `json:"code"`
	Label    string `json:"label"`
	Strength int    `json:"strength,omitempty"`
}

type conceptRef struct {
	Scheme string `json:"scheme"`
	Code   string `json:"code"`
	Label  string `json:"label"`
}

// party is an organisation taking part in something, by the name the source
// gives it.
type party struct {
	Name         string `json:"name"`
	ID           string `json:"id,omitempty"`
	Role         string `json:"role,omitempty"`
	Organisation *ref   `json:"organisation,omitempty"` // not in histories
}

// facts are what the directory tells of an event, call or project beside the
// record itself.
type facts struct {
	State       string      `json:"state"`
	Description *text       `json:"description,omitempty"`
	Freshness   freshness   `json:"freshness"`
	Links       recordLinks `json:"links"`
}

// freshness is how old the source is.
type freshness struct {
	AgeYears *int `json:"age_years,omitempty"`
	Stale    bool `json:"stale"`
}

type recordLinks struct {
	Self    string `json:"self"`
	History string `json:"history"`
}

// recordPath is the address of a record's document, or with a rest of what
// belongs to it.
func recordPath(t directory.RecordType, id, rest string) string {
	return Prefix + "/" + string(t) + "/" + url.PathEscape(id) + rest
}

func linksOf(t directory.RecordType, id directory.RecordID) recordLinks {
	return recordLinks{recordPath(t, string(id), ""), recordPath(t, string(id), "/history")}
}

// oneRecord answers with one record of a type as gather shows it.
func oneRecord[D any](a *API, t directory.RecordType, gather func(c *gin.Context, id directory.RecordID, l directory.Language) (D, error)) httpkit.Handler {
	return func(c *gin.Context) error {
		p, err := query(c, "lang", "format")
		if err != nil {
			return err
		}
		l, format := p.language(), oneOf(p, "format", exchange.Formats)
		if err := p.faults.Err(); err != nil {
			return err
		}
		if done, err := a.notModified(c, l); done || err != nil {
			return err
		}
		id := directory.RecordID(c.Param("id"))
		if format != "" {
			return a.exportRecord(c, directory.Key{Type: t, ID: id}, format, p)
		}
		v, err := gather(c, id, l)
		if err != nil {
			return a.missing(c, t, err, l, "", p.values)
		}
		return send(c, v)
	}
}

// nouns are how one record of a type is called.
var nouns = map[directory.RecordType]string{directory.Organisations: "organisation", directory.Events: "event",
	directory.Calls: "call", directory.Projects: "project"}

// missing sends the visitor on when the id is a former one, and otherwise adds
// to the error which records may have been meant.
func (a *API) missing(c *gin.Context, t directory.RecordType, err error, l directory.Language, rest string, values url.Values) error {
	if moved, ok := errors.AsType[*catalogue.MovedError](err); ok {
		to := recordPath(t, string(moved.To), rest)
		if len(values) > 0 {
			to += "?" + values.Encode()
		}
		return redirect(c, to)
	}
	if !errors.Is(err, directory.ErrNotFound) {
		return err
	}
	id := quotable(c.Param("id"))
	meant, nearErr := a.meant(c, t, id, l)
	if nearErr != nil {
		err = fmt.Errorf("%w (near matches: %v)", err, nearErr)
	}
	return httpkit.Say(&nearError{err, meant}, fmt.Sprintf("There is no %s %q.", nouns[t], id))
}

func (a *API) meant(c *gin.Context, t directory.RecordType, id string, l directory.Language) ([]near, error) {
	named := func(id directory.RecordID, name string) near {
		return near{string(id), name, address(recordPath(t, string(id), ""), url.Values{}, l)}
	}
	if t == directory.Organisations {
		refs, err := a.catalogue.NearIDs(c.Request.Context(), id, l)
		return each(refs, func(r catalogue.Ref) near { return named(r.ID, r.Name) }), err
	}
	items, err := a.catalogue.NearItems(c.Request.Context(), t, id, l)
	return each(items, func(it catalogue.Item) near { return named(it.ID, it.Title.String()) }), err
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

func identityOf(h *directory.Header) identity {
	return identity{string(h.ID), stringsOf(h.FormerIDs), uint64(h.Revision)}
}

func sourcesOf(h *directory.Header) sources {
	v := sources{provenanceOf(h.Provenance), map[string]provenance{}}
	for field, p := range h.FieldSources {
		v.FieldSources[field] = provenanceOf(p)
	}
	return v
}

func provenanceOf(p directory.Provenance) provenance {
	return provenance{p.Source, p.SourceDate.String(), p.Note}
}

func factsOf(t directory.RecordType, id directory.RecordID, p catalogue.Common) facts {
	return facts{p.State, textIf(p.Description, p.DescLang), freshnessOf(p.SourceAge, p.Stale), linksOf(t, id)}
}

func textIf(s string, l directory.Language) *text {
	if s == "" {
		return nil
	}
	return &text{s, string(l)}
}

func freshnessOf(age int, stale bool) freshness {
	v := freshness{Stale: stale}
	if age >= 0 {
		v.AgeYears = &age
	}
	return v
}

// partyOf is a party as its record names it; partiesOf adds the organisations
// that are records.
func partyOf(p directory.Party) party { return party{p.Name, string(p.Organisation), p.Role, nil} }

func partiesOf(list []catalogue.PartyRef) []party {
	return each(list, func(p catalogue.PartyRef) party {
		v := partyOf(p.Party)
		if p.Ref != nil {
			r := refOf(*p.Ref)
			v.Organisation = &r
		}
		return v
	})
}

// tags are the concepts of a record by scheme.
func (a *API) tags(list []directory.Tag, l directory.Language) map[string][]conceptTag {
	m := map[string][]conceptTag{}
	for _, t := range list {
		scheme := string(t.Concept.Scheme())
		m[scheme] = append(m[scheme], conceptTag{t.Concept.Code(), a.vocabulary.ConceptLabel(t.Concept, l), t.Strength})
	}
	return m
}

func (a *API) country(code directory.CountryCode, l directory.Language) label {
	return label{string(code), catalogue.CountryName(a.vocabulary, code, l)}
}

func (a *API) countries(codes []directory.CountryCode, l directory.Language) []label {
	return each(codes, func(code directory.CountryCode) label { return a.country(code, l) })
}

func (a *API) regionLabel(code directory.RegionCode, l directory.Language) label {
	return label{string(code), a.vocabulary.RegionName(code, l)}
}

// regionIf is nil where the region is not known.
func (a *API) regionIf(code directory.RegionCode, l directory.Language) *label {
	if code == "" {
		return nil
	}
	v := a.regionLabel(code, l)
	return &v
}

func pointIf(p *directory.Point) *point {
	if p == nil {
		return nil
	}
	return &point{p.Lat, p.Lon}
}

func (a *API) conceptLabel(s directory.Scheme, code string, l directory.Language) label {
	return label{code, a.vocabulary.ConceptLabel(directory.NewConceptID(s, code), l)}
}

func (a *API) kindLabels(kinds []directory.Kind, l directory.Language) []label {
	return each(kinds, func(k directory.Kind) label { return a.conceptLabel(directory.SchemeKind, string(k), l) })
}
