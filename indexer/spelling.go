package indexer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"euxine/internal/search"
)

// maxSpellings is how many are kept of one word: a name has fewer neighbours.
const maxSpellings = 8

// Spellings lists, for each word, what the index has that is spelt much like
// it; see search.Index.
func (x *Index) Spellings(ctx context.Context, list []search.Word) (found [][]search.Spelling, err error) {
	err = x.use(func(g *generation) error {
		reader, release, err := g.reader()
		if err != nil {
			return err
		}
		defer release()
		fuzzy, ok := reader.(bleveindex.IndexReaderFuzzy)
		if !ok {
			return fmt.Errorf("spellings: the index has no dictionary to search")
		}
		found = make([][]search.Spelling, len(list))
		for i, w := range list {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if found[i], err = spellings1(fuzzy, w); err != nil {
				return fmt.Errorf("spellings of %q: %w", w.Key, err)
			}
		}
		return nil
	})
	return found, err
}

// spelt are the fields whose words a spelling is taken from, the surest first.
var spelt = []string{fieldName, fieldAcronym, fieldKeyword, fieldPlace, fieldOffer, fieldText}

func spellings1(reader bleveindex.IndexReaderFuzzy, w search.Word) ([]search.Spelling, error) {
	best := map[search.Spelling]ranked{}
	look := func(field, word string, rank int, sound bool) error {
		n := search.MaxEdits(word)
		if n == 0 {
			return nil
		}
		dict, err := reader.FieldDictFuzzy(field, word, n, "")
		if err != nil {
			return err
		}
		defer dict.Close()
		for {
			e, err := dict.Next()
			if err != nil || e == nil {
				return err
			}
			if e.Term == word || strings.HasPrefix(e.Term, stemMark) {
				continue
			}
			key := search.Spelling{Key: e.Term, Sound: sound}
			r := ranked{edits: int(e.EditDistance), field: rank, count: int(e.Count)}
			if r.edits == 0 {
				r.edits = search.Edits(word, e.Term)
			}
			if have, ok := best[key]; !ok || r.before(have) {
				best[key] = r
			}
		}
	}
	for rank, field := range spelt {
		if err := look(field, w.Key, rank, false); err != nil {
			return nil, err
		}
	}
	for _, sound := range w.Sounds {
		if err := look(fieldSound, sound, 0, true); err != nil {
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
