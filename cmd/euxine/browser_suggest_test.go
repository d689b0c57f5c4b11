//go:build browser

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
)

func TestBrowserSuggest(t *testing.T) {
	s := serveSite(t)
	browser := startBrowser(t)
	for _, part := range []struct {
		name string
		do   func(*tab)
	}{
		{"beginnings", suggestBeginnings}, {"every field", suggestFields}, {"walking", suggestWalking}, {"escape", suggestEscape},
		{"choosing", suggestChoosing}, {"pointer", suggestPointer}, {"touch", suggestTouch}, {"asking", suggestAsking},
		{"composition", suggestComposition}, {"without scripts", suggestWithoutScripts},
	} {
		t.Run(part.name, func(t *testing.T) { part.do(newTab(t, browser, s)) })
	}
}

// suggestBeginnings types beginnings in three scripts and reads what assistive
// technology is told.
func suggestBeginnings(b *tab) {
	for _, c := range []struct {
		path, typed       string
		field, list, said string
		group             string
		words             []string
	}{
		{"/en/", "ტურიზ", "Search organisations", "Suggestions", "Suggestions: ", "Fields and kinds", []string{"Tourism", "ტურიზმი", "Industrial ecosystems"}},
		{"/bg/search", "мебел", "Търсене на организации", "Предложения", "Предложения: ", "Организации", []string{"мебелен клъстер", "България"}},
		{"/bg/", "бурга", "Търсене на организации", "Предложения", "Предложения: ", "Места", []string{"Бургас", "България"}},
		{"/en/events", "furnit", "Search events", "Suggestions", "Suggestions: ", "Organisations", []string{"Furniture of Troyan", "Bulgaria"}},
		{"/en/help", "interreg", "Search organisations", "Suggestions", "Suggestions: ", "Calls", []string{"Interreg NEXT Black Sea Basin"}},
	} {
		b.settle()
		b.open(c.path, 200)
		b.until(`document.querySelector('[role="combobox"]')`)
		before := b.combo()
		if before.Role != "combobox" || before.Name != c.field || before.Autocomplete != "list" || before.Expanded || before.List != "" {
			b.t.Errorf("at %s: before typing the field is %+v", c.path, before)
		}
		b.click("[data-search]")
		if evaluate[bool](b, opened) {
			b.t.Errorf("at %s: the focus alone opens the list", c.path)
		}
		b.typing(c.typed)
		b.suggested(c.words...)
		b.until(`[...document.querySelectorAll('[role="status"]')].some((e) => e.textContent.startsWith(` + quoted(c.said) + `))`)
		b.until(`document.querySelector('[role="listbox"]').getBoundingClientRect().bottom <= innerHeight`)
		got := b.combo()
		if !got.Expanded || !got.Focused || got.Active != "" || got.Name != c.field || got.List != c.list {
			b.t.Errorf("at %s: with the list open the field is %+v", c.path, got)
		}
		if !got.has(c.group, c.words...) {
			b.t.Errorf("at %s: %q has no option with %q in %q: %+v", c.path, c.typed, c.words, c.group, got.Groups)
		}
		if want := fmt.Sprint(c.said, len(got.options())); !slices.Contains(got.Said, want) {
			b.t.Errorf("at %s: announced is %q, want %q", c.path, got.Said, want)
		}
		// An option is told in one breath: no word runs into the next.
		for _, o := range got.options() {
			if strings.Contains(o, " ,") || strings.HasSuffix(o, ",") {
				b.t.Errorf("at %s: an option is told as %q", c.path, o)
			}
		}
		// The part that was typed is marked, in the letters it was typed in.
		b.until(`[...document.querySelectorAll('[role="option"] mark')].some((m) => m.textContent.toLowerCase() === ` + quoted(c.typed) + `)`)
	}

	// Nothing to suggest is announced, and no empty box is shown.
	b.beginTyping("/bg/", "ъъщжъ")
	b.until(`[...document.querySelectorAll('[role="status"]')].some((e) => e.textContent === 'Няма предложения')`)
	b.until(shut)
	if got := b.combo(); got.Expanded || got.List != "" || !slices.Contains(got.Said, "Няма предложения") {
		b.t.Errorf("without suggestions the field is %+v", got)
	}

	// A name in another language says so.
	b.beginTyping("/bg/", "furniture of tr")
	b.suggested("Furniture of Troyan")
	b.want("the language of an English name", evaluate[string](b, `[...document.querySelectorAll('[role="option"] .suggest-name')].find((e) => e.textContent.includes('Furniture of Troyan')).lang`), "en")
}

