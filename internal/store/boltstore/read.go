package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/together"
)

// found is a version copied out of a transaction, to be decoded after it.
type found struct {
	key directory.Key
	version
	where string // for an error
}

// copyOut keeps v beyond the transaction.
func copyOut(key directory.Key, v version, where string) *found {
	v.content = bytes.Clone(v.content)
	return &found{key, v, where}
}

func (f *found) decode() (directory.Record, error) {
	r, err := f.record(f.key)
	if err != nil {
		return nil, damaged(f.key, f.where, err)
	}
	return r, nil
}

// present finds the present version of a record, nil when there is none.
func present(tx *bolt.Tx, key directory.Key) (*found, error) {
	k := recordKey(key)
	value := tx.Bucket(bucketRecords).Get(k)
	if value == nil {
		return nil, nil
	}
	v, err := openVersion(k, value)
	if err != nil {
		return nil, damaged(key, key.String(), err)
	}
	return copyOut(key, v, key.String()), nil
}

// Revision is the last committed revision.
func (s *Store) Revision(ctx context.Context) (rev directory.Revision, err error) {
	err = s.view(ctx, func(tx *bolt.Tx) error {
		rev, err = revision(tx)
		return err
	})
	return rev, err
}

// Get reads one record.
func (s *Store) Get(ctx context.Context, key directory.Key) (directory.Record, error) {
	var f *found
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		if err := store.CheckType(key.Type); err != nil {
			return err
		}
		f, err = present(tx, key)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case f == nil:
		return nil, fmt.Errorf("%s: %w", key, directory.ErrNotFound)
	}
	return f.decode()
}

// GetMany reads several records in one state.
func (s *Store) GetMany(ctx context.Context, keys []directory.Key) ([]directory.Record, error) {
	return s.getMany(ctx, keys, func(tx *bolt.Tx) (lookup, error) {
		return func(key directory.Key) (*found, error) { return present(tx, key) }, nil
	})
}

// GetManyAt reads several records as of a revision.
func (s *Store) GetManyAt(ctx context.Context, keys []directory.Key, asOf directory.Revision) ([]directory.Record, error) {
	return s.getMany(ctx, keys, func(tx *bolt.Tx) (lookup, error) {
		if err := checkAsOf(tx, asOf); err != nil {
			return nil, err
		}
		m := merge{asOf: asOf, lookup: tx.Bucket(bucketHistory).Cursor()}
		return func(key directory.Key) (*found, error) {
			f, err := present(tx, key)
			if err != nil || f != nil && f.rev <= asOf {
				return f, err
			}
			return m.past(key)
		}, nil
	})
}

// lookup finds one version of a record; nil when there was none.
type lookup func(key directory.Key) (*found, error)

