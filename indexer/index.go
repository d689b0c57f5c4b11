package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/translit"
)

// Config is what an index stands on. Dir, Store, Vocabulary and Log are needed.
type Config struct {
	Dir        string // folder of its own; made when missing
	Store      store.Store
	Vocabulary *directory.Vocabulary
	Log        *slog.Logger
	// Mentions lists the concepts a text, split with translit.Words, in a language
	// speaks of, one for each time; without it searches for concepts find what
	// carries them only. It is called from several goroutines.
	Mentions func(text string, words []translit.Word, l directory.Language) []directory.ConceptID
	// Probe, when set, opens a generation of doubtful state in another process
	// before this one does: what kills that process is damage. It gets the
	// generation's path.
	Probe func(path string) error
	// Progress, when set, is told of a rebuild: documents done and in all.
	Progress func(done, total int)
	// Idle, when set, is closed once there is nothing more urgent to do than to make
	// what searches otherwise make when they first need it. Without it that is done
	// at once.
	Idle <-chan struct{}
}

// Index follows a store and answers questions. Safe for concurrent use.
type Index struct {
	cfg     Config
	builder *builder
	mark    string
	target  directory.Revision // where the store stood at the start: what ready means
	current atomic.Pointer[generation]
	ready   atomic.Bool
	isReady chan struct{} // closed when ready is first true

	idle     <-chan struct{}
	requests chan chan error // rebuilds asked for
	cancel   context.CancelFunc
	done     chan struct{}
	tidying  atomic.Bool
	beside   sync.WaitGroup // what is done beside following

	suspected sync.Once // one rebuild after the first sign of damage; see suspect
}

// errUnavailable is what questions get while there is no generation to ask.
var errUnavailable = fmt.Errorf("the search index is being built: %w", directory.ErrUnavailable)

// Open opens the index, or begins to build it when it is missing, damaged or of
// another version, and follows the store until Close. It returns before the
// index is ready; see WaitReady. Only a folder that cannot be used is an error:
// a damaged index is not.
func Open(ctx context.Context, cfg Config) (*Index, error) {
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("index folder: %w", err)
	}
	target, err := cfg.Store.Revision(ctx)
	if err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	x := &Index{
		cfg: cfg, builder: newBuilder(cfg), mark: mappingMark(cfg.Vocabulary), target: target,
		isReady: make(chan struct{}), idle: cfg.Idle, requests: make(chan chan error), done: make(chan struct{}),
	}
	if x.idle == nil {
		now := make(chan struct{})
		close(now)
		x.idle = now
	}
	if g, err := x.openCurrent(ctx); err == nil {
		x.current.Store(g)
		x.noteProgress(g)
	} else if !errors.Is(err, os.ErrNotExist) {
		cfg.Log.Warn("search index put aside, building it anew", "reason", err)
	}
	ctx, x.cancel = context.WithCancel(context.WithoutCancel(ctx))
	go x.keep(ctx)
	return x, nil
}

// openCurrent opens the generation CURRENT names, puts it aside when it cannot
// be used, and clears away what is not in use.
func (x *Index) openCurrent(ctx context.Context) (*generation, error) {
	name := x.currentName()
	x.clear(name)
	if name == "" {
		return nil, fmt.Errorf("no index yet: %w", os.ErrNotExist)
	}
	var g *generation
	err := checkRoot(filepath.Join(x.cfg.Dir, name, "store"))
	if err == nil && x.cfg.Probe != nil {
		err = x.cfg.Probe(filepath.Join(x.cfg.Dir, name))
	}
	if err == nil {
		g, err = openGeneration(x.cfg.Dir, name, x.mark)
	}
	if err == nil {
		if err = x.agrees(ctx, g); err != nil {
			err = errors.Join(err, g.close())
		}
	}
	if err == nil {
		return g, nil
	}
	if errors.Is(err, errStale) {
		x.drop(name)
	} else {
		x.putAside(name)
	}
	return nil, err
}

// agrees compares index and store at rest: neither may be ahead of the log, and
// at the same revision both hold the same number of records.
func (x *Index) agrees(ctx context.Context, g *generation) error {
	if g.checkpoint() > x.target {
		return fmt.Errorf("index at revision %d is ahead of the store at %d", g.checkpoint(), x.target)
	}
	if g.checkpoint() < x.target {
		return nil // it will follow
	}
	docs, err := g.bleve.DocCount()
	if err != nil {
		return err
	}
	records, err := countAll(ctx, x.cfg.Store)
	if err != nil {
		return err
	}
	if int(docs) != records {
		return fmt.Errorf("index holds %d records, the store %d", docs, records)
	}
	return nil
}

// Quick opens a generation as Open would and closes it again: the work of a
// probe. It may kill the process; that is its use.
func Quick(path string) error {
	dir, name := filepath.Split(filepath.Clean(path))
	g, err := openGeneration(dir, name, "")
	if errors.Is(err, errStale) {
		return nil // whatever its version, it opens
	}
	if err != nil {
		return err
	}
	return g.close()
}

// Revision is where the index stands and whether it has caught up with where
// the store stood at the start.
func (x *Index) Revision() (directory.Revision, bool) {
	if g := x.current.Load(); g != nil {
		return g.checkpoint(), x.ready.Load()
	}
	return 0, false
}

// WaitReady waits until the index answers completely, or for ctx's error.
func (x *Index) WaitReady(ctx context.Context) error {
	select {
	case <-x.isReady:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the index: %w", ctx.Err())
	}
}

