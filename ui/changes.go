package ui

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// changesPath is the page's address behind the language.
const changesPath = "changes"

// changesPage is what changed, newest first, by what wrote it.
type changesPage struct {
	Page
	Types     []choice
	Hidden    []parameter // of the form: filters that have no field in it
	Countries []option
	Kinds     []option // none where the type has no kinds
	Since     string   // as a date field has it
	Chips     []chip
	Searched  bool // a question is asked: what is told is told of its hits
	Clear     string
	Batches   []batchView
	Older     string // "" at the end
	Newest    string // "" on the first page
	ReadBack  string // the day the list was looked through to, where that is all it says
	KnownFrom string // the day from which on changes are kept, where not from the beginning
	Cleared   bool   // earlier changes are not kept
	Lost      int    // revisions that cannot be read
	Atom      string
	API       string
}

// option is one line of a select.
type option struct {
	Value, Label string
	Selected     bool
}

// batchView is one import or other act.
type batchView struct {
	Page
	ID        string // of its heading
	Title     string
	At        string // "" not known
	Machine   string // the same for machines
	Numbers   string // "3 added, 2 changed"; "" where it began on an earlier page
	Only      string // the address of it alone; "" there
	Continued bool
	Lines     []changeLine
}

// changeLine is one record changed.
type changeLine struct {
	Page
	catalogue.RecordChange
	Name    string
	Type    string
	What    string
	Href    string // "" for what is no longer there
	History string
	Lines   []fieldLine
}

// fieldLine is one field changed: what went and what came. Of a list that some
// items stay in, Partly, that is the items that differ; else nothing on a side
// means that there was or is nothing.
type fieldLine struct {
	Label      string
	Partly     bool
	Gone, Came []fieldValue
}

// fieldValue is a text, cut where it is long.
type fieldValue struct {
	Text  string
	Brief string // a part of a long one; "" for a short
}

// maxBrief is how many characters of a value are shown before it is folded.
const maxBrief = 160

func (u *UI) changes(v *visit) error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	format := values.Get("format")
	asFeed, bad := takeAtom(values)
	q, faults := search.ParseChanges(values, u.vocabulary)
	if len(bad)+len(faults) > 0 {
		return badParameters(append(bad, faults...))
	}
	q.Lang = v.page.Lang
	for i := range q.Filters {
		q.Filters[i].Lang = v.page.Lang
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	found, err := u.catalogue.Changes(v.c.Request.Context(), q)
	if err != nil {
		return fmt.Errorf("changes, format %q: %w", format, err)
	}
	if asFeed {
		return u.changesFeed(v, q, found)
	}
	canonical := q.Values()
	v.page.address(v.site, canonical)
	return v.show("changes", u.changesPage(v.page, q, found))
}

// takeAtom takes the format out of the parameters and says whether it asks for a
// feed.
func takeAtom(values url.Values) (atom bool, bad []search.ParameterFault) {
	list := slices.DeleteFunc(slices.Clone(values["format"]), func(s string) bool { return s == "" })
	values.Del("format")
	switch {
	case len(list) == 0:
		return false, nil
	case len(list) > 1:
		bad = append(bad, search.ParameterFault{Parameter: "format", Value: list[1], Key: search.FaultRepeated})
	case list[0] != "atom":
		bad = append(bad, search.ParameterFault{Parameter: "format", Value: cut(list[0], 80), Key: search.FaultUnknownValue, Args: []string{": use one of atom"}})
	}
	return len(bad) == 0, bad
}

