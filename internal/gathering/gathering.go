// Package gathering is what the kit of an event keeps: who takes part and which
// organisation each is, what they wish, the slots and tables there are, and the
// meetings planned. It is one file, JSON, that the organiser keeps: the server stores
// none of it.
//
// It reads and writes the file, reads participants, wishes and times out of lists, checks
// that what names something names what is there, and hands what is to be planned to
// package meetings and takes the plan back. It recognises nobody: packages reconcile and
// catalogue do.
//
// # The file
//
//	format        "euxine-gathering"
//	version       1; a file of a higher one is refused, see Read
//	event         id of the event
//	columns       headers of the list, "" where there are none
//	participants  id, line, cells of the list as given; name, other_name, country, city,
//	              website, kind as they were read out of it; organisation and how that
//	              was settled; candidates while it is not; issues; blocked slots
//	wishes        from, to: ids of participants; rank, 1 the first; why: given or
//	              suggested; reasons of what is suggested, those of package match
//	slots         id, start, end: civil time of the event, "2026-05-14T10:00"; what this
//	              package makes has its start for an id, so that what is blocked or fixed
//	              stays so in another timetable that has the time
//	tables        id, name
//	meetings      slot, table, participants; fixed: a new plan keeps it
//
// Ids are the file's own: p1, p2 … of participants in the order of the list. Fields
// that are not known are kept by no program that reads them, so that a change of what
// is written is a new version.
//
// Where to begin: [State], [Read], [State.AddRows], [State.Plan].
package gathering

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// Format and Version are what the file says it is.
const (
	Format  = "euxine-gathering"
	Version = 1
)

// Bounds of a file.
const (
	MaxBytes        = 8 << 20 // of the file: ten times a list of two thousand with all their cells
	MaxParticipants = 2000
	MaxWishes       = 200_000 // all of three hundred for all others, twice
	MaxSlots        = 500
	MaxTables       = 1000
	MaxMeetings     = 100_000
)

// Bounds of what stands at a participant: several times what this program writes there.
const (
	MaxCells      = 1000 // of a row; a workbook's columns with something in them
	MaxCandidates = 50   // each is looked up when the file is opened
	MaxReasons    = 100
	MaxIssues     = 100
)

// ParticipantID names a participant within the file.
type ParticipantID string

// Settled says how it was settled which organisation a participant is.
type Settled string

const (
	SettledOpen     Settled = ""         // it is still to be settled
	SettledCertain  Settled = "certain"  // it was recognised for certain
	SettledChosen   Settled = "chosen"   // a person chose it among candidates
	SettledNone     Settled = "none"     // none was like it
	SettledNoneSaid Settled = "rejected" // a person said that it is none of the candidates
)

// SettledWays lists them.
var SettledWays = []Settled{SettledOpen, SettledCertain, SettledChosen, SettledNone, SettledNoneSaid}

// State is the file.
type State struct {
	Format       string             `json:"format"`
	Version      int                `json:"version"`
	Event        directory.RecordID `json:"event"`
	Columns      []string           `json:"columns,omitempty"`
	Participants []Participant      `json:"participants"`
	Wishes       []Wish             `json:"wishes,omitempty"`
	Slots        []Slot             `json:"slots,omitempty"`
	Tables       []Table            `json:"tables,omitempty"`
	Meetings     []Meeting          `json:"meetings,omitempty"`
}

// Participant is a row of the list.
type Participant struct {
	ID    ParticipantID `json:"id"`
	Line  int           `json:"line"` // of the list, from 1
	Cells []string      `json:"cells,omitempty"`

	Name      string `json:"name,omitempty"`
	OtherName string `json:"other_name,omitempty"`
	Country   string `json:"country,omitempty"` // as the list has it
	City      string `json:"city,omitempty"`
	Website   string `json:"website,omitempty"`
	Kind      string `json:"kind,omitempty"`

	Organisation directory.RecordID `json:"organisation,omitempty"`
	Settled      Settled            `json:"settled,omitempty"`
	Score        float64            `json:"score,omitempty"` // of the organisation, or of the best candidate
	Candidates   []Candidate        `json:"candidates,omitempty"`
	Reasons      []Reason           `json:"reasons,omitempty"` // why it was not certain
	Issues       []Issue            `json:"issues,omitempty"`

	Blocked []string `json:"blocked,omitempty"` // slots in which there is no time
}

