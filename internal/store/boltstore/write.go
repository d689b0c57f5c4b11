package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// prepared is an op made ready before its transaction begins.
type prepared struct {
	key     directory.Key
	put     bool             // else: delete
	record  directory.Record // nil where put without: then it has no secondary keys
	content []byte           // see pack
	expect  *directory.Revision
}

func prepare(ops []store.Op) ([]prepared, error) {
	if err := store.CheckOps(ops); err != nil {
		return nil, err
	}
	out := make([]prepared, len(ops))
	for i, op := range ops {
		p := prepared{key: op.Key(), put: op.Put != nil, record: op.Put, expect: op.Expect}
		if p.put {
			body, err := json.Marshal(op.Put)
			if err != nil {
				return nil, fmt.Errorf("put %s: %w", p.key, err)
			}
			p.content = pack(body)
		}
		out[i] = p
	}
	return out, nil
}

// Apply writes a batch.
func (s *Store) Apply(ctx context.Context, b store.Batch) (directory.Revision, error) {
	ops, err := prepare(b.Ops)
	if err != nil {
		return 0, err
	}
	if len(ops) == 0 {
		return s.Revision(ctx)
	}
	var rev directory.Revision
	changed := false
	err = s.update(ctx, func(tx *bolt.Tx) error {
		if state, err := importState(tx); err != nil {
			return err
		} else if state.Committed {
			return store.ErrImporting
		}
		if err := checkBatch(tx, ops); err != nil {
			return err
		}
		w, err := newWriter(tx, b.By, b.At)
		if err != nil {
			return err
		}
		for _, op := range ops {
			if err := w.write(op); err != nil {
				return err
			}
		}
		rev, changed, err = w.finish()
		return err
	})
	if err != nil {
		return 0, err
	}
	if changed {
		s.published()
	}
	return rev, nil
}

// plan is what is to be written, as far as the conditions of other writes of
// the same batch or import depend on it.
type plan interface {
	// touches says whether a record is written, and whether it is there afterwards.
	touches(key directory.Key) (put, touched bool, err error)
}

// checkTouched holds one write of the plan against the state before it: its
// expectation, and that its id is nobody's former id afterwards.
func checkTouched(tx *bolt.Tx, p plan, key directory.Key, put bool, expect *directory.Revision) error {
	if expect != nil {
		var at directory.Revision
		k := recordKey(key)
		if value := tx.Bucket(bucketRecords).Get(k); value != nil {
			v, err := openVersion(k, value)
			if err != nil {
				return damaged(key, key.String(), err)
			}
			at = v.rev
		}
		if at != *expect {
			return fmt.Errorf("%s is at revision %d, not %d: %w", key, at, *expect, directory.ErrConflict)
		}
	}
	if !put {
		return nil
	}
	// A holder that is written as well says in its own write what it still holds.
	h, err := untouchedHolder(tx, p, key)
	if err == nil && h != "" {
		err = fmt.Errorf("%s is a former id of %q: %w", key, h, directory.ErrConflict)
	}
	return err
}

// checkFormer holds a former id that by will hold against the state afterwards:
// it must not be a record's id, nor one that another, unwritten record holds.
func checkFormer(tx *bolt.Tx, p plan, former directory.Key, by directory.RecordID) error {
	exists, touched, err := p.touches(former)
	if err != nil {
		return err
	}
	if !touched {
		exists = tx.Bucket(bucketRecords).Get(recordKey(former)) != nil
	}
	if exists {
		return fmt.Errorf("former id %q of %s/%s is a record: %w", former.ID, former.Type, by, directory.ErrConflict)
	}
	h, err := untouchedHolder(tx, p, former)
	if err == nil && h != "" && h != by {
		err = formerTaken(former, by, h)
	}
	return err
}

func formerTaken(former directory.Key, by, holder directory.RecordID) error {
	return fmt.Errorf("former id %q of %s/%s is one of %q: %w", former.ID, former.Type, by, holder, directory.ErrConflict)
}

