package api

import (
	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
)

// projectRecord is a project as it is stored, with labels.
type projectRecord struct {
	identity
	Acronym      string                  `json:"acronym,omitempty"`
	Title        string                  `json:"title"`
	Programme    string                  `json:"programme,omitempty"`
	Start        string                  `json:"start,omitempty"`
	End          string                  `json:"end,omitempty"`
	Budget       *int64                  `json:"budget_eur,omitempty"`
	Countries    []label                 `json:"countries,omitempty"`
	Partners     []party                 `json:"partners,omitempty"`
	Concepts     map[string][]conceptTag `json:"concepts"`
	Keywords     []string                `json:"keywords,omitempty"`
	Website      string                  `json:"website,omitempty"`
	Descriptions map[string]string       `json:"descriptions,omitempty"`
	sources
}

// project is a project with what the directory knows around it.
type project struct {
	projectRecord
	facts
	NamedBy []ref `json:"named_by"`
}

func (a *API) gatherProject(c *gin.Context, id directory.RecordID, l directory.Language) (project, error) {
	p, err := a.catalogue.Project(c.Request.Context(), id, l)
	if err != nil {
		return project{}, err
	}
	v := project{a.projectRecordOf(p.Project, l), factsOf(directory.Projects, p.Project.ID, p.Common), refsOf(p.Named)}
	v.Partners = partiesOf(p.Partners)
	return v, nil
}

func (a *API) projectRecordOf(p *directory.Project, l directory.Language) projectRecord {
	return projectRecord{
		identity: identityOf(&p.Header), sources: sourcesOf(&p.Header),
		Acronym: p.Acronym, Title: p.Title, Programme: p.Programme, Start: p.Start.String(), End: p.End.String(), Budget: p.Budget,
		Countries: a.countries(p.Countries, l), Partners: each(p.Partners, partyOf),
		Concepts: a.tags(p.Concepts, l), Keywords: p.Keywords, Website: p.Website, Descriptions: byLanguage(p.Descriptions),
	}
}
