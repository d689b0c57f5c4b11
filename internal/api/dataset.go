package api

import (
	"cmp"
	"fmt"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
)

// The whole data set, as one download and as a catalogue of open data wants it
// described.

const (
	datasetPath = Prefix + "/dataset.zip"
	dcatPath    = Prefix + "/dcat.jsonld"
)

const zipType = "application/zip"

// dataset sends everything as one archive.
func (a *API) dataset(c *gin.Context) error {
	if err := none(c); err != nil {
		return err
	}
	if done, err := a.notModified(c, ""); done || err != nil {
		return err
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": "euxine-" + a.catalogue.Today().String() + ".zip"}))
	if c.Request.Method == http.MethodHead {
		c.Header("Content-Type", zipType)
		c.Status(http.StatusOK)
		c.Writer.WriteHeaderNow()
		return nil
	}
	return a.datasets.Stream(func(c *gin.Context) error {
		s := httpkit.NewStream(c, zipType)
		if err := a.catalogue.Dataset(c.Request.Context(), s, a.readme); err != nil {
			return err
		}
		return s.Flush()
	})(c)
}

// readme is what lies beside the records in the archive.
func (a *API) readme(f catalogue.DatasetFacts) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("Euxine: the directory of the Black Sea region's cluster ecosystem")
	say("=================================================================")
	say("")
	say("%-22s %s/", "Address", a.address)
	say("%-22s %s", "Taken", f.Today)
	say("%-22s revision %d%s", "State", f.Revision, lastChanged(f.Changed))
	say("")
	say("All files are of this one state.")
	say("")
	for _, t := range directory.RecordTypes {
		say("%-22s %d records, one JSON object a line", string(t)+".ndjson", f.Records[t])
		say("%-22s the same as a table (UTF-8, comma)", string(t)+".csv")
	}
	say("%-22s the %d concept schemes records refer to (%d concepts), with labels in eleven languages", "concepts.json", f.Schemes, f.Concepts)
	say("%-22s %d countries and regions, with names and a point of each", "regions.json", f.Regions)
	b.WriteString(readmeForm)
	say("Described for catalogues of open data (DCAT-AP) at %s", a.address+dcatPath)
	say("The API these files come from: %s", a.address+Prefix+"/openapi.json")
	return b.String()
}

func lastChanged(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return ", last changed " + at.UTC().Format("2006-01-02 15:04 UTC")
}

// readmeForm says once what the files do not: the words of seed/README.md, of
// which it is the short form.
const readmeForm = `
Form
----
Records carry codes, no labels: of sectors, technologies and the like those of concepts.json, of regions those of
regions.json (NUTS 2024, or ISO 3166-2 where there is no NUTS). What is not known is left out. Every record says where
its facts were read (source) and for which date they speak (source_date). Tables have a column for each field that
occurs, nested ones dotted (members.smes); several values in a cell are separated by "|", and a text a spreadsheet would
take for a formula begins with an apostrophe. Both forms can be imported into another directory: euxine import FILE.

Licence and credits
-------------------
The compilation of records and concepts: Creative Commons Attribution 4.0 (CC BY 4.0),
https://creativecommons.org/licenses/by/4.0/ - credit "Euxine". Facts are those of the pages named in source.
Regions: NUTS codes and names Eurostat; ISO 3166-2 codes and names Unicode CLDR; points derived from Natural Earth (public
domain), geodata.gov.gr (Greece, CC BY 3.0) and MapSVG (parts of Moldova, CC BY 4.0), adapted. Places of records by
GeoNames (CC BY 4.0).
Crimea and Sevastopol are Ukraine, Abkhazia and South Ossetia are Georgia, Transnistria is Moldova.
No personal data is meant to be in it: addresses are official websites of organisations.

`

// dcat describes the data set by DCAT-AP.
func (a *API) dcat(c *gin.Context) error {
	if err := none(c); err != nil {
		return err
	}
	if done, err := a.notModified(c, ""); done || err != nil {
		return err
	}
	f, err := a.catalogue.DatasetFacts(c.Request.Context())
	if err != nil {
		return err
	}
	document, err := exchange.DCAT(a.describe(f))
	if err != nil {
		return fmt.Errorf("describe the data set: %v", err) // the program's fault, not the visitor's
	}
	httpkit.Write(c, http.StatusOK, exchange.JSONLD.MediaType(), document)
	return nil
}

