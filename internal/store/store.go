// Package store is the contract of the directory's storage: records of four
// types under ids, every write with a revision, a history of what was
// superseded and a log of what changed.
//
// It holds no storage itself. Package boltstore keeps a directory in one bbolt
// file; package memstore keeps one in memory; package storetest is the
// behaviour both must show, and another backend with them. The contract is
// written so that an ordered, revisioned key-value service can be a sibling:
// nothing in it needs a transaction across calls.
//
// Where to begin: [Store], then [Batch] for writing and [Scan] for reading a
// consistent state in chunks.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"euxine/internal/directory"
)

// Errors of storage, each of a kind of the domain.
var (
	// ErrCompacted: the change log no longer reaches back to the revision asked
	// for. The follower must start over from a snapshot.
	ErrCompacted = fmt.Errorf("change log compacted: %w", directory.ErrUnavailable)
	// ErrClosed: the store has been closed.
	ErrClosed = fmt.Errorf("store closed: %w", directory.ErrUnavailable)
	// ErrNotADirectory: the file or folder is not a database of Euxine, or is
	// empty or cut short. It is never treated as new.
	ErrNotADirectory = errors.New("not a Euxine database")
	// ErrNewer: written by a newer program than this one.
	ErrNewer = errors.New("written by a newer version of Euxine")
	// ErrFull: the disk is full. Nothing of the batch was written.
	ErrFull = fmt.Errorf("disk full: %w", directory.ErrUnavailable)
	// ErrImporting: a committed import is not yet applied, and until then
	// nothing else may write: see [Imports].
	ErrImporting = fmt.Errorf("an import is being applied: %w", directory.ErrUnavailable)
)

// DamagedError is directory.ErrDamaged with the record it was found on, so that
// a reader of many can go on behind it.
type DamagedError struct {
	Key   directory.Key
	Where string // as in [Damage]
	What  string // in plain English
}

func (e *DamagedError) Error() string { return e.Where + ": damaged: " + e.What }

// Unwrap is directory.ErrDamaged.
func (e *DamagedError) Unwrap() error { return directory.ErrDamaged }

// MaxOps bounds a batch, so that one write transaction stays short. Imports
// apply in chunks of this size.
const MaxOps = 1000

// Op is one change of a batch: a record to put, or a key to delete.
type Op struct {
	Put    directory.Record // nil for a deletion
	Delete directory.Key    // zero for a put
	// Expect makes the write conditional: the record must be at this revision;
	// a pointer to 0 means it must not exist. Nil: whatever is there.
	Expect *directory.Revision
}

// Key is the key the op writes.
func (o Op) Key() directory.Key {
	if o.Put != nil {
		return directory.KeyOf(o.Put)
	}
	return o.Delete
}

// Batch is written whole or not at all, under one revision. No key may occur
// twice.
type Batch struct {
	Ops []Op
	By  string    // who: "import seed", "import FILE", …; kept in the history
	At  time.Time // when, for people, to the microsecond; order never depends on it
}

// Version is one state of a record. Deleted versions have a nil Record.
type Version struct {
	Key      directory.Key
	Revision directory.Revision // the transaction that wrote it
	Record   directory.Record
	Deleted  bool
	By       string
	At       time.Time
}

// Change is one entry of the change log: the record under Key was written or
// deleted by the transaction Revision.
type Change struct {
	Revision directory.Revision
	Key      directory.Key
	Deleted  bool
}

// Scan asks for records of a type in id order.
type Scan struct {
	Type  directory.RecordType
	After directory.RecordID // exclusive; "" from the start
	Limit int                // at most MaxScan; 0 means MaxScan
	// AsOf reads the state as of this revision, which must not lie in the
	// future and be 0 only while nothing was ever written, so that a forgotten
	// AsOf is an error (directory.ErrInvalid) and not an empty directory. All
	// chunks read with one AsOf make one consistent state, whatever is written
	// meanwhile.
	AsOf directory.Revision
}

// MaxScan bounds one chunk, so that no read transaction stays open long.
const MaxScan = 1000

// Relation is a secondary key: from a record to those that name it.
type Relation string

const (
	// MembersOf: organisations whose member_of names the organisation.
	MembersOf Relation = "members"
	// ProjectsOf: projects that have the organisation as a partner, or that the
	// organisation names.
	ProjectsOf Relation = "projects"
	// EventsOf: events that have the organisation as organiser or participant.
	EventsOf Relation = "events"
	// PartnersOf: organisations that name the project, or that it names.
	PartnersOf Relation = "partners"
	// SucceededBy: organisations that name the organisation as predecessor, or
	// are named by it as successor.
	SucceededBy Relation = "successors"
)

