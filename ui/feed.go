package ui

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// feedLink is a feed a page offers in its head.
type feedLink struct{ Title, Href string }

// maxFeedItems is how many events or calls one feed document holds; the next is a
// link away.
const maxFeedItems = search.MaxPerPage

// maxFeedValue bounds a value quoted in a feed, in characters: a feed is for
// noticing, the page for reading.
const maxFeedValue = 300

// homeAddress is where people reach the directory; feeds have absolute addresses only.
func (u *UI) homeAddress() string { return cmp.Or(u.catalogue.Address(), "http://localhost") }

// tagURI names a thing of the directory for good (RFC 4151): the host of its public
// address stands for who gives the names, the year for since when. What a host may
// not hold there is written as a hyphen.
func tagURI(home, thing string) string {
	host, path := "localhost", ""
	if a, err := url.Parse(home); err == nil && a.Hostname() != "" {
		host, path = strings.ToLower(a.Hostname()), strings.Trim(a.EscapedPath(), "/")
	}
	host = strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, host)
	if path != "" {
		thing = path + "/" + thing
	}
	return "tag:" + host + ",2026:" + thing
}

// feedHead is the head of a feed of a page. path and values are the page's, self
// those of this document of it.
func (u *UI) feedHead(v *visit, title, path string, values, self url.Values, updated time.Time) exchange.Feed {
	home := u.homeAddress()
	address := func(values url.Values) string { return home + withQuery(v.page.Link(path), values) }
	return exchange.Feed{
		ID:    tagURI(home, withQuery(string(v.page.Lang)+"/"+path, values)),
		Title: title, Subtitle: v.page.T("site.about"), Language: v.page.Lang, Updated: updated, Author: v.page.T("site.name"),
		Links: []exchange.FeedLink{
			{Rel: "self", Address: address(with1(self, "format", "atom")), Type: strings.SplitN(exchange.AtomType, ";", 2)[0]},
			{Rel: "alternate", Address: address(values), Type: "text/html", Language: v.page.Lang},
		},
	}
}

