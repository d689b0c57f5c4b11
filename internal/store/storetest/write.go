package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
)

func testEmpty(t *testing.T, s store.Store) {
	if rev := revision(t, s); rev != 0 {
		t.Errorf("revision %d, want 0", rev)
	}
	absent(t, s, orgKey("a"))
	for _, rt := range directory.RecordTypes {
		if n, err := s.Count(ctx, rt); n != 0 || err != nil {
			t.Errorf("count of %s: %d, %v", rt, n, err)
		}
		if rs, err := s.Scan(ctx, store.Scan{Type: rt}); len(rs) != 0 || err != nil {
			t.Errorf("scan of %s: %v, %v", rt, rs, err)
		}
	}
	if rev := apply(t, s); rev != 0 {
		t.Errorf("an empty batch made revision %d", rev)
	}
	if cs, err := s.Changes(ctx, 0, 10); len(cs) != 0 || err != nil {
		t.Errorf("changes: %v, %v", cs, err)
	}
	_, err := s.History(ctx, orgKey("a"), 0, 10)
	wantKind(t, "history", err, directory.ErrNotFound)
	_, err = s.Get(ctx, key("towns", "a"))
	wantKind(t, "get of an unknown type", err, directory.ErrInvalid)
	_, err = s.Scan(ctx, store.Scan{Type: "towns"})
	wantKind(t, "scan of an unknown type", err, directory.ErrInvalid)
	_, err = s.Count(ctx, "towns")
	wantKind(t, "count of an unknown type", err, directory.ErrInvalid)
	_, err = s.Related(ctx, "cousins", "a", 10)
	wantKind(t, "unknown relation", err, directory.ErrInvalid)
}

func testPutGet(t *testing.T, s store.Store) {
	if rev := apply(t, s, put(org("a", "1")), put(org("b", "1"))); rev != 1 {
		t.Errorf("first batch: revision %d, want 1", rev)
	}
	if rev := apply(t, s, put(org("a", "2")), put(&directory.Event{Header: directory.Header{ID: "a"}, Title: "same id, other type"})); rev != 2 {
		t.Errorf("second batch: revision %d, want 2", rev)
	}
	if rev := apply(t, s); rev != 2 {
		t.Errorf("an empty batch: revision %d, want the present one", rev)
	}
	equal(t, "a", brief(get(t, s, orgKey("a"))), "a@2 2")
	equal(t, "b", brief(get(t, s, orgKey("b"))), "b@1 1")
	equal(t, "event", get(t, s, key(directory.Events, "a")).DisplayName(), "same id, other type")
	if n, err := s.Count(ctx, directory.Organisations); n != 2 || err != nil {
		t.Errorf("count: %d, %v; want 2", n, err)
	}
	apply(t, s, del(orgKey("a")))
	absent(t, s, orgKey("a"))
	absent(t, s, orgKey("A bad id"))
	if n, err := s.Count(ctx, directory.Organisations); n != 1 || err != nil {
		t.Errorf("count: %d, %v; want 1", n, err)
	}
	equal(t, "event", get(t, s, key(directory.Events, "a")).DisplayName(), "same id, other type")
}

