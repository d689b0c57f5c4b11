package boltstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// verifyChunk is how many entries are checked in one transaction.
const verifyChunk = 1000

// verifier checks entries against what else the same transaction sees, so that
// writes between two chunks do not look like disagreement.
type verifier struct {
	report    func(where, format string, args ...any)
	tx        *bolt.Tx
	rev       directory.Revision
	compacted directory.Revision
	importing bool               // between its chunks an import may name an id twice
	logged    directory.Revision // the last one the walk over the log has seen
}

// Verify reads everything: every seal, every record's content, and for each
// entry what must be there with it. When that finds nothing it has bbolt check
// its pages, which is safe only on pages that can be read; writers wait for it.
func (s *Store) Verify(ctx context.Context, report func(store.Damage)) error {
	sound := true
	v := &verifier{report: func(where, format string, args ...any) {
		sound = false
		report(store.Damage{Where: where, What: fmt.Sprintf(format, args...)})
	}}
	for _, walk := range []struct {
		bucket []byte
		check  func(k, value []byte)
	}{
		{bucketRecords, v.record}, {bucketHistory, v.version}, {bucketFormer, v.former},
		{bucketRelations, v.relation}, {bucketLog, v.change}, {bucketImportOps, v.staged},
	} {
		err := s.walk(ctx, v, walk.bucket, walk.check)
		if err != nil && !errors.Is(err, directory.ErrDamaged) {
			return err
		}
		if err != nil {
			v.report(string(walk.bucket), "%v", err)
		}
	}
	err := s.view(ctx, func(tx *bolt.Tx) error {
		if err := v.enter(tx); err != nil {
			return err
		}
		return v.totals()
	})
	if err == nil && sound {
		err = s.verifyPages(ctx, v)
	}
	if errors.Is(err, directory.ErrDamaged) {
		v.report("database", "%v", err)
		err = nil
	}
	return err
}

