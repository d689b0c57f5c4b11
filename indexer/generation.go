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
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"euxine/indexer/table"
	"euxine/internal/datadir"
	"euxine/internal/directory"
)

// Internal keys of a generation.
var (
	keyCheckpoint = []byte("checkpoint")
	keyMapping    = []byte("mapping")
	keyRows       = []byte("rows") // the length of the log of rows that belongs to the documents
)

// generation is one Bleve index on disk, with the table of its documents.
type generation struct {
	name  string
	path  string
	bleve bleve.Index
	log   *table.Log
	using sync.RWMutex // held for reading by searches, for writing to close
	shut  bool

	writing sync.Mutex   // held by what changes log, table and view
	table   *table.Table // as the log has it
	viewing sync.Mutex   // held for a moment, to take the view or put another in its place
	current *view
	kept    beginnings
	unpack  unpacking
	asking  asking
}

// checkpoint is the revision searches see.
func (g *generation) checkpoint() directory.Revision {
	g.viewing.Lock()
	defer g.viewing.Unlock()
	return g.current.at
}

// Files of a generation beside Bleve's.
const (
	rowsFile  = "rows"
	orderFile = "order"
)

// createGeneration makes an empty index. It is not in use until CURRENT names it.
func createGeneration(dir, name, mark string) (*generation, error) {
	path := filepath.Join(dir, name)
	b, err := bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("create index %s: %w", name, err)
	}
	g := &generation{name: name, path: path, bleve: b, table: table.New()}
	err = b.SetInternal(keyMapping, []byte(mark))
	if err == nil {
		g.log, err = table.CreateLog(filepath.Join(path, rowsFile))
	}
	if err == nil {
		err = g.look(0)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("create index %s: %w", name, err), g.close())
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
	g = &generation{name: name, path: path, bleve: b, table: table.New()}
	have, err := b.GetInternal(keyMapping)
	if err == nil && string(have) != mark {
		err = errStale
	}
	var at directory.Revision
	if err == nil {
		at, err = g.written()
	}
	if err == nil {
		err = g.openParts(at)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open index %s: %w", name, err), g.close())
	}
	return g, nil
}

// openParts reads the rows while it checks Bleve's files and reads which row each
// document is: of a million a second's work for two processors.
func (g *generation) openParts(at directory.Revision) error {
	opened := make(chan error, 1)
	go func() { opened <- g.openTable() }()
	err := g.checkSegments()
	var v *view
	if err == nil {
		v, err = g.newView(nil, nil, at)
	}
	if err = errors.Join(err, <-opened); err != nil {
		if v != nil {
			err = errors.Join(err, v.release())
		}
		return err
	}
	v.table = g.table
	return g.show(v)
}

// openTable reads the rows that belong to the documents.
func (g *generation) openTable() error {
	end, err := g.bleve.GetInternal(keyRows)
	if err == nil && len(end) != 8 {
		err = errors.New("it has no length of rows")
	}
	if err != nil {
		return err
	}
	if g.log, g.table, err = table.OpenLog(filepath.Join(g.path, rowsFile), int64(binary.BigEndian.Uint64(end))); err != nil {
		return err
	}
	docs, err := g.bleve.DocCount()
	if err == nil && int(docs) != g.table.Living() {
		err = fmt.Errorf("it has %d documents and %d rows", docs, g.table.Living())
	}
	g.table.LoadOrder(filepath.Join(g.path, orderFile))
	return err
}

// look makes what there is what searches see.
func (g *generation) look(at directory.Revision) error {
	v, err := g.newView(g.current, g.table, at)
	if err != nil {
		return err
	}
	g.show(v)
	return nil
}

func (g *generation) show(v *view) error {
	g.viewing.Lock()
	old := g.current
	g.current = v
	g.viewing.Unlock()
	g.kept.only(v)
	g.unpack.only(v)
	if old != nil {
		return old.release()
	}
	return nil
}

// view takes the present view, to be released.
func (g *generation) view() *view {
	g.viewing.Lock()
	defer g.viewing.Unlock()
	g.current.users.Add(1)
	return g.current
}

// prepare spares searches the making of what is made once.
func (g *generation) prepare() error {
	v := g.view()
	defer v.release()
	v.table.Prepare()
	for i := range v.segments {
		v.segments[i].documents()
	}
	_, err := automata()
	return err
}

