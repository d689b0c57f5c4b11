package catalogue

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/lexicon"
	"euxine/internal/search"
	"euxine/internal/store"
	"euxine/internal/store/memstore"
)

// What search.Matches says of single records is what the index says of all: ids
// found are the same for random filters of every type over the seed.
func TestMatchesEqualsIndex(t *testing.T) {
	s := overSeed(t)
	_, said := lexicon.Later(s.vocabulary)
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom(directory.RecordTypes).Draw(t, "type")
		values := url.Values{}
		maybe := func(odds int, name string, value func() string) {
			if rapid.IntRange(1, odds).Draw(t, "draw "+name) == 1 {
				values.Add(name, value())
			}
		}
		of := func(list ...string) func() string {
			return func() string { return rapid.SampledFrom(list).Draw(t, "value") }
		}
		for _, f := range search.CountedOf(typ) {
			if f == search.FacetSourceYear {
				continue // no parameter
			}
			var known []string
			switch f {
			case search.FacetCountry:
				known = []string{"BG", "RO", "TR", "UA", "GE", "NO"}
			case search.FacetRegion:
				known = []string{"BG", "BG3", "BG341", "RO223", "TR8", "UA-51"}
			case search.FacetHas:
				known = search.HasValues
			case search.FacetLacks:
				known = search.LacksValues
			case search.FacetState:
				known = search.States
			default:
				for _, id := range s.vocabulary.ConceptsOf(f.SchemeFor(typ)) {
					known = append(known, id.Code())
				}
			}
			maybe(8, string(f), of(known...))
			maybe(16, string(f), of(known...))
		}
		maybe(8, "near", of("42.51,27.47", "44.17,28.63", "41.29,36.33"))
		if values.Has("near") {
			values.Set("within", of("5", "60", "400")())
		}
		if typ == directory.Organisations {
			for _, f := range search.Spoken {
				maybe(6, string(f), of("topic:tourism", "topic:training", "topic:export", "topic:product-development"))
			}
			maybe(8, "founded_from", of("1990", "2012"))
			maybe(8, "founded_to", of("2012", "2020"))
			maybe(8, "members_from", of("1", "40"))
			maybe(8, "members_to", of("40", "300"))
			maybe(12, "member_of", of("bg-ict-cluster-burgas", "ro-clustero"))
			maybe(8, "ids", of("bg-ict-cluster-burgas,tr-ossa,ro-cluj-it-cluster,xx-nobody", "bg-sea-harmony"))
		} else {
			maybe(4, "from", of("2020", "2023-09", "2026-11-23"))
			maybe(4, "to", of("2021", "2024-02-01", "2027"))
		}
		maybe(4, "theme", of("green-innovators", "digital-tourism", "blue-economy", "creative-industries"))
		q, faults := search.ParseFor(typ, values, s.vocabulary)
		if len(faults) > 0 {
			t.Fatalf("%v: %v", values, faults)
		}
		if typ == directory.Organisations && rapid.IntRange(1, 6).Draw(t, "about") == 1 {
			q.Filters.About = []directory.ConceptID{"topic:export", "service:upskilling"}
		}
		q.Today = directory.DateOf(today)
		if rapid.IntRange(0, 7).Draw(t, "among some") == 0 {
			q.Filters.Among = []directory.RecordID{"of-nobody"}
			for range rapid.IntRange(0, 30).Draw(t, "so many") {
				q.Filters.Among = append(q.Filters.Among, rapid.SampledFrom(s.records).Draw(t, "among").Head().ID)
			}
		}
		want, _, err := s.index.All(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		var got []directory.RecordID
		for _, r := range s.records {
			if search.Matches(q, r, s.vocabulary, said) {
				got = append(got, r.Head().ID)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%s %v: matched %v, found %v", typ, values, got, want)
		}
	})
}

