package datadir

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// ErrBoltFile: the file is not a bbolt database, or is empty or cut short.
var ErrBoltFile = errors.New("not a sound bbolt file")

// The layout of a bbolt file of version 2, in the byte order of the machine:
// each page begins with a header; pages 0 and 1 hold the two meta pages, written
// in turn by every second transaction.
const (
	boltMagic      = 0xED0CDAED
	boltVersion    = 2
	boltPageHeader = 16 // id 8, flags 2, count 2, overflow 4
	boltMetaSize   = 64
	boltNoFreelist = ^uint64(0)
	// bbolt itself looks for the second meta page at 1 KiB doubled up to 14 times.
	boltMinPage, boltMaxPage = 1 << 10, 1 << 24
)

// boltMeta is what a meta page says.
type boltMeta struct {
	pageSize             uint32
	root, freelist, high uint64 // page numbers; high is the first one never used
	txid                 uint64
}

// CheckBoltFile looks at the bytes of a bbolt file before bbolt does: an empty
// file opens there as a new, empty database, and one that is cut short kills
// the process with a fault that cannot be caught. Both meta pages must be
// whole. bbolt is content with one and then silently shows the transaction
// before; but a meta page is written within one disk sector, which no crash
// tears, so one that does not add up is damage and the last transaction may be
// lost. Errors are [ErrBoltFile] with the reason, or what reading gave.
//
// It is meant for files nobody has open for writing. It reads two pages; what
// lies behind them is for a verification to find.
func CheckBoltFile(f io.ReaderAt, size int64) error {
	if size == 0 {
		return fmt.Errorf("%w: it is empty", ErrBoltFile)
	}
	first, err := readBoltMeta(f, 0)
	if err != nil {
		return fmt.Errorf("%w: first meta page: %w", ErrBoltFile, err)
	}
	second, err := readBoltMeta(f, int64(first.pageSize))
	if err != nil {
		return fmt.Errorf("%w: second meta page: %w", ErrBoltFile, err)
	}
	if first.pageSize != second.pageSize {
		return fmt.Errorf("%w: its meta pages disagree on the page size: %d and %d", ErrBoltFile, first.pageSize, second.pageSize)
	}
	for _, m := range []boltMeta{first, second} {
		if m.root < 2 || m.root >= m.high || (m.freelist != boltNoFreelist && (m.freelist < 2 || m.freelist >= m.high)) {
			return fmt.Errorf("%w: a meta page names pages outside the file", ErrBoltFile)
		}
		// The product cannot overflow for a file that exists: compare by division.
		if pages := uint64(size) / uint64(m.pageSize); pages < m.high {
			return fmt.Errorf("%w: it is cut short: %d bytes, but %d pages of %d bytes are in use", ErrBoltFile, size, m.high, m.pageSize)
		}
	}
	return nil
}

// BeginsAsBoltFile says whether the first bytes are those of a bbolt file,
// however short or damaged the rest is.
func BeginsAsBoltFile(f io.ReaderAt) bool {
	var b [4]byte
	n, _ := f.ReadAt(b[:], boltPageHeader) // a file too short for it is none
	return n == len(b) && binary.NativeEndian.Uint32(b[:]) == boltMagic
}

func readBoltMeta(f io.ReaderAt, pos int64) (boltMeta, error) {
	var page [boltPageHeader + boltMetaSize]byte
	if n, err := f.ReadAt(page[:], pos); n < len(page) {
		if err == io.EOF {
			err = errors.New("the file ends before it")
		}
		return boltMeta{}, err
	}
	b, order := page[boltPageHeader:], binary.NativeEndian
	if order.Uint32(b) != boltMagic {
		return boltMeta{}, errors.New("no bbolt mark")
	}
	if v := order.Uint32(b[4:]); v != boltVersion {
		return boltMeta{}, fmt.Errorf("bbolt version %d, want %d", v, boltVersion)
	}
	sum := fnv.New64a()
	sum.Write(b[:56])
	if order.Uint64(b[56:]) != sum.Sum64() {
		return boltMeta{}, errors.New("its checksum does not match")
	}
	m := boltMeta{
		pageSize: order.Uint32(b[8:]),
		root:     order.Uint64(b[16:]), // 24: the root bucket's sequence
		freelist: order.Uint64(b[32:]),
		high:     order.Uint64(b[40:]),
		txid:     order.Uint64(b[48:]),
	}
	if m.pageSize < boltMinPage || m.pageSize > boltMaxPage || m.pageSize&(m.pageSize-1) != 0 {
		return boltMeta{}, fmt.Errorf("page size %d", m.pageSize)
	}
	return m, nil
}
