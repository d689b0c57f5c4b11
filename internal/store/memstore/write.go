package memstore

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// stage is the import under way.
type stage struct {
	by        string
	at        time.Time
	committed bool
	ops       []staged
	keys      map[directory.Key]bool
}

// staged is an op that keeps nothing of the caller's.
type staged struct {
	key    directory.Key
	record []byte // nil: delete
	former []directory.RecordID
	expect *directory.Revision
}

// write takes the lock for writing; the caller releases it unless there is an error.
func (s *Store) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return store.ErrClosed
	}
	return nil
}

// stageOps checks and copies ops.
func stageOps(ops []store.Op) ([]staged, error) {
	if err := store.CheckOps(ops); err != nil {
		return nil, err
	}
	out := make([]staged, len(ops))
	for i, op := range ops {
		st := staged{key: op.Key()}
		if op.Expect != nil {
			expect := *op.Expect
			st.expect = &expect
		}
		if op.Put != nil {
			b, err := json.Marshal(op.Put)
			if err != nil {
				return nil, fmt.Errorf("put %s: %w", st.key, err)
			}
			st.record, st.former = b, slices.Clone(op.Put.Head().FormerIDs)
		}
		out[i] = st
	}
	return out, nil
}

// Apply writes a batch.
func (s *Store) Apply(ctx context.Context, b store.Batch) (directory.Revision, error) {
	ops, err := stageOps(b.Ops)
	if err != nil {
		return 0, err
	}
	if err := s.write(ctx); err != nil {
		return 0, err
	}
	defer s.mu.Unlock()
	if s.stage != nil && s.stage.committed {
		return 0, store.ErrImporting
	}
	if err := s.check(ops); err != nil {
		return 0, err
	}
	s.apply(ops, b.By, b.At)
	return s.rev, nil
}

// check holds the conditions of ops against the state they would make: each
// Expect, and that no id names two records.
func (s *Store) check(ops []staged) error {
	puts := make(map[directory.Key]bool, len(ops)) // touched keys: whether they exist afterwards
	for _, op := range ops {
		puts[op.key] = op.record != nil
		if op.expect == nil {
			continue
		}
		var at directory.Revision
		if v := s.live(op.key); v != nil {
			at = v.rev
		}
		if at != *op.expect {
			return fmt.Errorf("%s is at revision %d, not %d: %w", op.key, at, *op.expect, directory.ErrConflict)
		}
	}
	taken := make(map[directory.Key]directory.RecordID)
	for _, op := range ops {
		if op.record == nil {
			continue
		}
		// A holder that is touched as well says in its own op what it still holds.
		untouched := func(former directory.Key) (directory.RecordID, bool) {
			holder, ok := s.former[former]
			_, touched := puts[directory.Key{Type: former.Type, ID: holder}]
			return holder, ok && !touched
		}
		if holder, ok := untouched(op.key); ok {
			return fmt.Errorf("%s is a former id of %q: %w", op.key, holder, directory.ErrConflict)
		}
		for _, id := range op.former {
			f := directory.Key{Type: op.key.Type, ID: id}
			exists, touched := puts[f]
			if !touched {
				exists = s.live(f) != nil
			}
			if exists {
				return fmt.Errorf("former id %q of %s is a record: %w", id, op.key, directory.ErrConflict)
			}
			holder, ok := untouched(f)
			if !ok {
				holder, ok = taken[f]
			}
			if ok && holder != op.key.ID {
				return fmt.Errorf("former id %q of %s is one of %q: %w", id, op.key, holder, directory.ErrConflict)
			}
			taken[f] = op.key.ID
		}
	}
	return nil
}

// apply writes checked ops under one new revision, if there is anything to write.
func (s *Store) apply(ops []staged, by string, at time.Time) {
	rev := s.rev + 1
	at = at.UTC().Truncate(time.Microsecond)
	var log []store.Change
	for _, op := range ops {
		old := s.live(op.key)
		if old == nil && op.record == nil {
			continue
		}
		if old != nil {
			s.index(op.key, old, false)
		}
		ids := s.ids[op.key.Type]
		if i, ok := slices.BinarySearch(ids, op.key.ID); !ok {
			s.ids[op.key.Type] = slices.Insert(ids, i, op.key.ID)
		}
		v := version{rev: rev, by: by, at: at, record: op.record}
		s.versions[op.key] = append(s.versions[op.key], v)
		if op.record != nil {
			s.index(op.key, &v, true)
		}
		log = append(log, store.Change{Revision: rev, Key: op.key, Deleted: op.record == nil})
	}
	if len(log) == 0 {
		return
	}
	slices.SortFunc(log, func(a, b store.Change) int {
		if a.Key.Type != b.Key.Type {
			return slices.Index(directory.RecordTypes, a.Key.Type) - slices.Index(directory.RecordTypes, b.Key.Type)
		}
		if a.Key.ID < b.Key.ID {
			return -1
		}
		return 1
	})
	s.log = append(s.log, log...)
	s.rev = rev
	close(s.changed)
	s.changed = make(chan struct{})
}

