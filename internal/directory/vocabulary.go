package directory

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"euxine/internal/translit"
)

// Vocabulary holds the regions, cities and concepts records refer to. It is
// built once and then read-only: safe for concurrent use.
type Vocabulary struct {
	regions      map[RegionCode]Region
	regionOrder  []RegionCode
	children     map[RegionCode][]RegionCode
	cities       []City
	cityNames    map[string]int // index into cities, by country and cityKey
	concepts     map[ConceptID]Concept
	conceptOrder map[Scheme][]ConceptID
	narrower     map[ConceptID][]ConceptID
	schemes      map[Scheme]SchemeInfo
	themes       []Theme // see WithThemes
}

// NewVocabulary checks that everything referred to exists, that nothing is given
// twice and that the hierarchies are trees; order is kept.
func NewVocabulary(regions []Region, cities []City, schemes []SchemeInfo, concepts []Concept) (*Vocabulary, error) {
	v := &Vocabulary{
		regions: map[RegionCode]Region{}, children: map[RegionCode][]RegionCode{},
		cities: cities, cityNames: map[string]int{},
		concepts: map[ConceptID]Concept{}, conceptOrder: map[Scheme][]ConceptID{},
		narrower: map[ConceptID][]ConceptID{}, schemes: map[Scheme]SchemeInfo{},
	}
	var faults []string
	bad := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for _, r := range regions {
		if _, ok := v.regions[r.Code]; ok {
			bad("region %s is given twice", r.Code)
		}
		if r.Code == "" || r.Country == "" {
			bad("region %q %s: no code or no country", r.Code, r.Name)
		}
		v.regions[r.Code] = r
		v.regionOrder = append(v.regionOrder, r.Code)
		if r.Parent != "" {
			v.children[r.Parent] = append(v.children[r.Parent], r.Code)
		}
	}
	for _, s := range schemes {
		if _, ok := v.schemes[s.Scheme]; ok {
			bad("scheme %s is given twice", s.Scheme)
		}
		v.schemes[s.Scheme] = s
	}
	for _, c := range concepts {
		if _, ok := v.concepts[c.ID]; ok {
			bad("concept %s is given twice", c.ID)
		}
		if _, ok := v.schemes[c.ID.Scheme()]; !ok {
			bad("concept %s is of an unknown scheme", c.ID)
		}
		if c.ID.Code() == "" {
			bad("concept %q has no code", c.ID)
		}
		if c.PrefLabel["en"] == "" {
			bad("concept %s has no English label", c.ID)
		}
		v.concepts[c.ID] = c
		v.conceptOrder[c.ID.Scheme()] = append(v.conceptOrder[c.ID.Scheme()], c.ID)
		if c.Broader != "" {
			v.narrower[c.Broader] = append(v.narrower[c.Broader], c.ID)
		}
	}
	for _, r := range regions {
		// Falling levels up to a country without parent leave no room for circles.
		p, ok := v.regions[r.Parent]
		switch {
		case r.Level < 0 || r.Level > 3:
			bad("region %s: level %d is not from 0 to 3", r.Code, r.Level)
		case r.Level == 0 && r.Parent != "":
			bad("region %s: a country lies in no region, not in %q", r.Code, r.Parent)
		case r.Level > 0 && (!ok || p.Level >= r.Level):
			bad("region %s: its parent %q is missing or not above it", r.Code, r.Parent)
		case r.Level > 0 && p.Country != r.Country:
			bad("region %s lies in %s, its parent %s in %s", r.Code, r.Country, r.Parent, p.Country)
		}
		for _, p := range r.Priorities {
			if _, ok := v.concepts[p]; !ok {
				bad("region %s: no concept %q", r.Code, p)
			}
		}
	}
	for i, c := range cities {
		for _, name := range append([]string{c.Name, c.Native}, slices.Sorted(maps.Values(c.Names))...) {
			if _, taken := v.cityNames[cityKey(c.Country, name)]; !taken { // the larger town comes first
				v.cityNames[cityKey(c.Country, name)] = i
			}
		}
		if r, ok := v.regions[c.Region]; !ok {
			bad("city %s: no region %q", c.Name, c.Region)
		} else if r.Country != c.Country {
			bad("city %s lies in %s, its region %s in %s", c.Name, c.Country, c.Region, r.Country)
		}
	}
	for _, c := range concepts {
		for _, id := range append(slices.Clone(c.Related), c.Broader) {
			if _, ok := v.concepts[id]; id != "" && !ok {
				bad("concept %s: no concept %q", c.ID, id)
			}
		}
		if c.Broader != "" && c.Broader.Scheme() != c.ID.Scheme() {
			bad("concept %s: its broader concept %s is of another scheme", c.ID, c.Broader)
		}
		for id, steps := c.ID, 0; id != ""; id, steps = v.concepts[id].Broader, steps+1 {
			if steps > maxDepth {
				bad("concept %s is broader than itself", c.ID)
				break
			}
		}
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("vocabulary: %w: %s", ErrInvalid, strings.Join(faults, "; "))
	}
	return v, nil
}

