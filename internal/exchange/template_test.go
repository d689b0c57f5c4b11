package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"euxine/internal/directory"
)

// filledIn are values for the templates, by type and column.
var filledIn = map[directory.RecordType]map[string]string{
	directory.Organisations: {"id": "x", "kind": "cluster", "name": "X", "country": "EL", "members.smes": "3", "founded": "2016-10", "sectors": "furniture {strength: 4}|S24", "descriptions.bg": "Б"},
	directory.Events:        {"id": "e", "kind": "fair", "title": "E", "start": "2024", "country": "BG", "programme.2.title": "Second", "organisers": "A {role: host}"},
	directory.Calls:         {"id": "k", "kind": "grant", "title": "K", "lots.1.closes": "2024-05-31", "consortium.roles": "sme|cluster"},
	directory.Projects:      {"id": "p", "title": "P", "budget_eur": "5", "partners": "A|B"},
}

var filledRecords = map[directory.RecordType]string{
	directory.Organisations: `{"id":"x","kind":"cluster","name":"X","country":"GR","founded":"2016-10","members":{"smes":3},"sectors":[{"concept":"furniture","strength":4},"hospitality-and-tourism"],"descriptions":{"bg":"Б"},"status":"unknown"}`,
	directory.Events:        `{"id":"e","kind":"fair","title":"E","start":"2024","country":"BG","organisers":[{"name":"A","role":"host"}],"programme":[{"title":"Second"}]}`,
	directory.Calls:         `{"id":"k","kind":"grant","title":"K","closes":"2024-05-31","consortium":{"roles":["sme","cluster"]}}`,
	directory.Projects:      `{"id":"p","title":"P","budget_eur":5,"partners":["A","B"]}`,
}

// TestTemplates: as they are they hold no record, and filled in they are read.
func TestTemplates(t *testing.T) {
	v := smallVocabulary(t)
	m := NewMapping(v)
	for _, typ := range directory.RecordTypes {
		for _, format := range TemplateFormats {
			t.Run(string(typ)+"/"+string(format), func(t *testing.T) {
				var b bytes.Buffer
				if err := Template(&b, format, typ, v); err != nil {
					t.Fatal(err)
				}
				name := "template" + format.Extension()
				if format != XLSX {
					name = string(typ) + format.Extension()
				}
				if got, notes := readNotes(t, m, name, b.Bytes()); len(got)+len(notes) > 0 {
					t.Errorf("empty, it is read as %q, %q", got, notes)
				}
				filled := fillCSV
				if format == XLSX {
					filled = fillXLSX
				}
				if got, notes := readNotes(t, m, name, filled(t, b.Bytes(), format, typ)); len(got) != 1 || got[0] != filledRecords[typ] || len(notes) > 0 {
					t.Errorf("filled in, it is read as %q, %q", got, notes)
				}
			})
		}
		for _, column := range templateColumns(typ) {
			if hint(typ, column) == "" {
				t.Errorf("%s: column %s is not explained", typ, column)
			}
		}
	}
	if err := Template(&bytes.Buffer{}, NDJSON, directory.Events, v); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("template in NDJSON: %v", err)
	}
	if err := Template(&bytes.Buffer{}, CSV, "wishes", v); !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("template of wishes: %v", err)
	}
}

func fillCSV(t *testing.T, template []byte, format Format, typ directory.RecordType) []byte {
	r := csv.NewReader(bytes.NewReader(template))
	if format == TSV {
		r.Comma = '\t'
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	row := make([]string, len(rows[0]))
	for i, column := range rows[0] {
		row[i] = filledIn[typ][column]
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = r.Comma
	if err := w.WriteAll(append(rows, row)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func fillXLSX(t *testing.T, template []byte, _ Format, typ directory.RecordType) []byte {
	book, err := excelize.OpenReader(bytes.NewReader(template))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, column := range templateColumns(typ) {
		if value, ok := filledIn[typ][column]; ok {
			if err := book.SetCellStr(string(typ), columnLetters(i+1)+"3", value); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if _, err := book.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestTemplateOffersValues: a cell that takes one of a list has it to choose from.
func TestTemplateOffersValues(t *testing.T) {
	v := smallVocabulary(t)
	var b bytes.Buffer
	if err := Template(&b, XLSX, directory.Organisations, v); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	lists, err := book.GetDataValidations("organisations")
	if err != nil {
		t.Fatal(err)
	}
	offered := map[string]string{}
	for _, l := range lists {
		at, _, _ := strings.Cut(l.Sqref, "3:")
		column, err := book.GetCellValue("organisations", at+"1")
		if err != nil {
			t.Fatal(err)
		}
		range_ := strings.Split(strings.ReplaceAll(l.Formula1, "$", ""), "!")
		cells := strings.Split(range_[1], ":")
		first, err := book.GetCellValue(valuesSheet, cells[0])
		if err != nil {
			t.Fatal(err)
		}
		last, err := book.GetCellValue(valuesSheet, cells[1])
		if err != nil {
			t.Fatal(err)
		}
		offered[column] = first + " … " + last
	}
	want := map[string]string{"kind": "cluster … network", "country": "BG … CZ", "region": "BG … UA-51", "size": "micro … large", "label": "bronze … gold", "status": "active … unknown"}
	for column, values := range want {
		if offered[column] != values {
			t.Errorf("%s offers %q, want %q", column, offered[column], values)
		}
	}
	if len(offered) != len(want) {
		t.Errorf("offered are %v", offered)
	}
}
