package ui

import "euxine/internal/directory"

// cityKey finds a city by the name records give it.
type cityKey struct {
	country directory.CountryCode
	name    string
}

// homeLanguages are the reader languages that are a country's own. Records name
// cities as the country writes them in Latin letters; its own readers know them
// in theirs.
var homeLanguages = map[directory.Language]directory.CountryCode{"bg": "BG"}

// nativeCities are the own names of the cities of homeLanguages' countries.
func nativeCities(v *directory.Vocabulary) map[cityKey]string {
	names := map[cityKey]string{}
	for _, c := range v.Cities() {
		for _, country := range homeLanguages {
			if c.Country == country && c.Native != "" {
				names[cityKey{c.Country, c.Name}] = c.Native
			}
		}
	}
	return names
}

// city is the city's name for readers of l.
func (u *UI) city(country directory.CountryCode, name string, l directory.Language) string {
	if homeLanguages[l] == country {
		if native, ok := u.natives[cityKey{country, name}]; ok {
			return native
		}
	}
	return name
}
