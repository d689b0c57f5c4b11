// Command bench measures Euxine's search against other engines on the same made-up
// profiles, and the whole program through HTTP. It is a module of its own, so that
// the others' drivers stay out of the product.
//
//	go run -tags sqlite_fts5 .                           # 20,000 profiles, the engines that are installed
//	go run -tags sqlite_fts5 . -records 1000000          # as the table in README.md
//	go run -tags sqlite_fts5 . -product -records 100000  # the program itself: import, starts, HTTP
//
// Engines that are not installed are left out and named. Times are of searches one
// after the other unless clients are named; totals must agree, or the run fails.
//
// Where to begin: profiles.go for what is searched, queries.go for what is asked.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
)

func main() {
	records := flag.Int("records", 20_000, "profiles")
	seed := flag.Uint64("seed", 1, "of the profiles")
	engines := flag.String("engines", "euxine,hits,bleve,postgres,sqlite,sphinx", "which, and in which order")
	rounds := flag.Int("rounds", 5, "how often each query is asked; the first time does not count")
	product := flag.Bool("product", false, "measure the program through HTTP instead")
	dir := flag.String("dir", "", "folder for the data; a temporary one without")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *records, *seed, strings.Split(*engines, ","), *rounds, *product, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, records int, seed uint64, engines []string, rounds int, product bool, dir string) error {
	if dir == "" {
		temporary, err := os.MkdirTemp("", "euxine-bench-")
		if err != nil {
			return err
		}
		if err := os.Chmod(temporary, 0o711); err != nil { // PostgreSQL runs as another user
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	fmt.Println(machine())
	if product {
		return measureProduct(ctx, dir, records, seed, rounds)
	}
	return compare(ctx, dir, records, seed, engines, rounds)
}
