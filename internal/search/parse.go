package search

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"euxine/internal/directory"
)

// The parameters that may be given once: of all record types, of organisations,
// of the others.
var (
	shared          = []string{"cursor", "exact", "format", "lang", "near", "page", "per_page", "q", "sort", "theme", "within"}
	ofOrganisations = []string{"founded_from", "founded_to", "members_from", "members_to"}
	ofOthers        = []string{"from", "to"}
)

// single says whether a parameter may be given only once.
func single(parameter string) bool {
	return slices.Contains(shared, parameter) || slices.Contains(ofOrganisations, parameter) || slices.Contains(ofOthers, parameter)
}

// parametersOf are all that ParseFor knows for a record type, sorted. "format" is
// the exporter's and accepted as "json", the form of the answer itself.
func parametersOf(t directory.RecordType) []string {
	list := slices.Clone(shared)
	if t == directory.Organisations {
		list = append(list, ofOrganisations...)
		list = append(list, "ids", "member_of", string(FacetLacks), string(FacetOffer), string(FacetNeed))
	} else {
		list = append(list, ofOthers...)
	}
	for _, f := range FacetsOf(t) {
		list = append(list, string(f))
	}
	slices.Sort(list)
	return list
}

// Bounds of the number parameters.
const (
	minYear, maxYear = 1000, 2200
	maxMembers       = 1000000
	maxKm            = 2000 // the Black Sea region is about that wide
	maxPage          = 1000000
	maxCode          = 100 // bytes of a filter's value; the longest code of the seed has 49
	maxQuoted        = 80  // characters of a name or value quoted in a fault
)

// parser gathers the faults of one question.
type parser struct {
	t      directory.RecordType
	values url.Values
	v      *directory.Vocabulary
	faults ParameterFaults
}

// Parse reads a question about organisations from URL values, and all that is
// wrong with them. With faults the question is what could be understood, good
// for showing the form again, not for searching.
func Parse(values url.Values, v *directory.Vocabulary) (Question, []ParameterFault) {
	return ParseFor(directory.Organisations, values, v)
}

// ParseFor is Parse for a record type: each has facets, orders and filters of
// its own.
func ParseFor(t directory.RecordType, values url.Values, v *directory.Vocabulary) (Question, []ParameterFault) {
	if t == "" {
		t = directory.Organisations
	}
	return parse(t, values, v, parametersOf(t))
}

// parse is ParseFor, with the names of the parameters there are, sorted.
func parse(t directory.RecordType, values url.Values, v *directory.Vocabulary, known []string) (Question, []ParameterFault) {
	p := parser{t: t, values: values, v: v}
	p.unknown(known)
	q := Question{Type: t, Page: 1, PerPage: DefaultPerPage, Lang: "en", WithFacets: true,
		Filters: Filters{Values: map[Facet][]string{}}}
	q.Q, q.Terms = p.query()
	asked := FacetsOf(t)
	if t == directory.Organisations {
		asked = append(append(slices.Clone(asked), FacetLacks), Spoken...)
		p.organisations(&q.Filters)
	} else {
		q.Filters.From, q.Filters.To = p.date("from"), p.date("to")
	}
	for _, f := range asked {
		if vs := p.facet(f); len(vs) > 0 {
			q.Filters.Values[f] = vs
		}
	}
	q.Filters.Near, q.Filters.Theme = p.near(), p.theme()
	if n := p.number("page", 1, maxPage); n != nil {
		q.Page = *n
	}
	if n := p.number("per_page", 1, MaxPerPage); n != nil {
		q.PerPage = *n
	}
	q.Cursor = p.one("cursor")
	if len(q.Cursor) > MaxCursor {
		p.fault("cursor", q.Cursor, FaultBadCursor)
	}
	if q.Cursor != "" {
		q.Page = 1
	} else if q.Page*q.PerPage > MaxWindow {
		p.fault("page", strconv.Itoa(q.Page), FaultPastWindow, strconv.Itoa(MaxWindow))
	}
	switch s := p.one("exact"); s {
	case "", "0":
	case "1":
		q.Exact = true
	default:
		p.fault("exact", s, FaultUnknownValue, ": use 0 or 1")
	}
	q.Sort = p.sort(len(q.Terms) > 0)
	if l := p.one("lang"); l != "" {
		if q.Lang = directory.Language(l); !directory.KnownLanguage(q.Lang) {
			q.Lang = "en"
			p.fault("lang", l, FaultUnknownValue, ": use one of "+joined(directory.Languages))
		}
	}
	if f := p.one("format"); f != "" && f != "json" {
		p.fault("format", f, FaultUnknownValue, ": use json")
	}
	return q, p.faults
}

