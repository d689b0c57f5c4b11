package boltstore

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// importHead is what the bucket euxine holds of the import under way.
type importHead struct {
	By        string    `json:"by"`
	At        time.Time `json:"at"`
	Open      bool      `json:"open,omitempty"` // a stage is open
	Committed bool      `json:"committed,omitempty"`
	Staged    uint64    `json:"staged"` // ops staged so far: the number of the next
	Left      uint64    `json:"left"`   // of them still to be applied
	// Conflict is the first former id two staged records claim, for CommitImport
	// to refuse: "" when there is none.
	Conflict string `json:"conflict,omitempty"`
}

// importState reads the head; the zero one when no import is under way.
func importState(tx *bolt.Tx) (importHead, error) {
	var h importHead
	value := tx.Bucket(bucketEuxine).Get(keyImport)
	if value == nil {
		return h, nil
	}
	body, err := unseal(keyImport, value)
	if err == nil {
		err = json.Unmarshal(body, &h)
	}
	if err != nil {
		return h, fmt.Errorf("database: import under way: %w: %w", err, directory.ErrDamaged)
	}
	return h, nil
}

func putImportState(tx *bolt.Tx, h importHead) error {
	body, err := json.Marshal(h)
	if err != nil {
		return err
	}
	return tx.Bucket(bucketEuxine).Put(keyImport, seal(keyImport, body))
}

// clearImport removes the head and everything staged.
func clearImport(tx *bolt.Tx) error {
	for _, name := range [][]byte{bucketImportOps, bucketImportKeys, bucketImportFormer} {
		if first, _ := tx.Bucket(name).Cursor().First(); first == nil {
			continue
		}
		if err := tx.DeleteBucket(name); err != nil {
			return err
		}
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	return tx.Bucket(bucketEuxine).Delete(keyImport)
}

// BeginImport opens a stage.
func (s *Store) BeginImport(ctx context.Context, by string, at time.Time) error {
	return s.update(ctx, func(tx *bolt.Tx) error {
		h, err := importState(tx)
		if err != nil {
			return err
		}
		if h.Committed {
			return fmt.Errorf("begin import: an earlier one is not yet applied: %w", directory.ErrConflict)
		}
		if err := clearImport(tx); err != nil {
			return err
		}
		return putImportState(tx, importHead{By: by, At: at, Open: true})
	})
}

// StageImport adds ops to the stage.
func (s *Store) StageImport(ctx context.Context, ops []store.Op) error {
	ready, err := prepare(ops)
	if err != nil {
		return fmt.Errorf("stage import: %w", err)
	}
	return s.update(ctx, func(tx *bolt.Tx) error {
		h, err := importState(tx)
		if err != nil {
			return err
		}
		if !h.Open || h.Committed {
			return fmt.Errorf("stage import: no open stage: %w", directory.ErrConflict)
		}
		numbered, keys, former := tx.Bucket(bucketImportOps), tx.Bucket(bucketImportKeys), tx.Bucket(bucketImportFormer)
		numbered.FillPercent = appendFill
		for _, op := range ready {
			k := recordKey(op.key)
			if keys.Get(k) != nil {
				return fmt.Errorf("stage import: %s twice: %w", op.key, directory.ErrInvalid)
			}
			if err := keys.Put(k, seal(k, condition{put: op.put, expect: op.expect}.encode())); err != nil {
				return err
			}
			n := numberKey(h.Staged)
			if err := numbered.Put(n, seal(n, staged(op).encode())); err != nil {
				return err
			}
			h.Staged++
			if !op.put {
				continue
			}
			for _, id := range op.record.Head().FormerIDs {
				f := recordKey(directory.Key{Type: op.key.Type, ID: id})
				if v := former.Get(f); v != nil && h.Conflict == "" {
					other, err := unseal(f, v)
					if err != nil {
						return fmt.Errorf("stage import: former id %q: %w: %w", id, err, directory.ErrDamaged)
					}
					if string(other) != string(op.key.ID) {
						h.Conflict = fmt.Sprintf("former id %q of both %q and %q", id, other, op.key.ID)
					}
				}
				if err := former.Put(f, seal(f, []byte(op.key.ID))); err != nil {
					return err
				}
			}
		}
		h.Left = h.Staged
		return putImportState(tx, h)
	})
}

// importPlan is the plan of a staged import.
type importPlan struct{ keys *bolt.Bucket }

func (p importPlan) touches(key directory.Key) (put, touched bool, err error) {
	k := recordKey(key)
	value := p.keys.Get(k)
	if value == nil {
		return false, false, nil
	}
	c, err := openCondition(k, value)
	return c.put, true, err
}

func openCondition(k, value []byte) (condition, error) {
	body, err := unseal(k, value)
	if err == nil {
		var c condition
		if c, err = decodeCondition(body); err == nil {
			return c, nil
		}
	}
	return condition{}, fmt.Errorf("import: condition of %q: %w: %w", k, err, directory.ErrDamaged)
}

// CommitImport makes the stage binding. It walks the staged keys, not the
// records: some microseconds each, while other writers wait.
func (s *Store) CommitImport(ctx context.Context) error {
	return s.update(ctx, func(tx *bolt.Tx) error {
		h, err := importState(tx)
		switch {
		case err != nil:
			return err
		case !h.Open:
			return fmt.Errorf("commit import: no open stage: %w", directory.ErrConflict)
		case h.Committed:
			return nil
		case h.Staged == 0:
			return clearImport(tx)
		case h.Conflict != "":
			return fmt.Errorf("commit import: %s: %w", h.Conflict, directory.ErrConflict)
		}
		if err := checkImport(tx); err != nil {
			return fmt.Errorf("commit import: %w", err)
		}
		h.Committed = true
		return putImportState(tx, h)
	})
}

func checkImport(tx *bolt.Tx) error {
	p := importPlan{tx.Bucket(bucketImportKeys)}
	c := p.keys.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		key, ok := parseRecordKey(k)
		if !ok {
			return fmt.Errorf("import: key %q: %w", k, directory.ErrDamaged)
		}
		cond, err := openCondition(k, v)
		if err != nil {
			return err
		}
		if err := checkTouched(tx, p, key, cond.put, cond.expect); err != nil {
			return err
		}
	}
	c = tx.Bucket(bucketImportFormer).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		former, ok := parseRecordKey(k)
		by, err := unseal(k, v)
		if !ok || err != nil {
			return fmt.Errorf("import: former id %q: %w", k, directory.ErrDamaged)
		}
		if err := checkFormer(tx, p, former, directory.RecordID(by)); err != nil {
			return err
		}
	}
	return nil
}

