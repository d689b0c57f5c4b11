package exchange

import (
	"bytes"
	"slices"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
)

// maker draws records that are valid and in canonical order.
type maker struct {
	*rapid.T
	country directory.CountryCode
}

// letters are those of the region's scripts, and whatever may confuse a format.
var letters = rapid.RuneFrom([]rune(" \"\\,;|:{}[]<>&'=+-@#\tşţğİıəîșțфїёჭǰաΣς–“”…ü\u0301\u200b\u202e\ufeff\u2028😀"), unicode.Latin, unicode.Cyrillic, unicode.Georgian, unicode.Greek, unicode.Armenian)

// line is a clean text of one line, as the reader leaves it; never empty.
func (m maker) line(name string) string {
	s, ok := directory.CleanText(rapid.StringOfN(letters, 1, 40, -1).Draw(m.T, name), "")
	if !ok { // a heap of marks, say
		return "y"
	}
	c := reading{country: string(m.country)}
	s = c.romanian(s)
	if s == "" {
		return "x"
	}
	return s
}

func (m maker) paragraphs(name string) string {
	s := m.line(name)
	if m.chance() {
		s += "\n" + m.line(name)
	}
	c := reading{country: string(m.country)}
	return c.romanian(s)
}

func (m maker) chance() bool { return rapid.Bool().Draw(m.T, "chance") }

// maybe is a line or nothing.
func (m maker) maybe(name string) string {
	if m.chance() {
		return m.line(name)
	}
	return ""
}

func some[E any](m maker, most int, draw func() E) []E {
	var list []E
	for range rapid.IntRange(0, most).Draw(m.T, "count") {
		list = append(list, draw())
	}
	return list
}

// distinct is some without repetition.
func distinct[E comparable](m maker, most int, draw func() E) []E {
	var list []E
	for _, e := range some(m, most, draw) {
		if !slices.Contains(list, e) {
			list = append(list, e)
		}
	}
	return list
}

func pick[E any](m maker, from ...E) E { return rapid.SampledFrom(from).Draw(m.T, "one of") }

func (m maker) id(prefix string) directory.RecordID {
	return directory.RecordID(prefix + rapid.StringMatching(`[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}`).Draw(m.T, "id"))
}

func (m maker) date() directory.Date {
	d, err := directory.ParseDate(rapid.SampledFrom([]string{"1450", "1999", "2016-10", "2024-02-29", "2200-12-31"}).Draw(m.T, "date"))
	if err != nil {
		m.Fatal(err)
	}
	return d
}

func (m maker) maybeDate() directory.Date {
	if m.chance() {
		return m.date()
	}
	return directory.Date{}
}

func (m maker) url() string {
	return pick(m, "", "https://example.org/", "http://пример.бг/а?b=c&d=%20#e")
}

func known[E any](m maker, draw func() E) *E {
	if !m.chance() {
		return nil
	}
	e := draw()
	return &e
}

func (m maker) amount() int64 { return rapid.Int64Range(0, 1_000_000_000_000).Draw(m.T, "amount") }

