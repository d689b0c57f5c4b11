package api

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"github.com/google/go-cmp/cmp"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/insight"
	matching "euxine/internal/match"
	"euxine/internal/search"
)

// registerFiles makes files bytes to the validator, but for JSON.
var registerFiles = sync.OnceFunc(func() {
	for _, f := range exchange.Formats {
		if name, _, _ := strings.Cut(mediaType(f), ";"); name != recordsType {
			openapi3filter.RegisterBodyDecoder(name, openapi3filter.FileBodyDecoder)
		}
	}
	openapi3filter.RegisterBodyDecoder(zipType, openapi3filter.FileBodyDecoder)
})

func document(t *testing.T) *openapi3.T {
	t.Helper()
	registerFiles()
	doc, err := openapi3.NewLoader().LoadFromData(documentJSON())
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation()); err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestDocumentDescribesEveryRouteAndNoOther(t *testing.T) {
	var served, described []string
	methods := map[string][]string{}
	for _, r := range newSite(t).engine.Routes() {
		path := r.Path
		for part := range strings.SplitSeq(r.Path, "/") {
			if name, ok := strings.CutPrefix(part, ":"); ok {
				path = strings.ReplaceAll(path, part, "{"+name+"}")
			}
		}
		methods[path] = append(methods[path], r.Method)
	}
	for _, way := range WaysIn { // lead to the document
		delete(methods, way)
	}
	for path, ms := range methods {
		served = append(served, path)
		// The document's text promises HEAD and OPTIONS for all that GET is of.
		slices.Sort(ms)
		if !slices.Equal(ms, []string{"GET", "HEAD", "OPTIONS"}) && !slices.Equal(ms, []string{"OPTIONS", "POST"}) && (path != ReconcilePath || !slices.Equal(ms, []string{"GET", "HEAD", "OPTIONS", "POST"})) {
			t.Errorf("%s answers %v", path, ms)
		}
	}
	for path, item := range document(t).Paths.Map() {
		described = append(described, path)
		for method, op := range item.Operations() {
			if !slices.Contains(methods[path], method) || op.OperationID == "" || op.Summary == "" || len(op.Tags) == 0 {
				t.Errorf("%s %s: want a method that is answered, with an id, a summary and a tag", method, path)
			}
		}
	}
	slices.Sort(served)
	slices.Sort(described)
	if diff := cmp.Diff(described, served); diff != "" {
		t.Errorf("routes (-described +served):\n%s", diff)
	}
}

