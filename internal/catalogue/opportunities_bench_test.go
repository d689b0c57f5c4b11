package catalogue

import (
	"net/url"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

// BenchmarkOpportunities asks for offers and needs over generated records: all of them,
// those of filters and of words, a page behind a cursor, and what a theme gathers.
// EUXINE_BENCH_RECORDS says how many records:
//
//	go test -run - -bench Opportunities -benchtime 10x ./internal/catalogue
func BenchmarkOpportunities(b *testing.B) {
	s := overSeed(b)
	g, err := generate.New(s.vocabulary, 6)
	if err != nil {
		b.Fatal(err)
	}
	records := make([]directory.Record, benchRecords(b))
	for i := range records {
		records[i] = g.Next()
	}
	c, x, err := opened(s.vocabulary, memstore.New(), b.TempDir(), records...)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	for _, query := range []string{"", "side=need&kind=research&country=GE", "about=topic:export", "q=training+tourism", "q=logistics&region=BG341", "theme=blue-economy"} {
		values, _ := url.ParseQuery(query)
		asked, faults := search.ParseOpportunities(values, c.vocabulary)
		if len(faults) > 0 {
			b.Fatal(faults)
		}
		asked.Question.WithFacets = true
		ask := func(b *testing.B, asked search.Opportunities) *OpportunityAnswer {
			a, err := c.Opportunities(b.Context(), asked)
			if err != nil {
				b.Fatal(err)
			}
			return a
		}
		b.Run("cold/"+query, func(b *testing.B) {
			for b.Loop() {
				c.pools.kept = nil
				ask(b, asked)
			}
		})
		b.Run("warm/"+query, func(b *testing.B) {
			for b.Loop() {
				ask(b, asked)
			}
		})
		if a := ask(b, asked); a.Next != "" {
			behind := asked
			behind.Question.Cursor = a.Next
			b.Run("behind/"+query, func(b *testing.B) {
				for b.Loop() {
					ask(b, behind)
				}
			})
		}
	}
	for _, theme := range c.vocabulary.Themes() {
		b.Run("organisations/"+theme.Code, func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Search(b.Context(), question(b, c.vocabulary, "theme="+theme.Code)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
