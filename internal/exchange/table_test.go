package exchange

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

const goodHeader = "id,kind,name,country\n"

// write gives the records as a file of the format.
func write(t testing.TB, format Format, records ...directory.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, format)
	if err != nil {
		t.Fatal(err)
	}
	steps := []error{w.Begin(records[0].Type())}
	for _, r := range records {
		steps = append(steps, w.Record(r))
	}
	for _, err := range append(steps, w.Close()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

func TestTablesAreForgiving(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	tests := []struct{ name, file, content, want string }{
		{"headers in any spelling", "organisations.csv", "ID,Kind,Náme,Country,Member: SMEs,Target Country,sector,Members_Total\nx,cluster,X,EL,3,BG|EL,S24,5\n",
			`{"id":"x","kind":"cluster","name":"X","country":"GR","members":{"total":5,"smes":3},"sectors":["hospitality-and-tourism"],"target_countries":["BG","GR"],"status":"unknown"}`},
		{"any order, blank rows and cells, missing cells", "organisations.csv", "\n,,,\ncountry,,name,kind,id,city\n\n,,,,,\nBG,,X,cluster,x\n",
			`{"id":"x","kind":"cluster","name":"X","country":"BG","status":"unknown"}`},
		{"numbers as programs write them", "organisations.csv", "id,kind,name,country,founded,members.total,point.lat,point.lon\nx,cluster,X,BG,2016.0,30.0,42.5,-0.0\n",
			`{"id":"x","kind":"cluster","name":"X","country":"BG","point":{"lat":42.5,"lon":0},"founded":2016,"members":{"total":30},"status":"unknown"}`},
		{"quotes, commas, line breaks and mixed line ends", "organisations.csv", "id,kind,name,country,description\r\nx,cluster,\"X, \"\"Y\"\"\",BG,\"one\r\ntwo\"\ny,cluster,Y,BG,\r\n",
			`{"id":"x","kind":"cluster","name":"X, \"Y\"","country":"BG","description":"one\ntwo","status":"unknown"}` + "\n" + `{"id":"y","kind":"cluster","name":"Y","country":"BG","status":"unknown"}`},
		{"lists with escapes and objects in cells", "organisations.csv", "id,kind,name,country,keywords,offers,sectors,projects,other_names\n" +
			`x,cluster,X {language: bg; romanised: true},BG,"a, b|c\|d|e\\f||{g}|h",tasting|bottling {kind: service; concepts: sector:furniture|service:training}|a {b},furniture {strength: 4}|S24,DIGITOUR {project: digitour}|Vine,ICT` + "\n",
			`{"id":"x","kind":"cluster","name":{"text":"X","language":"bg","romanised":true},"other_names":["ICT"],"country":"BG","sectors":[{"concept":"furniture","strength":4},"hospitality-and-tourism"],"keywords":["a, b","c|d","e\\f","{g}","h"],"offers":["tasting",{"text":"bottling","kind":"service","concepts":["sector:furniture","service:training"]},"a {b}"],"projects":[{"name":"DIGITOUR","project":"digitour"},"Vine"],"status":"unknown"}`},
		{"offers with all that can be stated", "organisations.csv", "id,kind,name,country,offers,needs\n" +
			"x,cluster,X,BG,honey {kind: business; concepts: topic:Honey|sector:S24; target_countries: EL|RO; valid_until: 2026-12-31 00:00:00},jars {valid_until: 2027}\n",
			`{"id":"x","kind":"cluster","name":"X","country":"BG","offers":[{"text":"honey","kind":"business","concepts":["topic:honey","sector:hospitality-and-tourism"],"target_countries":["GR","RO"],"valid_until":"2026-12-31"}],"needs":[{"text":"jars","valid_until":"2027"}],"status":"unknown"}`},
		{"numbered columns", "calls.csv", "id,kind,title,Lot 2 name,lots.1.name,lots.1.closes,lots.7.name,keywords.2,keywords.1,consortium.roles\nk,grant,K,second,first,2024-05,seventh,c,a|b,sme|cluster\n",
			`{"id":"k","kind":"grant","title":"K","lots":[{"name":"first","closes":"2024-05"},{"name":"second"},{"name":"seventh"}],"consortium":{"roles":["sme","cluster"]},"keywords":["a","b","c"]}`},
		{"sources of fields, in one cell or in columns", "calls.csv", "id,kind,title,field_sources,\nk,grant,K,title {source_date: 2024; note: a\\; b}|lots[0].closes {note: c},\n",
			`{"id":"k","kind":"grant","title":"K","field_sources":{"lots[0].closes":{"note":"c"},"title":{"source_date":"2024","note":"a; b"}}}`},
		{"sources of fields in columns", "organisations.csv", "id,kind,name,country,field_sources.members.smes.note,Field_Sources.website.source_date\nx,cluster,X,BG,n,2024\n",
			`{"id":"x","kind":"cluster","name":"X","country":"BG","status":"unknown","field_sources":{"members.smes":{"note":"n"},"website":{"source_date":"2024"}}}`},
		{"yes and no", "events.csv", "id,kind,title,start,online,country\ne,fair,E,2024-01-02 00:00:00,TRUE,\nf,fair,F,2024,no,BG\n",
			`{"id":"e","kind":"fair","title":"E","start":"2024-01-02","online":true}` + "\n" + `{"id":"f","kind":"fair","title":"F","start":"2024","country":"BG"}`},
		{"Excel's separator line", "projects.csv", "sep=;\r\nid;title\r\np;a,b\r\n", `{"id":"p","title":"a,b"}`},
		{"semicolons in a file of tabs' name", "projects.tsv", "id;title\np;a,b\n", `{"id":"p","title":"a,b"}`},
		{"quotes in a file of tabs", "projects.tsv", "id\ttitle\np\ta \"b\" c\n", `{"id":"p","title":"a \"b\" c"}`},
		{"a row of explanation", "projects.csv", "id,title\n# the id,the title\np,# hash\n", `{"id":"p","title":"# hash"}`},
		{"language columns", "projects.csv", "id,title,Description,descriptions.bg,Descriptions (TR)\np,P,E,Б,T\n", `{"id":"p","title":"P","description":"E","descriptions":{"bg":"Б","tr":"T"}}`},
		{"an alias", "projects.csv", "id,title,theme\np,P,a|b\n", `{"id":"p","title":"P","keywords":["a","b"]}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			records, faults := readAll(t, m, tt.file, tt.content)
			for _, f := range faults {
				if f.Key != directory.FaultDanglingLink {
					t.Error(f)
				}
			}
			var got []string
			for _, r := range records {
				got = append(got, string(Encode(r)))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestTablesRefuse names the first fault of each file.
func TestTablesRefuse(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	row := func(n int, cell string) string { return strings.Repeat(cell+",", n-1) + cell + "\n" }
	tests := []struct{ name, content, want string }{
		{"nothing", "", "organisations.csv:1:A: file cannot be read: it is empty: the first row should be the header"},
		{"no header", "bg-x,cluster,X,BG\n", `organisations.csv:1:A: column "bg-x" cannot be read: this should be the header: names of fields such as id`},
		{"an unknown column", "id,kind,name,country,webiste,colour\nx,cluster,X,BG,a,b\n", `organisations.csv:1:E: column "webiste" is not a field of this record: perhaps website`},
		{"a field that has columns of its own", "id,kind,name,country,members\n", `organisations.csv:1:E: column "members" is not a field of this record: perhaps members.total`},
		{"a column given twice", "id,kind,name,country,Keyword,keywords\n", `organisations.csv:1:F: column "keywords" is given twice, first at line 1, column E: keep one`},
		{"a list given in two forms", "id,kind,name,country,keywords,keywords.1\nx,cluster,X,BG,a,b\n", `organisations.csv:2:F: x: keywords.1 "b" is given twice, first at line 2, column E: keep one`},
		{"16,000 columns", row(16000, "name"), `organisations.csv:1:B: column "name" is given twice`},
		{"16,000 columns, no two the same", "id," + strings.Join(numbered("keywords.", 16000), ",") + "\nx\n", `organisations.csv:1:FAO: column "keywords.4096" is too large: at most 4096 columns`},
		{"more cells than headers", goodHeader + "x,cluster,X, Y,BG\n", `organisations.csv:2:E: row "BG" cannot be read: column E has no header`},
		{"a cell under no header", "id,kind,,name,country\nx,cluster,y,X,BG\n", `organisations.csv:2:C: row "y" cannot be read: column C has no header`},
		{"an unclosed quote", goodHeader + "x,cluster,X,BG\ny,cluster,\"Y,BG\nz,cluster,Z,BG\n", "organisations.csv:3:C: cell cannot be read: the quote that opens here is not closed; the rest"},
		{"an unclosed quote that meets another", goodHeader + "x,cluster,\"X,BG\ny,cluster,\"Y\",BG\n", `organisations.csv:2:C: cell cannot be read: the quote that opens here closes before 'Y'`},
		{"an unclosed quote and no end", goodHeader + "x,cluster,\"" + strings.Repeat("x,\n", MaxRecord), "organisations.csv:2:C: cell cannot be read: the quote that opens here is not closed within 1 MiB"},
		{"a quote in the middle", goodHeader + "x,cluster,X \"Y, Z\",BG\n", "organisations.csv:2:C: cell cannot be read: a quote stands in the middle of a cell"},
		{"NUL", goodHeader + "x,cluster,X\x00,BG\n", "organisations.csv:2:C: cell cannot be read: it holds a NUL byte"},
		{"NUL in quotes", goodHeader + "x,cluster,\"X\x00\",BG\n", "organisations.csv:2:C: cell cannot be read: it holds a NUL byte"},
		{"a carriage return alone", goodHeader + "x,cluster,X\rY,BG\n", "organisations.csv:2:C: cell cannot be read: a carriage return stands alone"},
		{"a long line", goodHeader + strings.Repeat("x,", MaxRecord) + "\ny,cluster,Y,BG\n", "organisations.csv:2:A: row is too large: at most 1 MiB"},
		{"a long cell", goodHeader + "x,cluster," + strings.Repeat("x", MaxCell+1) + ",BG\n", `organisations.csv:2:C: cell "xxx`},
		{"a spreadsheet's error", goodHeader + "x,cluster,#REF!,BG\n", `organisations.csv:2:C: x: name "#REF!" has the wrong form: wanted a value`},
		{"a spreadsheet's day number", "id,kind,name,country,founded\nx,cluster,X,BG,45195\n", `organisations.csv:2:E: x: founded "45195" has the wrong form: wanted a date such as 2023-09-26: this is a spreadsheet's count of days`},
		{"a date of the country", "id,kind,name,country,founded\nx,cluster,X,BG,26.09.2023\n", `organisations.csv:2:E: x: founded "26.09.2023" is not a date: write YYYY`},
		{"thousands", "id,kind,name,country,members.total\nx,cluster,X,BG,1.200\n", `organisations.csv:2:E: x: members.total "1.200" has the wrong form: wanted a whole number such as 1200, without separators`},
		{"percent", "id,kind,name,country,members.total\nx,cluster,X,BG,12%\n", `organisations.csv:2:E: x: members.total "12%" has the wrong form: wanted a whole number such as 1200, without separators`},
		{"a decimal comma", "id;kind;name;country;point.lat;point.lon\nx;cluster;X;BG;42,5;27.5\n", `organisations.csv:2:E: x: point.lat "42,5" has the wrong form: wanted a number of degrees with a decimal point`},
		{"a label for a website", "id,kind,name,country,website\nx,cluster,X,BG,our page\n", `organisations.csv:2:E: x: website "our page" is a label, not a web address`},
		{"an address cut off", "id,kind,name,country,website\nx,cluster,X,BG,https://example.org/a…\n", `organisations.csv:2:E: x: website "https://example.org/a…" has the wrong form: wanted the whole address`},
		{"an unknown key of an object", "id,kind,name,country,offers\nx,cluster,X,BG,a|b {kinds: service}\n", `organisations.csv:2:E: x: offers[1].kinds "service" is not a field of this record: perhaps kind`},
		{"a wrong value in a list", "id,kind,name,country,target_countries\nx,cluster,X,BG,BG|Greece\n", `organisations.csv:2:E: x: target_countries[1] "GREECE" is not a country code`},
		{"a wrong value on line 5", goodHeader + "\n\"# a\nb\"\ny,cluster,Y,XX\n", `organisations.csv:5:D: y: country "XX" is not a country code`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, faults := readAll(t, m, "organisations.csv", tt.content)
			if len(faults) == 0 || !strings.HasPrefix(faults[0].Error(), tt.want) {
				t.Errorf("faults %.300v, want %q", faults, tt.want)
			}
		})
	}
}

func numbered(prefix string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = pattern{{name: prefix[:len(prefix)-1]}, {number: i + 1}}.String()
	}
	return list
}

