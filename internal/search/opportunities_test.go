package search_test

import (
	"net/url"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/search"
)

func askOpportunities(t testing.TB, query string) (search.Opportunities, []search.ParameterFault) {
	t.Helper()
	vs, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return search.ParseOpportunities(vs, vocabulary())
}

// What the index is asked: organisations that have what is asked for, as far as it knows.
func TestParseOpportunities(t *testing.T) {
	for _, tt := range []struct{ query, values, index string }{
		{"", "", "has=needs&has=offers"},
		{"side=offer&side=need&page=1", "", "has=needs&has=offers"},
		{"side=offer&about=topic:wine&who=sme&kind=service", "about=topic%3Awine&kind=service&side=offer&who=sme", "has=offers&kind=sme&offer=topic%3Awine"},
		{"side=need&about=topic:wine&about=sector:furniture&country=el", "about=sector%3Afurniture&about=topic%3Awine&country=GR&side=need", "country=GR&has=needs&need=sector%3Afurniture&need=topic%3Awine"},
		{"about=topic:wine&q=bio+&ids=b,a&region=BG341&page=2&per_page=5&exact=1", "about=topic%3Awine&exact=1&ids=a&ids=b&page=2&per_page=5&q=bio+&region=BG341", "exact=1&has=needs&has=offers&ids=a&ids=b&q=bio+&region=BG341"},
		{"theme=blue-economy", "theme=blue-economy", "has=needs&has=offers"},
	} {
		o, faults := askOpportunities(t, tt.query)
		if len(faults) > 0 || o.Values().Encode() != tt.values {
			t.Errorf("%s: %s, want %s; %v", tt.query, o.Values().Encode(), tt.values, faults)
		}
		if got := o.Organisations().Encode(); got != tt.index {
			t.Errorf("%s asks for organisations by %s, want %s", tt.query, got, tt.index)
		}
	}
	o, _ := askOpportunities(t, "about=topic:wine")
	if !slices.Equal(o.Question.Filters.About, []directory.ConceptID{"topic:wine"}) || o.Question.Sort != search.SortUpdated {
		t.Errorf("both sides: %+v", o.Question)
	}
	if o, _ = askOpportunities(t, "q=wine"); o.Question.Sort != search.SortRelevance {
		t.Errorf("words are sorted by %s", o.Question.Sort)
	}
	_, faults := askOpportunities(t, "side=both&kind=gift&about=wine&theme=blue&who=castle&sort=name&has=offers&founded_from=1990&page=0")
	var named []string
	for _, f := range faults {
		named = append(named, f.Parameter)
	}
	slices.Sort(named)
	if want := []string{"about", "founded_from", "has", "kind", "page", "side", "sort", "theme", "who"}; !slices.Equal(named, want) {
		t.Errorf("faults of %q, want %q", named, want)
	}
}

// A question is the same read back from its address.
func TestOpportunitiesRoundTrip(t *testing.T) {
	v := vocabulary()
	rapid.Check(t, func(t *rapid.T) {
		vs := url.Values{}
		maybe := func(name string, of ...string) {
			for range 2 {
				if rapid.IntRange(0, 2).Draw(t, name+"?") == 0 {
					vs.Add(name, rapid.SampledFrom(of).Draw(t, name))
				}
			}
		}
		maybe("side", "offer", "need", "")
		maybe("kind", "service", "funding", "research")
		maybe("about", "topic:wine", "sector:furniture", "service:green")
		maybe("country", "BG", "el")
		maybe("region", "BG341", "TR")
		maybe("who", "sme", "cluster")
		maybe("ids", "a", "b,a")
		for name, value := range map[string]string{"q": "export wine ", "theme": "green-innovators", "page": "3", "per_page": "7", "cursor": "abc", "exact": "1"} {
			if rapid.Bool().Draw(t, name) {
				vs.Set(name, value)
			}
		}
		q, faults := search.ParseOpportunities(vs, v)
		if len(faults) > 0 {
			t.Fatalf("%v: %v", vs, faults)
		}
		again, faults := search.ParseOpportunities(q.Values(), v)
		if diff := cmp.Diff(q, again); diff != "" || len(faults) > 0 {
			t.Fatalf("%v: %v\n%s", q.Values(), faults, diff)
		}
		first, _ := search.ParseOpportunities(q.FromStart(), v)
		if first.Question.Page != 1 || first.Question.Cursor != "" {
			t.Fatalf("from the start: %+v", first.Question)
		}
	})
}
