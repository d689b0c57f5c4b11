package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
)

// heads takes a line with "name" or "име" for a header.
func heads(cells []string) bool {
	for _, c := range cells {
		if strings.EqualFold(c, "name") || strings.EqualFold(c, "име") {
			return true
		}
	}
	return false
}

func TestReadList(t *testing.T) {
	workbook := func() string {
		f := excelize.NewFile()
		defer f.Close()
		for cell, v := range map[string]string{"A1": "Name", "B1": "Country", "A3": "Роял Технолоджи", "B3": "BG", "A4": "#REF!"} {
			if err := f.SetCellStr("Sheet1", cell, v); err != nil {
				t.Fatal(err)
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	encoded := func(s string, e interface{ String(string) (string, error) }) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	cyrillic := "Име;Град\nКлъстер Морски;Варна\nАсоциация на превозвачите;Бургас\n"
	cyrillicRows := []string{"1 Име|Град", "2 Клъстер Морски|Варна", "3 Асоциация на превозвачите|Бургас"}
	for _, test := range []struct {
		name, file, text string
		want             []string // line and cells
	}{
		{"lines keep their commas", "list.txt", "Danube Delta, Tulcea\r\n\r\n  Volt; Kyiv | UA \n", []string{"1 Danube Delta, Tulcea", "3 Volt; Kyiv | UA"}},
		{"tabs, as pasted from a sheet", "list.txt", "Volt\tUA\nRoneva \"x\"\tBG\t\n", []string{"1 Volt|UA", "2 Roneva \"x\"|BG"}},
		{"commas behind a header", "list.txt", "Name,Country\n\"Volt, Inc\",UA\n", []string{"1 Name|Country", "2 Volt, Inc|UA"}},
		{"commas by the file's name", "list.csv", "Volt,UA\n", []string{"1 Volt|UA"}},
		{"semicolons in most lines", "list.txt", "Volt;UA\nRoneva;BG\nAlone\n", []string{"1 Volt|UA", "2 Roneva|BG", "3 Alone"}},
		{"Excel's own first line", "list.csv", "sep=;\nName;Country\nVolt;UA\n", []string{"2 Name|Country", "3 Volt|UA"}},
		{"UTF-8 with a mark", "l.csv", "\uFEFF" + cyrillic, cyrillicRows},
		{"UTF-16", "l.csv", encoded(cyrillic, utf.UTF16(utf.LittleEndian, utf.UseBOM).NewEncoder()), cyrillicRows},
		{"Windows-1251", "l.csv", encoded(cyrillic, charmap.Windows1251.NewEncoder()), cyrillicRows},
		{"a workbook, whatever its name", "list.csv", workbook(), []string{"1 Name|Country", "3 Роял Технолоджи|BG"}},
		{"an apostrophe against formulas, invisible characters", "list.txt", "'=Volt\nRo\u200Bneva\n", []string{"1 =Volt", "2 Roneva"}},
		{"nothing", "list.txt", " \n\n", nil},
		{"old line ends", "list.txt", "Volt\rRoneva\r", []string{"1 Volt", "1 Roneva"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, err := ReadList(test.file, strings.NewReader(test.text), heads)
			if err != nil || len(l.Faults) > 0 {
				t.Fatal(err, l.Faults)
			}
			var got []string
			for _, r := range l.Rows {
				got = append(got, fmt.Sprintf("%d %s", r.Line, strings.Join(r.Cells, "|")))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadListSaysWhatItCannotRead(t *testing.T) {
	for _, test := range []struct{ name, file, text, want string }{
		{"an old workbook", "l.xls", oleMagic + "rest", ".xls"},
		{"an archive that is no workbook", "l.xlsx", zipMagic + "rest", "damaged"},
		{"too long", "l.txt", strings.Repeat(strings.Repeat("x", 999)+"\n", MaxList/1000+2), "MiB"},
		{"too many rows", "l.txt", strings.Repeat("a\n", MaxListRows+1), "rows"},
		{"a quote that is not closed", "l.csv", "Name,City\nVolt,Kyiv\n\"Ron,x\n", "not closed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, err := ReadList(test.file, strings.NewReader(test.text), heads)
			if err != nil || len(l.Faults) != 1 || !strings.Contains(l.Faults[0].Error(), test.want) {
				t.Errorf("%v %v, want a fault with %q", err, l.Faults, test.want)
			}
		})
	}
	// What stood before is kept.
	l, _ := ReadList("l.csv", strings.NewReader("Name,City\nVolt,Kyiv\n\"Ron,x\n"), heads)
	if len(l.Rows) != 2 {
		t.Errorf("%v", l.Rows)
	}
}

func FuzzReadList(f *testing.F) {
	for _, s := range []string{"a,b\n", "sep=;\n", "\"", "PK\x03\x04", "\xFF\xFEa\x00", "a\tb\rc"} {
		f.Add("l.csv", s)
	}
	f.Fuzz(func(t *testing.T, file, text string) {
		if _, err := ReadList(file, strings.NewReader(text), heads); err != nil {
			t.Error(err)
		}
	})
}
