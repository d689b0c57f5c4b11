package main

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/generate"
	"euxine/internal/search"
	"euxine/seed"
)

// A profile is what the engines are compared on: a name, a text of sixty words and a
// value in each of six facets, from the product's own vocabulary.
type profile struct {
	id     string
	name   string
	text   string
	facets [len(facets)]string
}

// facets of profiles. A region lies in its country.
var facets = [...]search.Facet{search.FacetKind, search.FacetCountry, search.FacetRegion, search.FacetSector, search.FacetEcosystem, search.FacetTechnology}

const (
	nameWords = 3
	textWords = 60
	known     = 50_000 // words there are
	fall      = 1.05   // the n-th word is in proportion to 1/(n+flat)^fall
	flat      = 60
)

// world is what profiles are made of.
type world struct {
	vocabulary *directory.Vocabulary
	seed       uint64
	values     [len(facets)][]string
	regions    map[string][]string // by country
	documents  []int               // by word: profiles that have it
	byWord     map[string]int      // the same; made when asked for
}

func newWorld(seed_ uint64) (*world, error) {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return nil, err
	}
	w := &world{vocabulary: v, seed: seed_, regions: map[string][]string{}, documents: make([]int, known)}
	for i, f := range facets {
		if s := f.SchemeOf(); s != "" {
			for _, id := range v.ConceptsOf(s) {
				w.values[i] = append(w.values[i], id.Code())
			}
		}
	}
	parents := map[directory.RegionCode]bool{}
	for _, r := range v.Regions() {
		parents[r.Parent] = true
	}
	for _, r := range v.Regions() {
		if c := string(r.Country); !parents[r.Code] && c != "" && string(r.Code) != c {
			if len(w.regions[c]) == 0 {
				w.values[1] = append(w.values[1], c)
			}
			w.regions[c] = append(w.regions[c], string(r.Code))
			w.values[2] = append(w.values[2], string(r.Code))
		}
	}
	return w, nil
}

// count counts the words of the first n profiles.
func (w *world) count(n int) {
	for range w.made(n, func(rank uint64) { w.documents[rank]++ }) {
	}
}

// profiles makes the first n profiles; the same each time.
func (w *world) profiles(n int) iter.Seq[profile] { return w.made(n, func(uint64) {}) }

// made makes profiles and tells the words of each, once a profile.
func (w *world) made(n int, has func(rank uint64)) iter.Seq[profile] {
	return func(yield func(profile) bool) {
		r := rand.New(rand.NewPCG(w.seed, 5))
		words := rand.NewZipf(r, fall, flat, known-1)
		few := func(list []string) string { // the first are more common
			return list[min(int(r.ExpFloat64()*float64(len(list))/3), len(list)-1)]
		}
		for i := range n {
			p := profile{id: fmt.Sprintf("p-%07d", i)}
			var name, text []string
			seen := map[uint64]bool{}
			for k := range nameWords + textWords {
				rank := words.Uint64()
				if !seen[rank] {
					seen[rank] = true
					has(rank)
				}
				if k < nameWords {
					name = append(name, generate.Word(int(rank)))
				} else {
					text = append(text, generate.Word(int(rank)))
				}
			}
			p.name, p.text = strings.Join(name, " "), strings.Join(text, " ")
			for k, f := range facets {
				if f == search.FacetRegion {
					p.facets[k] = few(w.regions[p.facets[k-1]])
				} else {
					p.facets[k] = few(w.values[k])
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// organisation is the profile as a record of the product.
func (p profile) organisation() *directory.Organisation {
	o := &directory.Organisation{Header: directory.Header{ID: directory.RecordID(p.id)}, Kind: directory.Kind(p.facets[0]), Status: directory.StatusActive,
		Names:        []directory.Name{{Text: p.name, Type: directory.NameDisplay, Language: "en"}},
		Place:        directory.Place{Country: directory.CountryCode(p.facets[1]), Region: directory.RegionCode(p.facets[2])},
		Descriptions: map[directory.Language]string{"en": p.text}}
	o.Provenance.Source = "https://example.org/" + p.id
	for k := 3; k < len(facets); k++ {
		o.Concepts = append(o.Concepts, directory.Tag{Concept: directory.ConceptID(string(facets[k]) + ":" + p.facets[k])})
	}
	return o
}
