package catalogue_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
)

var seedFolder = filepath.Join("..", "..", "seed")

func seedVocabulary(t testing.TB) *directory.Vocabulary {
	t.Helper()
	v, err := exchange.ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// newImporting is a catalogue on an empty store.
func newImporting(t testing.TB, v *directory.Vocabulary, s store.Store) *catalogue.Catalogue {
	t.Helper()
	return catalogue.New(catalogue.Config{Store: s, Vocabulary: v, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }})
}

// textFile is a file held in a string.
func textFile(name, text string) catalogue.ImportFile {
	return catalogue.ImportFile{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// seedFiles are the record files of the seed.
func seedFiles(t testing.TB) []catalogue.ImportFile {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(seedFolder, "*.ndjson"))
	if err != nil || len(names) == 0 {
		t.Fatalf("seed files: %v, %v", names, err)
	}
	var files []catalogue.ImportFile
	for _, name := range names {
		files = append(files, catalogue.ImportFile{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	return files
}

func mustImport(t testing.TB, c *catalogue.Catalogue, o catalogue.ImportOptions, files ...catalogue.ImportFile) *catalogue.Report {
	t.Helper()
	r, err := c.Import(t.Context(), files, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func export(t testing.TB, c *catalogue.Catalogue, o catalogue.ExportOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := c.Export(t.Context(), &b, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func text(t testing.TB, r *catalogue.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// org is an organisation as one line of NDJSON; more are further fields.
func org(id, name string, more ...string) string {
	fields := append([]string{fmt.Sprintf(`"id":%q,"kind":"cluster","name":%q,"country":"BG","status":"active"`, id, name)}, more...)
	return "{" + strings.Join(fields, ",") + "}\n"
}

func TestImportOfTheSeedAndBack(t *testing.T) {
	v := seedVocabulary(t)
	s := memstore.New()
	c := newImporting(t, v, s)
	r := mustImport(t, c, catalogue.ImportOptions{By: "import seed"}, seedFiles(t)...)
	if r.Refused() || !r.Committed {
		t.Fatalf("the seed is refused:\n%s", text(t, r))
	}
	n, err := s.Count(t.Context(), directory.Organisations)
	if err != nil || n < 600 || r.Types[0].Created != n {
		t.Fatalf("%d organisations, %v; report says %+v", n, err, r.Types)
	}
	before := r.Revision

	t.Run("again changes nothing", func(t *testing.T) {
		r := mustImport(t, c, catalogue.ImportOptions{By: "import seed"}, seedFiles(t)...)
		if r.Committed || r.Revision != before || r.Total().Unchanged != r.Total().Read {
			t.Errorf("revision %d, was %d; %+v", r.Revision, before, r.Types)
		}
	})
	t.Run("export, import, export", func(t *testing.T) {
		first := export(t, c, catalogue.ExportOptions{Format: exchange.JSON})
		other := newImporting(t, v, memstore.New())
		if r := mustImport(t, other, catalogue.ImportOptions{}, textFile("everything.json", first)); r.Refused() {
			t.Fatalf("our own export is refused:\n%s", text(t, r))
		}
		if diff := cmp.Diff(first, export(t, other, catalogue.ExportOptions{Format: exchange.JSON})); diff != "" {
			t.Error(diff)
		}
		for _, typ := range directory.RecordTypes {
			o := catalogue.ExportOptions{Format: exchange.NDJSON, Types: []directory.RecordType{typ}}
			first := export(t, c, o)
			r := mustImport(t, other, catalogue.ImportOptions{Type: typ}, textFile("export.ndjson", first))
			if r.Refused() || r.Committed {
				t.Errorf("%s as ndjson differs from json:\n%s", typ, text(t, r))
			}
			if export(t, other, o) != first {
				t.Errorf("%s: second export differs", typ)
			}
		}
	})
}

// nothingWritten says so unless the store is as empty as it was.
func nothingWritten(t testing.TB, s store.Store) {
	t.Helper()
	rev, err := s.Revision(t.Context())
	if err != nil || rev != 0 {
		t.Errorf("revision %d, %v: something was written", rev, err)
	}
	if left, err := s.PendingImport(t.Context()); left != 0 || err != nil {
		t.Errorf("%d ops wait, %v", left, err)
	}
}

func TestBrokenFilesWriteNothing(t *testing.T) {
	v := seedVocabulary(t)
	names, err := filepath.Glob(filepath.Join("..", "exchange", "testdata", "broken", "*"))
	if err != nil || len(names) < 10 {
		t.Fatalf("samples: %v, %v", names, err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			s := memstore.New()
			c := newImporting(t, v, s)
			r := mustImport(t, c, catalogue.ImportOptions{}, textFile("organisations-good.ndjson", org("bg-fine", "Fine")),
				catalogue.ImportFile{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
			if !r.Refused() || r.Committed {
				t.Errorf("not refused:\n%s", text(t, r))
			}
			for _, f := range r.Faults {
				if f.File != filepath.Base(name) {
					t.Errorf("fault in another file: %v", f)
				}
			}
			nothingWritten(t, s)
		})
	}
}

func TestFaultsOfTheWholeImport(t *testing.T) {
	v := seedVocabulary(t)
	there := org("bg-old", "Old", `"former_ids":["bg-older"]`) + org("bg-other", "Other")
	tests := []struct {
		name  string
		files []string // organisations-1.ndjson, …
		want  []string
	}{
		{"twice across files", []string{org("bg-a", "A"), org("bg-b", "B") + org("bg-a", "A")},
			[]string{`organisations-2.ndjson:2:7: bg-a: id "bg-a" is given twice, first at organisations-1.ndjson:1: keep one`}},
		{"dangling", []string{org("bg-a", "A", `"member_of":["bg-older","bg-b","bg-old","bg-none"]`), org("bg-b", "B")},
			[]string{`organisations-1.ndjson:1:115: bg-a: member_of[3] "bg-none" names a record of type organisations that does not exist: import that first, or correct the id`}},
		{"former id of two", []string{org("bg-a", "A", `"former_ids":["bg-x"]`) + org("bg-b", "B", `"former_ids":["bg-x"]`)},
			[]string{`bg-b: former_ids[0] "bg-x" is given twice, first at organisations-1.ndjson:1:`}},
		{"former id is a record of the store", []string{org("bg-a", "A", `"former_ids":["bg-other"]`)},
			[]string{`bg-a: former_ids[0] "bg-other" is the id of another record, bg-other`}},
		{"former id held in the store", []string{org("bg-a", "A", `"former_ids":["bg-older"]`)},
			[]string{`bg-a: former_ids[0] "bg-older" is the id of another record, bg-old`}},
		{"id is a former id in the store", []string{org("bg-older", "A")},
			[]string{`bg-older: id "bg-older" is the id of another record, bg-old`}},
		{"former id moves", []string{org("bg-a", "A", `"former_ids":["bg-older"]`) + org("bg-old", "Old")}, nil},
		{"former id is given up for a record", []string{org("bg-older", "A") + org("bg-old", "Old")}, nil},
		{"links to a former id", []string{org("bg-a", "A", `"member_of":["bg-older","bg-z"]`) + org("bg-b", "B", `"former_ids":["bg-z"]`)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := memstore.New()
			c := newImporting(t, v, s)
			mustImport(t, c, catalogue.ImportOptions{}, textFile("organisations.ndjson", there))
			var files []catalogue.ImportFile
			for i, f := range tt.files {
				files = append(files, textFile(fmt.Sprintf("organisations-%d.ndjson", i+1), f))
			}
			r := mustImport(t, c, catalogue.ImportOptions{}, files...)
			if r.FaultCount != len(tt.want) || r.Committed == r.Refused() {
				t.Errorf("%d faults, want %d; committed %t:\n%s", r.FaultCount, len(tt.want), r.Committed, text(t, r))
			}
			for _, w := range tt.want {
				if got := text(t, r); !strings.Contains(got, w) {
					t.Errorf("report lacks %s:\n%s", w, got)
				}
			}
			if r.Refused() && r.Revision != 1 {
				t.Errorf("revision %d: something was written", r.Revision)
			}
		})
	}
}

func TestDryRun(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	mustImport(t, c, catalogue.ImportOptions{}, textFile("organisations.ndjson", org("bg-a", "A", `"city":"Burgas"`)+org("bg-b", "B")))
	const events = `{"id":"e","kind":"fair","title":"Fair","start":"2023","country":"BG","organisers":[{"name":"C","organisation":"bg-c"}]}`
	r := mustImport(t, c, catalogue.ImportOptions{DryRun: true},
		textFile("organisations.ndjson", org("bg-b", "B")+org("bg-a", "A", `"region":"BG341"`, `"members":{"smes":3}`)+org("bg-c", "C")),
		textFile("events.ndjson", events))
	want := `create organisations/bg-c "C" (organisations.ndjson:3)
create events/e "Fair" (events.ndjson:1)
change organisations/bg-a "A" (organisations.ndjson:2)
    region: "" → "BG341"
    city: "Burgas" → ""
    members.smes: "" → "3"
leave organisations/bg-b "B" (organisations.ndjson:1)
organisations: 3 read, 1 to create, 1 to change, 1 unchanged
events: 1 read, 1 to create, 0 to change, 0 unchanged
dry run: nothing was written
`
	if diff := cmp.Diff(want, text(t, r)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if r.Revision != 1 || r.Committed {
		t.Errorf("a dry run wrote: %+v", r)
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back catalogue.Report
	if err := json.Unmarshal(b, &back); err != nil || text(t, &back) != want {
		t.Errorf("through JSON it says %v\n%s", err, text(t, &back))
	}
}

func TestImportWritesWhatChangedOnly(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	mustImport(t, c, catalogue.ImportOptions{By: "import first"}, textFile("organisations.ndjson", org("bg-a", "A")+org("bg-b", "B")))
	r := mustImport(t, c, catalogue.ImportOptions{By: "import second"}, textFile("folder/organisations-2.ndjson", org("bg-b", "B")+org("bg-a", "A", `"city":"Burgas"`)))
	if want := (catalogue.TypeReport{Type: directory.Organisations, Read: 2, Changed: 1, Unchanged: 1}); r.Types[0] != want || r.Revision != 2 {
		t.Errorf("report %+v at revision %d, want %+v at 2", r.Types[0], r.Revision, want)
	}
	a, err := s.Get(t.Context(), directory.Key{Type: directory.Organisations, ID: "bg-a"})
	if err != nil {
		t.Fatal(err)
	}
	if p := a.Head().Provenance; a.Head().Revision != 2 || p.File != "organisations-2.ndjson" || p.Line != 2 || p.ImportedAt.Year() != 2026 {
		t.Errorf("a is %+v", a.Head())
	}
	versions, err := s.History(t.Context(), directory.Key{Type: directory.Organisations, ID: "bg-a"}, 0, 10)
	if err != nil || len(versions) != 2 || versions[0].By != "import second" {
		t.Errorf("history %+v, %v", versions, err)
	}
	if b, err := s.Get(t.Context(), directory.Key{Type: directory.Organisations, ID: "bg-b"}); err != nil || b.Head().Revision != 1 {
		t.Errorf("b was written again: %+v, %v", b, err)
	}
}

// many is a file of n organisations.
func many(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(org(fmt.Sprintf("bg-%05d", i), fmt.Sprintf("Cluster %d", i)))
	}
	return b.String()
}

func TestInterruptedImportIsCompleted(t *testing.T) {
	v := seedVocabulary(t)
	s := memstore.New()
	ctx, cancel := context.WithCancel(t.Context())
	const n = 2*store.MaxOps + 500
	file := textFile("organisations.ndjson", many(n))
	r, err := newImporting(t, v, s).Import(ctx, []catalogue.ImportFile{file}, catalogue.ImportOptions{By: "import test",
		Progress: func(stage string, done, total int64) {
			if stage == catalogue.StageApply && done < total {
				cancel() // after the first chunk
			}
		}})
	if !errors.Is(err, context.Canceled) || r == nil || !r.Committed {
		t.Fatalf("interrupted import: %v, %+v", err, r)
	}
	if count, err := s.Count(t.Context(), directory.Organisations); count != store.MaxOps || err != nil {
		t.Fatalf("%d records after the first chunk, %v", count, err)
	}
	c := newImporting(t, v, s)
	if err := c.ResumeImport(t.Context()); err != nil {
		t.Fatal(err)
	}
	if count, err := s.Count(t.Context(), directory.Organisations); count != n || err != nil {
		t.Errorf("%d records after resuming, %v, want %d", count, err, n)
	}
	if err := c.ResumeImport(t.Context()); err != nil {
		t.Errorf("resuming nothing: %v", err)
	}
	r = mustImport(t, c, catalogue.ImportOptions{}, file)
	if r.Committed || r.Total().Unchanged != n {
		t.Errorf("the import again: %+v", r.Total())
	}
	undisturbed := newImporting(t, v, memstore.New())
	mustImport(t, undisturbed, catalogue.ImportOptions{}, file)
	if o := (catalogue.ExportOptions{Format: exchange.JSON}); export(t, c, o) != export(t, undisturbed, o) {
		t.Error("the export differs from that of an undisturbed import")
	}
}

func TestCancelledBeforeCommitWritesNothing(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	ctx, cancel := context.WithCancel(t.Context())
	file := textFile("organisations.ndjson", many(2*store.MaxOps))
	_, err := c.Import(ctx, []catalogue.ImportFile{file}, catalogue.ImportOptions{Progress: func(stage string, _, _ int64) {
		if stage == catalogue.StageCheck {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	nothingWritten(t, s)
	mustImport(t, c, catalogue.ImportOptions{}, file)
}

// A record that is edited after it was compared is not written over.
func TestWhatChangesMeanwhile(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	file := textFile("organisations.ndjson", org("bg-a", "A"))
	_, err := c.Import(t.Context(), []catalogue.ImportFile{file}, catalogue.ImportOptions{Progress: func(stage string, done, total int64) {
		if stage != catalogue.StageCheck || done != total {
			return
		}
		edited := &directory.Organisation{Header: directory.Header{ID: "bg-a"}, Kind: directory.KindSME}
		if _, err := s.Apply(t.Context(), store.Batch{Ops: []store.Op{{Put: edited}}}); err != nil {
			t.Error(err)
		}
	}})
	if !errors.Is(err, directory.ErrConflict) {
		t.Errorf("error %v, want one of kind ErrConflict", err)
	}
	stageIsEmpty(t, s)
}

// What was staged before the last record turned out faulty goes again, and the next
// import finds nothing in its way.
func TestALateFaultWritesNothing(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	good := many(2*store.MaxOps + 1)
	r, err := c.Import(t.Context(), []catalogue.ImportFile{textFile("organisations.ndjson", good+org("bg-none", ""))}, catalogue.ImportOptions{})
	if err != nil || !r.Refused() || r.Committed {
		t.Fatalf("report %+v, %v", r, err)
	}
	nothingWritten(t, s)
	stageIsEmpty(t, s)
	if r := mustImport(t, c, catalogue.ImportOptions{}, textFile("organisations.ndjson", good)); r.Total().Created != 2*store.MaxOps+1 {
		t.Errorf("created %d", r.Total().Created)
	}
}

// stageIsEmpty sees that no stage was left open: nothing could be committed.
func stageIsEmpty(t *testing.T, s store.Store) {
	t.Helper()
	if err := s.CommitImport(t.Context()); !errors.Is(err, directory.ErrConflict) {
		t.Errorf("a stage was left: %v", err)
	}
}

func TestManyFaultsAreCounted(t *testing.T) {
	c := newImporting(t, seedVocabulary(t), memstore.New())
	r := mustImport(t, c, catalogue.ImportOptions{}, textFile("organisations.ndjson", strings.Repeat("{}\n", catalogue.MaxFaultsKept)))
	if want := 4 * catalogue.MaxFaultsKept; r.FaultCount < want-1 || len(r.Faults) != catalogue.MaxFaultsKept {
		t.Errorf("%d faults, %d kept, want about %d and %d", r.FaultCount, len(r.Faults), want, catalogue.MaxFaultsKept)
	}
	if got := text(t, r); !strings.Contains(got, "faults in 1000 records; nothing was written\n") || !strings.Contains(got, "… and ") {
		t.Errorf("report ends %q", got[len(got)-200:])
	}
}

func TestUnreadableFileIsAFault(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	folder := t.TempDir()
	for _, path := range []string{filepath.Join(folder, "organisations.ndjson"), folder} {
		r := mustImport(t, c, catalogue.ImportOptions{Type: directory.Organisations}, textFile("organisations-a.ndjson", org("bg-a", "A")),
			catalogue.ImportFile{Name: path, Format: exchange.NDJSON, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
		if r.FaultCount != 1 || r.Faults[0].File != path || !strings.Contains(text(t, r), "file cannot be read: ") {
			t.Errorf("%s:\n%s", path, text(t, r))
		}
	}
	nothingWritten(t, s)
}

func TestCheckFiles(t *testing.T) {
	v := seedVocabulary(t)
	r, err := catalogue.CheckFiles(t.Context(), v, []catalogue.ImportFile{
		textFile("organisations.ndjson", org("bg-a", "A", `"member_of":["elsewhere"]`)+org("bg-b", "B"))}, catalogue.ImportOptions{})
	if err != nil || r.Refused() || text(t, r) != "organisations: 2 read, no faults\n" {
		t.Errorf("%v\n%s", err, text(t, r))
	}
	r, err = catalogue.CheckFiles(t.Context(), v, []catalogue.ImportFile{
		textFile("organisations.ndjson", org("bg-a", "A", `"former_ids":["bg-b"]`)+org("bg-b", "B")+org("bg-b", "B"))}, catalogue.ImportOptions{})
	if err != nil || r.FaultCount != 2 || !strings.HasSuffix(text(t, r), "2 faults in 3 records\n") {
		t.Errorf("%v\n%s", err, text(t, r))
	}
}

func TestExport(t *testing.T) {
	c := newImporting(t, seedVocabulary(t), memstore.New())
	mustImport(t, c, catalogue.ImportOptions{}, textFile("organisations.ndjson", many(store.MaxScan+1)))
	got := export(t, c, catalogue.ExportOptions{Format: exchange.NDJSON, Types: []directory.RecordType{directory.Organisations}})
	if diff := cmp.Diff(strings.Count(got, "\n"), store.MaxScan+1); diff != "" {
		t.Error(diff)
	}
	got = export(t, c, catalogue.ExportOptions{Format: exchange.JSON, Types: []directory.RecordType{directory.Projects, directory.Organisations},
		Keep: func(r directory.Record) bool { return r.Head().ID == "bg-00007" || r.Head().ID == "bg-01000" }})
	want := `{
"projects": [],
"organisations": [
{"id":"bg-00007","kind":"cluster","name":"Cluster 7","country":"BG","status":"active"},
{"id":"bg-01000","kind":"cluster","name":"Cluster 1000","country":"BG","status":"active"}
]
}
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	var b bytes.Buffer
	for _, o := range []catalogue.ExportOptions{{Format: exchange.NDJSON}, {Format: "pdf"}} {
		if err := c.Export(t.Context(), &b, o); !errors.Is(err, directory.ErrInvalid) || b.Len() > 0 {
			t.Errorf("%+v: %v, %d bytes written", o, err, b.Len())
		}
	}
}
