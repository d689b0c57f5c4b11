package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// sayings are the stretches of text of a page that are in the page's language: what
// stands in another is marked with lang, what records say with dir="auto", and code is
// no language.
func sayings(n *html.Node) []string {
	var list []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			if s := strings.Join(strings.Fields(n.Data), " "); s != "" {
				list = append(list, s)
			}
			return
		case n.Type == html.ElementNode:
			if n.Data == "code" || n.Data == "script" || n.Data == "style" || n.Data == "textarea" || attr(n, "dir") == "auto" || n.Data != "html" && attr(n, "lang") != "" {
				return
			}
			for _, name := range []string{"aria-label", "placeholder", "title", "alt"} {
				if s := attr(n, name); s != "" {
					list = append(list, s)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	return list
}

// quotedOn are what records, sources and the reader say on a page, the longest first: names
// stand in labels too, where they cannot be marked.
func quotedOn(n *html.Node) []string {
	var list []string
	for _, e := range all(n, "", func(n *html.Node) bool { return attr(n, "dir") == "auto" || n.Data != "html" && attr(n, "lang") != "" }) {
		list = append(list, strings.Join(strings.Fields(text(e)), " "), attr(e, "value"))
	}
	list = slices.DeleteFunc(list, func(s string) bool { return len(s) < 3 })
	slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(list)
}

var (
	// latinWord is a word in Latin letters that is no number, code or abbreviation.
	latinWord = regexp.MustCompile(`\b[A-Za-z]*[a-z]{3,}\b`)
	// englishWords are words no other language of the pages has.
	englishWords = []string{"the", "of", "and", "with", "from", "this", "that", "for", "which", "their", "has", "have", "been"}
	// allowedValues are values that an address may have, as a problem lists them.
	allowedValues = regexp.MustCompile(`\b[a-z-]+(, [a-z-]+)+\b`)
	// noWord is what is the same in every language: names, addresses, formats.
	noWord = regexp.MustCompile(`(https?://)?[\w.-]+\.[a-z]{2,}(/\S*)?|/[a-z]\w*|` +
		`\b(Euxine|OpenRefine|JavaScript|iCalendar|Markdown|GeoJSON|GeoNames|Eurostat|Natural Earth|Unicode|MapSVG|Kohesio|DIGITOUR|ICT Greening Up|Greening|Clusters meet Regions|` +
		`Burgas|Batumi|offer|need|blockchain|branding|Tab|Enter|Esc|Shift|Horizon|Interreg|Erasmus|Norway Grants|Excel|OpenAPI|Atom|Creative Commons|e-mail|axe|xx-nobody)\b`)
)

// TestNoEnglishLeft: nothing a page says by itself is left in English in a page of another
// language. What is written in another script may have no word in Latin letters; what is
// written in Latin letters may not have English words, nor a sentence of the English page.
func TestNoEnglishLeft(t *testing.T) {
	h := serve(t, realCatalogue(t))
	english := map[string]map[string]bool{}
	regions := map[string]bool{} // whose name may be the same in two languages
	for _, r := range vocabulary(t).Regions() {
		regions[r.Native], regions["– "+r.Native] = true, true
		if r.Country == "AZ" && r.Names["hy"] == "" { // on purpose: see the names' notes
			regions[r.Names["en"]] = true
		}
	}
	for _, lang := range readerLanguages {
		t.Run(string(lang), func(t *testing.T) {
			found := map[string]bool{}
			for _, p := range pagesToCheck {
				a := get(t, h, "/"+string(lang)+"/"+p.path).want(p.status)
				said := sayings(a.one("html"))
				if lang == "en" {
					english[p.path] = map[string]bool{}
					for _, s := range said {
						english[p.path][s] = true
					}
					continue
				}
				data := quotedOn(a.one("html"))
				for _, s := range said {
					bare := s
					for _, d := range data {
						bare = strings.ReplaceAll(bare, d, "")
					}
					if p.status == 400 {
						bare = allowedValues.ReplaceAllString(bare, "")
					}
					bare = noWord.ReplaceAllString(bare, "")
					switch {
					case found[s], lang == "hy" && regions[s]:
					case scripts[lang] != "" && latinWord.MatchString(bare):
						t.Errorf("%s: %q has %q", p.path, s, latinWord.FindAllString(bare, 5))
					case len(englishIn(bare)) > 0:
						t.Errorf("%s: %q has %q", p.path, s, englishIn(bare))
					case english[p.path][s] && !regions[s] && len(latinWord.FindAllString(bare, -1)) > 3:
						t.Errorf("%s: %q is said in English too", p.path, s)
					default:
						continue
					}
					found[s] = true
				}
			}
		})
	}
}

// englishIn are the English words of a text.
func englishIn(s string) (found []string) {
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if slices.Contains(englishWords, w) {
			found = append(found, w)
		}
	}
	return found
}
