package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// demands holds answers of the protocol against what it demands: our own statement of
// it, and the published schemas where EUXINE_RECONCILE_SCHEMAS says they are; see
// testdata/reconciliation.
type demands struct {
	t         *testing.T
	own       *jsonschema.Compiler
	published *jsonschema.Compiler // nil where they are not at hand
}

func newDemands(t *testing.T) *demands {
	t.Helper()
	d := &demands{t: t, own: jsonschema.NewCompiler()}
	d.own.AssertFormat()
	d.add(d.own, "https://euxine.example/demands", "testdata/reconciliation/demands.json")
	folder := os.Getenv("EUXINE_RECONCILE_SCHEMAS")
	if folder == "" {
		return d
	}
	d.published = jsonschema.NewCompiler()
	d.published.DefaultDraft(jsonschema.Draft7) // they name no draft; of the time they are
	d.published.UseLoader(elsewhere{})
	files, err := fs.Glob(os.DirFS(folder), "*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas in %s: %v", folder, err)
	}
	for _, name := range files {
		d.add(d.published, "https://reconciliation-api.github.io/specs/0.2/schemas/"+name, filepath.Join(folder, name))
	}
	return d
}

// elsewhere stands for schemas of others that the published ones refer to: what they
// say of authentication, of which there is none here.
type elsewhere struct{}

func (elsewhere) Load(string) (any, error) {
	return map[string]any{"definitions": map[string]any{"securityDefinitions": map[string]any{"additionalProperties": true}}}, nil
}

func (d *demands) add(c *jsonschema.Compiler, id, file string) {
	d.t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		d.t.Fatalf("%s: %v", file, err)
	}
	if m, ok := doc.(map[string]any); ok && strings.HasPrefix(fmt.Sprint(m["$schema"]), "http://json-schema.org/schema") {
		delete(m, "$schema") // "the latest": no draft
	}
	if err := c.AddResource(id, doc); err != nil {
		d.t.Fatal(err)
	}
}

// met says whether an answer is as demanded: own is the name in our statement,
// published that of the schema's file.
func (d *demands) met(own, published string, answer []byte) {
	d.t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer))
	if err != nil {
		d.t.Fatal(err)
	}
	check := func(c *jsonschema.Compiler, at string) {
		d.t.Helper()
		s, err := c.Compile(at)
		if err != nil {
			d.t.Fatal(err)
		}
		if err := s.Validate(v); err != nil {
			d.t.Errorf("%s: %v\n%s", at, err, answer)
		}
	}
	check(d.own, "https://euxine.example/demands#/$defs/"+own)
	if d.published != nil {
		check(d.published, "https://reconciliation-api.github.io/specs/0.2/schemas/"+published)
	}
}

