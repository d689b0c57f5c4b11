package catalogue

import (
	"math/rand/v2"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/reconcile"
	"euxine/internal/store/memstore"
)

// BenchmarkRecognise recognises lists of 500 rows: over the seed, and over generated
// records, where many are called by the same words. EUXINE_BENCH_RECORDS says how many:
//
//	go test -run - -bench Recognise -benchtime 3x ./internal/catalogue
func BenchmarkRecognise(b *testing.B) {
	s := overSeed(b)
	b.Run("seed", func(b *testing.B) { recogniseRows(b, s.Catalogue, benchList(s.organisations, s.vocabulary)) })
	n := benchRecords(b)
	g, err := generate.New(s.vocabulary, 8)
	if err != nil {
		b.Fatal(err)
	}
	records := make([]directory.Record, n)
	organisations := make([]*directory.Organisation, n)
	for i := range records {
		organisations[i] = g.Next()
		records[i] = organisations[i]
	}
	c, x, err := opened(s.vocabulary, memstore.New(), b.TempDir(), records...)
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	b.Run("generated", func(b *testing.B) { recogniseRows(b, c, benchList(organisations, s.vocabulary)) })
}

// benchList is 400 rows of the records, changed as lists change them, and 100 of none.
func benchList(records []*directory.Organisation, v *directory.Vocabulary) []reconcile.Row {
	m := &listMaker{random: rand.New(rand.NewPCG(500, 8)), v: v}
	var rows []reconcile.Row
	for len(rows) < 400 {
		rows = append(rows, m.row(pick(m, records)).row)
	}
	for len(rows) < 500 {
		s := pick(m, strangers)
		rows = append(rows, reconcile.Row{Name: m.slip(s.name), Country: s.country, City: s.city})
	}
	return rows
}

func recogniseRows(b *testing.B, c *Catalogue, rows []reconcile.Row) {
	b.ReportAllocs()
	verdicts := map[reconcile.Verdict]int{}
	for b.Loop() {
		clear(verdicts)
		found, err := c.Recognise(b.Context(), rows, "en")
		if err != nil {
			b.Fatal(err)
		}
		for _, r := range found {
			verdicts[r.Verdict]++
		}
	}
	for _, v := range reconcile.Verdicts {
		b.ReportMetric(float64(verdicts[v]), string(v))
	}
}
