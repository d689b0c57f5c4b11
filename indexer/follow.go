package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// maxBatch is about how many documents one index batch holds: large enough that
// a batch's fsync does not dominate, small enough to stay a few megabytes.
const maxBatch = 1000

// retryAfter is how long the keeper waits after a failure of store or index
// before it tries again.
const retryAfter = 2 * time.Second

// freshenEvery is how often searches are moved to segments that Bleve has merged
// meanwhile; until then the old files stay.
const freshenEvery = time.Second

// keep is the one goroutine that writes to the index: it builds it when there
// is none, follows the change log, and rebuilds on request.
func (x *Index) keep(ctx context.Context) {
	defer close(x.done)
	for ctx.Err() == nil {
		err := x.step(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
		case errors.Is(err, store.ErrClosed):
			return
		default:
			x.cfg.Log.Error("follow the change log", "error", err)
			select {
			case <-time.After(retryAfter):
			case <-ctx.Done():
			}
		}
	}
}

// step does the next thing there is to do.
func (x *Index) step(ctx context.Context) error {
	g := x.current.Load()
	if g == nil {
		return x.rebuild(ctx)
	}
	if far, err := x.farBehind(ctx, g); err != nil {
		return err
	} else if far {
		return x.catchUpAtOnce(ctx)
	}
	at := g.checkpoint()
	more, err := x.catchUp(ctx, g)
	if errors.Is(err, store.ErrCompacted) {
		x.cfg.Log.Info("the change log no longer reaches back to the search index, building it anew", "index", at)
		return x.rebuild(ctx)
	}
	if err != nil || more {
		return err
	}
	x.noteProgress(g)
	if g.wasteful() {
		return x.rebuild(ctx)
	}
	idle := x.idle
	select { // what a step has added is prepared before the next is awaited
	case <-idle:
		if err := g.prepare(); err != nil {
			return err
		}
		x.tidy(ctx, g)
		idle = nil
	default:
	}
	waiting, stop := context.WithCancel(ctx)
	defer stop()
	news := make(chan error, 1)
	go func() { news <- x.cfg.Store.Wait(waiting, at) }()
	fresh := time.NewTicker(freshenEvery)
	defer fresh.Stop()
	for {
		select {
		case err := <-news:
			return err
		case <-idle:
			if err := g.prepare(); err != nil {
				return err
			}
			x.tidy(ctx, g)
			idle = nil
		case <-fresh.C:
			if err := g.freshen(); err != nil {
				return err
			}
			if idle == nil {
				x.tidy(ctx, g)
			}
		case reply := <-x.requests:
			err := x.rebuild(ctx)
			reply <- err
			return err
		}
	}
}

// farBehind says whether the store has, or is about to have, so many more records
// than the index that building it anew takes less time than following: half, since
// following looks every record up, and writes one batch after the other, each to
// disk before the next.
func (x *Index) farBehind(ctx context.Context, g *generation) (bool, error) {
	have := g.living()
	// What waits is asked first: a chunk applied meanwhile counts twice, not never.
	waiting, err := x.cfg.Store.PendingImport(ctx)
	if err != nil {
		return false, err
	}
	records, err := countAll(ctx, x.cfg.Store)
	return records+waiting > 2*have+farAhead, err
}

// farAhead is how many records more than twice its own an index follows: of fewer
// the first are found sooner than all of them would be.
const farAhead = 20_000

// catchUpAtOnce builds the index anew. An import being applied is waited for, chunk
// by chunk: what is found before its end is what was there before it.
func (x *Index) catchUpAtOnce(ctx context.Context) error {
	at, err := x.cfg.Store.Revision(ctx)
	if err != nil {
		return err
	}
	left, err := x.cfg.Store.PendingImport(ctx)
	if err != nil {
		return err
	}
	if left == 0 {
		return x.rebuild(ctx)
	}
	waiting, stop := context.WithCancel(ctx)
	defer stop()
	news := make(chan error, 1)
	go func() { news <- x.cfg.Store.Wait(waiting, at) }()
	select {
	case err := <-news:
		return err
	case reply := <-x.requests:
		err := x.rebuild(ctx)
		reply <- err
		return err
	}
}

// noteProgress turns ready once the index has reached the start revision.
func (x *Index) noteProgress(g *generation) {
	if g.checkpoint() >= x.target && !x.ready.Swap(true) {
		close(x.isReady)
	}
}

// step is what a number of changes come to.
type step struct {
	entries []entry
	at      directory.Revision
}

