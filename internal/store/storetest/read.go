package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
)

func formerly(ids ...directory.RecordID) func(*directory.Organisation) {
	return func(o *directory.Organisation) { o.FormerIDs = ids }
}

func resolve(t tb, s store.Store, id, want string) {
	t.Helper()
	got, err := s.Resolve(ctx, orgKey(id))
	if want == "" {
		wantKind(t, "resolve "+id, err, directory.ErrNotFound)
	} else if err != nil || string(got) != want {
		t.Errorf("resolve %s: %q, %v; want %q", id, got, err, want)
	}
}

func testFormerIDs(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1", formerly("old", "older"))))
	resolve(t, s, "old", "a")
	resolve(t, s, "older", "a")
	resolve(t, s, "a", "")
	absent(t, s, orgKey("old"))
	if _, err := s.Resolve(ctx, key(directory.Events, "old")); !errors.Is(err, directory.ErrNotFound) {
		t.Errorf("a former id leaks into another type: %v", err)
	}
	apply(t, s, put(org("a", "2", formerly("older"))))
	resolve(t, s, "old", "")
	resolve(t, s, "older", "a")

	// A renaming is one batch, in whichever order.
	apply(t, s, put(org("b", "1", formerly("a", "older"))), del(orgKey("a")))
	resolve(t, s, "a", "b")
	resolve(t, s, "older", "b")
	apply(t, s, del(orgKey("b")), put(org("c", "1", formerly("b", "a"))))
	resolve(t, s, "b", "c")
	resolve(t, s, "a", "c")
	resolve(t, s, "older", "")

	// Holders may swap within a batch, and an id may be given back.
	apply(t, s, put(org("d", "1", formerly("a"))), put(org("c", "2", formerly("b"))))
	resolve(t, s, "a", "d")
	apply(t, s, put(org("a", "back")), put(org("d", "2")))
	resolve(t, s, "a", "")
	equal(t, "a", get(t, s, orgKey("a")).(*directory.Organisation).Website, "back")
	apply(t, s, del(orgKey("c")))
	resolve(t, s, "b", "")
}

func testFormerConflicts(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1", formerly("old"))), put(org("b", "1")))
	refuse(t, s, directory.ErrConflict, put(org("b", "2", formerly("old"))))
	refuse(t, s, directory.ErrConflict, put(org("b", "2", formerly("a"))))
	refuse(t, s, directory.ErrConflict, put(org("old", "1")))
	refuse(t, s, directory.ErrConflict, put(org("c", "1", formerly("x"))), put(org("d", "1", formerly("x"))))
	refuse(t, s, directory.ErrConflict, put(org("c", "1", formerly("d"))), put(org("d", "1")))
	refuse(t, s, directory.ErrConflict, put(org("a", "2", formerly("old"))), put(org("old", "1")))
	resolve(t, s, "old", "a")
	resolve(t, s, "x", "")
	equal(t, "state", state(t, s, directory.Organisations, 1, 10), []string{"a@1 1", "b@1 1"})
}

func related(t tb, s store.Store, rel store.Relation, id string, want ...directory.RecordID) {
	t.Helper()
	got, err := s.Related(ctx, rel, directory.RecordID(id), 0)
	if err != nil {
		t.Fatalf("%s of %s: %v", rel, id, err)
	}
	equal(t, fmt.Sprintf("%s of %s", rel, id), append([]directory.RecordID{}, got...), append([]directory.RecordID{}, want...))
}

func project(id string, partners ...directory.RecordID) *directory.Project {
	p := &directory.Project{Header: directory.Header{ID: directory.RecordID(id)}, Title: id}
	for _, o := range partners {
		p.Partners = append(p.Partners, directory.Party{Name: string(o), Organisation: o})
	}
	p.Partners = append(p.Partners, directory.Party{Name: "no record"})
	return p
}

func inProject(ids ...directory.RecordID) func(*directory.Organisation) {
	return func(o *directory.Organisation) {
		for _, p := range ids {
			o.Projects = append(o.Projects, directory.ProjectRef{Name: string(p), Project: p})
		}
		o.Projects = append(o.Projects, directory.ProjectRef{Name: "no record"})
	}
}

