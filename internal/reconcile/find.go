package reconcile

import (
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// FindWord is a word to look for among the names of records.
type FindWord struct {
	Text, Key string
	Sounds    []string
	// Common words are those many are called by: they tell candidates apart and find
	// too many. Others are the same word in other languages. Places are names of places
	// where there are other words.
	Common bool
	Place  bool
	Others []string
}

// maxFindWords bounds the words looked for: the index finds a name by the rarest few.
const maxFindWords = 12

// FindWords are the words to look for, each once, in their order.
func (w Wanted) FindWords() []FindWord {
	var list []FindWord
	own := slices.ContainsFunc(w.names, func(n name) bool { return telling(n.tokens) })
	for _, n := range w.names {
		for _, t := range n.tokens {
			if len(list) == maxFindWords || slices.ContainsFunc(list, func(have FindWord) bool { return have.Key == t.key }) {
				continue
			}
			f := FindWord{Text: t.text, Key: t.key, Sounds: t.sounds, Common: t.class != "" || t.country != "", Place: own && len(t.places) > 0}
			for _, other := range Synonyms(t.key) {
				if other != t.key {
					f.Others = append(f.Others, other)
				}
			}
			list = append(list, f)
		}
	}
	return list
}

// FindSite are the words a website's own label is made of: "ictc", "burgas" of
// ictc-burgas.org. They are often those of the name, and the name may be another's.
func (w Wanted) FindSite() []FindWord {
	var list []FindWord
	for _, part := range strings.FieldsFunc(w.site.label(), func(r rune) bool { return r == '-' }) {
		if len(part) > 2 && len(list) < maxFindWords {
			list = append(list, FindWord{Text: part, Key: part, Sounds: sounds(part)})
		}
	}
	return list
}

// Name is the row's name as the list has it, or its second.
func (w Wanted) Name() string {
	if s := strings.TrimSpace(w.row.Name); s != "" {
		return s
	}
	return strings.TrimSpace(w.row.Other)
}

// Cities are the codes, as search.CityCode makes them, of the towns the row may be of.
func (w Wanted) Cities() []string {
	var codes []string
	for _, p := range w.places {
		if p.city == "" {
			continue
		}
		code := search.CityCode(&directory.City{Country: p.country, Name: p.city})
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
