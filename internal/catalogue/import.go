package catalogue

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
)

// ImportFile is a file to import. It is read once.
type ImportFile struct {
	Name   string               // for messages; its last part is kept as the records' provenance
	Format exchange.Format      // "": what the name says
	Type   directory.RecordType // "": what the name says, else that of the options
	Open   func() (io.ReadCloser, error)
}

// ImportOptions say how to import.
type ImportOptions struct {
	DryRun bool
	By     string               // who, for the history: "import seed", "import FILE"
	Type   directory.RecordType // of files whose name does not say; may be ""
	// Progress hears how far it has come; may be nil. total 0: not known.
	Progress func(stage string, done, total int64)
}

// The stages of an import, as Progress hears them; done and total are records.
const (
	StageCheck = "checking"
	StageApply = "importing"
)

// Import reads the files and checks everything: each record, ids given twice,
// links, former ids. On the way it finds out what is new, changed and as it was,
// and stages what is to be written. With a fault, or for a dry run, it ends there:
// the stage is dropped and nothing is written. Else what is staged is committed
// and applied in chunks. A record that is as it was is not written: importing the
// same files again changes nothing, the revision included.
//
// Faults are in the report, with a nil error. The error is of a kind of package
// directory: ErrConflict when a record changed since it was compared (nothing is
// written; try again), ErrUnavailable from the store. When the
// report says Committed along with an error, the import is binding but not yet
// applied to the end; [Catalogue.ResumeImport] completes it.
func (c *Catalogue) Import(ctx context.Context, files []ImportFile, o ImportOptions) (*Report, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.applyImport(ctx, func(int64) {}); err != nil {
		return nil, fmt.Errorf("import: complete an earlier import: %w", err)
	}
	p := newImportPlan(c.vocabulary, c.store, files, o)
	p.at = c.now().UTC()
	r := &p.report
	err := p.check(ctx)
	if err == nil {
		r.Revision, err = c.store.Revision(ctx)
	}
	if err != nil {
		p.drop(ctx)
		return nil, fmt.Errorf("import: %w", err)
	}
	todo := r.Total().Created + r.Total().Changed
	if o.DryRun || r.Refused() || todo == 0 {
		p.drop(ctx)
		return r, nil
	}
	if err := p.commit(ctx); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	r.Committed = true
	err = c.applyImport(ctx, func(left int64) { p.progress(StageApply, int64(todo)-left, int64(todo)) })
	if err != nil {
		return r, fmt.Errorf("import: %w", err)
	}
	if r.Revision, err = c.store.Revision(ctx); err != nil {
		return r, fmt.Errorf("import: %w", err)
	}
	c.log.Info("imported", "by", o.By, "created", r.Total().Created, "changed", r.Total().Changed,
		"unchanged", r.Total().Unchanged, "revision", r.Revision)
	return r, nil
}

// ResumeImport completes an import that was committed but not applied to the
// end, after a crash or a stop. It does nothing when there is none. Call it
// before the directory is said to be ready.
func (c *Catalogue) ResumeImport(ctx context.Context) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	left, err := c.store.PendingImport(ctx)
	if err != nil {
		return fmt.Errorf("resume import: %w", err)
	}
	if left == 0 {
		return nil
	}
	c.log.Info("completing an import", "records", left)
	if err := c.applyImport(ctx, func(int64) {}); err != nil {
		return fmt.Errorf("resume import: %w", err)
	}
	return nil
}

// applyImport applies a committed import chunk by chunk, if there is one.
func (c *Catalogue) applyImport(ctx context.Context, progress func(left int64)) error {
	for {
		left, _, err := c.store.ApplyImport(ctx)
		if err != nil {
			return err
		}
		progress(int64(left))
		if left == 0 {
			return nil
		}
	}
}

// CheckFiles checks files as an import does, without a directory to import into:
// links to records that the files do not hold are not followed.
func CheckFiles(ctx context.Context, v *directory.Vocabulary, files []ImportFile, o ImportOptions) (*Report, error) {
	o.DryRun = true
	p := newImportPlan(v, nil, files, o)
	if err := p.check(ctx); err != nil {
		return nil, fmt.Errorf("check files: %w", err)
	}
	p.report.CheckedOnly = true
	return &p.report, nil
}

// importPlan is an import on its way. It keeps ids and places of each record, not
// the records: what is to be written goes to the stage.
type importPlan struct {
	mapping *exchange.Mapping
	store   store.Store // nil: nothing to compare with
	files   []ImportFile
	opts    ImportOptions
	ledger  *exchange.Ledger
	report  Report

	waiting []exchange.Item // read, not yet compared
	read    int64

	at     time.Time  // of the import
	ops    []store.Op // compared, not yet staged
	staged bool       // a stage is open
}

// compareChunk is how many records are compared at a time.
const compareChunk = 500

