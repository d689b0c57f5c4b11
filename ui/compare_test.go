package ui

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"euxine/internal/directory"

	"golang.org/x/net/html"
)

// columns are the names at the head of the table.
func columns(a answer) []string {
	var names []string
	for _, th := range all(a.one("thead"), "th") {
		names = append(names, text(all(th, "a")[0]))
	}
	return names
}

// Organisations stand side by side in the order of the address; what all have is
// marked, and each can be taken out.
func TestCompareOrganisations(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	ids := []string{"bg-ict-cluster-burgas", "bg-ict-cluster-varna", "ro-cluj-it-cluster"}
	a := get(t, h, "/en/compare?ids="+ids[0]+"&ids="+ids[1]+","+ids[2]+"&ids="+ids[0]).want(200)
	var want []string
	for _, id := range ids {
		p, err := c.Organisation(t.Context(), directory.RecordID(id), "en")
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, p.Name)
	}
	if got := columns(a); !slices.Equal(got, want) {
		t.Errorf("columns %q, want %q", got, want)
	}
	marked := all(a.one("main"), "li", class("is-shared"))
	if len(marked) < len(ids) || !strings.Contains(text(marked[0]), "Information Technology") {
		t.Errorf("%d shared items are marked", len(marked))
	}
	kinds := slices.IndexFunc(all(a.doc, "tr"), func(tr *html.Node) bool { return strings.HasPrefix(text(tr), "Kind") })
	if row := all(a.doc, "tr")[kinds]; !strings.Contains(text(row), "the same") || attr(row, "class") != "is-same" {
		t.Errorf("that all are clusters is not said: %q", text(row))
	}
	for _, link := range all(a.doc, "a", class("compare-remove")) {
		without := get(t, h, attr(link, "href")).want(200)
		if got := columns(without); len(got) != 2 || slices.Contains(got, strings.TrimPrefix(attr(link, "aria-label"), "Remove ")) {
			t.Errorf("%s leaves %q", attr(link, "aria-label"), got)
		}
	}
}

// A further one is found by words in any script and added to the address.
func TestCompareAdds(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, c := range []struct{ path, add, want string }{
		{"/en/compare?ids=bg-ict-cluster-burgas", "Варна ИКТ", "bg-ict-cluster-varna"},
		{"/en/compare?regions=BG341", "Констанца", "RO223"},
		{"/bg/compare?regions=BG341", "tr831", "TR831"},
		{"/en/compare", "cluj it cluster", "ro-cluj-it-cluster"},
	} {
		a := get(t, h, c.path+map[bool]string{true: "&", false: "?"}[strings.Contains(c.path, "?")]+"add="+url.QueryEscape(c.add)).want(200)
		var added string
		for _, list := range all(a.doc, "ul", class("compare-found")) {
			for _, link := range all(list, "a") {
				if href := attr(link, "href"); strings.HasSuffix(href, "="+c.want) {
					added = href
				}
			}
		}
		if added == "" {
			t.Errorf("%s with %q does not offer %s", c.path, c.add, c.want)
			continue
		}
		names := columns(get(t, h, added).want(200))
		if want := strings.Count(c.path, "=") + 1; len(names) != want {
			t.Errorf("%s shows %q", added, names)
		}
	}
	if a := get(t, h, "/en/compare?ids=bg-ict-cluster-burgas&add=zzzzqqqq").want(200); !strings.Contains(text(a.one("main")), "Nothing is found") {
		t.Error("that nothing is found is not said")
	}
}

// The numbers of regions are those of their briefs.
func TestCompareRegions(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	codes := []string{"BG341", "RO223", "TR831", "AZ-NX"}
	a := get(t, h, "/en/compare?regions="+strings.Join(codes, ",")).want(200)
	for _, tr := range all(a.doc, "tr") {
		if head := all(tr, "th"); len(head) != 1 || text(head[0]) != "Organisations" {
			continue
		}
		for i, td := range all(tr, "td") {
			b, err := c.Brief(t.Context(), directory.RegionCode(codes[i]), "en")
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Fields(text(td))[0]; got != fmt.Sprint(b.RegionCount.Organisations) {
				t.Errorf("%s has %s organisations, its brief %d", codes[i], text(td), b.RegionCount.Organisations)
			}
		}
		return
	}
	t.Error("no row of organisations")
}

