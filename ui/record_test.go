package ui

import (
	"strings"
	"testing"

	"euxine/internal/directory"
)

// TestItemPages: all that is known of an event, call and project is on its page,
// in both languages, and what is not stated is said to be so.
func TestItemPages(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, wants := range map[string][]string{
		"/en/events/dressed-fair": {"Trade fair", "Dressed Fair", "30 January – 2 February 2027", "Burgas, Bulgaria", "online", "Coming",
			"A fair for everybody dressed.", "Opening", "30 January 2027", "Scissors are blessed.", "Then coffee.", "Dressed Cluster", "Somebody Else",
			"Tailors of Burgas", "speaker", "Dressed days", "Other events of the series", "Dressed earlier", "Hospitality and Tourism", "buttons",
			"Page of the event", "fair.example", "example.org as of October 2026", "Programme · example.net", "items.ndjson:3", "read twice", "naked-fair",
			"Events in Bulgaria", "Organisations: Hospitality and Tourism"},
		"/bg/events/dressed-fair": {"Панаир", "30 януари – 2 февруари 2027 г.", "Бургас, България", "онлайн", "предстоящо", "Програма", "Организатори",
			"Участници", "Други събития от поредицата", "Хотелиерство и туризъм"},
		"/en/calls/dressed-call": {"Grant", "Guild of Tailors", "Needle 2027", "Shirts", "Shoes", "Open", "Opening later", "1 October 2026",
			"31 December 2026", "moved from 30 November 2026", "€20,000", "€1,500,000", "March 2027", "SME", "Cluster", "micro, small", "Norway", "C13, C14",
			"at least 3 partners", "at most 12 partners", "from at least 2 countries", "among them: Cluster", "Money for cloth.", "call.example",
			"naked-call", "Calls for: SME"},
		"/bg/calls/dressed-call": {"отворена", "предстояща", "удължен от 30 ноември 2026 г.", "20 000 €", "1 500 000 €", "не е посочено",
			"най-малко 3 партньори", "Пари за плат.", "Норвегия"},
		"/en/projects/dressed-project": {"DRESS", "Dressing the coast", "Needle 2021–2027", "March 2025 – February 2028", "Running", "€1,234,567",
			"Everybody gets a coat.", "coordinator", "Nord Knit", "1 of 2 partners have an entry here.", "Norway", "wool", "naked-project",
			"Projects with partners from Bulgaria"},
		"/bg/projects/dressed-project": {"март 2025 г. – февруари 2028 г.", "текущ", "1 234 567 €", "координатор", "Държави на партньорите"},
	} {
		a := get(t, h, path).want(200)
		body := strings.ReplaceAll(text(a.one("main")), "\u00a0", " ")
		for _, want := range wants {
			if !strings.Contains(body, want) {
				t.Errorf("%s lacks %q:\n%s", path, want, body)
			}
		}
		if strings.Contains(a.body, "somewhere") {
			t.Errorf("%s names a folder of the server", path)
		}
		if n := len(all(a.doc, "a", with("href", path[:4]+"organisations/bg-dressed"))); n == 0 && !strings.Contains(path, "calls") {
			t.Errorf("%s does not link the organisation that takes part", path)
		}
	}
}

// TestNotStated: of a call that states nothing each fact says so, and no number
// or rule is made up.
func TestNotStated(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/calls/bare-call").want(200)
	if n := len(all(a.doc, "span", class("is-unstated"))); n != 12 {
		t.Errorf("%d facts are not stated, want 12: the lot's 4, who may apply 6, funder and programme", n)
	}
	main := text(a.one("main"))
	for _, wrong := range []string{"€", "at least", "Lot 1", "moved from", "since"} {
		if strings.Contains(main, wrong) {
			t.Errorf("the page says %q", wrong)
		}
	}
	if !strings.Contains(main, "No deadline stated") || !strings.Contains(main, "No source page is named.") {
		t.Errorf("the page does not say what it lacks:\n%s", main)
	}
}

