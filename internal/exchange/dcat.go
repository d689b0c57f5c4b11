package exchange

import (
	"fmt"
	"net/url"
	"strings"

	"euxine/internal/directory"
)

// Dataset is what a catalogue of open data wants to know of a download, by
// DCAT-AP 3.0 (SEMIC), https://semiceu.github.io/DCAT-AP/releases/3.0.0/. All
// addresses are absolute, http or https. ID, Title, Description and a
// distribution are needed; what is empty is not said.
type Dataset struct {
	ID            string // address that names the data set
	Title         map[directory.Language]string
	Description   map[directory.Language]string
	Keywords      map[directory.Language][]string
	Publisher     Publisher
	Licence       string // address of the licence, which holds for every distribution
	LandingPage   string
	Issued        directory.Date
	Modified      directory.Date
	Languages     []directory.Language // the data are written in
	Spatial       []string             // addresses of places, best of the EU's authority table of countries
	Themes        []string             // addresses of the EU's authority table of data themes
	Distributions []Distribution
}

// Publisher is who answers for a data set; one without a name is none.
type Publisher struct {
	ID   string // address that names it, may be empty
	Name map[directory.Language]string
}

// Distribution is one form a data set can be had in.
type Distribution struct {
	Title       map[directory.Language]string
	Format      Format
	AccessURL   string // where it is explained or asked for; "": DownloadURL
	DownloadURL string
	Bytes       int64 // 0: not known
	// Zipped is that the download is a ZIP archive of several files of Format, or
	// with no Format of several.
	Zipped bool
}

// fileTypes are the formats in the EU's authority table of file types. NDJSON is
// not there, nor are its media type and that of our JSON with IANA.
var fileTypes = map[Format]string{CSV: "CSV", TSV: "TSV", XLSX: "XLSX", JSON: "JSON", YAML: "YAML", GeoJSON: "GEOJSON", JSONLD: "JSON_LD", ICS: "ICS"}

// languageCodes are the languages in the EU's authority table: ISO 639-3 in capitals.
var languageCodes = map[directory.Language]string{"en": "ENG", "bg": "BUL", "ro": "RON", "tr": "TUR", "uk": "UKR", "ka": "KAT",
	"el": "ELL", "hy": "HYE", "az": "AZE", "cs": "CES", "ru": "RUS"}

const (
	authorities = "http://publications.europa.eu/resource/authority/"
	mediaTypes  = "http://www.iana.org/assignments/media-types/"
)

// DCAT is the description of a data set as a JSON-LD document with its context in
// it. Dates are typed by their precision. directory.ErrInvalid names everything
// that is missing or no address.
func DCAT(d Dataset) ([]byte, error) {
	if faults := d.faults(); len(faults) > 0 {
		return nil, fmt.Errorf("describe the data set: %s: %w", strings.Join(faults, "; "), directory.ErrInvalid)
	}
	context := []field{{name: "@version", value: node{kind: number, text: "1.1"}}}
	for _, p := range [][2]string{{"dcat", "http://www.w3.org/ns/dcat#"}, {"dct", "http://purl.org/dc/terms/"},
		{"foaf", "http://xmlns.com/foaf/0.1/"}, {"xsd", "http://www.w3.org/2001/XMLSchema#"}} {
		context = append(context, field{name: p[0], value: textNode(p[1])})
	}
	for _, term := range []string{"dcat:accessURL", "dcat:downloadURL", "dcat:landingPage", "dcat:mediaType", "dcat:packageFormat", "dcat:theme",
		"dct:format", "dct:language", "dct:license", "dct:spatial"} {
		context = append(context, field{name: term, value: objectNode([]field{{name: "@type", value: textNode("@id")}})})
	}
	var publisher node
	if name := inEach(d.Publisher.Name); name.kind != absent {
		publisher = objectNode([]field{{name: "@id", value: textNode(d.Publisher.ID)}, {name: "@type", value: textNode("foaf:Agent")}, {name: "foaf:name", value: name}})
	}
	var keywords, distributions []node
	for _, l := range directory.Languages {
		for _, k := range d.Keywords[l] {
			keywords = append(keywords, said(k, string(l)))
		}
	}
	languages := make([]string, len(d.Languages))
	for i, l := range d.Languages {
		languages[i] = authorities + "language/" + languageCodes[l]
	}
	for _, dist := range d.Distributions {
		distributions = append(distributions, d.distribution(dist))
	}
	return append(appendJSON(nil, objectNode([]field{
		{name: "@context", value: objectNode(context)},
		{name: "@id", value: textNode(d.ID)},
		{name: "@type", value: textNode("dcat:Dataset")},
		{name: "dct:identifier", value: textNode(d.ID)},
		{name: "dct:title", value: inEach(d.Title)},
		{name: "dct:description", value: inEach(d.Description)},
		{name: "dcat:keyword", value: several(keywords)},
		{name: "dct:publisher", value: publisher},
		{name: "dcat:landingPage", value: textNode(d.LandingPage)},
		{name: "dct:issued", value: ldDate(d.Issued)},
		{name: "dct:modified", value: ldDate(d.Modified)},
		{name: "dct:language", value: texts(languages...)},
		{name: "dct:spatial", value: texts(d.Spatial...)},
		{name: "dcat:theme", value: texts(d.Themes...)},
		{name: "dcat:distribution", value: several(distributions)},
	})), '\n'), nil
}

