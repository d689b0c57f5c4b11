//go:build browser

package main

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The way: from the home page to a search, a filter, an organisation and back.
const (
	wayQuery   = "textile"
	wayCountry = `input[name="country"][value="TR"]`
	wayFound   = `document.querySelectorAll('[data-card]').length > 0`
)

// count is the number a search page says it found.
func (b *tab) count() int {
	b.t.Helper()
	first, _, _ := strings.Cut(b.text("[data-count]"), " ")
	n, err := strconv.Atoi(first)
	if err != nil {
		b.t.Fatalf("at %s: no count in %q", b.path(), b.text("[data-count]"))
	}
	return n
}

// question is an address with its parameters in order and without empty ones.
func question(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	vs := u.Query()
	for name := range vs {
		if vs[name] = slices.DeleteFunc(vs[name], func(v string) bool { return v == "" }); len(vs[name]) == 0 {
			delete(vs, name)
		}
	}
	u.RawQuery = vs.Encode()
	return u.String()
}

// openFacet opens the drawer and the facet that holds the box, as a reader does.
func (b *tab) openFacet(css string) {
	b.t.Helper()
	for range 4 { // a facet may lie in a drawer, its line below others
		closed := `[...document.querySelectorAll('details')].filter(d => !d.open && d.contains(document.querySelector(` + quoted(css) + `)))`
		if !evaluate[bool](b, closed+`.length > 0 && !document.querySelector(`+quoted(css)+`).checkVisibility()`) {
			return
		}
		evaluate[bool](b, `(`+closed+`[0].querySelector('summary').setAttribute('data-test-open', ''), true)`)
		b.click(`[data-test-open]`)
		evaluate[bool](b, `(document.querySelector('[data-test-open]').removeAttribute('data-test-open'), true)`)
	}
}

func TestBrowserWay(t *testing.T) {
	s := serveSite(t)
	browser := startBrowser(t)
	t.Run("with scripts", func(t *testing.T) { way(t, newTab(t, browser, s), true) })
	t.Run("without scripts", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.scripts(false)
		way(t, b, false)
	})
	t.Run("on a phone", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.size(360)
		way(t, b, true)
	})
	t.Run("live", func(t *testing.T) { live(newTab(t, browser, s)) })
	t.Run("readings", func(t *testing.T) { readings(newTab(t, browser, s)) })
	t.Run("keyboard", func(t *testing.T) { keyboard(newTab(t, browser, s)) })
	t.Run("reader's language", func(t *testing.T) {
		b := newTab(t, browser, s)
		b.open("/", 200)
		b.until(`location.pathname === '/en/'`)
	})
}

// way goes home → search → filter → organisation → back, then switches the
// language on the search page and on an organisation.
func way(t *testing.T, b *tab, scripts bool) {
	b.open("/en/", 200)
	b.click("#q")
	b.typing(wayQuery)
	b.press(keyEnter)
	b.until(`location.pathname === '/en/search' && new URLSearchParams(location.search).get('q') === ` + quoted(wayQuery))
	b.until(wayFound)
	all := b.count()

	// The filter narrows, and the count is the one the facet foretold.
	b.openFacet(wayCountry)
	foretold := strings.TrimSpace(evaluate[string](b, `document.querySelector(`+quoted(wayCountry)+`).closest('label').querySelector('.facet-count').textContent`))
	b.click(wayCountry)
	if !scripts {
		b.click(`.search-apply button`)
	}
	b.until(`new URLSearchParams(location.search).get('country') === 'TR' && document.querySelector(` + quoted(wayCountry) + `)?.checked`)
	b.until(`!document.querySelector('[aria-busy="true"]')`)
	filtered := b.count()
	if strconv.Itoa(filtered) != foretold || filtered >= all || filtered == 0 {
		t.Errorf("with the filter %d of %d, the facet said %s", filtered, all, foretold)
	}
	b.want("the query", evaluate[string](b, `document.querySelector('#q').value`), wayQuery)
	search := b.path()

	// An organisation, and back to the same answer.
	name := b.text(".card-link")
	b.click(".card-link")
	b.until(`location.pathname.startsWith('/en/organisations/')`)
	b.want("the heading", b.text("h1"), name)
	organisation := b.path()
	b.back()
	b.until(`location.pathname === '/en/search'`)
	b.until(wayFound)
	b.want("the address", b.path(), search)
	b.want("the query", evaluate[string](b, `document.querySelector('#q').value`), wayQuery)
	if !evaluate[bool](b, `document.querySelector(`+quoted(wayCountry)+`).checked`) {
		t.Error("the filter is gone after going back")
	}
	if got := b.count(); got != filtered {
		t.Errorf("%d organisations after going back, were %d", got, filtered)
	}

	// The other language keeps page, query and filter.
	b.speak("bg")
	b.until(`location.pathname === '/bg/search' && document.documentElement.lang === 'bg'`)
	b.want("the address", question(t, b.path()), question(t, strings.Replace(search, "/en/", "/bg/", 1)))
	b.want("the query", evaluate[string](b, `document.querySelector('#q').value`), wayQuery)
	if got := b.count(); got != filtered {
		t.Errorf("%d organisations in Bulgarian, %d in English", got, filtered)
	}
	b.open(organisation, 200)
	b.speak("bg")
	b.until(`document.documentElement.lang === 'bg'`)
	b.want("the address", b.path(), strings.Replace(organisation, "/en/", "/bg/", 1))
	b.want("the heading", b.text("h1"), name)
}

