package exchange

import (
	"io/fs"
	"maps"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// labelsFolder holds one file LANGUAGE.json a language with the labels of all
// concepts in it, so that a translator reads one file and a second reader
// another. English labels stand with the concepts themselves.
const labelsFolder = "labels"

// labelEntry is the labels of one concept, or the title of a scheme, in one
// language.
type labelEntry struct {
	Pref string   `json:"pref"`
	Alt  []string `json:"alt"`
}

// labels adds to schemes and concepts what the label files say.
func (r *vocabularyReader) labels(schemes []directory.SchemeInfo, concepts []directory.Concept) {
	entries, err := fs.ReadDir(r.fsys, labelsFolder)
	if err != nil {
		return // a vocabulary in English alone
	}
	scheme := map[string]*directory.SchemeInfo{}
	for i := range schemes {
		scheme[string(schemes[i].Scheme)] = &schemes[i]
	}
	concept := map[string]*directory.Concept{}
	for i := range concepts {
		concept[string(concepts[i].ID)] = &concepts[i]
	}
	for _, e := range entries {
		name := labelsFolder + "/" + e.Name()
		l := directory.Language(strings.TrimSuffix(e.Name(), ".json"))
		if !directory.KnownLanguage(l) || l == "en" {
			r.bad(name, "is not named after a language of the directory other than English")
			continue
		}
		var file map[string]labelEntry
		if !r.json(name, &file) {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(file)) {
			where, entry := name+": "+id, file[id]
			pref := r.cleanLabel(where, l, entry.Pref)
			for i, alt := range entry.Alt {
				entry.Alt[i] = r.cleanLabel(where, l, alt)
			}
			switch c, s := concept[id], scheme[id]; {
			case c != nil:
				if c.PrefLabel == nil {
					c.PrefLabel = map[directory.Language]string{}
				}
				if c.AltLabel == nil {
					c.AltLabel = map[directory.Language][]string{}
				}
				c.PrefLabel[l] = pref
				if len(entry.Alt) > 0 {
					c.AltLabel[l] = entry.Alt
				}
			case s != nil:
				if s.Title == nil {
					s.Title = map[directory.Language]string{}
				}
				s.Title[l] = pref
			default:
				r.bad(where, "is neither a concept nor a scheme of %s", conceptsFolder)
			}
		}
	}
}
