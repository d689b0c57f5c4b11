package catalogue

import (
	"fmt"
	"slices"
	"testing"

	"euxine/internal/directory"
	"euxine/internal/store/memstore"
)

// Events near by are the soonest of however many there are, and none that is in the
// region itself, however many of these there are; so are calls and what comes next.
func TestNearbyAreTheSoonest(t *testing.T) {
	v := overSeed(t).vocabulary
	var records []directory.Record
	event := func(id string, region directory.RegionCode, days int) {
		e := &directory.Event{Header: directory.Header{ID: directory.RecordID(id)}, Kind: "fair", Title: id, Start: directory.DateOf(today.AddDate(0, 0, days)),
			Place: directory.Place{Country: "BG", Region: region}}
		records = append(records, e)
	}
	for i := range 130 {
		event(fmt.Sprintf("varna-%03d", i), "BG331", 10+i)
	}
	for i := range 12 {
		event(fmt.Sprintf("burgas-%03d", i), "BG341", 5+i)
	}
	for i := range 12 {
		records = append(records, &directory.Call{Header: directory.Header{ID: directory.RecordID(fmt.Sprintf("call-%03d", i))}, Kind: "grant", Title: "Grant",
			Eligible: directory.Eligibility{Countries: []directory.CountryCode{"BG"}},
			Lots:     []directory.Lot{{Opens: directory.DateOf(today), Closes: directory.DateOf(today.AddDate(0, 0, 20+i))}}})
	}
	c, x, err := opened(v, memstore.New(), t.TempDir(), records...)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	b, err := c.Brief(t.Context(), "BG341", "en")
	if err != nil {
		t.Fatal(err)
	}
	want := []directory.RecordID{"varna-000", "varna-001", "varna-002", "varna-003", "varna-004"}
	if got := idsOf(b.Nearby); !slices.Equal(got, want) {
		t.Errorf("near Burgas %q, want %q", got, want)
	}
	if got := idsOf(b.Calls); len(got) != maxRegionItems || got[0] != "call-000" {
		t.Errorf("calls %q, want the next deadline first", got)
	}
	home, err := c.Home(t.Context(), "en")
	if err != nil {
		t.Fatal(err)
	}
	if got := idsOf(home.EventAgenda.Coming); len(got) == 0 || got[0] != "burgas-000" {
		t.Errorf("what comes next is %q, want burgas-000 first", got)
	}
}

func idsOf(items []Item) (ids []directory.RecordID) {
	for _, it := range items {
		ids = append(ids, it.ID)
	}
	return ids
}
