package catalogue

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// shelf keeps what is shown of the values of a facet in a language: every answer shows
// hundreds, and they are of the vocabulary, which does not change.
type shelf struct {
	mu       sync.RWMutex
	values   map[string]*shelved
	collator *collate.Collator
}

// shelved is a value as it is shown.
type shelved struct {
	label string
	above []string // values it lies in, nearest first
	key   []byte   // in the order of the language
}

// shelfName names a shelf.
type shelfName struct {
	t directory.RecordType
	f search.Facet
	l directory.Language
}

// shelves are those asked for so far.
type shelves struct{ kept sync.Map }

func (s *shelves) of(n shelfName) *shelf {
	if kept, ok := s.kept.Load(n); ok {
		return kept.(*shelf)
	}
	kept, _ := s.kept.LoadOrStore(n, &shelf{values: map[string]*shelved{}, collator: collate.New(language.Make(string(n.l)))})
	return kept.(*shelf)
}

// shelved is a value of a facet as it is shown.
func (c *Catalogue) shelved(s *shelf, n shelfName, value string) *shelved {
	s.mu.RLock()
	v := s.values[value]
	s.mu.RUnlock()
	if v != nil {
		return v
	}
	v = &shelved{label: c.valueLabel(n.t, n.f, value, n.l), above: c.above(n.t, n.f, value)}
	s.mu.Lock()
	defer s.mu.Unlock()
	var buf collate.Buffer
	v.key = bytes.Clone(s.collator.KeyFromString(&buf, v.label))
	s.values[value] = v
	return v
}

// above is what a value of a facet lies in, nearest first.
func (c *Catalogue) above(t directory.RecordType, f search.Facet, value string) []string {
	var path []string
	switch {
	case f == search.FacetRegion:
		for _, r := range c.vocabulary.RegionPath(directory.RegionCode(value)) {
			path = append(path, string(r))
		}
	case f.SchemeFor(t) != "":
		for _, id := range c.vocabulary.ConceptPath(directory.NewConceptID(f.SchemeFor(t), value)) {
			path = append(path, id.Code())
		}
	}
	return path[min(len(path), 1):]
}

// facetCounts arranges the counts of a facet for showing.
func (c *Catalogue) facetCounts(t directory.RecordType, f search.Facet, counts []search.Count, selected []string, l directory.Language) FacetCounts {
	name := shelfName{t, f, l}
	shelf := c.shelves.of(name)
	type entry struct {
		FacetValue
		*shelved
	}
	entries := make([]entry, 0, len(counts)+len(selected))
	enter := func(value string, count int) {
		v := c.shelved(shelf, name, value)
		entries = append(entries, entry{FacetValue{Value: value, Label: v.label, Count: count, Selected: slices.Contains(selected, value)}, v})
	}
	for _, n := range counts {
		enter(n.Value, n.Count)
	}
	for _, s := range selected { // it is listed though nothing carries it
		if !slices.ContainsFunc(counts, func(n search.Count) bool { return n.Value == s }) {
			enter(s, 0)
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), bytes.Compare(a.key, b.key), strings.Compare(a.Value, b.Value))
	})
	at := make(map[string]int, len(entries))
	for i := range entries {
		at[entries[i].Value] = i
	}
	// Below each value, by the nearest above it that is listed as well; -1 at the top.
	below := make(map[int][]int, len(entries))
	for i, e := range entries {
		parent := -1
		for _, v := range e.above {
			if n, ok := at[v]; ok {
				parent = n
				break
			}
		}
		below[parent] = append(below[parent], i)
	}
	fc := FacetCounts{Facet: f, Selected: len(selected), Values: make([]FacetValue, 0, len(entries))}
	var list func(parent, depth int)
	list = func(parent, depth int) {
		for _, i := range below[parent] {
			v := entries[i].FacetValue
			v.Depth = depth
			fc.Values = append(fc.Values, v)
			list(i, depth+1)
		}
	}
	list(-1, 0)
	return fc
}
