package directory

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of a record, in characters or items. They are several times the
// largest value in the seed, so that a real record never meets them and one
// record stays a few hundred kilobytes at most.
const (
	maxName      = 300
	maxShortText = 120
	maxText      = 2000  // an offer or need
	maxLongText  = 10000 // a description
	maxItems     = 500   // of any list
	maxURL       = 500
	maxMembers   = 1000000 // members of one cluster
	maxPartners  = 1000
	maxAmount    = 1000000000000 // euro
	maxStrength  = 5             // of a tag, very high
)

// checker gathers the faults of one record.
type checker struct {
	v      *Vocabulary
	faults Faults
}

func index(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }

func (c *checker) add(field, value, key string, args ...string) {
	c.faults.Add(field, value, key, args...)
}

func (c *checker) header(h *Header) {
	if h.ID == "" {
		c.add("id", "", FaultRequired)
	} else if !ValidID(h.ID) {
		c.add("id", string(h.ID), FaultBadID)
	}
	for i, id := range bounded(c, "former_ids", h.FormerIDs) {
		if !ValidID(id) {
			c.add(index("former_ids", i), string(id), FaultBadID)
		} else if id == h.ID {
			c.add(index("former_ids", i), string(id), FaultSelfLink)
		}
	}
	c.provenance("", h.Provenance)
	for _, f := range bounded(c, "field_sources", slices.Sorted(maps.Keys(h.FieldSources))) {
		if clean, ok := CleanText(f, ""); !ok || clean != f || f == "" || len(f) > maxShortText {
			c.add("field_sources", f, FaultUnknownField, "")
			continue
		}
		c.provenance("field_sources."+f+".", h.FieldSources[f])
	}
}

func (c *checker) provenance(prefix string, p Provenance) {
	c.url(prefix+"source", p.Source)
	c.dateText(prefix+"source_date", p.SourceDate)
	c.text(prefix+"note", p.Note, maxText, false)
}

// text wants a value that CleanText would leave alone.
func (c *checker) text(field, s string, limit int, required bool) {
	if s == "" {
		if required {
			c.add(field, "", FaultRequired)
		}
		return
	}
	if clean, ok := CleanText(s, ""); !ok || clean != s {
		c.add(field, s, FaultBadText)
	} else if utf8.RuneCountInString(s) > limit {
		c.add(field, s, FaultTooLong, strconv.Itoa(limit))
	}
}

func (c *checker) paragraphs(field, s string) {
	if clean, ok := CleanParagraphs(s, ""); !ok || clean != s {
		c.add(field, s, FaultBadText)
	} else if utf8.RuneCountInString(s) > maxLongText {
		c.add(field, s, FaultTooLong, strconv.Itoa(maxLongText))
	}
}

// bounded is the part of a list worth checking item by item: with too many
// items the list is at fault, and faults stay countable.
func bounded[E any](c *checker, field string, list []E) []E {
	if len(list) > maxItems {
		c.add(field, "", FaultTooMany, strconv.Itoa(maxItems))
		list = list[:maxItems]
	}
	return list
}

func (c *checker) textList(field string, list []string, limit int) {
	for i, s := range bounded(c, field, list) {
		c.text(index(field, i), s, limit, true)
	}
}

// url accepts absolute http and https addresses only: what a page may link to.
// Browsers read a backslash as a slash, so that it could hide where one leads.
func (c *checker) url(field, s string) {
	if s == "" {
		return
	}
	if utf8.RuneCountInString(s) > maxURL {
		c.add(field, s, FaultTooLong, strconv.Itoa(maxURL))
		return
	}
	u, err := url.Parse(s)
	clean, ok := CleanText(s, "")
	switch {
	case err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil &&
		ok && clean == s && !strings.ContainsAny(s, " <>\"\\"):
	case field == "website" && !strings.ContainsAny(s, ":/."):
		c.add(field, s, FaultWebsiteIsLabel)
	default:
		c.add(field, s, FaultBadURL)
	}
}