// ApplyImport writes the next chunk and takes it from the stage.
func (s *Store) ApplyImport(ctx context.Context) (left int, rev directory.Revision, err error) {
	// Most calls find nothing to do: those of every start.
	if left, err := s.PendingImport(ctx); err != nil || left == 0 {
		if err != nil {
			return 0, 0, err
		}
		rev, err := s.Revision(ctx)
		return 0, rev, err
	}
	changed := false
	err = s.update(ctx, func(tx *bolt.Tx) error {
		h, err := importState(tx)
		if err != nil {
			return err
		}
		w, err := newWriter(tx, h.By, h.At)
		if err != nil {
			return err
		}
		if h.Committed { // else another call has applied the last chunk
			if err := applyChunk(tx, w, &h); err != nil {
				return fmt.Errorf("apply import: %w", err)
			}
		}
		left = int(h.Left)
		rev, changed, err = w.finish()
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	if changed {
		s.published()
	}
	return left, rev, nil
}

func applyChunk(tx *bolt.Tx, w *writer, h *importHead) error {
	w.many = true
	b := tx.Bucket(bucketImportOps)
	var done [][]byte
	c := b.Cursor()
	for k, v := c.First(); k != nil && len(done) < store.MaxOps; k, v = c.Next() {
		op, err := openStagedOp(k, v)
		if err != nil {
			return err
		}
		if err := w.write(op); err != nil {
			return err
		}
		done = append(done, bytes.Clone(k))
	}
	if uint64(len(done)) > h.Left || len(done) == 0 {
		return fmt.Errorf("%d ops staged, but %d to be applied: %w", len(done), h.Left, directory.ErrDamaged)
	}
	if h.Left -= uint64(len(done)); h.Left == 0 {
		return clearImport(tx)
	}
	for _, k := range done {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return putImportState(tx, *h)
}

// openStagedOp reads an op of the bucket import-ops, ready to be written.
func openStagedOp(k, value []byte) (prepared, error) {
	n, ok := parseNumberKey(k)
	body, err := unseal(k, value)
	if !ok {
		err = errors.New("no proper key")
	}
	if err == nil {
		var op stagedOp
		if op, err = decodeStagedOp(body); err == nil {
			p := prepared{key: op.key, put: op.does != stagedDelete, content: bytes.Clone(op.content)}
			if op.does == stagedPut {
				p.record, err = version{content: p.content}.record(op.key)
			}
			if p.put && len(p.content) == 0 {
				err = errors.New("a record without content")
			}
			if err == nil {
				return p, nil
			}
		}
	}
	return prepared{}, fmt.Errorf("import op %d: %w: %w", n, err, directory.ErrDamaged)
}

// PendingImport is how many ops of a committed import wait.
func (s *Store) PendingImport(ctx context.Context) (left int, err error) {
	err = s.view(ctx, func(tx *bolt.Tx) error {
		h, err := importState(tx)
		if err == nil && h.Committed {
			left = int(h.Left)
		}
		return err
	})
	return left, err
}

// DropImport discards an uncommitted stage.
func (s *Store) DropImport(ctx context.Context) error {
	return s.update(ctx, func(tx *bolt.Tx) error {
		h, err := importState(tx)
		if err != nil {
			return err
		}
		if h.Committed {
			return fmt.Errorf("drop import: it is committed: %w", directory.ErrConflict)
		}
		return clearImport(tx)
	})
}
