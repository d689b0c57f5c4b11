package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"euxine/internal/app"
	"euxine/internal/catalogue"
	"euxine/internal/search"
)

type statsCommand struct {
	dataFlag
	filterFlags
	Query   []string `arg:"" optional:"" help:"Count what this finds: words, \"a phrase\". After --, also -word to leave out."`
	GroupBy string   `help:"One or two with a comma between, such as region,sector: kind, country, region, sector, ecosystem, emerging, technology, priority, label, has, lacks, source_year, offer or need." required:""`
	Measure string   `help:"count, or members for their sum too." default:"count"`
	Level   string   `help:"Only regions of this level: 0 countries, 1 to 3 NUTS."`
	Sort    string   `help:"value, label, n or sum." default:"value"`
	Lang    string   `help:"Language of labels." default:"en"`
	Format  string   `help:"${enum}." enum:"table,csv,json" default:"table"`
}

// Run prints a line for each cell.
func (c *statsCommand) Run(ctx context.Context, s *streams) error {
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	vs := c.values()
	vs.Set("q", strings.Join(c.Query, " ")+" ") // as in searchCommand
	for name, value := range map[string]string{"group_by": c.GroupBy, "measure": c.Measure, "level": c.Level, "sort": c.Sort, "lang": c.Lang} {
		vs.Set(name, value)
	}
	a, err := ops.Statistics(ctx, vs)
	if err != nil {
		return err
	}
	switch c.Format {
	case "csv":
		return a.WriteCSV(s.out)
	case "json":
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(a)
	}
	if err := writeTable(s.out, a); err != nil {
		return err
	}
	if a.Asked.Measure == search.MeasureMembers {
		fmt.Fprintf(s.err, "%d organisations with %d known members in all; one may be in several lines.\n", a.Total.N, a.Total.Sum)
		return nil
	}
	fmt.Fprintf(s.err, "%d organisations in all; one may be in several lines.\n", a.Total.N)
	return nil
}

// writeTable writes labels and numbers in columns.
func writeTable(w io.Writer, a *catalogue.Statistics) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, cell := range a.Cells {
		var row []string
		for _, v := range cell.Values {
			row = append(row, v.Label)
		}
		row = append(row, strconv.Itoa(cell.N))
		if a.Asked.Measure == search.MeasureMembers {
			row = append(row, strconv.Itoa(cell.Sum))
		}
		if _, err := fmt.Fprintln(out, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return out.Flush()
}
