package directory

import (
	"fmt"
	"slices"
	"strings"
)

// Theme is a subject the directory gathers on a page of its own: what carries its
// concepts, whatever the record type.
type Theme struct {
	Code  string              // its address
	Names map[Language]string // English always
	Texts map[Language]string // what it is about, a few sentences; English always
	// Concepts make the theme: what is of it carries any of them or of what lies below.
	// With narrows it: where there are any, one of these must be carried too.
	Concepts, With []ConceptID
}

// Groups are the concepts as they are asked for: any of each group.
func (t *Theme) Groups() [][]ConceptID {
	if len(t.With) == 0 {
		return [][]ConceptID{t.Concepts}
	}
	return [][]ConceptID{t.Concepts, t.With}
}

// Name is the theme's name in l, else in English.
func (t *Theme) Name(l Language) string {
	if n := t.Names[l]; n != "" {
		return n
	}
	return t.Names["en"]
}

// Text is what the theme is about in l, else in English, and which it is.
func (t *Theme) Text(l Language) (string, Language) {
	if s := t.Texts[l]; s != "" {
		return s, l
	}
	return t.Texts["en"], "en"
}

// Themed are the schemes whose concepts records carry and searches filter by. A theme
// needs one of them in each group; topics and services in it are for offers and needs.
var Themed = []Scheme{SchemeSector, SchemeEmerging, SchemeTechnology, SchemeEcosystem, SchemePriority}

// ThemeFault is what is wrong with a theme.
type ThemeFault struct {
	N     int    // which of the list, from 0
	Field string // of the theme
	Value string // the value at fault, "" where it is missing
	What  string // in English
}

// WithThemes is the vocabulary with themes, in their order; what is wrong with any of
// them is told and then there is no vocabulary. The themes become part of it.
func (v *Vocabulary) WithThemes(themes []Theme) (*Vocabulary, []ThemeFault) {
	var faults []ThemeFault
	seen := map[string]bool{}
	for n := range themes {
		t := &themes[n]
		bad := func(field, value, format string, args ...any) {
			faults = append(faults, ThemeFault{n, field, value, fmt.Sprintf(format, args...)})
		}
		switch {
		case !ValidID(RecordID(t.Code)):
			bad("code", t.Code, "is not a lower-case slug")
		case seen[t.Code]:
			bad("code", t.Code, "is given twice")
		}
		seen[t.Code] = true
		if t.Names["en"] == "" {
			bad("names", "", "has no English one")
		}
		if t.Texts["en"] == "" {
			bad("texts", "", "has no English one")
		}
		for i, ids := range [][]ConceptID{t.Concepts, t.With} {
			field := []string{"concepts", "with"}[i]
			for k, id := range ids {
				switch {
				case v.concepts[id].ID == "":
					bad(field, string(id), "is no concept%s", v.nearest(id))
				case slices.Contains(ids[:k], id):
					bad(field, string(id), "is given twice")
				}
			}
			if (i == 0 || len(ids) > 0) && !slices.ContainsFunc(ids, func(id ConceptID) bool { return slices.Contains(Themed, id.Scheme()) }) {
				bad(field, "", "has none that records carry: give a sector, emerging, technology, ecosystem or priority")
			}
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	with := *v
	with.themes = themes
	return &with, nil
}

// nearest is a concept of another scheme with the same code, as a hint.
func (v *Vocabulary) nearest(id ConceptID) string {
	code := id.Code()
	if code == "" {
		code = string(id)
	}
	var list []string
	for _, s := range Schemes {
		if other := NewConceptID(s, code); v.concepts[other].ID != "" {
			list = append(list, string(other))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return ": perhaps " + strings.Join(list, " or ")
}

// Themes lists the themes in their order; read-only.
func (v *Vocabulary) Themes() []Theme { return v.themes }

// Theme finds a theme by code; nil when there is none.
func (v *Vocabulary) Theme(code string) *Theme {
	for i := range v.themes {
		if v.themes[i].Code == code {
			return &v.themes[i]
		}
	}
	return nil
}
