package seed_test

import (
	"bufio"
	"bytes"
	"io/fs"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/translit"
	"euxine/seed"
)

// What was compiled, and what became of it: 614 organisations, none merged; 54
// events; 50 calls, of which the two DIGITOUR vouchers are one; 55 projects and
// four more that several organisations here name as theirs.
var wantRecords = map[string]int{
	"organisations-bg.ndjson": 159,
	"organisations-ro.ndjson": 158,
	"organisations-tr.ndjson": 121,
	"organisations-ua.ndjson": 114,
	"organisations-ge.ndjson": 62,
	"events.ndjson":           54,
	"calls.ndjson":            49,
	"projects.ndjson":         59,
}

// How many of a hundred organisations must at least carry what.
const (
	// The rest are authorities without a field of their own, and bodies whose
	// source does not say what they do.
	leastSectorShare = 97
	// The rest are bodies whose seat no source tells; they are listed.
	leastRegionShare = 84
	// A technology, a service or a keyword: what a body does beyond its sector.
	leastDetailShare = 90
)

// data is everything the seed holds, read once for all tests.
type data struct {
	vocabulary *directory.Vocabulary
	records    map[string][]directory.Record // by file
	faults     []exchange.Located
	ledger     *exchange.Ledger
}

var load = sync.OnceValues(func() (*data, error) {
	v, err := exchange.ReadVocabulary(seed.Files)
	if err != nil {
		return nil, err
	}
	d := &data{vocabulary: v, records: map[string][]directory.Record{}, ledger: exchange.NewLedger()}
	files, err := fs.Glob(seed.Files, "*.ndjson")
	if err != nil {
		return nil, err
	}
	mapping := exchange.NewMapping(v)
	for _, file := range files {
		f, err := seed.Files.Open(file)
		if err != nil {
			return nil, err
		}
		err = mapping.Read(exchange.Source{File: file, Reader: f}, func(it exchange.Item) error {
			d.faults = append(d.faults, it.Faults...)
			d.faults = append(d.faults, d.ledger.Add(it)...)
			if it.Record != nil {
				d.records[file] = append(d.records[file], it.Record)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err := f.Close(); err != nil {
			return nil, err
		}
	}
	return d, nil
})

func loaded(t *testing.T) *data {
	t.Helper()
	d, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *data) organisations() []*directory.Organisation {
	var list []*directory.Organisation
	for _, file := range slices.Sorted(maps.Keys(d.records)) {
		for _, r := range d.records[file] {
			if o, ok := r.(*directory.Organisation); ok {
				list = append(list, o)
			}
		}
	}
	return list
}

func TestEveryRecordIsValid(t *testing.T) {
	d := loaded(t)
	for _, f := range d.faults {
		t.Error(f)
	}
}

func TestCounts(t *testing.T) {
	d := loaded(t)
	for file, want := range wantRecords {
		got := len(d.records[file])
		t.Logf("%-24s %d", file, got)
		if got != want {
			t.Errorf("%s holds %d records, want %d", file, got, want)
		}
	}
	if len(d.records) != len(wantRecords) {
		t.Errorf("record files %v, want those of %v", slices.Sorted(maps.Keys(d.records)), slices.Sorted(maps.Keys(wantRecords)))
	}
	for file, records := range d.records {
		_, country, ok := strings.Cut(strings.TrimSuffix(file, ".ndjson"), "-")
		if !ok {
			continue
		}
		for _, r := range records {
			if o := r.(*directory.Organisation); !strings.EqualFold(country, string(o.Place.Country)) {
				t.Errorf("%s lies in %s and stands in %s", o.ID, o.Place.Country, file)
			}
		}
	}
}

// TestLinksResolve holds ids, former ids and links of all files together.
func TestLinksResolve(t *testing.T) {
	d := loaded(t)
	for _, k := range d.ledger.Wanted() {
		faults, _ := d.ledger.Dangling(k)
		for _, f := range faults {
			t.Error(f)
		}
	}
	for _, f := range d.ledger.FormerIDs() {
		if d.ledger.Has(f.Key) {
			t.Error(f.IfTaken)
		}
	}
	links := map[string]int{}
	for _, records := range d.records {
		for _, r := range records {
			for _, l := range r.Links() {
				field, _, _ := strings.Cut(l.Field, "[")
				links[string(r.Type())+"."+field]++
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(links)) {
		t.Logf("%-28s %d links", k, links[k])
	}
}

func TestSectorShare(t *testing.T) {
	d := loaded(t)
	all := d.organisations()
	with := map[directory.Scheme]int{}
	var without []string
	for _, o := range all {
		for _, s := range directory.Schemes {
			if len(o.ConceptsOf(s)) > 0 {
				with[s]++
			}
		}
		if len(o.ConceptsOf(directory.SchemeSector)) == 0 {
			without = append(without, string(o.ID))
		}
	}
	for _, s := range directory.Schemes {
		if with[s] == 0 {
			continue // kinds and labels are fields of their own
		}
		t.Logf("organisations with %-10s %d of %d (%.1f %%)", s, with[s], len(all), 100*float64(with[s])/float64(len(all)))
	}
	t.Logf("without a sector: %s", strings.Join(without, " "))
	if 100*with[directory.SchemeSector] < leastSectorShare*len(all) {
		t.Errorf("%d of %d organisations carry a sector, want at least %d %%", with[directory.SchemeSector], len(all), leastSectorShare)
	}
}

// TestCompleteness prints and holds the figures the data page shows.
func TestCompleteness(t *testing.T) {
	all := loaded(t).organisations()
	var region, unread, detail, described, sourced int
	var nowhere []string
	for _, o := range all {
		if o.Place.Region != "" {
			region++
			seat, ok := o.FieldSources["region"]
			if ok && seat.Source == "" || !ok && o.Provenance.Source == "" && o.Provenance.Note == "" {
				t.Errorf("%s has a region and nothing that says where it was read", o.ID)
			}
			if strings.Contains(seat.Note, "not re-read") {
				unread++
			}
		} else {
			nowhere = append(nowhere, string(o.ID))
		}
		if len(o.ConceptsOf(directory.SchemeTechnology))+len(o.ConceptsOf(directory.SchemeService))+len(o.Keywords) > 0 {
			detail++
		}
		if o.Descriptions["en"] != "" {
			described++
		}
		if o.Provenance.Source != "" {
			sourced++
		}
	}
	for _, f := range []struct {
		what          string
		n, leastShare int
	}{
		{"a region", region, leastRegionShare},
		{"a technology, service or keyword", detail, leastDetailShare},
		{"a description", described, 100},
		{"a source page", sourced, 98},
	} {
		t.Logf("organisations with %-33s %d of %d (%.1f %%)", f.what, f.n, len(all), 100*float64(f.n)/float64(len(all)))
		if 100*f.n < f.leastShare*len(all) {
			t.Errorf("%d of %d organisations have %s, want at least %d %%", f.n, len(all), f.what, f.leastShare)
		}
	}
	t.Logf("%d of the regions rest on general knowledge, with the official site named and not read again", unread)
	t.Logf("%d without a region: %s", len(nowhere), strings.Join(nowhere, " "))
}

// TestOffersSayWhatTheyAreAbout prints and holds how many offers and needs have been
// given a kind and concepts. The others say nothing of their subject.
func TestOffersSayWhatTheyAreAbout(t *testing.T) {
	var all, about, directed int
	kinds := map[directory.OfferingKind]int{}
	for _, o := range loaded(t).organisations() {
		for _, of := range slices.Concat(o.Offers, o.Needs) {
			all++
			kinds[of.Kind]++
			if len(of.Concepts) > 0 {
				about++
			}
			if len(of.Concepts) > mostConcepts {
				t.Errorf("%s: %q has %d concepts: what is about everything is found by nothing", o.ID, of.Text, len(of.Concepts))
			}
			if len(of.TargetCountries) > 0 {
				directed++
			}
		}
	}
	t.Logf("%d offers and needs: %d with concepts, %d with countries, by kind %v", all, about, directed, kinds)
	if 100*about < 98*all || 100*kinds[""] > 2*all {
		t.Errorf("%d of %d have concepts, %d no kind", about, all, kinds[""])
	}
}

// mostConcepts is how many concepts an offer or need has at most: three, and one more
// where it names several fields.
const mostConcepts = 4

// TestShareOfLinkedNames prints how many of the names of projects, partners and
// organisers are records; the others are outside the directory and stay names.
func TestShareOfLinkedNames(t *testing.T) {
	type share struct{ linked, names int }
	shares := map[string]*share{}
	count := func(what string, id directory.RecordID) {
		if shares[what] == nil {
			shares[what] = &share{}
		}
		shares[what].names++
		if id != "" {
			shares[what].linked++
		}
	}
	for _, records := range loaded(t).records {
		for _, r := range records {
			switch r := r.(type) {
			case *directory.Organisation:
				for _, p := range r.Projects {
					count("projects of organisations", p.Project)
				}
			case *directory.Event:
				for _, p := range r.Organisers {
					count("organisers of events", p.Organisation)
				}
			case *directory.Project:
				for _, p := range r.Partners {
					count("partners of projects", p.Organisation)
				}
			}
		}
	}
	for what, least := range map[string]int{"projects of organisations": 53, "organisers of events": 20, "partners of projects": 43} {
		s := shares[what]
		if s == nil {
			t.Errorf("no %s", what)
			continue
		}
		t.Logf("%-26s %d of %d names are records (%.1f %%)", what, s.linked, s.names, 100*float64(s.linked)/float64(s.names))
		if s.linked < least {
			t.Errorf("%s: %d names are linked, want at least %d", what, s.linked, least)
		}
	}
}

// TestFilesAreCanonical: the seed is what an export of it would be, so that a
// corrected export can take its place and a difference shows only what changed.
func TestFilesAreCanonical(t *testing.T) {
	d := loaded(t)
	for file, records := range d.records {
		raw, err := seed.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(raw))
		lines.Buffer(nil, exchange.MaxRecord)
		for i := 0; lines.Scan() && i < len(records); i++ {
			if want := exchange.Encode(records[i]); !bytes.Equal(lines.Bytes(), want) {
				t.Errorf("%s:%d: %s is not in canonical form:\n%s\nwant\n%s", file, i+1, records[i].Head().ID, lines.Bytes(), want)
			}
		}
	}
}

// schemeSizes are the sizes of the lists the schemes follow.
var schemeSizes = map[directory.Scheme]int{
	directory.SchemeSector: 51, directory.SchemeEmerging: 10, directory.SchemeEcosystem: 14,
	directory.SchemeTechnology: 16, directory.SchemePriority: 65, directory.SchemeService: 10,
	directory.SchemeKind: len(directory.Kinds), directory.SchemeLabel: len(directory.ExcellenceLabels),
	directory.SchemeEventKind: len(directory.EventKinds), directory.SchemeCallKind: len(directory.CallKinds),
	directory.SchemeTopic: 350,
}

// Every concept has a preferred label in every language, and no label stands for
// two.
func TestConceptLabels(t *testing.T) {
	v := loaded(t).vocabulary
	for _, s := range directory.Schemes {
		info, ok := v.Scheme(s)
		if !ok {
			t.Errorf("no scheme %s", s)
			continue
		}
		concepts, other, hidden := v.ConceptsOf(s), 0, 0
		if len(concepts) != schemeSizes[s] {
			t.Errorf("%s has %d concepts, want %d", s, len(concepts), schemeSizes[s])
		}
		preferred := map[string]directory.ConceptID{} // language and folded label
		names := map[string]directory.ConceptID{}     // any label; see name
		for _, id := range concepts {
			c, _ := v.Concept(id)
			for _, l := range directory.Languages {
				label := c.PrefLabel[l]
				if label == "" {
					t.Errorf("%s has no label in %s", id, l)
					continue
				}
				k := string(l) + " " + folded(label)
				if first, ok := preferred[k]; ok {
					t.Errorf("%s and %s are both called %q", first, id, label)
				}
				preferred[k] = id
				names[name(s, l, label)] = id
			}
		}
		for _, id := range concepts {
			c, _ := v.Concept(id)
			for l, labels := range c.AltLabel {
				for _, label := range labels {
					other++
					if first, ok := names[name(s, l, label)]; ok && first != id {
						t.Errorf("%q (%s) stands for both %s and %s", label, l, first, id)
					}
					names[name(s, l, label)] = id
				}
			}
		}
		for _, id := range concepts {
			c, _ := v.Concept(id)
			for l, labels := range c.HiddenLabel {
				for _, label := range labels {
					hidden++
					if first, ok := names[name(s, l, label)]; ok {
						t.Errorf("the hidden label %q (%s) of %s is one of %s", label, l, id, first)
					}
					names[name(s, l, label)] = id
				}
			}
		}
		for _, l := range directory.Languages {
			if info.Title[l] == "" {
				t.Errorf("scheme %s has no title in %s", s, l)
			}
		}
		t.Logf("%-10s %d concepts, %d other labels, %d hidden, %s", s, len(concepts), other, hidden, info.Status)
	}
	for _, kind := range directory.Kinds {
		if _, ok := v.Concept(directory.NewConceptID(directory.SchemeKind, string(kind))); !ok {
			t.Errorf("no concept for the kind %s", kind)
		}
	}
	for _, label := range directory.ExcellenceLabels {
		if _, ok := v.Concept(directory.NewConceptID(directory.SchemeLabel, string(label))); !ok {
			t.Errorf("no concept for the label %s", label)
		}
	}
}

// name is what a label is known by: in all languages together, since files to
// import may name concepts in any; topics in their own language, since texts are
// read in it.
func name(s directory.Scheme, l directory.Language, label string) string {
	if s == directory.SchemeTopic {
		return string(l) + " " + folded(label)
	}
	return folded(label)
}

func folded(s string) string {
	var keys []string
	for _, w := range translit.Words(s) {
		keys = append(keys, w.Key)
	}
	return strings.Join(keys, " ")
}

// TestSectorsAreFoundByEverydayWords: what people call a field leads to it.
func TestSectorsAreFoundByEverydayWords(t *testing.T) {
	v := loaded(t).vocabulary
	names := map[string]string{}
	for _, id := range v.ConceptsOf(directory.SchemeSector) {
		c, _ := v.Concept(id)
		for _, labels := range c.AltLabel {
			for _, l := range labels {
				names[folded(l)] = id.Code()
			}
		}
		for _, l := range c.PrefLabel {
			names[folded(l)] = id.Code()
		}
	}
	for word, want := range map[string]string{
		"furniture": "furniture", "мебели": "furniture", "wine": "food-processing-and-manufacturing",
		"вино": "food-processing-and-manufacturing", "IT": "information-technology-and-analytical-instruments",
		"софтуер": "information-technology-and-analytical-instruments", "shipbuilding": "water-transportation",
		"корабостроене": "water-transportation", "туризъм": "hospitality-and-tourism", "solar energy": "electric-power-generation-and-transmission",
		"packaging": "paper-and-packaging", "textiles": "textile-manufacturing", "пчеларство": "agricultural-inputs-and-services",
	} {
		if got := names[folded(word)]; got != want {
			t.Errorf("%q leads to %q, want %q", word, got, want)
		}
	}
}

// TestStatusFollowsTheSource: active is said only where the source is at most
// five years older than the compilation.
func TestStatusFollowsTheSource(t *testing.T) {
	fiveYearsBefore, err := directory.ParseDate("2021-11")
	if err != nil {
		t.Fatal(err)
	}
	count := map[directory.Status]int{}
	for _, o := range loaded(t).organisations() {
		count[o.Status]++
		date := o.Provenance.SourceDate
		if o.Status == directory.StatusActive && (date.IsZero() || date.First().Before(fiveYearsBefore.First())) {
			t.Errorf("%s is called active by a source of %q", o.ID, date)
		}
	}
	t.Logf("status: %v", count)
}

// TestPlacesOfEvents: an online event names no city, and a region only stands
// where the directory knows it.
func TestPlacesOfEvents(t *testing.T) {
	d := loaded(t)
	online := 0
	for _, r := range d.records["events.ndjson"] {
		e := r.(*directory.Event)
		if e.Online {
			online++
			if e.Place.City != "" || e.Place.Region != "" {
				t.Errorf("%s is held online and in %q %q", e.ID, e.Place.City, e.Place.Region)
			}
			if e.Provenance.Note == "" {
				t.Errorf("%s is held online and does not say what its country is", e.ID)
			}
		} else if e.Place.City == "" {
			t.Errorf("%s is held nowhere", e.ID)
		}
	}
	t.Logf("%d events online", online)
}

// TestDigitourVouchers: two former records, one call, both lots extended.
func TestDigitourVouchers(t *testing.T) {
	for _, r := range loaded(t).records["calls.ndjson"] {
		c := r.(*directory.Call)
		if c.ID != "digitour-vouchers" {
			continue
		}
		if want := []directory.RecordID{"digitour-voucher-1", "digitour-voucher-2"}; !slices.Equal(c.FormerIDs, want) {
			t.Errorf("former ids %v, want %v", c.FormerIDs, want)
		}
		if len(c.Lots) != 2 {
			t.Fatalf("%d lots, want 2", len(c.Lots))
		}
		for _, l := range c.Lots {
			if l.ExtendedFrom.IsZero() || !l.ExtendedFrom.Before(l.Closes) {
				t.Errorf("lot %q closes %s, extended from %s", l.Name, l.Closes, l.ExtendedFrom)
			}
		}
		return
	}
	t.Error("no call digitour-vouchers")
}

// TestThemesOfBurgas: the region's own priorities, as its event of 2023 names them.
func TestThemesOfBurgas(t *testing.T) {
	burgas, ok := loaded(t).vocabulary.Region("BG341")
	if !ok || len(burgas.Priorities) != 3 || burgas.PrioritySource == "" {
		t.Errorf("Burgas has the priorities %v by %q, want three and their source", burgas.Priorities, burgas.PrioritySource)
	}
	for _, r := range loaded(t).records["events.ndjson"] {
		e := r.(*directory.Event)
		if e.ID != "cmr-2023-burgas" {
			continue
		}
		for _, want := range []directory.ConceptID{"sector:hospitality-and-tourism", "ecosystem:tourism",
			"sector:information-technology-and-analytical-instruments", "ecosystem:digital",
			"emerging:creative-industries", "ecosystem:cultural-creative"} {
			if !slices.ContainsFunc(e.Concepts, func(t directory.Tag) bool { return t.Concept == want }) {
				t.Errorf("%s does not carry %s", e.ID, want)
			}
		}
		// What its invitation promises, and where that and the Black Sea are read.
		var programme strings.Builder
		for _, s := range e.Programme {
			programme.WriteString(s.Title + ": " + s.Text + "\n")
		}
		for _, want := range []string{"Closing event of DIGITOUR", "ICT Greening Up", "exhibition", "At least ten green innovators", "B2B meetings", "Black Sea"} {
			if !strings.Contains(programme.String(), want) {
				t.Errorf("the programme of %s does not name %q:\n%s", e.ID, want, programme.String())
			}
		}
		for _, field := range []string{"programme", "description"} {
			if e.FieldSources[field].Source == "" {
				t.Errorf("%s does not say where its %s was read", e.ID, field)
			}
		}
		return
	}
	t.Error("no event cmr-2023-burgas")
}

var (
	mailAddress = regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+\.\p{L}`)
	tracking    = regexp.MustCompile(`[?&](utm_|fbclid|gclid|mc_cid|mc_eid)`)
)

// TestNothingPersonalAndNoTracking holds what a machine can check of "no
// personal data": no mail addresses, no telephone links, no addresses that
// follow the reader, no staging hosts as sources.
func TestNothingPersonalAndNoTracking(t *testing.T) {
	for file, records := range loaded(t).records {
		for _, r := range records {
			line := string(exchange.Encode(r))
			if m := mailAddress.FindString(line); m != "" {
				t.Errorf("%s: %s holds the mail address %s", file, r.Head().ID, m)
			}
			if strings.Contains(line, "tel:") || strings.Contains(line, "mailto:") {
				t.Errorf("%s: %s holds a telephone or mail link", file, r.Head().ID)
			}
			source := r.Head().Provenance.Source
			if tracking.MatchString(source) {
				t.Errorf("%s: source %s has tracking parameters", r.Head().ID, source)
			}
			u, err := url.Parse(source)
			if err != nil {
				t.Errorf("%s: %v", r.Head().ID, err)
				continue
			}
			for _, host := range []string{"hosted-temp.com", "autodiscover.culinary-arts.bg", "petkogeorgiev.com", "ilhamipektas.com"} {
				if strings.HasSuffix(u.Hostname(), host) {
					t.Errorf("%s: source %s is not to be given", r.Head().ID, source)
				}
			}
		}
	}
}
