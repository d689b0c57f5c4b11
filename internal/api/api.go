package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/reconcile"
	"euxine/internal/search"
	"euxine/internal/store"
)

// Prefix begins every path of the API but those of the operators' three.
const Prefix = "/api/v1"

// Catalogue is what the API asks of package catalogue.
type Catalogue interface {
	Vocabulary() *directory.Vocabulary
	Today() directory.Date
	Search(ctx context.Context, q search.Question) (*catalogue.Answer, error)
	Suggest(ctx context.Context, q search.Question) ([]catalogue.Completion, error)
	Organisation(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.Profile, error)
	NearIDs(ctx context.Context, id string, l directory.Language) ([]catalogue.Ref, error)
	Items(ctx context.Context, q search.Question) (*catalogue.ItemAnswer, error)
	Event(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.EventPage, error)
	Call(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.CallPage, error)
	Project(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.ProjectPage, error)
	NearItems(ctx context.Context, t directory.RecordType, id string, l directory.Language) ([]catalogue.Item, error)
	HistoryOf(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]store.Version, error)
	ExportSearch(ctx context.Context, w io.Writer, q search.Question, f exchange.Format, labels directory.Language) error
	ExportRecord(ctx context.Context, key directory.Key, f exchange.Format, labels directory.Language) ([]byte, error)
	Dataset(ctx context.Context, w io.Writer, readme func(catalogue.DatasetFacts) string) error
	DatasetFacts(ctx context.Context) (catalogue.DatasetFacts, error)
	Region(ctx context.Context, code directory.RegionCode, l directory.Language) (*catalogue.RegionPage, error)
	Brief(ctx context.Context, code directory.RegionCode, l directory.Language) (*catalogue.Brief, error)
	Statistics(ctx context.Context, asked search.Statistics) (*catalogue.Statistics, error)
	Data(ctx context.Context, l directory.Language) (*catalogue.DataFacts, error)
	Changes(ctx context.Context, q search.ChangesQuestion) (*catalogue.ChangeList, error)
	Opportunities(ctx context.Context, asked search.Opportunities) (*catalogue.OpportunityAnswer, error)
	EachOpportunity(ctx context.Context, asked search.Opportunities, do func(catalogue.Opportunity) error) error
	Counts(ctx context.Context, f search.Facet) (map[string]int, error)
	Standing(ctx context.Context) (catalogue.Standing, error)
	ReadApplicant(values url.Values) (eligibility.Applicant, []search.ParameterFault)
	ApplicantOf(ctx context.Context, id directory.RecordID, l directory.Language) (eligibility.Applicant, catalogue.Ref, error)
	CallsFor(ctx context.Context, a eligibility.Applicant, q search.Question, only eligibility.Answer) (*catalogue.CallsAnswer, error)
	ApplicantsFor(ctx context.Context, id directory.RecordID, q search.Question) (*catalogue.Applicants, error)
	Consortium(ctx context.Context, call directory.RecordID, ids []directory.RecordID, l directory.Language) (*catalogue.ConsortiumPage, error)
	Recognise(ctx context.Context, rows []reconcile.Row, l directory.Language) ([]catalogue.Recognised, error)
	ReadPartnerOptions(values url.Values) (catalogue.PartnerOptions, []search.ParameterFault)
	ReadDescribed(values url.Values) (catalogue.Described, []search.ParameterFault)
	Partners(ctx context.Context, id directory.RecordID, o catalogue.PartnerOptions) (*catalogue.Partners, error)
	PartnersFor(ctx context.Context, d catalogue.Described, o catalogue.PartnerOptions) (*catalogue.Partners, error)
	RelatedSectors(ctx context.Context, l directory.Language) ([]catalogue.SectorPair, int, directory.Revision, error)
}

// Config is what the API stands on; all fields are needed but Searches, Exports
// and Datasets, which then are not bounded.
type Config struct {
	Catalogue Catalogue
	// Searches bounds how many searches run at once, with those of the pages.
	Searches *httpkit.Limiter
	// Exports bounds how many downloads run at once. They last as long as
	// their readers take, so they are not to take the searches' turns.
	Exports *httpkit.Limiter
	// Datasets bounds how many downloads of everything run at once.
	Datasets *httpkit.Limiter
	// Address is where people reach the directory, as [exchange.ParseAddress]
	// gives it.
	Address string
	// Metrics answers /metrics.
	Metrics http.Handler
	// Build names the program's build: answers may be kept as long as it and
	// the revisions stay the same.
	Build string
}

// API answers programs. Safe for concurrent use.
type API struct {
	catalogue  Catalogue
	vocabulary *directory.Vocabulary
	searches   *httpkit.Limiter
	exports    *httpkit.Limiter
	datasets   *httpkit.Limiter
	address    string
	metrics    http.Handler
	build      string
	document   []byte // openapi.yaml as JSON
}

// New puts an API on its parts. It panics when the embedded document cannot be
// read: only a programmer can have broken it.
func New(cfg Config) *API {
	return &API{
		catalogue:  cfg.Catalogue,
		vocabulary: cfg.Catalogue.Vocabulary(),
		searches:   cfg.Searches,
		exports:    cfg.Exports,
		datasets:   cfg.Datasets,
		address:    cfg.Address,
		metrics:    cfg.Metrics,
		build:      cfg.Build,
		document:   documentJSON(),
	}
}

