package ui

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pagesToCheck is every kind of page, in a state that shows much.
var pagesToCheck = []struct {
	name   string
	path   string // behind the language
	status int
}{
	{"home", "", 200},
	{"search of everything", "search", 200},
	{"search with words and filters", "search?q=tourism&country=BG&region=BG34&sector=hospitality-and-tourism&founded_from=1990", 200},
	{"search without hits", "search?q=tourism+xyzzyx&country=BG", 200},
	{"second page", "search?page=2", 200},
	{"past the last page", "search?page=400", 200},
	{"organisation with every field", "organisations/bg-dressed", 200},
	{"organisation with members", "organisations/bg-ict-cluster-burgas", 200},
	{"events by state", "events", 200},
	{"events with words", "events?q=dressed", 200},
	{"events of a state", "events?state=past&page=2", 200},
	{"events without hits", "events?q=cluster+xyzzyx&from=2020", 200},
	{"calls by state", "calls", 200},
	{"calls somebody may apply to", "calls?who=sme&country=BG&from=2020-01&to=2030-12-31", 200},
	{"projects by state", "projects", 200},
	{"projects by name", "projects?sort=name", 200},
	{"event with every field", "events/dressed-fair", 200},
	{"event abroad", "events/cluster-matchmaking-brussels-2014", 200},
	{"call with every field", "calls/dressed-call", 200},
	{"call that states nothing", "calls/bare-call", 200},
	{"project with every field", "projects/dressed-project", 200},
	{"regions", "regions", 200},
	{"country", "regions/BG", 200},
	{"region", "regions/BG341", 200},
	{"country without organisations", "regions/CZ", 200},
	{"region without organisations, with parts", "regions/EL30", 200},
	{"region of few organisations", "regions/TR831", 200},
	{"unknown format of a brief", "regions/BG341?format=pdf", 400},
	{"offers and needs", "opportunities", 200},
	{"offers and needs by filters", "opportunities?q=training&side=offer&kind=service&country=BG&about=service:upskilling&page=1", 200},
	{"offers and needs nobody has", "opportunities?q=xyzzyx", 200},
	{"offers and needs asked for wrongly", "opportunities?side=both&about=wine", 400},
	{"themes", "themes", 200},
	{"theme", "themes/green-innovators", 200},
	{"unknown theme", "themes/red-innovators", 404},
	{"short list", "shortlist?ids=bg-dressed,bg-ict-cluster-burgas,xx-nobody&add=varna", 200},
	{"empty short list", "shortlist", 200},
	{"search with a short list carried", "search?country=BG&shortlist=bg-dressed,tr-ossa", 200},
	{"data", "data", 200},
	{"history of an organisation", "organisations/bg-ict-cluster-burgas/history", 200},
	{"history of a call, from before it was", "calls/bare-call/history?before=1", 200},
	{"history that is asked for wrongly", "events/dressed-fair/history?before=x", 400},
	{"history of nothing", "projects/no-such-project/history", 404},
	{"changes", "changes", 200},
	{"changes of a search", "changes?type=events&country=BG&kind=fair&q=dressed", 200},
	{"no changes", "changes?since=2099-01-01", 200},
	{"help", "help", 200},
	{"accessibility", "accessibility", 200},
	{"bad parameter", "search?sector=turism&foo=1", 400},
	{"parameter on a page without any", "help?foo=1", 400},
	{"unknown organisation", "organisations/bg-ict-burgas-klaster", 404},
	{"bad parameter of events", "events?kind=fare&member_of=x", 400},
	{"unknown event", "events/no-such-event", 404},
	{"unknown region", "regions/ZZ9", 404},
	{"unknown page", "nowhere/to-be-found", 404},
}

// TestPages holds every page in every language against what any page must be.
func TestPages(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, lang := range readerLanguages {
		titles := map[string]string{}
		for _, p := range pagesToCheck {
			t.Run(string(lang)+" "+p.name, func(t *testing.T) {
				a := get(t, h, "/"+string(lang)+"/"+p.path).want(p.status)
				if got := attr(a.one("html"), "lang"); got != string(lang) {
					t.Errorf("html lang %q, want %q", got, lang)
				}
				if got := a.header.Get("Content-Language"); got != string(lang) {
					t.Errorf("Content-Language %q, want %q", got, lang)
				}
				checkFrame(t, a)
				checkHeadings(t, a)
				checkLabels(t, a)
				checkReferences(t, a)
				checkSafe(t, a)
				if p.status == 200 {
					title := text(a.one("title"))
					if other, ok := titles[title]; ok && !isList(p.path) {
						t.Errorf("title %q is that of %q too", title, other)
					}
					titles[title] = p.name
				}
			})
		}
	}
}

