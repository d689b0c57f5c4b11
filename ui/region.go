package ui

import (
	"fmt"
	"strings"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
)

// regionsPage is the index of all regions.
type regionsPage struct {
	Page
	Countries []regionNode // with organisations
	Empty     []regionNode // without
	Regions   int
}

// regionNode is a region with those below it.
type regionNode struct {
	Page
	catalogue.RegionCount
	LevelName string
	Lang      directory.Language // of the native name, "" not known
	Below     []regionNode
	Parts     int // all regions below, however deep
}

func (u *UI) regions(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	counts, err := u.catalogue.Regions(v.c.Request.Context(), v.page.Lang)
	if err != nil {
		return fmt.Errorf("regions: %w", err)
	}
	p := regionsPage{Page: v.page, Regions: len(counts)}
	p.Title, p.Summary = p.T("regions.title"), p.T("regions.summary")
	below := map[directory.RegionCode][]catalogue.RegionCount{}
	for _, c := range counts {
		r, _ := u.vocabulary.Region(directory.RegionCode(c.Code))
		below[r.Parent] = append(below[r.Parent], c)
	}
	for _, n := range p.regionTree(u, below, "") {
		if n.Organisations > 0 {
			p.Countries = append(p.Countries, n)
		} else {
			p.Empty = append(p.Empty, n)
		}
	}
	return v.show("regions", p)
}

// regionTree is the regions below one, "" the countries.
func (p Page) regionTree(u *UI, below map[directory.RegionCode][]catalogue.RegionCount, parent directory.RegionCode) []regionNode {
	var list []regionNode
	for _, c := range below[parent] {
		n := regionNode{Page: p, RegionCount: c, LevelName: p.levelName(c), Lang: u.nativeLanguage(c)}
		n.Below = p.regionTree(u, below, directory.RegionCode(c.Code))
		for _, b := range n.Below {
			n.Parts += 1 + b.Parts
		}
		list = append(list, n)
	}
	return list
}

// nativeLanguage is the language of a region's native name.
func (u *UI) nativeLanguage(c catalogue.RegionCount) directory.Language {
	r, _ := u.vocabulary.Region(directory.RegionCode(c.Code))
	return directory.GuessLanguage(c.Native, string(r.Country))
}

// levelName says what kind of unit a region is. Codes with a hyphen are of ISO
// 3166-2, where there is no NUTS.
func (l *Locale) levelName(c catalogue.RegionCount) string {
	if strings.Contains(c.Code, "-") {
		return l.Of("region-level", "iso")
	}
	return l.Of("region-level", c.Level)
}
