package api

import (
	"net/url"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/catalogue"
	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/search"
)

// changes are what changed, newest first.
type changes struct {
	Revision   uint64        `json:"revision"`
	Batches    []changeBatch `json:"batches"`
	Filters    []filter      `json:"filters"`
	KnownFrom  *knownFrom    `json:"known_from,omitempty"`
	ReadBackTo string        `json:"read_back_to,omitempty"`
	Unreadable int           `json:"unreadable,omitempty"`
	Next       string        `json:"next,omitempty"`
	Cursor     string        `json:"cursor,omitempty"`
}

// knownFrom is where a log that was compacted begins.
type knownFrom struct {
	Revision uint64 `json:"revision"`
	At       string `json:"at,omitempty"`
}

// changeBatch is what was written by one import or other act.
type changeBatch struct {
	Batch     uint64   `json:"batch"`
	By        string   `json:"by,omitempty"`
	At        string   `json:"at,omitempty"`
	Created   int      `json:"created"`
	Changed   int      `json:"changed"`
	Removed   int      `json:"removed"`
	AtLeast   bool     `json:"at_least"`
	Continued bool     `json:"continued"`
	Changes   []change `json:"changes"`
}

// change is one record written or deleted.
type change struct {
	Revision uint64        `json:"revision"`
	Type     string        `json:"type"`
	ID       string        `json:"id"`
	Change   string        `json:"change"`
	Scope    string        `json:"scope"`
	Name     string        `json:"name,omitempty"`
	Kind     *label        `json:"kind,omitempty"`
	Country  *label        `json:"country,omitempty"`
	Fields   []fieldChange `json:"fields"`
	Exists   bool          `json:"exists"`
	MovedTo  string        `json:"moved_to,omitempty"`
	Damaged  bool          `json:"damaged,omitempty"`
	NoBefore bool          `json:"no_before,omitempty"`
	History  string        `json:"history"`
}

// fieldChange is one field that differs, in the exchange form.
type fieldChange struct {
	Field string `json:"field"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
}

func (a *API) changes(c *gin.Context) error {
	p, err := query(c)
	if err != nil {
		return err
	}
	q, faults := search.ParseChanges(p.values, a.vocabulary)
	if p.faults = each(faults, faultOf); len(faults) > 0 {
		return p.faults
	}
	if done, err := a.notModified(c, q.Lang); done || err != nil {
		return err
	}
	found, err := a.catalogue.Changes(c.Request.Context(), q)
	if err != nil {
		return err
	}
	v := changes{
		Revision: uint64(found.Revision), Unreadable: found.Unreadable, Cursor: found.Next,
		Filters: each(found.Active, func(f catalogue.ActiveFilter) filter {
			return filter{f.Parameter, f.Value, worded(f.Parameter, f.Value, f.Label)}
		}),
		Batches: each(found.Batches, func(b catalogue.ChangeBatch) changeBatch { return changeBatchOf(b, q.Lang) }),
	}
	if found.KnownFrom > 0 {
		v.KnownFrom = &knownFrom{uint64(found.KnownFrom), instant(found.KnownFromAt)}
	}
	if found.Next != "" {
		v.ReadBackTo = instant(found.ReadBackTo)
		values := q.Values()
		values.Set("cursor", found.Next)
		v.Next = address(Prefix+"/changes", values, q.Lang)
		c.Writer.Header().Add("Link", "<"+v.Next+`>; rel="next"`)
	}
	return send(c, v)
}

func changeBatchOf(b catalogue.ChangeBatch, l directory.Language) changeBatch {
	return changeBatch{Batch: uint64(b.First), By: b.By, At: instant(b.At), Created: b.Created, Changed: b.Changed, Removed: b.Removed,
		AtLeast: b.AtLeast, Continued: b.Continued,
		Changes: each(b.Changes, func(r catalogue.RecordChange) change {
			return change{
				Revision: uint64(r.Revision), Type: string(r.Key.Type), ID: string(r.Key.ID), Change: string(r.Change), Scope: string(r.Scope),
				Name: r.Name, Kind: labelIf(r.Kind), Country: labelIf(r.Country),
				Fields: each(r.Fields, func(f exchange.FieldChange) fieldChange { return fieldChange(f) }),
				Exists: r.Exists, MovedTo: string(r.MovedTo), Damaged: r.Damaged, NoBefore: r.NoBefore,
				History: address(recordPath(r.Key.Type, string(r.Key.ID), "/history"), url.Values{}, l),
			}
		})}
}

// instant is a time as RFC 3339 has it, "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
