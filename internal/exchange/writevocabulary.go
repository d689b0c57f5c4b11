package exchange

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"

	"euxine/internal/directory"
)

// WriteConcepts writes all concept schemes as one JSON document, in the fields of
// the seed's concepts/*.json, with the labels of every language in prefLabel:
//
//	{"schemes": [{"scheme", "title", "status", "sources", "note", "concepts": [
//	  {"code", "broader", "related", "notations", "prefLabel", "altLabel", "hiddenLabel", "status"}]}]}
//
// A related concept is SCHEME:CODE, a broader one a code of the same scheme.
// Schemes and concepts are in the vocabulary's order, a concept a line.
func WriteConcepts(w io.Writer, v *directory.Vocabulary) error {
	out := lines{w: bufio.NewWriter(w)}
	out.put(`{"schemes":[`)
	for _, s := range directory.Schemes {
		info, ok := v.Scheme(s)
		if !ok {
			continue
		}
		scheme := appendJSON(nil, objectNode([]field{
			{name: "scheme", value: textNode(string(s))},
			{name: "title", value: byLanguage(info.Title)},
			{name: "status", value: textNode(info.Status)},
			{name: "sources", value: textsNode(info.Sources)},
			{name: "note", value: textNode(info.Note)},
		}))
		out.item(scheme[:len(scheme)-1])
		out.open(`,"concepts":[`)
		for _, id := range v.ConceptsOf(s) {
			c, _ := v.Concept(id)
			out.item(appendJSON(nil, conceptFile(c)))
		}
		out.put("\n]}")
		out.some = true
	}
	out.put("\n]}\n")
	return out.end("concepts")
}

func conceptFile(c directory.Concept) node {
	var notations []field
	for _, name := range slices.Sorted(maps.Keys(c.Notations)) {
		notations = append(notations, field{name: name, value: textNode(c.Notations[name])})
	}
	var also, hidden []field
	for _, l := range directory.Languages {
		also = append(also, field{name: string(l), value: textsNode(c.AltLabel[l])})
		hidden = append(hidden, field{name: string(l), value: textsNode(c.HiddenLabel[l])})
	}
	return objectNode([]field{
		{name: "code", value: textNode(c.ID.Code())},
		{name: "broader", value: textNode(c.Broader.Code())},
		{name: "related", value: textsNode(c.Related)},
		{name: "notations", value: objectNode(notations)},
		{name: "prefLabel", value: byLanguage(c.PrefLabel)},
		{name: "altLabel", value: objectNode(also)},
		{name: "hiddenLabel", value: objectNode(hidden)},
		{name: "status", value: textNode(c.Status)},
	})
}

// WriteRegions writes all regions as one JSON document, a region a line, each
// country before what lies in it:
//
//	{"regions": [{"code", "level", "parent", "country", "name", "native_name", "names", "lat", "lon",
//	  "priorities", "priority_source"}]}
//
// Level 0 is a country, 1 to 3 are NUTS levels or, with 3, ISO 3166-2; lat and lon
// are degrees of a point within; names are by language, name is English.
func WriteRegions(w io.Writer, v *directory.Vocabulary) error {
	out := lines{w: bufio.NewWriter(w)}
	out.put(`{"regions":[`)
	for _, r := range v.Regions() {
		out.item(appendJSON(nil, objectNode([]field{
			{name: "code", value: textNode(string(r.Code))},
			{name: "level", value: numberNode(int64(r.Level))},
			{name: "parent", value: textNode(string(r.Parent))},
			{name: "country", value: textNode(string(r.Country))},
			{name: "name", value: textNode(r.Name)},
			{name: "native_name", value: textNode(r.Native)},
			{name: "names", value: byLanguage(r.Names)},
			{name: "lat", value: degrees.write(r.Point.Lat)},
			{name: "lon", value: degrees.write(r.Point.Lon)},
			{name: "priorities", value: textsNode(r.Priorities)},
			{name: "priority_source", value: textNode(r.PrioritySource)},
		})))
	}
	out.put("\n]}\n")
	return out.end("regions")
}

// lines writes the items of lists, a line each, and keeps the first error.
type lines struct {
	w    *bufio.Writer
	some bool // an item of the list is written
	err  error
}

func (l *lines) put(s string) {
	if l.err == nil {
		_, l.err = l.w.WriteString(s)
	}
}

func (l *lines) item(b []byte) {
	if l.some {
		l.put(",")
	}
	l.some = true
	l.put("\n" + string(b))
}

// open goes on in the object just written, with a list as its last field.
func (l *lines) open(field string) {
	l.some = false
	l.put(field)
}

func (l *lines) end(what string) error {
	if l.err == nil {
		l.err = l.w.Flush()
	}
	if l.err != nil {
		return fmt.Errorf("write %s: %w", what, l.err)
	}
	return nil
}

// byLanguage are texts by language, in the order of the directory's languages.
func byLanguage(texts map[directory.Language]string) node {
	var fields []field
	for _, l := range directory.Languages {
		fields = append(fields, field{name: string(l), value: textNode(texts[l])})
	}
	return objectNode(fields)
}

// textsNode is a list of texts, one of them too.
func textsNode[S ~string](texts []S) node {
	items := make([]node, len(texts))
	for i, s := range texts {
		items[i] = textNode(string(s))
	}
	return listNode(items)
}
