package ui

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
)

func (o *odd) Parts(context.Context, directory.RecordType, int) ([]directory.RecordID, error) {
	return nil, o.err
}

func (o *odd) Walk(context.Context, directory.RecordType, directory.RecordID, directory.RecordID, int, func(directory.RecordID, time.Time) error) error {
	return o.err
}

const publicAddress = "https://euxine.example"

// serveAt serves the pages of a directory with a public address.
func serveAt(t *testing.T, c Catalogue) http.Handler {
	t.Helper()
	u, err := New(Config{Catalogue: c, Vocabulary: vocabulary(t), Atlas: outlines(t), Log: quiet, Build: "test", Address: publicAddress})
	if err != nil {
		t.Fatal(err)
	}
	return engine(u)
}

// urlset is a part of the site's map as a reader of XML sees it.
type urlset struct {
	XMLName xml.Name
	URLs    []struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod"`
		Links   []struct {
			Rel      string `xml:"rel,attr"`
			Hreflang string `xml:"hreflang,attr"`
			Href     string `xml:"href,attr"`
		} `xml:"http://www.w3.org/1999/xhtml link"`
	} `xml:"url"`
	Parts []struct {
		Loc string `xml:"loc"`
	} `xml:"sitemap"`
}

func readXML(t *testing.T, h http.Handler, target string) urlset {
	t.Helper()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", target, nil))
	var v urlset
	if err := xml.Unmarshal(rec.Body.Bytes(), &v); err != nil || rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != xmlType || rec.Header().Get("ETag") == "" {
		t.Fatalf("GET %s = %d %v: %v\n%.300s", target, rec.Code, rec.Header(), err, rec.Body)
	}
	if v.XMLName.Space != sitemapNS {
		t.Errorf("%s is %v", target, v.XMLName)
	}
	return v
}

// The map of the site has every record and every page once in each language, and
// nothing that is not there or that search engines are asked not to list.
func TestSitemapHasEverythingOnce(t *testing.T) {
	c := realCatalogue(t)
	h := serveAt(t, c)
	records := map[string]int{}
	seen := map[string]bool{}
	var pages []string
	for _, part := range readXML(t, h, "/sitemap.xml").Parts {
		path, ok := strings.CutPrefix(part.Loc, publicAddress)
		if !ok {
			t.Fatalf("part %s", part.Loc)
		}
		v := readXML(t, h, path)
		if len(v.URLs) > sitemapAddresses {
			t.Errorf("%s has %d addresses", path, len(v.URLs))
		}
		for _, u := range v.URLs {
			if seen[u.Loc] || !strings.HasPrefix(u.Loc, publicAddress+"/") {
				t.Errorf("%s: %s is there twice, or is no address of the site", path, u.Loc)
			}
			seen[u.Loc] = true
			if len(u.Links) != len(readerLanguages) {
				t.Errorf("%s: %d languages", u.Loc, len(u.Links))
			}
			itself := false
			for _, l := range u.Links {
				itself = itself || l.Href == u.Loc
				if l.Rel != "alternate" || !strings.HasPrefix(l.Href, publicAddress+"/"+l.Hreflang+"/") {
					t.Errorf("%s: link %+v", u.Loc, l)
				}
			}
			if !itself {
				t.Errorf("%s does not name itself", u.Loc)
			}
			kind, rest, _ := strings.Cut(strings.TrimPrefix(u.Loc, publicAddress+"/en/"), "/")
			if strings.Contains(path, "pages") {
				pages = append(pages, strings.TrimPrefix(u.Loc, publicAddress))
			} else if _, err := time.Parse(time.RFC3339, u.Lastmod); err != nil {
				t.Errorf("%s last changed %q", u.Loc, u.Lastmod)
			} else if rest != "" && strings.HasPrefix(u.Loc, publicAddress+"/en/") {
				records[kind]++
			}
		}
	}
	home, err := c.Home(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"organisations": home.Organisations, "events": home.Events, "calls": home.Calls, "projects": home.Projects}
	if fmt.Sprint(records) != fmt.Sprint(want) {
		t.Errorf("records %v, want %v", records, want)
	}
	for _, path := range []string{"/en/", "/bg/", "/en/search", "/bg/calls", "/en/data", "/en/regions", "/en/map", "/bg/regions/BG341"} {
		if !slices.Contains(pages, path) {
			t.Errorf("%s is missing", path)
		}
	}
	// Regions are many, and one of each level is like the others.
	pages = slices.DeleteFunc(pages, func(p string) bool {
		_, code, ok := strings.Cut(p, "/regions/")
		return ok && !slices.Contains([]string{"BG", "BG34", "BG341", "UA-51"}, code)
	})
	for _, path := range pages {
		a := get(t, h, path).want(200)
		if len(all(a.doc, "meta", with("name", "robots"))) > 0 {
			t.Errorf("%s is in the map of the site and asks not to be listed", path)
		}
		if got := attr(a.one("link", with("rel", "canonical")), "href"); got != publicAddress+path {
			t.Errorf("%s calls itself %s", path, got)
		}
	}
}

