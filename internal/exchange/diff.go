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
	var changes []FieldChange
	for _, name := range fieldNames(before, after) {
		changes = diffNodes(changes, name, a.get(name), b.get(name))
	}
	return changes
}

// fieldNames is the canonical order of the fields of the records' type.
func fieldNames(records ...directory.Record) []string {
	for _, r := range records {
		switch r.(type) {
		case *directory.Organisation:
			return namesOf(organisationRules)
		case *directory.Event:
			return namesOf(eventRules)
		case *directory.Call:
			return namesOf(callRules)
		case *directory.Project:
			return namesOf(projectRules)
		}
	}
	return nil
}

func diffNodes(changes []FieldChange, path string, a, b node) []FieldChange {
	if (a.kind != object && a.kind != absent) || (b.kind != object && b.kind != absent) {
		if x, y := a.brief(), b.brief(); x != y {
			changes = append(changes, FieldChange{path, x, y})
		}
		return changes
	}
	for _, name := range mergedNames(a.fields, b.fields) {
		changes = diffNodes(changes, path+"."+name, a.get(name), b.get(name))
	}
	return changes
}

// mergedNames are the names of a, and then those only b has.
func mergedNames(a, b []field) []string {
	var names []string
	for _, f := range slices.Concat(a, b) {
		if !slices.Contains(names, f.name) {
			names = append(names, f.name)
		}
	}
	return names
}

// FieldNames lists the fields of a record type in canonical order: what
// [FieldChange.Field] is, up to its first dot.
func FieldNames(t directory.RecordType) []string {
	r, err := directory.NewRecord(t)
	if err != nil {
		return nil
	}
	return fieldNames(r)
}
