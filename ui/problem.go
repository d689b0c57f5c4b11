package ui

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// problemPage says what went wrong and what to do next.
type problemPage struct {
	Page
	Status    int
	Kind      string
	Text      string
	RequestID string
	Faults    []faultLine
	// Mended is the address of the search without what was wrong with it.
	Mended  string
	Near    []refLine
	Regions []choice // that may have been meant
	// AllRegions is where they are listed, of an unknown one.
	AllRegions string
}

// faultLine is one thing wrong.
type faultLine struct {
	Parameter string
	Value     string
	Text      string
}

// maxFaultLines bounds what is listed: a hundred wrong parameters are not
// mended one by one.
const maxFaultLines = 20

// RenderProblem shows a problem as a page, in the language of the address, else
// in the browser's; as plain text where even that fails.
func (u *UI) RenderProblem(c *gin.Context, problem httpkit.Problem) {
	s, err := u.current()
	if err != nil {
		_ = c.Error(err)
		httpkit.RenderPlain(c, problem)
		return
	}
	lang, path, _ := strings.Cut(strings.TrimPrefix(c.Request.URL.Path, "/"), "/")
	l, ok := s.locales.of(lang)
	if !ok {
		l, path = s.locales.preferred(c.GetHeader("Accept-Language")), ""
		c.Header("Vary", "Accept-Language")
	}
	p := problemPage{Page: u.newPage(s, l, "", nil), Status: problem.Status, Kind: problem.Kind, RequestID: problem.RequestID}
	p.NoIndex, p.HasSearch = true, true
	p.Title = p.Of("problem-title", problem.Kind)
	p.Text = p.Of("problem-text", problem.Kind)
	p.Summary = p.Text
	for i, f := range problem.Faults {
		if i == maxFaultLines {
			break
		}
		p.Faults = append(p.Faults, p.faultLine(f, problem.Kind))
	}
	if ok {
		u.leadOn(c, &p, path)
		if problem.Status != http.StatusRequestURITooLong {
			// The same problem in the other language.
			p.path = strings.TrimPrefix(c.Request.URL.EscapedPath(), "/"+lang+"/")
			p.address(s, c.Request.URL.Query())
		}
	}
	p.Canonical = "" // not an address of something
	if err := s.pages.render(c, problem.Status, "problem", l, p); err != nil {
		_ = c.Error(err)
		httpkit.RenderPlain(c, problem)
	}
}

// leadToRegions fills in the regions that may have been meant by a code: those called
// so, else that with the nearest code; and the way to all.
func (u *UI) leadToRegions(p *problemPage, code string) {
	p.Query = wordsOfID(code)
	found := u.regionsCalled(p.Query)
	if r, ok := u.vocabulary.Region(directory.RegionCode(u.vocabulary.NearestRegion(code))); ok && len(found) == 0 {
		found = append(found, r)
	}
	for _, r := range found[:min(len(found), maxFound)] {
		p.Regions = append(p.Regions, choice{Label: p.regionWithCode(u.vocabulary, r), Href: p.RegionLink(string(r.Code))})
	}
	p.AllRegions = p.Link("regions")
}

// leadOn fills in the way on from a problem with a known page: what is near an
// unknown organisation or region, the search without its faults.
func (u *UI) leadOn(c *gin.Context, p *problemPage, path string) {
	if id, found := strings.CutPrefix(path, "organisations/"); found && p.Status == http.StatusNotFound {
		p.Query = wordsOfID(id)
		near, err := u.catalogue.NearIDs(c.Request.Context(), id, p.Lang)
		if err != nil && !errors.Is(err, directory.ErrUnavailable) {
			u.log.Warn("near matches", "error", err)
		}
		p.Near = u.refLines(p.Page, near)
	}
	if code, found := strings.CutPrefix(path, "regions/"); found && p.Status == http.StatusNotFound {
		u.leadToRegions(p, code)
	}
	first, id, _ := strings.Cut(path, "/")
	if t := directory.RecordType(first); t != directory.Organisations && listPaths[t] != "" {
		p.searchType = t
		if id != "" && p.Status == http.StatusNotFound {
			p.Query = wordsOfID(id)
		}
	}
	if t, list := recordTypeOf(path); list && p.Status == http.StatusBadRequest {
		values, err := httpkit.Query(c)
		if err != nil {
			values = url.Values{}
		}
		q, _ := search.ParseFor(t, values, u.vocabulary)
		q.Cursor = "" // reading the question does not tell a good one
		p.Query = q.Q
		if p.Mended = p.listLink(t, q.Values()); q.Q == "" && q.Filters.IsZero() {
			p.Mended = ""
		}
	}
}

// maxIDWords bounds what of an address goes into the search box, in characters.
const maxIDWords = 80

// wordsOfID makes words to search for of an id that is not known.
func wordsOfID(id string) string {
	words := strings.FieldsFunc(id, func(r rune) bool { return r == '-' || r == '_' || r == '/' })
	text, ok := directory.CleanText(strings.Join(words, " "), "")
	if r := []rune(text); len(r) > maxIDWords {
		text = string(r[:maxIDWords])
	}
	if !ok {
		return ""
	}
	return text
}

// faultLine says a fault in the reader's language. Its arguments are values and
// limits, except for hints: those come as English clauses and are said anew.
func (p Page) faultLine(f httpkit.Fault, kind string) faultLine {
	family := "param"
	if kind == "invalid" {
		family = "fault"
	}
	args := make([]any, len(f.Args))
	for i, a := range f.Args {
		args[i] = p.hint(a)
	}
	key := family + "." + f.Key
	text := p.T(key, args...)
	if text == key {
		text = f.Detail
	}
	return faultLine{Parameter: f.Parameter, Value: f.Value, Text: text}
}

// hint says a hint in the reader's language. Hints begin with a colon: "perhaps
// X" names the nearest value, "use one of A, B" the allowed ones; any other is
// particular to one parameter and known by its words.
func (p Page) hint(arg string) string {
	hint, ok := strings.CutPrefix(arg, ": ")
	if !ok {
		return arg
	}
	for _, h := range []struct{ english, key string }{
		{"perhaps ", "hint.perhaps"},
		{"use one of ", "hint.one-of"},
		{"use 0 or 1", "hint.zero-or-one"},
		{"use json", "hint.json"},
		{"use an ISO 3166-1 alpha-2 code", "hint.country"},
		{"use a NUTS 2024 or ISO 3166-2 code", "hint.region"},
		{"give the id of an organisation", "hint.organisation"},
		{"/api/v1/concepts?scheme=", "hint.concepts"},
		{"give the id of a concept", "hint.concepts"},
		{"use ", "hint.one-of"},
	} {
		if rest, ok := strings.CutPrefix(hint, h.english); ok {
			return ": " + p.T(h.key, rest)
		}
	}
	return arg
}
