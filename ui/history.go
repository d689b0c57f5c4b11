package ui

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/search"
)

// historyPage is what was written of one record, newest first, each version beside
// the one before it.
type historyPage struct {
	Page
	History  *catalogue.RecordHistory
	Record   string // the address of its page, or of who took its place; "" of one that is no more
	Versions []versionView
	Older    string // "" at the end
	Newest   string // "" on the first page
	API      string
}

// versionView is one version.
type versionView struct {
	Page
	catalogue.RecordVersion
	What    string
	Author  string
	When    string // "" not known
	Machine string // the same for machines
	Lines   []fieldLine
}

// Same says that nothing people see differs from the version before.
func (v versionView) Same() bool {
	return v.Change == catalogue.ChangeChanged && len(v.Lines) == 0 && !v.NoBefore
}

// maxVersions bounds a page: each version is a whole record.
const maxVersions = 20

// history shows the versions of records of a type.
func (u *UI) history(t directory.RecordType) func(*visit) error {
	return func(v *visit) error {
		values, err := httpkit.Query(v.c)
		if err != nil {
			return err
		}
		before, err := beforeOf(values)
		if err != nil {
			return err
		}
		if done, err := u.fresh(v); done || err != nil {
			return err
		}
		key := directory.Key{Type: t, ID: directory.RecordID(v.c.Param("id"))}
		h, err := u.catalogue.RecordHistory(v.c.Request.Context(), key, before, maxVersions)
		if moved, ok := errors.AsType[*catalogue.MovedError](err); ok {
			v.c.Redirect(http.StatusMovedPermanently, v.page.historyLink(t, moved.To))
			return nil
		}
		if err != nil {
			return err
		}
		return v.show("history", v.page.historyPage(key, h, before))
	}
}

// beforeOf reads the only parameter a history has.
func beforeOf(values url.Values) (directory.Revision, error) {
	bad := httpkit.UnknownParameters(values, "before")
	s := values.Get("before")
	if len(bad) > 0 || s == "" {
		return 0, bad.Err()
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 {
		return 0, badParameters([]search.ParameterFault{{Parameter: "before", Value: quoted(s), Key: search.FaultNotANumber,
			Args: []string{"1", strconv.FormatInt(math.MaxInt64, 10)}}})
	}
	return directory.Revision(n), nil
}

// historyLink is the address of a record's history.
func (p Page) historyLink(t directory.RecordType, id directory.RecordID) string {
	return p.RecordLink(t, id) + "/history"
}

func (p Page) historyPage(key directory.Key, h *catalogue.RecordHistory, before directory.Revision) historyPage {
	page := historyPage{Page: p, History: h, API: recordInAPI(key.Type, key.ID) + "/history"}
	page.Title, page.Summary, page.NoIndex = p.T("history.title", h.Name), p.T("history.lead", h.Name), true
	page.searchType = key.Type
	if h.Exists || h.MovedTo != "" {
		page.Record = p.RecordLink(key.Type, cmp.Or(h.MovedTo, key.ID))
	}
	for _, v := range h.Versions {
		view := versionView{Page: p, RecordVersion: v, What: p.Of("change-kind", v.Change), Author: p.author(v.By), When: p.moment(v.At)}
		if !v.At.IsZero() {
			view.Machine = v.At.UTC().Format(time.RFC3339)
		}
		for _, f := range v.Fields {
			view.Lines = append(view.Lines, p.field(f))
		}
		page.Versions = append(page.Versions, view)
	}
	if h.Next > 0 {
		page.Older = withQuery(p.historyLink(key.Type, key.ID), url.Values{"before": {fmt.Sprint(h.Next)}})
	}
	if before > 0 {
		page.Newest = p.historyLink(key.Type, key.ID)
	}
	return page
}
