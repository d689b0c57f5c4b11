package catalogue

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// numbers reads a question about numbers as it stands in an address.
func numbers(t testing.TB, v *directory.Vocabulary, query string) search.Statistics {
	t.Helper()
	vs, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	asked, faults := search.ParseStatistics(vs, v)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", query, faults)
	}
	return asked
}

// dimensionValues is what a record counts as, said independently of the index.
func (s *seeded) dimensionValues(r directory.Record, f search.Facet) []string {
	var list []string
	once := func(v string) {
		if v != "" && !slices.Contains(list, v) {
			list = append(list, v)
		}
	}
	place := func(p directory.Place) {
		if f == search.FacetCountry {
			once(string(p.Country))
		}
		if f == search.FacetRegion {
			path := s.vocabulary.RegionPath(p.Region)
			if len(path) == 0 {
				path = s.vocabulary.RegionPath(directory.RegionCode(p.Country))
			}
			for _, code := range path {
				once(string(code))
			}
		}
	}
	concepts := func(tags []directory.Tag) {
		for _, tag := range tags {
			for id := tag.Concept; id != ""; {
				if string(id.Scheme()) == string(f) {
					once(id.Code())
				}
				known, _ := s.vocabulary.Concept(id)
				id = known.Broader
			}
		}
	}
	countries := func(codes []directory.CountryCode) {
		if f == search.FacetCountry {
			for _, code := range codes {
				once(string(code))
			}
		}
	}
	kind := func(k string) {
		if f == search.FacetKind {
			once(k)
		}
	}
	state := func(spans []search.Span) {
		if f == search.FacetState {
			once(search.StateOf(spans, s.Today()))
		}
	}
	said := func(field search.TextField) {
		for _, text := range search.TextsOf(r, s.vocabulary) {
			if text.Field == field {
				for _, id := range text.About(s.vocabulary, translit.Words(text.Text), s.lexicon().Said) {
					once(string(id))
				}
			}
		}
	}
	switch r := r.(type) {
	case *directory.Organisation:
		kind(string(r.Kind))
		place(r.Place)
		concepts(r.Concepts)
		switch f {
		case search.FacetLabel:
			once(string(r.Label))
		case search.FacetSourceYear:
			if d := r.Provenance.SourceDate; !d.IsZero() {
				once(strconv.Itoa(d.Year))
			}
		case search.FacetHas:
			for what, has := range map[string]bool{"offers": len(r.Offers) > 0, "needs": len(r.Needs) > 0, "website": r.Website != ""} {
				if has {
					once(what)
				}
			}
		case search.FacetOffer:
			said(search.InOffer)
		case search.FacetNeed:
			said(search.InNeed)
		}
	case *directory.Event:
		kind(string(r.Kind))
		place(r.Place)
		concepts(r.Concepts)
		state(search.EventSpans(r))
	case *directory.Call:
		kind(string(r.Kind))
		countries(r.Eligible.Countries)
		concepts(r.Concepts)
		state(search.CallSpans(r))
		if f == search.FacetWho {
			for _, k := range r.Eligible.Kinds {
				once(string(k))
			}
		}
	case *directory.Project:
		countries(r.Countries)
		concepts(r.Concepts)
		state(search.ProjectSpans(r))
	}
	return list
}

// tally is number and sum by values joined by blanks.
type tally map[string][2]int

func tallied(cells []Cell) tally {
	m := tally{}
	for _, c := range cells {
		var key []string
		for _, v := range c.Values {
			key = append(key, v.Code)
		}
		m[strings.Join(key, " ")] = [2]int{c.N, c.Sum}
	}
	return m
}

// tallyOf counts records by some dimensions one by one.
func (s *seeded) tallyOf(records []directory.Record, asked search.Statistics, by ...search.Facet) tally {
	m := tally{}
	for _, r := range records {
		sum := 1
		if o, ok := r.(*directory.Organisation); ok && asked.Measure == search.MeasureMembers {
			sum, _ = o.Members.Known()
		}
		keys := []string{""}
		for d, f := range by {
			var longer []string
			for _, v := range s.dimensionValues(r, f) {
				if region, ok := s.vocabulary.Region(directory.RegionCode(v)); f == search.FacetRegion && asked.Level >= 0 && (!ok || region.Level != asked.Level) {
					continue
				}
				for _, key := range keys {
					if d > 0 {
						key += " "
					}
					longer = append(longer, key+v)
				}
			}
			keys = longer
		}
		for _, key := range keys {
			m[key] = [2]int{m[key][0] + 1, m[key][1] + sum}
		}
	}
	return m
}

