package catalogue

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"testing"
	"time"

	"euxine/internal/eval"
	"euxine/internal/search"
)

// BenchmarkJudged asks the judged queries of the practice set over the seed,
// facets and explanations included, one after the other, and reports percentiles
// beside the mean:
//
//	go test -run - -bench Judged -benchtime 5x ./internal/catalogue
func BenchmarkJudged(b *testing.B) {
	s := overSeed(b)
	f, err := os.Open("../eval/testdata/practice.tsv")
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	queries, err := eval.Read(f, "practice.tsv")
	if err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		for _, q := range queries {
			vs := url.Values{"q": {q.Text}, "lang": {q.Lang}}
			for k, list := range q.Filters {
				vs[k] = list
			}
			question, faults := search.Parse(vs, s.vocabulary)
			if len(faults) > 0 {
				b.Fatal(faults)
			}
			start := time.Now()
			if _, err := s.Search(b.Context(), question); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(start))
		}
	}
	reportPercentiles(b, took)
}

// BenchmarkSuggest completes the first two to eight letters of every tenth
// record's names, as a person types them, one after the other:
//
//	go test -run - -bench Suggest -benchtime 3x ./internal/catalogue
func BenchmarkSuggest(b *testing.B) {
	s := overSeed(b)
	var took []time.Duration
	for b.Loop() {
		for i := 0; i < len(s.organisations); i += 10 {
			for _, n := range s.organisations[i].Names {
				letters := []rune(n.Text)
				for length := 2; length <= min(8, len(letters)); length++ {
					question, faults := search.Parse(url.Values{"q": {string(letters[:length])}}, s.vocabulary)
					if len(faults) > 0 {
						continue
					}
					start := time.Now()
					if _, err := s.Suggest(b.Context(), question); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
				}
			}
		}
	}
	reportPercentiles(b, took)
}

func reportPercentiles(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	for _, p := range []int{50, 95, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds())/1000, fmt.Sprintf("p%d-ms", p))
	}
}
