package catalogue

import (
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// The fields of Match.Field.
const (
	inName        = "name"
	inConcept     = "concept"
	inPlace       = "place"
	inKeyword     = "keyword"
	inOffer       = "offer"
	inNeed        = "need"
	inProject     = "project"
	inProgramme   = "programme" // of an event, or the programme that funds
	inParty       = "party"     // organiser, participant or partner
	inDescription = "description"
)

// MatchFields lists the values of Match.Field.
var MatchFields = []string{inName, inConcept, inPlace, inKeyword, inOffer, inNeed, inProject, inProgramme, inParty, inDescription}

// matched explains a hit: for each term the first field that answers it, an
// exact word before one that only begins with what was typed.
func (c *Catalogue) matched(r directory.Record, q search.Question) []Match {
	if len(q.Terms) == 0 {
		return nil
	}
	best := make([]Match, len(q.Terms))
	open := 0 // terms without an exact match yet
	for _, t := range q.Terms {
		if !t.Not {
			open++
		}
	}
	for _, ft := range c.searchable(r, q) {
		if open == 0 {
			break
		}
		words := translit.Words(ft.text)
		for i, t := range q.Terms {
			if t.Not || best[i].How == MatchExact {
				continue
			}
			for j := range words {
				ok, prefix := matchesAt(words[j:], t, q.Exact)
				if !ok || prefix && best[i].How == MatchPrefix {
					continue
				}
				m := Match{How: MatchExact, Field: ft.field, Query: t.Text, Text: ft.text[words[j].Start:words[j+len(t.Words)-1].End]}
				if !prefix {
					best[i] = m
					open--
					break
				}
				m.How = MatchPrefix
				best[i] = m
			}
		}
	}
	return slices.DeleteFunc(best, func(m Match) bool { return m.How == "" })
}

// fieldText is one text of a record a query can match in.
type fieldText struct {
	field string
	text  string
}

// fieldTexts gathers a record's texts in the order in which they explain best.
type fieldTexts struct {
	c    *Catalogue
	q    search.Question
	list []fieldText
}

// searchable lists the texts of a record that the index searches.
func (c *Catalogue) searchable(r directory.Record, q search.Question) []fieldText {
	t := fieldTexts{c: c, q: q}
	switch r := r.(type) {
	case *directory.Organisation:
		for _, n := range r.Names {
			t.add(inName, n.Text)
		}
		t.concepts(r.Concepts)
		t.place(r.Place)
		t.add(inKeyword, r.Keywords...)
		for _, f := range r.Offers {
			t.add(inOffer, f.Text)
		}
		for _, f := range r.Needs {
			t.add(inNeed, f.Text)
		}
		for _, p := range r.Projects {
			t.add(inProject, p.Name)
		}
		t.descriptions(r.Descriptions)
	case *directory.Event:
		t.add(inName, r.Title)
		t.concepts(r.Concepts)
		t.place(r.Place)
		t.add(inKeyword, r.Keywords...)
		t.add(inName, r.Series)
		t.add(inProgramme, programmeText(r)...)
		t.parties(r.Organisers, r.Participants)
		t.descriptions(r.Descriptions)
	case *directory.Call:
		t.add(inName, r.Title)
		t.concepts(r.Concepts)
		t.countries(r.Eligible.Countries)
		t.add(inKeyword, r.Keywords...)
		t.add(inProgramme, r.Programme, r.Funder)
		for _, l := range r.Lots {
			t.add(inName, l.Name)
		}
		t.descriptions(r.Descriptions)
	case *directory.Project:
		t.add(inName, r.Acronym, r.Title)
		t.concepts(r.Concepts)
		t.countries(r.Countries)
		t.add(inKeyword, r.Keywords...)
		t.add(inProgramme, r.Programme)
		t.parties(r.Partners)
		t.descriptions(r.Descriptions)
	}
	return t.list
}

func (t *fieldTexts) add(field string, texts ...string) {
	for _, text := range texts {
		if text != "" {
			t.list = append(t.list, fieldText{field, text})
		}
	}
}

// concepts adds the labels of the tags and of what is broader, the reader's
// language first; none in an exact search.
func (t *fieldTexts) concepts(tags []directory.Tag) {
	if t.q.Exact {
		return
	}
	for _, tag := range tags {
		for _, id := range t.c.vocabulary.ConceptPath(tag.Concept) {
			concept, _ := t.c.vocabulary.Concept(id)
			t.add(inConcept, concept.PrefLabel[t.q.Lang])
			t.add(inConcept, concept.AltLabel[t.q.Lang]...)
			for _, l := range directory.Languages {
				if l != t.q.Lang {
					t.add(inConcept, concept.PrefLabel[l])
					t.add(inConcept, concept.AltLabel[l]...)
				}
			}
		}
	}
}

func (t *fieldTexts) place(p directory.Place) {
	t.add(inPlace, p.City)
	for _, city := range t.c.cities[cityKey(p.Country, p.City)] {
		t.add(inPlace, city.Name, city.Native)
	}
	path := t.c.vocabulary.RegionPath(p.Region)
	if len(path) == 0 {
		path = t.c.vocabulary.RegionPath(directory.RegionCode(p.Country))
	}
	for _, code := range path {
		t.region(code)
	}
}

func (t *fieldTexts) countries(codes []directory.CountryCode) {
	for _, code := range codes {
		t.region(directory.RegionCode(code))
	}
}

func (t *fieldTexts) region(code directory.RegionCode) {
	if r, ok := t.c.vocabulary.Region(code); ok {
		t.add(inPlace, r.Name, r.Native)
	}
}

func (t *fieldTexts) parties(lists ...[]directory.Party) {
	for _, list := range lists {
		for _, p := range list {
			t.add(inParty, p.Name)
		}
	}
}

func (t *fieldTexts) descriptions(m map[directory.Language]string) {
	t.add(inDescription, m[t.q.Lang])
	for _, l := range directory.Languages {
		if l != t.q.Lang {
			t.add(inDescription, m[l])
		}
	}
}

// cityIndex finds towns by country and folded name, in either script.
func cityIndex(v *directory.Vocabulary) map[string][]directory.City {
	m := map[string][]directory.City{}
	for _, c := range v.Cities() {
		key, native := cityKey(c.Country, c.Name), cityKey(c.Country, c.Native)
		m[key] = append(m[key], c)
		if native != key {
			m[native] = append(m[native], c)
		}
	}
	return m
}

func cityKey(country directory.CountryCode, name string) string {
	words := translit.Words(name)
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	return string(country) + " " + strings.Join(keys, " ")
}