// suggestFields: every page's field is a combobox, the one in the header too.
func suggestFields(b *tab) {
	for _, path := range []string{"/en/", "/en/search", "/en/events", "/bg/calls", "/bg/projects", "/bg/help", "/en/organisations/bg-ict-cluster-burgas"} {
		b.beginTyping(path, "bur")
		b.suggested("Burgas")
		b.fits("suggestions")
		if c := b.combo(); c.Role != "combobox" || !c.Expanded || len(c.options()) == 0 {
			b.t.Errorf("at %s: the field is %+v", path, c)
		}
	}
}

// suggestWalking walks through the list with the keys.
func suggestWalking(b *tab) {
	b.beginTyping("/en/", "tour")
	b.suggested("Tourism", "Industrial ecosystems")
	options := b.combo().options()
	if len(options) < 4 {
		b.t.Fatalf("only %q", options)
	}
	active := func(what, want string) {
		b.t.Helper()
		c := b.combo()
		if c.Active != want || !c.Expanded || !c.Focused {
			b.t.Errorf("%s: active is %q, want %q: %+v", what, c.Active, want, c)
		}
		b.want("the text after "+what, evaluate[string](b, `document.activeElement.value`), "tour")
	}
	b.walk(keyDown)
	active("down", options[0])
	b.walk(keyDown)
	active("down twice", options[1])
	b.walk(keyUp)
	b.walk(keyUp)
	active("up to the text", "")
	b.walk(keyUp)
	active("up from the text", options[len(options)-1])
	b.until(`(() => {
		const option = document.querySelector('[aria-selected="true"]').getBoundingClientRect(), list = document.querySelector('[role="listbox"]').getBoundingClientRect();
		return option.top >= list.top && option.bottom <= list.bottom + 1 && option.bottom <= innerHeight;
	})()`)
	b.walk(keyDown)
	active("down to the text", "")
	for _, key := range []walkingKey{keyHome, keyEnd, keyLeft, keyRight} {
		b.walk(keyDown)
		active("down", options[0])
		at := evaluate[int](b, `document.activeElement.selectionStart`)
		b.walk(key)
		active(key.name, "")
		if now := evaluate[int](b, `document.activeElement.selectionStart`); now == at && (key == keyHome || key == keyEnd) {
			b.t.Errorf("%s did not move in the text: at %d", key.name, now)
		}
	}

	// The keys stay at an option that is still there after one more letter.
	b.walkTo("Tourism", "Industrial ecosystems")
	b.walk(keyEnd)
	b.walkTo("Tourism", "Industrial ecosystems")
	b.typing("i")
	b.until(`[...document.querySelectorAll('[role="option"] mark')].some((m) => m.textContent === 'Touri')`)
	if c := b.combo(); !strings.HasPrefix(c.Active, "Tourism") {
		b.t.Errorf("after one more letter active is %q", c.Active)
	}

	// Tab closes the list and goes on; nothing is chosen.
	b.press(keyTab)
	b.until(shut)
	b.want("the focus after Tab", evaluate[string](b, `document.activeElement.type`), "submit")
	b.want("the page after Tab", b.path(), "/en/")

	// Down opens the list again.
	b.click("[data-search]")
	if evaluate[bool](b, opened) {
		b.t.Error("coming back opens the list")
	}
	b.walk(keyDown)
	b.until(opened)
	if c := b.combo(); c.Active != c.options()[0] {
		b.t.Errorf("opened with down, active is %q", c.Active)
	}
}

// suggestEscape: the first press closes the list, the second empties the field,
// and the list stays closed until somebody types.
func suggestEscape(b *tab) {
	for _, path := range []string{"/en/", "/bg/search", "/en/help"} {
		b.beginTyping(path, "burg")
		b.suggested("Burg")
		b.walk(keyDown)
		b.press(keyEscape)
		b.until(shut)
		b.want("the text after one Escape", evaluate[string](b, `document.activeElement.value`), "burg")
		if c := b.combo(); c.Expanded || c.Active != "" || !c.Focused || c.Role != "combobox" {
			b.t.Errorf("at %s: after Escape the field is %+v", path, c)
		}
		b.typing("a")
		b.until(opened)
		b.press(keyEscape)
		b.until(shut)
		b.press(keyEscape)
		b.want("the text after the second Escape", evaluate[string](b, `document.querySelector('[data-search]').value`), "")
		if evaluate[bool](b, opened) {
			b.t.Errorf("at %s: emptying the field opens the list", path)
		}
	}
}