// Words are found in a record as the index finds them: over a sample of real
// queries nothing is added, and at most one hit of two hundred is not seen.
func TestWordsOfVersionsEqualIndex(t *testing.T) {
	s := overSeed(t)
	text, err := os.ReadFile("../eval/testdata/practice.tsv")
	if err != nil {
		t.Fatal(err)
	}
	agreed, missed := 0, 0
	for i, line := range strings.Split(string(text), "\n") {
		part := strings.Split(line, "\t")
		if i%7 != 1 || len(part) < 4 {
			continue
		}
		q := question(t, s.vocabulary, url.Values{"q": {part[3]}, "lang": {part[2]}, "sort": {"name"}}.Encode())
		test, err := s.changeTest(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		found, err := s.FoundIDs(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range s.organisations {
			switch passes := test.passes(o); {
			case passes && !found[o.ID]:
				t.Errorf("%q is seen in %s, and the index does not find it", part[3], o.ID)
			case found[o.ID] && !passes:
				missed++
				t.Logf("%q is not seen in %s", part[3], o.ID)
			case passes:
				agreed++
			}
		}
	}
	if agreed < 200 || missed*200 > agreed {
		t.Errorf("%d hits seen, %d not", agreed, missed)
	}
}

// changing is a catalogue over a store in memory, without an index.
func changing(t interface{ Fatal(...any) }, s store.Store) *Catalogue {
	v, err := exchange.ReadVocabulary(os.DirFS("../../seed"))
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Store: s, Vocabulary: v, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return today }})
}

func organisationOf(id, name string, country directory.CountryCode, founded int) *directory.Organisation {
	o := &directory.Organisation{Header: directory.Header{ID: directory.RecordID(id)}, Kind: directory.KindCluster,
		Names: []directory.Name{{Text: name, Type: directory.NameDisplay}}, Place: directory.Place{Country: country}}
	if founded > 0 {
		o.Founded = directory.Date{Year: founded, Precision: directory.PrecisionYear}
	}
	return o
}

// lines are changes as the tests compare them.
func lines(l *ChangeList) []string {
	var list []string
	for _, b := range l.Batches {
		for _, c := range b.Changes {
			s := fmt.Sprintf("%d %s %s", c.Revision, c.Change, c.Key.ID)
			if c.Scope != ScopeWithin {
				s += " " + string(c.Scope)
			}
			for _, f := range c.Fields {
				s += fmt.Sprintf(" %s:%s>%s", f.Field, f.Old, f.New)
			}
			list = append(list, s)
		}
	}
	return list
}

func ask(t testing.TB, c *Catalogue, query string) search.ChangesQuestion {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, faults := search.ParseChanges(values, c.vocabulary)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", query, faults)
	}
	return q
}

func changesOf(t testing.TB, c *Catalogue, query string) *ChangeList {
	t.Helper()
	l, err := c.Changes(t.Context(), ask(t, c, query))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return l
}

func write(t testing.TB, s store.Store, by string, day int, ops ...store.Op) {
	t.Helper()
	at := time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC)
	if _, err := s.Apply(t.Context(), store.Batch{By: by, At: at, Ops: ops}); err != nil {
		t.Fatal(err)
	}
}

func put(r directory.Record) store.Op { return store.Op{Put: r} }

func remove(id string) store.Op {
	return store.Op{Delete: directory.Key{Type: directory.Organisations, ID: directory.RecordID(id)}}
}

// A small directory's life, told newest first: what came, changed, moved from one
// country to another, was merged and was removed.
func life(t testing.TB) store.Store {
	t.Helper()
	s := memstore.New()
	write(t, s, "import a.csv", 1, put(organisationOf("a", "Alpha", "BG", 0)), put(organisationOf("b", "Beta", "RO", 0)), put(organisationOf("c", "Gamma", "BG", 1999)))
	write(t, s, "import b.csv", 5, put(organisationOf("a", "Alpha", "BG", 2001)), put(organisationOf("b", "Beta", "BG", 0)))
	moved := organisationOf("c", "Gamma", "RO", 1999)
	moved.Provenance.File = "b.csv"
	write(t, s, "import b.csv", 5, put(moved))
	// Only how it got here: nothing that is exchanged changes.
	again := organisationOf("a", "Alpha", "BG", 2001)
	again.Provenance.File, again.Provenance.Line = "c.csv", 7
	write(t, s, "import c.csv", 9, put(again))
	heir := organisationOf("d", "Delta", "BG", 0)
	heir.FormerIDs = []directory.RecordID{"b"}
	write(t, s, "merge", 12, remove("b"), put(heir))
	write(t, s, "cleaning", 20, remove("c"))
	return s
}

