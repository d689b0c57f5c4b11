package catalogue

import (
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/generate"
	"euxine/internal/insight"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
	"euxine/internal/translit"
)

// asker asks plain questions, one for every number.
type asker struct {
	t *testing.T
	*Catalogue
}

// facet is the counts of a facet among the organisations that pass filters.
func (a asker) facet(f search.Facet, values map[search.Facet][]string) (counts map[string]int, total int) {
	a.t.Helper()
	result, err := a.index.Search(a.t.Context(), search.Question{Type: directory.Organisations, Page: 1, PerPage: 1, Sort: search.SortName,
		WithFacets: true, Today: a.Today(), Filters: search.Filters{Values: values}})
	if err != nil {
		a.t.Fatal(err)
	}
	counts = map[string]int{}
	for _, c := range result.Facets[f] {
		counts[c.Value] = c.Count
	}
	return counts, result.Total
}

// members sums the known members of the organisations that pass filters, record by
// record.
func (a asker) members(values map[search.Facet][]string) int {
	a.t.Helper()
	ids, _, err := a.index.All(a.t.Context(), search.Question{Type: directory.Organisations, Sort: search.SortName, Filters: search.Filters{Values: values}})
	if err != nil {
		a.t.Fatal(err)
	}
	records, err := a.organisations(a.t.Context(), ids)
	if err != nil {
		a.t.Fatal(err)
	}
	sum := 0
	for _, o := range records {
		n, _ := o.Members.Known()
		sum += n
	}
	return sum
}

// A brief counts all regions in a pass or two; plain questions, one for each number,
// find the same: for regions of every level, over generated records.
func TestBriefsEqualPlainQuestions(t *testing.T) {
	s := overSeed(t)
	g, err := generate.New(s.vocabulary, 11)
	if err != nil {
		t.Fatal(err)
	}
	records := make([]directory.Record, 1500)
	for i := range records {
		records[i] = g.Next()
	}
	c, x, err := opened(s.vocabulary, memstore.New(), t.TempDir(), records...)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	a := asker{t, c}
	all, _ := a.facet(search.FacetRegion, nil)
	looked := map[int]int{} // regions with organisations, by level
	for _, r := range s.vocabulary.Regions() {
		if all[string(r.Code)] == 0 || looked[r.Level] == 6 {
			continue
		}
		looked[r.Level]++
		b, err := c.Brief(t.Context(), r.Code, "en")
		if err != nil {
			t.Fatal(err)
		}
		a.compareKinds(b, r)
		for _, lines := range b.Specialisation {
			a.compareLines(b, r, lines)
		}
		a.compareGaps(b, r)
		a.compareGoods(b, r)
	}
	if len(looked) < 4 {
		t.Errorf("regions looked at by level: %v", looked)
	}
}

func (a asker) compareKinds(b *Brief, r directory.Region) {
	want, total := a.facet(search.FacetKind, in(r.Code).Values)
	got := map[string]int{}
	for _, k := range b.Kinds {
		if k.N > 0 {
			got[string(k.Kind)] = k.N
		}
	}
	if !maps.Equal(want, got) || b.Data.Total != total {
		a.t.Errorf("%s: %d organisations, %v, want %d, %v", r.Code, b.Data.Total, got, total, want)
	}
}

