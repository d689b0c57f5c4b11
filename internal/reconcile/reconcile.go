// Package reconcile says which organisation of the directory a row of somebody's list
// means: the same one written in another script, with or without its legal form,
// misspelt, shortened, by its acronym or its website. It says so for certain only
// where nothing speaks against it and no other comes near; else it asks, with what
// speaks for and against each candidate as data, or finds none. It never guesses.
//
// It is pure: it searches nothing and reads no list. Package catalogue hands it
// candidates, package gathering keeps what was settled.
//
// # How a row is judged
//
// Names are compared word by word, legal forms and stop words aside. A word is found
// in a name of the record as written, in another script, joined with the next, in
// another form, in another language (words that organisations are called by, topics,
// places), shortened or misspelt; each is worth less than the one before. Words tell
// differently: one of their own 1, a topic 0.7, a place 0.6, a country 0.4, a word
// such as cluster or association 0.3. What of the row's name is found in the record's,
// and of the record's in the row's, make the score of the two names, by the harmonic
// mean; the best pair of names counts. Then what else the row says moves the score:
// see the weights. A candidate that is contradicted, or that is found by too little,
// is at most asked about, whatever its score.
//
// Where to begin: [New], [Matcher.Read], [Matcher.Judge]. The tables are in
// legalform.go and words.go.
package reconcile

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/memo"
	"euxine/internal/wordform"
)

// Row is what a list says of one organisation, as it stands there; only a name or a
// website is needed.
type Row struct {
	Name    string
	Other   string // a second name, in another language or short
	Country string // code, or name in any language of the directory
	City    string // or region
	Website string // or an address of e-mail, for its host
	Kind    string // code or label of a kind of organisation
}

// Verdict is what comes of a row.
type Verdict string

const (
	Certain Verdict = "certain" // one organisation is meant
	Ask     Verdict = "ask"     // some may be meant: a person says which
	None    Verdict = "none"    // none of the directory is
)

// Verdicts lists them, the surest first.
var Verdicts = []Verdict{Certain, Ask, None}

// ReasonKey says what a reason is about; pages have a sentence for each.
type ReasonKey string

const (
	SameID ReasonKey = "same-id" // the row has the record's id for a name: nothing else is asked
	// How the name is the record's. One of these stands first.
	SameName       ReasonKey = "same-name"       // but for case, marks and the legal form; args: the record's
	OtherScript    ReasonKey = "other-script"    // in another script or romanised otherwise
	OtherForm      ReasonKey = "other-form"      // words joined, parted or in another form
	OtherLanguage  ReasonKey = "other-language"  // some words in another language
	ShortenedName  ReasonKey = "shortened-name"  // some words shortened
	MisspeltName   ReasonKey = "misspelt-name"   // some words spelt otherwise
	SomeName       ReasonKey = "some-name"       // less than half of it
	AcronymName    ReasonKey = "acronym"         // a short run of capitals, recorded as one of its names
	InitialsName   ReasonKey = "initials"        // the initials of the record's name
	WordsMissing   ReasonKey = "words-missing"   // args: words of the record's name that the row lacks
	WordsAdded     ReasonKey = "words-added"     // args: words of the row that the record lacks
	OtherOrder     ReasonKey = "other-order"     // the words stand in another order
	SameWebsite    ReasonKey = "same-website"    // args: the host
	OtherWebsite   ReasonKey = "other-website"   // args: the record's host
	SameCountry    ReasonKey = "same-country"    // args: its code
	OtherCountry   ReasonKey = "other-country"   // args: the record's code; at most ask
	SamePlace      ReasonKey = "same-place"      // args: the place
	OtherPlace     ReasonKey = "other-place"     // args: the record's; at most ask
	SameKind       ReasonKey = "same-kind"       // args: its code
	OtherKind      ReasonKey = "other-kind"      // args: the record's code
	TooShort       ReasonKey = "too-short"       // a short name or acronym, and nothing beside it; at most ask
	TooCommon      ReasonKey = "too-common"      // only words that many are called by, and not all of them; at most ask
	NameApart      ReasonKey = "name-apart"      // the website is the same, the name is not; at most ask
	Discontinued   ReasonKey = "discontinued"    // the record says that it closed or was succeeded; told only
	NearSecond     ReasonKey = "near-second"     // of a verdict: another candidate comes near; args: its id
	NotSure        ReasonKey = "not-sure"        // of a verdict: like enough to ask, not to say
	CountryUnknown ReasonKey = "country-unknown" // of a verdict: the row's country is not understood; args: as written
	NothingToGo    ReasonKey = "nothing-to-go"   // of a verdict: neither name nor website
	NothingLike    ReasonKey = "nothing-like"    // of a verdict: no record is like it
)

