package app

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"

	"euxine/internal/catalogue"
	"euxine/seed"
)

// fill imports the seed into an empty store.
func (a *App) fill(ctx context.Context, into *catalogue.Catalogue) error {
	rev, err := a.store.Revision(ctx)
	if err != nil || rev > 0 {
		return err
	}
	began := time.Now()
	files, err := SeedFiles()
	if err != nil {
		return err
	}
	report, err := into.Import(ctx, files, catalogue.ImportOptions{By: catalogue.BySeed,
		Progress: func(stage string, done, total int64) { a.cfg.Progress("seed: "+stage, done, total) }})
	if err != nil {
		return fmt.Errorf("fill from the seed: %w", err)
	}
	if report.Refused() {
		return fmt.Errorf("the seed inside the program is faulty: %s", report.Faults[0].Error())
	}
	a.cfg.Log.Info("filled the empty directory from the seed", "records", report.Total().Created, "took", time.Since(began).Round(time.Millisecond))
	digest, err := seedDigest(files)
	if err != nil {
		return err
	}
	return a.dir.SetSeed(digest)
}

// SeedFiles lists the record files of the seed inside the program.
func SeedFiles() ([]catalogue.ImportFile, error) {
	names, err := fs.Glob(seed.Files, "*.ndjson")
	if err != nil {
		return nil, err
	}
	files := make([]catalogue.ImportFile, len(names))
	for i, name := range names {
		files[i] = catalogue.ImportFile{Name: path.Base(name), Open: func() (io.ReadCloser, error) { return seed.Files.Open(name) }}
	}
	return files, nil
}

// seedDigest tells seeds apart: by the names and bytes of their files.
func seedDigest(files []catalogue.ImportFile) (string, error) {
	h := sha256.New()
	for _, f := range files {
		r, err := f.Open()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%q ", f.Name)
		_, err = io.Copy(h, r)
		if err := errors.Join(err, r.Close()); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// tellSeedNews says in the log when the seed inside the program has something
// that the directory has not. What it found is noted in the directory, so that
// the next start with the same seed need not compare. The note is not needed: a
// directory restored from a backup has none and is compared once.
func (a *App) tellSeedNews(ctx context.Context, files []catalogue.ImportFile) error {
	digest, err := seedDigest(files)
	if err != nil || digest == a.dir.Seed() {
		return err
	}
	news, err := a.catalogue.SeedNews(ctx, files)
	if err != nil {
		return err
	}
	if news.Known == 0 {
		return a.dir.SetSeed(digest) // a directory of other data
	}
	if news.Any() || news.Kept > 0 {
		a.cfg.Log.Info("the seed inside the program has news: euxine import --seed --dry-run shows it, without --dry-run it is imported",
			"create", news.Create, "change", news.Change, "merge", news.Merge, "changed_here", news.Kept)
	}
	if news.Any() {
		return nil // said again until it is imported
	}
	return a.dir.SetSeed(digest)
}

// goTellSeedNews does tellSeedNews beside the serving. wait ends it and returns
// when it has ended.
func (a *App) goTellSeedNews(ctx context.Context) (wait func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		files, err := SeedFiles()
		if err == nil {
			err = a.tellSeedNews(ctx, files)
		}
		if err != nil && ctx.Err() == nil {
			a.cfg.Log.Warn("the seed inside the program was not compared with the directory", "error", err)
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
