package api

import (
	"fmt"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
)

// stats is what the directory holds.
type stats struct {
	Revision  uint64  `json:"revision"`
	Records   records `json:"records"`
	Countries []count `json:"countries"`
	Kinds     []count `json:"kinds"`
	Sectors   []count `json:"sectors"`
}

type records struct {
	Organisations int `json:"organisations"`
	Events        int `json:"events"`
	Calls         int `json:"calls"`
	Projects      int `json:"projects"`
}

func (a *API) stats(c *gin.Context) error {
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
	f, err := a.catalogue.Home(c.Request.Context(), l)
	if err != nil {
		return err
	}
	counts := func(values []catalogue.FacetValue) []count {
		return each(values, func(v catalogue.FacetValue) count { return count{v.Value, v.Label, v.Count} })
	}
	return send(c, stats{
		Revision:  uint64(f.Revision),
		Records:   records{f.Organisations, f.Events, f.Calls, f.Projects},
		Countries: counts(f.Countries), Kinds: counts(f.Kinds), Sectors: counts(f.Sectors),
	})
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