// full are records with every field set to something.
func full() []directory.Record {
	d := func(s string) directory.Date {
		date, err := directory.ParseDate(s)
		if err != nil {
			panic(err)
		}
		return date
	}
	n, amount := 17, int64(60000)
	head := func(id directory.RecordID) directory.Header {
		return directory.Header{
			ID: id, FormerIDs: []directory.RecordID{"former-" + id},
			Provenance: directory.Provenance{Source: "https://example.org/?a=1&b=<2>", SourceDate: d("2024-05"), Note: "n",
				File: "f.ndjson", Line: 3, ImportedAt: day},
			FieldSources: map[string]directory.Provenance{"website": {Source: "https://example.com/", SourceDate: d("2023")}},
		}
	}
	place := directory.Place{Country: "BG", Region: "BG341", City: "Burgas", Point: &directory.Point{Lat: 42.5, Lon: 27.4626}}
	tags := []directory.Tag{{Concept: "sector:tourism", Strength: 3}, {Concept: "technology:iot"}}
	texts := map[directory.Language]string{"en": "English", "bg": "Български", "ka": "ქართული"}
	party := []directory.Party{{Name: "Company", Organisation: "o", Role: "coordinator"}, {Name: "İstanbul Şirketi"}}
	return []directory.Record{
		&directory.Organisation{
			Header: head("o"), Kind: directory.KindHub, Place: place, Website: "https://example.org/", Founded: d("2009-03-01"),
			Names:   []directory.Name{{Text: "Хъб", Language: "bg", Script: "Cyrl", Type: directory.NameOfficial}, {Text: "Hab", Script: "Latn", Type: directory.NameAlias, Romanised: true}},
			Members: directory.Members{Total: &n, SMEs: &n, Startups: &n, Large: &n, Research: &n, Others: &n},
			Size:    "small", NACE: []string{"62.01"}, MemberOf: []directory.RecordID{"network"}, Concepts: tags, Keywords: []string{"sea"},
			Offers: []directory.Offering{{Text: "space", Kind: "business", Concepts: []directory.ConceptID{"service:training"}}}, Needs: []directory.Offering{{Text: "people"}},
			TargetCountries: []directory.CountryCode{"RO", "GE"}, Label: "gold", Projects: []directory.ProjectRef{{Name: "P", Project: "p"}},
			Languages: []directory.Language{"bg", "en"}, Descriptions: texts, Status: directory.StatusActive, Predecessor: "before", Successor: "behind",
		},
		&directory.Event{
			Header: head("e"), Kind: "fair", Title: "T", Series: "S", Start: d("2026-09-01"), End: d("2026-09"), Place: place, Online: true,
			Organisers: party, Concepts: tags, Keywords: []string{"k"}, Programme: []directory.Session{{Title: "t", Date: d("2026"), Text: "x"}},
			Participants: party, Website: "https://example.org/", Descriptions: texts,
		},
		&directory.Call{
			Header: head("c"), Kind: "voucher", Title: "T", Funder: "F", Programme: "P",
			Lots:       []directory.Lot{{Name: "L", GrantMax: &amount, Budget: &amount, Opens: d("2025-01"), Closes: d("2025-02-28"), ExtendedFrom: d("2025-02-01")}},
			Eligible:   directory.Eligibility{Countries: []directory.CountryCode{"BG"}, Regions: []directory.RegionCode{"BG341"}, NACE: []string{"62"}, Kinds: []directory.Kind{directory.KindSME}, Sizes: []directory.Size{"micro"}},
			Consortium: directory.Consortium{MinPartners: 2, MaxPartners: 5, MinCountries: 2, Roles: []directory.Kind{directory.KindCluster}},
			Concepts:   tags, Keywords: []string{"k"}, Website: "https://example.org/", Descriptions: texts,
		},
		&directory.Project{
			Header: head("p"), Acronym: "A", Title: "T", Programme: "P", Start: d("2020"), End: d("2022-06"), Budget: &amount,
			Countries: []directory.CountryCode{"TR"}, Partners: party, Concepts: tags, Keywords: []string{"k"}, Website: "https://example.org/", Descriptions: texts,
		},
	}
}

func testFidelity(t *testing.T, s store.Store) {
	ops := make([]store.Op, 0, 4)
	for _, r := range full() {
		ops = append(ops, put(r))
	}
	rev := apply(t, s, ops...)
	for _, want := range full() {
		want.Head().Revision = rev
		equal(t, directory.KeyOf(want).String(), get(t, s, directory.KeyOf(want)), want)
	}
}

func testExpect(t *testing.T, s store.Store) {
	refuse(t, s, directory.ErrConflict, at(put(org("a", "1")), 1))
	apply(t, s, at(put(org("a", "1")), 0))
	refuse(t, s, directory.ErrConflict, at(put(org("a", "again")), 0))
	apply(t, s, put(org("b", "1")))
	apply(t, s, at(put(org("a", "2")), 1))
	refuse(t, s, directory.ErrConflict, at(put(org("a", "late")), 1))
	refuse(t, s, directory.ErrConflict, at(del(orgKey("a")), 1))
	equal(t, "a", brief(get(t, s, orgKey("a"))), "a@3 2")
	apply(t, s, at(del(orgKey("a")), 3))
	refuse(t, s, directory.ErrConflict, at(put(org("a", "gone")), 3))
	refuse(t, s, directory.ErrConflict, at(del(orgKey("a")), 4))
	apply(t, s, at(put(org("a", "3")), 0))
	equal(t, "a", brief(get(t, s, orgKey("a"))), "a@5 3")
}

