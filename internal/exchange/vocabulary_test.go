package exchange

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"euxine/internal/directory"
)

// smallSeed is a seed folder with a few regions, cities and concepts, enough
// for the tests of this package.
var smallSeed = map[string]string{
	"geo/regions.csv": `code,level,parent,country,name_en,name_native,lon,lat,source
BG,0,,BG,Bulgaria,България,25.203,42.627,x
BG3,1,BG,BG,Northern and Eastern Bulgaria,Северна и Югоизточна България,25.6,43.2,x
BG34,2,BG3,BG,Southeast,Югоизточен,26.5,42.4,x
BG341,3,BG34,BG,Burgas,Бургас,27.3,42.5,x
BG342,3,BG34,BG,Sliven,Сливен,26.3,42.7,x
RO,0,,RO,Romania,România,24.973,45.853,x
GR,0,,GR,Greece,Ελλάδα,21.926,39.476,x
EL3,1,GR,GR,Attica,Αττική,23.8,38,x
TR,0,,TR,Türkiye,Türkiye,34.9,39,x
UA,0,,UA,Ukraine,Україна,31,49,x
UA-51,3,UA,UA,Odesa Oblast,Одеська область,30,46.8,x
`,
	"geo/cities.csv": `name_en,name_native,country,region,lon,lat,population,geonames_id
Burgas,Бургас,BG,BG341,27.4678,42.5061,195966,732770
Odesa,Одеса,UA,UA-51,30.7,46.5,,698740
`,
	"geo/region-names.json": `{"BG341":{"en":"Burgas","tr":"Burgaz","uk":"Бургас"}}`,
	"concepts/sector.json": `{"scheme":"sector","title":{"en":"Sectoral industries"},"status":"verified","sources":["https://clustercollaboration.eu/typology"],
"concepts":[
{"code":"hospitality-and-tourism","related":["ecosystem:tourism"],"prefLabel":{"en":"Hospitality and tourism","bg":"Хотелиерство и туризъм"},"altLabel":{"en":["travel"],"tr":["turizm"]},"hiddenLabel":{"en":["  go on holiday "]},"notations":{"eccp":"S24"}},
{"code":"information-technology","prefLabel":{"en":"Information technology and analytical instruments","bg":"Информационни технологии"},"altLabel":{"en":["ICT"]},"notations":{"eccp":"S26"}},
{"code":"furniture","prefLabel":{"en":"Furniture"}}]}`,
	"concepts/ecosystem.json": `{"scheme":"ecosystem","title":{"en":"Industrial ecosystems"},"status":"verified","concepts":[
{"code":"tourism","prefLabel":{"en":"Tourism"}},{"code":"digital","prefLabel":{"en":"Digital"}}]}`,
	"concepts/technology.json": `{"scheme":"technology","title":{"en":"Technologies"},"status":"partial","concepts":[
{"code":"artificial-intelligence","prefLabel":{"en":"Artificial intelligence"},"altLabel":{"en":["AI"]},"status":"verified"},
{"code":"machine-learning","broader":"artificial-intelligence","prefLabel":{"en":"Machine learning"}}]}`,
	"concepts/emerging.json": `{"scheme":"emerging","title":{"en":"Emerging industries"},"status":"verified","concepts":[{"code":"blue-growth","prefLabel":{"en":"Blue growth"}}]}`,
	"concepts/topic.json":    `{"scheme":"topic","title":{"en":"Topics"},"status":"recalled","concepts":[{"code":"honey","prefLabel":{"en":"Honey"}}]}`,
	"concepts/priority.json": `{"scheme":"priority","title":{"en":"S3 priorities"},"status":"recalled","concepts":[{"code":"blue-economy","prefLabel":{"en":"Blue economy"}}]}`,
	"concepts/service.json":  `{"scheme":"service","title":{"en":"Services"},"status":"recalled","concepts":[{"code":"training","prefLabel":{"en":"Training"}}]}`,
}

