package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gfm "github.com/yuin/goldmark/extension/ast"
	source "github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/insight"
)

// briefCodes are regions of every kind: much, little and nothing in them, a country,
// NUTS and ISO codes.
var briefCodes = []directory.RegionCode{"BG341", "BG34", "BG", "RO223", "TR831", "UA-51", "GE-AJ", "EL30", "CZ"}

// sheetOf is a Markdown document as a parser of others reads it.
type sheetOf struct {
	t      *testing.T
	tables [][][]string // rows of cells as shown, the head first
	text   string       // all that is shown
	links  []string
}

// readSheet reads Markdown and wants nothing in it but what a brief is made of.
func readSheet(t *testing.T, markdown string) *sheetOf {
	t.Helper()
	raw := []byte(markdown)
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(source.NewReader(raw))
	s := &sheetOf{t: t}
	err := ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Document, *ast.Paragraph, *ast.TextBlock, *ast.Text, *ast.Heading, *ast.ThematicBreak, *ast.ListItem, *gfm.TableHeader:
		case *ast.List:
			if n.IsOrdered() || n.Parent() != root {
				t.Errorf("a list that is numbered or within another: %q", shownText(n, raw))
			}
		case *ast.Emphasis:
			if n.Level != 2 {
				t.Errorf("emphasis %q", shownText(n, raw))
			}
		case *ast.Link:
			s.links = append(s.links, string(n.Destination))
		case *gfm.Table:
			s.tables = append(s.tables, nil)
		case *gfm.TableRow:
		case *gfm.TableCell:
			rows := &s.tables[len(s.tables)-1]
			if n.PreviousSibling() == nil {
				*rows = append(*rows, nil)
			}
			(*rows)[len(*rows)-1] = append((*rows)[len(*rows)-1], shownText(n, raw))
		default:
			t.Errorf("a %s: %q", n.Kind(), shownText(n, raw))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.text = shownText(root, raw)
	return s
}

// shownText is what a reader sees of a node, white space as single blanks.
func shownText(n ast.Node, raw []byte) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && n.Type() == ast.TypeBlock {
			b.WriteByte(' ')
		}
		if t, ok := n.(*ast.Text); ok && entering {
			b.WriteString(unescaped(string(t.Segment.Value(raw))))
			if t.SoftLineBreak() {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), "\u2060", "")), " ")
}

// unescaped is a text as CommonMark shows it: without the backslash before a mark,
// entities resolved where none stands before them.
func unescaped(s string) string {
	var b, plain strings.Builder
	flush := func() {
		b.WriteString(html.UnescapeString(plain.String()))
		plain.Reset()
	}
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", s[i+1]) >= 0 {
			flush()
			i++
			b.WriteByte(s[i])
			continue
		}
		plain.WriteByte(s[i])
	}
	flush()
	return b.String()
}

// cellsOf are the texts of the rows of a table of the page.
func cellsOf(table *html.Node) [][]string {
	var rows [][]string
	for _, tr := range all(table, "tr") {
		var cells []string
		for c := range tr.ChildNodes() {
			if c.Type == html.ElementNode && !slices.Contains(strings.Fields(attr(c, "class")), "is-bar") && (c.Data == "th" || c.Data == "td") {
				cells = append(cells, text(c))
			}
		}
		rows = append(rows, cells)
	}
	return rows
}

