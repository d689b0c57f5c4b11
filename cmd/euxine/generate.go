package main

import (
	"bufio"
	"context"
	"errors"
	"io"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/generate"
	"euxine/seed"
)

type generateCommand struct {
	Records int    `help:"How many organisations to make." required:"" placeholder:"N"`
	Seed    uint64 `help:"What the random choices begin with: the same seed gives the same records." required:"" placeholder:"S"`
	Output  string `short:"o" help:"The file to write; without it standard output. Begin its name with organisations, so that import knows the type." type:"path" placeholder:"FILE"`
}

// Validate refuses what import would refuse too.
func (c *generateCommand) Validate() error {
	if c.Records < 1 || c.Records > exchange.MaxRecords {
		return errors.New("--records must be from 1 to 1000000, as many as a file may hold")
	}
	return nil
}

// Run writes made-up organisations as NDJSON, one at a time.
func (c *generateCommand) Run(ctx context.Context, s *streams) error {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return err
	}
	g, err := generate.New(v, c.Seed)
	if err != nil {
		return err
	}
	bar := newProgress(s.err)
	defer bar.end()
	write := func(w io.Writer) error {
		out, err := exchange.NewWriter(w, exchange.NDJSON)
		if err != nil {
			return err
		}
		if err := out.Begin(directory.Organisations); err != nil {
			return err
		}
		for i := range c.Records {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := out.Record(g.Next()); err != nil {
				return err
			}
			if i%1000 == 0 {
				bar.at("generating", int64(i), int64(c.Records))
			}
		}
		return out.Close()
	}
	if c.Output == "" {
		w := bufio.NewWriter(s.out)
		return errors.Join(write(w), w.Flush())
	}
	return writeWhole(c.Output, write)
}
