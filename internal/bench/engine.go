package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// engine holds profiles and answers queries.
type engine interface {
	// load takes all profiles; what it returns is searched from then on.
	load(ctx context.Context, w *world, records int) error
	search(ctx context.Context, q query) (answer, error)
	close() error
}

// answer is what all engines must agree on: the hits, and how many of these, and of
// those the country's own filter alone leaves out, are counted by country.
type answer struct {
	total     int
	countries int // sum over the counts of the facet country; -1: not counted
}

// absent says why an engine is left out.
type absent struct{ why string }

func (a *absent) Error() string { return a.why }

var engines = map[string]struct {
	name string
	open func(dir string) (engine, error)
}{
	"euxine":   {"Euxine", openEuxine},
	"hits":     {"Bleve, hits alone", func(dir string) (engine, error) { return openBleve(dir, false) }},
	"bleve":    {"Bleve with its facets", func(dir string) (engine, error) { return openBleve(dir, true) }},
	"postgres": {"PostgreSQL", openPostgres},
	"sqlite":   {"SQLite FTS5", openSQLite},
	"sphinx":   {"Sphinx", openSphinx},
}

// result is what was measured of an engine.
type result struct {
	name    string
	loaded  time.Duration
	bytes   int64
	took    map[string][]time.Duration // by class, sorted
	answers []answer
}

// compare loads and asks one engine after the other, so that none takes another's
// processor or memory.
func compare(ctx context.Context, dir string, records int, seed uint64, names []string, rounds int) error {
	w, err := newWorld(seed)
	if err != nil {
		return err
	}
	w.count(records)
	queries, err := w.queries(records)
	if err != nil {
		return err
	}
	var results []result
	for _, n := range names {
		e, ok := engines[n]
		if !ok {
			return fmt.Errorf("no engine %q", n)
		}
		r, err := measure(ctx, filepath.Join(dir, n), w, records, e.open, queries, rounds)
		var a *absent
		switch {
		case errors.As(err, &a):
			fmt.Printf("%s is left out: %s\n", e.name, a.why)
			continue
		case err != nil:
			return fmt.Errorf("%s: %w", e.name, err)
		}
		r.name = e.name
		results = append(results, r)
		fmt.Printf("%s: loaded in %.1f s (%.0f profiles/s), %.2f KB each on disk\n", e.name, r.loaded.Seconds(), float64(records)/r.loaded.Seconds(), float64(r.bytes)/1024/float64(records))
	}
	if err := agree(queries, results); err != nil {
		return err
	}
	report(records, results)
	return nil
}

// patience is how long an engine is asked of one class before what it has answered
// is enough.
const patience = 20 * time.Second

func measure(ctx context.Context, dir string, w *world, records int, open func(string) (engine, error), queries []query, rounds int) (r result, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return r, err
	}
	e, err := open(dir)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	began := time.Now()
	if err := e.load(ctx, w, records); err != nil {
		return r, err
	}
	r.loaded, r.bytes = time.Since(began), folderSize(dir)
	if err := rest(ctx); err != nil {
		return r, err
	}
	r.took = map[string][]time.Duration{}
	spent := map[string]time.Duration{}
	for round := range rounds + 1 {
		for _, q := range queries {
			if round > 0 && spent[q.class] > patience {
				continue
			}
			began := time.Now()
			a, err := e.search(ctx, q)
			took := time.Since(began)
			if err != nil {
				return r, fmt.Errorf("%s %q: %w", q.class, q.words, err)
			}
			if round == 0 {
				r.answers = append(r.answers, a)
			} else {
				r.took[q.class] = append(r.took[q.class], took)
				spent[q.class] += took
			}
		}
	}
	for _, list := range r.took {
		slices.Sort(list)
	}
	return r, nil
}

// rest waits until this process does nothing by itself: Bleve merges segments for a while
// after it was filled.
func rest(ctx context.Context) error {
	runtime.GC()
	used := func() time.Duration {
		var u syscall.Rusage
		if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
			return 0
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	for quiet, before := 0, used(); quiet < 3; before = used() { // seconds on end
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
		if quiet++; used()-before > 30*time.Millisecond {
			quiet = 0
		}
	}
	return nil
}

// agree compares the answers; of misspelt words the engines mean different things.
func agree(queries []query, results []result) error {
	var faults []string
	for i, q := range queries {
		if q.typo {
			continue
		}
		for _, r := range results[1:] {
			a, b := results[0].answers[i], r.answers[i]
			if a.total != b.total || b.countries >= 0 && a.countries != b.countries {
				faults = append(faults, fmt.Sprintf("%s %q %v: %s finds %d (%d by country), %s %d (%d)", q.class, q.words, q.filters, results[0].name, a.total, a.countries, r.name, b.total, b.countries))
			}
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("%d answers differ: %s", len(faults), strings.Join(faults[:min(len(faults), 8)], "; "))
	}
	return nil
}

func at(list []time.Duration, percent int) time.Duration {
	return list[min(len(list)*percent/100, len(list)-1)]
}

func ms(d time.Duration) string {
	switch m := float64(d) / 1e6; {
	case m < 0.1:
		return fmt.Sprintf("%.3f", m)
	case m < 10:
		return fmt.Sprintf("%.2f", m)
	default:
		return fmt.Sprintf("%.0f", m)
	}
}

// report prints the times, and how many times as long as the first engine each takes.
func report(records int, results []result) {
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 1, ' ', 0)
	fmt.Fprintf(t, "\n| %d profiles, ms p50 / p95 / p99\t", records)
	for _, r := range results {
		fmt.Fprintf(t, "| %s\t", r.name)
	}
	fmt.Fprint(t, "|\n| ---\t")
	for range results {
		fmt.Fprint(t, "| ---\t")
	}
	fmt.Fprintln(t, "|")
	for _, class := range classes {
		fmt.Fprintf(t, "| %s\t", class)
		for _, r := range results {
			list := r.took[class]
			fmt.Fprintf(t, "| %s / %s / %s\t", ms(at(list, 50)), ms(at(list, 95)), ms(at(list, 99)))
		}
		fmt.Fprintln(t, "|")
	}
	for _, percent := range []int{50, 95} {
		fmt.Fprintf(t, "| times the first, p%d, mean without everything\t", percent)
		for _, r := range results {
			fmt.Fprintf(t, "| %.1f\t", ratio(results[0], r, percent))
		}
		fmt.Fprintln(t, "|")
	}
	t.Flush()
}

func folderSize(dir string) int64 {
	var n int64
	filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			if info, err := d.Info(); err == nil {
				n += info.Size()
			}
		}
		return nil
	})
	return n
}
