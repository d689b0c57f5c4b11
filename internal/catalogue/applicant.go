package catalogue

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
)

// ApplicantFields are the names of what an applicant is described by.
var ApplicantFields = []string{"country", "region", "kind", "size", "nace"}

// Bounds of a description: more activities than a firm registers, and more
// letters than a code has.
const (
	maxActivities    = 20
	maxActivityRunes = 10
)

// ReadApplicant reads a description of an applicant: one value a field, and of
// nace several, also parted by commas or blanks. Codes are understood as in a
// search. With faults, which name the fields, the applicant is what could be
// understood.
func (c *Catalogue) ReadApplicant(values url.Values) (eligibility.Applicant, []search.ParameterFault) {
	var faults []search.ParameterFault
	one := func(field string) string {
		vs := slices.DeleteFunc(slices.Clone(values[field]), func(s string) bool { return s == "" })
		if len(vs) > 1 {
			faults = append(faults, search.ParameterFault{Parameter: field, Value: vs[1], Key: search.FaultRepeated})
		}
		if len(vs) == 0 {
			return ""
		}
		return vs[0]
	}
	// What a search is filtered by is read as there.
	asked := url.Values{}
	for _, field := range []string{"country", "region", "kind"} {
		if s := one(field); s != "" {
			asked.Set(field, s)
		}
	}
	q, more := search.Parse(asked, c.vocabulary)
	faults = append(faults, more...)
	first := func(f search.Facet) string {
		if vs := q.Filters.Values[f]; len(vs) > 0 {
			return vs[0]
		}
		return ""
	}
	a := eligibility.Applicant{Country: directory.CountryCode(first(search.FacetCountry)),
		Region: directory.RegionCode(first(search.FacetRegion)), Kind: directory.Kind(first(search.FacetKind))}
	if r, ok := c.vocabulary.Region(a.Region); ok {
		switch {
		case a.Country == "":
			a.Country = r.Country
		case a.Country != r.Country:
			faults = append(faults, search.ParameterFault{Parameter: "region", Value: string(a.Region), Key: search.FaultUnknownValue,
				Args: []string{": it is not in " + string(a.Country)}})
		}
		if r.Level == 0 { // the country again
			a.Region = ""
		}
	}
	if s := directory.Size(one("size")); s != "" {
		if a.Size = s; !slices.Contains(directory.Sizes, s) {
			a.Size = ""
			faults = append(faults, search.ParameterFault{Parameter: "size", Value: cut(string(s)), Key: search.FaultUnknownValue, Args: []string{": use one of micro, small, medium, large"}})
		}
	}
	for _, value := range values["nace"] {
		for _, code := range strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ';' || r == '|' || r == ' ' }) {
			if !eligibility.ValidNACE(code) {
				faults = append(faults, search.ParameterFault{Parameter: "nace", Value: cut(code), Key: search.FaultUnknownValue, Args: []string{": use NACE codes, such as 62.01, 55 or J"}})
				continue
			}
			if !slices.Contains(a.NACE, code) {
				a.NACE = append(a.NACE, code)
			}
		}
		if len(a.NACE) > maxActivities {
			faults = append(faults, search.ParameterFault{Parameter: "nace", Value: cut(value), Key: search.FaultTooMany, Args: []string{"20"}})
			a.NACE = a.NACE[:maxActivities]
		}
	}
	return a, faults
}

// cut keeps what a fault quotes short.
func cut(s string) string {
	if r := []rune(s); len(r) > 2*maxActivityRunes {
		return string(r[:2*maxActivityRunes]) + "…"
	}
	return s
}

// ApplicantOf is an organisation as an applicant, with how pages mention it. Errors
// are those of Organisation.
func (c *Catalogue) ApplicantOf(ctx context.Context, id directory.RecordID, l directory.Language) (eligibility.Applicant, Ref, error) {
	o, err := c.organisation(ctx, id)
	if err != nil {
		return eligibility.Applicant{}, Ref{}, err
	}
	return eligibility.Of(o), c.ref(o, l), nil
}