func TestChangesAreToldNewestFirst(t *testing.T) {
	s := life(t)
	c := changing(t, s)
	for _, test := range []struct {
		query string
		want  []string
	}{
		{"", []string{"6 removed c", "5 removed b", "5 created d", "3 changed c country:BG>RO",
			"2 changed a founded:>2001", "2 changed b country:RO>BG", "1 created a", "1 created b", "1 created c"}},
		// c left Bulgaria, and then it was none of its changes that it went; b came.
		{"country=BG", []string{"5 removed b", "5 created d", "3 changed c left country:BG>RO", "2 changed a founded:>2001",
			"2 changed b entered country:RO>BG", "1 created a", "1 created c"}},
		{"country=RO", []string{"6 removed c", "3 changed c entered country:BG>RO", "2 changed b left country:RO>BG", "1 created b"}},
		{"founded_from=2000", []string{"2 changed a entered founded:>2001"}},
		{"since=2026-11-12", []string{"6 removed c", "5 removed b", "5 created d"}},
		{"since=2027", nil},
		{"after=4", []string{"6 removed c", "5 removed b", "5 created d"}},
		{"batch=2", []string{"3 changed c country:BG>RO", "2 changed a founded:>2001", "2 changed b country:RO>BG"}},
		{"batch=3&country=RO", []string{"3 changed c entered country:BG>RO", "2 changed b left country:RO>BG"}},
		{"batch=4", nil},
		{"batch=99", nil},
		{"type=events", nil},
		{"type=organisations&after=5", []string{"6 removed c"}},
	} {
		l := changesOf(t, c, test.query)
		if diff := cmp.Diff(test.want, lines(l)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.query, diff)
		}
		if l.Next != "" || l.KnownFrom != 0 || l.Unreadable != 0 {
			t.Errorf("%q: next %q, known from %d, unreadable %d", test.query, l.Next, l.KnownFrom, l.Unreadable)
		}
	}

	l := changesOf(t, c, "")
	type head struct {
		First                     directory.Revision
		By                        string
		Created, Changed, Removed int
	}
	var heads []head
	for _, b := range l.Batches {
		heads = append(heads, head{b.First, b.By, b.Created, b.Changed, b.Removed})
	}
	if diff := cmp.Diff([]head{{6, "cleaning", 0, 0, 1}, {5, "merge", 1, 0, 1}, {2, "import b.csv", 0, 3, 0}, {1, "import a.csv", 3, 0, 0}}, heads); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
	where := map[string]string{}
	for _, b := range l.Batches {
		for _, ch := range b.Changes {
			where[string(ch.Key.ID)] = fmt.Sprint(ch.Exists, " ", ch.MovedTo)
		}
	}
	if diff := cmp.Diff(map[string]string{"a": "true ", "b": "true d", "c": "false ", "d": "true "}, where); diff != "" {
		t.Errorf("where they are now (-want +got):\n%s", diff)
	}
	if got := l.NewestAt.Day(); got != 20 {
		t.Errorf("newest on day %d, want 20", got)
	}
}

// Page by page with any size the list is the same, whatever is written meanwhile;
// the counts of a batch are of all of it, on whichever page it begins.
func TestChangesPaged(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := memstore.New()
		c := New(Config{Store: s, Vocabulary: overSeed(t).vocabulary, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return today }})
		var there [6]bool
		total := map[directory.Revision]int{} // changes of a batch by its first revision
		var first directory.Revision
		author := ""
		for n := range rapid.IntRange(1, 12).Draw(rt, "writes") {
			by := rapid.SampledFrom([]string{"x", "y"}).Draw(rt, "by")
			var ops []store.Op
			for i := range there {
				switch rapid.IntRange(0, 3).Draw(rt, "act") {
				case 0:
					country := rapid.SampledFrom([]directory.CountryCode{"BG", "RO"}).Draw(rt, "country")
					ops = append(ops, put(organisationOf(fmt.Sprint("o", i), "O", country, 1900+n)))
					there[i] = true
				case 1:
					if there[i] {
						ops = append(ops, remove(fmt.Sprint("o", i)))
						there[i] = false
					}
				}
			}
			if len(ops) == 0 {
				continue
			}
			rev, err := s.Apply(context.Background(), store.Batch{By: by, At: today, Ops: ops})
			if err != nil {
				rt.Fatal(err)
			}
			if by != author {
				author, first = by, rev
			}
			total[first] += len(ops)
		}
		query := rapid.SampledFrom([]string{"", "country=BG", "country=RO", "after=2"}).Draw(rt, "query")
		q := ask(t, c, query)
		q.PerPage = search.MaxChanges
		all, err := c.Changes(context.Background(), q)
		if err != nil || all.Next != "" {
			rt.Fatal(err, all.Next)
		}
		if query == "" {
			for _, b := range all.Batches {
				if got := b.Created + b.Changed + b.Removed; got != total[b.First] || got != len(b.Changes) || b.AtLeast {
					rt.Fatalf("batch %d has %d changes, counted %d, want %d", b.First, len(b.Changes), got, total[b.First])
				}
			}
		}
		q.PerPage = rapid.IntRange(1, 9).Draw(rt, "per page")
		var paged []string
		for page := 0; ; page++ {
			l, err := c.Changes(context.Background(), q)
			if err != nil {
				rt.Fatal(err)
			}
			if page > 0 && l.Len() == 0 {
				rt.Fatal("a page leads to nothing")
			}
			paged = append(paged, lines(l)...)
			for _, b := range l.Batches {
				if i := slices.IndexFunc(all.Batches, func(x ChangeBatch) bool { return x.First == b.First }); i < 0 {
					rt.Fatalf("batch %d is new on page %d", b.First, page)
				} else if w := all.Batches[i]; !b.Continued && (b.Created != w.Created || b.Changed != w.Changed || b.Removed != w.Removed) {
					rt.Fatalf("batch %d counts %d/%d/%d, want %d/%d/%d", b.First, b.Created, b.Changed, b.Removed, w.Created, w.Changed, w.Removed)
				}
			}
			if l.Next == "" {
				break
			}
			q.Cursor = l.Next
			if _, err := s.Apply(context.Background(), store.Batch{By: "late", At: today, Ops: []store.Op{put(organisationOf("late", "L", "BG", 1000+page))}}); err != nil {
				rt.Fatal(err)
			}
		}
		if diff := cmp.Diff(lines(all), paged); diff != "" {
			rt.Fatalf("%q by %d (-whole +paged):\n%s", query, q.PerPage, diff)
		}
	})
}

