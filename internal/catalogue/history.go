package catalogue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"euxine/internal/directory"
	"euxine/internal/exchange"
	"euxine/internal/store"
)

// RecordHistory is what was written of one record, newest first.
type RecordHistory struct {
	Name     string // the present one, of a removed record its last
	Exists   bool
	MovedTo  directory.RecordID // who holds the id of a removed record as a former one
	Versions []RecordVersion
	Next     directory.Revision // of the last version where there are older ones, else 0
	Damaged  bool               // what stands behind the last version cannot be read
}

// RecordVersion is one version.
type RecordVersion struct {
	Revision directory.Revision
	Change   ChangeKind
	By       string    // "" not known
	At       time.Time // zero not known
	// Fields are what differs from the version before, of a changed one; none where
	// nothing that is exchanged does.
	Fields []exchange.FieldChange
	// NoBefore says that the version before cannot be read, so that neither what was
	// done nor Fields are known.
	NoBefore bool
}

// RecordHistory reads versions with a revision below before (0: all), at most limit
// and at least one. Versions behind one that is damaged are not read.
//
// Errors: *MovedError for a former id, ErrNotFound for a record that never was.
func (c *Catalogue) RecordHistory(ctx context.Context, key directory.Key, before directory.Revision, limit int) (*RecordHistory, error) {
	newest, damaged, err := c.readable(ctx, key, 0, 2)
	if errors.Is(err, directory.ErrNotFound) {
		if _, moved := c.record(ctx, key); moved != nil {
			err = moved
		}
	}
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	h := &RecordHistory{Name: string(key.ID), Exists: damaged && len(newest) == 0}
	for i := len(newest) - 1; i >= 0; i-- { // a deletion has no record: the name is that of the version before
		h.Exists = !newest[i].Deleted
		if r := newest[i].Record; r != nil {
			h.Name = r.DisplayName()
		}
	}
	if !h.Exists {
		_, err := c.record(ctx, key)
		if moved, ok := errors.AsType[*MovedError](err); ok {
			h.MovedTo = moved.To
		}
	}
	list, damaged, err := c.readable(ctx, key, before, limit+1)
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	h.Damaged = damaged && len(list) <= limit
	for i, v := range list[:min(len(list), limit)] {
		version := RecordVersion{Revision: v.Revision, Change: ChangeChanged, By: v.By, At: v.At}
		switch last := i+1 == len(list); {
		case v.Deleted:
			version.Change = ChangeRemoved
		case last && !damaged, !last && list[i+1].Deleted:
			version.Change = ChangeCreated
		case last:
			version.NoBefore = true
		default:
			version.Fields = exchange.Diff(list[i+1].Record, v.Record)
		}
		h.Versions = append(h.Versions, version)
	}
	if len(list) > limit {
		h.Next = list[limit-1].Revision
	}
	return h, nil
}

// readable is [store.Store.History] up to the first version that is damaged.
func (c *Catalogue) readable(ctx context.Context, key directory.Key, before directory.Revision, limit int) (list []store.Version, damaged bool, err error) {
	if list, err = c.store.History(ctx, key, before, limit); !errors.Is(err, directory.ErrDamaged) {
		return list, false, err
	}
	list = nil
	for len(list) < limit {
		one, err := c.store.History(ctx, key, before, 1)
		if errors.Is(err, directory.ErrDamaged) {
			return list, true, nil
		}
		if err != nil || len(one) == 0 {
			return list, false, err
		}
		list, before = append(list, one[0]), one[0].Revision
	}
	return list, false, nil
}
