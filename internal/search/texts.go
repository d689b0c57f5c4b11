package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/translit"
)

// TextField says what a text is to its record: the values of "matched" in
// answers, beside those for concepts.
type TextField string

const (
	InName        TextField = "name"
	InAcronym     TextField = "acronym"
	InConcept     TextField = "concept" // no text of the record: a code it carries
	InPlace       TextField = "place"
	InKeyword     TextField = "keyword"
	InOffer       TextField = "offer"
	InNeed        TextField = "need"
	InProject     TextField = "project"
	InProgramme   TextField = "programme" // of an event, or the programme that funds
	InParty       TextField = "party"     // organiser, participant or partner
	InDescription TextField = "description"
)

// TextFields lists the fields in the order in which they explain best.
var TextFields = []TextField{InName, InAcronym, InConcept, InPlace, InKeyword, InOffer, InNeed, InProject, InProgramme, InParty, InDescription}

// Speaks says whether texts of the field are read for the concepts they speak of:
// places and parties are names of others, acronyms are no words.
func (f TextField) Speaks() bool { return f != InPlace && f != InParty && f != InAcronym }

// Text is a text of a record that words are searched in.
type Text struct {
	Field    TextField
	Text     string
	Language directory.Language  // it is written in; "" not known
	Of       *directory.Offering // that it is the text of, where it is one's
}

// Mentions lists the concepts a text, of those words, in a language speaks of, one
// for each time.
type Mentions func(text string, words []translit.Word, l directory.Language) []directory.ConceptID

// About lists the concepts the text, of those words, is about: those it speaks of, one
// for each time.
//
// An offer or need is also about what it is stated to be about, and then about
// nothing else but topics: whoever stated it has read it, while a word may mislead
// ("staff mobility" is no transport, a "trade fair" no trade), and topics mean no more
// than the words do. It is about the broader concepts of all these too, once each.
func (t Text) About(v *directory.Vocabulary, words []translit.Word, said Mentions) []directory.ConceptID {
	ids := said(t.Text, words, t.Language)
	misled := func(id directory.ConceptID) bool { return !t.Means(id) }
	if slices.ContainsFunc(ids, misled) {
		ids = slices.DeleteFunc(slices.Clone(ids), misled)
	}
	if t.Of == nil {
		return ids
	}
	once := func(id directory.ConceptID) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, id := range t.Of.Concepts {
		once(id)
	}
	for _, id := range ids[:len(ids):len(ids)] {
		for _, broader := range v.ConceptPath(id) {
			once(broader)
		}
	}
	return ids
}

// Means says whether a text with words for a concept speaks of it. Nearly every text
// has the names of kinds of organisation; in an offer or need they tell for whom it is
// ("training for SMEs"), which is never stated otherwise.
func (t Text) Means(id directory.ConceptID) bool {
	switch {
	case id.Scheme() == directory.SchemeKind:
		return t.Of != nil
	case t.Of != nil && len(t.Of.Concepts) > 0:
		return id.Scheme() == directory.SchemeTopic
	}
	return true
}

