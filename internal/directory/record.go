package directory

import (
	"fmt"
	"math"
	"regexp"
	"time"
)

// RecordType is one of the four kinds of stored record; its text is the
// plural used in API paths, flags and seed file names.
type RecordType string

const (
	Organisations RecordType = "organisations"
	Events        RecordType = "events"
	Calls         RecordType = "calls"
	Projects      RecordType = "projects"
)

// RecordTypes lists the four in the order they are imported and exported.
var RecordTypes = []RecordType{Organisations, Events, Calls, Projects}

// RecordID names a record within its type: a lower-case slug such as
// "bg-ict-cluster-burgas". Ids are never reused; one given up lives on among
// the former ids of the record that took its place.
type RecordID string

// maxID bounds an id: the longest in the seed has 57 characters.
const maxID = 100

var idPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidID says whether id is well formed.
func ValidID(id RecordID) bool { return len(id) <= maxID && idPattern.MatchString(string(id)) }

// Key names a record among all.
type Key struct {
	Type RecordType
	ID   RecordID
}

func (k Key) String() string { return string(k.Type) + "/" + string(k.ID) }

// Revision numbers the committed write transactions of a store, from 1, without
// regard to any clock. 0 is "before the first write".
type Revision uint64

// Header is what every record has beside its own fields.
type Header struct {
	ID        RecordID   `json:"id"`
	FormerIDs []RecordID `json:"former_ids,omitempty"`
	// Revision is set by the store: the transaction that wrote this version.
	// It is not part of the stored bytes.
	Revision   Revision   `json:"-"`
	Provenance Provenance `json:"provenance"`
	// FieldSources holds the provenance of single fields where it differs
	// from the record's, by dotted field name of the exchange form.
	FieldSources map[string]Provenance `json:"field_sources,omitempty"`
}

// Provenance says where facts come from.
type Provenance struct {
	Source     string `json:"source,omitempty"` // address of the page the facts were read on
	SourceDate Date   `json:"source_date,omitzero"`
	Note       string `json:"note,omitempty"` // what an editor decided and why
	// The following say how it got here. They belong to this copy of the
	// directory: exports leave them out and comparisons ignore them.
	File       string    `json:"file,omitempty"`
	Line       int       `json:"line,omitempty"`
	ImportedAt time.Time `json:"imported_at,omitzero"`
}

// SameFacts compares what is said of the source, not how it got here.
func (p Provenance) SameFacts(q Provenance) bool {
	return p.Source == q.Source && p.SourceDate == q.SourceDate && p.Note == q.Note
}

// Record is any of *Organisation, *Event, *Call, *Project.
//
// A Record read from a store is the caller's own copy.
type Record interface {
	Type() RecordType
	// Head is the record's header, for reading and setting.
	Head() *Header
	// DisplayName is the name or title to show when no language is preferred.
	DisplayName() string
	// Validate gathers all that is wrong with the record on its own and against
	// the vocabulary. Links to other records are the importer's to check;
	// Links lists them.
	Validate(v *Vocabulary) Faults
	Links() []Link
}

// Link is a reference from a field to another record.
type Link struct {
	Field string // dotted path in the exchange form
	To    Key
}

// KeyOf is the key of r.
func KeyOf(r Record) Key { return Key{r.Type(), r.Head().ID} }

// NewRecord is an empty record of the type, or ErrInvalid.
func NewRecord(t RecordType) (Record, error) {
	switch t {
	case Organisations:
		return &Organisation{}, nil
	case Events:
		return &Event{}, nil
	case Calls:
		return &Call{}, nil
	case Projects:
		return &Project{}, nil
	}
	return nil, fmt.Errorf("record type %q: %w", t, ErrInvalid)
}

// Point is WGS 84 in degrees.
type Point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// EarthKm is the mean radius of the earth (IUGG).
const EarthKm = 6371.0088

// Km is the great-circle distance to another point, by the haversine formula.
func (p Point) Km(o Point) float64 {
	const degree = math.Pi / 180
	a, b := math.Sin((o.Lat-p.Lat)*degree/2), math.Sin((o.Lon-p.Lon)*degree/2)
	h := a*a + math.Cos(p.Lat*degree)*math.Cos(o.Lat*degree)*b*b
	return 2 * EarthKm * math.Asin(math.Sqrt(min(h, 1)))
}

// Place is where something is: a country at least, more where known.
type Place struct {
	Country CountryCode `json:"country,omitempty"`
	Region  RegionCode  `json:"region,omitempty"`
	City    string      `json:"city,omitempty"`
	Point   *Point      `json:"point,omitempty"`
}

// Tag is a concept a record carries. Strength is 1 (very low) to 5 (very high),
// as in the EDIH catalogue, only where a source states it; 0 is "not stated".
type Tag struct {
	Concept  ConceptID `json:"concept"`
	Strength int       `json:"strength,omitempty"`
}

// Party is an organisation taking part in something: its name as the source
// gives it and, where it is a record of the directory, its id.
type Party struct {
	Name         string   `json:"name"`
	Organisation RecordID `json:"organisation,omitempty"`
	Role         string   `json:"role,omitempty"` // "coordinator" where stated
}

// ProjectRef is a project as an organisation's source names it and, where it is
// a record, its id.
type ProjectRef struct {
	Name    string   `json:"name"`
	Project RecordID `json:"project,omitempty"`
}
