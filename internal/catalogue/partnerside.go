package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"unicode"

	"euxine/internal/directory"
	"euxine/internal/match"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/translit"
)

// maxSide is many times what records state that people keep by hand.
const maxSide = 40

// side is an organisation as the match sees it, without its events and the projects
// that only their own records name it in; see meetings.
//
// maxSide statements of each kind count: each of one side is held against each of the
// other, for hundreds of candidates, and a record may state five hundred.
func (c *Catalogue) side(o *directory.Organisation) *match.Side {
	s := &match.Side{ID: o.ID, Kind: o.Kind, Country: o.Place.Country, Point: c.pointOf(o.Place), MemberOf: o.MemberOf}
	for _, t := range o.Concepts {
		s.Concepts = append(s.Concepts, t.Concept)
	}
	for _, p := range o.Projects {
		if p.Project != "" {
			s.Projects = append(s.Projects, p.Project)
		}
	}
	for _, k := range o.Keywords {
		s.Topics = once(s.Topics, topicsOf(c.said(k, "")))
	}
	s.Targets = slices.Clone(o.TargetCountries)
	today := c.Today()
	for _, list := range []struct {
		from []directory.Offering
		to   *[]match.Statement
	}{{o.Offers, &s.Offers}, {o.Needs, &s.Needs}} {
		for i, of := range list.from {
			if of.Lapsed(today) {
				continue
			}
			if len(*list.to) == maxSide {
				break
			}
			st := c.statement(i, of, "")
			*list.to = append(*list.to, st)
			s.Topics = once(s.Topics, topicsOf(st.Concepts))
			s.Targets = once(s.Targets, of.TargetCountries)
		}
	}
	return s
}

// statement is an offer or need as the match sees it: about what it is stated to be
// about, and where nothing is stated about what its words speak of. Whoever stated it
// has read it, while a word may mislead.
func (c *Catalogue) statement(n int, of directory.Offering, l directory.Language) match.Statement {
	about := of.Concepts
	if len(about) == 0 {
		about = c.said(of.Text, l)
	}
	return match.Statement{N: n, Concepts: about, Words: match.Words(of.Text, languageOf(of.Text, l))}
}

// said are the concepts words of a text speak of, once each. Of what kind a partner is
// to be is asked apart.
func (c *Catalogue) said(text string, l directory.Language) []directory.ConceptID {
	ids := once(nil, c.lexicon().Said(text, translit.Words(text), languageOf(text, l)))
	return slices.DeleteFunc(ids, func(id directory.ConceptID) bool { return id.Scheme() == directory.SchemeKind })
}

// languageOf is the language of a text that states none: what its letters tell, else
// the one given, else of Latin letters English, as for the index.
func languageOf(text string, l directory.Language) directory.Language {
	if guess := directory.Language(translit.Guess(text)); guess != "" {
		return guess
	}
	latin := true
	for _, r := range text {
		if unicode.IsLetter(r) {
			latin = unicode.Is(unicode.Latin, r)
			break
		}
	}
	switch cyrillic := l == "bg" || l == "uk" || l == "ru"; {
	case latin && (cyrillic || l == "" || l == "ka" || l == "el" || l == "hy"):
		return "en"
	case !latin && !cyrillic:
		return "" // by the script of each word
	}
	return l
}

func topicsOf(ids []directory.ConceptID) []directory.ConceptID {
	var list []directory.ConceptID
	for _, id := range ids {
		if id.Scheme() == directory.SchemeTopic {
			list = append(list, id)
		}
	}
	return list
}