// sendForm asks with a form, as OpenRefine does, from a page of another origin.
func sendForm(h http.Handler, target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://elsewhere.example")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestReconcileKeepsTheProtocol(t *testing.T) {
	s, d := newSeedSite(t), newDemands(t)
	manifest := do(s.engine, "GET", ReconcilePath)
	d.met("manifest", "manifest.json", manifest.Body.Bytes())
	if got := manifest.Header().Get("Access-Control-Allow-Origin"); got != "*" {
		t.Errorf("open to %q", got)
	}
	batch := `{
		"certain": {"query": "ТОВ «Юнітек»", "properties": [{"pid": "country", "v": "Україна"}]},
		"ask": {"query": "Black Sea Development Agency", "type": ["support", "cluster"], "limit": 3, "type_strict": "should"},
		"one": {"query": "Black Sea Development Agency", "limit": 1},
		"none": {"query": "Walltopia", "properties": [{"pid": "colour", "v": ["red", 3, true, {"id": "x"}]}]},
		"by website": {"properties": [{"pid": "website", "v": "https://www.res-cluster.com/"}]},
		"by id": {"query": "bg-green-synergy-cluster"},
		"entity as value": {"query": "ICT Cluster", "properties": [{"pid": "city", "v": {"id": "Burgas", "name": "Бургас"}}, {"pid": "country", "v": ["BG"]}]}
	}`
	for name, w := range map[string]*httptest.ResponseRecorder{
		"POST": sendForm(s.engine, ReconcilePath, url.Values{"queries": {batch}}),
		"GET":  do(s.engine, "GET", ReconcilePath+"?queries="+url.QueryEscape(batch)),
	} {
		if w.Code != 200 || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Fatalf("%s: %d %s", name, w.Code, w.Body)
		}
		d.met("results", "reconciliation-result-batch.json", w.Body.Bytes())
		var answers map[string]reconcileResult
		if err := json.Unmarshal(w.Body.Bytes(), &answers); err != nil || len(answers) != 7 {
			t.Fatalf("%s: %v, %d results", name, err, len(answers))
		}
		first := func(key string) reconcileCandidate {
			if len(answers[key].Result) == 0 {
				return reconcileCandidate{}
			}
			return answers[key].Result[0]
		}
		if c := first("certain"); c.ID != "ua-unitek" || !c.Match || c.Type[0].ID != "sme" || c.Features[0].ID != "name" {
			t.Errorf("certain: %+v", c)
		}
		if list := answers["ask"].Result; len(list) < 2 || len(list) > 3 || list[0].Match || list[0].Score < list[1].Score {
			t.Errorf("ask: %+v", list)
		}
		if list := answers["one"].Result; len(list) != 1 {
			t.Errorf("a limit of one: %+v", list)
		}
		if list := answers["none"].Result; list == nil || len(list) > 0 {
			t.Errorf("none: %+v", list)
		}
		if c := first("by website"); c.ID != "bg-res-cluster" || c.Match {
			t.Errorf("by website: %+v", c)
		}
		if c := first("by id"); c.ID != "bg-green-synergy-cluster" || !c.Match || c.Score != 100 {
			t.Errorf("by id: %+v", c)
		}
		if c := first("entity as value"); c.ID != "bg-ict-cluster-burgas" {
			t.Errorf("with a town: %+v", c)
		}
	}
	// A kind that was asked for is a condition of a match.
	w := sendForm(s.engine, ReconcilePath, url.Values{"queries": {`{"q": {"query": "Green Synergy Cluster", "type": "sme", "properties": [{"pid": "country", "v": "BG"}]}}`}})
	if !strings.Contains(w.Body.String(), `"match":false`) {
		t.Errorf("a cluster matches a firm: %s", w.Body)
	}
	d.met("entities", "suggest-entities-response.json", do(s.engine, "GET", ReconcilePath+"/suggest/entity?prefix=green").Body.Bytes())
	d.met("kinds", "suggest-types-response.json", do(s.engine, "GET", ReconcilePath+"/suggest/type?prefix=").Body.Bytes())
	d.met("kinds", "suggest-properties-response.json", do(s.engine, "GET", ReconcilePath+"/suggest/property?prefix=c").Body.Bytes())
	// The services are where the manifest says.
	var m reconcileManifest
	if err := json.Unmarshal(manifest.Body.Bytes(), &m); err != nil {
		t.Fatal(err)
	}
	for _, service := range []reconcileService{m.Suggest.Entity, m.Suggest.Type, m.Suggest.Property} {
		path, _ := strings.CutPrefix(service.URL+service.Path, "https://euxine.example")
		if w := do(s.engine, "GET", path+"?prefix=c"); w.Code != 200 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if w := do(s.engine, "GET", strings.TrimPrefix(m.IdentifierSpace, "https://euxine.example")+"bg-green-synergy-cluster"); w.Code != 200 {
		t.Errorf("an id in %s is not found: %d", m.IdentifierSpace, w.Code)
	}
	// What is sent is what the published schema of queries lets through.
	if d.published != nil {
		d.metQuery(batch)
	}
}

