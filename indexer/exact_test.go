package indexer_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"euxine/indexer"
	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/internal/translit"
)

// plain is what a record is found and counted by, looked up without an index. The
// values are places in crowd.counted.
type plain struct {
	id     directory.RecordID
	gone   bool
	words  []int32 // places in crowd.spelt, in order
	values []int
}

type counted struct {
	facet search.Facet
	code  string
}

// crowd is a store's organisations beside what is known of them plainly.
type crowd struct {
	t       *testing.T
	r       *rand.Rand
	v       *directory.Vocabulary
	g       *generate.Generator
	s       store.Store
	records []plain                    // that have ever been there
	at      map[directory.RecordID]int // their places
	spelt   map[string]int32           // all words, numbered
	words   []string                   // some that occur
	values  map[search.Facet][]string
	counted []counted
	places  map[counted]int
}

func newCrowd(t *testing.T, n int) *crowd {
	v := vocabulary(t)
	g, err := generate.New(v, 7)
	if err != nil {
		t.Fatal(err)
	}
	c := &crowd{t: t, r: rand.New(rand.NewPCG(5, 5)), v: v, g: g, s: memstore.New(), at: map[directory.RecordID]int{}, spelt: map[string]int32{}, values: map[search.Facet][]string{},
		places: map[counted]int{}}
	for n > 0 {
		var b []store.Op
		for range min(n, store.MaxOps) {
			b = append(b, c.put(g.Next()))
		}
		n -= len(b)
		c.apply(b)
	}
	return c
}

func (c *crowd) apply(ops []store.Op) directory.Revision {
	c.t.Helper()
	rev, err := c.s.Apply(c.t.Context(), store.Batch{By: "test", Ops: ops})
	if err != nil {
		c.t.Fatal(err)
	}
	return rev
}

func (c *crowd) put(o *directory.Organisation) store.Op {
	p := plain{id: o.ID}
	for _, t := range search.TextsOf(o, c.v) {
		for _, w := range translit.Words(t.Text) {
			n, ok := c.spelt[w.Key]
			if !ok {
				n = int32(len(c.spelt))
				c.spelt[w.Key] = n
			}
			p.words = append(p.words, n)
			if c.r.IntN(400) == 0 {
				c.words = append(c.words, w.Key)
			}
		}
	}
	for f, list := range facetValues(c.v, o, directory.Date{}) {
		for _, code := range list {
			place, ok := c.places[counted{f, code}]
			if !ok {
				place = len(c.counted)
				c.counted, c.places[counted{f, code}] = append(c.counted, counted{f, code}), place
			}
			p.values = append(p.values, place)
			if c.r.IntN(50) == 0 {
				c.values[f] = append(c.values[f], code) // common ones more often
			}
		}
	}
	slices.Sort(p.words)
	p.words = slices.Compact(p.words)
	if n, there := c.at[o.ID]; there {
		c.records[n] = p
	} else {
		c.at[o.ID] = len(c.records)
		c.records = append(c.records, p)
	}
	return store.Op{Put: o}
}

// edit changes, deletes and adds records.
func (c *crowd) edit(n int) directory.Revision {
	var ops []store.Op
	touched := map[directory.RecordID]bool{}
	for range n {
		p := &c.records[c.r.IntN(len(c.records))]
		id, there := p.id, !p.gone
		o := c.g.Next()
		switch kind := c.r.IntN(3); {
		case touched[id]:
		case kind == 0 && there:
			p.gone = true
			ops = append(ops, store.Op{Delete: directory.Key{Type: directory.Organisations, ID: id}})
		case kind == 1:
			o.ID = id
			fallthrough
		default:
			ops = append(ops, c.put(o))
		}
		touched[id], touched[o.ID] = true, true
	}
	return c.apply(ops)
}

func (c *crowd) question() search.Question {
	q := search.Question{Page: 1, PerPage: 10, Sort: search.SortName, Exact: true, WithFacets: true, Filters: search.Filters{Values: map[search.Facet][]string{}}}
	var words []string
	for range c.r.IntN(3) {
		w := c.words[c.r.IntN(len(c.words))]
		if c.r.IntN(6) == 0 {
			w = "-" + w
		}
		words = append(words, w)
	}
	q.Q = strings.Join(words, " ")
	q.Terms = search.Terms(q.Q)
	if c.r.IntN(2) == 0 {
		q.Sort = search.SortRelevance
	}
	for _, f := range search.CountedOf("") {
		for len(c.values[f]) > 0 && c.r.IntN(8) == 0 {
			q.Filters.Values[f] = append(q.Filters.Values[f], c.values[f][c.r.IntN(len(c.values[f]))])
		}
	}
	return q
}

// count counts by hand.
func (c *crowd) count(q search.Question) (total int, facets map[search.Facet]map[string]int) {
	filter := map[search.Facet]int{}
	asked := make([]int, len(c.counted)) // by value: the filter it satisfies
	for f, codes := range q.Filters.Values {
		filter[f] = len(filter) + 1
		for _, code := range codes {
			asked[c.places[counted{f, code}]] = filter[f]
		}
	}
	words := make([][]int32, len(q.Terms))
	for i, term := range q.Terms {
		for _, w := range term.Words {
			n, ok := c.spelt[w]
			if !ok {
				n = -1
			}
			words[i] = append(words[i], n)
		}
	}
	counts, met := make([]int, len(c.counted)), make([]bool, len(filter)+1)
records:
	for i := range c.records {
		p := &c.records[i]
		if p.gone {
			continue
		}
		clear(met)
		for _, v := range p.values {
			met[asked[v]] = true
		}
		failed, fails := 0, 0
		for n, ok := range met {
			if n > 0 && !ok {
				failed = n
				fails++
			}
		}
		if fails > 1 {
			continue
		}
		for i, term := range q.Terms {
			has := true
			for _, w := range words[i] {
				_, is := slices.BinarySearch(p.words, w)
				has = has && is
			}
			if has == term.Not {
				continue records
			}
		}
		if fails == 0 {
			total++
		}
		for _, v := range p.values {
			if fails == 0 || fails == 1 && filter[c.counted[v].facet] == failed {
				counts[v]++
			}
		}
	}
	facets = map[search.Facet]map[string]int{}
	for v, n := range counts {
		if f := c.counted[v].facet; n > 0 {
			if facets[f] == nil {
				facets[f] = map[string]int{}
			}
			facets[f][c.counted[v].code] = n
		}
	}
	return total, facets
}