func (u *UI) changesPage(page Page, q search.ChangesQuestion, found *catalogue.ChangeList) changesPage {
	values := q.Values()
	p := changesPage{Page: page, Lost: found.Unreadable, Searched: len(q.Filters) > 0,
		Atom: page.changesLink(with1(values, "format", "atom")), API: page.changesAPI(values)}
	p.Title, p.Summary = p.changesOf(p.T("changes.title"), q, found), p.T("changes.summary")
	p.NoIndex = len(values) > 0 || q.Cursor != ""
	p.Feeds = []feedLink{{p.T("changes.feed-name", p.T("site.name")), p.Atom}}
	p.form(u.vocabulary, q, values)
	for _, a := range found.Active {
		rest := without(values, a.Parameter, a.Value)
		p.Chips = append(p.Chips, chip{Title: p.Of("filter", a.Parameter), Label: p.valueLabel(typeOf(q), a.Parameter, a.Label), Href: p.changesLink(rest)})
	}
	if words := values.Get("q"); words != "" {
		p.Chips = slices.Insert(p.Chips, 0, chip{Title: p.T("changes.words"), Label: words, Href: p.changesLink(without(values, "q", words))})
	}
	if q.Batch > 0 {
		p.Chips = append(p.Chips, chip{Title: p.T("changes.batch"), Label: fmt.Sprint(q.Batch), Href: p.changesLink(without(values, "batch", ""))})
	}
	if q.After > 0 {
		p.Chips = append(p.Chips, chip{Title: p.T("changes.after-revision"), Label: fmt.Sprint(q.After), Href: p.changesLink(without(values, "after", ""))})
	}
	if len(values) > 0 {
		p.Clear = p.changesLink(nil)
	}
	for _, b := range found.Batches {
		p.Batches = append(p.Batches, p.batch(b, q, values))
	}
	if found.Next != "" {
		p.Older = p.changesLink(with1(values, "cursor", found.Next))
		if found.Len() < cmp.Or(q.PerPage, search.DefaultChanges) {
			p.ReadBack = p.moment(found.ReadBackTo)
		}
	}
	if q.Cursor != "" {
		p.Newest = p.changesLink(values)
	}
	if found.KnownFrom > 0 {
		p.Cleared, p.KnownFrom = true, p.moment(found.KnownFromAt)
	}
	return p
}

// typeOf is the one type asked about, "" for several.
func typeOf(q search.ChangesQuestion) directory.RecordType {
	if len(q.Types) == 1 {
		return q.Types[0]
	}
	return ""
}

// changesLink is the address of the page with parameters.
func (p Page) changesLink(values url.Values) string { return withQuery(p.Link(changesPath), values) }

// changesAPI is the same list for programs.
func (p Page) changesAPI(values url.Values) string {
	if p.Lang != "en" {
		values = with1(values, "lang", string(p.Lang))
	}
	return withQuery("/api/v1/changes", values)
}

// with1 is parameters with one more.
func with1(values url.Values, name, value string) url.Values {
	more := maps.Clone(values)
	more.Set(name, value)
	return more
}

// without is parameters without a value, or without all of them for "". What goes
// together goes together, and paging starts anew.
func without(values url.Values, name, value string) url.Values {
	rest := maps.Clone(values)
	rest[name] = slices.DeleteFunc(slices.Clone(rest[name]), func(s string) bool { return value == "" || s == value })
	if len(rest[name]) == 0 {
		rest.Del(name)
	}
	switch name {
	case "near":
		rest.Del("within")
	case "q":
		rest.Del("exact")
	}
	return rest
}