// once adds what is not yet there.
func once[T comparable](list, more []T) []T {
	for _, v := range more {
		if !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	return list
}

// pointOf is the best point known of a place; nil: none. A country's own is none: it
// would say that all whose seat is not known sit together.
func (c *Catalogue) pointOf(p directory.Place) *directory.Point {
	if p.Point != nil {
		return p.Point
	}
	if city := c.vocabulary.City(p.Country, p.City); city != nil {
		return &city.Point
	}
	if r, ok := c.vocabulary.Region(p.Region); ok && r.Level > 0 {
		return &r.Point
	}
	return nil
}

// acquainted is whom an organisation has met: who takes part in its events and
// projects, by record, and who is a member of it.
type acquainted struct {
	of       directory.RecordID
	events   map[directory.RecordID][]directory.RecordID // by organisation: the events it shares
	projects map[directory.RecordID][]directory.RecordID
	members  map[directory.RecordID]bool
	names    map[directory.Key]string // of the events and projects
	hidden   directory.RecordID       // whom it is to be as if it had no link with
}

// maxMet bounds whom an organisation has met: more events and projects than any has
// in the seed, and members of the largest cluster.
const (
	maxMet     = 50
	maxMembers = store.MaxScan
)

// acquaintances reads whom an organisation has met, and completes its side with its
// events and projects.
func (c *Catalogue) acquaintances(ctx context.Context, s *match.Side) (*acquainted, error) {
	a := &acquainted{of: s.ID, events: map[directory.RecordID][]directory.RecordID{}, projects: map[directory.RecordID][]directory.RecordID{},
		members: map[directory.RecordID]bool{}, names: map[directory.Key]string{}}
	if s.ID == "" {
		return a, nil
	}
	ids, err := c.store.Related(ctx, store.MembersOf, s.ID, maxMembers)
	if err != nil {
		return nil, fmt.Errorf("members of %q: %w", s.ID, err)
	}
	for _, id := range ids {
		a.members[id] = true
	}
	if s.Projects, err = c.store.Related(ctx, store.ProjectsOf, s.ID, maxMet); err != nil {
		return nil, fmt.Errorf("projects of %q: %w", s.ID, err)
	}
	if s.Events, err = c.store.Related(ctx, store.EventsOf, s.ID, maxMet); err != nil {
		return nil, fmt.Errorf("events of %q: %w", s.ID, err)
	}
	var keys []directory.Key
	for _, id := range s.Events {
		keys = append(keys, directory.Key{Type: directory.Events, ID: id})
	}
	for _, id := range s.Projects {
		keys = append(keys, directory.Key{Type: directory.Projects, ID: id})
	}
	records, err := c.read(ctx, keys)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		switch r := r.(type) {
		case *directory.Event:
			a.names[directory.KeyOf(r)] = r.Title
			for _, p := range slices.Concat(r.Organisers, r.Participants) {
				if p.Organisation != "" && p.Organisation != s.ID {
					a.events[p.Organisation] = once(a.events[p.Organisation], []directory.RecordID{r.ID})
				}
			}
		case *directory.Project:
			a.names[directory.KeyOf(r)] = r.DisplayName()
			partners, err := c.store.Related(ctx, store.PartnersOf, r.ID, maxMembers)
			if err != nil {
				return nil, fmt.Errorf("partners of %q: %w", r.ID, err)
			}
			for _, id := range partners {
				if id != s.ID {
					a.projects[id] = append(a.projects[id], r.ID)
				}
			}
		}
	}
	return a, nil
}

// meet completes the side of a candidate with the events and projects it shares.
func (a *acquainted) meet(s *match.Side) {
	if s.ID == a.hidden && a.hidden != "" { // all its links with others count, none with this one
		s.MemberOf = slices.DeleteFunc(slices.Clone(s.MemberOf), func(id directory.RecordID) bool { return id == a.of })
		s.Projects = nil
	}
	s.Events = a.events[s.ID]
	s.Projects = once(s.Projects, a.projects[s.ID])
}

// partners are whom a side works with already.
func (a *acquainted) partners(s *match.Side) map[directory.RecordID]bool {
	known := maps.Clone(a.members)
	if known == nil {
		known = map[directory.RecordID]bool{}
	}
	for id := range a.projects {
		known[id] = true
	}
	for _, id := range s.MemberOf {
		known[id] = true
	}
	return known
}

// passes says whether an organisation the index was not asked for passes the filters.
func (c *Catalogue) passes(q search.Question, o *directory.Organisation) bool {
	return q.Filters.IsZero() || search.Matches(q, o, c.vocabulary, c.lexicon().Said)
}
