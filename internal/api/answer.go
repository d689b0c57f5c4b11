package api

import (
	"slices"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// answer is a search answered: H is how a hit of the record type is shown.
type answer[H any] struct {
	Total          int                     `json:"total"`
	AllWords       int                     `json:"all_words"`
	TookMS         float64                 `json:"took_ms"`
	Revision       uint64                  `json:"revision"`
	Interpretation []interpretation        `json:"interpretation"`
	Page           int                     `json:"page"`
	PerPage        int                     `json:"per_page"`
	Sort           string                  `json:"sort"`
	Hits           []H                     `json:"hits"`
	Facets         map[string][]facetValue `json:"facets"`
	Filters        []filter                `json:"filters"`
	Suggestions    []suggestion            `json:"suggestions"`
	Next           string                  `json:"next,omitempty"`
	Previous       string                  `json:"previous,omitempty"`
	Cursor         string                  `json:"cursor,omitempty"`
}

// interpretation says how words were understood beyond their letters, and gives
// the same search without that.
type interpretation struct {
	Query     string `json:"query"`
	As        string `json:"as"`
	Parameter string `json:"parameter,omitempty"`
	Value     string `json:"value,omitempty"`
	Label     string `json:"label,omitempty"`
	Without   string `json:"without"`
}

// snippet is the passage that answers the query, else the beginning of the
// description.
type snippet struct {
	Language string  `json:"language,omitempty"`
	Pieces   []piece `json:"pieces"`
}

// match is one reason why a hit was found.
type match struct {
	How   string `json:"how"`
	Field string `json:"field"`
	Query string `json:"query"`
	Text  string `json:"text"`
}

// facetValue is one line of a facet; hierarchical ones come in tree order.
type facetValue struct {
	Value    string `json:"value"`
	Label    string `json:"label"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
	Depth    int    `json:"depth"`
}

// filter is one in force.
type filter struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Label     string `json:"label"`
}

// suggestion is a way out of an answer without hits.
type suggestion struct {
	Parameter string `json:"parameter"`
	Value     string `json:"value"`
	Label     string `json:"label"`
	Total     int    `json:"total"`
}

// find answers searches for records of a type, and exports of them.
func (a *API) find(t directory.RecordType) httpkit.Handler {
	return func(c *gin.Context) error {
		values, err := httpkit.Query(c)
		if err != nil {
			return err
		}
		format, faults := takeFormat(values)
		q, parameterFaults := search.ParseFor(t, values, a.vocabulary)
		if format != "" { // a file has no pages
			parameterFaults = slices.DeleteFunc(parameterFaults, func(f search.ParameterFault) bool { return f.Key == search.FaultPastWindow })
		}
		if faults = append(faults, each(parameterFaults, faultOf)...); len(faults) > 0 {
			return faults
		}
		if done, err := a.notModified(c, q.Lang); done || err != nil {
			return err
		}
		if format != "" {
			labels := q.Lang
			if values.Get("lang") == "" {
				labels = "" // not asked for: a file may have those of all languages
			}
			return a.exports.Stream(func(c *gin.Context) error { return a.export(c, q, format, labels) })(c)
		}
		return a.searches.Limit(func(c *gin.Context) error { return a.answer(c, q) })(c)
	}
}

func (a *API) answer(c *gin.Context, q search.Question) error {
	if q.Type == directory.Organisations {
		found, err := a.catalogue.Search(c.Request.Context(), q)
		if err != nil {
			return err
		}
		return sendAnswer(c, found, each(found.Hits, func(h catalogue.Hit) hit { return hitOf(h, q) }))
	}
	found, err := a.catalogue.Items(c.Request.Context(), q)
	if err != nil {
		return err
	}
	switch q.Type {
	case directory.Events:
		return sendAnswer(c, &found.Answer, each(found.Items, func(it catalogue.Item) eventHit { return eventHitOf(it, q) }))
	case directory.Calls:
		return sendAnswer(c, &found.Answer, each(found.Items, func(it catalogue.Item) callHit { return callHitOf(it, q) }))
	default:
		return sendAnswer(c, &found.Answer, each(found.Items, func(it catalogue.Item) projectHit { return projectHitOf(it, q) }))
	}
}

func sendAnswer[H any](c *gin.Context, found *catalogue.Answer, hits []H) error {
	if found.Total == 0 {
		httpkit.CountEmpty(c)
	}
	v := answerOf(found, hits)
	for _, link := range []struct{ rel, address string }{{"next", v.Next}, {"prev", v.Previous}} {
		if link.address != "" {
			c.Writer.Header().Add("Link", "<"+link.address+`>; rel="`+link.rel+`"`)
		}
	}
	return send(c, v)
}

func answerOf[H any](found *catalogue.Answer, hits []H) answer[H] {
	q := found.Question
	v := answer[H]{
		Total: found.Total, AllWords: found.AllWords, TookMS: float64(found.Took.Microseconds()) / 1000, Revision: uint64(found.Revision),
		Interpretation: each(found.Interpretation, func(i catalogue.Interpretation) interpretation {
			return interpretationOf(i, address(Prefix+"/"+string(q.Type), search.AsWritten(q, i.Terms), q.Lang))
		}),
		Page: q.Page, PerPage: q.PerPage, Sort: string(q.Sort),
		Hits:    hits,
		Facets:  map[string][]facetValue{},
		Filters: each(found.Active, filterOf),
		Suggestions: each(found.Suggestions, func(s catalogue.Suggestion) suggestion {
			return suggestion{s.Parameter, s.Value, worded(s.Parameter, s.Value, s.Label), s.Total}
		}),
		Cursor: found.Next,
	}
	for _, f := range found.Facets {
		v.Facets[string(f.Facet)] = each(f.Values, func(n catalogue.FacetValue) facetValue {
			return facetValue{n.Value, worded(string(f.Facet), n.Value, n.Label), n.Count, n.Selected, n.Depth}
		})
	}
	v.Next, v.Previous = neighbours(found)
	return v
}

// interpretationOf is given the address of the same without it.
func interpretationOf(i catalogue.Interpretation, without string) interpretation {
	return interpretation{i.Query, string(i.As), i.Parameter, i.Value, i.Label, without}
}

func filterOf(f catalogue.ActiveFilter) filter {
	return filter{f.Parameter, f.Value, worded(f.Parameter, f.Value, f.Label)}
}

// neighbours are the addresses of the pages before and after. Past the window,
// and for who came by cursor, the way on is a cursor, and there is none back.
func neighbours(found *catalogue.Answer) (next, previous string) {
	q := found.Question
	path := Prefix + "/" + string(q.Type)
	if q.Cursor == "" && q.Page > 1 {
		previous = address(path, search.Page(q, q.Page-1), q.Lang)
	}
	switch {
	case q.Cursor == "" && q.Page*q.PerPage >= found.Total, found.Next == "":
	case q.Cursor == "" && (q.Page+1)*q.PerPage <= search.MaxWindow:
		next = address(path, search.Page(q, q.Page+1), q.Lang)
	default:
		values := search.Page(q, 1)
		values.Set("cursor", found.Next)
		next = address(path, values, q.Lang)
	}
	return next, previous
}

// words say in English what the values of parameters mean that are no concepts
// and so have no label in the vocabulary.
var words = map[string]map[string]string{
	string(search.FacetState): {search.StateOpen: "Open", search.StateComing: "To come", search.StatePast: "Past", search.StateUndated: "Without dates"},
	string(search.FacetHas):   {"offers": "Offers", "needs": "Needs", "website": "Website"},
	string(search.FacetLacks): {"region": "No region", "city": "No city", "website": "No website", "founded": "No year of founding",
		"members": "No number of members", "sector": "No sector", "offers": "No offers", "needs": "No needs",
		"official-name": "No official name", "source-date": "No date of its source"},
}

func worded(parameter, value, label string) string {
	if w, ok := words[parameter][value]; ok {
		return w
	}
	return label
}

// scoreIf is the score where hits are in its order.
func scoreIf(q search.Question, score float64) float64 {
	if q.Sort != search.SortRelevance {
		return 0
	}
	return score
}

func matchesOf(list []catalogue.Match) []match {
	return each(list, func(m catalogue.Match) match { return match{string(m.How), string(m.Field), m.Query, m.Text} })
}

func snippetIf(m catalogue.Marked, l directory.Language) *snippet {
	if len(m) == 0 {
		return nil
	}
	return &snippet{string(l), piecesOf(m)}
}

// byScheme is labels by scheme; schemes without any are left out.
func byScheme(schemes map[directory.Scheme][]catalogue.Labelled) map[string][]label {
	m := map[string][]label{}
	for s, concepts := range schemes {
		if len(concepts) > 0 {
			m[string(s)] = labelsOf(concepts)
		}
	}
	return m
}