func (s *Store) getMany(ctx context.Context, keys []directory.Key, in func(*bolt.Tx) (lookup, error)) ([]directory.Record, error) {
	all := make([]*found, len(keys))
	var damages []error
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		if _, err := store.CheckLimit(len(keys), store.MaxScan); err != nil {
			return err
		}
		find, err := in(tx)
		if err != nil {
			return err
		}
		for i, key := range keys {
			if err := store.CheckType(key.Type); err != nil {
				return err
			}
			if all[i], err = find(key); err != nil {
				damages = append(damages, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	records, errs := make([]directory.Record, len(keys)), make([]error, len(keys))
	parts := max(1, min(runtime.GOMAXPROCS(0), len(all)/decodedApart))
	_ = together.Do(parts, func(k int) error {
		for i := len(all) * k / parts; i < len(all)*(k+1)/parts; i++ {
			if all[i] == nil {
				continue
			}
			r, err := all[i].decode()
			if errs[i] = err; err == nil { // a record that is nil would not be nil as a directory.Record
				records[i] = r
			}
		}
		return nil
	})
	return records, errors.Join(append(damages, errs...)...)
}

// decodedApart is how many records are worth a goroutine that decodes them.
const decodedApart = 5

// Resolve gives the holder of a former id.
func (s *Store) Resolve(ctx context.Context, key directory.Key) (id directory.RecordID, err error) {
	err = s.view(ctx, func(tx *bolt.Tx) error {
		if err := store.CheckType(key.Type); err != nil {
			return err
		}
		id, err = holder(tx, key)
		return err
	})
	if err == nil && id == "" {
		err = fmt.Errorf("former id %s: %w", key, directory.ErrNotFound)
	}
	return id, err
}

// holder is the id of the record that holds a former id, "" when none does.
func holder(tx *bolt.Tx, former directory.Key) (directory.RecordID, error) {
	k := recordKey(former)
	value := tx.Bucket(bucketFormer).Get(k)
	if value == nil {
		return "", nil
	}
	body, err := unseal(k, value)
	if err != nil {
		return "", damaged(former, "former id "+former.String(), err)
	}
	return directory.RecordID(body), nil
}

// Count is the number of records of the type.
func (s *Store) Count(ctx context.Context, t directory.RecordType) (int, error) {
	var n uint64
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		if err := store.CheckType(t); err != nil {
			return err
		}
		n, err = getNumber(tx.Bucket(bucketEuxine), countKey(t))
		return err
	})
	return int(n), err
}

// Related lists what stands in the relation to the record. It reads all of
// them, since following former ids may change the order: a network has some
// thousands at most.
func (s *Store) Related(ctx context.Context, rel store.Relation, id directory.RecordID, limit int) ([]directory.RecordID, error) {
	var ids []directory.RecordID
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		ofType, lists, ok := rel.Types()
		if !ok {
			return fmt.Errorf("relation %q: %w", rel, directory.ErrInvalid)
		}
		if limit, err = store.CheckLimit(limit, store.MaxScan); err != nil {
			return err
		}
		names := []directory.RecordID{id}
		of, err := present(tx, directory.Key{Type: ofType, ID: id})
		if err != nil {
			return err
		}
		if of != nil {
			body, err := unpack(of.content)
			if err != nil {
				return damaged(of.key, of.where, err)
			}
			if store.MayHaveFormerIDs(body) {
				r, err := of.decode()
				if err != nil {
					return err
				}
				names = append(names, r.Head().FormerIDs...)
			}
		}
		records, c := tx.Bucket(bucketRecords), tx.Bucket(bucketRelations).Cursor()
		for _, name := range names {
			prefix := relationPrefix(rel, name)
			for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
				e, ok := parseRelationKey(k)
				if _, err := unseal(k, v); err != nil || !ok {
					return fmt.Errorf("relation %s of %s: key %q: %w", rel, name, k, directory.ErrDamaged)
				}
				key := directory.Key{Type: lists, ID: e.ID}
				if records.Get(recordKey(key)) == nil {
					if key.ID, err = holder(tx, key); err != nil {
						return err
					}
				}
				if key.ID != "" && records.Get(recordKey(key)) != nil {
					ids = append(ids, key.ID)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return ids[:min(limit, len(ids))], nil
}

// History lists versions, newest first.
func (s *Store) History(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]store.Version, error) {
	var all []*found
	err := s.view(ctx, func(tx *bolt.Tx) (err error) {
		if err := store.CheckType(key.Type); err != nil {
			return err
		}
		if limit, err = store.CheckLimit(limit, store.MaxScan); err != nil {
			return err
		}
		if before == 0 {
			before = math.MaxUint64
		}
		now, err := present(tx, key)
		if err != nil {
			return err
		}
		if now != nil && now.rev < before {
			all = append(all, now)
		}
		c, prefix := tx.Bucket(bucketHistory).Cursor(), append(recordKey(key), 0)
		if first, _ := c.Seek(prefix); now == nil && !bytes.HasPrefix(first, prefix) {
			return fmt.Errorf("history of %s: %w", key, directory.ErrNotFound)
		}
		for k, v := seekBelow(c, historyKey(key, before)); len(all) < limit && bytes.HasPrefix(k, prefix); k, v = c.Prev() {
			f, err := openHistory(k, v)
			if err != nil {
				return err
			}
			all = append(all, f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	versions := make([]store.Version, 0, len(all))
	for _, f := range all {
		v := store.Version{Key: key, Revision: f.rev, Deleted: f.deleted, By: f.by, At: f.at}
		if !f.deleted {
			if v.Record, err = f.decode(); err != nil {
				return versions, err
			}
		}
		versions = append(versions, v)
	}
	return versions, nil
}

// seekBelow puts the cursor on the last key below k.
func seekBelow(c *bolt.Cursor, k []byte) (key, value []byte) {
	if at, _ := c.Seek(k); at == nil {
		return c.Last()
	}
	return c.Prev()
}

// openHistory reads a version of the bucket history.
func openHistory(k, value []byte) (*found, error) {
	key, rev, ok := parseHistoryKey(k)
	if !ok {
		return nil, fmt.Errorf("history: key %q: %w", k, directory.ErrDamaged)
	}
	where := fmt.Sprintf("history %s@%d", key, rev)
	v, err := openVersion(k, value)
	if err == nil && v.rev != rev {
		err = fmt.Errorf("it holds revision %d", v.rev)
	}
	if err != nil {
		return nil, damaged(key, where, err)
	}
	return copyOut(key, v, where), nil
}