func newImportPlan(v *directory.Vocabulary, s store.Store, files []ImportFile, o ImportOptions) *importPlan {
	return &importPlan{mapping: exchange.NewMapping(v), store: s, files: files, opts: o,
		ledger: exchange.NewLedger(), report: Report{DryRun: o.DryRun}}
}

func (p *importPlan) progress(stage string, done, total int64) {
	if p.opts.Progress != nil {
		p.opts.Progress(stage, done, total)
	}
}

// readFile reads one file.
func (p *importPlan) readFile(ctx context.Context, f ImportFile, each func(exchange.Item) error) error {
	in, err := f.Open()
	if err != nil {
		return &unreadableError{f.Name, err}
	}
	defer in.Close()
	src := exchange.Source{File: f.Name, Format: f.Format, Type: f.Type}
	if src.Type == "" {
		src.Type = exchange.TypeOf(f.Name)
	}
	if src.Type == "" {
		src.Type = p.opts.Type
	}
	r := &remembering{r: in}
	src.Reader = r
	if err = p.readItems(ctx, src, each); r.err != nil {
		return &unreadableError{f.Name, r.err}
	}
	return err
}

// readAhead is how many items are read before those before them are done with:
// reading takes as long as what is done with them.
const readAhead = 256

// readItems reads the items of a file while each is at those before.
func (p *importPlan) readItems(ctx context.Context, src exchange.Source, each func(exchange.Item) error) error {
	group, ctx := errgroup.WithContext(ctx)
	batches := make(chan []exchange.Item)
	group.Go(func() error {
		defer close(batches)
		batch := make([]exchange.Item, 0, readAhead)
		pass := func() error {
			select {
			case batches <- batch:
				batch = make([]exchange.Item, 0, readAhead)
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		err := p.mapping.Read(src, func(it exchange.Item) error {
			if batch = append(batch, it); len(batch) < readAhead {
				return nil
			}
			return pass()
		})
		return cmp.Or(pass(), err)
	})
	group.Go(func() error {
		for batch := range batches {
			for _, it := range batch {
				if err := each(it); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return group.Wait()
}

// remembering keeps the error of reading, to tell it from those of what was read.
type remembering struct {
	r   io.Reader
	err error
}

func (m *remembering) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	if err != nil && err != io.EOF {
		m.err = err
	}
	return n, err
}

// unreadableError is a file that cannot be opened or read.
type unreadableError struct {
	file string
	err  error
}

func (e *unreadableError) Error() string { return "read " + e.file + ": " + e.err.Error() }
func (e *unreadableError) Unwrap() error { return e.err }

// fault says it as the report does.
func (e *unreadableError) fault() exchange.Located {
	return exchange.Located{File: e.file,
		Fault: directory.Fault{Field: "file", Key: directory.FaultSyntax, Args: []string{e.err.Error()}}}
}

// check reads the files and stages what is to be written, but for the last of it.
func (p *importPlan) check(ctx context.Context) error {
	for _, f := range p.files {
		err := p.readFile(ctx, f, func(it exchange.Item) error { return p.enter(ctx, it) })
		var unreadable *unreadableError
		switch {
		case errors.As(err, &unreadable):
			p.report.addFaults(unreadable.fault())
		case err != nil:
			return err
		}
	}
	if err := p.compare(ctx); err != nil {
		return err
	}
	p.progress(StageCheck, p.read, p.read)
	if p.store != nil {
		if err := p.checkFormerIDs(ctx); err != nil {
			return err
		}
		if err := p.checkLinks(ctx); err != nil {
			return err
		}
	} else {
		p.checkFormerIDsAmong()
	}
	p.report.sortFaults(p.files)
	return nil
}

// enter takes in one item.
func (p *importPlan) enter(ctx context.Context, it exchange.Item) error {
	p.report.addFaults(it.Faults...)
	p.report.addNotices(it.Notes...)
	p.report.addFaults(p.ledger.Add(it)...)
	if it.Record == nil {
		return nil
	}
	p.read++
	p.report.of(it.Record.Type()).Read++
	if p.read%compareChunk == 0 {
		p.progress(StageCheck, p.read, 0)
	}
	if p.report.Refused() || p.store == nil {
		return nil // it ends with the faults
	}
	if p.waiting = append(p.waiting, it); len(p.waiting) == compareChunk {
		return p.compare(ctx)
	}
	return nil
}

// compare finds out what the waiting records are to the store.
func (p *importPlan) compare(ctx context.Context) error {
	items := p.waiting
	p.waiting = p.waiting[:0]
	if len(items) == 0 || p.report.Refused() {
		return nil
	}
	keys := make([]directory.Key, len(items))
	for i, it := range items {
		keys[i] = directory.KeyOf(it.Record)
	}
	there, err := p.store.GetMany(ctx, keys)
	if err != nil {
		return fmt.Errorf("compare with what is there: %w", err)
	}
	for i, it := range items {
		switch old := there[i]; {
		case old == nil:
			// Its id may have been given up by a record that still answers to it.
			holder, err := p.store.Resolve(ctx, keys[i])
			switch {
			case errors.Is(err, directory.ErrNotFound):
			case err != nil:
				return err
			default:
				p.report.owed = append(p.report.owed, owedID{holder: directory.Key{Type: keys[i].Type, ID: holder},
					fault: it.Locate(directory.Fault{Field: "id", Value: string(keys[i].ID), Key: directory.FaultFormerID, Args: []string{string(holder)}})})
			}
			p.report.create(it)
			p.put(it.Record, 0)
		case exchange.Same(old, it.Record):
			p.report.leave(it)
		default:
			p.report.change(it, old)
			p.put(it.Record, old.Head().Revision)
		}
	}
	if len(p.ops) >= store.MaxOps-compareChunk {
		return p.stage(ctx)
	}
	return nil
}

// put has a record written where it is at a revision, 0 for a new one: the store
// holds that against it when the import is committed, so that an edit since is not
// written over.
func (p *importPlan) put(r directory.Record, at directory.Revision) {
	if p.opts.DryRun {
		return
	}
	r.Head().Provenance.ImportedAt = p.at
	p.ops = append(p.ops, store.Op{Put: r, Expect: &at})
}

// checkFormerIDs sees to it that after the import no id names two records.
// Imports delete nothing, so a record's id stays its own.
func (p *importPlan) checkFormerIDs(ctx context.Context) error {
	p.checkFormerIDsAmong()
	for _, f := range p.ledger.FormerIDs() {
		if p.ledger.Has(f.Key) {
			continue
		}
		_, err := p.store.Get(ctx, f.Key)
		if errors.Is(err, directory.ErrNotFound) {
			var holder directory.RecordID
			holder, err = p.store.Resolve(ctx, f.Key)
			// A holder in the files says there what it holds from now on.
			if err == nil && (holder == f.Of || p.ledger.Has(directory.Key{Type: f.Key.Type, ID: holder})) {
				continue
			}
			f.IfTaken.Args = []string{string(holder)}
		}
		switch {
		case errors.Is(err, directory.ErrNotFound):
		case err != nil:
			return fmt.Errorf("check former ids: %w", err)
		default:
			p.report.addFaults(f.IfTaken)
		}
	}
	for _, o := range p.report.owed {
		if !p.ledger.Has(o.holder) {
			p.report.addFaults(o.fault)
		}
	}
	return nil
}

// checkFormerIDsAmong compares the former ids in the files with the ids there.
func (p *importPlan) checkFormerIDsAmong() {
	for _, f := range p.ledger.FormerIDs() {
		if p.ledger.Has(f.Key) {
			p.report.addFaults(f.IfTaken)
		}
	}
}

// checkLinks finds the links that lead nowhere: neither into the files nor to a
// record of the store, by its id or a former one.
func (p *importPlan) checkLinks(ctx context.Context) error {
	wanted := p.ledger.Wanted()
	for len(wanted) > 0 {
		keys := wanted[:min(len(wanted), store.MaxScan)]
		wanted = wanted[len(keys):]
		there, err := p.store.GetMany(ctx, keys)
		if err != nil {
			return fmt.Errorf("check links: %w", err)
		}
		for i, k := range keys {
			if there[i] != nil {
				continue
			}
			if _, err := p.store.Resolve(ctx, k); err == nil {
				continue
			} else if !errors.Is(err, directory.ErrNotFound) {
				return fmt.Errorf("check links: %w", err)
			}
			faults, more := p.ledger.Dangling(k)
			p.report.addFaults(faults...)
			p.report.FaultCount += more
		}
	}
	return nil
}

// stage stages what is to be written so far.
func (p *importPlan) stage(ctx context.Context) error {
	if len(p.ops) == 0 {
		return nil
	}
	if !p.staged {
		if err := p.store.BeginImport(ctx, p.opts.By, p.at); err != nil {
			return err
		}
		p.staged = true
	}
	err := p.store.StageImport(ctx, p.ops)
	clear(p.ops)
	p.ops = p.ops[:0]
	return err
}

// commit makes the import binding. When that fails nothing is staged.
func (p *importPlan) commit(ctx context.Context) error {
	err := p.stage(ctx)
	if err == nil {
		err = p.store.CommitImport(ctx)
	}
	if err != nil {
		p.drop(ctx)
	}
	return err
}

// drop drops what is staged, for the room it takes. Should that fail, the next
// import drops it.
func (p *importPlan) drop(ctx context.Context) {
	if p.staged {
		p.staged = false
		_ = p.store.DropImport(context.WithoutCancel(ctx))
	}
}
