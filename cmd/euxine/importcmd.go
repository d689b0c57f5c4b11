package main

import (
	"context"
	"encoding/json"
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
	Type  string   `help:"organisations, events, calls or projects; needed where neither file name nor content says it." enum:",organisations,events,calls,projects" default:""`
	JSON  bool     `help:"Print the report as JSON."`
	Files []string `arg:"" name:"file" help:"Files in NDJSON or JSON, such as organisations-bg.ndjson." placeholder:"FILE"`
}

// open lists the files, having looked that each can be read.
func (f fileFlags) open() ([]catalogue.ImportFile, error) {
	var list []catalogue.ImportFile
	for _, path := range f.Files {
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
	DryRun bool `help:"Say what would be created, changed and left alone; write nothing."`
}

// Run imports all the files or nothing.
func (c *importCommand) Run(ctx context.Context, s *streams) error {
	files, err := c.open()
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
	report, err := ops.Import(ctx, control.ImportRequest{Files: files, Type: directory.RecordType(c.Type), DryRun: c.DryRun,
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
}

// Run checks the files.
func (c *validateCommand) Run(ctx context.Context, s *streams) error {
	files, err := c.open()
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
