// Package search is the language of asking: what may be asked of the
// directory (a [Question], parsed from URL values with every fault named) and
// what an index answers (a [Result]). It knows neither Bleve nor HTTP.
//
// It does not turn ids into records and labels; package catalogue does that.
//
// Where to begin: [Parse], [Question], [Index].
package search

import (
	"context"
	"slices"
	"time"

	"euxine/internal/directory"
)

// Bounds of a question. They keep the cost of any search bounded: see the
// rules on query abuse in Parse.
const (
	MaxQuery       = 256        // characters of q
	MaxTerms       = 32         // words and phrases of q
	MaxPerPage     = 100        // hits per page
	DefaultPerPage = 20         //
	MaxWindow      = 10000      // page*per_page; beyond it a cursor
	MaxValues      = 100        // values of one filter parameter
	MaxCursor      = 1024       // bytes
	MaxIDs         = MaxPerPage // ids asked for by name: they fit a page, and an address
)

// Facet is a property results are counted and filtered by; its text is the URL
// parameter.
type Facet string

const (
	FacetKind       Facet = "kind"
	FacetCountry    Facet = "country"
	FacetRegion     Facet = "region"
	FacetSector     Facet = "sector"
	FacetEmerging   Facet = "emerging"
	FacetTechnology Facet = "technology"
	FacetEcosystem  Facet = "ecosystem"
	FacetPriority   Facet = "priority"
	FacetLabel      Facet = "label"
	FacetHas        Facet = "has"   // offers, needs, website: see HasValues
	FacetState      Facet = "state" // of events, calls and projects on the day of asking: see States
	FacetWho        Facet = "who"   // kinds of organisation that may apply to a call

	// The following are counted and may be asked for, but pages do not list them
	// among the filters: they are about the data, not about the organisations.
	FacetLacks      Facet = "lacks"       // see LacksValues
	FacetSourceYear Facet = "source_year" // year of the source

	// The following may be asked for and are no facets of an answer; Aggregate takes one
	// of them at a time. Their values are ids of the concepts that what organisations
	// offer and need is about, broader ones among them: see Text.About.
	FacetOffer Facet = "offer"
	FacetNeed  Facet = "need"
)

// Facets of organisations, in the order pages show them.
var Facets = []Facet{FacetKind, FacetCountry, FacetRegion, FacetSector, FacetEcosystem,
	FacetEmerging, FacetTechnology, FacetPriority, FacetLabel, FacetHas}

// FacetsOf lists the facets of a record type, in the order pages show them.
func FacetsOf(t directory.RecordType) []Facet {
	switch t {
	case directory.Events:
		return []Facet{FacetState, FacetKind, FacetCountry, FacetRegion, FacetSector, FacetEcosystem, FacetEmerging, FacetTechnology, FacetPriority}
	case directory.Calls:
		return []Facet{FacetState, FacetKind, FacetWho, FacetCountry, FacetSector, FacetEcosystem, FacetEmerging, FacetTechnology, FacetPriority}
	case directory.Projects:
		return []Facet{FacetState, FacetCountry, FacetSector, FacetEcosystem, FacetEmerging, FacetTechnology, FacetPriority}
	}
	return Facets
}

// CountedOf lists what is counted for a record type: FacetsOf and, for
// organisations, the facets about the data.
func CountedOf(t directory.RecordType) []Facet {
	if t == directory.Organisations || t == "" {
		return append(slices.Clone(Facets), FacetLacks, FacetSourceYear)
	}
	return FacetsOf(t)
}

// Spoken lists the filters by what the texts of organisations are about.
var Spoken = []Facet{FacetOffer, FacetNeed}

// HasValues are what "has" may ask for.
var HasValues = []string{"offers", "needs", "website"}

// LacksValues are what "lacks" may ask for: facts a good profile has.
var LacksValues = []string{"region", "city", "website", "founded", "members", "sector", "offers", "needs", "official-name", "source-date"}