func (d Dataset) distribution(dist Distribution) node {
	access := dist.AccessURL
	if access == "" {
		access = dist.DownloadURL
	}
	fields := []field{
		{name: "@type", value: textNode("dcat:Distribution")},
		{name: "dct:title", value: inEach(dist.Title)},
		{name: "dcat:accessURL", value: textNode(access)},
		{name: "dcat:downloadURL", value: textNode(dist.DownloadURL)},
		{name: "dct:license", value: textNode(d.Licence)},
	}
	const zip = mediaTypes + "application/zip"
	switch name, ok := fileTypes[dist.Format]; {
	case dist.Zipped && !ok: // of several formats, or of one that has no name
		fields = append(fields, field{name: "dcat:mediaType", value: textNode(zip)}, field{name: "dct:format", value: textNode(authorities + "file-type/ZIP")},
			field{name: "dcat:packageFormat", value: textNode(zip)})
	case ok:
		media, _, _ := strings.Cut(dist.Format.MediaType(), ";")
		fields = append(fields, field{name: "dcat:mediaType", value: textNode(mediaTypes + media)}, field{name: "dct:format", value: textNode(authorities + "file-type/" + name)})
		if dist.Zipped {
			fields = append(fields, field{name: "dcat:packageFormat", value: textNode(zip)})
		}
	}
	if dist.Bytes > 0 {
		fields = append(fields, field{name: "dcat:byteSize", value: objectNode([]field{{name: "@value", value: textNode(numberNode(dist.Bytes).text)}, {name: "@type", value: textNode("xsd:nonNegativeInteger")}})})
	}
	return objectNode(fields)
}

// faults are what the profile wants and is not there, and what is no address.
func (d Dataset) faults() []string {
	var faults []string
	address := func(what, s string, needed bool) {
		switch {
		case s == "" && needed:
			faults = append(faults, what+" is missing")
		case s != "" && !absolute(s):
			faults = append(faults, fmt.Sprintf("%s %q is no absolute address", what, s))
		}
	}
	address("the name", d.ID, true)
	if inEach(d.Title).kind == absent {
		faults = append(faults, "the title is missing")
	}
	if inEach(d.Description).kind == absent {
		faults = append(faults, "the description is missing")
	}
	address("the publisher", d.Publisher.ID, false)
	address("the licence", d.Licence, false)
	address("the landing page", d.LandingPage, false)
	for _, s := range d.Spatial {
		address("the place", s, true)
	}
	for _, s := range d.Themes {
		address("the theme", s, true)
	}
	for _, l := range d.Languages {
		if languageCodes[l] == "" {
			faults = append(faults, fmt.Sprintf("%q is no language of the directory", l))
		}
	}
	if len(d.Distributions) == 0 {
		faults = append(faults, "there is no distribution")
	}
	for _, dist := range d.Distributions {
		address("the download", dist.DownloadURL, dist.AccessURL == "")
		address("the access", dist.AccessURL, false)
	}
	return faults
}

// absolute says whether a text can name something on the web (RFC 3987).
func absolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.ContainsAny(s, "<>\"{}|\\^` ") &&
		!strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7F })
}

// inEach is a text in each of its languages, in the order of the directory's.
func inEach(texts map[directory.Language]string) node {
	var items []node
	for _, l := range directory.Languages {
		items = append(items, said(texts[l], string(l)))
	}
	return several(items)
}
