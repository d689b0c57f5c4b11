package main

import (
	"context"
	"io"
	"log/slog"
	"net/url"
	"path/filepath"

	"euxine/internal/app"
)

// openEuxine makes a data directory out of the seed and answers from it in
// process.
func openEuxine(ctx context.Context, dir string) (*engine, error) {
	ops, done, err := app.Connect(ctx, app.Config{Data: filepath.Join(dir, "euxine"), Build: "compare",
		Create: true, Fill: true, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, err
	}
	return &engine{close: done, search: func(ctx context.Context, vs url.Values) ([]string, error) {
		a, err := ops.Search(ctx, vs)
		if err != nil {
			return nil, err
		}
		return a.IDs(), nil
	}}, nil
}