func testBatchAtomic(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")), put(org("c", "1")))
	refuse(t, s, directory.ErrConflict,
		put(org("a", "2")), put(org("b", "1")), del(orgKey("c")), at(put(org("d", "1")), 7))
	equal(t, "state", state(t, s, directory.Organisations, 1, 10), []string{"a@1 1", "c@1 1"})
	absent(t, s, orgKey("b"))
	if n, err := s.Count(ctx, directory.Organisations); n != 2 || err != nil {
		t.Errorf("count: %d, %v; want 2", n, err)
	}
	if cs, err := s.Changes(ctx, 1, 10); len(cs) != 0 || err != nil {
		t.Errorf("changes of a refused batch: %v, %v", cs, err)
	}
	if vs, err := s.History(ctx, orgKey("a"), 0, 10); len(vs) != 1 || err != nil {
		t.Errorf("history after a refused batch: %v, %v", vs, err)
	}
}

func testBatchRefused(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")))
	refuse(t, s, directory.ErrInvalid, put(org("b", "1")), put(org("b", "2")))
	refuse(t, s, directory.ErrInvalid, put(org("a", "2")), del(orgKey("a")))
	refuse(t, s, directory.ErrInvalid, store.Op{})
	refuse(t, s, directory.ErrInvalid, store.Op{Put: org("b", "1"), Delete: orgKey("a")})
	refuse(t, s, directory.ErrInvalid, put(org("Not a slug", "1")))
	refuse(t, s, directory.ErrInvalid, put(org("", "1")))
	refuse(t, s, directory.ErrInvalid, del(key("towns", "a")))
	refuse(t, s, directory.ErrInvalid, put(org("b", "1", func(o *directory.Organisation) { o.FormerIDs = []directory.RecordID{"b"} })))
	many := make([]store.Op, store.MaxOps+1)
	for i := range many {
		many[i] = put(org(fmt.Sprintf("m%d", i), "1"))
	}
	refuse(t, s, directory.ErrInvalid, many...)
	apply(t, s, many[1:]...)
	if n, err := s.Count(ctx, directory.Organisations); n != store.MaxOps+1 || err != nil {
		t.Errorf("count: %d, %v", n, err)
	}
}

func testDeleteAbsent(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")))
	if rev := apply(t, s, del(orgKey("b")), at(del(orgKey("c")), 0)); rev != 1 {
		t.Errorf("deleting the absent made revision %d", rev)
	}
	if rev := apply(t, s, del(orgKey("b")), put(org("a", "2"))); rev != 2 {
		t.Errorf("revision %d, want 2", rev)
	}
	cs, err := s.Changes(ctx, 1, 10)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "changes", cs, []store.Change{{Revision: 2, Key: orgKey("a")}})
	_, err = s.History(ctx, orgKey("b"), 0, 10)
	wantKind(t, "history of what never was", err, directory.ErrNotFound)
}

func testOwnCopies(t *testing.T, s store.Store) {
	mine := org("a", "1", func(o *directory.Organisation) { o.MemberOf = []directory.RecordID{"b"} })
	apply(t, s, put(mine))
	mine.Website, mine.MemberOf[0] = "changed by the writer", "x"
	first := get(t, s, orgKey("a")).(*directory.Organisation)
	first.Website, first.MemberOf[0], first.Names[0].Text = "changed by a reader", "y", "z"
	second := get(t, s, orgKey("a")).(*directory.Organisation)
	if second.Website != "1" || second.MemberOf[0] != "b" || second.Names[0].Text != "Клъстер a" {
		t.Errorf("the store shares memory with its callers: %+v", second)
	}
	expect := directory.Revision(1)
	op := store.Op{Put: org("a", "2"), Expect: &expect}
	if err := s.BeginImport(ctx, "test", day); err != nil {
		t.Fatal(err)
	}
	if err := s.StageImport(ctx, []store.Op{op}); err != nil {
		t.Fatal(err)
	}
	expect, op.Put.(*directory.Organisation).Website = 9, "changed after staging"
	finishImport(t, s)
	equal(t, "a", brief(get(t, s, orgKey("a"))), "a@2 2")
}

