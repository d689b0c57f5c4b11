package catalogue

import (
	"context"
	"testing"
	"time"

	"euxine/internal/directory"
	"euxine/internal/search"
)

// moving is an index that is a revision further each time it is asked for its own, so
// many times.
type moving struct {
	search.Index
	moves int
	at    directory.Revision
}

func (m *moving) Revision() (directory.Revision, bool) {
	at, ready := m.Index.Revision()
	if m.moves > 0 {
		m.moves--
		m.at++
	}
	return at + m.at, ready
}

// A brief begun on one state of the index and ended on another is made anew; where the
// index never rests it is shown, but the next who asks does not get it again.
func TestBriefsAreOfOneState(t *testing.T) {
	c := profiles(t)
	m := &moving{Index: c.index}
	c.index = m
	brief := func() *Brief {
		b, err := c.Brief(t.Context(), "BG341", "en")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	m.moves = 3
	b := brief()
	if at, _ := m.Revision(); b.Revision != at {
		t.Errorf("the brief is of revision %d, the index at %d", b.Revision, at)
	}
	if brief() != b {
		t.Error("a brief of one state is not kept")
	}
	m.moves = 1000
	restless := brief()
	m.moves = 0
	if brief() == restless {
		t.Error("a brief of two states is kept")
	}
}

// What regions are compared by is counted without anybody asking, once the index rests,
// and not while it moves.
func TestKeepReady(t *testing.T) {
	c := profiles(t)
	m := &moving{Index: c.index, moves: 20}
	c.index = m
	kept := func() (directory.Revision, bool) {
		c.compared.mu.Lock()
		defer c.compared.mu.Unlock()
		if c.compared.kept == nil {
			return 0, false
		}
		return c.compared.kept.revision, true
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c.KeepReady(ctx, time.Millisecond)
	}()
	deadline := time.Now().Add(time.Minute)
	for {
		if _, is := kept(); is {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("nothing is counted ahead")
		}
		time.Sleep(time.Millisecond)
	}
	stop()
	<-ended
	rested, _ := m.Revision()
	if at, _ := kept(); at != rested {
		t.Errorf("counted of revision %d, while the index moved; it rests at %d", at, rested)
	}
}
