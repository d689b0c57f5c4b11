package exchange

import (
	"slices"

	"euxine/internal/directory"
)

type event = *directory.Event

// eventRules is the table of an event's fields.
var eventRules = slices.Concat(
	headRules[event](),
	[]rule[event]{
		one("kind", func(e event) *directory.EventKind { return &e.Kind }, code[directory.EventKind]()),
		one("title", func(e event) *string { return &e.Title }, words),
		one("series", func(e event) *string { return &e.Series }, words),
		one("start", func(e event) *directory.Date { return &e.Start }, date),
		one("end", func(e event) *directory.Date { return &e.End }, date),
	},
	placeRules(func(e event) *directory.Place { return &e.Place }),
	[]rule[event]{
		one("online", func(e event) *bool { return &e.Online }, yes),
		many("organisers", func(e event) *[]directory.Party { return &e.Organisers }, party),
	},
	conceptRules(func(e event) *[]directory.Tag { return &e.Concepts }),
	[]rule[event]{
		many("keywords", func(e event) *[]string { return &e.Keywords }, words, "themes"),
		many("programme", func(e event) *[]directory.Session { return &e.Programme }, record(
			one("title", func(s *directory.Session) *string { return &s.Title }, words),
			one("date", func(s *directory.Session) *directory.Date { return &s.Date }, date),
			one("text", func(s *directory.Session) *string { return &s.Text }, paragraphs),
		)),
		many("participants", func(e event) *[]directory.Party { return &e.Participants }, party),
		one("website", func(e event) *string { return &e.Website }, address),
	},
	descriptionRules(func(e event) *map[directory.Language]string { return &e.Descriptions }),
	sourceRules[event](),
)
