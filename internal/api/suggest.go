package api

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// suggestions are what a text being typed can be completed to, in the order they
// are offered.
type suggestions struct {
	Query       string       `json:"query"`
	Completions []completion `json:"completions"`
}

// completion is a record, a concept or a place. A record has an id and an
// address; the others a parameter of the search and its value.
type completion struct {
	Of        string `json:"of"`
	Label     string `json:"label"`
	Language  string `json:"language,omitempty"`
	Matched   string `json:"matched,omitempty"`
	Detail    string `json:"detail,omitempty"`
	ID        string `json:"id,omitempty"`
	Parameter string `json:"parameter,omitempty"`
	Value     string `json:"value,omitempty"`
	URL       string `json:"url"`
}

// collections are where records of a kind of completion are found.
var collections = map[catalogue.CompletionOf]directory.RecordType{
	catalogue.CompletesOrganisation: directory.Organisations, catalogue.CompletesEvent: directory.Events,
	catalogue.CompletesCall: directory.Calls, catalogue.CompletesProject: directory.Projects,
}

// suggest completes the text of q.
func (a *API) suggest(c *gin.Context) error {
	p, err := query(c, "q", "lang")
	if err != nil {
		return err
	}
	l := p.language()
	q, faults := search.Parse(url.Values{"q": p.values["q"]}, a.vocabulary)
	for _, f := range faults {
		// What is not yet a word has no completions; it is not wrong.
		if f.Key != search.FaultNoWords {
			p.fault(f)
		}
	}
	if err := p.faults.Err(); err != nil {
		return err
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	q.Lang = l
	found, err := a.catalogue.Suggest(c.Request.Context(), q)
	if err != nil {
		return err
	}
	return send(c, suggestions{q.Q, each(found, func(f catalogue.Completion) completion { return completionOf(f, l) })})
}

func completionOf(f catalogue.Completion, l directory.Language) completion {
	v := completion{Of: string(f.Of), Label: f.Label, Language: string(f.Lang), Matched: f.Matched, Detail: f.Detail,
		ID: string(f.ID), Parameter: f.Parameter, Value: f.Value}
	if t, ok := collections[f.Of]; ok {
		v.URL = Prefix + "/" + string(t) + "/" + string(f.ID)
	} else {
		v.URL = address(Prefix+"/organisations", url.Values{f.Parameter: {f.Value}}, l)
	}
	return v
}