// The addresses are those OpenRefine asks at while one types.
func TestReconcileAnswersOpenRefine(t *testing.T) {
	s := newSeedSite(t)
	for target, want := range map[string]string{
		"/suggest/property?prefix=coun&spell=always&exact=false&scoring=schema&prefixed=true&type=organisation": `"id":"country"`,
		"/suggest/type?prefix=clus&spell=always&exact=false&prefixed=true":                                      `"id":"cluster"`,
		"/suggest/entity?prefix=green&spell=always&exact=false&prefixed=true&type=cluster&type_strict=any":      `"id":"bg-green-synergy-cluster"`,
		"?callback=jQuery331_1": `"versions":["0.2"]`,
	} {
		if w := do(s.engine, "GET", ReconcilePath+target); w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %.300s", target, w.Code, w.Body)
		}
	}
	// What it does know is still told where it is wrong, and a batch by another name too.
	for _, target := range []string{"/suggest/property?prefix=c&cursor=-1&spell=always", "/suggest/type?prefix=a&prefix=b", "?query=burgas&callback=x"} {
		if w := do(s.engine, "GET", ReconcilePath+target); w.Code != 400 {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

func (d *demands) metQuery(batch string) {
	d.t.Helper()
	s, err := d.published.Compile("https://reconciliation-api.github.io/specs/0.2/schemas/reconciliation-query-batch.json")
	if err != nil {
		d.t.Fatal(err)
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(batch))
	if err == nil {
		err = s.Validate(v)
	}
	if err != nil {
		d.t.Error(err)
	}
}

func TestReconcileRefuses(t *testing.T) {
	s := newSite(t)
	many := map[string]any{}
	for i := range maxBatch + 1 {
		many[fmt.Sprint(i)] = map[string]string{"query": "x"}
	}
	tooMany, err := json.Marshal(many)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, queries string
		status        int
	}{
		{"no JSON", "burgas", 400}, {"a list", "[]", 400}, {"null", "null", 400}, {"a query that is none", `{"q": "burgas"}`, 400},
		{"neither query nor properties", `{"q": {"limit": 3}}`, 400}, {"an unknown field", `{"q": {"query": "a", "colour": 1}}`, 400},
		{"half a candidate", `{"q": {"query": "a", "limit": 0.5}}`, 400}, {"a limit of none", `{"q": {"query": "a", "limit": 0}}`, 400},
		{"a property without a value", `{"q": {"query": "a", "properties": [{"pid": "country"}]}}`, 400},
		{"a value that is none", `{"q": {"query": "a", "properties": [{"pid": "country", "v": null}]}}`, 400},
		{"a type that is none", `{"q": {"query": "a", "type": 3}}`, 400}, {"a strictness of another", `{"q": {"query": "a", "type_strict": "very"}}`, 400},
		{"too many", string(tooMany), 413}, {"nothing", "", 400}, {"too long", strings.Repeat("x", 70_000), 413},
	} {
		if w := sendForm(s.engine, ReconcilePath, url.Values{"queries": {test.queries}}); w.Code != test.status || w.Header().Get("Content-Type") != problemType {
			t.Errorf("%s: %d %.200s, want %d", test.name, w.Code, w.Body, test.status)
		}
	}
	if w := sendForm(s.engine, ReconcilePath, url.Values{"queries": {"{}"}}, "Content-Type", "application/json"); w.Code != 415 {
		t.Errorf("JSON: %d", w.Code)
	}
	if w := sendForm(s.engine, ReconcilePath, url.Values{"extend": {"{}"}}); w.Code != 400 {
		t.Errorf("data extension: %d", w.Code)
	}
	// What is open to scripts of every origin is this alone.
	if w := sendForm(s.engine, "/api/v1/eligibility", url.Values{}); w.Code != 403 {
		t.Errorf("another question from another origin: %d", w.Code)
	}
}
