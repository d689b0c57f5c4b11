package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"euxine/internal/generate"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// A query asks for words and filters, with counts of the six facets, each without
// its own filter, and the best twenty.
type query struct {
	class   string
	words   []string
	prefix  bool           // the last word goes on
	typo    bool           // the word has an error in it
	filters map[int]string // by place in facets
}

// unfiltered is the facets that have no filter: one pass over the hits counts all.
func (q query) unfiltered() []search.Facet {
	var list []search.Facet
	for i, f := range facets {
		if _, filtered := q.filters[i]; !filtered {
			list = append(list, f)
		}
	}
	return list
}

// classes in the order of the table.
var classes = []string{"one word", "two words", "word + country", "two filters", "everything", "one typo", "prefix"}

// perClass is how many different queries a class has.
const perClass = 24

// queries chooses words by how many profiles have them: about three in a hundred, as
// common words of real texts do, and a tenth for those of pairs.
func (w *world) queries(records int) ([]query, error) {
	r := rand.New(rand.NewPCG(w.seed, 6))
	between := func(from, to float64) []int {
		var ranks []int
		for rank, n := range w.documents {
			if share := float64(n) / float64(records); from <= share && share <= to {
				ranks = append(ranks, rank)
			}
		}
		return ranks
	}
	common, broad := between(0.02, 0.045), between(0.06, 0.2)
	if len(common) < 8 || len(broad) < 4 {
		return nil, fmt.Errorf("%d common and %d broad words are too few to ask for", len(common), len(broad))
	}
	pick := func(ranks []int) string { return generate.Word(ranks[r.IntN(len(ranks))]) }
	value := func(f int) string { return w.values[f][r.IntN(min(8, len(w.values[f])))] }
	var list []query
	for n := range perClass {
		if n%8 == 0 { // it is always the same
			list = append(list, query{class: "everything"})
		}
		a, b := pick(broad), pick(broad)
		for a == b {
			b = pick(broad)
		}
		begin := pick(common)
		length := 3 + r.IntN(2)
		for w.beginsPlace(begin[:length]) {
			begin = pick(common)
		}
		list = append(list,
			query{class: "one word", words: []string{pick(common)}},
			query{class: "two words", words: []string{a, b}},
			query{class: "word + country", words: []string{pick(common)}, filters: map[int]string{1: value(1)}},
			query{class: "two filters", filters: map[int]string{1: value(1), 3: value(3)}},
			query{class: "one typo", words: []string{misspelt(r, pick(common))}, typo: true},
			query{class: "prefix", words: []string{begin[:length]}, prefix: true})
	}
	return list, nil
}

// beginsPlace says whether the name of a place begins so: the product knows profiles
// by those too, the others by their words alone.
func (w *world) beginsPlace(letters string) bool {
	for _, r := range w.vocabulary.Regions() {
		for _, word := range translit.Words(r.Name + " " + r.Native) {
			if strings.HasPrefix(word.Key, letters) {
				return true
			}
		}
	}
	return false
}

// misspelt changes a letter so that no other word comes of it.
func misspelt(r *rand.Rand, w string) string {
	b := []byte(w)
	b[1+r.IntN(len(b)-2)] = 'w' // no word has one
	return string(b)
}