// suggestChoosing chooses with Enter.
func suggestChoosing(b *tab) {
	b.beginTyping("/bg/", "furniture of tr")
	b.suggested("Furniture of Troyan")
	b.walkTo("Furniture of Troyan")
	b.press(keyEnter)
	b.until(`location.pathname === '/bg/organisations/bg-furniture-of-troyan'`)
	b.want("the heading", b.text("h1"), "Furniture of Troyan")

	// The header of that page leads on to a concept.
	b.beginTyping("/bg/organisations/bg-furniture-of-troyan", "ტურიზ")
	b.suggested("Туризъм", "ტურიზმი")
	b.walkTo("Туризъм", "ტურიზმი")
	b.press(keyEnter)
	b.until(`location.pathname === '/bg/search'`)
	b.want("the search", b.path(), "/bg/search?ecosystem=tourism")
	b.until(wayFound)

	// A place keeps the filters in force and takes the place of the words.
	b.beginTyping("/en/search?kind=cluster&sort=members", "burg")
	b.suggested("Burgas", "Bulgaria")
	b.until(`location.search.includes('q=burg')`)
	place := `[...document.querySelectorAll('[role="group"]')].find((g) => g.innerText.startsWith('Places')).querySelector('[role="option"]').href`
	found := evaluate[string](b, place)
	for range 20 {
		if evaluate[string](b, `document.querySelector('[aria-selected="true"]')?.href ?? ''`) == found {
			break
		}
		b.walk(keyDown)
	}
	b.press(keyEnter)
	b.until(`!location.search.includes('q=') && location.search.includes('region=')`)
	b.want("the search", question(b.t, b.path()), "/en/search?kind=cluster&region=BG341&sort=members")

	// A list without the filter is searched for the name.
	b.beginTyping("/en/events", "cluste")
	b.suggested("Cluster", "Kinds of organisation")
	b.walkTo("Kinds of organisation")
	b.press(keyEnter)
	b.until(`location.search !== '' && location.pathname === '/en/events'`)
	if got := b.path(); strings.Contains(got, "kind=") || !strings.HasPrefix(got, "/en/events?q=") {
		b.t.Errorf("a kind of organisation among events leads to %s", got)
	}

	// A call.
	b.beginTyping("/en/calls", "interreg next")
	b.suggested("Interreg NEXT Black Sea Basin, first call: regular projects")
	b.walkTo("first call: regular projects")
	b.press(keyEnter)
	b.until(`location.pathname === '/en/calls/interreg-next-bsb-call-1-regular'`)

	// With none active Enter searches for the text, and the list is gone.
	b.beginTyping("/en/", "tour")
	b.suggested("Tour")
	b.press(keyEnter)
	b.until(`location.pathname === '/en/search' && location.search === '?q=tour'`)
	b.beginTyping("/en/search", "tour")
	b.suggested("Tour")
	b.walk(keyDown)
	b.walk(keyUp)
	b.press(keyEnter)
	b.until(`location.search === '?q=tour'`)
	b.until(shut)
	b.want("the focus after searching", evaluate[string](b, `document.activeElement.id`), "q")
}

// suggestPointer chooses and leaves with the mouse.
func suggestPointer(b *tab) {
	b.beginTyping("/en/", "furniture of")
	b.suggested("Furniture of Troyan")
	b.click(`[role="group"] .suggest-kind`) // nothing to choose, nothing to lose
	b.until(opened)
	b.want("the focus", evaluate[string](b, `document.activeElement.id`), "q")
	b.click(`[role="option"][href$="/bg-furniture-of-troyan"]`)
	b.until(`location.pathname === '/en/organisations/bg-furniture-of-troyan'`)

	b.beginTyping("/en/", "tour")
	b.suggested("Tour")
	b.click("h1")
	b.until(shut)
	b.want("the page after clicking elsewhere", b.path(), "/en/")
	if c := b.combo(); c.Expanded || c.Focused {
		b.t.Errorf("after clicking elsewhere the field is %+v", c)
	}
}

// suggestTouch chooses with a finger, for which the options are large enough.
func suggestTouch(b *tab) {
	b.size(360)
	call(b, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	b.beginTyping("/bg/search", "furniture of")
	b.suggested("Furniture of Troyan")
	if !evaluate[bool](b, `matchMedia('(pointer: coarse)').matches`) {
		b.t.Error("the pointer is not coarse")
	}
	if low := evaluate[string](b, `[...document.querySelectorAll('[role="option"]')].filter((o) => o.getBoundingClientRect().height < 44).map((o) => o.textContent).join()`); low != "" {
		b.t.Errorf("lower than 44 px: %s", low)
	}
	at := evaluate[struct{ X, Y float64 }](b, `(() => {
		const r = document.querySelector('[role="option"][href$="/bg-furniture-of-troyan"]').getBoundingClientRect();
		return {x: r.x + r.width / 2, y: r.y + r.height / 2};
	})()`)
	call(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at.X, Y: at.Y}}})
	call(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
	b.until(`location.pathname === '/bg/organisations/bg-furniture-of-troyan'`)
}