// catchUp applies all changes of the log there are, unless they become too many to
// follow, and says whether there were any. While one step is written the next is read.
func (x *Index) catchUp(ctx context.Context, g *generation) (more bool, err error) {
	group, ctx := errgroup.WithContext(ctx)
	steps := make(chan step)
	group.Go(func() error {
		defer close(steps)
		for at := g.checkpoint(); ; {
			if far, err := x.farBehind(ctx, g); err != nil || far {
				return err
			}
			s, err := x.changed(ctx, at)
			if err != nil || s.at == at {
				return err
			}
			select {
			case steps <- s:
				at = s.at
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	group.Go(func() error {
		for s := range steps {
			more = true
			if err := g.write(s.entries, s.at); err != nil {
				return err
			}
		}
		return nil
	})
	return more, group.Wait()
}

// changed is what changed since a revision, as far as it fits in a step.
func (x *Index) changed(ctx context.Context, since directory.Revision) (step, error) {
	changes, err := x.cfg.Store.Changes(ctx, since, maxBatch)
	if err != nil || len(changes) == 0 {
		return step{at: since}, err
	}
	// A later change of a record makes an earlier one needless: what counts is
	// what the store holds now. Reading a newer state than the change's is
	// harmless, since its own change follows.
	at := map[directory.Key]int{}
	s := step{at: changes[len(changes)-1].Revision}
	var keys []directory.Key
	for _, c := range changes {
		if _, seen := at[c.Key]; !seen {
			at[c.Key] = len(s.entries)
			s.entries, keys = append(s.entries, entry{key: c.Key}), append(keys, c.Key)
		}
	}
	for len(keys) > 0 {
		n := min(len(keys), store.MaxScan)
		records, err := x.cfg.Store.GetMany(ctx, keys[:n])
		if errors.Is(err, directory.ErrDamaged) {
			x.cfg.Log.Error("damaged record left out of the search index", "error", err)
		} else if err != nil {
			return s, fmt.Errorf("read changed records: %w", err)
		}
		for _, r := range records {
			if r != nil {
				s.entries[at[directory.KeyOf(r)]] = x.builder.entry(r)
			}
		}
		keys = keys[n:]
	}
	return s, nil
}

// rebuild builds a generation beside the present one from a consistent state of
// the store, follows the log up to now and puts it in the other's place. There
// is no moment without an index if there was one before.
func (x *Index) rebuild(ctx context.Context) (err error) {
	at, err := x.cfg.Store.Revision(ctx)
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	began := time.Now()
	g, err := createGeneration(x.cfg.Dir, x.nextName(), x.mark)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
			x.drop(g.name)
		}
	}()
	n, err := x.fill(ctx, g, at)
	if err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	if _, err = x.catchUp(ctx, g); err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	if err := x.setCurrent(g.name); err != nil {
		return fmt.Errorf("rebuild index: %w", err)
	}
	old := x.current.Swap(g)
	x.noteProgress(g)
	x.cfg.Log.Info("search index built", "documents", n, "revision", g.checkpoint(), "took", time.Since(began).Round(time.Millisecond))
	if old != nil {
		if err := old.close(); err != nil {
			x.cfg.Log.Warn("close replaced search index", "error", err)
		}
		x.drop(old.name)
	}
	return nil
}

// fillers is how many goroutines make entries of records and write them to a new
// generation: while one waits for Bleve to build a segment the other reads on.
const fillers = 2

// fill writes all documents of the state at a revision.
func (x *Index) fill(ctx context.Context, g *generation, at directory.Revision) (n int, err error) {
	total, err := countAll(ctx, x.cfg.Store)
	if err != nil {
		return 0, err
	}
	group, ctx := errgroup.WithContext(ctx)
	chunks := make(chan []directory.Record)
	group.Go(func() error {
		defer close(chunks)
		for _, t := range directory.RecordTypes {
			err := scanAll(ctx, x.cfg.Store, t, at, func(records []directory.Record, damaged *store.DamagedError) error {
				if damaged != nil {
					x.cfg.Log.Error("damaged record left out of the search index", "error", damaged)
				}
				select {
				case chunks <- records:
				case <-ctx.Done():
					return ctx.Err()
				}
				if n += len(records); x.cfg.Progress != nil {
					x.cfg.Progress(n, max(n, total))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	for range fillers {
		group.Go(func() error {
			for records := range chunks {
				entries := make([]entry, len(records))
				for i, r := range records {
					entries[i] = x.builder.entry(r)
				}
				if err := g.fill(entries); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return n, err
	}
	g.table.Prepare()
	return n, g.finish(at)
}

// scanAll hands on all records of a type in the state at a revision, chunk by
// chunk, and each damaged one that ends a chunk.
func scanAll(ctx context.Context, s store.Store, t directory.RecordType, at directory.Revision,
	each func([]directory.Record, *store.DamagedError) error) error {
	if at == 0 {
		return nil
	}
	scan := store.Scan{Type: t, Limit: maxBatch, AsOf: at}
	for {
		records, err := s.Scan(ctx, scan)
		var damaged *store.DamagedError
		if err != nil && !errors.As(err, &damaged) {
			return err
		}
		if err := each(records, damaged); err != nil {
			return err
		}
		switch {
		case damaged != nil:
			scan.After = damaged.Key.ID
		case len(records) < maxBatch:
			return nil
		default:
			scan.After = records[len(records)-1].Head().ID
		}
	}
}
