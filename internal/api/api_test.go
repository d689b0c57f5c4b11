package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
	"euxine/internal/store"
)

func TestSearchSaysWhatWasFoundAndWhy(t *testing.T) {
	s := newSite(t)
	a := get[answer[hit]](s, "/api/v1/organisations?q=burgas&lang=bg")
	if a.Total != 1 || len(a.Hits) != 1 || a.Revision != 3 || a.Sort != "relevance" || a.Page != 1 || a.PerPage != 20 || a.Next != "" || a.Cursor != "" {
		t.Fatalf("answer %+v, want one hit at revision 3", a)
	}
	h := a.Hits[0]
	if h.ID != "bg-ict-cluster-burgas" || h.Name != "ICT Cluster Burgas" || h.NativeName != "ИКТ Клъстер Бургас" || h.NativeLanguage != "bg" ||
		h.Country != (label{"BG", "България"}) || h.Region == nil || h.Region.Code != "BG341" || h.Members != 33 || h.Founded != "2016-10" || h.Score <= 0 {
		t.Errorf("hit %+v", h)
	}
	if diff := cmp.Diff([]piece{{"ICT Cluster ", false}, {"Burgas", true}}, h.NamePieces); diff != "" {
		t.Errorf("pieces of the name (-want +got):\n%s", diff)
	}
	if want := (match{"exact", "name", "burgas", "Burgas"}); !slices.Contains(h.Matched, want) {
		t.Errorf("matched %+v, want %+v among them", h.Matched, want)
	}
	if got := h.Concepts["ecosystem"]; len(got) != 1 || got[0].Code != "digital" {
		t.Errorf("concepts %+v, want the ecosystem digital", h.Concepts)
	}
	// Other facets' filters count, the facet's own does not.
	f := get[answer[hit]](s, "/api/v1/organisations?kind=sme").Facets["kind"]
	if diff := cmp.Diff([]int{24, 1, 1}, each(f, func(v facetValue) int { return v.Count })); diff != "" || !f[0].Selected || f[1].Selected {
		t.Errorf("facet kind %+v, want 24 (selected), 1 and 1", f)
	}
}

func TestMarkupInTextStaysText(t *testing.T) {
	s := newSite(t)
	h := get[answer[hit]](s, "/api/v1/organisations?q=coast").Hits[0]
	whole := ""
	for _, p := range h.Snippet.Pieces {
		whole += p.Text
	}
	if want := "A cluster of IT firms of Burgas <b>and</b> the coast."; whole != want {
		t.Errorf("pieces joined are %q, want %q", whole, want)
	}
}

func TestWithoutHitsTheWayOutIsNamed(t *testing.T) {
	s := newSite(t)
	a := get[answer[hit]](s, "/api/v1/organisations?q=burgas&country=RO")
	if a.Total != 0 || len(a.Hits) != 0 {
		t.Fatalf("answer %+v, want no hit", a)
	}
	if want := []suggestion{{"country", "RO", "Romania", 1}}; !slices.Equal(a.Suggestions, want) {
		t.Errorf("suggestions %+v, want %+v", a.Suggestions, want)
	}
	if want := []filter{{"country", "RO", "Romania"}}; !slices.Equal(a.Filters, want) {
		t.Errorf("filters %+v, want %+v", a.Filters, want)
	}
	if body := s.do("GET", "/metrics").Body.String(); !strings.Contains(body, `euxine_http_empty_results_total{route="/api/v1/organisations"} 1`) {
		t.Error("the metrics do not count the search without hits")
	}
}