// suggestAsking: the server is asked after a pause and for each text once, a late
// answer to an earlier text changes nothing, and when it cannot be asked the
// field is one without suggestions.
func suggestAsking(b *tab) {
	const watch = `(() => {
		const real = window.fetch;
		window.asked = [];
		window.slow = {}; // milliseconds by text
		window.wrong = null; // what happens instead
		window.fetch = async (url, options) => {
			const at = new URL(url, location.href);
			if (at.pathname !== '/api/v1/suggest') return real(url, options);
			const q = at.searchParams.get('q');
			window.asked.push(at.searchParams.get('lang') + ':' + q);
			if (window.wrong === 'status') return new Response('{}', {status: 503});
			if (window.wrong === 'text') return new Response('<p>', {status: 200});
			if (window.wrong) throw new TypeError(window.wrong);
			const late = q in window.slow;
			const answer = await real(url, late ? {} : options); // as if it could not be stopped
			if (late) await new Promise((done) => setTimeout(done, window.slow[q]));
			if (late) window.came = q;
			return answer;
		};
		return true;
	})()`
	input := func(texts ...string) { // all within one turn, as nobody can type
		b.t.Helper()
		list, err := json.Marshal(texts)
		if err != nil {
			b.t.Fatal(err)
		}
		evaluate[bool](b, `(`+string(list)+`.forEach((text) => {
			const box = document.querySelector('[data-search]');
			box.value = text;
			box.dispatchEvent(new InputEvent('input', {bubbles: true}));
		}), true)`)
	}
	asked := func() string { b.t.Helper(); return evaluate[string](b, `window.asked.join(' ')`) }
	begin := func() {
		b.t.Helper()
		b.open("/bg/", 200)
		b.until(`document.querySelector('[role="combobox"]')`)
		evaluate[bool](b, watch)
		b.click("[data-search]")
	}

	begin()
	input("t", "to", "tou", "tour")
	b.suggested("Tour")
	b.want("what was asked", asked(), "bg:tour")
	input("  …", "t", "-?")
	b.until(shut)
	input("tour") // known
	b.until(opened)
	b.want("what was asked", asked(), "bg:tour")

	begin()
	evaluate[bool](b, `(window.slow.furn = 300, true)`)
	input("furn")
	b.until(`window.asked.length === 1`)
	input("tour")
	b.suggested("Tour")
	b.until(`window.came === 'furn'`)
	if c := b.combo(); strings.Contains(strings.Join(c.options(), " "), "Furniture of") || !strings.Contains(strings.Join(c.options(), " "), "Tour") {
		b.t.Errorf("the late answer is shown: %q", c.options())
	}

	for _, wrong := range []string{"status", "text", "no network"} {
		begin()
		input("tour")
		b.suggested("Tour")
		evaluate[bool](b, `(window.wrong = `+quoted(wrong)+`, true)`)
		input("furn")
		b.until(`window.asked.length === 2`)
		b.until(shut)
		if c := b.combo(); c.Expanded || len(c.Said) > 0 {
			b.t.Errorf("%s: the field is %+v", wrong, c)
		}
		b.press(keyEnter)
		b.until(`location.pathname === '/bg/search' && location.search === '?q=furn'`)
	}
}

// suggestComposition: what an input method composes is left alone until it is
// done.
func suggestComposition(b *tab) {
	b.beginTyping("/en/", "")
	call(b, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "бург", SelectionStart: 4, SelectionEnd: 4})
	b.want("the text while composing", evaluate[string](b, `document.activeElement.value`), "бург")
	evaluate[bool](b, `new Promise((done) => setTimeout(done, 400, true))`) // three times the pause
	if evaluate[bool](b, opened) {
		b.t.Error("the list opens while a word is being composed")
	}
	call(b, input.InsertText, input.InsertTextParams{Text: "бург"})
	b.until(opened)
	b.want("the text", evaluate[string](b, `document.activeElement.value`), "бург")
	// A key that belongs to the input method does nothing here.
	evaluate[bool](b, `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowDown', isComposing: true, bubbles: true, cancelable: true}))`)
	if c := b.combo(); c.Active != "" {
		b.t.Errorf("a key of the input method walks to %q", c.Active)
	}
}

