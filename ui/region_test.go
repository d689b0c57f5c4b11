package ui

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// pastHome is a front page with nothing on or to come.
func pastHome() *catalogue.HomeFacts {
	past := func(t directory.RecordType) catalogue.Agenda {
		return catalogue.Agenda{Past: []catalogue.Item{{Type: t, ID: "x", Title: catalogue.Marked{{Text: "Over"}}, State: search.StatePast, Start: day("2020"), Closes: day("2021")}}}
	}
	return &catalogue.HomeFacts{EventAgenda: past(directory.Events), CallAgenda: past(directory.Calls)}
}

// TestRegionIndex: every region of the vocabulary is there once with its count,
// and countries without organisations are said to have none.
func TestRegionIndex(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/regions").want(200)
	links := map[string]int{}
	for _, link := range all(a.one("main"), "a", class("region-name")) {
		links[attr(link, "href")]++
	}
	for _, r := range vocabulary(t).Regions() {
		if n := links["/en/regions/"+string(r.Code)]; n != 1 {
			t.Errorf("%s is there %d times", r.Code, n)
		}
	}
	for _, s := range all(a.doc, "section", class("region-country")) {
		link := all(all(s, "p")[0], "a")
		empty := strings.Contains(text(s), "No organisations here yet")
		if empty == (len(link) == 1) {
			t.Errorf("%q", text(s))
		}
		for _, l := range link {
			if got := get(t, h, attr(l, "href")).want(200).total(); fmt.Sprint(got, " organisations") != text(l) {
				t.Errorf("%q leads to %d", text(l), got)
			}
		}
	}
}

// TestRegionPage: numbers lead out of no region unawares, and those of its parts add
// up with those of no known part.
func TestRegionPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, code := range []string{"BG", "BG341", "UA-51", "CZ"} {
		a := get(t, h, "/en/regions/"+code).want(200)
		checked := 0
		for _, row := range all(a.doc, "a", class("tally-row")) {
			href := attr(row, "href")
			if !strings.HasPrefix(href, "/en/search?") {
				continue
			}
			if !strings.Contains(href, "region="+code) {
				t.Errorf("%s: %q leads out of the region: %s", code, text(row), href)
			}
			checked++
		}
		if code != "CZ" && checked == 0 {
			t.Errorf("%s: no kinds or sectors", code)
		}
	}
	country := get(t, h, "/en/regions/BG").want(200)
	sum := 0
	for _, row := range all(country.doc, "a", class("tally-row"), func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "/en/regions/") }) {
		n, err := strconv.Atoi(text(all(row, "span", class("tally-count"))[0]))
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	notice := country.one("p", class("notice"))
	without := get(t, h, attr(all(notice, "a")[0], "href")).want(200).total()
	if !strings.HasPrefix(text(notice), strconv.Itoa(without)+" of them") {
		t.Errorf("%q leads to %d", text(notice), without)
	}
	if total := get(t, h, "/en/search?country=BG").total(); sum+without != total {
		t.Errorf("%d in parts and %d in none are not %d", sum, without, total)
	}
	burgas := get(t, h, "/en/regions/BG341").want(200)
	for _, want := range []string{"Region, NUTS level 3 · BG341", "Burgas", "Бургас", "Bulgaria", "Tourism", "Creative industries", "Dressed Fair", "Dressed Call", "ICT Cluster Burgas"} {
		if got := text(burgas.one("main")); !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("the page of Burgas lacks %q:\n%s", want, got)
		}
	}
	if got := text(get(t, h, "/en/regions/CZ").want(200).one("main")); !strings.Contains(got, "No organisations here yet") {
		t.Errorf("a country without organisations does not say so:\n%s", got)
	}
}

// counted is a text that tells a number of organisations: nothing else, before the
// word, or behind what is counted.
var counted = regexp.MustCompile(`^([0-9,]+)(?: organisations?)?$|\(([0-9,]+)\)$`)

// TestBriefNumbersAreSearches: every number of a brief that is a link is the total of
// the search it leads to.
func TestBriefNumbersAreSearches(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	v := vocabulary(t)
	for _, code := range briefCodes {
		a := get(t, h, "/en/regions/"+string(code)).want(200)
		checked := map[search.Facet]int{}
		for _, link := range all(a.one("main"), "a") {
			query, isSearch := strings.CutPrefix(attr(link, "href"), "/en/search?")
			shown := text(link)
			if counts := all(link, "span", class("tally-count")); len(counts) == 1 {
				shown = text(counts[0])
			}
			m := counted.FindStringSubmatch(shown)
			if !isSearch || m == nil {
				continue
			}
			values, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			q, faults := search.Parse(values, v)
			if len(faults) > 0 {
				t.Fatalf("%s: %q leads to %v", code, text(link), faults)
			}
			q.PerPage, q.WithFacets = 1, false
			found, err := c.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.ReplaceAll(m[1]+m[2], ",", ""); strconv.Itoa(found.Total) != want {
				t.Errorf("%s: %q leads to %d: %s", code, text(link), found.Total, query)
			}
			for f := range q.Filters.Values {
				checked[f]++
			}
		}
		if code == "BG" && (checked[search.FacetKind] < 8 || checked[search.FacetSector] < 20 || checked[search.FacetOffer] < 12 || checked[search.FacetNeed] < 12 || checked[search.FacetLacks] < 8) {
			t.Errorf("%s: compared only %v", code, checked)
		}
	}
}