const maxDepth = 10 // levels of a concept hierarchy; the seed's deepest has two

// Region finds a region by code. Greek codes are understood with GR for EL too,
// and EL for the country; the region found has the right code.
func (v *Vocabulary) Region(code RegionCode) (Region, bool) {
	r, ok := v.regions[code]
	if !ok {
		r, ok = v.regions[greek(code)]
	}
	return r, ok
}

// greek is the code as the vocabulary writes it: EL in NUTS codes, GR for the
// country.
func greek(code RegionCode) RegionCode {
	switch {
	case code == "EL":
		return "GR"
	case len(code) > 2 && strings.HasPrefix(string(code), "GR"):
		return "EL" + code[2:]
	}
	return code
}

// Regions lists all regions in seed order. The slice is the caller's own.
func (v *Vocabulary) Regions() []Region {
	list := make([]Region, len(v.regionOrder))
	for i, c := range v.regionOrder {
		list[i] = v.regions[c]
	}
	return list
}

// RegionChildren lists the codes directly below, in seed order; read-only.
func (v *Vocabulary) RegionChildren(code RegionCode) []RegionCode { return v.children[code] }

// RegionPath is the region and what it lies in, innermost first, country last.
// An unknown code has no path.
func (v *Vocabulary) RegionPath(code RegionCode) []RegionCode {
	var path []RegionCode
	for r, ok := v.Region(code); ok; r, ok = v.regions[r.Parent] {
		path = append(path, r.Code)
	}
	return path
}

// RegionName is the region's name in l, which may be its native one, else in
// English, else its code.
func (v *Vocabulary) RegionName(code RegionCode, l Language) string {
	r, ok := v.Region(code)
	switch {
	case !ok:
		return string(code)
	case r.Names[l] != "":
		return r.Names[l]
	case r.Native != "" && l != "" && CountryLanguage(r.Country) == l:
		return r.Native
	}
	return r.Name
}

// NearestRegion is the known code that shares the longest beginning with the
// given one, at least the country's two letters; "" when none does.
func (v *Vocabulary) NearestRegion(code string) string {
	code = string(greek(RegionCode(strings.ToUpper(strings.ReplaceAll(code, "_", "-")))))
	best, length := "", 1
	for _, c := range v.regionOrder {
		n := 0
		for n < len(c) && n < len(code) && c[n] == code[n] {
			n++
		}
		if n > length || n == length && best != "" && abs(len(c)-len(code)) < abs(len(best)-len(code)) {
			best, length = string(c), n
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// Cities lists the cities in seed order (by country, then population); read-only.
func (v *Vocabulary) Cities() []City { return v.cities }

// City finds a town of a country by its name in any language, case and accents
// aside; nil when it is not known. Of two towns of one name it is the larger.
func (v *Vocabulary) City(country CountryCode, name string) *City {
	if i, ok := v.cityNames[cityKey(country, name)]; ok && name != "" {
		return &v.cities[i]
	}
	return nil
}

func cityKey(country CountryCode, name string) string {
	key := string(country)
	for _, w := range translit.Words(name) {
		key += " " + w.Key
	}
	return key
}

// Concept finds a concept by id.
func (v *Vocabulary) Concept(id ConceptID) (Concept, bool) {
	c, ok := v.concepts[id]
	return c, ok
}

// ConceptsOf lists the concepts of a scheme in seed order; read-only.
func (v *Vocabulary) ConceptsOf(s Scheme) []ConceptID { return v.conceptOrder[s] }

// Narrower lists the concepts directly below, in seed order; read-only.
func (v *Vocabulary) Narrower(id ConceptID) []ConceptID { return v.narrower[id] }

// ConceptPath is the concept and its broader ones, innermost first.
func (v *Vocabulary) ConceptPath(id ConceptID) []ConceptID {
	var path []ConceptID
	for c, ok := v.concepts[id]; ok; c, ok = v.concepts[c.Broader] {
		path = append(path, c.ID)
	}
	return path
}

// ConceptLabel is the preferred label in l, else in English, else the code.
func (v *Vocabulary) ConceptLabel(id ConceptID, l Language) string {
	c, ok := v.concepts[id]
	switch {
	case !ok:
		return id.Code()
	case c.PrefLabel[l] != "":
		return c.PrefLabel[l]
	}
	return c.PrefLabel["en"]
}

// Scheme says what a scheme is.
func (v *Vocabulary) Scheme(s Scheme) (SchemeInfo, bool) {
	i, ok := v.schemes[s]
	return i, ok
}
