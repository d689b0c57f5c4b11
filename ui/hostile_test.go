package ui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// payloads try to be more than text in every place text is put.
var payloads = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`javascript:alert(1)`,
	`data:text/html,<script>alert(1)</script>`,
	`</title><script>alert(1)</script>`,
	`{{.Secret}}`,
	"\u202etxt.exe\u0000<svg/onload=alert(1)>",
	`//evil.example/`,
}

// fill sets every string a value holds to the payload, lists and maps included.
func fill(v reflect.Value, payload string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem(), payload)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), payload)
			}
		}
	case reflect.Slice:
		if v.Len() == 0 && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			fill(v.Index(i), payload)
		}
	case reflect.Map:
		if v.Type().Key().Kind() == reflect.String {
			m := reflect.MakeMap(v.Type())
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, payload)
			fill(value, payload)
			m.SetMapIndex(key, value)
			v.Set(m)
		}
	case reflect.String:
		v.SetString(payload)
	case reflect.Int, reflect.Int64:
		if v.CanSet() && v.Int() == 0 {
			v.SetInt(3)
		}
	case reflect.Bool:
		v.SetBool(true)
	}
}

func filled[T any](payload string) *T {
	x := new(T)
	fill(reflect.ValueOf(x).Elem(), payload)
	return x
}

// TestHostileText: whatever stands in a record, the page shows it as text.
func TestHostileText(t *testing.T) {
	for i, payload := range payloads {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			profile := filled[catalogue.Profile](payload)
			profile.Organisation = filled[directory.Organisation](payload)
			for _, via := range []string{"website", "cluster", "source", payload} {
				profile.Contact.Via = via
				hostilePage(t, &odd{profile: profile, ready: true}, "/en/organisations/x", payload)
			}
			answer := filled[catalogue.Answer](payload)
			for i := range answer.Facets {
				answer.Facets[i].Facet = search.Facets[i]
			}
			hostilePage(t, &odd{answer: answer, ready: true}, "/en/search", payload)
			answer.Total = 0
			hostilePage(t, &odd{answer: answer, ready: true}, "/bg/search", payload)
			hostilePage(t, &odd{home: filled[catalogue.HomeFacts](payload), ready: true}, "/en/", payload)
			hostileItems(t, payload)
			hostileOffers(t, payload)
			near := filled[catalogue.Ref](payload)
			h := serve(t, &odd{err: directory.ErrNotFound, near: []catalogue.Ref{*near}, ready: true})
			checkSafe(t, get(t, h, "/en/organisations/x").want(404))
		})
	}
}

// hostileOffers fills the pages of offers and needs, themes and the short list.
func hostileOffers(t *testing.T, payload string) {
	t.Helper()
	o := &odd{ready: true, answer: filled[catalogue.Answer](payload), items: filled[catalogue.ItemAnswer](payload), offered: filled[catalogue.OpportunityAnswer](payload),
		changed: filled[catalogue.ChangeList](payload), near: []catalogue.Ref{*filled[catalogue.Ref](payload)}}
	for i := range o.answer.Facets {
		o.answer.Facets[i].Facet = search.FacetCountry
	}
	for i := range o.items.Facets {
		o.items.Facets[i].Facet = search.FacetState
	}
	for _, whole := range []bool{true, false} {
		o.offered.Whole = whole
		hostilePage(t, o, "/en/opportunities", payload)
	}
	hostilePage(t, o, "/en/themes/green-innovators", payload)
	o.near[0].ID = "bg-x" // ids are checked before they are asked for
	hostilePage(t, o, "/bg/shortlist?ids=bg-x", payload)
}

