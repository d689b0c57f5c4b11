package reconcile

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"euxine/internal/directory"
	"euxine/internal/translit"
)

// place is a country, or a town or region of one.
type place struct {
	country directory.CountryCode
	region  directory.RegionCode // of a region itself, and the one a town lies in
	city    string               // of a town: its name in the vocabulary
}

// gazetteer finds places by what they are called in any language and script.
type gazetteer struct {
	v         *directory.Vocabulary
	countries map[string]directory.CountryCode // by the keys of the words of a name
	named     map[string][]place               // the same, of towns and regions
	heard     map[string][]place               // by the sounds of a name of one word
	longest   int                              // words in a name
}

// newGazetteer knows the countries of the world and the towns and regions of the
// vocabulary.
func newGazetteer(v *directory.Vocabulary) *gazetteer {
	g := &gazetteer{v: v, countries: map[string]directory.CountryCode{}, named: map[string][]place{}, heard: map[string][]place{}}
	g.enterCountries()
	for _, r := range v.Regions() {
		if r.Level == 0 {
			for _, name := range append([]string{r.Name, r.Native}, slices.Sorted(maps.Values(r.Names))...) {
				g.enterCountry(name, r.Country)
			}
			continue
		}
		for _, name := range append([]string{r.Name, r.Native}, slices.Sorted(maps.Values(r.Names))...) {
			g.enter(name, place{country: r.Country, region: r.Code})
		}
	}
	for _, c := range v.Cities() {
		for _, name := range slices.Concat([]string{c.Name, c.Native}, slices.Sorted(maps.Values(c.Names)), c.OtherNames) {
			g.enter(name, place{country: c.Country, region: c.Region, city: c.Name})
		}
	}
	for key, m := range meanings() {
		if m.country != "" {
			if _, there := g.countries[key]; !there {
				g.countries[key] = m.country
			}
		}
	}
	return g
}

// enterCountries enters the names CLDR has of all countries in the languages of the
// directory.
func (g *gazetteer) enterCountries() {
	for _, l := range directory.Languages {
		names := display.Regions(language.Make(string(l)))
		if names == nil {
			continue
		}
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code := directory.CountryCode([]rune{a, b})
				if !directory.KnownCountry(code) {
					continue
				}
				if r, err := language.ParseRegion(string(code)); err == nil {
					g.enterCountry(names.Name(r), code)
				}
			}
		}
	}
}

func (g *gazetteer) enterCountry(name string, code directory.CountryCode) {
	if key := strings.Join(keysOf(name), " "); key != "" {
		if _, there := g.countries[key]; !there {
			g.countries[key] = code
		}
	}
}

func (g *gazetteer) enter(name string, p place) {
	words := translit.Words(name)
	if len(words) == 0 {
		return
	}
	add := func(into map[string][]place, key string) {
		if !slices.Contains(into[key], p) {
			into[key] = append(into[key], p)
		}
	}
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	add(g.named, strings.Join(keys, " "))
	g.longest = max(g.longest, min(len(words), maxPlaceWords))
	if len(words) == 1 {
		for _, s := range sounds(name) {
			if len(s) >= minHeard {
				add(g.heard, s)
			}
		}
	}
}

const (
	maxPlaceWords = 4 // of a town; longer names are of regions, and told by some of them
	minHeard      = 4 // letters of a sound: shorter ones are those of many words
)

// country is the country a cell means: a code of two or three letters, or a name in
// any language of the directory; "" when it is not understood.
func (g *gazetteer) country(text string) directory.CountryCode {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	code := directory.CountryCode(strings.ToUpper(text))
	switch {
	case code == "EL":
		return "GR"
	case code == "UK":
		return "GB"
	case directory.KnownCountry(code):
		return code
	}
	key := strings.Join(keysOf(text), " ")
	if c, ok := g.countries[key]; ok {
		return c
	}
	if len(text) == 3 {
		if r, err := language.ParseRegion(strings.ToUpper(text)); err == nil && directory.KnownCountry(directory.CountryCode(r.String())) {
			return directory.CountryCode(r.String())
		}
	}
	return ""
}

// places are what a name of a town or region may mean, in a country where that is
// known.
func (g *gazetteer) places(text string, in directory.CountryCode) []place {
	keys := keysOf(text)
	list := g.named[strings.Join(keys, " ")]
	if len(list) == 0 && len(keys) == 1 {
		for _, s := range sounds(text) {
			list = append(list, g.heard[s]...)
		}
	}
	if in != "" {
		list = slices.DeleteFunc(slices.Clone(list), func(p place) bool { return p.country != in })
	}
	return list
}

// in says whether a place is, or lies around, where a record is.
func (g *gazetteer) in(p place, at directory.Place) bool {
	if p.country != at.Country {
		return false
	}
	if p.city != "" && at.City != "" {
		c := g.v.City(at.Country, at.City)
		return c != nil && c.Name == p.city
	}
	return p.region != "" && (slices.Contains(g.v.RegionPath(at.Region), p.region) || slices.Contains(g.v.RegionPath(p.region), at.Region))
}

// known says whether more than the country of a record is known.
func known(at directory.Place) bool { return at.City != "" || at.Region != "" }
