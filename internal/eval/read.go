package eval

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/directory"
)

// columns of a file of judged queries, tab-separated, in any order; note may be
// left out.
var columns = []string{"id", "class", "lang", "query", "filters", "expected"}

// maxLine is the longest line in bytes: an expected list of all records is
// shorter.
const maxLine = 1 << 20

// Read reads judged queries: tab-separated, a header line, then one query a
// line with the columns id, class, lang, query, filters (as in an address:
// kind=sme&country=BG), expected (id=grade;id=grade) and note. All faults are
// gathered, each with its line; the error is then of kind directory.ErrInvalid.
func Read(r io.Reader, name string) ([]Query, error) {
	var faults []string
	bad := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Sprintf("%s:%d: ", name, line)+fmt.Sprintf(format, args...))
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var at map[string]int
	var queries []Query
	seen := map[string]int{}
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSuffix(strings.TrimPrefix(lines.Text(), "\ufeff"), "\r")
		if strings.TrimSpace(text) == "" {
			continue
		}
		cells := strings.Split(text, "\t")
		if at == nil {
			at = map[string]int{}
			for i, c := range cells {
				at[strings.TrimSpace(c)] = i
			}
			for _, c := range columns {
				if _, ok := at[c]; !ok {
					bad(n, "no column %q: the first line names the columns %s", c, strings.Join(columns, ", "))
				}
			}
			if len(faults) > 0 {
				break
			}
			continue
		}
		cell := func(c string) string {
			if i := at[c]; i < len(cells) {
				return cells[i]
			}
			return ""
		}
		q := Query{ID: cell("id"), Class: cell("class"), Lang: cell("lang"), Text: cell("query"), Line: n, Expected: map[string]int{}}
		if q.ID == "" || q.Class == "" || q.Text == "" {
			bad(n, "id, class and query must not be empty")
			continue
		}
		if first, ok := seen[q.ID]; ok {
			bad(n, "id %q is that of line %d", q.ID, first)
		}
		seen[q.ID] = n
		if !directory.KnownLanguage(directory.Language(q.Lang)) {
			bad(n, "lang %q is not one of the directory's languages", q.Lang)
		}
		var err error
		if q.Filters, err = url.ParseQuery(cell("filters")); err != nil {
			bad(n, "filters %q: %v", cell("filters"), err)
		}
		for item := range strings.SplitSeq(cell("expected"), ";") {
			id, grade, ok := strings.Cut(strings.TrimSpace(item), "=")
			g, err := strconv.Atoi(grade)
			if !ok || err != nil || g < 1 || g > 3 || !directory.ValidID(directory.RecordID(id)) {
				bad(n, "expected %q: write id=grade with a grade from 1 to 3, separated by ;", item)
				continue
			}
			if _, twice := q.Expected[id]; twice {
				bad(n, "expected %q is given twice", id)
			}
			q.Expected[id] = g
		}
		queries = append(queries, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if at == nil {
		bad(1, "no header line")
	}
	if len(faults) > 0 {
		return nil, fmt.Errorf("%w:\n%s", directory.ErrInvalid, strings.Join(faults, "\n"))
	}
	return slices.Clip(queries), nil
}
