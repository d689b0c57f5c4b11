package indexer

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"euxine/internal/datadir"
	"euxine/internal/directory"
)

// Internal keys of a generation.
var (
	keyCheckpoint = []byte("checkpoint")
	keyMapping    = []byte("mapping")
)

// generation is one Bleve index on disk.
type generation struct {
	name  string
	path  string
	bleve bleve.Index
	at    atomic.Uint64 // the checkpoint
	using sync.RWMutex  // held for reading by searches, for writing to close
	shut  bool
}

func (g *generation) checkpoint() directory.Revision { return directory.Revision(g.at.Load()) }

// createGeneration makes an empty index. It is not in use until CURRENT names it.
func createGeneration(dir, name, mark string) (*generation, error) {
	path := filepath.Join(dir, name)
	b, err := bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", name, err)
	}
	g := &generation{name: name, path: path, bleve: b}
	if err := b.SetInternal(keyMapping, []byte(mark)); err != nil {
		return nil, errors.Join(fmt.Errorf("create index %s: %w", name, err), b.Close())
	}
	return g, nil
}

// errStale: the generation is sound but made by another mapping or vocabulary.
var errStale = errors.New("index of another version")

// openGeneration opens an index, having looked at its files before Bleve maps
// them into memory: a root.bolt cut short would kill the process, and flipped
// bytes in a segment would go unseen.
func openGeneration(dir, name, mark string) (g *generation, err error) {
	path := filepath.Join(dir, name)
	if err := checkRoot(filepath.Join(path, "store")); err != nil {
		return nil, err
	}
	defer func() {
		if p := recover(); p != nil {
			g, err = nil, fmt.Errorf("open index %s: %v", name, p)
		}
	}()
	b, err := bleve.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", name, err)
	}
	g = &generation{name: name, path: path, bleve: b}
	have, err := b.GetInternal(keyMapping)
	if err == nil && string(have) != mark {
		err = errStale
	}
	var at directory.Revision
	if err == nil {
		at, err = g.written()
	}
	if err == nil {
		err = g.checkSegments()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open index %s: %w", name, err), b.Close())
	}
	g.at.Store(uint64(at))
	return g, nil
}

// written is the checkpoint as the index itself holds it.
func (g *generation) written() (directory.Revision, error) {
	at, err := g.bleve.GetInternal(keyCheckpoint)
	if err == nil && len(at) != 8 {
		err = errors.New("it has no checkpoint")
	}
	if err != nil {
		return 0, fmt.Errorf("read the index's checkpoint: %w", err)
	}
	return directory.Revision(binary.BigEndian.Uint64(at)), nil
}

// maxChecked is how many bytes of segments are read at start to compare their
// checksums: about a quarter of a second's reading. Larger indexes are checked
// by verify.
const maxChecked = 256 << 20

// checkRoot looks at scorch's root.bolt from outside.
func checkRoot(store string) error {
	root, err := os.Open(filepath.Join(store, "root.bolt"))
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	defer root.Close()
	info, err := root.Stat()
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	if err := datadir.CheckBoltFile(root, info.Size()); err != nil {
		return fmt.Errorf("index root.bolt: %w", err)
	}
	return nil
}

// checkSegments compares the segment files in use with the CRC-32 each ends in.
// Files a crash left half written are not in use and do not count.
func (g *generation) checkSegments() error {
	advanced, err := g.bleve.Advanced()
	if err != nil {
		return err
	}
	reader, err := advanced.Reader()
	if err != nil {
		return err
	}
	defer reader.Close()
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return fmt.Errorf("index reader is a %T, not scorch's", reader)
	}
	var read int64
	for _, s := range snapshot.Segments() {
		file, ok := s.Segment().(segment.PersistedSegment)
		if !ok {
			continue
		}
		n, err := checkSegment(file.Path(), maxChecked-read)
		if err != nil {
			return fmt.Errorf("segment %s: %w", filepath.Base(file.Path()), err)
		}
		read += n
	}
	return nil
}

// checkSegment compares a segment's bytes with the checksum at its end, unless
// it is longer than limit. It returns the bytes read.
func checkSegment(path string, limit int64) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	const crcSize = 4
	size := info.Size()
	if size <= crcSize {
		return 0, errors.New("is cut short")
	}
	if size > limit {
		return 0, nil
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(sum, f, size-crcSize); err != nil {
		return 0, err
	}
	var tail [crcSize]byte
	if _, err := io.ReadFull(f, tail[:]); err != nil {
		return 0, err
	}
	if sum.Sum32() != binary.BigEndian.Uint32(tail[:]) {
		return 0, errors.New("does not match its checksum")
	}
	return size, nil
}

// write puts a batch of documents and the revision they bring the index to.
// A nil document deletes.
func (g *generation) write(docs map[string]map[string]any, at directory.Revision) error {
	batch := g.bleve.NewBatch()
	for id, d := range docs {
		if d == nil {
			batch.Delete(id)
			continue
		}
		if err := batch.Index(id, d); err != nil {
			return fmt.Errorf("index %s: %w", id, err)
		}
	}
	batch.SetInternal(keyCheckpoint, binary.BigEndian.AppendUint64(nil, uint64(at)))
	if err := g.bleve.Batch(batch); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	g.at.Store(uint64(at))
	return nil
}

// reader is a view of the index as it stands, until released.
func (g *generation) reader() (reader bleveindex.IndexReader, release func() error, err error) {
	advanced, err := g.bleve.Advanced()
	if err != nil {
		return nil, nil, err
	}
	if reader, err = advanced.Reader(); err != nil {
		return nil, nil, err
	}
	return reader, reader.Close, nil
}

// walk visits all that match; see walk.
func (g *generation) walk(ctx context.Context, q query.Query, fields []string, visit func([][]string)) error {
	reader, release, err := g.reader()
	if err != nil {
		return err
	}
	defer release()
	return walk(ctx, reader, g.bleve.Mapping(), q, fields, visit)
}

// close waits for the searches in it to end.
func (g *generation) close() error {
	g.using.Lock()
	defer g.using.Unlock()
	if g.shut {
		return nil
	}
	g.shut = true
	return g.bleve.Close()
}

func cutDocID(doc string) (directory.RecordType, directory.RecordID, bool) {
	t, id, ok := strings.Cut(doc, "/")
	return directory.RecordType(t), directory.RecordID(id), ok
}
