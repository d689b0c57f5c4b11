package directory

// CallKind is what a call is. The list is closed.
type CallKind string

// CallKinds in the order pages list them.
var CallKinds = []CallKind{"voucher", "grant", "open-call", "programme"}

// Lot is a part of a call one applies to on its own. Amounts are whole euro.
type Lot struct {
	Name         string `json:"name,omitempty"`
	GrantMax     *int64 `json:"grant_max_eur,omitempty"` // per award
	Budget       *int64 `json:"budget_eur,omitempty"`    // for the lot
	Opens        Date   `json:"opens,omitzero"`
	Closes       Date   `json:"closes,omitzero"`        // the deadline in force
	ExtendedFrom Date   `json:"extended_from,omitzero"` // the deadline first announced
}

// Consortium is the rule on who must apply together; zero fields: no rule stated.
type Consortium struct {
	MinPartners  int    `json:"min_partners,omitempty"`
	MaxPartners  int    `json:"max_partners,omitempty"`
	MinCountries int    `json:"min_countries,omitempty"`
	Roles        []Kind `json:"roles,omitempty"` // kinds that must be among the partners
}

// Eligibility says who may apply, only where a source states it.
type Eligibility struct {
	Countries []CountryCode `json:"countries,omitempty"`
	Regions   []RegionCode  `json:"regions,omitempty"`
	NACE      []string      `json:"nace,omitempty"` // prefixes
	Kinds     []Kind        `json:"kinds,omitempty"`
	Sizes     []Size        `json:"sizes,omitempty"`
}

// Call is an offer of money or service one can apply for.
type Call struct {
	Header
	Kind         CallKind            `json:"kind"`
	Title        string              `json:"title"`
	Funder       string              `json:"funder,omitempty"`
	Programme    string              `json:"programme,omitempty"`
	Lots         []Lot               `json:"lots"` // at least one
	Eligible     Eligibility         `json:"eligible,omitzero"`
	Consortium   Consortium          `json:"consortium,omitzero"`
	Concepts     []Tag               `json:"concepts,omitempty"`
	Keywords     []string            `json:"keywords,omitempty"`
	Website      string              `json:"website,omitempty"`
	Descriptions map[Language]string `json:"descriptions,omitempty"`
}

// Type is Calls.
func (k *Call) Type() RecordType { return Calls }

// Head is the header.
func (k *Call) Head() *Header { return &k.Header }

// DisplayName is the title.
func (k *Call) DisplayName() string { return k.Title }

// Links are none yet: funders are named, not linked.
func (k *Call) Links() []Link { return nil }

// Validate checks the call on its own and against the vocabulary.
func (k *Call) Validate(v *Vocabulary) Faults {
	c := checker{v: v}
	c.header(&k.Header)
	oneOf(&c, "kind", k.Kind, CallKinds, true)
	c.text("title", k.Title, maxName, true)
	c.text("funder", k.Funder, maxName, false)
	c.text("programme", k.Programme, maxName, false)
	if len(k.Lots) == 0 {
		c.add("lots", "", FaultRequired)
	}
	for i, l := range bounded(&c, "lots", k.Lots) {
		p := index("lots", i)
		c.text(p+".name", l.Name, maxName, len(k.Lots) > 1)
		c.amount(p+".grant_max_eur", l.GrantMax)
		c.amount(p+".budget_eur", l.Budget)
		c.period(p+".opens", l.Opens, p+".closes", l.Closes)
		c.dateText(p+".extended_from", l.ExtendedFrom)
	}
	c.countries("eligible_countries", k.Eligible.Countries)
	for i, r := range bounded(&c, "eligible_regions", k.Eligible.Regions) {
		c.region(index("eligible_regions", i), r, "")
	}
	c.textList("eligible_nace", k.Eligible.NACE, maxShortText)
	for i, kind := range bounded(&c, "who_can_apply", k.Eligible.Kinds) {
		oneOf(&c, index("who_can_apply", i), kind, Kinds, true)
	}
	for i, s := range bounded(&c, "eligible_sizes", k.Eligible.Sizes) {
		oneOf(&c, index("eligible_sizes", i), s, Sizes, true)
	}
	rule := k.Consortium
	c.number("consortium.min_partners", rule.MinPartners, 0, maxPartners)
	if rule.MaxPartners != 0 { // 0: no rule stated
		c.number("consortium.max_partners", rule.MaxPartners, max(1, min(rule.MinPartners, maxPartners)), maxPartners)
	}
	c.number("consortium.min_countries", rule.MinCountries, 0, maxPartners)
	for i, kind := range bounded(&c, "consortium.roles", rule.Roles) {
		oneOf(&c, index("consortium.roles", i), kind, Kinds, true)
	}
	c.tags(k.Concepts)
	c.textList("keywords", k.Keywords, maxShortText)
	c.url("website", k.Website)
	c.descriptions(k.Descriptions)
	return c.faults
}