// TestLots: each lot has its column, named in its head.
func TestLots(t *testing.T) {
	h := serve(t, realCatalogue(t))
	table := get(t, h, "/en/calls/dressed-call").want(200).one("table", class("lots"))
	if heads := texts(all(table, "th", with("scope", "col"))); strings.Join(heads, ",") != "Shirts,Shoes" {
		t.Errorf("lots %q", heads)
	}
	for _, row := range all(table, "tr")[1:] {
		if n := len(all(row, "td")); n != 2 {
			t.Errorf("%q has %d values", text(row), n)
		}
	}
	one := get(t, h, "/en/calls/bare-call").want(200).one("table", class("lots"))
	if len(all(one, "thead")) > 0 {
		t.Errorf("a call of one part without a name names it")
	}
}

// TestOrganisationTakesPart: an organisation's page leads to its events and
// projects, and theirs lead back.
func TestOrganisationTakesPart(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/organisations/bg-dressed").want(200)
	for _, path := range []string{"/en/events/dressed-fair", "/en/projects/dressed-project"} {
		if n := len(all(a.one("main"), "a", with("href", path))); n != 1 {
			t.Errorf("%d links to %s", n, path)
		}
	}
	if !strings.Contains(text(a.one("main")), "Needlework") {
		t.Errorf("the project that is no record has no name")
	}
}

// TestHomeAgenda: what is on and to come, soonest first; what is over only where
// there is neither, and called so.
func TestHomeAgenda(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/").want(200)
	agendas := all(a.doc, "section", class("agenda"))
	if len(agendas) != 2 {
		t.Fatalf("%d agendas", len(agendas))
	}
	for i, want := range []string{"Dressing at this moment Dressed Fair Dressed later still", "Dressed Call"} {
		if got := strings.Join(texts(all(agendas[i], "a", class("ref-name"))), " "); got != want {
			t.Errorf("%q lists %q, want %q", text(all(agendas[i], "h2")[0]), got, want)
		}
		if strings.Contains(text(agendas[i]), "that are over") {
			t.Errorf("something is on, but the page says %q", text(agendas[i]))
		}
	}
	for path, n := range map[string]int{"/en/search": 0, "/en/opportunities": 1, "/en/events": 2, "/en/calls": 3, "/en/projects": 4} {
		link := all(all(a.doc, "dd", class("figure-number"))[n], "a")[0]
		if attr(link, "href") != path || text(link) != strings.Fields(text(get(t, h, path).one("h2", class("results-count"))))[0] {
			t.Errorf("the figure %q leads to %q, want %q with that many", text(link), attr(link, "href"), path)
		}
	}
	quietHome := serve(t, &odd{ready: true, home: pastHome()})
	b := get(t, quietHome, "/bg/").want(200)
	if got := text(all(b.doc, "section", class("agenda"))[0]); !strings.Contains(got, "Последните отминали") || !strings.Contains(got, "отминало") {
		t.Errorf("past events are shown as %q", got)
	}
}

// TestUnknownItem: an unknown id offers to search the list it would be in.
func TestUnknownItem(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, rt := range directory.RecordTypes[1:] {
		a := get(t, h, "/en/"+string(rt)+"/clusters-meet-nobody").want(404)
		if got := attr(a.one("form", with("id", "search-form")), "action"); got != "/en/"+listPaths[rt] {
			t.Errorf("%s: the box searches %q", rt, got)
		}
		if got := attr(a.one("input", with("id", "q")), "value"); got != "clusters meet nobody" {
			t.Errorf("%s: the box holds %q", rt, got)
		}
	}
	a := get(t, h, "/en/events?q=fair&kind=fare").want(400)
	if link := all(a.one("main"), "a", class("button")); len(link) != 1 || attr(link[0], "href") != "/en/events?q=fair" {
		t.Errorf("no way to the events without the fault")
	}
}