func (c *checker) names(names []Name) {
	display := false
	for i, n := range bounded(c, "names", names) {
		field := nameField(names, i)
		c.text(field, n.Text, maxName, true)
		if n.Language != "" {
			c.language(field+".language", n.Language)
		}
		oneOf(c, field+".script", n.Script, Scripts, false)
		oneOf(c, field+".type", n.Type, NameTypes, true)
		display = display || n.Type == NameDisplay
	}
	if !display {
		c.add("name", "", FaultRequired)
	}
}

// nameField is where a name stands in the exchange form.
func nameField(names []Name, i int) string {
	switch names[i].Type {
	case NameDisplay:
		return "name"
	case NameOfficial:
		return "native_name"
	}
	n := 0
	for _, m := range names[:i] {
		if m.Type != NameDisplay && m.Type != NameOfficial {
			n++
		}
	}
	return index("other_names", n)
}

func (c *checker) place(p Place, required bool) {
	if p.Country == "" {
		if required {
			c.add("country", "", FaultRequired)
		}
	} else if !KnownCountry(p.Country) {
		c.add("country", string(p.Country), FaultUnknownCountry)
	}
	c.region("region", p.Region, p.Country)
	c.text("city", p.City, maxShortText, false)
	if q := p.Point; q != nil && !(q.Lat >= -90 && q.Lat <= 90 && q.Lon >= -180 && q.Lon <= 180) {
		c.add("point", fmt.Sprintf("%g,%g", q.Lat, q.Lon), FaultBadPoint)
	}
}

func (c *checker) region(field string, code RegionCode, in CountryCode) {
	if code == "" {
		return
	}
	r, ok := c.v.Region(code)
	switch {
	case !ok:
		near := c.v.NearestRegion(string(code))
		if near != "" {
			near = ": perhaps " + near
		}
		c.add(field, string(code), FaultUnknownRegion, near)
	case in != "" && r.Country != in:
		c.add(field, string(code), FaultRegionCountry, string(r.Country))
	}
}

func (c *checker) countries(field string, list []CountryCode) {
	for i, code := range bounded(c, field, list) {
		if !KnownCountry(code) {
			c.add(index(field, i), string(code), FaultUnknownCountry)
		}
	}
}

func (c *checker) language(field string, l Language) {
	if !KnownLanguage(l) {
		c.add(field, string(l), FaultBadLanguage, joined(Languages))
	}
}

func (c *checker) number(field string, n, lowest, highest int) {
	if n < lowest || n > highest {
		c.add(field, strconv.Itoa(n), FaultBadNumber, strconv.Itoa(lowest), strconv.Itoa(highest))
	}
}

func (c *checker) amount(field string, n *int64) {
	if n != nil && (*n < 0 || *n > maxAmount) {
		c.add(field, strconv.FormatInt(*n, 10), FaultBadNumber, "0", strconv.Itoa(maxAmount))
	}
}

func (c *checker) members(m Members) {
	parts := []struct {
		field string
		n     *int
	}{{"members.total", m.Total}, {"members.smes", m.SMEs}, {"members.startups", m.Startups},
		{"members.large", m.Large}, {"members.research", m.Research}, {"members.others", m.Others}}
	for _, p := range parts {
		if p.n == nil {
			continue
		}
		c.number(p.field, *p.n, 0, maxMembers)
		// Only each on its own: sources count a start-up among the SMEs too.
		if m.Total != nil && *p.n > *m.Total {
			c.add(p.field, strconv.Itoa(*p.n), FaultMembersSum, strconv.Itoa(*m.Total))
		}
	}
}

// tagFields are the fields of the exchange form that hold a record's concepts,
// by their scheme.
var tagFields = map[Scheme]string{
	SchemeSector: "sectors", SchemeEmerging: "emerging", SchemeEcosystem: "ecosystems",
	SchemeTechnology: "technologies", SchemePriority: "priorities", SchemeService: "services",
}

