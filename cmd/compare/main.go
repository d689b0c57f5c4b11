// Command compare asks judged queries of Euxine and of what a directory would
// otherwise be searched with, and says who answers them how well:
//
//   - PostgreSQL with unaccent, pg_trgm and websearch_to_tsquery,
//   - SQLite FTS5 with the tokenizer unicode61,
//   - SQLite FTS5 with the tokenizer trigram,
//   - Euxine itself, in process.
//
// It is no part of the product. It is run by hand, from the root of the
// repository, with files as euxine eval reads them:
//
//	go run ./cmd/compare internal/eval/testdata/sample.tsv internal/eval/testdata/practice.tsv
//
// All get the same organisations, those of the seed, as [documents]: names; the
// names of places and the labels of concepts in every language the vocabulary
// has them in; all other texts. All get the same queries and filters; the asker's
// language only chooses Euxine's labels. The vocabulary's topics, which no record
// carries, are Euxine's alone: PostgreSQL could be given them as a thesaurus, and
// is not.
//
// Each of the others is set up as somebody would who knows it well and writes no
// search of their own (see postgressql.go, fts.go): names before labels before
// texts, the last word as a beginning, every word first and then some of the
// words, likeness where the engine has it. What the judged queries of sample and
// practice told was used in PostgreSQL's favour alone: of several ranks it has
// the one that did best there.
//
// psql and sqlite3 are taken from PATH, initdb and pg_ctl from there or from
// where Debian, Red Hat and Homebrew put them; nothing that runs already is
// touched: the cluster lies in a temporary folder, listens on a socket there
// alone, and is removed. An engine whose program is missing is left out, and the
// report says so.
//
// The times say how long one client waits for the ids. Those of the SQL engines
// include the pipe to their shell, which parses every statement anew; Euxine's
// include the counts of all facets, labels, and why each hit was found.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"euxine/internal/eval"
	"euxine/internal/exchange"
	"euxine/internal/pgcluster"
	"euxine/seed"
)

func main() {
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: compare FILE...\nAsks the judged queries of the files of Euxine, PostgreSQL and SQLite, and compares the answers.")
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, flag.Args(), os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// engine is something that is asked.
type engine struct {
	version string // "" for our own
	search  eval.Search
	close   func() error
}

// run compares the engines, one after the other so that none takes another's
// processor.
func run(ctx context.Context, files []string, out io.Writer) (err error) {
	queries, err := readQueries(files)
	if err != nil {
		return err
	}
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return err
	}
	docs, err := documents(v)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "euxine-compare-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r := reader{v}
	fmt.Fprintf(out, "%d queries, %d organisations\n", len(queries), len(docs))
	var all []outcome
	for _, e := range []struct {
		name string
		open func() (*engine, error)
	}{
		{"Euxine", func() (*engine, error) { return openEuxine(ctx, dir) }},
		{"PostgreSQL", func() (*engine, error) { return openPostgres(ctx, dir, docs, r) }},
		{"FTS5 unicode61", func() (*engine, error) { return openSQLite(ctx, unicode61, docs, r) }},
		{"FTS5 trigram", func() (*engine, error) { return openSQLite(ctx, trigram, docs, r) }},
	} {
		o := outcome{name: e.name}
		o.version, o.results, err = ask(ctx, e.open, queries)
		var m *pgcluster.Missing
		switch {
		case errors.As(err, &m):
			o.missing = m.Error()
		case err != nil:
			return fmt.Errorf("%s: %w", e.name, err)
		}
		all = append(all, o)
	}
	return report(out, all)
}

// ask opens an engine, asks it every query and closes it. The first search of
// all is not counted: it is the one that fills caches.
func ask(ctx context.Context, open func() (*engine, error), queries []eval.Query) (version string, results []eval.Result, err error) {
	e, err := open()
	if err != nil {
		return "", nil, err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	if _, err := e.search(ctx, url.Values{"q": {"cluster"}}); err != nil {
		return "", nil, err
	}
	results, err = eval.Run(ctx, queries, e.search)
	return e.version, results, err
}

func readQueries(files []string) ([]eval.Query, error) {
	var all []eval.Query
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		queries, err := eval.Read(f, file)
		f.Close()
		if err != nil {
			return nil, err
		}
		all = append(all, queries...)
	}
	return all, nil
}
