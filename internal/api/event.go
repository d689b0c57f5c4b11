package api

import (
	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
)

// eventRecord is an event as it is stored, with labels.
type eventRecord struct {
	identity
	Title        string                  `json:"title"`
	Kind         label                   `json:"kind"`
	Series       string                  `json:"series,omitempty"`
	Start        string                  `json:"start"`
	End          string                  `json:"end,omitempty"`
	Country      *label                  `json:"country,omitempty"`
	Region       *label                  `json:"region,omitempty"`
	City         string                  `json:"city,omitempty"`
	Point        *point                  `json:"point,omitempty"`
	Online       bool                    `json:"online"`
	Organisers   []party                 `json:"organisers,omitempty"`
	Participants []party                 `json:"participants,omitempty"`
	Concepts     map[string][]conceptTag `json:"concepts"`
	Keywords     []string                `json:"keywords,omitempty"`
	Programme    []session               `json:"programme,omitempty"`
	Website      string                  `json:"website,omitempty"`
	Descriptions map[string]string       `json:"descriptions,omitempty"`
	sources
}

// session is one item of a programme.
type session struct {
	Title string `json:"title"`
	Date  string `json:"date,omitempty"`
	Text  string `json:"text,omitempty"`
}

// event is an event with what the directory knows around it.
type event struct {
	eventRecord
	facts
	Regions      []label   `json:"regions"` // innermost first, without the country
	SeriesEvents []itemRef `json:"series_events"`
}

func (a *API) gatherEvent(c *gin.Context, id directory.RecordID, l directory.Language) (event, error) {
	p, err := a.catalogue.Event(c.Request.Context(), id, l)
	if err != nil {
		return event{}, err
	}
	v := event{a.eventRecordOf(p.Event, l), factsOf(directory.Events, p.Event.ID, p.Common), labelsOf(p.Regions), itemRefsOf(p.Series)}
	v.Organisers, v.Participants = partiesOf(p.Organisers), partiesOf(p.Participants)
	return v, nil
}

func (a *API) eventRecordOf(e *directory.Event, l directory.Language) eventRecord {
	v := eventRecord{
		identity: identityOf(&e.Header), sources: sourcesOf(&e.Header),
		Title: e.Title, Kind: a.conceptLabel(directory.SchemeEventKind, string(e.Kind), l), Series: e.Series,
		Start: e.Start.String(), End: e.End.String(),
		Region: a.regionIf(e.Place.Region, l), City: e.Place.City, Point: pointIf(e.Place.Point), Online: e.Online,
		Organisers: each(e.Organisers, partyOf), Participants: each(e.Participants, partyOf),
		Concepts: a.tags(e.Concepts, l), Keywords: e.Keywords,
		Programme: each(e.Programme, func(s directory.Session) session { return session{s.Title, s.Date.String(), s.Text} }),
		Website:   e.Website, Descriptions: byLanguage(e.Descriptions),
	}
	if e.Place.Country != "" {
		country := a.country(e.Place.Country, l)
		v.Country = &country
	}
	return v
}
