package api

import (
	"context"
	"fmt"
	"slices"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// concepts is the answer of /concepts.
type concepts struct {
	Total    int       `json:"total"`
	Schemes  []scheme  `json:"schemes"`
	Concepts []concept `json:"concepts"`
}

// scheme is a list of concepts and how far it is to be trusted.
type scheme struct {
	Scheme    string   `json:"scheme"`
	Title     string   `json:"title"`
	Status    string   `json:"status"`
	Sources   []string `json:"sources"`
	Note      string   `json:"note,omitempty"`
	Parameter string   `json:"parameter,omitempty"` // of a search; not for schemes that are no filter
	Concepts  int      `json:"concepts"`
}

// concept is one term, as in SKOS.
type concept struct {
	ID            string              `json:"id"`
	Scheme        string              `json:"scheme"`
	Code          string              `json:"code"`
	Label         string              `json:"label"`
	Labels        map[string]string   `json:"labels"`
	AltLabels     map[string][]string `json:"alt_labels,omitempty"`
	Notations     map[string]string   `json:"notations,omitempty"`
	Broader       *conceptRef         `json:"broader,omitempty"`
	Narrower      []conceptRef        `json:"narrower,omitempty"`
	Related       []conceptRef        `json:"related,omitempty"`
	Status        string              `json:"status,omitempty"`
	Organisations *int                `json:"organisations,omitempty"` // not for schemes that are no filter
}

func (a *API) listConcepts(c *gin.Context) error {
	p, err := query(c, "lang", "scheme")
	if err != nil {
		return err
	}
	l := p.language()
	only := oneOf(p, "scheme", directory.Schemes)
	if err := p.faults.Err(); err != nil {
		return err
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	v := concepts{Schemes: []scheme{}, Concepts: []concept{}}
	for _, s := range directory.Schemes {
		info, ok := a.vocabulary.Scheme(s)
		if !ok || only != "" && s != only {
			continue
		}
		v.Schemes = append(v.Schemes, a.schemeOf(info, l))
		counts, err := a.conceptCounts(c.Request.Context(), s)
		if err != nil {
			return err
		}
		for _, id := range a.vocabulary.ConceptsOf(s) {
			v.Concepts = append(v.Concepts, a.conceptOf(id, counts, l))
		}
	}
	v.Total = len(v.Concepts)
	return send(c, v)
}

func (a *API) oneConcept(c *gin.Context) error {
	p, err := query(c, "lang")
	if err != nil {
		return err
	}
	l := p.language()
	if err := p.faults.Err(); err != nil {
		return err
	}
	id := directory.NewConceptID(directory.Scheme(c.Param("scheme")), c.Param("code"))
	if _, ok := a.vocabulary.Concept(id); !ok {
		return httpkit.Say(fmt.Errorf("concept %q: %w", id, directory.ErrNotFound),
			fmt.Sprintf("There is no concept %q; %s/concepts lists them.", quotable(string(id)), Prefix))
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	counts, err := a.conceptCounts(c.Request.Context(), id.Scheme())
	if err != nil {
		return err
	}
	return send(c, a.conceptOf(id, counts, l))
}

// conceptCounts is how many organisations carry each concept of the scheme; nil
// for a scheme that is no filter.
func (a *API) conceptCounts(ctx context.Context, s directory.Scheme) (map[string]int, error) {
	if !slices.Contains(search.Facets, search.Facet(s)) {
		return nil, nil
	}
	return a.catalogue.Counts(ctx, search.Facet(s))
}

func (a *API) schemeOf(info directory.SchemeInfo, l directory.Language) scheme {
	v := scheme{Scheme: string(info.Scheme), Title: info.Title[l], Status: info.Status,
		Sources: each(info.Sources, func(s string) string { return s }), Note: info.Note,
		Concepts: len(a.vocabulary.ConceptsOf(info.Scheme))}
	if v.Title == "" {
		v.Title = info.Title["en"]
	}
	if slices.Contains(search.Facets, search.Facet(info.Scheme)) {
		v.Parameter = string(info.Scheme)
	}
	return v
}

func (a *API) conceptOf(id directory.ConceptID, counts map[string]int, l directory.Language) concept {
	known, _ := a.vocabulary.Concept(id)
	refs := func(ids []directory.ConceptID) []conceptRef {
		return each(ids, func(id directory.ConceptID) conceptRef { return a.conceptRef(id, l) })
	}
	v := concept{ID: string(id), Scheme: string(id.Scheme()), Code: id.Code(), Label: a.vocabulary.ConceptLabel(id, l),
		Labels: byLanguage(known.PrefLabel), AltLabels: map[string][]string{}, Notations: known.Notations,
		Narrower: refs(a.vocabulary.Narrower(id)), Related: refs(known.Related), Status: known.Status}
	for alt, words := range known.AltLabel {
		v.AltLabels[string(alt)] = words
	}
	if known.Broader != "" {
		broader := a.conceptRef(known.Broader, l)
		v.Broader = &broader
	}
	if counts != nil {
		n := counts[id.Code()]
		v.Organisations = &n
	}
	return v
}

func (a *API) conceptRef(id directory.ConceptID, l directory.Language) conceptRef {
	return conceptRef{string(id.Scheme()), id.Code(), a.vocabulary.ConceptLabel(id, l)}
}
