package api

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// answer is a search answered.
type answer struct {
	Total    int     `json:"total"`
	TookMS   float64 `json:"took_ms"`
	Revision uint64  `json:"revision"`
	// Interpretation will say which words were read as which concept or place.
	// It is part of the form from the start and empty while words are words.
	Interpretation []struct{}              `json:"interpretation"`
	Page           int                     `json:"page"`
	PerPage        int                     `json:"per_page"`
	Sort           string                  `json:"sort"`
	Hits           []hit                   `json:"hits"`
	Facets         map[string][]facetValue `json:"facets"`
	Filters        []filter                `json:"filters"`
	Suggestions    []suggestion            `json:"suggestions"`
	Next           string                  `json:"next,omitempty"`
	Previous       string                  `json:"previous,omitempty"`
	Cursor         string                  `json:"cursor,omitempty"`
}

// hit is one organisation found.
type hit struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	NameLanguage   string             `json:"name_language,omitempty"`
	NamePieces     []piece            `json:"name_pieces"`
	NativeName     string             `json:"native_name,omitempty"`
	NativeLanguage string             `json:"native_language,omitempty"`
	NativePieces   []piece            `json:"native_pieces,omitempty"`
	Kind           label              `json:"kind"`
	Country        label              `json:"country"`
	Region         *label             `json:"region,omitempty"`
	City           string             `json:"city,omitempty"`
	Concepts       map[string][]label `json:"concepts"`
	Snippet        *snippet           `json:"snippet,omitempty"`
	Matched        []match            `json:"matched"`
	Website        string             `json:"website,omitempty"`
	Founded        string             `json:"founded,omitempty"`
	Members        int                `json:"members,omitempty"`
	Label          *label             `json:"label,omitempty"`
	Status         string             `json:"status"`
	SourceDate     string             `json:"source_date,omitempty"`
	Score          float64            `json:"score,omitempty"` // only where hits are in its order
}

// snippet is the passage that answers the query, else the beginning of the
// description.
type snippet struct {
	Language string  `json:"language,omitempty"`
	Pieces   []piece `json:"pieces"`
}

// match is one reason why a hit was found.
type match struct {
	How   string `json:"how"`
	Field string `json:"field"`
	Query string `json:"query"`
	Text  string `json:"text"`
}

// facetValue is one line of a facet; hierarchical ones come in tree order.
type facetValue struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
	Depth    int    `json:"depth"`
}

// filter is one in force.
type filter struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Label     string `json:"label"`
}

// suggestion is a way out of an answer without hits.
type suggestion struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Label     string `json:"label"`
	Total     int    `json:"total"`
}

func (a *API) searchOrganisations(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	q, faults := search.Parse(values, a.vocabulary)
	if len(faults) > 0 {
		return httpkit.BadParameters(each(faults, faultOf))
	}
	if done, err := a.notModified(c, q.Lang); done || err != nil {
		return err
	}
	found, err := a.catalogue.Search(c.Request.Context(), q)
	if err != nil {
		return err
	}
	if found.Total == 0 {
		httpkit.CountEmpty(c)
	}
	v := answerOf(found)
	for _, link := range []struct{ rel, address string }{{"next", v.Next}, {"prev", v.Previous}} {
		if link.address != "" {
			c.Writer.Header().Add("Link", "<"+link.address+`>; rel="`+link.rel+`"`)
		}
	}
	return send(c, v)
}

func answerOf(found *catalogue.Answer) answer {
	q := found.Question
	v := answer{
		Total: found.Total, TookMS: float64(found.Took.Microseconds()) / 1000, Revision: uint64(found.Revision),
		Interpretation: []struct{}{},
		Page:           q.Page, PerPage: q.PerPage, Sort: string(q.Sort),
		Hits:   make([]hit, len(found.Hits)),
		Facets: map[string][]facetValue{},
		Filters: each(found.Active, func(f catalogue.ActiveFilter) filter {
			return filter{f.Parameter, f.Value, f.Label}
		}),
		Suggestions: each(found.Suggestions, func(s catalogue.Suggestion) suggestion {
			return suggestion{s.Parameter, s.Value, s.Label, s.Total}
		}),
		Cursor: found.Next,
	}
	for i, h := range found.Hits {
		v.Hits[i] = hitOf(h)
		if q.Sort == search.SortRelevance {
			v.Hits[i].Score = h.Score
		}
	}
	for _, f := range found.Facets {
		v.Facets[string(f.Facet)] = each(f.Values, func(n catalogue.FacetValue) facetValue {
			return facetValue{n.Value, n.Label, n.Count, n.Selected, n.Depth}
		})
	}
	v.Next, v.Previous = neighbours(found)
	return v
}

// neighbours are the addresses of the pages before and after. Past the window,
// and for who came by cursor, the way on is a cursor, and there is none back.
func neighbours(found *catalogue.Answer) (next, previous string) {
	q := found.Question
	path := Prefix + "/organisations"
	if q.Cursor == "" && q.Page > 1 {
		previous = address(path, search.Page(q, q.Page-1), q.Lang)
	}
	switch {
	case q.Cursor == "" && q.Page*q.PerPage >= found.Total, found.Next == "":
	case q.Cursor == "" && (q.Page+1)*q.PerPage <= search.MaxWindow:
		next = address(path, search.Page(q, q.Page+1), q.Lang)
	default:
		values := search.Page(q, 1)
		values.Set("cursor", found.Next)
		next = address(path, values, q.Lang)
	}
	return next, previous
}

func hitOf(h catalogue.Hit) hit {
	v := hit{
		ID: string(h.ID), Name: h.Name.String(), NameLanguage: string(h.NameLang), NamePieces: piecesOf(h.Name),
		NativeName: h.Native.String(), NativeLanguage: string(h.NativeLang),
		Kind: labelOf(h.Kind), Country: labelOf(h.Country), Region: labelIf(h.Region), City: h.City,
		Concepts: map[string][]label{},
		Matched: each(h.Matched, func(m catalogue.Match) match {
			return match{string(m.How), m.Field, m.Query, m.Text}
		}),
		Website: h.Website, Founded: h.Founded.String(), Members: h.Members, Label: labelIf(h.Label),
		Status: string(h.Status), SourceDate: h.SourceDate.String(),
	}
	if len(h.Native) > 0 {
		v.NativePieces = piecesOf(h.Native)
	}
	for scheme, concepts := range map[string][]catalogue.Labelled{"sector": h.Sectors, "ecosystem": h.Ecosystems} {
		if len(concepts) > 0 {
			v.Concepts[scheme] = labelsOf(concepts)
		}
	}
	if len(h.Snippet) > 0 {
		v.Snippet = &snippet{string(h.SnippetLang), piecesOf(h.Snippet)}
	}
	return v
}

// organisationPath is the address of an organisation's document.
func organisationPath(id, rest string) string {
	return Prefix + "/organisations/" + url.PathEscape(id) + rest
}
