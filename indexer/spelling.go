package indexer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"

	"euxine/internal/search"
)

// maxSpellings is how many are kept of one word: a name has fewer neighbours.
const maxSpellings = 8

// Spellings lists, for each word, what the index has that is spelt much like
// it; see search.Index.
func (x *Index) Spellings(ctx context.Context, list []search.Word) (found [][]search.Spelling, err error) {
	err = x.look(func(_ *generation, v *view) error {
		found = make([][]search.Spelling, len(list))
		for i, w := range list {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if found[i], err = spellingsOf(v.snapshot, w); err != nil {
				return fmt.Errorf("spellings of %q: %w", w.Key, err)
			}
		}
		return nil
	})
	return found, err
}

// spelt are the fields whose words a spelling is taken from, the surest first.
var spelt = []string{fieldName, fieldAcronym, fieldKeyword, fieldPlace, fieldOffer, fieldText}

// automata builds the automata of one and two edits, swaps counted as one.
var automata = sync.OnceValues(func() (list [3]*levenshtein.LevenshteinAutomatonBuilder, err error) {
	for n := 1; n < len(list) && err == nil; n++ {
		list[n], err = levenshtein.NewLevenshteinAutomatonBuilder(uint8(n), true)
	}
	return list, err
})

// spellingsOf looks through the dictionaries of all segments. Bleve's own fuzzy
// dictionary builds the automaton anew for every field, which takes longer than
// the looking.
func spellingsOf(reader *scorch.IndexSnapshot, w search.Word) ([]search.Spelling, error) {
	builders, err := automata()
	if err != nil {
		return nil, err
	}
	best := map[search.Spelling]ranked{}
	look := func(word string, fields []string, sound bool) error {
		n := search.MaxEdits(word)
		if n == 0 {
			return nil
		}
		dfa, err := builders[n].BuildDfa(word, uint8(n))
		if err != nil {
			return err
		}
		for rank, field := range fields {
			err := eachTerm(reader, field, dfa, func(term string, count int) {
				if term == word || strings.HasPrefix(term, stemMark) {
					return
				}
				key := search.Spelling{Key: term, Sound: sound}
				have, ok := best[key]
				r := ranked{edits: search.Edits(word, term), field: rank, count: count}
				if ok && have.edits == r.edits && have.field == r.field { // of another segment
					r.count += have.count
				}
				if !ok || r.before(have) {
					best[key] = r
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	if err := look(w.Key, spelt, false); err != nil {
		return nil, err
	}
	for _, sound := range w.Sounds {
		if err := look(sound, []string{fieldSound}, true); err != nil {
			return nil, err
		}
	}
	list := make([]search.Spelling, 0, len(best))
	for s, r := range best {
		s.Edits, s.Count = r.edits, r.count
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b search.Spelling) int {
		ra, rb := best[search.Spelling{Key: a.Key, Sound: a.Sound}], best[search.Spelling{Key: b.Key, Sound: b.Sound}]
		return cmp.Or(cmp.Compare(ra.edits, rb.edits), boolOrder(a.Sound, b.Sound), cmp.Compare(ra.field, rb.field),
			cmp.Compare(rb.count, ra.count), strings.Compare(a.Key, b.Key))
	})
	return slices.Clip(list[:min(len(list), maxSpellings)]), nil
}

// eachTerm visits the terms of a field the automaton accepts, segment by segment,
// with the number of documents that have each there.
func eachTerm(reader *scorch.IndexSnapshot, field string, a segment.Automaton, visit func(term string, count int)) error {
	for _, s := range reader.Segments() {
		dict, err := s.Segment().Dictionary(field)
		if err != nil {
			return err
		}
		terms := dict.AutomatonIterator(a, nil, nil)
		for e, err := terms.Next(); e != nil || err != nil; e, err = terms.Next() {
			if err != nil {
				return err
			}
			visit(e.Term, int(e.Count))
		}
	}
	return nil
}

// ranked says how near a spelling is, in which field and how common.
type ranked struct{ edits, field, count int }

func (r ranked) before(o ranked) bool {
	return cmp.Or(cmp.Compare(r.edits, o.edits), cmp.Compare(r.field, o.field), cmp.Compare(o.count, r.count)) < 0
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
