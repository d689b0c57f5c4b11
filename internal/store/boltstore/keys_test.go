package boltstore

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/store"
)

var (
	anID = rapid.Custom(func(t *rapid.T) directory.RecordID {
		return directory.RecordID(rapid.StringMatching(`[a-z0-9]{1,4}(-[a-z0-9]{1,3}){0,2}`).Draw(t, "id"))
	})
	aType = rapid.SampledFrom(directory.RecordTypes)
	aRev  = rapid.Custom(func(t *rapid.T) directory.Revision { return directory.Revision(rapid.Uint64().Draw(t, "revision")) })
	aKey  = rapid.Custom(func(t *rapid.T) directory.Key {
		return directory.Key{Type: aType.Draw(t, "type"), ID: anID.Draw(t, "id")}
	})
	anEdge = rapid.Custom(func(t *rapid.T) store.Edge {
		return store.Edge{Relation: rapid.SampledFrom(store.Relations).Draw(t, "relation"), Of: anID.Draw(t, "of"), ID: anID.Draw(t, "id"), ByOf: rapid.Bool().Draw(t, "by of")}
	})
)

func TestKeysRoundTripAndSort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, ra, rb, e := aKey.Draw(t, "a"), aKey.Draw(t, "b"), aRev.Draw(t, "revision of a"), aRev.Draw(t, "revision of b"), anEdge.Draw(t, "edge")
		if got, ok := parseRecordKey(recordKey(a)); !ok || got != a {
			t.Errorf("record key of %v: %v, %v", a, got, ok)
		}
		if got, rev, ok := parseHistoryKey(historyKey(a, ra)); !ok || got != a || rev != ra {
			t.Errorf("history key of %v@%d: %v, %d, %v", a, ra, got, rev, ok)
		}
		if rev, got, ok := parseLogKey(logKey(ra, a)); !ok || got != a || rev != ra {
			t.Errorf("log key of %d %v: %v, %d, %v", ra, a, got, rev, ok)
		}
		if got, ok := parseRelationKey(relationKey(e)); !ok || got != e {
			t.Errorf("relation key of %v: %v, %v", e, got, ok)
		}
		if !bytes.HasPrefix(relationKey(e), relationPrefix(e.Relation, e.Of)) {
			t.Errorf("relation key of %v lacks its prefix", e)
		}
		// Keys of one type sort as ids do, versions by revision within an id, and
		// all of a record's before the next record's.
		if a.Type == b.Type && a.ID < b.ID {
			for _, pair := range [][2][]byte{
				{recordKey(a), recordKey(b)}, {historyKey(a, ra), historyKey(b, rb)},
				{behindHistory(a), historyKey(b, rb)}, {historyKey(a, ra), behindHistory(a)},
			} {
				if bytes.Compare(pair[0], pair[1]) >= 0 {
					t.Errorf("%v sorts behind %v: %q, %q", a, b, pair[0], pair[1])
				}
			}
		}
		if ra < rb && (bytes.Compare(historyKey(a, ra), historyKey(a, rb)) >= 0 || bytes.Compare(logKey(ra, b), logKey(rb, a)) >= 0) {
			t.Errorf("revision %d sorts behind %d", ra, rb)
		}
	})
}

// FuzzParseKeys: what parses is exactly what would be written.
func FuzzParseKeys(f *testing.F) {
	k := directory.Key{Type: directory.Events, ID: "a-b"}
	f.Add(recordKey(k))
	f.Add(historyKey(k, 7))
	f.Add(logKey(7, k))
	f.Add(relationKey(store.Edge{Relation: store.SucceededBy, Of: "a", ID: "b", ByOf: true}))
	f.Add(numberKey(9))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, ok := parseRecordKey(b); ok && !bytes.Equal(recordKey(k), b) {
			t.Errorf("record key %q reads as %v", b, k)
		}
		if k, rev, ok := parseHistoryKey(b); ok && !bytes.Equal(historyKey(k, rev), b) {
			t.Errorf("history key %q reads as %v@%d", b, k, rev)
		}
		if rev, k, ok := parseLogKey(b); ok && !bytes.Equal(logKey(rev, k), b) {
			t.Errorf("log key %q reads as %d %v", b, rev, k)
		}
		if e, ok := parseRelationKey(b); ok && !bytes.Equal(relationKey(e), b) {
			t.Errorf("relation key %q reads as %v", b, e)
		}
		if n, ok := parseNumberKey(b); ok && !bytes.Equal(numberKey(n), b) {
			t.Errorf("number %q reads as %d", b, n)
		}
	})
}

