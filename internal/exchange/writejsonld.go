package exchange

import (
	"maps"
	"net/url"
	"slices"

	"euxine/internal/directory"
)

// ldOutput writes a JSON-LD 1.1 document whose graph has a node for each record,
// in their order, and behind them one for each concept and region they name, so
// that labels are said once. The context is part of the document: whoever
// expands it needs no network. It is a view of the records, not the exchange
// form, and is not read again.
//
// Vocabularies:
//
//	(no prefix)  schema.org, which search engines and most tools know
//	cv           SEMIC's core vocabularies: a public organisation (CPOV 2.1)
//	legal        Core Business Vocabulary 2.3: a registered firm
//	org skos dcterms   what those two are built of
//	euxine       what none of them has a word for: fields of the API's document
//
// A name is an address of the API (see recordIRI), which answers in JSON.
// Dates are typed by what is known of them: xsd:gYear, xsd:gYearMonth, xsd:date.
type ldOutput struct {
	graph
	count int // nodes written
}

// graph makes the nodes of one file and remembers what they name. What it
// remembers is bounded by the vocabulary and the countries of the world.
type graph struct {
	setting  Setting
	address  string
	concepts map[directory.ConceptID]string // to the names they were given
	regions  map[directory.RegionCode]string
	room     []field // of the record before, used again
}

func newGraph(s Setting, address string) graph {
	return graph{setting: s, address: address, concepts: map[directory.ConceptID]string{}, regions: map[directory.RegionCode]string{}}
}

// ldContext maps the terms, the euxine namespace aside: to schema.org unless
// they have a prefix. It says which values are names of things rather than
// texts.
var ldContext = func() []field {
	context := []field{
		{name: "@version", value: node{kind: number, text: "1.1"}},
		{name: "@vocab", value: textNode("https://schema.org/")},
	}
	for _, p := range []struct{ prefix, of string }{
		{"cv", "http://data.europa.eu/m8g/"},
		{"dcterms", "http://purl.org/dc/terms/"},
		{"legal", "http://www.w3.org/ns/legal#"},
		{"org", "http://www.w3.org/ns/org#"},
		{"skos", "http://www.w3.org/2004/02/skos/core#"},
		{"xsd", "http://www.w3.org/2001/XMLSchema#"},
	} {
		context = append(context, field{name: p.prefix, value: textNode(p.of)})
	}
	for _, term := range []string{"about", "additionalType", "audience", "category", "containedInPlace", "dcterms:isReplacedBy",
		"dcterms:replaces", "dcterms:source", "dcterms:spatial", "eventAttendanceMode", "hasCertification", "inDefinedTermSet",
		"knowsAbout", "mainEntityOfPage", "org:classification", "sameAs", "skos:broader", "skos:inScheme", "url"} {
		context = append(context, field{name: term, value: objectNode([]field{{name: "@type", value: textNode("@id")}})})
	}
	return context
}()

func (o *ldOutput) begin(w *Writer, _ directory.RecordType, first bool) error {
	if !first {
		return nil
	}
	address, err := w.setting.address(JSONLD)
	if err != nil {
		return err
	}
	o.graph = newGraph(w.setting, address)
	context := append(slices.Clone(ldContext), field{name: "euxine", value: textNode(address + "/api/v1/openapi.json#")})
	return w.put(`{"@context":` + string(appendJSON(nil, objectNode(context))) + ",\n\"@graph\":[")
}

func (o *ldOutput) record(w *Writer, r directory.Record) error { return o.put(w, o.recordNode(r)) }

func (o *ldOutput) put(w *Writer, n node) error {
	before := ",\n"
	if o.count == 0 {
		before = "\n"
	}
	o.count++
	return w.putNode(before, n)
}

func (o *ldOutput) end(*Writer) error { return nil }

func (o *ldOutput) close(w *Writer) error {
	if w.typ == "" { // nothing was begun: a graph of nothing
		return w.put(`{"@graph":[]}` + "\n")
	}
	for _, n := range o.named() {
		if err := o.put(w, n); err != nil {
			return err
		}
	}
	return w.put("\n]}\n")
}

// named are the nodes of the concepts and regions that records named, and of
// what lies above them, in the order of the vocabulary. Of what it does not
// know there is nothing to say.
func (g *graph) named() []node {
	v := g.setting.Vocabulary
	if v == nil {
		return nil
	}
	for id := range maps.Clone(g.concepts) {
		for _, broader := range v.ConceptPath(id) {
			g.concept(broader)
		}
	}
	for code := range maps.Clone(g.regions) {
		for _, above := range v.RegionPath(code) {
			g.region(above)
		}
	}
	var nodes []node
	for _, s := range directory.Schemes {
		for _, id := range v.ConceptsOf(s) {
			if g.concepts[id] != "" {
				nodes = append(nodes, g.conceptNode(id))
			}
		}
	}
	for _, r := range v.Regions() {
		if g.regions[r.Code] != "" {
			nodes = append(nodes, g.regionNode(r))
		}
	}
	return nodes
}

