// Package control lets commands work on a data directory, whoever holds it:
// the command itself, or a running server reached through a local socket in the
// directory, which only the directory's owner can open.
//
// [Operations] is what a command may ask for. [Local] does it on an open
// catalogue; [Serve] offers a Local on a socket and [Dial] is the other end, so
// that a command behaves the same either way. The protocol between them is
// private to one version of the program and carries its version.
//
// It is not the public API: that is package api.
package control

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"time"

	"euxine/internal/backup"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eval"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/internal/store"
)

// Operations are the commands that work on a data directory.
type Operations interface {
	// Import plans an import and, unless it is a rehearsal or has faults,
	// applies it. The report says what would be or was done; with faults
	// nothing was written and the error is nil.
	Import(ctx context.Context, r ImportRequest) (*catalogue.Report, error)
	// Export writes the records of the types as of one revision.
	Export(ctx context.Context, r ExportRequest, w io.Writer) error
	// Search answers what the page and the API would answer to the parameters.
	// Faulty parameters are a search.ParameterFaults.
	Search(ctx context.Context, parameters url.Values) (*catalogue.Answer, error)
	// Statistics counts what the API would for the parameters, faults as of Search.
	Statistics(ctx context.Context, parameters url.Values) (*catalogue.Statistics, error)
	// JudgePartners hides every known link between organisations in turn and says how
	// well it is found again; see [catalogue.Catalogue.JudgePartners].
	JudgePartners(ctx context.Context) ([]eval.PairScore, error)
	// Verify reads everything and reports what is damaged or disagrees.
	Verify(ctx context.Context) (*Findings, error)
	// Reindex builds the search index anew and returns its size.
	Reindex(ctx context.Context) (documents int, err error)
	// Participants recognises the participants of an event in a list or a file of the
	// event kit. Nothing of it is kept.
	Participants(ctx context.Context, r ParticipantsRequest) (*catalogue.Gathered, error)
	// Plan plans the meetings of an event in a file of the event kit. Nothing of it is
	// kept.
	Plan(ctx context.Context, q catalogue.MeetQuestion) (*catalogue.Planned, error)
	// Backup writes a backup as of one revision, sealed: see package backup. It
	// is whole when there is no error and [backup.Check] says so.
	Backup(ctx context.Context, w io.Writer) error
}

// ImportRequest is what to import. Files are read in their order.
type ImportRequest struct {
	Files    []catalogue.ImportFile
	Type     directory.RecordType // for files whose name does not say
	DryRun   bool
	Seed     bool // the files are a seed: see [catalogue.Catalogue.ImportSeed]
	By       string
	Progress func(stage string, done, total int64)
}

// ExportRequest is what to export.
type ExportRequest struct {
	Types      []directory.RecordType
	Format     exchange.Format
	Language   directory.Language // of labels, as in [catalogue.ExportOptions]
	Address    string             // the public address, "" for that of the server or the command
	Parameters url.Values         // search filters; only for organisations
}

// ParticipantsRequest is a list of participants.
type ParticipantsRequest struct {
	Event    directory.RecordID
	File     string // its name
	Content  []byte
	Language directory.Language
}

// Findings is what verify found.
type Findings struct {
	Revision directory.Revision
	Records  int
	Damage   []store.Damage
}

// Reindexer rebuilds and compares the search index.
type Reindexer interface {
	Reindex(ctx context.Context) error
	WaitReady(ctx context.Context) error
	Differ(ctx context.Context) (missing, extra []directory.Key, err error)
}

// Local does the operations on an open directory.
type Local struct {
	Catalogue *catalogue.Catalogue
	Store     store.Store
	Index     Reindexer
	Copy      backup.Source
	Now       func() time.Time
}

var _ Operations = (*Local)(nil)

// Import imports. It returns when the index has what was imported, so that the next
// search finds it, unless that takes long: then the index follows later.
func (l *Local) Import(ctx context.Context, r ImportRequest) (report *catalogue.Report, err error) {
	o := catalogue.ImportOptions{DryRun: r.DryRun, By: r.By, Type: r.Type, Progress: r.Progress}
	if r.Seed {
		report, err = l.Catalogue.ImportSeed(ctx, r.Files, o)
	} else {
		report, err = l.Catalogue.Import(ctx, r.Files, o)
	}
	if err == nil && report.Committed {
		l.settle(ctx, report.Revision)
	}
	return report, err
}

// settling is how long an import waits for the index: what fits a batch or two is there
// at once, and nobody waits for a million records.
const settling = 5 * time.Second