func (m maker) place() directory.Place {
	p := directory.Place{Country: m.country, City: m.maybe("city"), Point: known(m, func() directory.Point {
		return directory.Point{Lat: rapid.Float64Range(-90, 90).Draw(m.T, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(m.T, "lon")}
	})}
	switch m.country {
	case "BG":
		p.Region = pick[directory.RegionCode](m, "", "BG341", "BG")
	case "GR":
		p.Region = pick[directory.RegionCode](m, "", "EL3", "GR")
	}
	return p
}

func (m maker) tags() []directory.Tag {
	all := []directory.ConceptID{"sector:hospitality-and-tourism", "sector:furniture", "emerging:blue-growth", "ecosystem:tourism", "ecosystem:digital",
		"technology:machine-learning", "priority:blue-economy", "service:training"}
	var tags []directory.Tag
	for _, id := range all {
		if m.chance() {
			tags = append(tags, directory.Tag{Concept: id, Strength: pick(m, 0, 0, 1, 5)})
		}
	}
	return tags
}

func (m maker) descriptions() map[directory.Language]string {
	d := map[directory.Language]string{}
	for _, l := range []directory.Language{"en", "bg", "ka", "tr"} {
		if m.chance() {
			d[l] = m.paragraphs("description")
		}
	}
	if len(d) == 0 {
		return nil
	}
	return d
}

func (m maker) party() directory.Party {
	return directory.Party{Name: m.line("party"), Organisation: pick[directory.RecordID](m, "", "bg-x"), Role: m.maybe("role")}
}

func (m maker) header() directory.Header {
	h := directory.Header{ID: m.id("a"), FormerIDs: distinct(m, 2, func() directory.RecordID { return m.id("b") }),
		Provenance: directory.Provenance{Source: m.url(), SourceDate: m.maybeDate(), Note: m.maybe("note")}}
	if m.chance() {
		h.FieldSources = map[string]directory.Provenance{
			"website": {Source: "https://example.org/", SourceDate: m.maybeDate()}, "description": {Note: m.line("note")}}
	}
	return h
}

func (m maker) names() []directory.Name {
	name := func(t directory.NameType) directory.Name {
		s := m.line("name")
		if m.chance() { // as a string in the file would be read
			return plainName(s, t, string(m.country))
		}
		n := directory.Name{Text: s, Language: pick[directory.Language](m, "", "en", "bg", "ru"), Script: pick[directory.Script](m, "Latn", "Zyyy"), Type: t, Romanised: m.chance()}
		if clean, _ := directory.CleanText(s, "ro"); n.Language == "" && clean != s {
			n.Language = "tr" // cedillas of no stated language would be Romanian in Romania
		}
		return n
	}
	names := []directory.Name{name(directory.NameDisplay)}
	if m.chance() {
		names = append(names, name(directory.NameOfficial))
	}
	for range rapid.IntRange(0, 3).Draw(m.T, "other names") {
		names = append(names, name(pick(m, directory.NameAlias, directory.NameAcronym)))
	}
	return names
}

func (m maker) offering() directory.Offering {
	return directory.Offering{Text: m.line("offer"), Kind: pick(m, "", directory.OfferingKinds[0]),
		Concepts: distinct(m, 2, func() directory.ConceptID {
			return pick[directory.ConceptID](m, "sector:furniture", "service:training", "topic:honey")
		}), TargetCountries: m.countries(), ValidUntil: m.maybeDate()}
}

func (m maker) kind() directory.Kind { return pick(m, directory.Kinds...) }

func (m maker) countries() []directory.CountryCode {
	return some(m, 3, func() directory.CountryCode { return pick[directory.CountryCode](m, "GR", "BG", "DE") })
}

func (m maker) record(t directory.RecordType) directory.Record {
	members := func() int { return rapid.IntRange(0, 500).Draw(m.T, "members") }
	switch t {
	case directory.Organisations:
		o := &directory.Organisation{Header: m.header(), Kind: m.kind(), Names: m.names(), Place: m.place(), Website: m.url(), Founded: m.maybeDate(),
			Members: directory.Members{SMEs: known(m, members), Startups: known(m, members), Large: known(m, members), Research: known(m, members), Others: known(m, members)},
			Size:    pick(m, "", directory.Sizes[0]), NACE: some(m, 2, func() string { return m.line("nace") }),
			MemberOf: some(m, 2, func() directory.RecordID { return m.id("c") }), Concepts: m.tags(), Keywords: some(m, 2, func() string { return m.line("keyword") }),
			Offers: some(m, 2, m.offering), Needs: some(m, 2, m.offering), TargetCountries: m.countries(),
			Label: pick(m, "", directory.ExcellenceLabels[2]), Languages: some(m, 2, func() directory.Language { return pick[directory.Language](m, "bg", "en") }),
			Projects: some(m, 2, func() directory.ProjectRef {
				return directory.ProjectRef{Name: m.line("project"), Project: pick[directory.RecordID](m, "", "digitour")}
			}),
			Descriptions: m.descriptions(), Status: pick(m, directory.Statuses...), Predecessor: pick[directory.RecordID](m, "", "d"), Successor: pick[directory.RecordID](m, "", "e")}
		o.Members.Total = known(m, func() int { return 500 + members() })
		return o
	case directory.Events:
		return &directory.Event{Header: m.header(), Kind: pick(m, directory.EventKinds...), Title: m.line("title"), Series: m.maybe("series"), Start: m.date(),
			Place: m.place(), Online: m.chance(), Organisers: some(m, 2, m.party), Concepts: m.tags(), Keywords: some(m, 2, func() string { return m.line("keyword") }),
			Programme: some(m, 2, func() directory.Session {
				return directory.Session{Title: m.line("session"), Date: m.maybeDate(), Text: pick(m, "", m.paragraphs("text"))}
			}),
			Participants: some(m, 2, m.party), Website: m.url(), Descriptions: m.descriptions()}
	case directory.Calls:
		k := &directory.Call{Header: m.header(), Kind: pick(m, directory.CallKinds...), Title: m.line("title"), Funder: m.maybe("funder"), Programme: m.maybe("programme"),
			Eligible: directory.Eligibility{Countries: m.countries(), Regions: some(m, 2, func() directory.RegionCode { return pick[directory.RegionCode](m, "EL3", "GR", "BG341") }),
				NACE: some(m, 2, func() string { return m.line("nace") }), Kinds: some(m, 2, m.kind), Sizes: some(m, 2, func() directory.Size { return pick(m, directory.Sizes...) })},
			Consortium: directory.Consortium{MinPartners: pick(m, 0, 3), MaxPartners: pick(m, 0, 9), MinCountries: pick(m, 0, 2), Roles: some(m, 2, m.kind)},
			Concepts:   m.tags(), Keywords: some(m, 2, func() string { return m.line("keyword") }), Website: m.url(), Descriptions: m.descriptions()}
		lot := func(name string) directory.Lot {
			return directory.Lot{Name: name, GrantMax: known(m, m.amount), Budget: known(m, m.amount), Closes: m.maybeDate(), ExtendedFrom: m.maybeDate()}
		}
		switch m.chance() {
		case true:
			k.Lots = []directory.Lot{lot(m.maybe("lot"))}
		default:
			k.Lots = []directory.Lot{lot(m.line("lot")), lot(m.line("lot"))}
		}
		return k
	default:
		return &directory.Project{Header: m.header(), Acronym: m.maybe("acronym"), Title: m.line("title"), Programme: m.maybe("programme"), Start: m.maybeDate(),
			Budget: known(m, m.amount), Countries: m.countries(), Partners: some(m, 3, m.party), Concepts: m.tags(),
			Keywords: some(m, 2, func() string { return m.line("keyword") }), Website: m.url(), Descriptions: m.descriptions()}
	}
}

// newMaker draws for a record of the type; only organisations and events lie
// in a country.
func newMaker(t *rapid.T, typ directory.RecordType) maker {
	m := maker{T: t}
	if typ == directory.Organisations || typ == directory.Events {
		m.country = rapid.SampledFrom([]directory.CountryCode{"BG", "RO", "TR", "UA", "GR", "DE"}).Draw(t, "country")
	}
	return m
}

// TestRoundTrip: what is written is read as it was, in every format, and
// written again is the same bytes.
func TestRoundTrip(t *testing.T) {
	v := smallVocabulary(t)
	m := NewMapping(v)
	for _, typ := range directory.RecordTypes {
		t.Run(string(typ), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				want := newMaker(t, typ).record(typ)
				if faults := want.Validate(v); len(faults) > 0 {
					t.Fatalf("the record made is not valid: %v\n%s", faults, Encode(want))
				}
				for _, format := range InputFormats {
					var file bytes.Buffer
					w, err := NewWriter(&file, format)
					if err != nil {
						t.Fatal(err)
					}
					for _, step := range []error{w.Begin(typ), w.Record(want), w.Close()} {
						if step != nil {
							t.Fatal(step)
						}
					}
					var got directory.Record
					err = m.Read(Source{File: string(typ), Format: format, Type: typ, Reader: bytes.NewReader(file.Bytes())}, func(it Item) error {
						for _, f := range it.Faults {
							t.Errorf("%v in\n%s", f, file.Bytes())
						}
						got = it.Record
						return nil
					})
					if err != nil || got == nil {
						t.Fatalf("read %v, %v", got, err)
					}
					got.Head().Provenance.File, got.Head().Provenance.Line = "", 0
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("%s\n-written +read:\n%s", file.Bytes(), diff)
					}
					if !Same(want, got) {
						t.Fatalf("Same says no to\n%s\n%s", Encode(want), Encode(got))
					}
				}
			})
		})
	}
}
