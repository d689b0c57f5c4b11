//go:build browser

package main

import (
	"testing"

	"euxine/ui"
)

// spaced sets the text as far apart as WCAG 1.4.12 lets a reader set it.
const spaced = `(() => {
	const s = new CSSStyleSheet();
	s.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }');
	document.adoptedStyleSheets = [s];
	return true;
})()`

// cutOff lists elements whose text does not fit into them and is not to be reached
// by scrolling either. What is cut after so many lines says so with its dots, and is
// whole on the page its title leads to.
const cutOff = `[...document.body.querySelectorAll('*')].filter((e) => {
	if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.closest('svg, [hidden], .visually-hidden')) return false;
	for (let box = e; box && box !== document.body; box = box.parentElement) {
		const b = getComputedStyle(box);
		if (b.overflowX === 'auto' || b.overflowX === 'scroll' || b.overflowY === 'auto' || b.overflowY === 'scroll') return false;
		const cutX = b.overflowX === 'hidden' || b.overflowX === 'clip', cutY = b.overflowY === 'hidden' || b.overflowY === 'clip';
		if (b.webkitLineClamp !== 'none') return false;
		const r = box.getBoundingClientRect();
		if (r.width < 2 || r.height < 2) return false; // for screen readers
		if (cutX && box.scrollWidth > box.clientWidth + 1 || cutY && box.scrollHeight > box.clientHeight + 1) return true;
	}
	return false;
}).slice(0, 3).map((e) => e.outerHTML.slice(0, 160))`

// unseenFocus gives every element that the keyboard reaches the focus, and lists those
// nothing shows it on.
const unseenFocus = `[...document.querySelectorAll('a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]')]
	.filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled).filter((e) => {
		e.focus({preventScroll: true, focusVisible: true});
		if (document.activeElement !== e) return false;
		return ![e, e.parentElement, e.nextElementSibling, e.querySelector('path')].filter(Boolean).some((x) => {
			const s = getComputedStyle(x);
			return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2 || s.stroke !== 'none' && parseFloat(s.strokeWidth) >= 2;
		});
	}).slice(0, 3).map((e) => e.outerHTML.slice(0, 160))`

// TestBrowserSettings opens every kind of page as readers set their browsers: at 400 %
// of 1280 px, which leaves 320; with text set wide; with forced colours; without motion.
// Nothing scrolls sideways, no text is cut off, the focus is seen, nothing moves.
func TestBrowserSettings(t *testing.T) {
	s := serveSite(t)
	b := newTab(t, startBrowser(t), s)
	b.size(320)
	languages := ui.Languages()
	for k, p := range axePages {
		path := p.path
		if path == "" {
			continue // found by a page of its own
		}
		path = "/" + string(languages[k%len(languages)]) + path
		b.scheme([]string{"light", "forced"}[k/len(languages)%2])
		b.open(path, p.status)
		b.until("true")
		evaluate[bool](b, `(document.querySelectorAll('details').forEach((d) => { d.open = true; }), true)`)
		b.fits(p.name + " at 400 %")
		b.none(p.name+", without motion, moves", `document.getAnimations().slice(0, 3).map((a) => a.effect.target.outerHTML.slice(0, 160))`)
		b.none(p.name+": the focus is not seen on", unseenFocus)
		evaluate[bool](b, spaced)
		b.fits(p.name + " with text set wide")
		b.none(p.name+", with text set wide, cuts off", cutOff)
	}
}

// none wants an expression to list nothing.
func (b *tab) none(what, expression string) {
	b.t.Helper()
	for _, e := range evaluate[[]string](b, expression) {
		b.t.Errorf("%s (%s): %s", what, b.path(), e)
	}
}
