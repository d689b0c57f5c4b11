package ui

import (
	"testing"

	"euxine/internal/directory"
)

// dressedItems are an event, a call and a project with every field a page can
// show, a call that states nothing, and one record for each state that the seed
// has none of on the day of the tests, 23 November 2026.
func dressedItems() []directory.Record {
	amount := func(n int64) *int64 { return &n }
	from := directory.Provenance{Source: "https://example.org/items", SourceDate: day("2026-10"), File: "somewhere/items.ndjson", Line: 3, Note: "read twice"}
	host := directory.Place{Country: "BG", Region: "BG341", City: "Burgas"}
	return []directory.Record{
		&directory.Event{Header: directory.Header{ID: "dressed-fair", FormerIDs: []directory.RecordID{"naked-fair"}, Provenance: from,
			FieldSources: map[string]directory.Provenance{"programme": {Source: "https://example.net/programme"}}},
			Kind: "fair", Title: "Dressed Fair", Series: "Dressed days", Start: day("2027-01-30"), End: day("2027-02-02"), Place: host, Online: true,
			Organisers:   []directory.Party{{Name: "Dressed Cluster", Organisation: "bg-dressed"}, {Name: "Somebody Else"}},
			Participants: []directory.Party{{Name: "Tailors of Burgas", Organisation: "bg-dressed", Role: "speaker"}},
			Concepts:     []directory.Tag{{Concept: "sector:hospitality-and-tourism"}, {Concept: "ecosystem:tourism"}}, Keywords: []string{"buttons"},
			Programme: []directory.Session{{Title: "Opening", Date: day("2027-01-30"), Text: "Scissors are blessed.\nThen coffee."}},
			Website:   "https://fair.example/", Descriptions: map[directory.Language]string{"en": "A fair for everybody dressed."}},
		&directory.Event{Header: directory.Header{ID: "dressed-days-2020", Provenance: from}, Kind: "workshop", Title: "Dressed earlier", Series: "Dressed days",
			Start: day("2020"), Place: host},
		&directory.Event{Header: directory.Header{ID: "dressed-later", Provenance: from}, Kind: "fair", Title: "Dressed later still",
			Start: day("2028-05"), Place: directory.Place{Country: "BG"}},
		&directory.Event{Header: directory.Header{ID: "dressed-now", Provenance: from}, Kind: "workshop", Title: "Dressing at this moment",
			Start: day("2026-11-20"), End: day("2026-11-25"), Place: directory.Place{Country: "BG"}},
		&directory.Call{Header: directory.Header{ID: "dressed-call", FormerIDs: []directory.RecordID{"naked-call"}, Provenance: from}, Kind: "grant",
			Title: "Dressed Call", Funder: "Guild of Tailors", Programme: "Needle 2027",
			Lots: []directory.Lot{
				{Name: "Shirts", GrantMax: amount(20000), Budget: amount(1500000), Opens: day("2026-10-01"), Closes: day("2026-12-31"), ExtendedFrom: day("2026-11-30")},
				{Name: "Shoes", Opens: day("2027-03")},
			},
			Eligible: directory.Eligibility{Countries: []directory.CountryCode{"BG", "NO"}, Regions: []directory.RegionCode{"BG341"}, NACE: []string{"C13", "C14"},
				Kinds: []directory.Kind{directory.KindSME, directory.KindCluster}, Sizes: []directory.Size{"micro", "small"}},
			Consortium: directory.Consortium{MinPartners: 3, MaxPartners: 12, MinCountries: 2, Roles: []directory.Kind{directory.KindCluster}},
			Concepts:   []directory.Tag{{Concept: "sector:hospitality-and-tourism"}}, Keywords: []string{"thread"},
			Website: "https://call.example/", Descriptions: map[directory.Language]string{"en": "Money for cloth.", "bg": "Пари за плат."}},
		&directory.Call{Header: directory.Header{ID: "bare-call"}, Kind: "programme", Title: "Bare Call", Lots: []directory.Lot{{}}},
		&directory.Project{Header: directory.Header{ID: "dressed-project", FormerIDs: []directory.RecordID{"naked-project"}, Provenance: from},
			Acronym: "DRESS", Title: "Dressing the coast", Programme: "Needle 2021–2027", Start: day("2025-03"), End: day("2028-02"), Budget: amount(1234567),
			Countries: []directory.CountryCode{"BG", "NO"},
			Partners:  []directory.Party{{Name: "Dressed Cluster", Organisation: "bg-dressed", Role: "coordinator"}, {Name: "Nord Knit"}},
			Concepts:  []directory.Tag{{Concept: "sector:hospitality-and-tourism"}}, Keywords: []string{"wool"},
			Website: "https://project.example/", Descriptions: map[directory.Language]string{"en": "Everybody gets a coat."}},
	}
}

// day is a date the tests know to be one.
func day(s string) directory.Date {
	d, err := directory.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// TestDressedItems: the records above are such as an import would accept, so that
// the pages are tested over what they can meet.
func TestDressedItems(t *testing.T) {
	for _, r := range dressedItems() {
		if faults := r.Validate(vocabulary(t)); len(faults) > 0 {
			t.Errorf("%s: %v", directory.KeyOf(r), faults)
		}
	}
}
