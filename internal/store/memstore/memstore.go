// Package memstore keeps a directory in memory: for tests of what stands on the
// store, and as the plainest statement of what the contract of package store
// means. It keeps everything and forgets it at Close; nothing in it is tuned.
//
// Where to begin: [New], then write.go for how a batch is checked and written.
package memstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// Store implements store.Store. It is safe for concurrent use.
type Store struct {
	mu      sync.RWMutex
	closed  bool
	changed chan struct{} // closed at each new revision and at Close, then replaced

	rev       directory.Revision
	compacted directory.Revision
	versions  map[directory.Key][]version                          // oldest first, deletions included
	ids       map[directory.RecordType][]directory.RecordID        // sorted; every id that ever was
	former    map[directory.Key]directory.RecordID                 // former id → holder
	edges     map[edgeKey]map[directory.RecordID]map[bool]struct{} // → ID → ByOf
	log       []store.Change
	stage     *stage // of the import under way
}

// version keeps the record as JSON, so that every read makes its own copy.
type version struct {
	rev    directory.Revision
	by     string
	at     time.Time
	record []byte // nil: deleted
}

type edgeKey struct {
	relation store.Relation
	of       directory.RecordID
}

var _ store.Store = (*Store)(nil)

// New is an empty store.
func New() *Store {
	return &Store{
		changed:  make(chan struct{}),
		versions: make(map[directory.Key][]version),
		ids:      make(map[directory.RecordType][]directory.RecordID),
		former:   make(map[directory.Key]directory.RecordID),
		edges:    make(map[edgeKey]map[directory.RecordID]map[bool]struct{}),
	}
}

// read takes the lock for reading; the caller releases it unless there is an error.
func (s *Store) read(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return store.ErrClosed
	}
	return nil
}

// live is the present version of the record, nil when there is none.
func (s *Store) live(key directory.Key) *version {
	vs := s.versions[key]
	if len(vs) == 0 || vs[len(vs)-1].record == nil {
		return nil
	}
	return &vs[len(vs)-1]
}

// asOf is the version of the record at the revision, nil when there was none.
func (s *Store) asOf(key directory.Key, rev directory.Revision) *version {
	vs := s.versions[key]
	for i := len(vs) - 1; i >= 0; i-- {
		if vs[i].rev <= rev {
			if vs[i].record == nil {
				return nil
			}
			return &vs[i]
		}
	}
	return nil
}

// checkAsOf refuses a revision that is not a state of the past or present.
func (s *Store) checkAsOf(at directory.Revision) error {
	if at > s.rev || (at == 0 && s.rev > 0) {
		return fmt.Errorf("read as of %d, now at %d: %w", at, s.rev, directory.ErrInvalid)
	}
	return nil
}

func (v *version) decode(key directory.Key) (directory.Record, error) {
	r, err := directory.NewRecord(key.Type)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(v.record, r); err != nil {
		return nil, &store.DamagedError{Key: key, Where: key.String(), What: err.Error()}
	}
	r.Head().Revision = v.rev
	return r, nil
}

// Revision is the last committed revision.
func (s *Store) Revision(ctx context.Context) (directory.Revision, error) {
	if err := s.read(ctx); err != nil {
		return 0, err
	}
	defer s.mu.RUnlock()
	return s.rev, nil
}

// Get reads one record.
func (s *Store) Get(ctx context.Context, key directory.Key) (directory.Record, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	if err := store.CheckType(key.Type); err != nil {
		return nil, err
	}
	v := s.live(key)
	if v == nil {
		return nil, fmt.Errorf("%s: %w", key, directory.ErrNotFound)
	}
	return v.decode(key)
}

// GetMany reads several records in one state.
func (s *Store) GetMany(ctx context.Context, keys []directory.Key) ([]directory.Record, error) {
	return s.getMany(ctx, keys, s.live)
}

// GetManyAt reads several records as of a revision.
func (s *Store) GetManyAt(ctx context.Context, keys []directory.Key, asOf directory.Revision) ([]directory.Record, error) {
	return s.getMany(ctx, keys, func(key directory.Key) *version { return s.asOf(key, asOf) }, asOf)
}

func (s *Store) getMany(ctx context.Context, keys []directory.Key, find func(directory.Key) *version, asOf ...directory.Revision) ([]directory.Record, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	if _, err := store.CheckLimit(len(keys), store.MaxScan); err != nil {
		return nil, err
	}
	for _, at := range asOf {
		if err := s.checkAsOf(at); err != nil {
			return nil, err
		}
	}
	records := make([]directory.Record, len(keys))
	var errs []error
	for i, key := range keys {
		if err := store.CheckType(key.Type); err != nil {
			return nil, err
		}
		if v := find(key); v != nil {
			r, err := v.decode(key)
			if err != nil {
				errs = append(errs, err)
				continue
			}
			records[i] = r
		}
	}
	return records, errors.Join(errs...)
}

// Resolve gives the holder of a former id.
func (s *Store) Resolve(ctx context.Context, key directory.Key) (directory.RecordID, error) {
	if err := s.read(ctx); err != nil {
		return "", err
	}
	defer s.mu.RUnlock()
	if err := store.CheckType(key.Type); err != nil {
		return "", err
	}
	if id, ok := s.former[key]; ok {
		return id, nil
	}
	return "", fmt.Errorf("former id %s: %w", key, directory.ErrNotFound)
}

