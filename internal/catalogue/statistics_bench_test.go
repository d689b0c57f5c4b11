package catalogue

import (
	"os"
	"strconv"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

// BenchmarkRegionalNumbers asks for briefs, maps and tables over generated records:
// cold, as after a write, when what all regions are compared by is counted anew;
// further, as of a region not yet asked for; and warm.
// EUXINE_BENCH_RECORDS says how many records:
//
//	go test -run - -bench RegionalNumbers -benchtime 10x ./internal/catalogue
func BenchmarkRegionalNumbers(b *testing.B) {
	s := overSeed(b)
	n := benchRecords(b)
	g, err := generate.New(s.vocabulary, 6)
	if err != nil {
		b.Fatal(err)
	}
	records := make([]directory.Record, n)
	for i := range records {
		records[i] = g.Next()
	}
	c, x, err := opened(s.vocabulary, memstore.New(), b.TempDir(), records...)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	for _, code := range []directory.RegionCode{"BG341", "BG"} {
		brief := func(b *testing.B) {
			if _, err := c.Brief(b.Context(), code, "en"); err != nil {
				b.Fatal(err)
			}
		}
		b.Run("brief/"+string(code)+"/cold", func(b *testing.B) {
			for b.Loop() {
				c.compared.kept = nil
				brief(b)
			}
		})
		b.Run("brief/"+string(code)+"/further", func(b *testing.B) {
			brief(b)
			for b.Loop() {
				clear(c.compared.kept.briefs)
				brief(b)
			}
		})
		b.Run("brief/"+string(code)+"/warm", func(b *testing.B) {
			brief(b)
			for b.Loop() {
				brief(b)
			}
		})
	}
	for _, measure := range MapMeasures {
		asked := MapQuestion{Question: search.Question{Lang: "en"}, Measure: measure, Level: 3}
		if measure == MapSpecialisation {
			asked.Group = "sector:tourism"
		}
		b.Run("map/"+string(measure)+"/cold", func(b *testing.B) {
			for b.Loop() {
				c.compared.kept, c.maps.kept = nil, map[string]*MapAnswer{}
				if _, err := c.Map(b.Context(), asked); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	for _, query := range []string{"group_by=region,sector", "group_by=region,sector&level=3&country=BG&measure=members", "group_by=kind,country",
		"group_by=offer,country", "group_by=sector&q=tourism"} {
		asked := numbers(b, s.vocabulary, query)
		b.Run("statistics/"+query, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Statistics(b.Context(), asked); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// benchRecords is how many records are generated unless told otherwise: enough for
// every region to have some, few enough to be indexed in seconds.
func benchRecords(b *testing.B) int {
	b.Helper()
	given := os.Getenv("EUXINE_BENCH_RECORDS")
	if given == "" {
		return 20_000
	}
	n, err := strconv.Atoi(given)
	if err != nil {
		b.Fatal(err)
	}
	return n
}
