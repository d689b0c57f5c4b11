package exchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"euxine/internal/directory"
)

// valuesSheet is the sheet of a template that lists allowed values; it is not read.
const valuesSheet = "allowed values"

// numberedInTemplates is how many lots or sessions a template has columns for;
// more are added by going on counting.
const numberedInTemplates = 2

// templateRows is how many rows of a workbook offer lists to choose from.
const templateRows = 2000

// Template writes an empty table to fill in: a header with every field of the
// record type and a row that explains them, which is not imported. A workbook
// also lists the allowed values on a second sheet, and offers them where a cell
// takes one of them. directory.ErrInvalid for formats other than
// [TemplateFormats].
func Template(w io.Writer, f Format, t directory.RecordType, v *directory.Vocabulary) error {
	columns := templateColumns(t)
	if len(columns) == 0 || !slices.Contains(TemplateFormats, f) {
		return fmt.Errorf("template of %s in %s: %w", t, f, directory.ErrInvalid)
	}
	var header, hints []string
	for i, c := range columns {
		h := hint(t, c)
		if i == 0 {
			h = "# " + h + " – this row is not imported"
		}
		header, hints = append(header, c), append(hints, h)
	}
	var err error
	if f == XLSX {
		err = templateBook(w, t, v, header, hints)
	} else {
		out := csv.NewWriter(w)
		if f == TSV {
			out.Comma = '\t'
		}
		err = out.WriteAll([][]string{header, hints})
	}
	if err != nil {
		return fmt.Errorf("template of %s in %s: %w", t, f, err)
	}
	return nil
}

// templateColumns are all columns of a record type. Lots have columns of their
// own, so that the fields of a call's only lot need none beside them.
func templateColumns(t directory.RecordType) []string {
	var columns []string
	flat := namesOf(lotRules)[1:]
	for _, p := range recordParts[t] {
		if !p.input && !(t == directory.Calls && slices.Contains(flat, p.name)) {
			columns = append(columns, p.shape.columns(p.name)...)
		}
	}
	return columns
}

// columns are those a field is written in, all that there can be.
func (s shape) columns(name string) []string {
	if s.parts == nil {
		return []string{name}
	}
	names := []string{name}
	if s.list {
		names = nil
		for i := range numberedInTemplates {
			names = append(names, name+"."+strconv.Itoa(i+1))
		}
	}
	var columns []string
	for _, n := range names {
		for _, p := range s.parts {
			columns = append(columns, p.shape.columns(n+"."+p.name)...)
		}
	}
	return columns
}

// hint explains a column.
func hint(t directory.RecordType, column string) string {
	if l, ok := strings.CutPrefix(column, "descriptions."); ok {
		return "description in the language " + l
	}
	name := strings.Join(strings.FieldsFunc(column, func(r rune) bool { return r == '.' || r >= '0' && r <= '9' }), ".")
	if h, ok := hints[string(t)+" "+name]; ok {
		return h
	}
	return hints[name]
}