// The states of what has dates, on the day of asking.
const (
	StateComing  = "coming"  // begins or opens later
	StateOpen    = "open"    // takes place now, can be applied to now
	StatePast    = "past"    // over, closed
	StateUndated = "undated" // the dates are not known
)

// States in the order pages list them.
var States = []string{StateOpen, StateComing, StatePast, StateUndated}

// SchemeOf is the concept scheme whose codes are the facet's values for
// organisations; "" where values are no concepts.
func (f Facet) SchemeOf() directory.Scheme { return f.SchemeFor(directory.Organisations) }

// SchemeFor is SchemeOf for any record type: events and calls have kinds of
// their own.
func (f Facet) SchemeFor(t directory.RecordType) directory.Scheme {
	switch {
	case f == FacetCountry, f == FacetRegion, f == FacetHas, f == FacetState, f == FacetLacks, f == FacetSourceYear,
		f == FacetOffer, f == FacetNeed:
		return ""
	case f == FacetWho:
		return directory.SchemeKind
	case f == FacetKind && t == directory.Events:
		return directory.SchemeEventKind
	case f == FacetKind && t == directory.Calls:
		return directory.SchemeCallKind
	}
	return directory.Scheme(f)
}

// Sort is an order of hits. Ties are broken by name, then id, so that every
// order is total.
type Sort string

const (
	SortRelevance Sort = "relevance" // best first; the default with q
	SortName      Sort = "name"      // CLDR root order; the default without q
	SortMembers   Sort = "members"   // most members first, unknown last
	SortFounded   Sort = "founded"   // oldest first, unknown last
	SortUpdated   Sort = "updated"   // newest source date first, unknown last
	SortDate      Sort = "date"      // latest first: start of events and projects, deadline of calls; unknown last
)

// Sorts of organisations in the order pages offer them.
var Sorts = []Sort{SortRelevance, SortName, SortMembers, SortFounded, SortUpdated}

// SortsOf lists the orders of a record type; the one after relevance is the
// default without words.
func SortsOf(t directory.RecordType) []Sort {
	if t == directory.Organisations || t == "" {
		return Sorts
	}
	return []Sort{SortRelevance, SortDate, SortName, SortUpdated}
}

// Range bounds a number from both sides, inclusive; nil is open.
type Range struct{ From, To *int }

// IsZero says whether the range excludes nothing.
func (r Range) IsZero() bool { return r.From == nil && r.To == nil }

// Near asks for what lies within a distance of a point.
type Near struct {
	Point directory.Point
	Km    float64
}

// Filters narrow the records. Values of one facet widen each other, facets
// narrow each other. A region or a concept includes what lies below it.
type Filters struct {
	Values   map[Facet][]string   // sorted, without repetition; codes, not ids
	MemberOf []directory.RecordID // any of
	// Among are the only records looked at, by id; nil: all are. It is no parameter:
	// lists of records that are nobody's business are in no address.
	Among    []directory.RecordID
	Founded  Range // years
	Members  Range // known member count
	Near     *Near
	From, To directory.Date // takes place, is open or runs between the two, inclusive; zero is open
	Theme    *directory.Theme
	IDs      []directory.RecordID // these records alone, sorted; an id that is no record's finds nothing
	// About are concepts of which what an organisation offers or needs is about any,
	// sorted: see FacetOffer. It is for opportunities and no parameter of a search.
	About []directory.ConceptID
}

// Term is a word or phrase of the query as understood.
type Term struct {
	Words   []string // folded keys; one for a word, several for a phrase
	Typings []string // the words as typed
	Text    string   // as typed
	Phrase  bool     // the words stand together
	Quoted  bool     // in quotation marks: as written and no other way
	Not     bool     // must not occur
	Prefix  bool     // the last word being typed: also words that begin with it
}

