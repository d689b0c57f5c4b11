package catalogue

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/match"
	"euxine/internal/meetings"
	"euxine/internal/together"
)

// List is a file with a list, or what was pasted.
type List struct {
	Name    string
	Content []byte
}

func (l List) empty() bool { return len(bytes.TrimSpace(l.Content)) == 0 }

// MeetQuestion says what is to be done with a state of the event kit, in this order.
// What is nil or empty stays as it is.
type MeetQuestion struct {
	State   *gathering.State
	Slots   []gathering.Slot
	Tables  int
	Blocked List
	Wishes  List
	Suggest bool // fill up what is wished with what the match suggests
	Plan    bool // make a plan; else that of the state is looked at, if it has one
	Weighed bool // with its standing
	Lang    directory.Language
}

// Planned is a state with its plan. None of it is stored.
type Planned struct {
	Gathered
	Plan *meetings.Plan // nil: there is none
}

// Meet sets times, tables and wishes and plans. Faults of rows are issues; what cannot
// be understood at all, such as slots that overlap, is ErrInvalid.
func (c *Catalogue) Meet(ctx context.Context, q MeetQuestion) (*Planned, error) {
	s := q.State
	p := &Planned{Gathered: Gathered{State: s}}
	if len(q.Slots) > 0 {
		if err := s.SetSlots(q.Slots); err != nil {
			return nil, err
		}
	}
	if q.Tables != 0 {
		if err := s.SetTables(q.Tables); err != nil {
			return nil, err
		}
	}
	var names gathering.OrganisationNames
	if !q.Blocked.empty() || !q.Wishes.empty() {
		var err error
		if names, err = c.namesOf(ctx, s.Organisations()); err != nil {
			return nil, err
		}
	}
	for _, list := range []struct {
		of   List
		read func([]gathering.Row, gathering.OrganisationNames) []gathering.Issue
	}{{q.Blocked, s.ReadBlocked}, {q.Wishes, s.ReadWishes}} {
		if list.of.empty() {
			continue
		}
		rows, issues, err := readList(list.of)
		if err != nil {
			return nil, err
		}
		p.Issues = append(append(p.Issues, issues...), list.read(rows, names)...)
	}
	if q.Suggest {
		list, err := c.suggested(ctx, s)
		if err != nil {
			return nil, err
		}
		s.Suggest(list)
	}
	p.Issues = append(p.Issues, s.LeftOut()...)
	var err error
	switch {
	case q.Plan:
		p.Plan, err = s.Plan(ctx)
	case len(s.Meetings) > 0 && len(s.Slots) > 0 && len(s.Tables) > 0:
		p.Plan, err = s.Judge(ctx, q.Weighed)
	}
	if err != nil {
		return nil, err
	}
	return p, c.nameGathered(ctx, &p.Gathered, q.Lang)
}

// readList reads the rows of a list of the kit.
func readList(l List) (rows []gathering.Row, issues []gathering.Issue, err error) {
	list, err := exchange.ReadList(l.Name, bytes.NewReader(l.Content), gathering.IsListHeader)
	if err != nil {
		return nil, nil, err
	}
	for _, row := range list.Rows {
		rows = append(rows, gathering.Row{Line: row.Line, Cells: row.Cells})
	}
	return rows, readIssues(list), nil
}

// How many partners are suggested to each: as many as it has slots for, and as many
// again, since others take some; not more than one reads.
const (
	leastSuggested = 5
	mostSuggested  = 24
)

// Each is scored against scoredEach of the others, those that have most in common with
// it by what the scale says of the concepts: all of an event of two hundred. Of bigger
// ones they are fewer, so that about scoredPairs are scored in all, but leastScored.
const (
	scoredEach  = 200
	scoredPairs = 80_000
	leastScored = 40
)

// toldReasons is how many reasons a suggestion keeps.
const toldReasons = 4

// attendee is a participant as the match sees it.
type attendee struct {
	id       gathering.ParticipantID
	record   *directory.Organisation // nil: it is known by the list alone
	side     *match.Side
	met      *acquainted
	needs    []directory.Offering // what reasons point into
	offers   []directory.Offering
	concepts map[directory.ConceptID]bool
	clusters map[directory.RecordID]string // names of those anybody is a member of
}

// suggested are the wishes the match would have for every participant, best first:
// of the others of the list, without those of its own organisation and those it works
// with already.
func (c *Catalogue) suggested(ctx context.Context, s *gathering.State) ([]gathering.Wish, error) {
	scale, err := c.scale(ctx)
	if err != nil {
		return nil, err
	}
	all, err := c.attendees(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("suggest meetings: %w", err)
	}
	most := min(mostSuggested, max(leastSuggested, 2*len(s.Slots)))
	lists := make([][]gathering.Wish, len(all))
	having := map[directory.ConceptID][]int{}
	for i := range all {
		for id := range all[i].concepts {
			having[id] = append(having[id], i)
		}
	}
	parts := runtime.GOMAXPROCS(0)
	err = together.Do(parts, func(k int) error {
		common := make([]float64, len(all))
		for i := k; i < len(all); i += parts {
			if err := ctx.Err(); err != nil {
				return err
			}
			clear(common)
			for id := range all[i].concepts {
				// Whole numbers: a map has no order, and their sum none either.
				says := math.Round(1e6 * scale.Says(id))
				for _, j := range having[id] {
					common[j] += says
				}
			}
			lists[i] = c.suggestTo(scale, all, i, most, common)
		}
		return nil
	})
	return slices.Concat(lists...), err
}

