package indexer

import (
	"encoding/hex"
	"fmt"
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
	v        *directory.Vocabulary
	mentions func(text string, l directory.Language) []directory.ConceptID

	mu       sync.Mutex // collators are not safe for concurrent use
	collator *collate.Collator
	keys     collate.Buffer
}

func newBuilder(cfg Config) *builder {
	b := &builder{v: cfg.Vocabulary, mentions: cfg.Mentions, collator: collate.New(language.Und)}
	if b.mentions == nil {
		b.mentions = func(string, directory.Language) []directory.ConceptID { return nil }
	}
	return b
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
	b.texts(d, r)
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
	b.place(d, o.Place)
	b.concepts(d, o.Concepts)
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
	b.place(d, e.Place)
	b.concepts(d, e.Concepts)
	addSpans(d, search.EventSpans(e), e.Start)
}

func (b *builder) call(d map[string]any, k *directory.Call) {
	d[string(search.FacetKind)] = string(k.Kind)
	b.countries(d, k.Eligible.Countries)
	b.concepts(d, k.Concepts)
	who := make([]string, len(k.Eligible.Kinds))
	for i, kind := range k.Eligible.Kinds {
		who[i] = string(kind)
	}
	d[string(search.FacetWho)] = who
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
	addSpans(d, search.CallSpans(k), last)
}

func (b *builder) project(d map[string]any, p *directory.Project) {
	b.countries(d, p.Countries)
	b.concepts(d, p.Concepts)
	addSpans(d, search.ProjectSpans(p), p.Start)
}

// textField is the field of the index each text of a record goes to.
var textFieldOf = map[search.TextField]string{
	search.InName: fieldName, search.InAcronym: fieldAcronym, search.InPlace: fieldPlace, search.InKeyword: fieldKeyword,
	search.InOffer: fieldOffer, search.InNeed: fieldOffer, search.InProject: fieldText, search.InProgramme: fieldText,
	search.InParty: fieldText, search.InDescription: fieldText,
}

// texts gives the texts, each in the field of its language, and the concepts they
// speak of; names and acronyms
// once more as sounds, and names as whole keys. An acronym that is typed is not
// a whole name: names that have the word come before it.
func (b *builder) texts(d map[string]any, r directory.Record) {
	add := func(field, text string) {
		list, _ := d[field].([]string)
		d[field] = append(list, text)
	}
	for _, t := range search.TextsOf(r, b.v) {
		field := textFieldOf[t.Field]
		add(inLanguage(field, t.Language), t.Text)
		if t.Field != search.InPlace && t.Field != search.InParty && t.Field != search.InAcronym { // names of others, and no words
			for _, id := range b.mentions(t.Text, t.Language) {
				add(fieldSaid+field, string(id))
			}
		}
		if t.Field != search.InName && t.Field != search.InAcronym {
			continue
		}
		add(inLanguage(fieldSound, t.Language), t.Text)
		if key := fullKey(t.Text); key != "" && t.Field == search.InName {
			add(fieldFullName, key)
		}
	}
}

// countries gives the countries of what has no place of its own.
func (b *builder) countries(d map[string]any, list []directory.CountryCode) {
	codes := make([]string, len(list))
	for i, c := range list {
		codes[i] = string(c)
	}
	d[string(search.FacetCountry)] = codes
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

// place gives the country, the region with all it lies in, the town, and the
// best point known.
func (b *builder) place(d map[string]any, p directory.Place) {
	if p.Country != "" { // an online event may have none
		d[string(search.FacetCountry)] = string(p.Country)
	}
	city := b.v.City(p.Country, p.City)
	if city != nil {
		d[fieldCity] = search.CityCode(city)
	}
	path := b.v.RegionPath(p.Region)
	if len(path) == 0 {
		path = b.v.RegionPath(directory.RegionCode(p.Country))
	}
	codes := make([]string, len(path))
	for i, code := range path {
		codes[i] = string(code)
	}
	d[string(search.FacetRegion)] = codes
	switch {
	case p.Point != nil:
		d[fieldPoint] = geoPoint(*p.Point)
	case city != nil:
		d[fieldPoint] = geoPoint(city.Point)
	case p.Region != "":
		if r, ok := b.v.Region(p.Region); ok {
			d[fieldPoint] = geoPoint(r.Point)
		}
	}
}

func geoPoint(p directory.Point) map[string]any {
	return map[string]any{"lat": p.Lat, "lon": p.Lon}
}

// concepts gives every concept with its broader ones as facet codes.
func (b *builder) concepts(d map[string]any, tags []directory.Tag) {
	codes := map[directory.Scheme][]string{}
	for _, t := range tags {
		for _, id := range b.v.ConceptPath(t.Concept) {
			codes[id.Scheme()] = append(codes[id.Scheme()], id.Code())
		}
	}
	for s, list := range codes {
		d[string(s)] = dedupe(list)
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
