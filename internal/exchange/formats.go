package exchange

import (
	"path"
	"slices"
	"strings"
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
	// GeoJSON is a map: organisations or events as points. It is not read.
	GeoJSON Format = "geojson"
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
}{
	{format: NDJSON, mediaType: "application/x-ndjson", extensions: []string{".ndjson", ".jsonl"}, reads: true, writes: true, oneType: true},
	{format: JSON, mediaType: "application/json", extensions: []string{".json"}, reads: true, writes: true},
	{format: CSV, mediaType: "text/csv; charset=utf-8; header=present", extensions: []string{".csv"}, reads: true, writes: true, oneType: true, tabular: true},
	{format: TSV, mediaType: "text/tab-separated-values; charset=utf-8", extensions: []string{".tsv", ".tab"}, reads: true, writes: true, oneType: true, tabular: true},
	// .xls and .ods so that the reader can say what they are.
	{format: XLSX, mediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", extensions: []string{".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}, reads: true, writes: true, tabular: true},
	{format: YAML, mediaType: "application/yaml", extensions: []string{".yaml", ".yml"}, reads: true, writes: true},
	{format: GeoJSON, mediaType: "application/geo+json", extensions: []string{".geojson"}, writes: true, oneType: true},
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
