package catalogue

import (
	"bufio"
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"testing"

	"euxine/internal/eval"
	"euxine/internal/search"
)

// TestLevels holds each class of judged queries to the level it has reached:
// success@3 where one record is meant, nDCG@10 elsewhere, over the sample and
// the practice sets together. The golden file testdata/levels.tsv is raised by
// hand when the search gets better; EUXINE_LEVELS=1 prints what it would be.
func TestLevels(t *testing.T) {
	s := overSeed(t)
	var queries []eval.Query
	for _, name := range []string{"sample.tsv", "practice.tsv", "everyday.tsv"} {
		f, err := os.Open("../eval/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		list, err := eval.Read(f, name)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		queries = append(queries, list...)
	}
	results, err := eval.Run(t.Context(), queries, func(ctx context.Context, vs url.Values) ([]string, error) {
		q, faults := search.Parse(vs, s.vocabulary)
		if len(faults) > 0 {
			return nil, fmt.Errorf("%v", faults)
		}
		a, err := s.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		return a.IDs(), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	levels := readLevels(t)
	for _, class := range eval.By(results, func(r eval.Result) string { return r.Class }) {
		measure, got := "nDCG@10", class.NDCG
		if (eval.Result{Query: eval.Query{Class: class.Name}}).KnownItem() {
			measure, got = "success@3", class.Success3
		}
		if os.Getenv("EUXINE_LEVELS") != "" {
			fmt.Printf("%s\t%s\t%.2f\n", class.Name, measure, float64(int(got*100))/100)
		}
		key := class.Name + " " + measure
		want, ok := levels[key]
		delete(levels, key)
		if !ok {
			t.Errorf("testdata/levels.tsv has no level of %s for %s", measure, class.Name)
		}
		if got < want {
			t.Errorf("%s: %s is %.3f over %d queries, was %.2f; euxine eval --failures tells which fall short", class.Name, measure, got, class.Queries, want)
		}
	}
	for key := range levels {
		t.Errorf("testdata/levels.tsv has a level of %s, which no query is of", key)
	}
}

// readLevels reads the golden file: class, measure and level, tab separated.
func readLevels(t *testing.T) map[string]float64 {
	f, err := os.Open("testdata/levels.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	levels := map[string]float64{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cells := strings.Split(lines.Text(), "\t")
		var level float64
		if len(cells) != 3 {
			t.Fatalf("testdata/levels.tsv: %q is not class, measure and level", lines.Text())
		}
		if _, err := fmt.Sscanf(cells[2], "%f", &level); err != nil {
			t.Fatalf("testdata/levels.tsv: %q: %v", lines.Text(), err)
		}
		levels[cells[0]+" "+cells[1]] = level
	}
	return levels
}
