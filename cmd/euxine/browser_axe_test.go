//go:build browser

package main

import (
	"fmt"
	"strings"
	"testing"

	"euxine/ui"
)

// axePages are a page of every kind, without the language.
var axePages = []struct {
	name, path string
	status     int64
}{
	{"home", "/", 200},
	{"search", "/search?q=textile&country=TR", 200},
	{"search for everything", "/search", 200},
	{"search without hits", "/search?q=zzzz&country=BG", 200},
	{"page far back", "/search?page=12", 200},
	{"organisation with everything", "/organisations/bg-ict-cluster-burgas", 200},
	{"organisation with little", "", 200}, // found by thinnest
	{"partners", "/organisations/bg-ict-cluster-burgas/partners", 200},
	{"partners, filtered, some marked, factors off", "/organisations/bg-consulting-cluster-veritas/partners?known=mark&off=distance&off=links&kind=cluster", 200},
	{"partners of nobody", "/organisations/bg-ict-cluster-burgas/partners?country=AM", 200},
	{"form for a partner", "/match", 200},
	{"partners for a need", "/match?seek=търсим+мебели+за+хотел&give=turizm&as_country=BG&as_kind=sme", 200},
	{"events", "/events", 200},
	{"event", "/events/cmr-2023-burgas", 200},
	{"participants of an event", "/events/cmr-2023-burgas/participants", 200},
	{"plan of an event", "/events/cmr-2023-burgas/plan", 200},
	{"calls", "/calls", 200},
	{"call", "/calls/interreg-next-bsb-call-1-regular", 200},
	{"calls for an organisation", "/calls?as=bg-ict-cluster-burgas", 200},
	{"calls for a description", "/calls?as_region=BG341&as_kind=sme&as_size=small&as_nace=55&answer=no", 200},
	{"calls for words", "/calls?as=burgas", 200},
	{"call of two lots, for somebody and a region", "/calls/digitour-vouchers?as_country=BG&as_kind=sme&region=BG341", 200},
	{"choice of a call for partners", "/consortium", 200},
	{"partners with gaps", "/consortium?call=danube-region-call-2&ids=bg-ict-cluster-burgas,xx-nobody&add=varna", 200},
	{"partners without a rule", "/consortium?call=digitour-vouchers&ids=tr-ossa", 200},
	{"projects", "/projects", 200},
	{"project", "/projects/ict-greening-up", 200},
	{"regions", "/regions", 200},
	{"organisations that offer something", "/search?offer=topic:tourism&region=BG341", 200},
	{"region", "/regions/BG341", 200},
	{"country", "/regions/BG", 200},
	{"region of few organisations", "/regions/TR831", 200},
	{"region without organisations", "/regions/EL30", 200},
	{"comparison of organisations", "/compare?ids=bg-ict-cluster-burgas,ro-cluj-it-cluster,tr-ossa&add=varna", 200},
	{"comparison of regions", "/compare?regions=BG341,RO223,AZ-NX", 200},
	{"nothing compared", "/compare", 200},
	{"map", "/map", 200},
	{"map of towns in a country", "/map?view=BG&kind=cluster&towns=1", 200},
	{"map of specialisation", "/map?measure=specialisation&group=sector:hospitality-and-tourism&level=2", 200},
	{"offers and needs", "/opportunities?q=training+tourism&country=BG", 200},
	{"offers and needs nobody has", "/opportunities?q=zzzz&kind=funding", 200},
	{"themes", "/themes", 200},
	{"theme", "/themes/green-innovators", 200},
	{"theme of two sides", "/themes/digital-tourism", 200},
	{"short list", "/shortlist?ids=bg-ict-cluster-burgas,ro-cluj-it-cluster,tr-ossa,xx-nobody&add=varna", 200},
	{"empty short list", "/shortlist", 200},
	{"data", "/data", 200},
	{"changes", "/changes", 200},
	{"changes of a search", "/changes?type=organisations&country=BG&kind=cluster&sector=hospitality-and-tourism", 200},
	{"no changes", "/changes?since=2099-01-01", 200},
	{"history", "/organisations/bg-ict-cluster-burgas/history", 200},
	{"help", "/help", 200},
	{"accessibility", "/accessibility", 200},
	{"not found", "/organisations/bg-nobody", 404},
	{"no such page", "/nothing/here", 404},
	{"wrong parameters", "/search?colour=red&kind=castle", 400},
}

