package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// Scan reads the next chunk as of a revision: the ids of records and history
// merged in order, and of each the newest version at or below the revision.
func (s *Store) Scan(ctx context.Context, sc store.Scan) ([]directory.Record, error) {
	var chunk []*found
	var damage error // ends the chunk, which is returned all the same
	err := s.view(ctx, func(tx *bolt.Tx) error {
		if err := store.CheckType(sc.Type); err != nil {
			return err
		}
		limit, err := store.CheckLimit(sc.Limit, store.MaxScan)
		if err != nil {
			return err
		}
		now, err := revision(tx)
		if err != nil {
			return err
		}
		if err := checkAsOf(tx, sc.AsOf); err != nil {
			return err
		}
		m := newMerge(tx, sc, now)
		for len(chunk) < limit {
			f, err := m.next()
			if err != nil {
				damage = err
				return nil
			}
			if f == nil {
				return nil
			}
			chunk = append(chunk, f)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	records := make([]directory.Record, 0, len(chunk))
	for _, f := range chunk {
		r, err := f.decode()
		if err != nil {
			return records, err
		}
		records = append(records, r)
	}
	return records, damage
}

// checkAsOf refuses a revision that is not a state of the past or present.
func checkAsOf(tx *bolt.Tx, at directory.Revision) error {
	now, err := revision(tx)
	if err == nil && (at > now || (at == 0 && now > 0)) {
		err = fmt.Errorf("read as of %d, now at %d: %w", at, now, directory.ErrInvalid)
	}
	return err
}

// merge walks the ids of one type that records or history know.
type merge struct {
	asOf    directory.Revision
	prefix  []byte // the type
	records *bolt.Cursor
	rk, rv  []byte
	history *bolt.Cursor // nil when nothing was superseded since asOf
	hk      []byte
	lookup  *bolt.Cursor // for versions, so that history keeps its place
}

func newMerge(tx *bolt.Tx, sc store.Scan, now directory.Revision) *merge {
	m := &merge{
		asOf:    sc.AsOf,
		prefix:  []byte{typeByte(sc.Type)},
		records: tx.Bucket(bucketRecords).Cursor(),
	}
	after := directory.Key{Type: sc.Type, ID: sc.After}
	// No id holds a zero byte: the first key behind After itself.
	m.rk, m.rv = m.records.Seek(append(recordKey(after), 0))
	if sc.AsOf < now {
		m.history, m.lookup = tx.Bucket(bucketHistory).Cursor(), tx.Bucket(bucketHistory).Cursor()
		m.hk, _ = m.history.Seek(behindHistory(after))
	}
	return m
}

// next is the next record that existed then; nil at the end.
func (m *merge) next() (*found, error) {
	for {
		current, old := bytes.HasPrefix(m.rk, m.prefix), bytes.HasPrefix(m.hk, m.prefix)
		var past directory.Key // of the history cursor
		if old {
			var ok bool
			if past, _, ok = parseHistoryKey(m.hk); !ok {
				return nil, badKey("history", m.hk)
			}
		}
		if !current && !old {
			return nil, nil
		}
		order := 1
		switch {
		case !old:
			order = -1
		case current:
			order = bytes.Compare(m.rk, recordKey(past))
		}
		key := past
		if order <= 0 {
			var ok bool
			if key, ok = parseRecordKey(m.rk); !ok {
				return nil, badKey("records", m.rk)
			}
		}
		if order >= 0 {
			m.hk, _ = m.history.Seek(behindHistory(past))
		}
		if order <= 0 {
			rk, rv := m.rk, m.rv
			m.rk, m.rv = m.records.Next()
			v, err := openVersion(rk, rv)
			if err != nil {
				return nil, damaged(key, key.String(), err)
			}
			if v.rev <= m.asOf {
				return copyOut(key, v, key.String()), nil
			}
		}
		if order >= 0 {
			f, err := m.past(key)
			if err != nil || f != nil {
				return f, err
			}
		}
	}
}

// past is the version the record had then, nil when it did not exist.
func (m *merge) past(key directory.Key) (*found, error) {
	k, v := seekBelow(m.lookup, historyKey(key, m.asOf+1))
	if !bytes.HasPrefix(k, append(recordKey(key), 0)) {
		return nil, nil
	}
	f, err := openHistory(k, v)
	if err != nil || f.deleted {
		return nil, err
	}
	return f, nil
}

// badKey is the error for a key of records or history that does not parse. It
// names what stands in the id's place, so that a scan can go on behind it.
func badKey(bucket string, k []byte) error {
	t, _ := typeOf(k[0])
	return damaged(directory.Key{Type: t, ID: directory.RecordID(k[1:])}, fmt.Sprintf("%s: key %q", bucket, k), errors.New("no proper key"))
}
