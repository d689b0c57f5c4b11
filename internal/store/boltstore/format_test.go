package boltstore_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
	"euxine/internal/store/boltstore"
)

var update = flag.Bool("update", false, "write the database file of the present format to testdata, if there is none yet")

// oldFiles are the databases in testdata, one of each format there has been.
// They are never written again: a later program must open what an earlier one
// wrote.
var oldFiles = []string{"format-1.db", "format-2.db"}

// writeOld makes a database with something in every bucket.
func writeOld(t *testing.T, path string) {
	s := create(t, filepath.Join(t.TempDir(), "records.db"))
	at := time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
	write := func(by string, ops ...store.Op) {
		if _, err := s.Apply(ctx, store.Batch{Ops: ops, By: by, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	o := org("bg-burgas", "https://first.example/")
	write("seed", store.Op{Put: o}, store.Op{Put: org("network", "https://network.example/")}, store.Op{Put: org("gone", "https://gone.example/")})
	o.Website, o.FormerIDs = "https://second.example/", []directory.RecordID{"burgas"}
	write("editor", store.Op{Put: o}, store.Op{Delete: orgKey("gone")},
		store.Op{Put: &directory.Event{Header: directory.Header{ID: "e"}, Title: "Event", Organisers: []directory.Party{{Name: "B", Organisation: "bg-burgas"}}}},
		store.Op{Put: &directory.Call{Header: directory.Header{ID: "c"}, Title: "Call"}},
		store.Op{Put: &directory.Project{Header: directory.Header{ID: "p"}, Title: "Project", Partners: []directory.Party{{Name: "B", Organisation: "bg-burgas"}}}})
	if err := s.Compact(ctx, 1); err != nil {
		t.Fatal(err)
	}
	rev := directory.Revision(0)
	if err := s.BeginImport(ctx, "import later", at); err != nil {
		t.Fatal(err)
	}
	if err := s.StageImport(ctx, []store.Op{{Put: org("imported", "https://imported.example/"), Expect: &rev}}); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitImport(ctx); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := s.Backup(ctx, &b); err != nil {
		t.Fatal(err)
	}
	closeStore(t, s)
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestOldFiles(t *testing.T) {
	for _, name := range oldFiles {
		t.Run(name, func(t *testing.T) {
			kept := filepath.Join("testdata", name)
			if _, err := os.Stat(kept); err != nil && *update {
				writeOld(t, kept)
			}
			b, err := os.ReadFile(kept)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "records.db")
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := boltstore.Quick(path); err != nil {
				t.Errorf("quick: %v", err)
			}
			s := reopen(t, path)
			defer closeStore(t, s)
			left, rev, err := s.ApplyImport(ctx)
			if left != 0 || rev != 3 || err != nil {
				t.Fatalf("the import under way: %d left, revision %d, %v", left, rev, err)
			}
			if damage := verify(t, s); len(damage) > 0 {
				t.Errorf("verify: %v", damage)
			}
			var got strings.Builder
			for rev := directory.Revision(1); rev <= 3; rev++ {
				for _, rt := range directory.RecordTypes {
					rs, err := s.Scan(ctx, store.Scan{Type: rt, AsOf: rev})
					if err != nil {
						t.Fatal(err)
					}
					for _, r := range rs {
						fmt.Fprintf(&got, "%d %s@%d %s; ", rev, directory.KeyOf(r), r.Head().Revision, r.DisplayName())
					}
				}
			}
			want := "1 organisations/bg-burgas@1 Клъстер bg-burgas; 1 organisations/gone@1 Клъстер gone; 1 organisations/network@1 Клъстер network; " +
				"2 organisations/bg-burgas@2 Клъстер bg-burgas; 2 organisations/network@1 Клъстер network; 2 events/e@2 Event; 2 calls/c@2 Call; 2 projects/p@2 Project; " +
				"3 organisations/bg-burgas@2 Клъстер bg-burgas; 3 organisations/imported@3 Клъстер imported; 3 organisations/network@1 Клъстер network; 3 events/e@2 Event; 3 calls/c@2 Call; 3 projects/p@2 Project; "
			if got.String() != want {
				t.Errorf("states:\n%s\nwant:\n%s", got.String(), want)
			}
			vs, err := s.History(ctx, orgKey("bg-burgas"), 0, 0)
			if err != nil || len(vs) != 2 || vs[0].By != "editor" || vs[1].By != "seed" || vs[1].Record.(*directory.Organisation).Website != "https://first.example/" ||
				!vs[0].At.Equal(time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)) {
				t.Errorf("history: %+v, %v", vs, err)
			}
			if id, err := s.Resolve(ctx, orgKey("burgas")); id != "bg-burgas" || err != nil {
				t.Errorf("former id: %q, %v", id, err)
			}
			for rel, want := range map[store.Relation]string{store.MembersOf: "[]", store.ProjectsOf: "[p]", store.EventsOf: "[e]"} {
				if ids, err := s.Related(ctx, rel, "bg-burgas", 0); fmt.Sprint(ids) != want || err != nil {
					t.Errorf("%s: %v, %v; want %s", rel, ids, err, want)
				}
			}
		})
	}
}