// seedFS is smallSeed with the changes given.
func seedFS(changes map[string]string) fstest.MapFS {
	files := maps.Clone(smallSeed)
	maps.Copy(files, changes)
	fsys := fstest.MapFS{}
	for name, text := range files {
		if text != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return fsys
}

// smallVocabulary is smallSeed read.
func smallVocabulary(t testing.TB) *directory.Vocabulary {
	t.Helper()
	v, err := ReadVocabulary(seedFS(nil))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestReadVocabulary(t *testing.T) {
	v := smallVocabulary(t)
	r, ok := v.Region("BG341")
	if !ok || r.Level != 3 || r.Parent != "BG34" || r.Country != "BG" || r.Native != "Бургас" ||
		r.Point != (directory.Point{Lat: 42.5, Lon: 27.3}) || r.Names["tr"] != "Burgaz" {
		t.Errorf("region BG341 = %+v", r)
	}
	if c := v.Cities(); len(c) != 2 || c[0].Population != 195966 || c[1].Population != 0 || c[1].Region != "UA-51" {
		t.Errorf("cities = %+v", c)
	}
	c, ok := v.Concept("technology:machine-learning")
	if !ok || c.Broader != "technology:artificial-intelligence" || c.Status != "partial" {
		t.Errorf("concept machine-learning = %+v", c)
	}
	if c, _ := v.Concept("technology:artificial-intelligence"); c.Status != "verified" {
		t.Errorf("a concept's own status: got %q, want verified", c.Status)
	}
	if c, _ := v.Concept("sector:hospitality-and-tourism"); c.Notations["eccp"] != "S24" || c.AltLabel["tr"][0] != "turizm" {
		t.Errorf("concept hospitality-and-tourism = %+v", c)
	}
	if c, _ := v.Concept("sector:hospitality-and-tourism"); len(c.HiddenLabel["en"]) != 1 || c.HiddenLabel["en"][0] != "go on holiday" {
		t.Errorf("hidden labels of hospitality-and-tourism: %q", c.HiddenLabel)
	}
	if v.Themes() != nil || v.Theme("good") != nil {
		t.Errorf("themes without a file: %+v", v.Themes())
	}
	if s, ok := v.Scheme("priority"); !ok || s.Status != "recalled" || s.Title["en"] != "S3 priorities" {
		t.Errorf("scheme priority = %+v", s)
	}
}

func TestReadVocabularyFaults(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             []string
	}{
		{"regions missing", "geo/regions.csv", "", []string{"geo/regions.csv: cannot be opened"}},
		{"column missing", "geo/cities.csv", "name_en,country\nBurgas,BG\n", []string{`geo/cities.csv:1: has no column "name_native"`}},
		{"bad cells", "geo/cities.csv", "name_en,name_native,country,region,lon,lat,population\nBurgas,Бургас,XX,BG341,27.4,95,12.5\n",
			[]string{`geo/cities.csv:2: lat "95", lon "27.4" is not a place on Earth`, `geo/cities.csv:2: population "12.5" is not a whole number`,
				`geo/cities.csv:2: country "XX" is not`}},
		{"not a number", "geo/cities.csv", "name_en,name_native,country,region,lon,lat,population\nBurgas,Бургас,BG,BG341,NaN,42,1\n",
			[]string{`lat "42", lon "NaN" is not a place`}},
		{"cells missing", "geo/cities.csv", "name_en,name_native,country,region,lon,lat,population\nBurgas,Бургас\n", []string{"line 2", "wrong number of fields"}},
		{"names of no region", "geo/region-names.json", `{"BG999":{"en":"Nowhere"}}`, []string{"geo/region-names.json: BG999: no such region"}},
		{"syntax", "concepts/sector.json", "{\"scheme\":\"sector\",\n\"title\":{\"en\":\"x\"}\n\"status\":1}", []string{"concepts/sector.json:3: invalid character"}},
		{"unknown key", "concepts/sector.json", `{"scheme":"sector","titel":{}}`, []string{`concepts/sector.json:1: json: unknown field "titel"`}},
		{"entry", "concepts/service.json", `{"scheme":"service","title":{"en":"S"},"status":"recalled","concepts":[{"code":"ok","prefLabel":{"en":"Ok"}},{"code":"No Slug","prefLabel":{"en":" ","xx":"y"}}]}`,
			[]string{`concepts/service.json: concept 2 "No Slug": code is not a lower-case slug`, `concept 2 "No Slug": label " " in en is empty`, `concept 2 "No Slug": "xx" is not a language`}},
		{"theme's syntax", "themes.json", "{\"themes\":[\n{\"code\":\"a\",\n\"concepts\":{}}]}", []string{"themes.json:3: theme 1: concepts: json: cannot unmarshal object"}},
		{"theme's unknown key", "themes.json", "{\"themes\":[\n{\"code\":\"a\",\n\"title\":{}}]}", []string{`theme 1: json: unknown field "title"`}},
		{"theme's entries", "themes.json", `{"themes":[
{"code":"good","names":{"en":"Good"},"texts":{"en":"It is."},"concepts":["sector:furniture"]},
{"code":"Bad Code",
 "names":{"bg":"Лоша"},
 "texts":{"en":"\u0000"},
 "concepts":["sector:furniture",
  "sector:honey",
  "sector:furniture"],
 "with":["topic:honey"]},
{"code":"good",
 "names":{"en":"Twice"},"texts":{"xx":"Y"},"concepts":[]}]}`,
			[]string{"themes.json:5: theme \"Bad Code\": texts: label", `themes.json:11: theme "good": texts: "xx" is not a language`}},
		{"theme's concepts", "themes.json", `{"themes":[
{"code":"good","names":{"en":"Good"},"texts":{"en":"It is."},"concepts":["sector:furniture"]},
{"code":"Bad Code",
 "names":{"bg":"Лоша"},
 "texts":{"en":"It is bad."},
 "concepts":["sector:furniture",
  "sector:honey",
  "sector:furniture"],
 "with":["topic:honey"]},
{"code":"good",
 "names":{"en":"Twice"},"texts":{"bg":"Пак"},"concepts":[]}]}`,
			[]string{`themes.json:3: theme "Bad Code": code "Bad Code" is not a lower-case slug`, `themes.json:4: theme "Bad Code": names has no English one`,
				`themes.json:7: theme "Bad Code": concepts "sector:honey" is no concept: perhaps topic:honey`, `themes.json:8: theme "Bad Code": concepts "sector:furniture" is given twice`,
				`themes.json:9: theme "Bad Code": with has none that records carry`, `themes.json:10: theme "good": code "good" is given twice`,
				`themes.json:11: theme "good": texts has no English one`, `themes.json:11: theme "good": concepts has none that records carry`}},
		{"stray file", "concepts/colour.json", `{}`, []string{"concepts/colour.json: is not the file of a concept scheme"}},
		{"dangling broader", "concepts/emerging.json", `{"scheme":"emerging","title":{"en":"E"},"status":"verified","concepts":[{"code":"a","broader":"b","prefLabel":{"en":"A"}}]}`,
			[]string{`concept emerging:a: no concept "emerging:b"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadVocabulary(seedFS(map[string]string{tt.file: tt.text}))
			if !errors.Is(err, directory.ErrInvalid) {
				t.Fatalf("error = %v, want one of kind ErrInvalid", err)
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error:\n%v\nlacks %q", err, w)
				}
			}
		})
	}
}

// seedFolder is the real seed beside this module's packages.
var seedFolder = filepath.Join("..", "..", "seed")

func TestReadVocabularyOfTheSeed(t *testing.T) {
	v, err := ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.Regions()); n < 400 {
		t.Errorf("%d regions, want the 446 of the seed", n)
	}
	if green := v.Theme("green-innovators"); len(v.Themes()) != 4 || green == nil || green.Name("bg") != "Зелени иноватори" || len(green.Groups()) != 1 {
		t.Errorf("themes %+v", v.Themes())
	}
	if n := len(v.ConceptsOf(directory.SchemeSector)); n < 50 {
		t.Errorf("%d sectors, want the 51 of the seed", n)
	}
}