// organisations reads the filters only organisations have.
func (p *parser) organisations(f *Filters) {
	for _, id := range p.list("member_of") {
		if !directory.ValidID(directory.RecordID(id)) {
			p.fault("member_of", id, FaultUnknownValue, ": give the id of an organisation")
			continue
		}
		f.MemberOf = append(f.MemberOf, directory.RecordID(id))
	}
	f.IDs = p.ids()
	f.Founded = Range{p.number("founded_from", minYear, maxYear), p.number("founded_to", minYear, maxYear)}
	f.Members = Range{p.number("members_from", 0, maxMembers), p.number("members_to", 0, maxMembers)}
}

// ids reads ids, repeated or parted by commas: sorted, without repetition.
func (p *parser) ids() []directory.RecordID {
	var list []directory.RecordID
	for _, value := range p.list("ids") {
		for id := range strings.SplitSeq(value, ",") {
			id = strings.TrimSpace(id)
			switch {
			case id == "":
			case !directory.ValidID(directory.RecordID(id)):
				p.fault("ids", id, FaultUnknownValue, ": give ids of organisations, parted by commas")
			default:
				list = append(list, directory.RecordID(id))
			}
		}
	}
	slices.Sort(list)
	if list = slices.Compact(list); len(list) > MaxIDs {
		p.fault("ids", string(list[MaxIDs]), FaultTooMany, strconv.Itoa(MaxIDs))
		list = list[:MaxIDs]
	}
	return list
}

// theme reads the code of a theme.
func (p *parser) theme() *directory.Theme {
	code := p.one("theme")
	if code == "" {
		return nil
	}
	t := p.v.Theme(code)
	if t == nil {
		var codes []string
		for _, other := range p.v.Themes() {
			codes = append(codes, other.Code)
		}
		p.fault("theme", code, FaultUnknownValue, hint(code, codes))
	}
	return t
}

func (p *parser) date(name string) directory.Date {
	s := p.one(name)
	d, err := directory.ParseDate(s)
	if err != nil {
		p.fault(name, s, FaultBadDate)
	}
	return d
}

func (p *parser) fault(parameter, value, key string, args ...string) {
	p.faults = append(p.faults, ParameterFault{quotable(parameter), quotable(value), key, args})
}