// schemas are the Go types behind the document's schemas of objects.
var schemas = map[string]any{
	"Answer": answer[hit]{}, "EventAnswer": answer[eventHit]{}, "CallAnswer": answer[callHit]{}, "ProjectAnswer": answer[projectHit]{},
	"EventHit": eventHit{}, "CallHit": callHit{}, "ProjectHit": projectHit{}, "ItemRef": itemRef{}, "Party": party{}, "Session": session{},
	"EventRecord": eventRecord{}, "Event": event{}, "CallRecord": callRecord{}, "Call": call{}, "Lot": lot{}, "Eligibility": whoMayApply{},
	"Consortium": consortium{}, "ProjectRecord": projectRecord{}, "Project": project{}, "Near": near{},
	"EventHistory": history[eventRecord]{}, "EventVersion": version[eventRecord]{}, "CallHistory": history[callRecord]{}, "CallVersion": version[callRecord]{},
	"ProjectHistory": history[projectRecord]{}, "ProjectVersion": version[projectRecord]{},
	"States": states{}, "StateCounts": stateCounts{}, "Completeness": completeness{}, "YearCount": yearCount{},
	"Hit": hit{}, "Snippet": snippet{}, "Match": match{}, "FacetValue": facetValue{}, "Filter": filter{},
	"Interpretation": interpretation{}, "Suggestions": suggestions{}, "Completion": completion{},
	"Suggestion": suggestion{}, "Label": label{}, "Piece": piece{}, "Point": point{}, "Text": text{}, "Ref": ref{}, "Count": count{},
	"OrganisationRecord": organisationRecord{}, "Organisation": organisation{}, "Name": name{}, "Members": members{}, "ListedMembers": listedMembers{},
	"ConceptTag": conceptTag{}, "ConceptRef": conceptRef{}, "Offering": offering{}, "ProjectRef": projectRef{}, "Provenance": provenance{},
	"Freshness": freshness{}, "Contact": contact{}, "RecordLinks": recordLinks{}, "History": history[organisationRecord]{}, "Version": version[organisationRecord]{},
	"Concepts": concepts{}, "Scheme": scheme{}, "Concept": concept{}, "Regions": regions{}, "Region": region{}, "RegionPage": regionPage{},
	"Changes": changes{}, "KnownFrom": knownFrom{}, "ChangeBatch": changeBatch{}, "Change": change{}, "FieldChange": fieldChange{},
	"Stats": stats{}, "RecordCounts": records{}, "Standing": standing{}, "Problem": problem{}, "Fault": fault{},
	"Statistics": statistics{}, "Sum": sum{}, "Cell": cell{},
	"Brief": brief{}, "RegionCount": regionCount{}, "KindShare": kindShare{}, "Membership": membership{}, "KnownSum": knownSum{}, "SchemeBrief": schemeBrief{},
	"Specialisation": specialisation{}, "ByMember": byMember{}, "Stars": stars{}, "Diversity": diversity{}, "NamedConcept": namedConcept{},
	"Presence": presence{}, "Gap": gap{}, "Backing": backing{}, "Ties": ties{}, "Tie": tie{}, "Similar": similar{}, "Peer": peer{}, "Alike": alike{},
	"Described": described{}, "Applicant": applicant{}, "CallVerdicts": callVerdicts{}, "AnswerCounts": answerCounts{}, "CallVerdict": callVerdict{},
	"WhoVerdict": whoVerdict{}, "LotVerdict": lotVerdict{}, "RuleCheck": ruleCheck{}, "Applicants": applicants{}, "ApplicantFound": applicantFound{},
	"Basket": basket{}, "BasketPartner": basketPartner{}, "Requirement": requirement{}, "BasketCompletion": fewest{}, "SeatGap": seatGap{}, "Candidate": candidate{},
	"Opportunities": opportunities{}, "Opportunity": opportunity{}, "Themes": themes{}, "Theme": theme{},
	"ReconcileManifest": reconcileManifest{}, "ReconcileType": reconcileType{}, "ReconcileView": reconcileView{}, "ReconcileSuggest": reconcileSuggest{},
	"ReconcileService": reconcileService{}, "ReconcileResult": reconcileResult{}, "ReconcileCandidate": reconcileCandidate{}, "ReconcileFeature": reconcileFeature{},
	"ReconcileEntities": reconcileSuggestions[reconcileEntity]{}, "ReconcileEntity": reconcileEntity{}, "ReconcileTypes": reconcileSuggestions[reconcileType]{},
	"ReconcileProperties": reconcileSuggestions[reconcileProperty]{}, "ReconcileProperty": reconcileProperty{},
	"Seeker": seeker{}, "Partners": partners{}, "Partner": partner{}, "MatchPart": matchPart{}, "MatchReason": matchReason{},
	"Meeting": meeting{}, "LinkedRecord": linked{}, "RelatedSectors": nearSectors{}, "SectorPair": nearSector{},
	"Complementary": complementary{}, "Completes": completes{}, "DataState": dataState{}, "Fact": fact{},
}

