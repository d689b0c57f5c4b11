package indexer

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/generate"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
	"euxine/internal/translit"
	"euxine/seed"

	"github.com/RoaringBitmap/roaring/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	bleveindex "github.com/blevesearch/bleve_index_api"
	"pgregory.net/rapid"
)

// generated is an index of made-up records in several segments, some of them
// changed, with the words of their texts and the texts as words.
func generated(t *testing.T, n int) (*Index, []string, [][]string) {
	t.Helper()
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		t.Fatal(err)
	}
	g, err := generate.New(v, 9)
	if err != nil {
		t.Fatal(err)
	}
	s := memstore.New()
	x, err := Open(t.Context(), Config{Dir: t.TempDir(), Store: s, Vocabulary: v, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if err := x.WaitReady(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 8))
	words := map[string]bool{}
	var texts [][]string
	var ids []directory.RecordID
	for done := 0; done < n; {
		var ops []store.Op
		for range min(100, n-done) {
			o := g.Next()
			if len(ids) > 150 && r.IntN(4) == 0 && len(ops) < 100 {
				o.ID = ids[len(ops)] // again, as another
			} else {
				ids = append(ids, o.ID)
			}
			for _, text := range search.TextsOf(o, v) {
				var keys []string
				for _, w := range translit.Words(text.Text) {
					words[w.Key] = true
					keys = append(keys, w.Key)
				}
				texts = append(texts, keys)
			}
			ops = append(ops, store.Op{Put: o})
		}
		done += len(ops)
		rev, err := s.Apply(t.Context(), store.Batch{By: "test", Ops: ops})
		if err != nil {
			t.Fatal(err)
		}
		for at := directory.Revision(0); at < rev; at, _ = x.Revision() {
			if t.Context().Err() != nil {
				t.Fatal("the index does not follow")
			}
		}
	}
	return x, slices.Sorted(maps.Keys(words)), texts
}

