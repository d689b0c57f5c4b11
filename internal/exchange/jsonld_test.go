package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/piprate/json-gold/ld"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

const testAddress = "https://euxine.example"

// noNetwork is a loader of JSON-LD documents that fails the test: files are
// complete in themselves.
type noNetwork struct{ t rapid.TB }

func (n noNetwork) LoadDocument(u string) (*ld.RemoteDocument, error) {
	n.t.Errorf("the file wants %s from the network", u)
	return nil, errors.New("no network")
}

func writeLD(t rapid.TB, s Setting, types []directory.RecordType, records []directory.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, JSONLD)
	if err != nil {
		t.Fatal(err)
	}
	w.Set(s)
	for _, typ := range types {
		if err := w.Begin(typ); err != nil {
			t.Fatal(err)
		}
		for _, r := range records {
			if r.Type() == typ {
				if err := w.Record(r); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// expanded is the document with every term spelt out, by a library of others.
func expanded(t rapid.TB, file []byte) []any {
	t.Helper()
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = noNetwork{t}
	nodes, err := ld.NewJsonLdProcessor().Expand(decoded(t, file), options)
	if err != nil {
		t.Fatalf("expand: %v in\n%s", err, file)
	}
	return nodes
}

func decoded(t rapid.TB, file []byte) any {
	t.Helper()
	var document any
	if err := json.Unmarshal(file, &document); err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return document
}

// triples are the statements of the document as lines of N-Quads.
func triples(t rapid.TB, file []byte) []string {
	t.Helper()
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = noNetwork{t}
	options.Format = "application/n-quads"
	quads, err := ld.NewJsonLdProcessor().ToRDF(decoded(t, file), options)
	if err != nil {
		t.Fatalf("to RDF: %v in\n%s", err, file)
	}
	return strings.Split(strings.TrimSpace(quads.(string)), "\n")
}

func TestJSONLDTriples(t *testing.T) {
	v := smallVocabulary(t)
	m := NewMapping(v)
	const (
		org    = "<https://euxine.example/api/v1/organisations/bg-a> "
		schema = "<https://schema.org/"
		a      = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
		xsd    = "<http://www.w3.org/2001/XMLSchema#"
	)
	for name, tt := range map[string]struct {
		language directory.Language
		record   directory.Record
		want     []string
		not      []string
	}{
		"cluster": {record: readOne[*directory.Organisation](t, m, `{"id":"bg-a","former_ids":["bg-b"],"kind":"cluster","name":"Wine \"A\"","native_name":"Вино","other_names":["WA"],`+
			`"country":"BG","region":"BG341","city":"Burgas","point":{"lat":42.5,"lon":27.25},"website":"https://a.example/","founded":"2016-10","members":{"smes":25,"research":2},`+
			`"member_of":["bg-c"],"sectors":["hospitality-and-tourism"],"technologies":["machine-learning"],"keywords":["wine"],"needs":[{"text":"buyers","concepts":["sector:furniture"]}],`+
			`"label":"bronze","projects":[{"name":"Vine","project":"vine"}],"description":"Growers.","descriptions":{"bg":"Лозари."},"status":"active","source":"https://s.example/","source_date":"2026"}`),
			want: []string{
				org + a + schema + "Organization> .",
				org + a + "<http://www.w3.org/ns/org#Organization> .",
				org + schema + `name> "Wine \"A\""@en .`,
				org + schema + `legalName> "Вино"@bg .`,
				org + schema + `alternateName> "WA" .`,
				org + schema + `sameAs> <https://euxine.example/api/v1/organisations/bg-b> .`,
				org + schema + `url> <https://a.example/> .`,
				org + schema + `foundingDate> "2016-10"^^` + xsd + `gYearMonth> .`,
				org + schema + `memberOf> <https://euxine.example/api/v1/organisations/bg-c> .`,
				org + schema + `memberOf> <https://euxine.example/api/v1/projects/vine> .`,
				org + schema + `knowsAbout> <https://euxine.example/api/v1/concepts/sector/hospitality-and-tourism> .`,
				org + schema + `keywords> "wine" .`,
				org + schema + `hasCertification> <https://euxine.example/api/v1/concepts/label/bronze> .`,
				org + schema + `description> "Лозари."@bg .`,
				org + schema + `description> "Growers."@en .`,
				org + schema + `mainEntityOfPage> <https://euxine.example/en/organisations/bg-a> .`,
				org + `<https://euxine.example/api/v1/openapi.json#members> "27"^^` + xsd + `integer> .`,
				org + `<https://euxine.example/api/v1/openapi.json#status> "active" .`,
				org + `<http://purl.org/dc/terms/spatial> <https://euxine.example/api/v1/regions/BG341> .`,
				org + `<http://purl.org/dc/terms/source> <https://s.example/> .`,
				org + `<http://purl.org/dc/terms/modified> "2026"^^` + xsd + `gYear> .`,
				`<https://euxine.example/api/v1/concepts/sector/hospitality-and-tourism> <http://www.w3.org/2004/02/skos/core#prefLabel> "Хотелиерство и туризъм"@bg .`,
				`<https://euxine.example/api/v1/concepts/technology/machine-learning> <http://www.w3.org/2004/02/skos/core#broader> <https://euxine.example/api/v1/concepts/technology/artificial-intelligence> .`,
				`<https://euxine.example/api/v1/concepts/technology/artificial-intelligence> ` + a + schema + `DefinedTerm> .`,
				`<https://euxine.example/api/v1/concepts/sector/furniture> ` + schema + `name> "Furniture"@en .`,
				`<https://euxine.example/api/v1/regions/BG341> ` + schema + `name> "Burgaz"@tr .`,
				`<https://euxine.example/api/v1/regions/BG341> ` + schema + `containedInPlace> <https://euxine.example/api/v1/regions/BG34> .`,
				`<https://euxine.example/api/v1/regions/BG> ` + a + schema + `Country> .`,
			},
			not: []string{"legal#", "m8g"}},
		"in one language": {language: "bg",
			record: readOne[*directory.Organisation](t, m, `{"id":"bg-a","kind":"cluster","name":"A","country":"BG","sectors":["hospitality-and-tourism","furniture"],"description":"Growers.","descriptions":{"tr":"B"}}`),
			want: []string{
				org + schema + `description> "Growers."@en .`,
				`<https://euxine.example/api/v1/concepts/sector/hospitality-and-tourism> ` + schema + `name> "Хотелиерство и туризъм"@bg .`,
				`<https://euxine.example/api/v1/concepts/sector/furniture> ` + schema + `name> "Furniture"@en .`,
				org + schema + `mainEntityOfPage> <https://euxine.example/bg/organisations/bg-a> .`,
			},
			not: []string{"Hospitality and tourism", `"B"@tr`}},
		"firm": {record: readOne[*directory.Organisation](t, m, `{"id":"bg-a","kind":"sme","name":"F","native_name":"Ф","country":"DE","nace":["11.02"],"successor":"bg-z","size":"micro"}`),
			want: []string{
				org + a + schema + "Corporation> .",
				org + a + "<http://www.w3.org/ns/legal#LegalEntity> .",
				org + `<http://www.w3.org/ns/legal#legalName> "Ф" .`,
				org + `<http://purl.org/dc/terms/isReplacedBy> <https://euxine.example/api/v1/organisations/bg-z> .`,
				org + `<https://euxine.example/api/v1/openapi.json#size> "micro" .`,
			},
			not: []string{"dc/terms/spatial"}}, // there are no regions of Germany
		"authority": {record: readOne[*directory.Organisation](t, m, `{"id":"bg-a","kind":"authority","name":"Municipality","native_name":"Община","country":"BG"}`),
			want: []string{
				org + a + schema + "GovernmentOrganization> .",
				org + a + "<http://data.europa.eu/m8g/PublicOrganisation> .",
				org + `<http://www.w3.org/2004/02/skos/core#prefLabel> "Община"@bg .`,
				org + `<http://purl.org/dc/terms/spatial> <https://euxine.example/api/v1/regions/BG> .`,
			}},
		"research": {record: readOne[*directory.Organisation](t, m, `{"id":"bg-a","kind":"research","name":"U","country":"BG","founded":1450}`),
			want: []string{
				org + a + schema + "ResearchOrganization> .",
				org + schema + `foundingDate> "1450"^^` + xsd + `gYear> .`,
			}},
		"event": {record: readOne[*directory.Event](t, m, `{"id":"e","kind":"fair","title":"Fair","series":"Fairs","start":"2026-09-14","end":"2026-09","country":"BG","city":"Burgas","online":true,"organisers":[{"name":"A","organisation":"bg-a"}]}`),
			want: []string{
				"<https://euxine.example/api/v1/events/e> " + a + schema + "Event> .",
				"<https://euxine.example/api/v1/events/e> " + schema + `startDate> "2026-09-14"^^` + xsd + `date> .`,
				"<https://euxine.example/api/v1/events/e> " + schema + `endDate> "2026-09"^^` + xsd + `gYearMonth> .`,
				"<https://euxine.example/api/v1/events/e> " + schema + `eventAttendanceMode> <https://schema.org/MixedEventAttendanceMode> .`,
				"<https://euxine.example/api/v1/events/e> " + schema + `organizer> <https://euxine.example/api/v1/organisations/bg-a> .`,
				"<https://euxine.example/api/v1/events/e> " + schema + `additionalType> <https://euxine.example/api/v1/concepts/event-kind/fair> .`,
			}},
		"call": {record: readOne[*directory.Call](t, m, `{"id":"c","kind":"voucher","title":"Voucher","funder":"Fund","lots":[{"name":"small","grant_max_eur":5000,"closes":"2026-03-31"},{"name":"large","budget_eur":7}],"eligible_countries":["BG"],"eligible_regions":["BG341"],"who_can_apply":["sme"]}`),
			want: []string{
				"<https://euxine.example/api/v1/calls/c> " + a + schema + "MonetaryGrant> .",
				"<https://euxine.example/api/v1/calls/c> " + schema + `eligibleRegion> "BG" .`,
				"<https://euxine.example/api/v1/calls/c> " + schema + `eligibleRegion> <https://euxine.example/api/v1/regions/BG341> .`,
				"<https://euxine.example/api/v1/calls/c> " + schema + `audience> <https://euxine.example/api/v1/concepts/kind/sme> .`,
				schema + `maxValue> "5000"^^` + xsd + `integer> .`,
				schema + `validThrough> "2026-03-31"^^` + xsd + `date> .`,
				`openapi.json#budget_eur> "7"^^` + xsd + `integer> .`,
			}},
		"project": {record: readOne[*directory.Project](t, m, `{"id":"vine","acronym":"VINE","title":"Vines","programme":"Interreg","start":"2020","budget_eur":250000,"countries":["BG"],"partners":[{"name":"A","organisation":"bg-a"},"Somebody"]}`),
			want: []string{
				"<https://euxine.example/api/v1/projects/vine> " + a + schema + "Project> .",
				"<https://euxine.example/api/v1/projects/vine> " + schema + `member> <https://euxine.example/api/v1/organisations/bg-a> .`,
				"<https://euxine.example/api/v1/projects/vine> " + schema + `startDate> "2020"^^` + xsd + `gYear> .`,
				schema + `value> "250000"^^` + xsd + `integer> .`,
			}},
	} {
		t.Run(name, func(t *testing.T) {
			file := writeLD(t, Setting{Vocabulary: v, Address: testAddress + "/", Language: tt.language, Pages: []directory.Language{"en", "bg"}}, []directory.RecordType{tt.record.Type()}, []directory.Record{tt.record})
			got := triples(t, file)
			for _, want := range tt.want {
				if !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, want) }) {
					t.Errorf("no triple %s", want)
				}
			}
			for _, not := range tt.not {
				if i := slices.IndexFunc(got, func(s string) bool { return strings.Contains(s, not) }); i >= 0 {
					t.Errorf("triple %s", got[i])
				}
			}
			if t.Failed() {
				t.Log(strings.Join(got, "\n"))
			}
		})
	}
}