// Store keeps the directory. All methods are safe for concurrent use. Records
// handed out are the caller's own copies; records handed in are not kept.
//
// A read of a record whose checksum does not match gives directory.ErrDamaged
// and names the record; the rest stays readable. Where one call reads several
// records the error is a [*DamagedError], and what could be read comes with it.
// A damaged record cannot be written over either: its history would be lost.
//
// An unknown type or relation, and a limit out of bounds, is
// directory.ErrInvalid.
type Store interface {
	// Revision is the last committed revision, 0 for an empty store.
	Revision(ctx context.Context) (directory.Revision, error)

	// Get reads one record; its Head().Revision is set. directory.ErrNotFound
	// when there is none. Former ids are not followed; see Resolve.
	Get(ctx context.Context, key directory.Key) (directory.Record, error)
	// GetMany reads several records in one consistent state, in the order of
	// the keys; absent ones are nil. At most MaxScan keys. With damaged ones the
	// others are returned beside the error (all damages joined).
	GetMany(ctx context.Context, keys []directory.Key) ([]directory.Record, error)
	// GetManyAt is GetMany in the state as of a revision, which is bounded as in
	// [Scan]: for reading more records than one call may give, as one state.
	GetManyAt(ctx context.Context, keys []directory.Key, asOf directory.Revision) ([]directory.Record, error)
	// Resolve gives the id of the record that holds id as a former id;
	// directory.ErrNotFound when none does.
	Resolve(ctx context.Context, key directory.Key) (directory.RecordID, error)
	// Scan reads the next chunk of records in id order. A chunk shorter than
	// the limit is the last. At a damaged record it ends with a *DamagedError
	// and the records before; go on with After set to its Key.ID.
	Scan(ctx context.Context, s Scan) ([]directory.Record, error)
	// Count is the number of records of the type.
	Count(ctx context.Context, t directory.RecordType) (int, error)
	// Related lists the ids that stand in the relation to the record, in id
	// order, at most limit (0: MaxScan). Links by a former id count, on both
	// sides; what is named but is no record is left out.
	Related(ctx context.Context, rel Relation, id directory.RecordID, limit int) ([]directory.RecordID, error)

	// History lists versions of a record, newest first, at most limit: the
	// present one (or its deletion) and the superseded ones, those with a
	// revision below before (0: all). limit 0: MaxScan. A record that never was:
	// ErrNotFound.
	History(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]Version, error)

	// Changes lists log entries with a revision above after, in revision order,
	// at most about limit (0: MaxScan): transactions are never cut in two.
	// Within a revision they are in the order of RecordTypes and ids.
	// ErrCompacted when entries above after have been compacted away.
	Changes(ctx context.Context, after directory.Revision, limit int) ([]Change, error)
	// Wait returns nil once there is a revision above after, or ctx's error.
	Wait(ctx context.Context, after directory.Revision) error
	// Compact removes log entries up to and including the revision, which must
	// not lie in the future. Records and history stay.
	Compact(ctx context.Context, upTo directory.Revision) error

	// Apply writes a batch and returns its revision after it is on disk. An
	// empty batch returns the present revision and writes nothing.
	// directory.ErrConflict when an Expect does not hold, or when, with the
	// batch written, an id would name two records: one as its id or a former id,
	// another as a former id. Then nothing is written. Deleting an absent record
	// is no change and no error; a batch of nothing else writes nothing.
	// ErrImporting while a committed import is not yet applied.
	Apply(ctx context.Context, b Batch) (directory.Revision, error)

	Imports

	// Verify reads everything there is and reports what is damaged or does not
	// agree (records, history, log, secondary keys), calling report for each.
	Verify(ctx context.Context, report func(Damage)) error
	// Close waits for running calls; later calls give ErrClosed.
	Close() error
}

// Imports journals all-or-nothing imports larger than a batch. Ops are staged
// (BeginImport, StageImport …), then committed: from CommitImport on the import
// is acknowledged and will be applied, after a crash too. ApplyImport applies
// the next chunk, each chunk one transaction that also removes its ops from the
// stage. One import may be unfinished at a time.
//
// The conditions of the ops (Expect, ids used once) are checked when the import
// is committed, against the whole of it. Until it is applied Apply is refused
// with [ErrImporting]: an edit in between could make a chunk impossible that
// has been acknowledged. Reads go on, and see the chunks applied so far.
type Imports interface {
	// BeginImport opens a stage, dropping an uncommitted earlier one.
	// directory.ErrConflict while a committed one is not yet applied.
	BeginImport(ctx context.Context, by string, at time.Time) error
	// StageImport adds at most MaxOps ops. No key may occur twice in the whole
	// import (directory.ErrInvalid). directory.ErrConflict when no stage is open.
	StageImport(ctx context.Context, ops []Op) error
	// CommitImport makes the staged import binding; an empty one is dropped.
	// directory.ErrConflict when a condition does not hold, as for Apply (the
	// stage stays), or when no stage is open. Committing again is no error.
	CommitImport(ctx context.Context) error
	// ApplyImport applies the next chunk of a committed import. left is the
	// number of ops still staged; 0: done, and the journal entry is gone.
	// Without a committed import: 0 and the present revision.
	ApplyImport(ctx context.Context) (left int, rev directory.Revision, err error)
	// PendingImport says whether a committed import waits, and how many ops.
	PendingImport(ctx context.Context) (left int, err error)
	// DropImport discards an uncommitted stage; no error when there is none.
	DropImport(ctx context.Context) error
}

// Damage is one thing Verify found.
type Damage struct {
	Where string // "organisations/bg-x", "history …", "relation members …"
	What  string // in plain English
}
