package exchange

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

func civil(t rapid.TB, s string) directory.Date {
	t.Helper()
	d, err := directory.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func sample(t rapid.TB) Dataset {
	return Dataset{
		ID:          "https://euxine.example/en/data",
		Title:       map[directory.Language]string{"en": "Euxine", "bg": "Евксин"},
		Description: map[directory.Language]string{"en": "Clusters \"and\" <SMEs>"},
		Keywords:    map[directory.Language][]string{"en": {"clusters", "Black Sea"}},
		Publisher:   Publisher{ID: "https://euxine.example/", Name: map[directory.Language]string{"en": "Euxine"}},
		Licence:     "https://creativecommons.org/licenses/by/4.0/",
		Issued:      civil(t, "2026-07"), Modified: civil(t, "2026-07-01"),
		Languages:     []directory.Language{"en", "ka"},
		Spatial:       []string{"http://publications.europa.eu/resource/authority/country/BGR"},
		Themes:        []string{"http://publications.europa.eu/resource/authority/data-theme/ECON"},
		LandingPage:   "https://euxine.example/en/data",
		Distributions: []Distribution{{Format: CSV, DownloadURL: "https://euxine.example/a.csv", Bytes: 1200}, {Format: NDJSON, AccessURL: "https://euxine.example/en/data", DownloadURL: "https://euxine.example/a.ndjson"}},
	}
}

func TestDCAT(t *testing.T) {
	file, err := DCAT(sample(t))
	if err != nil {
		t.Fatal(err)
	}
	const (
		it   = "<https://euxine.example/en/data> "
		dct  = "<http://purl.org/dc/terms/"
		dcat = "<http://www.w3.org/ns/dcat#"
		xsd  = "<http://www.w3.org/2001/XMLSchema#"
		a    = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
		eu   = "<http://publications.europa.eu/resource/authority/"
	)
	want := []string{
		it + a + dcat + "Dataset> .",
		it + dct + `identifier> "https://euxine.example/en/data" .`,
		it + dct + `title> "Euxine"@en .`,
		it + dct + `title> "Евксин"@bg .`,
		it + dct + `description> "Clusters \"and\" <SMEs>"@en .`,
		it + dcat + `keyword> "clusters"@en .`,
		it + dcat + `keyword> "Black Sea"@en .`,
		it + dct + "publisher> <https://euxine.example/> .",
		it + dcat + "landingPage> <https://euxine.example/en/data> .",
		it + dct + `issued> "2026-07"^^` + xsd + "gYearMonth> .",
		it + dct + `modified> "2026-07-01"^^` + xsd + "date> .",
		it + dct + "language> " + eu + "language/ENG> .",
		it + dct + "language> " + eu + "language/KAT> .",
		it + dct + "spatial> " + eu + "country/BGR> .",
		it + dcat + "theme> " + eu + "data-theme/ECON> .",
		it + dcat + "distribution> _:b0 .",
		it + dcat + "distribution> _:b1 .",
		"<https://euxine.example/> " + a + "<http://xmlns.com/foaf/0.1/Agent> .",
		`<https://euxine.example/> <http://xmlns.com/foaf/0.1/name> "Euxine"@en .`,
		"_:b0 " + a + dcat + "Distribution> .",
		"_:b0 " + dcat + "accessURL> <https://euxine.example/a.csv> .",
		"_:b0 " + dcat + "downloadURL> <https://euxine.example/a.csv> .",
		"_:b0 " + dct + "license> <https://creativecommons.org/licenses/by/4.0/> .",
		"_:b0 " + dcat + "mediaType> <http://www.iana.org/assignments/media-types/text/csv> .",
		"_:b0 " + dct + "format> " + eu + "file-type/CSV> .",
		"_:b0 " + dcat + `byteSize> "1200"^^` + xsd + "nonNegativeInteger> .",
		"_:b1 " + a + dcat + "Distribution> .",
		"_:b1 " + dcat + "accessURL> <https://euxine.example/en/data> .",
		"_:b1 " + dcat + "downloadURL> <https://euxine.example/a.ndjson> .",
		"_:b1 " + dct + "license> <https://creativecommons.org/licenses/by/4.0/> .",
	}
	got := triples(t, file)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s\n%s", diff, file)
	}
}

// TestDCATNamesWhatIsMissing: every fault at once.
func TestDCATNamesWhatIsMissing(t *testing.T) {
	_, err := DCAT(Dataset{ID: "urn:x", Licence: "CC BY", Spatial: []string{""}, Languages: []directory.Language{"xx"}})
	if !errors.Is(err, directory.ErrInvalid) {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{`the name "urn:x" is no absolute address`, "the title is missing", "the description is missing", `the licence "CC BY" is no`,
		"the place is missing", `"xx" is no language`, "there is no distribution"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nlacks %q", err, want)
		}
	}
	d := sample(t)
	d.Distributions = []Distribution{{Format: CSV}}
	if _, err := DCAT(d); err == nil || !strings.Contains(err.Error(), "the download is missing") {
		t.Errorf("a distribution that is nowhere: %v", err)
	}
	for _, l := range directory.Languages {
		if len(languageCodes[l]) != 3 {
			t.Errorf("%s has no code", l)
		}
	}
	for _, f := range Formats {
		if _, ok := fileTypes[f]; !ok && f != NDJSON {
			t.Errorf("%s has no file type", f)
		}
	}
}

// TestDCATKeepsTexts: a title comes back whatever it holds.
func TestDCATKeepsTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := sample(t)
		d.Title = map[directory.Language]string{}
		for _, l := range directory.Languages {
			if s := rapid.StringOf(letters).Draw(t, "title"); s != "" {
				d.Title[l] = s
			}
		}
		if len(d.Title) == 0 {
			return
		}
		file, err := DCAT(d)
		if err != nil {
			t.Fatal(err)
		}
		got := map[directory.Language]string{}
		for _, v := range expanded(t, file)[0].(map[string]any)["http://purl.org/dc/terms/title"].([]any) {
			v := v.(map[string]any)
			got[directory.Language(v["@language"].(string))] = v["@value"].(string)
		}
		if !maps.Equal(d.Title, got) {
			t.Fatalf("%q came back as %q", d.Title, got)
		}
	})
}
