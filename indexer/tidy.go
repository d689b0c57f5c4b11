package indexer

import (
	"context"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// Every word is looked for in every segment, and for a misspelt one the dictionaries of all
// are walked, so that an index of many answers slowly. Bleve merges as it writes, ten segments at a time, and leaves what
// an import has brought in as many as it likes. So they are merged to one when there is
// nothing else to do, beside the searches, and again when what was changed since has come
// to several big segments.

// What is merged: an index of documents enough to matter, of which more than two segments
// have at least a fiftieth each.
const (
	minMerged = 20_000
	bigShare  = 50
	bigParts  = 2
)

// scattered says whether the index is better merged.
func (g *generation) scattered() bool {
	v := g.view()
	defer v.release()
	living, big := v.table.Living(), 0
	for _, s := range v.segments {
		if len(s.rows)*bigShare >= living {
			big++
		}
	}
	return living >= minMerged && big > bigParts
}

// merge brings all that is written together in one segment. Bleve's own plan for that
// takes ten at a time and would leave three of thirty.
func (g *generation) merge(ctx context.Context) error {
	index, err := g.bleve.Advanced()
	if err != nil {
		return err
	}
	s, ok := index.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("index is a %T, not scorch's", index)
	}
	all := mergeplan.SingleSegmentMergePlanOptions
	all.SegmentsPerMergeTask = 1 << 16
	return s.ForceMerge(ctx, &all)
}

// tidy begins to do, beside following, what makes searches quicker, unless that is being
// done or there is nothing to do: to merge a scattered index, and to look for what names
// begin with before that is typed.
func (x *Index) tidy(ctx context.Context, g *generation) {
	v := g.view()
	foresee := g.kept.unforeseen(v) != nil
	err := v.release()
	merge := g.scattered()
	if err != nil || !merge && !foresee || !x.tidying.CompareAndSwap(false, true) {
		return
	}
	x.beside.Go(func() {
		defer x.tidying.Store(false)
		err := error(nil)
		if merge { // what is foreseen now would be of segments that go
			err = g.merge(ctx)
		} else {
			err = x.foresee(ctx)
		}
		if err != nil && ctx.Err() == nil {
			x.cfg.Log.Warn("tidy the search index", "error", err)
		}
	})
}

// foresee looks for what names begin with, in the big segments searches see.
func (x *Index) foresee(ctx context.Context) error {
	var f foreseeing
	for ctx.Err() == nil {
		err := x.look(func(g *generation, v *view) (err error) {
			if !slices.ContainsFunc(v.segments, func(s segmentRows) bool { return s.file == f.segment }) {
				f = foreseeing{segment: g.kept.unforeseen(v)}
			}
			if f.segment != nil {
				f, err = g.kept.foresee(f)
			}
			return err
		})
		if err != nil || f.segment == nil {
			return err
		}
	}
	return nil
}