// index adds or removes the secondary keys of a version.
func (s *Store) index(key directory.Key, v *version, add bool) {
	r, err := v.decode(key)
	if err != nil {
		panic(err) // we marshalled it ourselves
	}
	for _, id := range r.Head().FormerIDs {
		f := directory.Key{Type: key.Type, ID: id}
		if add {
			s.former[f] = key.ID
		} else if s.former[f] == key.ID {
			delete(s.former, f)
		}
	}
	for _, e := range store.EdgesOf(r) {
		k := edgeKey{e.Relation, e.Of}
		if add {
			if s.edges[k] == nil {
				s.edges[k] = make(map[directory.RecordID]map[bool]struct{})
			}
			if s.edges[k][e.ID] == nil {
				s.edges[k][e.ID] = make(map[bool]struct{})
			}
			s.edges[k][e.ID][e.ByOf] = struct{}{}
			continue
		}
		delete(s.edges[k][e.ID], e.ByOf)
		if len(s.edges[k][e.ID]) == 0 {
			delete(s.edges[k], e.ID)
		}
	}
}

// Compact drops log entries.
func (s *Store) Compact(ctx context.Context, upTo directory.Revision) error {
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if upTo > s.rev {
		return fmt.Errorf("compact up to %d, now at %d: %w", upTo, s.rev, directory.ErrInvalid)
	}
	s.compacted = max(s.compacted, upTo)
	s.log = slices.DeleteFunc(s.log, func(c store.Change) bool { return c.Revision <= upTo })
	return nil
}

// BeginImport opens a stage.
func (s *Store) BeginImport(ctx context.Context, by string, at time.Time) error {
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.stage != nil && s.stage.committed {
		return fmt.Errorf("begin import: an earlier one is not yet applied: %w", directory.ErrConflict)
	}
	s.stage = &stage{by: by, at: at, keys: make(map[directory.Key]bool)}
	return nil
}

// StageImport adds ops to the stage.
func (s *Store) StageImport(ctx context.Context, ops []store.Op) error {
	st, err := stageOps(ops)
	if err != nil {
		return err
	}
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.stage == nil || s.stage.committed {
		return fmt.Errorf("stage import: no open stage: %w", directory.ErrConflict)
	}
	for _, op := range st {
		if s.stage.keys[op.key] {
			return fmt.Errorf("stage import: %s twice: %w", op.key, directory.ErrInvalid)
		}
	}
	for _, op := range st {
		s.stage.keys[op.key] = true
	}
	s.stage.ops = append(s.stage.ops, st...)
	return nil
}

// CommitImport makes the stage binding.
func (s *Store) CommitImport(ctx context.Context) error {
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	switch {
	case s.stage == nil:
		return fmt.Errorf("commit import: no open stage: %w", directory.ErrConflict)
	case s.stage.committed:
		return nil
	case len(s.stage.ops) == 0:
		s.stage = nil
		return nil
	}
	if err := s.check(s.stage.ops); err != nil {
		return fmt.Errorf("commit import: %w", err)
	}
	s.stage.committed = true
	return nil
}

// ApplyImport writes the next chunk.
func (s *Store) ApplyImport(ctx context.Context) (int, directory.Revision, error) {
	if err := s.write(ctx); err != nil {
		return 0, 0, err
	}
	defer s.mu.Unlock()
	if s.stage == nil || !s.stage.committed {
		return 0, s.rev, nil
	}
	n := min(store.MaxOps, len(s.stage.ops))
	s.apply(s.stage.ops[:n], s.stage.by, s.stage.at)
	s.stage.ops = s.stage.ops[n:]
	left := len(s.stage.ops)
	if left == 0 {
		s.stage = nil
	}
	return left, s.rev, nil
}

// PendingImport is how many ops of a committed import wait.
func (s *Store) PendingImport(ctx context.Context) (int, error) {
	if err := s.read(ctx); err != nil {
		return 0, err
	}
	defer s.mu.RUnlock()
	if s.stage == nil || !s.stage.committed {
		return 0, nil
	}
	return len(s.stage.ops), nil
}

// DropImport discards an uncommitted stage.
func (s *Store) DropImport(ctx context.Context) error {
	if err := s.write(ctx); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.stage != nil && s.stage.committed {
		return fmt.Errorf("drop import: it is committed: %w", directory.ErrConflict)
	}
	s.stage = nil
	return nil
}
