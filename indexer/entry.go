package indexer

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	bleveindex "github.com/blevesearch/bleve_index_api"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"euxine/indexer/table"
	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// builder turns records into documents. It is safe for concurrent use.
type builder struct {
	v        *directory.Vocabulary
	mentions search.Mentions

	mu       sync.Mutex // collators are not safe for concurrent use
	collator *collate.Collator
	keys     collate.Buffer
}

func newBuilder(cfg Config) *builder {
	b := &builder{v: cfg.Vocabulary, mentions: cfg.Mentions, collator: collate.New(language.Und)}
	if b.mentions == nil {
		b.mentions = func(string, []translit.Word, directory.Language) []directory.ConceptID { return nil }
	}
	return b
}

// wholeKey is a whole name as one key: its words' keys joined by blanks.
func wholeKey(words []translit.Word) string {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	return strings.Join(keys, " ")
}

// making is an entry on its way.
type making struct {
	entry
	b       *builder
	counted []search.Facet // of the record's type
}

// field is the field of a name, which is begun when first asked for. A document has
// about ten.
func (m *making) field(name string, options bleveindex.FieldIndexingOptions) *words {
	for _, f := range m.fields {
		if f.name == name {
			return f
		}
	}
	f := &words{name: name, options: options}
	m.fields = append(m.fields, f)
	return f
}

// code puts a key in a field as it is.
func (m *making) code(field, key string, options bleveindex.FieldIndexingOptions) {
	f := m.field(field, options)
	f.tokens = append(f.tokens, token{term: key, place: 1})
}

// entry makes a record's.
func (b *builder) entry(r directory.Record) entry {
	key := directory.KeyOf(r)
	m := making{b: b, counted: search.CountedOf(key.Type)}
	m.key = key
	m.code(fieldKey, key.String(), alone)
	m.row = table.Row{Type: key.Type, ID: key.ID, Name: b.sortKey(r.DisplayName()), Point: table.Nowhere}
	for c := range m.row.Numbers {
		m.row.Numbers[c] = table.None
	}
	if at := r.Head().Provenance.SourceDate; !at.IsZero() {
		m.row.Numbers[table.Updated] = int32(search.Day(at.Last()))
	}
	m.texts(r)
	switch r := r.(type) {
	case *directory.Organisation:
		m.organisation(r)
	case *directory.Event:
		m.event(r)
	case *directory.Call:
		m.call(r)
	case *directory.Project:
		m.project(r)
	}
	return m.entry
}

// put gives values of a facet: to the row where they are counted, to the fields
// where words may mean them.
func (m *making) put(f search.Facet, codes ...string) {
	codes = dedupe(codes)
	if slices.Contains(m.counted, f) {
		for _, code := range codes {
			m.row.Values = append(m.row.Values, table.Value{Facet: f, Code: code})
		}
	}
	if slices.Contains(senseFields, f) {
		for _, code := range codes {
			m.code(string(f), code, alone)
		}
	}
}

func (m *making) organisation(o *directory.Organisation) {
	m.put(search.FacetKind, string(o.Kind))
	m.place(o.Place)
	m.concepts(o.Concepts, string(o.Label))
	for _, id := range o.MemberOf {
		m.row.Links = append(m.row.Links, string(id))
	}
	m.put(search.FacetHas, search.Has(o)...)
	m.put(search.FacetLacks, search.Lacks(o)...)
	if at := o.Founded; !at.IsZero() {
		m.row.Numbers[table.Founded] = int32(at.Year*10_000 + at.Month*100 + at.Day)
	}
	if n, ok := o.Members.Known(); ok {
		m.row.Numbers[table.Members] = int32(min(n, math.MaxInt32))
	}
	if at := o.Provenance.SourceDate; !at.IsZero() {
		m.put(search.FacetSourceYear, strconv.Itoa(at.Year))
	}
}

func (m *making) event(e *directory.Event) {
	m.put(search.FacetKind, string(e.Kind))
	m.place(e.Place)
	m.concepts(e.Concepts, "")
	m.spans(search.EventSpans(e), e.Start)
}

func (m *making) call(k *directory.Call) {
	m.put(search.FacetKind, string(k.Kind))
	m.countries(k.Eligible.Countries)
	m.concepts(k.Concepts, "")
	who := make([]string, len(k.Eligible.Kinds))
	for i, kind := range k.Eligible.Kinds {
		who[i] = string(kind)
	}
	m.put(search.FacetWho, who...)
	var last directory.Date
	for _, l := range k.Lots {
		at := l.Closes
		if at.IsZero() {
			at = l.Opens
		}
		if !at.IsZero() && (last.IsZero() || at.Last().After(last.Last())) {
			last = at
		}
	}
	m.spans(search.CallSpans(k), last)
}

func (m *making) project(p *directory.Project) {
	m.countries(p.Countries)
	m.concepts(p.Concepts, "")
	m.spans(search.ProjectSpans(p), p.Start)
}

