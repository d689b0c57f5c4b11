package exchange

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
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
