package app

import (
	"context"
	"errors"
	"path/filepath"

	"euxine/internal/control"
	"euxine/internal/datadir"
)

// Connect gives a command the operations on a data directory: through the
// socket of the server that holds it, or on the directory itself when none
// does. done ends the connection.
func Connect(ctx context.Context, cfg Config) (ops control.Operations, done func() error, err error) {
	client, err := control.Dial(ctx, filepath.Join(cfg.Data, datadir.SocketFile))
	if err == nil {
		return client, client.Close, nil
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	if err := a.index.WaitReady(ctx); err != nil {
		return nil, nil, errors.Join(err, a.Close())
	}
	return a.local(), a.Close, nil
}
