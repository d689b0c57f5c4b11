//go:build browser

package main

import (
	"strconv"
	"strings"
	"testing"
)

// The short list by its two ways: kept in the browser where scripts run, carried in
// addresses where they do not.

// listedIDs are the ids in the address of the short list.
const listedIDs = `(new URLSearchParams(location.search).get('ids') ?? '')`

// counted is the number beside the short list in the header, "" none.
const counted = `(document.querySelector('.site-shortlist-count')?.textContent.trim() ?? '')`

func TestBrowserShortlist(t *testing.T) {
	s := serveSite(t)
	browser := startBrowser(t)
	t.Run("with scripts", func(t *testing.T) { shortlistKept(newTab(t, browser, s)) })
	t.Run("without scripts", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.scripts(false)
		shortlistCarried(b)
	})
}

// shortlistKept collects two organisations from a search that follows the typing, one of
// them by its page, sees them on the list's page, lets one go and takes over another list.
func shortlistKept(b *tab) {
	b.open("/en/search?country=BG", 200)
	b.until(`document.querySelector('button[data-shortlist-id]')`)
	b.want("links that stayed", evaluate[string](b, `String(document.querySelectorAll('a[data-shortlist-id]').length)`), "0")
	b.want("the number before", evaluate[string](b, counted), "")
	b.click("#q")
	b.typing("burgas ict")
	b.until(`new URLSearchParams(location.search).get('q') === 'burgas ict' && !document.querySelector('[aria-busy="true"]')`)
	b.press(keyEscape)
	b.until(`document.querySelector('button[data-shortlist-id]') && !document.querySelector('a[data-shortlist-id]')`) // marks that came later too
	first := evaluate[string](b, `document.querySelector('button[data-shortlist-id]').dataset.shortlistId`)
	mark := `button[data-shortlist-id="` + first + `"]`
	b.click(mark)
	b.until(counted + ` === '1'`)
	b.until(`document.querySelector(` + quoted(mark) + `).textContent.startsWith('On the short list')`)
	b.want("the address", evaluate[string](b, `location.pathname`), "/en/search") // nothing is loaded
	b.click(mark)
	b.until(counted + ` === ''`)
	b.click(mark)
	b.until(counted + ` === '1'`)

	// Another one by its own page; what was chosen is still known there.
	b.open("/en/organisations/tr-ossa", 200)
	b.until(counted + ` === '1'`)
	b.click(`.org-actions button`)
	b.until(counted + ` === '2'`)
	if got := b.text(".org-actions"); !strings.Contains(got, "On the short list") {
		b.t.Errorf("the organisation says %q", got)
	}
	b.click(".site-shortlist")
	b.until(`location.pathname === '/en/shortlist' && ` + listedIDs + ` === ` + quoted(first+",tr-ossa"))
	b.want("organisations", evaluate[string](b, `String(document.querySelectorAll('main [data-card]').length)`), "2")
	b.want("the list is the kept one", evaluate[string](b, `String(document.querySelector('[data-shortlist-keep]').hidden)`), "true")

	// The bare address shows what is kept; so does another tab's number.
	b.open("/bg/shortlist", 200)
	b.until(listedIDs + ` === ` + quoted(first+",tr-ossa"))
	b.open("/en/shortlist", 200)
	b.until(listedIDs + ` === ` + quoted(first+",tr-ossa"))

	// One goes; the page and what is kept agree.
	b.click(`[data-shortlist-remove="tr-ossa"]`)
	b.until(listedIDs + ` === ` + quoted(first) + ` && ` + counted + ` === '1'`)

	// A list that was sent: looked at without harm to one's own, then taken over.
	b.open("/en/shortlist?ids=ro-cluj-it-cluster,tr-ossa", 200)
	b.until(`!document.querySelector('[data-shortlist-keep]').hidden`)
	b.want("one's own list", evaluate[string](b, counted), "1")
	b.click(`[data-shortlist-remove="tr-ossa"]`)
	b.until(listedIDs + ` === 'ro-cluj-it-cluster' && ` + counted + ` === '1'`)
	b.click(`[data-shortlist-clear]`)
	b.until(listedIDs + ` === ` + quoted(first) + ` && ` + counted + ` === '1'`) // one's own is shown in its place
	b.open("/en/shortlist?ids=ro-cluj-it-cluster,tr-ossa", 200)
	b.until(`!document.querySelector('[data-shortlist-keep]').hidden`)
	b.click(`[data-shortlist-keep] button`)
	b.until(counted + ` === '2' && document.querySelector('[data-shortlist-keep]').hidden`)
	b.want("the focus", evaluate[string](b, `document.activeElement.localName`), "h1")
	b.want("what is said", b.text("[data-shortlist-kept]"), "This list is kept in this browser now.")

	// From there ways lead on without the list in their addresses.
	b.want("addresses with a list", evaluate[string](b, `String(document.querySelectorAll('a[href*="shortlist="]').length)`), "0")
	b.click("main .card-link")
	b.until(`location.pathname.startsWith('/en/organisations/')`)
	b.want("the address", evaluate[string](b, `location.search`), "")
	b.back()
	b.until(`location.pathname === '/en/shortlist'`)
	b.click(`[data-shortlist-clear]`)
	b.until(listedIDs + ` === '' && ` + counted + ` === ''`)

	// What the browser holds may be anything.
	for _, kept := range []string{`{`, `{"a":1}`, `[1,null,{}]`, `"text"`} {
		evaluate[bool](b, `(localStorage.setItem('euxine.shortlist', `+quoted(kept)+`), true)`)
		b.open("/en/organisations/tr-ossa", 200)
		b.until(`document.querySelector('.org-actions button')`)
		b.want("the number", evaluate[string](b, counted), "")
	}
	evaluate[bool](b, `(localStorage.setItem('euxine.shortlist', JSON.stringify(Array.from({length: 100}, (_, i) => 'x-' + i))), true)`)
	b.open("/en/organisations/tr-ossa", 200)
	b.until(counted + ` === '100'`)
	b.click(`.org-actions button`)
	b.until(`document.querySelector('.shortlist-full')?.textContent.includes('100')`)
	b.want("the number", evaluate[string](b, counted), "100")
	evaluate[bool](b, `(localStorage.clear(), true)`)
}