func testRelated(t *testing.T, s store.Store) {
	memberOf := func(ids ...directory.RecordID) func(*directory.Organisation) {
		return func(o *directory.Organisation) { o.MemberOf = ids }
	}
	apply(t, s,
		put(org("network", "1")),
		put(org("b", "1", memberOf("network", "network"), inProject("p1"))),
		put(org("a", "1", memberOf("network", "nowhere"))),
		put(org("c", "1", func(o *directory.Organisation) { o.Predecessor, o.Successor = "a", "b" })),
		put(project("p1", "b", "a")),
		put(project("p2", "b", "ghost")),
		put(&directory.Event{Header: directory.Header{ID: "e"}, Title: "e",
			Organisers: []directory.Party{{Name: "a", Organisation: "a"}}, Participants: []directory.Party{{Name: "b", Organisation: "b"}, {Name: "a", Organisation: "a"}}}))
	related(t, s, store.MembersOf, "network", "a", "b")
	related(t, s, store.MembersOf, "net")
	related(t, s, store.ProjectsOf, "b", "p1", "p2")
	related(t, s, store.ProjectsOf, "a", "p1")
	related(t, s, store.PartnersOf, "p1", "a", "b")
	related(t, s, store.PartnersOf, "p2", "b") // ghost is no record
	related(t, s, store.EventsOf, "a", "e")
	related(t, s, store.EventsOf, "b", "e")
	related(t, s, store.SucceededBy, "a", "c")
	related(t, s, store.SucceededBy, "c", "b")
	if ids, err := s.Related(ctx, store.MembersOf, "network", 1); err != nil || len(ids) != 1 || ids[0] != "a" {
		t.Errorf("at most one member: %v, %v", ids, err)
	}

	// b and p1 name each other: one of the two going leaves the other.
	apply(t, s, put(project("p1", "a")))
	related(t, s, store.ProjectsOf, "b", "p1", "p2")
	related(t, s, store.PartnersOf, "p1", "a", "b")
	apply(t, s, put(org("b", "2")))
	related(t, s, store.ProjectsOf, "b", "p2")
	related(t, s, store.PartnersOf, "p1", "a")
	related(t, s, store.MembersOf, "network", "a")

	apply(t, s, del(orgKey("a")), del(key(directory.Events, "e")))
	related(t, s, store.MembersOf, "network")
	related(t, s, store.PartnersOf, "p1")
	related(t, s, store.EventsOf, "b")
	apply(t, s, put(org("a", "3")))
	related(t, s, store.MembersOf, "network")
	related(t, s, store.PartnersOf, "p1", "a") // p1 still names it
}

func testRelatedFormer(t *testing.T, s store.Store) {
	apply(t, s, put(org("network", "1")),
		put(org("a", "1", func(o *directory.Organisation) { o.MemberOf = []directory.RecordID{"network"} })),
		put(org("b", "1", inProject("p"))), put(project("p", "a")))
	apply(t, s, del(orgKey("network")), put(org("alliance", "1", formerly("network"))))
	related(t, s, store.MembersOf, "alliance", "a")
	apply(t, s, del(orgKey("a")), put(org("z", "1", formerly("a"))))
	related(t, s, store.PartnersOf, "p", "b", "z")
	related(t, s, store.ProjectsOf, "z", "p")
	related(t, s, store.MembersOf, "alliance") // z itself does not say so
}

func testHistory(t *testing.T, s store.Store) {
	by := func(who string, ops ...store.Op) {
		if _, err := s.Apply(ctx, store.Batch{Ops: ops, By: who, At: day.In(time.FixedZone("EET", 7200))}); err != nil {
			t.Fatalf("apply: %v", err)
		}
	}
	by("first", put(org("a", "1")))
	by("other", put(org("a-b", "1")), put(org("aa", "1")))
	by("second", put(org("a", "2")))
	by("third", del(orgKey("a")))
	by("fourth", put(org("a", "4")))
	history := func(before directory.Revision, limit int) (out []string) {
		t.Helper()
		vs, err := s.History(ctx, orgKey("a"), before, limit)
		if err != nil {
			t.Fatalf("history: %v", err)
		}
		for _, v := range vs {
			if v.Key != orgKey("a") || !v.At.Equal(day) || v.At.Location() != time.UTC {
				t.Errorf("version %d: key %s, at %v", v.Revision, v.Key, v.At)
			}
			text := fmt.Sprintf("%d by %s: ", v.Revision, v.By)
			if v.Deleted != (v.Record == nil) {
				t.Errorf("version %d: deleted %v, record %v", v.Revision, v.Deleted, v.Record)
			}
			if v.Deleted {
				text += "deleted"
			} else {
				text += brief(v.Record)
			}
			out = append(out, text)
		}
		return out
	}
	all := []string{"5 by fourth: a@5 4", "4 by third: deleted", "3 by second: a@3 2", "1 by first: a@1 1"}
	equal(t, "all", history(0, 0), all)
	equal(t, "two", history(0, 2), all[:2])
	equal(t, "before 4", history(4, 10), all[2:])
	equal(t, "before 5, one", history(5, 1), all[1:2])
	equal(t, "before the first", history(1, 10), []string(nil))
	by("fifth", del(orgKey("a")))
	equal(t, "deleted", history(0, 2), []string{"6 by fifth: deleted", "5 by fourth: a@5 4"})
	_, err := s.History(ctx, orgKey("a"), 0, store.MaxScan+1)
	wantKind(t, "limit out of bounds", err, directory.ErrInvalid)
}