// Whatever is asked, the numbers are those counted over the records the same search
// finds, and the file has them all.
func TestStatisticsEqualTheRecords(t *testing.T) {
	s := overSeed(t)
	byID := map[directory.Key]directory.Record{}
	for _, r := range s.records {
		byID[directory.KeyOf(r)] = r
	}
	filters := []string{"", "country=BG", "country=RO&country=TR&kind=cluster", "region=BG34", "region=TR83&region=BG3", "kind=sme&has=website",
		"sector=hospitality-and-tourism", "ecosystem=tourism&label=gold&label=bronze", "lacks=members&kind=cluster", "founded_from=2010&members_to=80",
		"near=43.2,27.9&within=150", "q=tourism", "q=clusters+-food&country=BG", "q=furnitur", "q=клъстер&lang=bg", "q=turizm+burgas", "q=ekologia&exact=1",
		"q=zzzz+wine", "q=%22clean+energy%22", "technology=artificial-intelligence", "offer=topic:tourism", "need=topic:export&offer=topic:training&offer=topic:wine", "q=cluster&offer=topic:product-development"}
	events := []string{"", "state=past", "country=BG", "from=2025", "q=cluster", "sector=hospitality-and-tourism"}
	found, cells := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom(append(slices.Repeat([]directory.RecordType{directory.Organisations}, 6), directory.RecordTypes[1:]...)).Draw(t, "type")
		filter := rapid.SampledFrom(events).Draw(t, "filter")
		if typ == directory.Organisations {
			filter = rapid.SampledFrom(filters).Draw(t, "filter")
		}
		dimensions := slices.DeleteFunc(search.DimensionsOf(typ), func(f search.Facet) bool { return f == search.FacetLacks })
		by := rapid.SliceOfNDistinct(rapid.SampledFrom(dimensions), 1, 2, rapid.ID[search.Facet]).Draw(t, "by")
		if slices.Contains(by, search.FacetOffer) && slices.Contains(by, search.FacetNeed) {
			by = by[:1]
		}
		vs, err := url.ParseQuery(filter)
		if err != nil {
			t.Fatal(err)
		}
		vs.Set("group_by", strings.Join(each(by, func(f search.Facet) string { return string(f) }), ","))
		vs.Set("type", string(typ))
		vs.Set("measure", string(rapid.SampledFrom(search.MeasuresOf(typ)).Draw(t, "measure")))
		vs.Set("sort", string(rapid.SampledFrom(search.CellOrders).Draw(t, "sort")))
		if slices.Contains(by, search.FacetRegion) {
			vs.Set("level", rapid.SampledFrom([]string{"", "0", "1", "2", "3"}).Draw(t, "level"))
		}
		asked, faults := search.ParseStatistics(vs, s.vocabulary)
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		got, err := s.Statistics(t.Context(), asked)
		if err != nil {
			t.Fatal(err)
		}
		ids, err := s.FoundIDs(t.Context(), asked.Question)
		if err != nil {
			t.Fatal(err)
		}
		var records []directory.Record
		for id := range ids {
			records = append(records, byID[directory.Key{Type: typ, ID: id}])
		}
		if diff := gocmp.Diff(s.tallyOf(records, asked, by...), tallied(got.Cells)); diff != "" {
			t.Fatalf("%s: cells (-records +told):\n%s", vs.Encode(), diff)
		}
		total := s.tallyOf(records, asked)[""]
		if got.Total.N != total[0] || got.Total.Sum != total[1] {
			t.Fatalf("%s: %d, %d in all; want %v", vs.Encode(), got.Total.N, got.Total.Sum, total)
		}
		if want := map[int]int{1: 0, 2: 2}[len(by)]; len(got.Margins) != want {
			t.Fatalf("%s: %d margins, want %d", vs.Encode(), len(got.Margins), want)
		}
		for d, margin := range got.Margins {
			if diff := gocmp.Diff(s.tallyOf(records, asked, by[d]), tallied(margin)); diff != "" {
				t.Fatalf("%s: by %s alone (-records +told):\n%s", vs.Encode(), by[d], diff)
			}
			s.inOrder(t, asked, margin)
		}
		s.inOrder(t, asked, got.Cells)
		s.rereads(t, got)
		if len(records) > 0 {
			found++
		}
		cells += len(got.Cells)
	})
	enough := 30
	if testing.Short() { // a fifth of the searches are made
		enough = 5
	}
	if found < enough || cells < 30*enough {
		t.Errorf("only %d searches found anything, %d cells", found, cells)
	}
}

// inOrder holds cells to the order asked for.
func (s *seeded) inOrder(t *rapid.T, asked search.Statistics, cells []Cell) {
	t.Helper()
	labels := collate.New(language.Make(string(asked.Question.Lang)))
	for i := 1; i < len(cells); i++ {
		a, b := cells[i-1], cells[i]
		before := 0
		switch asked.Order {
		case search.OrderN:
			before = b.N - a.N
		case search.OrderSum:
			before = b.Sum - a.Sum
		case search.OrderLabel:
			for d := 0; d < len(a.Values) && before == 0; d++ {
				before = labels.CompareString(a.Values[d].Label, b.Values[d].Label)
			}
		}
		for d := 0; d < len(a.Values) && before == 0; d++ {
			before = strings.Compare(a.Values[d].Code, b.Values[d].Code)
		}
		if before >= 0 {
			t.Fatalf("by %s: %+v stands before %+v", asked.Order, a, b)
		}
	}
}