// The table is a file too, with the same columns and rows.
func TestCompareAsCSV(t *testing.T) {
	h := serve(t, realCatalogue(t))
	page := get(t, h, "/en/compare?ids=bg-ict-cluster-burgas,ro-cluj-it-cluster").want(200)
	link := ""
	for _, a := range all(page.one("main"), "a") {
		if text(a) == "This table as CSV" {
			link = attr(a, "href")
		}
	}
	rows, err := csv.NewReader(strings.NewReader(get(t, h, link).want(200).body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := append([]string{""}, columns(page)...); !slices.Equal(rows[0], want) {
		t.Errorf("columns %q, want %q", rows[0], want)
	}
	shown := 0
	for _, tr := range all(page.doc, "tr") {
		if len(all(tr, "td")) == 2 {
			shown++
		}
	}
	if len(rows)-1 != shown || shown < 10 {
		t.Errorf("%d rows, the page has %d", len(rows)-1, shown)
	}
	get(t, h, "/en/compare?ids=bg-ict-cluster-burgas&format=pdf").want(400)
}

// A file has all items, not only those a screen shows, parted so that they can be told
// apart, and numbers that are numbers.
func TestCompareAsCSVIsWhole(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	table := func(query string) map[string][]string {
		rows, err := csv.NewReader(strings.NewReader(get(t, h, "/bg/compare?format=csv&"+query).want(200).body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		by := map[string][]string{}
		for _, row := range rows {
			by[row[0]] = row[1:]
		}
		return by
	}
	b, err := c.Brief(t.Context(), "BG", "bg")
	if err != nil {
		t.Fatal(err)
	}
	var sectors []string
	for _, s := range b.Sectors {
		sectors = append(sectors, s.Label)
	}
	got := strings.Split(table("regions=BG,RO")["Сектори"][0], "|")
	slices.Sort(got)
	if slices.Sort(sectors); len(sectors) <= maxCompareItems || !slices.Equal(got, sectors) {
		t.Errorf("sectors %q, want %q", got, sectors)
	}
	if got := table("ids=tr-saha-istanbul")["Членове"]; !slices.Equal(got, []string{"1300"}) {
		t.Errorf("members %q, want 1300", got)
	}
}

// Two say the same when they have the same items, in whatever order and however many
// are shown.
func TestCompareSame(t *testing.T) {
	items := func(names ...string) (list []compareItem) {
		for _, name := range names {
			list = append(list, compareItem{Label: name})
		}
		return list
	}
	many := strings.Split("a b c d e f g h i j k l", " ")
	for _, c := range []struct {
		name  string
		lists [][]compareItem
		same  bool
	}{
		{"another order", [][]compareItem{items("a", "b"), items("b", "a")}, true},
		{"one more than is shown", [][]compareItem{items(many...), items(append(many[:12:12], "m")...)}, false},
		{"nothing in one", [][]compareItem{items("a"), nil}, false},
		{"nothing in either", [][]compareItem{nil, nil}, true},
		{"one alone", [][]compareItem{items("a")}, false},
	} {
		if got := lined("", c.lists).same(); got != c.same {
			t.Errorf("%s: the same %v, want %v", c.name, got, c.same)
		}
	}
}

// A region in two spellings is one.
func TestCompareEachOnce(t *testing.T) {
	if got := columns(get(t, serve(t, realCatalogue(t)), "/en/compare?regions=EL,GR,BG").want(200)); !slices.Equal(got, []string{"Greece", "Bulgaria"}) {
		t.Errorf("columns %q", got)
	}
}

func TestCompareRefuses(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for query, want := range map[string]string{
		"regions=BG341&ids=bg-ict-cluster": "give one or the other",
		"regions=BG999":                    "is not in the directory",
		"ids=bg-ict-cluster-burgs":         "perhaps bg-ict-cluster-burgas",
		"ids=a,b,c,d,e,f,g":                "more than 6",
		"id=a":                             "is not a parameter",
		"add=" + strings.Repeat("a", 300):  "longer than 256",
	} {
		if a := get(t, h, "/en/compare?"+query).want(400); !strings.Contains(text(a.one("main")), want) {
			t.Errorf("%s: %q does not say %q", query, text(a.one("main")), want)
		}
	}
	empty := get(t, h, "/en/compare").want(200)
	if n := len(all(empty.doc, "table")); n != 0 {
		t.Errorf("%d tables with nothing to compare", n)
	}
	if a := get(t, h, "/en/compare?regions=").want(200); !strings.Contains(text(a.one("main")), "Add a region") {
		t.Error("the empty page of regions does not ask for one")
	}
}

// Lists offer to tick what is to be compared, in a form that works without script.
func TestListsOfferToCompare(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, name := range map[string]string{"/en/search?q=ict+cluster": "ids", "/en/regions": "regions"} {
		a := get(t, h, path).want(200)
		query := url.Values{}
		for _, box := range all(a.doc, "input") {
			if attr(box, "form") == "compare-form" && len(query[name]) < 3 {
				query.Add(attr(box, "name"), attr(box, "value"))
			}
		}
		if len(query[name]) != 3 {
			t.Errorf("%s offers %v", path, query)
			continue
		}
		if got := columns(get(t, h, "/en/compare?"+query.Encode()).want(200)); len(got) != 3 {
			t.Errorf("%s: %q", path, got)
		}
	}
}