// TestRowsBesideBadOnes: a row that cannot be read does not take others with it.
func TestRowsBesideBadOnes(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	content := goodHeader + "a,cluster,A,BG\nb,cluster,B,BG,too,many\n" + strings.Repeat("c,", MaxRecord) + "\nd,cluster,D,BG\n"
	records, faults := readAll(t, m, "organisations.csv", content)
	if len(records) != 2 || records[1].Head().ID != "d" || records[1].Head().Provenance.Line != 5 || len(faults) != 2 {
		t.Errorf("read %d records, %v", len(records), faults)
	}
	if testing.Short() {
		t.Skip("reads a million rows: left to the run without -short, which .ci/run makes first")
	}
	records, faults = readAll(t, m, "organisations.csv", goodHeader+strings.Repeat(",,,\n", 1_000_000)+"a,cluster,A,BG\n")
	if len(records) != 1 || records[0].Head().Provenance.Line != 1_000_002 || len(faults) != 0 {
		t.Errorf("behind a million empty rows: %d records, %v", len(records), faults)
	}
}

// TestHeadersAreDistinct: no forgiving reading makes one of two fields.
func TestHeadersAreDistinct(t *testing.T) {
	for typ, parts := range recordParts {
		h := recordHeaders[typ]
		for _, p := range parts {
			for _, column := range p.shape.patterns(pattern{{name: p.name}}) {
				name := column.String()
				if got, ok := h.find(name); !ok || got.String() != name {
					t.Errorf("%s: header %q is read as %q", typ, name, got)
				}
				shout := strings.ToUpper(strings.ReplaceAll(strings.ReplaceAll(name, "_", " "), ".", ": "))
				if got, ok := h.find(shout); !ok || got.String() != name {
					t.Errorf("%s: header %q is read as %q, want %q", typ, shout, got, name)
				}
			}
		}
	}
	for _, header := range []string{"lots.0.name", "", "#", "lots.x.name", "field_sources.a.b", "id.1", "keywords.1.2"} {
		if p, ok := recordHeaders[directory.Calls].find(header); ok {
			t.Errorf("header %q is read as %q", header, p)
		}
	}
}

