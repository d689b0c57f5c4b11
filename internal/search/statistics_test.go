package search_test

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/search"
)

func TestParseStatistics(t *testing.T) {
	read := func(query string) (search.Statistics, []search.ParameterFault) {
		vs, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		return search.ParseStatistics(vs, vocabulary())
	}
	got, faults := read("group_by=region,+sector&measure=members&level=2&sort=sum&q=wine&country=bg&format=csv&lang=bg")
	q, _ := ask(t, directory.Organisations, "q=wine&country=BG&lang=bg")
	want := search.Statistics{Question: q, By: []search.Facet{search.FacetRegion, search.FacetSector},
		Measure: search.MeasureMembers, Level: 2, Order: search.OrderSum}
	if diff := cmp.Diff(want, got); diff != "" || len(faults) > 0 {
		t.Errorf("%v (-want +got):\n%s", faults, diff)
	}
	if got, faults = read("group_by=kind&type=&measure=&level=&sort="); len(faults) > 0 || got.Measure != search.MeasureCount || got.Level != -1 || got.Order != search.OrderValue {
		t.Errorf("empty parameters: %+v, %v", got, faults)
	}
	// Its address asks the same.
	for _, query := range []string{"group_by=kind", "group_by=who,country&type=calls&state=open&from=2020", "group_by=region,need&level=0&measure=members&sort=label&q=food+-fish&exact=1",
		"group_by=offer&near=42.5,27.4&within=20&founded_from=1990&has=offers&has=needs"} {
		asked, faults := read(query)
		again, more := search.ParseStatistics(asked.With(asked.Question.Values()), vocabulary())
		if diff := cmp.Diff(asked, again); diff != "" || len(faults)+len(more) > 0 {
			t.Errorf("%s: %v %v %s", query, faults, more, diff)
		}
	}
	// What a question of the type cannot have is said once.
	if _, faults := read("group_by=kind&type=events&measure=count&founded_from=1990&who=sme&per_page=5"); len(faults) != 3 {
		t.Errorf("faults %v", faults)
	}
}
