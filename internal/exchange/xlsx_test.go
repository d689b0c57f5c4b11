package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

// workbook makes a workbook of rows by sheet; a sheet's name stands before them.
// Cells are what excelize takes; a dated is a date shown in a format.
func workbook(t testing.TB, sheets ...[][]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, rows := range sheets {
		name := rows[0][0].(string)
		if i == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for line, row := range rows[1:] {
			for col, value := range row {
				cell, err := excelize.CoordinatesToCellName(col+1, line+1)
				if err != nil {
					t.Fatal(err)
				}
				if d, ok := value.(dated); ok {
					style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &d.format})
					if err != nil {
						t.Fatal(err)
					}
					if err := book.SetCellStyle(name, cell, cell, style); err != nil {
						t.Fatal(err)
					}
					value = d.value
				}
				if err := book.SetCellValue(name, cell, value); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if _, err := book.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type dated struct {
	format string
	value  any
}

// brokenWorkbooks are the samples of testdata/broken, written with -update.
func brokenWorkbooks(t testing.TB) map[string][]byte {
	good := workbook(t, [][]any{{"projects"}, {"id", "title"}, {"p", "P"}})
	return map[string][]byte{
		"organisations-cells.xlsx": workbook(t, [][]any{{"Sheet1"}, {"id", "kind", "name", "country", "founded", "members.total", "website"},
			{"a", "cluster", "A", "BG", 45195, 12.5, "our page"},
			{},
			{"b", "cluster", 2016, "Greece", dated{"h:mm", 0.5}, dated{"0%", 0.5}, "https://example.org/a..."},
			{"a", "cluster", "#N/A", "BG", true, "1 200"}}),
		"everything.xlsx": workbook(t, [][]any{{"Organisation"}, {"id", "kind", "name", "country"}, {"x", "cluster", "X", "XX"}},
			[][]any{{"CALLS"}, {"id", "kind", "title", "lots.1.closes"}, {"k", "grant", "K", dated{"dd.mm.yyyy", "soon"}}},
			[][]any{{"notes"}, {"anything"}}),
		"events-columns.xlsx":   workbook(t, [][]any{{"events"}, {"id", "kind", "titel", "start", "Start", nil}, {"e", "fair", "E", "2024", "2025", "beyond"}}),
		"calls-truncated.xlsx":  good[:len(good)/2],
		"projects-damaged.xlsx": repacked(t, good, "xl/worksheets/sheet1.xml", func(s string) string { return strings.Replace(s, "</row>", "", 1) }),
		"projects-old.xls":      []byte(oleMagic + strings.Repeat("\x00", 504)),
		"projects-page.xls":     []byte("<html><body><table><tr><td>id</td></tr></table></body></html>"),
	}
}

// repacked is a workbook with one part changed.
func repacked(t testing.TB, book []byte, part string, change func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			content = []byte(change(string(content)))
		}
		out, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// writeBrokenWorkbooks writes the samples anew.
func writeBrokenWorkbooks(t testing.TB) {
	for name, content := range brokenWorkbooks(t) {
		if err := os.WriteFile(filepath.Join("testdata", "broken", name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// readNotes is readAll with the notices.
func readNotes(t testing.TB, m *Mapping, name string, content []byte) (got, notes []string) {
	t.Helper()
	err := m.Read(Source{File: name, Reader: bytes.NewReader(content)}, func(it Item) error {
		for _, f := range it.Faults {
			got = append(got, f.Error())
		}
		for _, n := range it.Notes {
			notes = append(notes, n.String())
		}
		if it.Record != nil {
			got = append(got, string(Encode(it.Record)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got, notes
}

func TestWorkbooks(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	day := time.Date(2023, 9, 26, 0, 0, 0, 0, time.UTC)
	textTable := "id;title\np;P\n"
	p := [][]any{{"Sheet1"}, {"id", "title"}, {"p", "P"}}
	const readP = `{"id":"p","title":"P"}`
	tests := []struct {
		name, file  string
		content     []byte
		want, notes []string
	}{
		{"dates as they are shown", "projects.xlsx", workbook(t, [][]any{{"Sheet1"}, {"id", "title", "start", "end"},
			{"a", "A", day, dated{`dd\.mm\.yyyy;@`, day}},
			{"b", "B", dated{"mmm-yy", 42644}, dated{`[$-402]d mmmm yyyy "г."`, 45195}},
			{"c", "C", dated{"yyyy", 42644}, dated{`m/d/yy h:mm`, 45195.75}},
			{"d", dated{"yyyy-mm-dd", "D"}, 2016, "2016-10"}}),
			[]string{`{"id":"a","title":"A","start":"2023-09-26","end":"2023-09-26"}`, `{"id":"b","title":"B","start":"2016-10","end":"2023-09-26"}`,
				`{"id":"c","title":"C","start":"2016","end":"2023-09-26"}`, `{"id":"d","title":"D","start":"2016","end":"2016-10"}`}, nil},
		{"numbers as they are stored", "organisations.xlsx", workbook(t, [][]any{{"Sheet1"}, {"id", "kind", "name", "country", "members.total", "point.lat", "point.lon", "nace", "founded"},
			{"a", "cluster", 3663, "BG", dated{"#,##0", 1200}, dated{"0.0", 42.54321}, -0.1, 62.01, dated{"0", 2016}}}),
			[]string{`{"id":"a","kind":"cluster","name":"3663","country":"BG","point":{"lat":42.54321,"lon":-0.1},"founded":2016,"members":{"total":1200},"nace":["62.01"],"status":"unknown"}`}, nil},
		{"a sheet for each type, and one of notes", "all.xlsx", workbook(t, [][]any{{"Read me"}, {"hello"}}, [][]any{{"Organisation"}, {}, {"name", "id", "kind", "country"}, {}, {"X", "x", "cluster", "EL"}},
			[][]any{{"PROJECTS"}, {"id", "title"}, {"p", "P"}}, [][]any{{"empty"}}),
			[]string{`{"id":"x","kind":"cluster","name":"X","country":"GR","status":"unknown"}`, readP},
			[]string{"all.xlsx!Read me: the sheet was not read: only those named organisations, events, calls or projects are, or else the first"}},
		{"a workbook named .xls", "projects.xls", workbook(t, p), []string{readP}, nil},
		{"a workbook named .csv", "projects.csv", workbook(t, p), []string{readP}, []string{"projects.csv: the file was read as a workbook, whatever its name says"}},
		{"a text named .xls", "projects.xls", []byte(textTable), []string{readP}, []string{"projects.xls: the file was read as a text table, whatever its name says"}},
		{"escapes", "projects.xlsx", write(t, XLSX, &directory.Project{Header: directory.Header{ID: "p"}, Title: "a_x0041_ _x000D_ <&>"}), []string{`{"id":"p","title":"a_x0041_ _x000D_ <&>"}`}, nil},
		{"a far row", "projects.xlsx", repacked(t, workbook(t, p), "xl/worksheets/sheet1.xml", func(s string) string {
			return strings.NewReplacer(`r="2"`, `r="1048576"`, `A2`, `A1048576`, `B2`, `B1048576`).Replace(s)
		}), []string{readP}, nil},
		{"a million empty rows", "projects.xlsx", repacked(t, workbook(t, p), "xl/worksheets/sheet1.xml", func(s string) string {
			return strings.Replace(s, "</sheetData>", strings.Repeat("<row/>", 1_000_000)+"</sheetData>", 1)
		}), []string{readP}, nil},
		{"too many columns", "projects.xlsx", workbook(t, [][]any{{"Sheet1"}, wide(5000)}), []string{`projects.xlsx!Sheet1:1:FAO: column "keywords.4097" is too large: at most 4096 columns`}, nil},
		{"no shared string", "projects.xlsx", repacked(t, workbook(t, p), "xl/worksheets/sheet1.xml", func(s string) string { return strings.Replace(s, "<v>0</v>", "<v>99</v>", 1) }),
			[]string{`projects.xlsx: file cannot be read: it is damaged, or no workbook: xl/worksheets/sheet1.xml: no shared string "99"`}, nil},
		{"deep", "projects.xlsx", repacked(t, workbook(t, p), "xl/worksheets/sheet1.xml", func(s string) string { return strings.Repeat("<a>", 100_000) }),
			[]string{`projects.xlsx: file is too large: at most 32 levels of elements`}, nil},
		{"OpenDocument", "projects.ods", archive(t, "mimetype", "content.xml"), []string{`projects.ods: file cannot be read: it is an OpenDocument spreadsheet (.ods): save it as .xlsx`}, nil},
		{"binary", "projects.xlsb", archive(t, "xl/workbook.bin"), []string{`projects.xlsb: file cannot be read: it is a binary workbook (.xlsb): save it as .xlsx`}, nil},
		{"some archive", "projects.xlsx", archive(t, "a.txt"), []string{`projects.xlsx: file cannot be read: it is an archive, but no workbook`}, nil},
		{"nothing", "projects.xlsx", nil, []string{`projects.xlsx:1:1: file cannot be read: it is empty`}, nil},
		{"no type", "export.xlsx", workbook(t, p), []string{`export.xlsx: type has the wrong form: wanted a file name that begins with organisations, events, calls or projects, or the type beside it`}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, notes := readNotes(t, m, tt.file, tt.content)
			for i := range got {
				got[i], _, _ = strings.Cut(got[i], ": invalid")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notices -want +got:\n%s", diff)
			}
		})
	}
}

func wide(n int) []any {
	var row []any
	for _, s := range numbered("keywords.", n) {
		row = append(row, s)
	}
	return row
}

func archive(t testing.TB, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWorkbookBombs: a few hundred kilobytes that unpack to 400 MB are refused
// in little memory, whether the archive tells its size or lies about it.
func TestWorkbookBombs(t *testing.T) {
	if testing.Short() {
		t.Skip("packs 400 MB: left to the run without -short, which .ci/run makes first")
	}
	m := NewMapping(smallVocabulary(t))
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range []string{"[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		out, err := w.Create(f)
		if err != nil {
			t.Fatal(err)
		}
		if f == "xl/worksheets/sheet1.xml" {
			part := []byte(strings.Repeat("<row><c><v>1</v></c></row>", 40_000))
			for range 400 {
				if _, err := out.Write(part); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	honest := b.Bytes()
	// The directory at the end of the archive has the size too: make it small.
	lying := bytes.Clone(honest)
	at := bytes.LastIndex(lying, []byte("PK\x01\x02"))
	copy(lying[at+24:], []byte{0, 0, 1, 0}) // 64 KiB unpacked
	for name, content := range map[string][]byte{"honest": honest, "lying": lying} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		got, _ := readNotes(t, m, "projects.xlsx", content)
		runtime.ReadMemStats(&after)
		if len(got) != 1 || !strings.HasPrefix(got[0], "projects.xlsx: file ") {
			t.Errorf("%s: %q", name, got)
		}
		if spent := after.TotalAlloc - before.TotalAlloc; spent > 64<<20 {
			t.Errorf("%s: %d MB were allocated for %d KB", name, spent>>20, len(content)>>10)
		}
	}
}

// TestManyCells: cells are bounded even where each is next to nothing.
func TestManyCells(t *testing.T) {
	if testing.Short() {
		t.Skip("reads millions of cells: left to the run without -short, which .ci/run makes first")
	}
	m := NewMapping(smallVocabulary(t))
	book := repacked(t, workbook(t, [][]any{{"Sheet1"}, {"id", "title"}}), "xl/worksheets/sheet1.xml", func(s string) string {
		return strings.Replace(s, "</sheetData>", "<row>"+strings.Repeat("<c/>", MaxCells)+"</row></sheetData>", 1)
	})
	if got, _ := readNotes(t, m, "projects.xlsx", book); len(got) != 1 || got[0] != fmt.Sprintf("projects.xlsx: file is too large: at most %d cells", MaxCells) {
		t.Errorf("%.200q", got)
	}
}

// TestWorkbookOfAllTypes: a sheet each, and only where the format can.
func TestWorkbookOfAllTypes(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	records := []directory.Record{
		readOne[*directory.Organisation](t, m, `{"id":"o","kind":"cluster","name":"O","country":"BG"}`),
		readOne[*directory.Event](t, m, `{"id":"e","kind":"fair","title":"E","start":"2024","country":"BG"}`),
		readOne[*directory.Call](t, m, `{"id":"k","kind":"grant","title":"K","lots":[{"name":"=a","grant_max_eur":5},{"name":"b","closes":"2024-05"}]}`),
		readOne[*directory.Project](t, m, `{"id":"p","title":"P","partners":[{"name":"O","organisation":"o"}]}`),
	}
	var b bytes.Buffer
	w, err := NewWriter(&b, XLSX)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		if err := w.Begin(r.Type()); err != nil {
			t.Fatal(err)
		}
		if err := w.Record(r); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	read, faults := readAll(t, m, "export.xlsx", b.String())
	if len(faults) > 0 || len(read) != len(records) {
		t.Fatalf("read %d records, %v", len(read), faults)
	}
	for i := range read {
		if !Same(read[i], records[i]) {
			t.Errorf("%s is read as %s", Encode(records[i]), Encode(read[i]))
		}
	}
}

// TestWorkbookParts: a workbook is no more than its parts, the same each time, and
// there is one of nothing.
func TestWorkbookParts(t *testing.T) {
	p := &directory.Project{Header: directory.Header{ID: "p"}, Title: "P"}
	book := write(t, XLSX, p)
	if !bytes.Equal(book, write(t, XLSX, p)) {
		t.Error("the same record gives other bytes")
	}
	var empty bytes.Buffer
	w, err := NewWriter(&empty, XLSX)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{book, empty.Bytes()} {
		book, err := excelize.OpenReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		sheet := book.GetSheetList()[0]
		style, err := book.GetCellStyle(sheet, "A1")
		if err != nil {
			t.Fatal(err)
		}
		font, err := book.GetStyle(style)
		if err != nil || font.Font == nil || !font.Font.Bold {
			t.Errorf("%s: the header is written in %+v (%v), want bold", sheet, font, err)
		}
		if panes, err := book.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("%s: panes %+v (%v)", sheet, panes, err)
		}
		if id, err := book.GetCellValue(sheet, "A1"); err != nil || id != "id" {
			t.Errorf("%s begins with %q (%v)", sheet, id, err)
		}
		if err := book.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestSheetsAreBounded: a record more than a sheet has rows is refused at once.
func TestSheetsAreBounded(t *testing.T) {
	for format, fits := range map[Format]bool{XLSX: false, CSV: true} {
		w, err := NewWriter(io.Discard, format)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Begin(directory.Projects); err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			w.count = 1_048_574 + i // as if so many had been written, below the header
			err := w.Record(&directory.Project{Header: directory.Header{ID: "p"}, Title: "P"})
			if want := fits || i == 0; (err == nil) != want || err != nil && !errors.Is(err, directory.ErrInvalid) {
				t.Errorf("%s: record %d: %v", format, w.count+1, err)
			}
		}
	}
}

// TestXMLText: what is written is XML, and read as it was, by readers of XML and
// of workbooks.
func TestXMLText(t *testing.T) {
	for s, want := range map[string]string{
		"a_x0041_": "a_x005F_x0041_", "_x005F_x0041_": "_x005F_x005F_x005F_x0041_", "_x_x00e9_": "_x_x005F_x00e9_", "_x004_": "_x004_", "_x00g1_": "_x00g1_",
		"<a> & \"b\"": "&lt;a&gt; &amp; \"b\"", "a\r\nb\tc": "a&#xD;\nb\tc", "a\x00\xffb\uFFFF": "a\uFFFD\uFFFDb\uFFFD", "Ωმ😀": "Ωმ😀",
	} {
		if got := string(appendXMLText(nil, s)); got != want {
			t.Errorf("%q is written %q, want %q", s, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("_x0041F <>&\"'\r\n\t]Ωმ😀"))).Draw(t, "text")
		var b bytes.Buffer
		sink := newXLSXSink(&b)
		if err := errors.Join(sink.begin("projects", []string{"id", "title"}), sink.row([]outCell{{}, {text, s}}), sink.end(), sink.close()); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		if got, err := book.GetCellValue("projects", "B2"); got != s || err != nil {
			t.Errorf("%q is read %q (%v)", s, got, err)
		}
	})
}
