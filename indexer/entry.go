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

// facetFields are the names of the facet fields: those of search.Facets.
var facetFields = func() []string {
	names := make([]string, len(search.Facets))
	for i, f := range search.Facets {
		names[i] = string(f)
	}
	return names
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

// document is the fields of a record, or nil for a record type that is not
// searched. Organisations are; events, calls and projects are read by id only.
func (b *builder) document(r directory.Record) map[string]any {
	o, ok := r.(*directory.Organisation)
	if !ok {
		return nil
	}
	d := map[string]any{
		fieldType: string(o.Type()), fieldID: string(o.ID),
		string(search.FacetKind): string(o.Kind),
		fieldSortName:            b.sortKey(o.DisplayName()),
	}
	b.names(d, o)
	b.place(d, o.Place)
	b.concepts(d, o)
	d[fieldKeyword] = o.Keywords
	offers := make([]string, 0, len(o.Offers)+len(o.Needs))
	for _, list := range [][]directory.Offering{o.Offers, o.Needs} {
		for _, f := range list {
			offers = append(offers, f.Text)
		}
	}
	d[fieldOffer] = offers
	texts := make([]string, 0, len(o.Descriptions)+len(o.Projects))
	for _, l := range directory.Languages { // in order: documents do not depend on map order
		if t := o.Descriptions[l]; t != "" {
			texts = append(texts, t)
		}
	}
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
	if !o.Founded.IsZero() {
		d[fieldFounded] = float64(o.Founded.Year)
		d[fieldSortYear] = o.Founded.String()
	}
	if n, ok := o.Members.Known(); ok {
		d[fieldMembers] = float64(n)
		d[fieldSumMembers] = strconv.Itoa(n)
		d[fieldSortSize] = fmt.Sprintf("%08d", n)
	}
	if !o.Provenance.SourceDate.IsZero() {
		d[fieldSortDate] = o.Provenance.SourceDate.Last().Format("2006-01-02")
	}
	return d
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
	d[string(search.FacetCountry)] = string(p.Country)
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
func (b *builder) concepts(d map[string]any, o *directory.Organisation) {
	codes := map[directory.Scheme][]string{}
	var words []string
	for _, t := range o.Concepts {
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
