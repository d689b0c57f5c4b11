package search_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
	"euxine/seed"
)

var vocabulary = sync.OnceValue(func() *directory.Vocabulary {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		panic(err)
	}
	return v
})

// ask reads a question as it stands in an address.
func ask(t testing.TB, typ directory.RecordType, query string) (search.Question, []search.ParameterFault) {
	t.Helper()
	vs, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return search.ParseFor(typ, vs, vocabulary())
}

func TestParse(t *testing.T) {
	n := func(i int) *int { return &i }
	base := func(change func(*search.Question)) search.Question {
		q := search.Question{Type: directory.Organisations, Sort: search.SortName, Page: 1, PerPage: 20, Lang: "en", WithFacets: true,
			Filters: search.Filters{Values: map[search.Facet][]string{}}}
		change(&q)
		return q
	}
	word := func(s string, prefix bool) search.Term {
		return search.Term{Words: []string{strings.ToLower(s)}, Typings: []string{s}, Text: s, Prefix: prefix}
	}
	for _, c := range []struct {
		query string
		want  search.Question
	}{
		{"", base(func(*search.Question) {})},
		{"q=&kind=&near=&within=&page=&founded_from=&exact=&lang=&sort=&format=&cursor=&member_of=", base(func(*search.Question) {})},
		{"q=+Burgas%0A", base(func(q *search.Question) {
			q.Q, q.Terms, q.Sort = "Burgas ", []search.Term{word("Burgas", false)}, search.SortRelevance
		})},
		{"q=Burgas&sort=name&exact=1&lang=bg&format=json", base(func(q *search.Question) {
			q.Q, q.Terms, q.Exact, q.Lang = "Burgas", []search.Term{word("Burgas", true)}, true, "bg"
		})},
		{"sort=relevance&exact=0", base(func(*search.Question) {})},
		{"kind=sme&kind=cluster&kind=sme&kind=", base(func(q *search.Question) { q.Filters.Values["kind"] = []string{"cluster", "sme"} })},
		{"country=bg&country=EL&region=gr3&region=BG341&has=website&lacks=city", base(func(q *search.Question) {
			q.Filters.Values = map[search.Facet][]string{"country": {"BG", "GR"}, "region": {"BG341", "EL3"}, "has": {"website"}, "lacks": {"city"}}
		})},
		{"member_of=b&member_of=a&founded_from=1990&founded_to=2000&members_from=0&members_to=10", base(func(q *search.Question) {
			q.Filters.MemberOf = []directory.RecordID{"a", "b"}
			q.Filters.Founded, q.Filters.Members = search.Range{From: n(1990), To: n(2000)}, search.Range{From: n(0), To: n(10)}
		})},
		{"near=42.50,+-0.00000001&within=12.3456", base(func(q *search.Question) {
			q.Filters.Near = &search.Near{Point: directory.Point{Lat: 42.5, Lon: 0}, Km: 12.346}
		})},
		{"page=500&per_page=20", base(func(q *search.Question) { q.Page = 500 })},
		{"page=7&cursor=abc&per_page=100", base(func(q *search.Question) { q.Cursor, q.PerPage = "abc", 100 })},
	} {
		got, faults := ask(t, directory.Organisations, c.query)
		if len(faults) > 0 {
			t.Errorf("%s: %v", c.query, faults)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.query, diff)
		}
	}
	q, faults := ask(t, directory.Calls, "state=open&who=sme&kind=voucher&from=2024&to=2024-05&sort=name")
	if len(faults) > 0 || q.Filters.From.String() != "2024" || q.Filters.To.String() != "2024-05" || q.Sort != search.SortName || len(q.Filters.Values) != 3 {
		t.Errorf("calls: %+v, %v", q, faults)
	}
	if q, _ := search.ParseFor("", nil, vocabulary()); q.Type != directory.Organisations || q.Sort != search.SortName {
		t.Errorf("no type: %+v", q)
	}
}

