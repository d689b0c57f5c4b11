// Package ui is the directory's face to people: pages rendered on the server,
// complete without a script, in each of the reader languages.
//
// It turns what package catalogue answers into pages and knows neither storage
// nor index. A page is a typed struct that embeds [Page], one file of
// templates/ and the handler that fills it; all text a reader sees comes from
// locales/, all looks from static/css/, and the small modules of static/js/
// only make quicker what works without them.
//
// Where to begin: [UI.Register] for the addresses, [Page] for what every page
// has, templates/layout.html for the frame.
package ui

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/atlas"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/httpkit"
	"euxine/internal/search"
	"euxine/internal/store"
)

//go:embed templates static locales
var embedded embed.FS

// sourceFolder is where templates, static files and locales are read from in
// development: the folder of this package, seen from the top of the repository.
const sourceFolder = "ui"

// Catalogue is what the pages ask of the directory; *catalogue.Catalogue is one.
type Catalogue interface {
	Today() directory.Date
	Standing(ctx context.Context) (catalogue.Standing, error)
	Home(ctx context.Context, l directory.Language) (*catalogue.HomeFacts, error)
	Search(ctx context.Context, q search.Question) (*catalogue.Answer, error)
	Organisation(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.Profile, error)
	NearIDs(ctx context.Context, id string, l directory.Language) ([]catalogue.Ref, error)
	Items(ctx context.Context, q search.Question) (*catalogue.ItemAnswer, error)
	Soonest(ctx context.Context, q search.Question, most int, but search.Filters) ([]catalogue.Item, error)
	TypeCounts(ctx context.Context, q search.Question) ([]catalogue.TypeCount, error)
	Event(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.EventPage, error)
	Call(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.CallPage, error)
	Project(ctx context.Context, id directory.RecordID, l directory.Language) (*catalogue.ProjectPage, error)
	Regions(ctx context.Context, l directory.Language) ([]catalogue.RegionCount, error)
	Brief(ctx context.Context, code directory.RegionCode, l directory.Language) (*catalogue.Brief, error)
	Map(ctx context.Context, q catalogue.MapQuestion) (*catalogue.MapAnswer, error)
	Data(ctx context.Context, l directory.Language) (*catalogue.DataFacts, error)
	Parts(ctx context.Context, t directory.RecordType, size int) ([]directory.RecordID, error)
	Walk(ctx context.Context, t directory.RecordType, after, upTo directory.RecordID, limit int, do func(id directory.RecordID, changed time.Time) error) error
	Opportunities(ctx context.Context, asked search.Opportunities) (*catalogue.OpportunityAnswer, error)
	Known(ctx context.Context, ids []directory.RecordID, l directory.Language) (found []catalogue.Ref, unknown []directory.RecordID, err error)
	Changes(ctx context.Context, q search.ChangesQuestion) (*catalogue.ChangeList, error)
	RecordHistory(ctx context.Context, key directory.Key, before directory.Revision, limit int) (*catalogue.RecordHistory, error)
	HistoryOf(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]store.Version, error)
	Address() string
	ReadApplicant(values url.Values) (eligibility.Applicant, []search.ParameterFault)
	ApplicantOf(ctx context.Context, id directory.RecordID, l directory.Language) (eligibility.Applicant, catalogue.Ref, error)
	CallsFor(ctx context.Context, a eligibility.Applicant, q search.Question, only eligibility.Answer) (*catalogue.CallsAnswer, error)
	JudgeItem(it catalogue.Item, a eligibility.Applicant) eligibility.Judgement
	ApplicantsFor(ctx context.Context, id directory.RecordID, q search.Question) (*catalogue.Applicants, error)
	Consortium(ctx context.Context, call directory.RecordID, ids []directory.RecordID, l directory.Language) (*catalogue.ConsortiumPage, error)
	ExportSearch(ctx context.Context, w io.Writer, q search.Question, f exchange.Format, labels directory.Language) error
	Gather(ctx context.Context, event directory.RecordID, file string, in io.Reader, l directory.Language) (*catalogue.Gathered, error)
	Resume(ctx context.Context, s *gathering.State, l directory.Language) (*catalogue.Gathered, error)
	ReadPartnerOptions(values url.Values) (catalogue.PartnerOptions, []search.ParameterFault)
	ReadDescribed(values url.Values) (catalogue.Described, []search.ParameterFault)
	Partners(ctx context.Context, id directory.RecordID, o catalogue.PartnerOptions) (*catalogue.Partners, error)
	PartnersFor(ctx context.Context, d catalogue.Described, o catalogue.PartnerOptions) (*catalogue.Partners, error)
	RelatedSectors(ctx context.Context, l directory.Language) ([]catalogue.SectorPair, int, directory.Revision, error)
	Meet(ctx context.Context, q catalogue.MeetQuestion) (*catalogue.Planned, error)
	Booklet(ctx context.Context, ids []directory.RecordID, l directory.Language) (map[directory.RecordID]catalogue.BookletEntry, error)
}

