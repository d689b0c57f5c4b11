package table

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// Log is a table on disk: what each step added and what died by it, one entry
// behind the other. An entry is its length and its CRC-32 (Castagnoli), four bytes
// each, then, in varints,
//
//	the values, the links and, by group, the classes registered since the entry
//	before, each list with its length: texts, and of classes the numbers of values
//	the number of dead rows, and each as its difference from the one before
//	the number of rows
//
// then the rows, column by column as blocks have them, so that a start need only
// copy them, in numbers of four bytes, little-endian:
//
//	of each row: the classes
//	by column, of each row: the number
//	of each row: latitude and longitude
//	of each row: where its id ends among the ids; then the ids
//	of each row: where its name's key ends among the keys; then the keys
//	the number of links, and of each: the row, from the entry's first, and to what
//
// and, in varints, the number of rows with spans, and of each: the row, from the
// entry's first, the number of its spans, and each from and to.
//
// Appending is not safe for concurrent use.
type Log struct {
	f  *os.File
	at Mark
}

const entryHead = 8

// maxEntry is the largest entry a log may claim to have: a step is some thousand
// rows of a few hundred bytes.
const maxEntry = 1 << 30

var crcTable = crc32.MakeTable(crc32.Castagnoli)

// CreateLog makes an empty log where there is none.
func CreateLog(path string) (*Log, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &Log{f: f}, nil
}

// OpenLog reads a log up to its end as it was last confirmed, and cuts off what
// stands behind: a step that a crash has interrupted.
func OpenLog(path string, end int64) (*Log, *Table, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, nil, err
	}
	l := &Log{f: f}
	t, err := l.read(end)
	if err == nil {
		err = f.Truncate(end)
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("read %s: %w", path, err), f.Close())
	}
	return l, t, nil
}

// errCut: the log ends before it should, or in the middle of an entry.
var errCut = errors.New("the rows are cut short")

func (l *Log) read(end int64) (*Table, error) {
	t := New()
	t.names.mu.Lock()
	defer t.names.mu.Unlock()
	// Entries are larger than the buffer and go past it, but for small ones.
	in := bufio.NewReaderSize(io.NewSectionReader(l.f, 0, end), 1<<16)
	d := &decoder{t: t}
	var entry []byte
	for at := int64(0); at < end; {
		var head [entryHead]byte
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return nil, errCut
		}
		size := int64(binary.LittleEndian.Uint32(head[:4]))
		if size > maxEntry || at+entryHead+size > end {
			return nil, errCut
		}
		if int64(cap(entry)) < size {
			entry = make([]byte, size)
		}
		entry = entry[:size]
		if _, err := io.ReadFull(in, entry); err != nil {
			return nil, errCut
		}
		if crc32.Checksum(entry, crcTable) != binary.LittleEndian.Uint32(head[4:]) {
			return nil, errors.New("the rows do not match their checksum")
		}
		if err := d.step(entry); err != nil {
			return nil, err
		}
		at += entryHead + size
	}
	t.complete()
	l.at = Mark{end: end, values: len(t.names.values), links: len(t.names.linked)}
	for g := range l.at.classes {
		l.at.classes[g] = len(t.names.classes[g].ends)
	}
	return t, nil
}

// Mark is where a log stands: its length and how much of the registry it has.
type Mark struct {
	end           int64
	values, links int
	classes       [groups]int
}

// Mark says where the log stands, for going back there.
func (l *Log) Mark() Mark { return l.at }

// Back takes back what was appended since the mark.
func (l *Log) Back(m Mark) { l.at = m }

// End is how long the log is: what is to be confirmed elsewhere once a step's
// documents are kept too.
func (l *Log) End() int64 { return l.at.end }

// Append writes the step that made a table: what died, and its rows from one on. It
// is on disk for good after Sync.
func (l *Log) Append(t *Table, dead []uint32, from uint32) error {
	e := encoder{b: make([]byte, entryHead, 192*int(t.Rows()-from)+64)}
	next := e.registered(l.at, t.names)
	e.uint(uint64(len(dead)))
	last := uint32(0)
	for _, row := range dead {
		e.int(int64(row) - int64(last))
		last = row
	}
	e.rows(t, from)
	entry := e.b[entryHead:]
	binary.LittleEndian.PutUint32(e.b[:4], uint32(len(entry)))
	binary.LittleEndian.PutUint32(e.b[4:entryHead], crc32.Checksum(entry, crcTable))
	if _, err := l.f.WriteAt(e.b, l.at.end); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	next.end += int64(len(e.b))
	l.at = next
	return nil
}

// Sync waits until all that was appended is on disk.
func (l *Log) Sync() error { return l.f.Sync() }

// Close closes the file.
func (l *Log) Close() error { return l.f.Close() }