// axeViolation is what axe-core found wrong, with the places.
type axeViolation struct {
	ID, Impact, Help string
	Nodes            []struct{ Target, HTML, Summary string }
}

// axeRun asks axe-core for violations of WCAG 2.2 A and AA and of good practice.
const axeRun = `axe.run(document, {resultTypes: ['violations'],
	runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})
	.then((r) => r.violations.map((v) => ({ID: v.id, Impact: v.impact, Help: v.help,
		Nodes: v.nodes.map((n) => ({Target: n.target.join(' '), HTML: n.html, Summary: n.failureSummary}))})))`

// TestBrowserAccessibility opens every kind of page twice, narrow with everything
// unfolded and wide as it comes, light and dark by turns, each time in another language:
// none is wider than the window, and axe-core, the file EUXINE_AXE, finds nothing. All
// languages with all kinds of page are .ci/sheets' to look at.
func TestBrowserAccessibility(t *testing.T) {
	axe := readFile(t, "EUXINE_AXE")
	s := serveSite(t)
	browser := startBrowser(t)
	checked := 0
	languages := ui.Languages()
	for j, width := range []int64{360, 1440} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			b := newTab(t, browser, s)
			b.size(width)
			for k, p := range axePages {
				lang := string(languages[(k+k/len(languages)+j*len(languages)/2)%len(languages)])
				scheme := []string{"light", "dark"}[(k/2+j)%2]
				b.scheme(scheme)
				path := p.path
				if path == "" {
					path = thinnest(b)
				}
				b.open("/"+lang+path, p.status)
				b.until("true")
				b.want("language of "+p.name, evaluate[string](b, `document.documentElement.lang`), lang)
				if width < 600 {
					evaluate[bool](b, `(document.querySelectorAll('details').forEach((d) => { d.open = true; }), true)`)
				}
				b.fits(p.name)
				if width > 1200 {
					b.none(p.name+": the main pages need a second line", `[...document.querySelectorAll('.site-nav-link')].filter((a) => a.checkVisibility() && a.offsetTop > a.parentElement.children[0].offsetTop + 8).map((a) => a.textContent)`)
				}
				evaluate[bool](b, axe+"\n;true")
				for _, v := range evaluate[[]axeViolation](b, axeRun) {
					t.Errorf("%s (%s, %s): %s, %s: %s%s", p.name, b.path(), scheme, v.ID, v.Impact, v.Help, places(v))
				}
				checked++
			}
		})
	}
	t.Logf("axe-core looked over %d pages of %d kinds", checked, len(axePages))
}

// places lists where a violation is; the first ones are enough to mend it.
func places(v axeViolation) string {
	var b strings.Builder
	for i, n := range v.Nodes {
		if i == 5 {
			fmt.Fprintf(&b, "\n\t… and %d more", len(v.Nodes)-i)
			break
		}
		fmt.Fprintf(&b, "\n\t%s\n\t\t%s\n\t\t%s", n.Target, n.HTML, strings.ReplaceAll(n.Summary, "\n", "\n\t\t"))
	}
	return b.String()
}

// thinnest is the path of the last organisation by members: one that states little.
func thinnest(b *tab) string {
	b.t.Helper()
	b.open("/en/search?kind=sme&sort=members&per_page=100&page=2", 200)
	path := evaluate[string](b, `[...document.querySelectorAll('[data-card]')].sort((x, y) => x.innerText.length - y.innerText.length)[0].querySelector('.card-link').pathname`)
	return strings.TrimPrefix(path, "/en")
}

// fits wants nothing to scroll sideways.
func (b *tab) fits(name string) {
	b.t.Helper()
	if wide := evaluate[string](b, `(() => {
		const root = document.scrollingElement;
		if (root.scrollWidth <= innerWidth) return '';
		const out = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
		return root.scrollWidth + ' px wide in ' + innerWidth + ': ' + out.slice(0, 3).map((e) => e.outerHTML.slice(0, 200)).join('\n');
	})()`); wide != "" {
		b.t.Errorf("%s (%s) scrolls sideways: %s", name, b.path(), wide)
	}
}
