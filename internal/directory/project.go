package directory

// Project is joint work under a programme.
type Project struct {
	Header
	Acronym      string              `json:"acronym,omitempty"`
	Title        string              `json:"title"`
	Programme    string              `json:"programme,omitempty"`
	Start        Date                `json:"start,omitzero"`
	End          Date                `json:"end,omitzero"`
	Budget       *int64              `json:"budget_eur,omitempty"` // whole euro
	Countries    []CountryCode       `json:"countries,omitempty"`
	Partners     []Party             `json:"partners,omitempty"`
	Concepts     []Tag               `json:"concepts,omitempty"`
	Keywords     []string            `json:"keywords,omitempty"`
	Website      string              `json:"website,omitempty"`
	Descriptions map[Language]string `json:"descriptions,omitempty"`
}

// Type is Projects.
func (p *Project) Type() RecordType { return Projects }

// Head is the header.
func (p *Project) Head() *Header { return &p.Header }

// DisplayName is the acronym and title, or the title alone.
func (p *Project) DisplayName() string {
	if p.Acronym == "" || p.Acronym == p.Title {
		return p.Title
	}
	return p.Acronym + " – " + p.Title
}

// Links are the partners that are records.
func (p *Project) Links() []Link { return partyLinks("partners", p.Partners) }

// Validate checks the project on its own and against the vocabulary.
func (p *Project) Validate(v *Vocabulary) Faults {
	c := checker{v: v}
	c.header(&p.Header)
	c.text("acronym", p.Acronym, maxShortText, false)
	c.text("title", p.Title, maxName, true)
	c.text("programme", p.Programme, maxName, false)
	c.period("start", p.Start, "end", p.End)
	c.amount("budget_eur", p.Budget)
	c.countries("countries", p.Countries)
	c.parties("partners", p.Partners)
	c.tags(p.Concepts)
	c.textList("keywords", p.Keywords, maxShortText)
	c.url("website", p.Website)
	c.descriptions(p.Descriptions)
	return c.faults
}
