package indexer

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/translit"
)

// facetFields are the names of the facet fields: those of all record types. The
// state is none: it is told from the spans on the day of asking.
var facetFields = func() []string {
	var names []string
	for _, t := range directory.RecordTypes {
		for _, f := range search.CountedOf(t) {
			if f != search.FacetState {
				names = append(names, string(f))
			}
		}
	}
	return dedupe(names)
}()

// builder turns records into documents. It is safe for concurrent use.
type builder struct {
	v      *directory.Vocabulary
	cities map[string]*directory.City // by country and folded name

	mu       sync.Mutex // collators are not safe for concurrent use
	collator *collate.Collator
	keys     collate.Buffer
}

func newBuilder(v *directory.Vocabulary) *builder {
	b := &builder{v: v, cities: map[string]*directory.City{}, collator: collate.New(language.Und)}
	for i, c := range v.Cities() {
		for _, name := range []string{c.Name, c.Native} {
			key := cityKey(c.Country, name)
			if _, taken := b.cities[key]; !taken { // the larger town comes first
				b.cities[key] = &v.Cities()[i]
			}
		}
	}
	return b
}

func cityKey(country directory.CountryCode, name string) string {
	return string(country) + " " + fullKey(name)
}

// fullKey is a whole name as one key: its words' keys joined by blanks.
func fullKey(name string) string {
	words := translit.Words(name)
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = w.Key
	}
	return strings.Join(keys, " ")
}

// docID names a document.
func docID(k directory.Key) string { return k.String() }

// document is the fields of a record.
func (b *builder) document(r directory.Record) map[string]any {
	h := r.Head()
	d := map[string]any{
		fieldType: string(r.Type()), fieldID: string(h.ID),
		fieldSortName: b.sortKey(r.DisplayName()),
	}
	if at := h.Provenance.SourceDate; !at.IsZero() {
		d[fieldSortDate] = at.Last().Format("2006-01-02")
	}
	switch r := r.(type) {
	case *directory.Organisation:
		b.organisation(d, r)
	case *directory.Event:
		b.event(d, r)
	case *directory.Call:
		b.call(d, r)
	case *directory.Project:
		b.project(d, r)
	}
	return d
}

func (b *builder) organisation(d map[string]any, o *directory.Organisation) {
	d[string(search.FacetKind)] = string(o.Kind)
	b.names(d, o)
	b.place(d, o.Place)
	b.concepts(d, o.Concepts)
	d[fieldKeyword] = o.Keywords
	offers := make([]string, 0, len(o.Offers)+len(o.Needs))
	for _, list := range [][]directory.Offering{o.Offers, o.Needs} {
		for _, f := range list {
			offers = append(offers, f.Text)
		}
	}
	d[fieldOffer] = offers
	texts := descriptions(o.Descriptions)
	for _, p := range o.Projects {
		texts = append(texts, p.Name)
	}
	d[fieldText] = texts
	members := make([]string, len(o.MemberOf))
	for i, id := range o.MemberOf {
		members[i] = string(id)
	}
	d[fieldMemberOf] = members
	if o.Label != "" {
		d[string(search.FacetLabel)] = string(o.Label)
	}
	d[string(search.FacetHas)] = Has(o)
	d[string(search.FacetLacks)] = Lacks(o)
	if !o.Founded.IsZero() {
		d[fieldFounded] = float64(o.Founded.Year)
		d[fieldSortYear] = o.Founded.String()
	}
	if n, ok := o.Members.Known(); ok {
		d[fieldMembers] = float64(n)
		d[fieldSumMembers] = strconv.Itoa(n)
		d[fieldSortSize] = fmt.Sprintf("%08d", n)
	}
	if at := o.Provenance.SourceDate; !at.IsZero() {
		d[string(search.FacetSourceYear)] = strconv.Itoa(at.Year)
	}
}

func (b *builder) event(d map[string]any, e *directory.Event) {
	d[string(search.FacetKind)] = string(e.Kind)
	b.title(d, e.Title, "")
	b.place(d, e.Place)
	b.concepts(d, e.Concepts)
	keywords := append(slices.Clone(e.Keywords), e.Series)
	d[fieldKeyword] = keywords
	texts := descriptions(e.Descriptions)
	for _, s := range e.Programme {
		texts = append(texts, s.Title, s.Text)
	}
	d[fieldText] = append(texts, parties(e.Organisers, e.Participants)...)
	addSpans(d, search.EventSpans(e), e.Start)
}

func (b *builder) call(d map[string]any, k *directory.Call) {
	d[string(search.FacetKind)] = string(k.Kind)
	b.title(d, k.Title, "")
	b.countries(d, k.Eligible.Countries)
	b.concepts(d, k.Concepts)
	who := make([]string, len(k.Eligible.Kinds))
	for i, kind := range k.Eligible.Kinds {
		who[i] = string(kind)
	}
	d[string(search.FacetWho)] = who
	d[fieldKeyword] = append(slices.Clone(k.Keywords), k.Programme, k.Funder)
	texts := descriptions(k.Descriptions)
	var last directory.Date
	for _, l := range k.Lots {
		texts = append(texts, l.Name)
		at := l.Closes
		if at.IsZero() {
			at = l.Opens
		}
		if !at.IsZero() && (last.IsZero() || at.Last().After(last.Last())) {
			last = at
		}
	}
	d[fieldText] = texts
	addSpans(d, search.CallSpans(k), last)
}

func (b *builder) project(d map[string]any, p *directory.Project) {
	b.title(d, p.Title, p.Acronym)
	b.countries(d, p.Countries)
	b.concepts(d, p.Concepts)
	d[fieldKeyword] = append(slices.Clone(p.Keywords), p.Programme)
	d[fieldText] = append(descriptions(p.Descriptions), parties(p.Partners)...)
	addSpans(d, search.ProjectSpans(p), p.Start)
}

