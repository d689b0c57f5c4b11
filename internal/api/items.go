package api

import (
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// eventHit is one event found.
type eventHit struct {
	ID          string             `json:"id"`
	Title       string             `json:"title"`
	TitlePieces []piece            `json:"title_pieces"`
	Kind        label              `json:"kind"`
	State       string             `json:"state"`
	Start       string             `json:"start"`
	End         string             `json:"end,omitempty"`
	Country     *label             `json:"country,omitempty"`
	City        string             `json:"city,omitempty"`
	Online      bool               `json:"online"`
	Series      string             `json:"series,omitempty"`
	Concepts    map[string][]label `json:"concepts"`
	Snippet     *snippet           `json:"snippet,omitempty"`
	Matched     []match            `json:"matched"`
	Score       float64            `json:"score,omitempty"`
}

func eventHitOf(it catalogue.Item, q search.Question) eventHit {
	return eventHit{
		ID: string(it.ID), Title: it.Title.String(), TitlePieces: piecesOf(it.Title), Kind: labelOf(it.Kind), State: it.State,
		Start: it.Start.String(), End: it.End.String(), Country: labelIf(it.Country), City: it.City, Online: it.Online, Series: it.Series,
		Concepts: itemConcepts(it), Snippet: snippetIf(it.Snippet, it.SnippetLang), Matched: matchesOf(it.Matched), Score: scoreIf(q, it.Score),
	}
}

// callHit is one call found. Its dates are those of the lot that matters on the
// day: the next to close, else the next to open, else the last that closed.
type callHit struct {
	ID          string             `json:"id"`
	Title       string             `json:"title"`
	TitlePieces []piece            `json:"title_pieces"`
	Kind        label              `json:"kind"`
	State       string             `json:"state"`
	Opens       string             `json:"opens,omitempty"`
	Closes      string             `json:"closes,omitempty"`
	Lots        int                `json:"lots"`
	Funder      string             `json:"funder,omitempty"`
	Programme   string             `json:"programme,omitempty"`
	Countries   []label            `json:"countries"`
	Concepts    map[string][]label `json:"concepts"`
	Snippet     *snippet           `json:"snippet,omitempty"`
	Matched     []match            `json:"matched"`
	Score       float64            `json:"score,omitempty"`
}

func callHitOf(it catalogue.Item, q search.Question) callHit {
	return callHit{
		ID: string(it.ID), Title: it.Title.String(), TitlePieces: piecesOf(it.Title), Kind: labelOf(it.Kind), State: it.State,
		Opens: it.Start.String(), Closes: it.Closes.String(), Lots: it.Lots, Funder: it.Funder, Programme: it.Programme,
		Countries: labelsOf(it.Countries), Concepts: itemConcepts(it),
		Snippet: snippetIf(it.Snippet, it.SnippetLang), Matched: matchesOf(it.Matched), Score: scoreIf(q, it.Score),
	}
}

// projectHit is one project found; its title begins with its acronym.
type projectHit struct {
	ID          string             `json:"id"`
	Title       string             `json:"title"`
	TitlePieces []piece            `json:"title_pieces"`
	State       string             `json:"state"`
	Start       string             `json:"start,omitempty"`
	End         string             `json:"end,omitempty"`
	Programme   string             `json:"programme,omitempty"`
	Countries   []label            `json:"countries"`
	Concepts    map[string][]label `json:"concepts"`
	Snippet     *snippet           `json:"snippet,omitempty"`
	Matched     []match            `json:"matched"`
	Score       float64            `json:"score,omitempty"`
}

func projectHitOf(it catalogue.Item, q search.Question) projectHit {
	return projectHit{
		ID: string(it.ID), Title: it.Title.String(), TitlePieces: piecesOf(it.Title), State: it.State,
		Start: it.Start.String(), End: it.End.String(), Programme: it.Programme,
		Countries: labelsOf(it.Countries), Concepts: itemConcepts(it),
		Snippet: snippetIf(it.Snippet, it.SnippetLang), Matched: matchesOf(it.Matched), Score: scoreIf(q, it.Score),
	}
}

func itemConcepts(it catalogue.Item) map[string][]label {
	return byScheme(map[directory.Scheme][]catalogue.Labelled{directory.SchemeSector: it.Sectors})
}

// itemRef is an event, call or project as other documents mention it.
type itemRef struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	Kind    *label `json:"kind,omitempty"` // not of projects
	State   string `json:"state"`
	Start   string `json:"start,omitempty"`
	End     string `json:"end,omitempty"`
	Opens   string `json:"opens,omitempty"`
	Closes  string `json:"closes,omitempty"`
	Country *label `json:"country,omitempty"` // of events
	City    string `json:"city,omitempty"`
}

func itemRefOf(it catalogue.Item) itemRef {
	v := itemRef{Type: string(it.Type), ID: string(it.ID), Title: it.Title.String(), Kind: labelIf(it.Kind), State: it.State,
		End: it.End.String(), Closes: it.Closes.String(), Country: labelIf(it.Country), City: it.City}
	if it.Type == directory.Calls {
		v.Opens = it.Start.String()
	} else {
		v.Start = it.Start.String()
	}
	return v
}

func itemRefsOf(items []catalogue.Item) []itemRef { return each(items, itemRefOf) }
