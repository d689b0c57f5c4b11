package httpkit

import (
	"context"
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"euxine/internal/directory"
)

// MaxSearchTime is how long a limited handler may take. No honest search comes
// near it; what does is a hostile one or a machine in trouble.
const MaxSearchTime = 10 * time.Second

// Limiter bounds how many costly handlers run at once, so that a rush of
// searches makes them wait a little instead of making everything slow. A nil
// Limiter does not limit. Safe for concurrent use.
type Limiter struct {
	slots chan struct{}
	wait  time.Duration
}

// NewLimiter lets n handlers run at once; others wait up to the given time for
// their turn and are then refused as unavailable.
func NewLimiter(n int, wait time.Duration) *Limiter {
	return &Limiter{slots: make(chan struct{}, n), wait: wait}
}

// Limit makes h wait for its turn and stop after MaxSearchTime.
func (l *Limiter) Limit(h Handler) Handler {
	if l == nil {
		return h
	}
	return func(c *gin.Context) error {
		outer := c.Request
		if err := l.acquire(outer.Context()); err != nil {
			return err
		}
		defer func() { <-l.slots }()
		ctx, cancel := context.WithTimeout(outer.Context(), MaxSearchTime)
		defer cancel()
		c.Request = outer.WithContext(ctx)
		defer func() { c.Request = outer }()
		return h(c)
	}
}

// Stream makes h wait for its turn, as Limit does, but lets it take as long as
// the visitor takes to read: for handlers that send a [Stream], whose chunks
// have deadlines.
func (l *Limiter) Stream(h Handler) Handler {
	if l == nil {
		return h
	}
	return func(c *gin.Context) error {
		if err := l.acquire(c.Request.Context()); err != nil {
			return err
		}
		defer func() { <-l.slots }()
		return h(c)
	}
}

func (l *Limiter) acquire(ctx context.Context) error {
	select {
	case l.slots <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(l.wait)
	defer timer.Stop()
	select {
	case l.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return fmt.Errorf("%d answers of this kind at once: %w", cap(l.slots), directory.ErrUnavailable)
	}
}
