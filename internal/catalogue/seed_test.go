package catalogue_test

import (
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
	"euxine/internal/store/memstore"
)

func mustImportSeed(t testing.TB, c *catalogue.Catalogue, o catalogue.ImportOptions, files ...catalogue.ImportFile) *catalogue.Report {
	t.Helper()
	r, err := c.ImportSeed(t.Context(), files, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// allRecords is everything in the directory, in one file.
func allRecords(t testing.TB, c *catalogue.Catalogue) string {
	t.Helper()
	return export(t, c, catalogue.ExportOptions{Format: exchange.JSON})
}

func orgFile(lines ...string) catalogue.ImportFile {
	return textFile("organisations.ndjson", strings.Join(lines, ""))
}

// TestUpgradeBesideLocalChanges takes a directory from one seed to the next with
// every kind of change made in between, here and there.
func TestUpgradeBesideLocalChanges(t *testing.T) {
	v := seedVocabulary(t)
	s := memstore.New()
	c := newImporting(t, v, s)
	older := orgFile(
		org("bg-as-it-was", "As it was"),
		org("bg-mended", "Mnded"),
		org("bg-changed-here", "Changed"),
		org("bg-changed-both", "Both"),
		org("bg-changed-alike", "Alike"),
		org("bg-there-and-back", "There and back"),
		org("bg-deleted-here", "Deleted"),
		org("bg-double", "Double"),
		org("bg-renamed", "Renamed"),
		org("bg-renamed-changed", "Renamed and changed"),
		org("bg-dropped", "Dropped"),
	)
	mustImportSeed(t, c, catalogue.ImportOptions{}, older)

	// What people did here.
	mustImport(t, c, catalogue.ImportOptions{By: "import ours"}, orgFile(
		org("bg-changed-here", "Changed here", `"founded":1999`),
		org("bg-changed-both", "Both, here"),
		org("bg-changed-alike", "Alike in both"),
		org("bg-there-and-back", "There"),
		org("bg-renamed-changed", "Renamed and changed here"),
		org("bg-ours", "Ours"),
		org("bg-taken", "Taken here first"),
	))
	mustImport(t, c, catalogue.ImportOptions{By: "import ours"}, orgFile(org("bg-there-and-back", "There and back")))
	if _, err := s.Apply(t.Context(), store.Batch{By: "", Ops: []store.Op{{Delete: orgKey("bg-deleted-here")}}}); err != nil {
		t.Fatal(err)
	}

	newer := orgFile(
		org("bg-as-it-was", "As it was"),
		org("bg-mended", "Mended"),
		org("bg-changed-here", "Changed"),
		org("bg-changed-both", "Both, in the seed"),
		org("bg-changed-alike", "Alike in both"),
		org("bg-there-and-back", "There and back again"),
		org("bg-deleted-here", "Deleted, in the seed"),
		org("bg-whole", "Double and whole", `"former_ids":["bg-double"]`),
		org("bg-new-name", "Renamed", `"former_ids":["bg-renamed"]`),
		org("bg-new-name-changed", "Renamed in the seed", `"former_ids":["bg-renamed-changed"]`),
		org("bg-taken", "Taken in the seed"),
		org("bg-new", "New", `"member_of":["bg-new-name"]`),
		org("bg-follows", "Follows", `"member_of":["bg-new-name-changed"]`),
	)
	rev, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := allRecords(t, c)
	plan := mustImportSeed(t, c, catalogue.ImportOptions{DryRun: true}, newer)
	if now, err := s.Revision(t.Context()); now != rev || err != nil || allRecords(t, c) != before {
		t.Errorf("the rehearsal went from revision %d to %d: %v", rev, now, err)
	}
	const left = `keep organisations/bg-changed-here "Changed" (organisations.ndjson:3): changed here by "import ours"
    name: "Changed here" here, "Changed" in the seed
    founded: "1999" here, "" in the seed
keep organisations/bg-changed-both "Both, in the seed" (organisations.ndjson:4): changed here by "import ours", and in the seed
    name: "Both, here" here, "Both, in the seed" in the seed
keep organisations/bg-deleted-here "Deleted, in the seed" (organisations.ndjson:7): deleted here by "somebody"
keep organisations/bg-new-name-changed "Renamed in the seed" (organisations.ndjson:10): it goes together with organisations/bg-renamed-changed, which is kept
keep organisations/bg-taken "Taken in the seed" (organisations.ndjson:11): changed here by "import ours", and in the seed
    name: "Taken here first" here, "Taken in the seed" in the seed
keep organisations/bg-follows "Follows" (organisations.ndjson:13): it goes together with organisations/bg-new-name-changed, which is kept
merge organisations/bg-double "Double" into organisations/bg-whole
merge organisations/bg-renamed "Renamed" into organisations/bg-new-name
gone organisations/bg-dropped "Dropped": in the seed no more, left as it is
gone organisations/bg-renamed-changed "Renamed and changed here": in the seed no more, left as it is
`
	if got := text(t, plan); !strings.Contains(got, left) ||
		!strings.Contains(got, "organisations: 13 read, 3 to create, 2 to change, 2 unchanged, 6 kept as they are here\n") {
		t.Errorf("the rehearsal says\n%s\nwant in it\n%s", got, left)
	}
	done := mustImportSeed(t, c, catalogue.ImportOptions{}, newer)
	want := left + "organisations: 13 read, 3 created, 2 changed, 2 unchanged, 6 kept as they are here\n"
	if diff := cmp.Diff(want, text(t, done)); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	records := orgFileText(t, c)
	if diff := cmp.Diff(strings.Join([]string{
		org("bg-as-it-was", "As it was"),
		org("bg-changed-alike", "Alike in both"),
		org("bg-changed-both", "Both, here"),
		org("bg-changed-here", "Changed here", `"founded":1999`),
		org("bg-dropped", "Dropped"),
		org("bg-mended", "Mended"),
		org("bg-new", "New", `"member_of":["bg-new-name"]`),
		org("bg-new-name", "Renamed", `"former_ids":["bg-renamed"]`),
		org("bg-ours", "Ours"),
		org("bg-renamed-changed", "Renamed and changed here"),
		org("bg-taken", "Taken here first"),
		org("bg-there-and-back", "There and back again"),
		org("bg-whole", "Double and whole", `"former_ids":["bg-double"]`),
	}, ""), records); diff != "" {
		t.Errorf("records after the upgrade (-want +got):\n%s", diff)
	}
	for former, to := range map[string]string{"bg-double": "bg-whole", "bg-renamed": "bg-new-name"} {
		if id, err := s.Resolve(t.Context(), orgKey(former)); string(id) != to || err != nil {
			t.Errorf("%s leads to %q, %v; want %s", former, id, err, to)
		}
	}

	// Again: nothing to do, and the same is left to people.
	again := mustImportSeed(t, c, catalogue.ImportOptions{}, newer)
	if again.Committed || again.Revision != done.Revision || again.Total().Kept != 6 || again.Total().Unchanged != 7 {
		t.Errorf("again: %+v", again)
	}
	// What people give up, the seed takes up.
	mustImport(t, c, catalogue.ImportOptions{By: "import ours"}, orgFile(org("bg-renamed-changed", "Renamed and changed")))
	last := mustImportSeed(t, c, catalogue.ImportOptions{}, newer)
	if last.Total().Created != 2 || last.MergedCount != 1 || last.Total().Kept != 4 {
		t.Errorf("after one was given up:\n%s", text(t, last))
	}
	if id, err := s.Resolve(t.Context(), orgKey("bg-renamed-changed")); id != "bg-new-name-changed" || err != nil {
		t.Errorf("the renamed one leads to %q, %v", id, err)
	}
	if err := s.Verify(t.Context(), func(d store.Damage) { t.Errorf("verify: %v", d) }); err != nil {
		t.Error(err)
	}
}

func orgKey(id string) directory.Key {
	return directory.Key{Type: directory.Organisations, ID: directory.RecordID(id)}
}

// orgFileText is the organisations in the form org writes.
func orgFileText(t testing.TB, c *catalogue.Catalogue) string {
	t.Helper()
	out := export(t, c, catalogue.ExportOptions{Format: exchange.NDJSON, Types: []directory.RecordType{directory.Organisations}})
	// org puts status before further fields.
	var b strings.Builder
	for line := range strings.Lines(out) {
		fields := strings.TrimSuffix(strings.TrimPrefix(line, "{"), "}\n")
		for _, f := range []string{`"former_ids":[`, `"founded":`, `"member_of":[`} {
			if before, rest, ok := strings.Cut(fields, f); ok {
				value, after, _ := strings.Cut(rest, `,"`)
				fields = before + `"` + after + "," + f + value
			}
		}
		b.WriteString("{" + fields + "}\n")
	}
	return b.String()
}

// TestSeedKeepsIDsApart: an id that a record here holds as a former one is not
// taken from it.
func TestSeedKeepsIDsApart(t *testing.T) {
	c := newImporting(t, seedVocabulary(t), memstore.New())
	mustImport(t, c, catalogue.ImportOptions{By: "import ours"}, orgFile(
		org("bg-ours", "Ours", `"former_ids":["bg-new","bg-older"]`)))
	r := mustImportSeed(t, c, catalogue.ImportOptions{}, orgFile(
		org("bg-new", "New"), org("bg-newer", "Newer", `"former_ids":["bg-older"]`), org("bg-other", "Other")))
	if r.Total().Kept != 2 || r.Total().Created != 1 || !strings.Contains(text(t, r), "it goes together with organisations/bg-ours, which is kept") {
		t.Errorf("got\n%s", text(t, r))
	}
}

func TestFaultySeedWritesNothing(t *testing.T) {
	s := memstore.New()
	c := newImporting(t, seedVocabulary(t), s)
	for _, lines := range []string{
		org("bg-a", "A") + org("bg-b", "B", `"region":"BG999"`),
		org("bg-a", "A") + org("bg-a", "A again"),
		org("bg-a", "A", `"member_of":["bg-nobody"]`),
		org("bg-a", "A") + org("bg-b", "B", `"former_ids":["bg-a"]`),
	} {
		r := mustImportSeed(t, c, catalogue.ImportOptions{}, textFile("organisations.ndjson", lines))
		if !r.Refused() {
			t.Errorf("not refused: %s", lines)
		}
		if _, err := c.SeedNews(t.Context(), []catalogue.ImportFile{textFile("organisations.ndjson", lines)}); !errors.Is(err, directory.ErrInvalid) {
			t.Errorf("news of a faulty seed: %v", err)
		}
	}
	nothingWritten(t, s)
}

// edited is a seed file with its text replaced.
func edited(t testing.TB, f catalogue.ImportFile, pattern, by string) catalogue.ImportFile {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	re := regexp.MustCompile(pattern)
	if !re.Match(b) {
		t.Fatalf("%s holds nothing like %s", f.Name, pattern)
	}
	return textFile(f.Name, re.ReplaceAllString(string(b), by))
}

// TestUpgradeToTheSeed: a directory of an older seed, on disk, becomes that of
// the present one.
func TestUpgradeToTheSeed(t *testing.T) {
	v := seedVocabulary(t)
	s, err := boltstore.Create(filepath.Join(t.TempDir(), "records.db"), boltstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c := newImporting(t, v, s)
	files := seedFiles(t)
	older := make([]catalogue.ImportFile, len(files))
	for i, f := range files {
		switch older[i] = f; f.Name {
		case "organisations-ge.ndjson":
			older[i] = edited(t, f, `"status":"unknown"`, `"status":"active"`)
		case "projects.ndjson":
			older[i] = edited(t, f, `"website":"[^"]*",`, "")
		case "calls.ndjson":
			older[i] = textFile(f.Name, "")
		}
	}
	mustImportSeed(t, c, catalogue.ImportOptions{}, older...)
	news, err := c.SeedNews(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	r := mustImportSeed(t, c, catalogue.ImportOptions{}, files...)
	total := r.Total()
	if news.Create != total.Created || news.Change != total.Changed || news.Known != total.Unchanged+total.Changed || !news.Any() {
		t.Errorf("news were %+v, done was %+v", news, total)
	}
	if total.Created == 0 || total.Changed == 0 || total.Kept+r.MergedCount+r.GoneCount > 0 {
		t.Errorf("got\n%s", text(t, r))
	}
	fresh := newImporting(t, v, memstore.New())
	mustImportSeed(t, fresh, catalogue.ImportOptions{}, files...)
	if diff := cmp.Diff(allRecords(t, fresh), allRecords(t, c)); diff != "" {
		t.Errorf("upgraded is not the same as fresh (-fresh +upgraded):\n%.2000s", diff)
	}
	if news, err := c.SeedNews(t.Context(), files); err != nil || news.Any() || news.Kept > 0 {
		t.Errorf("news after the upgrade: %+v, %v", news, err)
	}
	if err := s.Verify(t.Context(), func(d store.Damage) { t.Errorf("verify: %v", d) }); err != nil {
		t.Error(err)
	}
}

func BenchmarkSeedNews(b *testing.B) {
	c := newImporting(b, seedVocabulary(b), memstore.New())
	files := seedFiles(b)
	mustImportSeed(b, c, catalogue.ImportOptions{}, files...)
	for b.Loop() {
		if _, err := c.SeedNews(b.Context(), files); err != nil {
			b.Fatal(err)
		}
	}
}