// A log that was compacted says from when on it is known.
func TestChangesCompacted(t *testing.T) {
	s := life(t)
	c := changing(t, s)
	for upTo := directory.Revision(2); upTo <= 6; upTo += 4 {
		want := []string{"6 removed c", "5 removed b", "5 created d", "3 changed c country:BG>RO"}
		if upTo == 6 {
			want = nil
		}
		if err := s.Compact(t.Context(), upTo); err != nil {
			t.Fatal(err)
		}
		l := changesOf(t, c, "")
		if diff := cmp.Diff(want, lines(l)); diff != "" {
			t.Errorf("compacted up to %d (-want +got):\n%s", upTo, diff)
		}
		if l.KnownFrom != upTo+1 || (upTo == 2) != (l.KnownFromAt.Day() == 5) {
			t.Errorf("compacted up to %d: known from %d, %s", upTo, l.KnownFrom, l.KnownFromAt)
		}
		if l := changesOf(t, c, "batch=1"); l.Len() != 0 {
			t.Errorf("a batch that is gone has %v", lines(l))
		}
	}
}

// damagedStore cannot read some versions, nor the log of some revisions.
type damagedStore struct {
	store.Store
	versions map[directory.Key]directory.Revision
	log      directory.Revision
}

func (s damagedStore) History(ctx context.Context, key directory.Key, before directory.Revision, limit int) ([]store.Version, error) {
	list, err := s.Store.History(ctx, key, before, limit)
	for i, v := range list {
		if v.Revision == s.versions[key] {
			return list[:i], &store.DamagedError{Key: key, Where: "history", What: "flipped"}
		}
	}
	return list, err
}

func (s damagedStore) Changes(ctx context.Context, after directory.Revision, limit int) ([]store.Change, error) {
	if after+1 == s.log {
		return nil, fmt.Errorf("log: %w", directory.ErrDamaged)
	}
	return s.Store.Changes(ctx, after, limit)
}

