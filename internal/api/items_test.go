package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func codes(list []label) []string { return each(list, func(l label) string { return l.Code }) }

func TestEventsAreFoundByWordsStatesAndDates(t *testing.T) {
	s := newSite(t)
	for query, want := range map[string][]string{
		"":                            {"webinar", "cmr-burgas", "cmr-cluj"}, // latest first
		"sort=name":                   {"webinar", "cmr-burgas", "cmr-cluj"},
		"state=open":                  {"cmr-burgas"},
		"state=past&state=coming":     {"webinar", "cmr-cluj"},
		"from=2026-07-02":             {"webinar", "cmr-burgas"},
		"from=2026-07-03":             {"webinar"},
		"to=2026-06":                  {"cmr-burgas", "cmr-cluj"},
		"from=2025-03-31&to=2025":     {"cmr-cluj"},
		"country=BG":                  {"cmr-burgas"},
		"region=BG34":                 {"cmr-burgas"},
		"kind=info-day&kind=workshop": {"webinar", "cmr-cluj"},
		"q=matchmaking":               {"cmr-burgas"},
		"q=clusters+meet":             {"cmr-burgas", "cmr-cluj"},
		"near=42.5,27.4&within=10":    {"cmr-burgas"},
	} {
		a := get[answer[eventHit]](s, "/api/v1/events?"+query)
		got := each(a.Hits, func(h eventHit) string { return h.ID })
		if strings.HasPrefix(query, "q=clusters") {
			slices.Sort(got) // by relevance
		}
		if a.Total != len(want) || !slices.Equal(got, want) {
			t.Errorf("events?%s: %d, %q, want %q", query, a.Total, got, want)
		}
	}
	a := get[answer[eventHit]](s, "/api/v1/events?state=open&lang=bg&q=sea")
	if len(a.Hits) != 1 {
		t.Fatalf("answer %+v, want one hit", a)
	}
	h := a.Hits[0]
	if h.State != "open" || h.Start != "2026-06-30" || h.End != "2026-07-02" || !h.Online || h.City != "Burgas" || h.Country == nil || h.Country.Label != "България" ||
		h.Kind.Code != "conference" || h.Series != "Clusters meet Regions" || h.Score <= 0 || len(h.Concepts["sector"]) != 1 {
		t.Errorf("hit %+v", h)
	}
	if want := (match{"exact", "description", "sea", "sea"}); !slices.Contains(h.Matched, want) || h.Snippet == nil || !slices.Contains(h.Snippet.Pieces, piece{"sea", true}) {
		t.Errorf("matched %+v, snippet %+v, want the word sea", h.Matched, h.Snippet)
	}
	// The counts of a facet are those without its own filter, with words for what has no label.
	want := []facetValue{{"open", "Open", 1, true, 0}}
	if diff := cmp.Diff(want, a.Facets["state"]); diff != "" {
		t.Errorf("facet state (-want +got):\n%s", diff)
	}
	if f := get[answer[eventHit]](s, "/api/v1/events?state=open").Facets["state"]; len(f) != 3 {
		t.Errorf("facet state %+v, want three states counted", f)
	}
}

func TestCallsShowTheLotThatMatters(t *testing.T) {
	s := newSite(t)
	a := get[answer[callHit]](s, "/api/v1/calls")
	if got := each(a.Hits, func(h callHit) string { return h.ID }); !slices.Equal(got, []string{"digitour-vouchers", "some-grant"}) {
		t.Fatalf("calls %q, want the dated one first", got)
	}
	if h := a.Hits[0]; h.State != "open" || h.Opens != "2026-06-01" || h.Closes != "2026-09-30" || h.Lots != 2 || h.Funder != "European Commission" ||
		!slices.Equal(codes(h.Countries), []string{"BG", "RS"}) {
		t.Errorf("hit %+v, want the open lot", h)
	}
	if h := a.Hits[1]; h.State != "undated" || h.Opens+h.Closes != "" || h.Countries == nil {
		t.Errorf("hit %+v, want no dates and an empty list of countries", h)
	}
	for query, want := range map[string]int{"who=sme": 1, "who=hub": 0, "country=RS": 1, "state=open": 1, "state=past": 0, "from=2026-09-30&to=2027": 1, "kind=grant": 1, "to=2024": 0} {
		if got := get[answer[callHit]](s, "/api/v1/calls?"+query).Total; got != want {
			t.Errorf("calls?%s: %d, want %d", query, got, want)
		}
	}
}

func TestProjectsAreFound(t *testing.T) {
	s := newSite(t)
	a := get[answer[projectHit]](s, "/api/v1/projects?q=digihub")
	if len(a.Hits) != 1 || a.Hits[0].Title != "DIGIHUB – Digital hubs of the coast" || a.Hits[0].State != "past" || a.Hits[0].Programme != "Interreg" {
		t.Errorf("hits %+v", a.Hits)
	}
	one := get[answer[projectHit]](s, "/api/v1/projects?per_page=1&lang=bg")
	if one.Next != "/api/v1/projects?lang=bg&page=2&per_page=1" || get[answer[projectHit]](s, one.Next).Hits[0].ID != "second" {
		t.Errorf("next %q, want the second page of projects", one.Next)
	}
}