// Candidate is an organisation a participant may be.
type Candidate struct {
	Organisation directory.RecordID `json:"organisation"`
	Score        float64            `json:"score"`
	Reasons      []Reason           `json:"reasons,omitempty"`
}

// Reason is a reason of package reconcile, or for a wish of package match.
type Reason struct {
	Key  string   `json:"key"`
	By   float64  `json:"by,omitempty"`
	Args []string `json:"args,omitempty"`
}

// Wish is that one participant wishes to meet another.
type Wish struct {
	From ParticipantID `json:"from"`
	To   ParticipantID `json:"to"`
	Rank int           `json:"rank,omitempty"` // 1 the first; 0 not said
	Why  WishWhy       `json:"why,omitempty"`
	// Reasons are why it was suggested.
	Reasons []Reason `json:"reasons,omitempty"`
}

// WishWhy is where a wish comes from.
type WishWhy string

// "" is given, too.
const (
	WishGiven     WishWhy = "given"     // somebody asked for it
	WishSuggested WishWhy = "suggested" // the match suggests it, nobody asked
)

// Slot is a time for meetings.
type Slot struct {
	ID    string `json:"id"`
	Start string `json:"start,omitempty"` // civil time: 2026-05-14T10:00
	End   string `json:"end,omitempty"`
}

// Table is where a meeting is held.
type Table struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Meeting is one that is planned.
type Meeting struct {
	Slot         string          `json:"slot"`
	Table        string          `json:"table"`
	Participants []ParticipantID `json:"participants"`
	Fixed        bool            `json:"fixed,omitempty"`
}

// IssueKey says what is the matter with something; pages have a sentence for each.
type IssueKey string

const (
	IssueEmpty        IssueKey = "empty"                // a row with neither a name nor a website
	IssueDuplicate    IssueKey = "duplicate"            // the same row stands in the list before; args: its line
	IssueSameOrg      IssueKey = "same-organisation"    // another participant is of the organisation; args: its line
	IssueUnknown      IssueKey = "unknown-organisation" // its organisation is no longer in the directory; args: its id
	IssueOverfull     IssueKey = "too-many"             // args: what, how many are read
	IssueNoSuch       IssueKey = "no-such"              // something names what is not there; args: what, its id
	IssueRepeated     IssueKey = "repeated"             // an id is given twice; args: what, the id
	IssueSelf         IssueKey = "wish-for-self"        // args: the participant
	IssueWishRepeated IssueKey = "wish-repeated"        // args: from, to
	IssueNotRead      IssueKey = "column-ignored"       // a column is kept and not used; args: its header or letter
	IssueUnreadable   IssueKey = "unreadable"           // part of the file could not be read; args: where, why in English, the key of the fault and its args
	IssueNotice       IssueKey = "notice"               // args: what was decided in English, the key of the notice and its args
	IssueFirstColumn  IssueKey = "first-column"         // no header names a column of names: the first is read as names

	// Of lists of wishes and of times, the line first; the row is left out.
	IssueRowShort   IssueKey = "row-incomplete"    // it lacks a cell
	IssueRowWho     IssueKey = "not-a-participant" // args: line, the cell
	IssueRowSeveral IssueKey = "several-meant"     // args: line, the cell
	IssueRowSelf    IssueKey = "row-for-self"      // args: line, the cell
	IssueRowTwice   IssueKey = "row-repeated"      // args: line, from, to as given
	IssueRowSame    IssueKey = "row-same-group"    // two participants of one organisation; args: line, from, to as given
	IssueRowTime    IssueKey = "no-such-time"      // args: line, the cell
	IssueRowRank    IssueKey = "rank-unread"       // the wish is kept without it; args: line, the cell
	IssueWishesStay IssueKey = "wishes-stay"       // no row of the list was understood: those there were stay
	IssueLeftOut    IssueKey = "left-out"          // a row that names nobody is not planned; args: its line
)

