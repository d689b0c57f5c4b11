package app

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/store"
)

// crowdAsks are a page or answer of every kind, and searches that go every way
// of the search: names, concepts, places, other scripts, typing mistakes, the
// wrong keyboard layout, nothing.
var crowdAsks = []string{
	"/en/", "/bg/", "/en/search?q=tourism+varna", "/bg/search?q=мебели&country=BG", "/en/search?q=ეკოვუდი",
	"/en/organisations/bg-ict-cluster-burgas", "/en/events?q=burgas", "/bg/calls", "/en/projects?q=green",
	"/en/opportunities?q=training&side=offer", "/bg/opportunities?country=GE&page=2", "/en/opportunities?format=atom", "/en/themes", "/bg/themes/digital-tourism",
	"/en/shortlist?ids=bg-ict-cluster-burgas,tr-ossa", "/api/v1/opportunities?q=износ&lang=bg", "/api/v1/opportunities?format=csv",
	"/en/regions", "/bg/regions/BG341", "/en/data", "/en/help", "/en/accessibility", "/en/nothing/here",
	"/api/v1/organisations?q=crative&sector=hospitality-and-tourism", "/api/v1/organisations?q=ghjtrn",
	"/api/v1/suggest?q=bur", "/api/v1/suggest?q=შავი", "/api/v1/concepts?scheme=sector", "/api/v1/regions",
	"/api/v1/organisations?format=ndjson&country=RO", "/api/v1/events?q=матчмейкинг", "/healthz", "/readyz", "/metrics",
}

// TestACrowdReadsWhileOneWrites sends readers through every kind of page and
// answer while records change. It is there for the race detector; by itself it
// shows that no answer fails.
func TestACrowdReadsWhileOneWrites(t *testing.T) {
	cfg := quietConfig(filepath.Join(t.TempDir(), "data"))
	cfg.Fill = true
	a := serving(t, cfg)
	handler, err := a.handler(a.readAtlas())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.index.WaitReady(t.Context()); err != nil { // under the race detector it takes longer than Serve waits
		t.Fatal(err)
	}
	crowded, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	var all sync.WaitGroup
	changes := &load{batches: map[directory.Revision][]store.Op{}}
	all.Go(func() {
		if err := changes.write(crowded, a.store, 1); err != nil {
			t.Error(err)
		}
	})
	const readers = 6
	for reader := range readers {
		all.Go(func() {
			// Every reader asks everything once, however slow the machine, each from
			// another place on; then goes on while there is time.
			for n := 0; n < len(crowdAsks) || crowded.Err() == nil; n++ {
				ask := crowdAsks[(n+reader*len(crowdAsks)/readers)%len(crowdAsks)]
				answer := httptest.NewRecorder()
				handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, ask, nil))
				if want := wanted(ask); answer.Code != want {
					t.Errorf("%s answers %d, want %d", ask, answer.Code, want)
				}
			}
		})
	}
	all.Wait()
	if len(changes.batches) < 2 {
		t.Errorf("only %d batches were written beside the readers", len(changes.batches))
	}
}

func wanted(ask string) int {
	if ask == "/en/nothing/here" {
		return http.StatusNotFound
	}
	return http.StatusOK
}
