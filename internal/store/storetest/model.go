package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// model is what a store must answer, as plainly as it can be said: the records
// of every revision, each a map.
type model struct {
	states  []map[directory.Key]directory.Record // by revision; records carry the revision that wrote them
	changes []store.Change
	touched map[directory.Key][]directory.Revision // when each key was written or deleted
}

func (m *model) now() map[directory.Key]directory.Record { return m.states[len(m.states)-1] }
func (m *model) rev() directory.Revision                 { return directory.Revision(len(m.states) - 1) }

// after is the state that ops make, and whether they may be written: every
// expectation holds now, and in the end no id names two records.
func (m *model) after(ops []store.Op) (map[directory.Key]directory.Record, bool) {
	next := maps.Clone(m.now())
	for _, op := range ops {
		if op.Expect != nil {
			var at directory.Revision
			if r := m.now()[op.Key()]; r != nil {
				at = r.Head().Revision
			}
			if at != *op.Expect {
				return nil, false
			}
		}
		if op.Put == nil {
			delete(next, op.Delete)
			continue
		}
		next[op.Key()] = op.Put
	}
	named := make(map[directory.Key]int)
	for k, r := range next {
		named[k]++
		for _, id := range r.Head().FormerIDs {
			named[directory.Key{Type: k.Type, ID: id}]++
		}
	}
	for _, n := range named {
		if n > 1 {
			return nil, false
		}
	}
	return next, true
}

// commit makes the next state the present one, if ops change anything.
func (m *model) commit(ops []store.Op, next map[directory.Key]directory.Record) {
	rev := m.rev() + 1
	var changes []store.Change
	for _, rt := range directory.RecordTypes {
		keys := make([]directory.Key, 0, len(ops))
		for _, op := range ops {
			if op.Key().Type == rt && (op.Put != nil || m.now()[op.Key()] != nil) {
				keys = append(keys, op.Key())
			}
		}
		slices.SortFunc(keys, func(a, b directory.Key) int {
			if a.ID < b.ID {
				return -1
			}
			return 1
		})
		for _, k := range keys {
			r := next[k]
			changes = append(changes, store.Change{Revision: rev, Key: k, Deleted: r == nil})
			m.touched[k] = append(m.touched[k], rev)
			if r != nil {
				r.Head().Revision = rev
			}
		}
	}
	if len(changes) > 0 {
		m.states = append(m.states, next)
		m.changes = append(m.changes, changes...)
	}
}

// find follows a former id, as links do.
func (m *model) find(rt directory.RecordType, id directory.RecordID) (directory.RecordID, bool) {
	if m.now()[directory.Key{Type: rt, ID: id}] != nil {
		return id, true
	}
	for k, r := range m.now() {
		if k.Type == rt && slices.Contains(r.Head().FormerIDs, id) {
			return k.ID, true
		}
	}
	return "", false
}

