package boltstore

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// TestVerifyFindsDisagreement removes, adds and changes single entries, each
// sealed as it should be, so that only what goes with them tells.
func TestVerifyFindsDisagreement(t *testing.T) {
	t.Parallel()
	a := directory.Key{Type: directory.Organisations, ID: "a"}
	network := directory.Key{Type: directory.Organisations, ID: "network"}
	old := directory.Key{Type: directory.Organisations, ID: "old"}
	member := store.Edge{Relation: store.MembersOf, Of: "network", ID: "a"}
	remove := func(bucket, k []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			b := tx.Bucket(bucket)
			if b.Get(k) == nil {
				return errors.New("there is no such entry to remove")
			}
			return b.Delete(k)
		}
	}
	add := func(bucket, k, body []byte) func(tx *bolt.Tx) error {
		return func(tx *bolt.Tx) error { return tx.Bucket(bucket).Put(k, seal(k, body)) }
	}
	at := func(rev directory.Revision, json string) []byte {
		return version{rev: rev, content: []byte(json), deleted: json == ""}.encode()
	}
	for _, c := range []struct {
		name   string
		damage func(tx *bolt.Tx) error
		where  string
	}{
		{"nothing", func(*bolt.Tx) error { return nil }, ""},
		{"record gone", remove(bucketRecords, recordKey(a)), "organisations/a"},
		{"record of another id", add(bucketRecords, recordKey(a), at(2, `{"id":"b"}`)), "organisations/a"},
		{"record that is no JSON", add(bucketRecords, recordKey(a), at(2, `{"id":`)), "organisations/a"},
		{"record of the future", add(bucketRecords, recordKey(network), at(99, `{"id":"network"}`)), "organisations/network"},
		{"record older than its history", add(bucketRecords, recordKey(a), at(1, `{"id":"a","member_of":["network"],"former_ids":["old"]}`)), "organisations/a"},
		{"record nobody wrote", add(bucketRecords, recordKey(directory.Key{Type: directory.Calls, ID: "x"}), at(2, `{"id":"x"}`)), "calls/x"},
		{"record under a senseless key", add(bucketRecords, []byte("\x09x"), at(2, `{"id":"x"}`)), "records: "},
		{"former id gone", remove(bucketFormer, recordKey(old)), "organisations/a"},
		{"former id of another", add(bucketFormer, recordKey(old), []byte("network")), "former id organisations/old"},
		{"former id nobody holds", add(bucketFormer, recordKey(directory.Key{Type: directory.Events, ID: "old"}), []byte("a")), "former id events/old"},
		{"relation gone", remove(bucketRelations, relationKey(member)), "organisations/a"},
		{"relation nobody made", add(bucketRelations, relationKey(store.Edge{Relation: store.SucceededBy, Of: "a", ID: "network"}), nil), "relation successors a network"},
		{"log entry gone", remove(bucketLog, logKey(2, a)), "organisations/a"},
		{"log entry of a superseded version gone", remove(bucketLog, logKey(1, a)), "history organisations/a@1"},
		{"log entry too many", add(bucketLog, logKey(2, network), []byte{0}), "log 2 organisations/network"},
		{"log entry of the wrong kind", add(bucketLog, logKey(2, a), []byte{1}), "organisations/a"},
		{"end of the log gone", remove(bucketLog, logKey(3, directory.Key{Type: directory.Organisations, ID: "gone"})), "log"},
		{"history gone", remove(bucketHistory, historyKey(a, 1)), "log 1 organisations/a"},
		{"deletion gone", remove(bucketHistory, historyKey(directory.Key{Type: directory.Organisations, ID: "gone"}, 3)), "organisations/gone"},
		{"history of another revision", add(bucketHistory, historyKey(a, 1), at(2, `{"id":"a"}`)), "history organisations/a@1"},
		{"count", func(tx *bolt.Tx) error { return putNumber(tx.Bucket(bucketEuxine), countKey(directory.Calls), 3) }, "database"},
		{"staged op gone", remove(bucketImportOps, numberKey(0)), "import"},
		{"condition gone", remove(bucketImportKeys, recordKey(directory.Key{Type: directory.Organisations, ID: "staged"})), "import"},
		{"staged op senseless", add(bucketImportOps, numberKey(0), []byte{1, 200}), "import"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			s, err := Create(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			ctx := context.Background()
			org := func(id directory.RecordID) *directory.Organisation {
				return &directory.Organisation{Header: directory.Header{ID: id}}
			}
			first := org("a")
			first.MemberOf, first.FormerIDs = []directory.RecordID{"network"}, []directory.RecordID{"old"}
			for _, ops := range [][]store.Op{
				{{Put: first}, {Put: org("network")}, {Put: org("gone")}}, {{Put: first}}, {{Delete: directory.Key{Type: directory.Organisations, ID: "gone"}}},
			} {
				if _, err := s.Apply(ctx, store.Batch{Ops: ops}); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(s.BeginImport(ctx, "", time.Time{}), s.StageImport(ctx, []store.Op{{Put: org("staged")}}), s.Close()); err != nil {
				t.Fatal(err)
			}
			overwrite(t, path, c.damage)
			if s, err = Open(path, Options{}); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			var found []string
			matching := 0
			if err := s.Verify(ctx, func(d store.Damage) {
				found = append(found, d.Where+": "+d.What)
				if strings.HasPrefix(d.Where, c.where) {
					matching++
				}
			}); err != nil {
				t.Fatal(err)
			}
			switch {
			case c.where == "" && len(found) > 0:
				t.Errorf("found %q in a sound database", found)
			case c.where != "" && matching == 0:
				t.Errorf("found %q, want something on %q", found, c.where)
			}
		})
	}
}
