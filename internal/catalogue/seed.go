package catalogue

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
)

// BySeed is who wrote a version of a record, in its history, when the seed did.
// No other writer may call itself so: what the seed wrote last, a newer seed
// may write over.
const BySeed = "seed"

// ImportSeed brings a directory up to a seed, which is held in files that need
// nothing beside them. For each record of the seed:
//
//   - not there, and never was: it is created;
//   - as the seed last wrote it, whatever happened in between: it is changed;
//   - changed or deleted here, or never of the seed: it is kept as it is, and
//     the report says field by field what the seed has instead;
//   - it names as a former id of its own a record that is still as the seed last
//     wrote it: that one is merged into it, which is to say deleted, and its id
//     goes on leading to what took its place.
//
// What would make an id name two records, or name a record that is kept back, is
// kept back itself. Records that came from a seed and are in it no more are
// reported and left alone. Importing the same seed again changes nothing.
//
// Faults and errors are as in [Catalogue.Import], and it is as much all or
// nothing. The seed is held in memory: it has a thousand records.
func (c *Catalogue) ImportSeed(ctx context.Context, files []ImportFile, o ImportOptions) (*Report, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	o.By = BySeed
	p, err := c.planSeed(ctx, files, o)
	if err == nil && !p.report.Refused() {
		err = p.findGone(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("import seed: %w", err)
	}
	r := &p.report
	if r.Revision, err = c.store.Revision(ctx); err != nil {
		return nil, fmt.Errorf("import seed: %w", err)
	}
	ops := p.ops(c)
	if o.DryRun || r.Refused() || len(ops) == 0 {
		return r, nil
	}
	if err := p.write(ctx, c, ops); err != nil {
		return nil, fmt.Errorf("import seed: %w", err)
	}
	r.Committed = true
	err = c.applyImport(ctx, func(left int64) { p.progress(StageApply, int64(len(ops))-left, int64(len(ops))) })
	if err == nil {
		r.Revision, err = c.store.Revision(ctx)
	}
	if err != nil {
		return r, fmt.Errorf("import seed: %w", err)
	}
	t := r.Total()
	c.log.Info("imported the seed", "created", t.Created, "changed", t.Changed, "unchanged", t.Unchanged,
		"kept", t.Kept, "merged", r.MergedCount, "revision", r.Revision)
	return r, nil
}

// SeedNews is what a seed would do to the directory; see [Catalogue.ImportSeed].
type SeedNews struct {
	Create, Change, Merge int
	// Kept is the records the seed has news of but that are kept as changed here.
	Kept int
	// Known is the records of the seed that are here or once were: 0 for a
	// directory of other data, which no seed was ever put into.
	Known int
}

// Any says whether importing the seed would change anything.
func (n SeedNews) Any() bool { return n.Create+n.Change+n.Merge > 0 }

// SeedNews compares the directory with a seed. It reads the seed and what the
// directory has of it, and no more. directory.ErrInvalid for a faulty seed.
func (c *Catalogue) SeedNews(ctx context.Context, files []ImportFile) (SeedNews, error) {
	c.writing.Lock()
	defer c.writing.Unlock()
	p, err := c.planSeed(ctx, files, ImportOptions{DryRun: true})
	if err == nil && p.report.Refused() {
		err = fmt.Errorf("%s: %w", p.report.Faults[0].Error(), directory.ErrInvalid)
	}
	if err != nil {
		return SeedNews{}, fmt.Errorf("compare with the seed: %w", err)
	}
	n := SeedNews{Create: p.report.Total().Created, Change: p.report.Total().Changed, Merge: p.report.MergedCount}
	for _, r := range p.records {
		if r.kept != nil && r.news {
			n.Kept++
		}
		if r.there != nil || r.kept != nil {
			n.Known++
		}
	}
	return n, nil
}

// seedPlan is an import of the seed: what it holds, and what is to be done.
type seedPlan struct {
	*importPlan
	records []*seedRecord
	byKey   map[directory.Key]*seedRecord
	merged  map[directory.Key]*seedMerge
}

// seedRecord is a record of the seed and what is to become of it.
type seedRecord struct {
	exchange.Item
	key   directory.Key
	there directory.Record // nil: none
	same  bool
	kept  *KeptBack // nil: it is not
	news  bool      // the seed says something else than when it last wrote it
}

// writes says whether the record is to be written.
func (r *seedRecord) writes() bool { return !r.same && r.kept == nil }

// seedMerge is a record that goes into another.
type seedMerge struct {
	record directory.Record
	into   directory.Key
}

// planSeed finds out what is to be done, but for records that are gone.
func (c *Catalogue) planSeed(ctx context.Context, files []ImportFile, o ImportOptions) (*seedPlan, error) {
	if err := c.applyImport(ctx, func(int64) {}); err != nil {
		return nil, fmt.Errorf("complete an earlier import: %w", err)
	}
	p := &seedPlan{importPlan: newImportPlan(c.vocabulary, c.store, files, o), byKey: map[directory.Key]*seedRecord{}}
	p.report.Seed = true
	if err := p.readSeed(ctx); err != nil || p.report.Refused() {
		return p, err
	}
	for chunk := range slices.Chunk(p.records, compareChunk) {
		if err := p.judge(ctx, chunk); err != nil {
			return nil, err
		}
	}
	if err := p.settle(ctx); err != nil {
		return nil, err
	}
	p.fillReport()
	return p, nil
}

// readSeed reads and checks all files.
func (p *seedPlan) readSeed(ctx context.Context) error {
	for _, f := range p.files {
		err := p.readFile(ctx, f, func(it exchange.Item) error {
			p.report.addFaults(it.Faults...)
			p.report.addFaults(p.ledger.Add(it)...)
			if it.Record == nil {
				return nil
			}
			r := &seedRecord{Item: it, key: directory.KeyOf(it.Record)}
			p.records = append(p.records, r)
			p.byKey[r.key] = r
			p.report.of(r.key.Type).Read++
			return nil
		})
		var unreadable *unreadableError
		switch {
		case errors.As(err, &unreadable):
			p.report.addFaults(unreadable.fault())
		case err != nil:
			return err
		}
	}
	p.checkFormerIDsAmong()
	for _, key := range p.ledger.Wanted() {
		faults, more := p.ledger.Dangling(key)
		p.report.addFaults(faults...)
		p.report.FaultCount += more
	}
	p.report.sortFaults(p.files)
	p.progress(StageCheck, int64(len(p.records)), int64(len(p.records)))
	return nil
}

// judge finds out for each record alone whether it is kept.
func (p *seedPlan) judge(ctx context.Context, records []*seedRecord) error {
	keys := make([]directory.Key, len(records))
	for i, r := range records {
		keys[i] = r.key
	}
	there, err := p.store.GetMany(ctx, keys)
	if err != nil {
		return fmt.Errorf("compare with what is there: %w", err)
	}
	for i, r := range records {
		r.there = there[i]
		if r.there != nil && exchange.Same(r.there, r.Record) {
			r.same = true
			continue
		}
		o, err := p.origin(ctx, r.key, r.there)
		if err != nil {
			return err
		}
		r.news = o.seed == nil || !exchange.Same(o.seed, r.Record)
		if o.by != "" {
			r.kept = &KeptBack{By: o.by, Deleted: r.there == nil}
		}
	}
	return nil
}

// origin is what the history says of a record.
type origin struct {
	seed directory.Record // as the seed last wrote it; nil: it never did
	by   string           // who made it other than that; "" when nobody did
}

// unnamed stands for a writer that gave no name.
const unnamed = "somebody"

// origin reads the history of a record, there being its present version or nil.
func (p *seedPlan) origin(ctx context.Context, key directory.Key, there directory.Record) (origin, error) {
	versions, err := p.store.History(ctx, key, 0, 0)
	if errors.Is(err, directory.ErrNotFound) {
		return origin{}, nil
	}
	if err != nil {
		return origin{}, fmt.Errorf("history of %s: %w", key, err)
	}
	var o origin
	for _, v := range versions {
		if v.By == BySeed && !v.Deleted {
			o.seed = v.Record
			break
		}
	}
	last := versions[0]
	if last.By == BySeed || (there != nil && o.seed != nil && exchange.Same(there, o.seed)) {
		return o, nil // written by the seed, or brought back to what it wrote
	}
	if o.by = last.By; o.by == "" {
		o.by = unnamed
	}
	return o, nil
}

// settle finds what records do to each other: which are merged, and which must
// be kept back because of others. Keeping one back can keep back the next, so it
// goes round until nothing changes; each round but the last keeps some back.
func (p *seedPlan) settle(ctx context.Context) error {
	for again := true; again; {
		again = false
		p.merged = map[directory.Key]*seedMerge{}
		// All that is merged first: what stands in the way depends on it.
		for _, find := range []func(context.Context, *seedRecord) (directory.Key, error){p.merge, p.obstacle} {
			for _, r := range p.records {
				if !r.writes() {
					continue
				}
				because, err := find(ctx, r)
				if err != nil {
					return err
				}
				if because != (directory.Key{}) {
					r.kept = &KeptBack{Because: because}
					again = true
				}
			}
		}
	}
	return nil
}

// merge notes the records whose ids r takes over. Its answer is one of them that
// was changed here and would be lost, zero when there is none.
func (p *seedPlan) merge(ctx context.Context, r *seedRecord) (directory.Key, error) {
	for _, id := range r.Record.Head().FormerIDs {
		former := directory.Key{Type: r.key.Type, ID: id}
		old, err := p.store.Get(ctx, former)
		if errors.Is(err, directory.ErrNotFound) {
			continue
		}
		if err != nil {
			return directory.Key{}, err
		}
		o, err := p.origin(ctx, former, old)
		if err != nil {
			return directory.Key{}, err
		}
		if o.by != "" {
			return former, nil
		}
		p.merged[former] = &seedMerge{old, r.key}
	}
	return directory.Key{}, nil
}

// obstacle is the record because of which r cannot be written, zero when there
// is none: one it names that will not be there, or one that holds its id or one
// of its former ids.
func (p *seedPlan) obstacle(ctx context.Context, r *seedRecord) (directory.Key, error) {
	for _, l := range r.Record.Links() {
		if to := p.byKey[l.To]; to != nil && to.there == nil && to.kept != nil && !to.kept.Deleted {
			return to.key, nil
		}
	}
	for _, id := range append([]directory.RecordID{r.key.ID}, r.Record.Head().FormerIDs...) {
		h, err := p.staysHolder(ctx, directory.Key{Type: r.key.Type, ID: id}, r.key)
		if err != nil || h != (directory.Key{}) {
			return h, err
		}
	}
	return directory.Key{}, nil
}

// staysHolder is the record that holds an id as a former one and will go on
// doing so, but for r itself; zero when there is none.
func (p *seedPlan) staysHolder(ctx context.Context, id, r directory.Key) (directory.Key, error) {
	holder, err := p.store.Resolve(ctx, id)
	if errors.Is(err, directory.ErrNotFound) {
		return directory.Key{}, nil
	}
	if err != nil {
		return directory.Key{}, err
	}
	h := directory.Key{Type: id.Type, ID: holder}
	if h == r || p.merged[h] != nil {
		return directory.Key{}, nil
	}
	// The files name no id twice, so a holder that is written gives it up.
	if w := p.byKey[h]; w != nil && w.writes() {
		return directory.Key{}, nil
	}
	return h, nil
}

// fillReport says what is to be done.
func (p *seedPlan) fillReport() {
	for _, r := range p.records {
		switch {
		case r.same:
			p.report.leave(r.Item)
		case r.kept != nil:
			p.report.keep(r)
		case r.there == nil:
			p.report.create(r.Item)
		default:
			p.report.change(r.Item, r.there)
		}
	}
	for _, key := range p.mergedKeys() {
		m := p.merged[key]
		p.report.merge(key, m)
	}
}

func (p *seedPlan) mergedKeys() []directory.Key {
	keys := make([]directory.Key, 0, len(p.merged))
	for k := range p.merged {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b directory.Key) int {
		if n := slices.Index(directory.RecordTypes, a.Type) - slices.Index(directory.RecordTypes, b.Type); n != 0 {
			return n
		}
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return keys
}

// findGone lists the records a seed once wrote that are no longer in it.
func (p *seedPlan) findGone(ctx context.Context) error {
	rev, err := p.store.Revision(ctx)
	if err != nil {
		return err
	}
	for _, t := range directory.RecordTypes {
		for after, more := directory.RecordID(""), true; more; {
			records, err := p.store.Scan(ctx, store.Scan{Type: t, After: after, AsOf: rev})
			if err != nil {
				return fmt.Errorf("look for what is gone: %w", err)
			}
			for _, r := range records {
				key := directory.KeyOf(r)
				if p.ledger.Has(key) || p.merged[key] != nil {
					continue
				}
				o, err := p.origin(ctx, key, r)
				if err != nil {
					return err
				}
				if o.seed != nil {
					p.report.gone(r, o)
				}
			}
			if more = len(records) == store.MaxScan; more {
				after = records[len(records)-1].Head().ID
			}
		}
	}
	return nil
}

// ops are the writes of the plan. Each is made on the condition that nobody has
// written the record since.
func (p *seedPlan) ops(c *Catalogue) []store.Op {
	at := c.now().UTC()
	var ops []store.Op
	for _, r := range p.records {
		if !r.writes() {
			continue
		}
		r.Record.Head().Provenance.ImportedAt = at
		var expect directory.Revision
		if r.there != nil {
			expect = r.there.Head().Revision
		}
		ops = append(ops, store.Op{Put: r.Record, Expect: &expect})
	}
	for _, key := range p.mergedKeys() {
		expect := p.merged[key].record.Head().Revision
		ops = append(ops, store.Op{Delete: key, Expect: &expect})
	}
	return ops
}

// write stages the ops and commits them.
func (p *seedPlan) write(ctx context.Context, c *Catalogue, ops []store.Op) (err error) {
	if err := c.store.BeginImport(ctx, BySeed, c.now().UTC()); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = c.store.DropImport(context.WithoutCancel(ctx)) // as in stage
		}
	}()
	for chunk := range slices.Chunk(ops, store.MaxOps) {
		if err := c.store.StageImport(ctx, chunk); err != nil {
			return err
		}
	}
	return c.store.CommitImport(ctx)
}
