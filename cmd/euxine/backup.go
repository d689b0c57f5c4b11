package main

import (
	"context"
	"fmt"
	"time"

	"euxine/internal/app"
)

type backupCommand struct {
	dataFlag
	Force bool   `help:"Replace the file if there is one."`
	File  string `arg:"" help:"The file to write; it appears complete and checked or not at all." type:"path" placeholder:"FILE"`
}

// Run backs up the directory, beside a running server too.
func (c *backupCommand) Run(ctx context.Context, s *streams) error {
	bar := newProgress(s.err)
	cfg := appConfig(c.Data, s)
	cfg.Progress = bar.at
	i, err := app.Backup(ctx, cfg, c.File, c.Force)
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "Revision %d in %s, %d bytes, checked.\n", i.Revision, c.File, i.Bytes)
	return nil
}

type restoreCommand struct {
	File string `arg:"" help:"A file that euxine backup wrote." type:"path" placeholder:"FILE"`
	dataFlag
}

// Run restores a backup into an empty or new folder.
func (c *restoreCommand) Run(ctx context.Context, s *streams) error {
	bar := newProgress(s.err)
	cfg := appConfig(c.Data, s)
	cfg.Progress = bar.at
	r, err := app.Restore(ctx, cfg, c.File)
	bar.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(s.out, "%d records at revision %d in %s, as backed up on %s; verified, index built.\n",
		r.Records, r.Revision, c.Data, r.At.Format(time.RFC3339))
	return nil
}
