package ui

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"euxine/internal/atlas"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
)

// unitsOf are the regions of a map: the number after the name, by the address each
// leads to.
func unitsOf(a answer) map[string]string {
	units := map[string]string{}
	for _, link := range all(a.one("main"), "a") {
		if strings.HasPrefix(attr(link, "class"), "chart-unit") {
			units[attr(link, "href")] = text(all(link, "title")[0])
		}
	}
	return units
}

// Every region of the map says its number and leads to itself; the legend and the
// table count the same regions.
func TestMapTellsEveryRegion(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	for _, path := range []string{"/en/map", "/en/map?kind=cluster&level=2", "/en/map?q=tourism&level=0", "/en/map?view=BG&sector=hospitality-and-tourism"} {
		a := get(t, h, path).want(200)
		units := unitsOf(a)
		told := 0
		for href, said := range units {
			number := said[strings.LastIndex(said, " ")+1:]
			if number == "0" {
				continue
			}
			told++
			if told > 12 {
				continue
			}
			there := get(t, h, href).want(200)
			if got := text(all(there.one("main"), "p", class("chart-count"))[0]); !strings.HasPrefix(got, number+" organisation") {
				t.Errorf("%s: %q leads to %q", path, said, got)
			}
		}
		rows := 0
		for _, tr := range all(a.one("main"), "tr") {
			if len(all(tr, "td")) > 0 {
				rows++
			}
		}
		if told != rows || told == 0 {
			t.Errorf("%s: %d regions have a number, %d are in the table", path, told, rows)
		}
		legend := 0
		for _, line := range all(a.doc, "li", class("legend-line")) {
			n := 0
			fmt.Sscan(text(all(line, "span", class("legend-count"))[0]), &n)
			legend += n
		}
		if legend != len(units) {
			t.Errorf("%s: the legend counts %d regions of %d", path, legend, len(units))
		}
	}
}

// Every class of the legend has a colour of its own, also where no region has none:
// a path without a fill is black.
func TestMapColoursEveryClass(t *testing.T) {
	h := serve(t, realCatalogue(t))
	css, err := embedded.ReadFile("static/css/map.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/en/map?measure=members", "/en/map?measure=stale&level=1&view=RO", "/en/map?level=0", "/en/map?measure=specialisation"} {
		a := get(t, h, path).want(200)
		seen := map[string]bool{}
		for _, swatch := range all(a.doc, "svg", class("legend-swatch")) {
			names := strings.Fields(attr(swatch, "class"))
			colour := names[len(names)-1]
			if seen[colour] {
				t.Errorf("%s: two classes are %s", path, colour)
			}
			seen[colour] = true
			if !strings.Contains(string(css), ".chart-unit."+colour+" path") && colour != "is-few" { // which is hatched
				t.Errorf("%s: %s has no colour", path, colour)
			}
		}
		for _, link := range all(a.one("main"), "a") {
			if names := strings.Fields(attr(link, "class")); len(names) > 1 && names[0] == "chart-unit" && !seen[names[1]] {
				t.Errorf("%s: %s is not in the legend", path, names[1])
			}
		}
	}
}

// Pressing "Show" without a change asks for the same again, however many values a
// filter has: a select holds one.
func TestMapFormKeepsTheSearch(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, path := range []string{"/en/map?kind=cluster&kind=sme&country=BG", "/en/map?sector=hospitality-and-tourism&sector=fishing-and-fishing-products", "/en/map?kind=cluster&measure=stale"} {
		a := get(t, h, path).want(200)
		form := all(a.doc, "form", class("chart-form"))[0]
		values := url.Values{}
		for _, in := range all(form, "input") {
			if _, checked := attrOf(in, "checked"); attr(in, "type") != "checkbox" || checked {
				values.Add(attr(in, "name"), attr(in, "value"))
			}
		}
		for _, sel := range all(form, "select") {
			options := all(sel, "option")
			value := attr(options[0], "value")
			for _, o := range options {
				if _, chosen := attrOf(o, "selected"); chosen {
					value = attr(o, "value")
				}
			}
			values.Add(attr(sel, "name"), value)
		}
		count := func(a answer) string { return text(all(a.one("main"), "p", class("chart-count"))[0]) }
		if got, want := count(get(t, h, "/en/map?"+values.Encode()).want(200)), count(a); got != want {
			t.Errorf("%s: the form asks for %s and finds %q, not %q", path, values.Encode(), got, want)
		}
	}
}

