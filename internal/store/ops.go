package store

import (
	"fmt"
	"slices"

	"euxine/internal/directory"
)

// CheckOps is what every backend refuses before it looks at its state, as
// directory.ErrInvalid: more than [MaxOps] ops, an op that is neither or both
// of a put and a deletion, a key no store can keep, a key given twice. Whether
// a record makes sense is [directory.Record]'s to validate, not storage's.
func CheckOps(ops []Op) error {
	if len(ops) > MaxOps {
		return fmt.Errorf("%d ops in a batch, at most %d: %w", len(ops), MaxOps, directory.ErrInvalid)
	}
	seen := make(map[directory.Key]bool, len(ops))
	for i, op := range ops {
		if (op.Put == nil) == (op.Delete == directory.Key{}) {
			return fmt.Errorf("op %d: want either a put or a deletion: %w", i, directory.ErrInvalid)
		}
		key := op.Key()
		if err := CheckKey(key); err != nil {
			return fmt.Errorf("op %d: %w", i, err)
		}
		if seen[key] {
			return fmt.Errorf("op %d: %s twice in a batch: %w", i, key, directory.ErrInvalid)
		}
		seen[key] = true
		if op.Put == nil {
			continue
		}
		for _, id := range op.Put.Head().FormerIDs {
			if !directory.ValidID(id) || id == key.ID {
				return fmt.Errorf("op %d: %s: former id %q: %w", i, key, id, directory.ErrInvalid)
			}
		}
	}
	return nil
}

// CheckKey refuses a key no record can have, as directory.ErrInvalid.
func CheckKey(key directory.Key) error {
	if err := CheckType(key.Type); err != nil {
		return err
	}
	if !directory.ValidID(key.ID) {
		return fmt.Errorf("%s: id: %w", key, directory.ErrInvalid)
	}
	return nil
}

// CheckType refuses a type that is not one of the four, as directory.ErrInvalid.
func CheckType(t directory.RecordType) error {
	if !slices.Contains(directory.RecordTypes, t) {
		return fmt.Errorf("record type %q: %w", t, directory.ErrInvalid)
	}
	return nil
}

// CheckLimit gives the limit to use: most for 0. Less than 0 or more than most
// is directory.ErrInvalid, not cut: a caller takes a chunk shorter than it
// asked for as the last.
func CheckLimit(limit, most int) (int, error) {
	switch {
	case limit < 0 || limit > most:
		return 0, fmt.Errorf("limit %d, at most %d: %w", limit, most, directory.ErrInvalid)
	case limit == 0:
		return most, nil
	}
	return limit, nil
}
