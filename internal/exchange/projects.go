package exchange

import (
	"slices"

	"euxine/internal/directory"
)

type project = *directory.Project

// projectRules is the table of a project's fields.
var projectRules = slices.Concat(
	headRules[project](),
	[]rule[project]{
		one("acronym", func(p project) *string { return &p.Acronym }, words),
		one("title", func(p project) *string { return &p.Title }, words),
		one("programme", func(p project) *string { return &p.Programme }, words),
		one("start", func(p project) *directory.Date { return &p.Start }, date),
		one("end", func(p project) *directory.Date { return &p.End }, date),
		maybe("budget_eur", func(p project) **int64 { return &p.Budget }, amount),
		many("countries", func(p project) *[]directory.CountryCode { return &p.Countries }, country),
		many("partners", func(p project) *[]directory.Party { return &p.Partners }, party),
	},
	conceptRules(func(p project) *[]directory.Tag { return &p.Concepts }),
	[]rule[project]{
		many("keywords", func(p project) *[]string { return &p.Keywords }, words, "themes"),
		one("website", func(p project) *string { return &p.Website }, address),
	},
	descriptionRules(func(p project) *map[directory.Language]string { return &p.Descriptions }),
	sourceRules[project](),
)
