package catalogue

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/exchange"
)

// What a report keeps. Everything is counted; a report of a million records
// still fits on a screen and through a socket.
const (
	MaxFaultsKept  = 1000 // enough to mend a file by; the next run shows the rest
	MaxNoticesKept = 100
	MaxItemsListed = 1000 // created, changed and unchanged each
	maxValueShown  = 200  // characters of a field's old and new value
)

// Report says what an import did, or for a dry run would do, or why it was
// refused. It can go through JSON unharmed.
type Report struct {
	DryRun      bool
	CheckedOnly bool // files were checked without a directory; nothing was compared
	// Committed: the import is binding. Only then anything was written.
	Committed bool
	// Revision of the store after the import.
	Revision directory.Revision

	Types []TypeReport // in import order, only types that occurred

	FaultCount int
	Faults     []exchange.Located // the first MaxFaultsKept, by file and line

	NoticeCount int
	Notices     []exchange.Notice // the first MaxNoticesKept, in the order of the files

	Created   []ReportItem // the first MaxItemsListed each, in the order of the files
	Changed   []ReportItem
	Unchanged []ReportItem

	// Of an import of the seed; see [Catalogue.ImportSeed]. The counts are whole,
	// the lists end at MaxItemsListed.
	Seed                   bool
	Kept                   []ReportItem // not written over; counted by type
	Merged                 []ReportItem // gone into another record
	Gone                   []ReportItem // in the seed no more, left alone
	MergedCount, GoneCount int

	owed []owedID
}

// TypeReport counts the records of one type.
type TypeReport struct {
	Type                              directory.RecordType
	Read, Created, Changed, Unchanged int
	Kept                              int // of an import of the seed
}

// ReportItem is a record of an import.
type ReportItem struct {
	Key    directory.Key
	Name   string
	File   string
	Line   int
	Fields []exchange.FieldChange // of a changed one; long values are cut

	// The following are of an import of the seed.
	Back *KeptBack     `json:",omitempty"` // of one that is kept
	News bool          `json:",omitempty"` // of one that is kept: the seed has changed it
	Into directory.Key `json:",omitzero"`  // of one that is merged
}

// KeptBack is why a record of the seed is not written: somebody changed or
// deleted it here, or it goes together with a record that is kept.
type KeptBack struct {
	By      string        `json:",omitempty"`
	Deleted bool          `json:",omitempty"`
	Because directory.Key `json:",omitzero"`
}

// owedID is an id that a record outside the files holds as a former one.
type owedID struct {
	holder directory.Key
	fault  exchange.Located
}

// Refused says whether there are faults: then nothing was written.
func (r *Report) Refused() bool { return r.FaultCount > 0 }

// Total adds up the types.
func (r *Report) Total() TypeReport {
	var t TypeReport
	for _, o := range r.Types {
		t.Read += o.Read
		t.Created += o.Created
		t.Changed += o.Changed
		t.Unchanged += o.Unchanged
		t.Kept += o.Kept
	}
	return t
}

// of is the counts of a type, for counting on.
func (r *Report) of(t directory.RecordType) *TypeReport {
	i := slices.IndexFunc(r.Types, func(o TypeReport) bool { return o.Type == t })
	if i < 0 {
		r.Types = append(r.Types, TypeReport{Type: t})
		slices.SortFunc(r.Types, func(a, b TypeReport) int {
			return slices.Index(directory.RecordTypes, a.Type) - slices.Index(directory.RecordTypes, b.Type)
		})
		i = slices.IndexFunc(r.Types, func(o TypeReport) bool { return o.Type == t })
	}
	return &r.Types[i]
}

func (r *Report) addFaults(faults ...exchange.Located) {
	r.FaultCount += len(faults)
	r.Faults = append(r.Faults, faults[:min(len(faults), MaxFaultsKept-len(r.Faults))]...)
}

func (r *Report) addNotices(notices ...exchange.Notice) {
	r.NoticeCount += len(notices)
	r.Notices = append(r.Notices, notices[:min(len(notices), MaxNoticesKept-len(r.Notices))]...)
}

