package catalogue

import (
	"testing"

	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/match"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

// BenchmarkPartners asks for partners over the seed and over generated records, of
// organisations with the most offers and needs of some hundreds, of somebody described,
// and cold: as after a write, when what partners are measured by is counted anew.
// EUXINE_BENCH_RECORDS says how many records are generated:
//
//	EUXINE_BENCH_RECORDS=100000 go test -run - -bench Partners ./internal/catalogue
func BenchmarkPartners(b *testing.B) {
	s := overSeed(b)
	benchPartners(b, "seed", s.Catalogue, s.organisations)
	g, err := generate.New(s.vocabulary, 6)
	if err != nil {
		b.Fatal(err)
	}
	records := make([]directory.Record, benchRecords(b))
	var first []*directory.Organisation
	for i := range records {
		o := g.Next()
		records[i] = o
		if i < len(s.organisations) {
			first = append(first, o)
		}
	}
	c, x, err := opened(s.vocabulary, memstore.New(), b.TempDir(), records...)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	benchPartners(b, "generated", c, first)
}

func benchPartners(b *testing.B, over string, c *Catalogue, list []*directory.Organisation) {
	options := PartnerOptions{Question: search.Question{Page: 1, PerPage: 20, Lang: "en"}}
	ask := func(b *testing.B, o *directory.Organisation, options PartnerOptions) {
		if _, err := c.Partners(b.Context(), o.ID, options); err != nil {
			b.Fatal(err)
		}
	}
	fullest := map[directory.Kind]*directory.Organisation{}
	says := func(o *directory.Organisation) int { return len(o.Offers) + len(o.Needs) + len(o.Concepts) }
	for _, o := range list {
		if best := fullest[o.Kind]; best == nil || says(o) > says(best) {
			fullest[o.Kind] = o
		}
	}
	for _, k := range []directory.Kind{directory.KindCluster, directory.KindSME, directory.KindResearch} {
		b.Run(over+"/"+string(k), func(b *testing.B) {
			for b.Loop() {
				ask(b, fullest[k], options)
			}
		})
	}
	b.Run(over+"/all", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			ask(b, list[i%len(list)], options)
		}
	})
	b.Run(over+"/filtered", func(b *testing.B) {
		options := options
		options.Question.Filters.Values = map[search.Facet][]string{search.FacetCountry: {"GE"}}
		for i := 0; b.Loop(); i++ {
			ask(b, list[i%len(list)], options)
		}
	})
	b.Run(over+"/described", func(b *testing.B) {
		d := Described{Needs: []string{"търсим обучение по дигитален туризъм за малки хотели", "otellere yazılım satan firma"}, Country: "BG", Kind: directory.KindSME}
		for b.Loop() {
			if _, err := c.PartnersFor(b.Context(), d, options); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(over+"/cold", func(b *testing.B) {
		for b.Loop() {
			c.scales.kept = (*match.Scale)(nil)
			ask(b, fullest[directory.KindCluster], options)
		}
	})
}