func TestFormulasAreText(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@a", "\ta", "\ra", "'=1", "''=1", "#N/A", "'#N/A"} {
		if got := neutral(s); got != "'"+s || restored(got) != s {
			t.Errorf("%q is written %q and read %q", s, got, restored(got))
		}
	}
	for _, s := range []string{"", "'", "a=1", "'a", "''", "#", "# N/A", "'tis"} {
		if got := neutral(s); got != s || restored(s) != s {
			t.Errorf("%q is written %q and read %q", s, got, restored(s))
		}
	}
	// In whole files: texts of every field that may begin so, numbers stay.
	o := &directory.Organisation{Header: directory.Header{ID: "x"}, Kind: "cluster", Names: []directory.Name{plainName("=cmd|' /C calc'!A0", "display", "BG")},
		Place:    directory.Place{Country: "BG", City: "@SUM(1)", Point: &directory.Point{Lat: -42.5, Lon: -1}},
		Keywords: []string{"+1", "=2"}, Descriptions: map[directory.Language]string{"en": "-3"}, Status: "active"}
	want := "id,kind,name,country,city,point.lat,point.lon,keywords,description,status\nx,cluster,'=cmd|' /C calc'!A0,BG,'@SUM(1),-42.5,-1,'+1|=2,'-3,active\n"
	if got := string(write(t, CSV, o)); got != want {
		t.Errorf("written\n%s want\n%s", got, want)
	}
}

