package catalogue

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"euxine/internal/directory"
	"euxine/internal/search"
	"euxine/internal/store"
)

// partsCache keeps where the parts of each type begin, for one revision of the
// index and one size.
type partsCache struct {
	mu       sync.Mutex
	revision directory.Revision
	size     int
	begins   map[directory.RecordType][]directory.RecordID
}

// Parts cuts the records of a type, in the order of their ids, into parts of the
// size, and gives the id each begins behind: "" for the first. No records: no
// parts. It asks the index, which has the ids at hand; what has been written since
// belongs to the part its id falls into, so that [Catalogue.Walk] from each begin to
// the next meets every record once.
func (c *Catalogue) Parts(ctx context.Context, t directory.RecordType, size int) ([]directory.RecordID, error) {
	at, _ := c.index.Revision()
	p := &c.parts
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.revision != at || p.size != size || p.begins == nil {
		p.revision, p.size, p.begins = at, size, map[directory.RecordType][]directory.RecordID{}
	}
	if begins, ok := p.begins[t]; ok {
		return begins, nil
	}
	ids, of, err := c.index.All(ctx, search.Question{Type: t, Sort: search.SortName, Today: c.Today()})
	if err != nil {
		return nil, fmt.Errorf("parts of %s: %w", t, err)
	}
	slices.Sort(ids)
	var begins []directory.RecordID
	for i := 0; i < len(ids); i += size {
		if i == 0 {
			begins = append(begins, "")
		} else {
			begins = append(begins, ids[i-1])
		}
	}
	if of == at {
		p.begins[t] = begins
	}
	return begins, nil
}

// Walk calls do with each record of a type behind one id, up to and including
// another ("": to the end), at most limit, in the order of ids and as of one
// revision; changed is when the record was last written.
func (c *Catalogue) Walk(ctx context.Context, t directory.RecordType, after, upTo directory.RecordID, limit int, do func(id directory.RecordID, changed time.Time) error) error {
	rev, err := c.store.Revision(ctx)
	if err != nil {
		return fmt.Errorf("walk %s: %w", t, err)
	}
	// An import writes many records under one revision: its time is asked for once.
	times := map[directory.Revision]time.Time{}
	for limit > 0 {
		records, err := c.store.Scan(ctx, store.Scan{Type: t, After: after, AsOf: rev})
		if err != nil {
			return fmt.Errorf("walk %s: %w", t, err)
		}
		for _, r := range records {
			h := r.Head()
			if limit--; limit < 0 || upTo != "" && h.ID > upTo {
				return nil
			}
			at, ok := times[h.Revision]
			if !ok {
				versions, err := c.store.History(ctx, directory.KeyOf(r), h.Revision+1, 1)
				if err != nil {
					return fmt.Errorf("walk %s: %w", t, err)
				}
				if len(versions) > 0 {
					at = versions[0].At
				}
				times[h.Revision] = at
			}
			if err := do(h.ID, at); err != nil {
				return err
			}
		}
		if len(records) < store.MaxScan {
			return nil
		}
		after = records[len(records)-1].Head().ID
	}
	return nil
}
