package ui

import (
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"
)

// TestOrganisationFacts: all that is known is on the page, in both languages.
func TestOrganisationFacts(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, wants := range map[string][]string{
		"/en/organisations/bg-dressed": {
			"Dressed Cluster", "Облечен клъстер", "DRESS", "Burgas, Bulgaria", "Gold", "active", "4 October 2016", "1,200",
			"small and medium firms 900", "large firms 100", "research bodies 20", "start-ups 40", "medium-sized", "C10, J62",
			"Hospitality and Tourism", "4 of 5", "Mentoring", "sewing circle", "pattern making business Apparel Sewing and tailoring for Norway, Türkiye until June 2099", "buttons technology ended 2013",
			"Norway, Romania", "Needlework", "Bulgarian, Romanian", "First paragraph.", "Second paragraph.", "Описание.",
			"Visit the website", "dressed.example", "example.org as of March 2012", "The source is 14 years old (March 2012)",
			"merged by hand", "Founded · example.net 2020", "records.ndjson:7", "bg-undressed", "bg-ict-cluster",
			"ICT Cluster Burgas", "Member of", "Related organisations", "It has been succeeded by",
		},
		"/bg/organisations/bg-dressed": {
			"Облечен клъстер", "Бургас, България", "действаща", "4 октомври 2016 г.", "1 200", "малки и средни предприятия 900",
			"Описание.", "Норвегия, Румъния", "български, румънски", "Източникът е отпреди 14 години (март 2012 г.)", "Членува в",
		},
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
	}
	a := get(t, h, "/en/organisations/bg-dressed")
	if apparel := a.one("a", with("href", "/en/search?offer=sector%3Aapparel")); text(apparel) != "Apparel" {
		t.Errorf("what is offered leads to others by %q", text(apparel))
	}
	if visit := a.one("a", class("button")); attr(visit, "href") != "https://www.dressed.example/" || !strings.Contains(attr(visit, "rel"), "noopener") {
		t.Errorf("the website is %v", visit.Attr)
	}
	if lang := attr(all(a.one("p", class("org-native")), "span")[0], "lang"); lang != "bg" {
		t.Errorf("the native name has lang %q", lang)
	}
	if roman := text(a.one("span", class("org-romanised"))); roman != "Oblechen klaster (romanised automatically)" {
		t.Errorf("in Latin letters it is %q", roman)
	}
	also := a.one("details", class("org-also"))
	if lang := attr(all(also, "div")[0], "lang"); lang != "bg" || !strings.HasPrefix(text(also), "Description (Bulgarian)") {
		t.Errorf("the Bulgarian description has lang %q: %s", lang, text(also))
	}
	bg := get(t, h, "/bg/organisations/bg-dressed")
	if name, beside := text(bg.one("h1")), text(bg.one("p", class("org-native"))); name != "Облечен клъстер" || beside != "Dressed Cluster" {
		t.Errorf("a Bulgarian reads %q, %q", name, beside)
	}
	if len(all(bg.doc, "dl", class("factsheet"))) > 0 {
		t.Error("a fact sheet beside a description in the reader's language")
	}
	bar := all(a.one("svg", class("member-bar")), "rect")
	if len(bar) != 3 || attr(bar[0], "width") != "75" || attr(bar[1], "x") != "75" {
		t.Errorf("the bar of members: %d parts", len(bar))
	}
	api := all(a.doc, "a", with("href", "/en/organisations/bg-dressed/history"))
	if len(api) != 1 {
		t.Errorf("no link to the history")
	}
}

// TestFactSheet: where a description is in another language, what is known is said in the
// reader's.
func TestFactSheet(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/bg/organisations/tr-ossa").want(200)
	got := text(a.one("dl", class("factsheet")))
	for _, want := range []string{"Сектор", "Членове", "Основана"} {
		if !strings.Contains(got, want) {
			t.Errorf("the sheet lacks %q: %s", want, got)
		}
	}
	if lang := text(a.one("h3", class("prose-language"))); lang != "Описание (английски)" {
		t.Errorf("the description is said to be %q", lang)
	}
}

// TestOrganisationMembers: members are listed by those who say they are.
func TestOrganisationMembers(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/organisations/bg-ict-cluster-burgas").want(200)
	var names []string
	for _, s := range all(a.doc, "section", class("is-refs")) {
		if strings.Contains(text(s), "in this directory") {
			names = texts(all(s, "a", class("ref-name")))
		}
	}
	if !slices.Contains(names, "Dressed Cluster") {
		t.Errorf("members %q", names)
	}
}

// TestNoContact: where nothing is known the page says so.
func TestNoContact(t *testing.T) {
	bare := &directory.Organisation{Header: directory.Header{ID: "x"}, Kind: "sme", Status: "unknown",
		Names: []directory.Name{{Text: "Bare", Type: directory.NameDisplay}}, Place: directory.Place{Country: "BG"}}
	h := serve(t, &odd{profile: bareProfile(bare), ready: true})
	body := text(get(t, h, "/en/organisations/x").want(200).one("main"))
	for _, want := range []string{"No website and no source page are known.", "The source has no date", "No source page is named."} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q: %s", want, body)
		}
	}
	for _, not := range []string{"Founded", "Offers", "Looks for", "Fields of work", "Related", "Members"} {
		if strings.Contains(body, not) {
			t.Errorf("the page says %q of nothing", not)
		}
	}
}
