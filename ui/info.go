package ui

import (
	"euxine/internal/catalogue"
	"euxine/internal/directory"
)

// infoPage is a page of text.
type infoPage struct {
	Page
	Schemes  []schemeNote         // of the help page
	Briefs   []catalogue.Labelled // regions the help page names as examples
	Prepared string               // the day of the accessibility statement
}

// examples are regions whose briefs have something in every part, in three countries.
var examples = []directory.RegionCode{"BG341", "RO223", "TR831"}

// statementDay is when the accessibility statement was last held against the pages. To be
// moved on with its tests, not with the calendar.
var statementDay = directory.Date{Year: 2026, Month: 11, Day: 29, Precision: directory.PrecisionDay}

// schemeNote says how far a list of values is to be trusted.
type schemeNote struct {
	Title   string
	Count   int
	Working bool
}

func (u *UI) help(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p := infoPage{Page: v.page}
	p.Title, p.Summary = p.T("help.title"), p.T("help.summary")
	for _, code := range examples {
		if _, known := u.vocabulary.Region(code); known {
			p.Briefs = append(p.Briefs, catalogue.Labelled{Code: string(code), Label: u.vocabulary.RegionName(code, p.Lang)})
		}
	}
	for _, s := range directory.Schemes {
		info, ok := u.vocabulary.Scheme(s)
		if n := len(u.vocabulary.ConceptsOf(s)); ok && n > 0 {
			p.Schemes = append(p.Schemes, schemeNote{Title: p.Of("scheme", s), Count: n, Working: info.Status != "" && info.Status != "verified"})
		}
	}
	return v.show("help", p)
}

func (u *UI) accessibility(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	p := infoPage{Page: v.page}
	p.Title, p.Summary = p.T("accessibility.title"), p.T("accessibility.summary")
	p.Prepared = p.Date(statementDay)
	return v.show("accessibility", p)
}
