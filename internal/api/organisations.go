package api

import (
	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// hit is one organisation found.
type hit struct {
	ID             string             `json:"id"`
	Name           string             `json:"name"`
	NameLanguage   string             `json:"name_language,omitempty"`
	NamePieces     []piece            `json:"name_pieces"`
	NativeName     string             `json:"native_name,omitempty"`
	NativeLanguage string             `json:"native_language,omitempty"`
	NativePieces   []piece            `json:"native_pieces,omitempty"`
	Kind           label              `json:"kind"`
	Country        label              `json:"country"`
	Region         *label             `json:"region,omitempty"`
	City           string             `json:"city,omitempty"`
	Concepts       map[string][]label `json:"concepts"`
	Snippet        *snippet           `json:"snippet,omitempty"`
	Matched        []match            `json:"matched"`
	Website        string             `json:"website,omitempty"`
	Founded        string             `json:"founded,omitempty"`
	Members        int                `json:"members,omitempty"`
	Label          *label             `json:"label,omitempty"`
	Status         string             `json:"status"`
	SourceDate     string             `json:"source_date,omitempty"`
	Score          float64            `json:"score,omitempty"` // only where hits are in its order
}

func hitOf(h catalogue.Hit, q search.Question) hit {
	v := hit{
		ID: string(h.ID), Name: h.Name.String(), NameLanguage: string(h.NameLang), NamePieces: piecesOf(h.Name),
		NativeName: h.Native.String(), NativeLanguage: string(h.NativeLang),
		Kind: labelOf(h.Kind), Country: labelOf(h.Country), Region: labelIf(h.Region), City: h.City,
		Concepts: byScheme(map[directory.Scheme][]catalogue.Labelled{
			directory.SchemeSector: h.Sectors, directory.SchemeEcosystem: h.Ecosystems}),
		Snippet: snippetIf(h.Snippet, h.SnippetLang), Matched: matchesOf(h.Matched),
		Website: h.Website, Founded: h.Founded.String(), Members: h.Members, Label: labelIf(h.Label),
		Status: string(h.Status), SourceDate: h.SourceDate.String(), Score: scoreIf(q, h.Score),
	}
	if len(h.Native) > 0 {
		v.NativePieces = piecesOf(h.Native)
	}
	return v
}
