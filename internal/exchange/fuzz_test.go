package exchange

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"euxine/internal/directory"
)

// fuzzRead seeds a fuzz target with the broken samples and some that are whole,
// and checks of any bytes whatever that reading ends, that what it refuses has a
// place, and that what it takes is clean and comes back the same.
func fuzzRead(f *testing.F, format Format) {
	names, err := filepath.Glob(filepath.Join("testdata", "broken", "*."+string(format)))
	if err != nil || len(names) == 0 {
		f.Fatalf("samples: %v, %v", names, err)
	}
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	for _, s := range []string{
		`{"id":"a","kind":"cluster","name":{"text":"Muş","language":"tr"},"country":"RO","point":{"lat":-0.0,"lon":1e2},"founded":2016,"members":{"total":0}}`,
		`[{"id":"a","kind":"cluster","name":"Clu\u0073ter \ud83d\ude00","country":"BG","sectors":[{"concept":"S24","strength":5}],"description":"a\nb"}]`,
		"\ufeffid;kind;name;country;offers;lots.1.name;field_sources\r\na;cluster;\"X\ny\" {language: bg};BG;t {kind: service}|u;x;website {note: n}\r\n",
		"id,kind,name,country\rb,cluster,\xcb\xeb\xfa,BG\r",
		"organisations:\n- id: x\n  kind: cluster\n  name: {text: X, language: bg}\n  country: BG\n  description: |\n    a\n    b\n- *a\n",
		`{"organisations":[],"events":[{"id":"e","kind":"fair","title":"E","start":"2023","country":"BG"}]}`,
	} {
		f.Add([]byte(s))
	}
	v := smallVocabulary(f)
	m := NewMapping(v)
	f.Fuzz(func(t *testing.T, content []byte) {
		lines := 1 + bytes.Count(content, []byte("\n")) + bytes.Count(content, []byte("\r"))
		err := m.Read(Source{File: "x", Format: format, Type: directory.Organisations, Reader: bytes.NewReader(content)}, func(it Item) error {
			for _, l := range it.Faults {
				if l.Line < 1 || l.Line > lines || l.Column < 1 || l.Key == "" {
					t.Errorf("fault at no place of a file of %d lines: %+v", lines, l)
				}
				if !utf8.ValidString(l.Error()) {
					t.Errorf("fault is not text: %q", l.Error())
				}
			}
			if it.Record == nil || len(it.Faults) > 0 {
				return nil
			}
			if b := Encode(it.Record); !utf8.Valid(b) || !norm.NFC.IsNormal(b) {
				t.Errorf("not clean: %q", b)
			}
			back := m.item("x", (&rowReader{src: Source{Type: it.Record.Type()}}).record(Encode(it.Record), place{line: 1, column: 1}))
			if len(back.Faults) > 0 || !Same(back.Record, it.Record) {
				t.Errorf("written %s, read with %v as %s", Encode(it.Record), back.Faults, Encode(back.Record))
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func FuzzReadNDJSON(f *testing.F) { fuzzRead(f, NDJSON) }

func FuzzReadJSON(f *testing.F) { fuzzRead(f, JSON) }

func FuzzReadCSV(f *testing.F) { fuzzRead(f, CSV) }

func FuzzReadYAML(f *testing.F) { fuzzRead(f, YAML) }
