package directory

import (
	"slices"

	"golang.org/x/text/language"
)

// CountryCode is ISO 3166-1 alpha-2; Greece is GR (its NUTS codes begin with EL).
type CountryCode string

// Countries of the directory, in the order of the Black Sea, clockwise, with the
// partner countries of the region's cluster events at the end.
var Countries = []CountryCode{"BG", "RO", "MD", "UA", "GE", "AM", "AZ", "TR", "GR", "RS", "CZ"}

// KnownCountry says whether code is an ISO 3166-1 country, of the region or not.
func KnownCountry(code CountryCode) bool {
	if len(code) != 2 {
		return false
	}
	r, err := language.ParseRegion(string(code))
	return err == nil && r.IsCountry() && r.String() == string(code)
}

// InRegion says whether the directory has regions of the country.
func InRegion(code CountryCode) bool { return slices.Contains(Countries, code) }

// RegionCode is NUTS 2024 (level 1–3; Greece as EL…), ISO 3166-2 where there is
// no NUTS, or the country's ISO code (level 0).
type RegionCode string

// Region is a unit of territory. Regions form a tree by Parent.
type Region struct {
	Code    RegionCode
	Level   int // 0 country, 1–3 NUTS levels; ISO 3166-2 units are level 3
	Parent  RegionCode
	Country CountryCode
	Name    string              // in English
	Native  string              // in the country's language
	Names   map[Language]string // where known; see Vocabulary.RegionName for the fallback
	Point   Point
	// Priorities are smart-specialisation or development priorities stated by
	// PrioritySource.
	Priorities     []ConceptID
	PrioritySource string
}

// City is a town of the region, for places of records and searches.
type City struct {
	Name       string // in English, or as the country writes it in Latin
	Native     string
	Country    CountryCode
	Region     RegionCode
	Point      Point
	Population int // of differing years: for ordering only; 0 not known
}
