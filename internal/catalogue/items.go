package catalogue

import (
	"context"
	"fmt"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// Item is an event, call or project of an answer or a list, ready to show.
type Item struct {
	Type        directory.RecordType
	ID          directory.RecordID
	Title       Marked   // of a project with its acronym before it
	Kind        Labelled // zero for projects
	State       string   // search.State…
	Start, End  directory.Date
	Closes      directory.Date  // a call's next deadline, else its last; then Start is when that lot opens
	Lots        int             // of a call
	Call        *directory.Call // of a call: the record, read-only
	Country     Labelled        // of an event
	City        string
	Online      bool
	Countries   []Labelled // of a project's partners; that may apply to a call
	Programme   string
	Funder      string
	Series      string
	Sectors     []Labelled
	Snippet     Marked
	SnippetLang directory.Language
	Matched     []Match
	Score       float64
}

// ItemAnswer is a search for events, calls or projects answered for a reader.
type ItemAnswer struct {
	Answer // Hits empty
	Items  []Item
}

// Items answers a question about events, calls or projects.
func (c *Catalogue) Items(ctx context.Context, q search.Question) (*ItemAnswer, error) {
	if q.Type == directory.Organisations || q.Type == "" {
		return nil, fmt.Errorf("items of %q: %w", q.Type, directory.ErrInvalid)
	}
	q.Today = c.Today()
	a, found, err := c.answer(ctx, q)
	if err != nil {
		return nil, err
	}
	q = a.Question
	items := &ItemAnswer{Answer: *a}
	keys := make([]directory.Key, len(found))
	for i, h := range found {
		keys[i] = directory.Key{Type: q.Type, ID: h.ID}
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	f := c.newFinder(q)
	for i, r := range records {
		if r != nil {
			it := c.item(f, r, q)
			it.Score = found[i].Score
			items.Items = append(items.Items, it)
		}
	}
	return items, nil
}

// item shows a record in a list; the question gives the language, the words to
// mark and the day.
func (c *Catalogue) item(f *finder, r directory.Record, q search.Question) Item {
	texts := search.TextsOf(r, c.vocabulary)
	it := Item{Type: r.Type(), ID: r.Head().ID, Matched: c.matched(f, texts, r, q.Lang)}
	it.Title = f.name(directory.Name{Text: r.DisplayName(), Language: directory.Language(translit.Guess(r.DisplayName()))})
	var tags []directory.Tag
	switch r := r.(type) {
	case *directory.Event:
		it.Kind = c.conceptLabel(directory.SchemeEventKind, string(r.Kind), q.Lang)
		it.State = search.StateOf(search.EventSpans(r), q.Today)
		it.Start, it.End, it.City, it.Online, it.Series = r.Start, r.End, r.Place.City, r.Online, r.Series
		if r.Place.Country != "" {
			it.Country = c.countryLabel(r.Place.Country, q.Lang)
		}
		tags = r.Concepts
		it.Snippet, it.SnippetLang = f.passageOf(texts, r.Descriptions, q.Lang)
	case *directory.Call:
		it.Kind = c.conceptLabel(directory.SchemeCallKind, string(r.Kind), q.Lang)
		it.State = search.StateOf(search.CallSpans(r), q.Today)
		it.Call, it.Lots, it.Programme, it.Funder = r, len(r.Lots), r.Programme, r.Funder
		it.Start, it.Closes = nextLot(r, q.Today)
		it.Countries = c.countryLabels(r.Eligible.Countries, q.Lang)
		tags = r.Concepts
		it.Snippet, it.SnippetLang = f.passageOf(texts, r.Descriptions, q.Lang)
	case *directory.Project:
		it.State = search.StateOf(search.ProjectSpans(r), q.Today)
		it.Start, it.End, it.Programme = r.Start, r.End, r.Programme
		it.Countries = c.countryLabels(r.Countries, q.Lang)
		tags = r.Concepts
		it.Snippet, it.SnippetLang = f.passageOf(texts, r.Descriptions, q.Lang)
	}
	it.Sectors = c.conceptLabels(directory.ConceptsOf(tags, directory.SchemeSector), q.Lang)
	return it
}

// nextLot is the dates of the lot that matters on a day: the open one that
// closes first, else the coming one that opens first, else the last to close.
func nextLot(k *directory.Call, today directory.Date) (opens, closes directory.Date) {
	rank := map[string]int{search.StateOpen: 0, search.StateComing: 1, search.StatePast: 2, search.StateUndated: 3}
	best := -1
	state := func(l directory.Lot) string {
		return search.StateOf([]search.Span{{From: l.Opens, To: l.Closes}}, today)
	}
	for i, l := range k.Lots {
		if best < 0 {
			best = i
			continue
		}
		b := k.Lots[best]
		switch sl, sb := state(l), state(b); {
		case rank[sl] < rank[sb]:
			best = i
		case sl != sb:
		case sl == search.StateOpen && l.Closes.Before(b.Closes),
			sl == search.StateComing && l.Opens.Before(b.Opens),
			sl == search.StatePast && b.Closes.Before(l.Closes):
			best = i
		}
	}
	if best < 0 {
		return directory.Date{}, directory.Date{}
	}
	return k.Lots[best].Opens, k.Lots[best].Closes
}

func (c *Catalogue) countryLabels(codes []directory.CountryCode, l directory.Language) []Labelled {
	var list []Labelled
	for _, code := range codes {
		list = append(list, c.countryLabel(code, l))
	}
	return list
}

func (c *Catalogue) conceptLabel(s directory.Scheme, code string, l directory.Language) Labelled {
	return Labelled{code, c.vocabulary.ConceptLabel(directory.NewConceptID(s, code), l)}
}

// TypeCount is how many records of a type answer the same words.
type TypeCount struct {
	Type  directory.RecordType
	Count int
}

// TypeCounts counts, for each record type, what the words of a question find
// without its filters: the tabs above a search.
func (c *Catalogue) TypeCounts(ctx context.Context, q search.Question) ([]TypeCount, error) {
	var list []TypeCount
	for _, t := range directory.RecordTypes {
		words := search.Question{Type: t, Q: q.Q, Terms: q.Terms, Exact: q.Exact, Lang: q.Lang, Today: c.Today(),
			Page: 1, PerPage: 1, Sort: search.SortRelevance}
		if t == q.Type {
			words.Sort = q.Sort // in another order what has some of the words is not let in
		}
		total, err := c.howMany(ctx, words)
		if err != nil {
			return nil, err
		}
		list = append(list, TypeCount{t, total})
	}
	return list, nil
}