func TestEventSaysAllThereIs(t *testing.T) {
	s := newSite(t)
	e := get[event](s, "/api/v1/events/cmr-burgas?lang=bg")
	age := 0
	want := event{
		eventRecord: eventRecord{
			identity: identity{"cmr-burgas", []string{"cmr-2026"}, 2},
			Title:    "Clusters meet Regions in Burgas", Series: "Clusters meet Regions", Start: "2026-06-30", End: "2026-07-02", City: "Burgas",
			Point: &point{42.5, 27.47}, Online: true, Keywords: []string{"creative industries"},
			Programme:    []session{{"Matchmaking", "2026-07-01", "Tables of eight."}, {"Dinner", "", ""}},
			Website:      "https://example.org/burgas",
			Descriptions: map[string]string{"en": "Three days at the sea.", "bg": "Три дни на морето."},
			sources: sources{provenance{"https://example.org/cmr", "2026-05", "from the invitation"},
				map[string]provenance{"end": {"https://example.org/agenda", "2026", ""}}},
		},
		facts: facts{State: "open", Description: &text{"Три дни на морето.", "bg"}, Freshness: freshness{&age, false},
			Links: recordLinks{"/api/v1/events/cmr-burgas", "/api/v1/events/cmr-burgas/history"}},
	}
	host, gone := e.Organisers[0], e.Participants[1]
	if len(e.Organisers) != 2 || host.ID != "bg-ict-cluster-burgas" || host.Role != "host" || host.Organisation == nil || host.Organisation.Name != "ICT Cluster Burgas" ||
		e.Organisers[1].Organisation != nil {
		t.Errorf("organisers %+v, want a record and a name", e.Organisers)
	}
	if gone.Name != "Gone" || gone.Organisation != nil {
		t.Errorf("participant %+v, want the name of a record deleted", gone)
	}
	if e.Kind.Code != "conference" || e.Country.Label != "България" || e.Region.Code != "BG341" || !slices.Equal(codes(e.Regions), []string{"BG341", "BG34", "BG3"}) ||
		e.Concepts["technology"][0].Strength != 2 || len(e.Concepts["sector"]) != 1 {
		t.Errorf("event %+v: kind, place or concepts are missing", e)
	}
	if len(e.SeriesEvents) != 1 || e.SeriesEvents[0].ID != "cmr-cluj" || e.SeriesEvents[0].State != "past" || e.SeriesEvents[0].Start != "2025-03" {
		t.Errorf("series %+v, want the one in Cluj", e.SeriesEvents)
	}
	e.Organisers, e.Participants, e.Kind, e.Country, e.Region, e.Regions, e.Concepts, e.SeriesEvents = nil, nil, label{}, nil, nil, nil, nil, nil
	if diff := cmp.Diff(want, e, cmp.AllowUnexported(event{}, eventRecord{})); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	if webinar := s.do("GET", "/api/v1/events/webinar").Body.String(); strings.Contains(webinar, "null") || strings.Contains(webinar, `:""`) {
		t.Errorf("what is not known is not left out: %s", webinar)
	}
}

func TestCallSaysAllThereIs(t *testing.T) {
	s := newSite(t)
	c := get[call](s, "/api/v1/calls/digitour-vouchers")
	wantLots := []lot{
		{"Up-skilling", "open", number[int64](1000), number[int64](100000), "2026-06-01", "2026-09-30", "2026-08-31"},
		{"Collaboration", "past", number[int64](20000), nil, "2025-01", "2025-03", ""},
	}
	if diff := cmp.Diff(wantLots, c.Lots); diff != "" {
		t.Errorf("lots (-want +got):\n%s", diff)
	}
	e := c.Eligible
	if !slices.Equal(codes(e.Countries), []string{"BG", "RS"}) || !slices.Equal(codes(e.Regions), []string{"BG34"}) || !slices.Equal(e.NACE, []string{"55", "79.1"}) ||
		!slices.Equal(codes(e.Kinds), []string{"sme"}) || !slices.Equal(e.Sizes, []string{"micro", "small"}) {
		t.Errorf("eligible %+v", e)
	}
	if r := c.Consortium; r == nil || r.MinPartners != 2 || r.MaxPartners != 5 || r.MinCountries != 2 || !slices.Equal(codes(r.Roles), []string{"cluster"}) {
		t.Errorf("consortium %+v", r)
	}
	if c.State != "open" || !c.Freshness.Stale || *c.Freshness.AgeYears != 10 && *c.Freshness.AgeYears != 11 || c.Description.Text != "Vouchers for hotels." ||
		c.Links.Self != "/api/v1/calls/digitour-vouchers" || !slices.Equal(c.FormerIDs, []string{"digitour-voucher-1"}) {
		t.Errorf("call %+v", c)
	}
	grant := get[call](s, "/api/v1/calls/some-grant")
	if grant.Consortium != nil || grant.State != "undated" || len(grant.Lots) != 1 || grant.Lots[0].State != "undated" {
		t.Errorf("call %+v, want one lot without dates and no rule", grant)
	}
}

