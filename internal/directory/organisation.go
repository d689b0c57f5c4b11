package directory

// Kind is what an organisation is. The list is closed.
type Kind string

const (
	KindCluster      Kind = "cluster"       // cluster organisation or initiative
	KindSME          Kind = "sme"           // firm below the EU size limits
	KindLargeCompany Kind = "large-company" //
	KindResearch     Kind = "research"      // university, institute, technology centre
	KindSupport      Kind = "support"       // chamber, agency, association, park, incubator
	KindAuthority    Kind = "authority"     // body with a mandate to govern
	KindHub          Kind = "hub"           // digital innovation hub
	KindNetwork      Kind = "network"       // network of clusters or organisations
)

// Kinds in the order pages list them.
var Kinds = []Kind{KindCluster, KindSME, KindLargeCompany, KindResearch, KindSupport, KindAuthority, KindHub, KindNetwork}

// Status says whether an organisation is at work.
type Status string

const (
	StatusActive  Status = "active"
	StatusPlanned Status = "planned"
	StatusDormant Status = "dormant"
	StatusClosed  Status = "closed"
	StatusUnknown Status = "unknown" // also where the newest source is over five years old
)

// Statuses in the order pages list them.
var Statuses = []Status{StatusActive, StatusPlanned, StatusDormant, StatusClosed, StatusUnknown}

// ExcellenceLabel is a cluster management label (ESCA), as reported by a source.
type ExcellenceLabel string

// ExcellenceLabels in rising order.
var ExcellenceLabels = []ExcellenceLabel{"bronze", "silver", "gold"}

// Size is the EU size class of a firm (Recommendation 2003/361/EC).
type Size string

// Sizes in rising order.
var Sizes = []Size{"micro", "small", "medium", "large"}

// OfferingKind says what an offer or need is about, as in Enterprise Europe
// Network's partnering profiles, with service and funding beside them.
type OfferingKind string

// OfferingKinds is the closed list; empty is "not stated".
var OfferingKinds = []OfferingKind{"business", "technology", "research", "service", "funding"}

// Offering is something offered or sought.
type Offering struct {
	Text            string        `json:"text"`
	Kind            OfferingKind  `json:"kind,omitempty"`
	Concepts        []ConceptID   `json:"concepts,omitempty"`         // what it is about: those a record can carry, and topics
	TargetCountries []CountryCode `json:"target_countries,omitempty"` // where partners or customers are sought; none: not stated
	ValidUntil      Date          `json:"valid_until,omitzero"`       // the last day it stands; zero: no end is stated
}

// Bare says whether nothing but the text is stated.
func (o Offering) Bare() bool {
	return o.Kind == "" && len(o.Concepts) == 0 && len(o.TargetCountries) == 0 && o.ValidUntil.IsZero()
}

// Lapsed says whether its last day has passed on a day. A month or year stated
// passes with its last day.
func (o Offering) Lapsed(today Date) bool {
	return !o.ValidUntil.IsZero() && !today.IsZero() && o.ValidUntil.Last().Before(today.First())
}

// Members counts a cluster's members; nil fields are not known.
type Members struct {
	Total    *int `json:"total,omitempty"`
	SMEs     *int `json:"smes,omitempty"`
	Startups *int `json:"startups,omitempty"`
	Large    *int `json:"large,omitempty"`
	Research *int `json:"research,omitempty"`
	Others   *int `json:"others,omitempty"`
}

// Known is the total, or else the sum of the parts, and whether either is known.
func (m Members) Known() (int, bool) {
	if m.Total != nil {
		return *m.Total, true
	}
	sum, known := 0, false
	for _, p := range []*int{m.SMEs, m.Large, m.Research, m.Others} {
		if p != nil {
			sum, known = sum+*p, true
		}
	}
	return sum, known
}

