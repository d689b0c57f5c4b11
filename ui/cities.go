package ui

import "euxine/internal/directory"

// cityKey finds a city by the name records give it: as its country writes it in Latin
// letters.
type cityKey struct {
	country directory.CountryCode
	name    string
}

// citiesByName are the cities whose names in other languages are known.
func citiesByName(v *directory.Vocabulary) map[cityKey]directory.City {
	list := map[cityKey]directory.City{}
	for _, c := range v.Cities() {
		list[cityKey{c.Country, c.Name}] = c
	}
	return list
}

// city is the city's name for readers of l; the one records give where no other is known.
func (u *UI) city(country directory.CountryCode, name string, l directory.Language) string {
	c := u.cities[cityKey{country, name}]
	switch {
	case c.Native != "" && directory.CountryLanguage(country) == l:
		return c.Native
	case c.Names[l] != "":
		return c.Names[l]
	}
	return name
}