func TestDocumentDescribesEveryField(t *testing.T) {
	doc := document(t)
	for name, ref := range doc.Components.Schemas {
		s := ref.Value
		if !s.Type.Is("object") {
			continue
		}
		v, ok := schemas[name]
		if !ok {
			t.Errorf("no type belongs to schema %s", name)
			continue
		}
		if s.AdditionalProperties.Has == nil || *s.AdditionalProperties.Has {
			t.Errorf("schema %s is open", name)
		}
		var described, written, required, always []string
		for field := range s.Properties {
			described = append(described, field)
		}
		required = slices.Clone(s.Required)
		for _, f := range reflect.VisibleFields(reflect.TypeOf(v)) {
			if f.Anonymous {
				continue
			}
			field, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			written = append(written, field)
			if options == "" {
				always = append(always, field)
			}
		}
		for _, list := range [][]string{described, written, required, always} {
			slices.Sort(list)
		}
		if diff := cmp.Diff(described, written); diff != "" {
			t.Errorf("fields of %s (-described +written):\n%s", name, diff)
		}
		if diff := cmp.Diff(required, always); diff != "" {
			t.Errorf("fields of %s that are never left out (-described +written):\n%s", name, diff)
		}
	}
	for name := range schemas {
		if doc.Components.Schemas[name] == nil {
			t.Errorf("no schema %s", name)
		}
	}
}

func TestDocumentDescribesTheParametersOfSearch(t *testing.T) {
	doc := document(t)
	for _, typ := range directory.RecordTypes {
		described := map[string]bool{}
		for _, p := range doc.Paths.Find(Prefix + "/" + string(typ)).Get.Parameters {
			if p.Value.In != "query" {
				continue
			}
			described[p.Value.Name] = true
			_, faults := search.ParseFor(typ, url.Values{p.Value.Name: {""}}, vocabulary(t))
			if len(faults) > 0 {
				t.Errorf("%s: the document has parameter %s, search says %v", typ, p.Value.Name, faults)
			}
		}
		for _, f := range search.FacetsOf(typ) {
			if !described[string(f)] {
				t.Errorf("%s: the document lacks the facet %s", typ, f)
			}
		}
		for _, name := range []string{"from", "to", "founded_from", "members_to", "member_of", "lacks", "offer", "need", "ids", "theme"} {
			_, faults := search.ParseFor(typ, url.Values{name: {""}}, vocabulary(t))
			if described[name] != (len(faults) == 0) {
				t.Errorf("%s: parameter %s is described: %v, search says %v", typ, name, described[name], faults)
			}
		}
	}
}

// Every parameter of a search is one of statistics, but those of paging.
func TestDocumentDescribesTheParametersOfStatistics(t *testing.T) {
	doc := document(t)
	parameters := doc.Paths.Find(Prefix + "/stats").Get.Parameters
	text := parameters.GetByInAndName("query", "group_by").Description
	known := map[string]bool{"format": true} // the handler's own
	for _, typ := range directory.RecordTypes {
		for _, p := range parameters {
			vs := url.Values{"type": {string(typ)}, "group_by": {"country"}}
			vs[p.Value.Name] = append(vs[p.Value.Name], "")
			if _, faults := search.ParseStatistics(vs, vocabulary(t)); len(faults) == 0 {
				known[p.Value.Name] = true
			}
		}
		for _, p := range doc.Paths.Find(Prefix + "/" + string(typ)).Get.Parameters {
			paging := slices.Contains([]string{"page", "per_page", "cursor"}, p.Value.Name)
			if described := parameters.GetByInAndName(p.Value.In, p.Value.Name) != nil; described == paging {
				t.Errorf("%s of %s: described for statistics: %v", p.Value.Name, typ, described)
			}
		}
		for _, f := range search.DimensionsOf(typ) {
			if !strings.Contains(text, "`"+string(f)+"`") {
				t.Errorf("dimension %s of %s is not described", f, typ)
			}
		}
	}
	for _, p := range parameters {
		if p.Value.In == "query" && !known[p.Value.Name] {
			t.Errorf("the document has parameter %s, no type of statistics has", p.Value.Name)
		}
	}
}