// hints explain the fields, where one means something else by type and field.
var hints = map[string]string{
	"id":          "required: lower-case letters, digits and hyphens, such as bg-example",
	"former_ids":  "ids it had before, separated by |",
	"kind":        "required: one of the allowed values",
	"name":        "required: as readers of English know it",
	"native_name": "in the country's language, as registered",
	"other_names": "further names and acronyms, separated by |",
	"country":     "required: code of two letters, such as BG",
	"region":      "NUTS 2024 or ISO 3166-2 code, such as BG341",
	"city":        "name of the city",
	"point.lat":   "degrees north, such as 42.5",
	"point.lon":   "degrees east, such as 27.47",
	"website":     "full address, such as https://example.org/",
	"founded":     "year, or year and month as 2016-10",

	"members.total": "number of members", "members.smes": "of these, small and medium enterprises", "members.startups": "of these, start-ups",
	"members.large": "of these, large companies", "members.research": "of these, research bodies", "members.others": "of these, others",

	"size":             "of a firm: one of the allowed values",
	"nace":             "NACE codes, separated by |",
	"member_of":        "ids of the clusters or networks it belongs to, separated by |",
	"sectors":          "codes or labels, separated by |; with a strength from 1 to 5 where a source states it: furniture {strength: 4}",
	"emerging":         "emerging industries: codes or labels, separated by |",
	"ecosystems":       "industrial ecosystems: codes or labels, separated by |",
	"technologies":     "codes or labels, separated by |",
	"priorities":       "smart-specialisation priorities: codes or labels, separated by |",
	"services":         "codes or labels, separated by |",
	"keywords":         "terms that fit none of the lists, separated by |",
	"offers":           "what it offers, separated by |; where stated with kind, concepts, the countries it is meant for and its last day: text {kind: service; concepts: sector:furniture; target_countries: RO; valid_until: 2026-12-31}",
	"needs":            "what it seeks, as offers",
	"target_countries": "codes of two letters, separated by |",
	"label":            "cluster management label: one of the allowed values",
	"projects":         "names, separated by |; with the id where the project is in the directory: DIGITOUR {project: digitour}",
	"languages":        "languages it works in, codes separated by |",
	"description":      "description in English",
	"status":           "one of the allowed values",
	"predecessor":      "id of the organisation it follows",
	"successor":        "id of the organisation that follows it",
	"source":           "full address of the page the facts were read on",
	"source_date":      "what the page speaks for: 2024, 2024-05 or 2024-05-31",
	"note":             "what an editor decided and why",
	"field_sources":    "sources of single fields, separated by |: website {source: https://example.org/; source_date: 2024}",

	"title":          "required: in English",
	"series":         "what it is one of",
	"start":          "2024, 2024-05 or 2024-05-31",
	"events start":   "required: 2024, 2024-05 or 2024-05-31",
	"end":            "as start",
	"events country": "required unless online: code of two letters, such as BG",
	"online":         "true, or nothing",
	"organisers":     "names, separated by |; with id and role where known: ICT Cluster Burgas {organisation: bg-ict-cluster-burgas; role: host}",
	"participants":   "as organisers",
	"partners":       "names, separated by |; with id and role where known: ICT Cluster Burgas {organisation: bg-ict-cluster-burgas; role: coordinator}",

	"programme": "the funding programme", "programme.title": "of a session; for more count on: programme.3.title", "programme.date": "2024-05-31", "programme.text": "what it is about",

	"funder":    "who gives the money",
	"lots.name": "required where there are several lots; for more count on: lots.3.name", "lots.grant_max_eur": "most for one award, whole euro", "lots.budget_eur": "of the lot, whole euro",
	"lots.opens": "2024-05-31", "lots.closes": "the deadline in force: 2024-05-31", "lots.extended_from": "the deadline first announced",

	"eligible_countries": "codes of two letters, separated by |", "eligible_regions": "NUTS 2024 or ISO 3166-2 codes, separated by |", "eligible_nace": "beginnings of NACE codes, separated by |",
	"who_can_apply": "kinds of organisation, separated by |", "eligible_sizes": "sizes of firms, separated by |",
	"consortium.min_partners": "fewest partners", "consortium.max_partners": "most partners", "consortium.min_countries": "fewest countries",
	"consortium.roles": "kinds of organisation that must take part, separated by |",

	"acronym": "short name", "budget_eur": "whole euro", "countries": "codes of two letters, separated by |",
}

// allowed is a list of values of a template.
type allowed struct {
	field  string
	one    bool // a cell takes one of them
	open   bool // others may be right too
	values [][2]string
}