// A history is told down to what is damaged, and the version before that is not called
// the first.
func TestRecordHistoryDamaged(t *testing.T) {
	key := func(id directory.RecordID) directory.Key { return directory.Key{Type: directory.Organisations, ID: id} }
	s := damagedStore{Store: life(t), versions: map[directory.Key]directory.Revision{key("a"): 1, key("c"): 6}}
	c := changing(t, s)
	for id, want := range map[directory.RecordID]string{
		"a": "true [changed changed no-before] damaged", // written by 1, 2 and, as it was, 4
		"b": "false [removed changed created] d",        // d took its place
		"c": "true [] damaged",                          // removed by 6: whatever the damaged one says, nobody knows it is gone
	} {
		h, err := c.RecordHistory(t.Context(), key(id), 0, 5)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		var versions []string
		for _, v := range h.Versions {
			versions = append(versions, string(v.Change))
			if v.NoBefore {
				versions = append(versions, "no-before")
			}
		}
		got := fmt.Sprint(h.Exists, " ", versions)
		if h.MovedTo != "" {
			got += " " + string(h.MovedTo)
		}
		if h.Damaged {
			got += " damaged"
		}
		if got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}

// What is damaged is told as far as it can be read, and never hides the rest.
func TestChangesDamaged(t *testing.T) {
	key := func(id directory.RecordID) directory.Key { return directory.Key{Type: directory.Organisations, ID: id} }
	s := damagedStore{Store: life(t), versions: map[directory.Key]directory.Revision{key("a"): 1, key("c"): 3}, log: 5}
	c := changing(t, s)
	l := changesOf(t, c, "")
	want := []string{"6 removed c", "3 changed c", "2 changed a", "2 changed b country:RO>BG", "1 created a", "1 created b", "1 created c"}
	// Revision 4 wrote nothing new, and 5 is the damaged one of the log.
	if diff := cmp.Diff(want, lines(l)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if l.Unreadable != 1 {
		t.Errorf("%d revisions unreadable, want 1", l.Unreadable)
	}
	for _, b := range l.Batches {
		for _, ch := range b.Changes {
			state := fmt.Sprint(ch.Damaged, ch.NoBefore)
			want := map[string]string{"6 c": "true true", "3 c": "true false", "2 a": "false true", "1 a": "true false"}[fmt.Sprint(ch.Revision, " ", ch.Key.ID)]
			if want == "" {
				want = "false false"
			}
			if state != want {
				t.Errorf("%d %s: damaged, nothing before: %s, want %s", ch.Revision, ch.Key.ID, state, want)
			}
		}
	}
	if l := changesOf(t, c, "country=BG"); l.Len() == 0 {
		t.Error("filtered, nothing is told")
	}
}

func TestChangesCursor(t *testing.T) {
	c := changing(t, life(t))
	for _, cursor := range []string{"x", "0", "07", "99", "5.organisations", "5.people.a", "5.organisations.A!", "5.organisations.a.b", "-1"} {
		q := ask(t, c, "")
		q.Cursor = cursor
		var faults search.ParameterFaults
		if _, err := c.Changes(t.Context(), q); !errors.As(err, &faults) || faults[0].Parameter != "cursor" {
			t.Errorf("cursor %q: %v, want a fault of the cursor", cursor, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		rev := directory.Revision(rapid.Uint64Range(1, 1<<62).Draw(t, "revision"))
		key := directory.Key{}
		if rapid.Bool().Draw(t, "behind") {
			key = directory.Key{Type: rapid.SampledFrom(directory.RecordTypes).Draw(t, "type"), ID: directory.RecordID(rapid.StringMatching(`[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}`).Draw(t, "id"))}
		}
		if r, k, ok := parseChangeCursor(changeCursor(rev, key)); !ok || r != rev || k != key {
			t.Fatalf("%d %s became %d %s %v", rev, key, r, k, ok)
		}
	})
}

// An answer looks at a bounded part of the log, says how far it came and goes on.
func TestChangesBounded(t *testing.T) {
	s := memstore.New()
	const many = maxExamined + maxCounted + 100
	for chunk := range slices.Chunk(slices.Collect(func(yield func(int) bool) {
		for i := range many {
			if !yield(i) {
				return
			}
		}
	}), store.MaxOps) {
		var ops []store.Op
		for _, i := range chunk {
			country := directory.CountryCode("RO")
			if i == 0 {
				country = "BG" // the last to be looked at
			}
			ops = append(ops, put(organisationOf(fmt.Sprintf("o-%06d", i), "O", country, 0)))
		}
		write(t, s, "import large.csv", 3, ops...)
	}
	c := changing(t, s)
	l := changesOf(t, c, "")
	if len(l.Batches) != 1 || !l.Batches[0].AtLeast || l.Batches[0].Created < maxCounted || l.Batches[0].Created > many || l.Batches[0].First != 1 {
		t.Errorf("%d batches, the first at least %v, created %d, from %d", len(l.Batches), l.Batches[0].AtLeast, l.Batches[0].Created, l.Batches[0].First)
	}
	q := ask(t, c, "country=BG")
	for answers := 1; ; answers++ {
		l, err := c.Changes(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if l.Next == "" {
			if got := lines(l); answers < 2 || !slices.Equal(got, []string{"1 created o-000000"}) {
				t.Errorf("after %d answers %v", answers, got)
			}
			return
		}
		if l.Len() > 0 || l.ReadBackTo.IsZero() {
			t.Errorf("answer %d holds %v, read back to %s", answers, lines(l), l.ReadBackTo)
		}
		if q.Cursor = l.Next; answers > 10 {
			t.Fatal("it does not end")
		}
	}
}