// form fills in the fields above the list.
func (p *changesPage) form(v *directory.Vocabulary, q search.ChangesQuestion, values url.Values) {
	asked := typeOf(q)
	// What every type can be asked goes with the reader from one to the next.
	kept := url.Values{}
	for _, name := range []string{"country", "since", "q", "exact"} {
		if values.Has(name) {
			kept[name] = values[name]
		}
	}
	p.Types = []choice{{Label: p.T("changes.all"), Href: p.changesLink(kept), Current: asked == ""}}
	for _, t := range directory.RecordTypes {
		p.Types = append(p.Types, choice{Label: p.Of("list-title", t), Href: p.changesLink(with1(kept, "type", string(t))), Current: asked == t})
	}
	if !q.Since.IsZero() {
		p.Since = q.Since.First().Format(time.DateOnly)
	}
	shown := []string{"since", "batch", "after"}
	countries := values["country"]
	if len(countries) < 2 { // a select holds one; several are carried along unseen, and chips tell them
		shown = append(shown, "country")
		codes := slices.Clone(directory.Countries)
		if len(countries) > 0 && !slices.Contains(codes, directory.CountryCode(countries[0])) {
			codes = append(codes, directory.CountryCode(countries[0]))
		}
		for _, code := range codes {
			p.Countries = append(p.Countries, option{string(code), catalogue.CountryName(v, code, p.Lang), slices.Contains(countries, string(code))})
		}
		sortOptions(p.Countries)
	}
	kinds := values["kind"]
	scheme := search.FacetKind.SchemeFor(asked)
	if asked != "" && asked != directory.Projects && len(kinds) < 2 {
		shown = append(shown, "kind")
		for _, id := range v.ConceptsOf(scheme) {
			p.Kinds = append(p.Kinds, option{id.Code(), v.ConceptLabel(id, p.Lang), slices.Contains(kinds, id.Code())})
		}
		sortOptions(p.Kinds)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if !slices.Contains(shown, name) {
				p.Hidden = append(p.Hidden, parameter{name, value})
			}
		}
	}
}

func sortOptions(list []option) {
	slices.SortFunc(list, func(a, b option) int { return strings.Compare(a.Label, b.Label) })
}

// moment is a time to the minute, in UTC: the program knows no reader's clock.
func (p Page) moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	return p.T("changes.moment", p.Date(directory.DateOf(t)), t.Format("15:04"))
}

func (p changesPage) batch(b catalogue.ChangeBatch, q search.ChangesQuestion, values url.Values) batchView {
	view := batchView{Page: p.Page, ID: fmt.Sprintf("b%d", b.First), Title: p.author(b.By), At: p.moment(b.At), Continued: b.Continued}
	if !b.At.IsZero() {
		view.Machine = b.At.UTC().Format(time.RFC3339)
	}
	if !b.Continued {
		view.Numbers = p.numbers(b)
	}
	if q.Batch == 0 {
		view.Only = p.changesLink(with1(without(without(values, "since", ""), "after", ""), "batch", fmt.Sprint(b.First)))
	}
	for _, c := range b.Changes {
		view.Lines = append(view.Lines, p.change(c))
	}
	return view
}

// author says who or what wrote a batch. The program's own ways of saying it are
// translated, others are names.
func (p Page) author(by string) string {
	file, imported := strings.CutPrefix(by, "import ")
	switch {
	case by == "":
		return p.T("changes.by-unknown")
	case by == catalogue.BySeed:
		return p.T("changes.by-seed")
	case imported:
		return p.T("changes.by-import", file)
	}
	return by
}

// numbers says how many records of a batch were created, changed and removed.
func (p Page) numbers(b catalogue.ChangeBatch) string {
	var parts []string
	if b.Created > 0 {
		parts = append(parts, p.N("changes.created", b.Created))
	}
	if b.Changed > 0 {
		parts = append(parts, p.N("changes.changed", b.Changed))
	}
	if b.Removed > 0 {
		parts = append(parts, p.N("changes.removed", b.Removed))
	}
	s := strings.Join(parts, ", ")
	if b.AtLeast {
		s = p.T("changes.at-least", s)
	}
	return s
}

// whatChanged is what was done to a record, to a search where it is asked about one.
func (p Page) whatChanged(c catalogue.RecordChange) string {
	if c.Scope != catalogue.ScopeWithin {
		return p.Of("change-scope", c.Scope)
	}
	return p.Of("change-kind", c.Change)
}

func (p Page) change(c catalogue.RecordChange) changeLine {
	line := changeLine{Page: p, RecordChange: c, Name: cmp.Or(c.Name, string(c.Key.ID)), Type: p.Of("record-type", c.Key.Type), What: p.whatChanged(c),
		History: p.historyLink(c.Key.Type, c.Key.ID)}
	if c.Exists {
		line.Href = p.RecordLink(c.Key.Type, cmp.Or(c.MovedTo, c.Key.ID))
	}
	for _, f := range c.Fields {
		line.Lines = append(line.Lines, p.field(f))
	}
	return line
}

