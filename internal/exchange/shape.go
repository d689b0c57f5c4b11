package exchange

import "euxine/internal/directory"

// shape is how a field stands in tables, where nothing is nested: in one column
// or, for an object, in one for each of its parts.
type shape struct {
	// list: the items stand in one cell with | between them, or in numbered
	// columns ("keywords.1", "keywords.2"), each of which may hold several. A
	// list of objects has numbered columns only: "lots.1.opens".
	list bool
	// inline: a value may be an object that is written in the cell as
	// "main value {key: value; key: value}". These are its keys, that of the
	// main value first.
	inline []string
	// keyed: an object written as such a list, its names the main values.
	keyed bool
	// parts are the fields of an object, a column each: "members.smes".
	parts []part
}

// part is a field as tables see it.
type part struct {
	name    string
	aliases []string
	input   bool // understood on input only
	shape   shape
}

func (s shape) names() []string {
	names := make([]string, len(s.parts))
	for i, p := range s.parts {
		names[i] = p.name
	}
	return names
}

func partsOf[T any](rules []rule[T]) []part {
	parts := make([]part, len(rules))
	for i, r := range rules {
		parts[i] = part{name: r.name, aliases: r.aliases, input: r.write == nil, shape: r.shape}
	}
	return parts
}

// recordParts are the fields of each record type in canonical order.
var recordParts = map[directory.RecordType][]part{
	directory.Organisations: partsOf(organisationRules),
	directory.Events:        partsOf(eventRules),
	directory.Calls:         partsOf(callRules),
	directory.Projects:      partsOf(projectRules),
}
