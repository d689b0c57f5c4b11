package boltstore

import (
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// Changes lists log entries.
func (s *Store) Changes(ctx context.Context, after directory.Revision, limit int) ([]store.Change, error) {
	var out []store.Change
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		if limit, err = store.CheckLimit(limit, store.MaxScan); err != nil {
			return err
		}
		compacted, err := getNumber(tx.Bucket(bucketEuxine), keyCompacted)
		if err != nil {
			return err
		}
		if uint64(after) < compacted {
			return fmt.Errorf("changes after %d, compacted up to %d: %w", after, compacted, store.ErrCompacted)
		}
		now, err := revision(tx)
		if err != nil || after >= now { // also keeps after+1 from turning over
			return err
		}
		c := tx.Bucket(bucketLog).Cursor()
		for k, v := c.Seek(numberKey(uint64(after) + 1)); k != nil; k, v = c.Next() {
			change, err := openChange(k, v)
			if err != nil {
				return err
			}
			if len(out) >= limit && change.Revision != out[len(out)-1].Revision {
				return nil
			}
			out = append(out, change)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// openChange reads an entry of the bucket log.
func openChange(k, value []byte) (store.Change, error) {
	rev, key, ok := parseLogKey(k)
	body, err := unseal(k, value)
	switch {
	case !ok:
		err = errors.New("no proper key")
	case err == nil && len(body) != 1:
		err = errors.New("the entry has the wrong length")
	}
	if err != nil {
		return store.Change{}, fmt.Errorf("log entry %q: %w: %w", k, err, directory.ErrDamaged)
	}
	return store.Change{Revision: rev, Key: key, Deleted: body[0] == 1}, nil
}

// Wait blocks until there is a revision above after. It is not a running call
// for Close, which ends it.
func (s *Store) Wait(ctx context.Context, after directory.Revision) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		rev, err := s.Revision(ctx)
		if err != nil {
			return err
		}
		if rev > after {
			return nil
		}
		select {
		case <-changed:
		case <-s.closing:
			return store.ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