// isList says whether a path is a search: those share titles.
func isList(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	_, ok := recordTypeOf(path)
	return ok
}

func checkFrame(t *testing.T, a answer) {
	t.Helper()
	a.one("title")
	a.one("main")
	a.one("header", class("site-header"))
	a.one("footer")
	if d := attr(a.one("meta", with("name", "description")), "content"); len([]rune(d)) < 5 {
		t.Errorf("description %q", d)
	}
	addresses := 1
	if a.status != 200 {
		addresses = 0 // a problem is not a page to find
	}
	if n := len(all(a.doc, "link", with("rel", "canonical"))); n != addresses {
		t.Errorf("%d canonical addresses, want %d", n, addresses)
	}
	alternates := all(a.doc, "link", with("rel", "alternate"), func(n *html.Node) bool { return attr(n, "hreflang") != "" })
	if n := len(alternates); n != addresses*(len(readerLanguages)+1) {
		t.Errorf("%d alternates, want %d: each language and x-default", n, addresses*(len(readerLanguages)+1))
	}
	skip := a.one("a", class("skip-link"))
	if id := strings.TrimPrefix(attr(skip, "href"), "#"); attr(a.one("main"), "id") != id {
		t.Errorf("the skip link leads to %q", id)
	}
	for _, nav := range all(a.doc, "nav") {
		if attr(nav, "aria-label") == "" {
			t.Errorf("a <nav> without a label: %q", text(nav))
		}
	}
	seen := func(n *html.Node) bool { return attr(n, "type") != "hidden" }
	if boxes := all(a.doc, "input", with("name", "q"), seen); len(boxes) != 1 {
		t.Errorf("a page has one search box, this has %d", len(boxes))
	}
}

// checkHeadings wants one h1 and no level left out on the way down.
func checkHeadings(t *testing.T, a answer) {
	t.Helper()
	a.one("h1")
	last := 0
	for _, h := range all(a.one("main"), "") {
		if len(h.Data) != 2 || h.Data[0] != 'h' || h.Data[1] < '1' || h.Data[1] > '6' {
			continue
		}
		level := int(h.Data[1] - '0')
		if level > last+1 {
			t.Errorf("<%s> %q follows a heading of level %d", h.Data, text(h), last)
		}
		if text(h) == "" {
			t.Errorf("an empty <%s>", h.Data)
		}
		last = level
	}
}

// checkLabels wants a name on everything a reader operates.
func checkLabels(t *testing.T, a answer) {
	t.Helper()
	labelled := map[string]bool{}
	for _, l := range all(a.doc, "label") {
		if id := attr(l, "for"); id != "" && text(l) != "" {
			labelled[id] = true
		}
	}
	for _, in := range all(a.doc, "input") {
		if attr(in, "type") == "hidden" || labelled[attr(in, "id")] || attr(in, "aria-label") != "" {
			continue
		}
		inside := false
		for p := in.Parent; p != nil; p = p.Parent {
			inside = inside || p.Data == "label" && text(p) != ""
		}
		if !inside {
			t.Errorf("input %q has no label", attr(in, "name"))
		}
	}
	for _, name := range []string{"a", "button", "summary", "legend"} {
		for _, n := range all(a.doc, name) {
			label, seen := attr(n, "aria-label"), text(n)
			if seen == "" && label == "" {
				t.Errorf("<%s> without a name: %v", name, n.Attr)
			}
			// Who speaks to the page says what is seen.
			if label != "" && !strings.Contains(strings.ToLower(label), strings.ToLower(seen)) {
				t.Errorf("<%s> is seen as %q and named %q", name, seen, label)
			}
		}
	}
	for _, svg := range all(a.doc, "svg") {
		if attr(svg, "aria-hidden") != "true" && (attr(svg, "role") != "img" || attr(svg, "aria-label") == "") {
			t.Errorf("an <svg> that is neither hidden nor named")
		}
	}
}

