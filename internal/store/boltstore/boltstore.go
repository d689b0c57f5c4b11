// Package boltstore keeps a directory in one bbolt file. It is the only package
// that knows bbolt.
//
// Every write is one transaction: the record, what it supersedes, the secondary
// keys and the log entry are on disk together or not at all, and a write is
// acknowledged after bbolt has synced it. Transactions are short: batches and
// chunks are bounded, records are encoded before and decoded after.
//
// Where to begin: [Open] and [Create], then write.go for what a batch does to
// the buckets and scan.go for reading a past state.
//
// # Layout
//
// Keys are big-endian so that they sort as what they stand for. A type is one
// byte, its place in directory.RecordTypes; a relation is one byte, its place in
// store.Relations. Ids hold only a–z, 0–9 and hyphens, so a zero byte ends one
// and sorts before any longer id.
//
//	bucket         key                                    body of the value
//	euxine         "format"                               format of the database, 8
//	euxine         "revision"                             the last revision, 8
//	euxine         "compacted"                            the log begins behind this revision, 8
//	euxine         "count" type                           number of records, 8
//	euxine         "import"                               JSON: the import under way
//	records        type id                                the present version
//	history        type id 0 revision                     a superseded version, or a deletion
//	former         type former-id                         id of the record that holds it
//	relations      relation of 0 id 0 by-of               nothing; see store.Edge
//	log            revision type id                       deleted, 1
//	import-ops     number                                 a staged op
//	import-keys    type id                                its condition
//	import-former  type former-id                         id of the staged record that will hold it
//
// Every value is sealed: codec version (1 byte, now 1), CRC-32C of key and body
// (4 bytes), body. The bodies of versions, ops and conditions are described in
// codec.go.
//
// The revision is the sequence of the bucket log, drawn inside the write
// transaction; "revision" repeats it under a checksum, which a bucket's sequence
// has not. A deletion moves the last version to history and adds a version
// without content at its own revision, so that a state as of any revision is
// the newest version at or below it, from records or else from history.
//
// # Damage
//
// bbolt hands out flipped bytes as if they were good, and panics or faults on
// pages that make no sense. The seal is checked on every read; a panic or fault
// inside a call becomes directory.ErrDamaged. Before bbolt sees a file
// datadir.CheckBoltFile has looked at it.
package boltstore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"euxine/internal/datadir"
	"euxine/internal/directory"
	"euxine/internal/store"
)

// Options for opening. The zero value is right for a file on its own.
type Options struct {
	// Root, when set, is what the path is inside of, and nothing outside of it
	// is touched. Nil: the path is the operating system's.
	Root *os.Root
	// MaxBytes bounds the file; a write that would need more is store.ErrFull.
	// 0: the disk's own bound.
	MaxBytes int
}

const (
	// lockTimeout is how long to wait for another process to let the file go. One
	// process per data directory is datadir's to see to; this is for a check that
	// is just ending.
	lockTimeout = time.Second

	// allocSize is how much the file grows at a time. bbolt's 16 MiB would make a
	// directory of a thousand records look sixteen times its size.
	allocSize = 4 << 20

	// mapSize is the address space reserved at the start. When the map must grow
	// bbolt waits for all readers and lets none in meanwhile; below this size it
	// never has to. It costs no memory.
	mapSize = 1 << 30

	fileMode = 0o600
)

// Store implements store.Store. It is safe for concurrent use within one process.
type Store struct {
	db   *bolt.DB
	root *os.Root // nil when the caller's

	mu      sync.Mutex
	closed  bool
	calls   sync.WaitGroup // running calls; added to under mu
	closing chan struct{}  // closed by Close
	changed chan struct{}  // closed at each new revision, then replaced; under mu

	turn chan struct{} // holds one token while a writer is at work

	// broken holds why nothing is written any more: after a write whose fate is
	// unknown only a fresh look at the file can tell what it holds.
	broken atomic.Pointer[error]
	// stuck: bbolt's write lock may be held for good, so Close must not wait for it.
	stuck atomic.Bool
}

var _ store.Store = (*Store)(nil)