// untouchedHolder is who holds the former id and is not written, or "".
func untouchedHolder(tx *bolt.Tx, p plan, former directory.Key) (directory.RecordID, error) {
	h, err := holder(tx, former)
	if err != nil || h == "" {
		return "", err
	}
	_, touched, err := p.touches(directory.Key{Type: former.Type, ID: h})
	if err != nil || touched {
		return "", err
	}
	return h, nil
}

// batchPlan: whether each touched record is there afterwards.
type batchPlan map[directory.Key]bool

func (b batchPlan) touches(key directory.Key) (put, touched bool, err error) {
	put, touched = b[key]
	return put, touched, nil
}

// checkBatch refuses what may not be written.
func checkBatch(tx *bolt.Tx, ops []prepared) error {
	p := make(batchPlan, len(ops))
	for _, op := range ops {
		p[op.key] = op.put
	}
	held := make(map[directory.Key]directory.RecordID)
	for _, op := range ops {
		if err := checkTouched(tx, p, op.key, op.put, op.expect); err != nil {
			return err
		}
		if !op.put {
			continue
		}
		for _, id := range op.record.Head().FormerIDs {
			f := directory.Key{Type: op.key.Type, ID: id}
			if err := checkFormer(tx, p, f, op.key.ID); err != nil {
				return err
			}
			if h, ok := held[f]; ok && h != op.key.ID {
				return formerTaken(f, op.key.ID, h)
			}
			held[f] = op.key.ID
		}
	}
	return nil
}

// writer writes checked ops under one revision, which it draws with the first
// that changes anything.
type writer struct {
	tx     *bolt.Tx
	by     string
	at     time.Time
	before directory.Revision
	rev    directory.Revision // 0 until the first change
	counts map[directory.RecordType]int
	// many: of an import. Its records fill the pages, which bbolt would leave half
	// empty for later ones.
	many bool
}

func newWriter(tx *bolt.Tx, by string, at time.Time) (*writer, error) {
	before, err := revision(tx)
	return &writer{tx: tx, by: by, at: at, before: before, counts: make(map[directory.RecordType]int)}, err
}

// write puts or deletes one record, with all that goes with it.
func (w *writer) write(op prepared) error {
	k := recordKey(op.key)
	old, err := present(w.tx, op.key)
	if err != nil {
		return fmt.Errorf("write over %w", err)
	}
	if old == nil && !op.put {
		return nil
	}
	if w.rev == 0 {
		seq, err := w.tx.Bucket(bucketLog).NextSequence()
		if err != nil {
			return err
		}
		w.rev = directory.Revision(seq)
	}
	var was directory.Record
	if old != nil {
		if was, err = old.decode(); err != nil {
			return fmt.Errorf("write over %w", err)
		}
		if err := w.supersede(historyKey(op.key, old.rev), old.version); err != nil {
			return err
		}
		w.counts[op.key.Type]--
	}
	if err := w.relate(op.key, was, op.record); err != nil {
		return err
	}
	v := version{rev: w.rev, at: w.at, by: w.by, content: op.content, deleted: !op.put}
	if v.deleted {
		if err := w.tx.Bucket(bucketRecords).Delete(k); err != nil {
			return err
		}
		if err := w.supersede(historyKey(op.key, w.rev), v); err != nil {
			return err
		}
	} else {
		w.counts[op.key.Type]++
		records := w.tx.Bucket(bucketRecords)
		if w.many {
			records.FillPercent = appendFill
		}
		if err := records.Put(k, seal(k, v.encode())); err != nil {
			return err
		}
	}
	b, lk := w.tx.Bucket(bucketLog), logKey(w.rev, op.key)
	b.FillPercent = appendFill
	return b.Put(lk, seal(lk, deletedByte(v.deleted)))
}

// appendFill fills the pages of buckets that only grow at the end: bbolt's half
// leaves room for insertions that never come.
const appendFill = 0.9

