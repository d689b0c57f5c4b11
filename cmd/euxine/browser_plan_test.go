//go:build browser

package main

import (
	"fmt"
	"strings"
	"testing"
)

// From a list to schedules, as an organiser goes.
func TestBrowserPlan(t *testing.T) { threeWays(t, planWay) }

func planWay(b *tab, lang string, usable func(name string)) {
	b.t.Helper()
	set := func(id, value string) {
		evaluate[bool](b, `(document.getElementById(`+quoted(id)+`).value = `+quoted(value)+`, true)`)
	}
	state := func() string { return evaluate[string](b, `document.querySelector('input[name="state"]').value`) }
	b.open("/"+lang+"/events/cmr-2023-burgas/participants", 200)
	set("list", participantsPasted)
	b.click(`button[value="recognise"]`)
	b.until(`document.readyState === 'complete' && document.querySelectorAll('.participants-row').length === 5`)
	b.click(`input[name="choice-p2"][value="none"]`)
	b.click(`button[value="open"]`)
	b.until(`document.readyState === 'complete' && location.pathname.endsWith('/plan') && document.querySelector('#tables')`)
	usable("plan, settings")
	set("day", "2026-05-14")
	set("first", "10:00")
	set("minutes", "30")
	set("count", "3")
	set("tables", "2")
	set("wishes", "p1;p3\np3;p1\nNobody;p1")
	b.click(`button.button[value="plan"]`)
	b.until(`document.readyState === 'complete' && document.querySelectorAll('.plan-meeting').length > 1`)
	if !strings.Contains(state(), `"participants":["p1","p3"]`) {
		b.t.Errorf("the mutual wish is not met: %.3000s", state())
	}
	b.want("the address", b.path(), fmt.Sprintf("/%s/events/cmr-2023-burgas/plan", lang))
	usable("plan, made")
	// What is ticked stays.
	b.click(`.plan-meeting.is-mutual input`)
	b.click(`button.button[value="plan"]`)
	b.until(`document.readyState === 'complete' && document.querySelector('input[name="state"]')?.value.includes('"fixed":true') && document.querySelector('.plan-meeting.is-mutual input')?.checked`)
	// The sheets open beside the page; here in its place. One cannot go back to an answer
	// that is kept nowhere, so the further ones are asked for by forms of the test.
	kept := state()
	evaluate[bool](b, `(document.querySelector('button[value="participants"]').formTarget = '_self', true)`)
	b.click(`button[value="participants"]`)
	b.until(`document.readyState === 'complete' && document.querySelectorAll('.sheet').length === 4`)
	usable("schedules of participants")
	for _, sheets := range []struct {
		button string
		n      int
	}{{"tables", 2}, {"booklet", 4}} {
		evaluate[bool](b, `((f) => {
			f.method = 'post'; f.enctype = 'multipart/form-data'; f.action = location.pathname;
			for (const [name, value] of Object.entries({state: `+quoted(kept)+`, do: `+quoted(sheets.button)+`})) {
				const i = document.createElement('input'); i.type = 'hidden'; i.name = name; i.value = value; f.append(i);
			}
			document.body.append(f); f.submit(); return true;
		})(document.createElement('form'))`)
		b.until(fmt.Sprintf(`document.readyState === 'complete' && document.querySelectorAll('.sheet').length === %d && !document.querySelector('body > form')`, sheets.n))
		usable("sheets: " + sheets.button)
	}
}
