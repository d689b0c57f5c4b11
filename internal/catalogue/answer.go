package catalogue

import (
	"time"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
)

// Labelled is a code with its label in the reader's language.
type Labelled struct {
	Code  string
	Label string
}

// Piece is a stretch of text, marked where it answers the query.
type Piece struct {
	Text string
	Mark bool
}

// Marked is a text in pieces; joined they are the text.
type Marked []Piece

// String joins the pieces.
func (m Marked) String() string {
	s := ""
	for _, p := range m {
		s += p.Text
	}
	return s
}

// Match explains one reason why a hit was found.
type Match struct {
	How   MatchHow
	Field search.TextField
	Query string // the word or phrase as typed
	Text  string // what was found, as written in the record; of a concept or place, and of what an offer or need is stated to be about, its label
}

// Hit is one organisation of an answer, ready to show.
type Hit struct {
	ID          directory.RecordID
	Name        Marked             // display name
	NameLang    directory.Language // "" not known
	Native      Marked             // the official name where it differs; empty otherwise
	NativeLang  directory.Language
	Kind        Labelled
	Country     Labelled
	Region      Labelled // zero when not known
	City        string
	Sectors     []Labelled // sector concepts
	Ecosystems  []Labelled
	Snippet     Marked // the passage that answers the query, else the beginning of the description
	SnippetLang directory.Language
	Matched     []Match
	Website     string
	Founded     directory.Date
	Members     int // 0 not known
	Label       Labelled
	Status      directory.Status
	SourceDate  directory.Date
	Score       float64
	Applicant   eligibility.Applicant // what rules of calls ask about
}

// FacetValue is one line of a facet.
type FacetValue struct {
	Value    string
	Label    string
	Count    int
	Selected bool
	Depth    int // 0 top; regions and hierarchical concepts are listed below their parent
}

// FacetCounts is a facet with its values: hierarchical facets in tree order,
// others by falling count and then label. Selected values are always there, with
// count 0 if need be.
type FacetCounts struct {
	Facet    search.Facet
	Values   []FacetValue
	Selected int // how many are selected
}

// Suggestion is a way out of an answer without hits: removing one filter or word.
type Suggestion struct {
	Parameter string // the parameter to change: a facet, q, member_of, …
	Value     string // the value to remove; for q the word; "" removes the parameter
	Label     string // of the value, in the reader's language
	Total     int    // hits without it; more than 0
}

// Answer is a search answered for a reader.
type Answer struct {
	Question search.Question // as it was understood
	// Interpretation says what was understood beyond the letters typed.
	Interpretation []Interpretation
	Total          int
	AllWords       int // hits that have all the words as they were understood: they come first
	Hits           []Hit
	Facets         []FacetCounts // in the order of search.Facets; empty ones left out
	Active         []ActiveFilter
	Suggestions    []Suggestion // only without hits
	Next           string       // cursor, "" at the end
	Revision       directory.Revision
	Took           time.Duration
}

// IDs are the ids of the hits, best first.
func (a *Answer) IDs() []string {
	ids := make([]string, len(a.Hits))
	for i, h := range a.Hits {
		ids[i] = string(h.ID)
	}
	return ids
}

// ActiveFilter is a filter in force, for showing and removing.
type ActiveFilter struct {
	Parameter string // URL parameter
	Value     string // value to remove
	Label     string // in the reader's language; for ranges and distances the bare value
}

// Ref is an organisation as other pages mention it.
type Ref struct {
	ID      directory.RecordID
	Name    string
	Native  string // "" when the same or not known
	Kind    Labelled
	Country Labelled
	City    string
	Sectors []Labelled
	// Shared are the sectors shared with the record the list belongs to, where
	// that is why it is listed.
	Shared []Labelled
}

// ConceptTag is a concept of a profile.
type ConceptTag struct {
	Labelled
	Facet    search.Facet // the parameter it filters by; "" for services, which are no facet yet
	Strength int          // 0 not stated
}

// ConceptGroup is the concepts of one scheme.
type ConceptGroup struct {
	Scheme directory.Scheme
	Items  []ConceptTag
}

// ProjectRef is a project of an organisation: by name, and the record where it
// is one.
type ProjectRef struct {
	Name string
	Item *Item // nil when it is no record
}

// Contact is where to reach an organisation, and how sure that is.
type Contact struct {
	URL  string
	Host string // for showing
	Via  string // "website", "cluster" (Name's site) or "source"
	Name string // of the cluster, for Via "cluster"
}

// StaleYears is the age in years from which a source is called old: the age at
// which DESIGN makes a status unknown.
const StaleYears = 5

// Offering is something offered or needed, ready to show.
type Offering struct {
	directory.Offering
	About   []Labelled // the concepts stated; their codes are whole ids
	Targets []Labelled // countries
	Lapsed  bool       // its last day has passed
}

// Profile is all an organisation's page says.
type Profile struct {
	Organisation *directory.Organisation
	Name         string
	Native       string // "" when the same or not known
	NativeLang   directory.Language
	OtherNames   []directory.Name
	Kind         Labelled
	Country      Labelled
	Regions      []Labelled // innermost first, without the country
	City         string
	Description  string // in the reader's language, else English, else any
	DescLang     directory.Language
	// AlsoIn is the description in the country's language where Description is
	// in another.
	AlsoIn      string
	AlsoLang    directory.Language
	Concepts    []ConceptGroup
	Targets     []Labelled // countries
	Offers      []Offering
	Needs       []Offering
	Label       Labelled
	Memberships []Ref
	Members     []Ref // at most MaxMembersShown, by name
	MemberCount int   // organisations of the directory that say they are members
	Related     []Ref // same sectors, nearest first; not members or memberships
	Projects    []ProjectRef
	Events      []Item // latest first
	Contact     Contact
	SourceDate  directory.Date
	SourceAge   int  // whole years; -1 not known
	Stale       bool // SourceAge ≥ StaleYears or not known
	Revision    directory.Revision
}

// MaxMembersShown bounds the members listed on a page; the rest is a search away.
const MaxMembersShown = 60

// HomeFacts is what the front page counts.
type HomeFacts struct {
	Organisations int
	Events        int
	Calls         int
	Projects      int
	Opportunities int          // offers and needs that stand, 0 where they are too many to count
	Countries     []FacetValue // of the region's countries, by falling count
	Kinds         []FacetValue
	Sectors       []FacetValue
	EventAgenda   Agenda // see agendaLength
	CallAgenda    Agenda
	Revision      directory.Revision
}

// agendaLength is how many events and calls of each state the front page shows.
const agendaLength = 4

// Standing is how the index stands to the store.
type Standing struct {
	Store directory.Revision
	Index directory.Revision
	Ready bool // the index answers completely
}
