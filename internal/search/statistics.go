package search

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"euxine/internal/directory"
)

// Statistics is a checked question about numbers: what a search finds, counted or
// summed by one or two dimensions. Build one with ParseStatistics.
type Statistics struct {
	Question Question // its page and facets do not matter
	By       []Facet  // one or two, different: see DimensionsOf
	Measure  Measure
	Level    int // of the regions told, 0 to MaxLevel; -1: of every level
	Order    CellOrder
}

// MaxDimensions is how many dimensions a table of numbers has at most: what
// Aggregate gives, and what a page can show.
const MaxDimensions = 2

// MaxLevel is the lowest level of regions: NUTS 3.
const MaxLevel = 3

// CellOrder is an order of cells. Equal ones stand in the order of their values.
type CellOrder string

const (
	OrderValue CellOrder = "value" // codes, the first dimension's before the second's; the default
	OrderLabel CellOrder = "label" // labels, in the order of the language
	OrderN     CellOrder = "n"     // most records first
	OrderSum   CellOrder = "sum"   // greatest sum first
)

// CellOrders in the order they are told.
var CellOrders = []CellOrder{OrderValue, OrderLabel, OrderN, OrderSum}

// DimensionsOf lists what records of a type can be counted by.
func DimensionsOf(t directory.RecordType) []Facet {
	list := slices.Clone(CountedOf(t))
	if t == directory.Organisations || t == "" {
		list = append(list, Spoken...)
	}
	return list
}

// MeasuresOf lists what can be added up over records of a type.
func MeasuresOf(t directory.RecordType) []Measure {
	if t == directory.Organisations || t == "" {
		return []Measure{MeasureCount, MeasureMembers}
	}
	return []Measure{MeasureCount}
}

// ofStatistics are the parameters only statistics have, or mean something else by.
var ofStatistics = []string{"format", "group_by", "level", "measure", "sort", "type"}

// notOfStatistics are those of a search that statistics have no use for: all cells
// are one answer.
var notOfStatistics = []string{"cursor", "page", "per_page"}

// ParseStatistics reads a question about numbers from URL values, as ParseFor does:
// the parameters of a search but those of paging, with group_by (dimensions with a
// comma between), measure, level, sort and type besides. format is the caller's.
func ParseStatistics(values url.Values, v *directory.Vocabulary) (Statistics, []ParameterFault) {
	p := parser{t: directory.Organisations, values: values, v: v}
	if t := directory.RecordType(p.one("type")); t != "" {
		if !slices.Contains(directory.RecordTypes, t) {
			p.fault("type", string(t), FaultUnknownValue, hint(string(t), directory.RecordTypes))
			return Statistics{}, p.faults // what else is right depends on it
		}
		p.t = t
	}
	s := Statistics{By: p.dimensions(), Measure: MeasureCount, Level: -1, Order: OrderValue}
	if m := p.one("measure"); m != "" {
		if s.Measure = Measure(m); !slices.Contains(MeasuresOf(p.t), s.Measure) {
			p.fault("measure", m, FaultUnknownValue, hint(m, MeasuresOf(p.t)))
		}
	}
	if o := p.one("sort"); o != "" {
		if s.Order = CellOrder(o); !slices.Contains(CellOrders, s.Order) {
			p.fault("sort", o, FaultUnknownValue, hint(o, CellOrders))
		}
	}
	if n := p.number("level", 0, MaxLevel); n != nil {
		if s.Level = *n; !slices.Contains(s.By, FacetRegion) {
			p.fault("level", strconv.Itoa(*n), FaultUnknownValue, ": it goes with region in group_by")
		}
	}
	rest := url.Values{}
	for name, list := range values {
		if !slices.Contains(ofStatistics, name) {
			rest[name] = list
		}
	}
	known := slices.DeleteFunc(append(parametersOf(p.t), ofStatistics...), func(name string) bool { return slices.Contains(notOfStatistics, name) })
	slices.Sort(known)
	question, faults := parse(p.t, rest, v, slices.Compact(known))
	s.Question = question
	return s, append(p.faults, faults...)
}

// dimensions reads group_by. Their order is that of the answer.
func (p *parser) dimensions() []Facet {
	var by []Facet
	given := p.one("group_by")
	if given == "" {
		p.fault("group_by", "", FaultUnknownValue, ": use one or two of "+joined(DimensionsOf(p.t))+", such as region,sector")
		return nil
	}
	names := strings.SplitN(given, ",", MaxDimensions+1)
	if len(names) > MaxDimensions {
		p.fault("group_by", given, FaultTooMany, strconv.Itoa(MaxDimensions))
		return nil
	}
	for _, name := range names {
		f := Facet(strings.TrimSpace(name))
		switch {
		case !slices.Contains(DimensionsOf(p.t), f):
			p.fault("group_by", name, FaultUnknownValue, hint(string(f), DimensionsOf(p.t)))
		case slices.Contains(by, f):
			p.fault("group_by", name, FaultRepeated)
		case f == FacetOffer && slices.Contains(by, FacetNeed), f == FacetNeed && slices.Contains(by, FacetOffer):
			p.fault("group_by", given, FaultUnknownValue, ": offer and need are for one at a time")
		default:
			by = append(by, f)
		}
	}
	return by
}

// hint is the nearest of the known values, or all of them.
func hint[T ~string](s string, known []T) string {
	list := make([]string, len(known))
	for i, k := range known {
		list[i] = string(k)
	}
	if near := Nearest(s, list); near != "" {
		return ": perhaps " + near
	}
	return ": use one of " + strings.Join(list, ", ")
}

// With is the address of the same numbers of another search, given by that search's.
func (s Statistics) With(asked url.Values) url.Values {
	vs := url.Values{}
	for name, list := range asked {
		if name != "sort" && !slices.Contains(notOfStatistics, name) {
			vs[name] = slices.Clone(list)
		}
	}
	by := make([]string, len(s.By))
	for i, f := range s.By {
		by[i] = string(f)
	}
	vs.Set("group_by", strings.Join(by, ","))
	if s.Measure != MeasureCount {
		vs.Set("measure", string(s.Measure))
	}
	if s.Level >= 0 {
		vs.Set("level", strconv.Itoa(s.Level))
	}
	if s.Order != OrderValue {
		vs.Set("sort", string(s.Order))
	}
	if t := s.Question.Type; t != directory.Organisations {
		vs.Set("type", string(t))
	}
	return vs
}
