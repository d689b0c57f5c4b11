package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"

	"euxine/internal/directory"
)

// Limits of what is read. They bound the time and memory a hostile file can
// cost; a file of records never meets them.
const (
	// MaxFile holds a million records at one and a half times the seed's
	// average of 1.2 KB. Files are streamed, so this bounds time, not memory.
	MaxFile = 2 << 30
	// MaxRecords is the size of directory the design is made for.
	MaxRecords = 1_000_000
	// MaxRecord is the longest line, or JSON object, of one record in bytes: a
	// record whose every field is filled to its limit stays below it in
	// practice, and the longest of the seed has 4 KB.
	MaxRecord = 1 << 20
	// MaxDepth is how deep values nest; the exchange form needs 4.
	MaxDepth = 32
	// MaxFields is how many fields an object has: twice as many as sources of
	// fields may be given, the longest object there is. Looking for fields given
	// twice costs the square of it.
	MaxFields = 1000
	// MaxColumns is how many columns a table has. The widest record, a call with
	// 500 lots of six fields each, needs 3,100; a sheet can have 16,384.
	MaxColumns = 4096
	// MaxCell is the longest cell in bytes: eight times what a cell of a
	// spreadsheet can hold. Longer lists go over numbered columns.
	MaxCell = 256 << 10
)

// Source is a file to read. Format and Type may be left empty where the name
// says them; see [FormatOf] and [TypeOf].
type Source struct {
	File   string // name for messages and provenance
	Format Format
	Type   directory.RecordType
	Reader io.Reader
}

// TypeOf is the record type a file name begins with ("organisations-bg.ndjson"),
// "" when with none.
func TypeOf(file string) directory.RecordType {
	base := strings.ToLower(filepath.Base(file))
	for _, t := range directory.RecordTypes {
		if rest, ok := strings.CutPrefix(base, string(t)); ok && (rest == "" || strings.ContainsAny(rest[:1], ".-_ ")) {
			return t
		}
	}
	return ""
}

// readRows reads the rows of a source, the rows that cannot be read included:
// those have faults and no fields. The rows may be kept. The error is emit's, or
// of reading.
func readRows(src Source, emit func(row) error) error {
	if src.Format == "" {
		src.Format = FormatOf(src.File)
	}
	if src.Type == "" {
		src.Type = TypeOf(src.File)
	}
	r := &rowReader{src: src, emit: emit, in: bufio.NewReaderSize(&limited{r: src.Reader, left: MaxFile}, 64<<10)}
	var err error
	switch src.Format {
	case NDJSON:
		err = r.ndjson()
	case JSON:
		err = r.json()
	case CSV, TSV, XLSX:
		err = r.table()
	case YAML:
		err = r.yaml()
	default: // GeoJSON among them
		return r.refuse(place{}, "format", path.Ext(src.File), directory.FaultUnknownValue, FormatList(InputFormats, ", "))
	}
	if err == errEnough {
		err = nil
	}
	if err == nil && len(r.notes) > 0 {
		err = r.put(row{typ: r.src.Type}) // no row took them along
	}
	if errors.Is(err, errTooLarge) {
		return r.refuse(place{}, "file", "", directory.FaultTooLarge, fmt.Sprintf("%d GiB", MaxFile>>30))
	}
	return err
}

// rowReader is what the readers of all formats share.
type rowReader struct {
	src   Source
	in    *bufio.Reader
	emit  func(row) error
	count int
	// buffer holds the record being read.
	buffer []byte
	// notes are of the whole file; they go out with its first row.
	notes []Notice
}

// errTooLarge ends the reading of a file over MaxFile.
var errTooLarge = fmt.Errorf("file over %d bytes: %w", MaxFile, directory.ErrInvalid)

// errEnough ends the reading of a file that cannot or need not be read on; what
// is wrong has been emitted.
var errEnough = fmt.Errorf("reading ended: %w", directory.ErrInvalid)

// refuse emits a fault that belongs to no readable record.
func (r *rowReader) refuse(p place, field, value, key string, args ...string) error {
	return r.put(row{typ: r.src.Type, place: p, faults: []Located{located(r.src.File, "", p, field, value, key, args...)}})
}

// put emits a row, with the notes that wait.
func (r *rowReader) put(w row) error {
	w.notes = append(r.notes, w.notes...)
	r.notes = nil
	return r.emit(w)
}

// next emits a row; the row beyond MaxRecords ends the file.
func (r *rowReader) next(w row) error {
	if r.count++; r.count > MaxRecords {
		if err := r.refuse(w.place, "file", "", directory.FaultTooLarge, fmt.Sprintf("%d records", MaxRecords)); err != nil {
			return err
		}
		return errEnough
	}
	return r.put(w)
}

// typeKnown refuses a file of which neither name nor caller says the type.
func (r *rowReader) typeKnown() (bool, error) {
	if r.src.Type != "" {
		return true, nil
	}
	return false, r.refuse(place{}, "type", "", directory.FaultWrongType,
		"a file name that begins with organisations, events, calls or projects, or the type beside it")
}

// limited fails with errTooLarge behind its limit, where io.LimitedReader would
// end the file as if it were whole.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errTooLarge
	}
	return n, err
}
