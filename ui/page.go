package ui

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
)

// Page is what every page has. It embeds the locale, so that templates say
// {{.T "key"}} on any page.
type Page struct {
	*Locale
	Title   string // without the site's name
	Summary string // for search engines and previews
	Query   string // what the search box in the header holds
	// Canonical is the address of the page in this language, as other addresses
	// of the same content should be known; "" where there is no content.
	Canonical string
	// Alternates are the same page in every reader language, this one included.
	Alternates []Alternate
	// Feeds are those of what the page shows.
	Feeds []feedLink
	// NoIndex asks search engines to follow the links but not to list the page.
	NoIndex bool
	// Completing says that the index is still being built: counts may be low.
	Completing bool
	// HasSearch says that the page has a search box of its own, so that the
	// header needs none.
	HasSearch bool

	// LinkedData is where the content of the page is had as JSON-LD, "" nowhere.
	LinkedData string

	base string // public address of the directory, "" where not known
	path string // behind the language: "search", "organisations/bg-x"
	// searchType is what the page's own search box looks through; "" organisations.
	searchType directory.RecordType
	assets     *assets
	// asking is who asks which calls it may apply to: lists and pages of calls carry
	// it along.
	asking url.Values
	// byName says that what is listed stands in the order of its Latin names.
	byName bool
	// listed is a short list that the reader carries in addresses, for want of scripts:
	// "shortlist", ids parted by commas. Searches and pages of organisations carry it on.
	listed url.Values
}

// Alternate is the page in one language.
type Alternate struct {
	Lang    directory.Language
	Self    string // the language's name in itself
	Href    string
	Current bool
}

// Asset is the address of a static file.
func (p Page) Asset(name string) string { return p.assets.url(name) }

// Modules are the addresses of the scripts, fetched at once and not one after the other
// as they name each other.
func (p Page) Modules() []string {
	list := make([]string, len(p.assets.modules))
	for i, name := range p.assets.modules {
		list[i] = p.Asset(name)
	}
	return list
}

// Link is the address of another page in the same language, "" being the front page.
func (p Page) Link(path string) string { return "/" + string(p.Lang) + "/" + path }

// OrganisationLink is the address of an organisation's page.
func (p Page) OrganisationLink(id directory.RecordID) string {
	return withQuery(p.Link("organisations/"+url.PathEscape(string(id))), p.listed)
}

// SearchFor is the address of a search with one filter.
func (p Page) SearchFor(parameter, value string) string {
	return p.searchLink(url.Values{parameter: {value}})
}

// SearchBoth is the address of a search with two filters.
func (p Page) SearchBoth(parameter, value, parameter2, value2 string) string {
	return p.searchLink(url.Values{parameter: {value}, parameter2: {value2}})
}

func (p Page) searchLink(values url.Values) string {
	return p.listLink(directory.Organisations, values)
}

func withQuery(path string, values url.Values) string {
	if len(values) == 0 {
		return path
	}
	return path + "?" + values.Encode()
}

// Website is an address people may follow.
type Website struct {
	Href string
	Host string // for showing, without "www."
}

// External is the address as a link, if it is one: http or https, with a host.
// Records are checked for that; what does not pass here is shown as text.
func (p Page) External(address string) *Website {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil
	}
	return &Website{Href: u.String(), Host: strings.TrimPrefix(u.Host, "www.")}
}

// navLink is one of the main pages.
type navLink struct {
	Label   string
	Href    string
	Current bool // this page, or one below it
	Minor   bool // a desk has it elsewhere: in the footer, or beside the languages
}

// Nav leads to the main pages.
func (p Page) Nav() []navLink {
	section, _, _ := strings.Cut(p.path, "/")
	var list []navLink
	for _, t := range directory.RecordTypes {
		list = append(list, navLink{Label: p.Of("list-title", t), Href: p.ListLink(t), Current: section == listPaths[t] || section == string(t)})
	}
	for _, link := range []struct{ path, label string }{
		{opportunitiesPath, p.T("opportunities.nav")}, {"match", p.T("site.match")}, {themesPath, p.T("themes.nav")}, {"regions", p.T("site.regions")}, {"map", p.T("site.map")}, {"data", p.T("site.data")}, {"help", p.T("site.help")},
	} {
		list = append(list, navLink{link.label, p.Link(link.path), section == link.path, link.path == "data" || link.path == "help"})
	}
	return list
}

