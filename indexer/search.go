package indexer

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"euxine/indexer/table"
	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/together"

	"github.com/RoaringBitmap/roaring/v2"
)

var _ search.Index = (*Index)(nil)

// Search answers a question; see search.Index.
func (x *Index) Search(ctx context.Context, q search.Question) (result search.Result, err error) {
	start := time.Now()
	err = x.look(func(g *generation, v *view) error {
		result, err = g.search(ctx, v, q)
		return err
	})
	result.Took = time.Since(start)
	return result, err
}

// All gives the ids of all hits; see search.Index.
func (x *Index) All(ctx context.Context, q search.Question) (ids []directory.RecordID, at directory.Revision, err error) {
	err = x.look(func(g *generation, v *view) error {
		f, err := g.finding(ctx, v, q)
		if err != nil {
			return err
		}
		top := v.table.Top(q.Sort, math.MaxInt, nil)
		if err := f.each(ctx, top.Add); err != nil {
			return err
		}
		hits := top.Hits()
		ids, at = make([]directory.RecordID, len(hits)), v.at
		for i, h := range hits {
			ids[i] = v.table.ID(h.Row)
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("search all: %w", err)
	}
	return ids, at, nil
}

func (g *generation) search(ctx context.Context, v *view, q search.Question) (search.Result, error) {
	keep, from := q.PerPage, 0
	var after *table.Place
	if q.Cursor != "" {
		var err error
		if after, err = readCursor(q); err != nil {
			return search.Result{}, err
		}
	} else {
		from = (q.Page - 1) * q.PerPage
		keep += from
	}
	f, err := g.finding(ctx, v, q)
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	f.counting = q.WithFacets
	hands, end := g.asking.begin()
	defer end()
	if f.counting || q.Enough == 0 { // to know of enough takes little
		f.hands = hands
	}
	hits, err := f.first(ctx, keep, after)
	if err != nil {
		return search.Result{}, fmt.Errorf("search: %w", err)
	}
	result := search.Result{Total: f.total, Revision: v.at, Facets: f.facets}
	for _, hit := range hits[min(from, len(hits)):] {
		result.Hits = append(result.Hits, search.Hit{ID: v.table.ID(hit.Row)})
		if q.Sort == search.SortRelevance { // of other orders it is no score
			result.Hits[len(result.Hits)-1].Score = hit.Value
		}
	}
	if n := len(result.Hits); n == q.PerPage && n > 0 {
		result.Next = writeCursor(q, v.table.Place(hits[len(hits)-1]))
	}
	return result, nil
}

// finding is a question being answered.
type finding struct {
	g        *generation
	v        *view
	q        search.Question
	filters  *table.Selection
	counting bool
	hands    int // how many may work on it
	total    int
	facets   map[search.Facet][]search.Count
}

// finding makes a question's filters ready. What texts speak of is in no table, nor are
// ids: which rows those are is read from the index and kept.
func (g *generation) finding(ctx context.Context, v *view, q search.Question) (*finding, error) {
	f := &finding{g: g, v: v, q: q, filters: v.table.Select(q), hands: 1}
	for _, facet := range search.Spoken {
		asked := q.Filters.Values[facet]
		if len(asked) == 0 {
			continue
		}
		rows := v.table.NewRows()
		if err := v.eachSaying(ctx, saidIn[facet], asked, rows.Add); err != nil {
			return nil, err
		}
		f.filters.Keep(rows)
	}
	return f, f.keep(ctx)
}

// keep makes the filters ready that are sets of rows: these ids, what organisations
// offer or need, a theme.
func (f *finding) keep(ctx context.Context) error {
	said := func(terms []string, fields ...string) error {
		rows := f.v.table.NewRows()
		for _, field := range fields {
			if err := f.v.eachSaying(ctx, field, terms, rows.Add); err != nil {
				return err
			}
		}
		f.filters.Keep(rows)
		return nil
	}
	var alone [][]directory.RecordID
	if ids := f.q.Filters.IDs; len(ids) > 0 {
		alone = append(alone, ids)
	}
	if among := f.q.Filters.Among; among != nil {
		alone = append(alone, among)
	}
	for _, ids := range alone {
		keys := make([]string, len(ids))
		for i, id := range ids {
			keys[i] = directory.Key{Type: typeOf(f.q), ID: id}.String()
		}
		if err := said(keys, fieldKey); err != nil {
			return err
		}
	}
	if about := f.q.Filters.About; len(about) > 0 {
		concepts := make([]string, len(about))
		for i, id := range about {
			concepts[i] = string(id)
		}
		if err := said(concepts, saidIn[search.FacetOffer], saidIn[search.FacetNeed]); err != nil {
			return err
		}
	}
	if f.q.Filters.Theme != nil {
		for _, any := range f.q.Filters.Theme.Groups() {
			f.filters.Keep(f.carrying(any))
		}
	}
	return nil
}

// carrying is the rows of the question's type that carry any of some concepts, whose
// facets would have to be met all.
func (f *finding) carrying(ids []directory.ConceptID) *table.Rows {
	found := f.v.table.NewRows()
	for _, scheme := range directory.Themed {
		var codes []string
		for _, id := range ids {
			if id.Scheme() == scheme {
				codes = append(codes, id.Code())
			}
		}
		if len(codes) > 0 {
			one := search.Question{Type: f.q.Type, Today: f.q.Today, Filters: search.Filters{Values: map[search.Facet][]string{search.Facet(scheme): codes}}}
			f.v.table.Select(one).All(false).Each(found.Add)
		}
	}
	return found
}

// few is the share of all rows below which those that pass are put in order one by
// one; of more, the order of names is walked along until a page is full.
const few = 1.0 / 64

// first gives the first hits in order, and sets the total and the facets.
func (f *finding) first(ctx context.Context, keep int, after *table.Place) (hits []table.Hit, err error) {
	wants := wants(f.q)
	if wants != nil && len(wants.asked) > 0 {
		return f.best(ctx, wants, keep, after)
	}
	if err := f.leave(ctx, wants); err != nil {
		return nil, err
	}
	var rows *table.Rows
	var whole bool
	if f.total, f.facets, whole = f.filters.Whole(); !whole {
		if rows, err = f.all(); err != nil {
			return nil, err
		}
		f.finish()
	}
	if byName := f.q.Sort == search.SortName || f.q.Sort == search.SortRelevance; byName && float64(f.total) > few*float64(f.v.table.Rows()) {
		return f.filters.ByName(rows, keep, after), nil
	}
	if rows == nil {
		rows = f.filters.All(false)
	}
	top := f.v.table.Top(f.q.Sort, keep, after)
	rows.Each(func(row uint32) { top.Add(row, 0) })
	return top.Hits(), nil
}

// best gives the first of what words find, worked out by several hands: each counts and
// keeps for itself, and all know what none of the others wants any more.
func (f *finding) best(ctx context.Context, wants *wanted, keep int, after *table.Place) ([]table.Hit, error) {
	w := f.weighing(wants, f.q.Sort == search.SortRelevance)
	w.narrow, w.firstOnly = f.narrow, f.q.FirstOnly && !f.counting
	if f.q.Enough > 0 && !f.counting {
		w.enough = func() bool { return f.filters.Total() >= f.q.Enough }
	}
	type hand struct {
		filters *table.Selection
		top     *table.Top
	}
	floor := newHighest()
	hands := make([]hand, f.hands)
	visitors := make([]visitor, f.hands)
	for k := range hands {
		h := &hands[k]
		if h.filters, h.top = f.filters, f.v.table.Top(f.q.Sort, keep, after); k > 0 {
			h.filters = f.filters.Fork()
		}
		visitors[k] = visitor{
			take: func(rows []uint32, scores []float64) {
				if w.firstOnly {
					rows, scores = h.top.Sift(rows, scores)
				}
				h.filters.Add(rows, f.counting, func(i int) { h.top.Add(rows[i], scores[i]) })
			},
			floor: func() float64 { return floor.raise(h.top.Floor()) },
		}
	}
	if err := w.weigh(ctx, visitors...); err != nil {
		return nil, err
	}
	top := hands[0].top
	for _, h := range hands[1:] {
		f.filters.Join(h.filters)
		top.Join(h.top)
	}
	f.finish()
	return top.Hits(), nil
}

// highest is the highest number told so far, by whichever goroutine.
type highest struct{ bits atomic.Uint64 }

func newHighest() *highest {
	h := &highest{}
	h.bits.Store(math.Float64bits(math.Inf(-1)))
	return h
}

// raise tells one more, and gives the highest.
func (h *highest) raise(x float64) float64 {
	for {
		bits := h.bits.Load()
		if now := math.Float64frombits(bits); now >= x {
			return now
		}
		if h.bits.CompareAndSwap(bits, math.Float64bits(x)) {
			return x
		}
	}
}

// all is all rows that pass the filters, which count them.
func (f *finding) all() (*table.Rows, error) {
	rows, blocks := f.v.table.NewRows(), f.v.table.Blocks()
	hands := f.hands
	if f.v.table.Rows() < handful {
		hands = 1
	}
	filters := []*table.Selection{f.filters}
	for range hands - 1 {
		filters = append(filters, f.filters.Fork())
	}
	err := together.Do(hands, func(k int) error {
		filters[k].Some(rows, blocks*k/hands, blocks*(k+1)/hands, f.counting)
		return nil
	})
	for _, other := range filters[1:] {
		f.filters.Join(other)
	}
	return rows, err
}

func (f *finding) finish() {
	f.total = f.filters.Total()
	if f.counting {
		f.facets = f.filters.Counts()
	}
}

// each visits all hits with their scores, where the order is by relevance.
func (f *finding) each(ctx context.Context, visit func(row uint32, score float64)) error {
	wants := wants(f.q)
	if wants != nil && len(wants.asked) > 0 {
		return f.words(ctx, wants, visit)
	}
	if err := f.leave(ctx, wants); err != nil {
		return err
	}
	f.filters.All(false).Each(func(row uint32) { visit(row, 0) })
	return nil
}

// rows is all hits.
func (f *finding) rows(ctx context.Context) (*table.Rows, error) {
	wants := wants(f.q)
	if wants == nil || len(wants.asked) == 0 {
		if err := f.leave(ctx, wants); err != nil {
			return nil, err
		}
		return f.filters.All(false), nil
	}
	hits := f.v.table.NewRows()
	err := f.words(ctx, wants, func(row uint32, _ float64) { hits.Add(row) })
	return hits, err
}

// leave makes the filters leave out what has words that are to be left out.
func (f *finding) leave(ctx context.Context, wants *wanted) error {
	if wants == nil {
		return nil
	}
	gone := f.v.table.NewRows()
	any := &wanted{asked: []group{slices.Concat(wants.not...)}, least: 1}
	w := f.weighing(any, false)
	err := w.weigh(ctx, visitor{take: func(rows []uint32, _ []float64) {
		for _, row := range rows {
			gone.Add(row)
		}
	}})
	f.filters.Exclude(gone)
	return err
}

// words visits what has the words and the filters let pass.
func (f *finding) words(ctx context.Context, wants *wanted, visit func(row uint32, score float64)) error {
	w := f.weighing(wants, f.q.Sort == search.SortRelevance)
	w.narrow = f.narrow
	return w.weigh(ctx, visitor{take: func(rows []uint32, scores []float64) {
		f.filters.Add(rows, f.counting, func(i int) { visit(rows[i], scores[i]) })
	}})
}

func (f *finding) weighing(wants *wanted, scored bool) *weighing {
	return &weighing{v: f.v, kept: &f.g.kept, unpacking: &f.g.unpack, scored: scored, heard: heard, handful: handful, wanted: *wants}
}

// narrowing is how many times fewer rows filters must leave than words may find
// before the words are looked for in those rows alone; worth is how many documents
// the words must be able to find before it is looked how few that are.
const (
	narrowing = 8
	worth     = 4096
)

// narrow gives the documents the filters leave, by segment, where they are few: a
// narrow filter makes a broad word cheap. nil where all are to be looked at.
func (f *finding) narrow(most uint64) []*roaring.Bitmap {
	if all, _, whole := f.filters.Whole(); most < worth || whole && uint64(all)*narrowing > most {
		return nil
	}
	rows, total := f.filters.Narrow(f.counting)
	if uint64(total)*narrowing > most {
		return nil
	}
	return f.v.documentsOf(rows)
}

// cursor is what a page token says: where the last hit shown stands and the
// question it belongs to.
type cursor struct {
	Question uint64             `json:"q"`
	Value    uint64             `json:"v"` // bits of a float
	Name     []byte             `json:"n"`
	ID       directory.RecordID `json:"i"`
}

// questionMark tells questions apart by all that decides which hits come in
// which order; not by page, size or language.
func questionMark(q search.Question) uint64 {
	q.Cursor, q.Page, q.PerPage = "", 1, search.DefaultPerPage
	h := fnv.New64a()
	h.Write([]byte(string(typeOf(q)) + "?" + q.Values().Encode()))
	return h.Sum64()
}

func writeCursor(q search.Question, last table.Place) string {
	b, err := json.Marshal(cursor{questionMark(q), math.Float64bits(last.Value), last.Name, last.ID})
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readCursor(q search.Question) (*table.Place, error) {
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(q.Cursor)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err == nil && c.Question != questionMark(q) {
		err = errors.New("of another search")
	}
	if err != nil {
		return nil, search.ParameterFaults{{Parameter: "cursor", Value: q.Cursor, Key: search.FaultBadCursor}}
	}
	return &table.Place{Value: math.Float64frombits(c.Value), Name: c.Name, ID: c.ID}, nil
}
