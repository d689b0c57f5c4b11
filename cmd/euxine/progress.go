package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"
)

// progress shows how far long work has come: a bar that moves on a terminal,
// now and then a plain line elsewhere. Quick work shows nothing.
type progress struct {
	w        io.Writer
	terminal bool

	mu    sync.Mutex
	stage string
	began time.Time
	shown time.Time
	drawn bool
}

func newProgress(w io.Writer) *progress {
	f, ok := w.(*os.File)
	return &progress{w: w, terminal: ok && term.IsTerminal(int(f.Fd()))}
}

// How often to show: a bar may move ten times a second, lines pile up in logs.
const (
	barEvery  = 100 * time.Millisecond
	lineEvery = 5 * time.Second
)

// at says that done of total units of a stage are done; total 0 is not known.
func (p *progress) at(stage string, done, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if stage != p.stage {
		p.endBar()
		p.stage, p.began, p.shown = stage, now, now
	}
	every := lineEvery
	if p.terminal {
		every = barEvery
	}
	if now.Sub(p.shown) < every {
		return
	}
	p.shown = now
	if !p.terminal {
		fmt.Fprintf(p.w, "%s: %s\n", stage, amount(done, total))
		return
	}
	const width = 30
	bar := ""
	if total > 0 {
		full := int(min(done, total) * width / total)
		bar = "[" + strings.Repeat("=", full) + strings.Repeat(" ", width-full) + "] "
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s %s%s", stage, bar, amount(done, total))
	p.drawn = true
}

// end clears the bar, so that what follows starts on an empty line.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.endBar()
	p.stage = ""
}

func (p *progress) endBar() {
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = false
	}
}

func amount(done, total int64) string {
	if total <= 0 {
		return fmt.Sprint(done)
	}
	return fmt.Sprintf("%d of %d (%d %%)", done, total, min(done, total)*100/total)
}
