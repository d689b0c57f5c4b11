package indexer

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum/levenshtein"

	"euxine/internal/search"
	"euxine/internal/together"
)

// maxSpellings is how many are kept of one word: a name has fewer neighbours.
const maxSpellings = 8

// Spellings lists, for each word, what the index has that is spelt much like
// it; see search.Index.
func (x *Index) Spellings(ctx context.Context, list []search.Word) (found [][]search.Spelling, err error) {
	err = x.look(func(_ *generation, v *view) error {
		found, err = spellingsOf(ctx, v, list)
		return err
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

// spellingsOf looks through the dictionaries of all segments, for the words beside each
// other. Bleve's own fuzzy dictionary builds the automaton anew for every field, which
// takes longer than the looking.
func spellingsOf(ctx context.Context, v *view, list []search.Word) ([][]search.Spelling, error) {
	// A word is often its own sound, and others sound the same.
	wanted := map[string]spelling{}
	for _, w := range list {
		wanted[w.Key] = spelling{w.Key, true, wanted[w.Key].sound}
		for _, sound := range w.Sounds {
			wanted[sound] = spelling{sound, wanted[sound].letters, true}
		}
	}
	words := slices.Sorted(maps.Keys(wanted))
	near := make([]nearTerms, len(words))
	err := together.Do(len(words), func(k int) (err error) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if near[k], err = v.near.of(v.snapshot, wanted[words[k]]); err != nil {
			return fmt.Errorf("spellings of %q: %w", words[k], err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	at := func(word string) nearTerms { return near[slices.Index(words, word)] }
	found := make([][]search.Spelling, len(list))
	for i, w := range list {
		best := map[search.Spelling]ranked{}
		for term, r := range at(w.Key).letters {
			best[search.Spelling{Key: term}] = r
		}
		for _, sound := range w.Sounds {
			for term, r := range at(sound).sounds {
				key := search.Spelling{Key: term, Sound: true}
				if have, ok := best[key]; !ok || r.before(have) {
					best[key] = r
				}
			}
		}
		found[i] = nearest(best)
	}
	return found, nil
}

// spelling is a word others are looked for that are spelt like it, among the words of texts
// and among sounds.
type spelling struct {
	word           string
	letters, sound bool
}

// neighbours are what was found in a view of words in other spellings: where nothing has
// all the words it is asked again for each that may be left out. Safe for concurrent use.
type neighbours struct {
	mu    sync.Mutex
	known map[spelling]nearTerms
}

// maxNeighbours is how many words are kept, with some dozen spellings each: of more, all
// are forgotten.
const maxNeighbours = 1 << 10

func (n *neighbours) of(reader *scorch.IndexSnapshot, s spelling) (nearTerms, error) {
	n.mu.Lock()
	found, ok := n.known[s]
	n.mu.Unlock()
	if ok {
		return found, nil
	}
	found, err := termsNear(reader, s.word, s.letters, s.sound)
	if err != nil {
		return found, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.known == nil || len(n.known) >= maxNeighbours {
		n.known = map[spelling]nearTerms{}
	}
	n.known[s] = found
	return found, nil
}

// nearTerms are what is spelt much like a word: among the words of texts, and among
// sounds.
type nearTerms struct{ letters, sounds map[string]ranked }

// termsNear looks for the terms spelt much like a word in the fields it may stand in.
func termsNear(reader *scorch.IndexSnapshot, word string, letters, sound bool) (found nearTerms, err error) {
	n := search.MaxEdits(word)
	if n == 0 {
		return found, nil
	}
	builders, err := automata()
	if err != nil {
		return found, err
	}
	dfa, err := builders[n].BuildDfa(word, uint8(n))
	if err != nil {
		return found, err
	}
	look := func(fields []string) (map[string]ranked, error) {
		best := map[string]ranked{}
		for rank, field := range fields {
			err := eachTerm(reader, field, dfa, func(term string, count int) {
				if term == word || strings.HasPrefix(term, stemMark) {
					return
				}
				have, ok := best[term]
				r := ranked{edits: search.Edits(word, term), field: rank, count: count}
				if ok && have.edits == r.edits && have.field == r.field { // of another segment
					r.count += have.count
				}
				if !ok || r.before(have) {
					best[term] = r
				}
			})
			if err != nil {
				return nil, err
			}
		}
		return best, nil
	}
	if letters {
		if found.letters, err = look(spelt); err != nil {
			return found, err
		}
	}
	if sound {
		found.sounds, err = look([]string{fieldSound})
	}
	return found, err
}

// nearest are the best spellings, the best first.
func nearest(best map[search.Spelling]ranked) []search.Spelling {
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
	return slices.Clip(list[:min(len(list), maxSpellings)])
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
