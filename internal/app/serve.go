package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"euxine/internal/api"
	"euxine/internal/atlas"
	"euxine/internal/control"
	"euxine/internal/datadir"
	"euxine/internal/httpkit"
	"euxine/seed"
	"euxine/ui"
)

// stopTimeout is how long started requests may go on after the signal to stop:
// as long as the longest answer may take to write.
const stopTimeout = httpkit.WriteTimeout

// announceWait is how long the address is held back for the index to be ready.
const announceWait = 5 * time.Second

// searchesPerCore is how many searches run at once per processor; more only
// take each other's time. searchWait is how long one waits for its turn.
const (
	searchesPerCore = 4
	searchWait      = 2 * time.Second
)

// exportsAtOnce is how many downloads run at once: each holds the ids of what it
// found, and its turn for as long as its reader takes.
const exportsAtOnce = 16

// datasetsAtOnce is how many downloads of everything run at once: each reads the
// whole store, and compresses it, for as long as its reader takes.
const datasetsAtOnce = 2

// kitsAtOnce is how many lists are recognised or planned at once: each may keep a
// processor busy for seconds and holds its list in memory meanwhile.
const kitsAtOnce = 2

// Serve serves pages, API and the control socket until ctx ends, and finishes started requests. It listens before the index is
// ready: /readyz and the pages say so. started is called with the address once
// it listens.
func (a *App) Serve(ctx context.Context, started func(address string)) error {
	outlines := a.readAtlas()
	handler, err := a.handler(outlines)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	socket, err := control.Listen(a.dir.Path(datadir.SocketFile))
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := httpkit.NewServer(httpkit.ServerConfig{Addr: a.cfg.Listen, Handler: handler, Log: a.cfg.Log})
	commands := control.NewServer(a.local(), a.cfg.Build, a.cfg.Log)
	failed := make(chan error, 2)
	serve := func(s *http.Server, l net.Listener) {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- err
		}
	}
	go serve(server, listener)
	go serve(commands, socket)
	// Who follows the address printed wants answers: a small index is awaited.
	soon, enough := context.WithTimeout(ctx, announceWait)
	_ = a.index.WaitReady(soon) // a large one is not; pages and /readyz say so
	enough()
	started(listener.Addr().String())
	prepared := a.goPrepare(ctx, outlines)
	newsTold := a.goTellSeedNews(ctx)

	select {
	case err = <-failed:
	case <-ctx.Done():
		a.cfg.Log.Info("stopping: started requests are finished first")
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	err = errors.Join(err, server.Shutdown(stop), commands.Shutdown(stop))
	newsTold()
	prepared()
	return err
}

// handler is everything the server answers.
func (a *App) handler(outlines func() *atlas.Atlas) (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		a.gauge("euxine_store_revision", "Last committed revision of the store.", func(store, _ float64) float64 { return store }),
		a.gauge("euxine_index_lag_revisions", "Revisions the search index is behind the store.", func(store, index float64) float64 { return store - index }))
	limiter := httpkit.NewLimiter(searchesPerCore*runtime.GOMAXPROCS(0), searchWait)
	exports := httpkit.NewLimiter(exportsAtOnce, searchWait)
	jsonAPI := api.New(api.Config{Catalogue: a.catalogue, Searches: limiter, Exports: exports,
		// Files name records by the address, so they change with it.
		Datasets: httpkit.NewLimiter(datasetsAtOnce, searchWait), Address: a.cfg.publicURL(), Build: a.cfg.Build + " " + a.cfg.publicURL(),
		Metrics: promhttp.HandlerFor(registry, promhttp.HandlerOpts{})})
	pages, err := ui.New(ui.Config{Catalogue: a.catalogue, Vocabulary: a.vocabulary, Atlas: outlines, Limiter: limiter, Exports: exports, Kits: httpkit.NewLimiter(kitsAtOnce, searchWait),
		Address: a.cfg.publicURL(), Log: a.cfg.Log, Build: a.cfg.Build, Dev: a.cfg.Dev})
	if err != nil {
		return nil, err
	}
	engine := httpkit.NewEngine(httpkit.EngineConfig{Log: a.cfg.Log, Registry: registry,
		Render: httpkit.RenderByPath("/api/", api.Render, pages.RenderProblem),
		Asking: []string{api.ReconcilePath}, Bodies: map[string]int64{ui.ParticipantsPath: ui.MaxParticipantsBody, ui.PlanPath: ui.MaxParticipantsBody}})
	jsonAPI.Register(engine)
	pages.Register(engine)
	return engine, nil
}

func (a *App) gauge(name, help string, of func(store, index float64) float64) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
		s, err := a.catalogue.Standing(context.Background())
		if err != nil {
			return -1
		}
		return of(float64(s.Store), float64(s.Index))
	})
}

// readAtlas gives the outlines inside the program, which it reads when they are first
// asked for: a map may wait for them a moment, a start need not.
func (a *App) readAtlas() func() *atlas.Atlas {
	return sync.OnceValue(func() *atlas.Atlas {
		data, err := fs.ReadFile(seed.Files, "geo/regions.topo.json")
		if err != nil {
			panic(err) // it is inside the program
		}
		outlines, err := atlas.Read(data, a.vocabulary.Regions())
		if err != nil {
			panic(fmt.Errorf("the map inside the program: %w", err)) // a test reads the same file
		}
		return outlines
	})
}

// indexRest is how long the index is to have stood still before what is counted of all
// of it is counted anew: an import changes it several times a second.
const indexRest = time.Second

// goPrepare makes, beside the serving, what would otherwise be made when somebody first
// needs it and waits for it, one after the other: the first questions have the other
// processors. wait ends it and returns when it has ended.
func (a *App) goPrepare(ctx context.Context, outlines func() *atlas.Atlas) (wait func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.words().Prepare()
		close(a.idle)
		outlines()
		a.catalogue.KeepReady(ctx, indexRest)
	}()
	return func() {
		cancel()
		<-done
	}
}
