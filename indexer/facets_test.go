package indexer_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
	"euxine/seed"
)

// seedOrganisations reads the organisations of the seed.
func seedOrganisations(t testing.TB, v *directory.Vocabulary) []*directory.Organisation {
	t.Helper()
	var list []*directory.Organisation
	names, err := fs.Glob(seed.Files, "organisations-*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := seed.Files.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		err = exchange.NewMapping(v).Read(exchange.Source{File: name, Reader: f}, func(it exchange.Item) error {
			list = append(list, it.Record.(*directory.Organisation))
			return nil
		})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// Facet counts, totals and aggregates equal a count over the records, for a
// thousand random combinations of filters over the seed.
func TestFacetsEqualBruteForce(t *testing.T) {
	v := vocabulary(t)
	s := memstore.New()
	records := seedOrganisations(t, v)
	var puts []directory.Record
	for _, o := range records {
		puts = append(puts, o)
	}
	rev := apply(t, s, puts...)
	x := open(t, s, t.TempDir())
	defer x.Close()
	reach(t, x, rev)

	values := make(map[directory.RecordID]map[search.Facet][]string, len(records))
	all := map[search.Facet][]string{}
	for _, o := range records {
		values[o.ID] = facetValues(v, o)
		for f, list := range values[o.ID] {
			all[f] = append(all[f], list...)
		}
	}
	for f := range all {
		slices.Sort(all[f])
		all[f] = slices.Compact(all[f])
	}
	combinations := 0
	check := func(t *rapid.T) {
		combinations++
		q := search.Question{Page: 1, PerPage: 1, Sort: search.SortName, WithFacets: true,
			Filters: search.Filters{Values: map[search.Facet][]string{}}}
		for _, f := range search.Facets {
			if rapid.IntRange(0, 3).Draw(t, string(f)) == 0 {
				chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(all[f]), 1, 3, rapid.ID).Draw(t, "values of "+string(f))
				q.Filters.Values[f] = chosen
			}
		}
		passes := func(o *directory.Organisation, but search.Facet) bool {
			for f, want := range q.Filters.Values {
				if f != but && !slices.ContainsFunc(want, func(w string) bool { return slices.Contains(values[o.ID][f], w) }) {
					return false
				}
			}
			return true
		}
		want := map[search.Facet]map[string]int{}
		total := 0
		for _, o := range records {
			if passes(o, "") {
				total++
			}
			for _, f := range search.Facets {
				if passes(o, f) {
					for _, value := range values[o.ID][f] {
						if want[f] == nil {
							want[f] = map[string]int{}
						}
						want[f][value]++
					}
				}
			}
		}
		r, err := x.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		got := map[search.Facet]map[string]int{}
		for f, counts := range r.Facets {
			got[f] = map[string]int{}
			for _, c := range counts {
				got[f][c.Value] = c.Count
			}
		}
		if r.Total != total {
			t.Fatalf("filters %v: total %d, want %d", q.Filters.Values, r.Total, total)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("filters %v: counts differ (-want +got):\n%s", q.Filters.Values, diff)
		}
	}
	for combinations < 1000 {
		rapid.Check(t, check)
		if t.Failed() {
			return
		}
	}

	cells, err := x.Aggregate(t.Context(), search.Question{Sort: search.SortName}, []search.Facet{search.FacetCountry, search.FacetKind}, search.MeasureMembers)
	if err != nil {
		t.Fatal(err)
	}
	type sums struct{ N, Sum int }
	want, got := map[string]sums{}, map[string]sums{}
	for _, o := range records {
		n, _ := o.Members.Known()
		k := string(o.Place.Country) + " " + string(o.Kind)
		want[k] = sums{want[k].N + 1, want[k].Sum + n}
	}
	for _, c := range cells {
		got[strings.Join(c.Values, " ")] = sums{c.N, c.Sum}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("aggregate by country and kind (-want +got):\n%s", diff)
	}
}

// facetValues is what a record counts as, said independently of the index.
func facetValues(v *directory.Vocabulary, o *directory.Organisation) map[search.Facet][]string {
	m := map[search.Facet][]string{
		search.FacetKind:    {string(o.Kind)},
		search.FacetCountry: {string(o.Place.Country)},
	}
	region := o.Place.Region
	if region == "" {
		if _, ok := v.Region(directory.RegionCode(o.Place.Country)); ok {
			region = directory.RegionCode(o.Place.Country)
		}
	}
	for r, ok := v.Region(region); ok; r, ok = v.Region(r.Parent) {
		m[search.FacetRegion] = append(m[search.FacetRegion], string(r.Code))
	}
	for _, tag := range o.Concepts {
		for id := tag.Concept; id != ""; {
			f := search.Facet(id.Scheme())
			if slices.Contains(search.Facets, f) && !slices.Contains(m[f], id.Code()) {
				m[f] = append(m[f], id.Code())
			}
			c, _ := v.Concept(id)
			id = c.Broader
		}
	}
	if o.Label != "" {
		m[search.FacetLabel] = []string{string(o.Label)}
	}
	for what, has := range map[string]bool{"offers": len(o.Offers) > 0, "needs": len(o.Needs) > 0, "website": o.Website != ""} {
		if has {
			m[search.FacetHas] = append(m[search.FacetHas], what)
		}
	}
	return m
}