// attendees reads the participants that are planned.
func (c *Catalogue) attendees(ctx context.Context, s *gathering.State) ([]attendee, error) {
	var ids []directory.RecordID
	for _, p := range s.Participants {
		ids = append(ids, p.Organisation)
	}
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	var memberOf []directory.RecordID
	for _, r := range records {
		if r != nil {
			memberOf = once(memberOf, r.MemberOf)
		}
	}
	found, err := c.organisations(ctx, memberOf)
	if err != nil {
		return nil, err
	}
	clusters := map[directory.RecordID]string{}
	for _, r := range found {
		if r != nil {
			clusters[r.ID] = r.DisplayName()
		}
	}
	known := map[directory.RecordID]*attendee{}
	var all []attendee
	for i := range s.Participants {
		p := &s.Participants[i]
		if !p.Planned() {
			continue
		}
		a := attendee{id: p.ID, record: records[i], met: &acquainted{}, clusters: clusters}
		switch {
		case a.record == nil:
			c.describe(&a, s, p)
		case known[a.record.ID] != nil:
			a = *known[a.record.ID]
			a.id = p.ID
		default:
			a.side, a.needs, a.offers = c.side(a.record), a.record.Needs, a.record.Offers
			if a.met, err = c.acquaintances(ctx, a.side); err != nil {
				return nil, err
			}
			one := a
			known[a.record.ID] = &one
		}
		a.concepts = map[directory.ConceptID]bool{}
		for _, list := range [][]directory.ConceptID{a.side.Concepts, a.side.Topics} {
			for _, id := range list {
				a.concepts[id] = true
			}
		}
		for _, st := range slices.Concat(a.side.Needs, a.side.Offers) {
			for _, id := range st.Concepts {
				a.concepts[id] = true
			}
		}
		all = append(all, a)
	}
	return all, nil
}

// describe is a participant without an entry by what the list says of it: the country
// and kind it gives, what its name and its other cells speak of as what it does, and
// these cells as what it seeks. Nothing else is known, and nothing else counts.
func (c *Catalogue) describe(a *attendee, s *gathering.State, p *gathering.Participant) {
	w := c.matcher().Read(rowOf(p))
	place := directory.Place{Country: w.Country, City: p.City}
	a.side = &match.Side{Kind: w.Kind(), Country: w.Country, Point: c.pointOf(place)}
	work := func(ids []directory.ConceptID) {
		for _, id := range ids {
			if id.Scheme() == directory.SchemeTopic {
				a.side.Topics = once(a.side.Topics, []directory.ConceptID{id})
			} else {
				a.side.Concepts = once(a.side.Concepts, []directory.ConceptID{id})
			}
		}
	}
	for _, name := range []string{p.Name, p.OtherName} {
		work(c.said(name, ""))
	}
	for _, cell := range p.Cells {
		if !tells(cell, p) {
			continue
		}
		of := directory.Offering{Text: cell}
		st := c.statement(len(a.needs), of, "")
		st.Concepts = once(st.Concepts, c.meant(cell, languageOf(cell, "")))
		work(st.Concepts)
		a.side.Needs, a.needs = append(a.side.Needs, st), append(a.needs, of)
	}
}

// tells says whether a cell of a list says more of a participant than was read out of
// it: words that are not its name, place, website or an address.
func tells(cell string, p *gathering.Participant) bool {
	for _, read := range []string{p.Name, p.OtherName, p.Country, p.City, p.Website, p.Kind} {
		if cell == read {
			return false
		}
	}
	return !strings.ContainsAny(cell, "@") && strings.IndexFunc(cell, unicode.IsLetter) >= 0
}

// suggestTo is what is suggested to one of all, by what the others have in common with
// it.
func (c *Catalogue) suggestTo(scale *match.Scale, all []attendee, i, most int, common []float64) []gathering.Wish {
	a := &all[i]
	type one struct {
		of     int
		common float64
		score  match.Score
		side   *match.Side
	}
	var list []one
	for j := range all {
		b := &all[j]
		if j == i || a.record != nil && b.record != nil && a.record.ID == b.record.ID {
			continue
		}
		list = append(list, one{of: j, common: common[j]})
	}
	slices.SortFunc(list, func(x, y one) int { return cmp.Or(cmp.Compare(y.common, x.common), x.of-y.of) })
	list = list[:min(len(list), scoredEach, max(leastScored, scoredPairs/len(all)))]
	kept := list[:0]
	for _, o := range list {
		side := *all[o.of].side // what the two share is of the pair alone
		side.Projects = slices.Clip(side.Projects)
		a.met.meet(&side)
		if match.Known(a.side, &side) != nil {
			continue
		}
		o.side, o.score = &side, scale.Score(a.side, &side, nil)
		if o.score.Points > 0 {
			kept = append(kept, o)
		}
	}
	slices.SortFunc(kept, func(x, y one) int { return cmp.Or(cmp.Compare(y.score.Points, x.score.Points), x.of-y.of) })
	var wishes []gathering.Wish
	for rank, o := range kept[:min(len(kept), most)] {
		wishes = append(wishes, gathering.Wish{From: a.id, To: all[o.of].id, Rank: rank + 1, Why: gathering.WishSuggested,
			Reasons: c.wishReasons(a, &all[o.of], o.score)})
	}
	return wishes
}

