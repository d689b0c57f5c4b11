package httpkit

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// Bounds of a connection. net/http has none of its own and keeps a slow one for
// ever.
const (
	// ReadHeaderTimeout: a header comes in one packet or two; who needs longer
	// is holding the connection on purpose.
	ReadHeaderTimeout = 5 * time.Second
	// ReadTimeout lets the largest body through at a poor phone's 20 kB/s.
	ReadTimeout = 30 * time.Second
	// WriteTimeout lets a large page through at the same speed. A stream longer
	// than that extends its own deadline.
	WriteTimeout = 60 * time.Second
	// IdleTimeout is how long a reader looks at a page before the next click.
	IdleTimeout = 120 * time.Second
	// MaxHeaderBytes holds the longest URL accepted and as much again for
	// cookies and the rest.
	MaxHeaderBytes = 16 << 10
	// MaxURL is the longest request target, in bytes: far more than the longest
	// query with a hundred filters, and what every browser and proxy carries.
	MaxURL = 8 << 10
	// MaxBody is the largest request body, in bytes: that of a form. Routes that
	// take files have bounds of their own: see [EngineConfig].
	MaxBody = 64 << 10
)

// ServerConfig is what a server needs; all fields.
type ServerConfig struct {
	Addr    string
	Handler http.Handler
	Log     *slog.Logger
}

// NewServer is an http.Server with every bound set.
func NewServer(cfg ServerConfig) *http.Server {
	return &http.Server{
		Addr:              cfg.Addr,
		Handler:           cfg.Handler,
		ReadHeaderTimeout: ReadHeaderTimeout,
		ReadTimeout:       ReadTimeout,
		WriteTimeout:      WriteTimeout,
		IdleTimeout:       IdleTimeout,
		MaxHeaderBytes:    MaxHeaderBytes,
		// What net/http itself complains about is a visitor's broken connection.
		ErrorLog: slog.NewLogLogger(cfg.Log.Handler(), slog.LevelDebug),
	}
}

// EngineConfig is what an engine needs; all fields.
type EngineConfig struct {
	Log      *slog.Logger
	Registry prometheus.Registerer
	// Render shows the problems of requests that no handler of a face answers:
	// no such path, no such method, refused before routing, panics.
	Render Renderer
	// Asking are the paths that scripts of every origin may send POST to: what is
	// asked there changes nothing.
	Asking []string
	// Bodies are the largest bodies, in bytes, of routes that take more than MaxBody,
	// by the route's pattern.
	Bodies map[string]int64
}

// NewEngine is a Gin engine with all middleware in place and no routes. It
// believes no forwarding header, answers nothing before the middleware has run
// and matches paths in their decoded form. Registering two engines on one
// registry panics.
func NewEngine(cfg EngineConfig) *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // or it prints to standard output
	e := gin.New()
	if err := e.SetTrustedProxies(nil); err != nil {
		panic(err) // nil is always accepted
	}
	e.HandleMethodNotAllowed = true
	e.RedirectTrailingSlash = false
	e.RedirectFixedPath = false
	e.UseRawPath = false

	e.Use(
		identify,
		observe(cfg.Log, newMetrics(cfg.Registry)),
		secure,
		compress,
		recoverPanics(cfg.Render),
		limitURL(cfg.Render),
		refuseCrossOrigin(cfg.Render, cfg.Asking),
		limitBody(cfg.Render, cfg.Bodies),
	)
	e.NoRoute(func(c *gin.Context) { fail(c, cfg.Render, errNoRoute) })
	e.NoMethod(func(c *gin.Context) { fail(c, cfg.Render, errNoMethod) })
	return e
}
