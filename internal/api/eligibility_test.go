package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// askEligibility sends a description and holds question and answer against the
// document.
func askEligibility(t *testing.T, s *site, target, body string, status int) (v callVerdicts, p problem) {
	t.Helper()
	router, err := legacy.NewRouter(document(t))
	if err != nil {
		t.Fatal(err)
	}
	request := func() (*httptest.ResponseRecorder, *openapi3filter.RequestValidationInput) {
		req := httptest.NewRequest("POST", target, strings.NewReader(body))
		req.Header.Set("Content-Type", "application/json")
		route, params, err := router.FindRoute(req)
		if err != nil {
			t.Fatal(err)
		}
		rec := httptest.NewRecorder()
		return rec, &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route, Options: &openapi3filter.Options{IncludeResponseStatus: true}}
	}
	rec, input := request()
	if status == 200 {
		if err := openapi3filter.ValidateRequest(context.Background(), input); err != nil {
			t.Errorf("%s %s is not as described: %v", target, body, err)
		}
		rec, input = request()
	}
	s.engine.ServeHTTP(rec, input.Request)
	if rec.Code != status {
		t.Fatalf("POST %s %s = %d %s, want %d", target, body, rec.Code, rec.Body, status)
	}
	answer := bytes.Clone(rec.Body.Bytes())
	if err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: rec.Code,
		Header: rec.Header(), Body: io.NopCloser(bytes.NewReader(answer)), Options: input.Options}); err != nil {
		t.Errorf("POST %s: answer is not as described: %v\n%s", target, err, answer)
	}
	if status == 200 {
		err = json.Unmarshal(answer, &v)
	} else {
		err = json.Unmarshal(answer, &p)
	}
	if err != nil {
		t.Fatal(err)
	}
	return v, p
}

func TestEligibilityOfADescribedApplicant(t *testing.T) {
	s := newSeedSite(t)
	find := func(v callVerdicts, id string) callVerdict {
		i := slices.IndexFunc(v.Calls, func(k callVerdict) bool { return k.Call.ID == id })
		if i < 0 {
			t.Fatalf("%s is not in the answer", id)
		}
		return v.Calls[i]
	}
	// On 1 July 2026 DIGITOUR is over for everybody; by its rules a Bulgarian SME
	// could have applied, a Romanian one not.
	v, _ := askEligibility(t, s, "/api/v1/eligibility", `{"country":"BG","region":"BG341","kind":"sme"}`, 200)
	if v.Today != "2026-07-01" || v.TimeZone != "UTC" || v.Total != len(v.Calls) || v.Counts.Yes+v.Counts.No+v.Counts.Unknown != v.Total || v.Applicant.Region.Code != "BG341" {
		t.Errorf("%+v", v)
	}
	k := find(v, "digitour-vouchers")
	if k.Answer != "no" || k.Who.Answer != "yes" || len(k.Lots) != 2 || !k.Lots[0].Extended || k.Lots[1].ExtendedFrom != "2022-11-30" || k.Lots[1].Closes != "2023-01-09" ||
		len(k.Reasons) != 2 || k.Reasons[0].Text != "It closed on 2023-05-31; today is 2026-07-01." {
		t.Errorf("%+v", k)
	}
	// Open until 12 November 2026, for clusters and firms of no stated country.
	open := find(v, "i3-2026-strand-2a")
	if open.Answer != "yes" || open.Lots[0].State != "open" || !slices.Contains(open.Who.Unstated, "country") {
		t.Errorf("%+v", open)
	}
	rural := find(v, "eu-rural-tourism-call-2")
	if i := slices.IndexFunc(rural.Who.Checks, func(c ruleCheck) bool { return c.Rule == "size" }); rural.Answer != "no" || i < 0 ||
		rural.Who.Checks[i].Text != "The applicant's size is not known; the rule is micro, small." || rural.Who.Checks[i].Missing != "applicant" {
		t.Errorf("%+v", rural)
	}
	undated := find(v, "i3-2026-strand-1")
	if undated.Answer != "unknown" || undated.Reasons[0].Text != "The call states no closing date." {
		t.Errorf("%+v", undated)
	}
	v, _ = askEligibility(t, s, "/api/v1/eligibility?answer=yes&lang=bg", `{"country":"el","kind":"research","nace":["72.1"]}`, 200)
	if v.Found != len(v.Calls) || v.Found != v.Counts.Yes || v.Applicant.Country.Code != "GR" || v.Applicant.Country.Label != "Гърция" {
		t.Errorf("%+v", v)
	}
	// Nothing is known: nothing is promised.
	if v, _ = askEligibility(t, s, "/api/v1/eligibility", `{}`, 200); v.Counts.Yes != 0 {
		t.Errorf("%d calls for nobody", v.Counts.Yes)
	}
	for body, field := range map[string]string{`{"country":"XX"}`: "country", `{"kind":"firm"}`: "kind", `{"size":7}`: "size", `{"nace":"62"}`: "nace", `{"nace":["tourism"]}`: "nace",
		`{"colour":"blue"}`: "colour", `[]`: "body", `null`: "body", `{`: "body", ``: "body", `{"country":"RO","region":"BG341"}`: "region"} {
		if _, p := askEligibility(t, s, "/api/v1/eligibility", body, 400); len(p.Faults) != 1 || p.Faults[0].Parameter != field {
			t.Errorf("%s: %+v, want %s", body, p.Faults, field)
		}
	}
	req := httptest.NewRequest("POST", "/api/v1/eligibility", strings.NewReader("country=BG"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	if s.engine.ServeHTTP(rec, req); rec.Code != 415 {
		t.Errorf("a form: %d", rec.Code)
	}
}

// A basket from one organisation to a whole group, by following what the answer
// proposes.
func TestBasketIsCompletedByItsCandidates(t *testing.T) {
	s := newSeedSite(t)
	target := "/api/v1/consortium?call=danube-region-call-2&ids=bg-ict-cluster-burgas"
	for want := 2; want > 0; want-- {
		v := get[basket](s, target)
		if !v.Stated || v.Answer == "yes" || v.Completion == nil || v.Completion.Seats != want || !v.Completion.Possible {
			t.Fatalf("%s: %+v", target, v)
		}
		target += "," + v.Completion.Gaps[0].Candidates[0].Organisation.ID
	}
	if v := get[basket](s, target); v.Answer != "yes" || v.Completion != nil || len(v.Partners) != 3 {
		t.Errorf("%s: %+v", target, v)
	}
	v := get[applicants](s, "/api/v1/calls/gr-central-macedonia-clusters-2024/applicants?country=BG")
	if v.Total != 0 || v.Refused == 0 || len(v.Found) != 0 {
		t.Errorf("a Greek call: %+v", v)
	}
}