// sortFaults brings faults that were found at the end to their places.
func (r *Report) sortFaults(files []ImportFile) {
	order := func(l exchange.Located) int {
		return slices.IndexFunc(files, func(f ImportFile) bool { return f.Name == l.File })
	}
	slices.SortStableFunc(r.Faults, func(a, b exchange.Located) int {
		if a.File != b.File {
			return order(a) - order(b)
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}

func (r *Report) create(it exchange.Item) {
	r.of(it.Record.Type()).Created++
	list(&r.Created, it, nil)
}

func (r *Report) leave(it exchange.Item) {
	r.of(it.Record.Type()).Unchanged++
	list(&r.Unchanged, it, nil)
}

func (r *Report) change(it exchange.Item, old directory.Record) {
	r.of(it.Record.Type()).Changed++
	list(&r.Changed, it, old)
}

// keep lists a record of the seed that is not written; of one that is here too,
// with what differs.
func (r *Report) keep(s *seedRecord) {
	r.of(s.key.Type).Kept++
	if n := len(r.Kept); n < MaxItemsListed {
		list(&r.Kept, s.Item, s.there)
		r.Kept[n].Back, r.Kept[n].News = s.kept, s.news
	}
}

func (r *Report) merge(key directory.Key, m *seedMerge) {
	if r.MergedCount++; len(r.Merged) < MaxItemsListed {
		r.Merged = append(r.Merged, ReportItem{Key: key, Name: m.record.DisplayName(), Into: m.into})
	}
}

func (r *Report) gone(record directory.Record, o origin) {
	if r.GoneCount++; len(r.Gone) < MaxItemsListed {
		i := ReportItem{Key: directory.KeyOf(record), Name: record.DisplayName()}
		if o.by != "" {
			i.Back = &KeptBack{By: o.by}
		}
		r.Gone = append(r.Gone, i)
	}
}

func list(items *[]ReportItem, it exchange.Item, old directory.Record) {
	if len(*items) == MaxItemsListed {
		return
	}
	p := it.Record.Head().Provenance
	item := ReportItem{Key: directory.KeyOf(it.Record), Name: it.Record.DisplayName(), File: p.File, Line: p.Line}
	if old != nil {
		item.Fields = exchange.Diff(old, it.Record)
		for i, f := range item.Fields {
			item.Fields[i].Old, item.Fields[i].New = shown(f.Old), shown(f.New)
		}
	}
	*items = append(*items, item)
}

// shown cuts a long value.
func shown(s string) string {
	if utf8.RuneCountInString(s) <= maxValueShown {
		return s
	}
	return string([]rune(s)[:maxValueShown]) + "…"
}

// WriteText writes the report for people: notices; every fault as FILE:LINE:COLUMN with
// what would be right; or for a dry run each record and what would become of it;
// and a summary.
func (r *Report) WriteText(w io.Writer) error {
	b := bufio.NewWriter(w)
	r.writeNotices(b)
	switch {
	case r.Refused():
		r.writeFaults(b)
	case r.DryRun && !r.CheckedOnly:
		r.writeItems(b)
	}
	if !r.Refused() {
		r.writeSeed(b)
		r.writeSummary(b)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// writeNotices writes what is worth knowing, whatever became of the import.
func (r *Report) writeNotices(b *bufio.Writer) {
	for _, n := range r.Notices {
		fmt.Fprintf(b, "note: %s\n", n)
	}
	if more := r.NoticeCount - len(r.Notices); more > 0 {
		fmt.Fprintf(b, "… and %s more\n", plural(more, "note"))
	}
}

func (r *Report) writeFaults(b *bufio.Writer) {
	for _, f := range r.Faults {
		fmt.Fprintln(b, f.Error())
	}
	if more := r.FaultCount - len(r.Faults); more > 0 {
		fmt.Fprintf(b, "… and %s more\n", plural(more, "fault"))
	}
	end := "; nothing was written"
	if r.CheckedOnly {
		end = ""
	}
	fmt.Fprintf(b, "%s in %s%s\n", plural(r.FaultCount, "fault"), plural(r.Total().Read, "record"), end)
}

func (r *Report) writeItems(b *bufio.Writer) {
	t := r.Total()
	for _, l := range []struct {
		what  string
		items []ReportItem
		count int
	}{{"create", r.Created, t.Created}, {"change", r.Changed, t.Changed}, {"leave", r.Unchanged, t.Unchanged}} {
		for _, i := range l.items {
			fmt.Fprintf(b, "%s %s %q (%s:%d)\n", l.what, i.Key, i.Name, i.File, i.Line)
			for _, f := range i.Fields {
				fmt.Fprintf(b, "    %s: %q → %q\n", f.Field, f.Old, f.New)
			}
		}
		if more := l.count - len(l.items); more > 0 {
			fmt.Fprintf(b, "… and %d more to %s\n", more, l.what)
		}
	}
}

// writeSeed says what an import of the seed leaves to people.
func (r *Report) writeSeed(b *bufio.Writer) {
	for _, i := range r.Kept {
		fmt.Fprintf(b, "keep %s %q (%s:%d): ", i.Key, i.Name, i.File, i.Line)
		switch {
		case i.Back.By == "":
			fmt.Fprintf(b, "it goes together with %s, which is kept\n", i.Back.Because)
		case i.Back.Deleted:
			fmt.Fprintf(b, "deleted here by %q\n", i.Back.By)
		case i.News:
			fmt.Fprintf(b, "changed here by %q, and in the seed\n", i.Back.By)
		default:
			fmt.Fprintf(b, "changed here by %q\n", i.Back.By)
		}
		for _, f := range i.Fields {
			fmt.Fprintf(b, "    %s: %q here, %q in the seed\n", f.Field, f.Old, f.New)
		}
	}
	for _, i := range r.Merged {
		fmt.Fprintf(b, "merge %s %q into %s\n", i.Key, i.Name, i.Into)
	}
	for _, i := range r.Gone {
		fmt.Fprintf(b, "gone %s %q: in the seed no more, left as it is\n", i.Key, i.Name)
	}
	for _, l := range []struct {
		what          string
		listed, count int
	}{{"keep", len(r.Kept), r.Total().Kept}, {"merge", len(r.Merged), r.MergedCount}, {"report as gone", len(r.Gone), r.GoneCount}} {
		if more := l.count - l.listed; more > 0 {
			fmt.Fprintf(b, "… and %d more to %s\n", more, l.what)
		}
	}
}

func (r *Report) writeSummary(b *bufio.Writer) {
	created, changed, unchanged := "created", "changed", "unchanged"
	if r.DryRun {
		created, changed = "to create", "to change"
	}
	for _, t := range r.Types {
		if r.CheckedOnly {
			fmt.Fprintf(b, "%s: %d read, no faults\n", t.Type, t.Read)
			continue
		}
		fmt.Fprintf(b, "%s: %d read, %d %s, %d %s, %d %s", t.Type, t.Read, t.Created, created, t.Changed, changed, t.Unchanged, unchanged)
		if r.Seed {
			fmt.Fprintf(b, ", %d kept as they are here", t.Kept)
		}
		fmt.Fprintln(b)
	}
	switch {
	case len(r.Types) == 0:
		fmt.Fprintln(b, "no records read")
	case r.DryRun && !r.CheckedOnly:
		fmt.Fprintln(b, "dry run: nothing was written")
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