// sendFeed answers with a feed. It is made whole before it is sent: it is small,
// and an error is still an error.
func sendFeed(v *visit, f exchange.Feed, entries iter.Seq[exchange.FeedEntry]) error {
	var b bytes.Buffer
	err := exchange.WriteAtom(&b, f, func(yield func(exchange.FeedEntry, error) bool) {
		for e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	v.c.Header("Content-Language", string(v.page.Lang))
	httpkit.Write(v.c, http.StatusOK, exchange.AtomType, b.Bytes())
	return nil
}

// changesFeed is the list of changes as a feed, an entry for each change.
func (u *UI) changesFeed(v *visit, q search.ChangesQuestion, found *catalogue.ChangeList) error {
	return u.feedOf(v, v.page.changesOf(v.page.T("changes.feed-name", v.page.T("site.name")), q, found), changesPath, q.Values(), q.Cursor, found, v.page.changeEntry)
}

// feedOf is changes as a feed of the page at path with the values. Batches without a time
// are of today.
func (u *UI) feedOf(v *visit, title, path string, values url.Values, cursor string, found *catalogue.ChangeList,
	entry func(home string, b catalogue.ChangeBatch, c catalogue.RecordChange, at time.Time) exchange.FeedEntry) error {
	home := u.homeAddress()
	fallback := u.catalogue.Today().First()
	when := func(t time.Time) time.Time {
		if t.IsZero() {
			return fallback
		}
		return t
	}
	updated := when(found.NewestAt)
	if len(found.Batches) > 0 {
		updated = when(found.Batches[0].At)
	}
	self := values
	if cursor != "" {
		self = with1(values, "cursor", cursor)
	}
	f := u.feedHead(v, title, path, values, self, updated)
	if found.Next != "" {
		f.Links = append(f.Links, exchange.FeedLink{Rel: "next", Address: home + withQuery(v.page.Link(path), with1(with1(values, "format", "atom"), "cursor", found.Next))})
	}
	return sendFeed(v, f, func(yield func(exchange.FeedEntry) bool) {
		for _, b := range found.Batches {
			for _, c := range b.Changes {
				if !yield(entry(home, b, c, when(b.At))) {
					return
				}
			}
		}
	})
}

// changesOf says what the list is of: title, words and filters.
func (p Page) changesOf(title string, q search.ChangesQuestion, found *catalogue.ChangeList) string {
	var parts []string
	if len(q.Filters) > 0 && q.Filters[0].Q != "" {
		parts = append(parts, p.Quote(strings.TrimSpace(q.Filters[0].Q)))
	}
	for _, a := range found.Active {
		parts = append(parts, p.valueLabel(typeOf(q), a.Parameter, a.Label))
	}
	if t := typeOf(q); t != "" {
		parts = append(parts, p.Of("list-title", t))
	}
	if !q.Since.IsZero() {
		parts = append(parts, p.T("date.since", p.DateIn(q.Since)))
	}
	if len(parts) > 0 {
		title = p.T("changes.feed-of", title, strings.Join(parts, ", "))
	}
	return title
}

func (p Page) changeEntry(home string, b catalogue.ChangeBatch, c catalogue.RecordChange, at time.Time) exchange.FeedEntry {
	line := p.change(c)
	e := exchange.FeedEntry{
		ID:      tagURI(home, fmt.Sprintf("%s/%s/%d", c.Key.Type, c.Key.ID, c.Revision)),
		Title:   p.T("changes.entry", line.Name, line.What),
		Updated: at, Author: p.author(b.By),
		Categories: []exchange.FeedCategory{
			{Term: string(c.Key.Type), Label: p.Of("list-title", c.Key.Type)},
			{Term: string(c.Change), Label: p.Of("change-kind", c.Change)},
		},
	}
	if c.Scope != catalogue.ScopeWithin {
		e.Categories = append(e.Categories, exchange.FeedCategory{Term: string(c.Scope), Label: line.What})
	}
	page := p.changesLink(url.Values{"batch": {fmt.Sprint(b.First)}})
	text := []string{line.About()}
	switch {
	case c.MovedTo != "":
		text = append(text, p.T("changes.moved", string(c.MovedTo)))
	case !c.Exists && c.Change != catalogue.ChangeRemoved:
		text = append(text, p.T("changes.gone"))
	}
	if c.Damaged {
		text = append(text, p.T("changes.damaged"))
	} else if c.NoBefore {
		text = append(text, p.T("changes.no-before"))
	}
	for _, f := range line.Lines {
		if f.Partly {
			text = append(text, f.Label+": "+signed(f))
			continue
		}
		text = append(text, p.T("changes.entry-field", f.Label, p.quoted(f.Gone), p.quoted(f.Came)))
	}
	e.Summary = strings.Join(text, "\n")
	e.Links = []exchange.FeedLink{{Rel: "alternate", Address: home + cmp.Or(line.Href, page), Type: "text/html", Language: p.Lang}}
	if line.Href != "" {
		e.Links = append(e.Links, exchange.FeedLink{Rel: "related", Address: home + page, Type: "text/html", Language: p.Lang})
	}
	return e
}

// signed is what a list lost and gained.
func signed(f fieldLine) string {
	var items []string
	for _, v := range f.Gone {
		items = append(items, "− "+v.Text)
	}
	for _, v := range f.Came {
		items = append(items, "+ "+v.Text)
	}
	return cut(strings.Join(items, "; "), maxFeedValue)
}

func (p Page) quoted(list []fieldValue) string {
	if len(list) == 0 {
		return p.T("changes.nothing")
	}
	texts := make([]string, len(list))
	for i, v := range list {
		texts[i] = v.Text
	}
	return cut(strings.Join(texts, "; "), maxFeedValue)
}

// feedTypes are the lists that are feeds too: what has a date to come.
var feedTypes = []directory.RecordType{directory.Events, directory.Calls}

// itemsFeedLink is the address of a search in such a list as a feed, else "".
func (p Page) itemsFeedLink(q search.Question) string {
	if !slices.Contains(feedTypes, q.Type) {
		return ""
	}
	p.asking = nil // a feed is for whoever follows it
	return p.listLink(q.Type, with1(search.Page(q, 1), "format", "atom"))
}

// feedsOf are the feeds of a search: what changed in it and, of what has dates,
// what is to come.
func (p Page) feedsOf(q search.Question) []feedLink {
	list := []feedLink{{p.T("search.changes"), p.changesLink(with1(search.ChangesOf(q), "format", "atom"))}}
	if href := p.itemsFeedLink(q); href != "" {
		list = append(list, feedLink{p.Of("list-title", q.Type), href})
	}
	return list
}

// itemsFeed is a list of events or calls as a feed: those on now and to come where
// nobody asks for other states or times.
func (u *UI) itemsFeed(v *visit, q search.Question) error {
	self := q.Values()
	values := without(without(self, "page", ""), "cursor", "")
	if len(q.Filters.Values[search.FacetState]) == 0 && q.Filters.From.IsZero() && q.Filters.To.IsZero() {
		q.Filters.Values = maps.Clone(q.Filters.Values)
		q.Filters.Values[search.FacetState] = []string{search.StateComing, search.StateOpen}
	}
	q.PerPage, q.WithFacets = maxFeedItems, false
	if q.Cursor == "" {
		q.Page = min(q.Page, search.MaxWindow/q.PerPage)
	}
	ctx := v.c.Request.Context()
	found, err := u.catalogue.Items(ctx, q)
	if err != nil {
		return fmt.Errorf("feed of %s: %w", q.Type, err)
	}
	home, today := u.homeAddress(), u.catalogue.Today().First()
	var entries []exchange.FeedEntry
	updated := time.Time{}
	for _, it := range found.Items {
		at := today
		// When it was last written; of one that is damaged that is not known.
		if list, err := u.catalogue.HistoryOf(ctx, directory.Key{Type: it.Type, ID: it.ID}, 0, 1); err == nil && len(list) > 0 && !list[0].At.IsZero() {
			at = list[0].At
		}
		if at.After(updated) {
			updated = at
		}
		entries = append(entries, u.itemEntry(v.page, home, it, at))
	}
	if updated.IsZero() {
		updated = today
	}
	title := v.page.T("changes.feed-of", v.page.T("site.name"), v.page.Of("list-title", q.Type))
	if q.Q != "" {
		title = v.page.T("search.title-for", q.Q, title)
	}
	f := u.feedHead(v, title, listPaths[q.Type], values, self, updated)
	if found.Next != "" && (q.Cursor != "" || q.Page*q.PerPage < found.Total) {
		next := with1(values, "cursor", found.Next)
		f.Links = append(f.Links, exchange.FeedLink{Rel: "next", Address: home + v.page.listLink(q.Type, with1(next, "format", "atom"))})
	}
	return sendFeed(v, f, slices.Values(entries))
}

func (u *UI) itemEntry(p Page, home string, it catalogue.Item, at time.Time) exchange.FeedEntry {
	card := u.itemCard(p, it, true)
	var text []string
	for _, s := range []string{card.When, card.State, it.Kind.Label, card.Place(), it.Programme, it.Funder, card.Countries} {
		if s != "" {
			text = append(text, s)
		}
	}
	summary := strings.Join(text, " · ")
	for _, l := range card.Lots {
		if s := p.lotSaid(l); s != "" {
			summary += "\n" + s
		}
	}
	if s := it.Snippet.String(); s != "" {
		summary += "\n" + s
	}
	return exchange.FeedEntry{
		ID: tagURI(home, string(it.Type)+"/"+string(it.ID)), Title: it.Title.String(), Summary: summary, Updated: at,
		Links:      []exchange.FeedLink{{Rel: "alternate", Address: home + card.Href, Type: "text/html", Language: p.Lang}},
		Categories: []exchange.FeedCategory{{Term: it.State, Label: card.State}},
	}
}
