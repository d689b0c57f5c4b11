package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"euxine/internal/eval"
)

// outcome is how an engine did.
type outcome struct {
	name    string
	version string
	results []eval.Result
	missing string // why it was left out
}

// report writes a table per engine, those side by side, and the times.
func report(w io.Writer, all []outcome) error {
	var asked []outcome
	for _, o := range all {
		if o.missing != "" {
			fmt.Fprintf(w, "\n== %s left out: %s\n", o.name, o.missing)
			continue
		}
		fmt.Fprintf(w, "\n== %s\n\n", strings.TrimSpace(o.name+" "+o.version))
		if err := eval.Report(w, o.results, false); err != nil {
			return err
		}
		asked = append(asked, o)
	}
	fmt.Fprint(w, "\n== Side by side\n\n")
	if err := sideBySide(w, asked); err != nil {
		return err
	}
	fmt.Fprint(w, "\n== Times\n\n")
	return times(w, asked)
}

const (
	ofItems  = "success@3" // measures what is looked for by name
	ofTopics = "nDCG@10"   // and what is not
)

// measureOf is what a query is judged by.
func measureOf(r eval.Result) string {
	if r.KnownItem() {
		return ofItems
	}
	return ofTopics
}

func value(s eval.Score, measure string) float64 {
	if measure == ofItems {
		return s.Success3
	}
	return s.NDCG
}

// sideBySide is a row a class, in the order they first occur, then one for all
// classes judged by the same measure.
func sideBySide(w io.Writer, asked []outcome) error {
	if len(asked) == 0 {
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(t, "class\tqueries\tmeasure")
	for _, o := range asked {
		fmt.Fprintf(t, "\t%s", o.name)
	}
	fmt.Fprintln(t)
	rows := func(title string, key func(eval.Result) string) {
		measures := map[string]string{}
		for _, r := range asked[0].results {
			measures[key(r)] = measureOf(r)
		}
		scores := make([][]eval.Score, len(asked)) // all were asked the same, so all have the same rows
		for i, o := range asked {
			scores[i] = eval.By(o.results, key)
		}
		for i, s := range scores[0] {
			fmt.Fprintf(t, "%s%s\t%d\t%s", title, s.Name, s.Queries, measures[s.Name])
			for _, engine := range scores {
				fmt.Fprintf(t, "\t%.3f", value(engine[i], measures[s.Name]))
			}
			fmt.Fprintln(t)
		}
	}
	rows("", func(r eval.Result) string { return r.Class })
	rows("all by ", measureOf)
	return t.Flush()
}

// times is a row an engine.
func times(w io.Writer, asked []outcome) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "engine\tp50\tp95\tp99\t")
	for _, o := range asked {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t\n", o.name, percentile(o.results, 50), percentile(o.results, 95), percentile(o.results, 99))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w, "\nOne client, all queries once. The SQL engines' times include the pipe to their shell and give ids alone;"+
		"\nEuxine's, in process, include facet counts, labels and why each hit was found.")
	return err
}

// percentile is the time below which p percent of the queries took.
func percentile(results []eval.Result, p int) time.Duration {
	if len(results) == 0 {
		return 0
	}
	by := slices.SortedFunc(slices.Values(results), func(a, b eval.Result) int { return cmp.Compare(a.Took, b.Took) })
	return by[min(len(by)-1, len(by)*p/100)].Took.Round(10 * time.Microsecond)
}
