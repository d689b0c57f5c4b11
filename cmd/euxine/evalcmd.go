package main

import (
	"context"
	"fmt"
	"net/url"
	"os"

	"euxine/internal/app"
	"euxine/internal/directory"
	"euxine/internal/eval"
)

type evalCommand struct {
	dataFlag
	Failures bool   `help:"List the queries that fell short."`
	Partners bool   `help:"Measure the match instead: hide each membership and common project in turn, and see where it is suggested."`
	File     string `arg:"" optional:"" help:"Judged queries: tab-separated with the columns id, class, lang, query, filters, expected."`
}

// Run asks every query of the file and prints how well it was answered.
func (c *evalCommand) Run(ctx context.Context, s *streams) error {
	if c.Partners == (c.File != "") {
		return fmt.Errorf("eval: give a file of judged queries, or --partners: %w", directory.ErrInvalid)
	}
	if c.Partners {
		ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
		if err != nil {
			return err
		}
		defer done()
		scores, err := ops.JudgePartners(ctx)
		if err != nil {
			return err
		}
		return eval.ReportPairs(s.out, scores)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	queries, err := eval.Read(f, c.File)
	if err != nil {
		return err
	}
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	results, err := eval.Run(ctx, queries, func(ctx context.Context, vs url.Values) ([]string, error) {
		a, err := ops.Search(ctx, vs)
		if err != nil {
			return nil, err
		}
		return a.IDs(), nil
	})
	if err != nil {
		return err
	}
	return eval.Report(s.out, results, c.Failures)
}
