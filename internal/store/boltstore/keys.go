package boltstore

import (
	"bytes"
	"encoding/binary"
	"slices"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// The buckets. The layout of their keys and values is in the package comment.
var (
	bucketEuxine       = []byte("euxine")
	bucketRecords      = []byte("records")
	bucketHistory      = []byte("history")
	bucketFormer       = []byte("former")
	bucketRelations    = []byte("relations")
	bucketLog          = []byte("log")
	bucketImportOps    = []byte("import-ops")
	bucketImportKeys   = []byte("import-keys")
	bucketImportFormer = []byte("import-former")
)

// buckets lists them all; each is there from creation on.
var buckets = [][]byte{bucketEuxine, bucketRecords, bucketHistory, bucketFormer, bucketRelations, bucketLog,
	bucketImportOps, bucketImportKeys, bucketImportFormer}

// Keys of the bucket euxine. A type's count is under keyCount and the type's byte.
var (
	keyFormat    = []byte("format")
	keyRevision  = []byte("revision")
	keyCompacted = []byte("compacted")
	keyImport    = []byte("import")
	keyCount     = []byte("count")
)

// typeByte is the place of the type among directory.RecordTypes, from 1; 0 for
// an unknown one. It is part of the format: types may be added, never moved.
func typeByte(t directory.RecordType) byte {
	return byte(slices.Index(directory.RecordTypes, t) + 1)
}

func typeOf(b byte) (directory.RecordType, bool) {
	if b < 1 || int(b) > len(directory.RecordTypes) {
		return "", false
	}
	return directory.RecordTypes[b-1], true
}

// relationByte is the place of the relation among store.Relations, from 1, as
// typeByte is for types.
func relationByte(r store.Relation) byte {
	return byte(slices.Index(store.Relations, r) + 1)
}

func relationOf(b byte) (store.Relation, bool) {
	if b < 1 || int(b) > len(store.Relations) {
		return "", false
	}
	return store.Relations[b-1], true
}

// recordKey is the key of buckets records, former, import-keys and import-former.
func recordKey(k directory.Key) []byte {
	return append([]byte{typeByte(k.Type)}, k.ID...)
}

func parseRecordKey(b []byte) (directory.Key, bool) {
	if len(b) < 2 {
		return directory.Key{}, false
	}
	t, ok := typeOf(b[0])
	k := directory.Key{Type: t, ID: directory.RecordID(b[1:])}
	return k, ok && directory.ValidID(k.ID)
}

// historyKey sorts the versions of a record by revision, and records as their
// ids do: an id holds no byte as low as the separator.
func historyKey(k directory.Key, rev directory.Revision) []byte {
	b := append(recordKey(k), 0)
	return binary.BigEndian.AppendUint64(b, uint64(rev))
}

func parseHistoryKey(b []byte) (directory.Key, directory.Revision, bool) {
	n := len(b) - 9
	if n < 0 || b[n] != 0 {
		return directory.Key{}, 0, false
	}
	k, ok := parseRecordKey(b[:n])
	return k, directory.Revision(binary.BigEndian.Uint64(b[n+1:])), ok
}

// behindHistory sorts behind every version of the record and before the next
// record's.
func behindHistory(k directory.Key) []byte { return append(recordKey(k), 1) }

func logKey(rev directory.Revision, k directory.Key) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(rev))
	return append(b, recordKey(k)...)
}

func parseLogKey(b []byte) (directory.Revision, directory.Key, bool) {
	if len(b) < 8 {
		return 0, directory.Key{}, false
	}
	k, ok := parseRecordKey(b[8:])
	return directory.Revision(binary.BigEndian.Uint64(b)), k, ok
}

func relationKey(e store.Edge) []byte {
	b := append(relationPrefix(e.Relation, e.Of), e.ID...)
	b = append(b, 0)
	if e.ByOf {
		return append(b, 1)
	}
	return append(b, 0)
}

// relationPrefix begins the keys of all that stands in the relation to of.
func relationPrefix(r store.Relation, of directory.RecordID) []byte {
	b := append([]byte{relationByte(r)}, of...)
	return append(b, 0)
}

func parseRelationKey(b []byte) (store.Edge, bool) {
	if len(b) < 1 {
		return store.Edge{}, false
	}
	r, ok := relationOf(b[0])
	parts := bytes.SplitN(b[1:], []byte{0}, 3)
	if !ok || len(parts) != 3 || len(parts[2]) != 1 || parts[2][0] > 1 {
		return store.Edge{}, false
	}
	e := store.Edge{Relation: r, Of: directory.RecordID(parts[0]), ID: directory.RecordID(parts[1]), ByOf: parts[2][0] == 1}
	return e, directory.ValidID(e.Of) && directory.ValidID(e.ID)
}

func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func parseNumberKey(b []byte) (uint64, bool) {
	if len(b) != 8 {
		return 0, false
	}
	return binary.BigEndian.Uint64(b), true
}