func TestDocumentListsTheValuesOfTheDomain(t *testing.T) {
	doc := document(t)
	schema := func(name string) *openapi3.Schema { return doc.Components.Schemas[name].Value }
	of := func(typ, name string) *openapi3.Schema {
		s := doc.Paths.Find(Prefix+"/"+typ).Get.Parameters.GetByInAndName("query", name).Schema.Value
		if s.Items != nil {
			return s.Items.Value
		}
		return s
	}
	parameter := func(name string) *openapi3.Schema { return of("organisations", name) }
	for _, tt := range []struct {
		where string
		got   []any
		want  []string
	}{
		{"Language", schema("Language").Enum, stringsOf(directory.Languages)},
		{"lang", parameter("lang").Enum, stringsOf(directory.Languages)},
		{"Status", schema("Status").Enum, stringsOf(directory.Statuses)},
		{"SchemeName", schema("SchemeName").Enum, stringsOf(directory.Schemes)},
		{"size", schema("OrganisationRecord").Properties["size"].Value.Enum, stringsOf(directory.Sizes)},
		{"kind of an offering", schema("Offering").Properties["kind"].Value.Enum, stringsOf(directory.OfferingKinds)},
		{"kind", parameter("kind").Enum, stringsOf(directory.Kinds)},
		{"label", parameter("label").Enum, stringsOf(directory.ExcellenceLabels)},
		{"has", parameter("has").Enum, search.HasValues},
		{"sort", parameter("sort").Enum, stringsOf(search.Sorts)},
		{"sort of an answer", schema("Answer").Properties["sort"].Value.Enum, append(stringsOf(search.Sorts), string(search.SortDate))},
		{"lacks", parameter("lacks").Enum, search.LacksValues},
		{"fact", schema("Completeness").Properties["fact"].Value.Enum, search.LacksValues},
		{"kind of events", of("events", "kind").Enum, stringsOf(directory.EventKinds)},
		{"kind of calls", of("calls", "kind").Enum, stringsOf(directory.CallKinds)},
		{"who", of("calls", "who").Enum, stringsOf(directory.Kinds)},
		{"sizes", schema("Eligibility").Properties["sizes"].Value.Items.Value.Enum, stringsOf(directory.Sizes)},
		{"State", schema("State").Enum, search.States},
		{"state of events", of("events", "state").Enum, search.States},
		{"state of calls", of("calls", "state").Enum, search.States},
		{"state of projects", of("projects", "state").Enum, search.States},
		{"sort of events", of("events", "sort").Enum, stringsOf(search.SortsOf(directory.Events))},
		{"sort of calls", of("calls", "sort").Enum, stringsOf(search.SortsOf(directory.Calls))},
		{"sort of projects", of("projects", "sort").Enum, stringsOf(search.SortsOf(directory.Projects))},
		{"how", schema("Match").Properties["how"].Value.Enum, stringsOf(catalogue.MatchHows)},
		{"as", schema("Interpretation").Properties["as"].Value.Enum, stringsOf(catalogue.Interpretations)},
		{"change", schema("Change").Properties["change"].Value.Enum, stringsOf(catalogue.ChangeKinds)},
		{"scope", schema("Change").Properties["scope"].Value.Enum, stringsOf(catalogue.ChangeScopes)},
		{"verdict", schema("Specialisation").Properties["verdict"].Value.Enum, stringsOf(insight.Verdicts)},
		{"Reason", schema("Reason").Enum, stringsOf(insight.Reasons)},
		{"way", schema("Completes").Properties["way"].Value.Enum, stringsOf(insight.Ways)},
		{"fact of a brief", schema("Fact").Properties["fact"].Value.Enum, search.LacksValues},
		{"type of statistics", of("stats", "type").Enum, stringsOf(directory.RecordTypes)},
		{"measure of statistics", of("stats", "measure").Enum, stringsOf(search.MeasuresOf(directory.Organisations))},
		{"sort of statistics", of("stats", "sort").Enum, stringsOf(search.CellOrders)},
		{"format of statistics", of("stats", "format").Enum, stringsOf(tableFormats)},
		{"how of a reason", schema("MatchReason").Properties["how"].Value.Enum, stringsOf(matching.Hows)},
		{"factor", schema("MatchPart").Properties["factor"].Value.Enum, stringsOf(matching.Factors)},
		{"off", of("organisations/{id}/partners", "off").Enum, stringsOf(matching.Factors)},
		{"of", schema("Completion").Properties["of"].Value.Enum, stringsOf(catalogue.CompletionsOf)},
	} {
		if got := each(tt.got, func(v any) string { return v.(string) }); !slices.Equal(got, tt.want) {
			t.Errorf("%s is described as one of %q, want %q", tt.where, got, tt.want)
		}
	}
	for _, typ := range directory.RecordTypes {
		content := doc.Paths.Find(Prefix + "/" + string(typ)).Get.Responses.Status(200).Value.Content
		for _, f := range exchange.Formats {
			name, _, _ := strings.Cut(mediaType(f), ";")
			if !slices.Contains(of(string(typ), "format").Enum, any(string(f))) || content[name] == nil {
				t.Errorf("%s: format %s or its media type %q is not described", typ, f, name)
			}
		}
	}
	if most := schema("Statistics").Properties["cells"].Value.MaxItems; most == nil || *most != catalogue.MaxCells {
		t.Errorf("cells: at most %v, want %d", most, catalogue.MaxCells)
	}
	for name, got := range map[string]*uint64{"q": parameter("q").MaxLength, "cursor": parameter("cursor").MaxLength} {
		if want := map[string]uint64{"q": search.MaxQuery, "cursor": search.MaxCursor}[name]; got == nil || *got != want {
			t.Errorf("%s: length %v, want %d", name, got, want)
		}
	}
}