// checkReferences wants ids to be unique and everything that names one to find it.
func checkReferences(t *testing.T, a answer) {
	t.Helper()
	ids := map[string]int{}
	for _, n := range all(a.doc, "") {
		if id, ok := attrOf(n, "id"); ok {
			if ids[id]++; ids[id] > 1 {
				t.Errorf("id %q twice", id)
			}
		}
	}
	for _, n := range all(a.doc, "") {
		for _, name := range []string{"for", "form", "aria-labelledby", "aria-describedby"} {
			if ref, ok := attrOf(n, name); ok && ids[ref] == 0 {
				t.Errorf("<%s %s=%q> names nothing", n.Data, name, ref)
			}
		}
	}
}

// checkSafe wants nothing inline, nothing from another host, and links that
// leave the site to tell it nothing.
func checkSafe(t *testing.T, a answer) {
	t.Helper()
	if n := len(all(a.doc, "style")); n != 1 { // its own, which the policy knows by its hash
		t.Errorf("%d <style> elements", n)
	}
	for _, name := range []string{"iframe", "object", "embed", "base", "img", "math", "foreignobject", "animate", "set"} {
		if n := len(all(a.doc, name)); n > 0 {
			t.Errorf("%d <%s> elements", n, name)
		}
	}
	for _, n := range all(a.doc, "") {
		for _, at := range n.Attr {
			if at.Key == "style" || strings.HasPrefix(at.Key, "on") || at.Key == "srcdoc" || at.Key == "srcset" {
				t.Errorf("<%s %s=%q>", n.Data, at.Key, at.Val)
			}
			if at.Key == "href" || at.Key == "src" || at.Key == "action" || at.Key == "formaction" {
				checkAddress(t, n, at.Key, at.Val)
			}
		}
	}
	for _, s := range all(a.doc, "script") {
		if attr(s, "type") != "module" || attr(s, "src") == "" || text(s) != "" {
			t.Errorf("a script that is not a module of ours: %v %q", s.Attr, text(s))
		}
	}
}

func checkAddress(t *testing.T, n *html.Node, name, address string) {
	t.Helper()
	u, err := url.Parse(address)
	switch {
	case err != nil:
		t.Errorf("<%s %s=%q>: %v", n.Data, name, address, err)
	case strings.HasPrefix(address, "#"):
	case u.Scheme == "" && u.Host == "" && strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//"):
	case n.Data == "a" && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		rel := strings.Fields(attr(n, "rel"))
		if !slices.Contains(rel, "noopener") || !slices.Contains(rel, "noreferrer") {
			t.Errorf("link to %q has rel %q", address, rel)
		}
	default:
		t.Errorf("<%s %s=%q> is not an address of ours", n.Data, name, address)
	}
}

// TestLinksLead follows every link of every kind of page to another page.
func TestLinksLead(t *testing.T) {
	h := serve(t, realCatalogue(t))
	seen := map[string]bool{}
	for _, p := range pagesToCheck {
		for _, n := range all(get(t, h, "/en/"+p.path).doc, "") {
			address, _, _ := strings.Cut(attr(n, "href")+attr(n, "src"), "#")
			// The API is registered by others.
			if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "/api/") || seen[address] || attr(n, "hreflang") == "x-default" {
				continue
			}
			seen[address] = true
			if testing.Short() && len(seen)%8 != 0 { // there are over a thousand
				continue
			}
			want := 200
			if _, ok := attrOf(n, "hreflang"); ok {
				want = p.status // a problem is the same in another language
			}
			if a := get(t, h, address); a.status != want {
				t.Errorf("on %q: %s gives %d", p.path, address, a.status)
			}
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d links followed", len(seen))
	}
}

// TestLanguageSwitch keeps the page and its query.
func TestLanguageSwitch(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, want := range map[string]string{
		"/en/":                                   "/bg/",
		"/en/search?q=tourism&country=BG&page=2": "/bg/search?country=BG&page=2&q=tourism",
		"/en/organisations/bg-ict-cluster-burgas": "/bg/organisations/bg-ict-cluster-burgas",
		"/en/help": "/bg/help",
	} {
		a := get(t, h, path).want(200)
		link := a.one("a", with("hreflang", "bg"))
		if got := attr(link, "href"); got != want || text(link) != "Български" || attr(link, "lang") != "bg" {
			t.Errorf("%s: switch %q to %q, want %q", path, text(link), got, want)
		}
		other := get(t, h, want).want(200)
		if got := attr(other.one("a", with("hreflang", "en")), "href"); !sameAddress(got, path) {
			t.Errorf("%s: and back to %q, want %q", want, got, path)
		}
	}
}