// Organisation is a cluster organisation, firm, research body, authority or any
// other organisation of the directory.
type Organisation struct {
	Header
	Kind            Kind                `json:"kind"`
	Names           []Name              `json:"names"` // display first
	Place           Place               `json:"place"`
	Website         string              `json:"website,omitempty"`
	Founded         Date                `json:"founded,omitzero"`
	Members         Members             `json:"members,omitzero"`
	Size            Size                `json:"size,omitempty"`
	NACE            []string            `json:"nace,omitempty"`
	MemberOf        []RecordID          `json:"member_of,omitempty"`
	Concepts        []Tag               `json:"concepts,omitempty"`
	Keywords        []string            `json:"keywords,omitempty"` // terms that fit no concept
	Offers          []Offering          `json:"offers,omitempty"`
	Needs           []Offering          `json:"needs,omitempty"`
	TargetCountries []CountryCode       `json:"target_countries,omitempty"`
	Label           ExcellenceLabel     `json:"label,omitempty"`
	Projects        []ProjectRef        `json:"projects,omitempty"`
	Languages       []Language          `json:"languages,omitempty"` // it works in
	Descriptions    map[Language]string `json:"descriptions,omitempty"`
	Status          Status              `json:"status"`
	Predecessor     RecordID            `json:"predecessor,omitempty"`
	Successor       RecordID            `json:"successor,omitempty"`
}

// Type is Organisations.
func (o *Organisation) Type() RecordType { return Organisations }

// Head is the header.
func (o *Organisation) Head() *Header { return &o.Header }

// DisplayName is the first display name, else the first name.
func (o *Organisation) DisplayName() string { return o.name(NameDisplay) }

// OfficialName is the name in the country's language, "" when not known.
func (o *Organisation) OfficialName() string {
	for _, n := range o.Names {
		if n.Type == NameOfficial {
			return n.Text
		}
	}
	return ""
}

func (o *Organisation) name(t NameType) string {
	for _, n := range o.Names {
		if n.Type == t {
			return n.Text
		}
	}
	if len(o.Names) > 0 {
		return o.Names[0].Text
	}
	return string(o.ID)
}

// ConceptsOf lists the ids of the record's concepts of one scheme, in record order.
func (o *Organisation) ConceptsOf(s Scheme) []ConceptID { return ConceptsOf(o.Concepts, s) }

// ConceptsOf lists the ids of a scheme among the tags, in their order.
func ConceptsOf(tags []Tag, s Scheme) []ConceptID {
	var ids []ConceptID
	for _, t := range tags {
		if t.Concept.Scheme() == s {
			ids = append(ids, t.Concept)
		}
	}
	return ids
}

// Links are the records this one names.
func (o *Organisation) Links() []Link {
	var ls []Link
	for i, id := range o.MemberOf {
		ls = append(ls, Link{index("member_of", i), Key{Organisations, id}})
	}
	for i, p := range o.Projects {
		if p.Project != "" {
			ls = append(ls, Link{index("projects", i), Key{Projects, p.Project}})
		}
	}
	if o.Predecessor != "" {
		ls = append(ls, Link{"predecessor", Key{Organisations, o.Predecessor}})
	}
	if o.Successor != "" {
		ls = append(ls, Link{"successor", Key{Organisations, o.Successor}})
	}
	return ls
}

// Validate checks the organisation on its own and against the vocabulary.
func (o *Organisation) Validate(v *Vocabulary) Faults {
	c := checker{v: v}
	c.header(&o.Header)
	oneOf(&c, "kind", o.Kind, Kinds, true)
	c.names(o.Names)
	c.place(o.Place, true)
	c.url("website", o.Website)
	c.dateText("founded", o.Founded)
	c.members(o.Members)
	oneOf(&c, "size", o.Size, Sizes, false)
	c.textList("nace", o.NACE, maxShortText)
	for i, id := range bounded(&c, "member_of", o.MemberOf) {
		c.link(index("member_of", i), id, o.ID)
	}
	c.tags(o.Concepts)
	c.textList("keywords", o.Keywords, maxShortText)
	c.offerings("offers", o.Offers)
	c.offerings("needs", o.Needs)
	c.countries("target_countries", o.TargetCountries)
	oneOf(&c, "label", o.Label, ExcellenceLabels, false)
	for i, p := range bounded(&c, "projects", o.Projects) {
		c.text(index("projects", i), p.Name, maxName, true)
		c.link(index("projects", i), p.Project, "")
	}
	for i, l := range bounded(&c, "languages", o.Languages) {
		c.language(index("languages", i), l)
	}
	c.descriptions(o.Descriptions)
	oneOf(&c, "status", o.Status, Statuses, true)
	c.link("predecessor", o.Predecessor, o.ID)
	c.link("successor", o.Successor, o.ID)
	return c.faults
}
