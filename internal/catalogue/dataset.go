package catalogue

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
)

// DatasetFacts are what there is to say of the whole data set beside its records.
type DatasetFacts struct {
	Revision directory.Revision
	Changed  time.Time      // when it was last written; zero where that is no longer known
	Today    directory.Date // when it was handed out
	Records  map[directory.RecordType]int
	Schemes  int
	Concepts int
	Regions  int
}

// DatasetFacts are the facts of the present state.
func (c *Catalogue) DatasetFacts(ctx context.Context) (DatasetFacts, error) {
	f, err := c.datasetFacts(ctx)
	if err != nil {
		return f, fmt.Errorf("data set: %w", err)
	}
	for _, t := range directory.RecordTypes {
		if f.Records[t], err = c.store.Count(ctx, t); err != nil {
			return f, fmt.Errorf("data set: %w", err)
		}
	}
	return f, nil
}

// datasetFacts are the facts without the numbers of records.
func (c *Catalogue) datasetFacts(ctx context.Context) (f DatasetFacts, err error) {
	f = DatasetFacts{Today: c.Today(), Records: map[directory.RecordType]int{}, Regions: len(c.vocabulary.Regions())}
	for _, s := range directory.Schemes {
		if _, ok := c.vocabulary.Scheme(s); ok {
			f.Schemes++
			f.Concepts += len(c.vocabulary.ConceptsOf(s))
		}
	}
	if f.Revision, err = c.store.Revision(ctx); err != nil {
		return f, err
	}
	f.Changed, err = c.writtenAt(ctx, f.Revision)
	return f, err
}

// writtenAt is when a revision was written, by the history of a record it
// changed; the zero time where the log no longer says which those are.
func (c *Catalogue) writtenAt(ctx context.Context, rev directory.Revision) (time.Time, error) {
	if rev == 0 {
		return time.Time{}, nil
	}
	changes, err := c.store.Changes(ctx, rev-1, 1)
	if errors.Is(err, store.ErrCompacted) || err == nil && len(changes) == 0 {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	versions, err := c.store.History(ctx, changes[0].Key, rev+1, 1)
	if err != nil || len(versions) == 0 {
		return time.Time{}, err
	}
	return versions[0].At, nil
}

// Dataset writes the whole directory as a ZIP archive, all of it as of one
// revision: for each type TYPE.ndjson and TYPE.csv, both in the exchange form, the
// vocabularies as concepts.json and regions.json, and README.txt, which readme
// words. It is streamed, the records being read once; of the tables what does not
// fit into a few megabytes waits in a temporary file (see [exchange.Writer]). The
// same state gives the same bytes on the same day.
//
// It is ZIP because every desktop opens one, each file can be had without the
// others, and no size has to be known beforehand, as the header of a file in a
// tar archive wants it.
func (c *Catalogue) Dataset(ctx context.Context, w io.Writer, readme func(DatasetFacts) string) error {
	facts, err := c.datasetFacts(ctx)
	if err != nil {
		return fmt.Errorf("data set: %w", err)
	}
	z := exchange.NewArchive(w, facts.Today.First())
	for _, t := range directory.RecordTypes {
		if facts.Records[t], err = c.datasetType(ctx, z, t, facts.Revision); err != nil {
			return fmt.Errorf("data set: %s: %w", t, err)
		}
	}
	for _, file := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{"concepts.json", func(w io.Writer) error { return exchange.WriteConcepts(w, c.vocabulary) }},
		{"regions.json", func(w io.Writer) error { return exchange.WriteRegions(w, c.vocabulary) }},
		{"README.txt", func(w io.Writer) error { _, err := io.WriteString(w, readme(facts)); return err }},
	} {
		if err := inArchive(z, file.name, file.write); err != nil {
			return fmt.Errorf("data set: %s: %w", file.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("data set: %w", err)
	}
	return nil
}

// datasetType writes the files of a type and says how many records they hold. The
// first goes straight into the archive; the table, which writes nothing before it
// has all records, follows when it is done.
func (c *Catalogue) datasetType(ctx context.Context, z *exchange.Archive, t directory.RecordType, rev directory.Revision) (n int, err error) {
	later := &later{}
	table, err := exchange.NewWriter(later, exchange.CSV)
	if err != nil {
		return 0, err
	}
	err = inArchive(z, string(t)+exchange.NDJSON.Extension(), func(w io.Writer) error {
		lines, err := exchange.NewWriter(w, exchange.NDJSON)
		if err != nil {
			return err
		}
		if err := errors.Join(lines.Begin(t), table.Begin(t)); err != nil {
			return err
		}
		if n, err = c.exportType(ctx, []*exchange.Writer{lines, table}, t, rev, nil); err != nil {
			return err
		}
		return lines.Close()
	})
	if err != nil {
		return n, err
	}
	return n, inArchive(z, string(t)+exchange.CSV.Extension(), func(w io.Writer) error {
		later.w = w
		return table.Close()
	})
}

// inArchive writes a file of an archive.
func inArchive(z *exchange.Archive, name string, write func(io.Writer) error) (err error) {
	w, err := z.Begin(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return write(w)
}

// later writes to what is known only when writing begins.
type later struct{ w io.Writer }

func (l *later) Write(p []byte) (int, error) {
	if l.w == nil {
		return 0, fmt.Errorf("a table wrote before it had all records: %w", directory.ErrInvalid)
	}
	return l.w.Write(p)
}

// ExportRecord writes one record as a file; errors as Organisation's, and
// directory.ErrInvalid where the format cannot hold it. Labels as in
// [Catalogue.ExportSearch].
func (c *Catalogue) ExportRecord(ctx context.Context, key directory.Key, format exchange.Format, labels directory.Language) ([]byte, error) {
	r, err := c.record(ctx, key)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out, err := exchange.NewWriter(&b, format)
	if err != nil {
		return nil, fmt.Errorf("export %s: %w", key, err)
	}
	out.Set(c.setting(labels, ""))
	if err := out.Begin(key.Type); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	if err := errors.Join(out.Record(r), out.Close()); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return b.Bytes(), nil
}