// quotable is s as UTF-8, cut.
func quotable(s string) string {
	if len(s) > utf8.UTFMax*(maxQuoted+1) { // it may be a megabyte
		s = s[:utf8.UTFMax*(maxQuoted+1)]
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	if r := []rune(s); len(r) > maxQuoted {
		s = string(r[:maxQuoted]) + "…"
	}
	return s
}

func (p *parser) unknown(parameters []string) {
	var names []string
	for name := range p.values {
		if _, ok := slices.BinarySearch(parameters, name); !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names[:min(len(names), MaxValues)] {
		near := Nearest(name, parameters)
		if near != "" {
			near = ": perhaps " + near
		}
		p.fault(name, p.values.Get(name), FaultUnknownParameter, near)
	}
}

// one reads a parameter that may be given once. An empty value is as none, so
// that a form may send all its fields.
func (p *parser) one(name string) string {
	vs := slices.DeleteFunc(slices.Clone(p.values[name]), func(s string) bool { return s == "" })
	if len(vs) > 1 {
		p.fault(name, vs[1], FaultRepeated)
	}
	if len(vs) == 0 {
		return ""
	}
	return vs[0]
}

// list reads a parameter that may be repeated: sorted, without repetition.
func (p *parser) list(name string) []string {
	vs := slices.DeleteFunc(slices.Clone(p.values[name]), func(s string) bool { return s == "" })
	if len(vs) > MaxValues {
		p.fault(name, vs[MaxValues], FaultTooMany, strconv.Itoa(MaxValues))
		vs = vs[:MaxValues]
	}
	slices.Sort(vs)
	return slices.Compact(vs)
}

func (p *parser) query() (string, []Term) {
	raw := p.one("q")
	if len(raw) > utf8.UTFMax*MaxQuery || utf8.RuneCountInString(raw) > MaxQuery {
		p.fault("q", raw, FaultTooLong, strconv.Itoa(MaxQuery))
		return "", nil
	}
	q, ok := directory.CleanText(raw, "")
	if !ok {
		p.fault("q", raw, FaultBadText)
		return "", nil
	}
	// A blank after the last word says that it is complete. It stays part of the
	// question, or another page of it would ask for more. Elsewhere it says nothing.
	terms := parseTerms(q)
	if last, _ := utf8.DecodeLastRuneInString(raw); unicode.IsSpace(last) && len(terms) > 0 && terms[len(terms)-1].Prefix {
		terms[len(terms)-1].Prefix = false
		q += " "
	}
	if utf8.RuneCountInString(q) > MaxQuery { // NFC takes some characters apart
		p.fault("q", raw, FaultTooLong, strconv.Itoa(MaxQuery))
		return "", nil
	}
	if len(terms) > MaxTerms {
		p.fault("q", q, FaultTooMany, strconv.Itoa(MaxTerms))
		return q, nil
	}
	if q != "" && !slices.ContainsFunc(terms, func(t Term) bool { return !t.Not }) {
		p.fault("q", q, FaultNoWords)
	}
	return q, terms
}

func (p *parser) facet(f Facet) []string {
	var vs []string
	for _, s := range p.list(string(f)) {
		value, hint := "", ""
		if len(s) <= maxCode {
			value, hint = p.facetValue(f, s)
		}
		if value == "" {
			p.fault(string(f), s, FaultUnknownValue, hint)
			continue
		}
		vs = append(vs, value)
	}
	slices.Sort(vs)
	return slices.Compact(vs)
}

// facetValue is the code s stands for, or "" and a hint.
func (p *parser) facetValue(f Facet, s string) (value, hint string) {
	oneOf := func(known []string) (string, string) {
		if slices.Contains(known, s) {
			return s, ""
		}
		return "", ": use one of " + strings.Join(known, ", ")
	}
	switch f {
	case FacetHas:
		return oneOf(HasValues)
	case FacetLacks:
		return oneOf(LacksValues)
	case FacetState:
		return oneOf(States)
	case FacetOffer, FacetNeed:
		if _, ok := p.v.Concept(directory.ConceptID(s)); ok {
			return s, ""
		}
		return "", ": give the id of a concept, such as topic:tourism; /api/v1/concepts lists them"
	case FacetCountry:
		code := directory.CountryCode(strings.ToUpper(s))
		if code == "EL" {
			code = "GR"
		}
		if directory.KnownCountry(code) {
			return string(code), ""
		}
		return "", ": use an ISO 3166-1 alpha-2 code, such as BG"
	case FacetRegion:
		if r, ok := p.v.Region(directory.RegionCode(strings.ToUpper(s))); ok {
			return string(r.Code), ""
		}
		if near := p.v.NearestRegion(s); near != "" {
			return "", ": perhaps " + near
		}
		return "", ": use a NUTS 2024 or ISO 3166-2 code, such as BG341"
	}
	scheme := f.SchemeFor(p.t)
	if _, ok := p.v.Concept(directory.NewConceptID(scheme, s)); ok {
		return s, ""
	}
	var codes []string
	for _, id := range p.v.ConceptsOf(scheme) {
		codes = append(codes, id.Code())
	}
	if near := Nearest(s, codes); near != "" {
		return "", ": perhaps " + near
	}
	if len(codes) <= 20 {
		return "", ": use one of " + strings.Join(codes, ", ")
	}
	return "", ": /api/v1/concepts?scheme=" + string(scheme) + " lists them"
}

func (p *parser) number(name string, lowest, highest int) *int {
	s := p.one(name)
	if s == "" {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < lowest || n > highest {
		p.fault(name, s, FaultNotANumber, strconv.Itoa(lowest), strconv.Itoa(highest))
		return nil
	}
	return &n
}

func (p *parser) near() *Near {
	at, within := p.one("near"), p.one("within")
	if at == "" && within == "" {
		return nil
	}
	if at == "" || within == "" {
		p.fault(map[bool]string{true: "near", false: "within"}[at != ""], at+within, FaultNearAndWithin)
		return nil
	}
	lat, lon, ok := strings.Cut(at, ",")
	y, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	y, x = rounded(y, 1e6), rounded(x, 1e6) // a tenth of a metre
	if !ok || err1 != nil || err2 != nil || !(math.Abs(y) <= 90) || !(math.Abs(x) <= 180) {
		p.fault("near", at, FaultBadNear)
		return nil
	}
	km, err := strconv.ParseFloat(within, 64)
	km = rounded(km, 1e3)
	if err != nil || !(km > 0 && km <= maxKm) {
		p.fault("within", within, FaultNotANumber, "1", strconv.Itoa(maxKm))
		return nil
	}
	return &Near{Point: directory.Point{Lat: y, Lon: x}, Km: km}
}

// rounded makes numbers that mean the same the same, so that their addresses
// are. Adding zero makes -0 one.
func rounded(f, parts float64) float64 { return math.Round(f*parts)/parts + 0 }

// defaultSort is the order when none is asked for.
func defaultSort(t directory.RecordType, hasWords bool) Sort {
	if hasWords {
		return SortRelevance
	}
	return SortsOf(t)[1]
}

func (p *parser) sort(hasWords bool) Sort {
	fallback := defaultSort(p.t, hasWords)
	s := p.one("sort")
	if s == "" {
		return fallback
	}
	if !slices.Contains(SortsOf(p.t), Sort(s)) {
		p.fault("sort", s, FaultUnknownValue, ": use one of "+joined(SortsOf(p.t)))
		return fallback
	}
	if Sort(s) == SortRelevance {
		return fallback // without words there is nothing to be relevant to
	}
	return Sort(s)
}

func joined[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = string(v)
	}
	return strings.Join(parts, ", ")
}

// Nearest is the known word at most a third of its letters away from s.
func Nearest(s string, known []string) string {
	if len(s) > maxQuoted {
		return ""
	}
	best, least := "", len(s)/3+1
	for _, k := range known {
		if d := Distance(s, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// How far a spelling may be from a word: in short words nearly every letter
// counts.
const (
	minOneEdit  = 4 // letters a word has to be worth correcting
	minTwoEdits = 8
)

// MaxEdits is how many edits away from a word other spellings of it are looked
// for.
func MaxEdits(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < minOneEdit:
		return 0
	case n < minTwoEdits:
		return 1
	}
	return 2
}

// Edits is how many letters have to be changed, left out, added or swapped with
// their neighbour to make one word of the other (optimal string alignment).
func Edits(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}

// Distance is the Levenshtein distance of two short words, in bytes.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