func (l *Local) settle(ctx context.Context, upTo directory.Revision) {
	ctx, stop := context.WithTimeout(ctx, settling)
	defer stop()
	for again := time.NewTicker(5 * time.Millisecond); ; {
		if s, err := l.Catalogue.Standing(ctx); err != nil || s.Index >= upTo {
			return
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return
		}
	}
}

// Search answers what the parameters ask.
func (l *Local) Search(ctx context.Context, parameters url.Values) (*catalogue.Answer, error) {
	q, faults := search.Parse(parameters, l.Catalogue.Vocabulary())
	if len(faults) > 0 {
		return nil, search.ParameterFaults(faults)
	}
	return l.Catalogue.Search(ctx, q)
}

// Statistics counts what the parameters ask.
func (l *Local) Statistics(ctx context.Context, parameters url.Values) (*catalogue.Statistics, error) {
	asked, faults := search.ParseStatistics(parameters, l.Catalogue.Vocabulary())
	if len(faults) > 0 {
		return nil, search.ParameterFaults(faults)
	}
	return l.Catalogue.Statistics(ctx, asked)
}

// JudgePartners judges the match.
func (l *Local) JudgePartners(ctx context.Context) ([]eval.PairScore, error) {
	return l.Catalogue.JudgePartners(ctx)
}

// Export exports; with parameters, the organisations that the search finds.
func (l *Local) Export(ctx context.Context, r ExportRequest, w io.Writer) error {
	o := catalogue.ExportOptions{Types: r.Types, Format: r.Format, Language: r.Language, Address: r.Address}
	if len(r.Parameters) > 0 {
		if len(r.Types) != 1 || r.Types[0] != directory.Organisations {
			return fmt.Errorf("export: search filters choose organisations: give --type organisations: %w", directory.ErrInvalid)
		}
		found, err := l.found(ctx, r.Parameters)
		if err != nil {
			return err
		}
		o.Keep = func(r directory.Record) bool { return found[r.Head().ID] }
	}
	return l.Catalogue.Export(ctx, w, o)
}

// found is the ids of all organisations a search finds.
func (l *Local) found(ctx context.Context, parameters url.Values) (map[directory.RecordID]bool, error) {
	q, faults := search.Parse(parameters, l.Catalogue.Vocabulary())
	if len(faults) > 0 {
		return nil, search.ParameterFaults(faults)
	}
	return l.Catalogue.FoundIDs(ctx, q)
}

// Plan plans meetings.
func (l *Local) Plan(ctx context.Context, q catalogue.MeetQuestion) (*catalogue.Planned, error) {
	return l.Catalogue.Meet(ctx, q)
}

// Participants recognises the participants of a list.
func (l *Local) Participants(ctx context.Context, r ParticipantsRequest) (*catalogue.Gathered, error) {
	return l.Catalogue.Gather(ctx, r.Event, r.File, bytes.NewReader(r.Content), r.Language)
}

// Backup copies the database; writers go on meanwhile.
func (l *Local) Backup(ctx context.Context, w io.Writer) error {
	_, err := backup.Write(ctx, l.Copy, l.Now(), w)
	return err
}

// Reindex builds the index anew and counts what it holds.
func (l *Local) Reindex(ctx context.Context) (int, error) {
	if err := l.Index.Reindex(ctx); err != nil {
		return 0, err
	}
	total := 0
	for _, t := range directory.RecordTypes {
		n, err := l.Store.Count(ctx, t)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// Verify reads the store and compares the index with it.
func (l *Local) Verify(ctx context.Context) (*Findings, error) {
	rev, err := l.Store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	f := &Findings{Revision: rev}
	err = l.Store.Verify(ctx, func(d store.Damage) { f.Damage = append(f.Damage, d) })
	if err != nil {
		return nil, fmt.Errorf("verify: %w", err)
	}
	for _, t := range directory.RecordTypes {
		n, err := l.Store.Count(ctx, t)
		if err != nil {
			return nil, err
		}
		f.Records += n
	}
	if err := l.Index.WaitReady(ctx); err != nil {
		return nil, err
	}
	missing, extra, err := l.Index.Differ(ctx)
	if err != nil {
		return nil, fmt.Errorf("verify: compare the search index: %w", err)
	}
	for _, key := range missing {
		f.Damage = append(f.Damage, store.Damage{Where: "search index", What: "does not hold " + key.String() + ": run euxine reindex"})
	}
	for _, key := range extra {
		f.Damage = append(f.Damage, store.Damage{Where: "search index", What: "holds " + key.String() + " that the store does not: run euxine reindex"})
	}
	return f, nil
}
