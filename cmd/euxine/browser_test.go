//go:build browser

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"euxine/internal/app"
	"euxine/internal/control"
)

// The tests named TestBrowser… drive a real browser against a real server that
// has the seed. They need the build tag browser and Chromium: its path is
// EUXINE_CHROMIUM, else chromium in PATH. A browser that is not there is a
// failure, not a reason to skip. Every tab watches what no page may do: errors
// on the console, violations of the content security policy, dialogs, requests
// to another origin.

// site is a server with the seed in this process.
type site struct {
	url    string
	socket string // of the commands
}

// serveSite starts a server and waits until it is ready.
func serveSite(t *testing.T) site {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "d")
	a, err := app.Open(t.Context(), app.Config{Data: dir, Listen: "127.0.0.1:0", Build: "browser-test",
		Log: slog.New(slog.DiscardHandler), Create: true, Fill: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, func(at string) { address <- at }) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	select {
	case at := <-address:
		s := site{url: "http://" + at, socket: filepath.Join(dir, "euxine.sock")}
		s.waitReady(t)
		return s
	case err := <-ended:
		ended <- nil
		t.Fatalf("serve: %v", err)
		return site{}
	}
}

func (s site) waitReady(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), readyTimeout)
	defer cancel()
	for ctx.Err() == nil {
		if status, _, err := fetch(ctx, s.url+"/readyz"); err == nil && status == http.StatusOK {
			return
		}
	}
	t.Fatal("the server is not ready in time")
}

// commands reaches the server as commands do.
func (s site) commands(t *testing.T) *control.Client {
	t.Helper()
	c, err := control.Dial(t.Context(), s.socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// startBrowser starts Chromium with a new profile; the context is for newTab.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path := os.Getenv("EUXINE_CHROMIUM")
	if path == "" {
		path = "chromium"
	}
	path, err := exec.LookPath(path)
	if err != nil {
		t.Fatalf("Chromium: %v; give its path in EUXINE_CHROMIUM", err)
	}
	// Not t.TempDir: the browser's helpers may still write there when it has ended.
	profile, err := os.MkdirTemp("", "euxine-browser-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(profile) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	// Without the flags on networking the browser looks for its maker's hosts.
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.UserDataDir(profile),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en"))
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return ctx
}

// tab is a page in the browser. Its methods end the test when they fail.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site site

	mu       sync.Mutex
	problems []string
	allowed  string // address whose status a test expects to be an error
	requests int
	received float64 // bytes, as they came over the line
}

// newTab opens a tab that is looked over at the end of the test.
func newTab(t *testing.T, browser context.Context, s site) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx, site: s}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, page.Enable, page.EnableParams{})
	b.size(1440)
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, p := range b.problems {
			t.Error(p)
		}
		if b.requests == 0 {
			t.Error("no request was seen: nothing was watched")
		}
	})
	return b
}

// watch notes what no page may do.
func (b *tab) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	problem := func(format string, args ...any) { b.problems = append(b.problems, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests++
		if u := e.Request.URL; !strings.HasPrefix(u, b.site.url+"/") && !strings.HasPrefix(u, "data:") {
			problem("request to another origin: %s", u)
		}
	case *network.EventLoadingFinished:
		b.received += e.EncodedDataLength
	case *runtime.EventExceptionThrown:
		problem("exception: %s %s", e.ExceptionDetails.Text, e.ExceptionDetails.URL)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			problem("console.%s at %s", e.Type, b.site.url)
		}
	case *log.EventEntryAdded: // violations of the content security policy come here
		// A browser asks for favicon.ico where an answer, such as JSON, names no icon.
		if e.Entry.Source == log.EntrySourceNetwork && (e.Entry.URL == b.allowed || e.Entry.URL == b.site.url+"/favicon.ico") {
			return
		}
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			problem("log: %s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *page.EventJavascriptDialogOpening:
		problem("dialog: %s", e.Message)
	}
}

// patience bounds each thing a test waits for.
const patience = 20 * time.Second

func call[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	r, err := chromedp.Call(ctx, c, params)
	if err != nil {
		b.t.Fatalf("%s: %v", c.Method, err)
	}
	return r
}

// evaluate evaluates an expression in the page; the DevTools protocol may do so
// whatever the page's content security policy says, and without scripts too.
func evaluate[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %.200s: %v", expression, err)
	}
	return v
}

// size sets the window's width, as of a phone below 600.
func (b *tab) size(width int64) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
}

