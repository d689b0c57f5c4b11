package exchange

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"euxine/internal/directory"
)

// BenchmarkRead reads the Bulgarian organisations of the seed; the figure to
// watch is MB/s, a million records being about 1.2 GB.
func BenchmarkRead(b *testing.B) {
	v, err := ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		b.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(seedFolder, "organisations-bg.ndjson"))
	if err != nil {
		b.Fatal(err)
	}
	m := NewMapping(v)
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		err := m.Read(Source{File: "organisations-bg.ndjson", Reader: bytes.NewReader(content)}, func(Item) error { return nil })
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkWriteViews writes the Bulgarian organisations, and a calendar of the
// seed's events; the figure to watch is records/s, of which an export is to
// stream 20,000.
func BenchmarkWriteViews(b *testing.B) {
	v, err := ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		b.Fatal(err)
	}
	m := NewMapping(v)
	const times = 50
	for _, view := range []struct {
		format Format
		typ    directory.RecordType
		file   string
	}{{JSONLD, directory.Organisations, "organisations-bg.ndjson"}, {GeoJSON, directory.Organisations, "organisations-bg.ndjson"}, {ICS, directory.Events, "events.ndjson"}} {
		content, err := os.ReadFile(filepath.Join(seedFolder, view.file))
		if err != nil {
			b.Fatal(err)
		}
		records, _ := readAll(b, m, view.file, string(content))
		b.Run(string(view.format), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w, err := NewWriter(io.Discard, view.format)
				if err != nil {
					b.Fatal(err)
				}
				w.Set(Setting{Vocabulary: v, Address: "https://euxine.example"})
				err = w.Begin(view.typ)
				for range times { // what is written once a file shall not count
					for _, r := range records {
						err = errors.Join(err, w.Record(r))
					}
				}
				if err = errors.Join(err, w.Close()); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(times*len(records)*b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
