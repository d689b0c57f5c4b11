package directory_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
)

type vocabularyParts struct {
	regions  []directory.Region
	cities   []directory.City
	schemes  []directory.SchemeInfo
	concepts []directory.Concept
}

func label(s string) map[directory.Language]string { return map[directory.Language]string{"en": s} }

func parts() vocabularyParts {
	p := vocabularyParts{
		regions: []directory.Region{
			{Code: "BG", Country: "BG", Name: "Bulgaria", Native: "България", Names: map[directory.Language]string{"bg": "България"}, Priorities: []directory.ConceptID{"priority:blue"}},
			{Code: "GR", Country: "GR", Name: "Greece"},
			{Code: "BG3", Level: 1, Parent: "BG", Country: "BG", Name: "North"},
			{Code: "BG34", Level: 2, Parent: "BG3", Country: "BG", Name: "South-East"},
			{Code: "BG341", Level: 3, Parent: "BG34", Country: "BG", Name: "Burgas"},
			{Code: "EL3", Level: 1, Parent: "GR", Country: "GR", Name: "Attica"},
			{Code: "GE", Country: "GE", Name: "Georgia"},
			{Code: "GE-TB", Level: 3, Parent: "GE", Country: "GE", Name: "Tbilisi"},
		},
		cities: []directory.City{{Name: "Burgas", Country: "BG", Region: "BG341"}},
		concepts: []directory.Concept{
			{ID: "sector:tourism", PrefLabel: map[directory.Language]string{"en": "Tourism", "bg": "Туризъм"}, Related: []directory.ConceptID{"priority:blue"}},
			{ID: "sector:hotels", Broader: "sector:tourism", PrefLabel: label("Hotels")},
			{ID: "sector:ict", PrefLabel: label("ICT")},
			{ID: "priority:blue", PrefLabel: label("Blue economy")},
			{ID: "service:training", PrefLabel: label("Training")},
			{ID: "kind:cluster", PrefLabel: label("Cluster")},
		},
	}
	for _, s := range []directory.Scheme{"sector", "priority", "service", "kind"} {
		p.schemes = append(p.schemes, directory.SchemeInfo{Scheme: s})
	}
	return p
}

func TestNewVocabularyRefuses(t *testing.T) {
	concept := func(p *vocabularyParts, c directory.Concept) {
		c.PrefLabel = label("x")
		p.concepts = append(p.concepts, c)
	}
	for _, c := range []struct {
		name   string
		change func(*vocabularyParts)
		want   string
	}{
		{"a region twice", func(p *vocabularyParts) { p.regions = append(p.regions, p.regions[0]) }, "region BG is given twice"},
		{"a region without code", func(p *vocabularyParts) { p.regions = append(p.regions, directory.Region{Country: "BG"}) }, "no code"},
		{"a region without country", func(p *vocabularyParts) { p.regions = append(p.regions, directory.Region{Code: "XX"}) }, "no country"},
		{"a region in nothing", func(p *vocabularyParts) { p.regions[2].Parent = "BG9" }, `parent "BG9" is missing`},
		{"a region without parent", func(p *vocabularyParts) { p.regions[2].Parent = "" }, `parent "" is missing`},
		{"a region in itself", func(p *vocabularyParts) { p.regions[2].Parent = "BG3" }, "not above it"},
		{"regions in a circle", func(p *vocabularyParts) { p.regions[2].Parent = "BG34" }, "not above it"},
		{"a country in a country", func(p *vocabularyParts) { p.regions[0].Parent, p.regions[1].Parent = "GR", "BG" }, "a country lies in no region"},
		{"an unknown level", func(p *vocabularyParts) { p.regions[2].Level = 4 }, "level 4"},
		{"a negative level", func(p *vocabularyParts) { p.regions[2].Level = -1 }, "level -1"},
		{"a region in another country", func(p *vocabularyParts) { p.regions[4].Country = "GR" }, "BG341 lies in GR, its parent BG34 in BG"},
		{"an unknown priority", func(p *vocabularyParts) { p.regions[4].Priorities = []directory.ConceptID{"priority:x"} }, `no concept "priority:x"`},
		{"a city nowhere", func(p *vocabularyParts) { p.cities[0].Region = "BG999" }, `no region "BG999"`},
		{"a city in another country", func(p *vocabularyParts) { p.cities[0].Country = "GR" }, "city Burgas lies in GR"},
		{"a scheme twice", func(p *vocabularyParts) { p.schemes = append(p.schemes, p.schemes[0]) }, "scheme sector is given twice"},
		{"a concept twice", func(p *vocabularyParts) { concept(p, directory.Concept{ID: "sector:ict"}) }, "sector:ict is given twice"},
		{"a concept of no scheme", func(p *vocabularyParts) { concept(p, directory.Concept{ID: "colour:red"}) }, "unknown scheme"},
		{"a concept without code", func(p *vocabularyParts) { concept(p, directory.Concept{ID: "sector:"}) }, "has no code"},
		{"a concept without label", func(p *vocabularyParts) { p.concepts[0].PrefLabel = map[directory.Language]string{"bg": "x"} }, "no English label"},
		{"an unknown broader concept", func(p *vocabularyParts) { p.concepts[0].Broader = "sector:x" }, `no concept "sector:x"`},
		{"a broader concept of another scheme", func(p *vocabularyParts) { p.concepts[0].Broader = "priority:blue" }, "of another scheme"},
		{"an unknown related concept", func(p *vocabularyParts) { p.concepts[0].Related = []directory.ConceptID{"sector:x"} }, `no concept "sector:x"`},
		{"concepts in a circle", func(p *vocabularyParts) { p.concepts[0].Broader = "sector:hotels" }, "broader than itself"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := parts()
			c.change(&p)
			v, err := directory.NewVocabulary(p.regions, p.cities, p.schemes, p.concepts)
			if v != nil || !errors.Is(err, directory.ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v; want one that says %q", err, c.want)
			}
		})
	}
	p := parts()
	p.concepts[0].Broader, p.cities[0].Region = "sector:hotels", "?"
	if _, err := directory.NewVocabulary(p.regions, p.cities, p.schemes, p.concepts); !strings.Contains(err.Error(), "broader") || !strings.Contains(err.Error(), "city") {
		t.Errorf("not all that is wrong is said: %v", err)
	}
}