// spans gives when it takes place or is open, and the date it is sorted by.
func (m *making) spans(spans []search.Span, sortBy directory.Date) {
	if !sortBy.IsZero() {
		m.row.Numbers[table.Start] = int32(search.Day(sortBy.First()))
	}
	for _, s := range spans {
		from, to := s.Days()
		m.row.Spans = append(m.row.Spans, table.Span{From: int32(from), To: int32(to)})
	}
}

// fieldOf is the field of the index each text of a record goes to.
var fieldOf = map[search.TextField]string{
	search.InName: fieldName, search.InAcronym: fieldAcronym, search.InPlace: fieldPlace, search.InKeyword: fieldKeyword,
	search.InOffer: fieldOffer, search.InNeed: fieldOffer, search.InProject: fieldText, search.InProgramme: fieldText,
	search.InParty: fieldText, search.InDescription: fieldText,
}

// texts gives the texts, analysed in their languages, and the concepts they speak
// of; names and acronyms once more as sounds, and names as whole keys. An acronym
// that is typed is not a whole name: names that have the word come before it. A
// description says a thing once, in however many languages it is told.
func (m *making) texts(r directory.Record) {
	told := map[directory.ConceptID]bool{}
	for _, t := range search.TextsOf(r, m.b.v) {
		field := fieldOf[t.Field]
		words := translit.Words(t.Text)
		m.field(field, withPositions).addText(words, string(t.Language))
		if t.Field.Speaks() {
			if t.Field == search.InNeed {
				field = fieldNeed
			}
			about := t.About(m.b.v, words, m.b.mentions)
			if t.Of != nil {
				m.together(about)
			}
			for _, id := range about {
				if t.Field == search.InDescription {
					if told[id] {
						continue
					}
					told[id] = true
				}
				m.code(fieldSaid+field, string(id), withFrequency)
			}
		}
		if t.Field != search.InName && t.Field != search.InAcronym {
			continue
		}
		m.field(fieldSound, withFrequency).addSounds(t.Text, words, string(t.Language))
		if key := wholeKey(words); key != "" && t.Field == search.InName {
			m.code(fieldFullName, key, alone)
		}
	}
}

// together gives each two of the concepts one statement is about.
func (m *making) together(about []directory.ConceptID) {
	seen := map[string]bool{}
	for i, a := range about {
		for _, b := range about[:i] {
			if key := bothOf(a, b); a != b && !seen[key] {
				seen[key] = true
				m.code(fieldTogether, key, alone)
			}
		}
	}
}

// bothOf is the key of two concepts that are in one statement.
func bothOf(a, b directory.ConceptID) string {
	return string(min(a, b)) + "+" + string(max(a, b))
}

// countries gives the countries of what has no place of its own.
func (m *making) countries(list []directory.CountryCode) {
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = string(c)
	}
	m.put(search.FacetCountry, codes...)
}

// place gives the country, the region with all it lies in, the town, and the
// best point known.
func (m *making) place(p directory.Place) {
	m.put(search.FacetCountry, string(p.Country)) // an online event may have none
	v := m.b.v
	city := v.City(p.Country, p.City)
	if city != nil {
		m.put(search.FacetCity, search.CityCode(city))
	}
	path := v.RegionPath(p.Region)
	if len(path) == 0 {
		path = v.RegionPath(directory.RegionCode(p.Country))
	}
	codes := make([]string, len(path))
	for i, code := range path {
		codes[i] = string(code)
	}
	m.put(search.FacetRegion, codes...)
	switch {
	case p.Point != nil:
		m.row.Point = pointOf(*p.Point)
	case city != nil:
		m.row.Point = pointOf(city.Point)
	case p.Region != "":
		if r, ok := v.Region(p.Region); ok {
			m.row.Point = pointOf(r.Point)
		}
	}
}

func pointOf(p directory.Point) table.Point {
	return table.Point{Lat: float32(p.Lat), Lon: float32(p.Lon)}
}

// concepts gives every concept with its broader ones as facet codes; the label of
// an organisation is one of a scheme too.
func (m *making) concepts(tags []directory.Tag, label string) {
	codes := map[directory.Scheme][]string{}
	for _, t := range tags {
		for _, id := range m.b.v.ConceptPath(t.Concept) {
			codes[id.Scheme()] = append(codes[id.Scheme()], id.Code())
		}
	}
	if label != "" {
		codes[directory.Scheme(search.FacetLabel)] = []string{label}
	}
	for _, s := range slices.Sorted(maps.Keys(codes)) {
		m.put(search.Facet(s), codes[s]...)
	}
}

func dedupe(list []string) []string {
	seen := make(map[string]bool, len(list))
	kept := list[:0]
	for _, s := range list {
		if s != "" && !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// maxSortKey cuts sort keys (bytes): names that agree this far are in the order of
// their ids.
const maxSortKey = 120

// sortKey is bytes whose order is the CLDR root order of names.
func (b *builder) sortKey(name string) []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys.Reset()
	key := b.collator.KeyFromString(&b.keys, name)
	return bytes.Clone(key[:min(len(key), maxSortKey)])
}
