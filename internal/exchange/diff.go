package exchange

import (
	"bytes"
	"slices"

	"euxine/internal/directory"
)

// FieldChange is one field that differs between two versions of a record, its
// values in the exchange form: text as it is, lists as JSON, "" for none.
type FieldChange struct {
	Field string // dotted path, "members.smes"
	Old   string
	New   string
}

// Same says whether two records are the same in all that is exchanged. How and
// when they got here (file, line, time, revision) does not count.
func Same(a, b directory.Record) bool {
	return directory.KeyOf(a) == directory.KeyOf(b) && bytes.Equal(Encode(a), Encode(b))
}

// Diff lists what differs between two versions of a record, field by field in
// canonical order; objects are compared inside, lists as a whole. Either may be
// nil: then every field of the other is a change.
func Diff(before, after directory.Record) []FieldChange {
	var a, b node
	if before != nil {
		a = writeRecord(before)
	}
	if after != nil {
		b = writeRecord(after)
	}
	return diffNodes(nil, "", a, b)
}

func diffNodes(changes []FieldChange, path string, a, b node) []FieldChange {
	if (a.kind != object && a.kind != absent) || (b.kind != object && b.kind != absent) {
		if x, y := a.brief(), b.brief(); x != y {
			changes = append(changes, FieldChange{path, x, y})
		}
		return changes
	}
	if path != "" {
		path += "."
	}
	for _, name := range mergedNames(a.fields, b.fields) {
		changes = diffNodes(changes, path+name, a.get(name), b.get(name))
	}
	return changes
}

// mergedNames are the names of both lists of fields, each list's order kept:
// both come from one table, so there is such an order.
func mergedNames(a, b []field) []string {
	var names []string
	for _, f := range a {
		// What of b stands before this field and is not in a comes first.
		if i := slices.IndexFunc(b, func(g field) bool { return g.name == f.name }); i >= 0 {
			for _, g := range b[:i] {
				if !slices.ContainsFunc(a, func(h field) bool { return h.name == g.name }) {
					names = append(names, g.name)
				}
			}
			b = b[i+1:]
		}
		names = append(names, f.name)
	}
	for _, g := range b {
		if !slices.ContainsFunc(a, func(h field) bool { return h.name == g.name }) {
			names = append(names, g.name)
		}
	}
	return names
}