// TestBriefSaysTheCounts: what the page and the Markdown say is what the catalogue
// counts, of regions of every kind and in both languages.
func TestBriefSaysTheCounts(t *testing.T) {
	c := realCatalogue(t)
	h := serve(t, c)
	said := 0
	for _, lang := range readerLanguages {
		loc := realLocale(t, lang)
		for _, code := range briefCodes {
			t.Run(fmt.Sprint(lang, " ", code), func(t *testing.T) {
				b, err := c.Brief(t.Context(), code, lang)
				if err != nil {
					t.Fatal(err)
				}
				path := "/" + string(lang) + "/regions/" + string(code)
				page := get(t, h, path).want(200)
				md := get(t, h, path+"?format=md").want(200)
				if got := md.header.Get("Content-Type"); got != "text/markdown; charset=utf-8" {
					t.Errorf("Markdown comes as %q", got)
				}
				sheet := readSheet(t, md.body)
				main := text(page.one("main"))
				// Sentences: every statement, reason and tie is in both.
				says := func(what string) {
					t.Helper()
					what = strings.Join(strings.Fields(what), " ")
					if !strings.Contains(main, what) {
						t.Errorf("the page does not say %q", what)
					}
					if !strings.Contains(sheet.text, what) {
						t.Errorf("the Markdown does not say %q in\n%s", what, sheet.text)
					}
				}
				total := b.RegionCount.Organisations
				says(b.Label)
				says(loc.Date(b.Day))
				if total == 0 {
					says(loc.T("brief.empty", b.Label))
					says(loc.T("brief.how-to-add"))
					if len(sheet.tables) > 0 || len(all(page.doc, "table")) > 0 || len(all(page.doc, "svg", class("lq"))) > 0 {
						t.Error("figures of nothing")
					}
					return
				}
				says(loc.Count(directory.Organisations, total))
				charted := 0
				for _, s := range b.Specialisation {
					unsaid := 0
					for _, line := range s.Lines {
						if !line.Said() {
							says(loc.T("brief.named", line.Label, line.Here))
							unsaid++
							continue
						}
						charted++
						said++
						times := loc.Times(line.Quotient)
						if line.Here > 0 {
							says(fmt.Sprintf("%s", loc.Number(line.Here)))
							says(times)
						}
						row := []string{line.Label, loc.Number(line.Here), loc.Number(line.OfRegion), loc.Number(line.OfGroup), loc.Number(line.OfReference),
							times, loc.Times(line.Low) + "–" + loc.Times(line.High)}
						inTables(t, page, sheet, row)
					}
					if unsaid > 0 {
						if !strings.Contains(main, loc.N("brief.unsaid", unsaid)) {
							t.Errorf("the page does not count the %d of which nothing is said", unsaid)
						}
					}
				}
				if got := len(all(page.doc, "li", class("brief-statement"))); got != charted {
					t.Errorf("%d statements are charted, want %d", got, charted)
				}
				for _, lines := range [][]catalogue.NamedLine{b.Offers, b.Needs} {
					for _, l := range lines {
						says(l.Label)
					}
				}
				for _, tie := range b.Ties {
					says(tie.Label)
				}
				for _, g := range b.NoCluster {
					inTables(t, page, sheet, []string{g.Label, loc.Number(g.Firms)})
				}
				for _, p := range b.Similar {
					says(loc.T("brief.similarity", loc.Decimal(p.Similarity, 2)))
					for _, a := range p.Reasons {
						says(loc.T("brief.alike", a.Label, a.Here, a.There))
					}
				}
				for _, f := range b.Data.Facts {
					inTables(t, page, sheet, []string{loc.Of("fact-of", f.Name), loc.T("data.percent", percent(f.Known, f.Of)), loc.Number(f.Known), loc.Number(f.Of - f.Known)})
				}
				for _, k := range b.Kinds {
					if k.N == 0 {
						continue
					}
					found := slices.ContainsFunc(all(page.doc, "a", class("tally-row")), func(n *html.Node) bool {
						return text(all(n, "span", class("tally-label"))[0]) == k.Label && text(all(n, "span", class("tally-count"))[0]) == loc.Number(k.N)
					})
					if !found {
						t.Errorf("the page does not count %d of kind %s", k.N, k.Label)
					}
					hasRow(t, "the Markdown", sheet.tables, []string{k.Label, loc.Number(k.N)})
				}
			})
		}
	}
	if said < 30 {
		t.Errorf("only %d statements were compared", said)
	}
}

// realLocale is a language as pages have it.
func realLocale(t *testing.T, lang directory.Language) *Locale {
	t.Helper()
	loc, err := loadLocales(embedded)
	if err != nil {
		t.Fatal(err)
	}
	return loc.byLang[lang]
}

func inTables(t *testing.T, page answer, sheet *sheetOf, row []string) {
	t.Helper()
	var tables [][][]string
	for _, n := range all(page.doc, "table") {
		tables = append(tables, cellsOf(n))
	}
	hasRow(t, "the page", tables, row)
	hasRow(t, "the Markdown", sheet.tables, row)
}

// hasRow wants a row that begins like this.
func hasRow(t *testing.T, where string, tables [][][]string, row []string) {
	t.Helper()
	want := slices.Clone(row)
	for i := range want {
		want[i] = strings.Join(strings.Fields(want[i]), " ")
	}
	for _, table := range tables {
		for _, cells := range table {
			if len(cells) >= len(want) && slices.Equal(cells[:len(want)], want) {
				return
			}
		}
	}
	t.Errorf("%s has no row %q", where, want)
}

// TestBriefMarkdownHostile: whatever records and terms are called, the Markdown of a
// brief has no markup but its own, and leads nowhere but here or to the web.
func TestBriefMarkdownHostile(t *testing.T) {
	hostile := append(slices.Clone(payloads), "- item", "1. one", "+ plus", "> quote", "# head", "| a | b |", "**bold** `code` ~~gone~~",
		"[x](javascript:alert(1))", "![x](https://evil.example/a.png)", "https://evil.example/", "www.evil.example", "x@evil.example",
		"---", "===", "[ ] task", "a\n\n# b\n- c", "```\ncode", "\\", "&lt;b&gt;", "<!-- -->", ":smile: $x$ @me #1")
	for i, payload := range hostile {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			b := hostileBrief(payload)
			b.Address = "https://euxine.example" // whoever runs the directory says it
			a := get(t, serve(t, &odd{ready: true, region: b}), "/en/regions/BG341?format=md").want(200)
			sheet := readSheet(t, a.body)
			for _, link := range sheet.links {
				if !strings.HasPrefix(link, b.Address+"/en/") && link != payload || strings.Contains(link, "\n") {
					t.Errorf("a link to %q", link)
				} else if u, err := url.Parse(link); err != nil || u.Scheme != "https" {
					t.Errorf("a link to %q: %v", link, err)
				}
			}
			if want := flat(payload); !strings.Contains(flat(sheet.text), want) {
				t.Errorf("%q is not shown in\n%s", want, sheet.text)
			}
		})
	}
}

