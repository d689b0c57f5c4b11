package api

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// basket is organisations held against a call's rule on who must apply together.
type basket struct {
	Call         itemRef         `json:"call"`
	Answer       string          `json:"answer"`
	Stated       bool            `json:"stated"`
	Partners     []basketPartner `json:"partners"`
	Unknown      []string        `json:"unknown"`
	Requirements []requirement   `json:"requirements"`
	Completion   *fewest         `json:"completion,omitempty"`
}

type basketPartner struct {
	Organisation ref        `json:"organisation"`
	Who          whoVerdict `json:"who"`
}

// requirement is one need of the call with its numbers.
type requirement struct {
	Need    string `json:"need"`
	Kind    *label `json:"kind,omitempty"`
	Answer  string `json:"answer"`
	Wanted  int    `json:"wanted"`
	Have    int    `json:"have"`
	Unsure  int    `json:"unsure"`
	Missing int    `json:"missing"`
}

// fewest are the partners that are still to be found.
type fewest struct {
	Possible bool          `json:"possible"`
	Seats    int           `json:"seats"`
	Unsure   bool          `json:"unsure"`
	Short    []requirement `json:"short"`
	Gaps     []seatGap     `json:"gaps"`
}

type seatGap struct {
	Kind       *label      `json:"kind,omitempty"`
	NewCountry bool        `json:"new_country"`
	Seats      int         `json:"seats"`
	There      int         `json:"there"`
	Candidates []candidate `json:"candidates"`
}

type candidate struct {
	Organisation ref        `json:"organisation"`
	Who          whoVerdict `json:"who"`
	Score        float64    `json:"score"`
}

// consortiumOf answers what a basket of organisations lacks for a call.
func (a *API) consortiumOf(c *gin.Context) error {
	p, err := query(c, "call", "ids", "lang")
	if err != nil {
		return err
	}
	l, call := p.language(), p.one("call")
	if call == "" {
		p.fault(search.ParameterFault{Parameter: "call", Key: search.FaultUnknownValue, Args: []string{": give the id of a call"}})
	}
	var ids []directory.RecordID
	for _, value := range p.values["ids"] {
		for id := range strings.SplitSeq(value, ",") {
			if id = strings.TrimSpace(id); id != "" {
				ids = append(ids, directory.RecordID(id))
			}
		}
	}
	if len(ids) > catalogue.MaxBasket {
		p.fault(search.ParameterFault{Parameter: "ids", Value: quotable(string(ids[catalogue.MaxBasket])), Key: search.FaultTooMany, Args: []string{fmt.Sprint(catalogue.MaxBasket)}})
	}
	if err := p.faults.Err(); err != nil {
		return err
	}
	if done, err := a.notModified(c, l); done || err != nil {
		return err
	}
	found, err := a.catalogue.Consortium(c.Request.Context(), directory.RecordID(call), ids, l)
	if err != nil {
		if moved, ok := errors.AsType[*catalogue.MovedError](err); ok {
			p.values.Set("call", string(moved.To))
			return redirect(c, Prefix+"/consortium?"+p.values.Encode())
		}
		if errors.Is(err, directory.ErrNotFound) {
			return httpkit.Say(err, fmt.Sprintf("There is no call %q.", quotable(call)))
		}
		return err
	}
	v := basket{Call: itemRefOf(found.Item), Answer: string(found.Group.Answer), Stated: found.Group.Stated, Unknown: stringsOf(found.Unknown),
		Partners:     each(found.Partners, func(b catalogue.BasketPartner) basketPartner { return basketPartner{refOf(b.Ref), whoOf(b.Verdict)} }),
		Requirements: each(found.Group.Requirements, func(r eligibility.Requirement) requirement { return a.requirementOf(r, l) })}
	if done := found.Completion; done.Possible || len(done.Short) > 0 {
		v.Completion = &fewest{Possible: done.Possible, Seats: len(done.Seats), Unsure: done.Unsure,
			Short: each(done.Short, func(r eligibility.Requirement) requirement { return a.requirementOf(r, l) }),
			Gaps: each(found.Gaps, func(g catalogue.CandidateGap) seatGap {
				return seatGap{Kind: labelIf(g.Kind), NewCountry: g.NewCountry, Seats: g.Seats, There: g.There,
					Candidates: each(g.Candidates, func(k catalogue.Candidate) candidate { return candidate{refOf(k.Ref), whoOf(k.Verdict), k.Score} })}
			})}
	}
	return send(c, v)
}

func (a *API) requirementOf(r eligibility.Requirement, l directory.Language) requirement {
	v := requirement{Need: string(r.Need), Answer: string(r.Answer), Wanted: r.Wanted, Have: r.Have, Unsure: r.Unsure, Missing: r.Missing()}
	if r.Kind != "" {
		kind := a.conceptLabel(directory.SchemeKind, string(r.Kind), l)
		v.Kind = &kind
	}
	return v
}