func testChanges(t *testing.T, s store.Store) {
	apply(t, s, put(&directory.Call{Header: directory.Header{ID: "a"}, Title: "c"}), put(org("b", "1")), put(org("a", "1")))
	apply(t, s, put(org("b", "2")))
	apply(t, s, del(orgKey("a")), put(org("c", "1")))
	want := []store.Change{
		{Revision: 1, Key: orgKey("a")}, {Revision: 1, Key: orgKey("b")}, {Revision: 1, Key: key(directory.Calls, "a")},
		{Revision: 2, Key: orgKey("b")},
		{Revision: 3, Key: orgKey("a"), Deleted: true}, {Revision: 3, Key: orgKey("c")},
	}
	for _, c := range []struct {
		after directory.Revision
		limit int
		want  []store.Change
	}{
		{0, 0, want}, {0, 6, want}, {0, 1, want[:3]}, {0, 3, want[:3]}, {0, 4, want[:4]}, {0, 5, want},
		{1, 1, want[3:4]}, {2, 9, want[4:]}, {3, 9, nil}, {99, 9, nil},
	} {
		got, err := s.Changes(ctx, c.after, c.limit)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, fmt.Sprintf("changes after %d, limit %d", c.after, c.limit), got, c.want)
	}
}

func testCompact(t *testing.T, s store.Store) {
	for i := range 5 {
		apply(t, s, put(org("a", fmt.Sprint(i))), put(org(fmt.Sprintf("b%d", i), "1")))
	}
	wantKind(t, "compact the future", s.Compact(ctx, 6), directory.ErrInvalid)
	for range 2 { // again is no error
		if err := s.Compact(ctx, 3); err != nil {
			t.Fatalf("compact: %v", err)
		}
	}
	if err := s.Compact(ctx, 2); err != nil {
		t.Fatalf("compact to less: %v", err)
	}
	_, err := s.Changes(ctx, 2, 10)
	wantKind(t, "changes from before", err, store.ErrCompacted)
	_, err = s.Changes(ctx, 0, 10)
	wantKind(t, "changes from the start", err, store.ErrCompacted)
	cs, err := s.Changes(ctx, 3, 10)
	if err != nil || len(cs) != 4 || cs[0].Revision != 4 {
		t.Errorf("changes after 3: %v, %v", cs, err)
	}
	equal(t, "as of 2", state(t, s, directory.Organisations, 2, 10), []string{"a@2 1", "b0@1 1", "b1@2 1"})
	if vs, err := s.History(ctx, orgKey("a"), 0, 10); len(vs) != 5 || err != nil {
		t.Errorf("history after compaction: %d versions, %v", len(vs), err)
	}
	if err := s.Compact(ctx, 5); err != nil {
		t.Fatal(err)
	}
	if rev := apply(t, s, put(org("a", "6"))); rev != 6 {
		t.Errorf("revision %d after compaction, want 6", rev)
	}
	cs, err = s.Changes(ctx, 5, 10)
	if err != nil || len(cs) != 1 {
		t.Errorf("changes after 5: %v, %v", cs, err)
	}
}