// speak chooses a language from the list in the header, which needs no script.
func (b *tab) speak(lang string) {
	b.t.Helper()
	b.click(".site-language-button")
	b.click(`.site-languages a[hreflang="` + lang + `"]`)
}

// live: with scripts results follow the typing without a new page, the address
// keeps up, the focus stays, and a screen reader hears the count.
func live(b *tab) {
	b.open("/en/search", 200)
	evaluate[bool](b, `window.samePage = true`)
	same := func(what string) {
		b.t.Helper()
		if !evaluate[bool](b, `window.samePage === true`) {
			b.t.Fatalf("%s loaded the page anew", what)
		}
	}
	announced := `document.querySelector('[data-announce]').textContent.trim()`
	all := b.count()

	b.click("#q")
	b.typing("furni")
	b.until(`new URLSearchParams(location.search).get('q') === 'furni'`)
	b.until(announced + ` !== '' && !document.querySelector('[aria-busy="true"]')`)
	same("typing")
	typed := b.count()
	if typed == 0 || typed >= all {
		b.t.Errorf("%d of %d organisations found while typing", typed, all)
	}
	b.want("what is announced", evaluate[string](b, announced), evaluate[string](b, `document.querySelector('[data-count]').textContent.trim()`))
	b.want("the live region", evaluate[string](b, `document.querySelector('[data-announce]').getAttribute('aria-live')`), "polite")
	b.want("the focus", evaluate[string](b, `document.activeElement.id`), "q")
	b.typing("ture")
	b.until(`new URLSearchParams(location.search).get('q') === 'furniture'`)
	b.want("the box", evaluate[string](b, `document.querySelector('#q').value`), "furniture")
	same("typing on")

	// The suggestions lie over the filters until they are closed.
	b.until(`document.querySelector('#q').getAttribute('aria-expanded') === 'true'`)
	b.press(keyEscape)
	b.want("the box", evaluate[string](b, `document.querySelector('#q').value`), "furniture")

	const sme = `input[name="kind"][value="sme"]`
	b.openFacet(sme)
	b.click(sme)
	b.until(`new URLSearchParams(location.search).get('kind') === 'sme'`)
	b.until(`!document.querySelector('[aria-busy="true"]') && document.querySelector(` + quoted(sme) + `).checked`)
	same("a filter")
	b.want("the focus", evaluate[string](b, `document.activeElement.name + '=' + document.activeElement.value`), "kind=sme")
	filtered := b.count()

	// Removing the chip and going back and forth stay in the page too.
	b.click(".chip:not(.is-reading)")
	b.until(`!new URLSearchParams(location.search).has('kind') && !document.querySelector('.chip:not(.is-reading)')`)
	same("removing a filter")
	b.until(`!document.querySelector(` + quoted(sme) + `).checked`)
	b.back()
	b.until(`new URLSearchParams(location.search).get('kind') === 'sme' && document.querySelector(` + quoted(sme) + `).checked`)
	b.until(`!document.querySelector('[aria-busy="true"]')`)
	same("going back")
	if got := b.count(); got != filtered {
		b.t.Errorf("%d organisations after going back, were %d", got, filtered)
	}

	// What the live page shows is what the address gives.
	shown := evaluate[string](b, `document.querySelector('[data-live="results"]').innerText`)
	b.open(b.path(), 200)
	b.want("the answer at the address", evaluate[string](b, `document.querySelector('[data-live="results"]').innerText`), shown)
}

