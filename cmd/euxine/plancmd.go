package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"euxine/internal/app"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/meetings"
)

type planCommand struct {
	dataFlag
	State   string   `arg:"" help:"The file of the event kit. - reads standard input." placeholder:"STATE"`
	Slots   []string `help:"The slots: first start, minutes of each and how many, such as 2026-05-14T10:00/30mx12. Again for those behind a break, or of another day. Without it, those of the file." placeholder:"START/LENGTHxCOUNT" sep:"none"`
	Tables  int      `help:"How many tables there are. Without it, as many as in the file." placeholder:"N"`
	Wishes  string   `help:"A list of wishes, a line each: who, whom, rank. It replaces those given before." placeholder:"FILE"`
	Blocked string   `help:"A list of times participants cannot come, a line each: who and the times." placeholder:"FILE"`
	Suggest string   `help:"What the match suggests: ${enum}. auto is where no wish was given." enum:"auto,yes,no" default:"auto"`
	Fix     []string `help:"A meeting of the file that stays, by its participants such as p1:p2, or all." placeholder:"A:B"`
	Free    bool     `help:"Meetings fixed before no longer stay."`
	Out     string   `help:"The file to write, to go on from here or on the page." type:"path" placeholder:"STATE"`
	Format  string   `help:"How the meetings are printed: ${enum}." enum:"text,csv,json" default:"text"`
	Lang    string   `help:"Language of labels." default:"en"`
}

// Run plans and prints every meeting.
func (c *planCommand) Run(ctx context.Context, s *streams) error {
	q, err := c.question()
	if err != nil {
		return err
	}
	ops, done, err := app.Connect(ctx, appConfig(c.Data, s))
	if err != nil {
		return err
	}
	defer done()
	p, err := ops.Plan(ctx, *q)
	if err != nil {
		return err
	}
	if c.Out != "" {
		if err := writeWhole(c.Out, p.State.Write); err != nil {
			return err
		}
	}
	for _, i := range p.Issues {
		fmt.Fprintf(s.err, "%s: %s\n", c.State, i)
	}
	for _, f := range p.Plan.Faults {
		fmt.Fprintf(s.err, "%s: %s\n", c.State, faultText(f))
	}
	if err := c.print(s.out, p); err != nil {
		return err
	}
	given := 0
	for _, w := range p.Plan.Unmet {
		if !w.Suggested {
			given++
			fmt.Fprintf(s.err, "not met: %s with %s: %s\n", nameByID(p.State, w.From), nameByID(p.State, w.To), w.Why)
		}
	}
	st := p.Plan.Standing
	best := "no plan is better"
	if st.Gap >= 0.0005 { // else it is 0.0 %
		best = fmt.Sprintf("the best plan is better by at most %.1f %%", 100*st.Gap)
	}
	fmt.Fprintf(s.err, "%d meetings of at most %d, %d mutual wishes of at most %d, %d of %d participants served, %d wishes and %d suggestions not met; %s\n",
		st.Meetings, st.MeetingsBound, st.Mutual, st.MutualBound, st.Served, len(p.State.Participants)-len(p.State.LeftOut()), given, len(p.Plan.Unmet)-given, best)
	return nil
}

// question reads the files the command names.
func (c *planCommand) question() (*catalogue.MeetQuestion, error) {
	content, err := readLimited(c.State)
	if err != nil {
		return nil, err
	}
	q := &catalogue.MeetQuestion{Tables: c.Tables, Plan: true, Lang: directory.Language(c.Lang)}
	if q.State, err = gathering.Read(bytes.NewReader(content)); err != nil {
		return nil, err
	}
	for _, text := range c.Slots {
		slots, err := gathering.ReadTimes(text)
		if err != nil {
			return nil, err
		}
		q.Slots = append(q.Slots, slots...)
	}
	for _, list := range []struct {
		file string
		to   *catalogue.List
	}{{c.Wishes, &q.Wishes}, {c.Blocked, &q.Blocked}} {
		if list.file == "" {
			continue
		}
		list.to.Name = filepath.Base(list.file)
		if list.to.Content, err = readLimited(list.file); err != nil {
			return nil, err
		}
	}
	if err := c.fix(q.State); err != nil {
		return nil, err
	}
	q.Suggest = c.Suggest == "yes" || c.Suggest == "auto" && c.Wishes == "" && q.State.Given() == 0
	if c.Suggest == "no" {
		q.State.Suggest(nil)
	}
	return q, nil
}

// fix marks the meetings that stay.
func (c *planCommand) fix(s *gathering.State) error {
	if c.Free {
		s.Fix(func(gathering.Meeting) bool { return false })
	}
	for _, text := range c.Fix {
		a, b, ok := strings.Cut(text, ":")
		found := text == "all"
		s.Fix(func(m gathering.Meeting) bool {
			named := ok && len(m.Participants) == 2 && (m.Participants[0] == gathering.ParticipantID(a) && m.Participants[1] == gathering.ParticipantID(b) ||
				m.Participants[0] == gathering.ParticipantID(b) && m.Participants[1] == gathering.ParticipantID(a))
			found = found || named
			return m.Fixed || named || text == "all"
		})
		if !found {
			return fmt.Errorf("--fix %s: the file has no such meeting: %w", text, directory.ErrInvalid)
		}
	}
	return nil
}

func nameByID(s *gathering.State, id string) string {
	if p, ok := s.Participant(gathering.ParticipantID(id)); ok {
		return nameOf(*p)
	}
	return id
}

func faultText(f meetings.Fault) string {
	parts := []string{f.Part, string(f.Kind)}
	for _, s := range []string{f.From, f.To} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if f.Number != 0 {
		parts = append(parts, strconv.Itoa(f.Number))
	}
	return strings.Join(parts, " ")
}

// print prints the meetings by slot and table.
func (c *planCommand) print(w io.Writer, p *catalogue.Planned) error {
	if c.Format == "json" {
		return p.State.Write(w)
	}
	sheet := exchange.Sheet{Name: "Meetings"}
	for _, name := range []string{"start", "table", "a", "a_name", "b", "b_name", "mutual", "fixed"} {
		sheet.Columns = append(sheet.Columns, exchange.SheetColumn{Name: name})
	}
	mark := func(b bool, as string) string {
		if b {
			return as
		}
		return ""
	}
	for i, m := range p.Plan.Meetings { // in the order of the state's
		kept := p.State.Meetings[i]
		sheet.Rows = append(sheet.Rows, []string{kept.Slot, kept.Table, m.A, nameByID(p.State, m.A), m.B, nameByID(p.State, m.B), mark(m.Mutual, "mutual"), mark(kept.Fixed, "fixed")})
	}
	if c.Format == "csv" {
		return exchange.WriteSheets(w, exchange.CSV, sheet)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.DiscardEmptyColumns)
	var errs []error
	for _, row := range sheet.Rows {
		_, err := fmt.Fprintln(table, strings.TrimRight(strings.Join(row, "\t"), "\t"))
		errs = append(errs, err)
	}
	return errors.Join(append(errs, table.Flush())...)
}