// ReasonKeys lists them.
var ReasonKeys = []ReasonKey{SameID, SameName, OtherScript, OtherForm, OtherLanguage, ShortenedName, MisspeltName, SomeName, AcronymName, InitialsName,
	WordsMissing, WordsAdded, OtherOrder, SameWebsite, OtherWebsite, SameCountry, OtherCountry, SamePlace, OtherPlace, SameKind, OtherKind,
	TooShort, TooCommon, NameApart, Discontinued, NearSecond, NotSure, CountryUnknown, NothingToGo, NothingLike}

// Reason is something that speaks for or against a candidate.
type Reason struct {
	Key ReasonKey
	// By is what it did to the score: of the name, the score it made; of the others,
	// what they added or took. 0: it is told only.
	By   float64
	Args []string
}

// Candidate is an organisation that may be meant.
type Candidate struct {
	ID      directory.RecordID
	Score   float64  // 0 to 1
	AskOnly bool     // something forbids to be certain of it: see the reasons
	Reasons []Reason // the name first
	exact   bool     // the name is the record's, word for word
	whole   bool     // every word of both names is found
	telling bool     // a word that tells is found, none of the record's own is lacking where the row names a place instead, and the row does not name something more than the record
	firm    bool     // two words that tell are found, or one and the town or website agrees
	common  bool     // it is found by words that many are called by alone
}

// Judgement is what is thought of a row.
type Judgement struct {
	Verdict    Verdict
	Candidates []Candidate // best first; those worth asking about, at most MaxAsked
	Reasons    []Reason    // why it is not certain
}

// Best is the organisation that is meant for certain, "" where none is.
func (j Judgement) Best() directory.RecordID {
	if j.Verdict == Certain {
		return j.Candidates[0].ID
	}
	return ""
}

// ByID is the judgement of a row that names an organisation by its id.
func ByID(id directory.RecordID) Judgement {
	return Judgement{Verdict: Certain, Candidates: []Candidate{{ID: id, Score: 1, Reasons: []Reason{{Key: SameID, By: 1, Args: []string{string(id)}}}}}}
}

// MaxAsked is how many candidates are named for a row: as many as are read before
// choosing.
const MaxAsked = 5

// From which score on a candidate is certain, how far it must then be ahead of the
// next, and from which score it is worth asking about.
//
// Where every word of both names is found, what is said of another organisation is
// another name: little is enough, and less where the words are the record's as written.
// Where they are but words that many are called by (ICT Cluster), and the town is not
// said, one of those may be meant that have a town's name with them. Where a word is
// missing, the same words may be meant of two: the next must be far behind, and two words
// that tell be found, or one where town or website agrees or nothing but a word many are
// called by is missing, or the website agree and the name nearly. A lower score, of a name
// that is misspelt or of which much is missing, is enough where nothing comes near it, and
// one lower still where every word is found in some spelling. Of two that are alike the
// website tells which; and that it is another's is never certain.
const (
	surely      = 0.88
	exactMargin = 0.03
	margin      = 0.08
	partMargin  = 0.15
	fairly      = 0.79
	wholly      = 0.75
	wellAhead   = 0.2
	perhaps     = 0.58
)

// What the row says beside the name does to the score.
const (
	sameWebsiteKeeps = 0.3   // of what the name lacks, so much is left
	nameApartScore   = 0.62  // of the same website with another name
	otherWebsite     = -0.04 // firms move, and have several
	sameCountry      = 0.02
	otherCountry     = -0.25
	samePlaceKeeps   = 0.8
	otherPlace       = -0.15
	sameKind         = 0.01
	otherKind        = -0.03
	otherOrder       = -0.01
	leastName        = 0.35 // a name less like is another's
	acronymScore     = 0.97 // of a recorded acronym
	initialsScore    = 0.65 // of initials nobody recorded
	elsewhereWeight  = 0.2  // of its weight has a word that stands in another name of the record
	impliedWeight    = 0.4  // of its weight has a place of the record's name that the row says beside
)

