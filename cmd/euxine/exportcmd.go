package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"euxine/internal/app"
	"euxine/internal/control"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/seed"
)

type exportCommand struct {
	dataFlag
	addressFlag
	filterFlags
	Type     string `help:"organisations, events, calls or projects. Without it a file holds all four where its format can (${mixed}), else organisations, or events where it holds none." enum:",organisations,events,calls,projects" default:""`
	Format   string `help:"One of ${enum}; without it what the name of the file says, else ndjson." enum:",${formats}" default:""`
	Template bool   `help:"Write an empty table of the type to fill in, with explanations and allowed values: ${templates}."`
	Output   string `short:"o" help:"The file to write; without it standard output." type:"path" placeholder:"FILE"`
	Lang     string `help:"Language of labels in jsonld and ics: ${languages}. Without it ics has English ones, jsonld those of all languages." enum:",${languages}" default:""`
	Query    string `short:"q" help:"Only organisations that these words find."`
}

// Run writes the export; a file appears complete or not at all.
func (c *exportCommand) Run(ctx context.Context, s *streams) error {
	if c.Template {
		return c.template(s)
	}
	r := control.ExportRequest{Format: c.format(), Language: directory.Language(c.Lang), Address: string(c.PublicURL), Parameters: c.values()}
	if c.Query != "" {
		r.Parameters.Set("q", c.Query+" ")
	}
	switch {
	case c.Type != "":
		r.Types = []directory.RecordType{directory.RecordType(c.Type)}
	case len(r.Parameters) > 0:
		r.Types = []directory.RecordType{directory.Organisations}
	case r.Format.OneType():
		r.Types = r.Format.Types()[:1]
	}
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	return c.write(s, func(w io.Writer) error { return ops.Export(ctx, r, w) })
}

// template writes a table to fill in. It needs no data directory.
func (c *exportCommand) template(s *streams) error {
	t, f := directory.RecordType(c.Type), c.format()
	if t == "" {
		t = directory.Organisations
	}
	if c.Format == "" && c.Output == "" {
		f = exchange.CSV
	}
	if !slices.Contains(exchange.TemplateFormats, f) {
		return fmt.Errorf("%w: a template is a table: --format %s", errUsage, exchange.FormatList(exchange.TemplateFormats, ", "))
	}
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return err
	}
	return c.write(s, func(w io.Writer) error { return exchange.Template(w, f, t, v) })
}

// write writes to the file asked for, or else to standard output.
func (c *exportCommand) write(s *streams, do func(io.Writer) error) error {
	if c.Output == "" {
		w := bufio.NewWriter(s.out)
		return errors.Join(do(w), w.Flush())
	}
	return writeWhole(c.Output, do)
}

// format is the one asked for, or else the one the file's name says.
func (c *exportCommand) format() exchange.Format {
	if c.Format != "" {
		return exchange.Format(c.Format)
	}
	if f := exchange.FormatOf(c.Output); slices.Contains(exchange.Formats, f) {
		return f
	}
	return exchange.NDJSON
}

// writeWhole writes a file under another name in the same folder and renames it
// when it is complete and on disk.
func writeWhole(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".euxine-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	w := bufio.NewWriter(f)
	err = errors.Join(write(w), w.Flush(), f.Chmod(0o644), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
