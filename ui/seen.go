package ui

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/atlas"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/gathering"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// The organisations of a list are seen as those of a search are: by facet, on the map,
// side by side, as a file. Their ids stand in no address: the form carries them, and its
// buttons ask.

// seenPart is the organisations of the participants.
type seenPart struct {
	Total    int
	All      int // without the facets chosen
	Facets   []facetView
	Chosen   bool
	Map      *mapPage
	Lines    []refLine
	More     int    // not listed
	Compare  string // the address that puts them side by side; "" where they are too many
	Formats  []choiceOf
	Unplaced int
}

// gatheringForm is the id of the form that carries a list.
const gatheringForm = "gathering"

// seenFormats are those the organisations of a list can be had in.
var seenFormats = formatsOf(directory.Organisations)

// seenQuestion asks for the organisations of the participants, by the facets chosen.
func (u *UI) seenQuestion(p *participantsPage, s *gathering.State, form *upload) (search.Question, error) {
	values := url.Values{}
	for _, f := range search.Facets {
		if chosen := form.values[string(f)]; len(chosen) > 0 {
			values[string(f)] = chosen
		}
	}
	q, faults := search.ParseFor(directory.Organisations, values, u.vocabulary)
	if len(faults) > 0 {
		return q, badParameters(faults)
	}
	q.Type, q.Lang, q.Page, q.PerPage, q.Sort = directory.Organisations, p.Lang, 1, search.MaxPerPage, search.SortName
	q.Filters.Among = append([]directory.RecordID{}, s.Organisations()...) // none, where none is known
	return q, nil
}

// see fills in the organisations of the participants.
func (u *UI) see(v *visit, p *participantsPage, s *gathering.State, form *upload) error {
	q, err := u.seenQuestion(p, s, form)
	if err != nil || len(q.Filters.Among) == 0 {
		return err
	}
	ctx := v.c.Request.Context()
	q.WithFacets = true
	found, err := u.catalogue.Search(ctx, q)
	if err != nil {
		return fmt.Errorf("organisations of participants: %w", err)
	}
	m := catalogue.MapQuestion{Question: q, Measure: catalogue.MapOrganisations, Level: atlas.Smallest, Towns: true}
	drawn, err := u.catalogue.Map(ctx, m)
	if err != nil {
		return fmt.Errorf("map of participants: %w", err)
	}
	part := &seenPart{Total: found.Total, All: len(q.Filters.Among), Chosen: !filtersOf(q).IsZero(), Facets: u.facets(p.Locale, gatheringForm, q.Type, found.Facets)}
	part.Map = &mapPage{Page: p.Page, Answer: drawn, View: u.atlas().Sea(), Told: true, ShowTowns: true}
	part.Map.Sheet = part.Map.View.Sheet(m.Level)
	u.fillMap(part.Map, m, url.Values{})
	part.Unplaced = drawn.Unplaced
	refs := make([]catalogue.Ref, len(found.Hits))
	ids := make([]string, len(found.Hits))
	for i, h := range found.Hits {
		refs[i] = catalogue.Ref{ID: h.ID, Name: h.Name.String(), Native: h.Native.String(), Kind: h.Kind, Country: h.Country, City: h.City}
		ids[i] = string(h.ID)
	}
	part.Lines, part.More = u.refLines(p.Page, refs), found.Total-len(refs)
	if len(ids) > 1 && found.Total <= maxCompared {
		part.Compare = withQuery(p.Link("compare"), url.Values{"ids": {strings.Join(ids, ",")}})
	}
	for _, f := range seenFormats {
		part.Formats = append(part.Formats, choiceOf{Value: string(f), Label: formatName(f)})
	}
	p.See = part
	return nil
}

// filtersOf are the filters of a question but for the list it is about.
func filtersOf(q search.Question) search.Filters {
	f := q.Filters
	f.Among = nil
	return f
}

// takeAlong sends the organisations of the participants as a file.
func (u *UI) takeAlong(v *visit, p *participantsPage, s *gathering.State, form *upload) error {
	format := exchange.Format(form.text("format"))
	if !slices.Contains(seenFormats, format) {
		return badParameters([]search.ParameterFault{{Parameter: "format", Value: form.text("format"), Key: search.FaultUnknownValue, Args: []string{": " + exchange.FormatList(seenFormats, ", ")}}})
	}
	q, err := u.seenQuestion(p, s, form)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := u.catalogue.ExportSearch(v.c.Request.Context(), &file, q, format, p.Lang); err != nil {
		return fmt.Errorf("organisations of participants: %w", err)
	}
	v.c.Header("Content-Disposition", `attachment; filename="`+string(p.Event.ID)+`-organisations`+format.Extension()+`"`)
	httpkit.Write(v.c, http.StatusOK, format.MediaType(), file.Bytes())
	return nil
}
