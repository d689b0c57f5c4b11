package ui

import (
	"fmt"
	"net/url"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/eligibility"
	"euxine/internal/search"
)

// deskView is what the list of calls has beside a search: who asks, and how many
// calls answer what.
type deskView struct {
	Form     askerForm
	Answers  []choice // the calls by answer, where somebody asks
	Calendar string   // the calls of the list with deadlines and reminders
	Today    string   // the day deadlines are told by
}

// desk fills in the calls as they answer who asks: a section for each answer, or
// the page of one.
func (u *UI) desk(v *visit, q search.Question, a *asker, p *searchPage) error {
	own := q.Values()
	form, err := u.askerForm(v, a, listPaths[directory.Calls], own)
	if err != nil {
		return err
	}
	p.Desk = &deskView{Form: form, Calendar: v.page.inAPI(fromFirst(q), "ics"), Today: v.page.Date(u.catalogue.Today())}
	if !a.Known() {
		return nil
	}
	p.Sections = nil
	total := 0
	for _, answer := range eligibility.Answers {
		if a.Only != "" && a.Only != answer {
			continue
		}
		one := q
		switch {
		case a.Only != "":
		case answer == eligibility.No:
			one.Page, one.PerPage = 1, pastSectionLines
		default:
			one.Page, one.PerPage = 1, sectionLines
		}
		found, err := u.catalogue.CallsFor(v.c.Request.Context(), a.Applicant, one, answer)
		if err != nil {
			return fmt.Errorf("calls for who asks: %w", err)
		}
		if total == 0 {
			total = found.Judged
			p.Desk.Answers = u.answerChoices(v.page, a, own, found)
		}
		if found.Found == 0 && a.Only == "" {
			continue
		}
		s := section{Locale: v.page.Locale, Type: directory.Calls, State: "answer-" + string(answer), Title: v.page.Of("answer-section", answer), Count: found.Found}
		for _, k := range found.Calls {
			card := u.itemCard(v.page, k.Item, true)
			card.Verdict = u.verdict(v.page, k.Item.Call, k.Judgement)
			for i := range card.Lots {
				card.Lots[i].Answer = v.page.Of("answer", k.Lots[i].Answer)
			}
			s.Cards = append(s.Cards, card)
		}
		if a.Only == "" && found.Found > len(s.Cards) {
			s.All = v.page.askerLink(own, a, answer)
		}
		if a.Only != "" {
			p.Pager = v.page.deskPages(q, a, found)
		}
		p.Sections = append(p.Sections, s)
	}
	return nil
}

// fromFirst is a question from its first page.
func fromFirst(q search.Question) search.Question {
	q.Page, q.PerPage, q.Cursor = 1, search.DefaultPerPage, ""
	return q
}

// askerLink is the list of calls with one answer for who asks; "" is all.
func (p Page) askerLink(own url.Values, a *asker, answer eligibility.Answer) string {
	values := maps2(own, a.values)
	values.Del("page")
	if answer != "" {
		values.Set(answerParameter, string(answer))
	}
	return withQuery(p.Link(listPaths[directory.Calls]), values)
}

func (u *UI) answerChoices(p Page, a *asker, own url.Values, found *catalogue.CallsAnswer) []choice {
	list := []choice{{Label: p.T("answer.all", found.Judged), Href: p.askerLink(own, a, ""), Current: a.Only == ""}}
	for _, answer := range eligibility.Answers {
		if n := found.Counts[answer]; n > 0 || a.Only == answer {
			list = append(list, choice{Label: p.Of("answer", answer) + " " + p.Number(n), Href: p.askerLink(own, a, answer), Current: a.Only == answer})
		}
	}
	return list
}

// deskPages leads through the pages of the calls with one answer.
func (p Page) deskPages(q search.Question, a *asker, found *catalogue.CallsAnswer) pager {
	list := p.pages(q, &catalogue.Answer{Total: found.Found})
	with := func(href string) string {
		if href == "" {
			return ""
		}
		u, err := url.Parse(href)
		if err != nil {
			return href
		}
		values := u.Query()
		values.Set(answerParameter, string(a.Only))
		return withQuery(u.Path, values)
	}
	list.Previous, list.Next, list.First = with(list.Previous), with(list.Next), with(list.First)
	for i := range list.Pages {
		list.Pages[i].Href = with(list.Pages[i].Href)
	}
	return list
}
