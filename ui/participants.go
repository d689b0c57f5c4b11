package ui

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/httpkit"
	"euxine/internal/reconcile"
)

// ParticipantsPath is the pattern of the page's address: its body may have
// [MaxParticipantsBody] bytes.
const ParticipantsPath = "/:lang/events/:id/participants"

// MaxParticipantsBody is a form with a list, or with the state of one, and as much
// again for the other fields.
const MaxParticipantsBody = gathering.MaxBytes + exchange.MaxList

// participantsPage recognises the participants of an event. Nothing of a list is
// stored: between two requests it is in the form.
type participantsPage struct {
	Page
	Event      *directory.Event
	EventLink  string
	Action     string
	PlanAction string
	Typed      string // the text that was sent and could not be read
	Problem    string // why not
	Done       bool   // a list was recognised
	State      string // the file, as the form carries it
	Notes      []string
	MoreNotes  int
	Counts     []participantCount
	Rows       []participantRow
	Ask        int       // rows still to be settled
	See        *seenPart // the organisations recognised; nil where there are none
}

// participantCount is how many rows came to what.
type participantCount struct {
	Settled gathering.Settled
	Label   string
	N       int
}

// participantRow is a row of the list with what is thought of it.
type participantRow struct {
	Page
	ID      gathering.ParticipantID
	Line    int
	Name    string
	Beside  string // country, town and website as the list has them
	Settled string // for the style: certain, chosen, none, rejected, ask
	Label   string
	Score   string
	Found   *refLine
	Why     []string
	Issues  []string
	Options []participantOption
	None    bool // the choice "none of these" is taken
	Field   string
}

// participantOption is an organisation that may be meant.
type participantOption struct {
	Line    refLine
	Value   string
	Score   string
	Why     []string
	Checked bool
}

// choicePrefix begins the names of the fields that settle a row.
const choicePrefix = "choice-"

// participants shows the form.
func (u *UI) participants(v *visit) error {
	if done, err := u.unsent(v); done || err != nil {
		return err
	}
	p, err := u.participantsPage(v)
	if err != nil || p == nil {
		return err
	}
	return v.show("participants", p)
}

// unsent makes ready for a page before anything was sent. done: it is answered.
func (u *UI) unsent(v *visit) (done bool, err error) {
	if err := v.plainAddress(); err != nil {
		return false, err
	}
	return u.fresh(v)
}

// participantsPage is the page before anything was sent; nil without an error: the
// visitor was sent on to the event of a former id.
func (u *UI) participantsPage(v *visit) (*participantsPage, error) {
	e, err := u.eventOf(v)
	if e == nil {
		return nil, err
	}
	p := &participantsPage{Page: v.page, Event: e}
	p.EventLink = p.Link("events/" + string(e.ID))
	p.Action, p.PlanAction = p.EventLink+"/participants", p.EventLink+"/plan"
	p.Title, p.Summary, p.NoIndex = p.T("participants.title", e.Title), p.T("participants.summary"), true
	return p, nil
}

// eventOf is the event of the address; nil without an error: the visitor was sent on.
func (u *UI) eventOf(v *visit) (*directory.Event, error) {
	e, err := u.catalogue.Event(v.c.Request.Context(), directory.RecordID(v.c.Param("id")), v.page.Lang)
	if err != nil {
		return nil, v.movedOr(directory.Events, fmt.Errorf("event: %w", err))
	}
	return e.Event, nil
}

// sent makes ready for the answer to a list that was sent, which is kept nowhere.
func (u *UI) sent(v *visit) (err error) {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if v.standing, err = u.catalogue.Standing(v.c.Request.Context()); err != nil {
		return fmt.Errorf("standing: %w", err)
	}
	v.page.Completing = !v.standing.Ready
	v.c.Header("Cache-Control", "no-store")
	return nil
}

// gather recognises the list that was sent, or settles rows of one that was.
func (u *UI) gather(v *visit) error {
	if err := u.sent(v); err != nil {
		return err
	}
	p, err := u.participantsPage(v)
	if err != nil || p == nil {
		return err
	}
	form, err := readUpload(v.c.Request)
	if err != nil {
		return err
	}
	g, problem, err := u.gathered(v, p, form)
	if err != nil {
		return err
	}
	if problem != "" {
		p.Problem, p.Typed = problem, form.text("list")
		return v.show("participants", p)
	}
	switch form.text("do") {
	case "download":
		return p.download(v, g.State)
	case "export":
		return u.takeAlong(v, p, g.State, form)
	}
	u.fillParticipants(p, g)
	if err := u.see(v, p, g.State, form); err != nil {
		return err
	}
	return v.show("participants", p)
}

