package catalogue

import (
	"context"
	"fmt"

	"euxine/internal/directory"
)

// Known finds the organisations with these ids, in their order and each once; a former
// id leads to the record that took its place. unknown are the ids that are no
// organisation's.
func (c *Catalogue) Known(ctx context.Context, ids []directory.RecordID, l directory.Language) (found []Ref, unknown []directory.RecordID, err error) {
	var valid []directory.RecordID
	for _, id := range ids {
		if directory.ValidID(id) {
			valid = append(valid, id)
		} else {
			unknown = append(unknown, id)
		}
	}
	records, err := c.current(ctx, valid)
	if err != nil {
		return nil, nil, fmt.Errorf("organisations by id: %w", err)
	}
	seen := map[directory.RecordID]bool{}
	for i, o := range records {
		switch {
		case o == nil:
			unknown = append(unknown, valid[i])
		case !seen[o.ID]:
			seen[o.ID] = true
			found = append(found, c.ref(o, l))
		}
	}
	return found, unknown, nil
}
