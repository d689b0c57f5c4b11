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
	"time"

	"euxine/internal/directory"
)

// Bounds of a question. They keep the cost of any search bounded: see the
// rules on query abuse in Parse.
const (
	MaxQuery       = 256   // characters of q
	MaxTerms       = 32    // words and phrases of q
	MaxPerPage     = 100   // hits per page
	DefaultPerPage = 20    //
	MaxWindow      = 10000 // page*per_page; beyond it a cursor
	MaxValues      = 100   // values of one filter parameter
	MaxCursor      = 1024  // bytes
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
	FacetHas        Facet = "has" // offers, needs, website
)

// Facets in the order pages show them.
var Facets = []Facet{FacetKind, FacetCountry, FacetRegion, FacetSector, FacetEcosystem,
	FacetEmerging, FacetTechnology, FacetPriority, FacetLabel, FacetHas}

// HasValues are what "has" may ask for.
var HasValues = []string{"offers", "needs", "website"}

// SchemeOf is the concept scheme whose codes are the facet's values; "" for
// country, region and has.
func (f Facet) SchemeOf() directory.Scheme {
	switch f {
	case FacetCountry, FacetRegion, FacetHas:
		return ""
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
)

// Sorts in the order pages offer them.
var Sorts = []Sort{SortRelevance, SortName, SortMembers, SortFounded, SortUpdated}

// Range bounds a number from both sides, inclusive; nil is open.
type Range struct{ From, To *int }

// IsZero says whether the range excludes nothing.
func (r Range) IsZero() bool { return r.From == nil && r.To == nil }

// Near asks for what lies within a distance of a point.
type Near struct {
	Point directory.Point
	Km    float64
}

// Filters narrow the organisations. Values of one facet widen each other, facets
// narrow each other. A region or a concept includes what lies below it.
type Filters struct {
	Values   map[Facet][]string   // sorted, without repetition; codes, not ids
	MemberOf []directory.RecordID // any of
	Founded  Range                // years
	Members  Range                // known member count
	Near     *Near
}

// Term is a word or phrase of the query as understood.
type Term struct {
	Words  []string // folded keys; one for a word, several for a phrase
	Text   string   // as typed
	Phrase bool
	Not    bool // must not occur
	Prefix bool // the last word being typed: also words that begin with it
}

// Question is a checked search. Build one with Parse.
type Question struct {
	Q       string // as typed, cleaned
	Terms   []Term
	Filters Filters
	Sort    Sort
	Page    int // from 1
	PerPage int
	Cursor  string             // continues behind the last hit of an earlier answer; then Page is 1
	Exact   bool               // spelling as typed only
	Lang    directory.Language // of labels and names
	// WithFacets asks for counts. Which: Facets.
	WithFacets bool
}

// Count is one value of a facet with the number of hits that carry it.
type Count struct {
	Value string
	Count int
}

// Hit is one organisation found.
type Hit struct {
	ID    directory.RecordID
	Score float64
}

// Result is what an index answers.
type Result struct {
	Total int
	Hits  []Hit
	// Facets counts every value that occurs among the hits with the filters of
	// all other facets applied, but not the facet's own; by falling count,
	// then value. Hierarchical facets count a region or concept with all below.
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
	// Revision is the store revision the index stands at, and whether it has
	// reached the revision it started out to reach.
	Revision() (rev directory.Revision, ready bool)
}

// IsZero says whether nothing is filtered.
func (f Filters) IsZero() bool {
	return len(f.Values) == 0 && len(f.MemberOf) == 0 && f.Founded.IsZero() && f.Members.IsZero() && f.Near == nil
}