// gathered is the participants of what was sent; problem says what was wrong with it.
// What a list holds is said to its sender alone and is no error: errors are logged.
func (u *UI) gathered(v *visit, p *participantsPage, form *upload) (g *catalogue.Gathered, problem string, err error) {
	ctx := v.c.Request.Context()
	name, content := form.name, form.file
	if len(content) == 0 && form.text("state") == "" {
		name, content = "list.txt", []byte(form.text("list"))
	}
	switch {
	case form.text("state") != "" && len(form.file) == 0:
		var s *gathering.State
		if s, err = readState(p.Event, []byte(form.text("state"))); err == nil {
			settle(s, form)
			g, err = u.catalogue.Resume(ctx, s, p.Lang)
		}
	case len(bytes.TrimSpace(content)) == 0:
		return nil, p.T("participants.empty"), nil
	default:
		g, err = u.catalogue.Gather(ctx, p.Event.ID, name, bytes.NewReader(content), p.Lang)
	}
	switch {
	case err == nil && len(g.State.Participants) == 0:
		problem = p.T("participants.empty")
		for _, i := range g.Issues {
			problem += " " + p.issue(i)
		}
		return nil, problem, nil
	case err == nil:
		return g, "", nil
	case errors.Is(err, gathering.ErrNotState):
		return nil, p.T("participants.not-state"), nil
	}
	if problem := p.stateProblem(err); problem != "" {
		return nil, problem, nil
	}
	return nil, "", err
}