func deletedByte(deleted bool) []byte {
	if deleted {
		return []byte{1}
	}
	return []byte{0}
}

func (w *writer) supersede(k []byte, v version) error {
	return w.tx.Bucket(bucketHistory).Put(k, seal(k, v.encode()))
}

// relate brings the secondary keys of a record from what was to what is; either
// may be nil.
func (w *writer) relate(key directory.Key, was, is directory.Record) error {
	former := w.tx.Bucket(bucketFormer)
	if was != nil {
		for _, id := range was.Head().FormerIDs {
			f := directory.Key{Type: key.Type, ID: id}
			h, err := holder(w.tx, f)
			if err != nil {
				return err
			}
			// Another record of the batch may hold it by now.
			if h == key.ID {
				if err := former.Delete(recordKey(f)); err != nil {
					return err
				}
			}
		}
	}
	if is != nil {
		for _, id := range is.Head().FormerIDs {
			k := recordKey(directory.Key{Type: key.Type, ID: id})
			if err := former.Put(k, seal(k, []byte(key.ID))); err != nil {
				return err
			}
		}
	}
	relations := w.tx.Bucket(bucketRelations)
	stale := make(map[store.Edge]bool)
	if was != nil {
		for _, e := range store.EdgesOf(was) {
			stale[e] = true
		}
	}
	if is != nil {
		for _, e := range store.EdgesOf(is) {
			if stale[e] {
				delete(stale, e)
				continue
			}
			k := relationKey(e)
			if err := relations.Put(k, seal(k, nil)); err != nil {
				return err
			}
		}
	}
	for e := range stale {
		if err := relations.Delete(relationKey(e)); err != nil {
			return err
		}
	}
	return nil
}

// finish writes what there is once per transaction. changed is false when
// nothing was, and the revision then the one before.
func (w *writer) finish() (rev directory.Revision, changed bool, err error) {
	if w.rev == 0 {
		return w.before, false, nil
	}
	b := w.tx.Bucket(bucketEuxine)
	for t, delta := range w.counts {
		n, err := getNumber(b, countKey(t))
		if err != nil {
			return 0, false, err
		}
		if err := putNumber(b, countKey(t), n+uint64(delta)); err != nil {
			return 0, false, err
		}
	}
	return w.rev, true, putNumber(b, keyRevision, uint64(w.rev))
}

// compactChunk bounds how many log entries one transaction removes: some tens of
// milliseconds.
const compactChunk = 10_000

// Compact removes log entries, in transactions of bounded size. The mark that
// they are gone is in the first.
func (s *Store) Compact(ctx context.Context, upTo directory.Revision) error {
	for more := true; more; {
		err := s.update(ctx, func(tx *bolt.Tx) error {
			now, err := revision(tx)
			if err != nil {
				return err
			}
			if upTo > now {
				return fmt.Errorf("compact up to %d, now at %d: %w", upTo, now, directory.ErrInvalid)
			}
			b, log := tx.Bucket(bucketEuxine), tx.Bucket(bucketLog)
			compacted, err := getNumber(b, keyCompacted)
			if err != nil {
				return err
			}
			if uint64(upTo) > compacted {
				if err := putNumber(b, keyCompacted, uint64(upTo)); err != nil {
					return err
				}
			}
			// The keys are gathered first: bbolt's cursors do not keep their place
			// across deletions.
			var gone [][]byte
			c := log.Cursor()
			for k, _ := c.First(); k != nil && len(gone) < compactChunk; k, _ = c.Next() {
				if len(k) < 8 || bytes.Compare(k[:8], numberKey(uint64(upTo))) > 0 {
					break
				}
				gone = append(gone, bytes.Clone(k))
			}
			for _, k := range gone {
				if err := log.Delete(k); err != nil {
					return err
				}
			}
			more = len(gone) == compactChunk
			return nil
		})
		if err != nil {
			return fmt.Errorf("compact: %w", err)
		}
	}
	return nil
}