// Question is a checked search. Build one with Parse.
type Question struct {
	Type directory.RecordType // "" is Organisations
	// Today is the day states are told by; package catalogue sets it.
	Today directory.Date
	Q     string // as typed, cleaned
	Terms []Term
	// Groups is how the terms are read; package catalogue sets it. See Read.
	Groups []Group
	// NamesOnly looks through names and acronyms alone.
	NamesOnly bool
	// Least is how many groups a hit must answer; 0 is all.
	Least int
	// Sober leaves out what answers one of several groups only with a concept that is
	// related to it: see [Value]. Without it that comes after the rest.
	Sober bool
	// Enough is how many hits it is enough to know of: the total may stop there.
	// 0: all are counted, as they are where facets are.
	Enough int
	// FirstOnly wants the first hits and nothing else, in order of relevance: the
	// total may be any number from theirs on.
	FirstOnly bool
	Filters   Filters
	Sort      Sort
	Page      int                // from 1
	PerPage   int                // 0: the total alone
	Cursor    string             // continues behind the last hit of an earlier answer; then Page is 1
	Exact     bool               // spelling as typed only
	Lang      directory.Language // of labels and names
	// WithFacets asks for counts. Which: Facets.
	WithFacets bool
}

// Count is one value of a facet with the number of hits that carry it.
type Count struct {
	Value string
	Count int
}

// Hit is one record found.
type Hit struct {
	ID    directory.RecordID
	Score float64 // 0 unless sorted by relevance
}

// Result is what an index answers.
type Result struct {
	Total int
	Hits  []Hit
	// Facets counts every value that occurs among the hits with the filters of
	// all other facets applied, but not the facet's own; by falling count,
	// then value. Hierarchical facets count a region or concept with all below.
	// Answers may share them: they are not to be changed.
	Facets   map[Facet][]Count
	Next     string             // cursor behind the last hit, "" at the end
	Revision directory.Revision // the index stands at
	Took     time.Duration
}

// Measure is what Aggregate adds up.
type Measure string

const (
	MeasureCount   Measure = "count"   // organisations
	MeasureMembers Measure = "members" // their known members
)

// Cell is one cell of an aggregation: the values of its dimensions and the sum.
type Cell struct {
	Values []string
	N      int // organisations in the cell
	Sum    int // of the measure; N for MeasureCount
}

// Index answers questions. Safe for concurrent use. Errors are of the kinds of
// package directory: ErrInvalid for a cursor that is not the index's own,
// ErrUnavailable while closed, overloaded or not yet built.
type Index interface {
	Search(ctx context.Context, q Question) (Result, error)
	// Aggregate sums a measure over all hits of q (paging ignored) by up to two
	// facets, one cell per combination that occurs, sorted by values. Filters
	// apply in full: the dimensions' own as well.
	Aggregate(ctx context.Context, q Question, dimensions []Facet, m Measure) ([]Cell, error)
	// Points is where the hits of q lie, paging ignored: how many at each point. Hits
	// without a place are left out; points are known to a few metres.
	Points(ctx context.Context, q Question) (map[directory.Point]int, error)
	// All gives the ids of all hits of q in its order, whatever its page, from
	// one state of the index, and the revision of that state.
	All(ctx context.Context, q Question) ([]directory.RecordID, directory.Revision, error)
	// Spellings lists, for each word, other words of the index spelt much like it
	// (one edit in words of 4 to 7 letters, two in longer ones), nearest first;
	// for its sounds those of names in any script.
	Spellings(ctx context.Context, words []Word) ([][]Spelling, error)
	// Revision is the store revision the index stands at, and whether it has
	// reached the revision it started out to reach.
	Revision() (rev directory.Revision, ready bool)
}

// IsZero says whether nothing is filtered.
func (f Filters) IsZero() bool {
	return len(f.Values) == 0 && len(f.MemberOf) == 0 && f.Among == nil && f.Founded.IsZero() && f.Members.IsZero() && f.Near == nil &&
		f.From.IsZero() && f.To.IsZero() && f.Theme == nil && len(f.IDs) == 0 && len(f.About) == 0
}