// freshen looks anew where Bleve has merged or written down segments since, so that
// the old ones can go.
func (g *generation) freshen() error {
	g.writing.Lock()
	defer g.writing.Unlock()
	reader, release, err := g.reader()
	if err != nil {
		return err
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	same := ok && g.current.sameFiles(snapshot)
	if err := release(); err != nil || same {
		return err
	}
	return g.look(g.current.at)
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

// entry is a record as the index has it. Of a deleted one there is only the key.
type entry struct {
	key    directory.Key
	fields []*words // none: deleted
	row    table.Row
}

// write puts entries and the revision they bring the index to, and shows them. The
// rows are written first: those that a crash leaves without documents are cut off.
func (g *generation) write(entries []entry, at directory.Revision) error {
	g.writing.Lock()
	defer g.writing.Unlock()
	batch := g.bleve.NewBatch()
	var dead []uint32
	for _, e := range entries {
		rows, err := g.rowsOfKey(e.key)
		if err != nil {
			return fmt.Errorf("write index: %w", err)
		}
		for _, row := range rows {
			batch.Delete(docID(row))
			dead = append(dead, row)
		}
	}
	mark := g.log.Mark()
	next, err := g.add(batch, dead, entries)
	if err == nil {
		err = g.log.Sync()
	}
	if err == nil {
		g.confirm(batch, at)
		err = g.bleve.Batch(batch)
	}
	if err != nil {
		g.log.Back(mark)
		return fmt.Errorf("write index: %w", err)
	}
	g.table = next
	return g.look(at)
}

// add puts entries in a batch and in the log, and gives the table with them.
func (g *generation) add(batch *bleve.Batch, dead []uint32, entries []entry) (*table.Table, error) {
	var rows []table.Row
	for _, e := range entries {
		if len(e.fields) == 0 {
			continue
		}
		doc := document.NewDocument(docID(g.table.Rows() + uint32(len(rows))))
		for _, f := range e.fields {
			doc.AddField(f)
		}
		if err := batch.IndexAdvanced(doc); err != nil {
			return nil, fmt.Errorf("index %s: %w", e.key, err)
		}
		rows = append(rows, e.row)
	}
	next, err := g.table.With(dead, rows)
	if err != nil {
		return nil, err
	}
	if len(dead)+len(rows) == 0 {
		return next, nil
	}
	return next, g.log.Append(next, dead, g.table.Rows())
}

// confirm puts into a batch where the index stands with it.
func (g *generation) confirm(batch *bleve.Batch, at directory.Revision) {
	batch.SetInternal(keyCheckpoint, binary.BigEndian.AppendUint64(nil, uint64(at)))
	batch.SetInternal(keyRows, binary.BigEndian.AppendUint64(nil, uint64(g.log.End())))
}

// rowsOfKey is the living rows of a record: one or none.
func (g *generation) rowsOfKey(k directory.Key) ([]uint32, error) {
	v := g.current
	docs, err := v.snapshot.TermFieldReader(context.Background(), []byte(k.String()), fieldKey, false, false, false)
	if err != nil {
		return nil, err
	}
	defer docs.Close()
	var rows []uint32
	for {
		doc, err := docs.Next(nil)
		if err != nil || doc == nil {
			return rows, err
		}
		rows = append(rows, v.row(binary.BigEndian.Uint64(doc.ID)))
	}
}

// fill adds entries to a generation nobody looks at yet, of records it does not
// have. It is safe for concurrent use; finish makes it whole.
func (g *generation) fill(entries []entry) error {
	batch := g.bleve.NewBatch()
	g.writing.Lock()
	next, err := g.add(batch, nil, entries)
	if err == nil {
		g.table = next
	}
	g.writing.Unlock()
	if err != nil {
		return err
	}
	if err := g.bleve.Batch(batch); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return nil
}

// finish confirms what was filled in and shows it.
func (g *generation) finish(at directory.Revision) error { return g.write(nil, at) }

// living is how many documents it has.
func (g *generation) living() int {
	v := g.view()
	defer v.release()
	return v.table.Living()
}

// wasteful says whether dead rows have become so many that the index is better
// built anew.
func (g *generation) wasteful() bool {
	v := g.view()
	defer v.release()
	return int(v.table.Rows()) > 2*v.table.Living()+maxDead
}

// maxDead is how many rows may be dead in any index.
const maxDead = 100_000

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

// close waits for the searches in it to end.
func (g *generation) close() error {
	g.using.Lock()
	defer g.using.Unlock()
	if g.shut {
		return nil
	}
	g.shut = true
	var errs []error
	if g.current != nil {
		errs = append(errs, g.current.release())
	}
	if g.log != nil {
		errs = append(errs, g.table.SaveOrder(filepath.Join(g.path, orderFile)), g.log.Close())
	}
	return errors.Join(append(errs, g.bleve.Close())...)
}
