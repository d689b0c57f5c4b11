package exchange

import (
	"slices"

	"euxine/internal/directory"
)

type organisation = *directory.Organisation

// organisationRules is the table of an organisation's fields.
var organisationRules = slices.Concat(
	headRules[organisation](),
	[]rule[organisation]{
		one("kind", func(o organisation) *directory.Kind { return &o.Kind }, code[directory.Kind]()),
		{name: "name", read: readName, write: writeName, shape: shape{inline: nameKeys}},
		{name: "native_name", read: readNativeName, write: writeNativeName, shape: shape{inline: nameKeys}},
		{name: "other_names", read: readOtherNames, write: writeOtherNames, shape: shape{list: true, inline: nameKeys}},
	},
	placeRules(func(o organisation) *directory.Place { return &o.Place }),
	[]rule[organisation]{
		one("website", func(o organisation) *string { return &o.Website }, address),
		one("founded", func(o organisation) *directory.Date { return &o.Founded }, yearOrDate),
		one("members", func(o organisation) *directory.Members { return &o.Members }, record(
			maybe("total", func(m *directory.Members) **int { return &m.Total }, count),
			maybe("smes", func(m *directory.Members) **int { return &m.SMEs }, count),
			maybe("startups", func(m *directory.Members) **int { return &m.Startups }, count),
			maybe("large", func(m *directory.Members) **int { return &m.Large }, count),
			maybe("research", func(m *directory.Members) **int { return &m.Research }, count),
			maybe("others", func(m *directory.Members) **int { return &m.Others }, count),
		)),
		one("size", func(o organisation) *directory.Size { return &o.Size }, code[directory.Size]()),
		many("nace", func(o organisation) *[]string { return &o.NACE }, words),
		many("member_of", func(o organisation) *[]directory.RecordID { return &o.MemberOf }, recordID),
	},
	conceptRules(func(o organisation) *[]directory.Tag { return &o.Concepts }),
	[]rule[organisation]{
		many("keywords", func(o organisation) *[]string { return &o.Keywords }, words),
		many("offers", func(o organisation) *[]directory.Offering { return &o.Offers }, offering),
		many("needs", func(o organisation) *[]directory.Offering { return &o.Needs }, offering),
		many("target_countries", func(o organisation) *[]directory.CountryCode { return &o.TargetCountries }, country),
		one("label", func(o organisation) *directory.ExcellenceLabel { return &o.Label }, code[directory.ExcellenceLabel]()),
		many("projects", func(o organisation) *[]directory.ProjectRef { return &o.Projects }, projectRef),
		many("languages", func(o organisation) *[]directory.Language { return &o.Languages }, code[directory.Language]()),
	},
	descriptionRules(func(o organisation) *map[directory.Language]string { return &o.Descriptions }),
	[]rule[organisation]{
		one("status", func(o organisation) *directory.Status { return &o.Status }, code[directory.Status]()),
		one("predecessor", func(o organisation) *directory.RecordID { return &o.Predecessor }, recordID),
		one("successor", func(o organisation) *directory.RecordID { return &o.Successor }, recordID),
	},
	sourceRules[organisation](),
)

// offering is something offered or sought: a text, or more than that.
var offering = orText(
	record(
		one("text", func(o *directory.Offering) *string { return &o.Text }, words),
		one("kind", func(o *directory.Offering) *directory.OfferingKind { return &o.Kind }, code[directory.OfferingKind]()),
		many("concepts", func(o *directory.Offering) *[]directory.ConceptID { return &o.Concepts }, conceptID),
		many("target_countries", func(o *directory.Offering) *[]directory.CountryCode { return &o.TargetCountries }, country),
		one("valid_until", func(o *directory.Offering) *directory.Date { return &o.ValidUntil }, date),
	),
	func(c *reading, path string, n node) directory.Offering {
		return directory.Offering{Text: c.str(path, n)}
	},
	func(o directory.Offering) (string, bool) { return o.Text, o.Bare() },
)

// projectRef is a project: its name, or more than that.
var projectRef = orText(
	record(
		one("name", func(p *directory.ProjectRef) *string { return &p.Name }, words),
		one("project", func(p *directory.ProjectRef) *directory.RecordID { return &p.Project }, recordID),
	),
	func(c *reading, path string, n node) directory.ProjectRef {
		return directory.ProjectRef{Name: c.str(path, n)}
	},
	func(p directory.ProjectRef) (string, bool) { return p.Name, p.Project == "" },
)
