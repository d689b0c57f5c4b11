package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"euxine/internal/directory"
)

// themesFile holds the themes. They are read beside the concepts, not imported as
// records are: like a concept a theme is words in several languages for what records
// carry, of which no source tells and no history is kept, and it is wrong as soon as
// a concept it names is gone. Without the file there are none.
const themesFile = "themes.json"

// themeEntry is the form of a theme in the file.
type themeEntry struct {
	Code     string                        `json:"code"`
	Names    map[directory.Language]string `json:"names"`
	Texts    map[directory.Language]string `json:"texts"`
	Concepts []directory.ConceptID         `json:"concepts"`
	With     []directory.ConceptID         `json:"with"`
	Note     string                        `json:"note"` // for the editors of the file
}

// themes reads the themes and gives the vocabulary with them. Every fault names file,
// line and field.
func (r *vocabularyReader) themes(v *directory.Vocabulary) *directory.Vocabulary {
	file, err := fs.ReadFile(r.fsys, themesFile)
	if errors.Is(err, fs.ErrNotExist) {
		return v
	}
	if err != nil {
		r.bad(themesFile, "cannot be read: %v", err)
		return v
	}
	var form struct {
		Note   string            `json:"note"`
		Themes []json.RawMessage `json:"themes"`
	}
	if !r.json(themesFile, &form) {
		return v
	}
	var list []directory.Theme
	at := make([]int, len(form.Themes)) // where each begins in the file
	from := 0
	for n, raw := range form.Themes {
		// Raw messages stand in the file as they are, one behind the other.
		at[n] = from + bytes.Index(file[from:], raw)
		from = at[n] + len(raw)
		var e themeEntry
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&e); err != nil {
			offset, field := d.InputOffset(), ""
			if kind, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
				offset, field = kind.Offset, kind.Field+": "
			}
			r.bad(fmt.Sprintf("%s:%d", themesFile, lineOf(file, at[n]+int(offset))), "theme %d: %s%v", n+1, field, err)
			continue
		}
		where := func(field string) string {
			return fmt.Sprintf("%s:%d: theme %q: %s", themesFile, lineOf(file, at[n]+offsetOf(raw, field, "")), e.Code, field)
		}
		r.cleanLabels(where("names"), e.Names)
		r.cleanLabels(where("texts"), e.Texts)
		list = append(list, directory.Theme{Code: e.Code, Names: e.Names, Texts: e.Texts, Concepts: e.Concepts, With: e.With})
	}
	if len(r.faults) > 0 {
		return v
	}
	with, faults := v.WithThemes(list)
	for _, f := range faults {
		where := fmt.Sprintf("%s:%d", themesFile, lineOf(file, at[f.N]+offsetOf(form.Themes[f.N], f.Field, f.Value)))
		value := ""
		if f.Value != "" {
			value = fmt.Sprintf(" %q", f.Value)
		}
		r.bad(where, "theme %q: %s%s %s", list[f.N].Code, f.Field, value, f.What)
	}
	if len(faults) > 0 {
		return v
	}
	return with
}

// offsetOf is where a value of a field stands in the text of an object: the last place
// it has behind the field's name, since what is given twice is wrong the second time;
// else the name; else the beginning.
func offsetOf(object []byte, field, value string) int {
	name := bytes.Index(object, []byte(`"`+field+`"`))
	if name < 0 {
		return 0
	}
	if value == "" {
		return name
	}
	rest := object[name:]
	if end := bytes.IndexByte(rest, ']'); end > 0 && strings.HasPrefix(strings.TrimLeft(string(rest[len(field)+2:]), ": \t\r\n"), "[") {
		rest = rest[:end]
	}
	if i := bytes.LastIndex(rest, []byte(`"`+value+`"`)); i >= 0 {
		return name + i
	}
	return name
}

// lineOf is the line of a place in a file, from 1.
func lineOf(file []byte, at int) int {
	return 1 + bytes.Count(file[:min(max(at, 0), len(file))], []byte("\n"))
}