// related says by the words of the contract who stands in the relation to id.
func (m *model) related(rel store.Relation, id directory.RecordID) []directory.RecordID {
	of, lists, _ := rel.Types()
	found := make(map[directory.RecordID]bool)
	names := func(owner directory.Record, linked directory.RecordID, t directory.RecordType) {
		to, ok := m.find(t, linked)
		if !ok {
			to = linked
		}
		switch own := directory.KeyOf(owner); {
		case t == of && (to == id || linked == id) && own.Type == lists:
			found[own.ID] = true
		case t == lists && own.Type == of && own.ID == id && ok:
			found[to] = true
		}
	}
	for _, r := range m.now() {
		switch r := r.(type) {
		case *directory.Organisation:
			switch rel {
			case store.MembersOf:
				for _, o := range r.MemberOf {
					if to, ok := m.find(directory.Organisations, o); ok && to == id || o == id {
						found[r.ID] = true
					}
				}
			case store.SucceededBy:
				if to, ok := m.find(directory.Organisations, r.Predecessor); r.Predecessor != "" && (ok && to == id || r.Predecessor == id) {
					found[r.ID] = true
				}
				if to, ok := m.find(directory.Organisations, r.Successor); ok && r.ID == id {
					found[to] = true
				}
			case store.ProjectsOf, store.PartnersOf:
				for _, p := range r.Projects {
					names(r, p.Project, directory.Projects)
				}
			}
		case *directory.Project:
			if rel == store.ProjectsOf || rel == store.PartnersOf {
				for _, p := range r.Partners {
					if p.Organisation != "" {
						names(r, p.Organisation, directory.Organisations)
					}
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

var modelIDs = []directory.RecordID{"a", "a-b", "a1", "b", "b-a", "c"}

// drawOp makes an op on one of few keys, so that histories grow.
func drawOp(t *rapid.T, m *model, serial *int) store.Op {
	anID := rapid.SampledFrom(modelIDs)
	someIDs := func(label string, most int) []directory.RecordID {
		return rapid.SliceOfNDistinct(anID, 0, most, rapid.ID[directory.RecordID]).Draw(t, label)
	}
	id := anID.Draw(t, "id")
	var op store.Op
	rt := rapid.SampledFrom([]directory.RecordType{directory.Organisations, directory.Organisations, directory.Projects}).Draw(t, "type")
	if rapid.IntRange(0, 3).Draw(t, "what") == 0 {
		op.Delete = directory.Key{Type: rt, ID: id}
	} else {
		*serial++
		var former []directory.RecordID
		if rapid.IntRange(0, 3).Draw(t, "has former ids") == 0 {
			former = slices.DeleteFunc(someIDs("former", 2), func(f directory.RecordID) bool { return f == id })
		}
		if rt == directory.Projects {
			p := project(string(id), someIDs("partners", 2)...)
			p.FormerIDs, p.Title = former, fmt.Sprint("version ", *serial)
			op.Put = p
		} else {
			o := org(string(id), fmt.Sprint("version ", *serial), formerly(former...), inProject(someIDs("projects", 2)...))
			o.MemberOf = someIDs("member of", 2)
			if s := someIDs("successor", 1); len(s) > 0 {
				o.Successor = s[0]
			}
			if s := someIDs("predecessor", 1); len(s) > 0 {
				o.Predecessor = s[0]
			}
			op.Put = o
		}
	}
	switch rapid.IntRange(0, 5).Draw(t, "expect") {
	case 0:
		rev := directory.Revision(rapid.Uint64Range(0, uint64(m.rev())).Draw(t, "revision"))
		op.Expect = &rev
	case 1:
		var rev directory.Revision
		if r := m.now()[op.Key()]; r != nil {
			rev = r.Head().Revision
		}
		op.Expect = &rev
	}
	return op
}

// testModel makes random calls and then asks everything of every revision.
func testModel(t *testing.T, open func(t *testing.T) store.Store) {
	rapid.Check(t, func(rt *rapid.T) {
		s := open(t)
		m := &model{
			states:  []map[directory.Key]directory.Record{{}},
			touched: make(map[directory.Key][]directory.Revision),
		}
		serial := 0
		for range rapid.IntRange(1, 12).Draw(rt, "batches") {
			var ops []store.Op
			for range rapid.IntRange(1, 5).Draw(rt, "ops") {
				op := drawOp(rt, m, &serial)
				if !slices.ContainsFunc(ops, func(o store.Op) bool { return o.Key() == op.Key() }) {
					ops = append(ops, op)
				}
			}
			next, ok := m.after(ops)
			var err error
			if rapid.IntRange(0, 4).Draw(rt, "as an import") == 0 {
				stageImport(rt, s, ops...)
				if err = s.CommitImport(ctx); err == nil {
					applyImport(rt, s)
				}
			} else {
				_, err = s.Apply(ctx, store.Batch{Ops: ops, By: "model", At: day})
			}
			if ok != (err == nil) || (err != nil && !errors.Is(err, directory.ErrConflict)) {
				rt.Fatalf("batch after revision %d: error %v, want success %v", m.rev(), err, ok)
			}
			if ok {
				m.commit(ops, next)
			}
			if rev := revision(rt, s); rev != m.rev() {
				rt.Fatalf("revision %d, want %d", rev, m.rev())
			}
		}
		m.compare(rt, s, rapid.IntRange(1, 4).Draw(rt, "chunk"))
		clean(rt, s)
	})
}

// byKey is the records of all model ids as of a revision.
func byKey(t tb, s store.Store, rt directory.RecordType, rev directory.Revision) []string {
	keys := make([]directory.Key, len(modelIDs))
	for i, id := range modelIDs {
		keys[i] = directory.Key{Type: rt, ID: id}
	}
	records, err := s.GetManyAt(ctx, keys, rev)
	if err != nil {
		t.Fatal(err)
	}
	var briefs []string
	for _, r := range records {
		if r != nil {
			briefs = append(briefs, brief(r))
		}
	}
	return briefs
}

// compare asks s everything m knows.
func (m *model) compare(t tb, s store.Store, chunk int) {
	for _, rt := range []directory.RecordType{directory.Organisations, directory.Projects} {
		for rev := directory.Revision(1); rev <= m.rev(); rev++ {
			var want []string
			for _, id := range modelIDs {
				if r := m.states[rev][directory.Key{Type: rt, ID: id}]; r != nil {
					want = append(want, brief(r))
				}
			}
			equal(t, fmt.Sprintf("%s as of %d of %d", rt, rev, m.rev()), state(t, s, rt, rev, chunk), want)
			equal(t, fmt.Sprintf("%s by key as of %d of %d", rt, rev, m.rev()), byKey(t, s, rt, rev), want)
		}
		count := 0
		for _, id := range modelIDs {
			k := directory.Key{Type: rt, ID: id}
			if want := m.now()[k]; want == nil {
				absent(t, s, k)
			} else {
				equal(t, k.String(), brief(get(t, s, k)), brief(want))
				count++
			}
			var history []string
			for i := len(m.touched[k]) - 1; i >= 0; i-- {
				rev := m.touched[k][i]
				if r := m.states[rev][k]; r != nil {
					history = append(history, brief(r))
				} else {
					history = append(history, fmt.Sprintf("%d deleted", rev))
				}
			}
			equal(t, "history of "+k.String(), briefHistory(t, s, k), history)
			if id, ok := m.find(rt, id); ok && id != k.ID {
				if got, err := s.Resolve(ctx, k); got != id || err != nil {
					t.Errorf("resolve %s: %q, %v; want %q", k, got, err, id)
				}
			} else if got, err := s.Resolve(ctx, k); !errors.Is(err, directory.ErrNotFound) {
				t.Errorf("resolve %s: %q, %v; want not found", k, got, err)
			}
		}
		if n, err := s.Count(ctx, rt); n != count || err != nil {
			t.Errorf("count of %s: %d, %v; want %d", rt, n, err, count)
		}
	}
	for _, rel := range store.Relations {
		for _, id := range modelIDs {
			related(t, s, rel, string(id), m.related(rel, id)...)
		}
	}
	changes, err := s.Changes(ctx, 0, store.MaxScan)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "changes", changes, m.changes)
}

func briefHistory(t tb, s store.Store, k directory.Key) (out []string) {
	vs, err := s.History(ctx, k, 0, 0)
	if err != nil && !errors.Is(err, directory.ErrNotFound) {
		t.Fatal(err)
	}
	for _, v := range vs {
		if v.Deleted {
			out = append(out, fmt.Sprintf("%d deleted", v.Revision))
		} else {
			out = append(out, brief(v.Record))
		}
	}
	return out
}