// IssueKeys lists them.
var IssueKeys = []IssueKey{IssueEmpty, IssueDuplicate, IssueSameOrg, IssueUnknown, IssueOverfull, IssueNoSuch, IssueRepeated, IssueSelf,
	IssueWishRepeated, IssueNotRead, IssueUnreadable, IssueNotice, IssueFirstColumn, IssueRowShort, IssueRowWho, IssueRowSeveral, IssueRowSelf, IssueRowTwice,
	IssueRowSame, IssueRowTime, IssueRowRank, IssueWishesStay, IssueLeftOut}

// Issue is something that is to be known of a row or of the file. It is no error:
// nothing is left out for it unless it says so.
type Issue struct {
	Key  IssueKey `json:"key"`
	Args []string `json:"args,omitempty"`
}

// Errors of reading a file; each is an ErrInvalid.
var (
	ErrNotState     = fmt.Errorf("no file of the event kit: %w", directory.ErrInvalid)
	ErrNewer        = fmt.Errorf("the file is of a newer version of the program: %w", directory.ErrInvalid)
	ErrOtherEvent   = fmt.Errorf("the file is of another event: %w", directory.ErrInvalid)
	ErrTooLarge     = fmt.Errorf("the file is too large: %w", directory.ErrInvalid)
	errDifferent    = errors.New("it says that it is of another format")
	errMoreThanOnce = errors.New("something stands behind it")
)

// New is a state of an event without participants.
func New(event directory.RecordID) *State {
	return &State{Format: Format, Version: Version, Event: event}
}

// Read reads a file. What it holds is then within the bounds; whether what it names is
// there, Check says.
func Read(r io.Reader) (*State, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read state: %w", err)
	}
	if len(content) > MaxBytes {
		return nil, fmt.Errorf("%w: over %d MiB", ErrTooLarge, MaxBytes>>20)
	}
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(content, &head); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotState, err)
	}
	switch {
	case head.Format != Format:
		return nil, fmt.Errorf("%w: %w", ErrNotState, errDifferent)
	case head.Version > Version:
		return nil, fmt.Errorf("%w: version %d, this one reads up to %d", ErrNewer, head.Version, Version)
	case head.Version < 1:
		return nil, fmt.Errorf("%w: it has no version", ErrNotState)
	}
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	var s State
	if err := d.Decode(&s); err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotState, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: %w", ErrNotState, errMoreThanOnce)
	}
	for _, b := range []struct {
		what       string
		have, most int
	}{{"participants", len(s.Participants), MaxParticipants}, {"wishes", len(s.Wishes), MaxWishes}, {"slots", len(s.Slots), MaxSlots},
		{"tables", len(s.Tables), MaxTables}, {"meetings", len(s.Meetings), MaxMeetings}} {
		if b.have > b.most {
			return nil, fmt.Errorf("%w: %d %s, at most %d", ErrTooLarge, b.have, b.what, b.most)
		}
	}
	for _, p := range s.Participants {
		if err := p.within(); err != nil {
			return nil, fmt.Errorf("%w: participant %q: %w", ErrTooLarge, p.ID, err)
		}
	}
	return &s, nil
}

// within says what there is too much of at a participant.
func (p *Participant) within() error {
	reasons := len(p.Reasons)
	for _, c := range p.Candidates {
		reasons = max(reasons, len(c.Reasons))
	}
	for _, b := range []struct {
		what       string
		have, most int
	}{{"cells", len(p.Cells), MaxCells}, {"candidates", len(p.Candidates), MaxCandidates}, {"reasons", reasons, MaxReasons},
		{"issues", len(p.Issues), MaxIssues}, {"blocked slots", len(p.Blocked), MaxSlots}} {
		if b.have > b.most {
			return fmt.Errorf("%d %s, at most %d", b.have, b.what, b.most)
		}
	}
	return nil
}

// Write writes the file, for programs and for people who look into it.
func (s *State) Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(s); err != nil {
		return fmt.Errorf("write state: %w", err)
	}
	return nil
}

// Line is the file in one line, for a form that carries it.
func (s *State) Line() string {
	b, err := json.Marshal(s)
	if err != nil { // it holds nothing that cannot be written
		return ""
	}
	return string(b)
}

