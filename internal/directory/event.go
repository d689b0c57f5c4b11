package directory

// EventKind is what an event is. The list is closed.
type EventKind string

// EventKinds in the order pages list them.
var EventKinds = []EventKind{"conference", "workshop", "matchmaking", "info-day", "fair", "mission", "exhibition"}

// Session is one item of an event's programme.
type Session struct {
	Title string `json:"title"`
	Date  Date   `json:"date,omitzero"`
	Text  string `json:"text,omitempty"`
}

// Event is a meeting of the cluster world.
type Event struct {
	Header
	Kind         EventKind           `json:"kind"`
	Title        string              `json:"title"`
	Series       string              `json:"series,omitempty"`
	Start        Date                `json:"start"`
	End          Date                `json:"end,omitzero"` // zero: not known; equal to Start for one day
	Place        Place               `json:"place"`
	Online       bool                `json:"online,omitempty"` // only or also online; an online event may have no city
	Organisers   []Party             `json:"organisers,omitempty"`
	Concepts     []Tag               `json:"concepts,omitempty"`
	Keywords     []string            `json:"keywords,omitempty"` // themes that fit no concept
	Programme    []Session           `json:"programme,omitempty"`
	Participants []Party             `json:"participants,omitempty"`
	Website      string              `json:"website,omitempty"`
	Descriptions map[Language]string `json:"descriptions,omitempty"`
}

// Type is Events.
func (e *Event) Type() RecordType { return Events }

// Head is the header.
func (e *Event) Head() *Header { return &e.Header }

// DisplayName is the title.
func (e *Event) DisplayName() string { return e.Title }

// Links are the records this one names.
func (e *Event) Links() []Link {
	return append(partyLinks("organisers", e.Organisers), partyLinks("participants", e.Participants)...)
}

// Validate checks the event on its own and against the vocabulary.
func (e *Event) Validate(v *Vocabulary) Faults {
	c := checker{v: v}
	c.header(&e.Header)
	oneOf(&c, "kind", e.Kind, EventKinds, true)
	c.text("title", e.Title, maxName, true)
	c.text("series", e.Series, maxName, false)
	if e.Start.IsZero() {
		c.add("start", "", FaultRequired)
	}
	c.period("start", e.Start, "end", e.End)
	c.place(e.Place, !e.Online)
	c.parties("organisers", e.Organisers)
	c.tags(e.Concepts)
	c.textList("keywords", e.Keywords, maxShortText)
	for i, s := range bounded(&c, "programme", e.Programme) {
		f := index("programme", i)
		c.text(f+".title", s.Title, maxName, true)
		c.dateText(f+".date", s.Date)
		c.paragraphs(f+".text", s.Text)
	}
	c.parties("participants", e.Participants)
	c.url("website", e.Website)
	c.descriptions(e.Descriptions)
	return c.faults
}
