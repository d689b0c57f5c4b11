package catalogue

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/reconcile"
)

// Gathered is the participants of an event as they were recognised. None of it is
// stored: it is the caller's to hand back to whoever asked.
type Gathered struct {
	State  *gathering.State
	Issues []gathering.Issue // of the list or file as a whole
	Names  map[directory.RecordID]Ref
}

// Gather reads a participants' list, or a file of the event kit that was kept, and
// recognises those who are not settled yet. The event may be given by a former id.
// Errors: ErrNotFound without the event, ErrInvalid for a file that cannot be read at
// all; what is wrong with single rows is an issue of theirs.
func (c *Catalogue) Gather(ctx context.Context, event directory.RecordID, file string, in io.Reader, l directory.Language) (*Gathered, error) {
	event, err := c.eventID(ctx, event)
	if err != nil {
		return nil, err
	}
	r := bufio.NewReader(in)
	start, err := r.Peek(64)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("gather: %w", err)
	}
	g := &Gathered{}
	if strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(string(start), "\uFEFF")), "{") {
		if g.State, err = gathering.Read(r); err != nil {
			return nil, err
		}
		if own, err := c.eventID(ctx, g.State.Event); err != nil || own != event {
			return nil, fmt.Errorf("%w: %s", gathering.ErrOtherEvent, g.State.Event)
		}
		g.State.Event = event
		g.Issues = g.State.Check()
	} else {
		list, err := exchange.ReadList(file, r, gathering.IsHeader)
		if err != nil {
			return nil, err
		}
		g.State = gathering.New(event)
		rows := make([]gathering.Row, len(list.Rows))
		for i, row := range list.Rows {
			rows[i] = gathering.Row{Line: row.Line, Cells: row.Cells}
		}
		g.Issues = g.State.AddRows(rows)
		g.Issues = append(g.Issues, readIssues(list)...)
	}
	return g, c.settle(ctx, g, l)
}

// readIssues are what is to be known of a list as a file.
func readIssues(list exchange.List) (issues []gathering.Issue) {
	for _, n := range list.Notices {
		issues = append(issues, gathering.Issue{Key: gathering.IssueNotice, Args: append([]string{n.Text(), n.Key}, n.Args...)})
	}
	for _, f := range list.Faults {
		issues = append(issues, gathering.Issue{Key: gathering.IssueUnreadable, Args: append([]string{f.Where(), f.Fault.Text(), f.Fault.Key}, f.Fault.Args...)})
	}
	return issues
}

// Resume is Gather for a state that has been read already.
func (c *Catalogue) Resume(ctx context.Context, s *gathering.State, l directory.Language) (*Gathered, error) {
	g := &Gathered{State: s, Issues: s.Check()}
	return g, c.settle(ctx, g, l)
}

// eventID is the id an event is known by now.
func (c *Catalogue) eventID(ctx context.Context, id directory.RecordID) (directory.RecordID, error) {
	key := directory.Key{Type: directory.Events, ID: id}
	found, err := c.read(ctx, []directory.Key{key})
	if err != nil {
		return "", err
	}
	if found[0] != nil {
		return id, nil
	}
	to, err := c.store.Resolve(ctx, key)
	if err != nil {
		return "", fmt.Errorf("event %q: %w", id, err)
	}
	return to, nil
}

// settle recognises the participants that are open, and names all organisations.
func (c *Catalogue) settle(ctx context.Context, g *Gathered, l directory.Language) error {
	list := g.State.Participants
	first := map[string]int{} // the line of each row, by what it says
	var rows []reconcile.Row
	var at []int
	for i := range list {
		p := &list[i]
		row := rowOf(p)
		key := c.matcher().Read(row).Key()
		line, twice := first[key]
		if key != "" && !twice {
			first[key] = p.Line
		}
		if p.Settled != gathering.SettledOpen {
			continue
		}
		p.Issues = dropIssues(p.Issues, gathering.IssueDuplicate)
		if key != "" && twice {
			p.Issues = append(p.Issues, gathering.Issue{Key: gathering.IssueDuplicate, Args: []string{strconv.Itoa(line)}})
		}
		rows, at = append(rows, row), append(at, i)
	}
	found, err := c.Recognise(ctx, rows, l)
	if err != nil {
		return err
	}
	for n, i := range at {
		enter(&list[i], found[n])
	}
	g.State.SameOrganisations()
	return c.nameGathered(ctx, g, l)
}

func rowOf(p *gathering.Participant) reconcile.Row {
	return reconcile.Row{Name: p.Name, Other: p.OtherName, Country: p.Country, City: p.City, Website: p.Website, Kind: p.Kind}
}

func dropIssues(list []gathering.Issue, key gathering.IssueKey) []gathering.Issue {
	var kept []gathering.Issue
	for _, i := range list {
		if i.Key != key {
			kept = append(kept, i)
		}
	}
	return kept
}

// enter writes what was recognised at a participant.
func enter(p *gathering.Participant, r Recognised) {
	p.Organisation, p.Score, p.Candidates, p.Reasons = "", 0, nil, nil
	for _, reason := range r.Reasons {
		p.Reasons = append(p.Reasons, reasonOf(reason))
	}
	for _, o := range r.Options {
		k := gathering.Candidate{Organisation: o.ID, Score: o.Score}
		for _, reason := range o.Reasons {
			k.Reasons = append(k.Reasons, reasonOf(reason))
		}
		p.Candidates = append(p.Candidates, k)
	}
	switch r.Verdict {
	case reconcile.Certain:
		p.Organisation, p.Settled, p.Score = r.Best(), gathering.SettledCertain, r.Candidates[0].Score
	case reconcile.None:
		p.Settled = gathering.SettledNone
	default:
		p.Score = r.Candidates[0].Score
	}
}

func reasonOf(r reconcile.Reason) gathering.Reason {
	return gathering.Reason{Key: string(r.Key), By: r.By, Args: r.Args}
}

// nameGathered reads how the organisations of a state are shown; participants of one
// that is no longer there get an issue.
func (c *Catalogue) nameGathered(ctx context.Context, g *Gathered, l directory.Language) error {
	seen := map[directory.RecordID]bool{}
	var ids []directory.RecordID
	want := func(id directory.RecordID) {
		if id != "" && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, p := range g.State.Participants {
		want(p.Organisation)
		for _, k := range p.Candidates {
			want(k.Organisation)
		}
	}
	refs, err := c.refs(ctx, ids, l)
	if err != nil && !errors.Is(err, directory.ErrNotFound) {
		return err
	}
	g.Names = make(map[directory.RecordID]Ref, len(refs))
	for _, r := range refs {
		g.Names[r.ID] = r
	}
	for i := range g.State.Participants {
		p := &g.State.Participants[i]
		p.Issues = dropIssues(p.Issues, gathering.IssueUnknown)
		if _, there := g.Names[p.Organisation]; !there && p.Organisation != "" {
			p.Issues = append(p.Issues, gathering.Issue{Key: gathering.IssueUnknown, Args: []string{string(p.Organisation)}})
		}
	}
	return nil
}