// TextsOf lists the texts of a record that are searched: what is indexed and
// what a hit is explained by, in the order in which they explain best. Places
// have the names of the town and of what it lies in, in English and in the
// country's language.
func TextsOf(r directory.Record, v *directory.Vocabulary) []Text {
	t := gatherer{v: v}
	switch r := r.(type) {
	case *directory.Organisation:
		for _, n := range r.Names {
			field := InName
			if n.Type == directory.NameAcronym {
				field = InAcronym
			}
			t.inLanguage(field, n.Text, n.Language)
		}
		t.place(r.Place)
		t.add(InKeyword, r.Keywords...)
		t.offerings(InOffer, r.Offers)
		t.offerings(InNeed, r.Needs)
		for _, p := range r.Projects {
			t.add(InProject, p.Name)
		}
		t.descriptions(r.Descriptions)
	case *directory.Event:
		t.add(InName, r.Title)
		t.place(r.Place)
		t.add(InKeyword, r.Keywords...)
		t.add(InKeyword, r.Series)
		for _, s := range r.Programme {
			t.add(InProgramme, s.Title, s.Text)
		}
		t.parties(r.Organisers, r.Participants)
		t.descriptions(r.Descriptions)
	case *directory.Call:
		t.add(InName, r.Title)
		t.countries(r.Eligible.Countries)
		t.add(InKeyword, r.Keywords...)
		t.add(InKeyword, r.Programme, r.Funder)
		for _, l := range r.Lots {
			t.add(InProgramme, l.Name)
		}
		t.descriptions(r.Descriptions)
	case *directory.Project:
		// An acronym is a name here: projects are known by it.
		t.add(InName, r.Acronym, r.Title)
		t.countries(r.Countries)
		t.add(InKeyword, r.Keywords...)
		t.add(InKeyword, r.Programme)
		t.parties(r.Partners)
		t.descriptions(r.Descriptions)
	}
	return t.list
}

type gatherer struct {
	v    *directory.Vocabulary
	list []Text
}

// add adds texts whose language is not stated: what their letters tell, else for
// Latin ones English, which the field's common language is.
func (t *gatherer) add(field TextField, texts ...string) {
	for _, text := range texts {
		t.inLanguage(field, text, "")
	}
}

func (t *gatherer) offerings(field TextField, list []directory.Offering) {
	for i := range list {
		from := len(t.list)
		t.add(field, list[i].Text)
		for n := range t.list[from:] {
			t.list[from+n].Of = &list[i]
		}
	}
}

func (t *gatherer) inLanguage(field TextField, text string, l directory.Language) {
	if text == "" {
		return
	}
	if l == "" {
		l = directory.Language(translit.Guess(text))
	}
	if names := []TextField{InName, InAcronym, InPlace, InParty}; l == "" && !slices.Contains(names, field) && isLatin(text) {
		l = "en"
	}
	t.list = append(t.list, Text{Field: field, Text: text, Language: l})
}

// isLatin looks at the first letter: a short Cyrillic text may be of several
// languages, but is not English.
func isLatin(text string) bool {
	i := strings.IndexFunc(text, unicode.IsLetter)
	if i < 0 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.Is(unicode.Latin, r)
}

// descriptions come in the order of the languages, so that documents do not
// depend on the order of a map.
func (t *gatherer) descriptions(m map[directory.Language]string) {
	for _, l := range directory.Languages {
		if m[l] != "" {
			t.list = append(t.list, Text{Field: InDescription, Text: m[l], Language: l})
		}
	}
}

func (t *gatherer) parties(lists ...[]directory.Party) {
	for _, list := range lists {
		for _, p := range list {
			t.add(InParty, p.Name)
		}
	}
}

func (t *gatherer) place(p directory.Place) {
	t.add(InPlace, p.City)
	if city := t.v.City(p.Country, p.City); city != nil {
		t.once(city.Name, "")
		t.once(city.Native, directory.CountryLanguage(p.Country))
	}
	path := t.v.RegionPath(p.Region)
	if len(path) == 0 {
		path = t.v.RegionPath(directory.RegionCode(p.Country))
	}
	for _, code := range path {
		t.region(code)
	}
}

func (t *gatherer) countries(codes []directory.CountryCode) {
	for _, code := range codes {
		t.region(directory.RegionCode(code))
	}
}

func (t *gatherer) region(code directory.RegionCode) {
	if r, ok := t.v.Region(code); ok {
		t.once(r.Name, "en")
		t.once(r.Native, directory.CountryLanguage(r.Country))
	}
}

// once adds the name of a place if it is not there yet.
func (t *gatherer) once(name string, l directory.Language) {
	for _, have := range t.list {
		if have.Field == InPlace && have.Text == name {
			return
		}
	}
	t.inLanguage(InPlace, name, l)
}