// TestFormulasComeBack: whatever a text is, a cell never begins as a formula and
// is read as it was.
func TestFormulasComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("'=+-@\t\r #N/Aab|\\{}"))).Draw(t, "text")
		got := neutral(s)
		if got != "" && strings.IndexByte(formulaStarts, got[0]) >= 0 || restored(got) != s {
			t.Errorf("%q is written %q and read %q", s, got, restored(got))
		}
	})
}

// TestLongListsGoOverColumns: what does not fit into a cell stands in numbered
// columns, and comes back as it was.
func TestLongListsGoOverColumns(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	for _, format := range []Format{CSV, TSV, XLSX} {
		o := &directory.Organisation{Header: directory.Header{ID: "x"}, Kind: "cluster", Names: []directory.Name{plainName("X", "display", "BG")}, Place: directory.Place{Country: "BG"}, Status: "active"}
		for range 150 {
			o.Offers = append(o.Offers, directory.Offering{Text: strings.Repeat("=|", 900), Kind: "service"})
		}
		file := write(t, format, o)
		header, _, _ := strings.Cut(string(file), "\n")
		if format != XLSX && !strings.Contains(header, "offers.2") {
			t.Errorf("header %q", header)
		}
		records, faults := readAll(t, m, "organisations."+string(format), string(file))
		if len(faults) > 0 || len(records) != 1 || !Same(records[0], o) {
			t.Errorf("%s: read %d records, %.300v", format, len(records), faults)
		}
	}
}

