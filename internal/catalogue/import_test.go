package catalogue_test

import (
	"bytes"
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
			third := newImporting(t, v, memstore.New())
			// Links lead to other types, so those come along.
			mustImport(t, third, catalogue.ImportOptions{}, textFile("everything.json", export(t, c, catalogue.ExportOptions{Format: exchange.JSON})))
			r := mustImport(t, third, catalogue.ImportOptions{Type: typ}, textFile("export.ndjson", first))
			if r.Refused() || r.Committed {
				t.Errorf("%s as ndjson differs from json:\n%s", typ, text(t, r))
			}
			if export(t, third, o) != first {
				t.Errorf("%s: second export differs", typ)
			}
		}
	})
}
