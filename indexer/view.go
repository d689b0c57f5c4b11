package indexer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"euxine/indexer/table"
	"euxine/internal/directory"
)

// A document is named by the number of its row in the table, four bytes: see
// docID. So what Bleve finds leads to a row without a string being compared.

func docID(row uint32) string { return string(binary.BigEndian.AppendUint32(nil, row)) }

// view is a state of a generation that searches look at: what Bleve has, the table
// of the same documents, and the row of every document Bleve counts. It stays as it
// is until the last search has released it.
type view struct {
	snapshot *scorch.IndexSnapshot
	segments []segmentRows
	table    *table.Table
	at       directory.Revision
	averages *averages
	terms    *terms
	phrases  *phrases
	near     *neighbours
	factors  *factors
	users    atomic.Int64 // one of them the generation, while the view is the present one
}

// averages are the lengths texts of fields have on average, as first asked for at a
// revision. Bleve counts the words of all its segments' dictionaries for them, and so
// fewer once segments have been merged: what answers best would change with that and
// nothing else.
type averages struct {
	mu sync.Mutex
	of map[string]float64
}

func (v *view) average(field string) (float64, error) {
	a := v.averages
	a.mu.Lock()
	defer a.mu.Unlock()
	if average, ok := a.of[field]; ok {
		return average, nil
	}
	words, err := v.snapshot.FieldCardinality(field)
	if err != nil {
		return 0, err
	}
	a.of[field] = math.Ceil(float64(words) / float64(max(v.table.Living(), 1)))
	return a.of[field], nil
}

// segmentRows is the row of each document of a segment. Segments do not change.
type segmentRows struct {
	first uint64 // number of its first document in the snapshot
	id    uint64
	file  segment.Segment
	rows  []uint32 // by document
	docs  *documents
}

// documents is the document of each row of a segment: made when first asked for.
type documents struct {
	once sync.Once
	rows []uint32 // in order
	docs []uint32 // of each
}

func (s *segmentRows) documents() *documents {
	s.docs.once.Do(func() {
		d := s.docs
		both := make([]uint64, len(s.rows)) // the row, the document
		for doc, row := range s.rows {
			both[doc] = uint64(row)<<32 | uint64(doc)
		}
		slices.Sort(both)
		d.docs, d.rows = make([]uint32, len(both)), make([]uint32, len(both))
		for i, b := range both {
			d.docs[i], d.rows[i] = uint32(b), uint32(b>>32)
		}
	})
	return s.docs
}

// documentsOf is the documents of living rows, by segment.
func (v *view) documentsOf(rows *table.Rows) []*roaring.Bitmap {
	lists := make([][]uint32, len(v.segments))
	rows.Each(func(row uint32) {
		for i := range v.segments {
			d := v.segments[i].documents()
			if n, ok := slices.BinarySearch(d.rows, row); ok {
				lists[i] = append(lists[i], d.docs[n])
				return
			}
		}
	})
	sets := make([]*roaring.Bitmap, len(lists))
	for i, list := range lists {
		sets[i] = roaring.BitmapOf(list...)
	}
	return sets
}

// newView looks at the index as it stands. Segments the view before knew keep what
// was read of them; of a new one, the name of every document is read: a fifth of a
// second for a million.
func (g *generation) newView(before *view, t *table.Table, at directory.Revision) (*view, error) {
	reader, release, err := g.reader()
	if err != nil {
		return nil, err
	}
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("index reader is a %T, not scorch's", reader), release())
	}
	v := &view{snapshot: snapshot, table: t, at: at, averages: &averages{of: map[string]float64{}}, terms: &terms{}, phrases: &phrases{}, near: &neighbours{}, factors: &factors{of: map[string][]float64{}}}
	if before != nil && before.at == at {
		v.averages = before.averages
	}
	v.users.Store(1)
	known := map[uint64]segmentRows{}
	if before != nil {
		for _, s := range before.segments {
			known[s.id] = s
		}
	}
	first := uint64(0)
	for _, s := range snapshot.Segments() {
		part, ok := known[s.Id()]
		if !ok {
			part = segmentRows{id: s.Id(), docs: &documents{}}
			if part.rows, err = rowsOf(s.Segment()); err != nil {
				return nil, errors.Join(err, release())
			}
		}
		part.first, part.file = first, s.Segment()
		v.segments = append(v.segments, part)
		first += uint64(len(part.rows))
	}
	return v, nil
}

func rowsOf(s segment.Segment) ([]uint32, error) {
	rows := make([]uint32, s.Count())
	for n := range rows {
		id, err := s.DocID(uint64(n))
		if err == nil && len(id) != 4 {
			err = fmt.Errorf("document %q is not named by its row", id)
		}
		if err != nil {
			return nil, fmt.Errorf("read document names: %w", err)
		}
		rows[n] = binary.BigEndian.Uint32(id)
	}
	return rows, nil
}

// sameFiles says whether a snapshot stands on the same segments, file by file.
func (v *view) sameFiles(s *scorch.IndexSnapshot) bool {
	return slices.EqualFunc(v.segments, s.Segments(), func(a segmentRows, b *scorch.SegmentSnapshot) bool { return a.file == b.Segment() })
}

// row is the row of a document.
func (v *view) row(doc uint64) uint32 {
	n := sort.Search(len(v.segments), func(i int) bool { return v.segments[i].first > doc }) - 1
	return v.segments[n].rows[doc-v.segments[n].first]
}

// release is called by everyone who is done with the view.
func (v *view) release() error {
	if v.users.Add(-1) == 0 {
		return v.snapshot.Close()
	}
	return nil
}