// The keys of reasons of suggested wishes, those of [match.How] that need words of
// their own by who seeks and who offers. Their arguments are: of statements their texts,
// of concepts their whole ids, of kinds and countries their codes, of records their names.
const (
	wishTheyOffer = "they-offer" // args: what is sought, what they offer
	wishTheySeek  = "they-seek"  // args: what they seek, what is offered
	wishTheyDo    = "they-do"    // args: what is sought, concepts of theirs
	wishWeDo      = "we-do"      // args: what they seek, concepts of one's own
)

// WishReasonKeys lists the keys of reasons of suggested wishes.
var WishReasonKeys = []string{wishTheyOffer, wishTheySeek, wishTheyDo, wishWeDo, string(match.Same), string(match.Broader), string(match.Related),
	string(match.SoughtThere), string(match.SoughtHere), string(match.Completes), string(match.Near), string(match.SameEvent), string(match.SameCluster), string(match.SameProject)}

// wishReasons are the strongest reasons of a score as the file keeps them.
func (c *Catalogue) wishReasons(a, b *attendee, score match.Score) (list []gathering.Reason) {
	parts := slices.Clone(score.Parts)
	slices.SortStableFunc(parts, func(x, y match.Part) int { return cmp.Compare(y.Points, x.Points) })
	for _, part := range parts {
		for n, r := range part.Reasons {
			if len(list) == toldReasons {
				return list
			}
			if n == 2 { // further ones of a factor say little more
				break
			}
			if told, ok := c.wishReason(a, b, part, r); ok {
				told.By = math.Round(10*part.Points) / 10
				list = append(list, told)
			}
		}
	}
	return list
}

func (c *Catalogue) wishReason(a, b *attendee, part match.Part, r match.Reason) (gathering.Reason, bool) {
	text := func(list []directory.Offering, n int) string {
		if n < 0 || n >= len(list) {
			return ""
		}
		return shortText(list[n].Text)
	}
	told := gathering.Reason{Key: string(r.How)}
	switch r.How {
	case match.ByOffer, match.ByWords:
		if told.Key, told.Args = wishTheyOffer, []string{text(a.needs, r.Need), text(b.offers, r.Offer)}; part.Factor == match.Offers {
			told.Key, told.Args = wishTheySeek, []string{text(b.needs, r.Need), text(a.offers, r.Offer)}
		}
	case match.ByRecord:
		if told.Key, told.Args = wishTheyDo, []string{text(a.needs, r.Need)}; part.Factor == match.Offers {
			told.Key, told.Args = wishWeDo, []string{text(b.needs, r.Need)}
		}
	case match.Same:
		told.Args = []string{string(r.Concept)}
	case match.Broader, match.Related:
		told.Args = []string{string(r.Concept), string(r.Other)}
	case match.SoughtThere, match.SoughtHere:
		told.Args = []string{string(r.Country)}
	case match.Completes:
		told.Args = []string{string(a.side.Kind), string(b.side.Kind)}
	case match.Near:
		told.Args = []string{strconv.Itoa(int(math.Round(r.Km)))}
	case match.SameEvent, match.SameProject:
		told.Args = []string{cmp.Or(a.met.names[r.Record], string(r.Record.ID))}
	case match.SameCluster:
		told.Args = []string{cmp.Or(a.clusters[r.Record.ID], string(r.Record.ID))}
	}
	return told, !slices.Contains(told.Args, "")
}

// shortText is the beginning of a text, at a word.
func shortText(s string) string {
	const most = 120 // characters: a line
	runes := []rune(strings.Join(strings.Fields(s), " "))
	if len(runes) <= most {
		return string(runes)
	}
	cut := string(runes[:most])
	if i := strings.LastIndexByte(cut, ' '); i > most/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

// namesOf are all names of organisations; those the directory has no more have none.
func (c *Catalogue) namesOf(ctx context.Context, ids []directory.RecordID) (gathering.OrganisationNames, error) {
	records, err := c.organisations(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := gathering.OrganisationNames{}
	for i, o := range records {
		if o == nil {
			continue
		}
		for _, n := range o.Names {
			names[ids[i]] = append(names[ids[i]], n.Text)
		}
	}
	return names, nil
}
