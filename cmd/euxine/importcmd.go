package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"euxine/internal/app"
	"euxine/internal/catalogue"
	"euxine/internal/control"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/seed"
)

// fileFlags are what commands that read files share.
type fileFlags struct {
	Type string `help:"organisations, events, calls or projects; needed where neither file name nor content says it." enum:",organisations,events,calls,projects" default:""`
	JSON bool   `help:"Print the report as JSON."`
}

// openFiles lists the files, having looked that each can be read.
func openFiles(paths []string) ([]catalogue.ImportFile, error) {
	var list []catalogue.ImportFile
	for _, path := range paths {
		info, err := os.Stat(path)
		if err == nil && !info.Mode().IsRegular() {
			err = fmt.Errorf("%s is not a file", path)
		}
		if err == nil {
			var r *os.File
			if r, err = os.Open(path); err == nil {
				r.Close()
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", directory.ErrInvalid, err)
		}
		list = append(list, catalogue.ImportFile{Name: path, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
	return list, nil
}

// print writes the report and turns faults into the exit code for them.
func (f fileFlags) print(r *catalogue.Report, s *streams) error {
	if f.JSON {
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		if err := e.Encode(r); err != nil {
			return err
		}
	} else if err := r.WriteText(s.out); err != nil {
		return err
	}
	if r.Refused() {
		return errRefused
	}
	return nil
}

type importCommand struct {
	dataFlag
	fileFlags
	DryRun bool     `help:"Say what would be created, changed and left alone; write nothing."`
	Seed   bool     `help:"Import the seed inside the program instead of files: what was not changed here since the seed wrote it is brought up to it, the rest is reported and kept."`
	Files  []string `arg:"" optional:"" name:"file" help:"Files in ${inputs}, such as organisations-bg.ndjson." placeholder:"FILE"`
}

// Validate wants files or the seed.
func (c *importCommand) Validate() error {
	switch {
	case c.Seed && len(c.Files) > 0:
		return errors.New("--seed takes no files")
	case !c.Seed && len(c.Files) == 0:
		return errors.New(`expected "<file> ...", or --seed`)
	}
	return nil
}

// Run imports all the files, or the seed, or nothing.
func (c *importCommand) Run(ctx context.Context, s *streams) error {
	var files []catalogue.ImportFile
	var err error
	if c.Seed {
		files, err = app.SeedFiles()
	} else {
		files, err = openFiles(c.Files)
	}
	if err != nil {
		return err
	}
	cfg := appConfig(c.Data, s)
	cfg.Create = !c.DryRun
	ops, done, err := app.Connect(ctx, cfg)
	if err != nil {
		return err
	}
	names := make([]string, len(c.Files))
	for i, f := range c.Files {
		names[i] = filepath.Base(f)
	}
	bar := newProgress(s.err)
	report, err := ops.Import(ctx, control.ImportRequest{Files: files, Type: directory.RecordType(c.Type), DryRun: c.DryRun, Seed: c.Seed,
		By: "import " + strings.Join(names, ", "), Progress: bar.at})
	bar.end()
	if err == nil {
		err = c.print(report, s)
	}
	if closed := done(); err == nil {
		err = closed
	}
	return err
}

type validateCommand struct {
	fileFlags
	Files []string `arg:"" name:"file" help:"Files in ${inputs}, such as organisations-bg.ndjson." placeholder:"FILE"`
}

// Run checks the files.
func (c *validateCommand) Run(ctx context.Context, s *streams) error {
	files, err := openFiles(c.Files)
	if err != nil {
		return err
	}
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return err
	}
	bar := newProgress(s.err)
	report, err := catalogue.CheckFiles(ctx, v, files, catalogue.ImportOptions{Type: directory.RecordType(c.Type), Progress: bar.at})
	bar.end()
	if err != nil {
		return err
	}
	return c.print(report, s)
}
