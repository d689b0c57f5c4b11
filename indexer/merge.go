package indexer

import (
	"context"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// Every word is looked for in every segment, so that an index of many answers slowly: in
// one segment a misspelt word of a million profiles is found in a third of the time it
// takes in twenty-six. Bleve merges as it writes, ten segments at a time, and leaves what
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

// mergeBeside begins to merge a scattered index, unless that is being done.
func (x *Index) mergeBeside(ctx context.Context, g *generation) {
	if !g.scattered() || !x.merging.CompareAndSwap(false, true) {
		return
	}
	x.beside.Go(func() {
		defer x.merging.Store(false)
		if err := g.merge(ctx); err != nil && ctx.Err() == nil {
			x.cfg.Log.Warn("merge the search index", "error", err)
		}
	})
}