// Register declares every route of the API.
func (a *API) Register(r gin.IRouter) {
	limit := a.searches.Limit // costly: they search, or may to help; find, opportunities and stats have limits of their own
	for _, route := range []struct {
		path    string
		handler httpkit.Handler
	}{
		{Prefix + "/organisations", a.find(directory.Organisations)},
		{Prefix + "/organisations/:id", limit(oneRecord(a, directory.Organisations, a.gatherOrganisation))},
		{Prefix + "/organisations/:id/history", limit(historyOf(a, directory.Organisations, a.organisationRecordOf))},
		{Prefix + "/organisations/:id/calls", limit(a.callsOf)},
		{Prefix + "/organisations/:id/partners", limit(a.partnersOf)},
		{Prefix + "/events", a.find(directory.Events)},
		{Prefix + "/events/:id", limit(oneRecord(a, directory.Events, a.gatherEvent))},
		{Prefix + "/events/:id/history", limit(historyOf(a, directory.Events, a.eventRecordOf))},
		{Prefix + "/calls", a.find(directory.Calls)},
		{Prefix + "/calls/:id", limit(oneRecord(a, directory.Calls, a.gatherCall))},
		{Prefix + "/calls/:id/history", limit(historyOf(a, directory.Calls, a.callRecordOf))},
		{Prefix + "/calls/:id/applicants", limit(a.applicantsFor)},
		{Prefix + "/consortium", limit(a.consortiumOf)},
		{Prefix + "/projects", a.find(directory.Projects)},
		{Prefix + "/projects/:id", limit(oneRecord(a, directory.Projects, a.gatherProject))},
		{Prefix + "/projects/:id/history", limit(historyOf(a, directory.Projects, a.projectRecordOf))},
		{Prefix + "/opportunities", a.opportunities},
		{Prefix + "/themes", a.themes},
		{Prefix + "/sectors/related", limit(a.relatedSectors)},
		{Prefix + "/suggest", limit(a.suggest)},
		{Prefix + "/concepts", a.listConcepts},
		{Prefix + "/concepts/:scheme/:code", a.oneConcept},
		{Prefix + "/regions", a.listRegions},
		{Prefix + "/regions/:code", limit(a.oneRegion)},
		{Prefix + "/regions/:code/brief", limit(a.brief)},
		{Prefix + "/stats", a.stats},
		{datasetPath, a.dataset},
		{dcatPath, a.dcat},
		{Prefix + "/changes", limit(a.changes)},
		{Prefix + "/openapi.json", a.openAPI},
		{"/healthz", a.health},
		{"/readyz", a.ready},
		{"/metrics", a.serveMetrics},
	} {
		httpkit.Get(r, route.path, open, adapt(route.handler))
		r.OPTIONS(route.path, open, preflight)
	}
	for _, path := range WaysIn {
		httpkit.Get(r, path, open, func(c *gin.Context) { c.Redirect(http.StatusFound, Prefix+"/openapi.json") })
	}
	post(r, Prefix+"/eligibility", limit(a.eligible))
	a.registerReconcile(r)
	post(r, Prefix+"/match", limit(a.matchDescribed))
}

// WaysIn are where somebody looks for the API: they lead to the document.
var WaysIn = []string{"/api", "/api/", Prefix, Prefix + "/"}

// adapt makes a Gin handler of h. What the catalogue finds wrong with the question, such
// as a cursor of another one, is named like what is found while reading it.
func adapt(h httpkit.Handler) gin.HandlerFunc {
	return httpkit.Adapt(Render, func(c *gin.Context) error {
		err := h(c)
		if wrong, ok := errors.AsType[search.ParameterFaults](err); ok {
			return httpkit.BadParameters(each(wrong, faultOf))
		}
		return err
	})
}

// open lets scripts of every origin read the answer: there is nothing in the
// API that is not public.
func open(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Content-Disposition, ETag, Link, Retry-After, X-Request-Id")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	c.Next()
}

// preflight answers what a browser asks before a script of another origin may
// send a conditional request.
func preflight(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
	h.Set("Access-Control-Allow-Headers", "If-None-Match")
	h.Set("Access-Control-Max-Age", "86400") // a day; browsers ask again sooner
	h.Set("Allow", "GET, HEAD, OPTIONS")
	c.Status(http.StatusNoContent)
}

// notModified answers 304 when the visitor has the answer already. Answers
// depend on both revisions (the index's for what is found, the store's for what
// is shown), and through ages on the date. While the index is not ready its
// revision says nothing about its answers, so they are not tagged.
func (a *API) notModified(c *gin.Context, l directory.Language) (bool, error) {
	s, err := a.catalogue.Standing(c.Request.Context())
	if err != nil {
		return false, err
	}
	if !s.Ready {
		c.Header("Cache-Control", "no-store")
		return false, nil
	}
	return httpkit.NotModified(c, "api", a.build, fmt.Sprint(s.Store), fmt.Sprint(s.Index), string(l), a.catalogue.Today().String()), nil
}

const (
	jsonType    = "application/json; charset=utf-8"
	problemType = "application/problem+json; charset=utf-8"
)

// send answers with v as JSON.
func send(c *gin.Context, v any) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	httpkit.Write(c, http.StatusOK, jsonType, body)
	return nil
}

// encode leaves <, > and & as they are: answers are JSON by their type and may
// not be sniffed, and names with an ampersand stay readable.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode answer: %w", err)
	}
	return b.Bytes(), nil
}