// compareLines compares what a brief says of a scheme, with all that is behind it.
func (a asker) compareLines(b *Brief, r directory.Region, lines SchemeLines) {
	facet := search.Facet(lines.Scheme)
	var codes []string
	for _, id := range a.vocabulary.ConceptsOf(lines.Scheme) {
		codes = append(codes, id.Code())
	}
	here, _ := a.facet(facet, in(r.Code).Values)
	inSea := map[search.Facet][]string{search.FacetRegion: {}}
	for _, country := range seaCountries(r.Country) {
		inSea[search.FacetRegion] = append(inSea[search.FacetRegion], string(country))
	}
	slices.Sort(inSea[search.FacetRegion])
	sea, _ := a.facet(facet, inSea)
	carrying := func(values map[search.Facet][]string) map[search.Facet][]string {
		values = maps.Clone(values)
		values[facet] = codes
		return values
	}
	_, ofRegion := a.facet(facet, carrying(in(r.Code).Values))
	_, ofReference := a.facet(facet, carrying(inSea))
	if lines.Of != ofRegion || lines.All != ofReference {
		a.t.Errorf("%s, %s: %d of %d carry any, want %d of %d", r.Code, lines.Scheme, lines.Of, lines.All, ofRegion, ofReference)
	}
	told := 0
	for n, line := range lines.Lines {
		code := line.Group.Code()
		told += line.Here
		want := insight.Counts{Here: here[code], OfRegion: ofRegion, OfGroup: sea[code], OfReference: ofReference}
		if diff := gocmp.Diff(insight.Judge(want), line.Statement); diff != "" {
			a.t.Errorf("%s, %s: %s", r.Code, line.Group, diff)
		}
		if n < 2 { // reading the records takes long
			both := in(r.Code).Values
			both[facet] = []string{code}
			if want := a.members(both); line.Members.Here != want {
				a.t.Errorf("%s, %s: %d members, want %d", r.Code, line.Group, line.Members.Here, want)
			}
		}
	}
	sum := 0
	for _, n := range here {
		sum += n
	}
	if told != sum {
		a.t.Errorf("%s, %s: the lines tell %d, want %d", r.Code, lines.Scheme, told, sum)
	}
}

func (a asker) compareGaps(b *Brief, r directory.Region) {
	sectors := func(code directory.RegionCode, kinds ...directory.Kind) map[string]int {
		values := in(code).Values
		for _, k := range kinds {
			values[search.FacetKind] = append(values[search.FacetKind], string(k))
		}
		counts, _ := a.facet(search.FacetSector, values)
		return counts
	}
	firms := sectors(r.Code, directory.KindSME, directory.KindLargeCompany)
	clusters := sectors(r.Code, directory.KindCluster)
	around := sectors(directory.RegionCode(r.Country), directory.KindCluster)
	var all []insight.Presence
	for _, id := range a.vocabulary.ConceptsOf(directory.SchemeSector) {
		all = append(all, insight.Presence{Group: id, Firms: firms[id.Code()], Clusters: clusters[id.Code()], Around: around[id.Code()]})
	}
	want := insight.FindGaps(all).NoCluster
	var got []insight.Presence
	for _, line := range b.NoCluster {
		got = append(got, line.Presence)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		a.t.Errorf("%s: sectors without a cluster: %s", r.Code, diff)
	}
}

// compareGoods compares what is offered and needed with what the texts of the
// region's organisations speak of.
func (a asker) compareGoods(b *Brief, r directory.Region) {
	ids, _, err := a.index.All(a.t.Context(), search.Question{Type: directory.Organisations, Sort: search.SortName, Filters: in(r.Code)})
	if err != nil {
		a.t.Fatal(err)
	}
	if len(ids) > 200 {
		return // many texts; small regions are counted in the same pass
	}
	records, err := a.organisations(a.t.Context(), ids)
	if err != nil {
		a.t.Fatal(err)
	}
	words := a.lexicon()
	want := map[search.TextField]map[directory.ConceptID]int{search.InOffer: {}, search.InNeed: {}}
	for _, o := range records {
		said := map[search.TextField]map[directory.ConceptID]bool{search.InOffer: {}, search.InNeed: {}}
		for _, text := range search.TextsOf(o, a.vocabulary) {
			if said[text.Field] == nil {
				continue
			}
			for _, id := range text.About(a.vocabulary, translit.Words(text.Text), words.Said) {
				if slices.Contains(namedSchemes, id.Scheme()) {
					said[text.Field][id] = true
				}
			}
		}
		for field, ids := range said {
			for id := range ids {
				want[field][id]++
			}
		}
	}
	for field, got := range map[search.TextField][]NamedLine{search.InOffer: b.Offers, search.InNeed: b.Needs} {
		if diff := gocmp.Diff(a.named(want[field], "en"), got); diff != "" {
			a.t.Errorf("%s: %v: %s", r.Code, field, diff)
		}
	}
}