// Config is what the pages need; the limiters may be nil, the rest is required but
// for Address: without it addresses in heads and sitemaps have no host.
type Config struct {
	Catalogue  Catalogue
	Vocabulary *directory.Vocabulary
	Atlas      func() *atlas.Atlas // read when a page first shows a map
	Log        *slog.Logger
	Limiter    *httpkit.Limiter // of searches, shared with the API
	Exports    *httpkit.Limiter // of downloads, likewise
	Kits       *httpkit.Limiter // of lists recognised and meetings planned: these take seconds
	Address    string           // where people reach the directory; see exchange.ParseAddress
	Build      string           // names the program's version; pages of another build are not reused
	Dev        bool             // read templates, static files and locales from ./ui at every request
}

// UI serves the pages. Safe for concurrent use.
type UI struct {
	catalogue  Catalogue
	vocabulary *directory.Vocabulary
	atlas      func() *atlas.Atlas
	log        *slog.Logger
	limiter    *httpkit.Limiter
	exports    *httpkit.Limiter
	kits       *httpkit.Limiter
	base       string   // Config.Address
	plain      []string // paths of the pages that need nothing chosen, behind the language
	build      string
	source     fs.FS // set in development only
	loaded     *site
	cities     map[cityKey]directory.City
}

// site is everything read from files.
type site struct {
	assets  *assets
	locales *locales
	pages   pages
}

// New reads and checks templates, static files and locales.
func New(cfg Config) (*UI, error) {
	u := &UI{catalogue: cfg.Catalogue, vocabulary: cfg.Vocabulary, atlas: cfg.Atlas, log: cfg.Log, limiter: cfg.Limiter, exports: cfg.Exports, kits: cfg.Kits, base: cfg.Address,
		build: cfg.Build, cities: citiesByName(cfg.Vocabulary)}
	var source fs.FS = embedded
	if cfg.Dev {
		source = os.DirFS(sourceFolder)
		u.source = source
	}
	var err error
	if u.loaded, err = load(source); err != nil {
		return nil, fmt.Errorf("pages: %w", err)
	}
	return u, nil
}

func load(fsys fs.FS) (*site, error) {
	a, errA := loadAssets(fsys)
	l, errL := loadLocales(fsys)
	p, errP := loadPages(fsys)
	if err := errors.Join(errA, errL, errP); err != nil {
		return nil, err
	}
	return &site{assets: a, locales: l, pages: p}, nil
}

// current is the site as loaded at start, in development as it is on disk now.
func (u *UI) current() (*site, error) {
	if u.source == nil {
		return u.loaded, nil
	}
	return load(u.source)
}