// About is what tells the record from others of like name.
func (l changeLine) About() string {
	parts := []string{l.Type}
	if l.Kind.Label != "" {
		parts[0] = l.Kind.Label
	}
	if l.Country.Label != "" {
		parts = append(parts, l.Country.Label)
	}
	return strings.Join(parts, " · ")
}

func (p Page) field(f exchange.FieldChange) fieldLine {
	name, below, nested := strings.Cut(f.Field, ".")
	line := fieldLine{Label: p.Of("record-field", name)}
	if nested {
		line.Label += ": " + below
	}
	gone, came, partly := differing(f.Old, f.New)
	from := 0
	if len(gone) == 1 && len(came) == 1 {
		from = parting(gone[0], came[0])
	}
	line.Partly, line.Gone, line.Came = partly, fieldValues(gone, from), fieldValues(came, from)
	return line
}

// differing is what differs between two values: of two lists the items only one of
// them has (partly: there are others), of anything else the values.
func differing(old, new string) (gone, came []string, partly bool) {
	a, ok := listItems(old)
	b, also := listItems(new)
	if ok && also {
		gone, came = beyond(a, b), beyond(b, a)
	}
	if len(gone)+len(came) == 0 { // no lists, or another order
		return nonEmpty(old), nonEmpty(new), false
	}
	return gone, came, len(gone) < len(a)
}

// leadIn is how many characters two texts may begin with in common before the
// beginning is left out of what is shown of long ones, and how many of them stay.
const leadIn = 60

// parting is where what is shown of two texts begins, in bytes: a little before
// they part, at a word.
func parting(a, b string) int {
	common, last := 0, 0 // the latest beginning of a word far enough before
	var words []int
	for common < len(a) && common < len(b) && a[common] == b[common] {
		if a[common] == ' ' {
			words = append(words, common+1)
		}
		common++
	}
	if utf8.RuneCountInString(a[:common]) <= leadIn {
		return 0
	}
	for _, w := range words {
		if common-w >= leadIn/2 {
			last = w
		}
	}
	return last
}

// listItems are the items of a list in the exchange form; nothing is a list too.
func listItems(s string) ([]string, bool) {
	if s == "" {
		return nil, true
	}
	var raw []json.RawMessage
	if !strings.HasPrefix(s, "[") || json.Unmarshal([]byte(s), &raw) != nil {
		return nil, false
	}
	items := make([]string, len(raw))
	for i, r := range raw {
		if json.Unmarshal(r, &items[i]) != nil {
			items[i] = offeringText(r)
		}
	}
	return items, true
}

// offeringText is an offer or need of the exchange form in one line, with what is
// stated of it behind its text; any other object as it is.
func offeringText(r json.RawMessage) string {
	var o struct {
		Text, Kind string
		Concepts   []string
		Countries  []string `json:"target_countries"`
		Until      string   `json:"valid_until"`
	}
	if json.Unmarshal(r, &o) != nil {
		return string(r)
	}
	stated := slices.Concat(nonEmpty(o.Kind), o.Concepts, o.Countries, nonEmpty(o.Until))
	if o.Text == "" || len(stated) == 0 {
		return string(r) // a name, perhaps
	}
	return o.Text + " (" + strings.Join(stated, ", ") + ")"
}

// beyond is what a has and b has not.
func beyond(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// fieldValues are texts; of long ones what is shown first begins at a byte.
func fieldValues(texts []string, from int) []fieldValue {
	list := make([]fieldValue, len(texts))
	for i, s := range texts {
		list[i] = fieldValue{Text: s}
		if utf8.RuneCountInString(s) <= maxBrief {
			continue
		}
		list[i].Brief = cut(s[from:], maxBrief)
		if from > 0 {
			list[i].Brief = "… " + list[i].Brief
		}
	}
	return list
}

// cut is the first characters of a long text, up to a blank where there is one in
// the last third.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	head := string(r[:most])
	if i := strings.LastIndexByte(head, ' '); i > len(head)*2/3 {
		head = head[:i]
	}
	return head + "…"
}