// TestSpoolOverflows: many records take the way over a file, and leave none.
func TestSpoolOverflows(t *testing.T) {
	if testing.Short() {
		t.Skip("writes and reads megabytes: left to the run without -short, which .ci/run makes first")
	}
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	m := NewMapping(smallVocabulary(t))
	var records []directory.Record
	for i := range 2500 {
		p := &directory.Project{Header: directory.Header{ID: directory.RecordID(strconv.Itoa(i))}, Title: "P", Descriptions: map[directory.Language]string{"en": strings.Repeat("long ", 400) + "end"}}
		if i == 2499 {
			p.Acronym = "LAST" // a column only the last record has
		}
		records = append(records, p)
	}
	file := write(t, CSV, records...)
	read, faults := readAll(t, m, "projects.csv", string(file))
	if len(faults) > 0 || len(read) != len(records) {
		t.Fatalf("read %d records, %v", len(read), faults)
	}
	for i := range read {
		if !Same(read[i], records[i]) {
			t.Fatalf("record %d is read as %s", i, Encode(read[i]))
		}
	}
	if left := names(t, temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEmptyTable(t *testing.T) {
	var b bytes.Buffer
	w, err := NewWriter(&b, CSV)
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{w.Begin(directory.Events), w.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	records, faults := readAll(t, NewMapping(smallVocabulary(t)), "events.csv", b.String())
	if len(records) > 0 || len(faults) > 0 {
		t.Errorf("%q is read as %v, %v", b.String(), records, faults)
	}
}

// TestNotices: what was cleaned is told, with its place.
func TestNotices(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	for name, content := range map[string]string{
		"projects.csv":    "id,title,keywords\np,P\u202ee,a|b\u200b\u200bc\u00ad\n",
		"projects.ndjson": `{"id":"p","title":"P` + "\u202e" + `e","keywords":["a","b` + "\u200b\u200bc\u00ad" + `"]}`,
	} {
		var got []string
		err := m.Read(Source{File: name, Reader: strings.NewReader(content)}, func(it Item) error {
			for _, n := range it.Notes {
				got = append(got, n.String())
			}
			if len(it.Faults) > 0 {
				t.Error(it.Faults)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"projects.csv:2:B: p: title held invisible characters (U+202E), which were taken out", "projects.csv:2:C: p: keywords[1] held invisible characters (U+200B U+00AD), which were taken out"}
		if name == "projects.ndjson" {
			want = []string{"projects.ndjson:1:19: p: title held invisible characters (U+202E), which were taken out", "projects.ndjson:1:41: p: keywords[1] held invisible characters (U+200B U+00AD), which were taken out"}
		}
		if !slices.Equal(got, want) {
			t.Errorf("notices %q, want %q", got, want)
		}
	}
}

// names lists what a folder holds.
func names(t testing.TB, folder string) []string {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}
