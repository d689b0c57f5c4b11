package catalogue

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Bounds of a search for what a wrong id may have meant: more choices than a
// person reads, and more words than ids that were once right have in common.
const (
	maxNear      = 5
	maxNearWords = 6
)

// NearIDs finds organisations a wrong id may have meant: of those found by any
// of its words, the ones whose ids share the most words and letters with it.
func (c *Catalogue) NearIDs(ctx context.Context, id string, l directory.Language) ([]Ref, error) {
	ids, err := c.near(ctx, directory.Organisations, id)
	if err != nil {
		return nil, err
	}
	return c.refs(ctx, ids, l)
}

// NearItems is NearIDs for events, calls and projects.
func (c *Catalogue) NearItems(ctx context.Context, t directory.RecordType, id string, l directory.Language) ([]Item, error) {
	ids, err := c.near(ctx, t, id)
	if err != nil {
		return nil, err
	}
	keys := make([]directory.Key, len(ids))
	for i, id := range ids {
		keys[i] = directory.Key{Type: t, ID: id}
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	var list []Item
	for _, r := range records {
		if r != nil {
			q := search.Question{Type: t, Lang: l, Today: c.Today()}
			list = append(list, c.item(c.newFinder(q), r, q))
		}
	}
	return list, nil
}

// near asks for each word of the id by itself, so that one that is misspelt does
// not stand in the way of the others.
func (c *Catalogue) near(ctx context.Context, t directory.RecordType, id string) ([]directory.RecordID, error) {
	asked := strings.FieldsFunc(strings.ToLower(id[:min(len(id), maxSlug)]), func(r rune) bool { return r == '-' || r == '_' || r == ' ' || r == '/' })
	slug, words := strings.Join(asked, "-"), asked
	if t == directory.Organisations && len(words) > 1 && len(words[0]) == 2 { // the country the id begins with
		words = words[1:]
	}
	found := map[directory.RecordID]int{} // by how many words
	for _, word := range words[:min(len(words), maxNearWords)] {
		q, faults := search.ParseFor(t, url.Values{"q": {word}}, c.vocabulary)
		if len(faults) > 0 || len(q.Terms) == 0 {
			continue
		}
		q.PerPage, q.WithFacets, q.Today = search.MaxPerPage, false, c.Today()
		result, err := c.index.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, h := range result.Hits {
			found[h.ID]++
		}
	}
	shares := make(map[directory.RecordID]int, len(found))
	distance := make(map[directory.RecordID]int, len(found))
	for id := range found {
		distance[id] = search.Distance(slug, string(id))
		for _, w := range strings.Split(string(id), "-") {
			if slices.Contains(asked, w) {
				shares[id]++
			}
		}
	}
	ids := slices.SortedFunc(maps.Keys(found), func(a, b directory.RecordID) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), cmp.Compare(distance[a], distance[b]), cmp.Compare(found[b], found[a]), cmp.Compare(a, b))
	})
	return ids[:min(len(ids), maxNear)], nil
}

// maxSlug is the bytes of a wrong id worth looking at: no right one is longer.
const maxSlug = 100