func (c *checker) tags(tags []Tag) {
	first := map[ConceptID]string{}
	count := map[Scheme]int{}
	for _, t := range bounded(c, "concepts", tags) {
		s := t.Concept.Scheme()
		field, ok := tagFields[s]
		if !ok {
			field = "concepts"
		}
		f := index(field, count[s])
		count[s]++
		if _, known := c.v.Concept(t.Concept); !ok || !known {
			c.unknownConcept(f, t.Concept)
		}
		if at, ok := first[t.Concept]; ok {
			c.add(f, string(t.Concept), FaultDuplicate, at)
		} else {
			first[t.Concept] = f
		}
		c.number(f+".strength", t.Strength, 0, maxStrength)
	}
}

func (c *checker) unknownConcept(field string, id ConceptID) {
	scheme := string(id.Scheme())
	if _, ok := tagFields[id.Scheme()]; !ok {
		scheme = joined(slices.Sorted(maps.Keys(tagFields)))
	}
	c.add(field, string(id), FaultUnknownConcept, scheme, "")
}

func (c *checker) offerings(field string, list []Offering) {
	for i, o := range bounded(c, field, list) {
		f := index(field, i)
		c.text(f, o.Text, maxText, true)
		oneOf(c, f+".kind", o.Kind, OfferingKinds, false)
		first := make(map[ConceptID]string, len(o.Concepts))
		for j, id := range bounded(c, f+".concepts", o.Concepts) {
			at := index(f+".concepts", j)
			_, carried := tagFields[id.Scheme()]
			if _, known := c.v.Concept(id); !known || !carried && id.Scheme() != SchemeTopic {
				c.unknownConcept(at, id)
			}
			if before, ok := first[id]; ok {
				c.add(at, string(id), FaultDuplicate, before)
			} else {
				first[id] = at
			}
		}
		c.countries(f+".target_countries", o.TargetCountries)
		c.dateText(f+".valid_until", o.ValidUntil)
	}
}

func (c *checker) parties(field string, list []Party) {
	for i, p := range bounded(c, field, list) {
		c.text(index(field, i), p.Name, maxName, true)
		c.text(index(field, i)+".role", p.Role, maxShortText, false)
		c.link(index(field, i), p.Organisation, "")
	}
}

func partyLinks(field string, list []Party) []Link {
	var ls []Link
	for i, p := range list {
		if p.Organisation != "" {
			ls = append(ls, Link{index(field, i), Key{Organisations, p.Organisation}})
		}
	}
	return ls
}

func (c *checker) link(field string, id, self RecordID) {
	switch {
	case id == "":
	case !ValidID(id):
		c.add(field, string(id), FaultBadID)
	case id == self:
		c.add(field, string(id), FaultSelfLink)
	}
}

func (c *checker) descriptions(d map[Language]string) {
	for _, l := range bounded(c, "description", slices.Sorted(maps.Keys(d))) {
		field := "description." + string(l)
		c.language(field, l)
		c.paragraphs(field, d[l])
	}
}

func (c *checker) dateText(field string, d Date) {
	if d.IsZero() {
		return
	}
	// Dates compare with ==, so a month has no day beyond its precision either.
	if read, err := ParseDate(d.String()); err != nil || read != d {
		c.add(field, d.String(), FaultBadDate)
	}
}

func (c *checker) period(from string, start Date, to string, end Date) {
	c.dateText(from, start)
	c.dateText(to, end)
	if end.Before(start) {
		c.add(to, end.String(), FaultDateOrder, start.String())
	}
}

func oneOf[T ~string](c *checker, field string, value T, allowed []T, required bool) {
	switch {
	case value == "":
		if required {
			c.add(field, "", FaultRequired)
		}
	case !slices.Contains(allowed, value):
		c.add(field, string(value), FaultUnknownValue, joined(allowed))
	}
}

func joined[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, v := range list {
		parts[i] = string(v)
	}
	return strings.Join(parts, ", ")
}