// walk calls check for every entry of a bucket, in transactions of bounded size.
func (s *Store) walk(ctx context.Context, v *verifier, bucket []byte, check func(k, value []byte)) error {
	var next []byte
	for done := false; !done; {
		err := s.view(ctx, func(tx *bolt.Tx) error {
			if err := v.enter(tx); err != nil {
				return err
			}
			c := tx.Bucket(bucket).Cursor()
			k, value := c.Seek(next)
			for range verifyChunk {
				if k == nil {
					break
				}
				check(k, value)
				last := k
				if k, value = c.Next(); k != nil && bytes.Compare(last, k) >= 0 {
					// Going on could go round in circles.
					return fmt.Errorf("keys out of order at %q: %w", k, directory.ErrDamaged)
				}
			}
			next, done = bytes.Clone(k), k == nil
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// enter makes a transaction the one to check in.
func (v *verifier) enter(tx *bolt.Tx) error {
	rev, err := revision(tx)
	if err != nil {
		return err
	}
	compacted, err := getNumber(tx.Bucket(bucketEuxine), keyCompacted)
	if err != nil {
		return err
	}
	head, err := importState(tx)
	v.tx, v.rev, v.compacted, v.importing = tx, rev, directory.Revision(compacted), head.Committed
	return err
}

// record checks a present version and that its secondary keys and log entry exist.
func (v *verifier) record(k, value []byte) {
	key, ok := parseRecordKey(k)
	if !ok {
		v.report(fmt.Sprintf("records: key %q", k), "no proper key")
		return
	}
	ver, err := openVersion(k, value)
	var r directory.Record
	if err == nil {
		r, err = ver.record(key)
	}
	if err != nil {
		v.report(key.String(), "%v", err)
		return
	}
	if ver.rev == 0 || ver.rev > v.rev {
		v.report(key.String(), "it is of revision %d, but the last one is %d", ver.rev, v.rev)
	}
	if _, newest := v.newestPast(key); newest >= ver.rev {
		v.report(key.String(), "it is of revision %d, but its history goes up to %d", ver.rev, newest)
	}
	v.logEntry(key.String(), key, ver.rev, false)
	for _, id := range r.Head().FormerIDs {
		h, err := holder(v.tx, directory.Key{Type: key.Type, ID: id})
		if err == nil && h != key.ID && !v.importing { // damage of the entry is former's to report
			v.report(key.String(), "its former id %q leads to %q", id, h)
		}
	}
	for _, e := range store.EdgesOf(r) {
		if v.tx.Bucket(bucketRelations).Get(relationKey(e)) == nil {
			v.report(key.String(), "missing from relation %s %s %s", e.Relation, e.Of, e.ID)
		}
	}
}

// newestPast is the newest entry of the record's history; revision 0: none.
func (v *verifier) newestPast(key directory.Key) (k []byte, rev directory.Revision) {
	k, _ = seekBelow(v.tx.Bucket(bucketHistory).Cursor(), historyKey(key, math.MaxUint64))
	if past, rev, ok := parseHistoryKey(k); ok && past == key {
		return k, rev
	}
	return nil, 0
}

// logEntry checks that the log says the key was written, unless it is compacted.
func (v *verifier) logEntry(where string, key directory.Key, rev directory.Revision, deleted bool) {
	if rev <= v.compacted {
		return
	}
	k := logKey(rev, key)
	value := v.tx.Bucket(bucketLog).Get(k)
	if value == nil {
		v.report(where, "the log has no entry for revision %d", rev)
		return
	}
	// Damage of the entry itself is change's to report.
	if c, err := openChange(k, value); err == nil && c.Deleted != deleted {
		v.report(where, "the log and the version of revision %d disagree on whether it was deleted", rev)
	}
}

// version checks an entry of the history.
func (v *verifier) version(k, value []byte) {
	key, rev, ok := parseHistoryKey(k)
	if !ok {
		v.report(fmt.Sprintf("history: key %q", k), "no proper key")
		return
	}
	where := fmt.Sprintf("history %s@%d", key, rev)
	f, err := openHistory(k, value)
	if err == nil && !f.deleted {
		_, err = f.decode()
	}
	if err != nil {
		var d *store.DamagedError
		if errors.As(err, &d) {
			err = errors.New(d.What)
		}
		v.report(where, "%v", err)
		return
	}
	v.logEntry(where, key, rev, f.deleted)
	if _, newest := v.newestPast(key); rev == newest && !f.deleted && v.tx.Bucket(bucketRecords).Get(recordKey(key)) == nil {
		v.report(key.String(), "what superseded revision %d is missing", rev)
	}
}

func (v *verifier) former(k, value []byte) {
	where := fmt.Sprintf("former id: key %q", k)
	former, ok := parseRecordKey(k)
	if !ok {
		v.report(where, "no proper key")
		return
	}
	where = "former id " + former.String()
	body, err := unseal(k, value)
	if err != nil {
		v.report(where, "%v", err)
		return
	}
	by := directory.Key{Type: former.Type, ID: directory.RecordID(body)}
	r, known := v.owner(by)
	if known && (r == nil || !slices.Contains(r.Head().FormerIDs, former.ID)) {
		v.report(where, "%s does not hold it", by)
	}
	if !v.importing && v.tx.Bucket(bucketRecords).Get(k) != nil {
		v.report(where, "it is a record")
	}
}

func (v *verifier) relation(k, value []byte) {
	e, ok := parseRelationKey(k)
	if !ok {
		v.report(fmt.Sprintf("relation: key %q", k), "no proper key")
		return
	}
	where := fmt.Sprintf("relation %s %s %s", e.Relation, e.Of, e.ID)
	if _, err := unseal(k, value); err != nil {
		v.report(where, "%v", err)
		return
	}
	of, lists, _ := e.Relation.Types()
	owner := directory.Key{Type: lists, ID: e.ID}
	if e.ByOf {
		owner = directory.Key{Type: of, ID: e.Of}
	}
	r, known := v.owner(owner)
	if known && (r == nil || !slices.Contains(store.EdgesOf(r), e)) {
		v.report(where, "%s does not say so", owner)
	}
}

// owner reads the record a secondary key comes from: nil when there is none; not
// known when it is damaged, which is record's to report.
func (v *verifier) owner(key directory.Key) (r directory.Record, known bool) {
	f, err := present(v.tx, key)
	if f == nil || err != nil {
		return nil, err == nil
	}
	r, err = f.decode()
	return r, err == nil
}

// change checks a log entry, and that none is missing before it.
func (v *verifier) change(k, value []byte) {
	c, err := openChange(k, value)
	if err != nil {
		v.report("log", "%v", err)
		return
	}
	where := fmt.Sprintf("log %d %s", c.Revision, c.Key)
	if c.Revision <= v.compacted {
		return // a compaction has not come to it yet
	}
	before := max(v.logged, v.compacted)
	if v.logged = c.Revision; c.Revision > before+1 {
		v.report(where, "the log has nothing between revisions %d and %d", before, c.Revision)
	}
	if f, err := present(v.tx, c.Key); err != nil || (f != nil && f.rev == c.Revision && !c.Deleted) {
		return
	}
	if v.tx.Bucket(bucketHistory).Get(historyKey(c.Key, c.Revision)) == nil {
		v.report(where, "there is no such version")
	}
}

func (v *verifier) staged(k, value []byte) {
	op, err := openStagedOp(k, value)
	if err != nil {
		v.report("import", "%v", err)
		return
	}
	ck := recordKey(op.key)
	cv := v.tx.Bucket(bucketImportKeys).Get(ck)
	if cv == nil {
		v.report("import", "the staged %s has no condition", op.key)
	} else if _, err := openCondition(ck, cv); err != nil {
		v.report("import", "%v", err)
	}
}

// totals checks what is kept of the whole: counts, the end of the log, the stage.
func (v *verifier) totals() error {
	format, err := getNumber(v.tx.Bucket(bucketEuxine), keyFormat)
	if err != nil {
		return err
	}
	if format != currentFormat {
		v.report("database", "format %d, want %d", format, currentFormat)
	}
	counts := make(map[byte]uint64)
	c := v.tx.Bucket(bucketRecords).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		counts[k[0]]++
	}
	for _, t := range directory.RecordTypes {
		n, err := getNumber(v.tx.Bucket(bucketEuxine), countKey(t))
		if err != nil {
			return err
		}
		if have := counts[typeByte(t)]; have != n {
			v.report("database", "%d %s, but %d are counted", have, t, n)
		}
	}
	if k, _ := v.tx.Bucket(bucketLog).Cursor().Last(); v.rev > v.compacted {
		if rev, _, ok := parseLogKey(k); ok && rev != v.rev {
			v.report("log", "it ends at revision %d, but the last one is %d", rev, v.rev)
		} else if k == nil {
			v.report("log", "it is empty, but should begin behind revision %d", v.compacted)
		}
	}
	head, err := importState(v.tx)
	if err != nil {
		return err
	}
	staged := uint64(0)
	c = v.tx.Bucket(bucketImportOps).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		staged++
	}
	if staged != head.Left {
		v.report("import", "%d ops staged, but %d are counted", staged, head.Left)
	}
	return nil
}

// errUndo ends a write transaction that was only to keep writers away.
var errUndo = errors.New("nothing to write")

// verifyPages has bbolt check that every page is in use once or free, and keys
// are in order.
func (s *Store) verifyPages(ctx context.Context, v *verifier) error {
	err := s.update(ctx, func(tx *bolt.Tx) error {
		for err := range tx.Check() {
			v.report("pages", "%v", err)
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}