// conceptNode is a concept as SKOS has it and as schema.org has it.
func (g *graph) conceptNode(id directory.ConceptID) node {
	c, _ := g.setting.Vocabulary.Concept(id)
	labels := g.inLanguages(func(l directory.Language) string { return c.PrefLabel[l] })
	scheme := textNode(g.address + "/api/v1/concepts?scheme=" + url.QueryEscape(string(id.Scheme())))
	fields := []field{
		{name: "@id", value: g.concept(id)},
		{name: "@type", value: texts("skos:Concept", "DefinedTerm")},
		{name: "termCode", value: textNode(id.Code())},
		{name: "name", value: labels},
		{name: "skos:prefLabel", value: labels},
		{name: "inDefinedTermSet", value: scheme},
		{name: "skos:inScheme", value: scheme},
	}
	if c.Broader != "" {
		fields = append(fields, field{name: "skos:broader", value: g.concept(c.Broader)})
	}
	return objectNode(fields)
}

func (g *graph) regionNode(r directory.Region) node {
	kind := "AdministrativeArea"
	if r.Level == 0 {
		kind = "Country"
	}
	fields := []field{
		{name: "@id", value: g.region(r.Code)},
		{name: "@type", value: textNode(kind)},
		{name: "identifier", value: textNode(string(r.Code))},
		{name: "name", value: g.inLanguages(func(l directory.Language) string {
			if name := g.setting.Vocabulary.RegionName(r.Code, l); l == "en" || name != r.Name {
				return name
			}
			return "" // the English one stands in
		})},
	}
	if r.Parent != "" {
		fields = append(fields, field{name: "containedInPlace", value: g.region(r.Parent)})
	}
	return objectNode(fields)
}

// inLanguages is a label in the language of the file, else in English, or in
// all there are when the file has none.
func (g *graph) inLanguages(label func(directory.Language) string) node {
	if l := g.setting.Language; l != "" && label(l) != "" {
		return said(label(l), string(l))
	} else if l != "" {
		return said(label("en"), "en")
	}
	var all []node
	for _, l := range directory.Languages {
		all = append(all, said(label(l), string(l)))
	}
	return several(all)
}

// concept is the name of a concept, which will be described.
func (g *graph) concept(id directory.ConceptID) node {
	name := g.concepts[id]
	if name == "" {
		name = g.address + "/api/v1/concepts/" + url.PathEscape(string(id.Scheme())) + "/" + url.PathEscape(id.Code())
		g.concepts[id] = name
	}
	return textNode(name)
}

// region is the name of a region or country, which will be described.
func (g *graph) region(code directory.RegionCode) node {
	if v := g.setting.Vocabulary; v != nil {
		if r, ok := v.Region(code); ok {
			code = r.Code // Greek codes have two spellings
		}
	}
	name := g.regions[code]
	if name == "" {
		name = g.address + "/api/v1/regions/" + url.PathEscape(string(code))
		g.regions[code] = name
	}
	return textNode(name)
}

// said is a text in a language; of an unknown one, a plain text.
func said(text, language string) node {
	if text == "" || language == "" {
		return textNode(text)
	}
	return objectNode([]field{{name: "@value", value: textNode(text)}, {name: "@language", value: textNode(language)}})
}

// ldDate is a date typed by its precision.
func ldDate(d directory.Date) node {
	kind := "xsd:date"
	switch d.Precision {
	case directory.PrecisionNone:
		return node{}
	case directory.PrecisionYear:
		kind = "xsd:gYear"
	case directory.PrecisionMonth:
		kind = "xsd:gYearMonth"
	}
	return objectNode([]field{{name: "@value", value: textNode(d.String())}, {name: "@type", value: textNode(kind)}})
}

// several is a list of values, one value alone, or nothing.
func several(items []node) node {
	items = slices.DeleteFunc(items, func(n node) bool { return n.kind == absent })
	if len(items) == 1 {
		return items[0]
	}
	return listNode(items)
}

func texts[S ~string](list ...S) node {
	items := make([]node, len(list))
	for i, s := range list {
		items[i] = textNode(string(s))
	}
	return several(items)
}