// Create makes a new, empty database and opens it. It is directory.ErrConflict
// when there is a file at path. The file appears under its name complete and
// synced or not at all.
func Create(path string, opts Options) (*Store, error) {
	root, name, err := opts.in(path)
	if err != nil {
		return nil, err
	}
	if opts.Root == nil {
		defer root.Close()
	}
	switch _, err := root.Lstat(name); {
	case err == nil:
		return nil, fmt.Errorf("create %s: there is a file already: %w", path, directory.ErrConflict)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	unfinished := name + ".new"
	if err := root.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	if err := initialise(root, unfinished, opts); err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	if err := root.Rename(unfinished, name); err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	if err := syncDir(root, filepath.Dir(name)); err != nil {
		return nil, fmt.Errorf("create %s: %w", path, err)
	}
	return Open(path, opts)
}

// initialise writes a database without records.
func initialise(root *os.Root, name string, opts Options) (err error) {
	defer guard(&err)()
	db, err := openBolt(root, name, opts, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return full(db.Update(func(tx *bolt.Tx) error {
		for _, b := range buckets {
			if _, err := tx.CreateBucket(b); err != nil {
				return err
			}
		}
		b := tx.Bucket(bucketEuxine)
		return errors.Join(putNumber(b, keyFormat, currentFormat), putNumber(b, keyRevision, 0))
	}))
}

// Open opens a database that is there. store.ErrNotADirectory when the file is
// missing, empty, cut short or foreign; store.ErrNewer when a newer program
// wrote it; directory.ErrDamaged when it is ours and does not add up;
// directory.ErrUnavailable when another process has it open. A file that is
// refused is left as it was.
func Open(path string, opts Options) (s *Store, err error) {
	root, name, err := opts.in(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			if opts.Root == nil {
				root.Close()
			}
			err = fmt.Errorf("open %s: %w", path, err)
		}
	}()
	if err := inspect(root, name, look); err != nil {
		return nil, err
	}
	defer guard(&err)()
	db, err := openBolt(root, name, opts, false)
	if err != nil {
		return nil, err
	}
	if err := migrate(db, migrations); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	s = &Store{db: db, closing: make(chan struct{}), changed: make(chan struct{}), turn: make(chan struct{}, 1)}
	if opts.Root == nil {
		s.root = root
	}
	return s, nil
}

// Quick opens the file for reading, looks at the pages everything hangs on and
// at the first and last keys of each bucket, and closes it. It is for a child
// process to try a file of doubtful state before the server opens it: a file may
// be damaged so that no program survives the reading. Errors are those of [Open].
func Quick(path string) error {
	root, name, err := Options{}.in(path)
	if err != nil {
		return err
	}
	defer root.Close()
	err = inspect(root, name, func(tx *bolt.Tx) error {
		if err := look(tx); err != nil {
			return err
		}
		for _, name := range buckets {
			c := tx.Bucket(name).Cursor()
			for _, end := range []func() ([]byte, []byte){c.First, c.Last} {
				if k, v := end(); k != nil {
					if _, err := unseal(k, v); err != nil {
						return fmt.Errorf("bucket %s, key %q: %w: %w", name, k, err, directory.ErrDamaged)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("check %s: %w", path, err)
	}
	return nil
}

// in resolves the path: a root, opened here when the caller gave none, and a
// name in it.
func (o Options) in(path string) (*os.Root, string, error) {
	if o.Root != nil {
		return o.Root, path, nil
	}
	root, err := os.OpenRoot(filepath.Dir(path))
	return root, filepath.Base(path), err
}

// inspect checks the file's raw bytes and then runs the check in a read-only
// transaction of a database opened for reading only.
func inspect(root *os.Root, name string, check func(tx *bolt.Tx) error) (err error) {
	f, err := root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", store.ErrNotADirectory, err)
	} else if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file")
	}
	if err == nil {
		err = datadir.CheckBoltFile(f, info.Size())
	}
	f.Close()
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrNotADirectory, err)
	}
	defer guard(&err)()
	db, err := openBolt(root, name, Options{}, true)
	if err != nil {
		return err
	}
	err = db.View(check)
	return errors.Join(err, db.Close())
}

// look holds a database against what every one of ours has: the marker bucket, a
// format this program knows, all buckets, and a revision that two places agree on.
func look(tx *bolt.Tx) error {
	b := tx.Bucket(bucketEuxine)
	if b == nil {
		return fmt.Errorf("%w: a bbolt file of another program", store.ErrNotADirectory)
	}
	format, err := getNumber(b, keyFormat)
	if err != nil {
		return err
	}
	if format > currentFormat {
		return fmt.Errorf("%w: format %d, this program knows up to %d", store.ErrNewer, format, currentFormat)
	}
	if format < 1 {
		return fmt.Errorf("database: no format: %w", directory.ErrDamaged)
	}
	for _, name := range buckets {
		if tx.Bucket(name) == nil {
			return fmt.Errorf("bucket %s is missing: %w", name, directory.ErrDamaged)
		}
	}
	_, err = revision(tx)
	return err
}

// openBolt opens the file with bbolt. The caller has a guard in place.
func openBolt(root *os.Root, name string, opts Options, readOnly bool) (*bolt.DB, error) {
	o := &bolt.Options{
		Timeout:         lockTimeout,
		ReadOnly:        readOnly,
		PreLoadFreelist: true,
		FreelistType:    bolt.FreelistMapType, // the array slows down on a large, worn file
		MaxSize:         opts.MaxBytes,
		NoStatistics:    true,
		// The name is fixed here: bbolt would pass on the path of the file it got.
		OpenFile: func(_ string, flag int, mode fs.FileMode) (*os.File, error) { return root.OpenFile(name, flag, mode) },
	}
	if strconv.IntSize == 64 && !readOnly {
		o.InitialMmapSize = mapSize
	}
	db, err := bolt.Open(name, fileMode, o)
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("another process has the file open: %w", directory.ErrUnavailable)
	} else if err != nil {
		return nil, full(err)
	}
	db.AllocSize = allocSize
	return db, nil
}

// syncDir makes a renaming in the folder last.
func syncDir(root *os.Root, dir string) error {
	d, err := root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close waits for running calls and closes the file.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return store.ErrClosed
	}
	s.closed = true
	close(s.closing)
	s.mu.Unlock()
	s.calls.Wait()
	var err error
	if s.stuck.Load() {
		err = fmt.Errorf("close: left to the end of the process: %w", *s.broken.Load())
	} else {
		err = s.db.Close()
	}
	if s.root != nil {
		err = errors.Join(err, s.root.Close())
	}
	return err
}

// Backup writes a copy of the database as of one revision to w, in the form
// [Open] reads, and gives that revision. Writers go on meanwhile.
func (s *Store) Backup(ctx context.Context, w io.Writer) (rev directory.Revision, err error) {
	err = s.view(ctx, func(tx *bolt.Tx) error {
		if rev, err = revision(tx); err != nil {
			return err
		}
		_, err = tx.WriteTo(w)
		return err
	})
	return rev, err
}
