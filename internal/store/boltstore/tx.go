package boltstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"syscall"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// enter counts a call as running until leave; store.ErrClosed once Close has begun.
func (s *Store) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.calls.Add(1)
	return nil
}

func (s *Store) leave() { s.calls.Done() }

// errSenseless is what [guard] makes of a panic.
var errSenseless = fmt.Errorf("the database's pages make no sense: %w", directory.ErrDamaged)

// guard turns what bbolt does on pages that make no sense into an error of the
// kind directory.ErrDamaged: it panics, or it reads outside the file, which
// without SetPanicOnFault would end the process. Use:
//
//	defer guard(&err)()
//
// It works for the calling goroutine, and not for a damage that sends bbolt
// round in circles; that is what [Quick] in a child process is for.
func guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if p := recover(); p != nil {
			*err = fmt.Errorf("%w: %v", errSenseless, p)
		}
	}
}

// full makes running out of space store.ErrFull, keeping other errors.
func full(err error) error {
	if err == nil {
		return nil
	}
	for _, e := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, berrors.ErrMaxSizeReached} {
		// bbolt passes on some errors as text only, when it grows the file; there
		// is nothing else to tell them by.
		if errors.Is(err, e) || strings.HasSuffix(err.Error(), ": "+e.Error()) {
			return fmt.Errorf("%w: %w", store.ErrFull, err)
		}
	}
	return err
}

// view runs fn in a read transaction. fn must keep nothing that points into the
// database.
func (s *Store) view(ctx context.Context, fn func(tx *bolt.Tx) error) (err error) {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	defer guard(&err)()
	return s.db.View(fn)
}

// update runs fn in a write transaction and commits it, unless fn gives an
// error. It returns after the transaction is on disk. Writers take turns.
func (s *Store) update(ctx context.Context, fn func(tx *bolt.Tx) error) error {
	if err := s.enter(ctx); err != nil {
		return err
	}
	defer s.leave()
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	if broken := s.broken.Load(); broken != nil {
		return *broken
	}
	id, committing := 0, false
	err := func() (err error) {
		defer guard(&err)()
		tx, err := s.db.Begin(true)
		if err != nil {
			return err
		}
		// Does nothing after a commit, which ends the transaction even when it
		// fails. After a panic bbolt must be told, or its write lock stays locked.
		defer func() {
			s.stuck.Store(true)
			if rerr := tx.Rollback(); rerr != nil && !errors.Is(rerr, berrors.ErrTxClosed) {
				err = errors.Join(err, rerr)
			}
			s.stuck.Store(false)
		}()
		if err := fn(tx); err != nil {
			return err
		}
		id, committing = tx.ID(), true
		return full(tx.Commit())
	}()
	if err != nil && (committing || errors.Is(err, errSenseless)) {
		s.afterFailure(id, err)
	}
	return err
}

// afterFailure stops writing until the database is opened again when what is on
// disk is not certain: the failed transaction can be seen, because its last page
// was written though not confirmed, or bbolt gave up half-way. It is called
// before another writer has its turn. Reading goes on.
func (s *Store) afterFailure(id int, failure error) {
	if !errors.Is(failure, errSenseless) {
		seen := true
		err := func() (err error) {
			defer guard(&err)()
			return s.db.View(func(tx *bolt.Tx) error {
				seen = tx.ID() >= id
				return nil
			})
		}()
		if err == nil && !seen {
			return
		}
	}
	broken := fmt.Errorf("nothing is written until the database is opened again: %w (because of: %w)", directory.ErrUnavailable, failure)
	s.broken.Store(&broken)
}

// published wakes those who wait for a new revision.
func (s *Store) published() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
}

// getNumber reads a number of the bucket euxine; 0 when there is none.
func getNumber(b *bolt.Bucket, key []byte) (uint64, error) {
	v := b.Get(key)
	if v == nil {
		return 0, nil
	}
	body, err := unseal(key, v)
	if err == nil && len(body) != 8 {
		err = errors.New("not a number")
	}
	if err != nil {
		return 0, fmt.Errorf("database: %q: %w: %w", key, err, directory.ErrDamaged)
	}
	return binary.BigEndian.Uint64(body), nil
}

func putNumber(b *bolt.Bucket, key []byte, n uint64) error {
	return b.Put(key, seal(key, binary.BigEndian.AppendUint64(nil, n)))
}

// revision is the last revision the transaction sees.
func revision(tx *bolt.Tx) (directory.Revision, error) {
	kept, err := getNumber(tx.Bucket(bucketEuxine), keyRevision)
	if err != nil {
		return 0, err
	}
	if drawn := tx.Bucket(bucketLog).Sequence(); drawn != kept {
		return 0, fmt.Errorf("database: the log is at revision %d, the record of it says %d: %w", drawn, kept, directory.ErrDamaged)
	}
	return directory.Revision(kept), nil
}

func countKey(t directory.RecordType) []byte {
	return append(append([]byte{}, keyCount...), typeByte(t))
}