// rereads reads the file of the cells as a program would.
func (s *seeded) rereads(t *rapid.T, of *Statistics) {
	t.Helper()
	var file bytes.Buffer
	if err := of.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&file).ReadAll()
	if err != nil || len(rows) != len(of.Cells)+1 {
		t.Fatalf("%d rows of %d cells: %v", len(rows), len(of.Cells), err)
	}
	for i, c := range of.Cells {
		var want []string
		for _, v := range c.Values {
			want = append(want, v.Code, v.Label)
		}
		want = append(want, strconv.Itoa(c.N), strconv.Itoa(c.Sum))
		if !slices.Equal(rows[i+1], want) {
			t.Fatalf("row %d is %q, want %q", i+1, rows[i+1], want)
		}
	}
	for d, f := range of.Asked.By {
		if rows[0][2*d] != string(f) || rows[0][2*d+1] != string(f)+"_label" {
			t.Fatalf("header %q", rows[0])
		}
	}
}

func each[T, U any](list []T, f func(T) U) []U {
	var mapped []U
	for _, v := range list {
		mapped = append(mapped, f(v))
	}
	return mapped
}

// Worked by hand over the seed: the clusters of Burgas are in its cell and in those
// of all it lies in, with labels in the language asked for.
func TestStatisticsTellLabels(t *testing.T) {
	s := overSeed(t)
	got, err := s.Statistics(t.Context(), numbers(t, s.vocabulary, "group_by=region,kind&kind=cluster&region=BG341&lang=bg"))
	if err != nil {
		t.Fatal(err)
	}
	var codes, labels []string
	for _, c := range got.Cells {
		if c.N != got.Cells[0].N {
			t.Errorf("%+v; the first has %d", c, got.Cells[0].N)
		}
		codes, labels = append(codes, c.Values[0].Code), append(labels, c.Values[0].Label)
	}
	if want := []string{"BG", "BG3", "BG34", "BG341"}; !slices.Equal(codes, want) {
		t.Errorf("regions %q, want %q", codes, want)
	}
	if labels[0] != "България" || labels[3] != "Бургас" {
		t.Errorf("labels %q", labels)
	}
	if len(got.Active) != 2 {
		t.Errorf("filters in force %+v", got.Active)
	}
	// Words are read as on the search page.
	got, err = s.Statistics(t.Context(), numbers(t, s.vocabulary, "group_by=need&q=tourism"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Interpretation) == 0 || got.Total.N == 0 || !strings.Contains(got.Cells[0].Values[0].Code, ":") || strings.Contains(got.Cells[0].Values[0].Label, ":") {
		t.Errorf("needs of tourism: %+v, read as %+v", got.Cells[:1], got.Interpretation)
	}
}

// A table too large is refused with what to do; one that is just not, is told.
func TestStatisticsAreBounded(t *testing.T) {
	s := overSeed(t)
	asked := numbers(t, s.vocabulary, "group_by=source_year,kind")
	sums := make([]search.Cell, MaxCells+1)
	for i := range sums {
		sums[i] = search.Cell{Values: []string{fmt.Sprint(1000 + i), "sme"}, N: 1, Sum: 1}
	}
	if cells, err := s.cells(asked, asked.By, sums[:MaxCells]); err != nil || len(cells) != MaxCells {
		t.Errorf("%d cells of %d: %v", len(cells), MaxCells, err)
	}
	_, err := s.cells(asked, asked.By, sums)
	var tooMany *TooManyCells
	if !errors.As(err, &tooMany) || tooMany.Cells != MaxCells+1 || !errors.Is(err, directory.ErrInvalid) {
		t.Errorf("%d cells: %v", len(sums), err)
	}
	sectors, regions := len(s.vocabulary.ConceptsOf(directory.SchemeSector)), len(s.vocabulary.Regions())
	if sectors*regions > MaxCells {
		t.Errorf("%d regions by %d sectors are more than %d cells", regions, sectors, MaxCells)
	}
}

// What a spreadsheet would run is text in the file.
func TestStatisticsFilesHoldNoFormulas(t *testing.T) {
	st := &Statistics{Asked: search.Statistics{By: []search.Facet{search.FacetSector}},
		Cells: []Cell{{Values: []Labelled{{"=1+1", "@SUM(A1:A9)"}}, N: 3, Sum: 4}, {Values: []Labelled{{"a", `"quoted", with comma`}}, N: 1, Sum: 1}}}
	var file bytes.Buffer
	if err := st.WriteCSV(&file); err != nil {
		t.Fatal(err)
	}
	want := "sector,sector_label,n,sum\n'=1+1,'@SUM(A1:A9),3,4\na,\"\"\"quoted\"\", with comma\",1,1\n"
	if got := file.String(); got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := exchange.TableCell("plain"); got != "plain" {
		t.Errorf("plain text became %q", got)
	}
	if got, want := exchange.TableList([]string{"=1|2", `a\b`}), `'=1\|2|a\\b`; got != want {
		t.Errorf("a list became %q, want %q", got, want)
	}
}
