package main

import (
	"context"
	"fmt"

	"euxine/internal/app"
)

type reindexCommand struct {
	dataFlag
}

// Run builds the index anew; a running server answers from the old one meanwhile.
func (c *reindexCommand) Run(ctx context.Context, s *streams) error {
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	n, err := ops.Reindex(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d records indexed.\n", n)
	return nil
}