// TestJSONLDHasEveryRecordInOrder: whatever is written expands without network
// to a node for each record, in their order and first of all; every name is an
// address; and what is written is the same each time.
func TestJSONLDHasEveryRecordInOrder(t *testing.T) {
	v := smallVocabulary(t)
	rapid.Check(t, func(t *rapid.T) {
		var records []directory.Record
		var want []string
		for _, typ := range directory.RecordTypes {
			for i := range rapid.IntRange(0, 2).Draw(t, "count") {
				r := newMaker(t, typ).record(typ)
				r.Head().ID += directory.RecordID(fmt.Sprintf("-n%d", i)) // no two are one
				records = append(records, r)
				want = append(want, testAddress+"/api/v1/"+string(typ)+"/"+string(r.Head().ID))
			}
		}
		s := Setting{Vocabulary: v, Address: testAddress, Language: rapid.SampledFrom([]directory.Language{"", "en", "bg"}).Draw(t, "language")}
		file := writeLD(t, s, directory.RecordTypes, records)
		if again := writeLD(t, s, directory.RecordTypes, records); !bytes.Equal(file, again) {
			t.Fatal("the same records gave another file")
		}
		var got []string
		nodes := expanded(t, file)
		for _, n := range nodes[:min(len(want), len(nodes))] {
			got = append(got, n.(map[string]any)["@id"].(string))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("-records +nodes:\n%s\n%s", diff, file)
		}
		for _, n := range nodes[len(want):] {
			if id := n.(map[string]any)["@id"].(string); !strings.Contains(id, "/api/v1/concepts/") && !strings.Contains(id, "/api/v1/regions/") {
				t.Fatalf("behind the records comes %s", id)
			}
		}
		checkNames(t, nodes)
	})
}