// Register adds the pages' routes. Problems of requests that no route answers
// are shown by [UI.RenderProblem], which the engine is to be given.
func (u *UI) Register(r gin.IRouter) {
	for _, route := range []struct {
		path   string
		handle httpkit.Handler
	}{
		{"/", u.entrance},
		{"/:lang", u.languageOnly},
		{"/:lang/", u.page(u.home)},
		{"/:lang/search", u.limiter.Limit(u.page(u.list(directory.Organisations)))},
		{"/:lang/events", u.limiter.Limit(u.page(u.list(directory.Events)))},
		{"/:lang/calls", u.limiter.Limit(u.page(u.list(directory.Calls)))},
		{"/:lang/projects", u.limiter.Limit(u.page(u.list(directory.Projects)))},
		{"/:lang/organisations/:id", u.page(u.organisation)},
		{"/:lang/events/:id", u.page(u.event)},
		{ParticipantsPath, u.page(u.participants)},
		{PlanPath, u.page(u.planForm)},
		{"/:lang/calls/:id", u.limiter.Limit(u.page(u.call))},
		{"/:lang/projects/:id", u.page(u.project)},
		{"/:lang/organisations/:id/partners", u.limiter.Limit(u.page(u.partners))},
		{"/:lang/match", u.limiter.Limit(u.page(u.matching))},
		{"/:lang/organisations/:id/history", u.limiter.Limit(u.page(u.history(directory.Organisations)))},
		{"/:lang/events/:id/history", u.limiter.Limit(u.page(u.history(directory.Events)))},
		{"/:lang/calls/:id/history", u.limiter.Limit(u.page(u.history(directory.Calls)))},
		{"/:lang/projects/:id/history", u.limiter.Limit(u.page(u.history(directory.Projects)))},
		{"/:lang/regions", u.page(u.regions)},
		{"/:lang/regions/:code", u.limiter.Limit(u.page(u.region))},
		{"/:lang/map", u.limiter.Limit(u.page(u.chart))},
		{"/:lang/compare", u.limiter.Limit(u.page(u.compare))},
		{"/:lang/consortium", u.limiter.Limit(u.page(u.consortium))},
		{"/:lang/opportunities", u.limiter.Limit(u.page(u.opportunities))},
		{"/:lang/themes", u.limiter.Limit(u.page(u.themes))},
		{"/:lang/themes/:code", u.limiter.Limit(u.page(u.theme))},
		{"/:lang/shortlist", u.limiter.Limit(u.page(u.shortlist))},
		{"/:lang/data", u.page(u.data)},
		{"/:lang/changes", u.limiter.Limit(u.page(u.changes))},
		{"/:lang/help", u.page(u.help)},
		{"/:lang/accessibility", u.page(u.accessibility)},
		{"/static/*file", u.static},
		{"/favicon.svg", u.favicon},
		{"/robots.txt", u.robots},
		{sitemapPath, u.exports.Stream(u.sitemap)},
		{sitemapPart + ":part", u.exports.Stream(u.sitemapOf)},
	} {
		if path, ok := strings.CutPrefix(route.path, "/:lang/"); ok && !strings.Contains(path, ":") {
			u.plain = append(u.plain, path)
			if path != "" {
				httpkit.Get(r, route.path+"/", u.adapt(u.page(u.leadTo(path))))
			}
		}
		httpkit.Get(r, route.path, u.adapt(route.handle))
	}
	// People take the end off the address of an organisation.
	httpkit.Get(r, "/:lang/organisations", u.adapt(u.page(u.leadTo("search"))))
	httpkit.Get(r, "/:lang/organisations/", u.adapt(u.page(u.leadTo("search"))))
	r.POST(ParticipantsPath, u.adapt(u.kits.Limit(u.page(u.gather))))
	r.POST(PlanPath, u.adapt(u.kits.Limit(u.page(u.plan))))
}

// adapt makes a Gin handler of h. What the catalogue finds wrong with the question, such
// as a cursor of another one, is named like what is found while reading it.
func (u *UI) adapt(h httpkit.Handler) gin.HandlerFunc {
	return httpkit.Adapt(u.RenderProblem, func(c *gin.Context) error {
		err := h(c)
		if wrong, ok := errors.AsType[search.ParameterFaults](err); ok {
			return badParameters(wrong)
		}
		return err
	})
}