func TestProjectSaysAllThereIs(t *testing.T) {
	s := newSite(t)
	p := get[project](s, "/api/v1/projects/digihub")
	if p.Acronym != "DIGIHUB" || p.Title != "Digital hubs of the coast" || *p.Budget != 1500000 || p.Start != "2024-01" || p.End != "2025-12" || p.State != "past" ||
		!slices.Equal(codes(p.Countries), []string{"BG", "RO"}) || p.Programme != "Interreg" || p.Website != "https://example.org/hubs" {
		t.Errorf("project %+v", p)
	}
	if len(p.Partners) != 2 || p.Partners[0].Role != "coordinator" || p.Partners[0].Organisation == nil || p.Partners[1].Organisation != nil {
		t.Errorf("partners %+v, want a record and a name", p.Partners)
	}
	if len(p.NamedBy) != 1 || p.NamedBy[0].ID != "bg-ict-cluster-burgas" {
		t.Errorf("named by %+v, want the cluster that says so", p.NamedBy)
	}
}

func TestHistoriesOfEveryType(t *testing.T) {
	s := newSite(t)
	e := get[history[eventRecord]](s, "/api/v1/events/cmr-burgas/history")
	if len(e.Versions) != 2 || e.Versions[0].Record.Title != "Clusters meet Regions in Burgas" || e.Versions[1].Record.Title != "Clusters meet Regions" ||
		e.Versions[1].Record.Organisers[0].ID != "bg-ict-cluster-burgas" {
		t.Errorf("history %+v, want both titles", e)
	}
	first := get[history[eventRecord]](s, "/api/v1/events/cmr-burgas/history?limit=1&lang=bg")
	if first.Next != "/api/v1/events/cmr-burgas/history?before=2&lang=bg&limit=1" || len(get[history[eventRecord]](s, first.Next).Versions) != 1 {
		t.Errorf("next %q, want the version before", first.Next)
	}
	if c := get[history[callRecord]](s, "/api/v1/calls/digitour-vouchers/history"); len(c.Versions) != 1 || c.Versions[0].Record.Lots[0].State != "" {
		t.Errorf("history %+v, want one version, without what depends on the day", c)
	}
	if p := get[history[projectRecord]](s, "/api/v1/projects/digihub/history"); len(p.Versions) != 1 || p.Versions[0].Record.Acronym != "DIGIHUB" {
		t.Errorf("history %+v", p)
	}
}

func TestUnknownItemsHaveNearMatches(t *testing.T) {
	s := newSite(t)
	for target, want := range map[string]near{
		"/api/v1/events/clusters-in-burgas?lang=bg": {"cmr-burgas", "Clusters meet Regions in Burgas", "/api/v1/events/cmr-burgas?lang=bg"},
		"/api/v1/calls/digitour/history":            {"digitour-vouchers", "DIGITOUR vouchers", "/api/v1/calls/digitour-vouchers"},
		"/api/v1/projects/digital-hub":              {"digihub", "DIGIHUB – Digital hubs of the coast", "/api/v1/projects/digihub"},
	} {
		p := s.refused(target, http.StatusNotFound)
		if len(p.Near) == 0 || p.Near[0] != want {
			t.Errorf("GET %s: near %+v, want %+v first", target, p.Near, want)
		}
	}
	if p := s.refused("/api/v1/events/digihub", http.StatusNotFound); !strings.Contains(p.Detail, `no event "digihub"`) {
		t.Errorf("problem %+v: ids are those of a type", p)
	}
}

func TestRegionsTellTheirEventsAndCalls(t *testing.T) {
	s := newSite(t)
	burgas := get[regionPage](s, "/api/v1/regions/BG341")
	if len(burgas.Events) != 1 || burgas.Events[0].ID != "cmr-burgas" || burgas.WithoutRegion != nil || len(burgas.Kinds) != 1 || burgas.Kinds[0].Value != "cluster" {
		t.Errorf("Burgas %+v, want its event and cluster", burgas)
	}
	if len(burgas.Calls) != 1 || burgas.Calls[0].ID != "digitour-vouchers" || burgas.Calls[0].Opens != "2026-06-01" || burgas.Calls[0].Start != "" {
		t.Errorf("calls %+v, want the one its country may apply to", burgas.Calls)
	}
	if bg := get[regionPage](s, "/api/v1/regions/BG"); bg.WithoutRegion == nil || *bg.WithoutRegion != 24 || len(bg.Sectors) == 0 {
		t.Errorf("Bulgaria %+v, want 24 organisations without a region", bg)
	}
}
