package directory

import "strings"

// Scheme is a list of concepts with labels.
type Scheme string

const (
	SchemeSector     Scheme = "sector"     // 51 sectoral industries (European Cluster Observatory, ECCP)
	SchemeEmerging   Scheme = "emerging"   // 10 emerging industries
	SchemeTechnology Scheme = "technology" // advanced technologies and key enabling technologies
	SchemeEcosystem  Scheme = "ecosystem"  // 14 EU industrial ecosystems
	SchemePriority   Scheme = "priority"   // smart specialisation priority areas
	SchemeService    Scheme = "service"    // support services of cluster organisations
	SchemeKind       Scheme = "kind"       // kinds of organisation
	SchemeLabel      Scheme = "label"      // cluster management excellence labels
	SchemeEventKind  Scheme = "event-kind" // kinds of event
	SchemeCallKind   Scheme = "call-kind"  // kinds of call
	SchemeTopic      Scheme = "topic"      // everyday words for goods, services, offers and needs
)

// Schemes in the order pages list them. Records carry concepts of the first six;
// kinds and label are values of their own fields and concepts only for their
// labels; topics are what a single offer or need may be about, and search finds
// their words in any text, in any language.
var Schemes = []Scheme{SchemeSector, SchemeEmerging, SchemeTechnology, SchemeEcosystem,
	SchemePriority, SchemeService, SchemeKind, SchemeLabel, SchemeEventKind, SchemeCallKind, SchemeTopic}

// ConceptID is "scheme:code", such as "sector:hospitality-and-tourism".
type ConceptID string

// NewConceptID joins scheme and code.
func NewConceptID(s Scheme, code string) ConceptID { return ConceptID(string(s) + ":" + code) }

// Scheme is the part before the colon.
func (id ConceptID) Scheme() Scheme {
	s, _, _ := strings.Cut(string(id), ":")
	return Scheme(s)
}

// Code is the part after the colon: the value of the scheme's search parameter.
func (id ConceptID) Code() string {
	_, c, _ := strings.Cut(string(id), ":")
	return c
}

// Concept is one term of a scheme, as in SKOS.
type Concept struct {
	ID        ConceptID
	Broader   ConceptID             // "" at the top
	Related   []ConceptID           // in other schemes too: a sector's suggested ecosystem
	PrefLabel map[Language]string   // English always
	AltLabel  map[Language][]string // other words for it
	// HiddenLabel are everyday words people look for it by, read in questions and neither
	// shown nor looked for in texts.
	HiddenLabel map[Language][]string
	Notations   map[string]string // "eccp": "S24", …
	Status      string            // verified, partial, recalled: see SchemeInfo
}

// SchemeInfo says what a scheme is and how far it is to be trusted.
type SchemeInfo struct {
	Scheme  Scheme
	Title   map[Language]string
	Status  string   // verified, partial, or recalled (shown as a working list)
	Sources []string // where it was read
	Note    string
}