// Scan reads the next chunk as of a revision.
func (s *Store) Scan(ctx context.Context, sc store.Scan) ([]directory.Record, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	if err := store.CheckType(sc.Type); err != nil {
		return nil, err
	}
	limit, err := store.CheckLimit(sc.Limit, store.MaxScan)
	if err != nil {
		return nil, err
	}
	if err := s.checkAsOf(sc.AsOf); err != nil {
		return nil, err
	}
	var records []directory.Record
	for _, id := range s.ids[sc.Type] {
		if len(records) == limit {
			break
		}
		if id <= sc.After {
			continue
		}
		key := directory.Key{Type: sc.Type, ID: id}
		if v := s.asOf(key, sc.AsOf); v != nil {
			r, err := v.decode(key)
			if err != nil {
				return records, err
			}
			records = append(records, r)
		}
	}
	return records, nil
}

// Count is the number of records of the type.
func (s *Store) Count(ctx context.Context, t directory.RecordType) (int, error) {
	if err := s.read(ctx); err != nil {
		return 0, err
	}
	defer s.mu.RUnlock()
	if err := store.CheckType(t); err != nil {
		return 0, err
	}
	n := 0
	for _, id := range s.ids[t] {
		if s.live(directory.Key{Type: t, ID: id}) != nil {
			n++
		}
	}
	return n, nil
}

// Related lists what stands in the relation to the record.
func (s *Store) Related(ctx context.Context, rel store.Relation, id directory.RecordID, limit int) ([]directory.RecordID, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	ofType, lists, ok := rel.Types()
	if !ok {
		return nil, fmt.Errorf("relation %q: %w", rel, directory.ErrInvalid)
	}
	limit, err := store.CheckLimit(limit, store.MaxScan)
	if err != nil {
		return nil, err
	}
	names := []directory.RecordID{id}
	key := directory.Key{Type: ofType, ID: id}
	if of := s.live(key); of != nil && store.MayHaveFormerIDs(of.record) {
		r, err := of.decode(key)
		if err != nil {
			return nil, err
		}
		names = append(names, r.Head().FormerIDs...)
	}
	var found []directory.RecordID
	for _, name := range names {
		for other := range s.edges[edgeKey{rel, name}] {
			key := directory.Key{Type: lists, ID: other}
			if s.live(key) == nil {
				key.ID = s.former[key]
			}
			if s.live(key) != nil {
				found = append(found, key.ID)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return found[:min(limit, len(found))], nil
}

// History lists versions, newest first.
func (s *Store) History(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]store.Version, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	if err := store.CheckType(key.Type); err != nil {
		return nil, err
	}
	limit, err := store.CheckLimit(limit, store.MaxScan)
	if err != nil {
		return nil, err
	}
	vs := s.versions[key]
	if len(vs) == 0 {
		return nil, fmt.Errorf("history of %s: %w", key, directory.ErrNotFound)
	}
	var out []store.Version
	for i := len(vs) - 1; i >= 0 && len(out) < limit; i-- {
		v := &vs[i]
		if before != 0 && v.rev >= before {
			continue
		}
		sv := store.Version{Key: key, Revision: v.rev, Deleted: v.record == nil, By: v.by, At: v.at}
		if !sv.Deleted {
			if sv.Record, err = v.decode(key); err != nil {
				return out, err
			}
		}
		out = append(out, sv)
	}
	return out, nil
}

// Changes lists log entries.
func (s *Store) Changes(ctx context.Context, after directory.Revision, limit int) ([]store.Change, error) {
	if err := s.read(ctx); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	limit, err := store.CheckLimit(limit, store.MaxScan)
	if err != nil {
		return nil, err
	}
	if after < s.compacted {
		return nil, fmt.Errorf("changes after %d, compacted up to %d: %w", after, s.compacted, store.ErrCompacted)
	}
	var out []store.Change
	for _, c := range s.log {
		if c.Revision <= after {
			continue
		}
		if len(out) >= limit && c.Revision != out[len(out)-1].Revision {
			break
		}
		out = append(out, c)
	}
	return out, nil
}

// Wait blocks until there is a revision above after.
func (s *Store) Wait(ctx context.Context, after directory.Revision) error {
	for {
		if err := s.read(ctx); err != nil {
			return err
		}
		rev, changed := s.rev, s.changed
		s.mu.RUnlock()
		if rev > after {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Verify decodes every version.
func (s *Store) Verify(ctx context.Context, report func(store.Damage)) error {
	if err := s.read(ctx); err != nil {
		return err
	}
	defer s.mu.RUnlock()
	for key, vs := range s.versions {
		for i := range vs {
			if vs[i].record == nil {
				continue
			}
			if _, err := vs[i].decode(key); err != nil {
				report(store.Damage{Where: key.String(), What: err.Error()})
			}
		}
	}
	return nil
}

// Close forgets everything.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.closed = true
	s.versions, s.log = nil, nil
	close(s.changed)
	return nil
}
