package api

import (
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
)

// label is a code with what people call it.
type label struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

func labelOf(l catalogue.Labelled) label { return label{l.Code, l.Label} }

// labelIf is nil for a label without a code.
func labelIf(l catalogue.Labelled) *label {
	if l.Code == "" {
		return nil
	}
	return &label{l.Code, l.Label}
}

func labelsOf(ls []catalogue.Labelled) []label { return each(ls, labelOf) }

// piece is a stretch of a text.
type piece struct {
	Text string `json:"text"`
	Mark bool   `json:"mark"`
}

func piecesOf(m catalogue.Marked) []piece {
	return each(m, func(p catalogue.Piece) piece { return piece{p.Text, p.Mark} })
}

// text is a text with its language where that is known.
type text struct {
	Text     string `json:"text"`
	Language string `json:"language,omitempty"`
}

// point is WGS 84 in degrees.
type point struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// ref is an organisation as others mention it.
type ref struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	NativeName string  `json:"native_name,omitempty"`
	Kind       label   `json:"kind"`
	Country    label   `json:"country"`
	City       string  `json:"city,omitempty"`
	Sectors    []label `json:"sectors"`
	Shared     []label `json:"shared,omitempty"`
}

func refOf(r catalogue.Ref) ref {
	v := ref{ID: string(r.ID), Name: r.Name, NativeName: r.Native, Kind: labelOf(r.Kind), Country: labelOf(r.Country),
		City: r.City, Sectors: labelsOf(r.Sectors)}
	if len(r.Shared) > 0 {
		v.Shared = labelsOf(r.Shared)
	}
	return v
}

func refsOf(rs []catalogue.Ref) []ref { return each(rs, refOf) }

// count is a value with its label and how many organisations carry it.
type count struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"`
}

// each maps a list; the answer is an empty list, never null.
func each[T, U any](list []T, f func(T) U) []U {
	mapped := make([]U, len(list))
	for i, v := range list {
		mapped[i] = f(v)
	}
	return mapped
}

func stringsOf[T ~string](list []T) []string {
	return each(list, func(s T) string { return string(s) })
}

func byLanguage(texts map[directory.Language]string) map[string]string {
	m := make(map[string]string, len(texts))
	for l, t := range texts {
		m[string(l)] = t
	}
	return m
}

// canonical is how codes of regions and countries are written.
func canonical(code string) string { return strings.ToUpper(code) }
