package indexer_test

import (
	"context"
	"io/fs"
	"maps"
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

// seedRecords reads all records of the seed.
func seedRecords(t testing.TB, v *directory.Vocabulary) []directory.Record {
	t.Helper()
	var list []directory.Record
	names, err := fs.Glob(seed.Files, "*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		f, err := seed.Files.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		err = exchange.NewMapping(v).Read(exchange.Source{File: name, Reader: f}, func(it exchange.Item) error {
			list = append(list, it.Record)
			return nil
		})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// Facet counts and totals equal a count over the records, for a thousand random
// combinations of filters over the seed, most of them of organisations.
func TestFacetsEqualBruteForce(t *testing.T) {
	v := vocabulary(t)
	s := memstore.New()
	records := seedRecords(t, v)
	rev := apply(t, s, records...)
	x := open(t, s, t.TempDir())
	defer x.Close()
	reach(t, x, rev)

	// Days on which the seed has something open, coming and past.
	days := []directory.Date{date(2022, 11, 1), date(2023, 9, 27), date(2026, 11, 24)}
	types := append([]directory.RecordType{directory.Organisations, directory.Organisations, directory.Organisations}, directory.RecordTypes...)
	type asked struct {
		t   directory.RecordType
		day directory.Date
	}
	cache := map[asked]map[directory.RecordID]map[search.Facet][]string{}
	told := func(t directory.RecordType, day directory.Date) map[directory.RecordID]map[search.Facet][]string {
		values := cache[asked{t, day}]
		if values == nil {
			values = map[directory.RecordID]map[search.Facet][]string{}
			for _, r := range records {
				if r.Type() == t {
					values[r.Head().ID] = facetValues(v, r, day)
				}
			}
			cache[asked{t, day}] = values
		}
		return values
	}
	combinations := 0
	check := func(t *rapid.T) {
		combinations++
		q := search.Question{Page: 1, PerPage: 1, Sort: search.SortName, WithFacets: true,
			Type: rapid.SampledFrom(types).Draw(t, "type"), Today: rapid.SampledFrom(days).Draw(t, "today"),
			Filters: search.Filters{Values: map[search.Facet][]string{}}}
		facets := search.CountedOf(q.Type)
		values := told(q.Type, q.Today)
		all := map[search.Facet][]string{}
		for _, of := range values {
			for f, list := range of {
				all[f] = append(all[f], list...)
			}
		}
		for _, f := range facets {
			if len(all[f]) > 0 && rapid.IntRange(0, 3).Draw(t, string(f)) == 0 {
				slices.Sort(all[f])
				q.Filters.Values[f] = rapid.SliceOfNDistinct(rapid.SampledFrom(slices.Compact(all[f])), 1, 3, rapid.ID).Draw(t, "values of "+string(f))
			}
		}
		if rapid.IntRange(0, 4).Draw(t, "among some") == 0 {
			ids := append(slices.Sorted(maps.Keys(values)), "of-nobody")
			q.Filters.Among = rapid.SliceOfN(rapid.SampledFrom(ids), 0, 40).Draw(t, "among")
		}
		passes := func(id directory.RecordID, but search.Facet) bool {
			if q.Filters.Among != nil && !slices.Contains(q.Filters.Among, id) {
				return false
			}
			for f, want := range q.Filters.Values {
				if f != but && !slices.ContainsFunc(want, func(w string) bool { return slices.Contains(values[id][f], w) }) {
					return false
				}
			}
			return true
		}
		want := map[search.Facet]map[string]int{}
		total := 0
		for id := range values {
			if passes(id, "") {
				total++
			}
			for _, f := range facets {
				if passes(id, f) {
					for _, value := range values[id][f] {
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
			t.Fatalf("%s %v: total %d, want %d", q.Type, q.Filters.Values, r.Total, total)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s %v: counts differ (-want +got):\n%s", q.Type, q.Filters.Values, diff)
		}
	}
	enough := 1000
	if testing.Short() {
		enough = 40
	}
	for combinations < enough {
		rapid.Check(t, check)
		if t.Failed() {
			return
		}
	}
}

func date(year, month, day int) directory.Date {
	return directory.Date{Year: year, Month: month, Day: day, Precision: directory.PrecisionDay}
}

// Sums over combinations of facets equal sums over the records.
func TestAggregateEqualsBruteForce(t *testing.T) {
	s := memstore.New()
	records := seedRecords(t, vocabulary(t))
	rev := apply(t, s, records...)
	x := open(t, s, t.TempDir())
	defer x.Close()
	reach(t, x, rev)
	cells, err := x.Aggregate(t.Context(), search.Question{Sort: search.SortName}, []search.Facet{search.FacetCountry, search.FacetKind}, search.MeasureMembers)
	if err != nil {
		t.Fatal(err)
	}
	type sums struct{ N, Sum int }
	want, got := map[string]sums{}, map[string]sums{}
	for _, r := range records {
		o, ok := r.(*directory.Organisation)
		if !ok {
			continue
		}
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
func facetValues(v *directory.Vocabulary, r directory.Record, today directory.Date) map[search.Facet][]string {
	m := map[search.Facet][]string{}
	concepts := func(tags []directory.Tag) {
		for _, tag := range tags {
			for id := tag.Concept; id != ""; {
				f := search.Facet(id.Scheme())
				if slices.Contains(search.CountedOf(r.Type()), f) && !slices.Contains(m[f], id.Code()) {
					m[f] = append(m[f], id.Code())
				}
				c, _ := v.Concept(id)
				id = c.Broader
			}
		}
	}
	place := func(p directory.Place) {
		if p.Country != "" {
			m[search.FacetCountry] = []string{string(p.Country)}
		}
		region := p.Region
		if _, ok := v.Region(directory.RegionCode(p.Country)); region == "" && ok {
			region = directory.RegionCode(p.Country)
		}
		for r, ok := v.Region(region); ok; r, ok = v.Region(r.Parent) {
			m[search.FacetRegion] = append(m[search.FacetRegion], string(r.Code))
		}
	}
	countries := func(list []directory.CountryCode) {
		for _, c := range list {
			m[search.FacetCountry] = append(m[search.FacetCountry], string(c))
		}
	}
	state := func(spans []search.Span) { m[search.FacetState] = []string{search.StateOf(spans, today)} }
	switch r := r.(type) {
	case *directory.Organisation:
		m[search.FacetKind] = []string{string(r.Kind)}
		place(r.Place)
		concepts(r.Concepts)
		if r.Label != "" {
			m[search.FacetLabel] = []string{string(r.Label)}
		}
		if d := r.Provenance.SourceDate; !d.IsZero() {
			m[search.FacetSourceYear] = []string{d.String()[:4]}
		}
		_, counted := r.Members.Known()
		for what, has := range map[string]bool{"offers": len(r.Offers) > 0, "needs": len(r.Needs) > 0, "website": r.Website != "",
			"region": r.Place.Region != "", "city": r.Place.City != "", "founded": r.Founded != directory.Date{},
			"members":       counted || r.Kind != "cluster" && r.Kind != "network",
			"sector":        slices.ContainsFunc(r.Concepts, func(t directory.Tag) bool { return strings.HasPrefix(string(t.Concept), "sector:") }),
			"source-date":   r.Provenance.SourceDate != directory.Date{},
			"official-name": slices.ContainsFunc(r.Names, func(n directory.Name) bool { return n.Type == directory.NameOfficial }),
		} {
			if has && slices.Contains(search.HasValues, what) {
				m[search.FacetHas] = append(m[search.FacetHas], what)
			}
			if !has {
				m[search.FacetLacks] = append(m[search.FacetLacks], what)
			}
		}
	case *directory.Event:
		m[search.FacetKind] = []string{string(r.Kind)}
		place(r.Place)
		concepts(r.Concepts)
		state(search.EventSpans(r))
	case *directory.Call:
		m[search.FacetKind] = []string{string(r.Kind)}
		countries(r.Eligible.Countries)
		concepts(r.Concepts)
		for _, k := range r.Eligible.Kinds {
			m[search.FacetWho] = append(m[search.FacetWho], string(k))
		}
		state(search.CallSpans(r))
	case *directory.Project:
		countries(r.Countries)
		concepts(r.Concepts)
		state(search.ProjectSpans(r))
	}
	return m
}
