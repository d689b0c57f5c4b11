package directory_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
)

// vocabulary is a small one with every scheme that matters.
func vocabulary(t testing.TB) *directory.Vocabulary {
	t.Helper()
	p := parts()
	v, err := directory.NewVocabulary(p.regions, p.cities, p.schemes, p.concepts)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// lines are faults as these tests name them: field, key and arguments.
func lines(faults directory.Faults) []string {
	var list []string
	for _, f := range faults {
		list = append(list, strings.TrimSpace(f.Field+" "+f.Key+" "+strings.Join(f.Args, "|")))
	}
	return list
}

func number(n int) *int          { return &n }
func amount(n int64) *int64      { return &n }
func long(n int) string          { return strings.Repeat("a", n) }
func many[E any](e E, n int) []E { return slices.Repeat([]E{e}, n) }

const (
	hostile  = "a\x00b"
	kinds    = "cluster, sme, large-company, research, support, authority, hub, network"
	schemes  = "ecosystem, emerging, priority, sector, service, technology"
	language = "en, bg, ro, tr, uk, ka, el, hy, az, cs, ru"
)

func validOrganisation() *directory.Organisation {
	return &directory.Organisation{
		Header: directory.Header{ID: "bg-a", FormerIDs: []directory.RecordID{"bg-b"},
			Provenance:   directory.Provenance{Source: "https://example.org/a?b=c", SourceDate: directory.Date{Year: 2024, Precision: directory.PrecisionYear}},
			FieldSources: map[string]directory.Provenance{"website": {Note: "seen"}}},
		Kind: "cluster", Status: "active",
		Names:   []directory.Name{{Text: "A", Type: "display"}, {Text: "А", Language: "bg", Script: "Cyrl", Type: "official"}},
		Place:   directory.Place{Country: "BG", Region: "BG341", City: "Burgas", Point: &directory.Point{Lat: -90, Lon: 180}},
		Website: "http://пример.бг/", Members: directory.Members{Total: number(10), SMEs: number(10), Startups: number(10)},
		MemberOf: []directory.RecordID{"bg-c"}, Concepts: []directory.Tag{{Concept: "sector:ict", Strength: 5}, {Concept: "service:training"}},
		TargetCountries: []directory.CountryCode{"DE", "XK"}, Label: "gold", Languages: []directory.Language{"en"},
		Descriptions: map[directory.Language]string{"en": "One.\nTwo."},
	}
}

func TestValidateOrganisation(t *testing.T) {
	v := vocabulary(t)
	if faults := validOrganisation().Validate(v); len(faults) > 0 {
		t.Fatalf("the valid one: %v", faults)
	}
	cases := []struct {
		name   string
		change func(*directory.Organisation)
		want   []string
	}{
		{"no id", func(o *directory.Organisation) { o.ID = "" }, []string{"id required"}},
		{"an id is a slug", func(o *directory.Organisation) { o.ID = "BG_A" }, []string{"id bad-id"}},
		{"an id is short", func(o *directory.Organisation) { o.ID = directory.RecordID(long(101)) }, []string{"id bad-id"}},
		{"an id has one line", func(o *directory.Organisation) { o.ID = "a\n" }, []string{"id bad-id"}},
		{"former ids", func(o *directory.Organisation) { o.FormerIDs = []directory.RecordID{"bg-x", "../x", "bg-a"} },
			[]string{"former_ids[1] bad-id", "former_ids[2] self-link"}},
		{"source", func(o *directory.Organisation) {
			o.Provenance = directory.Provenance{Source: "the register", SourceDate: directory.Date{Year: 3, Precision: directory.PrecisionYear}, Note: hostile}
		}, []string{"source bad-url", "source_date bad-date", "note bad-text"}},
		{"source of a field", func(o *directory.Organisation) {
			o.FieldSources = map[string]directory.Provenance{hostile: {}, "city": {Source: "ftp://example.org/", SourceDate: directory.Date{Year: 2024, Month: 13, Precision: directory.PrecisionMonth}, Note: long(2001)}}
		}, []string{"field_sources unknown-field", "field_sources.city.source bad-url", "field_sources.city.source_date bad-date", "field_sources.city.note too-long 2000"}},
		{"no kind", func(o *directory.Organisation) { o.Kind = "" }, []string{"kind required"}},
		{"kind", func(o *directory.Organisation) { o.Kind = "club" }, []string{"kind unknown-value " + kinds}},
		{"no name", func(o *directory.Organisation) { o.Names = nil }, []string{"name required"}},
		{"no display name", func(o *directory.Organisation) { o.Names = o.Names[1:] }, []string{"name required"}},
		{"names", func(o *directory.Organisation) {
			o.Names = append(o.Names, directory.Name{Text: "A", Type: "alias"},
				directory.Name{Text: " B", Language: "xx", Script: "Arab", Type: "acronym"}, directory.Name{Type: "nickname"}, directory.Name{Text: long(301)})
		}, []string{"other_names[1] bad-text", "other_names[1].language bad-language " + language, "other_names[1].script unknown-value Latn, Cyrl, Grek, Geor, Armn, Zyyy",
			"other_names[2] required", "other_names[2].type unknown-value display, official, alias, acronym", "other_names[3] too-long 300", "other_names[3].type required"}},
		{"no country", func(o *directory.Organisation) { o.Place = directory.Place{} }, []string{"country required"}},
		{"country", func(o *directory.Organisation) { o.Place = directory.Place{Country: "UK"} }, []string{"country unknown-country"}},
		{"region", func(o *directory.Organisation) { o.Place.Region = "BG999" }, []string{"region unknown-region : perhaps BG341"}},
		{"region like no other", func(o *directory.Organisation) { o.Place.Region = "?" }, []string{"region unknown-region"}},
		{"region elsewhere", func(o *directory.Organisation) { o.Place.Region = "EL3" }, []string{"region region-country GR"}},
		{"city", func(o *directory.Organisation) { o.Place.City = "Bur\u202egas" }, []string{"city bad-text"}},
		{"point", func(o *directory.Organisation) { o.Place.Point = &directory.Point{Lat: math.NaN()} }, []string{"point bad-point"}},
		{"point off the Earth", func(o *directory.Organisation) { o.Place.Point = &directory.Point{Lat: 1, Lon: 180.1} }, []string{"point bad-point"}},
		{"website that is a label", func(o *directory.Organisation) { o.Website = "Cluster Burgas" }, []string{"website website-is-label"}},
		{"long website", func(o *directory.Organisation) { o.Website = "https://example.org/" + long(500) }, []string{"website too-long 500"}},
		{"founded", func(o *directory.Organisation) {
			o.Founded = directory.Date{Year: 2023, Month: 2, Day: 30, Precision: directory.PrecisionDay}
		}, []string{"founded bad-date"}},
		{"founded more exactly than it says", func(o *directory.Organisation) {
			o.Founded = directory.Date{Year: 2023, Month: 2, Precision: directory.PrecisionYear}
		}, []string{"founded bad-date"}},
		{"members", func(o *directory.Organisation) {
			o.Members = directory.Members{Total: number(-1), SMEs: number(1000001), Startups: number(0)}
		}, []string{"members.total bad-number 0|1000000", "members.smes bad-number 0|1000000", "members.smes members-sum -1", "members.startups members-sum -1"}},
		{"more research members than members", func(o *directory.Organisation) { o.Members.Research = number(11) }, []string{"members.research members-sum 10"}},
		{"size", func(o *directory.Organisation) { o.Size = "tiny" }, []string{"size unknown-value micro, small, medium, large"}},
		{"nace", func(o *directory.Organisation) { o.NACE = []string{"62.01", ""} }, []string{"nace[1] required"}},
		{"member of", func(o *directory.Organisation) { o.MemberOf = []directory.RecordID{"bg-a", "<script>"} },
			[]string{"member_of[0] self-link", "member_of[1] bad-id"}},
		{"concepts", func(o *directory.Organisation) {
			o.Concepts = []directory.Tag{{Concept: "service:training"}, {Concept: "sector:ict", Strength: 6}, {Concept: "sector:icy", Strength: -1},
				{Concept: "sector:ict"}, {Concept: "kind:cluster"}, {Concept: ""}}
		}, []string{"sectors[0].strength bad-number 0|5", "sectors[1] unknown-concept sector|", "sectors[1].strength bad-number 0|5", "sectors[2] duplicate sectors[0]",
			"concepts[0] unknown-concept " + schemes + "|", "concepts[0] unknown-concept " + schemes + "|"}},
		{"keywords", func(o *directory.Organisation) { o.Keywords = []string{"a", long(121), "b\tc"} }, []string{"keywords[1] too-long 120", "keywords[2] bad-text"}},
		{"offers and needs", func(o *directory.Organisation) {
			o.Offers = []directory.Offering{{Text: "a", Kind: "gift", Concepts: []directory.ConceptID{"sector:ict", "sector:x", "sector:ict", "kind:cluster"},
				TargetCountries: []directory.CountryCode{"BG", "EL"}, ValidUntil: directory.Date{Year: 2026, Month: 2, Day: 30, Precision: directory.PrecisionDay}}}
			o.Needs = []directory.Offering{{}}
		}, []string{"offers[0].kind unknown-value business, technology, research, service, funding", "offers[0].concepts[1] unknown-concept sector|",
			"offers[0].concepts[2] duplicate offers[0].concepts[0]", "offers[0].concepts[3] unknown-concept " + schemes + "|",
			"offers[0].target_countries[1] unknown-country", "offers[0].valid_until bad-date", "needs[0] required"}},
		{"target countries", func(o *directory.Organisation) { o.TargetCountries = []directory.CountryCode{"DE", "bg", "EL"} },
			[]string{"target_countries[1] unknown-country", "target_countries[2] unknown-country"}},
		{"label", func(o *directory.Organisation) { o.Label = "platinum" }, []string{"label unknown-value bronze, silver, gold"}},
		{"projects", func(o *directory.Organisation) { o.Projects = []directory.ProjectRef{{Project: "X"}} }, []string{"projects[0] required", "projects[0] bad-id"}},
		{"languages", func(o *directory.Organisation) { o.Languages = []directory.Language{"en", ""} }, []string{"languages[1] bad-language " + language}},
		{"descriptions", func(o *directory.Organisation) {
			o.Descriptions = map[directory.Language]string{"bg": "a\r\nb", "en": long(10001), "de": "x"}
		}, []string{"description.bg bad-text", "description.de bad-language " + language, "description.en too-long 10000"}},
		{"no status", func(o *directory.Organisation) { o.Status = "" }, []string{"status required"}},
		{"status", func(o *directory.Organisation) { o.Status = "asleep" }, []string{"status unknown-value active, planned, dormant, closed, unknown"}},
		{"before and after itself", func(o *directory.Organisation) { o.Predecessor, o.Successor = "bg-a", "bg-a" }, []string{"predecessor self-link", "successor self-link"}},
		{"all faults at once", func(o *directory.Organisation) {
			*o = directory.Organisation{Website: "x", Place: directory.Place{Region: "XX"}}
		},
			[]string{"id required", "kind required", "name required", "country required", "region unknown-region", "website website-is-label", "status required"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := validOrganisation()
			c.change(o)
			if diff := cmp.Diff(c.want, lines(o.Validate(v))); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

// Only what a page may link to is an address.
func TestAddresses(t *testing.T) {
	v := vocabulary(t)
	for _, s := range []string{"javascript:alert(1)", "JavaScript:alert(1)//https://", "data:text/html,x", "https:example.org", "//example.org", "https://", "https:///x",
		"https://:80/", "https://user@example.org/", "https://example.org\\@evil.org/", "https://evil.org\\.example.org/", "https://example.org/\"onclick=", "https://example.org/<b>",
		"https://exa mple.org/", "https://example.org/\n", "https://example.org/\x00", "https://exam\u202eple.org/", "https://example.org/\u200b", " https://example.org/",
		"ftp://example.org/", "mailto:a@example.org", "example.org", "https://[::1", "http://%zz/", "https://example.org/\xff"} {
		o := validOrganisation()
		o.Website, o.Provenance.Source = s, s
		if got := lines(o.Validate(v)); !slices.Equal(got, []string{"source bad-url", "website bad-url"}) {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, s := range []string{"https://example.org", "HTTPS://EXAMPLE.ORG/", "http://пример.бг/а?б=в#г", "https://example.org:8443/a(b)'c/%20", "http://[::1]/"} {
		o := validOrganisation()
		o.Website = s
		if got := o.Validate(v); len(got) > 0 {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestValidateEvent(t *testing.T) {
	v := vocabulary(t)
	valid := func() *directory.Event {
		return &directory.Event{Header: directory.Header{ID: "e"}, Kind: "conference", Title: "E", Start: date(t, "2024-05"), End: date(t, "2024-05-02"),
			Place: directory.Place{Country: "BG"}, Organisers: []directory.Party{{Name: "A", Organisation: "bg-a"}}, Programme: []directory.Session{{Title: "S"}}}
	}
	if faults := valid().Validate(v); len(faults) > 0 {
		t.Fatalf("the valid one: %v", faults)
	}
	for _, c := range []struct {
		name   string
		change func(*directory.Event)
		want   []string
	}{
		{"nothing at all", func(e *directory.Event) { *e = directory.Event{} }, []string{"id required", "kind required", "title required", "start required", "country required"}},
		{"online lies nowhere", func(e *directory.Event) { e.Online, e.Place = true, directory.Place{} }, nil},
		{"kind", func(e *directory.Event) { e.Kind = "party" },
			[]string{"kind unknown-value conference, workshop, matchmaking, info-day, fair, mission, exhibition"}},
		{"series", func(e *directory.Event) { e.Series = hostile }, []string{"series bad-text"}},
		{"dates that are none", func(e *directory.Event) {
			e.Start, e.End = directory.Date{Year: 999, Precision: directory.PrecisionYear}, directory.Date{Year: 2201, Precision: directory.PrecisionYear}
		}, []string{"start bad-date", "end bad-date"}},
		{"ends before it starts", func(e *directory.Event) { e.End = date(t, "2024-04") }, []string{"end date-order 2024-05"}},
		{"parties", func(e *directory.Event) {
			e.Organisers = append(e.Organisers, directory.Party{Organisation: "X", Role: " host"})
			e.Participants = []directory.Party{{Name: hostile}}
		}, []string{"organisers[1] required", "organisers[1].role bad-text", "organisers[1] bad-id", "participants[0] bad-text"}},
		{"programme", func(e *directory.Event) {
			e.Programme = []directory.Session{{Text: hostile, Date: directory.Date{Precision: directory.PrecisionYear}}}
		}, []string{"programme[0].title required", "programme[0].date bad-date", "programme[0].text bad-text"}},
		{"concepts, keywords, website, descriptions", func(e *directory.Event) {
			e.Concepts, e.Keywords, e.Website = []directory.Tag{{Concept: "priority:x"}}, []string{""}, "mailto:x@example.org"
			e.Descriptions = map[directory.Language]string{"en": hostile}
		}, []string{"priorities[0] unknown-concept priority|", "keywords[0] required", "website bad-url", "description.en bad-text"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := valid()
			c.change(e)
			if diff := cmp.Diff(c.want, lines(e.Validate(v))); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestValidateCall(t *testing.T) {
	v := vocabulary(t)
	valid := func() *directory.Call {
		return &directory.Call{Header: directory.Header{ID: "c"}, Kind: "voucher", Title: "C", Lots: []directory.Lot{{GrantMax: amount(0), Opens: date(t, "2024"), Closes: date(t, "2024-05-02")}},
			Eligible: directory.Eligibility{Regions: []directory.RegionCode{"BG341"}}, Consortium: directory.Consortium{MinPartners: 3, Roles: []directory.Kind{"sme"}}}
	}
	if faults := valid().Validate(v); len(faults) > 0 {
		t.Fatalf("the valid one: %v", faults)
	}
	for _, c := range []struct {
		name   string
		change func(*directory.Call)
		want   []string
	}{
		{"nothing at all", func(k *directory.Call) { *k = directory.Call{} }, []string{"id required", "kind required", "title required", "lots required"}},
		{"kind", func(k *directory.Call) { k.Kind = "gift" }, []string{"kind unknown-value voucher, grant, open-call, programme"}},
		{"funder and programme", func(k *directory.Call) { k.Funder, k.Programme = hostile, long(301) }, []string{"funder bad-text", "programme too-long 300"}},
		{"several lots have names", func(k *directory.Call) { k.Lots = append(k.Lots, directory.Lot{Name: "B"}) }, []string{"lots[0].name required"}},
		{"amounts", func(k *directory.Call) { k.Lots[0].GrantMax, k.Lots[0].Budget = amount(-1), amount(1e12+1) },
			[]string{"lots[0].grant_max_eur bad-number 0|1000000000000", "lots[0].budget_eur bad-number 0|1000000000000"}},
		{"dates of lots", func(k *directory.Call) {
			bad := directory.Date{Year: 2024, Month: 2, Day: 30, Precision: directory.PrecisionDay}
			k.Lots[0] = directory.Lot{Opens: bad, Closes: bad, ExtendedFrom: bad}
		}, []string{"lots[0].opens bad-date", "lots[0].closes bad-date", "lots[0].extended_from bad-date"}},
		{"closes before it opens", func(k *directory.Call) { k.Lots[0].Closes = date(t, "2023") }, []string{"lots[0].closes date-order 2024"}},
		{"who may apply", func(k *directory.Call) {
			k.Eligible = directory.Eligibility{Countries: []directory.CountryCode{""}, Regions: []directory.RegionCode{"BG341", "BG9"}, NACE: []string{" "}, Kinds: []directory.Kind{"x"}, Sizes: []directory.Size{""}}
		}, []string{"eligible_countries[0] unknown-country", "eligible_regions[1] unknown-region : perhaps BG3", "eligible_nace[0] bad-text",
			"who_can_apply[0] unknown-value " + kinds, "eligible_sizes[0] required"}},
		{"consortium", func(k *directory.Call) {
			k.Consortium = directory.Consortium{MinPartners: -1, MaxPartners: 1001, MinCountries: 1001, Roles: []directory.Kind{"sme", "firm"}}
		}, []string{"consortium.min_partners bad-number 0|1000", "consortium.max_partners bad-number 1|1000", "consortium.min_countries bad-number 0|1000",
			"consortium.roles[1] unknown-value " + kinds}},
		{"fewer partners at most than at least", func(k *directory.Call) { k.Consortium.MaxPartners = 2 }, []string{"consortium.max_partners bad-number 3|1000"}},
		{"concepts, keywords, website, descriptions", func(k *directory.Call) {
			k.Concepts, k.Keywords, k.Website = []directory.Tag{{Concept: "technology:x"}}, []string{hostile}, "www.example.org"
			k.Descriptions = map[directory.Language]string{"": "x"}
		}, []string{"technologies[0] unknown-concept technology|", "keywords[0] bad-text", "website bad-url", "description. bad-language " + language}},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := valid()
			c.change(k)
			if diff := cmp.Diff(c.want, lines(k.Validate(v))); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestValidateProject(t *testing.T) {
	v := vocabulary(t)
	p := &directory.Project{Header: directory.Header{ID: "p"}, Title: "P"}
	if faults := p.Validate(v); len(faults) > 0 {
		t.Fatalf("the valid one: %v", faults)
	}
	p = &directory.Project{Header: directory.Header{ID: "p", FormerIDs: []directory.RecordID{"p"}}, Acronym: long(121), Programme: hostile, Start: date(t, "2024"), End: date(t, "2023"),
		Budget: amount(-1), Countries: []directory.CountryCode{"??"}, Partners: []directory.Party{{Name: "A", Organisation: "A"}},
		Concepts: []directory.Tag{{Concept: "ecosystem:x"}, {Concept: "emerging:x"}}, Keywords: []string{long(121)}, Website: "P",
		Descriptions: map[directory.Language]string{"xx": ""}}
	want := []string{"former_ids[0] self-link", "acronym too-long 120", "title required", "programme bad-text", "end date-order 2024",
		"budget_eur bad-number 0|1000000000000", "countries[0] unknown-country", "partners[0] bad-id", "ecosystems[0] unknown-concept ecosystem|",
		"emerging[0] unknown-concept emerging|", "keywords[0] too-long 120", "website website-is-label", "description.xx bad-language " + language}
	if diff := cmp.Diff(want, lines(p.Validate(v))); diff != "" {
		t.Errorf("faults (-want +got):\n%s", diff)
	}
	p.Start, p.End = directory.Date{Precision: directory.PrecisionMonth}, directory.Date{}
	if got := lines(p.Validate(v)); !slices.Contains(got, "start bad-date") {
		t.Errorf("a start that is no date: %v", got)
	}
}

// Every list is bounded, and so is the number of faults of a hostile record.
func TestListsAreBounded(t *testing.T) {
	v := vocabulary(t)
	const n = 2000
	descriptions, sources := map[directory.Language]string{}, map[string]directory.Provenance{}
	for i := range n {
		descriptions[directory.Language(fmt.Sprint(i))] = hostile
		sources[fmt.Sprint(i)] = directory.Provenance{Source: hostile}
	}
	h := directory.Header{ID: "x", FormerIDs: many[directory.RecordID]("X", n), FieldSources: sources}
	tags, texts := many(directory.Tag{Concept: "sector:x", Strength: 9}, n), many(hostile, n)
	offerings := append(many(directory.Offering{}, n), directory.Offering{Concepts: many[directory.ConceptID]("x", n)})
	offerings[0], offerings[n] = offerings[n], offerings[0]
	parties := many(directory.Party{}, n)
	countries := many[directory.CountryCode]("??", n)
	records := map[directory.Record][]string{
		&directory.Organisation{Header: h, Names: many(directory.Name{Type: "display"}, n), NACE: texts, MemberOf: many[directory.RecordID]("X", n), Concepts: tags, Keywords: texts,
			Offers: offerings, Needs: offerings, TargetCountries: countries, Projects: many(directory.ProjectRef{}, n), Languages: many[directory.Language]("?", n), Descriptions: descriptions}: {
			"former_ids", "field_sources", "names", "nace", "member_of", "concepts", "keywords", "offers", "offers[0].concepts", "needs", "needs[0].concepts", "target_countries", "projects", "languages", "description"},
		&directory.Event{Header: h, Organisers: parties, Concepts: tags, Keywords: texts, Programme: many(directory.Session{}, n), Participants: parties, Descriptions: descriptions}: {
			"former_ids", "field_sources", "organisers", "concepts", "keywords", "programme", "participants", "description"},
		&directory.Call{Header: h, Lots: many(directory.Lot{}, n), Eligible: directory.Eligibility{Countries: countries, Regions: many[directory.RegionCode]("?", n), NACE: texts,
			Kinds: many[directory.Kind]("?", n), Sizes: many[directory.Size]("?", n)}, Consortium: directory.Consortium{Roles: many[directory.Kind]("?", n)}, Concepts: tags, Keywords: texts, Descriptions: descriptions}: {
			"former_ids", "field_sources", "lots", "eligible_countries", "eligible_regions", "eligible_nace", "who_can_apply", "eligible_sizes", "consortium.roles", "concepts", "keywords", "description"},
		&directory.Project{Header: h, Countries: countries, Partners: parties, Concepts: tags, Keywords: texts, Descriptions: descriptions}: {
			"former_ids", "field_sources", "countries", "partners", "concepts", "keywords", "description"},
	}
	for r, want := range records {
		faults := r.Validate(v)
		var got []string
		for _, f := range faults {
			if f.Key == directory.FaultTooMany {
				got = append(got, f.Field)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s with too many (-want +got):\n%s", r.Type(), diff)
		}
		if len(faults) > 15000 {
			t.Errorf("%s: %d faults", r.Type(), len(faults))
		}
	}
}

func TestFaultsAreErrors(t *testing.T) {
	var faults directory.Faults
	if err := faults.Err(); err != nil {
		t.Errorf("no faults are the error %v", err)
	}
	faults.Add("city", "\xff"+strings.Repeat("я", 1000), directory.FaultTooLong, "120")
	faults.Add("kind", "", directory.FaultRequired)
	if got := faults[0].Value; got != "\ufffd"+strings.Repeat("я", 119)+"…" {
		t.Errorf("the value is kept as %q", got)
	}
	err := fmt.Errorf("put: %w", faults.Err())
	if !errors.Is(err, directory.ErrInvalid) || errors.Is(err, directory.ErrNotFound) {
		t.Errorf("%v is of the wrong kind", err)
	}
	want := `city "x" is too long: at most 120 characters; kind is missing: give a value`
	faults[0].Value = "x"
	if got := faults.Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// An offer stands to the end of its last day; one of which only the month is known, to
// the end of the month.
func TestLapsed(t *testing.T) {
	for _, c := range []struct {
		until, today string
		want         bool
	}{
		{"", "2026-11-28", false},
		{"2026-11-28", "2026-11-28", false},
		{"2026-11-27", "2026-11-28", true},
		{"2026-11", "2026-11-30", false},
		{"2026-10", "2026-11-01", true},
		{"2026", "2026-12-31", false},
		{"2025", "2026-01-01", true},
		{"2025", "", false},
	} {
		until, err := directory.ParseDate(c.until)
		if err != nil {
			t.Fatal(err)
		}
		today, err := directory.ParseDate(c.today)
		if err != nil {
			t.Fatal(err)
		}
		if got := (directory.Offering{Text: "a", ValidUntil: until}).Lapsed(today); got != c.want {
			t.Errorf("until %q on %q: lapsed %v, want %v", c.until, c.today, got, c.want)
		}
	}
}
