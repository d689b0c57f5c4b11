package catalogue

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
)

// ImportFile is a file to import. It is read twice, so it must be possible to
// open it again; a file that differs the second time is refused.
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
	StageWrite = "preparing"
	StageApply = "importing"
)

// Import reads the files twice. The first pass checks everything (each record,
// ids given twice, links, former ids) and finds out what is new, changed and as
// it was; with a fault or for a dry run it ends there and nothing is written.
// The second stages what is to be written, commits it and applies it in chunks.
// A record that is as it was is not written: importing the same files again
// changes nothing, the revision included.
//
// Faults are in the report, with a nil error. The error is of a kind of package
// directory: ErrConflict when a file or a record changed between the passes
// (nothing is written; try again), ErrUnavailable from the store. When the
// report says Committed along with an error, the import is binding but not yet
// applied to the end; [Catalogue.ResumeImport] completes it.
func (c *Catalogue) Import(ctx context.Context, files []ImportFile, o ImportOptions) (*Report, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	if err := c.applyImport(ctx, func(int64) {}); err != nil {
		return nil, fmt.Errorf("import: complete an earlier import: %w", err)
	}
	p := newImportPlan(c.vocabulary, c.store, files, o)
	if err := p.check(ctx); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	r := &p.report
	var err error
	if r.Revision, err = c.store.Revision(ctx); err != nil {
		return nil, fmt.Errorf("import: %w", err)
	}
	todo := r.Total().Created + r.Total().Changed
	if o.DryRun || r.Refused() || todo == 0 {
		return r, nil
	}
	if err := p.stage(ctx, c, int64(todo)); err != nil {
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

// importPlan is what the first pass finds out. It keeps ids, places and a
// revision for each record, not the records.
type importPlan struct {
	mapping *exchange.Mapping
	store   store.Store // nil: nothing to compare with
	files   []ImportFile
	opts    ImportOptions
	ledger  *exchange.Ledger
	report  Report

	digests [][sha256.Size]byte // of the files
	// found is, for each record in the order of the files, the revision it has
	// in the store: 0 for a new one, same for one that need not be written.
	found   []directory.Revision
	waiting []exchange.Item // read, not yet compared
	read    int64
}

// same stands for the revision of a record that is as it was.
const same = ^directory.Revision(0)

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

// readFile reads one file and gives the digest of its bytes.
func (p *importPlan) readFile(ctx context.Context, f ImportFile, each func(exchange.Item) error) (sum [sha256.Size]byte, err error) {
	in, err := f.Open()
	if err != nil {
		return sum, &unreadableError{f.Name, err}
	}
	defer in.Close()
	src := exchange.Source{File: f.Name, Format: f.Format, Type: f.Type}
	if src.Type == "" {
		src.Type = exchange.TypeOf(f.Name)
	}
	if src.Type == "" {
		src.Type = p.opts.Type
	}
	h := &hashing{r: in, digest: sha256.New()}
	src.Reader = h
	if err = p.readItems(ctx, src, each); h.err != nil {
		return sum, &unreadableError{f.Name, h.err}
	}
	h.digest.Sum(sum[:0])
	return sum, err
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

// hashing digests what is read through it and keeps the error of reading.
type hashing struct {
	r      io.Reader
	digest hash.Hash
	err    error
}

func (h *hashing) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	h.digest.Write(p[:n])
	if err != nil && err != io.EOF {
		h.err = err
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

// check is the first pass.
func (p *importPlan) check(ctx context.Context) error {
	for _, f := range p.files {
		sum, err := p.readFile(ctx, f, func(it exchange.Item) error { return p.enter(ctx, it) })
		var unreadable *unreadableError
		switch {
		case errors.As(err, &unreadable):
			p.report.addFaults(unreadable.fault())
		case err != nil:
			return err
		}
		p.digests = append(p.digests, sum)
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

// enter takes in one item of the first pass.
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
			p.found = append(p.found, 0)
			p.report.create(it)
		case exchange.Same(old, it.Record):
			p.found = append(p.found, same)
			p.report.leave(it)
		default:
			p.found = append(p.found, old.Head().Revision)
			p.report.change(it, old)
		}
	}
	return nil
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

// stage is the second pass: it reads the files again and stages what is to be
// written, todo records, then commits. Nothing is staged after an error.
func (p *importPlan) stage(ctx context.Context, c *Catalogue, todo int64) (err error) {
	at := c.now().UTC()
	if err := c.store.BeginImport(ctx, p.opts.By, at); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			// The error that matters is err; a stage left behind is dropped by
			// the next import.
			_ = c.store.DropImport(context.WithoutCancel(ctx))
		}
	}()
	var ops []store.Op
	var staged int64
	flush := func() error {
		if err := c.store.StageImport(ctx, ops); err != nil {
			return err
		}
		staged += int64(len(ops))
		p.progress(StageWrite, staged, todo)
		ops = ops[:0]
		return nil
	}
	i := 0
	for n, f := range p.files {
		changed := fmt.Errorf("%s changed while it was read: %w", f.Name, directory.ErrConflict)
		sum, err := p.readFile(ctx, f, func(it exchange.Item) error {
			if it.Record == nil && len(it.Faults) == 0 {
				return nil // only notices
			}
			if len(it.Faults) > 0 || i == len(p.found) {
				return changed
			}
			rev := p.found[i]
			i++
			if rev == same {
				return nil
			}
			it.Record.Head().Provenance.ImportedAt = at
			// The store holds the op against this when it commits: an edit since
			// the first pass is not overwritten.
			ops = append(ops, store.Op{Put: it.Record, Expect: &rev})
			if len(ops) == store.MaxOps {
				return flush()
			}
			return nil
		})
		if err != nil {
			return err
		}
		if sum != p.digests[n] {
			return changed
		}
	}
	if len(ops) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	return c.store.CommitImport(ctx)
}
