package exchange

import (
	"os"
	"path/filepath"
	"testing"

	"euxine/internal/directory"
)

func TestTheSeedReads(t *testing.T) {
	if _, err := os.Stat(filepath.Join(seedFolder, "geo")); err != nil {
		t.Skip("no seed here: ", err)
	}
	v, err := ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(seedFolder, "*.ndjson"))
	if err != nil {
		t.Fatal(err)
	}
	m, ledger := NewMapping(v), NewLedger()
	count := map[directory.RecordType]int{}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		err = m.Read(Source{File: filepath.Base(name), Reader: f}, func(it Item) error {
			for _, l := range append(it.Faults, ledger.Add(it)...) {
				t.Error(l)
			}
			if it.Record != nil {
				count[it.Record.Type()]++
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
	t.Log(count)
}
