package ui

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
)

// The map of the site for search engines (https://www.sitemaps.org/protocol.html):
// /sitemap.xml names its parts, one of the pages that are no records and as many
// as are needed of each record type. Every address names the same page in the
// other languages, as Google's extension for them has it; that of a record says
// when the record last changed.

const (
	sitemapPath = "/sitemap.xml"
	sitemapPart = "/sitemap/"
	// A part may have 50,000 addresses and 50 MB. One of sitemapRecords records has
	// as many addresses as there are languages for each, and stays readable; the last
	// one also has what the index does not know yet, as far as a part may go.
	sitemapRecords   = 10_000
	sitemapAddresses = 50_000
)

const (
	sitemapNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
	xhtmlNS   = "http://www.w3.org/1999/xhtml"
	xmlType   = "application/xml; charset=utf-8"
)

// unlisted are pages without content of their own until something is chosen.
var unlisted = []string{"compare", "consortium", shortlistPath}

// sitemap names the parts.
func (u *UI) sitemap(c *gin.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	if done, err := u.sitemapFresh(c); done || err != nil {
		return err
	}
	parts := []string{"pages"}
	for _, t := range directory.RecordTypes {
		begins, err := u.catalogue.Parts(c.Request.Context(), t, sitemapRecords)
		if err != nil {
			return fmt.Errorf("sitemap: %w", err)
		}
		for i := range begins {
			parts = append(parts, string(t)+"-"+strconv.Itoa(i+1))
		}
	}
	x := newXML(c, u.base)
	x.say(`<sitemapindex xmlns="` + sitemapNS + `">` + "\n")
	for _, part := range parts {
		x.say("<sitemap><loc>" + x.address(sitemapPart+part+".xml") + "</loc></sitemap>\n")
	}
	x.say("</sitemapindex>\n")
	return x.end()
}

// sitemapOf is one part.
func (u *UI) sitemapOf(c *gin.Context) error {
	if err := noParameters(c); err != nil {
		return err
	}
	name, ok := strings.CutSuffix(c.Param("part"), ".xml")
	unknown := fmt.Errorf("sitemap %q: %w", c.Param("part"), directory.ErrNotFound)
	if !ok {
		return unknown
	}
	if name == "pages" {
		if done, err := u.sitemapFresh(c); done || err != nil {
			return err
		}
		x := newXML(c, u.base)
		x.open()
		for _, path := range u.sitePages() {
			x.page(path, time.Time{})
		}
		return x.close()
	}
	kind, number, _ := strings.Cut(name, "-")
	t := directory.RecordType(kind)
	n, err := strconv.Atoi(number)
	if !slices.Contains(directory.RecordTypes, t) || err != nil || strconv.Itoa(n) != number {
		return unknown
	}
	begins, err := u.catalogue.Parts(c.Request.Context(), t, sitemapRecords)
	if err != nil {
		return fmt.Errorf("sitemap: %w", err)
	}
	if n < 1 || n > len(begins) {
		return unknown
	}
	if done, err := u.sitemapFresh(c); done || err != nil {
		return err
	}
	upTo := directory.RecordID("")
	if n < len(begins) {
		upTo = begins[n]
	}
	x := newXML(c, u.base)
	x.open()
	err = u.catalogue.Walk(c.Request.Context(), t, begins[n-1], upTo, sitemapAddresses/len(readerLanguages), func(id directory.RecordID, changed time.Time) error {
		x.page(string(t)+"/"+url.PathEscape(string(id)), changed)
		return x.err
	})
	if err != nil {
		return fmt.Errorf("sitemap: %w", err)
	}
	return x.close()
}

// sitePages are the pages that are no records, behind the language.
func (u *UI) sitePages() []string {
	var list []string
	for _, path := range u.plain {
		if !slices.Contains(unlisted, path) {
			list = append(list, path)
		}
	}
	for _, t := range u.vocabulary.Themes() {
		list = append(list, themesPath+"/"+url.PathEscape(t.Code))
	}
	for _, r := range u.vocabulary.Regions() {
		list = append(list, "regions/"+url.PathEscape(string(r.Code)))
	}
	return list
}

func noParameters(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	return httpkit.UnknownParameters(values).Err()
}

// sitemapFresh is fresh for what is no page: a sitemap depends on both revisions.
func (u *UI) sitemapFresh(c *gin.Context) (bool, error) {
	st, err := u.catalogue.Standing(c.Request.Context())
	if err != nil {
		return false, fmt.Errorf("standing: %w", err)
	}
	return httpkit.NotModified(c, "sitemap", u.build, u.base, fmt.Sprint(st.Store), fmt.Sprint(st.Index), fmt.Sprint(st.Ready)), nil
}

// sitemapWriter writes addresses as they come; nothing but a chunk is held.
type sitemapWriter struct {
	w    httpkit.Stream
	base string // escaped
	err  error
}

func newXML(c *gin.Context, base string) *sitemapWriter {
	x := &sitemapWriter{w: httpkit.NewStream(c, xmlType), base: escapeXML(base)}
	x.say(xml.Header)
	return x
}

func escapeXML(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a Builder takes everything
	}
	return b.String()
}

func (x *sitemapWriter) say(s string) {
	if x.err == nil {
		_, x.err = x.w.WriteString(s)
	}
}

// address is one of the site's, which is escaped for addresses already.
func (x *sitemapWriter) address(path string) string { return x.base + escapeXML(path) }

func (x *sitemapWriter) open() {
	x.say(`<urlset xmlns="` + sitemapNS + `" xmlns:xhtml="` + xhtmlNS + `">` + "\n")
}

// page writes a page in every language, each naming all.
func (x *sitemapWriter) page(path string, changed time.Time) {
	others := ""
	for _, l := range readerLanguages {
		others += `<xhtml:link rel="alternate" hreflang="` + string(l) + `" href="` + x.address("/"+string(l)+"/"+path) + `"/>`
	}
	for _, l := range readerLanguages {
		x.say("<url><loc>" + x.address("/"+string(l)+"/"+path) + "</loc>")
		if !changed.IsZero() {
			x.say("<lastmod>" + changed.UTC().Format("2006-01-02T15:04:05Z") + "</lastmod>")
		}
		x.say(others + "</url>\n")
	}
}

func (x *sitemapWriter) close() error {
	x.say("</urlset>\n")
	return x.end()
}

func (x *sitemapWriter) end() error {
	if x.err != nil {
		return x.err
	}
	return x.w.Flush()
}

// robots keeps crawlers out of searches, whose filters combine without end: every
// record is reached from the plain lists, and from the sitemap.
func (u *UI) robots(c *gin.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, l := range readerLanguages {
		for _, t := range directory.RecordTypes {
			robotsOf(&b, l, t)
		}
		for _, path := range []string{"map", "compare", shortlistPath, opportunitiesPath, changesPath} { // of any search, of anything
			fmt.Fprintf(&b, "Disallow: /%s/%s?\n", l, path)
		}
	}
	fmt.Fprintf(&b, "\nSitemap: %s%s\n", u.base, sitemapPath)
	httpkit.Write(c, http.StatusOK, "text/plain; charset=utf-8", []byte(b.String()))
	return nil
}