func TestAnswersKeepTheContract(t *testing.T) {
	s := newSite(t)
	doc := document(t)
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, tt := range contract {
		name := tt.target
		if len(name) > 80 {
			name = name[:80] + "…"
		}
		t.Run(name, func(t *testing.T) {
			route := keepsContract(t, router, s.engine, tt.target, tt.status)
			if tt.status == 200 {
				asked[route.Path] = true
				rec := do(s.engine, "GET", tt.target)
				if tag := rec.Header().Get("ETag"); tag != "" {
					keepsContract(t, router, s.engine, tt.target, 304, "If-None-Match", tag)
				}
			}
		})
	}
	for path, item := range doc.Paths.Map() {
		if !asked[path] && item.Get != nil { // questions asked with POST have tests of their own

			t.Errorf("no request asks for %s and gets an answer", path)
		}
	}
}

func TestAnswersKeepTheContractWhileTheIndexIsBuilt(t *testing.T) {
	s := newUnreadySite(t)
	router, err := legacy.NewRouter(document(t))
	if err != nil {
		t.Fatal(err)
	}
	for target, status := range map[string]int{
		"/healthz": 200, "/readyz": 503, "/metrics": 200, "/api/v1/openapi.json": 200,
		"/api/v1/organisations": 503, "/api/v1/organisations/bg-ict-cluster-burgas": 200, "/api/v1/organisations/nobody": 404,
		"/api/v1/organisations/bg-ict-cluster-burgas/history": 200,
		"/api/v1/organisations?format=ndjson":                 503, "/api/v1/events": 503, "/api/v1/calls?format=json": 503, "/api/v1/projects/digihub": 200,
		"/api/v1/calls/nothing": 404, "/api/v1/events/cmr-burgas/history": 200,
		"/api/v1/concepts": 503, "/api/v1/concepts/service/upskilling": 200, "/api/v1/regions": 503, "/api/v1/regions/BG341": 503, "/api/v1/stats": 503,
		"/api/v1/calls/digitour-vouchers/applicants": 503, "/api/v1/organisations/bg-ict-cluster-burgas/calls": 503,
		"/api/v1/organisations/bg-ict-cluster-burgas/partners": 503, "/api/v1/sectors/related": 503,
		"/api/v1/stats?group_by=kind": 503, "/api/v1/stats?group_by=kind&format=csv": 503, "/api/v1/regions/BG341/brief": 503, "/api/v1/regions/BG999/brief": 404,
	} {
		keepsContract(t, router, s.engine, target, status)
		rec := s.do("GET", target)
		if tag := rec.Header().Get("ETag"); tag != "" && target != "/api/v1/openapi.json" {
			t.Errorf("GET %s is tagged %s before the index is ready", target, tag)
		}
		if status == 503 && rec.Header().Get("Retry-After") == "" {
			t.Errorf("GET %s: 503 without Retry-After", target)
		}
	}
	if p := s.refused("/readyz", 503); !strings.Contains(p.Detail, "at revision 0 of 3") {
		t.Errorf("readyz says %q, want where the index stands", p.Detail)
	}
}

