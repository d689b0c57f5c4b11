package ui

import "euxine/internal/directory"

// infoPage is a page of text.
type infoPage struct {
	Page
	Schemes []schemeNote // of the help page
}

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
	return v.show("accessibility", p)
}