func TestPagesAndCursorsReachEveryHitOnce(t *testing.T) {
	s := newSite(t)
	all := get[answer[hit]](s, "/api/v1/organisations?per_page=100&lang=bg")
	want := each(all.Hits, func(h hit) string { return h.ID })
	if len(want) != 26 {
		t.Fatalf("%d organisations, want 26", len(want))
	}
	t.Run("pages", func(t *testing.T) {
		var got []string
		target := "/api/v1/organisations?per_page=7&lang=bg"
		for range 10 {
			a := get[answer[hit]](s, target)
			got = append(got, each(a.Hits, func(h hit) string { return h.ID })...)
			if a.Page > 1 && get[answer[hit]](s, a.Previous).Page != a.Page-1 {
				t.Errorf("%s leads back to %s", target, a.Previous)
			}
			links := s.do("GET", target).Header().Values("Link")
			if (a.Next != "") != slices.Contains(links, "<"+a.Next+`>; rel="next"`) {
				t.Errorf("%s: Link %q, next %q", target, links, a.Next)
			}
			if a.Next == "" {
				break
			}
			if !strings.Contains(a.Next, "lang=bg") || !strings.Contains(a.Next, "per_page=7") {
				t.Errorf("next %s forgets parameters", a.Next)
			}
			target = a.Next
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("hits (-want +got):\n%s", diff)
		}
	})
	t.Run("cursors", func(t *testing.T) {
		first := get[answer[hit]](s, "/api/v1/organisations?per_page=7")
		got := each(first.Hits, func(h hit) string { return h.ID })
		target := "/api/v1/organisations?per_page=7&cursor=" + first.Cursor
		for range 10 {
			a := get[answer[hit]](s, target)
			got = append(got, each(a.Hits, func(h hit) string { return h.ID })...)
			if a.Previous != "" {
				t.Errorf("%s leads back to %s, want no way back", target, a.Previous)
			}
			if target = a.Next; target == "" {
				break
			}
			if !strings.Contains(target, "cursor=") {
				t.Fatalf("after a cursor comes %s, want a cursor", target)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("hits (-want +got):\n%s", diff)
		}
	})
}

func TestBadParametersAreAllNamed(t *testing.T) {
	s := newSite(t)
	for target, want := range map[string][]string{
		"/api/v1/organisations?kind=clutser&page=0&colour=red&lang=xx": {"colour", "kind", "lang", "page"},
		"/api/v1/organisations?near=here&within=5":                     {"near"},
		"/api/v1/organisations?per_page=2000000000":                    {"per_page"},
		"/api/v1/organisations?cursor=x&format=pdf&sort=up":            {"format", "sort"},
		"/api/v1/organisations?cursor=LTEu":                            {"cursor"},
		"/api/v1/calls?cursor=LTEu":                                    {"cursor"},
		"/api/v1/opportunities?cursor=LTEu":                            {"cursor"},
		"/api/v1/changes?cursor=LTEu":                                  {"cursor"},
		"/api/v1/calls?format=json&format=ndjson&state=soon&to=May":    {"format", "state", "to"},
		"/api/v1/projects/digihub?page=1&format=pdf":                   {"format", "page"},
		"/api/v1/organisations/bg-firm-01?q=x&lang=xx":                 {"lang", "q"},
		"/api/v1/organisations/bg-firm-01/history?limit=101&before=-1": {"before", "limit"},
		"/api/v1/concepts?scheme=colour&page=2":                        {"page", "scheme"},
		"/api/v1/regions?country=Bulgaria&level=4":                     {"country", "level"},
		"/api/v1/stats?%ff=1":                                          {"\uFFFD"},
		"/readyz?verbose":                                              {"verbose"},
	} {
		p := s.refused(target, 400)
		var got []string
		for _, f := range p.Faults {
			got = append(got, f.Parameter)
			if f.Detail == "" || f.Key == "" || strings.Contains(f.Detail, "%!") {
				t.Errorf("%s: fault %+v", target, f)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s names %q, want %q", target, got, want)
		}
		if p.Type != "urn:euxine:problem:invalid-parameter" || !strings.HasPrefix(p.Instance, "urn:euxine:request:") {
			t.Errorf("%s: problem %+v", target, p)
		}
	}
}

func TestOrganisationSaysAllThereIs(t *testing.T) {
	s := newSite(t)
	o := get[organisation](s, "/api/v1/organisations/bg-ict-cluster-burgas?lang=bg")
	total, age := 33, 2
	want := organisation{
		organisationRecord: organisationRecord{
			identity: identity{"bg-ict-cluster-burgas", []string{"bg-ictc-burgas"}, 2},
			sources: sources{provenance{"https://ictc-burgas.org/about", "2024-05", "read by hand"},
				map[string]provenance{"members.total": {"https://ictc-burgas.org/members", "2025", ""}}},
			Name: "ICT Cluster Burgas", NativeName: "ИКТ Клъстер Бургас",
			Names: []name{
				{"ICT Cluster Burgas", "en", "Latn", "display", false},
				{"ИКТ Клъстер Бургас", "bg", "Cyrl", "official", false},
				{"IKT Klaster Burgas", "bg", "Latn", "alias", true},
			},
			City: "Burgas", Point: &point{42.5, 27.47}, Website: "https://ictc-burgas.org/", Founded: "2016-10",
			Members: &members{Total: &total, SMEs: number(25), Startups: number(3), Large: number(1), Research: number(3), Others: number(1)},
			Size:    "small", NACE: []string{"J62"}, MemberOf: []string{"bg-black-sea-network"}, Keywords: []string{"green ICT"},
			Languages:    []string{"bg", "en"},
			Descriptions: map[string]string{"en": "A cluster of IT firms of Burgas <b>and</b> the coast.", "bg": "Клъстер на ИТ фирми от Бургас."},
			Status:       "active", Predecessor: "bg-old-cluster", Successor: "bg-firm-01",
		},
		Description: &text{"Клъстер на ИТ фирми от Бургас.", "bg"},
		Freshness:   freshness{AgeYears: &age},
		Contact:     &contact{URL: "https://ictc-burgas.org/", Via: "website"},
		Projects: []projectRef{{"DIGIHUB – Digital hubs of the coast", "digihub", &itemRef{Type: "projects", ID: "digihub",
			Title: "DIGIHUB – Digital hubs of the coast", State: "past", Start: "2024-01", End: "2025-12"}}, {Name: "ICT Greening Up"}},
		Links: recordLinks{"/api/v1/organisations/bg-ict-cluster-burgas", "/api/v1/organisations/bg-ict-cluster-burgas/history"},
	}
	// Labels are the vocabulary's; what is compared here is which codes there are.
	codes := map[string]string{
		"kind": o.Kind.Code, "country": o.Country.Label, "region": o.Region.Code, "label": o.Label.Code,
		"strength": o.Concepts["technology"][0].Code, "offer": o.Offers[0].Concepts[0].Code,
	}
	wantCodes := map[string]string{"kind": "cluster", "country": "България", "region": "BG341", "label": "bronze",
		"strength": "artificial-intelligence", "offer": "upskilling"}
	if diff := cmp.Diff(wantCodes, codes); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	if o.Listed.Total != 24 || len(o.Listed.Shown) != 24 || len(o.Memberships) != 1 || len(o.Regions) != 3 || len(o.TargetCountries) != 2 ||
		o.Concepts["technology"][0].Strength != 4 || o.Needs[0].Text != "partners for the green transition" {
		t.Errorf("organisation %+v: members, memberships, regions or targets are missing", o)
	}
	o.Kind, o.Country, o.Region, o.Label, o.Concepts, o.Offers, o.Needs, o.TargetCountries = label{}, label{}, nil, nil, nil, nil, nil, nil
	if len(o.Events) != 1 || o.Events[0].ID != "cmr-burgas" || o.Events[0].State != "open" || o.Events[0].City != "Burgas" {
		t.Errorf("events %+v, want the conference it hosts", o.Events)
	}
	o.Events = nil
	o.Listed, o.Memberships, o.Regions, o.Related = listedMembers{}, nil, nil, nil
	if diff := cmp.Diff(want, o, cmp.AllowUnexported(organisation{}, organisationRecord{})); diff != "" {
		t.Errorf("organisation (-want +got):\n%s", diff)
	}
	if firm := s.do("GET", "/api/v1/organisations/bg-firm-01").Body.String(); strings.Contains(firm, "null") || strings.Contains(firm, `:""`) {
		t.Errorf("what is not known is not left out: %s", firm)
	}
}

func TestFormerIDsSendOn(t *testing.T) {
	s := newSite(t)
	for from, to := range map[string]string{
		"/api/v1/organisations/bg-ictc-burgas":                         "/api/v1/organisations/bg-ict-cluster-burgas",
		"/api/v1/organisations/bg-ictc-burgas?lang=bg":                 "/api/v1/organisations/bg-ict-cluster-burgas?lang=bg",
		"/api/v1/organisations/bg-ictc-burgas/history?limit=1&lang=bg": "/api/v1/organisations/bg-ict-cluster-burgas/history?lang=bg&limit=1",
		"/api/v1/events/cmr-2026":                                      "/api/v1/events/cmr-burgas",
		"/api/v1/calls/digitour-voucher-1?lang=bg":                     "/api/v1/calls/digitour-vouchers?lang=bg",
		"/api/v1/projects/digital-hubs/history":                        "/api/v1/projects/digihub/history",
		"/api/v1/regions/bg341":                                        "/api/v1/regions/BG341",
		"/api/v1/regions/gr3?lang=el":                                  "/api/v1/regions/EL3?lang=el",
	} {
		rec := s.do("GET", from)
		if rec.Code != http.StatusMovedPermanently || rec.Header().Get("Location") != to {
			t.Errorf("GET %s = %d to %q, want 301 to %q", from, rec.Code, rec.Header().Get("Location"), to)
		}
		if rec := s.do("GET", to); rec.Code != http.StatusOK {
			t.Errorf("GET %s = %d, want 200", to, rec.Code)
		}
	}
}

func TestUnknownThingsAreProblems(t *testing.T) {
	s := newSite(t)
	p := s.refused("/api/v1/organisations/bg-ict-burgas", 404)
	if len(p.Near) == 0 || p.Near[0].ID != "bg-ict-cluster-burgas" || !strings.Contains(p.Detail, "bg-ict-burgas") {
		t.Errorf("problem %+v, want the cluster of Burgas as near", p)
	}
	if p := s.refused("/api/v1/regions/BG999", 404); !strings.Contains(p.Detail, "perhaps BG") {
		t.Errorf("problem %+v, want a near code", p)
	}
	s.refused("/api/v1/concepts/sector/nothing", 404)
	s.refused("/api/v1/nothing/here", 404)
	rec := s.do("DELETE", "/api/v1/organisations/bg-firm-01")
	if rec.Code != 405 || rec.Header().Get("Content-Type") != problemType || !strings.Contains(rec.Header().Get("Allow"), "GET") {
		t.Errorf("DELETE = %d %v, want a problem 405 with Allow", rec.Code, rec.Header())
	}
}

func TestHistoryNewestFirst(t *testing.T) {
	s := newSite(t)
	h := get[history[organisationRecord]](s, "/api/v1/organisations/bg-ict-cluster-burgas/history?limit=1")
	if len(h.Versions) != 1 || h.Versions[0].Revision != 2 || *h.Versions[0].Record.Members.Total != 33 || h.Versions[0].By != "a test" || h.Next == "" {
		t.Fatalf("history %+v, want revision 2 and a way on", h)
	}
	older := get[history[organisationRecord]](s, h.Next)
	if len(older.Versions) != 1 || older.Versions[0].Revision != 1 || *older.Versions[0].Record.Members.Total != 30 || older.Next != "" {
		t.Errorf("older history %+v, want revision 1 and the end", older)
	}
	gone := get[history[organisationRecord]](s, "/api/v1/organisations/bg-firm-25/history")
	if len(gone.Versions) != 2 || !gone.Versions[0].Deleted || gone.Versions[0].Record != nil || gone.Versions[1].Record == nil {
		t.Errorf("history of a deleted one %+v, want the deletion and what was deleted", gone)
	}
}

func TestConcepts(t *testing.T) {
	s := newSite(t)
	all := get[concepts](s, "/api/v1/concepts")
	if len(all.Schemes) != len(directory.Schemes) || all.Total != len(all.Concepts) || all.Total < 150 {
		t.Errorf("%d schemes, %d of %d concepts", len(all.Schemes), len(all.Concepts), all.Total)
	}
	sectors := get[concepts](s, "/api/v1/concepts?scheme=sector&lang=bg")
	i := slices.IndexFunc(sectors.Concepts, func(c concept) bool {
		return c.Code == "information-technology-and-analytical-instruments"
	})
	if len(sectors.Schemes) != 1 || sectors.Schemes[0].Parameter != "sector" || i < 0 || *sectors.Concepts[i].Organisations != 25 {
		t.Errorf("sectors %+v, want 25 organisations of information technology", sectors.Schemes)
	}
	aquaculture := get[concept](s, "/api/v1/concepts/priority/aquaculture")
	broader := aquaculture.Broader
	if broader == nil || broader.Code != "blue-growth" || *aquaculture.Organisations != 1 {
		t.Fatalf("concept %+v, want it below blue growth", aquaculture)
	}
	above := get[concept](s, "/api/v1/concepts/priority/blue-growth")
	if !slices.ContainsFunc(above.Narrower, func(c conceptRef) bool { return c.Code == "aquaculture" }) || *above.Organisations != 1 {
		t.Errorf("concept %+v, want aquaculture below it and counted", above)
	}
	if service := get[concept](s, "/api/v1/concepts/service/upskilling"); service.Organisations != nil {
		t.Errorf("concept %+v counts what no filter counts", service)
	}
}

func TestRegions(t *testing.T) {
	s := newSite(t)
	bg := get[regions](s, "/api/v1/regions?country=bg&lang=bg")
	if bg.Total == 0 || bg.Regions[0].Code != "BG" || bg.Regions[0].Name != "България" || bg.Regions[0].Organisations != 25 {
		t.Fatalf("regions %+v, want Bulgaria first with 25 organisations", bg)
	}
	seen := map[string]bool{"": true}
	for _, r := range bg.Regions {
		if !seen[r.Parent] {
			t.Errorf("%s comes before its parent %s", r.Code, r.Parent)
		}
		seen[r.Code] = true
	}
	if all := get[regions](s, "/api/v1/regions"); all.Total != 446 {
		t.Errorf("%d regions, want the seed's 446", all.Total)
	}
	if top := get[regions](s, "/api/v1/regions?level=0"); top.Total != len(directory.Countries) {
		t.Errorf("%d countries, want %d", top.Total, len(directory.Countries))
	}
	burgas := get[regionPage](s, "/api/v1/regions/BG341")
	if burgas.Organisations != 1 || !slices.Equal(each(burgas.Path, func(l label) string { return l.Code }), []string{"BG34", "BG3", "BG"}) || len(burgas.Below) != 0 {
		t.Errorf("Burgas %+v", burgas)
	}
	if above := get[regionPage](s, "/api/v1/regions/BG34"); above.Organisations != 1 || len(above.Below) != len(above.Children) || len(above.Below) == 0 {
		t.Errorf("what Burgas lies in: %+v", above)
	}
}

func TestStats(t *testing.T) {
	s := newSite(t)
	v := get[stats](s, "/api/v1/stats")
	if v.Records != (records{26, 3, 2, 2}) || v.Revision != 3 {
		t.Errorf("records %+v at revision %d, want 26 organisations, 3 events, 2 calls and 2 projects at 3", v.Records, v.Revision)
	}
	// One of the calls has an open lot and a past one: it is open.
	if want := (states{Events: stateCounts{1, 1, 1, 0}, Calls: stateCounts{1, 0, 0, 1}, Projects: stateCounts{0, 0, 1, 1}}); v.States != want {
		t.Errorf("states %+v, want %+v", v.States, want)
	}
	if i := slices.IndexFunc(v.Completeness, func(c completeness) bool { return c.Fact == "region" }); i < 0 || v.Completeness[i] != (completeness{"region", 2, 24}) {
		t.Errorf("completeness %+v, want 2 organisations with a region and 24 without", v.Completeness)
	}
	if want := []yearCount{{2024, 1}, {2015, 1}, {0, 24}}; !slices.Equal(v.SourceYears, want) || v.Stale != 25 {
		t.Errorf("source years %+v, stale %d, want %+v and 25", v.SourceYears, v.Stale, want)
	}
	if want := []count{{"BG", "Bulgaria", 25}, {"RO", "Romania", 1}}; !slices.Equal(v.Countries, want) {
		t.Errorf("countries %+v, want %+v", v.Countries, want)
	}
}

func TestTagsChangeWithTheDirectory(t *testing.T) {
	s := newSite(t)
	targets := []string{"/api/v1/organisations?q=firm", "/api/v1/organisations/bg-firm-01", "/api/v1/organisations/bg-firm-01/history",
		"/api/v1/concepts", "/api/v1/concepts/sector/apparel", "/api/v1/regions", "/api/v1/regions/BG", "/api/v1/stats"}
	tags := map[string]string{}
	for _, target := range targets {
		tags[target] = s.do("GET", target).Header().Get("ETag")
		if rec := s.do("GET", target, "If-None-Match", tags[target]); rec.Code != http.StatusNotModified || rec.Body.Len() > 0 {
			t.Errorf("GET %s again = %d with %d bytes, want 304", target, rec.Code, rec.Body.Len())
		}
	}
	f := firm(1)
	f.Names[0].Text = "Firm One"
	s.write(put(f), store.Op{Delete: directory.KeyOf(firm(2))})
	for _, target := range targets {
		if rec := s.do("GET", target, "If-None-Match", tags[target]); rec.Code != http.StatusOK || rec.Header().Get("ETag") == tags[target] {
			t.Errorf("GET %s after a change = %d, want 200 with another tag", target, rec.Code)
		}
	}
	if a, b := s.do("GET", targets[1]).Header().Get("ETag"), s.do("GET", targets[1]+"?lang=bg").Header().Get("ETag"); a == b {
		t.Error("both languages have the same tag")
	}
	if rec := s.do("GET", "/api/v1/organisations/nobody"); rec.Header().Get("ETag") != "" || rec.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("a problem may be kept: %v", rec.Header())
	}
}

func TestScriptsOfEveryOriginMayRead(t *testing.T) {
	s := newSite(t)
	for _, target := range []string{"/api/v1/organisations", "/api/v1/organisations/nobody", "/api/v1/nothing", "/api/v1/organisations?x=1", "/readyz"} {
		rec := s.do("GET", target, "Origin", "https://elsewhere.example")
		h := rec.Header()
		if h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" ||
			!strings.Contains(h.Get("Access-Control-Expose-Headers"), "ETag") {
			t.Errorf("GET %s: headers %v do not let scripts read it", target, h)
		}
	}
	rec := s.do("OPTIONS", "/api/v1/organisations", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET",
		"Access-Control-Request-Headers", "if-none-match")
	if h := rec.Header(); rec.Code != http.StatusNoContent || !strings.Contains(h.Get("Access-Control-Allow-Methods"), "GET") ||
		h.Get("Access-Control-Allow-Headers") != "If-None-Match" || h.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight = %d %v", rec.Code, h)
	}
}

func TestWaysIn(t *testing.T) {
	s := newSite(t)
	for _, way := range WaysIn {
		if rec := s.do("GET", way); rec.Code != http.StatusFound || rec.Header().Get("Location") != "/api/v1/openapi.json" {
			t.Errorf("%s: %d to %q", way, rec.Code, rec.Header().Get("Location"))
		}
	}
}

func TestHeadHasTheHeadersOfGet(t *testing.T) {
	s := newSite(t)
	for _, target := range []string{"/api/v1/organisations/bg-firm-01", "/api/v1/regions/BG341", "/api/v1/openapi.json"} {
		got, head := s.do("GET", target), s.do("HEAD", target)
		for _, name := range []string{"ETag", "Content-Type", "Content-Length", "Cache-Control"} {
			if a, b := got.Header().Get(name), head.Header().Get(name); a != b || a == "" {
				t.Errorf("%s %s: %q for GET, %q for HEAD", target, name, a, b)
			}
		}
	}
}
