package boltstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	json "github.com/go-json-experiment/json/v1"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// sealVersion is the first byte of every value.
const sealVersion = 1

// sealSize is what a seal adds to a value.
const sealSize = 1 + crc32.Size

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// checksum covers the key as well, so that a value that turns up under another
// key is noticed. A CRC finds what disks do: every burst up to 32 bits, and of
// the rest all but one in four milliards. It is no defence against forgers, who
// have the file anyway.
func checksum(key, body []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, body)
}

// seal makes the value to keep body under key.
func seal(key, body []byte) []byte {
	b := make([]byte, 0, sealSize+len(body))
	b = append(b, sealVersion)
	b = binary.BigEndian.AppendUint32(b, checksum(key, body))
	return append(b, body...)
}

// unseal gives the body of a value, without copying it, or says what is wrong.
func unseal(key, value []byte) ([]byte, error) {
	switch {
	case len(value) < sealSize:
		return nil, errors.New("the value is cut short")
	case value[0] != sealVersion:
		return nil, fmt.Errorf("the value has codec version %d, want %d", value[0], sealVersion)
	}
	body := value[sealSize:]
	if binary.BigEndian.Uint32(value[1:]) != checksum(key, body) {
		return nil, errors.New("its checksum does not match")
	}
	return body, nil
}

// version is the body of a value of buckets records and history: revision 8,
// microseconds since 1970 8, deleted 1, length of by (uvarint), by, JSON of the
// record, packed or not (nothing for a deletion).
type version struct {
	rev     directory.Revision
	at      time.Time
	by      string
	deleted bool
	content []byte // see pack
}

func (v version) encode() []byte {
	b := make([]byte, 0, 8+8+1+binary.MaxVarintLen64+len(v.by)+len(v.content))
	b = binary.BigEndian.AppendUint64(b, uint64(v.rev))
	b = binary.BigEndian.AppendUint64(b, uint64(v.at.UnixMicro()))
	if v.deleted {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = binary.AppendUvarint(b, uint64(len(v.by)))
	b = append(b, v.by...)
	return append(b, v.content...)
}

// decodeVersion reads an encoded version; its content is part of b.
func decodeVersion(b []byte) (version, error) {
	short := errors.New("the version is cut short")
	if len(b) < 17 {
		return version{}, short
	}
	v := version{
		rev:     directory.Revision(binary.BigEndian.Uint64(b)),
		at:      time.UnixMicro(int64(binary.BigEndian.Uint64(b[8:]))).UTC(),
		deleted: b[16] == 1,
	}
	n, size := binary.Uvarint(b[17:])
	if size <= 0 || n > uint64(len(b)-17-size) {
		return version{}, short
	}
	rest := b[17+size:]
	v.by, v.content = string(rest[:n]), rest[n:]
	if v.deleted != (len(v.content) == 0) {
		return version{}, errors.New("a record without content, or a deletion with it")
	}
	return v, nil
}

// openVersion unseals and decodes the version kept under a key of the bucket
// records or history.
func openVersion(key, value []byte) (version, error) {
	body, err := unseal(key, value)
	if err != nil {
		return version{}, err
	}
	return decodeVersion(body)
}

// record decodes the content of a version, which must be the key's.
func (v version) record(key directory.Key) (directory.Record, error) {
	r, err := directory.NewRecord(key.Type)
	if err != nil {
		return nil, err
	}
	body, err := unpack(v.content)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(body, r); err != nil {
		return nil, fmt.Errorf("its content cannot be read: %w", err)
	}
	if r.Head().ID != key.ID {
		return nil, fmt.Errorf("its content is of %q", r.Head().ID)
	}
	r.Head().Revision = v.rev
	return r, nil
}

// damaged makes the error for what is wrong with a record, or with a version of
// it when where says so.
func damaged(key directory.Key, where string, err error) error {
	return &store.DamagedError{Key: key, Where: where, What: err.Error()}
}

// stagedOp is the body of a value of bucket import-ops: what it does 1, length of
// the key 1, key (as in records), JSON of the record, packed or not (nothing for a
// deletion).
type stagedOp struct {
	key     directory.Key
	does    byte
	content []byte // see pack
}

// What a staged op does.
const (
	stagedDelete = 0
	stagedPut    = 1
	// stagedPutAlone puts a record without former ids and links: it has no
	// secondary keys, and need not be decoded to be written.
	stagedPutAlone = 2
)

// staged makes the op to keep of one that is ready to be written.
func staged(op prepared) stagedOp {
	s := stagedOp{key: op.key, content: op.content}
	switch {
	case !op.put:
	case len(op.record.Head().FormerIDs) > 0 || len(store.EdgesOf(op.record)) > 0:
		s.does = stagedPut
	default:
		s.does = stagedPutAlone
	}
	return s
}

func (o stagedOp) encode() []byte {
	key := recordKey(o.key)
	b := make([]byte, 0, 2+len(key)+len(o.content))
	b = append(b, o.does, byte(len(key))) // an id has at most 100 bytes
	b = append(b, key...)
	return append(b, o.content...)
}

func decodeStagedOp(b []byte) (stagedOp, error) {
	if len(b) < 2 || len(b) < 2+int(b[1]) {
		return stagedOp{}, errors.New("the op is cut short")
	}
	key, ok := parseRecordKey(b[2 : 2+int(b[1])])
	switch {
	case !ok:
		return stagedOp{}, errors.New("the op has no proper key")
	case b[0] > stagedPutAlone:
		return stagedOp{}, fmt.Errorf("the op is of kind %d, which there is not", b[0])
	}
	return stagedOp{key: key, does: b[0], content: b[2+int(b[1]):]}, nil
}

// condition is the body of a value of bucket import-keys: put 1, conditional 1,
// expected revision 8.
type condition struct {
	put    bool
	expect *directory.Revision
}

func (c condition) encode() []byte {
	b := make([]byte, 10)
	if c.put {
		b[0] = 1
	}
	if c.expect != nil {
		b[1] = 1
		binary.BigEndian.PutUint64(b[2:], uint64(*c.expect))
	}
	return b
}

func decodeCondition(b []byte) (condition, error) {
	if len(b) != 10 {
		return condition{}, errors.New("the condition is cut short")
	}
	c := condition{put: b[0] == 1}
	if b[1] == 1 {
		rev := directory.Revision(binary.BigEndian.Uint64(b[2:]))
		c.expect = &rev
	}
	return c, nil
}