// TestBriefFormats: the addresses of a brief.
func TestBriefFormats(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for address, want := range map[string]string{
		"/bg/regions/BG341?format=json": "/api/v1/regions/BG341/brief?lang=bg",
		"/en/regions/EL?format=md":      "/en/regions/GR?format=md",
	} {
		if a := get(t, h, address); a.status/100 != 3 || a.header.Get("Location") != want {
			t.Errorf("%s gives %d and %q, want %q", address, a.status, a.header.Get("Location"), want)
		}
	}
	for address, status := range map[string]int{
		"/en/regions/BG341?format=": 200, "/en/regions/ZZ9?format=md": 404, "/en/regions/ZZ9?format=json": 404,
		"/en/regions/BG341?format=pdf": 400, "/en/regions/BG341?format=md&format=json": 400, "/en/regions/BG341?sector=x": 400,
	} {
		get(t, h, address).want(status)
	}
	if got := text(get(t, h, "/en/regions/BG341?format=pdf").one("main")); !strings.Contains(got, "md, json") {
		t.Errorf("a wrong format is answered %q", got)
	}
	md := get(t, h, "/en/regions/BG341?format=md").want(200)
	tag := md.header.Get("ETag")
	if tag == "" || tag == get(t, h, "/en/regions/BG341").header.Get("ETag") {
		t.Errorf("tag %q", tag)
	}
	get(t, h, "/en/regions/BG341?format=md", "If-None-Match", tag).want(304)
}

// TestScale: hand-worked places. Over two octaves to each side, 92 % of the width
// hold four: one is 23 %.
func TestScale(t *testing.T) {
	list := []statement{{SpecialisationLine: catalogue.SpecialisationLine{Specialisation: insight.Specialisation{Statement: insight.Statement{Quotient: 2, Low: 1, High: 3.2}}}}}
	s := newScale(list)
	if s.octaves != 2 {
		t.Fatalf("%d octaves", s.octaves)
	}
	for q, want := range map[float64]float64{1: 50, 2: 73, 4: 96, 0.5: 27, 0.25: 4, 100: 96, 0.001: 4, 0: 4} {
		if got := s.at(q); got != want {
			t.Errorf("%v is at %v, want %v", q, got, want)
		}
	}
	if got := newScale([]statement{{SpecialisationLine: catalogue.SpecialisationLine{Specialisation: insight.Specialisation{Statement: insight.Statement{High: 1e9}}}}}); got.octaves != mostOctaves {
		t.Errorf("a scale of %d octaves", got.octaves)
	}
	cut := s.interval(insight.Statement{Quotient: 0.3, Low: 0, High: 0.5})
	if cut.From != "4.00%" || cut.To != "27.00%" || !slices.Equal(cut.Ends, []string{"27.00%"}) {
		t.Errorf("cut at %+v", cut)
	}
	var labels []string
	for _, tick := range s.ticks() {
		labels = append(labels, tick.Label)
	}
	if want := []string{"1⁄4×", "1⁄2×", "1×", "2×", "4×"}; !slices.Equal(labels, want) {
		t.Errorf("ticks %q, want %q", labels, want)
	}
}

// TestQuotientsInWords: quotients as the languages write them.
func TestQuotientsInWords(t *testing.T) {
	en, bg := realLocale(t, "en"), realLocale(t, "bg")
	for q, want := range map[float64][2]string{0: {"0", "0"}, 0.001: {"0.01", "0,01"}, 0.357: {"0.36", "0,36"}, 0.997: {"1.0", "1,0"}, 2.06: {"2.1", "2,1"}, 12.4: {"12", "12"},
		1234.5: {"1,234", "1\u00a0234"}} {
		if got := [2]string{en.Times(q), bg.Times(q)}; got != want {
			t.Errorf("%v is %q, want %q", q, got, want)
		}
	}
	if got := en.Halves(8) + " " + bg.Halves(4.5); got != "8 4,5" {
		t.Errorf("halves %q", got)
	}
}

// TestLocator: the small map has the region within its country, and each neighbour as
// a path of its own: one that goes on from another's end would be drawn elsewhere.
func TestLocator(t *testing.T) {
	h := serve(t, realCatalogue(t))
	for code, around := range map[string]int{"BG341": 5, "GE-AJ": 4, "UA-51": 7, "TR831": 7, "BG": 20} {
		svg := get(t, h, "/en/regions/"+code).want(200).one("svg", class("locator"))
		land, here := all(svg, "path", class("locator-land")), all(svg, "path", class("locator-here"))
		if len(land) != 1 || len(here) != 1 || attr(here[0], "d") == "" || (attr(here[0], "d") == attr(land[0], "d")) != (code == "BG") {
			t.Errorf("%s: %d lands, %d regions", code, len(land), len(here))
		}
		paths := all(svg, "path", class("locator-around"))
		if len(paths) < around {
			t.Errorf("%s: %d neighbours, want %d or more", code, len(paths), around)
		}
	}
}