// descriptions lists the texts in the order of the languages, so that documents
// do not depend on the order of a map.
func descriptions(m map[directory.Language]string) []string {
	texts := make([]string, 0, len(m))
	for _, l := range directory.Languages {
		if t := m[l]; t != "" {
			texts = append(texts, t)
		}
	}
	return texts
}

func parties(lists ...[]directory.Party) []string {
	var names []string
	for _, list := range lists {
		for _, p := range list {
			names = append(names, p.Name)
		}
	}
	return names
}

// title is the name of what is no organisation. An acronym is a name of its own
// there: projects are known by it.
func (b *builder) title(d map[string]any, title, acronym string) {
	names := dedupe([]string{title, acronym})
	full := make([]string, 0, len(names))
	for _, n := range names {
		if key := fullKey(n); key != "" {
			full = append(full, key)
		}
	}
	d[fieldName], d[fieldFullName] = names, full
}

// countries gives the countries of what has no place of its own.
func (b *builder) countries(d map[string]any, list []directory.CountryCode) {
	var codes, words []string
	for _, c := range list {
		codes = append(codes, string(c))
		if r, ok := b.v.Region(directory.RegionCode(c)); ok {
			words = append(words, r.Name, r.Native)
		}
	}
	d[string(search.FacetCountry)], d[fieldPlace] = codes, words
}

// Has lists which of search.HasValues an organisation has, in their order.
func Has(o *directory.Organisation) []string {
	var has []string
	if len(o.Offers) > 0 {
		has = append(has, "offers")
	}
	if len(o.Needs) > 0 {
		has = append(has, "needs")
	}
	if o.Website != "" {
		has = append(has, "website")
	}
	return has
}

// Lacks lists which of search.LacksValues an organisation does not have, in
// their order.
func Lacks(o *directory.Organisation) []string {
	_, members := o.Members.Known()
	has := map[string]bool{
		"region": o.Place.Region != "", "city": o.Place.City != "", "website": o.Website != "",
		"founded": !o.Founded.IsZero(), "sector": len(o.ConceptsOf(directory.SchemeSector)) > 0,
		// Only what has members can lack their number.
		"members": members || o.Kind != directory.KindCluster && o.Kind != directory.KindNetwork,
		"offers":  len(o.Offers) > 0, "needs": len(o.Needs) > 0,
		"official-name": o.OfficialName() != "", "source-date": !o.Provenance.SourceDate.IsZero(),
	}
	var lacks []string
	for _, what := range search.LacksValues {
		if !has[what] {
			lacks = append(lacks, what)
		}
	}
	return lacks
}

func (b *builder) names(d map[string]any, o *directory.Organisation) {
	var names, acronyms, full []string
	for _, n := range o.Names {
		if n.Type == directory.NameAcronym {
			acronyms = append(acronyms, n.Text)
		} else {
			names = append(names, n.Text)
		}
		if key := fullKey(n.Text); key != "" {
			full = append(full, key)
		}
	}
	d[fieldName], d[fieldAcronym], d[fieldFullName] = names, acronyms, full
}

// place gives the country, the region with all it lies in, the words for them,
// and the best point known.
func (b *builder) place(d map[string]any, p directory.Place) {
	if p.Country != "" { // an online event may have none
		d[string(search.FacetCountry)] = string(p.Country)
	}
	city := b.cities[cityKey(p.Country, p.City)]
	region := p.Region
	var codes, words []string
	if p.City != "" {
		words = append(words, p.City)
		if city != nil {
			words = append(words, city.Name, city.Native)
		}
	}
	path := b.v.RegionPath(region)
	if len(path) == 0 {
		path = b.v.RegionPath(directory.RegionCode(p.Country))
	}
	for _, code := range path {
		codes = append(codes, string(code))
		r, _ := b.v.Region(code)
		words = append(words, r.Name, r.Native)
	}
	d[string(search.FacetRegion)] = codes
	d[fieldPlace] = dedupe(words)
	switch {
	case p.Point != nil:
		d[fieldPoint] = geoPoint(*p.Point)
	case city != nil:
		d[fieldPoint] = geoPoint(city.Point)
	case region != "":
		if r, ok := b.v.Region(region); ok {
			d[fieldPoint] = geoPoint(r.Point)
		}
	}
}

func geoPoint(p directory.Point) map[string]any {
	return map[string]any{"lat": p.Lat, "lon": p.Lon}
}

// concepts gives every concept with its broader ones as facet codes, and their
// labels in all languages as words.
func (b *builder) concepts(d map[string]any, tags []directory.Tag) {
	codes := map[directory.Scheme][]string{}
	var words []string
	for _, t := range tags {
		for _, id := range b.v.ConceptPath(t.Concept) {
			codes[id.Scheme()] = append(codes[id.Scheme()], id.Code())
			c, _ := b.v.Concept(id)
			for _, l := range directory.Languages {
				if label := c.PrefLabel[l]; label != "" {
					words = append(words, label)
				}
				words = append(words, c.AltLabel[l]...)
			}
		}
	}
	for s, list := range codes {
		d[string(s)] = dedupe(list)
	}
	d[fieldConcept] = dedupe(words)
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

// maxSortKey cuts sort keys (hex digits): names that agree this far are in the
// order of their ids.
const maxSortKey = 240

// sortKey is a string whose byte order is the CLDR root order of names.
func (b *builder) sortKey(name string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.keys.Reset()
	key := hex.EncodeToString(b.collator.KeyFromString(&b.keys, name))
	return key[:min(len(key), maxSortKey)]
}
