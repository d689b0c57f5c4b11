package exchange

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"euxine/internal/directory"
)

// A change of an offer tells all that is stated of it.
func TestDiffOfOffers(t *testing.T) {
	until, err := directory.ParseDate("2026-12-31")
	if err != nil {
		t.Fatal(err)
	}
	before := &directory.Organisation{Offers: []directory.Offering{{Text: "honey"}}}
	after := &directory.Organisation{Offers: []directory.Offering{{Text: "honey", Kind: "business", Concepts: []directory.ConceptID{"topic:honey"},
		TargetCountries: []directory.CountryCode{"RO", "TR"}, ValidUntil: until}}}
	want := []FieldChange{{Field: "offers", Old: `["honey"]`,
		New: `[{"text":"honey","kind":"business","concepts":["topic:honey"],"target_countries":["RO","TR"],"valid_until":"2026-12-31"}]`}}
	if diff := cmp.Diff(want, Diff(before, after)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
