package ui

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// TestPartnersPage: each suggestion says why, in whole sentences, shows the parts of
// its score, and how it is reached.
func TestPartnersPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/organisations/bg-ict-cluster-burgas/partners").want(200)
	cards := all(a.doc, "li", class("partner"))
	if len(cards) != 20 {
		t.Fatalf("%d suggestions", len(cards))
	}
	last := 101
	for _, card := range cards {
		points, err := strconv.Atoi(text(all(all(card, "p", class("partner-points"))[0], "b")[0]))
		if err != nil || points > last {
			t.Errorf("%d points after %d: %v", points, last, err)
		}
		last = points
		sum := 0.0
		for _, part := range all(card, "span", class("partner-part-points")) {
			of, err := strconv.ParseFloat(strings.Fields(text(part))[0], 64)
			if err != nil {
				t.Error(err)
			}
			sum += of
		}
		if sum < float64(points)-1.5 || sum > float64(points)+1.5 { // each part is rounded
			t.Errorf("%s: the parts make %v of %d", text(card), sum, points)
		}
		if len(all(card, "li")) == 0 || len(all(card, "p", class("partner-contact"))) != 1 {
			t.Errorf("no reason or no contact: %s", text(card))
		}
	}
	first := text(cards[0])
	for _, want := range []string{"ICT Cluster Plovdiv", "ICT Cluster Burgas seeks", "international ICT markets for Burgas companies", "here is offered",
		"promotion of Plovdiv on global IT markets", "Same sectors: Information Technology and Analytical Instruments.", "Both are members of Federation for the Digital Future of Bulgaria."} {
		if !strings.Contains(first, want) {
			t.Errorf("the first suggestion does not say %q: %s", want, first)
		}
	}
	// Whom it works with already is left out, and shown and marked when asked for.
	if n := strings.Count(text(a.one("main")), "Works with it already"); n != 0 {
		t.Errorf("%d known", n)
	}
	if got := text(get(t, h, "/en/organisations/bg-ict-cluster-burgas/partners?known=mark").want(200).one("main")); !strings.Contains(got, "Works with it already one is a member of the other") {
		t.Errorf("none is marked: %.600s", got)
	}
	// Filters and switches stand in the address and hold.
	b := get(t, h, "/bg/organisations/bg-ict-cluster-burgas/partners?country=GE&off=distance&off=kinds").want(200)
	for _, card := range all(b.doc, "li", class("partner")) {
		if got := text(card); !strings.Contains(got, "Грузия") || strings.Contains(got, "Разстояние") {
			t.Errorf("%s", got)
		}
	}
	if chips := all(b.doc, "a", class("chip")); len(chips) != 2 || !strings.HasSuffix(attr(chips[0], "href"), "/partners?off=kinds%2Cdistance") {
		t.Errorf("%d chips, the first to %s", len(chips), attr(chips[0], "href"))
	}
	// An organisation without a website is reached all the same, and by whose page is said.
	if got := text(get(t, h, "/en/organisations/ge-madera-georgia/partners?country=GE").want(200).one("main")); !strings.Contains(got, "not known") && !strings.Contains(got, "No website") {
		t.Errorf("no contact beside websites: %.900s", got)
	}
	// Everything is a link away from the profile.
	links := texts(all(get(t, h, "/en/organisations/bg-ict-cluster-burgas").want(200).one("section", class("is-next")), "a"))
	if links[0] != "Partners for it, with the reasons" {
		t.Errorf("%q", links)
	}
	for _, wrong := range []string{"q=wine", "sort=name", "off=luck", "known=1", "lang=bg", "page=7", "kind=firm", "off=needs,offers,sectors,topics,technologies,priorities,countries,kinds,distance,links"} {
		get(t, h, "/en/organisations/bg-ict-cluster-burgas/partners?"+wrong).want(400)
	}
	get(t, h, "/en/organisations/bg-nobody/partners").want(404)
	if to := get(t, h, "/en/organisations/bg-undressed/partners?kind=sme").want(301).header.Get("Location"); to != "/en/organisations/bg-dressed/partners?kind=sme" {
		t.Errorf("a former id leads to %s", to)
	}
}

// TestMatchPage: needs in the reader's own words and script find partners, by a form
// that works without a script; what nobody can read says so.
func TestMatchPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	form := get(t, h, "/en/match").want(200)
	if len(all(form.doc, "textarea")) != 2 || len(all(form.doc, "li", class("partner"))) != 0 || attr(form.one("form", class("partners-form")), "method") != "get" {
		t.Error("the form is not there, or answers nobody")
	}
	asked := func(lang string, values url.Values) string {
		return text(get(t, h, "/"+lang+"/match?"+values.Encode()).want(200).one("main"))
	}
	got := asked("bg", url.Values{"seek": {"търсим мебели за хотел\r\nобучение на персонала"}, "as_country": {"BG"}, "as_kind": {"sme"}})
	for _, want := range []string{"Думите ви бяха разбрани като:", "Мебели", "Вие търсите", "търсим мебели за хотел"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %.900s", want, got)
		}
	}
	if got := asked("en", url.Values{"seek": {"ავეჯი"}, "country": {"GE"}}); !strings.Contains(got, "Furniture") || !strings.Contains(got, "Georgia") {
		t.Errorf("%.600s", got)
	}
	if got := asked("en", url.Values{"give": {"turizm eğitimi"}}); !strings.Contains(got, "you offer") {
		t.Errorf("%.600s", got)
	}
	if got := asked("en", url.Values{"seek": {"xqzzy"}}); !strings.Contains(got, "Nobody is found for this") {
		t.Errorf("%.600s", got)
	}
	for _, wrong := range []url.Values{{"as_country": {"XX"}}, {"as_sector": {"wine"}}, {"seek": {strings.Repeat("a\n", 11)}}, {"colour": {"red"}}, {"q": {"wine"}}} {
		get(t, h, "/en/match?"+wrong.Encode()).want(400)
	}
	hostile := get(t, h, "/en/match?"+url.Values{"seek": {`<script>alert(1)</script> furniture`}}.Encode()).want(200)
	if strings.Contains(hostile.body, "<script>alert") {
		t.Error("a text stands as it was typed")
	}
}