// TestDataPage: the figures of the data page are what the links beside them lead
// to, and every list of terms says how far it is to be trusted.
func TestDataPage(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/data").want(200)
	tables := all(a.doc, "table")
	if len(tables) != 6 {
		t.Fatalf("%d tables", len(tables))
	}
	if first := text(all(tables[4], "tr")[1]); !strings.HasPrefix(first, "Furniture – Wood Products1230.6×0.78") { // 12·596/(18·13), 12/√(18·13)
		t.Errorf("the most related sectors: %q", first)
	}
	tables = tables[1:] // behind that of the downloads
	for _, link := range all(tables[0], "a") {
		if got := get(t, h, attr(link, "href")).want(200).total(); strconv.Itoa(got) != text(link) {
			t.Errorf("%s leads to %d, not %s", attr(link, "href"), got, text(link))
		}
	}
	if rows := all(all(tables[0], "tbody")[0], "tr"); len(rows) != len(search.LacksValues) {
		t.Errorf("%d facts", len(rows))
	}
	sum := 0
	for _, row := range all(all(tables[1], "tbody")[0], "tr") {
		n, _ := strconv.Atoi(text(all(row, "td", class("is-number"))[0]))
		sum += n
	}
	if total := get(t, h, "/en/search").total(); sum != total {
		t.Errorf("years add up to %d organisations of %d", sum, total)
	}
	for _, row := range all(all(tables[2], "tbody")[0], "tr") {
		if len(all(row, "span", class("badge"))) != 1 {
			t.Errorf("%q does not say how far it is to be trusted", text(row))
		}
	}
	main := text(a.one("main"))
	for _, want := range []string{"CC BY 4.0", "Natural Earth", "GeoNames", "geodata.gov.gr", "MapSVG", "Eurostat", "working list", "verified",
		"euxine validate", "euxine import --dry-run", "Greece", "Crimea and Sevastopol are Ukraine"} {
		if !strings.Contains(main, want) {
			t.Errorf("the data page lacks %q", want)
		}
	}
}

func TestShares(t *testing.T) {
	for _, c := range []struct{ n, of, percent, share int }{
		{0, 0, 0, 0}, {0, 10, 0, 0}, {1, 1000, 1, 1}, {999, 1000, 99, 99}, {1000, 1000, 100, 100}, {1, 3, 33, 33}, {2, 3, 67, 66}, {5, 4, 100, 100},
	} {
		if p, s := percent(c.n, c.of), share(c.n, c.of); p != c.percent || s != c.share {
			t.Errorf("%d of %d: %d %%, share %d; want %d and %d", c.n, c.of, p, s, c.percent, c.share)
		}
	}
}

// TestNav: the main pages are a link away everywhere, and the one shown is marked.
func TestNav(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, current := range map[string]string{
		"/en/": "", "/en/search?q=a": "Organisations", "/en/organisations/bg-dressed": "Organisations", "/en/events": "Events", "/en/calls/bare-call": "Calls",
		"/en/projects": "Projects", "/en/regions/BG341": "Regions", "/en/map": "Map", "/en/opportunities": "Offers and needs", "/en/match": "Find a partner", "/en/organisations/bg-dressed/partners": "Organisations",
		"/en/themes/blue-economy": "Themes", "/en/shortlist": "Short list", "/en/data": "Data", "/en/help": "Help", "/en/accessibility": "", "/en/events/nothing": "Events",
	} {
		a := get(t, h, path)
		links := all(a.one("nav", class("site-nav")), "a")
		if got := strings.Join(texts(links), " "); got != "Organisations Events Calls Projects Offers and needs Find a partner Themes Regions Map Data Help Short list" {
			t.Errorf("%s: %q", path, got)
		}
		marked := ""
		for _, l := range links {
			if _, ok := attrOf(l, "aria-current"); ok {
				marked += text(l)
			}
		}
		if marked != current {
			t.Errorf("%s: %q is marked, want %q", path, marked, current)
		}
	}
}
