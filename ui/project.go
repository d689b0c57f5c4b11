package ui

import (
	"fmt"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/search"
)

// projectPage is all that is known of one project.
type projectPage struct {
	recordPage
	Project   *directory.Project
	Period    string
	Budget    string
	Countries []catalogue.Labelled
	Partners  []party
	Linked    int // of the partners, how many are records
	// Named are organisations that name the project and are not among its partners.
	Named []refLine
}

func (u *UI) project(v *visit) error {
	if err := v.plainAddress(); err != nil {
		return err
	}
	if done, err := u.fresh(v); done || err != nil {
		return err
	}
	j, err := u.catalogue.Project(v.c.Request.Context(), directory.RecordID(v.c.Param("id")), v.page.Lang)
	if err != nil {
		return v.movedOr(directory.Projects, fmt.Errorf("project page: %w", err))
	}
	return v.show("project", u.projectPage(v.page, j))
}

func (u *UI) projectPage(page Page, j *catalogue.ProjectPage) projectPage {
	p := projectPage{recordPage: page.recordPage(j.Project, j.Common, j.Project.Keywords, j.Project.Website), Project: j.Project,
		Period: page.Period(j.Project.Start, j.Project.End), Budget: page.amount(j.Project.Budget), Countries: j.Countries}
	p.Partners = u.parties(p.Page, j.Partners)
	for _, partner := range p.Partners {
		if partner.Ref != nil {
			p.Linked++
		}
	}
	p.Named = u.refLines(p.Page, j.Named)
	for _, c := range j.Countries {
		if directory.InRegion(directory.CountryCode(c.Code)) {
			p.lead("project.next-country", c.Label, p.FilterLink(directory.Projects, string(search.FacetCountry), c.Code))
		}
	}
	p.leadBySectors()
	return p
}

// Heading is the project's name without what stands above it.
func (p projectPage) Heading() string {
	if p.Project.Acronym == "" {
		return p.Project.Title
	}
	return p.Project.Acronym
}

// Subtitle is the full title below an acronym, "" where that is all.
func (p projectPage) Subtitle() string {
	if p.Heading() == p.Project.Title {
		return ""
	}
	return p.Project.Title
}
