package search_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// Without a type the filters are for the types that have them all, and the address
// of what was understood is understood the same.
func TestParseChanges(t *testing.T) {
	v := vocabulary()
	all := directory.RecordTypes
	for _, c := range []struct {
		query string
		types []directory.RecordType // with filters
		want  string                 // canonical
	}{
		{"", nil, ""},
		{"type=events", nil, "type=events"},
		{"country=bg&since=2026-11&cursor=5&lang=bg", all, "country=BG&since=2026-11"},
		{"kind=cluster", all[:1], "kind=cluster&type=organisations"},
		{"state=open&country=RO", all[1:], "country=RO&state=open"},
		{"region=BG341", all[:2], "region=BG341"},
		{"q=wine&exact=1&per_page=100", all, "exact=1&per_page=100&q=wine"},
		{"q=&country=&since=&after=0&batch=", nil, ""},
		{"type=organisations&has=offers&after=7&batch=9&per_page=50", all[:1], "after=7&batch=9&has=offers&type=organisations"},
	} {
		for _, query := range []string{c.query, c.want} {
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			q, faults := search.ParseChanges(values, v)
			if len(faults) > 0 {
				t.Errorf("%s: %v", query, faults)
			}
			var types []directory.RecordType
			for _, f := range q.Filters {
				types = append(types, f.Type)
			}
			if !slices.Equal(types, c.types) {
				t.Errorf("%s: filters for %v, want %v", query, types, c.types)
			}
			if got := q.Values().Encode(); got != c.want {
				t.Errorf("%s: canonical %q, want %q", query, got, c.want)
			}
		}
	}
}

func TestParseChangesFaults(t *testing.T) {
	v := vocabulary()
	for query, want := range map[string][]string{
		"type=people":                    {"type unknown-value : use one of organisations, events, calls, projects"},
		"sort=name&page=2":               {"page unknown-parameter ", "sort unknown-parameter "},
		"sinse=2026":                     {"sinse unknown-parameter : perhaps since"},
		"since=May":                      {"since bad-date "},
		"after=-1&batch=0":               {"after not-a-number 0 9223372036854775806", "batch not-a-number 1 9223372036854775806"},
		"per_page=101":                   {"per_page not-a-number 1 100"},
		"state=open&has=offers":          {"state unknown-parameter "},
		"type=calls&region=BG341":        {"region unknown-parameter "},
		"kind=castle&type=organisations": {"kind unknown-value"},
		"cursor=" + string(make([]byte, search.MaxCursor+1)): {"cursor bad-cursor "},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		_, faults := search.ParseChanges(values, v)
		var got []string
		for _, f := range faults {
			s := f.Parameter + " " + f.Key
			if f.Parameter != "kind" {
				s += " "
				for i, a := range f.Args {
					if i > 0 {
						s += " "
					}
					s += a
				}
			}
			got = append(got, s)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.40s (-want +got):\n%s", query, diff)
		}
	}
}

// What changed in a search is asked with its words and filters, not its page.
func TestChangesOf(t *testing.T) {
	q, faults := search.ParseFor(directory.Events, url.Values{"q": {"fair"}, "country": {"BG"}, "sort": {"name"}, "page": {"3"}, "per_page": {"50"}}, vocabulary())
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	if got, want := search.ChangesOf(q).Encode(), "country=BG&q=fair&type=events"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