func TestRegions(t *testing.T) {
	v := vocabulary(t)
	for code, want := range map[directory.RegionCode][]directory.RegionCode{
		"BG341": {"BG341", "BG34", "BG3", "BG"}, "BG": {"BG"}, "GE-TB": {"GE-TB", "GE"}, "GR3": {"EL3", "GR"}, "EL": {"GR"}, "GR": {"GR"}, "": nil, "XX": nil, "bg": nil,
	} {
		if got := v.RegionPath(code); !slices.Equal(got, want) {
			t.Errorf("path of %q: %v, want %v", code, got, want)
		}
	}
	for code, want := range map[string]string{"BG3": "BG3", "BG999": "BG341", "bg342": "BG341", "GR9": "EL3", "el": "GR", "GE_TB": "GE-TB", "ge-xx": "GE-TB", "X": "", "": "", "B": "", "ЯЯ": ""} {
		if got := v.NearestRegion(code); got != want {
			t.Errorf("nearest to %q: %q, want %q", code, got, want)
		}
	}
	if got := v.RegionChildren("BG"); !slices.Equal(got, []directory.RegionCode{"BG3"}) {
		t.Errorf("below BG: %v", got)
	}
	list := v.Regions()
	list[0].Code = "changed"
	if got := v.Regions(); len(got) != 8 || got[0].Code != "BG" {
		t.Errorf("the list handed out is not the caller's own: %v", got[0])
	}
	for _, c := range []struct {
		code directory.RegionCode
		l    directory.Language
		want string
	}{{"BG", "bg", "България"}, {"BG", "ka", "Bulgaria"}, {"GR3", "en", "Attica"}, {"XX", "en", "XX"}} {
		if got := v.RegionName(c.code, c.l); got != c.want {
			t.Errorf("name of %s in %s: %q, want %q", c.code, c.l, got, c.want)
		}
	}
}

func TestConcepts(t *testing.T) {
	v := vocabulary(t)
	if got := v.ConceptPath("sector:hotels"); !slices.Equal(got, []directory.ConceptID{"sector:hotels", "sector:tourism"}) {
		t.Errorf("path: %v", got)
	}
	if got := v.Narrower("sector:tourism"); !slices.Equal(got, []directory.ConceptID{"sector:hotels"}) {
		t.Errorf("narrower: %v", got)
	}
	if got := v.ConceptsOf("sector"); !slices.Equal(got, []directory.ConceptID{"sector:tourism", "sector:hotels", "sector:ict"}) {
		t.Errorf("sectors: %v", got)
	}
	for id, want := range map[directory.ConceptID]string{"sector:tourism": "Туризъм", "sector:ict": "ICT", "sector:gone": "gone", "gone": ""} {
		if got := v.ConceptLabel(id, "bg"); got != want {
			t.Errorf("label of %s: %q, want %q", id, got, want)
		}
	}
}

func TestKnownCountry(t *testing.T) {
	n := 0
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if directory.KnownCountry(directory.CountryCode([]rune{a, b})) {
				n++
			}
		}
	}
	if n != 250 { // 249 of ISO 3166-1 and XK
		t.Errorf("%d countries are known", n)
	}
	for _, code := range directory.Countries {
		if !directory.KnownCountry(code) {
			t.Errorf("%s is not known", code)
		}
	}
	for _, code := range []directory.CountryCode{"", "B", "bg", "UK", "SU", "EU", "EL", "D ", " D", "BGR", "É"} {
		if directory.KnownCountry(code) {
			t.Errorf("%q is known", code)
		}
	}
}
