package catalogue

import (
	"errors"
	"slices"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store/memstore"
)

func isUnavailable(err error) bool { return errors.Is(err, directory.ErrUnavailable) }

// organisation is a small valid record.
func organisation(id directory.RecordID, change ...func(*directory.Organisation)) *directory.Organisation {
	o := &directory.Organisation{Header: directory.Header{ID: id}, Kind: "cluster", Status: "active",
		Names: []directory.Name{{Text: string(id), Language: "en", Script: "Latn", Type: "display"}}, Place: directory.Place{Country: "BG"}}
	for _, c := range change {
		c(o)
	}
	return o
}

// profiles is a catalogue over the records.
func profiles(t *testing.T, records ...directory.Record) *Catalogue {
	t.Helper()
	c, x, err := opened(overSeed(t).vocabulary, memstore.New(), t.TempDir(), records...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return c
}

func refIDs(refs []Ref) (list []directory.RecordID) {
	for _, r := range refs {
		list = append(list, r.ID)
	}
	return list
}

func TestFormerIDs(t *testing.T) {
	c := profiles(t,
		organisation("bg-new", func(o *directory.Organisation) {
			o.FormerIDs, o.Website = []directory.RecordID{"bg-old", "bg-older"}, "https://www.new.example.org:8443/x"
		}),
		organisation("bg-a", func(o *directory.Organisation) { o.MemberOf = []directory.RecordID{"bg-older", "bg-gone"} }),
		organisation("bg-b", func(o *directory.Organisation) { o.MemberOf = []directory.RecordID{"bg-new", "bg-old"} }))
	for _, id := range []directory.RecordID{"bg-old", "bg-older"} {
		_, err := c.Organisation(t.Context(), id, "en")
		var moved *MovedError
		if !errors.As(err, &moved) || moved.To != "bg-new" || !errors.Is(err, directory.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
	}
	for _, id := range []directory.RecordID{"bg-none", "", "../x", "BG-NEW"} {
		_, err := c.Organisation(t.Context(), id, "en")
		if moved := (*MovedError)(nil); !errors.Is(err, directory.ErrNotFound) || errors.As(err, &moved) {
			t.Errorf("%q: %v", id, err)
		}
	}
	// A membership under a former id is one, from both sides and once.
	for _, id := range []directory.RecordID{"bg-a", "bg-b"} {
		p, err := c.Organisation(t.Context(), id, "en")
		if err != nil || !slices.Equal(refIDs(p.Memberships), []directory.RecordID{"bg-new"}) {
			t.Errorf("memberships of %s: %v, %v", id, refIDs(p.Memberships), err)
		}
		if want := (Contact{URL: "https://www.new.example.org:8443/x", Host: "new.example.org:8443", Via: "cluster", Name: "bg-new"}); p.Contact != want {
			t.Errorf("contact of %s: %+v", id, p.Contact)
		}
	}
	n, err := c.Organisation(t.Context(), "bg-new", "en")
	if err != nil || !slices.Equal(refIDs(n.Members), []directory.RecordID{"bg-a", "bg-b"}) || n.MemberCount != 2 {
		t.Errorf("members: %v, %v", refIDs(n.Members), err)
	}
}

func TestContact(t *testing.T) {
	source := directory.Provenance{Source: "https://register.example.org/a"}
	c := profiles(t,
		organisation("own", func(o *directory.Organisation) {
			o.Website, o.Provenance, o.MemberOf = "https://own.example.org/", source, []directory.RecordID{"own"}
		}),
		organisation("silent-cluster"),
		organisation("from-cluster", func(o *directory.Organisation) {
			o.Provenance, o.MemberOf = source, []directory.RecordID{"silent-cluster", "own"}
		}),
		organisation("from-source", func(o *directory.Organisation) {
			o.Provenance, o.MemberOf = source, []directory.RecordID{"silent-cluster"}
		}),
		organisation("none"))
	for id, want := range map[directory.RecordID]Contact{
		"own":          {URL: "https://own.example.org/", Host: "own.example.org", Via: "website"},
		"from-cluster": {URL: "https://own.example.org/", Host: "own.example.org", Via: "cluster", Name: "own"},
		"from-source":  {URL: "https://register.example.org/a", Host: "register.example.org", Via: "source"},
		"none":         {},
	} {
		p, err := c.Organisation(t.Context(), id, "en")
		if err != nil || p.Contact != want {
			t.Errorf("%s: %+v, %v", id, p.Contact, err)
		}
	}
}

// The age of a source is what has certainly passed of it, and old from five
// years on; today is 23 November 2026.
func TestAges(t *testing.T) {
	for date, want := range map[string]int{"": -1, "2027": 0, "2026": 0, "2026-11-24": 0, "2025-11-23": 1, "2025-11-24": 0, "2021-11-23": 5, "2021-11-24": 4, "2021-11": 4,
		"2021-10": 5, "2021": 4, "2020": 5, "1450": 575} {
		d, err := directory.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		if age, stale := overSeed(t).age(d); age != want || stale != (want < 0 || want >= StaleYears) {
			t.Errorf("%q: %d years, stale: %v; want %d", date, age, stale, want)
		}
	}
	// Leap years have other numbers for the same days.
	for _, c := range []struct {
		then, now string
		want      int
	}{{"2020-03-01", "2026-03-01", 6}, {"2020-12-31", "2025-12-31", 5}, {"2023-03-01", "2024-02-29", 0}, {"2020-02-29", "2025-02-28", 4}} {
		then, err1 := directory.ParseDate(c.then)
		now, err2 := directory.ParseDate(c.now)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if got := yearsBetween(then, now); got != c.want {
			t.Errorf("%s to %s: %d years, want %d", c.then, c.now, got, c.want)
		}
	}
}

func TestLanguagesFallBack(t *testing.T) {
	c := profiles(t, organisation("ro-a", func(o *directory.Organisation) {
		o.Place = directory.Place{Country: "RO", Region: "RO213", City: "Iași"}
		o.Names = append(o.Names, directory.Name{Text: "Клъстер", Language: "bg", Type: "alias"}, directory.Name{Text: "Asociația", Language: "ro", Type: "official"})
		o.Descriptions = map[directory.Language]string{"en": "English", "bg": "Български", "ro": "Română"}
	}), organisation("ro-b", func(o *directory.Organisation) { o.Descriptions = map[directory.Language]string{"tr": "Türkçe"} }))
	for _, w := range []struct {
		id              directory.RecordID
		l               directory.Language
		text, also      string
		in, alsoIn      directory.Language
		country, native string
	}{
		{"ro-a", "en", "English", "Română", "en", "ro", "Romania", "Asociația"},
		{"ro-a", "ro", "Română", "Български", "ro", "bg", "România", "Asociația"},
		{"ro-a", "ka", "English", "Română", "en", "ro", "რუმინეთი", "Asociația"},
		{"ro-b", "bg", "Türkçe", "", "tr", "", "България", ""},
	} {
		p, err := c.Organisation(t.Context(), w.id, w.l)
		if err != nil {
			t.Fatal(err)
		}
		if p.Description != w.text || p.DescLang != w.in || p.AlsoIn != w.also || p.AlsoLang != w.alsoIn || p.Country.Label != w.country || p.Native != w.native {
			t.Errorf("%s in %s: %q (%s), also %q (%s), in %s, natively %q", w.id, w.l, p.Description, p.DescLang, p.AlsoIn, p.AlsoLang, p.Country.Label, p.Native)
		}
	}
	p, err := c.Organisation(t.Context(), "ro-a", "en")
	if err != nil || len(p.OtherNames) != 1 || p.OtherNames[0].Text != "Клъстер" {
		t.Errorf("other names: %v, %v", p.OtherNames, err)
	}
	if len(p.Regions) == 0 || p.Regions[0].Code != "RO213" || slices.ContainsFunc(p.Regions, func(l Labelled) bool { return l.Code == "RO" }) {
		t.Errorf("regions: %v", p.Regions)
	}
}

// Over the whole seed: who is a member says so on both pages, related
// organisations share a sector and are not shown elsewhere on the page, members
// are in the order of names.
func TestProfilesOfTheSeed(t *testing.T) {
	s := overSeed(t)
	type edge struct{ member, of directory.RecordID }
	members, memberships := map[edge]bool{}, map[edge]bool{}
	sectors := map[directory.RecordID][]directory.ConceptID{}
	for _, o := range s.organisations {
		sectors[o.ID] = o.ConceptsOf(directory.SchemeSector)
	}
	coll := collate.New(language.Und)
	has := map[directory.RecordID]bool{}
	for _, o := range s.organisations {
		for _, id := range o.MemberOf {
			has[id] = true
		}
	}
	related := 0
	for i, o := range s.organisations {
		// Each costs two searches: all that are members or have some, and others.
		if i%8 != 0 && len(o.MemberOf) == 0 && !has[o.ID] {
			continue
		}
		p, err := s.Organisation(t.Context(), o.ID, "bg")
		if err != nil {
			t.Fatalf("%s: %v", o.ID, err)
		}
		if p.Name == "" || p.Kind.Label == "" || p.Country.Label == "" || p.Contact == (Contact{}) && o.Provenance.Source != "" {
			t.Errorf("%s: %q, %v, %v, %v", o.ID, p.Name, p.Kind, p.Country, p.Contact)
		}
		for _, r := range p.Memberships {
			memberships[edge{o.ID, r.ID}] = true
		}
		for _, r := range p.Members {
			members[edge{r.ID, o.ID}] = true
		}
		if !slices.IsSortedFunc(p.Members, func(a, b Ref) int { return coll.CompareString(a.Name, b.Name) }) || p.MemberCount < len(p.Members) {
			t.Errorf("%s: members %v of %d", o.ID, refIDs(p.Members), p.MemberCount)
		}
		shown := append(refIDs(p.Members), refIDs(p.Memberships)...)
		if len(p.Related) > maxRelated {
			t.Errorf("%s: %d related", o.ID, len(p.Related))
		}
		for _, r := range p.Related {
			related++
			if r.ID == o.ID || slices.Contains(shown, r.ID) || len(r.Shared) == 0 {
				t.Errorf("%s: related %s sharing %v", o.ID, r.ID, r.Shared)
			}
			for _, l := range r.Shared {
				id := directory.NewConceptID(directory.SchemeSector, l.Code)
				if !slices.Contains(sectors[o.ID], id) || !slices.Contains(sectors[r.ID], id) {
					t.Errorf("%s and %s do not share %s", o.ID, r.ID, id)
				}
			}
		}
	}
	for e := range memberships {
		if !members[e] {
			t.Errorf("%s says it is a member of %s, whose page does not list it", e.member, e.of)
		}
	}
	for e := range members {
		if !memberships[e] {
			t.Errorf("%s lists %s, whose page does not say so", e.of, e.member)
		}
	}
	if len(members) < 20 || related < 200 {
		t.Errorf("only %d members and %d related", len(members), related)
	}
}

func TestNearIDs(t *testing.T) {
	s := overSeed(t)
	for id, want := range map[string]directory.RecordID{
		"bg-ict-clster-burgas":      "bg-ict-cluster-burgas",
		"bg-ict-cluster-burgaz":     "bg-ict-cluster-burgas",
		"ict-cluster-burgas":        "bg-ict-cluster-burgas",
		"bg_ict_cluster_burgas":     "bg-ict-cluster-burgas",
		"BG-ICT-Cluster-Burgas":     "bg-ict-cluster-burgas",
		"georgian-furniture-clustr": "ge-georgian-furniture-cluster",
		"tr-osa":                    "",
		"zzzz":                      "",
		"":                          "",
		"--- \x00 \xff":             "",
	} {
		refs, err := s.NearIDs(t.Context(), id, "en")
		if err != nil || len(refs) > maxNear {
			t.Errorf("%q: %d, %v", id, len(refs), err)
		}
		if got := refIDs(refs); want == "" && len(got) > 0 || want != "" && (len(got) == 0 || got[0] != want) {
			t.Errorf("%q: near %v, want %q first", id, got, want)
		}
	}
	long := "x" + string(make([]byte, 1<<20))
	if refs, err := s.NearIDs(t.Context(), long, "en"); err != nil || len(refs) > 0 {
		t.Errorf("a megabyte: %v, %v", refs, err)
	}
}

// What the front page counts adds up to what there is.
func TestHomeAddsUp(t *testing.T) {
	s := overSeed(t)
	count := map[directory.RecordType]int{}
	for _, r := range s.records {
		count[r.Type()]++
	}
	h, err := s.Home(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	if h.Organisations != count[directory.Organisations] || h.Events != count[directory.Events] || h.Calls != count[directory.Calls] || h.Projects != count[directory.Projects] {
		t.Errorf("%d organisations, %d events, %d calls, %d projects; there are %v", h.Organisations, h.Events, h.Calls, h.Projects, count)
	}
	for name, values := range map[string][]FacetValue{"countries": h.Countries, "kinds": h.Kinds} {
		sum := 0
		for i, v := range values {
			sum += v.Count
			if i > 0 && v.Count > values[i-1].Count || v.Label == "" {
				t.Errorf("%s: %+v", name, v)
			}
		}
		if sum != h.Organisations {
			t.Errorf("%s add up to %d of %d", name, sum, h.Organisations)
		}
	}
	for f, values := range map[search.Facet][]FacetValue{search.FacetCountry: h.Countries, search.FacetSector: h.Sectors} {
		counts, err := s.Counts(t.Context(), f)
		if err != nil || len(counts) != len(values) {
			t.Errorf("%s: %d counts, %d values, %v", f, len(counts), len(values), err)
		}
		for _, v := range values {
			if counts[v.Value] != v.Count {
				t.Errorf("%s: %s counts %d and %d", f, v.Value, v.Count, counts[v.Value])
			}
		}
	}
	if st, err := s.Standing(t.Context()); err != nil || st.Store != st.Index || !st.Ready || h.Revision != st.Store {
		t.Errorf("standing: %+v, %v; the front page is of revision %d", st, err, h.Revision)
	}
}

// Every country has a name in every language of the directory.
func TestCountryNames(t *testing.T) {
	v := overSeed(t).vocabulary
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			code := directory.CountryCode([]rune{a, b})
			for _, l := range directory.Languages {
				if name := CountryName(v, code, l); directory.KnownCountry(code) && (name == "" || name == string(code)) {
					t.Errorf("%s in %s: %q", code, l, name)
				}
			}
		}
	}
	if got := CountryName(v, "DE", "xx-not-a-language"); got == "" {
		t.Error("no name in an unknown language")
	}
}
