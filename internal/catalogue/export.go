package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/internal/store"
)

// ExportOptions say what to export.
type ExportOptions struct {
	Types  []directory.RecordType // in this order; none: all of them
	Format exchange.Format
	Keep   func(directory.Record) bool // nil: all
	// Language is that of labels in formats that have any; see [exchange.Setting].
	Language directory.Language
	// Address goes before the catalogue's own, if it is given.
	Address string
}

// Export writes records in id order as of one revision, streaming: whatever is
// written meanwhile, the file is one state. The same state gives the same bytes.
// A format that cannot hold what is asked for is directory.ErrInvalid, before
// anything is written.
func (c *Catalogue) Export(ctx context.Context, w io.Writer, o ExportOptions) error {
	types := o.Types
	if len(types) == 0 {
		types = directory.RecordTypes
	}
	if o.Format.OneType() && len(types) > 1 {
		return fmt.Errorf("export: a file of %s holds one type of record, choose one or another format: %w", o.Format, directory.ErrInvalid)
	}
	out, err := exchange.NewWriter(w, o.Format)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out.Set(c.setting(o.Language, o.Address))
	rev, err := c.store.Revision(ctx)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	for _, t := range types {
		if err := out.Begin(t); err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if _, err := c.exportType(ctx, []*exchange.Writer{out}, t, rev, o.Keep); err != nil {
			return fmt.Errorf("export %s: %w", t, err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

// exportType puts the records of a type into each of the files, and says how many
// they were.
func (c *Catalogue) exportType(ctx context.Context, files []*exchange.Writer, t directory.RecordType, rev directory.Revision, keep func(directory.Record) bool) (n int, err error) {
	after := directory.RecordID("")
	chunks := ahead(ctx, func(ctx context.Context) ([]directory.Record, bool, error) {
		records, err := c.store.Scan(ctx, store.Scan{Type: t, After: after, AsOf: rev})
		if err != nil || len(records) < store.MaxScan {
			return records, false, err
		}
		after = records[len(records)-1].Head().ID
		return records, true, nil
	})
	for records, err := range chunks {
		if err != nil {
			return n, err
		}
		for _, r := range records {
			if keep != nil && !keep(r) {
				continue
			}
			n++
			if err := exchange.RecordIn(files, r); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// ahead reads the next chunk while the one before is being written, which takes
// about as long. next says whether there is more. An error ends it, ctx's too;
// next is not called any more when the loop has been left.
func ahead(ctx context.Context, next func(context.Context) ([]directory.Record, bool, error)) iter.Seq2[[]directory.Record, error] {
	type chunk struct {
		records []directory.Record
		err     error
	}
	return func(yield func([]directory.Record, error) bool) {
		inner, stop := context.WithCancel(ctx)
		chunks := make(chan chunk)
		go func() {
			defer close(chunks)
			for more := true; more; {
				var c chunk
				if c.records, more, c.err = next(inner); c.err != nil {
					more = false
				}
				select {
				case chunks <- c:
				case <-inner.Done():
					return
				}
			}
		}()
		defer func() {
			stop()
			for range chunks { // until the reader has ended
			}
		}()
		for c := range chunks {
			if !yield(c.records, c.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// setting is what formats for other programs need to know of the directory. Their
// stamp is the beginning of the day: the same state gives the same bytes for as
// long as answers may be kept.
func (c *Catalogue) setting(l directory.Language, address string) exchange.Setting {
	return exchange.Setting{Vocabulary: c.vocabulary, Address: cmp.Or(address, c.address), Language: l, Pages: c.pages, Stamp: c.Today().First(),
		CountryName: func(code directory.CountryCode, l directory.Language) string {
			return CountryName(c.vocabulary, code, l)
		}}
}

// ExportSearch writes the records a question finds, all of them and in its
// order, as of one revision. Labels are in the language given, which
// need not be the question's: see [exchange.Setting]. Records deleted between the index's state and the
// reading are read as they were then.
func (c *Catalogue) ExportSearch(ctx context.Context, w io.Writer, q search.Question, format exchange.Format, labels directory.Language) error {
	if q.Type == "" {
		q.Type = directory.Organisations
	}
	q.Today = c.Today()
	u, err := c.understand(ctx, q)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out, err := exchange.NewWriter(w, format)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	out.Set(c.setting(labels, ""))
	ids, at, err := c.index.All(ctx, u.Question)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if err := out.Begin(q.Type); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	chunks := ahead(ctx, func(ctx context.Context) ([]directory.Record, bool, error) {
		keys := make([]directory.Key, min(len(ids), store.MaxScan))
		for i := range keys {
			keys[i] = directory.Key{Type: q.Type, ID: ids[i]}
		}
		ids = ids[len(keys):]
		records, err := c.store.GetManyAt(ctx, keys, at)
		return records, len(ids) > 0, err
	})
	for records, err := range chunks {
		if err != nil {
			return fmt.Errorf("export %s: %w", q.Type, err)
		}
		for _, r := range records {
			if r == nil { // the index was already a write ahead
				continue
			}
			if err := out.Record(r); err != nil {
				return fmt.Errorf("export %s: %w", q.Type, err)
			}
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