// hostileItems fills the lists and pages of the other types and those of regions
// and of the data.
func hostileItems(t *testing.T, payload string) {
	t.Helper()
	answer := filled[catalogue.ItemAnswer](payload)
	for i := range answer.Facets {
		answer.Facets[i].Facet = search.FacetState
	}
	o := &odd{ready: true, items: answer, data: filled[catalogue.DataFacts](payload), region: hostileBrief(payload),
		event: filled[catalogue.EventPage](payload), call: filled[catalogue.CallPage](payload), project: filled[catalogue.ProjectPage](payload),
		regions: []catalogue.RegionCount{*filled[catalogue.RegionCount](payload)}}
	o.event.Event = filled[directory.Event](payload)
	o.call.Call = filled[directory.Call](payload)
	o.project.Project = filled[directory.Project](payload)
	o.data.Home = filled[catalogue.HomeFacts](payload)
	for _, path := range []string{"/en/events?q=a", "/en/calls?q=a", "/bg/projects?q=a", "/en/events/x", "/en/calls/x", "/bg/projects/x",
		"/en/regions", "/en/regions/x", "/bg/data"} {
		hostilePage(t, o, path, payload)
	}
	answer.Total = 0
	answer.Items = nil
	hostilePage(t, o, "/en/calls?q=a", payload)
}

// hostileBrief is a region's brief that says the payload wherever it can.
func hostileBrief(payload string) *catalogue.Brief {
	b := filled[catalogue.Brief](payload)
	b.RegionPage = filled[catalogue.RegionPage](payload)
	return b
}

func hostilePage(t *testing.T, c Catalogue, path, payload string) {
	t.Helper()
	a := get(t, serve(t, c), path).want(200)
	checkSafe(t, a)
	if !strings.Contains(flat(text(a.one("main"))), flat(payload)) {
		t.Errorf("%s does not show %q at all", path, payload)
	}
	for _, s := range all(a.doc, "script") {
		if !strings.HasPrefix(attr(s, "src"), "/static/") {
			t.Errorf("%s: script %v", path, s.Attr)
		}
	}
	// The parser must have found the same frame as in any page.
	a.one("main")
	a.one("title")
	a.one("footer")
	if n := len(all(a.doc, "svg", func(n *html.Node) bool { _, ok := attrOf(n, "onload"); return ok })); n > 0 {
		t.Errorf("%s: an svg that loads", path)
	}
}

// flat is a text without what HTML may not hold.
func flat(s string) string {
	s = strings.NewReplacer("\u0000", "", "\ufffd", "").Replace(s)
	return strings.Join(strings.Fields(s), " ")
}

// TestHostileRequest: nothing of the request comes back as more than text.
func TestHostileRequest(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, payload := range payloads {
		escaped := escape(payload)
		for _, path := range []string{
			"/en/search?q=" + escaped, "/en/search?" + escaped + "=" + escaped, "/bg/search?country=" + escaped + "&q=a",
			"/en/" + escaped, "/" + escaped + "/", "/en/help?" + escaped,
		} {
			a := get(t, h, path)
			if a.status >= 500 {
				t.Errorf("%s gives %d", path, a.status)
			}
			checkSafe(t, a)
			if loc := a.header.Get("Location"); loc != "" && !strings.HasPrefix(loc, "/en/") {
				t.Errorf("%s leads to %q", path, loc)
			}
		}
	}
	for _, path := range []string{"//evil.example/", "//evil.example/..", "/\\evil.example", "/en//evil.example"} {
		if loc := get(t, h, path).header.Get("Location"); loc != "" {
			t.Errorf("%s leads to %q", path, loc)
		}
	}
}

func escape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func TestExternal(t *testing.T) {
	for address, host := range map[string]string{
		"https://www.example.org/a?b=c": "example.org",
		"http://example.org":            "example.org",
		"HTTPS://example.org":           "example.org",
		"javascript:alert(1)":           "",
		"JaVaScRiPt:alert(1)":           "",
		"//example.org":                 "",
		"example.org":                   "",
		"https://":                      "",
		"https:example.org":             "",
		"ftp://example.org":             "",
		"https://user:pass@example.org": "",
		"data:text/html,x":              "",
		"https://exa mple.org":          "",
		" https://example.org":          "",
		"":                              "",
	} {
		w := Page{}.External(address)
		switch {
		case host == "" && w != nil:
			t.Errorf("%q became a link to %q", address, w.Href)
		case host != "" && (w == nil || w.Host != host):
			t.Errorf("%q: got %+v, want host %q", address, w, host)
		}
	}
}
