// Package app puts the program together: it opens the data directory, the store
// and the search index, finishes an import a crash cut short, fills an empty
// directory from the seed, and runs the server until it is told to stop.
// Closing goes the other way round.
//
// The code, as a tour: a record is defined in package directory; a seed file is
// turned into records by exchange; catalogue plans and applies the import;
// store (boltstore) keeps the records and logs each change; indexer follows the
// log into Bleve; search says what may be asked; catalogue answers with labels
// and highlights; api and ui show the answers, control lets commands work beside
// a running server.
//
// Where to begin: [Open], [App.Serve]; [Connect] for commands.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"time"

	"euxine/indexer"
	"euxine/internal/catalogue"
	"euxine/internal/control"
	"euxine/internal/datadir"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/lexicon"
	"euxine/internal/store/boltstore"
	"euxine/internal/translit"
	"euxine/seed"
	"euxine/ui"
)

// Config is what the program is started with. Data and Log are needed.
type Config struct {
	Data   string // path of the data directory
	Listen string // address the server listens on; only for Serve
	Build  string // names this build in pages and caches
	// PublicURL is where people reach the directory, as [exchange.ParseAddress]
	// gives it; "": where it listens.
	PublicURL string
	Dev       bool // pages read templates and assets from the source tree
	Log       *slog.Logger
	// Create makes the data directory when there is none.
	Create bool
	// Fill imports the seed into a store that holds nothing yet.
	Fill bool
	// Progress, when set, is told how far long work has come.
	Progress func(stage string, done, total int64)
	// Probe, when set, opens a file of doubtful state in another process first,
	// since what is damaged can kill the one that opens it. kind is "store" or
	// "index".
	Probe func(kind, path string) error
}

// quiet gives Progress a listener where there is none.
func (c *Config) quiet() {
	if c.Progress == nil {
		c.Progress = func(string, int64, int64) {}
	}
}

// publicURL is where people reach the directory: as far as nobody says, on this
// machine, where a server listens unless told otherwise.
func (c *Config) publicURL() string {
	if c.PublicURL != "" {
		return c.PublicURL
	}
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil { // nothing listens
		return "http://127.0.0.1:8080"
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() { // every address is none
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// App is an open data directory with everything that works on it.
type App struct {
	cfg        Config
	dir        *datadir.Dir
	store      *boltstore.Store
	index      *indexer.Index
	vocabulary *directory.Vocabulary
	words      func() *lexicon.Lexicon
	catalogue  *catalogue.Catalogue
	idle       chan struct{} // closed by a server that waits for questions
}

// Open opens a data directory. The search index may not be ready yet.
func Open(ctx context.Context, cfg Config) (a *App, err error) {
	cfg.quiet()
	a = &App{cfg: cfg, idle: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			a = nil
		}
	}()
	if a.vocabulary, err = exchange.ReadVocabulary(seed.Files); err != nil {
		return a, fmt.Errorf("the vocabulary inside the program: %w", err)
	}
	if !cfg.Create {
		if _, err := os.Stat(cfg.Data); errors.Is(err, fs.ErrNotExist) {
			return a, fmt.Errorf("no data directory at %s: euxine serve or euxine import makes one, --data names another: %w", cfg.Data, directory.ErrNotFound)
		}
	}
	if a.dir, err = datadir.Open(cfg.Data); err != nil {
		return a, err
	}
	if err := a.openStore(); err != nil {
		return a, err
	}
	// Whatever is to be written before the directory is ready is written before
	// the index is opened: ready means that the index has reached it.
	writer := catalogue.New(catalogue.Config{Store: a.store, Vocabulary: a.vocabulary, Now: time.Now, Log: cfg.Log})
	if err := writer.ResumeImport(ctx); err != nil {
		return a, err
	}
	if cfg.Fill {
		if err := a.fill(ctx, writer); err != nil {
			return a, err
		}
	}
	words, said := lexicon.Later(a.vocabulary)
	if cfg.Listen != "" { // a server's first question is not to wait for it
		go func() { words().PrepareQuestions() }()
	}
	a.words = words
	if err := a.openIndex(ctx, said); err != nil {
		return a, err
	}
	a.catalogue = catalogue.New(catalogue.Config{Store: a.store, Index: a.index, Vocabulary: a.vocabulary, Lexicon: words, Now: time.Now, Log: cfg.Log,
		Address: cfg.publicURL(), Pages: ui.Languages()})
	return a, nil
}

func (a *App) openStore() (err error) {
	file := a.dir.Path(datadir.DatabaseFile)
	options := boltstore.Options{}
	if !a.dir.Initialised() {
		if a.store, err = boltstore.Create(file, options); err != nil {
			return err
		}
		return a.dir.Initialise()
	}
	if a.dir.Doubtful() && a.cfg.Probe != nil {
		if err := a.cfg.Probe("store", file); err != nil {
			return fmt.Errorf("open %s: it was not closed in order and a trial opening failed; restore it from a backup: %w: %w", file, directory.ErrDamaged, err)
		}
	}
	a.store, err = boltstore.Open(file, options)
	return err
}

func (a *App) openIndex(ctx context.Context, mentions func(string, []translit.Word, directory.Language) []directory.ConceptID) (err error) {
	cfg := indexer.Config{Dir: a.dir.Path(datadir.IndexFolder), Store: a.store, Vocabulary: a.vocabulary, Mentions: mentions, Log: a.cfg.Log,
		Progress: func(done, total int) { a.cfg.Progress("index", int64(done), int64(total)) }}
	if a.cfg.Listen != "" {
		cfg.Idle = a.idle
	}
	if a.dir.Doubtful() && a.cfg.Probe != nil {
		cfg.Probe = func(path string) error { return a.cfg.Probe("index", path) }
	}
	a.index, err = indexer.Open(ctx, cfg)
	return err
}

// Quick opens a store file or an index generation and closes it again: the work
// of a probe. It may kill the process; that is its use.
func Quick(kind, path string) error {
	switch kind {
	case "store":
		return boltstore.Quick(path)
	case "index":
		return indexer.Quick(path)
	}
	return fmt.Errorf("probe %q: %w", kind, directory.ErrInvalid)
}

// local is the operations on the open directory.
func (a *App) local() *control.Local {
	return &control.Local{Catalogue: a.catalogue, Store: a.store, Index: a.index, Copy: a.store, Now: time.Now}
}

// Close closes what Open opened, in reverse. The directory is marked as closed
// in order only when its store was opened and everything closed without an
// error: a doubtful one that was refused stays doubtful.
func (a *App) Close() error {
	var err error
	opened := a.store != nil
	if a.index != nil {
		err = errors.Join(err, a.index.Close())
		a.index = nil
	}
	if a.store != nil {
		err = errors.Join(err, a.store.Close())
		a.store = nil
	}
	if a.dir != nil {
		if err == nil && opened {
			err = a.dir.Close()
		} else {
			err = errors.Join(err, a.dir.Abandon())
		}
		a.dir = nil
	}
	return err
}
