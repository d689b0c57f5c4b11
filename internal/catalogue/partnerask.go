package catalogue

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"euxine/internal/directory"
	"euxine/internal/match"
	"euxine/internal/search"
)

// The parameters of partners beside the filters of a search: factors that take no
// part, and whether whom one works with already is shown and marked.
const (
	OffParameter   = "off"
	KnownParameter = "known"
	KnownMark      = "mark"
)

// noPartner are parameters of a search that partners do not take: they are in the
// order of their score, and words are said as needs.
var noPartner = []string{"q", "sort", "exact", "cursor", "format"}

// Bounds of a description: more than a stand at a fair has on its walls.
const (
	MaxStatements = 10  // needs, and offers
	MaxStatement  = 500 // characters of one
	maxOfScheme   = 20  // concepts, and countries
)

// ReadPartnerOptions reads how partners are looked for: the filters, the page and the
// language as of a search, and the parameters above.
func (c *Catalogue) ReadPartnerOptions(values url.Values) (PartnerOptions, []search.ParameterFault) {
	o := PartnerOptions{Off: match.Off{}}
	rest := url.Values{}
	var faults []search.ParameterFault
	for name, list := range values {
		switch {
		case name == OffParameter:
			for _, value := range list {
				for s := range strings.SplitSeq(value, ",") {
					switch f := match.Factor(strings.TrimSpace(s)); {
					case f == "":
					case slices.Contains(match.Factors, f):
						o.Off[f] = true
					default:
						faults = append(faults, search.ParameterFault{Parameter: name, Value: cut(s), Key: search.FaultUnknownValue, Args: []string{": use " + joined(match.Factors)}})
					}
				}
			}
			if len(o.Off) == len(match.Factors) {
				faults = append(faults, search.ParameterFault{Parameter: name, Value: cut(strings.Join(list, ",")), Key: search.FaultUnknownValue, Args: []string{": leave one factor on"}})
			}
		case name == KnownParameter:
			for _, value := range list {
				switch value {
				case "":
				case KnownMark:
					o.Known = true
				default:
					faults = append(faults, search.ParameterFault{Parameter: name, Value: cut(value), Key: search.FaultUnknownValue, Args: []string{": use " + KnownMark}})
				}
			}
		case slices.Contains(noPartner, name):
			faults = append(faults, search.ParameterFault{Parameter: name, Value: cut(strings.Join(list, ",")), Key: search.FaultUnknownParameter, Args: []string{""}})
		default:
			rest[name] = list
		}
	}
	q, more := search.Parse(rest, c.vocabulary)
	q.WithFacets = false
	o.Question = q
	if faults = append(faults, more...); len(faults) == 0 && (q.Page-1)*q.PerPage >= MaxPartners {
		faults = append(faults, search.ParameterFault{Parameter: "page", Value: fmt.Sprint(q.Page), Key: search.FaultNotANumber, Args: []string{"1", fmt.Sprint((MaxPartners + q.PerPage - 1) / q.PerPage)}})
	}
	slices.SortFunc(faults, func(a, b search.ParameterFault) int { return strings.Compare(a.Parameter, b.Parameter) })
	return o, faults
}

func joined[T ~string](list []T) string {
	s := make([]string, len(list))
	for i, v := range list {
		s[i] = string(v)
	}
	return strings.Join(s, ", ")
}

// Values are the options as parameters, without page and language.
func (o PartnerOptions) Values() url.Values {
	q := o.Question
	q.Page, q.PerPage = 1, search.DefaultPerPage
	values := q.Values()
	values.Del("sort")
	var off []string
	for _, f := range match.Factors {
		if o.Off[f] {
			off = append(off, string(f))
		}
	}
	if len(off) > 0 {
		values.Set(OffParameter, strings.Join(off, ","))
	}
	if o.Known {
		values.Set(KnownParameter, KnownMark)
	}
	return values
}

// DescribedFields are the names of what somebody who looks for partners is described
// by.
var DescribedFields = []string{"needs", "offers", "country", "region", "kind", "sectors", "technologies", "priorities", "target_countries"}

// IsZero says whether nothing is described.
func (d Described) IsZero() bool {
	return len(d.Needs)+len(d.Offers)+len(d.Concepts)+len(d.Targets) == 0 && d.Country == "" && d.Region == "" && d.Kind == ""
}

// ReadDescribed reads a description of somebody who looks for partners. Codes are
// understood as in a search. With faults, which name the fields, it is what could be
// understood.
func (c *Catalogue) ReadDescribed(values url.Values) (Described, []search.ParameterFault) {
	var d Described
	var faults []search.ParameterFault
	fault := func(field, value, key string, args ...string) {
		faults = append(faults, search.ParameterFault{Parameter: field, Value: cut(value), Key: key, Args: args})
	}
	for field, to := range map[string]*[]string{"needs": &d.Needs, "offers": &d.Offers} {
		for _, text := range values[field] {
			text = strings.TrimSpace(text)
			switch {
			case text == "":
			case utf8.RuneCountInString(text) > MaxStatement:
				fault(field, text, search.FaultTooLong, fmt.Sprint(MaxStatement))
			case !isText(text):
				fault(field, strings.ToValidUTF8(text, ""), search.FaultBadText)
			default:
				*to = append(*to, text)
			}
		}
		if len(*to) > MaxStatements {
			fault(field, (*to)[MaxStatements], search.FaultTooMany, fmt.Sprint(MaxStatements))
			*to = (*to)[:MaxStatements]
		}
	}
	place := url.Values{}
	for _, field := range []string{"country", "region", "kind"} {
		place[field] = values[field]
	}
	who, more := c.ReadApplicant(place)
	faults = append(faults, more...)
	d.Country, d.Region, d.Kind = who.Country, who.Region, who.Kind
	asked := url.Values{}
	names := map[string]string{"sectors": "sector", "technologies": "technology", "priorities": "priority", "target_countries": "country"}
	for field, parameter := range names {
		for _, s := range values[field] {
			if s != "" {
				asked.Add(parameter, s)
			}
		}
		if n := len(asked[parameter]); n > maxOfScheme {
			fault(field, asked[parameter][maxOfScheme], search.FaultTooMany, fmt.Sprint(maxOfScheme))
			asked[parameter] = asked[parameter][:maxOfScheme]
		}
	}
	q, more := search.Parse(asked, c.vocabulary)
	for _, f := range more {
		for field, parameter := range names {
			if f.Parameter == parameter {
				f.Parameter = field
				break
			}
		}
		faults = append(faults, f)
	}
	for _, f := range []search.Facet{search.FacetSector, search.FacetTechnology, search.FacetPriority} {
		for _, code := range q.Filters.Values[f] {
			d.Concepts = append(d.Concepts, directory.NewConceptID(f.SchemeOf(), code))
		}
	}
	for _, code := range q.Filters.Values[search.FacetCountry] {
		d.Targets = append(d.Targets, directory.CountryCode(code))
	}
	slices.SortFunc(faults, func(a, b search.ParameterFault) int { return strings.Compare(a.Parameter, b.Parameter) })
	return d, faults
}

// isText says whether a text can be one of a record.
func isText(text string) bool {
	_, ok := directory.CleanText(text, "")
	return ok
}
