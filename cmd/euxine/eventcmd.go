package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"euxine/internal/app"
	"euxine/internal/catalogue"
	"euxine/internal/control"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
)

// eventCommand is the kit of an event.
type eventCommand struct {
	Participants participantsCommand `cmd:"" help:"Recognise the participants of an event in a list: which organisation of the directory each row means, for certain, to be asked about, or none."`
	Plan         planCommand         `cmd:"" help:"Plan the meetings of an event in a file that event participants or the page wrote: who meets whom, when and at which table."`
}

type participantsCommand struct {
	dataFlag
	Event  string `arg:"" help:"Id of the event."`
	File   string `arg:"" help:"The list: CSV, XLSX or lines of text in any encoding import reads; or a file that --out or the page wrote. - reads standard input." placeholder:"FILE"`
	Out    string `help:"The file to write, to go on from here or on the page." type:"path" placeholder:"STATE"`
	Format string `help:"How the rows are printed: ${enum}." enum:"text,csv,json" default:"text"`
	Lang   string `help:"Language of labels." default:"en"`
}

// Run recognises and prints every row.
func (c *participantsCommand) Run(ctx context.Context, s *streams) error {
	content, err := readLimited(c.File)
	if err != nil {
		return err
	}
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	g, err := ops.Participants(ctx, control.ParticipantsRequest{Event: directory.RecordID(c.Event), File: filepath.Base(c.File), Content: content,
		Language: directory.Language(c.Lang)})
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writeWhole(c.Out, g.State.Write); err != nil {
			return err
		}
	}
	for _, i := range g.Issues {
		fmt.Fprintf(s.err, "%s: %s\n", c.File, i)
	}
	switch c.Format {
	case "json":
		e := json.NewEncoder(s.out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		err = e.Encode(g.State)
	case "csv":
		err = c.writeCSV(s.out, g)
	default:
		c.writeText(s.out, g)
	}
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, p := range g.State.Participants {
		counts[verdictOf(p)]++
	}
	fmt.Fprintf(s.err, "%d rows: %d certain, %d to be asked about, %d not in the directory, %d settled by hand\n", len(g.State.Participants),
		counts["certain"], counts["ask"], counts["none"], counts["chosen"]+counts["rejected"])
	if len(g.State.Participants) == 0 {
		return errRefused
	}
	return nil
}

// readLimited reads a file, or standard input, up to what a list or a file of the kit
// may have.
func readLimited(file string) (content []byte, err error) {
	in := os.Stdin
	if file != "-" {
		if in, err = os.Open(file); err != nil {
			return nil, err
		}
		defer in.Close()
	}
	content, err = io.ReadAll(io.LimitReader(in, gathering.MaxBytes+1))
	if err == nil && len(content) > gathering.MaxBytes {
		err = fmt.Errorf("%s: %w", file, gathering.ErrTooLarge)
	}
	return content, err
}

func verdictOf(p gathering.Participant) string {
	if p.Settled == gathering.SettledOpen {
		return "ask"
	}
	return string(p.Settled)
}

// writeText prints a row in a line, and below it what may be meant.
func (c *participantsCommand) writeText(w io.Writer, g *catalogue.Gathered) {
	for _, p := range g.State.Participants {
		fmt.Fprintf(w, "%d\t%s\t%s", p.Line, verdictOf(p), nameOf(p))
		if p.Organisation != "" {
			fmt.Fprintf(w, "\t%s\t%s", p.Organisation, g.Names[p.Organisation].Name)
		}
		for _, i := range p.Issues {
			fmt.Fprintf(w, "\t(%s)", i)
		}
		fmt.Fprintln(w)
		if p.Settled != gathering.SettledOpen {
			continue
		}
		for _, k := range p.Candidates {
			fmt.Fprintf(w, "\t%3.0f\t%s\t%s\t%s\n", 100*k.Score, k.Organisation, g.Names[k.Organisation].Name, reasonsOf(k.Reasons))
		}
	}
}

// noName stands for the name of a row that has none.
const noName = "-"

func nameOf(p gathering.Participant) string {
	for _, s := range []string{p.Name, p.OtherName, p.Website} {
		if s != "" {
			return s
		}
	}
	return noName
}

func reasonsOf(list []gathering.Reason) string {
	var parts []string
	for _, r := range list {
		s := r.Key
		if len(r.Args) > 0 {
			s += " (" + strings.Join(r.Args, ", ") + ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "; ")
}

// writeCSV prints the list as it was given with what was recognised behind.
func (c *participantsCommand) writeCSV(w io.Writer, g *catalogue.Gathered) error {
	out := csv.NewWriter(w)
	var errs []error
	put := func(cells ...string) {
		for i := range cells {
			cells[i] = exchange.TableCell(cells[i])
		}
		errs = append(errs, out.Write(cells))
	}
	put("line", "name", "country", "city", "website", "verdict", "organisation", "organisation_name", "score", "candidates", "reasons", "issues")
	for _, p := range g.State.Participants {
		var candidates, issues []string
		reasons := p.Reasons
		for _, k := range p.Candidates {
			candidates = append(candidates, string(k.Organisation))
			if k.Organisation == p.Organisation || p.Organisation == "" && len(candidates) == 1 {
				reasons = append(reasons[:len(reasons):len(reasons)], k.Reasons...)
			}
		}
		for _, i := range p.Issues {
			issues = append(issues, i.String())
		}
		score := ""
		if p.Score > 0 {
			score = strconv.FormatFloat(100*p.Score, 'f', 1, 64)
		}
		put(strconv.Itoa(p.Line), strings.TrimPrefix(nameOf(p), noName), p.Country, p.City, p.Website, verdictOf(p), string(p.Organisation), g.Names[p.Organisation].Name, score,
			strings.Join(candidates, "|"), reasonsOf(reasons), strings.Join(issues, "; "))
	}
	out.Flush()
	return errors.Join(append(errs, out.Error())...)
}
