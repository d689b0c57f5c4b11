package catalogue

import (
	"context"
	"strconv"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/lexicon"
	"euxine/internal/search"
)

// CompletionOf says what a completion leads to.
type CompletionOf string

const (
	CompletesOrganisation CompletionOf = "organisation"
	CompletesConcept      CompletionOf = "concept"
	CompletesPlace        CompletionOf = "place"
	CompletesEvent        CompletionOf = "event"
	CompletesCall         CompletionOf = "call"
	CompletesProject      CompletionOf = "project"
)

// CompletionsOf lists them in the order they are offered.
var CompletionsOf = []CompletionOf{CompletesOrganisation, CompletesConcept, CompletesPlace, CompletesEvent, CompletesCall, CompletesProject}

// Completion is offered while a person types.
type Completion struct {
	Of        CompletionOf
	Label     string             // in the reader's language where there is one
	Lang      directory.Language // of the label, "" not known
	Matched   string             // the name that begins as typed, where that is not the label
	ID        directory.RecordID // of a record, or
	Parameter string             // the facet, or q, and its value that find what is meant;
	Value     string             // of a town its region's
	Detail    string             // what tells it from others of its name: of an organisation the town and country, of a concept its scheme
}

// How many completions of each kind are offered: a list a person takes in at
// once.
var offered = map[CompletionOf]int{CompletesOrganisation: 5, CompletesConcept: 3, CompletesPlace: 3, CompletesEvent: 2, CompletesCall: 2, CompletesProject: 1}

// Suggest completes what is being typed to names of records, concepts and
// places, in any script. The cost is bounded however many records there are.
func (c *Catalogue) Suggest(ctx context.Context, q search.Question) ([]Completion, error) {
	list := []Completion{}
	if len(q.Terms) == 0 {
		return list, nil
	}
	records := func(of CompletionOf, t directory.RecordType) error {
		found, err := c.completeNames(ctx, q, of, t)
		list = append(list, found...)
		return err
	}
	if err := records(CompletesOrganisation, directory.Organisations); err != nil {
		return nil, err
	}
	list = append(list, c.completeSenses(q)...)
	for _, r := range []struct {
		of CompletionOf
		t  directory.RecordType
	}{{CompletesEvent, directory.Events}, {CompletesCall, directory.Calls}, {CompletesProject, directory.Projects}} {
		if err := records(r.of, r.t); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// completeNames finds records by the beginning of their names.
func (c *Catalogue) completeNames(ctx context.Context, q search.Question, of CompletionOf, t directory.RecordType) ([]Completion, error) {
	ask := search.Question{Type: t, Terms: q.Terms, NamesOnly: true, FirstOnly: true, Today: c.Today(), Sort: search.SortRelevance, Page: 1, PerPage: offered[of], Lang: q.Lang}
	ask.Groups = c.lexicon().Read(ask.Terms, t, q.Lang)
	for i := range ask.Groups { // names only: no record for what it is about
		ask.Groups[i].Senses = nil
	}
	result, err := c.index.Search(ctx, ask)
	if err != nil {
		return nil, err
	}
	keys := make([]directory.Key, len(result.Hits))
	for i, h := range result.Hits {
		keys[i] = directory.Key{Type: t, ID: h.ID}
	}
	found, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	f := c.newFinder(ask)
	var list []Completion
	for _, r := range found {
		if r == nil {
			continue
		}
		done := Completion{Of: of, Label: r.DisplayName(), ID: r.Head().ID, Detail: c.tellsApart(r, q.Lang)}
		if o, ok := r.(*directory.Organisation); ok {
			main, native := shownNames(o)
			done.Label, done.Lang = main.Text, main.Language
			if native.Text != "" && len(f.spans(nameText(native))) > len(f.spans(nameText(main))) {
				done.Matched = native.Text
			}
		}
		list = append(list, done)
	}
	return list, nil
}

// tellsApart is what tells a record from others of its name: where it is, when
// it was, under which programme.
func (c *Catalogue) tellsApart(r directory.Record, l directory.Language) string {
	place := func(p directory.Place) (parts []string) {
		if city := c.vocabulary.City(p.Country, p.City); city != nil {
			parts = append(parts, lexicon.CityName(city, l))
		} else if p.City != "" {
			parts = append(parts, p.City)
		}
		if p.Country != "" {
			parts = append(parts, c.countryLabel(p.Country, l).Label)
		}
		return parts
	}
	var parts []string
	switch r := r.(type) {
	case *directory.Organisation:
		parts = place(r.Place)
	case *directory.Event:
		parts = place(r.Place)
		if !r.Start.IsZero() {
			parts = append(parts, strconv.Itoa(r.Start.Year))
		}
	case *directory.Call:
		parts = []string{r.Programme}
	case *directory.Project:
		parts = []string{r.Programme}
	}
	return strings.Join(parts, ", ")
}

func nameText(n directory.Name) search.Text {
	return search.Text{Field: search.InName, Text: n.Text, Language: n.Language}
}

// completeSenses finds concepts and places by the beginning of their labels.
func (c *Catalogue) completeSenses(q search.Question) []Completion {
	const looked = 40 // enough for both kinds
	var concepts, places []Completion
	seen := map[string]bool{}
	for _, s := range c.lexicon().Complete(q.Q, q.Lang, looked) {
		var done Completion
		if s.Concept != "" {
			if len(concepts) == offered[CompletesConcept] || s.Concept.Scheme() == directory.SchemeEventKind || s.Concept.Scheme() == directory.SchemeCallKind ||
				s.Concept.Scheme() == directory.SchemeService {
				continue
			}
			info, _ := c.vocabulary.Scheme(s.Concept.Scheme())
			done = Completion{Of: CompletesConcept, Label: c.vocabulary.ConceptLabel(s.Concept, q.Lang), Lang: q.Lang,
				Parameter: string(s.Concept.Scheme()), Value: s.Concept.Code(), Detail: titleIn(info, q.Lang)}
			if s.Concept.Scheme() == directory.SchemeTopic { // no record carries it: its words are searched for
				done.Parameter, done.Value = "q", done.Label
			}
		} else {
			sense := search.Sense{Place: s.Place}
			done = Completion{Of: CompletesPlace, Label: c.lexicon().Name(sense, q.Lang), Lang: q.Lang, Parameter: string(search.FacetRegion), Value: string(s.Place.Region)}
			country := directory.CountryCode(s.Place.Region)
			if r, ok := c.vocabulary.Region(s.Place.Region); ok {
				country = r.Country
			}
			if s.Place.City == nil && len(s.Place.Region) == 2 {
				done.Parameter = string(search.FacetCountry)
			} else {
				done.Detail = c.countryLabel(country, q.Lang).Label
			}
			// A town and the region of its name lead to the same list.
			if len(places) == offered[CompletesPlace] || seen[done.Parameter+done.Value] {
				continue
			}
			seen[done.Parameter+done.Value] = true
		}
		if s.Label != done.Label {
			done.Matched = s.Label
		}
		if s.Concept != "" {
			concepts = append(concepts, done)
		} else {
			places = append(places, done)
		}
	}
	return append(concepts, places...)
}

func titleIn(s directory.SchemeInfo, l directory.Language) string {
	if t := s.Title[l]; t != "" {
		return t
	}
	return s.Title["en"]
}