// Participant finds one by id.
func (s *State) Participant(id ParticipantID) (*Participant, bool) {
	i := slices.IndexFunc(s.Participants, func(p Participant) bool { return p.ID == id })
	if i < 0 {
		return nil, false
	}
	return &s.Participants[i], true
}

// Choose settles which of its candidates a participant is; "" is none of them. It
// says whether that could be chosen.
func (p *Participant) Choose(id directory.RecordID) bool {
	if id == "" {
		p.Organisation, p.Settled = "", SettledNoneSaid
		return true
	}
	i := slices.IndexFunc(p.Candidates, func(c Candidate) bool { return c.Organisation == id })
	if i < 0 {
		return false
	}
	p.Organisation, p.Settled, p.Score = id, SettledChosen, p.Candidates[i].Score
	return true
}

// Open counts the participants that are still to be settled.
func (s *State) Open() int {
	n := 0
	for _, p := range s.Participants {
		if p.Settled == SettledOpen {
			n++
		}
	}
	return n
}

// SameOrganisations notes at participants of one organisation that there are others of
// it, at each those before; notes made earlier are made anew.
func (s *State) SameOrganisations() {
	first := map[directory.RecordID]int{}
	for i := range s.Participants {
		p := &s.Participants[i]
		p.Issues = slices.DeleteFunc(p.Issues, func(is Issue) bool { return is.Key == IssueSameOrg })
		if p.Organisation == "" {
			continue
		}
		if line, there := first[p.Organisation]; there {
			p.Issues = append(p.Issues, Issue{IssueSameOrg, []string{fmt.Sprint(line)}})
			continue
		}
		first[p.Organisation] = p.Line
	}
}

// Things are what the issues no-such and repeated speak of.
var Things = []string{thingParticipant, thingSlot, thingTable}

const (
	thingParticipant = "participant"
	thingSlot        = "slot"
	thingTable       = "table"
)

// Check lists what names something that is not there, is given twice, or makes no
// sense. Nothing is taken out: a plan leaves such things aside and says so.
func (s *State) Check() []Issue {
	var list []Issue
	add := func(key IssueKey, args ...string) { list = append(list, Issue{key, args}) }
	once := func(what string, ids []string) map[string]bool {
		seen := map[string]bool{}
		for _, id := range ids {
			if seen[id] {
				add(IssueRepeated, what, id)
			}
			seen[id] = true
		}
		return seen
	}
	participants := once(thingParticipant, each(s.Participants, func(p Participant) string { return string(p.ID) }))
	slots := once(thingSlot, each(s.Slots, func(x Slot) string { return x.ID }))
	tables := once(thingTable, each(s.Tables, func(x Table) string { return x.ID }))
	there := func(set map[string]bool, what, id string) {
		if !set[id] {
			add(IssueNoSuch, what, id)
		}
	}
	for _, p := range s.Participants {
		for _, slot := range p.Blocked {
			there(slots, thingSlot, slot)
		}
	}
	wished := map[[2]ParticipantID]bool{}
	for _, w := range s.Wishes {
		there(participants, thingParticipant, string(w.From))
		there(participants, thingParticipant, string(w.To))
		pair := [2]ParticipantID{w.From, w.To}
		switch {
		case w.From == w.To:
			add(IssueSelf, string(w.From))
		case wished[pair]:
			add(IssueWishRepeated, string(w.From), string(w.To))
		}
		wished[pair] = true
	}
	for _, m := range s.Meetings {
		there(slots, thingSlot, m.Slot)
		there(tables, thingTable, m.Table)
		for _, p := range m.Participants {
			there(participants, thingParticipant, string(p))
		}
	}
	return list
}

func each[A, B any](list []A, of func(A) B) []B {
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = of(a)
	}
	return out
}

// String is the issue for logs and tests, without the words of a language.
func (i Issue) String() string {
	switch { // these have their words, and the key for who says them in another language
	case i.Key == IssueNotice && len(i.Args) > 1:
		return i.Args[0]
	case i.Key == IssueUnreadable && len(i.Args) > 2:
		return i.Args[0] + " " + i.Args[1]
	}
	return strings.Join(append([]string{string(i.Key)}, i.Args...), " ")
}
