//go:build browser

package main

import (
	"strconv"
	"strings"
	"testing"
)

// viewBox is what of the map is seen.
func (b *tab) viewBox() [4]float64 {
	b.t.Helper()
	var box [4]float64
	for i, part := range strings.Fields(evaluate[string](b, `document.querySelector('.chart-svg').getAttribute('viewBox')`)) {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			b.t.Fatal(err)
		}
		box[i] = n
	}
	return box
}

// TestBrowserMap uses the map with and without scripts, and by keyboard.
func TestBrowserMap(t *testing.T) {
	s := serveSite(t)
	browser := startBrowser(t)
	t.Run("without scripts", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.scripts(false)
		b.open("/en/map", 200)
		// A region of the map, then all of it again by the chip, then a country by the form.
		evaluate[bool](b, `([...document.querySelectorAll('a.chart-unit')].find(a => a.querySelector('title').textContent.startsWith('Burgas:')).setAttribute('data-test-unit', ''), true)`)
		href := evaluate[string](b, `document.querySelector('[data-test-unit]').getAttribute('href')`)
		b.open(href, 200)
		if got := b.text(".chart-count a"); got != "20 organisations" {
			t.Errorf("Burgas has %q", got)
		}
		b.click(".chip")
		b.until(`location.pathname === '/en/map' && location.search === ''`)
		evaluate[bool](b, `(document.querySelector('select[name="view"]').value = 'GE', true)`)
		b.click(".chart-form button")
		b.until(`new URLSearchParams(location.search).get('view') === 'GE'`)
		if n := evaluate[int](b, `document.querySelectorAll('a.chart-unit').length`); n < 12 {
			t.Errorf("Georgia is shown with %d regions", n)
		}
	})
	t.Run("by keyboard", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.open("/en/map", 200)
		b.until(`document.querySelectorAll('.chart-tool').length === 3`)
		whole := b.viewBox()
		evaluate[bool](b, `(document.querySelector('a.chart-unit').focus(), true)`)
		b.until(`document.querySelector('[data-map-said]').textContent !== ''`)
		b.typing("+")
		near := b.viewBox()
		if near[2] >= whole[2] || near[3] >= whole[3] {
			t.Errorf("+ shows %v of %v", near, whole)
		}
		b.walk(keyRight)
		if moved := b.viewBox(); moved[0] <= near[0] || moved[2] != near[2] {
			t.Errorf("the arrow shows %v after %v", moved, near)
		}
		b.typing("0")
		if got := b.viewBox(); got != whole {
			t.Errorf("0 shows %v, want %v", got, whole)
		}
		b.press(keyEnter)
		b.until(`new URLSearchParams(location.search).get('region') !== null`)
	})
	t.Run("by pointer", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.open("/bg/map?view=BG", 200)
		b.until(`document.querySelectorAll('.chart-tool').length === 3`)
		whole := b.viewBox()
		b.click(".chart-tool")
		if near := b.viewBox(); near[2] >= whole[2] {
			t.Errorf("the button shows %v of %v", near, whole)
		}
	})
}
