package catalogue

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
)

// MaxCells is how many cells a table of numbers has at most. All 446 regions by all
// 51 sectors fit, which is some three megabytes as JSON; more is no table a person
// or a spreadsheet's chart reads, and who wants every record has the exports.
const MaxCells = 25_000

// Statistics is what a search finds, counted by one or two dimensions.
//
// A record is in as many cells as it has values: a cluster of two sectors in both,
// an organisation of a region also in what that lies in. So cells do not add up to
// Margins, nor these to Total.
type Statistics struct {
	Asked search.Statistics // with the search as it was understood
	// Interpretation says what was understood beyond the letters typed.
	Interpretation []Interpretation
	Active         []ActiveFilter
	// Revision is that of the index when counting began. All numbers are of it,
	// unless the directory is written to faster than it is counted.
	Revision directory.Revision
	Total    Cell   // all that the search finds; no values
	Cells    []Cell // that are not empty, in the order asked for
	// Margins are the same by each of two dimensions alone; none of one.
	Margins [][]Cell
}

// Cell is how many records have its values, one of each dimension, and the sum of
// the measure over them.
type Cell struct {
	Values []Labelled
	N      int
	Sum    int // of MeasureMembers the known members, of MeasureCount the same as N
}

// TooManyCells is an error of the kind directory.ErrInvalid.
type TooManyCells struct{ Cells int }

func (e *TooManyCells) Error() string {
	return fmt.Sprintf("%d cells, at most %d: %s", e.Cells, MaxCells, e.Remedy())
}

// Remedy says how to ask for less.
func (e *TooManyCells) Remedy() string {
	return "ask for one dimension, for regions of one level, or for less by a filter"
}

// Is makes it an ErrInvalid.
func (e *TooManyCells) Is(target error) bool { return target == directory.ErrInvalid }

// maxRecounts is how often a table is counted once more because the directory was
// written to meanwhile.
const maxRecounts = 2

// Statistics counts what a question asks for, in the language of the question. More
// than MaxCells are a *TooManyCells.
func (c *Catalogue) Statistics(ctx context.Context, asked search.Statistics) (*Statistics, error) {
	for left := maxRecounts; ; left-- {
		before, _ := c.index.Revision()
		s, err := c.statistics(ctx, asked)
		if err != nil {
			return nil, fmt.Errorf("statistics: %w", err)
		}
		s.Revision = before
		if after, _ := c.index.Revision(); after == before || left == 0 {
			return s, nil
		}
	}
}

func (c *Catalogue) statistics(ctx context.Context, asked search.Statistics) (*Statistics, error) {
	asked.Question.Today = c.Today()
	if asked.Question.Type == "" {
		asked.Question.Type = directory.Organisations
	}
	u, err := c.understand(ctx, asked.Question)
	if err != nil {
		return nil, err
	}
	// It finds the same in any order, and is found sooner without a score.
	q := u.Question
	q.Sort = search.SortName
	// The cells, the margins where they are something else, and the total.
	tables := [][]search.Facet{asked.By, {}}
	if len(asked.By) > 1 {
		for _, f := range asked.By {
			tables = append(tables, []search.Facet{f})
		}
	}
	sums := make([][]search.Cell, len(tables))
	work, ctx := errgroup.WithContext(ctx)
	for i, by := range tables {
		work.Go(func() (err error) {
			sums[i], err = c.index.Aggregate(ctx, q, by, asked.Measure)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	asked.Question = u.Question
	s := &Statistics{Asked: asked, Active: c.active(ctx, u.Question)}
	for _, cell := range sums[1] { // one, or none where nothing is found
		s.Total = Cell{N: cell.N, Sum: cell.Sum}
	}
	s.Interpretation = c.interpretations(u, s.Total.N)
	for i, by := range tables {
		switch {
		case i == 1:
		case i == 0:
			s.Cells, err = c.cells(asked, by, sums[i])
		default:
			var margin []Cell
			margin, err = c.cells(asked, by, sums[i])
			s.Margins = append(s.Margins, margin)
		}
		if err != nil {
			return nil, err
		}
	}
	return s, nil
}

// cells are the sums by some dimensions with labels, in the order asked for.
func (c *Catalogue) cells(asked search.Statistics, by []search.Facet, sums []search.Cell) ([]Cell, error) {
	q := asked.Question
	if at := slices.Index(by, search.FacetRegion); at >= 0 && asked.Level >= 0 {
		sums = slices.DeleteFunc(sums, func(cell search.Cell) bool {
			r, ok := c.vocabulary.Region(directory.RegionCode(cell.Values[at]))
			return !ok || r.Level != asked.Level
		})
	}
	if len(sums) > MaxCells {
		return nil, &TooManyCells{len(sums)}
	}
	values := make([]map[string]*shelved, len(by)) // what was taken from the shelves
	for i := range by {
		values[i] = map[string]*shelved{}
	}
	type entry struct {
		Cell
		keys [search.MaxDimensions][]byte // of labels
	}
	entries := make([]entry, len(sums))
	for i, sum := range sums {
		e := entry{Cell: Cell{N: sum.N, Sum: sum.Sum, Values: make([]Labelled, len(by))}}
		for d, value := range sum.Values {
			v := values[d][value]
			if v == nil {
				name := shelfName{q.Type, by[d], q.Lang}
				v = c.shelved(c.shelves.of(name), name, value)
				values[d][value] = v
			}
			e.Values[d], e.keys[d] = Labelled{value, v.label}, v.key
		}
		entries[i] = e
	}
	// Sums come in the order of their values.
	slices.SortStableFunc(entries, func(a, b entry) int {
		switch asked.Order {
		case search.OrderN:
			return cmp.Compare(b.N, a.N)
		case search.OrderSum:
			return cmp.Compare(b.Sum, a.Sum)
		case search.OrderLabel:
			for d := range by {
				if n := bytes.Compare(a.keys[d], b.keys[d]); n != 0 {
					return n
				}
			}
		}
		return 0
	})
	list := make([]Cell, len(entries))
	for i, e := range entries {
		list[i] = e.Cell
	}
	return list, nil
}

// WriteCSV writes a row for each cell in their order, behind a header: of each
// dimension code and label, then number and sum. Texts that a spreadsheet would run
// are written as the exports write them.
func (s *Statistics) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	var row []string
	for _, f := range s.Asked.By {
		row = append(row, string(f), string(f)+"_label")
	}
	if err := out.Write(append(row, "n", "sum")); err != nil {
		return fmt.Errorf("write statistics: %w", err)
	}
	for _, cell := range s.Cells {
		row = row[:0]
		for _, v := range cell.Values {
			row = append(row, exchange.TableCell(v.Code), exchange.TableCell(v.Label))
		}
		if err := out.Write(append(row, strconv.Itoa(cell.N), strconv.Itoa(cell.Sum))); err != nil {
			return fmt.Errorf("write statistics: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write statistics: %w", err)
	}
	return nil
}