// Every record of the seed, and all of them in searches, keep the contract.
func TestTheSeedKeepsTheContract(t *testing.T) {
	s := newSeedSite(t)
	router, err := legacy.NewRouter(document(t))
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	for target := "/api/v1/organisations?per_page=100&lang=bg"; target != ""; {
		keepsContract(t, router, s.engine, target, 200)
		page := get[answer[hit]](s, target)
		for _, h := range page.Hits {
			// The history holds the whole record and costs no search; what is
			// around it has fewer shapes.
			keepsContract(t, router, s.engine, recordPath(directory.Organisations, h.ID, "/history"), 200)
			if asked++; asked%10 == 0 {
				keepsContract(t, router, s.engine, recordPath(directory.Organisations, h.ID, ""), 200)
			}
			if asked%20 == 0 {
				keepsContract(t, router, s.engine, recordPath(directory.Organisations, h.ID, "/partners?lang=bg&known=mark"), 200)
			}
			if asked%60 == 0 {
				keepsContract(t, router, s.engine, recordPath(directory.Organisations, h.ID, "/calls?lang=bg"), 200)
			}
		}
		target = page.Next
	}
	if total := get[stats](s, "/api/v1/stats").Records.Organisations; asked != total || total < 500 {
		t.Errorf("asked for %d of %d organisations", asked, total)
	}
	for _, typ := range []directory.RecordType{directory.Events, directory.Calls, directory.Projects} {
		for target := Prefix + "/" + string(typ) + "?per_page=100&lang=bg"; target != ""; {
			keepsContract(t, router, s.engine, target, 200)
			page := get[answer[struct{ ID string }]](s, target)
			for _, h := range page.Hits {
				keepsContract(t, router, s.engine, recordPath(typ, h.ID, ""), 200)
				keepsContract(t, router, s.engine, recordPath(typ, h.ID, "/history"), 200)
				if typ == directory.Calls {
					keepsContract(t, router, s.engine, recordPath(typ, h.ID, "/applicants?region=BG341&lang=bg"), 200)
					keepsContract(t, router, s.engine, Prefix+"/consortium?call="+h.ID+"&ids=bg-ict-cluster-burgas,bg-consulting-cluster-veritas", 200)
				}
			}
			target = page.Next
		}
	}
	for _, target := range []string{"/api/v1/concepts", "/api/v1/regions", "/api/v1/stats", "/api/v1/regions/BG", "/api/v1/regions/RO22",
		"/api/v1/stats?group_by=region,sector&measure=members&lang=bg", "/api/v1/stats?group_by=offer,region&sort=n", "/api/v1/stats?group_by=has,lacks",
		"/api/v1/regions/BG341/brief", "/api/v1/regions/BG/brief?lang=bg", "/api/v1/regions/UA-51/brief", "/api/v1/regions/GE-AJ/brief", "/api/v1/regions/TR831/brief",
		"/api/v1/organisations?q=cl&per_page=100"} {
		keepsContract(t, router, s.engine, target, 200)
	}
}

// keepsContract asks for target and holds the answer against the document, and
// the request too when it is a good one.
func keepsContract(t *testing.T, router routers.Router, h http.Handler, target string, status int, header ...string) *routers.Route {
	t.Helper()
	req := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	route, params, err := router.FindRoute(req)
	if err != nil {
		t.Fatalf("no operation for %s: %v", target, err)
	}
	input := &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route,
		Options: &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true}}
	if status < 400 {
		if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
			t.Errorf("GET %s is not as described: %v", target, err)
		}
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, req)
	if rec.Code != status {
		t.Fatalf("GET %s = %d %.300s, want %d", target, rec.Code, rec.Body, status)
	}
	body := bytes.Clone(rec.Body.Bytes())
	err = openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: rec.Code, Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(body)), Options: input.Options})
	if err != nil {
		t.Errorf("GET %s: answer %d is not as described: %v\n%.2000s", target, rec.Code, err, body)
	}
	return route
}
