package api

import (
	"encoding/csv"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// opportunities are offers and needs found.
type opportunities struct {
	Whole          bool                    `json:"whole"`
	Total          *int                    `json:"total,omitempty"`
	Organisations  int                     `json:"organisations"`
	Lapsed         *int                    `json:"lapsed,omitempty"`
	TookMS         float64                 `json:"took_ms"`
	Revision       uint64                  `json:"revision"`
	Interpretation []interpretation        `json:"interpretation"`
	Page           int                     `json:"page"`
	PerPage        int                     `json:"per_page"`
	Hits           []opportunity           `json:"hits"`
	Facets         map[string][]facetValue `json:"facets"`
	Filters        []filter                `json:"filters"`
	Next           string                  `json:"next,omitempty"`
	Previous       string                  `json:"previous,omitempty"`
	Cursor         string                  `json:"cursor,omitempty"`
}

// opportunity is one offer or need and whose it is.
type opportunity struct {
	Side         string   `json:"side"`
	Number       int      `json:"number"`
	TextPieces   []piece  `json:"text_pieces"`
	Language     string   `json:"language,omitempty"`
	Said         offering `json:"said"`
	Organisation ref      `json:"organisation"`
	Region       *label   `json:"region,omitempty"`
	Contact      *contact `json:"contact,omitempty"`
	SourceDate   string   `json:"source_date,omitempty"`
}

// opportunityFormats are those beside the answer's own.
var opportunityFormats = []exchange.Format{exchange.CSV}

// opportunities answers questions about offers and needs themselves, and exports of
// them as a table.
func (a *API) opportunities(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	p := params{values: values}
	format := oneOf(&p, "format", opportunityFormats)
	values.Del("format")
	asked, faults := search.ParseOpportunities(values, a.vocabulary)
	if p.faults = append(p.faults, each(faults, faultOf)...); len(p.faults) > 0 {
		return p.faults
	}
	l := asked.Question.Lang
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	if format != "" {
		return a.exports.Stream(func(c *gin.Context) error { return a.opportunitiesFile(c, asked) })(c)
	}
	return a.searches.Limit(func(c *gin.Context) error {
		asked.Question.WithFacets = true
		found, err := a.catalogue.Opportunities(c.Request.Context(), asked)
		if err != nil {
			return err
		}
		v := a.opportunitiesOf(found, l)
		for _, link := range []struct{ rel, address string }{{"next", v.Next}, {"prev", v.Previous}} {
			if link.address != "" {
				c.Writer.Header().Add("Link", "<"+link.address+`>; rel="`+link.rel+`"`)
			}
		}
		if len(v.Hits) == 0 {
			httpkit.CountEmpty(c)
		}
		return send(c, v)
	})(c)
}

func (a *API) opportunitiesOf(found *catalogue.OpportunityAnswer, l directory.Language) opportunities {
	asked := found.Asked
	q := asked.Question
	path := Prefix + "/opportunities"
	v := opportunities{Whole: found.Whole, Organisations: found.Organisations, TookMS: float64(found.Took.Microseconds()) / 1000, Revision: uint64(found.Revision),
		Interpretation: each(found.Interpretation, func(i catalogue.Interpretation) interpretation {
			values := asked.FromStart()
			values.Set("q", search.AsWritten(found.Terms, i.Terms).Get("q"))
			return interpretationOf(i, address(path, values, l))
		}),
		Page: q.Page, PerPage: q.PerPage, Cursor: found.Next, Facets: map[string][]facetValue{},
		Filters: each(found.Active, func(f catalogue.ActiveFilter) filter { return filter{f.Parameter, f.Value, f.Label} }),
		Hits:    each(found.List, func(o catalogue.Opportunity) opportunity { return a.opportunityOf(o, l) }),
	}
	for _, f := range found.Facets {
		if len(f.Values) > 0 {
			v.Facets[string(f.Facet)] = each(f.Values, func(n catalogue.FacetValue) facetValue {
				return facetValue{n.Value, n.Label, n.Count, n.Selected, n.Depth}
			})
		}
	}
	with := func(name, value string) string {
		values := asked.FromStart()
		values.Set(name, value)
		return address(path, values, l)
	}
	switch {
	case found.Whole:
		v.Total, v.Lapsed = &found.Total, &found.Lapsed
		if q.Page*q.PerPage < min(found.Total, search.MaxWindow) {
			v.Next = with("page", strconv.Itoa(q.Page+1))
		}
		if q.Page > 1 {
			v.Previous = with("page", strconv.Itoa(q.Page-1))
		}
	case found.Next != "":
		v.Next = with("cursor", found.Next)
	}
	return v
}

func (a *API) opportunityOf(o catalogue.Opportunity, l directory.Language) opportunity {
	v := opportunity{Side: string(o.Side), Number: o.Nth + 1, TextPieces: piecesOf(o.Shown), Language: string(o.Lang), Said: a.offering(o.Offering.Offering, l),
		Organisation: refOf(o.Organisation), Region: labelIf(o.Region), SourceDate: o.SourceDate.String()}
	if o.Contact.URL != "" {
		v.Contact = &contact{o.Contact.URL, o.Contact.Via, o.Contact.Name}
	}
	return v
}

// opportunityColumns are those of the table: codes, as files in the exchange form have.
var opportunityColumns = []string{"side", "text", "kind", "concepts", "target_countries", "valid_until", "organisation", "name", "organisation_kind",
	"country", "region", "city", "contact", "contact_via", "source_date"}

// opportunitiesFile sends all that a question finds as a table.
func (a *API) opportunitiesFile(c *gin.Context, asked search.Opportunities) error {
	name := "euxine-opportunities-" + a.catalogue.Today().String() + exchange.CSV.Extension()
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	if c.Request.Method == http.MethodHead {
		return a.exportHead(c, exchange.CSV)
	}
	s := httpkit.NewStream(c, mediaType(exchange.CSV))
	out := csv.NewWriter(s)
	err := out.Write(opportunityColumns)
	if err == nil {
		err = a.catalogue.EachOpportunity(c.Request.Context(), asked, func(o catalogue.Opportunity) error {
			row := []string{string(o.Side), o.Text, string(o.Kind), exchange.TableList(stringsOf(o.Concepts)), exchange.TableList(stringsOf(o.TargetCountries)), o.ValidUntil.String(),
				string(o.Organisation.ID), o.Organisation.Name, o.Organisation.Kind.Code, o.Organisation.Country.Code, o.Region.Code, o.Organisation.City,
				o.Contact.URL, o.Contact.Via, o.SourceDate.String()}
			for i, cell := range row {
				if i != 3 && i != 4 {
					row[i] = exchange.TableCell(cell)
				}
			}
			return out.Write(row)
		})
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	if err != nil {
		return fmt.Errorf("opportunities as a table: %w", err)
	}
	return s.Flush()
}

// themes lists the subjects that have a page of their own.
func (a *API) themes(c *gin.Context) error {
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
	list := []theme{}
	for _, t := range a.vocabulary.Themes() {
		said, in := t.Text(l)
		v := theme{Code: t.Code, Label: t.Name(l), Labels: byLanguage(t.Names), Text: text{said, string(in)},
			Concepts: each(t.Concepts, func(id directory.ConceptID) conceptRef {
				return conceptRef{string(id.Scheme()), id.Code(), a.vocabulary.ConceptLabel(id, l)}
			}),
			With: each(t.With, func(id directory.ConceptID) conceptRef {
				return conceptRef{string(id.Scheme()), id.Code(), a.vocabulary.ConceptLabel(id, l)}
			}), Links: map[string]string{}}
		for _, typ := range directory.RecordTypes {
			v.Links[string(typ)] = address(Prefix+"/"+string(typ), url.Values{"theme": {t.Code}}, l)
		}
		v.Links["opportunities"] = address(Prefix+"/opportunities", url.Values{"theme": {t.Code}}, l)
		list = append(list, v)
	}
	return send(c, themes{list})
}

// themes is the answer of /themes.
type themes struct {
	Themes []theme `json:"themes"`
}

type theme struct {
	Code     string            `json:"code"`
	Label    string            `json:"label"`
	Labels   map[string]string `json:"labels"`
	Text     text              `json:"text"`
	Concepts []conceptRef      `json:"concepts"`
	With     []conceptRef      `json:"with"`
	Links    map[string]string `json:"links"`
}