// Every fault is told of its parameter, with its text filled in.
func TestParseFaults(t *testing.T) {
	reached := map[string]bool{}
	for _, c := range []struct {
		typ   directory.RecordType
		query string
		want  []string // parameter, value, text
	}{
		{"", "kin=cluster", []string{`kin "cluster" is not a parameter of this search: perhaps kind`}},
		{"", "utm_source=x", []string{`utm_source "x" is not a parameter of this search`}},
		{"", "from=2024", []string{`from "2024" is not a parameter of this search`}},
		{directory.Events, "founded_from=2024", []string{`founded_from "2024" is not a parameter of this search`}},
		{directory.Events, "from=2024-13&to=x", []string{`from "2024-13" is not a date: write YYYY, YYYY-MM or YYYY-MM-DD`, `to "x" is not a date: write YYYY, YYYY-MM or YYYY-MM-DD`}},
		{"", "q=a&q=b", []string{`q "b" is given more than once: give it once`}},
		{"", "page=2&page=3000", []string{`page "3000" is given more than once: give it once`}},
		{"", "page=0", []string{`page "0" is not a whole number from 1 to 1000000`}},
		{"", "page=1e9", []string{`page "1e9" is not a whole number from 1 to 1000000`}},
		{"", "page=99999999999999999999", []string{`page "99999999999999999999" is not a whole number from 1 to 1000000`}},
		{"", "page=501", []string{`page "501" reaches past hit 10000: continue with the cursor of the last answer`}},
		{"", "per_page=101", []string{`per_page "101" is not a whole number from 1 to 100`}},
		{"", "founded_from=999&founded_to=x&members_from=-1&members_to=1000001", []string{`founded_from "999" is not a whole number from 1000 to 2200`, `founded_to "x" is not a whole number from 1000 to 2200`,
			`members_from "-1" is not a whole number from 0 to 1000000`, `members_to "1000001" is not a whole number from 0 to 1000000`}},
		{"", "kind=clusters", []string{`kind "clusters" is not a known value: perhaps cluster`}},
		{"", "label=platinum", []string{`label "platinum" is not a known value: use one of bronze, silver, gold`}},
		{"", "sector=zzz", []string{`sector "zzz" is not a known value: /api/v1/concepts?scheme=sector lists them`}},
		{"", "has=x&country=Bulgaria&region=BG999&region=%3F", []string{`country "Bulgaria" is not a known value: use an ISO 3166-1 alpha-2 code, such as BG`,
			`region "?" is not a known value: use a NUTS 2024 or ISO 3166-2 code, such as BG341`, `region "BG999" is not a known value: perhaps BG311`,
			`has "x" is not a known value: use one of offers, needs, website`}},
		{"", "lacks=x", []string{`lacks "x" is not a known value: use one of region, city, website, founded, members, sector, offers, needs, official-name, source-date`}},
		{"", "offer=tourism", []string{`offer "tourism" is not a known value: give the id of a concept, such as topic:tourism; /api/v1/concepts lists them`}},
		{directory.Calls, "need=topic:tourism", []string{`need "topic:tourism" is not a parameter of this search`}},
		{directory.Calls, "state=x", []string{`state "x" is not a known value: use one of open, coming, past, undated`}},
		{directory.Calls, "kind=cluster", []string{`kind "cluster" is not a known value: use one of voucher, grant, open-call, programme`}},
		{"", "member_of=A", []string{`member_of "A" is not a known value: give the id of an organisation`}},
		{"", "sort=date", []string{`sort "date" is not a known value: use one of relevance, name, members, founded, updated`}},
		{directory.Projects, "sort=members", []string{`sort "members" is not a known value: use one of relevance, date, name, updated`}},
		{"", "exact=yes", []string{`exact "yes" is not a known value: use 0 or 1`}},
		{"", "lang=de", []string{`lang "de" is not a known value: use one of en, bg, ro, tr, uk, ka, el, hy, az, cs, ru`}},
		{"", "format=csv", []string{`format "csv" is not a known value: use json`}},
		{"", "near=42,27", []string{`near "42,27" needs the other: give near=lat,lon and within=km together`}},
		{"", "within=5", []string{`within "5" needs the other: give near=lat,lon and within=km together`}},
		{"", "near=91,27&within=5", []string{`near "91,27" is not a place: write latitude,longitude in degrees, such as 42.51,27.47`}},
		{"", "near=NaN,Inf&within=5", []string{`near "NaN,Inf" is not a place: write latitude,longitude in degrees, such as 42.51,27.47`}},
		{"", "near=42&within=5", []string{`near "42" is not a place: write latitude,longitude in degrees, such as 42.51,27.47`}},
		{"", "near=42,27&within=0", []string{`within "0" is not a whole number from 1 to 2000`}},
		{"", "near=42,27&within=NaN", []string{`within "NaN" is not a whole number from 1 to 2000`}},
		{"", "cursor=" + strings.Repeat("a", 1025), []string{`cursor "` + strings.Repeat("a", 80) + `…" does not continue this search: start again without it`}},
		{"", "q=-beer", []string{`q "-beer" has no word to search for, only words to leave out or signs: add one`}},
		{"", "q=...", []string{`q "..." has no word to search for, only words to leave out or signs: add one`}},
		{"", "q=a%00b", []string{`q "a\x00b" is not clean text: it holds bytes that are not UTF-8, or control characters`}},
		{"", "q=%ff", []string{`q "�" is not clean text: it holds bytes that are not UTF-8, or control characters`}},
		{"", "q=" + strings.Repeat("a+", 33), []string{`q "` + strings.Repeat("a ", 33) + `" has too many values or words: at most 32`}},
		{"", "q=" + strings.Repeat("я", 257), []string{`q "` + strings.Repeat("я", 80) + `…" is too long: at most 256 characters`}},
		// U+FB1D is two characters in NFC.
		{"", "q=" + strings.Repeat("\ufb1d", 200), []string{`q "` + strings.Repeat("\ufb1d", 80) + `…" is too long: at most 256 characters`}},
		{"", "%ff=x", []string{`� "x" is not a parameter of this search`}},
	} {
		typ := c.typ
		if typ == "" {
			typ = directory.Organisations
		}
		_, faults := ask(t, typ, c.query)
		var got []string
		for _, f := range faults {
			reached[f.Key] = true
			got = append(got, search.ParameterFaults{f}.Error())
			if strings.Contains(f.Text(), "%!") || f.Text() == "" {
				t.Errorf("%s: text %q", c.query, f.Text())
			}
		}
		want := slices.Clone(c.want)
		for i, w := range want { // Error quotes what cannot be shown
			if p, rest, ok := strings.Cut(w, ` "`); ok {
				if value, text, ok := strings.Cut(rest, `" `); ok {
					want[i] = fmt.Sprintf("%s %q %s", p, strings.ReplaceAll(value, `\x00`, "\x00"), text)
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%.80s (-want +got):\n%s", c.query, diff)
		}
	}
	for _, key := range search.ParameterFaultKeys() {
		if !reached[key] {
			t.Errorf("no question reaches the fault %s", key)
		}
	}
}

// However much is asked, the answer is quick and says a bounded number of things.
func TestParseIsBounded(t *testing.T) {
	vs := url.Values{"q": {strings.Repeat("a ", 1<<19)}, "near": {strings.Repeat("9", 1<<20)}, "within": {"1"}, "page": {"1000000000"}, "per_page": {"2000000000"},
		"cursor": {strings.Repeat("a", 1<<20)}, "sort": {strings.Repeat("s", 1<<20)}, strings.Repeat("p", 1<<20): {"x"}}
	for i := range 10000 {
		vs[fmt.Sprintf("p%d", i)] = []string{"x"}
		vs["sector"] = append(vs["sector"], fmt.Sprintf("s%d", i))
		vs["region"] = append(vs["region"], strings.Repeat("x", 1000))
		vs["member_of"] = append(vs["member_of"], "A")
		vs["exact"] = append(vs["exact"], "2")
	}
	start := time.Now()
	q, faults := search.Parse(vs, vocabulary())
	if took := time.Since(start); took > time.Second { // 50 ms, with room for a busy machine
		t.Errorf("took %s", took)
	}
	if len(faults) < 10 || len(faults) > 500 {
		t.Errorf("%d faults", len(faults))
	}
	for _, f := range faults {
		if len(f.Parameter) > 400 || len(f.Value) > 400 {
			t.Errorf("the fault %s quotes %d bytes of %d", f.Key, len(f.Value), len(f.Parameter))
		}
	}
	for _, name := range []string{"q", "near", "page", "per_page", "cursor", "sort", "sector", "region", "member_of", "exact"} {
		if !slices.ContainsFunc(faults, func(f search.ParameterFault) bool { return f.Parameter == name }) {
			t.Errorf("no fault names %s", name)
		}
	}
	if q.Page != 1 || q.PerPage != search.DefaultPerPage || len(q.Filters.Values) > 0 {
		t.Errorf("understood: %+v", q)
	}
}

// values draws parameters of a question, most of them right.
func values(t *rapid.T, typ directory.RecordType) url.Values {
	vs := url.Values{}
	maybe := func(name string, draw func() string) {
		if rapid.IntRange(0, 3).Draw(t, name+"?") == 0 {
			vs.Add(name, draw())
		}
	}
	number := func(name string, from, to int) {
		maybe(name, func() string { return fmt.Sprint(rapid.IntRange(from, to).Draw(t, name)) })
	}
	if rapid.Bool().Draw(t, "q?") {
		vs.Set("q", rapid.StringOfN(rapid.RuneFrom([]rune(`abcш "„-–'.&2ı İe`+"\u0301\u200b\u00a0")), 0, 30, -1).Draw(t, "q"))
	}
	v := vocabulary()
	for _, f := range search.FacetsOf(typ) {
		var from []string
		switch scheme := f.SchemeFor(typ); {
		case scheme != "":
			for _, id := range v.ConceptsOf(scheme) {
				from = append(from, id.Code())
			}
		case f == search.FacetCountry:
			from = []string{"BG", "el", "XK", "de"}
		case f == search.FacetRegion:
			from = []string{"BG", "gr30", "EL3", "TR", "GE-TB"}
		case f == search.FacetHas:
			from = search.HasValues
		case f == search.FacetState:
			from = search.States
		}
		for range 3 {
			maybe(string(f), func() string { return rapid.SampledFrom(from).Draw(t, string(f)) })
		}
	}
	if typ == directory.Organisations {
		maybe("member_of", func() string { return rapid.SampledFrom([]string{"a", "b", "a-1"}).Draw(t, "member_of") })
		for _, f := range search.Spoken {
			maybe(string(f), func() string {
				return string(rapid.SampledFrom(v.ConceptsOf(directory.SchemeTopic)).Draw(t, string(f)))
			})
		}
		maybe("lacks", func() string { return rapid.SampledFrom(search.LacksValues).Draw(t, "lacks") })
		maybe("ids", func() string { return rapid.SampledFrom([]string{"a", "b,a", "c, a,,", ","}).Draw(t, "ids") })
		number("founded_from", 1000, 2200)
		number("founded_to", 1000, 2200)
		number("members_from", 0, 1000000)
		number("members_to", 0, 1000000)
	} else {
		maybe("from", func() string { return rapid.SampledFrom([]string{"2024", "2024-02", "2024-02-29"}).Draw(t, "from") })
		maybe("to", func() string { return rapid.SampledFrom([]string{"2024", "2024-02", "2024-02-29"}).Draw(t, "to") })
	}
	if rapid.Bool().Draw(t, "near?") {
		vs.Set("near", fmt.Sprint(rapid.Float64Range(-90, 90).Draw(t, "lat"), ",", rapid.Float64Range(-180, 180).Draw(t, "lon")))
		vs.Set("within", fmt.Sprint(rapid.Float64Range(0.001, 2000).Draw(t, "within")))
	}
	maybe("theme", func() string { return rapid.SampledFrom(v.Themes()).Draw(t, "theme").Code })
	maybe("sort", func() string { return string(rapid.SampledFrom(search.SortsOf(typ)).Draw(t, "sort")) })
	number("page", 1, 100)
	number("per_page", 1, 100)
	maybe("cursor", func() string { return "abc" })
	maybe("exact", func() string { return "1" })
	return vs
}

// A question without faults is the same question read back from its address,
// and so are the neighbours its address leads to.
func TestValuesRoundTrip(t *testing.T) {
	v := vocabulary()
	again := func(t *rapid.T, typ directory.RecordType, vs url.Values) search.Question {
		q, faults := search.ParseFor(typ, vs, v)
		if len(faults) > 0 {
			t.Fatalf("%v is not understood: %v", vs, faults)
		}
		return q
	}
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom(directory.RecordTypes).Draw(t, "type")
		q, faults := search.ParseFor(typ, values(t, typ), v)
		if len(faults) > 0 {
			for _, f := range faults {
				if f.Key != search.FaultNoWords && f.Key != search.FaultBadText {
					t.Fatalf("fault %v", f)
				}
			}
			t.Skip()
		}
		if diff := cmp.Diff(q, again(t, typ, q.Values())); diff != "" {
			t.Fatalf("%v (-question +read back):\n%s", q.Values(), diff)
		}
		page := q
		page.Page, page.Cursor = 3, ""
		if diff := cmp.Diff(page, again(t, typ, search.Page(q, 3))); diff != "" {
			t.Fatalf("page 3 of %v (-want +got):\n%s", q.Values(), diff)
		}
		first := q
		first.Page, first.Cursor = 1, ""
		added := again(t, typ, search.With(q, string(search.FacetSector), "furniture"))
		if !slices.Contains(added.Filters.Values[search.FacetSector], "furniture") || !slices.IsSorted(added.Filters.Values[search.FacetSector]) || added.Page != 1 || added.Cursor != "" {
			t.Fatalf("with a sector: %+v", added)
		}
		if back := search.Without(added, "sector", "furniture"); !slices.Contains(q.Filters.Values[search.FacetSector], "furniture") && back.Encode() != first.Values().Encode() {
			t.Fatalf("with a sector and without it again: %s, was %s", back.Encode(), first.Values().Encode())
		}
		for name := range q.Values() {
			without := again(t, typ, search.Without(q, name, ""))
			if name != "sort" && name != "page" && without.Values().Has(name) {
				t.Fatalf("without %s: %v", name, without.Values())
			}
		}
		for i, term := range q.Terms {
			kept := slices.DeleteFunc(slices.Clone(q.Terms), func(t search.Term) bool { return t.Typed() == term.Typed() })
			if !slices.ContainsFunc(kept, func(t search.Term) bool { return !t.Not }) {
				continue // no question: nothing or only words to leave out
			}
			got := again(t, typ, search.WithoutWord(q, term.Typed()))
			if diff := cmp.Diff(kept, got.Terms); diff != "" {
				t.Fatalf("%q without term %d (-want +got):\n%s", q.Q, i, diff)
			}
		}
	})
}