// scheme sets the colours the reader prefers: light, dark, or forced ones on black.
func (b *tab) scheme(s string) {
	b.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s}, {Name: "prefers-reduced-motion", Value: "reduce"}}
	if s == "forced" {
		features[0].Value = "dark"
		features = append(features, &emulation.MediaFeature{Name: "forced-colors", Value: "active"})
	}
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

// scripts lets pages run scripts or not.
func (b *tab) scripts(on bool) {
	b.t.Helper()
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// open goes to a path and wants the status.
func (b *tab) open(path string, status int64) {
	b.t.Helper()
	b.mu.Lock()
	b.allowed = ""
	if status >= 400 {
		b.allowed = b.site.url + path
	}
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	r, err := chromedp.Run(ctx, chromedp.NavigateResponse(b.site.url+path))
	if err != nil {
		b.t.Fatalf("open %s: %v", path, err)
	}
	if r.Status != status {
		b.t.Fatalf("open %s: status %d, want %d", path, r.Status, status)
	}
}

// path is the path and query of the page that is shown.
func (b *tab) path() string {
	b.t.Helper()
	return evaluate[string](b, `location.pathname + location.search`)
}

// until waits for an expression to become true.
func (b *tab) until(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		// While a page goes and the next comes an evaluation may fail.
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === 'complete' && !!(`+expression+`)`))
		if err == nil && ok {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			b.t.Fatalf("at %s: never came true: %s", evaluate[string](b, `location.href`), expression)
		}
	}
}

// text is the visible text of the first element that matches.
func (b *tab) text(css string) string {
	b.t.Helper()
	return strings.Join(strings.Fields(evaluate[string](b, `(document.querySelector(`+quoted(css)+`)?.innerText ?? '(no such element)')`)), " ")
}

// click clicks the middle of the first element that matches, once it can be
// seen and nothing lies over it. chromedp's own queries lose a page that comes
// back from the browser's cache.
func (b *tab) click(css string) {
	b.t.Helper()
	find := `(() => {
		const e = document.querySelector(` + quoted(css) + `);
		if (!e || !e.checkVisibility()) return null;
		e.scrollIntoView({block: 'center', behavior: 'instant'});
		const r = e.getClientRects()[0];
		const [x, y] = [r.x + r.width / 2, r.y + r.height / 2];
		const hit = document.elementFromPoint(x, y);
		return hit && (e.contains(hit) || hit.contains(e)) ? {x, y} : null;
	})()`
	b.until(find + ` !== null`)
	at := evaluate[struct{ X, Y float64 }](b, find)
	for _, what := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: what, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, ClickCount: 1})
	}
}

// The keys that are more than a character.
const (
	keyTab    = "Tab"
	keyEnter  = "Enter"
	keyEscape = "Escape"
)

// press presses and releases a key: one of those above, or a character. The
// character comes with the key going down, so that a page can refuse it, as with
// a real keyboard; chromedp's own keys come in two events that cannot be told
// to belong together.
func (b *tab) press(key string) {
	b.t.Helper()
	p := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Key: key, Text: key}
	switch key {
	case keyTab:
		p.Code, p.WindowsVirtualKeyCode, p.Text = key, 9, ""
	case keyEnter:
		p.Code, p.WindowsVirtualKeyCode, p.Text = key, 13, "\r"
	case keyEscape:
		p.Code, p.WindowsVirtualKeyCode, p.Text = key, 27, ""
	case " ":
		p.Code, p.WindowsVirtualKeyCode = "Space", 32
	}
	call(b, input.DispatchKeyEvent, p)
	p.Type, p.Text = input.DispatchKeyEventTypeKeyUp, ""
	call(b, input.DispatchKeyEvent, p)
}

// typing types characters.
func (b *tab) typing(text string) {
	b.t.Helper()
	for _, r := range text {
		b.press(string(r))
	}
}

// back goes back in the history; until says when it has come there.
func (b *tab) back() {
	b.t.Helper()
	h := call(b, page.GetNavigationHistory, cdp.Empty{})
	if h.CurrentIndex == 0 {
		b.t.Fatalf("at %s: nothing to go back to", b.path())
	}
	call(b, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: h.Entries[h.CurrentIndex-1].ID})
}

// want compares what a page shows.
func (b *tab) want(what, got, want string) {
	b.t.Helper()
	if got != want {
		b.t.Errorf("at %s: %s is %q, want %q", b.path(), what, got, want)
	}
}

// quoted is a JavaScript string.
func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings marshal
	}
	return string(b)
}

// readFile is a file named by an environment variable.
func readFile(t *testing.T, variable string) string {
	t.Helper()
	path := os.Getenv(variable)
	if path == "" {
		t.Fatalf("%s is not set: give the path", variable)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
