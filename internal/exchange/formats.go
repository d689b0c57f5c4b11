package exchange

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"euxine/internal/directory"
)

// Format is a file format of the exchange form; its text is the value of
// --format and of the parameter format=.
type Format string

// The formats.
const (
	NDJSON Format = "ndjson" // one object a line, one record type a file
	JSON   Format = "json"   // an array of objects, or {"organisations": […], "events": […], …}
	CSV    Format = "csv"    // a row a record, see package comment
	TSV    Format = "tsv"    // the same with tabs
	XLSX   Format = "xlsx"   // a workbook, a sheet of such rows for each type
	YAML   Format = "yaml"   // as JSON
	// The following are views for other programs. They are not read.

	GeoJSON Format = "geojson" // a map: organisations or events as points
	JSONLD  Format = "jsonld"  // a graph in the words of schema.org and the EU's Core Vocabularies
	ICS     Format = "ics"     // a calendar (iCalendar): events, or the deadlines of calls
)

// formats is what there is to know of each format, in the order Formats lists them.
var formats = []struct {
	format     Format
	mediaType  string
	extensions []string // understood on input; the first is written
	reads      bool
	writes     bool
	oneType    bool
	tabular    bool
	// types are those a file can hold, nil for all; lack is why not the others.
	types []directory.RecordType
	lack  string
}{
	{format: NDJSON, mediaType: "application/x-ndjson", extensions: []string{".ndjson", ".jsonl"}, reads: true, writes: true, oneType: true},
	{format: JSON, mediaType: "application/json", extensions: []string{".json"}, reads: true, writes: true},
	{format: CSV, mediaType: "text/csv; charset=utf-8; header=present", extensions: []string{".csv"}, reads: true, writes: true, oneType: true, tabular: true},
	{format: TSV, mediaType: "text/tab-separated-values; charset=utf-8", extensions: []string{".tsv", ".tab"}, reads: true, writes: true, oneType: true, tabular: true},
	// .xls and .ods so that the reader can say what they are.
	{format: XLSX, mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", extensions: []string{".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}, reads: true, writes: true, tabular: true},
	{format: YAML, mediaType: "application/yaml", extensions: []string{".yaml", ".yml"}, reads: true, writes: true},
	{format: GeoJSON, mediaType: "application/geo+json", extensions: []string{".geojson"}, writes: true, oneType: true,
		types: []directory.RecordType{directory.Organisations, directory.Events}, lack: "lie nowhere"},
	{format: JSONLD, mediaType: "application/ld+json", extensions: []string{".jsonld"}, writes: true},
	{format: ICS, mediaType: "text/calendar; charset=utf-8", extensions: []string{".ics"}, writes: true, oneType: true,
		types: []directory.RecordType{directory.Events, directory.Calls}, lack: "are no entries of a calendar"},
}

// Formats lists the formats that can be written, InputFormats those that can be
// read, TemplateFormats those [Template] makes.
var (
	Formats, InputFormats, TemplateFormats = listFormats()
)

func listFormats() (written, read, templates []Format) {
	for _, f := range formats {
		if f.writes {
			written = append(written, f.format)
		}
		if f.reads {
			read = append(read, f.format)
		}
		if f.tabular {
			templates = append(templates, f.format)
		}
	}
	return written, read, templates
}

// MediaType is the format's type for HTTP, with its parameters; "" for no format.
func (f Format) MediaType() string {
	if i := f.index(); i >= 0 {
		return formats[i].mediaType
	}
	return ""
}

// Extension is what names of files written in the format end in, with the dot.
func (f Format) Extension() string {
	if i := f.index(); i >= 0 {
		return formats[i].extensions[0]
	}
	return ""
}

// OneType says whether a file of the format holds records of one type only.
func (f Format) OneType() bool {
	i := f.index()
	return i >= 0 && formats[i].oneType
}

// Types lists the record types a file of the format can hold, in the order of
// [directory.RecordTypes]. The slice is not to be changed.
func (f Format) Types() []directory.RecordType {
	if i := f.index(); i >= 0 && formats[i].types != nil {
		return formats[i].types
	}
	return directory.RecordTypes
}

// Holds says whether a file of the format can hold records of the type.
func (f Format) Holds(t directory.RecordType) bool { return slices.Contains(f.Types(), t) }

// fit says why a file of the format cannot hold records of the type, nil when it can.
func (f Format) fit(t directory.RecordType) error {
	if f.Holds(t) {
		return nil
	}
	return fmt.Errorf("%s %s, choose another format: %w", t, formats[f.index()].lack, directory.ErrInvalid)
}

func (f Format) index() int {
	for i := range formats {
		if formats[i].format == f {
			return i
		}
	}
	return -1
}

// FormatOf is the format a file name's extension says, "" when it says none.
func FormatOf(file string) Format {
	ext := strings.ToLower(path.Ext(file))
	for _, f := range formats {
		if slices.Contains(f.extensions, ext) {
			return f.format
		}
	}
	return ""
}

// FormatList writes formats as an enumeration for messages and command lines.
func FormatList(list []Format, separator string) string {
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = string(f)
	}
	return strings.Join(names, separator)
}