func TestWithAndWithout(t *testing.T) {
	q, _ := ask(t, directory.Organisations, "q=wine&kind=sme&near=42,27&within=10&page=3&sort=members")
	for _, c := range []struct {
		got  url.Values
		want string
	}{
		{search.With(q, "kind", "cluster"), "kind=cluster&kind=sme&near=42%2C27&q=wine&sort=members&within=10"},
		{search.With(q, "kind", "sme"), "kind=sme&near=42%2C27&q=wine&sort=members&within=10"},
		{search.With(q, "sort", "name"), "kind=sme&near=42%2C27&q=wine&sort=name&within=10"},
		{search.Without(q, "near", "42,27"), "kind=sme&q=wine&sort=members"},
		{search.Without(q, "within", ""), "kind=sme&q=wine&sort=members"},
		{search.Without(q, "kind", "cluster"), "kind=sme&near=42%2C27&q=wine&sort=members&within=10"},
		{search.Without(q, "kind", ""), "near=42%2C27&q=wine&sort=members&within=10"},
		{search.WithoutWord(q, "wine"), "kind=sme&near=42%2C27&sort=members&within=10"},
		{search.Page(q, 2), "kind=sme&near=42%2C27&page=2&q=wine&sort=members&within=10"},
	} {
		if c.got.Encode() != c.want {
			t.Errorf("got %s, want %s", c.got.Encode(), c.want)
		}
	}
	if q.Page != 3 || len(q.Filters.Values["kind"]) != 1 {
		t.Errorf("the question itself changed: %+v", q)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("q=burgas&kind=cluster&page=2", 0)
	f.Add("near=1,2&within=3&q=\"a b\" -c", 1)
	f.Add("q=%00&region=%ff&sector=&sector=x&page=9e9", 2)
	f.Fuzz(func(t *testing.T, query string, i int) {
		vs, _ := url.ParseQuery(query)
		typ := directory.RecordTypes[uint(i)%4]
		q, faults := search.ParseFor(typ, vs, vocabulary())
		if q.Page < 1 || q.PerPage < 1 || q.PerPage > search.MaxPerPage || len(q.Terms) > search.MaxTerms {
			t.Fatalf("%q: out of bounds: %+v", query, q)
		}
		if len(faults) == 0 {
			again, faults := search.ParseFor(typ, q.Values(), vocabulary())
			again.Lang = q.Lang
			if diff := cmp.Diff(q, again); diff != "" || len(faults) > 0 {
				t.Fatalf("%q: %v\n%s", query, faults, diff)
			}
		}
	})
}
