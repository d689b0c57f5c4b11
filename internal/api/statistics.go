package api

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// statistics is what a search finds, counted by one or two dimensions.
type statistics struct {
	Revision       uint64            `json:"revision"`
	Type           string            `json:"type"`
	GroupBy        []string          `json:"group_by"`
	Measure        string            `json:"measure"`
	Level          *int              `json:"level,omitempty"`
	Sort           string            `json:"sort"`
	Interpretation []interpretation  `json:"interpretation"`
	Filters        []filter          `json:"filters"`
	Total          sum               `json:"total"`
	Cells          []cell            `json:"cells"`
	Margins        map[string][]cell `json:"margins,omitempty"`
}

// sum is how many records, and the measure over them.
type sum struct {
	N   int `json:"n"`
	Sum int `json:"sum"`
}

// cell is the sum over what has all its values, one of each dimension.
type cell struct {
	Values []string `json:"values"`
	Labels []string `json:"labels"`
	sum
}

// tableFormats are those numbers come in.
var tableFormats = []exchange.Format{exchange.JSON, exchange.CSV}

// stats answers with the numbers of a search, or without group_by with what there is
// in all.
func (a *API) stats(c *gin.Context) error {
	values, err := httpkit.Query(c)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(values["group_by"], func(s string) bool { return s != "" }) {
		return a.searches.Limit(a.holdings)(c)
	}
	asked, format, err := a.askedStatistics(values)
	if err != nil {
		return err
	}
	if done, err := a.notModified(c, asked.Question.Lang); done || err != nil {
		return err
	}
	if format == exchange.CSV {
		return a.exports.Stream(func(c *gin.Context) error { return a.statisticsFile(c, asked) })(c)
	}
	return a.searches.Limit(func(c *gin.Context) error {
		s, err := a.statistics(c, asked)
		if err != nil {
			return err
		}
		return send(c, statisticsOf(s))
	})(c)
}

func (a *API) askedStatistics(values url.Values) (search.Statistics, exchange.Format, error) {
	p := params{values: values}
	format := oneOf(&p, "format", tableFormats)
	asked, faults := search.ParseStatistics(values, a.vocabulary)
	return asked, format, append(p.faults, each(faults, faultOf)...).Err()
}

// statistics asks the catalogue, and says in words what values mean that are no
// concepts.
func (a *API) statistics(c *gin.Context, asked search.Statistics) (*catalogue.Statistics, error) {
	s, err := a.catalogue.Statistics(c.Request.Context(), asked)
	if tooMany, ok := errors.AsType[*catalogue.TooManyCells](err); ok {
		return nil, httpkit.BadParameters{{Parameter: "group_by", Value: dimensions(asked), Key: search.FaultTooMany, Args: []string{strconv.Itoa(catalogue.MaxCells)},
			Detail: fmt.Sprintf("makes %d cells, at most %d: %s", tooMany.Cells, catalogue.MaxCells, tooMany.Remedy())}}
	}
	if err != nil {
		return nil, err
	}
	if s.Total.N == 0 {
		httpkit.CountEmpty(c)
	}
	name := func(cells []catalogue.Cell, by ...search.Facet) {
		for _, cell := range cells {
			for d, f := range by {
				cell.Values[d].Label = worded(string(f), cell.Values[d].Code, cell.Values[d].Label)
			}
		}
	}
	name(s.Cells, asked.By...)
	for d, margin := range s.Margins {
		name(margin, asked.By[d])
	}
	return s, nil
}

func dimensions(asked search.Statistics) string { return strings.Join(stringsOf(asked.By), ",") }

// statisticsFile sends the cells as CSV.
func (a *API) statisticsFile(c *gin.Context, asked search.Statistics) error {
	s, err := a.statistics(c, asked)
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": statisticsName(asked, a.catalogue.Today())}))
	out := httpkit.NewStream(c, exchange.CSV.MediaType())
	if c.Request.Method == http.MethodHead {
		c.Status(http.StatusOK)
		c.Writer.WriteHeaderNow()
		return nil
	}
	if err := s.WriteCSV(out); err != nil {
		return err
	}
	return out.Flush()
}

// statisticsName is fileName of numbers: it says what they are of, too.
func statisticsName(asked search.Statistics, today directory.Date) string {
	q := asked.Question
	parts := append([]string{"euxine", string(q.Type), "by"}, stringsOf(asked.By)...)
	if s := slug(q); s != "" {
		parts = append(parts, s)
	}
	return strings.ReplaceAll(strings.Join(append(parts, today.String()), "-"), "_", "-") + exchange.CSV.Extension()
}

func statisticsOf(s *catalogue.Statistics) statistics {
	asked := s.Asked
	q := asked.Question
	v := statistics{
		Revision: uint64(s.Revision), Type: string(q.Type), GroupBy: stringsOf(asked.By), Measure: string(asked.Measure), Sort: string(asked.Order),
		Interpretation: each(s.Interpretation, func(i catalogue.Interpretation) interpretation {
			return interpretationOf(i, address(Prefix+"/stats", asked.With(search.AsWritten(q, i.Terms)), q.Lang))
		}),
		Filters: each(s.Active, filterOf),
		Total:   sum{s.Total.N, s.Total.Sum}, Cells: each(s.Cells, cellOf),
	}
	if asked.Level >= 0 {
		v.Level = &asked.Level
	}
	if len(s.Margins) > 0 {
		v.Margins = map[string][]cell{}
	}
	for d, margin := range s.Margins {
		v.Margins[string(asked.By[d])] = each(margin, cellOf)
	}
	return v
}

func cellOf(n catalogue.Cell) cell {
	return cell{each(n.Values, func(l catalogue.Labelled) string { return l.Code }),
		each(n.Values, func(l catalogue.Labelled) string { return l.Label }), sum{n.N, n.Sum}}
}
