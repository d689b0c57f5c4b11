package api

import (
	"encoding/json"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func askMatch(t *testing.T, s *site, target, body string, status int) (v partners, p problem) {
	t.Helper()
	req := httptest.NewRequest("POST", target, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	s.engine.ServeHTTP(rec, req)
	if rec.Code != status {
		t.Fatalf("%s %s = %d %s, want %d", target, body, rec.Code, rec.Body, status)
	}
	var into any = &v
	if status != 200 {
		into = &p
	}
	if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil {
		t.Fatal(err)
	}
	return v, p
}

// Needs in three languages and scripts find who offers what is meant, among the first
// five, and the reasons name it.
func TestMatchOfADescribedNeed(t *testing.T) {
	s := newSeedSite(t)
	for _, tt := range []struct{ need, read, sector string }{
		{"търсим производител на мебели за хотел", "topic:furniture", "furniture"},                               // Bulgarian: we seek a maker of furniture for a hotel
		{"mobilya üreticisi arıyoruz", "topic:furniture", "furniture"},                                           // Turkish: we seek a maker of furniture
		{"ვეძებთ ავეჯის მწარმოებელს", "topic:furniture", "furniture"},                                            // Georgian: the same
		{"търсим партньори за винен туризъм", "topic:wine-tourism", "hospitality-and-tourism"},                   // partners for wine tourism
		{"savunma sanayii için havacılık parçaları", "topic:aviation", "aerospace-vehicles-and-defence"},         // aviation parts for the defence industry
		{"ვეძებთ საინფორმაციო ტექნოლოგიების კომპანიას", "", "information-technology-and-analytical-instruments"}, // a company of information technology
	} {
		body, err := json.Marshal(seeker{Needs: []string{tt.need}, Kind: "sme"})
		if err != nil {
			t.Fatal(err)
		}
		v, _ := askMatch(t, s, "/api/v1/match?per_page=5", string(body), 200)
		if tt.read != "" && !slices.ContainsFunc(v.Read, func(l label) bool { return l.Code == tt.read }) {
			t.Errorf("%s: read as %v, want %s", tt.need, v.Read, tt.read)
		}
		fit := 0
		for _, p := range v.Partners {
			if slices.ContainsFunc(p.Organisation.Sectors, func(l label) bool { return l.Code == tt.sector }) {
				fit++
			}
			if i := slices.IndexFunc(p.Parts, func(m matchPart) bool { return m.Factor == "needs" }); i < 0 || len(p.Parts[i].Reasons) == 0 || p.Parts[i].Reasons[0].Need != tt.need {
				t.Errorf("%s: %s without the need among its reasons: %+v", tt.need, p.Organisation.ID, p.Parts)
			}
		}
		if fit < 4 {
			t.Errorf("%s: %d of the first %d are of sector %s", tt.need, fit, len(v.Partners), tt.sector)
		}
	}
	// The filters and switches of a search hold.
	v, _ := askMatch(t, s, "/api/v1/match?country=GE&off=distance&lang=bg", `{"needs":["furniture"],"country":"BG"}`, 200)
	for _, p := range v.Partners {
		if p.Organisation.Country.Code != "GE" || slices.ContainsFunc(p.Parts, func(m matchPart) bool { return m.Factor == "distance" }) {
			t.Errorf("%+v", p)
		}
	}
	if len(v.Partners) == 0 || !slices.Equal(v.Off, []string{"distance"}) || v.Filters[0].Label != "Грузия" {
		t.Errorf("%+v", v)
	}
	for body, field := range map[string]string{`{}`: "needs", `{"needs":[" "]}`: "needs", `{"country":"XX"}`: "country", `{"sectors":["wine"],"kind":"sme"}`: "sectors", `{"needs":"wine"}`: "needs",
		`{"colour":"blue"}`: "colour", `{"target_countries":["Mars"]}`: "target_countries", `{"needs":["` + strings.Repeat("a", 501) + `"]}`: "needs"} {
		if _, p := askMatch(t, s, "/api/v1/match", body, 400); len(p.Faults) != 1 || p.Faults[0].Parameter != field {
			t.Errorf("%s: %+v, want %s", body, p.Faults, field)
		}
	}
}

// Pages lead through all suggestions, best first and each once.
func TestPartnersAreLedThrough(t *testing.T) {
	s := newSeedSite(t)
	seen := map[string]bool{}
	last, total := 101.0, 0
	for target := "/api/v1/organisations/bg-ict-cluster-burgas/partners?per_page=30"; target != ""; {
		v := get[partners](s, target)
		total = v.Total
		for _, p := range v.Partners {
			if seen[p.Organisation.ID] || p.Points > last || len(p.Known) > 0 {
				t.Errorf("%s comes after %v points with %v, known %v", p.Organisation.ID, last, p.Points, p.Known)
			}
			seen[p.Organisation.ID], last = true, p.Points
		}
		target = v.Next
	}
	if len(seen) != total || total != 100 {
		t.Errorf("%d of %d", len(seen), total)
	}
	// Whom it works with already: left out, or shown and marked with how.
	marked := get[partners](s, "/api/v1/organisations/bg-ict-cluster-burgas/partners?known=mark&per_page=100")
	n := 0
	for _, p := range marked.Partners {
		if len(p.Known) > 0 {
			if n++; seen[p.Organisation.ID] {
				t.Errorf("%s was suggested, and is a partner by %s", p.Organisation.ID, p.Known[0].Text)
			}
		}
	}
	if n == 0 || marked.LeftOut != 0 {
		t.Errorf("%d marked, %d left out", n, marked.LeftOut)
	}
}