func testConcurrentWriters(t *testing.T, s store.Store) {
	const writers, each = 8, 12
	revs := make([][]directory.Revision, writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				// Two records a batch, one of them shared by all writers.
				rev, err := s.Apply(ctx, store.Batch{At: day, By: fmt.Sprint(w), Ops: []store.Op{
					put(org(fmt.Sprintf("w%d-%d", w, i), fmt.Sprint(i))), put(org("shared", fmt.Sprintf("%d %d", w, i))),
				}})
				if err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
				revs[w] = append(revs[w], rev)
			}
		})
	}
	wg.Wait()
	if t.Failed() {
		return
	}
	seen := make(map[directory.Revision]bool)
	for w := range writers {
		for i, rev := range revs[w] {
			if seen[rev] {
				t.Errorf("revision %d given to two batches", rev)
			}
			seen[rev] = true
			equal(t, "acknowledged write", brief(get(t, s, orgKey(fmt.Sprintf("w%d-%d", w, i)))), fmt.Sprintf("w%d-%d@%d %d", w, i, rev, i))
			if i > 0 && rev <= revs[w][i-1] {
				t.Errorf("writer %d: revision %d after %d", w, rev, revs[w][i-1])
			}
		}
	}
	if rev := revision(t, s); rev != writers*each {
		t.Errorf("revision %d, want %d", rev, writers*each)
	}
	vs, err := s.History(ctx, orgKey("shared"), 0, store.MaxScan)
	if err != nil || len(vs) != writers*each {
		t.Errorf("history of the shared record: %d versions, %v; want %d", len(vs), err, writers*each)
	}
	cs, err := s.Changes(ctx, 0, store.MaxScan)
	if err != nil || len(cs) != 2*writers*each {
		t.Errorf("%d changes, %v; want %d", len(cs), err, 2*writers*each)
	}
}

func testCancelled(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")))
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err := s.Apply(gone, store.Batch{Ops: []store.Op{put(org("a", "2"))}})
	wantKind(t, "apply", err, context.Canceled)
	_, err = s.Get(gone, orgKey("a"))
	wantKind(t, "get", err, context.Canceled)
	_, err = s.Scan(gone, store.Scan{Type: directory.Organisations, AsOf: 1})
	wantKind(t, "scan", err, context.Canceled)
	equal(t, "a", brief(get(t, s, orgKey("a"))), "a@1 1")
}

func testClose(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")))
	waiting := make(chan error)
	go func() { waiting <- s.Wait(ctx, 1) }()
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	select {
	case err := <-waiting:
		wantKind(t, "wait across close", err, store.ErrClosed)
	case <-time.After(10 * time.Second):
		t.Fatal("close leaves a waiting call behind")
	}
	k := orgKey("a")
	for name, call := range map[string]func() error{
		"revision": func() error { _, err := s.Revision(ctx); return err },
		"get":      func() error { _, err := s.Get(ctx, k); return err },
		"get many": func() error { _, err := s.GetMany(ctx, []directory.Key{k}); return err },
		"resolve":  func() error { _, err := s.Resolve(ctx, k); return err },
		"scan":     func() error { _, err := s.Scan(ctx, store.Scan{Type: k.Type, AsOf: 1}); return err },
		"count":    func() error { _, err := s.Count(ctx, k.Type); return err },
		"related":  func() error { _, err := s.Related(ctx, store.MembersOf, "a", 1); return err },
		"history":  func() error { _, err := s.History(ctx, k, 0, 1); return err },
		"changes":  func() error { _, err := s.Changes(ctx, 0, 1); return err },
		"wait":     func() error { return s.Wait(ctx, 0) },
		"compact":  func() error { return s.Compact(ctx, 1) },
		"apply":    func() error { _, err := s.Apply(ctx, store.Batch{Ops: []store.Op{del(k)}}); return err },
		"begin":    func() error { return s.BeginImport(ctx, "", day) },
		"stage":    func() error { return s.StageImport(ctx, []store.Op{del(k)}) },
		"commit":   func() error { return s.CommitImport(ctx) },
		"applying": func() error { _, _, err := s.ApplyImport(ctx); return err },
		"pending":  func() error { _, err := s.PendingImport(ctx); return err },
		"drop":     func() error { return s.DropImport(ctx) },
		"verify":   func() error { return s.Verify(ctx, func(store.Damage) {}) },
		"close":    s.Close,
	} {
		wantKind(t, name+" after close", call(), store.ErrClosed)
	}
	wantKind(t, "a closed store", store.ErrClosed, directory.ErrUnavailable)
}
