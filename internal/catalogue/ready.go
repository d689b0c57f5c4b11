package catalogue

import (
	"context"
	"time"

	"euxine/internal/directory"
)

// KeepReady counts what regions are compared by, and partners measured by, whenever the index has changed and then
// rested for the time given, until ctx ends: who asks for a brief or for partners after a
// change does not wait for the counts of all organisations. While records keep coming nothing is counted that
// would be of no use a moment later; who asks then counts for himself.
func (c *Catalogue) KeepReady(ctx context.Context, rest time.Duration) {
	tick := time.NewTicker(rest)
	defer tick.Stop()
	var seen, counted directory.Revision
	for {
		at, ready := c.index.Revision()
		if ready && at == seen && at != counted {
			_, err := c.reference(ctx)
			if err == nil {
				_, err = c.scale(ctx)
			}
			if err != nil && ctx.Err() == nil {
				c.log.Warn("what regions and partners are compared by was not counted ahead", "error", err)
			}
			counted = at // or failed: who asks tries again
		}
		seen = at
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