// FuzzValues: no bytes crash the decoders, and what they accept they would write.
func FuzzValues(f *testing.F) {
	key := recordKey(directory.Key{Type: directory.Organisations, ID: "a"})
	rev := directory.Revision(3)
	f.Add(key, seal(key, version{rev: 3, by: "x", content: []byte(`{"id":"a"}`)}.encode()))
	f.Add(key, seal(key, version{rev: 4, deleted: true}.encode()))
	f.Add(key, seal(key, version{rev: 5, content: pack([]byte(strings.Repeat(`{"id":"a"}`, 9)))}.encode()))
	f.Add(key, seal(key, stagedOp{key: directory.Key{Type: directory.Calls, ID: "c"}, does: stagedPut, content: []byte(`{"id":"c"}`)}.encode()))
	f.Add(key, seal(key, condition{put: true, expect: &rev}.encode()))
	f.Fuzz(func(t *testing.T, key, value []byte) {
		body, err := unseal(key, value)
		if err == nil && !bytes.Equal(seal(key, body), value) {
			t.Errorf("seal of %q under %q comes out differently", body, key)
		}
		if len(value) < sealSize {
			return
		}
		// Nearly no random value has a right checksum: feed the bodies directly.
		body = value[sealSize:]
		if v, err := decodeVersion(body); err == nil {
			if again, err := decodeVersion(v.encode()); err != nil || !cmp.Equal(again, v, cmp.AllowUnexported(version{})) {
				t.Errorf("version %+v comes back as %+v, %v", v, again, err)
			}
			_, _ = v.record(directory.Key{Type: directory.Organisations, ID: "a"})
		}
		if o, err := decodeStagedOp(body); err == nil {
			if again, err := decodeStagedOp(o.encode()); err != nil || !cmp.Equal(again, o, cmp.AllowUnexported(stagedOp{})) {
				t.Errorf("op %+v comes back as %+v, %v", o, again, err)
			}
		}
		if c, err := decodeCondition(body); err == nil {
			if again, err := decodeCondition(c.encode()); err != nil || !cmp.Equal(again, c, cmp.AllowUnexported(condition{})) {
				t.Errorf("condition %+v comes back as %+v, %v", c, again, err)
			}
		}
	})
}

// TestSealFinds: a seal notices every flipped bit of key and value, and a value
// under another key.
func TestSealFinds(t *testing.T) {
	key, body := []byte("\x01bg-burgas"), []byte(`{"id":"bg-burgas"}`)
	value := seal(key, body)
	if got, err := unseal(key, value); err != nil || !bytes.Equal(got, body) {
		t.Fatalf("unseal: %q, %v", got, err)
	}
	for i := range 8 * len(value) {
		b := bytes.Clone(value)
		b[i/8] ^= 1 << (i % 8)
		if _, err := unseal(key, b); err == nil {
			t.Errorf("bit %d of the value flipped, unnoticed", i)
		}
	}
	for i := range 8 * len(key) {
		k := bytes.Clone(key)
		k[i/8] ^= 1 << (i % 8)
		if _, err := unseal(k, value); err == nil {
			t.Errorf("bit %d of the key flipped, unnoticed", i)
		}
	}
	for n := range value {
		if _, err := unseal(key, value[:n]); err == nil {
			t.Errorf("cut to %d bytes, unnoticed", n)
		}
	}
}
