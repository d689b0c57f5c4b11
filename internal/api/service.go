package api

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// stats is what the directory holds, how complete it is and how old.
type stats struct {
	Revision     uint64         `json:"revision"`
	Records      records        `json:"records"`
	States       states         `json:"states"`
	Countries    []count        `json:"countries"`
	Kinds        []count        `json:"kinds"`
	Sectors      []count        `json:"sectors"`
	Completeness []completeness `json:"completeness"`
	SourceYears  []yearCount    `json:"source_years"`
	Stale        int            `json:"stale"`
}

type records struct {
	Organisations int `json:"organisations"`
	Events        int `json:"events"`
	Calls         int `json:"calls"`
	Projects      int `json:"projects"`
}

// states are how many of what has dates are in which state today.
type states struct {
	Events   stateCounts `json:"events"`
	Calls    stateCounts `json:"calls"`
	Projects stateCounts `json:"projects"`
}

type stateCounts struct {
	Open    int `json:"open"`
	Coming  int `json:"coming"`
	Past    int `json:"past"`
	Undated int `json:"undated"`
}

// completeness is how many organisations have a fact.
type completeness struct {
	Fact string `json:"fact"`
	Have int    `json:"have"`
	Lack int    `json:"lack"`
}

// yearCount is how many organisations have a source of a year.
type yearCount struct {
	Year  int `json:"year,omitempty"` // 0: the source has no date
	Count int `json:"count"`
}

// holdings answers with what there is, where no numbers of a search are asked for.
func (a *API) holdings(c *gin.Context) error {
	p, err := query(c, "lang", "group_by")
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
	d, err := a.catalogue.Data(c.Request.Context(), l)
	if err != nil {
		return err
	}
	f := d.Home
	v := stats{
		Revision:  uint64(f.Revision),
		Records:   records{f.Organisations, f.Events, f.Calls, f.Projects},
		Countries: countsOf(f.Countries), Kinds: countsOf(f.Kinds), Sectors: countsOf(f.Sectors),
		Completeness: each(d.Completeness, func(n catalogue.Completeness) completeness { return completeness{n.Fact, n.Have, n.Lack} }),
		SourceYears:  each(d.Years, func(n catalogue.YearCount) yearCount { return yearCount{n.Year, n.Count} }),
		Stale:        d.Stale,
	}
	for t, into := range map[directory.RecordType]*stateCounts{
		directory.Events: &v.States.Events, directory.Calls: &v.States.Calls, directory.Projects: &v.States.Projects} {
		if *into, err = a.stateCounts(c, t); err != nil {
			return err
		}
	}
	return send(c, v)
}

func (a *API) stateCounts(c *gin.Context, t directory.RecordType) (stateCounts, error) {
	all, err := a.catalogue.Items(c.Request.Context(), search.Question{Type: t, Sort: search.SortName, Page: 1, PerPage: 1, WithFacets: true})
	if err != nil {
		return stateCounts{}, err
	}
	n := map[string]int{}
	for _, f := range all.Facets {
		if f.Facet == search.FacetState {
			for _, v := range f.Values {
				n[v.Value] = v.Count
			}
		}
	}
	return stateCounts{n[search.StateOpen], n[search.StateComing], n[search.StatePast], n[search.StateUndated]}, nil
}

func countsOf(values []catalogue.FacetValue) []count {
	return each(values, func(v catalogue.FacetValue) count { return count{v.Value, v.Label, v.Count} })
}

// standing is the answer of /healthz and /readyz.
type standing struct {
	Status        string  `json:"status"`
	StoreRevision *uint64 `json:"store_revision,omitempty"`
	IndexRevision *uint64 `json:"index_revision,omitempty"`
}

// health says that the process answers, whatever the state of its data.
func (a *API) health(c *gin.Context) error {
	if err := none(c); err != nil {
		return err
	}
	c.Header("Cache-Control", "no-store")
	return send(c, standing{Status: "ok"})
}

// ready says whether searches answer completely; until then it is a 503.
func (a *API) ready(c *gin.Context) error {
	if err := none(c); err != nil {
		return err
	}
	s, err := a.catalogue.Standing(c.Request.Context())
	if err != nil {
		return err
	}
	if !s.Ready {
		return httpkit.Say(fmt.Errorf("index at revision %d of %d: %w", s.Index, s.Store, directory.ErrUnavailable),
			fmt.Sprintf("The search index is being built: it stands at revision %d of %d.", s.Index, s.Store))
	}
	c.Header("Cache-Control", "no-store")
	at, index := uint64(s.Store), uint64(s.Index)
	return send(c, standing{"ready", &at, &index})
}

// serveMetrics knows one parameter: Prometheus may ask for single metrics.
func (a *API) serveMetrics(c *gin.Context) error {
	p, err := query(c, "name[]")
	if err != nil {
		return err
	}
	if err := p.faults.Err(); err != nil {
		return err
	}
	a.metrics.ServeHTTP(c.Writer, c.Request)
	return nil
}
