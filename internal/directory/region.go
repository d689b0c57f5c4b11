package directory

import (
	"slices"
	"strings"
)

// CountryCode is ISO 3166-1 alpha-2; Greece is GR (its NUTS codes begin with EL).
type CountryCode string

// Countries of the directory, in the order of the Black Sea, clockwise, with the
// partner countries of the region's cluster events at the end.
var Countries = []CountryCode{"BG", "RO", "MD", "UA", "GE", "AM", "AZ", "TR", "GR", "RS", "CZ"}

// countries are the officially assigned codes of ISO 3166-1, as of 2024. CLDR's
// list is no help: it knows withdrawn and reserved codes too, such as SU and UK.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
	"CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO " +
	"FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE " +
	"JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO " +
	"MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW " +
	"PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM " +
	"TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "

// KnownCountry says whether code is an ISO 3166-1 country, of the region or not,
// or XK, which EU programmes write for Kosovo.
func KnownCountry(code CountryCode) bool {
	return code == "XK" || len(code) == 2 && strings.Contains(countries, string(code)+" ")
}

// InRegion says whether the directory has regions of the country.
func InRegion(code CountryCode) bool { return slices.Contains(Countries, code) }

// CountryLanguage is the state language of a country of the region, as far as it
// is a language of the directory; "" for others.
func CountryLanguage(code CountryCode) Language {
	switch code {
	case "BG":
		return "bg"
	case "RO", "MD":
		return "ro"
	case "UA":
		return "uk"
	case "GE":
		return "ka"
	case "AM":
		return "hy"
	case "AZ":
		return "az"
	case "TR":
		return "tr"
	case "GR":
		return "el"
	case "CZ":
		return "cs"
	}
	return ""
}

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
	Names      map[Language]string // where known
	OtherNames []string            // spellings people also type, of any language
	Country    CountryCode
	Region     RegionCode
	Point      Point
	Population int // of differing years: for ordering only; 0 not known
}