// checkNames fails on a name that is no address and on a value that has neither
// name nor content.
func checkNames(t rapid.TB, v any) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			checkNames(t, item)
		}
	case map[string]any:
		if len(v) == 0 {
			t.Fatal("an empty node")
		}
		for key, item := range v {
			if s, ok := item.(string); key == "@id" && (!ok || !strings.HasPrefix(s, "http")) {
				t.Fatalf("name %v is no address", item)
			}
			if key != "@id" && key != "@type" && key != "@value" && key != "@language" && !strings.HasPrefix(key, "http") {
				t.Fatalf("term %q is not mapped", key)
			}
			checkNames(t, item)
		}
	}
}

// TestJSONLDOfTheSeed: the real data has a node for each record.
func TestJSONLDOfTheSeed(t *testing.T) {
	v, err := ReadVocabulary(os.DirFS(seedFolder))
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(seedFolder + "/projects.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	records, faults := readAll(t, NewMapping(v), "projects.ndjson", string(file))
	for _, f := range faults {
		if f.Key != directory.FaultDanglingLink {
			t.Error(f)
		}
	}
	nodes := expanded(t, writeLD(t, Setting{Vocabulary: v, Address: testAddress}, []directory.RecordType{directory.Projects}, records))
	projects := 0
	for _, n := range nodes {
		if strings.HasPrefix(n.(map[string]any)["@id"].(string), testAddress+"/api/v1/projects/") {
			projects++
		}
	}
	if projects != len(records) || projects == 0 {
		t.Errorf("%d nodes of %d projects", projects, len(records))
	}
}

func TestViewsNeedAnAddress(t *testing.T) {
	for _, f := range []Format{JSONLD, ICS} {
		for _, address := range []string{"", "euxine.example", "urn:x:y", "ftp://euxine.example", "https://", "https://u:p@euxine.example", "https://euxine.example/?q", "https://euxine.example/#a", "http://a b", "https://euxine.example/\"", "://"} {
			w, err := NewWriter(&bytes.Buffer{}, f)
			if err != nil {
				t.Fatal(err)
			}
			w.Set(Setting{Address: address})
			if err := w.Begin(directory.Events); !errors.Is(err, directory.ErrInvalid) {
				t.Errorf("%s with address %q: %v, want ErrInvalid", f, address, err)
			}
		}
	}
	for given, want := range map[string]string{"https://euxine.example/": testAddress, "http://127.0.0.1:8080": "http://127.0.0.1:8080", "https://x.example/black-sea//": "https://x.example/black-sea"} {
		if got, err := ParseAddress(given); got != want || err != nil {
			t.Errorf("address %q is %q, %v; want %q", given, got, err, want)
		}
	}
}

// TestEmptyGraph: nothing found is a graph of nothing.
func TestEmptyGraph(t *testing.T) {
	for _, types := range [][]directory.RecordType{nil, {directory.Calls}, directory.RecordTypes} {
		if nodes := expanded(t, writeLD(t, Setting{Address: testAddress}, types, nil)); len(nodes) > 0 {
			t.Errorf("%v: %v", types, nodes)
		}
	}
}
