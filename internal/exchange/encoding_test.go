package exchange

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"

	"euxine/internal/directory"
)

// samples are what people of each language might put into a table: country,
// native name, city, description.
var samples = []struct{ language, country, name, city, text string }{
	{"Bulgarian", "BG", "Клъстер за информационни технологии – Бургас", "Бургас", "Обединява фирми, университети и общини от „Югоизточния“ район."},
	{"Bulgarian in capitals", "BG", "БЪЛГАРСКИ МЕБЕЛЕН КЛЪСТЕР", "СЛИВЕН", "НАЦИОНАЛНО СДРУЖЕНИЕ"},
	{"Ukrainian", "UA", "Об'єднання підприємств харчової промисловості", "Одеса", "Кластер об’єднує їхніх виробників і ґрунтових фахівців."},
	{"Russian", "UA", "Объединение предприятий", "Одесса", "Кластер объединяет всех производителей этого рынка."},
	{"Greek", "GR", "Ελληνική Ένωση Συστάδων Επιχειρήσεων", "Αθήνα", "Η συστάδα συνδέει μικρές επιχειρήσεις, ερευνητικά κέντρα και τον δήμο."},
	{"Greek in capitals", "GR", "ΕΛΛΗΝΙΚΟΣ ΣΥΝΔΕΣΜΟΣ ΕΠΙΧΕΙΡΗΣΕΩΝ", "ΑΘΗΝΑ", "ΣΥΣΤΑΔΑ ΤΟΥΡΙΣΜΟΥ"},
	{"Turkish", "TR", "Bursa Uzay Havacılık ve Savunma Kümelenmesi", "Muş", "Küme, ışık ve ağaç işleyen üyelerini çatısı altında birleştirir; İzmir’de şubesi var."},
	{"Romanian", "RO", "Asociaţia Clusterelor din România", "Constanţa", "Reuneşte întreprinderi mici, universităţi şi autorităţi din judeţ."},
	{"Czech", "CZ", "Český nábytkářský klastr", "Brno", "Sdružuje malé a střední podniky, školy a výzkumné ústavy z Moravy, žádá o podporu."},
	{"one Bulgarian word", "BG", "Furniture Клъстер", "", ""},
	{"a Romanian name among English", "RO", "Transilvania Cluster", "Timişoara", "It brings together firms of Timişoara and Iaşi, with offices in Bucureşti, Sânnicolau and Cărei."},
}

var encodings = []struct {
	name string
	as   encoding.Encoding
	of   string // languages; "" all
	note string // the code page named in a notice
}{
	{"UTF-8", encoding.Nop, "", ""},
	{"UTF-8 with BOM", utf.UTF8BOM, "", ""},
	{"UTF-16 LE with BOM", utf.UTF16(utf.LittleEndian, utf.UseBOM), "", ""},
	{"UTF-16 BE with BOM", utf.UTF16(utf.BigEndian, utf.UseBOM), "", ""},
	{"UTF-16 LE", utf.UTF16(utf.LittleEndian, utf.IgnoreBOM), "", ""},
	{"UTF-16 BE", utf.UTF16(utf.BigEndian, utf.IgnoreBOM), "", ""},
	{"Windows-1250", charmap.Windows1250, "Romanian Czech", "Windows-1250"},
	{"Windows-1251", charmap.Windows1251, "Bulgarian Ukrainian Russian", "Windows-1251"},
	{"Windows-1253", charmap.Windows1253, "Greek", "Windows-1253"},
	{"Windows-1254", charmap.Windows1254, "Turkish", "Windows-1254"},
}

// TestEncodings reads each language in each encoding that can hold it, with
// each separator and each end of line.
func TestEncodings(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	for _, s := range samples {
		for _, e := range encodings {
			fits := e.of == ""
			for _, language := range strings.Fields(e.of) {
				fits = fits || strings.Contains(s.language, language)
			}
			if !fits {
				continue
			}
			for _, form := range []string{",\n", ";\r\n", "\t\n", "|\r"} {
				separator, end := form[:1], form[1:]
				quoted := func(s string) string {
					if s == "" {
						return s
					}
					return `"` + s + `"`
				}
				content := strings.Join([]string{"id", "kind", "name", "native_name", "country", "city", "description_native"}, separator) + end +
					strings.Join([]string{"x", "cluster", "X", quoted(s.name), s.country, s.city, quoted(s.text)}, separator) + end
				encoded, err := e.as.NewEncoder().String(content)
				if err != nil {
					t.Fatalf("%s in %s: %v", s.language, e.name, err)
				}
				t.Run(fmt.Sprintf("%s/%s/%q", s.language, e.name, form), func(t *testing.T) {
					var o *directory.Organisation
					var notes []string
					err := m.Read(Source{File: "organisations.csv", Reader: strings.NewReader(encoded)}, func(it Item) error {
						for _, f := range it.Faults {
							t.Error(f)
						}
						for _, n := range it.Notes {
							notes = append(notes, n.Args...)
						}
						o = it.Record.(*directory.Organisation)
						return nil
					})
					if err != nil || o == nil {
						t.Fatalf("read %v, %v", o, err)
					}
					name := strings.NewReplacer("ţ", "ț", "ş", "ș").Replace(s.name)
					if s.country == "TR" {
						name = s.name
					}
					if got := o.OfficialName(); got != name {
						t.Errorf("name is read as %q, want %q", got, name)
					}
					if got := strings.Join(notes, " "); got != e.note {
						t.Errorf("notices name %q, want %q", got, e.note)
					}
				})
			}
		}
	}
}

// TestAmbiguousEncodings: what could be two things is refused, what is the same
// in both is read.
func TestAmbiguousEncodings(t *testing.T) {
	m := NewMapping(smallVocabulary(t))
	tests := []struct{ name, content, want string }{
		{"a single letter of two languages", "id,kind,country,name\nx,cluster,RO,Mu\xfe\n", "organisations.csv:1:1: file cannot be read: it is not UTF-8, and whether it is Windows-1250 or Windows-1254 cannot be told: save it as UTF-8"},
		{"no language's letters", "id,kind,country,name\nx,cluster,RO,\xff\x98\xff\n", "organisations.csv:1:1: file cannot be read: it is not UTF-8, and whether it is"},
		{"a damaged byte in UTF-8", "id,kind,country,name\nx,cluster,BG,Клъ\xd1тер\n", `organisations.csv:2:D: x: name`},
		{"half a surrogate pair in UTF-16", "\xff\xfei\x00d\x00\n\x00x\x00\x00\xd8y\x00\n\x00", "organisations.csv:2:A: x\ufffdy: id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, faults := readAll(t, m, "organisations.csv", tt.content)
			if len(faults) == 0 || !strings.HasPrefix(faults[0].Error(), tt.want) {
				t.Errorf("faults %v, want %q", faults, tt.want)
			}
		})
	}
	records, faults := readAll(t, m, "organisations.csv", "id,kind,country,name\nx,cluster,DE,M\xfcller\n")
	if len(faults) > 0 || len(records) != 1 || records[0].DisplayName() != "Müller" {
		t.Errorf("read %v, %v", records, faults)
	}
}