// Here says that a page is the one shown.
func (p Page) Here(path string) bool { return p.path == path }

// visit is one request for a page: what its handler works with.
type visit struct {
	c        *gin.Context
	site     *site
	page     Page
	standing catalogue.Standing
}

// page makes a handler of one that answers in a reader language.
func (u *UI) page(handle func(*visit) error) httpkit.Handler {
	return func(c *gin.Context) error {
		s, err := u.current()
		if err != nil {
			return err
		}
		l, ok := s.locales.of(c.Param("lang"))
		if !ok {
			return fmt.Errorf("pages in language %q: %w", c.Param("lang"), directory.ErrNotFound)
		}
		path := strings.TrimPrefix(c.Request.URL.EscapedPath(), "/"+string(l.Lang)+"/")
		return handle(&visit{c: c, site: s, page: u.newPage(s, l, path, nil)})
	}
}

// newPage is a page without content yet. query is what its address carries.
func (u *UI) newPage(s *site, l *Locale, path string, query url.Values) Page {
	p := Page{Locale: l, path: path, base: u.base, assets: s.assets}
	p.address(s, query)
	return p
}

// address sets the page's address in every language.
func (p *Page) address(s *site, query url.Values) {
	p.Canonical = withQuery(p.Link(p.path), query)
	p.Alternates = nil
	for _, lang := range readerLanguages {
		other := s.locales.byLang[lang]
		p.Alternates = append(p.Alternates, Alternate{Lang: lang, Self: other.Self,
			Href: withQuery("/"+string(lang)+"/"+p.path, query), Current: lang == p.Lang})
	}
}

// fresh says that the visitor has the page as it would be now; the answer has
// then been given. What a page shows depends on the records, on how far the
// index has followed them, on program, language and day, and on its address.
func (u *UI) fresh(v *visit) (bool, error) {
	var err error
	if v.standing, err = u.catalogue.Standing(v.c.Request.Context()); err != nil {
		return false, fmt.Errorf("standing: %w", err)
	}
	v.page.Completing = !v.standing.Ready
	st := v.standing
	return httpkit.NotModified(v.c, strconv.FormatUint(uint64(st.Store), 10), strconv.FormatUint(uint64(st.Index), 10),
		strconv.FormatBool(st.Ready), u.build, u.base, v.site.assets.hash, string(v.page.Lang), u.catalogue.Today().String(),
		v.c.Request.URL.RequestURI()), nil
}

// plainAddress refuses parameters on a page that has none.
func (v *visit) plainAddress() error {
	values, err := httpkit.Query(v.c)
	if err != nil {
		return err
	}
	return httpkit.UnknownParameters(values).Err()
}

// entrance leads to the front page in the language the browser prefers.
func (u *UI) entrance(c *gin.Context) error {
	s, err := u.current()
	if err != nil {
		return err
	}
	l := s.locales.preferred(c.GetHeader("Accept-Language"))
	c.Header("Vary", "Accept-Language")
	c.Header("Cache-Control", "no-cache")
	c.Redirect(http.StatusFound, "/"+string(l.Lang)+"/")
	return nil
}

// leadTo leads from an address that is nearly a page's to that page.
func (u *UI) leadTo(path string) func(*visit) error {
	return func(v *visit) error {
		v.c.Redirect(http.StatusMovedPermanently, withQuery(v.page.Link(path), v.c.Request.URL.Query()))
		return nil
	}
}

// languageOnly adds the slash to /LANG.
func (u *UI) languageOnly(c *gin.Context) error {
	s, err := u.current()
	if err != nil {
		return err
	}
	l, ok := s.locales.of(c.Param("lang"))
	if !ok {
		return fmt.Errorf("pages in language %q: %w", c.Param("lang"), directory.ErrNotFound)
	}
	c.Redirect(http.StatusMovedPermanently, withQuery("/"+string(l.Lang)+"/", c.Request.URL.Query()))
	return nil
}
