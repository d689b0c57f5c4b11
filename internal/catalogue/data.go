package catalogue

import (
	"context"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Completeness is how many organisations have a fact, of those that can have it.
type Completeness struct {
	Fact string // one of search.LacksValues
	Have int
	Lack int
}

// YearCount is how many organisations have a source of a year; Year 0: undated.
type YearCount struct {
	Year  int
	Count int
}

// SchemeFacts is a concept scheme with what is used of it.
type SchemeFacts struct {
	directory.SchemeInfo
	Label    string // its title in the reader's language
	Concepts int
	Used     int // concepts that organisations carry, themselves or a narrower one
}

// DataFacts is what the data page says: how much there is, how complete and how
// old.
type DataFacts struct {
	Home         *HomeFacts
	Completeness []Completeness // most complete first
	Years        []YearCount    // newest first, undated last
	Stale        int            // organisations whose source is StaleYears old or undated
	Schemes      []SchemeFacts
	Regions      int
	Cities       int
}

// Data counts what the data page says. It asks the index alone, so that it
// costs little however many records there are.
func (c *Catalogue) Data(ctx context.Context, l directory.Language) (*DataFacts, error) {
	home, err := c.Home(ctx, l)
	if err != nil {
		return nil, err
	}
	d := &DataFacts{Home: home, Regions: len(c.vocabulary.Regions()), Cities: len(c.vocabulary.Cities())}
	lacks, err := c.Counts(ctx, search.FacetLacks)
	if err != nil {
		return nil, err
	}
	kinds, err := c.Counts(ctx, search.FacetKind)
	if err != nil {
		return nil, err
	}
	for _, fact := range search.LacksValues {
		of := home.Organisations
		if fact == "members" { // only clusters and networks can lack it
			of = kinds[string(directory.KindCluster)] + kinds[string(directory.KindNetwork)]
		}
		d.Completeness = append(d.Completeness, Completeness{fact, of - lacks[fact], lacks[fact]})
	}
	slices.SortStableFunc(d.Completeness, func(a, b Completeness) int { // by share
		return b.Have*(a.Have+a.Lack) - a.Have*(b.Have+b.Lack)
	})
	cells, err := c.index.Aggregate(ctx, search.Question{Type: directory.Organisations, Sort: search.SortName}, []search.Facet{search.FacetSourceYear}, search.MeasureCount)
	if err != nil {
		return nil, err
	}
	dated := 0
	for _, cell := range cells {
		year := parseYear(cell.Values[0])
		d.Years = append(d.Years, YearCount{year, cell.N})
		dated += cell.N
		// By years alone; a profile tells it by the day.
		if c.Today().Year-year >= StaleYears {
			d.Stale += cell.N
		}
	}
	slices.SortFunc(d.Years, func(a, b YearCount) int { return b.Year - a.Year })
	if undated := home.Organisations - dated; undated > 0 {
		d.Years = append(d.Years, YearCount{0, undated})
		d.Stale += undated
	}
	for _, s := range directory.Schemes {
		info, ok := c.vocabulary.Scheme(s)
		if !ok {
			continue
		}
		f := SchemeFacts{SchemeInfo: info, Label: info.Title[l], Concepts: len(c.vocabulary.ConceptsOf(s))}
		if f.Label == "" {
			f.Label = info.Title["en"]
		}
		if facet := search.Facet(s); slices.Contains(search.Facets, facet) {
			counts, err := c.Counts(ctx, facet)
			if err != nil {
				return nil, err
			}
			f.Used = len(counts)
		}
		d.Schemes = append(d.Schemes, f)
	}
	return d, nil
}

func parseYear(s string) int {
	n := 0
	for _, r := range strings.TrimLeft(s, "0") {
		n = n*10 + int(r-'0')
	}
	return n
}
