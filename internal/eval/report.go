package eval

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"
)

// Report writes the scores by class and by language, the times, and, when
// failures are wanted, each query that fell short.
func Report(w io.Writer, results []Result, failures bool) error {
	table := func(title string, scores []Score) error {
		t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintf(t, "%s\tqueries\tsuccess@1\tsuccess@3\tMRR\tnDCG@10\trecall@50\t\n", title)
		for _, s := range scores {
			fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t\n", s.Name, s.Queries, s.Success1, s.Success3, s.MRR, s.NDCG, s.Recall)
		}
		return t.Flush()
	}
	byClass := append(By(results, func(r Result) string { return r.Class }), ScoreOf("all", results))
	if err := table("class", byClass); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := table("language", By(results, func(r Result) string { return r.Lang })); err != nil {
		return err
	}
	if len(results) > 0 {
		fmt.Fprintf(w, "\ntook p50 %s, p95 %s, p99 %s\n", percentile(results, 50), percentile(results, 95), percentile(results, 99))
	}
	if !failures {
		return nil
	}
	fmt.Fprintln(w)
	for _, r := range results {
		if r.Failed() {
			rank := "not found"
			if r.Rank > 0 {
				rank = fmt.Sprintf("rank %d", r.Rank)
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%q\t%s\tnDCG %.2f\trecall %.2f\tfirst %s\n", r.ID, r.Class, r.Lang, r.Text, rank, r.NDCG, r.Recall, r.First)
		}
	}
	return nil
}

// percentile is the time below which p percent of the queries took.
func percentile(results []Result, p int) time.Duration {
	took := make([]time.Duration, len(results))
	for i, r := range results {
		took[i] = r.Took
	}
	slices.Sort(took)
	return took[min(len(took)-1, len(took)*p/100)].Round(10 * time.Microsecond)
}