// readings types a Georgian and a Bulgarian query: the page says how the words
// are understood, and takes one of them as written again.
func readings(b *tab) {
	for _, q := range []struct{ address, typed, kept, removed string }{
		{"/en/search", "ავეჯის თბილისში", "Tbilisi", "Furniture"},
		{"/bg/search", "мебелите Троян", "Троян", "Мебели"},
	} {
		b.open(q.address, 200)
		b.click("#q")
		b.typing(q.typed)
		understood := `[...document.querySelectorAll('.chip.is-reading .chip-label')].map((e) => e.textContent).join()`
		b.until(understood + `.includes(` + quoted(q.removed) + `) && ` + understood + `.includes(` + quoted(q.kept) + `)`)
		b.until(`!document.querySelector('[aria-busy="true"]')`)
		b.click(".chip.is-reading")
		b.until(`!` + understood + `.includes(` + quoted(q.removed) + `) && ` + understood + `.includes(` + quoted(q.kept) + `)`)
	}
}

// keyboard goes the way without a mouse, and the focus is always to be seen.
func keyboard(b *tab) {
	b.open("/en/", 200)
	b.press(keyTab)
	b.want("the first focus", evaluate[string](b, `document.activeElement.className`), "skip-link")
	b.visibleFocus()
	b.press(keyEnter)
	b.want("the focus after skipping", evaluate[string](b, `document.activeElement.id`), "content")

	b.press("/")
	b.want("the focus after /", evaluate[string](b, `document.activeElement.id`), "q")
	b.visibleFocus()
	b.typing(wayQuery)
	b.press(keyEnter)
	b.until(`location.pathname === '/en/search'`)
	b.until(wayFound)

	// Tab reaches the filter; space sets it.
	for range 200 {
		b.press(keyTab)
		if evaluate[bool](b, `document.activeElement.matches('.facet-head') && !document.activeElement.parentElement.open`) {
			b.visibleFocus()
			b.press(" ")
		}
		if evaluate[bool](b, `document.activeElement.matches(`+quoted(wayCountry)+`)`) {
			break
		}
	}
	b.visibleFocus()
	b.press(" ")
	b.until(`new URLSearchParams(location.search).get('country') === 'TR' && !document.querySelector('[aria-busy="true"]')`)

	// j and k walk through the results, Enter opens one.
	b.press("j")
	b.press("j")
	b.want("the focus after jj", evaluate[string](b, `String([...document.querySelectorAll('[data-card] .card-link')].indexOf(document.activeElement))`), "1")
	b.press("k")
	b.visibleFocus()
	name := evaluate[string](b, `document.activeElement.innerText`)
	b.press(keyEnter)
	b.until(`location.pathname.startsWith('/en/organisations/')`)
	b.want("the heading", b.text("h1"), strings.Join(strings.Fields(name), " "))

	// The list of languages opens and shuts, and from the top Tab comes to the website.
	b.tabTo(`.site-language-button`)
	b.press(keyEnter)
	b.until(`document.querySelector('#site-languages').matches(':popover-open')`)
	b.press(keyTab)
	b.want("the focus in the list", evaluate[string](b, `document.activeElement.closest('nav')?.id`), "site-languages")
	b.visibleFocus()
	b.press(keyEscape)
	b.until(`!document.querySelector('#site-languages').matches(':popover-open')`)
	b.tabTo(`.org-side a[rel~="external"]`)
	b.back()
	b.until(wayFound)

	// Escape empties the box.
	b.press("/")
	b.press(keyEscape)
	b.until(`!new URLSearchParams(location.search).has('q')`)
	b.want("the box", evaluate[string](b, `document.querySelector('#q').value`), "")
}

// tabTo goes on with Tab until the focus is on what is looked for; it is to be seen on the
// way.
func (b *tab) tabTo(css string) {
	b.t.Helper()
	for range 150 {
		b.press(keyTab)
		if evaluate[bool](b, `document.activeElement.matches(`+quoted(css)+`)`) {
			b.visibleFocus()
			return
		}
	}
	b.t.Fatalf("at %s: Tab does not come to %s", b.path(), css)
}

// visibleFocus wants the focused element in the window, with an outline.
func (b *tab) visibleFocus() {
	b.t.Helper()
	b.until(`(() => {
		const e = document.activeElement, r = e.getBoundingClientRect();
		if (!r.width || !r.height || r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth) return false;
		for (let o = e; o; o = o.parentElement) {
			const s = getComputedStyle(o);
			if (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) return true;
			if (s.boxShadow !== 'none' && o.matches(':focus-within')) return true;
		}
		return false;
	})()`)
}
