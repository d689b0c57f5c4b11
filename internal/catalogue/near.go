package catalogue

import (
	"context"
	"net/url"
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

// NearIDs finds organisations a wrong id may have meant: those whose names hold
// the words of the id, fewer and fewer of them.
func (c *Catalogue) NearIDs(ctx context.Context, id string, l directory.Language) ([]Ref, error) {
	words := wordsOfID(id)
	if len(words) > 1 && len(words[0]) == 2 { // the country the id begins with
		words = words[1:]
	}
	q, result, err := c.near(ctx, directory.Organisations, words, l)
	if err != nil {
		return nil, err
	}
	ids := make([]directory.RecordID, len(result.Hits))
	for i, h := range result.Hits {
		ids[i] = h.ID
	}
	return c.refs(ctx, ids, q.Lang)
}

// NearItems is NearIDs for events, calls and projects.
func (c *Catalogue) NearItems(ctx context.Context, t directory.RecordType, id string, l directory.Language) ([]Item, error) {
	q, result, err := c.near(ctx, t, wordsOfID(id), l)
	if err != nil {
		return nil, err
	}
	keys := make([]directory.Key, len(result.Hits))
	for i, h := range result.Hits {
		keys[i] = directory.Key{Type: t, ID: h.ID}
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	var list []Item
	for _, r := range records {
		if r != nil {
			list = append(list, c.item(r, q))
		}
	}
	return list, nil
}

func wordsOfID(id string) []string {
	return strings.FieldsFunc(id, func(r rune) bool { return r == '-' || r == '_' || r == ' ' || r == '/' })
}

// near asks for all of the words, then for ever shorter runs of them, until
// something is found.
func (c *Catalogue) near(ctx context.Context, t directory.RecordType, words []string, l directory.Language) (search.Question, search.Result, error) {
	words = words[:min(len(words), maxNearWords)]
	for n := len(words); n > 0; n-- {
		for start := 0; start+n <= len(words); start++ {
			text := strings.Join(words[start:start+n], " ")
			q, faults := search.ParseFor(t, url.Values{"q": {text}, "lang": {string(l)}}, c.vocabulary)
			if len(faults) > 0 || len(q.Terms) == 0 {
				continue
			}
			q.PerPage, q.WithFacets, q.Today = maxNear, false, c.Today()
			result, err := c.index.Search(ctx, q)
			if err != nil || len(result.Hits) > 0 {
				return q, result, err
			}
		}
	}
	return search.Question{Type: t, Lang: l, Today: c.Today()}, search.Result{}, nil
}
