package api

import (
	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
)

// callRecord is a call as it is stored, with labels.
type callRecord struct {
	identity
	Title        string                  `json:"title"`
	Kind         label                   `json:"kind"`
	Funder       string                  `json:"funder,omitempty"`
	Programme    string                  `json:"programme,omitempty"`
	Lots         []lot                   `json:"lots"`
	Eligible     whoMayApply             `json:"eligible"`
	Consortium   *consortium             `json:"consortium,omitempty"`
	Concepts     map[string][]conceptTag `json:"concepts"`
	Keywords     []string                `json:"keywords,omitempty"`
	Website      string                  `json:"website,omitempty"`
	Descriptions map[string]string       `json:"descriptions,omitempty"`
	sources
}

// lot is a part of a call one applies to on its own. Amounts are whole euro.
type lot struct {
	Name         string `json:"name,omitempty"`
	State        string `json:"state,omitempty"` // not in histories
	GrantMax     *int64 `json:"grant_max_eur,omitempty"`
	Budget       *int64 `json:"budget_eur,omitempty"`
	Opens        string `json:"opens,omitempty"`
	Closes       string `json:"closes,omitempty"`
	ExtendedFrom string `json:"extended_from,omitempty"`
}

// whoMayApply is who may apply, only where a source states it.
type whoMayApply struct {
	Countries []label  `json:"countries,omitempty"`
	Regions   []label  `json:"regions,omitempty"`
	NACE      []string `json:"nace,omitempty"`
	Kinds     []label  `json:"kinds,omitempty"`
	Sizes     []string `json:"sizes,omitempty"`
}

// consortium is the rule on who must apply together.
type consortium struct {
	MinPartners  int     `json:"min_partners,omitempty"`
	MaxPartners  int     `json:"max_partners,omitempty"`
	MinCountries int     `json:"min_countries,omitempty"`
	Roles        []label `json:"roles,omitempty"`
}

// call is a call with what the directory knows around it.
type call struct {
	callRecord
	facts
}

func (a *API) gatherCall(c *gin.Context, id directory.RecordID, l directory.Language) (call, error) {
	p, err := a.catalogue.Call(c.Request.Context(), id, l)
	if err != nil {
		return call{}, err
	}
	v := call{a.callRecordOf(p.Call, l), factsOf(directory.Calls, p.Call.ID, p.Common)}
	for i, f := range p.Lots {
		v.Lots[i].State = f.State
	}
	return v, nil
}

func (a *API) callRecordOf(k *directory.Call, l directory.Language) callRecord {
	v := callRecord{
		identity: identityOf(&k.Header), sources: sourcesOf(&k.Header),
		Title: k.Title, Kind: a.conceptLabel(directory.SchemeCallKind, string(k.Kind), l), Funder: k.Funder, Programme: k.Programme,
		Lots: each(k.Lots, func(t directory.Lot) lot {
			return lot{Name: t.Name, GrantMax: t.GrantMax, Budget: t.Budget,
				Opens: t.Opens.String(), Closes: t.Closes.String(), ExtendedFrom: t.ExtendedFrom.String()}
		}),
		Eligible: whoMayApply{
			Countries: a.countries(k.Eligible.Countries, l),
			Regions:   each(k.Eligible.Regions, func(code directory.RegionCode) label { return a.regionLabel(code, l) }),
			NACE:      k.Eligible.NACE, Kinds: a.kindLabels(k.Eligible.Kinds, l), Sizes: stringsOf(k.Eligible.Sizes),
		},
		Concepts: a.tags(k.Concepts, l), Keywords: k.Keywords, Website: k.Website, Descriptions: byLanguage(k.Descriptions),
	}
	if r := k.Consortium; r.MinPartners != 0 || r.MaxPartners != 0 || r.MinCountries != 0 || len(r.Roles) > 0 {
		v.Consortium = &consortium{r.MinPartners, r.MaxPartners, r.MinCountries, a.kindLabels(r.Roles, l)}
	}
	return v
}
