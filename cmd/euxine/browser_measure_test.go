//go:build browser

package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"

	"euxine/ui"
)

// What a first visit may cost, compressed and without pictures, in bytes: a phone on a
// slow line has the page in a second. The map is its drawing.
const (
	maxFirstView = 60_000
	maxMapView   = 160_000
	maxShift     = 0.02 // cumulative layout shift
)

// A phone: its processor four times slower than this machine's, on the line that
// Chromium's tools called "Fast 3G" and call "Slow 4G" now: 562.5 ms from a request to
// its answer, nine tenths of 1.6 Mbit/s down and of 750 kbit/s up.
const (
	slowdown = 4
	latency  = 562.5
	downward = 0.9 * 1.6e6 / 8 // bytes a second
	upward   = 0.9 * 750e3 / 8
)

// observe notes what moves, and how long the reader waits after a click, from the first
// moment of a page on.
const observe = `
	window.shifted = 0; window.slowest = 0;
	new PerformanceObserver((l) => { for (const e of l.getEntries()) if (!e.hadRecentInput) window.shifted += e.value; }).observe({type: 'layout-shift', buffered: true});
	new PerformanceObserver((l) => { for (const e of l.getEntries()) window.slowest = Math.max(window.slowest, e.duration); }).observe({type: 'event', durationThreshold: 16, buffered: true});`

// timed is which pages are timed, each so many: sizes and shifts are of all, and quick to
// have on a quick line. EUXINE_TIMED=1 times all.
const timed = 4

// TestBrowserMeasures opens a page of every kind as a phone does, nothing kept from
// before, some of them on a slow line and with a slow processor, and prints what it cost:
// bytes, shift, first paint, all loaded, and the longest wait after a touch. Sizes and
// shifts are the same on every machine and may fail; times are printed.
func TestBrowserMeasures(t *testing.T) {
	s := serveSite(t)
	b := newTab(t, startBrowser(t), s)
	b.size(360)
	call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: observe})
	each := timed
	if n, err := strconv.Atoi(os.Getenv("EUXINE_TIMED")); err == nil && n > 0 {
		each = n
	}
	b.open("/en/", 200) // the first page of all waits for the browser itself
	t.Logf("%-46s %7s %7s %7s %7s %7s", "page", "bytes", "shift", "paint", "loaded", "touch")
	worst := map[string]float64{}
	for i, p := range axePages {
		if p.status != 200 || p.path == "" {
			continue
		}
		lang := ui.Languages()[(i+i/10)%len(ui.Languages())] // each in turn
		slow := i%each == 0
		b.slow(slow)
		call(b, network.ClearBrowserCache, cdp.Empty{})
		b.bytes()
		b.open("/"+string(lang)+p.path, p.status)
		b.until(`performance.getEntriesByName('first-contentful-paint').length`)
		b.painted()
		bytes := b.bytes()
		paint := evaluate[float64](b, `performance.getEntriesByName('first-contentful-paint')[0].startTime`)
		loaded := evaluate[float64](b, `performance.getEntriesByType('navigation')[0].loadEventEnd`)
		b.touch(".site-menu-button")
		b.touch(".site-menu-button") // shut again
		b.touch("main details summary")
		b.painted()
		shift, touch := evaluate[float64](b, `window.shifted`), evaluate[float64](b, `window.slowest`)
		if slow {
			t.Logf("%-46s %7d %7.3f %7.0f %7.0f %7.0f", string(lang)+" "+p.name, bytes, shift, paint, loaded, touch)
		} else {
			t.Logf("%-46s %7d %7.3f", string(lang)+" "+p.name, bytes, shift)
			paint, loaded, touch = 0, 0, 0
		}
		most := int64(maxFirstView)
		if strings.HasPrefix(p.path, "/map") {
			most = maxMapView
		}
		if bytes > most || bytes == 0 {
			t.Errorf("%s (%s): %d bytes, at most %d", p.name, b.path(), bytes, most)
		}
		if shift >= maxShift {
			t.Errorf("%s (%s) shifts by %.3f, less than %.2f is asked", p.name, b.path(), shift, maxShift)
		}
		for what, v := range map[string]float64{"bytes": float64(bytes), "shift": shift, "paint": paint, "loaded": loaded, "touch": touch} {
			worst[what] = max(worst[what], v)
		}
	}
	t.Logf("%-46s %7.0f %7.3f %7.0f %7.0f %7.0f", "most of all", worst["bytes"], worst["shift"], worst["paint"], worst["loaded"], worst["touch"])
}

// slow makes the tab that of a phone on a slow line, or of this machine again.
func (b *tab) slow(on bool) {
	b.t.Helper()
	rate, line := 1.0, &network.Conditions{DownloadThroughput: -1, UploadThroughput: -1}
	if on {
		rate, line = slowdown, &network.Conditions{Latency: latency, DownloadThroughput: downward, UploadThroughput: upward}
	}
	call(b, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: rate})
	call(b, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{line}})
}

// bytes is how many came since it was last asked.
func (b *tab) bytes() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := int64(b.received)
	b.received = 0
	return n
}

// painted lets what is under way be painted and observed.
func (b *tab) painted() {
	b.t.Helper()
	evaluate[bool](b, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 50))))`)
}

// touch touches what is there, if it is.
func (b *tab) touch(css string) {
	b.t.Helper()
	if evaluate[bool](b, `(() => { const e = document.querySelector(`+quoted(css)+`); return !!e && e.getClientRects().length > 0; })()`) {
		b.click(css)
	}
}