// shortlistCarried goes from a search to the list, on to a search that carries it, adds
// another, compares both and lets one go, all by links and forms.
func shortlistCarried(b *tab) {
	b.open("/en/search?q=burgas+ict", 200)
	first := evaluate[string](b, `document.querySelector('a[data-shortlist-id]').dataset.shortlistId`)
	b.click(`a[data-shortlist-id]`)
	b.until(`location.pathname === '/en/shortlist' && ` + listedIDs + ` === ` + quoted(first))
	b.want("the number", evaluate[string](b, counted), "1")
	b.click(`.shortlist-side a[href*="/en/search?shortlist="]`)
	b.until(`location.pathname === '/en/search' && new URLSearchParams(location.search).get('shortlist') === ` + quoted(first))
	b.click("#q")
	b.typing("ossa")
	b.press(keyEnter)
	b.until(`new URLSearchParams(location.search).get('q') === 'ossa' && new URLSearchParams(location.search).get('shortlist') === ` + quoted(first))
	b.click(".card-link")
	b.until(`location.pathname === '/en/organisations/tr-ossa'`)
	b.click(".org-actions a")
	b.until(`location.pathname === '/en/shortlist' && ` + listedIDs + ` === ` + quoted(first+",tr-ossa"))

	// A third by its name, on the page itself.
	b.click("#shortlist-add")
	b.typing("cluj it cluster")
	b.press(keyEnter)
	b.until(`document.querySelector('.compare-found a')`)
	b.click(".compare-found a")
	b.until(listedIDs + `.split(',').length === 3`)
	n := evaluate[float64](b, `document.querySelectorAll('main [data-card]').length`)
	b.want("organisations", strconv.Itoa(int(n)), "3")
	list := b.path()
	b.click(".shortlist-side .button.is-wide")
	b.until(`location.pathname === '/en/compare' && document.querySelectorAll('.compare-table thead th').length === 3`)
	b.open(list, 200)
	b.click(".shortlist-check button")
	b.until(`location.pathname === '/en/consortium' && document.querySelectorAll('main .compare-remove').length === 3`)
	b.open(list, 200)
	b.click(".compare-remove")
	b.until(listedIDs + `.split(',').length === 2`)
}