// The numbers of specialisation are those of the regions' briefs.
func TestMapOfSpecialisation(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	a := get(t, h, "/en/map?measure=specialisation&group=sector:hospitality-and-tourism").want(200)
	if how := text(a.one("section", class("chart-legend"))); strings.Contains(how, "natural breaks") || !strings.Contains(how, "the same for every group") {
		t.Errorf("the classes are fixed, but said to be %q", how)
	}
	checked := 0
	for _, tr := range all(a.one("main"), "tr") {
		cells := all(tr, "td")
		if len(cells) == 0 {
			continue
		}
		code := attr(all(tr, "a")[0], "href")
		code = code[strings.LastIndex(code, "/")+1:]
		b, err := c.Brief(t.Context(), directory.RegionCode(code), "en")
		if err != nil {
			t.Fatal(err)
		}
		lines := b.Specialisation[0].Lines
		i := slices.IndexFunc(lines, func(l catalogue.SpecialisationLine) bool { return l.Group == "sector:hospitality-and-tourism" })
		if i < 0 {
			continue // none there
		}
		want := fmt.Sprintf("%d of %d", lines[i].Here, lines[i].OfRegion)
		if got := text(cells[0]); !strings.HasSuffix(got, want) || lines[i].Said() == strings.Contains(got, "too few") {
			t.Errorf("%s: %q, its brief says %s (%s)", code, got, want, lines[i].Verdict)
		}
		checked++
	}
	if checked < 10 {
		t.Errorf("%d regions compared", checked)
	}
}

// A map is small: it is for phones too.
func TestMapIsSmall(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, path := range []string{"/en/map?towns=1", "/bg/map?level=3&measure=stale&towns=1", "/en/map?view=UA&towns=1"} {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		w.Write([]byte(get(t, h, path).want(200).body))
		w.Close()
		if packed.Len() > 120_000 {
			t.Errorf("%s takes %d bytes", path, packed.Len())
		}
	}
}

func TestMapRefuses(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for query, want := range map[string]string{
		"measure=organisation":        "perhaps organisations",
		"measure=beauty":              "use organisations, specialisation",
		"level=7":                     "use 3, 2, 1, 0",
		"view=BG343434":               "is not a known value",
		"view=BG999":                  "perhaps BG",
		"group=sector:tourism":        "is not a known value",
		"measure=stale&measure=stale": "more than once",
		"towns=yes":                   "use 0, 1",
		"colour=red":                  "is not a parameter",
	} {
		if a := get(t, h, "/en/map?"+query).want(400); !strings.Contains(text(a.one("main")), want) {
			t.Errorf("%s: %q does not say %q", query, text(a.one("main")), want)
		}
	}
}

// What the search is filtered by stays when the map is changed, and the other way.
func TestMapKeepsTheSearch(t *testing.T) {
	h := serve(t, realCatalogue(t))
	from := get(t, h, "/en/search?q=cluster&country=BG&founded_from=2010").want(200)
	link := all(from.one("main"), "p", class("results-map"))
	if len(link) != 1 {
		t.Fatal("the search leads to no map")
	}
	a := get(t, h, attr(all(link[0], "a")[0], "href")).want(200)
	back := attr(all(all(a.one("main"), "p", class("chart-count"))[0], "a")[0], "href")
	if back != "/en/search?country=BG&founded_from=2010&q=cluster" {
		t.Errorf("the map leads back to %s", back)
	}
	fields := map[string]string{}
	for _, name := range []string{"input", "select"} {
		for _, in := range all(all(a.one("main"), "form")[0], name) {
			value := attr(in, "value")
			for _, o := range all(in, "option") {
				if slices.ContainsFunc(o.Attr, func(at html.Attribute) bool { return at.Key == "selected" }) {
					value = attr(o, "value")
				}
			}
			fields[attr(in, "name")] = value
		}
	}
	for name, want := range map[string]string{"q": "cluster", "country": "BG", "founded_from": "2010", "view": "BG", "measure": "organisations", "level": fmt.Sprint(atlas.Smallest)} {
		if fields[name] != want {
			t.Errorf("the form has %s=%q, want %q", name, fields[name], want)
		}
	}
}

// A region's page names the regions it borders on, across borders of countries too.
func TestRegionBordersOn(t *testing.T) {
	h := serve(t, realCatalogue(t))
	a := get(t, h, "/en/regions/BG341").want(200)
	var names []string
	for _, link := range all(all(a.one("main"), "p", class("brief-beside"))[0], "a") {
		names = append(names, text(link))
	}
	slices.Sort(names)
	if want := []string{"Kırklareli", "Shumen", "Sliven", "Varna", "Yambol"}; !slices.Equal(names, want) {
		t.Errorf("Burgas borders on %q, want %q", names, want)
	}
}

// TestMapNamesApart: in a country's view no two names lie over each other.
func TestMapNamesApart(t *testing.T) {
	h := serve(t, realCatalogue(t))
	named := 0
	for _, code := range []string{"BG", "RO", "TR", "UA", "GE", "AZ"} {
		type place struct{ x, y, half float64 }
		var taken []place
		for _, n := range all(get(t, h, "/en/map?view="+code).want(200).one("g", class("chart-names")), "text") {
			x, _ := strconv.ParseFloat(attr(n, "x"), 64)
			y, _ := strconv.ParseFloat(attr(n, "y"), 64)
			p := place{x, y, 4 * float64(len([]rune(text(n))))} // a letter is about 8 units wide
			for _, q := range taken {
				if math.Abs(p.x-q.x) < p.half+q.half && math.Abs(p.y-q.y) < 13 {
					t.Errorf("%s: %q lies over another name", code, text(n))
				}
			}
			taken = append(taken, p)
			named++
		}
	}
	if named < 60 {
		t.Errorf("only %d names", named)
	}
}