// weighed is the score of each row that something wanted finds.
func weighed(t *testing.T, g *generation, v *view, w wanted, only []*roaring.Bitmap) map[uint32]float64 {
	t.Helper()
	scores := map[uint32]float64{}
	f := finding{g: g, v: v}
	all := f.weighing(&w, true)
	all.narrow = func(uint64) []*roaring.Bitmap { return only }
	err := all.weigh(t.Context(), visitor{take: func(rows []uint32, list []float64) {
		for i, row := range rows {
			scores[row] = list[i]
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return scores
}

// inBleve is what Bleve finds of words that stand next to each other, any spelling of
// each: the score by row.
func inBleve(ctx context.Context, g *generation, v *view, field string, terms [][]string) (map[uint32]float64, error) {
	bm25 := blevesearch.GetScoringModelCallbackFn(func() string { return bleveindex.BM25Scoring })
	ctx = context.WithValue(ctx, blevesearch.GetScoringModelCallbackKey, bm25)
	searcher, err := query.NewMultiPhraseQuery(terms, field).Searcher(ctx, v.snapshot, g.bleve.Mapping(), blevesearch.SearcherOptions{})
	if err != nil {
		return nil, err
	}
	defer searcher.Close()
	sc := &blevesearch.SearchContext{DocumentMatchPool: blevesearch.NewDocumentMatchPool(searcher.DocumentMatchPoolSize()+1, 0), IndexReader: v.snapshot}
	scores := map[uint32]float64{}
	for {
		hit, err := searcher.Next(sc)
		if err != nil || hit == nil {
			return scores, err
		}
		doc := binary.BigEndian.Uint64(hit.IndexInternalID)
		in := len(v.segments) - 1
		for v.segments[in].first > doc {
			in--
		}
		scores[v.segments[in].rows[doc-v.segments[in].first]] = hit.Score
		sc.DocumentMatchPool.Put(hit)
	}
}

// The score of a word is the one Bleve gives, in every field.
func TestWordsScoreAsInBleve(t *testing.T) {
	x, words, _ := generated(t, 600)
	r := rand.New(rand.NewPCG(5, 9))
	compared := 0
	err := x.look(func(g *generation, v *view) error {
		for range 800 {
			field := textFields[r.IntN(len(textFields))].name
			word := words[r.IntN(len(words))]
			want, err := inBleve(t.Context(), g, v, field, [][]string{{word}})
			if err != nil {
				return err
			}
			got := weighed(t, g, v, wanted{asked: []group{{byWord(field, word, 2)}}, least: 1}, nil)
			if len(got) != len(want) {
				t.Errorf("%s:%s finds %d, Bleve %d", field, word, len(got), len(want))
				continue
			}
			for row, score := range want {
				if math.Abs(got[row]-2*score) > 1e-9 {
					t.Errorf("%s:%s scores %v in row %d, Bleve says %v", field, word, got[row], row, 2*score)
				}
				compared++
			}
		}
		return nil
	})
	if err != nil || compared < 300 {
		t.Errorf("%d scores compared: %v", compared, err)
	}
}

// Words that stand together are found where Bleve finds them, whatever spellings each
// may have and wherever they are looked for, and score as the words do.
func TestWordsTogetherAsInBleve(t *testing.T) {
	x, words, texts := generated(t, 600)
	r := rand.New(rand.NewPCG(5, 11))
	found := 0
	err := x.look(func(g *generation, v *view) error {
		for n := range 400 {
			field := textFields[r.IntN(len(textFields))].name
			text := texts[r.IntN(len(texts))]
			long := min(len(text), 2+r.IntN(2))
			from := r.IntN(len(text) - long + 1)
			var terms [][]string
			sums := map[uint32]float64{}
			for _, key := range text[from : from+long] {
				spellings := []string{key}
				for range r.IntN(3) {
					spellings = append(spellings, words[r.IntN(len(words))])
				}
				slices.Sort(spellings)
				spellings = slices.Compact(spellings)
				best := map[uint32]float64{}
				for _, s := range spellings {
					for row, score := range weighed(t, g, v, wanted{asked: []group{{byWord(field, s, 1)}}, least: 1}, nil) {
						best[row] = max(best[row], score)
					}
				}
				for row, score := range best {
					sums[row] += score
				}
				terms = append(terms, spellings)
			}
			bleve, err := inBleve(t.Context(), g, v, field, terms)
			if err != nil {
				return err
			}
			want := map[uint32]float64{}
			for row := range bleve {
				want[row] = 3 * sums[row]
			}
			found += len(want)
			w := wanted{asked: []group{{way{how: byPhrase, field: field, terms: terms, boost: 3}}}, least: 1}
			if why := differ(want, weighed(t, g, v, w, nil)); why != "" {
				return fmt.Errorf("phrase %d %s:%q: %s", n, field, terms, why)
			}
			some, few := v.table.NewRows(), map[uint32]float64{}
			for row := range v.table.Rows() {
				if v.table.Alive(row) && r.IntN(3) == 0 {
					some.Add(row)
					if score, ok := want[row]; ok {
						few[row] = score
					}
				}
			}
			if why := differ(few, weighed(t, g, v, w, v.documentsOf(some))); why != "" {
				return fmt.Errorf("phrase %d %s:%q among some documents: %s", n, field, terms, why)
			}
		}
		return nil
	})
	if err != nil || found < 300 {
		t.Errorf("%d found: %v", found, err)
	}
}

// Whatever ways and groups are asked for, the scores are those of the rule worked
// out document by document, and looking at some documents only changes none of them.
func TestGroupsFollowTheRule(t *testing.T) {
	x, words, _ := generated(t, 500)
	r := rand.New(rand.NewPCG(5, 10))
	err := x.look(func(g *generation, v *view) error {
		one := func() way {
			field := textFields[r.IntN(len(textFields))].name
			word := words[r.IntN(len(words))]
			switch r.IntN(4) {
			case 0:
				return byLetters(field, word[:1+r.IntN(min(2, len(word)))], 1.5)
			case 1:
				return byCode("country", []string{"BG", "RO", "TR"}[r.IntN(3)], 12)
			}
			return byWord(field, word, 1+float64(r.IntN(5)))
		}
		alone := func(w way) map[uint32]float64 { return weighed(t, g, v, wanted{asked: []group{{w}}, least: 1}, nil) }
		for n := range 150 {
			w := wanted{}
			rule := map[uint32]float64{}
			matched := map[uint32]int{}
			for range 1 + r.IntN(3) {
				var ways group
				best, sum := map[uint32]float64{}, map[uint32]float64{}
				for range 1 + r.IntN(5) {
					way := one()
					ways = append(ways, way)
					for row, score := range alone(way) {
						best[row], sum[row] = max(best[row], score), sum[row]+score
					}
				}
				w.asked = append(w.asked, ways)
				for row := range best {
					rule[row] += best[row] + besides*(sum[row]-best[row])
					matched[row]++
				}
			}
			w.least = 1 + r.IntN(len(w.asked))
			left := one()
			w.not = []group{{left}}
			gone := alone(left)
			for row := range rule {
				share := float64(matched[row]) / float64(len(w.asked))
				rule[row] *= share * share
				if w.least < len(w.asked) && matched[row] == len(w.asked) {
					rule[row] += boostAll
				}
				if _, out := gone[row]; out || matched[row] < w.least {
					delete(rule, row)
				}
			}
			got := weighed(t, g, v, w, nil)
			if why := differ(rule, got); why != "" {
				return fmt.Errorf("question %d: %s", n, why)
			}
			// Some documents only.
			some := v.table.NewRows()
			few := map[uint32]float64{}
			for row := range v.table.Rows() {
				if v.table.Alive(row) && r.IntN(9) == 0 {
					some.Add(row)
					if score, ok := rule[row]; ok {
						few[row] = score
					}
				}
			}
			if why := differ(few, weighed(t, g, v, w, v.documentsOf(some))); why != "" {
				return fmt.Errorf("question %d among some documents: %s", n, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func differ(want, got map[uint32]float64) string {
	if len(want) != len(got) {
		return fmt.Sprintf("%d found, want %d", len(got), len(want))
	}
	for row, score := range want {
		if have, ok := got[row]; !ok || math.Abs(have-score) > 1e-6 {
			return fmt.Sprintf("row %d scores %v (%v), want %v", row, have, ok, score)
		}
	}
	return ""
}

// Merging segments changes no score while no record changes.
func TestMergesChangeNoScore(t *testing.T) {
	x, words, _ := generated(t, 600)
	err := x.use(func(g *generation) error {
		scores := func() (list []map[uint32]float64, segments int) {
			v := g.view()
			defer v.release()
			for i, word := range words {
				if i%7 == 0 {
					list = append(list, weighed(t, g, v, wanted{asked: []group{{byWord(fieldText, word, 1), byWord(fieldName, word, 3)}}, least: 1}, nil))
				}
			}
			return list, len(v.segments)
		}
		want, before := scores()
		if err := g.merge(t.Context()); err != nil {
			return err
		}
		if err := g.freshen(); err != nil {
			return err
		}
		got, after := scores()
		if before < 2 || after != 1 {
			return fmt.Errorf("%d segments are %d", before, after)
		}
		for i := range want {
			if !maps.Equal(want[i], got[i]) {
				return fmt.Errorf("the %d. word scores otherwise in %d segments than in %d", i, after, before)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// Below a floor scores are only known to be below it; from it on they are the same to
// the last bit, since hits of the same score are in the order of names.
func TestFloor(t *testing.T) {
	x, words, texts := generated(t, 800)
	r := rand.New(rand.NewPCG(5, 14))
	spared, busy := 0, 0 // busy: how often another than the first was shown any
	err := x.look(func(g *generation, v *view) error {
		word := func() way {
			field := textFields[r.IntN(len(textFields))].name
			word := words[r.IntN(len(words))]
			switch text := texts[r.IntN(len(texts))]; {
			case r.IntN(5) == 0:
				return byLetters(field, word[:1+r.IntN(min(2, len(word)))], 1.5)
			case r.IntN(5) == 0:
				return byCode("country", []string{"BG", "RO", "TR"}[r.IntN(3)], float64(1+r.IntN(12)))
			case r.IntN(5) == 0 && len(text) > 2:
				at := r.IntN(len(text) - 1)
				return way{how: byPhrase, field: fieldText, terms: [][]string{{text[at]}, {text[at+1], word}}, boost: float64(1 + r.IntN(3))}
			case len(text) > 0:
				word = text[r.IntN(len(text))] // often a common one
			}
			return byWord(field, word, 1+float64(r.IntN(5)))
		}
		ways := func() (list group) {
			for range 1 + r.IntN(5) {
				list = append(list, word())
			}
			return list
		}
		for n := range 300 {
			var w wanted
			for range 1 + r.IntN(2) {
				one := ways()
				if r.IntN(3) == 0 {
					one = append(one, way{how: apart, words: []group{ways(), ways()}, boost: 0.5})
				}
				w.asked = append(w.asked, one)
			}
			if r.IntN(3) == 0 {
				w.optional = []group{ways()}
			}
			if r.IntN(3) == 0 {
				w.strict = []group{ways()}
			}
			if r.IntN(3) == 0 {
				whole := byCode(fieldText, words[r.IntN(len(words))], boostWhole)
				w.whole = &whole
			}
			w.least = len(w.asked)
			scores := func(floor func() float64, hands int, unpacked bool) map[uint32]float64 {
				f := finding{g: g, v: v}
				one := f.weighing(&w, true)
				one.handful = 0
				if one.worthUnpacking = math.MaxUint64; unpacked {
					one.worthUnpacking = 1
				}
				founds, visitors := make([]map[uint32]float64, hands), make([]visitor, hands)
				for k := range founds {
					founds[k] = map[uint32]float64{}
					visitors[k] = visitor{floor: floor, take: func(rows []uint32, list []float64) {
						for i, row := range rows {
							founds[k][row] = list[i]
						}
					}}
				}
				if err := one.weigh(t.Context(), visitors...); err != nil {
					t.Fatal(err)
				}
				for _, more := range founds[1:] {
					for row, score := range more {
						if _, twice := founds[0][row]; twice {
							t.Fatalf("question %d: two were shown row %d", n, row)
						}
						founds[0][row] = score
					}
					busy += min(1, len(more))
				}
				return founds[0]
			}
			all := scores(nil, 1, false)
			if len(all) == 0 {
				continue
			}
			sorted := slices.Sorted(maps.Values(all))
			floor := sorted[len(sorted)-1-r.IntN(min(len(sorted), 20))]
			if many := scores(nil, 2+n%3, false); !maps.Equal(many, all) {
				return fmt.Errorf("question %d: %v by several, want %v", n, many, all)
			}
			if unpacked := scores(nil, 1+n%2, true); !maps.Equal(unpacked, all) {
				return fmt.Errorf("question %d: %v of what is kept unpacked, want %v", n, unpacked, all)
			}
			few := scores(func() float64 { return floor }, 1+n%3, n%4 > 0)
			if len(few) != len(all) {
				return fmt.Errorf("question %d: %d found, want %d", n, len(few), len(all))
			}
			for row, want := range all {
				got, ok := few[row]
				if !ok || want >= floor && got != want || want < floor && got >= floor {
					return fmt.Errorf("question %d: row %d scores %v (%v), want %v; the floor is %v", n, row, got, ok, want, floor)
				}
				if got < want {
					spared++
				}
			}
		}
		return nil
	})
	if err != nil || spared < 1000 || busy < 200 {
		t.Errorf("%d were not weighed, %d times several weighed: %v", spared, busy, err)
	}
}

// With more postings than are weighed, the same documents answer, and the rarest
// words are those that tell them apart.
func TestRareWordsAreHeardFirst(t *testing.T) {
	x, words, _ := generated(t, 500)
	r := rand.New(rand.NewPCG(5, 12))
	quieter := 0
	err := x.look(func(g *generation, v *view) error {
		for n := range 100 {
			w := wanted{}
			for range 3 + r.IntN(4) {
				w.asked = append(w.asked, group{byWord(fieldText, words[r.IntN(len(words))], 1)})
			}
			w.least = 1 + r.IntN(3)
			scores := func(heard int) (map[uint32]float64, []readGroup) {
				found := map[uint32]float64{}
				f := finding{g: g, v: v}
				one := f.weighing(&w, true)
				one.heard = heard
				err := one.weigh(t.Context(), visitor{take: func(rows []uint32, list []float64) {
					for i, row := range rows {
						found[row] = list[i]
					}
				}})
				if err != nil {
					t.Fatal(err)
				}
				return found, one.readAsked
			}
			all, _ := scores(heard)
			few, groups := scores(1)
			for row := range all {
				if _, ok := few[row]; !ok || len(few) != len(all) {
					return fmt.Errorf("question %d: %d answer, %d where few words are weighed", n, len(all), len(few))
				}
			}
			for i, g := range groups {
				if i > 0 && g.count < groups[i-1].count {
					return fmt.Errorf("question %d: a word of %d documents comes after one of %d", n, g.count, groups[i-1].count)
				}
				if g.unheard {
					quieter++
				}
				if i == 0 && g.unheard {
					return fmt.Errorf("question %d: nothing is weighed", n)
				}
			}
		}
		return nil
	})
	if err != nil || quieter < 50 {
		t.Errorf("%d words were not weighed: %v", quieter, err)
	}
}

// Tallies are counts of sets by document.
func TestTallies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		docs := rapid.IntRange(1, 300).Draw(t, "docs")
		counts := make([]int, docs)
		tallies := newTallies(docs)
		for range rapid.IntRange(0, search.MaxTerms).Draw(t, "sets") {
			set := roaring.New()
			for _, doc := range rapid.SliceOfDistinct(rapid.IntRange(0, docs-1), rapid.ID).Draw(t, "set") {
				set.Add(uint32(doc))
				counts[doc]++
			}
			tallies.add(set)
		}
		least := rapid.IntRange(1, search.MaxTerms).Draw(t, "least")
		want := roaring.New()
		for doc, n := range counts {
			if got := tallies.of(uint32(doc)); got != n {
				t.Fatalf("document %d is in %d sets, told %d", doc, n, got)
			}
			if n >= least {
				want.Add(uint32(doc))
			}
		}
		if got := tallies.least(least); !got.Equals(want) {
			t.Fatalf("at least %d: %v, want %v", least, got, want)
		}
	})
}