// readState reads a file of the kit that is to be of an event, by whatever id of it.
func readState(e *directory.Event, content []byte) (*gathering.State, error) {
	s, err := gathering.Read(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if s.Event != e.ID && !slices.Contains(e.FormerIDs, s.Event) {
		return nil, gathering.ErrOtherEvent
	}
	s.Event = e.ID
	return s, nil
}

// stateProblem is what is wrong with a list or file that was sent, "" where the fault is
// not in it.
func (p Page) stateProblem(err error) string {
	switch {
	case errors.Is(err, gathering.ErrNewer):
		return p.T("participants.newer")
	case errors.Is(err, gathering.ErrOtherEvent):
		return p.T("participants.other-event")
	case errors.Is(err, gathering.ErrTooLarge):
		return p.T("participants.too-large")
	case errors.Is(err, directory.ErrInvalid):
		return p.T("participants.unreadable")
	}
	return ""
}

// settle takes over what a person chose. A row that nothing was chosen for stays open.
func settle(s *gathering.State, form *upload) {
	for i := range s.Participants {
		q := &s.Participants[i]
		switch choice := form.text(choicePrefix + string(q.ID)); {
		case choice == "":
		case choice == "none":
			q.Choose("")
		default:
			q.Choose(directory.RecordID(choice)) // of what is no candidate of it nothing is taken over
		}
	}
}

// download sends the state as the file that the organiser keeps.
func (p *participantsPage) download(v *visit, s *gathering.State) error {
	var file bytes.Buffer
	if err := s.Write(&file); err != nil {
		return fmt.Errorf("participants: %w", err)
	}
	v.c.Header("Content-Disposition", `attachment; filename="`+string(p.Event.ID)+`-participants.json"`)
	httpkit.Write(v.c, http.StatusOK, "application/json; charset=utf-8", file.Bytes())
	return nil
}

// upload is a form that was sent: its fields, and the file in it.
type upload struct {
	values url.Values
	name   string
	file   []byte
	files  map[string]uploaded // of further fields
}

type uploaded struct {
	name    string
	content []byte
}

// text is a field of one value, "" where it is not there.
func (u *upload) text(name string) string { return u.values.Get(name) }

// readUpload reads a form in memory: net/http's own reader puts files on disk, where
// nothing of a list is to go.
func readUpload(r *http.Request) (*upload, error) {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil, httpkit.Refuse(http.StatusUnsupportedMediaType, "")
	}
	u := &upload{values: url.Values{}, files: map[string]uploaded{}}
	parts := multipart.NewReader(r.Body, parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			return u, nil
		}
		if err != nil {
			return nil, broken(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, broken(err)
		}
		name := path.Base(strings.ReplaceAll(part.FileName(), `\`, "/"))
		switch {
		case part.FormName() == "file":
			u.name, u.file = name, content
			continue
		case part.FileName() != "":
			u.files[part.FormName()] = uploaded{name, content}
			continue
		}
		u.values.Add(part.FormName(), string(content))
	}
}

// broken is the error of a form that cannot be read: too large, or no form.
func broken(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return httpkit.Refuse(http.StatusBadRequest, "")
}

// fillParticipants puts what was recognised on the page.
func (u *UI) fillParticipants(p *participantsPage, g *catalogue.Gathered) {
	p.Done = true
	p.State = g.State.Line()
	p.Notes, p.MoreNotes = p.notes(g.Issues)
	counts := map[string]int{}
	for i := range g.State.Participants {
		row := u.participantRow(p.Page, &g.State.Participants[i], g.Names)
		counts[row.Settled]++
		if row.Settled == "ask" {
			p.Ask++
		}
		p.Rows = append(p.Rows, row)
	}
	for _, settled := range participantVerdicts {
		if n := counts[settled]; n > 0 {
			p.Counts = append(p.Counts, participantCount{gathering.Settled(settled), p.Of("participant-count", settled), n})
		}
	}
}

// maxNotes bounds what is said of a list as a whole: a list with more faults is the wrong one.
const maxNotes = 100

// notes says what is the matter with a list, and how much of it is left out.
func (p Page) notes(issues []gathering.Issue) (said []string, more int) {
	for _, i := range issues[:min(len(issues), maxNotes)] {
		said = append(said, p.issue(i))
	}
	return said, len(issues) - len(said)
}

// participantVerdicts are what rows come to, in the order they are counted.
var participantVerdicts = []string{"certain", "chosen", "ask", "none", "rejected"}

func (u *UI) participantRow(page Page, q *gathering.Participant, names map[directory.RecordID]catalogue.Ref) participantRow {
	row := participantRow{Page: page, ID: q.ID, Line: q.Line, Name: q.Name, Settled: string(q.Settled), Field: choicePrefix + string(q.ID)}
	if row.Name == "" {
		row.Name = q.OtherName
	} else if q.OtherName != "" {
		row.Name += " · " + q.OtherName
	}
	var beside []string
	for _, s := range []string{q.City, q.Country, q.Website} {
		if s != "" {
			beside = append(beside, s)
		}
	}
	row.Beside = strings.Join(beside, " · ")
	if q.Settled == gathering.SettledOpen {
		row.Settled = "ask"
	}
	row.Label = page.Of("participant-verdict", row.Settled)
	for _, i := range q.Issues {
		row.Issues = append(row.Issues, page.issue(i))
	}
	for _, r := range q.Reasons {
		row.Why = append(row.Why, page.reason(r, names))
	}
	line := func(id directory.RecordID) (refLine, bool) {
		ref, ok := names[id]
		if !ok {
			return refLine{}, false
		}
		return u.refLines(page, []catalogue.Ref{ref})[0], true
	}
	for _, k := range q.Candidates {
		var why []string
		for _, r := range k.Reasons {
			why = append(why, page.reason(r, names))
		}
		found, ok := line(k.Organisation)
		if !ok {
			continue
		}
		if k.Organisation == q.Organisation {
			row.Found, row.Score = &found, page.matchScore(k.Score)
			if q.Settled == gathering.SettledCertain {
				row.Why = why
			}
		}
		row.Options = append(row.Options, participantOption{Line: found, Value: string(k.Organisation), Score: page.matchScore(k.Score), Why: why,
			Checked: k.Organisation == q.Organisation && q.Settled != gathering.SettledCertain})
	}
	row.None = q.Settled == gathering.SettledNoneSaid
	return row
}

// matchScore is a score as people read it.
func (p Page) matchScore(score float64) string {
	return p.T("participants.score", int(math.Round(100*score)))
}

// reason says a reason of a candidate or of a verdict.
func (p Page) reason(r gathering.Reason, names map[directory.RecordID]catalogue.Ref) string {
	args := make([]any, 0, len(r.Args))
	switch reconcile.ReasonKey(r.Key) {
	case reconcile.WordsMissing, reconcile.WordsAdded:
		args = append(args, strings.Join(r.Args, ", "))
	case reconcile.NearSecond:
		for _, a := range r.Args {
			if ref, ok := names[directory.RecordID(a)]; ok {
				a = ref.Name
			}
			args = append(args, a)
		}
	default:
		for _, a := range r.Args {
			args = append(args, a)
		}
	}
	key := "match-reason." + r.Key
	if s := p.T(key, args...); s != key {
		return s
	}
	return p.Of("match-reason", r.Key)
}

// issue says what is the matter with a row or a list.
func (p Page) issue(i gathering.Issue) string {
	args := make([]any, len(i.Args))
	for n, a := range i.Args {
		args[n] = a
	}
	switch key := "gathering-issue." + string(i.Key); {
	case i.Key == gathering.IssueNotice && len(args) > 1:
		return p.known("notice."+i.Args[1], args[2:], i.Args[0])
	case (i.Key == gathering.IssueNoSuch || i.Key == gathering.IssueRepeated) && len(args) > 1:
		return p.T(key, p.Of("gathering-thing", i.Args[0]), args[1])
	case i.Key == gathering.IssueUnreadable && len(args) > 2:
		return p.T(key, args[0], p.known("fault."+i.Args[2], args[3:], i.Args[1]))
	default:
		return p.known(key, args, string(i.Key))
	}
}

// known is the message of a key that comes from elsewhere, or else what is given.
func (l *Locale) known(key string, args []any, other string) string {
	if s := l.T(key, args...); s != key {
		return s
	}
	return other
}
