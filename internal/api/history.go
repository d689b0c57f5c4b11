package api

import (
	"errors"
	"math"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
	"euxine/internal/httpkit"
	"euxine/internal/store"
)

// history is the versions of a record, newest first; R is how a record of the
// type is shown.
type history[R any] struct {
	ID       string       `json:"id"`
	Versions []version[R] `json:"versions"`
	Next     string       `json:"next,omitempty"`
}

// version is one state of a record; a deletion has no record.
type version[R any] struct {
	Revision uint64 `json:"revision"`
	At       string `json:"at"`
	By       string `json:"by"`
	Deleted  bool   `json:"deleted"`
	Record   *R     `json:"record,omitempty"`
}

// Versions of an answer: each is a whole record.
const defaultVersions, maxVersions = 20, 100

// historyOf answers with the versions of a record, S as it is stored.
func historyOf[R any, S directory.Record](a *API, t directory.RecordType, show func(S, directory.Language) R) httpkit.Handler {
	return func(c *gin.Context) error {
		p, err := query(c, "lang", "before", "limit")
		if err != nil {
			return err
		}
		l := p.language()
		before := directory.Revision(p.number("before", 1, math.MaxInt64, 0))
		limit := int(p.number("limit", 1, maxVersions, defaultVersions))
		if err := p.faults.Err(); err != nil {
			return err
		}
		if done, err := a.notModified(c, l); done || err != nil {
			return err
		}
		key := directory.Key{Type: t, ID: directory.RecordID(c.Param("id"))}
		// One more than asked for tells whether there are more.
		versions, err := a.catalogue.HistoryOf(c.Request.Context(), key, before, limit+1)
		if errors.Is(err, directory.ErrNotFound) {
			return a.formerHistory(c, key, l, p.values, err)
		}
		if err != nil {
			return err
		}
		v := history[R]{ID: string(key.ID)}
		if len(versions) > limit {
			versions = versions[:limit]
			more := url.Values{"before": {strconv.FormatUint(uint64(versions[limit-1].Revision), 10)}}
			if limit != defaultVersions {
				more.Set("limit", strconv.Itoa(limit))
			}
			v.Next = address(recordPath(t, string(key.ID), "/history"), more, l)
		}
		v.Versions = each(versions, func(s store.Version) version[R] {
			v := version[R]{Revision: uint64(s.Revision), At: s.At.UTC().Format(time.RFC3339), By: s.By, Deleted: s.Deleted}
			if r, ok := s.Record.(S); ok {
				record := show(r, l)
				v.Record = &record
			}
			return v
		})
		return send(c, v)
	}
}

// formerHistory follows a former id, whose history is its successor's.
func (a *API) formerHistory(c *gin.Context, key directory.Key, l directory.Language, values url.Values, missing error) error {
	var err error
	switch ctx := c.Request.Context(); key.Type {
	case directory.Organisations:
		_, err = a.catalogue.Organisation(ctx, key.ID, l)
	case directory.Events:
		_, err = a.catalogue.Event(ctx, key.ID, l)
	case directory.Calls:
		_, err = a.catalogue.Call(ctx, key.ID, l)
	case directory.Projects:
		_, err = a.catalogue.Project(ctx, key.ID, l)
	}
	if err == nil {
		return missing // the record came into being this moment: asking again finds it
	}
	return a.missing(c, key.Type, err, l, "/history", values)
}