// Reindex builds the index anew beside the present one, which answers until the
// new one takes its place, and waits for that.
func (x *Index) Reindex(ctx context.Context) error {
	reply := make(chan error, 1)
	select {
	case x.requests <- reply:
	case <-x.done:
		return store.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close stops following, waits for running searches and closes the files.
func (x *Index) Close() error {
	x.cancel()
	<-x.done
	defer x.beside.Wait() // after closing: Bleve takes no merge on while it does another
	if g := x.current.Swap(nil); g != nil {
		return g.close()
	}
	return nil
}

// use runs f on the present generation. A panic in Bleve is taken as damage:
// f's caller gets an error and the index is rebuilt.
func (x *Index) use(f func(*generation) error) (err error) {
	g, ok := x.acquire()
	if !ok {
		return errUnavailable
	}
	defer g.using.RUnlock()
	defer func() {
		if p := recover(); p != nil {
			x.suspect(p)
			err = fmt.Errorf("the search index is damaged and being rebuilt: %w", directory.ErrUnavailable)
		}
	}()
	return f(g)
}

// look is use on the generation's present state.
func (x *Index) look(f func(*generation, *view) error) error {
	return x.use(func(g *generation) error {
		v := g.view()
		defer v.release() // an error of closing files that are gone anyway
		return f(g, v)
	})
}

// acquire gives the present generation, locked for reading.
func (x *Index) acquire() (*generation, bool) {
	for {
		g := x.current.Load()
		if g == nil {
			return nil, false
		}
		g.using.RLock()
		if !g.shut {
			return g, true
		}
		g.using.RUnlock() // replaced meanwhile
	}
}

// suspect asks for one rebuild after a sign of damage.
func (x *Index) suspect(reason any) {
	x.suspected.Do(func() {
		x.cfg.Log.Error("search index damaged, rebuilding", "reason", reason)
		go func() {
			if err := x.Reindex(context.Background()); err != nil {
				x.cfg.Log.Error("rebuild search index", "error", err)
			}
		}()
	})
}

// Files of the index folder.

const currentFile = "CURRENT"
const damagedFolder = "damaged"

// currentName is the generation in use, "" when there is none.
func (x *Index) currentName() string {
	b, err := os.ReadFile(filepath.Join(x.cfg.Dir, currentFile))
	name := strings.TrimSpace(string(b))
	if err != nil || !isGeneration(name) {
		return ""
	}
	return name
}

func isGeneration(name string) bool {
	return len(name) == 7 && name[0] == 'g' && strings.Trim(name[1:], "0123456789") == ""
}

// nextName is a generation name not taken.
func (x *Index) nextName() string {
	n := 0
	files, _ := os.ReadDir(x.cfg.Dir)
	for _, f := range files {
		var m int
		if isGeneration(f.Name()) {
			fmt.Sscanf(f.Name(), "g%d", &m)
			n = max(n, m)
		}
	}
	return fmt.Sprintf("g%06d", (n+1)%1000000)
}

// setCurrent makes a generation the one in use, atomically and durably.
func (x *Index) setCurrent(name string) error {
	path := filepath.Join(x.cfg.Dir, currentFile)
	if err := writeSynced(path+".new", name+"\n"); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncFolder(x.cfg.Dir)
}

func writeSynced(path, text string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// clear removes generations that are not in use: half-built or replaced ones.
func (x *Index) clear(inUse string) {
	files, _ := os.ReadDir(x.cfg.Dir)
	for _, f := range files {
		if isGeneration(f.Name()) && f.Name() != inUse {
			x.drop(f.Name())
		}
	}
}

func (x *Index) drop(name string) {
	if err := os.RemoveAll(filepath.Join(x.cfg.Dir, name)); err != nil {
		x.cfg.Log.Warn("remove old search index", "name", name, "error", err)
	}
}

// putAside keeps a damaged generation, the last one only, for looking into.
func (x *Index) putAside(name string) {
	aside := filepath.Join(x.cfg.Dir, damagedFolder)
	err := os.RemoveAll(aside)
	if err == nil {
		err = os.Rename(filepath.Join(x.cfg.Dir, name), aside)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		x.cfg.Log.Warn("put damaged search index aside", "name", name, "error", err)
	}
}

// countAll is the number of records of all types.
func countAll(ctx context.Context, s store.Store) (int, error) {
	total := 0
	for _, t := range directory.RecordTypes {
		n, err := s.Count(ctx, t)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Differ lists the records of which index and store disagree: verify's view of
// the index. It compares ids and re-derives nothing else.
func (x *Index) Differ(ctx context.Context) (missing, extra []directory.Key, err error) {
	for _, t := range directory.RecordTypes {
		ids, at, err := x.All(ctx, search.Question{Type: t, Sort: search.SortName})
		if err != nil {
			return nil, nil, err
		}
		indexed := make(map[directory.RecordID]bool, len(ids))
		for _, id := range ids {
			indexed[id] = true
		}
		err = scanAll(ctx, x.cfg.Store, t, at, func(records []directory.Record, _ *store.DamagedError) error {
			for _, r := range records { // damaged ones the store's own verify reports
				if !indexed[r.Head().ID] {
					missing = append(missing, directory.KeyOf(r))
				}
				delete(indexed, r.Head().ID)
			}
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("compare index: %w", err)
		}
		for _, id := range slices.Sorted(maps.Keys(indexed)) {
			extra = append(extra, directory.Key{Type: t, ID: id})
		}
	}
	return missing, extra, nil
}
