package exchange

import (
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"euxine/internal/directory"
)

// labelsFolder holds one file LANGUAGE.json a language with the labels of all
// concepts in it, so that a translator reads one file and a second reader
// another. English labels stand with the concepts themselves.
const labelsFolder = "labels"

// labelEntry is the labels of one concept, or the title of a scheme, in one
// language.
type labelEntry struct {
	Pref   string   `json:"pref"`
	Alt    []string `json:"alt"`
	Hidden []string `json:"hidden"`
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
	files := make([]labelFile, len(entries))
	var reading sync.WaitGroup
	for i, e := range entries {
		files[i] = labelFile{vocabularyReader: vocabularyReader{fsys: r.fsys}, name: labelsFolder + "/" + e.Name()}
		reading.Go(files[i].read)
	}
	reading.Wait()
	for i := range files {
		f := &files[i]
		r.faults = append(r.faults, f.faults...)
		for _, id := range slices.Sorted(maps.Keys(f.entries)) {
			entry := f.entries[id]
			switch c, s := concept[id], scheme[id]; {
			case c != nil:
				if c.PrefLabel == nil {
					c.PrefLabel = map[directory.Language]string{}
				}
				if c.AltLabel == nil {
					c.AltLabel = map[directory.Language][]string{}
				}
				c.PrefLabel[f.language] = entry.Pref
				if len(entry.Alt) > 0 {
					c.AltLabel[f.language] = entry.Alt
				}
				if len(entry.Hidden) > 0 {
					if c.HiddenLabel == nil {
						c.HiddenLabel = map[directory.Language][]string{}
					}
					c.HiddenLabel[f.language] = entry.Hidden
				}
			case s != nil:
				if s.Title == nil {
					s.Title = map[directory.Language]string{}
				}
				s.Title[f.language] = entry.Pref
			default:
				r.bad(f.name+": "+id, "is neither a concept nor a scheme of %s", conceptsFolder)
			}
		}
	}
}

// labelFile is one of the label files: they are read beside each other, being most
// of what a start reads of the vocabulary.
type labelFile struct {
	vocabularyReader
	name     string
	language directory.Language
	entries  map[string]labelEntry
}

func (f *labelFile) read() {
	f.language = directory.Language(strings.TrimSuffix(path.Base(f.name), ".json"))
	if !directory.KnownLanguage(f.language) || f.language == "en" {
		f.bad(f.name, "is not named after a language of the directory other than English")
		return
	}
	if !f.json(f.name, &f.entries) {
		f.entries = nil
		return
	}
	for _, id := range slices.Sorted(maps.Keys(f.entries)) {
		where, entry := f.name+": "+id, f.entries[id]
		entry.Pref = f.cleanLabel(where, f.language, entry.Pref)
		for _, list := range [][]string{entry.Alt, entry.Hidden} {
			for i, label := range list {
				list[i] = f.cleanLabel(where, f.language, label)
			}
		}
		f.entries[id] = entry
	}
}