// check asks, and counts by hand: one question at a time, which all processors work on,
// then two.
func (c *crowd) check(x *indexer.Index, questions int) {
	c.t.Helper()
	list := make([]inquiry, questions)
	each := func(list []inquiry, atOnce int, do func(*inquiry) error) {
		var group errgroup.Group
		group.SetLimit(atOnce)
		for i := range list {
			group.Go(func() error { return do(&list[i]) })
		}
		if err := group.Wait(); err != nil {
			c.t.Fatal(err)
		}
	}
	for i := range list {
		list[i].question = c.question()
	}
	each(list, 2, func(i *inquiry) error {
		i.total, i.counts = c.count(i.question)
		return nil
	})
	ask := func(i *inquiry) error { return c.ask(x, *i) }
	each(list[:questions/2], 1, ask)
	each(list[questions/2:], 2, ask)
}

// inquiry is a question with the total and the counts it is to have.
type inquiry struct {
	question search.Question
	total    int
	counts   map[search.Facet]map[string]int
}

func (c *crowd) ask(x *indexer.Index, i inquiry) error {
	q, total, want := i.question, i.total, i.counts
	r, err := x.Search(c.t.Context(), q)
	if err != nil {
		return err
	}
	got := map[search.Facet]map[string]int{}
	for f, counts := range r.Facets {
		got[f] = map[string]int{}
		for _, n := range counts {
			got[f][n.Value] = n.Count
		}
	}
	if r.Total != total || !maps.EqualFunc(want, got, maps.Equal) {
		return fmt.Errorf("%q %v: total %d, want %d; counts (-want +got):\n%s", q.Q, q.Filters.Values, r.Total, total, cmp.Diff(want, got))
	}
	q.WithFacets, q.FirstOnly = false, q.Sort == search.SortRelevance
	first, err := x.Search(c.t.Context(), q)
	if err == nil && first.Revision == r.Revision && (!slices.Equal(first.Hits, r.Hits) || first.Total < len(first.Hits)) {
		return fmt.Errorf("%q %v: first %v of %d, want %v", q.Q, q.Filters.Values, first.Hits, first.Total, r.Hits)
	}
	return err
}

// Totals and facet counts are those of the records counted one by one, for random
// words and filters over generated records: as built, after edits and deletions
// while others search, and after a restart.
func TestCountsOfACrowd(t *testing.T) {
	records, edits, questions := 20_000, 5_000, 2_000
	if testing.Short() {
		records, edits, questions = 1_500, 300, 60
	}
	c := newCrowd(t, records)
	dir := t.TempDir()
	x := open(t, c.s, dir)
	c.check(x, questions/3)

	var stop atomic.Bool
	searched := make(chan error, 1)
	busy := c.question()
	go func() { // in the middle of writes and merges an answer is whole: the hits of one state
		var err error
		for err == nil && !stop.Load() {
			var r search.Result
			if r, err = x.Search(t.Context(), busy); err == nil {
				n := 0
				for _, count := range r.Facets[search.FacetCountry] {
					n += count.Count
				}
				if len(busy.Filters.Values[search.FacetCountry]) == 0 && n != r.Total {
					err = fmt.Errorf("%d hits in %d of all countries", r.Total, n)
				}
			}
		}
		searched <- err
	}()
	for done := 0; done < edits; done += 500 {
		reach(t, x, c.edit(min(500, edits-done)))
		c.check(x, questions/3/max(edits/500, 1))
	}
	stop.Store(true)
	if err := <-searched; err != nil {
		t.Error(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, c.s, dir)
	defer x.Close()
	c.check(x, questions/3)
}

// Searches, writes and rebuilds at the same time leave an index that is right.
func TestSearchWriteAndRebuildTogether(t *testing.T) {
	c := newCrowd(t, 800)
	x := open(t, c.s, t.TempDir())
	defer x.Close()
	var questions []search.Question
	for range 40 {
		questions = append(questions, c.question())
	}
	words := slices.Clone(c.words) // edit adds to the others
	var stop atomic.Bool
	var group errgroup.Group
	for worker := range 2 {
		group.Go(func() error {
			for n := worker; !stop.Load(); n++ {
				q := questions[n%len(questions)]
				if _, err := x.Search(t.Context(), q); err != nil {
					return err
				}
				if _, _, err := x.All(t.Context(), q); err != nil {
					return err
				}
				w := search.PlainReading(search.Terms(words[n%len(words)]))[0].Words
				if _, err := x.Spellings(t.Context(), w); err != nil {
					return err
				}
			}
			return nil
		})
	}
	group.Go(func() error {
		for range 3 {
			if err := x.Reindex(t.Context()); err != nil {
				return err
			}
		}
		return nil
	})
	for range 10 {
		reach(t, x, c.edit(60))
	}
	stop.Store(true)
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	c.check(x, 60)
}