func testWait(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")))
	if err := s.Wait(ctx, 0); err != nil {
		t.Errorf("wait for what is there: %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	wantKind(t, "wait with a context that has ended", s.Wait(gone, 1), context.Canceled)

	const followers = 4
	done := make(chan error, followers)
	for range followers {
		go func() {
			// A follower sees every revision in turn and never misses the last.
			seen := directory.Revision(1)
			for seen < 20 {
				if err := s.Wait(ctx, seen); err != nil {
					done <- err
					return
				}
				cs, err := s.Changes(ctx, seen, 1)
				if err != nil || len(cs) != 1 || cs[0].Revision != seen+1 {
					done <- fmt.Errorf("after %d: %v, %w", seen, cs, err)
					return
				}
				seen++
			}
			done <- nil
		}()
	}
	for i := range 19 {
		apply(t, s, put(org("a", fmt.Sprint(i))))
	}
	for range followers {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("a follower was not woken")
		}
	}
}

func testScanChunks(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")), put(org("a-b", "1")), put(org("a1", "1")), put(org("b", "1")), put(project("a")))
	apply(t, s, put(org("a-b", "2")), del(orgKey("b")))
	apply(t, s, put(org("c", "3")), put(org("b", "3")))
	for chunk := 1; chunk <= 6; chunk++ {
		equal(t, "as of 1", state(t, s, directory.Organisations, 1, chunk), []string{"a@1 1", "a-b@1 1", "a1@1 1", "b@1 1"})
		equal(t, "as of 2", state(t, s, directory.Organisations, 2, chunk), []string{"a@1 1", "a-b@2 2", "a1@1 1"})
		equal(t, "as of 3", state(t, s, directory.Organisations, 3, chunk), []string{"a@1 1", "a-b@2 2", "a1@1 1", "b@3 3", "c@3 3"})
		equal(t, "projects", state(t, s, directory.Projects, 3, chunk), []string{"a@1"})
	}
	rs, err := s.Scan(ctx, store.Scan{Type: directory.Organisations, After: "a-c", AsOf: 1})
	if err != nil || len(rs) != 2 || rs[0].Head().ID != "a1" {
		t.Errorf("after an id that is not there: %v, %v", rs, err)
	}
	for name, sc := range map[string]store.Scan{
		"without AsOf":  {Type: directory.Organisations},
		"in the future": {Type: directory.Organisations, AsOf: 4},
		"too much":      {Type: directory.Organisations, AsOf: 1, Limit: store.MaxScan + 1},
		"less than 0":   {Type: directory.Organisations, AsOf: 1, Limit: -1},
	} {
		_, err := s.Scan(ctx, sc)
		wantKind(t, "scan "+name, err, directory.ErrInvalid)
	}
}

// testScanUnderWrites reads a state chunk by chunk while every record of it is
// changed, deleted and made anew.
func testScanUnderWrites(t *testing.T, s store.Store) {
	const n = 30
	var ops []store.Op
	for i := range n {
		ops = append(ops, put(org(fmt.Sprintf("r%02d", i), "as it was")))
	}
	asOf := apply(t, s, ops...)
	want := state(t, s, directory.Organisations, asOf, n+1)

	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := range n / 3 {
				id := fmt.Sprintf("r%02d", i*3+w)
				for _, op := range []store.Op{put(org(id, "changed")), del(orgKey(id)), put(org(id+"-new", "new"))} {
					if _, err := s.Apply(ctx, store.Batch{Ops: []store.Op{op}, At: day}); err != nil {
						t.Errorf("apply: %v", err)
						return
					}
				}
			}
		})
	}
	writing := make(chan struct{})
	go func() { wg.Wait(); close(writing) }()
	for reading := true; reading; {
		select {
		case <-writing:
			reading = false // once more on what they left
		default:
		}
		equal(t, "state as of the first revision", state(t, s, directory.Organisations, asOf, 7), want)
		if t.Failed() {
			break
		}
	}
	<-writing
	if got := len(state(t, s, directory.Organisations, revision(t, s), 100)); got != n {
		t.Errorf("%d records in the end, want %d", got, n)
	}
}

func testGetMany(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "1")), put(org("b", "1")), put(project("p")))
	rs, err := s.GetMany(ctx, []directory.Key{orgKey("b"), orgKey("x"), key(directory.Projects, "p"), orgKey("b"), orgKey("a")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rs {
		if r == nil {
			got = append(got, "absent")
		} else {
			got = append(got, brief(r))
		}
	}
	equal(t, "records", got, []string{"b@1 1", "absent", "p@1", "b@1 1", "a@1 1"})
	if rs, err := s.GetMany(ctx, nil); len(rs) != 0 || err != nil {
		t.Errorf("none: %v, %v", rs, err)
	}
	_, err = s.GetMany(ctx, []directory.Key{key("towns", "a")})
	wantKind(t, "an unknown type", err, directory.ErrInvalid)
	_, err = s.GetMany(ctx, make([]directory.Key, store.MaxScan+1))
	wantKind(t, "too many", err, directory.ErrInvalid)
}

// testGetManyOneState: two records always written together are never read apart.
func testGetManyOneState(t *testing.T, s store.Store) {
	apply(t, s, put(org("a", "0")), put(org("b", "0")))
	done := make(chan error, 1)
	go func() {
		for i := range 50 {
			_, err := s.Apply(ctx, store.Batch{At: day, Ops: []store.Op{put(org("a", fmt.Sprint(i))), put(org("b", fmt.Sprint(i)))}})
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
		}
		rs, err := s.GetMany(ctx, []directory.Key{orgKey("a"), orgKey("b")})
		if err != nil {
			t.Fatal(err)
		}
		if rs[0].Head().Revision != rs[1].Head().Revision {
			t.Fatalf("two states in one answer: %s, %s", brief(rs[0]), brief(rs[1]))
		}
	}
}