// allowedValues are the closed lists of a record type's fields.
func allowedValues(t directory.RecordType, v *directory.Vocabulary) []allowed {
	var regions, countries [][2]string
	for _, r := range v.Regions() {
		regions = append(regions, [2]string{string(r.Code), r.Name})
	}
	for _, c := range directory.Countries {
		countries = append(countries, [2]string{string(c), v.RegionName(directory.RegionCode(c), "en")})
	}
	var kinds [][2]string
	switch t {
	case directory.Organisations:
		kinds = plainValues(directory.Kinds)
	case directory.Events:
		kinds = plainValues(directory.EventKinds)
	case directory.Calls:
		kinds = plainValues(directory.CallKinds)
	}
	lists := []allowed{
		{"kind", true, false, kinds}, {"country", true, true, countries}, {"region", true, true, regions},
		{"size", true, false, plainValues(directory.Sizes)}, {"label", true, false, plainValues(directory.ExcellenceLabels)},
		{"status", true, false, plainValues(directory.Statuses)}, {"online", true, false, [][2]string{{"true", ""}}},
		{"languages", false, false, plainValues(directory.Languages)}, {"who_can_apply", false, false, plainValues(directory.Kinds)},
		{"eligible_sizes", false, false, plainValues(directory.Sizes)},
	}
	for _, f := range conceptFields {
		var concepts [][2]string
		for _, id := range v.ConceptsOf(f.scheme) {
			concepts = append(concepts, [2]string{id.Code(), v.ConceptLabel(id, "en")})
		}
		lists = append(lists, allowed{field: f.name, values: concepts})
	}
	columns := templateColumns(t)
	return slices.DeleteFunc(lists, func(l allowed) bool { return len(l.values) == 0 || !slices.Contains(columns, l.field) })
}

func plainValues[T ~string](list []T) [][2]string {
	values := make([][2]string, len(list))
	for i, v := range list {
		values[i] = [2]string{string(v)}
	}
	return values
}

// templateBook writes the workbook.
func templateBook(w io.Writer, t directory.RecordType, v *directory.Vocabulary, header, hints []string) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	sheet := string(t)
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	quiet, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Italic: true, Color: "5A6B75"}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49}) // as typed: no dates of 2016-10, no numbers of codes
	if err != nil {
		return err
	}
	last := columnLetters(len(header))
	lastRow := strconv.Itoa(templateRows)
	steps := []func() error{
		func() error { return book.SetSheetName("Sheet1", sheet) },
		func() error { _, err := book.NewSheet(valuesSheet); return err },
		func() error { return book.SetSheetRow(sheet, "A1", &header) },
		func() error { return book.SetSheetRow(sheet, "A2", &hints) },
		func() error { return book.SetColWidth(sheet, "A", last, 22) },
		func() error { return book.SetColStyle(sheet, "A:"+last, text) },
		func() error { return book.SetCellStyle(sheet, "A1", last+"1", bold) },
		func() error { return book.SetCellStyle(sheet, "A2", last+"2", quiet) },
		func() error {
			return book.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
		},
	}
	for i, l := range allowedValues(t, v) {
		codes, labels := columnLetters(2*i+1), columnLetters(2*i+2)
		steps = append(steps,
			func() error { return book.SetCellStr(valuesSheet, codes+"1", l.field) },
			func() error { return book.SetCellStyle(valuesSheet, codes+"1", codes+"1", bold) },
			func() error { return book.SetColWidth(valuesSheet, codes, labels, 26) })
		for j, value := range l.values {
			line := strconv.Itoa(j + 2)
			steps = append(steps, func() error {
				return errors.Join(book.SetCellStr(valuesSheet, codes+line, value[0]), book.SetCellStr(valuesSheet, labels+line, value[1]))
			})
		}
		if !l.one {
			continue
		}
		steps = append(steps, func() error {
			at := columnLetters(slices.Index(header, l.field) + 1)
			list := excelize.NewDataValidation(true)
			list.SetSqref(at + "3:" + at + lastRow)
			list.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$2:$%s$%d", valuesSheet, codes, codes, len(l.values)+1))
			style, title := excelize.DataValidationErrorStyleStop, "Not an allowed value"
			if l.open {
				style, title = excelize.DataValidationErrorStyleWarning, "Not among the values of the directory"
			}
			list.SetError(style, title, "The sheet “"+valuesSheet+"” lists them.")
			return book.AddDataValidation(sheet, list)
		})
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	out := bufio.NewWriter(w)
	if _, err := book.WriteTo(out); err != nil {
		return err
	}
	return out.Flush()
}