func sameAddress(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	return err1 == nil && err2 == nil && x.Path == y.Path && x.Query().Encode() == y.Query().Encode()
}

func TestEntrance(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for _, c := range []struct{ name, accept, want string }{
		{"nothing said", "", "/en/"},
		{"Bulgarian", "bg", "/bg/"},
		{"Bulgarian of Bulgaria first", "bg-BG,bg;q=0.9,en;q=0.8", "/bg/"},
		{"English first", "en-GB,en;q=0.9,bg;q=0.5", "/en/"},
		{"neither", "ja,ko;q=0.5", "/en/"},
		{"second choice", "sv,bg;q=0.8", "/bg/"},
		{"nonsense", ";;;q=x", "/en/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := get(t, h, "/", "Accept-Language", c.accept).want(302)
			if got := a.header.Get("Location"); got != c.want {
				t.Errorf("Accept-Language %q leads to %q, want %q", c.accept, got, c.want)
			}
			if !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept-Language") {
				t.Errorf("Vary %q", a.header.Values("Vary"))
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for path, want := range map[string]string{
		"/en":                            "/en/",
		"/bg":                            "/bg/",
		"/bg/organisations/bg-undressed": "/bg/organisations/bg-dressed",
		"/en/events/naked-fair":          "/en/events/dressed-fair",
		"/en/calls/naked-call":           "/en/calls/dressed-call",
		"/bg/projects/naked-project":     "/bg/projects/dressed-project",
		"/en/regions/EL":                 "/en/regions/GR",
		"/bg/organisations":              "/bg/search",
		"/bg/organisations/?q=wine":      "/bg/search?q=wine",
		"/en/events/":                    "/en/events",
		"/en/search/?q=a%26b":            "/en/search?q=a%26b",
		"/en/regions/":                   "/en/regions",
	} {
		if got := get(t, h, path).want(301).header.Get("Location"); got != want {
			t.Errorf("%s leads to %q, want %q", path, got, want)
		}
	}
	for _, path := range []string{"/zz/", "/zz", "/EN/", "/zz/search", "/zz/search/", "/en/organisations/x/y", "/en//search", "/en/data/x"} {
		get(t, h, path).want(404)
	}
}

// TestFresh: a page is sent again only when something it depends on has changed.
func TestFresh(t *testing.T) {
	h := serve(t, realCatalogue(t))
	tags := map[string]string{}
	for _, path := range []string{"/en/", "/bg/", "/en/search", "/en/search?q=a", "/en/organisations/bg-dressed", "/en/help", "/en/events", "/en/calls?q=a",
		"/en/events/dressed-fair", "/en/calls/dressed-call", "/en/projects/dressed-project", "/en/regions", "/en/regions/BG", "/en/data"} {
		a := get(t, h, path).want(200)
		tag := a.header.Get("ETag")
		if other, ok := tags[tag]; ok || tag == "" {
			t.Errorf("%s: ETag %q, also of %q", path, tag, other)
		}
		tags[tag] = path
		b := get(t, h, path, "If-None-Match", tag).want(304)
		if policy := b.header.Get("Content-Security-Policy"); policy != "" {
			t.Errorf("%s: a 304 takes the policy of the kept page away: %s", path, policy)
		}
		if b.body != "" {
			t.Errorf("%s: a 304 with a body", path)
		}
		get(t, h, path, "If-None-Match", `W/"other"`).want(200)
	}
	u, err := New(Config{Catalogue: realCatalogue(t), Vocabulary: vocabulary(t), Atlas: outlines(t), Log: quiet, Build: "another"})
	if err != nil {
		t.Fatal(err)
	}
	if tag := get(t, engine(u), "/en/").want(200).header.Get("ETag"); tags[tag] != "" {
		t.Errorf("another build gives the same ETag")
	}
}

func TestRobots(t *testing.T) {
	a := get(t, serve(t, realCatalogue(t)), "/robots.txt").want(200)
	for _, want := range []string{"User-agent: *", "Disallow: /en/search?", "Disallow: /bg/search?"} {
		if !strings.Contains(a.body, want) {
			t.Errorf("robots.txt lacks %q:\n%s", want, a.body)
		}
	}
}