// shortName is how many letters a name of one word has that may be anybody's.
const shortName = 5

// Matcher judges rows. Safe for concurrent use.
type Matcher struct {
	v       *directory.Vocabulary
	places  *gazetteer
	spoken  map[string][]directory.ConceptID // by stem: what words name
	work    map[string]bool                  // by stem: words of what organisations work on
	kinds   map[string]directory.Kind
	topicOf *memo.Memo[topic]
}

// New is a matcher on a vocabulary. It takes some tens of milliseconds: keep it.
func New(v *directory.Vocabulary) *Matcher {
	m := &Matcher{v: v, places: newGazetteer(v), spoken: map[string][]directory.ConceptID{}, work: map[string]bool{}, kinds: map[string]directory.Kind{}}
	for _, s := range []directory.Scheme{directory.SchemeSector, directory.SchemeEmerging, directory.SchemeTechnology, directory.SchemeTopic} {
		for _, id := range v.ConceptsOf(s) {
			c, _ := v.Concept(id)
			for _, l := range directory.Languages {
				// The other labels of a sector are of all kinds of things in it.
				m.speak(c.PrefLabel[l], l, id, true)
				for _, label := range c.AltLabel[l] {
					m.speak(label, l, id, s == directory.SchemeTopic)
				}
			}
		}
	}
	for _, k := range directory.Kinds {
		id := directory.NewConceptID(directory.SchemeKind, string(k))
		m.kinds[string(k)] = k
		c, _ := v.Concept(id)
		for _, l := range directory.Languages {
			for _, label := range append([]string{c.PrefLabel[l]}, c.AltLabel[l]...) {
				if key := strings.Join(keysOf(label), " "); key != "" {
					m.kinds[key] = k
				}
			}
		}
	}
	m.topicOf = memo.New(1<<13, m.topicsOf)
	return m
}

// topic is what a word names, if it does alone.
type topic struct {
	ids  []directory.ConceptID // words with one of these are the same in other languages
	work bool
}

// speak enters a label of one word; same: it names the concept and nothing less.
func (m *Matcher) speak(label string, l directory.Language, id directory.ConceptID, same bool) {
	keys := keysOf(label)
	if len(keys) != 1 || utf8.RuneCountInString(keys[0]) < 4 {
		return
	}
	for _, stem := range wordform.Stems(keys[0], string(l)) {
		m.work[stem] = true
		if same && !slices.Contains(m.spoken[stem], id) {
			m.spoken[stem] = append(m.spoken[stem], id)
		}
	}
}

func (m *Matcher) topics(key string) (ids []directory.ConceptID, work bool) {
	t := m.topicOf.Get(key)
	return t.ids, t.work
}

func (m *Matcher) topicsOf(key string) (t topic) {
	for _, stem := range wordform.AllStems(key) {
		t.work = t.work || m.work[stem]
		for _, id := range m.spoken[stem] {
			if !slices.Contains(t.ids, id) {
				t.ids = append(t.ids, id)
			}
		}
	}
	return t
}

// Wanted is a row as it is understood. Make it with Read.
type Wanted struct {
	Country directory.CountryCode // "" not said, or not understood
	row     Row
	names   []name
	places  []place // its city may be
	site    site
	kind    directory.Kind
}

// Read understands a row.
func (m *Matcher) Read(r Row) Wanted {
	w := Wanted{row: r, Country: m.places.country(r.Country), site: siteOf(r.Website)}
	for _, text := range []string{r.Name, r.Other} {
		if len(text) > maxNameBytes {
			text = strings.ToValidUTF8(text[:maxNameBytes], "")
		}
		w.names = append(w.names, m.variants(text)...)
	}
	if w.places = m.places.places(r.City, w.Country); len(w.places) == 0 && w.Country == "" {
		w.Country = m.places.country(r.City)
	}
	w.kind = m.kinds[strings.Join(keysOf(r.Kind), " ")]
	if w.kind == "" {
		w.kind = m.kinds[strings.ToLower(strings.TrimSpace(r.Kind))]
	}
	return w
}

// maxNameBytes bounds what is looked at of a cell with a name.
const maxNameBytes = 600

// Kind is the kind of organisation the row says; "" not said, or not understood.
func (w Wanted) Kind() directory.Kind { return w.kind }

// Empty says whether the row has neither a name nor a website.
func (w Wanted) Empty() bool { return len(w.names) == 0 && w.site.host == "" }

