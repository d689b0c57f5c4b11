//go:build browser

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// participantsPasted is rows as a spreadsheet gives them: certain in another script, to
// be asked about, not in the directory, empty.
const participantsPasted = "Organisation\tCountry\tCity\nТОВ «Юнітек»\tУкраїна\t\nICT Cluster\tBG\tVarna\nWalltopia\tBG\tSofia\n\tBG\t\nBlack Sea Enregy Cluster\tBulgaria\t"

func TestBrowserParticipants(t *testing.T) { threeWays(t, participantsWay) }

// threeWays goes a way with scripts, on a phone in the dark in Bulgarian, and without
// scripts. usable looks at a page on the way.
func threeWays(t *testing.T, way func(b *tab, lang string, usable func(name string))) {
	s := serveSite(t)
	browser := startBrowser(t)
	for _, one := range []struct {
		name, lang  string
		phone, bare bool
	}{{"with scripts", "en", false, false}, {"on a phone", "bg", true, false}, {"without scripts", "en", false, true}} {
		t.Run(one.name, func(t *testing.T) {
			b := newTab(t, browser, s)
			if one.phone {
				b.size(360)
				b.scheme("dark")
			}
			if one.bare {
				b.scripts(false)
			}
			way(b, one.lang, func(name string) {
				b.fits(name)
				if !one.bare { // axe-core is a script
					b.audit(name)
				}
			})
		})
	}
}

// participantsWay goes from an event to a list that is settled: what is chosen stays
// chosen, and the page is as good to use with the list on it as without.
func participantsWay(b *tab, lang string, usable func(name string)) {
	b.t.Helper()
	b.open("/"+lang+"/events/cmr-2023-burgas", 200)
	b.click(`a[href$="/events/cmr-2023-burgas/participants"]`)
	b.until(`location.pathname.endsWith('/participants') && document.querySelector('#list')`)
	usable("participants, empty")
	b.click("#list")
	evaluate[bool](b, `(document.querySelector('#list').value = `+quoted(participantsPasted)+`, true)`) // as pasting does
	b.click(`button[value="recognise"]`)
	b.until(`document.readyState === 'complete' && document.querySelectorAll('.participants-row').length === 5`)
	b.want("the verdicts", evaluate[string](b, `[...document.querySelectorAll('.participants-row')].map((r) => r.className.split('is-')[1]).join(' ')`), "certain ask none none certain")
	usable("participants, recognised")
	radio := `input[name="choice-p2"][value="none"]`
	b.click(radio)
	b.click(`button[value="continue"]`)
	b.until(`document.readyState === 'complete' && document.querySelector('#p2.is-rejected') && document.querySelector(` + quoted(radio) + `)?.checked`)
	other := evaluate[string](b, `document.querySelector('input[name="choice-p2"]').id`)
	b.click("#" + other)
	b.click(`button[value="continue"]`)
	b.until(`document.readyState === 'complete' && document.querySelector('#p2.is-chosen') && document.getElementById(` + quoted(other) + `)?.checked`)
	b.want("the address", b.path(), fmt.Sprintf("/%s/events/cmr-2023-burgas/participants", lang))
	if state := evaluate[string](b, `document.querySelector('input[name="state"]').value`); !strings.Contains(state, `"settled":"chosen"`) {
		b.t.Errorf("the form carries %.300s", state)
	}
	usable("participants, settled")
}

// audit holds the page as it is against axe-core, where it is at hand.
func (b *tab) audit(name string) {
	b.t.Helper()
	if os.Getenv("EUXINE_AXE") == "" {
		return
	}
	evaluate[bool](b, readFile(b.t, "EUXINE_AXE")+"\n;true")
	for _, v := range evaluate[[]axeViolation](b, axeRun) {
		b.t.Errorf("%s: %s, %s: %s%s", name, v.ID, v.Impact, v.Help, places(v))
	}
}