// fewAtOnce is a catalogue whose parts are small.
type fewAtOnce struct{ *catalogue.Catalogue }

func (f fewAtOnce) Parts(ctx context.Context, t directory.RecordType, _ int) ([]directory.RecordID, error) {
	return f.Catalogue.Parts(ctx, t, 100)
}

func TestPartsOfTheSitemapFollowOnEachOther(t *testing.T) {
	c := realCatalogue(t)
	h := serveAt(t, fewAtOnce{c})
	var got []string
	parts := 0
	for _, part := range readXML(t, h, "/sitemap.xml").Parts {
		if !strings.Contains(part.Loc, "/organisations-") {
			continue
		}
		parts++
		v := readXML(t, h, strings.TrimPrefix(part.Loc, publicAddress))
		if n := len(v.URLs) / len(readerLanguages); n > 100 || n == 0 {
			t.Errorf("%s has %d records", part.Loc, n)
		}
		for i := 0; i < len(v.URLs); i += len(readerLanguages) {
			got = append(got, v.URLs[i].Loc)
		}
	}
	home, err := c.Home(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(slices.Compact(slices.Clone(got))); !slices.IsSorted(got) || n != home.Organisations || parts != (n+99)/100 {
		t.Errorf("%d records in %d parts (sorted: %v), want %d", n, parts, slices.IsSorted(got), home.Organisations)
	}
}

func TestSitemapsThatAreNotThere(t *testing.T) {
	h := serveAt(t, realCatalogue(t))
	for _, target := range []string{"/sitemap/organisations-0.xml", "/sitemap/organisations-2.xml", "/sitemap/organisations-01.xml", "/sitemap/organisations-1", "/sitemap/organisations.xml",
		"/sitemap/castles-1.xml", "/sitemap/pages-1.xml", "/sitemap/.xml", "/sitemap/", "/sitemap/events--1.xml"} {
		get(t, h, target).want(404)
	}
	get(t, h, "/sitemap.xml?page=2").want(400)
	get(t, h, "/sitemap/pages.xml?x=1").want(400)
	busy := serveAt(t, &odd{err: fmt.Errorf("index: %w", directory.ErrUnavailable)})
	get(t, busy, "/sitemap.xml").want(503)
	get(t, busy, "/sitemap/calls-1.xml").want(503)
}

// brokenWalk fails in the middle.
type brokenWalk struct{ *catalogue.Catalogue }

func (b brokenWalk) Walk(ctx context.Context, t directory.RecordType, after, upTo directory.RecordID, limit int, do func(directory.RecordID, time.Time) error) error {
	for range 2 * httpkit.StreamChunk / 200 {
		if err := do("x", time.Time{}); err != nil {
			return err
		}
	}
	return errors.New("broken")
}

func TestASitemapThatFailsNeverLooksWhole(t *testing.T) {
	server := httptest.NewServer(serveAt(t, brokenWalk{realCatalogue(t)}))
	defer server.Close()
	resp, err := http.Get(server.URL + "/sitemap/calls-1.xml")
	if err == nil {
		defer resp.Body.Close()
		var v urlset
		err = xml.NewDecoder(resp.Body).Decode(&v)
	}
	if err == nil {
		t.Error("half a part arrived as if whole")
	}
}

// allowed says what a crawler makes of robots.txt: the longest rule that fits, and
// of two as long the one that allows (RFC 9309, section 2.2.2).
func allowed(robots, target string) bool {
	best, ok := -1, true
	for line := range strings.Lines(robots) {
		rule, pattern, _ := strings.Cut(strings.TrimSpace(line), ": ")
		if rule != "Allow" && rule != "Disallow" {
			continue
		}
		rest, fits := target, true
		for i, piece := range strings.Split(pattern, "*") {
			at := strings.Index(rest, piece)
			if at < 0 || i == 0 && at > 0 {
				fits = false
				break
			}
			rest = rest[at+len(piece):]
		}
		if fits && (len(pattern) > best || len(pattern) == best && rule == "Allow") {
			best, ok = len(pattern), rule == "Allow"
		}
	}
	return ok
}

// What crawlers may fetch and search engines list: the lists, one value of kind,
// country or sector, and the way through the pages and states; nothing deeper.
func TestCrawlersAreKeptOutOfCombinations(t *testing.T) {
	h := serveAt(t, realCatalogue(t))
	robots := get(t, h, "/robots.txt").want(200).body
	if !strings.HasSuffix(robots, "\nSitemap: https://euxine.example/sitemap.xml\n") {
		t.Errorf("robots.txt does not end with the map of the site:\n%s", robots)
	}
	for target, want := range map[string]struct{ fetched, listed bool }{
		"/en/search":                                    {true, true},
		"/bg/events":                                    {true, true},
		"/en/search?page=2":                             {true, true},
		"/en/search?country=BG":                         {true, true},
		"/bg/search?sector=apparel":                     {true, true},
		"/en/search?kind=cluster":                       {true, true},
		"/en/calls?country=BG":                          {true, true},
		"/en/projects?country=RO":                       {true, true},
		"/en/events?state=past":                         {true, false}, // followed to what the overview leaves out
		"/en/events?page=2&state=past":                  {true, false},
		"/en/search?country=BG&page=2":                  {false, true},
		"/en/search?country=BG&country=RO":              {false, false},
		"/en/search?country=BG&kind=cluster":            {false, false},
		"/en/search?kind=cluster&sector=apparel&page=2": {false, false},
		"/en/search?region=BG34":                        {false, false}, // has a page of its own
		"/en/search?q=textile":                          {false, false},
		"/en/search?q=textile&country=BG":               {false, false},
		"/en/search?founded_from=2000":                  {false, false},
		"/en/search?country=BG&founded_from=2000":       {false, false},
		"/en/organisations/bg-ict-cluster-burgas":       {true, true},
		"/en/map":                    {true, true},
		"/en/map?kind=hub&level=2":   {false, false},
		"/bg/compare?ids=bg-dressed": {false, false},
		"/en/regions/BG341":          {true, true},
	} {
		a := get(t, h, target).want(200)
		if got := allowed(robots, target); got != want.fetched {
			t.Errorf("robots.txt lets crawlers fetch %s: %v, want %v", target, got, want.fetched)
		}
		if listed := len(all(a.doc, "meta", with("name", "robots"))) == 0; listed != want.listed {
			t.Errorf("%s is to be listed: %v, want %v", target, listed, want.listed)
		}
	}
	if got := text(get(t, h, "/en/search?country=BG").one("title")); !strings.HasPrefix(got, "Bulgaria – Organisations – ") {
		t.Errorf("title %q does not say what is filtered by", got)
	}
}

// What the head says of a page, by its absolute address; the same whatever order
// the parameters come in, and without those that change nothing.
func TestHeads(t *testing.T) {
	h := serveAt(t, realCatalogue(t))
	for target, want := range map[string]struct{ canonical, fallback, linked string }{
		"/en/": {"/en/", "/", ""},
		"/bg/search?page=1&sort=name&kind=hub&country=RO&per_page=20&country=BG": {"/bg/search?country=BG&country=RO&kind=hub", "/en/search?country=BG&country=RO&kind=hub", ""},
		"/bg/search?country=BG&country=RO&country=BG&kind=hub":                   {"/bg/search?country=BG&country=RO&kind=hub", "/en/search?country=BG&country=RO&kind=hub", ""},
		"/en/search?q=textile&page=2":                                            {"/en/search?page=2&q=textile", "/en/search?page=2&q=textile", ""},
		"/bg/organisations/bg-dressed":                                           {"/bg/organisations/bg-dressed", "/en/organisations/bg-dressed", "/api/v1/organisations/bg-dressed?format=jsonld"},
		"/en/events/cmr-2023-burgas":                                             {"/en/events/cmr-2023-burgas", "/en/events/cmr-2023-burgas", "/api/v1/events/cmr-2023-burgas?format=jsonld"},
		"/en/regions/BG341":                                                      {"/en/regions/BG341", "/en/regions/BG341", ""},
		"/bg/data":                                                               {"/bg/data", "/en/data", "/api/v1/dcat.jsonld"},
	} {
		a := get(t, h, target).want(200)
		if got := attr(a.one("link", with("rel", "canonical")), "href"); got != publicAddress+want.canonical {
			t.Errorf("%s calls itself %s, want %s", target, got, want.canonical)
		}
		if got := attr(a.one("link", with("hreflang", "x-default")), "href"); got != publicAddress+want.fallback {
			t.Errorf("%s: for other languages %s, want %s", target, got, want.fallback)
		}
		linked := ""
		for _, l := range all(a.doc, "link", with("type", "application/ld+json")) {
			linked = attr(l, "href")
		}
		if linked != want.linked {
			t.Errorf("%s: as JSON-LD %q, want %q", target, linked, want.linked)
		}
		said, others := map[string]string{}, []string(nil)
		for _, m := range all(a.doc, "meta", func(n *html.Node) bool { return strings.HasPrefix(attr(n, "property"), "og:") }) {
			if said[attr(m, "property")] = attr(m, "content"); attr(m, "property") == "og:locale:alternate" {
				others = append(others, attr(m, "content"))
			}
		}
		lang := directory.Language(target[1:3])
		var alternates []string
		for _, l := range readerLanguages {
			if l != lang {
				alternates = append(alternates, previewLocales[l])
			}
		}
		title, _, _ := strings.Cut(text(a.one("title")), " – "+said["og:site_name"])
		if said["og:url"] != publicAddress+want.canonical || said["og:title"] != title || said["og:description"] != attr(a.one("meta", with("name", "description")), "content") ||
			said["og:type"] != "website" || said["og:locale"] != previewLocales[lang] || !slices.Equal(others, alternates) || len(said) != 7 {
			t.Errorf("%s: Open Graph says %q, the title is %q", target, said, title)
		}
	}
	for _, l := range readerLanguages {
		if previewLocales[l] == "" {
			t.Errorf("%s has no locale", l)
		}
	}
}

// Every list and every record is offered as files at the foot of its page, in every
// format that holds it, and each file is there.
func TestEveryPageOffersItsFiles(t *testing.T) {
	h := serveAt(t, realCatalogue(t))
	for target, typ := range map[string]directory.RecordType{
		"/en/search?q=textile": directory.Organisations, "/bg/events": directory.Events, "/en/calls": directory.Calls, "/bg/projects?country=BG": directory.Projects,
		"/en/organisations/bg-dressed": directory.Organisations, "/bg/events/cmr-2023-burgas": directory.Events,
		"/bg/calls/digitour-vouchers": directory.Calls, "/en/projects/ict-greening-up": directory.Projects, "/bg/regions/BG341": directory.Organisations,
	} {
		a := get(t, h, target).want(200)
		var offered []string
		for _, link := range all(a.one("p", class("results-foot")), "a") {
			address, err := url.Parse(attr(link, "href"))
			if err == nil && (address.Query().Get("format") == "atom" || slices.Contains([]string{changesPath, "history"}, path.Base(address.Path))) {
				continue // a feed, what changed
			}
			if err != nil || !strings.HasPrefix(address.Path, "/api/v1/") {
				t.Fatalf("%s: %s", target, attr(link, "href"))
			}
			if f := address.Query().Get("format"); f != "" {
				offered = append(offered, f)
				if lang := address.Query().Get("lang"); (lang == "bg") != strings.HasPrefix(target, "/bg/") {
					t.Errorf("%s offers %s, in another language than the page's", target, address)
				}
			}
		}
		var want []string
		for _, f := range formatsOf(typ) {
			want = append(want, string(f))
		}
		if !slices.Equal(offered, want) {
			t.Errorf("%s offers %v, want %v", target, offered, want)
		}
	}
	a := get(t, h, "/en/data").want(200)
	for _, href := range []string{"/api/v1/dataset.zip", "/api/v1/dcat.jsonld", "/api/v1/organisations?format=csv", "/api/v1/calls?format=ics"} {
		if len(all(a.doc, "a", with("href", href))) == 0 {
			t.Errorf("the page of the data lacks %s", href)
		}
	}
}
