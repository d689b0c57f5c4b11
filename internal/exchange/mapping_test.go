package exchange

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if it should:\n%s", path, diff)
	}
}

// readAll reads a text as the file of the name and returns records and faults,
// those of the ledger included.
func readAll(t testing.TB, m *Mapping, name, content string) ([]directory.Record, []Located) {
	t.Helper()
	var records []directory.Record
	var faults []Located
	ledger := NewLedger()
	err := m.Read(Source{File: name, Reader: strings.NewReader(content)}, func(it Item) error {
		faults = append(faults, it.Faults...)
		faults = append(faults, ledger.Add(it)...)
		if it.Record != nil {
			records = append(records, it.Record)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range ledger.FormerIDs() {
		if ledger.Has(f.Key) {
			faults = append(faults, f.IfTaken)
		}
	}
	for _, k := range ledger.Wanted() {
		dangling, _ := ledger.Dangling(k)
		faults = append(faults, dangling...)
	}
	return records, faults
}

// readOne reads one record that must be without faults.
func readOne[R directory.Record](t testing.TB, m *Mapping, content string) R {
	t.Helper()
	var r R
	records, faults := readAll(t, m, string(r.Type())+".ndjson", content)
	for _, f := range faults {
		if f.Key != directory.FaultDanglingLink {
			t.Error(f)
		}
	}
	if len(records) != 1 {
		t.Fatalf("%d records of %s", len(records), content)
	}
	return records[0].(R)
}

// TestBrokenFiles holds every fault of the broken samples, with its place,
// against a golden file.
func TestBrokenFiles(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	if *update {
		writeBrokenWorkbooks(t)
	}
	names, err := filepath.Glob(filepath.Join("testdata", "broken", "*"))
	if err != nil || len(names) < 10 {
		t.Fatalf("samples: %v, %v", names, err)
	}
	var b strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := readAll(t, m, filepath.Base(name), string(content))
		if len(faults) == 0 {
			t.Errorf("%s has no faults", name)
		}
		for _, f := range faults {
			fmt.Fprintln(&b, f.Error())
		}
		b.WriteByte('\n')
	}
	golden(t, "broken.golden", b.String())
}

func TestTheSeedReads(t *testing.T) {
	v, err := ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(seedFolder, "*.ndjson"))
	if err != nil || len(names) == 0 {
		t.Fatalf("seed files: %v, %v", names, err)
	}
	m, ledger := NewMapping(v), NewLedger()
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		err = m.Read(Source{File: filepath.Base(name), Reader: f}, func(it Item) error {
			for _, l := range append(it.Faults, ledger.Add(it)...) {
				t.Error(l)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		f.Close()
	}
	for _, k := range ledger.Wanted() {
		faults, _ := ledger.Dangling(k)
		for _, l := range faults {
			t.Error(l)
		}
	}
}

func TestNames(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	const head = `{"id":"x","kind":"cluster","country":`
	name := func(s string, l directory.Language, c directory.Script, t directory.NameType) directory.Name {
		return directory.Name{Text: s, Language: l, Script: c, Type: t}
	}
	tests := []struct {
		given string // behind head
		want  []directory.Name
	}{
		{`"BG","name":"ICT Cluster Burgas","native_name":"ИКТ Клъстер Бургас","other_names":["ИКТ","Klaster Burgas"]}`, []directory.Name{
			name("ICT Cluster Burgas", "en", "Latn", directory.NameDisplay),
			name("ИКТ Клъстер Бургас", "bg", "Cyrl", directory.NameOfficial),
			name("ИКТ", "bg", "Cyrl", directory.NameAcronym),
			name("Klaster Burgas", "", "Latn", directory.NameAlias)}},
		{`"UA","name":"Об'єднання"}`, []directory.Name{name("Об'єднання", "uk", "Cyrl", directory.NameDisplay)}},
		{`"RO","name":"Cluster","native_name":"Asociaţia Română"}`, []directory.Name{
			name("Cluster", "en", "Latn", directory.NameDisplay), name("Asociația Română", "ro", "Latn", directory.NameOfficial)}},
		{`"TR","name":"Cluster","native_name":"Muş Kümesi"}`, []directory.Name{
			name("Cluster", "en", "Latn", directory.NameDisplay), name("Muş Kümesi", "tr", "Latn", directory.NameOfficial)}},
		{`"BG","name":{"text":"Klaster","language":"bg","romanised":true},"other_names":[{"text":"Muş","language":"tr","type":"alias"},{"text":"BEBKA","type":"alias"}]}`, []directory.Name{
			{Text: "Klaster", Language: "bg", Script: "Latn", Type: directory.NameDisplay, Romanised: true},
			name("Muş", "tr", "Latn", directory.NameAlias), name("BEBKA", "", "Latn", directory.NameAlias)}},
	}
	for _, tt := range tests {
		o := readOne[*directory.Organisation](t, m, head+tt.given)
		if diff := cmp.Diff(tt.want, o.Names); diff != "" {
			t.Errorf("names of %s (-want +got):\n%s", tt.given, diff)
		}
	}
}

func TestConceptsAreFoundByAnyName(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	for _, given := range []string{"hospitality-and-tourism", "S24", "s24", "Hospitality and Tourism", "ХОТЕЛИЕРСТВО И ТУРИЗЪМ", "travel", "TURİZM", "sector:hospitality-and-tourism"} {
		o := readOne[*directory.Organisation](t, m, fmt.Sprintf(`{"id":"x","kind":"cluster","name":"X","country":"BG","sectors":[%q]}`, given))
		if len(o.Concepts) != 1 || o.Concepts[0].Concept != "sector:hospitality-and-tourism" {
			t.Errorf("sector %q is read as %v", given, o.Concepts)
		}
	}
}

func TestForgivingInput(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	o := readOne[*directory.Organisation](t, m, `{"id":" x ","kind":"Large company","name":" Two  words\u200b ","country":"EL","region":"GR3","city":null,"website":"","description_native":"Ελληνικά","target_countries":["el","BG"]}`)
	if o.ID != "x" || o.Kind != directory.KindLargeCompany || o.Names[0].Text != "Two words" || o.Place.Country != "GR" ||
		o.Place.Region != "EL3" || o.Descriptions["el"] != "Ελληνικά" || o.TargetCountries[0] != "GR" || o.Status != directory.StatusUnknown {
		t.Errorf("read as %+v", o)
	}
	k := readOne[*directory.Call](t, m, `{"id":"k","kind":"open call","title":"K"}`)
	if len(k.Lots) != 1 || k.Kind != "open-call" {
		t.Errorf("read as %+v", k)
	}
	e := readOne[*directory.Event](t, m, `{"id":"e","kind":"fair","title":"E","start":2023,"online":true,"themes":["green"],"organisers":["A",{"name":"B","role":"host"}]}`)
	if e.Start.String() != "2023" || e.Keywords[0] != "green" || e.Organisers[1].Role != "host" {
		t.Errorf("read as %+v", e)
	}
}

func TestCanonicalForm(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	tests := []struct{ name, given, want string }{
		{"organisations", `{"status":"active","sectors":[{"concept":"S24","strength":4},"ICT"],"founded":"2016","name":"A","offers":[{"text":"x"},{"text":"y","kind":"service"}],"descriptions":{"en":"E","bg":"Б"},"members":{"smes":0},"country":"BG","kind":"cluster","id":"a","point":{"lon":27.50,"lat":42}}`,
			`{"id":"a","kind":"cluster","name":"A","country":"BG","point":{"lat":42,"lon":27.5},"founded":2016,"members":{"smes":0},"sectors":[{"concept":"hospitality-and-tourism","strength":4},"information-technology"],"offers":["x",{"text":"y","kind":"service"}],"description":"E","descriptions":{"bg":"Б"},"status":"active"}`},
		{"organisations", `{"id":"a","kind":"cluster","name":"A","country":"BG","founded":"2016-10","projects":[{"name":"P"},{"name":"Q","project":"q"}]}`,
			`{"id":"a","kind":"cluster","name":"A","country":"BG","founded":"2016-10","projects":["P",{"name":"Q","project":"q"}],"status":"unknown"}`},
		{"calls", `{"id":"k","kind":"grant","title":"K","lots":[{"closes":"2024","budget_eur":5}]}`, `{"id":"k","kind":"grant","title":"K","closes":"2024","budget_eur":5}`},
		{"calls", `{"id":"k","kind":"grant","title":"K","lots":[{"name":"L","closes":"2024"}]}`, `{"id":"k","kind":"grant","title":"K","lots":[{"name":"L","closes":"2024"}]}`},
		{"events", `{"id":"e","kind":"fair","title":"a\"b\\c<&>","start":"2023","country":"BG","description":"one\ntwo"}`, `{"id":"e","kind":"fair","title":"a\"b\\c<&>","start":"2023","country":"BG","description":"one\ntwo"}`},
	}
	for _, tt := range tests {
		records, faults := readAll(t, m, tt.name+".ndjson", tt.given)
		if len(records) != 1 {
			t.Fatalf("%s: %v", tt.given, faults)
		}
		if got := string(Encode(records[0])); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.given, got, tt.want)
		}
	}
}

func TestDiff(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	before := readOne[*directory.Organisation](t, m, `{"id":"a","kind":"cluster","name":"A","country":"BG","city":"Burgas","members":{"total":5,"smes":3},"keywords":["x"],"description":"D"}`)
	after := readOne[*directory.Organisation](t, m, `{"id":"a","kind":"cluster","name":"A","country":"BG","region":"BG341","members":{"total":6,"smes":3},"keywords":["x","y"],"descriptions":{"bg":"Д"},"description":"D"}`)
	want := []FieldChange{{"region", "", "BG341"}, {"city", "Burgas", ""}, {"members.total", "5", "6"}, {"keywords", `["x"]`, `["x","y"]`}, {"descriptions.bg", "", "Д"}}
	if diff := cmp.Diff(want, Diff(before, after)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if Same(before, after) {
		t.Error("Same says that differing records are the same")
	}
	after = readOne[*directory.Organisation](t, m, string(Encode(before)))
	after.Provenance.File, after.Provenance.Line, after.Revision = "other.ndjson", 99, 7
	if changes := Diff(before, after); !Same(before, after) || len(changes) > 0 {
		t.Errorf("file, line and revision count as changes: %v", changes)
	}
	if changes := Diff(nil, before); len(changes) == 0 || changes[0] != (FieldChange{"id", "", "a"}) {
		t.Errorf("against nothing: %v", changes)
	}
}

func TestLimits(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	const good = `{"id":"good","kind":"cluster","name":"Good","country":"BG"}`
	long := `{"id":"long","kind":"cluster","country":"BG","name":"` + strings.Repeat("x", MaxRecord) + `"}`
	tests := []struct {
		name, file, content string
		records             int
		want                string // how one of the faults begins
	}{
		{"long line", "organisations.ndjson", good + "\n" + long + "\n" + `{"id":"bad","kind":"x"}`, 2, "organisations.ndjson:2:1: line is too large: at most 1 MiB"},
		{"long last line", "organisations.ndjson", long, 0, "organisations.ndjson:1:1: line is too large: at most 1 MiB"},
		{"long record", "organisations.json", "[" + good + ",\n " + long + "]", 1, "organisations.json:2:2: record is too large: at most 1 MiB"},
		{"brackets without end", "organisations.json", strings.Repeat("[", 2*MaxRecord), 0, "organisations.json:1:2: record is too large: at most 1 MiB"},
		{"deep", "organisations.json", `[{"id":"deep","keywords":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + "}]", 1, "organisations.json:1:57: deep: keywords" + strings.Repeat("[0]", 31) + " is too large: at most 32 levels of brackets"},
		{"UTF-16", "organisations.ndjson", "\xff\xfe{\x00", 0, "organisations.ndjson:1:1: file cannot be read: it is UTF-16, save it as UTF-8"},
		{"UTF-16 JSON", "organisations.json", "\xfe\xff\x00{", 0, "organisations.json:1:1: file cannot be read: it is UTF-16, save it as UTF-8"},
		{"no type", "export.ndjson", good, 0, "export.ndjson: type has the wrong form: wanted a file name that begins with"},
		{"no format", "organisations.txt", good, 0, `organisations.txt: format ".txt" is not a known value: use one of ndjson, json`},
		{"empty JSON", "organisations.json", "", 0, "organisations.json:1:1: file cannot be read: it ends too early"},
		{"no JSON", "organisations.json", "id;name\n", 0, "organisations.json:1:1: file cannot be read: wanted an array"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records, faults := readAll(t, m, tt.file, tt.content)
			if len(records) != tt.records {
				t.Errorf("%d records, want %d", len(records), tt.records)
			}
			if !slices.ContainsFunc(faults, func(l Located) bool { return strings.HasPrefix(l.Error(), tt.want) }) {
				t.Errorf("faults %v, want %q", faults, tt.want)
			}
		})
	}
	t.Run("good beside", func(t *testing.T) {
		for _, content := range []string{"\ufeff" + good + "\r\n\r\n", good, "\n\n" + good} {
			if records, faults := readAll(t, m, "organisations.jsonl", content); len(records) != 1 || len(faults) != 0 {
				t.Errorf("%q: %d records, %v", content, len(records), faults)
			}
		}
		for _, content := range []string{"\ufeff[" + good + "]", ` { "organisations" : [ ` + good + " ] , \"events\":[]}\n", "[\r\n" + good + "\r\n]\r\n"} {
			if records, faults := readAll(t, m, "organisations.json", content); len(records) != 1 || len(faults) != 0 {
				t.Errorf("%q: %d records, %v", content, len(records), faults)
			}
		}
		for _, content := range []string{"[]", "{}", `{"organisations":[]}`} {
			if records, faults := readAll(t, m, "organisations.json", content); len(records) != 0 || len(faults) != 0 {
				t.Errorf("%q: %d records, %v", content, len(records), faults)
			}
		}
	})
}

func TestLimitedFails(t *testing.T) {
	for size, want := range map[int]error{9: nil, 10: nil, 11: errTooLarge, 1000: errTooLarge} {
		_, err := io.ReadAll(&limited{r: strings.NewReader(strings.Repeat("x", size)), left: 10})
		if err != want {
			t.Errorf("%d bytes where 10 may be: %v, want %v", size, err, want)
		}
	}
}

func TestTooMuchIsAFault(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	var got []string
	note := func(it Item) error {
		for _, f := range it.Faults {
			got = append(got, f.Error())
		}
		return nil
	}
	if err := m.Read(Source{File: "calls.json", Reader: io.MultiReader(strings.NewReader("["), iotest.ErrReader(errTooLarge))}, note); err != nil {
		t.Error(err)
	}
	r := &rowReader{count: MaxRecords - 1, emit: func(w row) error { return note(m.item("calls.ndjson", w)) }, src: Source{File: "calls.ndjson", Type: directory.Calls},
		in: bufio.NewReader(strings.NewReader(strings.Repeat(`{"id":"k","kind":"grant","title":"K"}`+"\n", 3)))}
	if err := r.ndjson(); err != nil {
		t.Error(err)
	}
	want := []string{"calls.json: file is too large: at most 2 GiB", "calls.ndjson:2:1: file is too large: at most 1000000 records"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWriterRefuses(t *testing.T) {
	if _, err := NewWriter(&bytes.Buffer{}, "pdf"); err == nil {
		t.Error("format pdf is written")
	}
	w, err := NewWriter(&bytes.Buffer{}, NDJSON)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Begin(directory.Events); err != nil {
		t.Fatal(err)
	}
	if err := w.Record(&directory.Project{}); err == nil {
		t.Error("a project is written among events")
	}
	if err := w.Begin(directory.Calls); err == nil {
		t.Error("an ndjson file takes a second type")
	}
}