// inLanguages are texts in the languages a description is in.
type inLanguages = map[directory.Language]string

// typeNames are the names of lists, in the description's languages.
var typeNames = map[directory.RecordType]inLanguages{
	directory.Organisations: {"en": "Organisations", "bg": "Организации"},
	directory.Events:        {"en": "Events", "bg": "Събития"},
	directory.Calls:         {"en": "Calls", "bg": "Покани"},
	directory.Projects:      {"en": "Projects", "bg": "Проекти"},
}

// countryAuthority are the countries of the directory in the EU's authority table:
// ISO 3166-1 of three letters.
var countryAuthority = map[directory.CountryCode]string{"BG": "BGR", "RO": "ROU", "MD": "MDA", "UA": "UKR", "GE": "GEO", "AM": "ARM",
	"AZ": "AZE", "TR": "TUR", "GR": "GRC", "RS": "SRB", "CZ": "CZE"}

const authority = "http://publications.europa.eu/resource/authority/"

// describe has a distribution for the whole and one for each type in each format.
func (a *API) describe(f catalogue.DatasetFacts) exchange.Dataset {
	d := exchange.Dataset{
		ID: a.address + dcatPath + "#dataset",
		Title: inLanguages{"en": "Euxine: clusters and SMEs of the Black Sea region",
			"bg": "Евксин: клъстери и МСП от Черноморския регион"},
		Description: inLanguages{
			"en": "Who the clusters, small and medium-sized enterprises, hubs, research bodies and authorities of the Black Sea region are, what they offer and seek, and which events, calls and projects tie them together; every record with its source.",
			"bg": "Кои са клъстерите, малките и средните предприятия, хъбовете, научните организации и властите в Черноморския регион, какво предлагат и търсят и кои събития, покани и проекти ги свързват; всеки запис посочва източника си."},
		Keywords: map[directory.Language][]string{
			"en": {"clusters", "SMEs", "Black Sea", "regional development", "innovation", "smart specialisation"},
			"bg": {"клъстери", "МСП", "Черно море", "регионално развитие", "иновации", "интелигентна специализация"}},
		Publisher:   exchange.Publisher{ID: a.address + "/", Name: inLanguages{"en": "Euxine"}},
		Licence:     authority + "licence/CC_BY_4_0",
		LandingPage: a.address + "/en/data",
		Languages:   directory.Languages, // names and labels are in all of them
		Themes:      []string{authority + "data-theme/ECON", authority + "data-theme/REGI", authority + "data-theme/TECH"},
		Distributions: []exchange.Distribution{{Zipped: true, AccessURL: a.address + "/en/data", DownloadURL: a.address + datasetPath,
			Title: inLanguages{"en": "Everything: NDJSON and CSV (ZIP)", "bg": "Всичко: NDJSON и CSV (ZIP)"}}},
	}
	if !f.Changed.IsZero() {
		d.Modified = directory.DateOf(f.Changed.UTC())
	}
	for _, country := range directory.Countries {
		d.Spatial = append(d.Spatial, authority+"country/"+countryAuthority[country])
	}
	for _, t := range directory.RecordTypes {
		for _, format := range exchange.Formats {
			if !format.Holds(t) {
				continue
			}
			name := cmp.Or(formatNames[format], strings.ToUpper(string(format)))
			dist := exchange.Distribution{Format: format, DownloadURL: a.address + Prefix + "/" + string(t) + "?format=" + string(format), Title: inLanguages{}}
			for l, list := range typeNames[t] {
				dist.Title[l] = list + " (" + name + ")"
			}
			d.Distributions = append(d.Distributions, dist)
		}
	}
	return d
}

// formatNames are those of formats that are not written in capitals.
var formatNames = map[exchange.Format]string{exchange.GeoJSON: "GeoJSON", exchange.JSONLD: "JSON-LD", exchange.ICS: "iCalendar"}
