package ui

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
)

// opportunitiesFeed tells what is new, worded anew or gone among the offers and needs
// a question asks for, an entry for each organisation and time, newest first.
func (u *UI) opportunitiesFeed(v *visit, asked search.Opportunities) error {
	// Of the whole question what a change can be held against; its cursor is the log's.
	q := search.ChangesQuestion{Types: []directory.RecordType{directory.Organisations}, Filters: []search.Question{asked.Question},
		Opportunities: &asked, Cursor: asked.Question.Cursor, PerPage: search.DefaultChanges, Lang: v.page.Lang}
	found, err := u.catalogue.Changes(v.c.Request.Context(), q)
	if err != nil {
		return fmt.Errorf("offers and needs that changed: %w", err)
	}
	title := v.page.T("opportunities.feed-name")
	if said := v.page.opportunitySaid(asked, found.Active); said != "" {
		title = v.page.T("changes.feed-of", title, said)
	}
	return u.feedOf(v, title, opportunitiesPath, asked.FromStart(), q.Cursor, found, func(home string, b catalogue.ChangeBatch, c catalogue.RecordChange, at time.Time) exchange.FeedEntry {
		return u.opportunityEntry(v.page, home, b, c, at)
	})
}

// opportunitySaid is what a question asks for, in words.
func (p Page) opportunitySaid(asked search.Opportunities, active []catalogue.ActiveFilter) string {
	var parts []string
	if words := strings.TrimSpace(asked.Question.Q); words != "" {
		parts = append(parts, p.Quote(words))
	}
	for _, a := range active {
		parts = append(parts, p.opportunityValue(a.Parameter, a.Label))
	}
	return strings.Join(parts, ", ")
}

func (u *UI) opportunityEntry(p Page, home string, b catalogue.ChangeBatch, c catalogue.RecordChange, at time.Time) exchange.FeedEntry {
	line := p.change(c)
	e := exchange.FeedEntry{
		ID:      tagURI(home, fmt.Sprintf("%s/%s/%d/exchange", c.Key.Type, c.Key.ID, c.Revision)),
		Updated: at, Author: p.author(b.By),
	}
	var came, said []string
	for _, o := range c.Came {
		came = append(came, o.Text)
		text := p.T("label.value", p.Of("side", o.Side), o.Text)
		if o.Kind != "" {
			text += " (" + p.Of("offering", o.Kind) + ")"
		}
		if !o.ValidUntil.IsZero() {
			text += " – " + p.T("organisation.offer-until", p.DateIn(o.ValidUntil))
		}
		said = append(said, cut(text, maxFeedValue))
	}
	for _, o := range c.Gone {
		said = append(said, cut(p.T("opportunities.gone", p.Of("side", o.Side), o.Text), maxFeedValue))
	}
	e.Title = p.T("changes.entry", line.Name, cut(strings.Join(came, "; "), maxBrief))
	if len(came) == 0 {
		e.Title = p.T("changes.entry", line.Name, p.N("opportunities.gone-count", len(c.Gone)))
	}
	e.Summary = line.About() + "\n" + strings.Join(said, "\n")
	for _, side := range search.Sides {
		for _, o := range c.Came {
			if o.Side == side {
				e.Categories = append(e.Categories, exchange.FeedCategory{Term: string(side), Label: p.Of("side", side)})
				break
			}
		}
	}
	page := p.changesLink(url.Values{"batch": {fmt.Sprint(b.First)}})
	if line.Href != "" {
		page = line.Href
	}
	e.Links = []exchange.FeedLink{{Rel: "alternate", Address: home + page, Type: "text/html", Language: p.Lang}}
	return e
}
