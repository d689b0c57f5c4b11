package ui

import (
	"slices"

	"euxine/internal/atlas"
	"euxine/internal/catalogue"
	"euxine/internal/directory"
)

// locator is the small map at the head of a brief: a region in its country, a country
// by the sea. Outlines only: the map page has the rest.
type locator struct {
	Height     string   // of a drawing atlas.Width wide
	Around     []string // path data of other countries: each begins anew, so they are not one
	Land, Here string   // of the region's country and of the region
	Label      string
}

// locator draws one; nil where there is no outline.
func (u *UI) locator(page Page, r *catalogue.RegionPage, country catalogue.Labelled) *locator {
	view, level := u.atlas().Sea(), atlas.Countries
	own := directory.CountryCode(country.Code)
	l := &locator{Label: page.T("brief.located-country", r.Label)}
	if r.Level > 0 {
		var err error
		if view, err = u.atlas().Of(directory.RegionCode(country.Code)); err != nil {
			return nil
		}
		level, l.Label = r.Level, page.T("brief.located", r.Label, country.Label)
	}
	units := view.Sheet(level).Units
	at := slices.IndexFunc(units, func(s atlas.Shape) bool { return string(s.Code) == r.Code })
	if at < 0 {
		return nil
	}
	l.Here, l.Height = units[at].Path, tenth(view.Height)
	countries := view.Sheet(atlas.Countries)
	for _, s := range slices.Concat(countries.Units, countries.Context) {
		if s.Country == own && s.Level == atlas.Countries {
			l.Land = s.Path
		} else {
			l.Around = append(l.Around, s.Path)
		}
	}
	return l
}