// suggestWithoutScripts: the field is a plain one and nothing is left behind.
func suggestWithoutScripts(b *tab) {
	b.scripts(false)
	for _, path := range []string{"/en/", "/bg/search", "/en/events", "/en/calls", "/en/projects", "/bg/help"} {
		b.open(path, 200)
		b.click("[data-search]")
		b.typing("burg")
		if c := b.combo(); c.Role != "searchbox" || c.Autocomplete != "" || c.List != "" || len(c.options()) > 0 {
			b.t.Errorf("at %s: without scripts the field is %+v", path, c)
		}
		if left := evaluate[string](b, `[...document.querySelectorAll('[role="combobox"], [role="listbox"], [role="option"], [aria-autocomplete], [aria-expanded], .suggest, .suggest-group')].map((e) => e.outerHTML).join()`); left != "" {
			b.t.Errorf("at %s: left behind: %s", path, left)
		}
		b.press(keyEnter)
		b.until(`location.search.includes('q=burg')`)
	}
}

// suggestLooks are pages with their lists open.
var suggestLooks = []struct{ path, typed string }{
	{"/", "tour"}, {"/search?country=BG", "клас"}, {"/events", "ტურ"}, {"/help", "interreg"},
}

// TestBrowserSuggestAccessibility has axe-core look at open lists with an active
// option, in both languages, light and dark, narrow and wide; nothing is wider
// than the window, also with text at twice its size, and nothing is too small to
// be hit. axe-core is the file EUXINE_AXE.
func TestBrowserSuggestAccessibility(t *testing.T) {
	axe := readFile(t, "EUXINE_AXE")
	s := serveSite(t)
	browser := startBrowser(t)
	checked := 0
	for _, lang := range []string{"en", "bg"} {
		for _, width := range []int64{320, 1440} {
			t.Run(fmt.Sprintf("%s %d", lang, width), func(t *testing.T) {
				b := newTab(t, browser, s)
				b.size(width)
				for _, p := range suggestLooks {
					b.beginTyping("/"+lang+p.path, p.typed)
					b.until(opened)
					b.settle() // results that are being replaced are pale on purpose
					b.walk(keyDown)
					b.fits("suggestions for " + p.typed)
					if low := evaluate[string](b, `[...document.querySelectorAll('[role="option"]')].filter((o) => o.getBoundingClientRect().height < 24).map((o) => o.textContent).join()`); low != "" {
						t.Errorf("at %s: lower than 24 px: %s", b.path(), low)
					}
					evaluate[bool](b, axe+"\n;true")
					for _, scheme := range []string{"light", "dark"} {
						b.scheme(scheme)
						for _, v := range evaluate[[]axeViolation](b, axeRun) {
							t.Errorf("suggestions for %q (%s, %s): %s, %s: %s%s", p.typed, b.path(), scheme, v.ID, v.Impact, v.Help, places(v))
						}
						checked++
					}
					if !evaluate[bool](b, opened) {
						t.Errorf("at %s: the list closed while it was looked over", b.path())
					}
				}
			})
		}
	}
	t.Logf("axe-core looked over %d open lists", checked)
	t.Run("zoomed", func(t *testing.T) { suggestZoomed(newTab(t, browser, s)) })
	t.Run("forced colours", func(t *testing.T) { suggestForcedColours(t, browser, s) })
}

// suggestZoomed: at 200 % a window of 640 has the width of one of 320, with its
// height halved too; the list still shows what is active.
func suggestZoomed(b *tab) {
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 400, DeviceScaleFactor: 2})
	b.beginTyping("/en/", "tour")
	b.suggested("Tourism", "Industrial ecosystems")
	b.fits("suggestions at 200 %")
	b.walk(keyUp) // to the last
	b.until(`(() => {
		const r = document.querySelector('[aria-selected="true"]').getBoundingClientRect();
		return r.top >= 0 && r.bottom <= innerHeight && document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2).closest('[aria-selected="true"]');
	})()`)
}

// suggestForcedColours: the active option is to be seen where colours are the
// reader's own.
func suggestForcedColours(t *testing.T, browser context.Context, s site) {
	b := newTab(t, browser, s)
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	b.beginTyping("/en/", "tour")
	b.until(opened)
	b.walk(keyDown)
	if !evaluate[bool](b, `matchMedia('(forced-colors: active)').matches`) {
		t.Fatal("colours are not forced")
	}
	b.until(`(() => {
		const style = getComputedStyle(document.querySelector('[aria-selected="true"]'));
		return style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
	})()`)
}