// Key is what rows of one organisation share as the list writes it: for finding those
// that stand in it twice. They agree in country, town, website and the words of the name,
// each however it is written: many towns have a chamber of commerce. "" for an empty row.
func (w Wanted) Key() string {
	if w.Empty() {
		return ""
	}
	town := strings.Join(keysOf(w.row.City), " ")
	if len(w.places) > 0 {
		p := w.places[0]
		town = strings.Join([]string{string(p.country), string(p.region), p.city}, "/")
	}
	var words []string
	if len(w.names) > 0 {
		for _, t := range w.names[0].tokens {
			words = append(words, t.key)
		}
	}
	return strings.Join([]string{string(w.Country), town, w.site.host + "/" + w.site.path, strings.Join(words, " ")}, "|")
}

// Judge says which of the candidates the row means. They may come in any order and may
// have nothing to do with it.
func (m *Matcher) Judge(w Wanted, candidates []*directory.Organisation) Judgement {
	var j Judgement
	if w.Empty() {
		return Judgement{Verdict: None, Reasons: []Reason{{Key: NothingToGo}}}
	}
	for _, o := range candidates {
		if c, ok := m.score(w, o); ok && !slices.ContainsFunc(j.Candidates, func(have Candidate) bool { return have.ID == c.ID }) {
			j.Candidates = append(j.Candidates, c)
		}
	}
	slices.SortFunc(j.Candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	j.decide()
	if w.Country == "" && strings.TrimSpace(w.row.Country) != "" {
		j.Reasons = append(j.Reasons, Reason{Key: CountryUnknown, Args: []string{strings.TrimSpace(w.row.Country)}})
	}
	return j
}

// decide gives the verdict on candidates in order, and keeps those worth naming.
func (j *Judgement) decide() {
	list := j.Candidates
	if len(list) == 0 || list[0].Score < perhaps {
		j.Verdict, j.Candidates = None, nil
		j.Reasons = []Reason{{Key: NothingLike}}
		return
	}
	first := list[0]
	second := Candidate{}
	if len(list) > 1 {
		second = list[1]
	}
	ahead := first.Score - second.Score
	// The website of another says that the other is meant, whatever it is called.
	other := directory.RecordID("")
	if i := slices.IndexFunc(list, func(c Candidate) bool { return c.has(SameWebsite) || c.has(NameApart) }); i > 0 && !first.has(SameWebsite) {
		other = list[i].ID
	}
	needed := partMargin
	switch {
	case first.has(SameWebsite) && !second.has(SameWebsite):
		needed = 0
	case first.exact && !second.exact:
		needed = exactMargin
	case first.Score < surely:
		needed = wellAhead
	case first.whole:
		needed = margin
	}
	enough := fairly
	if first.whole {
		enough = wholly
	}
	switch {
	case first.AskOnly:
		j.Verdict = Ask
	case first.Score < enough || first.Score < surely && !first.clear() || !first.whole && !first.firm:
		j.Verdict = Ask
		j.Reasons = append(j.Reasons, Reason{Key: NotSure})
	case ahead < needed:
		j.Verdict = Ask
		j.Reasons = append(j.Reasons, Reason{Key: NearSecond, Args: []string{string(second.ID)}})
	case first.common && !first.has(SamePlace) && second.Score >= perhaps && !second.has(OtherCountry) && !second.has(OtherPlace) && !second.has(WordsAdded):
		j.Verdict = Ask
		j.Reasons = append(j.Reasons, Reason{Key: NearSecond, Args: []string{string(second.ID)}})
	case other != "":
		j.Verdict = Ask
		j.Reasons = append(j.Reasons, Reason{Key: NearSecond, Args: []string{string(other)}})
	default:
		j.Verdict = Certain
	}
	kept := slices.IndexFunc(list, func(c Candidate) bool { return c.Score < perhaps })
	if kept < 0 {
		kept = len(list)
	}
	j.Candidates = list[:min(kept, MaxAsked)]
}

// clear says whether a name that is not quite the record's is otherwise beyond doubt.
func (c Candidate) clear() bool {
	return c.telling && !c.has(OtherWebsite) && !c.has(OtherKind)
}

func (c Candidate) has(key ReasonKey) bool {
	return slices.ContainsFunc(c.Reasons, func(r Reason) bool { return r.Key == key })
}
