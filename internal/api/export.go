package api

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// recordsType is that of JSON in the exchange form, which is not the form of an
// answer at the same address: programs made from the document tell them apart by
// it.
const recordsType = "application/vnd.euxine.records+json"

func mediaType(f exchange.Format) string {
	if f == exchange.JSON {
		return recordsType
	}
	return f.MediaType()
}

// takeFormat takes the format of an export out of the parameters, which then are
// those of a search: "" when none is asked for.
func takeFormat(values url.Values) (exchange.Format, httpkit.BadParameters) {
	p := params{values: values}
	format := oneOf(&p, "format", exchange.Formats)
	values.Del("format")
	return format, p.faults
}

// export sends all records a question finds, in its order, whatever its page. A
// fault before the first chunk is a problem document, one after it breaks the
// connection.
func (a *API) export(c *gin.Context, q search.Question, format exchange.Format, labels directory.Language) error {
	if !format.Holds(q.Type) {
		return unfit(q.Type, format)
	}
	q.Page, q.PerPage, q.Cursor, q.WithFacets = 1, search.DefaultPerPage, "", false
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(q, a.catalogue.Today(), format)}))
	if c.Request.Method == http.MethodHead {
		return a.exportHead(c, format)
	}
	s := httpkit.NewStream(c, mediaType(format))
	err := a.catalogue.ExportSearch(c.Request.Context(), s, q, format, labels)
	if errors.Is(err, directory.ErrInvalid) {
		// The question was understood, so it is the format that will not do.
		return unfit(q.Type, format)
	}
	if err != nil {
		return err
	}
	return s.Flush()
}

// exportRecord sends one record as a file. p are the parameters of its address.
func (a *API) exportRecord(c *gin.Context, key directory.Key, format exchange.Format, p *params) error {
	if !format.Holds(key.Type) {
		return unfit(key.Type, format)
	}
	labels := p.language()
	if p.one("lang") == "" {
		labels = "" // as for searches
	}
	file, err := a.catalogue.ExportRecord(c.Request.Context(), key, format, labels)
	if errors.Is(err, directory.ErrInvalid) {
		return unfit(key.Type, format)
	}
	if err != nil {
		return a.missing(c, key.Type, err, p.language(), "", p.values)
	}
	name := "euxine-" + string(key.Type) + "-" + string(key.ID) + "-" + a.catalogue.Today().String() + format.Extension()
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	httpkit.Write(c, http.StatusOK, mediaType(format), file)
	return nil
}

// unfit says that the format is none for what was asked.
func unfit(t directory.RecordType, format exchange.Format) error {
	return httpkit.BadParameters{faultOf(search.ParameterFault{Parameter: "format", Value: string(format),
		Key: search.FaultUnknownValue, Args: []string{": it cannot hold " + string(t)}})}
}

// exportHead answers as export does without making the file.
func (a *API) exportHead(c *gin.Context, format exchange.Format) error {
	at, err := a.catalogue.Standing(c.Request.Context())
	if err != nil {
		return err
	}
	if !at.Ready {
		return fmt.Errorf("index at revision %d of %d: %w", at.Index, at.Store, directory.ErrUnavailable)
	}
	c.Header("Content-Type", mediaType(format))
	c.Status(http.StatusOK)
	c.Writer.WriteHeaderNow()
	return nil
}

// maxSlug bounds what a file name tells of the question, in characters.
const maxSlug = 60

// fileName says what the file holds: type, what was asked, and the day.
// It is of letters, digits and hyphens that no file system minds.
func fileName(q search.Question, today directory.Date, format exchange.Format) string {
	parts := []string{"euxine", string(q.Type)}
	if s := slug(q); s != "" {
		parts = append(parts, s)
	}
	return strings.Join(append(parts, today.String()), "-") + format.Extension()
}

// slug is the words and the values of the filters in the order of the facets,
// as many as fit. Of a question without a Latin letter all that is left is that
// it was one.
func slug(q search.Question) string {
	var given []string
	for _, t := range q.Terms {
		if !t.Not {
			given = append(given, t.Text)
		}
	}
	for _, f := range search.CountedOf(q.Type) {
		given = append(given, q.Filters.Values[f]...)
	}
	var kept []string
	size := 0
	for _, text := range given {
		for _, w := range translit.Words(text) {
			if strings.IndexFunc(w.Key, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) >= 0 {
				continue
			}
			if size += len(w.Key) + 1; size > maxSlug+1 {
				return strings.Join(kept, "-")
			}
			kept = append(kept, w.Key)
		}
	}
	if len(kept) == 0 && (len(q.Terms) > 0 || !q.Filters.IsZero()) {
		return "search"
	}
	return strings.Join(kept, "-")
}
